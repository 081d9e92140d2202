-- Every public function has its LDoc: what it does, and each parameter. Reads lua/, src/lua and src/net as text.
-- In Lua a function is public when it hangs on the table that its file returns; in C when a luaL_Reg lists it.

local function read(path)
  local f = assert(io.open(path, "rb"))
  local bytes = f:read "a"
  f:close()
  return bytes
end

local function files(command)
  local list, pipe = {}, assert(io.popen(command))
  for path in pipe:lines() do list[#list + 1] = path end
  pipe:close()
  return list
end

local passed, failed = 0, 0
local function check(holds, path, name, what)
  if holds then
    passed = passed + 1
  else
    failed = failed + 1
    io.stderr:write(("%s: %s: %s\n"):format(path, name, what))
  end
end

-- The comment block that ends right above line `n`, or "".
local function block_above(lines, n)
  local first = n
  while first > 1 and lines[first - 1]:match "^%-%-" do first = first - 1 end
  local block = table.concat(lines, "\n", first, n - 1)
  return block:match "^%-%-%-" and block or ""
end

local function describes(block, parameter)
  for tag in block:gmatch "@t?param([^\n]*)" do
    if (" " .. tag:gsub("[%[%]=,]", " ") .. " "):find("%s" .. parameter .. "%s") then return true end
  end
  return false
end

for _, path in ipairs(files "find lua -name '*.lua' | sort") do
  local bytes = read(path)
  local lines = {}
  for line in (bytes .. "\n"):gmatch "(.-)\n" do lines[#lines + 1] = line end
  local exported = bytes:match "\nreturn ([%a_][%w_]*)%s*$" or bytes:match "\nreturn setmetatable%(([%a_][%w_]*),"
  for n, line in ipairs(lines) do
    local name, parameters = line:match "^function ([%w_.:]+)%((.-)%)"
    local owner = name and name:match "^([%w_]+)[.:]"
    -- a leading underscore says: not for users
    if owner and owner == exported and not name:match "[.:]_" then
      local block = block_above(lines, n)
      check(block:match "^%-%-%-%s*%S", path, name, "no LDoc above it")
      for parameter in parameters:gmatch "[%a_][%w_]*" do
        if block ~= "" and parameter ~= "self" and not parameter:match "^_" then
          check(describes(block, parameter), path, name, "parameter '" .. parameter .. "' is not described")
        end
      end
    end
  end
end

for _, path in ipairs(files "find src -name '*.c' | sort") do
  local bytes = read(path)
  if bytes:find("@function", 1, true) then
    check(bytes:find("@module", 1, true), path, "head", "no @module in it")
  end
  for name, fn in bytes:gmatch '{%s*"([%a][%w_]*)"%s*,%s*(l_[%w_]+)%s*}' do
    local at = bytes:find("\nstatic int " .. fn .. "%([^)]*%) {")
    local before = at and bytes:sub(1, at) or ""
    local opened = before:match ".*()/%*%*%*"
    local documented = opened and before:match "%*/%s*$" and not before:find("\n}\n", opened, true)
    check(documented, path, name, "no /*** LDoc above " .. fn)
  end
end

print(("docs: %d passed, %d failed"):format(passed, failed))
os.exit(failed == 0)
