--- `breachkit case note`: note something about a report or an incident.
-- @module breachkit.cli.case.note
local verb = {
  summary = "note something about a report or an incident",
  usage = "[options] DIR ID TEXT...",
  description = "The note stands with the report or the incident. The log has its digest only, so that `case "
    .. "tombstone` can erase it.",
  least = 3, wants = "name the folder of the case, an id and the note", done = "noted",
  examples = { "breachkit case note sony.case incident:ca607987adc54389 'the victim confirmed by phone'" },
}

--- Do it.
-- @tparam table case
-- @tparam table run a `breachkit.cli.job`
-- @treturn ?integer the entry
-- @treturn ?table the error
-- @usage verb.change(case, run)
function verb.change(case, run)
  return case:note(run.inputs[1], table.concat(run.inputs, " ", 2))
end

return require "breachkit.cli.case".change(verb)
