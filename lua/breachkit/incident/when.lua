--- Half-open intervals of time as strings, compared without a calendar.
-- RFC 3339 in UTC and its prefixes order as strings, so "2014-11-25" stands for its first instant.
-- @module breachkit.incident.when
local when = {}

-- days since 1970-01-01 in the proleptic Gregorian calendar
local function to_days(y, m, d)
  if m < 3 then y, m = y - 1, m + 12 end
  return 365 * y + y // 4 - y // 100 + y // 400 + (153 * (m - 3) + 2) // 5 + d - 1 - 719468
end

local function from_days(n)
  n = n + 719468
  local era = n // 146097
  local of_era = n - era * 146097
  local year = (of_era - of_era // 1460 + of_era // 36524 - of_era // 146096) // 365
  local day = of_era - (365 * year + year // 4 - year // 100)
  local month = (5 * day + 2) // 153
  local y, m, d = year + era * 400, month < 10 and month + 3 or month - 9, day - (153 * month + 2) // 5 + 1
  if m <= 2 then y = y + 1 end
  return ("%04d-%02d-%02d"):format(y, m, d)
end

--- Move a date by whole days.
-- @tparam string date begins with YYYY-MM-DD
-- @tparam integer days may be negative
-- @treturn ?string the day, nil when `date` begins with none
-- @usage when.shift("2014-12-31", 1) --> "2015-01-01"
function when.shift(date, days)
  local y, m, d = tostring(date or ""):match "^(%d%d%d%d)-(%d%d)-(%d%d)"
  if not y then return nil end
  return from_days(to_days(tonumber(y), tonumber(m), tonumber(d)) + days)
end

--- Whole days from one date to another.
-- @tparam string from
-- @tparam string to
-- @treturn ?integer nil when one does not begin with YYYY-MM-DD
-- @usage when.days("2014-11-24", "2014-11-25") --> 1
function when.days(from, to)
  local a, b, c = tostring(from or ""):match "^(%d%d%d%d)-(%d%d)-(%d%d)"
  local d, e, f = tostring(to or ""):match "^(%d%d%d%d)-(%d%d)-(%d%d)"
  if not (a and d) then return nil end
  return to_days(tonumber(d), tonumber(e), tonumber(f)) - to_days(tonumber(a), tonumber(b), tonumber(c))
end

--- A date record of a publication date ("2014-11-25", "2014-11-30T16:15", RFC 3339): the day it names.
-- @tparam ?string published
-- @treturn ?table `{edtf, start, stop}`
-- @usage when.of_day "2014-11-25T10:00:00Z"
function when.of_day(published)
  local day = tostring(published or ""):match "^%d%d%d%d%-%d%d%-%d%d"
  return day and { edtf = day, start = day, stop = when.shift(day, 1) } or nil
end

--- Can both dates be true of one event?
-- @tparam table a date record; an absent `start` or `stop` is open
-- @tparam table b
-- @treturn boolean
-- @usage when.meet({ start = "2014-11-01", stop = "2014-12-01" }, { start = "2014-11-25", stop = "2014-11-26" })
function when.meet(a, b)
  local a_first = not a.stop or not b.start or b.start < a.stop
  local b_first = not b.stop or not a.start or a.start < b.stop
  return a_first and b_first
end

--- Did a come before b?
-- @tparam table a date record
-- @tparam table b date record
-- @treturn string "yes", "no" or "maybe"
-- @usage when.before(leaked, released)
function when.before(a, b)
  if a.stop and b.start and a.stop <= b.start then return "yes" end
  if a.start and b.stop and a.start >= b.stop then return "no" end
  return "maybe"
end

--- Is one interval inside the other: does a say all that b says, or more?
-- @tparam table a date record
-- @tparam table b date record
-- @treturn boolean
-- @usage when.within(day, month)
function when.within(a, b)
  return (not b.start or (a.start and a.start >= b.start)) and (not b.stop or (a.stop and a.stop <= b.stop))
end

--- The sort key of a date record: by its start, then by how exact it is. What has no start ("by Friday") stands at the
-- end of what it is told to have happened by, as in a timeline.
-- @tparam table date
-- @treturn string
-- @usage table.sort(list, function(a, b) return when.key(a) < when.key(b) end)
function when.key(date)
  local start, stop = date.start, date.stop
  if not start and stop then
    local eve = when.shift(stop, -1)
    start = eve and #stop == #eve and eve .. "T24" or stop
  end
  return (start or "0000") .. "/" .. (stop or "9999")
end

return when
