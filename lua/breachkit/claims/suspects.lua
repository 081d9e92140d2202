--- Which attributions suspect somebody: words of linking and of being behind are said of much else ("a server connected
-- to the internet", "responsible for loading the file").
-- @module breachkit.claims.suspects
local data = require "breachkit.data"
local parties = require "breachkit.claims.parties"
local roles = require "breachkit.claims.roles"
local sentence = require "breachkit.claims.sentence"

local suspects = {}

local open, deeds -- words of what nobody knows yet, and of what is attributed besides attacks

local function first_role(event, wanted)
  for _, role in ipairs(event.roles) do
    if wanted[role.role] then return role end
  end
end

local suspect, issue = { suspect = true }, { issue = true }

-- "It is not clear who was behind the attack" suspects nobody.
local function asks(s, event)
  local role = first_role(event, suspect)
  return role and role.i and role.i == role.j and open[s.words[role.i]]
end

-- A deed: an attack, malware, or one of these words.
local function is_deed(s, np)
  local class = np.class
  return class and (class.attack or class.malware or class.attacker) or deeds[s.words[np[2]]]
end

local states = { country = true, nation = true }

-- Which suspects are none: "Red Anvil was linked to Ruvania" suspects who stands behind the words, "a link between the
-- hackers and Ruvania" the state, "linked to the film Grey Tide" nobody.
local function passes(s, event)
  local behind, state, work = false, false, nil
  for _, role in ipairs(event.roles) do
    if role.role == "suspect" then
      behind = behind or role.rule == "to"
      state = state or role.rule == "between" and states[role.class]
    elseif role.role == "purpose" or role.role == "work" then
      work = role
    end
  end
  return function(role)
    local first, last = sentence.extent(s, role)
    return behind and role.rule == "passive" or state and role.rule == "between" and not states[role.class]
      or work and work.first and first <= work.last and last >= work.first
  end
end

local function pass_linked(s, event)
  local passed, list = passes(s, event), event.roles
  for k = #list, 1, -1 do
    if list[k].role == "suspect" and not list[k].own and passed(list[k]) then table.remove(list, k) end
  end
end

-- "Linked to a Russian spy agency": who is of a country, where no other stands there.
local function add_national(reading, s, event)
  local k = event.j + 1
  local np = s.phrase_at[s.tags[k] == "to" and k + 1 or k]
  if not np or np[1] > k + 1 then return end
  for _, role in ipairs(event.roles) do
    if role.np == np then return end
  end
  if parties.country(reading.text:sub(s.first[np[1]], s.last[np[2]])) then
    event.roles[#event.roles + 1] =
      { role = "suspect", i = np[1], j = np[2], class = "country", rule = "to", np = np }
  end
end

-- A name is linked to a deed ("the attack was linked to Red Anvil"), or doers to it ("hackers linked to Red Anvil");
-- "files linked to Red Anvil" suspect nobody.
local function links_deed(s, event)
  local role = first_role(event, suspect)
  if not role or role.class ~= "party" or first_role(event, issue) then return true end
  local linked = s.phrase_at[event.i - 1] or sentence.subject(s, event.i)
  return linked and linked.class and linked.class.attacker
end

local leads = { ["for"] = true, ["in"] = true, with = true }

-- What somebody is behind is a deed: a phrase, or an event of the sentence ("responsible for hacking the bank").
local function is_behind_deed(s, event, events)
  if first_role(event, issue) or event.passive then return true end
  local k = event.j + 1
  if leads[s.words[k]] then k = k + 1 end
  for _, other in ipairs(events) do
    if other.i == k and other ~= event then return true end
  end
  local np = s.phrase_at[k]
  if np then return np.pronoun or is_deed(s, np) end
  return k == event.j + 1
end

local bound = { -- by the trigger's frame, what must hold besides the roles that it needs
  ["attribution behind"] = is_behind_deed,
  ["attribution apart"] = function(s, event)
    local role = first_role(event, issue)
    return role and role.np and is_deed(s, role.np)
  end,
}

-- "The attribution" is the one that was told last; "attribution is hard" is none.
local function recalls(reading, s, event)
  local definite = sentence.definite
  return event.entry.opinion and reading.suspect and (definite[s.words[event.i]] or definite[s.words[event.i - 1]])
end

local function stands(reading, s, event, events)
  local entry = event.entry
  if asks(s, event) then return false end
  if not entry.needs or recalls(reading, s, event) then return true end
  if entry.beside then
    add_national(reading, s, event)
    pass_linked(s, event)
  end
  local filled = 0
  for _, wanted in ipairs(entry.needs) do
    if first_role(event, wanted) then filled = filled + 1 end
  end
  if event.stance == "denied" then return filled > 0 or first_role(event, issue) end
  local holds = entry.beside and links_deed or bound[entry.frame]
  return filled == #entry.needs and not (holds and not holds(s, event, events))
end

-- "Investigating links to Ruvania": what is looked into is not told as known.
local function look_into(s, event, events)
  for _, other in ipairs(event.stance == "asserted" and events or {}) do
    local np = other.type == "investigation" and roles.following(s, other)
    if np and np[1] <= event.i and np[2] >= event.j then
      event.stance, event.hedge = "investigated", { i = other.i, j = other.j, kind = "investigated" }
    end
  end
end

-- Take from the other events a part that a suspect has there: who stole the data are the hackers in "hackers linked to
-- Ruvania stole the data", and "the theft was the work of Red Anvil" did not hit Red Anvil.
local function pass_suspect(event, events, part)
  for _, role in ipairs(event.roles) do
    for _, other in ipairs(role.role == "suspect" and role.i and events or {}) do
      for k = other ~= event and #other.roles or 0, 1, -1 do
        local r = other.roles[k]
        local told_there = r.i and r.i >= role.i and r.j <= role.j
        if r.role == part and told_there and not r.own then table.remove(other.roles, k) end
      end
    end
  end
end

local own = { we = true, i = true }

-- "Red Anvil said that it was behind the attack": who says so of itself claims it.
local function claims_it(s, event)
  local who = event.entry.frame == "attribution behind" and event.stance == "asserted" and event.speaker
  local role = who and first_role(event, suspect)
  local np = role and role.np
  if not np then return false end
  local first = s.first[np[1]]
  return own[np.pronoun] or np.pronoun == "it" and who.last < first or who.first == first
end

-- "A hacker, who Gevers said was responsible": who says so is not suspected.
local function pass_thinker(s, event)
  for k = #event.roles, 1, -1 do
    local role = event.roles[k]
    local np = role.role == "suspect" and not role.own and role.np
    if np and np[2] + 2 == event.i and sentence.thought[s.words[event.i - 1]] then table.remove(event.roles, k) end
  end
end

-- "Red Anvil, who was accused of the hack, denies it": who is suspected is not who says so.
local function pass_speaker(s, event)
  local who = event.entry.told_passive and event.speaker
  for _, role in ipairs(who and event.roles or {}) do
    local first, last = sentence.extent(s, role)
    if role.role == "suspect" and first <= who.last and last >= who.first then event.speaker = nil end
  end
end

--- The events without those that lack a role that they need, as attributions that suspect nobody, but those that a rule
-- of one's own sees; whom hackers are only linked to has done nothing.
-- @tparam table reading the document
-- @tparam table s the sentence
-- @tparam {table,...} events with roles and stance
-- @treturn {table,...}
-- @usage events = suspects.settle(reading, s, events)
function suspects.settle(reading, s, events)
  if not open then
    local told = data.load "roles"
    open, deeds = data.set(told.open), data.set(told.deeds)
  end
  local kept = {}
  for k = 1, #events do
    local event = events[k]
    local entry = event.entry
    local attributes = event.type == "attribution" and entry
    if attributes then pass_thinker(s, event) end
    local needs = entry and not entry.data and (attributes or entry.needs and not event.trigger)
    if not needs or stands(reading, s, event, events) then
      kept[#kept + 1] = event
      if attributes and event.realis == "generic" then event.realis = "actual" end -- "attributes the attack to"
      if attributes then pass_speaker(s, event) end
      if attributes and claims_it(s, event) then event.stance = "claimed" end
      if attributes and event.entry.beside then
        look_into(s, event, events)
        pass_suspect(event, events, "attacker")
      end
      if attributes then pass_suspect(event, events, "victim") end
    end
  end
  return kept
end

return suspects
