--- What a file is by its first bytes, whatever its name says: a media type out of `data/filetypes.lua`.
-- @module breachkit.manifest.filetype
local data = require "breachkit.data"

local filetype = {
  --- How many of a file's first bytes are looked at.
  HEAD = 512,
}

-- those that begin at the first byte, by that byte; the others
local by_first, elsewhere

local function load()
  by_first, elsewhere = {}, {}
  for order, entry in ipairs(data.load "filetypes") do
    local list = elsewhere
    if not entry[3] then
      local first = entry[2]:byte()
      by_first[first] = by_first[first] or {}
      list = by_first[first]
    end
    list[#list + 1] = { order = order, type = entry[1], bytes = entry[2], from = (entry[3] or 0) + 1 }
  end
end

local function best(list, head, found)
  for _, entry in ipairs(list or {}) do
    if found and found.order < entry.order then break end
    if head:sub(entry.from, entry.from + #entry.bytes - 1) == entry.bytes then return entry end
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
  if not by_first then load() end
  local found = best(elsewhere, head, best(by_first[head:byte()], head))
  if found then return found.type end
  return is_text(head) and "text/plain" or "application/octet-stream"
end

return filetype
