-- Decoding to UTF-8: megabytes of input a second, against Python's codecs on the same bytes.
local measure = dofile "bench/lib/measure.lua"
local core = require "breachkit.core".charset

local words = { ["windows-1252"] = "The company said that the r\xe9sum\xe9s of its staff were read; ",
  ["windows-1251"] = "\xcf\xf0\xe8\xe2\xe5\xf2, \xea\xe0\xea \xe4\xe5\xeb\xe0 ",
  ["EUC-KR"] = "\xb0\xa1\xb3\xaa\xb4\xd9 ",
  Shift_JIS = "\x82\xb1\x82\xea\x82\xcd\x83\x65\x83\x58\x83\x67\x82\xc5\x82\xb7 ",
  GBK = "\xc4\xe3\xba\xc3\xca\xc0\xbd\xe7 ", ["UTF-8"] = "na\xc3\xafve caf\xc3\xa9s, plain words and more of them; " }
local PYTHON = { ["UTF-8"] = "utf-8", Shift_JIS = "cp932", GBK = "gb18030", ["EUC-KR"] = "cp949" }

local PROGRAM = [[
import sys, time
data, times = open(sys.argv[1], "rb").read(), []
for _ in range(5):
    start = time.process_time(); data.decode(sys.argv[2]); times.append(time.process_time() - start)
print(sorted(times)[2])]]

local names = {}
for name in pairs(words) do names[#names + 1] = name end
table.sort(names)
for _, name in ipairs(names) do
  local bytes = words[name]:rep(4000000 // #words[name])
  local path = measure.file(bytes)
  local took = measure.typical(function() core.decode(bytes, name) end)
  local tenth = measure.typical(function() core.decode(bytes:sub(1, #bytes // 10), name) end)
  local peer = measure.python(PROGRAM, path .. " " .. (PYTHON[name] or name))
  os.remove(path)
  print(("%-13s %7.0f MB/s   growth from n to 10 n: %4.1f   %s"):format(name, #bytes / took / 1e6, took / tenth,
    peer and ("Python decodes (to its own strings) at %.0f MB/s: %.1f of it"):format(#bytes / peer / 1e6, peer / took)
    or "no Python here"))
end
