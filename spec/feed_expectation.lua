-- The Python expressions that feedparser's suite expects to hold, as lists of comparisons.
local expectation = {}

-- Python's literals: strings glued by + or by standing side by side, numbers, tuples, dicts of strings
local parse_value

local ESCAPES = { n = "\n", t = "\t", r = "\r", ["'"] = "'", ['"'] = '"', ["\\"] = "\\" }

local function parse_string(s, at)
  local from = s:match("^[uU]?()", at)
  local quote = s:match('^"""', from) or s:match("^'''", from) or s:match("^['\"]", from)
  if not quote then return nil end
  local out, i = {}, from + #quote
  while i <= #s do
    if s:sub(i, i + #quote - 1) == quote then return table.concat(out), i + #quote end
    local c = s:sub(i, i)
    if c == "\\" then
      local e = s:sub(i + 1, i + 1)
      local hex = e == "x" and s:match("^%x%x", i + 2) or e == "u" and s:match("^%x%x%x%x", i + 2)
        or e == "U" and s:match("^%x%x%x%x%x%x%x%x", i + 2)
      if hex then
        out[#out + 1] = utf8.char(tonumber(hex, 16))
        i = i + 2 + #hex
      else
        out[#out + 1] = ESCAPES[e] or "\\" .. e
        i = i + 2
      end
    else
      out[#out + 1] = c
      i = i + 1
    end
  end
  return nil
end

local function skip(s, at) return s:match("^%s*()", at) end

function parse_value(s, at)
  at = skip(s, at)
  local str, after = parse_string(s, at)
  if str then
    while true do
      local next_at = skip(s, after)
      local plus = s:match("^%+%s*()", next_at)
      local more, last = parse_string(s, plus or next_at)
      if not more then return str, after end
      str, after = str .. more, last
    end
  end
  local number, n = s:match("^(%d+)()", at)
  if number then return tonumber(number), n end
  local close = s:match("^%(", at) and ")" or s:match("^{", at) and "}"
  if not close then return nil end
  local value = {}
  at = skip(s, at + 1)
  while s:sub(at, at) ~= close do
    local item, last = parse_value(s, at)
    if item == nil then return nil end
    at = skip(s, last)
    if close == "}" then
      local inner
      inner, at = parse_value(s, s:match("^:()", at) or #s + 1)
      if inner == nil then return nil end
      value[item] = inner
      at = skip(s, at)
    else
      value[#value + 1] = item
    end
    at = skip(s, s:match("^,()", at) or at)
  end
  return value, at + 1
end

local function parse_path(s, at)
  local path = {}
  at = skip(s, at)
  local length = s:match("^len%(()", at)
  if length then at = length end
  local name, after = s:match("^(%a[%w_]*)()", at)
  if not name then return nil end
  path[1], at = name, after
  while true do
    local key, last = s:match("^%[%s*u?['\"]([^'\"]+)['\"]%s*%]()", at)
    if not key then
      key, last = s:match("^%[%s*(%d+)%s*%]()", at)
      key = tonumber(key)
    end
    if not key then key, last = s:match("^%.([%a_]+)()", at) end
    if not key then break end
    path[#path + 1], at = key, last
  end
  if length then
    at = s:match("^%)()", at)
    if not at then return nil end
  end
  return path, at, length ~= nil
end

expectation.NONE = {} -- Python's None: what is not there

-- `== LITERAL`, `== PATH == LITERAL`, `== None`, `is None` after a path: the literal, where it ends, further paths
local function right_side(s, at, paths)
  local equals = s:match("^%s*==()", at) or s:match("^%s*is ()", at)
  if not equals then return nil end
  local none = s:match("^%s*None()", equals)
  if none then return expectation.NONE, none end
  local literal, last = parse_value(s, equals)
  if literal ~= nil then return literal, last end
  local path, after = parse_path(s, equals)
  if not path then return nil end
  paths[#paths + 1] = path
  return right_side(s, after, paths)
end

-- the comparisons of an expression: a list of {path, is a length, literal}, or nil when it is of another form
function expectation.assertions(expression)
  local list = {}
  local at = expression:match "^not bozo and ()" or 1
  local missing, key = expression:match("^not ([%a%[%]%d]+)%.has_key%('(%a+)'%)$", at)
  if missing then
    local path = parse_path(missing, 1)
    path[#path + 1] = key
    return { { path, false, expectation.NONE } }
  end
  while true do
    local brackets = expression:match("^%s*%(()", at)
    local path, after, length = parse_path(expression, brackets or at)
    if not path then return nil end
    local paths = { path }
    local literal, last = right_side(expression, after, paths)
    if literal == nil then return nil end
    for _, one in ipairs(paths) do list[#list + 1] = { one, length, literal } end
    last = skip(expression, last)
    if brackets then last = skip(expression, expression:match("^%)()", last) or last) end
    if last > #expression then return list end
    at = expression:match("^and%s+()", last)
    -- "X == 'a' or X == 'b'": either will do, the first is the one
    if not at then return expression:find("^or ", last) and list or nil end
  end
end

return expectation
