--- What a page says about itself: title, dates, authors, site, address. Policy: which of the candidates to believe.
-- @module breachkit.document.meta
local json = require "breachkit.json"
local when = require "breachkit.document.when"

local meta = {}

local ARTICLE_TYPES = {
  Article = true, NewsArticle = true, ReportageNewsArticle = true, AnalysisNewsArticle = true, BlogPosting = true,
  TechArticle = true, Report = true, LiveBlogPosting = true, SocialMediaPosting = true, WebPage = true,
    PressRelease = true,
}

-- names of meta elements, best first; lower case
local PUBLISHED = {
  "article:published_time", "og:article:published_time", "og:published_time", "datepublished", "publish-date",
  "publish_date",
  "pubdate", "published", "parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.issued", "dcterms.created",
  "dc.date.created",
  "dc.date", "dcterms.date", "article.published", "publication_date", "originalpublicationdate",
  "cxenseparse:recs:publishtime",
  "date", "article_date_original", "rnews:datepublished", "datecreated",
}
local UPDATED = {
  "article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "dc.date.modified", "article.updated",
  "lastmod", "last-modified", "revised",
}
local SITE = { "og:site_name", "application-name", "dc.publisher", "dcterms.publisher", "publisher" }
local AUTHOR = { "author", "article:author", "dc.creator", "dcterms.creator", "parsely-author", "sailthru.author",
  "byl" }

