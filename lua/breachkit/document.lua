--- Documents: any report, from a file, a folder, a line of JSON or bytes at hand, with its provenance.
-- A document is a plain table `{id, url, path, type, title, text, published, published_from, updated, fetched, site,
-- authors[], language, links[], sha256, size, origins[], warnings[], dates[]}`; what is not known is absent.
-- `published` and `updated` are never mixed up; `dates[]` `{from, date}` is there when a page dates its publication
-- more than once, the best first. `type` is html, text, json, feed or mail.
-- @module breachkit.document
-- @usage local bk = require "breachkit"
-- for doc in bk.document.each "examples/reports" do print(doc.id, doc.published, doc.title) end
local core = require "breachkit.core"
local err = require "breachkit.err"
local fs = require "breachkit.fs"
local json = require "breachkit.json"
local limits = require "breachkit.limits"
local address = require "breachkit.document.address"
local charset = require "breachkit.document.charset"
local feed = require "breachkit.document.feed"
local html = require "breachkit.document.html"
local language = require "breachkit.document.language"
local mail = require "breachkit.document.mail"
local origins = require "breachkit.document.origins"
local sniff = require "breachkit.document.sniff"
local text = require "breachkit.document.text"
local when = require "breachkit.document.when"

local document = {}

local methods = {}
local Document = { __name = "breachkit.document", __index = methods }

--- The words at a span of the document's text.
-- @tparam integer first 1-based byte position
-- @tparam integer last inclusive
-- @treturn string
-- @usage print(doc:quote(claim.first, claim.last))
function methods:quote(first, last)
  return self.text:sub(first, last)
end

-- what a caller may say about the bytes; all of it wins over what the document says of itself
local GIVEN = {
  id = true, url = true, path = true, type = true, title = true, published = true, updated = true, fetched = true,
    site = true,
  authors = true, language = true, charset = true, limit = true,
}
local PASSED = { "id", "url", "path", "title", "published", "updated", "fetched", "site", "authors", "language" }

local function hash(bytes)
  return core.digest.hex("sha256", bytes)
end

