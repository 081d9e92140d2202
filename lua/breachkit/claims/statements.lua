--- Statements: quotations with their speakers, and the speakers and sources of the events around them.
-- @module breachkit.claims.statements
local data = require "breachkit.data"
local sentence = require "breachkit.claims.sentence"
local speech = require "breachkit.claims.speech"
local tellers = require "breachkit.claims.tellers"

local statements = {}

local least_quote = 5 -- tokens: a shorter one is a word in quotation marks

local criticism = data.set [[criticise criticises criticised criticising criticize criticizes criticized criticizing]]
-- verbs that make a statement without a quotation
local saying_only = data.set [[criticised criticized condemned denounced condemns criticises criticizes denounces]]

--- Note the document's quotations and where words of saying stand.
-- @tparam table reading the document
-- @usage statements.prepare(reading)
function statements.prepare(reading)
  local body = reading.text
  if body:find('"', 1, true) or body:find("“", 1, true) then
    reading.quotes = speech.quotes(reading)
  else
    reading.quotes = {}
  end
  reading.quote_at = 1
  reading.doers = {}
  reading.said = reading.lex.speech:find(reading.tokens)
  reading.said_at = 1
end

-- The place of the first quotation that ends at a token or behind it: those of sentences are asked for in order. One
-- that goes on is said by whom the part before it was.
local function quote_from(reading, first)
  local quotes, k = reading.quotes, reading.quote_at
  while quotes[k] and quotes[k].j < first do
    local q = quotes[k]
    if q.continues and not q.speaker then q.speaker = quotes[q.continues].speaker end
    k = k + 1
  end
  reading.quote_at = k
  return k
end

--- What tells of a document's sentences, asked for in order, whether they hold a quotation and a word of saying, or
-- words that criticise.
-- @tparam table reading the document, prepared
-- @treturn function of a sentence's first and last token: does it
-- @usage local starts = statements.starting(reading)(1, 20)
function statements.starting(reading)
  local quotes, said, phrases = reading.quotes, reading.said, reading.lex.speech_phrases
  local quote, n = 1, 1
  return function(first, last)
    while said[n] and said[n] < first do n = n + 3 end
    if not said[n] or said[n] > last then return false end
    while quotes[quote] and quotes[quote].j < first do quote = quote + 1 end
    return quotes[quote] and quotes[quote].i <= last or criticism[phrases[said[n + 2]]] or false
  end
end

--- May a sentence without events make a statement, or tell whose a quotation is? Sentences come in order.
-- @tparam table reading the document
-- @tparam integer first the sentence's first token
-- @tparam integer last its last token
-- @treturn boolean
-- @usage if #events == 0 and not statements.speaks(reading, 1, 20) then ... end
function statements.speaks(reading, first, last)
  local quotes, k = reading.quotes, quote_from(reading, first)
  if quotes[k] and quotes[k].i <= last then return true end
  local said, n, phrases = reading.said, speech.from(reading, first), reading.lex.speech_phrases
  while said[n] and said[n] <= last do
    if saying_only[phrases[said[n + 2]]] then return true end
    n = n + 3
  end
  return false
end

-- The party that speaks where the sentence names it only as "a statement": the owner before it, or who spoke last.
local function owner(reading, s, statement)
  local np = s.phrase_at[statement[1]]
  for n = #s.phrases, 1, -1 do
    local other = s.phrases[n]
    if other[2] < statement[1] and other ~= np then
      local party = other.capital or (other.class and other.class.organization)
      if party and s.tags[other.before] ~= "prep" then return other end
    end
  end
  return nil, reading.last_party
end

local function statement(verb, speaker, via, rule, roles)
  return { type = "statement", i = verb[1], j = verb[2], realis = "actual", stance = "asserted", speaker = speaker,
    via = via, rule = rule, roles = roles }
end

-- An outlet is carried back only for who did it: the rest of two sentences is seldom of one piece.
local carried = { attribution = true }

