--- Where a verb's records go: standard output or a file that is complete or absent, in the format asked for.
-- @module breachkit.cli.output
local fs = require "breachkit.fs"
local json = require "breachkit.json"
local err = require "breachkit.err"
local sheet = require "breachkit.cli.sheet"

local output = {}
local methods = {}
local meta = { __name = "breachkit.cli.output", __index = methods }

-- a cell that a spreadsheet would run as a formula is shown with an apostrophe before it
local function cell(value)
  if value == nil then return "" end
  if type(value) == "table" then
    local parts = {}
    for i, v in ipairs(value) do parts[i] = type(v) == "table" and assert(json.encode(v)) or tostring(v) end
    value = #parts > 0 and table.concat(parts, "; ") or ""
  end
  local text = tostring(value)
  if type(value) == "string" and text:find "^[=+@\t\r-]" and not tonumber(text) then text = "'" .. text end
  if text:find '[",\r\n]' then text = '"' .. text:gsub('"', '""') .. '"' end
  return text
end

local formats = {}

formats.jsonl = {
  record = function(self, record) self:write(assert(json.encode(record)), "\n") end,
}

formats.json = {
  record = function(self, record)
    self:write(self.records == 1 and "[\n" or ",\n", assert(json.encode(record)))
  end,
  finish = function(self) self:write(self.records == 0 and "[]\n" or "\n]\n") end,
}

formats.csv = {
  start = function(self) self:write(table.concat(self.verb.columns, ","), "\r\n") end,
  record = function(self, record)
    for _, row in ipairs(self.verb.rows(record)) do
      local cells = {}
      for i, name in ipairs(self.verb.columns) do cells[i] = cell(row[name]) end
      self:write(table.concat(cells, ","), "\r\n")
    end
  end,
}

formats.text = {
  record = function(self, record, context)
    local page = sheet.new(self.to_terminal)
    if self.records > 1 and self.verb.spaced then page:line() end
    self.verb.text(record, page, context)
    self:write(page:text())
  end,
}

--- Open the output of a verb.
-- @tparam table verb its `formats`, `columns` and `rows` for CSV, `text` for text
-- @tparam table options `format` and `out` of the command line
-- @treturn table the output
-- @usage local out = output.open(verb, { format = "jsonl" })
function output.open(verb, options)
  local self = setmetatable({ verb = verb, path = options.out, records = 0, to_terminal = not options.out }, meta)
  self.format = formats[options.format or verb.formats[1]]
  if self.path then
    self.chunks = {}
    -- found out before hours of work rather than after
    local folder = self.path:match "^(.*)/[^/]*$" or "."
    local kind = fs.type(folder == "" and "/" or folder)
    if kind ~= "directory" then error(err.new("io", "cannot be written: its folder is missing", self.path), 0) end
    if fs.type(self.path) == "directory" then
      error(err.new("io", "cannot be written: it is a folder", self.path), 0)
    end
  end
  return self
end

--- Write bytes. Raises an error value when standard output cannot take them.
-- @tparam string ... the bytes
-- @usage out:write("a", "\n")
function methods:write(...)
  if self.chunks then
    for i = 1, select("#", ...) do self.chunks[#self.chunks + 1] = (select(i, ...)) end
    return
  end
  local done, message, code = io.stdout:write(...)
  if not done then error(err.new(code == 32 and "pipe" or "io", message, "standard output"), 0) end
end

local function flush()
  local done, message, code = io.stdout:flush()
  if not done then error(err.new(code == 32 and "pipe" or "io", message, "standard output"), 0) end
end

--- Write a record.
-- @tparam table record as interface's record of the verb
-- @param[opt] context what the verb's `text` wants beside it
-- @usage out:record(doc)
function methods:record(record, context)
  local format = self.format
  if self.records == 0 and format.start then format.start(self) end
  self.records = self.records + 1
  format.record(self, record, context)
  -- a line as soon as it is known, also down a pipe
  if not self.chunks then flush() end
end

--- Finish: the format's end, and the file put in its place.
-- @usage out:finish()
function methods:finish()
  local format = self.format
  if format then
    if self.records == 0 and format.start then format.start(self) end
    if format.finish then format.finish(self) end
  end
  if self.chunks then
    local done, problem = fs.write_atomic(self.path, table.concat(self.chunks))
    if not done then error(problem, 0) end
  else
    flush()
  end
end

return output
