local digest = require "breachkit.core".digest
local fetch = require "breachkit.fetch"
local faults = require "faults"
local json = require "breachkit.json"

-- what each fault comes to; "status N" where HTTP says that it is an answer
local OUTCOMES = {
  ["/ok"] = "200 5", ["/hints"] = "200 11",
  ["/slow-head"] = "first-byte-timeout", ["/no-head"] = "first-byte-timeout",
  ["/slow-body"] = "timeout", ["/stall"] = "stall-timeout",
  ["/reset"] = "reset", ["/reset-at-once"] = "reset", ["/empty"] = "reset",
  ["/long-length"] = "truncated", ["/chunk-cut"] = "truncated", ["/ranged"] = "truncated",
  ["/short-length"] = "excess", ["/bad-length"] = "headers",
  ["/chunk"] = "chunk",
  ["/endless"] = "size", ["/endless-chunks"] = "size", ["/endless-head"] = "headers",
  ["/bomb"] = "ratio", ["/bomb-deflate"] = "ratio",
  ["/gzip"] = "200 204000", ["/gzip-two"] = "200 204000", ["/deflate"] = "200 204000", ["/deflate-bare"] = "200 204000",
  ["/gzip-empty"] = "200 0",
  ["/gzip-cut"] = "encoding", ["/gzip-not"] = "encoding", ["/brotli"] = "encoding",
  ["/loop"] = "redirects", ["/to?file:///etc/passwd"] = "refused", ["/to?gopher://127.0.0.1/"] = "refused",
  ["/to?http://[::bad/"] = "syntax",
  ["/429"] = "429 5", ["/503"] = "503 5", ["/304"] = "not-modified",
  ["/headers"] = "headers", ["/status"] = "headers", ["/http09"] = "http09",
}

-- how many times the usual limits: more under valgrind
local PATIENCE <const> = tonumber(os.getenv "BREACHKIT_PATIENCE") or 1

-- where a time limit ends it, no later than this
local WITHIN = { ["/slow-head"] = 2, ["/no-head"] = 2, ["/slow-body"] = 3, ["/stall"] = 2 }

