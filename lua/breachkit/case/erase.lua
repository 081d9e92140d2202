--- Erasing what must not stay in a case: its bytes in the WARC file are overwritten in place, its rows deleted, the
-- indexes built anew, the database rewritten and its write-ahead log emptied. That it was there, and who erased it
-- why, stays. What is logged is done: an erasure that was killed goes on when the case is opened next.
-- @module breachkit.case.erase
local err = require "breachkit.err"
local fs = require "breachkit.fs"
local json = require "breachkit.json"
local ledger = require "breachkit.ledger"
local log = require "breachkit.case.log"
local schema = require "breachkit.case.schema"
local warc = require "breachkit.warc"

local erase = {}

--- The record that stands where an erased one stood: as long as that was, so that nothing else moves. What is short
-- of it is a comment in the head of its gzip member (RFC 1952), which every reader passes over.
-- @tparam integer length bytes
-- @tparam string when of the erasure: RFC 3339 in UTC
-- @treturn ?string the record
-- @treturn string|table its id; or the error
-- @usage local bytes = assert(erase.record(original.length, entry.when))
function erase.record(length, when)
  local bytes, id = warc.record { type = "metadata", date = when, block = "erased\r\n", gzip = true }
  if not bytes then return nil, id end
  local room = length - #bytes - 1
  if room < 0 or bytes:byte(4) ~= 0 then
    return nil, err.new("internal", ("a record of %d bytes is too short to be overwritten"):format(length))
  end
  return bytes:sub(1, 3) .. "\16" .. bytes:sub(5, 10) .. (" "):rep(room) .. "\0" .. bytes:sub(11), id
end

-- What must run after the rows are gone; every step can be done again.
local function finish(case)
  local db = case.db
  for row in db:rows "SELECT * FROM original WHERE erased IS NOT NULL" do
    local bytes, e = erase.record(row.length, row.erased_at)
    if not bytes then return nil, e end
    local ok
    ok, e = fs.overwrite(case.path .. "/" .. row.file, row.offset, bytes)
    if not ok then return nil, e end
  end
  for index in pairs(schema.indexes) do
    local ok, e = db:run(("INSERT INTO %s(%s) VALUES('rebuild')"):format(index, index))
    if not ok then return nil, e end
  end
  local ok, e = db:run "VACUUM"
  if not ok then return nil, e end
  local done
  done, e = db:row "PRAGMA wal_checkpoint(TRUNCATE)"
  if not done then return nil, e end
  if done.busy ~= 0 then
    return nil, err.new("limit", "another program reads the case, and what is erased is in its log still: it will be "
      .. "finished when the case is opened next", case.path)
  end
  return db:run "UPDATE head SET erasing = 0"
end

--- Whether an erasure is unfinished.
-- @tparam table case
-- @treturn boolean
-- @usage if erase.pending(case) then print "to be finished" end
function erase.pending(case)
  return ledger.row(case, "SELECT erasing FROM head").erasing ~= 0
end

--- Finish what was begun.
-- @tparam table case
-- @treturn ?boolean true
-- @treturn ?table the error: "limit" (another program reads the case), "io"
-- @usage assert(erase.finish(case))
function erase.finish(case)
  local ok, e = finish(case)
  if not ok then return nil, err.new(e.code, e.message, e.source or case.path) end
  return true
end

-- The originals that an id leads to.
local function originals(case, id)
  local row = ledger.row(case, [[SELECT o.* FROM original o LEFT JOIN document d ON d.original = o.id
    WHERE d.name = :id OR o.sha256 = :id LIMIT 1]], { id = id })
  if not row then
    return nil, err.new("range", "is no document, no SHA-256 of an original and no note of this case", id)
  end
  if row.erased then return nil, err.new("range", ("was erased by entry %d"):format(row.erased), id) end
  return row
end

