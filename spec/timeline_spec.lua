local timeline = require "breachkit.timeline"
local core = require "breachkit.core".timeline

local function whats(iterator)
  local out = {}
  for e in iterator do out[#out + 1] = e.what end
  return table.concat(out, " ")
end

local function make(events)
  local tl = timeline.new()
  for _, e in ipairs(events) do assert(tl:add(e)) end
  return tl
end

-- a small generator of its own, so that every run is the same
local function random(seed)
  return function(n)
    seed = (seed * 6364136223846793005 + 1442695040888963407)
    return (seed >> 33) % n
  end
end

local function lost(report, field)
  for _, row in ipairs(report) do
    if row.field == field then return row.count end
  end
end

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

  it("refuse what is no time, and change nothing", function()
    local tl = timeline.new()
    local ok, e = tl:add { what = "x", start = 5, stop = 5 }
    assert.is_nil(ok)
    assert.equal("range", e.code)
    for _, bad in ipairs { "2014-02-30", "2014-13-01", "2014-11-24T24:00:00Z", "2014-11-24T10:00:00+99:00", "" } do
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

describe("timeline formats", function()
  local function sample()
    return make {
      { when = "2014-11-24", what = 'shut "down", all', source = "r1", stance = "asserted", incident = "i",
        type = "outage" },
      { start = "2014-11-01", stop = "2014-12-01", what = "leak\27[31m|two\nlines", reports = { "r1", "r2" },
        claims = { { id = "c" } } },
      { stop = "2014-11-25", what = "by then", host = "srv", user = "bob" },
      { when = 1416830400, what = "ticked", type = "leak" },
      { what = "no date" },
    }
  end

  local function write(tl, format)
    local parts = {}
    local report = tl:write(format, function(piece) parts[#parts + 1] = piece end)
    return table.concat(parts), report
  end

  it("text marks doubt and sends no control characters", function()
    local tl = sample()
    tl:add { when = "2014-11-26~", start = "2014-11-26", stop = "2014-11-27", what = "about" }
    tl:add { when = "[2014-11-27,2014-11-29]", start = "2014-11-27", stop = "2014-11-30", what = "either" }
    assert.equal([[
◐ in 2014-11                leak�[31m|two lines [2 reports]
● 2014-11-24                shut "down", all [r1]
● 2014-11-24 12:00:00       ticked
◐ by 2014-11-24             by then
◐ about 2014-11-26          about
◐ 2014-11-27 or 2014-11-29  either

Without a date
? no date                   no date
]], (tl:text()))
    assert.equal('● 2014-11-24                shut "down", all [r1]', tostring(tl[2]))
    for line in tl:text({ width = 50 }):gmatch "[^\n]+" do assert.is_true(utf8.len(line) <= 50, line) end
    assert.error_matches(function() tl:text { colour = true } end, "unknown option 'colour'")
  end)

  it("jsonl holds everything and reads itself back", function()
    local bytes, report = sample():jsonl()
    assert.same({}, report)
    local tl, lost_in, errors = timeline.read("jsonl", bytes)
    assert.same({}, lost_in)
    assert.same({}, errors)
    assert.equal(bytes, (tl:jsonl()))
    assert.equal('{"claims":[],"reports":[],"what":"no date"}', bytes:match "([^\n]*)\n$")
  end)

  it("csv reads itself back and says what it lacks", function()
    local bytes, report = sample():csv()
    assert.equal(1, lost(report, "claims"))
    assert.equal(1, lost(report, "host"))
    local tl = timeline.read("csv", bytes)
    assert.equal(bytes, (tl:csv()))
    assert.same({ "r1", "r2" }, tl[1].reports)
  end)

  for _, format in ipairs { "timesketch", "timesketch-jsonl" } do
    it(format .. " keeps the doubt and leaves out what its importer drops", function()
      local tl = sample()
      tl:add { when = "1699-12-31", what = "early" }
      tl:add { when = "1700-01-01", what = "first" }
      tl:add { start = 253402300800, stop = 253402300801, what = "late" }
      local bytes, report = write(tl, format)
      local count = 0
      for _, row in ipairs(report) do count = count + (row.field == "event" and row.count or 0) end
      assert.equal(3, count)
      assert.is_nil(bytes:find("no date", 1, true))
      assert.is_nil(bytes:find("early", 1, true))
      assert.is_nil(bytes:find("late", 1, true))
      assert.is_truthy(bytes:find("1700-01-01T00:00:00+00:00", 1, true))
      local again, _, errors = timeline.read(format, bytes)
      assert.same({}, errors)
      assert.equal(5, #again)
      assert.equal(bytes, (write(again, format)))
    end)
  end

  it("timesketch rows of others are read, by datetime or timestamp", function()
    local tl, report, errors = timeline.read("timesketch", table.concat({
      "message,datetime,timestamp_desc,timestamp,tag",
      "login,2014-11-24T10:00:00.250+01:00,Logon,,x",
      "ticked,,Tick,1416787200000000,",
      "bad,yesterday,Tick,,",
    }, "\n"), { source = "disk.csv" })
    assert.equal("ticked login", whats(tl:each()))
    assert.equal("2014-11-24T09:00:00Z", tl[2].when)
    assert.equal("Logon", tl[2].type)
    assert.equal("x", tl[2].tag)
    assert.equal("disk.csv", tl[2].source)
    assert.equal(1, lost(report, "datetime"))
    assert.equal(1, #errors)
    assert.equal("disk.csv", errors[1].source)
  end)

  it("l2tcsv writes its 17 columns and reads them back", function()
    local bytes, report = write(sample(), "l2tcsv")
    local csv = require "breachkit.csv"
    for record in csv.records(bytes) do assert.equal(17, #record) end
    assert.equal(1, lost(report, "event"))
    assert.equal(1, lost(report, "claims"))
    local tl, _, errors = timeline.read("l2tcsv", bytes)
    assert.same({}, errors)
    assert.equal("leak\27[31m|two lines", tl[1].what)
    assert.equal("bob", tl[4].user)
    local _, _, bad = timeline.read("l2tcsv", "date,time,timezone,desc\n24/13/2014,10:00:00,UTC,x\n1/1/14,a,b,c,d\n")
    assert.equal(2, #bad)
  end)

  it("bodyfile gives an event for each distinct time", function()
    local tl, _, errors = timeline.read("bodyfile",
      "d41d8|/etc/pass|wd|42|r/rrw|0|0|77|1416787200|1416787200|0|1416787300\n"
      .. "0|/never|1|r|0|0|0|0|0|0|0\n# note\n1|2|3\n0|/x|1|r|0|0|0|soon|0|0|0\n")
    assert.equal(3, #tl)
    assert.equal("/etc/pass|wd", tl[1].what)
    assert.equal("ma..", tl[1].macb)
    assert.equal("...b", tl[2].macb)
    assert.equal("/never", whats(tl:undated()))
    assert.equal(2, #errors)
    local bytes, report = write(tl, "bodyfile")
    assert.equal("d41d8|/etc/pass/wd|42|r/rrw|0|0|77|1416787200|1416787200|0|0\n", bytes:match "^[^\n]*\n")
    assert.equal(2, lost(report, "what"))
    assert.equal(1, lost(report, "event"))
  end)

  it("tln has five fields", function()
    local bytes, report = write(sample(), "tln")
    assert.equal("1416873599|REPORT|srv|bob|by then\n", bytes:match "[^\n]*by then\n")
    assert.equal(1, lost(report, "event"))
    local tl, _, errors = timeline.read("tln", "Time|Source|Host|User|Description\n5|FILE|h|-|a|b\nx|y\n1.5|R|||c\n")
    assert.equal("c a|b", whats(tl:each()))
    assert.equal("FILE", tl[2].log_source)
    assert.equal(1, #errors)
  end)

  it("bad lines are reported, the rest is read", function()
    local tl, _, errors = timeline.read("jsonl", '{"what":"a"}\n[1]\n{"what":5}\n{bad\n{"reports":[5]}\n'
      .. '{"when":"2014-02-30T00:00:00Z","what":"x","start":"never"}\n{"what":"b","claims":[],"type":null}\n')
    assert.equal("a b", whats(tl:each()))
    assert.equal(5, #errors)
    local deep = '{"x":' .. ("["):rep(60) .. "1" .. ("]"):rep(60) .. "}"
    local _, _, refused = timeline.read("jsonl", deep)
    assert.equal(1, #refused)
    local head = {}
    for i = 1, 2000 do head[i] = "c" .. i end
    local wide = table.concat(head, ",")
    _, _, refused = timeline.read("csv", wide .. "\n" .. wide)
    assert.equal(1, #refused)
    assert.error_matches(function() timeline.read("xml", "") end, "unknown format 'xml'")
    assert.error_matches(function() timeline.read("text", "") end, "only written")
  end)

  it("says when writing fails", function()
    local r, e = sample():write("csv", { write = function() return nil, "disk full" end })
    assert.is_nil(r)
    assert.equal("io", e.code)
  end)
end)
