-- Reading pages: pages a second, MB/s, growth from n to 10 n, beside lxml's bare parse where that is installed.
package.path = "./lua/?.lua;" .. package.path
package.cpath = "./" .. (os.getenv "BREACHKIT_BUILD" or "build") .. "/?.so;" .. package.cpath
local document = require "breachkit.document"

local paragraph = [[<p>The company shut its network down on <b>25 November 2014</b> after an attack that began, it said
last week, on Monday. The files, which <a href="/group">the group</a> posted to a public site, hold contracts, salaries
and mail of several hundred people who worked there &ndash; and five films.</p>
]]
local item = '<li class="menu-item"><a href="/topic/%d">Topic number %d</a></li>\n'

local function page(paragraphs)
  local menu = {}
  for i = 1, 40 + paragraphs do menu[i] = item:format(i, i) end
  return "<!doctype html><html><head><title>Files leak | Post</title><meta property='article:published_time' "
    .. "content='2014-11-26T18:20:00Z'></head><body><nav><ul>" .. table.concat(menu) .. "</ul></nav><article>"
    .. "<h1>Files leak</h1>" .. paragraph:rep(paragraphs) .. "</article><footer>" .. table.concat(menu, "", 1, 20)
    .. "</footer></body></html>"
end

local function feed(items)
  return "<rss><channel><title>Notes</title>" .. ("<item><title>One</title><description><![CDATA[" .. paragraph
    .. "]]></description><pubDate>Fri, 19 Dec 2014 17:45:00 GMT</pubDate></item>"):rep(items) .. "</channel></rss>"
end

local function write(bytes)
  local path = os.tmpname()
  local f = assert(io.open(path, "wb"))
  f:write(bytes)
  f:close()
  return path
end

local function best(rounds, run)
  local least = math.huge
  for _ = 1, rounds do
    local began = os.clock()
    run()
    least = math.min(least, os.clock() - began)
  end
  return least
end

local common = page(30)
local each = best(5, function()
  for _ = 1, 100 do assert(#document.parse(common).text > 5000) end
end) / 100
print(("document.parse  %6.0f pages/s  %5.1f MB/s  (pages of %.0f kB)"):format(1 / each, #common / each / 1e6,
  #common / 1e3))

local small, large = page(1000), page(10000)
local a = best(3, function() assert(document.parse(small)) end)
local b = best(3, function() assert(document.parse(large)) end)
print(("document.parse  %5.1f MB/s  (%.1f MB)  growth n to 10 n: %.1f"):format(#large / b / 1e6, #large / 1e6, b / a))

local function items(path)
  local count = 0
  for _ in document.each(path) do count = count + 1 end
  return count
end

local few, many = write(feed(300)), write(feed(3000))
local c = best(3, function() assert(items(few) == 300) end)
local d = best(3, function() assert(items(many) == 3000) end)
print(("document.each   %6.0f feed items/s  growth n to 10 n: %.1f"):format(3000 / d, d / c))
os.remove(few)
os.remove(many)

local path = write(common)
local peer = io.popen(([[python3 -c "
import time, lxml.html
p = open('%s', 'rb').read()
t = time.process_time()
for _ in range(300): lxml.html.fromstring(p).text_content()
print((time.process_time() - t) / 300)" 2>/dev/null]]):format(path))
local other = peer:read "n"
peer:close()
os.remove(path)
print(other and ("lxml, tree and all text only: %.2f of document.parse's time"):format(other / each)
  or "lxml is not installed: no peer")
