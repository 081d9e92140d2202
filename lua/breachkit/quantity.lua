--- Volumes of data, counts of things and sums of money, as typed values with what is counted.
-- `core.quantity` reads the amounts by their form; this module says what they count, and drops numbers that
-- count nothing: years, versions, ages, measures of time. The words are in `data/quantity.lua`.
-- @module breachkit.quantity
local core = require "breachkit.core".quantity
local words = require "breachkit.data".load "quantity"

local quantity = {}

local function set(list)
  local s = {}
  for _, word in ipairs(list) do s[word] = true end
  return s
end

local never, labels, stops, openers = set(words.never), set(words.labels), set(words.stops), set(words.openers)

-- word -> class, and whether the form is a plural
local class_of, plural = {}, {}
local classes = {}
for class in pairs(words.nouns) do classes[#classes + 1] = class end
table.sort(classes) -- a word of two classes belongs to the first
for _, class in ipairs(classes) do
  for _, word in ipairs(words.nouns[class]) do class_of[word] = class_of[word] or class end
end
local function plural_of(word)
  if words.plurals[word] then return words.plurals[word] end
  if word:find "[^aeiou]y$" then return (word:gsub("y$", "ies")) end
  if word:find "[sx]$" or word:find "[cs]h$" then return word .. "es" end
  return word .. "s"
end
for _, class in ipairs(classes) do
  for _, word in ipairs(words.nouns[class]) do
    local p = plural_of(word)
    plural[p] = word
    class_of[p] = class_of[word]
  end
end

-- A word without the "s" of a plural.
local function singular(word) return plural[word] or word:byte(-1) == 115 and word:sub(1, -2) or word end

local PHRASE_WORDS = 7

-- The phrase counted, in text after `at`: {first, last, text, head, class} or nil; second, the next word.
local function counted(text, at)
  local position = text:match("^[%+%-]?[ \194\160]*()", at)
  local first, last, head, class, next_word, fallback
  local conjunctions = 0
  local opened = true
  for _ = 1, PHRASE_WORDS do
    local s, word, stop = text:match("^[ \n\194\160]?()([%a\195-\244][%w\128-\191\195-\244'-]*)()", position)
    if not s then
      -- "customers’": the apostrophe is no letter
      break
    end
    local bare = word:lower()
    local owner = bare:find("'", 1, true) and bare:match "^(.*)'s?$"
    local possessive = owner or text:find("^\226\128\153", stop)
    bare = owner or bare
    next_word = next_word or bare
    if never[bare] or never[singular(bare)] then
      if not head then
        if not opened or bare ~= "of" then
          if not openers[bare] then break end
        end
      else
        break
      end
    end
    if opened and openers[bare] then
      position = stop
    elseif stops[bare] or openers[bare] then
      break
    elseif bare == "and" then
      conjunctions = conjunctions + 1
      if head or conjunctions > 1 then break end
      position = stop
    else
      opened = false
      first = first or s
      local c = class_of[bare]
      if c and not possessive then
        last, head, class = stop - 1, bare, c
      elseif head then
        break
      elseif not fallback and not possessive and word:find "^%l+s$" and not word:find "[su]s$" then
        fallback = { first = first, last = stop - 1, head = bare, class = "other" }
      end
      position = possessive and text:match("^\226\128\153s?()", stop) or stop
    end
    if head and not text:find("^[ \n]", position) then break end
  end
  local noun = head and { first = first, last = last, head = plural[head] or head, class = class } or fallback
  if noun then noun.text = text:sub(noun.first, noun.last) end
  return noun, next_word
end

local function year_like(q)
  return q.form == "digits" and #q.text == 4 and q.value >= 1900 and q.value < 2100
end

-- The word before a number, and what stands there.
local function preceded(text, q)
  local before = text:sub(q.first > 24 and q.first - 24 or 1, q.first - 1)
  local backwards = before:reverse():match "^[ \n%.#]*(%a+)"
  return backwards and backwards:reverse(), before
end

-- Does a number count nothing by itself, whatever follows: a decimal, the first part of a word, a label, a name?
local function counts_nothing(text, q)
  local form = q.form
  if form == "decimal" then return true end
  local tail = text:match("^%-(%a+)", q.last + 1)
  if tail and tail ~= "odd" and tail ~= "plus" and not (form == "magnitude" and class_of[tail]) then return true end
  if form ~= "digits" then return false end
  if text:find("^0%d", q.first) then return true end
  local previous, before = preceded(text, q)
  if not previous then return false end
  return labels[previous:lower()]
    or previous:find "%u" and not q.bound and not before:find "[%.!?:\"]%s+%a+%s*$"
end

-- Whether a number that may count is a count, with (or without) its noun, by how sure its form is.
local function counts(text, q, noun, next_word)
  local form = q.form
  if next_word and not openers[next_word] and (never[next_word] or never[next_word:gsub("s$", "")]) then
    return false
  end
  if form == "vague" or form == "grouped" or form == "magnitude" then return true end
  if form == "suffix" then return noun ~= nil or q.bound ~= nil end
  -- bare digits and small numerals: something must be counted
  if form == "digits" then
    if not noun then return q.bound == "at-least" or q.bound == "at-most" or (q.bound == "about" and q.value >= 100) end
    if year_like(q) and not q.bound then
      if not (plural[noun.head .. "s"] and noun.first == q.last + 2) or noun.class == "events" then return false end
      local previous = preceded(text, q)
      return not (previous and stops[previous:lower()])
    end
    return not (q.value == 1 and noun.class == "other")
  end
  if not noun then return q.value >= 100 and not (q.value > 1900 and q.value < 2100) end
  if q.value == 1 then
    return noun.class ~= "other" and noun.class ~= "events" and not text:find("^ of ", q.last + 1)
  end
  return true
end

--- Find the volumes, counts and sums of money in a text.
-- Units of volume are decimal (1 TB is 10^12 bytes); KiB, MiB... are powers of 1024. A vague plural is at least two
-- of what it names ("millions" 2,000,000; "tens of thousands" 20,000; "terabytes of data" 2 TB), "several" at least
-- three. A range's `value` is its lower end, its `high` the upper. The span is the amount and its unit; what bounds it
-- ("more than", "up to") has its own.
-- @tparam string|table text the text, or a document
-- @tparam[opt] {integer,...} parts first and last bytes of the parts of the text to look at, flat and in order; without
-- them all of it
-- @treturn {table,...} in order: `{first, last, text, type, value, high, bound, currency, noun, form}`. `type` is
--   "volume" (`value` in bytes), "count" or "money" (`currency`: ISO 4217; XBT bitcoin, XMR monero, ETH ether);
--   `bound` is about, at-least or at-most; `noun` what is counted, `{first, last, text, head, class}` with the head in
--   the singular and class people, records, accounts, credentials, identifiers, cards, files, messages, media, works,
--   data, systems, organizations, places, events, flaws, malware or other
-- @raise when text is neither a string nor a document, and on a part that it has not
-- @usage for _, q in ipairs(quantity.find "47,000 people") do print(q.value, q.noun.class) end --> 47000  people
function quantity.find(text, parts)
  if type(text) == "table" then text = text.text end
  if type(text) ~= "string" then error("quantity.find: a string or a document expected", 2) end
  local found = {}
  for q in core.each(text, parts) do
    if q.type == "money" then
      found[#found + 1] = q
    elseif q.type == "volume" or not counts_nothing(text, q) then
      local noun, next_word = counted(text, q.last + 1)
      if q.type == "volume" or counts(text, q, noun, next_word) then
        q.noun = noun
        found[#found + 1] = q
      end
    end
  end
  return found
end

local SCALES = {
  { 1e18, "EB" }, { 1e15, "PB" }, { 1e12, "TB" }, { 1e9, "GB" }, { 1e6, "MB" }, { 1e3, "kB" },
}

--- A volume for people: the largest decimal unit, three significant digits.
-- @tparam number bytes not negative
-- @treturn string
-- @usage quantity.volume(27780000000) --> "27.8 GB"
function quantity.volume(bytes)
  for _, scale in ipairs(SCALES) do
    if bytes >= scale[1] then return ("%.3g %s"):format(bytes / scale[1], scale[2]) end
  end
  return ("%d bytes"):format(bytes)
end

return quantity
