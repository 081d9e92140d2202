require "spec.helper"
local sqldump = require "breachkit.core".sqldump

-- rows as "table(column=value,...)", bad ones as "!code: message @position"
local function read(source, options)
  local out = {}
  for row, position, of in sqldump.rows(source, options) do
    if row then
      local parts = {}
      for i = 1, row.n do parts[i] = (of[i] or "?") .. "=" .. (row[i] or "NULL") end
      out[#out + 1] = ("%s(%s)"):format(of.table, table.concat(parts, ","))
    else
      out[#out + 1] = ("!%s: %s @%d"):format(position.code, position.message, position.position)
    end
  end
  return out
end

local function bytewise(text)
  local at = 0
  return function()
    at = at + 1
    return at <= #text and text:sub(at, at) or nil
  end
end

local mysql = [[
-- MySQL dump 10.13
/*!40101 SET NAMES utf8 */;
# a comment that isn't closed by a quote
DROP TABLE IF EXISTS `users`;
CREATE TABLE `users` (
  `id` int(11) NOT NULL AUTO_INCREMENT COMMENT 'the number; of a user (sic)',
  `email` varchar(255) DEFAULT NULL,
  `pass` varchar(64),
  PRIMARY KEY (`id`),
  KEY `email` (`email`)
) ENGINE=InnoDB;
INSERT INTO `users` VALUES (1,'jane@example.com','it\'s; a "pass"\\'),(2,NULL,_binary 'x''y'),
(3,'o@example.org',0x4142);
INSERT IGNORE INTO `shop`.`orders` (`a`,`b`) VALUES (-1.5e3,CONCAT('x',(2)));
UPDATE users SET pass = 'INSERT INTO t VALUES (1)';
]]

local mysql_rows = {
  [[users(id=1,email=jane@example.com,pass=it's; a "pass"\)]],
  [[users(id=2,email=NULL,pass=x'y)]],
  [[users(id=3,email=o@example.org,pass=AB)]],
  [[orders(a=-1.5e3,b=x)]],
}

local postgres = "CREATE TABLE public.members (\n  uid integer,\n  mail text,\n  CONSTRAINT c UNIQUE (mail)\n);\n"
  .. "COPY public.members (uid, mail) FROM stdin;\n1\ta@example.com\n2\t\\N\n3\tx\\ty\\\\z\n\\.\n"
  .. "INSERT INTO members VALUES (4, E'd\\'e'), (5, 'f\\'), (6, '\\x41'::bytea);\n"

local postgres_rows = {
  "members(uid=1,mail=a@example.com)", "members(uid=2,mail=NULL)", "members(uid=3,mail=x\ty\\z)",
  "members(uid=4,mail=d'e)", "members(uid=5,mail=f\\)", "members(uid=6,mail=\\x41)",
}

local sqlserver = "SET IDENTITY_INSERT [dbo].[Users] ON\r\nGO\r\n"
  .. "INSERT [dbo].[Users] ([Id], [Mail], [Since]) VALUES (1, N'a@example.com', CAST(N'2012-05-06' AS DateTime))\r\n"
  .. "INSERT [dbo].[Users] ([Id], [Mail], [Since]) VALUES (2, N'o''b', NULL)\r\nGO\r\nPRINT 'done'\r\nGO\r\n"

local sqlserver_rows = {
  "Users(Id=1,Mail=a@example.com,Since=2012-05-06)", "Users(Id=2,Mail=o'b,Since=NULL)",
}

describe("sqldump.rows", function()
  it("reads what mysqldump writes", function()
    assert.same(mysql_rows, read(mysql, { backslash = true }))
    assert.same(mysql_rows, read(bytewise(mysql), { backslash = true }))
  end)

  it("reads what pg_dump writes", function()
    assert.same(postgres_rows, read(postgres))
    assert.same(postgres_rows, read(bytewise(postgres)))
  end)

  it("reads scripts of SQL Server", function()
    assert.same(sqlserver_rows, read(sqlserver))
    assert.same(sqlserver_rows, read(bytewise(sqlserver)))
  end)

  it("reads what sqlite3 dumps", function()
    assert.same({ "t(a=1,b=x;y)", "t(a=,b=A)" },
      read("PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\nCREATE TABLE IF NOT EXISTS \"t\"(a,b);\n"
        .. "INSERT INTO t VALUES(1,'x;y');\nINSERT INTO \"t\" VALUES('',X'41');\nCOMMIT;\n"))
  end)

  it("says where a dump is cut off", function()
    local whole = "INSERT INTO t VALUES ('a'),('bcd');"
    assert.same({ "t(?=a)", "!syntax: the dump ends within a row @28" }, read(whole:sub(1, 31)))
    assert.same({ "t(?=a)", "!syntax: the dump ends within a row @28" }, read(whole:sub(1, 33)))
    assert.same({ "t(?=a)", "!syntax: the dump ends where a row is expected @27" }, read(whole:sub(1, 27)))
    assert.same({ "t(?=a)" }, read(whole:sub(1, 26)))
    assert.same({ "t(a=1)", "t(a=23456)", "!syntax: the dump ends within COPY @32" },
      read "COPY t (a) FROM stdin;\n1\n23456\n78")
  end)

  it("goes on behind what is no row", function()
    assert.same({ "!syntax: no row where one is expected @22", "u(?=1)" },
      read "INSERT INTO t VALUES 5; INSERT INTO u VALUES (1);")
    assert.same({ "!limit: a row or statement is longer than the limit @22", "u(?=1)" },
      read(bytewise("INSERT INTO t VALUES (" .. ("1,"):rep(100) .. "2); INSERT INTO u VALUES (1);"),
        { row_bytes = 64 }))
  end)

  it("is not led astray", function()
    assert.same({}, read "")
    assert.same({}, read "no SQL at all, but insert words and values (1)")
    assert.same({}, read "INSERT INTO t SELECT * FROM u;")
    assert.same({}, read("CREATE TABLE t (" .. ("("):rep(100000)))
    assert.same({ "t(?=1)" }, read "INSERT INTO t -- VALUES (2)\n/* (3) */ VALUES (1);")
  end)

  it("raises on misuse", function()
    assert.has_error(function() sqldump.rows(5) end)
    -- a source that raises has lost nothing, and can be asked again
    local x, y, n = ("x"):rep(50000), ("y"):rep(40000), 0
    local rows = sqldump.rows(function()
      n = n + 1
      if n == 3 then error "the disk is away" end
      return ({ "INSERT INTO t VALUES (1, '" .. x, y, [4] = "');" })[n]
    end)
    assert.error_matches(rows, "the disk is away")
    assert.same({ "1", x .. y, n = 2 }, (rows()))
    assert.is_nil((rows()))
    assert.has_error(function() sqldump.rows("", { escape = true }) end)
  end)
end)
