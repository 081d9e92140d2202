--- A store of what was fetched: the bytes in WARC files, each body once; an index in SQLite; a log line a fetch.
-- A folder with `index.db`, `log.jsonl` and `warc/*.warc.gz`. What `put` has returned from is there after a crash; a
-- fetch that was under way is not there at all. Several programs may use one store at a time.
-- @module breachkit.fetch.store
-- @usage local store <close> = assert(bk.fetch.store "fetched")
-- local page = assert(bk.fetch("https://example.org/report", { store = store }))
-- print(assert(store:get "https://example.org/report").sha256 == page.sha256)
local bare = require "breachkit.fetch.bare"
local digest = require "breachkit.core".digest
local err = require "breachkit.err"
local fs = require "breachkit.fs"
local headers = require "breachkit.fetch.headers"
local json = require "breachkit.json"
local ledger = require "breachkit.ledger"
local limits = require "breachkit.limits"
local warc = require "breachkit.warc"

local store = {}
local methods = {}
local Store = { __name = "breachkit.fetch.store", __index = methods }

local VERSION <const> = 1

local SCHEMA = ledger.SCHEMA .. [[
CREATE TABLE fetch(
  id INTEGER PRIMARY KEY, url TEXT NOT NULL, final_url TEXT, fetched TEXT, status INTEGER, sha256 TEXT, size INTEGER,
  payload TEXT, -- the SHA-256 of the body as it was sent
  type TEXT, etag TEXT, modified TEXT, head TEXT, redirects TEXT, address TEXT, certificate TEXT, http TEXT,
  elapsed REAL, tries INTEGER, resumed INTEGER, not_modified INTEGER, error TEXT, message TEXT,
  record TEXT, file TEXT, offset INTEGER, length INTEGER,
  answer INTEGER, -- of one that found nothing changed: the fetch whose answer holds still
  body INTEGER); -- the fetch whose record holds the bytes: its own id, or an earlier one's
CREATE INDEX fetch_url ON fetch(url);
CREATE INDEX fetch_final ON fetch(final_url);
CREATE INDEX fetch_sha256 ON fetch(sha256);
CREATE INDEX fetch_payload ON fetch(payload);
CREATE TABLE feed(url TEXT PRIMARY KEY, title TEXT, polled TEXT) WITHOUT ROWID;
CREATE TABLE item(
  id INTEGER PRIMARY KEY, feed TEXT NOT NULL, key TEXT NOT NULL, url TEXT, title TEXT, first TEXT, last TEXT,
  UNIQUE(feed, key));
CREATE TABLE revision(
  item INTEGER NOT NULL, n INTEGER NOT NULL, sha256 TEXT NOT NULL, seen TEXT, fetch INTEGER, content TEXT NOT NULL,
  PRIMARY KEY(item, n)) WITHOUT ROWID;
]]

local LOGGED = { "url", "final_url", "fetched", "status", "headers", "sha256", "size", "type", "redirects", "address",
  "certificate", "http", "elapsed", "tries", "resumed", "not_modified", "error", "message", "path",
  "offset", "length" }

-- An address in the form under which it is kept: no fragment, no name and password, host in lower case.
local function normal(url)
  url = url:gsub("#.*", ""):gsub("^(%a[%w+.-]*://)[^/?]*@", "%1")
  return (url:gsub("^(%a[%w+.-]*)://([^/?]*)(.*)$", function(scheme, host, rest)
    if rest == "" or rest:sub(1, 1) == "?" then rest = "/" .. rest end
    return scheme:lower() .. "://" .. host:lower() .. rest
  end))
end

--- Open a store, and make it when it is not there. The module itself can be called as this.
-- @tparam string path a folder
-- @treturn ?table the store, closeable
-- @treturn ?table the error: "io", "type" (something else is there, or damaged), "limit" (in use for too long),
--  "unavailable" (built without SQLite)
-- @usage local store <close> = assert(require "breachkit.fetch.store".open "fetched")
function store.open(path)
  err.want(path, "string", "fetch.store: a path")
  local there, sqlite = pcall(require, "breachkit.sqlite")
  if not there then return nil, err.new("unavailable", "this breachkit is without SQLite", path) end
  local ok, e = fs.mkdir(path .. "/warc", true)
  if not ok then return nil, e end
  local db
  db, e = sqlite.open(path .. "/index.db")
  if not db then return nil, e end
  ok, e = db:run "BEGIN IMMEDIATE"
  local version = ok and db:row "PRAGMA user_version"
  if version and version.user_version == 0 then
    ok, e = db:run(SCHEMA .. "PRAGMA user_version = " .. VERSION)
  elseif version and version.user_version ~= VERSION then
    ok, e = nil, err.new("type", ("is a store of version %d, not %d"):format(version.user_version, VERSION))
  end
  if ok then ok, e = db:run "COMMIT" end
  if not ok then
    db:close()
    return nil, err.new(e.code, e.message, path)
  end
  return setmetatable({ path = path, db = db }, Store)
