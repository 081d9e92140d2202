--- `breachkit read`: what a report is, and its own words.
-- @module breachkit.cli.read
local terminal = require "breachkit.cli.terminal"
local words = require "breachkit.export.words"

local verb = {
  summary = "read reports: title, text, dates, site, authors, language, origins",
  description = "Reads pages, plain text, mail, feeds, breach records and JSON Lines of documents, told apart by their "
    .. "content, in archives too, and prints a document for each report: its own words without the page's furniture, "
    .. "when it was published and how that is known, and the SHA-256 of its bytes. What cannot be read is reported; "
    .. "the rest is done.",
  options = { "format", "out", "asof", "offline", "reveal", "quiet", "progress" },
  formats = { "text", "json", "jsonl", "csv" },
  columns = { "id", "url", "path", "type", "title", "published", "published_from", "updated", "site", "authors",
    "language", "sha256", "size", "text" },
  spaced = true,
  examples = { "breachkit read report.html", "breachkit read -o jsonl --out reports.jsonl reports/",
    "curl -s https://example.org/report | breachkit read -" },
}

--- The rows of a document in CSV.
-- @tparam table doc a document
-- @treturn {table,...} rows by the names of `columns`
-- @usage for _, row in ipairs(verb.rows(doc)) do print(row.id) end
function verb.rows(doc)
  return { doc }
end

local kinds = { credit = "credits", copy = "copy of", via = "draws on" }

--- A document for people.
-- @tparam table doc a document
-- @tparam table page a `breachkit.cli.sheet`
-- @usage verb.text(doc, page)
function verb.text(doc, page)
  page:wrap(doc.title or doc.id, "", "", "bold")
  local rows = {}
  local function row(name, value)
    if value and value ~= "" then rows[#rows + 1] = { name, value } end
  end
  row("published", doc.published and words.date(doc.published)
    .. (doc.published_from and " (" .. doc.published_from .. ")" or "") or "unknown")
  row("updated", doc.updated and words.date(doc.updated))
  row("site", doc.site)
  row("section", doc.section)
  row("authors", doc.authors and table.concat(doc.authors, ", "))
  for _, origin in ipairs(doc.origins or {}) do
    row(kinds[origin.kind] or "origin", origin.name or origin.id)
  end
  row("language", doc.language)
  row("type", doc.type)
  row("address", doc.url)
  row("canonical", doc.canonical)
  row("file", doc.path and doc.path .. (doc.size and " (" .. words.count(doc.size, "byte") .. ")" or ""))
  row("sha256", doc.sha256)
  row("id", doc.id)
  for _, warning in ipairs(doc.warnings or {}) do
    row("warning", type(warning) == "table" and warning.message or tostring(warning))
  end
  page:table(rows, "  ", { "dim" })
  page:line()
  for _, line in ipairs(terminal.wrap(terminal.plain(doc.text or "", true), page.width - 2)) do
    page:line("  " .. line)
  end
end

--- Do it.
-- @tparam table run a `breachkit.cli.job`
-- @usage verb.run(run)
function verb.run(run)
  for doc in run:documents() do
    run.found = run.found + 1
    run:emit(doc)
  end
end

return verb
