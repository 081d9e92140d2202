--- The phrases that fill the roles of the model's events: those that the model finds likely and those of the rules are
-- judged together, and the likely that do not overlap are told.
-- @module breachkit.claims.fillers
local columns = require "breachkit.claims.columns"
local engine = require "breachkit.claims.engine"
local judge = require "breachkit.claims.judge"

local fillers = {}

--- The least confidence of an event that no rule sees.
fillers.event_threshold = 0.25
--- The least confidence of a role that is told: the best F1 in cross-validation.
fillers.threshold = 0.23
--- The same of one that the grammar gives to an event that would tell nothing in that role.
fillers.grammar_threshold = 0.14
--- The same of one that is kept in the event's `faint`, for `victims`.
fillers.faint_threshold = 0.05
--- The least probability, in all readings of a sentence, of a phrase that is looked at as a role's.
fillers.least = 0.1

local ROLE, FLAW_ROLE = engine.layers.role, engine.layers.flaw_role
-- by type the layer that reads its roles, and the group of its labels there
local reads = { { ROLE, 1 }, { ROLE, 2 }, { ROLE, 3 }, { FLAW_ROLE, 1 }, { FLAW_ROLE, 2 } }

--- Does the model read this role? The rules then only give its value.
-- @tparam string role
-- @treturn boolean
-- @usage fillers.reads "price" --> true
function fillers.reads(role)
  return engine.roles[role] ~= nil
end

-- The events of the model's types, and those of each type, in the order of types; what the rules gave them is kept as
-- `by_rule`.
local function parted(events)
  local found, of_type, spans = {}, {}, {}
  for k = 1, #events do
    local e = events[k]
    local span = e.span
    if span then
      e.by_rule, e.roles = e.roles, {}
      local own = of_type[span.type]
      if not own then
        own = {}
        of_type[span.type] = own
      end
      own[#own + 1], found[#found + 1], spans[#spans + 1] = e, e, span
    end
  end
  return found, of_type, spans
end

--- The events of the model's types in a sentence and the phrases that may fill their roles; events with the
-- attributes by which they are judged, `x`.
-- @tparam table reading
-- @tparam table s the sentence
-- @tparam {table,...} events as `events.join` gives them, each with the `roles` that the rules gave it: kept as
-- `by_rule`
-- @treturn {table,...} events of the model's types
-- @treturn {table,...} for each type that there is, in their order, `{events, phrases, list}`: its events, and phrases
-- and list as `judge.phrases` gives them
-- @usage local found, groups = fillers.described(reading, s, events)
function fillers.described(reading, s, events)
  local found, of_type, spans = parted(events)
  local groups = {}
  for type = 1, #engine.types do
    local own = of_type[type]
    if own then
      local layer, labels = table.unpack(reads[type])
      -- of an event alone in its sentence the columns tell since its realis was noted
      if spans[2] or not spans[1].sums then columns.relate(reading, s.from, s.to, spans, type) end
      local likely = engine.model():likely(layer, reading.columns, s.from, s.to, labels, fillers.least)
      local phrases, list = judge.phrases(s, events, own, likely, engine.roles_of(layer))
      groups[#groups + 1] = { events = own, phrases = phrases, list = list }
      for k = 1, #own do own[k].x = judge.event(reading, s, found, own[k], phrases, k) end
    end
  end
  judge.remember(reading, found)
  return found, groups
end

local first_of = {} -- by the set of a phrase's classes what `class_of` found, or false: the tables hold few sets

-- Of a role's phrase, its class in the order of the alphabet that has a type.
local function class_of(types, set)
  if not set then return nil end
  local best = first_of[set]
  if best == nil then
    for class in pairs(set) do
      if types[class] and (not best or class < best) then best = class end
    end
    first_of[set] = best or false
  end
  return best or nil
end

local own_deeds = { ["data-breach"] = true, ransom = true }
local first_person = { we = true, i = true }

-- "We have stolen ...": news seldom speaks so, and the model hardly saw it.
local function own_word(s, events)
  for n = 1, #events do
    local e = events[n]
    local k = e.i - 1
    if e.span and own_deeds[e.type] and e.pos == "verb" and not e.passive and first_person[s.words[k]] then
      local taken = false
      for _, r in ipairs(e.roles) do taken = taken or r.i <= k and k <= r.j end
      if not taken then
        e.roles[#e.roles + 1] = { role = "attacker", i = k, j = k, first = s.first[k], last = s.last[k],
          np = s.phrase_at[k], rule = "subject" }
      end
    end
  end
end

--- Judge the events of the model's types, and give them their roles: of the phrases that may fill one, the likely
-- that do not overlap. Events that neither a rule nor the model finds likely are taken out.
-- @tparam table reading
-- @tparam table s the sentence
-- @tparam {table,...} events as `events.join` gives them, each with the `roles` that the rules gave it: kept as
-- `by_rule`
-- @treturn ?{table,...} what the rules see in the words of those taken out: `instead` of them
-- @usage local instead = fillers.fill(reading, s, events)
function fillers.fill(reading, s, events)
  local found, groups = fillers.described(reading, s, events)
  for k = 1, #found do found[k].confidence = judge.event_likely(found[k].x) end
  local types, classes, phrase_at, begins, ends = reading.lex.types, s.classes, s.phrase_at, s.first, s.last
  for g = 1, #groups do
    local phrases, own = groups[g].phrases, groups[g].events
    judge.weigh(phrases, own)
    local told = phrases:told(fillers.threshold, fillers.faint_threshold)
    for k = 1, #told, 6 do
      local i, j, role = told[k], told[k + 1], engine.roles[told[k + 2]]
      if role ~= "time" then
        local event, confidence = own[told[k + 3]], told[k + 4]
        local roles = event.roles
        if confidence < fillers.grammar_threshold then
          event.faint = event.faint or {}
          roles = event.faint
        end
        roles[#roles + 1] = { role = role, i = i, j = j, rule = "model", np = phrase_at[j], first = begins[i],
          last = ends[j], class = class_of(types, classes[j]), confidence = confidence,
          decided = told[k + 5] }
      end
    end
    phrases:done()
  end
  local instead
  for k = #events, 1, -1 do
    local e = events[k]
    if e.confidence and not e.entry and e.confidence < fillers.event_threshold then
      table.remove(events, k)
      if e.instead then instead = table.move(e.instead, 1, #e.instead, 1 + #(instead or {}), instead or {}) end
    end
  end
  own_word(s, events)
  return instead
end

return fillers
