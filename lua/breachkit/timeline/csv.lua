-- CSV: a column a field; lists are joined by "; ", claims are left to JSON Lines.
local csv = require "breachkit.csv"

local M = {}

local COLUMNS = { "when", "start", "stop", "type", "what", "stance", "incident", "reports" }
local KNOWN = { claims = true }
for _, name in ipairs(COLUMNS) do KNOWN[name] = true end

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

-- fn(record by column name, position) for each record after the head; also for Timesketch and l2tcsv.
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

function M.read(bytes, add, _, fail)
  M.each(bytes, function(row, position)
    if row.reports then row.reports = split(row.reports) end
    if row.claims then row.claims = nil end
    row[""] = nil
    add(row, position)
  end, fail)
end

return M
