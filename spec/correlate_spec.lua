local helper = require "helper" -- luacheck: ignore
local clusters = require "breachkit.correlate.clusters"
local correlate = require "breachkit.correlate"
local growth = require "growth"
local likeness = require "breachkit.correlate.likeness"
local links = require "breachkit.correlate.links"
local report = require "breachkit.correlate.report"

local function reports()
  return {
    { id = "wonga-1", published = "2017-04-10", title = "Payday lender Wonga hit by data breach",
      text = "Wonga said on Sunday that data of up to 270,000 customers may have been stolen. The lender Wonga is "
        .. "contacting borrowers in Britain and Poland. Account numbers and sort codes are among the data." },
    { id = "wonga-2", published = "2017-04-11", title = "Up to 270,000 Wonga borrowers affected by breach",
      text = "A breach at the loan company Wonga may have exposed account numbers and sort codes of 270,000 people. "
        .. "Wonga said borrowers in Poland are affected as well. The lender has told the police." },
    { id = "toys-1", published = "2017-02-28", title = "CloudPets toy bears leak voice messages",
      text = "More than two million voice messages recorded on CloudPets teddy bears were left in a MongoDB database. "
        .. "Spiral Toys, the maker of CloudPets, did not answer a researcher who warned the company." },
    { id = "toys-2", published = "2017-03-01", title = "Maker of CloudPets bears disputes leak of messages",
      text = "Spiral Toys said voice messages of CloudPets owners were never stolen from its MongoDB database. A "
        .. "researcher had warned the maker of the CloudPets bears, who left the recordings open." },
    { id = "roundup", published = "2017-04-14", title = "The week in review: Wonga, CloudPets and more",
      text = "Wonga lost the data of 270,000 customers. CloudPets bears leaked voice messages from MongoDB." },
  }
end

