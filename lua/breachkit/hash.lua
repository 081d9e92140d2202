--- Digests of bytes, files and what an iterator gives, any set of them in one pass over the bytes.
-- Names: md5, sha1, sha224, sha256, sha384, sha512, sha512-256, sha3-256, sha3-512, blake2b, blake2s256, ripemd160,
-- blake3; bep52, a file's pieces root in torrents of version 2, which says little without the size; the checksums
-- xxh3-128 and crc32c; the similarity digests tlsh and ssdeep (see `core.similarity`).
--
-- A result is `{size = bytes, [name] = digest}`. A similarity digest that the bytes are too few or too uniform for is
-- absent, and `absent[name]` is the error that says why: code "small", "uniform", "empty" or "limit".
-- @module breachkit.hash
-- @usage local hash = require "breachkit.hash"
-- print(hash.bytes "abc".sha256)
local core = require "breachkit.core"
local err = require "breachkit.err"
local fs = require "breachkit.fs"

local digest = core.digest

local hash = {}

local OPTIONS = { hmac = true, key = true, context = true }
local FILES = { threads = true, room = true, binary = true }

local POLL = 0.1 -- seconds between looks at an interrupt, while nothing is ready

local methods = {}
local metatable = { __name = "breachkit.hash", __index = methods, __close = function(self) self:close() end }

local function check(self)
  if not self.open then error("the hash is closed", 3) end
  return self.open
end

--- A set of digests to be fed piece by piece.
-- @tparam[opt="sha256"] string|table names one name or a list
-- @tparam[opt] table options at most one key: `hmac` (RFC 2104), `key` (BLAKE3, 32 bytes), `context` (BLAKE3's key
--  derivation)
-- @treturn ?table the set, with the methods below; it can be a to-be-closed variable
-- @treturn ?table the error: "type" for an unknown digest or a key that does not fit it
-- @raise on an unknown option
-- @usage local h <close> = assert(hash.new { "md5", "sha256" }) h:update "a":update "bc" print(h:hex().md5)
function hash.new(names, options)
  options = err.options(options, OPTIONS, "hash.new")
  if names == nil then names = { "sha256" } end
  if type(names) == "string" then names = { names } end
  err.want(names, "table", "hash.new: a digest's name or a list of names")
  local self = setmetatable({ size = 0, open = {} }, metatable)
  for i, name in ipairs(names) do
    local d, e = digest.new(name, options)
    if not d then
      self:close()
      return nil, e
    end
    self.open[i] = { name = name, digest = d }
  end
  return self
end

--- Feed bytes, in order.
-- @function hash:update
-- @tparam string ... the bytes
-- @treturn table the set itself
-- @raise when closed
-- @usage h:update(header, body)
function methods:update(...)
  local open = check(self)
  for i = 1, select("#", ...) do
    local bytes = select(i, ...)
    err.want(bytes, "string", "hash: a string")
    for _, d in ipairs(open) do assert(d.digest:update(bytes)) end
    self.size = self.size + #bytes
  end
  return self
end

--- The digests of all bytes so far; more may be fed after.
-- @function hash:hex
-- @treturn table a result: `{size, [name] = lower-case hex, absent}`; tlsh and ssdeep in their own forms
-- @raise when closed
-- @usage print(h:hex().sha256)
function methods:hex()
  local result = { size = self.size }
  for _, d in ipairs(check(self)) do
    local text, e = d.digest:hex()
    result[d.name] = text
    if not text then
      result.absent = result.absent or {}
      result.absent[d.name] = e
    end
  end
  return result
end

--- The digests of all bytes so far as bytes; more may be fed after.
-- @function hash:binary
-- @treturn ?table a result: `{size, [name] = bytes}`
-- @treturn ?table the error: "type" for tlsh and ssdeep, which are text
-- @raise when closed
-- @usage local raw = h:binary().sha256
function methods:binary()
  local result = { size = self.size }
  for _, d in ipairs(check(self)) do
    local bytes, e = d.digest:binary()
    if not bytes then return nil, e end
    result[d.name] = bytes
  end
  return result
end

--- An independent set in the same state.
-- @function hash:copy
-- @treturn table the copy
-- @raise when closed
-- @usage local so_far = h:copy()
function methods:copy()
  local copy = setmetatable({ size = self.size, open = {} }, metatable)
  for i, d in ipairs(check(self)) do copy.open[i] = { name = d.name, digest = assert(d.digest:copy()) } end
  return copy
end

