local claims = require "breachkit.claims"
local correlate = require "breachkit.correlate"
local document = require "breachkit.document"
local fs = require "breachkit.fs"
local json = require "breachkit.json"
local sheet = require "breachkit.document.sheet"
local structured = require "breachkit.document.structured"

-- all documents in some bytes, and the errors
local function read(bytes, name)
  local dir = os.tmpname()
  os.remove(dir)
  assert(fs.mkdir(dir))
  local path = dir .. "/" .. (name or "x.json")
  assert(fs.write_atomic(path, type(bytes) == "string" and bytes or assert(json.encode(bytes))))
  local docs, each = {}, document.each(path)
  for doc in each do docs[#docs + 1] = doc end
  os.execute("rm -r " .. dir)
  return docs, each.errors
end

-- a claim as "type stance realis: role=words/value", after checking that every span holds what it says
local function outline(doc)
  local out = {}
  for c in claims.extract(doc) do
    assert.equal(c.text, doc.text:sub(c.first, c.last))
    assert.is_true(c.sentence.first <= c.first and c.sentence.last >= c.last)
    local roles = {}
    for i, r in ipairs(c.roles) do
      assert.equal(r.text, doc.text:sub(r.first, r.last))
      local value = type(r.value) == "table" and (r.value.edtf or r.value.value) or r.value
      roles[i] = ("%s=%s"):format(r.role .. (r.of and ":" .. r.of or ""), tostring(value))
    end
    if c.hedge then assert.equal(c.hedge.text, doc.text:sub(c.hedge.first, c.hedge.last)) end
    out[#out + 1] = ("%s %s %s: %s"):format(c.type, c.stance, c.realis, table.concat(roles, " "))
  end
  return out
end

local BREACH = {
  Name = "AcmeStores", Title = "Acme Stores", Domain = "acme.example", BreachDate = "2014-11-24",
  AddedDate = "2014-12-01T10:00:00Z", ModifiedDate = "2015-01-01T00:00:00Z", PwnCount = 123456,
  Description = 'The shop <a href="https://news.example/acme">Acme</a> sells shoes &amp; hats.',
  DataClasses = { "Email addresses", "Passwords" }, IsVerified = true, IsFabricated = false, IsSensitive = false,
  NewKey = { deep = { 1, 2 } },
}

local function changed(record, changes)
  local copy = {}
  for name, value in pairs(record) do copy[name] = value end
  for name, value in pairs(changes) do copy[name] = value end
  return copy
end

describe("a list of breaches (HIBP)", function()
  it("is a document a breach, with claims of its fields and their words", function()
    local docs, errors = read { BREACH, changed(BREACH, { Name = "Other", Title = "Other" }) }
    assert.same({}, errors)
    assert.equal(2, #docs)
    local doc = docs[1]
    assert.same({ "hibp", "hibp:AcmeStores", "Data breach: Acme Stores", "2014-12-01T10:00:00Z", "record",
      "2015-01-01T00:00:00Z", "Have I Been Pwned" },
      { doc.type, doc.id, doc.title, doc.published, doc.published_from, doc.updated, doc.site })
    assert.equal([[
Data breach: Acme Stores
Domain: acme.example
Breach date: 2014-11-24 (approximate)
Accounts: 123456
Data: Email addresses; Passwords
Verified: yes
Fabricated: no
Sensitive: no
Added: 2014-12-01T10:00:00Z
Modified: 2015-01-01T00:00:00Z

The shop Acme sells shoes & hats.

NewKey.deep: 1; 2]], doc.text)
    assert.same({ { url = "https://news.example/acme" } }, doc.links)
    assert.same({ "data-breach asserted actual: victim=Acme Stores time:happened=2014-11-24~ "
      .. "data-count:affected=123456 data=Email addresses data=Passwords" }, outline(doc))
    assert.truthy(tostring(claims.list(doc)[1]:why()):find("by fields of hibp of document/records/hibp.lua", 1, true))
  end)

  it("says what the list says of its sureness", function()
    local doc = read(changed(BREACH, { IsVerified = false }))[1]
    assert.truthy(outline(doc)[1]:find "^data%-breach suspected actual")
    assert.equal("no", doc.claims[1].hedge.text)
    doc = read(changed(BREACH, { IsVerified = false,
      Description = "In November 2014, hackers stole 123,456 records of Acme Stores." }))[1]
    local told = claims.list(doc)
    assert.equal("suspected", told[#told].stance) -- the list's own words are no surer than its flag
    assert.is_true(#told > 1)
    doc = read(changed(BREACH, { IsFabricated = true }))[1]
    assert.truthy(outline(doc)[1]:find "^data%-breach denied other")
    assert.is_nil(correlate({ doc }):incidents()()) -- nobody tells of an incident that was
  end)

  it("is read from a table too, and from lines of JSON", function()
    local docs, errors = read("Name,Domain,Sector,BreachDate,PwnCount,IsVerified\r\nAcme,acme.example,\"a,b\","
      .. "2014-11-24,\"1,234\",False\r\nShort\r\n", "x.csv")
    assert.same({ "data-breach suspected actual: victim=Acme time:happened=2014-11-24~ data-count:affected=1234" },
      outline(docs[1]))
    assert.truthy(docs[1].text:find("\nSector: a,b", 1, true))
    assert.equal(1, #docs)
    assert.equal("type", errors[1].code)
    docs = read(json.encode(BREACH) .. "\n" .. json.encode(BREACH) .. "\n", "x.jsonl")
    assert.same({ "hibp:AcmeStores", "hibp:AcmeStores#2" }, { docs[1].id, docs[2].id })
  end)

  it("has prose that claims are read from as from any report", function()
    local doc = read(changed(BREACH, { Description = "It's alleged that the Example Team was behind the attack." }))[1]
    local list = outline(doc)
    assert.equal(2, #list)
    -- whoever alleges it: it is not asserted
    assert.truthy(list[2]:find "^attribution reported actual: suspect")
  end)

  it("takes tags without an end in its stride", function()
    -- squared, they would take minutes
    local words, links = sheet.plain(("<a "):rep(100000) .. '<a href="https://a.example/">Acme</a>'
      .. ("<b> "):rep(100000) .. "sells" .. ("&#13;"):rep(100000) .. "shoes" .. ("<p"):rep(100000))
    assert.same({ "https://a.example/" }, links)
    assert.same({ "Acme", 1 }, { words:match "(%a+) sells", select(2, words:gsub("shoes", "")) })
  end)

  it("takes broken and strange fields as they are", function()
    for _, changes in ipairs {
      { PwnCount = "many" }, { PwnCount = -1 }, { BreachDate = "soon" }, { BreachDate = "" },
        { DataClasses = "Passwords" },
      { DataClasses = {} }, { Description = 5 }, { Description = "<a <b>&#x110000;&#0;&bogus;" },
        { Title = "\n\0\27[31m" },
      { Title = json.null }, { AddedDate = 7 }, { IsVerified = "maybe" }, { NewKey = { {}, { { {} } } } },
    } do
      local docs, errors = read(changed(BREACH, changes))
      assert.same({}, errors)
      assert.equal(1, #docs)
      outline(docs[1])
      assert.is_nil(docs[1].text:find "[%z\1-\8\27]")
    end
  end)
end)

local INCIDENT = {
  incident_id = "A1", schema_version = "1.3.4", security_incident = "Confirmed", source_id = "vcdb",
  summary = "The office is closed on Fridays.",
  victim = { victim_id = "Acme, Smith & Co.", country = { "US" } },
  timeline = { incident = { year = 2014, month = 11 }, discovery = { unit = "Days", value = 3 } },
  actor = { external = { name = { "Example Team" }, variety = { "Activist" } } },
  action = { hacking = { variety = { "SQLi" } } },
  attribute = { confidentiality = { data_disclosure = "Potentially", data_total = 500,
    data = { { variety = "Payment", amount = 500 }, { variety = "Unknown" } } } },
  reference = "http://a.example/x (20140501); http://b.example/y",
  plus = { created = "2015-02-03T04:05:06Z", timeline = { notification = { year = 2014, month = 12, day = 3 } } },
}

describe("an incident in VERIS", function()
  it("makes claims of its fields, what may be disclosed apart from what happened", function()
    local doc = read(INCIDENT)[1]
    assert.same({ "veris:A1", "Data breach: Acme, Smith & Co.", "2015-02-03T04:05:06Z", "VERIS Community Database" },
      { doc.id, doc.title, doc.published, doc.site })
    assert.same({
      "data-breach asserted actual: victim=Acme, Smith & Co. time:happened=2014-11 attacker=Example Team",
      "data-breach suspected actual: data-count:affected=500 data=Payment",
      "data-breach asserted actual: time:disclosed=2014-12-03",
    }, outline(doc))
    assert.same({ { url = "http://a.example/x" }, { url = "http://b.example/y" } }, doc.links)
    for _, line in ipairs { "To the discovery: 3 Days", "action.hacking.variety: SQLi", "victim.country: US",
      "attribute.confidentiality.data[1].amount: 500" } do
      local shown = doc.text:find(line, 1, true) or line:find "amount"
      assert.truthy(shown, line)
    end
  end)

  it("holds the name that the record gives, whatever it looks like", function()
    local record = correlate(read(INCIDENT)):incidents()()
    assert.equal("Acme, Smith & Co.: data breach, November 2014", (record.title:gsub("2014%-11$", "November 2014")))
    local found = {}
    for _, f in ipairs(record.facts) do found[#found + 1] = ("%s %s %s"):format(f.property, tostring(f.value),
      f.stance) end
    assert.same({ "victim Acme, Smith & Co. asserted", "actor Example Team asserted", "when 2014-12-03 asserted",
      "when 2014-11 asserted", "records 500 suspected", "data Payment suspected" }, found)
  end)

  it("is as sure as it says", function()
    local function first(changes) return outline(read(changed(INCIDENT, changes))[1])[1]:match "^[%w-]+ %w+ %w+" end
    assert.equal("data-breach asserted actual", first {})
    assert.equal("data-breach suspected actual", first { security_incident = "Suspected" })
    assert.equal("data-breach suspected other", first { security_incident = "Near miss" })
    assert.equal("data-breach denied other", first { security_incident = "False positive" })
    assert.equal("data-breach suspected actual", first { confidence = "Low" })
    assert.equal("data-breach asserted actual", first { confidence = "High" })
    assert.equal("ransom asserted actual", first { action = { malware = { variety = { "Ransomware" } } } })
    assert.equal("denial-of-service asserted actual", first { action = { hacking = { variety = { "DoS" } } } })
    assert.equal("outage asserted actual", first { attribute = { availability = { variety = { "Loss" } } } })
    assert.equal("phishing asserted actual", first { action = { social = { variety = { "Phishing" } } },
      attribute = { integrity = {} } })
  end)

  it("is dated as far as it is known, and by nothing that is no date", function()
    local function when(incident)
      for c in claims.extract(read(changed(INCIDENT, { timeline = { incident = incident } }))[1]) do
        for _, r in ipairs(c.roles) do
          if r.role == "time" and r.of == "happened" then return r.value.edtf end
        end
      end
    end
    assert.equal("2014-11-05", when { year = 2014, month = 11, day = 5 })
    assert.equal("2014-11-05", when { year = "2014", month = "11", day = "5" })
    assert.equal("2014", when { year = 2014, day = 5 })
    assert.equal("2014-11", when { year = 2014, month = 11, day = 99 })
    assert.is_nil(when { year = 0 })
    assert.is_nil(when {})
    assert.is_nil(when "2014")
  end)

  it("is found in what wraps it, and what only looks like it is none", function()
    assert.equal("veris:A1", read({ incident = INCIDENT, should = "pass" })[1].id)
    assert.equal("veris:A1", read(json.encode { file = "x", incident = INCIDENT } .. "\n", "x.jsonl")[1].id)
    local docs, errors = read { security_incident = { "Confirmed" }, actor = {}, action = {} }
    assert.same({ 0, "type" }, { #docs, errors[1].code })
  end)
end)

local function id(kind, n) return ("%s--00000000-0000-4000-8000-%012d"):format(kind, n) end

local function bundle(objects)
  return { type = "bundle", id = id("bundle", 1), objects = objects }
end

local OBJECTS = {
  { type = "identity", id = id("identity", 1), name = "Example Desk", identity_class = "organization" },
  { type = "threat-actor", id = id("threat-actor", 1), name = "Example Team", description = "A team." },
  { type = "campaign", id = id("campaign", 1), name = "Autumn" },
  { type = "relationship", id = id("relationship", 1), relationship_type = "attributed-to", confidence = 85,
    source_ref = id("campaign", 1), target_ref = id("threat-actor", 1) },
  { type = "report", id = id("report", 1), name = "The autumn campaign", published = "2014-12-01T00:00:00Z",
    created_by_ref = id("identity", 1), description = "Acme was breached in May 2014.",
    object_refs = { id("campaign", 1), id("threat-actor", 1) },
    external_references = { { source_name = "x", url = "https://a.example/r" } } },
  { type = "indicator", id = id("indicator", 1), pattern = "[domain-name:value = 'evil.example']", x_own = { a = 1 } },
}

describe("STIX", function()
  it("gives a report with what it refers to, and what none refers to as one more", function()
    local docs, errors = read(bundle(OBJECTS))
    assert.same({}, errors)
    assert.same({ id("report", 1), id("bundle", 1) }, { docs[1].id, docs[2].id })
    assert.same({ "The autumn campaign", "2014-12-01T00:00:00Z", "Example Desk", "https://a.example/r" },
      { docs[1].title, docs[1].published, docs[1].site, docs[1].links[1].url })
    assert.same({ "attribution asserted actual: suspect=Example Team",
      "data-breach asserted actual: victim=nil time=2014-05" },
      (function()
        local list = outline(docs[1])
        table.sort(list)
        return list
      end)())
    assert.truthy(docs[1].text:find("relationship: Autumn attributed-to Example Team\n", 1, true))
    assert.truthy(docs[2].text:find("\nindicator: [domain-name:value = 'evil.example']\n", 1, true))
    assert.truthy(docs[2].text:find("\nindicator.x_own.a: 1", 1, true))
  end)

  it("never asserts an attribution that is hedged", function()
    local function stance(changes)
      local list = { table.unpack(OBJECTS) }
      list[4] = changed(OBJECTS[4], changes)
      return claims.list(read(bundle(list))[1], { types = { "attribution" } })[1].stance
    end
    assert.equal("asserted", stance {})
    assert.equal("suspected", stance { confidence = 50 })
    assert.equal("suspected", stance { confidence = "15" })
    assert.equal("suspected", stance { description = "The campaign is likely the work of the team." })
    assert.equal("asserted", stance { description = "There is no doubt." })
  end)

  it("is read from a single object, an envelope, a dump, and in its last version", function()
    assert.equal(id("campaign", 1), read(OBJECTS[3])[1].id)
    assert.equal(id("report", 1), read({ objects = OBJECTS, more = false })[1].id)
    assert.equal(id("report", 1), read({ root = { collections = { { id = "c", objects = OBJECTS } } } })[1].id)
    assert.equal(id("report", 1), read({ bundle(OBJECTS) })[1].id)
    local list = { table.unpack(OBJECTS) }
    list[2] = changed(OBJECTS[2], { name = "Older Name", modified = "2014-01-01T00:00:00Z" })
    list[7] = changed(OBJECTS[2], { name = "Newer Name", modified = "2015-01-01T00:00:00Z" })
    assert.truthy(read(bundle(list))[1].text:find("attributed-to Newer Name", 1, true))
    local docs, errors = read { type = "bundle", id = id("bundle", 1), objects = {} }
    assert.same({ 0, "type" }, { #docs, errors[1].code })
    docs = read(bundle { OBJECTS[2], "x", 5, { type = 1 }, { { OBJECTS[3] } } })
    assert.equal(1, #docs)
  end)

  it("that is broken by a comma too many is read, and said to be", function()
    local bytes = assert(json.encode(bundle { changed(OBJECTS[2], { name = "a,] b\\\",}" }) }))
    local broken, n = bytes:gsub('%],"type":"bundle"}$', ',\n],"type":"bundle",}')
    assert.equal(1, n)
    local docs = read(broken)
    assert.equal("a,] b\\\",}", docs[1].title)
    assert.truthy(table.concat(docs[1].warnings, "\n"):find("commas before a closing bracket", 1, true))
    assert.equal("syntax", select(2, read '{"text":"a",}')[1].code)
    assert.is_nil(structured.repaired '["a,]","b\\"",{"c":",}"}]')
  end)
end)

local EVENT
describe("MISP", function()
  EVENT = {
    uuid = "5cb0c1a2-0000-4000-8000-000000000001", info = "Theft at the mill", date = "2014-11-25",
      threat_level_id = "2",
    analysis = 1, timestamp = "1417003200", publish_timestamp = 1417089600, published = true,
    Orgc = { name = "Example Desk" },
    Tag = { { name = 'misp-galaxy:threat-actor="Example Team"' }, { name = "tlp:clear" } },
    Attribute = { { type = "domain", category = "Network activity", value = "evil.example", comment = "seen twice",
      to_ids = true }, { type = "target-org", category = "Targeting data", value = "Acme" },
      { type = "threat-actor", category = "Attribution", value = "Other Team", comment = "possibly" },
      { type = "link", category = "External analysis", value = "https://a.example/r" } },
    Object = { { name = "victim", Attribute = { { object_relation = "name", type = "target-org",
      value = "Smith & Co." } } } },
  }

  it("events make claims of whom they tag and target, read numbers as strings, and drop nothing", function()
    local doc = read({ Event = EVENT })[1]
    assert.same({ "misp:" .. EVENT.uuid, "Theft at the mill", "2014-11-27T12:00:00Z", "2014-11-26T12:00:00Z",
      "Example Desk" },
      { doc.id, doc.title, doc.published, doc.updated, doc.site })
    local list = outline(doc)
    table.sort(list)
    assert.same({ "attribution reported actual: suspect=Example Team",
      "attribution suspected actual: suspect=Other Team",
      "data-breach reported actual: victim=Acme victim=Smith & Co." }, list)
    for _, line in ipairs { "Threat level: medium", "Analysis: ongoing", "Tags: tlp:clear",
      "Tagged actor: Example Team",
      "domain: evil.example; Network activity; seen twice", "Attribute[1].to_ids: yes", "object: victim" } do
      assert.truthy(doc.text:find("\n" .. line, 1, true), line)
    end
    assert.same({ { url = "https://a.example/r" } }, doc.links)
  end)

  it("tags that doubt make an attribution suspected", function()
    local tags = { EVENT.Tag[1], { name = 'estimative-language:likelihood-probability="likely"' } }
    assert.equal("suspected", claims.list(read({ Event = changed(EVENT, { Tag = tags }) })[1],
      { types = { "attribution" } })[1].stance)
  end)

  it("events are read from responses, lists, manifests and parts", function()
    assert.equal(2, #(read { response = { { Event = EVENT }, { Event = changed(EVENT, { uuid = "x" }) } } }))
    assert.equal(1, #(read { { Event = EVENT } }))
    assert.equal(1, #(read(EVENT)))
    assert.equal(1, #(read { response = { Attribute = EVENT.Attribute } }))
    local docs = read { [EVENT.uuid] = { info = "A", date = "2014-11-25", Orgc = { name = "B" } },
      ["5cb0c1a2-0000-4000-8000-000000000002"] = { info = "C", timestamp = 1 } }
    assert.same({ "A", "C" }, { docs[1].title, docs[2].title })
    for _, changes in ipairs { { Tag = "x" }, { Attribute = { "x", {}, { value = {} } } }, { Object = { 5 } },
      { timestamp = "soon", publish_timestamp = 1e300 }, { Orgc = 5 }, { Galaxy = { { GalaxyCluster = 5 } } } } do
      local found, errors = read { Event = changed(EVENT, changes) }
      assert.same({ 1, {} }, { #found, errors })
      outline(found[1])
    end
  end)
end)

describe("the HHS portal's CSV", function()
  local HEAD = "Name of Covered Entity,State,Covered Entity Type,Individuals Affected,Breach Submission Date,"
    .. "Type of Breach,Location of Breached Information,Business Associate Present,Web Description\r\n"

  it("is a document a row", function()
    local docs, errors = read(HEAD .. '"Acme Clinic, PC",TX,Healthcare Provider,585959,12/03/2024,Hacking/IT Incident,'
      .. 'Network Server,No,"Files were stolen\rfrom the server."\r\n'
      .. 'B,TX,Health Plan,\\N,soon,Theft,Laptop,No,\r\n', "x.csv")
    assert.same({}, errors)
    assert.same({ "Health data breach: Acme Clinic, PC", "2024-12-03", "record", "HHS Office for Civil Rights" },
      { docs[1].title, docs[1].published, docs[1].published_from, docs[1].site })
    assert.same({ "data-breach asserted actual: victim=Acme Clinic, PC victim-count:affected=585959 place=TX",
      "data-breach asserted actual: time:disclosed=2024-12-03" }, { table.unpack(outline(docs[1]), 1, 2) })
    assert.truthy(docs[1].text:find("Files were stolen from the server.", 1, true))
    assert.same({ "data-breach asserted actual: victim=B place=TX" }, outline(docs[2]))
    assert.is_nil(docs[2].published)
    assert.truthy(docs[1].id:find "^hhs:%x+$" and docs[1].id ~= docs[2].id)
  end)
end)

describe("records with any field of any type", function()
  local HHS = { ["Name of Covered Entity"] = "A", ["Breach Submission Date"] = "12/03/2024", State = "TX",
    ["Individuals Affected"] = 5, ["Web Description"] = "x", ["Type of Breach"] = "Theft" }
  local STRANGE = { 5, "x", true, json.null, json.array {}, { a = 1 }, { {} }, -1e300, { { type = "x", id = "y" }, 5 } }

  -- every place in a value, as a list of keys
  local function places(value, path, out)
    for name, item in pairs(value) do
      local here = { table.unpack(path) }
      here[#here + 1] = name
      out[#out + 1] = here
      if type(item) == "table" then places(item, here, out) end
    end
    return out
  end

  for name, value in pairs {
    hibp = BREACH, veris = INCIDENT, stix = bundle(OBJECTS), misp = { Event = EVENT }, hhs = HHS,
  } do
    it("are read or refused: " .. name, function()
      local bytes = assert(json.encode(value))
      for _, place in ipairs(places(value, {}, {})) do
        for _, strange in ipairs(STRANGE) do
          local changed_value = assert(json.decode(bytes))
          local at = changed_value
          for i = 1, #place - 1 do at = at[place[i]] end
          at[place[#place]] = strange
          local doc, e = document.parse(assert(json.encode(changed_value)))
          assert.truthy(doc or e.code)
          if doc then outline(doc) end
        end
      end
    end)
  end
end)

describe("a document with claims of its own", function()
  it("keeps them through JSON Lines", function()
    local doc = read(BREACH)[1]
    local again = read(json.encode(doc) .. "\n", "x.jsonl")[1]
    assert.same(outline(doc), outline(again))
    assert.equal(doc.id, again.id)
  end)

  it("has them only where their positions hold", function()
    local function kept(claim)
      local doc = read { text = "Acme was hit.", claims = { claim }, prose = { { first = 9, last = 2 } } }[1]
      assert.is_nil(doc.prose)
      return doc.claims and #doc.claims or 0
    end
    local good = { type = "data-breach", realis = "actual", stance = "asserted", first = 6, last = 8, text = "no",
      roles = {
      { role = "victim", first = 1, last = 4 }, { role = "victim", first = 1, last = 99 }, 5 } }
    assert.equal(1, kept(good))
    for _, changes in ipairs { { first = 0 }, { last = 99 }, { first = 9 }, { first = "6" }, { type = 1 },
      { stance = "sure" }, { realis = json.null }, { first = 1.5 } } do
      assert.equal(0, kept(changed(good, changes)))
    end
    local doc = read { text = "Acme was hit.", claims = { good } }[1]
    assert.same({ "was", 1, "Acme" }, { doc.claims[1].text, #doc.claims[1].roles, doc.claims[1].roles[1].text })
  end)
end)

describe("document.sheet", function()
  it("has values in one line and HTML in plain words", function()
    assert.same({ "yes", "no", "5", "1.5", "a b" }, { sheet.text(true), sheet.text(false), sheet.text(5.0),
      sheet.text(1.5),
      sheet.text " a\r\n\0 b " })
    assert.is_nil(sheet.text(json.null))
    assert.same({ 1234567, 5, 1.5 }, { sheet.number "1,234,567", sheet.number(5.0), sheet.number "1.5" })
    assert.is_nil(sheet.number "x")
    assert.is_nil(sheet.number(0 / 0))
    assert.equal("a\n\nb < c \u{e9}\u{e9} &x;", (sheet.plain "<p>a</p><p>b &lt; c &#233;&#xe9; &x;</p>"))
  end)
end)

describe("records of the test data", function()
  local DATA = os.getenv "BREACHKIT_DATA" or "../shared/data"

  -- how many documents of each type, claims and errors
  local function count(path)
    local kinds, n, each = {}, 0, document.each(DATA .. "/" .. path)
    for doc in each do
      kinds[doc.type] = (kinds[doc.type] or 0) + 1
      for _ in claims.extract(doc) do n = n + 1 end
    end
    return kinds, #each.errors, n
  end

  for path, wanted in pairs {
    ["hibp/breaches-2018-12.json"] = { { hibp = 334 }, 0 },
      ["hibp/export_breaches-2026-08.csv"] = { { hibp = 1026 }, 0 },
    ["hhs-breaches/breach_report-2023-2024.csv"] = { { hhs = 853 }, 0 }, ["vcdb/incidents"] = { { veris = 393 }, 0 },
    ["veris-schema/tests"] = { { veris = 222 }, 0 }, ["misp"] = { { misp = 87, stix = 28, html = 9, text = 6 }, 7 },
    ["stix/cti-documentation"] = { { stix = 12, text = 1 }, 0 }, ["taxii"] = { { stix = 1, text = 2 }, 1 },
    ["stix"] = { { stix = 97, text = 11 }, 91 },
  } do
    it("are read: " .. path, function()
      if not fs.type(DATA .. "/" .. path) then return pending "skipped: no data" end
      local kinds, errors, n = count(path)
      assert.same(wanted, { kinds, errors })
      assert.truthy(n > 0 or path == "taxii")
    end)
  end
end)
