--- What a file is by its first bytes, whatever its name says: a media type out of `data/filetypes.lua`.
-- @module breachkit.manifest.filetype
local core = require "breachkit.core".filetype
local data = require "breachkit.data"

local filetype = {}

--- The table of types, loaded once.
-- @treturn userdata of `core.filetype.new`
-- @usage local hasher = core.hasher.new { algorithms = "md5", types = filetype.table() }
function filetype.table()
  filetype.loaded = filetype.loaded or core.new(data.load "filetypes")
  return filetype.loaded
end

--- The type of some bytes.
-- @tparam string head the first 512 bytes of a file, or the whole of a shorter one
-- @treturn string a media type: of the table, else "text/plain", "application/octet-stream", or "inode/x-empty" for
--  no bytes
-- @usage print(filetype.of "%PDF-1.7") --> application/pdf
function filetype.of(head)
  return filetype.table():of(head)
end

return filetype
