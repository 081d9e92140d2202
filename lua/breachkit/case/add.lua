--- Taking something into a case: its bytes as they came, the documents in them, their claims, and where all came from.
-- @module breachkit.case.add
local address = require "breachkit.document.address"
local bare = require "breachkit.fetch.bare"
local checked = require "breachkit.document.checked"
local claims = require "breachkit.claims"
local date = require "breachkit.date"
local digest = require "breachkit.core".digest
local err = require "breachkit.err"
local fs = require "breachkit.fs"
local json = require "breachkit.json"
local ledger = require "breachkit.ledger"
local limits = require "breachkit.limits"
local log = require "breachkit.case.log"
local merged = require "breachkit.document.merged"
local record = require "breachkit.document.record"
local scope = require "breachkit.incident.scope"
local source = require "breachkit.document.source"
local visit = require "breachkit.document.visit"
local warc = require "breachkit.warc"

local add = {}

-- A name as an address: what a WARC record wants.
local function uri(path)
  return "file:" .. path:gsub("[^%w/._~!$&'()*+,;=:@-]", function(c) return ("%%%02X"):format(c:byte()) end)
end

-- What is to be added: `{bytes, sha256, place, fetched, known, documents, resource|page}`.
local readers = {}

function readers.address(url, options)
  local page, e = require "breachkit.fetch"(url, options.fetch)
  if not page then return nil, e end
  if page.status >= 400 then
    return nil, err.new("status", ("the server answers with status %d"):format(page.status), bare(url))
  end
  local known = address.said(page)
  known.url, known.fetched = page.final_url, page.fetched
  return { bytes = page.body, page = page, place = bare(url):gsub("#.*", ""), fetched = page.fetched, known = known }
end

function readers.path(path)
  local bytes, e
  if path == "-" then
    bytes, e = source.stdin():all(limits.document_bytes)
  else
    bytes, e = fs.read(path)
  end
  if not bytes then return nil, e end
  return { bytes = bytes, place = path, known = { path = path }, resource = uri(path) }
end

local GIVEN = { bytes = true, url = true, path = true, type = true, charset = true, title = true, published = true,
  updated = true, fetched = true, site = true, authors = true, language = true, id = true }

function readers.bytes(given)
  local known = {}
  for name, value in pairs(err.options(given, GIVEN, "case:add")) do
    if name ~= "bytes" then known[name] = value end
  end
  known.url = known.url and bare(known.url)
  local place = known.url or given.path or "bytes"
  return { bytes = given.bytes, place = place, known = known, resource = known.url or uri(place),
    fetched = given.fetched }
end

-- A document that was read elsewhere: its own record stands for the bytes, which are not at hand.
function readers.document(doc)
  doc = checked.document(doc, "case:add")
  local copy = {}
  for name, value in pairs(doc) do copy[name] = value end
  local bytes, e = json.encode(copy)
  if not bytes then return nil, e end
  local place = doc.url or doc.path or tostring(doc.id or "document")
  return { bytes = bytes, place = place, documents = { doc }, resource = doc.url or uri(place), fetched = doc.fetched,
    type = "application/json" }
end

local function read(input, options)
  local item, e
  if type(input) == "string" then
    item, e = readers[address.is(input) and "address" or "path"](input, options)
  elseif type(input) == "table" and type(input.bytes) == "string" then
    item, e = readers.bytes(input)
  elseif type(input) == "table" and type(input.text) == "string" then
    item, e = readers.document(input)
  else
    err.raise("case:add: an address, a path, a document or { bytes = ... } expected, got " .. type(input))
  end
  if not item then return nil, e end
  item.sha256 = digest.hex("sha256", item.bytes)
  return item
end

