--- Whom a deed hit, and who is none of its parties by what stands around.
-- @module breachkit.claims.victims
local borne = require "breachkit.claims.borne"
local data = require "breachkit.data"
local doers = require "breachkit.claims.doers"
local granted = require "breachkit.claims.granted"
local lexicon = require "breachkit.claims.lexicon"
local owners = require "breachkit.claims.owners"
local roles = require "breachkit.claims.roles"
local sentence = require "breachkit.claims.sentence"
local tied = require "breachkit.claims.tied"
local whole = require "breachkit.claims.whole"

local victims = {}

local none, hit = {}, owners.hit

local parties = { victim = true, attacker = true, discoverer = true }

local told -- the words of `data/roles.lua`, as sets
local function load()
  local roles_of = data.load "roles"
  told = {}
  for _, name in ipairs { "seated", "fated", "returning", "venues", "criminal", "done", "befalling" } do
    told[name] = data.set(roles_of[name])
  end
  for _, name in ipairs { "falling", "calling", "parting", "hacking", "notifying", "publishing" } do
    told[name] = lexicon.verb_set(roles_of[name])
  end
  told.outlets, told.reported_to = lexicon.verb_set "report", data.set(roles_of.told.reported_to)
  told.paying = lexicon.verb_set(roles_of.sure.ransom.to)
end

-- "Bluepine researchers uncovered a campaign" ran none; "the attacker exploited a bug" found none.
local function is_researcher(s, r)
  local class = s.classes[r.j] or none
  return class.researcher and not class.attacker
end
local function is_attacker(s, r) return (s.classes[r.j] or none).attacker end

local pronouns = { its = true, their = true }
-- "Posted on a forum", "on Telegram": does the word name where data are shown?
local function is_venue(s, k, published)
  return published and (told.venues[s.words[k]] or (s.classes[k] or none).market) or false
end

-- "A breach at a supplier, Parcelio, exposed data": the name of whom it hit did not do it.
local function names_victim(s, event, r)
  local np = r.i and s.phrase_at[r.j]
  local named = np and np[1] == r.i and sentence.named_by(s, np)
  return named and roles.tells(event, "victim", named[1], named[2])
end

local naming = { what = true, that = true, which = true, whom = true }

-- Is a role's phrase no party, by what stands around it: where one sits ("Acme, based in Kiel"), what one becomes
-- ("fell victim to"), who notifies, who is paid, who gets the loot or where it is put ("sold to", "on its leak site"),
-- who only names it ("what officials called"), what it is done for ("in exchange")?
local function is_none(s, event, r)
  local words, i, j = s.words, r.i, r.j
  local before, head = words[i - 1], words[j]
  if before == "in" and (told.seated[words[i - 2]] or i == j and told.returning[head]) then return true end
  if naming[before] and told.calling[words[j + 1]] then return true end
  if r.role == "discoverer" then return words[event.head]:find "^exploit" and is_attacker(s, r) end
  if r.role == "attacker" and (is_researcher(s, r) or names_victim(s, event, r)) then return true end
  if r.role ~= "victim" then return event.type == "data-breach" and told.notifying[words[event.head]] or false end
  if before == "dear" or words[i] == "dear" then return true end -- who is written to
  local following = words[j + 1]
  if told.fated[head] and (s.tags[i - 1] == "be" or told.falling[before]) then
    return following == "of" or following == "to"
  end
  if event.type == "ransom" and r.np and (r.np.class or none).outsider then return true end
  if event.type == "ransom" then return i == event.head + 1 and told.paying[words[event.head]] end
  if event.type ~= "data-breach" then return false end
  if before == "to" then return i - 2 == event.j and told.parting[words[event.head]] end
  local claimed = event.entry and event.entry.stance == "claimed" and pronouns[words[i]] -- "lists Acme on its site"
  return before == "on" and is_venue(s, j, told.publishing[words[event.head]])
    or (before == "on" or before == "to") and told.venues[head] and (told.criminal[words[j - 1]] or claimed)
end

-- Take from an event the parties that are none.
local function pass_none(s, event)
  local given = event.roles
  for k = #given, 1, -1 do
    local r = given[k]
    if parties[r.role] and r.i and is_none(s, event, r) then table.remove(given, k) end
  end
end

local befalling = { ["data-breach"] = true, ransom = true, phishing = true }
local saying = lexicon.verb_set "say/said/said tell/told/told claim add"

-- "Acme denied that it was breached and said that the data came from a supplier": what is said next is another thing.
local function pass_said_next(s, event)
  local words, tags, given, hit_before, stop = s.words, s.tags, event.roles, false, nil
  local last = 0 -- of what the model gave it
  for k = 1, #given do
    local r = given[k]
    if r.rule == "model" and r.i and r.i > last then last = r.i end
  end
  for k = event.j + 1, last - 1 do
    if tags[k] == "conj" and saying[words[k + 1]] then
      stop = k
      break
    end
  end
  for k = 1, stop and #given or 0 do
    local r = given[k]
    hit_before = hit_before or r.role == "victim" and r.i and r.i < stop
  end
  for k = hit_before and #given or 0, 1, -1 do
    local r = given[k]
    if r.i and r.i > stop and r.rule == "model" then table.remove(given, k) end
  end
