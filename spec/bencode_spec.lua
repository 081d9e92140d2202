local bencode = require "breachkit.core".bencode

local function tokens(bytes, ...)
  local reader, list = bencode.reader(bytes, ...), {}
  while true do
    local kind, value, first, last, order = reader:next()
    if not kind then return list, value end
    list[#list + 1] = { kind, value or false, first, last, order }
    if kind == "end" then return list end
  end
end

describe("bencode", function()
  it("gives tokens with their values and spans", function()
    assert.same({
      { "dictionary", false, 1, 1 }, { "key", "a", 2, 4 }, { "integer", -5, 5, 8 },
      { "key", "b", 9, 11 }, { "list", false, 12, 12 }, { "string", "x\0y", 13, 17 }, { "close", false, 12, 18 },
      { "close", false, 1, 19 }, { "end", false, 20, 22 },
    }, tokens "d1:ai-5e1:bl3:x\0yee...")
    assert.same({ { "integer", 7, 3, 5 }, { "end", false, 6, 6 } }, tokens("..i7e.", 3))
  end)

  it("reads 64 bits and nothing beyond", function()
    assert.equal(math.maxinteger, tokens "i9223372036854775807e"[1][2])
    assert.equal(math.mininteger, tokens "i-9223372036854775808e"[1][2])
    for bytes, wanted in pairs {
      ["i9223372036854775808e"] = { "range", 2 }, ["i07e"] = { "syntax", 2 }, ["i-0e"] = { "syntax", 1 },
      ["99999999999999999999:a"] = { "range", 1 }, ["5:abcd"] = { "syntax", 1 }, ["d1:ae"] = { "syntax", 5 },
      ["di1ei2ee"] = { "syntax", 2 }, [""] = { "syntax", 1 }, ["li1e"] = { "syntax", 5 }, ["-1:a"] = { "syntax", 1 },
    } do
      local _, e = tokens(bytes)
      assert.same(wanted, { e.code, e.position }, bytes)
    end
  end)

  it("tells keys out of order", function()
    local orders = {}
    for _, token in ipairs(tokens "d1:bi1e1:ai2e1:ai3e2:aai4ee") do
      if token[1] == "key" then orders[#orders + 1] = token[5] or "sorted" end
    end
    assert.same({ "sorted", "unsorted", "duplicate", "sorted" }, orders)
  end)

  it("passes over what is not asked for, and holds at a depth", function()
    local reader = bencode.reader "d1:alli1eee1:b1:ce"
    reader:next()
    reader:next()
    assert.equal("list", (reader:next()))
    assert.same({ 5, 11 }, { reader:skip() })
    assert.same({ "key", "b", 12, 14 }, { reader:next() })
    local deep, e = tokens(("l"):rep(1000000), 1, 256)
    assert.equal(256, #deep)
    assert.same({ "limit", 257 }, { e.code, e.position })
    reader = bencode.reader(("l"):rep(1000000))
    reader:next()
    assert.same({ "limit", 65 }, (function(_, e2) return { e2.code, e2.position } end)(reader:skip()))
    assert.same({ "limit", 65 }, (function(_, e2) return { e2.code, e2.position } end)(reader:next()))
    assert.has_error(function() bencode.reader("", 3) end)
    assert.has_error(function() bencode.reader("", 1, 257) end)
  end)
end)
