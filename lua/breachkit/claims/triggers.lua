--- Which words of a sentence name an event: candidates from `data/triggers.lua`, kept when their conditions hold.
-- @module breachkit.claims.triggers
local triggers = {}

local object_reach, subject_reach = 9, 12
local aux = { be = true, have = true }
local CAPITAL = 16
local measure = {}
for word in ([[massive recent previous major latest similar such huge large big new another first serious ongoing
  successful widespread potential possible alleged global]]):gmatch "%a+" do measure[word] = true end
local definite = { the = true, a = true, an = true, this = true, these = true, that = true }

-- Does a class of the set stand among tokens i..j, outside the trigger's own?
local function stands(s, set, i, j, from, to)
  for k, classes in pairs(s.classes) do
    if k >= i and k <= j and (k < from or k > to) then
      for class in pairs(set) do
        if classes[class] then return true end
      end
    end
  end
  return false
end

local function any_class(np, set)
  if not np or not np.class then return false end
  for class in pairs(set) do
    if np.class[class] then return true end
  end
  return false
end

-- The verb's own object: the phrase after it, past an adverb or the verb's preposition ("access to"), or what it lists.
local function takes(s, set, i, j, passive)
  if passive then return stands(s, set, i - subject_reach, i - 1, i, j) end
  local k = j + 1
  for _ = 1, 3 do
    local tag = s.tags[k]
    if tag == "adv" or tag == "prep" or tag == "quant" or tag == "num" then k = k + 1 end
  end
  local np = s.phrase_at[k]
  for _ = 1, 3 do
    if any_class(np, set) then return true end
    if not np then return false end
    k = np[2] + 1
    local word = s.words[k]
    if word == "," or word == "and" or word == "of" or word == "'s" then np = s.phrase_at[k + 1] else np = nil end
  end
  return false
end

local function led_by(s, set, i)
  for _, np in ipairs(s.phrases) do
    if np[2] < i and i - np[2] <= 8 and any_class(np, set) then return true end
  end
  return false
end

local before_verb = { ["do"] = true, have = true, be = true, modal = true, neg = true, adv = true }

-- Does the phrase before the verb at token i, and its auxiliaries, have one of the words?
local function described(s, words, i)
  local last = i - 1
  while before_verb[s.tags[last]] do last = last - 1 end
  local np = s.phrase_at[last]
  for k = np and np[1] or i, last do
    if words[s.words[k]] then return true end
  end
  return false
end

