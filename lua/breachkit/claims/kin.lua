--- Who is told only to say who another is: "Acme's rival Beta Corp", "Acme, a customer of Beta Corp".
-- @module breachkit.claims.kin
local data = require "breachkit.data"
local roles = require "breachkit.claims.roles"
local sentence = require "breachkit.claims.sentence"

local kin = {}

local words_of = data.set(data.load("roles").kin)
for word in pairs(words_of) do sentence.note("kin", { word }) end

local leading = { of = true, to = true, ["for"] = true, with = true }
local parties = { victim = true, attacker = true, place = true }

-- Does a role stand within tokens i to j?
local function within(s, r, i, j)
  local first, last = sentence.extent(s, r)
  return parties[r.role] and not r.own and first >= s.first[i] and last <= s.last[j]
end

-- What befell or was done by the owner's kin, tokens i to j: it is of the kin, not of the owner.
local function pass_on(s, event, owner, np, i)
  for k = #event.roles, 1, -1 do
    local r = event.roles[k]
    local alone = within(s, r, owner[1], owner[2])
    local both = not alone and i > np[1] and r.i and r.i <= owner[2] and within(s, r, owner[1], np[2])
    if alone or both then
      if r.role == "place" or alone and roles.tells(event, r.role, i, np[2]) then
        table.remove(event.roles, k)
      else
        r.i, r.j, r.first, r.last, r.np = i, np[2], s.first[i], s.last[np[2]], np
      end
    end
  end
end

local function drop(s, event, np)
  for k = #event.roles, 1, -1 do
    if within(s, event.roles[k], np[1], np[2]) then table.remove(event.roles, k) end
  end
end

-- The phrase that names the kin of another, from which token on: its name where it has one.
local function named(s, np, k)
  if k == np[2] then return np[1] end
  return sentence.is_capital(s, k + 1) and k + 1 or nil
end

--- Give events none for a party who is told only to say who another is.
-- @tparam table s the sentence
-- @tparam {table,...} events with their roles
-- @usage kin.settle(s, events)
function kin.settle(s, events)
  if #events == 0 or not sentence.holds(s, "kin") then return end
  local words, phrase_at = s.words, s.phrase_at
  for k = 1, #words do
    local np = words_of[words[k]] and phrase_at[k]
    local from = np and named(s, np, k)
    local owner = from and sentence.owning[words[np[1] - 1]] and phrase_at[np[1] - 2]
    local other = np and k == np[2] and words[np.before] == "," and leading[words[k + 1]] and phrase_at[k + 2]
    local told_on = other and words[other[2] + 1] == "," and s.tags[other[2] + 2] == "wh"
    for n = 1, (owner or other) and #events or 0 do
      if owner then pass_on(s, events[n], owner, np, from) end
      if other and not told_on then drop(s, events[n], other) end
    end
  end
end

return kin
