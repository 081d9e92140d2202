--- The tables the library reads (`data/`): facts and policy an analyst may want to change.
-- @module breachkit.data
local data = {}

local here = debug.getinfo(1, "S").source:match "^@(.*)[/\\][^/\\]*$" or "."
-- installed beside this file, or in the checkout two folders up
local places = { here .. "/data/", here .. "/../../data/" }
local loaded = {}

--- The path of a file of `data/`, wherever breachkit is installed.
-- @tparam string name the file's name with its ending
-- @treturn ?string the path, or nil when there is none
-- @usage local model = data.path "claims.model"
function data.path(name)
  for _, place in ipairs(places) do
    local f = io.open(place .. name, "rb")
    if f then
      f:close()
      return place .. name
    end
  end
end

--- Load a table of `data/` (a Lua file that only returns a table). Kept after the first use.
-- @tparam string name the table's name, without ending
-- @treturn table what the file returns
-- @raise when the file is missing or broken: the installation is damaged
-- @usage local hedges = data.load "hedges"
function data.load(name)
  local found = loaded[name]
  if found == nil then
    local path = assert(data.path(name .. ".lua"), "breachkit: data/" .. name .. ".lua is missing")
    found = assert(loadfile(path, "t", {}))()
    loaded[name] = found
  end
  return found
end

return data
