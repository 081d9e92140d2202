--- What a document is about, and whether it is in a language that can be read.
-- @module breachkit.claims.topic
local language = require "breachkit.document.language"
local lexicon = require "breachkit.claims.lexicon"

local topic = {}

local topics = { "breach", "ransom", "phishing", "vulnerability" }
local weight = { breach = 0.6, ransom = 1.5, phishing = 1.5, vulnerability = 1 }
local counted = { "breach", "ransom", "phishing", "vulnerability", "cve", "patch" } -- classes of words
local counted_of = {} -- those of a phrase of the classes, found once

local function counted_in(classes)
  local list = {}
  for _, name in ipairs(counted) do
    if classes[name] then list[#list + 1] = name end
  end
  return list
end

local vague = { payment = true, payments = true } -- of the words of ransom: a "payment page" tells of none

local heading_bytes = 400

-- "Notice of Data Security Incident": a notice to those affected says little of the deed itself.
local function is_notice(reading)
  local head = ((reading.doc.title or "") .. "\n" .. reading.text:sub(1, heading_bytes)):lower()
  return lexicon.matches(head, reading.lex.notices)
end

--- What a document is mainly about, by the classes of its words.
-- @tparam table reading `doc`, `text`, `tokens` and `lex`
-- @treturn ?string "breach", "ransom", "phishing" or "vulnerability"; nil where there is too little of each
-- @treturn table the types of the model's, by name, of which it has no word
-- @usage reading.topic, reading.wordless = topic.of(reading)
function topic.of(reading)
  local vaguely, phrases = 0, reading.lex.class_phrases
  local found, n = {}, { breach = 0, ransom = 0, phishing = 0, vulnerability = 0, cve = 0, patch = 0 }
  reading.lex.classes:count(reading.tokens, 1, #reading.tokens, found)
  for phrase, count in pairs(found) do
    local own = counted_of[phrase]
    if not own then
      own = counted_in(reading.lex.classes_of[phrase])
      counted_of[phrase] = own
    end
    for k = 1, #own do n[own[k]] = n[own[k]] + count end
    if vague[phrases[phrase]] then vaguely = vaguely + count end
  end
  local best, most = nil, 1.9
  for _, name in ipairs(topics) do
    local score = n[name] * weight[name]
    if score > most then best, most = name, score end
  end
  return best or is_notice(reading) and "breach" or nil,
    { ransom = n.ransom == vaguely, ["vulnerability-disclosure"] = n.vulnerability + n.cve + n.patch == 0 }
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
