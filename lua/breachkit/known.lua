--- Known hashes: sets of them packed into a sorted file, and looked up in it without loading it.
--
-- What is packed: NSRL's CSV (columns `SHA-1`, `MD5`, `SHA-256`), HashKeeper's (`hash`, an MD5), any CSV whose first
-- line names such columns, lines that begin with a hash (`HASH`, `HASH  name`, `HASH:COUNT`), and manifests: ours and
-- hashdeep's. Equal hashes are kept once. The file's format is in `src/core/bk_hashset.h`.
-- @module breachkit.known
-- @usage local known = require "breachkit.known"
-- print(assert(known.pack("nsrl.bkset", { "NSRLFile.txt" }, { algorithm = "sha1" })).count)
-- local set <close> = assert(known.open "nsrl.bkset")
-- print(set:find "da39a3ee5e6b4b0d3255bfef95601890afd80709")
local core = require "breachkit.core"
local csv = require "breachkit.csv"
local err = require "breachkit.err"
local fs = require "breachkit.fs"
local hex = require "breachkit.hex"
local read = require "breachkit.manifest.read"

local known = {
  --- Bytes of a hash, by the names under which sets are packed.
  WIDTHS = { md5 = 16, ntlm = 16, sha1 = 20, ripemd160 = 20, sha224 = 28, sha256 = 32, blake3 = 32, blake2s256 = 32,
    ["sha3-256"] = 32, ["sha512-256"] = 32, sha384 = 48, sha512 = 64, ["sha3-512"] = 64, blake2b = 64 },
}

local PACK = { algorithm = true, counts = true, memory = true, on_progress = true, on_bad = true }
local PIECE <const> = 1 << 20

