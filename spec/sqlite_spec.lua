local sqlite = require "breachkit.sqlite"

describe("sqlite", function()
  local path

  before_each(function() path = os.tmpname() end)
  after_each(function() os.execute("rm -f " .. path .. "*") end)

  local function code(f, ...)
    local ok, e = f(...)
    assert.is_nil(ok)
    return e.code
  end

  it("keeps values as they are", function()
    local db <close> = assert(sqlite.open(path))
    assert(db:run "CREATE TABLE t(a, b, c, d, e, f); -- and no more\n")
    assert(db:run("INSERT INTO t VALUES(?, ?, ?, ?, ?, ?)", math.mininteger, 0.5, "a\0b", sqlite.blob "\0\xff", nil,
      true))
    assert.same({ { a = math.mininteger, b = 0.5, c = "a\0b", d = "\0\xff", f = 1 } }, { db:row "SELECT * FROM t" })
    assert.same({ t = "blob", l = 2 }, db:row "SELECT typeof(d) t, length(d) l FROM t")
    assert.same({ 1, 1 }, { db:changes(), db:last_id() })
    assert(db:run("INSERT INTO t(a, c) VALUES(:a, $c)", { a = "by name" }))
    assert.same({ a = "by name" }, db:row "SELECT * FROM t WHERE c IS NULL")
    assert.is_nil(db:row "SELECT * FROM t WHERE a = 7")
    assert.equal("wal", db:row "PRAGMA journal_mode".journal_mode)
  end)

  it("goes over rows, and lets go of them at once", function()
    local db <close> = assert(sqlite.open(path))
    assert(db:run "CREATE TABLE n(i INTEGER PRIMARY KEY); INSERT INTO n VALUES(1), (2), (3)")
    local sum = 0
    for row in db:rows("SELECT i FROM n WHERE i >= ?", 2) do sum = sum + row.i end
    assert.equal(5, sum)
    for row in db:rows "SELECT i FROM n" do
      if row.i == 2 then break end
    end
    -- a read that were open still would lock the table
    assert(db:run "DROP TABLE n")
    local other = assert(sqlite.open ":memory:")
    local rows = other:rows "SELECT 1 AS one"
    other:close()
    other:close()
    assert.equal(1, rows().one)
    assert.is_nil(rows())
    rows:close()
    assert.has_error(function() other:row "SELECT 1" end)
  end)

  it("tells what went wrong", function()
    local db <close> = assert(sqlite.open(path, { busy = 0 }))
    assert(db:run "CREATE TABLE u(x PRIMARY KEY, y INTEGER CHECK(y > 0))")
    assert(db:run "INSERT INTO u VALUES('a', 1)")
    assert.equal("range", code(db.run, db, "INSERT INTO u VALUES('a', 1)"))
    assert.equal("range", code(db.run, db, "INSERT INTO u VALUES('b', 0)"))
    local _, e = db:run "SELECT 1; SELEC 2"
    assert.same({ "syntax", 11 }, { e.code, e.position })
    -- a misspelt column is no text
    assert.equal("syntax", code(db.row, db, 'SELECT "z" FROM u'))
    local ok, raised = pcall(db.rows, db, "SELECT nothing FROM u")
    assert.is_false(ok)
    assert.equal("syntax", raised.code)
    assert.has_error(function() db:run("INSERT INTO u VALUES(?, ?)", 1) end, "1 values for 2 parameters")
    assert.has_error(function() db:run("INSERT INTO u VALUES(?, ?)", {}, {}) end,
      "a table cannot be bound to parameter 1")
    assert.has_error(function() db:run "SELECT 1\0" end)
    assert.has_error(function() sqlite.open(path, { mode = "rw" }) end)
    local other <close> = assert(sqlite.open(path, { mode = "write", busy = 0 }))
    assert(db:run "BEGIN IMMEDIATE")
    assert.equal("limit", code(other.run, other, "BEGIN IMMEDIATE"))
    assert(db:run "ROLLBACK")
    assert.equal("io", code(sqlite.open, "/nowhere/x"))
    assert.equal("io", code(sqlite.open, path .. "-none", { mode = "read" }))
    local f = assert(io.open(path .. "-bad", "w"))
    f:write(("this is no database. "):rep(200))
    f:close()
    assert.equal("type", code(sqlite.open, path .. "-bad"))
    assert.equal("type", code(sqlite.open, path .. "-bad", { mode = "read" }))
  end)

  it("can only read what it is to read only", function()
    local db <close> = assert(sqlite.open(path))
    assert(db:run "CREATE TABLE t(x); INSERT INTO t VALUES(1)")
    local reader <close> = assert(sqlite.open(path, { mode = "read" }))
    assert.equal(1, reader:row "SELECT x FROM t".x)
    assert.equal("io", code(reader.run, reader, "DELETE FROM t"))
  end)

  it("has full-text search, and keeps its schema's hands off", function()
    local db <close> = assert(sqlite.open(path))
    assert(db:run [[
      CREATE TABLE doc(id INTEGER PRIMARY KEY, text TEXT);
      CREATE VIRTUAL TABLE words USING fts5(text, content='doc', content_rowid='id');
    ]])
    assert(db:run("INSERT INTO doc(text) VALUES(?)", "the network was shut down"))
    assert(db:run("INSERT INTO words(rowid, text) SELECT id, text FROM doc"))
    assert.equal(1, db:row("SELECT rowid FROM words WHERE words MATCH ?", "network").rowid)
    assert.equal("syntax", code(db.run, db, "PRAGMA writable_schema = 1; UPDATE sqlite_schema SET sql = 'x'"))
  end)
end)
