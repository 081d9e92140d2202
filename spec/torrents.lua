-- Torrents for specs and benchmarks: a writer of bencoding, and torrents of all kinds out of files at hand.
local core = require "breachkit.core"

local torrents = {}

local BLOCK = 16384

--- Bencode: strings, integers, lists, tables with string keys (sorted). `{raw = "..."}` stands as it is.
function torrents.encode(value)
  if type(value) == "string" then return #value .. ":" .. value end
  if math.type(value) == "integer" then return "i" .. value .. "e" end
  if value.raw then return value.raw end
  local out = {}
  if #value > 0 or next(value) == nil and value == torrents.empty_list then
    for i, v in ipairs(value) do out[i] = torrents.encode(v) end
    return "l" .. table.concat(out) .. "e"
  end
  local keys = {}
  for key in pairs(value) do keys[#keys + 1] = key end
  table.sort(keys)
  for i, key in ipairs(keys) do out[i] = torrents.encode(key) .. torrents.encode(value[key]) end
  return "d" .. table.concat(out) .. "e"
end
torrents.empty_list = {}

function torrents.binary(hex)
  return (hex:gsub("%x%x", function(pair) return string.char(tonumber(pair, 16)) end))
end

local function sha(name, bytes)
  return torrents.binary(core.digest.hex(name, bytes))
end

-- A hash tree by the words of BEP 52, not by what is tested: hashes brought to a power of two, two and two.
local function tree(hashes, least, nothing)
  local width = least
  while width < #hashes do width = width * 2 end
  local level = {}
  for i = 1, width do level[i] = hashes[i] or nothing end
  while #level > 1 do
    local up = {}
    for i = 1, #level, 2 do up[#up + 1] = sha("sha256", level[i] .. level[i + 1]) end
    level = up
  end
  return level[1]
end

--- The pieces root of bytes, and the layer of their pieces (nil for one piece).
function torrents.root(bytes, piece_length)
  local zero = ("\0"):rep(32)
  local function blocks(part)
    local list = {}
    for at = 1, #part, BLOCK do list[#list + 1] = sha("sha256", part:sub(at, at + BLOCK - 1)) end
    return list
  end
  if #bytes <= piece_length then return tree(blocks(bytes), 1, zero), nil end
  local width, pieces = piece_length // BLOCK, {}
  for at = 1, #bytes, piece_length do
    pieces[#pieces + 1] = tree(blocks(bytes:sub(at, at + piece_length - 1)), width, zero)
  end
  return tree(pieces, 1, tree({}, width, zero)), table.concat(pieces)
end

function torrents.pieces(bytes, piece_length)
  local list = {}
  for at = 1, #bytes, piece_length do list[#list + 1] = sha("sha1", bytes:sub(at, at + piece_length - 1)) end
  return table.concat(list)
end

local function split(path)
  local list = {}
  for part in path:gmatch "[^/]+" do list[#list + 1] = part end
  return list
end

--- A torrent as a table, to be changed and encoded. `files`: a list of `{path, bytes}`, sorted by path.
function torrents.make(kind, name, files, piece_length)
  piece_length = piece_length or BLOCK
  local info = { name = name, ["piece length"] = piece_length }
  local metainfo = { info = info }
  if kind ~= "v2" then
    local list, all, length = {}, {}, 0
    for i, file in ipairs(files) do
      if kind == "hybrid" and i > 1 and length % piece_length > 0 then
        local n = piece_length - length % piece_length
        list[#list + 1] = { attr = "p", length = n, path = { ".pad", tostring(n) } }
        all[#all + 1], length = ("\0"):rep(n), length + n
      end
      list[#list + 1] = { length = #file[2], path = split(file[1]) }
      all[#all + 1], length = file[2], length + #file[2]
    end
    info.files, info.pieces = list, torrents.pieces(table.concat(all), piece_length)
  end
  if kind ~= "v1" then
    local top, layers = {}, {}
    for _, file in ipairs(files) do
      local at = top
      for _, part in ipairs(split(file[1])) do
        at[part] = at[part] or {}
        at = at[part]
      end
      local leaf = { length = #file[2] }
      if #file[2] > 0 then
        local root, layer = torrents.root(file[2], piece_length)
        leaf["pieces root"] = root
        if layer then layers[root] = layer end
      end
      at[""] = leaf
    end
    info["file tree"], info["meta version"], metainfo["piece layers"] = top, 2, layers
  end
  return metainfo
end

return torrents
