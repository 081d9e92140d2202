-- What the specs of the timeline share.
local timeline = require "breachkit.timeline"

local timelines = {}

function timelines.make(events)
  local tl = timeline.new()
  for _, e in ipairs(events) do assert(tl:add(e)) end
  return tl
end

function timelines.whats(iterator)
  local out = {}
  for e in iterator do out[#out + 1] = e.what end
  return table.concat(out, " ")
end

-- a small generator of its own, so that every run is the same
function timelines.random(seed)
  return function(n)
    seed = (seed * 6364136223846793005 + 1442695040888963407)
    return (seed >> 33) % n
  end
end

-- how often the loss report says that a field was lost
function timelines.lost(report, field)
  local count
  for _, row in ipairs(report) do
    if row.field == field then count = (count or 0) + row.count end
  end
  return count
end

function timelines.write(tl, format)
  local parts = {}
  local report = tl:write(format, function(piece) parts[#parts + 1] = piece end)
  return table.concat(parts), report
end

return timelines
