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

--- Raise unless every key of `options` is a known option name (misuse is raised, not returned).
-- @tparam ?table options the caller's options, or nil
-- @tparam table known a set: names as keys
-- @tparam string who the function's name, for the message
-- @treturn table the options, never nil
-- @raise "who: unknown option 'name'"
-- @usage options = err.options(options, { anchor = true }, "date.find")
function err.options(options, known, who)
  if options == nil then return {} end
  if type(options) ~= "table" then
    error(("%s: options must be a table, got %s"):format(who, type(options)), 3)
  end
  for name in pairs(options) do
    if not known[name] then error(("%s: unknown option '%s'"):format(who, tostring(name)), 3) end
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
  if type(value) ~= kind then error(("%s expected, got %s"):format(what, type(value)), 3) end
end

return err
