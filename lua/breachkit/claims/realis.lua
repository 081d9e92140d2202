--- The realis of a report's events: what happened, what happens, what was planned, failed or denied.
-- @module breachkit.claims.realis
local columns = require "breachkit.claims.columns"
local engine = require "breachkit.claims.engine"
local style = require "breachkit.claims.style"

local realis = {}

local REALIS = engine.layers.realis

-- What the model is asked by for the realis of an event: the words around it, the report's title and its style.
local function words_at(reading, lo, hi, events, event)
  columns.relate(reading, lo, hi, events, event.type, event)
  reading.style = reading.style or style.features(reading)
  return REALIS, reading.columns, event.last, lo, hi, reading.style(event.type)
end

--- What speaks for the realis of an event, for training.
-- @tparam table reading
-- @tparam integer lo the sentence's first token
-- @tparam integer hi its last
-- @tparam {table,...} events as for `columns.relate`
-- @tparam table event the one at hand
-- @treturn string its features
-- @usage local features = realis.features(reading, 1, 20, events, events[1])
function realis.features(reading, lo, hi, events, event)
  return engine.model():features(words_at(reading, lo, hi, events, event))
end

--- Keep what speaks for the realis of a sentence's events.
-- @tparam table reading
-- @tparam table s the sentence
-- @tparam {table,...} events
-- @treturn boolean are there any of the model's types?
-- @usage realis.note(reading, s, events)
function realis.note(reading, s, events)
  local list = nil
  for k = 1, #events do
    local span = events[k].span
    if span then
      list = list or {}
      list[#list + 1] = span
    end
  end
  if not list then return false end
  local model = engine.model()
  for k = 1, #list do list[k].sums = model:sums(words_at(reading, s.from, s.to, list, list[k])) end
  return true
end

local labels = { "actual", "generic", "other" }
--- How many events are read as one sequence.
realis.most_events = 300

--- Give the events of a report their realis: what happened, what happens, what was planned, failed or denied.
-- Events of one report lean on one another, so they are read in order, together.
-- @tparam {table,...} events in order, after `note`; at most `most_events`
-- @usage realis.settle(events)
function realis.settle(events)
  if #events == 0 then return end
  local sums = {}
  for k = 1, #events do sums[k] = events[k].span.sums end
  local found = engine.model():sequence(REALIS, sums)
  for k = 1, #events do events[k].realis = labels[found[2 * k - 1]] end
end

return realis
