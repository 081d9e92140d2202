-- Mail: throughput of parsing and decoding against Python's email package on the same bytes, and growth from n to 10n.
local measure = dofile "bench/lib/measure.lua"
local core = require "breachkit.core"
local document = require "breachkit.document"

local SENTENCE = "The company said on Monday that files were stolen from its servers =E2=80=94 of customers.\r\n"
local BASE64 = ("VGhlIG1pbGwgc2FpZCB0aGF0IGZpbGVzIHdlcmUgc3RvbGVuIGZyb20gaXRzIHNlcnZlcnMuCg==\r\n")

local function message(i, lines)
  return table.concat({ "From jane@a.example Sat Jan  3 01:05:34 1996",
    "From: =?utf-8?q?J=C3=B6_Field?= <jo@a.example>",
    ("Subject: Re: report %d"):format(i), "Date: Tue, 25 Nov 2014 10:00:00 +0100", "MIME-Version: 1.0",
    'Content-Type: multipart/mixed; boundary="b1"', "", "--b1", "Content-Type: text/plain; charset=utf-8",
    "Content-Transfer-Encoding: quoted-printable", "", SENTENCE:rep(lines), "--b1",
    'Content-Type: text/plain; name="a.txt"', "Content-Transfer-Encoding: base64",
    "Content-Disposition: attachment", "", BASE64:rep(lines), "--b1--", "", "" }, "\r\n")
end

local function box(n)
  local list = {}
  for i = 1, n do list[i] = message(i, 40) end
  return table.concat(list)
end

local function read(path)
  local n = 0
  for _ in document.each(path) do n = n + 1 end
  return n
end

local bytes = box(2000)
local small, large = measure.file(box(200)), measure.file(bytes)
local few, many = measure.typical(function() read(small) end), measure.typical(function() read(large) end)
print(("breachkit  documents of a mailbox  %6.1f MB/s, growth from n to 10n: %.1f"):format(#bytes / many / 1e6,
  many / few))
local one = message(1, 20000)
local parse = measure.typical(function()
  for _, part in ipairs(core.mime.parse(one)) do core.mime.decode(one, part.encoding, part.first, part.last) end
end)
print(("breachkit  parse and decode        %6.1f MB/s (a message of %.1f MB)"):format(#one / parse / 1e6, #one / 1e6))
local seconds = measure.python([[
import email, sys, time
b, times = open(sys.argv[1], 'rb').read(), []
for _ in range(3):
    t = time.process_time()
    for part in email.message_from_bytes(b).walk():
        part.get_payload(decode=True)
    times.append(time.process_time() - t)
print(sorted(times)[1])]], measure.file(one, small))
if seconds then
  print(("python     email, parse and decode %6.1f MB/s: breachkit is %.1f times as fast"):format(#one / seconds / 1e6,
    seconds / parse))
end
for _, path in ipairs { small, large } do os.remove(path) end
