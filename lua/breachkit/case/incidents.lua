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

-- The documents as of a log entry: a revised one is no report of its own, its revision is.
local function documents_of(case, upto)
  local docs, claims = {}, {}
  for row in case.db:rows([[SELECT d.* FROM document d LEFT JOIN document r ON r.id = d.revised
    WHERE d.seq <= :upto AND (r.id IS NULL OR r.seq > :upto) ORDER BY d.id]], { upto = upto }) do
    local doc = incidents.document(row)
    docs[#docs + 1] = doc
    claims[doc.id] = incidents.claims(case, row.id)
  end
  return docs, claims
end

-- What correlation proposes: this alone knows how it is asked.
local function proposed(docs, claims)
  local set = bk.correlate(docs, { claims = function(doc) return claims[doc.id] end })
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
  return groups, set:links(), alone
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

--- Build the incidents.
-- @tparam table case
-- @tparam[opt] integer upto the log entry as of which (default: now)
-- @treturn table `{incidents, documents, of}`: records with `tags[]`, `notes[]` and `decisions[]` besides; the
--  documents they were built from; document id -> incident id
-- @usage local built = incidents.build(case)
function incidents.build(case, upto)
  upto = upto or math.maxinteger
  local docs, claims = documents_of(case, upto)
  local decisions, said = judgement.decisions(case, upto), judgement.said(case)
  local proposals, links, alone = proposed(docs, claims)
  local groups = judgement.apply(proposals, links, decisions)
  if groups ~= proposals then name_groups(groups, proposals) end
  local by_id, list, of = {}, {}, {}
  for _, doc in ipairs(docs) do by_id[doc.id] = doc end
  for _, group in ipairs(groups) do
    local reports = {}
    for i, id in ipairs(group) do reports[i] = { document = by_id[id], claims = claims[id] } end
    -- a round-up that nobody decided about tells of no incident
    local record = not (#group == 1 and alone[group[1]])
      and bk.incident.build(reports, { id = group.id, works = bk.works.find })
    for _, id in ipairs(group) do of[id] = record and record.incident end
    if record then
      annotate(record, said, decisions)
      list[#list + 1] = record
    end
  end
  bk.incident.link(list, by_id)
  return { incidents = list, documents = docs, of = of }
end

return incidents