local function holds(s, e, i, j, passive, pos, topic)
  if e.topic and e.topic ~= topic then return false end
  if e.near and not stands(s, e.near, 1, #s.words, i, i) then return false end
  if e.object then
    local found
    if e.direct and pos == "verb" then
      found = takes(s, e.object, i, j, passive)
    elseif pos == "noun" then
      found = stands(s, e.object, i - 4, j + object_reach, i, j)
    else
      found = stands(s, e.object, j + 1, j + object_reach, i, j)
        or (passive and stands(s, e.object, i - subject_reach, i - 1, i, j))
    end
    if not found then return false end
  end
  if e.later then
    local found
    for k = j + 1, math.min(j + 8, #s.words) do found = found or s.words[k] == e.later end
    if not found then return false end
  end
  if e.subject and not led_by(s, e.subject, i) then return false end
  if e.led and not described(s, e.led, i) then return false end
  if e.unless and stands(s, e.unless, i - 6, j + object_reach, i, j) then return false end
  return true
end

-- The verb's auxiliaries to its left: where the span begins, and whether it is a passive.
local function verb_group(s, i)
  local tags, first, passive, k = s.tags, i, false, i - 1
  while k >= 1 and (aux[tags[k]] or tags[k] == "adv" or tags[k] == "neg") do
    if tags[k] == "be" then passive = true end
    if aux[tags[k]] then first = k end
    k = k - 1
  end
  return first, passive, k
end

-- Where a noun's span begins: over its noun modifiers when the entry asks for them, and the determiner before those. A
-- name ("the X data breach") or an adjective of measure ("massive", "recent") is no part of what the event is called.
local function modifiers(s, np, i, extend)
  local first = i
  if extend then
    while first > np.start and not measure[s.words[first - 1]]
      and (extend ~= "common" or s.flags[first - 1] & CAPITAL == 0) do
      first = first - 1
    end
  end
  if first == np.start and np.det == "det" and definite[s.words[np[1]]] then return np[1] end
  return first
end

-- An event whose words are i to j, with room for all that is said of it later: a table that grows costs more.
local function event_at(i, j, head, passive, given)
  return { i = i, j = j, head = head, passive = passive, given = given, type = nil, entry = nil, pos = nil, form = nil,
    lemma = nil, span = nil, roles = nil, by_rule = nil, stance = nil, realis = nil, confidence = nil, claim = nil }
end

--- The events of a sentence.
-- @tparam table s the sentence
-- @tparam {integer,...} matches trigger phrases by token of the document, flat
-- @tparam integer k1 the first of them that lies in the sentence
-- @tparam integer k2 the last one
-- @tparam table lex the lexicon
-- @tparam ?string topic what the document is mainly about
-- @treturn {table,...} events `{type, i, j, head, pos, form, passive, entry, lemma}`, tokens of the sentence
-- @usage local events = triggers.find(s, matches, 1, #matches - 2, lex, "ransom")
function triggers.find(s, matches, k1, k2, lex, topic)
  local out, tags = {}, s.tags
  for k = k1, k2, 3 do
    local i, j = matches[k] - s.from + 1, matches[k + 1] - s.from + 1
    local tag = tags[i]
    -- an auxiliary that belongs to the phrase ("be vulnerable") is a verb's
    local verbal = tag == "verb" or tag == "ed" or tag == "ing" or tag == "be" or tag == "do" or tag == "have"
    local np = s.phrase_at[j]
    local within = j <= #tags -- a sentence that was cut for its length may end inside a phrase
    for _, p in ipairs(within and lex.triggers_of[matches[k + 2]] or {}) do
      local e, event = p.entry, nil
      if p.pos == "verb" and verbal then
        local first, passive, before = verb_group(s, i)
        if tag == "ed" and not passive and p.form ~= "base" then
          -- a reduced relative ("data stolen from") is a passive too, and so is a headline ("Acme hacked")
          local following = tags[j + 1]
          local after = tags[before] == "noun" and (following == "prep" or following == "mark" or following == nil)
          local past = p.form == "past" and (following == "prep" or s.heading)
          passive = after and (p.form == "participle" or past)
        end
        if tag == "ing" or (tag == "verb") then passive = false end
        if holds(s, e, i, j, passive, "verb", topic) then
          event = event_at(first, j, i, passive)
          local subject = e.absorb and passive and s.phrase_at[first - 1]
          if subject and any_class(subject, e.absorb) then
            -- "a ransom was paid" is one event, not two
            event.i = subject[1]
            local last = out[#out]
            if last and last.j >= subject[1] then out[#out] = nil end
          end
        end
      elseif p.pos == "verb" and e.adjective and p.form == "participle" and tag == "noun" and np and np[2] > j
        and any_class(np, e.object) then
        event = event_at(i, j, i, true, true)
      elseif p.pos == "noun" and (np or tag == "ing") and (not np or np[2] == j or tags[j + 1] ~= "noun") then
        if holds(s, e, i, j, false, "noun", topic) then
          local first = i
          if np then
            first = modifiers(s, np, i, e.extend)
          end
          if first > i then first = i end
          event = event_at(first, j, j)
        end
      end
      if event then
        event.type, event.entry, event.pos, event.form, event.lemma = e.type, e, p.pos, p.form, p.lemma
        out[#out + 1] = event
        break
      end
    end
  end
  return out
end

return triggers
