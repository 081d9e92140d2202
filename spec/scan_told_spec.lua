-- What the words around it, or its own look, say is a secret or a person's: hidden in what stands around a finding.
require "helper"
local scan = require "breachkit.scan"

-- what stands before 9.9.9.9, as it shows itself
local function shown(text)
  local f = scan.bytes(text .. "9.9.9.9", { context = 256, kinds = { "ipv4" } })()
  return f.before and tostring(f.before)
end

local function each(cases)
  for text, expected in pairs(cases) do assert.equal(expected, shown(text)) end
end

describe("what is told to be a secret", function()
  it("is hidden behind the names that fields of it end in", function()
    each {
      ["AWS_SECRET_ACCESS_KEY=wJalrX/K7MDENG X="] = "AWS_SECRET_ACCESS_KEY=*** X=",
      ["export aws_access_key_id = a1\nX="] = "export aws_access_key_id = ***\nX=",
      ["dbPassword: abc\nX="] = "dbPassword: ***\nX=",
      ["spring.datasource.password=abc X="] = "spring.datasource.password=*** X=",
      ["Contrasena: abc\nX="] = "Contrasena: ***\nX=",
      -- none of these names one
      ["keyed=abc X="] = "keyed=abc X=",
      ["passworded: abc\nX="] = "passworded: abc\nX=",
    }
  end)

  it("is hidden behind options", function()
    each {
      ["curl -u admin:Sup3r http://x/a -H 'X: y' "] = "curl -u *** http://x/a -H 'X: y' ",
      ["/usr/bin/curl -su admin:Sup3r "] = "/usr/bin/curl -su *** ",
      ["mysql -u root -pHaha99 -h "] = "mysql -u *** -p*** -h ",
      ["sshpass -p 'hunt er' ssh "] = "sshpass -p '***' ssh ",
      ["plink.exe -pw abc -P 22 "] = "plink.exe -pw *** -P 22 ",
      ["sqlcmd -P Abc -p 1 "] = "sqlcmd -P *** -p 1 ",
      ['tool --password "a b" --token=xyz --user=jane --verbose '] =
        'tool --password "***" --token=*** --user=*** --verbose ',
      -- these take none
      ["ssh -p 2222 -i x "] = "ssh -p 2222 -i x ",
      ["mysql\nssh -p 2222 "] = "mysql\nssh -p 2222 ",
      ["well-pressed -p x --verbose y "] = "well-pressed -p x --verbose y ",
    }
  end)

  it("is hidden in sentences", function()
    each {
      ["Hi, my VPN password is BlueKite77, call me at "] = "Hi, my VPN password is ***, call me at ",
      ["the password for the VPN is X or\nY. Next "] = "the password for the VPN is ***\nY. Next ",
      ["the password for the VPN is\nX. Next "] = "the password for the VPN is\n***. Next ",
      ["password for jdoe (VPN): X y\nat "] = "password for jdoe (VPN): ***\nat ",
      ["pw: X\nat "] = "pw: ***\nat ",
      ["His pw is “zebra”; at "] = "His pw is ***; at ",
      ["the api key is 'a, b' at "] = "the api key is '***' at ",
      ["Das Passwort lautet Sommer. Und "] = "Das Passwort lautet ***. Und ",
      ["log in with password hunter2 at "] = "log in with password *** at ",
      ["log in with PIN 0%a at "] = "log in with PIN *** at ",
      -- nothing is told in these
      ["Subject: a new password\nDate: Wed\nX: y at "] = "Subject: a new password\nDate: Wed\nX: y at ",
      ["they reset the password at "] = "they reset the password at ",
      ["Failed password for invalid user from "] = "Failed password for invalid user from ",
      ["A password. It is late at "] = "A password. It is late at ",
      ["the keyword is zebra at "] = "the keyword is zebra at ",
    }
  end)

  it("is hidden for its look", function()
    local long = ("aB3dE6gH"):rep(6)
    for _, secret in ipairs {
      "ghp_" .. long:sub(1, 36), "github_pat_" .. long:sub(1, 22) .. "_" .. long, "glpat-" .. long:sub(1, 20),
      "xoxb-123456789012-" .. long:sub(1, 24), "AKIA" .. "IOSFODNN7EXAMPLE", "AIza" .. long:sub(1, 35),
      "sk_live_" .. long:sub(1, 24), "ya29." .. long, "SG." .. long:sub(1, 22) .. "." .. long:sub(1, 43),
      "eyJ" .. long:sub(1, 17) .. ".eyJ" .. long:sub(1, 17) .. "." .. long:sub(1, 11), "hvs." .. long:sub(1, 24),
      "$2y$10$" .. ("N9qo8uLO/ckgx2ZMRZoMye."):rep(3):sub(1, 53),
      "$6$salt$" .. ("mFH.bQmmtXzyBY0s9vqF"):rep(5):sub(1, 86),
      "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$RdescudvJCsgt3ub+b4",
    } do
      local stored = secret:sub(1, 1) == "$"
      for _, form in ipairs {
        "it is %s at ", "(%s) ", "say %s. ", stored and "%s " or "GET /a/%s/b x=%s&y ",
      } do
        local hidden = form:gsub("%%s", "***")
        assert.equal(hidden, shown((form:gsub("%%s", (secret:gsub("%%", "%%%%"))))), secret)
      end
      assert.truthy(shown("x" .. secret:sub(1, 12) .. " "):find(secret:sub(1, 12), 1, true), secret)
    end
    for _, none in ipairs { "sk-a-class-of-a-page-that-is-longer-than-forty-bytes",
      "ghp_short", "AKIAN", ("0af1"):rep(16), "$1$ and $2a$ more" } do
      assert.equal(none .. " ", shown(none .. " "))
    end
  end)

  it("is hidden in addresses that are found", function()
    local jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abcdefg"
    assert.equal("https://hooks.evil-site.com/reset/***",
      tostring(scan.bytes("https://hooks.evil-site.com/reset/" .. jwt)().value))
    assert.equal("https://evil-site.com/***?user=***&x=1",
      tostring(scan.bytes("https://evil-site.com/" .. jwt .. "?user=al&x=1")().value))
  end)

  it("is hidden of private keys, of whose ends one may be farther away", function()
    local lines = ("MIIEpAIBAAKCAQEA0Z3VS5JJcds3xfn/ygWyF8PbnGy0AHB7MhgHcTz6sE2I2yPB\n"):rep(4)
    local key = "-----BEGIN RSA PRIVATE KEY-----\n" .. lines .. "-----END RSA PRIVATE KEY-----\n"
    for cut = 30, #key - 40, 50 do
      local before = scan.bytes("x\n" .. key .. " 9.9.9.9", { context = 256, kinds = { "ipv4" } })().before
      assert.is_nil(tostring(before):find("MII", 1, true))
      local f = scan.bytes("9.9.9.9 \n" .. key:sub(1, cut) .. ("\n" .. lines):rep(9), {
        context = 256, kinds = { "ipv4" },
      })()
      assert.is_nil(tostring(f.after):find("MII", 1, true))
    end
    local far = scan.bytes(key:gsub("MII", lines:rep(6) .. "%0", 1) .. "9.9.9.9", {
      context = 256, kinds = { "ipv4" },
    })()
    assert.is_nil(tostring(far.before):find("MII", 1, true))
    assert.equal("a PUBLIC KEY and a PRIVATE KEY at ", shown "a PUBLIC KEY and a PRIVATE KEY at ")
  end)
end)

