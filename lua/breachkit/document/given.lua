--- What a document that comes as JSON says of its own text by positions: held to the text before it is believed.
-- @module breachkit.document.given
local data = require "breachkit.data"

local given = {}

local REALIS = data.set "actual generic other"
local STANCES = data.set "asserted reported claimed suspected investigated denied demanded"

local function is_span(value, text)
  return type(value) == "table" and math.type(value.first) == "integer" and math.type(value.last) == "integer"
    and value.first >= 1 and value.first <= value.last and value.last <= #text
end

-- the span with the words that stand there
local function span(value, text)
  if not is_span(value, text) then return nil end
  return { first = value.first, last = value.last, text = text:sub(value.first, value.last) }
end

local function role(value, text)
  local out = span(value, text)
  if not out or type(value.role) ~= "string" then return nil end
  out.role, out.type = value.role, type(value.type) == "string" and value.type or "other"
  local kind = type(value.value)
  if kind == "string" or kind == "number" or kind == "table" then out.value = value.value end
  out.of = type(value.of) == "string" and value.of or nil
  out.noun = type(value.noun) == "string" and value.noun or nil
  out.exact = value.exact == true or nil
  return out
end

--- Claims as records make them, of a document that was written out and is read again.
-- @param list
-- @tparam string text of the document
-- @treturn ?{table,...} those whose positions and words are sound; nil when there are none
-- @usage doc.claims = given.claims(object.claims, doc.text)
function given.claims(list, text)
  local out = {}
  for _, value in ipairs(type(list) == "table" and list or {}) do
    local claim = span(value, text)
    if claim and type(value.type) == "string" and REALIS[value.realis] and STANCES[value.stance] then
      claim.type, claim.realis, claim.stance = value.type, value.realis, value.stance
      claim.sentence, claim.hedge = span(value.sentence, text), span(value.hedge, text)
      claim.speaker, claim.via = span(value.speaker, text), span(value.via, text)
      claim.roles = {}
      for _, r in ipairs(type(value.roles) == "table" and value.roles or {}) do
        claim.roles[#claim.roles + 1] = role(r, text)
      end
      out[#out + 1] = claim
    end
  end
  return out[1] and out
end

--- Spans of a text, in order and apart: where a record tells in words, where a mail passes on.
-- @param list `{first, last, anchor}`
-- @tparam string text of the document
-- @treturn ?{table,...} nil when there are none, or one of them is unsound
-- @usage doc.anchors = given.spans(object.anchors, doc.text)
function given.spans(list, text)
  local out, at = {}, 0
  for _, value in ipairs(type(list) == "table" and list or {}) do
    if not is_span(value, text) or value.first <= at then return nil end
    at = value.last
    out[#out + 1] = { first = value.first, last = value.last,
      anchor = type(value.anchor) == "string" and value.anchor or nil,
      stance = type(value.stance) == "string" and value.stance or nil }
  end
  return out[1] and out
end

return given
