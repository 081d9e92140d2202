--- WARC files (ISO 28500:2017): archives of what was fetched, read a record at a time, and made.
-- @module breachkit.warc
-- @usage for record in assert(bk.warc.each "fetched.warc.gz") do print(record.type, record.url, record.date) end
local core = require "breachkit.core"
local err = require "breachkit.err"
local fs = require "breachkit.fs"
local headers = require "breachkit.fetch.headers"
local limits = require "breachkit.limits"

local warc = {}

local Record = { __name = "breachkit.warc.record" }
Record.__index = Record

--- The record's block.
-- @function record:block
-- @tparam[opt] integer limit most bytes (default `limits.document_bytes`)
-- @treturn ?string the bytes
-- @treturn ?table the error: "limit", "syntax" (cut off, or damaged gzip), "io", "memory"
-- @raise when the iteration has gone on
-- @usage local bytes = assert(record:block())
function Record:block(limit)
  if not self.reader then error("record:block: the iteration has gone on, or the block was read before", 2) end
  limit = limit or limits.document_bytes
  if self.length > limit then
    return nil, err.new("limit", ("%d bytes are more than the limit of %d"):format(self.length, limit), self.source)
  end
  local bytes, e = "", nil
  if self.length > 0 then bytes, e = self.reader:read(self.length) end
  self.reader = nil
  if not bytes then return nil, err.new(e.code, e.message, self.source, e.position) end
  return bytes
end

