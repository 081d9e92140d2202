--- The rows of a manifest: trees walked in a stable order, their files digested by several threads.
-- @module breachkit.manifest.walk
local core = require "breachkit.core"
local err = require "breachkit.err"
local hash = require "breachkit.hash"
local filetype = require "breachkit.manifest.filetype"

local walk = {}

local ROOM <const> = 512 -- files under way at most: what a killed run has to digest again
local POLL <const> = 0.1 -- seconds between looks at an interrupt, while nothing is ready

--- A time as RFC 3339 in UTC, to the nanosecond where it has one.
-- @tparam integer seconds since 1970
-- @tparam[opt=0] integer nanoseconds
-- @treturn string
-- @usage print(walk.time(0)) --> 1970-01-01T00:00:00Z
function walk.time(seconds, nanoseconds)
  local fraction = (nanoseconds or 0) > 0 and ("." .. ("%09d"):format(nanoseconds):gsub("0+$", "")) or ""
  return os.date("!%Y-%m-%dT%H:%M:%S", seconds) .. fraction .. "Z"
end

-- In the order of a walk, a directory's entries stand where its name would: "/" sorts below every byte of a name.
local function key(path)
  return (path:gsub("/", "\0"))
end

local function new_row(entry, tree, with_type)
  local row = { path = entry.path, modified = walk.time(entry.modified, entry.nanoseconds) }
  local problem = entry.error
  if not problem and entry.type == "file" then
    row.size = entry.size
    if entry.allocated < entry.size and entry.size > 4096 then row.allocated = entry.allocated end
    if entry.links > 1 then row.links, row.inode = entry.links, ("%d:%d"):format(entry.device, entry.inode) end
    if with_type then
      local head
      head, problem = tree:head(filetype.HEAD)
      if head then row.type = filetype.of(head) end
    end
  elseif not problem then
    row.kind, row.target = entry.type, entry.target
  end
  if problem then row.error, row.message = problem.code, problem.message end
  return row
end

local function take(self, result, row)
  if result.error then
    row.error, row.message = result.error.code, result.error.message
    return
  end
  row.size, row.modified = result.size, walk.time(result.modified, result.nanoseconds)
  for _, name in ipairs(self.algorithms) do row[name] = result[name] end
end

-- Rows of one inode are digested once: those that come later wait for the first.
local function seen_before(self, row)
  local first = row.inode and self.inodes[row.inode]
  if not row.inode then return nil end
  if not first then
    self.inodes[row.inode] = { row = row, left = row.links - 1 }
    return nil
  end
  first.left = first.left - 1
  if first.left <= 0 then self.inodes[row.inode] = nil end
  return first.row
end

local function copy(self, from, row)
  row.size, row.modified, row.error, row.message = from.size, from.modified, from.error, from.message
  for _, name in ipairs(self.algorithms) do row[name] = from[name] end
end

-- The next entry of all roots, past those that an earlier run has done.
local function entry_of(self)
  while true do
    if not self.tree then
      self.at = self.at + 1
      local root = self.roots[self.at]
      if not root then return nil end
      local done_before = self.after and self.at == self.after_root
      if root == "-" then
        if not done_before then return { path = root, input = true } end
      else
        local tree, e = core.tree.open(root, self.follow)
        if not tree and not done_before then return { path = root, error = e, modified = 0 } end
        self.tree = tree
      end
    end
    local entry = self.tree and self.tree:next()
    if entry and not (self.after and self.at == self.after_root and key(entry.path) <= self.after) then
      return entry
    elseif self.tree and not entry then
      self.tree:close()
      self.tree = nil
    end
  end
end

-- Standard input, which is read at once.
local function read_input(self)
  local row, e = hash.each(function()
    local bytes, message = io.read(65536)
    if message then return nil, err.new("io", message) end
    return bytes
  end, self.algorithms)
  row = row or { error = e.code, message = e.message }
  row.path, row.absent = "-", nil
  return row
end

local function push(self, entry)
  if entry.input then
    self.last = self.last + 1
    self.queue[self.last] = { row = read_input(self), root = self.at }
    return
  end
  local job = { row = new_row(entry, self.tree, self.with_type), root = self.at }
  local row = job.row
  if not entry.error and entry.type == "file" and not row.error then
    job.same = seen_before(self, row)
    if not job.same then
      local path = self.tree:reach()
      -- such a path holds until the walk goes on, which then waits until the file has been read
      self.waiting = path ~= entry.path
      job.digest = true
      assert(self.hasher:push(path))
    end
  end
  self.last = self.last + 1
  self.queue[self.last] = job
end

local function pop(self)
  local job = self.queue[self.first]
  if job.digest then
    local result = self.hasher:next(POLL)
    if not result then return nil end
    take(self, result, job.row)
  elseif job.same then
    copy(self, job.same, job.row)
  end
  self.queue[self.first] = nil
  self.first = self.first + 1
  if self.first > self.last then self.waiting = false end
  return job.row, job.root
end

--- Walk and digest.
-- @tparam {string,...} roots files and directories; "-" is standard input
-- @tparam table options `algorithms` (a list of names), `threads`, `follow` (links are what they lead to), `types`
--  (look at what files are by their content), `after` `{root = index, path}` (begin after that entry) and `inodes`
--  (rows of earlier hard links by their `inode`)
-- @treturn ?table the walk: `next()` gives a row and the number of its root, or nil at the end; `bytes()` what was read
--  so far; it can be a to-be-closed variable
-- @treturn ?table the error: "type" for an unknown digest
-- @usage local w <close> = assert(walk.open({ "evidence" }, { algorithms = { "sha256" } }))
function walk.open(roots, options)
  local hasher, e = core.hasher.new {
    algorithms = options.algorithms, threads = options.threads or core.proc.cpus(), room = ROOM,
  }
  if not hasher then return nil, e end
  local after = options.after
  local self = {
    hasher = hasher, roots = roots, algorithms = options.algorithms, follow = options.follow,
    with_type = options.types, at = after and after.root - 1 or 0, after_root = after and after.root,
    after = after and after.path and key(after.path), inodes = options.inodes or {}, queue = {}, first = 1, last = 0,
  }
  function self.next()
    while true do
      while not self.ended and not self.waiting and self.last - self.first + 1 < ROOM do
        local entry = entry_of(self)
        if entry then push(self, entry) else self.ended = true end
        local job = self.queue[self.first]
        -- what is ready goes out before more is looked for
        if job and not job.digest then break end
      end
      if self.first > self.last then return nil end
      local row, root = pop(self)
      if row then return row, root end
    end
  end
  function self.bytes() return hasher:bytes() end
  return setmetatable(self, { __close = function()
    if self.tree then self.tree:close() end
    hasher:close()
  end })
end

--- How much there is to do, for a display of progress.
-- @tparam {string,...} roots as for `open`
-- @tparam ?boolean follow as for `open`
-- @treturn integer files
-- @treturn integer bytes
-- @usage local files, bytes = walk.measure { "evidence" }
function walk.measure(roots, follow)
  local files, bytes = 0, 0
  for _, root in ipairs(roots) do
    local tree <close> = core.tree.open(root, follow)
    local entry = tree and tree:next()
    while entry do
      if entry.type == "file" then files, bytes = files + 1, bytes + entry.size end
      entry = tree:next()
    end
  end
  return files, bytes
end

return walk
