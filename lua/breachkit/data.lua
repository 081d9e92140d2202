--- The tables the library reads (`data/`): facts and policy an analyst may want to change.
-- @module breachkit.data
local err = require "breachkit.err"

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

--- The words of a list as a set.
-- @tparam string words with white space between
-- @treturn table word -> true
-- @usage local seated = data.set "based located"
function data.set(words)
  local set = {}
  for word in words:gmatch "%S+" do set[word] = true end
  return set
end

--- Run a Lua file of an analyst's, which may use what it is given and nothing else.
-- @tparam string path
-- @tparam table globals what it may use, by name
-- @treturn ?boolean true
-- @return what the file returns; or the error: "io", "syntax" (no Lua, or it raises: with the line)
-- @usage local ok, works = data.run("works.lua", {})
function data.run(path, globals)
  local chunk, problem = loadfile(path, "t", globals)
  if not chunk and problem:find "^cannot %a+ " then
    return nil, err.new("io", problem:match "^cannot %a+ .*: (.-)$" or problem, path)
  end
  local done, result = false, problem
  if chunk then done, result = pcall(chunk) end
  if done then return true, result end
  return nil, err.new("syntax", (tostring(result):gsub("^[^\n]-:(%d+): ", "line %1: ")), path)
end

return data
