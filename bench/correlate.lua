-- Correlation: time and memory of the index from n to 10n made-up reports, against comparing all pairs (the peer).
-- Reports are recombined from words by a fixed generator; claims are left out, as they are another stage's cost.
package.path = "./lua/?.lua;./lua/?/init.lua;" .. package.path
package.cpath = "./" .. (os.getenv "BREACHKIT_BUILD" or "build") .. "/?.so;" .. package.cpath
local core = require "breachkit.core"
local correlate = require "breachkit.correlate"

local state = 42
local function random(n) -- Lehmer, so that every run and machine makes the same reports
  state = state * 48271 % 2147483647
  return state % n + 1
end

local function word(n) return "w" .. n end

local function report(id, story)
  local words = {}
  for i = 1, 150 do
    local common = random(100) <= 80
    -- common words of a few hundred, rare ones of the story
    words[i] = common and word(random(400)) or ("Name" .. story .. "x" .. random(8))
  end
  local day = ("2017-%02d-%02d"):format(story % 12 + 1, story % 28 + 1)
  return { id = id, title = "Name" .. story .. "x1 hit", published = day, text = table.concat(words, " ") .. "." }
end

local function reports(n)
  local docs = {}
  for i = 1, n do docs[i] = report(("%06d"):format(i), (i - 1) // 3) end -- three reports a story
  return docs
end

local function seconds(f)
  collectgarbage()
  local start = os.clock()
  local result = f()
  return os.clock() - start, result
end

local small, large = reports(500), reports(5000)
local t_small, set_small = seconds(function() return correlate(small, { claims = false }) end)
local t_large = seconds(function() return correlate(large, { claims = false }) end)
local right = 0
for _, group in ipairs(set_small.groups) do if #group == 3 then right = right + 1 end end
print(("correlate: %d reports %.2f s, %d reports %.2f s: grows as n^%.2f; %d of %d stories whole"):format(
  #small, t_small, #large, t_large, math.log(t_large / t_small, 10), right, (#small + 2) // 3))

local function index_of(docs)
  local index = core.terms.new()
  for _, doc in ipairs(docs) do index:add(doc.title, "", doc.text) end
  return index
end
local t_all = seconds(function()
  local index = index_of(small)
  for a = 1, #small do
    for b = a + 1, #small do index:compare(a, b) end
  end
end)
print(("all pairs of %d reports %.2f s: %.1f times as long"):format(#small, t_all, t_all / t_small))
local index = index_of(large)
local t_add = seconds(function()
  for i = 1, 200 do
    local doc = report("late" .. i, i)
    local id = index:add(doc.title, "", doc.text)
    index:near(id, 40, 0.3)
  end
end)
local kb = index:bytes() / #index / 1024
print(("one more among %d: %.2f ms; index %.1f KB a report"):format(#large, t_add / 200 * 1000, kb))
