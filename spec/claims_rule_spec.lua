-- Rules of an analyst's own: what they see, how they go, what is refused.
require "spec.helper"
local claims = require "breachkit.claims"
local reading = require "told"

local read, role = reading.read, reading.role

describe("claims.rule", function()
  local text = "The attackers wiped the servers of Example Bank with Red Button on Monday."

  local function told(list)
    local out = {}
    for k, c in ipairs(list) do out[k] = c.type .. " " .. c.text end
    return table.concat(out, "; ")
  end

  it("names an event by words, until it is taken back", function()
    assert.equal("", told(read(text)))
    local rule = claims.rule { id = "wiper", type = "outage", verb = { "wipe" }, object = { "system" } }
    local line = debug.getinfo(1, "l").currentline - 1
    local list = read(text)
    assert.equal("outage wiped", told(list))
    assert.same({ 15, 19 }, { list[1].first, list[1].last })
    assert.equal("the servers", role(list[1], "victim"):match "^[^;]+")
    local why = list[1]:why()
    assert.equal("wiper", why.rule)
    assert.matches("claims_rule_spec%.lua:" .. line .. "$", why.data)
    -- the object is a condition
    assert.equal("", told(read "The attackers wiped their noses on Monday, the bank said in the morning."))
    assert.is_true(rule:remove())
    assert.is_false(rule:remove())
    assert.equal("", told(read(text)))
    assert.equal("outage wiped", told(claims.list({ text = text }, { rules = { rule } })))
  end)

  it("fills a role of the nearest event of its types", function()
    local wiper <close> = claims.rule { id = "wiper", type = "outage", verb = { "wipe" } }
    local button <close> = claims.rule { id = "button", role = "tool", phrase = { "red button" }, events = { "outage" },
      type = "software" }
    local c = read(text)[1]
    local r = c.roles[#c.roles]
    assert.same({ "tool", "Red Button", "software", 54, 63 }, { r.role, r.text, r.type, r.first, r.last })
    local why = c:why().roles[#c.roles]
    assert.equal("button", why.rule)
    assert.equal(button.data, why.data)
    assert.equal("", role(claims.list({ text = text }, { rules = { wiper } })[1], "tool"))
    assert.equal("", told(claims.list({ text = text }, { rules = {} })))
  end)

  it("may be a function over words and tags, also where nothing else is", function()
    local seen
    local rule <close> = claims.rule { id = "f", type = "leak", match = function(words, tags)
      seen = { words[3], tags[3] }
      for k = 1, #words do
        if words[k] == "servers" then return { { k - 1, k } } end
      end
    end }
    local c = read(text)[1]
    assert.same({ "leak", "the servers" }, { c.type, c.text })
    assert.same({ "wiped", "ed" }, seen)
    assert.equal("rule f of " .. rule.data, tostring(rule))
  end)

  it("wins over what the tables and the model say of the same words", function()
    local story = "Hackers stole customer records and passwords from Example Bank."
    local rule <close> = claims.rule { id = "sting", type = "demand", verb = { "steal/stole/stolen" } }
    assert.equal("demand stole", told(read(story)))
    rule:remove()
    assert.equal("data-breach stole", told(read(story)))
  end)

  it("is gone when an error leaves its block", function()
    pcall(function()
      local rule <close> = claims.rule { id = "wiper", type = "outage", verb = { "wipe" } }
      error(rule)
    end)
    assert.equal("", told(read(text)))
  end)

  it("says what is wrong with it", function()
    local function wrong(message, spec)
      assert.error_matches(function() claims.rule(spec) end, "claims.rule: " .. message)
    end
    wrong("a table is needed, got nil", nil)
    wrong("id is needed", {})
    wrong("id is a string, got number", { id = 1, type = "leak", verb = "leak" })
    wrong("type or role is needed", { id = "x" })
    wrong('there is no type of event "y" %(one of: arrest, attribution, data%-breach, ', { id = "x", type = "y" })
    wrong("verb, noun or match is needed", { id = "x", type = "leak" })
    wrong('noun: " " has 0 words', { id = "x", type = "leak", noun = " " })
    wrong('phrase: ".*" has 33 words', { id = "x", role = "tool", phrase = ("a "):rep(33) })
    wrong("verb is a list of words", { id = "x", type = "leak", verb = {} })
    wrong('near: there is no class of data/nouns.lua "z"', { id = "x", type = "leak", verb = "leak", near = { "z" } })
    wrong('forms: there is no form of a verb "z"', { id = "x", type = "leak", verb = "leak", forms = { "z" } })
    wrong('there is no role "t"', { id = "x", role = "t", phrase = "a" })
    wrong("phrase or match is needed", { id = "x", role = "tool" })
    wrong("unknown field verbs", { id = "x", type = "leak", verbs = { "leak" } })
    wrong("unknown field near in a rule for a role", { id = "x", role = "tool", phrase = "a", near = { "data" } })
    wrong("frame names no entry", { id = "x", type = "leak", verb = "leak", frame = "reach" })
    assert.equal("", told(read(text)))
    assert.error_matches(function() claims.list({ text = text }, { rules = { {} } }) end, "rules%[1%] is no rule")
  end)

  it("raises what its function does, and where its places are none", function()
    for _, bad in ipairs { { { 0, 1 } }, { { 2, 1 } }, { { 1, 99 } }, { { 1.5, 2 } }, { 7 }, "no" } do
      local rule <close> = claims.rule { id = "f", type = "leak", match = function() return bad end }
      assert.error_matches(function() read(text) end, "claims: rule f %(.*rule_spec.lua:%d+%): match gives a list of")
      rule:remove()
    end
    local rule <close> = claims.rule { id = "f", type = "leak", match = function() error "mine" end }
    assert.error_matches(function() read(text) end, "mine")
    rule:remove()
  end)

  it("wins over what is left out of who only tells of a deed", function()
    local rules = { claims.rule { id = "sp", role = "speaker", phrase = { "red button" }, type = "person" },
      claims.rule { id = "at", role = "attacker", phrase = { "spokesman" } } }
    local list = claims.list({ text = "Red Button whispered that hackers stole data from Acme, a spokesman said." },
      { rules = rules })
    assert.equal("Red Button", role(list[1], "speaker"))
    list = claims.list({ text = "The office was hacked by hackers, a spokesman said." }, { rules = rules })
    assert.matches("spokesman", role(list[1], "attacker"), 1, true)
    for _, rule in ipairs(rules) do rule:remove() end
  end)

  -- The words that a rule for a role gives the first claim of a text which has such a role.
  local function given(spec, story)
    local rule = claims.rule(spec)
    local list = read(story)
    rule:remove()
    for _, c in ipairs(list) do
      for k, r in ipairs(c.roles) do
        if c:why().roles[k].rule == spec.id then return r.role .. " " .. r.text, c, r end
      end
    end
  end

  it("fills its role whatever else passes over such words", function()
    local function tool(phrase) return { id = "own", role = "tool", phrase = phrase } end
    local cases = {
      { tool "the group", "Hackers broke into Acme Bank and stole the files, the group claims." }, -- who only says so
      { tool "MARLOW", "MARLOW, May 3 - Hackers broke into Acme Bank and stole its files." }, -- a dateline
      { tool "greyworm", "Acme Bank, which employs staff for Greyworm, was hacked on Monday." }, -- an aside
      { tool "greyworm", "Acme Bank was hacked by Red Anvil, not with Greyworm, on Monday." }, -- ruled out
      { tool "June 10, 2024", "On June 10, 2024 hackers stole files from Acme Bank." }, -- a date
    }
    for _, case in ipairs(cases) do
      local told_role = given(case[1], case[2])
      assert.equal("tool " .. case[1].phrase:lower(), (told_role or ""):lower())
    end
    local told_role, c = given({ id = "own", role = "data-count", phrase = "June 10, 2024" }, cases[5][2])
    assert.equal("data-count June 10, 2024", told_role)
    assert.equal("", role(c, "time"))
  end)

  it("has the value of its words, and takes no other role's from them", function()
    local told_role, c, r = given({ id = "own", role = "damage", phrase = "$5 million" },
      "Acme Bank paid the hackers a ransom of $5 million on Monday.")
    assert.equal("damage $5 million", told_role)
    assert.same({ amount = 5000000, currency = "USD" }, r.value)
    assert.equal("", role(c, "price"))
  end)

  it("may give a time before a date", function()
    assert.equal("time a while ago", (given({ id = "own", role = "time", phrase = "a while ago" },
      "Hackers stole files from Acme Bank a while ago, on June 10, 2024.")))
  end)

  it("names an event of its own type, also by the hand of who did it, and of nobody known", function()
    local rule <close> = claims.rule { id = "own", type = "release", noun = "dumping" }
    local list = read "We are Night Owls. We hacked Acme Bank and stole its files. Our dumping begins on Monday.\n"
    assert.matches("release dumping$", told(list))
    rule:remove()
    local blame <close> = claims.rule { id = "blame", type = "attribution", verb = "finger", frame = "attribution" }
    local suspect <close> = claims.rule { id = "who", role = "suspect", phrase = "who" }
    assert.equal("attribution was fingered", told(read "It is not clear who was fingered."))
    suspect:remove()
    blame:remove()
  end)

  it("knows where it was written, whatever calls it", function()
    local spec, rules = { id = "wiper", type = "outage", verb = " wipe" }, {}
    local function here(rule)
      rules[#rules + 1] = rule
      return rule.data:match "claims_rule_spec%.lua:(%d+)$" or rule.data
    end
    local function tail() return claims.rule(spec) end
    local line = debug.getinfo(1, "l").currentline
    assert.equal(line + 1, tonumber(here(tail())))
    assert.equal(line + 2, tonumber(here(select(2, pcall(claims.rule, spec)))))
    assert.equal("a", (("a"):gsub("a", function() here(claims.rule(spec)) end)))
    assert.equal(line + 3, tonumber(here(rules[#rules])))
    assert.equal("?", here(coroutine.wrap(claims.rule)(spec))) -- nothing of Lua called it
    assert.equal("outage wiped", told(read(text)))
    for _, one in ipairs(rules) do one:remove() end
  end)
end)

describe("claims.list", function()
  it("keeps the types that are asked for; one that there is not is misuse", function()
    local doc = { text = "Hackers stole customer records from Example Bank, which paid a ransom." }
    for _, types in ipairs { "ransom", { "leak", "ransom" } } do
      local list = claims.list(doc, { types = types })
      assert.same({ 1, "ransom" }, { #list, list[1].type })
    end
    for _, bad in ipairs { "ransoms", { "leak", "data breach" }, {}, 1 } do
      assert.error_matches(function() claims.list(doc, { types = bad }) end, "^claims.list: types")
    end
  end)
end)
