-- Names that words and marks run through, by-names, whose data and systems they were, and who is named without a part
-- in what happened.
require "spec.helper"
local told = require "told"

-- type of claim, what it tells, and what it does not; of a role its text
local cases = {
  { "The city of Marrow-by-Sea was hacked by Red Anvil.", "data-breach", "victim=The city of Marrow-by-Sea;" },
  { "The law firm Pike & Rowe was hacked by Red Anvil.", "data-breach", "victim=The law firm Pike & Rowe;" },
  { "SmileWorks paid hackers 30 bitcoin to get the keys to its servers.", "ransom", "text=paid;" },
  { "Dental chain SmileWorks paid hackers 30 bitcoin.", "ransom", "victim=Dental chain SmileWorks;" },
  { "A ransomware attack crippled Harrow's hospital system.", "ransom", "victim=hospital system; victim=Harrow;" },
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
  { "No player data was compromised, the company believes.", "data-breach", "stance=denied; data=player data;",
    "victim=" },
  { "The breach compromised email addresses, the Evening Post reports.", "data-breach", "data=email addresses;",
    "victim=" },
  { "Vellmar has disclosed that the data of 2 million customers was stolen.", "data-breach", "victim=Vellmar;" },
  { "Vellmar has disclosed that the data of 2 million customers was stolen.", "vulnerability-disclosure", "", "text=" },
  { "The theft of the data was the work of a disgruntled employee.", "data-breach", "", "victim=a disgruntled" },
  { "The theft of the data was the work of a disgruntled employee.", "attribution",
    "text=was the work of; realis=actual; stance=asserted; issue=The theft; suspect=a disgruntled employee;" },
  { "The court heard that Lewis Marsh had tricked the victims with phishing messages that seemed to come from Harrow.",
    "phishing", "victim=the victims; attacker=Lewis Marsh;" },
  { "The court heard that Lewis Marsh, 24, had tricked the victims with messages that seemed to come from Harrow.",
    "phishing", "victim=the victims; attacker=Lewis Marsh;", "impersonated=Lewis" },
  { "An attacker stole about $41 million from the exchange Brightswap.", "data-breach", "attacker=An attacker;" },
  { "Toymaker Playhaus confirmed that a database with pictures of children and chat logs had been copied.",
    "data-breach", "victim=Toymaker Playhaus;" },
  { "The FBI confirmed that emails had been stolen.", "data-breach", "data=emails;", "victim=" },
  { "The hospital group Vitalis paid 22 bitcoin. Chief executive Paula Reyes had said that no ransom was paid.",
    "ransom", "victim=The hospital group Vitalis;", "victim=Chief" },
  { "A ransomware gang calling itself Iron Tide has published 14 GB of files from the water utility SouthRiver.",
    "data-breach", "volume=14 GB; data=files; victim=the water utility SouthRiver; attacker=Iron Tide;" },
  { "Notice of Data Breach. Alder Clinic was hacked. The names and diagnoses of 9,300 patients may have been viewed.",
    "data-breach", "text=have been viewed; realis=other; stance=suspected; data=The names; victim-count=9,300;" },
  { "They were probably stolen by malware on private computers.", "data-breach", "tool=malware;", "attacker=" },
  { "The person behind the leak also claims to have stolen source code.", "data-breach",
    "text=have stolen; realis=actual; stance=claimed;" },
  { "The bank's website went down on Friday.", "outage", "victim=The bank's website;" },
  { "Sales of its servers went down on Friday.", "outage", "", "text=" },
  { "Three men from Kiel pleaded guilty on Thursday to hacking the email accounts of 33 singers.", "data-breach",
    "attacker=Three men;" },
  { "Police have identified the person they believe leaked the addresses of hundreds of politicians.", "data-breach",
    "data=the addresses;", "attacker=" },
  { "A group called Cyber Falcons took credit for the attack.", "attribution",
    "suspect=A group; issue=the attack; suspect=Cyber Falcons;" },
  { "The hackers called Halden Bank to demand money for the stolen data.", "ransom", "attacker=The hackers;",
    "attacker=Halden" },
  { '"We will not be blackmailed," the head of studio wrote.', "demand", "victim=We;" },
  { "The Qaros ransomware operation, which added Halden Bank to its leak site, says it took the data.", "data-breach",
    "text=added; realis=actual; stance=claimed; victim=Halden Bank; attacker=The Qaros ransomware operation;" },
}

