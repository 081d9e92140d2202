--- Which words of a sentence name an event: candidates from `data/triggers.lua`, kept when their conditions hold.
-- @module breachkit.claims.triggers
local triggers = {}

-- How an event is told, as `core.tagging` numbers it: is it a passive? Of a noun nobody knows.
local passive = { [1] = false, [2] = true, [3] = true }
local PASSIVE = 2
local GIVEN = 3 -- by an adjective: "the leaked films"
local CAPITAL = 16 -- of a token's flags

local getting = { get = true, gets = true, got = true, getting = true, gotten = true }

-- "The Federal Bureau of Investigation" investigates nothing by its name.
local function ends_name(s, i)
  if s.words[i - 1] ~= "of" then return false end
  local flags = s.flags
  return flags[i] & CAPITAL ~= 0 and (flags[i - 2] or 0) & CAPITAL ~= 0
end

-- "A distributed denial of service (DDoS)" is one event.
local function shortens(s, i, j, type, previous)
  return previous and previous.type == type and previous.j == i - 2 and s.words[i - 1] == "(" and s.words[j + 1] == ")"
end

--- The events of a sentence.
-- @tparam table s the sentence
-- @tparam {integer,...} matches trigger phrases by token of the document, flat
-- @tparam integer k1 the first of them that lies in the sentence
-- @tparam integer k2 the last one
-- @tparam triggers compiled the phrases' triggers (`vocabulary:triggers`)
-- @tparam ?string topic what the document is mainly about
-- @treturn {table,...} events `{type, i, j, head, pos, form, passive, given, entry, lemma}`, tokens of the sentence
-- @usage local events = triggers.find(s, matches, 1, #matches - 2, lex.events, "ransom")
function triggers.find(s, matches, k1, k2, compiled, topic)
  local found, out = compiled:find(s, matches, k1, k2, topic), {}
  for k = 1, found and #found or 0, 5 do
    local i, j, told, p = found[k], found[k + 1], found[k + 3], found[k + 4]
    local entry = p.entry
    local got = p.pos == "verb" and told ~= GIVEN and s.tags[i] == "ed" and getting[s.words[i - 1]]
    if got then i, told = i - 1, PASSIVE end -- "got hacked"
    if p.pos ~= "noun" or not (ends_name(s, i) or shortens(s, i, j, entry.type, out[#out])) then
      -- with room for all that is said of it later: a table that grows costs more
      out[#out + 1] = { i = i, j = j, head = found[k + 2], passive = entry.told_passive or passive[told],
        given = told == GIVEN or nil, type = entry.type, entry = entry, pos = p.pos, form = p.form, lemma = p.lemma,
        doer = nil, done = nil, span = nil,
        roles = nil, by_rule = nil, stance = nil, realis = nil, confidence = nil, claim = nil }
    end
  end
  return out
end

return triggers
