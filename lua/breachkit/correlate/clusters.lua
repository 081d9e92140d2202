--- Average linkage over sparse links: groups that do not chain.
-- Two groups join while the mean score of all pairs between them, an absent link counting 0, is at
-- least `join`; the pair of groups with the highest mean joins first. So one stray link between two
-- stories never draws them together, as single linkage would.
-- @module breachkit.correlate.clusters
local clusters = {}

local function before(x, y)
  if x.mean ~= y.mean then return x.mean > y.mean end
  if x.a ~= y.a then return x.a < y.a end
  return x.b < y.b
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

--- Group the numbers 1 to n.
-- Time is O(l log l) for l links times the size of the groups' neighbourhoods; memory O(n + l).
-- @tparam integer n
-- @tparam {table,...} links `{a, b, score}`, a and b numbers, each pair once; a score is at most 1
-- @tparam number join the least mean that joins
-- @treturn {{integer,...},...} the groups, members ascending, ordered by their least member
-- @usage local groups = clusters.average(3, { { a = 1, b = 2, score = 0.9 } }, 0.5)
function clusters.average(n, links, join)
  local members, sums, heap = {}, {}, {}
  for i = 1, n do
    members[i], sums[i] = { i }, {}
  end
  for _, l in ipairs(links) do
    sums[l.a][l.b], sums[l.b][l.a] = l.score, l.score
    if l.score >= join then push(heap, { a = math.min(l.a, l.b), b = math.max(l.a, l.b), mean = l.score }) end
  end
  while #heap > 0 do
    local top = pop(heap)
    local a, b = top.a, top.b
    -- an entry made before one of its groups grew says nothing any more
    if members[a] and members[b] and sums[a][b] and sums[a][b] / (#members[a] * #members[b]) == top.mean then
      for c, sum in pairs(sums[b]) do
        sums[c][b] = nil
        if c ~= a then
          sums[a][c] = (sums[a][c] or 0) + sum
          sums[c][a] = sums[a][c]
        end
      end
      table.move(members[b], 1, #members[b], #members[a] + 1, members[a])
      members[b], sums[b] = nil, nil
      for c, sum in pairs(sums[a]) do
        local mean = sum / (#members[a] * #members[c])
        if mean >= join then push(heap, { a = math.min(a, c), b = math.max(a, c), mean = mean }) end
      end
    end
  end
  local groups = {}
  for i = 1, n do
    if members[i] then
      table.sort(members[i])
      groups[#groups + 1] = members[i]
    end
  end
  table.sort(groups, function(x, y) return x[1] < y[1] end)
  return groups
end

return clusters
