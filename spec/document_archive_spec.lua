local document = require "breachkit.document"
local archive = require "breachkit.document.archive"
local core = require "breachkit.core".archive
local fs = require "breachkit.fs"
local limits = require "breachkit.limits"
local sniff = require "breachkit.document.sniff"
local warc = require "breachkit.warc"

local HERE = "spec/fixtures/archive/"

local function bytes_of(name) return assert(fs.read(HERE .. name)) end

-- paths of the documents, and errors as strings, without the folder's name
local function read(name, options)
  local paths, errors, docs = {}, {}, {}
  local each = document.each(HERE .. name, options)
  for doc in each do
    docs[#docs + 1] = doc
    paths[#paths + 1] = doc.path:sub(#HERE + 1)
  end
  for i, e in ipairs(each.errors) do errors[i] = (tostring(e):gsub("^" .. HERE, "")) end
  return paths, errors, docs
end

-- sets limits for one test
local function under(changes, test)
  local before = {}
  for name, value in pairs(changes) do before[name], limits[name] = limits[name], value end
  local ok, e = pcall(test)
  for name, value in pairs(before) do limits[name] = value end
  if not ok then error(e, 0) end
end

describe("archives", function()
  it("give their members as documents, archives within archives too", function()
    local paths, errors, docs = read "reports.zip"
    assert.same({ "reports.zip!/pages/clinic.html", "reports.zip!/inner.tar.gz!/deep/note.txt",
      "reports.zip!/pages/café ☃.txt" }, paths)
    assert.same({}, errors)
    assert.equal("Clinic shuts portal", docs[1].title)
    assert.equal("2014-11-26", docs[1].published)
    assert.equal("Mill reports theft", docs[2].title)
    assert.equal(#"Mill reports theft\n\n26 November 2014\n\nThe mill said that files were stolen from its servers.\n",
      docs[2].size)
  end)

  it("of 7z are read as those of zip are", function()
    local paths, errors = read "notes.7z"
    assert.same({ "notes.7z!/open.txt", "notes.7z!/secret.txt" }, paths)
    assert.same({}, errors)
  end)

  it("are known by their bytes", function()
    for _, name in ipairs { "reports.zip", "notes.7z", "hostile.tar" } do
      assert.equal("archive", sniff.kind(bytes_of(name), "report.html"))
    end
    for _, name in ipairs { "note.txt.gz", "note.txt.bz2", "note.txt.xz", "note.txt.zst" } do
      assert.equal("packed", sniff.kind(bytes_of(name)))
    end
    local old = bytes_of "hostile.tar":sub(1, 512)
    assert.equal("archive", sniff.kind(old))
    assert.equal("binary", (sniff.kind((old:gsub("ustar", "xstar"):gsub("000644", "000655"))))) -- the sum is wrong
  end)

  it("that are one document to their users are refused by name", function()
    for name, what in pairs { ["[Content_Types].xml"] = "Office document", ["mimetype"] = "OpenDocument or EPUB",
      ["META-INF/MANIFEST.MF"] = "Java program" } do
      local bytes = "PK\3\4" .. ("\20"):rep(26) .. name .. "x"
      assert.same({ "binary", what }, { sniff.kind(bytes) })
      assert.equal(what .. " is not read as a report", select(2, document.parse(bytes)).message)
    end
  end)

  it("one member of them opens by its path", function()
    local doc = assert(document.open(HERE .. "reports.zip!/inner.tar.gz!/deep/note.txt"))
    assert.equal("Mill reports theft", doc.title)
    local none, e = document.open(HERE .. "reports.zip!/inner.tar.gz!/deep/other.txt")
    assert.is_nil(none)
    assert.equal("io", e.code)
    none, e = document.open(HERE .. "reports.zip")
    assert.is_nil(none)
    assert.equal("holds 3 documents: use document.each", e.message)
    local paths = read "reports.zip!/pages/clinic.html"
    assert.same({ "reports.zip!/pages/clinic.html" }, paths)
  end)

  it("that only one document is in are that document", function()
    assert.equal("Mill reports theft", assert(document.parse(bytes_of "note.txt.xz")).title)
    assert.equal(HERE .. "locked.zip!/open.txt", assert(document.open(HERE .. "locked.zip")).path)
  end)

  it("merely compressed files keep their path", function()
    for _, name in ipairs { "note.txt.gz", "note.txt.bz2", "note.txt.xz", "note.txt.zst" } do
      local paths, errors, docs = read(name)
      assert.same({ name }, paths)
      assert.same({}, errors)
      assert.equal("text", docs[1].type)
      assert.equal("0a8a10968aca6113", docs[1].sha256:sub(1, 16)) -- of what was unpacked
    end
  end)

  it("with hostile names are read, the names shown escaped, nothing written, links and devices passed over", function()
    local paths, errors = read "hostile.tar"
    assert.same({ "hostile.tar!/../../../../tmp/breachkit-escaped.txt", "hostile.tar!//tmp/breachkit-absolute.txt",
      "hostile.tar!/a\\x0a\\x1b[31mred\\x5c.txt", "hostile.tar!/last.txt" }, paths)
    assert.same({}, errors)
    assert.is_nil(fs.type "/tmp/breachkit-escaped.txt")
    assert.is_nil(fs.type "/tmp/breachkit-absolute.txt")
  end)

  it("with an encrypted entry tell of it and give the rest", function()
    local paths, errors = read "locked.zip"
    assert.same({ "locked.zip!/open.txt" }, paths)
    assert.same({ "locked.zip!/secret.txt: is encrypted (type)" }, errors)
  end)

  it("nested too deep are not followed", function()
    local paths, errors = read "nested.zip"
    assert.same({}, paths)
    assert.equal(1, #errors)
    assert.truthy(errors[1]:find "level7.zip: archives are nested deeper than 8 %(limit%)$")
    under({ archive_depth = 13 }, function()
      paths, errors = read "nested.zip"
      assert.same({}, errors)
      assert.truthy(paths[1]:find "level0.zip!/note.txt$" or paths[1]:find "level11.zip!/note.txt$")
    end)
  end)

  it("that are bombs end in an error at the ratio, also where a member is passed over unread", function()
    local paths, errors = read "bomb.zip"
    assert.same({ "bomb.zip!/first.txt" }, paths)
    assert.same({ "bomb.zip!/bomb.zip!/zeros.txt: unpacks to too many times its size (limit)" }, errors)
    paths, errors = read "bomb.tar.gz"
    assert.same({}, paths)
    assert.same({ "bomb.tar.gz!/zeros.bin: binary data is not read as a report (type)",
      "bomb.tar.gz: unpacks to too many times its size (limit)" }, errors)
  end)

  it("are held to limits on bytes and on entries, over all that an input holds", function()
    under({ archive_bytes = 500 }, function()
      local paths, errors = read "reports.zip"
      assert.same({ "reports.zip!/pages/clinic.html" }, paths)
      assert.same({ "reports.zip!/inner.tar.gz!/deep/note.txt: unpacks to too many bytes (limit)",
        "reports.zip!/pages/café ☃.txt: unpacks to too many bytes (limit)" }, errors)
    end)
    under({ archive_entries = 3 }, function()
      local paths, errors = read "reports.zip"
      assert.same({ "reports.zip!/pages/clinic.html" }, paths)
      assert.equal("limit", errors[1]:match "%((%a+)%)$")
    end)
    local paths, errors = read("reports.zip", { limit = 100 })
    assert.same({ "reports.zip!/inner.tar.gz!/deep/note.txt", "reports.zip!/pages/café ☃.txt" }, paths)
    assert.same({ "reports.zip!/pages/clinic.html: 258 bytes are more than the limit of 100 (limit)" }, errors)
  end)

  it("that are cut short or damaged tell so at every length, and never raise", function()
    for _, name in ipairs { "reports.zip", "notes.7z", "note.txt.gz", "note.txt.xz", "hostile.tar" } do
      local whole = bytes_of(name)
      for n = 1, math.min(#whole - 1, 1200), 7 do
        local doc, e = document.parse(whole:sub(1, n), { path = name })
        assert.truthy(doc or e.code)
      end
      for n = 10, math.min(#whole, 1200), 11 do
        local doc, e = document.parse(whole:sub(1, n - 1) .. "\xff\x00" .. whole:sub(n + 2), { path = name })
        assert.truthy(doc or e.code)
      end
    end
    -- what unpacks to something, but not to what was packed
    local packed = bytes_of "note.txt.gz"
    for at = #packed - 7, #packed do
      local _, e = document.parse(packed:sub(1, at - 1) .. string.char(packed:byte(at) ~ 1) .. packed:sub(at + 1))
      assert.equal("syntax", e and e.code)
    end
    assert.equal("Mill reports theft", document.parse(packed .. ("\0"):rep(600)).title) -- as tapes pad
    assert.equal(185, #document.parse(packed .. packed).text) -- two members
    local _, e = document.parse(packed:sub(1, 60))
    assert.equal("syntax", e.code)
    assert.truthy(e.message:find "damaged or cut short")
  end)

  it("of lines are read line by line, packed or not", function()
    local path = os.tmpname()
    local f <close> = assert(io.popen("gzip -c >" .. path, "w"))
    for i = 1, 3 do f:write(('{"id":"d%d","text":"Line %d."}\n'):format(i, i)) end
    f:close()
    local ids = {}
    for doc in document.each(path) do ids[#ids + 1] = doc.id end
    os.remove(path)
    assert.same({ "d1", "d2", "d3" }, ids)
  end)

  it("show a name without controls, bad bytes and marks of direction", function()
    assert.equal("a\\x0ab\\x5cc\\x7f", archive.shown "a\nb\\c\127")
    assert.equal("caf\\xe9", archive.shown "caf\xe9")
    assert.equal("café \\xe2\\x80\\xaefdp.exe", archive.shown "café \u{202e}fdp.exe")
    assert.equal("\\xc2\\x9b31m", archive.shown "\u{9b}31m")
  end)
end)

describe("the command line", function()
  local function run(line)
    local pipe = assert(io.popen("bin/breachkit " .. line .. " 2>&1"))
    local text = pipe:read "a"
    local _, _, status = pipe:close()
    return status, text
  end

  it("sees through archives in its verbs", function()
    local status, text = run("read -o csv --quiet " .. HERE .. "reports.zip!/inner.tar.gz!/deep/note.txt")
    assert.equal(0, status)
    assert.truthy(text:find("reports.zip!/inner.tar.gz!/deep/note.txt,text,Mill reports theft,2014-11-26", 1, true))
    status, text = run("claims -o jsonl --quiet " .. HERE .. "locked.zip")
    assert.equal(3, status) -- the locked one is told, the other is read
    assert.truthy(text:find("locked.zip!/secret.txt: is encrypted", 1, true))
    assert.truthy(text:find('"type":"data-breach"', 1, true))
    status, text = run("incidents -o jsonl --quiet " .. HERE .. "reports.zip")
    assert.equal(0, status)
    assert.truthy(text:find('"title":"Clinic shuts portal","type":"data-breach"', 1, true))
    assert.equal(2, select(2, text:gsub("\n", "")))
  end)
end)

describe("web archives", function()
  local DATE = "2026-01-01T00:00:00Z"

  local function answer(url, status, head, body)
    return (assert(warc.record { type = "response", url = url, date = DATE, content_type = "application/http",
      block = ("HTTP/1.1 %s\r\n%s\r\n\r\n%s"):format(status, head, body) }))
  end

  local RECORDS = assert(warc.info(DATE))
    .. answer("http://a.example/one", "200 OK", "Content-Type: text/html; charset=iso-8859-1",
      "<title>Caf\xe9 robbed</title><p>The caf\xe9 said on Monday that files were stolen from its servers.</p>")
    .. answer("http://a.example/gone", "404 Not Found", "Content-Type: text/html", "<p>No such page.</p>")
    .. answer("http://a.example/style", "200 OK", "Content-Type: text/css", "p { color: red }")
    .. answer("http://a.example/logo", "200 OK", "Content-Type: application/octet-stream", "\x89PNG\r\n\26\n")
    .. assert(warc.record { type = "resource", url = "urn:x:note", date = DATE, content_type = "text/plain",
      block = "A note\n\nThe mill was closed." })

  for _, how in ipairs { "cat", "gzip -c" } do
    it("give their pages and files, read by " .. how, function()
      local path = os.tmpname()
      local f = assert(io.popen(how .. " >" .. path, "w"))
      f:write(RECORDS)
      f:close()
      local docs, each = {}, document.each(path)
      for doc in each do docs[#docs + 1] = doc end
      os.remove(path)
      assert.same({}, each.errors)
      assert.same({ path .. "!/http://a.example/one", "html", "Café robbed", "http://a.example/one", DATE },
        { docs[1].path, docs[1].type, docs[1].title, docs[1].url, docs[1].fetched })
      assert.same({ path .. "!/urn:x:note", "text", "A note" }, { docs[2].path, docs[2].type, docs[2].title })
      assert.equal(2, #docs)
    end)
  end

  it("cut short give what came before, and an error", function()
    local path = os.tmpname()
    assert(fs.write_atomic(path, RECORDS:sub(1, -60)))
    local n, each = 0, document.each(path)
    for _ in each do n = n + 1 end
    os.remove(path)
    assert.equal(1, n)
    assert.equal("syntax", each.errors[1].code)
  end)
end)

describe("core.archive", function()
  it("closes twice, and refuses what is closed and what is misused", function()
    local opened = assert(core.open(HERE .. "reports.zip"))
    assert.equal("pages/clinic.html", opened:next().name)
    opened:close()
    opened:close()
    assert.has_error(function() opened:next() end)
    assert.has_error(function() core.open("x\0y") end)
    assert.has_error(function() core.open("x", { depth = 1 }) end, "unknown option 'depth'")
    local none, e = core.open "spec/fixtures/archive/none"
    assert.is_nil(none)
    assert.equal("io", e.code)
  end)

  it("keeps the bytes that it reads from", function()
    local opened = assert(core.open(bytes_of "reports.zip", { bytes = true }))
    collectgarbage()
    collectgarbage()
    local names = {}
    for entry in function() return opened:next() end do names[#names + 1] = entry.name end
    assert.same({ "pages/clinic.html", "pages/", "inner.tar.gz", "pages/café ☃.txt" }, names)
    local bytes, entries, format = opened:used()
    assert.same({ 0, 4, "ZIP 2.0 (deflation)" }, { bytes, entries, format })
  end)

end)
