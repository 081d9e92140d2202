require "helper"
local works = require "breachkit.works"

local function find(text, options)
  local found = works.find(text, options)
  for _, w in ipairs(found) do
    assert.is_true(w.first >= 1 and w.first <= w.last and w.last <= #text)
    if w.release then assert.is_true(w.release_first <= w.release_last and w.release_last <= #text) end
  end
  return found
end
local function titles(found)
  local list = {}
  for i, w in ipairs(found) do list[i] = w.title .. (w.release and " " .. tostring(w.release) or "") end
  return list
end

describe("works", function()
  local cases = {
    { "Titles leaked: The Long, Cold Harbour (March 2015), and then there were owls (16 January 2015), and "
      .. "Brass and Iron (17 October 2014).",
      { "The Long, Cold Harbour 2015-03", "then there were owls 2015-01-16", "Brass and Iron 2014-10-17" } },
    { "The films leaked and their dates are: To Mend a Wall (March 2015), Mr Osprey (19 December 2014), says Owlet.",
      { "To Mend a Wall 2015-03", "Mr Osprey 2014-12-19" } },
    { "It is linked to the film Grey Harbour, set to be released on 25 December 2014, they say.",
      { "Grey Harbour 2014-12-25" } },
    { "They hate the film Grey Harbour, which mocks them.\n\nThe film, due out 25 December 2014, is a comedy.",
      { "Grey Harbour 2014-12-25" } },
    { "They took films including \"Brass Lantern\", \"The Owl, the Cat\" and \u{201C}Salt Road\u{201D} from it.",
      { "Brass Lantern", "The Owl, the Cat", "Salt Road" } },
    { "The movies Copper Lane, Glass Fields and Owl Creek leaked.", { "Copper Lane", "Glass Fields", "Owl Creek" } },
    { "The album \u{201C}winter, again\u{201D} leaked.", { "winter, again" } },
    { "The game Dusk Runner 2 (due 2015) leaked.", { "Dusk Runner 2 2015" } },
    { "They posted season 5 of Northern Light.", { "Northern Light" } },
    { "They posted the script for \"Iron Tide\".", { "Iron Tide" } },
    { "Firms hit: Yarrow (2013), Eqwell (2017) and Marlow (2018).", {} },
    { "The film was bad. A film by the company. The games Harrow makes. The show went on.", {} },
    { "", {} },
  }
  for _, case in ipairs(cases) do
    it(#case[1] > 60 and case[1]:sub(1, 60) or case[1], function() assert.are.same(case[2], titles(find(case[1]))) end)
  end
  it("gives kind, place and part", function()
    local text = "They posted season 5 of Northern Light and the film Grey Harbour (March 2015)."
    local found = find(text)
    assert.are.same({ "series", "season 5", "film" }, { found[1].kind, found[1].part, found[2].kind })
    assert.are.equal("March 2015", text:sub(found[2].release_first, found[2].release_last))
    assert.are.equal("Grey Harbour", text:sub(found[2].first, found[2].last))
  end)
  it("reads a date without a year as the next one where it is to come, else as the last", function()
    for words, date in pairs {
      ["due to be released on 12 December"] = "2024-12-12",
      ["which opens in March"] = "2025-03",
      ["which will be released on 12 December"] = "2024-12-12",
      ["set for release on 12 December 2023"] = "2023-12-12",
      ["released on 12 December"] = "2023-12-12", ["due out in June"] = "2024-06" } do
      local found = find("The film \"Grey Harbour\", " .. words .. ", leaked.", { anchor = "2024-05-04" })
      assert.equal(date, tostring(found[1].release), words)
    end
  end)

  it("finds the titles of a list in quotation marks, without any other word", function()
    local list = works.list { { title = "Grey Harbour", kind = "film" }, { title = "The Long Tide" },
      { title = "R.O.W." } }
    local text = 'They got \u{201C}Grey Harbour,\u{201D} "The Long Tide." and "Long Tide" (May 2025), "nothing '
      .. 'else" and "R.O.W.".'
    local found = find(text, { list = list })
    assert.same({ "Grey Harbour", "The Long Tide", "R.O.W" }, titles(found))
    assert.equal("film", found[1].kind)
    assert.same({}, find((text:gsub("May 2025", "today"))))
  end)

  it("compares the leak with the release by three values", function()
    assert.are.equal("yes", works.before_release("2014-11-26", "2015-03"))
    assert.are.equal("no", works.before_release("2014-11-26", "2014-10-17"))
    assert.are.equal("maybe", works.before_release("2014-11", "2014-11-15"))
    assert.are.equal("maybe", works.before_release(nil, "2015"))
  end)
  it("survives hostile bytes", function()
    local bytes = {}
    for i = 0, 255 do bytes[#bytes + 1] = string.char(i) .. "film A" .. string.char(i) .. "(2015)" end
    find(table.concat(bytes))
    find(("the film A, "):rep(500))
    find(("(2015)"):rep(2000))
    find(("films: A and "):rep(500))
    find("films including " .. ("\"A\", "):rep(2000))
    find(("film A ("):rep(5000))
    find(("the film A, due "):rep(2000))
    find("the film " .. ("A "):rep(3000))
    local text = "films: \u{201C}A\u{201D} (March 2015), The \u{C9}lan\u{2019}s B (2014)"
    for n = 0, #text do find(text:sub(1, n)) end
  end)
  it("takes a word without end in its stride", function()
    -- squared, these would take minutes
    for _, unit in ipairs { "a", "a-", "A", "a1" } do
      local list = find(unit:rep(500000) .. " and the film \u{201C}Elan\u{201D} leaked.")
      assert.equal(1, #list)
      assert.equal("Elan", list[1].title)
    end
  end)
  it("takes the time of its length, where no sentence ends", function()
    for _, part in ipairs { "film A (2014) ", "(2014) A" } do
      assert.is_true(require "growth"(2000, function(n) find(part:rep(n)) end) < 30, part)
    end
  end)

  it("takes the text's tokens where it has been split already, and knows whole words only", function()
    local text = "The FILM Grey Harbour leaked, as season 5 of Low Tide did; a film_Elan and songs2 Marrow are none."
    local tokens = require("breachkit.core").text.tokens(text)
    local list = works.find(text, { tokens = tokens })
    assert.same(works.find(text), list)
    assert.same({ "Grey Harbour", "Low Tide" }, { list[1].title, list[2].title })
    assert.equal(2, #list)
  end)
  it("raises on misuse", function()
    assert.has_error(function() works.find(nil) end)
    assert.has_error(function() works.find("x", { ancor = 1 }) end)
  end)
end)
