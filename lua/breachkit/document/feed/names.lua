--- The elements of a feed under one name each, whatever prefix, namespace or case it was written in, and what holds for
-- them: their base address and language.
-- @module breachkit.document.feed.names
local core = require "breachkit.core"
local text = require "breachkit.document.feed.text"

local names = {}

-- Parts of namespaces as feeds write them, and the prefix that this reader knows them under; "" for the feed's own
-- names. The first that fits counts.
local SPACES = {
  { "purl.org/rss/1.0/modules/content", "content" }, { "purl.org/rss/1.0/modules/dcterms", "dcterms" },
  { "purl.org/rss/1.0/modules/", nil }, { "purl.org/rss/1.0", "" }, { "purl.org/net/rss1.1", "" },
  { "netscape.com/rdf/simple", "" }, { "netscape.com/publish/formats/rss", "" }, { "backend.userland.com", "" },
  { "cyber.law.harvard.edu/rss", "" }, { "blogs.law.harvard.edu/tech/rss", "" }, { "purl.org/rss/2.0", "" },
  { "www.w3.org/2005/atom", "atom" }, { "purl.org/atom/", "atom" },
  { "www.w3.org/1999/02/22-rdf-syntax-ns", "rdf" }, { "purl.org/dc/elements/", "dc" },
  { "purl.org/metadata/dublin_core", "dc" },
  { "purl.org/dc/terms", "dcterms" }, { "/dtds/podcast", "itunes" }, { "search.yahoo.com/mrss", "media" },
  { "www.w3.org/1999/xhtml", "xhtml" }, { "www.w3.org/xml/1998/namespace", "xml" },
}

-- prefixes that are what they say when a feed does not declare them
local KNOWN = { atom = "atom", atom03 = "atom", rdf = "rdf", content = "content", dc = "dc", dcterms = "dcterms",
  itunes = "itunes", media = "media", xhtml = "xhtml", rss = "" }

local function prefix_of(element, own)
  local space = element.space and element.space:lower():gsub("%s", "")
  if not space or space == "" then
    if not element.prefix then return own end
    return KNOWN[element.prefix:lower()] or "?" .. element.prefix
  end
  for _, row in ipairs(SPACES) do
    if space:find(row[1], 1, true) then return row[2] or "?" end
  end
  -- a namespace nobody knows: as the default one it is the feed's own way to say what it is
  return element.prefix and "?" .. element.prefix or own
end

--- Give every element below its `key` ("title", "atom:title", "dc:date"), lower-case attribute names, and the `base`
-- and `language` that hold there.
-- @tparam table element what `core.xml.read` gave
-- @tparam string own the prefix of names that are in no namespace
-- @tparam ?string base the address of the feed
-- @tparam[opt] string language
-- @usage names.settle(root, "", "https://a.example/feed")
function names.settle(element, own, base, language)
  local attributes = {}
  for name, value in pairs(element.attributes or {}) do
    name = name:lower()
    if attributes[name] == nil then attributes[name] = value end
  end
  element.attributes = attributes
  local prefix = prefix_of(element, own)
  element.key = (prefix ~= "" and prefix .. ":" or "") .. element.name:lower()
  local own_base = attributes["xml:base"]
  if own_base then
    local resolved = core.sanitize.resolve(base or "", text.trim(own_base) or "")
    -- an address that cannot be fetched is no base
    if resolved:find "^[hH][tT][tT][pP][sS]?://[^%s%[%]]" then base = resolved end
  end
  local lang = attributes["xml:lang"]
  if lang then language = lang ~= "" and lang:gsub("_", "-") or nil end
  element.base, element.language = base, language
  for _, part in ipairs(element) do
    if type(part) == "table" then names.settle(part, own, base, language) end
  end
end

--- The elements directly inside, by key: each a list.
-- @tparam table element settled
-- @treturn table
-- @usage local title = names.children(item).title[1]
function names.children(element)
  local by = {}
  for _, part in ipairs(element) do
    if type(part) == "table" then
      by[part.key] = by[part.key] or {}
      table.insert(by[part.key], part)
    end
  end
  return by
end

--- The first value that `read` finds in an element of one of the keys, in the order of the keys.
-- @tparam table by what `children` gave
-- @tparam function read called with an element
-- @tparam {string,...} keys
-- @return the value, or nil; and the element
-- @usage names.first(by, text.of, { "title", "dc:title" })
function names.first(by, read, keys)
  for _, key in ipairs(keys) do
    for _, element in ipairs(by[key] or {}) do
      local value = read(element)
      if value ~= nil then return value, element end
    end
  end
end

return names
