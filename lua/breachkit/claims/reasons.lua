--- What decided in the trained part of reading, in words.
-- @module breachkit.claims.reasons
local engine = require "breachkit.claims.engine"
local judge = require "breachkit.claims.judge"

local reasons = {}

local attribute = { [0] = "word", "shape", "first letters", "last letters", "last letters", "kind of token", "meaning",
  "meaning", "meaning", "meaning", "meaning", "meaning" }
local made = #attribute -- columns that the core makes; ours follow
for name, column in pairs(engine.columns) do attribute[made + column] = name:gsub("_", " ") end

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

local function in_words(decided, names)
  local list = {}
  for k = 1, #decided, 2 do
    list[#list + 1] = { attribute = names[decided[k]], score = decided[k + 1] }
  end
  return list
end

--- What decided for an event.
-- @tparam {number,...} decided as `engine.decided` gives it
-- @treturn table `{version, confidence, reasons}`, `reasons` a list of `{attribute, score}`, best first
-- @usage local why = reasons.of_event(engine.decided(reading, event))
function reasons.of_event(decided)
  return { version = decided.version, confidence = decided.confidence,
    reasons = in_words(decided, templates(engine.layers.trigger)) }
end

--- What decided for a role.
-- @tparam {number,...} decided of the role
-- @treturn {table,...} a list of `{attribute, score}`, best first
-- @usage local list = reasons.of_role(role.decided)
function reasons.of_role(decided)
  return in_words(decided, judge.attributes.role)
end

return reasons
