--- Torrents and magnet links: what they are of, checked, without a word to any swarm or tracker.
-- @module breachkit.torrent
-- @usage local t = assert(bk.torrent.open "x.torrent")
-- for file in t:files() do print(file.path, file.size) end
local err = require "breachkit.err"
local fs = require "breachkit.fs"
local json = require "breachkit.json"
local mask = require "breachkit.mask"
local metainfo = require "breachkit.torrent.metainfo"

local torrent = {}

local PAD <const>, LINK <const>, EXECUTABLE <const>, ODD <const> = 1, 2, 4, 64

local Torrent = { __name = "breachkit.torrent" }
Torrent.__index = Torrent

-- A part that nobody would choose for a name: a private tracker's key for one member is like this.
local function is_key(part)
  return #part >= 16 and not part:find "[^%w_-]" and part:find "%d" ~= nil
end

-- The address, masked where it may hold a key: what follows the host says who downloads.
local function tracker(address, private)
  local rest = address:match "^%a[%w+.-]*://[^/?#]*(.*)$" or ""
  local held = address:find "^%a[%w+.-]*://[^/?#]*@" or rest:find("?", 1, true)
  for part in rest:gmatch "[^/?#]+" do
    held = held or is_key(part) or (private and not part:lower():find "^announce%.?%a*$")
  end
  return held and mask.new("tracker", address) or metainfo.shown(address)
end

local function trackers(addresses, private)
  local list = json.array {}
  for i, address in ipairs(addresses) do list[i] = tracker(address, private) end
  return list
end

--- Read a torrent that is at hand.
-- @tparam string bytes
-- @tparam[opt] string path what it is called
-- @treturn ?table the torrent: `path`, `infohash` (v1, 40 hex digits), `infohash_v2` (64), `kind` ("v1", "v2",
--  "hybrid"), `name`, `size` (bytes, without padding), `count` (files, without padding), `piece_length`, `private`,
--  `created` (seconds since 1970), `trackers` (masked where they may hold a key), `warnings`; methods `files`,
--  `verify`, `record`. Names are escaped where they would not print.
-- @treturn ?table the error, with `infohash`, `infohash_v2`, `kind` and `name` where they could be told: "syntax",
--  "type", "range", "empty", "limit", "memory" (see `torrent.metainfo.read`)
-- @usage local t = assert(bk.torrent.parse(bytes))
function torrent.parse(bytes, path)
  if type(bytes) ~= "string" then error("torrent.parse: a string expected", 2) end
  local meta, e = metainfo.read(bytes)
  if not meta then
    e.source = path
    return nil, e
  end
  local list = meta.v2 or meta.v1
  local size, count = meta.length, 1
  if list then
    local all, padding = list:size()
    size, count = all - padding, #list
    if padding > 0 then
      for i = 1, #list do
        local _, _, flags = list:get(i)
        if flags & PAD ~= 0 then count = count - 1 end
      end
    end
  end
  return setmetatable({
    path = path, infohash = meta.infohash, infohash_v2 = meta.infohash_v2, kind = meta.kind, name = meta.name,
    size = size, count = count, piece_length = meta.piece_length, private = meta.private, created = meta.created,
    trackers = trackers(meta.announce, meta.private), warnings = json.array(meta.warnings), meta = meta,
  }, Torrent)
end

--- Read a torrent file.
-- @tparam string path
-- @treturn ?table the torrent, as of `parse`
-- @treturn ?table the error: as of `parse`, "io"
-- @usage local t = assert(bk.torrent.open "x.torrent")
function torrent.open(path)
  local bytes, e = fs.read(path)
  if not bytes then return nil, e end
  return torrent.parse(bytes, path)
end

--- The files, in the torrent's order; of a hybrid those of version 2.
-- @function torrent:files
-- @treturn function an iterator over `{path, size, pieces_root, padding, executable, link}`: `path` below the torrent's
--  name, or that name when it is one file; `pieces_root` 64 hex digits, of version 2; `padding` true for what only
--  fills a piece; `link` where a link leads
-- @usage for file in t:files() do print(file.path, file.size, file.pieces_root) end
function Torrent:files()
  local list, i = self.meta.v2 or self.meta.v1, 0
  return function()
    i = i + 1
    if not list then
      return i == 1 and { path = self.name, size = self.size } or nil
    end
    local path, size, flags, root, target = list:get(i, true)
    if not path then return nil end
    if flags & ODD ~= 0 then path = metainfo.shown(path) end
    local file = { path = path, size = size, pieces_root = root }
    if flags & (PAD | EXECUTABLE | LINK) ~= 0 then
      file.padding, file.executable = flags & PAD ~= 0 or nil, flags & EXECUTABLE ~= 0 or nil
      file.link = flags & LINK ~= 0 and metainfo.shown(target) or nil
    end
    return file
  end
end

