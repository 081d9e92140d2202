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
    local deep = {}
    for k = 1, 100 do deep[3 * k - 2], deep[3 * k - 1], deep[3 * k] = 1, 0.5, 0 end
    for _ = 1, 101 do deep[#deep + 1], deep[#deep + 2] = 0, 1 end
    assert.is_false((new(deep)))
    assert.has_error(function() core.forest.new { attributes = 65, base = 0, trees = {} } end)
    assert.has_error(function() core.forest.new { attributes = 1, trees = {} } end)
    assert.has_error(function() core.forest.new { attributes = 1, base = 0 } end)
    local f = core.forest.new { attributes = 2, base = 0, trees = { tree } }
    for _, x in ipairs { {}, { 1 }, { 1, "x" } } do
      assert.error_matches(function() f:judge(x) end, "is no number")
      assert.error_matches(function() f:why(x, 1) end, "is no number")
    end
  end)
end)
