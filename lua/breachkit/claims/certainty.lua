--- How certain a sentence is, by its words alone: cues of `data/uncertainty.lua`, by class.
-- @module breachkit.claims.certainty
local text = require "breachkit.core".text
local data = require "breachkit.data"
local err = require "breachkit.err"

local certainty = {}

local weights = { strong = 1, weak = 0.5, mild = 0 }

local function each(list)
  return (list or ""):gsub("%s*|%s*", "|"):gmatch "[^|]+"
end

local function set(list)
  local words = {}
  for word in each(list) do words[word] = true end
  return words
end

local cues -- the compiled lexicon, by phrase its class, strength and context, and the words that contexts pass over

local function load()
  if cues then return cues end
  local phrases, of, seen, contexts = {}, {}, {}, {}
  local told = data.load "uncertainty"
  for _, context in ipairs(told.contexts) do
    local compiled = { after = set(context.after), before = set(context.before), weighs = context.weighs }
    for phrase in each(context.cues) do contexts[phrase] = compiled end
  end
  local names = {}
  for class in pairs(told.classes) do names[#names + 1] = class end
  table.sort(names)
  for _, class in ipairs(names) do
    for _, strength in ipairs { "strong", "weak", "mild" } do
      for phrase in each(told.classes[class][strength]) do
        if not seen[phrase] then
          seen[phrase] = true
          phrases[#phrases + 1] = phrase
          of[#of + 1] = { class = class, strength = strength, context = contexts[phrase] }
        end
      end
    end
  end
  cues = { lexicon = text.lexicon(phrases), of = of, least = told.least, passing = set(told.passing) }
  return cues
end

-- How much a cue says between its neighbours, words a to b of the sentence.
local function strength(cue, words, a, b, passing)
  local context = cue.context
  if not context then return cue.strength end
  a = a - 1
  while passing[words[a]] do a = a - 1 end
  local weaker = context.after[words[a]] or context.before[words[b + 1]]
  return weaker and context.weighs or cue.strength
end

local CAPITAL = 16

-- "in May", "May 2014": the month
local function month(words, flags, k)
  return words[k] == "may" and flags[k] & CAPITAL ~= 0 and k > 1
end

--- Which sentences of a text are certain, and what makes the others uncertain.
-- @tparam string body
-- @treturn {table,...} a record a sentence: `{first, last, certain, score, cues}`; `score` is the sum of the cues'
-- weights, and `cues` a list of `{class, strength, text, first, last}`: positions are bytes of the text
-- @raise when `body` is no string
-- @usage certainty.judge("The bank was probably hacked.")[1].certain --> false
function certainty.judge(body)
  if type(body) ~= "string" then err.raise("claims.certainty: a string expected, got " .. type(body)) end
  local c = load()
  local tokens = text.tokens(body)
  local out, list = {}, tokens:sentences()
  for n = 1, #list, 2 do
    local i, j = list[n], list[n + 1]
    local words, flags, first, last = tokens:arrays(i, j)
    local s = { first = first[1], last = last[#last], score = 0, cues = {} }
    local found = c.lexicon:find(tokens, i, j)
    for k = 1, #found, 3 do
      local a, b, cue = found[k] - i + 1, found[k + 1] - i + 1, c.of[found[k + 2]]
      if not month(words, flags, a) then
        local strong = strength(cue, words, a, b, c.passing)
        s.score = s.score + weights[strong]
        s.cues[#s.cues + 1] = { class = cue.class, strength = strong, text = body:sub(first[a], last[b]),
          first = first[a], last = last[b] }
      end
    end
    s.certain = s.score < c.least
    out[#out + 1] = s
  end
  return out
end

return certainty
