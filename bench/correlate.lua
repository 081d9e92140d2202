-- Correlation of made-up reports of known truth: time from n to 10 n, against comparing all pairs (the peer); adding
-- one more; memory beside documents. Claims are made with the reports, being another stage's cost.
-- CORRELATE_MOST=100000 runs the large end (some minutes); the default stops at 10,000.
package.path = "./lua/?.lua;./lua/?/init.lua;" .. package.path
package.cpath = "./" .. (os.getenv "BREACHKIT_BUILD" or "build") .. "/?.so;" .. package.cpath
local correlate = require "breachkit.correlate"
local likeness = require "breachkit.correlate.likeness"
local stories = dofile "bench/lib/stories.lua"

local MOST = tonumber(os.getenv "CORRELATE_MOST") or 10000

local function seconds(f)
  collectgarbage()
  local start = os.clock()
  local result = f()
  return os.clock() - start, result
end

-- pairs that are right, found and true, over the groups
local function figures(set, truth)
  local cell, found, real = {}, {}, {}
  local function count(t, key) t[key] = (t[key] or 0) + 1 end
  for i, id in ipairs(set.ids) do
    count(found, set.groups.of[i])
    count(real, truth[id])
    count(cell, set.groups.of[i] .. "/" .. truth[id])
  end
  local function pairs_in(t)
    local n = 0
    for _, k in pairs(t) do n = n + k * (k - 1) / 2 end
    return n
  end
  local p, r = pairs_in(cell) / math.max(1, pairs_in(found)), pairs_in(cell) / math.max(1, pairs_in(real))
  return 2 * p * r / (p + r), p, r
end

local function correlated(n)
  local docs, claims, truth = stories(n)
  local claims_of = function(doc) return claims[doc.id] end
  local t, set = seconds(function() return correlate(docs, { claims = claims_of }) end)
  return t, set, truth, docs, claims
end

local small, large = MOST // 10, MOST
local t_small = correlated(small)
local t_large, set, truth, docs, claims = correlated(large)
local f, p, r = figures(set, truth)
print(("correlate: %d reports %.1f s, %d reports %.1f s: grows as n^%.2f; pair F1 %.3f (precision %.3f, recall %.3f)")
  :format(small, t_small, large, t_large, math.log(t_large / t_small, 10), f, p, r))

local t_all = seconds(function()
  for a = 1, 300 do
    for b = a + 1, 300 do
      likeness.score(likeness.measure(set.index:compare(a, b), {}, {}, set.model), set.weights)
    end
  end
end)
local all = t_all / (300 * 299 / 2) * large * (large - 1) / 2
print(("comparing all pairs of %d reports: %.0f s (by 300 of them), %.0f times as long"):format(large, all,
  all / t_large))

-- what a set without the documents holds
local byid = {}
for _, doc in ipairs(docs) do byid[doc.id] = doc end
local function recall(id) return byid[id], claims[id] end
set = nil -- luacheck: ignore
collectgarbage()
collectgarbage()
local before = collectgarbage "count"
local lean = correlate(docs, { claims = function(doc) return claims[doc.id] end, recall = recall })
collectgarbage()
collectgarbage()
local bytes = (collectgarbage "count" - before) * 1024
print(("memory: %.0f bytes a report in Lua, %.0f in the index of words, %.0f in that of copies"):format(bytes / large,
  lean.index:bytes() / large, lean.copies:bytes() / large))

local more, more_claims = stories(200, 7)
for id, list in pairs(more_claims) do claims[id] = list end
for _, doc in ipairs(more) do byid[doc.id] = doc end
local slowest = 0
local t_add = seconds(function()
  for _, doc in ipairs(more) do
    local start = os.clock()
    lean:add(doc)
    slowest = math.max(slowest, os.clock() - start)
  end
end)
print(("one more among %d: %.2f ms, the slowest of %d %.2f ms"):format(large, t_add / #more * 1000, #more,
  slowest * 1000))
