--- Claims: what a report says happened, to whom, by whom, how sure, on whose word.
-- A document is read in stages, each a module of its own: sentences, events named by trigger words, phrases in their
-- roles, stance and realis, speakers and sources. All tables are in `data/`.
-- @module breachkit.claims
local err = require "breachkit.err"
local limits = require "breachkit.limits"
local text = require "breachkit.core".text
local lexicon = require "breachkit.claims.lexicon"
local sentence = require "breachkit.claims.sentence"
local tellers = require "breachkit.claims.tellers"
local tied = require "breachkit.claims.tied"
local topic = require "breachkit.claims.topic"
local triggers = require "breachkit.claims.triggers"
local roles = require "breachkit.claims.roles"
local borne = require "breachkit.claims.borne"
local bynames = require "breachkit.claims.bynames"
local doers = require "breachkit.claims.doers"
local victims = require "breachkit.claims.victims"
local stance = require "breachkit.claims.stance"
local speech = require "breachkit.claims.speech"
local claim = require "breachkit.claims.claim"
local clause = require "breachkit.claims.clause"
local onlookers = require "breachkit.claims.onlookers"
local parties = require "breachkit.claims.parties"
local suspects = require "breachkit.claims.suspects"
local statements = require "breachkit.claims.statements"
local values = require "breachkit.claims.values"
local columns = require "breachkit.claims.columns"
local model_events = require "breachkit.claims.events"
local field = require "breachkit.claims.field"
local everyday = require "breachkit.claims.everyday"
local fillers = require "breachkit.claims.fillers"
local realis = require "breachkit.claims.realis"
local kin = require "breachkit.claims.kin"
local checked = require "breachkit.document.checked"
local language = require "breachkit.document.language"
local coreference = require "breachkit.claims.coreference"
local certainty = require "breachkit.claims.certainty"
local records = require "breachkit.claims.records"
local regulators = require "breachkit.claims.regulators"
local rules = require "breachkit.claims.rules"

local claims = {}

-- The whole text, or of a very long one the paragraphs that the limit holds: claims cost a hundred times their words.
local function bounded(body)
  local most = limits.claims_bytes
  if #body <= most then return body end
  local last = most
  while last > most // 2 and body:byte(last) ~= 10 do last = last - 1 end
  return body:sub(1, last)
end

-- A caller's document, which has a text.
local function told_by(doc, who)
  doc = checked.document(doc, who)
  if not doc.text then err.raise(who .. ": a document with a text is needed") end
  return doc
end

local function read(doc)
  local body = bounded(doc.text)
  local reading = { doc = doc, text = body, lex = lexicon.load(), tokens = text.tokens(body) }
  reading.sentences = reading.tokens:sentences()
  return reading
end

local MARK = 4 -- of a token's flags
local LINE_END = 10

local function prepared(reading, first, last)
  local s = sentence.new(reading, first, last)
  local begins = s.begins
  if begins == 1 or reading.text:byte(begins - 1) == LINE_END then
    local told = clause.dateline(reading.text, begins)
    if told <= s.ends then s.begins = told end
  end
  -- a heading names; it does not say
  s.heading = last - first < 11 and reading.tokens:count(MARK, last, last) == 0
  return s
end

-- What the rules see in a sentence that is told of: it and its events, by its matches from k1 to before k.
local function by_rule(reading, first, last, k1, k)
  local s = prepared(reading, first, last)
  local heading = s.heading and not s.verbal
  local events = not heading and k > k1
    and triggers.find(s, reading.matches, k1, k - 3, reading.lex.events, reading.topic) or {}
  everyday.settle(reading, s, events)
  columns.mark(reading, s, events)
  return s, events
end

-- The sentences with a phrase of the triggers or a quotation, in threes: the place of the first token in `sentences`,
-- those of the first match and of the next sentence's. With `every` all others too, with 0 for a first match: rules of
-- one's own may see something there. A first match below 0: all there are is of rules that the model was trained
-- without.
local function sentences_told(reading, every)
  local list, matches, unseen, afield = reading.sentences, reading.matches, reading.lex.unseen, reading.lex.afield
  local starts = statements.starting(reading)
  local out, n, k = {}, 0, 1
  for i = 1, #list, 2 do
    local last, k1, seen, may = list[i + 1], k, false, false
    while matches[k] and matches[k] <= last do
      seen = seen or not unseen[matches[k + 2]]
      may = may or not afield[matches[k + 2]]
      k = k + 3
    end
    seen = seen or starts(list[i], last)
    if seen or every or k > k1 and (may or field.told(reading, list[i], last)) then
      out[n + 1], out[n + 2], out[n + 3] = i, seen and k1 or k > k1 and -k1 or 0, k
      n = n + 3
    end
  end
  return out
