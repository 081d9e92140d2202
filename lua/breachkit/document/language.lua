--- A text's language by its script and its commonest little words: a word of one language in `data/languages.lua`
-- counts one for it, a word of several a share for each; the language with most must lead the next by a tenth.
-- @module breachkit.document.language
local data = require "breachkit.data"

local language = {}

local SAMPLE = 2400 -- bytes: some 360 words
local LEAST, SHARE, LEAD = 2, 0.06, 1.1 -- words that count, of all words, and against the next language
local FEW = 0.06 -- continuation bytes in a sample, below which its script is Latin without counting
local by_word

local function index()
  by_word = {}
  for code, words in pairs(data.load "languages") do
    for word in words:gmatch "%S+" do
      by_word[word] = by_word[word] or {}
      table.insert(by_word[word], code)
    end
  end
  return by_word
end

-- {first, last, language}: a script that settles the matter
local SCRIPTS = {
  { 0x0370, 0x03FF, "el" }, { 0x0400, 0x04FF, "ru" }, { 0x0590, 0x05FF, "he" }, { 0x0600, 0x06FF, "ar" }, { 0x0900,
    0x097F, "hi" },
  { 0x0E00, 0x0E7F, "th" }, { 0x3040, 0x30FF, "ja" }, { 0x4E00, 0x9FFF, "zh" }, { 0xAC00, 0xD7A3, "ko" },
}

local function by_script(sample)
  local count, letters = {}, 0
  for _, c in utf8.codes(sample, true) do
    if c >= 0x41 then letters = letters + 1 end
    if c >= 0x370 then
      for _, script in ipairs(SCRIPTS) do
        if c >= script[1] and c <= script[2] then
          count[script[3]] = (count[script[3]] or 0) + 1
          break
        end
      end
    end
  end
  -- Japanese mixes kana with Chinese characters; Ukrainian has letters that Russian lacks
  if (count.ja or 0) * 10 > letters then return "ja" end
  for code, n in pairs(count) do
    if n * 2 > letters then
      if code == "ru" and sample:find "[\xd1][\x94\x96\x97]" and not sample:find "ы" then return "uk" end
      return code
    end
  end
end

--- Tell a text's language.
-- @tparam string text UTF-8
-- @treturn ?string an ISO 639-1 code; nil when the text is too short or like none that is known
-- @usage assert(language.of "The firm said that it was told of the attack on Monday." == "en")
function language.of(text)
  local sample = text:sub(1, SAMPLE)
  local cut = utf8.len(sample) and #sample or utf8.offset(sample, -1) - 1
  sample = sample:sub(1, cut)
  local characters = utf8.len(sample)
  if not characters then return nil end
  -- a text with next to nothing beyond ASCII is in no other script
  local script = #sample - characters > FEW * #sample and by_script(sample)
  if script then return script end
  local words, score, total = by_word or index(), {}, 0
  for word in sample:lower():gmatch "[%a\x80-\xff]+" do
    total = total + 1
    local codes = words[word]
    for i = 1, codes and #codes or 0 do score[codes[i]] = (score[codes[i]] or 0) + 1 / #codes end
  end
  local best, most, second = nil, 0, 0
  for code, n in pairs(score) do
    if n > most or (n == most and code < best) then
      best, most, second = code, n, most
    elseif n > second then
      second = n
    end
  end
  if total < 5 or most < LEAST or most < SHARE * total or most < LEAD * second then return nil end
  return best
end

return language
