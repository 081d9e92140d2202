-- Equal lines taken out of dumps: bk.dump.unique, core.unique below it, and breachkit dump --unique.
require "helper"
local core = require "breachkit.core"
local dump = require "breachkit.dump"
local fs = require "breachkit.fs"
local json = require "breachkit.json"
local scratch = require "scratch"
local sh = require "shell"
local source = require "breachkit.document.source"

local build = os.getenv "BREACHKIT_BUILD" or "build"

describe("dump.unique", function()
  local dir = scratch(before_each, after_each)
  local write = dir.write

  -- what stays of the sources, and the counts
  local function merged(sources, options)
    local out = dir.path .. "/out"
    local m <close> = dump.unique(out)
    for _, src in ipairs(sources) do
      if type(src) == "string" then src = source.file(src) end
      local leak <close> = assert(dump.of(src, { layout = { kind = "combo", separator = ":" } }))
      assert(m:add(leak))
    end
    local counts, e = m:write(options)
    return counts and assert(fs.read(out)), counts or e
  end

  it("keeps the first of equal lines and the order, and ends each line", function()
    local text, counts = merged { write("a", "b:1\na:2\r\n\nb:1\na:2\n\0:x\n\nb:1 \n\0:x\nlast:3") }
    assert.equal("b:1\na:2\r\n\na:2\n\0:x\nb:1 \nlast:3\n", text)
    assert.same({ lines = 10, unique = 7, spilled = 0, path = dir.path .. "/out" }, counts)
    text, counts = merged { write("b", "a:1\nb:2"), write("c", "b:2\nc:3\na:1\n") }
    assert.same({ "a:1\nb:2\nc:3\n", 5 }, { text, counts.lines })
  end)

  it("gives the same over pieces, lines longer than them, threads and disk", function()
    -- 13 MB: lines that end and begin at the ends of pieces, one of 5 MB twice, one of 9 MB with another end
    local long, parts, random = ("x"):rep(5 << 20), {}, 7
    for i = 1, 40000 do
      random = (random * 1103515245 + 12345) % 2147483648
      parts[i] = ("user%d@example.test:%x\n"):format(random >> 12, random % 5)
    end
    local some = table.concat(parts)
    local whole = some .. ("y"):rep((4 << 20) - #some - 1) .. "\n" .. some .. long .. "\n" .. long .. "\n" .. long
      .. "z\n" .. some .. "end"
    local seen, wanted = {}, {}
    for line in (whole .. "\n"):gmatch "(.-)\n" do
      if not seen[line] then seen[line], wanted[#wanted + 1] = true, line .. "\n" end
    end
    local path = write("a", whole)
    local lines = 3 * #parts + 5
    for _, case in ipairs { { { threads = 1 }, 0, 0 }, { { threads = 3 }, 0, 0 },
      { { threads = 1, memory = 0 }, 20 * lines, 20 * lines },
      { { threads = 2, memory = 50000 }, 20 * lines - 50000, 20 * lines - 1 } } do
      local text, counts = merged({ path }, case[1])
      assert.is_true(text == table.concat(wanted))
      assert.same({ lines, #wanted }, { counts.lines, counts.unique })
      assert(counts.spilled >= case[2] and counts.spilled <= case[3], counts.spilled)
    end
    -- what comes from a stream is kept on disk meanwhile
    local at = 0
    local text = merged { source.reader(function()
      at = at + 65536
      local piece = whole:sub(at - 65535, at)
      return piece ~= "" and piece or nil
    end, "a stream") }
    assert.is_true(text == table.concat(wanted))
  end)

  it("refuses records that are more than lines, and leaves the file as it was", function()
    local out = write("out", "as it was")
    local m <close> = dump.unique(out)
    local sql <close> = assert(dump.of(source.bytes("INSERT INTO users (email, password) VALUES\n('a@b.test','x');\n",
      "x.sql")))
    local _, e = m:add(sql)
    assert.same({ "type", "records of sql are more than lines", "x.sql" }, { e.code, e.message, e.source })
    local csv <close> = assert(dump.open(write("t.csv", 'email,password\na@b.test,"x\ny"\n')))
    assert(m:add(csv))
    _, e = m:write()
    assert.same({ "type", dir.path .. "/t.csv" }, { e.code, e.source })
    assert.equal("as it was", assert(fs.read(out)))
    assert.has_error(function() m:write { thread = 1 } end, "dump.unique: unknown option 'thread'")
    assert.has_error(function() dump.unique(7) end, "dump.unique: a path expected, got number")
  end)

  it("tells of a file that changed between its readings, and of a full disk", function()
    local path = write("a", "a:1\nb:2\na:1\n")
    for bytes, from in pairs { ["a:1\nb:2"] = 0, ["a:1\nb:2\na:1\nc:3\n"] = 0, ["a:1b:2\na:1\n"] = 0 } do
      local file <close> = assert(io.open(write("b", "a:1\nb:2\na:1\n"), "rb"))
      local u <close> = assert(core.unique.new { beside = path })
      assert(u:read(file, from, 12))
      assert.same({ lines = 3, unique = 2, spilled = 60 }, assert(u:settle()))
      local writer <close> = assert(core.fs.writer(dir.path .. "/out"))
      write("b", bytes)
      local _, e = u:write(file, from, math.max(12, #bytes), writer)
      assert.equal("changed", e.code)
    end
    if fs.type "/dev/full" then
      local m <close> = dump.unique "/dev/full"
      local leak <close> = assert(dump.open(write("c", ("jane@example.test:%s\n"):format(("s"):rep(60000)):rep(40))))
      assert(m:add(leak))
      assert.equal("io", select(2, m:write()).code)
    end
  end)

  it("is a verb's option, for packed inputs and standard input too", function()
    local command = ("BREACHKIT_BUILD=%s bin/breachkit dump --unique "):format(build)
    local a, b = write("a.txt", "a@example.test:1\nb@example.test:2\na@example.test:1\n"),
      write("b.txt", "c@example.test:3\nb@example.test:2\n")
    os.execute("gzip " .. b)
    local status, said = sh(("%s -o jsonl --out %s/u.txt %s %s.gz"):format(command, dir.path, a, b))
    assert.equal(0, status, said)
    assert.same({ path = dir.path .. "/u.txt", lines = 5, unique = 3, spilled = 0 }, json.decode(said))
    assert.equal("a@example.test:1\nb@example.test:2\nc@example.test:3\n", assert(fs.read(dir.path .. "/u.txt")))
    status, said = sh(("cat %s | { %s --out %s/v.txt - ; }"):format(a, command, dir.path))
    assert.same({ 0, ("%s/v.txt: 2 lines, different ones of 3\n"):format(dir.path) }, { status, said })
    for arguments, message in pairs {
      [a] = "breachkit: dump: --unique needs --out FILE, to which the lines go unmasked; see breachkit dump --help\n",
      ["--out x --domain y " .. a] = "breachkit: dump: --unique and --domain do not go together; see breachkit dump "
        .. "--help\n",
    } do
      assert.same({ 2, message }, { sh(command .. arguments) })
    end
    status, said = sh(("%s --out %s/w.txt %s %s/none.txt"):format(command, dir.path, a, dir.path))
    assert.equal(3, status)
    assert.truthy(said:find("nothing is written, since some inputs failed", 1, true), said)
    assert.is_nil(fs.type(dir.path .. "/w.txt"))
  end)
end)
