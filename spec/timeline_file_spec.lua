local timeline = require "breachkit.timeline"
local timelines = require "timelines"

local make, whats = timelines.make, timelines.whats

describe("timeline file", function()
  it("is saved, loaded, and refused when damaged", function()
    local path = os.tmpname()
    local tl = make { { when = "2014-11-24", what = "x", source = "r1", claims = { { id = 1 } }, host = "h" },
      { what = "u", stance = "claimed" }, { what = "", when = "2014-11-20" } }
    assert.is_true(tl:save(path))
    local again = assert(timeline.load(path))
    assert.equal((tl:jsonl()), (again:jsonl()))
    assert(again:add { when = "2014-11-21", what = "x", source = "r1" })
    assert.equal(" x x u", whats(again:each()))
    local f = assert(io.open(path, "rb"))
    local bytes = f:read "a"
    f:close()
    local function refused(s)
      f = assert(io.open(path, "wb"))
      f:write(s)
      f:close()
      local t, e = timeline.load(path)
      assert.is_nil(t)
      assert.equal(path, e.source)
      return e.code
    end
    for i = 1, #bytes do
      -- padding is not summed: a change there harms nothing
      local changed = bytes:sub(1, i - 1) .. string.char(bytes:byte(i) ~ 0x5A) .. bytes:sub(i + 1)
      if bytes:byte(i) ~= 0 or i < #bytes - 200 then refused(changed) end
    end
    for i = 0, #bytes - 1, 7 do refused(bytes:sub(1, i)) end
    assert.equal("syntax", refused(bytes .. "x"))
    assert.equal("type", refused(("not a timeline "):rep(20)))
    assert.equal("syntax", refused "")
    os.remove(path)
    assert.equal("io", select(2, timeline.load(path)).code)
    assert.equal("type", select(2, timeline.load "spec").code)
    assert.equal("io", select(2, tl:save "no/such/folder/x").code)
    assert.error_matches(function() tl:save "a\0b" end, "NUL")
    local limits = require "breachkit.limits"
    local most = limits.timeline_bytes
    assert.is_true(tl:save(path))
    limits.timeline_bytes = #bytes - 1
    assert.equal("limit", select(2, timeline.load(path)).code)
    limits.timeline_bytes = #bytes
    assert.equal(3, #assert(timeline.load(path)))
    limits.timeline_bytes = most
    local empty = timeline.new()
    assert.is_true(empty:save(path))
    assert.equal(0, #assert(timeline.load(path)))
    os.remove(path)
  end)

  it("counts what it takes: at most 48 bytes an event besides strings", function()
    local tl = timeline.new()
    for i = 1, 20000 do tl:add { start = (i * 7919) % 20000, what = "w" .. i % 10, source = "r" .. i % 5 } end
    local stats = tl:stats()
    assert.equal(20000, stats.events)
    assert.equal(15, stats.strings)
    assert.is_true(stats.event_bytes <= 48 * 20000, stats.event_bytes)
  end)
end)
