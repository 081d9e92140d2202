-- Plain sentences whose event the model does not know, or knows for another: what the rules see stands.
require "spec.helper"
local told = require "told"
local line, missing = told.line, told.missing

local plain = {
  { "Vellmar suffered a cyberattack.", "data-breach", "realis=actual stance=asserted victim=Vellmar" },
  { "Vellmar was hit by a cyberattack.", "data-breach", "realis=actual victim=Vellmar" },
  { "Vellmar was hit by a cyber attack on 3 May 2024.", "data-breach", "victim=Vellmar time=3 May 2024" },
  { "Vellmar was attacked by hackers.", "data-breach", "victim=Vellmar attacker=hackers" },
  { "Shipping line Halden Marine suffered a cyberattack in May 2024.", "data-breach", "victim=line Halden Marine" },
  { "Harrow Freight said that it was the victim of a cyber incident in May 2024.", "data-breach",
    "victim=it time=May 2024" },
  { "On 3 May the clinic became aware of a security incident.", "data-breach", "realis=actual" },
  { "Northlight is writing to tell you about a security incident.", "data-breach", "realis=actual" },
  { "Halden Bank detected an intrusion on Friday.", "data-breach", "time" },
  { "There was a security incident at the clinic.", "data-breach", "victim=the clinic" },
  { "The security incident occurred in May 2024.", "data-breach", "time=May 2024" },
}

-- what is named in passing, asked or only possible tells of no event
local silent = {
  "The shares of Harrow Freight fell after a cyberattack.",
  "Nobody knows how the cyberattack happened.",
  "Insurers help to detect an intrusion.",
  "The report looks at who suffered a cyberattack.",
  "Cyberattacks are becoming more frequent.",
}

describe("claims: a plain event", function()
  for _, case in ipairs(plain) do
    it("is not lost: " .. case[1], function()
      assert.is_nil(missing(case[1], case[2], case[3]))
      assert.are.equal("", line(case[1], "ransom"))
    end)
  end

  for _, text in ipairs(silent) do
    it("is none where it is only named: " .. text, function() assert.are.equal("", line(text, "data-breach")) end)
  end

  it("is a ransom where the report has a word of one", function()
    local text = "Vellmar was hit by a cyberattack on Friday. The attackers demanded a ransom of $2 million."
    assert.are_not.equal("", line(text, "ransom"))
  end)

  it("taken for granted tells more, or is no claim", function()
    assert.are.equal("", line("The company learned of the cyberattack.", "data-breach"))
    assert.is_nil(missing("The company learned of the cyberattack on 3 May 2024.", "data-breach", "time=3 May 2024"))
  end)
end)
