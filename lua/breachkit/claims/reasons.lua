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
  local at = 1
  while at <= #decided do
    local number, score
    number, score, at = engine.pair:unpack(decided, at)
    list[#list + 1] = { attribute = names[number], score = score }
  end
  return list
end

--- What decided for an event.
-- @tparam string decided as `engine.decided` gives it
-- @tparam number confidence of the event
-- @treturn table `{version, confidence, reasons}`, `reasons` a list of `{attribute, score}`, best first
-- @usage local why = reasons.of_event(engine.decided(reading, event), event.confidence)
function reasons.of_event(decided, confidence)
  return { version = engine.model():version(), confidence = confidence,
    reasons = in_words(decided, templates(engine.layers.trigger)) }
end

--- What decided for a role.
-- @tparam string decided of the role, in `engine.pair`s
-- @treturn {table,...} a list of `{attribute, score}`, best first
-- @usage local list = reasons.of_role(role.decided)
function reasons.of_role(decided)
  return in_words(decided, judge.attributes.role)
end

return reasons
