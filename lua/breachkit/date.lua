--- Dates as reports give them: kept with their doubt, compared honestly.
-- A date record is `{edtf, start, stop, precision, text}`: an EDTF string (ISO 8601-2:2019) and the half-open interval
-- [`start`, `stop`) that the date must lie in; open ends are absent. `tostring` gives the EDTF. Wherever a date is
-- taken, a record, an EDTF string or any machine date will do.
-- @module breachkit.date
local core = require "breachkit.core".date
local err = require "breachkit.err"
local trim = require "breachkit.trim"

local date = {}
--- The languages whose dates `find` reads, by ISO 639-1 code.
-- @table languages
date.languages = { en = true, de = true, fr = true, es = true, nl = true }

local Date = { __name = "breachkit.date" }
Date.__index = Date
Date.__tostring = function(d) return d.edtf end

-- record -> { lo, hi }; records are values, so their bounds never change
local bounds_of = setmetatable({}, { __mode = "k" })

local function record(fields, text)
  fields.text = text or fields.text
  return setmetatable(fields, Date)
end

-- The fields of a Unix time, nil when `s` is none that has a date of four digits.
local function unix_time(s)
  local digits = s:match "^%s*%-?(%d+)%s*$"
  if not digits or #digits > 17 then return nil end
  local unit = #digits <= 11 and 1 or #digits <= 14 and 1000 or 1000000
  local seconds = math.tointeger(tonumber(s)) // unit
  local days = seconds // 86400
  if days < -719162 or days > 2932896 then return nil end
  return core.parse(core.print(seconds))
end

--- Parse all of a string: EDTF, ISO 8601, RFC 3339, RFC 5322, RFC 850, asctime, or one English expression.
-- @tparam string s the date
-- @tparam[opt] table options `anchor`: the date that relative expressions hang on; `custom`: "dmy" or "mdy"; `unix`: a
-- bare number is a Unix time, in seconds up to 11 digits, in ms up to 14, in microseconds up to 17
-- @treturn[1] table a date record
-- @treturn[2] nil
-- @treturn[2] table error: "syntax", "range", "limit" or "empty"
-- @raise on an unknown option or an anchor that is no date
-- @usage local d = assert(date.parse "2014-11-24~")
function date.parse(s, options)
  options = err.options(options, { anchor = true, custom = true, unix = true }, "date.parse")
  if type(s) ~= "string" then err.raise("date.parse: string expected, got " .. type(s)) end
  local stamp = options.unix and unix_time(s)
  if stamp then return record(stamp, s) end
  local parsed, lo, hi = core.parse(s)
  if parsed then
    local d = record(parsed, s)
    bounds_of[d] = { lo, hi }
    return d
  end
  local problem = lo
  local trimmed = trim(s)
  if #trimmed <= 127 then
    local anchor = options.anchor and tostring(options.anchor)
    local step, state = core.find(trimmed, anchor, options.custom)
    local m = step(state)
    if m and m.first == 1 and m.last == #trimmed then return record(m.date, s) end
    -- 30 February: with another day it would have been a date
    local other, count = trimmed:gsub("%f[%w]%d%d?%f[%D]", "1", 1)
    step, state = core.find(other, anchor, options.custom)
    m = count == 1 and step(state)
    if m and m.first == 1 and m.last == #other and m.date.precision == "day" then
      return nil, err.new("range", "no such day in the calendar", s)
    end
  end
  return nil, problem
end

--- Parse all of a string as EDTF (ISO 8601-2:2019 levels 0 to 2) and as nothing else: a validator.
-- @tparam string s the date
-- @treturn[1] table a date record
-- @treturn[2] nil
-- @treturn[2] table error: "syntax", "range", "limit" or "empty"
-- @raise when `s` is no string
-- @usage local d = assert(date.edtf "156X-12-25")
function date.edtf(s)
  if type(s) ~= "string" then err.raise("date.edtf: string expected, got " .. type(s)) end
  local d, problem = core.edtf(s)
  if not d then return nil, problem end
  return record(d, s)
end

