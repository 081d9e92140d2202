--- Whose day it is: that of the deed, that on which it came to light, or that of something else in the sentence.
-- @module breachkit.claims.days
local data = require "breachkit.data"
local sentence = require "breachkit.claims.sentence"

local days = {}

-- verbs by which a deed comes to light, and what their day is of
local light = { aware = "discovered", determined = "discovered", identified = "discovered",
  admitted = "disclosed", announced = "disclosed", acknowledged = "disclosed", confirmed = "disclosed",
  disclosed = "disclosed", revealed = "disclosed", learned = "discovered", learnt = "discovered",
  discovered = "discovered", noticed = "discovered", detected = "discovered", realised = "discovered",
  realized = "discovered" }

local saying = { heard = true, said = true, says = true, stated = true, wrote = true, warned = true, reported = true }
local deeds = { ["data-breach"] = true, ransom = true, outage = true, ["denial-of-service"] = true, phishing = true,
  attribution = true, arrest = true }

local parting = { [";"] = true, but = true, whereas = true }

-- Does a word between the two part their clauses for good? ", which" goes on about another thing.
local function parted(s, event, value)
  local k = event.j + 1
  while s.first[k] and s.first[k] < value.first do
    if parting[s.words[k]] or (s.words[k] == "," and s.words[k + 1] == "which") then return true end
    k = k + 1
  end
  return false
end

local relative = { which = true, who = true, whose = true, where = true }

-- Does the value stand in an aside between the subject and the event: ", which had struck before in April, "?
local function aside(s, event, value)
  local inside = false
  for k = 1, event.i - 1 do
    if s.first[k] < value.first then
      inside = s.words[k] == "," and relative[s.words[k + 1]] or inside and s.words[k] ~= ","
    elseif s.first[k] > value.last and s.words[k] == "," then
      return inside or false
    end
  end
  return false
end

local publishing = { published = true, released = true, issued = true, posted = true, dated = true, filed = true }
local telling = { told = true, tells = true, informed = true, notified = true, assured = true, warned = true }
local opening = { that = true, about = true, of = true }
local hearers = 6 -- words that name who is told

-- "told regulators on Tuesday that": does a verb of telling stand before the phrase that ends at token k?
local function is_told(s, k)
  for at = k, math.max(1, k - hearers), -1 do
    if telling[s.words[at]] then return s.phrase_at[at + 1] ~= nil end
    if s.tags[at] == "mark" then return false end
  end
  return false
end

local hearing = { notified = true, informed = true, alerted = true, warned = true }
local offices = data.set(data.load("roles").told.reported_to)

local function is_office(s, np)
  for k = np and np[1] or 1, np and np[2] or 0 do
    if offices[s.words[k]] then return true end
  end
  return np and np.class and (np.class.authority or np.class.researcher) and not np.class.organization or false
end

-- "Said on Monday", "announced on Monday": the day is that of the saying; "reported on Monday" only before "that": a
-- breach is reported too. So is the day on which a report was published, where that is no event.
local function of_saying(s, events, value)
  for k = 2, #s.words do
    if s.first[k] == value.first then
      local before = s.tags[k - 1] == "prep" and k - 2 or k - 1
      while s.first[k] and s.first[k] <= value.last do k = k + 1 end
      local verb, that = s.words[before], opening[s.words[k]]
      if saying[verb] then return (verb ~= "reported" or that) and "another" end
      if light[verb] == "disclosed" then return s.tags[before - 1] ~= "be" and "disclosed" end
      if not publishing[verb] then
        local told = is_told(s, before)
        if told and not that then return is_office(s, s.phrase_at[before]) and "disclosed" end
        return that and told and "another"
      end
      for n = 1, #events do
        local event = events[n]
        if event.i and event.i <= before and event.j >= before then return nil end
      end
      return "another"
    end
  end
end

-- "Acme learned on 3 May that", "on 3 May, Acme disclosed that": the day on which it came to light.
local function lit_upon(s, event, value)
  for k = event.i - 1, 3, -1 do
    if s.words[k] == ";" or s.first[k] <= value.first then return nil end
    if s.words[k] == "that" then
      local v = k - 1
      if s.words[v] == "aware" then return light.aware end
      while v > 1 and s.tags[v] ~= "ed" and s.tags[v] ~= "verb" do v = v - 1 end
      return light[s.words[v]]
    end
  end
end

