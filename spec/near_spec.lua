-- The index of near-duplicates: texts by MinHash and SimHash, digests by TLSH and ssdeep; and the verb over it.
require "helper"
local core = require "breachkit.core"
local json = require "breachkit.json"
local similar = require "breachkit.similar"

local function lcg(seed)
  local x = seed
  return function(n)
    x = (x * 1103515245 + 12345) % 2147483648
    return (x >> 8) % n
  end
end

local function words(seed, n)
  local out, random = {}, lcg(seed)
  for i = 1, n do out[i] = ("w%x"):format(random(1 << 20)) end
  return out
end

local function bytes(seed, n)
  local out, random = {}, lcg(seed)
  for i = 1, n do out[i] = string.char(random(256)) end
  return table.concat(out)
end

local function ids(hits)
  local out = {}
  for i, hit in ipairs(hits) do out[i] = hit.id end
  return out
end

describe("an index of texts", function()
  it("finds near copies of a text among those added, nearest first, and answers in between", function()
    for method, alike in pairs { minhash = 1, simhash = 0 } do
      local index = assert(similar.index { method = method, threshold = method == "simhash" and 10 or 0.6 })
      local a = words(1, 300)
      local text = table.concat(a, " ")
      assert.same({}, index:find(text))
      assert.equal(1, index:add("first", text))
      for i = 2, 200 do index:add(i, table.concat(words(i, 300), " ")) end
      a[10], a[200] = "other", "words"
      local changed = table.concat(a, " ")
      assert.same({ "first" }, ids(index:find(changed)))
      assert.equal(201, index:add("changed", changed))
      local hits = index:find(text:upper():gsub(" ", ", "))
      assert.same({ "first", "changed" }, ids(hits))
      assert.equal(alike, hits[1].score)
      assert.same({ "changed" }, ids(index:find(1)))
      assert.same({ "first" }, ids(index:find(text, 1)))
      assert.same({ "changed" }, ids(index:find(1, 1)))
      assert.is_true(index.near:compared() < 20)
      assert.equal(201, #index.near)
      assert.equal("range", select(2, index:find(202)).code)
    end
  end)

  it("finds at least the share of pairs that was asked for, with estimates near the truth", function()
    local index = core.near.new { method = "minhash", threshold = 0.5 }
    local pairs_of, n = {}, 300
    for i = 1, n do
      -- 160 of 200 + 40 tokens in both: a Jaccard index of 160 / 240
      local common, own, other = words(3 * i, 160), words(3 * i + 1000, 40), words(3 * i + 2000, 40)
      local x, y = table.move(own, 1, 40, 161, table.move(common, 1, 160, 1, {})),
        table.move(other, 1, 40, 161, table.move(common, 1, 160, 1, {}))
      assert(index:add(x))
      pairs_of[i] = y
    end
    local found, sum = 0, 0
    for i = 1, n do
      local hits = index:find(pairs_of[i])
      for k = 1, #hits, 2 do
        if hits[k] == i then found, sum = found + 1, sum + hits[k + 1] end
      end
    end
    assert.is_true(found >= 0.97 * n, "found " .. found)
    assert.near(160 / 240, sum / found, 0.02)
    assert.is_true(index:bytes() < 1200 * n)
  end)

  it("takes texts without a word, which are near nothing", function()
    for _, method in ipairs { "minhash", "simhash" } do
      local index = assert(similar.index { method = method })
      assert.equal(1, index:add("empty", ""))
      assert.equal(2, index:add("blank", " … "))
      assert.equal(3, index:add("none", {}))
      assert.same({}, index:find "")
      assert.same({}, index:find(1))
    end
  end)

  it("bounds what a crowd of copies costs, when told to", function()
    local index = core.near.new { method = "minhash", crowd = 10 }
    for _ = 1, 2000 do index:add "the same words in each of these very texts" end
    local found = index:find "the same words in each of these very texts"
    assert.is_true(#found >= 20 and index:compared() < 200)
    assert.equal(1, found[2])
  end)

  it("has SimHashes by themselves", function()
    local a = words(5, 500)
    local x = core.sketch.simhash(table.concat(a, " "))
    a[250] = "changed"
    local y = core.sketch.simhash(table.concat(a, " "))
    assert.is_true(core.sketch.hamming(x, y) <= 6)
    assert.is_true(core.sketch.hamming(x, core.sketch.simhash(table.concat(words(6, 500), " "))) > 12)
    assert.equal(64, core.sketch.hamming(0, -1))
    assert.equal("empty", select(2, core.sketch.simhash " . ").code)
  end)

  it("raises on misuse", function()
    for _, bad in ipairs { {}, { method = "md5" }, { method = "minhash", threshold = 0 }, { method = "tlsh", size = 0 },
      { method = "simhash", threshold = 16 }, { method = "minhash", size = 1025 }, { method = "minhash", recal = 1 },
      { method = "minhash", threshold = 0 / 0 }, { method = "ssdeep", threshold = 101 } } do
      assert.has_error(function() similar.index(bad) end)
    end
    local index = similar.index { method = "minhash" }
    assert.has_error(function() index:add(nil, "x") end, "index:add: an id expected")
    assert.has_error(function() index:add(1, { "a", 2 }) end)
    assert.has_error(function() index:find("x", -1) end)
  end)
end)

describe("an index of digests", function()
  local FIRST, SECOND = bytes(1, 20000), bytes(2, 20000)
  local EDITED = FIRST:sub(1, 8000) .. bytes(3, 40) .. FIRST:sub(8200)

  it("finds changed copies by either digest, and refuses what is none", function()
    for method, make in pairs { tlsh = core.similarity.tlsh, ssdeep = core.similarity.ctph } do
      local index = assert(similar.index { method = method })
      local digest = assert(make(FIRST))
      index:add("first", digest)
      index:add("second", assert(make(SECOND)))
      local hits = assert(index:find((assert(make(EDITED)))))
      assert.same({ "first" }, ids(hits))
      local measure = method == "tlsh" and core.similarity.distance or core.similarity.score
      assert.equal(measure(digest, make(EDITED)), hits[1].score)
      assert.equal("integer", math.type(hits[1].score))
      assert.equal("syntax", select(2, index:add("x", "T1")).code)
      assert.equal("syntax", select(2, index:find "").code)
    end
    local wide = core.digest.hex("tlsh-256-3", FIRST)
    assert.equal("type", select(2, similar.index { method = "tlsh" }:add("x", wide)).code)
  end)

  it("finds nearly all that TLSH calls near, and compares with few", function()
    local made, random = {}, lcg(77)
    for i = 1, 300 do
      local piece = i % 3 == 1 and bytes(i, 3000) or made[i - 1].piece
      for _ = 1, i % 3 == 1 and 0 or 8 + random(30) do
        local at = random(2980) + 1
        piece = piece:sub(1, at - 1) .. bytes(random(1 << 20), 16) .. piece:sub(at + 16)
      end
      made[i] = { piece = piece, digest = assert(core.similarity.tlsh(piece)) }
    end
    for threshold, share in pairs { [30] = 1, [50] = 0.99, [70] = 0.99 } do
      local index = similar.index { method = "tlsh", threshold = threshold }
      local truth, found, compared = 0, 0, 0
      for i, m in ipairs(made) do index:add(i, m.digest) end
      for i, m in ipairs(made) do
        for k, other in ipairs(made) do
          if k ~= i and core.similarity.distance(m.digest, other.digest) <= threshold then truth = truth + 1 end
        end
        found = found + #index:find(i)
        compared = compared + index.near:compared()
      end
      assert.is_true(truth > (threshold == 30 and 20 or 100), threshold .. ": " .. truth)
      assert.is_true(found >= share * truth and found <= truth, ("%d: %d of %d"):format(threshold, found, truth))
      assert.is_true(compared < 300 * 300 / 4, threshold .. ": " .. compared)
    end
  end)

  it("compares with all where the threshold is so wide that keys would not help", function()
    local index = similar.index { method = "tlsh", threshold = 1000 }
    for i = 1, 20 do index:add(i, assert(core.similarity.tlsh(bytes(i, 2000)))) end
    local hits = index:find(core.similarity.tlsh(bytes(3, 2000)))
    assert.equal(20, #hits)
    assert.same({ id = 3, score = 0 }, hits[1])
    assert.equal(20, index.near:compared())
  end)

  it("finds equal ssdeep digests too short to share seven characters", function()
    local index = similar.index { method = "ssdeep" }
    index:add("a", "3:abc:ab")
    index:add("b", "3:abd:ab")
    assert.same({ { id = "a", score = 100 } }, index:find "3:abc:ab")
  end)
end)

describe("breachkit similar", function()
  local dir
  local function write(path, text)
    local file <close> = assert(io.open(dir .. "/" .. path, "wb"))
    file:write(text)
  end
  local function run(arguments)
    local out = dir .. "/../" .. dir:match "[^/]+$" .. ".out"
    local _, _, status = os.execute(("bin/breachkit similar %s >%s 2>&1 </dev/null"):format(arguments, out))
    local file <close> = assert(io.open(out, "rb"))
    local text, rows = file:read "a", {}
    os.remove(out)
    for line in text:gmatch "[^\n]+" do rows[#rows + 1] = json.decode(line) end
    return status, rows, text
  end
  before_each(function()
    dir = os.tmpname()
    os.remove(dir)
    os.execute("mkdir -p " .. dir)
  end)
  after_each(function() os.execute("rm -rf " .. dir) end)

  it("prints pairs of texts, and tells when there are none", function()
    local story = table.concat(words(1, 200), " ")
    write("docs.jsonl", json.encode { id = "a", text = story } .. "\n"
      .. json.encode { id = "b", text = story:upper() } .. "\n"
      .. json.encode { id = "c", text = story .. " " .. table.concat(words(2, 50), " ") } .. "\n"
      .. json.encode { id = "d", text = table.concat(words(3, 200), " ") } .. "\n")
    local status, rows = run("-o jsonl " .. dir .. "/docs.jsonl")
    assert.equal(0, status)
    local score = 196 / 246
    assert.same({ { a = "a", b = "b", score = 1, method = "same" },
      { a = "a", b = "c", score = score, method = "near" },
      { a = "b", b = "c", score = score, method = "near" } }, rows)
    status, rows = run("-o jsonl --threshold 0.9 " .. dir .. "/docs.jsonl")
    assert.equal(0, status)
    assert.equal("contained", rows[2].method)
    local _, _, text = run(dir .. "/docs.jsonl")
    assert.truthy(text:find("near, 79 %", 1, true), text)
    write("one.txt", story)
    assert.equal(1, (run(dir .. "/one.txt")))
  end)

  it("prints pairs of files by their digests, and tells of those that have none", function()
    local first = bytes(1, 20000)
    write("a.bin", first)
    write("b.bin", bytes(2, 20000))
    write("c.bin", first:sub(1, 8000) .. first:sub(8100))
    write("d.bin", "tiny")
    for method, more in pairs { tlsh = "--threshold 40", ssdeep = "" } do
      local status, rows, text = run(("--by %s %s -o jsonl %s"):format(method, more, dir))
      assert.equal(0, status, text)
      assert.equal(1, #rows)
      assert.same({ dir .. "/a.bin", dir .. "/c.bin", method }, { rows[1].a, rows[1].b, rows[1].method })
      if method == "tlsh" then
        assert.truthy(text:find("1 file is too small or too uniform for a tlsh digest", 1, true), text)
      end
    end
    local status, _, text = run("--by ssdeep --threshold 101 " .. dir)
    assert.equal(2, status)
    assert.truthy(text:find("--threshold of ssdeep goes above 0 to 100", 1, true), text)
    assert.equal(2, (run("--by tlsh " .. dir .. "/none")))
  end)

  it("is told of, not followed, by a finalizer that outlives it", function()
    local holder = setmetatable({}, { __gc = function(self)
      self.told[1], self.told[2] = pcall(self.index.find, self.index, "some words")
    end })
    local told = {}
    holder.told, holder.index = told, core.near.new { method = "simhash" } -- finalized first: it was made last
    holder = nil -- luacheck: ignore
    collectgarbage()
    assert.is_false(told[1])
    assert.matches("the index is gone", told[2])
  end)
end)
