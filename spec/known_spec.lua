-- Sets of known hashes: packed from every kind of list, looked up, through the library and the command line.
local core = require "breachkit.core"
local fs = require "breachkit.fs"
local hash = require "breachkit.hash"
local known = require "breachkit.known"

local root

local function write(name, bytes)
  assert(fs.write_atomic(root .. "/" .. name, bytes))
  return root .. "/" .. name
end

local function run(command)
  local pipe <close> = assert(io.popen(("{ %s\n} 2>&1; echo $?"):format(command)))
  local said = pipe:read "a"
  local out, status = said:match "^(.-)(%d+)\n$"
  return (out:gsub(root, "ROOT")), tonumber(status)
end

local A, B, C = hash.bytes("a", "sha1").sha1, hash.bytes("b", "sha1").sha1, hash.bytes("c", "sha1").sha1

describe("known", function()
  before_each(function()
    root = os.tmpname()
    os.remove(root)
    assert(fs.mkdir(root .. "/t", true))
  end)
  after_each(function() os.execute("rm -rf '" .. root .. "'") end)

  it("packs NSRL's and HashKeeper's CSV, lists and manifests", function()
    local nsrl = write("NSRLFile.txt",
      '"SHA-1","MD5","CRC32","FileName","FileSize","ProductCode","OpSystemCode","SpecialCode"\r\n'
      .. ('"%s","%s","0","a, ""quoted"".txt",1,2,"358",""\r\n'):format(A:upper(), hash.bytes("a", "md5").md5:upper())
      .. '"not","a","hash","x",1,2,"358",""\r\n')
    local keeper = write("keeper.hsh",
      '"file_id","hashset_id","file_name","directory","hash","file_size","date_modified"\r\n'
      .. ('1,2,"x","c:\\y",%s,1,""\r\n'):format(hash.bytes("k", "md5").md5))
    local list = write("list.txt",
      "# mine\n" .. B .. "\n" .. B .. "  name with spaces\n" .. C:upper() .. "\r\nnonsense\n")
    local f <close> = assert(io.open(root .. "/t/d", "wb"))
    f:write "d"
    f:close()
    local manifest = root .. "/m.jsonl"
    assert(require "breachkit.manifest".write(manifest, { root .. "/t" }, { seal = true }))
    local deep = root .. "/m.hd"
    assert(require "breachkit.manifest".write(deep, { root .. "/t" }, { format = "hashdeep" }))
    local bad = {}
    local done = assert(known.pack(root .. "/s.bkset", { nsrl, list, manifest, deep }, { algorithm = "sha1",
      on_bad = function(e)
        bad[#bad + 1] = e.source:sub(#root + 2) .. ":" .. e.code .. ":" .. tostring(e.position)
      end }))
    assert.same({ count = 4, added = 6 }, done)
    assert.same({ "NSRLFile.txt:syntax:" .. fs.read(nsrl):find('"not"', 1, true), "list.txt:syntax:nil" }, bad)
    local set <close> = assert(known.open(root .. "/s.bkset"))
    assert.same({ 4, "sha1", false }, { #set, set.algorithm, set.counts })
    for bytes, is in pairs { a = 1, b = 1, c = 1, d = 1, e = false } do
      local h <close> = hash.new "sha1"
      assert.equal(is or nil, set:find(hash.bytes(bytes, "sha1").sha1))
      assert.equal(is or nil, set:find(h:update(bytes):binary().sha1))
    end
    assert.equal(1, set:find(A:upper()))
    assert.is_true(set:check())
    assert.has_error(function() set:find "abc" end)
    assert.equal(2, assert(known.pack(root .. "/md5.bkset", { nsrl, keeper }, { algorithm = "md5" })).count)
    local nothing, e = known.pack(root .. "/x.bkset", { keeper }, { algorithm = "sha1" })
    assert.is_nil(nothing)
    assert.equal("type", e.code)
    assert.is_nil(fs.stat(root .. "/x.bkset"))
    assert.equal("io", select(2, known.pack(root .. "/x.bkset", { root .. "/none" }, { algorithm = "sha1" })).code)
    assert.has_error(function() known.pack(root .. "/x", {}, { algorithm = "sha9" }) end)
  end)

  it("sorts more than fits in memory, adds counts up, and gives ranges", function()
    local lines = {}
    for i = 1, 120000 do lines[i] = ("%s:%d\n"):format(hash.bytes(tostring(i % 60000), "md5").md5, i % 3) end
    local list = write("list", table.concat(lines))
    local done = assert(known.pack(root .. "/s", { list }, { algorithm = "ntlm", counts = true, memory = 1 }))
    assert.same({ count = 40000, added = 80000 }, done) -- a count of 0 is none
    local set <close> = assert(core.hashset.open(root .. "/s"))
    assert.same({ algorithm = "ntlm", width = 16, counts = true, count = 40000 }, set:info())
    assert.is_true(set:check())
    local seen = 0
    for i = 0, 255 do
      local first, last = set:range(string.char(i))
      assert.equal(seen + 1, first)
      seen = last
    end
    assert.equal(40000, seen)
    local before = ""
    for i = 1, 40000, 7 do
      local bytes, count = set:at(i)
      assert.is_true(bytes > before and (count == 2 or count == 4))
      assert.equal(count, set:find(bytes))
      before = bytes
    end
    local first, last = set:range ""
    assert.same({ 1, 40000 }, { first, last })
    first, last = set:range(("\xff"):rep(16))
    assert.is_true(last < first)
    assert.has_error(function() set:at(0) end)
    assert.has_error(function() set:at(40001) end)
  end)

  it("tells a set that was cut or is none, and leaves nothing of a failed one", function()
    local list = write("list", A .. "\n" .. B .. "\n")
    assert(known.pack(root .. "/s", { list }, { algorithm = "sha1" }))
    local bytes = assert(fs.read(root .. "/s"))
    assert.equal(64 + 2 * 20, #bytes)
    assert.equal("range", select(2, known.open(write("cut", bytes:sub(1, -2)))).code)
    assert.equal("syntax", select(2, known.open(write("cut", bytes:sub(1, 40)))).code)
    assert.equal("syntax", select(2, known.open(list)).code)
    assert.equal("io", select(2, known.open(root .. "/none")).code)
    local set <close> = assert(known.open(write("edited", bytes:sub(1, 64) .. bytes:sub(85) .. bytes:sub(65, 84))))
    assert.equal("syntax", select(2, set:check()).code)
    local said, status = run(("trap '' XFSZ; ulimit -f 8; seq -f '%%040.0f' 2000 > '%s/big' 2>/dev/null; ulimit -f 0; "
      .. "bin/breachkit known --pack sha1 --out '%s/full' '%s/list'"):format(root, root, root))
    assert.equal(2, status)
    assert.truthy(said:find "File too large")
    local names = {}
    for path in assert(fs.walk(root)) do names[#names + 1] = path:sub(#root + 2) end
    assert.same({ "big", "cut", "edited", "list", "s" }, names)
  end)

  it("is a verb: packs, looks files and manifests up", function()
    write("t/a", "a")
    write("t/z", "z")
    write("list", A .. ":5\n")
    local said, status = run(("bin/breachkit known --pack sha1 --out '%s/s' '%s/list'"):format(root, root))
    assert.same({ "breachkit: 1 different hash packed, of 1 read\n", 0 }, { said, status })
    said, status = run(("bin/breachkit known --set '%s/s' '%s/t'"):format(root, root))
    assert.same({ "known    ROOT/t/a\nunknown  ROOT/t/z\n", 0 }, { said, status })
    said, status = run(("bin/breachkit hash -q -a sha1 -o hashdeep '%s/t' > '%s/m'; rm '%s/t/a'; "
      .. "bin/breachkit known -o csv --set '%s/s' '%s/m'"):format(root, root, root, root, root))
    assert.equal(0, status)
    assert.truthy(said:find("ROOT/t/a,,true,,sha1," .. A .. ",1,,\r\n", 1, true))
    said, status = run(("bin/breachkit known --set '%s/s' '%s/t'"):format(root, root))
    assert.same({ "unknown  ROOT/t/z\n", 1 }, { said, status })
    for _, wrong in ipairs { "'%s'", "--set '%s/none' t", "--pack sha1 '%s'", "--pack sha9 --out x '%s'" } do
      assert.equal(2, select(2, run("bin/breachkit known " .. wrong:format(root))))
    end
  end)
end)
