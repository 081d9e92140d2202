-- Scanning: MB/s, growth from n to 10n (1.0 is linear), beside `grep -aoE` (or ripgrep where it is there) with patterns
-- for the commonest kinds only, without refanging, checking or top-level domains. Through cat: into /dev/null grep
-- stops at its first match.
package.path = "./lua/?.lua;./lua/?/init.lua;" .. package.path
package.cpath = "./" .. (os.getenv "BREACHKIT_BUILD" or "build") .. "/?.so;" .. package.cpath
local core, scan, json = require "breachkit.core".scan, require "breachkit.scan", require "breachkit.json"

local report = [[
The operators of Harbour Wolf moved from the first server to a second one in March, and left behind tools that had been
signed with a stolen certificate. Analysts who looked at the traffic found little that was new in it, apart from the way
in which the loader hid its configuration within the icons of its resources, a habit known from earlier campaigns.
The loader ab0c1d2e3f405162738495a6b7c8d9eafb0c1d2e asks hxxps://update.harbour-wolf[.]net/gate.php?id=7 for orders,
and 185.220.101[.]4 when that fails. It uses CVE-2017-0144 (T1210) and writes to ops@harbour-wolf.net.
Files: setup.py, readme.html, and version 2.1.3 of the client; 4,711 machines were seen between 12:30 and 14:45.

]]

local function now()
  local pipe <close> = assert(io.popen "date +%s.%N")
  return tonumber(pipe:read "l")
end

local function seconds(fn, text)
  local best
  for _ = 1, 3 do
    local start = os.clock()
    fn(text)
    local took = os.clock() - start
    if not best or took < best then best = took end
  end
  return best
end

local small, large = report:rep(2000), report:rep(20000)
local prose = (report:match "^.-%.\n.-%.\n" or report):gsub("\n.*$", "\n"):rep(100000)
local measured = {
  { "core.scan.bytes, flat", function(text) for _ in core.bytes(text):flat() do end end },
  { "scan.bytes", function(text) for _ in scan.bytes(text) do end end },
  { "scan.bytes to JSON Lines", function(text) for f in scan.bytes(text) do json.encode(f) end end },
}
for _, m in ipairs(measured) do
  local a, b = seconds(m[2], small), seconds(m[2], large)
  print(("%-30s %8.1f MB/s   n to 10n: %.2f"):format(m[1], #large / b / 1e6, b / a / 10))
end
print(("%-30s %8.1f MB/s"):format("core.scan.bytes, flat, words only", #prose / seconds(measured[1][2], prose) / 1e6))

local path = os.tmpname()
local file = assert(io.open(path, "wb"))
file:write(large)
file:close()
local patterns = [[\b[0-9a-fA-F]{32,128}\b|\b([0-9]{1,3}\.){3}[0-9]{1,3}\b|CVE-[0-9]{4}-[0-9]{4,}|https?://[^ ]+|]]
  .. [[[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[a-z]{2,}|\b([a-z0-9-]+\.)+[a-z]{2,}\b]]
for _, peer in ipairs { "grep -aoE", "rg --no-unicode -aoN" } do
  if os.execute("command -v " .. peer:match "%a+" .. " >/dev/null") then
    local start = now()
    os.execute(("LC_ALL=C %s '%s' '%s' | cat >/dev/null"):format(peer, patterns, path))
    print(("%-30s %8.1f MB/s"):format("peer: " .. peer, #large / (now() - start) / 1e6))
  end
end
os.remove(path)
