local digest = require "breachkit.core".digest
local fs = require "breachkit.fs"
local json = require "breachkit.json"
local nginx = require "nginx"

describe("breachkit fetch and poll", function()
  local server, why, base, root

  setup(function()
    server, why = nginx.start([[
      server { listen 127.0.0.1:PORT; root ROOT/www; default_type text/html; charset utf-8;
        location = /to { return 302 /report; }
        location = /slow { limit_rate 100; } }
    ]], {
      report = "<html><head><title>Films leak</title></head><body><article><h1>Films leak</h1><p>The studio said on 24 "
        .. "November 2014 that attackers stole 11 terabytes of files and leaked five of its films.</p></article></body>"
        .. "</html>",
      slow = ("slow\n"):rep(140),
      feed = "<rss><channel><title>Notes</title><item><guid>1</guid><title>One</title></item></channel></rss>",
    })
    if not server then return end
    base, root = ("http://127.0.0.1:%d"):format(server.port), server.root
  end)
  teardown(function()
    if server then nginx.stop(server) end
  end)
  before_each(function()
    if root then os.execute("rm -rf " .. root .. "/store") end
  end)

  local function check(name, run)
    it(name, function()
      if not server then return pending(why) end
      run()
    end)
  end

  -- status, standard output, standard error
  local function breachkit(arguments, input)
    local out, errors = root .. "/out", root .. "/err"
    local feed = input and ("printf '%s' | "):format(input) or ""
    local command = ("%sBREACHKIT_STORE=%s/store HOME=%s bin/breachkit %s >%s 2>%s"):format(feed, root, root, arguments,
      out, errors)
    local _, _, status = os.execute(command)
    return status, assert(fs.read(out)), assert(fs.read(errors))
  end

  local function records(text)
    local list, given = {}, false
    for _, value in assert(json.lines(function()
      if not given then
        given = true
        return text
      end
    end)) do list[#list + 1] = value end
    return list
  end

  check("prints a row for each address, and keeps the bytes", function()
    local status, out, errors = breachkit(("fetch -q --allow-private -o jsonl %s/report %s/to %s/none"):format(
      base, base, base))
    assert.equal(3, status)
    local by = {}
    for _, record in ipairs(records(out)) do by[record.url:sub(#base + 1)] = record end
    local bytes = assert(fs.read(root .. "/www/report"))
    local report = by["/report"]
    assert.same({ 200, #bytes, digest.hex("sha256", bytes), root .. "/store/warc/00001.warc.gz" },
      { report.status, report.size, report.sha256, report.path })
    assert.is_nil(report.error)
    assert.equal(base .. "/report", by["/to"].final_url)
    assert.same({ 404, "status", "the server answers with status 404" }, { by["/none"].status, by["/none"].error,
      by["/none"].message })
    assert.equal(("breachkit: %s/none: the server answers with status 404 (status)\n"):format(base), errors)
    assert.equal(("%s/to\n  led to %s/report\n"):format(base, base), select(2, breachkit(("fetch --allow-private %s/to")
      :format(base))):match "^[^\n]*\n[^\n]*\n")
    errors = select(3, breachkit(("fetch %s/report"):format(base)))
    assert.equal(("breachkit: %s/report: it leads to an address that is not public (--allow-private, in Lua "
      .. "allow_private, permits it) (refused)\n"):format(base), errors)
    status, out = breachkit("fetch --offline -o bytes " .. base .. "/to")
    assert.same({ 0, bytes }, { status, out })
    status, out = breachkit(("fetch --allow-private -o jsonl %s/report"):format(base))
    assert.same({ 0, true, report.sha256 }, { status, records(out)[1].not_modified, records(out)[1].sha256 })
  end)

  check("reads lists from files and standard input", function()
    local status, out = breachkit("fetch --allow-private -o csv -", ("# list\n%s/report\n%s/feed\n"):format(base, base))
    assert.equal(0, status)
    assert.equal(3, select(2, out:gsub("\r\n", "")))
    local errors
    status, out, errors = breachkit("fetch -", "no address")
    assert.equal("", out)
    assert.equal(2, status)
    assert.equal("breachkit: standard input: line 1 is no address (syntax)\n", errors)
    -- the other lines are done
    local list = root .. "/list.txt"
    assert(fs.write_atomic(list, ("%s/report\nno address\n%s/to\n"):format(base, base)))
    for _, verb in ipairs { "fetch", "poll" } do
      status, out, errors = breachkit(("%s -q --allow-private -o jsonl --contact x %s"):format(verb, list))
      assert.equal(verb == "fetch" and 3 or 2, status)
      assert.equal(2, #records(out))
      assert.equal(("breachkit: %s: line 2 is no address (syntax)"):format(list), errors:match "^[^\n]*")
    end
  end)

  check("ends with 2 when nothing could be fetched, and prints the rows that say why", function()
    for _, verb in ipairs { "fetch", "poll --no-robots --contact x" } do
      local status, out = breachkit(("%s -q -o json %s/report %s/to"):format(verb, base, base))
      assert.equal(2, status)
      assert.same({ "refused", "refused" }, { json.decode(out)[1].error, json.decode(out)[2].error })
    end
  end)

  check("takes no contact of two lines", function()
    for _, verb in ipairs { "fetch", "poll" } do
      local status, out, errors = breachkit(verb .. " --contact 'a\nb' http://n.example/")
      assert.same({ 2, "" }, { status, out })
      assert.equal(("breachkit: %s: option '--contact' goes on one line, not 'a b'; see breachkit %s --help\n")
        :format(verb, verb), errors)
    end
    assert.has_error(function() require "breachkit.fetch".all({}, { contact = "a\r\nb" }) end,
      "fetch.all: option 'contact' holds a line's end")
  end)

  check("refuses what is not public, and keeps that it did", function()
    local status, out = breachkit(("fetch -q -o jsonl %s/report ftp://n.example/"):format(base))
    assert.equal(2, status)
    assert.same({ "refused", "refused" }, { records(out)[1].error, records(out)[2].error })
    local log = assert(fs.read(root .. "/store/log.jsonl"))
    assert.equal(2, select(2, log:gsub('"error":"refused"', "")))
  end)

  check("serves the other verbs offline, with the same bytes", function()
    assert.equal(0, (breachkit(("fetch -q --allow-private %s/to"):format(base))))
    local _, online = breachkit(("read -q --allow-private --no-store -o jsonl %s/to"):format(base))
    local status, out = breachkit(("read -q --offline -o jsonl %s/to"):format(base))
    local a, b = records(online)[1], records(out)[1]
    assert.equal(0, status)
    a.fetched, b.fetched = nil, nil
    assert.same(a, b)
    status, out = breachkit(("claims -q --offline -o jsonl %s/to"):format(base))
    assert.equal(0, status)
    assert(#records(out)[1].events > 0)
    status, out = breachkit(("scan -q --offline -o jsonl %s/to"):format(base))
    assert.truthy(status <= 1, out)
    local errors
    local _
    status, _, errors = breachkit(("read --offline %s/other"):format(base))
    assert.equal(2, status)
    assert.truthy(errors:find("is not in the store", 1, true))
    status, _, errors = breachkit(("read --offline --no-store %s/to"):format(base))
    assert.equal(2, status)
    assert.truthy(errors:find("offline was asked for", 1, true))
    status, _, errors = breachkit(("fetch --offline --no-store %s/to"):format(base))
    assert.equal(2, status)
    assert.truthy(errors:find("offline was asked for", 1, true))
    -- what is read from the network is kept, for the next time
    assert.equal(0, (breachkit(("read -q --allow-private %s/feed"):format(base))))
    assert.equal(0, (breachkit(("read -q --offline %s/feed"):format(base))))
  end)

  check("polls a list of feeds", function()
    assert(fs.write_atomic(root .. "/feeds.opml", ([[<opml><body><outline text="N" xmlUrl="%s/feed"/>
      <outline text="X" xmlUrl="%s/none"/></body></opml>]]):format(base, base)))
    local status, out, errors = breachkit("poll --allow-private -o jsonl " .. root .. "/feeds.opml")
    assert.equal(3, status)
    local by = {}
    for _, record in ipairs(records(out)) do by[record.title] = record end
    assert.same({ 1, 0, 1, "One" }, { by.N.new, by.N.changed, by.N.items, by.N.entries[1].title })
    assert.equal("status", by.X.error)
    assert.truthy(errors:find("without --contact", 1, true))
    -- nothing new is what exit status 1 says
    status, out = breachkit("poll -q --allow-private " .. base .. "/feed")
    assert.equal(1, status)
    assert.truthy(out:find("0 new, 0 changed, feed not changed since", 1, true))
    out = select(2, breachkit("poll -q -o jsonl --allow-private " .. base .. "/feed"))
    assert.truthy(out:find('"entries":[]', 1, true))
    status, out, errors = breachkit("poll --no-store --contact x " .. base .. "/feed")
    assert.equal(2, status)
    assert.equal("", out)
    assert.truthy(errors:find("needs a store", 1, true))
  end)

  check("shows how far it is", function()
    local _, _, errors = breachkit(("fetch --allow-private %s/report"):format(base))
    assert.equal("", errors) -- nothing that takes less than five seconds
    -- seven seconds, a loud and a quiet one at once: a plain line, since nobody looks at a terminal
    local slow = ("bin/breachkit fetch --no-store --allow-private %s/slow"):format(base)
    os.execute(("%s --quiet >/dev/null 2>%s/quiet & %s >/dev/null 2>%s/err; wait"):format(slow, root, slow, root))
    errors = assert(fs.read(root .. "/err"))
    assert.truthy(errors:find "^breachkit: 0 fetched, 0 failed, 1 under way, 0 waiting · 0%.0 MB\n")
    assert.is_nil(errors:find("\27", 1, true))
    assert.equal("", assert(fs.read(root .. "/quiet")))
  end)
end)
