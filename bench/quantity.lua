-- Amounts, names and works over made reports: MB/s, and growth from n to 10n (1.0 is linear).
-- The peer for amounts is one pass of Lua patterns over the same text that only finds the digits.
local measure = dofile "bench/lib/measure.lua"
local core = require "breachkit.core".quantity
local quantity, names, works = require "breachkit.quantity", require "breachkit.names", require "breachkit.works"

local report = [[
Harrow Data Systems (HDS) said on Monday that more than 3.1 million of its customers were affected when 11 TB of data
left its network on 24 November 2014. A group calling itself Tide of Ravens asked for 300 bitcoin, about $4.4m, and
posted 40 GB with 47,000 Social Security numbers. The film Grey Harbour, set to be released on 25 December 2014, was
among the files, said researcher Odd Fjelltveit of Marlow Corp. The version 2.1.3 server at 10.0.0.1 was not patched.

]]

local measured = {
  { "peer: digits by Lua patterns", function(text)
    local found = {}
    for first, digits in text:gmatch "()(%d[%d,%.]*)" do found[#found + 1] = { first, digits } end
    return found
  end },
  { "core.quantity.each", function(text) for _ in core.each(text) do end end },
  { "quantity.find", quantity.find },
  { "names.find", names.find },
  { "works.find", works.find },
}
local small, large = report:rep(100), report:rep(1000)
for _, m in ipairs(measured) do
  local a = measure.typical(function() m[2](small) end)
  local b = measure.typical(function() m[2](large) end)
  print(("%-30s %8.1f MB/s   n to 10n: %.2f"):format(m[1], #large / b / 1e6, b / a / 10))
end
