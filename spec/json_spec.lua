local json = require "breachkit.json"
local DATA = (os.getenv "BREACHKIT_DATA" or "../shared/data") .. "/json-suite/test_parsing/"

local function code_at(bytes, options)
  local value, e = json.decode(bytes, options)
  assert.is_nil(value)
  return e.code, e.position
end

describe("json.decode", function()
  it("keeps 64-bit integers and tells them from floats", function()
    local t = json.decode "[9223372036854775807,-9223372036854775808,9007199254740993,1.0,-0,9223372036854775808]"
    assert.equal(math.maxinteger, t[1])
    assert.equal(math.mininteger, t[2])
    assert.equal(9007199254740993, t[3])
    assert.equal("float", math.type(t[4]))
    assert.equal("-0.0", tostring(t[5]))
    assert.equal(2.0 ^ 63, t[6])
  end)

  it("keeps NULs, null, empty arrays and keys of any text", function()
    local t = json.decode [[{"a\u0000b":"\u0000x\u0000","":null,"e":[],"\ud83d\ude00":true}]]
    assert.equal("\0x\0", t["a\0b"])
    assert.equal(json.null, t[""])
    assert.truthy(t[""])
    assert.equal("null", tostring(json.null))
    assert.is_true(json.is_array(t.e))
    assert.is_false(json.is_array(t))
    assert.is_true(t["\u{1F600}"])
  end)

  it("says where it is wrong", function()
    assert.same({ "syntax", 8 }, { code_at '{"a":1,}' })
    assert.same({ "syntax", 5 }, { code_at "[1] 2" })
    assert.same({ "syntax", 1 }, { code_at "nul" })
    assert.same({ "encoding", 3 }, { code_at '"a\xff"' })
    assert.same({ "encoding", 2 }, { code_at [["\udc00"]] })
    assert.same({ "range", 2 }, { code_at "[1e400]" })
    assert.same({ "empty", 4 }, { code_at " \n " })
    assert.same({ "limit", 3 }, { code_at("[[[]]]", { depth = 2 }) })
    assert.same({ "limit", 1001 }, { code_at(("["):rep(1000000)) })
    assert.same({ "limit", 5 }, { code_at("[1,2,3]", { bytes = 4 }) })
    assert.same({ "limit", 6 }, { code_at("[1,2,3]", { values = 3 }) })
    local _, e = json.decode("[", { source = "x.json" })
    assert.equal("x.json: byte 2: the text ends where a value should be (syntax)", tostring(e))
  end)

  it("takes the last of equal keys, or refuses them with their place", function()
    assert.equal(2, json.decode('{"a":1,"a":2}').a)
    assert.same({ "syntax", 8 }, { code_at('{"a":1,"\\u0061":2}', { duplicates = "error" }) })
    assert.same({ "syntax", 29 }, { code_at('{"x":{"a":[]},"b":{"c":null,"c":1}}',
      { duplicates = "error", drop_null = true }) })
    assert.truthy(json.decode('{"a":{"a":1},"b":{"a":1}}', { duplicates = "error" }))
  end)

  it("replaces what is no text when asked to", function()
    local t = json.decode('["a\xff\xe2\x82b","\\ud800x"]', { utf8 = "replace" })
    assert.same({ "a\u{FFFD}\u{FFFD}b", "\u{FFFD}x" }, t)
  end)

  it("drops nulls of objects when asked to", function()
    for _, duplicates in ipairs { "last", "error" } do
      local t = json.decode('{"a":null,"b":[null]}', { drop_null = true, duplicates = duplicates })
      assert.is_nil(t.a)
      assert.equal(json.null, t.b[1])
    end
    assert.is_nil(json.decode('{"a":1,"a":null}', { drop_null = true }).a)
  end)

  it("skips a byte order mark", function()
    assert.equal(1, json.decode "\u{FEFF}1")
  end)

  it("raises on misuse", function()
    assert.has_error(function() json.decode("1", { colour = 1 }) end, "unknown option 'colour'")
    assert.has_error(function() json.decode("1", { duplicates = "first" }) end)
    assert.has_error(function() json.decode({}) end)
  end)

  -- what the suite leaves open: by what the file's name says, the first that fits
  local OPEN = {
    { "neg_exp", nil }, { "underflow", nil }, { "^i_number_too_big", nil }, { "very_big", nil }, -- nearest double
    { "^i_number", "range" }, { "UTF%-16", "syntax" }, { "utf16", "syntax" }, { "^i_string", "encoding" },
    { "^i_object", "encoding" }, { "^i_structure", nil },
  }

  it("decides what the standard leaves open as its documentation says", function()
    local list, count = io.popen('ls "' .. DATA .. '" 2>/dev/null'), 0
    for name in list:lines() do
      if name:find "^i_" then
        count = count + 1
        local f = assert(io.open(DATA .. name, "rb"))
        local _, e = json.decode(f:read "a")
        f:close()
        local rule
        for _, open in ipairs(OPEN) do
          if name:find(open[1]) then
            rule = open
            break
          end
        end
        assert.equal(rule[2], e and e.code, name)
      end
    end
    list:close()
    if count == 0 then return pending "skipped: no data" end
    assert.equal(35, count)
  end)

  it("accepts and refuses what the conformance suite says", function()
    local list = io.popen('ls "' .. DATA .. '" 2>/dev/null')
    local seen = { y = 0, n = 0, i = 0 }
    for name in list:lines() do
      local kind = name:sub(1, 1)
      local f = assert(io.open(DATA .. name, "rb"))
      local bytes = f:read "a"
      f:close()
      local value, e = json.decode(bytes)
      seen[kind] = seen[kind] + 1
      if kind == "y" then
        assert(e == nil and value ~= nil, name .. ": " .. tostring(e))
        local text = assert(json.encode(value))
        assert.equal(text, json.encode(json.decode(text)), name)
      elseif kind == "n" then
        assert(value == nil and e.code and e.position, name)
      end
    end
    list:close()
    if seen.y == 0 then return pending "skipped: no data" end
    assert.same({ y = 95, n = 188, i = 35 }, seen)
  end)
end)

