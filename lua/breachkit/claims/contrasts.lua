--- What a sentence only names to rule it out: "a fault, not an attack", "rather than by hackers", "it was no hack".
-- @module breachkit.claims.contrasts
local sentence = require "breachkit.claims.sentence"

local contrasts = {}

local leading = { prep = true, det = true, poss = true }
local auxiliary = { be = true, have = true, ["do"] = true, modal = true }
local bounding = { ["until"] = true, till = true, before = true, since = true, after = true }
local apart = { rather = "than", instead = "of" }
local most_leading = 4 -- words between "not" and what it rules out

--- Is what begins at a token told only to be ruled out: ", not on 3 May as reported", "rather than by Acme"? "Was not
-- hacked" denies the event, "not until May" and "not all customers" deny no May and no customers.
-- @tparam table s the sentence
-- @tparam integer k
-- @treturn ?integer the token of the word that does so
-- @usage if contrasts.at(s, np[1]) then ... end
function contrasts.at(s, k)
  local words, tags = s.words, s.tags
  if words[k] == "no" then return words[k - 1] == "but" and k or nil end
  if tags[k] == "quant" then return nil end
  for n = k - 1, math.max(k - most_leading, 1), -1 do
    local word, before = words[n], words[n - 1]
    if word == "no" then return before == "but" and n or nil end
    if word == "not" then
      return not auxiliary[tags[n - 1]] and before ~= "if" and before ~= "or" and before ~= "only" and n or nil
    end
    if before and apart[before] == word then return n - 1 end
    if not leading[tags[n]] or bounding[word] then return nil end
  end
end

local one = { a = true, an = true, any = true }

--- Is an event told by a noun ruled out: "a fault, not an attack", "it was not a cyberattack"?
-- @tparam table s the sentence
-- @tparam table event
-- @treturn ?integer the token of the word that does so
-- @usage local k = contrasts.denies(s, event)
function contrasts.denies(s, event)
  local np = s.phrase_at[event.j]
  if not np or sentence.definite[s.words[np[1]]] then return nil end
  local k = np[1]
  while s.tags[k - 1] == "det" do k = k - 1 end
  local is_not = s.words[k - 1] == "not" and s.tags[k - 2] == "be" and one[s.words[k]]
  return is_not and k - 1 or contrasts.at(s, k)
end

return contrasts
