-- Plain sentences whose event the model does not know, or knows for another: what the rules see stands.
require "spec.helper"
local claims = require "breachkit.claims"
local told = require "told"
local line, missing = told.line, told.missing

local plain = {
  { "Vellmar suffered a cyberattack.", "data-breach", "realis=actual stance=asserted victim=Vellmar" },
  { "Vellmar was hit by a cyberattack.", "data-breach", "realis=actual victim=Vellmar" },
  { "Vellmar was hit by a cyber attack on 3 May 2024.", "data-breach", "victim=Vellmar time=3 May 2024" },
  { "Vellmar suffered a cyberattack. Its payment page was unreachable.", "data-breach", "victim=Vellmar" },
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
  "The network is prepared for a possible attack.",
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
    assert.is_nil(missing("The company learned of the cyberattack on 3 May 2024.", "data-breach",
      "discovered=3 May 2024"))
  end)
end)

-- what the type's claim has, and how it is denied
local denied = {
  { "Vellmar blamed a faulty update for the outage, not an attack.", "data-breach" },
  { "The outage was caused by a power cut and not by a cyberattack.", "data-breach" },
  { "The failure was not the result of a hack.", "data-breach" },
  { "The company said the problem was a technical fault rather than a cyberattack.", "data-breach" },
  { "It was not a cyberattack, the company said.", "data-breach" },
  { "The airline ruled out a cyberattack.", "data-breach" },
  { "There was no sign of an intrusion.", "data-breach" },
  { "There is nothing to suggest a data breach.", "data-breach" },
  { "Rumours of a hack are not true.", "data-breach" },
  { "Red Anvil says it did not attack the hospital.", "data-breach" },
  { "Reports of a data breach are untrue, Vellmar said.", "data-breach" },
  { "Officials said no data had been lost.", "data-breach" },
  { "The agency said it had found no signs of unauthorised access.", "data-breach" },
  { "Officials said the outage was not related to a cyberattack.", "data-breach" },
  { "The outage is not believed to be the result of a cyberattack.", "data-breach" },
  { "The airline called reports of a data breach untrue.", "data-breach" },
  { "We do not have direct evidence that data was taken from the platform.", "data-breach" },
  { "We are not aware of any misuse of your information.", "data-breach" },
  { "There is no evidence that your information has been misused.", "data-breach" },
  { "Two flaws let intruders read mail. The bugs are critical. There is no evidence that either has been exploited.",
    "vulnerability-disclosure" },
  { "The vendor said it had not seen the flaw exploited.", "vulnerability-disclosure" },
}

describe("claims: what is ruled out", function()
  for _, case in ipairs(denied) do
    it("is denied: " .. case[1], function() assert.is_nil(missing(case[1], case[2], "stance=denied realis=other")) end)
  end

  it("is not what else stands behind a \"not\"", function()
    assert.is_nil(missing("It was not the first cyberattack on Vellmar.", "data-breach", "stance=asserted"))
    assert.are.equal("", line("It was not only a hack, it was a disaster.", "data-breach"))
    assert.are.equal("", line("Tourists fled the attack on the harbour.", "data-breach"))
    assert.are.equal("", line("There was no attack on the harbour.", "data-breach"))
    assert.are.equal("", line("The data was affected by the weather.", "data-breach"))
  end)

  it("in an opening clause has nothing of what stands behind it", function()
    local text = "Although we have no indication that your information was misused, the account contained your name."
    assert.not_matches("denied;[^=]*data=your information;[^=]*data=your name", line(text, "data-breach"))
    assert.matches("text=contained; realis=%l+; stance=asserted; .*data=your name", line(text, "data-breach"))
  end)

  it("is not what nobody confirms or denies", function()
    assert.is_nil(missing("The airline would neither confirm nor deny that it had been hacked.", "data-breach",
      "stance=suspected"))
  end)

  it("has for its speaker whose judgement it is", function()
    for text, who in pairs { ["The airline ruled out a cyberattack."] = "The airline",
      ["Vellmar dismissed claims of a hack."] = "Vellmar",
      ["Police in Marrow suspect an insider was behind the theft of voter data."] = "Police",
      ["Investigators believe that hackers stole the data of Vellmar."] = "Investigators" } do
      local found
      for _, c in ipairs(told.read(text)) do found = found or c.speaker and c.speaker.text end
      assert.are.equal(who, found, text)
    end
    for _, c in ipairs(told.read "Hackers are suspected of an attack on Vellmar.") do assert.is_nil(c.speaker) end
  end)
end)

