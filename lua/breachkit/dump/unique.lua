--- Equal lines taken out of dumps: the first stays, and the order, whatever the size.
-- @module breachkit.dump.unique
local core = require "breachkit.core"
local err = require "breachkit.err"
local fs = require "breachkit.fs"
local limits = require "breachkit.limits"

local unique = {}
local methods = {}
local meta = { __name = "breachkit.dump.unique", __index = methods }

local STEP <const> = 32 * core.unique.PIECE -- bytes between two reports of progress
local OF_LINES <const> = { combo = true, jsonl = true, table = true }

--- Begin; `breachkit.dump.unique` is this function.
-- @tparam string path the file to be written
-- @treturn table the merger, with the methods below; it can be a to-be-closed variable
-- @usage local merged <close> = unique.new "unique.txt"
function unique.new(path)
  if type(path) ~= "string" then error("dump.unique: a path expected, got " .. type(path), 2) end
  return setmetatable({ path = path, files = {} }, meta)
end

-- What is no plain file, or is UTF-16, is copied to one without a name, since it is read twice.
local function spool(self, src)
  local file, e = core.fs.temporary(self.path)
  if not file then return nil, e end
  local tap, copied
  tap, e = src:tap()
  if tap then copied, e = tap:copy(file) end
  if copied then return file end
  if e then e.source = e.source or self.path end
  file:close()
  return nil, e
end

--- Add the lines of a dump.
-- @tparam table leak of `dump.open` or `dump.of`, not gone over yet
-- @treturn ?boolean true
-- @treturn ?table the error: "type" for a layout whose records are more than lines, and what reading gives
-- @usage assert(merged:add(assert(dump.open "leak.txt")))
function methods:add(leak)
  local layout = leak.layout
  if not OF_LINES[layout.kind] then
    return nil, err.new("type", ("records of %s are more than lines"):format(layout.kind), leak.path)
  end
  local plain = leak.source.file and not leak.encoding and fs.type(leak.source.file) == "file"
  local file, e
  if plain then
    local message
    file, message = io.open(leak.source.file, "rb")
    if not file then e = err.new("io", message, leak.path) end
  else
    file, e = spool(self, leak.source)
  end
  if not file then return nil, e end
  self.quote = self.quote or layout.quote
  self.files[#self.files + 1] = { file = file, size = file:seek "end", name = leak.path }
  return true
end

-- Calls `step(file, from, to)` for each part of each file.
local function parts(self, phase, progress, step)
  local total, done = 0, 0
  for _, f in ipairs(self.files) do total = total + f.size end
  for _, f in ipairs(self.files) do
    for from = 0, f.size - 1, STEP do
      local to = math.min(f.size, from + STEP)
      local fine, e = step(f.file, from, to)
      if not fine then return nil, err.new(e.code, e.message, e.source or f.name) end
      if progress then progress(phase, done + to, total) end
    end
    done = done + f.size
    if f.file:seek "end" ~= f.size then
      return nil, err.new("changed", "the file was written to while it was read", f.name)
    end
  end
  return true
end

--- Write what is different, once, in the order in which it was added: the file is there whole, or as it was. A new one
-- is for its owner alone, since it holds what the dumps hold; one that was there keeps its mode.
-- @tparam[opt] table options `threads` (default: as many as there are processors, 4 at most); `memory`: bytes of
--  hashes (20 a line) beyond which they go to disk beside the file (default `limits.unique_bytes`); `on_progress`:
--  called with "read" or "write", bytes done, and of how many
-- @treturn ?table `{path, lines, unique, spilled}`: `spilled` bytes of hashes went to disk
-- @treturn ?table the error: "io", "changed" (a file was written to meanwhile), "type" (a quoted value of a table goes
--  on over several lines)
-- @raise on a wrong option
-- @usage local counts = assert(merged:write()) print(counts.unique, counts.lines)
function methods:write(options)
  options = err.options(options, { threads = true, memory = true, on_progress = true }, "dump.unique")
  local expected = 0
  for _, f in ipairs(self.files) do expected = expected + f.size end
  local u <close>, e = core.unique.new {
    threads = options.threads or math.min(4, core.proc.cpus()), memory = options.memory or limits.unique_bytes,
    beside = self.path, expected = expected, quote = self.quote,
  }
  if not u then return nil, e end
  local counts
  local progress = options.on_progress
  local fine
  fine, e = parts(self, "read", progress, function(file, from, to) return u:read(file, from, to) end)
  if not fine then return nil, e end
  counts, e = u:settle()
  if not counts then return nil, err.new(e.code, e.message, self.path) end
  fs.sweep(self.path)
  fine, e = fs.write_atomic(self.path, function(writer)
    return parts(self, "write", progress, function(file, from, to) return u:write(file, from, to, writer) end)
  end, true)
  if not fine then return nil, e end
  counts.path = self.path
  return counts
end

--- Let go of the files. Calling it twice is safe.
-- @usage merged:close()
function methods:close()
  for _, f in ipairs(self.files) do f.file:close() end
  self.files = {}
end
meta.__close = methods.close

return unique
