--- Does a case hold? The database, the log's chain, every original against its digest, every row against the log.
-- @module breachkit.case.verify
local add = require "breachkit.case.add"
local digest = require "breachkit.core".digest
local err = require "breachkit.err"
local erase = require "breachkit.case.erase"
local fs = require "breachkit.fs"
local json = require "breachkit.json"
local ledger = require "breachkit.ledger"
local limits = require "breachkit.limits"
local log = require "breachkit.case.log"
local schema = require "breachkit.case.schema"
local scope = require "breachkit.incident.scope"
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
    local told = row.integrity_check:gsub("^%*%*%* in database main %*%*%*\n", ""):gsub("\n", "; ")
    if told ~= "ok" then problem(err.new("damaged", told, path)) end
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

-- Each is asked for by itself: what is erased meanwhile is checked as erased.
local function check_originals(case, problem, progress)
  local all, erased, n, last = ledger.row(case, "SELECT count(*) AS n FROM original").n, 0, 0, 0
  while true do
    local row = ledger.row(case, "SELECT * FROM original WHERE id > ? ORDER BY id LIMIT 1", last)
    if not row then return n - erased, erased end
    n, last = n + 1, row.id
    progress(n, math.max(n, all))
    local _, e
    if not row.erased then
      _, e = verify.original(case, row)
      if e then row = ledger.row(case, "SELECT * FROM original WHERE id = ?", row.id) end
    end
    if row.erased then
      erased = erased + 1
      e = check_erased(case, row)
    end
    if e then problem(e) end
  end
end

