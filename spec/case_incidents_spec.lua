local bk = require "breachkit"
local cases = require "cases"
local digest = require "breachkit.core".digest
local fs = require "breachkit.fs"
local json = require "breachkit.json"

local REPORTS, opened, read, report = cases.REPORTS, cases.opened, cases.read, cases.report

describe("the incidents of a case", function()
  local path
  before_each(function() path = cases.place() end)
  after_each(function() cases.remove(path) end)

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

  it("gives what all at once give, whatever came in what order, and builds only what changed", function()
    local docs = dofile "bench/lib/stories.lua"(40)
    local function told(case)
      local lines, records = {}, {}
      for incident in case:incidents() do
        lines[#lines + 1], records[incident.incident] = json.encode(incident), incident
      end
      return lines, records
    end
    local state = 11
    local function any(n)
      state = state * 48271 % 2147483647
      return state % n + 1
    end
    for _ = 1, 3 do
      cases.remove(path)
      local case <close> = assert(opened(path))
      local kept, before = 0, {}
      for i = #docs, 1, -1 do
        local j = any(i)
        docs[i], docs[j] = docs[j], docs[i]
        assert(case:add { text = docs[i].text, title = docs[i].title, published = docs[i].published, id = docs[i].id,
          type = "text" })
        if i % 4 == 0 then
          local a, b = docs[any(#docs - i + 1) + i - 1].id, docs[any(#docs - i + 1) + i - 1].id
          if i % 8 == 0 and a ~= b then case:decide(a, b, any(2) == 1 and "same" or "different", "a test") end
          assert(case:tag(a, "seen"))
          local lines, records = told(case)
          local fresh <close> = assert(opened(path, { readonly = true }))
          assert.same((told(fresh)), lines)
          for id, record in pairs(records) do kept = kept + (before[id] == record and 1 or 0) end
          before = records
        end
      end
      assert.is_true(kept > 5)
      assert(case:changes(5)) -- which builds the past too
      local fresh <close> = assert(opened(path, { readonly = true }))
      assert.same((told(fresh)), (told(case)))
    end
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
    local change
    for _, c in ipairs(told.incidents) do change = c.what == "changed" and c or change end
    assert.same({ { property = "records", of = "stolen",
      from = { property = "records", of = "stolen", value = 40000, stance = "asserted" },
      to = { property = "records", of = "stolen", value = 3100000, stance = "asserted" } } }, change.changed)
    assert.same({ {}, {} }, { change.added, change.gone })
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
    assert.equal("range", select(2, case:changes(case:size().entries + 1)).code)
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
end)
