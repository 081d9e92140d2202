--- What a scan of many files has done so far, in a file: killed at any moment and started again, it goes on behind the
-- files that were done, and ends with the same result.
--
-- The file is JSON Lines: a head that says of what scan it is; then, of each file that was scanned, its findings and
-- a foot with its path, what tells the file from others and from itself when it was different (`mark`), how many
-- findings there are and what was held back. Lines without their foot (the tail that a kill leaves) are written over.
-- Held in memory: the place of each file's findings.
-- @module breachkit.scan.state
-- @usage local state = assert(require "breachkit.scan.state".open("scan.state", { kinds = { "cve" } }))
local err = require "breachkit.err"
local fs = require "breachkit.fs"
local json = require "breachkit.json"

local state = {}

local FLUSH <const> = 1 << 23 -- bytes, or
local BLOCK <const> = 1 << 18 -- bytes that are read at a time
local SECONDS <const> = 1 -- since the last ones were brought to disk

local methods = {}
local meta = { __name = "breachkit.scan.state", __index = methods }

local function head_of(of)
  return assert(json.encode { breachkit = "scan", version = 5, of = of })
end

-- Where the last line of a text ends that has an end.
local function last_end(text)
  local at = #text
  while at > 1 and text:byte(at) ~= 10 do at = at - 1 end
  return at
end

-- What an earlier run left. Only whole lines that a foot ends count.
local function read(self, head)
  local file, message = io.open(self.path, "rb")
  if not file then
    if fs.type(self.path) then return nil, err.new("io", message, self.path) end
    return true
  end
  local _ <close> = file
  local line = file:read "L"
  if not line or line:sub(-1) ~= "\n" then return true end
  if line ~= head .. "\n" then
    return nil, err.new("type", "is the state of another scan, or none: give another file, or the same options",
      self.path)
  end
  local at, from = #line, #line -- where the rest begins, where the findings that have no foot yet do
  self.whole = at
  local rest = "\n" -- the end of a line, and what is behind it
  for block in function() return file:read(BLOCK) end do
    rest = rest .. block
    local seen = 1 -- the end of a line, from which on nothing was looked at
    while true do
      local foot = rest:find('\n{"done":', seen, true)
      local ending = foot and rest:find("\n", foot + 1, true)
      if not ending then
        seen = foot or last_end(rest) -- the line that is not whole yet
        break
      end
      local of = json.decode(rest:sub(foot + 1, ending))
      if not of then return true end
      self.done[of.done] = {
        from = from, to = at + foot - 1, mark = of.mark, n = of.n, suppressed = of.suppressed,
      }
      from = at + ending - 1
      self.whole, seen = from, ending
    end
    at, rest = at + seen - 1, rest:sub(seen)
  end
  return true
end

--- Open it, or begin.
-- @tparam string path
-- @tparam table of what makes it the same scan: the options that change a result
-- @treturn ?table the state
-- @treturn ?table the error: "io"; "type" when the file is of another scan
-- @usage local done = assert(state.open("scan.state", {}))
function state.open(path, of)
  local self = setmetatable({ path = path, whole = 0, done = {}, pending = {}, size = 0, n = 0, told = os.time() },
    meta)
  local head = head_of(of)
  local good, e = read(self, head)
  if not good then return nil, e end
  if self.whole == 0 then
    self.pending[1], self.size = head .. "\n", #head + 1
    good, e = self:flush()
    if not good then return nil, e end
  end
  return self
end

-- What tells a file from every other, and from itself when it was another: two folders may have the same path.
local function mark(path)
  local info = fs.stat(path)
  if not info or info.type ~= "file" then return nil end
  return ("%d:%d:%d:%d"):format(info.device, info.inode, info.size, info.changed)
end

--- What is known of a file that was done before and has not changed since.
-- @tparam string path
-- @treturn ?function an iterator over its findings, many whole lines at a time; nil when it must be scanned
-- @treturn ?table `{n, suppressed}`: how many findings, and what was held back, by reason
-- @usage local lines = done:known "evidence/a.txt"
function methods:known(path)
  local was = self.done[path]
  if not was or was.mark ~= mark(path) then return nil end
  local file = io.open(self.path, "rb")
  if not file then return nil end
  file:seek("set", was.from)
  local at = was.from
  return function()
    if at >= was.to then
      file:close()
      return nil
    end
    local lines = file:read(math.min(BLOCK, was.to - at))
    if at + #lines < was.to then lines = lines .. file:read "L" end
    at = at + #lines
    return lines
  end, was
end

--- Begin a file: what is added from now on is of it.
-- @tparam string path
-- @usage done:begin(path)
function methods:begin(path)
  self.current, self.n, self.mark = path, 0, mark(path)
end

--- Keep lines of findings.
-- @tparam string lines
-- @tparam integer n how many
-- @treturn ?boolean true
-- @treturn ?table the error: "io"
-- @usage assert(done:add(lines, n))
function methods:add(lines, n)
  self.pending[#self.pending + 1] = lines
  self.size, self.n = self.size + #lines, self.n + n
  if self.size >= FLUSH then return self:flush() end
  return true
end

--- End the file that was begun. One that cannot be known again (a pipe) is not kept as done.
-- @tparam table suppressed what was held back, by reason
-- @treturn ?boolean true
-- @treturn ?table the error: "io"
-- @usage assert(done:finish(findings.suppressed))
function methods:finish(suppressed)
  if self.mark then
    local foot = assert(json.encode({
      done = self.current, mark = self.mark, n = self.n, suppressed = suppressed,
    }, { utf8 = "replace" })) .. "\n"
    local good, e = self:add(foot, 0)
    if not good then return nil, e end
  end
  if os.time() - self.told >= SECONDS then return self:flush() end
  return true
end

--- Bring all of it to disk.
-- @treturn ?boolean true
-- @treturn ?table the error: "io"
-- @usage assert(done:flush())
function methods:flush()
  if self.size == 0 then return true end
  local good, e = fs.append(self.path, self.whole, table.concat(self.pending))
  if not good then return nil, e end
  self.whole, self.size, self.pending, self.told = self.whole + self.size, 0, {}, os.time()
  return true
end

return state
