--- Where a document speaks of the field: of break-ins by computer, malware, fraud, flaws, of what was taken and leaked.
-- What a text of other matters tells ("police arrested", "was released", "problems were found") is none of its claims.
-- @module breachkit.claims.field
local field = {}

local block, reach, short = 100, 2, 150 -- tokens, blocks, tokens
local least_hints, some_hints = 5, 2

-- What a block of a hundred tokens has of a lexicon: by each its phrases, with how often; each is looked for once.
local function found(reading, name, n)
  local known = reading.field[name]
  if not known[n] then
    local tokens, first = reading.tokens, n * block + 1
    known[n] = {}
    reading.lex[name]:count(tokens, first, math.min(first + block - 1, #tokens), known[n])
  end
  return known[n]
end

-- Is one of the words by which the field is known in the blocks from `from` to `to`? The nearest are asked first.
local function has_word(reading, from, to, last)
  for away = 0, reach do
    for n = from - away, to + away, away == 0 and 1 or to - from + 2 * away do
      if n >= 0 and n <= last and next(found(reading, "field", n)) then return true end
    end
  end
  return false
end

-- Are there enough different words that only hint at it?
local function has_hints(reading, from, to, last, least)
  local lemmas, different = {}, 0
  for n = math.max(from - reach, 0), math.min(to + reach, last) do
    for phrase in pairs(found(reading, "hints", n)) do
      local lemma = reading.lex.hints_of[phrase][1].lemma
      if not lemmas[lemma] then lemmas[lemma], different = true, different + 1 end
    end
  end
  return different >= least
end

local function prepare(reading)
  local doc, tokens = reading.doc, reading.tokens
  reading.field = { field = {}, hints = {},
    all = doc.told or #tokens <= short or #reading.lex.field:spans(doc.title or "") > 0 }
end

-- Do the blocks of a passage, or those around it, have a word of the field or so many that hint at it?
local function speaks(reading, first, last, least)
  local from, to, blocks = (first - 1) // block, (last - 1) // block, (#reading.tokens - 1) // block
  return has_word(reading, from, to, blocks) or has_hints(reading, from, to, blocks, least)
end

--- Does a passage speak of the field: is one of its words in it, some two hundred words around it or in the title, or
-- are several words that hint at it? Reports have one every thirty words or so. A text of some hundred words is taken
-- to speak of it, and so is what a record tells in words.
-- @tparam table reading `doc`, `tokens` and `lex`
-- @tparam integer first the passage's first token
-- @tparam integer last its last token
-- @treturn boolean
-- @usage if not field.near(reading, 1, 20) then return {} end
function field.near(reading, first, last)
  if not reading.field then prepare(reading) end
  return reading.field.all or speaks(reading, first, last, least_hints)
end

--- The same for what other news tells in the same words: a short text must have such words, too, but a few hints do.
-- @tparam table reading
-- @tparam integer first
-- @tparam integer last
-- @treturn boolean
-- @usage if not field.told(reading, 1, 20) then return {} end
function field.told(reading, first, last)
  if not reading.field then prepare(reading) end
  return speaks(reading, first, last, some_hints)
end

return field
