--- The tables of `data/` compiled once: word tags, verb forms, noun classes, triggers, hedges, speech.
-- @module breachkit.claims.lexicon
local text = require "breachkit.core".text
local data = require "breachkit.data"
local sentence = require "breachkit.claims.sentence"

local lexicon = {}

local vowels = { a = true, e = true, i = true, o = true, u = true }

local function ends_in_consonant_y(w)
  return w:sub(-1) == "y" and not vowels[w:sub(-2, -2)]
end

--- The forms of a verb given as in the data: "steal/stole/stolen", "plug+", "demand payment".
-- What follows the first word stays as it is.
-- @tparam string lemma
-- @treturn {base=string,s=string,past=string,participle=string,ing=string} the forms
-- @usage lexicon.verb("plug+").ing  -- "plugging"
function lexicon.verb(lemma)
  local head, rest = lemma:match "^%s*(%S+)(.*)$"
  local base, past, participle = head:match "^([^/]+)/([^/]+)/([^/]+)$"
  base = base or head
  local double = base:sub(-1) == "+"
  if double then base = base:sub(1, -2) end
  local stem = double and base .. base:sub(-1) or base
  local s, ed, ing
  if base == "be" then
    return { base = "be" .. rest, s = "is" .. rest, past = "was" .. rest, participle = "been" .. rest,
      ing = "being" .. rest, extra = { "are" .. rest, "were" .. rest } }
  end
  if ends_in_consonant_y(base) then
    s, ed = base:sub(1, -2) .. "ies", base:sub(1, -2) .. "ied"
  else
    s = base .. ((base:match "[sxz]$" or base:match "[cs]h$" or base:match "o$") and "es" or "s")
    ed = stem .. (base:sub(-1) == "e" and "d" or "ed")
  end
  if base:sub(-1) == "e" and base:sub(-2) ~= "ee" then
    ing = base:sub(1, -2) .. "ing"
  else
    ing = stem .. "ing"
  end
  if past == "shut" then ing = "shutting" elseif past == "hit" then ing = "hitting"
  elseif past == "put" then ing = "putting" elseif past == "set" then ing = "setting"
  elseif past == "let" then ing = "letting" elseif past == "got" then ing = "getting"
  elseif past == "won" then ing = "winning" elseif past == "ran" then ing = "running"
  elseif past == "began" then ing = "beginning" end
  return { base = base .. rest, s = s .. rest, past = (past or ed) .. rest, participle = (participle or ed) .. rest,
    ing = ing .. rest }
end

--- The plural of a noun phrase: its last word's.
-- @tparam string noun
-- @treturn string
-- @usage lexicon.plural "data breach"  -- "data breaches"
function lexicon.plural(noun)
  if ends_in_consonant_y(noun) then return noun:sub(1, -2) .. "ies" end
  if noun:match "[sxz]$" or noun:match "[cs]h$" then return noun .. "es" end
  if noun:match "thief$" then return noun:sub(1, -2) .. "ves" end
  return noun .. "s"
end

