-- CSV of report-like records: megabytes a second against Python's csv module and, where installed, other readers for
-- Lua; growth from n to 10 n; memory while a file is read.
local measure = dofile "bench/lib/measure.lua"
local csv = require "breachkit.csv"

local function file(rows)
  local path = os.tmpname()
  local f = assert(io.open(path, "wb"))
  for i = 1, rows do
    f:write(csv.row { "Clinic " .. i .. ", Inc.", "CA", i * 37, "2014-11-24", "Hacking/IT Incident",
      ('The "portal" of clinic %d\nwas open; its staff was told. '):format(i):rep(i % 4) })
  end
  local size = f:seek()
  f:close()
  return path, size
end

local function read(path)
  local n = 0
  for record in csv.open(path) do n = n + #record end
  return n
end

local small = file(10000)
local large, size = file(100000)
local took, tenth = measure.typical(function() read(large) end), measure.typical(function() read(small) end)
print(("breachkit      %6.1f MB/s (%.1f MB)   growth from n to 10 n: %.1f"):format(size / took / 1e6, size / 1e6,
  took / tenth))
collectgarbage()
local most = 0
local i = 0
for _ in csv.open(large) do
  i = i + 1
  if i % 1000 == 0 then most = math.max(most, collectgarbage "count") end
end
print(("Lua's memory while it reads: at most %.1f MB"):format(most / 1024))
local peer = measure.python([[
import csv, sys, time
times = []
for _ in range(5):
    start = time.process_time()
    n = 0
    for row in csv.reader(open(sys.argv[1], newline="", encoding="utf-8")): n += len(row)
    times.append(time.process_time() - start)
print(sorted(times)[2])]], large)
if peer then
  print(("Python's csv   %6.1f MB/s (breachkit: %.1f times as fast)"):format(size / peer / 1e6, peer / took))
else
  print "Python: not installed"
end
for _, name in ipairs { "ftcsv", "csv" } do
  local there, module = pcall(require, name)
  if there and name == "ftcsv" then
    local t = measure.typical(function() module.parse(large, { headers = false }) end)
    print(("%-12s   %6.1f MB/s (breachkit: %.1f times as fast)"):format(name, size / t / 1e6, t / took))
  elseif there and module.open then
    local t = measure.typical(function()
      local n = 0
      for fields in module.open(large):lines() do n = n + #fields end
    end)
    print(("%-12s   %6.1f MB/s (breachkit: %.1f times as fast)"):format(name, size / t / 1e6, t / took))
  else
    print(name .. ": not installed")
  end
end
os.remove(small)
os.remove(large)
