-- Forests of decision trees: what their questions lead to, and what is no tree.
require "spec.helper"
local core = require "breachkit.core"

local function logistic(x) return 1 / (1 + math.exp(-x)) end

describe("core.forest", function()
  -- is the first at most a half? 1; else is the second one of {1, 2}? 2, else 4
  local tree = { 1, 0.5, 0.5, 0, 1, -2, 0x6, 3, 0, 2, 0, 4 }

  it("adds what each tree's questions lead to", function()
    local f = core.forest.new { attributes = 2, base = -1, trees = { tree, { 0, 0.25 } } }
    for _, c in ipairs { { 0.5, 0, 1 }, { 0.51, 1, 2 }, { 0.51, 2, 2 }, { 0.51, 0, 4 }, { 0.51, 64, 4 }, { 9, -1, 4 },
      { 9, 0 / 0, 4 }, { 0 / 0, 1, 2 } } do
      assert.near(logistic(c[3] - 0.75), f:judge { c[1], c[2] }, 1e-12)
    end
    assert.near(logistic(-1), core.forest.new { attributes = 1, base = -1, trees = {} }:judge { 0 }, 1e-12)
  end)

  it("tells what speaks most for a thing", function()
    local f = core.forest.new { attributes = 3, base = 7, trees = { tree, tree } }
    assert.same({ 1, 1.0 }, f:why({ 0, 0, 0 }, 3))
    assert.same({ 1, 5.0, 2, 2.0 }, f:why({ 1, 0, 0 }, 3))
    assert.same({ 1, 5.0 }, f:why({ 1, 0, 0 }, 1))
    assert.same({ 1, 5.0 }, f:why({ 1, 1, 0 }, 3))
    assert.same({}, f:why({ 1, 1, 0 }, 0))
  end)

  -- a random tree of at most `leaves` leaves: the first attributes are compared, the others are looked up in sets
  local function grow(leaves, compared, attributes)
    local flat, value = {}, math.random(-100, 100) / 64
    if leaves == 1 then return { 0, value } end
    local a = math.random(attributes)
    local sort = a <= compared and { a, math.random(0, 7) / 2, value } or { -a, math.random(0), value }
    local yes = math.random(leaves - 1)
    for _, part in ipairs { sort, grow(yes, compared, attributes), grow(leaves - yes, compared, attributes) } do
      table.move(part, 1, #part, #flat + 1, flat)
    end
    return flat
  end

  -- where a tree leads, read plainly: its value, and where the tree ends
  local function value_at(t, at, x)
    if t[at] == 0 then return t[at + 1], at + 2 end
    local a, limit = t[at], t[at + 1]
    local yes
    if a > 0 then
      yes = x[a] <= limit
    else
      yes = x[-a] >= 0 and x[-a] < 64 and limit >> x[-a] // 1 & 1 == 1
    end
    local first, behind = value_at(t, at + 3, x)
    local second, last = value_at(t, behind, x)
    return yes and first or second, last
  end

  it("leads where its questions do, whatever the trees and things", function()
    math.randomseed(20)
    for _ = 1, 30 do
      local trees = {}
      for k = 1, math.random(0, 12) do trees[k] = grow(math.random(32), 3, 5) end
      local f = core.forest.new { attributes = 5, base = 0.25, trees = trees }
      for _ = 1, 40 do
        local x = {}
        for a = 1, 5 do x[a] = math.random(10) == 1 and 0 / 0 or math.random(-2, 9) / 2 end
        for a = 4, 5 do x[a] = x[a] == x[a] and math.random(-1, 66) or -1 end
        local sum = 0.25
        for _, t in ipairs(trees) do sum = sum + (value_at(t, 1, x)) end
        assert.equal(logistic(sum), f:judge(x))
      end
    end
  end)

  it("refuses what is no tree, and things without an attribute", function()
    local function new(...)
      return pcall(core.forest.new, { attributes = 2, base = 0, trees = { ... } })
    end
    for _, bad in ipairs {
      { {} }, { { 0 } }, { { "x", 1 } }, { 1 }, -- no node
      { { 1, 0.5, 0, 0, 1 } }, { { 0, 1, 0, 1 } }, { { 1, 0.5, 0, 0, 1, 0, 1, 0, 1 } }, -- nodes too few, too many
      { { 3, 0.5, 0, 0, 1, 0, 1 } }, { { -3, 1, 0, 0, 1, 0, 1 } }, { { 0 / 0, 1, 0, 0, 1, 0, 1 } }, -- no attribute
      { { 0.5, 0.5, 0, 0, 1, 0, 1 } }, { { -1, 0.5, 0, 0, 1, 0, 1 } }, -- not whole
    } do
      assert.is_false((new(table.unpack(bad))))
    end
    assert.is_true((new(grow(32, 1, 2))))
    assert.is_false((new(grow(33, 1, 2)))) -- more than 32 leaves
    assert.is_false((new({ 1, 0.5, 0, 0, 1, 0, 1 }, { -1, 1, 0, 0, 1, 0, 1 }))) -- asked in both ways
    assert.is_false((new { 1, 0 / 0, 0, 0, 1, 0, 1 }))
    assert.has_error(function() core.forest.new { attributes = 65, base = 0, trees = {} } end)
    local lying = setmetatable({}, { __len = function() return -1 end })
    assert.equal(0.5, core.forest.new({ attributes = 1, base = 0, trees = lying }):judge { 1 })
    assert.is_false((new(lying)))
    assert.has_error(function() core.forest.new { attributes = 1, trees = {} } end)
    assert.has_error(function() core.forest.new { attributes = 1, base = 0 } end)
    local f = core.forest.new { attributes = 2, base = 0, trees = { tree } }
    for _, x in ipairs { {}, { 1 }, { 1, "x" } } do
      assert.error_matches(function() f:judge(x) end, "is no number")
      assert.error_matches(function() f:why(x, 1) end, "is no number")
    end
  end)
end)
