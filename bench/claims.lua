-- How fast a text is read: claims beside a plain split into words in Lua (the peer), and growth from n to 10n.
package.path = "./lua/?.lua;./lua/?/init.lua;" .. package.path
package.cpath = "./" .. (os.getenv "BREACHKIT_BUILD" or "build") .. "/?.so;" .. package.cpath
local claims = require "breachkit.claims"
local text = require "breachkit.core".text

local story = [[
Hackers calling themselves the Night Owls stole 40 GB of customer records from Example Bank on Monday, according to
The Examiner. The bank reportedly received a ransom demand of $50,000 in bitcoin. "We are working with the police and
have patched the flaw," a spokesperson for the bank said. Researchers had disclosed the vulnerability in March. The
weather was fine in the capital, and the shops stayed open until late in the evening as they had done every year before.

]]

local function time(f, ...)
  collectgarbage()
  local start = os.clock()
  f(...)
  return os.clock() - start
end

local function words(s)
  local n = 0
  for _ in s:gmatch "%w+" do n = n + 1 end
  return n
end

claims.list { text = story } -- the tables are compiled once
local small, large = story:rep(400), story:rep(4000)
local read = time(claims.list, { text = small })
local read10 = time(claims.list, { text = large })
local split = time(words, large)
local tokens = time(text.tokens, large)
print(("claims: %.1f MB/s; %.1fx for 10x the text"):format(#large / 1e6 / read10, read10 / read))
print(("tokens: %.1f MB/s, %.1f times as fast as gmatch"):format(#large / 1e6 / tokens, split / tokens))
local endless = ("data was stolen and "):rep(50000)
print(("a megabyte without a full stop: %.2f s"):format(time(claims.list, { text = endless })))
