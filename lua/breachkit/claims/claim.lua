--- A claim as a record, how it was made of an event, and why.
-- @module breachkit.claims.claim
local actors = require "breachkit.actors"
local clause = require "breachkit.claims.clause"
local digest = require "breachkit.hash"
local events = require "breachkit.claims.events"
local reasons = require "breachkit.claims.reasons"
local sentence = require "breachkit.claims.sentence"

local claim = {}

local methods = {}

--- Make a claim of a plain record: how it came about is told by a metatable of its own.
-- @tparam table record the claim's fields
-- @tparam ?string body the text that its spans count in
-- @tparam ?string sha256 of the bytes that the text was read from
-- @tparam ?string rule what decided
-- @tparam ?string data where that is written
-- @tparam ?{table|string,...} role_rules what decided for each role: `{rule, data}`, or what the model saw
-- @tparam ?string decided what the model saw of the event
-- @treturn table the record, with `quote` and `why`
-- @usage local c = claim.new({ type = "leak", roles = {} }, doc.text, doc.sha256, "rule", "data/triggers.lua")
function claim.new(record, body, sha256, rule, data, role_rules, decided)
  return setmetatable(record, { __name = "breachkit.claim", __index = methods, text = body, sha256 = sha256,
    rule = rule, data = data, role_rules = role_rules, decided = decided })
end

--- How a claim came about: what `new` was given besides its fields.
-- @tparam table record
-- @treturn table empty for what is no claim
-- @usage local text = claim.origin(c).text
function claim.origin(record)
  local origin = getmetatable(record)
  return origin and origin.__index == methods and origin or {}
end

--- The sentence that the claim stands in.
-- @treturn string its words
-- @usage print(c:quote())
function methods:quote()
  local o = claim.origin(self)
  return o.text and o.text:sub(self.sentence.first, self.sentence.last) or self.text
end

-- The words of a span with where they stand.
local function where(span)
  return span and { text = span.text, first = span.first, last = span.last } or nil
end

local function listed(list)
  local out = {}
  for i, r in ipairs(list) do out[i] = ("%s (%+.1f)"):format(r.attribute, r.score) end
  return table.concat(out, "; ")
end

