--- Who tells of a deed, and has no part in it: outlets, who speaks for others, who attributes.
-- @module breachkit.claims.tellers
local data = require "breachkit.data"
local lexicon = require "breachkit.claims.lexicon"
local sentence = require "breachkit.claims.sentence"

local tellers = {}

-- Does a role overlap a party, unless a rule of one's own gave it?
local function overlaps(who, role) return not role.own and sentence.overlaps(role, who.i, who.j) end

-- "As first reported by The Examiner, she found the flaw": the outlet fills no role that another has, and behind a
-- comma none at all ("she found the flaw, The Examiner reports"), but of what it is itself told to have done.
local function pass_outlet(s, via, event)
  if via.from and event.i <= via.to and event.j >= via.from then return end
  local list = event.roles
  local apart = event.j < via.i and s.tags[via.i - 1] == "mark"
  if not via.from and not (apart and s.tags[via.j + 2] == "mark") then return end -- "..., The Examiner reports."
  for k = #list, 1, -1 do
    local passes = overlaps(via, list[k])
    local none = passes and apart
    for _, other in ipairs(passes and not apart and list or {}) do
      none = none or other.role == list[k].role and not overlaps(via, other)
    end
    if none then table.remove(list, k) end
  end
end

--- Does who speaks close the sentence, or what stands before: "..., the company said", "..., said the company", "as the
-- company said"? In "a group that it believes works for Ruvania" nobody does.
-- @tparam table s the sentence
-- @tparam table who of `speech.sources`, by a verb
-- @treturn boolean
-- @usage if tellers.closes(s, src.speaker) then ... end
function tellers.closes(s, who)
  local before = who.i - 1
  if s.words[before] == "as" then return s.tags[who.j + 1] ~= "mark" end
  return who.i > who.verb or s.tags[before] == "mark" and s.tags[who.verb - 1] ~= "wh"
end

-- "The studio was hacked, the company said": who only speaks behind an event fills no role in it.
local function pass_sayer(s, v, events)
  local who = v.speaker
  local apart = tellers.closes(s, who)
  for n = 1, apart and #events or 0 do
    local event = events[n]
    local list = event.roles
    for k = event.j < who.i and #list or 0, 1, -1 do
      if overlaps(who, list[k]) then table.remove(list, k) end
    end
  end
end

--- Take from events the roles of the outlet and of who speaks behind them, by the sentence's `sources`: before it is
-- known whose word each event is.
-- @tparam table s the sentence
-- @tparam {table,...} events with roles
-- @usage tellers.pass(s, events)
function tellers.pass(s, events)
  local sources = s.sources
  local verbs = sources.verbs
  for k = 1, #verbs do
    if verbs[k].speaker then pass_sayer(s, verbs[k], events) end
  end
  local via = sources.via
  for k = 1, via and #events or 0 do pass_outlet(s, via, events[k]) end
end

local function within(first, last, span) return span and first >= span.first and last <= span.last end

-- Of the roles of one name, is there one outside a span?
local function others(s, event, name, span)
  for _, role in ipairs(event.roles) do
    if role.role == name then
      local first, last = sentence.extent(s, role)
      if first > span.last or last < span.first then return true end
    end
  end
  return false
end

-- "Halden Bank reported an attack to the police": who tells of its own is no outlet, but speaks.
local function speaks_itself(s, event)
  local via = not event.speaker and event.via
  if not via then return end
  for _, role in ipairs(event.roles) do
    local first, last = sentence.extent(s, role)
    if role.role == "victim" and within(first, last, via) and not others(s, event, "victim", via) then
      event.speaker, event.via = via, nil
      return
    end
  end
end

local told_to = { report = true, reported = true, reports = true, reporting = true, disclosed = true, disclose = true }

-- "Report a breach to the police": whom it is told to was not hit.
local function hears(s, event, role)
  local k = role.role == "victim" and event.pos == "noun" and role.i
  if not k or k <= event.j then return false end
  if s.tags[k] == "noun" and s.phrase_at[k] then k = s.phrase_at[k][1] end
  if s.words[k - 1] ~= "to" then return false end
  for at = event.i - 1, math.max(event.i - 4, 1), -1 do
    if told_to[s.words[at]] then return true end
  end
  return false
end

local telling = { tell = true, tells = true, told = true, telling = true }

-- "Told this website that": a hearer, and nothing else.
local function is_told(lex, s, role)
  local np = role.i and s.phrase_at[role.i]
  return np and telling[s.words[np.before]] and lex.hearers[s.words[np[2]]] or false
end

local titles = {}
for _, word in ipairs(data.load("names").titles) do titles[word] = true end

-- "Mayor Lena Holt said": who has a title and a name speaks for others.
local function is_titled(speaker)
  local first, rest = speaker.text:match "^(%a+) (.+)$"
  local last = first and rest:match "%S+$"
  if not first or rest:find " %l" then return false end
  return titles[first:lower()] and last:find "^%u" and not titles[last:lower()] or false
end

local nobody = { nobody = true, Nobody = true, ["no one"] = true, ["No one"] = true }

