--- `breachkit case decide`: two reports tell of one incident, or do not.
-- @module breachkit.cli.case.decide
local verb = {
  summary = "decide that two reports are the same story, or different ones",
  usage = "[options] DIR ID ID same|different --why REASON",
  description = "The IDs are those of documents or of incidents. A decision wins over what correlation proposes: "
    .. "same brings the two's groups together, different parts a group along its weakest links. It is an entry of "
    .. "the log, and can be taken back with `case undo`.",
  least = 4, wants = "name the folder of the case, two ids, and same or different", done = "decided",
  examples = { "breachkit case decide sony.case sha256:73c485df6e05d221 sha256:4f72ed411a0b8843 same --why 'a copy'" },
}

--- Do it.
-- @tparam table case
-- @tparam table run a `breachkit.cli.job`
-- @treturn ?integer the entry
-- @treturn ?table the error
-- @usage verb.change(case, run)
function verb.change(case, run)
  local a, b, verdict = table.unpack(run.inputs)
  return case:decide(a, b, verdict, run.options.why)
end

--- What is wrong with the arguments.
-- @tparam {string,...} inputs
-- @tparam table options
-- @treturn ?string
-- @usage local wrong = verb.check(inputs, options)
function verb.check(inputs, options)
  if inputs[4] ~= "same" and inputs[4] ~= "different" then return "the verdict is same or different" end
  if not options.why then return "a decision needs --why REASON" end
end

return require "breachkit.cli.case".change(verb)
