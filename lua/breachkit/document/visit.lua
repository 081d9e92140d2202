--- From a source to its documents, through whatever wraps them: compression, archives, mailboxes, attachments.
-- @module breachkit.document.visit
local err = require "breachkit.err"
local json = require "breachkit.json"
local limits = require "breachkit.limits"
local address = require "breachkit.document.address"
local archive = require "breachkit.document.archive"
local mbox = require "breachkit.document.mbox"
local merged = require "breachkit.document.merged"
local readers = require "breachkit.document.readers"
local sniff = require "breachkit.document.sniff"
local source = require "breachkit.document.source"
local warc = require "breachkit.warc"

local visit = {}

local NAMES = { html = true, text = true, json = true, jsonl = true, feed = true, mail = true, mbox = true }

local methods = {}
local meta = { __index = methods }

--- Begin a visit of one input.
-- @tparam table options `limit`: most bytes a document; `only`: the path of the one document that is wanted;
--  `single`: pass over what is attached to a message
-- @tparam function emit called with each document
-- @tparam function fail called with each error value
-- @treturn table the visit, with the method `source`
-- @usage visit.new({}, print, print):source(source.file "reports.zip", { path = "reports.zip" })
function visit.new(options, emit, fail)
  return setmetatable({
    single = options.single, limit = options.limit or limits.document_bytes, only = options.only,
    budget = archive.budget(), depth = 0, emit = emit, fail = fail,
  }, meta)
end

