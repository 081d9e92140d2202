-- Many files on several threads: every row equals what the bytes alone give, in the order of the pushes.
local core = require "breachkit.core"
local hash = require "breachkit.hash"
local fs = require "breachkit.fs"

local ALL = core.digest.names()
local THREE = { "md5", "sha1", "sha256" }

local function write(path, bytes)
  local f = assert(io.open(path, "wb"))
  f:write(bytes)
  f:close()
  return path
end

-- Bytes of a kind of their own for each seed, with a period that no block or buffer has.
local function bytes_of(seed, n)
  local x, list = seed * 2654435761 % (1 << 32) + 1, {}
  for i = 1, math.min(n // 8 + 1, 8191) do
    x = x ~ (x << 13)
    x = x ~ (x >> 7)
    x = x ~ (x << 17)
    list[i] = string.pack("<i8", x)
  end
  local period = table.concat(list):sub(3)
  return period:rep(n // #period + 1):sub(1, n)
end

local function without_times(row)
  row.modified, row.nanoseconds = nil, nil
  return row
end

describe("hasher", function()
  local dir
  local paths, wanted = {}, {} -- files of every length around blocks and buffers

  local function expect(path, bytes, names)
    local row = assert(hash.bytes(bytes, names))
    row.path = path
    return row
  end

  setup(function()
    dir = os.tmpname()
    os.remove(dir)
    assert(fs.mkdir(dir))
    local lengths = { 0, 1, 49, 50, 55, 56, 57, 63, 64, 65, 119, 120, 127, 128, 129, 1000, 8191, 50000, 65535, 65536,
      65537, 131071, 131072, 131073, 200000, 1 << 20 }
    for i = 1, 3 * #lengths do
      local bytes = bytes_of(i, lengths[i * 7 % #lengths + 1])
      paths[i] = write(dir .. "/t" .. i, bytes)
      wanted[i] = expect(paths[i], bytes, ALL)
    end
  end)

  teardown(function() os.execute("rm -rf " .. dir) end)

  for threads = 1, 3 do
    it("gives what the bytes alone give, in order: threads " .. threads, function()
      local i = 0
      for row in assert(hash.files(paths, ALL, { threads = threads, room = 40 })) do
        i = i + 1
        assert.same(wanted[i], without_times(row))
      end
      assert.equal(#paths, i)
    end)
  end

  for _, way in ipairs { "avx512", "avx2-sha", "avx2", "single" } do
    it("goes every way that the processor can, to the same end: " .. way, function()
      local h <close>, e = core.hasher.new { algorithms = { "md5", "sha1", "sha224", "sha256", "sha512" }, way = way }
      if not h then
        assert.equal("type", e.code)
        return pending "skipped: not on this processor"
      end
      for _, path in ipairs(paths) do assert.is_true(h:push(path)) end
      for i = 1, #paths do
        local row = h:next()
        for _, name in ipairs { "md5", "sha1", "sha224", "sha256", "sha512" } do
          assert.equal(wanted[i][name], row[name])
        end
      end
    end)
  end

  it("digests a large file on all threads, with every algorithm", function()
    local bytes = bytes_of(9, (9 << 20) + 77)
    local path = write(dir .. "/large", bytes)
    for threads, names in ipairs { THREE, ALL, THREE } do
      local expected, n = expect(path, bytes, names), 0
      for row in assert(hash.files({ paths[1], path, paths[2], dir .. "/none", path }, names, { threads = threads })) do
        n = n + 1
        if row.path == path then assert.same(expected, without_times(row)) end
      end
      assert.equal(5, n)
    end
  end)

  it("digests parts of files, and parts of several as one stream", function()
    local a, b = write(dir .. "/a", bytes_of(1, 300000)), write(dir .. "/b", bytes_of(2, 70001))
    local all = bytes_of(1, 300000) .. bytes_of(2, 70001)
    local h <close> = assert(core.hasher.new { algorithms = THREE })
    assert.is_true(h:push(a, 299990))
    assert.is_true(h:push(a, 5, 100000))
    assert.is_true(h:push(a, 300000))
    assert.is_true(h:push(a, 0, 0))
    assert.is_true(h:push { { a, 64 }, { b, 0, 0 }, { b, 0, 70000 } })
    for _, bytes in ipairs { all:sub(299991, 300000), all:sub(6, 100005), "", "", all:sub(65, 370000) } do
      assert.same(expect(a, bytes, THREE), without_times(h:next()))
    end
    assert.is_nil(h:next())
    h:push(a, 300001)
    h:push(a, 1, 300000)
    h:push { { b }, { a, 0, 1 << 62 } }
    for _, path in ipairs { a, a, b } do
      local row = h:next()
      assert.same({ path, "range" }, { row.path, row.error.code })
    end
  end)

  it("refuses a list of parts whose border is beyond memory", function()
    local h <close> = assert(core.hasher.new { algorithms = THREE })
    local parts = {}
    for bit = 62, 0, -1 do parts[1 << bit] = { "x" } end
    for i = 1, 9 do parts[i] = { "x" } end
    assert.equal(1 << 62, #parts) -- one of its borders: the bytes of so many parts are 0 in 64 bits
    assert.error_matches(function() h:push(parts) end, "too many parts")
    assert.is_nil(h:next())
  end)

  it("gives times, bytes and binary digests", function()
    local path = write(dir .. "/old", "abc")
    assert(os.execute("touch -d '2014-11-24T10:20:30.123456789Z' " .. path))
    local h <close> = assert(core.hasher.new { algorithms = { "md5", "tlsh", "crc32c" }, binary = true })
    h:push(path)
    local row = h:next()
    assert.equal("small", row.absent.tlsh.code)
    row.absent = nil
    assert.same({
      path = path, size = 3, modified = 1416824430, nanoseconds = 123456789,
      md5 = hash.new "md5":update "abc":binary().md5, crc32c = hash.new "crc32c":update "abc":binary().crc32c,
    }, row)
    assert.equal(3, h:bytes())
  end)

  it("makes a row of whatever cannot be read, and goes on", function()
    local fine = write(dir .. "/fine", "fine")
    local fifo = dir .. "/fifo"
    assert(os.execute("mkfifo " .. fifo .. " && ln -s nowhere " .. dir .. "/dangling && ln -s loop " .. dir .. "/loop"))
    local cases = {
      { dir .. "/missing", "io" }, { dir, "type" }, { fifo, "type" }, { "/dev/zero", "type" }, { "/dev/null", "type" },
      { dir .. "/dangling", "io" }, { dir .. "/loop", "io" }, { "", "io" }, { dir .. "/" .. ("n"):rep(256), "io" },
      { ("a/"):rep(2500), "io" }, { ("a"):rep(5000), "io" }, { "/proc/self/mem", "io" }, { fine .. "/x", "io" },
    }
    local mixed = {}
    for i, case in ipairs(cases) do mixed[2 * i - 1], mixed[2 * i] = case[1], fine end
    local i = 0
    for row in assert(hash.files(mixed, "md5")) do
      i = i + 1
      if i % 2 == 0 then
        assert.same(expect(fine, "fine", "md5"), without_times(row))
      else
        local case = cases[(i + 1) // 2]
        assert.same({ case[1], case[2], case[1] }, { row.path, row.error.code, row.error.source })
        row.error, row.path = nil, nil
        assert.is_nil(next(row))
      end
    end
    assert.equal(2 * #cases, i)
  end)

  it("reads names of 255 bytes, with newlines and no UTF-8, and paths longer than the system takes at once", function()
    local names = { ("n"):rep(255), "a\nb", "\xff\xfe", "  ", "-" }
    for i, name in ipairs(names) do names[i] = write(dir .. "/" .. name, name) end
    assert(os.execute(([[python3 -c 'import os
os.chdir("%s")
for i in range(30): os.mkdir("d" * 200); os.chdir("d" * 200)
open("f", "w").write("deep")']]):format(dir)))
    local deep = dir .. ("/" .. ("d"):rep(200)):rep(30) .. "/f"
    names[#names + 1] = deep
    local i = 0
    for row in assert(hash.files(names, THREE)) do
      i = i + 1
      assert.same(expect(names[i], i == #names and "deep" or names[i]:sub(#dir + 2), THREE), without_times(row))
    end
    assert.equal(#names, i)
  end)

  it("takes the files of a walk by itself, up to what is none, and gives a manifest's rows and their lines", function()
    local format = require "breachkit.manifest.format"
    local root = dir .. "/fed"
    assert(os.execute(([[mkdir -p %s/b; cd %s; printf '%%%%PDF-1' > a; : > b/c; printf 'g\303\274\n' > 'b/d"
'; ln -s a e; ln a f
      truncate -s 9000 b/g; printf 1 > "$(printf 'b/\377')"; touch -d '1969-12-31T23:59:58.75Z' b/c; rm f; echo > z]])
      :format(root, root)))
    local types = core.filetype.new { { "application/pdf", "%PDF-" } }
    local function rows(take)
      local h <close> = assert(core.hasher.new { algorithms = { "sha256", "tlsh", "crc32c" }, types = types })
      local tree <close> = assert(core.tree.open(root))
      local list = {}
      assert.same({ 2, nil }, { h:feed(tree, 2) })
      local n, entry = h:feed(tree, 100)
      assert.same({ 3, root .. "/e", "link", "a" }, { n, entry.path, entry.type, entry.target })
      assert.same({ 1, false }, { h:feed(tree, 100) })
      os.remove(root .. "/z")
      for i = 1, 6 do list[i] = take(h) end
      assert.is_nil(take(h))
      return list
    end
    local as_rows = rows(function(h) return h:row() end)
    assert(os.execute("echo > " .. root .. "/z"))
    local as_lines = rows(function(h) return h:line() end)
    for i = 1, 4 do assert.equal(format.line(as_rows[i]), as_lines[i]) end
    assert.same(as_rows[5], as_lines[5]) -- whose name is no UTF-8
    assert.same({ path = root .. "/b/c", size = 0, modified = "1969-12-31T23:59:58.75Z", type = "inode/x-empty",
      sha256 = hash.bytes("").sha256, crc32c = "00000000" }, as_rows[2])
    assert.same({ "application/pdf", nil }, { as_rows[1].type, as_rows[1].tlsh })
    assert.same({ root .. '/b/d"\n', "text/plain" }, { as_rows[3].path, as_rows[3].type })
    assert.same({ 9000, 0, "application/octet-stream" }, { as_rows[4].size, as_rows[4].allocated, as_rows[4].type })
  end)

  it("takes no more than there is room for, and waits no longer than it is told", function()
    local path = write(dir .. "/big", bytes_of(3, 4 << 20))
    local h <close> = assert(core.hasher.new { algorithms = { "md5", "sha512", "ssdeep" }, room = 2, threads = 1 })
    assert.is_nil(h:next(0))
    assert.is_true(h:push(path))
    assert.is_true(h:push(path))
    assert.is_false(h:push(path))
    assert.is_false(h:next(0))
    assert.equal(path, h:next().path)
    assert.is_true(h:push(path))
    assert.equal(path, h:next(1000).path)
    assert.equal(path, h:next().path)
    assert.is_nil(h:next())
  end)

  it("closes at any time, twice, by a break, by the collector and in a child", function()
    local path = write(dir .. "/whole", bytes_of(4, 8 << 20))
    for _, pushes in ipairs { 0, 1, 40 } do
      local h = assert(core.hasher.new { algorithms = THREE })
      for _ = 1, pushes do h:push(path) end
      h:close()
      h:close()
      assert.has_error(function() h:next() end, "calling 'next' on bad self (the hasher is closed)")
      assert.has_error(function() h:push(path) end)
      assert.has_error(function() h:bytes() end)
    end
    local n = 0
    for row in assert(hash.files({ path, path, path }, "md5")) do
      assert.equal(path, row.path)
      n = n + 1
      if n == 2 then break end
    end
    for _ = 1, 5 do core.hasher.new { algorithms = "md5" }:push(path) end
    collectgarbage()
    collectgarbage()
  end)

  it("passes on what the paths' iterator raises, and refuses misuse", function()
    local n = 0
    local function failing()
      n = n + 1
      if n > 3 then error("boom", 0) end
      return dir .. "/missing"
    end
    assert.has_error(function() for _ in assert(hash.files(failing, "md5")) do end end, "boom")
    assert.equal("type", select(2, hash.files({}, "rot13")).code)
    assert.equal("type", select(2, core.hasher.new { algorithms = { "md5", "rot13" } }).code)
    assert.equal("type", select(2, core.hasher.new { algorithms = "md5", way = "up" }).code)
    assert.equal("single", core.hasher.ways()[#core.hasher.ways()])
    assert.has_error(function() hash.files({}, "md5", { speed = 1 }) end, "hash.files: unknown option 'speed'")
    for _, options in ipairs { {}, { algorithms = {} }, { algorithms = 1 }, { algorithms = { 1 } },
      { algorithms = "md5", threads = 0 }, { algorithms = "md5", threads = 65 }, { algorithms = "md5", room = 0 },
      { algorithms = "md5", speed = 1 }, { algorithms = "md5", way = 1 } } do
      assert.has_error(function() core.hasher.new(options) end)
    end
    local h <close> = assert(core.hasher.new { algorithms = "md5" })
    for _, arguments in ipairs { {}, { "a\0b" }, { "a", -1 }, { "a", 0, -1 }, { "a", 0.5 }, { "a", "x" }, { {} },
      { { "a" } }, { { {} } }, { { { 1 } } }, { { { "a\0b" } } }, { { { "a", -1 } } } } do
      assert.has_error(function() h:push(table.unpack(arguments)) end)
    end
    assert.has_error(function() h:next(-1) end)
    assert.has_error(function() h:next(0 / 0) end)
    for _ in assert(hash.files({}, "md5")) do error "no path, no row" end
    assert.is_nil(h:next())
  end)
end)
