--- A time axis for people: linear, but with long empty stretches cut out and marked, so that the weeks in which
-- everything happened are not squeezed into a corner by one event years before.
-- @module breachkit.export.html.scale
local scale = {}

local BREAK, SIDE = 26, 22 -- the width of a cut, and the room at each end of a stretch

-- days since 1970-01-01, proleptic Gregorian (Hinnant, "chrono-compatible low-level date algorithms")
local function day_of(y, m, d)
  if m <= 2 then y = y - 1 end
  local era = y // 400
  local yoe = y - era * 400
  local doy = (153 * (m + (m > 2 and -3 or 9)) + 2) // 5 + d - 1
  return era * 146097 + yoe * 365 + yoe // 4 - yoe // 100 + doy - 719468
end

local function civil(day)
  local z = math.floor(day) + 719468
  local era = z // 146097
  local doe = z - era * 146097
  local yoe = (doe - doe // 1460 + doe // 36524 - doe // 146096) // 365
  local doy = doe - (365 * yoe + yoe // 4 - yoe // 100)
  local mp = (5 * doy + 2) // 153
  local m = mp + (mp < 10 and 3 or -9)
  return yoe + era * 400 + (m <= 2 and 1 or 0), m, doy - (153 * mp + 2) // 5 + 1
end

--- The day number of a record's `start` or `stop`.
-- @tparam ?string text RFC 3339, or its date part
-- @treturn ?number days since 1970-01-01 with the time of day as a fraction; nil when it is no such date
-- @usage scale.day "2014-11-24" --> 16398
function scale.day(text)
  if type(text) ~= "string" then return nil end
  local y, m, d, rest = text:match "^(%-?%d%d%d%d)%-(%d%d)%-(%d%d)(.*)$"
  if not y then return nil end
  local day = day_of(tonumber(y), tonumber(m), tonumber(d))
  local hour, minute, second = rest:match "^T(%d%d):(%d%d):?(%d*)"
  if not hour then return day end
  return day + (tonumber(hour) * 3600 + tonumber(minute) * 60 + (tonumber(second) or 0)) / 86400
end

-- the stretches of time that are drawn: all of it, less the long gaps between neighbouring ends
local function stretches(ends)
  local gaps, kept = {}, ends[#ends] - ends[1]
  for i = 2, #ends do
    if ends[i] > ends[i - 1] then gaps[#gaps + 1] = { at = i, size = ends[i] - ends[i - 1] } end
  end
  table.sort(gaps, function(a, b)
    if a.size ~= b.size then return a.size > b.size end
    return a.at < b.at
  end)
  local cut = {}
  for i = 1, math.min(5, #gaps - 1) do
    if gaps[i].size < 45 or gaps[i].size < 0.25 * kept then break end
    cut[gaps[i].at] = true
    kept = kept - gaps[i].size
  end
  local list, from = {}, ends[1]
  for i = 2, #ends do
    if cut[i] then
      list[#list + 1] = { from = from, to = ends[i - 1] }
      from = ends[i]
    end
  end
  list[#list + 1] = { from = from, to = ends[#ends] }
  return list
end

local names = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" }

-- ticks every n days, months or years, the finest that leaves each label its room
local steps = { { "d", 1 }, { "d", 2 }, { "d", 7 }, { "d", 14 }, { "m", 1 }, { "m", 3 }, { "m", 6 }, { "y", 1 },
  { "y", 2 }, { "y", 5 }, { "y", 10 }, { "y", 50 }, { "y", 100 }, { "y", 1000 } }
local lengths = { d = 1, m = 30.4, y = 365.25 }

local function each_tick(from, to, unit, n)
  local list = {}
  if unit == "d" then
    for day = math.ceil(from), math.floor(to), n do list[#list + 1] = day end
    return list
  end
  local y, m = civil(from)
  local index = unit == "m" and y * 12 + m - 1 or y
  index = -(-index // n) * n
  while true do
    local day = unit == "m" and day_of(index // 12, index % 12 + 1, 1) or day_of(index, 1, 1)
    if day > to then return list end
    if day >= from then list[#list + 1] = day end
    index = index + n
  end
end

local function label(day, unit)
  local y, m, d = civil(day)
  if unit == "y" then return tostring(y) end
  if unit == "m" then return names[m], tostring(y) end
  return d .. " " .. names[m], tostring(y)
end

local function ticks(self, room)
  local list, free, year = {}, -math.huge, nil
  for _, stretch in ipairs(self.stretches) do
    local inner = stretch.right - stretch.left - 2 * SIDE
    local length = stretch.to - stretch.from
    local days, unit = {}, "d"
    for _, step in ipairs(steps) do
      if inner / length * lengths[step[1]] * step[2] >= room then
        unit, days = step[1], each_tick(stretch.from, stretch.to, step[1], step[2])
        break
      end
    end
    if #days == 0 then unit, days = "d", { math.floor(stretch.from) } end
    for _, day in ipairs(days) do
      local x = self:x(math.max(day, stretch.from))
      local top, below = label(day, unit)
      local tick = { x = x }
      if x - free >= room * 0.8 then
        tick.top = top
        if below ~= year then tick.below = below end
        free, year = x, below
      end
      list[#list + 1] = tick
    end
  end
  return list
end

local methods = {}
local meta = { __name = "breachkit.export.html.scale", __index = methods }

--- Make a scale.
-- @tparam {number,...} ends the day numbers at which anything starts or stops, at least one
-- @tparam number left the first pixel
-- @tparam number right the last
-- @tparam[opt=62] number room the pixels that a tick's label needs
-- @treturn table `stretches` `{from, to, left, right}`, `breaks` `{left, right}`, `ticks` `{x, top, below}`; and
-- `:x(day)`
-- @usage local axis = scale.new({ 16398, 16400 }, 0, 600)
function scale.new(ends, left, right, room)
  ends = table.move(ends, 1, #ends, 1, {})
  table.sort(ends)
  if ends[#ends] - ends[1] < 1 then ends[#ends + 1] = ends[1] + 1 end
  local self = setmetatable({ stretches = stretches(ends), breaks = {}, left = left, right = right }, meta)
  local count, days = #self.stretches, 0
  for _, stretch in ipairs(self.stretches) do
    -- an instant has a length too, for the division below
    stretch.to = math.max(stretch.to, stretch.from + 0.5)
    days = days + stretch.to - stretch.from
  end
  local spare = right - left - (count - 1) * BREAK - count * 2 * SIDE
  local x = left
  for i, stretch in ipairs(self.stretches) do
    if i > 1 then
      self.breaks[#self.breaks + 1] = { left = x, right = x + BREAK }
      x = x + BREAK
    end
    stretch.left = x
    x = x + 2 * SIDE + spare * (stretch.to - stretch.from) / days
    stretch.right = x
  end
  self.ticks = ticks(self, room or 62)
  return self
end

--- Where a day is.
-- @tparam number day
-- @treturn number pixels, within `left` and `right`
-- @usage axis:x(16398)
function methods:x(day)
  local before
  for _, stretch in ipairs(self.stretches) do
    if day < stretch.from then
      return before and (before.right + stretch.left) / 2 or self.left
    elseif day <= stretch.to then
      return stretch.left + SIDE
        + (stretch.right - stretch.left - 2 * SIDE) * (day - stretch.from) / (stretch.to - stretch.from)
    end
    before = stretch
  end
  return self.right
end

return scale
