local helper = require "helper" -- luacheck: ignore
local conflicts = require "breachkit.incident.conflicts"
local items = require "breachkit.incident.items"
local incident = require "breachkit.incident"
local names = require "breachkit.incident.names"
local when = require "breachkit.incident.when"
local works = require "breachkit.incident.works"

-- byte positions for the words of a fixture's claims
local function place(doc)
  local out = {}
  for i, c in ipairs(doc.claims) do
    local first, last = doc.text:find(c[1], 1, true)
    assert(first, doc.id .. ": " .. c[1])
    local from, stop = 1, #doc.text
    for at in doc.text:gmatch "()[%.!]\"? %u" do
      if at < first then from = doc.text:find("%u", at) elseif at <= stop then stop = math.min(stop, at) end
    end
    local claim = { first = first, last = last, text = c[1], type = c[2], realis = c[3], stance = c[4], roles = {},
      sentence = { first = from, last = stop } }
    for _, who in ipairs { "speaker", "via" } do
      if c[who] then
        local a, b = doc.text:find(c[who], 1, true)
        claim[who] = { first = a, last = b, text = c[who] }
      end
    end
    for k, r in ipairs(c.roles) do
      local a, b = doc.text:find(r[2], 1, true)
      assert(a, doc.id .. ": " .. r[2])
      claim.roles[k] = { role = r[1], first = a, last = b, text = r[2], value = r[3], type = r[4], bound = r.bound }
    end
    out[i] = claim
  end
  return out
end

