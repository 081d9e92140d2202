--- Files: a sorted walk, reads with a limit, writes that are whole or not there.
-- @module breachkit.fs
-- @usage local fs = require "breachkit.fs"
-- for path, entry, e in assert(fs.walk "reports") do print(path, entry.skipped or e or entry.size) end
local core = require "breachkit.core".fs
local err = require "breachkit.err"
local limits = require "breachkit.limits"

local fs = {
  walk = core.walk,
  stat = core.stat,
  mkdir = core.mkdir,
  is_tty = core.is_tty,
  hold_standard = core.hold_standard,
  writer = core.writer,
  sweep = core.sweep,
  append = core.append,
  lock = core.lock,
  overwrite = core.overwrite,
}

--- All bytes of a file, at most `limit`.
-- @tparam string path
-- @tparam[opt] integer limit most bytes (default `limits.document_bytes`); never are more than limit + 1 read
-- @treturn ?string the bytes
-- @treturn ?table the error: "io" (also for a named pipe), "limit", "memory"
-- @usage local bytes = assert(fs.read "report.html")
function fs.read(path, limit)
  local e = fs.waits(path)
  if e then return nil, e end
  return core.read(path, limit or limits.document_bytes)
end

--- What a path leads to, in a word; links are followed.
-- @tparam string path
-- @treturn ?string "file", "directory", "pipe", "socket", "device", "other"; nil when there is nothing
-- @usage if fs.type "reports" == "directory" then print "walk it" end
function fs.type(path)
  if path:find("\0", 1, true) then return nil end
  local info = core.stat(path)
  return info and info.type
end

--- Is a path another name of what the process has open: standard input, or below /dev/fd?
-- @tparam string path
-- @treturn boolean
-- @usage fs.is_open "/dev/fd/63" --> true
function fs.is_open(path)
  return path == "/dev/stdin" or path:find "^/dev/fd/%d+$" ~= nil
end

--- What is wrong with a path that leads to a named pipe: opening it would wait for somebody to write. What is open
-- already, as the shell's `<(...)` is, does not.
-- @tparam string path
-- @treturn ?table the error "io"; nil for all else
-- @usage local e = fs.waits(path) if e then return nil, e end
function fs.waits(path)
  if path:find("\0", 1, true) then return err.new("io", "no path holds a NUL byte", err.shown(path)) end
  if fs.type(path) == "pipe" and not fs.is_open(path) and not path:find "^/proc/self/fd/%d+$" then
    return err.new("io", "is a named pipe, which is not waited for", path)
  end
end

--- Whether two paths lead to the same file or directory.
-- @tparam string a
-- @tparam string b
-- @treturn boolean
-- @usage if fs.same("in.txt", "./in.txt") then print "do not write to it" end
function fs.same(a, b)
  local one, other = core.stat(a), core.stat(b)
  return one ~= nil and other ~= nil and one.device == other.device and one.inode == other.inode
end

--- Whether a path is what `write_atomic` writes beside a file until that is whole.
-- @tparam string path
-- @treturn boolean
-- @usage if not fs.is_half_written(path) then read(path) end
function fs.is_half_written(path)
  return path:find "%f[^/\0]%.breachkit%-%d+%-%x+%-%d+%.tmp$" ~= nil
end

--- Whether a path leads to something within a folder, at any depth.
-- @tparam string path
-- @tparam string folder
-- @treturn boolean
-- @usage if fs.within("reports/2014/a.html", "reports") then print "one of them" end
function fs.within(path, folder)
  local at = path:match "^(.*)/[^/]*$" or "."
  if at == "" then at = "/" end
  for _ = 1, 4096 do -- as deep as any path is
    if fs.same(at, folder) then return true end
    local above = at .. "/.."
    if not fs.type(at) or fs.same(at, above) then return false end
    at = above
  end
  return false
end

--- Write a file that is there whole or not at all (written beside, synced, renamed). An existing file's mode is kept.
-- @tparam string path
-- @tparam string|function bytes what to write, or a function that is called with the writer and writes; when it raises
--  the file is not touched
-- @tparam[opt] boolean private whether a new file is for its owner alone (mode 0600)
-- @treturn ?boolean true
-- @treturn ?table the error: "io"
-- @usage assert(fs.write_atomic("out.json", "{}\n"))
function fs.write_atomic(path, bytes, private)
  local writer <close>, e = core.writer(path, private)
  if not writer then return nil, e end
  if type(bytes) == "function" then
    local result, failure = bytes(writer)
    if result == nil and failure ~= nil then return nil, failure end
  else
    local ok
    ok, e = writer:write(bytes)
    if not ok then return nil, e end
  end
  return writer:commit()
end

return fs
