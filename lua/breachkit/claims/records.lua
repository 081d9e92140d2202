--- What a structured record claims (`breachkit.document.sheet`): by its fields, and in the words beside them.
-- @module breachkit.claims.records
local claim = require "breachkit.claims.claim"

local records = {}

--- Add the claims that a record's own fields make.
-- @tparam table doc
-- @tparam ?table keep types -> true; nil for all
-- @tparam {table,...} out the claims
-- @usage records.claims(doc, nil, out)
function records.claims(doc, keep, out)
  for _, given in ipairs(doc.claims or {}) do
    if not keep or keep[given.type] then
      local c = {}
      for name, value in pairs(given) do c[name] = value end
      c.document = doc.id
      out[#out + 1] = claim.new(c, doc.text, doc.sha256, "fields of " .. tostring(doc.type),
        "document/records/" .. tostring(doc.type) .. ".lua")
    end
  end
end

--- A record tells in words in some of its paragraphs: the rest of its text is blank to the reader of sentences.
-- @tparam table doc with `prose`, spans of its text
-- @treturn table a document with the same places
-- @usage doc = records.prose(doc)
function records.prose(doc)
  local parts, at = {}, 1
  for _, part in ipairs(doc.prose) do
    parts[#parts + 1] = (" "):rep(part.first - at)
    parts[#parts + 1] = doc.text:sub(part.first, part.last)
    at = part.last + 1
  end
  return setmetatable({ text = table.concat(parts), claims = false, prose = false, told = doc.prose },
    { __index = doc })
end

--- What a record tells in words as plain fact it is no surer of than its fields say.
-- @tparam table doc as `prose` gives it
-- @tparam {table,...} list its claims, whose stances change
-- @usage records.doubt(doc, out)
function records.doubt(doc, list)
  for _, place in ipairs(doc.told or {}) do
    for _, c in ipairs(place.stance and list or {}) do
      local plain = c.stance == "asserted" or c.stance == "reported"
      if plain and c.first >= place.first and c.last <= place.last and c.type ~= "statement" then
        c.stance = place.stance
        if place.stance == "denied" then c.realis = "other" end
      end
    end
  end
end

return records
