-- Finding dates in news-like text: MB/s, and how cost grows from n to 10 n.
package.path = "./lua/?.lua;" .. package.path
package.cpath = "./" .. (os.getenv "BREACHKIT_BUILD" or "build") .. "/?.so;" .. package.cpath
local date = require "breachkit.date"

local paragraph = [[The company shut its network down on 25 November 2014 after an attack that began, it said last
week, around 3 a.m. ET on Monday. Reports from March 2011 to May 2012 told of 77 million accounts and version 2.0.14;
three months ago a spokesman declined to comment on the figure, and nothing more was heard of it until early this year.
The files, which the group posted to a public site, hold contracts, salaries and mail of several hundred people.

]]

local function seconds(text)
  local best = math.huge
  for _ = 1, 5 do
    local began, count = os.clock(), 0
    for _ in date.find(text, { anchor = "2014-12-01" }) do count = count + 1 end
    assert(count > 0)
    best = math.min(best, os.clock() - began)
  end
  return best
end

local small, large = paragraph:rep(500), paragraph:rep(5000)
local a, b = seconds(small), seconds(large)
print(("date.find  %5.1f MB/s  (%.1f MB)  growth n to 10 n: %.2f"):format(#large / b / 1e6, #large / 1e6, b / a))
