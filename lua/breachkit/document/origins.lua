--- Credit lines: whom a whole text is taken from, as agencies are credited.
-- @module breachkit.document.origins
local data = require "breachkit.data"

local origins = {}

local function agency(name)
  name = name:gsub("^%s+", ""):gsub("%s+$", "")
  local known = data.load "agencies".names[name:lower()]
  if known then return known end
  local low = name:lower()
  for _, word in ipairs(data.load "agencies".words) do
    if low:find("%f[%a]" .. word .. "%f[%A]") and #name < 50 then return name end
  end
end

--- The credits in a text: "(Reuters)" in its dateline, "Reporting by ...", "First reported by ..." are not told apart
-- from quotations by guessing: only a dateline, or a line of its own, is a credit.
-- @tparam string text
-- @treturn ?table a list of `{name, kind = "credit"}`, or nil
-- @usage origins.credits "LONDON (Reuters) - The firm said..." --> { { name = "Reuters", kind = "credit" } }
function origins.credits(text)
  local found, seen = {}, {}
  local function add(name)
    name = name and agency(name)
    if name and not seen[name] then
      seen[name] = true
      found[#found + 1] = { name = name, kind = "credit" }
    end
  end
  local head = text:sub(1, 600)
  for line in head:gmatch "[^\n]+" do
    -- PLACE (Agency) - text; (Agency) — text
    add(line:match "^%u[^()]-%(([^()]+)%)%s*[-–—]" or line:match "^%u[^()]-%(([^()]+)%)%s*\xe2\x80[\x93\x94]")
    add(line:match "^%(([^()]+)%)%s*[-–—:]" or line:match "^%(([^()]+)%)%s*\xe2\x80[\x93\x94]")
  end
  for line in (head .. "\n" .. text:sub(-300)):gmatch "[^\n]+" do
    if #line < 60 then add(line:gsub("^[Ss]ource:%s*", ""):gsub("^[(%[-]+%s*", ""):gsub("[)%].]+$", "")) end
  end
  return #found > 0 and found or nil
end

return origins
