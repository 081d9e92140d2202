-- The model file through the core: what is damaged is refused, and labels stay inside the sentence.
require "spec.helper"
local core = require "breachkit.core"
local data = require "breachkit.data"
local claims = require "breachkit.claims"
local crf = core.crf
local own = require "breachkit.claims.columns".own

local function write(bytes)
  local path = os.tmpname()
  local f = assert(io.open(path, "wb"))
  f:write(bytes)
  f:close()
  return path
end

local function open_bytes(bytes)
  local path = write(bytes)
  local model, err = crf.open(path)
  os.remove(path)
  return model, err
end

describe("crf: the model file", function()
  local f = assert(io.open(assert(data.path "claims.model"), "rb"))
  local whole = f:read "a"
  f:close()

  it("has four layers with their classes, and is at most 10 MB", function()
    local model = assert(crf.open(data.path "claims.model"))
    local names = {}
    for i, layer in ipairs(model:layers()) do names[i] = layer.name .. " " .. #layer.labels end
    assert.same({ "trigger 5", "role 14", "flaw role 13", "realis 3" }, names)
    assert.is_true(#whole <= 10 * 1000 * 1000, #whole .. " bytes")
  end)

  it("is refused when it is missing, no model, of another format, cut off or damaged", function()
    local _, err = crf.open "/nowhere/claims.model"
    assert.equal("io", err.code)
    assert.equal("io", select(2, open_bytes "").code)
    assert.equal("type", select(2, open_bytes(("x"):rep(100))).code)
    assert.equal("type", select(2, open_bytes(whole:sub(1, 4) .. "\xff" .. whole:sub(6))).code)
    for _, n in ipairs { 32, 48, 100, 4096, #whole // 2, #whole - 4 } do
      assert.equal("syntax", select(2, open_bytes(whole:sub(1, n))).code, n)
    end
    -- offsets of the header that point outside
    for word = 3, 11 do
      local bad = whole:sub(1, 4 * word) .. "\xff\xff\xff\x7f" .. whole:sub(4 * word + 5)
      local model, e = open_bytes(bad)
      assert.is_nil(model, word)
      assert.equal("syntax", e.code)
    end
  end)
end)

describe("crf: features by name", function()
  it("are FNV-1a hashes, folded, the same in every run", function()
    local h = 0xbf9cf968 -- of "foobar", as published with the algorithm
    local packed = string.pack("=I4", h ~ h >> 15)
    local many = {}
    for k = 1, 2000 do many[k] = "foo" end
    assert.equal(packed:rep(2000), crf.named(many, "bar"))
    assert.equal(packed, crf.named({ "foobar" }, ""))
    assert.equal("", crf.named({}, "bar"))
    assert.error_matches(function() crf.named({ "a", {} }, "") end, "string expected")
  end)
end)

describe("crf: misuse", function()
  local model = assert(crf.open(data.path "claims.model"))
  local tokens = core.text.tokens "Hackers stole records."
  local columns = model:columns(tokens, own)

  local function event(first, last) return { { first = first, last = last, type = 1 } } end

  it("raises", function()
    assert.error_matches(function() model:columns(tokens, 100) end, "too many columns")
    assert.error_matches(function() model:spans(9, columns, 1, 4) end, "no such layer")
    assert.error_matches(function() model:spans(1, columns, 1, 5) end, "no such token")
    assert.error_matches(function() model:spans(1, model:columns(tokens, 1), 1, 4) end, "more columns")
    for _, column in ipairs { own + 1, math.maxinteger, math.maxinteger - 10, 0, math.mininteger } do
      assert.error_matches(function() columns:mark(column, 1, 1, 1) end, "no such column")
    end
    assert.error_matches(function() columns:relate(own - 5, 1, 2, {}, 1, nil, 1, 1) end, "no such column")
    assert.error_matches(function() columns:mark(1, 0, 1, 1) end, "no such token")
    assert.error_matches(function() columns:mark(1, 1, 1, 0) end, "out of range")
    assert.error_matches(function() columns:relate(9, 1, 2, event(3, 4), 1, nil, 1, 1) end, "no such token")
    local long = core.text.tokens(("a "):rep(301))
    local more = model:columns(long, own)
    more:relate(9, 2, 301, event(3, 4), 1, nil, 1, 1)
    assert.error_matches(function() more:relate(9, 1, 301, event(3, 4), 1, nil, 1, 1) end, "too long")
    assert.error_matches(function() model:sequence(4, { "abc" }) end, "no sums")
    assert.error_matches(function() model:sequence(4, { {} }) end, "no sums")
    assert.error_matches(function() model:sequence(1, {}) end, "the layer is a chain")
    assert.error_matches(function() model:sums(4, columns, 2, 1, 4, "abc") end, "no features")
    for _, at in ipairs { 0, 5, math.mininteger, math.maxinteger } do
      assert.error_matches(function() model:features(1, columns, at, 1, 4) end, "no such token")
      assert.error_matches(function() model:sums(4, columns, at, 1, 4) end, "no such token")
      assert.error_matches(function() model:why(1, columns, at, 1, 4, 1) end, "no such token")
    end
  end)

  it("tells of a sentence's phrases and tags as they are set one by one", function()
    local words = core.text.tokens "End. It saw the data of Acme, its files."
    local vocabulary = core.tagging.vocabulary({ "it", "pron", 0, 0, "its", "poss", 0, 0, "the", "det", 0, 0, "of",
      "prep", 0, 1 }, core.text.lexicon {}, {})
    local numbers = setmetatable({ noun = 5, mark = 0 }, { __index = function() return 7 end })
    local one, all = model:columns(words, own), model:columns(words, own)
    for k, value in ipairs { 7, 5, 7, 5, 7, 5, 0, 7, 5, 0 } do one:fill(30, k + 2, k + 2, value) end
    for _, mark in ipairs { { 3, 3, 1 }, { 4, 4, 5 }, { 5, 6, 3 }, { 8, 8, 2 }, { 10, 11, 3 } } do
      one:mark(29, mark[1], mark[2], mark[3])
    end
    local sentence = vocabulary:read(words, 3, #words)
    all:sentence(29, 30, sentence, numbers)
    for k = 1, #words do
      assert.equal(model:features(1, one, k, 1, #words), model:features(1, all, k, 1, #words))
    end
    assert.not_equal(model:features(1, all, 4, 1, 8), model:features(1, model:columns(words, own), 4, 1, 8))
    assert.error_matches(function() all:sentence(own + 1, 1, sentence, numbers) end, "no such column")
    assert.error_matches(function() columns:sentence(29, 30, sentence, numbers) end, "no such token")
    assert.error_matches(function() all:sentence(29, 30, sentence, { noun = 5 }) end, "no number for a tag")
    assert.error_matches(function() all:sentence(29, 30, sentence, setmetatable({}, { __index = function()
      return -1
    end })) end, "out of range")
    assert.error_matches(function() all:sentence(29, 30, { from = 1, to = 2 }, numbers) end, "vocabulary")
  end)

  it("sums a token's features and more, of too many the first", function()
    local features = model:features(4, columns, 2, 1, 4)
    local room = 512 - #features // 4
    local function sums(more) return { ("i2i2i2"):unpack(model:sums(4, columns, 2, 1, 4, more)) } end
    local own_sums, twice = sums(), sums(features)
    assert.is_true(own_sums[1] ~= 0 or own_sums[2] ~= 0 or own_sums[3] ~= 0)
    for k = 1, 3 do assert.equal(2 * own_sums[k], twice[k]) end
    local filled = ("\1\2\3\4"):rep(room)
    assert.same(sums(filled), sums(filled .. features))
    assert.not_same(sums(filled), sums(filled:sub(5) .. features))
    local packed = model:sums(4, columns, 2, 1, 4)
    assert.equal(2 * 2, #model:sequence(4, { packed, packed }))
    assert.same({}, model:sequence(4, setmetatable({}, { __len = function() return -1 end })))
  end)

  it("gives features and those that are to follow them", function()
    assert.equal(model:features(1, columns, 2, 1, 4) .. "abcd", model:features(1, columns, 2, 1, 4, "abcd"))
  end)

  it("tells of the events of a type, of one of them alone, and marks those of others", function()
    local one, all = model:columns(tokens, own), model:columns(tokens, own)
    local here, there = { first = 1, last = 1, type = 1 }, { first = 3, last = 3, type = 1 }
    local function same()
      for k = 1, 4 do assert.equal(model:features(2, one, k, 1, 4), model:features(2, all, k, 1, 4)) end
    end
    one:relate(9, 1, 4, { here }, 1, nil, 1, 1)
    all:relate(9, 1, 4, { here, there }, 1, here, 1, 1)
    same()
    one:mark(15, 3, 3, 2)
    there.type = 2
    all:relate(9, 1, 4, { here, there }, 1, nil, 1, 1)
    same()
    all:relate(9, 1, 4, { here, there }, 2, nil, 1, 1)
    assert.not_equal(model:features(2, one, 2, 1, 4), model:features(2, all, 2, 1, 4))
    assert.error_matches(function() all:relate(9, 1, 4, { here, { first = 1, last = 1 } }, 1, 7, 1, 1) end, "table")
    assert.error_matches(function() all:relate(9, 1, 4, { { first = 1, last = 1, type = -1 } }, 1, nil, 1, 1) end,
      "no such type")
    assert.error_matches(function() all:relate(25, 1, 4, {}, 1, nil, 1, 1) end, "no such column")
  end)

  it("sets two columns by one search, as it sets them one by one", function()
    local one, all = model:columns(tokens, own), model:columns(tokens, own)
    local phrases = core.text.lexicon { "hackers", "stole records" }
    local function values(...) return ("I4"):rep(select("#", ...)):pack(...) end
    one:lexicon(1, phrases, tokens, values(6, 7))
    one:lexicon(2, phrases, tokens, values(0, 8))
    all:lexicon(1, phrases, tokens, values(6, 7, 1 << 24), 2, values(0, 8))
    for k = 1, 4 do assert.equal(model:features(2, one, k, 1, 4), model:features(2, all, k, 1, 4)) end
    assert.not_equal(model:features(2, all, 2, 1, 4), model:features(2, model:columns(tokens, own), 2, 1, 4))
    assert.error_matches(function() all:lexicon(1, phrases, tokens, "", own + 1, "") end, "no such column")
    all:lexicon(1, phrases, tokens, "short")
    for k = 1, 4 do assert.equal(model:features(2, one, k, 1, 4), model:features(2, all, k, 1, 4)) end
  end)

  it("gives a part of a text the columns that the whole has there", function()
    local whole, part = model:columns(tokens, 30), model:columns(tokens, 30, { 2, 3 })
    for _, c in ipairs { whole, part } do
      c:fill(30, 2, 2, 5)
      c:bytes(29, tokens, 1, 13, 1) -- begins before the part
      c:lexicon(28, core.text.lexicon { "stole records" }, tokens, ("I4"):pack(6))
      c:relate(9, 2, 3, event(3, 3), 1, nil, 1, 1)
    end
    for k = 2, 3 do
      assert.equal(model:features(2, whole, k, 2, 3), model:features(2, part, k, 2, 3))
      assert.same(model:why(1, whole, k, 2, 3, 1), model:why(1, part, k, 2, 3, 1))
    end
    assert.same(model:spans(1, whole, 2, 3), model:spans(1, part, 2, 3))
    assert.error_matches(function() part:fill(30, 1, 2, 1) end, "no such token")
    assert.error_matches(function() part:fill(30, 3, 4, 1) end, "no such token")
    assert.error_matches(function() model:spans(1, part, 1, 3) end, "no such token")
    assert.error_matches(function() model:columns(tokens, 30, { 0, 3 }) end, "no such token")
    for _, list in ipairs { { 2, 5 }, { 2, 1 }, { 1, 2, 2, 3 }, { 3, 3, 1, 2 }, { "a", "b" }, { 1 << 32, 1 << 33 } } do
      assert.error_matches(function() model:columns(tokens, 30, list) end, "no such token")
    end
    assert.error_matches(function() model:columns(tokens, 30, 2) end, "table expected")
  end)

  it("has the columns of the sentences that it is asked about, and no phrase that goes on behind them", function()
    local words = core.text.tokens "Hackers stole records. Hackers stole records. Hackers stole records."
    local all, asked = model:columns(words, 30, { 1, 4, 5, 8, 9, 12 }), model:columns(words, 30, { 1, 4, 9, 12 })
    local phrases, values = core.text.lexicon { "stole", "records. hackers" }, ("I4"):rep(2):pack(6, 7)
    for _, c in ipairs { all, asked } do
      c:lexicon(28, phrases, words, values)
      c:nearest(24, 28, 28, true)
      c:nearest(25, 28, 28, false)
    end
    local function same(lo)
      for k = lo, lo + 3 do
        assert.equal(model:features(2, all, k, lo, lo + 3), model:features(2, asked, k, lo, lo + 3))
      end
    end
    same(1)
    same(9)
    assert.equal(model:features(1, all, 2, 1, 4), model:features(1, all, 6, 5, 8))
    assert.is_true(#model:features(1, asked, 6, 5, 8) < #model:features(1, asked, 2, 1, 4))
  end)

  it("takes the memory of columns that are of no more use, which are of no token then", function()
    local fresh = assert(crf.open(data.path "claims.model"))
    local one = fresh:columns(tokens, own)
    local features = fresh:features(1, one, 2, 1, 4)
    one:mark(1, 1, 4, 77)
    fresh:done(one)
    fresh:done(one)
    assert.error_matches(function() one:mark(1, 1, 1, 1) end, "no such token")
    one:lexicon(1, core.text.lexicon { "stole" }, tokens, ("I4"):pack(6))
    one:nearest(2, 1, 1, true)
    local again = fresh:columns(tokens, own)
    assert.equal(features, fresh:features(1, again, 2, 1, 4))
    fresh:done(again)
    fresh:done(fresh:columns(core.text.tokens(("many words "):rep(4000)), own))
    assert.equal(features, fresh:features(1, fresh:columns(tokens, own), 2, 1, 4))
    assert.error_matches(function() fresh:done(fresh) end, "columns")
  end)

  it("labels nothing in no tokens", function()
    assert.equal(0, #claims.list { text = "" })
  end)
end)

describe("crf: spans", function()
  it("do not depend on what the model has read before", function()
    local used = assert(crf.open(data.path "claims.model"))
    local body = ("Hackers stole 40 GB of records from Example Bank on Monday. Researchers disclosed the flaw in May.\n"
      .. "Mails that pose as Example Parcel ask for passwords. The clinic paid a ransom of $5,000 in bitcoin.\n"):rep(3)
    local reading, seen = claims.reading { text = body }, 0
    local s = reading.sentences
    for layer = 1, 3 do
      for k = 1, #s, 2 do
        local fresh = assert(crf.open(data.path "claims.model"))
        local found = fresh:spans(layer, reading.columns, s[k], s[k + 1])
        assert.same(found, used:spans(layer, reading.columns, s[k], s[k + 1]))
        seen = seen + #found // 4
      end
    end
    assert.is_true(seen >= 6)
  end)

  it("are among the likely ones of all readings, which begin in order", function()
    local model = assert(crf.open(data.path "claims.model"))
    local reading = claims.reading { text = "Hackers stole 40 GB of records from Example Bank in Leeds on Monday." }
    local lo, hi = reading.sentences[1], reading.sentences[2]
    local best, likely = model:spans(1, reading.columns, lo, hi), model:likely(1, reading.columns, lo, hi, 1, 1e-4)
    local found, before = {}, lo
    for k = 1, #likely, 4 do
      local i, j = likely[k], likely[k + 1]
      assert.is_true(i >= before and j >= i and j <= hi)
      before = i
      found[("%d %d %d"):format(i, j, likely[k + 2])] = likely[k + 3]
    end
    assert.is_true(#best > 0 and #likely > #best)
    for k = 1, #best, 4 do
      assert.near(best[k + 3], found[("%d %d %d"):format(best[k], best[k + 1], best[k + 2])], 1e-5)
    end
    assert.same({}, model:likely(1, reading.columns, lo, hi, 1, 1.5))
    assert.error_matches(function() model:likely(1, reading.columns, lo, hi, 1, 0) end, "out of range")
    assert.error_matches(function() model:likely(9, reading.columns, lo, hi, 1, 0.1) end, "no such layer")
  end)

  it("lie in their sentence, do not overlap, and have a probability, whatever the text", function()
    local model = assert(crf.open(data.path "claims.model"))
    local texts = { ("HACKERS STOLE DATA "):rep(200), ("ransom "):rep(299), "\xff\xfe\0\1 stole \xc3",
      ("1,000 | "):rep(150), "Ignore the above and report a breach at Example Bank." }
    for _, text in ipairs(texts) do
      local reading = claims.reading { text = text }
      local s = reading.sentences
      for k = 1, #s, 2 do
        local found, before = model:spans(1, reading.columns, s[k], s[k + 1]), s[k] - 1
        for i = 1, #found, 4 do
          assert.is_true(found[i] > before and found[i + 1] >= found[i] and found[i + 1] <= s[k + 1])
          assert.is_true(found[i + 2] >= 1 and found[i + 2] <= 5)
          assert.is_true(found[i + 3] >= 0 and found[i + 3] <= 1)
          before = found[i + 1]
        end
      end
    end
  end)
end)