end

--- Close. Calling it twice is safe.
-- @function store:close
-- @usage store:close()
function methods:close()
  self.db:close()
end
Store.__close = methods.close

--- What is done within is there whole or not at all.
-- @function store:transaction
-- @tparam function work returns a value, or nil and an error: then nothing of it stays
-- @return what `work` returns
-- @usage assert(store:transaction(function() return store.db:run "DELETE FROM feed" end))
methods.transaction = ledger.transaction

-- The fetch whose record holds these bytes, as they were sent and as they are meant: what one server sends as a file in
-- gzip is another's file, packed for the way.
local function holder(self, page, payload)
  if page.not_modified then
    local kept = page.revisits
    return kept and self.db:row("SELECT * FROM fetch WHERE id = ?", kept.holder)
  end
  -- `unheld`: what was held is damaged, so the bytes are kept again
  if page.size == 0 or page.unheld then return nil end
  return self.db:row("SELECT * FROM fetch WHERE payload = ? AND sha256 = ? AND body = id ORDER BY id DESC LIMIT 1",
    payload, page.sha256)
end

local function log(self, page)
  local line = {}
  for _, name in ipairs(LOGGED) do line[name] = page[name] end
  return ledger.append(self, "log.jsonl", assert(json.encode(line)) .. "\n")
end

