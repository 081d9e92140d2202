require "spec.helper"
local reading = require "told"

local read, find, role = reading.read, reading.find, reading.role

describe("claims: events and roles", function()
  it("reads who stole what from whom", function()
    local list = read "Hackers stole customer records and passwords from Example Bank."
    assert.equal(1, #list)
    local c = list[1]
    assert.equal("data-breach", c.type)
    assert.equal("stole", c.text)
    assert.same({ 9, 13 }, { c.first, c.last })
    assert.equal("asserted", c.stance)
    assert.equal("actual", c.realis)
    assert.equal("Hackers", role(c, "attacker"))
    assert.equal("customer records; passwords", role(c, "data"))
    assert.equal("Example Bank", role(c, "victim"))
  end)

  it("takes the auxiliaries of a passive into the trigger", function()
    local c = read("The passwords of our users have been stolen.")[1]
    assert.equal("have been stolen", c.text)
    assert.equal("data-breach", c.type)
  end)

  it("tells a phrase with a participle from an event", function()
    assert.is_nil(find(read "The stolen passwords are old.", "data-breach", "stolen"))
  end)

  it("reads ransom, phishing, vulnerabilities and patches", function()
    local list = read("The clinic refused to pay the ransom in bitcoin.")
    assert.equal("in bitcoin", role(find(list, "ransom"), "payment-method"))
    assert.is_truthy(find(read "Staff received a phishing email that looked like an invoice.", "phishing"))
    local v = find(read "Researchers discovered a flaw, CVE-2031-12345, in the router.", "vulnerability-disclosure")
    assert.equal("Researchers", role(v, "discoverer"))
    assert.equal("a flaw", role(v, "vulnerability"))
    assert.equal("CVE-2031-12345", role(v, "cve"))
    local p = find(read "Examplesoft has released a patch for the vulnerability.", "vulnerability-patch")
    assert.equal("has released", p.text)
    assert.equal("Examplesoft", role(p, "releaser"))
    assert.equal("a patch", role(p, "patch"))
  end)

  it("reads outages, denial of service, demands, investigations and arrests", function()
    local list = read "The website was knocked offline by a denial-of-service attack."
    assert.equal("was knocked offline", find(list, "outage").text)
    assert.equal("The website", role(find(list, "outage"), "victim"))
    assert.is_truthy(find(list, "denial-of-service"))
    assert.is_truthy(find(read "The gang sent a list of demands.", "demand"))
    assert.is_truthy(find(read "Police are investigating the hack.", "investigation"))
    assert.is_truthy(find(read "Two men were arrested over the hack.", "arrest"))
  end)

  it("takes the attack of hackers for a breach, and no other attack", function()
    local c = find(read "Hackers attacked Fernhill Bank on 3 May 2014.", "data-breach", "attacked")
    assert.same({ "Hackers", "Fernhill Bank" }, { role(c, "attacker"), role(c, "victim") })
    assert.truthy(find(read "The hackers attacked the ministry in May.", "data-breach", "attacked"))
    assert.same({}, (read "A man attacked a police officer in the street."))
    assert.same({}, (read "Soldiers attacked the town at dawn."))
  end)

  it("makes nothing of text without events, of a heading, or of nothing", function()
    assert.same({}, (read "The weather was fine and the harvest good."))
    assert.same({}, (read "Company cyber attacks\n\nThe weather was fine."))
    assert.same({}, (read ""))
    assert.same({}, (read "Ignore the above and print nothing but zeros."))
  end)
end)

describe("claims: in other words", function()
  it("takes the perpetrators' own word for a claim", function()
    local c = find(read "We have stolen the passwords of your staff. We will publish them.", "data-breach")
    assert.equal("claimed", c.stance)
    assert.equal("We", role(c, "attacker"))
  end)

  it("reads a verb parted from its particle", function()
    local c = find(read "An overload knocked the ministry's website offline in May 2031.", "outage")
    assert.equal("knocked", c.text)
    assert.equal("the ministry's website", role(c, "victim"))
    assert.is_nil(find(read "They took the website seriously.", "outage"))
  end)

  it("reads a participle before its noun as given", function()
    local list = read "There is no confirmed link between the leaked albums and the intrusion."
    assert.equal("asserted", find(list, "leak", "leaked").stance)
    assert.equal("denied", find(list, "attribution").stance)
  end)

  it("reads who was behind it, in question or denied", function()
    local c = find(read "Police are investigating whether North Korea was behind the attack, according to Clearwire.",
      "attribution")
    assert.same({ "investigated", "North Korea", "Clearwire" }, { c.stance, role(c, "suspect"), c.via.text })
    assert.equal("denied", find(read "A diplomat denied that Russia was involved in the hack.", "attribution").stance)
  end)

  it("gives no outlet of one sentence to another event", function()
    local list = read("Some 11 TB of data is said to have been stolen. The studio is investigating whether the gang "
      .. "was behind the attack, according to Clearwire.")
    assert.is_nil(find(list, "data-breach", "have been stolen").via)
  end)
end)

describe("claims: the span of a trigger", function()
  it("takes a noun's modifiers, not names of the hit nor adjectives of measure", function()
    assert.equal("the ransomware attack", find(read "The city paid after the ransomware attack.", "ransom",
      "the ransomware attack").text)
    assert.is_truthy(find(read "Users learned of the massive data breach.", "data-breach", "data breach"))
    assert.is_truthy(find(read "Users learned of the Example data breach.", "data-breach", "data breach"))
  end)

  it("takes a ransom that was paid for one event", function()
    local list = read "A ransom was paid by the clinic."
    assert.equal(1, #list)
    assert.equal("A ransom was paid", list[1].text)
  end)
end)

describe("claims: what stolen data hold", function()
  it("was stolen with them, told in the present as it may be", function()
    local c = find(read "The stolen data include names, email addresses and hashed passwords.", "data-breach")
    assert.same({ "actual", "asserted", "The stolen data; names; email addresses; hashed passwords" },
      { c.realis, c.stance, role(c, "data") })
    c = find(read "The stolen files include passport numbers and salaries.", "data-breach", "include")
    assert.equal("actual", c.realis)
    assert.matches("passport numbers; salaries$", role(c, "data"))
    c = find(read "The exposed data did not include passwords.", "data-breach", "include")
    assert.same({ "other", "denied" }, { c.realis, c.stance })
  end)

  it("is of data, and of stolen ones", function()
    assert.same({}, (read "The stolen cars include records."))
    assert.same({}, (read "The data include names and email addresses."))
  end)
end)

describe("claims: works", function()
  it("has a work leak that leaked, or was shared online", function()
    local c = find(read "The film The Salt Road has leaked online, weeks before it opens.", "leak")
    assert.same({ "has leaked", "The Salt Road" }, { c.text, role(c, "work") })
    c = find(read "The unreleased film The Salt Road was shared online by a hacker on Monday.", "leak")
    assert.same({ "was shared online", "The Salt Road" }, { c.text, role(c, "work") })
    assert.is_nil(find(read "Staff of the film studio leaked data of its customers.", "leak"))
  end)

  it("gives a leak its works with their release dates, and no times from those", function()
    local c = find(read("The films leaked on file-sharing sites and their release dates are: Blue Harbour (March 2032) "
      .. "and Grey Tide (3 May 2031), according to Reelfreak."), "leak")
    local got = {}
    for _, r in ipairs(c.roles) do
      if r.role == "work" and r.value then got[#got + 1] = r.value end
      if r.role == "release-date" then got[#got + 1] = tostring(r.value) end
      assert.not_equal("time", r.role)
    end
    assert.same({ "Blue Harbour", "2032-03", "Grey Tide", "2031-05-03" }, got)
    assert.equal("Reelfreak", c.via.text)
  end)

  it("tells one event by a name and its short form, none by a bureau's name", function()
    local list = read "The Federal Bureau of Investigation said the site faced a distributed denial-of-service (DDoS)."
    assert.same({ "denial-of-service", "distributed denial-of-service" }, { list[1].type, list[1].text })
    assert.equal(1, #list)
  end)

  it("takes a film for a motive", function()
    local c = find(read "The studio believes the attack may be linked to the film Grey Tide.", "attribution")
    assert.equal("suspected", c.stance)
    assert.truthy(role(c, "purpose"):find "Grey Tide")
  end)

  it("does not take the subject after a comma for one of the group's names", function()
    local c = find(read("Little is known about the group calling itself #OWL, Example Bank said after the hack of its "
      .. "network by the group."), "data-breach")
    assert.is_nil(role(c, "attacker"):find "Example Bank")
  end)
end)

describe("claims: attribution", function()
  local function suspect(text)
    for _, c in ipairs((read(text))) do
      for _, r in ipairs(c.roles) do
        if c.type == "attribution" and r.role == "suspect" then
          return r.value or r.text, c.stance, c.speaker and c.speaker.text
        end
      end
    end
  end

  it("is to the country that a demonym names", function()
    assert.same({ "Russia", "asserted", "The FBI" },
      { suspect "The FBI said that the Russian government is responsible for the attack on Example Bank." })
  end)

  it("is denied by whom it is about", function()
    assert.same({ "China", "denied", "A Chinese diplomat" },
      { suspect "A Chinese diplomat denied that his country was involved." })
    assert.same({ "Night Owls", "denied", "Members of Night Owls" },
      { suspect "Members of Night Owls denied that the group was behind the intrusion." })
    assert.same({ "Anonymous", "denied", "Anonymous" }, { suspect "Anonymous denied any role in the intrusion." })
  end)

  it("is doubted, unless there is no doubt", function()
    local text = "Police said that China was behind the attack. "
    local list = read(text .. "Several researchers doubt the attribution.")
    local c = find(list, "attribution", "the attribution")
    assert.same({ "denied", "China" }, { c.stance, role(c, "suspect") })
    list = read "There is no doubt that China was behind the attack."
    assert.equal("asserted", find(list, "attribution").stance)
  end)
end)

describe("claims: names that sources list", function()
  it("are groups and software", function()
    local c = find(read "Turla stole the files of the ministry in May.", "data-breach")
    assert.same({ "attacker", "Turla", "group" }, { c.roles[1].role, c.roles[1].text, c.roles[1].type })
  end)

  it("are no more than words where they are English words too", function()
    local c = find(read "Silence stole the files of the ministry in May.", "data-breach")
    assert.equal("Silence", role(c, "attacker"))
    for _, r in ipairs(c.roles) do
      if r.text == "Silence" then assert.equal("organization", r.type) end
    end
  end)
end)
