-- Works, archives and records that get out or are for sale, told as reporters tell it.
require "spec.helper"
local bk = require "breachkit"
local claims = require "breachkit.claims"

-- The first claim of a type whose words hold `trigger`.
local function claim(text, type, trigger)
  for _, c in ipairs(claims.list { text = text, published = "2026-11-20" }) do
    if c.type == type and c.text:find(trigger, 1, true) then return c end
  end
  return nil
end

-- "role=text" of a claim, sorted; times and dates of release by their value.
local function told(c, ...)
  local wanted, list = {}, {}
  for _, role in ipairs { ... } do wanted[role] = true end
  for _, r in ipairs(c and c.roles or {}) do
    if wanted[r.role] then
      local date = r.role == "time" or r.role == "release-date"
      list[#list + 1] = r.role .. "=" .. (date and tostring(r.value) or r.text)
    end
  end
  table.sort(list)
  return table.concat(list, ", ")
end

describe("claims of leaked works", function()
  local before = 'Unreleased episodes of the series "Glass Harbor" were leaked online on Thursday, three weeks '
    .. 'before the '
    .. "premiere on 10 December."

  it("have the work, and the premiere as its release", function()
    assert.equal("release-date=2026-12-10, time=2026-11-19, work=Glass Harbor",
      told(claim(before, "leak", "leaked"), "work", "time", "release-date"))
    local c = claim('A screener of "Low Country" leaked online on 2 December 2025, two months before its '
      .. 'theatrical release '
      .. "on 13 February 2026.", "leak", "leaked")
    assert.equal("release-date=2026-02-13, time=2025-12-02", told(c, "time", "release-date"))
    c = claim("The full soundtrack leaked on a Ruvanian site, ten days ahead of the November 27 release.",
      "leak", "leaked")
    assert.equal("release-date=2026-11-27", told(c, "time", "release-date"))
  end)

  it("name it by what is made of it", function()
    for text, work in pairs {
      ['The script of the season finale of "Kestrel Bay" was circulating on Reddit on Wednesday.'] = "Kestrel Bay",
      ['The group Tin Lanterns dumped ten episodes of "Harbour Lights" on the web.'] = "Harbour Lights",
      ["A trailer for Ember Vale 2 leaked on social media late on Monday."] = "Ember Vale 2",
      ['A copy of the film "The Salt Road" has appeared on file-sharing sites.'] = "The Salt Road",
    } do
      local list = {}
      for _, c in ipairs(claims.list { text = text }) do
        if c.type == "leak" then list[#list + 1] = told(c, "work") end
      end
      assert.matches("work=" .. work, list[1] or "no claim: " .. text, 1, true)
    end
  end)

  it("count the works, and have whom they were taken from", function()
    local c = claim('Hackers dumped ten episodes of "Harbour Lights" on the web.', "leak", "dumped")
    assert.equal("attacker=Hackers, data-count=ten", told(c, "attacker", "data-count"))
    c = claim("Two films from Merrow Pictures surfaced online this week.", "leak", "surfaced")
    assert.equal("data-count=Two, victim=Merrow Pictures", told(c, "data-count", "victim"))
  end)

  it("tell an official release's day, too", function()
    local c = claim("The game is scheduled for release on 4 March 2027.", "release", "release")
    assert.equal("release-date=2027-03-04", told(c, "time", "release-date"))
    c = claim("The album came out as planned on 4 September.", "release", "came out")
    assert.equal("release-date=2026-09-04", told(c, "time", "release-date"))
    c = claim("The hackers released the film on Monday.", "leak", "released")
    assert.equal("attacker=The hackers, time=2026-11-16", told(c, "attacker", "time", "release-date"))
  end)

  it("take no company for a work, and no work for a party", function()
    local text = "The attackers leaked customer data of Example Games on a forum on Sunday."
    assert.is_nil(claim(text, "leak", "leaked"))
    assert.equal("attacker=The attackers, victim=Example Games",
      told(claim(text, "data-breach", "leaked"), "attacker", "victim", "work"))
    text = 'The source code of the strategy game "Iron Tides" was stolen.'
    assert.equal("work=Iron Tides", told(claim(text, "data-breach", "stolen"), "victim", "work"))
  end)

  it("make an incident's works, early or not", function()
    local set = bk.correlate { { id = "a", text = before .. " The streaming service Northlight said that it was "
      .. "hacked.",
      published = "2026-11-20" } }
    for incident in set:incidents() do
      local w = incident.works[1]
      assert.same({ "Glass Harbor", "series", "leaked", "2026-12-10", "2026-11-19", "yes" },
        { w.title, w.kind, w.of, tostring(w.released), tostring(w.leaked), w.before_release })
    end
  end)
end)

describe("claims of data for sale", function()
  it("have the seller, the data, whose they are and the price", function()
    local c = claim('A hacker using the name "quietfox" is selling what he says are 8 million customer records '
      .. 'of the retailer '
      .. "BuyMore for $15,000 in Monero.", "data-breach", "selling")
    assert.equal("data-count=8 million, data=customer records, price=$15,000, victim=the retailer BuyMore",
      told(c, "data-count", "data", "price", "victim"))
    assert.matches("attacker=quietfox", told(c, "attacker"), 1, true)
    assert.equal("claimed", c.stance)
    c = claim("A database said to hold 40 million accounts of the dating site Lumeet is being offered on a "
      .. "hacking forum for "
      .. "$2,500.", "data-breach", "offered")
    assert.equal("data-count=40 million, price=$2,500, victim=the dating site "
      .. "Lumeet", told(c, "data-count", "price", "victim"))
    c = claim("Hackers are auctioning off the personal data of 90,000 patients of the Sankt Vitus clinic.",
      "data-breach",
      "auctioning")
    assert.equal("attacker=Hackers", told(c, "attacker"))
    c = claim("The seller wants $5,000 for the full dump.", "data-breach", "wants")
    assert.equal("attacker=The seller, price=$5,000", told(c, "attacker", "price"))
  end)

  it("are claimed where somebody claims to have them, and come to light on forums", function()
    local c = claim("A user of a forum claims to have 500 GB of data from the airline Skylane.",
      "data-breach", "claims to have")
    assert.equal("victim=the airline Skylane, volume=500 GB", told(c, "victim", "volume"))
    assert.equal("claimed", c.stance)
    c = claim("Customer data of the electricity company Volthaus turned up on the dark web last weekend.",
      "data-breach",
      "turned up")
    assert.equal("data=Customer data, victim=the electricity company Volthaus", told(c, "data", "victim"))
  end)

  it("are records for sale of an incident", function()
    local set = bk.correlate { { id = "a", published = "2026-11-20", text = "Hackers are selling 2.3 million "
      .. "customer records "
      .. "of Halden Bank for $3,000 on a forum." } }
    local found = {}
    for incident in set:incidents() do
      for _, f in ipairs(incident.facts) do
        if f.property == "records" then found[#found + 1] = f.of .. " " .. f.value end
      end
    end
    assert.same({ "for-sale 2300000" }, found)
  end)

  it("do not offer what is no data of somebody", function()
    assert.is_nil(claim("The attacker contacted the staff, offering to provide details about it.",
      "data-breach", "offering"))
  end)
end)

describe("claims of archives and insiders", function()
  it("tell what is said next as another thing", function()
    local c = claim("BuyMore denied that its systems had been breached and said the data came from a supplier, "
      .. "Parcelio.",
      "data-breach", "breached")
    assert.equal("denied", c.stance)
    assert.equal("victim=BuyMore, victim=its systems", told(c, "victim"))
  end)

  it("have no doer in what is done to something", function()
    local c = claim("Internal emails of Pike & Rowe were published. The firm says they were stolen in a hack in May.",
      "data-breach", "stolen")
    assert.equal("", told(c, "attacker"))
    c = claim("The virus earned more than what the WannaCry hackers extorted from their ransomware attack.", "ransom",
      "extorted")
    assert.equal("attacker=the WannaCry hackers", told(c, "attacker"))
  end)

  it("have who calls itself so", function()
    local c = claim("Activists calling themselves Open Shutter have posted the home addresses of 1,100 officers.",
      "data-breach",
      "posted")
    assert.equal("attacker=Open Shutter", told(c, "attacker"))
  end)

  it("have who hands papers to the press, and whose they are", function()
    local c = claim("A former engineer at Brightwell Motors gave thousands of internal documents to a newspaper.",
      "data-breach",
      "gave")
    assert.equal("internal documents", told(c, "data"):gsub("data=", ""):gsub("thousands of ", ""), nil)
  end)
end)
