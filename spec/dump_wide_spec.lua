-- Dumps in UTF-16: the records that the same characters in UTF-8 have.
require "spec.helper"
local dump = require "breachkit.dump"
local pieces = require "pieces"
local scratch = require "spec.scratch"
local source = require "breachkit.document.source"

local function utf16(text, pack)
  local units = {}
  for _, c in utf8.codes(text) do
    if c < 0x10000 then
      units[#units + 1] = pack:pack(c)
    else
      c = c - 0x10000
      units[#units + 1] = pack:pack(0xD800 + (c >> 10)) .. pack:pack(0xDC00 + (c & 0x3FF))
    end
  end
  return table.concat(units)
end

local WIDE <const> = { ["<I2"] = "UTF-16LE", [">I2"] = "UTF-16BE" }

local function told(leak)
  local out = {}
  for record, position, why in leak:records() do
    local parts = {}
    for name, value in pairs(record or { why = why }) do parts[#parts + 1] = name .. "=" .. tostring(value) end
    table.sort(parts)
    out[#out + 1] = position .. " " .. table.concat(parts, " ")
  end
  return out
end

-- one byte at a time
local function dripping(bytes) return source.reader(pieces(bytes, 1), "leak") end

describe("a dump in UTF-16", function()
  local dir = scratch(before_each, after_each)

  local LIST <const> = "jane@example.com:pässwörd😀\r\nno login\r\nbob@example.org:日本\r\n"
  local texts = {
    combo = LIST,
    table = "email,name,password\n1@example.com,Łukasz,a\n2@example.com,\"Bob, \u{10FFFF}\",b\n",
    jsonl = '{"email":"jane@example.com","password":"ü"}\n{"email":"bob@example.org","name":"B"}\n',
    json = '[{"email":"jane@example.com",\n"password":"é"}]',
    sql = "INSERT INTO `users` (email,password) VALUES ('jane@example.com','ÿ');\n",
  }

  it("has the records of its characters, with its mark and without, in any pieces", function()
    for kind, text in pairs(texts) do
      local plain = dump.of(source.bytes(text, "leak"))
      local expected, why = told(plain), plain.layout.why
      assert(#expected > 0)
      for pack, name in pairs(WIDE) do
        for _, mark in ipairs { "", "\u{FEFF}" } do
          local bytes = utf16(mark .. text, pack)
          for _, src in ipairs { source.bytes(bytes, "leak"), dripping(bytes) } do
            local leak = assert(dump.of(src))
            assert.same({ kind, why .. ", in " .. name, name }, { leak.layout.kind, leak.layout.why, leak.encoding })
            assert.same(expected, told(leak))
          end
        end
      end
    end
  end)

  it("is summed up from a file, and again", function()
    local leak <close> = assert(dump.open(dir.write("leak.txt", utf16(LIST, "<I2"))))
    for _ = 1, 2 do
      local s = assert(leak:summary())
      assert.same({ 2, { ["no-separator"] = 1 }, 2, 2 },
        { s.records, s.bad, s.people.distinct, s.secrets.distinct })
    end
  end)

  it("that ends within a character is read to it", function()
    local leak = dump.of(source.bytes(utf16("jane@example.com:a\nbob@example.org:b😀", "<I2"):sub(1, -2)))
    local s = assert(leak:summary())
    assert.same({ 2, 0 }, { s.records, s.bad_records })
  end)

  it("gives its different lines as UTF-8, and finds those that another has so", function()
    local path = dir.path .. "/unique.txt"
    local merged <close> = dump.unique(path)
    assert(merged:add(assert(dump.open(dir.write("wide", utf16("a@example.com:ü\nb@example.com:x\n", ">I2"))))))
    assert(merged:add(assert(dump.open(dir.write("plain", "b@example.com:x\nc@example.com:y\na@example.com:ü\n")))))
    assert.equal(3, assert(merged:write()).unique)
    assert.equal("a@example.com:ü\nb@example.com:x\nc@example.com:y\n", io.open(path):read "a")
  end)
end)
