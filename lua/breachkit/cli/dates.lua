--- `breachkit dates`: every date that a report names, and which days it can mean.
-- @module breachkit.cli.dates
local anchors = require "breachkit.document.anchors"
local claims = require "breachkit.claims"
local occasions = require "breachkit.claims.occasions"
local words = require "breachkit.export.words"

local verb = {
  summary = "find the dates in reports and say which days each can mean",
  description = "Finds every date and every expression of time in a report and says which days it can mean. "
    .. "\"Yesterday\" and \"in November\" count from the document's `anchor` if its JSON has one, else from its date "
    .. "of publication, else from --anchor. The first column tells the byte at which the words begin.",
  options = { "format", "out", "jobs", "anchor", "asof", "offline", "reveal", "quiet", "progress" },
  formats = { "text", "json", "jsonl", "csv" },
  columns = { "id", "first", "last", "text", "kind", "edtf", "start", "stop" },
  spaced = true,
  examples = { "breachkit dates report.html", "echo 'It began last Friday.' | breachkit dates --anchor 2014-11-26 -" },
}

--- The rows of the mentions of a document in CSV.
-- @tparam table record the mentions of a document
-- @treturn {table,...} rows by the names of `columns`
-- @usage for _, row in ipairs(verb.rows(record)) do print(row.id) end
function verb.rows(record)
  local rows = {}
  for i, m in ipairs(record.mentions) do
    rows[i] = { id = record.id, first = m.first, last = m.last, text = m.text, kind = m.kind, edtf = m.edtf,
      start = m.start, stop = m.stop }
  end
  return rows
end

--- The mentions of a document for people.
-- @tparam table record the mentions of a document
-- @tparam table page a `breachkit.cli.sheet`
-- @tparam table doc its document
-- @usage verb.text(record, page, doc)
function verb.text(record, page, doc)
  page:wrap(doc.title or record.id, "", "", "bold")
  local rows = {}
  for i, m in ipairs(record.mentions) do
    -- what a mention is made of stands under it
    local shown = (m.kind == "part" and "  " or "") .. m.text:gsub("%s+", " ")
    local meaning = m.edtf and words.date(m.edtf) or m.kind == "event" and "counted from an event" or m.kind or ""
    rows[i] = { tostring(m.first), shown, m.edtf or "", meaning }
  end
  if #rows == 0 then return page:line("  " .. page.paint("no date", "dim")) end
  page:table(rows, "  ", { "dim", false, "cyan" })
end

--- Do it.
-- @tparam table run a `breachkit.cli.job`
-- @usage verb.run(run)
function verb.run(run)
  local fallback = run.options.anchor
  run:map(function(doc)
    local mentions = {}
    local occasion -- the document's claims are read when a date is counted from one of them
    local function event(named)
      occasion = occasion or occasions.of(claims.list(doc))
      return occasion(named)
    end
    local function add(m, kind)
      local d = m.date or {}
      mentions[#mentions + 1] = { first = m.first, last = m.last, text = m.text, kind = kind, edtf = d.edtf,
        start = d.start, stop = d.stop }
    end
    for m in anchors.find(doc, doc.text, doc.anchor or doc.published or fallback, event) do
      add(m, m.kind)
      for _, part in ipairs(m.parts or {}) do add(part, "part") end
    end
    return { id = doc.id, mentions = mentions }
  end, function(record, doc)
    run.array(record.mentions)
    run.found = run.found + #record.mentions
    run:emit(record, doc)
  end)
end

return verb
