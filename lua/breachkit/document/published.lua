--- When a page was published and changed: every date that it gives itself, and which of them to believe.
-- @module breachkit.document.published
local when = require "breachkit.document.when"

local published = {}

local MOST = 24 -- candidates that are kept

-- names of meta elements, best first; lower case
local PUBLISHED = {
  "article:published_time", "og:article:published_time", "og:published_time", "datepublished", "publish-date",
  "publish_date", "pubdate", "published", "parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.issued",
  "dcterms.created", "dc.date.created", "dc.date", "dcterms.date", "article.published", "publication_date",
  "citation_publication_date", "citation_date", "originalpublicationdate", "cxenseparse:recs:publishtime", "date",
  "article_date_original", "rnews:datepublished", "datecreated",
}
local UPDATED = {
  "article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "dc.date.modified",
  "article.updated", "lastmod", "last-modified", "revised",
}

-- schema.org's own name in a meta element is microdata
local function source_of(name)
  return (name == "datepublished" or name == "datemodified" or name == "datecreated") and "microdata" or "meta"
end

-- Dates are normalised once: pages repeat them.
local function normalizer()
  local known = {}
  return function(text)
    if not text then return nil end
    if known[text] == nil then known[text] = when.normal(text) or false end
    return known[text] or nil
  end
end

local function from_meta(values, names, of, normal, add)
  for _, name in ipairs(names) do
    if values[name] then add(of, source_of(name), normal(values[name])) end
  end
end

-- Times and labels: the first that says it is the publication, else the first.
local function from_shown(facts, normal, add)
  local plain, said = {}, {}
  for _, fact in ipairs(facts) do
    if fact.kind == "time" or fact.kind == "date" or (fact.kind == "byline" and #(fact.text or "") < 160) then
      local date = normal(fact.value) or (fact.text and fact.text:find "%d%d%d%d" and normal(fact.text) or nil)
      local name, label = (fact.name or ""):lower(), (fact.text or ""):lower()
      local from = name:find "^date" and "microdata" or fact.kind == "time" and "time" or "byline"
      local changed = name:find "modif" or name:find "updat" or label:find "updated" or label:find "modified"
      if date and changed and not label:find "publ" then
        add("updated", from, date)
      elseif date then
        local says = name:find "publi" or name:find "pubdate" or name:find "datecreated" or name:find "posted"
        local list = says and said or plain
        list[#list + 1] = { from, date }
      end
      if #plain + #said > MOST then break end
    end
  end
  for _, list in ipairs { said, plain } do
    for _, candidate in ipairs(list) do add("published", candidate[1], candidate[2]) end
  end
end

-- days since 1 March of year 0, near enough to tell how far two days lie apart
local function day(date)
  local y, m, d = date:match "^(%d%d%d%d)%-(%d%d)%-?(%d?%d?)"
  y, m = tonumber(y), tonumber(m)
  if m < 3 then y, m = y - 1, m + 12 end
  return 365 * y + y // 4 - y // 100 + y // 400 + (153 * (m - 3) + 2) // 5 + (tonumber(d) or 15)
end

local TOLD = { ["json-ld"] = true, meta = true, microdata = true }

-- What contradicts itself: dates written for machines that lie more than a day apart, a change before the publication.
local function doubt(doc, dates)
  local warnings = doc.warnings or {}
  local first
  for _, candidate in ipairs(dates) do
    if candidate.of == "published" and TOLD[candidate.from] then
      first = first or candidate
      if math.abs(day(first.date) - day(candidate.date)) > 1 then
        warnings[#warnings + 1] = ("the page says that it was published %s (%s) and %s (%s)"):format(first.date,
          first.from, candidate.date, candidate.from)
        break
      end
    end
  end
  if doc.updated and doc.published and day(doc.updated) < day(doc.published) - 1 then
    warnings[#warnings + 1] = ("updated %s, before it was published %s"):format(doc.updated, doc.published)
  end
end

--- Date a document by its page. What was given stays.
-- @tparam table doc to fill: `published`, `published_from`, `updated`, and where the page gives more than one date
--  `dates[]` `{of, from, date}`, the best first
-- @tparam table facts as `core.html.read` lists them
-- @tparam table values the meta elements by lower-case name
-- @tparam table articles as `linked_data.read` gives them
-- @usage published.fill(doc, page.facts, values, articles)
function published.fill(doc, facts, values, articles)
  local dates, seen, normal = {}, {}, normalizer()
  local function add(of, from, date)
    local key = date and of .. from .. date
    if not key or seen[key] or #dates >= MOST then return end
    seen[key] = true
    dates[#dates + 1] = { of = of, from = from, date = date }
  end
  for _, article in ipairs(articles) do add("published", "json-ld", normal(article.published)) end
  from_meta(values, PUBLISHED, "published", normal, add)
  for _, article in ipairs(articles) do add("updated", "json-ld", normal(article.updated)) end
  from_meta(values, UPDATED, "updated", normal, add)
  from_shown(facts, normal, add)
  add("published", "url", when.from_url(doc.url))
  for _, candidate in ipairs(dates) do
    if candidate.of == "updated" then
      doc.updated = doc.updated or candidate.date
    elseif not doc.published then
      doc.published, doc.published_from = candidate.date, candidate.from
    end
  end
  if doc.updated == doc.published then doc.updated = nil end
  if #dates > 1 then doc.dates = dates end
  doubt(doc, dates)
end

return published
