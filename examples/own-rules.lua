-- Rules of your own, for what your reports tell and the tables do not: breachkit run own-rules.lua [FOLDER]
local bk = require "breachkit"
local folder = arg[1] or arg[0]:gsub("[^/]*$", "") .. "reports"

-- words that name an event; the conditions are those of data/triggers.lua
bk.claims.rule { id = "outside-help", type = "investigation", verb = { "engage", "bring/brought/brought in" },
  near = { "researcher" } }
-- a phrase that fills a role of the nearest event of these types
bk.claims.rule { id = "helpers", role = "discoverer", phrase = { "outside experts" }, events = { "investigation" },
  type = "organization" }
-- whatever Lua can tell of a sentence's words
bk.claims.rule { id = "skeleton", type = "demand", match = function(words)
  local found = {}
  for k = 1, #words do
    if words[k] == "ultimatum" or words[k] == "blackmailed" then found[#found + 1] = { k, k } end
  end
  return found
end }

for doc in bk.document.each(folder, { on_error = print }) do
  for claim in bk.claims.extract(doc) do
    local why = claim:why()
    if why.data:find "own%-rules" then print(doc.title .. "\n" .. tostring(why)) end
  end
end
