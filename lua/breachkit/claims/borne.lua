--- Whom an attack told by a noun befell, and who did it: "was hit by a DDoS attack", "suffered an outage", "launched a
-- DDoS attack". Of the types that no model reads.
-- @module breachkit.claims.borne
local data = require "breachkit.data"
local doers = require "breachkit.claims.doers"
local lexicon = require "breachkit.claims.lexicon"
local outages = require "breachkit.claims.outages"
local roles = require "breachkit.claims.roles"
local sentence = require "breachkit.claims.sentence"

local borne = {}

local suffering, hitting, launching, fated, causing, boasting -- words of `data/roles.lua`, verbs in all their forms
local function load()
  local words = data.load "roles"
  local told = words.borne
  suffering, hitting = lexicon.verb_set(told.suffering), lexicon.verb_set(told.hitting)
  boasting = lexicon.verb_set(told.boasting)
  lexicon.verb_set(words.concealing, true, suffering)
  launching, fated, causing = lexicon.verb_set(told.launching), data.set(words.fated), data.set(words.causing)
end

local counting = { quant = true, num = true, det = true }
local hit_by = { by = true, with = true }

--- Whom a deed told by a noun befell, who did it, and the verb that says so.
-- @tparam table s the sentence
-- @tparam table event
-- @treturn ?table the phrase of whom it befell: "suffered a breach"
-- @treturn ?table of who did it: "launched an attack"
-- @treturn ?integer the verb's token
-- @usage local victim, attacker = borne.parties(s, event)
function borne.parties(s, event)
  if not suffering then load() end
  local np = s.phrase_at[event.i] or s.phrase_at[event.j] -- the model's words may begin with the verb
  local before = np and np.before or event.i - 1
  while counting[s.tags[before]] or s.words[before] == "no" do before = before - 1 end
  if suffering[s.words[before]] then return sentence.subject(s, before), nil, before end
  if launching[s.words[before]] then return nil, doers.answers(s, before) or sentence.subject(s, before), before end
  if fated[s.words[before - 1]] then -- "was the target of", "fell victim to"
    local fate = s.phrase_at[before - 1]
    return sentence.subject(s, fate and fate.before or before - 1), nil, before - 1
  end
  if boasting[s.words[before - 1]] and not hit_by[s.words[before]] then -- "boasted about the attack"
    return nil, sentence.subject(s, before - 1), before - 1
  end
  if not hit_by[s.words[before]] then return end
  if hitting[s.words[before - 1]] then return sentence.subject(s, before - 1), nil, before - 1 end
  local object = s.words[before] == "with" and s.phrase_at[before - 1]
  local verb = object and object.before
  if verb and hitting[s.words[verb]] then return object, sentence.subject(s, verb), verb end
end

--- Whom the noun's own verb hits: "a ransomware attack hit Acme".
-- @tparam table s the sentence
-- @tparam table event
-- @treturn ?table the phrase
-- @usage local victim = borne.struck(s, event)
function borne.struck(s, event)
  if not suffering then load() end
  local j = event.j
  local k = hitting[s.words[j + 1]] and j + 1 or hitting[s.words[j]] and j > event.i and j
  local np = k and s.phrase_at[k + 1]
  return np and np[1] == k + 1 and np or nil
end

