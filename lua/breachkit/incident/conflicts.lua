--- Values of one property that cannot both be true.
-- A day does not conflict with the month it lies in, nor a round number with the exact one it rounds, nor "more
-- than 10" with 11, nor "about 200,000" with 212,000. What differs in kind (`of`) is not compared: posted and stolen,
-- records and people; save that no more records of one noun can be stolen than are affected.
-- @module breachkit.incident.conflicts
local when = require "breachkit.incident.when"

local conflicts = {}

-- what is a contradiction where one tells and another denies it; who was behind it is a matter of stances
local DENIABLE = { victim = true, data = true, volume = true, records = true, people = true, ["work-count"] = true }

local COMPARED = { when = true, volume = true, records = true, people = true, ["work-count"] = true }

-- the interval that a figure as told may stand for: half a unit of its last digit that is not a trailing zero, but no
-- more than a twentieth of it ("10 people" are not 12), of "about 200,000" a tenth
local function range(fact)
  local v = fact.value
  if fact.property == "volume" then
    local told = tostring(fact.value):match "%d[%d,]*%.?%d*"
    local n = told and tonumber((told:gsub(",", "")))
    if not n or n == 0 then return fact.bytes, fact.bytes end
    local low, high = range { value = n, bound = fact.bound, text = told }
    return low * fact.bytes / n, high * fact.bytes / n
  end
  local half = 0.5
  local decimals = tostring(fact.text or ""):match "%.(%d+)"
  if decimals then
    half = 0.5 * 10.0 ^ -#decimals
  else
    while v ~= 0 and v % (half * 20) == 0 and half < 1e17 do half = half * 10 end
    half = math.max(0.5, math.min(half, (fact.bound == "about" and 0.1 or 0.05) * math.abs(v)))
  end
  if fact.bound == "at-least" then return v - half, math.huge end
  if fact.bound == "at-most" then return -math.huge, v + half end
  if fact.bound == "about" then half = math.max(half, 0.05 * math.abs(v)) end
  return v - half, v + half
end

-- A report that tells both values has them of different things, unless one of them is the actor's own claim.
local function told_by_one(a, b, report_of)
  if a.stance == "claimed" or b.stance == "claimed" then return false end
  local ids = {}
  for _, c in ipairs(a.claims) do ids[report_of(c.id)] = true end
  for _, c in ipairs(b.claims) do
    if ids[report_of(c.id)] then return true end
  end
  return false
end

local function itself(id) return id end

-- The report that alone tells a fact, unless as the actor's claim; false where there is none.
local function sole_report(fact, report_of)
  local only
  for _, c in ipairs(fact.stance ~= "claimed" and fact.claims or {}) do
    local report = report_of(c.id)
    if only and report ~= only then return false end
    only = report
  end
  return only or false
end