-- A record for whatever the caller calls a date.
local function as_date(value, who)
  if getmetatable(value) == Date then return value end
  if type(value) == "table" and type(value.edtf) == "string" then value = value.edtf end
  if type(value) ~= "string" then err.raise(("%s: date expected, got %s"):format(who, type(value))) end
  local d, problem = date.parse(value)
  if not d then err.raise(("%s: '%s' is no date: %s"):format(who, value, problem.message)) end
  return d
end

--- The interval of a date in seconds. The strict bounds take a date for what it says: `2014-11-24~` lies in that day.
-- The fuzzy ones let a doubtful component be off by one of its units at either side, by two where it is uncertain as
-- well as approximate: from 23 to 25 November.
-- @tparam table|string d a date record, or what `parse` takes
-- @tparam[opt="strict"] string kind "strict" or "fuzzy"
-- @treturn ?integer lo seconds since 1970-01-01T00:00:00 in the proleptic Gregorian calendar, nil when open or unknown
-- @treturn ?integer hi the end, exclusive, nil when open or unknown; floating times count as if in UTC
-- @raise when it is no date, or the kind is neither
-- @usage local lo, hi = date.bounds "2014-11"
function date.bounds(d, kind)
  d = as_date(d, "date.bounds")
  if kind == "fuzzy" then
    local lo, hi = core.fuzzy(d.edtf)
    if type(hi) ~= "table" then return lo, hi end -- a machine's date has no doubt
  elseif kind ~= nil and kind ~= "strict" then
    err.raise("date.bounds: 'strict' or 'fuzzy' expected, got " .. tostring(kind))
  end
  local known = bounds_of[d]
  if not known then
    local parsed, lo, hi = core.parse(d.edtf)
    -- times in an interval are moments, and what is masked for want of an anchor is open
    if not parsed or d.edtf:find "T" then
      local _
      _, lo = core.parse(d.start or "")
      _, hi = core.parse(d.stop or "")
    end
    known = { d.start and math.tointeger(lo), d.stop and math.tointeger(hi) }
    bounds_of[d] = known
  end
  return known[1], known[2]
end

-- What the C finder gave, as a mention for scripts; nil where an event has no date and nobody asked for it.
local function mention(m, events)
  if m.event then
    if not events then return nil end
    local day = type(events) == "function" and events(m.event.text, m) or nil
    local shifted = day and core.shift(as_date(day, "date.find").edtf, m.event.months, m.event.days, m.event.seconds,
      m.event.approximate)
    if shifted then m.date, m.anchor = record(shifted, m.text), tostring(day) end
    return m
  end
  setmetatable(m.date, Date)
  for _, part in ipairs(m.parts or {}) do setmetatable(part.date, Date) end
  return m
end

--- Find the dates of a text.
-- @tparam string text UTF-8
-- @tparam[opt] table options `anchor`: when the report was published, for relative expressions and dates without a year
-- (the past is preferred; of a vague one each of its days may be it); `custom`: "dmy" or "mdy" for 05/02/2019, else
-- both readings unless the text settles it; `language`: "en" (the default), "de", "fr", "es" or "nl"; `events`: true
-- to be given what counts from an event too ("a week after the attack"), or a function that gets the words of the event
-- and the mention and returns its date or nil
-- @treturn function an iterator of `{first, last, text, kind, date, anchor, parts, event}`; kind is date, time, range,
-- relative, set or event; `anchor` is the day that the value hangs on, the report's or the one told last, absent when
-- it hangs on none; `parts` are the whole dates that it is made of, `{first, last, text, date}` each: the ends of a
-- range, the month of "early May"; `event` is `{first, last, text, months, days, seconds, approximate}`, what is
-- counted from and how far, in weeks or more only about so; `date` is absent where the event's is not known
-- @raise on an unknown option, an anchor that is no date, or a language without a table
-- @usage for m in date.find(doc.text, { anchor = doc.published }) do print(m.first, m.last, m.date) end
function date.find(text, options)
  options = err.options(options, { anchor = true, custom = "string", language = "string", events = true }, "date.find")
  err.want(text, "string", "date.find: a text")
  if options.language and not date.languages[options.language] then
    err.raise(("date.find: there is no table of the language '%s' (there are de, en, es, fr, nl)"):format(
      options.language))
  end
  local anchor = options.anchor and as_date(options.anchor, "date.find").edtf or nil
  local step, state = core.find(text, anchor, options.custom, options.language)
  return function()
    local m
    repeat
      m = step(state)
      local given = m and mention(m, options.events)
    until given or not m
    return m
  end
