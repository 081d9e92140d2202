local digest = require "breachkit.core".digest
local document = require "breachkit.document"

local LONG = "The firm said on Monday that the attackers had taken files from its servers, among them letters and "
  .. "contracts."

local CONFIG = [[
daemon on; pid ROOT/pid; error_log ROOT/error.log; worker_processes 1; USER
events { worker_connections 32; }
http {
  access_log off; client_body_temp_path ROOT/t; proxy_temp_path ROOT/t; fastcgi_temp_path ROOT/t;
  uwsgi_temp_path ROOT/t; scgi_temp_path ROOT/t; default_type application/octet-stream;
  server {
    listen 127.0.0.1:PORT; root ROOT/www;
    location /latin/ { default_type "text/html; charset=iso-8859-1"; alias ROOT/www/; }
    location = /old { return 302 /latin/page; }
    location = /gone { return 410 "<p>gone"; }
    location = /none { return 204; }
  }
}
]]

local FILES = {
  page = "<html><body><h1>Caf\xe9 hit by attack</h1><p>" .. LONG .. ' <a href="more">More</a> of it.</p></body></html>',
  ["lines.jsonl"] = '{"id":"a","text":"one"}\n{"id":\n{"id":"b","text":"two","url":"https://n.example/b"}\n',
  feed = "<rss><channel><item><guid>1</guid><title>One</title></item><item><guid>2</guid></item></channel></rss>",
  binary = ("\0\1\2\255"):rep(100),
}

local root, pid, base

local function write(path, bytes)
  local f = assert(io.open(path, "wb"))
  f:write(bytes)
  f:close()
end

local function start()
  local nginx
  for _, path in ipairs { "/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/sbin/nginx" } do
    local f = io.open(path, "rb")
    if f then
      f:close()
      nginx = nginx or path
    end
  end
  if not nginx then return nil, "skipped: nginx is not installed" end
  root = os.tmpname()
  os.remove(root)
  assert(os.execute(("mkdir -p %s/www %s/t"):format(root, root)))
  for name, bytes in pairs(FILES) do write(root .. "/www/" .. name, bytes) end
  local user = io.popen "id -u"
  local root_user = user:read "n" == 0
  user:close()
  for attempt = 1, 20 do
    -- a name from tmpname is as good as a random port
    local port = 20000 + (tonumber(digest.hex("md5", root .. attempt):sub(1, 4), 16) % 20000)
    write(root .. "/conf", (CONFIG:gsub("%u+", { ROOT = root, PORT = port, USER = root_user and "user root;" or "" })))
    if os.execute(("%s -c %s/conf -p %s >/dev/null 2>&1"):format(nginx, root, root)) then
      for _ = 1, 100 do
        local f = io.open(root .. "/pid")
        pid = f and f:read "n"
        if f then f:close() end
        if pid then break end
        os.execute "sleep 0.02"
      end
      base = ("http://127.0.0.1:%d"):format(port)
      return pid
    end
  end
  return nil, "skipped: nginx does not start here"
end

describe("documents from addresses", function()
  local ready, why
  local allowed = { allow_private = true, fetched = "2015-01-01T00:00:00Z" }

  setup(function() ready, why = start() end)
  teardown(function()
    if pid then os.execute("kill " .. pid) end
    if root then os.execute("rm -rf '" .. root .. "'") end
  end)

  local function check(name, run)
    it(name, function()
      if not ready then return pending(why) end
      run()
    end)
  end

  check("carry where and when they were fetched, in the charset that the server names", function()
    local doc = assert(document.open(base .. "/old", { fetch = allowed }))
    assert.same({ base .. "/latin/page", "2015-01-01T00:00:00Z", "Café hit by attack", "html", LONG .. " More of it." },
      { doc.url, doc.fetched, doc.title, doc.type, doc.text })
    assert.equal(base .. "/latin/more", doc.links[1].url)
    assert.equal(digest.hex("sha256", FILES.page), doc.sha256)
    assert.is_nil(doc.path)
    assert.equal("mine", assert(document.open(base .. "/old", { fetch = allowed, url = "mine" })).url)
  end)

  check("go on after each failure, and tell of it with its address", function()
    local ids = {}
    local reports = document.each({ base .. "/gone", base .. "/lines.jsonl", base .. "/none", base .. "/binary",
      base .. "/feed", base .. "/latin/page", base .. "/missing" }, { fetch = allowed })
    for doc in reports do ids[#ids + 1] = doc.type == "json" and doc.id or doc.type end
    assert.same({ "a", "b", "feed", "feed", "html" }, ids)
    local told = {}
    for i, e in ipairs(reports.errors) do
      told[i] = e.code .. " " .. e.source:sub(#base + 1)
    end
    assert.same({ "io /gone", "syntax /lines.jsonl", "empty /none", "type /binary", "io /missing" }, told)
    assert.truthy(reports.errors[1].message:find("410", 1, true))
  end)

  check("are held to the limit on bytes", function()
    local doc, e = document.open(base .. "/latin/page", { fetch = allowed, limit = 20 })
    assert.is_nil(doc)
    assert.equal("limit", e.code)
  end)

  check("are refused when they are not public, and all when offline", function()
    local doc, e = document.open(base .. "/latin/page")
    assert.is_nil(doc)
    assert.same({ "refused", base .. "/latin/page" }, { e.code, e.source })
    local reports = document.each(base .. "/latin/page")
    assert.is_nil(reports())
    assert.equal("refused", reports.errors[1].code)
    e = select(2, document.open(base .. "/latin/page", { fetch = allowed, offline = true }))
    assert.same({ "offline", base .. "/latin/page" }, { e.code, e.source })
    reports = document.each(base .. "/latin/page", { fetch = allowed, offline = true })
    assert.is_nil(reports())
    assert.equal("offline", reports.errors[1].code)
  end)

  it("are http or https, and of parse none at all", function()
    assert.equal("refused", select(2, document.open "file:///etc/hostname").code)
    assert.has_error(function() document.parse("x", { fetch = allowed }) end)
    assert.has_error(function() document.open("http://127.0.0.1/", { fetch = { colour = 1 } }) end)
  end)
end)
