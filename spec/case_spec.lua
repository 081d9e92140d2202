local bk = require "breachkit"
local cases = require "cases"
local digest = require "breachkit.core".digest
local fs = require "breachkit.fs"
local json = require "breachkit.json"
local sqlite = require "breachkit.sqlite"
local warc = require "breachkit.warc"

local REPORTS, opened, write, read, report = cases.REPORTS, cases.opened, cases.write, cases.read, cases.report

describe("case", function()
  local path
  before_each(function() path = cases.place() end)
  after_each(function() cases.remove(path) end)

  it("keeps what is added, byte for byte, once", function()
    local case <close> = assert(opened(path))
    local entry = assert(case:add(REPORTS .. "/02-valley-ledger.html"))
    local bytes = read(REPORTS .. "/02-valley-ledger.html")
    assert.same({ digest.hex("sha256", bytes), #bytes, false, 2 }, { entry.sha256, entry.size, entry.known, entry.seq })
    assert.equal(bytes, case:original(entry.sha256))
    assert.equal(bytes, case:original(entry.documents[1]))
    local doc, own = case:document(entry.documents[1]), assert(bk.document.open(REPORTS .. "/02-valley-ledger.html"))
    assert.same(json.encode(own), json.encode(doc))
    assert.equal(own.text:sub(3, 9), doc:quote(3, 9))
    assert.is_nil((case:document "nothing"))
    -- again, and under another name
    local again = assert(case:add(REPORTS .. "/02-valley-ledger.html"))
    assert.same({ true, 2, entry.documents }, { again.known, again.seq, again.documents })
    again = assert(case:add { bytes = bytes, url = "https://ledger.example/1" })
    assert.same({ true, 3 }, { again.known, again.seq })
    assert.same({ documents = 1, originals = 1, erased = 0, entries = 3 }, (function()
      local size = case:size()
      return { documents = size.documents, originals = size.originals, erased = size.erased, entries = size.entries }
    end)())
    -- other tools see ordinary records
    local types = {}
    for record in assert(warc.each(path .. "/warc/00001.warc.gz")) do
      types[#types + 1] = record.type
      if record.type == "resource" then assert.equal(bytes, record:block()) end
    end
    assert.same({ "warcinfo", "resource" }, types)
    assert.is_true(assert(case:verify()).holds)
  end)

  it("takes folders, documents, and what holds several", function()
    local case <close> = assert(opened(path))
    local seen = {}
    local total = assert(case:add(REPORTS, { on_each = function(name) seen[#seen + 1] = name end }))
    assert.same({ 8, 0, 8, 8 }, { total.added, total.known, #total.documents, #seen })
    total = assert(case:add(REPORTS))
    assert.same({ 0, 8 }, { total.added, total.known })
    local lines = path .. ".jsonl"
    write(lines, '{"id":"a","text":"One."}\n{"id":"b","text":"Two."}\nnot json\n')
    local entry = assert(case:add(lines))
    os.remove(lines)
    assert.same({ { "a", "b" }, 1, "syntax" }, { entry.documents, #entry.errors, entry.errors[1].code })
    -- an id that is taken by other words gets a number
    entry = assert(case:add { text = "Three.", id = "a", type = "text" })
    assert.same({ "a#2" }, entry.documents)
    assert.equal("Three.", case:document "a#2".text)
    assert.equal("empty", select(2, case:add { bytes = "" }).code)
    assert.equal("io", select(2, case:add "/nowhere/x.html").code)
    assert.equal("type", select(2, case:add { bytes = "\0\1\2\3binary\0\0" }).code)
    assert.has_error(function() case:add(7) end)
    assert.has_error(function() case:add({ bytes = "x", nothing = 1 }) end)
    local n = 0
    for doc, claims in case:documents() do n = n + #claims + (doc.text and 0 or 1) end
    assert.equal(case:size().claims, n)
    assert.is_true(assert(case:verify()).holds)
  end)

  it("gives the id of what is there word for word, whatever its number", function()
    local case <close> = assert(opened(path))
    local function add(...)
      local lines = {}
      for i, text in ipairs { ... } do lines[i] = json.encode { id = "a", text = text } end
      return assert(case:add { bytes = table.concat(lines, "\n"), path = "a.jsonl" }).documents
    end
    assert.same({ "a", "a#2", "a" }, add("One.", "Two.", "One."))
    assert.same({ "a#2", "a#3" }, add("Two.", "Three."))
    assert.equal("Two.", case:document "a#2".text)
  end)

  it("gives no report the id of an erased one that was decided about", function()
    local case <close> = assert(opened(path))
    assert(case:add { bytes = '{"id":"a","text":"Firm 1 was hacked."}', path = "a.jsonl" })
    assert(case:add { bytes = '{"id":"b","text":"Firm 2 was hacked."}', path = "b.jsonl" })
    assert(case:decide("a", "b", "same", "one letter"))
    assert(case:tombstone("a", "a court order"))
    local entry = assert(case:add { bytes = '{"id":"a","text":"Firm 3 has a fair."}', path = "c.jsonl" })
    assert.same({ "a#2" }, entry.documents)
    assert(case:tombstone("b", "a court order"))
    entry = assert(case:add { bytes = '{"id":"b","text":"Firm 4 has a fair."}', path = "d.jsonl" })
    assert.same({ "b#2" }, entry.documents)
  end)

  it("takes the time of many documents of one id, not of their pairs", function()
    local cost = require "growth"(200, function(n)
      local place = cases.place()
      local lines = {}
      for i = 1, n do lines[i] = ('{"id":"a","text":"Item %d. %s"}'):format(i, ("x y "):rep(50)) end
      do
        local case <close> = assert(opened(place))
        assert.equal(n, #assert(case:add { bytes = table.concat(lines, "\n"), path = "a.jsonl" }).documents)
      end
      cases.remove(place)
    end)
    assert.is_true(cost < 30)
  end)

  it("leaves no export that its log does not tell of", function()
    local out = path .. ".html"
    local case <close> = assert(opened(path, { busy = 1 }))
    assert(case:add(report(1)))
    do
      local other <close> = assert(sqlite.open(path .. "/case.db", { mode = "write" }))
      assert(other:run "BEGIN IMMEDIATE")
      local lost, e = case:export(out)
      assert.is_nil(lost)
      assert.equal("limit", e.code)
      assert.is_nil(fs.type(out))
    end
    assert(case:export(out))
    assert.equal("file", fs.type(out))
    os.remove(out)
    local _, message = pcall(function() case:export(out, { format = "doc" }) end)
    assert.matches("case_spec.lua:%d+: case:export: unknown format 'doc'", message)
  end)

  it("keeps pages as the server sent them", function()
    local faults = require "faults"
    local server, why = faults.start()
    if not server then return pending(why) end
    local closing <close> = setmetatable({}, { __close = function() faults.stop(server) end }) -- luacheck: ignore
    local case <close> = assert(opened(path))
    local options = { fetch = { allow_private = true, retries = 0, fetched = "2026-01-01T00:00:00Z" } }
    local entry = assert(case:add(server.base .. "/ok#part", options))
    assert.same({ server.base .. "/ok", "fine\n" }, { entry.place, case:original(entry.sha256) })
    local doc = case:document(entry.documents[1])
    assert.same({ server.base .. "/ok", "2026-01-01T00:00:00Z", "fine" }, { doc.url, doc.fetched, doc.text })
    -- packed on the way, and the same bytes from elsewhere
    local packed = assert(case:add(server.base .. "/gzip", options))
    assert.equal(204000, #assert(case:original(packed.sha256)))
    assert.is_true(assert(case:add(server.base .. "/ok?again", options)).known)
    assert.equal("status", select(2, case:add(server.base .. "/none", options)).code)
    assert.equal("refused", select(2, case:add(server.base .. "/ok")).code)
    local kinds = {}
    for record in assert(warc.each(path .. "/warc/00001.warc.gz")) do
      kinds[#kinds + 1] = record.type
      if record.url == server.base .. "/ok" then assert.same({ 200, "fine\n" }, { (function(answer)
        return answer.status, answer.body
      end)(record:http()) }) end
    end
    assert.same({ "warcinfo", "response", "response" }, kinds)
    assert(case:tombstone(packed.sha256, "a test"))
    local told = assert(case:verify())
    assert.same({ {}, 1, 1 }, { told.problems, told.originals, told.erased })
  end)

  it("has a key of its own for the tokens of masked values, which its owner alone may read", function()
    local mask = require "breachkit.mask"
    local case <close> = assert(opened(path))
    assert(case:use_key())
    assert.equal(384, assert(fs.stat(path .. "/key")).mode & 511) -- 0600
    local token = mask.token(mask.new("email", "jane@example.com"))
    do
      local other <close> = assert(opened(path .. ".other"))
      assert(other:use_key())
      assert.not_equal(token, mask.token(mask.new("email", "jane@example.com")))
    end
    os.execute("rm -r " .. path .. ".other")
    assert(case:use_key())
    assert.equal(token, mask.token(mask.new("email", "jane@example.com")))
    os.execute("chmod 644 " .. path .. "/key")
    assert.equal("type", select(2, case:use_key()).code)
    os.execute("rm " .. path .. "/key")
    local reader <close> = assert(opened(path, { readonly = true }))
    assert.equal("readonly", select(2, reader:use_key()).code)
  end)

  it("has reveals of masked values in its log, once for each kind and reason, and none that it cannot write", function()
    local mask = require "breachkit.mask"
    local back <close> = setmetatable({}, { __close = function() mask.log() end }) -- luacheck: ignore
    local case = assert(opened(path))
    assert(case:log_reveals())
    local who = mask.new("email", "jane@example.com")
    assert.same({ "jane@example.com", "jane@example.com" }, { who:reveal "ticket 1", who:reveal "ticket 1" })
    assert(mask.new("phone", "+44 20 7946 0000"):reveal "ticket 1")
    local told = {}
    for e in case:log() do told[#told + 1] = table.concat({ e.action, e.kind or "", e.why or "" }, " ") end
    assert.same({ "create  ", "reveal email ticket 1", "reveal phone ticket 1" }, told)
    assert.is_nil(read(path .. "/audit.jsonl"):find("jane@", 1, true))
    assert.is_true(assert(case:verify()).holds)
    case:close()
    assert.has_error(function() who:reveal "ticket 2" end)
    local reader <close> = assert(opened(path, { readonly = true }))
    assert.equal("readonly", select(2, reader:log_reveals()).code)
  end)

  describe("opened", function()
    it("makes nothing where an option is wrong, and says which", function()
      for message, options in pairs {
        ["option 'busy': integer expected, got string"] = { busy = "x" },
        ["option 'busy': -1 is not between 0 and 3600000"] = { busy = -1 },
        ["option 'who': string expected, got number"] = { who = 5 },
        ["option 'now': an RFC 3339 time in UTC expected, not 'yesterday'"] = { now = "yesterday" },
        ["option 'create': boolean expected, got number"] = { create = 1 },
      } do
        local _, said = pcall(function() bk.case.open(path, options) end)
        assert.matches("case_spec.lua:%d+: case.open: ", said)
        assert.truthy(said:find(message, 1, true), said)
        assert.is_nil(fs.type(path))
      end
      local _, said = pcall(function() bk.case.open(path .. "\0x") end)
      assert.matches("case_spec.lua:%d+: case.open: the path holds a NUL byte", said)
    end)

    it("is made where nothing is, and nowhere else", function()
      assert.equal("io", select(2, opened(path, { create = false })).code)
      assert.equal("io", select(2, opened(path, { readonly = true })).code)
      assert.is_nil(fs.type(path))
      assert(fs.mkdir(path))
      write(path .. "/letter.txt", "dear")
      local _, e = opened(path)
      assert.same({ "type", path }, { e.code, e.source })
      assert.equal("type", select(2, opened(path .. "/letter.txt")).code)
      assert.has_error(function() opened(path, { mode = 1 }) end)
      os.remove(path .. "/letter.txt")
      local case = assert(opened(path))
      case:close()
      case:close()
      assert.has_error(function() case:add(report(1)) end)
    end)

    it("is abandoned while nothing is in it, and nobody else then writes into what is gone", function()
      local case = assert(opened(path))
      local other <close> = assert(opened(path))
      assert.is_true(case:abandon())
      assert.is_nil(fs.type(path))
      assert.is_nil((other:add(report(1))))
      local again = assert(opened(path))
      local late = assert(opened(path))
      assert.is_false(late:abandon()) -- it has not made it
      late = assert(opened(path))
      assert(late:add(report(1)))
      assert.is_false(again:abandon())
      local left <close> = assert(opened(path, { create = false }))
      assert.same({ 1, true }, { left:size().documents, assert(left:verify()).holds })
      late:close()
    end)

    it("changes nothing when it is for reading only", function()
      do
        local case <close> = assert(opened(path))
        assert(case:add(report(1)))
      end
      local case <close> = assert(opened(path, { readonly = true }))
      for _, call in ipairs { { "add", report(2) }, { "tag", "x", "y" }, { "note", "x", "y" }, { "undo", 1, "y" },
        { "decide", "x", "y", "same", "z" }, { "tombstone", "x", "y" } } do
        assert.equal("readonly", select(2, case[call[1]](case, table.unpack(call, 2))).code)
      end
      assert.equal(1, #assert(case:search "hackers"))
      assert.is_true(assert(case:verify()).holds)
      assert(case:export(path .. ".html"))
      os.remove(path .. ".html")
      assert.equal(2, case:size().entries)
    end)

    it("migrates an older schema, and its log goes on", function()
      assert(fs.mkdir(path .. "/warc", true))
      do
        local db <close> = assert(sqlite.open(path .. "/case.db"))
        assert(db:run(read "spec/fixtures/case/v1.sql"))
      end
      write(path .. "/audit.jsonl", read "spec/fixtures/case/v1.jsonl")
      write(path .. "/warc/00001.warc.gz", read "spec/fixtures/case/v1.warc.gz")
      assert.equal("version", select(2, opened(path, { readonly = true })).code)
      local case <close> = assert(opened(path))
      local last
      for entry in case:log() do last = entry end
      assert.same({ "migrate", 1, 2 }, { last.action, last.from, last.to })
      -- words in claims: what the older schema could not find
      local hits = assert(case:search "type:data-breach gigabytes")
      assert.same({ "Harbour Films was hacked", 1 }, { hits[1].title, #hits })
      assert.equal("priority", case:said(hits[1].document)[1].value)
      assert.matches("^Harbour Films was hacked", case:original(hits[1].document))
      assert.is_true(assert(case:verify()).holds)
      assert(case:add(report(3)))
      assert.is_true(assert(case:verify()).holds)
    end)

    it("refuses a later schema, another database and a damaged one, and leaves them as they were", function()
      do
        local case <close> = assert(opened(path))
        for i = 1, 3 do assert(case:add(report(i))) end
      end
      local function with(sql)
        local db <close> = assert(sqlite.open(path .. "/case.db", { mode = "write" }))
        assert(db:run(sql))
      end
      with "PRAGMA user_version = 9"
      local _, e = opened(path)
      assert.same({ "version", true }, { e.code, e.message:find("schema 9", 1, true) ~= nil })
      with "PRAGMA user_version = 2; PRAGMA application_id = 7"
      assert.equal("type", select(2, opened(path)).code)
      with(("PRAGMA application_id = %d"):format(0x626B4373))
      -- pages in the middle
      local f = assert(io.open(path .. "/case.db", "r+b"))
      local size = f:seek "end"
      f:seek("set", 4096)
      f:write(("\xA5"):rep(size - 8192))
      f:close()
      local bytes = read(path .. "/case.db")
      local case, problem = opened(path)
      if case then
        local told
        told, problem = case:verify()
        if told then problem = told.problems[1] end
        case:close()
      end
      assert.equal("damaged", problem.code)
      assert.equal(#bytes, #read(path .. "/case.db"))
      write(path .. "/case.db", ("no database. "):rep(500))
      _, e = opened(path)
      assert.same({ "damaged", path .. "/case.db" }, { e.code, e.source })
      assert.equal(4, select(2, read(path .. "/audit.jsonl"):gsub("\n", "")))
    end)
  end)
end)
