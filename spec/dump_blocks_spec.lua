-- The logs of stealers: blocks of names and values.
require "helper"
local dump = require "breachkit.dump"
local source = require "breachkit.document.source"

local LOG = [[
*****************************************
*   Telegram: https://t.me/example_log  *
*****************************************

URL: https://login.example.com:8443/reset?email=jane@example.com
Username: jane@example.com
Password: s3cret:one
Application: Google_[Chrome]_Default
===============
URL: android://abc==@com.example.app/
Username: jane.d
Password: hunter2
Application: Google_[Chrome]_Default
===============
SOFT: Firefox
HOST: https://shop.example.org/
USER: bob
PASS: qwerty
SOFT: Firefox
HOST: https://mail.example.org/
USER: anna
PASS:

Country: NL
]]

local function records(text)
  local leak <close> = assert(dump.of(source.bytes(text, "log")))
  local out = { leak.layout.kind }
  for record, position, why in leak:records() do
    local parts = {}
    for name, value in pairs(record or {}) do parts[#parts + 1] = name .. "=" .. tostring(value) end
    table.sort(parts)
    out[#out + 1] = position .. " " .. (record and table.concat(parts, " ") or why)
  end
  return out
end

local function at(what) return assert(LOG:find(what, 1, true)) end

describe("a dump of a stealer's log", function()
  it("is read block by block, whatever ends a block, and of an address only the host is told", function()
    local wanted = { "blocks",
      at "URL: https" .. " email=j***@e***.com scheme=plain secret=*** site=login.example.com:8443",
      at "URL: android" .. " scheme=plain secret=*** site=com.example.app user=***",
      at "HOST: https://shop" .. " scheme=plain secret=*** site=shop.example.org user=***",
      at "HOST: https://mail" .. " site=mail.example.org user=***" }
    assert.same(wanted, records(LOG))
    local crlf = records((LOG:gsub("\n", "\r\n")))
    for i, row in ipairs(wanted) do assert.equal(row:gsub("^%d+ ", ""), (crlf[i]:gsub("^%d+ ", ""))) end
  end)

  it("is summed up as any dump is", function()
    local leak <close> = assert(dump.of(source.bytes(LOG, "log")))
    local s = assert(leak:summary())
    assert.same({ 4, 4, 0, 1, 3 }, { s.records, s.people.distinct, s.bad_records, s.emails, s.schemes.plain })
    assert.same({ class = "site", filled = 4, hibp = "Website activity" }, s.classes[1])
    assert.equal(5, s.stray.lines)
    local application = "Application: Google_[Chrome]_Default\n===============\n"
    assert.same({ at "*   Telegram", at(application), at(application .. "SOFT"), at "SOFT: Firefox",
      (at "SOFT: Firefox\nHOST: https://mail") }, s.stray.samples)
    local list <close> = assert(dump.of(source.bytes("jane@example.com:x\nbob@example.com:y\n", "list")))
    assert.is_nil(assert(list:summary()).stray)
  end)

  it("counts what cannot be read, and reads the rest", function()
    local text = LOG .. "URL: x\nUSER: a\0b\nPASS: c\n\n" .. ("line: x\n"):rep(201) .. "USER: " .. ("y"):rep(70000)
      .. "\nUSER: eve\nPASS: z"
    local leak <close> = assert(dump.of(source.bytes(text, "log")))
    local s = assert(leak:summary())
    assert.same({ binary = 1, long = 2 }, s.bad)
    assert.equal(6, s.records)
    -- a block in a file cut in its middle is one
    assert.equal(at "HOST: https://shop" .. " site=shop.example.org user=***",
      records(LOG:sub(1, at "PASS: qwerty" - 1))[4])
  end)

  it("is told from lists and from text", function()
    assert.equal("combo", records("jane@example.com:a\nbob@example.org:b\n")[1])
    for _, text in ipairs { "From: jane\nTo: bob\nSubject: x\n", "user: x\nnote: y\n" } do
      local leak = dump.of(source.bytes(text, "x"))
      assert(not leak or leak.layout.kind ~= "blocks")
    end
  end)
end)
