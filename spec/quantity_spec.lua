require "helper"
local quantity = require "breachkit.quantity"
local core = require "breachkit.core".quantity

local function one(text)
  local found = quantity.find(text)
  assert.are.equal(1, #found, text .. ": " .. #found .. " found")
  assert.are.equal(found[1].text, text:sub(found[1].first, found[1].last))
  return found[1]
end
local function none(text)
  local found = quantity.find(text)
  assert.are.equal(0, #found, text .. ": " .. (found[1] and found[1].text or ""))
end

describe("quantity: volumes", function()
  for text, bytes in pairs {
    ["the 11TBs of data"] = 11000000000000, ["100 terabytes were taken"] = 100000000000000,
    ["a 40-gigabyte trove"] = 40000000000,
    ["27.78 GB"] = 27780000000, ["5 KiB"] = 5120, ["1.5 GiB"] = 1610612736, ["368GB"] = 368000000000,
    ["10 Gb of mail"] = 10000000000, ["64 bytes"] = 64, ["1,200 MB"] = 1200000000,
    ["terabytes of data"] = 2000000000000,
    ["hundreds of gigabytes"] = 200000000000, ["two terabytes"] = 2000000000000,
  } do
    it(text, function()
      local q = one(text)
      assert.are.equal("volume", q.type)
      assert.are.equal(bytes, q.value)
      assert.are.equal("integer", math.type(q.value))
    end)
  end
  it("says what the volume is of", function()
    local q = one "40 GB of internal data"
    assert.are.equal("internal data", q.noun.text)
    assert.are.equal("data", q.noun.class)
    assert.are.equal(7 + 3, q.noun.first)
  end)
  it("takes no rate for a volume", function()
    none "a flood of 1.2 Tbps"
    none "10 Gb/s"
    none "300 GB per second"
    none "40 gigabits"
  end)
  it("prints", function()
    assert.are.equal("27.8 GB", quantity.volume(27780000000))
    assert.are.equal("11 TB", quantity.volume(11000000000000))
    assert.are.equal("999 bytes", quantity.volume(999))
  end)
end)

describe("quantity: counts", function()
  local cases = {
    { "47,000 people", 47000, nil, "people" },
    { "77 million PlayStation accounts", 77000000, nil, "accounts" },
    { "38 million files", 38000000, nil, "files" },
    { "millions of customers", 2000000, "at-least", "people" },
    { "tens of thousands of users", 20000, "at-least", "people" },
    { "more than 3.1 million", 3100000, "at-least" },
    { "up to 40,000", 40000, "at-most" },
    { "no more than 40,000 patients", 40000, "at-most", "people" },
    { "about 500", 500, "about" },
    { "an estimated 40,000 cards", 40000, "about", "cards" },
    { "dozens of systems", 24, "at-least", "systems" },
    { "half a million", 500000 },
    { "1.5m users", 1500000, nil, "people" },
    { "forty-seven thousand three hundred and two people", 47302, nil, "people" },
    { "two and a half million records", 2500000, nil, "records" },
    { "one point five million", 1500000 },
    { "3 crore", 30000000 },
    { "1,00,000 students", 100000, nil, "people" },
    { "3.100.000 accounts", 3100000, nil, "accounts" },
    { "12'000'000 files", 12000000, nil, "files" },
    { "3 000 000 files", 3000000, nil, "files" },
    { "several hundred servers", 300, "at-least", "systems" },
    { "a couple of hundred servers", 200, "about", "systems" },
    { "3,803 current and former employees", 3803, nil, "people" },
    { "12 servers", 12, nil, "systems" },
    { "64 widgets", 64, nil, "other" },
    { "500 or more", 500, "at-least" },
    { "100,000+ users", 100000, "at-least", "people" },
    { "2\u{BD} million", 2500000 },
    { "about 2000 people", 2000, "about", "people" },
    { "5 dozen", 60 },
  }
  for _, case in ipairs(cases) do
    it(case[1], function()
      local q = one(case[1])
      assert.are.equal("count", q.type)
      assert.are.equal(case[2], q.value)
      assert.are.equal(case[3], q.bound)
      assert.are.equal(case[4], q.noun and q.noun.class)
    end)
  end
  it("keeps both ends of a range", function()
    for _, text in ipairs { "between 40,000 and 50,000 users", "40,000-50,000 users", "40,000 to 50,000 users" } do
      local q = one(text)
      assert.are.same({ 40000, 50000, "at-least", "people" }, { q.value, q.high, q.bound, q.noun.class })
    end
    local q = one "3 to 5 million"
    assert.are.same({ 3000000, 5000000 }, { q.value, q.high })
  end)
  it("ends the counted noun at a verb's object", function()
    assert.are.equal("web sources", one("over 700 web sources linked the bug").noun.text)
    assert.are.equal("Windows users", one("millions of its Windows users at risk").noun.text)
    none "The two hired the services"
  end)
  it("gives the bounding words' place", function()
    local text = "hit more than 3.1 million people"
    local q = one(text)
    assert.are.equal("more than", text:sub(q.bound_first, q.bound_last))
    assert.are.equal("3.1 million", q.text)
  end)
  for _, text in ipairs {
    "version 2.1.3", "in 2014", "192.168.100.200", "10.0.0.1:8080", "CVE-2014-0160", "555-0199", "+1 415 555 0100",
    "2014-11-24",
    "25/11/2014", "at 16:15", "37%", "24-hour", "a 24-year-old", "9/11", "24/7", "the 21st", "x86", "MS17-010",
    "5 percent", "5 per cent", "3 weeks", "25 November", "November 25, 2014", "Windows 10 users",
    "iPhone 6 owners", "page 4",
    "http://example.org/123/45 million", "one of the reasons", "99999999999999999999 people", "10.14", "10,20,30",
    "8 million years",
    "#10 people", "and", "million", "a", "$", "$ ", "", "-", "1.", "five", "two thousand fifteen",
  } do
    it("is none: " .. text, function() none(text) end)
  end
end)

describe("quantity: money", function()
  local cases = {
    { "$15 million", 15000000, "USD" }, { "\u{A3}4.4m", 4400000, "GBP" }, { "\u{20AC}20,000", 20000, "EUR" },
    { "\u{20AC}20.000", 20000, "EUR" }, { "300 bitcoin", 300, "XBT" }, { "0.5 BTC", 0.5, "XBT" }, { "USD 5,000",
    5000, "USD" },
    { "Rs 3 crore", 30000000, "INR" }, { "Rs. 5,000", 5000, "INR" }, { "US$100 million", 100000000, "USD" },
    { "A$4m", 4000000, "AUD" }, { "5 million US dollars", 5000000, "USD" }, { "20 Canadian dollars", 20, "CAD" },
    { "$2.1 Trillion", 2100000000000, "USD" }, { "20\u{20AC}", 20, "EUR" }, { "$600k", 600000, "USD" },
    { "US$ 211", 211, "USD" }, { "545,000 Russian rubles", 545000, "RUB" }, { "$19.99", 19.99, "USD" },
    { "three bitcoins", 3, "XBT" }, { "\u{A5}58 billion", 58000000000, "JPY" },
  }
  for _, case in ipairs(cases) do
    it(case[1], function()
      local q = one(case[1])
      assert.are.same({ "money", case[2], case[3] }, { q.type, q.value, q.currency })
    end)
  end
  it("reads vague sums and ranges", function()
    local q = one "millions of dollars"
    assert.are.same({ 2000000, "USD", "at-least" }, { q.value, q.currency, q.bound })
    q = one "$10-15 million"
    assert.are.same({ 10000000, 15000000 }, { q.value, q.high })
    q = one "Between $150 million and $300 million"
    assert.are.same({ 150000000, 300000000 }, { q.value, q.high })
    q = one "$900,000 to $1 million"
    assert.are.same({ 900000, 1000000 }, { q.value, q.high })
  end)
end)

describe("quantity: parts of a text", function()
  local text = "It cost 300 users dearly. More than 400 people lost $5 million. Some 500 clients and 600 servers "
    .. "remain."
  it("are looked at alone, with what stands around them", function()
    local a, b = text:find "400 people"
    local c, d = text:find "500 clients"
    local found = quantity.find(text, { a, b, c, d })
    assert.are.equal(2, #found)
    assert.are.same({ 400, "at-least", "people" }, { found[1].value, found[1].bound, found[1].noun.head })
    assert.are.same({ 500, "about" }, { found[2].value, found[2].bound })
  end)
  it("may end within an amount, and none be given", function()
    local sign = text:find("$", 1, true)
    assert.are.equal("$5 million", quantity.find(text, { 1, 1, sign, sign })[1].text)
    assert.are.equal(0, #quantity.find(text, {}))
    assert.are.same(quantity.find(text), quantity.find(text, { 1, #text }))
  end)
  it("that the text has not raise", function()
    for _, parts in ipairs { { 0, 5 }, { 5, 4 }, { 1, #text + 1 } } do
      assert.error_matches(function() quantity.find(text, parts) end, "no such part")
    end
    assert.has_error(function() quantity.find(text, "all") end)
  end)
end)

describe("quantity: hostile input", function()
  it("survives any bytes", function()
    local bytes = {}
    for i = 0, 255 do bytes[#bytes + 1] = string.char(i) .. "1,000 " .. string.char(i) end
    assert.is_table(quantity.find(table.concat(bytes)))
    assert.are.equal(0, #quantity.find(("\0"):rep(1000)))
    assert.are.equal(0, #quantity.find(("1,"):rep(10000)))
    assert.are.equal(0, #quantity.find(("9"):rep(100000)))
    assert.is_table(quantity.find(("hundreds of "):rep(5000)))
    assert.is_table(quantity.find(("million "):rep(5000)))
    assert.is_table(quantity.find(("one "):rep(5000)))
    assert.is_table(quantity.find(("$"):rep(5000) .. "1"))
  end)
  it("every prefix of a text reads", function()
    local text = "\u{20AC}3.100.000 and more than 2\u{BD} million of its customers\u{2019} 1'000 records, 11TBs"
    for n = 0, #text do
      for _, q in ipairs(quantity.find(text:sub(1, n))) do
        assert.is_true(q.first >= 1 and q.first <= q.last and q.last <= n)
      end
    end
  end)
  it("raises on misuse", function()
    assert.has_error(function() quantity.find(nil) end)
    assert.has_error(function() core.each() end)
  end)
  it("keeps the text while iterating", function()
    local each = core.each(("5 GB "):rep(3) .. tostring(os.time()))
    collectgarbage()
    collectgarbage()
    assert.are.equal("5 GB", each().text)
    assert.are.equal(6, each().first)
  end)
end)
