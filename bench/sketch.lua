-- Copies among n texts of 400 words: growth from n to 10n, against comparing all pairs.
local measure = dofile "bench/lib/measure.lua"
local similar = require "breachkit.similar"
local sketch = require "breachkit.core".sketch

math.randomseed(7)
local function text(n)
  local out = {}
  for i = 1, n do out[i] = ("w%d"):format(math.random(20000)) end
  return table.concat(out, " ")
end

local took = {}
for _, n in ipairs { 300, 3000 } do
  local docs = {}
  for i = 1, n do docs[i] = i % 10 == 0 and text(40) .. docs[i - 1] or text(400) end
  local found
  took[n], found = measure.seconds(function() return similar.pairs(docs) end)
  print(("similar.pairs of %d texts: %.3f s, %d pairs (%d planted)"):format(n, took[n], #found, n // 10))
  if n == 300 then
    local sketches = {}
    for i = 1, n do sketches[i] = sketch.new(docs[i]) end
    print(("  all pairs compared instead: %.3f s, without the sketching"):format(measure.seconds(function()
      for i = 1, n do for j = i + 1, n do sketches[i]:compare(sketches[j]) end end
    end)))
  end
end
print(("growth from n to 10n: %.1f"):format(took[3000] / took[300]))
