--- `breachkit correlate`: which reports tell of the same incident.
-- @module breachkit.cli.correlate
local terminal = require "breachkit.cli.terminal"

local verb = {
  summary = "propose which reports tell of the same incident, with a score and reasons",
  description = "Compares reports and proposes which of them tell of the same incident: a line a report, with the "
    .. "incident's id, a score from 0 to 1 and the reasons. A report about no single incident has none. All "
    .. "documents are held in memory.",
  options = { "format", "out", "jobs", "anchor", "asof", "rules", "offline", "reveal", "quiet", "progress" },
  formats = { "text", "json", "jsonl", "csv" },
  columns = { "id", "incident", "score", "why", "path", "title" },
  quotes = true, -- of reports
  examples = { "breachkit correlate reports/", "breachkit correlate -o csv reports.jsonl" },
}

--- The rows of a report's assignment in CSV.
-- @tparam table record a report's assignment
-- @tparam table documents documents by id
-- @treturn {table,...} rows by the names of `columns`
-- @usage for _, row in ipairs(verb.rows(record, documents)) do print(row.id) end
function verb.rows(record, documents)
  local doc = documents[record.id] or documents[record.same] or {}
  return { { id = record.id, incident = record.incident, score = record.score, why = record.why,
    path = doc.path, title = doc.title } }
end

--- A report's assignment for people.
-- @tparam table record a report's assignment
-- @tparam table page a `breachkit.cli.sheet`
-- @tparam table documents documents by id
-- @usage verb.text(record, page, documents)
function verb.text(record, page, documents)
  local doc = documents[record.id] or documents[record.same] or { id = record.id }
  local score = record.score and ("%.2f"):format(record.score) or "–"
  page:wrap(doc.title or record.id, page.paint(score, "cyan") .. "  ", nil, "bold")
  local rows = { { "incident", record.incident or "none" },
    { "report", record.same and record.id or doc.path or record.id } }
  for _, why in ipairs(record.why or {}) do
    -- a reader knows reports by their titles
    why = why:gsub("[^%s,]+", function(id)
      local other = documents[id]
      return other and other.title and "“" .. terminal.cut(other.title, 60) .. "”"
    end)
    rows[#rows + 1] = { "because", why }
  end
  page:table(rows, "      ", { "dim" })
end

--- Do it.
-- @tparam table run a `breachkit.cli.job`
-- @usage verb.run(run)
function verb.run(run)
  local set = run:set()
  local by_id = {}
  for _, doc in ipairs(set.documents) do by_id[doc.id] = doc end
  for _, row in ipairs(set:assignments()) do
    if row.incident then run.found = run.found + 1 end
    row.why = run.array(row.why or {})
    run:emit(row, by_id)
  end
end

return verb
