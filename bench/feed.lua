-- Feeds: items a second against Python's feedparser where it is installed (PyPI), on the same bytes; growth to 10 n.
local measure = dofile "bench/lib/measure.lua"
local feed = require "breachkit.document.feed"

local function made(n)
  local out = { [[<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>]] }
  for i = 1, n do
    out[#out + 1] = ([[<item><title>Report %d</title><link>https://n.example/%d</link><guid>%d</guid>
<pubDate>Fri, 19 Dec 2014 17:45:00 +0100</pubDate><author>jo@n.example (Jo Field)</author><category>leak</category>
<content:encoded>%s</content:encoded></item>]]):format(i, i, i,
      ('&lt;p&gt;The company said that <a href="/x">its</a> films were out.&lt;/p&gt;'):gsub("[<>]", { ["<"] = "&lt;",
        [">"] = "&gt;" }):rep(20))
  end
  out[#out + 1] = "</channel></rss>"
  return table.concat(out)
end

local small, large = made(100), made(1000)
local tenth, took = measure.typical(function() feed.read(small) end), measure.typical(function() feed.read(large) end)
print(("breachkit   %6.0f items/s, %.1f MB/s   growth from n to 10 n: %.1f"):format(1000 / took, #large / took / 1e6,
  took / tenth))
local path = measure.file(small)
local peer = measure.python([[
import feedparser, sys, time
data, times = open(sys.argv[1], "rb").read(), []
for _ in range(3):
    start = time.process_time(); feedparser.parse(data); times.append(time.process_time() - start)
print(sorted(times)[1])]], path)
os.remove(path)
print(peer and ("feedparser  %6.0f items/s (breachkit: %.0f times as fast)"):format(100 / peer, peer / took * 10)
  or "feedparser: not installed")
