-- What pages, mails, JSON and SQL dumps say in their escapes is found, and told where it is written.
require "helper"
local core = require "breachkit.core".scan
local json = require "breachkit.json"
local scan = require "breachkit.scan"
local scratch = require "scratch"
local secrets = require "breachkit.core".mask
local shell = require "shell"

-- "kind value | what is written there | encoding" of every finding
local function found(bytes, options)
  local list = {}
  for f in scan.bytes(bytes, options) do
    local value = type(f.value) == "string" and f.value or secrets.plain(f.value)
    list[#list + 1] = table.concat({ f.kind .. " " .. value, bytes:sub(f.first, f.last), f.encoding }, " | ")
  end
  return list
end

-- the same of a mail that comes in pieces, when it is the same for those of any size
local function in_pieces(bytes, container)
  local before
  for size = 1, 90 do
    local list, scanner = {}, core.stream { container = container or "mail", piece = 32 }
    for at = 1, #bytes + size, size do
      scanner:feed(at <= #bytes and bytes:sub(at, at + size - 1) or nil)
      for first, last, kind, flags in scanner:flat() do
        list[#list + 1] = table.concat({ core.kinds[kind] .. " " .. scanner:value(), bytes:sub(first, last),
          core.encodings[flags >> 7] }, " | ")
      end
    end
    assert.same(before or list, list, size)
    before = list
  end
  return before
end

local PAGE = "<!doctype html>\n<p title='at 8&#46;8&period;4.4'>victim&#64;evil-site.org, jim&#x40;evil-site.org "
  .. "&lt;jo&commat;evil-site.org&gt; <a href=\"http://evil-site.com/?a=1&amp;b=2&copy=3\">9.9.9.9</a>\n"

local DUMP = [[
-- MySQL dump 10.13
/*!40101 SET NAMES utf8 */;
CREATE TABLE `users` (`id` int, `it's` text);
INSERT INTO `users` VALUES (1,'O\'Brien@evil-site.org','http://evil-site.com/\r\nx'),(2,'D''Arcy@evil-site.org',''),
(3,"9.9.9.9\\8.8.4.4");
]]

local COPY = [[
-- PostgreSQL database dump
SET client_encoding = 'UTF8'; -- it's
CREATE TABLE public.users (name text, "the 'path" text);
COPY public.users (name, "the 'path")
  FROM stdin;
a\tjim@evil-site.org	C:\\Users\\jim\\a.txt
\N	'\\server
\.
INSERT INTO public.users VALUES ('O''Brien@evil-site.org', 'C:\Users\jo'), (E'a\njo@evil-site.org', '9.9.9.9');
]]

local function mail(head, ...)
  return (head .. "\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"=_b\"\n\nno part: a=40b 1.1.1.1\n"
    .. table.concat { ... }):gsub("\n", "\r\n")
end
local QUOTED = "--=_b\nContent-Type: text/plain\nContent-Transfer-Encoding: Quoted-Printable\n\n"
  .. "user=40evil-site.org jane.d=\noe@evil-=  \nsite.org 1=2 at 8.8.4.4=\n"
local BASE64 = "--=_b\nContent-Transfer-Encoding: base64 (so)\n\nbWFpbCBqaW1AZXZpbC1zaXRl\nLm9yZyBvciA5LjkuOS45\n"
local INNER = "--=_b\nContent-Type: message/rfc822\n\nFrom: <x@evil-site.org>\n"
  .. "Content-Type: multipart/alternative; boundary=c\n\n--c\nContent-Transfer-Encoding: quoted-printable\n\n"
  .. "in=40evil-site.org\n--c--\nout=40evil-site.org 4.4.4.4\n"
local MAIL = mail("From: a@evil-site.org\nTo: b@evil-site.org", QUOTED, BASE64, INNER,
  "--=_b\n\nis=40evil-site.org\n--=_b--\nand 1.0.0.1\n")

describe("scan of a container", function()
  it("undoes character references of pages, and tells the bytes of the file", function()
    assert.same({
      "ipv4 8.8.4.4 | 8&#46;8&period;4.4 | html",
      "email victim@evil-site.org | victim&#64;evil-site.org | html",
      "email jim@evil-site.org | jim&#x40;evil-site.org | html",
      "email jo@evil-site.org | jo&commat;evil-site.org | html",
      "url http://evil-site.com/?a=1&b=2&copy=3 | http://evil-site.com/?a=1&amp;b=2&copy=3 | html",
      "ipv4 9.9.9.9 | 9.9.9.9",
    }, found(PAGE))
    assert.same({ "email a@evil-site.org | a&#64;evil-site.org | html" },
      found "<?xml version='1.0'?>\n<!-- <html> -->\n<users><u>a&#64;evil-site.org</u></users>")
    assert.same({ "url http://evil-site.com/&x&#;&#x;y& | http://evil-site.com/&x&#;&#x;y&" },
      found("http://evil-site.com/&x&#;&#x;y&", { container = "html" })) -- none of these is one
  end)

  it("gives the text as it is meant, and the same from C", function()
    local options = { path = "p", suppressed = true }
    local lines, texts = {}, {}
    for f in scan.bytes(PAGE, options) do
      lines[#lines + 1] = json.encode(f, { utf8 = "replace" }) .. "\n"
      texts[#texts + 1] = tostring(f.text)
    end
    assert.equal(table.concat(lines), (scan.bytes(PAGE, options):json_lines()))
    assert.equal("8.8.4.4", texts[1])
  end)

  it("undoes quoted-printable and base64 of the parts of a mail that have them", function()
    assert.same({
      "email a@evil-site.org | a@evil-site.org", "email b@evil-site.org | b@evil-site.org", "ipv4 1.1.1.1 | 1.1.1.1",
      "email user@evil-site.org | user=40evil-site.org | quoted-printable",
      "email jane.doe@evil-site.org | jane.d=\r\noe@evil-=  \r\nsite.org | quoted-printable",
      "ipv4 8.8.4.4 | 8.8.4.4",
      "email jim@evil-site.org | BqaW1AZXZpbC1zaXRl\r\nLm9yZy | base64", "ipv4 9.9.9.9 | A5LjkuOS45 | base64",
      "email x@evil-site.org | x@evil-site.org", "email in@evil-site.org | in=40evil-site.org | quoted-printable",
      "ipv4 4.4.4.4 | 4.4.4.4", "ipv4 1.0.0.1 | 1.0.0.1",
    }, found(MAIL, { kinds = { "email", "ipv4" } }))
  end)

  it("undoes the references of pages in a mail, whatever they are written in", function()
    local page = "--=_b\nContent-Type: text/html; charset=utf-8\n"
    local bytes = mail("From: a\nTo: b", page .. "Content-Transfer-Encoding: quoted-printable\n\n"
      .. "<a href=3D\"http://evil-site.com/?a=3D1&amp;b=3D2\">jane&#6=\n4;evil-site.org</a> 9.9.9.9&amp",
      "\n" .. page .. "Content-Transfer-Encoding: base64\n\n"
      .. "PHA+c28gam8mIzY0O2V2aWwtc2l\n0ZS5vcmcgYXQgOCYjNDY7OC40LjQ=\n",
      page .. "\nat jim&#64;evil-site.org 1.1.1.1 &",
      "\n--=_b\nContent-Type: text/plain\n\n&#64;evil-site.org x&#64;evil-site.org\n--=_b--\n")
    assert.same({
      "ipv4 1.1.1.1 | 1.1.1.1",
      "url http://evil-site.com/?a=1&b=2 | http://evil-site.com/?a=3D1&amp;b=3D2 | quoted-printable",
      "email jane@evil-site.org | jane&#6=\r\n4;evil-site.org | quoted-printable", "ipv4 9.9.9.9 | 9.9.9.9",
      "email jo@evil-site.org | am8mIzY0O2V2aWwtc2l\r\n0ZS5vcmc | base64",
      "ipv4 8.8.4.4 | OCYjNDY7OC40LjQ | base64",
      "email jim@evil-site.org | jim&#64;evil-site.org | html", "ipv4 1.1.1.1 | 1.1.1.1",
    }, found(bytes, { kinds = { "url", "email", "ipv4" } }))
    assert.same(found(bytes), in_pieces(bytes))
  end)

  it("undoes encoded words in the fields of a mail", function()
    local bytes = "From: =?utf-8?Q?jane=40evil-site.org?= <jane@evil-site.org>\r\n"
      .. "To: =?us-ascii*en?q?at_8.8?=\r\n =?utf-8?q?=2E4.4?= b@evil-site.org\r\n"
      .. "Subject: =?utf-8?B?YXQgam9AZXZpbC1zaXRl?=  =?utf-8?b?Lm9yZw==?= =?utf-8?q?,_9.9.9.9?=\r\n"
      .. "X: =? =?a?x?y?= =?utf-8?q?1.1.1.1\r\n 1.0.0.1 =\r\n"
      .. "Content-Type: multipart/mixed; boundary==?b?=\r\n\r\n=?utf-8?q?x=40evil-site.org?=\r\n"
    local expected = {
      "email jane@evil-site.org | jane=40evil-site.org | quoted-printable",
      "email jane@evil-site.org | jane@evil-site.org",
      "ipv4 8.8.4.4 | 8.8?=\r\n =?utf-8?q?=2E4.4 | quoted-printable", "email b@evil-site.org | b@evil-site.org",
      "email jo@evil-site.org | am9AZXZpbC1zaXRl?=  =?utf-8?b?Lm9yZw | base64", "ipv4 9.9.9.9 | 9.9.9.9",
      "ipv4 1.1.1.1 | 1.1.1.1", "ipv4 1.0.0.1 | 1.0.0.1",
    }
    assert.same(expected, found(bytes, { kinds = { "email", "ipv4" } }))
    assert.same(found(bytes), in_pieces(bytes))
  end)

  it("knows the messages of a mailbox apart", function()
    local head = "From jane@evil-site.org Sat Jan  3 01:05:34 1996\nFrom: a@evil-site.org\nTo: b@evil-site.org\n"
    assert.same({
      "ipv4 8.8.4.4 | 8.8=2E4=2E4 | quoted-printable", "ipv4 9.9.9.9 | OS45LjkuOQ | base64", "ipv4 1.1.1.1 | 1.1.1.1",
    }, found(head .. "Content-Transfer-Encoding: quoted-printable\n\n8.8=2E4=2E4\nFrom here at 10:00\n\n"
      .. head .. "Content-Transfer-Encoding: base64\n\nOS45LjkuOQ==\n\n" .. head .. "\n1.1.1.1 a=40evil-site.org\n",
      { kinds = { "ipv4" } }))
  end)

  it("reads base64 in pieces of any form, up to the line that ends it", function()
    local function part(body)
      return found("From: a\nTo: b\nContent-Type: multipart/x; boundary=b\n\n--b\n"
        .. "Content-Transfer-Encoding: base64\n\n" .. body .. "--b--\n")
    end
    for _, body in ipairs { "OC44LjQuNA==", "OC44LjQuNA", "OC44\n\nLjQuNA=", "OC4=OC40LjQ=" } do
      local list = part(body .. "\n")
      assert.equal(1, #list, body)
      assert.equal(("ipv4 8.8.4.4 | %s | base64"):format((body:gsub("=*$", ""))), list[1])
    end
    assert.same({ "ipv4 8.8.4.4 | O\nC44 LjQ\r\nuNA | base64" }, part "O\nC44 LjQ\r\nuNA==\n")
    -- what follows is not taken for a part of it
    assert.same({ "email a@evil-site.org | YUBldmlsLXNpdGUub3Jn | base64" }, part "YUBldmlsLXNpdGUub3Jn\n")
  end)

  it("undoes the escapes of JSON and JSON Lines", function()
    local line = [[{"mail":"jane\u0040evil-site.org","url":"http:\/\/evil-site.com\/a\nb","at":"\ud83d\ude00 8.8.4.4",]]
      .. [["path":"C:\\Users\\jo\\a.exe","none":"\q\ud83d"}]]
    local expected = {
      [[email jane@evil-site.org | jane\u0040evil-site.org | json]],
      [[url http://evil-site.com/a | http:\/\/evil-site.com\/a | json]], "ipv4 8.8.4.4 | 8.8.4.4",
      [[file-path C:\Users\jo\a.exe | C:\\Users\\jo\\a.exe | json]],
    }
    assert.same(expected, found((line:gsub([[,"none".*$]], "}"))))
    assert.same(expected, found(line, { container = "json" }))
    -- what people typed may be no UTF-8, what is cut off may be anywhere
    local latin = '{"name":"J\xf6rg","mail":"j\\u0040evil-site.org"}'
    for n = 1, 40 do assert.equal(0, #found(latin:sub(1, n))) end
    for n = 45, #latin do
      assert.same({ [[email j@evil-site.org | j\u0040evil-site.org | json]] }, found(latin:sub(1, n)), n)
    end
    local lines = ('{"a":1}\n{"b":"x\\u0040evil-site.org"}\n'):rep(2)
    assert.same({ [[email x@evil-site.org | x\u0040evil-site.org | json]],
      [[email x@evil-site.org | x\u0040evil-site.org | json]] }, found(lines))
  end)

  it("undoes the escapes of SQL as its dialect has them", function()
    assert.same({
      [[email O'Brien@evil-site.org | O\'Brien@evil-site.org | sql]],
      "url http://evil-site.com/ | http://evil-site.com/",
      [[email D'Arcy@evil-site.org | D''Arcy@evil-site.org | sql]], "ipv4 9.9.9.9 | 9.9.9.9", "ipv4 8.8.4.4 | 8.8.4.4",
    }, found(DUMP))
    assert.same({
      "email jim@evil-site.org | jim@evil-site.org", [[file-path C:\Users\jim\a.txt | C:\\Users\\jim\\a.txt | sql]],
      [[email O'Brien@evil-site.org | O''Brien@evil-site.org | sql]], [[file-path C:\Users\jo | C:\Users\jo]],
      "email jo@evil-site.org | jo@evil-site.org", "ipv4 9.9.9.9 | 9.9.9.9",
    }, found(COPY))
  end)

  it("undoes the escapes of containers in UTF-16, with its mark or without", function()
    local function wide(text, big)
      local out = {}
      for _, c in utf8.codes(text) do
        local units = c < 0x10000 and { c } or { 0xD7C0 + (c >> 10), 0xDC00 + (c & 0x3FF) }
        for _, u in ipairs(units) do out[#out + 1] = string.pack(big and ">I2" or "<I2", u) end
      end
      return table.concat(out)
    end
    local kinds = { kinds = { "email", "ipv4" } }
    for name, text in pairs {
      html = "<html>é😀 jim&#64;evil-site.org and 8.8&period;4.4</html>",
      json = '{"é😀":"jim\\u0040evil-site.org and 8.8\\u002e4.4"}',
      sql = "CREATE TABLE é (a text);\nINSERT INTO é VALUES ('j''im@evil-site.org and 8.8.4.4');",
      mysql = "-- MySQL dump\nCREATE TABLE é (a text);\nINSERT INTO é VALUES ('j\\'im@evil-site.org and 8.8.4.4');",
    } do
      local plain = {}
      for f in scan.bytes(text, kinds) do plain[#plain + 1] = f.kind .. tostring(f.value) end
      assert.equal(2, #plain, name)
      for form = 0, 3 do
        local big, mark = form % 2 == 1, form < 2 and "\u{FEFF}" or ""
        local bytes = wide(mark .. text, big)
        local list, first = {}, nil
        for f in scan.bytes(bytes, kinds) do
          list[#list + 1] = f.kind .. tostring(f.value)
          assert.equal(big and "UTF-16BE" or "UTF-16LE", f.encoding)
          first = first or { f.first, f.last }
        end
        assert.same(plain, list, name)
        local before = text:sub(1, text:find "j['\\i]" - 1)
        assert.equal(#wide(mark .. before, big) + 1, first[1])
        assert.equal("g", bytes:sub(first[1], first[2]):gsub("%z", ""):sub(-1))
        assert.same(found(bytes), in_pieces(bytes, name))
      end
    end
    -- half a character at the end; and what is none of these stays what it is
    assert.equal(1, #found(wide "\u{FEFF}<html>8.8&period;4.4" .. "x", kinds))
    assert.equal(0, #found(wide "\u{FEFF}see 8.8&period;4.4", kinds))
    assert.equal(1, #found(wide "<html>8.8&period;4.4", kinds))
    assert.equal(0, #found("<html>8.8&period;4.4\0\0\0\0\0\0\0\0", kinds))
    local once = { kinds = { "ipv4" }, container = "html" } -- what it says is none again, with NULs or not
    assert.equal(1, #found(wide "\u{FEFF}a\0b\0 8.8&period;4.4", once))
  end)

  it("takes for a container only what can hardly be anything else", function()
    for name, bytes in pairs {
      log = "[2014-11-24 10:00:00] it\\u0040evil-site.org &#64; it''s\n",
      ["log in brackets"] = '["error"] jane\\u0040evil-site.org\n["x"] b\n',
      ["log of numbers"] = "[12] jane\\u0040evil-site.org\n",
      ["log of JSON"] = '{"a":1} jane\\u0040evil-site.org\n',
      prose = "Insert into the table values (as told) what O''Brien@evil-site.org said.\n",
      ["prose that quotes"] = "We saw\nINSERT INTO t VALUES ('O''Brien@evil-site.org');\nin it.\n",
      ["prose of a table"] = "Create a table of all jane&#64;evil-site.org\n",
      chat = "<jim> jane&#64;evil-site.org\n<jo> ok\n", syslog = "<13>Nov 28 jane&#64;evil-site.org </x>\n",
      ["a letter"] = "Dear all:\nTo: nobody\n\nuser=40evil-site.org\n",
      ["a head"] = "From: a\nuser=40evil-site.org\n",
      ["HTTP"] = "HTTP/1.1 200 OK\nDate: x\nContent-Type: text/html\n\n&#64;",
      settings = "name: x\nversion: 1\n\nuser=40evil-site.org\n", empty = "", blank = " \n", open = "{", opened = "[",
      less = "<", tag = "<a", binary = "<html>\0&#64;", words = "SET x = 1;\nSELECT 'O''Brien@evil-site.org';\n",
    } do
      local as = {}
      for f in scan.bytes(bytes) do as[#as + 1] = f.encoding end
      assert.same({}, as, name)
      local plain = found(bytes, { container = "none" })
      assert.same(plain, found(bytes), name)
    end
  end)

  it("is what it is said to be", function()
    assert.same({ "email a@evil-site.org | a&#64;evil-site.org | html" },
      found("log: a&#64;evil-site.org", { container = "html" }))
    assert.same({}, found(PAGE, { container = "none", kinds = { "email" } }))
    assert.has_error(function() scan.bytes("", { container = "xls" }) end, "scan.bytes: there is no container 'xls'")
    assert.has_error(function() core.bytes("", { container = "xls" }) end)
  end)

  local CONTAINERS = { html = PAGE, mail = MAIL, json = '{"a":"x\\u0040evil-site.org\\ud83d\\ude00 8.8.4.4\\\\"}\n',
    mysql = DUMP, sql = COPY }

  local function all(scanner, list)
    for first, last, kind, flags in scanner:flat() do
      list[#list + 1] = ("%d %d %s %d %s"):format(first, last, core.kinds[kind], flags, scanner:value())
    end
    return table.concat(list, "\n")
  end

  it("says the same whatever the pieces and the threads", function()
    for name, bytes in pairs(CONTAINERS) do
      bytes = bytes:rep(2)
      local whole = all(core.bytes(bytes, { container = name }), {})
      assert.truthy(whole:find "email")
      for piece = 1, 300, 3 do
        assert.equal(whole, all(core.bytes(bytes, { container = name, piece = piece, threads = 2 }), {}), piece)
      end
      for _, container in ipairs { name, "auto" } do
        for size = 1, 100 do
          local list, stream = {}, core.stream { piece = 64, container = container }
          for at = 1, #bytes, size do
            stream:feed(bytes:sub(at, at + size - 1))
            all(stream, list)
          end
          stream:feed()
          assert.equal(whole, all(stream, list), name .. size)
        end
      end
    end
  end)

  local dir = scratch(before_each, after_each)

  it("is the same in a file, on standard input, in an archive and by any number of threads", function()
    for name, bytes in pairs(CONTAINERS) do
      local long = bytes .. (" "):rep(70000) .. "\n" .. bytes:gsub("^From:", "X:")
      local path = dir.write(name, long)
      local lines = scan.bytes(long, { path = path }):json_lines()
      assert.truthy(lines:find '"encoding"')
      local told = {}
      assert(os.execute(("cd %s && tar czf %s.tgz %s"):format(dir.path, name, name)))
      for i, how in ipairs { path, "-j 2 " .. path, "- <" .. path, path .. ".tgz" } do
        local status
        status, told[i] = shell("bin/breachkit scan -o jsonl --token-key " .. dir.path .. "/key " .. how)
        assert.equal(0, status)
        told[i] = told[i]:gsub('"path":"[^"]*",?', "")
      end
      for i = 2, 4 do assert.equal(told[1], told[i], name .. i) end
      assert.equal((lines:gsub('"path":"[^"]*",?', ""):gsub('"token":"%x+"', "")), (told[1]:gsub('"token":"%x+"', "")))
    end
  end)

  it("is shown, and chosen, on the command line", function()
    local path = dir.write("a.html", PAGE)
    local status, text = shell("bin/breachkit scan -o csv --kinds ipv4 " .. path)
    assert.equal(0, status)
    assert.truthy(text:find(",ipv4,8.8.4.4,8.8.4.4,30,47,", 1, true), text)
    assert.truthy(text:find("html", 1, true))
    assert.equal(1, (shell("bin/breachkit scan --container none --kinds email " .. path)))
    assert.equal(2, (shell("bin/breachkit scan --container xls " .. path)))
  end)

  it("goes on after its state was cut, and another container is another scan", function()
    dir.write("a.html", PAGE)
    dir.write("b.eml", MAIL)
    local line = ("bin/breachkit scan -o jsonl --quiet --state %s.state %s"):format(dir.path, dir.path)
    local _, whole = shell(line)
    assert.truthy(whole:find("quoted-printable", 1, true))
    local file = assert(io.open(dir.path .. ".state", "rb"))
    local state = file:read "a"
    file:close()
    for at = 1, #state, 1009 do
      local cut <close> = assert(io.open(dir.path .. ".state", "wb"))
      cut:write(state:sub(1, at))
      cut:flush()
      local status, again = shell(line)
      assert.equal(0, status)
      assert.equal(whole, again)
    end
    assert.equal(2, (shell(line .. " --container html")))
    os.execute(("rm -f %s.state %s.state.key"):format(dir.path, dir.path))
  end)
end)
