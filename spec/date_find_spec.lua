local date = require "breachkit.date"

local function found(text, anchor, custom)
  local list = {}
  for m in date.find(text, { anchor = anchor, custom = custom }) do
    assert.equal(text:sub(m.first, m.last), m.text)
    list[#list + 1] = m.text .. " = " .. m.date.edtf
  end
  return list
end

-- a Monday
local anchor = "2014-12-01"

describe("date.find reads", function()
  for group, cases in pairs {
    ["days and months by their names"] = {
      { "24 November 2014", "24 November 2014 = 2014-11-24" },
      { "Nov. 24, 2014", "Nov. 24, 2014 = 2014-11-24" },
      { "November 24th", "November 24th = 2014-11-24" },
      { "24-Nov-2014", "24-Nov-2014 = 2014-11-24" },
      { "2014/nov/24", "2014/nov/24 = 2014-11-24" },
      { "the 24th of November, 2014", "24th of November, 2014 = 2014-11-24" },
      { "Monday, 24 November", "Monday, 24 November = 2014-11-24" },
      { "Monday (Nov 24)", "Monday (Nov 24) = 2014-11-24" },
      { "24 November (Monday)", "24 November (Monday) = 2014-11-24" },
      { "November '14", "November '14 = 2014-11" },
      { "April of 87", "April of 87 = 1987-04" },
      { "2014 November", "2014 November = 2014-11" },
      { "twenty-fourth of November 2014", "twenty-fourth of November 2014 = 2014-11-24" },
      { "May twenty-ninth, 2014", "May twenty-ninth, 2014 = 2014-05-29" },
      { "13 Sept nineteen seventy-two", "13 Sept nineteen seventy-two = 1972-09-13" },
      { "in October two thousand and five", "October two thousand and five = 2005-10" },
      { "12 September 490 BC", "12 September 490 BC = -0489-09-12" },
      { "Janurary 2013", "Janurary 2013 = 2013-01" },
      { "26 and 27 November", "26 = 2014-11-26", "27 November = 2014-11-27" },
      { "April, May and June 2014", "April = 2014-04", "May = 2014-05", "June 2014 = 2014-06" },
      { "on the 27th", "27th = 2014-11-27" },
      { "the 20th of next month", "20th of next month = 2015-01-20" },
      { "Friday the 13th", "Friday the 13th = 2014-06-13" },
    },
    ["dates in figures"] = {
      { "2014-11-24", "2014-11-24 = 2014-11-24" },
      { "2014/11/24", "2014/11/24 = 2014-11-24" },
      { "24.11.2014", "24.11.2014 = 2014-11-24" },
      { "on 25/11", "25/11 = 2014-11-25" },
      { "2014-11", "2014-11 = 2014-11" },
      { "on 2014-11-24~, in 2014-11?, about", "2014-11-24~ = 2014-11-24~", "2014-11? = 2014-11?" },
      { "2014-11-24% and 2014-11-XX, 2014-XX-XX", "2014-11-24% = 2014-11-24%", "2014-11-XX = 2014-11-XX",
        "2014-XX-XX = 2014-XX-XX" },
      { "Was it on 2014-11-24? In 2014-11?", "2014-11-24 = 2014-11-24", "2014-11 = 2014-11" },
      { "Did it happen on 2014-11-24? 40 million know.", "2014-11-24 = 2014-11-24" },
      { "On 2014-11-24? \"No\", they said.", "2014-11-24 = 2014-11-24" },
      { "Was it on 2014-11-24? ", "2014-11-24 = 2014-11-24" },
      { "11/2014", "11/2014 = 2014-11" },
      { "20141124", "20141124 = 2014-11-24" },
      { "10-31-74", "10-31-74 = 1974-10-31" },
      { "Friday 11/28", "Friday 11/28 = 2014-11-28" },
      { "2013/14", "2013/14 = 2013/2014" },
      { "1990-94", "1990-94 = 1990/1994" },
      { "2014-11-24T10:00:00Z", "2014-11-24T10:00:00Z = 2014-11-24T10:00:00Z" },
      { "24/Nov/2014:06:36:02 +0200", "24/Nov/2014:06:36:02 +0200 = 2014-11-24T04:36:02Z" },
      { "2014-11-24 13:00 - 16:00", "2014-11-24 13:00 - 16:00 = 2014-11-24T13:00:00/2014-11-24T16:00:00" },
    },
    ["years, decades, centuries"] = {
      { "in 2011", "2011 = 2011" },
      { "the 2011 breach", "2011 = 2011" },
      { "since 1999", "since 1999 = 1999/.." },
      { "in '89", "89 = 1989" },
      { "the 1990s", "1990s = 199X" },
      { "the '80s", "80s = 198X" },
      { "the nineties", "nineties = 199X" },
      { "the 19th century", "19th century = 18XX" },
      { "early 2014", "early 2014 = 2014-01-01~/2014-04-30~" },
      { "490 BC", "490 BC = -0489" },
      { "from 2007 to 2009", "2007 to 2009 = 2007/2009" },
      { "2011-2013", "2011-2013 = 2011/2013" },
    },
    ["quarters, halves, seasons, weeks"] = {
      { "Q3 2014", "Q3 2014 = 2014-35" },
      { "2014-Q3", "2014-Q3 = 2014-35" },
      { "third quarter of 2014", "third quarter of 2014 = 2014-35" },
      { "third-quarter profits", "third-quarter = 2014-35" },
      { "the second half of 2013", "second half of 2013 = 2013-41" },
      { "H1 2013", "H1 2013 = 2013-40" },
      { "last year's first quarter", "last year's first quarter = 2013-33" },
      { "summer 2014", "summer 2014 = 2014-22" },
      { "last winter", "last winter = 2013-24" },
      { "the summer of last year", "summer of last year = 2013-22" },
      { "week 31", "week 31 = 2014-07-28/2014-08-03" },
      { "week 3 of 2013", "week 3 of 2013 = 2013-01-14/2013-01-20" },
      { "first week of May 2014", "first week of May 2014 = 2014-04-28/2014-05-04" },
      { "last week of July 2014", "last week of July 2014 = 2014-07-28/2014-08-03" },
      { "week of 4 November", "week of 4 November = 2014-11-03/2014-11-09" },
      { "week commencing November 3", "week commencing November 3 = 2014-11-03/2014-11-09" },
      { "last Monday of October 2014", "last Monday of October 2014 = 2014-10-27" },
      { "first two weeks of 2014", "first two weeks of 2014 = 2013-12-30/2014-01-12" },
      { "third month of 2014", "third month of 2014 = 2014-03" },
      { "over the weekend", "weekend = 2014-11-29/2014-11-30" },
      { "Thanksgiving weekend 2014", "Thanksgiving weekend 2014 = 2014-11-27/2014-11-30" },
    },
    ["ranges"] = {
      { "from 12 to 14 May 2014", "12 to 14 May 2014 = 2014-05-12/2014-05-14" },
      { "12-14 May 2014", "12-14 May 2014 = 2014-05-12/2014-05-14" },
      { "May 12-14, 2014", "May 12-14, 2014 = 2014-05-12/2014-05-14" },
      { "between 3 and 12 September", "3 and 12 September = 2014-09-03/2014-09-12" },
      { "April-June 2014", "April-June 2014 = 2014-04/2014-06" },
      { "between May and July", "May and July = 2014-05/2014-07" },
      { "from November to February 2013", "November to February 2013 = 2012-11/2013-02" },
      { "Nov 18-Dec 19, 2013", "Nov 18-Dec 19, 2013 = 2013-11-18/2013-12-19" },
      { "between 2007 and the end of 2008", "2007 and the end of 2008 = 2007/2008-12-31~" },
      { "from 10/28 to 11/25", "10/28 to 11/25 = 2014-10-28/2014-11-25" },
      { "24 November until now", "24 November until now = 2014-11-24/2014-11-30" },
      { "2014-11-03/2014-11-09", "2014-11-03/2014-11-09 = 2014-11-03/2014-11-09" },
      { "3 days starting 24 November", "3 days starting 24 November = 2014-11-24/2014-11-26" },
      { "from Monday to Friday", "Monday to Friday = 2014-12-01/2014-12-05" },
    },
    ["open at one side"] = {
      { "since May", "since May = 2014-05/.." },
      { "since at least 2012", "since at least 2012 = 2012/.." },
      { "after August 2014", "after August 2014 = 2014-09-01/.." },
      { "before 3 June 2014", "before 3 June 2014 = ../2014-06-02" },
      { "by 24 November", "by 24 November = ../2014-11-24" },
      { "until March 2014", "until March 2014 = ../2014-03" },
      { "no later than 3 June 2014", "no later than 3 June 2014 = ../2014-06-03" },
      { "as early as March 2014", "as early as March 2014 = 2014-03/.." },
      { "2012 or later", "2012 or later = 2012/.." },
      { "3 June 2014 and after", "3 June 2014 and after = 2014-06-03/.." },
      { "from 1968 onward", "1968 onward = 1968/.." },
      { "after the end of May", "after the end of May = 2014-06-01/.." },
    },
    ["parts of a period"] = {
      { "early November", "early November = 2014-11-01~/2014-11-10~" },
      { "mid-2014", "mid-2014 = 2014-05-01~/2014-08-31~" },
      { "late last month", "late last month = 2014-11-21~/2014-11-30~" },
      { "the end of October 2014", "end of October 2014 = 2014-10-21~/2014-10-31~" },
      { "beginning of the year", "beginning of the year = 2014-01-01~/2014-04-30~" },
      { "earlier this year", "earlier this year = 2014-01-01/2014-12-01" },
      { "later this week", "later this week = 2014-12-01/2014-12-07" },
      { "the rest of the year", "rest of the year = 2014-12-01/2014-12-31" },
      { "late 1990s", "late 1990s = 1997-01-01~/1999-12-31~" },
    },
    ["what hangs on the anchor"] = {
      { "yesterday", "yesterday = 2014-11-30" },
      { "the day before yesterday", "the day before yesterday = 2014-11-29" },
      { "last Tuesday", "last Tuesday = 2014-11-25" },
      { "this Friday", "this Friday = 2014-12-05" },
      { "next Friday", "next Friday = 2014-12-12" },
      { "the coming Friday", "coming Friday = 2014-12-05" },
      { "the past Friday", "past Friday = 2014-11-28" },
      { "last week", "last week = 2014-11-24/2014-11-30" },
      { "next month", "next month = 2015-01" },
      { "past quarter", "past quarter = 2014-35" },
      { "last year", "last year = 2013" },
      { "three months ago", "three months ago = 2014-09" },
      { "a week and a half ago", "a week and a half ago = 2014-11-21~" },
      { "two weeks and two days ago", "two weeks and two days ago = 2014-11-15" },
      { "half an hour ago", "half an hour ago = 2014-12-01~" },
      { "two Sundays ago", "two Sundays ago = 2014-11-23" },
      { "a fortnight ago", "a fortnight ago = 2014-11-17~" },
      { "a couple of days ago", "a couple of days ago = 2014-11-29~" },
      { "five business days ago", "five business days ago = 2014-11-24" },
      { "the past three months", "past three months = 2014-09-01/2014-11-30" },
      { "the next 40 days", "next 40 days = 2014-12-02/2015-01-10" },
      { "the last two quarters", "last two quarters = 2014-04-01/2014-09-30" },
      { "in two weeks", "in two weeks = 2014-12-15~" },
      { "they will pay in two weeks", "in two weeks = 2014-12-15~" },
      { "within three days of it" },
      { "Tuesday of last week", "Tuesday of last week = 2014-11-25" },
      { "last week on Tuesday", "last week on Tuesday = 2014-11-25" },
      { "the week after next", "week after next = 2014-12-15/2014-12-21" },
      { "overnight", "overnight = 2014-11-30~/2014-12-01~" },
      { "last night", "last night = 2014-11-30" },
      { "this morning", "this morning = 2014-12-01" },
      { "90 days from now", "90 days from now = 2015-03-01" },
    },
    ["days counted from days"] = {
      { "two weeks before 13 May 1999", "two weeks before 13 May 1999 = 1999-04-29" },
      { "3 days after Christmas 2013", "3 days after Christmas 2013 = 2013-12-28" },
      { "two weeks from January 15", "two weeks from January 15 = 2014-01-29" },
      { "the day after Thanksgiving", "day after Thanksgiving = 2014-11-28" },
    },
    ["times of day"] = {
      { "3 p.m. ET on Monday", "3 p.m. ET on Monday = 2014-12-01T20:00:00Z" },
      { "around 3 a.m. on 24 November", "3 a.m. on 24 November = 2014-11-24T03:00" },
      { "tomorrow 8:00am", "tomorrow 8:00am = 2014-12-02T08:00" },
      { "24 November 2014 at 17:49:19", "24 November 2014 at 17:49:19 = 2014-11-24T17:49:19" },
      { "from 3-8pm yesterday", "3-8pm yesterday = 2014-11-30T15:00:00/2014-11-30T20:00:00" },
      { "Monday at 2:00 - 2:30 pm", "Monday at 2:00 - 2:30 pm = 2014-12-01T14:00:00/2014-12-01T14:30:00" },
      { "tonight from 7 to 7:30", "tonight from 7 to 7:30 = 2014-12-01T19:00:00/2014-12-01T19:30:00" },
      { "noon on 24 November", "noon on 24 November = 2014-11-24T12:00" },
      { "8.30pm today", "8.30pm today = 2014-12-01T20:30" },
      { "Fri, 09 Sep 2005 13:51:39 -0700", "Fri, 09 Sep 2005 13:51:39 -0700 = 2005-09-09T20:51:39Z" },
      { "10:00 UTC+2 on 24 November 2014", "10:00 UTC+2 on 24 November 2014 = 2014-11-24T08:00:00Z" },
      { "this afternoon at 3:20", "this afternoon at 3:20 = 2014-12-01T15:20" },
      { "1530 GMT on 24 November", "1530 GMT on 24 November = 2014-11-24T15:30:00Z" },
    },
    ["what notices and indictments say"] = {
      { "between on or about June 3, 2014 and July 2014", "June 3, 2014 and July 2014 = 2014-06-03~/2014-07~" },
      { "in or about April 2014 through in or about June 2014",
        "April 2014 through in or about June 2014 = 2014-04~/2014-06~" },
      { "between April 18, 2014, and May 6, 2014", "April 18, 2014, and May 6, 2014 = 2014-04-18/2014-05-06" },
      { "from April 18, 2014, through May 6, 2014", "April 18, 2014, through May 6, 2014 = 2014-04-18/2014-05-06" },
      { "2009 through at least April 2016", "2009 through at least April 2016 = 2009/2016-04" },
      { "until at least 2016", "until at least 2016 = ../2016" },
      { "dating back to at least 2007", "dating back to at least 2007 = 2007/.." },
      { "on and after July 1, 2014", "on and after July 1, 2014 = 2014-07-01/.." },
      { "July of last year", "July of last year = 2013-07" },
      { "November 3 of last year", "November 3 of last year = 2013-11-03" },
      { "December of the previous year", "December of the previous year = 2013-12" },
      { "November 21, 24, and 26, 2014", "November 21 = 2014-11-21", "24 = 2014-11-24", "26, 2014 = 2014-11-26" },
      { "24/25 November 2014", "24 = 2014-11-24", "25 November 2014 = 2014-11-25" },
      { "the night of November 24-25", "night of November 24-25 = 2014-11-24/2014-11-25" },
      { "the second half of November", "second half of November = 2014-11-16/2014-11-30" },
      { "week beginning 24 November", "week beginning 24 November = 2014-11-24/2014-11-30" },
      { "the Friday before Christmas", "Friday before Christmas = 2014-12-19" },
      { "the month after November 2014", "month after November 2014 = 2014-12" },
      { "the year before 2014", "year before 2014 = 2013" },
      { "in the week before Christmas", "week before Christmas = 2014-12-18/2014-12-24" },
      { "before the end of the year", "before the end of the year = ../2014-12-31" },
      { "since around May 2012", "since around May 2012 = 2012-05~/.." },
      { "not discovered until April 2014", "April 2014 = 2014-04" },
      { "over the last year", "last year = 2013-12-01/2014-11-30" },
      { "winter 2013-2014", "winter 2013-2014 = 2013-24" },
      { "In Jan. and Feb. 2014", "Jan. = 2014-01", "Feb. 2014 = 2014-02" },
      { "Jan.-March 2014", "Jan.-March 2014 = 2014-01/2014-03" },
      { "as of Monday", "Monday = 2014-12-01" },
      { "In January, the company disclosed it", "January = 2014-01" },
      { "He will be sentenced on Feb. 12", "Feb. 12 = 2015-02-12" },
      { "He will be sentenced on Friday", "Friday = 2014-12-05" },
    },
    ["stamps of logs and mails"] = {
      { "2014-11-24 02:30 PM", "2014-11-24 02:30 PM = 2014-11-24T14:30" },
      { "2014-11-24 14:30:00 (UTC)", "2014-11-24 14:30:00 (UTC) = 2014-11-24T14:30:00Z" },
      { "2014-11-24 14:30:00 GMT+8", "2014-11-24 14:30:00 GMT+8 = 2014-11-24T06:30:00Z" },
      { "2014-11-24 10:22:31 -05:00", "2014-11-24 10:22:31 -05:00 = 2014-11-24T15:22:31Z" },
      { "Nov 24 00:00:00 2014 GMT", "Nov 24 00:00:00 2014 GMT = 2014-11-24T00:00:00Z" },
      { "00:06, 22 November 2014 (UTC)", "00:06, 22 November 2014 (UTC) = 2014-11-22T00:06:00Z" },
      { "9 a.m. EST to 5 p.m. on Nov. 24",
        "9 a.m. EST to 5 p.m. on Nov. 24 = 2014-11-24T14:00:00Z/2014-11-24T22:00:00Z" },
      { "between 10:00 EST and 14:30 ACST on November 24, 2014", -- half past two there was five in the morning here
        "14:30 ACST on November 24, 2014 = 2014-11-24T05:00:00Z" },
      { "between 10:00 EST and 14:30 on November 24, 2014",
        "10:00 EST and 14:30 on November 24, 2014 = 2014-11-24T15:00:00Z/2014-11-24T19:30:00Z" },
    },
    ["holidays"] = {
      { "Thanksgiving", "Thanksgiving = 2014-11-27" },
      { "Black Friday 2013", "Black Friday 2013 = 2013-11-29" },
      { "Christmas Eve", "Christmas Eve = 2014-12-24" },
      { "last Easter", "last Easter = 2014-04-20" },
      { "Halloween", "Halloween = 2014-10-31" },
      { "Labor Day 2014", "Labor Day 2014 = 2014-09-01" },
      { "Patch Tuesday", "Patch Tuesday = 2014-11-11" },
      { "New Year's Eve", "New Year's Eve = 2014-12-31" },
    },
  } do
    it(group, function()
      for _, case in ipairs(cases) do
        assert.same({ table.unpack(case, 2) }, found(case[1], anchor), case[1])
      end
    end)
  end
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

  it("counts from a day's name to the day", function()
    assert.same({ "a year ago today = 2019-09-22", "three weeks ago yesterday = 2020-08-31" },
      found("a year ago today, and three weeks ago yesterday", "2020-09-22"))
  end)

  it("keeps open which day of a vague anchor it was", function()
    local text = "yesterday, today, last month, on Monday, two weeks ago, since yesterday, yesterday at 15:00"
    assert.same({ "yesterday = [2024-02-29..2024-03-30]", "today = 2024-03-XX", "last month = 2024-02",
      "Monday = [2024-02-26..2024-03-25]", "two weeks ago = [2024-02-16~..2024-03-17~]",
      "since yesterday = 2024-02-29%/..", "yesterday at 15:00 = [2024-02-29..2024-03-30]" }, found(text, "2024-03"))
    assert.same({ "today = 2024-XX-XX", "last year = 2023", "last week = 2023-12-25%/2024-12-29%",
      "3 May = [2023-05-03,2024-05-03]", "six days later = [2023-05-09,2024-05-09]",
      "same day = [2023-05-09,2024-05-09]" },
      found("today, last year, last week; on 3 May; six days later; the same day", "2024"))
    local last
    for hung in date.find("On 3 May it fell. Six days later they paid.", { anchor = "2024" }) do last = hung end
    assert.equal("[2023-05-03,2024-05-03]", last.anchor)
    -- the day before a day of a whole year may be any day of it
    assert.same({ "yesterday = [2013-05-31..2014-05-31]", "six days later = [2013-06-06%..2014-06-06%]" },
      found("yesterday; six days later", "2013-06-01/2014-06-01"))
    assert.same({ "yesterday = [2024-03-04..2024-03-06]", "3 April 2014 = 2014-04-03" },
      found("yesterday, on 3 April 2014", "2024-03-05/2024-03-07"))
    assert.same({ "yesterday = 2024-03-04~" }, found("yesterday", "2024-03-05~"))
    assert.same({ "yesterday = 2024-03-04%" }, found("yesterday", "2024-03-05/..")) -- any later day, too
    local m = date.find("yesterday", { anchor = "2024-03" })()
    assert.same({ "2024-03-XX", "2024-02-29", "2024-03-31" }, { m.anchor, m.date.start, m.date.stop })
  end)

  it("reads EDTF that is open at one side, and no paths", function()
    assert.same({ "2024-03-01/.. = 2024-03-01/..", "../2024-03-02 = ../2024-03-02", "2024-03/.. = 2024-03/..",
      "2024/.. = 2024/..", "2024-03-01~/.. = 2024-03-01~/..",
      "2024-03-01T10:00:00Z/.. = 2024-03-01T10:00:00Z/..", "2024-03-04/.. = 2024-03-04/.." },
      found("On 2024-03-01/.. and ../2024-03-02; (2024-03/..), 2024/.. or 2024-03-01~/..; " ..
        "2024-03-01T10:00:00Z/.., 2024-03-04/.."))
    local m = date.find "until ../2024-03-02 it ran"()
    assert.same({ 7, 19, "range", "2024-03-02" }, { m.first, m.last, m.kind, m.parts[1].text })
    for _, path in ipairs { "cd ../2024-03-01/logs", "/var/log/2024-03-01/..", "2024-03-01/../x", "2024-03-01/...",
      "../2024", "logs/2024/.." } do
      assert.same({}, found(path), path)
    end
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
    for _, text in ipairs {
      "They may march in august company; she may.", "Version 2.0.14, version 10.11.2014, 192.168.20.14, 10.0.0.1",
      "$2014, 2014 euros, 15,000 of 2,014", "call 555-2014 or +86 138-2010-2015", "ssn 123-12-1234",
      "2010 employees and 2000 servers", "CVE-2014-1234, MS14-066, ISO 27001:2013",
      "port 2014, page 2010, Windows 2000",
      "a 24/7 service, 3/4 of them, 1:1", "/2014/11/25/story.html report-20141124.pdf Shot-2014-09-03-at-11.png",
      "30 February 2014, 31 June, 2014-11-32", "week 60, Q7 2014", "day after day, the end of the line",
      "two to four people, the second round", "at 3 p.m. alone", "2048-bit keys", "the second half of the film",
      "in the last months, in the past decade", "sshd[1987]: x [1234] LOG", "between 1100 and 1500 employees",
      "from 1500 to 2000 customers were affected", "Port 2014 and 1433 and 2049", "RFC 2045 and RFC 2014",
      "Version 2014.11.24", "Q4 of FY2012", "9000 years from now",
    } do
      assert.same({}, found(text, anchor), text)
    end
    assert.same({ "2016 = 2016" }, found("Super Tuesday 2016", anchor))
  end)

  it("is not troubled by hostile bytes", function()
    for _, text in ipairs { ("1"):rep(1e5), ("May "):rep(1e4), ("\xff\xfe"):rep(1e3),
      ("1/"):rep(1e4), ("3 pm "):rep(1e4), ("3-4 pm "):rep(1e4),
      ("2 days before "):rep(1e4), ("last week of "):rep(1e4), ("Monday the "):rep(1e4), ("2014 May "):rep(1e4),
      ("from 1 "):rep(1e4), ("since "):rep(1e5), ("early "):rep(1e4), ("a day after "):rep(1e4), ("2014-"):rep(1e4),
      ("1 and "):rep(1e4), ("May, "):rep(1e4), ("at 3 on "):rep(1e4), ("week of "):rep(1e4),
      ("the morning of "):rep(1e4),
      "12:", "3 p.m", "\0May 3\0", "2014-11-2", "\xc3", "\xe2\x80", "24.\xc2" } do
      for m in date.find(text, { anchor = "2014-12-01" }) do assert.is_true(m.last >= m.first) end
    end
  end)
end)

describe("a mention", function()
  it("says which day its value hangs on", function()
    local text, anchors = "Since yesterday; on 20 April 2011; six days later; in May.", {}
    for m in date.find(text, { anchor = "2011-06-01" }) do anchors[#anchors + 1] = m.anchor or "none" end
    assert.same({ "2011-06-01", "none", "2011-04-20", "2011-06-01" }, anchors)
  end)
end)


describe("date.find", function()
  it("counts hours and minutes from an anchor that has a time of day", function()
    local moment = "2014-11-30T16:15"
    assert.same({ "in 10 minutes = 2014-11-30T16:25" }, found("in 10 minutes", moment))
    assert.same({ "two hours ago = 2014-11-30T14:15" }, found("two hours ago", moment))
    assert.same({ "next hour = 2014-11-30T16:15:00/2014-11-30T17:15:00" }, found("next hour", moment))
    assert.same({ "last 20 minutes = 2014-11-30T15:55:00/2014-11-30T16:15:00" }, found("the last 20 minutes", moment))
    assert.same({ "two hours ago = 2014-11-30~" }, found("two hours ago", "2014-11-30"))
  end)

  it("takes a length of time for a date only where the sentence looks ahead", function()
    assert.same({ "April 2011 = 2011-04" },
      found("Shut for more than three weeks after a hack in April 2011.", anchor))
    assert.same({}, found("It was copied in two weeks.", anchor))
    assert.same({ "in two weeks = 2014-12-15~" }, found("It will be paid in two weeks.", anchor))
    assert.same({}, found("It will be paid. It was copied in two weeks.", anchor))
  end)

  it("leaves a year that is named in passing out of the story", function()
    assert.same({ "10 March 1975 = 1975-03-10", "1976 = 1976", "11 March = 1975-03-11" },
      found("On 10 March 1975, long before a campaign planned for 1976, it fell on 11 March.", "2009-05-01"))
  end)

  it("names the whole dates that a mention is made of", function()
    local function parts(text)
      local m = date.find(text, { anchor = anchor })()
      local list = {}
      for i, part in ipairs(m.parts or {}) do
        assert.equal(text:sub(part.first, part.last), part.text)
        list[i] = part.text .. " = " .. part.date.edtf
      end
      return list
    end
    assert.same({ "3 May = 2014-05-03", "9 June 2014 = 2014-06-09" }, parts "from 3 May to 9 June 2014")
    assert.same({ "end of March = 2014-03-21~/2014-03-31~", "March = 2014-03", "mid-July = 2014-07-11~/2014-07-20~",
      "July = 2014-07" }, parts "between the end of March and mid-July")
    assert.same({ "June 2014 = 2014-06" }, parts "the last week of June 2014")
    assert.same({ "2012 = 2012" }, parts "since at least 2012")
    assert.same({ "2014-11-24 = 2014-11-24" }, parts "2014-11-24T10:00:00Z")
    assert.same({}, parts "24 November 2014")
  end)

  it("gives what counts from an event to those who ask for it", function()
    local text = "It was told a week after the attack, the day before Malwarebytes disclosed it."
    assert.same({}, found(text, anchor))
    local list = {}
    for m in date.find(text, { anchor = anchor, events = true }) do
      assert.is_nil(m.date)
      assert.equal(text:sub(m.event.first, m.event.last), m.event.text)
      list[#list + 1] = { m.kind, m.text, m.event.text, m.event.months, m.event.days, m.event.seconds }
    end
    assert.same({ { "event", "a week after the attack", "the attack", 0, 7, 0 },
      { "event", "day before Malwarebytes disclosed", "Malwarebytes disclosed", 0, -1, 0 } }, list)
    local asked = {}
    for m in date.find(text, { anchor = anchor, events = function(words)
      asked[#asked + 1] = words
      return words == "the attack" and "2014-11-24" or nil
    end }) do
      if m.date then assert.same({ "2014-12-01~", "2014-11-24" }, { m.date.edtf, m.anchor }) end
    end
    assert.same({ "the attack", "Malwarebytes disclosed" }, asked)
  end)

  it("takes an event in apposition for the day it stands beside", function()
    assert.same({ "27 June 1950 = 1950-06-27", "two days after the invasion began = 1950-06-27" },
      found("On 27 June 1950, two days after the invasion began, he spoke.", "2009-05-01"))
  end)

  it("doubts what would have happened after the report", function()
    assert.same({ "last night = 2014-11-30", "two days later = 2014-12-02%" },
      found("It said so last night. The site went down two days later.", anchor))
  end)

  it("leaves the full stop of a sentence to it", function()
    assert.same({ "14 March = 2014-03-14", "3 Sept. 2014 = 2014-09-03" },
      found("On 14 March. On 3 Sept. 2014.", anchor))
  end)

  it("raises on misuse", function()
    assert.has_error(function() date.find("x", { anchor = "never" }) end,
      "date.find: 'never' is no date: not EDTF: a year has four digits")
    assert.has_error(function() date.find("x", { language = "xx" }) end)
    assert.has_error(function() date.find("x", { event = true }) end, "date.find: unknown option 'event'")
  end)
end)

describe("date.shift", function()
  it("moves a date, whole days and months", function()
    assert.equal("2014-12-01", date.shift("2014-11-24", { days = 7 }).edtf)
    assert.equal("2015-02-28", date.shift("2014-11-30", { months = 3 }).edtf)
    assert.equal("2014-11-08/2014-12-07", date.shift("2014-11", { days = 7 }).edtf)
    assert.equal("2014-03-01/2014-03-31", date.shift("2014-02", { months = 1 }).edtf)
    assert.is_nil(date.shift("2014/..", { days = 7 }))
    assert.has_error(function() date.shift("2014", { weeks = 1 }) end, "date.shift: unknown option 'weeks'")
  end)
end)