-- What a speaker says ends at a semicolon.
local function semicolon(s, event, speaker)
  for _, k in ipairs(s.openers) do
    if s.words[k] == ";" and (k > event.j) == (k < speaker.i) then return true end
  end
  return false
end

-- Of several who speak in the sentence, whose verb stands nearest before the event; a pronoun is no other one.
local function speaker_of(src, event)
  local found = src.speaker
  for _, v in ipairs(found and found.verb and src.verbs or {}) do
    if v.speaker and v[2] < event.i and not v.speaker.np.pronoun then found = v.speaker end
  end
  return found
end

local perpetrators = { ["data-breach"] = true, ransom = true, leak = true, ["denial-of-service"] = true, demand = true }

-- Keep who did what a report has told so far, and who was named last, for who "it" is that speaks next.
local function remember(reading, s, events, named)
  for k = 1, #events do
    local event = events[k]
    if perpetrators[event.type] then
      if event.stance ~= "denied" then reading.deed = event.type end
      local given = event.roles
      for n = 1, #given do
        local r = given[n]
        if r.role == "attacker" and r.i and r.np and not r.np.pronoun then
          named = reading.text:sub(s.first[r.i], s.last[r.j])
          reading.doers[named] = true
        end
      end
      if event.stance == "claimed" and event.speaker then reading.doers[event.speaker.text] = true end
    end
  end
  reading.named = named or reading.named
end

local third = { it = true, they = true, he = true, she = true }

-- Is a speaker among those who did it, as far as the report has told?
local function did_it(reading, s, who)
  local words = who.text:lower()
  if third[words] then return reading.doers[reading.named] or false end
  if reading.doers[who.text] or reading.lex.claimants[words:match "%f[%a]%a+$"] then return true end
  local begins = s.first
  for k = 1, #begins do
    if begins[k] > who.last then break end
    if begins[k] >= who.first and s.classes[k] and s.classes[k].attacker then return true end
  end
  return false
end

-- "Reportedly", and the next sentence says who reports it.
local function carry(via, s, events, previous)
  if s.from - previous.to ~= 1 then return end
  for _, event in ipairs(previous.events) do
    local c = event.claim
    local open = c and carried[c.type] and not c.via and not c.speaker
    if open and c.hedge and event.hedge.kind == "reported" then
      for _, mine in ipairs(events) do
        if mine.type == c.type then c.via = { text = via.text, first = via.first, last = via.last } end
      end
    end
  end
end

-- The verb that tells a quotation: the last of saying shortly before it, else the first shortly after it, however long
-- who says so is called, else the last before it of which it is known whose it is.
local function telling(s, src, q)
  local before_it, verb = s.from - 1, nil
  for _, v in ipairs(src.verbs) do
    local at = v[1] + before_it
    if at < q.i and q.i - at <= 14 then
      verb = v
    elseif at > q.j and not verb then
      local said = v.speaker and v.speaker.i < v[1] and v.speaker.i + before_it or at
      if said > q.j and said - q.j <= 3 then verb = v end
    end
  end
  if verb then return verb end
  for _, v in ipairs(src.verbs) do
    if v[1] + before_it < q.i and v.speaker then verb = v end
  end
  return verb
end

-- Who says a quotation, as a span.
local function quoted_party(reading, s, src, verb, speaker)
  local who = verb.speaker and sentence.span(reading, s, verb.speaker.i, verb.speaker.j)
  local st = src.statement
  if st and (not who or (verb.speaker.i <= st[2] and verb.speaker.j >= st[1])) then
    local np, party = owner(reading, s, st)
    who = np and sentence.span(reading, s, np[1], np[2]) or party
  end
  who = who or speaker
  local np = not who and src.silent and s.phrases[1]
  return np and sentence.span(reading, s, np[1], np[2]) or who
end

local longest_tag = 160 -- bytes: "Jane Doe, the chief executive of Acme, told reporters."

