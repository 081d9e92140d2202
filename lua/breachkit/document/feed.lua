--- Feeds (RSS, RDF, Atom): the items and what each says about itself.
-- @module breachkit.document.feed
local when = require "breachkit.document.when"

local feed = {}

local ITEMS = 10000
local ENTITIES = { amp = "&", lt = "<", gt = ">", quot = '"', apos = "'", nbsp = "\u{A0}" }

local function unescape(text)
  return (text:gsub("&(#?)([xX]?)(%w+);", function(number, hex, name)
    if number == "" then return ENTITIES[hex .. name] end
    local code = tonumber(name, hex ~= "" and 16 or 10)
    return code and code > 0 and code <= 0x10FFFF and not (code >= 0xD800 and code <= 0xDFFF) and utf8.char(code) or
      "\u{FFFD}"
  end))
end

-- character data: CDATA sections as they are, the rest with its entities resolved
local function content(text)
  local out, at = {}, 1
  while true do
    local first, last = text:find("<![CDATA[", at, true)
    out[#out + 1] = unescape(text:sub(at, (first or #text + 1) - 1))
    if not first then break end
    local stop = text:find("]]>", last + 1, true) or #text + 1
    out[#out + 1] = text:sub(last + 1, stop - 1)
    at = stop + 3
  end
  return (table.concat(out):gsub("^%s+", ""):gsub("%s+$", ""))
end

-- Markup inside CDATA must not be taken for the feed's own: positions of elements are looked for in a copy without it.
local function blank(text)
  return (text:gsub("<!%[CDATA%[.-%]%]>", function(section) return ("\0"):rep(#section) end)
    :gsub("<!%-%-.-%-%->", function(comment) return ("\0"):rep(#comment) end))
end

-- The first element of a name: its content and its attributes.
local function element(text, shadow, name)
  local pattern = "<" .. name:gsub("%p", "%%%0") .. "(%s[^<>]*)>"
  local bare = "<" .. name:gsub("%p", "%%%0") .. "()>"
  local first, last, attributes = shadow:find(pattern)
  local other, other_last = shadow:find(bare)
  if other and (not first or other < first) then first, last, attributes = other, other_last, "" end
  if not first then return nil end
  if attributes:find "/$" then return "", attributes end
  local stop = shadow:find("</" .. name .. "%s*>", last + 1)
  return text:sub(last + 1, (stop or #text + 1) - 1), attributes
end

local function value(text, shadow, ...)
  for _, name in ipairs { ... } do
    local inner = element(text, shadow, name)
    if inner then
      local found = content(inner)
      if found ~= "" then return found end
    end
  end
end

-- Atom: rel="alternate" or no rel; RSS: the element's content
local function link_of(text, shadow)
  for attributes in shadow:gmatch "<link%s+([^<>]*)>" do
    local rel, href = attributes:match "rel%s*=%s*[\"']([^\"']*)", attributes:match "href%s*=%s*[\"']([^\"']*)"
    if href and (not rel or rel == "alternate") then return unescape(href) end
  end
  return value(text, shadow, "link")
end

local function each_element(text, shadow, name, visit)
  local at, count = 1, 0
  while count < ITEMS do
    local first, last = shadow:find("<" .. name .. "%f[%s>][^<>]*>", at)
    if not first then return count end
    local stop, stop_last = shadow:find("</" .. name .. "%s*>", last + 1)
    visit(text:sub(last + 1, (stop or #text + 1) - 1), shadow:sub(last + 1, (stop or #text + 1) - 1))
    count = count + 1
    at = (stop_last or #text) + 1
  end
  return count
end

--- List a feed's items.
-- @tparam string bytes the feed as UTF-8
-- @treturn table items `{guid, url, title, html, published, updated, authors, site}`; what an item lacks is absent
-- @usage for _, item in ipairs(feed.items(bytes)) do print(item.title) end
function feed.items(bytes)
  local shadow = blank(bytes)
  local items = {}
  local head_end = shadow:find "<item%f[%s>]" or shadow:find "<entry%f[%s>]" or #bytes + 1
  local site = value(bytes:sub(1, head_end - 1), shadow:sub(1, head_end - 1), "title")
  local function add(text, under)
    local author = element(text, under, "author")
    if author and author:find("<name", 1, true) then
      author = value(author, blank(author), "name")
    else
      author = author and content(author)
    end
    local names = {}
    local creator = value(text, under, "dc:creator") or author
    if creator then
      -- RSS has addresses here: "jo@a.example (Jo Field)"
      creator = creator:match "%(([^)]+)%)" or creator:gsub("%S+@%S+", "")
      if creator:find "%S" then names[1] = creator:gsub("^%s+", ""):gsub("%s+$", "") end
    end
    items[#items + 1] = {
      guid = value(text, under, "guid", "id"), url = link_of(text, under), title = value(text, under, "title"),
      html = value(text, under, "content:encoded", "content", "description", "summary"),
      published = when.normal(value(text, under, "pubDate", "published", "issued", "dc:date")),
      updated = when.normal(value(text, under, "updated", "modified", "atom:updated")),
      authors = #names > 0 and names or nil, site = site,
    }
  end
  if each_element(bytes, shadow, "item", add) == 0 then each_element(bytes, shadow, "entry", add) end
  return items
end

return feed
