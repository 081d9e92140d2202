-- The summary of a combo list of N records (20 million): on one thread and on two, growth from N / 10, and beside
-- DuckDB's count(DISTINCT) on two threads where Python has it (PYTHON names another python3). In turn, medians.
package.path = "./lua/?.lua;./lua/?/init.lua;" .. package.path
package.cpath = "./" .. (os.getenv "BREACHKIT_BUILD" or "build") .. "/?.so;" .. package.cpath
local dump = require "breachkit.dump"

local N <const> = tonumber(os.getenv "N") or 20000000
local ROUNDS <const> = 3

local function write_list(n)
  local path = os.tmpname()
  local f, out = assert(io.open(path, "wb")), {}
  math.randomseed(11)
  for i = 1, n do
    local secret = math.random(3) == 1 and "pass" .. math.random(n // 50) or ("%08x"):format(math.random(0, 0xFFFFFFFF))
    out[#out + 1] = ("u%d@m%d.test:%s\n"):format(math.random(n), math.floor(3000 ^ math.random()), secret)
    if #out == 10000 or i == n then
      f:write(table.concat(out))
      out = {}
    end
  end
  f:close()
  return path
end

-- wall time, by the clock of the system: threads add up in os.clock
local function seconds()
  local f = assert(io.open("/proc/uptime"))
  local up = f:read "n"
  f:close()
  return up
end

local function timed(work)
  local start = seconds()
  work()
  return seconds() - start
end

local function summary(path, threads)
  local leak <close> = assert(dump.open(path))
  return assert(leak:summary { threads = threads })
end

local SCRIPT <const> = [=[
import duckdb, sys
c = duckdb.connect()
c.execute("set threads = 2")
print(c.execute("select count(*), count(distinct split_part(line, ':', 1)) from read_csv(?, header = false, "
    "columns = {'line': 'VARCHAR'}, delim = '\x01', quote = '', escape = '')", [sys.argv[1]]).fetchall())
]=]

local function peer(path)
  local script = os.tmpname()
  local f = assert(io.open(script, "w"))
  f:write(SCRIPT)
  f:close()
  local ok
  local took = timed(function()
    ok = os.execute(("%s %s %s >/dev/null 2>&1"):format(os.getenv "PYTHON" or "python3", script, path))
  end)
  os.remove(script)
  return ok and took
end

local function median(list)
  table.sort(list)
  return list[#list // 2 + 1]
end

local small, large = write_list(N // 10), write_list(N)
local size = assert(io.open(large)):seek "end"
local times = { one = {}, two = {}, peer = {}, small = {} }
for i = 1, ROUNDS do
  times.small[i] = timed(function() summary(small, 1) end)
  times.one[i] = timed(function() summary(large, 1) end)
  times.two[i] = timed(function() summary(large, 2) end)
  times.peer[#times.peer + 1] = peer(large) or nil
end
local one, two = median(times.one), median(times.two)
print(("summary of %.0f MB, %d records: %.2f s on one thread, %.2f s on two (%.0f MB/s); growth from n/10: %.1f")
  :format(size / 1e6, N, one, two, size / 1e6 / two, one / median(times.small)))
if #times.peer > 0 then
  local took = median(times.peer)
  print(("DuckDB's count(DISTINCT) on two threads: %.2f s, %.1f times as long"):format(took, took / two))
else
  print "DuckDB: not there, skipped"
end
local f = io.open "/proc/self/status"
if f then print("peak memory: " .. f:read("a"):match "VmHWM:%s*([^\n]+)") f:close() end
os.remove(small)
os.remove(large)
