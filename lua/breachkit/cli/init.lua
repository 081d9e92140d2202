--- The command line: `breachkit VERB [options] [INPUT...]`.
-- @module breachkit.cli
local options = require "breachkit.cli.options"
local terminal = require "breachkit.cli.terminal"

local cli = {}

local names = { "read", "dates", "claims", "correlate", "incidents", "timeline", "scan", "dump", "hash", "audit",
  "seal", "known", "pwned", "similar", "torrent", "works", "fetch", "poll", "case", "run" }

local top = { name = "breachkit", top = true, options = {}, formats = {}, script = true }

local function complain(text)
  io.stderr:write("breachkit: ", terminal.plain(text), "\n")
  return 2
end

local function load_verb(name)
  local verb = require("breachkit.cli." .. name)
  verb.name = name
  return verb
end

local function rows(list, lines)
  local widest = 0
  for _, row in ipairs(list) do widest = math.max(widest, #row[1]) end
  local width = terminal.width() - widest - 4
  for _, row in ipairs(list) do
    for i, line in ipairs(terminal.wrap(row[2], width)) do
      lines[#lines + 1] = "  " .. terminal.pad(i == 1 and row[1] or "", widest) .. "  " .. line
    end
  end
end

local function paragraph(text, lines)
  for _, line in ipairs(terminal.wrap(text, terminal.width())) do lines[#lines + 1] = line end
end

local exits = {
  { "0", "done" },
  { "1", "nothing was found, or a check does not hold" },
  { "2", "wrong usage, nothing could be read, or the output cannot be written" },
  { "3", "some inputs failed: each was reported, the rest was done" },
}

local function general_help()
  local lines = {}
  paragraph("breachkit turns breach reports into facts an analyst can defend: each with its words, its source and "
    .. "how sure it is.", lines)
  lines[#lines + 1] = ""
  lines[#lines + 1] = "Usage: breachkit VERB [options] INPUT..."
  lines[#lines + 1] = ""
  local list = {}
  for i, name in ipairs(names) do list[i] = { name, load_verb(name).summary } end
  rows(list, lines)
  lines[#lines + 1] = ""
  paragraph("An INPUT is a file, a folder (walked), an address, or - for standard input. `breachkit VERB --help` "
    .. "tells more about each.", lines)
  lines[#lines + 1] = ""
  lines[#lines + 1] = "Options:"
  rows(options.help(top), lines)
  lines[#lines + 1] = ""
  lines[#lines + 1] = "Exit status:"
  rows(exits, lines)
  lines[#lines + 1] = ""
  lines[#lines + 1] = "Start with:"
  lines[#lines + 1] = "  breachkit incidents reports/"
  lines[#lines + 1] = "  breachkit timeline -o html --out timeline.html reports/"
  return table.concat(lines, "\n") .. "\n"
end

-- a verb of verbs: `breachkit case add ...`
local function group_help(group)
  local lines = {}
  paragraph("breachkit " .. group.name .. " – " .. group.summary, lines)
  lines[#lines + 1] = ""
  lines[#lines + 1] = "Usage: breachkit " .. group.name .. " VERB [options] " .. group.usage
  lines[#lines + 1] = ""
  paragraph(group.description, lines)
  lines[#lines + 1] = ""
  local list = {}
  for i, name in ipairs(group.verbs) do list[i] = { name, group.verb(name).summary } end
  rows(list, lines)
  lines[#lines + 1] = ""
  paragraph("`breachkit " .. group.name .. " VERB --help` tells more about each.", lines)
  lines[#lines + 1] = ""
  lines[#lines + 1] = "Examples:"
  for _, example in ipairs(group.examples) do lines[#lines + 1] = "  " .. example end
  return table.concat(lines, "\n") .. "\n"
end

local function verb_help(verb)
  local lines = {}
  paragraph("breachkit " .. verb.name .. " – " .. verb.summary, lines)
  lines[#lines + 1] = ""
  lines[#lines + 1] = "Usage: breachkit " .. verb.name .. " " .. (verb.usage or "[options] INPUT...")
  lines[#lines + 1] = ""
  paragraph(verb.description, lines)
  lines[#lines + 1] = ""
  lines[#lines + 1] = "Options:"
  rows(options.help(verb), lines)
  lines[#lines + 1] = ""
  lines[#lines + 1] = "Examples:"
  for _, example in ipairs(verb.examples) do lines[#lines + 1] = "  " .. example end
  return table.concat(lines, "\n") .. "\n"
end

-- help and version go to standard output, which may be full or gone
local function print_out(text)
  local done, message, code = io.stdout:write(text)
  if done then done, message, code = io.stdout:flush() end
  if done then return 0 end
  if code == 32 then return 141 end
  return complain("standard output: " .. message)
end

local function own_rules(path)
  if path then return require "breachkit.claims".rules(path) end
end

local kept -- where an interrupted run finds what it has done

local function perform(verb, opts, inputs, writer)
  kept = verb.kept and verb.kept(opts, inputs)
  local own <close>, problem = own_rules(opts.rules) -- luacheck: ignore own
  if problem then return complain(tostring(problem)) end
  local run = require "breachkit.cli.job".new(verb, opts, inputs, writer)
  if opts.reveal and not verb.masks and not verb.quotes then
    run:warn "no value of this verb is masked, so --reveal changes nothing"
  end
  verb.run(run)
  return run:finish()
end

-- Is the name one of these? Where not, that is told.
local function pick(name, candidates, what, before)
  for _, candidate in ipairs(candidates) do
    if candidate == name then return true end
  end
  local near = options.nearest(name, candidates)
  complain(("unknown %s '%s'%s; see breachkit %s--help"):format(what, name,
    near and (", did you mean %s?"):format(near) or "", before))
  return false
end

local function dispatch(argv)
  local opts, words = options.parse(argv, top)
  if not opts then return complain(words .. "; see breachkit --help") end
  if opts.help then return print_out(general_help()) end
  if opts.version then return print_out("breachkit " .. require "breachkit"._VERSION .. "\n") end
  local name = table.remove(words, 1)
  if not name then
    io.stderr:write(general_help())
    return 2
  end
  if name == "help" then
    if #words == 0 then return print_out(general_help()) end
    name = table.remove(words, 1)
    words = { words[1] or "--help", words[1] and "--help" or nil }
  end
  if not pick(name, names, "verb", "") then return 2 end
  local verb = load_verb(name)
  if verb.verbs then
    local inner = table.remove(words, 1)
    if not inner or inner == "--help" or inner == "-h" then
      if inner then return print_out(group_help(verb)) end
      io.stderr:write(group_help(verb))
      return 2
    end
    if not pick(inner, verb.verbs, name .. " verb", name .. " ") then return 2 end
    name = name .. " " .. inner
    verb = verb.verb(inner)
    verb.name = name
  end
  local inputs
  opts, inputs = options.parse(words, verb)
  if not opts then return complain(("%s: %s; see breachkit %s --help"):format(name, inputs, name)) end
  if opts.help then return print_out(verb_help(verb)) end
  if opts.version then return print_out("breachkit " .. require "breachkit"._VERSION .. "\n") end
  local least = verb.least or 1
  if #inputs < least and verb.wants then
    return complain(("%s: %s; see breachkit %s --help"):format(name, verb.wants, name))
  elseif #inputs < least then
    return complain(("%s: nothing to work on; name %s; see breachkit %s --help"):format(name,
      verb.script and "a script" or "files, folders, or - for standard input", name))
  end
  local wrong = verb.check and verb.check(inputs, opts)
  if wrong then return complain(("%s: %s; see breachkit %s --help"):format(name, wrong, name)) end
  local fs = require "breachkit.fs"
  for _, input in ipairs(inputs) do
    if input == "" then return complain(name .. ": an input is named by the empty string; - is standard input") end
    local lost = opts.out and fs.type(opts.out) == "file"
    if lost and fs.same(input, opts.out) then
      return complain(("%s: --out %s is one of the inputs, which would be lost; name another file"):format(name,
        opts.out))
    end
    if lost and fs.type(input) == "directory" and fs.within(opts.out, input) then
      return complain(("%s: --out %s is a file within the input %s, which would be lost; name a file elsewhere"):format(
        name, opts.out, input))
    end
  end
  if verb.script then return verb.run(inputs, opts) end
  if not opts.out or verb.writes and verb.writes(opts) then return perform(verb, opts, inputs) end
  local status
  fs.sweep(opts.out)
  local written, problem = fs.write_atomic(opts.out, function(writer)
    status = perform(verb, opts, inputs, writer)
    if status == 2 then return nil, "nothing" end
  end, (verb.masks or verb.quotes) and opts.reveal ~= nil)
  if not written and status ~= 2 then
    local folder = opts.out:match "^(.*)/[^/]*$"
    local missing = folder and folder ~= "" and not fs.type(folder) and "; there is no folder " .. folder or ""
    return complain("cannot write " .. tostring(problem) .. missing)
  end
  return status
end

--- Run the command line.
-- @tparam {string,...} argv the arguments, as Lua's `arg`
-- @treturn integer the exit status
-- @usage os.exit(cli.main(arg), true)
function cli.main(argv)
  require "breachkit.fs".hold_standard() -- before any file is opened
  local done, status = xpcall(dispatch, function(problem)
    if type(problem) ~= "string" or problem:find "interrupted!$" then return problem end
    return debug.traceback("an error of its own: " .. problem, 2)
  end, table.move(argv, 1, #argv, 1, {}))
  if done then return status end
  if type(status) == "string" and status:find "interrupted!$" then
    local there = kept and require "breachkit.fs".type(kept)
    io.stderr:write("\nbreachkit: interrupted", there and (": what is done is kept in %s, and the same command goes on")
      :format(kept) or "", "\n")
    return 130
  end
  if type(status) == "table" and status.code == "pipe" then return 141 end
  io.stderr:write("breachkit: ", tostring(status), "\n")
  return 2
end

return cli