-- Who goes on: "We shut down," Jane Doe said. "No data were taken." is of one speaker, with nothing told in between.
local function goes_on(reading, n)
  local before = n > 1 and reading.quotes[n - 1]
  if not before or not before.speaker then return nil end
  local _, last = reading.tokens:span(before.i, before.j)
  local first = reading.tokens:span(reading.quotes[n].i, reading.quotes[n].j)
  local tag = first - last <= longest_tag and reading.text:sub(last + 1, first - 1)
  local told = tag and reading.text:sub(last - 4, last):find "[,%?!]%s?[\"\128-\255]+$"
  return told and tag:find "^[^%.\n]+%. ?$" and before.speaker or nil
end

-- The statements that a sentence's quotations make, and who says those that began before it.
local function read_quotes(reading, s, src, speaker, via)
  local made = {}
  for n = reading.quote_at, #reading.quotes do
    local q = reading.quotes[n]
    if q.i > s.to then break end
    if q.i >= s.from and q.j - q.i > least_quote then
      local verb = telling(s, src, q)
      if verb then
        local who = quoted_party(reading, s, src, verb, speaker)
        if who then reading.last_party = who end
        local first, last = reading.tokens:span(q.i, q.j)
        made[#made + 1] = statement(verb, who, via, "quotation",
          { { role = "statement", first = first, last = last, type = "other", rule = "quotation" } })
        q.speaker = who
      end
    elseif q.j >= s.from and q.i < s.from and not q.speaker and speaker then
      q.speaker = speaker
    end
    if q.continues and not q.speaker then q.speaker = reading.quotes[q.continues].speaker end
    if q.i >= s.from and not q.speaker then q.speaker = goes_on(reading, n) end
  end
  return made
end

-- Who says an event that stands in no quotation: who closes the sentence, or who speaks in it.
local function teller(reading, s, event, speaker)
  if event.said_by then return sentence.span(reading, s, event.said_by.i, event.said_by.j) end
  local src = s.sources
  local who = speaker and speaker_of(src, event)
  if not who or (who.i <= event.i and who.j >= event.j)
    or (event.i <= who.j and not (who.verb and event.j < who.i and tellers.closes(s, who)))
    or semicolon(s, event, who) then return nil end
  return who == src.speaker and speaker or sentence.span(reading, s, who.i, who.j)
end

--- Give the events of a sentence their `speaker` and `via`, and add its statements as events.
-- @tparam table reading the document
-- @tparam table s the sentence, with `sources`
-- @tparam {table,...} events
-- @tparam ?table previous the sentence read before it
-- @usage statements.attach(reading, s, events, nil)
function statements.attach(reading, s, events, previous)
  local src = s.sources
  local via = src.via and sentence.span(reading, s, src.via.i, src.via.j)
  local speaker = src.speaker and sentence.span(reading, s, src.speaker.i, src.speaker.j)
  if via and previous then carry(via, s, events, previous) end
  tellers.pass(s, events)
  local quotes, at = reading.quotes, quote_from(reading, s.from)
  local quoting = quotes[at] and quotes[at].i <= s.to
  local made = quoting and read_quotes(reading, s, src, speaker, via)
  if speaker and not (made and made[1]) then
    for _, v in ipairs(src.verbs) do
      if saying_only[s.words[v[1]]] and v.speaker then
        made = { statement(v, sentence.span(reading, s, v.speaker.i, v.speaker.j), via, "saying", {}) }
        break
      end
    end
  end
  for k = 1, #events do
    local event = events[k]
    if via then event.via = via end
    local q = quoting and speech.quoted(quotes, event.i + s.from - 1, at)
    if q and q.speaker then
      event.speaker, event.quoted = q.speaker, true
      if event.stance == "asserted" and perpetrators[event.type] and did_it(reading, s, q.speaker) then
        event.stance = "claimed"
      end
    elseif speaker or event.said_by then
      event.speaker = teller(reading, s, event, speaker)
    end
  end
  remember(reading, s, events, speaker and not src.speaker.np.pronoun and speaker.text)
  for k = 1, made and #made or 0 do
    local event = made[k]
    if event.speaker and did_it(reading, s, event.speaker) then event.stance = "claimed" end
    events[#events + 1] = event
  end
end

return statements
