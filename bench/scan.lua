-- Scanning mixed text, 512 MB of it (SCAN_MB=64 for less): ripgrep with patterns for the same kinds
-- (bench/peers/scan.patterns), Vectorscan with the same; one thread, two; counted, as numbers and as JSON Lines.
-- Interleaved rounds, medians of wall time, and of processor time, which other work on the machine changes less; then
-- growth from 64 MB to SCAN_LARGE_MB (default 4096, less where the disk has no room for it), and memory.
local measure = dofile "bench/lib/measure.lua"
local scan = require "breachkit.scan"

local MB <const> = tonumber(os.getenv "SCAN_MB" or 512)
local LARGE <const> = tonumber(os.getenv "SCAN_LARGE_MB" or 4096)
local ROUNDS <const> = tonumber(os.getenv "SCAN_ROUNDS" or 5)

-- ---- the text: reports, web logs, JSON, SQL, source, pages, base 64; a third or so of the lines hold something ----

local state = 20141124
local function random(n)
  state = (state * 6364136223846793005 + 1442695040888963407) & math.maxinteger
  return (state >> 20) % n + 1
end
local function pick(list) return list[random(#list)] end
local function hex(n)
  local out = {}
  for i = 1, n do out[i] = ("%x"):format(random(16) - 1) end
  return table.concat(out)
end
local words = {}
for word in ([[
the operators moved from first server to second one in march and left behind tools that had been signed with
stolen certificate analysts who looked at traffic found little was new apart way which loader hid its
configuration within icons of resources habit known earlier campaigns company said it would tell customers
whose data were taken as soon review ends no passwords payment]]):gmatch "%a+" do words[#words + 1] = word end
local function prose(n)
  local out = {}
  for i = 1, n do out[i] = pick(words) end
  return (table.concat(out, " "):gsub("^%l", string.upper)) .. "."
end
local function ip() return ("%d.%d.%d.%d"):format(random(222), random(255), random(255), random(254)) end
local function host() return pick { "update", "cdn", "mail", "www", "img" } .. "." .. pick(words) .. "-" .. pick(words)
  .. "." .. pick { "com", "net", "org", "ru", "info" } end
local lines = {
  function() return prose(18) .. " " .. prose(14) end,
  function() return prose(25) end,
  function() return prose(12) .. " " .. prose(20) .. " " .. prose(9) end,
  function() return "The loader " .. hex(40) .. " asks hxxps://" .. host():gsub("%.", "[.]", 1) .. "/gate.php?id="
    .. random(99) .. " for orders, " .. prose(12) end,
  function() return ip() .. ' - - [24/Nov/2014:10:' .. random(59) .. ':07 +0000] "GET /static/' .. pick(words)
    .. '.js?v=' .. random(999) .. ' HTTP/1.1" 200 ' .. random(99999)
    .. ' "-" "Mozilla/5.0 (Windows NT 10.0; Win64; x64)"' end,
  function() return ('{"id":%d,"name":"%s %s","active":true,"score":0.%d,"tags":["%s","%s"],"note":"%s"}'):format(
    random(999999), pick(words), pick(words), random(999), pick(words), pick(words), prose(9)) end,
  function() return ("INSERT INTO users VALUES (%d,'%s','%s.%s@%s','2014-%02d-%02d 10:22:%02d',NULL,0,'%s');"):format(
    random(999999), pick(words), pick(words), pick(words), host(), random(12), random(28), random(59), prose(4)) end,
  function() return ("    for (int i = 0; i < %s_count; i++) { %s[i].%s = %s(%s, i); } /* %s */"):format(pick(words),
    pick(words), pick(words), pick(words), pick(words), prose(6)) end,
  function() return "<p class=\"" .. pick(words) .. "\"><b>" .. pick(words) .. "</b> " .. prose(16) .. "</p>" end,
  function()
    local out = {}
    for i = 1, 76 do out[i] = pick { "A", "b", "Q", "x", "z", "9", "4", "+", "/", "M", "k", "s" } end
    return table.concat(out)
  end,
  function() return "It uses CVE-201" .. random(9) .. "-" .. 1000 + random(8999) .. " (T1" .. 100 + random(400) .. "), "
    .. prose(15) end,
  function() return ("%d,%s,%s,%d.%02d,%s,%s"):format(random(99999), pick(words), pick(words), random(999), random(99),
    pick { "yes", "no" }, prose(7)) end,
}

local function write(path, mb)
  local unit, size = {}, 0
  while size < 16 * 1024 * 1024 do
    local line = pick(lines)() .. "\n"
    unit[#unit + 1], size = line, size + #line
  end
  unit = table.concat(unit):sub(1, 16 * 1024 * 1024)
  local file <close> = assert(io.open(path, "wb"))
  for _ = 1, mb // 16 do assert(file:write(unit)) end
end

-- ---- measuring ----

-- processor seconds of this process and of children that it waited for, in steps of 10 ms; 0 where there is no /proc
local function processor()
  local file <close> = io.open "/proc/self/stat"
  local ticks, i = 0, 0
  for word in (file and file:read "a":match "%) (.*)" or ""):gmatch "%S+" do
    i = i + 1
    if i >= 12 and i <= 15 then ticks = ticks + word end -- proc(5): utime, stime, cutime, cstime
  end
  return ticks / 100
end

local function has(command)
  return os.execute("command -v " .. command .. " >/dev/null 2>&1") == true
end

local path, build = os.tmpname(), os.getenv "BREACHKIT_BUILD" or "build"
write(path, MB)
local bytes = MB * 1024 * 1024

local findings
local ways = {
  { "one thread, counted", function()
    findings = 0
    for _, n in pairs(assert(scan.file(path)):counts()) do findings = findings + n end
  end },
  { "one thread, numbers in Lua", function()
    for _ in assert(scan.file(path)).flat do end
  end },
  { "one thread, JSON Lines written", function()
    local out <close> = assert(io.open("/dev/null", "wb"))
    local found = assert(scan.file(path))
    for text in function() return found:json_lines() end do out:write(text) end
  end },
  { "two threads, counted", function() assert(scan.file(path, { threads = 2 })):counts() end },
}
if has "rg" then
  table.insert(ways, 1, { "ripgrep", function()
    os.execute(("LC_ALL=C rg --no-unicode -a -o -N --no-filename -f bench/peers/scan.patterns '%s' | cat >/dev/null")
      :format(path))
  end })
else
  print "ripgrep: skipped, not installed"
end
local peer = build .. "/bench/scan_vectorscan"
if os.execute("pkg-config --exists libhs 2>/dev/null") and os.execute(("mkdir -p %s/bench && cc -O2 -o %s "
  .. "bench/peers/scan_vectorscan.c $(pkg-config --cflags --libs libhs)"):format(build, peer)) then
  table.insert(ways, 2, { "Vectorscan, counted", function()
    os.execute(("%s bench/peers/scan.patterns '%s' >/dev/null"):format(peer, path))
  end })
else
  print "Vectorscan: skipped, libvectorscan-dev is not installed"
end

for _, way in ipairs(ways) do way.wall, way.processor = {}, {} end
for _ = 1, ROUNDS do
  for _, way in ipairs(ways) do
    local start, spent = measure.now(), processor()
    way[2]()
    table.insert(way.wall, measure.now() - start)
    table.insert(way.processor, processor() - spent)
  end
end
local base, one
for _, way in ipairs(ways) do
  local wall, spent = measure.median(way.wall), measure.median(way.processor)
  if way[1] == "ripgrep" then base = { wall, spent } end
  if way[1] == "one thread, counted" then one = wall end
  print(("%-32s %6.0f MB/s%s%s"):format(way[1], bytes / wall / 1e6,
    base and ("  %5.2f x ripgrep, %5.2f by processor time"):format(base[1] / wall, base[2] / spent) or "",
    way[1]:find "^two" and ("  %5.2f x one thread"):format(one / wall) or ""))
end
print(("%d findings, one in %d bytes"):format(findings, bytes // findings))

-- ---- containers: the cost a byte of what says the same, undone against scanned as it is ----

local LINE <const> = "%s wrote to jane%s from 10.1.2.3 and saw evil-c2.net at 8.8.%d.4, it%ss said\n"
local function said(sign, quote, before, behind)
  local list, size = { before }, 0
  for i = 1, math.huge do
    list[i + 1] = LINE:format("He", sign .. "evil-site.com", i % 250, quote)
    size = size + #list[i + 1]
    if size > 8 << 20 then break end
  end
  list[#list + 1] = behind
  return table.concat(list)
end
local page = said("&#64;", "&#39;", "<html>\n", "</html>")
local contained = {
  { "html", page }, { "json", '{"a":"' .. said("\\u0040", "'", "", ""):gsub("\n", "\\n") .. '"}' },
  { "sql", said("@", "''", "CREATE TABLE t (a text);\nINSERT INTO t VALUES ('", "');\n") },
  { "mail", said("=40", "=27", "From: a\nTo: b\nContent-Transfer-Encoding: quoted-printable\n\n", "") },
  { "html", "\xFF\xFE" .. page:gsub(".", "%0\0"), "html in UTF-16" },
}
for _, of in ipairs(contained) do
  local seconds = {}
  for _, container in ipairs { of[1], "none" } do
    seconds[container] = measure.typical(function() scan.bytes(of[2], { container = container }):counts() end)
  end
  print(("%-32s %6.0f MB/s, %.2f times the cost a byte of the same scanned as it is"):format(of[3] or of[1],
    #of[2] / seconds[of[1]] / 1e6, seconds[of[1]] / seconds.none))
end

-- ---- growth and memory: of a process that does nothing else, in its own seconds ----

local child = os.tmpname()
local program <close> = assert(io.open(child, "wb"))
program:write(("package.path = %q package.cpath = %q\n"):format(package.path, package.cpath), [[
local start = os.clock()
assert(require "breachkit.scan".file(arg[1])):counts()
local file = assert(io.open "/proc/self/status")
print(os.clock() - start, file:read "a":match "VmHWM:%s*(%d+)")
]])
program:close()
local room = tonumber(measure.output(("df -Pk '%s' | awk 'END {print $4}'"):format(path))) or math.huge -- KiB
local first
for _, mb in ipairs { 64, 512, 4096 } do
  if mb > LARGE or mb * 1024 > room - (1 << 20) then
    print(("%5d MB: skipped, %s"):format(mb, mb > LARGE and "SCAN_LARGE_MB is less" or "no room on the disk"))
    goto continue
  end
  write(path, mb)
  local list, memory = {}, nil
  for k = 1, 3 do
    local pipe <close> = assert(io.popen(("lua5.4 '%s' '%s'"):format(child, path)))
    list[k], memory = pipe:read("n", "n")
  end
  local cost = measure.median(list) / mb
  first = first or cost
  print(("%5d MB: %6.3f s of processor, %.2f times the cost a byte, %.1f MB resident at most"):format(mb, cost * mb,
    cost / first, memory / 1024))
  ::continue::
end
os.remove(path)
os.remove(child)
