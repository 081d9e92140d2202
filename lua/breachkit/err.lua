--- Error values: what a careful caller gets as the second result after `nil`.
-- A table `{code, message, source, position}`; `tostring` reads "source: byte 17: message (code)".
-- @module breachkit.err
local status = require "breachkit.core".status

local err = {}

--- Make an error value.
-- @tparam string code short stable name: "syntax", "limit", "io", "encoding", "range", "type", "empty", "small",
--  "uniform", "changed", "usage"
-- @tparam string message what is wrong and what to do about it, one line; the source before it, as messages of
--  `io.open` have it, is left out
-- @tparam[opt] string source the file, address or document it is about
-- @tparam[opt] integer position 1-based byte position in the source
-- @treturn table the error value
-- @usage return nil, err.new("io", "cannot be read", path)
function err.new(code, message, source, position)
  local named = source and source .. ": "
  if named and message:sub(1, #named) == named then message = message:sub(#named + 1) end
  return status.error(code, message, source, position)
end

local HERE <const> = debug.getinfo(1, "S").source:match "^(.*)err%.lua$"

-- The nearest caller outside of this library: its level, as the function that asks counts, and its frame.
local function outside()
  local level = 3
  local frame = debug.getinfo(level, "Sl")
  while frame and (frame.what == "C" or frame.source:sub(1, #HERE) == HERE) do
    level = level + 1
    frame = debug.getinfo(level, "Sl")
  end
  return level - 1, frame
end

--- Raise what a caller did wrong, with the line of the nearest caller outside of this library.
-- @tparam string message
-- @raise the message
-- @usage err.raise "date.find: a text expected, got nil"
function err.raise(message)
  local level, frame = outside()
  error(message, frame and level or 0)
end

--- Where the nearest caller outside of this library stands.
-- @treturn string "file:line", "?" where there is none
-- @usage local place = err.caller() --> "script.lua:12"
function err.caller()
  local _, frame = outside()
  return frame and ("%s:%d"):format(frame.short_src, frame.currentline) or "?"
end

--- Is a value of a kind?
-- @param value
-- @tparam string|boolean kind the name of a type, "integer" too, or several: "function or boolean"; what can be called
--  is a function, and what is not a number (NaN) no number; true for any kind
-- @treturn boolean
-- @usage if not err.fits(options.join, "number") then print "no number" end
function err.fits(value, kind)
  if kind == true or type(value) == kind and value == value then return true end
  if value ~= value then return false end
  for one in kind:gmatch "%a+" do
    if type(value) == one or math.type(value) == one then return true end
    if one == "function" and (getmetatable(value) or {}).__call then return true end
  end
  return false
end

--- Words of a caller's as a message shows them: on one line, and not many.
-- @tparam string words
-- @treturn string
-- @usage print(err.shown "a\nb") --> a?b
function err.shown(words)
  return (words:sub(1, 60):gsub("[^ -~]", "?"))
end

--- Raise unless every key of `options` is a known option name, and its value of that option's type (misuse is raised,
-- not returned).
-- @tparam ?table options the caller's options, or nil
-- @tparam table known by the options' names: the kind of the value, as `fits` takes it
-- @tparam string who the function's name, for the message
-- @treturn table the options, never nil
-- @raise "who: unknown option 'name'", "who: option 'name': string expected, got number"
-- @usage options = err.options(options, { anchor = true, language = "string" }, "date.find")
function err.options(options, known, who)
  if options == nil then return {} end
  if type(options) ~= "table" then
    err.raise(("%s: options must be a table, got %s"):format(who, type(options)))
  end
  for name, value in pairs(options) do
    local kind = known[name]
    if not kind then err.raise(("%s: unknown option '%s'"):format(who, err.shown(tostring(name)))) end
    if not err.fits(value, kind) then
      err.raise(("%s: option '%s': %s expected, got %s"):format(who, name, kind, type(value)))
    end
  end
  return options
end

--- Raise unless an argument is of a type (misuse is raised, not returned).
-- @param value the argument
-- @tparam string kind "string", "table" or "function"
-- @tparam string what the function's name and what it wants, for the message
-- @raise "what expected, got kind"
-- @usage err.want(path, "string", "known.open: a path")
function err.want(value, kind, what)
  if type(value) ~= kind then err.raise(("%s expected, got %s"):format(what, type(value))) end
end

return err
