--- A text without white space at its ends.
-- @module breachkit.trim

--- Take it away. Costs the text's length: "%s*$" behind anything would try every run of blanks from each of its places.
-- @function trim
-- @tparam string text
-- @treturn string
-- @usage assert(trim "  a b " == "a b")
return function(text)
  local first, last = text:find "%S", #text
  if not first then return "" end
  while text:find("^%s", last) do last = last - 1 end
  return text:sub(first, last)
end
