--- An analyst's own rules: words or a function that name an event, or fill a role, with the same spans and `why()`.
-- @module breachkit.claims.rules
local data = require "breachkit.data"
local err = require "breachkit.err"
local text = require "breachkit.core".text
local lexicon = require "breachkit.claims.lexicon"
local sentence = require "breachkit.claims.sentence"
local triggers = require "breachkit.claims.triggers"

local rules = {}

local types = data.set [[
  data-breach ransom phishing vulnerability-disclosure vulnerability-patch denial-of-service outage leak
  demand attribution statement investigation release arrest]]
local roles = data.set [[
  victim attacker data data-count victim-count volume work release-date time place tool attack-pattern
  purpose damage price payment-method impersonated system system-version system-owner vulnerability cve discoverer
  releaser patch patch-number issue platform capability suspect speaker]]
local kinds = data.set [[
  organization person group country data count volume money date work software file vulnerability
  other]]

-- What a rule may hold: a kind of value each.
local fields = { id = "string", type = "string", role = "string", verb = "words", noun = "words", phrase = "words",
  match = "function", events = "types", near = "classes", object = "classes", unless = "classes", subject = "classes",
  absorb = "classes", forms = "forms", later = "string", topic = "string", direct = "boolean", adjective = "boolean",
  roles = "boolean", extend = "extend", frame = "frame", stance = "stance" }
local of_role = { id = true, role = true, phrase = true, match = true, events = true, type = true }
local form_names = { base = true, s = true, past = true, participle = true, ing = true }
local stances = { reported = true, claimed = true, suspected = true, investigated = true, denied = true,
  demanded = true }

