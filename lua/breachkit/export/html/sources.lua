--- The sources of a page: numbered, each with where it comes from and the hash of its bytes.
-- @module breachkit.export.html.sources
local escape = require "breachkit.export.html.escape"
local words = require "breachkit.export.words"

local sources = {}

local text = escape.text

--- Number the documents that the incidents rest on, by date of publication.
-- @tparam table documents a list, or a table by id
-- @tparam {table,...} incidents
-- @treturn table `list` and `by_id` of `{number, document, short}`; `incidents`, the set of those on the page
-- @usage local numbered = sources.number(set.documents, incidents)
function sources.number(documents, incidents)
  local used, list, here = {}, {}, {}
  for _, incident in ipairs(incidents) do
    if incident.incident then here[incident.incident] = true end
    for _, id in ipairs(incident.reports or {}) do used[id] = true end
    for _, fact in ipairs(incident.facts or {}) do
      for _, claim in ipairs(fact.claims or {}) do
        if claim.id then used[claim.id] = true end
      end
    end
  end
  for _, doc in pairs(documents or {}) do
    if type(doc) == "table" and doc.id and used[doc.id] then list[#list + 1] = { document = doc } end
  end
  table.sort(list, function(a, b)
    local x, y = a.document.published or "~", b.document.published or "~"
    if x ~= y then return x < y end
    return a.document.id < b.document.id
  end)
  local by_id = {}
  for i, source in ipairs(list) do
    local doc = source.document
    source.number = i
    source.short = escape.clipped(doc.site or doc.title or doc.id, 60)
    by_id[doc.id] = source
  end
  return { list = list, by_id = by_id, incidents = here }
end

local kinds = { credit = "credits", copy = "a copy of", via = "draws on" }

local function origins(doc, by_id)
  local parts = {}
  for _, origin in ipairs(doc.origins or {}) do
    local target = origin.id and by_id[origin.id]
    local name = target and ('<a href="#s%d">%s</a>'):format(target.number, text(target.short))
      or text(origin.name or origin.id or "")
    parts[#parts + 1] = text(kinds[origin.kind] or origin.kind or "from") .. " " .. name
  end
  return #parts > 0 and table.concat(parts, "; ") or nil
end

-- how the date was come by, where that is not plain
local from = { byline = " (by its byline)", url = " (by its address)", header = " (by the server)",
  feed = " (by its feed)", text = " (by its text)", time = " (by a time on the page)" }

local function row(out, name, html)
  if html then out('<div><dt>', name, '</dt><dd>', html, '</dd></div>') end
end

local function one(source, by_id, out)
  local doc = source.document
  local href = escape.link(doc.url)
  local title = text(escape.clipped(doc.title or doc.id, 300))
  out('<li id="s', tostring(source.number), '" class="source"><div class="title">')
  if href then
    out('<a href="', href, '" rel="noreferrer noopener external">', title, '</a>')
  else
    out(title)
  end
  out('</div><p class="weight">')
  local bits = {}
  if doc.site then bits[#bits + 1] = doc.site end
  if doc.published then
    bits[#bits + 1] = "published " .. words.date(doc.published) .. (from[doc.published_from] or "")
  else
    bits[#bits + 1] = "date of publication unknown"
  end
  if doc.updated then bits[#bits + 1] = "updated " .. words.date(doc.updated) end
  if doc.authors and #doc.authors > 0 then bits[#bits + 1] = "by " .. table.concat(doc.authors, ", ") end
  out(text(table.concat(bits, " · ")), '</p><dl>')
  row(out, "Origins", origins(doc, by_id))
  row(out, "Address", href and '<span class="mono">' .. href .. "</span>")
  row(out, "File", doc.path and '<span class="mono">' .. text(doc.path) .. "</span>"
    .. (doc.size and " · " .. text(words.count(math.tointeger(doc.size) or doc.size, "byte")) or ""))
  row(out, "SHA-256", doc.sha256 and '<span class="mono hash">' .. text(doc.sha256) .. "</span>")
  row(out, "Id", '<span class="mono">' .. text(doc.id) .. "</span>")
  local warnings = {}
  for i, warning in ipairs(doc.warnings or {}) do
    warnings[i] = text(type(warning) == "table" and warning.message or warning)
  end
  row(out, "Warnings", #warnings > 0 and table.concat(warnings, "<br>") or nil)
  out('</dl></li>')
end

--- Write the list of sources.
-- @tparam table numbered as `sources.number` gives
-- @tparam function out takes strings
-- @usage sources.write(numbered, out)
function sources.write(numbered, out)
  out('<ol class="sources">')
  for _, source in ipairs(numbered.list) do one(source, numbered.by_id, out) end
  out('</ol>')
end

return sources