-- Facts by the report that alone tells them. Those of one report are not held against each other, so that a report
-- with many figures costs their number, not its square.
local function by_report(list, report_of)
  local buckets, order = {}, {}
  for _, f in ipairs(list) do
    local report = sole_report(f, report_of)
    if not buckets[report] then
      buckets[report] = { report = report }
      order[#order + 1] = buckets[report]
    end
    table.insert(buckets[report], f)
  end
  return order
end

local function contradicted(f, report, buckets, report_of)
  for _, bucket in ipairs(buckets) do
    for _, g in ipairs((bucket.report ~= report or not report) and bucket or {}) do
      if f ~= g and f.noun == g.noun and not conflicts.agree(f, g) and not told_by_one(f, g, report_of) then
        return true
      end
    end
  end
  return false
end

local BOUNDS = { about = "about ", ["at-least"] = "at least ", ["at-most"] = "at most " }

--- The value of a fact, or of a side of a conflict, with its bound; a volume is told in the report's own words.
-- @tparam table fact `value`, `bound`
-- @treturn string
-- @usage conflicts.told { value = 55000, bound = "about" } --> "about 55000"
function conflicts.told(fact)
  return (type(fact.value) == "number" and BOUNDS[fact.bound] or "") .. tostring(fact.value)
end

--- Can both facts be true?
-- @tparam table a fact
-- @tparam table b fact of the same property and `of`; of records, one may be stolen and the other affected
-- @treturn boolean
-- @usage conflicts.agree({ property = "people", value = 55000 }, { property = "people", value = 55447 }) --> true
function conflicts.agree(a, b)
  if a.property == "when" then return when.meet(a, b) end
  local a_low, a_high = range(a)
  local b_low, b_high = range(b)
  if a.of ~= b.of then
    -- of the records affected some may be stolen, but not more than all
    if a.of == "stolen" then return a_low < b_high end
    return b_low < a_high
  end
  return a_low < b_high and b_low < a_high
end

local PHRASE = {
  when = { happened = "when it happened", discovered = "when it was discovered", disclosed = "when it was disclosed",
    shutdown = "when the systems were shut down" },
  volume = { stolen = "the volume stolen", posted = "the volume posted" },
  records = "the number of records", people = "the number of people", ["work-count"] = "the number of works",
}

local function phrase(property, of)
  local p = PHRASE[property]
  if property == "records" and not of then return "true: no more can be stolen than are affected" end
  if type(p) == "table" then return p[of] or property .. " " .. tostring(of) end
  return of and p .. " " .. of or p
end

local function own_claim(fact)
  local n = 0
  for stance, count in pairs(fact.stances) do
    if stance ~= "claimed" and stance ~= "denied" then return false end
    n = n + count
  end
  return n > 0
end

local function explain(sides, property, of)
  local told = {}
  for i, s in ipairs(sides) do
    told[i] = ("%s (%s by %d origin%s)"):format(conflicts.told(s), s.stance or "told", s.origins,
      s.origins == 1 and "" or "s")
  end
  local why = table.concat(told, " against ")
  if sides[2].value == sides[1].value then return why end
  why = why .. ": not all can be " .. phrase(property, of)
  for _, s in ipairs(sides) do
    if own_claim(s.fact) then why = why .. "; " .. tostring(s.value) .. " is the actor's own claim" end
  end
  return why
end

-- "in 2016" or "this spring" may be of anything; what is told to the month or closer, in figures, is set against others
local function comparable(f)
  if f.property ~= "when" then return true end
  return f.explicit and f.start and f.stop and (when.days(f.start, f.stop) or 99) <= 31
end

-- the documents that tell a fact with a stance
local function telling(fact, stance)
  local ids, seen = {}, {}
  for _, c in ipairs(fact.claims) do
    if not seen[c.id] and (not stance or c.stance == stance) then
      seen[c.id] = true
      ids[#ids + 1] = c.id
    end
  end
  return ids
end

local someone = { he = true, she = true, it = true, they = true, we = true, i = true, who = true }

-- Who says so, by the reports; nil where none of them says.
local function speakers(fact, stance)
  local names, seen = {}, {}
  for _, c in ipairs(fact.claims) do
    local who = c.speaker and (not stance or c.stance == stance) and c.speaker
    local name = type(who) == "table" and (type(who.value) == "string" and who.value or who.text) or who
    if name and not seen[name] and not someone[name:lower()] then
      seen[name] = true
      names[#names + 1] = name
    end
  end
  return names[1] and names or nil
end

-- One report has it that the fact holds, another that it does not: the two sides, or nil.
local function disputed(fact, report_of)
  local stance = fact.stance
  if not DENIABLE[fact.property] or not fact.stances.denied then return nil end
  if stance ~= "asserted" and stance ~= "reported" and stance ~= "claimed" then return nil end
  local sides, holding = {}, {}
  for i, one in ipairs { stance, "denied" } do
    sides[i] = { value = fact.value, bound = fact.bound, reports = telling(fact, one), origins = fact.stances[one],
      stance = one, speakers = speakers(fact, one) }
  end
  for _, c in ipairs(fact.claims) do
    if c.stance ~= "denied" then holding[report_of(c.id)] = true end
  end
  for _, id in ipairs(sides[2].reports) do
    if stance == "claimed" or not holding[report_of(id)] then return sides end
  end
end

--- Find the conflicts among facts.
-- @tparam {table,...} facts of one incident
-- @tparam[opt] function report_of from a document's id to what its revisions share (`changes.reports`): a report that
--  was revised does not contradict itself
-- @treturn {table,...} `{property, of, sides[{value, bound, reports[], origins, stance, speakers[]}], why}`:
--  `speakers` are those who say so where the reports tell
-- @usage for _, c in ipairs(conflicts.find(list)) do print(c.why) end
function conflicts.find(facts, report_of)
  report_of = report_of or itself
  local groups, order = {}, {}
  for _, f in ipairs(facts) do
    if COMPARED[f.property] and f.stance ~= "denied" and comparable(f) then
      local of = f.property == "records" and f.of == "stolen" and "affected" or f.of
      local key = f.property .. "\0" .. (of or "")
      if not groups[key] then
        groups[key] = {}
        order[#order + 1] = key
      end
      table.insert(groups[key], f)
    end
  end
  local out = {}
  for _, key in ipairs(order) do
    local list, sides = groups[key], {}
    local buckets = by_report(list, report_of)
    for _, f in ipairs(list) do
      if contradicted(f, sole_report(f, report_of), buckets, report_of) then
        sides[#sides + 1] = { value = f.value, bound = f.bound, reports = telling(f), origins = f.origins,
          stance = f.stance, speakers = speakers(f), fact = f }
      end
    end
    if #sides > 1 then
      local of = sides[1].fact.of
      for _, s in ipairs(sides) do
        if s.fact.of ~= of then of = nil end
      end
      local why = explain(sides, list[1].property, of)
      for _, s in ipairs(sides) do s.fact = nil end
      out[#out + 1] = { property = list[1].property, of = of, sides = sides, why = why }
    end
  end
  for _, f in ipairs(facts) do
    local sides = disputed(f, report_of)
    if sides then
      out[#out + 1] = { property = f.property, of = f.of, sides = sides, why = explain(sides, f.property, f.of) }
    end
  end
  return out
end

return conflicts
