--- What a scan of many files has done so far, in a file: killed at any moment and started again, it goes on behind the
-- files that were done, and ends with the same result.
--
-- The file is JSON Lines: a head that says of what scan it is; then, of each file that was scanned, its findings and
-- a foot with its path, size, time of change and what was held back. Lines without their foot (the tail that a kill
-- leaves) are written over. Held in memory: the place of each file's findings.
-- @module breachkit.scan.state
-- @usage local state = assert(require "breachkit.scan.state".open("scan.state", { kinds = { "cve" } }))
local err = require "breachkit.err"
local fs = require "breachkit.fs"
local json = require "breachkit.json"

local state = {}

local FLUSH <const> = 1 << 20 -- bytes, or
local SECONDS <const> = 1 -- since the last ones were brought to disk

local methods = {}
local meta = { __name = "breachkit.scan.state", __index = methods }

local function head_of(of)
  return assert(json.encode { breachkit = "scan", version = 3, of = of })
end

-- What an earlier run left. Only whole lines that a foot ends count.
local function read(self, head)
  local file, message = io.open(self.path, "rb")
  if not file then
    if fs.type(self.path) then return nil, err.new("io", message, self.path) end
    return true
  end
  local _ <close> = file
  local at, from = 0, nil
  for line in file:lines "L" do
    local ending = at + #line
    if line:sub(-1) ~= "\n" then break end
    if at == 0 then
      if line ~= head .. "\n" then
        return nil, err.new("type", "is the state of another scan, or none: give another file, or the same options",
          self.path)
      end
      from, self.whole = ending, ending
    elseif line:find '^{"done":' then
      local foot = json.decode(line)
      if not foot then break end
      self.done[foot.done] = {
        from = from, to = at, size = foot.size, modified = foot.modified, suppressed = foot.suppressed,
      }
      from, self.whole = ending, ending
    end
    at = ending
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
  local self = setmetatable({ path = path, whole = 0, done = {}, pending = {}, size = 0, told = os.time() }, meta)
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

-- The size and time of change by which a file is known.
local function mark(path)
  local info = fs.stat(path)
  if not info or info.type ~= "file" then return nil end
  return info.size, info.modified
end

--- What is known of a file that was done before and has not changed since.
-- @tparam string path
-- @treturn ?function an iterator over the lines of its findings; nil when it must be scanned
-- @treturn ?table what was held back, by reason
-- @usage local lines = done:known "evidence/a.txt"
function methods:known(path)
  local was = self.done[path]
  local size, modified = mark(path)
  if not was or not size or was.size ~= size or was.modified ~= modified then return nil end
  local file = io.open(self.path, "rb")
  if not file then return nil end
  file:seek("set", was.from)
  local at = was.from
  return function()
    if at >= was.to then
      file:close()
      return nil
    end
    local line = file:read "L"
    at = at + #line
    return line
  end, was.suppressed
end

--- Begin a file: what is added from now on is of it.
-- @tparam string path
-- @usage done:begin(path)
function methods:begin(path)
  self.current, self.lines = path, 0
  self.current_size, self.current_modified = mark(path)
  self.from = self.whole + self.size
end

--- Keep lines of findings.
-- @tparam string lines
-- @treturn ?boolean true
-- @treturn ?table the error: "io"
-- @usage assert(done:add(lines))
function methods:add(lines)
  self.pending[#self.pending + 1] = lines
  self.size = self.size + #lines
  if self.size >= FLUSH then return self:flush() end
  return true
end

--- End the file that was begun. One that cannot be known again (a pipe) is not kept as done.
-- @tparam table suppressed what was held back, by reason
-- @treturn ?boolean true
-- @treturn ?table the error: "io"
-- @usage assert(done:finish(findings.suppressed))
function methods:finish(suppressed)
  if self.current_size then
    local foot = assert(json.encode({
      done = self.current, size = self.current_size, modified = self.current_modified, suppressed = suppressed,
    }, { utf8 = "replace" })) .. "\n"
    local good, e = self:add(foot)
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
