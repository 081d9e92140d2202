-- Names that words and marks run through, by-names, whose data and systems they were, and who is named without a part
-- in what happened.
require "spec.helper"
local told = require "told"

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
  { "Halden's breach exposed the records of 5 million shoppers.", "data-breach", "text=breach; victim=Halden;" },
  { "Police are investigating the Halden breach.", "data-breach", "victim=Halden;" },
  { "The Bank of Halden hack is being investigated.", "data-breach", "victim=Bank of Halden;" },
  { "The Halden data breach exposed the records of 5 million shoppers.", "data-breach", "text=exposed;" },
  { "The December breach is being investigated.", "data-breach", "", "victim=December;" },
  { "A breach at a supplier, Parcelio, exposed data of Vellmar's customers.", "data-breach", "victim=Vellmar;",
    "attacker=" },
  { "Vellmar is offering credit monitoring to customers after its systems were hacked.", "data-breach",
    "victim=its systems; victim=Vellmar;" },
  { "Customers of Halden have been told that their card details may have been stolen.", "data-breach",
    "victim=Customers; data=their card details; victim=Halden;" },
  { "An employee of Halden sold the addresses of 900 customers to a private detective.", "data-breach",
    "attacker=An employee;" },
  { "A former employee, Dana Price, copied the bank details of 90,000 workers.", "data-breach",
    "attacker=A former employee; attacker=Dana Price;", "victim=Dana Price;" },
  { "The employee who stole customer data was arrested.", "data-breach", "attacker=The employee;",
    "victim=The employee;" },
}

describe("claims: names and by-names", function()
  for _, case in ipairs(cases) do
    local text, kind, wanted, unwanted = table.unpack(case)
    it("are read as they are: " .. text, function()
      local found = told.line(text, kind)
      for part in wanted:gmatch "[^;]+;" do assert.matches(part, found, 1, true) end
      if unwanted then assert.not_matches(unwanted, found, 1, true) end
    end)
  end
end)
