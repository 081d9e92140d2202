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
end)
