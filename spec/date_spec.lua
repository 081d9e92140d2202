local date = require "breachkit.date"

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
    ["0000-01-01"] = { "0000-01-01", "0000-01-02", "day" },
    ["Y-1234567890"] = { "Y-1234567890-01-01", "Y-1234567889-01-01", "year" },
    ["2014-11-30T24:00:00"] = { "2014-12-01T00:00:00", "2014-12-01T00:00:01", "second" },
    ["2016-12-31T23:59:60Z"] = { "2017-01-01T00:00:00Z", "2017-01-01T00:00:01Z", "second" }, -- a leap second
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
      ["12345-01-01"] = "syntax", ["2014-11-25T10:61"] = "range", ["\xff\xfe"] = "syntax",
      [("from "):rep(1000) .. "2014"] = "limit", ["2014-11-25x"] = "syntax", ["/"] = "syntax", ["[2014"] = "syntax",
    } do
      local d, problem = date.parse(s)
      assert.is_nil(d)
      assert.equal(code, problem.code)
    end
    assert.equal("no such day in the calendar", select(2, date.parse "2014-13-01").message)
  end)

  it("raises on misuse", function()
    assert.has_error(function() date.parse(2014) end, "date.parse: string expected, got number")
    assert.has_error(function() date.parse("2014", { ancor = "2014" }) end, "date.parse: unknown option 'ancor'")
  end)
end)

describe("comparison", function()
  it("answers yes, no or maybe", function()
    assert.equal("yes", date.before("2014-11", "2014-12-25"))
    assert.equal("no", date.before("2014-12-25", "2014-11"))
    assert.equal("maybe", date.before("2014-11", "2014-11-25"))
    assert.equal("maybe", date.before("../2014-11", "2014-11-25"))
    assert.equal("no", date.before(date.edtf "Y170000002", "2014"))
    assert.equal("maybe", date.before(date.find "on 24 November"().date, "2014"))
    assert.equal("yes", date.after("2014-12-01", "2014-11"))
    assert.equal("no", date.equals("2014-11-24", "2014-11-25"))
    assert.equal("maybe", date.equals("2014-11", "2014-11-25"))
    assert.equal("yes", date.during("2014-11-25", "2014-11"))
    assert.equal("maybe", date.during("2014-11", "2014-11-25"))
    assert.equal("yes", date.overlaps("2014-11", "2014-11-25/2014-12-02"))
    assert.equal("no", date.overlaps("2014-11", "2014-12"))
  end)

  it("gives fuzzy bounds, as far as a doubt may reach", function()
    for edtf, wanted in pairs {
      ["2014-11-24~"] = { "2014-11-23", "2014-11-26" }, ["2014-11~"] = { "2014-10-01", "2015-01-01" },
      ["2014?"] = { "2013-01-01", "2016-01-01" }, ["2014%"] = { "2012-01-01", "2017-01-01" },
      ["201X~"] = { "2000-01-01", "2030-01-01" }, ["2014-22~"] = { "2014-03-01", "2014-12-01" },
      ["2004-06~-11"] = { "2004-05-11", "2004-07-12" }, ["?2004-06-11"] = { "2003-06-11", "2005-06-12" },
      ["2014-11-24/2014-12~"] = { "2014-11-24", "2015-02-01" },
      ["[2014-11-24~,2014-12-01]"] = { "2014-11-23", "2014-12-02" },
      ["2014-11-24"] = { "2014-11-24", "2014-11-25" }, ["2016-02-29~"] = { "2016-02-28", "2016-03-02" },
    } do
      local lo, hi = date.bounds(edtf, "fuzzy")
      assert.same({ date.bounds(wanted[1]), (date.bounds(wanted[2])) }, { lo, hi }, edtf)
    end
    assert.same({ nil, (date.bounds "2016-01-01") }, { date.bounds("../2014~", "fuzzy") })
    assert.same({ date.bounds "2014-11-24~" }, { date.bounds("2014-11-24~", "strict") })
    local mail = "Fri, 19 Dec 2014 17:45:00 GMT"
    assert.same({ date.bounds(mail) }, { date.bounds(mail, "fuzzy") })
    assert.has_error(function() date.bounds("2014", "loose") end,
      "date.bounds: 'strict' or 'fuzzy' expected, got loose")
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

describe("date.normalize", function()
  it("gives the forms that documents carry", function()
    assert.equal("2014-11-25", date.normalize " 2014-11-25 ")
    assert.equal("2014-11-30T16:15", date.normalize "2014-11-30 16:15")
    assert.equal("2014-12-01T00:15:00Z", date.normalize "2014-11-30T16:15:00-08:00")
    assert.equal("2014-12-19T17:45:00Z", date.normalize "Fri, 19 Dec 2014 17:45:00 GMT")
  end)
end)

describe("date.canonical", function()
  it("writes one date one way", function()
    for s, wanted in pairs {
      ["?2004-?06-?11"] = "2004-06-11?", ["2004-06-11?"] = "2004-06-11?", ["2004?-06-11"] = "2004?-06-11",
      ["2004-06~-~11"] = "2004-06-11~", ["?2004-06-~11"] = "?2004-06-~11", ["~-0044"] = "-0044~",
      ["Y-17E7"] = "Y-170000000",
      ["2014-11-30T24:00:00"] = "2014-12-01T00:00:00", ["2014-11-30T16:15:00-08:00"] = "2014-12-01T00:15:00Z",
      ["[2014]"] = "2014", ["{~2014,2016?}"] = "{2014~,2016?}", ["[..~2014]"] = "[..2014~]", ["~2014/.."] = "2014~/..",
      ["2014-11-XX"] = "2014-11-XX", ["1950S2"] = "1950S2", ["2014-22"] = "2014-22", ["/2014-11~"] = "/2014-11~",
    } do
      assert.equal(wanted, date.canonical(s), s)
      assert.equal(wanted, date.canonical(wanted), wanted)
      assert.same({ date.bounds(s, "fuzzy") }, { date.bounds(wanted, "fuzzy") }, s)
    end
    assert.same({ nil, "syntax" }, { nil, select(2, date.canonical "late 2014").code })
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