--- The plain record: what the command line prints.
-- @function torrent:record
-- @treturn table `{path, infohash, infohash_v2, kind, name, size, files, trackers, warnings}`; files without padding
-- @usage print(bk.json.encode(t:record()))
function Torrent:record()
  local files = json.array {}
  for file in self:files() do
    if not file.padding then files[#files + 1] = file end
  end
  return {
    path = self.path, infohash = self.infohash, infohash_v2 = self.infohash_v2, kind = self.kind, name = self.name,
    size = self.size, files = files, trackers = self.trackers, warnings = self.warnings,
  }
end

--- Check files on disk against the torrent, piece by piece; nothing is written.
-- @function torrent:verify
-- @tparam string dir the folder that holds what was downloaded, or the torrent's own folder in it
-- @tparam[opt] table options `on_progress`: called with the bytes looked at and all there are; `threads` (default 2)
-- @treturn ?table see `torrent.verify`
-- @treturn ?table the error: "io", "memory"
-- @raise on an unknown option
-- @usage local result = assert(t:verify "downloads/") print(result.complete, result.damaged, result.absent)
function Torrent:verify(dir, options)
  return require "breachkit.torrent.verify".check(self, dir, options)
end

local BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"

local function from_base32(text)
  local held, bits, out = 0, 0, {}
  for c in text:upper():gmatch "." do
    local at = BASE32:find(c, 1, true)
    if not at then return nil end
    held, bits = held << 5 | at - 1, bits + 5
    if bits >= 8 then
      bits = bits - 8
      out[#out + 1] = ("%02x"):format(held >> bits & 0xFF)
      held = held & (1 << bits) - 1
    end
  end
  return table.concat(out)
end

local function unescape(text)
  return (text:gsub("+", " "):gsub("%%(%x%x)", function(pair) return string.char(tonumber(pair, 16)) end))
end

-- One `xt`: the hash it names into the record; or what is wrong.
local function read_topic(record, topic)
  local v1, v2 = topic:match "^urn:btih:(.*)$", topic:match "^urn:btmh:1220(.*)$"
  if v1 then
    local hash = #v1 == 40 and not v1:find "%X" and v1:lower() or #v1 == 32 and from_base32(v1)
    if not hash then return "a 'btih' is neither 40 hex digits nor 32 of base32" end
    if record.infohash and record.infohash ~= hash then return "two different 'btih'" end
    record.infohash = hash
  elseif v2 then
    if #v2 ~= 64 or v2:find "%X" then return "a 'btmh' is not 64 hex digits" end
    if record.infohash_v2 and record.infohash_v2 ~= v2:lower() then return "two different 'btmh'" end
    record.infohash_v2 = v2:lower()
  end
end

--- Read a magnet link (BEP 9, BEP 53).
-- @tparam string uri
-- @treturn ?table `{infohash, infohash_v2, kind, name, size, trackers, warnings}`, as far as it tells
-- @treturn ?table the error: "syntax" (no magnet link, a hash that is none), "type" (of no torrent)
-- @usage local m = assert(bk.torrent.magnet "magnet:?xt=urn:btih:0123456789abcdef0123456789abcdef01234567")
function torrent.magnet(uri)
  if type(uri) ~= "string" then error("torrent.magnet: a string expected", 2) end
  local query = uri:match "^[Mm][Aa][Gg][Nn][Ee][Tt]:%?([^#]*)"
  if not query then return nil, err.new("syntax", "this is no magnet link") end
  local record, addresses = { warnings = json.array {} }, {}
  for key, text in query:gmatch "([^&=]+)=([^&]*)" do
    key, text = key:lower():gsub("%.%d+$", ""), unescape(text)
    if key == "xt" then
      local problem = read_topic(record, text)
      if problem then return nil, err.new("syntax", problem) end
    elseif key == "dn" and not record.name then
      record.name = metainfo.shown(text)
    elseif key == "xl" then
      record.size = not text:find "%D" and math.tointeger(tonumber(text)) or nil
      if not record.size then table.insert(record.warnings, "'xl' is no size") end
    elseif key == "tr" and text ~= "" then
      addresses[#addresses + 1] = text
    end
  end
  if not record.infohash and not record.infohash_v2 then
    return nil, err.new("type", "the magnet link names no torrent")
  end
  record.kind = record.infohash and record.infohash_v2 and "hybrid" or record.infohash and "v1" or "v2"
  record.trackers = trackers(addresses, false)
  return record
end

--- Make a torrent of a file or a folder: see `torrent.create.of`.
-- @tparam string path
-- @tparam[opt] table options `version`, `piece_length`, `private`, `trackers`, `comment`, `name`, `created`,
--  `on_progress`
-- @treturn ?string the torrent's bytes, the same for the same files and options
-- @treturn table the warnings; in case of failure the error: "io", "empty", "syntax"
-- @raise on a wrong option
-- @usage assert(bk.fs.write_atomic("evidence.torrent", (assert(bk.torrent.create "evidence/"))))
function torrent.create(path, options)
  return require "breachkit.torrent.create".of(path, options)
end

--- What the name of a release says: see `torrent.release.parse`.
-- @tparam string name
-- @treturn table `{title, year, season, episode, source, group, tags}`
-- @usage print(bk.torrent.release("Still.Alice.2014.DVDScr.XVID.AC3.HQ").title) --> Still Alice
function torrent.release(name)
  return require "breachkit.torrent.release".parse(name)
end

return torrent
