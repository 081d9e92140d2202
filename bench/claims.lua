-- How fast a text is read, ordinary and dense with events: claims beside a plain split into words in Lua (the peer),
-- the growth from n to 10 n in time and in memory, and the whole of a folder of reports where the evaluation kit is
-- beside the checkout.
package.path = "./lua/?.lua;./lua/?/init.lua;" .. package.path
package.cpath = "./" .. (os.getenv "BREACHKIT_BUILD" or "build") .. "/?.so;" .. package.cpath
local claims = require "breachkit.claims"
local json = require "breachkit.json"
local text = require "breachkit.core".text

local story = [[
Hackers calling themselves the Night Owls stole 40 GB of customer records from Example Bank on Monday, according to
The Examiner. The bank reportedly received a ransom demand of $50,000 in bitcoin. "We are working with the police and
have patched the flaw," a spokesperson for the bank said. Researchers had disclosed the vulnerability in March. The
weather was fine in the capital, and the shops stayed open until late in the evening as they had done every year before.

]]

-- a report of another matter that tells of an attack in passing, as most of what is read does
local ordinary = [[
The city council voted on Tuesday to build a new library near the river, after two years of talks with the residents of
the old town. The building will have three floors, a reading room for children and a hall for two hundred guests. Its
cost is put at 9 million euros, of which the region pays a third. The mayor said the plan was "a gift to the young". The
architects were chosen in spring from among forty offices. A school beside the site will move for the time of the
work, and buses will take another road. The council's website was attacked in May, which delayed the vote by a week.

]]

local function time(f, ...)
  collectgarbage()
  local start = os.clock()
  f(...)
  return os.clock() - start
end

-- the process's largest resident set so far, in MB; nil where there is no /proc
local function peak()
  local f = io.open "/proc/self/status"
  if not f then return nil end
  local kb = f:read "a":match "VmHWM:%s*(%d+)"
  f:close()
  return kb and kb / 1024
end

local function words(s)
  local n = 0
  for _ in s:gmatch "%w+" do n = n + 1 end
  return n
end

-- Reports one after the other, as a user's folder is read.
local function each(list)
  for _, doc in ipairs(list) do claims.list(doc) end
end

local function repeated(n, body)
  local list = {}
  for k = 1, n do list[k] = { id = tostring(k), text = body:rep(5) } end
  return list
end

claims.list { text = story } -- the tables are compiled once
for _, kind in ipairs { { "ordinary", ordinary }, { "dense", story } } do
  local small, large = repeated(100, kind[2]), repeated(1000, kind[2])
  local bytes = #large * #large[1].text
  local read, before = time(each, small), peak()
  local read10, after = time(each, large), peak()
  local split = time(function() for _, doc in ipairs(large) do words(doc.text) end end)
  print(("%s reports of 3 KB: %.2f MB/s; 10 times the reports: %.1f times the time%s; gmatch takes %.3f of it"):format(
    kind[1], bytes / 1e6 / read10, read10 / read,
    peak() and (", peak memory %.0f to %.0f MB"):format(before, after) or "", split / read10))
end

local one, ten = { text = story:rep(400) }, { text = story:rep(4000) }
local read, read10 = time(claims.list, one), time(claims.list, ten)
local highest = peak()
print(("one dense text of %.1f MB: %.2f MB/s; 10 times the text: %.1f times the time%s"):format(#ten.text / 1e6,
  #ten.text / 1e6 / read10, read10 / read, highest and (", peak memory %.0f MB (%s)"):format(highest,
    highest < 100 and "under the aim of 100" or "over the aim of 100") or ""))
print(("tokens alone: %.1f MB/s"):format(#ten.text / 1e6 / time(text.tokens, ten.text)))
local endless = ("data was stolen and "):rep(50000)
print(("a megabyte without a full stop: %.2f s"):format(time(claims.list, { text = endless })))

local kit = io.open((os.getenv "EVAL" or "../shared/eval") .. "/claims/gold.jsonl")
if not kit then
  print "the evaluation kit's reports: skipped: no kit"
else
  local list, size = {}, 0
  for line in kit:lines() do
    local doc = json.decode(line)
    list[#list + 1] = { id = doc.id, text = doc.text, title = doc.title, published = doc.published }
    size = size + #doc.text
  end
  kit:close()
  print(("the evaluation kit's %d reports: %.2f MB/s"):format(#list, size / 1e6 / time(each, list)))
end
