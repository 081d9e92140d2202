--- Dates of a document, each hung on what it was told with: the document's date, or that of a message passed on.
-- @module breachkit.document.anchors
local date = require "breachkit.date"

local anchors = {}

-- {first, last, anchor}: the spans of the text that hang on one date, in order
local function segments(doc, text, fallback)
  local out, at = {}, 1
  for _, span in ipairs(doc.anchors or {}) do
    if span.first > at then out[#out + 1] = { at, math.min(span.first - 1, #text), fallback } end
    out[#out + 1] = { span.first, math.min(span.last, #text), span.anchor }
    at = span.last + 1
  end
  if at <= #text then out[#out + 1] = { at, #text, fallback } end
  return out
end

-- A mention of a part of the text, where it stands in the whole.
local function moved(m, by)
  local spans = { m, table.unpack(m.parts or {}) }
  spans[#spans + 1] = m.event
  for _, span in ipairs(spans) do span.first, span.last = span.first + by, span.last + by end
  return m
end

--- Find the dates in a document's text, in its language where there is a table of it, else as English.
-- @tparam table doc a document: `language`; `anchors[]` `{first, last, anchor}` where it passes on messages of
-- other dates
-- @tparam string text its text, or the beginning of it
-- @tparam ?string|table anchor what all other spans hang on
-- @tparam[opt] boolean|function events as `date.find` takes it
-- @treturn function an iterator of mentions as `date.find` gives them, with positions in the text
-- @raise on an anchor that is no date
-- @usage for m in anchors.find(doc, doc.text, doc.published) do print(m.first, m.text, m.date) end
function anchors.find(doc, text, anchor, events)
  local language = date.languages[doc.language] and doc.language or nil
  if not doc.anchors then return date.find(text, { anchor = anchor, language = language, events = events }) end
  return coroutine.wrap(function()
    for _, span in ipairs(segments(doc, text, anchor)) do
      local by = span[1] - 1
      local function asked(words, m) -- with the positions of the whole text
        local found = events(words, moved(m, by))
        moved(m, -by)
        return found
      end
      for m in date.find(text:sub(span[1], span[2]), { anchor = span[3], language = language,
        events = type(events) == "function" and asked or events }) do
        coroutine.yield(moved(m, by))
      end
    end
  end)
end

return anchors
