--- Files on disk against a torrent, piece by piece.
-- @module breachkit.torrent.verify
local core = require "breachkit.core"
local err = require "breachkit.err"
local fs = require "breachkit.fs"
local json = require "breachkit.json"
local metainfo = require "breachkit.torrent.metainfo"

local verify = {}

local CHUNK <const> = 262144 -- of whole blocks; larger ones fall out of the cache
local BLOCK <const>, SHA1 <const> = 16384, 20
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

local function binary(hex)
  return (hex:gsub("%x%x", function(pair) return string.char(tonumber(pair, 16)) end))
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
  return binary(digest:hex())
end

-- A piece whose digest is known, nil when it cannot be: what that means for the files that it touches.
local function judge(piece, digest, pieces, tally)
  local wanted = pieces:sub((piece.index - 1) * SHA1 + 1, piece.index * SHA1)
  local state = not digest and "unknown" or digest == wanted and "good" or "bad"
  tally[state] = tally[state] + 1
  if state ~= "good" then
    for _, row in ipairs(piece.files) do
      if #piece.files == 1 and state == "bad" then row.bad = row.bad + 1 else row.shared = row.shared + 1 end
    end
  end
  tally:step(piece.bytes)
end

-- Version 1: pieces run over the files, one after the other; some at a time are hashed by threads.
local function check_v1(t, rows, open, tally, threads)
  local hasher <close> = assert(core.hasher.new { algorithms = "sha1", threads = threads, room = 64, binary = true })
  local waiting, first, last = {}, 1, 0
  local function take_one()
    judge(waiting[first], hasher:next().sha1, t.meta.pieces, tally)
    waiting[first], first = nil, first + 1
  end
  local index, left, piece
  local function begin(i)
    index, left = i, t.piece_length
    piece = { index = i, files = {}, parts = {}, bytes = 0, whole = true }
  end
  local function finish()
    if not piece.whole then
      judge(piece, nil, t.meta.pieces, tally)
    elseif piece.padded then
      judge(piece, padded_digest(piece.parts), t.meta.pieces, tally)
    else
      local pushed, e = hasher:push(piece.parts)
      while pushed == false do
        take_one()
        pushed, e = hasher:push(piece.parts)
      end
      if not pushed then error(e, 0) end
      last = last + 1
      waiting[last] = piece
    end
    begin(index + 1)
  end
  begin(1)
  for _, row in ipairs(rows) do
    local handle = not row.padding and not row.link and open(row) or nil
    if handle then handle:close() end
    local rest, at = row.link and 0 or row.size, 0
    while rest > 0 do
      local n = math.min(rest, left)
      if row.padding then
        piece.padded = true
        piece.parts[#piece.parts + 1] = { zeros = true, [3] = n }
      else
        if piece.files[#piece.files] ~= row then table.insert(piece.files, row) end
        piece.whole = piece.whole and handle ~= nil and at + n <= row.there
        if piece.whole then table.insert(piece.parts, { row.source, at, n }) end
        piece.bytes = piece.bytes + n
      end
      rest, left, at = rest - n, left - n, at + n
      if left == 0 then finish() end
    end
  end
  if left < t.piece_length then finish() end
  while first <= last do take_one() end
end

-- The root of the piece that begins where the handle is; nil when it cannot be read.
local function piece_root(handle, n, width)
  local leaves = {}
  for at = 0, n - 1, CHUNK do
    local bytes = take(handle, math.min(CHUNK, n - at))
    if not bytes then return nil end
    leaves[#leaves + 1] = assert(core.torrent.leaves(bytes))
  end
  return assert(core.torrent.root(table.concat(leaves), width))
end

-- Version 2: every file has a hash tree of its own, and where it has a layer, each piece its hash.
local function check_file_v2(t, row, handle, tally)
  local piece_length, layer = t.piece_length, t.meta.layers[row.root]
  local roots, count = {}, row.size // piece_length + (row.size % piece_length > 0 and 1 or 0)
  if count == 0 then return end
  local width = count > 1 and piece_length // BLOCK or metainfo.power_of_two((row.size + BLOCK - 1) // BLOCK)
  local unread, bad = 0, 0
  for i = 1, count do
    local at = (i - 1) * piece_length
    local n = math.min(piece_length, row.size - at)
    local root = handle and handle:seek("set", at) and piece_root(handle, n, width)
    if not root then -- nor can be what follows, however much a torrent says there is
      unread = count - i + 1
      tally:step(row.size - at)
      break
    elseif layer and root ~= layer:sub(32 * i - 31, 32 * i) then
      bad = bad + 1
    end
    if not layer then roots[i] = root end
    tally:step(n)
  end
  if not layer and unread == 0 then
    local root = count == 1 and roots[1]
      or assert(core.torrent.root(table.concat(roots), metainfo.power_of_two(count), t.meta.below))
    if root ~= row.root then bad = count end
  elseif not layer then
    unread = count
  end
  tally.bad, tally.unknown = tally.bad + bad, tally.unknown + unread
  tally.good = tally.good + count - bad - unread
  row.bad, row.shared = bad, unread
end

local function check_v2(t, rows, open, tally)
  for _, row in ipairs(rows) do
    if not row.link then
      local handle <close> = open(row)
      check_file_v2(t, row, handle, tally)
    end
  end
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
-- of files and 32 bytes a piece of the file at hand; nothing is written. Pieces of version 1 are hashed by several
-- threads, trees of version 2 by one.
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
  if meta.v2 then check_v2(t, rows, open, tally) else check_v1(t, rows, open, tally, options.threads) end
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
