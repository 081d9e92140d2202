local helper = require "helper" -- luacheck: ignore
local clusters = require "breachkit.correlate.clusters"
local correlate = require "breachkit.correlate"
local links = require "breachkit.correlate.links"

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
    assert.matches("^both name .*%(in %d of 5%)", top.why[1])
    for _, a in ipairs(set:assignments()) do
      assert.is_true(#a.why > 0, a.id)
      if a.id == "roundup" then
        assert.is_nil(a.incident)
        assert.equal("the title heads a round-up of several incidents", a.why[1])
      end
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
    assert.has_error(function() correlate { "text" } end, "correlate: documents are tables, got string")
  end)

  it("counts days across months, years and leap days", function()
    assert.equal(1, links.day "2016-03-01" - links.day "2016-02-29")
    assert.equal(365, links.day "2018-01-01" - links.day "2017-01-01T10:00:00Z")
    assert.is_nil(links.day "2017-01")
    assert.is_nil(links.day(nil))
  end)
end)

describe("correlate.clusters", function()
  it("does not chain: a stray link joins no two groups", function()
    local l = {
      { a = 1, b = 2, score = 0.9 }, { a = 3, b = 4, score = 0.8 }, { a = 2, b = 3, score = 0.7 },
    }
    assert.same({ { 1, 2 }, { 3, 4 } }, clusters.average(4, l, 0.5))
    assert.same({ { 1, 2, 3, 4 } }, clusters.average(4, l, 0.1))
    assert.same({ { 1 }, { 2 }, { 3 }, { 4 } }, clusters.average(4, l, 0.95))
  end)

  it("joins by mean: two of three links of one half do", function()
    local l = { { a = 1, b = 2, score = 1 }, { a = 1, b = 3, score = 1 } }
    assert.same({ { 1, 2, 3 } }, clusters.average(3, l, 0.5))
    assert.same({}, clusters.average(0, {}, 0.5))
  end)
end)
