--- Text in feeds, however it is wrapped: as elements, escaped, in CDATA, in base64, or plain. What comes out is HTML
-- that is harmless, or the text it shows.
-- @module breachkit.document.feed.text
local core = require "breachkit.core"
local data = require "breachkit.data"
local trim = require "breachkit.trim"

local text = {}

local rules

local function compiled()
  if not rules then
    rules = {}
    for name, words in pairs(data.load "sanitize") do rules[name] = " " .. words .. " " end
  end
  return rules
end

local function sanitized(html, base)
  return core.sanitize.html(html, compiled(), base) or ""
end

--- Without white space at both ends; nil when nothing is left.
-- @tparam ?string value
-- @treturn ?string
-- @usage text.trim "  a " --> "a"
function text.trim(value)
  local trimmed = type(value) == "string" and trim(value) or ""
  return trimmed ~= "" and trimmed or nil
end

--- An address of a feed: absolute where there is a base, and of a scheme that runs nothing.
-- @tparam ?string value as written; line ends and tabs in it are slips
-- @tparam ?string base
-- @treturn ?string nil for what is none, or is `javascript:` and the like
-- @usage text.address("../a", "https://b.example/c/") --> "https://b.example/a"
function text.address(value, base)
  value = text.trim(value)
  if not value then return nil end
  value = core.sanitize.resolve(base or "", (value:gsub("[\t\r\n]", "")))
  local scheme = value:match "^(%a[%w+.-]*):"
  if scheme and not compiled().schemes:find(" " .. scheme:lower() .. " ", 1, true) then return nil end
  return value
end

