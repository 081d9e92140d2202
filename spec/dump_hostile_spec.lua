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

  it("is scanned with a line of a gigabyte in it", function()
    local path = with_gap("scan.txt", "see example.net/a and 198.51.100.7 ", " and CVE-2024-12345 then\n", LONG)
    local found = {}
    for f in scan.file(path, { kinds = { "cve" } }) do found[#found + 1] = { f.value, f.first } end
    assert.same({ { "CVE-2024-12345", 36 + LONG + 5 } }, found)
  end)
end)
