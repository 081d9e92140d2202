--- Timesketch CSV and JSONL: message, datetime and timestamp_desc are required; rows without a date, before 1700 or
-- after 9999 would be dropped by its importer, so they are reported as lost instead.
-- @module breachkit.timeline.timesketch
local core = require "breachkit.core".timeline
local common = require "breachkit.timeline.common"
local csv = require "breachkit.csv"
local json = require "breachkit.json"
local jsonl = require "breachkit.timeline.jsonl"

local M = {}

local COLUMNS = {
  "message", "datetime", "timestamp_desc", "timestamp", "edtf", "date_min", "date_max", "stance", "incident", "reports",
}
local FROM = core.seconds "1700-01-01"
local UNTIL = core.seconds "9999-12-31" + common.DAY
local RESERVED = { _id = true, _type = true, _index = true, _source = true }
local HELD = { when = true, start = true, stop = true, what = true, type = true, stance = true, incident = true,
  reports = true }

-- its names for fields that forensic formats share; the second is plaso's
local OUT = { host = "hostname", user = "username", log_source = "source_short", sourcetype = "source_long" }
local IN = { source = "log_source" }
for ours, theirs in pairs(OUT) do IN[theirs] = ours end

local function row_of(e, lose)
  -- the doubt is kept in edtf, date_min and date_max
  local at = common.point(e, function(field, why) if field == "event" then lose(field, why) end end)
  if not at then return nil end
  if at < FROM or at >= UNTIL then
    lose("event", "Timesketch drops dates before 1700 and after 9999")
    return nil
  end
  return {
    message = e.what or e.type or "",
    datetime = core.instant(at):gsub("Z$", "+00:00"),
    timestamp = at * 1000000,
    timestamp_desc = e.type or "event",
    edtf = e.when, date_min = e.start, date_max = e.stop, stance = e.stance, incident = e.incident,
  }
end

--- Write the timeline in this format.
-- @tparam userdata tl the timeline
-- @tparam function emit called with each piece of the output
-- @tparam function lose called with (field, why) for each thing that the format cannot hold
-- @tparam table options `width` (text) and `format`
-- @usage timeline:write("timesketch", print)
function M.write(tl, emit, lose, options)
  local as_csv = options.format == "timesketch"
  if as_csv then emit(csv.row(COLUMNS)) end
  for e in tl:each() do
    local row = row_of(e, lose)
    if row then
      if e.claims then lose("claims", "Timesketch holds no records within a record") end
      if as_csv then
        row.reports = common.join(e.reports, lose)
        common.unheld(e, setmetatable({ claims = true }, { __index = HELD }), lose)
        local record = {}
        for i, name in ipairs(COLUMNS) do record[i] = row[name] end
        emit(common.row(record, COLUMNS, lose))
      else
        row.reports = e.reports
        for name, value in pairs(e) do
          if RESERVED[name] then
            lose(name, "a reserved name in Timesketch")
          elseif not HELD[name] and name ~= "claims" and row[OUT[name] or name] == nil then
            if type(value) == "table" then
              lose(name, "a record within a record")
            else
              row[OUT[name] or name] = value
            end
          end
        end
        local line = json.encode(row, { utf8 = "replace" })
        if line then emit(line .. "\n") else lose("event", "it holds a number that JSON has not") end
      end
    end
  end
end

local OURS = { message = true, datetime = true, timestamp = true, timestamp_desc = true, edtf = true, date_min = true,
  date_max = true }

--- Read events of this format.
-- @tparam function read gives the next bytes of the input
-- @tparam function add called with (event, position) for each event
-- @tparam function lose called with (field, why) for each thing that an event cannot hold
-- @tparam function fail called with (position, message or error value) for each bad line
-- @tparam table options `format`
-- @usage local tl = timeline.read("timesketch", bytes)
function M.read(read, add, lose, fail, options)
  local function take(row, position)
    local e = {}
    for name, value in pairs(row) do
      if type(name) == "string" and name ~= "" and not OURS[name] then e[IN[name] or name] = value end
    end
    e.when, e.start, e.stop = nil, nil, nil
    e.what = row.message
    if row.timestamp_desc ~= "event" then e.type = row.timestamp_desc end
    if type(e.reports) == "string" then e.reports = common.split(e.reports) end
    if row.date_min or row.date_max then
      e.start, e.stop, e.when = row.date_min, row.date_max, row.edtf
    else
      local told = type(row.datetime) == "string" and row.datetime or nil
      local at, zoned = core.seconds(told)
      local micro = math.tointeger(tonumber(row.timestamp))
      if micro and not (at and zoned) then at, zoned = micro // 1000000, true end
      -- plaso's way to say that there is no time
      local none = told and (told:find "^0000%-00%-00" or told == "Not set")
      if not at and not none then return fail(position, "neither datetime nor timestamp can be read") end
      if (micro and micro % 1000000 ~= 0) or (told and told:find "[.,]%d*[1-9]") then
        lose("datetime", "fractions of a second")
      end
      e.when = not none and (zoned and at or core.instant(at, false, true)) or nil
    end
    add(e, position)
  end
  if options.format == "timesketch" then
    common.each_record(read, take, fail)
  else
    jsonl.each(read, take, fail)
  end
end

return M
