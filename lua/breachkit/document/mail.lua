--- E-mail (RFC 5322, MIME): subject, date, sender's name and the text part.
-- @module breachkit.document.mail
local charset = require "breachkit.document.charset"
local meta = require "breachkit.document.meta"
local when = require "breachkit.document.when"

local mail = {}

local DEPTH = 12
local PARTS = 200

local ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
local value_of = {}
for i = 1, 64 do value_of[ALPHABET:byte(i)] = i - 1 end

local function base64(text)
  local clean = text:gsub("[^%w+/]", "")
  return (clean:gsub("..?.?.?", function(group)
    local n, bits = 0, 0
    for i = 1, #group do n, bits = n << 6 | value_of[group:byte(i)], bits + 6 end
    local out = {}
    for shift = bits - 8, 0, -8 do out[#out + 1] = string.char(n >> shift & 0xff) end
    return table.concat(out)
  end))
end

local function quoted(text)
  return (text:gsub("[ \t]*=\r?\n", ""):gsub("=(%x%x)", function(hex) return string.char(tonumber(hex, 16)) end))
end

-- RFC 2047
local function words(value, warnings)
  -- raw bytes in a header are against the standard, and common
  if not utf8.len(value) then value = charset.decode(value, nil, warnings) or "" end
  value = value:gsub("(%?=)%s+(=%?)", "%1%2")
  return (value:gsub("=%?([^?]+)%?([BbQq])%?([^?]*)%?=", function(label, how, text)
    text = how:lower() == "b" and base64(text) or quoted((text:gsub("_", " ")))
    return charset.decode(text, label:gsub("%*.*$", ""), warnings) or text
  end))
end

local function headers(bytes)
  local head, body = bytes:match "^(.-)\r?\n\r?\n(.*)$"
  if not head then head, body = bytes, "" end
  if bytes:find "^\r?\n" then head, body = "", bytes:gsub("^\r?\n", "") end
  local fields = {}
  for name, value in ("\n" .. head:gsub("\r", ""):gsub("\n[ \t]+", " ")):gmatch "\n([%w-]+)[ \t]*:[ \t]*([^\n]*)" do
    name = name:lower()
    fields[name] = fields[name] or value
  end
  return fields, body
end

local function parameter(value, name)
  local low = value:lower()
  local first = low:find("[;%s]" .. name .. "%s*=")
  if not first then return nil end
  local rest = value:sub(first):gsub("^.-=%s*", "")
  return rest:match '^"([^"]*)"' or rest:match "^([^;%s]+)"
end

local function split(body, boundary)
  local parts, mark = {}, "\n--" .. boundary
  local at = ("\n" .. body):find(mark, 1, true)
  body = "\n" .. body
  while at and #parts < PARTS do
    local after = at + #mark
    if body:sub(after, after + 1) == "--" then break end
    local start = body:find("\n", after, true)
    if not start then break end
    local stop = body:find(mark, start, true)
    parts[#parts + 1] = body:sub(start + 1, (stop or #body + 1) - 1):gsub("\r$", "")
    at = stop
  end
  return parts
end

-- The text of a MIME entity: (text, kind) or nil.
local function entity(bytes, depth, warnings)
  local fields, body = headers(bytes)
  local kind = (fields["content-type"] or "text/plain"):match "^%s*([^;%s]*)"
  kind = kind and kind:lower() or "text/plain"
  local disposition = (fields["content-disposition"] or ""):lower()
  if kind:find "^multipart/" then
    local boundary = parameter(fields["content-type"], "boundary")
    if not boundary or depth > DEPTH then
      warnings[#warnings + 1] = boundary and "MIME parts are nested too deep" or "a multipart without boundary"
      return nil
    end
    local found, found_kind
    for _, part in ipairs(split(body, boundary)) do
      local text, text_kind = entity(part, depth + 1, warnings)
      -- of alternatives the plain text; of a mixture the first text and what follows it
      if text and kind == "multipart/alternative" then
        if not found or (text_kind == "text/plain" and found_kind ~= "text/plain") then found, found_kind = text,
          text_kind end
      elseif text then
        if found and text_kind == found_kind then found = found .. "\n\n" .. text end
        found, found_kind = found or text, found_kind or text_kind
      end
    end
    return found, found_kind
  end
  if disposition:find "^%s*attachment" or not kind:find "^text/" then return nil end
  local how = (fields["content-transfer-encoding"] or ""):lower()
  if how:find "quoted%-printable" then body = quoted(body) elseif how:find "base64" then body = base64(body) end
  local text = charset.decode(body, parameter(fields["content-type"] or "", "charset"), warnings, kind == "text/html")
  return text, kind
end

-- names, never addresses
local function sender(value)
  local name = value:gsub("<[^>]*>", ""):gsub('"', ""):gsub("%S+@%S+", ""):gsub("^%s+", ""):gsub("%s+$", "")
  local inner = value:match "%(([^)]+)%)"
  if name:find "^%(" and inner then name = inner end
  return name
end

--- A subject without its reply and forward marks.
-- @tparam string subject
-- @treturn string
-- @usage assert(mail.subject "Re: Fwd: what we know" == "what we know")
function mail.subject(subject)
  local count
  repeat
    subject, count = subject:gsub("^%s*[%[(]?%a%a%a?%a?%a?%a?%a?%[?%d*%]?:%s*", function(mark)
      local word = mark:lower():match "%a+"
      if word == "re" or word == "fw" or word == "fwd" or word == "aw" or word == "wg" or word == "sv" or
        word == "antw" or
        word == "tr" or word == "rv" or word == "forward" then
        return ""
      end
    end)
    if count > 0 and not subject:find "^%s*[%[(]?%a+%[?%d*%]?:" then count = 0 end
    local word = (subject:match "^%s*[%[(]?(%a+)%[?%d*%]?:" or ""):lower()
    if not ({ re = 1, fw = 1, fwd = 1, aw = 1, wg = 1, sv = 1, antw = 1, tr = 1, rv = 1,
      forward = 1 })[word] then count = 0 end
  until count == 0
  return (subject:gsub("^%s+", ""):gsub("%s+$", ""))
end

--- Read a message.
-- @tparam string bytes the message as it came
-- @tparam table doc the document to fill
-- @treturn ?string the text part as UTF-8, nil when the message has none
-- @treturn ?string its kind, "text/plain" or "text/html"
-- @usage local text, kind = mail.read(bytes, { warnings = {} })
function mail.read(bytes, doc)
  bytes = bytes:gsub("^From [^\n]*\n", "")
  local fields = headers(bytes)
  local subject = fields.subject and mail.subject(words(fields.subject, doc.warnings))
  if subject and subject ~= "" then doc.title = doc.title or subject end
  if not doc.published then
    doc.published = when.normal(fields.date)
    doc.published_from = doc.published and "header"
  end
  if fields.from and not doc.authors then
    local names = meta.names((sender(words(fields.from, doc.warnings)):gsub("^([^,]+),%s*(%S+)$", "%2 %1")))
    if #names > 0 then doc.authors = names end
  end
  return entity(bytes, 1, doc.warnings)
end

return mail
