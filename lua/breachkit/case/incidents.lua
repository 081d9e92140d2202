--- The incidents of a case: what correlation proposes for its documents, after the analysts' decisions.
-- @module breachkit.case.incidents
local bk = require "breachkit"
local json = require "breachkit.json"
local judgement = require "breachkit.case.judgement"

local incidents = {}

--- The document of a row of the database.
-- @tparam table row of the table `document`
-- @treturn table the document, as it was added
-- @usage local doc = incidents.document(case.db:row "SELECT * FROM document WHERE id = 1")
function incidents.document(row)
  local doc = assert(json.decode(row.record))
  doc.title, doc.text = row.title, row.text
  return setmetatable(doc, { __name = "breachkit.document", __index = {
    quote = function(self, first, last) return self.text:sub(first, last) end,
  } })
end

--- The claims of a document's row.
-- @tparam table case
-- @tparam integer id of the row
-- @treturn {table,...} as `breachkit.claims.list` gave them, without their methods
-- @usage for _, claim in ipairs(incidents.claims(case, row.id)) do print(claim.type) end
function incidents.claims(case, id)
  local list = {}
  for row in case.db:rows("SELECT record FROM claim WHERE document = ? ORDER BY id", id) do
    list[#list + 1] = assert(json.decode(row.record))
  end
  return list
end

-- The documents as of a log entry: a revised one is no report of its own, its revision is. `digests`: document id ->
-- what the log knows it by.
local function documents_of(case, upto)
  local docs, claims, digests = {}, {}, {}
  for row in case.db:rows([[SELECT d.* FROM document d LEFT JOIN document r ON r.id = d.revised
    WHERE d.seq <= :upto AND (r.id IS NULL OR r.seq > :upto) ORDER BY d.id]], { upto = upto }) do
    local doc = incidents.document(row)
    docs[#docs + 1] = doc
    claims[doc.id], digests[doc.id] = incidents.claims(case, row.id), row.digest
  end
  return docs, claims, digests
end

-- The groups, links and lone round-ups of a set.
local function proposals_of(set)
  local groups, by_id, alone = {}, {}, {}
  for _, row in ipairs(set:assignments()) do
    local id = row.incident
    local group = id and by_id[id]
    if not group then
      group = { id = id }
      groups[#groups + 1] = group
      if id then by_id[id] = group else alone[row.id] = true end
    end
    group[#group + 1] = row.id
  end
  return { groups = groups, links = set:links(), alone = alone }
end

-- The documents that came since a set was made; nil when it knows some that are gone, revised or read otherwise now.
local function since(kept, docs, digests)
  for id, digest in pairs(kept.digests) do
    if digests[id] ~= digest then return nil end
  end
  local new = {}
  for _, doc in ipairs(docs) do
    if not kept.digests[doc.id] then new[#new + 1] = doc end
  end
  table.sort(new, function(a, b)
    local x, y = a.published or "9999", b.published or "9999"
    if x ~= y then return x < y end
    return a.id < b.id
  end)
  return new
end

-- What correlation proposes: this alone knows how it is asked. `kept`, what it returned for an earlier state of the
-- case, spares it the documents that it knows; the set itself holds none.
local function proposed(kept, docs, claims, digests)
  local new = kept and since(kept, docs, digests)
  if not new then
    kept, new = { source = {}, records = {} }, docs
  end
  local source = kept.source
  source.claims, source.docs = claims, {}
  for _, doc in ipairs(docs) do source.docs[doc.id] = doc end
  if not kept.set then
    kept.set = bk.correlate(docs, {
      reasons = false,
      claims = function(doc) return source.claims[doc.id] end,
      recall = function(id) return source.docs[id], source.claims[id] end,
    })
  elseif #new > 0 then
    for _, doc in ipairs(new) do
      local row, e = kept.set:add(doc)
      if not row then error(e) end
    end
    kept.set:settle()
  end
  if #new > 0 or not kept.proposals then kept.proposals = proposals_of(kept.set) end
  source.docs, source.claims, kept.digests = nil, nil, digests
  return kept
end

-- What analysts say of the incident or of its reports.
local function annotate(record, said, decisions)
  local within, tags, notes = {}, json.array {}, json.array {}
  for _, id in ipairs(record.reports) do
    within[id] = true
    for _, row in ipairs(said[id] or {}) do
      if row.incident then
        local list = row.kind == "tag" and tags or notes
        list[#list + 1] = row.kind == "tag" and row.value
          or { seq = row.seq, text = row.value, who = row.who, when = row.made }
      end
    end
  end
  record.tags, record.notes, record.decisions = tags, notes, json.array {}
  for _, d in ipairs(decisions) do
    if within[d.a] or within[d.b] then
      table.insert(record.decisions, { seq = d.seq, a = d.a, b = d.b, verdict = d.value, why = d.why, who = d.who,
        when = d.made })
    end
  end
end

-- The id of a group: that of the proposal that its first report came with, once.
local function name_groups(groups, proposals)
  local of, taken = {}, {}
  for _, group in ipairs(proposals) do
    for _, id in ipairs(group) do of[id] = group.id end
  end
  for _, group in ipairs(groups) do
    local id = of[group[1]]
    group.id = id and not taken[id] and id or "incident:" .. group[1]
    taken[group.id] = true
  end
end

-- The record of a group, false when no report is mainly about an incident. Under one name the same reports, read the
-- same, give the same record: `known` has those that were built before.
local function record_of(group, known, by_id, claims, digests)
  local parts = { group.id }
  for _, id in ipairs(group) do parts[#parts + 1] = id .. "\0" .. digests[id] end
  local key = table.concat(parts, "\0")
  if known[key] == nil then
    local reports = {}
    for i, id in ipairs(group) do reports[i] = { document = by_id[id], claims = claims[id] } end
    known[key] = bk.incident.build(reports, { id = group.id, works = bk.works.find }) or false
  end
  return key, known[key]
end

--- Build the incidents. As of now, an open case correlates only what came since it was asked last (`case.kept`):
-- the same as all at once, but for ties at the limits of what correlation compares. The records of groups that are as
-- they were are those of the last time, the same tables.
-- @tparam table case
-- @tparam[opt] integer upto the log entry as of which (default: now)
-- @treturn table `{incidents, documents, of}`: records with `tags[]`, `notes[]` and `decisions[]` besides; the
--  documents they were built from; document id -> incident id
-- @usage local built = incidents.build(case)
function incidents.build(case, upto)
  local docs, claims, digests = documents_of(case, upto or math.maxinteger)
  local now, before = not upto, case.kept
  local kept = now and before or nil
  if now then case.kept = nil end -- one that an error left half-way is not kept
  kept = proposed(kept, docs, claims, digests)
  upto = upto or math.maxinteger
  local decisions, said = judgement.decisions(case, upto), judgement.said(case)
  local proposals, links, alone = kept.proposals.groups, kept.proposals.links, kept.proposals.alone
  local groups = judgement.apply(proposals, links, decisions)
  if groups ~= proposals then name_groups(groups, proposals) end
  local by_id, list, of, held = {}, {}, {}, {}
  for _, doc in ipairs(docs) do by_id[doc.id] = doc end
  for _, group in ipairs(groups) do
    local record -- a round-up that nobody decided about tells of no incident
    if not (#group == 1 and alone[group[1]]) then
      local key
      key, record = record_of(group, before and before.records or kept.records, by_id, claims,
        digests)
      held[key] = record
    end
    for _, id in ipairs(group) do of[id] = record and record.incident end
    if record then
      annotate(record, said, decisions)
      list[#list + 1] = record
    end
  end
  bk.incident.link(list, by_id)
  kept.records = held
  if now then case.kept = kept end
  return { incidents = list, documents = docs, of = of }
end

return incidents
