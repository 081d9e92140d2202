--- Who did it where a sentence leaves no doubt, however likely the model finds that: by verbs of `data/roles.lua`.
-- @module breachkit.claims.doers
local data = require "breachkit.data"
local lexicon = require "breachkit.claims.lexicon"
local roles = require "breachkit.claims.roles"
local sentence = require "breachkit.claims.sentence"
local somebody = require "breachkit.claims.somebody"

local doers = {}

local reach = 16 -- tokens between an event and the phrase that a preposition ties to it
local verbal = { verb = true, ed = true, ing = true, be = true }
local none_told = {}
local personal = { i = true, we = true, he = true, she = true, it = true, they = true }

local told -- the words of `data/roles.lua`, as sets
local function load()
  local roles_of = data.load "roles"
  told = { done = data.set(roles_of.done), acting = data.set(roles_of.acting),
    striving = lexicon.verb_set(roles_of.striving), taking = lexicon.verb_set(roles_of.taking),
    thanking = lexicon.verb_set(roles_of.thanking), answering = {}, sure = {} }
  for who, verbs in pairs(roles_of.answering) do lexicon.verb_set(verbs, who, told.answering) end
  for type, leading in pairs(roles_of.sure) do
    told.sure[type] = {}
    for behind, verbs in pairs(leading) do lexicon.verb_set(verbs, behind, told.sure[type]) end
  end
end

-- May a phrase be who did it: somebody who does things, or a person by what he is ("a former employee")?
local function acts(s, np) return roles.does(np) or told.acting[s.words[np[2]]] or false end

--- The word behind a verb that leads to who did it, where the verb leaves no doubt that somebody did: "by" of "hacked
-- by", "to" of "paid to"; nothing for other events.
-- @tparam table s the sentence
-- @tparam table event
-- @treturn ?string
-- @usage if doers.leads(s, event) == "by" then ... end
function doers.leads(s, event)
  if not told then load() end
  return (event.pos == "verb" and told.sure[event.type] or none_told)[s.words[event.head]]
end

local ruled_out = { ["not"] = true, than = true }

