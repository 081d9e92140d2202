--- Does a text match one of several patterns?
-- @module breachkit.tells

--- Try patterns in their order.
-- @tparam string text in the case that the patterns are written in
-- @tparam {string,...} patterns Lua patterns
-- @treturn boolean whether one is found
-- @usage local heads = require "breachkit.tells" (title:lower(), { "^the week in", "round%-?up" })
return function(text, patterns)
  for _, pattern in ipairs(patterns) do
    if text:find(pattern) then return true end
  end
  return false
end
