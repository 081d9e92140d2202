--- Lines of bytes that come piece by piece, none held that is longer than it may be.
-- @module breachkit.lines
local err = require "breachkit.err"
local limits = require "breachkit.limits"

local lines = {}

--- Iterate over lines, in the memory of one line and one piece.
-- @tparam function read gives the next piece; at the end nil, and a message or an error value when it failed
-- @tparam integer most bytes of a line
-- @treturn function an iterator of (line number, the line without its "\n", its 1-based position); for a line that is
--  too long (number, nil, position); for a failed read, which is the last, (number, nil, position, that), and so for
--  a line that has no end within `limits.line_skip`, an error value "limit"
-- @usage for number, line in lines.each(function() return file:read(65536) end, 65536) do print(number, line) end
function lines.each(read, most)
  local held, held_bytes, number, position = {}, 0, 1, 1
  local chunk, at, done, skipping = "", 1, false, false
  return function()
    while not done do
      local stop = chunk:find("\n", at, true)
      local last = (stop or #chunk + 1) - 1
      local size = held_bytes + last - at + 1
      if size > most then
        held, skipping = {}, true
      elseif last >= at then
        held[#held + 1] = chunk:sub(at, last)
      end
      held_bytes = size
      local failure
      if not stop and size > math.max(most, limits.line_skip) then
        failure, done = err.new("limit", ("line %d has no end within %d bytes: the rest is not read"):format(number,
          size)), true
      elseif stop then
        at = stop + 1
      else
        chunk, failure = read()
        at = 1
        if not chunk then
          done = true
        else
          err.want(chunk, "string", "lines: a piece of bytes, or nil at the end")
        end
      end
      if failure then return number, nil, position + held_bytes, failure end
      if stop or (done and held_bytes > 0) then
        local line, first, this = not skipping and table.concat(held) or nil, position, number
        position, number = position + held_bytes + 1, number + 1
        held, held_bytes, skipping = {}, 0, false
        return this, line, first
      end
    end
  end
end

return lines
