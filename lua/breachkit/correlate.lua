--- Which reports tell of the same incident.
-- `correlate(docs)` compares each report with its nearest ones (never all pairs), keeps every likely
-- pair as a link with its score and its reasons in words, and proposes groups by average linkage, so
-- that groups do not chain. Nothing merges by itself: a group is a proposal.
--
-- The result does not depend on the order of the documents: they are taken by publication date, then
-- by id. All documents and their claims are held in memory, and about 5 KB of index a report.
-- @module breachkit.correlate
local clusters = require "breachkit.correlate.clusters"
local data = require "breachkit.data"
local err = require "breachkit.err"
local incident = require "breachkit.incident"
local links = require "breachkit.correlate.links"
local scope = require "breachkit.incident.scope"

local correlate = {}

local OPTIONS = { asof = true, anchor = true, claims = true, join = true }

local methods = {}
local set_meta = { __index = methods, __name = "breachkit.set" }

-- FNV-1a, 64 bits: ids that stay the same from run to run and machine to machine
local function hash(s)
  local h = -3750763034362895579
  for i = 1, #s do h = (h ~ s:byte(i)) * 1099511628211 end
  return ("%016x"):format(h)
end

local function collect(input, set)
  local docs = {}
  if type(input) == "table" and getmetatable(input) == nil and (input[1] or next(input) == nil) then
    for i, doc in ipairs(input) do docs[i] = doc end
  else
    for doc in input do docs[#docs + 1] = doc end
    for _, e in ipairs(type(input) == "table" and input.errors or {}) do set.errors[#set.errors + 1] = e end
  end
  return docs
end

-- a document published on the day or in the month of `asof` is known then
local function known(doc, asof)
  if not asof then return true end
  local published = doc.published
  if not published then return true end
  local n = math.min(#asof, #published)
  return published:sub(1, n) <= asof:sub(1, n)
end

local function canonical(a, b)
  local x, y = a.published or "9999", b.published or "9999"
  if x ~= y then return x < y end
  return tostring(a.id) < tostring(b.id)
end

local function default_claims(anchor)
  local claims = require "breachkit.claims"
  return function(doc)
    if anchor and not doc.published then doc = setmetatable({ published = anchor }, { __index = doc }) end
    return claims.list(doc)
  end
end

-- Compare groups as wholes and join those that are one story.
local function join_wholes(units, groups, model)
  local wholes = {}
  for g, group in ipairs(groups) do
    local members = {}
    for k, i in ipairs(group) do members[k] = units[i] end
    wholes[g] = links.whole(members)
  end
  local found, kept = links.find(wholes, model, model.whole_figures), {}
  for _, l in ipairs(found) do
    -- two single reports have been compared already
    if #groups[l.a] > 1 or #groups[l.b] > 1 then kept[#kept + 1] = l end
  end
  local out, joins = {}, {}
  for _, parts in ipairs(clusters.average(#groups, kept, model.join_wholes)) do
    local group = {}
    for _, g in ipairs(parts) do table.move(groups[g], 1, #groups[g], #group + 1, group) end
    table.sort(group)
    out[#out + 1] = group
    local within = {}
    for _, g in ipairs(parts) do within[g] = true end
    for _, l in ipairs(#parts > 1 and kept or {}) do
      if within[l.a] and within[l.b] then
        joins[#joins + 1] = { a = groups[l.a], b = groups[l.b], score = l.score, why = links.why(found, l) }
      end
    end
  end
  return out, joins
end

--- Correlate documents.
-- @function correlate
-- @tparam table|function docs a list of documents, or an iterator over them (`breachkit.document.each`)
-- @tparam[opt] table options `asof`: hide documents published later ("2014-11-30", "2014-11"); `anchor`: the date
--  that documents without one are read at; `claims`: a function from a document to its claims instead of
--  `breachkit.claims.list`, or false for none; `join` (0.4): how likely, on average, the pairs between two
--  groups must be
-- @treturn table the set: `documents` (in canonical order), `links` (`{a, b, score, why}` with ids), `errors`,
--  `:incidents()`, `:assignments()`
-- @raise on an unknown option or documents that are no tables
-- @usage local set = bk.correlate(bk.document.each "reports/")
-- for inc in set:incidents() do print(inc.title, inc.when, #inc.reports, inc.origins) end
local function run(_, input, options)
  options = err.options(options, OPTIONS, "correlate")
  local set = setmetatable({ errors = {}, options = options }, set_meta)
  local docs = {}
  for _, doc in ipairs(collect(input, set)) do
    if type(doc) ~= "table" then error("correlate: documents are tables, got " .. type(doc), 2) end
    if known(doc, options.asof) then docs[#docs + 1] = doc end
  end
  table.sort(docs, canonical)
  local model = data.load "correlation"
  local units = {}
  if options.claims ~= false then set.claims = {} end
  local claims_of = options.claims or set.claims and default_claims(options.anchor)
  for i, doc in ipairs(docs) do
    if claims_of then set.claims[i] = type(doc.text) == "string" and claims_of(doc) or {} end
    local story, close = nil, nil
    if claims_of then story, close = scope.story(doc, set.claims[i]) end
    units[i] = links.unit(doc, model, close and story or nil)
  end
  set.documents, set.found = docs, links.find(units, model)
  set.groups, set.wholes = join_wholes(units, clusters.average(#docs, set.found, options.join or model.join), model)
  set.group_of = {}
  for g, group in ipairs(set.groups) do
    -- named after its earliest report, so that later ones joining it do not rename it
    group.id = "incident:" .. hash(tostring(docs[group[1]].id))
    for _, i in ipairs(group) do set.group_of[i] = g end
  end
  return set
end

--- The links: every pair of reports that may tell of one incident, joined or not.
-- @function set:links
-- @treturn {table,...} `{a, b, score, why[]}`, ids and reasons in words, most likely first
-- @usage for _, l in ipairs(set:links()) do print(l.a, l.b, l.score, l.why[1]) end
function methods:links()
  local out = {}
  for k, l in ipairs(self.found) do
    out[k] = {
      a = self.documents[l.a].id, b = self.documents[l.b].id, score = l.score,
      joined = self.group_of[l.a] == self.group_of[l.b], why = links.why(self.found, l),
    }
  end
  return out
end

-- per document: the sum of its links' scores inside its group, its best link inside and at all
local function strongest(self)
  local sums, inside, any = {}, {}, {}
  for _, l in ipairs(self.found) do
    for _, i in ipairs { l.a, l.b } do
      any[i] = any[i] or l
      if self.group_of[l.a] == self.group_of[l.b] then
        sums[i] = (sums[i] or 0) + l.score
        inside[i] = inside[i] or l
      end
    end
  end
  return sums, inside, any
end

local function round(x)
  return math.floor(x * 10000 + 0.5) / 10000
end

--- Which incident each document is taken to tell of.
-- @function set:assignments
-- @treturn {table,...} a row a document, in canonical order: `{id, incident, score, why[]}`; `score` is the mean
--  likelihood of its pairs with the others of the incident, 1 when it is alone; `incident` is absent for a round-up
-- @usage for _, a in ipairs(set:assignments()) do print(a.id, a.incident, a.score, table.concat(a.why, "; ")) end
function methods:assignments()
  local rows = {}
  local sums, inside, any = strongest(self)
  local joined = {} -- by document: why its group was joined to others as a whole
  for _, j in ipairs(self.wholes) do
    for _, side in ipairs { j.a, j.b } do
      for _, i in ipairs(side) do
        joined[i] = joined[i] or ("%d and %d reports taken as wholes, %.2f: %s"):format(#j.a, #j.b, j.score, j.why[1])
      end
    end
  end
  for i, doc in ipairs(self.documents) do
    local group = self.groups[self.group_of[i]]
    local row = { id = doc.id, incident = group.id, score = 1 }
    if #group > 1 then
      local best = inside[i]
      row.score = round((sums[i] or 0) / (#group - 1))
      row.why = best and links.why(self.found, best) or { joined[i] }
      local other = best and (best.a == i and best.b or best.a)
      if other then
        row.why[#row.why + 1] = joined[i]
        table.insert(row.why, 1, ("nearest is %s, %.2f"):format(tostring(self.documents[other].id), best.score))
      end
    elseif links.round_up(doc.title) then
      row = { id = doc.id }
      row.why = { "the title heads a round-up of several incidents" }
    elseif any[i] then
      local l = any[i]
      local other = self.documents[l.a == i and l.b or l.a].id
      row.why = { ("no report is near enough: the nearest, %s, is at %.2f"):format(tostring(other), l.score) }
    else
      row.why = { "no other report is near" }
    end
    rows[i] = row
  end
  return rows
end

local function records(self)
  if self.records then return self.records end
  local works_of = package.searchpath("breachkit.works", package.path) and require "breachkit.works".find or nil
  local out = {}
  for _, group in ipairs(self.groups) do
    if not links.round_up(self.documents[group[1]].title) then
      local reports = {}
      for k, i in ipairs(group) do
        local doc = self.documents[i]
        reports[k] = { document = doc, claims = self.claims[i] }
      end
      local record = incident.build(reports, { id = group.id, works = works_of })
      if record then out[#out + 1] = record end
    end
  end
  local by_id = {}
  for _, doc in ipairs(self.documents) do by_id[doc.id] = doc end
  incident.link(out, by_id)
  self.records = out
  return out
end

--- The incidents, built on first use: those that some report is mainly about.
-- @function set:incidents
-- @treturn function iterator over incident records (`breachkit.incident.build`), in the order of their first report
-- @raise when the set was made with `claims = false`
-- @usage for inc in set:incidents() do print(inc.title, inc.when, #inc.reports, inc.origins, #inc.conflicts) end
function methods:incidents()
  if self.options.claims == false then error("set:incidents: the set was made without claims", 2) end
  local list, i = records(self), 0
  return function()
    i = i + 1
    return list[i]
  end
end

return setmetatable(correlate, { __call = run })
