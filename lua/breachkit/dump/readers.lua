--- The records of each layout, with plain values: for `breachkit.dump` alone, which masks or counts them.
-- A reader takes a function that gives bytes and a layout, and returns an iterator of (values by class, position), or
-- of (false, position, why) for what could not be read: "no-separator", "no-login", "long", "binary", "syntax".
-- @module breachkit.dump.readers
local core = require "breachkit.core"
local err = require "breachkit.err"
local json = require "breachkit.json"
local layouts = require "breachkit.dump.layout"
local limits = require "breachkit.limits"
local lines = require "breachkit.lines"

local readers = {}

-- a table without any of them holds no records of people
local WHO <const> = { email = true, user = true, secret = true }

-- Reading failed, for whatever reason the source gives.
local function broken(failure)
  error(type(failure) == "table" and failure or err.new("io", failure), 0)
end

local function failed(e)
  return e.code == "io" and error(e, 0) or e.code == "limit" and "long" or "syntax"
end

-- Of several columns of one class the first that is filled counts, or all where the class is joined.
local function put(values, class, value)
  local before = values[class]
  if not before then
    values[class] = value
  elseif layouts.by_class[class].joined then
    values[class] = before .. " " .. value
  end
end

local function by_class(row, classes)
  local values = {}
  for i, class in ipairs(classes) do
    local value = row[i]
    if class and value and value ~= "" then put(values, class, value) end
  end
  return values
end

--- Combo lists.
-- @tparam function read
-- @tparam table layout
-- @treturn function
-- @usage for values, position, why in readers.combo(read, layout) do print(values and values.email, position, why) end
function readers.combo(read, layout)
  local next_line = lines.each(read, limits.dump_line)
  local split, login_class = core.dump.split, layout.secret_first and layout.columns[2] or layout.columns[1]
  local function step()
    local number, line, position, failure = next_line()
    if not number then return nil end
    if failure then broken(failure) end
    if not line then return false, position, "long" end
    if line == "" or line == "\r" then return step() end
    local login, secret = split(line, layout.separator, layout.secret_first)
    if not login then return false, position, secret end
    local class = login_class == "email" and not login:find("@", 1, true) and "user" or login_class
    return { [class] = login, secret = secret }, position
  end
  return step
end

--- Tables in any dialect of CSV.
-- @tparam function read
-- @tparam table layout
-- @treturn function
-- @usage for values, position, why in readers.table(read, layout) do print(values and values.email, position, why) end
readers.table = function(read, layout)
  local next_row = core.csv.rows(read, {
    separator = layout.separator, quote = layout.quote, escape = layout.escape, line = layout.line,
    row_bytes = limits.csv_row_bytes, fields = limits.csv_fields,
  })
  local header, width = layout.header, #layout.classes
  local function step()
    local row, position, e = next_row()
    if row == nil then return nil end
    if not row then return false, position.position, failed(position) end
    if header then
      header = false
      return step()
    end
    if e or #row ~= width then return false, position, "syntax" end
    return by_class(row, layout.classes), position
  end
  return step
end

