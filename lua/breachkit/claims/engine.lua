--- The trained part of reading: triggers, roles and realis by the model in `data/claims.model`.
-- The model labels tokens by their attributes; this module gives it those that Lua knows: phrases of the lexicons,
-- dates and quantities, the event at hand. Training uses the same functions, so both see the same.
-- @module breachkit.claims.engine
local crf = require "breachkit.core".crf
local text = require "breachkit.core".text
local data = require "breachkit.data"
local judge = require "breachkit.claims.judge"
local style = require "breachkit.claims.style"

local engine = {}

-- The columns of our own, by name; templates of the model name them.
local columns = { trigger = 1, class = 2, hedge = 3, unreal = 4, tag = 5, value = 6, name = 7, topic = 8, type = 9,
  event = 10, distance_to_the_event = 11, event_word = 12, event_meaning = 13, marks_and_verbs_between = 14, other = 15,
  place = 17,
  verb = 23, next_class = 24, last_class = 25, next_verb = 26, last_verb = 27, rule = 28, phrase = 29, syntax = 30 }
local own = 30
engine.columns, engine.own = columns, own
engine.event_code = 3 -- which code of the word table tells of an event's word

--- The types that the model knows, in its order.
engine.types = { "data-breach", "ransom", "phishing", "vulnerability-disclosure", "vulnerability-patch" }
engine.type_number = {}
for i, type in ipairs(engine.types) do engine.type_number[type] = i end

-- A number for a string, the same in every run (FNV-1a, 23 bits, never 0).
local function number(s)
  local h = 2166136261
  for i = 1, #s do h = ((h ~ s:byte(i)) * 16777619) & 0xffffffff end
  return (h ~ (h >> 23)) % 0x7fffff + 1
end

