-- Who did it, and to whom, where a sentence leaves no doubt; and what stands around a deed and has no part in it.
require "spec.helper"
local bk = require "breachkit"
local told = require "told"

-- The attackers and victims of the first claim of a type, or of a type and trigger.
local function parties(text, kind, trigger)
  local c = assert(told.find(told.read(text), kind, trigger))
  return told.role(c, "attacker") .. " > " .. told.role(c, "victim")
end

describe("claims: who did it", function()
  it("is whom a clause behind a verb of saying names, not who says so", function()
    assert.equal("Red Anvil > Harrow Systems",
      parties("Northlight said Red Anvil hacked Harrow Systems.", "data-breach"))
    assert.equal("Red Anvil > Northlight", parties("Northlight said Red Anvil had stolen its data.", "data-breach"))
    assert.equal("the Night Owls > Acme",
      parties("The Night Owls said the Night Owls had stolen data from Acme.", "data-breach"))
    local hit = told.find(told.read "Halden Bank said Red Anvil hit it with ransomware.", "ransom")
    assert.equal("Red Anvil", told.role(hit, "attacker"))
    for _, r in ipairs(hit.roles) do
      if r.role == "victim" then assert.equal("Halden Bank", r.value or r.text) end
    end
  end)

  it("is who is paid, where a sum or a ransom stands behind", function()
    assert.equal("Red Anvil > Halden Bank", parties("Halden Bank paid Red Anvil a ransom.", "ransom"))
    assert.equal("Red Anvil > Halden Bank", parties(
      "Halden Bank paid Red Anvil $2 million in bitcoin to end the ransomware attack.", "ransom", "paid"))
    assert.equal(" > Halden Bank", parties("Halden Bank paid consultants $2 million after the ransomware attack.",
      "ransom", "paid"))
  end)

  it("is told by a noun, too, and is no victim of what that noun does", function()
    local by = "The breach of Harrow Systems by Red Anvil exposed records of Halden Bank."
    assert.equal("Red Anvil > Harrow Systems", parties(by, "data-breach", "The breach"))
    assert.equal(" > Halden Bank", parties(by, "data-breach", "exposed"))
    local owner = "Red Anvil's breach of Halden Bank exposed 3,000 records."
    assert.equal("Red Anvil > Halden Bank", parties(owner, "data-breach", "breach"))
    local friday = "Friday's breach of Halden Bank exposed 3,000 records."
    assert.equal(" > Halden Bank", parties(friday, "data-breach", "breach"))
    assert.equal(" > Halden Bank", parties(
      "Quillon reviewed the investigation into the breach of Halden Bank by Bluepine.",
      "data-breach"))
  end)

  it("is who denies, admits or is accused of the deed", function()
    assert.equal("Ruvania > ", parties("Ruvania denied hacking the election board of Norvik.", "data-breach"))
    assert.equal("Two men > Halden Bank", parties("Two men were charged with hacking Halden Bank.", "data-breach"))
    assert.equal("Ivo Radek > Halden Bank",
      parties("Police accused Ivo Radek of stealing data from Halden Bank.", "data-breach"))
    assert.equal("it > Halden Bank",
      parties("Ruvania rejected the accusation that it hacked Halden Bank.", "data-breach"))
    assert.equal("He > Halden Bank", parties("He pleaded guilty to stealing data from Halden Bank.", "data-breach"))
  end)
end)

describe("claims: no victim is", function()
  it("what one becomes", function()
    assert.equal("hackers; them > Acme", parties("Acme fell victim to hackers, paid them $2 million.", "ransom"))
    assert.equal(" > Vellmar Insurance",
      parties("Vellmar Insurance became the victim of a ransomware attack.", "ransom"))
  end)

  it("who gets the loot, where it is put, or who only names the deed", function()
    assert.equal(" > ", parties("The stolen data was sold to Night Wasp.", "data-breach"))
    assert.equal(" > Vellmar Insurance", parties(
      "The gang published 40 GB of data stolen from Vellmar Insurance on its leak site.", "data-breach", "data stolen"))
    local largest = "Hackers stole 3 million records in what officials called the largest breach."
    for _, c in ipairs(told.read(largest)) do assert.is_nil(told.role(c, "victim"):find "officials") end
    assert.is_nil(parties("The intruders installed a back door that Bluepine calls Tin Whistle, stole the passwords of "
      .. "staff and read the mail of ministers.", "data-breach", "stole"):find("Bluepine", 1, true))
    assert.is_nil(parties("A group which Bluepine calls Dusk hacked Acme.", "data-breach"):find("Bluepine", 1, true))
  end)

  it("who speaks for others", function()
    assert.equal("Dark Heron > Vellmar Insurance", parties(
      "Mara Lind, a spokeswoman for Vellmar Insurance, said Dark Heron stole employee data.", "data-breach"))
    assert.is_nil(parties("Quillon, hired by Vellmar Insurance, said hackers stole 2 TB of data.", "data-breach")
      :find("Quillon", 1, true))
  end)
end)

describe("claims: what stands around a deed", function()
  it("is no part of it in a dateline", function()
    local c = told.read("NORVIK, May 3 (Agency) - Hackers stole the personal data of 2.3 million customers of Vellmar "
      .. "Insurance, the company said on Friday.")[1]
    assert.equal("customers; Vellmar Insurance", told.role(c, "victim"))
    assert.equal("", told.role(c, "time"))
  end)

  it("is told by nobody where only a deed stands before a word of saying", function()
    local text = "A breach reported on Friday exposed data of 3,000 customers of Acme."
    assert.is_nil(told.find(told.read(text), "data-breach", "exposed").speaker)
  end)

  it("is only reported where somebody alleges it", function()
    local c = told.read("Prosecutors allege that Ivo Radek stole data from Brisa Exchange.")[1]
    assert.same({ "reported", "allege that", "Prosecutors" }, { c.stance, c.hedge.text, c.speaker.text })
  end)

  it("is taken from no one who is only told of it", function()
    local function via(who)
      local c = told.read("The mayor told " .. who .. " that hackers stole records from Norvik City Council.")[1]
      assert.equal("The mayor", c.speaker.text)
      return c.via and c.via.text
    end
    assert.is_nil(via "Congress")
    assert.is_nil(via "the FBI")
    assert.equal("the Norvik Times", via "the Norvik Times")
  end)

  it("dates it as open as its words are", function()
    local c = told.read("Halden Bank was hacked before May 2024.")[1]
    assert.equal("May 2024", told.role(c, "time"))
    assert.equal("../2024-04-30", c.roles[#c.roles].value.edtf)
  end)

  it("names an incident by a day rather than by what is open", function()
    local taken = " Hackers stole records of 3,000 customers of Halden Bank."
    local reports = { { id = "a", title = "Halden Bank hacked",
        text = "Halden Bank was hacked before May 2024." .. taken },
      { id = "b", title = "Halden Bank breach", text = "Halden Bank was hacked on 3 March 2024." .. taken } }
    local list = {}
    for incident in bk.correlate(reports):incidents() do list[#list + 1] = incident end
    assert.equal(1, #list)
    assert.equal("2024-03-03", list[1].when)
    assert.same({}, list[1].conflicts)
  end)

  it("is the breach itself where a notice says that intruders gained access", function()
    local c = told.read "An unauthorized party gained access to our network between May 1 and May 30, 2023."[1]
    assert.equal("An unauthorized party", told.role(c, "attacker"))
    assert.equal("our network", told.role(c, "victim"))
    assert.equal("2023-05-01/2023-05-30", c.roles[#c.roles].value.edtf)
  end)
end)
