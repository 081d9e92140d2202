--- One incident out of the reports that tell of it: facts, conflicts, works and timeline.
-- @module breachkit.incident
local alternatives = require "breachkit.incident.alternatives"
local changes = require "breachkit.incident.changes"
local checked = require "breachkit.document.checked"
local conflicts = require "breachkit.incident.conflicts"
local data = require "breachkit.data"
local err = require "breachkit.err"
local events = require "breachkit.incident.events"
local facts = require "breachkit.incident.facts"
local json = require "breachkit.json"
local names = require "breachkit.incident.names"
local origins = require "breachkit.incident.origins"
local scope = require "breachkit.incident.scope"
local when = require "breachkit.incident.when"
local works = require "breachkit.incident.works"

local incident = {}

local OPTIONS = { id = "string", works = "function" }

local SURE = { asserted = true, reported = true }

local PLACE = { happened = 1, shutdown = 2, discovered = 3, disclosed = 4 }

-- when the incident was: what is told for sure and in figures first, what has both ends, the event before its traces
local function best_when(list)
  local best, least
  for i, f in ipairs(list) do -- by origins, most first
    if f.property == "when" and f.stance ~= "denied" then
      local rank = (SURE[f.stance] and 0 or 1000) + (f.explicit and 0 or 100)
        + (f.start and f.stop and 0 or 50) + PLACE[f.of] + i / 10000
      if not least or rank < least then best, least = f, rank end
    end
  end
  return best
end

-- named after its victim where half of the reports tell of it, else as the earliest report is
local function title_of(kind, victim, date, reports)
  local words = kind:gsub("%-", " ")
  if not victim then
    for _, r in ipairs(reports) do
      if r.document.title and r.document.title ~= "" then return r.document.title end
    end
    return words
  end
  local day = date and (date.edtf or date.value)
  return victim .. ": " .. words .. (day and ", " .. day or "")
end

-- Two tellings of one earlier incident: the same victim as far as both say it, and dates that can be one.
local function same_prior(a, b)
  if a.when and b.when and not when.meet(a.when, b.when) then return false end
  if a.victim and b.victim then
    return names.key(a.victim) == names.key(b.victim) or names.shortens(a.victim, b.victim)
      or names.shortens(b.victim, a.victim)
  end
  return a.when ~= nil and b.when ~= nil
end

