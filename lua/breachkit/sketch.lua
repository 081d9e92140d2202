--- Sketches: what a stream of values holds, in constant memory, with what an estimate may miss.
-- @module breachkit.sketch
-- @usage local sketch = require "breachkit.sketch"
-- local a, b = sketch.distinct(), sketch.distinct()
-- a:add "x":add "y" b:add "y"
-- print(a:count(), select(2, a:overlap(b)))   --> 2.0  0.5
local core = require "breachkit.core"

return {
  --- How many different values, how often they come again, how much two streams share: see `core.distinct`.
  -- @function distinct
  -- @tparam[opt=4096] integer k values kept; the standard error beyond k values is 1/sqrt(k - 1)
  -- @treturn ?userdata a sketch with `add`, `merge`, `count`, `repeated`, `overlap`, `save`
  -- @treturn ?table the error: "memory"
  -- @usage local people = sketch.distinct(65536)
  distinct = core.distinct.new,
  --- A sketch of different values from the bytes that its `save` gave.
  -- @function load
  -- @tparam string bytes
  -- @treturn ?userdata the sketch
  -- @treturn ?table the error: "syntax", "memory"
  -- @usage local people = assert(sketch.load(bytes))
  load = core.distinct.load,
  --- The most frequent values: see `core.frequent`.
  -- @function frequent
  -- @tparam[opt=1024] integer capacity counters
  -- @treturn ?userdata a sketch with `add`, `merge`, `list`
  -- @treturn ?table the error: "memory"
  -- @usage local domains = sketch.frequent(4096)
  frequent = core.frequent.new,
}
