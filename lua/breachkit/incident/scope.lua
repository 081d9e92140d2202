--- Which claims of the reports are about their incident, and which tell of an earlier one.
-- An event is an earlier incident when it ended long before this one began, or befell somebody else at
-- another time, or is called an earlier one. What shares its sentence goes with it. So does what befell somebody whom
-- one report alone names beside the victim that several name: a report on several victims lends none of them, but whom
-- one claim tells to have been hit with that victim on a day.
-- @module breachkit.incident.scope
local data = require "breachkit.data"
local dates = require "breachkit.date"
local names = require "breachkit.incident.names"
local tells = require "breachkit.tells"
local when = require "breachkit.incident.when"

local scope = {}

local function set_of(list)
  local set = {}
  for i, x in ipairs(list) do set[x] = i end
  return set
end

-- stances, and types of claim, of which what did not happen is a fact too
local COUNTED = set_of { "denied", "suspected", "investigated", "demanded",
  "demand", "statement", "attribution", "investigation" }

--- The first role of a kind that a claim has.
-- @tparam table claim
-- @tparam string name
-- @treturn ?table
-- @usage local who = scope.role(claim, "victim")
function scope.role(claim, name)
  for _, r in ipairs(claim.roles or {}) do
    if r.role == name then return r end
  end
end

--- The date of a claim: the value of its time role, with a start or a stop; that of its coming to light where it has no
-- other.
-- @tparam table claim
-- @treturn ?table date record
-- @usage local d = scope.date(claim)
function scope.date(claim)
  local light
  for _, r in ipairs(claim.roles or {}) do
    local v = (r.role == "time" or r.role == "release-date" and claim.type == "release") and r.value
    if type(v) == "table" and (v.start or v.stop) then
      if r.exact or not r.of then return v end
      light = light or v
    end
  end
  return light
end

--- Is what a claim tells a fact? A planned, failed or conditional event is none; what is suspected, looked into,
-- demanded or denied is.
-- @tparam table claim
-- @treturn boolean
-- @usage if scope.counts(claim) then print(claim.type) end
function scope.counts(claim)
  if claim.realis ~= "other" then return claim.realis ~= "generic" end
  return (COUNTED[claim.stance] or COUNTED[claim.type]) ~= nil
end

--- The date of a claim as one that has come: not that of a plan, and not one after the report that tells it (a day
-- after its publication may be the same day elsewhere).
-- @tparam table document
-- @tparam table claim
-- @treturn ?table date record
-- @usage local d = scope.past(doc, claim)
function scope.past(document, claim)
  local d, published = scope.date(claim), when.of_day(document.published)
  if not d or not scope.counts(claim) or (published and d.start and d.start > published.stop) then return nil end
  return d
end

--- The date of a claim as that of the incident: one that has come, and not that of a payment or a demand.
-- @tparam table document
-- @tparam table claim
-- @treturn ?table date record
-- @usage local d = scope.happened(doc, claim)
function scope.happened(document, claim)
  if claim.type == "ransom" and tells(tostring(claim.text):lower(), data.load "properties".money) then return nil end
  return scope.past(document, claim)
end

--- The sentence of a claim.
-- @tparam table document
-- @tparam table claim
-- @treturn string
-- @treturn integer first byte
-- @usage local quote = scope.sentence(doc, claim)
function scope.sentence(document, claim)
  local first = claim.sentence and claim.sentence.first or claim.first
  local last = claim.sentence and claim.sentence.last or claim.last
  return (document.text or ""):sub(first, last), first
end

--- What a claim's own clause says: less than its sentence where that tells several things.
-- @tparam table document
-- @tparam table claim
-- @treturn string in one line
-- @usage local words = scope.clause(doc, claim)
function scope.clause(document, claim)
  local part = claim.clause or claim.sentence or claim
  return ((document.text or ""):sub(part.first, part.last):gsub("%s+", " "))
end

local function victim_of(claim)
  local r = scope.role(claim, "victim") or scope.role(claim, "system-owner")
  return r and (r.exact and r.value or names.clean(r.text)), r
end

local function says_earlier(sentence, policy)
  local lower = sentence:lower()
  for _, words in ipairs(policy.earlier) do
    if lower:find(words) then return true end
  end
  return false
end

