local timeline = require "breachkit.timeline"
local timelines = require "timelines"

local make, whats, lost, write = timelines.make, timelines.whats, timelines.lost, timelines.write

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
