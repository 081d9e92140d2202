--- `breachkit case undo`: take back a decision, a tag or a note.
-- @module breachkit.cli.case.undo
local verb = {
  summary = "take back a decision, a tag or a note",
  usage = "[options] DIR NUMBER --why REASON",
  description = "NUMBER is that of the entry in the log, as `case decide` printed it. The entry stays in the log.",
  least = 2, wants = "name the folder of the case, and the number of an entry", done = "taken back",
  examples = { "breachkit case undo sony.case 12 --why 'the attacks were a year apart'" },
}

--- Do it.
-- @tparam table case
-- @tparam table run a `breachkit.cli.job`
-- @treturn ?integer the entry
-- @treturn ?table the error
-- @usage verb.change(case, run)
function verb.change(case, run)
  return case:undo(math.tointeger(tonumber(run.inputs[1])), run.options.why)
end

--- What is wrong with the arguments.
-- @tparam {string,...} inputs
-- @tparam table options
-- @treturn ?string
-- @usage local wrong = verb.check(inputs, options)
function verb.check(inputs, options)
  if not math.tointeger(tonumber(inputs[2])) then return ("'%s' is no number of an entry"):format(inputs[2]) end
  if not options.why then return "taking back needs --why REASON" end
end

return require "breachkit.cli.case".change(verb)
