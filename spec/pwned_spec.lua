require "spec.helper"
local digest = require "breachkit.core".digest
local mask = require "breachkit.mask"
local nginx = require "nginx"
local pwned = require "breachkit.pwned"
local shell = require "shell"

local function sha1(secret) return digest.hex("sha1", secret) end

local function write(path, bytes)
  local f = assert(io.open(path, "wb"))
  f:write(bytes)
  f:close()
end

-- ranges that hold the secrets with these counts, and a row of padding each: name -> text
local function ranges_of(counts, ending)
  local files = {}
  for secret, count in pairs(counts) do
    local hash = sha1(secret):upper()
    local name = hash:sub(1, 5) .. ending
    files[name] = (files[name] or ("0"):rep(35) .. ":0\r\n") .. hash:sub(6) .. ":" .. count .. "\r\n"
  end
  return files
end

local COUNTS <const> = { hunter2 = 24230, swordfish = 3, ["correct horse"] = 1 }

describe("pwned", function()
  local dir
  before_each(function()
    dir = os.tmpname()
    os.remove(dir)
    os.execute("mkdir -p " .. dir .. "/ranges")
    for name, text in pairs(ranges_of(COUNTS, ".txt")) do write(dir .. "/ranges/" .. name, text) end
  end)
  after_each(function() os.execute("rm -rf " .. dir) end)

  it("counts hashes and secrets by a folder of ranges", function()
    local set <close> = assert(pwned.open(dir .. "/ranges"))
    assert.equal(24230, set:hash(sha1 "hunter2"))
    assert.equal(3, set:hash(sha1("swordfish"):upper()))
    assert.equal(1, set:secret "correct horse")
    assert.equal(24230, set:secret(mask.new("secret", "hunter2")))
    -- another hash of a range that is there
    assert.equal(0, set:hash(sha1("hunter2"):sub(1, 39) .. (sha1("hunter2"):sub(40) == "0" and "1" or "0")))
    -- padding is nobody's
    assert.equal(0, set:hash(sha1("hunter2"):sub(1, 5) .. ("0"):rep(35)))
    local count, e = set:hash(("f"):rep(40))
    assert.is_nil(count)
    assert.equal(dir .. "/ranges: unknown: the range FFFFF is missing (io)", tostring(e))
    os.execute("mkdir " .. dir .. "/ranges/00000.txt")
    assert.equal("io", select(2, set:hash(("0"):rep(40))).code)
  end)

  it("packs a folder, and finds the same in the packed set", function()
    local path = dir .. "/ranges.bkset"
    assert.same({ count = 3, files = 3, missing = 16 ^ 5 - 3 }, assert(pwned.pack(path, dir .. "/ranges")))
    local set <close> = assert(pwned.open(path))
    assert.equal("sha1", set.kind)
    for secret, count in pairs(COUNTS) do assert.equal(count, set:secret(secret)) end
    for secret in pairs(COUNTS) do
      local hash = sha1(secret)
      assert.equal(0, set:hash(hash:sub(1, 5) .. ("0"):rep(35)))
      assert.equal(0, set:hash(hash:sub(1, 5) .. ("f"):rep(35)))
      for _, by in ipairs { -1, 1 } do -- the ranges beside it
        local prefix = ("%05X"):format(tonumber(hash:sub(1, 5), 16) + by)
        local count, e = set:hash(prefix .. hash:sub(6))
        assert.is_nil(count)
        assert.equal(("%s: unknown: the range %s is missing (io)"):format(path, prefix), tostring(e))
      end
    end
    for _, hash in ipairs { ("0"):rep(40), ("f"):rep(40) } do assert.equal("io", select(2, set:hash(hash)).code) end
  end)

  it("counts what no integer holds, and no file whose name only begins like a range", function()
    write(dir .. "/ranges/00000.txt", ("0"):rep(34) .. "1:99999999999999999999\n")
    write(dir .. "/ranges/20240101.log", "fetched all\n")
    assert.equal(4, assert(pwned.pack(dir .. "/r.bkset", dir .. "/ranges")).files)
    local folder <close> = assert(pwned.open(dir .. "/ranges"))
    assert.is_true(folder:hash(("0"):rep(39) .. "1") > 1 << 40)
    local packed <close> = assert(pwned.open(dir .. "/r.bkset"))
    assert.is_true(packed:hash(("0"):rep(39) .. "1") > 1 << 30)
  end)

  it("holds no more ranges than it may, and reads again what it let go", function()
    local limits = require "breachkit.limits"
    local most = limits.pwned_ranges
    limits.pwned_ranges = 4
    for i = 0, 9 do write(("%s/ranges/%05X.txt"):format(dir, i), ("0"):rep(35) .. ":" .. i + 1 .. "\n") end
    local set <close> = assert(pwned.open(dir .. "/ranges"))
    for i = 0, 29 do assert.equal(i % 10 + 1, set:hash(("%05x"):format(i % 10) .. ("0"):rep(35))) end
    local held = 0
    for _, list in ipairs { set.ranges, set.before } do
      for _ in pairs(list) do held = held + 1 end
    end
    limits.pwned_ranges = most
    assert.is_true(held <= 4)
    os.remove(dir .. "/ranges/00009.txt") -- what was just asked about is held
    assert.equal(10, set:hash("00009" .. ("0"):rep(35)))
  end)

  it("counts as missing a range that has padding alone", function()
    write(dir .. "/ranges/00000.txt", ("0"):rep(35) .. ":0\n")
    assert.same({ count = 3, files = 4, missing = 16 ^ 5 - 3 }, assert(pwned.pack(dir .. "/r.bkset", dir .. "/ranges")))
  end)

  it("refuses what is no range, and leaves no half set", function()
    write(dir .. "/ranges/00000.txt", "<html>busy</html>\n")
    local done, e = pwned.pack(dir .. "/x.bkset", dir .. "/ranges")
    assert.is_nil(done)
    assert.same({ "syntax", dir .. "/ranges/00000.txt" }, { e.code, e.source })
    assert.is_nil(io.open(dir .. "/x.bkset"))
    local set <close> = assert(pwned.open(dir .. "/ranges"))
    assert.equal("syntax", select(2, set:hash(("0"):rep(40))).code)
    os.execute("mkdir " .. dir .. "/none")
    assert.equal("empty", select(2, pwned.pack(dir .. "/x.bkset", dir .. "/none")).code)
    assert.equal("io", select(2, pwned.open(dir .. "/nothing")).code)
  end)

  it("reads NTLM ranges by their hashes", function()
    os.execute("mkdir " .. dir .. "/ntlm")
    write(dir .. "/ntlm/0123A", ("B"):rep(27) .. ":7\n")
    local set <close> = assert(pwned.open(dir .. "/ntlm", { kind = "ntlm" }))
    assert.equal(7, set:hash("0123a" .. ("b"):rep(27)))
    assert.same({ count = 1, files = 1, missing = 16 ^ 5 - 1 },
      assert(pwned.pack(dir .. "/n.bkset", dir .. "/ntlm", { kind = "ntlm" })))
    local packed <close> = assert(pwned.open(dir .. "/n.bkset"))
    assert.equal("ntlm", packed.kind)
    assert.equal(7, packed:hash("0123A" .. ("B"):rep(27)))
  end)

  it("looks secrets up by their NTLM hashes", function()
    -- of the empty one and of "password" as everybody prints them; the others by libgcrypt
    local hashes = {
      [""] = "31d6cfe0d16ae931b73c59d7e0c089c0", password = "8846f7eaee8fb117ad06bdd830b7586c",
      ["p\u{E4}ss\u{20AC}"] = "452468b2e855e49f1169698e4c086623",
      ["\u{1F511}key"] = "08636ad2dbbe22210305db7278de577f",
      [("long "):rep(40)] = "321f7c3fe6dcaf658c52db5f60d2e0cc",
    }
    os.execute("mkdir " .. dir .. "/ntlm")
    for _, hash in pairs(hashes) do write(dir .. "/ntlm/" .. hash:sub(1, 5):upper(), hash:sub(6):upper() .. ":7\n") end
    local set <close> = assert(pwned.open(dir .. "/ntlm", { kind = "ntlm" }))
    for secret in pairs(hashes) do
      assert.equal(7, set:secret(secret), secret)
      assert.equal(7, set:secret(mask.new("secret", secret)), secret)
    end
    for _, bad in ipairs { "p\xE4ss", "\xED\xA0\x80", "cut \xF0\x9F\x94" } do
      local count, e = set:secret(bad)
      assert.is_nil(count)
      assert.equal("encoding", e.code)
      assert.falsy(tostring(e):find(bad, 1, true))
    end
    write(dir .. "/secrets", "password\np\xE4ss\n")
    local status, text = shell(("bin/breachkit pwned check --kind ntlm --secrets --set %s/ntlm -o csv %s/secrets")
      :format(dir, dir))
    assert.equal(3, status)
    assert.truthy(text:find(dir .. "/secrets,1,7\r\n", 1, true), text)
  end)

  it("raises on misuse", function()
    local set <close> = assert(pwned.open(dir .. "/ranges"))
    assert.has_error(function() set:hash "5baa6" end)
    assert.has_error(function() set:hash(("g"):rep(40)) end)
    assert.has_error(function() set:secret(5) end)
    assert.has_error(function() pwned.open(dir .. "/ranges", { kind = "md5" }) end)
    assert.has_error(function() pwned.download(dir .. "/r", { from = "00002", to = "00001" }) end,
      "pwned.download: from 00002 to 00001 is no range")
    for _, from in ipairs { "-1", "2", "0x002", 2 } do
      assert.has_error(function() pwned.download(dir .. "/r", { from = from }) end,
        "pwned.download: from and to are five hexadecimal digits")
    end
    set:close()
    assert.has_error(function() set:hash(("0"):rep(40)) end)
  end)

  it("asks the service for five digits, padded, and for each range once", function()
    local server, why = nginx.start([[
      log_format asked "$request_uri $http_add_padding";
      server { listen 127.0.0.1:PORT; root ROOT/www; default_type text/plain; access_log ROOT/asked asked; etag off;
      }]], {}) -- which holds a copy for the original when their times are exactly the same
    if not server then pending(why) return end
    os.execute("mkdir " .. server.root .. "/www/range")
    for name, text in pairs(ranges_of(COUNTS, "")) do
      write(server.root .. "/www/range/" .. name, text)
      os.execute(("touch -d '2020-01-02 03:04:05 UTC' %s/www/range/%s"):format(server.root, name))
    end
    local service = "http://127.0.0.1:" .. server.port
    local set = pwned.online { service = service, fetch = { allow_private = true } }
    local first, again, unseen = set:secret "hunter2", set:secret "hunter2", { set:hash(("0"):rep(40)) }
    local folder = dir .. "/copy"
    local hash = sha1("swordfish"):upper()
    local options = { service = service, from = hash:sub(1, 5), to = hash:sub(1, 5), fetch = { allow_private = true } }
    local done = { pwned.download(folder, options), pwned.download(folder, options) }
    options.refresh = true
    done[3] = pwned.download(folder, options)
    local copied = require "breachkit.core".fs.stat(folder .. "/" .. options.from .. ".txt").modified
    os.execute(("touch -d '2020-01-02 03:04:06 UTC' %s/www/range/%s"):format(server.root, options.from))
    done[4] = pwned.download(folder, options)
    local copy <close> = assert(pwned.open(folder))
    local counted = copy:secret "swordfish"
    options.from, options.to = "00000", "00001"
    local failed = pwned.download(folder, options)
    local asked <close> = assert(io.open(server.root .. "/asked"))
    local text = asked:read "a"
    nginx.stop(server)
    assert.same({ 24230, 24230 }, { first, again })
    assert.same({ nil, "status" }, { unseen[1], unseen[2].code })
    assert.equal(1577934245, copied)
    assert.same({ 1, 0 }, { done[4].fetched, done[4].unchanged }) -- it has changed
    assert.same({ { 1, 0 }, { 0, 1 }, { 0, 1 } }, { { done[1].fetched, done[1].unchanged },
      { done[2].fetched, done[2].unchanged }, { done[3].fetched, done[3].unchanged } })
    assert.equal(3, counted)
    assert.same({ 0, 2, 2 }, { failed.fetched, failed.failed, #failed.errors })
    local range = "/range/" .. hash:sub(1, 5) .. " true\n"
    assert.equal("/range/" .. sha1("hunter2"):upper():sub(1, 5) .. " true\n/range/00000 true\n" .. range .. range,
      text:match("^.-" .. range .. range))
  end)

  it("goes on where a download was killed, and asks again for nothing that is there", function()
    local server, why = nginx.start([[
      log_format asked "$request_uri";
      server { listen 127.0.0.1:PORT; default_type text/plain; access_log ROOT/asked asked;
        location /range/ { return 200 "0018A45C4D1DEF81644B54AB7F969B88D65:3\n"; }
      }]], {})
    if not server then pending(why) return end
    local build = os.getenv "BREACHKIT_BUILD" or "build"
    write(dir .. "/get.lua", ([[
      package.path = "./lua/?.lua;./lua/?/init.lua;" .. package.path
      package.cpath = "./%s/?.so;" .. package.cpath
      local done = assert(require "breachkit.pwned".download("%s/copy", { service = "http://127.0.0.1:%d", to = "001FF",
        fetch = { allow_private = true, connections = 2 } }))
      print(done.fetched, done.unchanged, done.failed)]]):format(build, dir, server.port))
    local function ranges()
      local pipe <close> = assert(io.popen("ls " .. dir .. "/copy 2>/dev/null"))
      local list = {}
      for name in pipe:lines() do list[#list + 1] = name end
      return list
    end
    local line = ("lua5.4 %s/get.lua"):format(dir)
    shell(("%s & p=$!; while [ $(ls %s/copy 2>/dev/null | wc -l) -lt 20 ] && kill -0 $p; do :; done; kill -9 $p; "
      .. "wait $p"):format(line, dir))
    local before = ranges()
    assert(#before >= 20 and #before < 512, #before)
    os.remove(server.root .. "/asked")
    os.execute("kill -USR1 " .. server.pid .. "; sleep 0.2") -- the log is begun anew
    local status, text = shell(line)
    local asked = {}
    for uri in io.lines(server.root .. "/asked") do asked[uri:match "%x+$" .. ".txt"] = true end
    nginx.stop(server)
    assert.equal(0, status, text)
    assert.same({ tostring(512 - #before), tostring(#before), "0" }, { text:match "(%d+)%s+(%d+)%s+(%d+)" })
    for _, name in ipairs(before) do assert.is_nil(asked[name], name) end
    local copy <close> = assert(pwned.open(dir .. "/copy"))
    for i = 0, 511 do
      assert.equal(3, (copy:hash(("%05x0018a45c4d1def81644b54ab7f969b88d65"):format(i))))
    end
  end)
end)

describe("breachkit pwned", function()
  local dir
  before_each(function()
    dir = os.tmpname()
    os.remove(dir)
    os.execute("mkdir -p " .. dir .. "/ranges")
    for name, text in pairs(ranges_of(COUNTS, ".txt")) do write(dir .. "/ranges/" .. name, text) end
    write(dir .. "/secrets", "hunter2\r\n\nnever seen\nswordfish\n")
    write(dir .. "/hashes", sha1 "hunter2" .. "\nnone\n")
  end)
  after_each(function() os.execute("rm -rf " .. dir) end)

  it("packs and looks up, and prints no secret and no hash", function()
    write(dir .. "/ranges/" .. sha1 "never seen":sub(1, 5), ("0"):rep(35) .. ":4\n")
    local status, text = shell(("bin/breachkit pwned pack --out %s/r.bkset %s/ranges"):format(dir, dir))
    assert.equal(0, status)
    assert.equal("breachkit: warning: 1,048,572 of the 1,048,576 ranges have no hash in the folder: what is asked of "
      .. "them will be unknown; download them first\nbreachkit: 4 hashes packed, out of 4 ranges\n", text)
    status, text = shell(("bin/breachkit pwned check --secrets --set %s/r.bkset -o csv %s/secrets"):format(dir, dir))
    assert.equal(0, status)
    assert.equal(("path,line,count\r\nP,1,24230\r\nP,3,0\r\nP,4,3\r\n"):gsub("P", dir .. "/secrets"), text)
    status, text = shell(("bin/breachkit pwned check --set %s/r.bkset %s/hashes"):format(dir, dir))
    assert.equal(3, status)
    assert.truthy(text:find("hashes:1  seen 24230 times", 1, true), text)
    assert.truthy(text:find("line 2 is no sha1 hash; for secrets give --secrets", 1, true), text)
    assert.falsy(text:find(sha1 "hunter2", 1, true))
  end)

  it("says of what it lacks that it is unknown, by a folder and by a packed set", function()
    assert.equal(0, (shell(("bin/breachkit pwned pack -q --out %s/r.bkset %s/ranges"):format(dir, dir))))
    for _, set in ipairs { "ranges", "r.bkset" } do
      local status, text = shell(("bin/breachkit pwned check --secrets --set %s/%s -o csv %s/secrets")
        :format(dir, set, dir))
      assert.equal(3, status)
      assert.equal(("path,line,count\r\nP,1,24230\r\n"):gsub("P", dir .. "/secrets")
        .. ("breachkit: %s/secrets: line 3: %s/%s: unknown: the range %s is missing (io)\n"):format(dir, dir, set,
          sha1 "never seen":sub(1, 5):upper()) .. dir .. "/secrets,4,3\r\n", text)
    end
  end)

  it("takes --kind ntlm, and no kind of another verb", function()
    os.execute("mkdir " .. dir .. "/ntlm")
    write(dir .. "/ntlm/0123A", ("B"):rep(27) .. ":7\n")
    write(dir .. "/hashes", "0123a" .. ("b"):rep(27) .. "\n")
    for _, set in ipairs { "ntlm", "n.bkset" } do
      local status, text = shell(("bin/breachkit pwned check --kind ntlm --set %s/%s -o csv %s/hashes")
        :format(dir, set, dir))
      assert.equal(0, status, text)
      assert.equal(("path,line,count\r\n%s/hashes,1,7\r\n"):format(dir), text)
      assert.equal(0, (shell(("bin/breachkit pwned pack -q --kind ntlm --out %s/n.bkset %s/ntlm"):format(dir, dir))))
    end
    local status, text = shell("bin/breachkit pwned check --kind v1 " .. dir .. "/hashes")
    assert.equal(2, status)
    assert.truthy(text:find("option '--kind' cannot be 'v1' (one of: sha1, ntlm)", 1, true), text)
    text = select(2, shell "bin/breachkit torrent --help")
    assert.equal(1, select(2, text:gsub("%-%-kind", "")))
  end)

  it("says what it needs", function()
    assert.equal(2, (shell(("bin/breachkit pwned pack %s/ranges"):format(dir))))
    assert.equal(2, (shell(("bin/breachkit pwned check --offline %s/hashes"):format(dir))))
    assert.equal(2, (shell "bin/breachkit pwned download"))
    assert.equal(0, (shell "bin/breachkit pwned --help"))
    assert.equal(0, (shell "bin/breachkit pwned check --help"))
  end)
end)
