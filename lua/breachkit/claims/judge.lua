--- How likely what the model and the rules see is right: events, and phrases in their roles.
-- Two forests of decision trees (`data/judgement.lua`) weigh what the other stages say. Training uses the same
-- attributes, so both see the same.
-- @module breachkit.claims.judge
local core = require "breachkit.core"
local data = require "breachkit.data"

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
-- @tparam {table,...} phrases that `describe` and `weigh` were told of
-- @tparam integer at the place of the phrase
-- @treturn string
-- @usage local seen = judge.seen(phrases, 1)
function judge.seen(phrases, at)
  return judge.forests().role.forest:seen(phrases.rows, at)
end

--- What speaks most for a phrase in its role.
-- @tparam string seen as `seen` gives it
-- @tparam integer most how many attributes at most
-- @treturn {number,...} attributes and their shares in the log-odds, flat, the greatest first
-- @usage local found = judge.why(judge.seen(phrases, 1), 3)
function judge.why(seen, most)
  return judge.forests().role.forest:why(seen, most)
end

local NEVER = -10 -- log-odds of what nothing speaks for

local function odds(p)
  if p <= 0 then return NEVER end
  p = math.min(math.max(p, 0.0001), 0.9999)
  return math.log(p / (1 - p))
end

local verbal = { verb = true, ed = true, ing = true, be = true, have = true, ["do"] = true, modal = true }

-- How many verbs a sentence has up to each word, counted once.
local function verbs_of(s)
  local sums, n, tags = s.verbs, 0, s.tags
  if sums then return sums end
  sums = { [0] = 0 }
  for k = 1, #tags do
    if verbal[tags[k]] then n = n + 1 end
    sums[k] = n
  end
  s.verbs = sums
  return sums
end

-- By the last word of a phrase, which rule of the grammar gives it which role first.
local function rules_of(events)
  local at = {}
  for _, e in ipairs(events) do
    for _, r in ipairs(e.by_rule) do
      local roles = at[r.j] or {}
      at[r.j], roles[r.role] = roles, roles[r.role] or r.rule
    end
  end
  return at
end

--- Are the attributes of phrases kept as lists, `x`, with words as they are? So training wants them.
judge.in_words = false

--- Find the attributes of phrases that may fill roles of one type's events, for `weigh`.
-- @tparam table s the sentence
-- @tparam {table,...} events all of the sentence
-- @tparam {table,...} of_type those of the type
-- @tparam {table,...} phrases `{i, j, role, number, likelihood, event}`; gets `rows`
-- @usage judge.describe(s, events, of_type, phrases)
function judge.describe(s, events, of_type, phrases)
  verbs_of(s)
  phrases.rows = core.judge.phrases(s, events, #of_type, phrases, rules_of(of_type),
    not judge.in_words and judge.forests().role.names or nil)
end

--- Judge phrases whose events were judged: each gets its `confidence`.
-- @tparam {table,...} phrases that `describe` was told of
-- @usage judge.weigh(phrases)
function judge.weigh(phrases)
  if phrases.rows then judge.forests().role.forest:weigh(phrases.rows, phrases) end
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
-- @tparam {table,...} phrases that may fill its roles
-- @treturn {number|string,...}
-- @usage local x = judge.event(reading, s, events, e, phrases)
function judge.event(reading, s, events, e, phrases)
  local same, other, distance = 0, 0, 99
  for _, o in ipairs(events) do
    if o.type ~= e.type then
      other = math.max(other, likelihood(o))
    elseif o ~= e then
      same, distance = math.max(same, likelihood(o)), math.min(distance, math.abs(o.i - e.i))
    end
  end
  local count, best, sum, victim = 0, 0, 0, 0
  for _, p in ipairs(phrases) do
    if p.event == e then
      count, best, sum = count + 1, math.max(best, p.likelihood), sum + p.likelihood
      if p.role == "victim" then victim = math.max(victim, p.likelihood) end
    end
  end
  local before = reading.before or {}
  local sums, all = before[e.type] or 0, before.all or 0
  local tags = s.tags
  return { odds(likelihood(e)), e.type, e.entry and e.entry.id or "none", e.j - e.i + 1, tags[e.i - 1] or "end",
    tags[e.i], tags[e.j], tags[e.j + 1] or "end", odds(same), odds(other), distance, e.i / #s.words, s.from, #s.words,
    #e.by_rule, count, odds(best), sum, odds(victim), sums, all > 0 and sums / all or -1 }
end

--- Remember what events a report has told so far.
-- @tparam table reading
-- @tparam {table,...} events of the model's types
-- @usage judge.remember(reading, events)
function judge.remember(reading, events)
  local before = reading.before or { all = 0 }
  reading.before = before
  for _, e in ipairs(events) do
    before[e.type] = (before[e.type] or 0) + likelihood(e)
    before.all = before.all + likelihood(e)
  end
end

return judge