describe("claims: who has a part, and by which name", function()
  for _, case in ipairs(cases) do
    local text, kind, wanted, unwanted = table.unpack(case)
    it("is told: " .. text, function()
      local found = told.line(text, kind)
      for part in wanted:gmatch "[^;]+;" do assert.matches(part, found, 1, true) end
      if unwanted then assert.not_matches(unwanted, found, 1, true) end
    end)
  end

  it("is none whose office it is to deal with it, whatever the model finds", function()
    for _, text in ipairs {
      "Lawmakers in Norland voted on Wednesday for a bill that obliges firms to report data breaches.",
      "Insurers raised their prices after a wave of ransomware attacks on hospitals.",
      "Parents criticised the school district for its slow answer to the ransomware attack.",
      "Nurses at the hospital could not open patient records because of the ransomware attack.",
      "Senator Ruth Ames called the breach at Acme a disgrace.",
      "Students at Larkspur College learned of the breach from a newspaper." } do
      for _, c in ipairs(told.read(text)) do
        assert.equal("", told.role(c, "attacker"), text)
        assert.is_nil(told.role(c, "victim"):find(text:match "%S+", 1, true), text)
      end
    end
    assert.equal("Lawmakers", told.role(told.read("Lawmakers suffered a data breach in May.")[1], "victim"))
    assert.equal("Insurers", told.role(told.read("Insurers confirmed a data breach in May.")[1], "victim"))
  end)

  it("did not do it who only tells of it, works after it or pays for work", function()
    for _, text in ipairs { "Acme told its bank, Halden, about the theft of card numbers.",
      "Acme paid Oakmoor $2 million to clean up its network after the ransomware attack.",
      "Acme hired Oakmoor to rebuild its servers after the ransomware attack.",
      "Joana Prado was paid $5,000 for disclosing the bug in the server of Acme.",
      "Acme offers customers whose data was stolen a year of credit monitoring by Sarda." } do
      for _, c in ipairs(told.read(text)) do assert.equal("", told.role(c, "attacker"), text) end
    end
    assert.matches("hackers$", told.role(told.find(told.read(
      "Acme paid the hackers $2 million to help it rebuild its servers."), "ransom"), "attacker"))
  end)

  it("found a flaw whom another pays or thanks for it", function()
    for text, found in pairs { ["Acme paid the researcher Joana Prado $5,000 for reporting the flaw."] =
      "the researcher Joana Prado", ["Acme thanked Oakmoor for finding the vulnerability."] = "Oakmoor",
      ["Joana Prado was credited for discovering the bug in the server."] = "Joana Prado" } do
      assert.equal(found, told.role(told.find(told.read(text), "vulnerability-disclosure"), "discoverer"), text)
    end
  end)

  it("was hit and did not do it, where the model finds both", function()
    local c = told.find(told.read "Acme hacked: 4 million records stolen", "data-breach")
    assert.same({ "Acme", "" }, { told.role(c, "victim"), told.role(c, "attacker") })
  end)

  it("was hit and hid it, whom that is hidden from was not, and hiding is no deed", function()
    assert.equal("Acme", told.role(told.find(told.read "Acme hid the breach for two months.", "data-breach"), "victim"))
    assert.equal("", told.role(told.find(told.read "Acme concealed the ransomware attack from regulators.", "ransom"),
      "victim"))
    for _, c in ipairs(told.read "The union accused Acme of hiding the data breach from its workers.") do
      assert.equal("", told.role(c, "attacker"))
    end
  end)

  it("fishes for nothing who writes to the press", function()
    for _, text in ipairs {
      "The hackers sent an email to The Courier, saying that they had copied 2 TB of data from Valdo.",
      "The hackers sent a message to journalists with a link to the data." } do
      assert.is_nil(told.find(told.read(text), "phishing"), text)
    end
    assert.is_truthy(told.find(told.read(
      "Scammers sent emails to customers of Halden Bank, claiming to be from the tax office."), "phishing"))
  end)

  it("did nothing who only learns or is told what another did", function()
    for verb in ("discovered noticed realised learned heard confirmed"):gmatch "%l+" do
      local c = told.find(told.read("Acme " .. verb .. " the hackers had copied its data."), "data-breach")
      assert.equal("the hackers", told.role(c, "attacker"), verb)
    end
    local c = told.find(told.read "Acme was told hackers stole its data.", "data-breach")
    assert.equal("hackers", told.role(c, "attacker"))
  end)

  it("did nothing who does something else before a clause with a doer of its own", function()
    for text, attacker in pairs {
      ["Acme was attacked by hackers, who stole the records of 4,000 patients."] = "hackers",
      ["The retailer Kvist reset all passwords because Red Anvil had stolen a database."] = "Red Anvil",
      ["The retailer Kvist and the police are looking for Red Anvil, who stole the records."] = "Red Anvil" } do
      for _, c in ipairs(told.read(text)) do
        if c.type == "data-breach" then assert.equal(attacker, told.role(c, "attacker"), text) end
      end
    end
  end)

  it("was hit whose data somebody took, where one name may be", function()
    assert.equal("Acme", told.role(told.find(told.read "Acme believes that Red Anvil stole its data in March.",
      "data-breach"), "victim"))
    assert.equal("Acme", told.role(told.find(told.read "Acme blamed hackers for the theft of its customer data.",
      "data-breach"), "victim"))
    assert.equal("", told.role(told.find(told.read "Red Anvil said that it had sold its data.", "data-breach")
      or { roles = {} }, "victim"))
  end)
end)
