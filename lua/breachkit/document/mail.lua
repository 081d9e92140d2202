--- E-mail (RFC 5322, MIME): what a message says of itself, its text, and what is attached to it.
-- @module breachkit.document.mail
local core = require "breachkit.core".mime
local charset = require "breachkit.document.charset"
local data = require "breachkit.data"
local limits = require "breachkit.limits"
local mail_text = require "breachkit.document.mail_text"
local meta = require "breachkit.document.meta"
local trim = require "breachkit.trim"
local when = require "breachkit.document.when"

local mail = {}

local VALUE = 64 * 1024 -- of a field's value that are decoded

local function words(value)
  return value and core.words(value:sub(1, VALUE))
end

-- ---- subjects ----

local marks -- a mark -> "reply" or "forward"

-- the mark that a subject starts with, and what follows it: "Re: ", "Fwd[2]: ", "[Fwd: x]"
local function mark(subject)
  if not marks then
    marks = {}
    for _, kind in ipairs { "reply", "forward" } do
      for _, word in ipairs(data.load "mail"[kind]) do marks[word] = kind end
    end
  end
  local open, word, rest = subject:match "^%s*([%[(]?)%s*(%a+)%s*[%[(^]?%d*[%])]?%s*:%s*(.*)$"
  local kind = word and marks[word:lower()]
  if kind and open ~= "" then rest = rest:gsub("%s*[%])]%s*$", "") end
  return kind, rest
end

--- A subject without its reply and forward marks.
-- @tparam string subject
-- @treturn string
-- @treturn boolean whether one of them says that a message is passed on
-- @usage assert(mail.subject "Re: Fwd: what we know" == "what we know")
function mail.subject(subject)
  local passes_on = false
  for _ = 1, 20 do
    local kind, rest = mark(subject)
    if not kind then break end
    passes_on = passes_on or kind == "forward"
    subject = rest
  end
  return trim(subject), passes_on
end

-- ---- names ----

-- The display name of one address, as it was put together: never the address.
local function clean(name)
  name = words(name):gsub("^%s*[\"']+", ""):gsub("[\"']+%s*$", ""):gsub("%s+", " ")
  name = name:gsub("%s+via%s.*$", ""):gsub("%s*%b()%s*$", "")
  name = name:gsub("^([^,]+),%s*([^,]+)$", "%2 %1") -- Doe, Jane
  return meta.names((name:gsub(",", " ")))[1]
end

