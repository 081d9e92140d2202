--- The events of a sentence, as the model and the rules see them.
-- @module breachkit.claims.events
local engine = require "breachkit.claims.engine"
local sentence = require "breachkit.claims.sentence"

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
local heading = { verb = true, ed = true, ing = true, ["do"] = true, modal = true } -- no auxiliary, where one is beside

-- The first event of the rules that has words of i to j: of the type, or, without one, of those that no model reads.
local function among(by_rule, i, j, type)
  for k = 1, #by_rule do
    local r = by_rule[k]
    if r.i <= j and i <= r.j and (r.type == type or not type and not engine.type_number[r.type]) then return r end
  end
end

-- Is a token of a name: "SmileWorks" of "SmileWorks paid"? Who does it is no word of the deed.
local function names(s, i)
  return s.tags[i] == "noun" and sentence.is_capital(s, i) or s.tags[i] == "'s"
end

-- An event of the model as the other stages know it, from the words i to j of the sentence: what the rules say of the
-- same words is kept.
local function event_of(s, t, i, j, type, told)
  local tags, head, passive = s.tags, told and told.head, told and told.passive
  local pos = told and told.pos
  while pos == "verb" and i < head and names(s, i) do i = i + 1 end
  if not told then
    head = i
    while head < j and not heading[tags[head]] do head = head + 1 end
    pos, passive = verbal[tags[head]] and "verb" or "noun", false
    if tags[head] == "ed" then
      for k = i - 3, head - 1 do passive = passive or tags[k] == "be" end
    end
  end
  return { i = i, j = j, type = type, rule = "model", trigger = t, entry = told and told.entry, pos = pos,
    form = told and told.form, passive = passive, lemma = told and told.lemma, given = told and told.given,
    head = head >= i and head <= j and head or j, span = t,
    by_rule = nil, roles = nil, x = nil, confidence = nil, stance = nil, realis = nil, claim = nil } -- room
end

local parting = { after = true, before = true, since = true, ["until"] = true, because = true, [","] = true }

-- "paid after the attack" are two events, whatever the model says of them.
local function in_two(s, i, j, type, by_rule)
  local before
  for n = 1, #by_rule do
    local r = by_rule[n]
    if r.type == type and r.i >= i and r.j <= j then
      local exposes = type == "data-breach" and before and before.pos == "noun" and r.pos == "verb"
      if exposes then return true end -- "the data breach exposed": but a "ransom was paid" is one
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
  local out, before = {}, s.from - 1
  for k = 1, #found do
    local t = found[k]
    local i, j, type = t.first - before, t.last - before, engine.types[t.type]
    if not among(by_rule, i, j) and not in_two(s, i, j, type, by_rule) then
      out[#out + 1] = event_of(s, t, i, j, type, among(by_rule, i, j, type))
    end
  end
  local modelled = #out
  for k = 1, #by_rule do
    local e = by_rule[k]
    local type, free = engine.type_number[e.type], true
    for n = 1, type and modelled or 0 do free = free and not (out[n].i <= e.j and e.i <= out[n].j) end
    if free then
      e.span = type and { first = e.i + before, last = e.j + before, type = type }
      out[#out + 1] = e
    end
  end
  return out
end

--- What decides for an event of the model, kept small, for every claim has some and few are asked why:
-- `claims.reasons` tells it.
-- @tparam table reading
-- @tparam table event
-- @treturn string what `model:why` tells of the first word
-- @usage local decided = events.decided(reading, event)
function events.decided(reading, event)
  local t = event.trigger
  return engine.model():why(TRIGGER, reading.columns, t.first, t.lo, t.hi, 2 * t.type - 1)
end

return events
