--- plaso's l2tcsv: 17 columns, instants to the second, version 2.
-- @module breachkit.timeline.l2tcsv
local core = require "breachkit.core".timeline
local common = require "breachkit.timeline.common"
local csv = require "breachkit.csv"
local csv_form = require "breachkit.timeline.csv"

local M = {}

local COLUMNS = { "date", "time", "timezone", "MACB", "source", "sourcetype", "type", "user", "host", "short", "desc",
  "version", "filename", "inode", "notes", "format", "extra" }
-- our field for a column that has one
local FIELDS = { MACB = "macb", source = "log_source", sourcetype = "sourcetype", type = "type", user = "user",
  host = "host", desc = "what", filename = "filename", inode = "inode", notes = "notes", format = "log_format" }
local HELD = { when = true, start = true, stop = true, incident = true, stance = true, reports = true, extra = true }
for _, name in pairs(FIELDS) do HELD[name] = true end
local DEFAULT = { MACB = "....", log_source = "REPORT", sourcetype = "breachkit" }

local function extra_of(e, point)
  local out = {}
  local function note(name, value)
    if value and value ~= point then out[#out + 1] = name .. ": " .. value end
  end
  note("edtf", e.when)
  note("stance", e.stance)
  note("incident", e.incident)
  note("reports", e.reports and table.concat(e.reports, ", "))
  if e.extra then out[#out + 1] = tostring(e.extra) end
  return table.concat(out, "; ")
end

--- Write the timeline in this format.
-- @tparam userdata tl the timeline
-- @tparam function emit called with each piece of the output
-- @tparam function lose called with (field, why) for each thing that the format cannot hold
-- @usage timeline:write("l2tcsv", print)
function M.write(tl, emit, lose)
  emit(csv.row(COLUMNS))
  for e in tl:each() do
    local at = common.point(e, lose)
    local text = at and core.instant(at)
    local year, month, day, time = (text or ""):match "^(%d%d%d%d)%-(%d%d)%-(%d%d)T([%d:]+)Z$"
    if at and not year then
      lose("event", "a year of more than four digits, or before year 0")
    elseif at then
      common.unheld(e, HELD, lose)
      local row = {}
      for i, column in ipairs(COLUMNS) do
        local value = FIELDS[column] and e[FIELDS[column]]
        if value == nil then value = DEFAULT[column] or DEFAULT[FIELDS[column]] or "-" end
        row[i] = common.flat(value, lose, column)
      end
      row[1], row[2], row[3] = month .. "/" .. day .. "/" .. year, time, "UTC"
      row[10] = row[11]:sub(1, (#row[11] > 80 and utf8.len(row[11]) and utf8.offset(row[11], 81) or 81) - 1)
      row[12], row[17] = "2", common.flat(extra_of(e, text), lose, "extra")
      emit(csv.row(row, #COLUMNS))
    end
  end
end

--- Read events of this format.
-- @tparam string bytes the input
-- @tparam function add called with (event, position) for each event
-- @tparam function lose called with (field, why) for each thing that an event cannot hold
-- @tparam function fail called with (position, message or error value) for each bad line
-- @usage local tl = timeline.read("l2tcsv", bytes)
function M.read(bytes, add, lose, fail)
  csv_form.each(bytes, function(row, position)
    local month, day, year = (row.date or ""):match "^(%d%d)/(%d%d)/(%d%d%d%d)$"
    local at = month and core.seconds(("%s-%s-%sT%sZ"):format(year, month, day, row.time or ""))
    if not at then return fail(position, "the date must be MM/DD/YYYY and the time HH:MM:SS") end
    if row.timezone and row.timezone ~= "UTC" and row.timezone ~= "-" then
      lose("timezone", "only UTC is known: read as UTC")
    end
    local e = { when = at }
    for column, field in pairs(FIELDS) do
      local value = row[column]
      if value and value ~= "-" and value ~= DEFAULT[column] and value ~= DEFAULT[field] then e[field] = value end
    end
    if row.extra and row.extra ~= "-" then e.extra = row.extra end
    if row.short and row.short ~= "-" and row.short ~= row.desc then
      if row.desc and row.desc ~= "-" then lose("short", "a shorter form of desc") else e.what = row.short end
    end
    add(e, position)
  end, fail)
end

return M
