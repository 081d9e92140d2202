--- plaso's l2tcsv: 17 columns, instants to the second, version 2.
-- @module breachkit.timeline.l2tcsv
local core = require "breachkit.core".timeline
local dates = require "breachkit.core".date
local common = require "breachkit.timeline.common"
local csv = require "breachkit.csv"

local M = {}

local COLUMNS = { "date", "time", "timezone", "MACB", "source", "sourcetype", "type", "user", "host", "short", "desc",
  "version", "filename", "inode", "notes", "format", "extra" }
-- our field for a column that has one
local FIELDS = { MACB = "macb", source = "log_source", sourcetype = "sourcetype", type = "type", user = "user",
  host = "host", desc = "what", filename = "filename", inode = "inode", notes = "notes", format = "log_format" }
local HELD = { when = true, start = true, stop = true, incident = true, stance = true, reports = true, extra = true }
for _, name in pairs(FIELDS) do HELD[name] = true end
HELD.timezone, HELD.short = true, true
local DEFAULT = { MACB = "....", source = "REPORT", sourcetype = "breachkit" }
local DATE <const>, TIME <const>, ZONE <const>, SHORT <const>, DESC <const>, EXTRA <const> = 1, 2, 3, 10, 11, 17
-- the same by number, for reading: a file may have many rows
local READ = {}
for i, column in ipairs(COLUMNS) do
  if FIELDS[column] then READ[#READ + 1] = { i, FIELDS[column], DEFAULT[column] or "" } end
end

-- what has no column goes before the rest of `extra`, in this order, and is found there again
local NOTES = { "edtf", "stance", "incident", "reports" }

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

-- plaso's rule: at most 80 characters
local function short(text)
  local length = utf8.len(text) or #text
  if length <= 80 then return text end
  return text:sub(1, (utf8.len(text) and utf8.offset(text, 78) or 78) - 1) .. "..."
end

--- Write the timeline in this format.
-- @tparam userdata tl the timeline
-- @tparam function emit called with each piece of the output
-- @tparam function lose called with (field, why) for each thing that the format cannot hold
-- @usage timeline:write("l2tcsv", print)
function M.write(tl, emit, lose)
  emit(csv.row(COLUMNS))
  for e in tl:each() do
    local at, floating = common.point(e, lose)
    local text = at and core.instant(at)
    local year, month, day, time = (text or ""):match "^(%d%d%d%d)%-(%d%d)%-(%d%d)T([%d:]+)Z$"
    if at and not year then
      lose("event", "a year of more than four digits, or before year 0")
    elseif at then
      common.unheld(e, HELD, lose)
      local row = {}
      for i, column in ipairs(COLUMNS) do
        local value = FIELDS[column] and e[FIELDS[column]]
        if value == nil then value = DEFAULT[column] or "-" end
        row[i] = common.flat(value, lose, column)
      end
      row[1], row[2], row[3] = month .. "/" .. day .. "/" .. year, time, "UTC"
      if type(e.timezone) == "string" then
        row[3] = common.flat(e.timezone, lose, "timezone")
      elseif floating then
        lose("when", "a time without a zone: written as UTC")
      end
      row[10] = e.short and common.flat(e.short, lose, "short") or short(row[11])
      row[12], row[17] = "2", common.flat(extra_of(e, text), lose, "extra")
      emit(common.row(row, COLUMNS, lose))
    end
  end
end

-- plaso writes a comma within a field as a blank and quotes nothing; others quote. What came apart at each comma is
-- put together again where fields look quoted, and read as CSV; if it is none, it stands as it was.
local function unquoted(fields)
  for i = 1, #fields do
    if fields[i]:byte() == 34 then
      local record, _, e = csv.records(table.concat(fields, ","))()
      return record and not e and #record == #COLUMNS and record or fields
    end
  end
  return fields
end

local function time_of(date, time)
  local month, day, year = date:match "^(%d%d)/(%d%d)/(%d%d%d%d)$"
  -- what plaso writes for an event without a time
  if date == "00/00/0000" then return true end
  return month and core.seconds(year .. "-" .. month .. "-" .. day .. "T" .. time .. "Z")
end

-- empty and "-" stand for nothing
local function given(value)
  if value ~= "" and value ~= "-" then return value end
end

local function take_notes(e, extra)
  for _, name in ipairs(extra:find "^[esir]" and NOTES or {}) do
    local value, rest = extra:match("^" .. name .. ": ([^;]*);? ?(.*)$")
    if value and name == "edtf" and not dates.parse(value) then value = nil end
    if value then
      extra = rest
      if name == "edtf" then
        e.when = value
      elseif name == "reports" then
        e.reports = {}
        for id in (value .. ", "):gmatch "(.-), " do e.reports[#e.reports + 1] = id end
      else
        e[name] = value
      end
    end
  end
  if extra ~= "" then e.extra = extra end
end

--- Read events of this format. A time in another zone than UTC stays a time without a zone, with `timezone` beside it.
-- @tparam function read gives the next bytes of the input
-- @tparam function add called with (event, position) for each event
-- @tparam function _ called with (field, why) for each thing that an event cannot hold
-- @tparam function fail called with (position, message or error value) for each bad line
-- @usage local tl = timeline.read("l2tcsv", bytes)
function M.read(read, add, _, fail)
  common.each_line(read, ",", function(fields, position)
    if fields[1] == "date" and fields[2] == "time" then return end -- the head, also of files put together
    fields = unquoted(fields)
    if #fields ~= #COLUMNS then
      return fail(position, ("%d fields are expected, there are %d"):format(#COLUMNS, #fields))
    end
    local at = time_of(fields[DATE], fields[TIME])
    if not at then return fail(position, "the date must be MM/DD/YYYY and the time HH:MM:SS") end
    local e = { when = at ~= true and at or nil }
    if at ~= true and fields[ZONE] ~= "UTC" then
      e.when, e.timezone = core.instant(at, false, true), given(fields[ZONE])
    end
    for _, column in ipairs(READ) do
      local value = fields[column[1]]
      if value ~= "-" and value ~= "" and value ~= column[3] then e[column[2]] = value end
    end
    if given(fields[EXTRA]) then take_notes(e, fields[EXTRA]) end
    local told = given(fields[SHORT])
    if not e.what then
      e.what = told
    elseif told and told ~= fields[DESC] and told ~= short(fields[DESC]) then
      e.short = told
    end
    add(e, position)
  end, fail)
end

return M
