--- The date of a document as its page, feed or header writes it: one short normal form.
-- A day is `2014-11-25`; a time without zone `2014-11-30T16:15`; with a zone, RFC 3339 in UTC.
-- @module breachkit.document.when
local data = require "breachkit.data"

local when = {}

local names = data.load "months"
local months = {}
for _, row in ipairs(names.months) do
  local m = 0
  for name in row:gmatch "%S+" do
    m = m + 1
    if name ~= "_" then months[name] = m end
  end
end
local DAYS = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 }

local function day_number(y, m, d) -- days since 1970-01-01, proleptic Gregorian
  if m <= 2 then y, m = y - 1, m + 12 end
  return 365 * y + y // 4 - y // 100 + y // 400 + (153 * (m - 3) + 2) // 5 + d - 719469
end

local function from_seconds(t)
  local z = t // 86400 + 719468
  local era = z // 146097
  local doe = z - era * 146097
  local yoe = (doe - doe // 1460 + doe // 36524 - doe // 146096) // 365
  local doy = doe - (365 * yoe + yoe // 4 - yoe // 100)
  local mp = (5 * doy + 2) // 153
  local m = mp < 10 and mp + 3 or mp - 9
  local s = t % 86400
  return ("%04d-%02d-%02dT%02d:%02d:%02dZ"):format(yoe + era * 400 + (m <= 2 and 1 or 0), m,
    doy - (153 * mp + 2) // 5 + 1, s // 3600, s // 60 % 60, s % 60)
end

-- minutes east of Greenwich, or nil for a zone nobody knows (the time is then floating)
local function offset_of(zone)
  if not zone or zone == "" then return nil end
  local sign, h, m = zone:match "^([+-])(%d%d):?(%d%d)$"
  if not sign then
    sign, h = zone:match "^([+-])(%d%d?)$"
    m = "0"
  end
  if sign then return (sign == "-" and -1 or 1) * (tonumber(h) * 60 + tonumber(m)) end
  return names.zones[zone:upper()]
end

local function build(y, m, d, hour, minute, second, zone)
  y, m, d = math.tointeger(y), math.tointeger(m), math.tointeger(d)
  if not y or y < 1000 or y > 2999 or not m or m < 1 or m > 12 then return nil end
  if d and (d < 1 or d > DAYS[m]) then return nil end
  if not d then return ("%04d-%02d"):format(y, m) end
  hour, minute, second = math.tointeger(hour), math.tointeger(minute), math.tointeger(second)
  if not hour or hour > 23 or not minute or minute > 59 then return ("%04d-%02d-%02d"):format(y, m, d) end
  local east = offset_of(zone)
  if east then
    return from_seconds(day_number(y, m, d) * 86400 + hour * 3600 + minute * 60 + math.min(second or 0, 59) - east * 60)
  end
  local floating = ("%04d-%02d-%02dT%02d:%02d"):format(y, m, d, hour, minute)
  return second and ("%s:%02d"):format(floating, math.min(second, 59)) or floating
end

-- "10:30 a.m. EST", "18:20:05 +0100", anywhere in the rest of a date
local function clock(rest)
  local first, last, hour, minute = rest:find "(%d%d?)[:h](%d%d)"
  if not first then return nil end
  local tail = rest:sub(last + 1)
  local second = tail:match "^:(%d%d)"
  if second then tail = tail:sub(4) end
  local half = tail:match "^%s*([ap])%.?m%f[%A]" or tail:match "^%s*([AP])%.?[Mm]%f[%A]"
  hour = math.tointeger(hour)
  if half then
    hour = hour % 12 + (half:lower() == "p" and 12 or 0)
    tail = tail:gsub("^%s*%a%.?%a%.?", "")
  end
  local zone = tail:match "^%s*%(?([+-]%d%d:?%d%d)" or tail:match "^%s*%(?(%u%u%u?%u?)%f[%A]" or tail:match "^(Z)"
  return hour, minute, second, zone
end

local function iso(text)
  local y, m, d, rest = text:match "^%s*(%d%d%d%d)[-/.](%d%d?)[-/.](%d%d?)(.*)$"
  if not y then
    y, m, d, rest = text:match "^%s*(%d%d%d%d)(%d%d)(%d%d)(.*)$"
    if y and rest:find "^%d" then return nil end
  end
  if not y then
    y, m = text:match "^%s*(%d%d%d%d)-(%d%d)%s*$"
    return y and build(y, m)
  end
  local hour, minute, tail = rest:match "^[Tt%s]+(%d%d):?(%d%d)(.*)$"
  local second, zone
  if hour then
    second = tail:match "^:?(%d%d)"
    tail = second and tail:gsub("^:?%d%d", "") or tail
    zone = tail:gsub("^[.,]%d+", ""):match "^%s*([+-]%d%d:?%d?%d?)" or tail:gsub("^[.,]%d+", ""):match "^%s*(%a+)"
  end
  return build(y, m, d, hour, minute, second, zone)
end

local function month_of(word)
  return months[word:lower():gsub("%.$", "")]
end

-- day month year or month day year, with the month in words, in any of the languages of data/months.lua
local function worded(text)
  local word = "([%a\x80-\xff]+)%.?"
  for _, order in ipairs { { "(%d%d?)%a*%.?%s+" .. word .. ",?%s+(%d%d%d%d)()", 1, 2, 3 },
    { "(%d%d?)%.?%s+de%s+" .. word .. "%s+del?%s+(%d%d%d%d)()", 1, 2, 3 },
    { word .. "%s+(%d%d?)%a*,?%s+(%d%d%d%d)()", 2, 1, 3 }, { "(%d%d?)-" .. word .. "-(%d%d%d%d)()", 1, 2, 3 } } do
    local init = 1
    while true do
      local first, last, a, b, c, after = text:find(order[1], init)
      if not first then break end
      local parts = { a, b, c }
      local m = month_of(parts[order[3]])
      if m then
        local hour, minute, second, zone = clock(text:sub(after))
        return build(parts[order[4]], m, parts[order[2]], hour, minute, second, zone)
      end
      init = last + 1 > first + 1 and first + #a or first + 1
    end
  end
end

--- Normalise a date that stands for when a document was published or changed.
-- @tparam ?string text as written: ISO 8601, RFC 5322, or with the month in words
-- @treturn ?string `2014-11-25`, `2014-11-30T16:15` (no zone known), `2014-11-30T16:15:00Z`; nil when it is no date, or
--  one that could be two (05/02/2019)
-- @usage assert(when.normal "Tue, 25 Nov 2014 10:00:00 +0100" == "2014-11-25T09:00:00Z")
function when.normal(text)
  if type(text) ~= "string" or #text > 300 then return nil end
  return iso(text) or worded(text)
end

--- The date that an address carries in its path, as many news sites write them.
-- @tparam ?string url
-- @treturn ?string `2014-11-25`
-- @usage assert(when.from_url "https://x.example/2014/11/25/story" == "2014-11-25")
function when.from_url(url)
  local y, m, d = (url or ""):match "[/_-](%d%d%d%d)[/-]?(%d%d)[/-]?(%d%d)%f[%D]"
  if not y or tonumber(y) < 1990 then return nil end
  return build(y, m, d)
end

return when