end

--- The date so far from another one.
-- @tparam table|string d a date
-- @tparam table by `{months, days, seconds}`, each an integer, negative for the past; hours count as whole days only
-- @treturn ?table a date record, of a day where `d` is one; nil when `d` is open
-- @usage date.shift("2014-11-24", { days = 7 }) --> 2014-12-01
function date.shift(d, by)
  by = err.options(by, { months = "integer", days = "integer", seconds = "integer" }, "date.shift")
  local to = core.shift(as_date(d, "date.shift").edtf, by.months or 0, by.days or 0, by.seconds or 0)
  return to and record(to) or nil
end

--- A machine date in the form that documents carry: `2014-11-25` for a day, `2014-11-30T16:15` without a zone, else
-- RFC 3339 in UTC.
-- @tparam string s ISO 8601, RFC 3339, RFC 5322, RFC 850 or asctime
-- @treturn[1] string the date
-- @treturn[2] nil
-- @treturn[2] table error
-- @usage local published = date.normalize "Fri, 19 Dec 2014 17:45:00 GMT"
function date.normalize(s)
  err.want(s, "string", "date.normalize: a string")
  local d, problem = core.parse(trim(s))
  if not d then return nil, problem end
  if d.precision == "second" or d.precision == "minute" then
    if d.start:sub(-1) == "Z" then return d.start end
    return (d.start:gsub(":00$", ""))
  end
  return d.edtf
end

-- A component date of EDTF in its normal form: one qualifier where all components carry the same, exponents written
-- out.
local function normal_component(s)
  local sign, digits, power = s:match "^Y(%-?)(%d+)E(%d+)$"
  if digits then return ("Y%s%s%s"):format(sign, digits, ("0"):rep(tonumber(power))) end
  if s:find "[^%d%-XY?~%%]" then return s end
  local marks, bare, count = {}, {}, 0
  for part in (s .. "-"):gmatch "([?~%%]?%-?[%dXY]+[?~%%]?)%-" do
    local before, body, after = part:match "^([?~%%]?)(%-?[%dXY]+)([?~%%]?)$"
    count = count + 1
    marks[count], bare[count] = before, body
    if after ~= "" then -- a mark behind a component is one of all to its left
      for i = 1, count do marks[i] = after end
    end
  end
  for i = 2, count do
    if marks[i] ~= marks[1] then return s end
  end
  return count > 0 and table.concat(bare, "-") .. marks[1] or s
end

--- An EDTF string in its normal form: a qualifier that all components share stands once, at the end; exponents are
-- written out; 24:00 is the next day's midnight, and a time with an offset is in UTC; a set of one date is that date.
-- @tparam string s EDTF
-- @treturn[1] string
-- @treturn[2] nil
-- @treturn[2] table error: "syntax", "range", "limit" or "empty"
-- @usage date.canonical "?2004-?06-?11" --> "2004-06-11?"
function date.canonical(s)
  local d, problem = date.edtf(s)
  if not d then return nil, problem end
  if d.precision == "second" then return d.start end
  local one = s:match "^[%[{]([^,.]+)[%]}]$"
  if one then return date.canonical(one) end
  local text = s:gsub("[^/,%[%]{}.]+", normal_component)
  return text
end

--- Is `a` before `b`, wherever in their intervals the truth lies?
-- @tparam table|string a a date
-- @tparam table|string b a date
-- @treturn string "yes", "no" or "maybe"
-- @usage date.before("2014-11", "2014-12-25") --> "yes"
function date.before(a, b)
  local a_lo, a_hi = date.bounds(a)
  local b_lo, b_hi = date.bounds(b)
  return core.before(a_lo, a_hi, b_lo, b_hi)
end

--- Is `a` after `b`?
-- @tparam table|string a a date
-- @tparam table|string b a date
-- @treturn string "yes", "no" or "maybe"
-- @usage date.after("2014-12-01", "2014-11") --> "yes"
function date.after(a, b) return date.before(b, a) end