-- phrase -> list of payloads, compiled
local function compiler()
  local phrases, payloads, at = {}, {}, {}
  local self = {}
  function self.add(phrase, payload)
    local key = phrase:lower()
    local i = at[key]
    if not i then
      i = #phrases + 1
      at[key], phrases[i], payloads[i] = i, key, {}
    end
    local list = payloads[i]
    list[#list + 1] = payload
  end
  function self.done()
    return text.lexicon(phrases), payloads, phrases
  end
  return self
end

local form_names = { "base", "s", "past", "participle", "ing" }

local function set_of(list)
  local set = {}
  for _, v in ipairs(list or {}) do set[v] = true end
  return next(set) and set or nil
end

--- The keys of a table in one order: a table's own changes from process to process.
-- @tparam table map
-- @treturn {string,...} in ascending order
-- @usage for _, word in ipairs(lexicon.sorted(words)) do print(word) end
function lexicon.sorted(map)
  local keys = {}
  for key in pairs(map) do keys[#keys + 1] = key end
  table.sort(keys)
  return keys
end

local function build_tags(triggers, speech)
  local words = data.load "words"
  local tags, forms, seen = {}, {}, {}
  -- of a word in two lists the later tag of the alphabet stands: "that" opens a clause (wh) before it points (det)
  for _, tag in ipairs(lexicon.sorted(words)) do
    if tag ~= "verb" and tag ~= "naming" then
      for w in words[tag]:gmatch "%S+" do tags[w] = tag end
    end
  end
  local function verb(lemma, only, unseen)
    local f = lexicon.verb(lemma)
    for _, name in ipairs(form_names) do
      local w = f[name]:match "^%S+"
      if not tags[w] and (not only or only[name]) then
        forms[w] = forms[w] or {}
        forms[w][name] = true
        seen[w] = seen[w] or not unseen
      end
    end
  end
  for lemma in words.verb:gmatch "%S+" do verb(lemma) end
  for _, lemma in ipairs(speech.verbs) do verb(lemma) end
  for _, entry in ipairs(triggers) do
    -- other forms of verbs that the model was trained without are no concern of ours: "a flood of emails"
    local only = entry.unseen and set_of(entry.forms)
    for _, lemma in ipairs(entry.verb or {}) do verb(lemma, only, entry.field or entry.doer) end
  end
  return tags, forms, seen
end

local conditions = { "near", "object", "unless", "subject", "absorb", "led" }
local kept = { "id", "type", "topic", "extend", "direct", "active", "frame", "adjective", "roles", "stance", "opinion",
  "own", "data", "beside", "unseen", "plain", "price", "told_passive", "borne", "denied", "after", "found", "counted",
  "opens", "worded", "field", "doer", "follows", "timeless" }

--- Compile entries as those of `data/triggers.lua`.
-- @tparam {table,...} list
-- @treturn lexicon the forms of their verbs and nouns
-- @treturn {table,...} by phrase number, a list of `{entry, pos, form, lemma, plural}`
-- @usage local phrases, payloads = lexicon.entries { { id = "wipe", type = "outage", verb = { "wipe" } } }
function lexicon.entries(list)
  local c = compiler()
  for rank, entry in ipairs(list) do
    local e = { rank = rank }
    for _, field in ipairs(kept) do e[field] = entry[field] end
    for n, names in ipairs(entry.needs or {}) do
      e.needs = e.needs or {}
      e.needs[n] = data.set(names)
    end
    for _, field in ipairs(conditions) do e[field] = set_of(entry[field]) end
    e.everyday = entry.field or entry.doer or entry.about or entry.undergoes
    e.undergoes, e.about = entry.undergoes and data.set(entry.undergoes), entry.about and data.set(entry.about)
    e.later_words = entry.later and text.lexicon(type(entry.later) == "table" and entry.later or { entry.later })
    e.led_words = entry.led and text.lexicon(entry.led)
    local only = set_of(entry.forms)
    local function add(lemma)
      local f = lexicon.verb(lemma)
      for _, name in ipairs(form_names) do
        if not only or only[name] then c.add(f[name], { entry = e, pos = "verb", form = name, lemma = lemma }) end
      end
      for _, extra in ipairs(f.extra or {}) do
        c.add(extra, { entry = e, pos = "verb", form = "past", lemma = lemma })
      end
    end
    for _, lemma in ipairs(entry.verb or {}) do
      if not entry.tails then add(lemma) end
      for _, tail in ipairs(entry.tails or {}) do add(lemma .. " " .. tail) end
    end
    for _, noun in ipairs(entry.noun or {}) do
      c.add(noun, { entry = e, pos = "noun", lemma = noun })
      c.add(lexicon.plural(noun), { entry = e, pos = "noun", lemma = noun, plural = true })
    end
  end
  local phrases, payloads = c.done()
  return phrases, payloads
end

--- All forms of some verbs as a set.
-- @tparam string verbs as the data gives them, with white space between
-- @param[opt=true] value what each form has
-- @tparam[opt] table into a set to add them to
-- @treturn table form -> value
-- @usage local hacking = lexicon.verb_set "hack steal/stole/stolen"
function lexicon.verb_set(verbs, value, into)
  local set = into or {}
  for lemma in verbs:gmatch "%S+" do
    for _, form in pairs(lexicon.verb(lemma)) do
      if type(form) == "string" then set[form] = value == nil or value end
    end
  end
  return set
end

--- The forms of verbs' first words, for the tagger: those of the tables and these.
-- @tparam {string,...} lemmas
-- @tparam table lex as `load` gives it
-- @treturn table word -> its forms
-- @usage local forms = lexicon.forms({ "wipe" }, lexicon.load())
function lexicon.forms(lemmas, lex)
  local forms = setmetatable({}, { __index = lex.forms })
  for _, lemma in ipairs(lemmas) do
    local f = lexicon.verb(lemma)
    for _, name in ipairs(form_names) do
      local w = f[name]:match "^%S+"
      if not lex.tags[w] then
        local own = {}
        for form in pairs(forms[w] or {}) do own[form] = true end
        own[name] = true
        forms[w] = own
      end
    end
  end
  return forms
end

-- What a pattern begins with, as far as that is plain words.
local plain_of = setmetatable({}, { __index = function(t, pattern)
  local plain, behind = pattern:match "^([%l ]*)(.?)"
  if behind:find "[*+?%-]" then plain = plain:sub(1, -2) end
  t[pattern] = plain
  return plain
end })

--- Has a text one of some patterns? The plain words that one begins with are looked for first: few texts have them.
-- @tparam string s
-- @tparam {string,...} patterns
-- @treturn boolean
-- @usage if lexicon.matches(head, { "notice of [%a ]*breach" }) then ... end
function lexicon.matches(s, patterns)
  for _, pattern in ipairs(patterns) do
    local from = s:find(plain_of[pattern], 1, true)
    if from and s:find(pattern, from) then return true end
  end
  return false
end

-- What a set of classes has for one that the model's judge knows nothing of: no `true`, by which it would see it.
local WHOLLY = "wholly"

local compiled

local function field_words()
  local field = data.load "field"
  local nouns = table.move(field.noun, 1, #field.noun, 1, {})
  for _, pair in ipairs(field.pairs) do
    for _, first in ipairs(pair[1]) do
      for _, second in ipairs(pair[2]) do nouns[#nouns + 1] = first .. " " .. second end
    end
  end
  local words = lexicon.entries { { verb = field.verb, noun = nouns } }
  return words, lexicon.entries { field.hints }
end

--- Everything compiled, made on first use.
-- @treturn table `tags`, `forms`, `vocabulary` (of both), `events` (the triggers compiled for it), `field` (a lexicon
-- of `data/field.lua`) and `hints` (of its hints), and for each of
-- `triggers`, `classes`, `hedges`, `unreal`, `speech` a lexicon with `<name>_of`, the payloads by phrase number
-- @usage local lex = lexicon.load()
function lexicon.load()
  if compiled then return compiled end
  local triggers, nouns = data.load "triggers", data.load "nouns"
  local hedges, speech = data.load "hedges", data.load "speech"
  local out = { types = nouns.types, hedge_order = {} }
  -- the verbs that the model has been told of, too
  out.tags, out.forms, out.verbs_seen = build_tags(triggers, speech)

  out.triggers, out.triggers_of = lexicon.entries(triggers)
  -- the phrases that only triggers of no model have, and those of them that name nothing outside the field
  out.unseen, out.afield = {}, {}
  for i, payloads in ipairs(out.triggers_of) do
    out.unseen[i], out.afield[i] = true, true
    for _, p in ipairs(payloads) do
      out.unseen[i] = out.unseen[i] and p.entry.unseen or nil
      out.afield[i] = out.afield[i] and p.entry.field or nil
    end
  end

  local c = compiler()
  for _, class in ipairs(lexicon.sorted(nouns.nouns)) do
    for _, noun in ipairs(nouns.nouns[class]) do
      c.add(noun, class)
      c.add(lexicon.plural(noun), class)
    end
  end
  out.classes, out.classes_of, out.class_phrases = c.done()
  -- a set for each phrase is what the rules ask for, one for all that are of the same classes
  local sets = {}
  for i, list in ipairs(out.classes_of) do
    local named = table.concat(list, " ")
    if not sets[named] then
      sets[named] = set_of(list)
      for _, class in ipairs(list) do
        if nouns.unseen[class] == WHOLLY then sets[named][class] = WHOLLY end
      end
    end
    out.classes_of[i] = sets[named]
  end

  c = compiler()
  for rank, stance in ipairs(hedges.order) do
    out.hedge_order[stance] = rank
    for _, phrase in ipairs(hedges.phrases[stance]) do c.add(phrase, stance) end
  end
  for _, phrase in ipairs(hedges.certain) do c.add(phrase, "certain") end
  out.hedges, out.hedges_of, out.hedges_phrases = c.done()
  out.hedge_reach = {} -- by phrase number
  for i, phrase in ipairs(out.hedges_phrases) do out.hedge_reach[i] = hedges.nearest[phrase] end
  out.urging = lexicon.verb_set(data.load "roles".urging)
  out.hedge_behind = set_of(hedges.behind)
  out.verdicts, out.claiming, out.claimants = {}, set_of(hedges.claiming), set_of(hedges.claimants)
  for _, v in ipairs(hedges.verdicts) do
    local verdict = { link = v.link, being = set_of(v.being), alone = set_of(v.alone) or {},
      lacking = set_of(v.lacking) or {}, weak = set_of(v.weak) or {} }
    for _, word in ipairs(v.of) do out.verdicts[word] = verdict end
  end

  c = compiler()
  for _, phrase in ipairs(hedges.unreal) do c.add(phrase, "unreal") end
  for _, phrase in ipairs(hedges.threats) do c.add(phrase, "threat") end
  for _, phrase in ipairs(hedges.negations) do c.add(phrase, "negated") end
  out.unreal, out.unreal_of, out.unreal_phrases = c.done()

  c = compiler()
  for _, lemma in ipairs(speech.verbs) do
    local f = lexicon.verb(lemma)
    for _, name in ipairs(form_names) do c.add(f[name], "verb") end
  end
  for _, phrase in ipairs(speech.sources) do c.add(phrase, "source") end
  for _, phrase in ipairs(speech.silent) do c.add(phrase, "silent") end
  for _, noun in ipairs(speech.statement) do
    c.add(noun, "statement")
    c.add(lexicon.plural(noun), "statement")
  end
  out.speech, out.speech_of, out.speech_phrases = c.done()
  for i, list in ipairs(out.speech_of) do out.speech_of[i] = set_of(list) end
  c = compiler()
  for phrase in (data.load "words".naming .. " |"):gmatch "%s*(.-)%s*|" do c.add(phrase, true) end
  out.naming, out.naming_of, out.naming_phrases = c.done()
  c = compiler()
  for _, word in ipairs(lexicon.sorted(out.tags)) do
    if word:match "^%a%a" then c.add(word, true) end
  end
  out.function_words = c.done()
  c = compiler()
  for _, phrase in ipairs(speech.instructions) do c.add(phrase, true) end
  out.instructions, out.instructions_of, out.instructions_phrases = c.done()
  c = compiler()
  for _, phrase in ipairs(speech.corrections) do c.add(phrase, true) end
  out.notices = speech.notices
  local amending = speech.amending
  out.amending = { title = amending.title, opening = amending.opening, told = set_of(amending.told),
    saying = set_of(amending.saying) }
  out.corrections, out.corrections_of, out.corrections_phrases = c.done()
  for _, list in ipairs { "speakers", "bystanders", "hearers", "writings" } do
    out[list] = {}
    for _, noun in ipairs(speech[list]) do out[list][noun], out[list][lexicon.plural(noun)] = true, true end
  end
  out.field, out.hints, out.hints_of = field_words()
  for word in data.load "words".conj:gmatch "%S+" do sentence.note("opening", { word }) end
  for _, name in ipairs { "hedges", "unreal", "naming", "speech", "instructions", "corrections" } do
    sentence.note(name, out[name .. "_phrases"], out.tags)
  end
  for _, noun in ipairs(nouns.nouns.work) do sentence.note("works", { noun, lexicon.plural(noun) }, out.tags) end
  out.keeping = set_of(hedges.keeping)
  sentence.note("verdicts", lexicon.sorted(out.verdicts))
  sentence.note("verdicts", hedges.keeping)
  sentence.note("claiming", hedges.claiming)
  sentence.note("urging", lexicon.sorted(out.urging))
  out.vocabulary = sentence.vocabulary(out.tags, out.forms, out)
  out.events = out.vocabulary:triggers(out.triggers_of)
  compiled = out
  return out
end

return lexicon
