--- Comma-separated values: a writer that follows RFC 4180, a reader that forgives what files do.
-- @module breachkit.csv
-- @usage local csv = require "breachkit.csv"
-- io.write(csv.row { "a", "b,c" })
local err = require "breachkit.err"

local csv = {}

local function field(value)
  if value == nil then return "" end
  value = type(value) == "string" and value or tostring(value)
  if value:find '[",\r\n]' or value:find "^%s" or value:find "%s$" then
    return '"' .. value:gsub('"', '""') .. '"'
  end
  return value
end

--- One record as RFC 4180 writes it: fields quoted where they need it, ended by CR LF.
-- @tparam table values the fields in order; nil is an empty field
-- @tparam[opt=#values] integer count how many fields there are
-- @treturn string the record with its line end
-- @usage io.write(csv.row { "name", 'said "no"' })
function csv.row(values, count)
  local out = {}
  for i = 1, count or #values do out[i] = field(values[i]) end
  -- a single empty field would be an empty line, which readers skip
  if #out == 1 and out[1] == "" then out[1] = '""' end
  return table.concat(out, ",") .. "\r\n"
end

-- The field that starts at `at`: its value, and the position of what ends it; nil when a quote is not closed.
local function quoted(bytes, at)
  local parts, from = {}, at + 1
  while true do
    local quote = bytes:find('"', from, true)
    if not quote then return nil end
    parts[#parts + 1] = bytes:sub(from, quote - 1)
    if bytes:byte(quote + 1) ~= 34 then
      -- what follows the closing quote belongs to the field, as spreadsheets read it
      local stop = bytes:find("[,\r\n]", quote + 1) or #bytes + 1
      parts[#parts + 1] = bytes:sub(quote + 1, stop - 1)
      return table.concat(parts), stop
    end
    parts[#parts + 1] = '"'
    from = quote + 2
  end
end

local OPTIONS = { source = true }

--- Read records: CR LF, LF or CR ends one, a byte order mark is dropped, empty lines are skipped.
-- @tparam string bytes the whole text
-- @tparam[opt] table options `source`: the name that an error carries
-- @treturn function an iterator of (record, array of fields; its 1-based position), or at last (false, an error
--  value): "syntax" for a quote that is never closed
-- @usage for record, position in csv.records(text) do print(position, record[1]) end
function csv.records(bytes, options)
  options = err.options(options, OPTIONS, "csv.records")
  if type(bytes) ~= "string" then error("csv.records: a string expected, got " .. type(bytes), 2) end
  local at = bytes:sub(1, 3) == "\xEF\xBB\xBF" and 4 or 1
  return function()
    at = bytes:find("[^\r\n]", at)
    if not at then
      at = #bytes + 1
      return nil
    end
    local record, first = {}, at
    while true do
      local value, stop
      if bytes:byte(at) == 34 then
        value, stop = quoted(bytes, at)
        if not value then
          local e = err.new("syntax", "a quote is never closed", options.source, at)
          at = #bytes + 1
          return false, e
        end
      else
        stop = bytes:find("[,\r\n]", at) or #bytes + 1
        value = bytes:sub(at, stop - 1)
      end
      record[#record + 1] = value
      at = stop + 1
      if bytes:byte(stop) ~= 44 then return record, first end
    end
  end
end

return csv
