--- Feeds (RSS 0.9x to 2.0, RSS 1.0 in RDF, Atom 0.3 and 1.0, CDF, JSON Feed), well-formed or broken: what a feed says
-- about itself and about each of its items. What comes out of it as HTML is harmless.
-- @module breachkit.document.feed
local core = require "breachkit.core"
local err = require "breachkit.err"
local repair = require "breachkit.document.feed.repair"
local text = require "breachkit.document.feed.text"
local when = require "breachkit.document.when"
local xml = require "breachkit.document.feed.xml"

local feed = {}

local ITEMS = 10000

local OPTIONS = { url = true }

--- Read a feed.
-- @tparam string bytes the feed as UTF-8, XML
-- @tparam[opt] table options `url`: where it was found; relative addresses are resolved against it
-- @treturn ?table `{format, version, sound, id, title, url, description, language, languages, published, updated,
--  authors, contributors, categories, links, rights, items, warnings}`: format is "rss", "atom", "cdf" or "unknown";
--  `sound` whether it was well-formed; people are `{name, email, url}`, categories `{term, scheme, label}`, links
--  `{rel, url, type, title, language, length}`. An item is `{guid, url, title, summary, content, html, published,
--  updated, authors, contributors, categories, links, enclosures, source, language, languages, rights, warnings}`:
--  `content` a list of `{html, language, src, type}`, `html` the first of it or the summary, `enclosures` `{url,
--  type, length}`, `source` what the feed it was taken over from says (`title`, `url`, in Atom all that a feed has),
--  `languages` which of `title`, `summary`, `description`, `rights` says that it is in which. Dates are as
--  `document.when` has them; titles are text, descriptions HTML. What is not there is absent
-- @treturn ?table the error: "empty" (no element), "limit", "memory"
-- @raise on a wrong option
-- @usage for _, item in ipairs(assert(feed.read(bytes)).items) do print(item.published, item.title) end
function feed.read(bytes, options)
  options = err.options(options, OPTIONS, "feed.read")
  local root, sound = core.xml.read(bytes)
  if not root and sound.code == "memory" then return nil, sound end
  if not root then
    local e = sound
    root, sound = core.xml.read(repair(bytes)), false
    if not root then return nil, e end
  elseif not sound then
    root = core.xml.read(repair(bytes)) or root
  end
  local url = options.url and options.url:find "^[hH][tT][tT][pP][sS]?://" and options.url or nil
  local record = xml.record(root, url, ITEMS)
  record.sound = sound
  return record
end

