--- The rows of a manifest under way, kept so that a killed run can go on: JSON Lines, the first of which says what the
-- manifest is of, each row one write. A torn last line is cut off. One run at a time has it.
-- @module breachkit.manifest.journal
local err = require "breachkit.err"
local format = require "breachkit.manifest.format"
local fs = require "breachkit.fs"
local json = require "breachkit.json"

local journal = {}
local methods = {}

local FILE <const> = { size = 0 } -- stands for any file that was digested
local BEGUN <const> = '{"begun":' -- how a line of a root begins; no row's does

local meta = { __name = "breachkit.manifest.journal", __index = methods, __close = function(self) self:close() end }

local function tally(self, row)
  self.count = self.count + 1
  if row.error then
    self.failed = self.failed + 1
  elseif row.size then
    self.files = self.files + 1
  else
    self.others = self.others + 1
  end
end

-- What an earlier run did: where it ends, after which entry, and the hard links of which more are to come.
local function replay(self, on_row)
  local stop = 0
  for number, value, e, line, position in assert(json.lines(self.path)) do
    local whole = line and position + #line <= self.size -- its line end is there
    if e or not whole or type(value) ~= "table" then break end
    if number == 1 then
      if line ~= self.head then
        return nil, err.new("usage", "holds the rows of another run (other inputs or options): remove it to begin "
          .. "anew, or give the same arguments to go on", self.path)
      end
    elseif value.begun then
      self.after = { root = value.begun }
    elseif self.after then
      local path = format.path(value)
      self.after.path = path
      value.path, value.target = path, format.path(value, "target")
      value.path_hex, value.target_hex = nil, nil
      tally(self, value)
      if on_row then on_row(value) end
      if value.inode then
        local first = self.inodes[value.inode]
        if not first then
          first = { row = value, left = value.links }
          self.inodes[value.inode] = first
        end
        first.left = first.left - 1
        if first.left <= 0 then self.inodes[value.inode] = nil end
      end
    end
    stop = position + #line
  end
  return stop
end

local function append(self, line)
  local done, message = self.file:write(line, "\n")
  if done then done, message = self.file:flush() end
  if done then return true end
  return nil, err.new("io", message .. "; what was done is kept there: make room, and run the same again", self.path)
end

--- Open or begin a journal.
-- @tparam string path
-- @tparam table what the arguments of the run; a journal of others is refused
-- @tparam[opt] function on_row called with each row that is there
-- @treturn ?table the journal, with `count`, `files`, `failed`, `others`, `after`, `inodes`
-- @treturn ?table the error: "io" (also when another run has it), "usage"
-- @usage local j <close> = assert(journal.open("m.jsonl.partial", { roots = roots }))
function journal.open(path, what, on_row)
  local roots = {}
  for i, root in ipairs(what.roots) do
    local info = root ~= "-" and fs.stat(root)
    -- the same path may lead elsewhere, from another folder or another day
    roots[i] = format.line { path = root, inode = info and ("%d:%d"):format(info.device, info.inode) }
  end
  local head = {}
  for name, value in pairs(what) do head[name] = value end
  head.roots, head.partial = roots, 1
  local file, e = fs.lock(path)
  if not file then return nil, e end
  local self = setmetatable({
    file = file, path = path, size = file:seek "end", head = assert(json.encode(head)), inodes = {},
    count = 0, files = 0, failed = 0, others = 0, bytes = 0,
  }, meta)
  local fine, stop, problem = pcall(replay, self, on_row)
  if not fine then
    self:close()
    error(stop, 0)
  end
  local done = stop
  if done then done, problem = fs.append(path, stop, "") end
  if done and stop == 0 then done, problem = append(self, self.head) end
  if not done then
    self:close()
    return nil, problem
  end
  self.root = self.after and self.after.root
  return self
end

--- Add a row.
-- @function journal:add
-- @tparam table|string row or the line of a digested file that it is printed as
-- @tparam integer root the number of the root that it is under
-- @treturn ?boolean true
-- @treturn ?table the error: "io"
-- @usage assert(j:add(row, 1))
function methods:add(row, root)
  if root ~= self.root then
    local done, e = append(self, assert(json.encode { begun = root }))
    if not done then return nil, e end
    self.root = root
  end
  local line = type(row) == "string" and row
  tally(self, line and FILE or row)
  return append(self, line or format.line(row))
end

--- The lines that all rows are printed as, in order.
-- @function journal:lines
-- @treturn function an iterator
-- @usage for line in j:lines() do print(line) end
function methods:lines()
  local lines = io.lines(self.path)
  lines() -- what the run is of
  return function()
    local line
    repeat line = lines() until not line or line:sub(1, #BEGUN) ~= BEGUN
    return line
  end
end

--- All rows, in order.
-- @function journal:rows
-- @treturn function an iterator of (row, the line it is printed as)
-- @usage for row, line in j:rows() do print(row.path) end
function methods:rows()
  local lines, state, control, closing = json.lines(self.path)
  if not lines then error(state, 0) end
  return coroutine.wrap(function()
    for _, value, e, line in lines, state, control, closing do
      if e then error(e, 0) end
      if value.path then
        value.path, value.target = format.path(value), format.path(value, "target")
        value.path_hex, value.target_hex = nil, nil
        coroutine.yield(value, line)
      end
    end
  end)
end

--- Close the file; it stays, for the next run.
-- @function journal:close
-- @usage j:close()
function methods:close()
  local file = self.file
  self.file = nil -- first: an interrupt behind the closing must not have it closed again
  if file then file:close() end
end

--- Close and remove it: the manifest is done.
-- @function journal:remove
-- @usage j:remove()
function methods:remove()
  os.remove(self.path) -- first: who waits for it must not go on with rows that are done
  self:close()
end

return journal