--- Are the two one and the same moment? "no" when they share none; "yes" only for the same known second.
-- @tparam table|string a a date
-- @tparam table|string b a date
-- @treturn string "yes", "no" or "maybe"
-- @usage date.equals("2014-11", "2014-11-25") --> "maybe"
function date.equals(a, b)
  local a_lo, a_hi = date.bounds(a)
  local b_lo, b_hi = date.bounds(b)
  return core.equals(a_lo, a_hi, b_lo, b_hi)
end

--- Do the two intervals share a moment? Open ends reach for ever, so this is about what is possible: "no" or "yes" for
-- known ends, "maybe" where an end is open.
-- @tparam table|string a a date
-- @tparam table|string b a date
-- @treturn string "yes", "no" or "maybe"
-- @usage date.overlaps("2014-11", "2014-11-25/2014-12-02") --> "yes"
function date.overlaps(a, b)
  local a_lo, a_hi = date.bounds(a)
  local b_lo, b_hi = date.bounds(b)
  if (a_hi and b_lo and a_hi <= b_lo) or (b_hi and a_lo and b_hi <= a_lo) then return "no" end
  return a_lo and a_hi and b_lo and b_hi and "yes" or "maybe"
end

--- Does `a` lie wholly inside `b`? "no" when they share no moment, "maybe" when `a` reaches past `b`.
-- @tparam table|string a a date
-- @tparam table|string b a date
-- @treturn string "yes", "no" or "maybe"
-- @usage date.during("2014-11-25", "2014-11") --> "yes"
function date.during(a, b)
  local a_lo, a_hi = date.bounds(a)
  local b_lo, b_hi = date.bounds(b)
  if (a_hi and b_lo and a_hi <= b_lo) or (b_hi and a_lo and b_hi <= a_lo) then return "no" end
  return a_lo and a_hi and b_lo and b_hi and a_lo >= b_lo and a_hi <= b_hi and "yes" or "maybe"
end

--- Allen's relation of two intervals, as the dates name them: which of the thirteen holds of `a` and `b`.
-- A date of a doubtful day is taken as the whole interval that it may lie in; for where the truth may lie ask `before`,
-- `equals` and `overlaps`. Source: J. F. Allen, Maintaining knowledge about temporal intervals, CACM 26 (1983).
-- @tparam table|string a a date
-- @tparam table|string b a date
-- @treturn ?string "before", "meets", "overlaps", "starts", "during", "finishes", "equals", or the inverse: "after",
-- "met-by", "overlapped-by", "started-by", "contains", "finished-by"; nil when an end is open or unknown
-- @usage date.relation("2014-11", "2014-12") --> "meets"
function date.relation(a, b)
  local a_lo, a_hi = date.bounds(a)
  local b_lo, b_hi = date.bounds(b)
  if not (a_lo and a_hi and b_lo and b_hi) then return nil end
  if a_hi < b_lo then return "before" end
  if b_hi < a_lo then return "after" end
  if a_hi == b_lo then return "meets" end
  if b_hi == a_lo then return "met-by" end
  if a_lo == b_lo then return a_hi == b_hi and "equals" or a_hi < b_hi and "starts" or "started-by" end
  if a_hi == b_hi then return a_lo > b_lo and "finishes" or "finished-by" end
  if a_lo > b_lo then return a_hi < b_hi and "during" or "overlapped-by" end
  return a_hi > b_hi and "contains" or "overlaps"
end

--- How many days lie from a day of `a` to a day of `b`: at least and at most, negative where `b` may come first.
-- @tparam table|string a a date
-- @tparam table|string b a date
-- @treturn ?integer the least number of days, nil when an end is open or unknown
-- @treturn ?integer the greatest number of days
-- @usage local least, most = date.distance("2014-11", "2014-12-03") --> 3, 32
function date.distance(a, b)
  local a_lo, a_hi = date.bounds(a)
  local b_lo, b_hi = date.bounds(b)
  if not (a_lo and a_hi and b_lo and b_hi) then return nil end
  return b_lo // 86400 - (a_hi - 1) // 86400, (b_hi - 1) // 86400 - a_lo // 86400
end

return date
