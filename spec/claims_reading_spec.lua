require "spec.helper"
local reading = require "told"

local read, find, role = reading.read, reading.find, reading.role

describe("claims: a headline", function()
  it("has its verb between two names", function()
    local c = find(read "Red Anvil hacks Halden Bank", "data-breach", "hacks")
    assert.same({ "Red Anvil", "Halden Bank" }, { role(c, "attacker"), role(c, "victim") })
    local list = read "Red Anvil hacks Halden Bank, steals data of 40,000 customers"
    local theft = find(list, "data-breach", "steals data") or find(list, "data-breach", "steals")
    assert.equal("Red Anvil", role(theft, "attacker"))
    assert.same({}, read "The Halden Bank hacks Monday")
  end)
end)

describe("claims: what a reader is told to do", function()
  it("has not happened by these words", function()
    for text, type in pairs {
      ["Shut down all servers now."] = "outage",
      ["Report any data breach to the police."] = "data-breach",
      ["Please report data breaches to the police."] = "data-breach",
      ["Patch the flaw at once."] = "vulnerability-patch",
      ["Never pay a ransom."] = "ransom",
    } do
      local c = find(read(text), type)
      assert.same({ "other" }, { c.realis }, text)
      assert.not_equal("the police", role(c, "victim"), text)
    end
  end)

  it("is nothing where a name opens the sentence, and no deed taken for granted", function()
    assert.equal("actual", find(read "Hackers hit Halden Bank with ransomware", "ransom").realis)
    assert.equal("actual", find(read "Report the theft of data from Halden Bank to the police.", "data-breach").realis)
  end)
end)

describe("claims: an aside", function()
  it("keeps its hedge to itself", function()
    local list = read "The hackers, believed to have ties to Iran, stole emails."
    local theft = find(list, "data-breach", "stole")
    assert.same({ "asserted", "The hackers" }, { theft.stance, role(theft, "attacker") })
    assert.is_nil(theft.speaker)
    assert.equal("suspected", find(list, "attribution").stance)
    assert.equal("reported", find(read "Halden Bank was, reportedly, hacked by Red Anvil.", "data-breach").stance)
    assert.equal("suspected",
      find(read "The emails, which are believed to have been stolen by Red Anvil, were old.", "data-breach").stance)
  end)
end)

describe("claims: who speaks", function()
  it("is the subject of the clause before the comma", function()
    local list = read("The breach of Halden Bank was found on Monday. "
      .. "One actor tried to sell unauthorized access to an undisclosed bank, claiming to have its source code.")
    for _, c in ipairs(list) do
      assert.is_true(c.speaker == nil or c.speaker.text == "One actor", c.text)
    end
    assert.equal("One actor", find(list, "data-breach", "unauthorized access").speaker.text)
  end)

  it("is who reports its own, and no outlet", function()
    for _, text in ipairs { "Halden Bank reported a DDoS attack to the police.",
      "Halden Bank reported a data breach to the regulator on Friday." } do
      local c = read(text)[1]
      assert.same({ "Halden Bank", "Halden Bank" }, { c.speaker.text, role(c, "victim") })
      assert.is_nil(c.via)
    end
  end)

  it("is no deed", function()
    assert.is_nil(find(read "A breach reported on Friday exposed the names of customers.", "data-breach").speaker)
  end)
end)

describe("claims: parties", function()
  it("of a ransom are who pays and whom the verb has for its first object", function()
    local c = find(read "Halden Bank paid Red Anvil a ransom of $2 million.", "ransom")
    assert.same({ "Halden Bank", "Red Anvil", "$2 million" },
      { role(c, "victim"), role(c, "attacker"), role(c, "price") })
  end)

  it("do not hold what somebody fell to be", function()
    local c = find(read "Acme fell victim to hackers, paid them", "ransom")
    local victims = {}
    for _, r in ipairs(c.roles) do
      if r.role == "victim" then victims[#victims + 1] = r.text end
    end
    assert.same({ "Acme" }, victims)
  end)
end)

describe("claims: an inquiry of one's own", function()
  it("investigates nothing", function()
    assert.same({}, read "I consent to the use of my data so that Acme can respond to my inquiry.")
    assert.truthy(find(read "The police opened an inquiry into the theft of data from Acme.", "investigation"))
  end)
end)

describe("claims: what only threatens or is not", function()
  it("is no deed where somebody threatens it", function()
    local c = find(read "Hackers threatened to leak the files unless Halden Bank paid.", "data-breach", "leak")
    assert.equal("other", c.realis)
  end)

  it("is denied by the 'no' of its noun", function()
    for text, type in pairs {
      ["The minister said there was no link between Ruvania and the attack."] = "attribution",
      ["There was no breach of Vellmar, the company said."] = "data-breach",
      ["There was no ransom demand."] = "ransom",
    } do
      local c = find(read(text), type)
      assert.same({ "denied", "other", "no" }, { c.stance, c.realis, c.hedge.text }, text)
    end
  end)
end)

describe("claims: parties told by what stands around", function()
  it("are who demands, whom a verb charges with what follows, and who is sentenced", function()
    assert.equal("Red Anvil", role(find(read "Halden Bank refused to pay the $3 million ransom demanded by Red Anvil.",
      "ransom", "ransom demanded"), "attacker"))
    assert.equal("Quarry Labs",
      role(find(read "The company hired Quarry Labs to investigate the breach.", "investigation"), "discoverer"))
    assert.equal("Radek", role(find(read "Radek was sentenced to five years for hacking the servers of Vellmar.",
      "data-breach"), "attacker"))
  end)

  it("are neither an outlet nor what something is done in exchange for", function()
    local told = read "The Ledger reported that Tarn Credit Union paid a $1 million ransom."
    assert.equal("Tarn Credit Union", role(find(told, "ransom", "paid"), "victim"))
    assert.equal("the hospital", role(find(
      read "The group demanded 20 bitcoin from the hospital in exchange for a decryption key.", "ransom"), "victim"))
  end)
end)

describe("claims: a notice to those affected", function()
  it("tells what the files contained, and at no time", function()
    local text = "Harrow Health\nNotice of Data Security Incident\n\nOn 28 April 2031 we saw that the files contained "
      .. "names and Social Security numbers of our patients."
    local c = find(read(text), "data-breach", "contained")
    local told = {}
    for _, r in ipairs(c.roles) do told[#told + 1] = r.role end
    assert.is_nil(table.concat(told, " "):find "time")
    assert.matches("data", table.concat(told, " "))
    local other = text:gsub("Notice of Data Security Incident", "Our news of the month")
    assert.is_nil(find(read(other), "data-breach"))
  end)

  it("tells of no theft in what it takes seriously", function()
    assert.same({}, read "We take the security of your data very seriously.")
    assert.equal("took", find(read "Hackers took the data of customers of Harrow.", "data-breach").text)
  end)
end)