-- The tellings of earlier incidents, in groups of one each.
local function prior_groups(priors)
  local groups, by_victim, nameless = {}, names.lookup(), {}
  -- the first group that a telling can be of: of a victim only those of its name, or of none, are asked
  local function first_of(p)
    local first
    local function ask(list)
      for _, g in ipairs(list) do
        if (not first or g.number < first.number) and same_prior(g, p) then first = g end
      end
    end
    ask(p.victim and by_victim:find(p.victim) or groups)
    ask(p.victim and nameless or {})
    return first
  end
  for _, p in ipairs(priors) do
    if p.type then
      local into = first_of(p)
      if not into then
        into = { told = {}, value = p.value, type = p.type, number = #groups + 1 }
        groups[into.number] = into
        if not p.victim then nameless[#nameless + 1] = into end
      end
      if p.when and (not into.when or when.within(p.when, into.when)) then into.when = p.when end
      if p.victim and (not into.victim or #p.victim > #into.victim) then
        into.victim = p.victim
        by_victim:add(p.victim, into)
      end
      for _, c in ipairs(p.claims) do table.insert(into.told, { document = p.document, claim = c }) end
    end
  end
  return groups
end

local function prior_facts(priors, origin_of)
  local out = {}
  for _, g in ipairs(prior_groups(priors)) do
    local c = facts.count(g.told, origin_of)
    out[#out + 1] = {
      property = "prior-incident", value = g.value, type = g.type, when = g.when and g.when.edtf, victim = g.victim,
      start = g.when and g.when.start, stop = g.when and g.when.stop,
      stance = c.stance, stances = c.stances, reports = c.reports, origins = c.origins, claims = c.claims,
    }
  end
  table.sort(out, function(a, b)
    local x, y = when.key(a), when.key(b)
    if x ~= y then return x < y end
    return a.value < b.value
  end)
  return out
end

-- Do half of the reports name the victim, in whatever form?
local function named_by_half(fact, documents)
  local n = 0
  for _, doc in ipairs(documents) do
    local all = (doc.title or "") .. "\n" .. (doc.text or "")
    local found = all:find(fact.value, 1, true)
    for _, alias in ipairs(fact.aliases or {}) do found = found or all:find(alias, 1, true) end
    if found then n = n + 1 end
  end
  return n * 2 >= #documents
end

-- A report as a caller gives it: a document and its claims.
local function sound(report)
  err.want(report, "table", "incident.build: {document, claims} as a report")
  local document = checked.report(report.document, "incident.build")
  err.want(report.claims, "table", ("incident.build: document '%s': a list of claims"):format(
    err.shown(tostring(document.id))))
  for i, c in ipairs(report.claims) do
    if type(c) ~= "table" or math.type(c.first) ~= "integer" or type(c.type) ~= "string" then
      err.raise(("incident.build: document '%s': number %d of its claims is none"):format(
        err.shown(tostring(document.id)), i))
    end
  end
  return document == report.document and report or { document = document, claims = report.claims }
end

--- Build the record of one incident.
-- @tparam {table,...} reports `{document, claims}`: documents with the claims extracted from them
-- @tparam[opt] table options `id`: the incident's id; `works`: a function from a document to its works
--  (`breachkit.works.find`)
-- @treturn ?table the incident `{incident, title, type, when, reports[], origins, facts[], conflicts[], changes[],
--  works[], timeline[], copies}`; nil when no report is mainly about an incident
-- @raise on an unknown option, a document with a field of another type, or claims that are none
-- @usage local inc = bk.incident.build { { document = doc, claims = bk.claims.list(doc) } }
function incident.build(reports, options)
  options = err.options(options, OPTIONS, "incident.build")
  err.want(reports, "table", "incident.build: a list of reports")
  local sorted, documents = {}, {}
  for i, r in ipairs(reports) do
    r = sound(r)
    sorted[i] = alternatives.join(options.works and works.join(r, options.works(r.document) or {}) or r)
  end
  table.sort(sorted, function(a, b)
    local x, y = a.document.published or "9999", b.document.published or "9999"
    if x ~= y then return x < y end
    return tostring(a.document.id) < tostring(b.document.id)
  end)
  for i, r in ipairs(sorted) do documents[i] = r.document end
  local parts = scope.part(sorted)
  if not parts.type then return nil end
  local origin_of, copy_of = origins.resolver(documents)
  local list = facts.build(parts.main, origin_of, parts.foreign)
  local own, ids, n = {}, {}, 0
  for i, doc in ipairs(documents) do
    ids[i] = doc.id
    local o = origin_of(doc)
    if not own[o] then own[o], n = true, n + 1 end
  end
  local found_works, told, leaks = works.build(parts)
  local victim
  for _, f in ipairs(list) do
    if f.property == "victim" and not victim and named_by_half(f, documents) then victim = f.value end
  end
  local date = best_when(list)
  local record = {
    incident = options.id or ("incident:" .. tostring(ids[1])),
    title = title_of(parts.type, victim, date, sorted), type = parts.type, when = date and date.value,
    start = date and date.start, stop = date and date.stop,
    reports = ids, origins = n, facts = list, conflicts = conflicts.find(list, changes.reports(documents)),
    changes = changes.find(list, documents), works = found_works,
    timeline = events.build(parts, found_works, told, leaks, origin_of),
    copies = next(copy_of) and copy_of or nil,
  }
  for _, f in ipairs(list) do f.explicit = nil end
  for _, f in ipairs(prior_facts(parts.priors, origin_of)) do list[#list + 1] = f end
  for _, name in ipairs { "reports", "facts", "conflicts", "changes", "works", "timeline" } do
    json.array(record[name]) -- a list in JSON, also when it is empty
  end
  return record
end

-- names of an incident's victim, all forms
local function victims(record)
  local out = {}
  for _, f in ipairs(record.facts) do
    if f.property == "victim" then
      out[#out + 1] = f.value
      for _, a in ipairs(f.aliases or {}) do out[#out + 1] = a end
    end
  end
  return out
end

-- Has the incident a date that a fact can mean?
local function dated(record, fact)
  for _, f in ipairs(record.facts) do
    if f.property == "when" and when.meet(f, fact) then return true end
  end
  return false
end

--- Point each prior-incident fact at the record of that incident, where there is one.
-- The victim must be the same by name, or where the fact names none be named in the report that tells it, and some
-- date of that incident must be one that the fact can mean.
-- @tparam {table,...} records incidents; their facts get `see`
-- @tparam[opt] table documents the documents by id
-- @raise when one of them is no incident
-- @usage bk.incident.link(records)
function incident.link(records, documents)
  err.want(records, "table", "incident.link: a list of incidents")
  for i, record in ipairs(records) do
    if type(record) ~= "table" or type(record.facts) ~= "table" then
      err.raise(("incident.link: number %d of the incidents is none"):format(i))
    end
  end
  local by_name, mentioned = names.lookup(), {}
  for i, record in ipairs(records) do
    for _, name in ipairs(victims(record)) do by_name:add(name, i) end
  end
  -- the incidents, by number, whose victims a document names in full
  local function mentioned_in(doc)
    if not mentioned[doc] then
      mentioned[doc] = {}
      for i, record in ipairs(records) do
        local found = false
        for _, name in ipairs(victims(record)) do
          found = found or (name:find " " and doc.text:find(name, 1, true)) ~= nil
        end
        if found then table.insert(mentioned[doc], i) end
      end
    end
    return mentioned[doc]
  end
  for own, record in ipairs(records) do
    for _, f in ipairs(record.facts) do
      if f.property == "prior-incident" and (f.start or f.stop) then
        f.see = nil -- from an earlier call, when there were fewer records
        local doc = documents and documents[f.claims[1].id]
        local first
        for _, i in ipairs(f.victim and by_name:find(f.victim) or not f.victim and doc and mentioned_in(doc) or {}) do
          if i ~= own and (not first or i < first) and dated(records[i], f) then first = i end
        end
        f.see = first and records[first].incident
      end
    end
  end
end

--- The types that make an incident, in the order in which ties are broken.
-- @treturn {string,...}
-- @usage print(table.concat(bk.incident.types(), " "))
function incident.types()
  return table.move(data.load "properties".incidents, 1, #data.load "properties".incidents, 1, {})
end

return incident
