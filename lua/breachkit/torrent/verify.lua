--- Files on disk against a torrent, piece by piece.
-- @module breachkit.torrent.verify
local core = require "breachkit.core"
local err = require "breachkit.err"
local fs = require "breachkit.fs"
local json = require "breachkit.json"
local metainfo = require "breachkit.torrent.metainfo"

local verify = {}

local CHUNK <const> = 262144 -- of whole blocks; larger ones fall out of the cache
local SHA1 <const> = 20
local PAD <const>, LINK <const> = 1, 2

-- What there is of one file: its row, and a handle when it can be read.
local function look(row, path)
  local info, e = fs.stat(path)
  if not info then
    row.status, row.reason = "absent", e and not e.message:find "No such file" and e.message or nil
    return nil
  end
  if info.type ~= "file" then -- a pipe would be waited for
    row.status, row.reason = "absent", "a " .. info.type .. " has its name"
    return nil
  end
  row.source, row.there = path, info.size
  if info.size ~= row.size then
    row.status, row.reason = "damaged", ("has %d bytes, not %d"):format(info.size, row.size)
  end
  local handle, message = io.open(path, "rb")
  if not handle then
    row.status, row.reason = "absent", (message:gsub("^.-: ", "cannot be read: "))
  end
  return handle
end

-- The files as rows, with what the check needs: `raw` paths, `root`.
local function rows_of(t)
  local meta, list = t.meta, t.meta.v2 or t.meta.v1
  local rows = {}
  if not list then
    rows[1] = { path = t.name, size = t.size, raw = meta.raw_name, bad = 0, shared = 0 }
    return rows
  end
  for i = 1, #list do
    local path, size, flags, root = list:get(i)
    rows[i] = { path = metainfo.shown(path), size = size, raw = path, root = root, bad = 0, shared = 0,
      padding = flags & PAD ~= 0, link = flags & LINK ~= 0 }
  end
  return rows
end

-- The next bytes of a file, nil when there are none: it is shorter than told, changed under us, or not there.
local function take(handle, n)
  local bytes = handle and handle:read(n)
  return bytes and #bytes == n and bytes or nil
end

-- The SHA-1 of a piece that padding belongs to, which no file holds; nil when it cannot be read.
local function padded_digest(parts)
  local digest <close> = core.digest.new "sha1"
  for _, part in ipairs(parts) do
    local handle <close> = not part.zeros and io.open(part[1], "rb") or nil
    if handle then handle:seek("set", part[2]) end
    for left = part[3], 1, -CHUNK do
      local n = math.min(left, CHUNK)
      local bytes = part.zeros and ("\0"):rep(n) or take(handle, n)
      if not bytes then return nil end
      digest:update(bytes)
    end
  end
  return (digest:binary())
end

-- Some pieces that were hashed as one, whose digest is known, nil when it cannot be: what that means for the files that
-- they touch.
local function judge(piece, digest, tally)
  local state = not digest and "unknown" or digest == piece.wanted and "good" or "bad"
  tally[state] = tally[state] + piece.count
  if state ~= "good" then
    for _, row in ipairs(piece.files) do
      local counter = #piece.files == 1 and state == "bad" and "bad" or "shared"
      row[counter] = row[counter] + piece.count
    end
  end
  tally:step(piece.bytes)
end

local queue = { __close = function(self) self.hasher:close() end }
queue.__index = queue

-- Pieces that are hashed by threads, some at a time, and judged in their order.
local function queue_of(algorithm, threads, tally)
  local hasher = assert(core.hasher.new { algorithms = algorithm, threads = threads, room = 64, binary = true })
  return setmetatable({ hasher = hasher, algorithm = algorithm, tally = tally, first = 1, last = 0 }, queue)
end

function queue:take()
  local piece, digest = self[self.first], self.hasher:next()[self.algorithm]
  self[self.first], self.first = nil, self.first + 1
  if digest and piece.tree then digest = metainfo.widened(digest, piece.bytes, piece.tree) end
  judge(piece, digest, self.tally)
end

function queue:push(piece, parts)
  local pushed, e = self.hasher:push(parts)
  while pushed == false do
    self:take()
    pushed, e = self.hasher:push(parts)
  end
  if not pushed then error(e, 0) end
  self.last = self.last + 1
  self[self.last] = piece
end

function queue:finish()
  while self.first <= self.last do self:take() end
end

