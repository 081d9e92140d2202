require "spec.helper"
local reading = require "told"

local read, find, role = reading.read, reading.find, reading.role

describe("claims: stance, hedge and realis", function()
  it("keeps what is reported, suspected, claimed and denied apart", function()
    local c = read("The studio was reportedly hacked.")[1]
    assert.equal("reported", c.stance)
    assert.same({ text = "reportedly", first = 16, last = 25 }, c.hedge)
    assert.equal("suspected", read("The files are believed to have been stolen by criminals.")[1].stance)
    assert.equal("claimed", read("The hackers claimed they had stolen the database.")[1].stance)
    assert.equal("denied", find(read "The bank denied that its database was hacked.", "data-breach").stance)
    local no = find(read "There is no confirmed link between the leak and the intrusion.", "attribution")
    assert.equal("denied", no.stance)
    assert.equal("other", no.realis)
  end)

  it("hedges an investigation and keeps what it is about in question", function()
    local list = read "The bank is reportedly investigating whether the hack is linked to North Korea."
    assert.equal("reported", find(list, "investigation").stance)
    local c = find(list, "attribution")
    assert.equal("investigated", c.stance)
    assert.equal("reportedly", c.hedge.text)
    assert.equal("North Korea", role(c, "suspect"))
  end)

  it("lets no hedge reach over an opening clause", function()
    local list = read "Although there is no confirmed motive, customer data was stolen."
    assert.equal("asserted", find(list, "data-breach").stance)
  end)

  it("lets no hedge reach over another party that begins to speak", function()
    local function stances(text)
      local out = {}
      for _, c in ipairs(read(text)) do
        if c.type == "data-breach" then out[#out + 1] = c.stance end
      end
      return out
    end
    assert.same({ "asserted" },
      stances "Harrow denies any wrongdoing while researchers said the hackers breached its servers.")
    assert.same({ "claimed", "asserted" },
      stances "The gang claims to have stolen four gigabytes and Northlight confirmed that it was hacked.")
    assert.same({ "reported" }, stances "Reportedly, Harrow and Northlight said that hackers breached the bank.")
    assert.same({ "denied" }, stances "Harrow denied that the police said that hackers breached the bank.")
  end)

  it("takes a threat for no deed", function()
    local c = find(read "The group said sensitive data would be released if the firm did not pay.", "data-breach")
    assert.equal("other", c.realis)
  end)
end)

describe("claims: what did not happen", function()
  it("is denied where nobody and nothing is the subject, alternatives included", function()
    for _, text in ipairs { "No passwords or account numbers were compromised.", "Nobody hacked Orla Games.",
      "Neither cards nor passwords were stolen from Brisk Rail.", "No one hacked Orla Games.",
      "It is not true that Orla Games was hacked." } do
      local c = find(read(text), "data-breach")
      assert.same({ "denied", "other" }, { c.stance, c.realis }, text)
    end
    for _, text in ipairs { "There was no delay and passwords were stolen.",
      "Passwords or account numbers were stolen." } do
      assert.equal("asserted", find(read(text), "data-breach").stance, text)
    end
  end)

  it("is denied where the rumour is called untrue, or the attempt failed, behind it", function()
    for body, hedge in pairs {
      ["Rumours that Harrow Freight was hacked are untrue."] = "are untrue",
      ["The report that Beta Corp had been hacked turned out to be a hoax."] = "be a hoax",
      ["Norland's accusation that Ruvania hacked its parliament is baseless."] = "is baseless",
      ["Reports that Mossley Bank was breached by Red Anvil were completely false."] = "were completely false",
      ["An attempt to hack Harrow Freight was foiled."] = "was foiled",
      ["An attempt by Red Anvil to steal data from Harrow Freight was foiled."] = "was foiled",
      ["Harrow Freight prevented Red Anvil from stealing its data."] = "prevented",
      ["An attempt to steal data from Harrow Freight failed on Monday."] = "failed",
    } do
      local c = find(read(body), "data-breach")
      assert.same({ "denied", "other", hedge }, { c.stance, c.realis, c.hedge.text }, body)
    end
    for _, body in ipairs { "Rumours that Harrow Freight was hacked are not untrue.",
      "Rumours that Harrow Freight was hacked are true.", "Harrow Freight was hacked, and its alarms failed.",
      "Rumours that Harrow Freight was hacked spread; other stories are untrue." } do
      assert.not_equal("denied", find(read(body), "data-breach").stance, body)
    end
    local c = find(read "No one has claimed responsibility for the hack of Mossley Bank.", "attribution")
    assert.same({ "denied", "other" }, { c.stance, c.realis })
  end)

  it("reads a subject that is none, and disbelief", function()
    for _, text in ipairs { "No passwords were stolen.", "None of the passwords were stolen.",
      "No passwords of our staff were stolen.", "None of our customers' passwords were stolen.",
      "We do not believe the passwords were stolen.", "There is no reason to believe that passwords were stolen." } do
      local c = find(read(text), "data-breach", "were stolen")
      assert.equal("denied", c.stance)
      assert.equal("other", c.realis)
    end
    for _, text in ipairs { "All passwords were stolen.",
      "The passwords of a clinic with no copies kept elsewhere were stolen." } do
      assert.equal("asserted", find(read(text), "data-breach", "were stolen").stance, text)
    end
  end)
end)

describe("claims: what is ruled out", function()
  -- the first data breach of the text: what fills a role
  local function told(body, name)
    return role(find(read(body, { published = "2022-05-06" }), "data-breach"), name)
  end

  it("is no role of the event", function()
    assert.equal("1 May 2022", told("Fernhill Bank was hacked on 1 May 2022, not on 3 May 2022 as reported.", "time"))
    assert.equal("27 February 2021",
      told("Tallow Insurance was breached on 27 February 2021, not in March as it first said.", "time"))
    assert.equal("2 million",
      told("Hackers stole 2 million records from Fernhill Bank, not 3 million as reported.", "data-count"))
    assert.equal("Fernhill Bank", told("Fernhill Bank, not Tallow Insurance, was hacked on 1 May 2022.", "victim"))
    assert.equal("Grey Lantern",
      told("Fernhill Bank was breached by Grey Lantern rather than by Night Owls.", "attacker"))
  end)

  it("is not what a denied event, or a bound, tells", function()
    assert.equal("3 May 2022", told("Fernhill Bank was not hacked on 3 May 2022.", "time"))
    assert.equal("3 May 2022", told("The breach was discovered not until 3 May 2022.", "discovered"))
  end)
end)

describe("claims: what cannot be excluded, and what says so of itself", function()
  it("leaves out what an aside says of somebody at large", function()
    local c = read("Acme, which employs 400 people, was hacked on Monday.")[1]
    assert.same({ "Acme", "" }, { role(c, "victim"), role(c, "victim-count") })
    c = read("The insurer, which has about 2,000 employees, disclosed a breach that hit 60,000 customers.")[1]
    assert.equal("60,000", role(c, "victim-count"))
    -- an event of its own is no aside
    assert.equal("500", role(read("The attackers hit Acme, which has lost data of 500 people.")[1], "victim-count"))
    assert.equal("70,000", role(read("Hackers stole data of 70,000 people, who were told on Monday.")[1],
      "victim-count"))
  end)

  it("takes what is only thought of for no event", function()
    for text, wanted in pairs {
      ["If a company such as Acme were hacked tomorrow, its customers would be told."] = "other",
      ["Had Acme been hacked, it would have said so."] = "other",
      ["If the database were stolen, customers would be told."] = "other",
      ["The attackers said that they had hacked Acme."] = "actual",
      ["The police had been told on Monday, and Acme was hacked again on Friday."] = "actual",
    } do
      assert.equal(wanted, find(read(text), "data-breach").realis, text)
    end
  end)

  it("takes what is not ruled out for suspected", function()
    for _, text in ipairs { "The bank could not rule out that card numbers had been taken.",
      "The bank has not ruled out that card numbers had been taken.",
      "The bank cannot exclude that card numbers had been taken." } do
      assert.equal("suspected", find(read(text), "data-breach", "had been taken").stance)
    end
    assert.equal("denied", find(read "The bank ruled out that card numbers had been taken.", "data-breach").stance)
  end)

  it("takes a deed that its doer claims for claimed, up to the semicolon", function()
    local list = read "Night Owls has claimed that it took 5 TB of data; about 4 GB of data had been posted by May."
    assert.same({ "claimed", "Night Owls" }, { list[1].stance, list[1].speaker.text })
    assert.is_nil(find(list, "data-breach", "had been posted").speaker)
  end)

  it("takes for claimed what the claimer of a deed goes on to say of it, and nobody else's word", function()
    local own = read("Grey Lantern claimed responsibility and said it had taken 3 million records.")[1]
    assert.same({ "had taken", "claimed", "Grey Lantern" }, { own.text, own.stance, own.speaker.text })
    assert.equal("reported", find(read "Fernhill Bank claimed that Grey Lantern had stolen 3 million records.",
      "data-breach").stance)
  end)

  it("takes for claimed what a claimer says of it at the end of the sentence", function()
    local c = find(read "Harrow Freight was hacked by Red Anvil, the group claims.", "data-breach")
    assert.same({ "claimed", "claims" }, { c.stance, c.hedge.text })
    c = find(read "Harrow Freight was hacked by Red Anvil, Red Anvil boasted.", "data-breach")
    assert.same({ "claimed", "boasted" }, { c.stance, c.hedge.text })
    c = find(read "Harrow Freight was hacked by Red Anvil, the company claimed.", "data-breach")
    assert.same({ "reported", "claimed" }, { c.stance, c.hedge.text })
    c = find(read "Harrow Freight was hacked, and Red Anvil claimed responsibility.", "data-breach")
    assert.equal("asserted", c.stance)
  end)

  it("lets who signs a text in the first person speak in it", function()
    local list = read "We have taken the records of Example Bank.\n\nYou know our demands.\n\nNight Owls\n"
    assert.same({ "claimed", "Night Owls" }, { list[1].stance, list[1].speaker.text })
    local demand = find(list, "demand")
    assert.same({ "claimed", "Night Owls" }, { demand.stance, demand.speaker.text })
    assert.is_nil((read "We have taken the records of Example Bank.\n\nThis is all that we say.\n")[1].speaker)
    list = read("We have taken the records of Example Bank." .. ("\n"):rep(20000) .. "Night Owls" .. (" \n"):rep(20000))
    assert.equal("Night Owls", list[1].speaker.text)
    local signer = list[1].speaker
    assert.equal(10, signer.last - signer.first + 1)
    assert.is_nil((read "We have taken the records of Example Bank.\n\nViews: 18 233\n")[1].speaker)
    list = read "We are the Night Owls of the north. We have taken the records of Example Bank."
    assert.equal("Night Owls", list[1].speaker.text)
  end)
end)

describe("claims: who thinks so", function()
  it("suspects whom experts think of, not the experts", function()
    local c = find(read "Experts think Ruvania was behind the attack on Halden Bank.", "attribution")
    assert.same({ "suspected", "Ruvania" }, { c.stance, role(c, "suspect") })
    assert.equal("suspected", find(read("Officials suspect that hackers backed by the government of Ruvania attacked "
      .. "Halden Bank."), "data-breach").stance)
  end)

  it("has nobody for who claims what no one has claimed", function()
    local c = find(read "No one has claimed responsibility for the attack.", "attribution")
    assert.same({ "denied", "other", "" }, { c.stance, c.realis, role(c, "suspect") })
    assert.is_nil(c.speaker)
  end)
end)

describe("claims: what those say who did it", function()
  it("is claimed, whichever verb they say it with", function()
    for _, text in ipairs { "The gang BlackTern said that it had stolen 3 terabytes of data from Halvern Health.",
      "On Monday, the hackers said they had stolen data from Halvern Health." } do
      local c = find(read(text), "data-breach", "had stolen")
      assert.same({ "claimed", "said" }, { c.stance, c.hedge.text }, text)
    end
    assert.equal("asserted", find(read("Halvern Health said that hackers had stolen its data."), "data-breach").stance)
  end)
end)

describe("claims: what those who did it say between quotation marks", function()
  local function stances(body)
    local out = {}
    for _, c in ipairs(read(body)) do
      out[#out + 1] = ("%s %s %s"):format(c.type, c.stance, c.speaker and c.speaker.text)
    end
    return out
  end

  it("is claimed by them, whoever \"it\" is", function()
    assert.same({ "data-breach claimed Red Anvil", "data-breach claimed it", "statement claimed it" },
      stances("Red Anvil said on its site that it broke into Acme. "
        .. "“We have 12 terabytes of data stolen from Acme,” it wrote."))
    assert.same({ "data-breach claimed the hackers", "statement claimed the hackers" },
      stances "“We have stolen 12 terabytes of data from Acme,” the hackers said.")
    assert.same({ "data-breach asserted Jane Doe", "statement asserted Jane Doe" },
      stances "“Acme was hacked on Monday,” said Jane Doe, a spokeswoman for Acme.")
    assert.same({ "data-breach asserted nil", "data-breach asserted Acme", "statement asserted Acme" },
      stances "Red Anvil broke into Acme. “Our records were stolen on Monday,” Acme wrote.")
  end)

  it("is said in a quotation that goes on by who spoke before", function()
    local text = '"We shut down our network on Monday," said Jane Doe, who leads Acme. %s"No records were stolen."'
    local function who(between)
      local c = find(read(text:format(between)), "data-breach", "were stolen")
      return c.speaker and c.speaker.text
    end
    assert.equal("Jane Doe", who "")
    assert.is_nil(who "The firm has 40 clerks. ")
  end)

  it("is said by whom a sentence's end names", function()
    local c = find(read "Harrow Freight was hacked by Red Anvil, the group claims.", "data-breach")
    assert.equal("the group", c.speaker.text)
  end)
end)

describe("claims: the month of May", function()
  it("is no doubt", function()
    for _, text in ipairs { "In May 2024 hackers stole the data of customers of Norddruck.",
      "Hackers broke in, and on 10 May stole the data of customers of Norddruck." } do
      local c = find(read(text), "data-breach", "stole")
      assert.same({ "asserted", "actual" }, { c.stance, c.realis }, text)
      assert.is_nil(c.hedge)
    end
    assert.equal("suspected", read("Hackers may have stolen the data of Norddruck.")[1].stance)
  end)
end)

describe("claims: a rumour", function()
  local function stance(text)
    local c = find(read(text), "data-breach") or find(read(text), "attribution")
    return c and c.stance
  end

  it("is only reported, though an aside parts it from what it tells", function()
    assert.equal("reported", stance("Harrow Bank knows of claims on social media, repeated by a website, that its "
      .. "systems have been breached."))
    assert.equal("reported", stance "Rumours in the press that Harrow Bank had been hacked spread on Friday.")
    assert.equal("reported", stance "There were rumours that Harrow Bank was hacked. The rumours were not unfounded.")
    assert.equal("asserted", stance "Rumours that prompted Harrow Bank to act came after hackers stole its records.")
  end)

  it("is denied where the next sentence says that it is false", function()
    for _, text in ipairs { "Harrow Bank knows of claims that its systems have been breached. These claims are false.",
      "There were rumours that Harrow Bank was hacked. The rumours were entirely unfounded, the bank said." } do
      assert.equal("denied", stance(text), text)
    end
  end)

  it("is denied where nobody is suspected or believed of it", function()
    for _, text in ipairs { "The men are not suspected of having carried out the attack.",
      "They are not believed to have carried out the attack.",
      "Passwords of customers were not thought to have been compromised." } do
      assert.equal("denied", stance(text), text)
    end
    local c = find(read "The men are not believed to have carried out the attack.", "attribution")
    assert.same({ "not believed to", nil }, { c.hedge.text, c.speaker })
  end)
end)

describe("claims: a correction", function()
  local told = "The article said that hackers had stolen the records of 45,000 residents of Harrow. "

  it("claims nothing of what it puts right", function()
    local right = "Hackers stole the records of 4,500 residents."
    for _, head in ipairs { "An article of 17 May contained several errors. ", "Correction: our page on Harrow. " } do
      local list = read(head .. told .. right)
      assert.same({ 1, "4,500" }, { #list, role(list[1], "victim-count") }, head)
    end
    assert.equal(0, #read "We wrongly reported that hackers had stolen the records of Harrow.")
  end)

  it("is no report that tells what another said", function()
    assert.equal("45,000", role(find(read(told), "data-breach"), "victim-count"))
  end)
end)