-- A function that gives an object's values by class; objects within it are looked into.
local function gatherer()
  local class_of = {}
  local function gather(object, values, depth)
    local names = {}
    for name in pairs(object) do names[#names + 1] = name end
    table.sort(names) -- the same record whatever the order of a table's keys
    for _, name in ipairs(names) do
      local value = object[name]
      local class = class_of[name]
      if class == nil then
        class = layouts.class_of(name) or false
        class_of[name] = class
      end
      if type(value) == "table" then
        if depth < 4 and not json.is_array(value) then gather(value, values, depth + 1) end
      elseif class and value ~= "" and type(value) ~= "boolean" then
        put(values, class, tostring(value))
      end
    end
    return values
  end
  return function(object) return gather(object, {}, 1) end
end

-- The records of an iterator of (number, value or nil, error or nil, anything, position).
local function of_objects(next_value)
  local gather = gatherer()
  return function()
    local number, value, e, _, position = next_value()
    if not number then return nil end
    if e then return false, e.position, failed(e) end
    if type(value) ~= "table" or json.is_array(value) then return false, position, "syntax" end
    return gather(value), position
  end
end

--- JSON Lines: objects, whose keys are columns; objects within them are looked into.
-- @tparam function read
-- @treturn function
-- @usage for values, position, why in readers.jsonl(read) do print(values and values.email, position, why) end
function readers.jsonl(read)
  return of_objects((json.lines(read, { line_bytes = limits.csv_row_bytes, drop_null = true, utf8 = "replace" })))
end

--- A list of JSON objects, or objects that follow one another over any lines.
-- @tparam function read
-- @treturn function
-- @usage for values, position, why in readers.json(read) do print(values and values.email, position, why) end
function readers.json(read)
  return of_objects(core.jsonlines.values(read, { value_bytes = limits.csv_row_bytes, drop_null = true,
    utf8 = "replace" }))
end

-- The host of an address: all that is told of whose account it is, since the rest may name persons.
local function host_of(address)
  return (address:gsub("^%a[%w+.-]*://", ""):gsub("[/?#].*$", ""):gsub("^.*@", ""):lower())
end

local MOST_LINES <const> = 200 -- of a block

--- The logs of stealers: blocks of `Name: value`, ended by an empty line, a rule, or a name that comes again.
-- @tparam function read
-- @treturn function
-- @usage for values, position, why in readers.blocks(read) do print(values and values.email, position, why) end
function readers.blocks(read)
  local next_line = lines.each(read, limits.dump_line)
  local held -- a line that begins the next block: its class, value and position
  -- the block that is open: what it holds, where it begins, how many lines it has
  local function add(block, class, value, position)
    block.position = block.position or position
    if value == "" then return end
    if class == "site" then value = host_of(value) end
    if class == "user" and value:find "^[^%s@]+@[^%s@]+%.[^%s@]+$" then class = "email" end
    put(block.values, class, value)
  end
  local function told(block)
    local v = block.values
    if v.secret or v.email or v.user then return v, block.position end
  end
  return function()
    local block = { values = {}, seen = {}, lines = 0 }
    if held then
      block.seen[held.class] = true
      add(block, held.class, held.value, held.position)
      held = nil
    end
    while true do
      local number, line, position, failure = next_line()
      if failure then broken(failure) end
      if not number then return told(block) end
      if not line then return false, position, "long" end
      local name, value = layouts.block_line(line)
      local class = name and layouts.block_class(name)
      block.lines = block.lines + 1
      if line:find("\0", 1, true) then
        return false, position, "binary"
      elseif block.lines > MOST_LINES then
        return false, block.position or position, "long"
      elseif class and block.seen[class] and block.seen.secret then
        held = { class = class, value = value, position = position }
      elseif class then
        block.seen[class] = true
        add(block, class, value, position)
      end
      if held or not line:find "[%w\x80-\xff]" then
        local values, first = told(block)
        if values then return values, first end
        block = { values = {}, seen = {}, lines = 0 }
      end
    end
  end
end

local AHEAD <const> = 200 -- rows of a table that nothing names the columns of, looked at for what they hold

--- SQL dumps: the rows of the tables that have a column of who or of a secret.
-- @tparam function read
-- @tparam table layout
-- @tparam[opt] table passed rows by table that are passed over, since they have no such column; counted in it
-- @treturn function an iterator as above, with the table's name as the third value of a record
-- @usage for values, position, name in readers.sql(read, layout) do print(name, values and values.email) end
function readers.sql(read, layout, passed)
  local next_row = core.sqldump.rows(read, {
    backslash = layout.dialect == "mysql", row_bytes = limits.csv_row_bytes, fields = limits.csv_fields,
  })
  local known = setmetatable({}, { __mode = "k" })
  local unnamed, ahead, at = {}, {}, 1 -- classes by table; rows that were read before their turn
  local function take()
    local row = ahead[at]
    if not row then return next_row() end
    ahead[at] = nil
    at = at + 1
    return table.unpack(row, 1, 3)
  end
  -- Of a table whose columns neither the statement nor CREATE TABLE names.
  local function by_form(row, of)
    if unnamed[of.table] == nil then
      local rows = { row }
      for i = at, #ahead do rows[#rows + 1] = ahead[i][1] and ahead[i][3].table == of.table and ahead[i][1] or nil end
      while #rows < AHEAD and #ahead - at < AHEAD do
        local next_, position, its = next_row()
        if next_ == nil then break end
        ahead[#ahead + 1] = { next_, position, its }
        if next_ and its.table == of.table then rows[#rows + 1] = next_ end
      end
      unnamed[of.table] = layouts.classes_by_form(rows, row.n)
    end
    return unnamed[of.table]
  end
  local function classes_of(row, of)
    local classes = known[of]
    if classes == nil then
      classes = #of > 0 and layouts.classes_of(of) or by_form(row, of)
      local personal = false
      for _, class in ipairs(classes) do personal = personal or WHO[class] end
      if not personal then classes = false end
      known[of] = classes
    end
    return classes
  end
  return function()
    while true do
      local row, position, of = take()
      if row == nil then return nil end
      if not row then return false, position.position, failed(position) end
      local classes = classes_of(row, of)
      if classes and row.n ~= #classes then return false, position, "syntax" end
      if classes then return by_class(row, classes), position, of.table end
      if passed then passed[of.table] = (passed[of.table] or 0) + 1 end
    end
  end
end

return readers
