--- What the model sees of a text beside its words: phrases of the lexicons, dates and quantities, what the rules see in
-- a sentence, and where its tokens stand to the events at hand.
-- @module breachkit.claims.columns
local text = require "breachkit.core".text
local data = require "breachkit.data"
local engine = require "breachkit.claims.engine"
local lexicon = require "breachkit.claims.lexicon"

local columns = {}

-- The columns of our own, by name; templates of the model name them.
local of = { trigger = 1, class = 2, hedge = 3, unreal = 4, tag = 5, value = 6, name = 7, topic = 8, type = 9,
  event = 10, distance_to_the_event = 11, event_word = 12, event_meaning = 13, marks_and_verbs_between = 14, other = 15,
  place = 17,
  verb = 23, next_class = 24, last_class = 25, next_verb = 26, last_verb = 27, rule = 28, phrase = 29, syntax = 30 }
columns.of = of
--- How many there are.
columns.own = 30
local EVENT_WORD = 3 -- which code of the word table tells of an event's word

-- A number for a string, the same in every run (FNV-1a, 23 bits, never 0).
local function number(s)
  local h = 2166136261
  for i = 1, #s do h = ((h ~ s:byte(i)) * 16777619) & 0xffffffff end
  return (h ~ (h >> 23)) % 0x7fffff + 1
end

local function keys(set) return table.concat(lexicon.sorted(set), " ") end

