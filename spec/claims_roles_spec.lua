-- Which phrases fill a role: judged once more among all that may, heeding the grammar, and told with what decided.
require "spec.helper"
local claims = require "breachkit.claims"
local role = require "told".role

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
    assert.is_true(c.roles[1].confidence < 0.23)
    assert.equal(0, #claims.list({ text = "The studio was reportedly hacked." }, { min_confidence = 0.23 }))
    local names = claims.list { text = "The bank was hacked by a group calling itself #OWL or Owls of Night." }[1]
    assert.equal("a group; #OWL; Owls of Night", role(names, "attacker"))
    local why = names:why().roles
    assert.same({ "model", "naming" }, { why[2].rule, why[3].rule })
    assert.is_true(#why[2].reasons > 0)
    assert.is_nil(why[3].reasons)
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
