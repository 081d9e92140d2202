--- Structured reports: records of known formats, each a document of readable lines, with claims of its own fields.
-- A format is a module of `document/records`: `is(value)` knows its records, `fill(record, doc)` makes a document of
-- one; `unwrap` takes a record out of what wraps it, `records` parts a container of its own.
-- @module breachkit.document.structured
local csv = require "breachkit.csv"
local err = require "breachkit.err"
local record = require "breachkit.document.record"
local when = require "breachkit.document.when"

local structured = {}

local FORMATS = {}
for i, name in ipairs { "stix", "misp", "hibp", "veris", "hhs" } do
  FORMATS[i] = require("breachkit.document.records." .. name)
end

-- The format of a value and its records: a list.
local function recognise(value)
  for _, format in ipairs(FORMATS) do
    if format.records then
      local list = format.records(value)
      if list then return format, list end
    elseif format.is(value) then
      return format, { value }
    elseif format.unwrap and format.unwrap(value) then
      return format, { format.unwrap(value) }
    end
  end
end

-- a list of records is known by its first, and the rest may be anything
local function recognise_all(value)
  local format, list = recognise(value)
  if format or type(value) ~= "table" or value[1] == nil then return format, list end
  local first = recognise(value[1])
  return first, first and value
end

local function date_of(text)
  return type(text) == "string" and when.normal(text) or nil
end

--- The document of one record.
-- @tparam table format a module of `document/records`
-- @tparam table value the record
-- @tparam string bytes what it was read from
-- @tparam table options of `document.parse`
-- @tparam[opt] string sha256 of the bytes
-- @treturn table the document; `claims[]` those of its fields, `prose[]` `{first, last}` where it tells in words
-- @usage local doc = structured.document(format, record, bytes, {})
function structured.document(format, value, bytes, options, sha256)
  local doc = record.new(bytes, options, format.kind, sha256)
  local said = {}
  local page = format.fill(value, said)
  if not format.shows_all then page:rest(value) end
  doc.text, doc.claims, doc.prose = page:finish()
  if #doc.prose == 0 then doc.prose = nil end
  doc.id = doc.id or said.id or said.key and format.kind .. ":" .. record.hash(said.key):sub(1, 16)
  doc.title = doc.title or said.title
  doc.site = doc.site or said.site or format.site
  if not doc.published then
    doc.published = date_of(said.published)
    doc.published_from = doc.published and "record"
  end
  local updated = date_of(said.updated)
  if updated ~= doc.published then doc.updated = doc.updated or updated end
  local links = {}
  for i, url in ipairs(said.links or {}) do links[i] = { url = url } end
  if #links > 0 then doc.links = links end
  doc.warnings = said.warnings or doc.warnings
  return record.finish(doc)
end

--- Read the records of a decoded JSON value, one document after the other.
-- @param value
-- @tparam string bytes that it was decoded from
-- @tparam table options of `document.parse`
-- @tparam function emit called with each document
-- @tparam function fail called with each error: a record among others that is none
-- @treturn boolean false when the value is of no known format: nothing was done
-- @usage if structured.read(value, bytes, {}, print, print) then return true end
function structured.read(value, bytes, options, emit, fail)
  local format, list = recognise_all(value)
  if not format then return false end
  local sha256 = record.hash(bytes)
  for i, item in ipairs(list) do
    local of, records = format, { item }
    if not format.records or list == value then of, records = recognise(item) end
    if not of then
      fail(err.new("type", ("record %d is none of %s"):format(i, format.kind)))
    else
      for _, one in ipairs(records) do emit(structured.document(of, one, bytes, options, sha256)) end
    end
  end
  return true
end

--- JSON as some publish it, without the commas before a closing bracket; strings are untouched.
-- @tparam string bytes
-- @treturn ?string nil when there is no such comma
-- @usage assert(structured.repaired '[1,]' == "[1]")
function structured.repaired(bytes)
  local out, from, at = {}, 1, 1
  while true do
    local here = bytes:find('[",]', at)
    if not here then break end
    if bytes:byte(here) == 34 then
      local stop = here
      repeat
        stop = bytes:find('["\\]', stop + 1)
        local escape = stop and bytes:byte(stop) == 92
        if escape then stop = stop + 1 end
      until not stop or not escape
      if not stop then break end
      at = stop + 1
    else
      local closing = bytes:match("^%s*()[%]}]", here + 1)
      if closing then
        out[#out + 1] = bytes:sub(from, here - 1)
        from = here + 1
      end
      at = here + 1
    end
  end
  if from == 1 then return nil end
  out[#out + 1] = bytes:sub(from)
  return table.concat(out)
end

local function header_of(line)
  if not line or #line > 4096 then return nil end
  local has = {}
  for name in line:gsub("^\xef\xbb\xbf", ""):gsub('"', ""):gmatch "[^,;\t|]+" do has[name] = true end
  for _, format in ipairs(FORMATS) do
    local all = format.header ~= nil
    for _, name in ipairs(format.header or {}) do all = all and has[name] end
    if all then return format end
  end
end

--- Is this the header of a table whose rows are records of a known format?
-- @tparam ?string line
-- @treturn boolean
-- @usage if structured.is_header "Name,Domain,BreachDate,PwnCount" then print "breaches" end
function structured.is_header(line)
  return header_of(line) ~= nil
end

--- Read a table whose rows are records.
-- @tparam string bytes UTF-8
-- @tparam table options of `document.parse`
-- @tparam function emit called with each document
-- @tparam function fail called with each error
-- @usage structured.read_table(bytes, {}, print, print)
function structured.read_table(bytes, options, emit, fail)
  local format = header_of(bytes:match "^[^\r\n]*")
  local sha256 = record.hash(bytes)
  local dialect, names = csv.sniff(bytes), nil
  dialect.why, dialect.source = nil, options.path
  for row, position, e in csv.records(bytes, dialect) do
    if not row then
      fail(position)
    elseif not names then
      names = row
    else
      local object = {}
      for i = 1, row.n or #row do
        local name = names[i] ~= "" and names[i] or "column " .. i
        if object[name] == nil and row[i] ~= "" then object[name] = row[i] end
      end
      if format.is(object) then
        local doc = structured.document(format, object, bytes, options, sha256)
        if e then
          doc.warnings = doc.warnings or {}
          table.insert(doc.warnings, ("the row at byte %d: %s"):format(position, e.message))
        end
        emit(doc)
      else
        fail(err.new("type", ("a row that is no record of %s"):format(format.kind), options.path, position))
      end
    end
  end
end

return structured
