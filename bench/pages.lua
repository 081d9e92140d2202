-- Reading pages, bytes to document: pages a second beside trafilatura's fast mode and libxml2's bare parse (lxml),
-- paired in each round; and how the cost of pages good and hostile grows from n to 10 n. The pages are those of the
-- evaluation kit where it is at hand, else made here. The peers come from PyPI, into a folder under build/, when that
-- is reachable.
local measure = dofile "bench/lib/measure.lua"
local core = require "breachkit.core"
local document = require "breachkit.document"
local furniture = require "breachkit.data".load "furniture"

local ROUNDS = 5
local PEERS = "build/peers"
local KIT = (os.getenv "BREACHKIT_EVAL" or "../shared/eval") .. "/articles/html"

local function lines(command)
  local list = {}
  local pipe = io.popen(command)
  for line in pipe:lines() do list[#list + 1] = line end
  pipe:close()
  return list
end

local sentence = "The company shut its network down on 25 November 2014 after an attack that began, it said last week, "
  .. "on Monday. The files, which <a href='/group'>the group</a> posted to a public site, hold contracts &amp; mail.\n"

local function made(i)
  local menu = {}
  for k = 1, 120 do menu[k] = ("<li class='menu-item item-%d'><a href='/t/%d'>Topic %d</a></li>"):format(k, k, k) end
  return "<!doctype html><html lang=en><head><title>Files leak | Post</title><meta property='article:published_time' "
    .. "content='2014-11-26T18:20:00Z'></head><body><nav class='main-nav'><ul>" .. table.concat(menu)
    .. "</ul></nav><article class='post story-" .. i .. "'><h1>Files leak</h1>" .. ("<p>" .. sentence .. "</p>"):rep(20)
    .. "</article><footer><ul>" .. table.concat(menu) .. "</ul></footer></body></html>"
end

local folder = os.tmpname()
os.remove(folder)
os.execute("mkdir -p " .. folder)
local pages, bytes = {}, 0
for i, path in ipairs(lines("ls " .. KIT .. "/*.gz 2>/dev/null")) do
  os.execute(("gzip -dc '%s' > %s/%d.html"):format(path, folder, i))
  local f = assert(io.open(("%s/%d.html"):format(folder, i), "rb"))
  pages[i] = f:read "a"
  f:close()
end
local kit = #pages > 0
for i = 1, kit and 0 or 100 do
  pages[i] = made(i)
  local f = assert(io.open(("%s/%d.html"):format(folder, i), "wb"))
  f:write(pages[i])
  f:close()
end
for _, page in ipairs(pages) do bytes = bytes + #page end
print(("%d pages %s, %.1f MB"):format(#pages, kit and "of the evaluation kit" or "made here", bytes / 1e6))

local script = folder .. "/peers.py"
local f = assert(io.open(script, "w"))
f:write [[
import glob, sys, time
which, pages = sys.argv[1], [open(p, "rb").read() for p in glob.glob(sys.argv[2] + "/*.html")]
if which == "trafilatura":
    import trafilatura
    read = lambda page: trafilatura.extract(page, fast=True)
else:
    import lxml.html
    read = lambda page: lxml.html.fromstring(page)
for page in pages[:5]:
    read(page)
began = time.process_time()
for page in pages:
    read(page)
print(time.process_time() - began)
]]
f:close()

local function has_peers()
  local there = ("%s/bin/python -c 'import trafilatura' 2>/dev/null"):format(PEERS)
  if os.execute(there) then return true end
  os.execute(("{ python3 -m venv %s && %s/bin/pip -q install trafilatura lxml_html_clean; } >/dev/null 2>&1")
    :format(PEERS, PEERS))
  return os.execute(there)
end

local function peer(name)
  local answer = lines(("%s/bin/python %s %s %s 2>/dev/null"):format(PEERS, script, name, folder))
  return tonumber(answer[1])
end

local rules = assert(core.html.rules(furniture.names))
local peers = has_peers()
local whole, tree, ratios = {}, {}, { trafilatura = {}, lxml = {} }
for round = 1, ROUNDS do
  whole[round] = measure.seconds(function()
    for _, page in ipairs(pages) do assert(document.parse(page, { type = "html" })) end
  end)
  tree[round] = measure.seconds(function()
    for _, page in ipairs(pages) do assert(core.html.read(page, rules)) end
  end)
  for _, name in ipairs(peers and { "trafilatura", "lxml" } or {}) do
    table.insert(ratios[name], (peer(name) or 0 / 0) / whole[round])
  end
end
local each, core_each = measure.median(whole), measure.median(tree)
print(("document.parse  %6.0f pages/s  %5.1f MB/s   core.html.read  %6.0f pages/s  %5.1f MB/s"):format(#pages / each,
  bytes / each / 1e6, #pages / core_each, bytes / core_each / 1e6))
if peers then
  print(("trafilatura, fast: document.parse reads %.1f times its pages a second (median of %d pairs)"):format(
    measure.median(ratios.trafilatura), ROUNDS))
  print(("lxml's bare parse: document.parse reads %.2f times its pages a second"):format(measure.median(ratios.lxml)))
else
  print "peers skipped: trafilatura and lxml could not be installed"
end
os.execute("rm -r " .. folder)

local GROWTH = {
  { "an article", function(n) return "<article>" .. ("<p>" .. sentence .. "</p>"):rep(n // 200) .. "</article>" end },
  { "nested elements", function(n) return ("<div>"):rep(n // 11) .. sentence .. ("</div>"):rep(n // 11) end },
  { "nested articles", function(n) return ("<article><p>" .. sentence):rep(n // 230) end },
  { "unclosed elements", function(n) return ("<b><i><p>"):rep(n // 9) .. sentence end },
  { "unknown end tags", function(n) return ("<x><y>"):rep(300) .. ("</z></div></a>"):rep(n // 14) end },
  { "attributes", function(n) return "<p " .. ("a=1 class=b "):rep(n // 12) .. ">" .. sentence end },
  { "one attribute", function(n) return "<p title='" .. ("x&amp;"):rep(n // 6) .. "'>" .. sentence end },
  { "references", function(n) return "<p>" .. ("&CounterClockwiseContourIntegra &notit; &#9"):rep(n // 43) end },
  { "comments", function(n) return ("<!-- - -- ->"):rep(n // 12) .. sentence end },
  { "scripts", function(n) return "<script>" .. ("<!--<script></script>"):rep(n // 21) end },
  { "tables", function(n) return ("<table><tr><td>x"):rep(n // 16) end },
  { "links", function(n) return ("<a href=x>y<div>"):rep(n // 16) end },
  { "lists", function(n) return ("<ul><li><p>x"):rep(n // 12) end },
  { "foreign content", function(n) return ("<svg><title><p>"):rep(n // 15) end },
}
for _, case in ipairs(GROWTH) do
  local small, large = case[2](100000), case[2](1000000)
  local a, b = {}, {}
  for round = 1, ROUNDS do
    a[round] = measure.seconds(function() for _ = 1, 5 do assert(core.html.read(small, rules)) end end) / 5
    b[round] = measure.seconds(function() assert(core.html.read(large, rules)) end)
  end
  print(("core.html.read  %-18s %6.1f MB/s  growth n to 10 n: %4.1f"):format(case[1], #large / measure.median(b) / 1e6,
    measure.median(b) / measure.median(a)))
end