local function delete_original(case, row, why)
  local db, names = case.db, json.array {}
  for document in db:rows("SELECT name FROM document WHERE original = ? ORDER BY id", row.id) do
    names[#names + 1] = document.name
  end
  local seq, e = log.append(case, "tombstone", { sha256 = row.sha256, documents = names, why = why })
  if not seq then return nil, e end
  local ok
  for _, sql in ipairs {
    -- what it revised is revised by what revised it
    [[UPDATE document SET revised = (SELECT n.revised FROM document n WHERE n.id = document.revised)
      WHERE revised IN (%s)]],
    "INSERT INTO field_words(field_words, rowid, value) SELECT 'delete', id, value FROM field WHERE document IN (%s)",
    "DELETE FROM field WHERE document IN (%s)",
    "INSERT INTO claim_words(claim_words, rowid, quote) SELECT 'delete', id, quote FROM claim WHERE document IN (%s)",
    "DELETE FROM claim WHERE document IN (%s)",
    [[INSERT INTO document_words(document_words, rowid, title, text) SELECT 'delete', id, title, text FROM document
      WHERE id IN (%s)]],
    "DELETE FROM document WHERE id IN (%s)",
  } do
    ok, e = db:run(sql:format "SELECT id FROM document WHERE original = :id", { id = row.id })
    if not ok then return nil, e end
  end
  ok, e = db:run("UPDATE original SET erased = ?, erased_at = ? WHERE id = ?", seq, case:now(), row.id)
  if not ok then return nil, e end
  return seq, names
end

-- The other originals, not erased, in which documents of these ids stand word for word: the log knows them.
local function also_in(case, names, sha256)
  local wanted, also, seen = {}, json.array {}, { [sha256] = true }
  for _, name in ipairs(names) do wanted[name] = true end
  for entry in log.entries(case) do
    for _, added in ipairs(entry.action == "add" and entry.added or {}) do
      local found = false
      for _, name in ipairs(added.held or {}) do found = found or wanted[name] end
      if found and not seen[added.sha256] then
        seen[added.sha256] = true
        if ledger.row(case, "SELECT 1 AS one FROM original WHERE sha256 = ? AND erased IS NULL", added.sha256) then
          also[#also + 1] = added.sha256
        end
      end
    end
  end
  return also
end

--- Erase: see `case:tombstone`.
-- @tparam table case
-- @tparam string|integer id of a document, a SHA-256 of an original, or a note's number
-- @tparam string why
-- @treturn ?table `{seq, documents, also}`: the log entry, the ids that are gone, and other originals with their words
-- @treturn ?table the error: "range" (no such thing), "limit", "io"
-- @usage local told = assert(erase.run(case, doc.id, "court order 4711"))
function erase.run(case, id, why)
  local names, also = json.array {}, json.array {}
  local seq, e = ledger.transaction(case, function()
    local seq, problem
    if math.type(id) == "integer" then
      local note = ledger.row(case, "SELECT value FROM judgement WHERE seq = ? AND kind = 'note'", id)
      if not note then return nil, err.new("range", ("entry %d is no note"):format(id), case.path) end
      seq, problem = log.append(case, "tombstone", { of = id, why = why })
      if not seq then return nil, problem end
      local ok
      ok, problem = case.db:run("UPDATE judgement SET value = '(erased)', undone = coalesce(undone, :by) WHERE seq = "
        .. ":id",
        { id = id, by = seq })
      if not ok then return nil, problem end
    else
      local row
      row, problem = originals(case, id)
      if not row then return nil, problem end
      seq, problem = delete_original(case, row, why)
      if not seq then return nil, problem end
      names = problem
      also = also_in(case, names, row.sha256)
    end
    local ok
    ok, problem = case.db:run "UPDATE head SET erasing = 1"
    if not ok then return nil, problem end
    return seq
  end)
  if not seq then return nil, e end
  local ok
  ok, e = erase.finish(case)
  if not ok then return nil, e end
  return { seq = seq, documents = names, also = also }
end

return erase
