--- `breachkit incidents`: facts with how sure they are, on whose word, and where reports contradict each other.
-- @module breachkit.cli.incidents
local sheet = require "breachkit.cli.sheet"
local words = require "breachkit.export.words"

local verb = {
  summary = "build incidents: facts with stance and origins, contradictions, works, timeline",
  nothing = "no incident",
  description = "Puts reports of the same incident together and prints its facts: each with how sure it is, how many "
    .. "origins and reports hold it (a copy counts once), and the words it rests on; then where reports contradict "
    .. "each other, the works named, and what happened when. All documents are held in memory.",
  options = { "format", "out", "jobs", "anchor", "asof", "rules", "offline", "reveal", "title", "quiet", "progress" },
  formats = { "text", "json", "jsonl", "csv", "html" },
  columns = { "incident", "title", "property", "of", "value", "bound", "stance", "origins", "reports", "aliases",
    "document", "quote", "path", "against" },
  spaced = true,
  quotes = true, -- of reports
  examples = { "breachkit incidents reports/", "breachkit incidents -o html --out incidents.html reports/",
    "breachkit incidents -o jsonl reports.jsonl | jq .title" },
}

-- Why other reports contradict a fact.
local function against(incident, fact)
  for _, conflict in ipairs(incident.conflicts or {}) do
    for _, side in ipairs(conflict.property == fact.property and conflict.sides or {}) do
      if side.value == fact.value and (not conflict.of or conflict.of == fact.of) then return words.why(conflict) end
    end
  end
end

