--- Does a case hold? The database, the log's chain, every original against its digest, every row against the log.
-- @module breachkit.case.verify
local add = require "breachkit.case.add"
local digest = require "breachkit.core".digest
local err = require "breachkit.err"
local erase = require "breachkit.case.erase"
local fs = require "breachkit.fs"
local limits = require "breachkit.limits"
local log = require "breachkit.case.log"
local schema = require "breachkit.case.schema"
local warc = require "breachkit.warc"

local verify = {}

--- The bytes of an original, held against their digest.
-- @tparam table case
-- @tparam table row of the table `original`
-- @treturn ?string the bytes
-- @treturn ?table the error: "damaged" (with the WARC file and the place in it), "erased", "io"
-- @usage local bytes = assert(verify.original(case, row))
function verify.original(case, row)
  local path = case.path .. "/" .. row.file
  if row.erased then return nil, err.new("erased", ("was erased by entry %d"):format(row.erased), row.sha256) end
  local function damaged(message) return nil, err.new("damaged", message, path, row.offset + 1) end
  local records, e, _, guard = warc.each(path, row.offset)
  if not records then return nil, err.new(e.code == "io" and "io" or "damaged", e.message, path) end
  local closing <close> = guard -- luacheck: ignore
  local record = records()
  if not record or record.type == "error" or record.id ~= row.record then
    return damaged "the record is not where the database says"
  end
  local most = math.max(limits.document_bytes, row.size) + row.length * 2
  local bytes
  if record.type == "response" then
    local answer
    answer, e = record:http(most)
    bytes = answer and answer.body
  else
    bytes, e = record:block(most)
  end
  if not bytes then return damaged(e.message) end
  if digest.hex("sha256", bytes) ~= row.sha256 then return damaged "the bytes are not those that were added" end
  return bytes
end

local function check_database(case, problem, note)
  local path = case.path .. "/case.db"
  for row in case.db:rows "PRAGMA integrity_check(20)" do
    if row.integrity_check ~= "ok" then problem(err.new("damaged", row.integrity_check, path)) end
  end
  for row in case.db:rows "PRAGMA foreign_key_check" do
    problem(err.new("damaged", ("a row of %s belongs to nothing"):format(row.table), path))
  end
  if case.readonly then
    note "the search indexes are not checked in a case that is opened for reading only"
    return
  end
  for index in pairs(schema.indexes) do
    local ok, e = case.db:run(("INSERT INTO %s(%s, rank) VALUES('integrity-check', 1)"):format(index, index))
    if not ok then problem(err.new("damaged", ("the search index %s: %s"):format(index, e.message), path)) end
  end
end

local function check_files(case, problem, note)
  for row in case.db:rows "SELECT name, size FROM file WHERE name LIKE 'warc/%' ORDER BY name" do
    local info = fs.stat(case.path .. "/" .. row.name)
    local size = info and info.size or 0
    if size < row.size then
      problem(err.new("damaged", ("%d of its %d bytes are gone"):format(row.size - size, row.size),
        case.path .. "/" .. row.name))
    elseif size > row.size then
      note(("%s: %d bytes of a write that was killed; the next write cuts them off"):format(row.name, size - row.size))
    end
  end
end

-- An erased original: what stands in its place holds nothing of it.
local function check_erased(case, row)
  local path = case.path .. "/" .. row.file
  local file <close> = io.open(path, "rb")
  local there = file and file:seek("set", row.offset) and file:read(row.length)
  if there == erase.record(row.length, row.erased_at) then return end
  return err.new("damaged", ("entry %d erased it, and something else is in its place"):format(row.erased), path,
    row.offset + 1)
end

local function check_originals(case, problem, progress)
  local all, erased, n = case.db:row "SELECT count(*) AS n FROM original".n, 0, 0
  for row in case.db:rows "SELECT * FROM original ORDER BY id" do
    local e
    n = n + 1
    progress(n, all)
    if row.erased then
      erased = erased + 1
      e = check_erased(case, row)
    else
      local _
      _, e = verify.original(case, row)
    end
    if e then problem(e) end
  end
  return all - erased, erased
end

