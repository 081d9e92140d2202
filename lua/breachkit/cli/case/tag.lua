--- `breachkit case tag`: tag a report or an incident.
-- @module breachkit.cli.case.tag
local verb = {
  summary = "tag a report or an incident",
  usage = "[options] DIR ID TAG",
  description = "The tag is found by `case search DIR tag:TAG`, and can be taken back with `case undo`.",
  least = 3, wants = "name the folder of the case, an id and a tag", done = "tagged",
  examples = { "breachkit case tag sony.case sha256:73c485df6e05d221 priority" },
}

--- Do it.
-- @tparam table case
-- @tparam table run a `breachkit.cli.job`
-- @treturn ?integer the entry
-- @treturn ?table the error
-- @usage verb.change(case, run)
function verb.change(case, run)
  return case:tag(run.inputs[1], run.inputs[2], run.options.why)
end

return require "breachkit.cli.case".change(verb)
