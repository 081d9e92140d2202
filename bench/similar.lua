-- Near-copies by index. Texts: microseconds to add and to search for each of n token lists, growth from n to 10 n, and
-- datasketch's MinHash and MinHashLSH on the same lists with the same permutations, bands and rows, where Python has it
-- (PYTHON names another python3); recall is the share of the pairs above the threshold that are found. Digests: recall
-- and time against comparing with all, by TLSH's distance; of ssdeep, whose recall is whole, the time.
-- N=1000000 for digests of a million files (takes minutes, and 1.5 GB).
local measure = dofile "bench/lib/measure.lua"
local core = require "breachkit.core"

local state = 42
local function random(n) -- the same texts in every run
  state = state * 6364136223846793005 + 1442695040888963407
  return (state >> 33) % n
end

-- Every fifth list is a copy of the one before with a share of its words changed; `pairs` are those that reach a half.
local function token_lists(n)
  local lists, true_pairs = {}, {}
  for i = 1, n do
    local list = {}
    local keep = i % 5 == 0 and 230 + random(170) or 0
    for k = 1, 400 do list[k] = k <= keep and lists[i - 1][k] or "w" .. random(20000) end
    lists[i] = list
    if keep > 0 then
      local set, both, all = {}, 0, 0
      for _, token in ipairs(lists[i - 1]) do
        if not set[token] then set[token], all = 1, all + 1 end
      end
      for _, token in ipairs(list) do
        if not set[token] then all = all + 1 elseif set[token] == 1 then both = both + 1 end
        set[token] = 2
      end
      if both / all >= 0.5 then true_pairs[#true_pairs + 1] = i end
    end
  end
  return lists, true_pairs
end

local function ours(lists, true_pairs)
  local start = os.clock()
  local index = core.near.new { method = "minhash", threshold = 0.5, size = 128 } -- 42 bands of 3
  for _, list in ipairs(lists) do index:add(list) end
  local added, hits = os.clock(), {}
  for i = 1, #lists do hits[i] = index:find(i) end
  local done, found = os.clock(), 0
  for _, i in ipairs(true_pairs) do
    for k = 1, #hits[i], 2 do
      if hits[i][k] == i - 1 then found = found + 1 end
    end
  end
  return done - start, found / #true_pairs, index:bytes() / #lists, added - start
end

local DATASKETCH = [[
import sys, time
try: from datasketch import MinHash, MinHashLSH
except ImportError: sys.exit()
lists = [line.split() for line in open(sys.argv[1], "rb")]
pairs = [int(n) for n in open(sys.argv[2])]
start = time.process_time()
lsh, all = MinHashLSH(num_perm=128, params=(42, 3)), []
for i, tokens in enumerate(lists):
    m = MinHash(num_perm=128); m.update_batch(tokens); all.append(m); lsh.insert(i, m)
hits = [lsh.query(m) for m in all]
took = time.process_time() - start
print(took, sum(n - 2 in hits[n - 1] for n in pairs) / len(pairs))
]]

do
  local lists, true_pairs = token_lists(20000)
  local small = token_lists(2000)
  local lines = {}
  for i, list in ipairs(lists) do lines[i] = table.concat(list, " ") end
  local files = { measure.file(table.concat(lines, "\n") .. "\n"),
    measure.file(table.concat(true_pairs, "\n") .. "\n") }
  local a, b, ratios, few = {}, {}, {}, {}
  local recall, peers_recall, bytes, adding
  for i = 1, 3 do
    collectgarbage()
    a[i], recall, bytes, adding = ours(lists, true_pairs)
    few[i] = ours(small, { 1 })
    local took, said = measure.python(DATASKETCH, table.concat(files, " "))
    b[i], peers_recall = took, tonumber(said:match "(%S+)%s*$")
    ratios[i] = b[i] and b[i] / a[i]
  end
  for _, path in ipairs(files) do os.remove(path) end
  local n = #lists
  print(("minhash, %d lists of 400 tokens: %.1f us each (%.1f to add), recall %.3f, %.0f bytes each; n to 10n: %.1f")
    :format(n, measure.median(a) / n * 1e6, adding / n * 1e6, recall, bytes, measure.median(a) / measure.median(few)))
  print(#ratios > 0 and ("datasketch: %.0f us each, recall %.3f; ours %.1f times as fast (least %.1f)"):format(
    measure.median(b) / n * 1e6, peers_recall, measure.median(ratios), math.min(table.unpack(ratios)))
    or "datasketch: skipped, python3 has none")
end
