--- Titles and sentences in the words of a report: where they begin and end, and what kind of work is told of. Positions
-- are of bytes.
-- @module breachkit.works.titles
local data = require "breachkit.data"

local titles = {}

local of_works = data.load "works"
local kinds, linkers = of_works.kinds, data.set(of_works.linkers)
local date_words = data.set(of_works.date_words)

-- a full stop after these ends no sentence
local function abbreviated(before)
  local word = before:match "(%a+)$"
  return word and (#word == 1 and word:find "%u" or word == "Mr" or word == "Mrs" or word == "Ms" or word == "Dr"
    or #word <= 4 and date_words[word:lower()] or word == "St" or word == "Vol" or word == "vs" or word == "No")
end

--- Where a sentence begins: after a full stop and a space, or a line's end. At most 600 bytes back.
-- @tparam string text
-- @tparam integer at a byte of the sentence
-- @treturn integer
-- @usage local from = titles.sentence_start(text, at)
function titles.sentence_start(text, at)
  local from = at > 600 and at - 600 or 1
  local passage, best, position = text:sub(from, at), 1, 1 -- of all the text, each would look at the rest
  while true do
    local s, e = passage:find("[%.!%?\n][%s\"]+", position)
    if not s or e == #passage then return from + best - 1 end
    -- "Mr. Turner", "Vol. 2", initials
    local before = passage:sub(s > 5 and s - 5 or 1, s - 1)
    if passage:sub(s, s) == "\n" or not abbreviated(before) then best = e + 1 end
    position = s + 1
  end
end

--- How far ahead the end of a sentence is sought, in bytes.
titles.REACH = 200

--- Where a sentence ends, looking that far ahead.
-- @tparam string whole the text
-- @tparam integer at a byte of the sentence
-- @treturn integer
-- @usage local stop = titles.sentence_end(text, at)
function titles.sentence_end(whole, at)
  local text = whole:sub(at, at + titles.REACH)
  local position = 1
  while true do
    local s = text:find("[%.!%?\n]", position)
    if not s then return at + #text - 1 end
    local before = text:sub(s > 5 and s - 5 or 1, s - 1)
    if text:sub(s, s) == "\n" then return at + s - 2 end
    if text:find("^[\"%)]?%s", s + 1) and not abbreviated(before) or s == #text then
      return at + s - 1
    end
    position = s + 1
  end
end

--- The kind that the last kind word in a passage says.
-- @tparam string passage
-- @treturn ?string
-- @treturn boolean false when there is no such word
-- @usage local kind, found = titles.kind_in "the film"
function titles.kind_in(passage)
  local kind, found
  for word in passage:lower():gmatch "%a+" do
    if kinds[word] ~= nil then kind, found = kinds[word] or kind, true end
  end
  return kind, found or false
end

local STRIP = { "^[%s,;:%-%*\"']+", "^and%s+", "^as well as%s+", "^plus%s+", "^&%s*", "^also%s+" }

--- A span without the marks and conjunctions around a list's item.
-- @tparam string text
-- @tparam integer a its first byte
-- @tparam integer b its last
-- @treturn integer first byte
-- @treturn integer last byte
-- @usage a, b = titles.trim(text, a, b)
function titles.trim(text, a, b)
  local again = true
  while again and a <= b do
    again = false
    for _, pattern in ipairs(STRIP) do
      local _, e = text:sub(a, b):find(pattern)
      if e then a, again = a + e, true end
    end
  end
  local s = text:sub(a, b)
  local tail = s:match "[%s,;:\"%-\1]+$"
  if tail then b = b - #tail end
  return a, b
end

--- Words of a title, which starts with a capital or a digit.
-- @tparam string text
-- @tparam integer at where it starts
-- @treturn ?integer its last byte
-- @usage local last = titles.run(text, at)
function titles.run(text, at)
  local position, last, words = at, nil, 0
  while words < 12 do
    local s, word, e = text:match("^()([%w\195-\244][%w\128-\244'\1%-&:]*)()", position)
    if not s then break end
    local cut = word:match "^(.-):+$"
    if cut then word, e = cut, s + #cut end
    local capital = word:find "^[%u%d]" or word:find "^\195[\128-\158]" or word:find "^%l+%u"
    if word:find "'\1*s$" and words > 0 and not text:find("^%s%u", e) then capital = capital and word:find "^%u" end
    if capital then
      last, words = e - 1, words + 1
    elseif not (last and linkers[word:lower()]) then
      break
    end
    if cut and not text:find("^: %u", e) then break end
    local _, gap = text:find("^:? ", e)
    -- "Mr. Turner", "Vol. 2"
    if not gap and text:find("^%. [%u%d]", e) and abbreviated(word) then gap = e + 1 end
    if not gap then break end
    position = gap + 1
  end
  return last
end

return titles
