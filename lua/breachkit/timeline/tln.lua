--- TLN: Time|Source|Host|User|Description, Unix seconds.
-- @module breachkit.timeline.tln
local common = require "breachkit.timeline.common"

local M = {}

local HELD = { when = true, start = true, stop = true, what = true, log_source = true, host = true, user = true }

--- Write the timeline in this format.
-- @tparam userdata tl the timeline
-- @tparam function emit called with each piece of the output
-- @tparam function lose called with (field, why) for each thing that the format cannot hold
-- @usage timeline:write("tln", print)
function M.write(tl, emit, lose)
  for e in tl:each() do
    local at = common.point(e, lose)
    if at then
      common.unheld(e, HELD, lose)
      emit(table.concat({
        tostring(at),
        common.flat(e.log_source or "REPORT", lose, "log_source", true),
        common.flat(e.host, lose, "host", true),
        common.flat(e.user, lose, "user", true),
        common.flat(e.what, lose, "what", true),
      }, "|") .. "\n")
    end
  end
end

local NAMES = { "log_source", "host", "user" }
-- what stands for nothing
local EMPTY = { [""] = true, ["-"] = true, REPORT = true, UTC = true }

--- Read events of this format, and of its longer form with a time zone and notes (plaso's l2ttln).
-- @tparam function read gives the next bytes of the input
-- @tparam function add called with (event, position) for each event
-- @tparam function lose called with (field, why) for each thing that an event cannot hold
-- @tparam function fail called with (position, message or error value) for each bad line
-- @usage local tl = timeline.read("tln", bytes)
function M.read(read, add, lose, fail)
  local long = false
  common.each_line(read, "|", function(fields, position)
    if fields[1] == "Time" then -- the head
      long = fields[6] == "TZ" and fields[7] == "Notes"
      return
    end
    local at, fraction = common.unix(fields[1])
    if not at or #fields < (long and 7 or 5) then
      return fail(position, "Time|Source|Host|User|Description is expected, Time in Unix seconds")
    end
    if fraction then lose("time", "fractions of a second") end
    -- a description may hold bars
    local last = long and #fields - 2 or #fields
    local e = { when = at, what = table.concat(fields, "|", 5, last) }
    for i, name in ipairs(NAMES) do
      if not EMPTY[fields[i + 1]] then e[name] = fields[i + 1] end
    end
    if long then
      if not EMPTY[fields[last + 1]] then e.timezone = fields[last + 1] end
      if not EMPTY[fields[last + 2]] then e.notes = fields[last + 2] end
    end
    add(e, position)
  end, fail)
end

return M
