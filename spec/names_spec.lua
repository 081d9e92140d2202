require "helper"
local names = require "breachkit.names"

local function find(text)
  local found = names.find(text)
  for _, m in ipairs(found) do assert.are.equal(m.text, text:sub(m.first, m.last)) end
  return found
end
local function named(found, text)
  for _, m in ipairs(found) do
    if m.text == text then return m end
  end
end
local function kind(text, name)
  local m = named(find(text), name)
  return m and m.type
end

describe("names: kinds", function()
  local cases = {
    { "The firm Harrow Tools said so.", "Harrow Tools", "organization" },
    { "It was sold by Marlow Industries, Inc. last year.", "Marlow Industries, Inc.", "organization" },
    { "Officials at the Ministry of Foreign Affairs agreed.", "Ministry of Foreign Affairs", "organization" },
    { "Students of the University of Northmoor were told.", "University of Northmoor", "organization" },
    { "It hit Acme's customers.", "Acme", "organization" },
    { "A flaw, said researcher Odd Fjelltveit, is old.", "Odd Fjelltveit", "person" },
    { "He met President Maria Castelmar there.", "Maria Castelmar", "person" },
    { "The story is old, John Harwick thinks.", "John Harwick", "person" },
    { "It was the work of APT28 again.", "APT28", "group" },
    { "A group calling itself Tide Runners did it.", "Tide Runners", "group" },
    { "They blame Velvet Chollima for it.", "Velvet Chollima", "group" },
    { "It looked like Lazarus Group to them.", "Lazarus Group", "group" },
    { "It was sold to the Brackish Owl gang last year.", "Brackish Owl", "group" },
    { "It came from North Korea.", "North Korea", "country" },
    { "The Chinese-linked crew left.", "Chinese", "country" },
    { "as The Washington Post wrote", "The Washington Post", "outlet" },
    { "according to Re/code.", "Re/code", "outlet" },
    { "It runs on Windows and nothing else.", "Windows", "product" },
    { "They pointed at the U.S. for it", "U.S.", "country" },
  }
  for _, case in ipairs(cases) do
    it(case[1], function() assert.are.equal(case[3], kind(case[1], case[2])) end)
  end
  it("leaves capitals that mean nothing", function()
    assert.are.equal(0, #find "However, nobody knew. Yesterday it rained. On Monday in November, DDoS and VPN URLs.")
    assert.are.equal(0, #find "Hackers Steal Many Records From Large Company\n")
    assert.are.equal(0, #find "")
  end)
  it("keeps of a heading what the body repeats", function()
    local found = find "Hackers Break Into Brindlecorp Servers Again\n\nThe intrusion at Brindlecorp was found late.\n"
    assert.are.equal("Brindlecorp", found[#found].text)
    assert.are.equal("US", named(find "He sold it in the US, they say", "US").code)
  end)
  it("strips possessives and titles from the span", function()
    local m = named(find "It was Mr Harwick\u{2019}s plan", "Harwick")
    assert.are.same({ "person", 11, 17 }, { m.type, m.first, m.last })
  end)
end)

describe("names: one name, several forms", function()
  local function same(text, a, b)
    local found = find(text)
    local x, y = assert(named(found, a), a), assert(named(found, b), b)
    return x.key == y.key, found, x
  end
  it("ties an acronym in parentheses", function()
    local yes, found, m = same("Harrow Data Systems (HDS) closed. Later HDS opened.", "Harrow Data Systems", "HDS")
    assert.is_true(yes)
    assert.are.equal("Harrow Data Systems", found:fullest(m.key))
    assert.are.equal("organization", found[#found].type)
  end)
  it("ties a group's hashtag to its name, both ways round", function()
    assert.is_true((same("hackers calling themselves #TGR or Tide of Grey Ravens", "TGR", "Tide of Grey Ravens")))
    assert.is_true((same("hackers calling themselves Tide of Grey Ravens (TGR)", "TGR", "Tide of Grey Ravens")))
    local found = find "hackers calling themselves #TGR or Tide of Grey Ravens"
    assert.are.same({ "tide of grey ravens", "Tide of Grey Ravens" }, { found[1].key, found:fullest(found[1].key) })
  end)
  it("ties a shorter form to the one longer name", function()
    assert.is_true((same("Harrow Data Systems said no. Then Harrow Data agreed. Even so Harrow fell.",
      "Harrow Data Systems", "Harrow")))
    assert.is_true((same("It was found by researcher Odd Fjelltveit. Later Fjelltveit said more.",
      "Odd Fjelltveit", "Fjelltveit")))
  end)
  it("ties nothing in doubt", function()
    assert.is_false((same("The Marlow Protection Engine crashed. Then Marlow fixed it.",
      "Marlow Protection Engine", "Marlow")))
    local text = "They hit Harrow Bank and Harrow Hospital. And Harrow said nothing."
    assert.is_false((same(text, "Harrow Bank", "Harrow")))
    assert.is_false((same(text, "Harrow Bank", "Harrow Hospital")))
  end)
  it("takes corporate suffixes for no difference", function()
    assert.is_true((same("Marlow Corp. said so, and Marlow said it again.", "Marlow Corp.", "Marlow")))
  end)
  it("keys a country and its people alike", function()
    assert.is_true((same("It was Russia, and the Russian side", "Russia", "Russian")))
  end)
end)

describe("names: hostile input", function()
  it("survives any bytes and long runs", function()
    local bytes = {}
    for i = 0, 255 do bytes[#bytes + 1] = string.char(i) .. "Abc " .. string.char(i) end
    find(table.concat(bytes))
    for _, m in ipairs(find(("Ab "):rep(3000))) do assert.is_true(#m.text < 64) end
    find(("A of "):rep(3000))
    find(("\226\128\153"):rep(3000) .. "A\226\128")
    find(("A'"):rep(3000))
    find(("A.B"):rep(3000))
    find(("Ab (AB) "):rep(1000))
  end)
  it("reads what stands before 'of' whatever it ends in", function()
    for _, name in ipairs { "Caf\u{E9} of Kiel", "AB_ of Kiel", ("A"):rep(200000) .. "_ of Kiel" } do -- squared: hours
      assert.equal(name, find("Hackers hit the " .. name .. " on Monday, said the " .. name .. ".")[1].text)
    end
  end)
  it("every prefix reads", function()
    local text = "Mr. O\u{2019}Hara\u{2019}s caf\u{E9} \u{C9}lan (\u{C9}L) & Sons, Inc."
    for n = 0, #text do find(text:sub(1, n)) end
  end)
  it("takes a document, raises on misuse", function()
    assert.are.equal("Acme", names.find({ text = "at Acme it" })[1].text)
    assert.has_error(function() names.find(12) end)
  end)
end)
