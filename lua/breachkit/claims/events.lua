--- The events of a sentence, as the model and the rules see them.
-- @module breachkit.claims.events
local data = require "breachkit.data"
local engine = require "breachkit.claims.engine"
local sentence = require "breachkit.claims.sentence"

local events = {}

local TRIGGER = engine.layers.trigger

local BREACH, RANSOM = engine.type_number["data-breach"], engine.type_number.ransom

--- The triggers of a sentence; a type is unlikely in a text that has no word of it.
-- @tparam table reading
-- @tparam integer lo the sentence's first token
-- @tparam integer hi its last
-- @treturn {table,...} `{first, last, type, label, confidence, unlikely}`: tokens of the document, number of the type
-- @usage local found = events.triggers(reading, 1, 20)
function events.triggers(reading, lo, hi)
  local found = engine.model():spans(TRIGGER, reading.columns, lo, hi)
  local out = {}
  for k = 1, #found, 4 do
    local type = found[k + 2]
    out[#out + 1] = { first = found[k], last = found[k + 1], type = type, label = type, confidence = found[k + 3],
      lo = lo, hi = hi, unlikely = reading.wordless[engine.types[type]] }
  end
  return out
end

local none = {}
local verbal = { verb = true, ed = true, ing = true, be = true, have = true, ["do"] = true, modal = true }
local heading = { verb = true, ed = true, ing = true, ["do"] = true, modal = true } -- no auxiliary, where one is beside

-- The first event of the rules that has words of i to j: of the type, or, without one, of those that no model reads.
-- What counts only under conditions says nothing of the model's.
local function among(by_rule, i, j, type)
  for k = 1, #by_rule do
    local r = by_rule[k]
    local fits = r.type == type or not type and not engine.type_number[r.type]
    local entry = r.entry
    local always = not (entry.denied or entry.found or entry.after or entry.counted or entry.opens)
    if fits and always and r.i <= j and i <= r.j then return r end
  end
end

-- Is a token of a name: "SmileWorks" of "SmileWorks paid"? Who does it, or is hit by it, is no word of the deed.
local function names(s, i)
  return s.tags[i] == "noun" and sentence.is_capital(s, i) or s.tags[i] == "'s"
end

-- The words of a deed that the rules see in words i to j, without whom the model takes in: "the hackers extorted", "a
-- ransomware attack hit Acme".
local function own_words(s, i, j, told)
  local np = told.pos == "verb" and s.phrase_at[i]
  if np and np[1] == i and np[2] < told.head and (np.class or none).attacker then i = np[2] + 1 end
  while told.pos == "verb" and i < told.head and names(s, i) do i = i + 1 end
  local last = j
  while j > told.j and names(s, j) do j = j - 1 end
  if j < last and j > told.j and s.tags[j] == "prep" then j = j - 1 end -- "was paid by Acme"
  return i, j
end

-- An event of the model as the other stages know it, from the words i to j of the sentence: what the rules say of the
-- same words is kept.
local function event_of(s, t, i, j, type, told)
  local tags, head, passive = s.tags, told and told.head, told and told.passive
  local pos = told and told.pos
  if told then i, j = own_words(s, i, j, told) end
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
    doer = told and told.doer,
    head = head >= i and head <= j and head or j, span = t,
    tail = told and told.j > j and told.j or nil,
    by_rule = nil, roles = nil, x = nil, confidence = nil, stance = nil, realis = nil, claim = nil,
    instead = nil } -- room
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

local attacking = data.set [[hit hits struck attack attacks attacked cyberattack cyberattacks incident incidents]]

-- What a ransom is in a text without a word of one: a breach, "Acme was hit by a cyberattack", "was attacked by
-- hackers"; itself, "WannaCry attacks"; or nothing, "was hit by a wave of complaints".
local function unworded(s, i, j)
  local attacks, cyber = false, false
  for k = i, j do
    if s.classes[k] and s.classes[k].malware then return RANSOM end
    attacks = attacks or attacking[s.words[k]]
  end
  if not attacks then return RANSOM end
  for k = 1, #s.words do
    local class = s.classes[k]
    cyber = cyber or class and (class.attack or class.attacker or class.malware)
  end
  return cyber and BREACH or nil
end

-- The event of the model that has words of the rule's, of the first `most`; true where there are several.
local function rival(out, most, e)
  local found
  for n = 1, most do
    if out[n].i <= e.j and e.i <= out[n].j then found = not found and out[n] or true end
  end
  return found
end

--- The events of a sentence. Of the model's types they are the model's, and those of the rules where it has none; the
-- other types are the rules', and their words are not the model's. What the rules see in the words of an event that no
-- rule sees is kept in its `instead`.
-- @tparam table s the sentence
-- @tparam {table,...} found as `triggers` gives them
-- @tparam {table,...} by_rule as `triggers.find` of the rules gives them
-- @treturn {table,...} events
-- @usage local events = events.join(s, found, by_rule)
function events.join(s, found, by_rule)
  local out, before = {}, s.from - 1
  for k = 1, #found do
    local t = found[k]
    local i, j = t.first - before, t.last - before
    local idle = false
    if t.unlikely and t.label == RANSOM then
      local type = unworded(s, i, j)
      t.type, idle = type or RANSOM, not type
    end
    local type = engine.types[t.type]
    idle = idle or t.unlikely and t.label ~= RANSOM and not among(by_rule, i, j, type)
    if not idle and not among(by_rule, i, j) and not in_two(s, i, j, type, by_rule) then
      out[#out + 1] = event_of(s, t, i, j, type, among(by_rule, i, j, type))
    end
  end
  local modelled = #out
  for k = 1, #by_rule do
    local e = by_rule[k]
    local type = engine.type_number[e.type]
    local other = rival(out, type and modelled or 0, e)
    e.span = type and { first = e.i + before, last = e.j + before, type = type }
    if not other then
      out[#out + 1] = e
    elseif other ~= true and not other.entry then
      other.instead = other.instead or {}
      table.insert(other.instead, e)
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
  return engine.model():why(TRIGGER, reading.columns, t.first, t.lo, t.hi, 2 * t.label - 1)
end

return events
