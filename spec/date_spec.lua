local date = require "breachkit.date"

local function found(text, anchor, custom)
  local list = {}
  for m in date.find(text, { anchor = anchor, custom = custom }) do
    assert.equal(text:sub(m.first, m.last), m.text)
    list[#list + 1] = m.text .. " = " .. m.date.edtf
  end
  return list
end

describe("date.parse", function()
  for s, wanted in pairs {
    ["2014-11-25"] = { "2014-11-25", "2014-11-26", "day" },
    ["2014-11"] = { "2014-11-01", "2014-12-01", "month" },
    ["2014-11-24~"] = { "2014-11-24", "2014-11-25", "day" },
    ["2014-11-XX"] = { "2014-11-01", "2014-12-01", "month" },
    ["201X"] = { "2010-01-01", "2020-01-01", "decade" },
    ["2014-22"] = { "2014-06-01", "2014-09-01", "season" },
    ["2014-11/2014-12"] = { "2014-11-01", "2015-01-01", "interval" },
    ["../2014-11"] = { nil, "2014-12-01", "interval" },
    ["/2014-11"] = { nil, "2014-12-01", "interval" },
    ["[2019-02-05,2019-05-02]"] = { "2019-02-05", "2019-05-03", "set" },
    ["-0001"] = { "-0001-01-01", "0000-01-01", "year" },
    ["2012-02-29"] = { "2012-02-29", "2012-03-01", "day" },
    ["2014-11-30T16:15"] = { "2014-11-30T16:15:00", "2014-11-30T16:16:00", "minute" },
    ["2014-11-30T16:15:00-08:00"] = { "2014-12-01T00:15:00Z", "2014-12-01T00:15:01Z", "second" },
    ["20141130T161500Z"] = { "2014-11-30T16:15:00Z", "2014-11-30T16:15:01Z", "second" },
    ["2014-W48-2"] = { "2014-11-25", "2014-11-26", "day" },
    ["2014-329"] = { "2014-11-25", "2014-11-26", "day" },
    ["Fri, 19 Dec 2014 17:45:00 GMT"] = { "2014-12-19T17:45:00Z", "2014-12-19T17:45:01Z", "second" },
    ["Fri 19 Dec 2014 17:45:00 GMT+01:00"] = { "2014-12-19T16:45:00Z", "2014-12-19T16:45:01Z", "second" },
    ["Sunday, 06-Nov-94 08:49:37 GMT"] = { "1994-11-06T08:49:37Z", "1994-11-06T08:49:38Z", "second" },
    ["Sun Nov  6 08:49:37 1994"] = { "1994-11-06T08:49:37", "1994-11-06T08:49:38", "second" },
    ["25 November 2014"] = { "2014-11-25", "2014-11-26", "day" },
  } do
    it("reads " .. s, function()
      local d = assert(date.parse(s))
      assert.same(wanted, { d.start, d.stop, d.precision })
    end)
  end

  it("refuses what is no date, with a code", function()
    for s, code in pairs {
      ["2014-13-01"] = "range", ["2014-02-30"] = "range", ["30 February 2014"] = "range",
      ["June 31, 2014"] = "range", ["2014-11-25T25:00"] = "range",
      ["2014-12/2014-11"] = "range",
      [""] = "empty", ["hello"] = "syntax", ["2014-11-25T10:00:00+99:00"] = "range", [("1"):rep(1e6)] = "limit",
      ["2014-11-25x"] = "syntax", ["/"] = "syntax", ["[2014"] = "syntax",
    } do
      local d, problem = date.parse(s)
      assert.is_nil(d)
      assert.equal(code, problem.code)
    end
  end)

  it("raises on misuse", function()
    assert.has_error(function() date.parse(2014) end, "date.parse: string expected, got number")
    assert.has_error(function() date.parse("2014", { ancor = "2014" }) end, "date.parse: unknown option 'ancor'")
  end)
end)

describe("date.find", function()
  it("finds the forms that news uses", function()
    assert.same({ "25 November 2014 = 2014-11-25", "March 2015 = 2015-03", "16 January 2015 = 2015-01-16",
      "After August 2014 = 2014-09-01/..", "2011 = 2011" },
      found "Down on 25 November 2014; out in March 2015 and 16 January 2015. After August 2014, and in 2011.")
    assert.same({ "Nov. 24, 2014 = 2014-11-24", "2014-11-25 = 2014-11-25",
      "12 to 14 May 2014 = 2014-05-12/2014-05-14" },
      found "Nov. 24, 2014 or 2014-11-25, not 12 to 14 May 2014.")
  end)

  it("anchors what is relative, and prefers the past", function()
    assert.same({ "yesterday = 2014-11-30", "Tuesday = 2014-11-25", "three months ago = 2014-09",
      "last week = 2014-11-24/2014-11-30",
      "November 24 = 2014-11-24" },
      found("It broke yesterday, on Tuesday, three months ago, last week, on November 24.", "2014-12-01"))
  end)

  it("goes on from the day told last", function()
    assert.same({ "20 April 2011 = 2011-04-20", "six days later = 2011-04-26", "next day = 2011-04-27",
      "May 14 = 2011-05-14", "that year = 2011" },
      found("Down on 20 April 2011; told six days later, admitted the next day, up on May 14, all that year.",
        "2014-12-01"))
    assert.same({ "20 April 2011 = 2011-04-20", "Tuesday = 2011-04-26", "six days later = 2011-04-26" },
      found("Down on 20 April 2011 but told only on Tuesday, six days later.", "2011-04-27"))
    assert.same({ "six days later = 2014-12-07%" }, found("It came six days later.", "2014-12-01"))
    assert.same({}, found("It came the next day.", "2014-12-01"))
  end)

  it("takes a year for one by its company", function()
    assert.same({ "2011 = 2011", "2013 = 2013", "1812 = 1812" }, found "The 2011 breach; 2013, too; in 1812 of course.")
    assert.same({}, found "some 2010 servers, port 2020, $2014, 1812 files, v.2014, Windows 2000")
  end)

  it("joins two dates at a dash, after from and between", function()
    assert.same({ "3 May 2014 - 9 June 2014 = 2014-05-03/2014-06-09" }, found "3 May 2014 - 9 June 2014")
    assert.same({ "3 May 2014 - 9 June 2014 = 2014-05-03/2014-06-09" }, found "from 3 May 2014 - 9 June 2014")
    assert.same({ "2011-2013 = 2011/2013" }, found "2011-2013")
    assert.same({ "2011-2013 = 2011/2013" }, found "from 2011-2013")
    assert.same({ "2011 and 2013 = 2011/2013" }, found "between 2011 and 2013")
  end)

  it("reads days in words, and named months among figures", function()
    assert.same({ "second of August 2014 = 2014-08-02", "May twenty-ninth, 2014 = 2014-05-29", "May = 2014-05" },
      found "second of August 2014, May twenty-ninth, 2014, in May third-party code")
    assert.same({ "2008-May-31 = 2008-05-31", "2019/aug/01 = 2019-08-01", "23/Sep/2020 = 2020-09-23" },
      found "2008-May-31 2019/aug/01 23/Sep/2020")
    assert.same({ "Nov 13 10:12:58 2018 = 2018-11-13T10:12:58" }, found("Nov 13 10:12:58 2018", "2020-09-22"))
    assert.same({ "2020-08-05T12:28:27Z = 2020-08-05T12:28:27Z" }, found "| 2020-08-05T12:28:27Z |")
    assert.same({ "Friday the 13th = 2020-11-13" }, found("on Friday the 13th", "2020-11-22"))
  end)

  it("lets a weekday choose the year, and a story keep its own", function()
    assert.same({ "Friday, 13 January = 2017-01-13" }, found("Friday, 13 January", "2016-11-22"))
    assert.same({ "1943 = 1943", "June = 1943-06", "1944 = 1944", "12 June = 1944-06-12" },
      found("In 1943, in June; in 1944, on 12 June.", "2009-05-01"))
    assert.same({ "1943 = 1943", "1812 = 1812", "12 June = 1943-06-12" },
      found("In 1943, as in 1812, on 12 June.", "2009-05-01"))
    assert.same({ "After 2014 = 2015-01-01/..", "2020 = 2020", "March = 2020-03" },
      found("After 2014 it came back in 2020, in March.", "2020-08-07"))
  end)

  it("parts words at the marks and spaces of UTF-8", function()
    assert.same({ "2019 = 2019" }, found "in\u{a0}2019")
    assert.same({ "May 3, 2014 = 2014-05-03" }, found "\u{201c}May 3, 2014\u{201d}")
  end)

  it("reads times from one to another, weeks of a month, and days counted from a day", function()
    assert.same({ "3-8pm yesterday = 2020-09-21T15:00:00/2020-09-21T20:00:00",
      "Monday from 10am to 12pm = 2020-09-21T10:00:00/2020-09-21T12:00:00" },
      found("from 3-8pm yesterday, Monday from 10am to 12pm", "2020-09-22"))
    for m in date.find("10:00 to 11:30 on 1 January 2015") do
      assert.same({ "2015-01-01T10:00:00", "2015-01-01T11:30:00" }, { m.date.start, m.date.stop })
    end
    assert.same({ "first week of May 2014 = 2014-04-28/2014-05-04", "last week of July 2016 = 2016-07-25/2016-07-31" },
      found "the first week of May 2014, the last week of July 2016")
    assert.same({ "two weeks before 13 May 1999 = 1999-04-29", "3 days after Christmas 2013 = 2013-12-28",
      "Tuesday of last week = 2020-09-15", "past three months = 2020-06-22/2020-09-21" },
      found("two weeks before 13 May 1999, 3 days after Christmas 2013, Tuesday of last week, the past three months",
        "2020-09-22"))
  end)

  it("takes no single unit for a length of time", function()
    assert.same({}, found("in the last months, in the past decade", "2020-09-22"))
    assert.same({ "last month = 2020-08", "last year = 2019" }, found("last month, last year", "2020-09-22"))
  end)

  it("masks what no anchor tells", function()
    assert.same({ "November 24 = XXXX-11-24" }, found "on November 24")
  end)

  it("keeps both readings of a numeric date unless custom or text settles it", function()
    assert.same({ "05/02/2019 = [2019-02-05,2019-05-02]" }, found "on 05/02/2019")
    assert.same({ "05/02/2019 = 2019-02-05" }, found("on 05/02/2019", nil, "dmy"))
    assert.same({ "05/02/2019 = 2019-02-05", "25/02/2019 = 2019-02-25" }, found "on 05/02/2019 and 25/02/2019")
  end)

  it("passes over look-alikes", function()
    assert.same({}, found("They may march. Version 2.0.14 at 10.11.20.14 cost $2014; 2010 employees; CVE-2014-1234; " ..
      "call 555-2014.", "2014-12-01"))
  end)

  it("is not troubled by hostile bytes", function()
    for _, text in ipairs { ("1"):rep(1e5), ("May "):rep(1e4), ("\xff\xfe"):rep(1e3),
      ("1/"):rep(1e4), ("3 pm "):rep(1e4), ("3-4 pm "):rep(1e4),
      ("2 days before "):rep(1e4), ("last week of "):rep(1e4), ("Monday the "):rep(1e4), ("2014 May "):rep(1e4),
      "12:", "3 p.m", "\0May 3\0" } do
      for m in date.find(text, { anchor = "2014-12-01" }) do assert.is_true(m.last >= m.first) end
    end
  end)
end)

describe("comparison", function()
  it("answers yes, no or maybe", function()
    assert.equal("yes", date.before("2014-11", "2014-12-25"))
    assert.equal("no", date.before("2014-12-25", "2014-11"))
    assert.equal("maybe", date.before("2014-11", "2014-11-25"))
    assert.equal("maybe", date.before("../2014-11", "2014-11-25"))
    assert.equal("yes", date.after("2014-12-01", "2014-11"))
    assert.equal("no", date.equals("2014-11-24", "2014-11-25"))
    assert.equal("maybe", date.equals("2014-11", "2014-11-25"))
    assert.equal("yes", date.during("2014-11-25", "2014-11"))
    assert.equal("maybe", date.during("2014-11", "2014-11-25"))
    assert.equal("yes", date.overlaps("2014-11", "2014-11-25/2014-12-02"))
    assert.equal("no", date.overlaps("2014-11", "2014-12"))
  end)

  it("gives bounds in seconds, nil when open", function()
    assert.same({ 0, 86400 }, { date.bounds "1970-01-01" })
    local lo, hi = date.bounds "2014-11-25/.."
    assert.same({ 1416873600 }, { lo, hi })
  end)
end)

describe("date.relation", function()
  it("names the thirteen relations, none for open ends", function()
    local day = "2014-11-10/2014-11-20"
    for b, wanted in pairs {
      ["2014-11-22/2014-11-25"] = "before", ["2014-11-21/2014-11-25"] = "meets",
      ["2014-11-15/2014-11-25"] = "overlaps", ["2014-11-10/2014-11-25"] = "starts",
      ["2014-11-01/2014-11-25"] = "during", ["2014-11-01/2014-11-20"] = "finishes",
      ["2014-11-10/2014-11-20"] = "equals", ["2014-11-01/2014-11-08"] = "after",
      ["2014-11-01/2014-11-09"] = "met-by", ["2014-11-01/2014-11-15"] = "overlapped-by",
      ["2014-11-10/2014-11-15"] = "started-by", ["2014-11-12/2014-11-15"] = "contains",
      ["2014-11-15/2014-11-20"] = "finished-by",
    } do
      assert.equal(wanted, date.relation(day, b), b)
    end
    assert.is_nil(date.relation("2014-11/..", day))
  end)

  it("gives distances as a range of days", function()
    assert.same({ 3, 32 }, { date.distance("2014-11", "2014-12-03") })
    assert.same({ 1, 1 }, { date.distance("2014-12-31", "2015-01-01") })
    assert.same({ -29, 29 }, { date.distance("2014-11", "2014-11") })
    assert.same({ -32, -3 }, { date.distance("2014-12-03", "2014-11") })
    assert.is_nil(date.distance("../2014", "2015"))
  end)
end)

describe("date.parse with unix", function()
  it("reads seconds, ms and microseconds only when asked", function()
    for _, s in ipairs { "1416873600", "1416873600123", "1416873600123456" } do
      assert.equal("2014-11-25T00:00:00Z", tostring(date.parse(s, { unix = true })))
      assert.is_nil(date.parse(s))
    end
    assert.equal("1969-12-31T23:59:59Z", tostring(date.parse("-1", { unix = true })))
    assert.equal("2014-11-25", tostring(date.parse("2014-11-25", { unix = true })))
    assert.is_nil(date.parse(("9"):rep(30), { unix = true }))
  end)
end)

describe("a mention", function()
  it("says which day its value hangs on", function()
    local text, anchors = "Since yesterday; on 20 April 2011; six days later; in May.", {}
    for m in date.find(text, { anchor = "2011-06-01" }) do anchors[#anchors + 1] = m.anchor or "none" end
    assert.same({ "2011-06-01", "none", "2011-04-20", "2011-06-01" }, anchors)
  end)
end)

describe("date.normalize", function()
  it("gives the forms that documents carry", function()
    assert.equal("2014-11-25", date.normalize " 2014-11-25 ")
    assert.equal("2014-11-30T16:15", date.normalize "2014-11-30 16:15")
    assert.equal("2014-12-01T00:15:00Z", date.normalize "2014-11-30T16:15:00-08:00")
    assert.equal("2014-12-19T17:45:00Z", date.normalize "Fri, 19 Dec 2014 17:45:00 GMT")
  end)
end)

describe("date.edtf", function()
  for s, wanted in pairs {
    ["156X-12-25"] = { "1560-12-25", "1569-12-26" },
    ["-156X-12-25"] = { "-1569-12-25", "-1560-12-26" },
    ["20X2-02-29"] = { "2012-02-29", "2092-03-01" }, -- only 2012, 2032, 2052, 2072 and 2092 are leap years of this form
    ["1X00-02-29"] = { "1200-02-29", "1600-03-01" },
    ["2016-02-28/2016-02-X9"] = { "2016-02-28", "2016-03-01" },
    ["1919-12-02/1919-XX-04"] = { "1919-12-02", "1919-12-05" },
    ["2000-01/2000-01-03"] = { "2000-01-01", "2000-01-04" },
    ["../.."] = {},
    ["Y17E8"] = { "Y1700000000-01-01", "Y1700000001-01-01" },
    ["1950S2"] = { "1900-01-01", "2000-01-01" },
    ["?2004-06-~11"] = { "2004-06-11", "2004-06-12" },
    ["2001-33"] = { "2001-01-01", "2001-04-01" },
  } do
    it("reads " .. s, function()
      local d = assert(date.edtf(s))
      assert.same(wanted, { d.start, d.stop })
    end)
  end

  it("refuses what only resembles it", function()
    for s, code in pairs {
      [" 2014"] = "syntax", ["2014-11-25t10:00:00"] = "syntax", ["2014-11-25T10:00"] = "syntax",
      ["Tue, 25 Nov 2014"] = "syntax", ["/"] = "syntax", ["Y2006"] = "syntax", ["-0000"] = "syntax",
      ["20X1-02-29"] = "range", ["2014-12/2014-11"] = "range", ["2014-06-11/2014-06"] = "range",
      ["2014-11-25T10:00:00Z/2014-11-26"] = "syntax", ["Y-61000/2000"] = "syntax", [""] = "empty",
    } do
      local d, problem = date.edtf(s)
      assert.is_nil(d, s)
      assert.equal(code, problem.code, s)
    end
  end)

  it("agrees with a table of valid and invalid strings", function()
    local f = io.open((os.getenv "BREACHKIT_DATA" or "../shared/data") .. "/edtf/edtf-validate.json", "rb")
    if not f then return pending "skipped: no data" end
    local lists = assert(require "breachkit.json".decode(f:read "a"))
    f:close()
    for name, list in pairs(lists) do
      for _, s in ipairs(list) do
        assert.equal(not name:find "^invalid", date.edtf(s) ~= nil, name .. ": " .. s)
      end
    end
  end)
end)
