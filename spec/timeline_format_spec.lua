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

  it("what a spreadsheet would run as a formula stands behind an apostrophe", function()
    local texts = { "=cmd|' /C calc'!A0", "@SUM(1)", "-5", "'=already so", "'plain'", "+1 more" }
    local tl = timeline.new()
    for i, what in ipairs(texts) do tl:add { when = "2031-03-0" .. i, what = what } end
    local bytes, report = write(tl, "csv")
    for _, cell in ipairs { ",'=cmd|' /C calc'!A0,", ",'@SUM(1),", ",-5,", ",''=already so,", ",'plain',",
      ",'+1 more," } do
      assert.truthy(bytes:find(cell, 1, true), cell)
    end
    assert.is_nil(lost(report, "what"))
    local back = {}
    for e in assert(timeline.read("csv", bytes)):each() do back[#back + 1] = e.what end
    assert.same(texts, back)
    bytes, report = write(tl, "timesketch")
    assert.truthy(bytes:find("\n'=cmd|", 1, true))
    assert.equal(4, lost(report, "message"))
    assert.truthy(write(tl, "l2tcsv"):find(",'=cmd|", 1, true))
  end)

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
    assert.equal(bytes, (write(tl, "l2tcsv"))) -- the doubt, stance, incident and reports come back out of extra
    assert.equal("2014-11", tl[1].when)
    assert.same({ "r1", "r2" }, tl[1].reports)
    assert.same({ "asserted", "i" }, { tl[2].stance, tl[2].incident })
    local _, _, bad = timeline.read("l2tcsv", "date,time,timezone,desc\n24/13/2014,10:00:00,UTC,x\n1/1/14,a,b,c,d\n")
    assert.equal(2, #bad)
  end)

  it("l2tcsv is read as plaso writes it: nothing quoted, zones, events without a time", function()
    local long = ("word "):rep(30)
    local tl, lost_in, errors = timeline.read("l2tcsv", table.concat({
      "date,time,timezone,MACB,source,sourcetype,type,user,host,short,desc,version,filename,inode,notes,format,extra",
      '11/24/2014,08:12:45,UTC,M...,FILE,NTFS,Modified,-,WS01,"C:\\x y\\a.exe" /run,"C:\\x y\\a.exe" /run,'
        .. "2,OS:/a,7,-,evtx,k: (v); l: w",
      '11/24/2014,08:12:46,UTC,...B,FILE,NTFS,Created,bob,WS01,"odd,"odd one,2,OS:/b,7,-,evtx,-',
      '11/24/2014,08:12:47,UTC,...B,FILE,NTFS,Created,bob,WS01,-,"quoted, with a ""comma""",2,OS:/b,7,-,evtx,-',
      "11/24/2014,08:12:48,UTC,...B,FILE,NTFS,Created,bob,WS01," .. long:sub(1, 77) .. "...," .. long
        .. ",2,-,-,-,evtx,-",
      "11/24/2014,10:00:00,Europe/Berlin,....,LOG,syslog,Added,-,-,-,local,2,-,-,-,syslog,edtf: nonsense",
      "00/00/0000,--:--:--,UTC,....,WEBHIST,Chrome,Not a time,-,-,-,never,2,-,-,-,sqlite,-",
      "11/24/2014,08:12,short row", "11/31/2014,08:12:45,UTC" .. (",x"):rep(14),
    }, "\r\n"))
    assert.same({}, lost_in)
    assert.equal(2, #errors)
    assert.equal('"C:\\x y\\a.exe" /run', tl[1].what)
    assert.equal("k: (v); l: w", tl[1].extra)
    assert.same({ '"odd one', '"odd' }, { tl[2].what, tl[2].short })
    assert.equal('quoted, with a "comma"', tl[3].what)
    assert.same({ long }, { tl[4].what, tl[4].short })
    assert.same({ "2014-11-24T10:00:00", "2014-11-24T10:00:00", "Europe/Berlin", "edtf: nonsense" },
      { tl[5].when, tl[5].start, tl[5].timezone, tl[5].extra })
    assert.equal("never", whats(tl:undated()))
    local bytes, report = write(tl, "l2tcsv")
    assert.equal(1, lost(report, "event"))
    assert.truthy(bytes:find("11/24/2014,10:00:00,Europe/Berlin,", 1, true))
    for _, row in ipairs(report) do assert.is_nil(row.why:find "UTC") end
    local floating = make { { when = "2014-11-24T10:00:00", what = "x" } }
    report = select(2, write(floating, "l2tcsv"))
    assert.equal("a time without a zone: written as UTC", report[1].why)
  end)

  it("timesketch takes plaso's names and its way to say that there is no time", function()
    local tl, lost_in, errors = timeline.read("timesketch", table.concat({
      "datetime,timestamp_desc,source,source_long,message,parser,hostname,reports",
      "2014-11-24T09:00:00.000000+00:00,Modified,FILE,NTFS,changed,filestat,ws01,",
      "0000-00-00T00:00:00.000000+00:00,Not a time,FILE,NTFS,never,filestat,,",
      "2014-11-24T09:00:01,Modified,FILE,NTFS,no zone,filestat,,a; b",
    }, "\n"), { source = "ts.csv" })
    assert.same({ {}, {} }, { lost_in, errors })
    assert.same({ "FILE", "NTFS", "ws01", "ts.csv" }, { tl[1].log_source, tl[1].sourcetype, tl[1].host, tl[1].source })
    assert.same({ "2014-11-24T09:00:01", "a", "b" }, { tl[2].start, tl[2].reports[1], tl[2].reports[2] })
    assert.equal("never", whats(tl:undated()))
    local line = write(tl, "timesketch-jsonl"):match "[^\n]+"
    assert.truthy(line:find('"hostname":"ws01"', 1, true) and line:find('"source_short":"FILE"', 1, true))
  end)

  it("tln has a longer form with a zone and notes", function()
    local tl, _, errors = timeline.read("tln", "Time|Source|Host|User|Description|TZ|Notes\n"
      .. "5|REG|h|-|a|b|Europe/Berlin|n\n6|REG|h|-|c|UTC|-\n7|REG|h|-|d\n")
    assert.equal(1, #errors)
    assert.same({ "a|b", "Europe/Berlin", "n" }, { tl[1].what, tl[1].timezone, tl[1].notes })
    assert.same({ "c" }, { tl[2].what, tl[2].timezone, tl[2].notes })
  end)

  it("each is told by its beginning", function()
    local tl = sample()
    for _, format in ipairs(timeline.formats) do
      if format == "bodyfile" then
        assert.equal(format, timeline.detect "0|/x|1|r/rrw|0|0|0|1|2.5|0|0\r\n")
      elseif format ~= "text" then
        local line = write(tl, format):match "[^\n]*\n"
        if format == "jsonl" then line = '{"what":"x","when":"2014"}\n' end
        assert.equal(format, timeline.detect("\xEF\xBB\xBF# note\n\n" .. line), line)
      end
    end
    assert.equal("timesketch", timeline.detect '"message";"datetime";"timestamp_desc"\n')
    for _, other in ipairs { "", "\n", "<html>", "a,b\n1,2", '{"text":"a report","when":"2014"}', "{", "[1]",
      '{"incident":"incident:1","start":"2014","timeline":[{"message":"x","what":"x","when":"2014"}],"when":"2014"}',
      "a|b|c|d|e", "name,date,what\n", "On 24 November 2014, a message was found, datetime unknown.\n", "\0\0\0" } do
      assert.is_nil(timeline.detect(other), other)
    end
  end)

  it("are opened as files, saved ones too, and merged", function()
    local path = os.tmpname()
    local function spit(bytes)
      local f = assert(io.open(path, "wb"))
      f:write(bytes)
      f:close()
    end
    spit((write(sample(), "timesketch")))
    local tl, _, errors, format = assert(timeline.open(path))
    assert.same({ 4, "timesketch", {} }, { #tl, format, errors })
    assert(sample():save(path))
    local again, _, _, saved = assert(timeline.open(path, { into = tl }))
    assert.is_true(again == tl)
    assert.same({ 9, "saved" }, { #tl, saved })
    spit "just words\n"
    local none, e = timeline.open(path)
    assert.same({ nil, "type", path }, { none, e.code, e.source })
    assert.equal(1, #select(3, timeline.open(path, { format = "tln" })))
    spit ""
    assert.equal("type", select(2, timeline.open(path)).code)
    os.remove(path)
    assert.equal("io", select(2, timeline.open(path)).code)
    assert.error_matches(function() timeline.open(path, { kind = "tln" }) end, "unknown option 'kind'")
    assert.error_matches(function() timeline.open() end, "path expected")
  end)

  it("are read piece by piece, whatever the pieces", function()
    for _, format in ipairs { "csv", "jsonl", "timesketch", "timesketch-jsonl", "l2tcsv", "tln" } do
      local bytes = write(sample(), format)
      local whole = timeline.read(format, bytes):jsonl()
      for size = 1, 40, 13 do
        local at = 1
        local tl = timeline.read(format, function()
          local piece = bytes:sub(at, at + size - 1)
          at = at + size
          return piece ~= "" and piece or nil
        end)
        assert.equal(whole, (tl:jsonl()))
      end
    end
    assert.error_matches(function() timeline.read("csv", 5) end, "expected, got number")
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
    assert.equal(tl[1].macb, timeline.read("bodyfile", bytes)[1].macb)
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

  it("hostile input is rows with an error, and the rest is read", function()
    local huge = ("x"):rep(1 << 20)
    local tl, _, errors = timeline.read("csv", 'when,what\n2014,' .. huge .. '\n2014,"never closed\n2015,b\n'
      .. "2014-11,a\0b\xff\n10000-01-01,y\n2014-12/2014-11,z\n-0001-01-01,\xff\n")
    assert.equal(4, #tl)
    assert.is_true(tl[2].what == huge)
    assert.same({ "\xff", "a\0b\xff", "b" }, { tl[1].what, tl[3].what, tl[4].what })
    assert.equal(3, #errors)
    local bytes = '{"what":"a"}\n\n\n{"when":"2014-13-01"}\n'
    tl, _, errors = timeline.read("jsonl", bytes, { source = "x" })
    assert.equal(1, #tl)
    assert.equal(bytes:find('{"when"', 1, true), errors[1].position)
    tl, _, errors = timeline.read("bodyfile", ("|"):rep(100000) .. "\n" .. ("9"):rep(1000) .. "|x|1|r|0|0|0|1|1|1|1\n"
      .. "0|x|1|r|0|0|0|99999999999999999999|1|1|1\n0|y|1|r|0|0|0|-1|0|0|0\n")
    assert.same({ 2, 2 }, { #tl, #errors })
    assert.equal("1969-12-31T23:59:59Z", tl[1].when)
    for _, format in ipairs { "csv", "timesketch", "timesketch-jsonl", "jsonl", "l2tcsv", "tln", "bodyfile" } do
      for _, junk in ipairs { "", "\n\n", "\0", ("\xff"):rep(5000), ('"'):rep(999), "{}", "[[",
        "a\n" .. (","):rep(70000) } do
        assert.is_true(#timeline.read(format, junk) <= 1)
      end
    end
    local limits = require "breachkit.limits"
    local kept = limits.timeline_errors
    limits.timeline_errors = 2
    _, _, errors = timeline.read("tln", ("bad\n"):rep(5))
    limits.timeline_errors = kept
    assert.same({ 2, 3 }, { #errors, errors.more })
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
