--- The events of a sentence, as the model and the rules see them.
-- @module breachkit.claims.events
local engine = require "breachkit.claims.engine"

local events = {}

local TRIGGER = engine.layers.trigger

--- The triggers of a sentence.
-- @tparam table reading
-- @tparam integer lo the sentence's first token
-- @tparam integer hi its last
-- @treturn {table,...} `{first, last, type, confidence}`: tokens of the document, number of the type
-- @usage local found = events.triggers(reading, 1, 20)
function events.triggers(reading, lo, hi)
  local found = engine.model():spans(TRIGGER, reading.columns, lo, hi)
  local out = {}
  for k = 1, #found, 4 do
    out[#out + 1] = { first = found[k], last = found[k + 1], type = found[k + 2], confidence = found[k + 3],
      lo = lo, hi = hi }
  end
  return out
end

local verbal = { verb = true, ed = true, ing = true, be = true, have = true, ["do"] = true, modal = true }

-- Events as the other stages know them: what the rules say of the same words is kept.
local function event_of(s, t, by_rule)
  local i, j = t.first - s.from + 1, t.last - s.from + 1
  local type = engine.types[t.type]
  local e
  for _, r in ipairs(by_rule) do
    if r.i <= j and i <= r.j and (not e or r.type == type) then
      e = e and e.type == type and e or r
    end
  end
  local head = j
  for k = i, j do
    if verbal[s.tags[k]] and s.tags[k] ~= "be" and s.tags[k] ~= "have" then head = k break end
  end
  local entry, pos, form, passive, lemma, given
  if e and e.type == type then
    entry, pos, form, passive, lemma, given, head = e.entry, e.pos, e.form, e.passive, e.lemma, e.given, e.head
  else
    pos = verbal[s.tags[head]] and "verb" or "noun"
    for k = i - 3, head - 1 do passive = passive or s.tags[k] == "be" and s.tags[head] == "ed" end
  end
  return { i = i, j = j, type = type, rule = "model", trigger = t, entry = entry, pos = pos, form = form,
    passive = passive, lemma = lemma, given = given, head = head >= i and head <= j and head or j,
    span = nil, by_rule = nil, roles = nil, x = nil, confidence = nil, stance = nil, realis = nil, claim = nil } -- room
end

local function overlap(list, e)
  for _, other in ipairs(list) do
    if other.i <= e.j and e.i <= other.j then return true end
  end
  return false
end

local parting = { after = true, before = true, since = true, ["until"] = true, because = true, [","] = true }

-- "paid after the attack" are two events, whatever the model says of them.
local function in_two(s, e, by_rule)
  local before
  for _, r in ipairs(by_rule) do
    if r.type == e.type and r.i >= e.i and r.j <= e.j then
      for k = before and before.j + 1 or r.i, r.i - 1 do
        if parting[s.words[k]] then return true end
      end
      before = r
    end
  end
  return false
end

--- The events of a sentence. Of the model's types they are the model's, and those of the rules where it has none; the
-- other types are the rules', and their words are not the model's.
-- @tparam table s the sentence
-- @tparam {table,...} found as `triggers` gives them
-- @tparam {table,...} by_rule as `triggers.find` of the rules gives them
-- @treturn {table,...} events
-- @usage local events = events.join(s, found, by_rule)
function events.join(s, found, by_rule)
  local out, others, seen = {}, {}, {}
  for _, e in ipairs(by_rule) do
    if not engine.type_number[e.type] then others[#others + 1] = e end
  end
  for _, t in ipairs(found) do
    local e = event_of(s, t, by_rule)
    if not overlap(others, e) and not in_two(s, e, by_rule) then out[#out + 1], seen[#seen + 1] = e, e end
  end
  for _, e in ipairs(by_rule) do
    if not (engine.type_number[e.type] and overlap(seen, e)) then out[#out + 1] = e end
  end
  for _, e in ipairs(out) do
    local type = engine.type_number[e.type]
    e.span = type and (e.trigger or { first = e.i + s.from - 1, last = e.j + s.from - 1, type = type })
  end
  return out
end

--- How a template and its score are kept (`string.pack`): every claim has some, and few are asked why.
events.pair = "I2d"

--- What decides for an event of the model, kept small: `claims.reasons` tells it.
-- @tparam table reading
-- @tparam table event
-- @treturn string templates and their scores for the first word, the greatest first, in `events.pair`s
-- @usage local decided = events.decided(reading, event)
function events.decided(reading, event)
  local t = event.trigger
  local list = engine.model():why(TRIGGER, reading.columns, t.first, t.lo, t.hi, 2 * t.type - 1)
  return events.pair:rep(#list // 2):pack(table.unpack(list))
end

return events