describe("json.encode", function()
  it("is canonical", function()
    assert.equal('{"":0,"a":[1,2.5,true,null],"b":{},"é":"x"}',
      json.encode { ["é"] = "x", b = {}, a = { 1, 2.5, true, json.null }, [""] = 0 })
    assert.equal("[]", json.encode(json.array()))
    assert.equal("[[],{}]", json.encode { json.array {}, {} })
    assert.equal('"\\"\\\\/\\u0000\\n\\u001f\u{7f}\u{2028}"', json.encode "\"\\/\0\n\x1f\x7f\u{2028}")
  end)

  it("writes numbers that read back the same", function()
    assert.equal("[9223372036854775807,-9223372036854775808,0.1,3.0,1e+100,-0.0]",
      json.encode { math.maxinteger, math.mininteger, 0.1, 3.0, 1e100, -0.0 })
    for _, x in ipairs { 5e-324, 0.1 + 0.2, 2 ^ 53 + 0.0, 1.7976931348623157e308, 1 / 3 } do
      assert.equal(x, json.decode(json.encode(x)))
      assert.equal("float", math.type(json.decode(json.encode(x))))
    end
  end)

  it("refuses what JSON cannot hold", function()
    local cycle = {}
    cycle.a = cycle
    for value, code in pairs {
      [math.huge] = "range", [-math.huge] = "range", [print] = "type", ["\xff"] = "encoding",
      [{ 1, nil, 3, x = 1 }] = "type", [{ [2] = 1 }] = "type", [{ [1.5] = 1 }] = "type", [cycle] = "limit",
      [json.array { a = 1 }] = "type", [{ io.stdout }] = "type", [{ ["\xff"] = 1 }] = "encoding",
    } do
      local text, e = json.encode(value)
      assert.is_nil(text)
      assert.equal(code, e.code)
    end
    assert.equal("range", select(2, json.encode(0 / 0)).code)
    assert.equal("type", select(2, json.encode(nil)).code)
    assert.equal('"a\u{FFFD}"', json.encode("a\xff", { utf8 = "replace" }))
  end)

  it("asks __tojson, and survives a hook that changes the object or fails", function()
    local masked = setmetatable({ plain = "jane@example.com" }, { __tojson = function() return "j***@e***.com" end })
    assert.equal('{"mail":"j***@e***.com"}', json.encode { mail = masked })
    local object = {}
    for i = 1, 50 do object[("k%02d"):format(i)] = i end
    object.k00 = setmetatable({}, { __tojson = function()
      for k in pairs(object) do object[k] = nil end
      collectgarbage()
      return 0
    end })
    assert.equal("type", select(2, json.encode(object)).code)
    local bad = setmetatable({}, { __tojson = function() error("no", 0) end })
    assert.has_error(function() json.encode { bad } end, "no")
    local loop = setmetatable({}, { __tojson = function(self) return self end })
    assert.equal("limit", select(2, json.encode(loop)).code)
  end)

  it("indents when asked to", function()
    assert.equal('{\n  "a": [\n    1\n  ],\n  "b": {}\n}', json.encode({ a = { 1 }, b = {} }, { indent = 2 }))
  end)
end)

