require "spec.helper"
local sketch = require "breachkit.sketch"

local function filled(from, to, k)
  local d = sketch.distinct(k)
  for i = from, to do d:add("person " .. i) end
  return d
end

describe("sketch.distinct", function()
  it("is exact up to k values", function()
    local d = filled(1, 64, 64)
    d:add("person 1", 2)
    assert.same({ 64.0, 0.0, 66 }, { d:count() })
    assert.same({ 1 / 64, 64 }, { d:repeated() })
    assert.same({ 1 / 64, 64 }, { d:repeated(3) })
    assert.same({ 0.0, 64 }, { d:repeated(4) })
    assert.same({ 0.0, 0.0, 0 }, { sketch.distinct():count() })
  end)

  it("estimates within its error beyond", function()
    local n, error, seen = filled(1, 100000, 1024):count()
    assert.equal(1 / math.sqrt(1023), error)
    assert.equal(100000, seen)
    assert.is_true(math.abs(n - 100000) < 3 * error * 100000, "estimated " .. n)
  end)

  it("keeps the same whatever the order, and however the stream is split", function()
    local whole, back = filled(1, 20000, 256), sketch.distinct(256)
    for i = 20000, 1, -1 do back:add("person " .. i) end
    assert.equal(whole:save(), back:save())
    assert.equal(whole:save(), filled(1, 3000, 256):merge(filled(3001, 20000, 256)):save())
    assert.equal(whole:save(), filled(3001, 20000, 256):merge(filled(1, 3000, 256)):save())
  end)

  it("tells how much two streams share", function()
    assert.same({ 2.0, 0.5, 1.0 }, { filled(1, 4):overlap(filled(3, 4)) })
    local both, ours, theirs = filled(1, 60000, 2048):overlap(filled(45001, 65000, 2048))
    assert.is_true(math.abs(both - 15000) < 1500, "both: " .. both)
    assert.is_true(math.abs(ours - 0.25) < 0.04, "ours: " .. ours)
    assert.is_true(math.abs(theirs - 0.75) < 0.04, "theirs: " .. theirs)
  end)

  it("counts exactly what came again, in a sample", function()
    local d = sketch.distinct(512)
    for i = 1, 30000 do d:add("secret " .. i, i % 3 == 0 and 2 or 1) end
    local share, sample = d:repeated()
    assert.equal(512, sample)
    assert.is_true(math.abs(share - 1 / 3) < 0.07, "repeated: " .. share)
  end)

  it("comes back from its bytes", function()
    local d = filled(1, 5000, 128)
    local again = assert(sketch.load(d:save()))
    assert.equal(d:save(), again:save())
    assert.same({ d:count() }, { again:count() })
  end)

  it("refuses bytes that are no sketch", function()
    local bytes = filled(1, 40, 32):save()
    for n = 0, #bytes - 1 do
      local d, e = sketch.load(bytes:sub(1, n))
      assert.is_nil(d)
      assert.equal("syntax", e.code)
    end
    -- the entries stand by rising hash, their counts are not 0
    local swapped = bytes:sub(1, 40) .. bytes:sub(57, 72) .. bytes:sub(41, 56) .. bytes:sub(73)
    assert.equal("syntax", select(2, sketch.load(swapped)).code)
    assert.equal("syntax", select(2, sketch.load(bytes:sub(1, 48) .. ("\0"):rep(8) .. bytes:sub(57))).code)
  end)

  it("raises on misuse", function()
    assert.has_error(function() sketch.distinct(15) end)
    assert.has_error(function() filled(1, 2, 16):merge(filled(1, 2, 32)) end)
    assert.has_error(function() filled(1, 2):add(nil) end)
    local d = filled(1, 2)
    assert.has_error(function() d:merge(d) end)
  end)
end)

describe("sketch.frequent", function()
  it("is exact while its counters suffice", function()
    local f = sketch.frequent(3)
    f:add("b", 2):add("a", 2):add "c"
    assert.same({ { { value = "a", count = 2 }, { value = "b", count = 2 }, { value = "c", count = 1 } }, 0, 5 },
      { f:list() })
    assert.same({ { value = "a", count = 2 } }, (f:list(1)))
  end)

  it("keeps what is frequent, within its slack", function()
    local f, true_count = sketch.frequent(64), {}
    for i = 1, 20000 do
      local value = i % 4 == 0 and "often" or i % 10 == 1 and "now and then" or "once " .. i
      true_count[value] = (true_count[value] or 0) + 1
      f:add(value)
    end
    local list, slack, seen = f:list(2)
    assert.equal(20000, seen)
    assert.equal("often", list[1].value)
    assert.equal("now and then", list[2].value)
    for _, e in ipairs(list) do
      assert.is_true(e.count <= true_count[e.value] and true_count[e.value] <= e.count + slack, e.value)
    end
    assert.is_true(slack <= 20000 / 32, "slack " .. slack)
  end)

  it("merges", function()
    local a, b = sketch.frequent(8):add("x", 3), sketch.frequent(8):add("x"):add("\0", 7)
    assert.same({ { value = "\0", count = 7 }, { value = "x", count = 4 } }, (a:merge(b):list()))
  end)

  it("takes empty and refuses endless values", function()
    local list, _, seen = sketch.frequent(2):add "":add(("x"):rep(4097)):list()
    assert.same({ { value = "", count = 1 } }, list)
    assert.equal(2, seen)
  end)
end)

describe("a sketch", function()
  it("is told of, not followed, by a finalizer that outlives it", function()
    for _, kind in ipairs { "distinct", "frequent" } do
      local told = {}
      local holder = setmetatable({}, { __gc = function(self)
        told[1], told[2] = pcall(self.sketch.add, self.sketch, "a value")
      end })
      holder.sketch = require "breachkit.core"[kind].new() -- finalized first: it was made last
      holder = nil -- luacheck: ignore
      collectgarbage()
      assert.is_false(told[1])
      assert.matches("the sketch is gone", told[2])
    end
  end)
end)
