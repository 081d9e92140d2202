--- Groups of reports by linkage over sparse links, kept as reports come: groups that do not chain.
-- Two groups of m and n reports are joined while the sum of the scores of the links between them, divided by
-- (m n)^power, is at least `join`; the pair with the highest such mean first. With a power of 1 that is average
-- linkage, under which one stray link never draws two stories together, but the many sides of a big story fall
-- apart, whose reports are not all alike; a power a little below 1 asks less of big groups, each of whose reports
-- still has to have several links to the other.
-- @module breachkit.correlate.clusters
local clusters = {}

local function before(x, y)
  if x.mean ~= y.mean then return x.mean > y.mean end
  if x.x ~= y.x then return x.x < y.x end
  return x.y < y.y
end

local function push(heap, item)
  local i = #heap + 1
  heap[i] = item
  while i > 1 and before(heap[i], heap[i // 2]) do
    heap[i], heap[i // 2] = heap[i // 2], heap[i]
    i = i // 2
  end
end

local function pop(heap)
  local top, n = heap[1], #heap
  heap[1] = heap[n]
  heap[n] = nil
  local i = 1
  while true do
    local best = i
    for child = 2 * i, 2 * i + 1 do
      if heap[child] and before(heap[child], heap[best]) then best = child end
    end
    if best == i then return top end
    heap[i], heap[best] = heap[best], heap[i]
    i = best
  end
end

local methods = {}
local meta = { __index = methods, __name = "breachkit.clusters" }

--- No groups yet.
-- @tparam number join least mean at which two groups join
-- @tparam[opt=1] number power of the number of pairs between two groups that their links are divided by
-- @treturn table `of` (from a member to its group) and `members` (from a group to its members)
-- @usage local groups = clusters.new(0.3, 0.65)
function clusters.new(join, power)
  return setmetatable({ join = join, power = power or 1, of = {}, members = {}, sums = {} }, meta)
end

local function size(self, g)
  local m = self.members[g]
  return m == true and 1 or #m -- of one member, itself: no table is spent on it
end

local function mean(self, a, b)
  local sum = self.sums[a] and self.sums[a][b]
  return sum and sum / (size(self, a) * size(self, b)) ^ self.power
end

-- of two groups the earlier absorbs the other, so a group is numbered after its earliest member
local function offer(self, heap, a, b)
  local m, rank = mean(self, a, b), self.rank
  local x, y = rank and rank[a] or a, rank and rank[b] or b
  if x > y then a, b, x, y = b, a, y, x end
  if m >= self.join then push(heap, { a = a, b = b, mean = m, x = x, y = y }) end
end

local function absorb(self, a, b)
  local members, sums = self.members, self.sums
  for c, sum in pairs(sums[b]) do
    sums[c][b] = nil
    if c ~= a then
      sums[a][c] = (sums[a][c] or 0) + sum
      sums[c][a] = sums[a][c]
    end
  end
  sums[b] = nil
  if members[a] == true then members[a] = { a } end
  if members[b] == true then members[b] = { b } end
  for _, i in ipairs(members[b]) do
    self.of[i] = a
    table.insert(members[a], i)
  end
  members[b] = nil
end

local function join(self, heap)
  local sums, members = self.sums, self.members
  while #heap > 0 do
    local top = pop(heap)
    local a, b = top.a, top.b
    -- an entry made before one of its groups grew says nothing any more
    if members[a] and members[b] and mean(self, a, b) == top.mean then
      absorb(self, a, b)
      for c in pairs(sums[a] or {}) do offer(self, heap, a, c) end
    end
  end
end

local function link(self, a, b, score)
  local sums = self.sums
  sums[a], sums[b] = sums[a] or {}, sums[b] or {}
  sums[a][b] = (sums[a][b] or 0) + score
  sums[b][a] = sums[a][b]
end

--- Add a member, and join what its links draw together. Time: its links and those of the groups that join.
-- @tparam integer i one more than the last
-- @tparam {table,...} links `{a, b, score}`, one of a and b is `i` and the other an earlier member
-- @treturn integer the group of the member
-- @usage groups:add(2, { { a = 1, b = 2, score = 0.9 } })
function methods:add(i, links)
  self.of[i], self.members[i] = i, true
  local heap, near, seen = {}, {}, {}
  for _, l in ipairs(links) do
    local g = self.of[l.a == i and l.b or l.a]
    link(self, i, g, l.score)
    if not seen[g] then
      seen[g] = true
      near[#near + 1] = g
    end
  end
  for _, g in ipairs(near) do offer(self, heap, i, g) end
  join(self, heap)
  return self.of[i]
end

--- The members of a group.
-- @tparam integer g
-- @treturn {integer,...} in no order
-- @usage for _, i in ipairs(groups:list(groups.of[1])) do print(i) end
function methods:list(g)
  local m = self.members[g]
  return m == true and { g } or m
end

--- All groups.
-- @treturn {{integer,...},...} the groups, members ascending, ordered by their least member
-- @usage for _, group in ipairs(groups:all()) do print(#group) end
function methods:all()
  local out = {}
  for g in pairs(self.members) do
    local list = table.move(self:list(g), 1, size(self, g), 1, {})
    table.sort(list)
    out[#out + 1] = list
  end
  table.sort(out, function(x, y) return x[1] < y[1] end)
  return out
end

--- Group the numbers 1 to n at once.
-- Time is O(l log l) for l links times the size of the groups' neighbourhoods; memory O(n + l).
-- @tparam integer n
-- @tparam function each a function that returns an iterator over the links: a, b, score, each pair once
-- @tparam number least as `join` of `new`
-- @tparam[opt=1] number power
-- @tparam[opt] {integer,...} rank of each number, by which ties are broken, instead of the number
-- @treturn table as of `new`
-- @usage local groups = clusters.of(3, function() return links:each() end, 0.5)
function clusters.of(n, each, least, power, rank)
  local self = clusters.new(least, power)
  self.rank = rank
  for i = 1, n do self.of[i], self.members[i] = i, true end
  local heap = {}
  for a, b, score in each() do
    link(self, a, b, score)
    offer(self, heap, a, b)
  end
  join(self, heap)
  return self
end

return clusters