local function add(s, event, role, np)
  while np and not sentence.is_nobody(s, np) and s.words[np.before] ~= "no" do
    for _, r in ipairs(event.roles) do
      if r.np == np then return end
    end
    event.roles[#event.roles + 1] =
      { role = role, i = np[1], j = np[2], class = role == "attacker" and role or nil, rule = "borne", np = np }
    np = s.words[np.before] == "and" and s.phrase_at[np.before - 1] -- "A and B were hit by"
  end
end

-- Take out what the model or the tables make of a verb that only tells of an attack; a rule of one's own stays.
local function pass_verb(events, verb)
  for k = #events, 1, -1 do
    local other = events[k]
    local own = other.entry and other.entry.data
    if not own and other.i <= verb and other.j >= verb then table.remove(events, k) end
  end
end

-- The outage that an attack told by a noun makes: "was knocked offline for hours by a denial-of-service attack", "a
-- denial-of-service attack took its website offline".
local function outage_of(s, event, events)
  local np = s.phrase_at[event.i]
  local before = np and np.before or event.i - 1
  local led = causing[s.words[before]] or causing[s.words[before - 1]] -- "because of"
  for _, other in ipairs(events) do
    if other.type == "outage" and other.pos == "verb" then
      if led and other.j < event.i or not other.passive and other.i == event.j + 1 then return other end
    end
  end
end

-- Give an attack the victims of the outage that it makes.
local function share_outage(s, event, events)
  if event.type ~= "denial-of-service" or roles.tells(event, "victim") then return end
  local outage = outage_of(s, event, events)
  for _, r in ipairs(outage and outage.roles or {}) do
    if r.role == "victim" and r.np and r.np ~= s.phrase_at[event.i] then add(s, event, "victim", r.np) end
  end
end

-- What no model reads is told with whose it is, unless it has a name: "the county's website".
local function own(s, event)
  local given = event.roles
  for k = 1, event.span and 0 or #given do
    local r = given[k]
    if r.role == "victim" and r.np and r.i == r.np[1] and not r.np.capital then r.i = sentence.owned_from(s, r.np) end
  end
end

local recalled = { attack = true, attacks = true, cyberattack = true, cyberattacks = true }
local again = { id = "dos-again", type = "denial-of-service", roles = true, borne = true }

-- "The attack", "this attack": the phrase that ends at a token.
local function taken_for_granted(s, k)
  local np = recalled[s.words[k]] and s.phrase_at[k]
  return np and np[2] == k and np.det and sentence.definite[s.words[np[1]]] and np
end

local function event_at(events, k)
  for _, event in ipairs(events) do
    if event.i <= k and event.j >= k then return event end
  end
end

--- Make "the attack" what a report told of last: after a denial of service it is no breach.
-- @tparam table reading the document, with the `deed` told last
-- @tparam table s the sentence
-- @tparam {table,...} events before they have roles; an attack that is none of them yet is added
-- @usage borne.recall(reading, s, events)
function borne.recall(reading, s, events)
  for k = 1, reading.deed == again.type and #s.words or 0 do
    local np = taken_for_granted(s, k)
    local event = np and event_at(events, k)
    if event and event.pos == "noun" and event.j == k and event.type == "data-breach" then
      event.type, event.entry, event.span, event.trigger = again.type, again, nil, nil
    elseif np and not event then
      events[#events + 1] = { i = np[1], j = k, head = k, type = again.type, pos = "noun", entry = again }
    end
  end
end

--- Give events told by nouns whom they befell, and who did it; a verb that only says so is no event of its own.
-- @tparam table s the sentence
-- @tparam {table,...} events with roles: what tells no more than such a verb is taken out, and its token is the event's
-- `verb`; an event is `boasted` of
-- @usage borne.settle(s, events)
function borne.settle(s, events)
  local verbs, last = {}, nil
  for _, event in ipairs(events) do outages.settle(s, event) end
  for _, event in ipairs(events) do
    if event.pos == "noun" and event.entry and event.entry.borne then
      local victim, attacker, verb = borne.parties(s, event)
      local shares = verb and not attacker and s.words[verb - 1] == "and" -- "was hit by one and suffered the other"
      victim = victim or shares and last or nil
      last = victim
      victim = victim or event.type == "denial-of-service" and borne.struck(s, event) or nil
      add(s, event, "victim", victim)
      add(s, event, "attacker", attacker)
      event.verb, event.boasted = verb, verb and boasting[s.words[verb]]
      verbs[#verbs + 1] = verb
      share_outage(s, event, events)
    end
    own(s, event)
  end
  for k = 1, #verbs do pass_verb(events, verbs[k]) end
end

return borne