--- Clean a byline into names: no "By", no addresses, no roles.
-- @tparam string text as written
-- @treturn table names, maybe none
-- @usage meta.names "By Joran Fields and Ines Calder" --> { "Joran Fields", "Ines Calder" }
function meta.names(text)
  local names = {}
  text = text:gsub("%S+@%S+", ""):gsub("https?://%S+", ""):gsub("[\r\n]+", ", ")
  text = text:gsub("^%s*[Ww]ritten [Bb]y:?%s+", ""):gsub("^%s*[Bb][Yy]:?%s+", ""):gsub("^%s*[Aa]uthor:?%s+", "")
  text = text:gsub("%s+[Aa][Nn][Dd]%s+", ","):gsub("%s*&%s*", ","):gsub("%s*[|;].*$", "")
  text = text:gsub("%s*•.*$", ""):gsub("%s*·.*$", "") -- not in a set: their bytes are parts of other letters
  for part in text:gmatch "[^,]+" do
    part = part:gsub("^[%s(]+", ""):gsub("[%s)]+$", "")
    local words = select(2, part:gsub("%S+", ""))
    if part ~= "" and #part <= 60 and words <= 5 and not part:find "[%d@/<>]" and part:find "^[%u\x80-\xff]" then
      names[#names + 1] = part
    end
  end
  return names
end

local function each_object(value, depth, visit)
  if depth > 6 or type(value) ~= "table" then return end
  if value[1] ~= nil then
    for _, item in ipairs(value) do each_object(item, depth + 1, visit) end
    return
  end
  visit(value)
  each_object(value["@graph"], depth + 1, visit)
  each_object(value.mainEntity, depth + 1, visit)
end

local function is_article(kind)
  if type(kind) == "table" then
    for _, name in ipairs(kind) do
      if ARTICLE_TYPES[name] then return true end
    end
    return false
  end
  return ARTICLE_TYPES[kind] or false
end

local function text_of(value)
  if type(value) == "table" then value = value.name or (value[1] ~= nil and text_of(value[1])) end
  return type(value) == "string" and value ~= "" and value or nil
end

local function linked_data(text)
  local found = {}
  local value = json.decode(text, { utf8 = "replace" })
  if not value then
    -- hand-made JSON-LD is often broken; its dates still stand in it
    found.published = when.normal(text:match '"datePublished"%s*:%s*"([^"]*)"')
    found.updated = when.normal(text:match '"dateModified"%s*:%s*"([^"]*)"')
    return found
  end
  each_object(value, 1, function(object)
    if not is_article(object["@type"]) then return end
    found.published = found.published or when.normal(object.datePublished)
    found.updated = found.updated or when.normal(object.dateModified)
    found.title = found.title or text_of(object.headline)
    found.site = found.site or text_of(object.publisher)
    local people = object.author
    if type(people) == "string" or (type(people) == "table" and people[1] == nil) then people = { people } end
    for _, person in ipairs(type(people) == "table" and people or {}) do
      local name = text_of(person)
      if name then
        found.authors = found.authors or {}
        for _, clean in ipairs(meta.names(name)) do table.insert(found.authors, clean) end
      end
    end
  end)
  return found
end

local function first(values, names)
  for _, name in ipairs(names) do
    if values[name] and values[name] ~= "" then return values[name] end
  end
end

local function first_date(values, names)
  for _, name in ipairs(names) do
    local date = when.normal(values[name])
    if date then return date, name end
  end
end

-- "Hackers strike | Harbour Courier" without the site, whichever side it stands on
local function without_site(title, site)
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
  href = href:gsub("^%s+", ""):gsub("%s+$", ""):gsub("#.*$", "")
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

-- times and labels: the first that says it is the publication, else the first in the article, else the first
local function shown_dates(facts)
  local shown = {}
  for _, fact in ipairs(facts) do
    local name = (fact.name or ""):lower()
    local label = (fact.text or ""):lower()
    local changed = name:find "modif" or name:find "updat" or label:find "updated" or label:find "modified"
    local said = name:find "publi" or name:find "pubdate" or name:find "datecreated" or name:find "posted"
    if fact.kind == "time" or fact.kind == "date" or (fact.kind == "byline" and #(fact.text or "") < 160) then
      local date = when.normal(fact.value) or when.normal(fact.text)
      local from = name:find "^date" and "microdata" or fact.kind == "time" and "time" or "byline"
      if date and changed and not label:find "publ" then
        shown.updated = shown.updated or date
      elseif date and (not shown.published or (said and not shown.said)) then
        shown.published, shown.from, shown.said = date, from, said
      end
    end
  end
  return shown
end

-- A heading that the page's title holds beside the name of the site.
local function headline(title, facts)
  for _, fact in ipairs(facts) do
    if fact.kind == "heading" and #fact.text > 15 and title:find(fact.text, 1, true) then return fact.text end
  end
end

--- Fill a document's title, dates, authors, site, address and links from a page's facts. What was given stays.
-- @tparam table doc the document
-- @tparam table facts as `core.html.read` lists them
-- @usage meta.fill(doc, page.facts)
function meta.fill(doc, facts)
  local values, ld, title, heading, base, label, bylines, canonical = {}, {}, nil, nil, nil, nil, {}, nil
  for _, fact in ipairs(facts) do
    local kind = fact.kind
    if kind == "meta" then
      local name = fact.name:lower()
      values[name] = values[name] or fact.value
    elseif kind == "jsonld" then
      for key, value in pairs(linked_data(fact.text)) do ld[key] = ld[key] or value end
    elseif kind == "title" then title = title or fact.text
    elseif kind == "heading" then heading = heading or (fact.name == "h1" and fact.text or nil)
    elseif kind == "base" then base = base or fact.value
    elseif kind == "language" then label = label or fact.value
    elseif kind == "byline" then bylines[#bylines + 1] = fact
    elseif kind == "relation" and (" " .. fact.name:lower() .. " "):find(" canonical ", 1, true) then
      canonical = canonical or fact.value
    end
  end
  doc.site = doc.site or first(values, SITE) or ld.site
  doc.title = doc.title or values["og:title"] or ld.title or heading or
    (title and (headline(title, facts) or without_site(title, doc.site)))
  if doc.title then doc.title = without_site(doc.title, doc.site) end

  if not doc.url then doc.url = meta.absolute(nil, canonical or values["og:url"] or "") end
  local shown = shown_dates(facts)
  local date, name = first_date(values, PUBLISHED)
  local candidates = {
    { "json-ld", ld.published },
    -- schema.org's own name in a meta element is microdata
    { name == "datepublished" and "microdata" or "meta", date },
    { shown.from, shown.published },
    { "url", when.from_url(doc.url) },
  }
  local dates = {}
  for i = 1, 4 do
    local from, value = candidates[i][1], candidates[i][2]
    if from and value then
      dates[#dates + 1] = { from = from, date = value }
      if not doc.published then doc.published_from, doc.published = from, value end
    end
  end
  -- the page's own words on when it was published, for whoever doubts the choice
  if #dates > 1 then doc.dates = dates end
  doc.updated = doc.updated or ld.updated or first_date(values, UPDATED) or shown.updated
  if doc.updated == doc.published then doc.updated = nil end

  if not doc.authors then
    local authors = ld.authors or meta.names(first(values, AUTHOR) or "")
    if #authors == 0 then
      for _, byline in ipairs(bylines) do
        authors = meta.names(byline.text)
        if #authors > 0 then break end
      end
    end
    if #authors > 0 then doc.authors = unique(authors) end
  end
  doc.language = doc.language or (label and label:match "^%s*(%a%a%a?)%f[%A]" or nil)
  if doc.language then doc.language = doc.language:lower() end

  local links, seen = {}, {}
  local root = base and meta.absolute(doc.url, base) or doc.url
  for _, fact in ipairs(facts) do
    local href = fact.kind == "link" and fact.inside and meta.absolute(root, fact.value)
    if href and not seen[href] then
      seen[href] = true
      links[#links + 1] = { url = href, text = fact.text }
    end
  end
  if #links > 0 then doc.links = links end
end

return meta
