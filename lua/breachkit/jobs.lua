--- The same work on many items, by several processes; results in the order of the items.
-- Workers are forked, so that they see all the caller has loaded; results come back as JSON, also with one process,
-- so that the number of processes never changes a result.
-- @module breachkit.jobs
-- @usage local results, errors = jobs.map(4, paths, function(path) return bk.document.open(path) end)
local err = require "breachkit.err"
local json = require "breachkit.json"
local proc = require "breachkit.core".proc

local jobs = {}

-- One item's outcome as JSON: {value} or {error = {...}}. Never raises.
local function outcome(fn, item, index)
  local ok, value, e = pcall(fn, item, index)
  local failure
  if not ok then
    failure = type(value) == "table" and value.code and value or err.new("raised", tostring(value))
  elseif value == nil and e ~= nil then
    failure = type(e) == "table" and e or err.new("failed", tostring(e))
  else
    local text
    text, failure = json.encode { value = value }
    if text then return text end
  end
  return (assert(json.encode({ error = {
    code = tostring(failure.code), message = tostring(failure.message),
    source = failure.source and tostring(failure.source), position = math.tointeger(failure.position),
  } }, { utf8 = "replace" })))
end

local function read(text)
  local result, e = json.decode(text)
  if not result then return nil, e end
  local failure = result.error
  if failure then return nil, err.new(failure.code, failure.message, failure.source, failure.position) end
  return result.value
end

-- A worker's life: the number of an item in, its outcome out, until the parent hangs up.
local function serve(items, fn)
  return function(connection)
    while true do
      local index = math.tointeger(tonumber(connection:receive()))
      if not index or not connection:send(outcome(fn, items[index], index)) then return end
    end
  end
end

-- Each state holds a reference to all that is running; closing it ends that.
local pool = {}
pool.__index = pool

-- Give an idle worker the next item. True when there was one to give.
function pool:feed(worker)
  if self.next > #self.items or self.next - self.given > self.window then return false end
  local index = self.next
  self.next = index + 1
  self.doing[worker] = index
  if not worker:send(tostring(index)) then self:bury(worker) end
  return true
end

-- A worker has died: its item fails with how it ended, and another takes its place.
function pool:bury(worker)
  local index = self.doing[worker]
  self.doing[worker] = nil
  for i, w in ipairs(self.workers) do
    if w == worker then table.remove(self.workers, i) end
  end
  local how = worker:close() or "unknown"
  if index then self.done[index] = { e = err.new("worker", "the process that worked on it ended: " .. how) } end
  if self.next <= #self.items then self:hire() end
end

function pool:hire()
  local worker, e = proc.spawn(serve(self.items, self.fn), self.workers)
  if worker then
    self.workers[#self.workers + 1] = worker
    self:feed(worker)
  elseif #self.workers == 0 then
    error(e, 0)
  end
end

function pool:step()
  for _, worker in ipairs(self.workers) do
    if not self.doing[worker] then self:feed(worker) end
  end
  proc.wait(self.workers)
  local ended = {}
  for _, worker in ipairs(self.workers) do
    local message = worker:receive(false)
    if message == nil then
      ended[#ended + 1] = worker
    elseif message and self.doing[worker] then
      self.done[self.doing[worker]] = { text = message }
      self.doing[worker] = nil
      self:feed(worker)
    end
  end
  for _, worker in ipairs(ended) do self:bury(worker) end
end

function pool:close()
  for _, worker in ipairs(self.workers) do worker:close() end
  self.workers = {}
end

--- Call a function on each item, by up to n processes, and get the outcomes in order as they are ready. A worker that
-- dies (killed, out of memory, crashed) fails its item only. Leaving the loop ends the workers.
-- @tparam integer n processes; 1 runs in this one; 0 means as many as there are processors
-- @tparam table items a list
-- @tparam function fn called as `fn(item, index)` in a worker; returns a value that JSON can hold, or nil and an error
-- @return an iterator of (index, value or nil, error or nil), as four values so that `for` closes it. Errors: what
--  fn returned; "raised" for what it raised; "worker" when its process died; "type" and such for a value that
--  JSON cannot hold
-- @raise on a wrong argument; when no process can be started at all
-- @usage for i, value, e in jobs.each(4, paths, work) do print(paths[i], e or value.title) end
function jobs.each(n, items, fn)
  if math.type(n) ~= "integer" or n < 0 then error("jobs: the number of processes is an integer from 0", 2) end
  if type(items) ~= "table" then error("jobs: items are a list, got " .. type(items), 2) end
  if type(fn) ~= "function" then error("jobs: a function expected, got " .. type(fn), 2) end
  if n == 0 then n = proc.cpus() end
  n = math.min(n, #items, 256)
  local at = 0
  if n <= 1 then
    return function()
      at = at + 1
      if at > #items then return nil end
      return at, read(outcome(fn, items[at], at))
    end, nil, nil, nil
  end
  -- the window keeps one slow item from piling up the results of all after it
  local state = setmetatable({
    items = items, fn = fn, workers = {}, doing = {}, done = {}, next = 1, given = 0, window = 8 * n,
  }, pool)
  local closer = setmetatable({}, {
    __close = function() state:close() end,
    __gc = function() state:close() end,
  })
  state.closer = closer -- lives as long as the iterator, also outside a `for`
  local function step()
    at = at + 1
    if at > #items then
      state:close()
      return nil
    end
    if at == 1 then
      for _ = 1, n do state:hire() end
    end
    state.given = at - 1
    while not state.done[at] do state:step() end
    local result = state.done[at]
    state.done[at] = nil
    if result.e then return at, nil, result.e end
    return at, read(result.text)
  end
  return step, nil, nil, closer
end

--- `each`, gathered.
-- @tparam integer n processes; 1 runs in this one; 0 means as many as there are processors
-- @tparam table items a list
-- @tparam function fn as for `each`
-- @treturn table results: by the items' places; nil where there was none
-- @treturn table errors: by the items' places
-- @raise as `each`
-- @usage local results, errors = jobs.map(0, paths, function(path) return hash.file(path) end)
function jobs.map(n, items, fn)
  local results, errors = {}, {}
  for i, value, e in jobs.each(n, items, fn) do results[i], errors[i] = value, e end
  return results, errors
end

return jobs
