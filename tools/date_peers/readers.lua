-- The readers of four peers' own tests of dates: each makes cases of one kind from a decoded table.
-- A case is {text, expression, anchor, custom, kind} and `none`, `excluded` (the reason), or `want`:
-- {lo, last, hi, unit} in seconds: `unit` is the table's precision, `last` the start of the last unit. `want.open` says
-- that one end is told, `want.within` that the table drops a word like "early", `want.zone` that its times are local
-- to that offset.
local breachkit = require "breachkit"
local kinds = require "date_peers.kinds"
local date, json = breachkit.date, breachkit.json
local has, has_clock = kinds.has, kinds.has_clock

local readers = {}

local UNITS = { second = 1, minute = 60, hour = 3600, day = 86400 }
-- how much of 2013-02-12T04:30:00 a precision keeps
local KEPT = { second = 19, minute = 16, hour = 16, day = 10, month = 7, year = 4 }

local function given(value) return value ~= json.null and value or nil end

-- Adds a case to a list, with its kind.
local function add(list, c)
  if not c.excluded then
    local text = (c.expression or c.text):lower()
    c.fine = c.grain == "second" or c.grain == "minute" or c.grain == "hour"
    c.kind = c.kind or c.none and "no date"
    if c.want and not c.range and not UNITS[c.grain] then c.want.within = has(text, kinds.MODIFIERS) end
    c.kind = c.kind or kinds.of(text, c)
  end
  list[#list + 1] = c
end

-- Both chrono and duckling write 234 BC as the year -234, which is -0233 in ISO 8601.
local function astronomical(value)
  local bc, rest = value:match "^%-(%d+)(.*)"
  return bc and ("-%04d%s"):format(math.tointeger(tonumber(bc)) - 1, rest) or value
end

-- The wanted interval of a date-time cut to a grain; `stop` is the start of the last unit in it.
local function wanted(grain, start, stop, offset)
  local kept = KEPT[grain] or 10
  local function bounds(s)
    -- a year before 0001 has a sign, which the cut must not count
    local sign, rest = s:match "^(%-?)(.*)$"
    local lo, hi = date.bounds(sign .. rest:sub(1, kept))
    return lo - (offset or 0), hi - (offset or 0)
  end
  local lo, hi = bounds(start)
  local last = lo
  if stop then last, hi = bounds(stop) end
  return { lo = lo, last = last, hi = hi, unit = UNITS[grain] or 1 }
end

-- chrono: assertions on paths of its result. What it implies (an hour that the text has none of, a day that it says is
-- not certain) is not asked for.
local CHRONO_CONFIGS = { chrono = "mdy", ["chrono.casual"] = "mdy", ["chrono.strict"] = "mdy", ["chrono.en"] = "mdy",
  ["chrono.en.GB"] = "dmy" }

-- What its result of a text says, and how precisely. A day is implied where only a month is told: it is the first then.
local function chrono_end(known, text, month_only)
  if not known.iso and not (known.year and known.month and known.day) then return nil end
  local value, offset = known.iso, nil
  if not value then
    local year = math.tointeger(known.year)
    value = ("%s%04d-%02d-%02dT%02d:%02d:%02d"):format(year < 0 and "-" or "", math.abs(year), known.month, known.day,
      known.hour or 0, known.minute or 0, known.second or 0)
    offset = known.hour and known.timezoneOffset and known.timezoneOffset * 60
  end
  value = astronomical(value)
  local certain, first = known.certain, value:find "%-01T" ~= nil
  local grain = "day"
  if has_clock(text) and (known.iso or known.hour) and certain.hour ~= false then
    grain = text:find ":%d%d:%d" and "second" or "minute"
  elseif certain.weekday then
    grain = "day"
  elseif certain.month == false or not has(text, kinds.FINER_THAN_YEAR) and has(text, kinds.YEARS) then
    grain = "year"
  elseif certain.day == false or month_only and certain.day ~= true or not text:find "%a" and first and
    text:find "%f[%d/]%d%d?/%d%d%d%d" or has(text, kinds.MONTHS) and first and not text:find "%f[%d]%d%d?%f[%D]"
    or not has(text, kinds.FINER_THAN_MONTH) and text:find "months?%f[%A]" then
    grain = "month"
  end
  return value, grain, offset
end

function readers.chrono(table_)
  local list = {}
  for _, case in ipairs(table_.cases) do
    local c = { text = case.text, custom = CHRONO_CONFIGS[case.config] }
    local ref = given(case.ref)
    c.anchor = ref and (ref["$date"] or ref.instant["$date"]):sub(1, 19)
    local known = { start = { certain = {} }, ["end"] = { certain = {} } }
    for _, e in ipairs(case.expect) do
      local path = type(e.path) == "string" and e.path:gsub("^results%[0%]", "result") or ""
      local value = type(e.value) == "table" and e.value["$date"] or e.value
      local side, field = path:match '^result%.(%w+)%.get%("(%w+)"%)$'
      local of, part = path:match '^result%.(%w+)%.isCertain%("(%w+)"%)$'
      if side and e.op == "toBe" and value ~= json.null then known[side][field] = value end
      if of then known[of].certain[part] = e.op == "toBeTruthy" or e.op == "toBe" and value == true end
      local moment = e.op == "toBeDate" and type(value) == "string" and (path == "result" and "start"
        or path:match "^result%.(%w+)$")
      if moment then known[moment].iso = value:sub(1, 19) end
      if path == "result.text" and e.op == "toBe" then c.expression = value end
    end
    -- after the year -9999 or +9999 JavaScript writes six digits
    for _, side in pairs(known) do side.iso = side.iso and side.iso:gsub("^([+-])00", { ["-"] = "-", ["+"] = "" }) end
    local text = (c.expression or c.text):lower()
    local month_only = case.file == "en_month.test.ts"
    local start, grain, offset = chrono_end(known.start, text, month_only)
    local stop = chrono_end(known["end"], text, month_only)
    if case.kind == "none" then c.none = true end
    if case.config == "chrono.fr" then c.excluded = "another language"
    elseif not c.custom then c.excluded = "a customised parser"
    elseif type(case.options) == "table" then
      c.excluded = case.options.forwardDate and "option: forward dates" or "option: zones of one's own"
    elseif ref and given(ref.timezone) then c.excluded = "the reference has a zone"
    elseif c.none then c.kind = case.config == "chrono.strict" and "no date (strict mode)" or "no date"
    elseif not start then c.excluded = "states no whole date"
    else
      c.grain, c.range = grain, stop ~= nil
      c.want = wanted(grain, start, stop, offset)
    end
    add(list, c)
  end
  return list
end

-- duckling: a value with its grain, an interval whose end is exclusive, or an open interval.
local AFTER = { week = 7 * 86400, quarter = 92 * 86400 }

local function duckling_want(v, grain)
  if v.kind == "interval" then
    local want = wanted(grain, v.start)
    local stop = date.bounds(v["end"])
    want.hi, want.last = stop, stop - want.unit
    return want
  end
  local want = wanted(grain, astronomical(v.value))
  if grain == "hour" then want.hi = want.lo + 3600 end
  if AFTER[grain] then
    want.hi = want.lo + AFTER[grain]
    if grain == "quarter" then
      local year, month = v.value:match "^(%d+)%-(%d+)"
      want.hi = select(2, date.bounds(("%s-%02d"):format(year, month + 2)))
    end
  end
  want.open = v.kind == "open"
  return want
end

function readers.duckling(table_, custom)
  local list = {}
  for _, case in ipairs(table_.cases) do
    local c = { text = case.text, custom = custom, anchor = (case.reference or table_.reference):sub(1, 19) }
    local v = case.value
    if case.section == "latentCorpus" then c.excluded = "latent"
    elseif case.section == "negativeCorpus" then c.none = true
    else
      c.grain, c.range, c.holiday = v.grain, v.kind == "interval", v.holiday
      -- "7 days ago" is an hour there, "in a minute" a second: the reference's
      local text = case.text:lower()
      if c.grain == "hour" and not c.range and has(text, kinds.DAYS) and not (has_clock(text) or text:find "at ") then
        c.grain = "day"
      end
      if c.grain == "second" and has(text, kinds.HOURS) and not has(text, kinds.SECONDS) then c.grain = "minute" end
      c.want = duckling_want(v, c.grain)
      c.want.zone = -2 * 3600
    end
    add(list, c)
  end
  return list
end

-- dateparser: one moment; only some cases tell its period. Settings that change what a text means are excluded.
local EXCLUDED = {
  { "setting: prefers the future or this period", function(_, s, c) return
    s.PREFER_DATES_FROM and not s.PREFER_DATES_FROM:find "past" or c.fn:find "without_preference" end },
  { "setting: fills in a missing day or month", function(_, s, c) return
    s.PREFER_DAY_OF_MONTH or c.fn:find "missing" or c.fn:find "no_day_or_month" end },
  { "setting: a format or a zone", function(a) return a.date_format or a.setting_timezone or a.timezone_str or
    a.test_settings end },
  { "setting: an order that no country has", function(a)
    local order = a.order or a.date_order
    return order and not (order == "MDY" or order == "DMY" or order == "YMD") end },
  { "another language", function(a, _, c)
    local first = (given(a.locales) or given(a.languages) or { "en" })[1]
    return first ~= "en" or a.language or c.comment == "Miscellaneous dates" or c.text:find "[\x80-\xff]"
      or c.text:find " de "
  end },
  { "digits without separators", function(_, _, c) return c.text:find "^%-?%d%d%d%d%d+:?[%d:.]*$" end },
}

local function dateparser_want(c, a, expected)
  if a.expected_delta then
    local unit, n = next(a.expected_delta["$delta"])
    local scale = { days = 86400, weeks = 7 * 86400, hours = 3600, minutes = 60, seconds = 1 }
    c.anchor = "2014-09-01T10:30:00"
    -- "four months later" is about 122 days there
    c.grain = scale[unit] < 86400 and (unit == "seconds" and "second" or "minute")
      or n > 999 and "year" or n > 99 and "month" or "day"
    local to = assert(date.parse(tostring(date.bounds(c.anchor) + n * scale[unit]), { unix = true }))
    return wanted(c.grain, to.start)
  end
  local value, text = expected["$date"], (c.expression or c.text):lower()
  if text:find "decade" then
    c.grain = "decade"
    local lo, hi = date.bounds(value:sub(1, 3) .. "X")
    return { lo = lo, last = lo, hi = hi, unit = 1 }
  end
  c.grain = a.period and a.period ~= "time" and a.period or "day"
  if c.grain == "day" and has(text, kinds.MONTHS) and not text:find "%d" then c.grain = "month" end
  if text:find ":%d%d:%d%d" then c.grain = "second"
  elseif has_clock(text) or text:find "%d%.%d%d$" and not value:find "T00:00:00" then c.grain = "minute" end
  local zone = expected.tz and expected.tz["$tz"][2]["$delta"].seconds
  return wanted(c.grain, value, nil, zone)
end

function readers.dateparser(table_)
  local list = {}
  for _, case in ipairs(table_.cases) do
    local a, base = case.args, given(case.base)
    local c = { fn = case.fn, comment = case.comment, text = a.date_string or a.string or a.text }
    local expected = a.expected or a.expected_date
    local settings = given(a.settings) or {}
    c.custom = (a.order or settings.DATE_ORDER) == "DMY" and "dmy" or "mdy"
    local relative = a.relative_base or settings.RELATIVE_BASE
    if base then
      c.anchor = ("%04d-%02d-%02dT%02d:%02d"):format(base[1], base[2], base[3], base[4] or 0, base[5] or 0)
    elseif relative then
      c.anchor = relative["$date"]
    end
    if type(expected) == "table" and type(expected[1]) == "table" then
      c.expression, expected = expected[1][1], expected[1][2]
    end
    local states = type(c.text) == "string" and (expected or a.message or a.expected_delta)
    c.excluded = not states and "states no date" or nil
    for _, rule in ipairs(EXCLUDED) do
      c.excluded = c.excluded or rule[2](a, given(case.test_settings) or {}, c) and rule[1]
    end
    c.none = expected == json.null or a.message or type(expected) == "table" and not next(expected)
    if not c.excluded and not c.none then c.want = dateparser_want(c, a, expected) end
    add(list, c)
  end
  return list
end

-- timenorm: TIMEX3 values of expressions, each document headed by its own date.
local SUFFIXES = { SP = "21", SU = "22", FA = "23", WI = "24", Q1 = "33", Q2 = "34", Q3 = "35", Q4 = "36", H1 = "40",
  H2 = "41" }

local function timex(value)
  local year, suffix = value:match "^(%d%d%d%d)%-([A-Z]%w)$"
  if year and SUFFIXES[suffix] then return "quarter", date.bounds(year .. "-" .. SUFFIXES[suffix]) end
  local monday = value:match "^(%d+%-W%d%d)%-WE$"
  if monday then
    local lo, hi = date.bounds(monday)
    return "week", lo + 5 * 86400, hi
  end
  if value:find "^%d%d%d?$" then return "decade", date.bounds((value .. "XX"):sub(1, 4)) end
  local grain = value:find "W" and "week" or value:find "T%d" and "minute" or #value == 10 and "day" or #value == 7
    and "month" or "year"
  return grain, date.bounds(value)
end

function readers.timenorm(lines)
  local list, anchor = {}, nil
  for _, line in ipairs(lines) do
    local text, type_, value = line:match "^([^\t]+)\t([^\t]+)\t([^\t]*)$"
    local c = { text = text, anchor = anchor, custom = "mdy" }
    value = value and value:gsub("T[MAEN][OFVI]$", ""):gsub("(T%d%d)$", "%1:00")
    if not text then anchor = nil
    elseif not anchor then anchor, c.excluded = value, "the document's own date"
    elseif type_ == "SET" then c.excluded = "recurring"
    elseif type_ == "DURATION" or value:find "^P[%dXT]" then c.excluded = "length of time"
    elseif value:find "_REF" then c.excluded = "present, past or future without a value"
    elseif value:find "X" or value == "" then c.excluded = "value with unknown parts"
    else
      local grain, lo, hi = timex(value)
      c.grain, c.want = grain, { lo = lo, last = lo, hi = hi, unit = UNITS[grain] or 1 }
    end
    if text then add(list, c) end
  end
  return list
end

return readers