--- The rows of an incident in CSV.
-- @tparam table incident an incident
-- @tparam table documents documents by id
-- @treturn {table,...} rows by the names of `columns`
-- @usage for _, row in ipairs(verb.rows(incident, documents)) do print(row.id) end
function verb.rows(incident, documents)
  local rows = {}
  for _, fact in ipairs(incident.facts or {}) do
    local row = { incident = incident.incident, title = incident.title, property = fact.property, of = fact.of,
      value = fact.value, bound = fact.bound, stance = fact.stance, origins = fact.origins, reports = fact.reports,
      aliases = fact.aliases, against = against(incident, fact) }
    for i, claim in ipairs(fact.claims or {}) do
      if i > 1 then row = setmetatable({}, { __index = row }) end
      row.document, row.quote = claim.id, claim.quote
      row.path = (documents[claim.id] or {}).path
      rows[#rows + 1] = row
      row = setmetatable({}, { __index = rows[#rows] })
    end
    if #(fact.claims or {}) == 0 then rows[#rows + 1] = row end
  end
  return rows
end

local colours = sheet.stances
local QUOTES = 2 -- quotes of a fact that text shows; the other formats have all

local function heading(page, text)
  page:line()
  page:line("  " .. page.paint(text:upper(), "dim"))
end

local function name_of(doc, id)
  if not doc then return tostring(id) end
  local name = doc.site or doc.title or doc.id
  return doc.published and name .. ", " .. words.date(doc.published:sub(1, 10), true) or name
end

local before = {
  yes = "leaked before release", no = "leaked after release", maybe = "perhaps leaked before release",
}

local function facts(incident, page, documents)
  local order = {}
  for i, pair in ipairs(words.properties) do order[pair[1]] = i end
  local list = table.move(incident.facts, 1, #incident.facts, 1, {})
  for i, fact in ipairs(list) do list[fact] = i end
  table.sort(list, function(a, b)
    local x, y = order[a.property] or 99, order[b.property] or 99
    if x ~= y then return x < y end
    return list[a] < list[b]
  end)
  heading(page, "Facts")
  local last
  for _, fact in ipairs(list) do
    if fact.property ~= last then
      page:line("  " .. page.paint(words.heading(fact.property), "bold"))
      last = fact.property
    end
    local value = words.value(fact.property, fact.value, fact.bound):gsub("%s+", " ")
    page:wrap(value .. (fact.of and " (" .. words.of(fact.of) .. ")" or ""), "    ")
    if fact.aliases and #fact.aliases > 0 then
      page:wrap("also called " .. table.concat(fact.aliases, ", "), "      ", nil, "dim")
    end
    local weight = words.count(fact.origins or 0, "origin") .. " in " .. words.count(fact.reports or 0, "report")
    local division = words.division(fact.stances)
    page:wrap(division and weight .. ": " .. division or weight,
      "      " .. page.paint(fact.stance or "", colours[fact.stance] or "dim") .. " · ", "      ")
    local seen, shown = {}, 0
    for _, claim in ipairs(fact.claims or {}) do
      local key = words.key(claim.quote or "")
      if claim.quote and not seen[key] and shown < QUOTES then
        seen[key], shown = true, shown + 1
        local told = key == words.key(value) and "" or "“" .. claim.quote:gsub("%s+", " ") .. "” "
        page:wrap(told .. "— " .. name_of(documents[claim.id], claim.id), "      ", nil, "dim")
      end
    end
  end
end

--- An incident for people.
-- @tparam table incident an incident
-- @tparam table page a `breachkit.cli.sheet`
-- @tparam table documents documents by id
-- @usage verb.text(incident, page, documents)
function verb.text(incident, page, documents)
  page:wrap(words.title(incident.title) or incident.incident, "", "", "bold")
  page:wrap(("%s · %s · %s, %s"):format(words.type(incident.type),
    incident.when and words.date(incident.when) or "date not known",
    words.count(#(incident.reports or {}), "report"), words.count(incident.origins or 0, "origin")), "  ")
  for _, first in ipairs(incident.follows or {}) do
    page:wrap("may follow up " .. (words.title(first.title) or first.incident), "  ")
  end
  if #(incident.conflicts or {}) > 0 then
    heading(page, "Where the reports contradict each other")
    for _, conflict in ipairs(incident.conflicts) do
      page:line("  " .. page.paint(words.heading(conflict.property), "bold")
        .. (conflict.of and " (" .. words.of(conflict.of) .. ")" or ""))
      local blocks = {}
      for i, side in ipairs(conflict.sides) do
        local told = {}
        for k, id in ipairs(side.reports or {}) do told[k] = name_of(documents[id], id) end
        local by = words.said_by(side)
        if by then table.insert(told, 1, by) end
        blocks[i] = words.side(conflict.property, side) .. "\n" .. words.count(side.origins or 0, "origin")
          .. "\n" .. table.concat(told, "\n")
      end
      page:beside(blocks, "    ")
      if conflict.why then page:wrap(words.why(conflict), "    ", nil, "dim") end
    end
  end
  if #(incident.changes or {}) > 0 then
    heading(page, "What was told first, and what later")
    for _, change in ipairs(incident.changes) do
      page:wrap(words.change(change), "  ", "    ")
    end
  end
  facts(incident, page, documents)
  if #(incident.works or {}) > 0 then
    heading(page, "Works")
    local rows = {}
    for i, work in ipairs(incident.works) do
      local released = work.released
      if type(released) == "table" then released = released.edtf end
      rows[i] = { work.title, work.kind or "", released and words.date(released) or "",
        before[work.before_release] or words.of(work.of) }
    end
    page:table(rows, "  ")
  end
  if #(incident.timeline or {}) > 0 then
    heading(page, "Timeline")
    local rows = {}
    for i, event in ipairs(incident.timeline) do
      rows[i] = { event.when and words.date(event.when, true) or "no date", event.stance or "", event.what or "" }
    end
    page:table(rows, "  ", { "cyan" })
  end
end

--- Do it.
-- @tparam table run a `breachkit.cli.job`
-- @usage verb.run(run)
function verb.run(run)
  local set = run:set()
  if run.options.format == "html" then return run:page(set) end
  local documents = {}
  for _, doc in ipairs(set.documents) do documents[doc.id] = doc end
  for incident in set:incidents() do
    run:emit_incident(incident, documents)
  end
end

return verb
