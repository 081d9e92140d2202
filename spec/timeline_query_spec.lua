local timeline = require "breachkit.timeline"
local timelines = require "timelines"

local make, whats, random = timelines.make, timelines.whats, timelines.random

describe("timeline queries", function()
  local function brute(events, a, b)
    local out = {}
    for _, e in ipairs(events) do
      if (e.lo or math.mininteger) < b and (e.hi or math.maxinteger) > a then out[#out + 1] = e.what end
    end
    table.sort(out)
    return table.concat(out, " ")
  end

  it("find in a range, at an instant and nearest what a plain search finds", function()
    local rnd, tl, all = random(7), timeline.new(), {}
    for i = 1, 2000 do
      local lo = rnd(100000)
      local e = { what = "e" .. i, lo = lo, hi = lo + 1 + rnd(rnd(10) == 0 and 50000 or 20) }
      if rnd(40) == 0 then e.lo = nil elseif rnd(40) == 0 then e.hi = nil end
      all[i] = e
      tl:add { what = e.what, start = e.lo, stop = e.hi }
    end
    for _ = 1, 200 do
      local a = rnd(110000) - 5000
      local b = a + rnd(3000)
      local found = {}
      for e in tl:between(a, b) do found[#found + 1] = e.what end
      table.sort(found)
      assert.equal(brute(all, a, b + 1), table.concat(found, " "))
      found = {}
      for e in tl:at(a) do found[#found + 1] = e.what end
      table.sort(found)
      assert.equal(brute(all, a, a + 1), table.concat(found, " "))
      found = {}
      for e in tl:between(a, b, { certain = true }) do found[#found + 1] = e.what end
      table.sort(found)
      local surely = {}
      for _, e in ipairs(all) do
        if e.lo and e.hi and e.lo >= a and e.hi <= b + 1 then surely[#surely + 1] = e.what end
      end
      table.sort(surely)
      assert.same(surely, found)
      local function distance(e)
        if e.lo and e.lo > a then return e.lo - a end
        return e.hi and e.hi <= a and a - e.hi + 1 or 0
      end
      local wanted = {}
      for i, e in ipairs(all) do wanted[i] = distance(e) end
      table.sort(wanted)
      local _, distances = tl:nearest(a, 30)
      assert.same({ table.unpack(wanted, 1, 30) }, distances)
    end
  end)

  it("hold no list: an iterator takes the same memory whatever it has passed", function()
    local tl = timeline.new()
    for i = 1, 20000 do tl:add { start = i, stop = 30000, what = "w" } end
    assert.is_table(tl[1])
    for _, iterator in ipairs { tl:each(), tl:between(1, 20000), tl:at(20000) } do
      local early, late, count = nil, nil, 0
      for _ in iterator do
        count = count + 1
        if count == 100 or count == 19900 then
          collectgarbage()
          collectgarbage()
          early, late = early or collectgarbage "count", collectgarbage "count"
        end
      end
      assert.equal(20000, count)
      -- a list of what was passed would take over a megabyte; other specs' leftovers may come and go
      assert.is_true(late - early < 400, late - early)
    end
  end)

  it("take both ends whole, and tell certain from possible", function()
    local tl = make {
      { what = "nov", start = "2014-11-01", stop = "2014-12-01" }, { what = "d30", when = "2014-11-30" },
      { what = "d1", when = "2014-12-01" }, { what = "d2", when = "2014-12-02" }, { what = "never" },
    }
    assert.equal("nov d30 d1", whats(tl:between("2014-11-24", "2014-12-01")))
    assert.equal("d30 d1", whats(tl:between("2014-11-24", "2014-12-01", { certain = true })))
    assert.equal("nov d30 d1 d2", whats(tl:between()))
    assert.equal("d2", tl:nearest("2015-01-01")[1].what)
    assert.same({}, (timeline.new():nearest(0)))
    assert.error_matches(function() tl:between("2014-11-24", nil, { sure = true }) end, "unknown option 'sure'")
    assert.error_matches(function() tl:at() end, "value expected")
  end)
end)

describe("timeline and breachkit.date", function()
  local date = require "breachkit.date"
  local TOLD = {
    "2014-11", "2014-11-24", "2014-11-24~", "2014-11-24T10:00:00Z", "2014-11-24T10:00", "2014", "2014-12-01",
    "../2014-11-24", "2014-11-24/..", "[2014-11-23,2014-11-25]", "2014-11-2X", "2014-21", "-0044-03-15", "Y12345678901",
    "2014-11-30/2014-12-02", "0000", "2014-11-25/2014-11-25",
  }

  it("give the same answers about every two dates", function()
    for _, a in ipairs(TOLD) do
      for _, b in ipairs(TOLD) do
        local tl = make { { when = a, what = "a", incident = "i" } }
        local found = tl:between(b, b)() ~= nil
        assert.equal(date.overlaps(a, b) ~= "no", found, a .. " overlaps " .. b)
        assert.equal(found, tl:at(b)() ~= nil)
        if date.overlaps(a, b) ~= "maybe" then -- of open ends a date says "maybe"
          local surely = tl:between(b, b, { certain = true })() ~= nil
          assert.equal(date.during(a, b) == "yes", surely, a .. " during " .. b)
        end
        local both = make { { when = b, what = "b", incident = "i" }, { when = a, what = "a", incident = "i" } }
        if date.before(a, b) == "yes" then assert.equal("a b", whats(both:each()), a .. " before " .. b) end
        local same = make { { when = a, what = "x", incident = "i" }, { when = b, what = "x", incident = "i" } }
        assert.equal(date.overlaps(a, b) == "no" and 1 or 0, #same:conflicts(), a .. " conflicts with " .. b)
      end
    end
  end)

  it("give the same distances, as ranges", function()
    for _, a in ipairs(TOLD) do
      for _, b in ipairs(TOLD) do
        local _, least, most = make({ { when = a } }):nearest(b)
        local days_least, days_most = date.distance(a, b)
        if not days_least then
          assert.equal(math.huge, most[1], a .. " to " .. b)
        else
          local near = days_least <= 0 and days_most >= 0 and 0 or math.min(math.abs(days_least), math.abs(days_most))
          local far = math.max(math.abs(days_least), math.abs(days_most))
          assert.is_true(math.abs(least[1] // 86400 - near) <= 1, a .. " to " .. b)
          assert.is_true(math.abs(most[1] // 86400 - far) <= 1, a .. " to " .. b)
        end
      end
    end
    local _, least, most = make({ { when = "2014-11" } }):nearest("2014-12-03")
    assert.same({ { 2 * 86400 + 1 }, { 33 * 86400 - 1 } }, { least, most }) -- "between 3 and 33 days"
    _, least, most = make({ { when = 100 }, { start = 200, stop = 300 } }):nearest(150, 2)
    assert.same({ { 50, 50 }, { 50, 149 } }, { least, most })
  end)
end)

describe("timeline as a whole", function()
  it("merges another, strings and all", function()
    local a = make { { when = "2014-11-24", what = "x", source = "r1" }, { what = "u1" } }
    local b = make { { when = "2014-11-24", what = "y", source = "r2", claims = { { id = "c" } } },
      { when = "2014-11-20", what = "w", host = "h", stance = "claimed" }, { what = "u2" } }
    assert.equal(a, a:merge(b))
    assert.equal("w x y u1 u2", whats(a:each()))
    assert.equal("h", a[1].host)
    assert.equal("claimed", a[1].stance)
    assert.same({ { id = "c" } }, a[3].claims)
    assert.same({ "r2" }, a[3].reports)
    assert.equal(3, #b)
    assert.error_matches(function() a:merge(a) end, "merged with itself")
  end)

  it("folds what differs in its sources only, and keeps those", function()
    local events = {}
    for i = 1, 300 do
      events[#events + 1] = { when = "2014-11-24", what = "shut down", source = "r" .. i % 150, claims = { "c" .. i } }
      events[#events + 1] = { when = "2014-11-24", what = "shut down", source = "r", stance = "denied" }
      events[#events + 1] = { what = "undated", source = "r" .. i }
    end
    events[#events + 1] = { when = "2014-11-25", what = "shut down" }
    local tl = make(events)
    assert.equal(897, tl:fold())
    assert.equal(4, #tl)
    assert.equal(150, #tl[1].reports)
    assert.equal("r1", tl[1].reports[1])
    assert.equal("r0", tl[1].reports[150])
    assert.equal(300, #tl[1].claims)
    assert.same({ "r" }, tl[2].reports)
    assert.equal(300, #tl[4].reports)
    assert.equal(0, tl:fold())
  end)

  it("finds gaps, clusters and conflicts", function()
    local tl = make {
      { what = "a", when = "2014-11-01", incident = "i" }, { what = "b", when = "2014-11-02" },
      { what = "year", start = "2014-01-01", stop = "2015-01-01" },
      { what = "a", when = "2014-11-20", incident = "i" }, { what = "a", when = "2014-11-20", incident = "other" },
      { what = "since", start = "2014-11-21" }, { what = "b", start = "2014-11-01", stop = "2014-12-01" },
      { what = "none" },
    }
    local found = {}
    for _, c in ipairs(tl:conflicts()) do found[#found + 1] = c.what .. c.incident .. #c.events .. c.events[1].when end
    assert.same({ "ai22014-11-01" }, found)
    local points = make { { what = "a", when = "2014-11-01" }, { what = "b", when = "2014-11-02" },
      { what = "c", when = "2014-11-20" }, { what = "since", start = "2014-11-21" },
      { what = "z", when = "2015-01-01" } }
    found = {}
    for g in points:gaps { least = 5 * 86400 } do found[#found + 1] = g.start:sub(1, 10) .. " " .. g.stop:sub(1, 10) end
    assert.same({ "2014-11-03 2014-11-20", "2014-11-21 2015-01-01" }, found)
    found = {}
    for c in points:clusters() do found[#found + 1] = c.first .. "-" .. c.last end
    assert.same({ "1-2", "3-4", "5-5" }, found)
    found = {}
    for c in tl:clusters { widest = 86400 } do found[#found + 1] = c.first .. "-" .. c.last end
    assert.same({ "1-1", "2-4", "5-7" }, found)
  end)
end)

describe("timeline, changed by a finalizer that runs while events are read", function()
  local core = require "breachkit.core".timeline

  -- a timeline of events with long lists, and garbage whose finalizers change it
  local function watched(change)
    local tl, reports = core.new(), {}
    for k = 1, 300 do reports[k] = "report " .. k end
    for i = 1, 20 do
      assert(tl:add { start = 1000 * i, stop = 1000 * i + 1, what = "event " .. i, type = "leak", stance = "claimed",
        incident = "i", reports = reports, claims = { { id = ("c"):rep(300) } }, extra = { "kept" } })
    end
    local left = 3
    local function again()
      setmetatable({}, { __gc = function()
        left = left - 1
        pcall(change, tl, left)
        if left > 0 then again() end
      end })
    end
    again()
    return tl, reports
  end

  local function hurried(run)
    local pause, step = collectgarbage("setpause", 10), collectgarbage("setstepmul", 1000)
    run()
    collectgarbage("setpause", pause)
    collectgarbage("setstepmul", step)
  end

  local function grow(tl, n)
    for i = 1, 500 do
      local reports = {}
      for k = 1, 30 do reports[k] = ("new %d %d %d"):format(n, i, k) end
      tl:add { start = 1, stop = 2, what = ("other %d %d"):format(n, i), type = "t" .. i, reports = reports }
    end
  end

  it("gives each event whole", function()
    hurried(function()
      local tl, reports = watched(grow)
      for _ = 1, 20 do
        local e = tl[#tl]
        assert.same({ "event 20", "leak", "claimed", "i" }, { e.what, e.type, e.stance, e.incident })
        assert.same(reports, e.reports)
        assert.same({ { { id = ("c"):rep(300) } }, { "kept" } }, { e.claims, e.extra })
      end
    end)
  end)

  it("says that it was changed, or closed, when it gives several at once", function()
    for _, change in ipairs { grow, function(tl) tl:close() end } do
      hurried(function()
        local tl = watched(change)
        for _ = 1, 20 do
          local fine, list = pcall(tl.nearest, tl, 20000, 20)
          if fine then
            assert.equal("event 20", list[1].what)
          else
            assert(list:find "the timeline was changed while" or list:find "the timeline is closed", list)
          end
        end
      end)
    end
  end)
end)
