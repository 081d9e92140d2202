--- Who did what to whom: noun phrases of a sentence linked to its events by `data/roles.lua`.
-- @module breachkit.claims.roles
local data = require "breachkit.data"
local sentence = require "breachkit.claims.sentence"

local roles = {}

local places = { by = "by", from = "from", of = "of", at = "at", against = "at", on = "on", into = "at", to = "to",
  as = "as", with = "with", ["for"] = "for", ["in"] = "in", via = "via", through = "via", within = "in",
  between = "between" }
local reach = 16 -- tokens between an event and a phrase that a preposition ties to it
local most_before = 14 -- tokens from a verb back to the end of its subject
local verbal = { verb = true, ed = true, ing = true, be = true }

local function frame(tables, event)
  return tables[event.entry and event.entry.frame or event.type]
end

-- which pronouns a role takes; "it" and "you" seldom steal
local pronouns = {
  pronoun = { it = true, they = true, we = true, he = true, she = true, i = true, them = true, us = true },
  third = { they = true, he = true, she = true, who = true }, you = { you = true }, we = { we = true, i = true },
}
local none = {}

local as_told = { complement = true, owner = true, means = true, sure = true, answering = true,
  borne = true, told = true, fining = true }

-- The rules with their alternatives parted, once.
local compiled
local function load()
  if compiled then return compiled end
  compiled = {}
  for kind, places_of in pairs(data.load "roles") do
    if type(places_of) ~= "table" or as_told[kind] then
      compiled[kind] = places_of
    else
      compiled[kind] = {}
      for place, list in pairs(places_of) do
        local flat = { named = {}, plain = {} } -- and what it gives to phrases seen
        for _, pair in ipairs(list) do
          for want in pair[1]:gmatch "%a+" do flat[#flat + 1] = { want, pair[2] } end
        end
        compiled[kind][place] = flat
      end
    end
  end
  compiled.charging = data.set(compiled.charging)
  return compiled
end

local doing = { attacker = true, organization = true, country = true, nation = true }

--- May a phrase be somebody who does things: an attacker, or a name that is not of a thing?
-- @tparam table np
-- @treturn boolean
-- @usage roles.does(s.phrases[1])
function roles.does(np)
  local named = np.capital
  for class in pairs(np.class or none) do
    if class == "attacker" then return true end
    named = named and doing[class]
  end
  return named or false
end

--- May a phrase be hit as somebody: who does things, or an organization?
-- @tparam table np
-- @treturn boolean
-- @usage if roles.is_party(np) then ... end
function roles.is_party(np) return roles.does(np) or (np.class or none).organization or false end

local robbed_by = { of = true, from = true, owner = true, complement = true }

--- Is what the grammar gives an event a party that something is taken from: "stole the data of Acme"?
-- @tparam table role of `by_rule`
-- @treturn boolean
-- @usage if roles.is_robbed(r) then ... end
function roles.is_robbed(role)
  return role.role == "victim" and robbed_by[role.rule] and roles.is_party(role.np) or false
end

--- Has an event the role, of tokens i to j where these are given?
-- @tparam table event
-- @tparam string name
-- @tparam[opt] integer i
-- @tparam[opt] integer j
-- @treturn boolean
-- @usage if not roles.tells(event, "victim") then ... end
function roles.tells(event, name, i, j)
  local given = event.roles
  for k = 1, #given do
    local r = given[k]
    if r.role == name and (not i or sentence.overlaps(r, i, j)) then return true end
  end
  return false
end

--- Take from an event the roles that stand on a phrase.
-- @tparam table event
-- @tparam table np
-- @tparam[opt] string name only those of this name
-- @usage roles.clear(event, np, "attacker")
function roles.clear(event, np, name)
  for k = #event.roles, 1, -1 do
    local r = event.roles[k]
    if (not name or r.role == name) and sentence.overlaps(r, np[1], np[2]) then table.remove(event.roles, k) end
  end
end

local function first_for(list, np)
  local class, pronoun, capital = np.class, np.pronoun, np.capital
  for n = 1, #list do
    local want = list[n][1]
    if (class and class[want]) or (capital and want == "name") or want == "any"
      or (want == "party" and roles.does(np))
      or (pronoun and (pronouns[want] or none)[pronoun]) then
      return list[n]
    end
  end
  return none
end

-- What a list gives a phrase, and as what: all phrases of the same classes, or of one pronoun, get the same.
local function role_for(list, np)
  local seen, kind = np.capital and list.named or list.plain, np.class or np.pronoun or "other"
  local found = seen[kind]
  if not found then
    found = first_for(list, np)
    seen[kind] = found
  end
  return found[2], found[1]
end

-- "Experts think Ruvania was behind it": what follows a verb of thinking is no object of it when a verb of its own
-- stands right behind.
local function begins_clause(s, np, event)
  return not np.pronoun and sentence.thought[s.words[np.before]] and np[2] == event.i - 1
end

local leads_question = { verb = true, ed = true, ing = true, prep = true, to = true }

-- The phrase that does it: nearest before the verb that follows no preposition; over a relative pronoun its antecedent,
-- but nobody where it is asked, "too early to say who was behind it".
local function subject(s, event)
  local tags, words, phrase_at = s.tags, s.words, s.phrase_at
  local charged = words[event.i - 1] == "to" and phrase_at[event.i - 2]
  local charging = charged and words[charged.before]
  if charging and load().charging[charging] then return charged end -- "hired X to find"
  if words[event.i - 1] == "," then
    -- "X, a researcher at Y, discovered": the phrase before the aside
    for k = event.i - 2, math.max(event.i - 24, 2), -1 do
      if words[k] == "," then
        local np = phrase_at[k - 1]
        if np and not phrase_at[np.before] and tags[np.before] ~= "prep" then return np end
        break
      end
    end
  end
  for k = event.i - 1, math.max(event.i - most_before, 1), -1 do
    local np = phrase_at[k]
    if words[k] == "who" and leads_question[tags[k - 1]] then return nil end
    if np and np[2] == k then
      local asks = words[np.before] == "which" and not (np.det or np.pronoun or np.capital)
      if asks then return nil end -- "cannot prove which country was behind"
      np = sentence.named_by(s, np) or np
      local own = tags[np.before]
      if own == "adv" and verbal[tags[np.before - 1]] then own = tags[np.before - 1] end -- "shut down the service and"
      local preposition = own == "to" or (own == "prep" and not sentence.subordinate[words[np.before]])
      local party = np.capital or (np.class or none).attacker
      local behind = words[k + 1] == "," and party and k + 1 or k -- "charges against Ilya Marn, who was accused"
      local relative = behind + 2 >= event.i - 2 and tags[behind + 1] == "wh"
      if not np.aside and np.pronoun ~= "who" and (not preposition or relative) then
        -- an object of another verb is no subject, unless that verb is a conjunct or a relative's antecedent
        local object = own == "verb" or own == "ed" or own == "ing"
        if relative or not object or begins_clause(s, np, event) then
          return not sentence.is_nobody(s, np) and np or nil
        end
      end
    end
  end
end

--- The phrase right behind an event, or behind an adverb there: a verb's object. Of an event of the model, behind the
-- words that the rules have for it, "broke into".
-- @tparam table s the sentence
-- @tparam table event
-- @treturn ?table
-- @usage local np = roles.following(s, event)
function roles.following(s, event)
  local tags = s.tags
  local k = (event.tail or event.j) + 1
  if tags[k] == "adv" then k = k + 1 end
  return s.phrase_at[k]
end

--- The phrase that follows another, joined to it by a comma or "and", in a list of data, of victims; or what an owner
-- owns.
-- @tparam table s the sentence
-- @tparam table np
-- @tparam[opt] boolean plain without a comma
-- @treturn ?table
-- @usage np = roles.next_joined(s, np)
function roles.next_joined(s, np, plain)
  local tags, words, k = s.tags, s.words, np[2] + 1
  if words[k] == "'s" then k = k + 1 end
  if words[k] == "," and not plain then k = k + 1 end
  if tags[k] == "conj" and words[k] ~= "but" then k = k + 1 end
  local following_np = k > np[2] + 1 and s.phrase_at[k]
  local joins = following_np and following_np ~= np and not following_np.pronoun
    and words[following_np[1]] ~= "aged" -- "two men, aged 19"
  return joins and following_np or nil
end

local most_joined = 13

local counted = { vulnerability = true, patch = true, system = true }

local vulnerability_event = { ["vulnerability-disclosure"] = true, ["vulnerability-patch"] = true }

local function fill(filled, type, np)
  filled[type] = filled[type] or {}
  filled[type][np] = true
end

-- Give a phrase the role of the event that a list has for it.
local function take(event, filled, np, list, rule)
  if not list or np.bare or np[1] <= event.j and np[2] >= event.i then return end
  local given = event.roles
  for n = 1, #given do
    if given[n].np == np then return end
  end
  local role, class = role_for(list, np)
  if not role then return end
  fill(filled, event.type, np)
  -- how many flaws or patches there are belongs to the phrase; a count of data or people is a role of its own
  local i = np.count and not np.det and counted[role] and np.count[1] or np[1]
  given[#given + 1] = { role = role, i = i, j = np[2], class = class, rule = rule, np = np }
end

-- The same of a phrase and those joined to it, as far as they end before token `stop`.
local function take_all(event, filled, s, np, list, rule, stop)
  for _ = 1, list and most_joined or 0 do
    if stop and np[2] >= stop then return end
    take(event, filled, np, list, rule)
    np = roles.next_joined(s, np)
    if not np then return end
  end
end

-- Give a phrase that hangs on another one its role, unless it has one.
local function give(event, list, filled, np, as, rule)
  if not np or np[1] <= event.j and np[2] >= event.i then return end
  if as == "system-owner" and not vulnerability_event[event.type] then return end
  local of_type = filled[event.type]
  if of_type and of_type[np] then return end
  local found, class = role_for(list, np)
  if not found then return end
  fill(filled, event.type, np)
  event.roles[#event.roles + 1] = { role = found, i = np[1], j = np[2], class = class, rule = rule, np = np }
end

-- What hangs on the phrases that have a role: "a flaw in X", "the records of X", "X's records".
local function hang(s, event, tables, filled)
  local given, words, complement, owner = event.roles, s.words, tables.complement, tables.owner
  for k = 1, #given do
    local r = given[k]
    local after = complement[r.role]
    local role = after and after[words[r.j + 1]]
    if role then
      local at = r.j + 2
      if s.tags[at] == "prep" or s.tags[at] == "to" then at = at + 1 end
      local np, n = s.phrase_at[at], 0
      while np and n < most_joined do
        give(event, tables.complements[role], filled, np, role, "complement")
        np, n = roles.next_joined(s, np), n + 1
      end
    end
    local owns = owner[r.role]
    if owns and words[r.i - 1] == "'s" then
      give(event, tables.complements[owns], filled, s.phrase_at[r.i - 2], owns, "owner")
    end
  end
end

local downing = { outage = true, ["denial-of-service"] = true }

-- What is down is what is owned: "took Acme's site offline", "an attack on Acme's site".
local function downed(s, event, np)
  local thing = downing[event.type] and sentence.owning[s.words[np[2] + 1]] and s.phrase_at[np[2] + 2]
  return thing and not thing.bare and thing or np
end

-- Give an event what prepositions behind it tie to it, up to the next verb.
local function tie(s, event, rules, filled)
  local tags, phrase_at = s.tags, s.phrase_at
  local k, last, beside = event.j + 1, math.min(event.j + reach, #tags), event.entry and event.entry.beside
  while k <= last do
    local np = phrase_at[k]
    if not np then
      if verbal[tags[k]] then return end
      k = k + 1
    elseif np[1] > k then
      k = np[1] -- past a number that stands apart
    else
      local place = np[1] == k and places[s.words[np.before]]
      np = downed(s, event, np)
      if place == "of" and event.pos == "noun" and rules["of noun"] then place = "of noun" end
      if beside and place ~= "by" and place ~= "between"
        and (np[1] > event.j + 2 or rules[place] and not role_for(rules[place], np)) then place = nil end
      if place == "from" then
        take(event, filled, np, rules.from, place)
      elseif place then
        take_all(event, filled, s, np, rules[place], place)
      end
      k = np[2] + 1
    end
  end
end

-- Give what stands near, within `most` tokens, to the nearest of the events `open` to it, by what each wants, `near`.
local function gather(s, open, near, most, filled)
  local phrases = s.phrases
  for k = 1, #phrases do
    local np = phrases[k]
    if np.class then
      local first, last = np[1], np[2]
      local best, best_role, best_distance
      for n = 1, #near do
        local event = open[n]
        local distance = first > event.j and first - event.j or event.i - last -- none from what it is part of
        if distance > 0 and distance <= most and (not best_distance or distance < best_distance) then
          local role = role_for(near[n], np)
          if role then best, best_role, best_distance = event, role, distance end
        end
      end
      if best then
        local of_type = filled[best.type]
        if not (of_type and of_type[np]) then
          local i = np.count and not np.det and counted[best_role] and np.count[1] or first
          best.roles[#best.roles + 1] = { role = best_role, i = i, j = last, rule = "near", np = np }
        end
      end
    end
  end
end

--- Link the sentence's phrases to its events.
-- @tparam table s the sentence
-- @tparam {table,...} events as `triggers.find` gives them; each gets `roles`, a list of `{role, i, j, class, rule}`
-- @usage roles.link(s, events)
function roles.link(s, events)
  if #events == 0 then return end
  local tables = load()
  local filled = {} -- type -> the phrases that have a role in an event of it
  local open, near
  for k = 1, #events do
    local event = events[k]
    local rules = frame(tables, event)
    event.roles = event.roles or {}
    if rules and event.pos == "verb" then
      local reduced = event.entry and event.entry.told_passive and s.tags[event.i] == "ed" -- "hackers linked to"
      local np = reduced and s.phrase_at[event.i - 1] or subject(s, event)
      if np and event.passive then
        take_all(event, filled, s, np, rules.object or rules.subject, "passive", event.i)
      elseif np and np[2] < event.i then
        take(event, filled, np, rules.subject, "subject")
      end
      local object = not event.passive and roles.following(s, event)
      if object then take_all(event, filled, s, downed(s, event, object), rules.object, "object") end
    end
    if rules then tie(s, event, rules, filled) end
    if rules and rules.near then
      open, near = open or {}, near or {}
      open[#open + 1], near[#near + 1] = event, rules.near
    end
  end
  for k = 1, #events do hang(s, events[k], tables, filled) end
  if open then gather(s, open, near, tables.reach, filled) end
end

return roles
