local fetch = require "breachkit.fetch"
local digest = require "breachkit.core".digest
local nginx = require "nginx"

local SERVERS = [[
  default_type text/plain;
  server {
    listen 127.0.0.1:PORT; root ROOT/www;
    location = /page {
      default_type "text/html; charset=utf-8"; add_header X-Two a; add_header X-Two b; return 200 "<p>hi";
    }
    location = /to { return 302 /page; }
    location = /loop { return 302 /loop; }
    location = /file { return 302 file:///etc/passwd; }
    location = /slow { default_type text/plain; limit_rate 1; alias ROOT/www/big; }
    location = /packed { gzip on; gzip_types *; gzip_min_length 1; default_type text/plain; alias ROOT/www/big; }
  }
  server {
    listen 127.0.0.1:TLSPORT ssl http2; ssl_certificate ROOT/cert.pem; ssl_certificate_key ROOT/key.pem;
    location / { return 200 "safe"; }
  }
]]

describe("fetch", function()
  local server, why, root, base, secure

  setup(function()
    server, why = nginx.start(SERVERS, { big = ("0123456789"):rep(100000) }, true)
    if not server then return end
    root, base = server.root, ("http://127.0.0.1:%d"):format(server.port)
    secure = ("https://localhost:%d/"):format(server.port + 1)
  end)
  teardown(function()
    if server then nginx.stop(server) end
  end)

  local function check(name, run)
    it(name, function()
      if not server then return pending(why) end
      run()
    end)
  end

  local function code(url, options)
    local answer, e = fetch(url, options)
    assert.is_nil(answer)
    return e.code
  end

  check("gives the answer with where it came from and its digest", function()
    local page = assert(fetch(base .. "/to", { allow_private = true, fetched = "2015-01-01T00:00:00Z" }))
    assert.equal("a, b", page.headers["x-two"])
    assert.truthy(page.head:find "^HTTP/1.1 200 OK\r\n")
    assert(page.elapsed > 0)
    page.headers, page.head, page.elapsed = nil, nil, nil
    assert.same({
      redirects = { { url = base .. "/to", status = 302 } }, address = "127.0.0.1", http = "1.1", tries = 1,
      url = base .. "/to", final_url = base .. "/page", status = 200, body = "<p>hi", size = 5, type = "text/html",
      sha256 = digest.hex("sha256", "<p>hi"), fetched = "2015-01-01T00:00:00Z",
    }, page)
    assert.equal(404, assert(fetch(base .. "/none", { allow_private = true })).status)
    assert.truthy(fetch.get(base .. "/page", { allow_private = true }).fetched:match "^%d+%-%d%d%-%d%dT[%d:]+Z$")
  end)

  check("refuses addresses that are not public, also by name", function()
    assert.equal("refused", code(base .. "/page"))
    assert.equal("refused", code((base:gsub("127.0.0.1", "localhost")) .. "/page"))
    assert.equal("refused", code "http://[::ffff:10.0.0.1]/")
    assert.equal("refused", code "http://169.254.169.254/latest/meta-data/")
    assert.equal("refused", code "http://0/")
  end)

  it("refuses every kind of special address", function()
    for address in ("0.0.0.1 10.0.0.1 100.64.0.1 100.127.255.255 127.1.2.3 169.254.0.1 172.16.0.1 172.31.255.255 "
      .. "192.0.0.8 192.0.2.1 192.168.255.255 198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.9 224.0.0.1 "
      .. "255.255.255.255 [::1] [::] [fe80::1] [fc00::1] [fd12::1] [ff02::1] [64:ff9b::7f00:1] [2002:a00:1::] "
      .. "[::ffff:127.0.0.1] [2001:db8::1] [2001:0:1::] [::7f00:1] 192.88.99.1 168.63.129.16 100.100.100.200 "
      .. "[2001:2::1] [2001:1ff::1] [3fff::1] [2606:4700::5efe:a00:1] [2606:4700::200:5efe:7f00:1] [fec0::1] [4000::1] "
      .. "[64:ff9b:1::1] 0x7f.1 017700000001 2130706433"):gmatch "%S+" do
      local answer, e = fetch("http://" .. address .. "/", { timeout = 2 })
      assert(answer == nil and e.code == "refused", address .. ": " .. tostring(e))
    end
  end)

  check("refuses other protocols, also after a redirect", function()
    for _, url in ipairs { "file:///etc/passwd", "gopher://127.0.0.1/", "ftp://127.0.0.1/", base .. "/file" } do
      assert.equal("refused", code(url, { allow_private = true }))
    end
  end)

  check("caps size, time and redirects", function()
    local big = assert(fetch(base .. "/big", { allow_private = true, max_bytes = 1000000 }))
    assert.equal(1000000, big.size)
    assert.equal("size", code(base .. "/big", { allow_private = true, max_bytes = 999999 }))
    assert.equal("size", code(base .. "/packed", { allow_private = true, max_bytes = 999999 }))
    assert.equal(big.sha256, fetch(base .. "/packed", { allow_private = true }).sha256)
    assert.equal("timeout", code(base .. "/slow", { allow_private = true, timeout = 0.3 }))
    assert.equal("redirects", code(base .. "/loop", { allow_private = true }))
    assert.equal("redirects", code(base .. "/to", { allow_private = true, redirects = 0 }))
  end)

  check("fetches many over HTTP/2", function()
    local urls, n = {}, 0
    for i = 1, 100 do urls[i] = secure .. "big?" .. i end
    local options = { allow_private = true, ca = root .. "/cert.pem", connections = 16, per_host = 16 }
    for _, page, e in fetch.all(urls, options) do
      assert.same({ "2", "safe" }, { assert(page, e).http, page.body })
      assert.equal(64, #page.certificate)
      n = n + 1
    end
    assert.equal(100, n)
  end)

  check("always checks certificates", function()
    assert.equal("certificate", code(secure, { allow_private = true }))
    local page = assert(fetch(secure, { allow_private = true, ca = root .. "/cert.pem" }))
    assert.same({ "safe", "2" }, { page.body, page.http })
    local pipe = io.popen("openssl x509 -noout -fingerprint -sha256 -in " .. root .. "/cert.pem")
    assert.equal(pipe:read "a":match "=([%x:]+)":gsub(":", ""):lower(), page.certificate)
    pipe:close()
    local by_number = secure:gsub("localhost", "127.0.0.1")
    assert.equal("certificate-host", code(by_number, { allow_private = true, ca = root .. "/cert.pem" }))
  end)

  it("reports what cannot be reached and raises on misuse", function()
    assert.equal("connect", code("http://127.0.0.1:1/", { allow_private = true, retries = 0 }))
    assert.equal("resolve", code("http://none.invalid/", { retries = 0 }))
    assert.equal("syntax", code "not an address")
    assert.has_error(function() fetch("http://x/", { timeout = "1" }) end,
      "fetch: option 'timeout': number expected, got string")
    assert.has_error(function() fetch("http://x/", { redirects = 11 }) end, "fetch: option 'redirects': at most 10")
    assert.equal("offline", code("http://x/", { offline = true }))
    assert.has_error(function() fetch("http://x/", { headers = { a = "b\r\nc: d" } }) end)
    assert.has_error(function() fetch("http://x/", { colour = 1 }) end, "fetch: unknown option 'colour'")
    assert.has_error(function() fetch "http://x/\0" end)
    assert.has_error(function() fetch() end)
  end)
end)
