--- The metainfo of a torrent (BEP 3, 47, 52), checked: what the parts say must fit together before any of it is told.
-- @module breachkit.torrent.metainfo
local core = require "breachkit.core"
local err = require "breachkit.err"
local limits = require "breachkit.limits"
local trim = require "breachkit.trim"

local metainfo = {}

local BLOCK <const>, HASH <const>, SHA1 <const> = 16384, 32, 20
local DUPLICATE <const>, UNSORTED <const>, LINK <const> = 16, 32, 2

-- The entries of a dictionary that the reader has just opened, by their keys: `{kind, value, first, last}`, those of
-- `within` as entries too. Errors are raised and caught in `read`.
local function entries(reader, name, warnings, within)
  local found, unsorted = {}, false
  while true do
    local kind, key, first, last, order = reader:next()
    if not kind then error(key, 0) end
    if kind == "close" then
      if unsorted then warnings[#warnings + 1] = ("the keys of %s are out of order"):format(name) end
      return found, first, last
    end
    if found[key] then error(err.new("syntax", ("a key of %s stands twice"):format(name), nil, first), 0) end
    unsorted = unsorted or order == "unsorted"
    local entry = {}
    entry.kind, entry.value, entry.first, entry.last = reader:next()
    if not entry.kind then error(entry.value, 0) end
    if entry.kind == "dictionary" and key == within then
      entry.entries, entry.first, entry.last = entries(reader, "'" .. key .. "'", warnings)
    elseif entry.kind == "dictionary" or entry.kind == "list" then
      entry.first, entry.last = reader:skip()
      if not entry.first then error(entry.last, 0) end
    end
    found[key] = entry
  end
end

-- What is true of some files: the first of them, and how many more.
local function note(warnings, what, first, count)
  local more = count > 1 and (" and %d more"):format(count - 1) or ""
  warnings[#warnings + 1] = ("%s: %s%s"):format(what, metainfo.shown(first), more)
end

local function open(bytes, first)
  return core.bencode.reader(bytes, first, limits.torrent_depth)
end

local function fail(code, message, entry)
  error(err.new(code, message, nil, entry and entry.first), 0)
end

-- The value of a key that must be of a kind when it is there.
local function value(dictionary, key, kind)
  local entry = dictionary[key]
  if not entry then return nil end
  if entry.kind ~= kind then fail("type", ("'%s' is no %s"):format(key, kind), entry) end
  return entry.value, entry
end

local function pieces_of(size, piece_length)
  return size // piece_length + (size % piece_length > 0 and 1 or 0)
end

local function check_name(text, entry)
  local good, e = core.torrent.check_name(text)
  if not good then fail(e.code, "'name' cannot be one: " .. e.message, entry) end
end

local function check_piece_length(t, info)
  local length, entry = value(info, "piece length", "integer")
  if not length then fail("type", "'info' has no 'piece length'") end
  if length <= 0 then fail("range", "the piece length is not above 0", entry) end
  if t.version2 and (length < BLOCK or length & (length - 1) ~= 0) then
    fail("range", "the piece length of version 2 is no power of two from 16 KiB on", entry)
  end
  t.piece_length = length
end

local function check_count(t, size)
  local count = pieces_of(size, t.piece_length)
  if count > limits.torrent_pieces then
    fail("limit", ("%d pieces are more than the limit of %d"):format(count, limits.torrent_pieces))
  end
  return count
end

local function read_v1(t, bytes, info)
  local length, length_entry = value(info, "length", "integer")
  local _, files = value(info, "files", "list")
  local pieces, pieces_entry = value(info, "pieces", "string")
  if not pieces then fail("type", "'info' has no 'pieces'") end
  if length and files then fail("type", "'info' has both 'length' and 'files'", files) end
  if not length and not files then fail("type", "'info' has neither 'length' nor 'files'") end
  if length and length < 0 then fail("range", "the length is negative", length_entry) end
  local size = length
  if files then
    local e
    t.v1, e = core.torrent.files(bytes, files.first, 1)
    if not t.v1 then error(e, 0) end
    size = t.v1:size()
  end
  t.length, t.v1_size = length, size
  if #pieces ~= SHA1 * check_count(t, size) then
    fail("range", ("%d bytes of 'pieces' are not 20 for each of %d pieces"):format(#pieces,
      pieces_of(size, t.piece_length)), pieces_entry)
  end
  t.pieces = pieces
end

--- The width of the hash tree over n leaves.
-- @tparam integer n
-- @treturn integer the least power of two that is not below n
-- @usage metainfo.power_of_two(5) --> 8
function metainfo.power_of_two(n)
  local width = 1
  while width < n do width = width * 2 end
  return width
end

--- The levels of the hash tree over a file or a piece, above the hashes of its blocks.
-- @tparam integer n bytes
-- @treturn integer 0 for a block or less
-- @usage metainfo.levels(65536) --> 2
function metainfo.levels(n)
  local levels = 0
  while BLOCK << levels < n do levels = levels + 1 end
  return levels
end

--- The root of a file's last piece as its layer has it: over a tree as wide as those of the others.
-- @tparam string root over the piece alone, 32 bytes
-- @tparam integer n the piece's bytes
-- @tparam integer length bytes of the other pieces
-- @treturn string 32 bytes
-- @usage layer[#layer + 1] = metainfo.widened(root, 20000, piece_length)
function metainfo.widened(root, n, length)
  local levels = metainfo.levels(n)
  return assert(core.torrent.root(root, 1 << metainfo.levels(length) - levels, levels))
end

-- The layers by their roots: each must hash to its root. They stand outside `info`, so nothing else vouches for them.
local function read_layers(t, bytes, outer, warnings)
  local _, entry = value(outer, "piece layers", "dictionary")
  local layers = {}
  if entry then
    local reader = open(bytes, entry.first)
    reader:next()
    for root, layer in pairs((entries(reader, "'piece layers'", warnings))) do
      if layer.kind ~= "string" then fail("type", "a piece layer is no string", layer) end
      layers[root] = layer
    end
  end
  local below = metainfo.levels(t.piece_length)
  local used, checked, bare, first_bare = {}, {}, 0, nil
  local i = t.v2:above(0, t.piece_length)
  while i do
    local path, size, _, root = t.v2:get(i)
    local layer = layers[root]
    if not layer then
      bare, first_bare = bare + 1, first_bare or path
    else
      local count = pieces_of(size, t.piece_length)
      if #layer.value ~= HASH * count then
        fail("range", ("a piece layer has %d bytes, not 32 for each of %d pieces"):format(#layer.value, count), layer)
      end
      if not checked[root] then
        local got, e = core.torrent.root(layer.value, metainfo.power_of_two(count), below)
        if not got then error(e, 0) end
        if got ~= root then fail("syntax", "a piece layer does not hash to its pieces root", layer) end
        checked[root] = layer.value
      end
      used[root] = true
    end
    i = t.v2:above(i, t.piece_length)
  end
  t.layers = checked
  if bare > 0 then
    note(warnings, "no piece layer, so that it can only be checked whole", first_bare, bare)
  end
  local function left()
    for root in pairs(layers) do
      if not used[root] then return true end
    end
  end
  if left() then -- some writers give the layers of files of one piece too
    for n = 1, #t.v2 do
      local _, _, _, root = t.v2:get(n)
      if root then used[root] = true end
    end
  end
  if left() then warnings[#warnings + 1] = "a piece layer belongs to no file" end
end

local function read_v2(t, bytes, outer, info, warnings)
  local _, tree = value(info, "file tree", "dictionary")
  if not tree then fail("type", "'info' of version 2 has no 'file tree'") end
  local e
  t.v2, e = core.torrent.files(bytes, tree.first, 2)
  if not t.v2 then error(e, 0) end
  local count = t.v2:pieces(t.piece_length)
  if count > limits.torrent_pieces then
    fail("limit", ("%d pieces are more than the limit of %d"):format(count, limits.torrent_pieces), tree)
  end
  read_layers(t, bytes, outer, warnings)
end

local function check_hybrid(t)
  local good, e
  if t.v1 then
    good, e = t.v1:agrees(t.v2, t.piece_length)
  else
    local path, size = t.v2:get(1)
    good = #t.v2 == 1 and path == t.raw_name and size == t.length
    e = err.new("type", "the file lists of versions 1 and 2 differ")
  end
  if not good then error(e, 0) end
end

-- What is odd about the files, one line a kind.
local function note_flags(list, warnings)
  if not list then return end
  local _, _, all = list:size()
  for _, odd in ipairs {
    { DUPLICATE, "the path of an earlier file" }, { UNSORTED, "keys out of order" },
    { LINK, "a link, which is not followed" },
  } do
    if all & odd[1] ~= 0 then
      local count, first = 0, nil
      for i = 1, #list do
        local path, _, flags = list:get(i)
        if flags & odd[1] ~= 0 then count, first = count + 1, first or path end
      end
      note(warnings, odd[2], first, count)
    end
  end
end

local function strings(bytes, entry, list)
  if not entry then return true end
  if entry.kind == "string" then
    list[#list + 1] = entry.value
    return true
  end
  if entry.kind ~= "list" then return false end
  local reader, depth, sound = open(bytes, entry.first), 0, true
  repeat
    local kind, text = reader:next()
    if kind == "list" then depth = depth + 1
    elseif kind == "close" then depth = depth - 1
    elseif kind == "string" then list[#list + 1] = text
    else
      sound = false
      if kind == "dictionary" then reader:skip() end
    end
  until depth == 0
  return sound
end

local function read_trackers(t, bytes, outer, warnings)
  local list, seen = {}, {}
  local first = strings(bytes, outer.announce, list)
  local rest = strings(bytes, outer["announce-list"], list)
  if not (first and rest) then warnings[#warnings + 1] = "some trackers are no addresses" end
  t.announce = {}
  for _, address in ipairs(list) do
    address = trim(address)
    if address ~= "" and not seen[address] then
      seen[address] = true
      table.insert(t.announce, address)
    end
  end
end

local function read_info(t, bytes, outer, info, warnings)
  local version, entry = value(info, "meta version", "integer")
  if version and version ~= 1 and version ~= 2 then fail("type", "the meta version is not known", entry) end
  t.version2 = version == 2
  t.kind = not t.version2 and "v1" or info.pieces and "hybrid" or "v2"
  local raw = bytes:sub(outer.info.first, outer.info.last)
  if t.kind ~= "v2" then t.infohash = core.digest.hex("sha1", raw) end
  if t.version2 then t.infohash_v2 = core.digest.hex("sha256", raw) end
  local name, name_entry = value(info, "name", "string")
  if not name then fail("type", "'info' has no 'name'") end
  check_name(name, name_entry)
  t.raw_name, t.name = name, metainfo.shown(name)
  local private = info.private
  t.private = private ~= nil and private.kind == "integer" and private.value == 1
  check_piece_length(t, info)
  if t.kind ~= "v2" then read_v1(t, bytes, info) end
  if t.version2 then read_v2(t, bytes, outer, info, warnings) end
  if t.kind == "hybrid" then check_hybrid(t) end
  note_flags(t.v1, warnings)
  if t.kind == "v2" then note_flags(t.v2, warnings) end
end

local function read(t, bytes)
  local reader, warnings = open(bytes, 1), t.warnings
  local kind, e = reader:next()
  if not kind then error(e, 0) end
  if kind ~= "dictionary" then fail("type", "a torrent is a dictionary, and this is none") end
  local outer, _, last = entries(reader, "the torrent", warnings, "info")
  if last < #bytes then warnings[#warnings + 1] = ("bytes that follow the torrent: %d"):format(#bytes - last) end
  if not outer.info or outer.info.kind ~= "dictionary" then fail("type", "there is no dictionary 'info'") end
  read_info(t, bytes, outer, outer.info.entries, warnings)
  read_trackers(t, bytes, outer, warnings)
  local created = outer["creation date"]
  t.created = created and created.kind == "integer" and created.value or nil
end

--- A name as it is shown: see `document.archive.shown`.
-- @tparam string name
-- @treturn string printable UTF-8
-- @usage assert(metainfo.shown "a\nb" == "a\\x0ab")
function metainfo.shown(name)
  if not name:find "[^ -%[%]-~]" then return name end
  return require "breachkit.document.archive".shown(name)
end

--- Read a torrent.
-- @tparam string bytes
-- @treturn ?table `{kind, infohash, infohash_v2, name, raw_name, piece_length, private, announce, created, warnings}`,
--  and what files and pieces are read from: `v1`, `v2` (lists of `core.torrent.files`), `length`, `pieces`, `layers`
-- @treturn ?table the error, with `kind`, `infohash`, `infohash_v2` and `name` where they could be told: "syntax" (no
--  bencoding, a name that leads out of the folder, a layer that is not its root's), "type" (a part that is missing, of
--  the wrong kind or at odds with another), "range" (a number that cannot be), "empty", "limit", "memory"
-- @usage local t = assert(metainfo.read(bytes))
function metainfo.read(bytes)
  local t = { warnings = {} }
  local done, e = pcall(read, t, bytes)
  if done then return t end
  if type(e) ~= "table" then error(e, 0) end
  e.kind, e.infohash, e.infohash_v2, e.name = t.kind, t.infohash, t.infohash_v2, t.name
  return nil, e
end

return metainfo
