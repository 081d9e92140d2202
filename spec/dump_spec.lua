require "spec.helper"
local core = require "breachkit.core".dump
local core_mask = require "breachkit.core".mask
local dump = require "breachkit.dump"
local json = require "breachkit.json"
local mask = require "breachkit.mask"
local source = require "breachkit.document.source"

local HEX <const> = "0123456789abcdef0123456789abcdef"

local function of(bytes, options)
  return assert(dump.of(source.bytes(bytes, "leak"), options))
end

-- records as "class=masked ...", bad ones as "!why"; each with its position
local function records(leak, options)
  local out = {}
  for record, position, more in leak:records(options) do
    local parts = {}
    for name, value in pairs(record or {}) do parts[#parts + 1] = name .. "=" .. tostring(value) end
    table.sort(parts)
    out[#out + 1] = position .. " " .. (record and table.concat(parts, " ") or "!" .. more)
  end
  return out
end

local function with_file(bytes, fn)
  local path = os.tmpname()
  local f = assert(io.open(path, "wb"))
  f:write(bytes)
  f:close()
  fn(path)
  os.remove(path)
end

describe("dump.of", function()
  local function layout(bytes)
    local l = of(bytes).layout
    return l.kind .. (l.separator and " " .. l.separator or "") .. (l.secret_first and " secret first" or "")
      .. (l.dialect and " " .. l.dialect or "")
  end

  it("tells how records are laid out", function()
    assert.equal("combo :", layout "jane@example.com:a\nbob@example.org:b:c\n")
    assert.equal("combo ;", layout "jane@example.com;a\r\nbob@example.org;b\r\n")
    assert.equal("combo | secret first", layout "a|jane@example.com\nb|bob@example.org\n")
    assert.equal("combo :", layout "jane:a\nbob:b\nanna:c\n")
    assert.equal("table ,", layout "id,email,password\n1,jane@example.com,x\n")
    assert.equal("table \t", layout("1\tjane@example.com\t" .. HEX .. "\n2\tbob@example.org\t" .. HEX .. "\n"))
    assert.equal("jsonl", layout '{"email":"jane@example.com"}\n')
    assert.equal("sql mysql", layout "INSERT INTO `users` VALUES (1);\n")
    assert.equal("sql postgresql", layout "SET x = y;\nCOPY public.users (id) FROM stdin;\n1\n\\.\n")
    assert.equal("sql sqlserver", layout "INSERT [dbo].[Users] ([Id]) VALUES (1)\nGO\n")
    assert.equal("sql standard", layout "CREATE TABLE users (id int);\n")
  end)

  it("takes for the separator of a list whatever stands beside the addresses", function()
    local secrets = { "hunter2", "P@ss:word", "x#y;z", "pa-ss-", "1234" }
    for _, separator in ipairs { ":", ";", "|", "\t", ",", " ", "----", "::", " : ", " - ", "=>", "#", "^", "~", "/",
      "\\", "=", "&", "||", ", ", "$", "\1", "\u{a6}" } do
      for swapped = 0, 1 do
        local lines, expected = {}, {}
        for i = 1, 40 do
          local who, secret = ("per_son-%d@mail.my-site.co.uk"):format(i), secrets[i % 5 + 1] .. i
          lines[i] = (swapped == 1 and secret .. separator .. who or who .. separator .. secret) .. "\n"
          expected[i] = who .. " " .. secret
        end
        local leak, got = of(table.concat(lines)), {}
        for record in leak:records() do
          got[#got + 1] = record and core_mask.plain(record.email) .. " " .. core_mask.plain(record.secret)
        end
        assert.same({ separator, swapped == 1, expected }, { leak.layout.separator, leak.layout.secret_first, got })
      end
    end
  end)

  it("takes what is stored as a hash for the secret, whichever comes first", function()
    assert.equal("combo : secret first", layout(HEX .. ":jane\n" .. HEX .. ":bob\n"))
    assert.equal("combo :", layout("jane:" .. HEX .. "\nbob:" .. HEX .. "\n"))
    local stored <const> = "$2a$" .. HEX .. HEX .. "\n"
    assert.equal("combo :", layout("jane@example.com:" .. stored .. "bob@example.org:" .. stored))
  end)

  it("knows where an account is from who has it, in lists made of stealers' logs", function()
    local list <const> = "https://shop.example.com:8443/login?a=b:jane@example.com:s3:cret\n"
      .. "android://xyz@com.bank.app/:bob@example.org:b\n"
      .. "mail.example.net/owa:ann:c\nhttp://198.51.100.7/x:dan@example.com:d\n"
      .. "kim@example.com:plain\nhttps://example.com/alone\n"
    local leak = of(list)
    assert.same({ ":", true, { "site", "email", "secret" },
      "5 of 6 lines have ':' between a site, who and a secret" },
      { leak.layout.separator, leak.layout.sites, leak.layout.columns, leak.layout.why })
    assert.same({
      "1 email=j***@e***.com scheme=plain secret=*** site=shop.example.com:8443",
      "66 email=b***@e***.org scheme=plain secret=*** site=com.bank.app",
      "112 scheme=plain secret=*** site=mail.example.net user=***",
      "139 email=d***@e***.com scheme=plain secret=*** site=198.51.100.7",
      "179 email=k***@e***.com scheme=plain secret=***",
      "201 !no-separator",
    }, records(leak))
    local plain = {}
    for record in of(list):records() do plain[#plain + 1] = record and core_mask.plain(record.secret) end
    assert.same({ "s3:cret", "b", "c", "d", "plain", false }, plain)
    local s = assert(of(list):summary())
    assert.same({ 5, 1, 5 }, { s.records, s.bad_records, s.people.distinct })
    assert.same({ "site", 4 }, { s.classes[1].class, s.classes[1].filled })
    for _, separator in ipairs { "|", ";", " ", "\t" } do
      local of_these = of((("https://a.example.com/x@jane@b\nexample.com/@bob@c\nexample.org/@ann@d\n")
        :gsub("@", separator)))
      assert.is_true(of_these.layout.sites)
      assert.same({ "1 scheme=plain secret=*** site=a.example.com user=***" }, { records(of_these)[1] })
    end
    -- in a list of another kind, as far as a scheme says it
    local mixed = of(("jane@example.com:a\n"):rep(9) .. "https://example.com/login:bob@example.org:b\n")
    assert.is_nil(mixed.layout.sites)
    assert.equal("172 email=b***@e***.org scheme=plain secret=*** site=example.com", records(mixed)[10])
    assert.equal(2, assert(of(("jane@example.com:a\n"):rep(9) .. "https://example.com/login:bob@example.org:b\n")
      :summary()).domains.distinct)
    -- names with dots are no hosts
    assert.is_nil(of("jane.doe:a\nbob.roe:b\nann.poe:c\n").layout.sites)
  end)

  it("reads headers in the languages of Europe, with their marks or without", function()
    local function classes(header, more)
      return of(header .. "\n" .. (more or "x@example.com;a;b;c\n")).layout.classes
    end
    assert.same({ "email", "secret" }, classes "E-Mail;Passwort")
    assert.same({ "email", "secret", "address", "birth-date" }, classes "Mail;Kennwort;Stra\u{DF}e;Geburtsdatum")
    assert.same({ "name", "phone", "secret" }, classes("Pr\u{E9}nom;T\u{E9}l\u{E9}phone;Mot de passe", "a;b;c\n"))
    assert.same({ "user", "secret", "address" }, classes("Usuario;CONTRASE\u{D1}A;Direcci\u{F3}n", "a;b;c\n"))
    assert.same({ "user", "secret" }, classes("Usu\xE1rio;Contrase\xF1a", "a;b\n")) -- Latin-1
    -- one name that is known is enough where the addresses stand below it
    assert.same({ "email", false }, classes("mail;code word", "jane@example.com;a\nbob@example.org;b\n"))
    assert.same({ false, "email", "id" }, classes("xyz;address;id", "1;jane@example.com;2\n3;bob@example.org;4\n"))
  end)

  it("takes equal parts of which one is an address for a table, and what they hold for its columns", function()
    local rows <const> = "17,jane@example.com,Jane Doe,hunter2,0047 22123456\n"
      .. "18,bob@example.org,Bob Roe,qwerty,0047 22123457\n"
    local leak = of(rows)
    assert.same({ "table", ",", false, { false, "email", false, false, false } },
      { leak.layout.kind, leak.layout.separator, leak.layout.header, leak.layout.classes })
    assert.same({ "1 email=j***@e***.com", "52 email=b***@e***.org" }, records(leak))
    assert.equal("table",
      of("Jane Doe;+44 20 7946;jane@example.com\nBob Roe;+44 20 7947;bob@example.org\n").layout.kind)
  end)

  it("says what it is not told by", function()
    local leak, e = dump.of(source.bytes("Once upon a time\nthere was a report.\n", "story"))
    assert.is_nil(leak)
    assert.same({ "type", "story" }, { e.code, e.source })
    assert.equal("empty", select(2, dump.of(source.bytes("", "nothing"))).code)
    assert.equal("io", select(2, dump.open "/nonexistent/leak").code)
  end)

  it("believes a layout that is given", function()
    local leak = of("a~jane@example.com~x\n", { layout = {
      kind = "table", separator = "~", quote = false, escape = false, line = "any", columns = {},
      classes = { false, "email", "secret" },
    } })
    assert.same({ "1 email=j***@e***.com scheme=plain secret=***" }, records(leak))
  end)
end)

describe("dump:records", function()
  it("masks what is personal, and tells how a secret is stored", function()
    local bytes = "jane@example.com:s3cret\r\n\nno separator here\nbob:x\n:y\n"
    local options = { layout = { kind = "combo", separator = ":", columns = { "email", "secret" } } }
    for record in of(bytes, options):records() do
      if record then
        assert.is_true(mask.is(record.secret))
        assert.is_true(mask.is(record.email or record.user))
      end
    end
    assert.same({
      "1 email=j***@e***.com scheme=plain secret=***", "27 !no-separator", "45 scheme=plain secret=*** user=***",
      "51 !no-login",
    }, records(of(bytes, options)))
  end)

  it("reads tables, JSON Lines and SQL", function()
    assert.same({ "39 email=j***@e***.com id=7 name=*** scheme=raw-128 secret=***", "100 !syntax" },
      records(of("id,E-Mail,Passwd,First name,last_name\n7,jane@example.com," .. HEX .. ",Jane,Doe\nx,y\n")))
    assert.same({ "1 email=j***@e***.com phone=***", "68 !syntax", "73 !syntax", "77 user=***" }, records(of(
      '{"email":"jane@example.com","profile":{"phone":"+1 555"},"a":null}\nnone\n[1]\n{"user":5}\n')))
    assert.same({ "88 email=j***@e***.com id=1 scheme=plain secret=***" }, records(of(
      "CREATE TABLE `users` (`id` int, `email` text, `pass` text);\n"
        .. "INSERT INTO `users` VALUES (1,'jane@example.com','x');\n"
        .. "INSERT INTO `log` (`id`,`what`) VALUES (5,'y');\n")))
  end)

  it("gives those of a domain alone", function()
    assert.same({ "17 email=j***@E***.Com scheme=plain secret=***" },
      records(of "a@example.org:1\nj@Example.Com:2\nb@notexample.com:3\n", { domain = "example.com" }))
    assert.equal(3, #records(
      of "a@example.org:1\nj@Mail.Example.Com:2\nb@notexample.com:3\nc@x.example.com:4\nd@com:5\n",
      { domain = { "Example.com", "example.org" } }))
  end)

  it("goes over a file again, over a stream once", function()
    with_file("a@example.com:1\n", function(path)
      local leak <close> = assert(dump.open(path))
      assert.equal(1, #records(leak))
      assert.equal(1, #records(leak))
    end)
    local leak = of "a@example.com:1\n"
    records(leak)
    assert.has_error(function() records(leak) end)
  end)

  it("takes a byte order mark for none of the first login", function()
    assert.same({ "4 email=j***@e***.com scheme=plain secret=***" }, records(of "\xEF\xBB\xBFjane@example.com:1\n"))
  end)
end)

describe("dump:summary", function()
  it("adds up", function()
    local s = assert(of("Jane@example.com:a\njane@example.com:b\nbob@example.org:a\nnone\ncarl:\0\ncarl:"
      .. HEX .. "\n"):summary())
    assert.same({ 4, 3, 2 }, { s.records, s.emails, s.bad_records })
    assert.same({ ["no-separator"] = 1, binary = 1 }, s.bad)
    assert.same({ { position = 57, why = "no-separator" }, { position = 62, why = "binary" } }, s.samples)
    assert.same({ distinct = 3, error = 0.0, seen = 4, repeated = 1 / 3 }, s.people)
    assert.same({ distinct = 3, error = 0.0, seen = 4, repeated = 1 / 3 }, s.secrets)
    assert.same({ { value = "example.com", count = 2 }, { value = "example.org", count = 1 } }, s.domains.top)
    assert.same({ plain = 3, ["raw-128"] = 1 }, s.schemes)
    assert.same({ "email 3", "user 1", "secret 4" }, (function()
      local list = {}
      for i, e in ipairs(s.classes) do list[i] = e.class .. " " .. e.filled end
      return list
    end)())
    assert.is_string(json.encode(s))
  end)

  it("gives the same of a file, whatever the threads, as of a stream", function()
    local lines = {}
    math.randomseed(5)
    for i = 1, 300000 do
      local bad = i % 1000 == 7
      lines[i] = bad and "nothing" or ("u%d@m%d.test:%s"):format(math.random(150000), math.floor(9000 ^ math.random()),
        ("x"):rep(math.random(20)))
    end
    local bytes = table.concat(lines, "\n") -- over two pieces, the last line without an end
    assert.is_true(#bytes > 2 * core.PIECE)
    with_file(bytes, function(path)
      local one <close> = assert(dump.open(path))
      local s = assert(one:summary { threads = 1 })
      assert.equal(json.encode(s), json.encode(assert(one:summary { threads = 3 })))
      assert.same({ 299700, 300 }, { s.records, s.bad["no-separator"] })
      local stream = assert(dump.of(source.reader(io.open(path, "rb"):lines(65536), path)))
      local t = assert(stream:summary())
      assert.same({ s.people, s.secrets, s.schemes, s.bad, s.domains.distinct },
        { t.people, t.secrets, t.schemes, t.bad, t.domains.distinct })
    end)
  end)

  it("reads a file that was looked at not through Lua", function()
    with_file("email,password\n" .. ("jane@example.com,x\n"):rep(9000), function(path)
      local looked = source.file(path)
      assert(looked:peek())
      function looked.read() error "read by Lua" end
      local leak <close> = assert(dump.of(looked))
      assert.equal(9000, assert(leak:summary()).records)
    end)
  end)

  it("compares people", function()
    local a = assert(of("a@example.com:1\nb@example.com:2\nB@EXAMPLE.com:3\nc@example.com:3\n"
      .. "d@example.com:4\n"):summary())
    local b = assert(of("b@example.com:9\nz@example.com:9\n"):summary())
    assert.same({ 1.0, 0.25, 0.5 }, { a:overlap(b) })
  end)

  it("tells no domain of what is none: a separator that was read into it, and part of a secret", function()
    local s = assert(of("a@example.com:1\nb@example.com;pa:2\nc@example.com|x:3\nd@exämple.org:4\n"):summary())
    assert.same({ 4, 2, 2 }, { s.records, s.emails, s.domains.distinct })
    assert.same({ "example.com", "exämple.org" }, { s.domains.top[1].value, s.domains.top[2].value })
  end)

  it("tells the dates and the tables", function()
    assert.same({ first = "2010-02-03", last = "2014-11-24" }, assert(of("email,created\n"
      .. "a@example.com,2014-11-24 10:00\nb@example.com,1265155200\nc@example.com,0000-00-00\n"):summary()).dates)
    assert.same({ users = 2 }, assert(of("CREATE TABLE users (email text);\n"
      .. "INSERT INTO users VALUES ('a@example.com'),('b@example.com');\n"):summary()).tables)
  end)

  it("counts what is long, and goes on", function()
    with_file("a@example.com:1\nb@example.com:" .. ("x"):rep(3000000) .. "\nc@example.com:2\n"
      .. ("y"):rep(400) .. "@example.com:3\n", function(path)
      local leak <close> = assert(dump.open(path))
      local s = assert(leak:summary())
      assert.same({ 2, { long = 2 } }, { s.records, s.bad })
      assert.same({ "1 email=a***@e***.com scheme=plain secret=***", "17 !long",
        "3000032 email=c***@e***.com scheme=plain secret=***", "3000048 !long" }, records(leak))
    end)
  end)

  it("raises on misuse", function()
    assert.has_error(function() of("a@example.com:1\n"):summary { treads = 2 } end)
    assert.has_error(function() dump.open(5) end)
    assert.has_error(function() of("a@example.com:1\n", { layout = { kind = "spiral" } }) end)
  end)
end)

describe("a secret's scheme", function()
  local b64 = ("aB3/"):rep(30)
  for _, case in ipairs {
    { "", "empty" }, { "hunter2", "plain" }, { ("p"):rep(40), "plain" },
    { "$2b$12$" .. b64:sub(1, 53), "bcrypt" }, { "$2b$12$short", "plain" },
    { "$argon2id$v=19$m=65536,t=3,p=4$" .. b64, "argon2" }, { "$scrypt$ln=16,r=8,p=1$" .. b64, "scrypt" },
    { "$y$j9T$" .. b64, "yescrypt" }, { "pbkdf2_sha256$260000$abc$" .. b64, "pbkdf2" },
    { "$6$salt$" .. b64:sub(1, 86), "sha512crypt" }, { "$5$salt$" .. b64:sub(1, 43), "sha256crypt" },
    { "$1$saltsalt$" .. b64:sub(1, 22), "md5crypt" }, { "$apr1$saltsalt$" .. b64:sub(1, 22), "md5crypt" },
    { "$P$B" .. b64:sub(1, 30), "phpass" }, { "$H$9" .. b64:sub(1, 30), "phpass" },
    { "sha1$abcde$" .. HEX .. "01234567", "django" }, { "{SSHA}" .. b64:sub(1, 32), "ldap" },
    { "*" .. (HEX .. "01234567"):upper(), "mysql" }, { "0x0100" .. HEX .. HEX, "mssql" },
    { HEX, "raw-128" }, { HEX .. "01234567", "raw-160" }, { HEX .. HEX, "raw-256" }, { HEX:rep(4), "raw-512" },
    { "$wp$2y$10$" .. b64:sub(1, 53), "bcrypt" }, { "$bcrypt-sha256$v=2,t=2b,r=12$" .. b64:sub(1, 53), "bcrypt" },
    { "scrypt:32768:8:1$salt$" .. HEX .. HEX, "scrypt" }, { "{PKCS5S2}" .. b64:sub(1, 64), "pbkdf2" },
    { "SCRAM-SHA-256$4096:" .. b64 .. "$" .. b64, "pbkdf2" }, { "AQAAAA" .. b64:sub(1, 76) .. "==", "pbkdf2" },
    { "A" .. b64:sub(1, 65) .. "==", "pbkdf2" }, { "B" .. b64:sub(1, 65) .. "==", "plain" }, { "$3$$" .. HEX, "crypt" },
    { "$sha1$480000$salt$" .. b64:sub(1, 28), "crypt" }, { "$md5,rounds=5000$salt$$" .. b64:sub(1, 22), "crypt" },
    { "$100 and $20 in the bank, so what", "plain" }, { "$$$$$$$$$$$$$$$$$$$$$$$$$$$$$$$$", "plain" },
    { "md5" .. HEX, "salted" }, { "S:" .. HEX .. HEX:sub(1, 28), "salted" }, { ":B:1234:" .. HEX, "salted" },
    { "17687fae14ce0509", "raw-64" }, { "1234567812345678", "plain" }, { "17687fae14ce050g", "plain" },
    { b64:sub(1, 22) .. "==", "raw-128" }, { b64:sub(1, 27) .. "=", "raw-160" },
    { b64:sub(1, 43) .. "=", "raw-256" },
    { b64:sub(1, 86) .. "==", "raw-512" }, { b64:sub(1, 23) .. "=", "plain" },
    { "aad3b435b51404eeaad3b435b51404ee:" .. HEX, "ntlm" }, { ("500:%s:%s:::"):format(HEX, HEX), "ntlm" },
    { HEX .. ":" .. HEX, "salted" }, { HEX .. ":salt", "salted" }, { HEX:sub(2), "plain" },
    { HEX:sub(2) .. "g", "plain" },
  } do
    it("of " .. case[1]:sub(1, 24) .. " is " .. case[2], function()
      assert.equal(case[2], core.scheme(case[1]))
    end)
  end
end)
