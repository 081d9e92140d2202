--- How sure a field's own words are: a claim that a format states flatly may be hedged in its description.
-- @module breachkit.document.hedging
local data = require "breachkit.data"

local hedging = {}

--- The stance that hedging words in a text give, by the lists of `data/hedges.lua`.
-- @tparam ?string text
-- @treturn ?string "suspected", "claimed", "investigated", "reported" or "denied"; nil when nothing hedges
-- @usage assert(hedging.stance "This campaign is likely the work of the group." == "suspected")
function hedging.stance(text)
  if not text then return nil end
  local hedges, low, found = data.load "hedges", " " .. text:lower():gsub("[%s%p]+", " ") .. " ", nil
  for _, word in ipairs(hedges.certain) do low = low:gsub(" " .. word .. " ", " ") end
  for _, stance in ipairs(hedges.order) do
    for _, phrase in ipairs(hedges.phrases[stance] or {}) do
      if low:find(" " .. phrase:gsub("[%s%p]+", " ") .. " ", 1, true) then found = stance end
    end
  end
  return found
end

return hedging