local down = {
  { "Ticket machines were down for six hours.", "outage", "victim=Ticket machines" },
  { "The portal of the university was unreachable for most of the day.", "outage", "victim=The portal" },
  { "The booking service has been unavailable since Monday.", "outage", "victim=The booking service" },
  { "The attack made the student portal unreachable.", "outage", "victim=the student portal" },
  { "A power cut left all websites unavailable.", "outage", "victim=websites" },
  { "Halden Bank was down because of a power failure.", "outage", "victim=Halden Bank" },
  { "A cyberattack disrupted deliveries.", "outage", "victim=deliveries" },
  { "Its payment page was unreachable because of a denial-of-service attack.", "denial-of-service",
    "victim=Its payment page" },
  { "Two websites were knocked offline by a flood of junk traffic.", "denial-of-service", "victim=Two websites" },
  { "The website of the parliament was hit by an attack that flooded it with traffic.", "denial-of-service",
    "victim=it" },
  { "Phone lines and email were down.", "outage", "victim=email victim=Phone lines" },
  { "The app was inaccessible as a result of a DDoS attack.", "denial-of-service", "victim=The app" },
  { "A wave of denial-of-service attacks hit government websites.", "denial-of-service", "victim=government websites" },
  { "A DDoS attack had made its outage map inaccessible.", "denial-of-service", "victim=its outage map" },
  { "The assembly's website was inaccessible because of an attack from abroad.", "denial-of-service",
    "victim=website" },
  { "Attackers bombarded the portal with requests.", "denial-of-service", "attacker=Attackers victim=the portal" },
}

describe("claims: what is down", function()
  for _, case in ipairs(down) do
    it("is told: " .. case[1], function() assert.is_nil(missing(case[1], case[2], case[3])) end)
  end

  it("after a fault, by no attack", function()
    for _, text in ipairs { "The site was unreachable because of a power failure.",
      "Ticket machines were down after a fault." } do
      assert.are_not.equal("", line(text, "outage"))
      assert.are.equal("", line(text, "denial-of-service") .. line(text, "data-breach"))
    end
  end)

  it("is no person, no price and nothing that falls", function()
    for _, text in ipairs { "The minister was unreachable.", "The injury left the striker unavailable for the final.",
      "Shares were down 4 percent.", "The network was down to two stations.", "The incident disrupted rail traffic.",
      "Streets were flooded with water and traffic stopped.", "Fans flooded the shop with requests." } do
      assert.are.equal("", line(text, "outage") .. line(text, "denial-of-service"), text)
    end
  end)

  it("cannot be reached by its staff, who take nothing", function()
    assert.are.equal("", line("Hospital staff could not access patient records for nine days.", "data-breach"))
  end)

  it("keeps its users out, who break into nothing, and is no demand", function()
    assert.are.equal("", line("Customers were unable to access their accounts.", "data-breach"))
    assert.is_nil(missing("Hackers used the passwords to access their accounts.", "data-breach", "data=their accounts"))
    assert.are.equal("", line("The payment system failed because of high demand.", "demand"))
  end)

  it("by an attack that a rule of one's own names is what the rule says", function()
    local rule <close> = claims.rule { id = "mine", type = "investigation", noun = { "attack" } }
    assert.is_truthy(rule)
    assert.matches("text=an attack", line("The website was unreachable because of an attack.", "investigation"))
  end)

  it("was down for who was hit in an earlier sentence", function()
    assert.is_nil(missing("Vellmar suffered a cyberattack. The incident disrupted production for nine days.", "outage",
      "victim=production"))
  end)
end)

