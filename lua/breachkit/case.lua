--- A case: reports with their originals, their claims, what analysts decided about them, and a log of all of it.
-- A folder: `case.db` (SQLite), `warc/*.warc.gz` (what was added, byte for byte), `audit.jsonl` (who did what, when and
-- why; each line holds the hash of the one before). Several processes may work in one case. What a method has returned
-- from is there after a crash, and what was under way is not there at all.
-- @module breachkit.case
-- @usage local case <close> = assert(bk.case.open "sony.case")
-- assert(case:add "examples/reports")
-- for _, hit in ipairs(assert(case:search "victim:sony terabytes")) do print(hit.title, hit.snippet.text) end
local add = require "breachkit.case.add"
local changes = require "breachkit.case.changes"
local erase = require "breachkit.case.erase"
local err = require "breachkit.err"
local export = require "breachkit.case.export"
local fs = require "breachkit.fs"
local incidents = require "breachkit.case.incidents"
local judgement = require "breachkit.case.judgement"
local ledger = require "breachkit.ledger"
local log = require "breachkit.case.log"
local schema = require "breachkit.case.schema"
local search = require "breachkit.case.search"
local verify = require "breachkit.case.verify"

local case = {}
local methods = {}
local Case = { __name = "breachkit.case", __index = methods }

local OPTIONS = { create = "boolean", readonly = "boolean", who = "string", now = "string", busy = "integer" }
local UTC <const> = "^%d%d%d%d%-%d%d%-%d%dT%d%d:%d%d:%d%d%.?%d*Z$"
local MOST_BUSY <const> = 3600000

local DAMAGED <const> = "the originals in warc/ and the log are files of their own"
local UNWRITABLE <const> = "the folder cannot be written to: open the case for reading only, or get leave to write"

-- What stands at a path: "case", "nothing" (an empty folder too), or nil and why it is neither.
local function found_at(path)
  local kind = fs.type(path)
  if not kind then return "nothing" end
  if kind ~= "directory" then return nil, err.new("type", "is a " .. kind .. ", and a case is a folder", path) end
  if fs.type(path .. "/case.db") then return "case" end
  local walk, e = fs.walk(path)
  if not walk then return nil, e end
  if not walk() then return "nothing" end
  if fs.type(path .. "/case.db") then return "case" end -- another process has made it just now
  return nil, err.new("type", "is a folder of other things: there is no case.db in it", path)
end

-- An error of the database, with what to do about it.
local function explained(e, path, readonly)
  if e.source then return e end
  if e.code == "type" then
    return err.new("damaged", e.message .. ": " .. DAMAGED, path .. "/case.db")
  elseif e.code == "io" and not readonly and (e.message:find "readonly" or e.message:find "unable to open") then
    return err.new("io", e.message .. ": " .. UNWRITABLE, path)
  end
  return err.new(e.code, e.message, path)
end

