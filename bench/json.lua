-- JSON of report-like records: throughput against what is installed of lua-cjson and dkjson, and growth from n to 10n.
package.path = "./lua/?.lua;./lua/?/init.lua;" .. package.path
package.cpath = "./" .. (os.getenv "BREACHKIT_BUILD" or "build") .. "/?.so;" .. package.cpath
local json = require "breachkit.json"

math.randomseed(7)
local function records(n)
  local list = {}
  for i = 1, n do
    list[i] = {
      id = ("report-%d"):format(i), score = math.random(), count = math.random(1 << 40), flag = i % 2 == 0,
      text = ("The company said — “without detail” — that %d records\nwere read. "):format(i):rep(6),
      claims = { { first = i, last = i + 9, type = "data-breach" }, { first = 2 * i, last = 3 * i, type = "leak" } },
    }
  end
  return json.encode(list)
end

-- the best of several runs, in megabytes a second
local function speed(bytes, run)
  local best = math.huge
  for _ = 1, 5 do
    local start = os.clock()
    run()
    best = math.min(best, os.clock() - start)
  end
  return bytes / best / 1e6, best
end

local small, large = records(1000), records(10000)
local value = json.decode(large)
local decode, took = speed(#large, function() json.decode(large) end)
local encode = speed(#large, function() json.encode(value) end)
local _, tenth = speed(#small, function() json.decode(small) end)
print(("breachkit  decode %6.1f MB/s  encode %6.1f MB/s  (%.1f MB; sorted keys)"):format(decode, encode, #large / 1e6))
print(("growth of decode from n to 10n: %.1f"):format(took / tenth))
for _, name in ipairs { "cjson", "dkjson" } do
  local there, peer = pcall(require, name)
  if there then
    local data = name == "dkjson" and small or large
    local plain = peer.decode(data)
    local d = speed(#data, function() peer.decode(data) end)
    local e = speed(#data, function() peer.encode(plain) end)
    print(("%-10s decode %6.1f MB/s  encode %6.1f MB/s  (breachkit: %.2f and %.2f of its speed)"):format(
      name, d, e, decode / d, encode / e))
  else
    print(name .. ": not installed")
  end
end