-- Version 1: pieces run over the files, one after the other.
local function check_v1(t, rows, open, tally, threads)
  local pieces <close> = queue_of("sha1", threads, tally)
  local left, piece, parts, whole, padded
  local function begin(i)
    piece = { index = i, wanted = t.meta.pieces:sub((i - 1) * SHA1 + 1, i * SHA1), files = {}, bytes = 0, count = 1 }
    left, parts, whole, padded = t.piece_length, {}, true, false
  end
  local function finish()
    if whole and not padded then
      pieces:push(piece, parts)
    else
      judge(piece, whole and padded_digest(parts) or nil, tally)
    end
    begin(piece.index + 1)
  end
  begin(1)
  for _, row in ipairs(rows) do
    local handle = not row.padding and not row.link and open(row) or nil
    if handle then handle:close() end
    local rest, at = row.link and 0 or row.size, 0
    while rest > 0 do
      local n = math.min(rest, left)
      if row.padding then
        padded = true
        parts[#parts + 1] = { zeros = true, [3] = n }
      else
        if piece.files[#piece.files] ~= row then table.insert(piece.files, row) end
        whole = whole and handle ~= nil and at + n <= row.there
        if whole then table.insert(parts, { row.source, at, n }) end
        piece.bytes = piece.bytes + n
      end
      rest, left, at = rest - n, left - n, at + n
      if left == 0 then finish() end
    end
  end
  if left < t.piece_length then finish() end
  pieces:finish()
end

-- Version 2: every file has a hash tree of its own, and where it has a layer, each piece its hash.
local function check_v2(t, rows, open, tally, threads)
  local pieces <close> = queue_of("bep52", threads, tally)
  for _, row in ipairs(rows) do
    local handle = not row.link and open(row) or nil
    if handle then handle:close() end
    local size, layer = row.link and 0 or row.size, t.meta.layers[row.root]
    local length = layer and t.piece_length or size
    for at = 0, size - 1, length > 0 and length or 1 do
      local n, i = math.min(length, size - at), at // t.piece_length
      local there = handle and at + n <= row.there
      if not there then n = size - at end -- nor is what follows, however much a torrent says there is
      local piece = { files = { row }, bytes = n, count = (n + t.piece_length - 1) // t.piece_length,
        wanted = layer and layer:sub(32 * i + 1, 32 * i + 32) or row.root,
        tree = layer and t.piece_length or n }
      if not there then
        judge(piece, nil, tally)
        break
      end
      pieces:push(piece, { { row.source, at, n } })
    end
  end
  pieces:finish()
end

-- The row's last word. What shares its bad pieces with others may be sound itself.
local function settle(row)
  if row.link then return "link" end
  if row.status then return row.status end
  if row.bad > 0 then return "damaged" end
  if row.shared > 0 then return "unsure" end
  return "complete"
end

--- Check files on disk against a torrent; of a hybrid by the hash trees of version 2. Constant memory but for the list
-- of files and 32 bytes a piece of the file at hand; nothing is written. Pieces are hashed by several
-- threads.
-- @tparam table t a torrent
-- @tparam string dir the folder that holds what was downloaded, or the torrent's own folder in it
-- @tparam[opt] table options `on_progress`: called with the bytes looked at and all there are; `threads` (default 2)
-- @treturn ?table `{complete, damaged, absent, unsure, holds, pieces, files}`: counts of files; `holds` when all are
--  complete; `pieces` `{good, bad, unknown}`; `files` a list of `{path, size, status, reason, bad_pieces}` without
--  padding. Unsure are files whose bad or unreadable pieces all hold parts of others too (version 1), links are "link".
-- @treturn ?table the error: "io" when there is no such folder
-- @raise on an unknown option
-- @usage local result = assert(verify.check(t, "downloads/"))
function verify.check(t, dir, options)
  options = err.options(options, { on_progress = true, threads = true }, "torrent.verify")
  if type(dir) ~= "string" then error("torrent.verify: a folder's path expected", 2) end
  if fs.type(dir) ~= "directory" then return nil, err.new("io", "is no folder that can be read", dir) end
  local meta = t.meta
  local single = not meta.v1 and (not meta.v2 or (#meta.v2 == 1 and meta.v2:get(1) == meta.raw_name))
  local base = dir:gsub("(.)/+$", "%1")
  if not single and fs.type(base .. "/" .. meta.raw_name) == "directory" then base = base .. "/" .. meta.raw_name end
  local done = 0
  local tally = { good = 0, bad = 0, unknown = 0 }
  function tally.step(_, n)
    done = done + n
    if options.on_progress then options.on_progress(done, t.size) end
  end
  local rows = rows_of(t)
  local function open(row) return look(row, base .. "/" .. row.raw) end
  local check = meta.v2 and check_v2 or check_v1
  check(t, rows, open, tally, options.threads)
  local result = { complete = 0, damaged = 0, absent = 0, unsure = 0, link = 0, files = json.array {},
    pieces = { good = tally.good, bad = tally.bad, unknown = tally.unknown } }
  for _, row in ipairs(rows) do
    if not row.padding then
      local status = settle(row)
      result[status] = result[status] + 1
      table.insert(result.files, { path = row.path, size = row.size, status = status, reason = row.reason,
        bad_pieces = row.bad > 0 and row.bad or nil })
    end
  end
  result.link = nil
  result.holds = result.damaged + result.absent + result.unsure == 0
  return result
end

return verify
