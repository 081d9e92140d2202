-- Whom somebody holds responsible: the suspect, the issue, and who says so; and who only tells of a deed.
require "spec.helper"
local claims = require "breachkit.claims"

local parts, line = require "told".parts, require "told".line

local function told(text, type) return parts(text, type, { "stance", "speaker", "text" }) end

describe("claims: an attribution", function()
  it("has who attributes for its speaker, and what stands between verb and preposition", function()
    assert.same({ text = "blamed", stance = "asserted", speaker = "U.S. officials", suspect = "Ruvania",
      issue = "the intrusion" }, told("U.S. officials blamed Ruvania for the intrusion.", "attribution"))
    assert.same({ text = "attributed", stance = "asserted", speaker = "Security firm Bluepine",
      suspect = "Velvet Jackal", issue = "the attack" },
      told("Security firm Bluepine attributed the attack to Velvet Jackal.", "attribution"))
    assert.same({ text = "linked", stance = "asserted", speaker = "Bluepine", suspect = "Velvet Jackal",
      issue = "the attack" }, told("Bluepine linked Velvet Jackal to the attack on Harbor Bank.", "attribution"))
    assert.same({ text = "accused", stance = "asserted", speaker = "The FBI", suspect = "North Korea",
      issue = "the attack" }, told("The FBI accused North Korea of the attack.", "attribution"))
    assert.same({ text = "was attributed to", stance = "asserted", speaker = "the FBI", suspect = "North Korea",
      issue = "The attack" }, told("The attack was attributed to North Korea by the FBI.", "attribution"))
  end)

  it("is told by who carried an attack out, with the names that they are given", function()
    assert.same({ text = "was carried out", stance = "asserted", speaker = "police", suspect = "a group; Night Owls",
      issue = "The attack" },
      told("The attack was carried out by a group calling itself Night Owls, police said.", "attribution"))
    assert.equal("suspected",
      told("Investigators believe the attack was carried out by North Korean hackers.", "attribution").stance)
  end)

  it("is denied by who had nothing to do with it", function()
    local list = claims.list { text = "North Korea had nothing to do with the attack, its envoy said." }
    assert.same({ "attribution", "denied", "had nothing to do with" },
      { list[1].type, list[1].stance, list[1].hedge.text })
    assert.same({ "North Korea", "the attack" }, { list[1].roles[1].text, list[1].roles[2].text })
  end)

  it("has the whole name of a group that is called by it", function()
    local breach = told("Hackers calling themselves Guardians of the Dawn stole and leaked five films.", "data-breach")
    assert.equal("Hackers; Guardians of the Dawn", breach.attacker)
  end)

  it("suspects whom it is told to be linked to, and nobody else", function()
    assert.same({ text = "was linked to", stance = "asserted", speaker = "Bluepine", suspect = "Red Anvil",
      issue = "the attack" }, told("Red Anvil was linked to the attack on Halden Bank by Bluepine.", "attribution"))
    assert.same({ text = "attributes", stance = "asserted", speaker = "Bluepine", suspect = "TA999",
      issue = "the campaign" }, told("Bluepine attributes the campaign to TA999 with high confidence.", "attribution"))
    for text, suspect in pairs {
      ["Hackers linked to North Korea stole the data."] = "North Korea",
      ["The attack was linked to a Russian spy agency."] = "a Russian spy agency",
      ["The group has been linked to Russian intelligence services."] = "Russian intelligence services",
      ["The hackers, believed to have ties to the Iranian government, stole emails."] = "the Iranian government",
      ["Police have found a connection between the hackers and Iran."] = "Iran",
      ["It was hit by a Russian gang linked to other incidents."] = "a Russian gang",
      ["The bank blamed a software supplier for the breach."] = "a software supplier",
      ["A former employee was accused of the hack."] = "A former employee",
    } do
      assert.equal(suspect, (told(text, "attribution") or {}).suspect, text)
    end
    assert.equal("Hackers", told("Hackers linked to North Korea stole the data.", "data-breach").attacker)
  end)

  it("is none where things are linked, led to or caused", function()
    for _, text in ipairs {
      "The malware was hosted on a server connected to the internet.",
      "The email had an attachment that links to a file used in the attack.",
      "The hackers kept connections with their C&C servers open.",
      "The actor posted the GitHub link on a forum.",
      "Organisations linked to projects that may affect the interests of China should watch for attacks.",
      "The final layer, which is responsible for loading the malware, is encrypted.",
      "Weak passwords were to blame for the breach.",
      "The attack was carried out last Friday.",
      "Attribution is hard.",
    } do
      assert.is_nil(told(text, "attribution"), text)
    end
  end)

  it("is investigated where links are looked into", function()
    for _, text in ipairs { "Investigators are looking into links to North Korea after the hack.",
      "Sony is investigating possible ties to North Korea." } do
      local attribution = told(text, "attribution")
      assert.same({ "investigated", "North Korea" }, { attribution.stance, attribution.suspect }, text)
    end
  end)

  it("is not made by whom it suspects", function()
    local attribution = told("Red Anvil, who was accused of hacking Acme, denies the attack.", "attribution")
    assert.same({ "Red Anvil", nil }, { attribution.suspect, attribution.speaker })
    assert.equal("The hackers", told("The hackers said they were behind the attack.", "attribution").speaker)
    assert.equal("Red Anvil", told("Red Anvil claimed responsibility for the attack.", "attribution").speaker)
  end)

  it("is not made where it is asked who did it", function()
    for _, text in ipairs { "It is too early to say who was behind the attack.",
      "Halden Bank does not know who carried out the attack.",
      "It remains to be seen who is responsible for the attack." } do
      assert.is_nil(told(text, "attribution"), text)
    end
    assert.equal("hackers", told("The police arrested hackers who were behind the attack.", "attribution").suspect)
  end)

  it("suspects who speaks only in what it says of itself", function()
    local function value(text)
      for _, c in ipairs(claims.list { text = text }) do
        for _, role in ipairs(c.type == "attribution" and c.roles or {}) do
          if role.role == "suspect" and role.text:lower() ~= "velvet jackal" then return role.value or false end
        end
      end
    end
    assert.equal("Anonymous", value "Anonymous said that it was behind the attack.")
    assert.equal("Ruvania", value "Ruvania said that it had nothing to do with the attack.")
    assert.is_false(value '"They carried out the attack," said Ruth Alder of Northern Police.')
    assert.is_false(value "The FBI said that they were behind the attack.")
    assert.is_false(value "Bluepine attributed the attack to the group.")
    assert.is_false(value "Bluepine attributed the attack to Velvet Jackal, a group that spies on ministries.")
  end)

  it("may be denied without a suspect", function()
    local attribution = told("The company has not attributed the attack to anyone.", "attribution")
    assert.same({ "denied", "the attack", nil }, { attribution.stance, attribution.issue, attribution.suspect })
    attribution = told("The attack on Halden Bank was not attributed to Red Anvil.", "attribution")
    assert.same({ "denied", "The attack", "Red Anvil" },
      { attribution.stance, attribution.issue, attribution.suspect })
  end)

  it("may end in a charge", function()
    assert.equal("two Ruvanian nationals",
      told("Prosecutors charged two Ruvanian nationals with hacking Harbor Bank.", "arrest").suspect)
    assert.is_nil(told("Harbor Bank charged customers with fees.", "arrest"))
  end)

  it("may blame somebody without a word of what for, where a text tells of a deed", function()
    local deed = "Hackers stole the data of voters. "
    assert.equal("Russia", told(deed .. "The president blamed Russia.", "attribution").suspect)
    assert.is_nil(told(deed .. "Users blamed the company.", "attribution"))
    assert.is_nil(told("The harvest failed. The president blamed Russia.", "attribution"))
  end)

  it("is of whom a relative clause tells, behind a preposition and a comma too", function()
    local text = "Prosecutors dropped the charges against Ilya Marn, who had been accused of hacking Acme."
    assert.equal("Ilya Marn", told(text, "attribution").suspect)
    assert.equal("Ilya Marn", told(text, "data-breach").attacker)
    assert.equal("Kestrel", told("Joana Prado reported the flaw to Kestrel, which put out a patch in June.",
      "vulnerability-patch").releaser)
  end)

  it("of whom a court sentences, finds guilty or hears plead", function()
    for text, suspect in pairs {
      ["A court in Marrow sentenced the hacker Ilya Marn to 18 months in prison on Monday."] = "the hacker Ilya Marn",
      ["A jury found Ilya Marn guilty of stealing the records of Acme."] = "Ilya Marn",
      ["Ilya Marn pleaded guilty on Monday to breaking into the servers of Acme."] = "Ilya Marn",
      ["Police raided two flats in Halden and took three suspects into custody."] = "three suspects",
      ["Two men were charged on Tuesday in the Sanova breach."] = "Two men",
      ["Three teenagers have been charged in connection with the hack of Pixelforge."] = "Three teenagers",
      ["The hacker was jailed for three years for the attack on Acme."] = "The hacker" } do
      assert.equal(suspect, told(text, "arrest").suspect, text)
    end
    assert.is_nil(told("The hackers took three pages of the site offline.", "arrest"))
    assert.is_nil(told("Customers were charged 40 dollars after the breach in May.", "arrest"))
  end)

  it("of what somebody who is told by where he is from did", function()
    for text, attacker in pairs {
      ["The teenager from Marrow who broke into the servers of Pixelforge was sentenced on Monday."] = "The teenager",
      ["The employee of Acme who stole the records of 4,000 customers was fired."] = "The employee",
      ["A man from Halden who hacked the mail of the mayor was arrested on Friday."] = "A man" } do
      assert.equal(attacker, told(text, "data-breach").attacker, text)
    end
  end)

  it("is none where nobody knows", function()
    for _, text in ipairs { "It is not clear who was behind the attack.",
      "It remains unclear who carried out the attack." } do
      assert.is_nil(told(text, "attribution"), text)
    end
    assert.is_nil(told("Nobody knows who stole the data.", "data-breach").attacker)
  end)
end)

