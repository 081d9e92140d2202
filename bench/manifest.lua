-- Manifests and known hashes. A tree of files (default 20,000 of about 50 KB: BENCH_FILES, BENCH_BYTES) by
-- `breachkit hash` beside rhash and openssl under xargs, where they are there: paired runs, medians, ratios.
-- Memory at n and 10 n files. Packed sets of n hashes (BENCH_HASHES, default 10 million; 100 million are 2 GB of disk
-- and twice as much while they are sorted): time to pack, time of a look-up, warm.
package.path = "./lua/?.lua;./lua/?/init.lua;" .. package.path
package.cpath = "./" .. (os.getenv "BREACHKIT_BUILD" or "build") .. "/?.so;" .. package.cpath
local core = require "breachkit.core"
local known = require "breachkit.known"
local pwned = require "breachkit.pwned"

local FILES = tonumber(os.getenv "BENCH_FILES" or 20000)
local BYTES = tonumber(os.getenv "BENCH_BYTES" or 50000)
local HASHES = tonumber(os.getenv "BENCH_HASHES" or 10000000)
local RUNS <const> = 5

local root = os.tmpname()
os.remove(root)
assert(os.execute("mkdir -p '" .. root .. "/t'"))

local function now()
  local pipe <close> = assert(io.popen "date +%s.%N")
  return tonumber(pipe:read "l")
end

local function seconds(command)
  local start = now()
  assert(os.execute(command))
  return now() - start
end

local function median(list)
  table.sort(list)
  return list[#list // 2 + 1]
end

local function there(command) return os.execute(command .. " >/dev/null 2>&1") end

-- ---- a tree ----
do
  local random <close> = assert(io.open("/dev/urandom", "rb"))
  local block = random:read(1 << 20)
  math.randomseed(1)
  local total = 0
  for i = 1, FILES do
    local folder = ("%s/t/%03d"):format(root, i % 200)
    if i <= 200 then assert(os.execute("mkdir -p " .. folder)) end
    local n = math.random(BYTES // 2, BYTES * 3 // 2)
    local from = math.random(1, #block - n)
    local f <close> = assert(io.open(("%s/%d"):format(folder, i), "wb"))
    f:write(block:sub(from, from + n - 1))
    total = total + n
  end
  local function ours(names)
    return ("bin/breachkit hash -q --progress never -a %s -o jsonl %s/t > /dev/null"):format(names, root)
  end
  local cases = {
    { "md5,sha1,sha256", { rhash = there "rhash -V"
      and ("find %s/t -type f -print0 | xargs -0 -P2 -n200 rhash --md5 --sha1 --sha256 > /dev/null"):format(root) } },
    { "sha256", { openssl = there "openssl version"
      and ("find %s/t -type f -print0 | xargs -0 -P2 -n200 openssl dgst -sha256 > /dev/null"):format(root) } },
  }
  seconds(ours "sha256") -- into the page cache
  for _, case in ipairs(cases) do
    local names, peers = case[1], case[2]
    for peer, command in pairs(peers) do
      if command then
        local mine, ratios = {}, {}
        for run = 1, RUNS do
          mine[run] = seconds(ours(names))
          ratios[run] = seconds(command) / mine[run]
        end
        print(("tree of %d files, %-16s %6.0f MB/s, %.1f times xargs -P2 %s"):format(FILES, names,
          total / 1e6 / median(mine), median(ratios), peer))
      else
        print(("tree, %s: %s is not there, skipped"):format(names, peer))
      end
    end
  end
end

-- ---- memory, from n to 10 n files ----
local function peak(files)
  assert(os.execute(("rm -rf %s/m; mkdir -p %s/m; cd %s/m; seq %d | awk '"
    .. '{ d = int($1 / 500); if (d != last || NR == 1) { system("mkdir -p " d); last = d } '
    .. '  f = d "/" $1; print $1 > f; close(f) }\''):format(root, root, root, files)))
  local pipe <close> = assert(io.popen(("lua5.4 -e '%s' 2>&1"):format(([[
    package.path = "./lua/?.lua;./lua/?/init.lua;" .. package.path
    package.cpath = "./build/?.so;" .. package.cpath
    local n = 0
    for _ in assert(require "breachkit.manifest".rows({ "%s/m" }, { algorithms = { "md5" } })) do n = n + 1 end
    for line in io.lines "/proc/self/status" do
      local kb = line:match "VmHWM:%%s*(%%d+)"
      if kb then print(n, kb) end
    end]]):format(root):gsub("'", "'\\''"))))
  return pipe:read("n", "n")
end
if there "test -r /proc/self/status" then
  for _, n in ipairs { 2000, 20000 } do
    local files, kb = peak(n)
    print(("memory of a manifest of %d files: %.1f MB at most"):format(files, kb / 1024))
  end
end

-- ---- known hashes ----
for _, n in ipairs { HASHES // 10, HASHES } do
  local path = root .. "/s.bkset"
  local start = now()
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
  local packed = now() - start
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
  print(("known: %d hashes packed in %.1f s (%.2f million/s), %.2f microseconds a look-up, warm"):format(n, packed,
    n / packed / 1e6, took))
  local function hex(c) return ("%02x"):format(c:byte()) end
  for i, h in ipairs(hashes) do hashes[i] = h:gsub(".", hex) end
  local ranges <close> = assert(pwned.open(path))
  local function look_up(one)
    clock = os.clock()
    for i, h in ipairs(hashes) do one(i, h) end
    return (os.clock() - clock) / #hashes * 1e6
  end
  print(("pwned: %.2f microseconds a hash, %.2f a secret, among %d packed ones"):format(
    look_up(function(_, h) ranges:hash(h) end), look_up(function(i) ranges:secret("secret " .. i) end), n))
end

os.execute("rm -rf '" .. root .. "'")