--- The names in a list of addresses (RFC 5322 3.4), as mail programs write them; never an address.
-- @tparam string value of a From field, still encoded
-- @treturn {string,...}
-- @usage assert(mail.names('"Doe, Jane" <j@a.example>, k@b.example (Kim Lee)')[2] == "Kim Lee")
function mail.names(value)
  value = value:sub(1, VALUE)
  local list, phrase, comment, at = {}, {}, nil, 1
  local function flush()
    local name = table.concat(phrase, " ")
    if not name:find "%S" or name:find "@" then name = comment or "" end
    name = name ~= "" and clean(name)
    if name then list[#list + 1] = name end
    phrase, comment = {}, nil
  end
  while at <= #value do
    local c = value:sub(at, at)
    local stop
    if c == '"' then
      stop = value:find('[^\\]"', at) or #value
      phrase[#phrase + 1] = value:sub(at + 1, stop):gsub("\\(.)", "%1")
      stop = stop + 1
    elseif c == "(" then
      local inner = value:match("^%b()", at) or value:sub(at)
      comment = inner:gsub("^%(", ""):gsub("%)$", "")
      stop = at + #inner - 1
    elseif c == "<" then
      stop = value:find(">", at, true) or #value
    elseif c == "," or c == ";" then
      flush()
      stop = at
    elseif c == ":" then
      phrase, stop = {}, at -- the name of a group
    elseif c:find "%s" then
      stop = at
    else
      stop = (value:find('[%s"(<,;:]', at + 1) or #value + 1) - 1
      phrase[#phrase + 1] = value:sub(at, stop)
    end
    at = stop + 1
  end
  flush()
  return list
end

-- ---- parts ----

local function type_of(part)
  local value = part.fields["content-type"]
  local kind = value and core.token(value)
  -- RFC 2045 5.2: what cannot be a type is text
  if not kind or not kind:find "^[^/]+/[^/]+$" then return part.digest and "message/rfc822" or "text/plain" end
  return kind
end

local function parameter(part, field, name)
  local value = part.fields[field]
  return value and core.parameter(value, name)
end

local function file_name(part)
  local name = parameter(part, "content-disposition", "filename") or parameter(part, "content-type", "name")
  return name and name:gsub("^.*[/\\]", "")
end

local ENDINGS = { ["text/html"] = "html", ["text/plain"] = "txt", ["message/rfc822"] = "eml" }

-- A leaf as {kind, text}: decoded, in UTF-8, unfolded.
local function body_of(message, part, kind, warnings)
  local bytes = core.decode(message.bytes, part.encoding, part.first, part.last) or ""
  local text = charset.decode(bytes, parameter(part, "content-type", "charset"), warnings,
    kind == "text/html" and "html" or nil)
  text = text or ""
  if kind == "text/plain" and (parameter(part, "content-type", "format") or ""):lower() == "flowed" then
    text = mail_text.unflow(text, (parameter(part, "content-type", "delsp") or ""):lower() == "yes")
  end
  return { kind = kind, text = text }
end

-- how much a text says: of alternatives the plain one is taken, unless it only points to the other
local function worth(bodies)
  local n = 0
  for _, body in ipairs(bodies) do n = n + #body.text:gsub("<[^>]*>", ""):gsub("%s+", " ") end
  return n
end

local gather

local function alternatives(message, parts)
  local plain, other
  for _, part in ipairs(parts) do
    local found = gather(message, part)
    if #found > 0 then
      if found[1].kind == "text/plain" then plain = plain or found else other = found end
    end
  end
  if plain and other and worth(plain) * 5 < worth(other) then return other end
  return plain or other or {}
end

-- The bodies of a part, in order; what is no text of the message is noted as attached.
function gather(message, part)
  local kind, inside = type_of(part), message.inside[part] or {}
  local disposition = part.fields["content-disposition"] and core.token(part.fields["content-disposition"]) or ""
  if part.kind == "multipart" then
    if kind == "multipart/alternative" then return alternatives(message, inside) end
    local out, last = {}, #inside
    if kind == "multipart/encrypted" then
      message.warnings[#message.warnings + 1] = "the message is encrypted"
      return out
    end
    for i = 1, last do
      if kind == "multipart/signed" and i > 1 then break end
      for _, body in ipairs(gather(message, inside[i])) do out[#out + 1] = body end
    end
    return out
  end
  if kind == "application/pgp-signature" or kind == "application/pkcs7-signature" then return {} end
  local name = file_name(part)
  local is_text = kind == "text/plain" or kind == "text/html" or kind == "text/enriched" or kind:find "^multipart/"
  if part.kind == "leaf" and is_text and disposition ~= "attachment" and not (name and #message.bodies > 0) then
    local body = body_of(message, part, kind == "text/html" and kind or "text/plain", message.warnings)
    if body.text:find "%S" then
      message.bodies[#message.bodies + 1] = body
      return { body }
    end
    return {}
  end
  message.attached[#message.attached + 1] = { part = part, name = name, type = kind }
  return {}
end

local LACKS = {
  boundary = "a multipart without its boundary is read as text", depth = "MIME parts are nested too deep",
  encoding = "an unknown transfer encoding is read as it is", close = "the message is cut short",
}

--- Take a message apart.
-- @tparam string bytes the message as it came
-- @tparam table warnings a list that warnings are added to
-- @treturn ?table `{fields, bodies[{kind, text}], attached[{part, name, type}]}`
-- @treturn ?table the error: "memory"
-- @usage local message = assert(mail.parse(bytes, {}))
function mail.parse(bytes, warnings)
  local parts, cut = core.parse(bytes, { depth = limits.mail_depth, parts = limits.mail_parts })
  if not parts then return nil, cut end
  local message = {
    bytes = bytes, fields = parts[1].fields, inside = {}, bodies = {}, attached = {}, warnings = warnings,
  }
  local told = {}
  for i, part in ipairs(parts) do
    for _, lack in ipairs(part.lacks) do
      if LACKS[lack] and not told[lack] then
        told[lack] = true
        warnings[#warnings + 1] = LACKS[lack]
      end
    end
    local outer = parts[part.parent]
    -- a boundary twice in a row holds nothing
    local empty = part.kind == "leaf" and part.last < part.first and not next(part.fields)
    if i > 1 and outer.kind == "multipart" and not empty then
      message.inside[outer] = message.inside[outer] or {}
      table.insert(message.inside[outer], part)
    end
  end
  if cut then warnings[#warnings + 1] = ("more than %d MIME parts: the rest is not read"):format(limits.mail_parts) end
  message.bodies = {}
  local found = gather(message, parts[1])
  message.bodies = found
  return message
end

--- What a message says of itself: title, date, authors, address.
-- @tparam table message of `parse`
-- @tparam table doc the document to fill
-- @treturn boolean whether its subject says that it passes a message on
-- @usage local passes_on = mail.describe(message, doc)
function mail.describe(message, doc)
  local fields = message.fields
  local subject, passes_on = mail.subject(words(fields.subject) or "")
  if subject ~= "" then doc.title = doc.title or subject:gsub("%s+", " ") end
  if not doc.published then
    -- without a date of its own: when it was received, or as a mailbox notes it
    local date = when.normal(fields.date) or when.normal((fields.received or ""):match ";([^;]*)$")
      or when.normal(message.bytes:match "^From %S+%s+([^\r\n]+)")
    doc.published, doc.published_from = date, date and "header"
  end
  if fields.from and not doc.authors then
    local names = mail.names(fields.from)
    if #names > 0 then doc.authors = names end
  end
  local at = fields["archived-at"] and fields["archived-at"]:match "<(https?://[^<>%s]+)>"
  doc.url = doc.url or at
  return passes_on
end

--- What is attached to a message, decoded: files, and messages within it.
-- @tparam table message of `parse`
-- @treturn function an iterator of `{name, type, size, bytes, charset}`; names are those that senders gave, without
--  folders, one each
-- @usage for file in mail.attached(message) do print(file.name, file.size) end
function mail.attached(message)
  local i, taken = 0, {}
  return function()
    i = i + 1
    local a = message.attached[i]
    if not a then return nil end
    local part = a.part
    local bytes = core.decode(message.bytes, part.encoding, part.first, part.last) or ""
    local name = a.name and a.name ~= "" and a.name
      or ("part-%d%s"):format(i, ENDINGS[a.type] and "." .. ENDINGS[a.type] or "")
    if taken[name] then name = ("%d-%s"):format(i, name) end
    taken[name] = true
    return { name = name, type = a.type, size = #bytes, bytes = bytes,
      charset = a.type:find "^text/" and parameter(part, "content-type", "charset") or nil }
  end
end

return mail
