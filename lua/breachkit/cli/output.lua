--- Where a verb's records go: standard output or a file that is complete or absent, in the format asked for.
-- @module breachkit.cli.output
local json = require "breachkit.json"
local csv = require "breachkit.csv"
local err = require "breachkit.err"
local sheet = require "breachkit.cli.sheet"

-- paths and what is found in them may be in any encoding
local REPLACE <const> = { utf8 = "replace" }

local output = {}
local methods = {}
local meta = { __name = "breachkit.cli.output", __index = methods }

-- a list becomes one cell; a text that a spreadsheet would run as a formula is shown with an apostrophe before it
local function cell(value)
  if type(value) == "table" then
    local parts = {}
    for i, v in ipairs(value) do parts[i] = type(v) == "table" and assert(json.encode(v, REPLACE)) or tostring(v) end
    value = table.concat(parts, "; ")
  end
  return csv.guard(value)
end

local EPIPE <const> = 32

local formats = {}

formats.jsonl = {
  record = function(self, record) self:write(assert(json.encode(record, REPLACE)), "\n") end,
}

formats.json = {
  record = function(self, record)
    self:write(self.records == 1 and "[\n" or ",\n", assert(json.encode(record, REPLACE)))
  end,
  finish = function(self) self:write(self.records == 0 and "[]\n" or "\n]\n") end,
}

formats.csv = {
  start = function(self) self:write(csv.row(self.verb.columns)) end,
  record = function(self, record, context)
    for _, row in ipairs(self.verb.rows(record, context)) do
      local cells = {}
      for i, name in ipairs(self.verb.columns) do cells[i] = cell(row[name]) end
      self:write(csv.row(cells, #self.verb.columns))
    end
  end,
}

-- what a record is about, as it is: the bytes of the page beside it
formats.bytes = {
  record = function(self, _, context) self:write(context and context.body or "") end,
}

formats.text = {
  record = function(self, record, context)
    local page = sheet.new(not self.writer, self.guard)
    if self.records > 1 and self.verb.spaced then page:line() end
    self.verb.text(record, page, context)
    self:write(page:text())
  end,
  finish = function(self)
    if self.records > 0 or not self.verb.nothing then return end
    local page = sheet.new(not self.writer, self.guard)
    page:line(page.paint(self.verb.nothing, "dim"))
    self:write(page:text())
  end,
}

--- Open the output of a verb.
-- @tparam table verb its `formats`, `columns` and `rows` for CSV, `text` for text, `nothing` for text without a record
-- @tparam ?string format one of the verb's formats, its first when absent
-- @tparam ?userdata writer of `fs.write_atomic`; standard output when absent
-- @tparam[opt] function guard what texts for people are given to (`breachkit.cli.sheet`)
-- @treturn table the output
-- @usage local out = output.open(verb, "jsonl")
function output.open(verb, format, writer, guard)
  return setmetatable({
    verb = verb, format = formats[format or verb.formats[1]], writer = writer, records = 0, guard = guard,
  }, meta)
end

local function raise(message, code)
  if type(message) == "table" then error(message, 0) end
  error(err.new(code == EPIPE and "pipe" or "io", message, "standard output"), 0)
end

--- Write bytes. Raises an error value when they cannot be taken.
-- @tparam string ... the bytes
-- @usage out:write("a", "\n")
function methods:write(...)
  if self.writer then
    for i = 1, select("#", ...) do
      local done, problem = self.writer:write((select(i, ...)))
      if not done then raise(problem) end
    end
    return
  end
  local done, message, code = io.stdout:write(...)
  if not done then raise(message, code) end
end

local function flush()
  local done, message, code = io.stdout:flush()
  if not done then raise(message, code) end
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
  if not self.writer then flush() end
end

--- Write lines that are records already, in a format that is lines.
-- @tparam string lines
-- @usage out:lines '{"id":"a"}\n'
function methods:lines(lines)
  self:write(lines)
  if not self.writer then flush() end
end

--- Finish: the format's end, and all of it on its way.
-- @usage out:finish()
function methods:finish()
  local format = self.format
  if format then
    if self.records == 0 and format.start then format.start(self) end
    if format.finish then format.finish(self) end
  end
  if not self.writer then flush() end
end

return output