describe("claims: who only tells of a deed", function()
  it("has no part in it", function()
    local breach = told("Harbor Bank says hackers stole customer data.", "data-breach")
    assert.same({ "hackers", "Harbor Bank" }, { breach.attacker, breach.speaker })
    local ransom = told("Two people familiar with the matter told the Ledger that the studio paid the ransom.",
      "ransom")
    assert.same({ "the studio", "Two people familiar with the matter" }, { ransom.victim, ransom.speaker })
  end)

  it("speaks through what it writes on", function()
    local breach = told("A message on employees' screens warned that customer data would be released.", "data-breach")
    assert.equal("A message on employees' screens", breach.speaker)
  end)

  it("is still the victim who says so of itself", function()
    local breach = claims.list({ text = "Harbor Bank said that it was hacked by criminals." })[1]
    local hit = {}
    for _, r in ipairs(breach.roles) do hit[r.role] = r.value or r.text end
    assert.same({ attacker = "criminals", victim = "Harbor Bank" }, hit)
  end)
end)

describe("claims: what intruders do", function()
  it("is a breach where they get into systems and files", function()
    local breach = told("An unauthorized individual had accessed its network in December 2023.", "data-breach")
    assert.same({ "had accessed", "An unauthorized individual", "its network" },
      { breach.text, breach.attacker, breach.victim })
    breach = told("The unauthorized party accessed files in March.", "data-breach")
    assert.equal("The unauthorized party", breach.attacker)
  end)

  it("is a ransom where they encrypt", function()
    local ransom = told("The gang encrypted its servers on Monday.", "ransom")
    assert.same({ "encrypted", "The gang", "its servers" }, { ransom.text, ransom.attacker, ransom.victim })
    assert.is_nil(told("The bank encrypted its servers on Monday.", "ransom"))
  end)
end)