--- Free the states at once; calling it twice is safe.
-- @function hash:close
-- @usage h:close()
function methods:close()
  for _, d in ipairs(self.open or {}) do d.digest:close() end
  self.open = nil
end

--- The digests of a string.
-- @tparam string bytes what to digest
-- @tparam[opt="sha256"] string|table names one name or a list
-- @tparam[opt] table options as for `new`
-- @treturn ?table a result
-- @treturn ?table the error: as for `new`
-- @usage print(hash.bytes("abc", { "md5", "sha1" }).sha1)
function hash.bytes(bytes, names, options)
  local h <close>, e = hash.new(names, options)
  if not h then return nil, e end
  return h:update(bytes):hex()
end

--- The digests of a file, in one pass over its bytes and constant memory.
-- @tparam string path the file
-- @tparam[opt="sha256"] string|table names one name or a list
-- @tparam[opt] table options as for `new`
-- @treturn ?table a result, with `path`
-- @treturn ?table the error: "io", also for a named pipe, which might never end; or as for `new`
-- @usage print(assert(hash.file("README.md", { "md5", "sha1", "sha256" })).md5)
function hash.file(path, names, options)
  err.want(path, "string", "hash.file: a path")
  local h <close>, e = hash.new(names, options)
  if not h then return nil, e end
  e = fs.waits(path)
  if e then return nil, e end
  local digests = {}
  for i, d in ipairs(h.open) do digests[i] = d.digest end
  h.size, e = digest.file(path, table.unpack(digests))
  if not h.size then return nil, e end
  local result = h:hex()
  result.path = path
  return result
end

--- The digests of what an iterator gives, piece after piece, in constant memory.
-- @tparam function next called until it returns nil; each call gives a string. nil and an error value end it as failed;
--  what it raises is passed on, and the states are freed
-- @tparam[opt="sha256"] string|table names one name or a list
-- @tparam[opt] table options as for `new`
-- @treturn ?table a result
-- @treturn ?table the error: the iterator's own, or as for `new`
-- @raise when the iterator gives anything but strings
-- @usage print(hash.each(io.lines("README.md", 65536), "blake3").blake3)
function hash.each(next, names, options)
  if type(next) ~= "function" and not (getmetatable(next) or {}).__call then
    error("hash.each: an iterator expected, got " .. type(next), 2)
  end
  local h <close>, e = hash.new(names, options)
  if not h then return nil, e end
  while true do
    local bytes, failure = next()
    if bytes == nil and failure ~= nil then return nil, failure end
    if bytes == nil then return h:hex() end
    h:update(bytes)
  end
end

--- The digests of many files on several threads: a row a file, in the order of the paths and in constant memory.
-- @tparam table|function paths a list of paths, or an iterator that gives a path a call until it returns nil
-- @tparam[opt="sha256"] string|table names one name or a list
-- @tparam[opt] table options `threads` (default 2), `room` for how many files are under way at most (default 1024),
--  `binary` for digests as bytes
-- @treturn ?function the iterator of the rows, with what else `for` takes to close it. A row is
--  `{path, size, modified, nanoseconds, [name] = digest, absent}`; of a file that cannot be read, or that changes while
--  it is read, `{path, error}`: codes "io", "type" (no regular file), "changed"
-- @treturn ?table the error: "type" for an unknown digest, "io" when no thread can be started
-- @raise on an unknown option; the iterator passes on what `paths` raises
-- @usage for row in assert(hash.files({ "README.md", "Makefile" }, { "md5", "sha1" })) do print(row.path, row.sha1) end
function hash.files(paths, names, options)
  options = err.options(options, FILES, "hash.files")
  local source = paths
  if type(paths) == "table" then
    local i = 0
    source = function()
      i = i + 1
      return paths[i]
    end
  end
  local hasher, e = core.hasher.new {
    algorithms = names or "sha256", threads = options.threads, room = options.room, binary = options.binary,
  }
  if not hasher then return nil, e end
  local path, exhausted
  -- Two paths go in for each row that comes out, so that the first row need not wait until there is no more room.
  local function row()
    while true do
      local full
      for _ = 1, 2 do
        if not path and not exhausted then
          path = source()
          exhausted = path == nil
        end
        if path then
          local pushed, failure = hasher:push(path)
          if failure then error(failure) end
          full = not pushed
          if full then break end
          path = nil
        end
      end
      local found = hasher:next((full or exhausted) and POLL or 0)
      if found or found == nil and exhausted then return found end
    end
  end
  return row, nil, nil, hasher
end

return hash
