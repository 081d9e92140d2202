--- Readers: from bytes of a known kind to their documents. A reader takes bytes and the options of `document.parse`,
-- and returns a list of documents, or nil and an error.
-- @module breachkit.document.readers
local err = require "breachkit.err"
local json = require "breachkit.json"
local charset = require "breachkit.document.charset"
local feed = require "breachkit.document.feed"
local html = require "breachkit.document.html"
local mail = require "breachkit.document.mail"
local origins = require "breachkit.document.origins"
local record = require "breachkit.document.record"
local text = require "breachkit.document.text"
local when = require "breachkit.document.when"

local by_kind = {}
local readers = {
  --- The readers by the kinds of `document.sniff`.
  by_kind = by_kind,
}

function by_kind.html(bytes, options)
  local doc = record.new(bytes, options, "html")
  local decoded, e = charset.decode(bytes, options.charset, doc.warnings, true)
  if not decoded then return nil, e end
  doc, e = html.read(decoded, doc) -- what was cut out, when it is no error
  if not doc then return nil, e end
  return { record.finish(doc, e) }
end

function by_kind.text(bytes, options)
  local doc = record.new(bytes, options, "text")
  local decoded, e = charset.decode(bytes, options.charset, doc.warnings)
  if not decoded then return nil, e end
  return { record.finish(text.read(decoded, doc)) }
end

function by_kind.mail(bytes, options)
  local doc = record.new(bytes, options, "mail")
  local body, kind = mail.read(bytes, doc)
  local title, read, cut = doc.title
  if kind == "text/html" then
    read, cut = html.read(body, doc)
    if not read then return nil, cut end
    doc.title = title or doc.title
  else
    read, cut = text.read(body or "", doc)
  end
  return { record.finish(read, cut) }
end

-- what a text says it is taken from, and what its feed says so
local function credits(doc, source, cut)
  local list = origins.credits(doc.text, cut)
  if not source then return list end
  list = list or {}
  for _, known in ipairs(list) do
    if known.name == source then return list end
  end
  table.insert(list, 1, { name = source, kind = "credit" })
  return list
end

-- A document for each item of a feed.
local function from_items(items, bytes, options, warnings)
  local docs, sha256 = {}, record.hash(bytes)
  for _, item in ipairs(items) do
    local doc = record.new(bytes, options, "feed", sha256)
    local key = item.guid or item.url or item.html or item.title or ""
    doc.id = "sha256:" .. record.hash(key):sub(1, 16)
    doc.title, doc.url, doc.site, doc.authors = item.title, item.url, item.site, item.authors
    if not doc.published and item.published then doc.published, doc.published_from = item.published, "feed" end
    doc.updated = item.updated ~= doc.published and item.updated or nil
    table.move(warnings, 1, #warnings, 1, doc.warnings)
    local read, cut = html.read(item.html or "", doc)
    if not read then return nil, cut end
    doc.origins = credits(doc, item.source, cut)
    docs[#docs + 1] = record.finish(doc)
  end
  return docs
end

function by_kind.feed(bytes, options)
  local warnings = {}
  local decoded, e = charset.decode(bytes, options.charset, warnings, "xml")
  if not decoded then return nil, e end
  local items, sound = feed.items(decoded)
  if not items then return nil, sound end
  if not sound then warnings[#warnings + 1] = "the feed is broken XML: what could be read of it was" end
  return from_items(items, bytes, options, warnings)
end

local function strings(list)
  local out = {}
  for _, value in ipairs(type(list) == "table" and list or { list }) do
    if type(value) == "string" and value ~= "" then out[#out + 1] = value end
  end
  return #out > 0 and out or nil
end

-- One object with `text`, whose bytes were `bytes`. Its text is not touched: positions in it must hold.
local function given(object, bytes, options, sha256)
  if type(object) ~= "table" or type(object.text) ~= "string" then
    return nil, err.new("type", "JSON without a 'text' string is no document")
  end
  local doc = record.new(bytes, options, "json", sha256)
  for _, name in ipairs { "id", "url", "title", "site", "language" } do
    local value = object[name]
    if name == "id" and math.type(value) == "integer" then value = tostring(value) end
    if type(value) == "string" and value ~= "" then doc[name] = doc[name] or value end
  end
  doc.text = object.text
  doc.title = doc.title or text.title(object.text:match "([^\r\n]*%S)" or "")
  if doc.title == "" then doc.title = nil end
  doc.authors = doc.authors or strings(object.authors)
  for _, name in ipairs { "published", "updated" } do
    if type(object[name]) == "string" and not doc[name] then
      doc[name] = when.normal(object[name])
      if not doc[name] and object[name] ~= "" then
        doc.warnings[#doc.warnings + 1] = ("'%s' is no date: %s"):format(name,
          (object[name]:sub(1, 60):gsub("[^ -~]", "?")))
      end
    end
  end
  doc.published_from = doc.published and "given" or nil
  if type(object.anchor) == "string" then doc.anchor = when.normal(object.anchor) end
  return record.finish(doc)
end

local function note_duplicates(bytes, doc)
  local _, e = json.decode(bytes, { duplicates = "error", utf8 = "replace" })
  if doc and e then
    doc.warnings = doc.warnings or {}
    table.insert(doc.warnings, e.message .. (e.position and (" at byte %d"):format(e.position) or
      "") .. ": the last one counts")
  end
end

--- The documents of a decoded JSON value.
-- @param value as `json.decode` gives it
-- @tparam string bytes that it was decoded from
-- @tparam table options of `document.parse`
-- @treturn ?table a list of documents
-- @treturn ?table the error: "type" when it holds none
-- @usage local docs = assert(readers.value(assert(json.decode(line)), line, { path = path }))
function readers.value(value, bytes, options)
  if feed.is_json(value) then
    local items, e = feed.json_items(value)
    if not items then return nil, e end
    return from_items(items, bytes, options, {})
  end
  local list = type(value) == "table" and (value.documents or value) or value
  if type(list) ~= "table" or list[1] == nil or value.text then list = { value } end
  local docs, sha256 = {}, record.hash(bytes)
  for i, object in ipairs(list) do
    local doc, e = given(object, bytes, options, sha256)
    if not doc then return nil, e end
    if #list > 1 and not object.id then doc.id = ("%s-%d"):format(doc.id, i) end
    docs[i] = doc
  end
  note_duplicates(bytes, docs[1])
  return docs
end

function by_kind.json(bytes, options)
  local value, e = json.decode(bytes, { utf8 = "replace" })
  if value == nil then return nil, e end
  return readers.value(value, bytes, options)
end

return readers