local function groups_of(set)
  local by, out = {}, {}
  for _, a in ipairs(set:assignments()) do
    if a.incident then
      by[a.incident] = by[a.incident] or {}
      table.insert(by[a.incident], a.id)
    end
  end
  for _, ids in pairs(by) do
    table.sort(ids)
    out[#out + 1] = table.concat(ids, " ")
  end
  table.sort(out)
  return out
end

describe("correlate", function()
  it("takes many copies of one story for one, however common their words are among them", function()
    local base = "Hackers broke into the servers of Firm Quell on 3 May 2024 and stole 40 gigabytes of mail, contracts "
      .. "and salaries, the firm said. It shut down its network for a week and called the police. "
    local function groups(n, text)
      local docs, of, count = {}, {}, 0
      for i = 1, n do
        docs[i] = { id = "d" .. i, title = "Firm Quell hacked", text = text(i), published = "2024-05-04" }
      end
      local set = correlate(docs, { reasons = false, claims = false })
      for _, row in ipairs(set:assignments()) do
        count = count + (of[row.incident] and 0 or 1)
        of[row.incident] = true
      end
      local pairs_seen = {}
      for _, l in ipairs(set:links()) do
        local pair = l.a .. " " .. l.b
        assert.is_nil(pairs_seen[pair])
        pairs_seen[pair] = true
      end
      return count
    end
    assert.equal(1, groups(400, function() return base end))
    assert.equal(1, groups(400, function(i) return base .. ("Paper %d told it."):format(i) end))
    -- a notice of one form about others each is no copy
    assert.equal(40, groups(40, function(i)
      local name = string.char(65 + i % 26, 97 + i // 26) .. "lden Tools"
      return ("Customers of %s were told in May 2024 that accounts had been exposed by hackers, with mail addresses, "
        .. "names and passwords, and that all of them should choose another password now."):format(name)
    end))
  end)

  it("groups reports on one incident and leaves a round-up out", function()
    assert.same({ "toys-1 toys-2", "wonga-1 wonga-2" }, groups_of(correlate(reports(), { claims = false })))
  end)

  it("does not depend on the order of the input", function()
    local forward = correlate(reports(), { claims = false }):assignments()
    local backward = {}
    for _, doc in ipairs(reports()) do table.insert(backward, 1, doc) end
    assert.same(forward, correlate(backward, { claims = false }):assignments())
  end)

  it("gives each link and assignment reasons in words", function()
    local set = correlate(reports(), { claims = false })
    local top = set:links()[1]
    assert.is_true(top.joined and top.score > 0.5 and top.score <= 1)
    assert.same({ "both say 270,000", "both name Wonga and Poland", "within 1 day" }, top.why)
    -- what the texts cut short is no name
    local short = reports()
    for i = 1, 2 do short[i].text = short[i].text .. " It has offices in Fresno, Calif., and in Poland." end
    local why = table.concat(correlate(short, { claims = false }):links()[1].why, "; ")
    assert.matches("Fresno", why, 1, true)
    assert.is_nil(why:find("Calif", 1, true))
    for _, a in ipairs(set:assignments()) do
      assert.is_true(#a.why > 0, a.id)
      if a.id == "roundup" then
        assert.is_nil(a.incident)
        assert.equal("the title heads a round-up of several incidents", a.why[1])
      end
    end
  end)

  it("leaves the reasons out when they are not asked for, and nothing else", function()
    local set = correlate(reports(), { claims = false, reasons = false })
    local with, pairs_of, rows = correlate(reports(), { claims = false }), set:links(), set:assignments()
    for i, l in ipairs(with:links()) do
      l.why = {}
      assert.same(l, pairs_of[i])
    end
    for i, a in ipairs(with:assignments()) do
      assert.same({ a.id, a.incident, a.score }, { rows[i].id, rows[i].incident, rows[i].score })
    end
  end)

  it("keeps an incident's id when a later report joins", function()
    local all = correlate(reports(), { claims = false }):assignments()
    local one = correlate({ reports()[1] }, { claims = false }):assignments()[1]
    local found
    for _, a in ipairs(all) do if a.id == "wonga-2" then found = a.incident end end
    assert.equal(one.incident, found)
  end)

  it("takes an iterator with errors, and hides what was published after asof", function()
    local list, i = reports(), 0
    local each = setmetatable({ errors = { { code = "io" } } }, { __call = function()
      i = i + 1
      return list[i]
    end })
    local set = correlate(each, { claims = false, asof = "2017-02" })
    assert.same({ { code = "io" } }, set.errors)
    assert.equal(1, #set.documents)
    assert.equal("toys-1", set.documents[1].id)
  end)

  it("bears no documents, empty ones and ones without text, title or date", function()
    assert.same({}, correlate({}, { claims = false }):assignments())
    local rows = correlate({ { id = "a" }, { id = "b", text = "" }, { id = "c", text = "\255\254\0", title = "\195" } },
      { claims = false }):assignments()
    assert.equal(3, #rows)
  end)

  it("raises on misuse", function()
    assert.has_error(function() correlate({}, { window = 3 }) end, "correlate: unknown option 'window'")
    assert.has_error(function() correlate { "text" } end, "correlate: a document expected, got string")
  end)

  it("counts days between publications or events, and by events far apart; one old event moves nobody", function()
    local model = require "breachkit.data".load "correlation"
    assert.equal(1, likeness.days({ published = 9000, event = 7000 }, { published = 9001 }, model))
    assert.equal(2, likeness.days({ published = 9000, event = 8990 }, { published = 9030, event = 8992 }, model))
    assert.equal(1990, likeness.days({ published = 9000, event = 7000 }, { published = 9001, event = 8990 }, model))
    assert.equal(3, likeness.days({ event = 8997 }, { published = 9000 }, model))
    assert.is_nil(likeness.days({}, { published = 9000 }, model))
  end)

  it("counts days across months, years and leap days", function()
    assert.equal(1, report.day "2016-03-01" - report.day "2016-02-29")
    assert.equal(365, report.day "2018-01-01" - report.day "2017-01-01T10:00:00Z")
    assert.is_nil(report.day "2017-01")
    assert.is_nil(report.day(nil))
  end)
end)

describe("correlate.clusters", function()
  local function groups(n, list, join, power)
    return clusters.of(n, function()
      local i = 0
      return function()
        i = i + 1
        if list[i] then return table.unpack(list[i]) end
      end
    end, join, power):all()
  end

  it("does not chain: a stray link joins no two groups", function()
    local l = { { 1, 2, 0.9 }, { 3, 4, 0.8 }, { 2, 3, 0.7 } }
    assert.same({ { 1, 2 }, { 3, 4 } }, groups(4, l, 0.5))
    assert.same({ { 1, 2, 3, 4 } }, groups(4, l, 0.1))
    assert.same({ { 1 }, { 2 }, { 3 }, { 4 } }, groups(4, l, 0.95))
  end)

  it("joins by mean: two of three links of one half do", function()
    local l = { { 1, 2, 1 }, { 1, 3, 1 } }
    assert.same({ { 1, 2, 3 } }, groups(3, l, 0.5))
    assert.same({}, groups(0, {}, 0.5))
  end)

  it("asks less of big groups under a lower power", function()
    local l = { { 1, 2, 1 }, { 3, 4, 1 }, { 1, 3, 0.8 }, { 2, 4, 0.8 } }
    assert.same({ { 1, 2 }, { 3, 4 } }, groups(4, l, 0.5, 1))
    assert.same({ { 1, 2, 3, 4 } }, groups(4, l, 0.5, 0.6))
  end)

  it("takes members one at a time, and joins two groups that a later one binds", function()
    local one = clusters.new(0.5, 1)
    assert.equal(1, one:add(1, {}))
    assert.equal(2, one:add(2, {}))
    assert.equal(1, one:add(3, { { a = 1, b = 3, score = 0.9 }, { a = 2, b = 3, score = 0.9 } }))
    -- 1 and 3 are one, and 2 has half a link to each of them
    assert.same({ { 1, 3 }, { 2 } }, one:all())
    local all = { { a = 1, b = 4, score = 1 }, { a = 2, b = 4, score = 1 }, { a = 3, b = 4, score = 1 } }
    assert.equal(1, one:add(4, all))
    assert.same({ { 1, 2, 3, 4 } }, one:all())
  end)
end)

describe("correlate.links", function()
  it("keeps hundreds of links, sorts them and drops what is there twice", function()
    local found = links.new()
    for i = 300, 1, -1 do found:add(i, 16777215, i / 300) end
    found:add(7, 16777215, 7 / 300)
    assert.equal(301, #found)
    found = found:sorted()
    assert.equal(300, #found)
    local n = 0
    for a, b, score in found:each() do
      n = n + 1
      assert.same({ n, 16777215, links.step(n / 300) }, { a, b, score })
    end
    assert.equal(300, n)
    assert.equal(0, #links.new():sorted())
  end)
end)

describe("a set that grows", function()
  local function stories() return dofile "bench/lib/stories.lua"(120) end

  local function shuffled(docs, seed)
    local list = table.move(docs, 1, #docs, 1, {})
    local state = seed
    for i = #list, 2, -1 do
      state = state * 48271 % 2147483647
      local j = state % i + 1
      list[i], list[j] = list[j], list[i]
    end
    return list
  end

  it("takes reports one at a time, says where each belongs, and settles to what all at once give", function()
    local docs, claims = stories()
    local options = { claims = function(doc) return claims[doc.id] end }
    local whole = correlate(docs, options):assignments()
    for seed = 1, 3 do
      local set = correlate({}, options)
      for _, doc in ipairs(shuffled(docs, seed)) do
        local row = assert(set:add(doc))
        assert.equal(doc.id, row.id)
        assert.is_true(#row.why > 0)
      end
      assert.equal(#docs, #set:assignments())
      assert.same(whole, set:settle():assignments())
    end
  end)

  it("gives what all at once give without settling, where reports come by date", function()
    local set = correlate({}, { claims = false })
    for _, doc in ipairs { reports()[3], reports()[4], reports()[1], reports()[2], reports()[5] } do set:add(doc) end
    assert.same({ "toys-1 toys-2", "wonga-1 wonga-2" }, groups_of(set))
  end)

  it("builds the incidents that a new report changes, and keeps the others", function()
    local docs, claims = stories()
    local last = table.remove(docs)
    local set = correlate(docs, { claims = function(doc) return claims[doc.id] end })
    local before = {}
    for inc in set:incidents() do before[inc.incident] = inc end
    local row = set:add(last)
    local again, kept = nil, 0
    for inc in set:incidents() do
      if inc.incident == row.incident then again = inc elseif before[inc.incident] == inc then kept = kept + 1 end
    end
    assert.equal(last.id, again.reports[#again.reports])
    assert.is_true(kept > 10)
  end)

  it("holds no documents when it can recall them", function()
    local docs, claims = stories()
    local by_id, asked = {}, 0
    for _, doc in ipairs(docs) do by_id[doc.id] = doc end
    local set = correlate(docs, { claims = function(doc) return claims[doc.id] end, recall = function(id)
      asked = asked + 1
      return by_id[id], claims[id]
    end })
    assert.equal(0, asked)
    assert.equal(#docs, #set.documents)
    assert.same(correlate(docs, { claims = function(doc) return claims[doc.id] end }):assignments(), set:assignments())
    assert.is_true(asked > 0)
    assert.is_not_nil(set:incidents()())
  end)

  it("refuses what is later than asof, and raises on what is no document", function()
    local set = correlate({}, { claims = false, asof = "2017-02" })
    local row, e = set:add(reports()[1])
    assert.is_nil(row)
    assert.equal("later", e.code)
    assert.has_error(function() set:add "text" end, "set:add: a document expected, got string")
  end)

  it("counts the same bytes once, and says so; one text in two outlets is two reports", function()
    local a, b = reports()[1], reports()[1]
    a.sha256, b.sha256, b.id = "00", "00", "wonga-1 again"
    local set = correlate({ a, b, reports()[2] }, { claims = false })
    assert.equal(2, #set.documents)
    assert.same({ { id = "wonga-1 again", of = 1 } }, set.repeats)
    local rows = set:assignments()
    assert.equal("wonga-1", rows[3].same)
    assert.same({ "given before, byte for byte: wonga-1" }, rows[3].why)
    assert.equal(rows[1].incident, rows[3].incident)
    b.site = "Another Outlet"
    assert.same({}, correlate({ a, b }, { claims = false }).repeats)
    -- an id that two texts have is no repetition of the text
    b.id, b.text = "wonga-1", "Bluepine lost 5 GB of files."
    rows = correlate({ a, b }, { claims = false }):assignments()
    assert.same({ "not read: its id was given before, by another text: wonga-1" }, rows[2].why)
  end)

  it("costs the length of a title, whatever it is made of", function()
    for unit, ends in pairs { [" "] = { "Halden", "Bank" }, [" - A b"] = { "", "!" } } do
      assert.is_true(growth(10000 // #unit, function(n)
        correlate({ { id = "a", title = ends[1] .. unit:rep(n) .. ends[2], text = "Halden Bank was hacked." } },
          { claims = false })
      end) < 30, unit)
    end
  end)
end)

describe("which reports join", function()
  local claims = require "breachkit.claims"
  local function set_of(docs)
    return groups_of(correlate(docs, { claims = claims.list }))
  end

  local function attack(id, published, day)
    return { id = id, published = published, title = "Hackers break into Brightwater Clinic",
      text = ("Hackers broke into the systems of Brightwater Clinic on %s and stole records of 47,000 patients. "
        .. "Brightwater Clinic said it had shut its network down and told the police in Dunmore."):format(day) }
  end

  it("an indictment, a cost and a statement follow up the attack", function()
    assert.same({ "attack charges cost statement" }, set_of {
      attack("attack", "2016-03-05", "3 March 2016"),
      { id = "statement", published = "2016-03-07", title = "Brightwater Clinic apologises to 47,000 patients",
        text = "Brightwater Clinic apologised on Monday to the 47,000 patients whose records were stolen on 3 March "
          .. "2016. The clinic in Dunmore said its network was running again." },
      { id = "cost", published = "2016-06-20", title = "Breach cost Brightwater Clinic two million dollars",
        text = "The breach of 3 March 2016 has cost Brightwater Clinic two million dollars, the clinic in Dunmore said."
          .. " Hackers stole records of 47,000 patients from Brightwater Clinic." },
      { id = "charges", published = "2016-11-02", title = "Man charged over hack of Brightwater Clinic",
        text = "A man was charged on Wednesday with the theft of records of 47,000 patients of Brightwater Clinic. "
          .. "Hackers broke into Brightwater Clinic in Dunmore on 3 March 2016." },
    })
  end)

  it("a second attack on the same victim is another incident", function()
    assert.same({ "first", "second" }, set_of {
      attack("first", "2016-03-05", "3 March 2016"), attack("second", "2016-09-14", "12 September 2016"),
    })
  end)

  it("what may follow up an incident, or be a second attack, is shown as that", function()
    local set = correlate({ attack("first", "2016-03-05", "3 March 2016"),
      attack("second", "2016-09-14", "12 September 2016"),
      { id = "other", published = "2016-09-20", title = "A storm over Oakham", text = "Trees fell in Oakham." } },
      { claims = claims.list })
    local rows = set:assignments()
    assert.is_nil(rows[1].follows)
    assert.equal("first", rows[2].follows)
    assert.matches("^may follow up first, 0%.%d%d but that each may tell of an attack that was new, 193 days apart$",
      rows[2].why[#rows[2].why])
    assert.matches("^no report is near enough: the nearest, first, is at 0%.0%d$", rows[2].why[1])
    assert.same({ "no other report is near" }, rows[3].why)
    local list = {}
    for inc in set:incidents() do list[#list + 1] = inc end
    assert.is_nil(list[1].follows)
    assert.same({ { incident = list[1].incident, title = list[1].title, report = "second" } }, list[2].follows)
    local page = require "breachkit.cli.sheet".new(false)
    require "breachkit.cli.incidents".text(list[2], page, {})
    assert.equal("  may follow up Brightwater Clinic: data breach, 3 March 2016", page.lines[3])
  end)

  it("a title that heads a round-up is told from others", function()
    local round_up = require "breachkit.correlate.report".round_up
    for _, title in ipairs { "The Friday Digest: breaches of the week", "Hacks of the Week", "Weekly recap" } do
      assert.is_true(round_up(title), title)
    end
    assert.is_false(round_up "Reader's Digest hacked for the second time in a week")
  end)

  it("a round-up and an article on attacks in general stay out", function()
    assert.same({ "attack statement", "general" }, set_of {
      attack("attack", "2016-03-05", "3 March 2016"),
      { id = "statement", published = "2016-03-07", title = "Brightwater Clinic apologises to 47,000 patients",
        text = "Brightwater Clinic apologised on Monday to the 47,000 patients whose records were stolen on 3 March "
          .. "2016. The clinic in Dunmore said its network was running again." },
      { id = "roundup", published = "2016-03-06", title = "The week in review: Brightwater Clinic and more",
        text = "Brightwater Clinic lost the records of 47,000 patients. A bank in Oakham was hit, too." },
      { id = "general", published = "2016-03-06", title = "How hospitals can keep patient records safe",
        text = "Hospitals keep records of patients for decades. Hackers know it, and attacks on clinics are common. "
          .. "Experts advise backups, updates and training for staff." },
    })
  end)
end)

describe("the reasons of a link", function()
  local claims = require "breachkit.claims"

  it("name victim, actor, numbers and days in words, and no digests", function()
    local set = correlate({
      { id = "a", published = "2014-11-25", title = "Northlight Studios hit",
        text = "Hackers calling themselves Wardens of Light broke into Northlight Studios and stole 11 TB of data. "
          .. "The tool has the MD5 d41d8cd98f00b204e9800998ecf8427e." },
      { id = "b", published = "2014-11-27", title = "Northlight Studios lost 11 TB",
        text = "Northlight Studios said on Thursday that hackers stole 11 TB of data. The Wardens of Light claimed "
          .. "responsibility. The MD5 of the tool is d41d8cd98f00b204e9800998ecf8427e." },
    }, { claims = claims.list })
    local l = set:links()[1]
    assert.equal("same victim: Northlight Studios", l.why[1])
    local all = table.concat(l.why, "; ")
    assert.matches("both say 11 TB", all, 1, true)
    assert.matches("within 2 days", all, 1, true)
    assert.is_nil(all:find("d41d8", 1, true))
  end)
end)

describe("on the evaluation kit", function()
  local kit = (os.getenv "BREACHKIT_DATA" or "../shared/data"):gsub("data$", "eval")
  local f = io.open(kit .. "/claims/gold.jsonl")
  if not f then
    print "skipped: no evaluation kit"
    return
  end
  f:close()

  it("shuffled orders settle to one result", function()
    local json, docs = require "breachkit.json", {}
    for line in io.lines(kit .. "/claims/gold.jsonl") do
      local d = assert(json.decode(line))
      docs[#docs + 1] = { id = d.id, title = d.title, published = d.published, text = d.text }
    end
    local function grouped(set)
      local out = {}
      for _, g in ipairs(set.groups:all()) do
        local ids = {}
        for k, i in ipairs(g) do ids[k] = set.ids[i] end
        table.sort(ids)
        out[#out + 1] = table.concat(ids, " ")
      end
      table.sort(out)
      return out
    end
    local whole = correlate(docs, { claims = false })
    assert.equal(#docs, #whole.ids)
    local state = 11
    for i = #docs, 2, -1 do
      state = state * 48271 % 2147483647
      local j = state % i + 1
      docs[i], docs[j] = docs[j], docs[i]
    end
    local set = correlate({}, { claims = false })
    for _, doc in ipairs(docs) do set:add(doc) end
    assert.same(grouped(whole), grouped(set:settle()))
  end)
end)