end

local hit_by = { object = true, passive = true }
local things = { "data", "tool" }
local befallen = { it = true, they = true, them = true, we = true, us = true, he = true, she = true }

-- Give an event the victims of a list that pass a test.
local function give(s, event, list, passes)
  for _, r in ipairs(list or none) do
    if passes(r) and not is_none(s, event, r) then
      r.role = "victim"
      event.roles[#event.roles + 1] = r
    end
  end
  return roles.tells(event, "victim")
end

-- Whom a verb as "hacked" has for its object is hit, whatever it is called ("Example Games was hacked") and however
-- unlikely; with it the pronoun, "said that it was hacked".
local function keep_hacked(s, event)
  local np = event.passive and sentence.subject(s, event.i) or not event.passive and roles.following(s, event) or nil
  local own = np and befallen[np.pronoun]
  local function before(r)
    return r.role == "victim" and r.j < event.i and not (own and not sentence.overlaps(r, np[1], np[2]))
  end
  local function object(r) return (r.role == "victim" or r.role == "work") and hit_by[r.rule] end
  if event.passive and give(s, event, event.faint, before) or give(s, event, event.by_rule, object) then return end
  if np and (befallen[np.pronoun] or np.capital) and not np.calendar then
    roles.clear(event, np)
    hit(event, np, event.passive and "passive" or "object")
  end
end

-- "It was hacked": it is no data and no tool.
local function pass_hacked_things(s, event)
  local np = event.passive and sentence.subject(s, event.i)
  for _, name in ipairs(np and befallen[np.pronoun] and things or none) do roles.clear(event, np, name) end
end

-- Who pays a ransom was hit: "Acme paid", "was paid by Acme".
local function pay(s, event)
  local np
  if event.passive then
    for k = event.head + 1, math.min(event.head + 4, #s.words) do
      if s.words[k] == "by" then np = s.phrase_at[k + 1] end
    end
  else
    np = sentence.subject(s, event.i)
  end
  if np and not (np.class or none).attacker and roles.is_party(np) then
    hit(event, np, "subject")
  end
end

-- "Officials suspect that hackers hacked Acme": where a party is hacked nobody told of before is.
local function pass_before(s, event)
  local np = not event.passive and roles.following(s, event)
  if not np or not roles.is_party(np) then return end
  for k = #event.roles, 1, -1 do
    local r = event.roles[k]
    if r.role == "victim" and r.i and r.j < event.i then table.remove(event.roles, k) end
  end
end

-- "Acme and Halden Bank were hacked": both were.
local function keep_joined(s, event)
  for _, r in ipairs(event.passive and event.roles or none) do
    local np = r.role == "victim" and r.i and r.j < event.i and s.phrase_at[r.j]
    local other = np and np[1] == r.i and s.words[np.before] == "and" and s.phrase_at[np.before - 1]
    if other and roles.is_party(other) and not roles.tells(event, "victim", other[1], other[2]) then
      hit(event, other, "passive")
      return
    end
  end
end

local borne_by = { object = true, passive = true, subject = true }

-- "The breach affected 400 customers", "Acme left a database open": whom the grammar has for it was hit.
local function keep_borne(s, event)
  for _, r in ipairs(event.by_rule or none) do
    local own = r.role == "victim" and borne_by[r.rule] and not roles.tells(event, r.role, r.i, r.j)
    if own and not is_none(s, event, r) then event.roles[#event.roles + 1] = r end
  end
end

-- Where nobody is told to be hit: whom the grammar has for it, of a verb that leaves no doubt.
local function keep_hit(s, event)
  if event.pos ~= "verb" then return end
  if event.entry and event.entry.borne then return keep_borne(s, event) end
  local sure, needs = doers.leads(s, event), event.entry and event.entry.needs
  local hacks = needs or sure and told.hacking[s.words[event.head]]
  if hacks then
    pass_before(s, event)
    if told.hacking[s.words[event.head]] then pass_hacked_things(s, event) end
    if not roles.tells(event, "victim") then keep_hacked(s, event) end
    keep_joined(s, event)
  elseif roles.tells(event, "victim") then
    return
  elseif sure or not event.passive and roles.tells(event, "attacker") then
    local function robbed(r)
      local owns = r.role == "victim" and r.rule == "object" and sentence.owning[s.words[r.j + 1]]
      return roles.is_robbed(r) or owns and roles.is_party(r.np) -- "accessed Acme's database"
    end
    if not give(s, event, event.by_rule, robbed) and sure == "to" then pay(s, event) end
  end
end

-- Does a phrase begin like a name, or with an article: "hacking Acme", "the bank Acme", not "hacking group TA505"?
local function names_begin(s, np)
  if np.det == "det" and np.capital then return true end
  local at = np.det and np[1] < np[2] and np[1] + 1 or np[1]
  return sentence.is_capital(s, at)
end

local befalls = { of = true, at = true, on = true, against = true }

-- "Blamed the attacks on Ruvania": is a phrase suspected of something?
local function is_suspected(s, events, np)
  if s.words[np.before] ~= "on" then return false end
  for _, other in ipairs(events) do
    for _, r in ipairs(other.roles) do
      if r.role == "suspect" and sentence.overlaps(r, np[1], np[2]) then return true end
    end
  end
  return false
end

-- Whose breach it is: "Acme's breach", "the Acme breach".
local function befallen_by_name(s, event)
  local j = event.j
  local np = told.befalling[s.words[j]] and s.phrase_at[j]
  if not np or np[2] ~= j then return nil end
  local last = j - 1
  while last > np[1] and not sentence.is_capital(s, last) do last = last - 1 end
  local first = last
  while first > np[1] and (s.tags[first - 1] == "noun" and sentence.is_capital(s, first - 1)
    or first - 1 > np[1] and s.tags[first - 1] ~= "noun" and sentence.is_capital(s, first - 2)) do -- "Bank of"
    first = first - 1
  end
  if last >= np[1] and first > 1 and sentence.is_capital(s, last) and s.tags[last] == "noun"
    and not sentence.calendar[s.words[last]] then
    return sentence.name_at(s, first, last)
  end
  return sentence.owning[s.words[np[1] - 1]] and s.phrase_at[np[1] - 2]
end

-- "Reported the incident to the police": what befell oneself.
local function is_own(s, event)
  local np = s.words[event.j + 1] == "to" and s.phrase_at[event.j + 2]
  for k = np and np[1] or 1, np and np[2] or 0 do
    if told.reported_to[s.words[k]] then return true end
  end
  return false
end

-- Who deals with what befell itself: "Acme is investigating a cyberattack", not the police.
local function dealing(s, event)
  local np = tied.handler(s, event)
  local class = np and np.class or none
  if class.authority and not class.organization or class.researcher or class.country or class.nation then return nil end
  return np
end

-- Where nobody is told to be hit by what a noun names: "the breach at Acme", "hacking Acme", "a ransomware attack hit
-- Acme", "Acme confirms breach"; outlets report what befell others.
local function keep_befallen(s, event, events)
  if event.pos ~= "noun" or roles.tells(event, "victim") then return end
  local j, words = event.j, s.words
  local at = s.tags[j] == "ing" and j + 1 or told.done[words[j]] and befalls[words[j + 1]] and j + 2
  local np, rule, itself, suffers = at and s.phrase_at[at], "of", nil, nil
  if np and (np[1] ~= at or at == j + 1 and not names_begin(s, np)) then np = nil end
  if not np then
    local befell, _, verb = borne.parties(s, event)
    suffers = befell -- "Acme Group suffered": is no gang
    local be = verb and s.tags[s.tags[verb - 1] == "adv" and verb - 2 or verb - 1] == "be"
    itself = befell and befallen[befell.pronoun] and be == (words[verb + 1] == "by") and befell
    np = borne.struck(s, event) or befallen_by_name(s, event)
      or (not told.outlets[words[verb]] or is_own(s, event)) and befell
    np, rule = np or dealing(s, event), "borne"
  end
  local class = np and np.class or none
  local did = np and roles.tells(event, "attacker", np[1], np[2])
  local stands = rule == "borne" and (class.person or did or np == itself or np == suffers and np.capital)
  local befell_it = np and (roles.is_party(np) or stands) and (rule == "borne" or not did)
    and (not class.attacker or np == suffers and np.capital)
  if befell_it and not sentence.is_nobody(s, np) and not is_suspected(s, events, np) then
    roles.clear(event, np, "attacker")
    hit(event, np, rule)
  end
end

-- What somebody "gained access to" is hit, however unlikely.
local function keep_accessed(s, event)
  local words, j = s.words, event.j
  local to = words[j] == "to" and j or words[j + 1] == "to" and j + 1
  local np = to and words[to - 1] == "access" and s.phrase_at[to + 1]
  local accessed = np and ((np.class or none).system or sentence.owning[words[np[2] + 1]] or roles.is_party(np))
  if accessed and not roles.tells(event, "victim") then
    hit(event, np, "to")
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
    pass_none(s, event)
    if event.entry and event.entry.plain then granted.settle(s, event) end
    pass_said_next(s, event)
    local robs = event.type == "data-breach" or event.type == "ransom"
    if robs then keep_hit(s, event) end
    if befalling[event.type] then keep_befallen(s, event, events) end
    if event.type == "data-breach" and event.entry then
      widen(s, event)
      keep_accessed(s, event)
    end
    if robs then owners.keep(s, event) end
    if event.type == "data-breach" then owners.keep_owned_up(s, event) end
    whole.settle(s, event)
  end
end

return victims
