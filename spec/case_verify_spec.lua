local cases = require "cases"
local digest = require "breachkit.core".digest
local fs = require "breachkit.fs"
local json = require "breachkit.json"
local sqlite = require "breachkit.sqlite"

local NOW, opened, write, read, report, problems
  = cases.NOW, cases.opened, cases.write, cases.read, cases.report, cases.problems

describe("case:verify", function()
  local path
  before_each(function() path = cases.place() end)
  after_each(function() cases.remove(path) end)

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
      local list = log(function(lines) lines[3] = lines[3]:gsub("firm%-2", "firm-9") end)
      assert.same({ "tampered 3", "tampered 3" }, list) -- and the database has the place otherwise
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
    it("tells who said a tag otherwise than the log", function()
      assert.same({ "tampered 6" }, row "UPDATE judgement SET who = 'eve'")
    end)
    it("tells when a tag was said otherwise than the log", function()
      assert.same({ "tampered 6" }, row "UPDATE judgement SET made = '1999-01-01T00:00:00Z'")
    end)
    it("tells a report that is hidden as revised by another", function()
      assert.same({ "tampered" }, row "UPDATE document SET revised = 2 WHERE id = 1")
    end)
    it("tells a document that is not found by what it says", function()
      assert.same({ "tampered 2" }, row "UPDATE document SET published = '1999-01-01' WHERE id = 1")
    end)
    it("tells a claim that is not found by what it says", function()
      assert.same({ "tampered 2" }, row "UPDATE claim SET stance = 'denied' WHERE document = 1")
    end)
    it("tells a place that bytes did not come from", function()
      assert.same({ "tampered 3" }, row "UPDATE source SET place = 'https://example.com/' WHERE original = 2")
    end)

    -- decides, tags and notes, takes the tag back, erases what `erased` says, and changes the database
    local function judged(sql, erased)
      do
        local case <close> = assert(opened(path))
        local a, b = assert(case:add(report(1))).documents[1], assert(case:add(report(2))).documents[1]
        assert.equal(4, case:decide(a, b, "same", "one letter"))
        assert.equal(5, case:tag(a, "priority"))
        assert.equal(6, case:note(a, "confirmed by phone"))
        assert.equal(7, case:undo(5, "no more"))
        if erased then assert(case:tombstone(6, "asked for")) end
        assert.is_true(assert(case:verify()).holds)
      end
      local db <close> = assert(sqlite.open(path .. "/case.db", { mode = "write" }))
      assert(db:run(sql))
      local case <close> = assert(opened(path))
      return problems(assert(case:verify()))
    end
    it("tells a note that is made out to be erased", function()
      assert.same({ "tampered 6" }, judged "UPDATE judgement SET value = '(erased)', undone = 7 WHERE seq = 6")
    end)
    it("tells an erased note that is there again", function()
      assert.same({ "tampered 6" }, judged("UPDATE judgement SET value = 'confirmed by phone' WHERE seq = 6", true))
    end)
    it("tells a decision that is made out to be taken back with something else", function()
      assert.same({ "tampered 4" }, judged "UPDATE judgement SET undone = 7 WHERE seq = 4")
    end)
    it("tells what was taken back and is not", function()
      assert.same({ "tampered 5" }, judged "UPDATE judgement SET undone = NULL WHERE seq = 5")
    end)
    it("tells a document that came in an erased one's place", function()
      do
        local case <close> = assert(opened(path))
        assert(case:add(report(1)))
        assert(case:tombstone(assert(case:add(report(2))).documents[1], "asked for"))
        assert.is_true(assert(case:verify()).holds)
      end
      local db <close> = assert(sqlite.open(path .. "/case.db", { mode = "write" }))
      assert(db:run [[INSERT INTO document(name, original, seq, text, record, digest)
        VALUES('forged', 1, 2, 'Firm 9 was hacked.', '{}', 'none')]])
      local case <close> = assert(opened(path))
      local told = problems(assert(case:verify()))
      assert.equal("tampered", told[#told])
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

  it("holds where words and names are no UTF-8, which the log cannot hold", function()
    local case <close> = assert(opened(path, { who = "j\xE4ne" }))
    local a = assert(case:add(report(1, { path = "caf\xE9.txt" }))).documents[1]
    local b = assert(case:add(report(2))).documents[1]
    assert(case:decide(a, b, "same", "caf\xE9"))
    assert(case:tag(a, "caf\xE9", "caf\xE9"))
    assert(case:note(a, "caf\xE9"))
    local id = assert(case:add(report(3, { id = "caf\xE9" }))).documents[1]
    assert.equal("caf\u{FFFD}", id)
    assert(case:tag(id, "priority"))
    assert.same({}, problems(assert(case:verify())))
  end)

  it("sees the log and the database as they are at one time, while others add", function()
    local case <close> = assert(opened(path))
    local other <close> = assert(opened(path))
    assert(case:add(report(1)))
    -- another adds, tags and takes back between what `verify` asks
    local db, n = case.db, 1
    case.db = setmetatable({}, { __index = function(_, name)
      return function(_, sql, ...)
        if n < 40 and sql:find "^SELECT" and name ~= "run" then
          n = n + 1
          local id = assert(other:add(report(n))).documents[1]
          assert(other:undo(assert(other:tag(id, "priority")), "no more"))
        end
        return db[name](db, sql, ...)
      end
    end })
    local told = case:verify()
    case.db = db
    assert.same({}, problems(told))
    assert.equal(40, n)
  end)

  describe("where pages of the database cannot be read", function()
    local pages
    -- what works says of a copy of a case, a page of whose database is damaged, for every page
    local function each_page(work)
      do
        local case <close> = assert(opened(path))
        for i = 1, 30 do assert(case:add(report(i))) end
      end
      pages = assert(fs.stat(path .. "/case.db")).size // 4096
      local copy = path .. "-damaged"
      for page = 2, pages do
        os.execute(("rm -rf %s; cp -r %s %s"):format(copy, path, copy))
        assert(fs.overwrite(copy .. "/case.db", (page - 1) * 4096, ("\xA5"):rep(4096)))
        local case <close>, e = opened(copy) -- raises nothing
        if case then work(case) else assert.equal("damaged", e.code) end
      end
      cases.remove(copy)
    end

    it("ends no list of documents early without saying so", function()
      local failed = 0
      each_page(function(case)
        local n = 0
        local fine, e = pcall(function()
          for _ in case:documents() do n = n + 1 end
        end)
        if fine then
          assert.equal(30, n)
        else
          failed = failed + 1
          assert.same({ "damaged", case.path .. "/case.db" }, { e.code, e.source })
        end
      end)
      assert.is_true(failed > 5)
    end)

    it("calls nothing tampered with, and checks the rest", function()
      local originals = 0
      each_page(function(case)
        local told = assert(case:verify())
        assert.is_false(told.holds)
        for _, code in ipairs(problems(told)) do assert.equal("damaged", code) end
        originals = math.max(originals, told.originals or 0)
        local said, e = case:said "x"
        assert.is_true(said ~= nil or e.code == "damaged")
      end)
      assert.equal(30, originals)
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

  it("cuts off no entry of a log that knows more, however long it is", function()
    local older = path .. "-older"
    do
      local case <close> = assert(opened(path))
      assert(case:add(report(1)))
      os.execute(("cp -r %s %s"):format(path, older))
      local id = case:documents()().id
      assert(case:tag(id, "priority", ("a long story "):rep(100000)))
      assert(case:tag(id, "done"))
    end
    os.execute(("rm -f %s/case.db*; cp %s/case.db* %s/; rm -r %s"):format(path, older, path, older))
    local bytes = #read(path .. "/audit.jsonl")
    local case <close> = assert(opened(path))
    assert.equal("damaged", select(2, case:tag(case:documents()().id, "priority")).code)
    assert.equal(bytes, #read(path .. "/audit.jsonl"))
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
end)
