-- Fetching: 1,000 pages from a real nginx over 16 connections, beside `curl --parallel` in the same run; and whether
-- memory stays flat from 1,000 to 10,000.
package.path = "./lua/?.lua;./lua/?/init.lua;./spec/?.lua;" .. package.path
package.cpath = "./" .. (os.getenv "BREACHKIT_BUILD" or "build") .. "/?.so;" .. package.cpath
local fetch = require "breachkit.fetch"
local nginx = require "nginx"

local PAGES <const>, CONNECTIONS <const>, ROUNDS <const> = 1000, 16, 7

local files = {}
local line = "<p>page %d of a report that is about as long as such pages are.</p>\n"
for i = 1, PAGES do files[i .. ".html"] = line:format(i):rep(300) end
local server, why = nginx.start("keepalive_requests 100000; server { listen 127.0.0.1:PORT; root ROOT/www; }", files)
if not server then
  print(why)
  return
end
local base = ("http://127.0.0.1:%d/"):format(server.port)
local clock = require "breachkit.net".clock

local function urls(n)
  local i = 0
  return function()
    i = i + 1
    if i <= n then return base .. (i - 1) % PAGES + 1 .. ".html" end
  end
end

local function ours(n, store)
  local began, bytes = clock(), 0
  for _, page, e in fetch.all(urls(n), {
    allow_private = true, connections = CONNECTIONS, per_host = CONNECTIONS, store = store,
  }) do
    bytes = bytes + assert(page, e).size
  end
  return (clock() - began) / 1000, bytes
end

local list = server.root .. "/list"
local f = assert(io.open(list, "w"))
for url in urls(PAGES) do f:write(('url = "%s"\noutput = "/dev/null"\n'):format(url)) end
f:close()

local function curl()
  local began = clock()
  assert(os.execute(("curl -s --parallel --parallel-max %d -K %s 2>/dev/null"):format(CONNECTIONS, list)))
  return (clock() - began) / 1000
end

local function median(of)
  table.sort(of)
  return of[(#of + 1) // 2]
end

local function resident()
  local statm = io.open "/proc/self/statm"
  if not statm then return 0 end
  collectgarbage()
  local pages = select(2, statm:read("n", "n"))
  statm:close()
  return pages * 4 / 1024
end

local mine, theirs, ratios, kept = {}, {}, {}, {}
local bytes
for round = 1, ROUNDS do
  theirs[round] = curl()
  mine[round], bytes = ours(PAGES)
  ratios[round] = theirs[round] / mine[round]
  local store <close> = assert(fetch.store(("%s/store%d"):format(server.root, round)))
  kept[round] = ours(PAGES, store)
end
print(("fetch          %6.0f pages/s  %5.1f MB/s; curl --parallel %.0f pages/s; ratio %.2f (median of %d pairs, worst "
  .. "%.2f)"):format(PAGES / median(mine), bytes / median(mine) / 1e6, PAGES / median(theirs), median(ratios), ROUNDS,
  ratios[1]))
print(("fetch, stored  %6.0f pages/s"):format(PAGES / median(kept)))
local before = resident()
ours(9 * PAGES)
print(("memory         %.1f MB after %d pages, %.1f MB after %d"):format(before, PAGES * 2 * ROUNDS, resident(),
  PAGES * (2 * ROUNDS + 9)))
nginx.stop(server)
