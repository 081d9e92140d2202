--- Manifests read: ours (JSON Lines, CSV), hashdeep's, and the lines of sha256sum and its kin, known by their content.
-- @module breachkit.manifest.read
local csv = require "breachkit.csv"
local err = require "breachkit.err"
local format = require "breachkit.manifest.format"
local fs = require "breachkit.fs"
local json = require "breachkit.json"
local digest = require "breachkit.core".digest

local read = {}

-- the digest that a line of so many hexadecimal digits holds
local BY_DIGITS = { [32] = "md5", [40] = "sha1", [56] = "sha224", [64] = "sha256", [96] = "sha384", [128] = "sha512" }

-- what io.open says begins with the path, which the error has already
local function unreadable(path, message)
  return err.new("io", (message:gsub("^.*: ", "")), path)
end

local function unescape_percent(path)
  return (path:gsub("%%(%x%x)", function(pair) return string.char(tonumber(pair, 16)) end))
end

-- What ran on Windows has "\" between names; a path with "/" is of elsewhere, and "\" is part of a name.
local function slashes(path)
  if path:find("\\", 1, true) and not path:find("/", 1, true) then return (path:gsub("\\", "/")) end
  return path
end

local GNU = { ["\\"] = "\\", n = "\n", r = "\r" }

-- Lines of a file, with where each begins, and whether its end is there.
local function lines_of(path)
  local file, message = io.open(path, "rb")
  if not file then return nil, unreadable(path, message) end
  local position = 1
  return function()
    local line = file:read "L"
    if not line then return nil end
    local first = position
    position = position + #line
    local whole = line:sub(-1) == "\n"
    return (whole and line:sub(1, -2) or line):gsub("\r$", ""), first, whole
  end, file
end

local function cut(path, position)
  return err.new("cut", "the manifest is cut in the middle of a line", path, position)
end

-- What whoever reads a row may rely on, whoever wrote it.
local function sound(row)
  local path, size, kind, target = row.path, row.size, row.kind, row.target
  return type(path) == "string" and not path:find("\0", 1, true) and (size == nil or math.type(size) == "integer"
    and size >= 0) and (kind == nil or type(kind) == "string") and (target == nil or type(target) == "string")
end

local readers = {}

function readers.jsonl(path)
  local lines, e = json.lines(path)
  if not lines then return nil, e end
  local size, sealed = fs.stat(path).size, false
  return function()
    local _, value, problem, line, position = lines()
    if value == nil and not problem then return nil end
    local whole = line and position + #line <= size -- its line end is there
    if line and not whole then return nil, cut(path, position) end
    if problem then return nil, problem end
    if type(value) == "table" and value.seal then
      sealed = true
      return nil, nil, { seal = value, line = line }
    elseif sealed then
      return nil, err.new("edited", "there are lines after the seal", path, position)
    elseif type(value) ~= "table" or type(value.path) ~= "string" then
      return nil, err.new("syntax", "a line that is no row of a manifest", path, position)
    end
    value.path, value.target = format.path(value), format.path(value, "target")
    value.path_hex, value.target_hex = nil, nil
    return value, nil, line
  end
end

local NUMBERS = { size = true, links = true, allocated = true }

function readers.csv(path)
  local records, e = csv.open(path, { separator = ",", quote = '"' })
  if not records then return nil, e end
  local names = records()
  return function()
    local record, position, problem = records()
    if problem then return nil, problem end
    if not record then return nil end
    if #record ~= #names then return nil, cut(path, position) end
    local row = {}
    for i, name in ipairs(names) do
      local value = record[i]
      if value ~= "" then row[name] = NUMBERS[name] and math.tointeger(tonumber(value)) or value end
    end
    if not row.path then return nil, err.new("syntax", "a row without a path", path, position) end
    row.path = format.path(row)
    row.path_hex = nil
    return row, nil, record
  end
end

