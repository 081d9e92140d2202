--- How certain a sentence is, by its words alone: cues of `data/uncertainty.lua`, by class.
-- @module breachkit.claims.certainty
local text = require "breachkit.core".text
local data = require "breachkit.data"

local certainty = {}

local weights = { strong = 1, weak = 0.5, mild = 0 }

local cues -- the compiled lexicon, and by phrase its class and weight

local function load()
  if cues then return cues end
  local phrases, of, seen = {}, {}, {}
  local classes = data.load("uncertainty").classes
  local names = {}
  for class in pairs(classes) do names[#names + 1] = class end
  table.sort(names)
  for _, class in ipairs(names) do
    for _, strength in ipairs { "strong", "weak", "mild" } do
      for phrase in (classes[class][strength] or ""):gmatch "[^|\n]+" do
        phrase = phrase:match "^%s*(.-)%s*$"
        if phrase ~= "" and not seen[phrase] then
          seen[phrase] = true
          phrases[#phrases + 1] = phrase
          of[#of + 1] = { class = class, strength = strength, weight = weights[strength] }
        end
      end
    end
  end
  cues = { lexicon = text.lexicon(phrases), of = of, least = data.load("uncertainty").least }
  return cues
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
  if type(body) ~= "string" then error("claims.certainty: a string expected, got " .. type(body), 2) end
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
        s.score = s.score + cue.weight
        s.cues[#s.cues + 1] = { class = cue.class, strength = cue.strength, text = body:sub(first[a], last[b]),
          first = first[a], last = last[b] }
      end
    end
    s.certain = s.score < c.least
    out[#out + 1] = s
  end
  return out
end

return certainty
