--- Who only has to do with what befell others, by his office, "Lawmakers voted for a bill on data breaches", or by what
-- he does: "Acme told its bank about the theft", "hired Oakmoor after the attack". Who was hit has not done it either.
-- @module breachkit.claims.onlookers
local borne = require "breachkit.claims.borne"
local data = require "breachkit.data"
local lexicon = require "breachkit.claims.lexicon"
local roles = require "breachkit.claims.roles"
local sentence = require "breachkit.claims.sentence"

local onlookers = {}

local words = data.load "roles"
local onlooking, owning_up = data.set(words.onlooking), data.set(words.owning_up)
local informing, hiring = lexicon.verb_set(words.informing), lexicon.verb_set(words.hiring)

local finite = { verb = true, ed = true }

-- Does a phrase before an event do something else than own up to it, and is neither who did it nor whom it befell?
local function does_else(s, event, np)
  if event.pos == "verb" and sentence.subject(s, event.i) == np then return false end
  local victim, attacker = borne.parties(s, event)
  if victim == np or attacker == np then return false end
  for k = np[2] + 1, event.i - 1 do
    if finite[s.tags[k]] then return s.tags[k - 1] ~= "be" and not owning_up[s.words[k]] end
  end
  return false
end

-- By the noun, or the title before a name: "Senator Ruth Ames".
local function is_onlooker(s, np) return onlooking[s.words[np[2]]] or onlooking[s.words[np[1]]] or false end

local none = {}

-- Does a phrase only inform of what a noun names, or is it got for work after it, by a verb that is no event itself?
local function is_helper(s, event, np, events)
  if event.pos ~= "noun" or (np.class or none).attacker then return false end
  if informing[s.words[np[2] + 1]] then return true end
  for _, other in ipairs(events) do
    if other.i <= np.before and other.j >= np.before then return false end
  end
  return hiring[s.words[np.before]] or false
end

local opening = data.set [[because after before when while since until as if how where that so]]

-- Has the event a doer in a clause of its own, before which the phrase does something else: "Acme discovered hackers
-- had stolen its data", "reset its passwords because hackers", "is looking for the hackers, who"?
local function is_outside(s, event, np)
  local doer = event.pos == "verb" and not event.passive and sentence.subject(s, event.i)
  if not doer or doer.pronoun or np[2] >= doer.before then return false end
  local told = roles.tells(event, "attacker", doer[1], doer[2]) or roles.tells(event, "tool", doer[1], doer[2])
  if not told then return false end
  local before = s.words[doer.before]
  if sentence.thought[before] or opening[before] then return true end
  if s.tags[event.i - 1] ~= "wh" then return false end
  for k = np[2] + 1, doer.before do
    if finite[s.tags[k]] or s.tags[k] == "be" then return true end
  end
  return false
end

local parties = { victim = true, attacker = true }

-- "Acme hacked": is whom it hit told to have done it, too?
local function is_victim(event, r) return r.role == "attacker" and r.i and roles.tells(event, "victim", r.i, r.j) end

--- Take from events the parties that only the model makes of onlookers, and the attackers that are victims.
-- @tparam table s the sentence
-- @tparam {table,...} events with their roles
-- @usage onlookers.settle(s, events)
function onlookers.settle(s, events)
  for n = 1, #events do
    local event = events[n]
    for k = #event.roles, 1, -1 do
      local r = event.roles[k]
      local np = parties[r.role] and r.rule == "model" and r.np
      local looks_on = np and np[2] < event.i and (is_onlooker(s, np) and does_else(s, event, np)
        or r.role == "attacker" and (is_helper(s, event, np, events) or is_outside(s, event, np)))
        or np and np[1] > event.j and s.words[np.before] == "from" and is_onlooker(s, np) -- "hid the breach from"
      if looks_on or is_victim(event, r) then table.remove(event.roles, k) end
    end
  end
end

return onlookers
