-- What a sentence tells of phrases that may fill roles, and how a forest judges them.
require "spec.helper"
local core = require "breachkit.core"

-- "Hackers stole data from Acme": the event is its second word
local event = { i = 2, j = 2, type = "data-breach", pos = "verb", trigger = {}, confidence = 0.75 }
local sentence = { tags = { "noun", "verb", "noun", "prep", "noun" }, from = 41,
  classes = { [3] = { records = true, data = true } }, verbs = { [0] = 0, 0, 1, 1, 1, 1 },
  phrase_at = { { 1, 1 }, nil, { 3, 3 }, nil, { 4, 5 } } }
local function phrases()
  return { { i = 1, j = 1, role = "attacker", number = 2, likelihood = 0.5, event = event },
    { i = 3, j = 3, role = "data", number = 3, likelihood = 0.5, event = event },
    { i = 3, j = 5, role = "data", number = 3, likelihood = 0.8, event = event },
    { i = 5, j = 5, role = "victim", number = 1, likelihood = 0, event = event } }
end
local rules = { { attacker = "subject" }, nil, { victim = "object" } }
local events = { event, { i = 4, j = 4 } }

local names = {}
for _, a in ipairs { 3, 4, 20, 21, 22, 23, 24 } do names[a] = { data = 5 } end

describe("core.judge", function()
  it("finds the attributes of phrases, with words as they are", function()
    local list = phrases()
    assert.is_nil(core.judge.phrases(sentence, events, 1, list, rules))
    local likely = math.log(0.8 / (1 - 0.8))
    assert.same({ 0, 0, "attacker", "data-breach", 1, 1, 1, 1, 1, 0, 0, 41, -10, -10, 0, 0, 0, -10, 0,
      "end", "noun", "verb", "none", "subject", 5 }, list[1].x)
    assert.same({ 0, 0, "data", "data-breach", 1, 1, 1, 1, 1, 0, 0, 41, likely, likely, 1, 0.8, 0, -10, 0,
      "verb", "noun", "prep", "data", "another role", 5 }, list[2].x)
    assert.same({ 0, likely, "data", "data-breach", 3, 1, 1, 1, 1, 0, 0, 41, 0, 0, 0, 0.5, 0, -10, 0,
      "verb", "noun", "end", "none", "none", 4 }, list[3].x)
    assert.same({ 0, -10, "victim", "data-breach", 1, 1, 1, 1, 1, 0, 1, 41, likely, -10, 1, 0.8, 0, -10, 0,
      "prep", "noun", "end", "none", "none", 6 }, list[4].x)
  end)

  it("gives them to a forest as numbers, which judges them with their event", function()
    -- the event's likelihood, the role, the length
    local f = core.forest.new { attributes = 25, base = 0, trees = { { 1, 0.7, 0, 0, -1, 0, 1 },
      { -3, 1 << 5, 0, 0, 2, 0, -2 }, { 5, 1, 0, 0, 0.5, 0, 0 } } }
    local list = phrases()
    local rows = core.judge.phrases(sentence, events, 1, list, rules, names)
    f:weigh(rows, list)
    for k, odds in ipairs { -0.5, 3.5, 3, -0.5 } do assert.equal(1 / (1 + math.exp(-odds)), list[k].confidence) end
    assert.same({ 3, 2.0, 1, 1.0, 5, 0.5 }, f:why(f:seen(rows, 2), 3))
    assert.same({ 3, 2.0 }, f:why(f:seen(rows, 3), 1))
    assert.error_matches(function() f:seen(rows, 5) end, "no such row")
    assert.error_matches(function() f:weigh(rows, {}) end, "not as many")
    assert.error_matches(function() f:why("x", 1) end, "another forest")
    local other = core.forest.new { attributes = 24, base = 0, trees = {} }
    assert.error_matches(function() other:weigh(rows, list) end, "other attributes")
  end)

  it("keeps what a forest of more than 255 limits saw", function()
    local trees = {}
    for k = 1, 600 do trees[k] = { 5, k / 200, 0, 0, 0, 0, k == 301 and 1 or k == 300 and 2 or 0 } end
    local f = core.forest.new { attributes = 25, base = 0, trees = trees }
    local list = phrases()
    local rows = core.judge.phrases(sentence, events, 1, list, rules, names)
    assert.same({}, f:why(f:seen(rows, 1), 1)) -- a word long: 1 is more than 199 limits
    assert.same({ 5, 3.0 }, f:why(f:seen(rows, 3), 1)) -- three: more than 599
  end)

  it("refuses phrases, sentences and names without what they need", function()
    local function refused(message, change, ...)
      local list = phrases()
      change(list)
      local rest = table.pack(...)
      assert.error_matches(function()
        core.judge.phrases(rest[1] or sentence, events, 1, list, rules, rest[2] or names)
      end, message)
    end
    refused("'i' is no whole number", function(list) list[1].i = nil end)
    refused("'number' is no whole number", function(list) list[2].number = "x" end)
    refused("number expected", function(list) list[2].likelihood = nil end)
    refused("a phrase has no event", function(list) list[3].event = nil end)
    refused("table expected", function(list) list[1] = 1 end)
    refused("no 'tags'", function() end, {})
    refused("no names of attribute 3", function() end, nil, {})
  end)
end)
