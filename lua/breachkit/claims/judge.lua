--- How likely what the model and the rules see is right: events, and phrases in their roles.
-- Two forests of decision trees (`data/judgement.lua`) weigh what the other stages say. Training uses the same
-- attributes, so both see the same.
-- @module breachkit.claims.judge
local core = require "breachkit.core"
local data = require "breachkit.data"
local engine = require "breachkit.claims.engine"

local judge = {}

--- What the forests ask, in the order of their attributes; those of a role `core.judge` finds.
judge.attributes = {
  event = { "likelihood", "type", "rule", "length", "tag before", "first tag", "last tag", "tag after",
    "likeliest of its type here", "likeliest of another type here", "distance of the next of its type",
    "place in the sentence", "place in the report", "length of the sentence", "roles by rule", "phrases",
    "likeliest phrase", "sum of its phrases", "likeliest victim", "events of its type before",
    "share of its type before" },
  role = { "likelihood of its event", "likelihood", "role", "type", "length", "event by the model", "event is a verb",
    "events of the type here", "events of other types here", "verbs between", "events between", "place in the report",
    "likeliest that overlaps", "likeliest of its role that overlaps", "likelier ones that overlap",
    "sum of those that overlap", "likelier ones in its role", "likeliest other in its role",
    "sum of others in its role", "tag before", "first tag", "tag after", "class", "grammar", "part of phrase" },
}

local loaded
--- The forests: those of `data/`, or others (of cross-validation).
-- @tparam[opt] table tables `event` and `role`, each `{names, trees}`, to use from now on
-- @treturn table by name, each `{forest, names}`: the numbers of an attribute's words, by its place
-- @usage local forests = judge.forests()
function judge.forests(tables)
  if loaded and not tables then return loaded end
  loaded = {}
  for kind, t in pairs(tables or data.load "judgement") do
    loaded[kind] = { names = t.names,
      forest = core.forest.new { attributes = #judge.attributes[kind], base = 0, trees = t.trees } }
  end
  return loaded
end

--- How likely an event is right.
-- @tparam attributes x as `judge.event` gives them
-- @treturn number from 0 to 1
-- @usage local likely = judge.event_likely(e.x)
function judge.event_likely(x)
  return judge.forests().event.forest:judge(x)
end

--- What speaks most for a phrase in its role.
-- @tparam string seen what the forest saw of it, as `phrases:told` gives it
-- @tparam integer most how many attributes at most
-- @treturn {number,...} attributes and their shares in the log-odds, flat, the greatest first
-- @usage local found = judge.why(phrases:told(0.2, 0.1)[6], 3)
function judge.why(seen, most)
  return judge.forests().role.forest:why(seen, most)
end

--- Are phrases listed with their attributes, and words as they are? So training wants them.
judge.in_words = false

--- The phrases that may fill roles of one type's events.
-- @tparam table s the sentence
-- @tparam {table,...} events all of the sentence
-- @tparam {table,...} of_type those of the type, with `by_rule`
-- @tparam {number,...} likely phrases as `model:likely` gives them
-- @tparam {integer,...} labels the roles of the model's labels, as `engine.roles_of` gives them
-- @treturn phrases as `core.judge.phrases` gives them
-- @treturn ?{table,...} with `judge.in_words`, their list
-- @usage local phrases = judge.phrases(s, events, own, likely, labels)
function judge.phrases(s, events, of_type, likely, labels)
  return core.judge.phrases(s, events, of_type, likely, labels, engine.roles,
    not judge.in_words and judge.forests().role.names or nil)
end

--- Judge phrases whose events were judged.
-- @tparam phrases phrases
-- @tparam {table,...} of_type the events of the type, with their `confidence`
-- @usage judge.weigh(phrases, own)
function judge.weigh(phrases, of_type)
  judge.forests().role.forest:weigh(phrases, of_type)
end

local victim = engine.roles.victim

-- How likely the model alone finds an event.
local function likelihood(e)
  return e.trigger and e.trigger.confidence or 0
end

--- The attributes of an event of the model's types.
-- @tparam table reading
-- @tparam table s the sentence
-- @tparam {table,...} events those of the model's types
-- @tparam table e the one at hand
-- @tparam phrases phrases that may fill roles of its type
-- @tparam integer at its place among the events of its type
-- @treturn attributes with `judge.in_words` a list, words as they are
-- @usage local x = judge.event(reading, s, events, e, phrases, 1)
function judge.event(reading, s, events, e, phrases, at)
  local before = reading.before
  return phrases:event(s, events, e, at, victim, before and before[e.type] or 0, before and before.all or 0,
    not judge.in_words and judge.forests().event.names or nil)
end

--- Remember what events a report has told so far.
-- @tparam table reading
-- @tparam {table,...} events of the model's types
-- @usage judge.remember(reading, events)
function judge.remember(reading, events)
  local before = reading.before or { all = 0 }
  reading.before = before
  for k = 1, #events do
    local type, p = events[k].type, likelihood(events[k])
    before[type] = (before[type] or 0) + p
    before.all = before.all + p
  end
end

return judge
