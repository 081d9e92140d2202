-- How cost grows with size, as specs ask for it: a ratio of the process's own times, so that neither load nor a slow
-- tool decides.

-- Below this many seconds clocks and collections of garbage decide.
local LEAST <const> = 0.005

local function seconds(work, n)
  collectgarbage()
  local began = os.clock()
  work(n)
  return os.clock() - began
end

--- How many times as long work of 10 n takes as work of n: some 10 where cost is the size, 100 where it is its square.
-- Choose n so large that a square would show: that of 10 n takes seconds.
return function(n, work)
  local few = math.max(LEAST, math.min(seconds(work, n), seconds(work, n)))
  local many = seconds(work, 10 * n)
  return (many / few < 30 and many or math.min(many, seconds(work, 10 * n))) / few
end
