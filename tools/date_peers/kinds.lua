-- The kind of a case, told from its words and from the precision that the table gives it.
local kinds = {}

local function set(words)
  local members = {}
  for word in words:gmatch "%S+" do members[word] = true end
  return members
end
local MONTHS = set [[jan feb mar apr may jun jul aug sep sept oct nov dec january february march april june july august
  september october november december]]
local WEEKDAYS = set [[mon tue tues wed thu thur thurs fri sat sun monday tuesday wednesday thursday friday saturday
  sunday mondays tuesdays wednesdays thursdays fridays saturdays sundays]]
local SEASONS = set "quarter quarters qtr half season seasons spring summer autumn fall winter"
local WEEKS = set "week weeks weekend weekends"
local HOURS = set "hour hours hr hrs minute minutes min mins seconds sec secs"
local SECONDS = set "seconds sec secs"
local DAYS = set "day days week weeks fortnight month months year years"
local PARTS = set "morning afternoon evening night tonight tonite lunch evenings mornings nights"
local RELATIVE = set [[ago later now today tonight tomorrow tomorrows yesterday tmr tmrw last past previous this current
  next coming upcoming following hence from after before back in within same that recent earlier latest]]
-- words that tell the day of a clock time
local TELL_DAY = set [[today tonight tonite tomorrow tomorrows yesterday tmr tmrw this ago later now last next day days
  week weeks fortnight month months year years christmas xmas]]
-- what a TIMEX3 value drops: "early May" is May there
local MODIFIERS = set "early mid middle late beginning start end earlier later"
local YEARS = set "year years"
local FINER_THAN_YEAR = set "month months week weeks day days"
local FINER_THAN_MONTH = set "week weeks day days"
local LENGTHS = set "last past previous next coming upcoming following within"
local CLOCKS = { "%d:%d%d", "%d%s*[ap]%.?%s?m%f[%W]", "%f[%a]at %d%d?$", "@ ?%d", "%f[%a]noon", "midnight",
  "o'?%s?clock", "%dt%d", "%dh%d*%f[%W]" }

local function has(text, words)
  for word in text:gmatch "%a+" do
    if words[word] then return true end
  end
  return false
end

local function has_clock(text)
  for _, pattern in ipairs(CLOCKS) do
    if text:find(pattern) then return true end
  end
  return has(text, HOURS)
end

local function names_day(text)
  return has(text, MONTHS) or has(text, WEEKDAYS) or has(text, TELL_DAY) or text:find "%d%s*[/.-]%s*%d+%s*[/.-]%s*%d"
    or text:find "%d/%d" or text:find "%d%d%d%d%-%d%d"
end

-- The first row that holds names the kind.
local KINDS = {
  { "holiday", function(_, c) return c.holiday end },
  { "recurring", function(t) return t:find "%f[%a]every%f[%A]" or t:find "%f[%a]each%f[%A]" end },
  { "since, until", function(_, c) return c.want and c.want.open end },
  { "hours, minutes from now", function(t, c) return
    c.fine and has(t, HOURS) and not t:find "minutes past" and not t:find "%d%s?[ap]m" end },
  { "now", function(t) return t:find "%f[%a]now$" and not t:find "from" or t:find "moment" or t == "atm" end },
  { "bare time of day", function(t, c) return c.fine and not names_day(t) end },
  { "part of a day", function(t, c) return has(t, PARTS) and not has_clock(t) and (c.fine or c.grain == "day") end },
  { "the last, the next so many", function(t, c) return c.range and has(t, LENGTHS) end },
  { "season, quarter, half", function(t, c) return c.grain == "quarter" or
    not c.fine and (has(t, SEASONS) or t:find "%f[%w]q%d") end },
  { "range", function(_, c) return c.range end },
  { "day and time of day", function(_, c) return c.fine end },
  { "week", function(t, c) return c.grain == "week" or has(t, WEEKS) and not has(t, WEEKDAYS) end },
  { "weekday", function(t) return has(t, WEEKDAYS) and not has(t, MONTHS) and not t:find "%d%d" end },
  { "relative day", function(t, c) return c.grain == "day" and has(t, RELATIVE) end },
  { "day by name", function(t, c) return c.grain == "day" and t:find "%a%a%a" end },
  { "day in figures", function(_, c) return c.grain == "day" end },
  { "relative month, year", function(t) return has(t, RELATIVE) end },
  { "month, year", function() return true end },
}

--- The kind of a case: `text` in lower case; `c` has `grain`, `fine` (finer than a day), `range`, `holiday` and `want`.
function kinds.of(text, c)
  for _, row in ipairs(KINDS) do
    if row[2](text, c) then return row[1] end
  end
end

kinds.has, kinds.has_clock = has, has_clock
kinds.MONTHS = MONTHS
kinds.HOURS = HOURS
kinds.SECONDS = SECONDS
kinds.DAYS = DAYS
kinds.MODIFIERS = MODIFIERS
kinds.YEARS = YEARS
kinds.FINER_THAN_YEAR = FINER_THAN_YEAR
kinds.FINER_THAN_MONTH = FINER_THAN_MONTH

return kinds
