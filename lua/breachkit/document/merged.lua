--- One table out of two, neither of them changed.
-- @module breachkit.document.merged

--- The fields of both; of a field that both have, the value of the first.
-- @function merged
-- @tparam table first
-- @tparam table second
-- @treturn table a new one
-- @usage local options = merged(known, { charset = "utf-8" })
return function(first, second)
  local both = {}
  for name, value in pairs(second) do both[name] = value end
  for name, value in pairs(first) do both[name] = value end
  return both
end