-- What a day is of on which somebody was told of a deed, by words that end at token k: an office is told what is known,
-- and tells what was not: "notified the ICO", "was notified by the police".
local function notified(s, k)
  if hearing[s.words[k]] then
    return s.tags[k - 1] == "be" and (is_office(s, sentence.subject(s, k)) and "disclosed" or "discovered") or nil
  end
  local hearer = s.phrase_at[k]
  local verb = hearer and hearer.before or 0
  if not hearing[s.words[verb]] then return nil end
  return is_office(s, sentence.subject(s, verb)) and "discovered" or "disclosed"
end

local other_clause = { wh = true, ed = true, ing = true, verb = true }

-- "A breach at its supplier, Acme, was first noticed on 3 May, and regulators were informed on 5 May": of the passive
-- right before a day.
local function passive_before(s, event, value)
  local v = event.j + 1
  while s.first[v] and s.first[v] < value.first do v = v + 1 end
  local b = s.tags[v - 1] == "prep" and v - 2 or v - 1
  local be = s.tags[b - 1] == "adv" and b - 2 or b - 1
  if b <= event.j or s.tags[be] ~= "be" then return nil end
  if hearing[s.words[b]] then return is_office(s, sentence.subject(s, b)) and "disclosed" or nil end
  local np = s.phrase_at[event.j]
  return np and np[1] == 1 and light[s.words[b]] or nil
end

-- "The breach was reported to the police on 3 May", "was discovered on 3 May".
local function of_subject(s, event, value)
  local of_verb = passive_before(s, event, value)
  if of_verb then return of_verb end
  local k = event.j + 1
  while s.tags[k] == "be" or s.tags[k] == "have" or s.tags[k] == "adv" do k = k + 1 end
  local of = s.tags[k - 1] == "be" and light[s.words[k]] or nil
  if s.words[k] == "reported" then of = s.words[k + 1] == "to" and "disclosed" or nil end
  if not of or value.first < s.first[k] then return nil end
  for n = k + 1, #s.words do
    if s.first[n] > value.first then return of end
    local apart = s.words[n] == "," and s.first[n + 2] and s.first[n + 2] < value.first -- not "this year, on Jan. 9"
    if other_clause[s.tags[n]] or apart then return nil end
  end
end

local begins = { that = true, after = true, before = true, when = true, since = true }
local telling_of = { ["of"] = true, about = true }

-- "On 3 May we discovered unusual activity", "became aware of an intrusion on 3 May"; "reported the incident to the
-- police on 3 May": the day on which it was found, or told. What a clause says of the noun ("which began in May") is
-- the noun's own.
local function of_object(s, event, value)
  local np = event.pos == "noun" and s.phrase_at[event.j]
  if not np then return nil end
  local passive = of_subject(s, event, value)
  if passive then return passive end
  local words = s.words
  local k = math.min(np.before or 0, event.i - 1)
  local told
  if telling_of[words[k]] then
    k = k - 1
    told = notified(s, k)
  end
  local of = told or light[words[k]]
  if words[k] == "reported" and words[event.j + 1] == "to" then of = "disclosed" end
  if not of or not told and s.tags[k - 1] == "be" and words[k] ~= "aware" then return nil end
  for n = 1, #words do
    local between = s.first[n] > value.last and n < k or n > event.j and s.first[n] < value.first
    if between and (other_clause[s.tags[n]] or begins[words[n]]) and words[n + 1] ~= "aware" then return nil end
  end
  return of
end

-- Is there a comma from token k on before the byte `stop`?
local function comma_before(s, k, stop)
  while s.first[k] and s.first[k] < stop do
    if s.words[k] == "," then return true end
    k = k + 1
  end
  return false
end

-- "..., the company announced on Friday": what stands behind who says so tells when it was said. What the event
-- itself seems to say ("a breach reported on Friday") and an aside (", the bank said, on Friday") leave it the day.
local function said_since(s, event, value)
  for _, v in ipairs(s.sources.verbs) do
    local who = v.speaker or v.outlet
    if who and v[1] > event.j and s.last[v[2]] < value.first and not comma_before(s, v[2] + 1, value.first) then
      return (who.i > event.j or who.j < event.i) and (light[s.words[v[1]]] or "another") or nil
    end
  end
end

-- "On Monday Halden Bank said it was hacked", "in a filing on 3 March it disclosed that": what opens the sentence of
-- who speaks tells when that was.
local function said_upon(s, event, value)
  for _, v in ipairs(s.sources.verbs) do
    local who = v.speaker
    if who and v[2] < event.i and who.i < v[1] and s.first[v[1]] > value.last then
      return light[s.words[v[1]]] or "another"
    end
  end
end

local before_verb = { adv = true, be = true, have = true, modal = true }
local finite = { verb = true, be = true, have = true, modal = true }

