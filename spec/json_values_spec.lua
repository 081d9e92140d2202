-- Values of a list, or one after another: core.jsonlines.values, and the dumps that are such.
require "helper"
local core = require "breachkit.core".jsonlines
local dump = require "breachkit.dump"
local json = require "breachkit.json"
local pieces = require "pieces"
local source = require "breachkit.document.source"

-- "number:value@position" or "number:code@position" of each
local function told(from, options)
  local out = {}
  for number, value, e, _, position in core.values(from, options) do
    out[#out + 1] = ("%d:%s@%d"):format(number, e and e.code or json.encode(value), position or e.position)
  end
  return table.concat(out, " ")
end

describe("core.jsonlines.values", function()
  it("finds each value, whatever the pieces that it comes in", function()
    for text, wanted in pairs {
      ['[{"a":1}, {"b":"]}\\""},\n3, "x" ,[1],null]'] =
        [[1:{"a":1}@2 2:{"b":"]}\""}@11 3:3@25 4:"x"@28 5:[1]@33 6:null@37]],
      ['{"a":1}\n{"b":2}{"c":3}'] = '1:{"a":1}@1 2:{"b":2}@9 3:{"c":3}@16',
      ["[[1],[2]]"] = "1:[1]@2 2:[2]@6", ["1 2"] = "1:1@1 2:2@3", [" [ ] "] = "", [""] = "",
    } do
      assert.equal(wanted, told(text))
      for size = 1, 9 do assert.equal(wanted, told(pieces(text, size))) end
    end
  end)

  it("tells of what is bad, and goes on behind it", function()
    for text, wanted in pairs {
      ['[1,{"a":,},{"b":1}'] = '1:1@2 2:syntax@9 3:{"b":1}@12', ['[{"a":"x'] = "1:syntax@2",
      ["[1,[2,"] = "1:1@2 2:syntax@4",
      ['[{"a":1}]trailing {"x":1}'] = '1:{"a":1}@2 2:syntax@10 3:{"x":1}@19', ["}}"] = "1:syntax@1 2:syntax@2",
      ['["\xff",1]'] = "1:encoding@3 2:1@6",
    } do
      assert.equal(wanted, told(text))
      for size = 1, 9 do assert.equal(wanted, told(pieces(text, size))) end
    end
    local long = '[{"a":"' .. ("x"):rep(100000) .. '"},{"b":1}]'
    for _, size in ipairs { 10, 5000, 200000 } do
      assert.equal('1:limit@2 2:{"b":1}@100011', told(pieces(long, size), { value_bytes = 1000 }))
    end
    local given = false
    local number, value, e = core.values(function()
      if given then return nil, "the disk is gone" end
      given = true
      return '[{"a"'
    end)()
    assert.same({ 2, "io", "the disk is gone" }, { number, e.code, e.message })
    assert.is_nil(value)
  end)

  it("takes no memory for a value that is too long", function()
    local left, most = 300, 0
    collectgarbage()
    local iterator = core.values(function()
      left = left - 1
      most = math.max(most, collectgarbage "count")
      return left == 299 and '[{"a":"' or left > 0 and ("x"):rep(1 << 20) or left == 0 and '"},7]' or nil
    end, { value_bytes = 1 << 20 })
    local number, _, e = iterator()
    assert.same({ 1, "limit" }, { number, e.code })
    number, e = iterator()
    assert.same({ 2, 7 }, { number, e })
    assert.is_nil(iterator())
    assert(most < 40000, most)
  end)
end)

describe("a dump of JSON that is not lines", function()
  local function read(text)
    local leak <close> = assert(dump.of(source.bytes(text, "leak")))
    local out = { leak.layout.kind }
    for record, position, why in leak:records() do
      out[#out + 1] = position .. " " .. (record and ("%s %s"):format(record.email, record.secret) or why)
    end
    return out
  end

  it("is read object by object", function()
    local one = '{\n  "email": "jane@example.com",\n  "password": "x"\n}'
    local other = '{"email":"bob@example.com","pass":"y"}'
    local at = { ["["] = 1, [""] = 0 }
    for open, shift in pairs(at) do
      local close = open == "[" and "]" or ""
      local text = open .. one .. (close == "" and "\n" or ",") .. '{"email":}' .. "," .. other .. ",7" .. close
      assert.same({ "json", (1 + shift) .. " j***@e***.com ***", (#one + 11 + shift) .. " syntax",
        (#one + 13 + shift) .. " b***@e***.com ***", (#text - #close) .. " syntax" }, read(text))
    end
    assert.equal("jsonl", read(other .. "\n" .. other .. "\n")[1])
    -- an object that is longer than what is looked at
    assert.equal("json", read('[{"email":"jane@example.com","note":"' .. ("x"):rep(70000) .. '"}]')[1])
    for _, text in ipairs { "[1,2]", '["a"]', "[{1}]", "{1}" } do
      assert.equal("type", select(2, dump.of(source.bytes(text .. "\n", "x"))).code)
    end
  end)
end)
