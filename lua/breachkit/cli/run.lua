--- `breachkit run`: a Lua script with `bk` in scope and its own arguments.
-- @module breachkit.cli.run
local verb = {
  summary = "run a Lua script with the library in scope",
  usage = "SCRIPT.lua [ARGUMENT...]",
  description = "Runs a Lua 5.4 script with `bk` (the library) as a global and the script's own arguments in `arg` "
    .. "and `...`; `require \"breachkit\"` finds the same library. - reads the script from standard input. What the "
    .. "script returns, if a whole number, is the exit status; an error in it is told with where it happened, and "
    .. "the exit status is 1. An input that `bk.document.each` cannot read is told too, unless the script takes the "
    .. "errors itself (`on_error`).",
  options = {},
  formats = {},
  script = true,
  examples = { "breachkit run films.lua reports/", "echo 'print(bk.date.parse \"2014-11\")' | breachkit run -" },
}

local fs = require "breachkit.fs"
local terminal = require "breachkit.cli.terminal"

-- the frames of the script, without those of the command line that called it
local function trimmed(problem)
  if type(problem) ~= "string" then
    local named = getmetatable(problem)
    if named and named.__tostring then return tostring(problem) end
    return ("(an error that is a %s)"):format(type(problem))
  end
  if problem:find "interrupted!$" then return problem end
  local frames = {}
  for line in debug.traceback("", 3):gmatch "[^\n]+" do
    if line:find "in function 'xpcall'" then break end
    if not line:find "^stack traceback" then frames[#frames + 1] = line end
  end
  if #frames > 0 and frames[1]:find "%[C%]: in function 'error'" then table.remove(frames, 1) end
  if #frames < 2 then return problem end -- the message itself says where
  return problem .. "\n" .. table.concat(frames, "\n")
end

-- `print` that does not pass over what cannot be written; and what went wrong so far.
local function printing()
  local failure
  return function(...)
    local words = table.pack(...)
    for i = 1, words.n do words[i] = tostring(words[i]) end
    local done, message, code = io.stdout:write(table.concat(words, "\t"), "\n")
    if done then done, message, code = io.stdout:flush() end
    if not done then failure = failure or { message, code } end
  end, function()
    local done, message, code = io.stdout:flush()
    return failure or not done and { message, code } or nil
  end
end

--- Run the script.
-- @tparam {string,...} words the script and its arguments
-- @treturn integer the exit status
-- @usage verb.run { "dates.lua", "reports/" }
function verb.run(words)
  local script = words[1]
  local chunk, problem
  if script == "-" then
    local text, message = io.read "a"
    chunk, problem = load(text or "", "=stdin")
    if not text then chunk, problem = nil, "cannot read the script from standard input: " .. message end
  else
    local waits = fs.waits(script)
    if waits then
      chunk, problem = nil, tostring(waits)
    else
      chunk, problem = loadfile(script)
    end
  end
  if not chunk then
    io.stderr:write("breachkit: ", (problem:gsub("^cannot open ", "cannot open the script ")), "\n")
    return 2
  end
  local own = { [-1] = arg and arg[0] or "breachkit", [0] = script }
  table.move(words, 2, #words, 1, own)
  rawset(_G, "arg", own)
  local bk = require "breachkit"
  rawset(_G, "bk", bk)
  local show, failed = printing()
  rawset(_G, "print", show)
  bk.document.on_error = function(e) io.stderr:write("breachkit: ", terminal.plain(tostring(e)), "\n") end
  local done, result = xpcall(chunk, trimmed, table.unpack(own))
  if not done then
    if result:find "interrupted!$" then error(result, 0) end
    io.stderr:write("breachkit: ", result, "\n")
    return 1
  end
  local failure = failed()
  if failure then
    if failure[2] == 32 then return 141 end
    io.stderr:write("breachkit: standard output: ", failure[1], "\n")
    return 2
  end
  return math.type(result) == "integer" and result & 0xFF or 0
end

return verb
