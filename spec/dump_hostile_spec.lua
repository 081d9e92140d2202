-- Dumps that are cut, endless or broken: counted and told, in little memory, and the rest is read.
require "helper"
local dump = require "breachkit.dump"
local json = require "breachkit.json"
local scan = require "breachkit.scan"
local scratch = require "scratch"
local sh = require "shell"

local build = os.getenv "BREACHKIT_BUILD" or "build"
-- a gigabyte, but for valgrind
local LONG <const> = os.getenv "BREACHKIT_DATA" == "none" and 1 << 25 or 1 << 30
local LESS <const> = math.max(LONG >> 4, 1 << 24) -- for what takes longer; more than a record may have

describe("a dump", function()
  local dir = scratch(before_each, after_each)
  local write = dir.write

  -- `head`, a line of many bytes that takes no room on disk, `tail`
  local function with_gap(name, head, tail, size)
    local path = write(name, head)
    local f <close> = assert(io.open(path, "r+b"))
    f:seek("set", #head + size)
    f:write(tail)
    return path
  end

  it("with a line of a gigabyte is read around it", function()
    for name, case in pairs {
      list = { "jane@example.com:a\nbob@example.org:b\n", "\nanna@example.net:c\n", LONG, 3 },
      jsonl = { '{"email":"jane@example.com","password":"a"}\n', '\n{"email":"bob@example.org"}\n', LESS, 2 },
      table = { "id,email,password\n1,jane@example.com,a\n", "\n2,bob@example.org,b\n", LESS, 2 },
      json = { '[{"email":"jane@example.com"},\n{"email":"', '"},{"email":"bob@example.org"}]', LESS, 2 },
    } do
      local leak <close> = assert(dump.open(with_gap(name, case[1], case[2], case[3])))
      local s = assert(leak:summary())
      assert.same({ case[4], { long = 1 } }, { s.records, s.bad }, name)
    end
  end)

  it("whose quote never closes is read to it, and no longer than a record may be", function()
    local rows = "id,email,password\n1,jane@example.com,a\n"
    local path = write("t.csv", rows .. '2,"bob@example.org,b\n' .. ("3,anna@example.net,c\n"):rep(500000))
    local leak <close> = assert(dump.open(path))
    local s = assert(leak:summary())
    assert.equal(1, s.bad.long or s.bad.syntax)
    assert.equal(#rows + 3, s.samples[1].position)
    assert(s.records >= 1)
  end)

  it("of SQL cut in a string keeps the rows before it", function()
    local leak <close> = assert(dump.open(write("x.sql",
      "INSERT INTO `users` (email,password) VALUES ('jane@example.com','a'),('bob@example.org','b');\n"
      .. "INSERT INTO `users` (email,password) VALUES ('anna@example.net','c")))
    local s = assert(leak:summary())
    assert.same({ 2, { syntax = 1 } }, { s.records, s.bad })
  end)

  it("in a gzip file that is cut is told of, and what else there is is read", function()
    local lines = {}
    for i = 1, 200000 do lines[i] = ("user%d@example.test:%x\n"):format(i, i * 2654435761 % 4294967296) end
    local whole = write("whole.txt", table.concat(lines))
    os.execute(("gzip -k %s && head -c 500000 %s.gz >%s/cut.txt.gz && rm %s.gz"):format(whole, whole, dir.path, whole))
    local command = ("BREACHKIT_BUILD=%s bin/breachkit dump -o jsonl %s"):format(build, dir.path)
    local status, said = sh(command .. " 2>/dev/null")
    assert.equal(3, status)
    local rows = {}
    for line in said:gmatch "[^\n]+" do
      local row = assert(json.decode(line))
      rows[row.path:match "[^/]+$"] = row
    end
    assert.same({ 200000 }, { rows["whole.txt"].records, rows["whole.txt"].incomplete })
    local cut = rows["cut.txt.gz"]
    assert(cut.records > 1000 and cut.records < 200000, cut.records)
    assert.equal("damaged or cut short: gzip ends too soon", cut.incomplete)
    status, said = sh(("BREACHKIT_BUILD=%s bin/breachkit dump -q %s/cut.txt.gz >/dev/null"):format(build, dir.path))
    local told = ("breachkit: %s/cut.txt.gz: damaged or cut short: gzip ends too soon (syntax)\n"):format(dir.path)
    assert.same({ 3, told }, { status, said })
  end)

  it("of nothing but NULs, or of one endless line, is none", function()
    for _, byte in ipairs { "\0", "x" } do
      local leak, e = dump.open(write("n", byte:rep(1 << 20)))
      assert.is_nil(leak)
      assert.equal("type", e.code)
    end
  end)

  it("that grows or shrinks while it is read is told of, and what was there is summed up", function()
    local line = "jane@example.com:s3cret\n"
    for _, harm in ipairs { "printf 'x@example.com:y\\n' >>", "truncate -s 48 " } do
      local path = write("t", line:rep(3))
      local leak <close> = assert(dump.open(path))
      local s = assert(leak:summary { threads = 1, on_progress = function() os.execute(harm .. path) end })
      assert.same({ 3, 1 }, { s.records, s.people.distinct })
      assert.matches("it was 72 bytes and is %d+ now", s.changed)
    end
  end)

  it("that is gone is an error, or is read from what is open; a named pipe is not waited for", function()
    local path = write("gone", "a@example.com:x\n")
    local leak <close> = assert(dump.open(path))
    os.remove(path)
    assert.equal(1, assert(leak:summary()).records)
    assert.equal("io", select(2, dump.open(path)).code)
    os.execute("mkfifo " .. path)
    local none, e = dump.open(path)
    assert.is_nil(none)
    assert.equal(path .. ": is a named pipe, which is not waited for (io)", tostring(e))
    -- one that is open already, as the shell's <(...) is, can be read
    local status, said = sh(("BREACHKIT_BUILD=%s bin/breachkit dump -o jsonl /dev/fd/3 3<%s"):format(build,
      write("t", "a@example.com:x\nb@example.com:y\n")))
    assert.same({ 0, 2 }, { status, assert(json.decode(said)).records })
    assert(os.remove(path))
  end)

  it("that is a folder, of another user, or behind one is an error that says so, and the rest is read", function()
    write("good.txt", "a@example.com:x\n")
    write("closed.txt", "b@example.com:y\n")
    assert(os.execute(("cd %s && mkdir sub && echo c@example.com:z >sub/c.txt && chmod a+rx . && chmod a+r good.txt "
      .. "&& chmod 0 closed.txt sub"):format(dir.path)))
    local e = select(2, dump.open(dir.path))
    assert.same({ "io", dir.path }, { e.code, e.source })
    local as = select(2, sh "id -u") == "0\n" and "setpriv --reuid 65534 --clear-groups " or ""
    local command = "BREACHKIT_BUILD=%s %sbin/breachkit dump -q -o jsonl %s/closed.txt %s/sub/c.txt %s/none %s/good.txt"
    local status, said = sh(command:format(build, as, dir.path, dir.path, dir.path, dir.path))
    os.execute(("chmod 700 %s/sub"):format(dir.path))
    local records, errors = {}, {}
    for line in said:gmatch "[^\n]+" do
      local row = json.decode(line)
      if row then records[#records + 1] = row.records else errors[#errors + 1] = line:gsub("^.*" .. dir.path, "") end
    end
    assert.same({ 3, { 1 } }, { status, records })
    assert.same({ "/closed.txt: cannot be read: Permission denied (io)",
      "/sub/c.txt: cannot be read: Permission denied (io)",
      "/none: cannot be read: No such file or directory (io)" }, errors)
  end)

  it("in a folder among pipes, loops, bombs and archives in archives is read, and each of those is told of", function()
    local lines = {}
    for i = 1, 1000 do lines[i] = ("user%d@example.test:%x\n"):format(i, i * 2654435761 % 4294967296) end
    write("a.txt", table.concat(lines))
    local commands = ("cd %s && mkfifo pipe && mkdir sub && ln -s .. sub/loop && ln -s nowhere dangling && "
      .. "yes a@example.com:x | head -c 40000000 | gzip -9 >bomb.txt.gz && cp a.txt in && "
      .. "for i in 1 2 3 4 5 6 7 8 9 10 11; do tar cf $i.tar in && mv $i.tar in; [ $i = 3 ] && cp in three.tar; done; "
      .. "mv in deep.tar"):format(dir.path)
    assert(os.execute(commands))
    local status, said = sh(("BREACHKIT_BUILD=%s bin/breachkit dump -q -o jsonl %s"):format(build, dir.path))
    local rows, errors = {}, {}
    for line in said:gmatch "[^\n]+" do
      local row = json.decode(line)
      if row then
        rows[row.path:sub(#dir.path + 2):match "^[^!]+"] = row
      else
        errors[#errors + 1] = line:match(".*%((%a+)%)$")
      end
    end
    assert.same({ 3, { "limit", "limit" } }, { status, errors })
    assert.same({ 1000, 1000 }, { rows["a.txt"].records, rows["three.tar"].records })
    assert.is_nil(rows["deep.tar"])
    local bomb = rows["bomb.txt.gz"]
    assert(bomb.records > 100000 and bomb.records < 2500000, bomb.records)
    assert.equal("unpacks to too many times its size", bomb.incomplete)
    said = select(2, sh(("BREACHKIT_BUILD=%s bin/breachkit dump %s"):format(build, dir.path)))
    for _, name in ipairs { "/pipe: passed over: a pipe", "/loop: passed over: a link", "/dangling: passed over" } do
      assert(said:find(name, 1, true), said)
    end
  end)

  it("is scanned with a line of a gigabyte in it", function()
    local path = with_gap("scan.txt", "see example.net/a and 198.51.100.7 ", " and CVE-2024-12345 then\n", LONG)
    local found = {}
    for f in scan.file(path, { kinds = { "cve" } }) do found[#found + 1] = { f.value, f.first } end
    assert.same({ { "CVE-2024-12345", 36 + LONG + 5 } }, found)
  end)
end)