local function fixture(keep)
  local reports = {}
  for _, doc in ipairs(dofile "spec/fixtures/incident/studio.lua") do
    local claims = place(doc)
    doc.claims = nil
    if not keep or keep[doc.id] then reports[#reports + 1] = { document = doc, claims = claims } end
  end
  return reports
end

local function pick(record, property, of)
  local out = {}
  for _, f in ipairs(record.facts) do
    if f.property == property and f.of == of then out[#out + 1] = f end
  end
  return out
end

describe("incident.build", function()
  local record
  setup(function() record = incident.build(fixture(), { id = "incident:x" }) end)

  it("names type, title, reports and origins, a wire story carried twice being one", function()
    assert.equal("incident:x", record.incident)
    assert.equal("data-breach", record.type)
    assert.matches("^Northlight Studios Entertainment: data breach", record.title)
    assert.same({ "courier", "ledger", "message", "desk", "notes" }, record.reports)
    assert.equal(4, record.origins)
    assert.same({ ledger = "courier" }, record.copies)
  end)

  it("gives the victim in its fullest form with the forms that the reports use", function()
    local victim = pick(record, "victim")
    assert.equal(1, #victim)
    assert.equal("Northlight Studios Entertainment", victim[1].value)
    assert.same({ "Northlight Studios" }, victim[1].aliases)
    assert.equal(5, victim[1].reports)
    assert.equal(4, victim[1].origins)
  end)

  it("ties an actor's names where a report ties them, strongest stance first", function()
    local actor = pick(record, "actor")
    assert.equal(1, #actor)
    assert.equal("Wardens of Light", actor[1].value)
    assert.same({ "#WOL", "WOL" }, actor[1].aliases)
    assert.equal("asserted", actor[1].stance)
    assert.same({ asserted = 1, claimed = 1 }, actor[1].stances)
  end)

  it("counts origins of 11 TB and sets the actor's 100 TB against it", function()
    local volume = pick(record, "volume", "stolen")
    assert.equal(2, #volume)
    assert.equal(11000000000000, volume[1].bytes)
    assert.equal(3, volume[1].reports)
    assert.equal(2, volume[1].origins)
    assert.equal("reported", volume[1].stance)
    assert.equal("claimed", volume[2].stance)
    local posted = pick(record, "volume", "posted")
    assert.equal("40 GB", posted[1].value)
    assert.equal("about", posted[1].bound)
    local c
    for _, x in ipairs(record.conflicts) do if x.property == "volume" then c = x end end
    assert.equal("stolen", c.of)
    assert.equal(2, #c.sides)
    assert.same({ "courier", "ledger", "desk" }, c.sides[1].reports)
    assert.same({ "message" }, c.sides[2].reports)
    assert.matches("100 terabytes is the actor's own claim", c.why)
  end)

  it("finds 24 and 25 November in conflict, and nothing else beside the volumes", function()
    assert.equal(2, #record.conflicts)
    local c = record.conflicts[1]
    assert.equal("when shutdown", c.property .. " " .. c.of)
    assert.equal("2014-11-24", c.sides[1].value)
    assert.equal("2014-11-25", c.sides[2].value)
    assert.equal(1, c.sides[1].origins)
  end)

  it("keeps attribution and its denial apart by stance", function()
    local a = pick(record, "attribution")
    assert.equal(1, #a)
    assert.equal("Freedonia", a[1].value)
    assert.equal("suspected", a[1].stance)
    assert.same({ suspected = 1, denied = 1 }, a[1].stances)
    assert.equal("Clearline", a[1].claims[1].via.text)
  end)

  it("knows kinds of data by the words for them", function()
    local varieties = require "breachkit.incident.items".varieties
    for words, kinds in pairs {
      ["lab results"] = "Medical", ["vaccination records"] = "Medical", ["tax returns"] = "Personal",
      ["national ID numbers"] = "Personal", ["student records"] = "Personal", ["location data"] = "Personal",
      ["copies of ID cards"] = "Personal", ["payroll"] = "Internal", ["invoices and chat messages"] = "Internal",
      ["RAID cards"] = "", ["memory"] = "",
    } do assert.equal(kinds, table.concat(varieties(words), " "), words) end
  end)

  it("takes a number of films for no title, but a number alone for one", function()
    local title = require "breachkit.incident.items".title
    assert.is_nil(title "Two films")
    assert.is_nil(title "Several of the unreleased films")
    assert.same({ "Seven", "Two Lovers" }, { title "Seven", title '"Two Lovers"' })
  end)

  it("judges each leaked work against its release, and does not judge what did not leak", function()
    local got = {}
    for _, w in ipairs(record.works) do
      got[#got + 1] = ("%s %s %s %s"):format(w.title, w.of, w.released.edtf, tostring(w.before_release))
    end
    assert.same({ "Ember leaked 2014-10-17 no", "Letters leaked 2015-03 yes", "Still Water leaked 2015-01-16 yes",
      "The Parley motive 2014-12-25 nil" }, got)
    assert.equal("2014-11-27", record.works[1].leaked.edtf)
  end)

  it("counts works as works, people as people", function()
    assert.equal(10, pick(record, "work-count", "leaked")[1].value)
    assert.equal(47000, pick(record, "people", "affected")[1].value)
    assert.equal("2014-12-12", pick(record, "people", "affected")[1].asof)
    assert.same({}, pick(record, "records", "affected"))
  end)

  it("takes the words of statements and demands, and data in VERIS terms", function()
    assert.equal("We are working around the clock to bring our systems back.", pick(record, "statement")[1].value)
    assert.equal("We will publish it unless you obey.", pick(record, "demand")[1].value)
    assert.equal("demanded", pick(record, "demand")[1].stance)
    assert.equal("Credentials", pick(record, "data")[1].value)
  end)

  it("tells an earlier incident as such, and points to its record where there is one", function()
    local prior = pick(record, "prior-incident")
    assert.equal(1, #prior)
    assert.equal("denial-of-service", prior[1].type)
    assert.equal("2014-08", prior[1].when)
    assert.equal("Northlight Game Network", prior[1].victim)
    assert.is_nil(prior[1].see)
    local other = { incident = "incident:y", facts = {
      { property = "victim", value = "Northlight Game Network" },
      { property = "when", of = "happened", value = "2014-08-24", start = "2014-08-24", stop = "2014-08-25" } } }
    local again = incident.build(fixture())
    incident.link { again, other }
    assert.equal("incident:y", pick(again, "prior-incident")[1].see)
  end)

  it("orders the timeline, with official releases in it", function()
    local got = {}
    for i, e in ipairs(record.timeline) do got[i] = e.when .. " " .. e.type end
    assert.same({ "2014-10-17 release", "2014-11 data-breach", "2014-11-24 outage", "2014-11-25 outage",
      "2014-11-27 leak", "2014-12-10 leak", "2014-12-25 release", "2015-01-16 release", "2015-03 release" }, got)
    assert.same({ "courier", "ledger" }, record.timeline[3].reports)
    assert.equal("2014-11-24", record.timeline[3].start)
  end)

  it("has what happened by a day at the end of that day", function()
    local function day(edtf, start, stop) return { edtf = edtf, start = start, stop = stop } end
    local doc = { id = "a", published = "2031-05-09", title = "Harrow attacked",
      text = "The attack on Harrow Health came on 4 May. The breach was known by 6 May. The theft was on 7 May.",
      claims = {
        { "attack", "ransom", "actual", "asserted",
          roles = { { "time", "4 May", day("2031-05-04", "2031-05-04", "2031-05-05"), "date" } } },
        { "breach", "data-breach", "actual", "asserted",
          roles = { { "time", "6 May", day("../2031-05-06", nil, "2031-05-07"), "date" } } },
        { "theft", "data-breach", "actual", "asserted",
          roles = { { "time", "7 May", day("2031-05-07", "2031-05-07", "2031-05-08"), "date" } } } } }
    local order, claims = {}, place(doc)
    doc.claims = nil
    for i, e in ipairs(incident.build({ { document = doc, claims = claims } }).timeline) do order[i] = e.when end
    assert.same({ "2031-05-04", "../2031-05-06", "2031-05-07" }, order)
  end)

  it("has the words of a copy once, though they were taken for another kind of event there", function()
    local day = { edtf = "2031-05-04", start = "2031-05-04", stop = "2031-05-05" }
    local function told(id, type)
      local doc = { id = id, published = "2031-05-05", title = "Harrow attacked",
        text = "The attack on Harrow Health was discovered on 4 May 2031.",
        claims = { { "attack", type, "actual", "asserted", roles = { { "time", "4 May 2031", day, "date" } } } } }
      local claims = place(doc)
      doc.claims = nil
      return { document = doc, claims = claims }
    end
    local list = incident.build({ told("a", "ransom"), told("b", "data-breach") }).timeline
    assert.same({ 1, "ransom", { "a", "b" } }, { #list, list[1].type, list[1].reports })
  end)

  it("cites each fact by document, bytes and quote", function()
    for _, f in ipairs(record.facts) do
      assert.is_true(#f.claims > 0, f.property)
      for _, c in ipairs(f.claims) do assert.is_true(#c.quote > 0 and c.first <= c.last and c.id ~= nil) end
    end
  end)

  it("does not depend on the order of the reports", function()
    local reports, back = fixture(), {}
    for _, r in ipairs(reports) do table.insert(back, 1, r) end
    assert.same(record, incident.build(back, { id = "incident:x" }))
  end)

  it("is nil when no report is mainly about an incident", function()
    assert.is_nil(incident.build { { document = { id = "a", text = "Nothing." }, claims = {} } })
    local reports = fixture { desk = true }
    for _, c in ipairs(reports[1].claims) do c.realis = "generic" end
    assert.is_nil(incident.build(reports))
    assert.is_nil(incident.build {})
  end)

  it("does without dates: no when, works maybe", function()
    local doc = { id = "a", text = "The film Ember leaked. Acme was hacked." }
    local claim = { type = "leak", realis = "actual", stance = "asserted", first = 16, last = 21, text = "leaked",
      sentence = { first = 1, last = 22 }, roles = { { role = "work", first = 10, last = 14, text = "Ember" } } }
    local r = incident.build { { document = doc, claims = { claim } } }
    assert.equal("leak", r.type)
    assert.is_nil(r.when)
    assert.equal("maybe", r.works[1].before_release)
  end)

  it("raises on an unknown option", function()
    assert.has_error(function() incident.build({}, { ids = 1 }) end, "incident.build: unknown option 'ids'")
  end)
end)

describe("incident.conflicts", function()
  local function n(v, bound) return { property = "people", value = v, bound = bound } end
  local function v(text, bytes, bound) return { property = "volume", value = text, bytes = bytes, bound = bound } end

  it("takes a round number for the exact one, not for another", function()
    assert.is_true(conflicts.agree(n(55000), n(55447)))
    assert.is_false(conflicts.agree(n(55446), n(55447)))
    assert.is_false(conflicts.agree(n(70000000), n(77000000)))
    assert.is_true(conflicts.agree(n(200000, "about"), n(212000)))
    assert.is_false(conflicts.agree(n(200000, "about"), n(230000)))
    assert.is_false(conflicts.agree(n(200000), n(212000)))
    assert.is_true(conflicts.agree(n(10, "at-least"), n(11)))
    assert.is_false(conflicts.agree(n(10, "at-most"), n(12)))
    assert.is_true(conflicts.agree(n(0), n(0)))
  end)

  it("compares volumes by the digits told", function()
    assert.is_false(conflicts.agree(v("100 TB", 100e12), v("11 TB", 11e12)))
    assert.is_true(conflicts.agree(v("11 TB", 11e12), v("11.2 terabytes", 11200000000000)))
    assert.is_true(conflicts.agree(v("11 TB", 11e12), v("11,000 GB", 11e12)))
    assert.is_true(conflicts.agree(v("a lot", 5), v("5 bytes", 5)))
  end)
end)

describe("incident.names", function()
  it("finds the name in the words of a role", function()
    assert.equal("Guardians of Peace", names.clean "the hacker group Guardians of Peace,")
    assert.equal("#GOP", names.clean "#GOP")
    assert.equal("Sony", names.clean "Sony\226\128\153s")
    assert.equal("3M", names.clean "3M")
    for _, none in ipairs { "the company", "Hackers", "its network", "" } do assert.is_nil(names.clean(none)) end
    assert.is_nil(names.clean(nil))
  end)

  it("ties short forms and initials, not look-alikes", function()
    assert.is_true(names.shortens("Sony Pictures", "Sony Pictures Entertainment"))
    assert.is_true(names.shortens("IHG", "InterContinental Hotels Group"))
    assert.is_true(names.shortens("#GOP", "Guardians of Peace"))
    assert.is_false(names.shortens("Sony Pictures Entertainment", "Sony Pictures"))
    assert.is_false(names.shortens("PlayStation Network", "Sony Pictures Entertainment"))
  end)

  it("gives a short form of two names to the one told more", function()
    local g = names.group { { name = "Sony", count = 1 }, { name = "Sony Pictures", count = 3 },
      { name = "Sony Music", count = 1 } }
    assert.equal("Sony Pictures", g.Sony.name)
    assert.equal("Sony Music", g["Sony Music"].name)
  end)

  it("ties an acronym that is told more than the name to the name", function()
    local g = names.group { { name = "HPN", count = 9 }, { name = "#HPN", count = 7 },
      { name = "Harbour Port Network" } }
    assert.equal("Harbour Port Network", g.HPN.name)
    assert.same({ "#HPN", "HPN" }, g.HPN.aliases)
  end)

  it("ties no names for having no Latin letters", function()
    local g = names.group { { name = "\u{6771}\u{4EAC}\u{96FB}\u{529B}" }, { name = "\u{5927}\u{962A}" } }
    assert.same({}, g["\u{5927}\u{962A}"].aliases)
  end)

  it("looks up what is one with a name, without asking each", function()
    local known = names.lookup()
    for i, name in ipairs { "Grey Harbour", "Grey Harbour Port", "Harbour Port", "GHP", "Grey" } do
      known:add(name, i)
    end
    local function found(name)
      local list = known:find(name)
      table.sort(list)
      return list
    end
    assert.same({ 1, 2, 5 }, found "Grey Harbour")
    assert.same({ 2, 4 }, found "GHP")
    assert.same({ 1, 2, 3, 4, 5 }, found "Grey Harbour Port")
    assert.same({ 1, 2, 5 }, found "The Grey Inc.")
    assert.same({ 2, 3 }, found "Port")
    assert.same({}, found "Quay")
    assert.is_true(known:covers "Grey")
    assert.is_true(known:covers "GHP")
    assert.is_false(known:covers "Grey Harbour Port Authority")
  end)
end)

describe("incident.when and works", function()
  it("shifts and counts days", function()
    assert.equal("2015-01-01", when.shift("2014-12-31", 1))
    assert.equal("2016-02-29", when.shift("2016-03-01T10:00:00Z", -1))
    assert.equal(1, when.days("2016-02-28", "2016-02-29"))
    assert.is_nil(when.shift("2016", 1))
  end)

  it("places a leak by its distance to the incident", function()
    local d = works.after("films have leaked a week after the hack", "2014-11-25")
    assert.same({ edtf = "2014-12-02~", start = "2014-11-29", stop = "2014-12-07" }, d)
    assert.is_nil(works.after("films leaked", "2014-11-25"))
    assert.is_nil(works.after(("a"):rep(300000) .. "_ after", "2014-11-25")) -- squared, minutes
    assert.is_nil(works.after("a week after", nil))
  end)

  it("knows VERIS varieties by words, each phrase once", function()
    assert.same({ "Payment", "Personal" }, items.varieties "names, addresses and card numbers")
    assert.same({ "Bank" }, items.varieties "account numbers")
    assert.same({}, items.varieties "bananas")
  end)
end)

describe("conflicts.agree", function()
  it("lets fewer records be stolen than are affected, not more", function()
    local function fact(of, value) return { property = "records", of = of, value = value } end
    assert.is_true(conflicts.agree(fact("stolen", 20000), fact("affected", 90000)))
    assert.is_true(conflicts.agree(fact("affected", 90000), fact("stolen", 20000)))
    assert.is_false(conflicts.agree(fact("stolen", 90000), fact("affected", 20000)))
    assert.is_false(conflicts.agree(fact("affected", 20000), fact("stolen", 90000)))
  end)
end)

describe("incident: from claims as they are read", function()
  local claims = require "breachkit.claims"

  local function build(...)
    local reports = {}
    for i, text in ipairs { ... } do
      local doc = { id = "d" .. i, text = text, published = "2031-05-08" }
      reports[i] = { document = doc, claims = claims.list(doc) }
    end
    return incident.build(reports)
  end

  it("dates no beginning by a day on which a state goes on", function()
    local record = build("Example Games kept its network offline for a third day on Wednesday after hackers broke into "
      .. "its systems.", "Hackers broke into Example Games. Its network still went offline on Wednesday.")
    assert.same({}, pick(record, "when", "shutdown"))
    record = build "Hackers broke into Example Games, and it took its network offline on 7 May 2031."
    assert.equal("2031-05-07", pick(record, "when", "shutdown")[1].value)
  end)

  it("takes a denial for one of what it names, and sets it against who tells that", function()
    local record = build("Hackers stole card numbers from Example Games.",
      "Example Games was hacked on Monday. No card numbers were stolen, the company said.",
      "Hackers stole records from Example Games on Tuesday. Example Games did not pay the ransom of $2 million.")
    assert.same({ asserted = 3 }, pick(record, "victim")[1].stances)
    assert.same({ asserted = 1, denied = 1 }, pick(record, "data")[1].stances)
    assert.same({ { property = "data", why = "Payment (asserted by 1 origin) against Payment (denied by 1 origin)",
      sides = { { value = "Payment", stance = "asserted", origins = 1, reports = { "d1" } },
        { value = "Payment", stance = "denied", origins = 1, reports = { "d2" },
          speakers = { "Example Games" } } } } }, record.conflicts)
  end)

  it("says of the sides of a conflict, and of a change, that they are about right or a bound", function()
    local stolen = "Example Games was hacked. Hackers stole the data of %s customers of Example Games."
    local record = build(stolen:format "about 200,000", stolen:format "300,000")
    local conflict = record.conflicts[1]
    assert.same({ 200000, "about", 300000 },
      { conflict.sides[1].value, conflict.sides[1].bound, conflict.sides[2].value })
    assert.equal("about 200000 (asserted by 1 origin) against 300000 (asserted by 1 origin): not all can be the number "
      .. "of people affected", conflict.why)
    assert.same({}, build(stolen:format "about 200,000", stolen:format "212,000").conflicts)
  end)

  it("has lists that are lists in JSON, also when they are empty", function()
    local told = require "breachkit.json".encode(build "Hackers broke into Example Games.")
    for _, name in ipairs { "conflicts", "changes", "works", "timeline" } do
      assert.truthy(told:find(('"%s":[]'):format(name), 1, true), told)
    end
  end)

  it("cuts no number in an event's words: half of a card's would be masked by none", function()
    local cut = 0
    for pad = 0, 24 do
      local record = build(("Hackers broke into Example Games on 5 May 2031 by a %slong hole and the card 4111 1111 "
        .. "1111 1111 of a player who had left it in a game about many small owls."):format(("very "):rep(pad)))
      for _, event in ipairs(record and record.timeline or {}) do
        assert.truthy(not event.what:find "4111" or event.what:find "4111 1111 1111 1111", event.what)
        if event.what:find "card%.%.%.$" then cut = cut + 1 end
      end
    end
    assert.is_true(cut > 2)
  end)

  it("leaves it to the stances where one report tells both", function()
    local record = build "Hackers stole card numbers from Example Games. No card numbers were stolen, the company said."
    assert.same({ asserted = 1, denied = 1 }, pick(record, "data")[1].stances)
    assert.same({}, record.conflicts)
  end)

  it("dates by the same day as by the day itself", function()
    local text = "Hackers stole records of Example Games. The breach was discovered on %s May 2031. "
    local record = build(text:format "5" .. "The studio took its network offline the same day.",
      text:format "6" .. "The studio took its network offline the same day.")
    local of = {}
    for i, c in ipairs(record.conflicts) do of[i] = c.of end
    table.sort(of)
    assert.same({ "discovered", "shutdown" }, of)
  end)

  it("has the days on which it came to light from the claims that tell of them", function()
    local record = build("Example Games was hacked. Example Games announced on 5 May 2031 that hackers had stolen "
      .. "customer data in April 2031.")
    assert.equal("2031-05-05", pick(record, "when", "disclosed")[1].value)
    assert.equal("2031-04", pick(record, "when", "happened")[1].value)
    assert.equal("2031-04", record.when.edtf or record.when)
  end)

  it("tells of the clause that matters, with plain apostrophes", function()
    local record = build("The group said that it had obtained the studio\226\128\153s data and threatened to publish "
      .. "the studio\226\128\153s e-mails after hackers stole records from Example Games.")
    assert.equal("threatened to publish the studio's e-mails", pick(record, "demand")[1].value)
  end)

  it("takes a headline in the present for what happened", function()
    local record = build "Hackers expose 12,000 accounts of Example Games\n\nThe hackers broke into its systems in May."
    assert.equal(12000, pick(record, "records", "affected")[1].value)
    record = build "Intrusion exposes 12,000 accounts\n\nHackers broke into systems of Example Games in May 2031."
    assert.equal(12000, pick(record, "records", "affected")[1].value)
  end)

  it("joins the forms of a suspect", function()
    local record = build("Hackers stole records from Example Games. Police said that the Russian government was behind "
      .. "the attack. A Russian diplomat denied that his country was involved.")
    local list = pick(record, "attribution")
    assert.equal(1, #list)
    assert.equal("Russia", list[1].value)
    assert.same({ asserted = 1, denied = 1 }, list[1].stances)
  end)
end)

describe("incident: origins", function()
  local claims = require "breachkit.claims"

  local function told(docs)
    local reports = {}
    for i, doc in ipairs(docs) do
      doc.id, doc.published = doc.id or "d" .. i, doc.published or ("2031-05-%02d"):format(i)
      reports[i] = { document = doc, claims = claims.list(doc) }
    end
    return incident.build(reports)
  end
  local WIRE = "Hackers stole 11 TB of data from Northlight Studios on 3 May 2031. "

  it("11 TB, six reports, one origin: wire, copies, credits and via", function()
    local rest = "The studio in Oakham said that its network was shut down, that the police had been told and that a "
      .. "firm was looking into how the intruders had got in, which may take several weeks to find out in full."
    local record = told {
      { text = WIRE .. rest, site = "Harbor News" },
      { text = WIRE .. rest, site = "The Ledger" }, -- word for word
      { text = WIRE .. rest:gsub("several", "a few"), site = "The Courier" }, -- nearly so
      { site = "The Desk",
        text = "Northlight Studios was hit. Hackers stole 11 TB of data, according to Harbor News." },
      { site = "Notes",
        text = "According to Harbor News, hackers stole 11 TB of data from Northlight Studios in May." },
      { text = "Hackers stole 11 TB from Northlight Studios. No word came from the studio.", site = "Blog",
        origins = { { name = "Harbor News", kind = "credit" } } },
    }
    local volume = pick(record, "volume", "stolen")
    assert.equal(1, #volume)
    assert.same({ 6, 1 }, { volume[1].reports, volume[1].origins })
    assert.equal(3, record.origins) -- the two that name their source tell things of their own beside it
  end)

  it("takes a sentence word for word for that of the report that had it first", function()
    local record = told {
      { text = "Hackers stole 11 TB of data from Northlight Studios on 3 May 2031. The police in Oakham were told." },
      { text = "Nobody at the gates would talk on Monday, and the lights were out.\n\n"
        .. "Hackers stole 11 TB of data from Northlight Studios on 3 May 2031." },
      { text = "Thieves took 11 TB of data from Northlight Studios." },
    }
    local volume = pick(record, "volume", "stolen")
    assert.same({ 1, 3, 2 }, { #volume, volume[1].reports, volume[1].origins })
    assert.equal(3, record.origins)
  end)

  it("takes one who contributed for no origin of the whole", function()
    local document = require "breachkit.document"
    local function read(text) return assert(document.parse(text, { type = "text" })) end
    local one = read("One\n\n" .. WIRE .. "\n\nReuters contributed to this report.")
    local two = read("Two\n\nA theft of 11 TB hit Northlight Studios.\n\nReuters contributed to this report.")
    one.id, two.id = "one", "two"
    assert.equal(2, told({ one, two }).origins)
  end)

  it("adds no attribution by an alias, and no alias that no report tells", function()
    local record = told { { text = "Hackers calling themselves Guardians of Peace broke into Northlight Studios on 3 "
      .. "May 2031 and stole 11 TB of data." } }
    assert.equal("Guardians of Peace", pick(record, "actor")[1].value)
    assert.is_nil(pick(record, "actor")[1].aliases)
    assert.same({}, pick(record, "attribution"))
    local actors = require "breachkit.actors"
    assert.is_true(#actors.lookup("Guardians of Peace").assertions > 0)
  end)
end)

describe("incident: changes", function()
  local function report(id, published, count, more)
    local text = ("Hackers stole records of %s customers of Acme Stores in May 2031."):format(count)
    local doc = { id = id, published = published, text = text }
    for k, v in pairs(more or {}) do doc[k] = v end
    return { document = doc, claims = require "breachkit.claims".list(doc) }
  end

  it("40,000 on Monday, 3.1 million on Friday", function()
    local record = incident.build { report("a", "2031-05-05", "about 40,000"),
      report("c", "2031-05-09", "3.1 million") }
    local c = record.changes[1]
    assert.equal("about", c.from_bound)
    assert.equal("about 40000 was told until 2031-05-05, 3100000 from 2031-05-09 on", c.why)
    record = incident.build { report("a", "2031-05-05", "40,000"), report("b", "2031-05-05T18:00:00Z", "40,000"),
      report("c", "2031-05-09", "3.1 million") }
    assert.equal(1, #record.changes)
    c = record.changes[1]
    assert.same({ 40000, 3100000, "later", "2031-05-09" }, { c.from, c.to, c.kind, c.when })
    assert.same({ from = { "a", "b" }, to = { "c" } }, c.reports)
    assert.equal("40000 was told until 2031-05-05, 3100000 from 2031-05-09 on", c.why)
    assert.equal(1, #record.conflicts) -- not both can be true: that is said beside it
  end)

  it("is none while the first number is still told, nor on one day", function()
    assert.same({}, incident.build({ report("a", "2031-05-05", "40,000"), report("b", "2031-05-09", "3.1 million"),
      report("c", "2031-05-12", "40,000") }).changes)
    assert.same({}, incident.build({ report("a", "2031-05-05", "40,000"), report("b", "2031-05-05", "3.1 million") })
      .changes)
    assert.same({}, incident.build({ report("a", nil, "40,000"), report("b", "2031-05-09", "3.1 million") }).changes)
    assert.same({}, incident.build({ report("a", "2031-05-05", "40,000"), report("b", "2031-05-09", "40,123") })
      .changes)
  end)

  it("a revised report has changed its mind and contradicts nobody; it is one origin", function()
    local url = "https://news.example/acme"
    local record = incident.build {
      report("a", "2031-05-05", "40,000", { url = url, fetched = "2031-05-05T10:00:00Z" }),
      report("b", "2031-05-05", "3.1 million", { url = url, fetched = "2031-05-06T10:00:00Z" }) }
    assert.equal(1, record.origins)
    assert.same({}, record.conflicts)
    local c = record.changes[1]
    assert.same({ 40000, 3100000, "revision", "2031-05-06" }, { c.from, c.to, c.kind, c.when })
    assert.equal("40000 became 3100000 when the report was revised on 2031-05-06", c.why)
    assert.equal(1, #record.changes)
  end)
end)

describe("incident: origins and figures", function()
  local function told(docs)
    local reports = {}
    for i, doc in ipairs(docs) do
      doc.title, doc.published = "Halden Bank hacked", "2031-03-02"
      reports[i] = { document = doc, claims = require "breachkit.claims".list(doc) }
    end
    return incident.build(reports)
  end

  it("an outlet is one origin, whether a text is credited to it or quotes it", function()
    local record = told {
      { id = "a", site = "Courier", origins = { { name = "Newswire Nine", kind = "credit" } },
        text = "Hackers stole the data of 5,000 customers of Halden Bank." },
      { id = "b", site = "Post", text = "The bank was robbed by hackers, who stole the records of 5,000 customers of "
        .. "Halden Bank, according to Newswire Nine." },
    }
    local seen = {}
    for _, f in ipairs(record.facts) do seen[f.property] = f.reports .. " " .. f.origins end
    assert.equal("2 1", seen.people)
  end)

  it("a report with many figures contradicts another, not itself", function()
    local parts = {}
    for i = 1, 800 do parts[i] = ("Hackers stole %d records of Halden Bank."):format(1000 + i * 137) end
    local doc = { id = "a", text = table.concat(parts, " ") }
    assert.same({}, told({ doc }).conflicts)
    local other = { id = "b", text = "Hackers stole 90 million records of Halden Bank." }
    assert.equal(801, #told({ doc, other }).conflicts[1].sides)
  end)
end)

describe("incident: the cost of reports made to be slow", function()
  local claims = require "breachkit.claims"
  local growth = require "growth"

  -- a name of two words for each number
  local function name(i)
    local function word(n)
      local letters = {}
      repeat
        letters[#letters + 1] = string.char(97 + n % 26)
        n = n // 26
      until n == 0
      return (table.concat(letters):gsub("^%l", string.upper))
    end
    return word(i + 1000) .. " " .. word(7 * i + 1000)
  end

  -- the cost of building, for n lines of a report, against that for ten times as many
  local function cost(n, line, options)
    local reports = {}
    for _, size in ipairs { n, 10 * n } do
      local lines = { "Firm Quell was hacked on 3 May 2024. Hackers stole data of Firm Quell." }
      for i = 1, size do lines[#lines + 1] = line(i) end
      local doc = { id = "d", title = "x", text = table.concat(lines, "\n"), published = "2024-05-20" }
      reports[size] = { { document = doc, claims = claims.list(doc) } }
    end
    return growth(n, function(size) incident.build(reports[size], options) end)
  end

  it("grows with the number of victims", function()
    assert.is_true(cost(200, function(i) return ("Hackers breached %s on 3 May 2023."):format(name(i)) end) < 30)
  end)

  it("grows with the number of earlier incidents", function()
    assert.is_true(cost(200, function(i)
      return ("In May 20%02d, hackers breached %s."):format(i % 20, name(i))
    end) < 30)
  end)

  it("grows with the number of works that stand alone", function()
    local options = { works = require "breachkit.works".find }
    assert.is_true(cost(300, function(i) return ("The film \"Grey %d\" is about a cat."):format(i) end, options) < 30)
  end)

  it("grows with the number of incidents that are linked", function()
    assert.is_true(growth(100, function(n)
      local records = {}
      for i = 1, n do
        records[i] = { incident = "i" .. i, facts = { { property = "victim", value = name(i) },
          { property = "when", start = "2020-01-01", stop = "2020-01-02" },
          { property = "prior-incident", victim = name(i * 7 % n + 1), start = "2020-01-01", stop = "2020-02-01",
            claims = { { id = "d" } } } } }
      end
      incident.link(records)
      assert.equal("i" .. 7 + 1, records[1].facts[3].see)
    end) < 30)
  end)
end)
