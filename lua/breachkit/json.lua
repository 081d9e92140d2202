--- JSON: strict in, canonical out; 64-bit integers kept, a null that is not nil.
-- @module breachkit.json
-- @usage local json = require "breachkit.json"
-- local value = assert(json.decode '{"a":[1,2.5,null]}')
local core = require "breachkit.core".json
local core_lines = require "breachkit.core".jsonlines.lines
local err = require "breachkit.err"
local lines = require "breachkit.lines"

local json = {
  --- The value of a JSON `null`: truthy, equal only to itself, `tostring` "null".
  null = core.null,
  decode = core.decode,
  encode = core.encode,
  array = core.array,
  is_array = core.is_array,
}

local CHUNK = 65536

local LINES = {
  line_bytes = true, source = true, fields = true,
  duplicates = true, utf8 = true, drop_null = true, depth = true, values = true,
}

-- The iterator over the fields of each line that are asked for: the core's own.
local function projected(from, name, options)
  if type(options.fields) ~= "table" then error("json.lines: fields is a list of names", 3) end
  local chosen, fields = { source = name }, {}
  for option, value in pairs(options) do
    if option == "duplicates" and value ~= "last" then
      error("json.lines: with fields the last of equal keys counts", 3)
    elseif option ~= "fields" and option ~= "duplicates" then
      chosen[option] = value
    end
  end
  for i, field in ipairs(options.fields) do
    fields[i] = field
    if type(field) == "string" and field:find(".", 1, true) then
      fields[i] = {}
      for part in (field .. "."):gmatch "(.-)%." do table.insert(fields[i], part) end
    end
  end
  return core_lines(from, fields, chosen)
end

--- Read JSON Lines: one value a line; blank lines are skipped. A bad line is reported and the rest is read.
-- Runs in the memory of one line.
-- @tparam string|function source a path, "-" for standard input, or a function that returns the next piece of the
--  bytes, and at the end nil (and a message if it failed)
-- @tparam[opt] table options those of `decode`, and `line_bytes`: the longest line (default 67108864);
--  `source`: the name that errors carry (default: the path); `fields`: only these members of each line's object, at
--  most 256: a name, with dots into objects ("user.mail"), or a list of names where those hold dots. Then no table is
--  made but for values that are some; each line is checked as ever; the last of equal keys counts; a member of an array
--  is none
-- @return an iterator of (line number, value or nil, error or nil, the line's bytes or nil, their 1-based position), as
--  four values so that `for` closes the file; with `fields` of (line number, error or nil, a value for each field: nil
--  where there is none); or nil
-- @return the error: "io" when the file cannot be opened. The errors of lines are those of `decode`, with `line`, and
--  `position` in the whole input; "limit" for a line that is too long; "io" for a failed read, which ends the loop
-- @raise on a wrong argument or option
-- @usage for line, value, e in assert(json.lines "reports.jsonl") do print(line, value and value.id or e) end
-- for line, e, id, site in assert(json.lines("reports.jsonl", { fields = { "id", "site" } })) do print(id, site, e) end
function json.lines(source, options)
  options = err.options(options, LINES, "json.lines")
  local kind = type(source)
  if kind ~= "string" and kind ~= "function" then
    error("json.lines: a path or a function expected, got " .. kind, 2)
  end
  local name, most = options.source, options.line_bytes or 64 * 1024 * 1024
  local read, file = source, nil
  if kind == "string" then
    name = name or source
    if source == "-" then
      file = io.stdin
    else
      local message
      file, message = io.open(source, "rb")
      if not file then return nil, err.new("io", message, name) end
    end
    read = function() return file:read(CHUNK) end
  end
  local closer = setmetatable({}, {
    __close = function()
      if file and file ~= io.stdin then file:close() end
      file = nil
    end,
  })
  if options.fields then return projected(file or source, name, options), nil, nil, closer end
  local decode = { source = name, bytes = most }
  for option, value in pairs(options) do
    if option ~= "line_bytes" then decode[option] = value end
  end
  local next_line = lines.each(read, most)
  local function step()
    local number, line, position, failure = next_line()
    if not number then return nil end
    local value, e
    if failure then
      local told = type(failure) == "table" and failure or { code = "io", message = tostring(failure) }
      e = err.new(told.code, told.message, name, position)
    elseif not line then
      e = err.new("limit", ("the line is longer than %d bytes"):format(most), name, position)
    elseif not line:find "[^ \t\r]" then
      return step()
    else
      value, e = core.decode(line, decode)
      if e then e.position = position + (e.position or 1) - 1 end
    end
    if e then
      e.line = number
      return number, nil, e, line, position
    end
    return number, value, nil, line, position
  end
  return step, nil, nil, closer
end

return json
