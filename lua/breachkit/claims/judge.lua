--- How likely what the model and the rules see is right: events, and phrases in their roles.
-- Two forests of decision trees (`data/judgement.lua`) weigh what the other stages say. Training uses the same
-- attributes, so both see the same.
-- @module breachkit.claims.judge
local forest = require "breachkit.core".forest
local data = require "breachkit.data"

local judge = {}

--- What the forests ask, in the order of their attributes.
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
local EVENT = 1 -- the role's attribute that is known last

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
      forest = forest.new { attributes = #judge.attributes[kind], base = 0, trees = t.trees } }
  end
  return loaded
end

--- Give the words among a thing's attributes their numbers, in place.
-- @tparam string kind `event` or `role`
-- @tparam {number|string,...} x its attributes
-- @treturn {number,...} x
-- @usage local x = judge.numbered("role", p.x)
function judge.numbered(kind, x)
  local of = judge.forests()[kind]
  local names, named = of.names, of.named
  for n = 1, #named do
    local k = named[n]
    x[k] = names[k][x[k]] or 0
  end
  return x
end

--- How likely an event is right, or a phrase whose event was judged.
-- @tparam string kind `event` or `role`
-- @tparam {number,...} x its attributes, `numbered`
-- @treturn number from 0 to 1
-- @usage local likely = judge.likely("event", judge.numbered("event", e.x))
function judge.likely(kind, x)
  return judge.forests()[kind].forest:judge(x)
end

--- What speaks most for a phrase in its role.
-- @tparam {number,...} x its attributes, `numbered`
-- @tparam integer most how many attributes at most
-- @treturn {number,...} attributes and their shares in the log-odds, flat, the greatest first
-- @usage local found = judge.why(p.x, 3)
function judge.why(x, most)
  return judge.forests().role.forest:why(x, most)
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

-- How many verbs, and events, stand between two spans of a sentence.
local function between(verbs, events, a, b)
  local from, to = a.j + 1, b.i - 1
  if a.i > b.j then from, to = b.j + 1, a.i - 1 end
  if from > to then return 0, 0 end
  local others = 0
  for k = 1, #events do
    local e = events[k]
    if e.i >= from and e.j <= to then others = others + 1 end
  end
  return verbs[to] - verbs[from - 1], others
end

-- The first of a word's classes in the order of the alphabet.
local function class_of(s, k)
  local first = "none"
  for class in pairs(s.classes[k] or {}) do
    if first == "none" or class < first then first = class end
  end
  return first
end

-- How a span lies to the noun phrase that its last word is in.
local function lying(np, i, j)
  if not np then return 0 end
  return 1 + (np[1] == i and 1 or np[1] < i and 2 or 0) + (np[2] == j and 3 or 0)
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

--- Give phrases that may fill roles of one type's events their attributes, `x`.
-- @tparam table s the sentence
-- @tparam {table,...} events all of the sentence
-- @tparam {table,...} of_type those of the type
-- @tparam {table,...} phrases `{i, j, role, likelihood, event}`
-- @usage judge.describe(s, events, of_type, phrases)
function judge.describe(s, events, of_type, phrases)
  local tags, count, all_verbs, rules = s.tags, #phrases, verbs_of(s), rules_of(of_type)
  for _, p in ipairs(phrases) do p.odds = odds(p.likelihood) end
  for k = 1, count do
    local p = phrases[k]
    local i, j, role, own = p.i, p.j, p.role, p.likelihood
    local crossing, crossing_same, same = NEVER, NEVER, NEVER
    local higher, sum, same_higher, same_sum = 0, 0, 0, 0
    for n = 1, count do
      local q = phrases[n]
      local l, o = q.likelihood, q.odds
      if q.i <= j and i <= q.j then
        if q ~= p then
          sum = sum + l
          if o > crossing then crossing = o end
          if q.role == role and o > crossing_same then crossing_same = o end
          if l > own then higher = higher + 1 end
        end
      elseif q.role == role then
        same_sum = same_sum + l
        if o > same then same = o end
        if l > own then same_higher = same_higher + 1 end
      end
    end
    local e = p.event
    local verbs, others = between(all_verbs, events, p, e)
    local roles = rules[j]
    p.x = { 0, p.odds, role, e.type, j - i + 1, e.trigger and 1 or 0, e.pos == "verb" and 1 or 0,
      #of_type, #events - #of_type, verbs, others, s.from, crossing, crossing_same, higher, sum,
      same_higher, same, same_sum, tags[i - 1] or "end", tags[i], tags[j + 1] or "end", class_of(s, j),
      roles and (roles[role] or "another role") or "none", lying(s.phrase_at[j], i, j) }
  end
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

--- Tell a phrase how likely its event is, and judge it.
-- @tparam table p a phrase that `describe` was told of
-- @treturn number its confidence
-- @usage p.confidence = judge.phrase(p)
function judge.phrase(p)
  p.x[EVENT] = p.event.confidence
  return judge.likely("role", judge.numbered("role", p.x))
end

return judge