local notices = {
  { "On or about March 3, 2024, we discovered unusual activity on our network.",
    "stance=suspected discovered=March 3, 2024 victim=our network" },
  { "On June 17, 2024, Halden Industries, Inc. (the \"Company\") detected unauthorized activity on its systems.",
    "stance=asserted discovered=June 17, 2024 victim=Halden Industries" },
  { "We became aware of a security incident on 12 January 2024.", "discovered=12 January 2024 victim=We" },
  { "We are writing to tell you about a security incident at Vellmar Payroll.", "victim=Vellmar Payroll" },
  { "Northlight Dental Group, LLC is writing to notify you of a data security incident.",
    "victim=Northlight Dental Group" },
  { "Halden Bank disclosed in a filing that it was the victim of a cyber incident on 2 May 2024.",
    "victim=Halden Bank time=2 May 2024" },
  { "The clinic reported the security incident to the Department of Health on February 2, 2024.",
    "victim=The clinic disclosed=February 2, 2024" },
  { "The information involved may include names, Social Security numbers and health insurance information.",
    "stance=suspected data=names data=Social Security numbers data=health insurance information" },
  { "The personal information that may have been involved includes names and dates of birth.",
    "stance=suspected data=names data=dates of birth" },
  { "Vellmar was hacked. The total number of persons affected (including residents) is 64,210.",
    "victim-count=64,210" },
  { "Vellmar was hacked. The account contained names, insurance numbers and treatment information.",
    "data=names data=insurance numbers data=treatment information" },
  { "Vellmar learned of the intrusion in May 2024 and told the authorities on 6 June 2024.",
    "discovered=May 2024 disclosed=6 June 2024" },
  { "On 4 November 2024 Vellmar became aware that hackers had stolen its records.", "discovered=4 November 2024" },
  { "A breach at its supplier, Acme, was first noticed on 12 June 2024, and regulators were informed on 15 June 2024.",
    "discovered=12 June 2024 disclosed=15 June 2024" },
  { "Vellmar recently discovered an incident that may affect the security of some of your information.",
    "data=your information" },
  { "On May 6, 2024, Vellmar Freight Systems, Inc. experienced a cybersecurity incident.",
    "victim=Vellmar Freight Systems" },
  { "The data affected included names and dates of birth.", "stance=asserted data=names data=dates of birth" },
  { "The affected files may have contained names and account numbers.",
    "stance=suspected data=names data=account numbers" },
  { "Vellmar was hacked. The number of customers affected is 12,345.", "victim-count=12,345" },
  { "Vellmar was hacked. In all, 27,904 members were affected.", "victim=members victim-count=27,904" },
  { "Vellmar was hacked. On 3 May 2024 it reported the incident to the police.", "disclosed=3 May 2024" },
}

local regulators = {
  { "The regulator fined Vellmar 4 million euros for a data breach.", "victim=Vellmar damage=4 million euros" },
  { "Vellmar was fined 900,000 euros by the regulator over a breach in May 2022.", "victim=Vellmar time=May 2022" },
  { "The data protection authority fined the bank 2 million euros for a data breach.", "victim=the bank" },
  { "The regulator imposed a fine of 2 million euros on Halden Bank for a data breach.", "victim=Halden Bank" },
  { "Halden Bank notified the data protection authority of a data breach on 5 May 2024.",
    "victim=Halden Bank disclosed=5 May 2024" },
  { "The privacy commissioner of Norland has fined the health board $650,000 after a stolen laptop exposed the "
    .. "records of 1,900 patients.", "victim=the health board" },
  { "The police notified Halden Bank of the breach on 5 May 2024.", "discovered=5 May 2024" },
  { "Vellmar was hacked. It said costs related to the incident amounted to 14 million dollars.",
    "damage=14 million dollars" },
  { "Vellmar was hacked. The incident affected 8,410 current and former employees.",
    "victim=current and former employees victim-count=8,410" },
}

