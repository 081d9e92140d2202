--- A manifest's rows as bytes: JSON Lines, CSV, the lines of sha256sum and its kin, hashdeep's format. And paths in
-- them: a file name may hold any byte but NUL and "/".
--
-- JSON and CSV: `path` is the path; where that is no UTF-8 (or a spreadsheet would run it as a formula) `path_hex` has
-- its bytes in hexadecimal, and what is no UTF-8 shows as U+FFFD in `path`. Lines as of sha256sum: GNU's escapes.
-- hashdeep: %0A, %0D, %5C for line feed, carriage return and backslash, %25 for a percent sign before two hexadecimal
-- digits.
-- @module breachkit.manifest.format
local csv = require "breachkit.csv"
local hex = require "breachkit.hex"
local json = require "breachkit.json"

local format = {}

-- what a row has beside its digests
local BEFORE = { "path", "path_hex", "size" }
local AFTER = { "modified", "type", "kind", "target", "links", "inode", "allocated", "error", "message" }

-- Valid UTF-8 as it is; each byte that belongs to no character becomes U+FFFD.
local function shown(bytes)
  if utf8.len(bytes) then return bytes end
  local out, at = {}, 1
  while at <= #bytes do
    local length, bad = utf8.len(bytes, at)
    if length then
      out[#out + 1] = bytes:sub(at)
      break
    end
    out[#out + 1] = bytes:sub(at, bad - 1) .. "\u{FFFD}"
    at = bad + 1
  end
  return table.concat(out)
end

--- A row as a record that can be printed: its paths are UTF-8, with their bytes beside them where they were not.
-- @tparam table row
-- @tparam[opt=false] boolean careful also bytes beside what a spreadsheet would run as a formula
-- @treturn table a copy
-- @usage print(json.encode(format.record(row)))
function format.record(row, careful)
  local record = {}
  for name, value in pairs(row) do record[name] = value end
  for _, name in ipairs { "path", "target", "from" } do
    local bytes = row[name]
    if bytes and (not utf8.len(bytes) or careful and bytes:find "^[=+@\t\r-]") then
      record[name], record[name .. "_hex"] = shown(bytes), hex.encode(bytes)
    end
  end
  return record
end

--- A row as the line of JSON that is sealed: keys sorted, no white space, no line end.
-- @tparam table row
-- @treturn string
-- @usage print(format.line { path = "a", size = 1 })
function format.line(row)
  return assert(json.encode(format.record(row)))
end

--- The bytes that a printed record's path stands for.
-- @tparam table record a decoded row
-- @tparam[opt="path"] string name or "target"
-- @treturn string
-- @usage local path = format.path(record)
function format.path(record, name)
  name = name or "path"
  local digits = record[name .. "_hex"]
  return type(digits) == "string" and hex.decode(digits) or record[name]
end

local writers = {}

writers.jsonl = {
  row = function(row) return format.line(row) .. "\n" end,
}

writers.json = {
  row = function(row, _, first) return (first and "[\n" or ",\n") .. format.line(row) end,
  finish = function(empty) return empty and "[]\n" or "\n]\n" end,
}

local function columns(algorithms)
  local list = {}
  for _, part in ipairs { BEFORE, algorithms, AFTER } do table.move(part, 1, #part, #list + 1, list) end
  return list
end

writers.csv = {
  start = function(algorithms) return csv.row(columns(algorithms)) end,
  row = function(row, algorithms)
    local record, cells, list = format.record(row, true), {}, columns(algorithms)
    if record.path_hex and record.path:find "^[=+@\t\r-]" then record.path = "'" .. record.path end
    for i, name in ipairs(list) do cells[i] = record[name] end
    return csv.row(cells, #list)
  end,
}

local GNU = { ["\\"] = "\\\\", ["\n"] = "\\n", ["\r"] = "\\r" }

writers.text = {
  files_only = true,
  row = function(row, algorithms)
    local path = row.path:gsub("[\\\n\r]", GNU)
    local mark = path ~= row.path and "\\" or ""
    if #algorithms == 1 then return mark .. row[algorithms[1]] .. "  " .. path .. "\n" end
    local lines = {}
    for i, name in ipairs(algorithms) do
      lines[i] = row[name] and ("%s%s (%s) = %s\n"):format(mark, name:upper(), path, row[name]) or ""
    end
    return table.concat(lines)
  end,
}

--- The comment by which a reader knows that our escapes are in a file of hashdeep's format.
format.HASHDEEP_ESCAPES = "## breachkit: in file names %0A, %0D, %5C and %25 are escapes"

writers.hashdeep = {
  files_only = true,
  start = function(algorithms)
    return ("%%%%%%%% HASHDEEP-1.0\n%%%%%%%% size,%s,filename\n%s\n## \n"):format(table.concat(algorithms, ","),
      format.HASHDEEP_ESCAPES)
  end,
  row = function(row, algorithms)
    local cells = { row.size }
    for i, name in ipairs(algorithms) do cells[i + 1] = row[name] or "" end
    local path = row.path:gsub("%%(%x%x)", "%%25%1")
    path = path:gsub("[\n\r\\]", function(c) return ("%%%02X"):format(c:byte()) end)
    cells[#cells + 1] = path
    return table.concat(cells, ",") .. "\n"
  end,
}

--- How a format is written.
-- @tparam string name "jsonl", "json", "csv", "text" or "hashdeep"
-- @treturn table `start(algorithms)`, `row(row, algorithms, first)`, `finish(empty)`, each giving bytes, the first and
--  last only where there are any; `files_only` where the format has no room for what is no digested file
-- @usage io.write(format.writer "jsonl".row(row, { "sha256" }))
function format.writer(name)
  return writers[name]
end

return format
