require "helper"
local actors = require "breachkit".actors

local function by_source(list)
  local out = {}
  for _, e in ipairs(list) do out[e.source] = e end
  return out
end
local function names_of(entry)
  local out = {}
  for _, n in ipairs(entry.names) do out[n.name] = n.known or false end
  return out
end

describe("actors", function()
  it("gives what each source says, in its own words", function()
    local found = actors.find "guardians  of peace"
    assert.are.equal(1, #found)
    local e = found[1]
    assert.are.same({ "group", "attack", "G0032", "Lazarus Group" }, { e.kind, e.source, e.id, e.name })
    assert.is_truthy(e.licence:find "ATT&CK")
    local names = names_of(e)
    assert.are.equal("2017-06-13", names["Guardians of Peace"])
    assert.are.equal("2016-02-24", names["Lazarus Group"])
  end)

  it("keeps sources that contradict one another apart", function()
    local found = by_source(actors.find("Lazarus Group", { kind = "group" }))
    assert.is_false(names_of(found.misp)["APT38"])
    assert.is_nil(names_of(found.attack)["APT38"])
    local apt38 = by_source(actors.find "APT38")
    assert.are.equal("APT38", apt38.attack.name)
    assert.are.equal("Lazarus Group", apt38.misp.name)
  end)

  it("hides what was not known by a day", function()
    assert.are.equal(0, #actors.find("Guardians of Peace", { asof = "2014-12-01" }))
    assert.are.equal(0, #actors.find("Guardians of Peace", { asof = "2017-06-12" }))
    local found = actors.find("Guardians of Peace", { asof = "2017-06-13" })
    assert.are.same({ ["Lazarus Group"] = "2016-02-24", ["HIDDEN COBRA"] = "2017-06-13",
      ["Guardians of Peace"] = "2017-06-13" }, names_of(found[1]))
    -- a source without dates cannot say that it was known
    for _, e in ipairs(actors.find("Lazarus Group", { asof = "2024-01-01" })) do
      assert.are.equal("attack", e.source)
    end
  end)

  it("knows what a name is, where that is sure", function()
    assert.are.equal("group", actors.kind "Turla")
    assert.are.equal("malware", actors.kind "BeaverTail")
    assert.are.equal("campaign", actors.kind "Operation Dream Job")
    assert.is_nil(actors.kind "Silence")  -- an English word
    assert.is_nil(actors.kind "turla")
    assert.is_nil(actors.kind "Nobody At All")
    assert.is_nil(actors.kind "Carbanak") -- a group and its malware
  end)

  it("names its sources with their licences", function()
    local sources = actors.sources()
    assert.are.equal("CC0-1.0", sources.misp.licence)
    assert.are.equal("CC-BY-4.0", sources.microsoft.licence)
    assert.is_truthy(sources.attack.notice:find "^© %d+ The MITRE Corporation")
    sources.misp.licence = nil
    assert.are.equal("CC0-1.0", actors.sources().misp.licence)
  end)

  it("finds nothing for other bytes, and raises on misuse", function()
    for _, name in ipairs { "", "\0", ("x"):rep(100000), "|", "@2014", "\255\254" } do
      assert.are.same({}, actors.find(name))
      assert.is_nil(actors.kind(name))
    end
    assert.has_error(function() actors.find(1) end, "actors.find: a name expected, got number")
    assert.has_error(function() actors.find("x", { when = 1 }) end, "actors.find: unknown option when")
    assert.has_error(function() actors.find("x", { kind = "sources" }) end, "actors.find: no kind sources")
    assert.has_error(function() actors.find("x", { asof = "2014" }) end, "actors.find: asof is a day, YYYY-MM-DD")
  end)
end)

describe("actors.lookup", function()
  it("leads from GOP and from Guardians of Peace to what each source says, and to the contradiction", function()
    local gop, whole = actors.lookup "#GOP", actors.lookup "Guardians of Peace"
    for _, found in ipairs { gop, whole } do
      local by = by_source(found.assertions)
      assert.same({ "Lazarus Group", "Guardians of Peace" }, { by.attack.name, by.attack.by })
      assert.same({ "Silent Chollima", "GOP" }, { by.misp.name, by.misp.by })
      assert.equal(1, #found.contradictions)
      assert.matches("says Guardians of Peace is Lazarus Group (G0032)", found.contradictions[1].words, 1, true)
      assert.matches("misp says GOP is Silent Chollima", found.contradictions[1].words, 1, true)
    end
    assert.equal("initials", by_source(gop.assertions).attack.tie)
    assert.is_nil(by_source(gop.assertions).misp.tie)
  end)

  it("shows that one source keeps apart what another takes for one", function()
    local found = actors.lookup "Lazarus Group"
    assert.equal(1, #found.contradictions)
    assert.matches("^misp takes for one with Lazarus Group .* what attack keeps apart: .*APT38 %(G0082%)",
      found.contradictions[1].words)
  end)

  it("hides what was not known by then", function()
    assert.same({}, actors.lookup("GOP", { asof = "2014-12-31" }).assertions)
    local later = actors.lookup("GOP", { asof = "2018-01-01" })
    assert.equal(1, #later.assertions)
    assert.equal("attack", later.assertions[1].source)
    assert.same({}, later.contradictions)
    for _, n in ipairs(later.assertions[1].names) do assert.is_true(n.known <= "2018-01-01") end
  end)

  it("knows nothing of other names, and raises on misuse", function()
    assert.same({}, actors.lookup("Northlight Studios").assertions)
    assert.has_error(function() actors.lookup(5) end, "actors.lookup: a name expected, got number")
    assert.has_error(function() actors.lookup("GOP", { since = 1 }) end, "actors.find: unknown option since")
  end)
end)
