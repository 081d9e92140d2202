-- Many files, and one large one, by `breachkit hash` on two threads: MB/s of wall time, and how many times as fast as
-- the peers that are there, in wall time and in processor time, which says more on a busy machine. Runs of ours and
-- theirs take turns; medians of RUNS; every process's start is in its figure. Then the memory of hash.files with 1,000
-- and with 1,000,000 files.
local BUILD, LUA = os.getenv "BREACHKIT_BUILD" or "build", os.getenv "LUA" or arg[-1] or "lua5.4"
local FILES, RUNS, LARGE = 20000, tonumber(os.getenv "RUNS") or 5, 1 << 30

local SCRIPT = [[
package.path, package.cpath = "./lua/?.lua;" .. package.path, "./%s/?.so;" .. package.cpath
local hash, fs = require "breachkit.hash", require "breachkit.fs"
local times, names = tonumber(arg[2]), {}
for name in arg[3]:gmatch "%%S+" do names[#names + 1] = name end
local function paths()
  for _ = 1, times do for path in assert(fs.walk(arg[1])) do coroutine.yield(path) end end
end
local rows = 0
for row in assert(hash.files(coroutine.wrap(paths), names)) do
  assert(not row.error, row.error)
  rows = rows + 1
end
local status = io.open "/proc/self/status"
print(rows, status and status:read("a"):match "VmHWM:%%s*(%%d+)")
]]

local dir = os.tmpname()
os.remove(dir)
assert(os.execute("mkdir -p " .. dir .. "/tree"))
local tree, large, script = dir .. "/tree", dir .. "/large", dir .. "/script.lua"
do
  local f = assert(io.open(script, "w"))
  f:write(SCRIPT:format(BUILD))
  f:close()
  local random = assert(io.open("/dev/urandom", "rb"))
  for i = 0, FILES - 1 do
    if i % 100 == 0 then assert(os.execute(("mkdir %s/%03d"):format(tree, i // 100))) end
    f = assert(io.open(("%s/%03d/%02d"):format(tree, i // 100, i % 100), "wb"))
    f:write(random:read(45000 + i % 100 * 100))
    f:close()
  end
  f = assert(io.open(large, "wb"))
  for _ = 1, LARGE >> 20 do f:write(random:read(1 << 20)) end
  f:close()
  random:close()
end

local function run(command)
  local pipe <close> = assert(io.popen(("bash -c \"TIMEFORMAT='%%R %%U %%S'; time { %s >/dev/null 2>&1; }\" 2>&1")
    :format(command)))
  local wall, user, system = pipe:read("a"):match "([%d.]+) ([%d.]+) ([%d.]+)"
  return tonumber(wall), user + system
end

local function median(list)
  table.sort(list)
  return list[#list // 2 + 1]
end

local function there(command) return os.execute(command .. " >/dev/null 2>&1") end

local function compare(what, bytes, ours, peers)
  local wall, cpu, theirs = {}, {}, {}
  local names = {}
  for name, peer in pairs(peers) do
    if there(peer.check) then
      names[#names + 1], theirs[name] = name, { wall = {}, cpu = {} }
    else
      print(("%s: %s is not there, skipped"):format(what, name))
    end
  end
  table.sort(names)
  for i = 1, RUNS do
    wall[i], cpu[i] = run(ours)
    for _, name in ipairs(names) do theirs[name].wall[i], theirs[name].cpu[i] = run(peers[name].command) end
  end
  local took, used = median(wall), median(cpu)
  print(("%s: %.0f MB/s"):format(what, bytes / took / 1e6))
  for _, name in ipairs(names) do
    print(("  %.2f times %s (%.2f in processor time)"):format(median(theirs[name].wall) / took, name,
      median(theirs[name].cpu) / used))
  end
end

local function ours(path, names)
  return ("bin/breachkit hash -q --progress never -j 2 -o jsonl -a %s %s"):format(names:gsub(" ", ","), path)
end
local function xargs(command) return ("find %s -type f -print0 | xargs -0 -P2 -n 250 %s"):format(tree, command) end

local all = 0
for i = 0, FILES - 1 do all = all + 45000 + i % 100 * 100 end
compare("20,000 files of 50 KB, md5 sha1 sha256", all, ours(tree, "md5 sha1 sha256"), {
  ["find | xargs -P2 rhash"] = { check = "rhash -V", command = xargs "rhash --md5 --sha1 --sha256" },
  ["hashdeep -r"] = { check = "hashdeep -V", command = "hashdeep -c md5,sha1,sha256 -r " .. tree },
})
compare("20,000 files of 50 KB, sha256", all, ours(tree, "sha256"), {
  ["xargs -P2 openssl dgst"] = { check = "openssl version", command = xargs "openssl dgst -sha256" },
})
compare("one file of 1 GiB, md5 sha1 sha256", LARGE, ours(large, "md5 sha1 sha256"), {
  rhash = { check = "rhash -V", command = "rhash --md5 --sha1 --sha256 " .. large },
})
compare("one file of 1 GiB, blake3", LARGE, ours(large, "blake3"), {
  ["b3sum, 2 threads"] = { check = "b3sum --version", command = "b3sum --num-threads 2 " .. large },
})

local function memory(times)
  local pipe <close> = assert(io.popen(("%s %s %s/000 %d 'md5 sha1 sha256'"):format(LUA, script, tree, times)))
  local rows, peak = pipe:read("a"):match "(%d+)%s+(%d*)"
  print(("%d files: peak of %s kB"):format(rows, peak))
end
memory(10)
memory(10000)
os.execute("rm -rf " .. dir)
