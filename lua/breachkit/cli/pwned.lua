--- `breachkit pwned`: how often secrets were seen in breaches.
-- @module breachkit.cli.pwned
local group = {
  summary = "tell how often secrets were seen in breaches, by ranges of hashes",
  usage = "...",
  description = "Asks Have I Been Pwned's ranges, or a copy of them, how often secrets or their hashes were seen. Of a "
    .. "hash only the first five digits leave this machine, and with a copy nothing does.",
  verbs = { "check", "download", "pack" },
  examples = { "breachkit pwned check hashes.txt", "breachkit pwned download ranges",
    "breachkit pwned pack --out ranges.bkset ranges",
    "breachkit pwned check --secrets --set ranges.bkset passwords.txt" },
}

--- One of the verbs.
-- @tparam string name
-- @treturn table the verb, as `breachkit.cli` wants it
-- @usage local verb = group.verb "check"
function group.verb(name)
  return require("breachkit.cli.pwned." .. name)
end

return group
