--- Whose systems, customers and data were hit: by the owner's name, by "its", by who owns up to it.
-- @module breachkit.claims.owners
local data = require "breachkit.data"
local roles = require "breachkit.claims.roles"
local sentence = require "breachkit.claims.sentence"

local owners = {}

local none = {}
local words_of = data.load "roles"
local served, owning_up = data.set(words_of.served), data.set(words_of.owning_up)

--- Make a phrase the event's victim.
-- @tparam table event
-- @tparam table np
-- @tparam string rule what says so
-- @tparam[opt] integer last up to this token, where that is not the phrase's
-- @usage owners.hit(event, np, "of")
function owners.hit(event, np, rule, last)
  event.roles[#event.roles + 1] = { role = "victim", i = np[1], j = last or np[2], rule = rule, np = np }
end

local pronouns = { its = true, their = true }

-- Does a phrase only go on with a name: "Acme, Inc. (the "Company")"?
local function goes_on(s, np)
  local quoted = sentence.quoting[s.words[np.before]] and s.words[np.before - 1]
  return sentence.is_suffix(s, np) or quoted == "(" or quoted == "the" and s.words[np.before - 2] == "("
end

-- Is a phrase the one who is told to have done it?
local function did(event, np)
  local several = false
  for _, r in ipairs(event.roles) do
    several = several or r.role == "attacker" and not sentence.overlaps(r, np[1], np[2])
  end
  return not several and roles.tells(event, "attacker", np[1], np[2])
end

-- Whom "its" stands for: the one name that may be hit before it; not who did it, nor "with help from Acme".
local function only_name(s, event, np)
  local only
  for _, other in ipairs(s.phrases) do
    if other[1] >= np[1] then break end
    -- a place, or in the dateline
    local here = s.words[other.before] == "in" or s.first[other[1]] < s.begins or goes_on(s, other)
    local class = other.class or none
    local apart = here or class.attacker or class.country
    if other.capital and not apart and roles.is_party(other) and not did(event, other) then
      if only or s.words[other.before] == "from" then return nil end
      only = other
    end
  end
  return only
end

-- Whose systems are these: "Acme's servers", "the city of Marrow's servers", "the network of Acme", "Acme said its
-- servers"?
local function owner_of(s, event, r)
  local words, phrase_at = s.words, s.phrase_at
  if pronouns[words[r.i]] and r.np then
    local np = only_name(s, event, r.np)
    return np, np and np[2]
  end
  if words[r.j + 1] == "of" then
    local np = phrase_at[r.j + 2]
    -- "Customers of Acme" looks like a name
    if np and np[1] == 1 and np[1] == r.i then np = sentence.name_at(s, r.j + 2, np[2]) end
    local whole = np and np[1] == r.j + 2 and words[np[2] + 1] ~= "based" -- "of a Kiel-based company"
    return whole and np, np and np[2]
  end
  local np = sentence.owning[words[r.i - 1]] and phrase_at[r.i - 2]
  local outer = np and words[np.before] == "of" and phrase_at[np.before - 1]
  return outer and (outer.class or none).organization and outer or np, np and np[2]
end

-- "Harrow's hospital system", "Customers of Halden": what is owned is told apart from whose it is.
local function part_owned(s, r)
  local words, np = s.words, s.phrase_at[r.j]
  if (s.classes[r.j] or none).system and np and np[1] > r.i and sentence.owning[words[np[1] - 1]] then
    r.i, r.first = np[1], s.first[np[1]]
  elseif r.i < r.j and served[words[r.i]] and words[r.i + 1] == "of" then
    r.j, r.last = r.i, s.last[r.i]
  end
end

-- Does a role tell with its owner what was hit: systems, customers, "its data" that somebody took?
local function tells_owned(s, event, r)
  if not r.i then return false end
  if r.role == "data" then
    return s.words[r.i] == "its" and (event.pos == "noun" or roles.tells(event, "attacker"))
  end
  return r.role == "victim" and ((s.classes[r.j] or none).system or served[s.words[r.j]])
end

--- Whose systems, customers or data were hit was hit.
-- @tparam table s the sentence
-- @tparam table event with its roles
-- @usage owners.keep(s, event)
function owners.keep(s, event)
  local given = event.roles
  for k = 1, #given do
    local r = given[k]
    if r.role == "victim" and r.i then part_owned(s, r) end
    if tells_owned(s, event, r) then
      local np, last = owner_of(s, event, r)
      if np and roles.is_party(np) and not roles.tells(event, "victim", np[1], np[2]) then
        owners.hit(event, np, "owner", last)
      end
    end
  end
end

local informing = { notified = true, informed = true, told = true }
local hearer = { us = true, you = true, customers = true, regulators = true, investors = true }
local most_between = 8 -- tokens: "disclosed in a filing on Friday that"

-- Who owns up to what stands behind the "that" before token i: "Acme confirmed that", "disclosed in a filing that".
local function owner_up(s, i)
  local k = i - 1
  while k > 1 and s.words[k] ~= "that" do k = k - 1 end
  for at = k - 1, math.max(k - most_between, 2), -1 do
    if s.tags[at] == "ed" or s.tags[at] == "verb" then
      local tells = owning_up[s.words[at]] or informing[s.words[at]] and hearer[s.words[at + 1]]
      local np = tells and sentence.subject(s, at)
      local class = np and np.class or none
      local other = class.attacker or class.authority or class.researcher or class.country
      return np and roles.is_party(np) and not other and np or nil, k
    end
  end
end

--- Who owns up to it was hit: "Acme confirmed that a database had been copied", "disclosed that it was the victim".
-- @tparam table s the sentence
-- @tparam table event with its roles
-- @usage owners.keep_owned_up(s, event)
function owners.keep_owned_up(s, event)
  if not event.entry then return end
  for _, r in ipairs(event.roles) do
    local itself = r.role == "victim" and r.np and r.np.pronoun == "it" and r.i == r.np[1]
    if itself and event.pos == "noun" then
      local np, that = owner_up(s, r.i)
      if np and that == r.i - 1 then
        r.i, r.j, r.first, r.last, r.np = np[1], np[2], s.first[np[1]], s.last[np[2]], np
      end
    end
    if r.role == "victim" and not (r.np and not roles.is_party(r.np) and not r.np.pronoun) then return end
  end
  for _, r in ipairs(event.by_rule or none) do
    if not event.passive and roles.is_robbed(r) then return end
  end
  local robbed = event.passive or roles.tells(event, "attacker")
  local np = robbed and owner_up(s, event.i)
  if np and not roles.tells(event, "attacker", np[1], np[2]) then owners.hit(event, np, "borne") end
end

return owners
