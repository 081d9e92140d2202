--- Feeds (RSS 0.9x and 2.0, RSS 1.0 in RDF, Atom, JSON Feed): the items and what each says about itself.
-- @module breachkit.document.feed
local core = require "breachkit.core"
local err = require "breachkit.err"
local when = require "breachkit.document.when"

local feed = {}

local ITEMS = 10000

-- Namespaces by the prefix that this file knows them under; "" for the feed's own names. A prefix that a feed uses
-- without declaring it is taken at its word.
local SPACES = {
  ["http://purl.org/rss/1.0/"] = "", ["http://my.netscape.com/rdf/simple/0.9/"] = "",
  ["http://backend.userland.com/rss2"] = "",
  ["http://www.w3.org/2005/atom"] = "atom", ["http://purl.org/atom/ns#"] = "atom",
  ["http://www.w3.org/1999/02/22-rdf-syntax-ns#"] = "rdf", ["http://purl.org/rss/1.0/modules/content/"] = "content",
  ["http://purl.org/dc/elements/1.1/"] = "dc", ["http://purl.org/dc/terms/"] = "dcterms",
}

-- Give every element its name with that prefix as `key`; `own` is the prefix of names that are in no namespace.
local function name_all(element, own)
  local prefix = element.space and SPACES[element.space:lower()] or element.prefix or own
  element.key = prefix ~= "" and prefix .. ":" .. element.name or element.name
  for _, part in ipairs(element) do
    if type(part) == "table" then name_all(part, own) end
  end
end

local function trim(text)
  text = text:gsub("^%s+", ""):gsub("%s+$", "")
  return text ~= "" and text or nil
end

