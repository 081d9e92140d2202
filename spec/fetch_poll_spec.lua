local fetch = require "breachkit.fetch"
local fs = require "breachkit.fs"
local json = require "breachkit.json"
local nginx = require "nginx"

local poll = fetch.poll

local LONG = "The studio said on 24 November 2014 that attackers stole 11 terabytes of files from its servers, among "
  .. "them five films, contracts and the salaries of its staff, and that its network was shut down for a week."

local function feed(items)
  local out = { "<rss version='2.0'><channel><title>Notes</title>" }
  for _, item in ipairs(items) do
    out[#out + 1] = ("<item><guid isPermaLink='false'>%s</guid><link>%s</link><title>%s</title>"
      .. "<description>%s</description><pubDate>Fri, 19 Dec 2014 17:45:00 GMT</pubDate></item>"):format(item[1],
      item[2]:gsub("&", "&amp;"), item[3], item[4])
  end
  return table.concat(out) .. "</channel></rss>"
end

describe("fetch.poll", function()
  local server, why, base, path

  setup(function()
    server, why = nginx.start([[
      server { listen 127.0.0.1:PORT; root ROOT/www; location = /down { return 503; }
        location = /page { default_type text/html; return 200 "<p>no feed"; } }
      server { listen 127.0.0.1:TLSPORT; root ROOT/www; location = /robots.txt { return 500; } }
    ]], { ["robots.txt"] = "User-agent: *\nDisallow: /private\n" })
    base = server and ("http://127.0.0.1:%d"):format(server.port)
  end)
  teardown(function()
    if server then nginx.stop(server) end
  end)
  before_each(function()
    path = os.tmpname()
    os.remove(path)
  end)
  after_each(function() os.execute("rm -rf " .. path) end)

  local function check(name, run)
    it(name, function()
      if not server then return pending(why) end
      local store <close> = assert(fetch.store(path))
      run(store)
    end)
  end

  local function put(name, bytes) assert(fs.write_atomic(server.root .. "/www/" .. name, bytes)) end

  local day = 0
  local function once(store, urls, more)
    local rows = {}
    day = day + 1
    local fetched = ("2026-01-%02dT00:00:00Z"):format(day)
    local options = { store = store, allow_private = true, retries = 0, fetched = fetched }
    for name, value in pairs(more or {}) do options[name] = value end
    for row in poll(urls, options) do rows[#rows + 1] = row end
    table.sort(rows, function(a, b) return a.url < b.url end)
    return rows
  end

  check("tells what is new, what was revised, and what its claims were", function(store)
    local url = base .. "/feed.xml"
    put("feed.xml", feed { { "1", "http://n.example/1", "Films stolen", LONG },
      { "2", "http://n.example/2", "Two", "b" } })
    local row = once(store, { url })[1]
    assert.same({ 200, 2, 2, 0, "Notes" }, { row.status, row.items, row.new, row.changed, row.title })
    assert.same({ "new", "Films stolen", 1, "2014-12-19T17:45:00Z" }, { row.entries[1].what, row.entries[1].title,
      row.entries[1].revision, row.entries[1].published })
    -- the same bytes: the server says so
    row = once(store, { url })[1]
    assert.same({ true, 304, 0, 0, 0 }, { row.not_modified, row.status, row.new, row.changed, #row.entries })
    os.execute "sleep 1.1" -- the server's times have seconds
    put("feed.xml", feed { { "1", "http://n.example/1", "Films stolen", (LONG:gsub("11 terabytes", "27 terabytes")) },
      { "2", "http://n.example/2", "Two", "b" }, { "3", "http://n.example/3", "Three", "c" } })
    row = once(store, { url })[1]
    assert.same({ 3, 1, 1 }, { row.items, row.new, row.changed })
    local entry = row.entries[1]
    assert.same({ "changed", 2, nil }, { entry.what, entry.revision, entry.match })
    assert.truthy(entry.claims.added[1].text:find("27 terabytes", 1, true))
    assert.truthy(entry.claims.removed[1].text:find("11 terabytes", 1, true))
    local kept = poll.revisions(store, url, entry.id)
    assert.same({ 2, 1, 2 }, { #kept, kept[1].n, kept[2].n })
    assert.truthy(kept[1].text:find("11 terabytes", 1, true))
    assert.truthy(kept[2].text:find("27 terabytes", 1, true))
    assert.truthy(assert(json.encode(row)):find('"what":"changed"', 1, true))
    -- offline: nothing new in what is stored
    row = once(store, { url }, { offline = true })[1]
    assert.same({ 3, 0, 0 }, { row.items, row.new, row.changed })
  end)

  check("knows an item whose key changed, by its address and by its words", function(store)
    local url = base .. "/moved.xml"
    put("moved.xml", feed { { "a", "http://n.example/story?utm_source=x", "Old title", "other words entirely" },
      { "b", "http://n.example/b", "Films stolen", LONG }, { "c", "http://n.example/c", "Gone", "short" } })
    once(store, { url })
    os.execute "sleep 1.1"
    put("moved.xml", feed { { "A", "https://www.n.example/story/", "Old title", "other words entirely" },
      { "B", "http://n.example/films-stolen", "Films stolen", LONG }, { "D", "http://n.example/d", "New", "short" } })
    local row = once(store, { url })[1]
    local found = {}
    for i, entry in ipairs(row.entries) do found[i] = { entry.what, entry.match, entry.score, entry.revision } end
    assert.same({ { "moved", "address", 1, 1 }, { "moved", "words", 1.0, 1 }, { "new", nil, nil, 1 } }, found)
    assert.same({ 1, 0 }, { row.new, row.changed })
    -- from now on by the new key
    os.execute "sleep 1.1"
    put("moved.xml", feed { { "B", "http://n.example/films-stolen", "Films stolen", "now quite different" } })
    row = once(store, { url })[1]
    assert.same({ "changed", 2, nil }, { row.entries[1].what, row.entries[1].revision, row.entries[1].match })
    assert.equal(2, #poll.revisions(store, url, row.entries[1].id))
  end)

  check("makes a row of each that fails, and does the rest", function(store)
    put("good.xml", feed { { "1", "http://n.example/1", "One", "a" } })
    put("empty.xml", "<rss><channel></channel></rss>")
    put("private", "x")
    local rows = once(store, { base .. "/good.xml", base .. "/none", base .. "/down", base .. "/page",
      base .. "/empty.xml", base .. "/private", "http://127.0.0.1:1/", "ftp://n.example/",
      ("http://127.0.0.1:%d/x"):format(server.port + 1) })
    local found = {}
    for _, row in ipairs(rows) do found[(row.url:gsub("^" .. base, ""))] = row.error or row.new end
    found[("http://127.0.0.1:%d/x"):format(server.port + 1)], found.robots =
      nil, found[("http://127.0.0.1:%d/x"):format(server.port + 1)]
    assert.same({ ["/good.xml"] = 1, ["/none"] = "status", ["/down"] = "status", ["/page"] = "type",
      ["/empty.xml"] = "empty", ["/private"] = "robots", ["http://127.0.0.1:1/"] = "robots",
      ["ftp://n.example/"] = "refused", robots = "robots" }, found)
    assert.has_error(function() poll({}, {}) end, "fetch.poll: needs a store")
  end)

  check("makes a row of a feed that the store has no room for, and notes nothing of it", function(store)
    local items = {}
    for k = 1, 200 do items[k] = { "n" .. k, base .. "/n" .. k, "Note " .. k, LONG:rep(20) } end
    put("wide.xml", feed(items))
    put("small.xml", feed { { "s", base .. "/s", "Small", LONG } })
    assert(once(store, { base .. "/small.xml" })[1].new == 1)
    local pages = store.db:row("PRAGMA page_count").page_count
    store.db:run(("PRAGMA max_page_count = %d"):format(pages + 60))
    local row = once(store, { base .. "/wide.xml" })[1]
    assert.equal("io", row.error)
    assert.matches("full", row.message, 1, true)
    assert.equal(0, store.db:row("SELECT count(*) AS n FROM item WHERE feed = ?", base .. "/wide.xml").n)
    store.db:run "PRAGMA max_page_count = 1000000"
    assert.equal(200, once(store, { base .. "/wide.xml" })[1].new)
  end)

  it("reads the claims of what changed when others may write to the store again", function()
    local claims, revisions = require "breachkit.claims", require "breachkit.fetch.revisions"
    local store <close> = assert(fetch.store(path))
    local other <close> = assert(require "breachkit.sqlite".open(path .. "/index.db", { mode = "write", busy = 0 }))
    local function note(text, seen)
      local docs = { { id = "1", title = "Films stolen", text = text } }
      return assert(revisions.note(store, "http://n.example/feed", docs, seen))
    end
    note(LONG, "2026-01-01T00:00:00Z")
    local list, free = claims.list, {}
    claims.list = function(...)
      free[#free + 1] = other:run "BEGIN IMMEDIATE" and other:run "ROLLBACK" or false
      return list(...)
    end
    local fine, entries = pcall(note, (LONG:gsub("11 terabytes", "27 terabytes")), "2026-01-02T00:00:00Z")
    claims.list = list
    assert(fine, entries)
    assert.truthy(entries[1].claims.added[1].text:find("27 terabytes", 1, true))
    assert.same({ true, true }, free)
  end)

  it("reads lists, and OPML", function()
    assert.same({ { url = "http://a.example/" }, { url = "http://b.example/x" } },
      poll.feeds "\xef\xbb\xbf# mine\nhttp://a.example/  # first\n\nhttp://b.example/x\r\nhttp://a.example/\n")
    assert.same({ { url = "http://a.example/f", title = "A & B" }, { url = "http://b.example/" } }, poll.feeds [[
      <?xml version="1.0"?><opml version="2.0"><head><title>x</title></head><body><outline text="Group">
      <outline type="rss" text="A &amp; B" xmlUrl=" http://a.example/f " htmlUrl="http://a.example"/></outline>
      <outline xmlurl="http://b.example/"/><outline text="none" xmlUrl=""/></body></opml>]])
    local function code(bytes) return select(2, poll.feeds(bytes, "list")).code end
    assert.equal("syntax", code "http://a.example/\nno address\n")
    local bad = {}
    assert.same({ { url = "http://a.example/" } }, poll.feeds("no address\nhttp://a.example/\nnone", "list",
      function(e) bad[#bad + 1] = tostring(e) end))
    assert.same({ "list: line 1 is no address (syntax)", "list: line 3 is no address (syntax)" }, bad)
    assert.equal("empty", code "# nothing\n")
    assert.equal("empty", code "<opml><body/></opml>")
    assert.equal("empty", code "")
  end)
end)
