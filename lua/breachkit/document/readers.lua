--- Readers: from bytes of a known kind to their documents. A reader takes bytes and the options of `document.parse`,
-- and returns a list of documents, or nil and an error.
-- @module breachkit.document.readers
local err = require "breachkit.err"
local json = require "breachkit.json"
local archive = require "breachkit.document.archive"
local charset = require "breachkit.document.charset"
local feed = require "breachkit.document.feed"
local spans = require "breachkit.document.given"
local html = require "breachkit.document.html"
local leaked = require "breachkit.document.leaked"
local mail = require "breachkit.document.mail"
local mail_text = require "breachkit.document.mail_text"
local origins = require "breachkit.document.origins"
local record = require "breachkit.document.record"
local sniff = require "breachkit.document.sniff"
local structured = require "breachkit.document.structured"
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
  local told = options.type ~= "text" and leaked(bytes)
  if told then
    return nil, err.new("type", ("leaked records (%s) are not read as a report; see breachkit dump"):format(told),
      options.path)
  end
  local doc = record.new(bytes, options, "text")
  local decoded, e = charset.decode(bytes, options.charset, doc.warnings)
  if not decoded then return nil, e end
  return { record.finish(text.read(decoded, doc)) }
end

-- The text of a message: its own words and what it passes on, each by the rules of plain text or of pages. Spans of
-- what was passed on hang on the date of that message.
local function mail_text_of(message, doc, passes_on)
  local texts, all_cut, anchors, length = {}, {}, {}, 0
  for _, body in ipairs(message.bodies) do
    local whole = body.text
    if body.kind == "text/html" then
      local links
      whole, links = html.whole(whole)
      if not whole then return nil, links end
      doc.links = doc.links or links
    end
    local parts, cut = mail_text.parts(whole, passes_on, body.kind == "text/html")
    table.move(cut, 1, #cut, #all_cut + 1, all_cut)
    for _, part in ipairs(parts) do
      local known = { title = doc.title, published = doc.published, authors = doc.authors, warnings = doc.warnings }
      local read, gone = text.read(part.text, known)
      table.move(gone, 1, #gone, #all_cut + 1, all_cut)
      if read.text ~= "" then
        doc.title = doc.title or read.title
        if not doc.published then doc.published, doc.published_from = read.published, read.published_from end
        if not part.forwarded then doc.authors = doc.authors or read.authors end
        local first = length + (#texts > 0 and 3 or 1)
        texts[#texts + 1] = read.text
        length = first + #read.text - 1
        if part.date then anchors[#anchors + 1] = { first = first, last = length, anchor = part.date } end
      end
    end
  end
  doc.text = table.concat(texts, "\n\n")
  if #anchors == 1 and anchors[1].first == 1 and anchors[1].last == length then doc.anchor = anchors[1].anchor end
  if #anchors > 0 then doc.anchors = anchors end
  return doc, all_cut
end

-- what is attached, and no report, is listed and no error: pictures, programs, notes of delivery
local function is_report(file)
  if file.type == "message/rfc822" then return true end
  if file.type:find "^message/" or file.type:find "^image/" or file.type:find "^audio/" or file.type:find "^video/" then
    return false
  end
  local kind = sniff.kind(file.bytes, file.name)
  return kind ~= "binary" and kind ~= "empty"
end

function by_kind.mail(bytes, options, visit)
  local doc = record.new(bytes, options, "mail")
  local first = bytes:find "%S" or 1 -- blank lines before the fields
  local message, e = mail.parse(first > 1 and bytes:sub(first) or bytes, doc.warnings)
  if not message then return nil, e end
  local passes_on = mail.describe(message, doc)
  local read, cut = mail_text_of(message, doc, passes_on)
  if not read then return nil, cut end
  local inner, name = {}, visit.name_of(options)
  for file in mail.attached(message) do
    doc.attachments = doc.attachments or {}
    local shown = archive.shown(file.name)
    table.insert(doc.attachments, { name = shown, type = file.type, size = file.size })
    local label = file.type == "message/rfc822" and "mail" or file.type
    if is_report(file) then
      inner[#inner + 1] = { file.bytes, name .. "!/" .. shown, { type = label, charset = file.charset } }
    end
  end
  visit.emit(record.finish(doc, cut))
  for _, file in ipairs(inner) do visit:attachment(file[1], options, file[2], file[3]) end
  return true
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
    doc.language = doc.language or item.language
    table.move(warnings, 1, #warnings, 1, doc.warnings)
    table.move(item.warnings or {}, 1, #(item.warnings or {}), #doc.warnings + 1, doc.warnings)
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
  local items, sound = feed.items(decoded, { url = options.url })
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
    return nil, err.new("type",
      "JSON without a 'text' string is no document; `breachkit read -o jsonl` prints documents")
  end
  local doc = record.new(bytes, options, "json", sha256)
  for _, name in ipairs { "id", "url", "title", "site", "language" } do
    local value = object[name]
    if name == "id" and math.type(value) == "integer" then value = tostring(value) end
    if type(value) == "string" and value ~= "" then doc[name] = doc[name] or value end
  end
  doc.text = object.text
  doc.title = doc.title or text.title(object.text:match("^%s*([^\r\n]*)"):match "^.*%S" or "")
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
  doc.claims, doc.prose = spans.claims(object.claims, doc.text), spans.spans(object.prose, doc.text)
  doc.anchors = spans.spans(object.anchors, doc.text)
  for _, span in ipairs(doc.anchors or {}) do
    span.anchor = span.anchor and when.normal(span.anchor)
    if not span.anchor then doc.anchors = nil end
  end
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
-- @tparam table visit
-- @treturn ?table|boolean a list of documents, or true when the visit has got them already
-- @treturn ?table the error: "type" when it holds none
-- @usage local docs = assert(readers.value(assert(json.decode(line)), line, { path = path }, visit))
function readers.value(value, bytes, options, visit)
  if structured.read(value, bytes, options, visit.emit, visit.fail) then return true end
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

-- A record of a known format that is broken by commas too many is read, and said to be.
local function read_repaired(bytes, options, visit)
  local repaired = structured.repaired(bytes)
  local value = repaired and json.decode(repaired, { utf8 = "replace" })
  return value and structured.read(value, bytes, options, function(doc)
    doc.warnings = doc.warnings or {}
    table.insert(doc.warnings, "broken JSON: commas before a closing bracket were passed over")
    visit.emit(doc)
  end, visit.fail)
end

function by_kind.json(bytes, options, visit)
  local value, e = json.decode(bytes, { utf8 = "replace" })
  if value == nil and e.code == "syntax" and read_repaired(bytes, options, visit) then return true end
  if value == nil then return nil, e end
  return readers.value(value, bytes, options, visit)
end

function by_kind.csv(bytes, options, visit)
  local warnings = {}
  local decoded, e = charset.decode(bytes, options.charset, warnings)
  if not decoded then return nil, e end
  structured.read_table(decoded, options, visit.emit, visit.fail)
  return true
end

return readers