describe("claims: money", function()
  it("that stolen data are sold for is their price, no damage", function()
    local breach = told("A hacker is selling the data of 5 million Harbor users for $10,000.", "data-breach")
    assert.same({ "$10,000", nil }, { breach.price, breach.damage })
    assert.equal("3 bitcoin", told("The stolen data was sold on a forum for 3 bitcoin.", "data-breach").price)
  end)

  it("that ends a lawsuit is no ransom", function()
    assert.is_nil(told("Harbor Bank will pay $5 million to settle claims over the 2021 breach.", "ransom"))
    assert.equal("$5 million", told("Harbor Bank will pay a ransom of $5 million.", "ransom").price)
    for _, text in ipairs { "Harbor Bank paid the hackers $5 million and said it was fine.",
      "Harbor Bank fell victim to hackers, paid them $5 million and now faces a lawsuit." } do
      assert.equal("$5 million", told(text, "ransom").price, text)
    end
  end)

  it("suspects nobody whom a question asks for, nor what a sentence accords with or indicates", function()
    assert.equal("", line("It cannot prove which country was behind the hack.", "attribution"))
    assert.equal("", line("The wallet is a clue as to who is behind the attack.", "attribution"))
    local stolen = line("This indicates Red Anvil stole data of 900 customers.", "data-breach")
    assert.matches("attacker=Red Anvil;", stolen, 1, true)
    local leaked = line("According to leaked information, the regime spied on citizens.", "data-breach")
    assert.not_matches("attacker", leaked, 1, true)
  end)

  it("is claimed by who tells it of itself, and suspects nobody for saying so", function()
    local function stance(text) return (told(text, "attribution") or {}).stance end
    assert.equal("claimed", stance "Red Anvil said it was responsible for the attack.")
    assert.equal("claimed", stance "A group called Night Pulse said that it was responsible for the outage.")
    assert.equal("asserted", stance "Bluepine said Red Anvil was behind the attack.")
    assert.equal("asserted", stance "It was responsible for the breach, the regulator said.")
    assert.equal("denied", stance "Vellmar said it was not responsible for the breach.")
    local traced = line("The attacks trace back to a hacker who Lund said was responsible for them.", "attribution")
    assert.not_matches("suspect=Lund", traced, 1, true)
  end)
end)
