-- The timeline as a script sees it. BREACHKIT_BENCH_EVENTS=10000000 for the full size.
local measure = dofile "bench/lib/measure.lua"
local timeline = require "breachkit.timeline"

local full = math.tointeger(tonumber(os.getenv "BREACHKIT_BENCH_EVENTS")) or 1000000

local function bench(n)
  local whats = {}
  for i = 0, 999 do whats[i] = "what happened, " .. i end
  local function event(i)
    local start = i * 7919 * 104729 % 1000000007
    return { start = start, stop = start + 3600, what = whats[i % 1000], source = "report" }
  end
  local tl, kept = timeline.new(), nil
  local bare = measure.seconds(function() for i = 1, n do kept = event(i) end end)
  local added = measure.seconds(function() for i = 1, n do tl:add(event(i)) end end)
  assert(kept)
  local settled = measure.seconds(function() return tl[1] end)
  print(("%d events: %.2f million adds a second (at least 2), of which making the tables alone takes %.0f %%")
    :format(n, n / added / 1e6, 100 * bare / added))
  print(("  first question (sort and index): %.3f s; %.1f bytes an event besides strings")
    :format(settled, tl:stats().event_bytes / n))
  local queries, found = 20000, 0
  local asked = measure.seconds(function()
    for i = 1, queries do
      local a = i * 48611 % 1000000007
      if tl:between(a, a + 10)() then found = found + 1 end
    end
  end)
  print(("  range query from Lua, first event as a table: %.2f us (at most 10)"):format(asked / queries * 1e6))
  local each = measure.seconds(function() for _ in tl:each() do found = found + 1 end end)
  print(("  iteration: %.2f million events a second"):format(n / each / 1e6))
  local path = os.tmpname()
  local saved = measure.seconds(function() assert(tl:save(path)) end)
  local loaded = measure.seconds(function() assert(timeline.load(path)):close() end)
  os.remove(path)
  print(("  save %.3f s, load with every check %.3f s (%.0f million events a second)")
    :format(saved, loaded, n / loaded / 1e6))
end

bench(full // 10)
bench(full)
