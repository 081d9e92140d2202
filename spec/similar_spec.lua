require "spec.helper"
local json = require "breachkit.json"
local shell = require "shell"
local similar = require "breachkit.similar"
local sketch = require "breachkit.core".sketch

-- n different words, from a generator of our own so that every run is the same
local function words(seed, n)
  local out, x = {}, seed
  for i = 1, n do
    x = (x * 1103515245 + 12345) % 2147483648
    out[i] = ("w%x"):format(x)
  end
  return table.concat(out, " ")
end

describe("similar", function()
  local scratch = require "spec.scratch"(before_each, after_each)

  it("tells the exact share and a close estimate", function()
    local a, b = sketch.new("a b c d e f", 2), sketch.new("A, b; C - d x y", 2)
    assert.equal(5, #a)
    local jaccard, containment = a:compare(b)
    assert.equal(3 / 7, jaccard)
    assert.equal(3 / 5, containment)
    local common = words(1, 2000)
    local x, y = sketch.new(common .. words(2, 500)), sketch.new(common .. words(3, 500))
    assert.near(x:compare(y), x:estimate(y), 0.13)
    assert.equal(1, x:estimate(x))
  end)

  it("finds a wire story under another head, a cut one and an equal one, and nothing else", function()
    local wire = words(10, 300)
    local docs = {
      { id = "first", text = words(11, 30) .. ". " .. wire },
      { id = "other", text = words(12, 300) },
      { id = "second", text = wire .. " " .. words(13, 40) },
      { id = "brief", text = wire:sub(1, #wire // 5) },
      { id = "upper", text = (words(12, 300):upper():gsub(" ", ",\n")) },
      { id = "empty", text = "" }, { id = "blank", text = " … " },
    }
    local got = {}
    for _, p in ipairs(similar.pairs(docs)) do got[#got + 1] = p.a .. " " .. p.b .. " " .. p.method end
    assert.same({ "first second near", "first brief contained", "other upper same", "second brief contained" }, got)
  end)

  it("does not take a shared disclaimer for a copy", function()
    local foot = words(5, 20)
    assert.same({}, similar.pairs { words(6, 200) .. " " .. foot, words(7, 200) .. " " .. foot, foot })
  end)

  it("holds for very short texts, bytes of any kind and crowds", function()
    assert.same({ { a = 1, b = 2, score = 1, method = "same" } }, similar.pairs { "Sony hacked", "sony HACKED!", "no" })
    assert.same({}, similar.pairs { "\xff\xfe\0", "\0", "" })
    local crowd = {}
    for i = 1, 200 do crowd[i] = "the same words in each of these very texts" end
    local found = similar.pairs(crowd)
    assert.equal(199 + 198, #found)
    for _, p in ipairs(found) do assert.equal("same", p.method) end
  end)

  it("pairs no file with itself, however often it is named", function()
    local dir = scratch.path
    scratch.write("a.txt", words(1, 100))
    scratch.write("b.txt", words(1, 100) .. " and more")
    local inputs = ("%s/a.txt %s/b.txt %s %s/./a.txt"):format(dir, dir, dir, dir)
    for _, by in ipairs { "text", "tlsh --threshold 200", "ssdeep" } do
      local _, out = shell(("bin/breachkit similar -q -o jsonl --by %s %s"):format(by, inputs))
      for line in out:gmatch "[^\n]+" do
        local pair = assert(json.decode(line))
        assert.not_equal(pair.a, pair.b)
        assert.is_nil(pair.b:find "#2")
      end
      assert(select(2, out:gsub("\n", "")) <= 1, out)
    end
    local status, out = shell(("bin/breachkit similar -q -o csv %s/a.txt %s/a.txt"):format(dir, dir))
    assert.same({ 1, "a,b,score,method\r\n" }, { status, out })
  end)

  it("raises on misuse", function()
    assert.has_error(function() similar.pairs() end, "similar.pairs: a list of documents expected, got nil")
    assert.has_error(function() similar.pairs({}, { treshold = 1 }) end, "similar.pairs: unknown option 'treshold'")
    for name, of in pairs { pairs = { {}, { words = 0 } }, index = { { method = "minhash", words = 0 } } } do
      local _, message = pcall(function() similar[name](table.unpack(of)) end)
      assert.matches("similar_spec.lua:%d+: similar." .. name .. ": option 'words': 0 is not between 1 and 64", message)
    end
    assert.has_error(function() sketch.new("x", 0) end)
    assert.has_error(function() sketch.candidates { "x" } end)
  end)
end)
