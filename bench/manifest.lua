-- Manifests, audits and known hashes. Memory of a manifest's rows and of an audit at n and 10 n files (BENCH_FILES,
-- default 20,000 for 10 n), the manifest in the order of a walk and in another, and the audit's time a row. Packed sets
-- of n hashes (BENCH_HASHES, default 10 million; 100 million are 2 GB of disk and twice as much while they are sorted):
-- time to pack, growth from a tenth, and time of a look-up in the mapped file, warm.
local measure = dofile "bench/lib/measure.lua"
local core = require "breachkit.core"
local hex = require "breachkit.hex"
local known = require "breachkit.known"
local pwned = require "breachkit.pwned"

local FILES = tonumber(os.getenv "BENCH_FILES" or 20000)
local HASHES = tonumber(os.getenv "BENCH_HASHES" or 10000000)

local root = os.tmpname()
os.remove(root)
assert(os.execute("mkdir -p '" .. root .. "'"))

-- ---- memory, from n to 10 n files ----

-- What a process of its own prints that runs a program, and its peak of memory in MB.
local function peak(program)
  local script = measure.file(([[
    dofile "bench/lib/measure.lua"
    local manifest = require "breachkit.manifest"
    local root = %q
    %s
    for line in io.lines "/proc/self/status" do
      local kb = line:match "VmHWM:%%s*(%%d+)"
      if kb then print(kb / 1024) end
    end]]):format(root, program))
  local pipe <close> = assert(io.popen((os.getenv "LUA" or "lua5.4") .. " " .. script))
  local said, megabytes = pipe:read("n", "n")
  os.remove(script)
  return said, megabytes
end

if io.open "/proc/self/status" then
  for _, n in ipairs { FILES // 10, FILES } do
    assert(os.execute(("rm -rf %s/m; mkdir -p %s/m; cd %s/m; seq %d | awk '"
      .. '{ d = int($1 / 500); if (d != last || NR == 1) { system("mkdir -p " d); last = d } '
      .. '  f = d "/" $1; print $1 > f; close(f) }\''):format(root, root, root, n)))
    local files, megabytes = peak [[
      local n = 0
      for _ in assert(manifest.rows({ root .. "/m" }, { algorithms = { "md5" } })) do n = n + 1 end
      print(n)
      assert(manifest.write(root .. "/m.jsonl", { root .. "/m" }, { algorithms = { "md5" } }))]]
    print(("memory of a manifest of %d files: %.1f MB at most"):format(files, megabytes))
    assert(os.execute(("sort -t: -k3.30 %s/m.jsonl > %s/other.jsonl"):format(root, root)))
    for name, order in pairs { m = "the order of a walk", other = "another order" } do
      local seconds
      seconds, megabytes = peak(([[
        local start = os.clock()
        local result = assert(manifest.audit(root .. "/%s.jsonl", root .. "/m"))
        assert(result.holds and result.rows == %d)
        print(os.clock() - start)]]):format(name, n))
      print(("memory of its audit, in %s: %.1f MB at most, %.0f microseconds of processor time a row"):format(order,
        megabytes, seconds / n * 1e6))
    end
  end
end

-- ---- known hashes ----

local times = {}
for _, n in ipairs { HASHES // 10, HASHES } do
  local path = root .. "/s.bkset"
  local start = measure.now()
  local builder <close> = assert(core.hashset.build(path, { algorithm = "sha1", width = 20, counts = true }))
  local state = 88172645463325252
  local function next_hash() -- xorshift: hashes that are spread, and can be made again
    state = state ~ state << 13
    state = state ~ state >> 7
    state = state ~ state << 17
    return string.pack(">i8i8i4", state, state * 3, state & 0xffff)
  end
  for _ = 1, n do builder:add(next_hash(), 1) end
  assert(builder:commit())
  times[n] = measure.now() - start
  local set <close> = assert(known.open(path))
  state = 88172645463325252
  local hashes, asked = {}, math.min(n, 200000)
  for i = 1, asked do
    hashes[i] = next_hash()
    for _ = 2, n // asked do next_hash() end
  end
  local found = 0
  for _, h in ipairs(hashes) do found = found + set:find(h) end -- warm
  assert(found == #hashes)
  local clock = os.clock()
  for _, h in ipairs(hashes) do set:find(h) end
  local took = (os.clock() - clock) / #hashes * 1e6
  print(("known: %d hashes packed in %.1f s (%.2f million/s), %.2f microseconds a look-up, warm"):format(n, times[n],
    n / times[n] / 1e6, took))
  for i, h in ipairs(hashes) do hashes[i] = hex.encode(h) end
  local ranges <close> = assert(pwned.open(path))
  local function look_up(one)
    clock = os.clock()
    for i, h in ipairs(hashes) do one(i, h) end
    return (os.clock() - clock) / #hashes * 1e6
  end
  print(("pwned: %.2f microseconds a hash, %.2f a secret, among %d packed ones"):format(
    look_up(function(_, h) ranges:hash(h) end), look_up(function(i) ranges:secret("secret " .. i) end), n))
end
local growth = times[HASHES] / times[HASHES // 10]
print(("known: growth from n to 10 n: %.1f"):format(growth))
if HASHES < 1e8 then
  print(("known: 100 million would take about %.0f s, by that growth or ten times; BENCH_HASHES=100000000 measures it")
    :format(times[HASHES] * math.max(growth, 10) ^ math.log(1e8 / HASHES, 10)))
end

os.execute("rm -rf '" .. root .. "'")