local methods = {}
local meta = { __name = "breachkit.known", __index = methods, __close = function(self) self.set:close() end,
  __len = function(self) return #self.set end }

-- what io.open says begins with the path, which the error has already
local function unreadable(path, message)
  return err.new("io", (message:gsub("^.*: ", "")), path)
end

--- Open a packed set; its size makes no difference.
-- @tparam string path
-- @treturn ?table the set, with `find`, `close`, `algorithm`, `counts` (whether there are some) and `#`; it can be a
--  to-be-closed variable
-- @treturn ?table the error: "io"; "syntax" for what is no packed set; "range" for one that was cut
-- @usage local set <close> = assert(known.open "nsrl.bkset") print(#set, set.algorithm)
function known.open(path)
  err.want(path, "string", "known.open: a path")
  local set, e = core.hashset.open(path)
  if not set then return nil, e end
  local info = set:info()
  return setmetatable({ set = set, algorithm = info.algorithm, counts = info.counts, width = info.width }, meta)
end

--- Whether a hash is in the set.
-- @function known:find
-- @tparam string hash hexadecimal, or its bytes
-- @treturn ?integer its count, 1 in a set without counts; nil when it is not in the set
-- @raise for what is no hash of the set's width
-- @usage if set:find(row.sha1) then print(row.path, "known") end
function methods:find(hash)
  err.want(hash, "string", "known:find: a hash")
  if #hash == 2 * self.width then hash = hex.decode(hash) or hash end
  return self.set:find(hash)
end

--- Read the whole set and see that it is in order: one that was edited may answer wrongly.
-- @function known:check
-- @treturn ?boolean true
-- @treturn ?table the error: "syntax", with the position of the first hash that is out of order
-- @usage assert(set:check())
function methods:check()
  return self.set:check()
end

--- Let go of the file. Calling it twice is safe.
-- @function known:close
-- @usage set:close()
function methods:close()
  self.set:close()
end

-- which column of a CSV holds the hashes: by its name, without case and punctuation
local function column_of(names, algorithm)
  local wanted = { [algorithm:gsub("%W", "")] = true, [algorithm == "md5" and "hash" or ""] = true }
  wanted[""] = nil
  for i, name in ipairs(names) do
    if wanted[tostring(name):lower():gsub("%W", "")] then return i end
  end
end

local packers = {}

function packers.csv(builder, path, state)
  local records, e = csv.open(path, { separator = ",", quote = '"' })
  if not records then return nil, e end
  local column = column_of(records() or {}, state.algorithm)
  if not column then
    return nil, err.new("type", "no column of this CSV is named " .. state.algorithm, path)
  end
  for record, position, problem in records do
    local digits = record and record[column]
    if problem then
      state.on_bad(problem)
    elseif not digits or #digits ~= 2 * state.width or digits:find "%X" then
      state.on_bad(err.new("syntax", "no " .. state.algorithm .. " in this record", path, position))
    else
      local done, failure = builder:add(hex.decode(digits))
      if not done then return nil, failure end
      state.added = state.added + 1
      if state.added % 65536 == 0 then state.on_progress(state.added) end
    end
  end
  return true
end

function packers.manifest(builder, path, state)
  local rows, e = read.open(path)
  if not rows then return nil, e end
  while true do
    local row, problem, line = rows()
    local digits = row and row[state.algorithm]
    if problem then
      state.on_bad(problem)
    elseif type(digits) == "string" and #digits == 2 * state.width and not digits:find "%X" then
      local done, failure = builder:add(hex.decode(digits))
      if not done then return nil, failure end
      state.added = state.added + 1
    elseif row and row.size then
      state.on_bad(err.new("empty", "no " .. state.algorithm .. " of " .. row.path, path))
    elseif not row and not line then
      return true
    end
  end
end

function packers.lines(builder, path, state)
  local file <close>, message = io.open(path, "rb")
  if not file then return nil, unreadable(path, message) end
  local rest = ""
  while true do
    local bytes, failure = file:read(PIECE)
    if failure then return nil, unreadable(path, failure) end
    local whole = bytes and bytes:match "^.*\n" or not bytes and "" or nil
    if whole then
      local added, bad = builder:lines(rest .. whole)
      if not added then return nil, bad end
      state.added = state.added + added
      if bad > 0 then
        state.on_bad(err.new("syntax", ("%d lines that begin with no %s"):format(bad, state.algorithm), path))
      end
      rest = bytes and bytes:sub(#whole + 1) or ""
    else
      rest = rest .. bytes
      if #rest > 16 * PIECE then return nil, err.new("limit", "a line of more than 16 MiB", path) end
    end
    state.on_progress(state.added)
    if not bytes then return true end
  end
end

local function packer_of(path)
  local waits = fs.waits(path)
  if waits then return nil, waits end
  local file <close>, message = io.open(path, "rb")
  if not file then return nil, unreadable(path, message) end
  local head, failure = file:read(4096)
  if failure then return nil, unreadable(path, failure) end
  head = head or ""
  if head:find "^%s*{" or head:find "^%%%%%%%% HASHDEEP" or head:find "^path,path_hex,size," then
    return packers.manifest
  end
  local first = head:match "^[^\r\n]*"
  -- the names of a CSV's columns; a line of a list begins with a hash
  if first:find(",", 1, true) and not first:find '^"?%x+"?,' then return packers.csv end
  return packers.lines
end

--- Pack hashes into a set: sorted in bounded memory, written whole or not at all. Beside the target as much disk again
-- as twice its size is used meanwhile.
-- @tparam string path the set
-- @tparam {string,...} inputs files
-- @tparam table options `algorithm` (one of `WIDTHS`), `counts` (keep a count beside each; of equal hashes they are
--  added; default false), `memory` (bytes to sort in, default 256 MiB), `on_bad(error)` for what is no such hash,
--  `on_progress(added)`
-- @treturn ?table `{count, added}`: different hashes, and hashes read
-- @treturn ?table the error: "io"; "type" for a CSV without such a column; "memory"; "limit"
-- @raise on an unknown option or algorithm
-- @usage assert(known.pack("mine.bkset", { "list.txt", "evidence.jsonl" }, { algorithm = "sha256" }))
function known.pack(path, inputs, options)
  options = err.options(options, PACK, "known.pack")
  err.want(path, "string", "known.pack: a path")
  err.want(inputs, "table", "known.pack: a list of files")
  local width = known.WIDTHS[options.algorithm or ""]
  if not width then error("known.pack: no algorithm '" .. tostring(options.algorithm) .. "'", 2) end
  local nothing = function() end
  local builder <close>, e = core.hashset.build(path, {
    algorithm = options.algorithm, width = width, counts = options.counts, memory = options.memory,
  })
  if not builder then return nil, e end
  local state = { algorithm = options.algorithm, width = width, added = 0, on_bad = options.on_bad or nothing,
    on_progress = options.on_progress or nothing }
  for _, input in ipairs(inputs) do
    local pack, problem = packer_of(input)
    if not pack then return nil, problem end
    local done
    done, problem = pack(builder, input, state)
    if not done then return nil, problem end
  end
  local count
  count, e = builder:commit()
  if not count then return nil, e end
  return { count = count, added = state.added }
end

return known
