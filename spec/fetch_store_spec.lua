local digest = require "breachkit.core".digest
local document = require "breachkit.document"
local faults = require "faults"
local fetch = require "breachkit.fetch"
local fs = require "breachkit.fs"
local json = require "breachkit.json"
local limits = require "breachkit.limits"
local nginx = require "nginx"
local warc = require "breachkit.warc"

local function folder()
  local path = os.tmpname()
  os.remove(path)
  return path
end

describe("fetch.store", function()
  local server, why, path, options

  setup(function() server, why = faults.start() end)
  teardown(function()
    if server then faults.stop(server) end
  end)
  before_each(function() path = folder() end)
  after_each(function() os.execute("rm -rf " .. path) end)

  local function check(name, run)
    it(name, function()
      if not server then return pending(why) end
      local store <close> = assert(fetch.store(path))
      options = { allow_private = true, retries = 0, store = store, fetched = "2026-01-01T00:00:00Z" }
      run(store)
    end)
  end

  local function types()
    local list = {}
    for record in assert(warc.each(path .. "/warc/00001.warc.gz")) do list[#list + 1] = record.type end
    return list
  end

  check("serves byte for byte what was fetched, and nothing else", function(store)
    local asked = { "/ok", "/gzip", "/deflate-bare", "/gzip-empty", "/to?/ok?there", "/hints", "/none" }
    local pages = {}
    for _, name in ipairs(asked) do pages[name] = assert(fetch(server.base .. name, options)) end
    local offline = { store = store, offline = true }
    for name, page in pairs(pages) do
      local kept = assert(fetch(server.base .. name .. "#part", offline))
      assert.is_true(kept.from_store)
      for _, field in ipairs { "body", "raw", "sha256", "size", "status", "head", "final_url", "fetched", "type" } do
        assert.same(page[field], kept[field])
      end
      assert.same(page.headers, kept.headers)
      assert.same(page.redirects, kept.redirects)
    end
    -- by where a redirect led, by the digest
    assert.equal(pages["/to?/ok?there"].sha256, assert(store:get(server.base .. "/ok?there")).sha256)
    assert.equal(pages["/gzip"].body, assert(store:by_sha256(pages["/gzip"].sha256)).body)
    for _, name in ipairs { "/never", "/ok?other" } do
      assert.equal("offline", select(2, fetch(server.base .. name, offline)).code)
    end
    assert.equal("offline", select(2, store:by_sha256(("0"):rep(64))).code)
    for url, page, e in fetch.all({ server.base .. "/ok", server.base .. "/never" }, offline) do
      assert.equal(url:sub(#server.base + 1), page and "/ok" or e.code == "offline" and "/never")
    end
    -- documents too
    local doc = assert(document.open(server.base .. "/ok", { fetch = offline }))
    assert.same({ server.base .. "/ok", "2026-01-01T00:00:00Z", "fine" }, { doc.url, doc.fetched, doc.text })
    assert.equal(pages["/ok"].sha256, doc.sha256)
    doc = assert(document.open(server.base .. "/ok", { fetch = { store = store }, offline = true }))
    assert.equal("fine", doc.text)
  end)

  check("gives back what came, however it was sent", function(store)
    -- the same bytes: of a page packed for the way, and of a file that is in gzip
    local packed = assert(fetch(server.base .. "/packed", options))
    local file = assert(fetch(server.base .. "/packed.gz", options))
    assert.equal(packed.raw, file.body)
    assert.equal(packed.sha256, assert(store:get(server.base .. "/packed")).sha256)
    assert.equal(file.sha256, assert(store:get(server.base .. "/packed.gz")).sha256)
    -- lines that end in no CR, in a body that looks like chunks itself
    assert.equal("5\r\nhello\r\n0\r\n\r\n", assert(fetch(server.base .. "/bare-lines", options)).body)
    assert.equal("5\r\nhello\r\n0\r\n\r\n", assert(store:get(server.base .. "/bare-lines")).body)
    -- what was let unpack to much
    options.ratio = 2000
    assert(fetch(server.base .. "/bomb", options))
    assert.equal(1 << 24, #assert(store:get(server.base .. "/bomb")).body)
  end)

  check("keeps a body once, and that a fetch failed", function(store)
    for _ = 1, 2 do assert(fetch(server.base .. "/ok", options)) end
    assert(fetch(server.base .. "/ok?again", options))
    assert.equal("http09", select(2, fetch(server.base .. "/http09", options)).code)
    assert.equal("refused", select(2, fetch(server.base .. "/to?ftp://x/", options)).code)
    assert.same({ "warcinfo", "response", "revisit", "revisit" }, types())
    local rows = {}
    for row in store:fetches() do rows[#rows + 1] = ("%s %s %s"):format(row.status, row.body, row.error) end
    assert.same({ "200 1 nil", "200 1 nil", "200 1 nil", "nil nil http09", "302 nil refused" }, rows)
    local lines = {}
    for _, line in assert(json.lines(path .. "/log.jsonl")) do lines[#lines + 1] = line end
    assert.equal(5, #lines)
    assert.same({ server.base .. "/ok", server.base .. "/ok", 200, "text/plain", "127.0.0.1", 5,
      digest.hex("sha256", "fine\n"), "2026-01-01T00:00:00Z" }, { lines[1].url, lines[1].final_url, lines[1].status,
      lines[1].headers["content-type"], lines[1].address, lines[1].size, lines[1].sha256, lines[1].fetched })
    assert.equal("http09", lines[4].error)
    assert.same({ { status = 302, url = server.base .. "/to?ftp://x/" } }, lines[5].redirects)
  end)

  check("stores nothing of a fetch that broke", function(store)
    for _, name in ipairs { "/long-length", "/reset", "/chunk", "/bomb", "/gzip-cut", "/short-length", "/304" } do
      options.max_bytes = 1 << 20
      assert.is_nil((fetch(server.base .. name, options)))
      assert.equal("offline", select(2, store:get(server.base .. name)).code)
    end
    assert.is_nil(fs.type(path .. "/warc/00001.warc.gz"))
  end)

  check("asks whether what it has still holds", function(store)
    assert(fetch(server.base .. "/etag", options))
    options.fetched = "2026-01-02T00:00:00Z"
    local page = assert(fetch(server.base .. "/etag", options))
    assert.same({ true, 304, "tagged", 6 }, { page.not_modified, page.status, page.body, page.size })
    assert.same({ "warcinfo", "response", "revisit" }, types())
    for record in assert(warc.each(path .. "/warc/00001.warc.gz")) do
      if record.type == "revisit" then
        assert.same({ "http://netpreserve.org/warc/1.1/revisit/server-not-modified", "2026-01-01T00:00:00Z" },
          { record.fields["warc-profile"], record.fields["warc-refers-to-date"] })
      end
    end
    page = assert(store:get(server.base .. "/etag"))
    assert.same({ 200, "tagged", "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z" }, { page.status, page.body,
      page.fetched, page.checked })
    -- and when what it has was the same as another's
    options.fetched = "2026-01-03T00:00:00Z"
    assert(fetch(server.base .. "/etag?b", options))
    for _ = 1, 2 do assert.equal("tagged", assert(fetch(server.base .. "/etag?b", options)).body) end
    page = assert(store:get(server.base .. "/etag?b"))
    assert.same({ "tagged", "2026-01-03T00:00:00Z", server.base .. "/etag?b" }, { page.body, page.fetched, page.url })
    -- also by an address that led there when it had not changed
    assert.is_true(assert(fetch(server.base .. "/to?/etag", options)).not_modified)
    assert.equal("tagged", assert(store:get(server.base .. "/to?/etag")).body)
  end)

  check("asks anew for what is damaged", function(store)
    local page = assert(fetch(server.base .. "/etag", options))
    local f = assert(io.open(page.path, "r+b"))
    f:seek("set", page.offset + page.length - 40)
    f:write "xxxx"
    f:close()
    assert.equal("damaged", select(2, store:get(server.base .. "/etag")).code)
    page = assert(fetch(server.base .. "/etag", options))
    assert.same({ "tagged", 200 }, { page.body, page.status })
    assert.equal("tagged", assert(store:get(server.base .. "/etag")).body)
    assert.is_true(assert(fetch(server.base .. "/etag", options)).not_modified)
    assert.equal("tagged", assert(fetch(server.base .. "/etag?same", options)).body)
    assert.equal("tagged", assert(store:get(server.base .. "/etag?same")).body)
    -- a condition of one's own asks the store nothing
    options.modified = "Mon, 24 Nov 2014 10:00:00 GMT"
    assert.is_nil(assert(fetch(server.base .. "/etag?own", options)).body)
  end)

  check("notices bytes that were changed or lost behind its back", function(store)
    assert(fetch(server.base .. "/gzip", options))
    local page = assert(fetch(server.base .. "/ok", options))
    local f = assert(io.open(page.path, "r+b"))
    f:seek("set", page.offset + page.length - 40)
    f:write "xxxx"
    f:close()
    local _, e = store:get(server.base .. "/ok")
    assert.same({ "damaged", page.path }, { e.code, e.source })
    assert.equal(204000, assert(store:get(server.base .. "/gzip")).size)
    assert(fs.write_atomic(page.path, "short"))
    assert.equal("damaged", select(2, fetch(server.base .. "/hints", options)).code)
    assert.equal("damaged", select(2, store:get(server.base .. "/gzip")).code)
  end)

  check("cuts off what a killed write left, and nothing else", function(store)
    assert(fetch(server.base .. "/gzip", options))
    for _, name in ipairs { "/warc/00001.warc.gz", "/log.jsonl" } do
      local f = assert(io.open(path .. name, "ab"))
      f:write "half of a record, or of a li"
      f:close()
    end
    assert(fetch(server.base .. "/ok", options))
    assert.same({ "warcinfo", "response", "response" }, types())
    local lines = 0
    for _, line, e in assert(json.lines(path .. "/log.jsonl")) do lines = lines + (assert(line, e) and 1) end
    assert.equal(2, lines)
    assert.equal(204000, assert(store:get(server.base .. "/gzip")).size)
  end)

  check("is written to by several at a time", function(store)
    local paths = {}
    for i = 1, 30 do paths[i] = server.base .. "/ok?" .. i end
    local list = table.concat(paths, " ")
    local command = "BREACHKIT_STORE=" .. path .. " bin/breachkit fetch -q --allow-private " .. list .. " >/dev/null"
    local _, _, status = os.execute(("%s & a=$!; %s & wait $a && wait $!"):format(command, command))
    assert.equal(0, status)
    local rows = 0
    for row in store:fetches() do rows = rows + (row.error == nil and 1 or 0) end
    assert.equal(60, rows)
    assert.equal(61, #types())
  end)

  check("begins another file when one is full", function(store)
    local before = limits.store_file_bytes
    limits.store_file_bytes = 300
    for i = 1, 3 do assert(fetch(server.base .. "/hints?" .. i, options)) end
    assert(fetch(server.base .. "/ok", options))
    limits.store_file_bytes = before
    assert.equal("file", fs.type(path .. "/warc/00002.warc.gz"))
    assert.equal("fine\n", assert(store:get(server.base .. "/ok")).body)
  end)

  check("is not opened where something else is", function(store)
    store:close()
    store:close()
    os.execute("rm " .. path .. "/index.db*")
    assert(fs.write_atomic(path .. "/index.db", ("no database at all. "):rep(100)))
    assert.equal("type", select(2, fetch.store(path)).code)
    assert.equal("io", select(2, fetch.store "/dev/null/x").code)
    os.execute("rm " .. path .. "/index.db")
    local db <close> = assert(require "breachkit.sqlite".open(path .. "/index.db"))
    assert(db:run "PRAGMA user_version = 99")
    assert.equal("type", select(2, fetch.store(path)).code)
  end)
end)

describe("fetch.store, killed at any moment", function()
  local CHILD = [[
    package.path = "./lua/?.lua;./lua/?/init.lua;" .. package.path
    package.cpath = "./" .. (os.getenv "BREACHKIT_BUILD" or "build") .. "/?.so;" .. package.cpath
    local fetch = require "breachkit.fetch"
    local store <close> = assert(fetch.store(arg[1]))
    local n, out = 0, assert(io.open(arg[3], "a"))
    out:setvbuf "no"
    for url, page, e in fetch.all(function()
      n = n + 1
      return ("%s/%d?%s"):format(arg[2], n % 40, arg[4])
    end, { allow_private = true, store = store, connections = 8, per_host = 8 }) do
      out:write(url, " ", assert(page, e).sha256, "\n")
    end
  ]]
  local KILLS = 50

  it("holds every fetch that was done, and goes on", function()
    local files = {}
    for i = 0, 39 do files[tostring(i)] = ("page %d\n"):format(i):rep(i * 200 + 1) end
    local server, why = nginx.start("server { listen 127.0.0.1:PORT; root ROOT/www; }", files)
    if not server then return pending(why) end
    local root = folder()
    assert(fs.mkdir(root))
    assert(fs.write_atomic(root .. "/child.lua", CHILD))
    local random, done, promised = 20141124, 0, 0
    for round = 1, KILLS do
      random = (random * 1103515245 + 12345) & 0x7FFFFFFF
      -- some time after so many are said to be done, however slow the machine is; each fifth time at any moment
      local fetches = round % 5 == 0 and 0 or 1 + (random >> 16) % 40
      local wait = ("until [ \"$(cat %s/done-%d | wc -l)\" -ge %d ] || ! kill -0 $p; do sleep 0.01; done; ")
        :format(root, round, fetches)
      local command = ("exec 2>/dev/null; lua5.4 %s/child.lua %s/store http://127.0.0.1:%d %s/done-%d %d & p=$!; "
        .. "%ssleep %.3f; kill -9 $p; wait $p"):format(root, root, server.port, root, round, round, wait,
        random % 120 / 1000)
      promised = promised + fetches
      os.execute("(" .. command .. ") 2>/dev/null")
      local store <close> = assert(fetch.store(root .. "/store"))
      local f = io.open(root .. "/done-" .. round)
      for line in f and f:lines() or function() end do
        local url, sha256 = line:match "^(%S+) (%x+)$"
        if sha256 and #sha256 == 64 then
          local page = assert(store:get(url))
          assert.equal(sha256, page.sha256)
          assert.equal(files[url:match "/(%d+)%?"], page.body)
          done = done + 1
        end
      end
      if f then f:close() end
    end
    assert(promised > 0 and done >= promised, done)
    -- all that the index says is there, and the files hold nothing else
    local store <close> = assert(fetch.store(root .. "/store"))
    assert(fetch(("http://127.0.0.1:%d/7?last"):format(server.port), { allow_private = true, store = store }))
    local rows, records, lines = 0, -1, 0
    for row in store:fetches() do
      rows = rows + 1
      assert.is_nil(row.error)
    end
    for record in assert(warc.each(root .. "/store/warc/00001.warc.gz")) do
      assert.is_nil(record.error)
      records = records + 1
    end
    for _, line, e in assert(json.lines(root .. "/store/log.jsonl")) do lines = lines + (assert(line, e) and 1) end
    assert.same({ rows, rows }, { records, lines })
    assert.equal("ok", store.db:row "PRAGMA integrity_check".integrity_check)
    nginx.stop(server)
    os.execute("rm -rf " .. root)
  end)
end)
