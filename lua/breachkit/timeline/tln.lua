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

--- Read events of this format.
-- @tparam string bytes the input
-- @tparam function add called with (event, position) for each event
-- @tparam function lose called with (field, why) for each thing that an event cannot hold
-- @tparam function fail called with (position, message or error value) for each bad line
-- @usage local tl = timeline.read("tln", bytes)
function M.read(bytes, add, lose, fail)
  for line, position in common.lines(bytes) do
    local fields = common.fields(line)
    local at = common.unix(fields[1])
    local silent = line == "" or line:sub(1, 1) == "#" or fields[1] == "Time" -- a comment or the head
    if not silent and (not at or #fields < 5) then
      fail(position, "Time|Source|Host|User|Description is expected, Time in Unix seconds")
    elseif not silent then
      if fields[1]:find "%.%d*[1-9]" then lose("time", "fractions of a second") end
      local e = { when = at, what = table.concat(fields, "|", 5) }
      for i, name in ipairs { "log_source", "host", "user" } do
        local value = fields[i + 1]
        if value ~= "" and value ~= "-" and value ~= "REPORT" then e[name] = value end
      end
      add(e, position)
    end
  end
end

return M