local function names_of(people)
  local list = {}
  for _, person in ipairs(people or {}) do list[#list + 1] = person.name end
  return list[1] and list
end

-- items as documents are made of them
local function as_documents(record)
  if #record.items == 0 then return nil, err.new("empty", "the feed has no items") end
  local items = {}
  for i, item in ipairs(record.items) do
    items[i] = {
      guid = item.guid, url = item.url, title = item.title, html = item.html, published = item.published,
      updated = item.updated, authors = names_of(item.authors) or names_of(record.authors), site = record.title,
      source = item.source and (item.source.title or item.source.url), language = item.language or record.language,
      warnings = item.warnings,
    }
  end
  return items
end

--- List a feed's items.
-- @tparam string bytes the feed as UTF-8
-- @tparam[opt] table options those of `read`
-- @treturn ?table items `{guid, url, title, html, published, updated, authors, site, source, language, warnings}`, at
--  most 10000; authors are names, of the feed where the item has none; source is the feed that an item was taken over
--  from; what an item lacks is absent
-- @treturn boolean|table whether the feed was well-formed; or the error: "empty", "limit", "memory"
-- @usage for _, item in ipairs(feed.items(bytes)) do print(item.title) end
function feed.items(bytes, options)
  local record, e = feed.read(bytes, options)
  if not record then return nil, e end
  local items
  items, e = as_documents(record)
  if not items then return nil, e end
  return items, record.sound
end

local function string_of(value)
  return type(value) == "string" and text.trim(value) or nil
end

local function people_of(list)
  local people = {}
  for _, person in ipairs(type(list) == "table" and list or {}) do
    if type(person) == "table" then
      local one = { name = string_of(person.name), url = string_of(person.url) }
      if next(one) then people[#people + 1] = one end
    end
  end
  return people[1] and people
end

--- Is a decoded JSON value a JSON Feed (https://www.jsonfeed.org/version/1.1/)?
-- @param value what `json.decode` gave
-- @treturn boolean
-- @usage if feed.is_json(value) then ... end
function feed.is_json(value)
  return type(value) == "table" and type(value.version) == "string" and type(value.items) == "table"
    and value.version:find("jsonfeed.org/version/", 1, true) ~= nil
end

local function json_date(item, field, warnings)
  local written = string_of(item[field])
  local date = when.normal(written)
  if written and not date then
    warnings[#warnings + 1] = text.no_date(field, written)
  end
  return date
end

local function json_item(item, record)
  local warnings = {}
  local base = string_of(item.url) or record.url
  local id = math.type(item.id) == "integer" and tostring(item.id) or string_of(item.id)
  local plain = string_of(item.content_text)
  local content = type(item.content_html) == "string" and text.safe(item.content_html, base)
    or plain and text.paragraphs(plain)
  local summary = string_of(item.summary)
  local enclosures, categories = {}, {}
  for _, part in ipairs(type(item.attachments) == "table" and item.attachments or {}) do
    if type(part) == "table" and string_of(part.url) then
      enclosures[#enclosures + 1] = { url = part.url, type = string_of(part.mime_type), title = string_of(part.title),
        length = math.type(part.size_in_bytes) == "integer" and tostring(part.size_in_bytes) or nil }
    end
  end
  for _, tag in ipairs(type(item.tags) == "table" and item.tags or {}) do
    if string_of(tag) then categories[#categories + 1] = { term = string_of(tag) } end
  end
  local links = { base and string_of(item.url) and { rel = "alternate", url = item.url } }
  local external = string_of(item.external_url)
  if external then links[#links + 1] = { rel = "related", url = external } end
  summary = summary and text.paragraphs(summary)
  return {
    guid = id, url = string_of(item.url), links = links, title = string_of(item.title), summary = summary,
    content = content and { { html = content, language = string_of(item.language) } }, html = content or summary,
    published = json_date(item, "date_published", warnings), updated = json_date(item, "date_modified", warnings),
    authors = people_of(item.authors) or people_of { item.author }, categories = categories[1] and categories,
    enclosures = enclosures[1] and enclosures, language = string_of(item.language) or record.language,
    warnings = warnings[1] and warnings,
  }
end

--- Read a JSON Feed.
-- @tparam table value for which `is_json` holds
-- @treturn table the feed, as `read` gives it; format is "json"
-- @usage print(feed.read_json(value).title)
function feed.read_json(value)
  local description = string_of(value.description)
  local record = {
    format = "json", version = value.version:match "version/([%d.]+)", sound = true, title = string_of(value.title),
    url = string_of(value.home_page_url), id = string_of(value.feed_url),
    description = description and text.paragraphs(description), language = string_of(value.language),
    authors = people_of(value.authors) or people_of { value.author }, links = {}, items = {}, warnings = {},
  }
  if record.url then record.links[1] = { rel = "alternate", url = record.url } end
  if record.id then table.insert(record.links, { rel = "self", url = record.id }) end
  for _, item in ipairs(value.items) do
    if type(item) == "table" and #record.items < ITEMS then
      table.insert(record.items, json_item(item, record))
    end
  end
  return record
end

--- List the items of a JSON Feed.
-- @tparam table value for which `is_json` holds
-- @treturn ?table items as `items` lists them
-- @treturn ?table the error: "empty"
-- @usage local items = assert(feed.json_items(value))
function feed.json_items(value)
  return as_documents(feed.read_json(value))
end

return feed
