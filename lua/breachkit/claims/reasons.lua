--- What decided in the trained part of reading, in words.
-- @module breachkit.claims.reasons
local columns = require "breachkit.claims.columns"
local engine = require "breachkit.claims.engine"
local judge = require "breachkit.claims.judge"

local reasons = {}

local attribute = { [0] = "word", "shape", "first letters", "last letters", "last letters", "kind of token", "meaning",
  "meaning", "meaning", "meaning", "meaning", "meaning" }
local made = #attribute -- columns that the core makes; ours follow
for name, column in pairs(columns.of) do attribute[made + column] = name:gsub("_", " ") end

local shown = {} -- by layer, its templates in words, by number
local function templates(layer)
  if shown[layer] then return shown[layer] end
  local list = {}
  for t, cells in ipairs(engine.model():layers()[layer].templates) do
    local parts = {}
    for k = 1, #cells, 2 do
      local offset = cells[k + 1]
      parts[#parts + 1] = attribute[cells[k]] .. (offset ~= 0 and (" at %+d"):format(offset) or "")
    end
    list[t] = table.concat(parts, ", ")
  end
  shown[layer] = list
  return list
end

-- The attributes and scores of a flat list in words.
local function in_words(list, names)
  local out = {}
  for k = 1, #list, 2 do out[#out + 1] = { attribute = names[list[k]], score = list[k + 1] } end
  return out
end

--- What decided for an event.
-- @tparam string decided as `events.decided` gives it
-- @tparam number confidence of the event
-- @treturn table `{version, confidence, reasons}`, `reasons` a list of `{attribute, score}`, best first
-- @usage local why = reasons.of_event(events.decided(reading, event), event.confidence)
function reasons.of_event(decided, confidence)
  local list, at = {}, 1
  while at <= #decided do
    list[#list + 1], list[#list + 2], at = ("I4d"):unpack(decided, at)
  end
  return { version = engine.model():version(), confidence = confidence,
    reasons = in_words(list, templates(engine.layers.trigger)) }
end

local told = 3 -- reasons of a role

--- What decided for a role.
-- @tparam string decided of the role: what the judge saw of it
-- @treturn {table,...} a list of `{attribute, score}`, best first
-- @usage local list = reasons.of_role(role.decided)
function reasons.of_role(decided)
  return in_words(judge.why(decided, told), judge.attributes.role)
end

return reasons
