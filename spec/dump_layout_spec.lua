-- How leaked records are laid out, told by the beginning of a file.
require "helper"
local core_mask = require "breachkit.core".mask
local dump = require "breachkit.dump"
local scratch = require "scratch"
local shell = require "shell"
local source = require "breachkit.document.source"

local function of(bytes)
  return assert(dump.of(source.bytes(bytes, "leak")))
end

-- the values of some classes of each record, plain; why a bad one is
local function values(leak, ...)
  local out = {}
  for record, _, why in leak:records() do
    local parts = {}
    for i, class in ipairs { ... } do
      local value = record and record[class]
      parts[i] = value and (core_mask.is(value) and core_mask.plain(value) or value) or "-"
    end
    out[#out + 1] = record and table.concat(parts, " ") or why
  end
  return out
end

local SITES <const> = [[
https://shop.example.com/login:jane@example.org:s3cret
HTTPS://shop.example.com/a?b=c#d:rex@example.org:Plum:78
android://xyz==@com.example.bank/:kat@example.org:K1
shop.example.com/x/y:mia@example.org:M3
https://shop.example.com:8443/login:carl:M4
https://shop.example.com:eve:443
https://192.0.2.1:8080:eve:x
https://shop.example.com/login|oli@example.org|M3
https://shop.example.com/
]]

local SITES_READ <const> = {
  "shop.example.com jane@example.org - s3cret", "shop.example.com rex@example.org - Plum:78",
  "com.example.bank kat@example.org - K1", "shop.example.com mia@example.org - M3", "shop.example.com:8443 - carl M4",
  "shop.example.com - eve 443", "192.0.2.1:8080 - eve x", "no-separator", "no-separator",
}

describe("a list with the accounts' sites first", function()
  local dir = scratch(before_each, after_each)

  it("is read whatever the address, of which only the host is told", function()
    local leak = of(SITES)
    assert.same({ "combo", ":", true, { "site", "email", "secret" } },
      { leak.layout.kind, leak.layout.separator, leak.layout.sites, leak.layout.columns })
    assert.equal("7 of 9 lines have ':' between a site, who and a secret", leak.layout.why)
    assert.same(SITES_READ, values(leak, "site", "email", "user", "secret"))
  end)

  it("is summed up the same as a file and as a stream", function()
    local file <close> = assert(dump.open(dir.write("sites", SITES)))
    for _, leak in ipairs { file, of(SITES) } do
      local s = assert(leak:summary())
      assert.same({ 7, 4, { ["no-separator"] = 2 }, 1 }, { s.records, s.emails, s.bad, s.domains.distinct })
      assert.same({ class = "site", filled = 7, hibp = "Website activity" }, s.classes[1])
    end
  end)

  it("may have names in place of addresses, and other separators", function()
    assert.same({ "shop.example.com jane p1", "example.org bob p:2" },
      values(of "https://shop.example.com/:jane:p1\nhttp://example.org/x:bob:p:2\n", "site", "user", "secret"))
    for _, separator in ipairs { ";", "|", " ", "\t" } do
      local text = "https://shop.example.com:8443/a:jane@example.org:p1\nandroid://x@com.example:bob@example.org:p2\n"
      text = text:gsub(":([^:/\n]+):([^:\n]+)\n", separator .. "%1" .. separator .. "%2\n")
      assert.same({ "shop.example.com:8443 jane@example.org p1", "com.example bob@example.org p2" },
        values(of(text), "site", "email", "secret"))
    end
  end)

  it("is one of people, too, where single lines have a site", function()
    local leak = of("jane@example.com:a\nbob@example.com:b/c:d\nhttps://shop.example.com/x:eve@example.com:p:q\n"
      .. "first.last:x:y\n" .. ("k@example.com:z\n"):rep(9))
    assert.is_nil(leak.layout.sites)
    local read = values(leak, "site", "email", "user", "secret")
    assert.same({ "- jane@example.com - a", "- bob@example.com - b/c:d", "shop.example.com eve@example.com - p:q",
      "- - first.last x:y" }, { table.unpack(read, 1, 4) })
  end)

  it("tells no domain of an application's address", function()
    local s = assert(of("android://x==@com.example.bank|jane|p\n" .. ("bob@example.org|x\n"):rep(9)):summary())
    assert.same({ 1, "example.org" }, { s.domains.distinct, s.domains.top[1].value })
  end)
end)

describe("a table's header", function()
  local ROWS <const> = "jane@example.com;s3cret\nbob@example.org;x y\n"
  local READ <const> = { "jane@example.com s3cret", "bob@example.org x y" }

  it("is known in several languages, whatever its case and accents", function()
    for _, header in ipairs {
      "E-Mail;Passwort", "e-mail adresse;KENNWORT", "Adresse e-mail;Mot de passe", "Courriel;mdp",
      "Correo electrónico;Contraseña", "CORREO;CONTRASEÑA", "E-mail;Senha", "Indirizzo email;Parola chiave",
      "E-mailadres;Wachtwoord", "Почта;ПАРОЛЬ", "Correo electr\xF3nico;Contrase\xF1a",
    } do
      local leak = of(header .. "\n" .. ROWS)
      assert.same({ "table", true }, { leak.layout.kind, leak.layout.header }, header)
      assert.same(READ, values(leak, "email", "secret"), header)
    end
    assert.same({ "Jane Ö 1 rue A" }, values(of "prénom;Nom;courriel;Straße\nJane;Ö;jane@example.com;1 rue A\n", "name",
      "address"))
  end)

  it("is one above addresses, though its names are not known", function()
    local leak = of "Foo;Bar;Passwort\n1;jane@example.com;s3cret\n2;bob@example.org;x y\n"
    assert.same({ { "Foo", "Bar", "Passwort" }, READ }, { leak.layout.columns, values(leak, "email", "secret") })
  end)

  it("is no record", function()
    for _, first in ipairs { "name,amy@example.com,user", "7,,Amy", "x1,y,z" } do
      local leak = of(first .. "\n7,jane@example.com,a\n8,bob@example.org,b\n9,kat@example.org,c\n"
        .. "10,eve@example.org,d\n")
      assert.same({ "table", {} }, { leak.layout.kind, leak.layout.columns }, first)
      assert.falsy(leak.layout.header)
      assert.equal(5, #values(leak, "email"))
    end
  end)
end)

describe("a table without a header", function()
  it("is told by its addresses, though its names and numbers have blanks", function()
    local leak = of("17,jane@example.com,Jane Doe,hunter2,0047 22123456\n18,bob@example.org,Bob Roe,x,0047 22123457\n")
    assert.same({ "table", { false, "email", false, false, false } }, { leak.layout.kind, leak.layout.classes })
    assert.same({ "jane@example.com", "bob@example.org" }, values(leak, "email"))
  end)
end)

describe("the summary of a command", function()
  local dir = scratch(before_each, after_each)

  it("has no row for tables that are all folded", function()
    local path = dir.write("t.sql", "CREATE TABLE users (email text);\nINSERT INTO users VALUES ('a@example.com');\n"
      .. "CREATE TABLE log (what text);\nINSERT INTO log VALUES ('x');\n")
    local build = os.getenv "BREACHKIT_BUILD" or "build"
    local _, folded = shell(("BREACHKIT_BUILD=%s bin/breachkit dump -q %s"):format(build, path))
    assert.falsy(folded:find "tables" or folded:find "passed over ")
    local _, exact = shell(("BREACHKIT_BUILD=%s bin/breachkit dump -q --exact %s"):format(build, path))
    assert.truthy(exact:find "tables%s+users 1" and exact:find "passed over%s+log 1")
  end)
end)

describe("a table with a blank behind each comma", function()
  local BYTES <const> = 'email, name, phone\n"jane@example.org", "Doe, Jane", "+1 415 555 0134"\n'
    .. '"rex@example.org", "Roe, Rex", "+1 415 555 0135"\n'

  it("is read as it is told to be, its values quoted", function()
    local leak = of(BYTES)
    assert.is_true(leak.layout.skip_space)
    assert.same({ "jane@example.org Doe, Jane", "rex@example.org Roe, Rex" }, values(leak, "email", "name"))
    local summary = assert(of(BYTES):summary())
    assert.same({ 2, 2, {} }, { summary.records, summary.emails, summary.bad })
  end)
end)

describe("a table whose lines end with a carriage return alone", function()
  it("is no list of its one line", function()
    local lines = {}
    for i = 1, 9 do lines[i] = ("jane%d@example.org, Doe Jane, Harbour %d\r"):format(i, i) end
    local leak = of(table.concat(lines))
    assert.equal("table", leak.layout.kind)
    assert.equal(9, #values(leak, "email"))
  end)
end)

describe("core.leak.reader", function()
  it("reads nothing more when it is closed", function()
    local core, data = require "breachkit.core", require "breachkit.data"
    local done = false
    local tap = core.tap.of(function()
      if done then return nil end
      done = true
      return "jane@example.org:s3cret\nrex@example.org:Plum\nkat@example.org:K1\n"
    end)
    local classes = core.leak.classes(data.load "dump")
    local reader = core.leak.reader(tap, assert(core.leak.find(tap, classes)), classes, {})
    assert.truthy(reader:next().email)
    reader:close()
    reader:close()
    assert.error_matches(function() reader:next() end, "the reader is closed")
    assert.error_matches(function() reader:tally(core.dump.tally(), 1) end, "the reader is closed")
  end)
end)
