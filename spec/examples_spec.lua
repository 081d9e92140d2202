-- The main job on the example reports, as a user runs it.
local json = require "breachkit.json"

local build = os.getenv "BREACHKIT_BUILD" or "build"

local function lines(verb)
  local command = ("BREACHKIT_BUILD=%s bin/breachkit %s -o jsonl --progress never examples/reports"):format(build, verb)
  local pipe = assert(io.popen(command))
  local list = {}
  for line in pipe:lines() do list[#list + 1] = assert(json.decode(line)) end
  assert.is_true(pipe:close())
  return list
end

describe("the help of run", function()
  it("names a script that runs", function()
    local pipe <close> = assert(io.popen "bin/breachkit run --help")
    local name = assert(pipe:read "a":match "breachkit run (%S+%.lua) reports/")
    assert(os.execute(("cd examples && ../bin/breachkit run %s reports/ >/dev/null"):format(name)))
  end)
end)

describe("the example reports", function()
  local incidents = {}
  for _, incident in ipairs(lines "incidents") do incidents[incident.type .. " " .. #incident.reports] = incident end
  local psn, spe = incidents["data-breach 2"], incidents["data-breach 6"]

  local function facts(incident, property, of)
    local list = {}
    for _, fact in ipairs(incident.facts) do
      if fact.property == property and fact.of == of then list[#list + 1] = fact end
    end
    return list
  end

  it("are eight documents, each with a title and a date", function()
    local documents = lines "read"
    assert.equal(8, #documents)
    for _, doc in ipairs(documents) do
      assert.is_string(doc.title)
      assert.matches("^20%d%d%-%d%d%-%d%d", doc.published)
      assert.matches("^%x+$", doc.sha256)
    end
  end)

  it("tell of two incidents, and correlate says the same", function()
    assert.is_table(psn)
    assert.is_table(spe)
    for _, row in ipairs(lines "correlate") do
      local expected
      for _, incident in ipairs { psn, spe } do
        for _, id in ipairs(incident.reports) do if id == row.id then expected = incident.incident end end
      end
      assert.equal(expected, row.incident)
    end
  end)

  it("say of how many origins each stance of a fact is, in print as on the page", function()
    local pipe = assert(io.popen(("BREACHKIT_BUILD=%s bin/breachkit incidents examples/reports"):format(build)))
    local out = pipe:read "a"
    assert.is_true(pipe:close())
    assert.truthy(out:find("asserted · 3 origins in 2 reports: 1 asserted, 1 investigated, 2 denied", 1, true))
    assert.falsy(out:find "%d reports?: %d+ %a+\n") -- agreed
  end)

  it("count a wire story that two papers carry as one origin", function()
    assert.equal(5, spe.origins)
    assert.equal(2, psn.origins)
  end)

  it("contradict each other about the shutdown's day and the stolen volume, and nothing else", function()
    local seen = {}
    for _, conflict in ipairs(spe.conflicts) do
      local values = {}
      for _, side in ipairs(conflict.sides) do values[#values + 1] = side.value end
      table.sort(values)
      seen[conflict.property] = table.concat(values, " | ")
    end
    assert.same({ when = "2014-11-24 | 2014-11-25", volume = "100 terabytes | 11 terabytes" }, seen)
    for _, conflict in ipairs(spe.conflicts) do
      if conflict.property == "volume" then assert.matches("actor's own claim", conflict.why) end
    end
  end)

  it("contradict each other about how many accounts, where both count accounts", function()
    assert.equal(1, #psn.conflicts)
    local values = {}
    for i, side in ipairs(psn.conflicts[1].sides) do values[i] = side.value end
    table.sort(values)
    assert.same({ 70000000, 77000000 }, values)
  end)

  it("name five leaked films, one of them out before", function()
    local found = {}
    for _, work in ipairs(spe.works) do
      if work.of == "leaked" then found[work.title] = work.before_release end
    end
    assert.same({ Annie = "yes", Fury = "no", ["Mr. Turner"] = "yes", ["Still Alice"] = "yes",
      ["To Write Love on Her Arms"] = "yes" }, found)
  end)

  it("keep posted and stolen volumes, and records and people, apart", function()
    assert.equal(40e9, facts(spe, "volume", "posted")[1].bytes)
    assert.equal(1, #facts(spe, "volume", "posted"))
    assert.equal(77000000, facts(psn, "records", "stolen")[1].value)
  end)

  it("never make the investigated link to North Korea more than that, but for the origin that asserts it", function()
    for _, fact in ipairs(facts(spe, "attribution")) do
      for _, claim in ipairs(fact.claims) do
        if claim.quote:match "investigating whether" then assert.equal("investigated", claim.stance) end
      end
    end
  end)

  it("attribute the attack to one country, with those who deny and doubt it", function()
    local list = facts(spe, "attribution")
    assert.equal(1, #list)
    assert.equal("North Korea", list[1].value)
    assert.same({ asserted = 1, investigated = 1, denied = 2 }, list[1].stances)
    assert.equal("Anonymous", facts(psn, "attribution")[1].value)
    assert.equal("denied", facts(psn, "attribution")[1].stance)
  end)

  it("date what happened by what dates it, not by a day on which it went on or was told of", function()
    local function days(incident, of)
      local list = {}
      for i, fact in ipairs(facts(incident, "when", of)) do list[i] = fact.value end
      table.sort(list)
      return list
    end
    assert.same({ "2014-11-24", "2014-11-25" }, days(spe, "shutdown"))
    assert.same({}, days(spe, "happened"))
    assert.equal("2014-11-24", facts(spe, "when", "discovered")[1].value)
    assert.equal("2014-11-24", spe.when)
    assert.same({ "2011-04-20" }, days(psn, "shutdown"))
    assert.same({ "2011-04-26" }, days(psn, "disclosed"))
  end)

  it("have words of demands and effects without datelines, and no more than their clause", function()
    local demands = {}
    for i, fact in ipairs(facts(spe, "demand")) do demands[i] = fact.value end
    table.sort(demands)
    assert.same({ "You refused our demands, and the world will see your private files.",
      "demanded that unspecified requests be met by 11 p.m. GMT", "threatened to publish internal files" }, demands)
    for _, fact in ipairs(spe.facts) do assert.is_nil(tostring(fact.value):find "Continental") end
  end)

  it("give the same bytes twice", function()
    local command = ("BREACHKIT_BUILD=%s bin/breachkit incidents -o jsonl examples/reports"):format(build)
    local first, second = io.popen(command):read "a", io.popen(command):read "a"
    assert.equal(first, second)
  end)
end)
