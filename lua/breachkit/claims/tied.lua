--- Does a sentence say something of an event, by more than words that stand near it? What is only named ("after the
-- breach, the bank's shares fell") is no claim of its own.
-- @module breachkit.claims.tied
local borne = require "breachkit.claims.borne"
local data = require "breachkit.data"
local engine = require "breachkit.claims.engine"
local lexicon = require "breachkit.claims.lexicon"
local outages = require "breachkit.claims.outages"
local roles = require "breachkit.claims.roles"
local sentence = require "breachkit.claims.sentence"

local tied = {}

local none = {}
-- what the grammar gives verbs and nouns, however unlikely
local by_grammar = { verb = { subject = true, object = true, passive = true, by = true, to = true, owner = true },
  noun = { of = true, borne = true } }

local finding, hearing, handling, happening, light, costing, downtime -- verbs of `data/roles.lua` in all their forms
local function load()
  local told = data.load("roles").told
  finding, hearing = lexicon.verb_set(told.finding), lexicon.verb_set(told.hearing)
  handling = lexicon.verb_set(told.handling)
  happening, light, costing = lexicon.verb_set(told.happening), data.set(told.light), data.set(told.costing)
  downtime = data.set(told.downtime)
end

local upon = { after = true, upon = true, since = true, by = true }
local carrying = { be = true, have = true, adv = true }

-- Is what the verb at token k tells done, or denied: "detected", "was hit", "did not suffer"; not "may suffer",
-- "to detect", "those hit by it"?
local function is_done(s, k, passive)
  local tags, words, at = s.tags, s.words, k - 1
  if tags[k] == "ing" and upon[words[at]] then return true end -- "after detecting"
  local ed, be = tags[k] == "ed", false
  while carrying[tags[at]] do
    be = be or tags[at] == "be"
    at = at - 1
  end
  if sentence.upright[words[at]] then return true end
  return ed and tags[at] ~= "modal" and tags[at] ~= "to" and (be or not passive)
end

local about = { of = true, about = true }

local leading_to = { to = true, ing = true, verb = true, be = true }
local reader = { you = true }

--- Who found or learned of what a noun names: "detected an intrusion", "became aware of a breach".
-- @tparam table s the sentence
-- @tparam table event
-- @treturn ?table the phrase
-- @treturn ?boolean is it who tells the reader of it: "is writing to notify you of"?
-- @usage local np, tells = tied.finder(s, event)
function tied.finder(s, event)
  if not finding then load() end
  local np, words = s.phrase_at[event.j], s.words
  local k = math.min(np and np.before or 0, event.i - 1)
  if about[words[k]] then
    k = k - 1
    if words[k] == "aware" then k = k - 1 end
    if reader[words[k]] and hearing[words[k - 1]] then
      k = k - 1
      while leading_to[s.tags[k - 1]] do k = k - 1 end -- "is writing to notify you"
      return sentence.subject(s, k), true
    end
    if not hearing[words[k]] and words[k + 1] ~= "aware" then return nil end
  elseif not finding[words[k]] then
    return nil
  end
  return sentence.subject(s, k), false
end

local toward = { to = true, with = true, from = true, into = true }
local new = { a = true, an = true }

--- Who deals with what a noun names for the first time: "is investigating a cyberattack", "responded to a breach".
-- @tparam table s the sentence
-- @tparam table event
-- @treturn ?table the phrase
-- @usage local np = tied.handler(s, event)
function tied.handler(s, event)
  if not finding then load() end
  local np, words = s.phrase_at[event.j], s.words
  if not np or not new[words[np[1]]] then return nil end
  local k = np.before or 0
  if toward[words[k]] then k = k - 1 end
  local done = handling[words[k]] and (s.tags[k] == "ed" or words[k]:find "ing$" and s.tags[k - 1] == "be")
  return done and s.tags[k - 2] ~= "modal" and sentence.subject(s, k) or nil
end

local causes = { by = "caused", of = "because", to = "due" }

-- Is the event's noun what somebody suffered, found or learned of, or told the reader of, or is it said that there was
-- such?
local function is_object(s, event, np)
  local words, tags = s.words, s.tags
  local verb = select(3, borne.parties(s, event))
  if verb then
    if words[verb - 1] == "who" and not s.phrase_at[verb - 2] then return false end -- "proof of who conducted it"
    return tags[verb] == "noun" or is_done(s, verb, words[verb + 1] == "by") -- "was the victim of"
  end
  if tied.handler(s, event) then return true end
  local k = math.min(np.before or 0, event.i - 1) -- "unauthorized" may be no part of "activity"
  if finding[words[k]] then return is_done(s, k) end
  if tags[k] == "be" then
    while carrying[tags[k]] do k = k - 1 end
    return words[k] == "there"
  end
  local cause = new[words[np[1]]] and causes[words[k]]
  if cause and cause == words[k - 1] then return true end -- "was caused by a cyberattack"
  if tags[k] == "prep" or tags[k] == "to" then
    for at = k - 1, math.max(k - 3, 1), -1 do -- "the costs related to the incident"
      if costing[words[at]] then return event.type == "data-breach" end
    end
  end
  if not about[words[k]] then return false end
  if words[k - 1] == "aware" then return tags[k - 2] ~= "be" and tags[k - 2] ~= "adv" end -- "became aware of"
  if reader[words[k - 1]] then return hearing[words[k - 2]] or false end
  return hearing[words[k - 1]] and is_done(s, k - 1) or false
end

local asking = { when = true, how = true, whether = true, where = true, why = true, ["if"] = true }

local far = 16 -- tokens from a noun that opens a sentence to its verb: "A breach at its supplier, Acme, was noticed"

-- The verb that has the event's noun for its subject; none where it is asked: "it is not known when the hack happened".
local function own_verb(s, event, np)
  if asking[s.words[np.before]] or s.tags[np.before] == "prep" then return nil end
  local k = event.j + 1
  while carrying[s.tags[k]] or s.tags[k] == "wh" do k = k + 1 end
  if s.tags[k] == "ed" then return s.words[k] end
  for at = k, np[1] == 1 and math.min(k + far, #s.words) or 0 do
    if s.tags[at] == "be" and s.tags[at - 1] ~= "wh" then
      while carrying[s.tags[at]] do at = at + 1 end
      return light[s.words[at]] and s.words[at] or nil
    end
  end
end

local near = 6 -- tokens from a denial to the noun

local doubts = { denied = true, suspected = true, investigated = true }

-- Is the deed denied, not somebody's part in it ("ruled out any intrusion", "there was no breach"), or a new one
-- thought possible ("could not rule out a cyberattack")?
local function is_doubted(s, event, np, events)
  local hedge = doubts[event.stance] and event.hedge
  if not hedge or np[1] - hedge.j > near then return false end
  if event.stance ~= "denied" and not (new[s.words[np[1]]] and hedge.j < np[1]) then return false end
  for _, other in ipairs(events) do
    if other.type == "attribution" and other.i <= np[1] and other.j >= hedge.i then return false end
  end
  return true
end

-- Does the grammar give it somebody or something, whatever the model finds?
local function by_roles(event)
  for _, r in ipairs(event.by_rule or none) do
    if r.rule ~= "near" and r.rule ~= "date" then return true end
  end
  for _, r in ipairs(event.roles) do
    if by_grammar[event.pos][r.rule] then return true end
  end
  return false
end

local most_between = 8 -- tokens

--- The number behind "the number of members affected (including residents) is 27,904".
-- @tparam table s the sentence
-- @tparam table event
-- @treturn ?integer its token
-- @usage local k = tied.count_at(s, event)
function tied.count_at(s, event)
  for k = event.j + 1, math.min(event.j + most_between, #s.words - 1) do
    if s.tags[k] == "be" then return s.tags[k + 1] == "num" and k + 1 or nil end
    if s.tags[k] == "verb" or s.tags[k] == "ed" or s.words[k] == "," then return nil end
  end
end

-- Is a phrase counted: "27,904 members", or by what follows, "the number of members affected is 27,904"?
local function is_counted(s, event, np)
  if s.words[np[2]] == "number" then return tied.count_at(s, event) end
  return np.count and np.class and np.class.person or false
end

-- "Learned that its servers had been encrypted": is it what somebody found?
local function is_clause(s, event)
  for k = event.i - 1, 2, -1 do
    local verb = s.words[k] == "that" and s.words[k - 1]
    if verb then return finding[verb] and verb ~= "found" or hearing[verb] or verb == "aware" end
  end
  return false
end

local DENYING = sentence.mask("contrast", "nobody", "hedges")

local function is_definite(s, e)
  local np = s.phrase_at[e.j]
  return np and sentence.definite[s.words[np[1]]] or false
end

-- What counts only where it is denied, in a sentence that denies nothing; "not an attack" is of computers where
-- something is down.
local function is_idle(s, e)
  if s.sets & DENYING == 0 or e.pos == "noun" and is_definite(s, e) then return true end
  if s.words[e.i - 1] == "or" then return true end -- "no theft or misuse of data"
  for k = 1, e.pos == "noun" and #s.words or 0 do
    if downtime[s.words[k]] or s.classes[k] and (s.classes[k].system or s.classes[k].data) then return false end
  end
  return e.pos == "noun"
end

local NEGATED = sentence.mask("contrast", "nobody")
-- "The account contained names", not "a database that contained names".
local function opens(s, event, np)
  local before = np and s.words[np.before]
  return np and s.tags[event.i - 1] ~= "wh" and (not before or before == ",") and sentence.definite[s.words[np[1]]]
end

local function tells_of_data(s)
  for k = 1, #s.words do
    if s.classes[k] and s.classes[k].data then return true end
  end
  return false
end

local again = { id = "breach-again", type = "data-breach", unseen = true, roles = true, found = true, after = true }

-- "Became aware of the attack" is of the deed told before; else "attack" counts only where it is denied.
local function recall(reading, s, e)
  local np = e.pos == "noun" and reading.deed and s.phrase_at[e.j]
  local told = np and sentence.definite[s.words[np[1]]] and s.sets & NEGATED == 0 and is_object(s, e, np)
  if told then e.entry = again end
end

local perpetrated = { ["data-breach"] = true, ransom = true, ["denial-of-service"] = true, phishing = true }

local hostile = { attacker = true, hacker = true, malware = true }

-- Is an event of a type of which the text has no word, nor its sentence one of who does such: "the region pays half"?
local function is_wordless(reading, s, event)
  if not reading.wordless[event.type] then return false end
  for k = 1, #s.words do
    for class in pairs(s.classes[k] or none) do
      if hostile[class] then return false end
    end
  end
  return true
end

--- The events without those that count only after a deed where none is told of ("the incident disrupted the trains"),
-- only where somebody found them, or only where they are counted, and are not.
-- @tparam table reading the document, with its `topic` and the `deed` told last
-- @tparam table s the sentence
-- @tparam {table,...} events of the sentence
-- @treturn {table,...}
-- @usage events = tied.pass_loose(reading, s, events)
function tied.pass_loose(reading, s, events)
  if #events > 1 then outages.read_attacks(s, events) end
  local led, open = reading.deed or reading.topic, false
  for k = 1, #events do
    local event = events[k]
    local entry = event.entry or none
    open = open or entry.opens or entry.after or entry.found or entry.denied or entry.worded
    led = led or perpetrated[event.type] and not entry.after
  end
  if not open then return events end
  if not finding then load() end
  local kept = {}
  for _, event in ipairs(events) do
    if event.entry and event.entry.denied then recall(reading, s, event) end
    local entry = not event.trigger and event.entry or none
    local np = entry.found and s.phrase_at[event.j] or (entry.counted or entry.opens) and sentence.subject(s, event.i)
    local found = not entry.found or event.pos == "noun" and np and is_object(s, event, np)
      or event.pos == "verb" and is_clause(s, event)
    local counted = not entry.counted or np and is_counted(s, event, np)
    local idle = entry.denied and is_idle(s, event) or entry.opens and not opens(s, event, np)
      or entry.worded and is_wordless(reading, s, event)
    local anew = entry.found and tells_of_data(s) -- "an incident that may affect your information"
    if (led or anew or not entry.after) and found and counted and not idle then
      if entry.after and entry.found and reading.deed == "ransom" then -- "reported the incident to the police"
        event.type = reading.deed
        if event.span then event.span.type = engine.type_number.ransom end
      end
      kept[#kept + 1] = event
    end
  end
  return kept
end

--- Take out nouns whose verb tells the same: of "was hit by a cyberattack on Monday" the model sees "was hit", and the
-- day is its.
-- @tparam table s the sentence
-- @tparam {table,...} events with their roles
-- @usage tied.pass_objects(s, events)
function tied.pass_objects(s, events)
  for k = #events > 1 and #events or 0, 1, -1 do
    local e = events[k]
    local verb
    local entry = e.pos == "noun" and not e.trigger and e.entry
    if entry and entry.roles and not entry.data and not by_roles(e) then
      verb = select(3, borne.parties(s, e))
    end
    for _, other in ipairs(verb and events or none) do
      if other.trigger and other.type == e.type and other.i <= verb and other.j >= verb then
        table.remove(events, k)
        break
      end
    end
  end
end

--- What a passive tells of a day has happened, whatever the model finds: "the account was accessed on 3 May".
-- @tparam table s the sentence
-- @tparam {table,...} events with their stance and times: some get `happened`
-- @usage tied.mark_dated(s, events)
function tied.mark_dated(s, events)
  for k = 1, #events do
    local e = events[k]
    local done = e.type == "data-breach" and e.pos == "verb" and e.passive and e.stance == "asserted"
      and e.realis == "actual" and s.tags[e.head] == "ed"
    for n = 1, done and #e.roles or 0 do
      local r = e.roles[n]
      if r.role == "time" and not r.of and type(r.value) == "table" and r.value.start then e.happened = true end
    end
  end
end

--- Take out what counts only where it is denied, and is not.
-- @tparam {table,...} events with their stance
-- @usage tied.pass_undenied(events)
function tied.pass_undenied(events)
  for k = #events, 1, -1 do
    local e = events[k]
    if e.entry and e.entry.denied and e.stance ~= "denied" then table.remove(events, k) end
  end
end

local beside = 5 -- bytes: " on "

-- "After a cyberattack in May": a new one, with its day right behind it.
local function is_dated(s, event)
  for _, r in ipairs(event.roles) do
    local behind = r.role == "time" and sentence.extent(s, r) - s.last[event.j]
    if behind and behind > 0 and behind <= beside then return true end
  end
  return false
end

--- Does the sentence say something of the event? What it takes for granted ("the breach") must tell more, by a role.
-- @tparam table s the sentence
-- @tparam table event with its roles and stance
-- @tparam {table,...} events of the sentence
-- @treturn boolean
-- @usage if tied.holds(s, event, events) then ... end
function tied.holds(s, event, events)
  if event.entry.denied then return true end
  if by_roles(event) then return true end
  local np = event.pos == "noun" and s.phrase_at[event.j]
  if not np then return false end
  if not finding then load() end
  local verb = own_verb(s, event, np)
  if light[verb] and roles.tells(event, "time") then return true end -- "the intrusion came to light on ..."
  if event.type == "phishing" then return false end
  if is_doubted(s, event, np, events) then return true end
  if new[s.words[np[1]]] and is_dated(s, event) then return true end
  local named = np.det or np.count or event.entry.frame == "breach activity"
  local known = sentence.definite[s.words[np[1]]]
  return named and (not known or event.roles[1]) and (happening[verb] or is_object(s, event, np)) or false
end

return tied