function readers.hashdeep(path)
  local lines, file = lines_of(path)
  if not lines then return nil, file end
  local names, ours
  return function()
    for line, position, whole in lines do
      if line:find "^%%%%%%%%" then
        local list = line:match "^%%%%%%%% (size,.*)$"
        if list then
          names = {}
          for name in list:gmatch "[^,]+" do names[#names + 1] = name:lower() end
        end
      elseif line:sub(1, 2) == "##" then
        ours = ours or line == format.HASHDEEP_ESCAPES
      elseif line ~= "" then
        if not whole then return nil, cut(path, position) end
        if not names then
          return nil, err.new("syntax", "a row before the line that names its columns", path, position)
        end
        local row, at = {}, 1
        for i = 1, #names - 1 do
          local comma = line:find(",", at, true)
          if not comma then return nil, err.new("syntax", "a row with too few columns", path, position) end
          row[names[i]] = line:sub(at, comma - 1):lower()
          at = comma + 1
        end
        local name = line:sub(at)
        row.path = ours and unescape_percent(name) or slashes(name)
        row.size = math.tointeger(tonumber(row.size))
        if not row.size then return nil, err.new("syntax", "a row whose size is no number", path, position) end
        return row, nil, line
      end
    end
    file:close()
    return nil
  end
end

-- A line of digests: its path, the algorithm, the digits.
local function sum_of(line)
  local mark, digits, name = line:match "^(\\?)(%x+) [ *](.+)$"
  local algorithm = digits and BY_DIGITS[#digits]
  if not digits then
    mark, algorithm, name, digits = line:match "^(\\?)(%u[%w-]+) %((.+)%) = (%x+)$"
    algorithm = algorithm and algorithm:lower()
  end
  if not algorithm then return nil end
  if mark == "\\" then name = name:gsub("\\(.)", GNU) end
  return name, algorithm, digits:lower()
end

-- Lines of one file, a digest each, are one row.
function readers.sums(path)
  local lines, file = lines_of(path)
  if not lines then return nil, file end
  local row, from, behind -- what is not given yet, since more of its digests may follow; an error behind it
  local function give(other, line)
    local before, its = row, from
    row, from = other, line
    return before, nil, its
  end
  return function()
    local problem
    problem, behind = behind, nil
    if problem then return nil, problem end
    if not file then return give() end
    for line, position, whole in lines do
      if line ~= "" and line:sub(1, 1) ~= "#" then
        local name, algorithm, digits = sum_of(line)
        if not whole then
          problem = cut(path, position)
        elseif not name then
          problem = err.new("syntax", "a line that is no digest and name", path, position)
        end
        if problem and not row then return nil, problem end
        if problem then
          behind = problem
          return give()
        elseif row and row.path == name and not row[algorithm] then
          row[algorithm] = digits
        elseif row then
          return give({ path = name, [algorithm] = digits }, line)
        else
          row, from = { path = name, [algorithm] = digits }, line
        end
      end
    end
    file:close()
    file = nil
    return give()
  end
end

local function kind_of(head)
  if head:find "^%s*{" then return "jsonl" end
  if head:find "^%%%%%%%% HASHDEEP" then return "hashdeep" end
  if head:find "^path,path_hex,size," then return "csv" end
  if head:find "^\\?%x+ [ *]" or head:find "^\\?%u[%w-]+ %(" then return "sums" end
end

--- Read a manifest of any of the formats, in constant memory.
-- @tparam string path
-- @treturn ?function an iterator of (row; or nil and an error; what the row was read from): it ends when both are nil.
--  Errors of rows: "cut" (in the middle of a line), "edited" (lines after the seal), "syntax". The seal comes as nil,
--  nil and `{seal, line}`
-- @treturn string|table the format: "jsonl", "csv", "hashdeep", "sums"; or the error: "io", "type" for what is no
--  manifest
-- @usage local rows = assert(manifest.open "evidence.jsonl") print(rows().path)
function read.open(path)
  local waits = fs.waits(path)
  if waits then return nil, waits end
  local file, message = io.open(path, "rb")
  if not file then return nil, unreadable(path, message) end
  local head, failure = file:read(256)
  file:close()
  if failure then return nil, unreadable(path, failure) end
  local kind = kind_of(head or "")
  if not kind then
    return nil, err.new("type", "no manifest: neither ours (JSON Lines, CSV) nor hashdeep's, nor lines of digests and "
      .. "names", path)
  end
  local rows, e = readers[kind](path)
  if not rows then return nil, e end
  return function()
    local row, problem, line = rows()
    if row and not sound(row) then
      return nil, err.new("syntax", "a row whose path, size, kind or target cannot be one", path)
    end
    return row, problem, line
  end, kind
end

--- The names of digests among a row's fields.
-- @tparam table row
-- @treturn {string,...} in the order of `core.digest.names`
-- @usage print(table.concat(read.algorithms(row), " "))
function read.algorithms(row)
  local list = {}
  for _, name in ipairs(digest.names()) do
    if row[name] then list[#list + 1] = name end
  end
  return list
end

return read
