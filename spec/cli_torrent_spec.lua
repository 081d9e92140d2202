-- The torrent verb as a user meets it.
require "helper"
local json = require "breachkit.json"
local shell = require "shell"
local torrents = require "torrents"

describe("breachkit torrent", function()
  local dir

  local function write(path, bytes)
    local file <close> = assert(io.open(dir .. "/" .. path, "wb"))
    file:write(bytes)
  end

  before_each(function()
    dir = os.tmpname()
    os.remove(dir)
    os.execute("mkdir -p " .. dir .. "/Grey.Harbour.2014.DVDScr-X")
    local metainfo = torrents.make("v1", "Grey.Harbour.2014.DVDScr-X", { { "a.txt", "a" }, { "b.txt", "bb" } })
    metainfo.announce = "http://t.example.org/0123456789abcdef0123/announce"
    write("x.torrent", torrents.encode(metainfo))
    write("Grey.Harbour.2014.DVDScr-X/a.txt", "a")
    write("Grey.Harbour.2014.DVDScr-X/b.txt", "bb")
  end)
  after_each(function() os.execute("rm -rf " .. dir) end)

  it("prints a record a torrent, of a folder those that are torrents by content", function()
    os.execute(("cp %s/x.torrent %s/no-ending"):format(dir, dir))
    local status, text = shell("bin/breachkit torrent -o jsonl " .. dir)
    assert.equal(0, status)
    local lines = {}
    for line in text:gmatch "[^\n]+" do lines[#lines + 1] = assert(json.decode(line)) end
    assert.equal(2, #lines)
    local t = lines[2]
    assert.same({ dir .. "/x.torrent", "v1", "Grey.Harbour.2014.DVDScr-X", 3,
      { { path = "a.txt", size = 1 }, { path = "b.txt", size = 2 } }, { "http://t.example.org/***/announce" }, {} },
      { t.path, t.kind, t.name, t.size, t.files, t.trackers, t.warnings })
    assert.equal(t.infohash, lines[1].infohash)
  end)

  it("tells the byte at which a file that is no text breaks", function()
    write("cut.torrent", "d4:info\0")
    local status, errors = shell(("bin/breachkit torrent %s/cut.torrent 2>&1"):format(dir))
    assert.equal(2, status)
    assert.equal(("breachkit: %s/cut.torrent: byte 8: no value of bencoding begins like this (syntax)\n"):format(dir),
      errors)
  end)

  it("shows a person what it is of", function()
    local status, text = shell("bin/breachkit torrent " .. dir .. "/x.torrent")
    assert.equal(0, status)
    assert.truthy(text:find("Grey Harbour · 2014 · DVDScr · by X", 1, true), text)
    assert.truthy(text:find("v1 · 2 files, 3 bytes", 1, true), text)
    assert.truthy(text:find("http://t.example.org/***/announce", 1, true), text)
  end)

  it("checks files, and its exit status tells", function()
    local status, text = shell(("bin/breachkit torrent --verify %s %s/x.torrent"):format(dir, dir))
    assert.equal(0, status, text)
    assert.truthy(text:find("2 complete, 0 damaged, 0 absent", 1, true), text)
    os.remove(dir .. "/Grey.Harbour.2014.DVDScr-X/a.txt")
    status, text = shell(("bin/breachkit torrent -o csv --verify %s %s/x.torrent"):format(dir, dir))
    assert.equal(1, status)
    assert.truthy(text:find("a.txt,1,,absent", 1, true), text)
    assert.truthy(text:find("b.txt,2,,unsure", 1, true), text)
    status, text = shell(("bin/breachkit torrent --verify %s/none %s/x.torrent"):format(dir, dir))
    assert.equal(2, status, text)
  end)

  it("reads magnet links and standard input, refuses with the reason, reveals with a reason only", function()
    local status, text = shell(("bin/breachkit torrent -o jsonl 'magnet:?xt=urn:btih:%s' - <%s/x.torrent")
      :format(("ab"):rep(20), dir))
    assert.equal(0, status, text)
    assert.equal(2, select(2, text:gsub("\n", "")))
    local evil = torrents.make("v1", "x", { { "a.txt", "a" } })
    evil.info.files[1].path = { "..", "a" }
    write("evil.torrent", torrents.encode(evil))
    status, text = shell(("bin/breachkit torrent %s/evil.torrent %s/x.torrent"):format(dir, dir))
    assert.equal(3, status)
    assert.truthy(text:find("a name is '..', which leads out of the folder (infohash ", 1, true), text)
    status, text = shell(("bin/breachkit torrent %s/evil.torrent"):format(dir))
    assert.equal(2, status, text)
    status, text = shell("bin/breachkit torrent 'magnet:?dn=x&tr=http://t.example.org/?key=secret'")
    assert.equal(2, status)
    assert.equal("breachkit: magnet link: the magnet link names no torrent (type)\n", text)
    status, text = shell(("XDG_STATE_HOME=%s bin/breachkit torrent -o jsonl --reveal 'case 7' %s/x.torrent")
      :format(dir, dir))
    assert.equal(0, status)
    assert.truthy(text:find("http://t.example.org/0123456789abcdef0123/announce", 1, true), text)
    local log <close> = assert(io.open(dir .. "/breachkit/audit.jsonl"))
    assert.equal("case 7", json.decode(log:read "l").why)
  end)
end)
