--- What changed in a case since a moment: the log's entries, and the incidents then against the incidents now.
-- @module breachkit.case.changes
local err = require "breachkit.err"
local incidents = require "breachkit.case.incidents"
local json = require "breachkit.json"
local log = require "breachkit.case.log"
local revisions = require "breachkit.fetch.revisions"

local changes = {}

-- What a fact says, without how often and by whom.
local function key_of(fact)
  return table.concat({ fact.property, fact.of or "", tostring(fact.value), fact.stance or "", fact.bound or "" }, "|")
end

local function brief(fact)
  return { property = fact.property, of = fact.of, value = fact.value, bound = fact.bound, stance = fact.stance }
end

-- The facts of a list that others have not, as they are.
local function without(list, others)
  local held, left = {}, {}
  for _, fact in ipairs(others) do held[key_of(fact)] = true end
  for _, fact in ipairs(list) do
    if not held[key_of(fact)] then left[#left + 1] = fact end
  end
  return left
end

-- what has one value at a time: another is that one, changed
local FIGURES = { when = true, volume = true, records = true, people = true, ["work-count"] = true }

local function same_value(fact)
  return table.concat({ fact.property, fact.of or "", tostring(fact.value) }, "|")
end

local function same_figure(fact)
  return FIGURES[fact.property] and table.concat({ fact.property, fact.of or "", fact.noun or "" }, "|")
end

-- Take out of both lists what is the only one of its key in each: what went, and what came in its place.
local function paired(gone, added, key, out)
  local function only(list)
    local by = {}
    for i, fact in ipairs(list) do
      local k = key(fact)
      if k then by[k] = by[k] == nil and i end
    end
    return by
  end
  local at, taken = only(gone), {}
  for k, i in pairs(only(added)) do
    if i and at[k] then taken[added[i]], taken[gone[at[k]]] = gone[at[k]], true end
  end
  local function rest(list)
    local left = {}
    for _, fact in ipairs(list) do
      local was = taken[fact]
      if not was then left[#left + 1] = fact end
      if was and was ~= true then
        out[#out + 1] = { property = fact.property, of = fact.of, from = brief(was), to = brief(fact) }
      end
    end
    return left
  end
  return rest(gone), rest(added)
end

-- What became of the facts: came, went, and changed, each `{property, of, from, to}`.
local function differences(before, now)
  local gone, added, changed = without(before, now), without(now, before), json.array {}
  gone, added = paired(gone, added, same_value, changed)
  gone, added = paired(gone, added, same_figure, changed)
  for _, list in ipairs { gone, added } do
    for i, fact in ipairs(list) do list[i] = brief(fact) end
  end
  return json.array(added), json.array(gone), changed
end

-- By the id of a document: those that it revised, each with what it revised in turn.
local function earlier_of(case)
  local earlier = {}
  for row in case.db:rows [[SELECT o.name, n.name AS by FROM document o JOIN document n ON n.id = o.revised
      ORDER BY o.id]] do
    earlier[row.by] = earlier[row.by] or {}
    table.insert(earlier[row.by], row.name)
  end
  return earlier
end

-- What is true of a document, or of one that it revised.
local function of_any(id, earlier, held)
  if held[id] then return held[id] end
  for _, before in ipairs(earlier[id] or {}) do
    local found = of_any(before, earlier, held)
    if found then return found end
  end
end

-- The incident now against the one then that most of its reports were in, or what they revised.
local function compare(now, before_of, before, earlier)
  local votes, was, most = {}, nil, 0
  for _, id in ipairs(now.reports) do
    local old = of_any(id, earlier, before_of)
    if old then
      votes[old] = (votes[old] or 0) + 1
      if votes[old] > most then was, most = before[old], votes[old] end
    end
  end
  local reports, had = json.array {}, {}
  for _, id in ipairs(was and was.reports or {}) do had[id] = true end
  for _, id in ipairs(now.reports) do
    if not of_any(id, earlier, had) then reports[#reports + 1] = id end
  end
  local added, gone, changed = differences(was and was.facts or {}, now.facts)
  local change = { what = was and "changed" or "new", incident = now.incident, title = now.title, reports = reports,
    added = added, gone = gone, changed = changed,
    origins = now.origins, origins_before = was and was.origins, conflicts = #now.conflicts,
    conflicts_before = was and #was.conflicts }
  local same = was and #reports == 0 and #was.reports == #now.reports and #added + #gone + #changed == 0
  return not same and change or nil, was
end

-- Documents that a later one from the same address revised, and what it claims otherwise.
local function revised(case, since)
  local list = json.array {}
  for row in case.db:rows([[SELECT o.name AS before, n.name AS after, n.url, o.title AS t1, o.text AS x1,
    o.published AS p1,
    n.title AS t2, n.text AS x2, n.published AS p2 FROM document o JOIN document n ON n.id = o.revised
    WHERE n.seq > ? ORDER BY n.id]], since) do
    local changed = revisions.compare({ title = row.t1, text = row.x1, published = row.p1 },
      { title = row.t2, text = row.x2, published = row.p2 })
    list[#list + 1] = { document = row.after, revises = row.before, url = row.url, added = changed.added,
      removed = changed.removed }
  end
  return list
end

-- The last entry of the log at a moment: a number, or a time as entries have them; or nil and the error: there is none
local function entry_at(case, since)
  local last, at = 0, 0
  for entry in log.entries(case) do
    last = entry.seq
    if type(since) == "string" and entry.when <= since then at = last end
  end
  if type(since) == "string" then return at end
  if since >= 0 and since <= last then return since end
  return nil, err.new("range", ("the log has %d entries, and none is numbered %d"):format(last, since), case.path)
end

--- Compare: see `case:changes`.
-- @tparam table case
-- @tparam integer|string since a log entry's number, or a time (RFC 3339 in UTC, or the beginning of one)
-- @treturn ?table `{since, entries[], incidents[], gone[], revised[]}`
-- @treturn ?table the error: "range"
-- @usage for _, change in ipairs(changes.since(case, 12).incidents) do print(change.what, change.title) end
function changes.since(case, since)
  local from, e = entry_at(case, since)
  if not from then return nil, e end
  local told = { since = from, entries = json.array {}, incidents = json.array {}, gone = json.array {} }
  for entry in log.entries(case) do
    if entry.seq > from then told.entries[#told.entries + 1] = entry end
  end
  local then_, now = incidents.build(case, from), incidents.build(case)
  local before, gone, earlier = {}, {}, earlier_of(case)
  for _, record in ipairs(then_.incidents) do before[record.incident], gone[record.incident] = record, record end
  for _, record in ipairs(now.incidents) do
    local change, was = compare(record, then_.of, before, earlier)
    if was then gone[was.incident] = nil end
    if change then told.incidents[#told.incidents + 1] = change end
  end
  for _, record in ipairs(then_.incidents) do
    if gone[record.incident] then
      table.insert(told.gone, { what = "gone", incident = record.incident, title = record.title })
    end
  end
  told.revised = revised(case, from)
  return told
end

return changes
