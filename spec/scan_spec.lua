require "helper"
local core = require "breachkit.core".scan
local json = require "breachkit.json"
local mask = require "breachkit.mask"
local secrets = require "breachkit.core".mask
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

-- the same of what is not held back, unmasked
local function revealed(text)
  local list = {}
  for f in scan.bytes(text) do
    list[#list + 1] = f.kind .. " " .. (mask.is(f.value) and secrets.plain(f.value) or f.value)
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
    assert.same({}, found "aa:bb:cc:dd:ee aa:bb:cc:dd:ee:ff:00 12345::1 6::9 ::3444 97-35-37-87-37-50 asn1 as4")
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
    assert.same({ "domain xn--mnchen-3ya.de" }, found "münchen.de") -- never a part of a name for the name
    assert.same({}, found "m\xFCnchen.de")
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
    -- a campaign's id looks like a part's number: something near must say what it is
    assert.same({ "attack C0024" }, found "the SolarWinds campaign, C0024")
    assert.same({ "attack C0024" }, found '"source_name":"mitre-attack","external_id":"C0024"')
    assert.same({ "attack C0024", "attack G0016" }, found "C0024 by G0016")
    assert.same({}, found "capacitor C0024, C0042")
    assert.same({}, found("campaign" .. (" "):rep(70) .. "C0024"))
    assert.same({}, found "campaigns C0000 C0100 C00241 c0024 XC0024 C0x24 C1024")
    local f = scan.bytes("capacitor C0024", { suppressed = true })()
    assert.same({ "attack", "C0024", "unnamed", true }, { f.kind, f.value, f.suppressed_by, f.valid })
    assert.same({ "tlp TLP:AMBER+STRICT", "tlp TLP:RED", "tlp TLP:GREEN" },
      found "TLP:AMBER+STRICT tlp: red TLP green TLP:BLUE TLPRED")
  end)

  it("holds back what a few bytes come to by chance, among bytes that are no text", function()
    local noise = "\1\xe9\x88\2\x97"
    assert.same({ "q.sr chance" }, suppressed(noise .. "\xffq.sr\xff" .. noise))
    assert.same({ "AS7 chance" }, suppressed(noise .. "\xffAS7\xff" .. noise))
    assert.same({ "q.sr -" }, suppressed "\1 q.sr and more")
    assert.same({ "q.sr -" }, suppressed(noise .. " q[.]sr " .. noise))
    assert.same({ "quarry.sr -" }, suppressed(noise .. " quarry.sr " .. noise))
    assert.same({ "q.sr -" }, suppressed(noise .. (" "):rep(32) .. "q.sr" .. (" "):rep(32) .. noise))
    assert.same({ "q.sr -" }, suppressed "\0\0q.sr\0\0\r\n\t\27\27")
    -- whatever the pieces in which the bytes are read
    local all = noise .. " q.sr " .. noise
    for size = 1, #all do
      local at = 1
      local findings = scan.stream(function()
        local piece = all:sub(at, at + size - 1)
        at = at + size
        return piece ~= "" and piece or nil
      end)
      assert.is_nil(findings())
      assert.same({ chance = 1 }, findings.suppressed)
    end
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

  it("checks Monero's addresses", function()
    local address = "888tNkZrPN6JsEgekjMnABU4TBzc2Dt29EPAvkRxbANsAnjyPbb3iQ1YBRk1UXcdRsiKc9dhwMVgN5S9cQUiyoogDavup3H"
    assert.same({ "xmr " .. address }, found("to " .. address .. "."))
    assert.same({ address:gsub("H$", "J") .. " checksum" }, suppressed((address:gsub("H$", "J"))))
  end)

  it("finds fuzzy digests", function()
    local ssdeep = "1536:yB+A8bMtMeRlbIzvDqZL4QzNxVDm+5gt+M2hDDDvNZ3YZ7sU:N4tMsbOGcyrV6BQvnoZ4U"
    assert.same({ "ssdeep " .. ssdeep }, found("is " .. ssdeep .. ',"a.exe"'))
    assert.same({}, found("1537" .. ssdeep:sub(5) .. " 12:30:45"))
    local tlsh = ("0A1B2C3D4E"):rep(7)
    assert.same({ "tlsh T1" .. tlsh, "tlsh T1" .. tlsh }, found("t1" .. tlsh:lower() .. " TLSH: " .. tlsh))
    assert.same({}, found(tlsh))
  end)

  it("finds files, registry keys, user agents and rules", function()
    assert.same({ [[file-path C:\Program Files (x86)\a b\c.exe]], [[file-path %APPDATA%\x\y.dll]],
      [[file-path \\files.corp\share$\z.txt]], [[file-path C:\Users\<user>\x.exe]] },
      found([[C:\Program Files (x86)\a b\c.exe was run, %APPDATA%\x\y.dll; \\files.corp\share$\z.txt ]]
        .. [[C:\Users\<user>\x.exe.]]))
    assert.same({ [[file-path C:\Users\jo\a.exe]], [[file-path \\files\share\b.exe]] },
      found [[{"a":"C:\\Users\\jo\\a.exe\n","b":"\\\\files\\share\\b.exe"}]])
    assert.same({ [[file-path C:\a\b.dll!]], [[file-path C:\c\d.exe]] }, found "C:\\a\\b[.]dll C:\\c\\d.exe\u{A0}x")
    assert.same({ [[file-path D:\My Documents\last one.docx]] }, found [["D:\My Documents\last one.docx" of it]])
    assert.same({ "file-path /etc/passwd", "file-path ~/x/y.py", "file-path /Library/Application Support/a.plist" },
      found "in /etc/passwd, ~/x/y.py (/Library/Application Support/a.plist)")
    assert.same({}, found [[GET /home/index.html and/or /gate.php a\nb "\\d\\w+" </div> 1/2]])
    assert.same({ [[registry-key HKLM\SOFTWARE\Microsoft\Windows NT\Run]], [[registry-key HKCU\Software\A]] },
      found [[HKLM\SOFTWARE\Microsoft\Windows NT\Run on it <HKCU>\Software\A\]])
    assert.same({ "user-agent Mozilla/5.0 (X11; rv:109.0) Gecko/20100101 Firefox/115.0", "user-agent curl/7.68.0" },
      found "Mozilla/5.0 (X11; rv:109.0) Gecko/20100101 Firefox/115.0 | curl/7.68.0 was used, see a/curl/7 and and/2")
    local rule = 'rule Evil : a b\n{ strings: $a = "}" $b = { 90 90 } // }\n condition: $a }'
    assert.same({ "yara " .. rule }, found("x\n" .. rule .. "\ny rule of thumb { } rule x { condition: "))
  end)

  -- "kind plain masked reason" of every finding that is masked
  local function plain(text)
    local list = {}
    for f in scan.bytes(text, { suppressed = true }) do
      if mask.is(f.value) then
        list[#list + 1] = ("%s %s %s %s"):format(f.kind, secrets.plain(f.value), f.value, f.suppressed_by or "-")
      end
    end
    return list
  end

  it("finds telephones by their country's plan, and national ones that are called so", function()
    assert.same({ "phone +442079460958 +44*** -", "phone +4930901820 +49*** -", "phone +14155552671 +1*** -" },
      plain "+44 20 7946 0958, +49 (0)30 901820; +1-415-555-2671")
    assert.same({ "phone +14155552671 +1*** -", "phone 02079460958 *** -", "phone +33145678901 +33*** -" },
      plain "Tel. (415) 555-2671, phone: 020 7946 0958; fax 0033145678901")
    assert.same({},
      plain "+999 1234567 1+44 20 7946 0958 x = a+1234567890 (415) 555-2671 020 7946 0958 +0000 07:45:12 +44 20")
    -- a 0 that is dialled within the country is no part of the number, where it is not one as in Italy
    assert.same({ "phone +442079460958 +44*** -", "phone +390669812345 +39*** -", "phone +2290195123456 +229*** -",
      "phone +881612345678 +881*** -" },
      plain "+44 020 7946 0958; +39 06 6981 2345; +229 01 95 12 34 56; +881 612345678")
    -- no number behind the country's code begins so
    assert.same({}, plain "+1 155 555 2671; +1 415 055 2671; +44 60 7946 0958; +33 0 0 45 67 89 01; +7 2 12 345 67 89")
  end)

  it("finds cards, accounts and national ids", function()
    assert.same({ "card 4012888888881881 ***1881 -", "card 378282246310005 ***0005 -",
      "card 4012888888881881 ***1881 -", "card 4012888888881882 ***1882 checksum" },
      plain "4012 8888 8888 1881, 3782 822463 10005; 4012-8888-8888-1881 2025; 4012888888881882")
    assert.same({}, plain "1234 5678 9012 3456 4012 8888-8888 1881 14012888888881881 4012888888881881.5")
    assert.same({ "phone +442079460958 +44*** -", "card 4012888888881881 ***1881 -",
      "card 4012888888881881 ***1881 -" },
      plain "7,+442079460958,4012888888881881,12:4012888888881881:099")
    assert.same({ "iban GB82WEST12345698765432 GB*** -", "iban DE89370400440532013000 DE*** -",
      "iban GB83WEST12345698765432 GB*** checksum" },
      plain "GB82 WEST 1234 5698 7654 32 DE89370400440532013000, GB83WEST12345698765432")
    -- in any case, in groups of four: these only when they hold
    local de = "iban DE89370400440532013000 DE*** -"
    assert.same({ de, de, de, de, "iban GB82WEST12345698765432 GB*** -" },
      plain("de89370400440532013000; DE89-3704-0044-0532-0130-00, De89 3704 0044 0532 0130 00, "
        .. "DE89\u{A0}3704\u{A0}0044\u{A0}0532\u{A0}0130\u{A0}00 gb82 west 1234 5698 7654 32"))
    assert.same({}, plain("de88370400440532013000; DE88-3704-0044-0532-0130-00; DE89 3704-0044 0532 0130 00; "
      .. "DE89 37040044 05320130 00; de89370400440532013000a; de89370400440532013000aabbccddee"))
    assert.same({}, plain "GB82 WEST 1234 5698 7654 3 XX82WEST12345698765432 DE8937040044053201300A")
    assert.same({ "iban HN88CABF00000000000250005469 HN*** -", "card 9792000000000003 ***0003 -" },
      plain "HN88CABF00000000000250005469; 9792 0000 0000 0003")
    assert.same({ "us-ssn 123-45-6780 *** -", "us-ssn 078-05-1120 *** well-known" }, plain "123-45-6780 078-05-1120")
    assert.same({ "us-ssn 457-55-5462 *** well-known" }, plain "457-55-5462")
    assert.same({}, plain "000-45-6780 666-45-6780 900-45-6780 123-00-6780 123-45-0000 123-45-67801 1123-45-6780")
    assert.same({ "uk-nino AB123456C *** -", "uk-nino AB123456C *** -" }, plain "AB 12 34 56 C AB123456C")
    assert.same({}, plain "ab123456C Ab123456C BG123456C AB123456E DB123456A AB12345C XAB123456C")
  end)

  it("gives the same findings whatever the pieces and the threads", function()
    local text = table.concat({
      "hxxp://evil-site[.]com/a?b=1&c=d.evil.com jane+x.y@evil-site.com jim [at] evil-site[.]com 8[.]8.4.4",
      "1.2.3.4.evil.com",
      "2606:4700::1111 2606[:]4700::1111 0A-1B-2C-3D-4E-5F CVE-2014-0160 T1059.001 AS3356 tlp:amber+strict",
      ("0123456789abcdef"):rep(4), "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2 4012 8888 8888 1881 GB82 WEST 1234 5698 7654 32",
      "C:\\Program Files\\x y\\z.exe HKLM\\SOFTWARE\\Windows NT\\Run Mozilla/5.0 (X11; rv:1) Gecko/1 Firefox/115.0",
      "rule Evil { strings: $a = \"evil-site.com 8.8.8.8\" condition: $a } tel: (415) 555-2671 +44 20 7946 0958",
      ("a."):rep(100) .. "com " .. ("x-"):rep(300) .. "CVE-2017-0144",
      "1.1.1.1 2.2.2.2,3.3.3.3;a@b.com:a@b.com|a.b.com/a",
    }, "\n"):rep(3, " ")
    local function all(scanner, list)
      for first, last, kind, flags in scanner:flat() do
        list[#list + 1] = ("%d %d %s %d %s"):format(first, last, core.kinds[kind], flags, scanner:value())
      end
      return table.concat(list, "\n")
    end
    local whole = all(core.bytes(text), {})
    for piece = 1, 700 do
      assert.equal(whole, all(core.bytes(text, { piece = piece }), {}), piece)
    end
    for threads = 2, 4 do
      for _, piece in ipairs { 1, 7, 64, 100, 1000 } do
        assert.equal(whole, all(core.bytes(text, { piece = piece, threads = threads }), {}), piece)
      end
    end
    for size = 1, 200, 7 do
      local list, stream = {}, core.stream { piece = 64 }
      for at = 1, #text, size do
        stream:feed(text:sub(at, at + size - 1))
        all(stream, list)
      end
      stream:feed()
      assert.equal(whole, all(stream, list), size)
    end
  end)

  it("reads UTF-16 of either order among other bytes", function()
    local function wide(text, big)
      return (text:gsub(".", big and "\0%0" or "%0\0"))
    end
    local said = "see hxxp://evil-site[.]com/a\r\nor 8.8.8.8, jane@evil-site.com"
    for _, big in ipairs { false, true } do
      for _, before in ipairs { "", "\1", "ab\1", "\0\0\0", "\xFF\xFE", "at 9.9.9.9\1" } do
        local bytes = before .. wide(said, big) .. "\1\2CVE-2014-0160"
        local list = {}
        for f in scan.bytes(bytes) do
          list[#list + 1] = f.kind .. " " .. tostring(f.value) .. " " .. (f.encoding or "-")
          if f.kind == "ipv4" and f.encoding then
            assert.equal("8.8.8.8", f.text)
            assert.equal(wide("8.8.8.8", big), bytes:sub(f.first, f.last))
          end
        end
        if before:find "^at" then assert.equal("ipv4 9.9.9.9 -", table.remove(list, 1)) end
        local name = big and "UTF-16BE" or "UTF-16LE"
        assert.same({ "url http://evil-site.com/a " .. name, "ipv4 8.8.8.8 " .. name, "email j***@e***.com " .. name,
          "cve CVE-2014-0160 -" }, list, before)
      end
    end
    local text = wide(said:rep(20, " "))
    local whole = #core.bytes(text):json_lines()
    for piece = 1, 300 do assert.equal(whole, #core.bytes(text, { piece = piece }):json_lines(), piece) end
  end)

  it("writes JSON Lines as the encoder does", function()
    local text = ("8.8.4.4  "):gsub(".", "%0\0")
      .. "jane@evil-site.com hxxp://evil-site[.]com/\xff\"a 10.0.0.1 +44 20 7946 0958"
    local options = { suppressed = true, path = "a\"b", id = "c" }
    local lines = {}
    for f in scan.bytes(text, options) do lines[#lines + 1] = json.encode(f, { utf8 = "replace" }) .. "\n" end
    assert.equal(5, #lines)
    local iterator = scan.bytes(text, options)
    local written, n = iterator:json_lines()
    assert.equal(table.concat(lines), written)
    assert.equal(5, n)
    assert.is_nil(iterator:json_lines())
    assert.same({ email = 1, ipv4 = 1, url = 1, phone = 1 }, scan.bytes(text):counts())
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
    for f in scan.bytes "https://evil-site.com/u/jane.doe%40evil-site.com?to=jim@evil-site.com#x" do
      assert.equal("https://evil-site.com/u/***%40evil-site.com?to=***@evil-site.com#x", tostring(f.value))
    end
  end)

  it("reads mailboxes that are percent-encoded, whole, and no name out of what is", function()
    assert.same({ "email ann.reed@evil-site.com", "email zed@evil-site.com", "email ann+x.y@evil-site.com" },
      revealed "ann.reed%40evil-site.com mailto:zed%40evil-site.com <ann%2Bx.y%40evil-site.com>")
    assert.same({ "email j+k@evil-site.com", "domain evil-site.com", "domain evil-site.com",
      "domain de.evil-site.com" },
      revealed "j+k%40evil-site.com u=http%3A%2F%2Fevil-site.com%2Fx %40evil-site.com '%de.evil-site.com%'")
    for f in scan.bytes "x ann.reed%40evil-site.com" do
      assert.equal("a***%40e***.com a***@e***.com 3 26", ("%s %s %d %d"):format(f.text, f.value, f.first, f.last))
    end
    local held = scan.bytes "=?utf-8?q?mail_ann=40evil-site.com?= or ann=40evil-site.com; a=evil-site.com"
    assert.equal("evil-site.com", held().value)
    assert.is_nil(held())
    assert.same({ escape = 2 }, held.suppressed)
  end)

  it("takes who is named before a host, whatever the scheme, for no mailbox", function()
    assert.same({ "domain db.evil-site.com", "domain b.evil-site.com", "domain c.evil-site.com" },
      revealed("mysql://root:s3cretpw@db.evil-site.com/x jdbc:mysql://root:t.org@b.evil-site.com; "
        .. "pg://u:my.org!x@c.evil-site.com"))
    local password = ("0af1"):rep(8)
    assert.same({ "domain db.evil-site.com" }, revealed("mysql://root:" .. password .. "@db.evil-site.com/x"))
    assert.same({ "md5 " .. password }, revealed("seen " .. password .. "@ in it"))
    assert.same({ "email joe@evil-site.com", "domain h.org", "email ann@evil-site.com", "domain g.org" },
      revealed "mailto://joe@evil-site.com foo://h.org?m=ann@evil-site.com bar://g.org/")
  end)

  it("takes the name before the host of a mailbox for no domain, whatever the host is", function()
    assert.same({}, found("dee.fox@corp.internal, kim.box@mail: ann.my.zone[at]post.local bo.app%40intranet.lan "
      .. "jo.fox@10.20.30.40 x-dee.fox@corp.internal"))
    assert.same({ "domain ns.example-site.com", "domain b.example-site.com" },
      found "ns.example-site.com@853 b.example-site.com@53.")
  end)

  it("reads mailboxes with letters of other scripts whole", function()
    assert.same({ "email élan@evil-site.com", "email jané@evil-site.com", "email an.né.x@evil-site.com",
      "email müller+x@evil-site.com", "email \xe9lan@evil-site.com", "email élan@evil-site.com" },
      revealed("élan@evil-site.com, jané@evil-site.com an.né.x@evil-site.com müller+x@evil-site.com "
        .. "\xe9lan@evil-site.com %C3%A9lan%40evil-site.com"))
    -- scripts without blanks, and bytes that are no text
    assert.same({ "email bob@evil-site.com", "email zed@evil-site.com" },
      revealed "联系bob@evil-site.com \1\xe9zed@evil-site.com")
    for f in scan.bytes " \xe9lan@evil-site.com" do assert.equal("***@e***.com", tostring(f.value)) end
    for f in scan.bytes '{"a":"élan@evil-site.com"}' do assert.same({ 7, 25 }, { f.first, f.last }) end
  end)

  it("masks what it would take for a person's within findings of other kinds", function()
    local function shown(text)
      local list = {}
      for f in scan.bytes(text) do
        assert.equal(mask.is(f.value), f.token ~= nil)
        assert.equal(tostring(f.value), tostring(f.text))
        list[#list + 1] = ("%s%s %s"):format(f.token and "masked " or "", f.kind, tostring(f.value))
      end
      return list
    end
    assert.same({ "masked file-path /home/***@evil-site.com/x", [[masked file-path C:\Users\***@evil-site.com\x.txt]],
      [[masked file-path \\srv\share\***@evil-site.com\y]] },
      shown [[/home/j.doe+x@evil-site.com/x "C:\Users\jane.doe@evil-site.com\x.txt" \\srv\share\jane@evil-site.com\y]])
    assert.same({ [[masked registry-key HKCU\Software\***@evil-site.com\z]],
      "masked user-agent curl/7.0 (+44***; ***@evil-site.com; db://***@evil-site.com)" },
      shown("HKCU\\Software\\jane@evil-site.com\\z\n"
        .. "curl/7.0 (+44 20 7946 0958; jane@evil-site.com; db://me:pw@evil-site.com)"))
    assert.same({ 'masked yara rule r { meta: by = "***@evil-site.com" condition: true }' },
      shown 'rule r { meta: by = "jane@evil-site.com" condition: true }')
    assert.same({ "masked url https://evil-site.com/?c=***1881&i=GB***&s=***&n=***" },
      shown "https://evil-site.com/?c=4012888888881881&i=GB82WEST12345698765432&s=123-45-6780&n=AB123456C")
    assert.same({ "masked url https://evil-site.com/u/***@evil-site.com?t=+44***&tel=***" },
      shown "https://evil-site.com/u/jane@evil-site.com?t=+442079460958&tel=02079460958")
    assert.same({ "masked url https://evil-site.com/?t=+44***&c=***1881" },
      shown "https://evil-site.com/?t=%2B44%2020%207946%200958&c=4012%208888%208888%201881")
    assert.same({ "masked url https://evil-site.com/?c=***1881&tel=***&i=GB***&to=***@evil-site.com&q=a+b" },
      shown("https://evil-site.com/?c=4012+8888+8888+1881&tel=020+79460958&i=GB82+WEST+1234+5698+7654+32"
        .. "&to=jane1+2@evil-site.com&q=a+b"))
    -- what is behind the name of a field that is hidden, and who is named behind an address in lists of logins
    assert.same({ "masked url https://evil-site.com/x?user=***&Pass_Word=***&page=2&api-key=***#name=***" },
      shown "https://evil-site.com/x?user=jana&Pass_Word=a%26b&page=2&api-key=sk_4#name=Jana+Novak")
    assert.same({ "masked url https://evil-site.com/login:***", "masked url https://evil-site.com/a/b.php;***",
      "url https://evil-site.com/wiki/Special:Pages?pages=2" },
      shown("https://evil-site.com/login:jana@evil-site.com:pw7 https://evil-site.com/a/b.php;jana99;pw8 "
        .. "https://evil-site.com/wiki/Special:Pages?pages=2"))
    -- numbers that do not hold, versions and dates tell of nobody
    assert.same({ "url https://evil-site.com/4012888888881882/2014-03-04?v=1.2.3",
      "file-path /usr/lib/node_modules/lodash@4.17.21/x.js" },
      shown "https://evil-site.com/4012888888881882/2014-03-04?v=1.2.3 /usr/lib/node_modules/lodash@4.17.21/x.js")
    for f in scan.bytes "/home/jane@evil-site.com/x" do
      assert.equal("/home/jane@evil-site.com/x", secrets.plain(f.value))
      assert.equal(f.token, mask.token(f.value))
    end
  end)

  it("gives the kinds asked for, and raises on misuse", function()
    assert.same({ "cve CVE-2014-0160" }, found("CVE-2014-0160 8.8.8.8", { kinds = { "cve" } }))
    assert.has_error(function() scan.bytes("", { kinds = { "cvx" } }) end, "scan.bytes: there is no kind 'cvx'")
    assert.has_error(function() scan.bytes("", { kind = 1 }) end, "scan.bytes: unknown option 'kind'")
    assert.has_error(function() scan.bytes(7) end, "scan.bytes: a string expected, got number")
    assert.has_error(function() core.bytes() end)
    assert.has_error(function() core.bytes("", { threads = 0 }) end)
    assert.has_error(function() core.rules { { "network", "10.0.0.0/40", "x" } } end)
    local closed = scan.bytes "8.8.8.8"
    closed:close()
    closed:close()
    assert.is_nil(closed())
    assert.same({}, closed.suppressed)
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
      assert.equal(16384, f.last) -- what is longer ends there
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
    local folder
    folder, e = scan.file "spec"
    assert.is_nil(folder)
    assert.equal("spec: is a directory (io)", tostring(e))
    os.execute("rm -f '" .. path .. "' && mkfifo '" .. path .. "'")
    folder, e = scan.file(path) -- without a writer it would be waited for
    assert.is_nil(folder)
    assert.equal("is no regular file", e.message)
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

describe("a URL", function()
  it("shows no account that is within it, of letters alone or of digits", function()
    for _, account in ipairs { "GI08NWBKABCDEFGHIJKLMNO", "GB29NWBK60161331926819" } do
      local url = "https://shop.contoso-mail.org/pay?ref=" .. account .. "&x=1"
      assert.equal("https://shop.contoso-mail.org/pay?ref=" .. account:sub(1, 2) .. "***&x=1",
        tostring(scan.bytes(url)().value))
    end
    local none = "https://shop.contoso-mail.org/gi08nwbk"
    assert.equal(none, scan.bytes(none)().value)
  end)
end)

describe("scan.stream", function()
  local tap = require "breachkit.core".tap

  local function of(read)
    local list, findings = {}, scan.stream(read, { kinds = { "ipv4" } })
    for f in findings do list[#list + 1] = { f.value, f.first, f.last } end
    return list, findings.error
  end
  local function pieces(list, failure)
    local i = 0
    return function()
      i = i + 1
      if list[i] then return list[i] end
      return nil, failure
    end
  end
  local PIECES <const> = { "at 8.8", "", ".8.8 and 9.", "9.9.9" }
  local FOUND <const> = { { "8.8.8.8", 4, 10 }, { "9.9.9.9", 16, 22 } }

  it("finds across the pieces that a function or a tap gives", function()
    assert.same(FOUND, of(pieces(PIECES)))
    assert.same(FOUND, of(tap.of(pieces(PIECES))))
  end)

  it("finds in what came before its source failed, and tells why", function()
    for _, read in ipairs { pieces(PIECES, "the line is dead"), tap.of(pieces(PIECES, "the line is dead")) } do
      local list, e = of(read)
      assert.same(FOUND, list)
      assert.same({ "io", "the line is dead" }, { e.code, e.message })
    end
    local limit = require "breachkit.err".new("limit", "too much")
    assert.equal(limit, select(2, of(pieces({}, limit))))
  end)

  it("closes its tap with itself, and takes nothing else", function()
    local source <const> = tap.of(pieces(PIECES))
    scan.stream(source):close()
    assert.is_nil(source:piece())
    assert.has_error(function() scan.stream "text" end, "scan.stream: a function or a tap expected, got string")
    assert.has_error(function() scan.stream(io.stdout) end, "scan.stream: a function or a tap expected, got userdata")
  end)

  it("may be closed by what gives its bytes, which may yield", function()
    local findings
    findings = scan.stream(function() findings:close() return "8.8.8.8" end)
    assert.is_nil(findings())
    local scanner = core.stream {}
    assert.has_error(function() scanner:feed(tap.of(function() scanner:close() return "8.8.8.8" end)) end)
    local run = coroutine.wrap(function()
      local list = {}
      for f in scan.stream(coroutine.yield) do list[#list + 1] = f.value end
      return list
    end)
    run()
    run "at 8.8.8.8 "
    assert.same({ "8.8.8.8" }, run())
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
