--- A database and the files beside it that only grow: what a transaction changes in either is there whole or not at
-- all. The database knows where each file ends. Bytes are appended when the transaction is done, before it is
-- committed; what a write that was killed left behind the end is cut off by the next one. Several programs may write,
-- one at a time. Its functions take an owner: a table with `path`, a folder, and `db`, a database in it with the
-- tables of `SCHEMA`.
-- @module breachkit.ledger
-- @usage local at = assert(ledger.transaction(store, function() return ledger.append(store, "log.jsonl", line) end))
local err = require "breachkit.err"
local fs = require "breachkit.fs"
local limits = require "breachkit.limits"
local warc = require "breachkit.warc"

local ledger = {}

--- What the owner's database needs.
ledger.SCHEMA = "CREATE TABLE file(name TEXT PRIMARY KEY, size INTEGER NOT NULL) WITHOUT ROWID;\n"

-- each file at once
local function flush(owner)
  for name, parts in pairs(owner.pending) do
    local ok, e = fs.append(owner.path .. "/" .. name, parts.from, table.concat(parts))
    if not ok then
      if e.code == "range" then e = err.new("damaged", "bytes of it are missing: " .. e.message, e.source) end
      return nil, e
    end
  end
  return true
end

--- Do something whole or not at all. One within another is part of it.
-- @tparam table owner
-- @tparam function work returns a value, or nil and an error: then nothing of it stays
-- @return what `work` returns; or nil and an error: "limit" (locked for too long), "io", "damaged" (a file is shorter
--  than the database knows), or one that `work` raised
-- @raise what else `work` raises
-- @usage assert(ledger.transaction(store, function() return store.db:run "DELETE FROM feed" end))
function ledger.transaction(owner, work)
  if owner.within then return work() end
  local ok, e = owner.db:run "BEGIN IMMEDIATE"
  if not ok then return nil, err.new(e.code, e.message, owner.path) end
  owner.within, owner.pending, owner.ends = true, {}, {}
  local fine, result, problem = pcall(work)
  owner.within = false
  if fine and result ~= nil then
    ok, e = flush(owner)
    if not ok then
      result, problem = nil, e
    else
      ok, e = owner.db:run "COMMIT"
      if ok then return result, problem end
      result, problem = nil, err.new(e.code, e.message, owner.path)
    end
  end
  owner.db:run "ROLLBACK"
  if fine then return nil, problem end
  if type(result) == "table" and result.code then return nil, result end -- of an `assert` in the midst of the work
  error(result, 0)
end

--- The first row of a query.
-- @tparam table owner
-- @tparam string sql one statement
-- @param ... its values, as for `row` of a database
-- @treturn ?table nil when there is none
-- @raise the error value where the database cannot be read: what is unreadable is not what is not there
-- @usage local head = ledger.row(case, "SELECT seq, hash FROM head")
function ledger.row(owner, sql, ...)
  local row, e = owner.db:row(sql, ...)
  if e then error(e, 0) end
  return row
end

--- Read what belongs together: the database as it is at one time, whatever others commit meanwhile.
-- @tparam table owner
-- @tparam function work is called with the owner; it changes nothing
-- @return what `work` returns
-- @raise what `work` raises; the error value where the database cannot be read
-- @usage local head, n = ledger.snapshot(case, read)
function ledger.snapshot(owner, work)
  local ok, e = owner.db:run "BEGIN"
  if not ok then error(e, 0) end
  local result = table.pack(pcall(work, owner))
  owner.db:run "ROLLBACK"
  if not result[1] then error(result[2], 0) end
  return table.unpack(result, 2, result.n)
end

--- How long a file is, by the database.
-- @tparam table owner
-- @tparam string name of the file, from the folder on
-- @treturn integer bytes
-- @usage local size = ledger.size(store, "log.jsonl")
function ledger.size(owner, name)
  local row = ledger.row(owner, "SELECT size FROM file WHERE name = ?", name)
  return row and row.size or 0
end

--- Append to a file, within a transaction.
-- @tparam table owner
-- @tparam string name of the file, from the folder on; made when it is not there
-- @tparam string bytes
-- @treturn ?integer where the bytes will be when the transaction is done
-- @treturn ?table the error
-- @usage local at = assert(ledger.append(store, "log.jsonl", line))
function ledger.append(owner, name, bytes)
  local at = owner.ends[name]
  if not at then
    at = ledger.size(owner, name)
    owner.pending[name] = { from = at }
  end
  table.insert(owner.pending[name], bytes)
  owner.ends[name] = at + #bytes
  local ok, e = owner.db:run("INSERT OR REPLACE INTO file VALUES(?, ?)", name, at + #bytes)
  if not ok then return nil, e end
  return at
end

--- Append a record to the WARC files `warc/NNNNN.warc.gz`; another is begun when the last is full.
-- @tparam table owner
-- @tparam string date of now: RFC 3339 in UTC
-- @tparam string bytes a record in gzip
-- @treturn ?string the file's name
-- @treturn integer|table where in it; or the error
-- @usage local name, at = ledger.archive(store, date, bytes)
function ledger.archive(owner, date, bytes)
  local row = ledger.row(owner, "SELECT name, size FROM file WHERE name LIKE 'warc/%' ORDER BY name DESC LIMIT 1")
  local name = row and row.name
  if not row or row.size >= limits.store_file_bytes then
    name = ("warc/%05d.warc.gz"):format(name and math.tointeger(tonumber(name:match "%d+")) + 1 or 1)
    local info, problem = warc.info(date, true)
    local begun = info
    if info then begun, problem = ledger.append(owner, name, info) end
    if not begun then return nil, problem end
  end
  local at, e = ledger.append(owner, name, bytes)
  if not at then return nil, e end
  return name, at
end

return ledger
