require "helper"
local mask = require "breachkit.mask"
local json = require "breachkit.json"

describe("mask", function()
  local log

  before_each(function()
    log = os.tmpname()
    mask.log(log)
  end)
  after_each(function()
    os.remove(log)
    mask.log()
  end)

  local function lines()
    local list = {}
    for line in io.lines(log) do list[#list + 1] = assert(json.decode(line)) end
    return list
  end

  it("shows an email by its first letters and its top-level domain", function()
    assert.equal("j***@e***.com", tostring(mask.new("email", "jane.doe@example.com")))
    assert.equal("j***@m***.uk", tostring(mask.new("email", "j@mail.example.co.uk")))
    assert.equal("é***@e***.com", tostring(mask.new("email", "élise@example.com")))
    assert.equal("***", tostring(mask.new("email", "no address")))
    assert.equal("***", tostring(mask.new("phone", "+44 20 7946 0000")))
    assert.equal("ftp://***@files.example.com/a", tostring(mask.new("url", "ftp://bo:pw@files.example.com/a")))
  end)

  it("stays masked however it is printed, joined or encoded", function()
    local value = mask.new("email", "jane@example.com")
    assert.equal("to j***@e***.com", "to " .. value)
    assert.equal("j***@e***.com!", value .. "!")
    assert.equal("j***@e***.com j***@e***.com", value .. " " .. value)
    assert.equal("<j***@e***.com>", ("<%s>"):format(value))
    assert.equal('{"v":"j***@e***.com"}', json.encode { v = value })
    assert.equal("breachkit.mask", getmetatable(value))
    assert.is_nil(next(value))
    assert.has_error(function() value.plain = 1 end, "a masked value does not change")
  end)

  it("compares and joins by what it hides", function()
    local a, b = mask.new("email", "jane@example.com"), mask.new("email", "jane@example.com")
    local c = mask.new("email", "john@example.com")
    assert.is_true(a == b)
    assert.equal(tostring(a), tostring(c))
    assert.is_false(a == c)
    assert.equal(mask.token(a), mask.token(b))
    assert.not_equal(mask.token(a), mask.token(c))
    assert.truthy(mask.token(a):find "^%x+$")
    assert.equal(32, #mask.token(a))
    assert.is_true(mask.is(a))
    assert.is_false(mask.is "jane@example.com")
  end)

  it("reveals for a reason, which is written down first", function()
    local value = mask.new("email", "jane@example.com")
    assert.equal("jane@example.com", value:reveal "ticket 1")
    assert.equal("jane@example.com", value:reveal "ticket 1")
    assert.equal("jane@example.com", value:reveal "ticket 2")
    local written = lines()
    assert.equal(2, #written)
    assert.equal("email", written[1].kind)
    assert.equal("ticket 1", written[1].why)
    assert.equal("ticket 2", written[2].why)
    assert.truthy(written[1].when:find "^%d%d%d%d%-%d%d%-%d%dT%d%d:%d%d:%d%dZ$")
    local file <close> = assert(io.open(log))
    assert.is_nil(file:read "a":find("jane", 1, true))
  end)

  it("reveals nothing without a reason or without a log", function()
    local value = mask.new("email", "jane@example.com")
    assert.has_error(function() value:reveal() end, "reveal: a reason expected")
    assert.has_error(function() value:reveal "  " end, "reveal: a reason expected")
    mask.log(log .. "/not/a/folder")
    local plain, e = value:reveal "ticket 3"
    assert.is_nil(plain)
    assert.equal("io", e.code)
  end)

  it("raises on misuse", function()
    assert.has_error(function() mask.new("email") end, "mask.new: two strings expected")
    assert.has_error(function() mask.token "x" end, "mask.token: a masked value expected")
  end)
end)
