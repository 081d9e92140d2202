require "helper"
local noise = require "noise"
local torrent = require "breachkit.torrent"
local torrents = require "torrents"

local BLOCK = 16384

local FILES = {
  { "a/empty.txt", "" }, { "a/one.txt", "one" }, { "a/two.txt", "two" }, { "b.bin", noise(1, 2 * BLOCK) },
  { "c.bin", noise(2, 5 * BLOCK + 77) },
}

describe("torrent:verify", function()
  local dir

  local function write(path, bytes)
    local folder = path:match "^(.*)/"
    if folder then os.execute(("mkdir -p '%s/%s'"):format(dir, folder)) end
    local file <close> = assert(io.open(dir .. "/" .. path, "wb"))
    file:write(bytes)
  end

  before_each(function()
    dir = os.tmpname()
    os.remove(dir)
    os.execute("mkdir -p " .. dir)
    for _, file in ipairs(FILES) do write("rel/" .. file[1], file[2]) end
  end)
  after_each(function() os.execute("rm -rf " .. dir) end)

  local function make(kind, piece_length, change)
    local metainfo = torrents.make(kind, "rel", FILES, piece_length)
    if change then change(metainfo) end
    return assert(torrent.parse(torrents.encode(metainfo)))
  end

  local function states(result)
    local list = {}
    for i, file in ipairs(result.files) do
      list[i] = file.status .. (file.bad_pieces and " " .. file.bad_pieces or "")
        .. (file.reason and ": " .. file.reason or "")
    end
    return list
  end

  it("finds everything complete, from the folder or its parent, with every kind and size of pieces", function()
    for _, kind in ipairs { "v1", "v2", "hybrid" } do
      for _, piece_length in ipairs { BLOCK, 2 * BLOCK, 4 * BLOCK, 64 * BLOCK } do
        local t = make(kind, piece_length)
        for _, path in ipairs { dir, dir .. "/rel", dir .. "/rel/" } do
          local seen, whole = 0, nil
          local result = assert(t:verify(path, { on_progress = function(done, all) seen, whole = done, all end }))
          assert.same({ "complete", "complete", "complete", "complete", "complete" }, states(result))
          assert.same({ true, 5, 0, 0, 0 },
            { result.holds, result.complete, result.damaged, result.absent, result.unsure })
          assert.same({ 0, 0 }, { result.pieces.bad, result.pieces.unknown })
          assert.same({ t.size, t.size }, { seen, whole })
        end
      end
    end
  end)

  it("names what is damaged by its own pieces, absent or of another size", function()
    local c = FILES[5][2]
    write("rel/c.bin", c:sub(1, 3 * BLOCK) .. "X" .. c:sub(3 * BLOCK + 2))
    os.remove(dir .. "/rel/a/one.txt")
    write("rel/b.bin", FILES[4][2] .. "more")
    for _, kind in ipairs { "v2", "hybrid" } do
      local result = assert(make(kind):verify(dir))
      assert.same({ "complete", "absent", "complete", "damaged: has 32772 bytes, not 32768", "damaged 1" },
        states(result))
      assert.same({ bad = 1, good = 8, unknown = 1 }, result.pieces)
      assert.is_false(result.holds)
    end
    -- of version 1 the small ones share the first piece with b.bin: nothing can be told of two.txt
    local result = assert(make "v1":verify(dir))
    assert.same({ "complete", "absent", "unsure", "damaged: has 32772 bytes, not 32768", "damaged 1" }, states(result))
    assert.same({ bad = 1, good = 6, unknown = 1 }, result.pieces)
  end)

  it("blames no file for a piece that others are in", function()
    write("rel/a/two.txt", "TWO")
    local result = assert(make "v1":verify(dir))
    assert.same({ "complete", "unsure", "unsure", "unsure", "complete" }, states(result))
    assert.same({ bad = 1, good = 7, unknown = 0 }, result.pieces)
    assert.same({ "complete", "complete", "damaged 1", "complete", "complete" }, states(assert(make "v2":verify(dir))))
  end)

  it("checks a file without a layer whole", function()
    local function bare(metainfo) metainfo["piece layers"] = nil end
    assert.is_true(assert(make("v2", BLOCK, bare):verify(dir)).holds)
    assert.is_true(assert(make("v2", 4 * BLOCK, bare):verify(dir)).holds)
    local c = FILES[5][2]
    write("rel/c.bin", c:sub(1, -2) .. string.char(c:byte(-1) ~ 1))
    assert.same({ "complete", "complete", "complete", "complete", "damaged 6" },
      states(assert(make("v2", BLOCK, bare):verify(dir))))
  end)

  it("hashes zeros for the padding of version 1, which no file holds", function()
    local function padded(metainfo)
      metainfo.info["file tree"], metainfo.info["meta version"], metainfo["piece layers"] = nil, nil, nil
    end
    local t = make("hybrid", 2 * BLOCK, padded)
    assert.equal("v1", t.kind)
    local result = assert(t:verify(dir))
    assert.same({ 5, { good = 6, bad = 0, unknown = 0 } }, { result.complete, result.pieces })
    write("rel/a/two.txt", "tvo")
    assert.same({ "complete", "complete", "damaged 1", "complete", "complete" }, states(assert(t:verify(dir))))
    os.remove(dir .. "/rel/a/two.txt")
    assert.same({ "complete", "complete", "absent", "complete", "complete" }, states(assert(t:verify(dir))))
  end)

  it("takes any number of threads, and tells each piece's file right", function()
    local many = {}
    for i = 1, 40 do many[i] = { ("f%02d"):format(i), noise(i, 5 * BLOCK + i) } end
    for _, file in ipairs(many) do write("many/" .. file[1], file[2]) end
    local t = assert(torrent.parse(torrents.encode(torrents.make("v1", "many", many, BLOCK))))
    write("many/f07", many[7][2]:sub(1, 2 * BLOCK) .. "x" .. many[7][2]:sub(2 * BLOCK + 2))
    for _, threads in ipairs { 1, 2, 7 } do
      local result = assert(t:verify(dir, { threads = threads }))
      assert.same({ 39, 1, 0, 0, "damaged" }, { result.complete, result.damaged, result.absent, result.unsure,
        result.files[7].status })
      assert.same({ good = 200, bad = 1, unknown = 0 }, result.pieces)
    end
    assert.has_error(function() t:verify(dir, { threads = 0 }) end)
  end)

  it("does not go on for as long as a torrent says", function()
    local info = { name = "rel", ["piece length"] = BLOCK, ["meta version"] = 2, ["file tree"] = {
      ["b.bin"] = { [""] = { length = BLOCK << 26, ["pieces root"] = ("r"):rep(32) } },
      ["none.bin"] = { [""] = { length = BLOCK << 25, ["pieces root"] = ("s"):rep(32) } },
    } }
    local steps = 0
    local t = assert(torrent.parse(torrents.encode { info = info }))
    local result = assert(t:verify(dir, { on_progress = function() steps = steps + 1 end }))
    assert.same({ "damaged: has 32768 bytes, not 1099511627776", "absent" }, states(result))
    assert.same({ 0, 0, 3 << 25, 2 }, { result.pieces.good, result.pieces.bad, result.pieces.unknown, steps })
  end)

  it("never follows a name to a pipe, and says when there is no folder", function()
    os.remove(dir .. "/rel/c.bin")
    os.execute("mkfifo " .. dir .. "/rel/c.bin")
    assert.equal("absent: a pipe has its name", states(assert(make "v2":verify(dir)))[5])
    local t = make "v1"
    assert.equal("io", select(2, t:verify(dir .. "/none")).code)
    assert.has_error(function() t:verify(dir, { speed = 1 }) end)
    assert.has_error(function() t:verify() end)
  end)

  it("takes a torrent of one file from beside it", function()
    write("one.bin", FILES[5][2])
    local info = { name = "one.bin", ["piece length"] = BLOCK, length = #FILES[5][2],
      pieces = torrents.pieces(FILES[5][2], BLOCK) }
    local t = assert(torrent.parse(torrents.encode { info = info }))
    assert.is_true(assert(t:verify(dir)).holds)
    write("one.bin", FILES[5][2]:sub(1, BLOCK))
    local result = assert(t:verify(dir))
    assert.same({ "damaged: has 16384 bytes, not 81997" }, states(result))
    assert.same({ bad = 0, good = 1, unknown = 5 }, result.pieces)
  end)
end)
