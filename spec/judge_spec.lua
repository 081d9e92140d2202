-- What a sentence tells of phrases that may fill roles, how a forest judges them, and which of them are told.
require "spec.helper"
local core = require "breachkit.core"

-- "Hackers stole data some Acme": the event is its second word
local event = { i = 2, j = 2, type = "data-breach", pos = "verb", trigger = {}, confidence = 0.75,
  by_rule = { { i = 1, j = 1, role = "attacker", rule = "subject" }, { i = 3, j = 3, role = "victim", rule = "object" },
    { i = 5, j = 5, role = "demand", rule = "from" } } }
-- a sentence of words and tags, the first of which is the document's `from`-th
local function read(told, from)
  local list, words, known = {}, {}, {}
  for word, tag in told:gmatch "(%S+)/(%S*)" do
    words[#words + 1] = word
    if not known[word] and tag ~= "" then table.move({ word:lower(), tag, 0, 0 }, 1, 4, #list + 1, list) end
    known[word] = true
  end
  local classes = core.text.lexicon { "data", "files" }
  local v = core.tagging.vocabulary(list, classes, { { records = true, data = true }, { haul = true } })
  local tokens = core.text.tokens(("so "):rep((from or 1) - 1) .. table.concat(words, " "))
  return v:read(tokens, from or 1, #tokens)
end
local sentence = read("Hackers/ stole/verb data/ some/det Acme/", 41)
local roles = { "attacker", "data", "victim", attacker = 1, data = 2, victim = 3 }
local labels = { 3, 1, 2 } -- a label each for victim, attacker and data
-- first and last token of the document, label and likelihood
local found = { 41, 41, 2, 0.5, 43, 43, 3, 0.5, 43, 45, 3, 0.8, 45, 45, 1, 0 }
local events = { event, { i = 4, j = 4 } }

local names = {}
for _, a in ipairs { 3, 4, 20, 21, 22, 23, 24 } do names[a] = { data = 5 } end

local function phrases(of_type, likely, known)
  return core.judge.phrases(sentence, events, of_type or { event }, likely or found, labels, roles, known)
end

-- A forest that gives phrases the confidence of their event.
local by_event = core.forest.new { attributes = 25, base = 0, trees = { { 1, 0.3, 0, 0, -2, 1, 0.6, 0, 0, 0, 0, 2 } } }

describe("core.judge", function()
  it("finds the attributes of phrases, with words as they are", function()
    local _, list = phrases()
    local likely, rule = math.log(0.8 / (1 - 0.8)), math.log(0.0015 / (1 - 0.0015))
    assert.same({
      { i = 1, j = 1, role = 1, event = 1, x = { 0, 0, "attacker", "data-breach", 1, 1, 1, 1, 1, 0, 0, 41, -10, -10,
        0, 0, 0, -10, 0, "end", "noun", "verb", "none", "subject", 5 } },
      { i = 3, j = 3, role = 2, event = 1, x = { 0, 0, "data", "data-breach", 1, 1, 1, 1, 1, 0, 0, 41, likely, likely,
        1, 0.8 + 0.0015, 0, -10, 0, "verb", "noun", "det", "data", "another role", 5 } },
      { i = 3, j = 5, role = 2, event = 1, x = { 0, likely, "data", "data-breach", 3, 1, 1, 1, 1, 0, 0, 41, 0, 0,
        0, 0.5 + 0.0015, 0, -10, 0, "verb", "noun", "end", "none", "another role", 4 } },
      { i = 5, j = 5, role = 3, event = 1, x = { 0, -10, "victim", "data-breach", 1, 1, 1, 1, 1, 0, 1, 41, likely, -10,
        1, 0.8, 1, rule, 0.0015, "det", "noun", "end", "none", "another role", 6 } },
      { i = 3, j = 3, role = 3, event = 1, x = { 0, rule, "victim", "data-breach", 1, 1, 1, 1, 1, 0, 0, 41, likely, -10,
        2, 0.5 + 0.8, 0, -10, 0, "verb", "noun", "det", "data", "object", 5 } },
    }, list)
  end)

  it("counts the verbs between a phrase and its event", function()
    local told = read "Hackers/ stole/verb files/ would/modal have/have not/neg Acme/"
    local _, list = core.judge.phrases(told, { event }, { event }, { 7, 7, 2, 0.5 }, labels, roles)
    assert.same({ 2, 0 }, { list[1].x[10], list[1].x[11] })
  end)

  it("gives a phrase to the nearest event, verbs before nouns, and one of a rule to its own", function()
    local noun, verb = { i = 4, j = 4, pos = "noun", type = "ransom" }, { i = 7, j = 7, pos = "verb", type = "ransom",
      by_rule = { { i = 1, j = 1, role = "victim", rule = "subject" } } }
    local _, list = phrases({ noun, verb }, { 45, 45, 1, 0.5, 46, 46, 1, 0.5, 43, 43, 1, 0.5 })
    local of = {}
    for k, p in ipairs(list) do of[k] = { p.i, p.event } end
    assert.same({ { 5, 2 }, { 6, 2 }, { 3, 1 }, { 1, 2 } }, of)
    assert.error_matches(function() phrases {} end, "no event")
  end)

  it("gives them to a forest as numbers, which judges them with their event, once", function()
    -- the event's likelihood, the role, the length
    local f = core.forest.new { attributes = 25, base = 0, trees = { { 1, 0.7, 0, 0, -1, 0, 1 },
      { -3, 1 << 5, 0, 0, 2, 0, -2 }, { 5, 1, 0, 0, 0.5, 0, 0 } } }
    local list = phrases(nil, nil, names)
    f:weigh(list, { event })
    local told, seen = list:told(0, 0), {}
    for k = 1, #told, 6 do seen[("%d-%d %.3f"):format(told[k], told[k + 1], told[k + 4])] = told[k + 5] end
    local function as(i, j, odds) return seen[("%d-%d %.3f"):format(i, j, 1 / (1 + math.exp(-odds)))] end
    assert.same({ 3, 2.0, 1, 1.0, 5, 0.5 }, f:why(as(3, 3, 3.5), 3))
    assert.same({ 1, 1.0, 5, 0.5 }, f:why(as(1, 1, -0.5), 3))
    assert.error_matches(function() f:weigh(list, { event }) end, "judged once")
    assert.error_matches(function() f:weigh(phrases(nil, nil, names), {}) end, "an event is missing")
    assert.error_matches(function() f:weigh(phrases(nil, nil, names), { {} }) end, "number expected")
    assert.error_matches(function() f:why("x", 1) end, "another forest")
    local other = core.forest.new { attributes = 24, base = 0, trees = {} }
    assert.error_matches(function() other:weigh(list, { event }) end, "other attributes")
  end)

  it("finds the attributes of events, with words as they are or as numbers", function()
    local function odds(p) return math.log(p / (1 - p)) end
    local own = { i = 2, j = 3, type = "data-breach", trigger = { confidence = 0.7 }, entry = { id = "steal" },
      by_rule = { {}, {} } }
    local others = { own, { i = 5, j = 5, type = "ransom", trigger = { confidence = 0.4 } },
      { i = 1, j = 1, type = "data-breach" } }
    local list = phrases()
    assert.same({ odds(0.7), "data-breach", "steal", 2, "noun", "verb", "noun", "det", -10, odds(0.4), 1, 2 / 5, 41, 5,
      2, 5, odds(0.8), 0.5 + 0.5 + 0.8 + 0.0015, odds(0.5), 2, 0.5 }, list:event(sentence, others, own, 1, 1, 2, 4))
    local numbers = { [2] = { ransom = 7 }, [3] = { none = 8 }, [5] = { det = 9 }, [6] = {}, [7] = {},
      [8] = { ["end"] = 3 } }
    -- an event of its rule, tag and place alone: 8 of the rules, 9 of the tags
    local x = list:event(sentence, others, others[2], 2, 1, 0, 0, numbers)
    local f = core.forest.new { attributes = 21, base = 0, trees = { { -2, 1 << 7, 0, 0, 1, 0, 0 },
      { -3, 1 << 8, 0, 0, 2, 0, 0 }, { -5, 1 << 9, 0, 0, 4, 0, 0 }, { -8, 1 << 3, 0, 0, 8, 0, 0 },
      { -6, 1, 0, 0, 16, 0, 0 }, { 11, 98, 0, 0, 0, 0, -32 } } }
    assert.equal(1 / (1 + math.exp(1)), f:judge(x))
    assert.same({ 6, 16.0, 8, 8.0, 5, 4.0 }, f:why(x, 3))
    assert.error_matches(function() f:judge(list) end, "other attributes")
    assert.error_matches(function() list:event(sentence, others, {}, 1, 1, 0, 0) end, "'i' is no whole number")
    assert.error_matches(function() list:event(sentence, { 1 }, own, 1, 1, 0, 0) end, "an event is no table")
    assert.error_matches(function() list:event(sentence, others, own, 1, 1, 0, 0, {}) end, "no names of attribute 2")
  end)

  it("takes places outside the sentence for words without a tag", function()
    local most = 0x7fffffff
    local far = { i = 2, j = 2, type = "ransom", by_rule = { { i = -most, j = most, role = "data" } } }
    local _, list = core.judge.phrases(sentence, { far }, { far }, { most, most, 1, 0.5 }, labels, roles)
    for k, length in ipairs { 1, 2 * most + 1 } do
      local x = list[k].x
      assert.same({ length, 0, "end", "end", "end", "none", 0 }, { x[5], x[10], x[20], x[21], x[22], x[23], x[25] })
    end
  end)

  it("tells the likeliest that do not overlap, in the order of their words", function()
    -- as likely as the phrase is long: 3-5 before 3 and 5
    local f = core.forest.new { attributes = 25, base = 0, trees = { { 5, 1, 0, 0, 0, 0, 1 } } }
    local list = phrases(nil, nil, names)
    f:weigh(list, { event })
    local likely = 1 / (1 + math.exp(-1))
    local function told(least, least_given)
      local all = list:told(least, least_given)
      for k = 6, #all, 6 do all[k] = f:why(all[k], 1)[2] or 0 end
      return all
    end
    assert.same({ 1, 1, 1, 1, 0.5, 0, 3, 5, 2, 1, likely, 1.0 }, told(0.5, 0.1))
    assert.same({ 3, 5, 2, 1, likely, 1.0 }, told(0.6, 0.6))
    assert.same({}, list:told(0.8, 0.8))
  end)

  it("gives the memory of phrases that somebody is done with to the next ones, with nothing of theirs in it", function()
    local f = core.forest.new { attributes = 25, base = 0, trees = { { 5, 1, 0, 0, 0, 0, 1 } } }
    local function read_of(list)
      f:weigh(list, { event })
      return list:told(0, 0)
    end
    local one = { 43, 43, 3, 0.5 }
    local kept, few, list = phrases(nil, nil, names), read_of(phrases(nil, one, names)), phrases(nil, nil, names)
    local told = read_of(list)
    list:done()
    assert.same({}, list:told(0, 0))
    local fewer = phrases(nil, one, names)
    assert.equal(list, fewer)
    assert.same(few, read_of(fewer))
    fewer:done()
    local another = phrases(nil, nil, names)
    assert.same(told, read_of(another))
    another:done()
    local most = {}
    for k = 1, 40 do table.move({ 43, 42 + k, 3, 0.5 }, 1, 4, #most + 1, most) end
    assert.not_equal(another, phrases(nil, most, names)) -- too many for it
    assert.same(told, read_of(kept))
    assert.error(function() kept.done {} end)
  end)

  it("tells what the grammar gives where an event tells nothing in the role", function()
    local sure, unsure = { i = 2, j = 2, pos = "verb", type = "ransom", confidence = 0.9, by_rule = {
      { i = 5, j = 5, role = "victim", rule = "object" } } }, { i = 9, j = 9, pos = "verb", type = "ransom",
      confidence = 0.4, by_rule = { { i = 8, j = 8, role = "victim", rule = "subject" },
        { i = 7, j = 7, role = "data", rule = "near" }, { i = 3, j = 3, role = "attacker", rule = "near" } } }
    local list = phrases({ sure, unsure }, { 43, 43, 1, 0.5, 45, 45, 1, 0.5, 46, 48, 3, 0.5 }, names)
    local confidence = { 1 / (1 + math.exp(0)), 1 / (1 + math.exp(-2)) }
    by_event:weigh(list, { sure, unsure })
    -- the unsure event's own are as likely as the limit, but for those that overlap what is told
    local told, places = list:told(confidence[2] - 0.01, 0.5), {}
    for k = 1, #told, 6 do places[#places + 1] = ("%d-%d %s"):format(told[k], told[k + 1], roles[told[k + 2]]) end
    assert.same({ "3-3 victim", "5-5 victim", "7-7 data", "8-8 victim" }, places)
  end)

  it("keeps what a forest of more than 255 limits saw", function()
    local trees = {}
    for k = 1, 600 do trees[k] = { 5, k / 200, 0, 0, 0, 0, k == 301 and 1 or k == 300 and 2 or 0 } end
    local f = core.forest.new { attributes = 25, base = 0, trees = trees }
    local list = phrases(nil, nil, names)
    f:weigh(list, { event })
    local told, seen = list:told(0, 0), {}
    for k = 1, #told, 6 do seen[told[k + 1] - told[k] + 1] = told[k + 5] end
    assert.same({}, f:why(seen[1], 1)) -- a word long: 1 is more than 199 limits
    assert.same({ 5, 3.0 }, f:why(seen[3], 1)) -- three: more than 599
  end)

  it("refuses events, sentences and names without what they need", function()
    local function refused(message, change, ...)
      local own = { i = 2, j = 2, type = "ransom", by_rule = { { i = 1, j = 1, role = "data" } } }
      local rest = table.pack(...)
      change(own)
      assert.error_matches(function()
        core.judge.phrases(rest[1] or sentence, { own }, { own }, rest[3] or found, labels, roles, rest[2] or names)
      end, message)
    end
    local function as_it_is() end
    refused("'i' is no whole number", function(own) own.i = nil end)
    refused("'j' is no whole number", function(own) own.by_rule[1].j = "x" end)
    refused("table expected", function(own) own.by_rule[1] = 1 end)
    refused("no such token", function(own) own.i = math.maxinteger end)
    refused("no such token", as_it_is, nil, nil, { 41, math.mininteger, 1, 0.5 })
    refused("vocabulary expected", as_it_is, {})
    refused("no names of attribute 3", as_it_is, nil, {})
    refused("a label without a role", as_it_is, nil, nil, { 41, 41, 9, 0.5 })
  end)
end)