-- "The hackers who stole the data raised the price on Friday": behind the main verb the day is that verb's.
local function of_main_verb(s, event, value)
  if event.pos ~= "verb" then return false end
  local tags, k = s.tags, event.i - 1
  while before_verb[tags[k]] do k = k - 1 end
  if tags[k] ~= "wh" or not s.phrase_at[k - 1] then return false end
  k = event.j + 1
  while s.first[k] and s.first[k] < value.first and s.words[k] ~= "," do
    if tags[k - 1] == "noun" and (finite[tags[k]] or tags[k] == "ed" and s.phrase_at[k + 1]) then return true end
    k = k + 1
  end
  return false
end

local of_works = data.load "works"
local coming_out, release_cues = data.set(of_works.coming_out), of_works.release
local cue_reach = 40 -- bytes

-- Is a day told as that on which a work comes out? The event's own words are no such.
local function comes_out(body, s, event, value)
  local from = math.max(value.first - cue_reach, 1)
  if s.first[event.i] < value.first then from = math.max(from, s.last[event.j] + 1) end
  local before = body:sub(from, value.first - 1):lower():gsub(" [oif][nfr]o?m? $", " "):gsub("%s+$", "")
  local one, other = body:match("^ (%l+) ?(%l*)", value.last + 1)
  if coming_out[before:match "%l+$"] or coming_out[one] or coming_out[other] then return true end
  for _, cue in ipairs(release_cues) do
    if before:find("%f[%a]" .. cue .. "$") then return true end
  end
  return false
end

--- Is a day by a leak, or by a release, that on which a work comes out: "the premiere on 10 December", "the November 27
-- release", "due out on 3 May"? So is that of a release by itself: "premieres", "will be released", not "we released".
-- @tparam string body the document's text
-- @tparam table s the sentence
-- @tparam table event
-- @tparam table value `{first, last}`, bytes
-- @treturn boolean
-- @usage if days.is_release(reading.text, s, event, value) then ... end
function days.is_release(body, s, event, value)
  if event.type == "leak" then return comes_out(body, s, event, value) end
  return event.type == "release" and (event.passive or event.pos == "noun" or event.lemma ~= "release")
end

--- Does a verb behind an event tell on a day what comes next: "discovered the breach and confirmed in May that"?
-- @tparam table s the sentence
-- @tparam table event
-- @tparam table value `{first, last}`, bytes
-- @treturn boolean
-- @usage if days.opens(s, event, value) then return another end
function days.opens(s, event, value)
  local k = event.j + 1
  while s.first[k] and s.first[k] < value.first do k = k + 1 end
  local verb = s.tags[k - 1] == "prep" and k - 2 or k - 1
  while s.first[k] and s.first[k] <= value.last do k = k + 1 end
  return verb > event.j and light[s.words[verb]] and s.words[k] == "that" or false
end

--- What a day is of that stands by an event.
-- @tparam table s the sentence, with `sources`
-- @tparam {table,...} events of the sentence
-- @tparam table event
-- @tparam table value `{first, last}`, bytes
-- @treturn ?string nil: the event's own; "disclosed", "discovered": when it came to light; "another": of something else
-- @usage if days.of(s, events, event, value) == "another" then return end
function days.of(s, events, event, value)
  local deed = deeds[event.type]
  local of = deed and of_object(s, event, value)
  if of then return of end
  of = deed and of_saying(s, events, value)
  if of == "another" then days.mark(s, events, value, of) end
  if of then return of end
  if s.last[event.j] < value.first then
    of = said_since(s, event, value)
    if of and deed then return of end
    return (of or parted(s, event, value) or of_main_verb(s, event, value)) and "another" or nil
  end
  of = deed and (lit_upon(s, event, value) or said_upon(s, event, value))
  return of or aside(s, event, value) and "another" or nil
end

--- Say of the times that events of a sentence have there what they are of, or take them away where that is another.
-- @tparam table s the sentence
-- @tparam {table,...} events
-- @tparam table value `{first, last}`, bytes
-- @tparam string of as `days.of` tells it
-- @usage days.mark(s, events, value, "disclosed")
function days.mark(s, events, value, of)
  for n = 1, #events do
    local list = deeds[events[n].type] and events[n].roles or {}
    for k = #list, 1, -1 do
      local role = list[k]
      local first, last = sentence.extent(s, role)
      if role.role == "time" and not role.own and first <= value.last and last >= value.first then
        if of == "another" then table.remove(list, k) else role.of = of end
      end
    end
  end
end

return days
