--- Text from outside made safe inside HTML, its attributes and SVG.
-- @module breachkit.export.html.escape
local persons = require "breachkit.scan.persons"

local escape = {}

--- Why values of persons are shown on the page that is being made; nil where they are masked.
escape.reveal = nil

local entities = { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;", ["'"] = "&#39;" }

-- bytes that are no UTF-8 become U+FFFD, one for one
local function repaired(text)
  local ok, bad = utf8.len(text)
  if ok then return text end
  local parts, from = {}, 1
  while not ok do
    parts[#parts + 1] = text:sub(from, bad - 1)
    parts[#parts + 1] = "\u{FFFD}"
    from = bad + 1
    ok, bad = utf8.len(text, from)
  end
  parts[#parts + 1] = text:sub(from)
  return table.concat(parts)
end

--- Escape text for element content or a quoted attribute. What HTML cannot hold (controls, U+FFFE, U+FFFF), and
-- direction overrides, which could make a quote read backwards, become U+FFFD. Values of persons are masked.
-- @param value anything; `tostring` is applied
-- @treturn string
-- @usage out("<h1>", escape.text(title), "</h1>")
function escape.text(value)
  return (escape.masked(value):gsub("[&<>\"']", entities))
end

--- Text as it is shown, before it is made HTML. What is cut in pieces is masked whole first: half of an address would
-- stand in each of two pieces else.
-- @param value anything; `tostring` is applied
-- @treturn string
-- @usage local shown = escape.masked(claim.quote)
function escape.masked(value)
  local text = repaired(tostring(value))
  text = text:gsub("[\0-\8\11\12\14-\31\127]", "\u{FFFD}"):gsub("\xC2[\x80-\x9F]", "\u{FFFD}")
    :gsub("\xE2\x80[\xAA-\xAE]", "\u{FFFD}"):gsub("\xE2\x81[\xA6-\xA9]", "\u{FFFD}")
    :gsub("\xEF\xBF[\xBE\xBF]", "\u{FFFD}")
  return (persons(text, escape.reveal))
end

--- Text as it is shown, cut between words where it is longer than there is room for. It is masked first, for half of a
-- number is none that would be.
-- @param value anything; `tostring` is applied
-- @tparam integer most characters
-- @treturn string UTF-8, to be made HTML
-- @usage out(escape.text(escape.clipped(doc.title, 60)))
function escape.clipped(value, most)
  local shown = escape.masked(value)
  if utf8.len(shown) <= most then return shown end
  return (shown:sub(1, utf8.offset(shown, most) - 1):gsub("%s+%S*$", "")) .. "…"
end

--- An address that may stand in `href`, escaped: only http and https, without blanks or controls.
-- @param value an address from a document
-- @treturn ?string
-- @usage local href = escape.link(doc.url)
function escape.link(value)
  if type(value) ~= "string" or #value > 4096 then return nil end
  if not value:find "^[Hh][Tt][Tt][Pp][Ss]?://[^%s%c/]" or value:find "[%s%c]" then return nil end
  return escape.text(value)
end

return escape
