local fs = require "breachkit.fs"

local root

local function shell(command) assert(os.execute(("cd '%s' && %s"):format(root, command))) end

local function listing(path)
  local got = {}
  for p, entry, e in assert(fs.walk(path)) do
    got[#got + 1] = p:sub(#path + 2) .. (entry.skipped and " !" .. entry.type or e and " ?" .. e.code or "")
  end
  return got
end

describe("fs", function()
  before_each(function()
    root = os.tmpname()
    os.remove(root)
    assert(fs.mkdir(root))
  end)
  after_each(function() os.execute("rm -rf '" .. root .. "'") end)

  it("leads nowhere by a path with a NUL byte in it", function()
    local path = root .. "/a\0b"
    assert.is_nil(fs.type(path))
    for _, open in ipairs { fs.read, require "breachkit.document".open, require "breachkit.csv".open } do
      local none, e = open(path)
      assert.same({ nil, "io", "no path holds a NUL byte" }, { none, e.code, e.message })
    end
  end)

  it("tells what is within a folder, and what is half written", function()
    shell "mkdir -p b/c other && touch b/c/x b/y z && ln -s b linked"
    local function within(path, folder) return fs.within(root .. "/" .. path, root .. "/" .. folder) end
    assert.same({ true, true, true, true, false, false, false }, { within("b/c/x", "b"), within("b/new", "b"),
      within("linked/y", "b"), within("b/../b/y", "b"), within("z", "b"), within("other/b", "b"),
      within("no/such", "b") })
    assert.is_true(fs.is_half_written "reports/.breachkit-15623-23d5f06c-0.tmp")
    assert.is_true(fs.is_half_written ".breachkit-15623-23d5f06c-0.tmp")
    assert.is_false(fs.is_half_written "reports/breachkit-1.tmp")
  end)

  it("walks in the order of bytes and neither loops nor reads devices", function()
    shell "mkdir -p b/c a && touch b/2 b/10 b/c/x a/é a/z B 'b /' 2>/dev/null; true"
    shell "ln -s .. b/up && ln -s a/z linked && ln -s nowhere dead && mkfifo pipe && ln -s /dev/null dev"
    assert.same({
      "B", "a/z", "a/é", "b/10", "b/2", "b/c/x", "b/up !directory", "dead !link", "dev !device", "linked", "pipe !pipe",
    }, listing(root))
    assert.same({ "" }, listing(root .. "/B"))
    local nothing, e = fs.walk(root .. "/none")
    assert.is_nil(nothing)
    assert.equal("io", e.code)
    assert.equal(root .. "/none", e.source)
  end)

  it("gives the error of a tree that is too deep and goes on", function()
    local here = root
    for _ = 1, 140 do here = here .. "/d" end
    assert(fs.mkdir(here, true))
    shell "touch z"
    local got = listing(root)
    assert.equal(2, #got)
    assert.truthy(got[1]:find " %?limit$")
    assert.equal("z", got[2])
  end)

  it("can be left early and closed twice", function()
    shell "touch a b c"
    local seen = {}
    for path in assert(fs.walk(root)) do
      seen[#seen + 1] = path
      if #seen == 2 then break end
    end
    assert.same({ root .. "/a", root .. "/b" }, seen)
  end)

  it("reads up to a limit", function()
    local path = root .. "/f"
    assert(fs.write_atomic(path, "12345\x00789"))
    assert.equal("12345\x00789", fs.read(path))
    assert.equal("12345\x00789", fs.read(path, 9))
    assert.equal("limit", select(2, fs.read(path, 8)).code)
    assert.equal("limit", select(2, fs.read("/dev/zero", 100000)).code)
    assert.equal("", fs.read("/dev/null", 0))
    assert.equal("io", select(2, fs.read(root)).code)
    assert.equal("io", select(2, fs.read(root .. "/none")).code)
  end)

  it("writes whole files and keeps the mode", function()
    local path = root .. "/f"
    assert(fs.write_atomic(path, "one"))
    shell "chmod 640 f && ln -s f link"
    assert(fs.write_atomic(root .. "/link", function(w) assert(w:write("t", "wo")) end))
    assert.equal("two", fs.read(path))
    assert.equal(tonumber("640", 8), fs.stat(path).mode)
    assert.same({ "f", "link" }, listing(root))
    assert(fs.write_atomic("/dev/null", "gone"))
  end)

  it("leaves nothing behind when it fails", function()
    local path = root .. "/f"
    assert(fs.write_atomic(path, "old"))
    assert.has_error(function() fs.write_atomic(path, function(w) w:write "new" error("stop", 0) end) end, "stop")
    assert.same({ "nil", "reason" }, { tostring((fs.write_atomic(path, function() return nil, "reason" end))),
      select(2, fs.write_atomic(path, function() return nil, "reason" end)) })
    do
      local w <close> = assert(fs.writer(path))
      assert(w:write "half")
    end
    assert.equal("old", fs.read(path))
    assert.same({ "f" }, listing(root))
    assert.equal("io", select(2, fs.write_atomic(root, "x")).code)
    assert.equal("io", select(2, fs.write_atomic(root .. "/none/f", "x")).code)
    local w = assert(fs.writer(path))
    w:close()
    w:close()
    assert.has_error(function() w:write "x" end)
    assert.has_error(function() w:commit() end)
    local full, e = fs.write_atomic("/dev/full", "x")
    assert.is_nil(full)
    assert.equal("io", e.code)
  end)

  it("sweeps away what killed writers left, and nothing else", function()
    local path = root .. "/out.txt"
    local line = ([[LUA_PATH='%s' LUA_CPATH='%s' %s -e 'local fs = require "breachkit.fs"
      local w = fs.writer "%s" w:write "x" os.execute "kill -9 $PPID"']]):format(package.path, package.cpath,
      os.getenv "LUA" or "lua5.4", path)
    for _ = 1, 2 do os.execute(line .. " 2>/dev/null") end
    os.remove(path)
    assert.equal(2, #listing(root))
    local writer <close> = assert(fs.writer(path))
    shell "echo > .breachkit-notes; echo > a.tmp; mkdir .breachkit-1-a-0.tmp; ln -s a.tmp .breachkit-2-a-0.tmp"
    fs.sweep(path)
    assert.same({ ".breachkit-2-a-0.tmp", ".breachkit-notes", "a.tmp" }, (function()
      local names = listing(root)
      assert.equal(4, #names)
      for i = #names, 1, -1 do
        if names[i]:find "^%.breachkit%-%d%d%d" then table.remove(names, i) end
      end
      return names
    end)())
    assert(writer:write "whole")
    assert(writer:commit())
    assert.equal("whole", fs.read(path))
    fs.sweep(root .. "/nowhere/x")
  end)

  it("overwrites in place, and nothing past the end", function()
    local path = root .. "/over"
    assert(fs.write_atomic(path, "0123456789"))
    assert.is_true(fs.overwrite(path, 4, "xy"))
    assert.equal("0123xy6789", fs.read(path))
    assert.is_true(fs.overwrite(path, 8, "YZ"))
    assert.equal("range", select(2, fs.overwrite(path, 9, "ab")).code)
    assert.equal("0123xy67YZ", fs.read(path))
    assert.equal("io", select(2, fs.overwrite(path .. "-none", 0, "")).code)
    assert.has_error(function() fs.overwrite(path, -1, "a") end)
  end)

  it("makes directories and tells types", function()
    assert.is_true(fs.mkdir(root .. "/a/b/c", true))
    assert.is_true(fs.mkdir(root .. "/a/b/c", true))
    assert.equal("io", select(2, fs.mkdir(root .. "/a")).code)
    assert(fs.write_atomic(root .. "/f", ""))
    assert.equal("io", select(2, fs.mkdir(root .. "/f", true)).code)
    assert.equal("directory", fs.type(root))
    assert.equal("file", fs.type(root .. "/f"))
    assert.is_nil(fs.type(root .. "/none"))
    local f = assert(io.open(root .. "/f"))
    assert.is_false(fs.is_tty(f))
    f:close()
    assert.has_error(function() fs.is_tty(f) end)
  end)
end)
