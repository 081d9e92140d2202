local core = require "breachkit.core"

describe("core.tagging", function()
  local list = { "the", "det", 0, 0, "its", "poss", 0, 0, "of", "prep", 0, 1, "was", "be", 0, 256, "steal", "", 1, 512,
    "stolen", "", 8, 512, "it", "pron", 0, 0, "hello", "greeting", 0, 0, "million", "", 0, 16 }
  local classes, of = core.text.lexicon { "customer data", "files" }, { { data = true }, { data = true, haul = true } }

  local function vocabulary(words, opening) return core.tagging.vocabulary(words, classes, of, opening) end

  local function read(text, v)
    local tokens = core.text.tokens(text)
    return (v or vocabulary(list)):read(tokens, 1, #tokens)
  end

  it("tells a sentence's words, tags, phrases and what it is made of", function()
    local s = read "The customer data of Acme was stolen."
    assert.same({ "the", "customer", "data", "of", "acme", "was", "stolen", "." }, s.words)
    assert.same({ "det", "noun", "noun", "prep", "noun", "be", "ed", "mark" }, s.tags)
    assert.same({ 1, 5, 14, 19, 22, 27, 31, 37 }, s.first)
    assert.same({ 3, 12, 17, 20, 25, 29, 36, 37 }, s.last)
    assert.same({ 17, 1, 1, 1, 17, 1, 1, 68 }, s.flags)
    assert.same({ [3] = { data = true } }, s.classes)
    assert.same({ { 1, 3, before = 0, det = "det", class = { data = true } },
      { 5, 5, before = 4, capital = true } }, s.phrases)
    assert.equal(s.phrases[1], s.phrase_at[2])
    assert.is_nil(s.phrase_at[4])
    assert.same({ 1, 8, 1, 37 }, { s.from, s.to, s.begins, s.ends })
    assert.same({ 256 | 512 | 1, true, true, false }, { s.sets, s.past, s.verbal, s.shouting })
    assert.is_nil(s.speaker)
  end)

  it("still tells of a sentence when another one was read since", function()
    local tokens = core.text.tokens "It was the data. The files of Acme."
    local v = vocabulary(list)
    local one = v:read(tokens, 1, 5)
    local two = v:read(tokens, 6, 10)
    assert.same({ "it", "was", "the", "data", "." }, one.words)
    assert.same({ "det", "noun", "prep", "noun", "mark" }, two.tags)
    assert.same({ { 1, 1, before = 0, pronoun = "it" }, { 3, 4, before = 2, det = "det" } },
      one.phrases)
    assert.equal(two.phrases[2], two.phrase_at[4])
    assert.is_true(one.past)
  end)

  it("refuses a sentence that somebody changed", function()
    local tokens = core.text.tokens "It was the data."
    for _, change in ipairs { { 4, 9 }, { 0, 2 }, { 3, 2 }, { "a", 2 } } do
      local s = vocabulary(list):read(tokens, 1, #tokens)
      s.from, s.to = change[1], change[2]
      vocabulary(list):read(tokens, 1, 1)
      assert.has_error(function() return s.words end, "bad argument #1 to 'index' (its tokens are changed)")
    end
  end)

  it("takes numbers, pronouns and parentheses apart", function()
    local s = read "It was 3 million files (Acme) its 7."
    assert.same({ { 1, 1, before = 0, pronoun = "it" },
      { 5, 5, before = 2, count = { 3, 4 }, class = { data = true, haul = true } },
      { 7, 7, before = 6, capital = true, aside = true },
      { 9, 10, before = 8, det = "poss", count = { 10, 10 }, bare = true } }, s.phrases)
    assert.equal(s.phrases[2], s.phrase_at[4])
  end)

  it("lists the places of words in the sets that a caller asks for", function()
    local tokens = core.text.tokens "They steal what was stolen."
    local v = vocabulary(list, 512 | 256)
    assert.same({ 2, 4, 5 }, v:read(tokens, 1, 6).openers)
    assert.same({ 1 }, v:extend({}):read(tokens, 5, 6).openers)
    assert.same({}, vocabulary(list):read(tokens, 1, 6).openers)
  end)

  it("keeps a caller's own tags, and looks in a base for what a vocabulary has not", function()
    local base = vocabulary(list)
    local own = base:extend { "wipes", "", 2, 0, "hello", "farewell", 0, 1024 }
    assert.same({ "greeting", "pron", "noun" }, read("hello it wipes", base).tags)
    local s = read("hello, it wipes the", own)
    assert.same({ "farewell", "mark", "pron", "verb", "det" }, s.tags)
    assert.equal(1024, s.sets)
    assert.has_error(function() own:extend {} end, "calling 'extend' on bad self (it extends another)")
  end)

  it("finds the words that name events by triggers compiled for it", function()
    local v, phrases = vocabulary(list), core.text.lexicon { "stolen", "data", "raid" }
    local theft = { type = "data-breach", object = { data = true } }
    local raid = { type = "raid", topic = "theft", later_words = core.text.lexicon { "offline" } }
    local by_verb, by_noun = { entry = theft, form = "participle" }, { entry = raid }
    local of_data = { entry = theft }
    local triggers = v:triggers { { by_verb }, {}, { of_data, by_noun } }
    local function found(text, topic, k1)
      local tokens = core.text.tokens(text)
      local m = phrases:find(tokens)
      return triggers:find(v:read(tokens, 1, #tokens), m, k1 or 1, #m - 2, topic)
    end
    assert.same({ 4, 5, 5, 2, by_verb }, found "The customer data was stolen.")
    assert.is_nil(found("The customer data was stolen.", nil, 7))
    assert.same({ 2, 2, 2, 0, of_data }, found "The raid of customer data was bad.")
    assert.same({ 2, 2, 2, 0, by_noun }, found("The raid was all offline.", "theft"))
    assert.is_nil(found("The raid was all offline.", "fire"))
    assert.has_error(function() v:triggers { { { entry = { near = { nothing = true } } } } } end,
      "triggers: there is no class 'nothing'")
    assert.has_error(function() v:triggers { 1 } end, "triggers: phrase 1 has no list")
    assert.has_error(function() v:triggers { { { form = "past" } } } end,
      "triggers: a payload of phrase 1 has no entry")
    local s = v:read(core.text.tokens "The raid.", 1, 3)
    assert.has_error(function() triggers:find(s, { 2, 2, 4 }, 1, 1) end,
      "bad argument #2 to 'find' (no match of the sentence)")
    assert.is_nil(triggers:find(s, { 2, 4, 3 }, 1, 1))
  end)

  it("has a sentence's lists made together, and no more of them once somebody is done with its tokens", function()
    local tokens, v = core.text.tokens "They steal what was stolen. It is so.", vocabulary(list)
    local made, another = v:read(tokens, 1, 6), v:read(tokens, 7, 10)
    local words = another.words
    assert.same({ "it", "is", "so", "." }, words)
    assert.equal(another.phrases[1], rawget(another, "phrase_at")[1])
    assert.is_nil(rawget(another, "flags"))
    tokens:done()
    assert.equal(words, another.words)
    assert.error_matches(function() return another.flags end, "the tokens are closed")
    assert.error_matches(function() return made.words end, "the tokens are closed")
    assert.same({ "no" }, v:read(core.text.tokens "no", 1, 1).words)
  end)

  it("is safe where a finalizer is done with the tokens while its lists are made", function()
    local v = vocabulary(list)
    local pause, pace = collectgarbage("setpause", 0), collectgarbage("setstepmul", 1000)
    for _ = 1, 300 do
      local tokens = core.text.tokens(("They steal what Élan stole and it is so "):rep(20))
      local s = v:read(tokens, 1, #tokens)
      setmetatable({}, { __gc = function() tokens:done() end })
      local made, fault = pcall(function() return { s.words, s.flags } end)
      assert.is_true(made or tostring(fault):find("the tokens are closed", 1, true) ~= nil)
    end
    collectgarbage("setpause", pause)
    collectgarbage("setstepmul", pace)
  end)

  it("refuses lists of another shape and sentences that are none", function()
    local function wrong(...)
      local words = { ... }
      return function() vocabulary(words) end
    end
    assert.has_error(wrong("a", "det", 0, "0"), "vocabulary: word 1 is none")
    assert.has_error(wrong("a", "det", 32, 0), "vocabulary: forms out of range")
    assert.has_error(wrong("a", false, 0, 0), "vocabulary: the tag of word 1 is no string")
    local many = {}
    for i = 1, 11 do table.move({ "w" .. i, "t" .. i, 0, 0 }, 1, 4, #many + 1, many) end
    assert.has_error(function() vocabulary(many) end, "vocabulary: more than 31 tags")
    local sets = {}
    for i = 1, 63 do sets[i] = { ["c" .. i] = true } end
    assert.has_error(function() core.tagging.vocabulary(list, classes, sets) end, "vocabulary: more than 62 classes")
    assert.has_error(function() core.tagging.vocabulary(list, classes, { "data" }) end,
      "vocabulary: the classes of phrase 1 are no set")
    local v, t = vocabulary(list), core.text.tokens(("word "):rep(301))
    assert.has_error(function() v:read(t, 1, 301) end,
      "bad argument #3 to 'read' (the sentence is too long)")
    assert.has_error(function() v:read(t, 1, 302) end, "bad argument #3 to 'read' (no such token)")
    assert.equal(300, #v:read(t, 2, 301).words)
  end)
end)
