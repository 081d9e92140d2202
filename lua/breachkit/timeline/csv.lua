--- CSV: a column a field; lists are joined by "; ", claims are left to JSON Lines. What a spreadsheet would run as a
-- formula stands behind an apostrophe, which is taken away again when it is read.
-- @module breachkit.timeline.csv
local common = require "breachkit.timeline.common"
local csv = require "breachkit.csv"

local M = {}

local COLUMNS = { "when", "start", "stop", "type", "what", "stance", "incident", "reports" }
local KNOWN = { claims = true }
for _, name in ipairs(COLUMNS) do KNOWN[name] = true end

--- Write the timeline in this format.
-- @tparam userdata tl the timeline
-- @tparam function emit called with each piece of the output
-- @tparam function lose called with (field, why) for each thing that the format cannot hold
-- @usage timeline:write("csv", print)
function M.write(tl, emit, lose)
  emit(csv.row(COLUMNS))
  for e in tl:each() do
    local row = {}
    for i, name in ipairs(COLUMNS) do row[i] = e[name] end
    row[8] = common.join(e.reports, lose)
    if e.claims then lose("claims", "CSV holds no records within a record") end
    for name in pairs(e) do
      if not KNOWN[name] then lose(name, "no such column") end
    end
    for i = 1, #COLUMNS do row[i] = csv.guard(row[i]) end
    emit(csv.row(row, #COLUMNS))
  end
end

--- Read events of this format.
-- @tparam function read gives the next bytes of the input
-- @tparam function add called with (event, position) for each event
-- @tparam function _ called with (field, why) for each thing that an event cannot hold
-- @tparam function fail called with (position, message or error value) for each bad line
-- @usage local tl = timeline.read("csv", bytes)
function M.read(read, add, _, fail)
  common.each_record(read, function(row, position)
    for name, value in pairs(row) do row[name] = csv.unguard(value) end
    if row.reports then row.reports = common.split(row.reports) end
    row.claims = nil
    add(row, position)
  end, fail)
end

return M
