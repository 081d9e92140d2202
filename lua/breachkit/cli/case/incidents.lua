--- `breachkit case incidents`: the incidents of a case.
-- @module breachkit.cli.case.incidents
local group = require "breachkit.cli.case"
local incidents = require "breachkit.cli.incidents"

local verb = {
  summary = "build the incidents of a case, after the decisions",
  nothing = "no incident",
  usage = "[options] DIR",
  description = "Puts the case's reports together as `breachkit incidents` does, and applies what was decided with "
    .. "`case decide`. The records have the incident's tags, notes and decisions besides. All documents are held in "
    .. "memory.",
  options = { "format", "out", "reveal", "quiet" },
  quotes = true, -- of reports
  formats = { "text", "json", "jsonl", "csv" },
  columns = incidents.columns, rows = incidents.rows, spaced = true,
  least = 1, wants = "name the folder of the case",
  examples = { "breachkit case incidents sony.case", "breachkit case incidents -o jsonl sony.case | jq .title" },
}

--- An incident for people.
-- @tparam table incident
-- @tparam table page a `breachkit.cli.sheet`
-- @tparam table documents documents by id
-- @usage verb.text(incident, page, documents)
function verb.text(incident, page, documents)
  incidents.text(incident, page, documents)
  page:line()
  page:wrap(incident.incident, "  ", nil, "dim")
  if #incident.tags > 0 then page:wrap("tagged " .. table.concat(incident.tags, ", "), "  ") end
  for _, note in ipairs(incident.notes) do page:wrap(("%s: %s"):format(note.who or "?", note.text), "  note: ") end
  for _, d in ipairs(incident.decisions) do
    local told = ("entry %d: %s and %s are %s, says %s: %s"):format(d.seq, d.a, d.b, d.verdict, d.who or "?", d.why)
    page:wrap(told, "  ", nil,
      "dim")
  end
end

--- Do it.
-- @tparam table run a `breachkit.cli.job`
-- @usage verb.run(run)
function verb.run(run)
  local case <close> = group.open(run, { readonly = true })
  if not case then return end
  local each, list = case:incidents()
  if not each then return run:fail(list) end
  local documents = {}
  for _, doc in ipairs(list) do documents[doc.id] = doc end
  run.read = 1
  for incident in each do
    run:emit_incident(incident, documents)
  end
end

return verb
