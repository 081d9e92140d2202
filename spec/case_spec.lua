local bk = require "breachkit"
local digest = require "breachkit.core".digest
local fs = require "breachkit.fs"
local json = require "breachkit.json"
local sqlite = require "breachkit.sqlite"
local warc = require "breachkit.warc"

local REPORTS = "examples/reports"
local NOW = { who = "jane", now = "2026-01-02T10:00:00Z" }

local function opened(path, more)
  local options = {}
  for name, value in pairs(NOW) do options[name] = value end
  for name, value in pairs(more or {}) do options[name] = value end
  return bk.case.open(path, options)
end

local function write(path, bytes) assert(fs.write_atomic(path, bytes)) end

local function read(path)
  local f <close> = assert(io.open(path, "rb"))
  return f:read "a"
end

local function report(n, more)
  local text = "Firm %d was hacked\n\nFirm %d said on 3 March 2024 that hackers stole %d gigabytes of e-mails.\n"
  local given = { bytes = text:format(n, n, n), path = ("firm-%d.txt"):format(n), published = "2024-03-04" }
  for name, value in pairs(more or {}) do given[name] = value end
  return given
end

local function problems(told)
  local list = {}
  for i, e in ipairs(told.problems) do list[i] = e.code .. (e.line and " " .. e.line or "") end
  return list
end