describe("an account", function()
  it("is hidden in any case and groups, whether its check digits hold or not", function()
    each {
      ["de89370400440532013000 at "] = "DE*** at ", ["DE89-3704-0044-0532-0130-00 at "] = "DE*** at ",
      ["de88 3704 0044 0532 0130 00 at "] = "DE*** at ", ["de8937040044053201300 at "] = "de8937040044053201300 at ",
    }
  end)
end)

describe("who is named", function()
  it("before a mailbox is hidden", function()
    each {
      ["From: jana novak <jana@mail.com>\nSubject: y "] = "From: *** <j***@m***.com>\nSubject: y ",
      ['To: "Bob, X" <bob@mail.com>, Al Lee <al@mail.com>\nX '] = "To: *** <b***@m***.com>, *** <a***@m***.com>\nX ",
      ["heard from Jane Doe <jane@mail.com> at "] = "heard from *** <j***@m***.com> at ",
      ["heard from Doe, Jane <jane@mail.com> at "] = "heard from *** <j***@m***.com> at ",
      ['heard from "kim lee" <kim@mail.com> at '] = 'heard from "***" <k***@m***.com> at ',
      ["heard of Élodie Zoë <zoe@mail.com> at "] = "heard of *** <z***@m***.com> at ",
      ["heard from <jane@mail.com> at "] = "heard from <j***@m***.com> at ",
      ["Jane Doe <b>x</b> at "] = "Jane Doe <b>x</b> at ",
    }
  end)

  it("by a folder of people is hidden", function()
    each {
      ["ls /home/jane.doe/x /Users/kim/a "] = "ls /home/***/x /Users/***/a ",
      [ [[C:\Users\jdoe\a.txt "C:\\Users\\J Doe\\x" ]] ] = [[C:\Users\***\a.txt "C:\\Users\\***\\x" ]],
      [ [[\\server\home\jana.novak\x C:\Documents and Settings\Jane Doe\x ]] ] =
        [[\\server\home\***\x C:\Documents and Settings\***\x ]],
      ["file:///home/jane/b "] = "file:///home/***/b ",
      -- nobody
      [ [[C:\Users\Public\a C:\Users\All Users\b ]] ] = [[C:\Users\Public\a C:\Users\All Users\b ]],
      ["https://x.org/home/news/a /home/ /homes/x/y "] = "https://x.org/home/news/a /home/ /homes/x/y ",
    }
  end)

  it("in rows of SQL is hidden, whatever stands in them", function()
    each {
      ["INSERT INTO t VALUES (1,'tom','5f4d'),\n(2,'kim','pw'),\n(3,'al','x');\nat "] =
        "*** (***,'***','***'),\n(***,'***','***'),\n(***,'***','***');\nat ",
      ["(the first), f(1), (2) g(2, 'x'), h(3) at "] = "(the first), f(1), (2) g(2, 'x'), h(3) at ",
    }
  end)
end)