-- `sha256` spares hashing the bytes again for each of the many documents in them
local function new(bytes, options, kind, sha256)
  local doc = { type = kind, warnings = {}, size = #bytes, sha256 = sha256 or hash(bytes) }
  for _, name in ipairs(PASSED) do doc[name] = options[name] end
  if doc.published then doc.published_from = "given" end
  return doc
end

-- what every document gets, whatever it was read from
local function finish(doc, cut)
  doc.id = doc.id or "sha256:" .. doc.sha256:sub(1, 16)
  doc.language = language.of(doc.text) or doc.language
  doc.origins = doc.origins or origins.credits(doc.text, cut)
  if not doc.published then
    doc.warnings[#doc.warnings + 1] = "no publication date found"
  end
  if doc.text == "" then doc.warnings[#doc.warnings + 1] = "no text found" end
  if #doc.warnings == 0 then doc.warnings = nil end
  return setmetatable(doc, Document)
end

local readers = {}

function readers.html(bytes, options)
  local doc = new(bytes, options, "html")
  local decoded, e = charset.decode(bytes, options.charset, doc.warnings, true)
  if not decoded then return nil, e end
  doc, e = html.read(decoded, doc) -- what was cut out, when it is no error
  if not doc then return nil, e end
  return { finish(doc, e) }
end

function readers.text(bytes, options)
  local doc = new(bytes, options, "text")
  local decoded, e = charset.decode(bytes, options.charset, doc.warnings)
  if not decoded then return nil, e end
  return { finish(text.read(decoded, doc)) }
end

function readers.mail(bytes, options)
  local doc = new(bytes, options, "mail")
  local body, kind = mail.read(bytes, doc)
  local title, read, cut = doc.title
  if kind == "text/html" then
    read, cut = html.read(body, doc)
    if not read then return nil, cut end
    doc.title = title or doc.title
  else
    read, cut = text.read(body or "", doc)
  end
  return { finish(read, cut) }
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
  local docs, sha256 = {}, hash(bytes)
  for _, item in ipairs(items) do
    local doc = new(bytes, options, "feed", sha256)
    local key = item.guid or item.url or item.html or item.title or ""
    doc.id = "sha256:" .. hash(key):sub(1, 16)
    doc.title, doc.url, doc.site, doc.authors = item.title, item.url, item.site, item.authors
    if not doc.published and item.published then doc.published, doc.published_from = item.published, "feed" end
    doc.updated = item.updated ~= doc.published and item.updated or nil
    table.move(warnings, 1, #warnings, 1, doc.warnings)
    local read, cut = html.read(item.html or "", doc)
    if not read then return nil, cut end
    doc.origins = credits(doc, item.source, cut)
    docs[#docs + 1] = finish(doc)
  end
  return docs
end

function readers.feed(bytes, options)
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
  local doc = new(bytes, options, "json", sha256)
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
  return finish(doc)
end

local function note_duplicates(bytes, doc)
  local _, e = json.decode(bytes, { duplicates = "error", utf8 = "replace" })
  if doc and e then
    doc.warnings = doc.warnings or {}
    table.insert(doc.warnings, e.message .. (e.position and (" at byte %d"):format(e.position) or
      "") .. ": the last one counts")
  end
end

function readers.json(bytes, options)
  local value, e = json.decode(bytes, { utf8 = "replace" })
  if value == nil then return nil, e end
  if feed.is_json(value) then
    local items
    items, e = feed.json_items(value)
    if not items then return nil, e end
    return from_items(items, bytes, options, {})
  end
  local list = type(value) == "table" and (value.documents or value) or value
  if type(list) ~= "table" or list[1] == nil or value.text then list = { value } end
  local docs, sha256 = {}, hash(bytes)
  for i, object in ipairs(list) do
    local doc
    doc, e = given(object, bytes, options, sha256)
    if not doc then return nil, e end
    if #list > 1 and not object.id then doc.id = ("%s-%d"):format(doc.id, i) end
    docs[i] = doc
  end
  note_duplicates(bytes, docs[1])
  return docs
end

function readers.jsonl(bytes, options)
  local docs, done = {}, false
  local function once()
    if not done then
      done = true
      return bytes
    end
  end
  for _, value, e, line in assert(json.lines(once, { utf8 = "replace" })) do
    if value == nil then return nil, e end
    local doc
    doc, e = given(value, line, options)
    if not doc then return nil, e end
    docs[#docs + 1] = doc
  end
  return docs
end

local NAMES = { html = true, text = true, json = true, jsonl = true, feed = true, mail = true }

-- All documents in some bytes: a list, or nil and an error with its source.
local function read_all(bytes, options)
  local source = options.path or options.url or options.id
  local function fail(e)
    return nil, e.source and e or err.new(e.code, e.message, source, e.position)
  end
  local limit = options.limit or limits.document_bytes
  if #bytes > limit then
    return fail(err.new("limit", ("%d bytes are more than the limit of %d"):format(#bytes, limit)))
  end
  local kind, what = options.type, nil
  if not kind or not NAMES[kind] then kind, what = sniff.kind(bytes, kind or options.path or options.url) end
  if kind == "gzip" then
    local unpacked, e = core.charset.gunzip(bytes, limit)
    if not unpacked then return fail(e) end
    kind, what = sniff.kind(unpacked, (options.path or options.url or ""):gsub("%.gz$", ""))
    bytes = unpacked
  end
  if kind == "empty" or bytes == "" then return fail(err.new("empty", "nothing in it")) end
  local reader = readers[kind]
  if not reader then return fail(err.new("type", (what or "binary data") .. " is not read as a report")) end
  local docs, e = reader(bytes, options)
  if not docs then return fail(e) end
  if #docs == 0 then return fail(err.new("empty", "no document in it")) end
  return docs
end

local function single(docs, e, source)
  if not docs then return nil, e end
  if #docs > 1 then
    return nil, err.new("type", ("holds %d documents: use document.each"):format(#docs), source)
  end
  return docs[1]
end

--- Read one document from bytes.
-- @tparam string bytes HTML, plain text, JSON with a `text`, a message, a feed of one item; gzip is unpacked
-- @tparam[opt] table options what is known: `id`, `url`, `path`, `title`, `published`, `updated`, `fetched`, `site`,
-- `authors`,
--  `language`; `charset`: the sender's label; `type`: "html", "text", "json", "jsonl", "feed", "mail", or a media type
--  (default: told from the bytes); `limit`: most bytes (default `limits.document_bytes`)
-- @treturn ?table the document
-- @treturn ?table the error: "empty", "type" (binary, or more than one document), "limit", "syntax", "memory"
-- @raise on a wrong argument or option
-- @usage local doc = assert(document.parse("<h1>Leak</h1><p>Films leaked.</p>", { url = "https://a.example/" }))
function document.parse(bytes, options)
  if type(bytes) ~= "string" then error("document.parse: bytes expected, got " .. type(bytes), 2) end
  options = err.options(options, GIVEN, "document.parse")
  local docs, e = read_all(bytes, options)
  return single(docs, e, options.path or options.url)
end

local function with(options, more)
  local copy = {}
  for name, value in pairs(options) do copy[name] = value end
  for name, value in pairs(more) do
    if copy[name] == nil then copy[name] = value end
  end
  return copy
end

local OPEN = with(GIVEN, { fetch = true, offline = true })

--- Read one document from a file or an address.
-- @tparam string path a file, "-" for standard input, or an address
-- @tparam[opt] table options as for `parse`; for addresses also `fetch`: options of `breachkit.fetch`, and `offline`:
--  true to take addresses from that `fetch`'s `store` alone, and without one to refuse them
-- @treturn ?table the document
-- @treturn ?table the error: those of `parse`, "io", "status" (an answer of status 400 and above), "offline", and those
--  of `breachkit.fetch`
-- @raise on a wrong argument or option
-- @usage local doc = assert(document.open "report.html")
function document.open(path, options)
  if type(path) ~= "string" then error("document.open: a path expected, got " .. type(path), 2) end
  options = err.options(options, OPEN, "document.open")
  local limit = options.limit or limits.document_bytes
  local bytes, e
  if path == "-" then
    bytes, e = io.read(limit + 1) or "", with(options, { path = path })
  elseif address.is(path) then
    bytes, e = address.read(path, options)
  else
    if fs.type(path) == "directory" then return nil, err.new("type", "is a directory: use document.each", path) end
    bytes, e = fs.read(path, limit)
    if bytes then e = with(options, { path = path }) end
  end
  if not bytes then return nil, e end
  local docs, problem = read_all(bytes, e)
  return single(docs, problem, path)
end

local EACH = { on_error = true, limit = true, type = true, charset = true, fetch = true, offline = true }
local READ = { "limit", "type", "charset", "fetch", "offline" }

-- `yield` gets documents, `fail` errors; nothing here stops at the first failure. `known` is what holds for each line.
local function visit_lines(source, name, options, yield, fail, known)
  known = known or { path = name }
  local lines, e1, e2, closing = json.lines(source, { utf8 = "replace", source = name, line_bytes = options.limit })
  if not lines then return fail(e1) end
  local guard <close> = closing -- luacheck: ignore
  for number, value, e, line in lines, e1, e2 do
    local doc
    if value ~= nil then
      doc, e = given(value, line, known)
      if doc then
        note_duplicates(line, doc)
      else
        e = err.new(e.code, ("line %d: %s"):format(number, e.message), name, e.position)
      end
    end
    if doc then yield(doc) else fail(e) end
  end
end

local function visit_bytes(bytes, name, options, yield, fail)
  local docs, e = read_all(bytes, { path = name, limit = options.limit, type = options.type,
    charset = options.charset })
  if not docs then return fail(e) end
  for _, doc in ipairs(docs) do yield(doc) end
end

local function visit_file(path, options, yield, fail)
  local head = fs.type(path) == "file" and io.open(path, "rb")
  if head then
    local start = head:read(8192) or ""
    head:close()
    if not options.type and sniff.kind(start, path) == "jsonl" then return visit_lines(path, path, options, yield,
      fail) end
  end
  local bytes, e = fs.read(path, options.limit)
  if not bytes then return fail(e) end
  visit_bytes(bytes, path, options, yield, fail)
end

local function visit_address(input, options, yield, fail)
  local known = {}
  for _, name in ipairs(READ) do known[name] = options[name] end
  local body, e = address.read(input, known)
  if not body then return fail(e) end
  if sniff.kind(body, e.url) == "jsonl" then
    local function once()
      local all = body
      body = nil
      return all
    end
    return visit_lines(once, input, options, yield, fail, { fetched = e.fetched })
  end
  local docs, problem = read_all(body, e)
  if not docs then return fail(problem) end
  for _, doc in ipairs(docs) do yield(doc) end
end

local function visit_input(input, options, yield, fail)
  if input == "-" then
    local start = io.read(8192) or ""
    if sniff.kind(start) == "jsonl" then
      local given_start = false
      return visit_lines(function()
        if not given_start then
          given_start = true
          return start
        end
        return io.read(65536)
      end, "-", options, yield, fail)
    end
    local limit = options.limit or limits.document_bytes
    return visit_bytes(start .. (io.read(limit + 1) or ""), "-", options, yield, fail)
  end
  if address.is(input) then return visit_address(input, options, yield, fail) end
  local kind = fs.type(input)
  if kind ~= "directory" then return visit_file(input, options, yield, fail) end
  local seen = 0
  local walk, state, control, closing = fs.walk(input)
  if not walk then return fail(state) end
  local guard <close> = closing -- luacheck: ignore
  for path, entry, e in walk, state, control do
    if e then
      seen = seen + 1
      fail(e)
    elseif not entry.skipped then
      seen = seen + 1
      visit_file(path, options, yield, fail)
    end
  end
  if seen == 0 then fail(err.new("empty", "no readable file in it", input)) end
end

-- a later document with an id that is taken gets another, made from its place in the run
local function make_unique(doc, taken)
  local id = doc.id
  if taken[id] then
    local n = taken[id]
    repeat
      n = n + 1
    until not taken[("%s#%d"):format(id, n)]
    taken[id] = n
    doc.id = ("%s#%d"):format(id, n)
    doc.warnings = doc.warnings or {}
    table.insert(doc.warnings, ("id '%s' is taken by an earlier document"):format(id))
  end
  taken[doc.id] = taken[doc.id] or 1
  return doc
end

local Iterator = { __name = "breachkit.documents" }
Iterator.__index = Iterator

--- Stop, and let go of what is open. Calling it twice is safe.
-- @usage reports:close()
function Iterator:close()
  if self.thread and coroutine.status(self.thread) == "suspended" then coroutine.close(self.thread) end
  self.thread = nil
end
Iterator.__close = Iterator.close

function Iterator:__call()
  local thread = self.thread
  if not thread then return nil end
  local ok, doc = coroutine.resume(thread)
  if not ok then
    self.thread = nil
    error(doc, 0)
  end
  if doc == nil then self.thread = nil end
  return doc
end

--- Go over the documents of some inputs, one at a time. An input that fails is told of and passed over. A document that
-- carries the id of an earlier one gets a warning and an id of its own. Runs in the memory of one document, and its
-- ids.
-- @tparam string|table inputs a file, a directory (walked, in byte order of names), "-" for standard input, a
-- `.jsonl` file
--  (a line a document, its `text` untouched), an address; or a list of these
-- @tparam[opt] table options `on_error`: called with each error value; `limit`: most bytes a document; `type`,
--  `charset`: as for `parse`; `fetch`, `offline`: as for `open`
-- @return the iterator, callable and closeable, with `errors`: the list of error values so far; given as four values so
--  that `for` closes it
-- @raise on a wrong argument or option
-- @usage for doc in document.each { "reports", "more.jsonl" } do print(doc.id, doc.title) end
function document.each(inputs, options)
  if type(inputs) == "string" then inputs = { inputs } end
  if type(inputs) ~= "table" then error("document.each: inputs expected, got " .. type(inputs), 2) end
  for _, input in ipairs(inputs) do
    if type(input) ~= "string" then error("document.each: an input is a string, got " .. type(input), 2) end
  end
  options = err.options(options, EACH, "document.each")
  local self = setmetatable({ errors = {} }, Iterator)
  local function fail(e)
    self.errors[#self.errors + 1] = e
    if options.on_error then options.on_error(e) end
  end
  self.thread = coroutine.create(function()
    local taken = {}
    local function yield(doc) coroutine.yield(make_unique(doc, taken)) end
    for _, input in ipairs(inputs) do visit_input(input, options, yield, fail) end
  end)
  return self, nil, nil, self
end

return document
