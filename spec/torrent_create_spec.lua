-- Torrents made by ours, read by ours, and held to libtorrent's infohashes of the same folder.
require "helper"
local noise = require "noise"
local torrent = require "breachkit.torrent"

local BLOCK = 16384

-- names whose order differs by bytes of whole paths and by folders; empty files; sizes around pieces
local FILES = {
  { "a/empty.txt", "" }, { "a/small.txt", "hello" }, { "a.d/b.bin", noise(1, BLOCK) },
  { "c.bin", noise(2, 5 * BLOCK + 77) }, { "d.bin", noise(3, 2 * BLOCK) }, { "y", "" }, { "zzz", "end" },
}
-- of these files in pieces of 32 KiB, as libtorrent 2.0.8 tells them
local GOLDEN = {
  v1 = { "ca6a8212cf940e95a801e72c4a18104f472acb82", "" },
  v2 = { "", "9168f692f67d367f195e842f825e981a14bd05ec0a1e58e08046a5332938dc20" },
  hybrid = {
    "a279f055cea632e8084be0d77578536b6a71ecba",
    "19317262a1bdb0b2b93eb1ef66a8382c0cd99cc41dbb416651aa7c7997b2bfe2",
  },
}

describe("torrent.create", function()
  local top, dir

  local function write(path, bytes)
    local folder = path:match "^(.*)/"
    if folder then os.execute(("mkdir -p '%s/%s'"):format(dir, folder)) end
    local file <close> = assert(io.open(dir .. "/" .. path, "wb"))
    file:write(bytes)
  end

  before_each(function()
    top = os.tmpname()
    os.remove(top)
    dir = top .. "/evidence"
    os.execute("mkdir -p " .. dir)
    for _, file in ipairs(FILES) do write(file[1], file[2]) end
  end)
  after_each(function() os.execute("rm -rf " .. top) end)

  local function shell(line)
    local out = top .. "/said"
    local _, _, status = os.execute(("{ %s; } >%s 2>&1 </dev/null"):format(line, out))
    local file <close> = assert(io.open(out, "rb"))
    return status, file:read "a"
  end

  it("makes what libtorrent makes, and what our own reader and verify hold for whole", function()
    for kind, hashes in pairs(GOLDEN) do
      local bytes, warnings = torrent.create(dir, { version = kind, piece_length = 2 * BLOCK })
      assert.same({}, warnings)
      local t = assert(torrent.parse(bytes))
      assert.same({ kind, "evidence", {}, 7 }, { t.kind, t.name, t.warnings, t.count })
      assert.same(hashes, { t.infohash or "", t.infohash_v2 or "" })
      assert.is_true(t:verify(top).holds)
      assert.equal(bytes, (torrent.create(dir .. "/", { version = kind, piece_length = 2 * BLOCK })))
    end
  end)

  it("agrees with libtorrent as it is installed", function()
    local status = shell "/usr/bin/python3 -c 'import libtorrent'"
    if status ~= 0 then return pending "skipped: no python3-libtorrent" end
    for _, piece_length in ipairs { BLOCK, 4 * BLOCK, 16 * BLOCK } do
      for kind in pairs(GOLDEN) do
        local code, text = shell(("/usr/bin/python3 spec/torrent_peer.py %s %s %d"):format(dir, kind, piece_length))
        local t = assert(torrent.parse((torrent.create(dir, { version = kind, piece_length = piece_length }))))
        assert.equal(0, code, text)
        assert.equal(text, ("%s\n%s\n"):format(t.infohash or "", t.infohash_v2 or ""))
      end
    end
  end)

  it("makes torrents of one file, for which each version has a form of its own", function()
    for kind in pairs(GOLDEN) do
      local t = assert(torrent.parse((assert(torrent.create(dir .. "/c.bin", { version = kind })))))
      assert.same({ "c.bin", 5 * BLOCK + 77, 1, {} }, { t.name, t.size, t.count, t.warnings })
      assert.is_true(t:verify(dir).holds)
      write("c.bin", noise(9, 5 * BLOCK + 77))
      assert.is_false(t:verify(dir).holds)
      write("c.bin", noise(2, 5 * BLOCK + 77))
    end
  end)

  it("writes what it is told and no more", function()
    local bytes = assert(torrent.create(dir .. "/zzz", { version = "v1", trackers = { "http://a.example/announce",
      "http://b.example/announce" }, comment = "case 7", private = true, created = 1417392000, name = "other" }))
    assert.equal("d8:announce25:http://a.example/announce13:announce-listll25:http://a.example/announceel25:"
      .. "http://b.example/announceee7:comment6:case 713:creation datei1417392000e4:infod6:lengthi3e4:name5:other"
      .. "12:piece lengthi16384e6:pieces20:" .. "\x7a\x92\xf3\xd2\x63\x62\xd6\x55\x7d\x57"
      .. "\x01\xde\x77\xa6\x3a\x01\xdf\x61\xe5\x7f", (bytes:gsub("7:privatei1eee$", "")))
  end)

  it("aims at some fifteen hundred pieces, and tells how far it is", function()
    local seen
    local bytes = assert(torrent.create(dir, { on_progress = function(done, all) seen = { done, all } end }))
    local t = assert(torrent.parse(bytes))
    assert.equal(BLOCK, t.piece_length)
    assert.same({ t.size, t.size }, seen)
    write("big", ("x"):rep(1501 * BLOCK))
    assert.equal(2 * BLOCK, torrent.parse((torrent.create(dir))).piece_length)
  end)

  it("leaves out what is no file with a warning, and fails where it would tell a lie or nothing", function()
    os.execute(("ln -s a '%s/link'; mkfifo '%s/pipe'"):format(dir, dir))
    local _, warnings = assert(torrent.create(dir))
    assert.equal(2, #warnings)
    assert.truthy(warnings[1]:find("link is left out", 1, true), warnings[1])
    write("bad\xff", "x")
    _, warnings = assert(torrent.create(dir))
    assert.truthy(warnings[3]:find("bad\\xff is no UTF-8", 1, true), warnings[3])
    assert.equal("io", select(2, torrent.create(dir .. "/none")).code)
    assert.equal("io", select(2, torrent.create "/dev/null").code)
    assert.equal("empty", select(2, torrent.create(dir .. "/y")).code)
    os.execute("mkdir " .. top .. "/nothing")
    assert.equal("empty", select(2, torrent.create(top .. "/nothing")).code)
    assert.equal("syntax", select(2, torrent.create "/").code)
    local function grow() write("zzz", "longer than it was") end
    local _, e = torrent.create(dir, { on_progress = grow })
    assert.same({ "io", "became longer while it was read", dir .. "/zzz" }, { e.code, e.message, e.source })
  end)

  it("raises on misuse", function()
    for _, bad in ipairs { { version = "v3" }, { piece_length = 16383 }, { piece_length = 3 * BLOCK },
      { trackers = { 1 } }, { comment = 1 }, { tracker = "x" } } do
      assert.has_error(function() torrent.create(dir, bad) end)
    end
  end)

  it("is a verb: the torrent goes to --out, whole or not at all, and its infohash to standard error", function()
    local status, text = shell(("bin/breachkit torrent create --kind v1 --piece-length 32K --out %s/x.torrent %s")
      :format(top, dir))
    assert.equal(0, status, text)
    assert.equal("breachkit: v1, 7 files in 5 pieces, infohash " .. GOLDEN.v1[1] .. "\n", text)
    assert.equal(GOLDEN.v1[1], assert(torrent.open(top .. "/x.torrent")).infohash)
    status, text = shell("SOURCE_DATE_EPOCH=86400 bin/breachkit torrent create -q -o json " .. dir .. " | head -c 29")
    assert.equal("d13:creation datei86400e4:inf", text)
    assert.equal(0, status)
    status = shell(("bin/breachkit torrent create --out %s/none.torrent %s/none"):format(top, dir))
    assert.equal(2, status)
    assert.is_nil(io.open(top .. "/none.torrent"))
    status, text = shell("bin/breachkit torrent --private " .. top .. "/x.torrent")
    assert.equal(2, status)
    assert.truthy(text:find("--private is for 'torrent create'", 1, true), text)
    status, text = shell(("bin/breachkit torrent create --piece-length 17K %s"):format(dir))
    assert.equal(2, status)
    assert.truthy(text:find("needs a power of two", 1, true), text)
  end)
end)