-- The documents in the bytes, and what could not be read of them.
local function documents_of(item)
  if item.documents then return item.documents, {} end
  local docs, errors = {}, {}
  visit.new({}, function(doc) docs[#docs + 1] = doc end, function(e) errors[#errors + 1] = e end)
    :source(source.bytes(item.bytes, item.place), item.known)
  return docs, errors
end

local function record_of(item, now)
  if item.page then return warc.response(item.page, { gzip = true, unique = item.sha256 }) end
  return warc.record {
    type = "resource", date = now, url = item.resource, content_type = item.type or "application/octet-stream",
    fields = { { "WARC-Payload-Digest", "sha256:" .. item.sha256 } }, block = item.bytes, gzip = true,
  }
end

-- The first error of a chain of statements.
local function runner(db)
  local first
  return function(sql, ...)
    if first then return end
    local ok, e = db:run(sql, ...)
    if not ok then first = e end
  end, function() return first end
end

local function bounds(value)
  local known = value and date.parse(value)
  if known then return date.bounds(known) end
end

local function put_field(run, document, claim, name, value, start, stop)
  if type(value) == "string" and value ~= "" then
    run("INSERT INTO field(document, claim, name, value, start, stop) VALUES(?, ?, ?, ?, ?, ?)", document, claim, name,
      value, start, stop)
    run "INSERT INTO field_words(rowid, value) SELECT id, value FROM field WHERE id = last_insert_rowid()"
  end
end

local function put_claim(db, run, document, doc, claim, line)
  local quote, first = scope.sentence(doc, claim)
  run([[INSERT INTO claim(document, type, stance, realis, first, last, quote, record)
    VALUES(?, ?, ?, ?, ?, ?, ?, ?)]], document, claim.type, claim.stance, claim.realis, first, first + #quote - 1,
    quote,
    line)
  local id = db:last_id()
  run("INSERT INTO claim_words(rowid, quote) VALUES(?, ?)", id, quote)
  for _, role in ipairs(claim.roles or {}) do
    local start, stop
    if type(role.value) == "table" and role.value.edtf then start, stop = bounds(role.value.edtf) end
    put_field(run, document, id, role.role, role.text, start, stop)
    local value = role.value
    if type(value) == "string" and value ~= role.text then put_field(run, document, id, role.role, value) end
  end
  for _, name in ipairs { "speaker", "via", "hedge" } do
    if claim[name] then put_field(run, document, id, name, claim[name].text) end
  end
end

local function wording(title, text) return digest.hex("sha256", (title or "") .. "\0" .. text) end

-- An id that no other document has, nor had one that is erased and was decided about; or nil and the id of one that is
-- there already, word for word. `taken` holds by id what was looked up in this transaction: how many go by it, and
-- which of them says what.
local function name_for(case, doc, taken)
  local there, words = taken[doc.id] or { n = 0, says = {} }, wording(doc.title, doc.text)
  taken[doc.id] = there
  while not there.says[words] do
    there.n = there.n + 1
    local name = there.n == 1 and doc.id or ("%s#%d"):format(doc.id, there.n)
    local row = ledger.row(case, "SELECT title, text FROM document WHERE name = ?", name)
    local said = row and wording(row.title, row.text)
    if said then
      there.says[said] = there.says[said] or name
    elseif not ledger.row(case, "SELECT 1 AS one FROM judgement WHERE a = :name OR b = :name", { name = name }) then
      there.says[words] = name
      return name
    end
  end
  return nil, there.says[words]
end

local function put_document(case, run, original, seq, doc, found)
  local db = case.db
  local rest = {}
  for name, value in pairs(doc) do
    if name ~= "title" and name ~= "text" then rest[name] = value end
  end
  local parts = { assert(json.encode(rest, { utf8 = "replace" })), doc.title or "", doc.text }
  for i, claim in ipairs(found) do parts[3 + i] = assert(json.encode(claim, { utf8 = "replace" })) end
  local sum = add.digest(parts)
  local start, stop = bounds(doc.published)
  run([[INSERT INTO document(name, original, seq, url, published, start, stop, title, text, record, digest)
    VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)]], doc.id, original, seq, doc.url, doc.published, start, stop, doc.title,
    doc.text,
    parts[1], sum)
  local id = db:last_id()
  run("INSERT INTO document_words(rowid, title, text) VALUES(?, ?, ?)", id, doc.title, doc.text)
  if doc.url then
    -- the same address of another time; another document of the same bytes is none
    run("UPDATE document SET revised = ? WHERE url = ? AND revised IS NULL AND original <> ?", id, doc.url, original)
  end
  for _, name in ipairs { "site", "language", "url" } do put_field(run, id, nil, name, doc[name]) end
  put_field(run, id, nil, "format", doc.type)
  for _, author in ipairs(doc.authors or {}) do put_field(run, id, nil, "author", author) end
  for _, origin in ipairs(doc.origins or {}) do put_field(run, id, nil, "origin", origin.name) end
  for i, claim in ipairs(found) do put_claim(db, run, id, doc, claim, parts[3 + i]) end
  return { id = doc.id, digest = sum }
end

--- The digest of a document's content, as the log has it.
-- @tparam {string,...} parts its record as JSON, its title, its text, its claims as JSON
-- @treturn string SHA-256 in hexadecimal
-- @usage local sum = add.digest { rest, title, text }
function add.digest(parts)
  local lengths = {}
  for i, part in ipairs(parts) do lengths[i] = #part end
  return digest.hex("sha256", table.concat(lengths, " ") .. "\n" .. table.concat(parts))
end

-- What is known of these bytes: nil when they are new.
local function known(case, item)
  local row = ledger.row(case, "SELECT id, erased, seq FROM original WHERE sha256 = ?", item.sha256)
  if not row then return nil end
  if row.erased then
    return nil, err.new("erased", ("was erased from this case by entry %d of its log, and is not taken again")
      :format(row.erased), item.place)
  end
  local names = json.array {}
  for document in case.db:rows("SELECT name FROM document WHERE original = ? ORDER BY id", row.id) do
    names[#names + 1] = document.name
  end
  local seen = ledger.row(case, "SELECT 1 AS one FROM source WHERE original = ? AND place = ?", row.id, item.place)
  return { id = row.id, known = true, seen = seen ~= nil, documents = names, seq = row.seq }
end

local function put_source(run, original, item, seq)
  run("INSERT OR IGNORE INTO source VALUES(?, ?, ?, ?)", original, item.place, item.fetched, seq)
end

-- Put what is new into the database and the WARC file; what the log is to tell of it.
local function put(case, ready, seq, taken)
  local db, item = case.db, ready.item
  local bytes, id = record_of(item, case:now())
  if not bytes then return nil, id end
  local file, at = ledger.archive(case, case:now(), bytes)
  if not file then return nil, at end
  local run, failed = runner(db)
  run([[INSERT INTO original(sha256, size, type, seq, record, file, offset, length) VALUES(?, ?, ?, ?, ?, ?, ?, ?)]],
    item.sha256, #item.bytes, item.page and item.page.type or item.type, seq, id, file, at, #bytes)
  local original = db:last_id()
  put_source(run, original, item, seq)
  local names, told, held = json.array {}, json.array {}, {}
  for i, doc in ipairs(ready.docs) do
    local name, other = name_for(case, doc, taken)
    if name then
      if name ~= doc.id then doc = setmetatable(merged({ id = name }, doc), getmetatable(doc)) end
      for _, claim in ipairs(ready.found[i]) do claim.document = name end
      told[#told + 1] = put_document(case, run, original, seq, doc, ready.found[i])
    end
    names[#names + 1] = name or other
    if other then held[#held + 1] = other end
  end
  if failed() then return nil, failed() end
  ready.entry = { seq = seq, documents = names }
  return { sha256 = item.sha256, size = #item.bytes, place = item.place, documents = told, record = id, file = file,
    offset = at, held = #held > 0 and held or nil } -- documents that were there, word for word
end

-- The same for one of several: a list of what is added, and one of bytes that came from another place too.
local function put_or_note(case, ready, seq, added, seen, taken)
  local there, e = known(case, ready.item) -- another process may have been quicker
  if e then return nil, e end
  if not there then
    local told
    told, e = put(case, ready, seq, taken)
    if not told then return nil, e end
    added[#added + 1] = told
    return true
  end
  ready.entry = there
  if there.seen then return true end
  local run, failed = runner(case.db)
  put_source(run, there.id, ready.item, seq)
  if failed() then return nil, failed() end
  there.seq = seq
  seen[#seen + 1] = { sha256 = ready.item.sha256, place = ready.item.place }
  return true
end

--- Read one thing, and nothing of the case changes yet.
-- @tparam table case
-- @param input an address, a file's path, a document, `{bytes=}`
-- @tparam table options `fetch`
-- @treturn ?table what `add.commit` takes: `item` with its `bytes`, its documents, their claims
-- @treturn ?table the error
-- @usage local ready, e = add.prepare(case, "report.html", {})
function add.prepare(case, input, options)
  local item, e = read(input, options)
  if not item then return nil, e end
  local there
  there, e = known(case, item)
  if e then return nil, e end
  local ready = { item = item, docs = {}, found = {}, errors = {} }
  if there then
    ready.entry = there.seen and there or nil
    return ready
  end
  ready.docs, ready.errors = documents_of(item)
  if #ready.docs == 0 then return nil, ready.errors[1] or err.new("empty", "no document in it", item.place) end
  for i, doc in ipairs(ready.docs) do
    local id = doc.id and log.told(doc.id) or "sha256:" .. record.hash(doc.text):sub(1, 16)
    if id ~= doc.id then
      doc = setmetatable(merged({ id = id }, doc), getmetatable(doc))
      ready.docs[i] = doc
    end
    ready.found[i] = claims.list(doc)
  end
  return ready
end

--- Add several things in one transaction, and one entry of the log: all of them are there, or none.
-- @tparam table case
-- @tparam {table,...} batch of `add.prepare`
-- @treturn ?table for each `{sha256, size, place, known, seq, documents, errors}`
-- @treturn ?table the error: then nothing is added
-- @usage local entries = assert(add.commit(case, { ready }))
function add.commit(case, batch)
  local left = {}
  for _, ready in ipairs(batch) do
    if not ready.entry then left[#left + 1] = ready end
  end
  local ok, e = true, nil
  if #left > 0 then
    ok, e = ledger.transaction(case, function()
      local seq = ledger.row(case, "SELECT seq + 1 AS seq FROM head").seq
      local added, seen, taken = json.array {}, json.array {}, {}
      for _, ready in ipairs(left) do
        local done, problem = put_or_note(case, ready, seq, added, seen, taken)
        if not done then return nil, problem end
      end
      if #added + #seen == 0 then return true end
      return log.append(case, "add", { added = added, seen = #seen > 0 and seen or nil })
    end)
  end
  if not ok then return nil, e end
  local entries = {}
  for i, ready in ipairs(batch) do
    local item, entry = ready.item, ready.entry
    entries[i] = { sha256 = item.sha256, size = #item.bytes, place = item.place, known = entry.known or false,
      seq = entry.seq, documents = entry.documents, errors = ready.errors }
  end
  return entries
end

--- Add one thing: see `case:add`.
-- @tparam table case
-- @param input an address, a file's path, a document, `{bytes=}`
-- @tparam table options `fetch`
-- @treturn ?table `{sha256, size, place, known, seq, documents, errors}`
-- @treturn ?table the error
-- @usage local entry = assert(add.one(case, "report.html", {}))
function add.one(case, input, options)
  local ready, e = add.prepare(case, input, options)
  if not ready then return nil, e end
  local entries
  entries, e = add.commit(case, { ready })
  if not entries then return nil, e end
  return entries[1]
end

-- Files that wait to be added together: the disk is waited for once for all of them.
local BATCH_FILES <const>, BATCH_BYTES <const>, BATCH_SECONDS <const> = 64, 8 * 1024 * 1024, 2

--- Add every file below a folder: see `case:add`.
-- @tparam table case
-- @tparam string folder
-- @tparam table options `fetch`, `on_each`
-- @treturn ?table `{documents, errors, known, added}`
-- @treturn ?table the error
-- @usage local total = assert(add.folder(case, "reports", {}))
function add.folder(case, folder, options)
  local total = { documents = {}, errors = {}, known = 0, added = 0 }
  local walk, state, control, guard = fs.walk(folder)
  if not walk then return nil, state end
  local closing <close> = guard -- luacheck: ignore
  local batch, bytes, began = {}, 0, os.time()

  local function tell(path, entry, e)
    if entry then
      local kind = entry.known and "known" or "added"
      total[kind] = total[kind] + 1
      table.move(entry.documents, 1, #entry.documents, #total.documents + 1, total.documents)
      table.move(entry.errors, 1, #entry.errors, #total.errors + 1, total.errors)
    else
      total.errors[#total.errors + 1] = e
    end
    if options.on_each then options.on_each(path, entry, e) end
  end

  local function flush()
    local ready = batch
    batch, bytes, began = {}, 0, os.time()
    local entries, e = add.commit(case, ready)
    for i, one in ipairs(ready) do tell(one.item.place, entries and entries[i], e) end
    return entries ~= nil, e
  end

  for path, entry, e in walk, state, control do
    local ready
    if not e and not entry.skipped then ready, e = add.prepare(case, path, options) end
    if ready then
      batch[#batch + 1] = ready
      bytes = bytes + #ready.item.bytes
    elseif e then
      tell(path, nil, e)
    end
    if #batch >= BATCH_FILES or bytes >= BATCH_BYTES or #batch > 0 and os.time() - began >= BATCH_SECONDS then
      local done, problem = flush()
      if not done then return nil, problem end
    end
  end
  local done, problem = flush()
  if not done then return nil, problem end
  if total.added + total.known == 0 then
    return nil, total.errors[1] or err.new("empty", "no readable file in it", folder)
  end
  return total
end

return add