end

local long, made_meanwhile = 500000, 4000 -- bytes of text; KB of tables to a thousand or so of its words

-- What a long text leaves behind is collected on the way: Lua would wait until it is as much as all of its claims.
local function collect(reading)
  if #reading.text > long then collectgarbage("step", made_meanwhile) end
end

-- The events of a sentence that are told as the field's own; what is said is said, whatever it is of.
local function in_field(reading, first, last, events)
  if #events == 0 or field.near(reading, first, last) then return events end
  local said = {}
  for _, event in ipairs(events) do
    if event.type == "statement" then said[#said + 1] = event end
  end
  reading.passed = (reading.passed or 0) + #events - #said
  return said
end

-- The next sentence with something to say, from a place in `told` on: the rules' events, those of the model, or a
-- quotation; and the place behind it.
local function each_sentence(reading, at)
  local list, sentences = reading.sentences, reading.told
  while sentences[at] do
    local i, k1, k = sentences[at], sentences[at + 1], sentences[at + 2]
    at = at + 3
    local first, last = list[i], list[i + 1]
    if first > reading.columns_to then
      collect(reading)
      columns.prepare(reading, at - 3)
    end
    local own = rules.touches(reading, first, last)
    local s, events
    if k1 ~= 0 then
      s, events = by_rule(reading, first, last, math.abs(k1), k)
    elseif own then
      s, events = prepared(reading, first, last), {}
    end
    if s then
      local found = reading.columns and (k1 > 0 or #events > 0) and model_events.triggers(reading, first, last) or {}
      if reading.columns and (found[1] or events[1]) then events = model_events.join(s, found, events) end
      borne.recall(reading, s, events)
      if #events > 0 or own then
        local silent = speech.instructs(reading, s) or speech.corrects(reading, s)
        events = in_field(reading, first, last, clause.pass_idle(s, silent and {} or events))
        if own then events = rules.events(reading, s, events) end
      end
      if #events > 0 or reading.rules or statements.speaks(reading, first, last) then return s, events, at end
    end
  end
end

-- Find what stands in a document, with rules of one's own; its values everywhere, or where something is told.
local function prepare(reading, own, everywhere)
  reading.matches = reading.lex.triggers:find(reading.tokens)
  statements.prepare(reading)
  rules.prepare(reading, own)
  reading.told = sentences_told(reading, reading.rules ~= nil)
  if everywhere or reading.told[1] then
    reading.topic, reading.wordless = topic.of(reading)
    values.prepare(reading, not everywhere and reading.told or nil)
  end
  reading.columns_to = 0
end

--- A document as the model sees it, before anything is read: for training and for tests of the model.
-- @tparam table doc a document with a text
-- @treturn table `tokens`, `sentences`, `columns` and what else the stages of reading share
-- @raise as `list`
-- @usage local reading = claims.reading(doc)
function claims.reading(doc)
  local reading = read(told_by(doc, "claims.reading"))
  prepare(reading, {}, true)
  columns.prepare(reading)
  local list, sentences = reading.sentences, reading.told
  for k = 1, #sentences, 3 do
    local i = sentences[k]
    by_rule(reading, list[i], list[i + 1], math.abs(sentences[k + 1]), sentences[k + 2])
  end
  return reading
end

-- Give claims of the model's types their realis, read together with those around them; the list of those still waiting.
local function settle(modelled)
  realis.settle(modelled)
  for k = 1, #modelled do
    local e = modelled[k]
    local unreal = e.claim.stance == "denied" or e.imagined
    -- what is told in the past by words of deeds is told of no deeds in general
    if e.done and e.realis == "generic" then e.realis = "actual" end
    e.claim.realis = unreal and "other" or e.happened and e.realis == "other" and "actual" or e.realis
  end
  return {}
end

-- Judge events and fill their roles; where the model's is taken out, what the rules see in its words stands.
local function fill(reading, s, events)
  local instead = realis.note(reading, s, events) and fillers.fill(reading, s, events)
  instead = instead and tied.pass_loose(reading, s, instead)
  if instead then
    roles.link(s, instead)
    borne.settle(s, instead)
    fill(reading, s, instead)
    table.move(instead, 1, #instead, #events + 1, events)
  end
end

-- Roles by rule; of the model's types by the model, which heeds what the rules say.
local function link(reading, s, events)
  roles.link(s, events)
  borne.settle(s, events)
  if reading.columns then
    fill(reading, s, events)
    clause.pass_asides(s, events)
    doers.settle(reading, s, events)
    victims.settle(s, events)
    onlookers.settle(s, events)
    regulators.settle(s, events)
    tied.pass_objects(s, events)
    doers.share(events)
  end
  bynames.settle(reading, s, events)
  if reading.rules then rules.roles(reading, s, events) end
end

-- "Orchard Freight, a shipping company," is one victim: what only says what a name is goes where the name is told in
-- the same role, and else the name takes its place.
local function once(c)
  local apposed = false
  for _, r in ipairs(c.roles) do apposed = apposed or r.antecedent and r.antecedent.how == "apposition" end
  if not apposed then return end
  local told, decided = {}, claim.origin(c).role_rules
  for _, r in ipairs(c.roles) do told[r.role .. "\0" .. r.text] = true end
  for i = #c.roles, 1, -1 do
    local r = c.roles[i]
    if r.antecedent and r.antecedent.how == "apposition" then
      if told[r.role .. "\0" .. r.value] then
        table.remove(c.roles, i)
        if decided then table.remove(decided, i) end
      else
        r.text, r.first, r.last = r.value, r.antecedent.first, r.antecedent.last
        r.value, r.antecedent, r.type = nil, nil, "organization"
        told[r.role .. "\0" .. r.text] = true
      end
    end
  end
end

-- Put claims in the order of their words; of two that begin and end alike and are of one type the first stays it.
local function put_in_order(list)
  local rank
  local function before(a, b)
    if a.first ~= b.first then return a.first < b.first end
    if a.last ~= b.last then return a.last < b.last end
    if a.type ~= b.type then return a.type < b.type end
    return rank and rank[a] < rank[b]
  end
  -- sentences come in order, and so do most of their claims
  for k = 2, #list do
    if before(list[k], list[k - 1]) then
      rank = {}
      for i, c in ipairs(list) do rank[c] = i end
      table.sort(list, before)
      return
    end
  end
end

--- Every claim of a document, in order of its words.
-- A structured record's fields make claims of their own, and its prose is read beside them.
-- @tparam table doc a document (`text`, and `id`, `sha256`, `published` where known)
-- @tparam[opt] table options `types`: a list of claim types to keep; `min_confidence`, 0 to 1: leave out claims and
-- roles of less confidence (those that have none, of types that nobody could measure, stay); `rules`: a list of rules
-- to use, instead of those that `rule` added
-- @treturn {table,...} claims `{type, first, last, text, realis, stance, confidence, hedge, speaker, via, roles,
-- sentence, document}` with methods `quote` and `why`; empty for an empty text
-- @treturn {string,...} warnings: a text in another language is said to be one, not guessed at; of a text longer than
-- `limits.claims_bytes` only the first paragraphs are read; of one that never speaks of the field
-- (`data/field.lua`) only statements are
-- @raise on an unknown option, a type that there is not, or a document without a text or with a field of another type;
-- a null of JSON is as if the field were absent
-- @usage for _, c in ipairs(claims.list(doc)) do print(c.type, c.stance, c:quote()) end
function claims.list(doc, options)
  options = err.options(options, { types = true, min_confidence = true, rules = true }, "claims.list")
  local chosen = rules.chosen(options.rules)
  doc = told_by(doc, "claims.list")
  local least = options.min_confidence or 0
  if type(least) ~= "number" or not (least >= 0 and least <= 1) then
    err.raise "claims.list: min_confidence is a number from 0 to 1"
  end
  local keep = options.types and rules.types(options.types)
  local out, warnings = {}, {}
  if doc.claims then
    records.claims(doc, keep, out)
    if not doc.prose then return out, warnings end
    doc = records.prose(doc)
  end
  local reading = read(doc)
  if #reading.text < #doc.text then
    warnings[1] = ("the text is long: claims are read from its first %d of %d bytes"):format(#reading.text, #doc.text)
  end
  if not topic.in_english(reading) then
    local told = language.of(reading.text)
    warnings[#warnings + 1] = ("no running English text%s: no claims are read from it"):format(
      told and told ~= "en" and " (its language is like " .. told .. ")" or "")
    return out, warnings
  end
  prepare(reading, chosen)
  local modelled, previous = {}, nil
  local s, events, at = each_sentence(reading, 1)
  while s do
    events = tied.pass_loose(reading, s, events)
    link(reading, s, events)
    s.sources = speech.sources(reading, s)
    stance.judge(reading, s, events)
    tied.pass_undenied(events)
    values.add(reading, s, events)
    clause.pass_asides(s, events)
    kin.settle(s, events)
    clause.pass_contrasts(s, events)
    tied.mark_dated(s, events)
    statements.attach(reading, s, events, previous)
    tellers.settle(reading, s, events)
    events = suspects.settle(reading, s, events)
    parties.attach(reading, s, events)
    parties.own_words(reading, s, events)
    for k = 1, #events do
      local event = events[k]
      local by_tables = not event.trigger and event.entry
      local passing = by_tables and (by_tables.roles or (s.heading and event.pos == "noun" and not by_tables.data))
      local idle = event.untold or passing and not tied.holds(s, event, events)
      local sure = not event.confidence or event.confidence >= least
      if not idle and sure and (not keep or keep[event.type]) then
        local c = claim.of_event(reading, s, event, least)
        event.claim = c
        -- what stolen data hold is told in the present, of what happened
        local held = event.entry and event.entry.led
        if event.span and not held then modelled[#modelled + 1] = event end
        if #modelled == realis.most_events then modelled = settle(modelled) end
        out[#out + 1] = c
      end
    end
    s.events = events
    previous, reading.told_last = s, s
    s, events, at = each_sentence(reading, at)
  end
  settle(modelled)
  columns.done(reading)
  if reading.passed and not field.near(reading, 1, #reading.tokens) then
    warnings[#warnings + 1] = ("no break-in, malware, fraud, flaw or leak is spoken of: %d event%s passed over"):format(
      reading.passed, reading.passed == 1 and "" or "s")
  end
  reading.tokens:done()
  records.doubt(doc, out)
  put_in_order(out)
  if coreference.resolve(reading.text, out) then
    for _, c in ipairs(out) do once(c) end
  end
  return out, warnings
end

--- Which sentences of a text are certain by their words, whatever they tell, and what makes the others uncertain:
-- `breachkit.claims.certainty`. A claim's own `stance` says how sure it is of its event.
-- @function certainty
-- @tparam string body
-- @treturn {table,...} a record a sentence: `{first, last, certain, score, cues}`, `cues` a list of
-- `{class, strength, text, first, last}`
-- @raise when `body` is no string
-- @usage claims.certainty("The bank was probably hacked.")[1].cues[1].class --> "epistemic"
claims.certainty = certainty.judge

--- Add a rule of your own: words, or a function, that name an event or fill a role. It holds from now on, until it is
-- taken back; `list{rules = {...}}` takes other rules for one call. A rule wins over what the tables and the model say
-- of the same words, and `why()` names it and the place where it was written.
--
-- For a type: `id`, `type`, and what names the event: `verb` and `noun` (lemmas as in `data/triggers.lua`, with its
-- conditions: `near`, `object`, `unless`, `subject`, `absorb`, `forms`, `later`, `topic`, `direct`, `adjective`,
-- `roles`, `extend`, `frame`, `stance`), or `match`. For a role: `id`, `role`, what fills it, `phrase` or `match`, and
-- where wanted `events` (types of event that may have it) and `type` (of the phrase). `match(words, tags)` is called
-- with each sentence's folded words and tags (`data/words.lua`, and noun, num, verb, ed, ing, mark, 's), and gives a
-- list of `{first, last}`, or nil.
-- @function rule
-- @tparam table spec
-- @treturn rule with `remove()`, which is called too when a `<close>` variable that holds it ends
-- @raise when a field is unknown, missing or of another kind; `list` raises when `match` does or gives no words' places
-- @usage local rule <close> = claims.rule { id = "wiper", type = "outage", verb = { "wipe" }, object = { "system" } }
claims.rule = rules.add

--- Add the rules of a file: Lua that calls `rule {...}` for each, as `claims.rule`, and may use the functions of
-- strings, tables, mathematics and utf8, and no others. All of them hold from now on, or none.
-- @function rules
-- @tparam string path
-- @treturn ?{rule,...} with `remove()`, which is called too when a `<close>` variable that holds them ends
-- @treturn ?table the error: "io", "syntax" (it is no Lua, or a rule of it is none: which line says so)
-- @usage local own <close> = assert(claims.rules "rules.lua")
claims.rules = rules.read

--- Iterate over a document's claims.
-- @tparam table doc a document
-- @tparam[opt] table options as for `list`
-- @treturn function an iterator: a claim each
-- @raise as `list`
-- @usage for c in claims.extract(doc) do print(c.type, c.stance, c:quote()) end
function claims.extract(doc, options)
  local all, i = claims.list(doc, options), 0
  return function()
    i = i + 1
    return all[i]
  end
end

return claims