local kept = { "trigger", "class", "hedge", "unreal", "tag", "verb", "name" }
local tables
-- Values by phrase number for each lexicon, as `columns:lexicon` wants them, made once.
local function load(lex)
  if tables then return tables end
  local t = { trigger = {}, class = {}, hedge = {}, unreal = {}, value = {} }
  for i, payloads in ipairs(lex.triggers_of) do
    local set = {}
    for _, p in ipairs(payloads) do
      if not p.entry.unseen then set[p.entry.type .. "/" .. p.pos] = true end
    end
    t.trigger[i] = next(set) and number(keys(set)) or 0
  end
  local unseen, without = data.load "nouns".unseen, data.load "hedges".unseen
  for i, set in ipairs(lex.classes_of) do
    local seen = {}
    for class in pairs(set) do seen[class] = not unseen[class] or nil end
    t.class[i] = next(seen) and number(keys(seen)) or 0
  end
  for i, kinds in ipairs(lex.hedges_of) do t.hedge[i] = without[lex.hedges_phrases[i]] and 0 or number(kinds[1]) end
  for i, kinds in ipairs(lex.unreal_of) do t.unreal[i] = number(kinds[1]) end
  local words, values = {}, {}
  local seen = {}
  for word, tag in pairs(lex.tags) do
    if word:find "%w" then seen[word] = tag end
  end
  for word, forms in pairs(lex.forms) do
    if not seen[word] and lex.verbs_seen[word] and word:find "%w" then seen[word] = "verb " .. keys(forms) end
  end
  for word in pairs(seen) do words[#words + 1] = word end
  table.sort(words)
  for i, word in ipairs(words) do values[i] = number(seen[word]) end
  t.tags, t.tag = text.lexicon(words), values
  t.verb = {}
  for i, word in ipairs(words) do t.verb[i] = lex.forms[word] and 1 or 0 end
  t.names, t.name = columns.names()
  for _, column in ipairs(kept) do t[column] = ("I4"):rep(#t[column]):pack(table.unpack(t[column])) end
  tables = t
  return t
end

--- The names that the tables know, as a lexicon that heeds case, with a number for each one's kind.
-- @treturn lexicon
-- @treturn {integer,...}
-- @usage local lexicon, kinds = columns.names()
function columns.names()
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
  for _, code in ipairs(lexicon.sorted(countries)) do
    for name in countries[code]:gmatch "[^|]+" do add(name, "country") end
  end
  for _, name in ipairs(names.first_names) do add(name:gsub("^%l", string.upper), "first name") end
  return text.lexicon(list, { exact = true }), kinds
end

local block, longest = 4096, 65536 -- tokens that have columns at a time: to a blank line, or any sentence's end

-- The last sentence of the block that the i-th begins.
local function block_end(reading, i)
  local list, tokens = reading.sentences, reading.tokens
  local from, k = list[i], i
  while list[k + 2] do
    local n = list[k + 1] - from + 1
    if n >= block and (n >= longest or tokens:paragraph(list[k + 2])) then break end
    k = k + 2
  end
  return k
end

-- Of the sentences from place `at` in `told` up to the one that `stop` tells: their first and last tokens, flat, and
-- the place of each in `sentences`. Of those without a match the model is not asked.
local function asked(reading, at, stop)
  local told, s, out, places, n = reading.told, reading.sentences, {}, {}, 0
  while told[at] and told[at] <= stop do
    if told[at + 1] ~= 0 then
      local i = told[at]
      n = n + 1
      out[2 * n - 1], out[2 * n], places[n] = s[i], s[i + 1], i
    end
    at = at + 3
  end
  return out, places
end

-- How far into a text the sentence at a place in `sentences` is: a report tells its news first.
local function depth(i)
  local n = (i + 1) // 2
  return n <= 3 and n or n <= 6 and 4 or n <= 10 and 5 or n <= 16 and 6 or n <= 25 and 7 or 8
end

--- Give the sentences of a document that are told of their columns: those of some thousand tokens, so that a long text
-- costs no more memory than another. `reading.columns` is theirs up to the token `reading.columns_to`.
-- @tparam table reading with `tokens`, `sentences`, `told`, `lex`, `topic`, `values`
-- @tparam[opt] integer at the place in `told` of the first; without it all sentences of the document have theirs
-- @usage columns.prepare(reading, 1)
function columns.prepare(reading, at)
  local m, s = engine.model(), reading.sentences
  local stop = at and block_end(reading, reading.told[at]) or #s - 1
  reading.columns_to = s[stop + 1] or 0
  if not m then return end
  local lex, tokens, list, places = reading.lex, reading.tokens, s, nil
  if at then list, places = asked(reading, at, stop) end
  local t = load(lex)
  columns.done(reading)
  local c = m:columns(tokens, columns.own, list)
  reading.columns = c
  if not list[1] then return end
  local first, last = list[1], list[#list]
  c:lexicon(of.trigger, lex.triggers, tokens, t.trigger)
  c:lexicon(of.class, lex.classes, tokens, t.class)
  c:lexicon(of.hedge, lex.hedges, tokens, t.hedge)
  c:lexicon(of.unreal, lex.unreal, tokens, t.unreal)
  c:lexicon(of.tag, t.tags, tokens, t.tag, of.verb, t.verb)
  c:lexicon(of.name, t.names, tokens, t.name)
  local begins, ends = tokens:span(first, last)
  local values, k = reading.values, math.max(reading.column_value or 1, reading.value_at)
  while values[k] and values[k].last < begins do k = k + 1 end
  reading.column_value = k
  while values[k] and values[k].first <= ends do
    local v = values[k]
    t.value[v.kind] = t.value[v.kind] or number(v.kind)
    c:bytes(of.value, tokens, v.first, v.last, t.value[v.kind])
    k = k + 1
  end
  if reading.topic then c:fill(of.topic, first, last, number(reading.topic)) end
  c:nearest(of.next_class, of.class, of.class, true)
  c:nearest(of.last_class, of.class, of.class, false)
  c:nearest(of.next_verb, 0, of.verb, true)
  c:nearest(of.last_verb, 0, of.verb, false)
  for n = 1, #list // 2 do
    c:fill(of.place, list[2 * n - 1], list[2 * n], depth(places and places[n] or 2 * n - 1))
  end
end

--- Be done with a document's columns: the next ones take their memory.
-- @tparam table reading
-- @usage columns.done(reading)
function columns.done(reading)
  if reading.columns then engine.model():done(reading.columns) end
  reading.columns = nil
end

local tag_numbers = setmetatable({}, { __index = function(t, tag)
  t[tag] = number(tag)
  return t[tag]
end })

--- Set the columns that the rules fill in a sentence: its phrases, tags, and the events that they see.
-- @tparam table reading
-- @tparam table s the sentence
-- @tparam {table,...} events by rule
-- @usage columns.mark(reading, s, events)
function columns.mark(reading, s, events)
  local c, from = reading.columns, s.from - 1
  if not c then return end
  c:sentence(of.phrase, of.syntax, s, tag_numbers)
  for k = 1, #events do
    local e = events[k]
    if not e.entry.unseen then
      c:mark(of.rule, from + e.i, from + e.j, engine.type_number[e.type] or tag_numbers[e.type])
    end
  end
end

--- Set the columns that tell of the events of one type in a sentence, before its roles are read.
-- @tparam table reading
-- @tparam integer lo the sentence's first token
-- @tparam integer hi its last
-- @tparam {table,...} events of the sentence: `{first, last, type}`, tokens of the document and number of the type
-- @tparam integer type the type at hand
-- @tparam[opt] table only the event of the type that tokens are told their way to, instead of all
-- @usage columns.relate(reading, 1, 20, events, 2)
function columns.relate(reading, lo, hi, events, type, only)
  reading.columns:relate(of.type, lo, hi, events, type, only, EVENT_WORD, of.tag)
end

return columns
