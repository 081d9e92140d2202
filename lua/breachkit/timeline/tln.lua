-- TLN: Time|Source|Host|User|Description, Unix seconds.
local common = require "breachkit.timeline.common"

local M = {}

local HELD = { when = true, start = true, stop = true, what = true, log_source = true, host = true, user = true }

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
