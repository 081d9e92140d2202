--- Digests of bytes and files.
-- @module breachkit.hash
-- @usage local hash = require "breachkit.hash"
-- print(hash.bytes "abc".sha256)
local digest = require "breachkit.core".digest
local err = require "breachkit.err"

local hash = {}

local CHUNK = 262144

local function open_all(names)
  if names == nil then names = { "sha256" } end
  if type(names) == "string" then names = { names } end
  local open = {}
  for i, name in ipairs(names) do
    local d, e = digest.new(name)
    if not d then return nil, e end
    open[i] = { name = name, digest = d }
  end
  return open
end

local function finish(open, size)
  local result = { size = size }
  for _, d in ipairs(open) do
    result[d.name] = d.digest:hex()
    d.digest:close()
  end
  return result
end

--- The digests of a string.
-- @tparam string bytes what to digest
-- @tparam[opt="sha256"] string|table names one name or a list; see `core.digest.new`
-- @treturn ?table `{size = bytes, [name] = lower-case hex}`
-- @treturn ?table the error: "type" for an unknown digest
-- @usage print(hash.bytes("abc", { "md5", "sha1" }).sha1)
function hash.bytes(bytes, names)
  local open, e = open_all(names)
  if not open then return nil, e end
  for _, d in ipairs(open) do d.digest:update(bytes) end
  return finish(open, #bytes)
end

--- The digests of a file, in one pass over its bytes and constant memory.
-- @tparam string path the file
-- @tparam[opt="sha256"] string|table names one name or a list; see `core.digest.new`
-- @treturn ?table `{path, size, [name] = lower-case hex}`
-- @treturn ?table the error: "io", or "type" for an unknown digest
-- @usage print(assert(hash.file("README.md", { "md5", "sha1", "sha256" })).md5)
function hash.file(path, names)
  local open, e = open_all(names)
  if not open then return nil, e end
  local file, message = io.open(path, "rb")
  if not file then return nil, err.new("io", message, path) end
  local size = 0
  while true do
    local chunk
    chunk, message = file:read(CHUNK)
    if not chunk then break end
    size = size + #chunk
    for _, d in ipairs(open) do d.digest:update(chunk) end
  end
  file:close()
  if message then return nil, err.new("io", message, path) end
  local result = finish(open, size)
  result.path = path
  return result
end

return hash
