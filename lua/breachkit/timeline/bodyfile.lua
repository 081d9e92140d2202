--- The Sleuth Kit's bodyfile: MD5|name|inode|mode|UID|GID|size|atime|mtime|ctime|crtime, Unix seconds, 0 is unset.
-- A line gives an event for each distinct time; `macb` says which of the file's times it is.
-- @module breachkit.timeline.bodyfile
local common = require "breachkit.timeline.common"

local M = {}

local COLUMNS = { "md5", "what", "inode", "mode", "uid", "gid", "size" }
-- column -> place and letter in "macb"
local TIMES = { [8] = { 2, "a" }, [9] = { 1, "m" }, [10] = { 3, "c" }, [11] = { 4, "b" } }
local HELD = { when = true, start = true, stop = true, macb = true }
for _, name in ipairs(COLUMNS) do HELD[name] = true end

--- Write the timeline in this format.
-- @tparam userdata tl the timeline
-- @tparam function emit called with each piece of the output
-- @tparam function lose called with (field, why) for each thing that the format cannot hold
-- @usage timeline:write("bodyfile", print)
function M.write(tl, emit, lose)
  for e in tl:each() do
    local at = common.point(e, lose)
    if at and at <= 0 then
      lose("event", "a time before 1970-01-01T00:00:01, which stands for none")
    elseif at then
      common.unheld(e, HELD, lose)
      local row = {}
      for i, name in ipairs(COLUMNS) do
        local value = common.flat(e[name], lose, name, true)
        row[i] = value ~= "" and value or "0"
      end
      local macb = type(e.macb) == "string" and e.macb:find "[macb]" and e.macb or "m..."
      for column, place in pairs(TIMES) do
        row[column] = macb:find(place[2], 1, true) and tostring(at) or "0"
      end
      emit(table.concat(row, "|") .. "\n")
    end
  end
end

local function read_times(fields, offset, lose)
  local by, order = {}, {}
  for column = 8, 11 do
    local at, fraction = common.unix(fields[column + offset])
    if not at then return nil, "a time is no number of seconds" end
    if fraction then lose("time", "fractions of a second") end
    if at ~= 0 then
      if not by[at] then
        by[at] = { ".", ".", ".", "." }
        order[#order + 1] = at
      end
      by[at][TIMES[column][1]] = TIMES[column][2]
    end
  end
  return order, by
end

--- Read events of this format.
-- @tparam function read gives the next bytes of the input
-- @tparam function add called with (event, position) for each event
-- @tparam function lose called with (field, why) for each thing that an event cannot hold
-- @tparam function fail called with (position, message or error value) for each bad line
-- @usage local tl = timeline.read("bodyfile", bytes)
function M.read(read, add, lose, fail)
  common.each_line(read, "|", function(fields, position)
    local offset = #fields - 11
    if offset < 0 then return fail(position, "eleven fields are expected") end
    local order, by = read_times(fields, offset, lose)
    if not order then return fail(position, by) end
    -- a name may hold bars: what is too many belongs to it
    local name = table.concat(fields, "|", 2, 2 + offset)
    local values = { fields[1], name, table.unpack(fields, 3 + offset, 7 + offset) }
    for _, at in ipairs(order[1] and order or { false }) do
      local e = { when = at or nil, type = "file", macb = at and table.concat(by[at]) or nil }
      for i, field in ipairs(COLUMNS) do
        if values[i] ~= "" and values[i] ~= "0" then e[field] = values[i] end
      end
      add(e, position)
    end
  end, fail)
end

return M
