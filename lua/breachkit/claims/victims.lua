--- Whom a deed hit, and who is none of its parties by what stands around.
-- @module breachkit.claims.victims
local data = require "breachkit.data"
local doers = require "breachkit.claims.doers"
local lexicon = require "breachkit.claims.lexicon"
local roles = require "breachkit.claims.roles"
local sentence = require "breachkit.claims.sentence"

local victims = {}

-- Has an event the role, filled by a phrase if one is given?
local function tells(event, name, np)
  for _, r in ipairs(event.roles) do
    if r.role == name and (not np or sentence.overlaps(r, np[1], np[2])) then return true end
  end
  return false
end

local parties = { victim = true, attacker = true }
local none = {}

local told -- the words of `data/roles.lua`, as sets
local function load()
  local roles_of = data.load "roles"
  told = {}
  for _, name in ipairs { "seated", "fated", "returning", "venues", "criminal" } do
    told[name] = data.set(roles_of[name])
  end
  for _, name in ipairs { "falling", "calling", "parting", "hacking" } do
    told[name] = lexicon.verb_set(roles_of[name])
  end
  told.paying = lexicon.verb_set(roles_of.sure.ransom.to)
end

-- Is a role's phrase no party, by what stands around it: where one sits ("Acme, based in Kiel"), what one becomes
-- ("fell victim to"), who is paid, who gets the loot or where it is put ("sold to", "on its leak site"), who only names
-- it ("what officials called"), what it is done for ("in exchange")?
local function is_none(s, event, r)
  local words, i, j = s.words, r.i, r.j
  local before, head = words[i - 1], words[j]
  if before == "in" and (told.seated[words[i - 2]] or i == j and told.returning[head]) then return true end
  if r.role ~= "victim" then return false end
  local following = words[j + 1]
  if told.fated[head] and (s.tags[i - 1] == "be" or told.falling[before]) then
    return following == "of" or following == "to"
  end
  if before == "what" then return told.calling[words[j + 1]] end
  if event.type == "ransom" then return i == event.head + 1 and told.paying[words[event.head]] end
  if event.type ~= "data-breach" then return false end
  if before == "to" then return i - 2 == event.j and told.parting[words[event.head]] end
  return before == "on" and told.venues[head] and told.criminal[words[j - 1]]
end

-- Whose systems were hit was hit: "infiltrated Acme's servers".
local function keep_owner(s, event)
  local given = event.roles
  for k = 1, #given do
    local r = given[k]
    local system = r.role == "victim" and r.i and sentence.owning[s.words[r.i - 1]] and (s.classes[r.j] or none).system
    local owner = system and s.phrase_at[r.i - 2]
    if owner and roles.does(owner) and not tells(event, "victim", owner) then
      given[#given + 1] = { role = "victim", i = owner[1], j = owner[2], rule = "owner", np = owner }
    end
  end
end

-- "The city of Marrow" is hit, not "the city".
local function whole(s, event)
  for _, r in ipairs(event.roles) do
    local at = r.role == "victim" and r.i and s.words[r.j + 1] == "of" and (s.classes[r.j] or none).organization
    local np = at and s.phrase_at[r.j + 2]
    if np and np[1] == r.j + 2 and np.capital and not tells(event, "victim", np) then
      r.j, r.last = np[2], s.last[np[2]]
    end
  end
end

-- Take from an event the parties that are none.
local function pass_none(s, event)
  local given = event.roles
  for k = #given, 1, -1 do
    local r = given[k]
    if parties[r.role] and r.i and is_none(s, event, r) then table.remove(given, k) end
  end
end

local hit_by = { object = true, passive = true }
local befallen = { it = true, they = true, them = true, we = true, us = true, he = true, she = true }

-- Does an event tell nothing but who did it, as the grammar has it?
local function tells_nothing(event)
  for _, r in ipairs(event.roles) do
    if r.confidence or r.role ~= "attacker" then return false end
  end
  return true
end

-- Whom a verb as "hacked" has for its object is hit, whatever it is called like ("Example Games was hacked") and however
-- unlikely; with it the pronoun, "said that it was hacked".
local function keep_hacked(s, event)
  if tells(event, "victim") then return end
  local given = event.roles
  for _, r in ipairs(event.passive and event.faint or none) do
    if r.role == "victim" and r.j < event.i then given[#given + 1] = r end
  end
  if tells(event, "victim") then return end
  for _, r in ipairs(event.by_rule or none) do
    if (r.role == "victim" or r.role == "work") and hit_by[r.rule] then
      r.role = "victim"
      given[#given + 1] = r
    end
  end
  if tells(event, "victim") then return end
  local np = event.passive and sentence.subject(s, event.i) or not event.passive and roles.following(s, event) or nil
  if np and (befallen[np.pronoun] or np.capital) and not np.calendar then
    given[#given + 1] = { role = "victim", i = np[1], j = np[2], rule = event.passive and "passive" or "object", np = np }
  end
end

-- Of another verb a name that is its object, where nothing is told of the event.
local function keep_hit(event)
  if not tells_nothing(event) then return end
  local given = event.roles
  for _, r in ipairs(event.by_rule or none) do
    if r.role == "victim" and hit_by[r.rule] and r.np.capital then given[#given + 1] = r end
  end
end

-- What somebody "gained access to" is hit, however unlikely.
local function keep_accessed(s, event)
  for _, r in ipairs(s.words[event.j] == "to" and event.faint or none) do
    if r.role == "victim" and r.i == event.j + 1 then event.roles[#event.roles + 1] = r end
  end
end

local listing = { ["and"] = true, ["or"] = true, [","] = true }

-- What stolen data hold is told with how it was kept, "names and hashed passwords", and whom they relate to with whom
-- else, "relating to cast and crew".
local function widen(s, event)
  local given = event.roles
  for k = 1, #given do
    local r = given[k]
    if event.entry.led and r.i and r.i > event.j and s.tags[r.i - 1] == "ed" and listing[s.words[r.i - 2]] then
      r.i = r.i - 1
      r.first = s.first[r.i]
    end
    for _, other in ipairs(r.i and r.role == "victim" and event.by_rule or none) do
      if other.rule == "complement" and other.role == "victim" and other.i == r.j + 2 and s.words[r.j + 1] == "and" then
        local there = false
        for _, told_one in ipairs(given) do there = there or told_one.i == other.i end
        if not there then given[#given + 1] = other end
      end
    end
  end
end

--- Set right whom the events of a sentence hit, once it is known who did them: who was hacked is told however unlikely
-- the model finds it, and where a party sits, what one becomes, or who gets the loot is none.
-- @tparam table s the sentence
-- @tparam {table,...} events with their roles
-- @usage victims.settle(s, events)
function victims.settle(s, events)
  if not told then load() end
  for k = 1, #events do
    local event = events[k]
    if doers.leads(s, event) == "by" then
      if told.hacking[s.words[event.head]] then keep_hacked(s, event) else keep_hit(event) end
    end
    if event.entry and event.type == "data-breach" then
      widen(s, event)
      keep_accessed(s, event)
    end
    if event.type == "data-breach" then keep_owner(s, event) end
    pass_none(s, event)
    whole(s, event)
  end
end

return victims