describe("a digest", function()
  local n = 0
  -- the digest stands where HASH does; whether it is masked, in text and in both ways of UTF-16
  local function masked(text)
    n = n + 1
    local plain = ("%032x"):format(0xabcdef00 + n)
    local bytes, seen = text:gsub("HASH", plain), nil
    for _, form in ipairs { bytes, (bytes:gsub(".", "%0\0")), (bytes:gsub(".", "\0%0")) } do
      local f = scan.bytes(form, { kinds = { "md5" }, container = "none" })()
      local now = tostring(f.value) == "***"
      assert(seen == nil or seen == now, text)
      seen = now
      local lines = scan.bytes(form, { kinds = { "md5" }, container = "none" }):json_lines()
      assert.equal(not now, lines:find(plain, 1, true) ~= nil, text)
      local _, value = scan.bytes(form, { kinds = { "md5" }, container = "none" }):shown()()
      assert.equal(now and "***" or plain, value)
    end
    return seen
  end

  it("that is a password as it is stored is masked", function()
    for _, text in ipairs {
      "jane@mail.com:HASH", "x\njane@mail.com:jane:HASH:1\n", "HASH:jane@mail.com", "1,Jane Doe,jane@mail.com,HASH\n",
      "INSERT INTO t VALUES (2,'tom@mail.com','Tom','HASH','+44'),", "(3,'HASH','tom@mail.com'),(4,'x','y')",
      '7,"jane@mail.com","Jane Doe","HASH"', "password=HASH", "Pass : HASH", '{"a":1,"password":"HASH","b":2}',
      "user_pass => 'x', passwd: 'HASH'",
    } do assert.is_true(masked(text), text) end
  end)

  it("of a file is shown", function()
    for _, text in ipairs {
      "HASH", "MD5: HASH, tell jane@mail.com", "mail jane@mail.com md5:HASH", "HASH,evil.exe,12\n1,jane@mail.com",
      '{"email":"jane@mail.com","md5":"HASH"}', "(3,'evil.exe','HASH'),(4,'a@b.com','x')", "hash: HASH", "Hash=HASH",
      "write to jane@mail.com of HASH", "see HASH jane@mail.com",
    } do assert.is_false(masked(text), text) end
  end)
end)