local function document_digest(row, claims)
  local parts = { row.record, row.title or "", row.text }
  for _, claim in ipairs(claims) do parts[#parts + 1] = claim.record end
  return add.digest(parts)
end

-- Do the columns by which claims are found say what the claims themselves do?
local function found_as_they_are(document, claims)
  for _, row in ipairs(claims) do
    local claim = json.decode(row.record)
    local quote, first = scope.sentence(document, claim)
    if row.type ~= claim.type or row.stance ~= claim.stance or row.realis ~= claim.realis or row.first ~= first
      or row.quote ~= quote then
      return false
    end
  end
  return true
end

local function check_document(case, told, seq)
  local row = ledger.row(case, "SELECT * FROM document WHERE name = ?", told.id)
  if not row or row.seq ~= seq then return ("document %s is not in the database"):format(told.id) end
  local claims = {}
  for claim in case.db:rows("SELECT * FROM claim WHERE document = ? ORDER BY id", row.id) do
    claims[#claims + 1] = claim
  end
  if row.digest ~= told.digest or document_digest(row, claims) ~= told.digest then
    return ("document %s or its claims are not as they were added"):format(told.id)
  end
  local record = json.decode(row.record)
  if row.url ~= record.url or row.published ~= record.published or not found_as_they_are(row, claims) then
    return ("document %s is not found by what it says"):format(told.id)
  end
end

local function check_source(case, told, seq)
  for row in case.db:rows([[SELECT s.place FROM source s JOIN original o ON o.id = s.original
    WHERE o.sha256 = ? AND s.seq = ?]], told.sha256, seq) do
    if log.told(row.place) == told.place then return nil end
  end
  return ("the database does not have %s from %s"):format(told.sha256, told.place)
end

local function check_added(case, added, seq, logged)
  local row = ledger.row(case, "SELECT * FROM original WHERE sha256 = ?", added.sha256)
  if not row or row.seq ~= seq then return ("the original %s is not in the database"):format(added.sha256) end
  logged.original = logged.original + 1
  if not row.erased then
    for _, told in ipairs(added.documents) do
      logged.document = logged.document + 1
      local wrong = check_document(case, told, seq)
      if wrong then return wrong end
    end
  end
  return check_source(case, added, seq)
end

-- What each kind of entry says of the database: a function that returns what does not hold, and keeps in `logged` what
-- only the whole log can tell.
local entries = {}

function entries.add(case, entry, logged)
  for _, added in ipairs(entry.added) do
    local wrong = check_added(case, added, entry.seq, logged)
    if wrong then return wrong end
  end
  for _, seen in ipairs(entry.seen or {}) do
    local wrong = check_source(case, seen, entry.seq)
    if wrong then return wrong end
  end
end

-- entry and line of what analysts said, by the entry's number
local function judged(_, entry, logged, line)
  logged.judged[entry.seq] = { entry = entry, line = line }
end
entries.decide, entries.tag, entries.note = judged, judged, judged

function entries.undo(_, entry, logged)
  logged.undone[entry.of] = entry.seq
end

function entries.tombstone(case, entry, logged)
  if entry.of then
    logged.erased[entry.of] = true
    logged.undone[entry.of] = logged.undone[entry.of] or entry.seq
    return nil
  end
  local row = ledger.row(case, "SELECT erased FROM original WHERE sha256 = ?", entry.sha256)
  if not row or row.erased ~= entry.seq then return "the database does not have it erased" end
end

-- by the action that brought a judgement: its kind, and the entry's fields by the columns that have them
local JUDGED = {
  decide = { kind = "decision", a = "a", b = "b", value = "verdict", why = "why", who = "who", made = "when" },
  tag = { kind = "tag", a = "target", value = "tag", why = "why", who = "who", made = "when" },
  note = { kind = "note", a = "target", who = "who", made = "when" },
}

local function as_judged(row, entry, logged)
  local fields = JUDGED[entry.action]
  if row.kind ~= fields.kind or row.incident ~= (entry.incident and 1 or 0) then return false end
  for column, field in pairs(fields) do
    if column ~= "kind" and log.told(row[column]) ~= entry[field] then return false end
  end
  if entry.action ~= "note" then return true end
  return logged.erased[entry.seq] and row.value == "(erased)"
    or not logged.erased[entry.seq] and digest.hex("sha256", row.value) == entry.sha256
end

-- Decisions, tags and notes: every one that the log tells of, as it tells it, and no other.
local function check_judgements(case, logged, problem, fail)
  for row in case.db:rows "SELECT * FROM judgement ORDER BY seq" do
    local told = logged.judged[row.seq]
    logged.judged[row.seq] = nil
    if not told then
      problem(err.new("tampered", ("holds a %s numbered %d that the log does not tell of"):format(row.kind, row.seq),
        case.path .. "/case.db"))
    elseif not as_judged(row, told.entry, logged) then
      fail(told, "the database has it otherwise")
    elseif row.undone ~= logged.undone[row.seq] then
      fail(told, row.undone and ("the database has it taken back by entry %d"):format(row.undone)
        or "the database does not have it taken back")
    end
  end
  for _, told in pairs(logged.judged) do fail(told, "it is not in the database") end
end

-- Rows that no entry of the log brought, and documents that are kept from being reports by none that revises them.
local function check_strangers(case, logged, problem)
  local path = case.path .. "/case.db"
  for _, name in ipairs { "original", "document" } do
    local n = ledger.row(case, "SELECT count(*) AS n FROM " .. name).n
    if n > logged[name] then
      problem(err.new("tampered", ("holds %d that the log does not tell of (%s)"):format(n - logged[name], name), path))
    end
  end
  for row in case.db:rows [[SELECT d.name, d.revised FROM document d WHERE d.revised IS NOT (SELECT n.id FROM document n
    WHERE n.url = d.url AND n.id > d.id AND n.original <> d.original ORDER BY n.id LIMIT 1) ORDER BY d.id]] do
    problem(err.new("tampered", (row.revised and "document %s is not revised by the one that it is said to be"
      or "document %s is revised by a later one, and not said to be"):format(row.name), path))
  end
end

--- Check everything: see `case:verify`.
-- @tparam table case
-- @tparam function progress called with how many originals of how many were checked
-- @treturn table `{holds, problems[], notes[], entries, head, originals, erased, documents}`
-- @usage local told = verify.run(case, function() end)
function verify.run(case, progress)
  local told, damage = { problems = {}, notes = {} }, {}
  local function problem(e) table.insert(told.problems, e) end
  local function note(text) table.insert(told.notes, text) end
  local function fail(of, message)
    local e = err.new("tampered", ("line %d (%s): %s"):format(of.line, of.entry.action, message),
      case.path .. "/" .. log.NAME)
    e.line = of.line
    problem(e)
  end
  -- What part of the database cannot be read is told once; the others are checked all the same.
  local function damaged(e)
    if type(e) ~= "table" or e.code ~= "type" then return false end
    if not damage[e.message] then problem(err.new("damaged", e.message, case.path .. "/case.db")) end
    damage[e.message] = true
    return true
  end
  local function attempt(check, ...)
    local result = table.pack(pcall(check, case, ...))
    if result[1] then return table.unpack(result, 2, result.n) end
    if not damaged(result[2]) then error(result[2], 0) end
  end
  local logged = { original = 0, document = 0, judged = {}, undone = {}, erased = {} }
  local function check_log()
    local chain = log.check(case, problem, function(entry, line)
      local check = entries[entry.action]
      if not check then return end
      local fine, wrong = pcall(check, case, entry, logged, line) -- a forged entry may lack anything
      if not fine and damaged(wrong) then return end
      if not fine or wrong then fail({ entry = entry, line = line }, fine and wrong or "is malformed") end
    end)
    if not next(damage) then -- else more is missing than anybody took out
      check_judgements(case, logged, problem, fail)
      check_strangers(case, logged, problem)
    end
    return chain
  end
  attempt(check_database, problem, note)
  -- others may add meanwhile: the log and the database as they are at one time
  local chain = attempt(ledger.snapshot, check_log) or {}
  attempt(log.check_end, problem, note)
  attempt(check_files, problem, note)
  told.originals, told.erased = attempt(check_originals, problem, progress)
  local documents = attempt(ledger.row, "SELECT count(*) AS n FROM document")
  told.documents = documents and documents.n
  told.entries, told.head = chain.entries, chain.head
  if attempt(erase.pending) then
    problem(err.new("limit", "an erasure is not finished: open the case for writing while nobody else reads it",
      case.path))
  end
  told.holds = #told.problems == 0
  return told
end

return verify
