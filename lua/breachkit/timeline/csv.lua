--- CSV: a column a field; lists are joined by "; ", claims are left to JSON Lines.
-- @module breachkit.timeline.csv
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
    if e.reports then
      for _, report in ipairs(e.reports) do
        if report:find("; ", 1, true) then lose("reports", "an id holds the mark that separates ids") end
      end
      row[8] = table.concat(e.reports, "; ")
    end
    if e.claims then lose("claims", "CSV holds no records within a record") end
    for name in pairs(e) do
      if not KNOWN[name] then lose(name, "no such column") end
    end
    emit(csv.row(row, #COLUMNS))
  end
end

local function split(list)
  local out = {}
  for id in (list .. "; "):gmatch "(.-); " do
    if id ~= "" then out[#out + 1] = id end
  end
  return out[1] and out or nil
end

--- Each record after the head; also for Timesketch and l2tcsv.
-- @tparam string bytes the input
-- @tparam function fn called with (record by column name, position)
-- @tparam function fail called with (position, message or error value) for each bad record
-- @usage csv.each(bytes, function(row) print(row.message) end, print)
function M.each(bytes, fn, fail)
  local head
  for record, position in csv.records(bytes) do
    if not record then
      fail(position.position, position)
    elseif not head then
      head = record
    else
      local row = {}
      for i, value in ipairs(record) do
        if value ~= "" and head[i] then row[head[i]] = value end
      end
      if #record > #head then
        fail(position, "more fields than the head has columns")
      else
        fn(row, position)
      end
    end
  end
end

--- Read events of this format.
-- @tparam string bytes the input
-- @tparam function add called with (event, position) for each event
-- @tparam function _ called with (field, why) for each thing that an event cannot hold
-- @tparam function fail called with (position, message or error value) for each bad line
-- @usage local tl = timeline.read("csv", bytes)
function M.read(bytes, add, _, fail)
  M.each(bytes, function(row, position)
    if row.reports then row.reports = split(row.reports) end
    if row.claims then row.claims = nil end
    row[""] = nil
    add(row, position)
  end, fail)
end

return M
