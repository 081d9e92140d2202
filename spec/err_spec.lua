local err = require "breachkit.err"
local core = require "breachkit.core"

describe("err", function()
  it("reads well with all, some and none of its fields", function()
    assert.equal("a.json: byte 17: a comma is missing (syntax)",
      tostring(err.new("syntax", "a comma is missing", "a.json", 17)))
    assert.equal("a.json: gone (io)", tostring(err.new("io", "gone", "a.json")))
    assert.equal("gone (io)", tostring(err.new("io", "gone")))
    local _, message = io.open "/nowhere/a"
    assert.equal("/nowhere/a: No such file or directory (io)", tostring(err.new("io", message, "/nowhere/a")))
    assert.equal("No such file or directory", err.new("io", message, "/nowhere/a").message)
  end)

  it("keeps its fields", function()
    local e = err.new("io", "gone", "a.json", 3)
    assert.same({ code = "io", message = "gone", source = "a.json", position = 3 }, setmetatable(e, nil))
  end)

  it("raises on an unknown option and on a wrong type", function()
    assert.has_error(function() err.options({ colour = 1 }, { color = true }, "f") end, "f: unknown option 'colour'")
    assert.has_error(function() err.options(7, {}, "f") end, "f: options must be a table, got number")
    assert.same({}, err.options(nil, {}, "f"))
  end)

  it("works out line and column on demand", function()
    assert.same({ 2, 2 }, { core.status.locate("ab\ncd", 5) })
  end)
end)
