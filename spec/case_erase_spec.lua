local cases = require "cases"
local digest = require "breachkit.core".digest
local sqlite = require "breachkit.sqlite"
local warc = require "breachkit.warc"

local opened, report, problems = cases.opened, cases.report, cases.problems

describe("case:tombstone", function()
  local path
  before_each(function() path = cases.place() end)
  after_each(function() cases.remove(path) end)

  it("leaves a report revised that was revised twice", function()
    local case <close> = assert(opened(path))
    local ids = {}
    for i, count in ipairs { "5,000", "9,000", "12,000" } do
      ids[i] = assert(case:add {
        bytes = ("Hackers stole %s records of Halden Bank, the bank said on Monday."):format(count),
        url = "https://a.example/1", title = "Halden Bank hacked", published = "2031-03-0" .. i,
      }).documents[1]
    end
    local function reports()
      local list = {}
      for inc in case:incidents() do table.move(inc.reports, 1, #inc.reports, #list + 1, list) end
      return list
    end
    assert.same({ ids[3] }, reports())
    assert(case:tombstone(ids[2], "court order 4712"))
    assert.same({ ids[3] }, reports())
    assert(case:tombstone(ids[3], "court order 4713"))
    assert.same({ ids[1] }, reports())
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

  it("tells of other originals that have the same words", function()
    local case <close> = assert(cases.opened(path))
    local function add(name, ...)
      local lines = {}
      for i, id in ipairs { ... } do lines[i] = ('{"id":"%s","text":"Firm %s was hacked."}'):format(id, id) end
      return assert(case:add { bytes = table.concat(lines, "\n"), path = name }).sha256
    end
    add("first.jsonl", "a")
    local second, third = add("second.jsonl", "a", "b"), add("third.jsonl", "b", "a", "c")
    assert.same({ second, third }, assert(case:tombstone("a", "a court order")).also)
    assert.same({ third }, assert(case:tombstone(second, "a court order")).also)
    assert.same({}, assert(case:tombstone(third, "a court order")).also)
    assert.is_true(assert(case:verify()).holds)
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
end)
