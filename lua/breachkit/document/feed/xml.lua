--- RSS 0.9x to 2.0, RSS 1.0 in RDF, Atom 0.3 and 1.0, CDF: the feed's elements as a record.
-- @module breachkit.document.feed.xml
local core = require "breachkit.core"
local names = require "breachkit.document.feed.names"
local people = require "breachkit.document.feed.people"
local text = require "breachkit.document.feed.text"
local when = require "breachkit.document.when"

local xml = {}

local first = names.first

-- Where each field stands, the likelier first. An element that only one of the formats has is harmless in another.
local TITLE = { "title", "atom:title", "dc:title", "media:title", "itunes:title" }
local DESCRIPTION = { "description", "atom:subtitle", "atom:tagline", "dc:description", "itunes:summary", "abstract",
  "itunes:subtitle" }
local SUMMARY = { "description", "atom:summary", "dc:description", "itunes:summary", "media:description", "abstract",
  "itunes:subtitle" }
local CONTENT = { "content:encoded", "atom:content", "xhtml:body", "fullitem", "body" }
local PUBLISHED = { "pubdate", "atom:published", "atom:issued", "dcterms:issued", "dc:date", "dcterms:created" }
local UPDATED = { "atom:updated", "atom:modified", "dcterms:modified", "lastbuilddate" }
local RIGHTS = { "copyright", "atom:rights", "atom:copyright", "dc:rights" }
local CATEGORIES = { "category", "itunes:keywords", "itunes:category", "dc:subject", "atom:category",
  "media:category" }
local ITEM_AUTHORS = { { "atom:author" }, { "dc:creator", "dc:author" }, { "author" }, { "itunes:author" } }
local FEED_AUTHORS = { { "atom:author" }, { "managingeditor" }, { "dc:creator", "dc:author" }, { "author" },
  { "itunes:author" }, { "webmaster" }, { "itunes:owner" } }
local CONTRIBUTORS = { { "atom:contributor", "dc:contributor", "contributor" } }

local function resolved(element, address)
  address = text.trim(address)
  if not address then return nil end
  return text.address(address, element.base)
end

local function address_of(element) return resolved(element, text.of(element)) end

-- an identity is no address to be completed, unless it can be nothing else
local function identity(element)
  local value = text.of(element)
  local relative = value and value:find "^[^%s:]*/[^%s:]*$"
  return relative and core.sanitize.resolve(element.base or "", value) or value
end