describe("fetch, from a server that does what servers should not", function()
  local server, why

  setup(function() server, why = faults.start(true) end)
  teardown(function()
    if server then faults.stop(server) end
  end)

  local function check(name, run)
    it(name, function()
      if not server then return pending(why) end
      run()
    end)
  end

  local function options(more)
    local all = {
      allow_private = true, connect = 2 * PATIENCE, first_byte = PATIENCE, stall = PATIENCE, whole = 2.5 * PATIENCE,
      retries = 0, backoff = 0.01,
      max_bytes = 1 << 22, ca = server.root .. "/ca.pem",
    }
    for name, value in pairs(more or {}) do all[name] = value end
    return all
  end

  local function seen(path)
    return assert(json.decode(assert(fetch(server.base .. "/seen?" .. path, options())).body))
  end

  check("ends each fault in its own code", function()
    local net, found, paths = require "breachkit.net", {}, {}
    for path in pairs(OUTCOMES) do paths[#paths + 1] = server.base .. path end
    table.sort(paths)
    local began, took = net.clock(), {}
    for url, page, e in fetch.all(paths, options { connections = 64, per_host = 64 }) do
      local path = url:sub(#server.base + 1)
      found[path] = page and page.status .. " " .. page.size or e.code
      took[path] = (net.clock() - began) / 1000
    end
    assert.same(OUTCOMES, found)
    for path, most in pairs(WITHIN) do
      -- the machine may be slow, but no fault may hold us for its own 20 seconds
      assert(took[path] < most * PATIENCE + 5, path .. " took " .. took[path])
    end
  end)

  check("tells one broken certificate from another", function()
    local found, names, urls = {}, {}, {}
    for name, port in pairs(server.ports) do
      urls[#urls + 1] = ("https://localhost:%d/ok"):format(port)
      names[urls[#urls]] = name
    end
    for url, page, e in fetch.all(urls, options()) do
      found[names[url]] = page and page.body or e.code
      if page then assert.truthy(page.certificate:match "^%x+$" and #page.certificate == 64) end
    end
    assert.same({ good = "fine\n", expired = "certificate-expired", other = "certificate-host", rogue = "certificate",
      silent = "connect-timeout", plain = "connect-timeout" }, found)
    local _, e = fetch(("https://localhost:%d/ok"):format(server.ports.good), options { ca = "/nowhere" })
    assert.equal("certificate", e.code)
  end)

  check("unpacks what was packed, and keeps it as it came", function()
    local plain = assert(fetch(server.base .. "/gzip", options()))
    assert.equal("\x1f\x8b", plain.raw:sub(1, 2))
    for _, path in ipairs { "/gzip-two", "/gzip-apart", "/deflate", "/deflate-bare" } do
      assert.equal(plain.sha256, assert(fetch(server.base .. path, options())).sha256)
    end
    assert.equal("line 00000", plain.body:sub(1, 10))
    -- one byte less than there is, and just as much
    local _, e = fetch(server.base .. "/gzip", options { max_bytes = 203999 })
    assert.equal("size", e.code)
    assert.equal(204000, assert(fetch(server.base .. "/gzip", options { max_bytes = 204000 })).size)
    assert.equal(16 << 20, assert(fetch(server.base .. "/bomb", options { max_bytes = 1 << 26, ratio = 2000 })).size)
  end)

  check("tries again where that may help, and obeys Retry-After", function()
    local page = assert(fetch(server.base .. "/503?once", options { retries = 1 }))
    assert.same({ "now", 2 }, { page.body, page.tries })
    local clock = require "breachkit.net".clock
    local began = clock()
    assert.equal("now", assert(fetch(server.base .. "/429-in-1", options { retries = 1 })).body)
    assert(clock() - began >= 1000)
    began = clock()
    assert.equal("now", assert(fetch(server.base .. "/503-in-date", options { retries = 1 })).body)
    assert(clock() - began >= 900)
    -- longer than we are willing to wait: the answer is handed on at once
    page = assert(fetch(server.base .. "/429-in-3000", options { retries = 5 }))
    assert.same({ 429, 1 }, { page.status, page.tries })
    assert.equal(500, assert(fetch(server.base .. "/500?always", options { retries = 2 })).status)
    assert.equal(3, seen("/500?always").count)
    local _, e = fetch(server.base .. "/reset?tries", options { retries = 2 })
    assert.same({ "reset", 3 }, { e.code, e.tries })
    _, e = fetch(server.base .. "/http09?tries", options { retries = 2 })
    assert.same({ "http09", 1 }, { e.code, e.tries })
    -- a time that no clock holds is a long time
    assert.equal("fine\n", assert(fetch(server.base .. "/ok", options { whole = 1e300 })).body)
  end)

  it("reads when to come again alike in every time zone", function()
    local there = [[for _, m in ipairs { 'Jan', 'Jul' } do
      print(require 'breachkit.fetch.headers'.time('Wed, 15 ' .. m .. ' 2026 10:00:00 GMT')) end]]
    local line = "TZ=%s LUA_PATH='./lua/?.lua;./lua/?/init.lua;;' LUA_CPATH='./%s/?.so;;' lua5.4 -e \"%s\""
    for _, zone in ipairs { "UTC", "Europe/London", "Africa/Monrovia", "America/New_York" } do
      local pipe = assert(io.popen(line:format(zone, os.getenv "BREACHKIT_BUILD" or "build", there)))
      assert.equal("1768471200\n1784109600\n", pipe:read "a", zone)
      pipe:close()
    end
  end)

  it("keeps what a pool was set to, wherever it came from", function()
    local net, n = require "breachkit.net", 0
    local settings = setmetatable({}, { __index = function(_, name)
      if name ~= "user_agent" then return nil end
      n = n + 1
      return ("made on the spot, number "):rep(40) .. n
    end })
    local pool <close> = assert(net.pool(1, settings))
    for _ = 1, 100 do collectgarbage() end
    assert(pool:add("http://127.0.0.1:9/", 1000))
    assert.equal(1, n)
  end)

  check("goes on where a body broke off, when it is the same body still", function()
    local whole = assert(fetch(server.base .. "/gzip", options())).sha256
    for path, resumed in pairs { ["/ranged?a"] = true, ["/ranged-dateonly"] = true, ["/ranged-changed"] = false } do
      local page = assert(fetch(server.base .. path, options { retries = 1 }))
      assert.same({ whole, 200, 2, resumed and 102000 or nil }, { page.sha256, page.status, page.tries, page.resumed })
      assert.equal("bytes=102000-", seen(path).headers.range)
    end
    -- it fell silent, and was left
    local stalled = assert(fetch(server.base .. "/ranged-stall", options { retries = 1, stall = 0.3 * PATIENCE }))
    assert.same({ whole, 102000 }, { stalled.sha256, stalled.resumed })
    -- it says that it goes on and does not: asked anew for the whole
    local page = assert(fetch(server.base .. "/ranged-liar", options { retries = 2 }))
    assert.same({ whole, 3 }, { page.sha256, page.tries })
  end)

  check("never makes one body of two", function()
    local other = digest.hex("sha256", assert(fetch(server.base .. "/gzip", options())).body:upper())
    -- the second try breaks off sooner than the first, and is of another version: what it brought is gone on with
    local page = assert(fetch(server.base .. "/mixed", options { retries = 2 }))
    assert.same({ other, 1000, 3 }, { page.sha256, page.resumed, page.tries })
    assert.equal('"new"', seen("/mixed").headers["if-range"])
    -- the server does not look at the condition, and sends the rest of another version; or a piece of the rest
    for path, tries in pairs { ["/mixed-careless"] = 3, ["/mixed-piece"] = 4 } do
      page = assert(fetch(server.base .. path, options { retries = 3 }))
      assert.same({ other, tries }, { page.sha256, page.tries })
    end
    local _, e = fetch(server.base .. "/mixed-careless?once", options { retries = 1 })
    assert.same({ "range", 206 }, { e.code, e.status })
  end)

  check("asks on a condition, and says when nothing changed", function()
    local page = assert(fetch(server.base .. "/etag", options { etag = '"e"' }))
    assert.same({ true, 304 }, { page.not_modified, page.status })
    assert.is_nil(page.body)
    page = assert(fetch(server.base .. "/etag", options { modified = "Mon, 24 Nov 2014 10:00:00 GMT" }))
    assert.is_true(page.not_modified)
    assert.equal("tagged", assert(fetch(server.base .. "/etag", options { etag = '"other"' })).body)
  end)

  check("sends what is secret to no other host, and keeps no cookies", function()
    local secret = options { auth = "me:pass", headers = { ["X-Token"] = "t" } }
    assert(fetch(server.base .. "/to?/ok", secret))
    assert.same({ "Basic bWU6cGFzcw==", "t" }, { seen("/ok").headers.authorization, seen("/ok").headers["x-token"] })
    local other = ("http://localhost:%d/cookie?other"):format(server.ports.plain)
    assert(fetch(server.base .. "/to?" .. other, secret))
    local headers = seen("/cookie?other").headers
    assert.same({}, { headers.authorization, headers["x-token"] })
    -- a name in the address is sent there, and is in nothing that is handed on
    local page = assert(fetch(server.base:gsub("//", "//me:pass@") .. "/cookie?user", options()))
    assert.equal("Basic bWU6cGFzcw==", seen("/cookie?user").headers.authorization)
    assert.equal(server.base .. "/cookie?user", page.url)
    assert.equal(page.url, page.final_url)
    for _, body in fetch.all({ server.base .. "/cookie", server.base .. "/cookie" }, options { per_host = 1 }) do
      assert.equal("none", body.body)
    end
    -- what cannot stand in an address as it is stands there escaped; the slashes may be as many as libcurl takes
    local escaped = ("http:/me:p%%40ss%%3A@127.0.0.1:%d/cookie?escaped"):format(server.ports.plain)
    escaped = assert(fetch(escaped, options()))
    assert.equal("Basic bWU6cEBzczo=", seen("/cookie?escaped").headers.authorization)
    assert.is_nil(escaped.url:find("ss", 1, true))
    local _, bad = fetch(server.base:gsub("//", "//me:p%%0Ass@") .. "/cookie?bad", options())
    assert.equal("syntax", bad.code)
    _, bad = fetch("me:pa@ss@example.org/x", options())
    assert.same({ "syntax", "example.org/x" }, { bad.code, bad.source })
    assert.is_nil(tostring(bad):find("ss@", 1, true))
    local fine, why_not = pcall(fetch, server.base .. "/ok", options { headers = { ["X-Token"] = "s3cret\nX: y" } })
    assert.is_false(fine)
    assert.is_nil(tostring(why_not):find("s3cret", 1, true))
    -- nor does a redirect name one
    assert(fetch(server.base .. "/to?" .. server.base:gsub("//", "//you:word@") .. "/cookie?redirected", options()))
    assert.is_nil(seen("/cookie?redirected").headers.authorization)
  end)

  check("says who asks, and asks robots.txt when it is to", function()
    local page = assert(fetch(server.base .. "/ok", options { contact = "mailto:desk@example.org", robots = true }))
    assert.equal("fine\n", page.body)
    assert.equal("breachkit/0.1.0 (+mailto:desk@example.org)", seen("/ok").headers["user-agent"])
    local _, e = fetch(server.base .. "/private/x", options { robots = true })
    assert.equal("robots", e.code)
    assert.is_nil(seen("/private/x").count)
    _, e = fetch(server.base .. "/to?/private/y", options { robots = true })
    assert.equal("robots", e.code)
    assert.equal(404, assert(fetch(server.base .. "/private/x", options())).status)
  end)

  check("gives many in the order in which they are done, and can be left at any time", function()
    local urls, order = {}, {}
    for i, path in ipairs { "/stall?1", "/ok?1", "/ok?2", "/slow-body?1" } do urls[i] = server.base .. path end
    local told = {}
    for url, page, e in fetch.all(urls, options { on_progress = function(p) told[#told + 1] = p end }) do
      order[#order + 1] = url:sub(#server.base + 1)
      assert(page or e)
    end
    assert.same({ "/stall?1", "/slow-body?1" }, { order[3], order[4] })
    local last = told[#told]
    assert.same({ 2, 2, 0, 0, 10 }, { last.done, last.failed, last.active, last.waiting, last.bytes })
    local n = 0
    for _ in fetch.all(urls, options()) do
      n = n + 1
      if n == 1 then break end
    end
    local results = fetch.all(urls, options())
    results:close()
    results:close()
    assert.is_nil(results())
    -- an endless list is asked only as far as there is room
    local asked = 0
    local endless <close> = fetch.all(function()
      asked = asked + 1
      return server.base .. "/ok"
    end, options { connections = 2 })
    assert.equal(server.base .. "/ok", (endless()))
    assert(asked <= 36, asked) -- 16 for each connection, and those that are done
  end)

  check("holds a host to its number of connections", function()
    local most, urls = 0, {}
    for i = 1, 12 do urls[i] = server.base .. "/ok?n" .. i end
    local function watch(p) most = math.max(most, p.active) end
    for _, page in fetch.all(urls, options { per_host = 2, on_progress = watch }) do
      assert.equal(200, page.status)
    end
    assert(most <= 2, most)
  end)
end)

describe("fetch, from a public address", function()
  -- a network of its own, where a public address is on the loopback device
  local SCRIPT = [[
    export ASAN_OPTIONS=detect_leaks=0
    ip link set lo up && ip addr add 9.9.9.9/32 dev lo && ip -6 addr add 2606:4700::1/128 dev lo nodad || exit 77
    FAULT_HOST=9.9.9.9 python3 spec/fault_server.py %s >/dev/null 2>&1 & server=$!
    for i in $(seq 100); do [ -f %s/ports ] && break; sleep 0.05; done
    %s
    kill $server
  ]]
  local LUA = [[
    package.path = "./lua/?.lua;./lua/?/init.lua;" .. package.path
    package.cpath = "./" .. (os.getenv "BREACHKIT_BUILD" or "build") .. "/?.so;" .. package.cpath
    local fetch = require "breachkit.fetch"
    local port = io.open(arg[1] .. "/ports"):read "a":match "plain (%d+)"
    local base = "http://9.9.9.9:" .. port
    for _, path in ipairs { "/ok", "/to?http://127.0.0.1:" .. port .. "/ok", "/to?http://localhost/",
      "/to?http://[::ffff:9.9.9.9]:" .. port .. "/ok", "/to?http://[::ffff:10.1.1.1]/", "/to?http://169.254.169.254/",
      "/to?http://0x7f.1/", "/to?http://2130706433/", "/to?http://[fe80::1]/",
      "/to?http://9.9.9.9:" .. port .. "/ok" } do
      local page, e = fetch(base .. path, { timeout = 3, retries = 0 })
      print(page and page.status or e.code)
    end
  ]]

  it("is not led to one that is private", function()
    local root = os.tmpname()
    os.remove(root)
    assert(os.execute("mkdir " .. root))
    local f = assert(io.open(root .. "/client.lua", "w"))
    f:write(LUA)
    f:close()
    f = assert(io.open(root .. "/run.sh", "w"))
    f:write(SCRIPT:format(root, root, ("lua5.4 %s/client.lua %s"):format(root, root)))
    f:close()
    local pipe = assert(io.popen(("unshare -rn sh %s/run.sh 2>%s/err; echo $?"):format(root, root)))
    local out = pipe:read "a"
    pipe:close()
    os.execute("rm -rf " .. root)
    if not out:find "^200" then return pending "skipped: no network namespace here" end
    assert.equal("200\nrefused\nrefused\n200\nrefused\nrefused\nrefused\nrefused\nrefused\n200\n0\n", out)
  end)
end)
