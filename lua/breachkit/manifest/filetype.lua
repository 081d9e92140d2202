--- What a file is by its first bytes, whatever its name says: a media type out of `data/filetypes.lua`.
-- @module breachkit.manifest.filetype
local data = require "breachkit.data"

local filetype = {
  --- How many of a file's first bytes are looked at.
  HEAD = 512,
}

-- places in a file, each with the entries that have their first byte there, by that byte
local places

local function load()
  local by_offset = {}
  places = {}
  for order, entry in ipairs(data.load "filetypes") do
    local from = (entry[3] or 0) + 1
    local place = by_offset[from]
    if not place then
      place = { from = from, by_byte = {} }
      by_offset[from] = place
      places[#places + 1] = place
    end
    local first = entry[2]:byte()
    place.by_byte[first] = place.by_byte[first] or {}
    table.insert(place.by_byte[first], { order = order, type = entry[1], bytes = entry[2] })
  end
end

-- the first entry of the table that fits
local function entry_of(head)
  local found
  for _, place in ipairs(places) do
    for _, entry in ipairs(place.by_byte[head:byte(place.from) or -1] or {}) do
      if found and found.order < entry.order then break end
      if head:sub(place.from, place.from + #entry.bytes - 1) == entry.bytes then
        found = entry
        break
      end
    end
  end
  return found
end

local function is_text(head)
  if head:find "[%z\1-\8\14-\26\28-\31]" then return false end
  -- a character may be cut at the end of what was read
  return utf8.len(head) or utf8.len((head:gsub("[\xc2-\xf4][\x80-\xbf]*$", "")))
end

--- The type of some bytes.
-- @tparam string head the first bytes of a file, `HEAD` of them or the whole of a shorter one
-- @treturn string a media type: of the table, else "text/plain", "application/octet-stream", or "inode/x-empty" for
--  no bytes
-- @usage print(filetype.of "%PDF-1.7") --> application/pdf
function filetype.of(head)
  if head == "" then return "inode/x-empty" end
  if not places then load() end
  local found = entry_of(head)
  if found then return found.type end
  return is_text(head) and "text/plain" or "application/octet-stream"
end

return filetype
