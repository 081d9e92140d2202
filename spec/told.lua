-- Claims as specs ask for them.
local claims = require "breachkit.claims"

local told = {}

-- What a role is called: a time of coming to light by what it is of.
local function named(r) return r.of or r.role end

--- The claims of a text; `more` are fields of its document.
function told.read(text, more)
  local doc = { id = "d", text = text }
  for k, v in pairs(more or {}) do doc[k] = v end
  return claims.list(doc), doc
end

--- The first claim of a type, or of a type and trigger.
function told.find(list, kind, trigger)
  for _, c in ipairs(list) do
    if c.type == kind and (not trigger or c.text == trigger) then return c end
  end
end

--- Some fields of the first claim of a type in a text (a speaker by its words), and what fills each role, with
-- semicolons; nil where there is none.
function told.parts(text, kind, fields)
  local c = told.find(told.read(text), kind)
  if not c then return nil end
  local parts = {}
  for _, name in ipairs(fields or {}) do parts[name] = type(c[name]) == "table" and c[name].text or c[name] end
  for _, r in ipairs(c.roles) do
    local name = named(r)
    parts[name] = parts[name] and parts[name] .. "; " .. r.text or r.text
  end
  return parts
end

--- What fills a role of a claim, with semicolons.
function told.role(c, name)
  local out = {}
  for _, r in ipairs(c.roles) do
    if named(r) == name then out[#out + 1] = r.text end
  end
  return table.concat(out, "; ")
end

--- All claims of a type in a text, in one line: "text=was hacked; realis=actual; stance=asserted; victim=Acme;".
function told.line(text, kind)
  local out = {}
  for _, c in ipairs(told.read(text)) do
    if c.type == kind then
      out[#out + 1] = ("text=%s; realis=%s; stance=%s;"):format(c.text, c.realis, c.stance)
      for _, r in ipairs(c.roles) do out[#out + 1] = named(r) .. "=" .. r.text .. ";" end
    end
  end
  return table.concat(out, " ")
end

--- Of wanted parts by spaces, "role=text", "stance=..." and "realis=...", the first that no claim of a type in a text
-- has; nil where all are there.
function told.missing(text, kind, wanted)
  local found = told.line(text, kind):gsub(";", "")
  for part in (wanted .. " "):gmatch "([%l%-]+=.-) %f[%l\0]" do
    if not found:find(part, 1, true) then return part .. " in " .. found end
  end
end

return told
