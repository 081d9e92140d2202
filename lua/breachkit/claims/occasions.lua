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
  local known = {} -- of the claims that are dated
  for _, claim in ipairs(claims) do
    local d = claim.realis == "actual" and dated(claim)
    if d then known[#known + 1] = { noun = head(claim.text), type = claim.type, date = d } end
  end
  local function named(noun)
    local types, found, exact = kinds[noun], nil, false
    for _, claim in ipairs(known) do
      local same = claim.noun == noun
      if (same or types and types[claim.type]) and (same or not exact) then
        if same and not exact then found, exact = nil, true end -- the same word is nearer than the same kind
        if found and found.edtf ~= claim.date.edtf then return nil, true end
        found = claim.date
      end
    end
    return found
  end
  return function(words)
    for word in words:gmatch "%a+" do -- "the attack hackers published": the first that names something
      local found, several = named(head(word))
      if found or several then return found end
    end
  end
end

return occasions
