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

-- "Ada Reed of the Associated Press and AFP" -> each agency among them
local function agencies(people, add)
  for part in (people:gsub("%s+and%s+", ",") .. ","):gmatch "([^,;]*)," do
    add(part)
    for _, word in ipairs { "of", "from", "for", "at", "with", "by" } do
      add(part:match("%s" .. word .. "%s+([^\n]+)$"))
    end
  end
end

-- what stands at the end of a text, or was cut from it, and says who wrote it
local STATEMENTS = {
  "^(.-)%s+contributed%s+to%s+th[ies]+%s+[%a%s]*report", "^(.-)%s+contributed%s+reporting",
  "[Rr]eporting%s+by%s+([^.;)]+)", "[Rr]eporting%s+from%s+([^.;)]+)", "^©%s*[%d%s]*([^.|]+)",
  "^[Cc]opyright%s+[©%(%)cC%s]*[%d%s]*([^.|]+)",
}

local function statement(line, add)
  if #line > 320 then return end
  line = line:gsub("^[%s(%[_*–—-]+", "")
  for _, pattern in ipairs(STATEMENTS) do
    local people = line:match(pattern)
    if people then agencies(people, add) end
  end
end

--- The credits in a text: "(Reuters)" in its dateline, "AP contributed to this report", "Reporting by AFP". Nothing is
-- guessed out of sentences: only a dateline, a line of its own, or a statement of who reported is a credit, and only
-- an agency is credited.
-- @tparam string text
-- @tparam[opt] table cut paragraphs that stood in the report and were cut from its text as furniture
-- @treturn ?table a list of `{name, kind = "credit"}`, or nil
-- @usage origins.credits "LONDON (Reuters) - The firm said..." --> { { name = "Reuters", kind = "credit" } }
function origins.credits(text, cut)
  local found, seen = {}, {}
  local function add(name)
    name = name and agency(name)
    if name and not seen[name] then
      seen[name] = true
      found[#found + 1] = { name = name, kind = "credit" }
    end
  end
  local function whole(line)
    if #line < 60 then add(line:gsub("^[Ss]ource:%s*", ""):gsub("^[(%[-]+%s*", ""):gsub("[)%].]+$", "")) end
  end
  local head = text:sub(1, 600)
  for line in head:gmatch "[^\n]+" do
    -- PLACE (Agency) - text; (Agency) — text
    add(line:match "^%u[^()]-%(([^()]+)%)%s*[-–—]" or line:match "^%u[^()]-%(([^()]+)%)%s*\xe2\x80[\x93\x94]")
    add(line:match "^%(([^()]+)%)%s*[-–—:]" or line:match "^%(([^()]+)%)%s*\xe2\x80[\x93\x94]")
    whole(line)
  end
  for line in text:sub(-300):gmatch "[^\n]+" do whole(line) end
  for line in text:sub(-800):gmatch "[^\n]+" do statement(line, add) end
  for _, line in ipairs(cut or {}) do
    whole(line)
    statement(line, add)
  end
  return #found > 0 and found or nil
end

return origins
