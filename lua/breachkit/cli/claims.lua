--- `breachkit claims`: what a report says happened, how sure, on whose word.
-- @module breachkit.cli.claims
local claims = require "breachkit.claims"
local sheet = require "breachkit.cli.sheet"
local words = require "breachkit.export.words"

local verb = {
  summary = "find what reports say happened, to whom, how sure, and on whose word",
  description = "Finds the events that a report tells of, each with the words that name it, who did what to whom, "
    .. "how sure the report is (asserted, reported, claimed, suspected, investigated, demanded, denied), who says so "
    .. "and whom the report takes it from. Every part points into the document's text by bytes.",
  options = { "format", "out", "jobs", "min-confidence", "anchor", "asof", "rules", "offline", "reveal", "quiet",
    "progress" },
  formats = { "text", "json", "jsonl", "csv" },
  columns = { "id", "type", "stance", "realis", "first", "last", "text", "hedge", "speaker", "via", "roles", "quote",
    "path" },
  spaced = true,
  quotes = true, -- of reports
  examples = { "breachkit claims report.html", "breachkit claims -o csv --out claims.csv reports/" },
}

local function quote(claim, doc)
  local s = claim.sentence
  return s and doc.text:sub(s.first, s.last) or claim.text
end

local function value_of(part)
  return type(part) == "table" and part.text or part
end

-- "time (disclosed)" of the day on which a deed came to light.
local function named(role) return role.of and ("%s (%s)"):format(role.role, role.of) or role.role end

--- The rows of the events of a document in CSV.
-- @tparam table record the events of a document
-- @tparam table doc its document
-- @treturn {table,...} rows by the names of `columns`
-- @usage for _, row in ipairs(verb.rows(record, doc)) do print(row.id) end
function verb.rows(record, doc)
  local rows = {}
  for i, c in ipairs(record.events) do
    local roles = {}
    for k, r in ipairs(c.roles or {}) do roles[k] = named(r) .. ": " .. r.text end
    rows[i] = { id = record.id, type = c.type, stance = c.stance, realis = c.realis, first = c.first, last = c.last,
      text = c.text, hedge = value_of(c.hedge), speaker = value_of(c.speaker), via = value_of(c.via), roles = roles,
      quote = quote(c, doc), path = doc.path }
  end
  return rows
end

local colours = sheet.stances

--- The events of a document for people.
-- @tparam table record the events of a document
-- @tparam table page a `breachkit.cli.sheet`
-- @tparam table doc its document
-- @usage verb.text(record, page, doc)
function verb.text(record, page, doc)
  page:wrap(doc.title or record.id, "", "", "bold")
  if #record.events == 0 then return page:line("  " .. page.paint("no event", "dim")) end
  local before
  for _, c in ipairs(record.events) do
    local said = quote(c, doc)
    if said ~= before then
      page:line()
      page:wrap((said:gsub("%s+", " ")), "  " .. page.paint("│ ", "dim"), "  " .. page.paint("│ ", "dim"))
      before = said
    end
    local line = { c.stance or "", ("“%s”"):format(c.text), words.type(c.type) }
    local tail = {}
    if c.realis and c.realis ~= "actual" then tail[#tail + 1] = c.realis end
    if c.hedge then tail[#tail + 1] = "hedge “" .. value_of(c.hedge) .. "”" end
    if c.speaker then tail[#tail + 1] = "said by " .. value_of(c.speaker) end
    if c.via then tail[#tail + 1] = "via " .. value_of(c.via) end
    if #tail > 0 then line[3] = line[3] .. " · " .. table.concat(tail, " · ") end
    page:table({ line }, "    ", { colours[c.stance] })
    local roles = {}
    for i, r in ipairs(c.roles or {}) do roles[i] = { named(r), (r.text:gsub("%s+", " ")) } end
    page:table(roles, "      ", { "dim" })
  end
end

--- Do it.
-- @tparam table run a `breachkit.cli.job`
-- @usage verb.run(run)
function verb.run(run)
  local fallback = run.options.anchor
  run:map(function(doc)
    local read = doc
    if fallback and not doc.published then read = setmetatable({ published = fallback }, { __index = doc }) end
    local list, warnings = claims.list(read, { min_confidence = run.options["min-confidence"] })
    return { id = doc.id, events = list, warnings = warnings }
  end, function(record, doc)
    run.array(record.events)
    for _, warning in ipairs(record.warnings or {}) do run:warn_of(doc, warning) end
    record.warnings = nil
    run.found = run.found + #record.events
    run:emit(record, doc)
  end)
end

return verb
