-- WARC files: records a second, MB/s unpacked, growth from n to 10 n, beside warcio where that is installed.
local measure = dofile "bench/lib/measure.lua"
local warc = require "breachkit.warc"

local line = "<p>page %d of a report that is about as long as such pages are.</p>\n"

local function write(path, n)
  local pages = {}
  for i = 1, n do
    local body = line:format(i):rep(300)
    pages[i] = { final_url = "http://example.org/" .. i, fetched = "2026-01-01T00:00:00Z", sha256 = ("0"):rep(64),
      head = ("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n"):format(#body), body = body }
  end
  return (measure.seconds(function() assert(warc.save(path, pages)) end))
end

local function read(path)
  local began, records, bytes = os.clock(), 0, 0
  for record in assert(warc.each(path)) do
    records = records + 1
    if record.type == "response" then bytes = bytes + #assert(record:http()).body end
  end
  return os.clock() - began, records, bytes
end

local small, large = os.tmpname() .. ".warc.gz", os.tmpname() .. ".warc.gz"
write(small, 500)
local written = write(large, 5000)
local once, records, bytes = read(large)
local tenth = math.min((read(small)), (read(small)))
print(("warc, written  %6.0f records/s"):format(records / written))
print(("warc, read     %6.0f records/s  %5.1f MB/s; 10 times the file costs %.1f times the time"):format(records / once,
  bytes / once / 1e6, once / tenth))
local theirs, said = measure.python([[
import sys, time
from warcio.archiveiterator import ArchiveIterator
t = time.process_time()
n = sum(len(r.content_stream().read()) for r in ArchiveIterator(open(sys.argv[1], 'rb')) if r.rec_type == 'response')
print(time.process_time() - t, n)
]], large)
if theirs then
  assert(tonumber(said:match "%d+%s*$") == bytes)
  print(("warcio         %6.0f records/s; ratio %.1f"):format(records / theirs, theirs / once))
else
  print "warcio is not installed: no ratio"
end
os.remove(small)
os.remove(large)
