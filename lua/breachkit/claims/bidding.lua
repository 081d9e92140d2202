--- Sentences that tell their reader to do something: what they name has not happened by their words.
-- @module breachkit.claims.bidding
local sentence = require "breachkit.claims.sentence"

local bidding = {}

local openers = { please = true, always = true, never = true, immediately = true }
local leading = { det = true, poss = true, quant = true }
local finite = { verb = true, ed = true, be = true, have = true, modal = true }

-- The place of the verb, and whether words before it leave no doubt: "please", "do not".
local function first_verb(s)
  local words, tags, k = s.words, s.tags, 1
  while openers[words[k]] do k = k + 1 end
  if tags[k] == "do" and tags[k + 1] == "neg" then return k + 2, true end
  return k, k > 1
end

--- The verb by which a sentence tells its reader to do something, and the phrase that it has for its object: "Shut
-- down all servers", "Do not pay the ransom", "Report data breaches to the police."
-- @tparam table lex the lexicon, with the `forms` of verbs
-- @tparam table s the sentence
-- @treturn ?integer the verb's token
-- @treturn ?table the phrase
-- @usage local verb, object = bidding.find(lex, s)
function bidding.find(lex, s)
  local tags, k, sure = s.tags, first_verb(s)
  local forms = (tags[k] == "verb" or tags[k] == "ed") and lex.forms[s.words[k]]
  if not forms or not forms.base then return nil end
  local n = k + 1
  while tags[n] == "adv" do n = n + 1 end
  local np = s.phrase_at[n]
  if sure or leading[tags[n]] then return k, np end
  if s.heading or not np or np[1] ~= n then return nil end
  for at = np[2] + 1, #tags do -- "Report data show that ..." has a verb of its own
    if finite[tags[at]] then return nil end
  end
  return k, np
end

--- Is an event what the reader is told to do, or the object of that? "Report any breach" tells of none, "report the
-- breach" of one that happened.
-- @tparam table s the sentence
-- @tparam table event
-- @tparam integer verb as `find` gives it
-- @tparam ?table object as `find` gives it
-- @treturn boolean
-- @usage if bidding.covers(s, event, verb, object) then realis = "other" end
function bidding.covers(s, event, verb, object)
  if event.pos == "verb" then
    return event.i <= verb and event.j >= verb or s.tags[event.head] == "verb" and s.tags[event.i - 1] == "conj"
  end
  return object and object[1] <= event.j and object[2] >= event.i and not sentence.definite[s.words[object[1]]] or false
end

return bidding
