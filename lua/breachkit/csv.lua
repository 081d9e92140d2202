--- Comma-separated values: a reader for any dialect, which it finds by sampling; a writer that follows RFC 4180.
-- @module breachkit.csv
-- @usage local csv = require "breachkit.csv"
-- for record in assert(csv.open("people.csv", { header = true })) do print(record.name) end
local core = require "breachkit.core"
local dialects = require "breachkit.csv.dialect"
local err = require "breachkit.err"
local fs = require "breachkit.fs"
local limits = require "breachkit.limits"

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
  err.want(values, "table", "csv.row: a table of fields")
  if count ~= nil and not err.fits(count, "integer") then err.raise "csv.row: a count of fields expected" end
  local out = {}
  for i = 1, count or #values do out[i] = field(values[i]) end
  -- a single empty field would be an empty line, which readers skip
  if #out == 1 and out[1] == "" then out[1] = '""' end
  return table.concat(out, ",") .. "\r\n"
end

--- A value that no spreadsheet runs as a formula: a text that starts like one, and is no number, gets an apostrophe
-- before it. A text that has apostrophes before such a start gets one more, so that `unguard` gives back what it was.
-- @param value of any type; only strings change
-- @return the value
-- @usage csv.guard "=1+1" --> "'=1+1"
function csv.guard(value)
  if type(value) ~= "string" or not value:find "^'*[=+@\t\r-]" or value == "-" or tonumber(value) then return value end
  return "'" .. value
end

--- What was guarded, as it was.
-- @tparam string value
-- @treturn string
-- @usage csv.unguard "'=1+1" --> "=1+1"
function csv.unguard(value)
  return (value:gsub("^'('*[=+@\t\r-])", "%1"))
end

--- Find the dialect of some bytes: the one under which the records have equally many fields that look like values.
-- @function csv.sniff
-- @tparam string bytes the beginning of a file; 64 KiB of it are looked at
-- @treturn table `{separator, quote, escape, line, skip_space, null, why}`, options of `records`; `why` says in words
--  what was seen
-- @usage print(csv.sniff("a;b\n1,5;2\n").separator)   --> ;
csv.sniff = dialects.sniff

local DIALECT = { "separator", "quote", "escape", "line", "skip_space", "null" }
local LIMITS = { row_bytes = "csv_row_bytes", fields = "csv_fields" }
local OPTIONS = { source = "string", header = "boolean or table", row_bytes = "integer", fields = "integer",
  skip_space = "boolean" }
for _, name in ipairs(DIALECT) do OPTIONS[name] = OPTIONS[name] or "string or boolean" end

local function core_options(options, found)
  local chosen = {}
  for _, name in ipairs(DIALECT) do
    chosen[name] = options[name]
    if chosen[name] == nil and found then chosen[name] = found[name] end
  end
  for name, limit in pairs(LIMITS) do chosen[name] = options[name] or limits[limit] end
  return chosen
end

