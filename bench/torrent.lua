-- Torrents of many small files: milliseconds to parse and check one, to make its record, and growth from n to 10 n (1.0
-- is linear); then MB/s of verify. The peers: one pass of SHA-1 over the same bytes, which no reader can do without,
-- libtorrent's reader where python3-libtorrent is installed, and hashlib.
package.path = "./lua/?.lua;./lua/?/init.lua;./spec/?.lua;" .. package.path
package.cpath = "./" .. (os.getenv "BREACHKIT_BUILD" or "build") .. "/?.so;" .. package.cpath
local digest = require "breachkit.core".digest
local torrent = require "breachkit.torrent"
local torrents = require "torrents"

local PIECE <const>, SIZE <const> = 1 << 20, 16384

local function many(kind, n)
  local info = { name = "many", ["piece length"] = PIECE }
  local metainfo = { info = info }
  if kind == "v1" then
    local files = {}
    for i = 1, n do
      files[i] = { length = SIZE, path = { ("folder %03d"):format(i // 1000), ("file %06d.txt"):format(i) } }
    end
    info.files, info.pieces = files, ("\1"):rep(20 * ((n * SIZE + PIECE - 1) // PIECE))
  else
    local tree = {}
    for i = 1, n do
      local folder = ("folder %03d"):format(i // 1000)
      tree[folder] = tree[folder] or {}
      tree[folder][("file %06d.txt"):format(i)] = { [""] = { length = SIZE, ["pieces root"] = ("%032d"):format(i) } }
    end
    info["file tree"], info["meta version"], metainfo["piece layers"] = tree, 2, {}
  end
  return torrents.encode(metainfo)
end

local function median(fn, ...)
  local times = {}
  for i = 1, 7 do
    collectgarbage()
    local start = os.clock()
    fn(...)
    times[i] = os.clock() - start
  end
  table.sort(times)
  return times[4]
end

local LIBTORRENT = [[
import sys, time
try: import libtorrent
except ImportError: sys.exit()
data, times = open(sys.argv[1], "rb").read(), []
for _ in range(7):
    start = time.process_time(); libtorrent.torrent_info(data); times.append(time.process_time() - start)
print(sorted(times)[3])
]]

local function libtorrent(bytes)
  local data, script = os.tmpname(), os.tmpname()
  for path, text in pairs { [data] = bytes, [script] = LIBTORRENT } do
    local file <close> = assert(io.open(path, "wb"))
    file:write(text)
  end
  local pipe = assert(io.popen(((os.getenv "PYTHON" or "python3") .. " %s %s 2>/dev/null"):format(script, data)))
  local took = tonumber(pipe:read "l")
  pipe:close()
  os.remove(data)
  os.remove(script)
  return took
end

for _, kind in ipairs { "v1", "v2" } do
  local small, large = many(kind, 10000), many(kind, 100000)
  local a, b = median(torrent.parse, small), median(torrent.parse, large)
  local hash = median(digest.hex, "sha1", large)
  local t = assert(torrent.parse(large))
  print(("%s parse, 100,000 files, %.1f MB  %7.1f ms   n to 10n: %.2f   of one SHA-1 pass: %.1f"):format(kind,
    #large / 1e6, b * 1e3, b / a / 10, b / hash))
  print(("%s record of them                %7.1f ms"):format(kind, median(t.record, t) * 1e3))
  local peer = libtorrent(large)
  print(peer and ("%s libtorrent's reader           %7.1f ms   ours: %.1f times as fast"):format(kind, peer * 1e3,
    peer / b)
    or "   libtorrent: skipped, python3-libtorrent is not installed")
end

-- Wall time, since threads share the work: verify of one file in the page cache, against the same pieces hashed by
-- Python's hashlib on two threads, which is OpenSSL's SHA-1 or SHA-256 and nothing else.
local HASHLIB = [[
import concurrent.futures, hashlib, mmap, sys, time
with open(sys.argv[1], "rb") as f, concurrent.futures.ThreadPoolExecutor(2) as pool:
    data, new = memoryview(mmap.mmap(f.fileno(), 0, prot=mmap.PROT_READ)), getattr(hashlib, sys.argv[2])
    n, start = 1 << 20, time.perf_counter()
    list(pool.map(lambda at: new(data[at:at + n]).digest(), range(0, len(data), n)))
    print(time.perf_counter() - start)
]]

local function now()
  local pipe <close> = assert(io.popen "date +%s.%N")
  return tonumber(pipe:read "l")
end

local folder = os.tmpname()
os.remove(folder)
os.execute("mkdir -p " .. folder)
local COUNT <const> = 512 -- MiB
do
  local chunk = ("0123456789abcdef"):rep(PIECE // 16)
  local file <close> = assert(io.open(folder .. "/big", "wb"))
  for _ = 1, COUNT do file:write(chunk) end
  local script <close> = assert(io.open(folder .. "/peer.py", "wb"))
  script:write(HASHLIB)
end

local function speed_of_verify(version, peer)
  local bytes = assert(torrent.create(folder .. "/big", { version = version, piece_length = PIECE }))
  local t = assert(torrent.parse(bytes))
  local ours, one, theirs, ratios = {}, {}, {}, {}
  for i = 1, 7 do
    for threads, list in pairs { one, ours } do
      local start = now()
      assert(assert(t:verify(folder, { threads = threads })).holds)
      list[i] = now() - start
    end
    local pipe = assert(io.popen(("python3 %s/peer.py %s/big %s 2>/dev/null"):format(folder, folder, peer)))
    theirs[i] = tonumber(pipe:read "l")
    pipe:close()
    ratios[i] = theirs[i] and theirs[i] / ours[i]
  end
  for _, list in ipairs { ours, one, theirs, ratios } do table.sort(list) end
  local size = COUNT * PIECE
  print(("%s verify of %d MiB, two threads  %5.0f MB/s   one thread  %5.0f MB/s"):format(version, COUNT,
    size / ours[4] / 1e6, size / one[4] / 1e6))
  print(ratios[4] and ("   hashlib's %s on two threads %5.0f MB/s   ours: %.2f times as fast"):format(peer,
    size / theirs[4] / 1e6, ratios[4]) or "   hashlib: skipped, there is no python3")
end

speed_of_verify("v1", "sha1")
speed_of_verify("v2", "sha256")
os.execute("rm -rf " .. folder)
