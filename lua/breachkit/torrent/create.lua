--- Torrents out of files: versions 1 (BEP 3), 2 (BEP 52) and hybrids, the same bytes for the same files.
-- @module breachkit.torrent.create
local core = require "breachkit.core"
local err = require "breachkit.err"
local fs = require "breachkit.fs"
local metainfo = require "breachkit.torrent.metainfo"

local create = {}

local BLOCK <const>, CHUNK <const>, LARGEST <const> = 16384, 262144, 1 << 24
local PIECES <const> = 1500 -- about as many are aimed at

local function encode(value, out)
  if type(value) == "string" then
    out[#out + 1] = #value .. ":" .. value
  elseif math.type(value) == "integer" then
    out[#out + 1] = "i" .. value .. "e"
  elseif #value > 0 then
    out[#out + 1] = "l"
    for _, item in ipairs(value) do encode(item, out) end
    out[#out + 1] = "e"
  else
    local keys = {}
    for key in pairs(value) do keys[#keys + 1] = key end
    table.sort(keys)
    out[#out + 1] = "d"
    for _, key in ipairs(keys) do
      encode(key, out)
      encode(value[key], out)
    end
    out[#out + 1] = "e"
  end
  return out
end

-- The pieces of version 1: bytes are fed as they come, and run over the borders of files.
local Pieces = {}
Pieces.__index = Pieces

local function sha1_pieces(length)
  return setmetatable({ length = length, filled = 0, hashes = {}, digest = core.digest.new "sha1" }, Pieces)
end

function Pieces:finish()
  self.hashes[#self.hashes + 1] = self.digest:binary()
  self.digest:close()
  self.digest, self.filled = core.digest.new "sha1", 0
end

function Pieces:feed(bytes)
  local at = 1
  while at <= #bytes do
    local n = math.min(self.length - self.filled, #bytes - at + 1)
    self.digest:update(n == #bytes and bytes or bytes:sub(at, at + n - 1))
    self.filled, at = self.filled + n, at + n
    if self.filled == self.length then self:finish() end
  end
end

function Pieces:pad(n)
  local zeros = ("\0"):rep(math.min(n, CHUNK))
  for left = n, 1, -CHUNK do self:feed(left < CHUNK and zeros:sub(1, left) or zeros) end
end

function Pieces:done()
  if self.filled > 0 then self:finish() end
  return table.concat(self.hashes)
end

-- Read one file whole, each byte once. Returns the root and the layer of version 2, where wanted. Errors are raised.
local function hash_file(file, piece_length, v1, v2, tally)
  local handle <close>, message = io.open(file.source, "rb")
  if not handle then error(err.new("io", (message:gsub("^.-: ", "cannot be read: ")), file.source), 0) end
  local roots = {}
  for start = 0, file.size - 1, piece_length do
    local length, root <close> = math.min(piece_length, file.size - start), core.digest.new "bep52"
    for at = 0, length - 1, CHUNK do
      local n = math.min(CHUNK, length - at)
      local bytes = handle:read(n)
      if not bytes or #bytes < n then error(err.new("io", "became shorter while it was read", file.source), 0) end
      if v1 then v1:feed(bytes) end
      if v2 then root:update(bytes) end
      tally(n)
    end
    if v2 then
      roots[#roots + 1] = metainfo.widened(root:binary(), length, file.size > piece_length and piece_length or length)
    end
  end
  if handle:read(1) then error(err.new("io", "became longer while it was read", file.source), 0) end
  if #roots <= 1 then return roots[1] end
  local layer = table.concat(roots)
  return assert(core.torrent.root(layer, metainfo.power_of_two(#roots), metainfo.levels(piece_length))), layer
end

-- The files below a folder, in the order that a tree of version 2 has: by their names, folder by folder.
local function list_files(dir, warnings)
  local files = {}
  local walk, state, control, closing = fs.walk(dir)
  if not walk then error(state, 0) end
  for path, entry, problem in walk, state, control, closing do
    if problem then error(problem, 0) end
    if entry.skipped then
      warnings[#warnings + 1] = ("%s is left out: %s"):format(metainfo.shown(path), entry.skipped)
    else
      local inner = path:sub(#dir + 2)
      files[#files + 1] = { source = path, path = inner, key = inner:gsub("/", "\0"), size = entry.size }
    end
  end
  table.sort(files, function(a, b) return a.key < b.key end)
  return files
end

local function elements(path)
  local list = {}
  for part in path:gmatch "[^/]+" do list[#list + 1] = part end
  return list
end

local function add_to_tree(tree, path, leaf)
  for _, part in ipairs(elements(path)) do
    tree[part] = tree[part] or {}
    tree = tree[part]
  end
  tree[""] = leaf
end

local function build(t, single, files, options)
  local piece_length, kind, info = t.piece_length, t.kind, t.info
  local v1 = kind ~= "v2" and sha1_pieces(piece_length)
  local list, tree, layers, done = {}, {}, {}, 0
  local function tally(n)
    done = done + n
    if options.on_progress then options.on_progress(done, t.size) end
  end
  for _, file in ipairs(files) do
    local filled = v1 and kind == "hybrid" and v1.filled or 0
    if filled > 0 and file.size > 0 then -- BEP 47: so that the next file begins with a piece
      local n = piece_length - filled
      list[#list + 1] = { attr = "p", length = n, path = { ".pad", tostring(n) } }
      v1:pad(n)
    end
    local root, layer = hash_file(file, piece_length, v1, kind ~= "v1", tally)
    list[#list + 1] = { length = file.size, path = elements(file.path) }
    if kind ~= "v1" then
      add_to_tree(tree, file.path, { length = file.size, ["pieces root"] = root })
      if layer then layers[root] = layer end
    end
  end
  if v1 then
    info.pieces = v1:done()
    if single then info.length = files[1].size else info.files = list end
  end
  if kind ~= "v1" then
    info["meta version"], info["file tree"] = 2, tree
    t.layers = layers
  end
end

local KINDS = { v1 = true, v2 = true, hybrid = true }
local OPTIONS = { version = true, piece_length = true, private = true, trackers = true, comment = true, name = true,
  created = true, on_progress = true }

local function check(options)
  options = err.options(options, OPTIONS, "torrent.create")
  local function misuse(text) error("torrent.create: " .. text, 4) end
  if not KINDS[options.version or "hybrid"] then misuse "'version' is v1, v2 or hybrid" end
  local n = options.piece_length
  if n and not (math.type(n) == "integer" and n >= BLOCK and n <= 1 << 30 and n & n - 1 == 0) then
    misuse "'piece_length' is a power of two from 16384 to 2^30"
  end
  for _, name in ipairs { "comment", "name" } do
    if options[name] ~= nil and type(options[name]) ~= "string" then misuse("'" .. name .. "' is a string") end
  end
  for _, address in ipairs(options.trackers or {}) do
    if type(address) ~= "string" or address == "" then misuse "'trackers' is a list of addresses" end
  end
  return options
end

local function run(path, options)
  local warnings = {}
  local base = path:gsub("(.)/+$", "%1")
  local what = fs.type(base)
  local single = what == "file"
  if not single and what ~= "directory" then
    error(err.new("io", what and "a torrent is made of a file or a folder, and this is a " .. what
      or "there is no such file or folder", path), 0)
  end
  local name = options.name or base:match "[^/]+$"
  local good, e = core.torrent.check_name(name or ".")
  if not good then error(err.new(e.code, "give it another name: " .. e.message, path), 0) end
  local files = single and { { source = base, path = name, size = fs.stat(base).size } } or list_files(base, warnings)
  local t = { kind = options.version or "hybrid", size = 0, info = { name = name } }
  for _, file in ipairs(files) do
    t.size = t.size + file.size
    if not utf8.len(file.path) then
      warnings[#warnings + 1] = metainfo.shown(file.path) .. " is no UTF-8, as names of a torrent should be"
    end
  end
  if #files == 0 or t.size == 0 then error(err.new("empty", "no file here holds a byte", path), 0) end
  t.piece_length = options.piece_length or BLOCK
  while not options.piece_length and t.piece_length < LARGEST and t.size // t.piece_length > PIECES do
    t.piece_length = t.piece_length * 2
  end
  t.info["piece length"] = t.piece_length
  if options.private then t.info.private = 1 end
  build(t, single, files, options)
  local trackers, tiers = options.trackers or {}, {}
  for i, address in ipairs(trackers) do tiers[i] = { address } end
  local created = options.created or math.tointeger(tonumber(os.getenv "SOURCE_DATE_EPOCH"))
  local bytes = table.concat(encode({ announce = trackers[1], ["announce-list"] = #tiers > 1 and tiers or nil,
    comment = options.comment, ["creation date"] = created, info = t.info, ["piece layers"] = t.layers }, {}))
  return bytes, warnings
end

--- Make a torrent of a file or a folder. The same files and options give the same bytes: files are taken in the order
-- of their names, and no time is written unless it is given. Each byte is read once; what is held in memory is the
-- list of files and 20 bytes a piece of version 1, 32 of version 2. Links to files are taken as the files that they
-- lead to; links to folders and what is no file are left out, with a warning. Folders without a file cannot be told of.
-- @tparam string path
-- @tparam[opt] table options `version` ("v1", "v2", default "hybrid"); `piece_length` (a power of two from 16384 to
--  2^30; by default as gives about 1,500 pieces, at most 16 MiB each); `private`; `trackers` (a list of addresses, each
--  a tier of its own); `comment`; `name` (default: the last part of the path); `created` (seconds since 1970; default:
--  SOURCE_DATE_EPOCH of the environment, else absent); `on_progress`, called with the bytes done and all there are
-- @treturn ?string the torrent's bytes
-- @treturn table the warnings; in case of failure the error: "io" (also for a file that changes while it is read),
--  "empty" (no file, or none that holds a byte), "syntax" (a name that a torrent cannot have)
-- @raise on a wrong option
-- @usage local bytes, warnings = assert(create.of("evidence/", { version = "v2", comment = "case 7" }))
function create.of(path, options)
  if type(path) ~= "string" then error("torrent.create: a path expected", 2) end
  options = check(options)
  local done, bytes, warnings = pcall(run, path, options)
  if done then return bytes, warnings end
  if type(bytes) ~= "table" then error(bytes, 0) end
  return nil, bytes
end

return create
