--- The links between reports, packed: eight bytes each, since a large set has a dozen a report.
-- A link is a pair of report numbers below 2^24 and a score in steps of 1/65535.
-- @module breachkit.correlate.links
local links = {}

local STEPS = 65535
local CHUNK = 128 -- links in a string
local FORMAT = "<" .. ("i8"):rep(CHUNK)

local methods = {}
local meta = { __index = methods, __name = "breachkit.links", __len = function(self)
  return #self.chunks * CHUNK + #self.tail
end }

--- No links yet.
-- @treturn table `#` of it is how many there are
-- @usage local found = links.new()
function links.new()
  return setmetatable({ chunks = {}, tail = {} }, meta)
end

--- A score as a link keeps it.
-- @tparam number score 0 to 1
-- @treturn number the nearest step
-- @usage links.step(0.3333)
function links.step(score)
  return math.floor(score * STEPS + 0.5) / STEPS
end

local function put(self, packed)
  local tail = self.tail
  tail[#tail + 1] = packed
  if #tail == CHUNK then
    self.chunks[#self.chunks + 1] = string.pack(FORMAT, table.unpack(tail))
    self.tail = {}
  end
end

--- Keep a link.
-- @tparam integer a
-- @tparam integer b
-- @tparam number score 0 to 1
-- @usage found:add(1, 2, 0.97)
function methods:add(a, b, score)
  put(self, a << 40 | b << 16 | math.floor(score * STEPS + 0.5))
end

local function each_packed(self)
  local at, chunk, list = 0, 0, {}
  return function()
    at = at + 1
    if at > #list then
      at, chunk = 1, chunk + 1
      if chunk > #self.chunks + 1 then return nil end
      list = chunk <= #self.chunks and { string.unpack(FORMAT, self.chunks[chunk]) } or self.tail
      if chunk <= #self.chunks then list[#list] = nil end -- unpack ends with a position
    end
    return list[at]
  end
end

--- The same links in order of their pairs, each once: of one that was found twice the likelier.
-- @treturn table links
-- @usage found = found:sorted()
function methods:sorted()
  local all, out, last = {}, links.new(), nil
  for packed in each_packed(self) do all[#all + 1] = packed end
  table.sort(all)
  for _, packed in ipairs(all) do
    if last and packed >> 16 ~= last >> 16 then put(out, last) end
    last = packed
  end
  if last then put(out, last) end
  return out
end

--- Each link, in the order of adding.
-- @treturn function iterator: a, b, score
-- @usage for a, b, score in found:each() do print(a, b, score) end
function methods:each()
  local next_packed = each_packed(self)
  return function()
    local l = next_packed()
    if l then return l >> 40, l >> 16 & 0xffffff, (l & 0xffff) / STEPS end
  end
end

return links
