--- What a document is about, whether that is the field, and whether it is in a language that can be read.
-- @module breachkit.claims.topic
local language = require "breachkit.document.language"

local topic = {}

local topics = { "breach", "ransom", "phishing", "vulnerability" }
local weight = { breach = 0.6, ransom = 1.5, phishing = 1.5, vulnerability = 1 }
local topics_of = {} -- those of a phrase of the classes, found once

local function topics_found(classes)
  local list = {}
  for _, name in ipairs(topics) do
    if classes[name] then list[#list + 1] = name end
  end
  return list
end

local heading_bytes = 400

-- "Notice of Data Security Incident": a notice to those affected says little of the deed itself.
local function is_notice(reading)
  local head = ((reading.doc.title or "") .. "\n" .. reading.text:sub(1, heading_bytes)):lower()
  for _, pattern in ipairs(reading.lex.notices) do
    if head:find(pattern) then return true end
  end
  return false
end

--- What a document is mainly about, by the classes of its words.
-- @tparam table reading `doc`, `text`, `tokens` and `lex`
-- @treturn ?string "breach", "ransom", "phishing" or "vulnerability"; nil where there is too little of each
-- @usage reading.topic = topic.of(reading)
function topic.of(reading)
  local found, n = {}, { breach = 0, ransom = 0, phishing = 0, vulnerability = 0 }
  reading.lex.classes:count(reading.tokens, 1, #reading.tokens, found)
  for phrase, count in pairs(found) do
    local own = topics_of[phrase]
    if not own then
      own = topics_found(reading.lex.classes_of[phrase])
      topics_of[phrase] = own
    end
    for k = 1, #own do n[own[k]] = n[own[k]] + count end
  end
  local best, most = nil, 1.9
  for _, name in ipairs(topics) do
    local score = n[name] * weight[name]
    if score > most then best, most = name, score end
  end
  return best or is_notice(reading) and "breach" or nil
end

local block, reach, short = 100, 2, 60 -- tokens, blocks, tokens

-- Does a block of a hundred tokens have a word of the field? Each is looked at once.
local function has_word(reading, n)
  local known = reading.field[n]
  if known == nil then
    local tokens, first = reading.tokens, n * block + 1
    known = reading.lex.field:count(tokens, first, math.min(first + block - 1, #tokens)) > 0
    reading.field[n] = known
  end
  return known
end

--- Does a passage speak of the field: is one of its words in it, some two hundred words around it or in the title?
-- Reports do so every thirty words or so. A text of a few words is taken to, and so is what a record tells in words.
-- @tparam table reading `doc`, `tokens` and `lex`
-- @tparam integer first the passage's first token
-- @tparam integer last its last token
-- @treturn boolean
-- @usage if not topic.in_field(reading, 1, 20) then return {} end
function topic.in_field(reading, first, last)
  local tokens = reading.tokens
  if not reading.field then
    reading.field = {}
    local doc = reading.doc
    reading.on_topic = doc.told or #tokens <= short or #reading.lex.field:spans(doc.title or "") > 0
  end
  if reading.on_topic then return true end
  local from, to = (first - 1) // block, (last - 1) // block
  for n = from, to do
    if has_word(reading, n) then return true end
  end
  for away = 1, reach do
    if from >= away and has_word(reading, from - away) then return true end
    if (to + away) * block < #tokens and has_word(reading, to + away) then return true end
  end
  return false
end

local least_words, least_share, sampled = 30, 0.12, 500
local WORD = 1 -- of a token's flags

--- Is a document running English text? That has a function word every three words or so; another language, or a table,
-- has few. A text of a few words may have none, but another language is known by its own.
-- @tparam table reading `text`, `tokens` and `lex`
-- @treturn boolean
-- @usage if not topic.in_english(reading) then return {} end
function topic.in_english(reading)
  local tokens = reading.tokens
  local n = math.min(#tokens, sampled)
  local function native()
    local told = language.of(reading.text)
    return told == nil or told == "en"
  end
  if n < least_words then return native() end
  local words = tokens:count(WORD, 1, n)
  if words < least_words then return words > n / 4 and native() end
  local known, enough = 0, least_share * words
  for i = 1, n, 100 do -- the first hundred tell mostly
    known = known + reading.lex.function_words:count(tokens, i, math.min(i + 99, n))
    if known >= enough then return true end
  end
  return false
end

return topic
