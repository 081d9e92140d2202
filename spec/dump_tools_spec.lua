-- What the tools that dumps are made with write (tools/dump-fixtures), of rows made to lead readers astray: strings
-- that look like statements, comments, escapes and ends.
require "helper"
local core = require "breachkit.core"
local dump = require "breachkit.dump"
local source = require "breachkit.document.source"

local folder = "spec/fixtures/dump/"
local rows = dofile(folder .. "rows.lua")

-- by line: whom the record is of, and the secret
local function read(name)
  local leak <close> = assert(dump.open(folder .. name))
  local who, secrets, bad = {}, {}, {}
  for record, position, why in leak:records() do
    if record then
      who[#who + 1] = record.email and core.mask.plain(record.email) or "?"
      secrets[#who] = record.secret and core.mask.plain(record.secret) or false
    else
      bad[#bad + 1] = ("%d %s"):format(position, why)
    end
  end
  return leak.layout, who, secrets, bad
end

local people, expected = {}, {}
for i, value in ipairs(rows) do people[i], expected[i] = ("u%d@example.com"):format(i), value ~= "" and value end

describe("a dump as", function()
  for name, of in pairs {
    ["sqlite.sql"] = "sql sqlite", ["postgresql.sql"] = "sql postgresql", ["postgresql-inserts.sql"] = "sql postgresql",
    ["postgresql-columns.sql"] = "sql postgresql", ["mariadb.sql"] = "sql mysql", ["mariadb-hex.sql"] = "sql mysql",
    ["sqlite.csv"] = "table ,", ["sqlite.json"] = "json ", ["postgresql.csv"] = "table ,",
  } do
    it(name .. " is read as it was meant", function()
      local layout, who, secrets, bad = read(name)
      assert.equal(of, layout.kind .. " " .. (layout.dialect or layout.separator or ""))
      assert.same({}, bad)
      assert.same(people, who)
      assert.same(expected, secrets)
    end)
  end

  -- nothing names their columns: they are told by what they hold
  for name, of in pairs { ["sqlite-insert.sql"] = "standard", ["mariadb-data.sql"] = "mysql" } do
    it(name .. " is read without the names of its columns", function()
      local layout, who, _, bad = read(name)
      assert.same({ "sql", of, {}, people }, { layout.kind, layout.dialect, bad, who })
      local leak <close> = assert(dump.open(folder .. name))
      local s = assert(leak:summary())
      assert.same({ #rows, #rows }, { s.records, s.people.distinct })
    end)
  end

  it("postgresql.tsv is a table with backslashes and without quotes", function()
    local layout, who, _, bad = read "postgresql.tsv"
    assert.same({ "table", "\t", "\\", false }, { layout.kind, layout.separator, layout.escape, layout.quote })
    assert.same({ {}, people }, { bad, who })
  end)

  it("tells the rows of tables that it passes over", function()
    local leak <close> = assert(dump.open(folder .. "sqlite.sql"))
    local s = assert(leak:summary())
    assert.same({ { ["user table"] = #rows }, { orders = 1 } }, { s.tables, s.passed_over })
  end)

  it("one thing that holds another is read as what it is", function()
    local function kind(bytes) return assert(dump.of(source.bytes(bytes, "x"))).layout.kind end
    assert.equal("table", kind "id,email,password\n1,a@example.com,INSERT INTO `users` VALUES (1)\n")
    assert.equal("combo", kind "a@example.com:x\nb@example.com:CREATE TABLE users (a)\nc@example.com:y\n")
    local function dialect(bytes) return assert(dump.of(source.bytes(bytes, "x"))).layout.dialect end
    assert.equal("standard",
      dialect "INSERT INTO users (email, note) VALUES ('a@example.com', 'INSERT INTO `x` \\');\n")
    assert.equal("mysql", dialect "INSERT INTO users (email, note) VALUES ('a@example.com', 'it\\'s');\n")
    assert.equal("sqlserver", dialect "INSERT [dbo].[Users] ([Mail]) VALUES (N'-- MySQL dump')\nGO\n")
  end)
end)
