--- When the events of a document happened, for dates that are counted from them: "a week after the attack".
-- @module breachkit.claims.occasions
local data = require "breachkit.data"

local occasions = {}

local function head(words) -- the last word of a name, without its plural: "the cyber attacks" -> attack
  local last = words:lower():gsub("['\u{2019}]s$", ""):match "(%a+)[^%a]*$"
  return last and (last:gsub("s$", "")) or ""
end

-- The day or month of a claim, nil where it is not known that closely.
local function dated(claim)
  for _, role in ipairs(claim.roles) do
    local d = role.role == "time" and role.value
    if d and d.start and d.stop and (d.precision == "day" or d.precision == "month" or d.precision == "minute") then
      return d
    end
  end
end

--- Look up events by the words that name them.
-- @tparam {table,...} claims of one document
-- @treturn function for the `events` of `date.find`: takes words such as "the attack" and gives the date of what they
-- name, nil when no claim of the kind has one, or several have different ones
-- @usage for m in date.find(doc.text, { events = occasions.of(claims.list(doc)) }) do print(m.text, m.date) end
function occasions.of(claims)
  local kinds = data.load "occasions"
  return function(words)
    local noun, found, exact = head(words), nil, nil
    local types = kinds[noun]
    for _, claim in ipairs(claims) do
      local d = claim.realis == "actual" and dated(claim)
      local same = head(claim.text) == noun
      if d and (same or types and types[claim.type]) and not (exact and not same) then
        if same and not exact then found, exact = nil, true end -- the same word is nearer than the same kind
        if found and found.edtf ~= d.edtf then return nil end
        found = d
      end
    end
    return found
  end
end

return occasions