-- Chunks put together (RFC 9112, 7.1); nil when the body is not in chunks, whatever its head says.
local function dechunk(body)
  local parts, at = {}, 1
  while true do
    local hex, start = body:match("^(%x+)[^\r\n]*\r?\n()", at)
    local size = hex and #hex < 12 and tonumber(hex, 16)
    if not size then return nil end
    if size == 0 then return table.concat(parts) end
    parts[#parts + 1] = body:sub(start, start + size - 1)
    if #parts[#parts] < size then return nil end
    at = body:match("^\r?\n()", start + size)
    if not at then return nil end
  end
end

--- Take an HTTP answer apart.
-- @tparam string block an answer as it was sent: head, empty line, body
-- @tparam[opt] integer limit most bytes of the body when unpacked (default `limits.document_bytes`)
-- @tparam[opt] integer ratio most times that it may unpack to (default `limits.fetch_ratio`)
-- @treturn ?table `{status, head, headers, body, raw, type}`: as a page of `breachkit.fetch`
-- @treturn ?table the error: "syntax" (no HTTP answer), "encoding", "limit", "memory"
-- @usage local answer = assert(warc.http(block))
function warc.http(block, limit, ratio)
  local stop = block:match "\r?\n\r?\n()"
  local status = math.tointeger(tonumber(block:match "^HTTP/[%d.]+ +(%d%d%d)"))
  if not stop or not status then return nil, err.new("syntax", "the record holds no HTTP answer") end
  local head, raw = block:sub(1, stop - 1), block:sub(stop)
  local fields = headers.read(head)
  local coded = fields["transfer-encoding"]
  if coded and coded:lower():find "chunked" then raw = dechunk(raw) or raw end
  local coding, body = fields["content-encoding"], raw
  if coding then
    local e
    body, e = core.content.decode(raw, coding, limit or limits.document_bytes, ratio or limits.fetch_ratio)
    if not body then return nil, e end
  end
  local media = fields["content-type"]
  return {
    status = status, head = head, headers = fields, body = body, raw = coding and raw ~= "" and raw or nil,
    type = media and media:match "^%s*([^;%s]+)",
  }
end

--- The record's HTTP answer, of a record of type "response".
-- @function record:http
-- @tparam[opt] integer limit most bytes (default `limits.document_bytes`)
-- @tparam[opt] integer ratio most times that it may unpack to (default `limits.fetch_ratio`)
-- @treturn ?table `{status, head, headers, body, raw, type}`: as a page of `breachkit.fetch`
-- @treturn ?table the error: those of `block`, "syntax" (no HTTP answer), "encoding"
-- @raise when the iteration has gone on
-- @usage local answer = assert(record:http())
function Record:http(limit, ratio)
  local block, e = self:block(limit)
  if not block then return nil, e end
  local answer
  answer, e = warc.http(block, limit, ratio)
  if not answer then return nil, err.new(e.code, e.message, self.source) end
  return answer
end

local Records = { __name = "breachkit.warc.records" }
Records.__index = Records

--- Let go of the file. Calling it twice is safe.
-- @usage records:close()
function Records:close()
  if self.last then self.last.reader = nil end
  self.reader:close()
  self.done = true
end
Records.__close = Records.close

function Records:__call()
  if self.last then self.last.reader = nil end
  if self.done then return nil end
  local head, e = self.reader:next()
  if not head then
    self.done = true
    if not e then return nil end
    -- a record, so that a loop sees it; nothing can be read after it
    return { type = "error", error = err.new(e.code, e.message, self.source, e.position) }
  end
  local fields = head.fields
  local record = setmetatable({
    type = fields["warc-type"], id = fields["warc-record-id"], date = fields["warc-date"],
    url = fields["warc-target-uri"] and fields["warc-target-uri"]:gsub("^<(.*)>$", "%1"),
    content_type = fields["content-type"], length = head.length, offset = head.offset, version = head.version,
    fields = fields, reader = self.reader, source = self.source,
  }, Record)
  self.last = record
  return record
end

--- Go over the records of a file, or of bytes. Runs in constant memory.
-- @tparam string|table input a path, or `{bytes = string}`
-- @tparam[opt] integer offset where a record starts (default 0)
-- @return an iterator of records `{type, id, url, date, content_type, length, offset, version, fields}` with methods
--  `block` and `http`, given as four values so that `for` closes it; a file that cannot be read on gives a last record
--  of type "error" with `error` ("syntax", "limit", "io", "memory"); or nil
-- @return the error: "io", "memory"
-- @raise on a wrong argument
-- @usage for record in assert(bk.warc.each "a.warc.gz") do
--   if record.type == "response" then print(record.url, #assert(record:http()).body) end
-- end
function warc.each(input, offset)
  local reader, e
  if type(input) ~= "string" and (type(input) ~= "table" or type(input.bytes) ~= "string") then
    error("warc.each: a path or a table with bytes expected, got " .. type(input), 2)
  end
  if type(input) == "table" then
    reader, e = core.warc.bytes(input.bytes)
  else
    reader, e = core.warc.open(input, offset)
  end
  if not reader then return nil, e end
  local self = setmetatable({ reader = reader, source = type(input) == "string" and input or input.source }, Records)
  return self, nil, nil, self
end

-- A name-based UUID (RFC 9562, version 5, in a namespace of our own), so that the same record has the same id.
local function uuid(name)
  local hex = core.digest.hex("sha1", "\x1f\xc4\x4a\x36\xd3\x65\x5b\x13\x9b\x0e\x6c\x0a\x55\xd8\x10\x77" .. name)
  local variant = ("%x"):format(tonumber(hex:sub(17, 17), 16) & 3 | 8)
  return ("%s-%s-5%s-%s%s-%s"):format(hex:sub(1, 8), hex:sub(9, 12), hex:sub(14, 16), variant, hex:sub(18, 20),
    hex:sub(21, 32))
end

local RECORD = { type = true, url = true, date = true, content_type = true, block = true, fields = true, gzip = true,
  unique = true }

--- Make a record.
-- @tparam table options `type`, `date` (RFC 3339 in UTC), `block` (bytes), `url`, `content_type`, `fields` (a list of
--  `{name, value}`: more of them), `gzip` (as a member of its own), `unique` (anything that tells it from records
--  that are alike)
-- @treturn ?string the record's bytes, to be appended to a file
-- @treturn string|table the record's id; or the error: "syntax" (a value that cannot stand in a head), "memory"
-- @raise on an unknown option
-- @usage local bytes = assert(warc.record { type = "resource", date = "2026-01-01T00:00:00Z", block = "x" })
function warc.record(options)
  err.options(options, RECORD, "warc.record")
  local id = "<urn:uuid:" .. uuid(table.concat({ options.type, options.date, options.url or "",
    core.digest.hex("sha256", options.block), options.unique or "" }, "\n")) .. ">"
  local list = { { "WARC-Type", options.type }, { "WARC-Record-ID", id }, { "WARC-Date", options.date } }
  if options.url then list[#list + 1] = { "WARC-Target-URI", options.url } end
  for _, field in ipairs(options.fields or {}) do list[#list + 1] = field end
  if options.content_type then list[#list + 1] = { "Content-Type", options.content_type } end
  local bytes, e = core.warc.record(list, options.block, options.gzip)
  if not bytes then return nil, e end
  return bytes, id
end

--- The record that a file starts with.
-- @tparam string date RFC 3339 in UTC
-- @tparam[opt] boolean gzip as a gzip member
-- @treturn ?string its bytes
-- @treturn ?table the error
-- @usage local bytes = assert(warc.info "2026-01-01T00:00:00Z")
function warc.info(date, gzip)
  return warc.record {
    type = "warcinfo", date = date, content_type = "application/warc-fields", gzip = gzip,
    block = ("software: breachkit/%s\r\nformat: WARC File Format 1.1\r\n"):format(require "breachkit"._VERSION),
  }
end

-- The head as it came, but that it says no more that the body is in chunks: libcurl has put them together.
local function head_of(page)
  return (page.head:gsub("(\n)([Tt][Rr][Aa][Nn][Ss][Ff][Ee][Rr]%-[Ee][Nn][Cc][Oo][Dd][Ii][Nn][Gg]:)",
    "%1X-Archive-Orig-%2"))
end

--- The record of a page that `breachkit.fetch` got: a response, or a revisit that names the record it repeats.
-- @tparam table page
-- @tparam[opt] table options `gzip`; `unique`; `refers`: `{id, url, date, payload}` of the record that holds the
--  same body
-- @treturn ?string the record's bytes
-- @treturn string|table its id; or the error
-- @usage local bytes, id = assert(warc.response(page, { gzip = true }))
function warc.response(page, options)
  options = options or {}
  local refers = options.refers
  local fields = {}
  if page.address then fields[1] = { "WARC-IP-Address", page.address } end
  local payload = refers and refers.payload or page.raw and core.digest.hex("sha256", page.raw) or page.sha256
  if payload then fields[#fields + 1] = { "WARC-Payload-Digest", "sha256:" .. payload } end
  if refers then
    fields[#fields + 1] = { "WARC-Profile", "http://netpreserve.org/warc/1.1/revisit/"
      .. (page.not_modified and "server-not-modified" or "identical-payload-digest") }
    fields[#fields + 1] = { "WARC-Refers-To", refers.id }
    fields[#fields + 1] = { "WARC-Refers-To-Target-URI", refers.url }
    fields[#fields + 1] = { "WARC-Refers-To-Date", refers.date }
  end
  local body = not refers and (page.raw or page.body) or ""
  return warc.record {
    type = refers and "revisit" or "response", url = page.final_url, date = page.fetched, fields = fields,
    content_type = "application/http;msgtype=response", block = head_of(page) .. body, gzip = options.gzip,
    unique = options.unique,
  }
end

--- Write pages that `breachkit.fetch` got as a WARC file: it is there whole or not at all.
-- @tparam string path compressed when it ends in ".gz"
-- @tparam table pages a list
-- @treturn ?boolean true
-- @treturn ?table the error: "io", "syntax", "memory"
-- @usage assert(warc.save("pages.warc.gz", { assert(bk.fetch "https://example.org/") }))
function warc.save(path, pages)
  local gzip = path:find "%.gz$" ~= nil
  return fs.write_atomic(path, function(writer)
    local function put(bytes, e)
      if not bytes then return nil, e end
      return writer:write(bytes)
    end
    local ok, e = put(warc.info(pages[1] and pages[1].fetched or "1970-01-01T00:00:00Z", gzip))
    for i, page in ipairs(pages) do
      if not ok then break end
      ok, e = put(warc.response(page, { gzip = gzip, unique = tostring(i) }))
    end
    if not ok then return nil, e end
    return true
  end)
end

return warc