-- "there is no type of event "hack" (one of: arrest, ...)"
local function unknown(what, value, known)
  local names = {}
  for name in pairs(known) do names[#names + 1] = name end
  table.sort(names)
  return ("there is no %s %q (one of: %s)"):format(what, tostring(value), table.concat(names, ", "))
end

local function list_of(field, value, known, what, one)
  if type(value) == "string" then value = { value } end
  if type(value) ~= "table" or #value == 0 then error(field .. " is a list of " .. what, 0) end
  for _, v in ipairs(value) do
    if type(v) ~= "string" or v == "" then error(field .. " is a list of " .. what, 0) end
    if known and not known[v] then error(field .. ": " .. unknown(one, v, known), 0) end
  end
  return value
end

local most_words = 32 -- of a phrase

local checks = {
  words = function(field, value)
    local list = list_of(field, value, nil, "words")
    for _, v in ipairs(list) do
      local n = #text.tokens(v)
      if n == 0 or n > most_words then error(("%s: %q has %d words"):format(field, v, n), 0) end
    end
    return list
  end,
  types = function(field, value) return list_of(field, value, types, "types of event", "type of event") end,
  classes = function(field, value)
    return list_of(field, value, data.load "nouns".nouns, "classes of data/nouns.lua", "class of data/nouns.lua")
  end,
  forms = function(field, value) return list_of(field, value, form_names, "forms of a verb", "form of a verb") end,
  extend = function(field, value)
    if value ~= true and value ~= "common" then error(field .. ' is true or "common"', 0) end
    return value
  end,
  frame = function(field, value)
    if type(data.load "roles"[value]) ~= "table" then error(field .. " names no entry of data/roles.lua", 0) end
    return value
  end,
  stance = function(field, value)
    if not stances[value] then error(field .. ": " .. unknown("stance", value, stances), 0) end
    return value
  end,
}

local function check(spec)
  if type(spec) ~= "table" then error("a table is needed, got " .. type(spec), 0) end
  local out = {}
  local for_role = spec.role ~= nil
  for field, value in pairs(spec) do
    local want = fields[field]
    if not want or (for_role and not of_role[field]) or (not for_role and (field == "phrase" or field == "events")) then
      error(("unknown field %s%s"):format(tostring(field), want and (for_role and " in a rule for a role"
        or " in a rule for a type") or ""), 0)
    end
    if checks[want] then
      value = checks[want](field, value)
    elseif type(value) ~= want or value == "" then
      error(("%s is a %s, got %s"):format(field, want, type(value)), 0)
    end
    out[field] = value
  end
  if not out.id then error("id is needed: why() names the rule by it", 0) end
  if for_role then
    if not roles[out.role] then error(unknown("role", out.role, roles), 0) end
    if out.type and not kinds[out.type] then error(unknown("type of role", out.type, kinds), 0) end
    if not (out.phrase or out.match) then error("phrase or match is needed: what fills the role", 0) end
  else
    if not out.type then error("type or role is needed: what the rule is for", 0) end
    if not types[out.type] then error(unknown("type of event", out.type, types), 0) end
    if not (out.verb or out.noun or out.match) then error("verb, noun or match is needed: what names the event", 0) end
  end
  return out
end

local added = {} -- the rules in force, in the order in which they were added

local methods = {}
local meta = { __name = "breachkit.claims.rule", __index = methods }

--- Take the rule back; it may still be given to `list` by name. Taking it back twice is no error.
-- @treturn boolean was it in force?
-- @usage rule:remove()
function methods:remove()
  for k, rule in ipairs(added) do
    if rule == self then
      table.remove(added, k)
      return true
    end
  end
  return false
end
meta.__close = methods.remove
function meta:__tostring() return ("rule %s of %s"):format(self.id, self.data) end

--- Add a rule; `breachkit.claims.rule` is this function.
-- @tparam table spec see `breachkit.claims.rule`
-- @treturn rule
-- @raise when the rule is not one
-- @usage local rule = rules.add { id = "wiper", type = "outage", verb = { "wipe" }, object = { "system" } }
function rules.add(spec)
  local good, rule = pcall(check, spec)
  if not good then err.raise("claims.rule: " .. rule) end
  rule.data = err.caller()
  if rule.role then
    rule.phrases = rule.phrase and text.lexicon(rule.phrase)
    rule.of = rule.events and {}
    for _, t in ipairs(rule.events or {}) do rule.of[t] = true end
  else
    rule.phrases, rule.payloads = lexicon.entries { rule }
    rule.entry = { id = rule.id, type = rule.type, frame = rule.frame, stance = rule.stance, roles = rule.roles,
      data = rule.data }
  end
  added[#added + 1] = setmetatable(rule, meta)
  return rule
end

local file_methods = {}
local file_meta = { __name = "breachkit.claims.rules", __index = file_methods }

--- Take back all rules of the file. Taking them back twice is no error.
-- @usage own:remove()
function file_methods:remove()
  for _, rule in ipairs(self) do rule:remove() end
end
file_meta.__close = file_methods.remove

local function copy(library)
  local own = {}
  for name, value in pairs(library) do own[name] = value end
  return own
end

-- What a file of rules may use beside `rule`: nothing that reaches out of it, and of libraries a copy.
local function at_hand()
  return { assert = assert, error = error, ipairs = ipairs, math = copy(math), next = next, pairs = pairs,
    select = select, string = copy(string), table = copy(table), tonumber = tonumber, tostring = tostring, type = type,
    utf8 = copy(utf8) }
end

--- Add the rules of a file; `breachkit.claims.rules` is this function.
-- @tparam string path
-- @treturn ?{rule,...} with `remove()`
-- @treturn ?table the error: "io", "syntax" (no Lua, or no rule, with the line)
-- @usage local own <close> = assert(rules.read "rules.lua")
function rules.read(path)
  err.want(path, "string", "claims.rules: a path")
  local own = setmetatable({}, file_meta)
  local given = at_hand()
  function given.rule(spec)
    own[#own + 1] = rules.add(spec)
    return own[#own]
  end
  local done, problem = data.run(path, given)
  if not done then
    own:remove()
    return nil, problem
  end
  return own
end

--- The rules that a call uses.
-- @tparam ?{rule,...} given those of the call, instead of the rules in force
-- @treturn {rule,...}
-- @raise when one of them is no rule
-- @usage local list = rules.chosen(nil)
function rules.chosen(given)
  if given == nil then return added end
  if type(given) ~= "table" then err.raise "claims.list: rules is a list of rules" end
  for k, rule in ipairs(given) do
    if getmetatable(rule) ~= meta then err.raise(("claims.list: rules[%d] is no rule"):format(k)) end
  end
  return given
end

--- The types of event that a call asks for.
-- @tparam {string,...}|string list
-- @treturn table type -> true
-- @raise when there is no such type
-- @usage local keep = rules.types { "leak" }
function rules.types(list)
  local good, found = pcall(checks.types, "types", list)
  if not good then err.raise("claims.list: " .. found) end
  local set = {}
  for _, t in ipairs(found) do set[t] = true end
  return set
end

--- Find the rules' words in a document, once.
-- @tparam table reading
-- @tparam {rule,...} list
-- @usage rules.prepare(reading, rules.chosen(nil))
function rules.prepare(reading, list)
  if #list == 0 then return end
  local own, lemmas, every = {}, {}, false
  for _, rule in ipairs(list) do
    own[#own + 1] = { rule = rule, matches = rule.phrases and rule.phrases:find(reading.tokens) or {}, at = 1 }
    every = every or (rule.match and not rule.role)
    for _, lemma in ipairs(rule.verb or {}) do lemmas[#lemmas + 1] = lemma end
  end
  reading.rules = { list = own, every = every }
  -- the tagger must know the rules' verbs for verbs
  if #lemmas > 0 then
    local lex = reading.lex
    reading.vocabulary = sentence.vocabulary({}, lexicon.forms(lemmas, lex), lex)
  end
end

--- Has some rule something to say of an event in the tokens first..last? Sentences are asked for in order.
-- @tparam table reading
-- @tparam integer first
-- @tparam integer last
-- @treturn boolean
-- @usage if rules.touches(reading, 1, 20) then print "a rule's words are here" end
function rules.touches(reading, first, last)
  if not reading.rules then return false end
  local found = reading.rules.every
  for _, own in ipairs(reading.rules.list) do
    local m, at = own.matches, own.at
    while m[at] and m[at] < first do at = at + 3 end
    own.at, own.from = at, at
    while m[at] and m[at] <= last do at = at + 3 end
    own.to = at - 3
    found = found or (not own.rule.role and own.to >= own.from)
  end
  return found
end

-- The spans that a rule's function finds in a sentence.
local function matched(rule, s)
  local words, tags = {}, {}
  for k = 1, #s.words do words[k], tags[k] = s.words[k], s.tags[k] end
  local spans = rule.match(words, tags)
  if spans == nil then return {} end
  local function wrong(what) error(("claims: rule %s (%s): %s"):format(rule.id, rule.data, what), 0) end
  if type(spans) ~= "table" then wrong("match gives a list of {first, last}, got " .. type(spans)) end
  for _, span in ipairs(spans) do
    local i, j = type(span) == "table" and span[1], type(span) == "table" and span[2]
    if math.type(i) ~= "integer" or math.type(j) ~= "integer" or i < 1 or j < i or j > #words then
      wrong(("match gives a list of {first, last}, words from 1 to %d"):format(#words))
    end
  end
  return spans
end

local verbal = { verb = true, ed = true, ing = true }

local function overlap(a, b) return a.i <= b.j and b.i <= a.j end

--- The events of a sentence with those of the rules, which win over others of the same words.
-- @tparam table reading
-- @tparam table s the sentence
-- @tparam {table,...} events
-- @treturn {table,...}
-- @usage events = rules.events(reading, s, events)
function rules.events(reading, s, events)
  local out = {}
  local function add(event)
    for _, e in ipairs(out) do
      if overlap(e, event) then return end
    end
    out[#out + 1] = event
  end
  for _, own in ipairs(reading.rules.list) do
    local rule = own.rule
    if not rule.role then
      if own.to >= own.from then
        rule.compiled = rule.compiled or reading.lex.vocabulary:triggers(rule.payloads)
        for _, event in ipairs(triggers.find(s, own.matches, own.from, own.to, rule.compiled, reading.topic)) do
          add(event)
        end
      end
      if rule.match then
        for _, span in ipairs(matched(rule, s)) do
          local pos = verbal[s.tags[span[2]]] and "verb" or "noun"
          add { i = span[1], j = span[2], head = span[2], pos = pos, type = rule.type, entry = rule.entry }
        end
      end
    end
  end
  if #out == 0 then return events end
  local ours = #out
  for _, e in ipairs(events) do
    local free = true
    for k = 1, ours do free = free and not overlap(out[k], e) end
    if free then out[#out + 1] = e end
  end
  return out
end

--- Fill the roles that rules name, each of the nearest event that may have it; they win over others of the same words.
-- @tparam table reading
-- @tparam table s the sentence
-- @tparam {table,...} events with their roles
-- @usage rules.roles(reading, s, events)
function rules.roles(reading, s, events)
  local function give(rule, i, j)
    local best, least
    for _, e in ipairs(events) do
      if e.i and not overlap(e, { i = i, j = j }) and (not rule.of or rule.of[e.type]) then
        local d = e.j < i and i - e.j or e.i - j
        if not least or d < least then best, least = e, d end
      end
    end
    if not best then return end
    local keep = {}
    for _, r in ipairs(best.roles or {}) do
      local a, b = sentence.extent(s, r)
      if b < s.first[i] or a > s.last[j] then keep[#keep + 1] = r end
    end
    keep[#keep + 1] = { role = rule.role, i = i, j = j, first = s.first[i], last = s.last[j], type = rule.type,
      rule = rule.id, data = rule.data, np = s.phrase_at[j], own = true }
    best.roles = keep
  end
  for _, own in ipairs(reading.rules.list) do
    local rule = own.rule
    if rule.role then
      for k = own.from, own.to, 3 do
        local i, j = own.matches[k] - s.from + 1, own.matches[k + 1] - s.from + 1
        if j <= #s.words then give(rule, i, j) end
      end
      if rule.match then
        for _, span in ipairs(matched(rule, s)) do give(rule, span[1], span[2]) end
      end
    end
  end
end

return rules
