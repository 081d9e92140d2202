--- What a page says about itself: title, dates, authors, site, section, address, links. Policy: which of the candidates
-- to believe.
-- @module breachkit.document.meta
local linked_data = require "breachkit.document.linked_data"
local people = require "breachkit.document.people"
local published = require "breachkit.document.published"
local trim = require "breachkit.trim"

local meta = {}

-- names of meta elements, best first; lower case
local SITE = { "og:site_name", "application-name", "dc.publisher", "dcterms.publisher", "publisher" }
local AUTHOR = { "author", "article:author", "citation_author", "dc.creator", "dcterms.creator", "parsely-author",
  "sailthru.author", "byl" }
local IS_AUTHOR = {}
for _, name in ipairs(AUTHOR) do IS_AUTHOR[name] = true end
local TITLE = { "headline", "twitter:title", "dc.title", "dcterms.title", "citation_title" }
local SECTION = { "article:section", "articlesection", "section", "parsely-section", "dc.subject.section" }
local LANGUAGE = { "inlanguage", "content-language", "og:locale", "dc.language", "dcterms.language" }

meta.names = people.names

local function first(values, names)
  for _, name in ipairs(names) do
    if values[name] and values[name] ~= "" then return values[name] end
  end
end

local LONGEST <const> = 1000 -- bytes of a title that is looked at: each mark in it is tried against its rest

-- "Hackers strike | Harbour Courier" without the site, whichever side it stands on
local function without_site(title, site)
  if #title > LONGEST then return title end
  for _, mark in ipairs { "|", "–", "—", "-", "::", "»", "·", "•" } do
    local before, after = title:match("^(.-)%s+" .. mark:gsub("%p", "%%%0") .. "%s+([^|]-)%s*$")
    if before then
      if site and before:lower() == site:lower() then return after end
      if (site and after:lower() == site:lower()) or (#after < 40 and #before > #after * 1.5) then return before end
    end
  end
  return title
end

local function unique(list)
  local seen, out = {}, {}
  for _, value in ipairs(list) do
    if not seen[value:lower()] then
      seen[value:lower()] = true
      out[#out + 1] = value
    end
  end
  return out
end

--- An address made absolute.
-- @tparam ?string base the page's own address
-- @tparam string href as written
-- @treturn ?string the address, or nil when it leads nowhere outside (fragments, scripts) or cannot be made absolute
-- @usage meta.absolute("https://a.example/b/c", "../d") --> "https://a.example/d"
function meta.absolute(base, href)
  href = trim(href):gsub("#.*$", "")
  if href == "" then return nil end
  local scheme = href:match "^(%a[%w+.-]*):"
  if scheme then return scheme:lower():find "^https?$" and href or nil end
  local head, host, path = (base or ""):match "^(https?:)//([^/?#]+)([^?#]*)"
  if not head then return nil end
  if href:find "^//" then return head .. href end
  if href:find "^%?" then return head .. "//" .. host .. path .. href end
  local full = href:find "^/" and href or (path:match "^(.*/)" or "/") .. href
  local query = full:match "%?.*$" or ""
  local parts, climbs = {}, full:gsub("%?.*$", "")
  for part in climbs:gmatch "[^/]+" do
    if part == ".." then parts[#parts] = nil elseif part ~= "." then parts[#parts + 1] = part end
  end
  local tail = climbs:find "/%.?%.?$" and #parts > 0 and "/" or ""
  return head .. "//" .. host .. "/" .. table.concat(parts, "/") .. tail .. query
end

-- A heading that the page's title holds beside the name of the site.
local function headline(title, facts)
  for _, fact in ipairs(facts) do
    if fact.kind == "heading" and #fact.text > 15 and title:find(fact.text, 1, true) then return fact.text end
  end
end

-- The facts by kind: meta elements by name, the first of each, and all of those that name authors.
local function sort(facts)
  local sorted = { values = {}, authors = {}, articles = {}, bylines = {} }
  for _, fact in ipairs(facts) do
    local kind = fact.kind
    if kind == "meta" then
      local name, value = fact.name:lower(), fact.value or fact.text
      if not sorted.values[name] and value:find "%S" then sorted.values[name] = value end
      if IS_AUTHOR[name] then
        sorted.authors[name] = sorted.authors[name] or {}
        table.insert(sorted.authors[name], value)
      end
    elseif kind == "jsonld" then
      table.move(linked_data.read(fact.text), 1, 100, #sorted.articles + 1, sorted.articles)
    elseif kind == "byline" then
      table.insert(sorted.bylines, fact)
    elseif kind == "heading" then
      sorted.heading = sorted.heading or (fact.name == "h1" and fact.text or nil)
      if fact.value and fact.value:find "headline" then sorted.values.headline = sorted.values.headline or fact.text end
    elseif kind == "relation" then
      if (" " .. fact.name:lower() .. " "):find(" canonical ", 1, true) then
        sorted.canonical = sorted.canonical or fact.value
      end
    else -- title, base, language
      sorted[kind] = sorted[kind] or fact.text or fact.value
    end
  end
  return sorted
end

local function of_articles(articles, field)
  for _, article in ipairs(articles) do
    if article[field] then return article[field] end
  end
end

local function authors_of(sorted)
  local found = of_articles(sorted.articles, "authors")
  for _, name in ipairs(not found and AUTHOR or {}) do
    local names = {}
    for _, value in ipairs(sorted.authors[name] or {}) do
      for _, person in ipairs(people.names(value)) do names[#names + 1] = person end
    end
    if #names > 0 then
      found = names
      break
    end
  end
  for _, byline in ipairs(not found and sorted.bylines or {}) do
    local names = people.names(byline.text)
    if #names > 0 then
      found = names
      break
    end
  end
  return found and unique(found)
end

-- "en-GB", "en_GB" -> "en"
local function code_of(label)
  local code = label and label:match "^%s*(%a%a%a?)%f[%A]"
  return code and code:lower()
end

local function links_of(facts, root)
  local links, seen = {}, {}
  for _, fact in ipairs(facts) do
    local href = fact.kind == "link" and fact.inside and meta.absolute(root, fact.value)
    if href and not seen[href] then
      seen[href] = true
      links[#links + 1] = { url = href, text = fact.text }
    end
  end
  return #links > 0 and links or nil
end

--- Fill a document's title, dates, authors, site, section, address and links from a page's facts. What was given stays.
-- @tparam table doc the document
-- @tparam table facts as `core.html.read` lists them
-- @usage meta.fill(doc, page.facts)
function meta.fill(doc, facts)
  local sorted = sort(facts)
  local values, articles, title = sorted.values, sorted.articles, sorted.title
  doc.site = doc.site or first(values, SITE) or of_articles(articles, "site")
  doc.title = doc.title or values["og:title"] or of_articles(articles, "title") or first(values, TITLE) or
    sorted.heading or
    (title and (headline(title, facts) or without_site(title, doc.site)))
  if doc.title then doc.title = without_site(doc.title, doc.site) end

  local canonical = meta.absolute(doc.url, sorted.canonical or values["og:url"] or "")
  if not doc.url then doc.url = canonical elseif canonical ~= doc.url then doc.canonical = canonical end
  published.fill(doc, facts, values, articles)
  doc.authors = doc.authors or authors_of(sorted)
  doc.section = doc.section or first(values, SECTION) or of_articles(articles, "section")
  doc.language = doc.language or
    code_of(sorted.language or of_articles(articles, "language") or first(values, LANGUAGE))
  doc.links = links_of(facts, sorted.base and meta.absolute(doc.url, sorted.base) or doc.url)
end

return meta
