local digest = require "breachkit.core".digest
local nginx = require "nginx"
local document = require "breachkit.document"

local LONG = "The firm said on Monday that the attackers had taken files from its servers, among them letters and "
  .. "contracts."

local SERVERS = [[
  default_type application/octet-stream;
  server {
    listen 127.0.0.1:PORT; root ROOT/www;
    location /latin/ { default_type "text/html; charset=iso-8859-1"; alias ROOT/www/; }
    location = /old { return 302 /latin/page; }
    location = /gone { return 410 "<p>gone"; }
    location = /none { return 204; }
  }
]]

local FILES = {
  page = "<html><body><h1>Caf\xe9 hit by attack</h1><p>" .. LONG .. ' <a href="more">More</a> of it.</p></body></html>',
  ["lines.jsonl"] = '{"id":"a","text":"one"}\n{"id":\n{"id":"b","text":"two","url":"https://n.example/b"}\n',
  feed = "<rss><channel><item><guid>1</guid><title>One</title></item><item><guid>2</guid></item></channel></rss>",
  binary = ("\0\1\2\255"):rep(100),
}

describe("documents from addresses", function()
  local server, why, base
  local allowed = { allow_private = true, fetched = "2015-01-01T00:00:00Z" }

  setup(function()
    server, why = nginx.start(SERVERS, FILES)
    if not server then return end
    base = ("http://127.0.0.1:%d"):format(server.port)
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
    assert.same({ "status /gone", "syntax /lines.jsonl", "empty /none", "type /binary", "status /missing" }, told)
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
