--- Which reports tell of the same incident.
-- `correlate(docs)` compares each report with its nearest ones (never all pairs), keeps every likely pair as a link
-- with its score and its reasons in words, and proposes groups that do not chain. Nothing merges by itself: a group
-- is a proposal. `set:add(doc)` takes one more report into a set.
--
-- What is given at once does not depend on its order: reports are taken by publication date, then by id. What is added
-- one at a time is judged by the words and groups known then; `set:settle()` judges all again, as if given at once.
--
-- Memory: documents and claims, and under 2 KB a report beside them; with `recall` the set holds neither of them.
-- @module breachkit.correlate
local checked = require "breachkit.document.checked"
local clusters = require "breachkit.correlate.clusters"
local err = require "breachkit.err"
local incident = require "breachkit.incident"
local likeness = require "breachkit.correlate.likeness"
local links = require "breachkit.correlate.links"
local reasons = require "breachkit.correlate.reasons"
local reports = require "breachkit.correlate.reports"

local correlate = {}

local OPTIONS = { asof = "string", anchor = "string", claims = "function or boolean", join = "number",
  reasons = "boolean", recall = "function", works = "function" }

-- a document published on the day or in the month of `asof` is known then
local function known(doc, asof)
  if not asof then return true end
  local published = doc.published
  if not published then return true end
  local n = math.min(#asof, #published)
  return published:sub(1, n) <= asof:sub(1, n)
end

local methods = {}
local set_meta = { __index = methods, __name = "breachkit.set" }

--- Judge all reports again by all that is known now, as if they had been given at once.
-- Time: that of correlating them, without their claims.
-- @treturn table the set
-- @usage set:settle()
function methods:settle()
  local order, rank, found = reports.canonical(self), {}, links.new()
  self.nearest, self.follows = {}, {}
  for place, i in ipairs(order) do
    rank[i] = place
    reports.each_link(self, i, function(a, b, score) found:add(a, b, score) end)
  end
  found = found:sorted() -- each pair once: it may have been found from both sides
  self.found = found
  self.groups = clusters.of(#order, function() return found:each() end, self.join, self.model.power, rank)
  self.built = nil
  return self
end

local function why(set, a, b)
  if set.options.reasons == false then return {} end
  if reports.earlier(set, b, a) then a, b = b, a end
  local like = reports.compare(set, a, b)
  local days = likeness.days(reports.dates(set, a), reports.dates(set, b), set.model)
  return reasons.of(reports.whole(set, a), reports.whole(set, b), like, days, set.index:shared(a, b, 30))
end

local function round(x)
  return math.floor(x * 10000 + 0.5) / 10000
end

-- Is a link of report i better than the best so far: likelier, or as likely and to an earlier report?
local function better(set, i, l, best)
  if not best or l.score ~= best.score then return not best or l.score > best.score end
  return reports.earlier(set, l.a == i and l.b or l.a, best.a == i and best.b or best.a)
end

-- A report's assignment, from the sum of its links inside its group, its best link there and its best at all.
local function row(set, i, group, sum, inside, any)
  local out = { id = set.ids[i], incident = reports.name(set, group[1]), score = 1 }
  local function other(l) return tostring(set.ids[l.a == i and l.b or l.a]) end
  local before, but = reports.best_of(set.follows, i)
  if #group > 1 then
    out.score = round(sum / (#group - 1))
    out.why = why(set, inside.a, inside.b)
    table.insert(out.why, 1, ("nearest is %s, %.2f"):format(other(inside), inside.score))
  elseif set.skip[i] then
    out = { id = out.id, why = { "the title heads a round-up of several incidents" } }
  elseif any then
    out.why = { ("no report is near enough: the nearest, %s, is at %.2f"):format(other(any), any.score) }
  else
    local near, score = reports.best_of(set.nearest, i)
    out.why = { "no other report is near" .. (near and score >= 0.01
      and (": the nearest, %s, is at %.2f"):format(tostring(set.ids[near]), score) or "") }
  end
  if before and set.groups.of[before] ~= set.groups.of[i] then
    out.follows = set.ids[before]
    local why_not = "may follow up %s, %.2f but that each may tell of an attack that was new, %s days apart"
    table.insert(out.why, why_not:format(tostring(out.follows), but,
      likeness.days(reports.dates(set, i), reports.dates(set, before), set.model)))
  end
  return out
end

local function repeated(set, again)
  local g = set.groups.of[again.of]
  local incident_of = not set.skip[again.of] and reports.name(set, reports.in_order(set, g)[1]) or nil
  return { id = again.id, incident = incident_of, score = 1,
    same = set.ids[again.of], why = { (again.other and "not read: its id was given before, by another text: "
      or "given before, byte for byte: ") .. tostring(set.ids[again.of]) } }
end

--- Take one more report into the set. It is compared with what the set holds, in about a millisecond once its claims
-- are known, and joins an incident, joins several that it shows to be one, or starts its own.
-- @tparam table doc
-- @treturn ?table its assignment, as of `set:assignments`; nil when it is not taken
-- @treturn ?table the error: "later" than the set's `asof`, "limit" or "memory" of the index
-- @raise when it is no document, or one without id and text
-- @usage local row = set:add(doc); print(row.incident, table.concat(row.why, "; "))
function methods:add(doc)
  doc = checked.report(doc, "set:add")
  if not known(doc, self.options.asof) then
    return nil, err.new("later", "published after " .. self.options.asof, doc.id)
  end
  local i, first, e = reports.take(self, doc)
  if e then return nil, e end
  if first then return repeated(self, self.repeats[#self.repeats]) end
  local mine, sum, inside, any = {}, 0, nil, nil
  reports.each_link(self, i, function(a, b, score)
    self.found:add(a, b, score)
    mine[#mine + 1] = { a = a, b = b, score = score }
  end)
  local g = self.groups:add(i, mine)
  for _, l in ipairs(mine) do
    if better(self, i, l, any) then any = l end
    if self.groups.of[l.a] == self.groups.of[l.b] then
      sum = sum + l.score
      if better(self, i, l, inside) then inside = l end
    end
  end
  self.fresh = true
  return row(self, i, reports.in_order(self, g), sum, inside, any)
end

--- Correlate documents.
-- @function correlate
-- @tparam table|function docs a list of documents, or an iterator over them (`breachkit.document.each`)
-- @tparam[opt] table options `asof`: hide documents published later ("2014-11-30", "2014-11"); `anchor`: the date
--  that documents without one are read at; `claims`: a function from a document to its claims instead of
--  `breachkit.claims.list`, or false for none; `join`: how likely, on average, the pairs between two groups must be
--  (`data/correlation_weights.lua`); `reasons`: false to leave out why two reports are alike, which for many links
--  takes longer than finding them; `recall`: a function from a document's id to the document and its claims, with
--  which the set holds no documents; `works`: a function from a document to the works that it names, instead of
--  `breachkit.works.find`
-- @treturn table the set: `documents`, `repeats` (`{id, of}`: given again byte for byte, which is one report),
--  `errors`, `:add()`, `:settle()`, `:links()`, `:assignments()`, `:incidents()`
-- @raise on an unknown option, or documents that are none (`breachkit.claims.list`); one without an id gets it from
-- its text
-- @usage local set = bk.correlate(bk.document.each "reports/")
-- for inc in set:incidents() do print(inc.title, inc.when, #inc.reports, inc.origins) end
local function run(_, input, options)
  options = err.options(options, OPTIONS, "correlate")
  local set, docs = setmetatable(reports.new(options), set_meta), {}
  local list = type(input) == "table" and getmetatable(input) == nil and (input[1] or next(input) == nil)
  if not list and type(input) ~= "function" and not (getmetatable(input) or {}).__call then
    error("correlate: a list of documents or an iterator expected, got " .. type(input), 2)
  end
  local function keep(doc)
    doc = checked.report(doc, "correlate")
    if known(doc, options.asof) then docs[#docs + 1] = doc end
  end
  if list then
    for _, doc in ipairs(input) do keep(doc) end
  else
    for doc in input do keep(doc) end
    for _, e in ipairs(type(input) == "table" and input.errors or {}) do set.errors[#set.errors + 1] = e end
  end
  table.sort(docs, function(a, b)
    local x, y = a.published or "9999", b.published or "9999"
    if x ~= y then return x < y end
    return tostring(a.id) < tostring(b.id)
  end)
  for _, doc in ipairs(docs) do
    local _, _, e = reports.take(set, doc)
    if e then error(e) end
  end
  return set:settle()
end

--- The links: every pair of reports that may tell of one incident, joined or not.
-- @function set:links
-- @tparam[opt] number least score; reasons are worked out for each link that is returned
-- @treturn {table,...} `{a, b, score, joined, why[]}`, ids and reasons in words, most likely first
-- @usage for _, l in ipairs(set:links(0.5)) do print(l.a, l.b, l.score, table.concat(l.why, "; ")) end
function methods:links(least)
  if least ~= nil then err.want(least, "number", "set:links: a number as least score") end
  local out, of = {}, self.groups.of
  for a, b, score in self.found:each() do
    if score >= (least or 0) then out[#out + 1] = { a = a, b = b, score = round(score), joined = of[a] == of[b] } end
  end
  table.sort(out, function(x, y)
    if x.score ~= y.score then return x.score > y.score end
    if x.a ~= y.a then return x.a < y.a end
    return x.b < y.b
  end)
  for _, l in ipairs(out) do
    l.why = why(self, l.a, l.b)
    l.a, l.b = self.ids[l.a], self.ids[l.b]
  end
  return out
end

--- Which incident each document is taken to tell of.
-- @function set:assignments
-- @treturn {table,...} a row a document, by publication, then those given again:
--  `{id, incident, score, why[], same, follows}`;
--  `score` is the mean likelihood of its pairs with the others of the incident, 1 when it is alone; `incident` is
--  absent for a round-up; `same` is the report that these bytes have been read as before; `follows` the earlier report
--  of another incident that it would likelier than not be one with, were they not apart in time
-- @usage for _, a in ipairs(set:assignments()) do print(a.id, a.incident, a.score, table.concat(a.why, "; ")) end
function methods:assignments()
  local of, sums, inside, any = self.groups.of, {}, {}, {}
  for a, b, score in self.found:each() do
    local l = { a = a, b = b, score = score }
    for _, i in ipairs { a, b } do
      if better(self, i, l, any[i]) then any[i] = l end
      if of[a] == of[b] then
        sums[i] = (sums[i] or 0) + score
        if better(self, i, l, inside[i]) then inside[i] = l end
      end
    end
  end
  local rows, group = {}, {}
  for place, i in ipairs(reports.canonical(self)) do
    local g = of[i]
    group[g] = group[g] or reports.in_order(self, g)
    rows[place] = row(self, i, group[g], sums[i], inside[i], any[i])
  end
  for _, again in ipairs(self.repeats) do rows[#rows + 1] = repeated(self, again) end
  return rows
end

-- What finds the works of a document: nil in a library without them.
local function works_finder(options)
  if options.works then return options.works end
  if not package.searchpath("breachkit.works", package.path) then return nil end
  local find = require "breachkit.works".find
  return function(doc) return find(doc, { anchor = doc.anchor or doc.published or options.anchor }) end
end

-- Records are kept while their groups stay as they are: a group that grew has more reports, and none loses any.
local function records(self)
  if self.built and not self.fresh then return self.built.list end
  local works_of = works_finder(self.options)
  local before, list, by_group, by_id, repeats = self.built and self.built.by_group or {}, {}, {}, {}, {}
  for _, again in ipairs(self.repeats) do
    local g = self.groups.of[again.of]
    repeats[g] = repeats[g] or {}
    table.insert(repeats[g], { id = again.id, of = self.ids[again.of] })
  end
  local seen = {}
  for _, i in ipairs(reports.canonical(self)) do
    local g = self.groups.of[i]
    if not seen[g] and not self.skip[i] then
      local members = self.groups:list(g)
      local entry = before[g]
      if not entry or entry.size ~= #members then
        local told = {}
        for k, m in ipairs(reports.in_order(self, g)) do told[k] = reports.whole(self, m) end
        local record = incident.build(told, { id = reports.name(self, i), works = works_of })
        entry = { size = #members, record = record or false }
      end
      if entry.record then
        entry.record.repeats = repeats[g]
        list[#list + 1] = entry.record
      end
      by_group[g] = entry
    end
    seen[g] = true
  end
  for _, record in ipairs(list) do
    for _, id in ipairs(record.reports) do by_id[id] = self.documents[self.number[tostring(id)]] end
  end
  incident.link(list, by_id)
  for _, record in ipairs(list) do
    local seen_of = {}
    record.follows = nil
    for _, id in ipairs(record.reports) do
      local i = self.number[tostring(id)]
      local g = self.follows[i] and self.groups.of[reports.best_of(self.follows, i)]
      local entry = g and g ~= self.groups.of[i] and by_group[g]
      if entry and entry.record and not seen_of[g] then
        seen_of[g], record.follows = true, record.follows or {}
        table.insert(record.follows, { incident = entry.record.incident, title = entry.record.title, report = id })
      end
    end
  end
  self.built, self.fresh = { list = list, by_group = by_group }, false
  return list
end

--- The incidents, built when they are asked for, and again as far as reports were added: those that some report is
-- mainly about.
-- @treturn function iterator over incident records (`breachkit.incident.build`), in the order of their first report;
--  `follows[]` of one, `{incident, title, report}`, are the incidents that it may be a later part of, by which report
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
