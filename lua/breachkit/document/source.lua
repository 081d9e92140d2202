--- Bytes to be read: of a file, of a member of an archive, at hand. Looked at first, then taken whole under a limit or
-- piece by piece.
-- @module breachkit.document.source
local core = require "breachkit.core"
local err = require "breachkit.err"
local fs = require "breachkit.fs"

local source = {}

local HEAD = 8192

local methods = {}
local meta = { __name = "breachkit.source", __index = methods }

--- What tells a source from other tables.
source.metatable = meta

--- Bytes at hand.
-- @tparam string bytes
-- @tparam ?string name what errors and documents call it
-- @treturn table the source: `name`, and the methods below
-- @usage local src = source.bytes(bytes, "report.html")
function source.bytes(bytes, name)
  return setmetatable({ name = name, held = bytes, whole = true }, meta)
end

--- What a function gives piece by piece: nil at the end, nil and an error (a message becomes one) when it fails.
-- @tparam function read
-- @tparam ?string name
-- @param[opt] from an open file or archive that the function reads from, as `core.tap.of` takes it
-- @treturn table the source
-- @usage local src = source.reader(function() return pipe:read(65536) end, "a command", pipe)
function source.reader(read, name, from)
  return setmetatable({ name = name, held = "", from = from, read = function()
    local piece, e = read()
    if type(e) == "string" then e = err.new("io", "cannot be read: " .. e, name) end
    return piece, e
  end }, meta)
end

--- Standard input.
-- @tparam[opt="-"] string name
-- @treturn table the source
-- @usage local src = source.stdin()
function source.stdin(name)
  return source.reader(function() return io.read(65536) end, name or "-", io.stdin)
end

--- A file, opened when it is first looked at. A named pipe is an error ("io"): it would be waited for.
-- @tparam string path
-- @treturn table the source, with `file`: its path
-- @usage local src <close> = source.file "report.html"
function source.file(path)
  local self = setmetatable({ name = path, held = "", file = path }, meta)
  function self.read()
    if not self.handle then
      local waits = fs.waits(path)
      if waits then return nil, waits end
      local message
      self.handle, message = io.open(path, "rb")
      if not self.handle then
        return nil, err.new("io", (message:gsub("^.-: ", "cannot be read: ")), path)
      end
    end
    local piece, message = self.handle:read(65536)
    if message then return nil, err.new("io", "cannot be read: " .. message, path) end
    return piece
  end
  return self
end

--- The first line and where the next begins, 8 KiB at least and `most` at most, or what there is of them.
-- @tparam[opt] integer most bytes (default 8 KiB)
-- @treturn ?string
-- @treturn ?table the error of the first read
-- @usage local head = src:peek()
function methods:peek(most)
  most = most or HEAD
  while not self.whole and #self.held < most and (#self.held < HEAD or not self.held:find "\n%s*%S") do
    local piece, e = self.read()
    if e then
      self.failure = e
      if self.held == "" then return nil, e end
    end
    if not piece then
      self.whole = true
    else
      self.held = self.held .. piece
    end
  end
  return self.held:sub(1, most)
end

--- The first 8 KiB behind the white space that the rest begins with, or what there is of them.
-- @tparam integer most bytes of white space that are looked past
-- @treturn string
-- @usage local head = src:peek_past_blank(limits.document_bytes)
function methods:peek_past_blank(most)
  local pieces, size, at, stop = {}, 0, nil, most -- at: where the white space ends
  local piece = self.held
  while true do
    pieces[#pieces + 1] = piece
    if not at and piece:find "%S" then
      at = size + piece:find "%S"
      stop = at + HEAD
    end
    size = size + #piece
    if self.whole or size >= stop then break end
    piece, self.failure = self.read()
    if not piece then
      self.whole = true
      break
    end
  end
  self.held = table.concat(pieces)
  return at and self.held:sub(at, at + HEAD - 1) or ""
end

local function piece_of(self)
  self.taken = true
  local held = self.held
  if held ~= "" then
    self.held = ""
    return held
  end
  if self.failure then return nil, self.failure end
  if self.whole then return nil end
  return self.read()
end

--- The next piece: what was looked at comes first.
-- @treturn ?string nil at the end
-- @treturn ?table the error of the read
-- @usage for piece in function() return src:piece() end do print(#piece) end
function methods:piece()
  if self.tapped then return self.tapped:piece() end
  return piece_of(self)
end

--- All of it.
-- @tparam integer limit most bytes
-- @treturn ?string
-- @treturn ?table the error: "limit", and those of the reads
-- @usage local bytes = assert(src:all(limits.document_bytes))
function methods:all(limit)
  if self.file and not self.handle then return fs.read(self.file, limit) end
  local pieces, size = {}, 0
  while true do
    local piece, e = self:piece()
    if e then return nil, e end
    if not piece then break end
    pieces[#pieces + 1] = piece
    size = size + #piece
    if size > limit then
      local told = self.whole and ("%d bytes are"):format(size) or "there are"
      return nil, err.new("limit", ("%s more than the limit of %d%s"):format(told, limit, self.whole and "" or
        " bytes"), self.name)
    end
  end
  return table.concat(pieces)
end

--- Its bytes as C takes them, so that no Lua string holds them: of a file, but for what was looked at; of an archive's
-- member and of an open file that were not looked at.
-- @treturn ?userdata a `core.tap`, the same each time; of the other methods `piece` goes on behind what it gave
-- @treturn ?table the error: "io"
-- @usage local tap = assert(source.file("leak.txt"):tap())
function methods:tap()
  if self.tapped then return self.tapped end
  local fresh = not self.handle and self.held == "" and not self.failure
  local again = self.file and not self.taken and fs.type(self.file) == "file"
  local e
  if self.file and (fresh or again) then
    e = fs.waits(self.file)
    if e then return nil, e end
    self:close()
    self.held = ""
    self.tapped, e = core.tap.file(self.file)
  elseif fresh and self.from then
    self.tapped, e = core.tap.of(self.from, self.name)
  else
    self.tapped = core.tap.of(function() return piece_of(self) end, self.name)
  end
  return self.tapped, e
end

--- Let go of the file. Calling it twice is safe.
-- @usage src:close()
function methods:close()
  if self.tapped then self.tapped:close() end
  if self.handle then
    self.handle:close()
    self.handle, self.whole = nil, true
  end
end
meta.__close = methods.close

return source