-- "Officials", "the health minister": one who is told by no name speaks for others.
local function only_speaks(lex, s, role)
  local np = role.i and s.phrase_at[role.j]
  if not np or not lex.speakers[s.words[role.j]] then return false end
  if role.i == role.j then return true end
  local class = np.class or nobody
  if class.organization or class.attacker then return false end
  for k = np[1] + 1, np[2] do
    if sentence.is_capital(s, k) then return false end
  end
  return np.det == "det"
end

local media -- words of `data/roles.lua`
local about = { about = true, of = true, ["for"] = true, responsibility = true, credit = true }

-- "Boasted about the attack on Telegram": where somebody speaks of a deed is not hit by it.
local function is_medium(s, event, role)
  media = media or data.set(data.load "roles".media)
  local k = role.i
  if not k or s.words[k - 1] ~= "on" or not media[s.words[role.j]] then return false end
  for _, v in ipairs(s.sources.verbs) do
    local at = v[2] + 1
    while about[s.words[at]] or s.tags[at] == "det" do at = at + 1 end
    if at >= event.i and v[2] < event.i and at > v[2] + 1 then return true end
  end
  return false
end

local parts = { attacker = true, victim = true }
local aside = 40 -- bytes

-- Does who speaks, by the words of it or right behind it, speak for others: "a police spokesman", "people familiar with
-- it", "Jane Doe, a lawyer for the patients,", "Bluepine, hired by Acme,"?
local function bystander(lex, text, speaker)
  local words, behind = speaker.text:lower(), text:sub(speaker.last + 1, speaker.last + aside)
  local of = words:match "%f[%w%-]([%w%-]+) for%f[%W]" or behind:match "^, an? ([%w%-]+) for%f[%W]"
  return of and lex.bystanders[of] or words:find "%f[%w]familiar%f[%W]" or behind:find "^, hired by%f[%W]"
    or lex.bystanders[words:match "%f[%w%-][%w%-]+$"] or false
end

local judging -- verbs of `data/speech.lua` in all their forms
local things = { data = true, system = true, attack = true, attacker = true, malware = true, vulnerability = true,
  work = true, money = true }

local function is_thing(np)
  for class in pairs(np.class or nobody) do
    if things[class] then return true end
  end
  return false
end

-- "Police suspect an insider", "the airline ruled out a cyberattack": whose judgement the hedge is.
local function judge_of(reading, s, hedge)
  judging = judging or lexicon.verb_set(data.load "speech".judging)
  local k = hedge.i
  if not judging[s.words[k]] or s.tags[k] == "ing" or s.tags[k - 1] == "be" then return nil end
  local joined = s.tags[k] == "noun" -- "police suspect" may look like one phrase; not "a suspect", "expressed doubts"
  if joined and s.words[k] ~= "suspect" then return nil end
  local np = sentence.subject(s, joined and k + 1 or k)
  local last = np and math.min(np[2], k - 1)
  if not np or last < np[1] or s.tags[last] == "det" then return nil end
  if np.pronoun or np.calendar or is_thing(np) or sentence.is_nobody(s, np) then return nil end
  return sentence.span(reading, s, sentence.owned_from(s, np), last)
end

--- The same once it is known: make who attributes a deed the speaker of the attribution ("Bluepine linked the attack to
-- ..."), and take from events the roles of those who only tell of them: the official, of two attackers the one who says
-- so; and "nobody".
-- What a rule of one's own gives stays.
-- @tparam table reading the document
-- @tparam table s the sentence
-- @tparam {table,...} events with roles, speakers and outlets
-- @usage tellers.settle(reading, s, events)
function tellers.settle(reading, s, events)
  local text, lex = reading.text, reading.lex
  for k = 1, #events do
    local event = events[k]
    if event.hedge and not event.speaker then event.speaker = judge_of(reading, s, event.hedge) end
    local speaker, given, kept = event.speaker, event.roles, nil -- kept: where some are not
    for n = 1, #given do
      local role = given[n]
      local outside = false
      if not role.own then
        local first, last = sentence.extent(s, role)
        outside = role.role == "speaker"
        if outside then
          event.attributed = true
          event.speaker = event.speaker or { text = text:sub(first, last), first = first, last = last }
        else
          local tells = role.rule ~= "naming" and parts[role.role] and within(first, last, speaker)
          local several = tells and others(s, event, role.role, speaker)
          outside = parts[role.role] and nobody[text:sub(first, last)]
            or hears(s, event, role) or is_told(lex, s, role)
            or parts[role.role] and within(first, last, event.via) and others(s, event, role.role, event.via)
            or several and (role.role == "attacker" and not event.boasted or bystander(lex, text, speaker))
            or tells and role.role == "victim"
              and (only_speaks(lex, s, role) or first == speaker.first and is_titled(speaker))
            or role.role == "victim" and is_medium(s, event, role)
        end
      end
      if outside then
        kept = kept or table.move(given, 1, n - 1, 1, {})
      elseif kept then
        kept[#kept + 1] = role
      end
    end
    event.roles = kept or given
    speaks_itself(s, event)
  end
end

return tellers
