-- A few fields of each line: json.lines with `fields`, the same values as decoding gives.
require "helper"
local core = require "breachkit.core".jsonlines
local json = require "breachkit.json"
local pieces = require "pieces"
local scratch = require "scratch"

describe("json.lines with fields", function()
  local dir, n = scratch(before_each, after_each), 0
  local function file(bytes)
    n = n + 1
    return dir.write(n .. ".jsonl", bytes)
  end

  -- rows of {line, error's code or false, values...}; absent values are "-"
  local function rows(source, fields, options)
    options = options or {}
    options.fields = fields
    local out = {}
    local iterator, a, b, closer = json.lines(source, options)
    local _ <close> = closer
    while true do
      local row = table.pack(iterator(a, b))
      if row[1] == nil then return out end
      local told = { row[1], row[2] and row[2].code or false }
      for i = 3, row[2] and 2 or #fields + 2 do
        if row[i] == nil then told[i] = "-" else told[i] = row[i] end
      end
      out[#out + 1] = told
    end
  end

  it("gives each kind of value as decoding does, and nil for what is not there", function()
    local text = '{"s":"a\\u0041\\u0000\\n\\ud83d\\ude00é","i":9007199254740993,"f":-1.50e1,"t":true,"n":null,'
      .. '"o":{"x":[1,{"y":2}]},"l":[ 1 , 2 ]}\n\n  \r\n{"other":1}'
    local fields = { "s", "i", "f", "t", "n", "o", "l", "o.x", "o.z" }
    local value = assert(json.decode((text:match "^[^\n]+")))
    local wanted = { 1, false, value.s, value.i, value.f, true, json.null, value.o, value.l, value.o.x, "-" }
    local none = { 4, false, "-", "-", "-", "-", "-", "-", "-", "-", "-" }
    assert.equal("aA\0\n😀é", value.s)
    assert.same({ wanted, none }, rows(file(text), fields))
    assert.equal("integer", math.type(rows(file(text), fields)[1][4]))
    assert.is_true(json.is_array(rows(file(text), fields)[1][9]))
    for size = 1, 40, 13 do assert.same({ wanted, none }, rows(pieces(text, size), fields)) end
    wanted[7] = "-"
    assert.same(wanted, rows(file(text), fields, { drop_null = true })[1])
  end)

  it("leads into objects by dots or by lists of names, and into no array", function()
    local text = '{"a":{"b":{"c":1},"b.c":2,"":3},"a.b":4,"l":[{"a":{"b":5}}],"\\u0061\\u0062":6}\n'
    assert.same({ { 1, false, 1, 2, 3, 4, "-", 6 } },
      rows(file(text), { "a.b.c", { "a", "b.c" }, "a.", { "a.b" }, "l.a.b", "ab" }))
  end)

  it("takes the last of equal keys, with all that is in it", function()
    for text, wanted in pairs {
      ['{"a":1,"a":2}'] = { 2, "-" }, ['{"a":{"b":1},"a":2}'] = { 2, "-" }, ['{"a":2,"a":{"b":1}}'] = { { b = 1 }, 1 },
      ['{"a":{"b":1},"a":{"c":1}}'] = { { c = 1 }, "-" }, ['{"a":{"b":1,"b":2}}'] = { { b = 2 }, 2 },
      ['{"a":1,"\\u0061":3}'] = { 3, "-" }, ['[{"a":1}]'] = { "-", "-" }, ['"a"'] = { "-", "-" },
    } do
      local row = rows(file(text), { "a", "a.b" })[1]
      assert.same({ 1, false, wanted[1], wanted[2] }, row, text)
    end
    assert.has_error(function() json.lines(file "", { fields = { "a" }, duplicates = "error" }) end)
  end)

  it("checks each line whole, tells of bad ones with their place, and goes on", function()
    local bad = { '{"a":1,}', '{"a":01}', '{"a":1e999}', '{"a":"\t"}', '{"a":"\xff"}', '{"a":"\\ud800"}', '{"a":1}}',
      '{"a":[1,2}', '{"a"}', '{"a":"x', '{"a":tru}', "{'a':1}", '{"b":[,]}', '{"b":{"c":"\\x"}}', "[" }
    local good = '{"b":[1,{"c":[]}],"a":7}'
    for _, line in ipairs(bad) do
      local _, e = json.decode(line)
      local found, at = {}, nil
      for number, problem, a in json.lines(file(good .. "\n" .. line .. "\n" .. good), { fields = { "a" } }) do
        found[#found + 1] = { number, problem and problem.code or a }
        if problem then
          at = problem.position
          assert.same({ 2, e.message }, { problem.line, problem.message }, line)
          assert.truthy(problem.source)
        end
      end
      assert.same({ { 1, 7 }, { 2, e.code }, { 3, 7 } }, found, line)
      assert.equal(#good + 1 + (e.position or 1), at, line)
    end
    assert.same({ { 1, false, "\u{FFFD}x" } }, rows(file '{"a":"\xffx"}', { "a" }, { utf8 = "replace" }))
    local deep = ("["):rep(40) .. ("]"):rep(40)
    assert.same({ { 1, false, 1 } }, rows(file(('{"b":%s,"a":1}'):format(deep)), { "a" }))
    assert.same({ { 1, "limit" } }, rows(file(('{"b":%s,"a":1}'):format(deep)), { "a" }, { depth = 40 }))
  end)

  it("passes over a line that is too long in little memory", function()
    local long = '{"a":"' .. ("x"):rep(3000000) .. '"}'
    for _, size in ipairs { 1000, 70000 } do
      assert.same({ { 1, false, 1 }, { 2, "limit" }, { 3, false, 3 } },
        rows(pieces('{"a":1}\n' .. long .. '\n{"a":3}', size), { "a" }, { line_bytes = 100000 }))
    end
    assert.same({ { 1, "limit" } }, rows(file(long), { "a" }, { line_bytes = 100000 }))
    local left, most = 300, 0
    collectgarbage()
    local iterator = core.lines(function()
      left = left - 1
      most = math.max(most, collectgarbage "count")
      return left > 0 and ("x"):rep(1 << 20) or nil
    end, { "a" }, { line_bytes = 1 << 20 })
    local number, e = iterator()
    assert.same({ 1, "limit" }, { number, e.code })
    assert.is_nil(iterator())
    assert(most < 40000, most)
  end)

  it("ends with the error of a source that fails, and raises for wrong arguments", function()
    local given = false
    local function source()
      if given then return nil, "the disk is gone" end
      given = true
      return '{"a":1}\n{"a":'
    end
    local out = {}
    for number, e, a in json.lines(source, { fields = { "a" }, source = "s" }) do
      out[#out + 1] = { number, e and { e.code, e.message, e.source, e.line } or a }
    end
    assert.same({ { 1, 1 }, { 2, { "io", "the disk is gone", "s", 2 } } }, out)
    for _, fields in ipairs { 7, { 7 }, { {} }, { { 1 } }, { "a", "a" }, { "a", { "a" } } } do
      assert.has_error(function() json.lines(file "", { fields = fields }) end)
    end
    local many = {}
    for i = 1, 257 do many[i] = "f" .. i end
    assert.has_error(function() json.lines(file "", { fields = many }) end, "fields: more than 256 fields")
    assert.equal("io", select(2, json.lines("/nowhere/x", { fields = { "a" } })).code)
  end)
end)