-- The names of the victims that a claim tells: more than one where several were hit.
local function victims_of(claim)
  local out = {}
  for _, r in ipairs(claim.roles or {}) do
    if r.role == "victim" or r.role == "system-owner" then
      out[#out + 1] = r.exact and r.value or names.clean(r.text)
    end
  end
  return out
end

-- forms of victims' names over all reports; in a title or opening they weigh more
local function victims(reports, policy, incident_types)
  local forms, by = {}, {}
  for _, r in ipairs(reports) do
    local title = (r.document.title or "")
    for _, c in ipairs(r.claims) do
      for _, name in ipairs(incident_types[c.type] and c.realis ~= "generic" and victims_of(c) or {}) do
        if not by[name] then
          by[name] = { name = name, count = 0 }
          forms[#forms + 1] = by[name]
        end
        local f = by[name]
        f.count = f.count + (c.first <= policy.opening and 3 or 1) + (title:find(name, 1, true) and 3 or 0)
      end
    end
  end
  return names.group(forms), forms
end

-- In how many reports each of the groups is named, whatever for.
local function spread(reports, groups, forms)
  local named = {}
  for _, r in ipairs(reports) do
    local all, here = (r.document.title or "") .. "\n" .. (r.document.text or ""), {}
    for _, f in ipairs(forms) do
      local g = groups[f.name]
      if not here[g] and all:find(f.name, 1, true) then here[g], named[g] = true, (named[g] or 0) + 1 end
    end
  end
  return named
end

-- Who is told to have been hit together with a group, by one claim and on one day ("this month" may be of two deeds).
local function beside(reports, incident_types, groups, group)
  local together = {}
  for _, r in ipairs(reports) do
    for _, c in ipairs(r.claims) do
      local d = incident_types[c.type] and c.realis ~= "generic" and scope.date(c)
      local list, with = d and d.stop and when.days(d.start, d.stop) == 1 and victims_of(c) or {}, false
      for _, name in ipairs(list) do with = with or groups[name] == group end
      for _, name in ipairs(with and list or {}) do together[name] = true end
    end
  end
  return together
end

local function close(d)
  return d.stop ~= nil and (when.days(d.start, d.stop) or 99) <= 31
end

local function around(text, m)
  return text:sub(math.max(1, m.first - 100), m.last + 100)
end

-- "By Ann Lee, 12 March 2024": a line with the day of publication that is no sentence
local function its_own(document, m)
  local text, published = document.text, when.of_day(document.published)
  if not published or m.date.start ~= published.start then return false end
  local line = text:sub(1, m.first - 1):match "[^\n]*$" .. text:sub(m.first):match "^[^\n]*"
  return not line:find "[%.!%?][\"'%)%s\128-\255]*$"
end

-- Is a date in a text that of a payment, a plan, or a work's release?
local function of_another(document, claims, m)
  for _, c in ipairs(claims) do
    for _, r in ipairs(c.roles or {}) do
      local here = r.first <= m.last and m.first <= r.last
      if here and r.role == "release-date" then return true end
      if here and r.role == "time" then return not scope.happened(document, c) end
    end
  end
  return false
end

--- When a report dates its event up front, as far as it does.
-- @tparam table document
-- @tparam {table,...} claims
-- @treturn ?string the start of the date
-- @treturn ?boolean true when the date is told to the month or closer
-- @usage local start = scope.story(doc, claims)
function scope.story(document, claims)
  local policy = data.load "properties"
  local order = set_of(policy.incidents)
  for _, c in ipairs(claims) do
    local d = order[c.type] and c.first <= policy.opening and scope.happened(document, c)
    if d and d.start and not says_earlier(scope.sentence(document, c), policy) then
      return d.start, close(d)
    end
  end
  -- no claim is dated: the first full date of the opening that is not the report's own
  for m in dates.find((document.text or ""):sub(1, policy.opening), { anchor = document.published }) do
    local d = m.date
    if d and d.start and close(d) and m.text:find "%f[%d]%d%d%d%d%f[%D]" and not its_own(document, m)
      and not of_another(document, claims, m) and not says_earlier(around(document.text, m), policy) then
      return d.start, true
    end
  end
end

-- the incident's beginning: the median of what each report dates it to up front, else of when it was published
local function beginning(reports)
  local dated, published = {}, {}
  for _, r in ipairs(reports) do
    dated[#dated + 1] = (scope.story(r.document, r.claims))
    published[#published + 1] = (when.of_day(r.document.published) or {}).start
  end
  local list = #dated > 0 and dated or published
  table.sort(list)
  return list[(#list + 1) // 2]
end

-- type of an earlier incident told in a sentence: the first in the policy's order
local function add_prior(priors, r, claim, policy_order, is_main)
  local sentence, at = scope.sentence(r.document, claim)
  local key = r.document.id .. "/" .. at
  local p = priors[key]
  if not p then
    p = { document = r.document, value = sentence:gsub("%s+", " "), claims = {} }
    priors[key] = p
    priors[#priors + 1] = p
  end
  p.claims[#p.claims + 1] = claim
  local place = not claim.type:find "^vulnerability" and claim.realis == "actual" and policy_order[claim.type]
  if place and (not p.type or place < policy_order[p.type]) then p.type = claim.type end
  p.when = p.when or scope.date(claim)
  local victim = victim_of(claim)
  -- "Sony's PlayStation Network": what is not the victim of this incident too says more
  if victim and (not p.victim or (is_main(p.victim) and not is_main(victim))) then p.victim = victim end
  return p
end

-- The date of an earlier time that a claim's sentence names where the claim itself has none: the one full date, or the
-- first, when all the sentence's dates ended before `from`.
local function earlier_date(document, sentence, from, cache)
  if cache[sentence] == nil then
    local found = false
    for m in dates.find(sentence, { anchor = document.published }) do
      local d = m.date
      if d and d.stop and m.text:find "%f[%d]%d%d%d%d%f[%D]" then
        if d.stop > from then
          found = false
          break
        end
        found = found or d
      end
    end
    cache[sentence] = found
  end
  return cache[sentence]
end

--- Part the claims of one incident's reports.
-- @tparam {table,...} reports `{document, claims}`, earliest first
-- @treturn table `main` (list of `{document, claim, opening}`), `priors` (list of `{document, value, type, when,
--  victim, claims}`), `type` of the incident (nil when no report is mainly about one),
--  `victim` (group of names), `foreign` (set of names of other incidents' victims), `begins`
-- @usage local parts = scope.part(reports)
function scope.part(reports)
  local policy = data.load "properties"
  local order = set_of(policy.incidents)
  local groups, forms = victims(reports, policy, order)
  local begins = beginning(reports)
  local from = begins and when.shift(begins, -policy.earlier_days)
  local named, top, most = spread(reports, groups, forms), nil, nil
  for _, f in ipairs(forms) do
    local g = groups[f.name]
    local weight = g.count * (named[g] or 1)
    if not top or weight > most or (weight == most and g.name < top.name) then top, most = g, weight end
  end
  local parts = { main = {}, priors = {}, victim = top, begins = begins, foreign = {} }
  local together = beside(reports, order, groups, top)
  for _, f in ipairs(top and (named[top] or 1) > 1 and forms or {}) do
    if (named[groups[f.name]] or 1) == 1 and not together[f.name] then parts.foreign[f.name] = true end
  end
  local cache = {}
  -- whom a claim tells of: nil for nobody, true when all of them are another incident's
  local function of_others(c)
    local list = victims_of(c)
    for _, name in ipairs(list) do
      if not parts.foreign[name] then return false end
    end
    return #list > 0 or nil
  end
  local function judge(r, c)
    local d, sentence = scope.date(c), scope.sentence(r.document, c)
    if d and d.stop and from and d.stop <= from then return "prior" end
    if not d and from and order[c.type] and earlier_date(r.document, sentence, from, cache) then return "prior" end
    local opening = c.first <= policy.opening
    local name = victim_of(c)
    local other = name and top and groups[name] and groups[name] ~= top and groups[name].count * 3 < top.count
    local late = d and d.start and from and d.start >= from
    if opening or late then return other and not opening and "other" or "main" end
    if name and order[c.type] and c.realis == "actual" and says_earlier(sentence, policy) then return "prior" end
    return other and "other" or "main"
  end
  local told = {}
  local function is_main(name) return groups[name] == top end
  for _, r in ipairs(reports) do
    local verdict, others = {}, {}
    for _, c in ipairs(r.claims) do
      local _, at = scope.sentence(r.document, c)
      local v = c.realis == "generic" and "generic" or judge(r, c)
      if v == "prior" and order[c.type] then verdict[at] = "prior" end
      local other = of_others(c)
      if other ~= nil then others[at] = other and others[at] ~= false end
      verdict[c] = v
    end
    for _, c in ipairs(r.claims) do
      local _, at = scope.sentence(r.document, c)
      local v = verdict[at] == "prior" and verdict[c] ~= "generic" and "prior" or verdict[c]
      if v == "main" and (others[at] or of_others(c)) then v = "other" end
      if v == "prior" then
        local p = add_prior(parts.priors, r, c, order, is_main)
        p.when = p.when or cache[scope.sentence(r.document, c)] or nil
      elseif v == "main" then
        local opening = c.first <= policy.opening
        parts.main[#parts.main + 1] = { document = r.document, claim = c, opening = opening }
        if opening and order[c.type] and c.realis == "actual" then told[c.type] = (told[c.type] or 0) + 1 end
      end
    end
  end
  for _, kind in ipairs(policy.incidents) do
    if told[kind] and (not parts.type or told[kind] > told[parts.type]) then parts.type = kind end
  end
  return parts
end

return scope