local function document_digest(case, row)
  local parts = { row.record, row.title or "", row.text }
  for claim in case.db:rows("SELECT record FROM claim WHERE document = ? ORDER BY id", row.id) do
    parts[#parts + 1] = claim.record
  end
  return add.digest(parts)
end

-- What each kind of entry says of the database: a function that returns what does not hold.
local entries = {}

local function check_added(case, added, seq)
  local row = case.db:row("SELECT * FROM original WHERE sha256 = ?", added.sha256)
  if not row or row.seq ~= seq then return ("the original %s is not in the database"):format(added.sha256) end
  if row.erased then return nil end
  for _, told in ipairs(added.documents) do
    local document = case.db:row("SELECT * FROM document WHERE name = ?", told.id)
    if not document or document.seq ~= seq then return ("document %s is not in the database"):format(told.id) end
    if document.digest ~= told.digest or document_digest(case, document) ~= told.digest then
      return ("document %s or its claims are not as they were added"):format(told.id)
    end
  end
end

function entries.add(case, entry)
  for _, added in ipairs(entry.added) do
    local wrong = check_added(case, added, entry.seq)
    if wrong then return wrong end
  end
end

local function said(kind, fields)
  return function(case, entry)
    local row = case.db:row("SELECT * FROM judgement WHERE seq = ?", entry.seq)
    if not row or row.kind ~= kind then return "it is not in the database" end
    for column, value in pairs(fields(entry, row)) do
      if (row[column] or false) ~= (value or false) then return "the database has it otherwise" end
    end
  end
end

entries.decide = said("decision", function(entry)
  return { a = entry.a, b = entry.b, value = entry.verdict, why = entry.why or false, who = entry.who or false,
    made = entry.when }
end)
entries.tag = said("tag", function(entry)
  return { a = entry.target, value = entry.tag, why = entry.why or false, incident = entry.incident and 1 or 0 }
end)
entries.note = said("note", function(entry, row)
  local erased = row.value == "(erased)" and row.undone
  return { a = entry.target, incident = entry.incident and 1 or 0,
    value = (erased or digest.hex("sha256", row.value) == entry.sha256) and row.value or "another" }
end)

function entries.undo(case, entry)
  local row = case.db:row("SELECT undone FROM judgement WHERE seq = ?", entry.of)
  if not row or row.undone ~= entry.seq then
    return ("the database does not have entry %s taken back"):format(entry.of)
  end
end

function entries.tombstone(case, entry)
  if not entry.sha256 then return nil end
  local row = case.db:row("SELECT erased FROM original WHERE sha256 = ?", entry.sha256)
  if not row or row.erased ~= entry.seq then return "the database does not have it erased" end
end

-- Rows that no entry of the log brought.
local function check_strangers(case, counts, problem)
  for name, sql in pairs {
    original = "SELECT count(*) AS n FROM original", judgement = "SELECT count(*) AS n FROM judgement",
    undo = "SELECT count(DISTINCT undone) AS n FROM judgement WHERE undone IS NOT NULL AND value <> '(erased)'",
    document = "SELECT count(*) AS n FROM document",
  } do
    local n = case.db:row(sql).n
    if n > counts[name] then
      problem(err.new("tampered", ("holds %d that the log does not tell of (%s)"):format(n - counts[name], name),
        case.path .. "/case.db"))
    end
  end
end

--- Check everything: see `case:verify`.
-- @tparam table case
-- @tparam function progress called with how many originals of how many were checked
-- @treturn table `{holds, problems[], notes[], entries, head, originals, erased, documents}`
-- @usage local told = verify.run(case, function() end)
function verify.run(case, progress)
  local told = { problems = {}, notes = {} }
  local function problem(e) table.insert(told.problems, e) end
  local function note(text) table.insert(told.notes, text) end
  check_database(case, problem, note)
  local counts = { original = 0, judgement = 0, undo = 0, document = 0 }
  local count_as = { decide = "judgement", tag = "judgement", note = "judgement", undo = "undo" }
  local chain = log.check(case, problem, note, function(entry, line)
    local kind = count_as[entry.action]
    if kind then counts[kind] = counts[kind] + 1 end
    for _, added in ipairs(entry.action == "add" and type(entry.added) == "table" and entry.added or {}) do
      counts.original = counts.original + 1
      counts.document = counts.document + (type(added) == "table" and type(added.documents) == "table"
        and #added.documents or 0)
    end
    local check = entries[entry.action]
    local fine, wrong = true, nil
    if check then fine, wrong = pcall(check, case, entry) end -- a forged entry may lack anything
    if not fine or wrong then
      local e = err.new("tampered", ("line %d (%s): %s"):format(line, entry.action, fine and wrong or "is malformed"),
        case.path .. "/" .. log.NAME)
      e.line = line
      problem(e)
    end
  end)
  check_strangers(case, counts, problem)
  check_files(case, problem, note)
  told.originals, told.erased = check_originals(case, problem, progress)
  told.documents = case.db:row "SELECT count(*) AS n FROM document".n
  told.entries, told.head = chain.entries, chain.head
  if erase.pending(case) then
    problem(err.new("limit", "an erasure is not finished: open the case for writing while nobody else reads it",
      case.path))
  end
  told.holds = #told.problems == 0
  return told
end

return verify