describe("json.lines", function()
  local function reader(...)
    local pieces, i = { ... }, 0
    return function()
      i = i + 1
      return pieces[i]
    end
  end

  it("reads values with their line numbers over any split of the bytes", function()
    local text = '{"a":1}\r\n\n  \n[2]\nnull'
    for cut = 1, #text do
      local got = {}
      for line, value, e, bytes in json.lines(reader(text:sub(1, cut), text:sub(cut + 1))) do
        assert.is_nil(e)
        got[#got + 1] = line .. json.encode(value) .. #bytes
      end
      assert.same({ '1{"a":1}8', "4[2]3", "5null4" }, got)
    end
  end)

  it("reports a bad and a long line and reads on", function()
    local got = {}
    local source = reader('[1]\n[1,]\n"aaaaaaaaaaaaa', 'aaaaaaaaaaaaaaaa"\n[2]\n')
    for line, value, e in json.lines(source, { line_bytes = 20 }) do
      got[#got + 1] = value and json.encode(value) or ("%d %s %d"):format(line, e.code, e.position)
      if e then assert.equal(line, e.line) end
    end
    assert.same({ "[1]", "2 syntax 8", "3 limit 10", "[2]" }, got)
  end)

  it("seeks no end of a line for ever, and says that it stopped", function()
    local limits, got = require "breachkit.limits", {}
    local skip, pieces = limits.line_skip, 0
    limits.line_skip = 1000
    local function endless()
      pieces = pieces + 1
      return pieces == 1 and "[1]\n" or ("\0"):rep(100)
    end
    for line, value, e in json.lines(endless, { line_bytes = 20 }) do
      got[#got + 1] = value and json.encode(value) or ("%d %s %s"):format(line, e.code, e.message)
    end
    limits.line_skip = skip
    assert.same({ "[1]", "2 limit line 2 has no end within 1100 bytes: the rest is not read" }, got)
    assert.equal(12, pieces)
  end)

  it("reports what cannot be opened and what cannot be read", function()
    local lines, e = json.lines "/nonexistent/x.jsonl"
    assert.is_nil(lines)
    assert.equal("io", e.code)
    local seen
    for line, _, failure in json.lines "/tmp" do seen = { line, failure.code } end
    assert.same({ 1, "io" }, seen)
    assert.has_error(function() json.lines(7) end)
    assert.has_error(function() json.lines("x", { colour = 1 }) end, "json.lines: unknown option 'colour'")
  end)

  it("reads the usual in one pass as it reads the rest by way of a tree", function()
    -- equal keys are only looked for in the tree, so that `duplicates` chooses the way
    local random = 3
    local function next_random(n)
      random = (random * 1103515245 + 12345) % 2147483648
      return (random >> 8) % n
    end
    local scalars = { "1", "-0", "-7", "9223372036854775807", "9223372036854775808", "1.5", "-2.5e10", "1e-99", "0",
      "true", "false", "null", '""', '"plain"', [["caf\u00e9 \n\u0000\ud83d\ude00\/\""]], '"é😀"' }
    local function made(depth)
      local kind = depth > 5 and 0 or next_random(5)
      if kind < 3 then return scalars[next_random(#scalars) + 1] end
      local parts = {}
      for i = 1, next_random(4) == 0 and 39 + next_random(90) or next_random(5) do
        local value = made(depth + (i > 5 and 5 or 1))
        parts[i] = kind == 3 and value or ('"k%d" : %s'):format(i, value)
      end
      local text = table.concat(parts, " ,\n")
      return kind == 3 and "[" .. text .. "]" or "{" .. text .. "}"
    end
    for _ = 1, 60 do
      local all = {}
      for i = 1, 45 do all[i] = made(1) end
      local text = "[" .. table.concat(all, ",") .. "]"
      for _, drop in ipairs { false, true } do
        local quick = assert(json.decode(text, { drop_null = drop }))
        local careful = assert(json.decode(text, { drop_null = drop, duplicates = "error" }))
        assert.same(careful, quick)
        assert.equal(assert(json.encode(careful)), assert(json.encode(quick)))
      end
    end
    local keys = {}
    for i = 1, 130 do keys[i] = ('"k%d":%d'):format(i % 60, i) end
    local value = assert(json.decode("{" .. table.concat(keys, ",") .. "}"))
    for i = 0, 59 do assert.equal(i <= 10 and 120 + i or 60 + i, value["k" .. i]) end
    for _, depth in ipairs { 99, 100, 101, 1000 } do
      local deep = assert(json.decode(("["):rep(depth) .. ("]"):rep(depth)))
      for _ = 2, depth do deep = deep[1] end
      assert.same({}, deep)
    end
    assert.equal("limit", select(2, json.decode("[[1]]", { depth = 1 })).code)
    assert.equal("limit", select(2, json.decode("[1,2]", { values = 2 })).code)
  end)
end)
