-- Digests of one file of 128 MB in the page cache: MB/s, and how many times the peers in the same run, each where it is
-- there: Python's hashlib, rhash, ssdeep, Python's tlsh. Medians of five paired runs; a peer's start is in its figure.
-- And growth from n to 10n.
package.path = "./lua/?.lua;./lua/?/init.lua;" .. package.path
package.cpath = "./" .. (os.getenv "BREACHKIT_BUILD" or "build") .. "/?.so;" .. package.cpath
local hash = require "breachkit.hash"

local SIZE, RUNS = 128 << 20, 5
local path = os.tmpname()
do
  local f = assert(io.open(path, "wb"))
  local random = assert(io.open("/dev/urandom", "rb"))
  for _ = 1, SIZE >> 20 do f:write(random:read(1 << 20)) end
  random:close()
  f:close()
end

local function now()
  local pipe <close> = assert(io.popen "date +%s.%N")
  return tonumber(pipe:read "l")
end

local function seconds(fn)
  local start = now()
  fn()
  return now() - start
end

local function median(list)
  table.sort(list)
  return list[#list // 2 + 1]
end

local function there(command) return os.execute(command .. " >/dev/null 2>&1") end

local function python(body)
  return "python3 -c 'import hashlib\nf=open(\"" .. path .. "\",\"rb\")\n" .. body .. "'"
end

local function hashlib(names)
  return python("h=[hashlib.new(n) for n in \"" .. names .. "\".split()]\n"
    .. "for b in iter(lambda: f.read(131072), b\"\"):\n for d in h: d.update(b)")
end

local has_python, has_rhash, has_ssdeep = there "python3 -V", there "rhash -V", there "ssdeep -V"
local cases = {
  { { "md5" }, { hashlib = has_python and hashlib "md5", rhash = has_rhash and "rhash --md5 " .. path } },
  { { "sha1" }, { hashlib = has_python and hashlib "sha1", rhash = has_rhash and "rhash --sha1 " .. path } },
  { { "sha256" }, { hashlib = has_python and hashlib "sha256", rhash = has_rhash and "rhash --sha256 " .. path } },
  { { "md5", "sha1", "sha256" }, { hashlib = has_python and hashlib "md5 sha1 sha256",
    rhash = has_rhash and "rhash --md5 --sha1 --sha256 " .. path } },
  { { "sha512" }, { hashlib = has_python and hashlib "sha512" } },
  { { "sha3-256" }, { hashlib = has_python and hashlib "sha3_256" } },
  { { "blake2b" }, { hashlib = has_python and hashlib "blake2b" } },
  { { "blake3" }, { b3sum = there "b3sum --version" and "b3sum --num-threads 1 " .. path } },
  { { "xxh3-128" }, { xxhsum = there "xxhsum --version" and "xxhsum -H128 " .. path } },
  { { "crc32c" }, { rhash = has_rhash and "rhash --crc32c " .. path } },
  { { "tlsh" }, { ["Python's tlsh"] = there "python3 -c 'import tlsh'"
    and python "import tlsh\ntlsh.hash(f.read())" } },
  { { "ssdeep" }, { ssdeep = has_ssdeep and "ssdeep " .. path } },
}
for _, case in ipairs(cases) do
  local names, peers = case[1], case[2]
  local ours, theirs = {}, {}
  for _ = 1, RUNS do
    ours[#ours + 1] = seconds(function() assert(hash.file(path, names)) end)
    for peer, command in pairs(peers) do
      theirs[peer] = theirs[peer] or {}
      if command then table.insert(theirs[peer], seconds(function() os.execute(command .. " >/dev/null 2>&1") end)) end
    end
  end
  local took = median(ours)
  local line = { ("%-18s %6.0f MB/s"):format(table.concat(names, "+"), SIZE / took / 1e6) }
  for peer, list in pairs(theirs) do
    if #list > 0 then line[#line + 1] = ("%.2f times %s"):format(median(list) / took, peer) end
  end
  table.sort(line, function(a, b) return a:find "MB/s" and not b:find "MB/s" or not b:find "MB/s" and a < b end)
  print(table.concat(line, ", "))
end

local f = assert(io.open(path, "rb"))
local bytes = f:read(40 << 20)
f:close()
os.remove(path)
for _, name in ipairs { "blake3", "tlsh", "ssdeep" } do
  local function cpu(text)
    local start = os.clock()
    hash.bytes(text, name)
    return os.clock() - start
  end
  local small = bytes:sub(1, 4 << 20)
  local few, many = {}, {}
  for i = 1, RUNS do few[i], many[i] = cpu(small), cpu(bytes) end
  print(("%s: growth from n to 10n: %.1f"):format(name, median(many) / median(few)))
end