--- Open a case.
-- @function open
-- @tparam string path a folder
-- @tparam[opt] table options `create` (default true): a case is made where nothing or an empty folder is; `readonly`:
--  nothing is changed, also on a medium that cannot be written to; `who` the log names (default: `USER`, `LOGNAME`);
--  `now`: an RFC 3339 time in UTC in place of the clock's; `busy`: milliseconds that others are waited for (default
--  10000)
-- @treturn ?table the case, closeable
-- @treturn ?table the error: "io" (not there, not writable), "type" (something else is there), "version" (of a later
--  breachkit), "damaged", "limit" (in use for too long), "unavailable" (built without SQLite)
-- @raise on an unknown option, or one of another type or out of range
-- @usage local case <close> = assert(bk.case.open("sony.case", { readonly = true }))
function case.open(path, options)
  if type(path) ~= "string" then error("case.open: a path expected, got " .. type(path), 2) end
  if path:find "%z" then error("case.open: the path holds a NUL byte", 2) end
  options = err.options(options, OPTIONS, "case.open")
  if options.now and not options.now:find(UTC) then
    error(("case.open: option 'now': an RFC 3339 time in UTC expected, not '%s'"):format(err.shown(options.now)), 2)
  end
  if options.busy and (options.busy < 0 or options.busy > MOST_BUSY) then
    error(("case.open: option 'busy': %d is not between 0 and %d"):format(options.busy, MOST_BUSY), 2)
  end
  local there, sqlite = pcall(require, "breachkit.sqlite")
  if not there then return nil, err.new("unavailable", "this breachkit is without SQLite", path) end
  local found, e = found_at(path)
  if not found then return nil, e end
  if found == "nothing" and (options.readonly or options.create == false) then
    return nil, err.new("io", "there is no case", path)
  end
  local ok, db
  local bare = fs.type(path) == nil
  if found == "nothing" then
    ok, e = fs.mkdir(path, true)
    if not ok then return nil, e end
  end
  db, e = sqlite.open(path .. "/case.db", { busy = options.busy,
    mode = options.readonly and "read" or found == "nothing" and "create" or "write" })
  if not db then return nil, explained(err.new(e.code, e.message), path, options.readonly) end
  local self = setmetatable({
    path = path, db = db, readonly = options.readonly or false, clock = options.now,
    who = options.who or os.getenv "USER" or os.getenv "LOGNAME" or require "breachkit.core".proc.user(),
  }, Case)
  local fine
  local function finish()
    if options.readonly or not erase.pending(self) then return true end
    local done, problem = erase.finish(self)
    if not done and problem.code == "limit" then return true end -- another reads it: `verify` tells
    return done, problem
  end
  fine, ok, e = pcall(schema.prepare, db, {
    source = path .. "/case.db", readonly = options.readonly,
    transaction = function(work) return ledger.transaction(self, work) end,
    on_made = function(from, to)
      local made, problem = fs.mkdir(path .. "/warc", true)
      if not made then return nil, problem end
      if from == 0 then
        self.made = bare and "folder" or "inside"
        return log.append(self, "create", { schema = to })
      end
      return log.append(self, "migrate", { from = from, to = to })
    end,
  })
  if fine and ok then fine, ok, e = pcall(finish) end
  if not fine then ok, e = nil, ok end
  if not ok then
    db:close()
    if type(e) ~= "table" or not e.code then error(e, 0) end
    return nil, explained(e, path, options.readonly)
  end
  return self
end

--- Close. Calling it twice is safe.
-- @function case:close
-- @usage case:close()
function methods:close()
  if self.db then self.db:close() end
  self.db = nil
end
Case.__close = methods.close

-- The case when it is open; for changes, when it may be changed.
local function usable(self, who, writing)
  if getmetatable(self) ~= Case then error(who .. ": a case expected", 3) end
  if not self.db then error(who .. ": the case is closed", 3) end
  if writing and self.readonly then
    return nil, err.new("readonly", "the case was opened for reading only", self.path)
  end
  return true
end

--- Leave no case behind when this handle made it and nothing was put into it, by others either; and close it.
-- @function case:abandon
-- @treturn boolean whether its files are gone
-- @usage if nothing_could_be_read then case:abandon() end
function methods:abandon()
  usable(self, "case:abandon")
  local gone = false
  if self.made and self.db:run "BEGIN IMMEDIATE" then
    gone = self.db:row "SELECT 1 AS one FROM head WHERE seq = 1" ~= nil
    -- the log first: without it nobody who waits for this lock can write any more
    if gone then
      os.remove(self.path .. "/audit.jsonl")
      os.remove(self.path .. "/warc")
    end
    self.db:run "ROLLBACK"
  end
  self:close()
  if gone then
    for _, name in ipairs { "/case.db", "/case.db-wal", "/case.db-shm" } do os.remove(self.path .. name) end
    if self.made == "folder" then os.remove(self.path) end
  end
  return gone
end

--- The time that entries get.
-- @function case:now
-- @treturn string RFC 3339 in UTC
-- @usage print(case:now())
function methods:now()
  return self.clock or os.date "!%Y-%m-%dT%H:%M:%SZ"
end

-- Errors of the database that iterating raises come back as those of any method do.
local function guarded(self, work, ...)
  local result = table.pack(pcall(work, self, ...))
  if result[1] then return table.unpack(result, 2, result.n) end
  local e = result[2]
  if type(e) == "table" and e.code then return nil, explained(e, self.path, self.readonly) end
  error(e, 0)
end

local ADD = { fetch = true, on_each = true }

