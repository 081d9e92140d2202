--- The schema of a case's database, in steps: `steps[n]` makes version n out of version n - 1. A step that was
-- released is never changed; what is new is another step.
-- @module breachkit.case.schema
local err = require "breachkit.err"
local ledger = require "breachkit.ledger"

local schema = {}

-- "bkCs": what tells a case's database from others (SQLite's application_id)
local APPLICATION <const> = 0x626B4373

schema.steps = {
  ledger.SCHEMA .. [[
-- the last entry of the log: the next one carries its hash; and whether an erasure is to be finished
CREATE TABLE head(
  one INTEGER PRIMARY KEY CHECK(one = 1), seq INTEGER NOT NULL, hash TEXT NOT NULL, erasing INTEGER NOT NULL DEFAULT 0);
INSERT INTO head(one, seq, hash) VALUES(1, 0, '0000000000000000000000000000000000000000000000000000000000000000');
-- `seq` everywhere: the log entry that it came with
CREATE TABLE original(
  id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE, size INTEGER NOT NULL, type TEXT, seq INTEGER NOT NULL,
  record TEXT NOT NULL, file TEXT NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL, -- its WARC record
  erased INTEGER, erased_at TEXT); -- the log entry of its tombstone, and when
CREATE TABLE source(
  original INTEGER NOT NULL REFERENCES original, place TEXT NOT NULL, fetched TEXT, seq INTEGER NOT NULL,
  PRIMARY KEY(original, place)) WITHOUT ROWID;
CREATE TABLE document(
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, original INTEGER NOT NULL REFERENCES original,
  seq INTEGER NOT NULL,
  url TEXT, published TEXT, start INTEGER, stop INTEGER, -- seconds that it was published within
  title TEXT, text TEXT NOT NULL, record TEXT NOT NULL, -- all else, as JSON
  digest TEXT NOT NULL, -- of it and its claims, as in the log
  revised INTEGER REFERENCES document ON DELETE SET NULL); -- by a later document from the same address
CREATE INDEX document_original ON document(original);
CREATE INDEX document_url ON document(url);
CREATE TABLE claim(
  id INTEGER PRIMARY KEY, document INTEGER NOT NULL REFERENCES document, type TEXT, stance TEXT, realis TEXT,
  first INTEGER, last INTEGER, -- of its sentence
  quote TEXT, record TEXT NOT NULL);
CREATE INDEX claim_document ON claim(document);
-- what a search can name: of documents origins, sites, authors; of claims the roles, speakers, sources
CREATE TABLE field(
  id INTEGER PRIMARY KEY, document INTEGER NOT NULL REFERENCES document, claim INTEGER REFERENCES claim,
  name TEXT NOT NULL, value TEXT NOT NULL, start INTEGER, stop INTEGER);
CREATE INDEX field_document ON field(document);
CREATE INDEX field_claim ON field(claim);
CREATE VIRTUAL TABLE document_words USING fts5(title, text, content = 'document', content_rowid = 'id',
  tokenize = 'unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE field_words USING fts5(value, content = 'field', content_rowid = 'id',
  tokenize = 'unicode61 remove_diacritics 2');
-- what analysts said: decisions on two documents, tags, notes
CREATE TABLE judgement(
  seq INTEGER PRIMARY KEY, kind TEXT NOT NULL, a TEXT NOT NULL, b TEXT, incident INTEGER NOT NULL DEFAULT 0,
  value TEXT NOT NULL, why TEXT, who TEXT, made TEXT NOT NULL,
  undone INTEGER); -- the log entry that took it back
CREATE INDEX judgement_a ON judgement(a);
]],
  -- words in the sentences of claims
  [[
CREATE VIRTUAL TABLE claim_words USING fts5(quote, content = 'claim', content_rowid = 'id',
  tokenize = 'unicode61 remove_diacritics 2');
INSERT INTO claim_words(claim_words) VALUES('rebuild');
]],
}

--- The full-text indexes and their columns.
schema.indexes = { document_words = "title, text", claim_words = "quote", field_words = "value" }

--- Bring a database to this version's schema: makes it where there is none, migrates an older one.
-- @tparam userdata db
-- @tparam table options `source`: what errors name; `transaction(work)`; `readonly`: nothing is changed;
--  `on_made(from, to)`: called within the transaction, to log it; when it returns nil and an error nothing stays
-- @treturn ?boolean true
-- @treturn ?table the error: "type" (another database), "version" (of a later breachkit; or to be migrated, and read
--  only), "damaged", "limit", "io"
-- @usage assert(schema.prepare(db, { on_made = print }))
function schema.prepare(db, options)
  local latest = #schema.steps
  local function version()
    local row, e = db:row [[SELECT v.user_version, a.application_id, (SELECT count(*) FROM sqlite_schema) AS tables
      FROM pragma_user_version v, pragma_application_id a]]
    if not row then return nil, e end
    local empty = row.application_id == 0 and row.user_version == 0 and row.tables == 0
    if row.application_id ~= APPLICATION and not empty then
      return nil, err.new("type", "is a database of something else, not of a case", options.source)
    end
    if row.user_version > latest then
      return nil, err.new("version", ("was written by a later breachkit (schema %d, this one knows %d): use that one")
        :format(row.user_version, latest), options.source)
    end
    return row.user_version
  end
  local from, e = version()
  if not from then return nil, e end
  if from == latest then return true end
  if options.readonly then
    return nil, err.new("version", ("has schema %d, this breachkit %d: open it once for writing, which migrates it")
      :format(from, latest), options.source)
  end
  local ok
  ok, e = options.transaction(function()
    from, e = version() -- another may have been quicker
    if not from then return nil, e end
    if from == latest then return true end
    for n = from + 1, latest do
      ok, e = db:run(schema.steps[n])
      if not ok then return nil, e end
    end
    ok, e = db:run(("PRAGMA application_id = %d; PRAGMA user_version = %d"):format(APPLICATION, latest))
    if not ok then return nil, e end
    return options.on_made(from, latest)
  end)
  if not ok then return nil, e end
  return true
end

return schema
