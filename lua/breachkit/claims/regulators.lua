--- What regulators do about a breach: whom they fine for it was hit, and did it not.
-- @module breachkit.claims.regulators
local data = require "breachkit.data"
local lexicon = require "breachkit.claims.lexicon"
local owners = require "breachkit.claims.owners"
local roles = require "breachkit.claims.roles"
local sentence = require "breachkit.claims.sentence"

local regulators = {}

local told = data.load("roles").fining
local fining, fine = lexicon.verb_set(told.verbs), data.set(told.nouns)
local either = lexicon.verb_set(told.verbs, true, data.set(told.nouns))

-- "Fined the bank 2 million euros" looks like one phrase.
local function alone(s, np)
  for k = np[1] + 1, np[2] do
    if s.tags[k] == "num" or s.words[k]:find "^%d" then
      local capital = np.capital or sentence.is_capital(s, k - 1)
      return { np[1], k - 1, det = np.det, capital = capital, before = np.before, class = s.classes[k - 1] }
    end
  end
  return np
end

-- Who is fined, and where that is told: "fined Acme", "Acme was fined", "a fine of 2 million euros on Acme".
local function fined(s)
  local words = s.words
  for k = 2, #words do
    local word = either[words[k]] and words[k]
    if word and fining[word] and s.tags[k] ~= "noun" then
      local np = s.tags[k - 1] == "be" and sentence.subject(s, k) or s.phrase_at[k + 1]
      if np then return alone(s, np), k end
    elseif word and fine[word] then
      for at = k + 1, #words - 1 do
        local np = words[at] == "on" and s.phrase_at[at + 1]
        if np and roles.is_party(np) then return np, at end
      end
    end
  end
end

local befalling = { ["data-breach"] = true, ransom = true }

-- "The data protection authority" is no data that were taken.
local function pass_office(s, event)
  for k = #event.roles, 1, -1 do
    local r = event.roles[k]
    if r.role == "data" and r.i and s.words[r.j] == "data" and s.words[r.j + 1] == "protection" then
      table.remove(event.roles, k)
    end
  end
end

-- "The privacy commissioner of Norland has fined Acme after": neither was hit.
local function pass_regulator(s, event, from)
  if s.tags[from - 1] == "be" then return end
  for k = #event.roles, 1, -1 do
    local r = event.roles[k]
    if (r.role == "victim" or r.role == "attacker") and r.i and r.j < from then table.remove(event.roles, k) end
  end
end

local function has_party(event)
  for _, r in ipairs(event.roles) do
    if r.role == "victim" and r.np and roles.is_party(r.np) then return true end
  end
  return false
end

--- Set right who is fined for a breach: it hit him, where nobody else is told, and he is no attacker.
-- @tparam table s the sentence
-- @tparam {table,...} events with their roles
-- @usage regulators.settle(s, events)
function regulators.settle(s, events)
  local np, from, asked
  for k = 1, #events do
    local event = events[k]
    if befalling[event.type] then
      if not asked then
        np, from = fined(s)
        asked = true
      end
      pass_office(s, event)
      if np and event.i > from then
        roles.clear(event, np, "attacker")
        pass_regulator(s, event, from)
        if not has_party(event) and (roles.is_party(np) or np.det) then owners.hit(event, np, "borne") end
      end
    end
  end
end

return regulators