describe("case", function()
  local path
  before_each(function()
    path = os.tmpname()
    os.remove(path)
  end)
  after_each(function() os.execute("rm -rf " .. path) end)

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

  it("gives the incidents that the reports give outside of it", function()
    local case <close> = assert(opened(path))
    assert(case:add(REPORTS))
    local own = {}
    for incident in bk.correlate(bk.document.each(REPORTS)):incidents() do own[#own + 1] = incident end
    local n = 0
    for incident in case:incidents() do
      n = n + 1
      assert.same({}, { table.unpack(incident.tags), table.unpack(incident.notes) })
      incident.tags, incident.notes, incident.decisions = nil, nil, nil
      assert.equal(json.encode(own[n]), json.encode(incident))
    end
    assert.equal(#own, n)
  end)

  it("gives the same incidents however often it was asked in between, of what others added and erased too", function()
    local function told(case)
      local lines = {}
      for incident in case:incidents() do lines[#lines + 1] = json.encode(incident) end
      return lines
    end
    local function anew() -- a handle that has been asked nothing yet correlates all at once
      local fresh <close> = assert(opened(path, { readonly = true }))
      return told(fresh)
    end
    local case <close> = assert(opened(path))
    local files = {}
    for name in assert(io.popen("ls " .. REPORTS)):lines() do table.insert(files, 1, REPORTS .. "/" .. name) end
    for i, file in ipairs(files) do -- the latest first
      if i % 3 == 0 then
        local command = "BREACHKIT_BUILD=%s bin/breachkit case add -q -o jsonl %s %s >%s.out"
        assert(os.execute(command:format(os.getenv "BREACHKIT_BUILD" or "build", path, file, path)))
      else
        assert(case:add(file))
      end
      assert.same(anew(), told(case))
    end
    local kept = #told(case)
    assert.is_true(kept > 1)
    assert(case:add(report(1, { url = "https://example.org/1" })))
    assert.same({ kept + 1, anew() }, { #told(case), told(case) })
    assert(case:add(report(2, { url = "https://example.org/1" }))) -- revises it
    assert.same({ kept + 1, anew() }, { #told(case), told(case) })
    local row = case.db:row "SELECT name FROM document ORDER BY id DESC LIMIT 1"
    assert(case:tombstone(row.name, "a test")) -- the revised one counts again
    assert.same({ kept + 1, anew() }, { #told(case), told(case) })
  end)

  it("finds words, phrases and fields, and shows where they stand", function()
    local case <close> = assert(opened(path))
    assert(case:add(REPORTS))
    local function found(query, options)
      local hits, names = assert(case:search(query, options)), {}
      for i, hit in ipairs(hits) do
        local doc, words = case:document(hit.document), {}
        assert.equal(doc.text:sub(hit.snippet.first, hit.snippet.last), hit.snippet.text)
        for k, span in ipairs(hit.spans) do words[k] = doc.text:sub(span.first, span.last) end
        names[i] = (doc.path:match "/(%d%d)%-") .. " " .. table.concat(words, "|")
      end
      table.sort(names)
      return names
    end
    assert.same({ "04 internal e-mails" }, found '"internal e-mails"')
    assert.same({}, found '"e-mails internal"')
    assert.same({ "06 GOP|100|terabytes" }, found "100 Terabytes gop")
    assert.same({ "01 ", "02 " }, found "origin:continental")
    assert.same({ "03 shut down" }, found "type:outage when:2014-11-25")
    assert.same({}, found "terabytes -terabyt*")
    assert.same({ "08 " }, found "title:70 title:million")
    assert.same({}, found("terabytes", { to = "2014-11-26" }))
    assert.same({ "08 " }, found("", { to = "2012" }))
    -- one word in the title
    assert.same({ "04 North|North" }, found("north korea", { from = "2014-12-02" }))
    assert.same(found("", { fields = { stance = "denied", type = "attribution" } }),
      found "stance:denied type:attribution")
    assert.equal(5, #found "stance:denied type:attribution")
    assert.same({ "08 denied responsibility" }, found "stance:denied type:attribution to:2012")
    local hits = assert(case:search("sony", { limit = 2 }))
    assert.same({ 2, true }, { #hits, hits.more })
    -- what is no query, and what would be one of SQL or FTS5
    local _, e = case:search "victm:sony"
    assert.same("syntax", e.code)
    assert.matches("no field 'victm'.*victim", e.message)
    assert.equal("syntax", select(2, case:search "  ").code)
    assert.equal("syntax", select(2, case:search "from:yesteryear").code)
    for _, hostile in ipairs { "'", '"', '"""', "a' OR 1=1 --", "NEAR(a b)", "a AND", "(", "*", "^a", "title:", "—",
      "-",
      "--",
      "-\"", "a:\"", "x\0y", ("a "):rep(200), ":", "{title}:x", "victim:*" } do
      local list, problem = case:search(hostile)
      assert(list or problem.code == "syntax", hostile)
    end
    assert.equal("syntax", select(2, case:search "\t").code)
  end)

  it("lets analysts win over correlation, and take it back", function()
    local case <close> = assert(opened(path))
    assert(case:add(REPORTS))
    local function groups()
      local list = {}
      for incident in case:incidents() do
        table.sort(incident.reports)
        list[#list + 1] = table.concat(incident.reports, " ")
      end
      table.sort(list)
      return list
    end
    local before = groups()
    assert.equal(2, #before)
    local all = {}
    for incident in case:incidents() do all[#all + 1] = incident end
    table.sort(all, function(a, b) return #a.reports < #b.reports end)
    local psn, spe = all[1], all[2]
    local n = assert(case:decide(psn.incident, spe.incident, "same", "a test"))
    assert.equal(1, #groups())
    for incident in case:incidents() do
      assert.same({ { seq = n, a = psn.reports[1], b = spe.reports[1], verdict = "same", why = "a test", who = "jane",
        when = NOW.now } }, incident.decisions)
    end
    local _, e = case:decide(psn.reports[1], spe.reports[1], "different", "no")
    assert.equal("conflict", e.code)
    assert(case:undo(n, "only a test"))
    assert.same(before, groups())
    assert.equal("range", select(2, case:undo(n, "again")).code)
    -- one report out of six: the others stay together
    local last = spe.reports[#spe.reports]
    n = assert(case:decide(spe.reports[1], last, "different", "another attack"))
    assert.equal(3, #groups())
    _, e = case:decide(spe.reports[1], last, "same", "no")
    assert.same({ "conflict", true }, { e.code, e.message:find(("entry %d"):format(n), 1, true) ~= nil })
    assert(case:undo(n, "it was the same"))
    assert.same(before, groups())
    assert.equal("range", select(2, case:decide("nobody", last, "same", "x")).code)
    assert.equal("range", select(2, case:decide(last, last, "same", "x")).code)
    assert.equal("range", select(2, case:undo(1, "x")).code)
    assert.has_error(function() case:decide(last, psn.reports[1], "alike", "x") end)
    assert.has_error(function() case:decide(last, psn.reports[1], "same") end)
    assert.has_error(function() case:undo(n, " ") end)
    assert.is_true(assert(case:verify()).holds)
  end)

  it("parts a group along its weakest links", function()
    local judgement = require "breachkit.case.judgement"
    local links = { { a = "a", b = "b", score = 0.9 }, { a = "c", b = "d", score = 0.8 },
      { a = "b", b = "c", score = 0.5 } }
    local function plain(groups)
      local out = {}
      for i, group in ipairs(groups) do out[i] = table.concat(group) end
      return out
    end
    local function apply(groups, decisions) return plain(judgement.apply(groups, links, decisions)) end
    local one = { { "a", "b", "c", "d" }, { "e" } }
    assert.same({ "abcd", "e" }, apply(one, {}))
    assert.same({ "ab", "cd", "e" }, apply(one, { { a = "a", b = "d", value = "different" } }))
    assert.same({ "abd", "c", "e" }, apply(one, { { a = "a", b = "d", value = "same" },
      { a = "d", b = "c", value = "different" } }))
    assert.same({ "abcde" }, apply(one, { { a = "e", b = "b", value = "same" } }))
    assert.same({ "ab", "cde" }, apply(one, { { a = "e", b = "d", value = "same" },
      { a = "e", b = "a", value = "different" } }))
    -- decisions on what is not there any more do nothing
    assert.same({ "abcd", "e" }, apply(one, { { a = "a", b = "x", value = "same" } }))
  end)

  it("keeps tags and notes, and shows them with their incident", function()
    local case <close> = assert(opened(path))
    local id = assert(case:add(REPORTS .. "/03-signal-desk.html")).documents[1]
    local incident = case:incidents()()
    local tag, note = assert(case:tag(id, "priority", "films")), assert(case:note(id, "ask the desk"))
    assert(case:tag(incident.incident, "film studios"))
    assert(case:note(incident.incident, "confirmed by phone"))
    incident = case:incidents()()
    assert.same({ { "film studios" }, "confirmed by phone", "jane" },
      { incident.tags, incident.notes[1].text, incident.notes[1].who })
    assert.same({ { tag, "tag", "priority", "films" }, { note, "note", "ask the desk" } }, (function()
      local list = {}
      for i, s in ipairs(case:said(id)) do if i <= 2 then list[i] = { s.seq, s.kind, s.value, s.why } end end
      return list
    end)())
    assert.equal(id, assert(case:search "tag:priority")[1].document)
    assert(case:undo(tag, "no"))
    assert.same({}, { table.unpack(assert(case:search "tag:priority")) })
    assert.equal("range", select(2, case:tag("nobody", "x")).code)
    assert.has_error(function() case:tag(id, " ") end)
    assert.has_error(function() case:note(id, "") end)
  end)

  it("logs who did what, when and why, each line chained to the one before", function()
    local case <close> = assert(opened(path))
    local id = assert(case:add(report(1))).documents[1]
    assert(case:tag(id, "priority", "because"))
    assert(case:note(id, "a secret note"))
    local lines, previous = {}, ("0"):rep(64)
    for line in io.lines(path .. "/audit.jsonl") do
      local entry = assert(json.decode(line))
      assert.equal(line, json.encode(entry))
      assert.same({ #lines + 1, "jane", NOW.now, previous }, { entry.seq, entry.who, entry.when, entry.previous })
      previous = digest.hex("sha256", line)
      lines[#lines + 1] = entry.action
    end
    assert.same({ "create", "add", "tag", "note" }, lines)
    assert.equal(previous, case:size().head)
    assert.is_nil(read(path .. "/audit.jsonl"):find "secret note")
    local actions = {}
    for entry in case:log() do actions[#actions + 1] = entry.action .. " " .. (entry.why or "-") end
    assert.same({ "create -", "add -", "tag because", "note -" }, actions)
  end)

  describe("tampered with", function()
    local function tampered(change)
      do
        local case <close> = assert(opened(path))
        for i = 1, 4 do assert(case:add(report(i))) end
        assert(case:tag(case:documents()().id, "priority"))
      end
      change()
      local case <close> = assert(opened(path))
      local told = assert(case:verify())
      assert.is_false(told.holds)
      return problems(told), told
    end
    local log = function(change)
      return tampered(function()
        local lines = {}
        for line in io.lines(path .. "/audit.jsonl") do lines[#lines + 1] = line end
        change(lines)
        write(path .. "/audit.jsonl", table.concat(lines, "\n") .. "\n")
      end)
    end

    it("tells which line of the log was changed", function()
      assert.same({ "tampered 3" }, (log(function(lines) lines[3] = lines[3]:gsub("firm%-2", "firm-9") end)))
    end)
    it("tells a changed last line", function()
      assert.equal("tampered 6", log(function(lines) lines[6] = lines[6]:gsub("jane", "june") end)[1])
    end)
    it("tells lines that are gone", function()
      local list = log(function(lines) table.remove(lines, 3) end)
      assert.equal("tampered 3", list[1])
    end)
    it("tells a log that was cut short", function()
      assert.equal("tampered 5", log(function(lines) lines[6] = nil end)[1])
    end)
    it("tells lines that are no entries", function()
      assert.equal("tampered 2", log(function(lines) lines[2] = ("x"):rep(#lines[2]) end)[1])
    end)
    local function row(sql)
      return tampered(function()
        local db <close> = assert(sqlite.open(path .. "/case.db", { mode = "write" }))
        assert(db:run(sql))
      end)
    end
    it("tells a document, a claim and a tag that the log knows otherwise", function()
      assert.same({ "tampered 2" },
        row "UPDATE claim SET record = replace(record, 'asserted', 'denied') WHERE document = 1")
    end)
    it("tells a tag that was changed", function()
      assert.same({ "tampered 6" }, row "UPDATE judgement SET value = 'never mind'")
    end)
    it("tells a tag that nobody logged", function()
      assert.same({ "tampered" },
        row "INSERT INTO judgement(seq, kind, a, value, made) VALUES(99, 'tag', 'x', 'y', 'z')")
    end)
    it("tells bytes of an original that were changed, and keeps the others", function()
      local list, told = tampered(function()
        local db <close> = assert(sqlite.open(path .. "/case.db", { mode = "read" }))
        local at = db:row "SELECT offset, length FROM original WHERE id = 2"
        assert(fs.overwrite(path .. "/warc/00001.warc.gz", at.offset + at.length - 30, "damage"))
      end)
      assert.same({ "damaged" }, list)
      assert.equal(path .. "/warc/00001.warc.gz", told.problems[1].source)
      local case <close> = assert(opened(path))
      assert.equal("damaged", select(2, case:original(digest.hex("sha256", report(2).bytes))).code)
      assert.equal(report(3).bytes, case:original(digest.hex("sha256", report(3).bytes)))
    end)
  end)

  it("finishes what a killed write left, and tells it", function()
    do
      local case <close> = assert(opened(path))
      assert(case:add(report(1)))
    end
    for _, name in ipairs { "/audit.jsonl", "/warc/00001.warc.gz" } do
      local f <close> = assert(io.open(path .. name, "ab"))
      f:write "half of a lin"
    end
    local case <close> = assert(opened(path))
    local told = assert(case:verify())
    assert.same({ true, 2 }, { told.holds, #told.notes })
    assert(case:add(report(2)))
    told = assert(case:verify())
    assert.same({ true, 0, 3 }, { told.holds, #told.notes, told.entries })
  end)

  it("does not cut off a log that knows more than the database", function()
    local older = path .. "-older"
    do
      local case <close> = assert(opened(path))
      assert(case:add(report(1)))
    end
    os.execute(("cp -r %s %s"):format(path, older))
    do
      local case <close> = assert(opened(path))
      for i = 2, 4 do assert(case:add(report(i))) end
    end
    os.execute(("rm -f %s/case.db*; cp %s/case.db %s/case.db; rm -r %s"):format(path, older, path, older))
    local bytes = read(path .. "/audit.jsonl")
    local case <close> = assert(opened(path))
    local _, e = case:add(report(5))
    assert.same({ "damaged", path .. "/audit.jsonl" }, { e.code, e.source })
    assert.equal(bytes, read(path .. "/audit.jsonl"))
    assert.is_false(assert(case:verify()).holds)
  end)

  it("erases, and keeps that it was there", function()
    local secret = "Zebulon Quagmire of 77 Xanadu Lane"
    local case <close> = assert(opened(path))
    assert(case:add(report(1)))
    local told_of = report(2).bytes .. "\n" .. secret .. " was among the victims.\n"
    local id = assert(case:add(report(2, { bytes = told_of })))
    local tiny = assert(case:add { bytes = "qzx", path = "tiny.txt" })
    assert(case:add(report(3)))
    local note = assert(case:note(id.documents[1], "spoke to Zebulon Quagmire"))
    local function traces(word)
      local pipe <close> = assert(io.popen(("grep -rlai %s %s; zcat %s/warc/*.gz | grep -ai %s")
        :format(word, path, path, word)))
      return pipe:read "a"
    end
    assert.matches("Zebulon", traces "zebulon")
    local told = assert(case:tombstone(id.documents[1], "court order 4711"))
    assert.same(id.documents, told.documents)
    assert(case:tombstone(note, "it names the person"))
    assert(case:tombstone(tiny.sha256, "to be sure"))
    assert.equal("", traces "zebulon")
    assert.equal("", traces "quagmire")
    assert.equal("", traces "xanadu")
    assert.equal("", traces "qzx")
    -- what is left
    assert.same({}, { table.unpack(assert(case:search "quagmire")) })
    assert.is_nil((case:document(id.documents[1])))
    assert.equal("erased", select(2, case:original(id.sha256)).code)
    assert.equal("erased", select(2, case:add(report(2, { bytes = told_of }))).code)
    assert.equal("range", select(2, case:tombstone(id.documents[1], "again")).code)
    assert.equal("range", select(2, case:tombstone(2, "no note")).code)
    local last
    for entry in case:log() do
      if entry.why == "court order 4711" then last = entry end
    end
    assert.same({ "tombstone", id.sha256, "jane" }, { last.action, last.sha256, last.who })
    for _, i in ipairs { 1, 3 } do
      assert.equal(report(i).bytes, case:original(digest.hex("sha256", report(i).bytes)))
    end
    local types = {}
    for record in assert(warc.each(path .. "/warc/00001.warc.gz")) do types[#types + 1] = record.type end
    assert.same({ "warcinfo", "resource", "metadata", "metadata", "resource" }, types)
    told = assert(case:verify())
    assert.same({ true, 2, 2 }, { told.holds, told.originals, told.erased })
    assert.has_error(function() case:tombstone(id.sha256) end)
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

  it("finishes an erasure that another reader held up", function()
    local case = assert(opened(path, { busy = 50 }))
    local id = assert(case:add(report(1, { bytes = report(1).bytes .. "Wolverhampton\n" }))).documents[1]
    local reader <close> = assert(sqlite.open(path .. "/case.db", { mode = "read" }))
    assert(reader:run "BEGIN")
    assert(reader:row "SELECT count(*) FROM document")
    local _, e = case:tombstone(id, "because")
    assert.equal("limit", e.code)
    assert.same({ "limit" }, problems(assert(case:verify())))
    assert(reader:run "COMMIT")
    reader:close()
    case:close()
    local again <close> = assert(opened(path))
    assert.is_true(assert(again:verify()).holds)
    local pipe <close> = assert(io.popen("grep -rl Wolverhampton " .. path))
    assert.equal("", pipe:read "a")
  end)

  it("tells what changed: incidents, facts, revisions", function()
    local case <close> = assert(opened(path))
    local url = "https://courier.example/harbour"
    local text = "Harbour Films was hacked\n\nHarbour Films said on 3 March 2024 that hackers stole %s records.\n"
    local first = assert(case:add { bytes = text:format "40,000", url = url, published = "2024-03-04" })
    local at = case:size().entries
    local second = assert(case:add { bytes = text:format "3.1 million", url = url, published = "2024-03-08" })
    assert(case:add(report(7)))
    local told = assert(case:changes(at))
    assert.same({ at, 2, 1 }, { told.since, #told.entries, #told.revised })
    assert.same({ first.documents[1], second.documents[1] }, { told.revised[1].revises, told.revised[1].document })
    assert.matches("3.1 million", told.revised[1].added[1].text)
    assert.matches("40,000", told.revised[1].removed[1].text)
    -- the earlier version is no report of its own any more
    local reports = {}
    for incident in case:incidents() do
      for _, id in ipairs(incident.reports) do reports[#reports + 1] = id end
    end
    for _, id in ipairs(reports) do assert.not_equal(first.documents[1], id) end
    assert.equal(second.documents[1], assert(case:search "40,000")[1].revised_by)
    local none = assert(case:changes(case:size().entries))
    assert.same({ 0, 0, 0, 0 }, { #none.entries, #none.incidents, #none.gone, #none.revised })
    assert.equal(4, #assert(case:changes "2025").entries)
    assert.equal(0, #assert(case:changes "2027").entries)
    assert.has_error(function() case:changes "soon" end)
  end)

  it("exports what the formats can hold, and says what they lose", function()
    local case <close> = assert(opened(path))
    assert(case:add(REPORTS))
    local out = path .. "/out"
    assert(fs.mkdir(out))
    local lost = assert(case:export(out .. "/a.html", { title = "Two cases" }))
    assert.same({ "html", 2, "the full text of the reports" }, { lost.format, lost.incidents, lost[1].field })
    assert.matches("<title>Two cases</title>", read(out .. "/a.html"), 1, true)
    lost = assert(case:export(out .. "/a.jsonl"))
    local n = 0
    for _, record in assert(json.lines(out .. "/a.jsonl")) do n = n + #record.reports end
    assert.same({ "jsonl", 8 }, { lost.format, n })
    lost = assert(case:export(out .. "/a.timesketch.csv"))
    assert.equal("timesketch", lost.format)
    assert.matches("^message,datetime,timestamp_desc", read(out .. "/a.timesketch.csv"))
    for _, format in ipairs(bk.case.formats) do assert(case:export(out .. "/x", { format = format })) end
    assert.equal("type", select(2, case:export(out .. "/x")).code)
    assert.equal("io", select(2, case:export "/nowhere/a.html").code)
    local entry
    for e in case:log() do entry = e.path == out .. "/a.jsonl" and e or entry end
    assert.same({ "export", digest.hex("sha256", read(out .. "/a.jsonl")) }, { entry.action, entry.sha256 })
  end)

  describe("opened", function()
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