local function collect(element, out)
  for _, part in ipairs(element) do
    if type(part) == "string" then out[#out + 1] = part else collect(part, out) end
  end
  return out
end

--- All the characters in an element, whatever is around them.
-- @tparam table element
-- @treturn ?string nil when there are none
-- @usage text.of(element)
function text.of(element)
  return text.trim(table.concat(collect(element, {})))
end

local ESCAPED = { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;" }

local function escape(value)
  return (value:gsub('[&<>"]', ESCAPED))
end

--- Plain text as HTML: an empty line parts paragraphs.
-- @tparam string value
-- @treturn string
-- @usage text.paragraphs "1 < 2" --> "1 &lt; 2"
function text.paragraphs(value)
  value = value:gsub("\r\n?", "\n")
  if not value:find "\n[ \t]*\n" then return (value:gsub("[&<>]", ESCAPED)) end
  return "<p>" .. value:gsub("[&<>]", ESCAPED):gsub("\n[ \t]*\n%s*", "</p><p>") .. "</p>"
end

-- elements as a page would write them
local function markup(element, out)
  for _, part in ipairs(element) do
    if type(part) == "string" then
      out[#out + 1] = escape(part)
    else
      out[#out + 1] = "<" .. part.name
      local attributes = {}
      for name in pairs(part.attributes) do
        if not name:find "^xml" then attributes[#attributes + 1] = name end
      end
      table.sort(attributes)
      for _, name in ipairs(attributes) do
        out[#out + 1] = (' %s="%s"'):format(name, escape(part.attributes[name]))
      end
      out[#out + 1] = ">"
      markup(part, out)
      if part[1] or not (" br hr img col source track wbr "):find(" " .. part.name .. " ", 1, true) then
        out[#out + 1] = "</" .. part.name .. ">"
      end
    end
  end
  return out
end

local DIGITS = {}
for i, c in utf8.codes "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/" do DIGITS[c] = i - 1 end

-- RFC 4648; nil for what is none
local function from_base64(value)
  value = value:gsub("%s", "")
  if value == "" or value:find "[^%w+/=]" or #value:gsub("=+$", "") % 4 == 1 then return nil end
  local out = {}
  for four in value:gsub("=+$", ""):gmatch "..?.?.?" do
    local bits = 0
    for i = 1, 4 do bits = bits << 6 | (DIGITS[four:byte(i)] or 0) end
    out[#out + 1] = string.pack(">I3", bits):sub(1, #four - 1)
  end
  local bytes = table.concat(out)
  return (core.charset.decode(bytes, core.charset.detect(bytes)))
end

local TAG = "</?%a[^<>]*>"

-- markup, or characters that only look like it? Tags of which an end is there too, and character references
local function looks_marked(value)
  local name = (value:match "<(%a[^<>]*)>" or ""):match "^%w+"
  if not name then return value:find "&#?%w+;" ~= nil end
  local lower = value:lower()
  return lower:find("</" .. name:lower() .. "%s*>") or lower:find "<%a[^<>]*/>" or lower:find "<br"
end

local MARKED = { html = true, xhtml = true, ["text/html"] = true, ["application/xhtml+xml"] = true,
  ["text/x-server-parsed-html"] = true, ["application/xml"] = true, ["text/xml"] = true }

-- In Atom a div around markup is no part of it.
local function unwrapped(element)
  local only
  for _, part in ipairs(element) do
    if type(part) == "string" and part:find "%S" or only and type(part) == "table" then return element end
    only = type(part) == "table" and part or only
  end
  return element.key:find "^atom:" and only.name == "div" and only or element
end

-- the characters of an element without elements, and whether they were in base64: said in Atom 0.3, to be told from
-- a type that is neither text nor XML in Atom 1.0
local function decoded(element, kind, mode)
  local value = text.of(element)
  local encoded = mode == "base64" or mode == "" and kind == "application/octet-stream"
    or element.key == "atom:content" and mode == "" and kind:find "/" and not kind:find "^text/"
    and not kind:find "xml$"
  return encoded and value and from_base64(value) or value, encoded
end

--- An element's content as harmless HTML.
-- @tparam table element settled
-- @treturn ?string HTML; nil when there is none
-- @usage text.html(by["content:encoded"][1])
function text.html(element)
  local kind = (element.attributes.type or ""):lower():gsub(";.*$", "")
  local mode = (element.attributes.mode or ""):lower()
  for _, part in ipairs(element) do
    if type(part) == "table" then
      return text.trim(sanitized(table.concat(markup(unwrapped(element), {})), element.base))
    end
  end
  local value, encoded = decoded(element, kind, mode)
  if not value then return nil end
  local atom = element.key:find "^atom:" ~= nil
  local plain = kind == "text" or kind == "text/plain" or (kind == "" and atom)
  if plain and mode ~= "escaped" and not encoded then return text.paragraphs(value) end
  if plain and not looks_marked(value) then return text.paragraphs(value) end
  return text.trim(sanitized(value, element.base))
end

local NAMED = { amp = "&", lt = "<", gt = ">", quot = '"' }

--- The text that HTML of this module shows.
-- @tparam string html
-- @treturn ?string
-- @usage text.shown "a <b>b</b> &amp; c" --> "a b & c"
function text.shown(html)
  return text.trim((html:gsub(TAG, ""):gsub("&(%a+);", NAMED)))
end

--- Markup of unknown standing as the text it shows: titles are escaped once more, or marked up, and do not say so.
-- @tparam string value
-- @tparam[opt] boolean marked it is known to be markup
-- @treturn ?string
-- @usage text.plain "Q&amp;A" --> "Q&A"
function text.plain(value, marked)
  if not marked and not looks_marked(value) then return text.trim(value) end
  return text.shown(sanitized(value))
end

--- A title: the text it shows.
-- @tparam table element settled
-- @treturn ?string
-- @usage text.title(by.title[1])
function text.title(element)
  local kind = (element.attributes.type or ""):lower()
  for _, part in ipairs(element) do
    if type(part) == "table" then return text.shown(text.html(element) or "") end
  end
  local value, encoded = decoded(element, kind, (element.attributes.mode or ""):lower())
  return value and text.plain(value, MARKED[kind] or encoded)
end

--- What is said of a date that is none: its beginning, in ASCII.
-- @tparam string name the element
-- @tparam string written
-- @treturn string
-- @usage text.no_date("<pubDate>", "yesterday")
function text.no_date(name, written)
  return ("%s is no date: %s"):format(name, (written:sub(1, 60):gsub("[^ -~]", "?")))
end

--- HTML that stands alone, as JSON Feed has it, made harmless.
-- @tparam string html
-- @tparam ?string base
-- @treturn ?string
-- @usage text.safe(item.content_html, feed.url)
function text.safe(html, base) return text.trim(sanitized(html, base)) end

return text
