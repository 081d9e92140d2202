--- The links between reports, packed: a number each, since a large set has hundreds of thousands.
-- A link is a pair of report numbers below 2^24 and a score in steps of 1/65535.
-- @module breachkit.correlate.links
local links = {}

local methods = {}
local meta = { __index = methods, __len = function(self) return self.n end, __name = "breachkit.links" }

local STEPS = 65535

--- No links yet.
-- @treturn table
-- @usage local found = links.new()
function links.new()
  return setmetatable({ n = 0, packed = {} }, meta)
end

--- A score as a link keeps it.
-- @tparam number score 0 to 1
-- @treturn number the nearest step
-- @usage links.step(0.3333)
function links.step(score)
  return math.floor(score * STEPS + 0.5) / STEPS
end

--- Keep a link.
-- @tparam integer a
-- @tparam integer b
-- @tparam number score 0 to 1
-- @usage found:add(1, 2, 0.97)
function methods:add(a, b, score)
  self.n = self.n + 1
  self.packed[self.n] = a << 40 | b << 16 | math.floor(score * STEPS + 0.5)
end

--- Put the links in order of their pairs, and leave out what was added twice.
-- @usage found:sort()
function methods:sort()
  local packed, n = self.packed, 0
  table.sort(packed)
  for i = 1, self.n do
    if packed[i] ~= packed[n] then
      n = n + 1
      packed[n] = packed[i]
    end
  end
  for i = n + 1, self.n do packed[i] = nil end
  self.n = n
end

--- Each link, in the order of adding.
-- @treturn function iterator: a, b, score
-- @usage for a, b, score in found:each() do print(a, b, score) end
function methods:each()
  local i, packed = 0, self.packed
  return function()
    i = i + 1
    local l = packed[i]
    if l then return l >> 40, l >> 16 & 0xffffff, (l & 0xffff) / STEPS end
  end
end

return links
