-- Which phrases fill a role: judged once more among all that may, heeding the grammar, and told with what decided.
require "spec.helper"
local claims = require "breachkit.claims"
local parts, role = require "told".parts, require "told".role

local body = "Hackers broke into Northlight Studios last week and stole personal data of 40,000 employees, it said. "
  .. "Researchers disclosed a flaw in Example Server that lets attackers run code, and Example Corp fixed it. "
  .. "The clinic paid a ransom of $5,000 in bitcoin to the group behind the attack."

describe("claims: the phrases of a role", function()
  it("are told with what spoke most for them", function()
    local seen = 0
    for _, c in ipairs(claims.list { text = body }) do
      local why = c:why()
      for i, r in ipairs(c.roles) do
        local reasons = why.roles[i].reasons
        assert.equal(r.confidence == nil, reasons == nil)
        if reasons then
          seen = seen + 1
          assert.is_true(#reasons >= 1 and #reasons <= 3)
          assert.is_string(reasons[1].attribute)
          for k = 2, #reasons do assert.is_true(reasons[k].score <= reasons[k - 1].score) end
          assert.matches(('  %s "%s" by model'):format(r.role, r.text), tostring(why), 1, true)
          assert.matches((", confidence %.2f: %s (%+.1f)"):format(r.confidence, reasons[1].attribute, reasons[1].score),
            tostring(why), 1, true)
        end
      end
    end
    assert.is_true(seen >= 4, seen)
  end)

  it("do not overlap where the model chose them for one type", function()
    for _, c in ipairs(claims.list { text = body }) do
      for i, a in ipairs(c.roles) do
        for k = i + 1, #c.roles do
          local b = c.roles[k]
          if a.confidence and b.confidence then assert.is_true(a.last < b.first or b.last < a.first) end
        end
      end
    end
  end)

  it("are told where the grammar gives them, though unlikely, of an event that a rule sees", function()
    local c = claims.list { text = "The studio was reportedly hacked." }[1]
    assert.equal("The studio", role(c, "victim"))
    local more = c.confidence + 0.01
    assert.equal(0, #claims.list({ text = "The studio was reportedly hacked." }, { min_confidence = more }))
    local names = claims.list { text = "The bank was hacked by a group calling itself #OWL or Owls of Night." }[1]
    assert.equal("a group; #OWL; Owls of Night", role(names, "attacker"))
    for _, why in ipairs(names:why().roles) do
      assert.equal(why.rule == "model", why.reasons ~= nil and #why.reasons > 0, why.text)
    end
  end)

  it("take whom the data relate to", function()
    local c = claims.list { text = "The hackers stole emails and personal information relating to cast and crew." }[1]
    assert.equal("cast; crew", role(c, "victim"))
  end)
end)

describe("claims: verbs that share a subject", function()
  it("share who did it", function()
    local list = claims.list { text = "Hackers broke into Halden Bank and stole 40 GB of data." }
    assert.same({ "Hackers", "Hackers" }, { role(list[1], "attacker"), role(list[2], "attacker") })
    assert.equal("stole", list[2].text)
  end)
end)

describe("claims: an arrest", function()
  it("is of who was arrested, not of what was hacked", function()
    local c = claims.list { text = "Two men were arrested over the hack of Halden Bank." }[1]
    assert.equal("Two men", role(c, "suspect"))
    c = claims.list { text = "Police announced the arrest of a hacker after the attack on Halden Bank." }
    for _, one in ipairs(c) do
      if one.type == "arrest" then assert.equal("a hacker", role(one, "suspect")) end
    end
  end)
end)

describe("claims: a count", function()
  it("is neither a date's year nor of money", function()
    local c = claims.list { text = "On June 10, 2024 hackers stole the data of 85,000 customers of Norddruck." }[1]
    assert.same({ "85,000", "", "June 10, 2024" }, { role(c, "victim-count"), role(c, "data-count"), role(c, "time") })
  end)
end)

describe("claims: how many were hit", function()
  local function counted(story, type)
    for _, c in ipairs(claims.list { text = story }) do
      if c.type == type then return { role(c, "victim-count"), role(c, "data-count") } end
    end
  end

  it("is told of people and systems, not of the countries they are in", function()
    assert.same({ "300,000", "" }, counted("The ransomware has hit 300,000 computers in 150 countries.", "ransom"))
  end)

  it("is told of people where somebody phishes, not of the sites and messages it is done with", function()
    assert.same({ "", "" },
      counted("Researchers found 300 sites masquerading as banks in a phishing campaign.", "phishing"))
    assert.same({ "", "" }, counted("Scammers sent 30,000 files in a phishing campaign.", "phishing"))
    assert.same({ "5,000", "" }, counted("Scammers tricked 5,000 customers in a phishing campaign.", "phishing"))
  end)
end)

describe("claims: who did it, where the sentence leaves no doubt", function()
  -- attackers and victims of the first claim of a type
  local function parties(story, type)
    for _, c in ipairs(claims.list { text = story }) do
      if c.type == (type or "data-breach") then return { role(c, "attacker"), role(c, "victim") } end
    end
  end

  it("is whom the verb has for its subject, or behind \"by\"", function()
    for story, wanted in pairs {
      ["Red Anvil claims to have stolen 12 terabytes of data from Acme."] = { "Red Anvil", "Acme" },
      ["Red Anvil claims to have stolen the data of Halden Bank."] = { "Red Anvil", "Halden Bank" },
      ["Red Anvil claims to have hacked Halden Bank."] = { "Red Anvil", "Halden Bank" },
      ["The data was stolen by Red Anvil rather than by Blue Fox."] = { "Red Anvil", "" },
      ["The data was stolen rather than by Red Anvil by Blue Fox."] = { "Blue Fox", "" },
      ["Hackers rather than insiders stole the data."] = { "Hackers", "" },
      ["Halden Bank hacked by Red Anvil\n\nIt said so on Monday."] = { "Red Anvil", "Halden Bank" },
      ["Halden Bank hacked\n\nIt said so on Monday."] = { "", "Halden Bank" },
    } do
      assert.same(wanted, parties(story), story)
    end
  end)

  it("is whom a ransom is paid to", function()
    for story, wanted in pairs {
      ["Halden Bank paid a ransom of $2 million to Red Anvil."] = "Red Anvil",
      ["Halden Bank paid $2 million to the hackers."] = "the hackers",
      ["Halden Bank paid a ransom of $2 million to restore its data."] = "",
    } do
      assert.same({ wanted, "Halden Bank" }, parties(story, "ransom"), story)
    end
  end)

  it("is not who only says so at the end, nor where somebody sits", function()
    assert.same({ "Red Anvil", "Acme" }, parties "Acme was hacked by Red Anvil, the group claims.")
    assert.same({ "Red Anvil", "Acme" }, parties "Acme, based in Kiel, was hacked by Red Anvil.")
    assert.same({ "Red Anvil", "Harrow Freight" },
      parties "Harrow Freight, a shipper headquartered in Kiel, was hacked by Red Anvil.")
  end)

  it("is no discoverer of a flaw who first reported an attack", function()
    local function disclosed(story)
      local n = 0
      for _, c in ipairs(claims.list { text = story }) do
        if c.type == "vulnerability-disclosure" and c.text:find "reported" then n = n + 1 end
      end
      return n
    end
    assert.equal(0, disclosed "The attack on Acme, which was first reported by The Examiner, exposed a flaw.")
    assert.equal(1, disclosed "The flaw in Example Server was first reported by Jane Doe.")
    assert.equal(1, disclosed "As first reported by The Examiner, researchers discovered a hole in the firewall.")
  end)

  it("is not the outlet that tells of it where another is named", function()
    for _, c in ipairs(claims.list { text = "As first reported by The Examiner, researchers discovered a hole." }) do
      assert.equal(c.text == "discovered" and "researchers" or "The Examiner", role(c, "discoverer"))
    end
  end)

  it("is no number where it is told what happens in general", function()
    local function count(text) return role(claims.list { text = text }[1], "victim-count") end
    assert.equal("", count "The 2,450 schools on the network are protected against phishing attacks.")
    assert.equal("300", count "A phishing attack hit 300 companies on Monday.")
  end)
end)

describe("claims: an attack told by a noun", function()
  local function told(text, type) return parts(text, type, { "stance", "realis" }) end

  it("befell who suffered it or was hit by it", function()
    for text, victim in pairs {
      ["The exchange was hit by a DDoS attack."] = "The exchange",
      ["Halden Bank and Orchard Freight have been hit with DDoS attacks."] = "Orchard Freight; Halden Bank",
      ["The bank said it was the target of a DDoS attack."] = "The bank",
      ["A DDoS attack on Halden Bank took its website offline."] = "Halden Bank",
    } do
      assert.equal(victim, told(text, "denial-of-service").victim, text)
    end
    local outage = told("Halden Bank suffered a two-hour outage on Friday.", "outage")
    assert.equal("Halden Bank", outage.victim)
    assert.is_nil(told("No customer was affected by the outage.", "outage").victim)
    assert.equal("a major fuel pipeline", told("The attack shut down a major fuel pipeline.", "outage").victim)
  end)

  it("is the deed of who hit somebody with it, or launched it", function()
    assert.same({ stance = "asserted", realis = "actual", attacker = "The group", victim = "the exchange" },
      told("The group hit the exchange with a DDoS attack on Monday.", "denial-of-service"))
    assert.same({ stance = "asserted", realis = "actual", attacker = "Red Anvil", victim = "Halden Bank" },
      told("Red Anvil launched DDoS attacks against Halden Bank.", "denial-of-service"))
  end)

  it("is none where the police take servers down", function()
    assert.is_nil(told("Police in Rotterdam took down three servers on Monday.", "outage"))
    assert.is_nil(told("The forum was taken down by Europol.", "outage"))
    local text = "On 29 May 2031 police took down three servers which had been used to store stolen data."
    assert.is_nil(told(text, "outage"))
    assert.is_nil((told(text, "data-breach") or {}).time)
    assert.is_table(told("Hackers took down the website of the police.", "outage"))
  end)

  it("is no more real than the verb that tells it", function()
    assert.equal("other",
      told("Red Anvil threatened to hit Halden Bank with a DDoS attack.", "denial-of-service").realis)
    assert.same({ stance = "denied", realis = "other", victim = "Halden Bank" },
      told("Halden Bank suffered no outage.", "outage"))
    assert.is_nil(told("The exchange was hit by a DDoS attack.", "ransom"))
    local both = "The exchange was hit by a DDoS attack and suffered an outage."
    assert.equal("The exchange", told(both, "denial-of-service").victim)
    assert.equal("The exchange", told(both, "outage").victim)
    local own <close> = claims.rule { id = "hit", type = "ransom", verb = { "hit/hit/hit" } }
    assert.is_table(told("The exchange was hit by a DDoS attack.", own.type))
  end)
end)
