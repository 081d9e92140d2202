-- Mail: throughput of parsing and decoding against Python's email package on the same bytes, and growth from n to 10n.
package.path = "./lua/?.lua;./lua/?/init.lua;" .. package.path
package.cpath = "./" .. (os.getenv "BREACHKIT_BUILD" or "build") .. "/?.so;" .. package.cpath
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

local function best(run)
  local least = math.huge
  for _ = 1, 5 do
    local start = os.clock()
    run()
    least = math.min(least, os.clock() - start)
  end
  return least
end

local function write(path, bytes)
  local f = assert(io.open(path, "wb"))
  f:write(bytes)
  f:close()
end

local function read(path)
  local n = 0
  for _ in document.each(path) do n = n + 1 end
  return n
end

local small, large = os.tmpname(), os.tmpname()
local bytes = box(2000)
write(small, box(200))
write(large, bytes)
local few, many = best(function() read(small) end), best(function() read(large) end)
print(("breachkit  documents of a mailbox  %6.1f MB/s, growth from n to 10n: %.1f"):format(#bytes / many / 1e6,
  many / few))
local one = message(1, 20000)
local parse = best(function()
  for _, part in ipairs(core.mime.parse(one)) do core.mime.decode(one, part.encoding, part.first, part.last) end
end)
print(("breachkit  parse and decode        %6.1f MB/s (a message of %.1f MB)"):format(#one / parse / 1e6, #one / 1e6))
write(small, one)
local python = io.popen([[python3 - ]] .. small .. [[ 2>/dev/null <<'P'
import email, sys, time
b = open(sys.argv[1], 'rb').read()
least = 9e9
for _ in range(3):
    t = time.process_time()
    for part in email.message_from_bytes(b).walk():
        part.get_payload(decode=True)
    least = min(least, time.process_time() - t)
print(least)
P]])
local seconds = tonumber((python:read "a"))
python:close()
if seconds then
  print(("python     email, parse and decode %6.1f MB/s: breachkit is %.1f times as fast"):format(#one / seconds / 1e6,
    seconds / parse))
end
for _, path in ipairs { small, large } do os.remove(path) end
