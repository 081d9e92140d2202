--- Which paragraphs of a text are furniture by their words: "Read more on ...", "Share this", topic labels at the end.
-- The words are in `data/furniture.lua`; this file only knows how to apply them.
-- @module breachkit.document.furniture
local data = require "breachkit.data"

local furniture = {}

local words = data.load "furniture"

-- Patterns made ready to be tried: what is no pattern at all by its words, the others by their first byte where they
-- have one; most lines are then told apart without trying any. `anchor` and `tail` go around each pattern.
local function ready(patterns, anchor, tail)
  local set = { words = {}, first = {}, any = {} }
  for _, pattern in ipairs(patterns) do
    local start = (anchor .. pattern):match "^%^([^%^$()%%.%[%]*+?-])[^*?-]"
    if tail ~= "" and not pattern:find "[%^$()%%.%[%]*+?-]" then
      set.words[pattern] = true
    else
      local list = set.any
      if start then
        set.first[start] = set.first[start] or {}
        list = set.first[start]
      end
      list[#list + 1] = anchor .. pattern .. tail
    end
  end
  return set
end

local lines, ends, starts, pitches = ready(words.lines, "^", "$"), ready(words.ends, "^", "$"),
  ready(words.starts, "^", ""), ready(words.pitches, "", "")

local function try(line, list)
  for _, pattern in ipairs(list or {}) do
    if line:find(pattern) then return true end
  end
  return false
end

local function matches(line, set)
  return set.words[line] or try(line, set.first[line:sub(1, 1)]) or try(line, set.any)
end

-- "  Read More: " -> "read more": what the patterns are written against
local function plain(text)
  return (text:lower():gsub("^[%s|>»›•·*–—-]+", ""):gsub("[%s|>»›•·*:.!…–—-]+$", ""))
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
  if matches(line, pitches) then return true end
  if #text > 200 then return false end
  if line == "" then return true end
  return matches(line, lines) or (is_label(text, 160) and matches(line:gsub("^%[", ""), starts)) or false
end

--- Does nothing but furniture follow this paragraph, when what follows are labels only?
-- @tparam string text the paragraph
-- @treturn boolean
-- @usage furniture.is_end "Read more on hackers"
function furniture.is_end(text)
  return #text <= 160 and is_label(text, 160) and (matches(plain(text), ends) or false)
end

--- Is a paragraph a label (a few words, no sentence), as topic lists at the end of a page are?
-- @tparam string text the paragraph
-- @treturn boolean
-- @usage furniture.is_label "Data Center"
function furniture.is_label(text)
  return is_label(text, 60)
end

return furniture