local function shown(w)
  local out = { ('%s "%s" (%s), by %s of %s'):format(w.type, w.trigger, w.stance, w.rule or "?", w.data or "?") }
  if w.model then
    out[#out + 1] = ("  model %s, confidence %.2f: %s"):format(w.model.version, w.model.confidence,
      listed(w.model.reasons))
  end
  if w.hedge then out[#out + 1] = ('  hedged "%s"'):format(w.hedge) end
  if w.speaker then out[#out + 1] = ('  said by "%s"'):format(w.speaker) end
  if w.via then out[#out + 1] = ('  via "%s"'):format(w.via) end
  for _, r in ipairs(w.roles) do
    local stands = r.antecedent and (', %s of "%s" at bytes %d-%d'):format(r.antecedent.how, r.antecedent.text,
      r.antecedent.first, r.antecedent.last) or ""
    local why = r.reasons and (", confidence %.2f: %s"):format(r.confidence, listed(r.reasons)) or ""
    out[#out + 1] = ('  %s "%s" by %s%s%s%s'):format(r.role, r.text, r.rule or "?", r.data and " of " .. r.data or "",
      stands, why)
  end
  out[#out + 1] = ("  bytes %d-%d of %s%s"):format(w.first, w.last, w.document or "the text",
    w.sha256 and ", sha256 " .. w.sha256 or "")
  out[#out + 1] = '  "' .. w.quote .. '"'
  return table.concat(out, "\n")
end

--- Why the claim was made: the words, where they stand, and what decided.
-- @treturn table `{type, trigger, stance, realis, quote, first, last, spans, document, sha256, text_sha256, rule, data,
-- model, roles, hedge, speaker, via}`. `quote` is the sentence, from byte `first` to `last`; `spans` has `{text, first,
-- last}` for `trigger`, `hedge`, `speaker` and `via`. `sha256` is that of the bytes that the document was read from,
-- where known; `text_sha256` that of the text in which the spans count. `rule` is what decided and `data` where it is
-- written; `model`, where it had a part, `{version, confidence, reasons}`, `reasons` a list of `{attribute, score}`,
-- best first. `roles` is a list of `{role, text, first, last, rule, data, confidence, reasons, antecedent}`: `reasons`,
-- where the model chose the phrase, as those of `model`; `antecedent`, where the words stand for a name told elsewhere,
-- is `{text, first, last, how}`. Its string form reads well
-- @usage print(c:why())
function methods:why()
  local o = claim.origin(self)
  local why = { type = self.type, trigger = self.text, stance = self.stance, realis = self.realis,
    quote = self:quote(), first = self.sentence.first, last = self.sentence.last,
    document = self.document, sha256 = o.sha256, rule = o.rule, data = o.data,
    model = o.decided and reasons.of_event(o.decided, self.confidence), roles = {},
    text_sha256 = o.text and digest.bytes(o.text, { "sha256" }).sha256,
    spans = { trigger = where(self), hedge = where(self.hedge), speaker = where(self.speaker), via = where(self.via) },
    hedge = self.hedge and self.hedge.text, speaker = self.speaker and self.speaker.text,
    via = self.via and self.via.text }
  for i, r in ipairs(self.roles) do
    local decided = o.role_rules and o.role_rules[i] or {}
    -- what speaks for a phrase of the model is a string; for one of the rules, a table for each rule
    local by_model = type(decided) == "string"
    why.roles[i] = { role = r.role, text = r.text, first = r.first, last = r.last, confidence = r.confidence,
      rule = by_model and "model" or decided.rule, data = not by_model and decided.data or nil,
      antecedent = r.antecedent, reasons = by_model and reasons.of_role(decided) or nil }
  end
  return setmetatable(why, { __tostring = shown })
end

local kind_types = { group = "group", malware = "software", tool = "software" }

-- What a phrase is: by what it is called, by its head's class, or a name that stands for nobody knows what.
local function type_of(reading, r, words)
  local named = r.np and r.np.capital and kind_types[actors.kind(words)]
  return r.type or named or reading.lex.types[r.class] or (r.np and r.np.capital and "organization") or "other"
end

-- What decided for a role: few things decide for many, so each is one table.
local deciders = {}
local function decider(rule, data)
  local of_rule = deciders[rule or false] or {}
  deciders[rule or false] = of_rule
  local found = of_rule[data or false] or { rule = rule, data = data }
  of_rule[data or false] = found
  return found
end

--- The claim that an event makes once all stages have told what they see of it.
-- @tparam table reading the document
-- @tparam table s the sentence
-- @tparam table event
-- @tparam number least the confidence that a role has at least, where it has any
-- @treturn table
-- @usage local c = claim.of_event(reading, s, event, 0)
function claim.of_event(reading, s, event, least)
  local body = reading.text
  local given, roles_of, decided = event.roles, { nil, nil, nil, nil }, { nil, nil, nil, nil } -- room for four
  for k = 1, #given do
    local r = given[k]
    if not r.confidence or r.confidence >= least then
      local first, last = sentence.extent(s, r)
      local words = body:sub(first, last)
      local role = { text = words, first = first, last = last, confidence = r.confidence, role = r.role,
        value = r.value, type = type_of(reading, r, words) }
      -- few have these: a table for eight fields is half as large as one for nine
      if r.bound then role.bound = r.bound end
      if r.noun then role.noun = r.noun end
      if r.of then role.of = r.of end
      roles_of[#roles_of + 1] = role
      decided[#decided + 1] = r.decided or decider(r.rule, r.data)
    end
  end
  local i, j = clause.of(s, event)
  local part = i > 1 or j < #s.words - 1
  local first, last = s.first[event.i], s.last[event.j]
  local c = { text = body:sub(first, last), first = first, last = last, type = event.type, realis = event.realis,
    stance = event.stance, document = reading.doc.id, sentence = { first = s.begins, last = s.ends },
    clause = part and { first = math.max(s.first[i], s.begins), last = s.last[j] } or nil,
    hedge = event.hedge and sentence.span(reading, s, event.hedge.i, event.hedge.j) or nil,
    speaker = event.speaker or nil, via = event.via or nil, confidence = event.confidence, roles = roles_of }
  return claim.new(c, reading.text, reading.doc.sha256, event.entry and event.entry.id or event.rule,
    event.entry and (event.entry.data or "data/triggers.lua") or event.trigger and "data/claims.model"
      or "data/speech.lua", decided, event.trigger and events.decided(reading, event))
end

return claim