local function sorted(set)
  local list = {}
  for key in pairs(set) do list[#list + 1] = key end
  table.sort(list)
  return list
end

local function keys(set) return table.concat(sorted(set), " ") end

local tables
-- Values by phrase number for each lexicon, made once.
local function load(lex)
  if tables then return tables end
  local t = { trigger = {}, class = {}, hedge = {}, unreal = {}, value = {} }
  for i, payloads in ipairs(lex.triggers_of) do
    local set = {}
    for _, p in ipairs(payloads) do set[p.entry.type .. "/" .. p.pos] = true end
    t.trigger[i] = number(keys(set))
  end
  for i, set in ipairs(lex.classes_of) do t.class[i] = number(keys(set)) end
  for i, kinds in ipairs(lex.hedges_of) do t.hedge[i] = number(kinds[1]) end
  for i, kinds in ipairs(lex.unreal_of) do t.unreal[i] = number(kinds[1]) end
  local words, values = {}, {}
  local seen = {}
  for word, tag in pairs(lex.tags) do
    if word:find "%w" then seen[word] = tag end
  end
  for word, forms in pairs(lex.forms) do
    if not seen[word] and word:find "%w" then seen[word] = "verb " .. keys(forms) end
  end
  for word in pairs(seen) do words[#words + 1] = word end
  table.sort(words)
  for i, word in ipairs(words) do values[i] = number(seen[word]) end
  t.tags, t.tag = text.lexicon(words), values
  t.verb = {}
  for i, word in ipairs(words) do t.verb[i] = lex.forms[word] and 1 or 0 end
  t.names, t.name = engine.names()
  tables = t
  return t
end

--- The names that the tables know, as a lexicon that heeds case, with a number for each one's kind.
-- @treturn lexicon
-- @treturn {integer,...}
-- @usage local lexicon, kinds = engine.names()
function engine.names()
  local list, kinds, seen = {}, {}, {}
  local function add(name, kind)
    if seen[name] then return end
    seen[name] = true
    list[#list + 1], kinds[#kinds + 1] = name, number(kind)
  end
  local names, countries = data.load "names", data.load "countries"
  for _, kind in ipairs { "products", "organizations", "outlets", "groups" } do
    for _, name in ipairs(names[kind]) do add(name, kind) end
  end
  local codes = {}
  for code in pairs(countries) do codes[#codes + 1] = code end
  table.sort(codes)
  for _, code in ipairs(codes) do
    for name in countries[code]:gmatch "[^|]+" do add(name, "country") end
  end
  for _, name in ipairs(names.first_names) do add(name:gsub("^%l", string.upper), "first name") end
  return text.lexicon(list, { exact = true }), kinds
end

local model
local labelled = {} -- by layer, the labels of the model at hand

--- The model: that of `data/`, or another one's file (of cross-validation).
-- @tparam[opt] string path another model from now on
-- @treturn ?model nil when there is none
-- @raise when the model is damaged: so is the installation
-- @usage local model = engine.model()
function engine.model(path)
  if path or model == nil then
    path = path or data.path "claims.model"
    model = path and assert(crf.open(path)) or false
    for k, layer in ipairs(model and model:layers() or {}) do labelled[k] = layer.labels end
  end
  return model or nil
end

local block, longest = 4096, 65536 -- tokens that have columns at a time: to a blank line, or any sentence's end

-- The last sentence of the block that the i-th begins.
local function block_end(reading, i, least)
  local list, tokens = reading.sentences, reading.tokens
  local from, k = list[i], i
  while list[k + 2] do
    local n = list[k + 1] - from + 1
    if n >= least and (n >= longest or tokens:paragraph(list[k + 2])) then break end
    k = k + 2
  end
  return k
end

--- Give tokens of a document their columns, from a sentence on: of some thousand tokens, so that a long text costs no
-- more memory than another. `reading.columns` is theirs up to the token `reading.columns_to`.
-- @tparam table reading with `tokens`, `sentences`, `lex`, `topic`, `values`
-- @tparam[opt=1] integer i the place of the sentence's first token in `sentences`
-- @tparam[opt=4096] number least so many tokens at least: `math.huge` for the whole document
-- @usage engine.prepare(reading, 1)
function engine.prepare(reading, i, least)
  local m, s = engine.model(), reading.sentences
  i = i or 1
  local stop = block_end(reading, i, least or block)
  local first, last = s[i] or 1, s[stop + 1] or 0
  reading.columns_to = last
  if not m then return end
  local lex, tokens = reading.lex, reading.tokens
  local t = load(lex)
  local c = m:columns(tokens, own, first, last)
  reading.columns = c
  if last < first then return end
  c:lexicon(columns.trigger, lex.triggers, tokens, t.trigger)
  c:lexicon(columns.class, lex.classes, tokens, t.class)
  c:lexicon(columns.hedge, lex.hedges, tokens, t.hedge)
  c:lexicon(columns.unreal, lex.unreal, tokens, t.unreal)
  c:lexicon(columns.tag, t.tags, tokens, t.tag, columns.verb, t.verb)
  c:lexicon(columns.name, t.names, tokens, t.name)
  local begins, ends = tokens:span(first, last)
  local values, k = reading.values, math.max(reading.column_value or 1, reading.value_at)
  while values[k] and values[k].last < begins do k = k + 1 end
  reading.column_value = k
  while values[k] and values[k].first <= ends do
    local v = values[k]
    t.value[v.kind] = t.value[v.kind] or number(v.kind)
    c:bytes(columns.value, tokens, v.first, v.last, t.value[v.kind])
    k = k + 1
  end
  if reading.topic then c:fill(columns.topic, first, last, number(reading.topic)) end
  -- how far into the text: a report tells its news first
  for at = i, stop, 2 do
    local lo, hi, n = s[at], s[at + 1], (at + 1) // 2
    c:nearest(columns.next_class, columns.class, columns.class, lo, hi, true)
    c:nearest(columns.last_class, columns.class, columns.class, lo, hi, false)
    c:nearest(columns.next_verb, 0, columns.verb, lo, hi, true)
    c:nearest(columns.last_verb, 0, columns.verb, lo, hi, false)
    c:fill(columns.place, lo, hi, n <= 3 and n or n <= 6 and 4 or n <= 10 and 5 or n <= 16 and 6 or n <= 25 and 7 or 8)
  end
end

local tag_numbers = setmetatable({}, { __index = function(t, tag)
  t[tag] = number(tag)
  return t[tag]
end })

--- Set the columns that the rules fill in a sentence: its phrases, tags, and the events that they see.
-- @tparam table reading
-- @tparam table s the sentence
-- @tparam {table,...} events by rule
-- @usage engine.mark(reading, s, events)
function engine.mark(reading, s, events)
  local c, from = reading.columns, s.from - 1
  if not c then return end
  for _, np in ipairs(s.phrases) do
    c:mark(columns.phrase, from + np[1], from + np[2],
      np.pronoun and 1 or np.capital and 2 or np.det and 3 or np.bare and 4 or 5)
  end
  c:each(columns.syntax, s.from, s.tags, tag_numbers)
  for _, e in ipairs(events) do
    c:mark(columns.rule, from + e.i, from + e.j, engine.type_number[e.type] or tag_numbers[e.type])
  end
end

--- Set the columns that tell of the events of one type in a sentence, before its roles are read.
-- @tparam table reading
-- @tparam integer lo the sentence's first token
-- @tparam integer hi its last
-- @tparam {table,...} events of the sentence: `{first, last, type}`, tokens of the document and number of the type
-- @tparam integer type the type at hand
-- @usage engine.relate(reading, 1, 20, events, 2)
function engine.relate(reading, lo, hi, events, type)
  local c = reading.columns
  local spans = {}
  c:fill(columns.other, lo, hi, 0)
  for _, e in ipairs(events) do
    if e.type == type then
      spans[#spans + 1], spans[#spans + 2] = e.first, e.last
    else
      c:mark(columns.other, e.first, e.last, e.type)
    end
  end
  c:fill(columns.type, lo, hi, type)
  c:relate(columns.event, lo, hi, spans, engine.event_code, columns.tag)
end

--- Our roles, by the labels that the model's layers have for them.
engine.role_of = { Victim = "victim", Attacker = "attacker", ["Compromised-Data"] = "data",
  ["Number-of-Data"] = "data-count", ["Number-of-Victim"] = "victim-count", Time = "time", Place = "place",
  Tool = "tool", ["Attack-Pattern"] = "attack-pattern", Purpose = "purpose", ["Damage-Amount"] = "damage",
  ["Payment-Method"] = "payment-method", Price = "price", ["Trusted-Entity"] = "impersonated",
  Vulnerable_System = "system", Vulnerable_System_Version = "system-version",
  Vulnerable_System_Owner = "system-owner", Vulnerability = "vulnerability", CVE = "cve", Discoverer = "discoverer",
  Releaser = "releaser", Patch = "patch", ["Patch-Number"] = "patch-number", ["Issues-Addressed"] = "issue",
  Supported_Platform = "platform", Capabilities = "capability" }
local role_number = {} -- one for each
for _, role in pairs(engine.role_of) do role_number[role] = 0 end
for k, role in ipairs(sorted(role_number)) do role_number[role] = k end

--- The least confidence of an event that no rule sees.
engine.event_threshold = 0.25
--- The least confidence of a role that is told: the best F1 in cross-validation.
engine.threshold = 0.21
--- The same of one that the grammar gives to an event that would tell nothing in that role.
engine.grammar_threshold = 0.13
--- The least probability, in all readings of a sentence, of a phrase that is looked at as a role's.
engine.least = 0.1
local TRIGGER, ROLE, FLAW_ROLE, REALIS = 1, 2, 3, 4
-- by type the layer that reads its roles, and the group of its labels there
local reads = { { ROLE, 1 }, { ROLE, 2 }, { ROLE, 3 }, { FLAW_ROLE, 1 }, { FLAW_ROLE, 2 } }
engine.layers = { trigger = TRIGGER }

--- The triggers of a sentence.
-- @tparam table reading
-- @tparam integer lo the sentence's first token
-- @tparam integer hi its last
-- @treturn {table,...} `{first, last, type, confidence}`: tokens of the document, number of the type
-- @usage local found = engine.triggers(reading, 1, 20)
function engine.triggers(reading, lo, hi)
  local found = engine.model():spans(TRIGGER, reading.columns, lo, hi)
  local out = {}
  for k = 1, #found, 4 do
    out[#out + 1] = { first = found[k], last = found[k + 1], type = found[k + 2], confidence = found[k + 3],
      lo = lo, hi = hi }
  end
  return out
end

local verbal = { verb = true, ed = true, ing = true, be = true, have = true, ["do"] = true, modal = true }

-- Events as the other stages know them: what the rules say of the same words is kept.
local function event_of(s, t, by_rule)
  local i, j = t.first - s.from + 1, t.last - s.from + 1
  local type = engine.types[t.type]
  local e
  for _, r in ipairs(by_rule) do
    if r.i <= j and i <= r.j and (not e or r.type == type) then
      e = e and e.type == type and e or r
    end
  end
  local head = j
  for k = i, j do
    if verbal[s.tags[k]] and s.tags[k] ~= "be" and s.tags[k] ~= "have" then head = k break end
  end
  local event = { i = i, j = j, type = type, rule = "model", trigger = t }
  if e and e.type == type then
    for _, field in ipairs { "entry", "pos", "form", "passive", "lemma", "given" } do event[field] = e[field] end
    head = e.head
  else
    event.pos = verbal[s.tags[head]] and "verb" or "noun"
    for k = i - 3, head - 1 do event.passive = event.passive or s.tags[k] == "be" and s.tags[head] == "ed" end
  end
  event.head = head >= i and head <= j and head or j
  return event
end

local function overlap(list, e)
  for _, other in ipairs(list) do
    if other.i <= e.j and e.i <= other.j then return true end
  end
  return false
end

local parting = { after = true, before = true, since = true, ["until"] = true, because = true, [","] = true }

-- "paid after the attack" are two events, whatever the model says of them.
local function in_two(s, e, by_rule)
  local before
  for _, r in ipairs(by_rule) do
    if r.type == e.type and r.i >= e.i and r.j <= e.j then
      for k = before and before.j + 1 or r.i, r.i - 1 do
        if parting[s.words[k]] then return true end
      end
      before = r
    end
  end
  return false
end

--- The events of a sentence. Of the model's types they are the model's, and those of the rules where it has none; the
-- other types are the rules', and their words are not the model's.
-- @tparam table s the sentence
-- @tparam {table,...} found as `triggers` gives them
-- @tparam {table,...} by_rule as `triggers.find` of the rules gives them
-- @treturn {table,...} events
-- @usage local events = engine.events(s, found, by_rule)
function engine.events(s, found, by_rule)
  local out, others, seen = {}, {}, {}
  for _, e in ipairs(by_rule) do
    if not engine.type_number[e.type] then others[#others + 1] = e end
  end
  for _, t in ipairs(found) do
    local e = event_of(s, t, by_rule)
    if not overlap(others, e) and not in_two(s, e, by_rule) then out[#out + 1], seen[#seen + 1] = e, e end
  end
  for _, e in ipairs(by_rule) do
    if not (engine.type_number[e.type] and overlap(seen, e)) then out[#out + 1] = e end
  end
  for _, e in ipairs(out) do
    local type = engine.type_number[e.type]
    e.span = type and (e.trigger or { first = e.i + s.from - 1, last = e.j + s.from - 1, type = type })
  end
  return out
end

-- Of a role's phrase, its class in the order of the alphabet that has a type.
local function class_of(reading, set)
  local best
  for class in pairs(set or {}) do
    if reading.lex.types[class] and (not best or class < best) then best = class end
  end
  return best
end

-- The event that a phrase belongs to: the nearest, verbs before nouns.
local function nearest(events, i, j)
  local best, least
  for _, e in ipairs(events) do
    local d = e.j < i and i - e.j or e.i > j and e.i - j or 0
    d = d + (e.pos == "noun" and 2 or 0)
    if not least or d < least then best, least = e, d end
  end
  return best
end

local own_deeds = { ["data-breach"] = true, ransom = true }
local first_person = { we = true, i = true }

-- "We have stolen ...": news seldom speaks so, and the model hardly saw it.
local function own_word(s, events)
  for _, e in ipairs(events) do
    local k = e.i - 1
    if e.trigger and own_deeds[e.type] and e.pos == "verb" and not e.passive and first_person[s.words[k]] then
      local taken = false
      for _, r in ipairs(e.roles) do taken = taken or r.i <= k and k <= r.j end
      if not taken then
        e.roles[#e.roles + 1] = { role = "attacker", i = k, j = k, first = s.first[k], last = s.last[k],
          np = s.phrase_at[k], rule = "subject" }
      end
    end
  end
end

-- What a phrase of the rules alone is taken for: less than any that is `likely`.
local unlikely = 0.0015

-- The phrases that may fill roles of events of one type in a sentence, those that overlap too, by the model and by the
-- rules; each belongs to the nearest event, or to the one that its rule gave it to.
local function phrases_of(reading, s, events, type)
  local base = s.from - 1
  local layer, group = table.unpack(reads[type])
  local found, out, known = engine.model():likely(layer, reading.columns, s.from, s.to, group, engine.least), {}, {}
  local labels = labelled[layer]
  local function add(i, j, role, likelihood, event)
    local of = role_number[role]
    local key = (of << 16 | i) << 16 | j
    if known[key] then return end
    known[key] = true
    local at = #out + 1
    out[at] = { i = i, j = j, role = role, number = of, likelihood = likelihood, event = event, at = at }
  end
  for k = 1, #found, 4 do
    local i, j, class = found[k] - base, found[k + 1] - base, found[k + 2]
    add(i, j, engine.role_of[labels[class]], found[k + 3], nearest(events, i, j))
  end
  for _, e in ipairs(events) do
    for _, r in ipairs(e.by_rule) do
      if role_number[r.role] then add(r.i, r.j, r.role, unlikely, e) end
    end
  end
  return out
end

--- The events of the model's types in a sentence and the phrases that may fill their roles; events with the
-- attributes by which they are judged, `x`.
-- @tparam table reading
-- @tparam table s the sentence
-- @tparam {table,...} events as `events` gives them, each with the `roles` that the rules gave it: kept as `by_rule`;
-- those that neither a rule nor the model finds likely are taken out
-- @treturn {table,...} events of the model's types
-- @treturn {table,...} by type, the phrases: `{i, j, role, likelihood, event}`, tokens of the sentence, the role
-- and its probability in all readings of the sentence; with what `judge.describe` gives them
-- @usage local judged, phrases = engine.described(reading, s, events)
function engine.described(reading, s, events)
  local of_type, spans, found, phrases = {}, {}, {}, {}
  for _, e in ipairs(events) do
    if e.span then
      e.by_rule, e.roles = e.roles, {}
      local list = of_type[e.span.type] or {}
      of_type[e.span.type], list[#list + 1], spans[#spans + 1], found[#found + 1] = list, e, e.span, e
    end
  end
  for type = 1, #engine.types do
    local list = of_type[type]
    phrases[type] = {}
    if list then
      engine.relate(reading, s.from, s.to, spans, type)
      phrases[type] = phrases_of(reading, s, list, type)
      judge.describe(s, events, list, phrases[type])
    end
  end
  for _, e in ipairs(found) do e.x = judge.event(reading, s, found, e, phrases[e.span.type]) end
  judge.remember(reading, found)
  return found, phrases
end

local function likelier(a, b)
  if a.confidence ~= b.confidence then return a.confidence > b.confidence end
  if a.i ~= b.i then return a.i < b.i end
  if a.j ~= b.j then return a.j < b.j end
  return a.role < b.role
end

-- Does the grammar give a phrase's head its role?
local function by_grammar(p)
  for _, r in ipairs(p.event.by_rule) do
    if r.j == p.j and r.role == p.role then return true end
  end
  return false
end

-- The likely of some phrases that do not overlap, the likeliest first; then, where an event would tell nothing in a
-- role, what the grammar gives it: an event that a rule sees is told however unlikely it is, and without its victim it
-- says nothing.
local function choose(phrases)
  local told, telling = {}, {}
  local function tell(p)
    local roles = telling[p.event] or {}
    told[#told + 1], telling[p.event], roles[p.role] = p, roles, true
  end
  local likely = {}
  for _, p in ipairs(phrases) do
    if p.confidence >= engine.grammar_threshold then likely[#likely + 1] = p end
  end
  if #likely == 0 then return likely end
  table.sort(likely, likelier)
  for _, p in ipairs(likely) do
    if p.confidence >= engine.threshold and not overlap(told, p) then tell(p) end
  end
  for _, p in ipairs(likely) do
    local roles = telling[p.event] or {}
    if not roles[p.role] and by_grammar(p) and not overlap(told, p) then told[#told + 1] = p end
  end
  table.sort(told, function(a, b) return a.i < b.i end)
  return told
end

--- Judge the events of the model's types, and give them their roles: of the phrases that may fill one, the likely
-- that do not overlap.
-- @tparam table reading
-- @tparam table s the sentence
-- @tparam {table,...} events as `events` gives them, each with the `roles` that the rules gave it: kept as `by_rule`
-- @usage engine.roles(reading, s, events)
function engine.roles(reading, s, events)
  local found, by_type = engine.described(reading, s, events)
  for _, e in ipairs(found) do e.confidence = judge.event_likely(judge.numbered(e.x)) end
  for _, phrases in ipairs(by_type) do
    judge.weigh(phrases)
    for _, p in ipairs(choose(phrases)) do
      if p.role ~= "time" then
        local roles = p.event.roles
        roles[#roles + 1] = { role = p.role, i = p.i, j = p.j, rule = "model", np = s.phrase_at[p.j],
          first = s.first[p.i], last = s.last[p.j], class = class_of(reading, s.classes[p.j]),
          confidence = p.confidence, decided = judge.seen(phrases, p.at) }
      end
    end
  end
  for k = #events, 1, -1 do
    local e = events[k]
    if e.confidence and not e.entry and e.confidence < engine.event_threshold then table.remove(events, k) end
  end
  own_word(s, events)
end

--- How a template and its score are kept (`string.pack`): every claim has some, and few are asked why.
engine.pair = "I2d"

--- What decides for an event of the model, kept small: `claims.reasons` tells it.
-- @tparam table reading
-- @tparam table event
-- @treturn string templates and their scores for the first word, the greatest first, in `engine.pair`s
-- @usage local decided = engine.decided(reading, event)
function engine.decided(reading, event)
  local t = event.trigger
  local list = engine.model():why(TRIGGER, reading.columns, t.first, t.lo, t.hi, 2 * t.type - 1)
  return engine.pair:rep(#list // 2):pack(table.unpack(list))
end

--- What speaks for the realis of an event: the words around it, the report's title and its style.
-- @tparam table reading
-- @tparam integer lo the sentence's first token
-- @tparam integer hi its last
-- @tparam {table,...} events as for `relate`
-- @tparam table event the one at hand
-- @treturn string its features
-- @usage local features = engine.realis_features(reading, 1, 20, events, events[1])
function engine.realis_features(reading, lo, hi, events, event)
  engine.relate(reading, lo, hi, events, event.type)
  reading.columns:relate(columns.event, lo, hi, { event.first, event.last }, engine.event_code, columns.tag)
  reading.style = reading.style or style.features(reading)
  return engine.model():features(REALIS, reading.columns, event.last, lo, hi) .. reading.style(event.type)
end

--- Keep what speaks for the realis of a sentence's events.
-- @tparam table reading
-- @tparam table s the sentence
-- @tparam {table,...} events
-- @usage engine.note(reading, s, events)
function engine.note(reading, s, events)
  local list = {}
  for _, e in ipairs(events) do list[#list + 1] = e.span end
  for _, span in ipairs(list) do span.features = engine.realis_features(reading, s.from, s.to, list, span) end
end

local realis = { "actual", "generic", "other" }
--- How many events are read as one sequence.
engine.most_events = 300

--- Give the events of a report their realis: what happened, what happens, what was planned, failed or denied.
-- Events of one report lean on one another, so they are read in order, together.
-- @tparam {table,...} events in order, after `note`; at most `most_events`
-- @usage engine.realis(events)
function engine.realis(events)
  if #events == 0 then return end
  local features = {}
  for k, e in ipairs(events) do features[k] = e.span.features end
  local found = engine.model():sequence(REALIS, features)
  for k, e in ipairs(events) do e.realis = realis[found[2 * k - 1]] end
end

--- Does the model read this role? The rules then only give its value.
-- @tparam string role
-- @treturn boolean
-- @usage engine.reads "price" --> true
function engine.reads(role)
  return role_number[role] ~= nil
end

return engine
