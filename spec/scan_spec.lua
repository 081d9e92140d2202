require "helper"
local core = require "breachkit.core".scan
local json = require "breachkit.json"
local mask = require "breachkit.mask"
local scan = require "breachkit.scan"

-- "kind value" of every finding, those defanged with a "!" at the end
local function found(text, options)
  local list = {}
  for f in scan.bytes(text, options) do
    list[#list + 1] = f.kind .. " " .. tostring(f.value) .. (f.defanged and "!" or "")
  end
  return list
end

local function suppressed(text)
  local list = {}
  for f in scan.bytes(text, { suppressed = true }) do
    list[#list + 1] = tostring(f.value) .. " " .. (f.suppressed_by or "-")
  end
  return list
end

local V3 = "duckduckgogg42xjoc72x3sjasowoarfbgcmvfimaftt6twagswzczad.onion"

describe("scan.bytes", function()
  it("finds addresses and networks in their canonical form", function()
    assert.same({ "ipv4 8.8.8.8", "cidr 9.9.9.0/24", "ipv4 1.1.1.1" }, found "8.8.8.8, 9.9.9.0/24; 1.1.1.1:53.")
    assert.same({ "ipv6 2606:4700::1111", "cidr 2a00:1450::/32" },
      found "2606:4700:0:0:0:0:0:1111 2a00:1450:0000::/32")
    assert.same({ "mac 0a:1b:2c:3d:4e:5f", "mac 0a:1b:2c:3d:4e:5f" }, found "0A-1B-2C-3D-4E-5F 0a:1b:2c:3d:4e:5f")
    assert.same({ "mac 0a:1b:2c:3d:4e:5f" }, found "0A1B.2C3D.4E5F 0a1b.2c3d.4e5f.6a7b 0a1b.2c3d.4e5")
    assert.same({ "asn AS13335", "asn AS12", "asn AS3356", "asn AS3356" },
      found "AS13335 as12 ASN 3356 asn3356 AS99999999999 AS0 as 12 asn ASN")
  end)

  it("leaves alone what only resembles an address", function()
    assert.same({}, found "1.2.3 1.2.3.4.5 256.1.1.1 01.2.3.4 12:30:45 a::b std::cout 1.2.3.x ::")
    assert.same({}, found "aa:bb:cc:dd:ee aa:bb:cc:dd:ee:ff:00 12345::1")
  end)

  it("undoes every habit of defanging", function()
    for _, dot in ipairs { "[.]", "(.)", "{.}", "[dot]", "(dot)", "{dot}", "[DOT]", "\\.",
      "[.", " [.] ", " (dot) ", "[ . ]" } do
      assert.same({ "domain evil-site.com!" }, found("at evil-site" .. dot .. "com now"), dot)
    end
    assert.same({ "ipv4 8.8.4.4!" }, found "8[.]8.4.4")
    assert.same({ "ipv6 2606:4700::1111!", "ipv6 2606:4700::1111!" }, found "2606[:]4700::1111 2606:4700[::]1111")
    for f in scan.bytes "2606:4700::1111[:]" do assert.equal("2606:4700::1111", f.text) end
    assert.same({ "ipv4 8.8.4.4!" }, found "8 . 8 . 4 . 4")
    for _, scheme in ipairs { "hxxp://", "hXXp://", "http[:]//", "http[://]", "h**p://", "hxtp://", "hxxp[:]//",
      "hxxp:\\\\", "h[tt]p://", "hxxp :// " } do
      assert.same({ "url http://evil-site.com/a?b=1!" }, found("go to " .. scheme .. "EVIL-site.com/a?b=1 now"), scheme)
    end
    assert.same({ "url https://evil-site.com:8443/x.exe!" }, found "hxxps://evil-site[.]com[:]8443/x[.]exe")
    for _, at in ipairs { "[at]", "(at)", "{at}", "[@]", " [at] ", " (AT) " } do
      assert.same({ "email j***@e***.com!" }, found("jane" .. at .. "evil-site[.]com"), at)
    end
  end)

  it("ends a URL where its sentence goes on", function()
    assert.same({ "url https://a-b.org/x_(y)" }, found "(https://a-b.org/x_(y)).")
    assert.same({ "url http://a-b.org/p" }, found "<a href='http://a-b.org/p'>")
    assert.same({ "url http://a-b.org/x.ps1" }, found "get('http://a-b.org/x.ps1');run()")
    assert.same({ "url http://a-b.org" }, found "http://a-b.org[the site]")
    assert.same({ "url http://a-b.org/x" }, found "“http://a-b.org/x”")
    assert.same({ "url http://a-b.org?q=1#top" }, found "HTTP://A-B.org?q=1#top!")
  end)

  it("gives positions in bytes, of what is written", function()
    local text = "é hxxp://evil-site[.]com/a."
    for f in scan.bytes(text) do
      assert.equal("hxxp://evil-site[.]com/a", f.text)
      assert.equal(4, f.first)
      assert.equal(f.text, text:sub(f.first, f.last))
      assert.is_true(f.valid)
    end
  end)

  it("knows the top-level domains", function()
    assert.same({ "domain a-b.com", "domain xn--e1afmkfd.xn--p1ai" },
      found "a-b.com xn--e1afmkfd.xn--p1ai index.html a.b.notatld x-.com a_b.com")
    assert.same({}, found "münchen.de") -- not in another script: never a part of a name for the name
    assert.same({ "onion " .. V3, "onion facebookcorewwwi.onion" }, found(V3 .. " facebookcorewwwi.onion short.onion"))
  end)

  it("finds digests of whole runs only", function()
    local md5, sha1 = ("0123456789abcdef"):rep(2), ("0123456789"):rep(3) .. "abcdefabcd"
    local sha256, sha512 = ("0123456789abcdef"):rep(4), ("0123456789abcdef"):rep(8)
    assert.same({ "md5 " .. md5, "sha1 " .. sha1, "sha256 " .. sha256, "sha512 " .. sha512 },
      found(table.concat({ md5:upper(), sha1, "_" .. sha256 .. "_", "(" .. sha512 .. ")" }, " ")))
    assert.same({}, found(md5 .. "0 " .. md5:sub(2) .. " x" .. md5 .. " " .. md5:sub(1, 31) .. "g"))
  end)

  it("finds identifiers in the field's own case", function()
    assert.same({ "cve CVE-2014-0160", "cve CVE-2021-44228", "cve CVE-2017-0144", "cwe CWE-79" },
      found "cve-2014-0160 CVE_2021_44228 CVE\u{2011}2017\u{2011}0144 cwe-79")
    assert.same({}, found "CVE-1998-0001 CVE-2014-016 CVE-2014 CWE- CVE-2014-0160x")
    assert.same({ "attack T1059.001", "attack TA0040", "attack G0032", "attack S0154" },
      found "T1059.001 TA0040 G0032 S0154")
    assert.same({}, found "T1000 T10591 t1059 G0000 S9999 XT1059")
    assert.same({ "tlp TLP:AMBER+STRICT", "tlp TLP:RED", "tlp TLP:GREEN" },
      found "TLP:AMBER+STRICT tlp: red TLP green TLP:BLUE TLPRED")
  end)

  it("checks coins", function()
    assert.same({ "btc 1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2" }, found "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2")
    assert.same({ "btc bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4" },
      found "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4")
    assert.same({ "btc bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0" },
      found "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0")
    assert.same({ "eth 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed" },
      found "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed")
    assert.same({ "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3 checksum" }, suppressed "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3")
    assert.same({ "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5 checksum" },
      suppressed "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5")
    assert.same({ "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD checksum" },
      suppressed "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD")
    assert.same({ V3:gsub("ad%.", "ae.") .. " checksum" }, suppressed((V3:gsub("ad%.", "ae."))))
  end)

  it("says what it holds back and why", function()
    assert.same({ "192.0.2.1 documentation", "10.0.0.0/8 private", "::1 loopback", "127.0.0.1 loopback",
      "2001:db8::1 documentation" }, suppressed "192.0.2.1 10.0.0.0/8 ::1 127.0.0.1 2001:db8::1")
    assert.same({ "www.example.com documentation", "http://server/x tld", "j***@e***.org documentation" },
      suppressed "www.example.com http://server/x jane@example.org")
    assert.same({ "setup.py file-name", "agent.ag case", "user.name member", "co.uk public-suffix" },
      suppressed "setup.py Agent.AG user.name co.uk")
    assert.same({ "setup.py -" }, suppressed "setup[.]py") -- whoever defangs means the name
    assert.same({ "8.1.2.3 version" }, suppressed "version 8.1.2.3")
    assert.same({ "d41d8cd98f00b204e9800998ecf8427e empty-input" }, suppressed "d41d8cd98f00b204e9800998ecf8427e")
    local md5 = ("0123456789abcdef"):rep(2)
    assert.same({ md5 .. " imphash", md5 .. " -", md5 .. " imphash" },
      suppressed("Imphash: " .. md5 .. "\nMD5: " .. md5 .. "\nimport hash | `" .. md5 .. "`"))
    assert.same({ md5 .. md5 .. " authentihash" }, suppressed("Authentihash = " .. md5 .. md5))
    assert.same({ ("0"):rep(64) .. " repeated" }, suppressed(("0"):rep(64)))
    local iterator = scan.bytes "10.0.0.1 10.0.0.2 ::1"
    assert.is_nil(iterator())
    assert.same({ private = 2, loopback = 1 }, iterator.suppressed)
  end)

  it("masks persons", function()
    for f in scan.bytes "write to jane.doe+x@evil-site.com" do
      assert.is_true(mask.is(f.value))
      assert.is_true(mask.is(f.text))
      assert.equal(mask.token(f.value), f.token)
      assert.is_nil(json.encode(f):find("jane", 1, true))
    end
    for f in scan.bytes "ftp://bob:secret@evil-site.com/x" do
      assert.equal("ftp://***@evil-site.com/x", tostring(f.value))
      assert.is_nil(json.encode(f):find("secret", 1, true))
    end
  end)

  it("gives the kinds asked for, and raises on misuse", function()
    assert.same({ "cve CVE-2014-0160" }, found("CVE-2014-0160 8.8.8.8", { kinds = { "cve" } }))
    assert.has_error(function() scan.bytes("", { kinds = { "cvx" } }) end, "scan.bytes: there is no kind 'cvx'")
    assert.has_error(function() scan.bytes("", { kind = 1 }) end, "scan.bytes: unknown option 'kind'")
    assert.has_error(function() scan.bytes(7) end, "scan.bytes: a string expected, got number")
    assert.has_error(function() core.each() end)
  end)

  it("reads hostile bytes to their end", function()
    assert.same({ "ipv4 8.8.8.8" }, found("\0\0\2558.8.8.8\0"))
    assert.same({ "ipv4 8.8.8.8" }, found(("a."):rep(200000) .. " 8.8.8.8"))
    assert.same({ "ipv4 8.8.8.8" }, found(("a-"):rep(200000) .. " 8.8.8.8"))
    assert.same({ "ipv4 8.8.8.8" }, found(("1:"):rep(100000) .. " 8.8.8.8"))
    assert.same({ "ipv4 8.8.8.8" }, found(("[.]"):rep(100000) .. ("http://"):rep(1000) .. " 8.8.8.8"))
    local long = "http://evil-site.com/" .. ("x"):rep(100000)
    for f in scan.bytes(long, { suppressed = true }) do
      assert.equal("too-long", f.suppressed_by)
      assert.equal(#long, f.last)
    end
    for n = 0, 40 do found(("hxxp[:]//u:p@evil-site[.]com[:]80/x[.]exe"):sub(1, n)) end
  end)
end)

describe("scan.file", function()
  local path

  before_each(function() path = os.tmpname() end)
  after_each(function() os.remove(path) end)

  local function write(text)
    local file <close> = assert(io.open(path, "wb"))
    file:write(text)
  end

  it("gives the findings of the bytes, whatever pieces it reads", function()
    local text = ("some words, hxxp://evil-site[.]com/x and CVE-2014-0160 at 8.8.8.8\n"):rep(40000)
    write(text)
    local n = 0
    local iterator = scan.bytes(text)
    for f in assert(scan.file(path)) do
      local same = iterator()
      n = n + 1
      if f.first ~= same.first or f.last ~= same.last or f.value ~= same.value or f.path ~= path then
        assert.same(same, f)
      end
    end
    assert.is_nil(iterator())
    assert.equal(120000, n)
  end)

  it("tells of a file that is not there or cannot be read", function()
    local found_none, e = scan.file(path .. ".not")
    assert.is_nil(found_none)
    assert.equal("io", e.code)
    local folder = assert(scan.file "spec")
    assert.is_nil(folder())
    assert.equal("io", folder.error.code)
  end)

  it("reads a line of megabytes in the time of its length", function()
    write(("a"):rep(3 << 20) .. " 8.8.8.8")
    local list = {}
    for f in assert(scan.file(path)) do list[#list + 1] = { f.value, f.first } end
    assert.same({ { "8.8.8.8", (3 << 20) + 2 } }, list) -- a square of it would be hours
  end)

  it("takes an empty file as having none", function()
    write ""
    assert.is_nil(assert(scan.file(path))())
  end)
end)

describe("core.scan.within", function()
  it("compares networks of either family", function()
    assert.is_true(core.within("192.0.2.255", "192.0.2.0/24"))
    assert.is_false(core.within("192.0.3.0", "192.0.2.0/24"))
    assert.is_true(core.within("172.31.255.255", "172.16.0.0/12"))
    assert.is_false(core.within("172.32.0.0", "172.16.0.0/12"))
    assert.is_true(core.within("10.1.0.0/16", "10.0.0.0/8"))
    assert.is_false(core.within("10.0.0.0/7", "10.0.0.0/8"))
    assert.is_true(core.within("fe80::1", "fe80::/10"))
    assert.is_false(core.within("::1", "127.0.0.0/8"))
    assert.is_false(core.within("x", "10.0.0.0/8"))
    assert.is_false(core.within("10.0.0.1", "10.0.0.0/33"))
    assert.is_false(core.within("10.0.0.1", "10.0.0.0/"))
  end)
end)
