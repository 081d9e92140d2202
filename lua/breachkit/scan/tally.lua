--- Counts of findings by kind and value in constant memory: how many, how many different ones, the most frequent.
-- @module breachkit.scan.tally
-- @usage local tally = require "breachkit.scan.tally".new()
-- tally:take(require "breachkit.scan".bytes "at 8.8.8.8")
local core = require "breachkit.core"

local tally = {}

local DISTINCT <const> = 4096 -- values up to which the count of different ones is exact, then within 1.6 %
local FREQUENT <const> = 8192 -- values of a kind that are counted at a time

local methods = {}
local meta = { __name = "breachkit.scan.tally", __index = methods }

--- Begin.
-- @treturn table the tally; its `suppressed` counts by reason
-- @usage local counts = tally.new()
function tally.new()
  return setmetatable({ kinds = {}, suppressed = {} }, meta)
end

--- Count one finding.
-- @tparam string kind
-- @tparam string shown its value as it may be shown
-- @tparam[opt] string token of a masked one, since many persons look alike
-- @usage counts:add("ipv4", "8.8.8.8")
function methods:add(kind, shown, token)
  local of = self.kinds[kind]
  if not of then
    of = { distinct = assert(core.distinct.new(DISTINCT)), frequent = assert(core.frequent.new(FREQUENT)), count = 0 }
    self.kinds[kind] = of
  end
  local key = token and shown .. "\0" .. token or shown
  of.count = of.count + 1
  of.distinct:add(key)
  of.frequent:add(key)
end

--- Count all that findings give.
-- @tparam table findings of `breachkit.scan`
-- @treturn integer how many there were
-- @usage counts:take(scan.bytes(bytes))
function methods:take(findings)
  local n = 0
  for kind, shown, token in findings:shown() do
    self:add(kind, shown, token)
    n = n + 1
  end
  self:hold_back(findings.suppressed)
  return n
end

--- Count what was held back.
-- @tparam table suppressed counts by reason
-- @usage counts:hold_back { private = 2 }
function methods:hold_back(suppressed)
  for reason, n in pairs(suppressed) do self.suppressed[reason] = (self.suppressed[reason] or 0) + n end
end

--- What was counted of a kind.
-- @tparam string kind
-- @tparam integer most how many of its most frequent values
-- @treturn ?table `{count, distinct, exact, top}`: `exact` whether `distinct` is no estimate, `top` a list of
--  `{value, count}` by falling count; nil when there was none
-- @usage print(counts:of("ipv4", 5).count)
function methods:of(kind, most)
  local of = self.kinds[kind]
  if not of then return nil end
  local distinct, miss = of.distinct:count()
  local top = {}
  for i, e in ipairs((of.frequent:list(most))) do
    top[i] = { value = e.value:match "^[^%z]*", count = e.count }
  end
  return { count = of.count, distinct = math.floor(distinct + 0.5), exact = miss == 0, top = top }
end

return tally
