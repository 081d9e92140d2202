local cases = require "cases"

local REPORTS, NOW, opened = cases.REPORTS, cases.NOW, cases.opened

describe("what analysts say in a case", function()
  local path
  before_each(function() path = cases.place() end)
  after_each(function() cases.remove(path) end)

  it("has one time for an entry and what it is of, though the clock goes on between them", function()
    local date, ticks = os.date, 0
    os.date = function(format, at) -- luacheck: ignore
      ticks = ticks + 1
      return date(format, at or 1795830000 + ticks)
    end
    local case <close> = assert(require "breachkit".case.open(path, { who = "jane" }))
    local done, problem = pcall(function()
      local ids = {}
      for n = 1, 2 do ids[n] = assert(case:add(cases.report(n))).documents[1] end
      assert(case:tag(ids[1], "priority"))
      assert(case:note(ids[1], "ask the desk"))
      assert(case:decide(ids[1], ids[2], "different", "two firms"))
      assert(case:tombstone(ids[2], "a court order"))
      assert.same({}, cases.problems(assert(case:verify())))
    end)
    os.date = date -- luacheck: ignore
    assert(done, problem)
    assert.is_true(ticks > 6)
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

  it("joins many decisions in the time of them, not of their pairs", function()
    local judgement = require "breachkit.case.judgement"
    assert.is_true(require "growth"(2000, function(n)
      local decisions = {}
      for i = 1, n do decisions[i] = { a = "d" .. i + 1, b = "d" .. i, value = "same" } end
      local part_of = judgement.parts(decisions)
      for _ = 1, n do assert.equal(part_of "d2", part_of "d1") end
    end) < 30)
  end)
end)
