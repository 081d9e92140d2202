--- What the formats of forensic tools share: they hold instants, not intervals, and columns.
-- @module breachkit.timeline.common
local core = require "breachkit.core".timeline
local csv = require "breachkit.csv"
local seconds = core.seconds

local common = {}

common.DAY = 86400

-- every field is a value, also "\\N": none holds what ends its line
local NO_NULL = "\n"

--- The second to file an event under: its start, or its last second where the start is open.
-- @tparam table e the event
-- @tparam function lose called with (field, why) for what is lost by that
-- @treturn ?integer seconds since 1970-01-01T00:00:00Z; nil for the undated
-- @treturn ?boolean true when it is a time of day without a zone
-- @usage local at, floating = common.point(e, lose)
function common.point(e, lose)
  local lo, zoned = seconds(e.start)
  local hi, hi_zoned = seconds(e.stop)
  if not lo and not hi then
    lose("event", "it has no date")
    return nil
  end
  local told = e.start or e.stop
  local floating = not (lo and zoned or not lo and hi_zoned) and told:find("T", 1, true) ~= nil
  if not lo then
    lose("when", "an open start: filed under the latest time")
    return hi - 1, floating
  end
  if not hi then
    lose("when", "an open end: filed under the earliest time")
  elseif hi - lo > 1 then
    lose("when", "an uncertain time: filed under the earliest")
  end
  return lo, floating
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

--- Ids in one cell, as `csv` and `timesketch` write them.
-- @tparam ?{string,...} ids
-- @tparam function lose called with (field, why) when an id holds the mark that separates ids
-- @treturn ?string
-- @usage row.reports = common.join(e.reports, lose)
function common.join(ids, lose)
  if not ids then return nil end
  for _, id in ipairs(ids) do
    if id:find("; ", 1, true) then lose("reports", "an id holds the mark that separates ids") end
  end
  return table.concat(ids, "; ")
end

--- The ids of such a cell.
-- @tparam string cell
-- @treturn ?{string,...} nil when there are none
-- @usage event.reports = common.split(row.reports)
function common.split(cell)
  local out = {}
  for id in (cell .. "; "):gmatch "(.-); " do
    if id ~= "" then out[#out + 1] = id end
  end
  return out[1] and out or nil
end

--- Each line's fields between separators that nothing quotes; comments (#) and empty lines are passed over.
-- @tparam function read gives the next bytes
-- @tparam string separator
-- @tparam function fn called with (array of fields, position)
-- @tparam function fail called with (position, error value) for each bad line
-- @usage common.each_line(read, "|", function(fields) print(#fields) end, print)
function common.each_line(read, separator, fn, fail)
  local options = { separator = separator, quote = false, escape = false, line = "any", skip_space = false,
    null = NO_NULL }
  for fields, position in assert(csv.open(read, options)) do
    if not fields then
      fail(position.position, position)
    elseif fields[1]:byte() ~= 35 then
      fn(fields, position)
    end
  end
end

--- Each record by the names in the head; also for Timesketch. The separator is the first one that the head has.
-- @tparam function read gives the next bytes
-- @tparam function fn called with (record by column name, position)
-- @tparam function fail called with (position, message or error value) for each bad record
-- @usage common.each_record(read, function(row) print(row.message) end, print)
function common.each_record(read, fn, fail)
  local first, head = read(), nil
  local options = { separator = first and first:match "^[^\r\n]-([,;\t])" or ",", quote = '"', escape = false,
    line = "any", skip_space = false, null = NO_NULL }
  local function again()
    local piece = first
    first = nil
    if piece then return piece end
    return read()
  end
  for record, position in assert(csv.open(again, options)) do
    if not record then
      fail(position.position, position)
    elseif not head then
      head = record
    else
      local row = {}
      for i, value in ipairs(record) do
        if value ~= "" and head[i] and head[i] ~= "" then row[head[i]] = value end
      end
      if #record > #head then
        fail(position, "more fields than the head has columns")
      else
        fn(row, position)
      end
    end
  end
end

--- One record of a format for tools, which people open in spreadsheets too.
-- @tparam {string,...} row fields; one that would be run as a formula gets an apostrophe before it
-- @tparam {string,...} columns their names
-- @tparam function lose as of `unheld`
-- @treturn string
-- @usage emit(common.row(row, COLUMNS, lose))
function common.row(row, columns, lose)
  for i, name in ipairs(columns) do
    local safe = csv.guard(row[i])
    if safe ~= row[i] then lose(name, "begins like a formula: an apostrophe stands before it") end
    row[i] = safe
  end
  return csv.row(row, #columns)
end

--- Unix seconds, a fraction cut off.
-- @tparam string s decimal digits
-- @treturn ?integer the seconds; nil when it is no number or too large
-- @treturn ?boolean true when there was a fraction
-- @usage local at = common.unix "1416787200.25"
function common.unix(s)
  local whole, fraction = s:match "^(%-?%d+)%.?(%d*)$"
  if not whole or #whole > 15 then return nil end
  return math.tointeger(tonumber(whole)), fraction:find "[1-9]" ~= nil
end

return common
