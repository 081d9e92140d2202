-- JSON of report-like records: throughput against what is installed of lua-cjson and dkjson, and growth from n to 10n.
-- And three fields of JSON Lines, against decoding each line by lua-cjson.
local measure = dofile "bench/lib/measure.lua"
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

-- megabytes a second, and the seconds of a run
local function speed(bytes, run)
  local took = measure.typical(run)
  return bytes / took / 1e6, took
end

-- the medians of runs that take turns, so that what else the machine does slows both
local function pair(run, peer)
  local ours, theirs = {}, {}
  for i = 1, 7 do
    ours[i] = measure.seconds(run)
    theirs[i] = peer and measure.seconds(peer)
  end
  return measure.median(ours), peer and measure.median(theirs)
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
    local own = json.decode(data)
    local ours_d, d = pair(function() json.decode(data) end, function() peer.decode(data) end)
    local ours_e, e = pair(function() json.encode(own) end, function() peer.encode(plain) end)
    print(("%-10s decode %6.1f MB/s  encode %6.1f MB/s  (breachkit: %.2f and %.2f of its speed)"):format(
      name, #data / d / 1e6, #data / e / 1e6, d / ours_d, e / ours_e))
  else
    print(name .. ": not installed")
  end
end

-- rows as dumps have them: many short fields, objects and lists among them
local path = os.tmpname()
local rows = {}
for i = 1, 200000 do
  rows[i] = json.encode { id = ("report-%d"):format(i), email = ("u%d@example.test"):format(i), active = i % 2 == 0,
    created = "2014-11-24T10:00:00Z", score = math.random(), count = math.random(1 << 40),
    address = { street = "Main Street " .. i, city = "Springfield", zip = i }, tags = { "a", "b", "leak" },
    password = ("%016x%016x"):format(math.random(0), math.random(0)), last = { ip = "198.51.100.7",
      agent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36" },
    note = ("The company said that %d records\nwere read. "):format(i) }
end
local text = table.concat(rows, "\n") .. "\n"
measure.file(text, path)
local function fields()
  local n = 0
  for _, _, id, email, ip in json.lines(path, { fields = { "id", "email", "last.ip" } }) do
    n = n + #id + #email + #ip
  end
  return n
end
local there, cjson = pcall(require, "cjson")
local function decoded()
  local n = 0
  for line in io.lines(path) do
    local v = cjson.decode(line)
    n = n + #v.id + #v.email + #v.last.ip
  end
  return n
end
local took_fields, took_peer = pair(fields, there and decoded or nil)
print(("three fields of each line of %.0f MB: %.0f MB/s"):format(#text / 1e6, #text / took_fields / 1e6))
if there then
  print(("  lua-cjson and io.lines: %.0f MB/s (breachkit: %.1f times as fast)"):format(#text / took_peer / 1e6,
    took_peer / took_fields))
end
os.remove(path)