-- `shift` is how many bytes stood before those that `step` knows of
local function decorated(step, options, shift)
  local names
  local function placed(e)
    e.source = options.source
    e.position = e.code ~= "io" and e.position and e.position + shift or nil
    return e
  end
  local function next_record()
    local record, position, e = step()
    if record == nil then return nil end
    if not record then return false, placed(position) end
    position = position + shift
    if e then placed(e) end
    if not options.header then return record, position, e end
    if not names then
      names = options.header == true and record or options.header
      if options.header == true then return next_record() end
    end
    local count = record.n or #record
    for i = 1, #names do
      -- of two columns of one name the first counts; an empty name is none
      if names[i] and names[i] ~= "" and record[names[i]] == nil then record[names[i]] = record[i] end
    end
    if count ~= #names and not e then
      e = err.new("syntax", ("%d fields where the header has %d"):format(count, #names), options.source, position)
    end
    return record, position, e
  end
  return next_record
end

--- Read records from bytes: unless told otherwise comma-separated, CR LF, LF or CR ends one. A byte order mark is
-- dropped, empty lines are skipped.
-- @tparam string bytes the whole text
-- @tparam[opt] table options the dialect: `separator` (","), `quote` (`"`), `escape` (false), each one byte, or false;
--  `line`: what ends a record, "any" (default), "lf" (a CR before it belongs to it), "crlf" or "cr"; `skip_space`:
--  true when blanks before an opening quote are no data; `null`: what an absent field reads, unquoted ("\\N"): it is
--  nil then, and `n` of a record is its count of fields; `header`: true when the first record names the columns, or a
--  list of names: then fields are there by name as well; `source`: the name that errors carry; `row_bytes`: the longest
--  record (default `limits.csv_row_bytes`); `fields`: most of them (default `limits.csv_fields`)
-- @treturn function an iterator of (array of fields, its 1-based position, nil or an error value): "syntax" for text
--  after a closing quote, or another count of fields than the header's; or of (false, an error value) where no record
--  could be read: "syntax" for a quote that is never closed (its line is given up, the next one is read), "limit"
-- @raise on a wrong argument or option
-- @usage for record, position in csv.records(text) do print(position, record[1]) end
function csv.records(bytes, options)
  options = err.options(options, OPTIONS, "csv.records")
  if type(bytes) ~= "string" then error("csv.records: a string expected, got " .. type(bytes), 2) end
  local mark = bytes:sub(1, 3) == "\xEF\xBB\xBF" and 3 or 0
  return decorated(core.csv.rows(mark > 0 and bytes:sub(4) or bytes, core_options(options)), options, mark)
end

local CHUNK, SAMPLE = 65536, 65536

-- UTF-16, as spreadsheets save "Unicode text": pieces of whole units, none ending in half a pair
local function from_utf16(read, name)
  local held = ""
  return function()
    local piece, message = read()
    if not piece then
      piece, held = held, ""
      if message or piece == "" then return nil, message end
      return (core.charset.decode(piece, name))
    end
    piece = held .. piece
    local whole = #piece - #piece % 2
    local high = whole >= 2 and piece:byte(name == "UTF-16LE" and whole or whole - 1) or 0
    if high >= 0xD8 and high <= 0xDB then whole = whole - 2 end
    held = piece:sub(whole + 1)
    return (core.charset.decode(piece:sub(1, whole), name))
  end
end

--- Read records from a file of any size, in the memory of the longest record. The dialect is found by sampling, unless
-- it is given; the bytes are taken as they are, UTF-16 with its mark is decoded (positions are then of the text).
-- @tparam string|function source a path, "-" for standard input, or a function that gives the next bytes, and at the
--  end nil (with a message when it failed)
-- @tparam[opt] table options as for `records`; what is given of the dialect is not looked for
-- @return an iterator as that of `records`, in four values so that `for` closes the file; or nil. A failed read gives
--  (false, an error value "io") and is the end
-- @return the error: "io" when the file cannot be opened; else nothing
-- @return nothing
-- @return what closes the file; its `dialect` is what was found, as `sniff` gives it
-- @raise on a wrong argument or option
-- @usage for record in assert(csv.open "people.csv") do print(#record) end
function csv.open(source, options)
  options = err.options(options, OPTIONS, "csv.open")
  local kind = type(source)
  if kind ~= "string" and kind ~= "function" then
    error("csv.open: a path or a function expected, got " .. kind, 2)
  end
  local read, file = source, nil
  if kind == "string" then
    local message
    local waits = fs.waits(source)
    if waits then return nil, waits end
    file, message = io.stdin, nil
    if source ~= "-" then file, message = io.open(source, "rb") end
    if not file then return nil, err.new("io", message, source) end
    read = function() return file:read(CHUNK) end
  end
  local own = { source = kind == "string" and source or nil }
  for option, value in pairs(options) do own[option] = value end
  options = own
  local closer = setmetatable({}, {
    __close = function()
      if file and file ~= io.stdin then file:close() end
      file = nil
      read = function() return nil end
    end,
  })
  local sample, done, failure = {}, false, nil
  local function fetch(most)
    local size = 0
    while not done and size < most do
      local piece, message = read()
      if not piece then
        done, failure = true, message
      else
        sample[#sample + 1] = piece
        size = size + #piece
      end
    end
  end
  fetch(3)
  local head = table.concat(sample)
  local name, mark = core.charset.mark(head)
  sample = { head:sub(mark + 1) }
  if name and name:find "^UTF%-16" then
    local rest, given = read, sample[1]
    local function joined()
      if given then
        local first = given
        given = nil
        return first
      end
      if done then return nil, failure end
      return rest()
    end
    local decode = from_utf16(joined, name)
    read, sample, done, mark = decode, {}, false, 0
  end
  fetch(SAMPLE)
  head = table.concat(sample)
  -- spreadsheets tell each other the separator in a line of its own
  local told, separator = head:match "^(sep=([^\r\n])\r?\n)"
  if told and not options.separator then
    options.separator, head, mark = separator, head:sub(#told + 1), mark + #told
  end
  closer.dialect = dialects.sniff(head, options)
  local function bytes()
    if head then
      local first = head
      head = nil
      if first ~= "" then return first end
    end
    if done then return nil, failure end
    return read()
  end
  local step = core.csv.rows(bytes, core_options(options, closer.dialect))
  return decorated(step, options, mark), nil, nil, closer
end

--- Line and column of a position, worked out when somebody asks.
-- @tparam string path the file
-- @tparam integer position 1-based byte position, as an error value has it
-- @treturn ?integer line, from 1; nil when the file cannot be read
-- @treturn integer|table column in bytes, from 1; or the error: "io"
-- @usage print(csv.locate(e.source, e.position))
function csv.locate(path, position)
  err.want(path, "string", "csv.locate: a path")
  err.want(position, "number", "csv.locate: a position")
  local file, message = io.open(path, "rb")
  if not file then return nil, err.new("io", message, path) end
  local line, column, left = 1, 1, position - 1
  while left > 0 do
    local piece = file:read(math.min(left, CHUNK))
    if not piece then break end
    local more, last = core.status.locate(piece, #piece + 1)
    column = more == 1 and column + last - 1 or last
    line, left = line + more - 1, left - #piece
  end
  file:close()
  return line, column
end

return csv
