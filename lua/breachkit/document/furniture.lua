--- Which paragraphs of a text are furniture by their words: "Read more on ...", "Share this", topic labels at the end.
-- The words are in `data/furniture.lua`; this file only knows how to apply them.
-- @module breachkit.document.furniture
local data = require "breachkit.data"

local furniture = {}

local words = data.load "furniture"

-- "  Read More: " -> "read more": what the patterns are written against
local function plain(text)
  return (text:lower():gsub("^[%s|>»›•·*–—-]+", ""):gsub("[%s|>»›•·*:.!…–—-]+$", ""))
end

local function whole(line, patterns)
  for _, pattern in ipairs(patterns) do
    if line:find("^" .. pattern .. "$") then return true end
  end
  return false
end

local function start(line, patterns)
  for _, pattern in ipairs(patterns) do
    if line:find("^" .. pattern) then return true end
  end
  return false
end

-- few words and no full stop: a label, not a sentence
local function is_label(text, most)
  if #text > most then return false end
  return not text:find "[.!?]['\"”’)]*%s*$" and not text:find "[.!?]%s+%u"
end

--- Is a paragraph furniture by its own words, wherever it stands?
-- @tparam string text the paragraph
-- @treturn boolean
-- @usage furniture.is_line "Read more on hackers"
function furniture.is_line(text)
  if #text > 320 then return false end
  local line = plain(text)
  for _, pattern in ipairs(words.pitches) do
    if line:find(pattern) then return true end
  end
  if #text > 200 then return false end
  if line == "" then return true end
  return whole(line, words.lines) or (is_label(text, 160) and start(line:gsub("^%[", ""), words.starts))
end

--- Does nothing but furniture follow this paragraph, when what follows are labels only?
-- @tparam string text the paragraph
-- @treturn boolean
-- @usage furniture.is_end "Read more on hackers"
function furniture.is_end(text)
  return #text <= 160 and is_label(text, 160) and whole(plain(text), words.ends)
end

--- Is a paragraph a label (a few words, no sentence), as topic lists at the end of a page are?
-- @tparam string text the paragraph
-- @treturn boolean
-- @usage furniture.is_label "Data Center"
function furniture.is_label(text)
  return is_label(text, 60)
end

return furniture