-- all the text in an element, whatever is around it
local function text_of(element, out)
  local top = not out
  out = out or {}
  for _, part in ipairs(element) do
    if type(part) == "string" then out[#out + 1] = part else text_of(part, out) end
  end
  return top and trim(table.concat(out)) or nil
end

local ESCAPED = { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;" }

local function escape(text)
  return (text:gsub('[&<>"]', ESCAPED))
end

-- plain text as a page would write it
local function paragraphs(text)
  return "<p>" .. escape(text):gsub("\r", ""):gsub("\n[ \t]*\n", "<p>")
end

-- markup that stood in the feed as elements, as a page would write it
local function markup_of(element, out)
  for _, part in ipairs(element) do
    if type(part) == "string" then
      out[#out + 1] = escape(part)
    else
      out[#out + 1] = "<" .. part.name
      local href = (part.attributes or {}).href
      if href then out[#out + 1] = (' href="%s"'):format(escape(href)) end
      out[#out + 1] = ">"
      markup_of(part, out)
      if part[1] then out[#out + 1] = "</" .. part.name .. ">" end
    end
  end
  return out
end

-- an element's content as HTML, however it is wrapped
local function html_of(element)
  local kind = (element.attributes or {}).type
  for _, part in ipairs(element) do
    if type(part) == "table" then return trim(table.concat(markup_of(element, {}))) end
  end
  local text = text_of(element)
  local plain = element.key:find "^atom:" and (not kind or kind == "text" or kind == "text/plain")
  return text and plain and paragraphs(text) or text
end

-- the elements directly inside, by name: each a list
local function children(element)
  local by = {}
  for _, part in ipairs(element) do
    if type(part) == "table" then
      by[part.key] = by[part.key] or {}
      table.insert(by[part.key], part)
    end
  end
  return by
end

local function first(by, read, ...)
  for _, name in ipairs { ... } do
    for _, element in ipairs(by[name] or {}) do
      local value = read(element)
      if value then return value end
    end
  end
end

-- a title may be marked up, and escaped once more than it should
local function title_of(element)
  local text = text_of(element)
  local kind = (element.attributes or {}).type
  if not text or not (kind == "html" or text:find "&#?%w+;") then return text end
  local sound = text:gsub("&", "&amp;"):gsub("&amp;(#?%w+;)", "&%1")
  local inner = core.xml.read("<t>" .. (kind == "html" and sound or sound:gsub("<", "&lt;")) .. "</t>")
  return inner and text_of(inner) or text
end

local function date_of(element) return when.normal(text_of(element)) end

-- Atom: rel="alternate" or no rel; RSS: the content
local function link_of(by)
  for _, element in ipairs(by["atom:link"] or {}) do
    local attributes = element.attributes or {}
    if attributes.href and (not attributes.rel or attributes.rel == "alternate") then return trim(attributes.href) end
  end
  return first(by, text_of, "link")
end

-- a guid is an address unless it says that it is none
local function permalink(element)
  local text = text_of(element)
  return (element.attributes or {}).isPermaLink ~= "false" and text and text:find "^https?://" and text or nil
end

local function authors_of(by)
  local names = {}
  for _, element in ipairs(by["atom:author"] or {}) do
    names[#names + 1] = first(children(element), text_of, "atom:name")
  end
  for _, element in ipairs(by["dc:creator"] or #names == 0 and by.author or {}) do
    -- RSS has addresses here: "jo@a.example (Jo Field)"
    local text = text_of(element) or ""
    names[#names + 1] = trim(text:match "%(([^)]+)%)" or text:gsub("%S+@%S+", ""))
  end
  return names[1] and names
end

-- RSS: the feed that an item was taken over from; Atom: the feed it first stood in
local function source_of(by)
  local source = by.source and by.source[1]
  if source then return text_of(source) end
  source = by["atom:source"] and by["atom:source"][1]
  return source and first(children(source), text_of, "atom:title")
end

local function item_of(element, site)
  local by = children(element)
  return {
    guid = first(by, text_of, "guid", "atom:id") or trim((element.attributes or {})["rdf:about"] or ""),
    url = link_of(by) or first(by, permalink, "guid"),
    title = first(by, title_of, "title", "atom:title", "dc:title"),
    html = first(by, html_of, "content:encoded", "atom:content", "description", "atom:summary", "dc:description"),
    published = first(by, date_of, "pubDate", "atom:published", "atom:issued", "dc:date", "dcterms:issued"),
    updated = first(by, date_of, "atom:updated", "atom:modified", "dcterms:modified"),
    authors = authors_of(by), source = source_of(by), site = site,
  }
end

-- every item below an element, wherever a feed puts them
local function collect(element, items, site)
  for _, part in ipairs(element) do
    if type(part) == "table" and #items < ITEMS then
      if part.key == "item" or part.key == "atom:entry" then
        items[#items + 1] = item_of(part, site)
      elseif part.key == "channel" then
        -- RSS 1.0 has the items beside the channel, later ones have them inside
        collect(part, items, site)
      end
    end
  end
end

local function site_of(root)
  local by = children(root)
  local channel = by.channel and children(by.channel[1]) or by
  return first(channel, title_of, "title", "atom:title")
end

-- "AT&T" written bare is the commonest fault of feeds, and the parser drops the name with the mark
local function with_ampersands(bytes)
  local out, at = {}, 1
  while at <= #bytes do
    local start, last = bytes:find("<![CDATA[", at, true)
    local outside = bytes:sub(at, (start or #bytes + 1) - 1)
    out[#out + 1] = outside:gsub("&", "&amp;"):gsub("&amp;(#?%w+;)", "&%1")
    if not start then break end
    local _, stop = bytes:find("]]>", last + 1, true)
    at = (stop or #bytes) + 1
    out[#out + 1] = bytes:sub(start, at - 1)
  end
  return table.concat(out)
end

--- List a feed's items.
-- @tparam string bytes the feed as UTF-8
-- @treturn ?table items `{guid, url, title, html, published, updated, authors, site, source}`, at most 10000; source is
--  the feed that an item was taken over from; what an item lacks is absent
-- @treturn boolean|table whether the feed was well-formed; or the error: "empty", "limit", "memory"
-- @usage for _, item in ipairs(feed.items(bytes)) do print(item.title) end
function feed.items(bytes)
  local root, sound = core.xml.read(bytes)
  if not root then return nil, sound end
  if not sound then root = core.xml.read(with_ampersands(bytes)) or root end
  name_all(root, root.name == "feed" and "atom" or "")
  local items = {}
  collect(root, items, site_of(root))
  if #items == 0 then return nil, err.new("empty", "the feed has no items") end
  return items, sound
end

local function string_of(value)
  return type(value) == "string" and trim(value) or nil
end

local function people(list)
  local names = {}
  for _, person in ipairs(type(list) == "table" and list or {}) do
    names[#names + 1] = type(person) == "table" and string_of(person.name) or nil
  end
  return names[1] and names
end

--- Is a decoded JSON value a JSON Feed (https://www.jsonfeed.org/version/1.1/)?
-- @param value what `json.decode` gave
-- @treturn boolean
-- @usage if feed.is_json(value) then ... end
function feed.is_json(value)
  return type(value) == "table" and type(value.version) == "string" and type(value.items) == "table"
    and value.version:find("jsonfeed.org/version/", 1, true) ~= nil
end

--- List the items of a JSON Feed.
-- @tparam table value for which `is_json` holds
-- @treturn ?table items as `items` lists them
-- @treturn ?table the error: "empty"
-- @usage local items = assert(feed.json_items(value))
function feed.json_items(value)
  local items, site = {}, string_of(value.title)
  local everyone = people(value.authors) or people { value.author }
  for _, item in ipairs(value.items) do
    if type(item) == "table" and #items < ITEMS then
      local id = math.type(item.id) == "integer" and tostring(item.id) or string_of(item.id)
      local text = string_of(item.content_text) or string_of(item.summary)
      items[#items + 1] = {
        guid = id, url = string_of(item.url), title = string_of(item.title),
        html = string_of(item.content_html) or text and paragraphs(text),
        published = when.normal(item.date_published), updated = when.normal(item.date_modified),
        authors = people(item.authors) or people { item.author } or everyone, site = site,
      }
    end
  end
  if #items == 0 then return nil, err.new("empty", "the feed has no items") end
  return items
end

return feed
