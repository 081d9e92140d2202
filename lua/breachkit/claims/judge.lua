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
-- @treturn table by name, each `{forest, names, named}`: the numbers of an attribute's words, by its place; the places
-- @usage local forests = judge.forests()
function judge.forests(tables)
  if loaded and not tables then return loaded end
  loaded = {}
  for kind, t in pairs(tables or data.load "judgement") do
    local names = {}
    for k in pairs(t.names) do names[#names + 1] = k end
    table.sort(names)
    loaded[kind] = { names = t.names, named = names,
      forest = core.forest.new { attributes = #judge.attributes[kind], base = 0, trees = t.trees } }
  end
  return loaded
end

--- Give the words among an event's attributes their numbers, in place.
-- @tparam {number|string,...} x its attributes
-- @treturn {number,...} x
-- @usage local x = judge.numbered(e.x)
function judge.numbered(x)
  local of = judge.forests().event
  local names, named = of.names, of.named
  for n = 1, #named do
    local k = named[n]
    x[k] = names[k][x[k]] or 0
  end
  return x
end

--- How likely an event is right.
-- @tparam {number,...} x its attributes, `numbered`
-- @treturn number from 0 to 1
-- @usage local likely = judge.event_likely(judge.numbered(e.x))
function judge.event_likely(x)
  return judge.forests().event.forest:judge(x)
end

--- What is seen of a phrase, kept small for `why`.
-- @tparam phrases phrases that were judged
-- @tparam integer at the place of the phrase
-- @treturn string
-- @usage local seen = judge.seen(phrases, 1)
function judge.seen(phrases, at)
  return judge.forests().role.forest:seen(phrases, at)
end

--- What speaks most for a phrase in its role.
-- @tparam string seen as `seen` gives it
-- @tparam integer most how many attributes at most
-- @treturn {number,...} attributes and their shares in the log-odds, flat, the greatest first
-- @usage local found = judge.why(judge.seen(phrases, 1), 3)
function judge.why(seen, most)
  return judge.forests().role.forest:why(seen, most)
end

local NEVER, LEAST, MOST = -10, 0.0001, 0.9999 -- log-odds of what nothing speaks for; likelihoods
local log = math.log

local function odds(p)
  if p <= 0 then return NEVER end
  if p < LEAST then p = LEAST elseif p > MOST then p = MOST end
  return log(p / (1 - p))
end

--- Are phrases listed with their attributes, words as they are? So training wants them.
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
-- @treturn {number|string,...}
-- @usage local x = judge.event(reading, s, events, e, phrases, 1)
function judge.event(reading, s, events, e, phrases, at)
  local same, other, distance, type, i = 0, 0, 99, e.type, e.i
  for k = 1, #events do
    local o = events[k]
    if o ~= e then
      local p, far = likelihood(o), o.i - i
      if o.type ~= type then
        if p > other then other = p end
      else
        if p > same then same = p end
        if far < 0 then far = -far end
        if far < distance then distance = far end
      end
    end
  end
  local count, best, sum, victim = phrases:of(at, engine.roles.victim)
  local before = reading.before or {}
  local sums, all = before[type] or 0, before.all or 0
  local tags, j, length = s.tags, e.j, #s.words
  return { odds(likelihood(e)), type, e.entry and e.entry.id or "none", j - i + 1, tags[i - 1] or "end",
    tags[i], tags[j], tags[j + 1] or "end", odds(same), odds(other), distance, i / length, s.from, length,
    #e.by_rule, count, odds(best), sum, odds(victim), sums, all > 0 and sums / all or -1 }
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