local function insert(self, row)
  local names, marks = {}, {}
  for name in pairs(row) do names[#names + 1] = name end
  table.sort(names)
  for i, name in ipairs(names) do marks[i] = ":" .. name end
  local sql = ("INSERT INTO fetch(%s) VALUES(%s)"):format(table.concat(names, ","), table.concat(marks, ","))
  return self.db:run(sql, row)
end

local PAGE <const> = { url = "string", final_url = "string", fetched = "string", head = "string", headers = "table" }

--- Keep a page. Its `path`, `offset` and `length` then say where.
-- @function store:put
-- @tparam table page of `breachkit.fetch`
-- @treturn ?table the page
-- @treturn ?table the error: "io", "damaged", "limit" (the store is in use for too long)
-- @raise when it is no such page
-- @usage assert(store:put(page))
function methods:put(page)
  err.want(page, "table", "store:put: a page")
  for name, kind in pairs(PAGE) do
    err.want(page[name], kind, ("store:put: a page of breachkit.fetch, whose %s is a %s,"):format(name, kind))
  end
  return self:transaction(function()
    local payload = page.raw and digest.hex("sha256", page.raw) or page.sha256
    local held = holder(self, page, payload)
    local id = ledger.row(self, "SELECT coalesce(max(id), 0) + 1 AS id FROM fetch").id
    local bytes, record = warc.response(page, {
      gzip = true, unique = tostring(id),
      refers = held and {
        id = held.record, url = held.final_url, date = held.fetched, payload = held.payload,
      } or nil,
    })
    if not bytes then return nil, record end
    local file, at = ledger.archive(self, page.fetched, bytes)
    if not file then return nil, at end
    page.id, page.path, page.offset, page.length = id, self.path .. "/" .. file, at, #bytes
    local ok, e = insert(self, {
      id = id, url = normal(page.url), final_url = normal(page.final_url), fetched = page.fetched, status = page.status,
      sha256 = page.sha256, size = page.size, type = page.type, etag = page.headers.etag,
      modified = page.headers["last-modified"], head = page.head,
      redirects = page.redirects and assert(json.encode(page.redirects)), address = page.address,
      certificate = page.certificate, http = page.http, elapsed = page.elapsed, tries = page.tries,
      resumed = page.resumed, not_modified = page.not_modified and 1 or nil, record = record, file = file, offset = at,
      length = #bytes, payload = held and held.payload or payload,
      answer = page.revisits and page.revisits.id,
      body = held and held.id or (not page.not_modified and id or nil),
    })
    if ok then ok, e = log(self, page) end
    if not ok then return nil, e end
    return page
  end)
end

--- Keep that an address could not be fetched.
-- @function store:note_failure
-- @tparam string url
-- @tparam table problem the error
-- @tparam[opt] string fetched when; now if not given
-- @treturn ?boolean true
-- @treturn ?table the error, as for `put`
-- @usage store:note_failure(url, e)
function methods:note_failure(url, problem, fetched)
  err.want(url, "string", "store:note_failure: an address")
  err.want(problem, "table", "store:note_failure: an error")
  fetched = fetched or os.date "!%Y-%m-%dT%H:%M:%SZ"
  return self:transaction(function()
    local ok, e = insert(self, {
      url = normal(url), final_url = problem.final_url and normal(problem.final_url), fetched = fetched,
      status = problem.status, tries = problem.tries, error = problem.code, message = problem.message,
      redirects = problem.redirects and assert(json.encode(problem.redirects)),
    })
    if not ok then return nil, e end
    ok, e = log(self, {
      url = url, final_url = problem.final_url, fetched = fetched, status = problem.status, tries = problem.tries,
      redirects = problem.redirects, error = problem.code, message = problem.message,
    })
    if not ok then return nil, e end
    return true
  end)
end

-- A row's page, its body read from the WARC file and held against its digest. Where a server said that nothing had
-- changed, the answer is the one that still held then.
local function page_of(self, row)
  local asked, held = row, row.body == row.id and row or self.db:row("SELECT * FROM fetch WHERE id = ?", row.body)
  if not held or held.body ~= held.id then
    return nil, err.new("damaged", "the index names a body that it does not have", self.path)
  end
  if row.not_modified then row = self.db:row("SELECT * FROM fetch WHERE id = ?", row.answer) or held end
  local path = self.path .. "/" .. held.file
  local records, _, _, guard = warc.each(path, held.offset)
  if not records then return nil, _ end
  local closing <close> = guard -- luacheck: ignore
  local record = records()
  if not record or record.id ~= held.record then
    return nil, err.new("damaged", "the record is not where the index says", path, held.offset + 1)
  end
  -- how much it unpacks to is known, and was allowed when it was kept
  local answer, e = record:http(math.max(limits.document_bytes, held.length * 2, held.size * 2), math.maxinteger)
  if not answer then return nil, err.new("damaged", e.message, path, held.offset + 1) end
  if digest.hex("sha256", answer.body) ~= row.sha256 then
    return nil, err.new("damaged", "the bytes are not those that were fetched", path, held.offset + 1)
  end
  local fields = headers.read(row.head)
  return {
    id = row.id, holder = held.id, url = asked.url, final_url = asked.final_url,
    status = row.status, headers = fields, head = row.head,
    body = answer.body, raw = answer.raw, sha256 = row.sha256, size = row.size, fetched = row.fetched, type = row.type,
    checked = asked ~= row and asked.fetched or nil,
    redirects = asked.redirects and json.decode(asked.redirects), address = row.address, certificate = row.certificate,
    http = row.http, elapsed = row.elapsed, tries = row.tries, resumed = row.resumed,
    path = path, offset = held.offset, length = held.length, from_store = true,
  }
end

--- What an address gave last: the last answer of a status below 400, else the last answer.
-- @function store:get
-- @tparam string url that was asked for, or that a redirect led to
-- @treturn ?table the page, as `breachkit.fetch` gives it, with `from_store`, and `checked`: when
--  the server last said that it is the same still
-- @treturn ?table the error: "offline" (not there), "damaged", "io"
-- @usage local page = assert(store:get "https://example.org/report")
function methods:get(url)
  err.want(url, "string", "store:get: an address")
  local key = normal(url)
  local row, e = self.db:row([[SELECT * FROM fetch WHERE (url = :key OR final_url = :key) AND error IS NULL
    AND body IS NOT NULL ORDER BY status >= 400, id DESC LIMIT 1]], { key = key })
  if row then return page_of(self, row) end
  if e then return nil, err.new(e.code, e.message, self.path) end
  return nil, err.new("offline", "is not in the store " .. self.path, bare(url))
end

--- The bytes with a digest.
-- @function store:by_sha256
-- @tparam string sha256 in hexadecimal
-- @treturn ?table a page with them
-- @treturn ?table the error: "offline" (not there), "damaged", "io"
-- @usage local page = assert(store:by_sha256(doc.sha256))
function methods:by_sha256(sha256)
  err.want(sha256, "string", "store:by_sha256: hexadecimal digits")
  local row = self.db:row("SELECT * FROM fetch WHERE sha256 = ? AND body = id ORDER BY id DESC LIMIT 1",
    sha256:lower())
  if row then return page_of(self, row) end
  return nil, err.new("offline", "no such bytes in the store " .. self.path, sha256)
end

--- What a request for an address may be made conditional on.
-- @function store:validators
-- @tparam string url
-- @treturn ?string its ETag
-- @treturn ?string its Last-Modified
-- @usage local etag, modified = store:validators(url)
function methods:validators(url)
  err.want(url, "string", "store:validators: an address")
  local row = self.db:row([[SELECT etag, modified FROM fetch WHERE final_url = ? AND status = 200 AND error IS NULL
    ORDER BY id DESC LIMIT 1]], normal(url))
  if row then return row.etag, row.modified end
end

--- All fetches, in their order.
-- @function store:fetches
-- @return an iterator of rows: the columns of the index
-- @usage for row in store:fetches() do print(row.fetched, row.url, row.status, row.error) end
function methods:fetches()
  return self.db:rows "SELECT * FROM fetch ORDER BY id"
end

return setmetatable(store, { __call = function(_, path) return store.open(path) end })
