--- What the formats of forensic tools share: they hold instants, not intervals.
-- @module breachkit.timeline.common
local core = require "breachkit.core".timeline
local seconds = core.seconds

local common = {}

common.DAY = 86400

--- The second to file an event under: its start, or its last second where the start is open.
-- @tparam table e the event
-- @tparam function lose called with (field, why) for what is lost by that
-- @treturn ?integer seconds since 1970-01-01T00:00:00Z; nil for the undated
-- @usage local at = common.point(e, lose)
function common.point(e, lose)
  local lo, hi = seconds(e.start), seconds(e.stop)
  if not lo and not hi then
    lose("event", "it has no date")
    return nil
  end
  if not lo then
    lose("when", "an open start: filed under the latest time")
    return hi - 1
  end
  if not hi then
    lose("when", "an open end: filed under the earliest time")
  elseif hi - lo > 1 then
    lose("when", "an uncertain time: filed under the earliest")
  end
  return lo
end

--- Report every field of the event that `held` does not name.
-- @tparam table e the event
-- @tparam table held names as keys
-- @tparam function lose called with (field, why)
-- @usage common.unheld(e, { what = true }, lose)
function common.unheld(e, held, lose)
  for name in pairs(e) do
    if not held[name] then lose(name, "the format has no place for it") end
  end
end

--- One line's text without what would end the line or the field.
-- @param s the value, or nil
-- @tparam function lose called with (name, why) when something is replaced
-- @tparam string name the field's name
-- @tparam[opt=false] boolean bar whether bars end a field
-- @treturn string the text, "" for nil
-- @usage local field = common.flat(e.what, lose, "what", true)
function common.flat(s, lose, name, bar)
  if s == nil then return "" end
  s = tostring(s)
  local out = s:gsub("[\r\n]+", " ")
  if bar then out = out:gsub("|", "/") end
  if out ~= s then lose(name, "line ends and separators are replaced") end
  return out
end

--- Lines, whatever ends them.
-- @tparam string bytes the input
-- @treturn function an iterator of (line, its 1-based position)
-- @usage for line, position in common.lines(bytes) do print(position, line) end
function common.lines(bytes)
  local at = 1
  return function()
    if at > #bytes then return nil end
    local stop = bytes:find("\n", at, true) or #bytes + 1
    local line, first = bytes:sub(at, stop - 1):gsub("\r$", ""), at
    at = stop + 1
    return line, first
  end
end

--- Fields of a line between bars; empty ones stay.
-- @tparam string line the line
-- @treturn table array of fields
-- @usage local fields = common.fields "1416787200|FILE|||x"
function common.fields(line)
  local out = {}
  for field in (line .. "|"):gmatch "([^|]*)|" do out[#out + 1] = field end
  return out
end

--- Unix seconds, a fraction cut off.
-- @tparam string s decimal digits
-- @treturn ?integer the seconds; nil when it is no number or too large
-- @usage local at = common.unix "1416787200.25"
function common.unix(s)
  local whole = s:match "^(%-?%d+)%.?%d*$"
  if not whole or #whole > 15 then return nil end
  return math.tointeger(tonumber(whole))
end

return common
