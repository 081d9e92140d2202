local core = require "breachkit.core"
local warc = require "breachkit.warc"

local DATE = "2026-01-01T00:00:00Z"

local function collect(bytes)
  local out = {}
  for record in assert(warc.each { bytes = bytes }) do
    out[#out + 1] = record.error and record.error.code or record.type .. " " .. (record.url or "-") .. " "
      .. assert(record:block())
  end
  return out
end

local function plain(fields, block, tail)
  return "WARC/1.0\r\nWARC-Type: resource\r\nWARC-Record-ID: <urn:x:1>\r\nWARC-Date: " .. DATE .. "\r\n"
    .. fields .. "\r\n" .. block .. (tail or "\r\n\r\n")
end

describe("warc", function()
  local page = {
    final_url = "http://example.org/a", fetched = DATE, address = "192.0.2.1", status = 200, sha256 = ("ab"):rep(32),
    head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\nContent-Type: text/html\r\n\r\n",
    body = "<p>one\r\n\r\ntwo",
  }

  for _, gzip in ipairs { false, true } do
    it("reads what it writes, " .. (gzip and "in gzip members" or "plain"), function()
      local parts = { assert(warc.info(DATE, gzip)), (assert(warc.response(page, { gzip = gzip }))),
        (assert(warc.record { type = "resource", url = "urn:x:2", date = DATE, block = ("x"):rep(100000),
          gzip = gzip })) }
      local offsets = { 0, #parts[1], #parts[1] + #parts[2] }
      local seen = {}
      for record in assert(warc.each { bytes = table.concat(parts) }) do
        seen[#seen + 1] = record
        assert.equal(offsets[#seen], record.offset)
        assert.equal("1.1", record.version)
        if record.type == "response" then
          local answer = assert(record:http())
          assert.same({ 200, page.body, "text/html" }, { answer.status, answer.body, answer.type })
          -- the chunks were put together, and the head says so
          assert.is_nil(answer.headers["transfer-encoding"])
          assert.equal("chunked", answer.headers["x-archive-orig-transfer-encoding"])
        end
      end
      assert.same({ "warcinfo", "response", "resource" }, { seen[1].type, seen[2].type, seen[3].type })
      assert.same({ page.final_url, DATE, "192.0.2.1", "sha256:" .. page.sha256 }, { seen[2].url, seen[2].date,
        seen[2].fields["warc-ip-address"], seen[2].fields["warc-payload-digest"] })
      assert.truthy(seen[2].id:match "^<urn:uuid:%x+%-%x+%-5%x+%-[89ab]%x+%-%x+>$")
      assert.equal(100000, seen[3].length)
      -- the same record is the same bytes
      assert.equal(parts[2], (warc.response(page, { gzip = gzip })))
      -- from the middle of the bytes, as an index would
      assert.same({ "resource urn:x:2 " .. ("x"):rep(100000) }, collect(parts[3]))
    end)
  end

  it("reads heads that others write", function()
    assert.same({ "resource urn:x abc", "resource - " }, collect(
      plain("WARC-Target-URI: <urn:x>\r\nX-Long: a\r\n  b\r\n\tc\r\ncontent-length:3\r\n", "abc")
      .. plain("Content-Length: 0\r\n", "", "\r\n")))
    local bytes = plain("X: a\r\n  b\r\nX: c\r\nContent-Length: 0\r\n", ""):gsub("\r", "")
    local reader <close> = assert(core.warc.bytes(bytes))
    local head = reader:next()
    assert.same({ "a b, c", "1.0", 0, 0 }, { head.fields.x, head.version, head.length, head.offset })
    assert.is_nil(reader:next())
    assert.is_nil(reader:next())
  end)

  it("tells what is broken, and reads no further", function()
    local good = plain("Content-Length: 3\r\n", "abc")
    local function broken(bytes) return select(-1, table.unpack(collect(bytes))) end
    assert.same({}, collect "")
    assert.same({ "resource - abc", "syntax" }, collect(good .. "junk\r\n"))
    assert.equal("syntax", broken "junk")
    assert.equal("syntax", broken "WARC/1.1\r\nWARC-Type: x")
    for _, fields in ipairs { "", "Content-Length: -1\r\n", "Content-Length: 1x\r\n", "Content-Length: \r\n",
      "Content-Length: 99999999999999999999\r\n", "Content-Length: 3\r\nContent-Length: 3\r\n" } do
      assert.equal("syntax", broken(plain(fields, "abc")))
    end
    assert.equal("syntax", broken((good:gsub("WARC%-Date[^\n]*\n", ""))))
    assert.equal("limit", broken(plain("X: " .. ("y"):rep(70000) .. "\r\n", "")))
    -- cut within the block: the record is given, its block is not
    for record in assert(warc.each { bytes = good:sub(1, -6) }) do
      local bytes, e = record:block()
      assert.is_nil(bytes)
      assert.equal("syntax", e.code)
    end
    -- a length is a claim that costs nothing
    for record in assert(warc.each { bytes = plain("Content-Length: 1000000000000\r\n", "abc") }) do
      local _, e = record:block()
      assert.equal("limit", e.code)
      _, e = record:block(1 << 50)
      assert.equal("syntax", e.code)
    end
    local packed = assert(warc.record { type = "resource", date = DATE, block = ("abc"):rep(50), gzip = true })
    assert.equal("syntax", broken(packed .. packed:sub(1, 40)))
    assert.equal("syntax", broken(packed:sub(1, 50) .. "\0\0\0\0" .. packed:sub(55)))
    assert.equal("io", select(2, warc.each "/nowhere.warc").code)
  end)

  it("hands a block out once, and only while it is there", function()
    local record = assert(warc.each { bytes = plain("Content-Length: 3\r\n", "abc") })()
    assert.equal("abc", record:block())
    assert.has_error(function() record:block() end)
    local records = assert(warc.each { bytes = plain("Content-Length: 3\r\n", "abc") })
    record = records()
    records:close()
    records:close()
    assert.has_error(function() record:block() end)
    assert.is_nil(records())
  end)

  it("takes answers apart, with chunks and codings", function()
    local function body(head, raw) return assert(warc.http("HTTP/1.1 200 OK\r\n" .. head .. "\r\n" .. raw)).body end
    assert.equal("Wikipedia", body("Transfer-Encoding: chunked\r\n", "4\r\nWiki\r\n5;x=y\r\npedia\r\n0\r\n\r\n"))
    -- many archives hold the body put together under a head that says chunked
    assert.equal("no chunks", body("Transfer-Encoding: chunked\r\n", "no chunks"))
    assert.equal("5\r\nab", body("Transfer-Encoding: chunked\r\n", "5\r\nab"))
    local record = assert(warc.record { type = "x", date = DATE, block = "ok", gzip = true })
    assert.truthy(body("Content-Encoding: gzip\r\n", record):find("WARC/1.1", 1, true))
    local _, e = warc.http "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nno gzip"
    assert.equal("encoding", e.code)
    _, e = warc.http("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" .. record, 20)
    assert.equal("limit", e.code)
    assert.equal("syntax", select(2, warc.http "no answer").code)
  end)

  it("writes no field that would break a head", function()
    local function code(options)
      options.date, options.block = DATE, ""
      return select(2, warc.record(options)).code
    end
    assert.equal("syntax", code { type = "x\r\nY: z" })
    assert.equal("syntax", code { type = "x", fields = { { "a b", "c" } } })
    assert.equal("syntax", code { type = "x", fields = { { "", "c" } } })
    assert.has_error(function() warc.record { kind = 1 } end)
    assert.has_error(function() core.warc.record({ { "a" } }, "") end)
  end)

  it("writes files that are whole", function()
    local name = os.tmpname()
    local path = name .. ".warc.gz"
    assert(warc.save(path, { page, page }))
    local ids = {}
    for record in assert(warc.each(path)) do ids[#ids + 1] = record.id end
    assert.equal(3, #ids)
    assert.not_equal(ids[2], ids[3])
    os.remove(path)
    os.remove(name)
  end)
end)