-- Who is told behind an event: "was hacked on Monday by Red Anvil", "paid $2 million to Red Anvil".
local function told_behind(s, event, preposition)
  for k = event.j + 1, math.min(event.j + reach, #s.words) do
    local np = s.words[k] == preposition and not ruled_out[s.words[k - 1]] and s.phrase_at[k + 1]
    if np and np[1] == k + 1 and acts(s, np) and not sentence.owning[s.words[np[2] + 1]] then return np end
    if verbal[s.tags[k]] or s.words[k] == ";" or s.words[k] == "," and event.pos == "noun" then return nil end
    local object = k == event.j + 1 and event.passive and s.phrase_at[k] -- "whose data was stolen a year of care by"
    if object and object[1] == k and not object.calendar then return nil end
  end
end

local currency = { ["$"] = true, ["€"] = true, ["£"] = true }

-- Who is paid: "paid Red Anvil $2 million", "paid them a ransom".
local function paid(s, event)
  local np = s.phrase_at[event.head + 1]
  if not np or np[1] ~= event.head + 1 or np[2] >= #s.words then return nil end
  local sum = s.phrase_at[np[2] + 1] or currency[s.words[np[2] + 1]]
  return sum and (acts(s, np) or np.pronoun == "them") and np or nil
end

-- Is somebody called to answer, by a word that ends at token k: "sentenced to five years in prison for", "arrested on
-- suspicion of"?
local function is_charge(words, k) return words[k] == "for" or words[k] == "of" and words[k - 1] == "suspicion" end

-- Who is held for what a form with "ing" names behind a preposition, token k, by one of some verbs before it: "charged
-- him on Monday for", "was paid for"; the verb's token, and whether he is its subject.
local function held(s, k, verbs, kind)
  for at = k - 1, math.max(k - reach, 2), -1 do
    if verbs[s.words[at]] == kind then
      local undergone = s.tags[at - 1] == "be"
      return undergone and sentence.subject(s, at) or s.phrase_at[at + 1], at, undergone
    end
  end
end

--- Who answers for a deed in its form with "ing": "denied hacking", "was charged with hacking", "accused him of it".
-- @tparam table s the sentence
-- @tparam integer i that form's token
-- @treturn ?table the phrase
-- @usage local np = doers.answers(s, event.i)
function doers.answers(s, i)
  if s.tags[i] ~= "ing" then return nil end
  if not told then load() end
  local words, k = s.words, i - 1
  if is_charge(words, k) then
    local np, at = held(s, k, told.answering, "others")
    if at then return np end
  end
  if s.tags[k] == "prep" or s.tags[k] == "to" then k = k - 1 end
  local day = s.phrase_at[k]
  if day and day.calendar then k = s.tags[day.before] == "prep" and day.before - 1 or day.before end
  if words[k] == "guilty" then k = k - 1 end
  if told.answering[words[k]] then return (sentence.subject(s, k)) end
  local np = s.phrase_at[k]
  while np and s.tags[np.before] == "prep" and s.phrase_at[np.before - 1] do np = s.phrase_at[np.before - 1] end
  return np and told.answering[words[np.before]] == "others" and np or nil
end

-- Of whom "who" tells behind a phrase: "the teenager from Marrow who broke in". What only says where he is from, or
-- whose he is, has not done it.
local function whoever(s, event, np)
  local outer = np and s.tags[np.before] == "prep" and s.phrase_at[np.before - 1]
  if not outer or not (told.acting[s.words[outer[2]]] or (outer.class or none_told).attacker) then return np end
  roles.clear(event, np, "attacker")
  if s.words[np.before] == "from" then roles.clear(event, np, "victim") end
  return outer
end

-- Whom the verb has for its subject: "Red Anvil hacked Acme", "Red Anvil claims to have hacked Acme".
local function subject(s, event)
  local object = roles.following(s, event) or event.j > event.head and s.phrase_at[event.j]
  if not object and s.words[event.j + 1] ~= "into" then return nil end
  local k = event.i
  local answering = doers.answers(s, k)
  if answering then return answering end
  if s.words[k - 1] == "to" then
    k = k - 2
    while s.tags[k] == "adv" do k = k - 1 end
    if not (sentence.thought[s.words[k]] or told.striving[s.words[k]] and verbal[s.tags[k]]) then return nil end
  end
  local at = s.words[k - 2] == "," and k - 3 or k - 2
  local antecedent = s.phrase_at[at]
  if at < k - 2 and antecedent and not (antecedent.class or none_told).attacker then antecedent = nil end
  local np = s.words[k - 1] == "who" and whoever(s, event, antecedent) or sentence.subject(s, k)
  local own = np and (acts(s, np) or personal[np.pronoun])
  return own and not sentence.is_nobody(s, np) and np or nil
end

local hitting = { on = true, against = true, of = true, at = true }
local about = { into = true, of = true, on = true, about = true, over = true }

-- Who is told to have done what a noun names: "the attack on Acme by Red Anvil", "Red Anvil's attack on Acme"; not
-- "the investigation into the attack by Bluepine".
local function told_by_noun(s, event)
  local phrase = s.phrase_at[event.j]
  local before = phrase and phrase.before or 0
  local np = told_behind(s, event, "by")
  if about[s.words[before]] then
    if np and not (np.class or none_told).attacker then roles.clear(event, np, "attacker") end
    return nil
  end
  if not np and s.words[before] == "'s" and hitting[s.words[event.j + 1]] then
    local hit = s.phrase_at[event.j + 2]
    local owner = hit and roles.does(hit) and s.phrase_at[before - 1]
    np = owner and roles.does(owner) and owner
  end
  return np and not np.calendar and np or nil
end

-- Is a victim whom the pronoun that did it stands for: "Ruvania rejected the claim that it had hacked Acme"?
local function is_itself(event, r, np)
  if np.pronoun ~= "it" or r.j >= np[1] then return false end
  for _, other in ipairs(event.roles) do
    if other.role == "victim" and other.i and other.i > event.j then return true end
  end
  return false
end

local not_done = { victim = true, impersonated = true }

-- Make a phrase the event's attacker, and no victim; behind "by" it did it alone.
local function blame(s, event, np, rule)
  local known
  for k = #event.roles, 1, -1 do
    local r = event.roles[k]
    if rule == "by" and event.passive and r.role == "attacker" and r.i and r.j < event.i then
      table.remove(event.roles, k)
    elseif sentence.overlaps(r, np[1], np[2]) then
      if not_done[r.role] then table.remove(event.roles, k) else known = true end
    elseif r.i and r.role == "victim" and is_itself(event, r, np) then
      table.remove(event.roles, k)
    end
  end
  if not known then
    event.roles[#event.roles + 1] =
      { role = "attacker", i = np[1], j = np[2], class = "attacker", rule = rule, np = np }
  end
  local name = not np.capital and s.words[np[2] + 1] == "," and s.phrase_at[np[2] + 2]
  if name and sentence.named_by(s, name) == np then blame(s, event, name, rule) end
end

-- Take from events the party that a phrase is told to be, by one who did it by a noun.
local function pass_party(events, own, np)
  for _, event in ipairs(events) do
    roles.clear(event, np, "victim")
    if event ~= own then roles.clear(event, np, "attacker") end
  end
end

local indefinite = { a = true, an = true, one = true, another = true }

-- "A former employee leaked the data", "Red Anvil accessed its servers": who does it is none of those whom it hit.
local function is_insider(s, event, np)
  local entry = event.entry
  local needs = entry and entry.needs and not entry.borne
  if needs and roles.does(np) then return true end
  if not told.acting[s.words[np[2]]] then return false end
  if roles.tells(event, "victim", np[1], np[2]) then return true end
  local object = roles.following(s, event)
  local takes = told.taking[s.words[event.head]] and object and (object.class or none_told).data
  return indefinite[s.words[np[1]]] and (needs or takes)
end

-- "Dark Heron leaked customer data of Acme": of two parties who did it is the verb's subject.
local function is_first_of_two(event, np)
  if not roles.does(np) then return false end
  local told_by, robbed
  for _, r in ipairs(event.by_rule or none_told) do
    told_by = told_by or r.role == "attacker" and r.rule == "subject" and r.np == np
    robbed = robbed or r.np ~= np and roles.is_robbed(r)
  end
  return told_by and robbed
end

-- "The gang claimed the attack and says it took 2 TB": does "it" stand for those who open the sentence, and do such?
local function confesses(s, event)
  local k = event.i - 1
  while s.tags[k] == "have" do k = k - 1 end
  local np, opening = s.phrase_at[k], s.phrases[1]
  local verb = np and personal[np.pronoun] and np.before or 0
  if s.words[verb] == "that" then verb = verb - 1 end
  local own = sentence.thought[s.words[verb]] and s.words[verb - 1] == "and" and (opening.class or none_told).attacker
  return own and np or nil
end

-- Who did a breach that is told by a verb with an object: its subject, where that is no victim.
local function active_doer(s, event)
  local object = not event.passive and roles.following(s, event)
  local active = object or not event.passive and s.words[event.j + 1] == "to"
  local np = active and sentence.subject(s, event.i)
  if object and not np then return confesses(s, event) end
  return np and (is_insider(s, event, np) or object and is_first_of_two(event, np)) and np or nil
end

-- Who found a flaw, where another thanks him or pays him for that: "Acme paid Joana Prado $5,000 for reporting it".
local function credit(s, event)
  if s.tags[event.i] ~= "ing" or s.words[event.i - 1] ~= "for" then return end
  local np, at, undergone = held(s, event.i - 1, told.thanking, true)
  for k = at and not undergone and #event.roles or 0, 1, -1 do
    local r = event.roles[k]
    if r.role == "discoverer" and r.i and r.j < at then table.remove(event.roles, k) end
  end
  if np and not roles.tells(event, "discoverer") then
    event.roles[#event.roles + 1] = { role = "discoverer", i = np[1], j = np[2], rule = "subject", np = np }
  end
end

local mended = { vulnerability = true, system = true, patch = true }

-- Who patched it, where nobody is told but in an aside: "The airline, which is owned by Acme, patched the flaw".
local function keep_patcher(s, event)
  local object = not event.passive and roles.following(s, event)
  local np = object and (object.class or none_told).vulnerability and sentence.subject(s, event.i)
  if not np or s.tags[np[2]] ~= "noun" or s.words[np[2]]:find "%d" or sentence.is_nobody(s, np) then return end
  if not (np.det or roles.does(np)) then return end
  for class in pairs(np.class or none_told) do
    if mended[class] then return end
  end
  for k = s.words[event.i - 1] == "," and #event.roles or 0, 1, -1 do
    local r = event.roles[k]
    if r.role == "releaser" and r.i and r.i > np[2] and r.j < event.i then table.remove(event.roles, k) end
  end
  if roles.tells(event, "releaser") or roles.tells(event, "patch", np[1], np[2]) then return end
  event.roles[#event.roles + 1] = { role = "releaser", i = np[1], j = np[2], rule = "subject", np = np }
end

local between = { after = true, before = true, by = true, ["while"] = true }

-- "Demanded a ransom after stealing the records": who did the deed told before it did this one.
local function same_doer(s, event, events)
  if s.tags[event.i] ~= "ing" or not between[s.words[event.i - 1]] or roles.tells(event, "attacker") then return nil end
  local before
  for _, other in ipairs(events) do
    if other.j < event.i and not (before and before.i > other.i) then before = other end
  end
  if not before or before.pos ~= "verb" or before.passive or not told.sure[before.type] then return nil end
  local np = sentence.subject(s, before.i)
  return np and (acts(s, np) or roles.tells(before, "attacker", np[1], np[2])) and np or nil
end

-- "The person they believe leaked the addresses": who believes so did not.
local function pass_thinker(s, event)
  local np = not event.passive and sentence.thought[s.words[event.i - 1]] and s.phrase_at[event.i - 2]
  if np and np.pronoun then roles.clear(event, np, "attacker") end
end

local carrying = { be = true, have = true, adv = true, modal = true, neg = true }

-- "They were stolen in a hack": what a passive has for its subject does nothing. "What the hackers extorted from" only
-- looks like one.
local function pass_undergoing(s, event)
  if event.pos ~= "verb" or not event.passive or not roles.tells(event, "attacker") then return end
  local k, undergoes = event.i - 1, event.i < event.head
  while carrying[s.tags[k]] do
    undergoes = undergoes or s.tags[k] == "be"
    k = k - 1
  end
  local np = undergoes and s.phrase_at[k]
  if np then roles.clear(event, np, "attacker") end
end

-- Whose leak site somebody is listed on: "on the leak site of Red Anvil", "on Red Anvil's leak site".
local function host(s, event)
  local entry = event.entry
  local listed = entry and entry.needs and (event.passive or entry.borne)
  if not listed or roles.tells(event, "attacker") then return nil end
  for k = event.j + 1, math.min(event.j + reach, #s.words) do
    local site = s.phrase_at[k]
    if site and site.class and site.class.venue then
      local owner = s.words[site[2] + 1] == "of" and s.phrase_at[site[2] + 2]
        or sentence.owning[s.words[site[1] - 1]] and s.phrase_at[site[1] - 2]
      return owner and acts(s, owner) and owner or nil
    end
  end
end

local perpetrated = { demand = true, leak = true, ["denial-of-service"] = true }

-- The gang that did what no model reads: "Black Heron demanded $2 million", where it is called one.
local function named_gang(reading, s, event)
  local active = perpetrated[event.type] and event.pos == "verb" and not event.passive
  local np = active and not roles.tells(event, "attacker") and sentence.subject(s, event.i)
  return np and somebody.is_gang(reading, s, np) and np
end

--- Set right who did it where the sentence leaves no doubt: whom the verb has for its subject, or behind "by", is not
-- whom it hit, and whom a ransom is paid to took it, however likely the model finds that.
-- @tparam table reading the document
-- @tparam table s the sentence
-- @tparam {table,...} events with their roles
-- @usage doers.settle(reading, s, events)
function doers.settle(reading, s, events)
  for k = 1, #events do
    local event = events[k]
    if event.pos == "verb" then pass_thinker(s, event) end
    if event.doer then blame(s, event, event.doer, event.passive and "by" or "subject") end
    local preposition = doers.leads(s, event)
    pass_undergoing(s, event)
    local gang = not event.span and named_gang(reading, s, event)
    if gang then blame(s, event, gang, "subject") end
    if preposition then
      local behind = preposition == "to" or event.passive or s.words[event.j + 1] == preposition
      local np
      if preposition == "to" then np = paid(s, event) end
      if not np then
        if behind then np = told_behind(s, event, preposition) else np = subject(s, event) end
      end
      if not np and not behind then np = same_doer(s, event, events) end
      if np then blame(s, event, np, behind and preposition or "subject") end
    elseif event.pos == "verb" then
      local np = event.type == "data-breach" and (doers.answers(s, event.i) or active_doer(s, event)
        or host(s, event))
      np = np or same_doer(s, event, events)
      if np then blame(s, event, np, "subject") end
      if event.type == "vulnerability-patch" then keep_patcher(s, event) end
      if event.type == "vulnerability-disclosure" then credit(s, event) end
    elseif told.sure[event.type] and event.pos == "noun" then
      local np = told.done[s.words[event.j]] and (doers.answers(s, event.i) or told_by_noun(s, event))
      if np then
        pass_party(events, event, np)
        blame(s, event, np, "by")
      end
    end
  end
end

--- Give verbs that share their subject what fills it for one of them: "hackers broke into Acme and stole its data".
-- @tparam {table,...} events of a sentence, with their roles and `by_rule`, what the grammar gave them
-- @usage doers.share(events)
function doers.share(events)
  if #events < 2 then return end
  for k = 1, #events do
    local event = events[k]
    local grammar, given, has = event.by_rule or none_told, nil, false
    for n = 1, #grammar do
      local r = grammar[n]
      given = r.role == "attacker" and r.rule == "subject" and r or given
    end
    for n = 1, given and #event.roles or 0 do has = has or event.roles[n].role == "attacker" end
    for _, other in ipairs(given and not has and events or none_told) do
      for _, r in ipairs(other.type == event.type and other ~= event and other.roles or none_told) do
        if r.role == "attacker" and r.i == given.i and r.j == given.j then
          table.insert(event.roles, 1, r)
          goto next
        end
      end
    end
    ::next::
  end
end

return doers
