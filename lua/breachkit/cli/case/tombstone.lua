--- `breachkit case tombstone`: erase what must not stay.
-- @module breachkit.cli.case.tombstone
local verb = {
  summary = "erase a report or a note, and keep the fact that it was erased",
  usage = "[options] DIR ID --why REASON",
  description = "ID is that of a document, the SHA-256 of an original, or the number of a note's entry. The "
    .. "original's bytes and every document read from them are overwritten and deleted; nothing brings them back. "
    .. "The log keeps the digest, where it came from, who erased it, when and why; the same bytes are not taken again.",
  least = 2, wants = "name the folder of the case, and what to erase", done = "erased",
  examples = { "breachkit case tombstone sony.case sha256:73c485df6e05d221 --why 'court order 4711'" },
}

--- Do it.
-- @tparam table case
-- @tparam table run a `breachkit.cli.job`
-- @treturn ?table the entry
-- @treturn ?table the error
-- @usage verb.change(case, run)
function verb.change(case, run)
  local id = run.inputs[1]
  local number = id:find "^%d%d?%d?%d?%d?%d?%d?%d?%d?$" and math.tointeger(tonumber(id))
  local told, e = case:tombstone(number or id, run.options.why)
  for _, sha256 in ipairs(told and told.also or {}) do
    run:warn(("the same words stand in the original %s, which is still there: erase it too"):format(sha256))
  end
  return told, e
end

--- What is wrong with the arguments.
-- @tparam {string,...} inputs
-- @tparam table options
-- @treturn ?string
-- @usage local wrong = verb.check(inputs, options)
function verb.check(_, options)
  if not options.why then return "erasing needs --why REASON" end
end

return require "breachkit.cli.case".change(verb)
