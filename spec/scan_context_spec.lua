-- What stands around a finding, and what of it is never shown.
require "helper"
local json = require "breachkit.json"
local mask = require "breachkit.mask"
local people = require "people"
local scan = require "breachkit.scan"
local scratch = require "scratch"
local shell = require "shell"

-- "before|after" of the findings of a kind, as they show themselves
local function around(bytes, most, options)
  options = options or {}
  options.context, options.kinds = most, options.kinds or { "ipv4" }
  local list = {}
  for f in scan.bytes(bytes, options) do
    list[#list + 1] = (f.before and tostring(f.before) or "") .. "|" .. (f.after and tostring(f.after) or "")
  end
  return list
end

local function wide(text, big)
  return (text:gsub(".", big and "\0%0" or "%0\0"))
end

describe("the context of a finding", function()
  it("is so many bytes of what stands before and after, in whole characters", function()
    assert.same({ "seen |, and" }, around("was seen 9.9.9.9, and more", 5))
    assert.same({ "été |" }, around("l'été 9.9.9.9", 6))
    assert.same({ "té |" }, around("l'été 9.9.9.9", 5)) -- not half of the first é
    assert.same({ "| é" }, around("9.9.9.9 éé", 4))
    assert.same({ "|" }, around("9.9.9.9", 256))
    local f = scan.bytes("9.9.9.9", { context = 9 })()
    assert.is_nil(f.before)
    assert.is_nil(f.after)
    assert.is_nil(scan.bytes(" 9.9.9.9 ")().before)
  end)

  it("refuses what is no such number", function()
    for _, wrong in ipairs { 0, 257, 1.5, "9" } do
      assert.has_error(function() scan.bytes("", { context = wrong }) end)
    end
  end)

  it("hides the password of an address, a digest's look or not", function()
    assert.same({ "mysql://***@db.evil-site.com |" }, around("mysql://root:" .. ("0af1"):rep(8)
      .. "@db.evil-site.com 9.9.9.9", 70))
  end)

  it("hides what tells of a person, and nothing else", function()
    local f = scan.bytes("call jane.doe@evil-site.com at 9.9.9.9 or +44 20 7946 0958", {
      kinds = { "ipv4" }, context = 40,
    })()
    assert.is_true(mask.is(f.before))
    assert.equal("call j***@e***.com at ", tostring(f.before))
    assert.equal(" or +44***", "" .. f.after)
    local log = os.tmpname()
    mask.log(log)
    assert.equal("call jane.doe@evil-site.com at ", f.before:reveal "a test")
    mask.log(nil)
    local file <close> = assert(io.open(log))
    assert.equal("context", json.decode(file:read "l").kind)
    os.remove(log)
    f = scan.bytes("it is at 9.9.9.9 now", { context = 9 })()
    assert.equal("string", type(f.before))
    assert.equal("string", type(f.after))
  end)

  it("knows what its edge cuts", function()
    local p = people[3]
    local digits = p.phone:sub(4)
    for _, value in ipairs { p.email, p.phone, "SSN " .. p.ssn, p.card, people.grouped(p.card), p.iban, "NI " .. p.nino,
      "ftp://" .. p.email:match "^[^@]*" .. ":" .. p.secret .. "@host", (p.email:gsub("@", "%%40")),
      "tel=%2B" .. p.phone:sub(2) } do
      for gap = 0, 30, 6 do
        local text = ("x"):rep(gap) .. " " .. value .. " at 9.9.9.9 with " .. value .. " " .. ("x"):rep(gap)
        for most = 1, 60 do
          local shown = table.concat(around(text, most), "\n")
          for _, plain in ipairs { p.email:match "^[^@]*", digits, p.card:sub(1, 12), p.iban:sub(5), p.ssn, p.nino,
            p.secret, people.grouped(p.card):sub(1, 14) } do
            for i = 1, #plain - 4 do
              assert.is_nil(shown:find(plain:sub(i, i + 4), 1, true), ("%s, %d: %s"):format(value, most, shown))
            end
          end
        end
      end
    end
  end)

  it("hides all fields of a record", function()
    assert.same({ "j***@m***.com:***:|\n***:b***@m***.com:***" },
      around("jane@mail.com:hunter2:9.9.9.9\nletmein:bob@mail.com:x", 60))
    assert.same({ [[(***,'j***@m***.com','***','***','|'),(***,'b***@m***.com','***']] }, around(
      "INSERT INTO t VALUES (1,'jane@mail.com','Jane Doe','5f4d','9.9.9.9'),(2,'bob@mail.com','Bob'", 38,
      { container = "none" }))
    assert.same({ [[{"email":"j***@m***.com","name":"***","***":"|","pass":"***"}]] },
      around([[{"email":"jane@mail.com","name":"Jane","ip":"9.9.9.9","pass":"hunter2"}]], 60))
    assert.same({ "<***>j***@m***.com<***><***>***<***><***>|<***>" },
      around("<td>jane@mail.com</td><td>Jane Doe</td><td>9.9.9.9</td>", 60, { container = "none" }))
    -- prose is none
    assert.same({ "Jane wrote from <j***@m***.com> via |, we think" },
      around("Jane wrote from <jane@mail.com> via 9.9.9.9, we think", 60))
  end)

  it("hides what follows the name of a secret or of a person's field", function()
    for text, shown in pairs {
      ["URL: x\nUsername: jdoe\nPassword: hunter2\n9.9.9.9"] = "URL: x\nUsername: ***\nPassword: ***\n|",
      ["Password:\nhunter2\n9.9.9.9"] = "Password:\n***\n|",
      ["his old password: a b\n9.9.9.9"] = "his old password: ***\n|",
      ["DB_PASS=hunter2 HOST=9.9.9.9"] = "DB_PASS=*** HOST=|",
      ["<pwd>hunter2</pwd><ip>9.9.9.9"] = "<pwd>***</pwd><ip>|",
      ["{\n'api_key' => 'a\\'b',\n'ip' => '9.9.9.9'"] = "{\n'api_key' => '***',\n'ip' => '|'",
      ['{\n"token": null,\n"First name":"Jane",\n"ip":"9.9.9.9"'] =
        '{\n"token": ***,\n"First name":"***",\n"ip":"|"',
      ["Authorization: Bearer abc\r\nHost: 9.9.9.9"] = "Authorization: ***\r\nHost: |",
      -- none of these is one
      ["the domain name: x.y at 9.9.9.9"] = "the domain name: x.y at |",
      ["pass://a/b 9.9.9.9"] = "pass://a/b |",
      ["passwords: 9.9.9.9"] = "passwords: |",
    } do
      assert.same({ shown }, around(text, 100))
    end
  end)

  it("hides the rest of a word that began farther away", function()
    local long = ("Zq9"):rep(700)
    assert.same({ "***, at |, ok" }, around('{"token":"' .. long .. ", at 9.9.9.9, ok", 100))
    assert.same({ long:sub(-95) .. " at |" }, around((long:sub(-200) .. " at 9.9.9.9"), 99)) -- this is known whole
  end)

  it("is undone in containers, like the text", function()
    local quoted = "From: a\nTo: b\nContent-Transfer-Encoding: quoted-printable\n\nat 9.9.9.9 =\n"
      .. "from jane=40mail.com ok"
    assert.same({ "at | from j***@m***.com" }, { (around(quoted, 8)[1]:gsub("^.*\n", "")) })
    assert.same({ "<html>from j***@m***.com & |" }, around("<html>from jane&#64;mail.com &amp; 9.9.9.9", 40))
    assert.same({ [[{"a":"é at | to j***@m***.com ok"}]] },
      around([[{"a":"\u00e9 at 9.9.9.9 to jane\u0040mail.com ok"}]], 40))
    local encoded = around("From: a\nTo: b\nContent-Transfer-Encoding: base64\n\n"
      .. "YXQgOS45LjkuOSBmcm9tIGphbmVAbWFpbC5jb20=\n", 20)
    assert.equal("at | from j***@m***.com", encoded[1]:match "at |.*$")
  end)

  it("is UTF-8 of text in UTF-16, to where that ends", function()
    local text = "Jane <jane@mail.com> at 9.9.9.9 saw "
    for most, shown in pairs { [5] = "> at | saw ", [6] = "***> at | saw é", [8] = "***> at | saw é😀" } do
      shown = shown:gsub("%*%*%*", "j***@m***.com")
      assert.same({ shown }, around("\1\2\0\0" .. wide(text) .. "\xe9\0\x3d\xd8\0\xde\0\0\1\2", most))
    end
    assert.same({ "j***@m***.com> at | saw é" }, around("\1\2\0\0" .. wide(text, true) .. "\0\xe9\0\0\1\2", 6))
    -- and hidden among bytes
    assert.same({ "\1\0***\0\2 |" }, around("\1\0" .. wide "<jane@mail.com>" .. "\0\2 9.9.9.9", 60))
  end)

  it("is the same whatever the pieces, and from C", function()
    local core = require "breachkit.core".scan
    local parts = {}
    for i, p in ipairs(people) do
      parts[i] = ("%s at 9.9.9.%d, %s; %s\n"):format(i % 2 == 0 and p.email or wide(p.email), i, p.card,
        ("z"):rep(i * 31))
    end
    local text = table.concat(parts)
    local function all(scanner, feed)
      local list = {}
      repeat
        for first in scanner:flat() do
          local before, after = scanner:context(200)
          list[#list + 1] = ("%d %s|%s"):format(first, tostring(before), tostring(after))
        end
      until not feed or not feed()
      return table.concat(list, "\n")
    end
    local whole = all(core.bytes(text))
    assert.truthy(whole:find("***", 1, true))
    for _, piece in ipairs { 1, 64, 500, 4096 } do
      assert.equal(whole, all(core.bytes(text, { piece = piece, threads = 2 })), piece)
      local stream, at = core.stream { piece = piece }, 1
      assert.equal(whole, all(stream, function()
        if at > #text + 100 then return false end
        stream:feed(at <= #text and text:sub(at, at + 99) or nil)
        at = at + 100
        return true
      end), piece)
    end
    local lines = {}
    for f in scan.bytes(text, { context = 77, path = "p" }) do
      if mask.is(f.value) then f.token = mask.token(f.value) end
      lines[#lines + 1] = json.encode(f, { utf8 = "replace" }) .. "\n"
    end
    assert.equal(table.concat(lines), (scan.bytes(text, { context = 77, path = "p" }):json_lines()))
  end)

  local dir = scratch(before_each, after_each)

  it("shows none of the people in any output of the command", function()
    local forms = {
      txt = "Mail <%s>, call %s, card %s, account %s, SSN %s, NI %s on 9.9.9.9 or evil-c2.net\n",
      csv = "%s,%s,%s,%s,%s,%s,9.9.9.9,SECRET,NAME\n",
      ["combo.txt"] = "%s:SECRET\n9.9.9.9 NAME:%s %s %s %s %s\n",
      json = '{"email":"%s",\n"phone":"%s",\n"card":"%s",\n"iban":"%s",\n"ssn":"%s",\n"nino":"%s",\n"ip":"9.9.9.9",\n'
        .. '"password":"SECRET",\n"name":"NAME"}\n',
      html = "<html><p>%s %s %s %s SSN %s %s 9.9.9.9</p></html>\n",
      log = "URL: https://evil-c2.net/\nUSER: %s\nPASS: SECRET\nName: NAME\nTel: %s\nCard: %s\nIBAN: %s\n"
        .. "SSN: %s\nNI: %s\nIP: 9.9.9.9\n",
      sql = "INSERT INTO users VALUES (1,'%s','%s','%s','%s','%s','%s','SECRET','NAME','9.9.9.9');\n",
    }
    for name, form in pairs(forms) do
      local parts = {}
      for i = 1, 10 do
        local p = people[i]
        parts[i] = form:format(p.email, p.phone, people.grouped(p.card), p.iban, p.ssn, p.nino)
          :gsub("SECRET", p.secret):gsub("NAME", p.name)
        if name == "html" then parts[i] = parts[i]:gsub("@", "&#64;") end
      end
      local text = table.concat(parts)
      dir.write(name, text)
      if name ~= "html" then
        dir.write("wide." .. name, "\xFF\xFE" .. wide(text))
        dir.write("big." .. name, wide(text, true))
      end
    end
    local found = 0
    for _, format in ipairs { "text", "json", "jsonl", "csv", "jsonl --as documents" } do
      for _, most in ipairs { 7, 256 } do
        for _, more in ipairs { "--show-suppressed", "--state " .. dir.path .. ".s" } do
          if not (more:find "state" and format:find "as doc") then
            local line = "bin/breachkit scan -o %s --context %d %s %s"
            local status, out = shell(line:format(format, most, more, dir.path))
            assert.equal(0, status, out)
            for _, p in ipairs(people) do
              assert.is_nil(out:find(p.card:sub(5, 12), 1, true))
            end
            people.unseen(format .. most .. more, out)
            found = found + select(2, out:gsub("%*%*%*", ""))
            shell("rm -f " .. dir.path .. ".s*")
          end
        end
      end
    end
    assert.truthy(found > 5000)
  end)

  it("is on the command line, with hostile bytes made harmless, and revealed with a reason alone", function()
    local path = dir.write("a.txt", "\27[2J\xff=1+1 jane@mail.com at 9.9.9.9\n\tok")
    local line = "bin/breachkit scan --kinds ipv4 --context 40 %s " .. path
    local _, text = shell(line:format "")
    assert.equal(path .. ":28 ipv4 9.9.9.9\n    \u{FFFD}[2J\u{FFFD}=1+1 j***@m***.com at 9.9.9.9 ok\n", text)
    local _, csv = shell(line:format "-o csv")
    assert.truthy(csv:find("\u{FFFD}[2J\u{FFFD}=1+1 j***@m***.com at ", 1, true), csv)
    assert.is_nil(csv:find("\27", 1, true))
    local _, lines = shell(line:format "-o jsonl")
    assert.truthy(lines:find([[{"after":"\n\tok","before":"\u001b[2J]]
      .. '\u{FFFD}=1+1 j***@m***.com at ","defanged"', 1, true), lines)
    local _, plain = shell("XDG_STATE_HOME=" .. dir.path .. " " .. line:format "-o jsonl --reveal because")
    assert.truthy(plain:find("=1+1 jane@mail.com at ", 1, true), plain)
    local _, log = shell("cat " .. dir.path .. "/breachkit/audit.jsonl")
    assert.truthy(log:find('"kind":"context"', 1, true), log)
    assert.equal(2, (shell(line:format "--context 0")))
  end)

  it("makes another scan of a state", function()
    local path = dir.write("a.txt", "at 9.9.9.9")
    local line = ("bin/breachkit scan -o jsonl --state %s/s %%s %s"):format(dir.path, path)
    assert.equal(0, (shell(line:format "--context 9")))
    local _, again = shell(line:format "--context 9")
    assert.truthy(again:find('"before":"at "', 1, true))
    assert.equal(2, (shell(line:format "")))
  end)
end)