-- is a member on the way to the one document that is wanted?
local function wanted(self)
  local only = self.only
  return only and function(name) return only == name or only:sub(1, #name + 2) == name .. "!/" end
end

-- what a caller knows of an archive (its charset, that it is HTML) holds for no member of it
local function within(known, name, label)
  return { path = name, fetched = known.fetched, type = label }
end

function methods:archive(src, known)
  if self.depth >= limits.archive_depth then
    return self.fail(err.new("limit", ("archives are nested deeper than %d"):format(limits.archive_depth), src.name))
  end
  self.depth = self.depth + 1
  archive.each(src, self.budget, function(member)
    if member.stream then
      self:source(member, known)
    else
      self:source(member, within(known, member.name))
    end
  end, self.fail, wanted(self))
  self.depth = self.depth - 1
end

-- A line a value; a bad line is told of and the rest is read.
function methods:jsonl(src, known)
  local lines, e1, e2, closing = json.lines(function() return src:piece() end,
    { utf8 = "replace", source = src.name, line_bytes = self.limit })
  if not lines then return self.fail(e1) end
  local guard <close> = closing -- luacheck: ignore
  for number, value, e, line in lines, e1, e2 do
    local docs
    if value ~= nil then
      docs, e = readers.value(value, line, known, self)
      if not docs then e = err.new(e.code, ("line %d: %s"):format(number, e.message), src.name, e.position) end
    end
    if docs then
      for _, doc in ipairs(docs == true and {} or docs) do self.emit(doc) end
    else
      self.fail(e)
    end
  end
end

-- A message each, in the memory of one.
function methods:mbox(src, known)
  local n, name = 0, src.name or "mailbox"
  for message, e in mbox.messages(function() return src:piece() end, self.limit) do
    n = n + 1
    if message then
      self:inner(message, known, ("%s!/%d"):format(name, n), { type = "mail" })
    else
      self.fail(err.new(e.code, e.message, ("%s!/%d"):format(name, n)))
    end
  end
end

-- what belongs to pages and is no report: web archives are full of it
local BESIDE = { "^image/", "^audio/", "^video/", "^font/", "font", "javascript", "css" }

local function beside(label)
  for _, pattern in ipairs(BESIDE) do
    if label and label:find(pattern) then return true end
  end
  return false
end

-- The bytes of a record that holds a page or a file, and what is said of them; nil for other records.
local function kept(record, limit)
  if record.type == "response" and (record.content_type or ""):find "^application/http" then
    local answer, e = record:http(limit)
    if not answer then return nil, e end
    if answer.status ~= 200 then return nil end
    return answer.body, address.said(answer)
  elseif record.type == "resource" or record.type == "conversion" then
    local bytes, e = record:block(limit)
    return bytes, bytes and { type = record.content_type and record.content_type:match "^%s*([^;%s]+)" } or e
  end
end

-- Pages and files of a web archive, a record at a time. One in gzip is read by the reader of such archives itself.
function methods:warc(src, known)
  local name, file = src.name or "archive.warc", src.file
  if src.stream and src.outer.file and src.outer:peek():find "^\x1f\x8b" then file = src.outer.file end
  local bytes, e
  if not file then
    bytes, e = src:all(self.limit)
    if not bytes then return self.fail(e) end
  end
  local records, problem, _, closing = warc.each(file or { bytes = bytes, source = name })
  if not records then return self.fail(problem) end
  local guard <close> = closing -- luacheck: ignore
  for record in records do
    local path = ("%s!/%s"):format(name, archive.shown(record.url or record.id or "record"))
    if record.type == "error" then return self.fail(record.error) end
    if not self.only or self.only:sub(1, #path) == path then
      local body, more = kept(record, self.limit)
      if not body and more then
        self.fail(err.new(more.code, more.message, path, more.position))
      elseif body and body ~= "" and not beside(more.type) and sniff.kind(body, more.type) ~= "binary" then
        more.url, more.fetched = record.url, record.date
        self:inner(body, known, path, more)
      end
    end
  end
end

--- What an input is called.
-- @tparam table known of it
-- @treturn string
-- @usage local name = visit.name_of(options)
function methods.name_of(known)
  return known.path or known.url or known.id or "message"
end

-- Is what begins as JSON a line a value? The first line is one, and another begins behind it.
local function has_lines(src)
  local line, next_one = (src:peek(limits.first_line) or ""):match "^\xEF?\xBB?\xBF?%s*({[^\n]*)\n%s*(%S)"
  return next_one == "{" and json.decode(line, { utf8 = "replace" }) ~= nil
end

--- Read a source.
-- @tparam table src
-- @tparam table known what is known of it: the options of `document.parse`
-- @usage v:source(source.bytes(body, address), { url = address })
function methods:source(src, known)
  local name = src.name or known.path or known.url or known.id
  local function fail(e) return self.fail(e.source and e or err.new(e.code, e.message, name, e.position)) end
  local head, failure = src:peek()
  if not head then return fail(failure) end
  local kind, what = known.type, nil
  if not kind or not NAMES[kind] then
    local label = known.path or known.url or ""
    if src.stream then label = label:gsub("%.%w+$", "") end
    kind, what = sniff.kind(head, kind or label)
    if kind == "empty" and head ~= "" then kind, what = sniff.kind(src:peek_past_blank(self.limit), label) end
  end
  if kind == "json" and kind ~= known.type and has_lines(src) then kind = "jsonl" end
  if kind == "packed" or kind == "archive" then return self:archive(src, known) end
  if kind == "jsonl" then return self:jsonl(src, known) end
  if kind == "mbox" then return self:mbox(src, known) end
  if kind == "warc" then return self:warc(src, known) end
  local function unreadable()
    return fail(err.new("type", (what or "binary data") .. " is not read as a report"
      .. (what == "PDF" and ": pdftotext makes text of it" or "")))
  end
  if kind == "binary" then return unreadable() end
  local bytes, e = src:all(self.limit)
  if not bytes then return fail(e) end
  if kind == "empty" or bytes == "" then return fail(err.new("empty", "nothing in it")) end
  local docs
  docs, e = readers.by_kind[kind](bytes, known, self)
  if not docs then return fail(e) end
  if docs == true then return end
  if #docs == 0 then return fail(err.new("empty", "no document in it")) end
  for _, doc in ipairs(docs) do self.emit(doc) end
end

--- Read what is wrapped in something that has been read: an attachment, a message of a mailbox.
-- @tparam string bytes
-- @tparam table known of the outer
-- @tparam string name "outer!/inner"
-- @tparam[opt] table more what is known of the inner: `type`, `charset`
-- @usage v:inner(bytes, known, "mail.eml!/report.html", { type = "text/html" })
function methods:inner(bytes, known, name, more)
  local keep = wanted(self)
  if keep and not keep(name) then return end
  if self.depth >= limits.archive_depth then
    return self.fail(err.new("limit", ("nested deeper than %d"):format(limits.archive_depth), name))
  end
  self.depth = self.depth + 1
  self:source(source.bytes(bytes, name), merged(more or {}, within(known, name)))
  self.depth = self.depth - 1
end

--- Read what is attached to a message; nothing where one document is asked for, which is the message.
-- @tparam string bytes
-- @tparam table known of the message
-- @tparam string name "mail.eml!/report.html"
-- @tparam table more what is known of it
-- @usage v:attachment(bytes, known, "mail.eml!/report.html", { type = "text/html" })
function methods:attachment(bytes, known, name, more)
  if not self.single then self:inner(bytes, known, name, more) end
end

return visit
