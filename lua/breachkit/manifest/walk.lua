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

--- What paths are compared by, so that they are in the order of a walk: a directory's entries stand where its name
-- would, since "/" sorts below every byte of a name.
-- @tparam string path
-- @treturn string
-- @usage if walk.key(a) < walk.key(b) then print(a, "comes first") end
function walk.key(path)
  return (path:gsub("/", "\0"))
end
local key = walk.key

-- What is known of an entry without reading it.
local function new_row(entry)
  local row = { path = entry.path, modified = entry.modified and walk.time(entry.modified, entry.nanoseconds) }
  if entry.error then
    row.error, row.message = entry.error.code, entry.error.message
  elseif entry.type == "file" then
    row.size = entry.size
    if entry.links > 1 then row.links, row.inode = entry.links, ("%d:%d"):format(entry.device, entry.inode) end
  else
    row.kind, row.target = entry.type, entry.target
  end
  return row
end

-- All but the path: what the hasher says of a row's file, or the row of another link to it.
local function take(from, row)
  for name, value in pairs(from) do
    if name ~= "path" then row[name] = value end
  end
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

local function append(self, job)
  job.root = self.at
  self.last = self.last + 1
  self.queue[self.last] = job
end

-- An entry that needs a look: no file, one with several links, one whose path is too long.
local function push(self, entry)
  local job = { row = new_row(entry) }
  if not entry.error and entry.type == "file" then
    job.same = seen_before(self, job.row)
    if not job.same then
      local path = self.tree:reach()
      -- such a path holds until the walk goes on, which then waits until the file has been read
      self.waiting = path ~= entry.path
      job.digest = true
      self.under_way = self.under_way + 1
      assert(self.hasher:push(path))
    end
  end
  append(self, job)
end

-- Begin with the next root; false when there is none.
local function next_root(self)
  self.at = self.at + 1
  local root = self.roots[self.at]
  if not root then return false end
  local done_before = self.after and self.at == self.after_root
  if root == "-" then
    if not done_before then append(self, { row = read_input(self) }) end
    return true
  end
  local tree, e = core.tree.open(root, self.follow, self.left_out)
  self.tree = tree
  if not tree and not done_before then append(self, { row = new_row { path = root, error = e } }) end
  if not tree or not done_before then return true end
  -- past what an earlier run has done
  local entry
  repeat entry = tree:next() until not entry or key(entry.path) > self.after
  if entry then push(self, entry) end
  return true
end

-- Find more to do: files, which the hasher takes from the walk by itself, or something else.
local function look(self)
  if not self.tree then
    self.ended = not next_root(self)
    return
  end
  local files, entry = self.hasher:feed(self.tree, ROOM - self.under_way)
  if files > 0 then
    self.under_way = self.under_way + files
    append(self, { files = files })
  end
  if entry then
    push(self, entry)
  elseif entry == false then
    self.tree:close()
    self.tree = nil
  end
end

-- The oldest job's row, or its line; nil when it is not ready.
local function pop(self)
  local job = self.queue[self.first]
  local row = job.row
  if job.files or job.digest then
    local result
    if job.files and self.lines then result = self.hasher:line(POLL) else result = self.hasher:row(POLL) end
    if not result then return nil end
    self.under_way = self.under_way - 1
    if job.digest then take(result, row) else row = result end
    job.files = job.files and job.files > 1 and job.files - 1
    if job.files then return row, job.root end
  elseif job.same then
    take(job.same, row)
  end
  self.queue[self.first] = nil
  self.first = self.first + 1
  if self.first > self.last then self.waiting = false end
  return row, job.root
end

--- Walk and digest.
-- @tparam {string,...} roots files and directories; "-" is standard input
-- @tparam table options `algorithms` (a list of names), `threads`, `follow` (links are what they lead to), `types`
--  (look at what files are by their content), `after` `{root = index, path}` (begin after that entry) and `inodes`
--  (rows of earlier hard links by their `inode`), `left_out` (at most four files to pass over in folders)
--  With `lines` rows of files that were digested come as strings, the lines that they are printed as, where they can.
-- @treturn ?table the walk: `next()` gives a row and the number of its root, or nil at the end; `bytes()` what was read
--  so far; it can be a to-be-closed variable
-- @treturn ?table the error: "type" for an unknown digest
-- @usage local w <close> = assert(walk.open({ "evidence" }, { algorithms = { "sha256" } }))
function walk.open(roots, options)
  local hasher, e = core.hasher.new {
    algorithms = options.algorithms, threads = options.threads or core.proc.cpus(), room = ROOM,
    types = options.types and filetype.table() or nil,
  }
  if not hasher then return nil, e end
  local after = options.after
  local self = {
    hasher = hasher, roots = roots, algorithms = options.algorithms, follow = options.follow, lines = options.lines,
    left_out = options.left_out,
    at = after and after.root - 1 or 0, after_root = after and after.root, under_way = 0,
    after = after and after.path and key(after.path), inodes = options.inodes or {}, queue = {}, first = 1, last = 0,
  }
  function self.next()
    while true do
      -- what is ready goes out before more is looked for
      while not self.ended and not self.waiting and self.under_way <= ROOM // 2 and self.last - self.first < ROOM do
        look(self)
        local job = self.queue[self.first]
        if job and not job.digest and not job.files then break end
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
