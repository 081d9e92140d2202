-- JSON in dumps: lists within documents, and keys that come again.
require "spec.helper"
local core_mask = require "breachkit.core".mask
local dump = require "breachkit.dump"
local pieces = require "pieces"
local source = require "breachkit.document.source"

local function told(leak)
  local out = {}
  for record, position, why in leak:records() do
    local parts = {}
    for name, value in pairs(record or { why = why }) do
      parts[#parts + 1] = name .. "=" .. (type(value) == "string" and value or core_mask.plain(value))
    end
    table.sort(parts)
    out[#out + 1] = position .. " " .. table.concat(parts, " ")
  end
  return out
end

local function of(bytes, options)
  return assert(dump.of(source.bytes(bytes, "leak"), options))
end

-- one byte at a time
local function dripping(bytes) return source.reader(pieces(bytes, 1), "leak") end

local function within(path, expected, bytes)
  for _, src in ipairs { source.bytes(bytes, "leak"), dripping(bytes) } do
    local leak = assert(dump.of(src))
    assert.same({ "json", path, "a list of JSON objects, each document's " .. path },
      { leak.layout.kind, leak.layout.within, leak.layout.why })
    assert.same(expected, told(leak))
  end
end

describe("a list within a document", function()
  it("has the records", function()
    within("users", { "11 email=a@b.com", "31 email=c@b.com" }, '{"users":[{"email":"a@b.com"},{"email":"c@b.com"}]}')
    within("data.users", { "31 email=a@b.com" }, '{"ok":true,\n"data":{"users":[\n{"email":"a@b.com"}\n]}}')
    within("a.b.c", { "19 email=a@b.com" }, '{"a":{"b":{"c":[  {"email":"a@b.com"}]}}}')
  end)

  it("is the longest with logins, whatever stands beside it", function()
    within("data.users", { "81 email=a@b.com", "115 email=c@b.com" },
      '{"users":1,"x":["users"],"meta":{"users":[]},"data":{"rows":[{"id":1}],'
      .. '"users":[{"email":"a@b.com","t":[{"x":1}]},{"email":"c@b.com"}],'
      .. '"z":[{"email":"d@b.com"}]},"users":{"users":{"x":"users"}}}')
  end)

  it("is read in each of documents that follow one another", function()
    within("users", { "11 email=a@b.com", "43 email=c@b.com" },
      '{"users":[{"email":"a@b.com"}]}\n{"users":[{"email":"c@b.com"}]}\n{"users":null}\n{"error":"[{"}\n')
  end)

  it("counts what is no object as bad, and goes on where it is cut", function()
    within("users", { "11 email=a@b.com", "31 why=syntax", "35 why=syntax", "37 email=c@b.com" },
      '{"users":[{"email":"a@b.com"},"x",7,{"email":"c@b.com"}')
  end)

  it("is not what a record has beside a login, or under a person's name", function()
    local leak = of '{"username":"jane","mails":[{"email":"a@b.com"}]}\n'
    assert.same({ "jsonl", { "1 user=jane" } }, { leak.layout.kind, told(leak) })
    assert.is_nil(of('{"jane@b.com":[{"password":"x"}]}').layout.within)
    assert.is_nil(of('{"orders":[{"id":1}]}').layout.within)
  end)

  it("longer than a window is read to its end", function()
    local rows = {}
    for i = 1, 20000 do rows[i] = ('{"id":%d,"email":"u%d@example.com","password":"p%d"}'):format(i, i, i) end
    local bytes = '{"n":20000,"users":[' .. table.concat(rows, ",\n") .. '],"rest":[{"email":"x@example.com"}]}'
    local s = assert(of(bytes):summary())
    assert.same({ 20000, 0, 20000 }, { s.records, s.bad_records, s.people.distinct })
  end)

  it("whose path is given in any form is found or not, but read safely", function()
    for _, path in ipairs { ".", "..", "users.", ".users", "a..b" } do
      local leak = of('{"":{"":[{"email":"a@b.com"}]},"a":{"":{"b":[{"email":"c@b.com"}]}}}',
        { layout = { kind = "json", within = path } })
      assert.same(({ ["."] = { "10 email=a@b.com" }, ["a..b"] = { "46 email=c@b.com" } })[path] or {}, told(leak))
    end
    local leak = of('{"users":[{"email":"a@b.com"}]}', { layout = { kind = "json", within = ("x"):rep(128) } })
    assert.error_matches(function() leak:records() end, "'within' has at most 127 bytes")
  end)
end)

describe("a key that comes again", function()
  it("counts for the last of its values", function()
    assert.same({ "1 email=c@b.com" }, told(of '{"email":"a@b.com","email":"c@b.com"}\n'))
    assert.same({ "1 email=a@b.com" }, told(of '{"email":"a@b.com","password":"x","password":null}\n'))
  end)

  it("of objects loses none of their members", function()
    assert.same({ "1 email=a@b.com scheme=plain secret=y" },
      told(of '{"user":{"email":"a@b.com","password":"x"},"user":{"password":"y"}}\n'))
  end)
end)