-- a date that is none is not lost: it is a warning
local function dates(by, keys, warnings)
  for _, key in ipairs(keys) do
    for _, element in ipairs(by[key] or {}) do
      local written = text.of(element)
      local date = written and when.normal(written)
      if date then return date end
      if written then
        warnings[#warnings + 1] = text.no_date("<" .. element.name .. ">", written)
      end
    end
  end
end

local function links_of(by)
  local links = {}
  for _, element in ipairs(by["atom:link"] or {}) do
    local a = element.attributes
    local href = resolved(element, a.href) or a.href == "" and element.base or address_of(element)
    if next(a) or href then
      links[#links + 1] = { rel = a.rel and a.rel ~= "" and a.rel or "alternate", url = href, type = a.type,
        title = a.title, language = a.hreflang, length = a.length }
    end
  end
  for _, element in ipairs(by.link or {}) do
    local href = address_of(element) or resolved(element, element.attributes.href)
    if href then links[#links + 1] = { rel = element.attributes.rel or "alternate", url = href } end
  end
  return links
end

-- the page that a feed or an item is about: of several the one that is HTML
local function main_link(links, by)
  local best
  for _, link in ipairs(links) do
    if link.rel == "alternate" and link.url then
      if not link.type or link.type:find "html" then return link.url end
      best = best or link.url
    end
  end
  return best or by.link and by.link[1] and address_of(by.link[1]) or nil
end

local function enclosures_of(by, links)
  local list = {}
  for _, element in ipairs(by.enclosure or {}) do
    local a = element.attributes
    local href = resolved(element, a.url or a.href) or address_of(element)
    if href then list[#list + 1] = { url = href, type = a.type, length = a.length } end
  end
  for _, link in ipairs(links) do
    if link.rel == "enclosure" and link.url then
      list[#list + 1] = { url = link.url, type = link.type, length = link.length, title = link.title }
    end
  end
  return list[1] and list
end

local function categories_of(by)
  local list, seen = {}, {}
  local function add(term, scheme, label)
    term, label = text.trim(term), text.trim(label)
    if not term and not label then return end
    local mark = (term or label) .. "\0" .. (scheme or "")
    if seen[mark] then return end
    seen[mark] = true
    list[#list + 1] = { term = term or label, scheme = text.trim(scheme), label = label }
  end
  local function visit(element)
    local a = element.attributes
    if element.key == "itunes:category" then
      add(a.text, "http://www.itunes.com/")
      for _, part in ipairs(element) do
        if type(part) == "table" and part.key == element.key then visit(part) end
      end
    else
      local term = text.of(element)
      local scheme = a.domain or a.scheme
      if element.key == "media:category" then scheme = scheme or "http://search.yahoo.com/mrss/category_schema" end
      add(a.term or term and text.plain(term), scheme, a.label)
    end
  end
  for _, key in ipairs(CATEGORIES) do
    for _, element in ipairs(by[key] or {}) do
      if key == "itunes:keywords" then
        local words = text.of(element) or ""
        for word in words:gmatch(words:find "," and "[^,]+" or "%S+") do add(word, "http://www.itunes.com/") end
      else
        visit(element)
      end
    end
  end
  return list[1] and list
end

-- The texts of a feed or an item, and which language each says it is in.
local function texts(by, fields)
  local found, languages = {}, {}
  for name, field in pairs(fields) do
    local element
    found[name], element = first(by, field[1], field[2])
    languages[name] = element and element.language
  end
  found.languages = next(languages) and languages
  return found
end

local FEED_TEXTS = { title = { text.title, TITLE }, description = { text.html, DESCRIPTION },
  info = { text.html, { "atom:info" } }, rights = { text.html, RIGHTS } }
local ITEM_TEXTS = { title = { text.title, TITLE }, summary = { text.html, SUMMARY }, rights = { text.html, RIGHTS } }

-- what a feed, and the source of an Atom entry, says about itself
local function about(element, warnings)
  local by = names.children(element)
  local links = links_of(by)
  local said = texts(by, FEED_TEXTS)
  local record = {
    id = first(by, identity, { "atom:id", "guid", "id" }), title = said.title, links = links,
    url = main_link(links, by), description = said.description, info = said.info, rights = said.rights,
    languages = said.languages, published = dates(by, PUBLISHED, warnings), updated = dates(by, UPDATED, warnings),
    authors = people.all(by, FEED_AUTHORS), contributors = people.all(by, CONTRIBUTORS),
    categories = categories_of(by),
    language = first(by, text.of, { "language", "dc:language" }) or element.language,
  }
  return record, by
end

-- RSS: the feed that an item was taken over from; Atom: what the feed it first stood in says about itself
local function source_of(by, warnings)
  local source = by.source and by.source[1]
  if source then
    local record = { title = first(by, text.title, { "source" }), url = resolved(source, source.attributes.url) }
    return next(record) and record or nil
  end
  source = by["atom:source"] and by["atom:source"][1]
  return source and about(source, warnings) or nil
end

-- a guid is an address unless it says that it is none
local function permalink(element)
  local value = text.of(element)
  local says = (element.attributes.ispermalink or ""):lower()
  return says ~= "false" and value and value:find "^%a[%w+.-]*:" and value:find "^https?://" and value or nil
end

local function item_of(element)
  local warnings = {}
  local by = names.children(element)
  -- Media RSS puts what a video is about into a group
  for _, group in ipairs(by["media:group"] or {}) do
    for key, list in pairs(names.children(group)) do by[key] = by[key] or list end
  end
  local links = links_of(by)
  local id = first(by, text.of, { "guid" }) or first(by, identity, { "atom:id", "id" })
  local content, read = {}, nil
  for _, key in ipairs(CONTENT) do
    for _, part in ipairs(by[key] or {}) do
      local html = text.html(part)
      if html or part.attributes.src then
        content[#content + 1] = { html = html, language = part.language, src = resolved(part, part.attributes.src),
          type = part.attributes.type }
        read = read or part
      end
    end
  end
  local said = texts(by, ITEM_TEXTS)
  local spoken
  if read then
    spoken = read.language
  elseif said.summary then
    spoken = (said.languages or {}).summary
  else
    spoken = element.language
  end
  local published, updated = dates(by, PUBLISHED, warnings), dates(by, UPDATED, warnings)
  local href = resolved(element, element.attributes.href) -- CDF
  if href then links[#links + 1] = { rel = "alternate", url = href } end
  return {
    guid = id or text.trim(element.attributes["rdf:about"]),
    url = main_link(links, by) or first(by, permalink, { "guid" }),
    links = links, title = said.title, summary = said.summary, content = content[1] and content,
    html = content[1] and content[1].html or said.summary,
    published = published, updated = updated or when.normal(element.attributes.lastmod),
    authors = people.all(by, ITEM_AUTHORS), contributors = people.all(by, CONTRIBUTORS),
    categories = categories_of(by), source = source_of(by, warnings), enclosures = enclosures_of(by, links),
    rights = said.rights, languages = said.languages,
    language = spoken or first(by, text.of, { "dc:language", "language" }),
    warnings = warnings[1] and warnings,
  }
end

local ITEM = { item = true, entry = true, ["atom:entry"] = true, ["atom:item"] = true }

-- every item below an element, wherever a feed puts them: in RSS 1.0 they are beside the channel, later inside
local function collect(element, items, most)
  for _, part in ipairs(element) do
    if type(part) == "table" then
      if #items >= most then return true end
      if ITEM[part.key] then
        items[#items + 1] = item_of(part)
      elseif part.key == "channel" or part.key == "items" then
        if collect(part, items, most) then return true end
      end
    end
  end
  return false
end

-- by what the root says, the format and its version
local function version_of(root)
  local space = (root.space or ""):lower()
  if root.key == "atom:feed" or root.key == "atom:entry" then
    local old = space:find("purl.org/atom", 1, true) or (root.attributes.version or ""):find "^0%.3"
    return "atom", old and "0.3" or space:find("2005/atom", 1, true) and "1.0" or nil
  elseif root.key == "rss" then
    return "rss", text.trim(root.attributes.version)
  elseif root.key == "rdf:rdf" then
    for _, part in ipairs(root) do
      local inner = type(part) == "table" and (part.space or ""):lower() or ""
      if inner:find("netscape.com", 1, true) then return "rss", "0.90" end
      if inner:find("purl.org/rss/1.0", 1, true) then return "rss", "1.0" end
    end
    return "rss", nil
  end
  return root.key == "channel" and "cdf" or "unknown", nil
end

--- The record of a feed.
-- @tparam table root what `core.xml.read` gave
-- @tparam ?string url where the feed was found
-- @tparam integer most items
-- @treturn table the feed, as `feed.read` gives it
-- @usage xml.record(root, "https://a.example/feed", 10000)
function xml.record(root, url, most)
  local own = root.name:lower() == "feed" and "atom" or ""
  names.settle(root, own, url)
  local items, warnings = {}, {}
  local channel = names.children(root).channel
  local record = about(root.key ~= "channel" and channel and channel[1] or root, warnings)
  record.language = record.language or root.language
  record.format, record.version = version_of(root)
  if root.key == "channel" then
    local href = resolved(root, root.attributes.href)
    if href then table.insert(record.links, { rel = "alternate", url = href }) end
    record.url = record.url or href
    record.updated = record.updated or when.normal(root.attributes.lastmod)
  end
  if root.key == "atom:entry" then items[1] = item_of(root) end
  if collect(root, items, most) then warnings[#warnings + 1] = ("only the first %d items were read"):format(most) end
  record.items, record.warnings = items, warnings
  return record
end

return xml
