local cases = require "cases"

local REPORTS, opened = cases.REPORTS, cases.opened

describe("case:search", function()
  local path
  before_each(function() path = cases.place() end)
  after_each(function() cases.remove(path) end)

  it("finds words, phrases and fields, and shows where they stand", function()
    local case <close> = assert(opened(path))
    assert(case:add(REPORTS))
    local function found(query, options)
      local hits, names = assert(case:search(query, options)), {}
      for i, hit in ipairs(hits) do
        local doc, words = case:document(hit.document), {}
        assert.equal(doc.text:sub(hit.snippet.first, hit.snippet.last), hit.snippet.text)
        for k, span in ipairs(hit.spans) do words[k] = doc.text:sub(span.first, span.last) end
        names[i] = (doc.path:match "/(%d%d)%-") .. " " .. table.concat(words, "|")
      end
      table.sort(names)
      return names
    end
    assert.same({ "04 internal e-mails" }, found '"internal e-mails"')
    assert.same({}, found '"e-mails internal"')
    assert.same({ "06 GOP|100|terabytes" }, found "100 Terabytes gop")
    assert.same({ "01 ", "02 " }, found "origin:continental")
    assert.same({ "03 shut down" }, found "type:outage when:2014-11-25")
    assert.same({}, found "terabytes -terabyt*")
    assert.same({ "08 " }, found "title:70 title:million")
    assert.same({}, found("terabytes", { to = "2014-11-26" }))
    assert.same({ "08 " }, found("", { to = "2012" }))
    -- one word in the title
    assert.same({ "04 North|North" }, found("north korea", { from = "2014-12-02" }))
    assert.same(found("", { fields = { stance = "denied", type = "attribution" } }),
      found "stance:denied type:attribution")
    assert.equal(5, #found "stance:denied type:attribution")
    assert.same({ "08 denied responsibility" }, found "stance:denied type:attribution to:2012")
    local short = assert(case:search '"internal e-mails"')[1].snippet
    local whole = case:document(assert(case:search '"internal e-mails"')[1].document).text
    assert.same({ short.first > 1 or nil, short.last < #whole or nil }, { short.before, short.after })
    assert.is_true(short.before and short.after)
    local hits = assert(case:search("sony", { limit = 2 }))
    assert.same({ 2, true }, { #hits, hits.more })
    -- what is no query, and what would be one of SQL or FTS5
    local _, e = case:search "victm:sony"
    assert.same("syntax", e.code)
    assert.matches("no field 'victm'.*victim", e.message)
    assert.equal("syntax", select(2, case:search "  ").code)
    assert.equal("syntax", select(2, case:search "from:yesteryear").code)
    for _, hostile in ipairs { "'", '"', '"""', "a' OR 1=1 --", "NEAR(a b)", "a AND", "(", "*", "^a", "title:", "—",
      "-",
      "--",
      "-\"", "a:\"", "x\0y", ("a "):rep(200), ":", "{title}:x", "victim:*" } do
      local list, problem = case:search(hostile)
      assert(list or problem.code == "syntax", hostile)
    end
    assert.equal("syntax", select(2, case:search "\t").code)
  end)

  it("marks no words but those that were sought, whatever a report says", function()
    local case <close> = assert(opened(path))
    local mark = "\1\2bkMark\2\1"
    assert(case:add { id = "a", text = "A " .. mark .. " b " .. mark .. " of Firm Zed, and Zed again." })
    local hit = assert(case:search "zed")[1]
    local text, told = case:document("a").text, {}
    for i, span in ipairs(hit.spans) do told[i] = text:sub(span.first, span.last) end
    assert.same({ "Zed", "Zed" }, told)
  end)

  it("says what is wrong with what it is given, with the caller's line", function()
    local case <close> = assert(opened(path))
    for message, options in pairs {
      ["option 'fields': names of fields and what is sought in them, both strings, expected"] = {
        fields = { victim = 1 } },
      ["option 'from': string expected, got number"] = { from = 2024 },
      ["limit is a whole number above 0"] = { limit = 0 },
      ["option 'limit': integer expected, got number"] = { limit = 1.5 },
    } do
      local _, said = pcall(function() case:search("zed", options) end)
      assert.truthy(said:find("case_search_spec.lua:%d+: case:search: ") and said:find(message, 1, true), said)
    end
    assert.same({}, { #assert(case:search "a\0b") > 0 or nil })
    assert.equal("range", select(2, case:changes(-1)).code)
  end)
end)
