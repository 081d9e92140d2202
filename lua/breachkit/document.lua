--- Documents: any report, from a file, a folder, a line of JSON or bytes at hand, with its provenance.
-- A document is a plain table `{id, url, path, type, title, text, published, published_from, updated, fetched, site,
-- authors[], section, language, canonical, links[], sha256, size, origins[], warnings[], dates[]}`; what is not known
-- is absent. `published` and `updated` are never mixed up; `dates[]` `{of, from, date}` is there when a page gives
-- more than one date, the best of each first. `type` is html, text, json, feed, mail, or a record's: hibp, veris,
-- stix, misp, hhs. Records have `claims[]` of their own fields and `prose[]` `{first, last}`. A mail may have
-- `attachments[]` `{name, type, size}`, and `anchors[]` `{first, last, anchor}`: spans that it passes on from a message
-- of another date.
-- @module breachkit.document
-- @usage local bk = require "breachkit"
-- for doc in bk.document.each "examples/reports" do print(doc.id, doc.published, doc.title) end
local err = require "breachkit.err"
local fs = require "breachkit.fs"
local address = require "breachkit.document.address"
local merged = require "breachkit.document.merged"
local source = require "breachkit.document.source"
local visit = require "breachkit.document.visit"

local document = {}

-- what a caller may say about the bytes; all of it wins over what the document says of itself
local GIVEN = {
  id = "string", url = "string", path = "string", type = "string", title = "string", published = "string",
  updated = "string", fetched = "string", site = "string", authors = "table", language = "string", charset = "string",
  limit = "integer",
}

-- The documents of a source, gathered: a list and the first error.
local function gather(src, known, only)
  local docs, first = {}, nil
  local function fail(e) first = first or e end
  local function emit(doc)
    if not only or doc.path == only then docs[#docs + 1] = doc end
  end
  visit.new({ limit = known.limit, only = only, single = not only }, emit, fail):source(src, known)
  return docs, first
end

local function single(docs, e, source_name)
  if #docs > 1 then
    return nil, err.new("type", ("holds %d documents: use document.each"):format(#docs), source_name)
  end
  if not docs[1] then return nil, e or err.new("empty", "no document in it", source_name) end
  return docs[1]
end

--- Read one document from bytes.
-- @tparam string bytes HTML, plain text, JSON with a `text`, a message, a record, a feed of one item; what is packed,
--  or alone in an archive, is unpacked
-- @tparam[opt] table options what is known: `id`, `url`, `path`, `title`, `published`, `updated`, `fetched`, `site`,
--  `authors`, `language`; `charset`: the sender's label; `type`: "html", "text", "json", "jsonl", "feed", "mail",
--  "mbox", or a media type (default: told from the bytes); `limit`: most bytes (default `limits.document_bytes`)
-- @treturn ?table the document
-- @treturn ?table the error: "empty", "type" (binary, or more than one document), "limit", "syntax", "memory"
-- @raise on a wrong argument or option
-- @usage local doc = assert(document.parse("<h1>Leak</h1><p>Films leaked.</p>", { url = "https://a.example/" }))
function document.parse(bytes, options)
  if type(bytes) ~= "string" then error("document.parse: bytes expected, got " .. type(bytes), 2) end
  options = err.options(options, GIVEN, "document.parse")
  local name = options.path or options.url or options.id
  local docs, e = gather(source.bytes(bytes, name), options)
  return single(docs, e, name)
end

local OPEN = merged(GIVEN, { fetch = "table", offline = "boolean" })

-- The source that a path names, and with "archive.zip!/inner" the member that is wanted of it; nil for a directory.
local function at(path)
  if path == "-" then return source.stdin() end
  local kind = fs.type(path)
  if kind == "directory" then return nil end
  local outer = not kind and path:match "^(.-)!/"
  if outer and fs.type(outer) == "file" then return source.file(outer), path end
  return source.file(path)
end

--- Read one document from a file or an address.
-- @tparam string path a file, "archive.zip!/inner/name.html" for a member of an archive, "-" for standard input, or an
--  address
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
  if address.is(path) then
    local bytes, known = address.read(path, options)
    if not bytes then return nil, known end
    local docs, e = gather(source.bytes(bytes, known.url), known)
    return single(docs, e, known.url)
  end
  local src <close>, only = at(path)
  if not src then return nil, err.new("type", "is a directory: use document.each", path) end
  local docs, e = gather(src, merged(options, { path = src.name }), only)
  if only and not docs[1] then e = e or err.new("io", "no such member in it", path) end
  return single(docs, e, path)
end

local EACH = { on_error = "function", limit = "integer", type = "string", charset = "string", fetch = "table",
  offline = "boolean" }

-- `emit` gets documents, `fail` errors; nothing here stops at the first failure.
local function visit_source(src, known, only, options, emit, fail)
  local guard <close> = src -- luacheck: ignore
  local function keep(doc)
    if not only or doc.path == only then emit(doc) end
  end
  visit.new({ limit = options.limit, only = only }, keep, fail):source(src, known)
end

local function visit_input(input, options, emit, fail)
  local known = { type = options.type, charset = options.charset, limit = options.limit }
  if type(input) == "table" then
    return visit_source(input, merged(known, { path = input.name }), nil, options, emit, fail)
  end
  if address.is(input) then
    local body, e = address.read(input, merged(known, { fetch = options.fetch, offline = options.offline }))
    if not body then return fail(e) end
    return visit_source(source.bytes(body, e.url), e, nil, options, emit, fail)
  end
  local src, only = at(input)
  if src then return visit_source(src, merged(known, { path = src.name }), only, options, emit, fail) end
  local seen = 0
  local walk, state, control, closing = fs.walk(input)
  if not walk then return fail(state) end
  local guard <close> = closing -- luacheck: ignore
  for path, entry, e in walk, state, control do
    if e then
      seen = seen + 1
      fail(e)
    elseif not entry.skipped and not fs.is_half_written(path) then
      seen = seen + 1
      visit_source(source.file(path), merged(known, { path = path }), nil, options, emit, fail)
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
--  (a line a document, its `text` untouched), an address; or a list of these, or of `breachkit.document.source`s
-- @tparam[opt] table options `on_error`: called with each error value (`breachkit run` tells them without it);
--  `limit`: most bytes a document; `type`, `charset`: as for `parse`; `fetch`, `offline`: as for `open`
-- @return the iterator, callable and closeable, with `errors`: the list of error values so far; given as four values so
--  that `for` closes it
-- @raise on a wrong argument or option
-- @usage for doc in document.each { "reports", "more.jsonl" } do print(doc.id, doc.title) end
function document.each(inputs, options)
  if type(inputs) == "string" then inputs = { inputs } end
  if type(inputs) ~= "table" then error("document.each: inputs expected, got " .. type(inputs), 2) end
  for _, input in ipairs(inputs) do
    if type(input) ~= "string" and getmetatable(input) ~= source.metatable then
      error("document.each: an input is a string, got " .. type(input), 2)
    end
  end
  options = err.options(options, EACH, "document.each")
  local self = setmetatable({ errors = {} }, Iterator)
  local function fail(e)
    self.errors[#self.errors + 1] = e
    local tell = options.on_error or document.on_error
    if tell then tell(e) end
  end
  self.thread = coroutine.create(function()
    local taken = {}
    local function yield(doc) coroutine.yield(make_unique(doc, taken)) end
    for _, input in ipairs(inputs) do visit_input(input, options, yield, fail) end
  end)
  return self, nil, nil, self
end

return document
