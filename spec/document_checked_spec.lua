local bk = require "breachkit"
local null = bk.json.null

local function doc(fields)
  local out = { id = "d1", text = "Halden Bank was hacked on 3 May 2021.", title = "Halden Bank hacked",
    published = "2021-05-04" }
  for name, value in pairs(fields) do out[name] = value end
  return out
end

-- what a call raises, without its place, after checking that the place is this file
local function raised(call, ...)
  local ok, message = pcall(call, ...)
  assert.is_false(ok)
  return (assert(message:match "^spec/document_checked_spec%.lua:%d+: (.*)$", message))
end

-- everything that takes documents from a caller
local ENTRANCES = {
  ["claims.list"] = function(d) local list = bk.claims.list(d) return list end,
  ["claims.reading"] = function(d) local reading = bk.claims.reading(d) return reading end,
  ["correlate"] = function(d) local set = bk.correlate { d } return set end,
  ["set:add"] = function(d) local row = bk.correlate({}):add(d) return row end,
  ["incident.build"] = function(d)
    local record = bk.incident.build { { document = d, claims = {} } }
    return record
  end,
  ["works.find"] = function(d) local list = bk.works.find(d) return list end,
  ["similar.pairs"] = function(d) local list = bk.similar.pairs { d } return list end,
}

describe("a document that a caller gives", function()
  local scratch = require "spec.scratch"(before_each, after_each)

  it("has what is null as if it were absent, however deep", function()
    local one, none = doc { title = null, published = null, url = null, authors = { "Ida Holm", null },
      origins = { { name = "Fenwick Post", url = null } }, claims = null }, doc {}
    none.title, none.published = nil, nil
    for _, enter in pairs(ENTRANCES) do enter(one) end
    assert.equal(null, one.title) -- it is the caller's, and was not changed
    assert.equal(bk.json.encode(bk.claims.list(none)), bk.json.encode(bk.claims.list(one)))
    local kept = bk.correlate({ one }).documents[1]
    assert.same({ nil, { "Ida Holm" }, { { name = "Fenwick Post" } } }, { kept.title, kept.authors, kept.origins })
    local case <close> = assert(bk.case.open(scratch.path .. "/a.case"))
    local entry = assert(case:add(one))
    assert.is_nil(assert(case:document(entry.documents[1])).title)
  end)

  it("with a field of another type is refused everywhere, by its id and field", function()
    for who, enter in pairs(ENTRANCES) do
      assert.equal(who .. ": document 'd1': field 'title': string expected, got number",
        raised(enter, doc { title = 5 }))
      if who ~= "similar.pairs" and who ~= "works.find" then -- they take texts too
        assert.equal(who .. ": a document expected, got number", raised(enter, 5))
      end
    end
    local case <close> = assert(bk.case.open(scratch.path .. "/a.case"))
    assert.equal("case:add: document 'd1': field 'title': string expected, got number",
      raised(function() assert(case:add(doc { title = 5 })) end))
  end)

  it("is told what is wrong with it", function()
    local deep = {}
    deep[1] = deep
    for fault, fields in pairs {
      ["document 'd1': field 'text': string expected, got table"] = { text = {} },
      ["a document without id: field 'id': string or number expected, got table"] = { id = {} },
      ["a document without id: field 'id': string or number expected, got number"] = { id = 0 / 0 },
      ["document '7': field 'url': string expected, got boolean"] = { id = 7, url = true },
      ["document 'a?b': field 'url': string expected, got boolean"] = { id = "a\nb", url = true },
      ["document '" .. ("x"):rep(60) .. "': field 'site': string expected, got number"] = {
        id = ("x"):rep(1e7), site = 1 },
      ["document 'd1': field 'authors': table expected, got string"] = { authors = "Ida Holm" },
      ["document 'd1': field 'authors': a list of strings expected, number 2 is a number"] = { authors = { "Ida", 2 } },
      ["document 'd1': field 'origins': a list of tables expected, number 1 is a string"] = { origins = { "x" } },
      ["document 'd1': field 'anchors': spans of the text expected, in order and apart"] = {
        anchors = { { first = 1, last = 2^63, anchor = "2021" } } },
      ["document 'd1': field 'anchors': each span needs a date as its anchor"] = {
        anchors = { { first = 1, last = 3 } } },
      ["document 'd1': field 'prose': spans of the text expected, in order and apart"] = {
        prose = { { first = 3, last = 900 } } },
      ["document 'd1': field 'claims': each claim needs its type, stance, realis and place"] = { claims = { deep } },
    } do
      assert.equal("claims.list: " .. fault, raised(ENTRANCES["claims.list"], doc(fields)))
    end
  end)

  it("is without a date where the date given is none", function()
    local odd = doc { published = "soon\0", anchor = "", text = "Halden Bank was hacked yesterday." }
    for _, enter in pairs(ENTRANCES) do enter(odd) end
    assert.is_nil(bk.correlate({ odd }).documents[1].published)
    assert.equal("soon\0", odd.published)
  end)

  it("may hold what it likes in fields of its own, odd bytes and tables that hold themselves", function()
    local own = doc { note = 5, title = "\xff\xfe\0", text = "Halden Bank was hacked\0 on \xc0\x80 3 May 2021. \xff" }
    own.self, own.tags = own, { null, own }
    for _, enter in pairs(ENTRANCES) do enter(own) end
    assert.equal(own, bk.correlate({ own }).documents[1])
    assert.equal("data-breach", bk.claims.list(own)[1].type)
  end)

  it("gets an id from its text where it has none and is one of many", function()
    local one, two = doc {}, doc { text = "Bluepine Clinics was breached by Red Anvil on 9 July 2022." }
    one.id, two.id = nil, nil
    local set = bk.correlate { one, two }
    local ids = {}
    for incident in set:incidents() do ids[#ids + 1] = incident.reports[1] end
    table.sort(ids)
    assert.same({ "sha256:2e872d8aaf157e78", "sha256:99758450f94aca2c" }, ids)
    assert.is_nil(one.id)
    assert.equal("correlate: a document without id and text", raised(ENTRANCES.correlate, { title = "x" }))
  end)
end)