describe("claims: a regulator's part", function()
  for _, case in ipairs(regulators) do
    it("is no deed: " .. case[1], function()
      assert.is_nil(missing(case[1], "data-breach", case[2]))
      local found = line(case[1], "data-breach")
      assert.not_matches("attacker=", found)
      assert.not_matches("Norland", found)
      assert.not_matches("data=the data;", found, 1, true)
      assert.are.equal("", line(case[1], "ransom"))
    end)
  end
end)

describe("claims: a notice", function()
  for _, case in ipairs(notices) do
    it("tells what an analyst asks: " .. case[1], function()
      assert.is_nil(missing(case[1], "data-breach", case[2]))
    end)
  end

  it("counts and finds nothing of other matters", function()
    for _, text in ipairs { "The number of passengers affected is 12,345.",
      "In all, 27,904 members were affected by the strike.",
      "The costs involved may include rent and heating.", "Doctors detected unusual activity in the brain.",
      "Police reported the incident to the council." } do
      assert.are.equal("", line(text, "data-breach"), text)
    end
  end)

  it("has for its writer who introduces himself", function()
    for text, who in pairs {
      ["Northlight Dental is writing to notify you of an event. We discovered unusual activity on our network."]
        = "Northlight Dental",
      ["At Merrow Clinic we value your trust. On 3 May 2024 we became aware of a security incident."] = "Merrow Clinic",
      ["Vellmar Holdings (\"we\", \"us\") takes care. We discovered unusual activity on our network."]
        = "Vellmar Holdings",
    } do
      local value
      for _, c in ipairs(told.read(text)) do
        for _, r in ipairs(c.roles) do
          if r.role == "victim" then value = value or r.value end
        end
      end
      assert.are.equal(who, value, text)
    end
  end)

  it("tells what was found encrypted, and a day on which it was", function()
    local text = "On April 9, 2024, Vellmar learned that some of its servers had been encrypted."
    assert.is_nil(missing(text, "ransom", "realis=actual victim=Vellmar discovered=April 9, 2024"))
    assert.are.equal("", line("The laptops had been encrypted.", "ransom"))
    assert.is_nil(missing("Vellmar was hacked. The account was accessed between May 11 and May 14, 2024.",
      "data-breach", "text=was accessed realis=actual"))
  end)

  it("has costs that are no price", function()
    local text = "Vellmar was hit by a ransomware attack. It recorded expenses of $8.2 million related to the "
      .. "ransomware attack."
    assert.matches("damage=$8.2 million", line(text, "ransom"), 1, true)
    assert.not_matches("price=", line(text, "ransom"))
  end)

  it("is no day of a deed that stands before \"after\"", function()
    local text = "Vellmar was fined on 4 June 2024 after hackers stole its records."
    assert.not_matches("4 June", line(text, "data-breach"))
  end)

  it("calls an incident what the report told of", function()
    local text = "Vellmar paid a ransom of $2 million to hackers. It reported the incident to the police on 3 May 2024."
    assert.matches("text=the incident", line(text, "ransom"))
  end)

  it("discloses no flaw where it has no word of one", function()
    assert.are.equal("", line("We have notified the Attorney General.", "vulnerability-disclosure"))
  end)

  it("gives the day to what is told on it", function()
    local text = "Vellmar revealed on 23 May 2024 that it discovered suspicious activity on its network in March 2024 "
      .. "and confirmed in April 2024 that data of its customers were accessed."
    assert.is_nil(missing(text, "data-breach", "disclosed=23 May 2024 discovered=March 2024"))
  end)
end)
