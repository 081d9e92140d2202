local timeline = require "breachkit.timeline"
local core = require "breachkit.core".timeline
local timelines = require "timelines"

local make, whats, random = timelines.make, timelines.whats, timelines.random

describe("timeline order", function()
  it("is by start, then stop, then as added; the undated last", function()
    local tl = make {
      { what = "undated1" },
      { what = "month", start = "2014-11-01", stop = "2014-12-01" },
      { what = "day", start = "2014-11-01", stop = "2014-11-02" },
      { what = "day2", when = "2014-11-01" },
      { what = "by", stop = "2014-11-24" },
      { what = "on23", when = "2014-11-23" },
      { what = "since", start = "2014-11-01" },
      { what = "on24", when = "2014-11-24" },
      { what = "undated2" },
    }
    assert.equal("day day2 month since on23 by on24 undated1 undated2", whats(tl:each()))
    assert.equal("undated1 undated2", whats(tl:undated()))
    assert.equal("day day2 month since on23 by on24", whats(tl:dated()))
    assert.equal(9, #tl)
    assert.equal("month", tl[3].what)
    assert.is_nil(tl[0])
    assert.is_nil(tl[10])
    assert.is_nil(tl[1.5])
  end)

  it("sorts as a plain stable sort does, whatever the spread of the times", function()
    for _, spread in ipairs { 3, 1000, 1 << 20, 1 << 45, 1 << 61 } do
      local rnd, tl, all = random(spread), timeline.new(), {}
      for i = 1, 3000 do
        local r, width = rnd(1 << 30) % spread - spread // 2, 1 + rnd(5)
        if spread > 1 << 31 then r = r * (spread >> 30) end
        local e = { what = "e" .. i, start = r, stop = r + width }
        if i % 11 == 0 then e.start = nil elseif i % 7 == 0 then e.stop = nil end
        if i % 50 == 0 then e.start, e.stop = nil, nil end
        all[i] = { i = i, key = e.start or (e.stop and e.stop - 1) or math.maxinteger, hi = e.stop or math.maxinteger }
        assert(tl:add(e))
        if i % 700 == 0 then assert.is_table(tl[1]) end -- sorted in parts
      end
      table.sort(all, function(a, b)
        if a.key ~= b.key then return a.key < b.key end
        if a.hi ~= b.hi then return a.hi < b.hi end
        return a.i < b.i
      end)
      for i, e in ipairs(all) do assert.equal("e" .. e.i, tl[i].what) end
    end
  end)
end)

describe("timeline events", function()
  it("come out as they went in", function()
    local claims = { { id = "c1", first = 3, last = 9, roles = { { role = "victim" } } }, "c2" }
    local tl = make { {
      when = "2014-11-24", what = "shut down", type = "outage", stance = "reported", incident = "i1",
      source = "r1", reports = { "r2", "r1" }, claims = claims, host = "h", size = 5, ratio = 0.5, seen = false,
      nested = { a = { 1, 2, { b = "c" } } },
    } }
    local e = tl[1]
    assert.same({
      when = "2014-11-24", start = "2014-11-24", stop = "2014-11-25", what = "shut down", type = "outage",
      stance = "reported", incident = "i1", reports = { "r1", "r2" }, claims = claims, host = "h", size = 5,
      ratio = 0.5, seen = false, nested = { a = { 1, 2, { b = "c" } } },
    }, setmetatable(e, nil))
  end)

  it("take dates as records, text and seconds", function()
    local tl = make {
      { what = "a", when = { edtf = "2014-11~", start = "2014-11-01", stop = "2014-12-01" } },
      { what = "b", when = "2014-11-02T10:00:00+02:00" },
      { what = "c", when = 1416787200 },
      { what = "d", when = 1416787201.75 },
      { what = "e", start = "2015-01-01", stop = "2016-01-01" },
      { what = "f", start = "2016-01-01T10:00:00Z", stop = "2016-01-01T11:00:00Z" },
      { what = "g", when = "2017~", start = "2017-01-01", stop = "2018-01-01" },
      { what = "h", start = -62167219200 - 86400, stop = -62167219200 },
    }
    local whens = {}
    for e in tl:each() do whens[e.what] = e.when end
    assert.same({
      a = "2014-11~", b = "2014-11-02T08:00:00Z", c = "2014-11-24T00:00:00Z", d = "2014-11-24T00:00:01Z", e = "2015",
      f = "2016-01-01T10:00:00Z/2016-01-01T10:59:59Z", g = "2017~", h = "-0001-12-31",
    }, whens)
    local lo, hi = tl[2]:bounds()
    assert.equal(1414800000, lo)
    assert.equal(1417392000, hi)
  end)

  it("take every date that breachkit.date reads", function()
    local date = require "breachkit.date"
    for _, row in ipairs {
      { "2014-11-24~", "2014-11-24", "2014-11-25", "about 2014-11-24" },
      { "2014-11-24/..", "2014-11-24", nil, "since 2014-11-24" },
      { "../2014-12-01", nil, "2014-12-02", "by 2014-12-01" },
      { "[2014-11-24,2014-11-25]", "2014-11-24", "2014-11-26", "2014-11-24 or 2014-11-25" },
      { "2014-11-2X", "2014-11-20", "2014-11-30", "2014-11-20 to 2014-11-29" },
      { "2014-21", "2014-03-01", "2014-06-01", "2014-03-01 to 2014-05-31" },
    } do
      for _, when in ipairs { row[1], assert(date.parse(row[1])) } do
        local e = make({ { when = when, what = "x" } })[1]
        assert.same({ row[1], row[2], row[3] }, { e.when, e.start, e.stop })
        assert.equal(row[4], (tostring(e):match "^%S+ (.-) +x$"))
      end
    end
    assert.equal("2014-11-24", make({ { when = "24 November 2014" } })[1].when)
    local ok, e = timeline.new():add { when = "soonish" }
    assert.is_nil(ok)
    assert.is_string(e.code)
    assert.error_matches(function() timeline.new():between("soonish") end, "bad argument #1")
  end)

  it("keep a time without a zone floating, and read back every bound that they give", function()
    for _, row in ipairs {
      { "2014-11-30T16:15", "2014-11-30T16:15", "2014-11-30T16:15:00", "2014-11-30T16:16:00" },
      { "2014-11-30 16:15:20", "2014-11-30T16:15:20", "2014-11-30T16:15:20", "2014-11-30T16:15:21" },
      { "2014-11-30T16:15Z", "2014-11-30T16:15Z", "2014-11-30T16:15:00Z", "2014-11-30T16:16:00Z" },
      { "2014-11-30T16:15/2014-12-01T18:00", "2014-11-30T16:15/2014-12-01T18:00", "2014-11-30T16:15:00",
        "2014-12-01T18:01:00" },
      { "2014-11-24T24:00:00Z", "2014-11-25T00:00:00Z", "2014-11-25T00:00:00Z", "2014-11-25T00:00:01Z" },
      { "2016-12-31T23:59:60Z", "2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z", "2017-01-01T00:00:01Z" },
      { "0000", "0000", "0000-01-01", "0001-01-01" },
      { "-0044-03-15", "-0044-03-15", "-0044-03-15", "-0044-03-16" },
      { "Y-12345678901", "Y-12345678901", "Y-12345678901-01-01", "Y-12345678900-01-01" },
      { "Fri, 19 Dec 2014 17:45:00 GMT", "2014-12-19T17:45:00Z", "2014-12-19T17:45:00Z", "2014-12-19T17:45:01Z" },
    } do
      local e = make({ { when = row[1] } })[1]
      assert.same({ row[2], row[3], row[4] }, { e.when, e.start, e.stop })
      local again = make({ { when = e.when, start = e.start, stop = e.stop } })[1]
      assert.same({ row[2], row[3], row[4] }, { again.when, again.start, again.stop })
      again = make({ { start = e.start, stop = e.stop } })[1]
      assert.same({ row[3], row[4] }, { again.start, again.stop })
    end
    assert.equal("2014-11-30T16:15:00/2014-11-30T16:15:59",
      make({ { start = "2014-11-30T16:15:00", stop = "2014-11-30T16:16:00" } })[1].when)
    local e = make({ { when = "12 May" } })[1] -- of no known year: undated, as told
    assert.same({ "XXXX-05-12" }, { e.when, e.start, e.stop })
  end)

  it("keep strings of any bytes and length", function()
    local long, odd = ("x"):rep(1 << 20), "a\0b\xff\xfe\r\n"
    local e = make({ { what = long, source = odd, note = odd, claims = { odd } } })[1]
    assert.is_true(e.what == long)
    assert.same({ { odd }, odd, { odd } }, { e.reports, e.note, e.claims })
    local ok, problem = timeline.new():add { when = long }
    assert.is_nil(ok)
    assert.equal("limit", problem.code)
    for _, when in ipairs { odd, "\xff", "2014\0", ("["):rep(1000), ("9"):rep(100) } do
      assert.is_nil((timeline.new():add { when = when }))
    end
  end)

  it("that end before they start, or lie beyond the calendar, are refused", function()
    for _, row in ipairs {
      { { when = "2014-12-01/2014-11-01" }, "range" }, { { start = "2014-12-01", stop = "2014-11-01" }, "range" },
      { { start = 0, stop = -1 }, "range" }, { { when = math.mininteger }, "range" },
      { { stop = math.mininteger + 5 }, "range" },
      { { start = math.maxinteger }, "range" }, { { when = -1e300 }, "range" },
      { { when = "Y223456789012" }, "syntax" },
      { { when = "2014-02-30" }, "range" }, { { start = 1.5 }, "syntax" }, { { start = {} }, "syntax" },
    } do
      local tl = timeline.new()
      local ok, e = tl:add(row[1])
      assert.is_nil(ok)
      assert.equal(row[2], e.code, tostring(e))
      assert.equal(0, #tl)
    end
  end)

  it("refuse what is no time, and change nothing", function()
    local tl = timeline.new()
    local ok, e = tl:add { what = "x", start = 5, stop = 5 }
    assert.is_nil(ok)
    assert.equal("range", e.code)
    for _, bad in ipairs { "2014-02-30", "2014-13-01", "2014-11-24T24:00:01Z", "2014-11-24T10:00:00+99:00", "" } do
      ok, e = tl:add { what = "x", start = bad }
      assert.is_nil(ok)
      assert.equal("syntax", e.code)
    end
    assert.is_nil((tl:add { what = "x", when = math.maxinteger }))
    assert.is_nil((tl:add { what = "x", when = 0 / 0 }))
    assert.equal(0, #tl)
  end)

  it("raise on misuse", function()
    local tl = timeline.new()
    assert.error_matches(function() tl:add() end, "table expected")
    assert.error_matches(function() tl:add { what = 5 } end, "what must be a string")
    assert.error_matches(function() tl:add { what = "x", reports = { 1 } } end, "reports must be strings")
    assert.error_matches(function() tl:add { what = "x", claims = { print } } end, "function cannot be kept")
    assert.error_matches(function() tl:add { what = "x", when = true } end, "must be a date")
    assert.error_matches(function() tl:add { what = "x", [1] = 2 } end, "field names must be strings")
    local loop = {}
    loop.loop = loop
    assert.error_matches(function() tl:add { what = "x", extra = loop } end, "nested too deep")
    assert.error_matches(function() core.methods.add({}, {}) end, "breachkit.timeline expected")
    assert.equal(0, #tl)
    tl:add { what = "y" }
    tl:close()
    tl:close()
    assert.error_matches(function() return #tl end, "closed")
    assert.error_matches(function() tl:each() end, "closed")
    assert.is_false(getmetatable(tl))
  end)

  it("cannot be changed under an iterator", function()
    local tl = make { { what = "a" }, { what = "b" } }
    assert.error_matches(function() for _ in tl:each() do tl:add { what = "c" } end end, "changed while")
  end)
end)
