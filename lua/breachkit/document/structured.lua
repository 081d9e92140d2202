--- Structured reports: records of known formats, each a document with claims of its own fields.
-- @module breachkit.document.structured
local structured = {}

--- Is this the header of a table whose rows are records of a known format?
-- @tparam ?string line
-- @treturn boolean
-- @usage if structured.is_header "Name,Domain,BreachDate,PwnCount" then print "breaches" end
function structured.is_header(line)
  return line == nil
end

return structured