--- Add something: the bytes as they came, the documents in them, their claims, and where they came from. Bytes that the
-- case has are not added twice; another place that they came from is noted. A document from an address that the case
-- has a document of is its revision: then the earlier is no report of its own any more.
-- @function case:add
-- @param input an address (http, https), a file's path ("-" for standard input), a folder (each file in it), a
--  document, or `{bytes=, url=, path=, title=, published=, ...}`: bytes and what is known of them
-- @tparam[opt] table options `fetch`: options of `breachkit.fetch`; `on_each(path, entry, e)`: for a folder, called
--  with every file
-- @treturn ?table `{sha256, size, place, known, seq, documents[], errors[]}`: `documents` are ids, `known` says that
--  the bytes were there, `errors` tell of parts that could not be read; of a folder `{documents[], errors[], added,
--  known}`, the last two numbers of files
-- @treturn ?table the error: those of `document.open`; "erased" (the bytes were erased from this case), "readonly",
--  "limit" (in use for too long), "io" (also a full disk), "damaged": then nothing is added
-- @raise on other input, on an unknown option, when closed
-- @usage local entry = assert(case:add "reports/01-harbour-courier.html")
function methods:add(input, options)
  local ok, e = usable(self, "case:add", true)
  if not ok then return nil, e end
  options = err.options(options, ADD, "case:add")
  if type(input) == "string" and fs.type(input) == "directory" then
    local each, raised = options.on_each, nil
    local function telling(...) -- what it raises is its caller's, and no error of the case
      raised = table.pack(pcall(each, ...))
      if not raised[1] then error(raised[2], 0) end
    end
    local result = table.pack(guarded(self, add.folder, input, { fetch = options.fetch, on_each = each and telling }))
    if raised and not raised[1] then error(raised[2], 0) end
    return table.unpack(result, 1, result.n)
  end
  return guarded(self, add.one, input, options)
end

--- Search documents, or claims when the query names a field of claims: words (all must occur), `"phrases"`, `begin*`,
-- `-without`, `field:value`.
-- @function case:search
-- @tparam string query
-- @tparam[opt] table options `fields`: field -> value, as in the query; `from`, `to`: dates of publication; `limit`
--  (20)
-- @treturn ?table a list of hits, the best first: `{document, title, published, url, path, score, spans[{first, last}],
--  snippet{first, last, text, before, after}, claim, revised_by}`, positions in the document's text; `before` and
--  `after` where the text goes on at that side of a document's snippet; `more` when there are more
-- @treturn ?table the error: "syntax" (with the fields there are), "damaged", "io"
-- @raise on an unknown option, when closed
-- @usage for _, hit in ipairs(assert(case:search('victim:sony type:data-breach "11 TB"'))) do print(hit.snippet.text)
--  end
function methods:search(query, options)
  usable(self, "case:search")
  if type(query) ~= "string" then error("case:search: a string expected, got " .. type(query), 2) end
  return guarded(self, search.run, query, options)
end

--- A document, as it was added.
-- @function case:document
-- @tparam string id
-- @treturn ?table the document; nil when there is none
-- @treturn ?table the error
-- @usage print(case:document(hit.document).text)
function methods:document(id)
  usable(self, "case:document")
  err.want(id, "string", "case:document: an id")
  local row, e = self.db:row("SELECT * FROM document WHERE name = ?", id)
  if not row then return nil, e and explained(e, self.path, self.readonly) end
  return incidents.document(row)
end

