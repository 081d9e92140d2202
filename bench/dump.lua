-- A combo list of N records (20 million), summed up and its equal lines taken out: growth from N / 10, and beside
-- DuckDB's count(DISTINCT) and SELECT DISTINCT on two threads where Python has it (PYTHON names another python3), and
-- sort -u. In turn, medians, of wall time.
local measure = dofile "bench/lib/measure.lua"
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

local function timed(work)
  local start = measure.now()
  return work() ~= false and measure.now() - start
end

local function summary(path, threads)
  local leak <close> = assert(dump.open(path))
  return assert(leak:summary { threads = threads })
end

local OUT <const> = os.tmpname()

local function unique(path)
  local leak <close> = assert(dump.open(path))
  local merged <close> = dump.unique(OUT)
  assert(merged:add(leak))
  return assert(merged:write { threads = 2 })
end

local DUCKDB <const> = [=[
import duckdb, sys
c = duckdb.connect()
c.execute("set threads = 2")
lines = ("read_csv('%s', header = false, columns = {'line': 'VARCHAR'}, delim = '\x01', quote = '', escape = '')"
    % sys.argv[1])
if sys.argv[2] == "count":
    print(c.execute("select count(*), count(distinct split_part(line, ':', 1)) from " + lines).fetchall())
else:
    c.execute("copy (select distinct line from %s) to '%s' (format csv, header false, quote '', delim '\x01')"
        % (lines, sys.argv[2]))
    print(1)
]=]

local function duckdb(path, what)
  return timed(function() return measure.output(("%s %s %s %s"):format(os.getenv "PYTHON" or "python3",
    measure.file(DUCKDB, OUT .. ".py"), path, what)) ~= "" end)
end

local function sort(path)
  return timed(function() return os.execute(("LC_ALL=C sort -u --parallel=2 -o %s %s"):format(OUT, path)) end)
end

local small, large = write_list(N // 10), write_list(N)
local size = assert(io.open(large)):seek "end"
-- what is measured, in turn; `small` is a tenth of it
local works = {
  { "summary on one thread", function() summary(large, 1) end, function() summary(small, 1) end },
  { "summary on two threads", function() summary(large, 2) end },
  { "DuckDB's count(DISTINCT)", function() return duckdb(large, "count") end, peer_of = 2 },
  { "unique on two threads", function() unique(large) end, function() unique(small) end },
  { "DuckDB's SELECT DISTINCT", function() return duckdb(large, OUT) end, peer_of = 4 },
  { "sort -u --parallel=2", function() return sort(large) end, peer_of = 4 },
}
for _, work in ipairs(works) do work.times, work.small = {}, {} end
for _ = 1, ROUNDS do
  for _, work in ipairs(works) do
    if work[3] then table.insert(work.small, timed(work[3])) end
    table.insert(work.times, timed(work[2]) or nil)
  end
end
for _, work in ipairs(works) do
  local took = #work.times > 0 and measure.median(work.times)
  work.took = took
  print(not took and ("%-26s not there, skipped"):format(work[1])
    or ("%-26s %6.2f s  %5.0f MB/s  %s"):format(work[1], took, size / took / 1e6, work.peer_of
      and ("%.1f times as long"):format(took / works[work.peer_of].took)
      or work[3] and ("growth from n/10: %.1f"):format(took / measure.median(work.small)) or ""))
end
local f = io.open "/proc/self/status"
if f then print("peak memory: " .. f:read("a"):match "VmHWM:%s*([^\n]+)") f:close() end
for _, path in ipairs { small, large, OUT, OUT .. ".py" } do os.remove(path) end
