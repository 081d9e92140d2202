-- Names that words and marks run through, by-names, and who is named without a part in what happened.
require "spec.helper"
local claims = require "breachkit.claims"

-- type of claim, what it tells, and what it does not; of a role its text
local cases = {
  { "The city of Marrow-by-Sea was hacked by Red Anvil.", "data-breach", "victim=The city of Marrow-by-Sea;" },
  { "The law firm Pike & Rowe was hacked by Red Anvil.", "data-breach", "victim=The law firm Pike & Rowe;" },
  { "SmileWorks paid hackers 30 bitcoin to get the keys to its servers.", "ransom", "text=paid;" },
  { "The hacker known as Moth posted customer data on a forum.", "data-breach", "attacker=The hacker; attacker=Moth;",
    "victim=Moth;" },
  { "Halden Bank was hacked by a group known as the Crumbs.", "data-breach", "attacker=a group; attacker=the Crumbs;",
    "victim=the Crumbs;" },
  { "A hacker going by the name of Moth breached Halden Bank.", "data-breach", "attacker=Moth; victim=Halden Bank;",
    "data=the name;" },
  { "A hacker who goes by Moth breached Halden Bank.", "data-breach", "attacker=Moth; victim=Halden Bank;" },
  { "Moth told this website that the data was taken in April.", "data-breach", "data=the data;", "tool=this website;" },
  { "The Grey Wolves gang has claimed responsibility and says it took 2.3 TB of data.", "data-breach",
    "stance=claimed; attacker=it;" },
  { "An attacker stole about $41 million worth of tokens from the exchange Brightswap.", "data-breach",
    "data=tokens; victim=the exchange Brightswap;" },
  { "The insurer Vellmar agreed to pay $18.5 million to settle claims over a 2023 breach in which data was stolen.",
    "data-breach", "stance=asserted;", "stance=reported;" },
}

describe("claims: names and by-names", function()
  for _, case in ipairs(cases) do
    local text, type, wanted, unwanted = table.unpack(case)
    it("are read as they are: " .. text, function()
      local found = {}
      for _, c in ipairs(claims.list { text = text }) do
        if c.type == type then
          found[#found + 1] = ("text=%s;; stance=%s;;"):format(c.text, c.stance)
          for _, r in ipairs(c.roles) do found[#found + 1] = r.role .. "=" .. r.text .. ";" end
        end
      end
      found = table.concat(found, " ")
      for part in wanted:gmatch "[^;]+;" do assert.matches(part, found, 1, true) end
      if unwanted then assert.not_matches(unwanted, found, 1, true) end
    end)
  end
end)