--- All documents, in the order in which they were added.
-- @function case:documents
-- @treturn function an iterator of (document, its claims), which raises the error where one cannot be read
-- @usage for doc, claims in case:documents() do print(doc.id, #claims) end
function methods:documents()
  usable(self, "case:documents")
  local last = 0
  local function read()
    local row = ledger.row(self, "SELECT * FROM document WHERE id > ? ORDER BY id LIMIT 1", last)
    if not row then return nil end
    last = row.id
    return incidents.document(row), incidents.claims(self, row.id)
  end
  return function()
    usable(self, "case:documents")
    local doc, found = guarded(self, read)
    if not doc and found then error(found, 0) end
    return doc, found
  end
end

--- The bytes that something was read from, held against their digest.
-- @function case:original
-- @tparam string id of a document, or the SHA-256 of the bytes
-- @treturn ?string the bytes
-- @treturn ?table the error: "range" (no such thing), "erased", "damaged", "io"
-- @usage local bytes = assert(case:original(doc.sha256))
function methods:original(id)
  usable(self, "case:original")
  err.want(id, "string", "case:original: an id")
  local row, e = self.db:row([[SELECT o.* FROM original o LEFT JOIN document d ON d.original = o.id
    WHERE o.sha256 = :id OR d.name = :id LIMIT 1]], { id = id })
  if e then return nil, explained(e, self.path, self.readonly) end
  if not row then return nil, err.new("range", "is no document and no SHA-256 of an original of this case", id) end
  return verify.original(self, row)
end

-- The document that an id leads to, and whether it is an incident's: that is kept by its first report, for incidents
-- change.
local function target_of(self, id)
  err.want(id, "string", "case: the id of a document or an incident")
  if ledger.row(self, "SELECT 1 AS one FROM document WHERE name = ?", id) then return id, false end
  if id:find "^incident:" then
    for _, record in ipairs(incidents.build(self).incidents) do
      if record.incident == id then return record.reports[1], true end
    end
  end
  return nil, err.new("range", "is no document and no incident of this case", id)
end

local function reason(why, who, must)
  if why == nil and not must then return end
  if type(why) ~= "string" or not why:find "%S" then error(who .. ": a reason expected", 3) end
end

--- Decide that two reports, or incidents, are the same story or different ones. It wins over what correlation proposes:
-- "same" brings their groups together, "different" parts a group along its weakest links. It is kept by documents (of
-- an incident, its first report), and can be taken back.
-- @function case:decide
-- @tparam string a id of a document or an incident
-- @tparam string b another's
-- @tparam string verdict "same" or "different"
-- @tparam string why
-- @treturn ?integer the number of its entry, for `undo`
-- @treturn ?table the error: "range" (no such document), "conflict" (an earlier decision rules it out), and those of
--  `add`
-- @raise on another verdict, without a reason, when closed
-- @usage local n = assert(case:decide(a, b, "same", "one letter, two outlets"))
function methods:decide(a, b, verdict, why)
  local ok, e = usable(self, "case:decide", true)
  if not ok then return nil, e end
  if verdict ~= "same" and verdict ~= "different" then error("case:decide: 'same' or 'different' expected", 2) end
  reason(why, "case:decide", true)
  return guarded(self, function()
    local first, second, problem
    first, problem = target_of(self, a)
    if not first then return nil, problem end
    second, problem = target_of(self, b)
    if not second then return nil, problem end
    return judgement.decide(self, first, second, verdict, why)
  end)
end

--- Take back a decision, a tag or a note. It stays in the log.
-- @function case:undo
-- @tparam integer n the number of its entry
-- @tparam string why
-- @treturn ?integer the number of the entry that takes it back
-- @treturn ?table the error: "range" (nothing to take back), and those of `add`
-- @raise without a number or a reason, when closed
-- @usage assert(case:undo(n, "the attacks were a year apart"))
function methods:undo(n, why)
  local ok, e = usable(self, "case:undo", true)
  if not ok then return nil, e end
  if math.type(n) ~= "integer" then error("case:undo: the number of an entry expected", 2) end
  reason(why, "case:undo", true)
  return guarded(self, judgement.undo, n, why)
end

--- Tag a document or an incident.
-- @function case:tag
-- @tparam string id
-- @tparam string tag
-- @tparam[opt] string why
-- @treturn ?integer the number of its entry
-- @treturn ?table the error: "range" (no such document or incident), and those of `add`
-- @raise without a tag, when closed
-- @usage assert(case:tag(hit.document, "to be checked"))
function methods:tag(id, tag, why)
  local ok, e = usable(self, "case:tag", true)
  if not ok then return nil, e end
  if type(tag) ~= "string" or not tag:find "%S" then error("case:tag: a tag expected", 2) end
  reason(why, "case:tag")
  return guarded(self, function()
    local target, incident = target_of(self, id)
    if not target then return nil, incident end
    return judgement.tag(self, target, incident, tag, why)
  end)
end

--- Note something about a document or an incident. The log has the note's digest only, so that a note can be erased.
-- @function case:note
-- @tparam string id
-- @tparam string text
-- @treturn ?integer the number of its entry
-- @treturn ?table the error: "range" (no such document or incident), and those of `add`
-- @raise without a text, when closed
-- @usage assert(case:note(incident.incident, "confirmed by phone"))
function methods:note(id, text)
  local ok, e = usable(self, "case:note", true)
  if not ok then return nil, e end
  if type(text) ~= "string" or not text:find "%S" then error("case:note: a text expected", 2) end
  return guarded(self, function()
    local target, incident = target_of(self, id)
    if not target then return nil, incident end
    return judgement.note(self, target, incident, text)
  end)
end

--- Tags and notes of a document.
-- @function case:said
-- @tparam string id of a document
-- @treturn ?table a list of `{seq, kind, value, why, who, made, incident}`, kind "tag" or "note"
-- @treturn ?table the error, where the database cannot be read
-- @usage for _, s in ipairs(case:said(doc.id)) do print(s.kind, s.value) end
function methods:said(id)
  usable(self, "case:said")
  local said, e = guarded(self, judgement.said)
  return said and (said[id] or {}), e
end

--- The incidents: what correlation proposes for the case's documents, after the decisions. All documents are held in
-- memory.
-- @function case:incidents
-- @treturn ?function an iterator over incident records (`breachkit.incident.build`), each with `tags[]`, `notes[]` and
--  `decisions[]`
-- @treturn ?table the error
-- @usage for incident in case:incidents() do print(incident.title, #incident.reports, incident.origins) end
function methods:incidents()
  usable(self, "case:incidents")
  local built, e = guarded(self, incidents.build)
  if not built then return nil, e end
  local i = 0
  return function()
    i = i + 1
    return built.incidents[i]
  end, built.documents
end

--- What changed since: entries of the log; incidents that are new, changed (reports that joined; facts that were
-- `added`, are `gone`, or `changed`: each `{property, of, from, to}`, of a figure, a date, a stance) or gone; documents
-- that were revised, with the claims that differ.
-- @function case:changes
-- @tparam integer|string since the number of an entry, or a time: RFC 3339 in UTC, or the beginning of one
--  ("2026-01-02")
-- @treturn ?table `{since, entries[], incidents[], gone[], revised[]}`
-- @treturn ?table the error: "range" (the log has no entry with this number), and those of `search`
-- @raise when `since` is neither
-- @usage for _, c in ipairs(case:changes(12).incidents) do print(c.what, c.title, #c.reports) end
function methods:changes(since)
  usable(self, "case:changes")
  if math.type(since) ~= "integer" and (type(since) ~= "string" or not since:find "^%d%d%d%d") then
    error("case:changes: the number of an entry or a time expected", 2)
  end
  return guarded(self, changes.since, since)
end

--- The log's entries, in order.
-- @function case:log
-- @return an iterator of entries `{seq, when, who, action, why, previous, ...}`, as four values so that `for` closes
--  it; a line that is no entry is passed over (`verify` tells)
-- @raise the error where the log cannot be read
-- @usage for entry in case:log() do print(entry.seq, entry.when, entry.who, entry.action) end
function methods:log()
  usable(self, "case:log")
  return log.entries(self)
end

local VERIFY = { on_progress = true }

--- Check that the case holds: the database and its indexes, the log's chain, every original against its digest, every
-- document, claim, decision, tag and note against the log.
-- @function case:verify
-- @tparam[opt] table options `on_progress(done, all)`: called with every original
-- @treturn ?table `{holds, problems[], notes[], entries, head, originals, erased, documents}`: problems are error
--  values ("tampered" with the log's `line`, "damaged", "limit" for an unfinished erasure); notes tell what is no
--  damage, as the rest of a write that was killed; `head` is the log's last hash: kept elsewhere, it proves that log.
--  What the rest cannot be counted for, where the database is damaged, is absent
-- @treturn ?table the error: "limit" (in use for too long), "io"
-- @usage local told = assert(case:verify())
-- for _, e in ipairs(told.problems) do print(e) end
function methods:verify(options)
  usable(self, "case:verify")
  options = err.options(options, VERIFY, "case:verify")
  return guarded(self, verify.run, options.on_progress or function() end)
end

--- Export to a file, which is there whole or not at all.
-- @function case:export
-- @tparam string path its ending tells the format: .html, .jsonl (incidents), .csv (timeline), .timesketch.csv,
--  .timesketch.jsonl, .l2tcsv, .bodyfile, .tln
-- @tparam[opt] table options `format`: one of `case.formats`; `title` of the page
-- @treturn ?table the loss report: a list of `{field, count, why}`, with `format` and `incidents`, how many
-- @treturn ?table the error: "type" (its name tells no format), "io", and those of `add`
-- @raise on an unknown format or option, when closed
-- @usage local lost = assert(case:export "sony.html")
function methods:export(path, options)
  usable(self, "case:export")
  if type(path) ~= "string" then error("case:export: a path expected, got " .. type(path), 2) end
  return guarded(self, export.run, path, options)
end

--- Erase what must not stay: the bytes of an original and every document read from them, or a note. They are
-- overwritten in the WARC file, deleted from the database and its indexes, which are rewritten. That they were there,
-- their digest, and who erased them when and why, stays in the log; the same bytes are not taken again.
-- @function case:tombstone
-- @tparam string|integer id of a document, the SHA-256 of an original, or the number of a note's entry
-- @tparam string why
-- @treturn ?table `{seq, documents[], also[]}`: the entry, the ids of the documents that are gone, and the SHA-256 of
--  other originals in which the same documents stand, word for word: they are still there
-- @treturn ?table the error: "range" (no such thing), "limit" (another process reads the case: logged, and finished
--  when it is opened next), and those of `add`
-- @raise without a reason, when closed
-- @usage assert(case:tombstone(doc.id, "court order 4711"))
function methods:tombstone(id, why)
  local ok, e = usable(self, "case:tombstone", true)
  if not ok then return nil, e end
  if type(id) ~= "string" and math.type(id) ~= "integer" then error("case:tombstone: an id expected", 2) end
  reason(why, "case:tombstone", true)
  self.kept = nil -- words of what is erased are in it
  return guarded(self, erase.run, id, why)
end

--- Make the tokens of masked values with the case's own key from now on, in the whole process: a value then has one
-- token in every run on this case, and in no other. The key is the file `key`, made when it is not there, for its owner
-- alone.
-- @function case:use_key
-- @treturn ?boolean true
-- @treturn ?table the error: "type" (the file is no key, or others may read it), "io", "readonly" (there is no key yet)
-- @raise when closed
-- @usage assert(case:use_key())
function methods:use_key()
  local path = self.path .. "/key"
  local ok, e = usable(self, "case:use_key", fs.type(path) == nil)
  if not ok then return nil, e end
  return require "breachkit.mask".key_file(path)
end

--- Write reveals of masked values (`value:reveal(reason)`) into this case's log from now on, in the whole process,
-- until `breachkit.mask.log` says otherwise: who, when, what kind and why, once for each kind and reason. Where that
-- cannot be written nothing is revealed.
-- @function case:log_reveals
-- @treturn ?boolean true
-- @treturn ?table the error: "readonly"
-- @raise when closed; so does a reveal when the case has been closed since
-- @usage assert(case:log_reveals())
-- print(finding.value:reveal "ticket 4711: notify the person")
function methods:log_reveals()
  local ok, e = usable(self, "case:log_reveals", true)
  if not ok then return nil, e end
  require "breachkit.mask".log(function(kind, why)
    usable(self, "reveal", true)
    return guarded(self, function()
      return ledger.transaction(self, function() return log.append(self, "reveal", { kind = kind, why = why }) end)
    end)
  end)
  return true
end

--- How much is in the case.
-- @function case:size
-- @treturn ?table `{path, documents, claims, originals, erased, entries, head}`: numbers, and the log's last hash
-- @treturn ?table the error
-- @usage print(case:size().documents)
function methods:size()
  usable(self, "case:size")
  local row, e = self.db:row [[SELECT (SELECT count(*) FROM document) AS documents,
    (SELECT count(*) FROM claim) AS claims,
    (SELECT count(*) FROM original WHERE erased IS NULL) AS originals, (SELECT count(erased) FROM original) AS erased,
    (SELECT seq FROM head) AS entries, (SELECT hash FROM head) AS head]]
  if not row then return nil, explained(e, self.path, self.readonly) end
  row.path = self.path
  return row
end

--- The formats of `case:export`, sorted.
case.formats = export.formats

--- The fields that a search can name, sorted.
case.fields = search.fields

return case
