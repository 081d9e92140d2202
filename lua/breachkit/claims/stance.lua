--- How sure: hedges, negation and modality around an event give its stance and realis.
-- @module breachkit.claims.stance
local bidding = require "breachkit.claims.bidding"
local contrasts = require "breachkit.claims.contrasts"
local rumours = require "breachkit.claims.rumours"
local sentence = require "breachkit.claims.sentence"

local stance = {}

local verbal = { verb = true, ed = true }
local clausal = { ["while"] = true, whereas = true }

-- Does another party begin to speak between tokens a and b: "denied the theft and the police said"?
local function another_speaks(s, a, b)
  for _, v in ipairs(s.sources.verbs) do
    local speaker = v.speaker
    local joint = speaker and speaker.np.before
    if joint and joint > a and v[2] < b then
      if clausal[s.words[joint]] then return true end
      -- "Acme and Harrow said" are one: what is joined has a verb
      for k = a, s.words[joint] == "and" and joint - 1 or 0 do
        if verbal[s.tags[k]] then return true end
      end
    end
  end
  return false
end

-- What parts the clauses of a sentence: marks and words that always do, and those that do after a comma.
local parts = { [";"] = true, ["."] = true, ["?"] = true, ["!"] = true, but = true,
  ["while"] = ",", although = ",", though = ",", which = ",", who = "," }

-- Does a clause boundary part token a from token b? A hedge does not reach over one.
local function parted(s, a, b)
  local words, opening = s.words, s.opening
  if opening and a < opening and b > opening then return true end
  for k = a + 1, b - 1 do
    local how = parts[words[k]]
    if how and (how == true or how == words[k - 1]) then return true end
  end
  return another_speaks(s, a, b)
end

-- A "claim" is the actor's own only when the actor makes it.
local function by_actor(s, k)
  for i = #s.phrases, 1, -1 do
    local np = s.phrases[i]
    if np[2] < k then
      if k - np[2] > 4 then return false end
      return np.class and np.class.attacker or false
    end
  end
  return false
end

local carrying = { be = true, have = true, adv = true, modal = true, neg = true, ["do"] = true }

-- Does a hedge, of tokens i to j, stand in an aside about the event's subject: "the hackers, believed to be from
-- Ruvania, stole"? It does not reach the event.
local function in_aside(s, event, i, j)
  if event.pos ~= "verb" then return false end
  local tags, words, at, stop = s.tags, s.words, i - 1, event.i - 1
  while tags[at] == "be" or tags[at] == "wh" do at = at - 1 end
  while carrying[tags[stop]] do stop = stop - 1 end
  return words[at] == "," and words[stop] == "," and stop > j + 1 and s.phrase_at[at - 1] ~= nil
end

local deeds = { ["data-breach"] = true, leak = true, ["denial-of-service"] = true, ransom = true }
local itself = { it = true, they = true, he = true, she = true }

local aside = 6 -- words between who speaks and "that": "said on its site that it"

-- Is it told as somebody's own doing?
local function is_deed(event) return event.pos == "verb" and not event.passive and deeds[event.type] end

-- "claimed that it took", "claims to have stolen": what the claimer tells of its own deed.
local function of_itself(s, event, k)
  k = k + 1
  for at = k, k + aside do
    if s.words[at] == "that" then
      k = at + 1
      break
    elseif verbal[s.tags[at]] then
      break
    end
  end
  return (itself[s.words[k]] or s.words[k] == "to") and event.i - k <= 3
end

-- "Acme Gang claimed responsibility and said it had taken": who claims is whom the event has for its doer.
local function by_doer(s, event, k)
  local np = sentence.subject(s, k)
  for _, r in ipairs(np and (event.by_rule or event.roles) or {}) do
    if r.role == "attacker" and r.i and r.i <= np[2] and r.j >= np[1] then return true end
  end
  return false
end

-- Does the sentence leave no doubt that "it" did it: "said that it had hacked"?
local function confessed(event)
  for _, r in ipairs(event.roles) do
    if r.role == "attacker" and r.rule == "subject" and itself[r.np.pronoun] then return true end
  end
  return false
end

-- "The gang said that it had stolen": what those who did it say of their own deed, by its verb's tokens.
local function said_by_doer(s, event)
  for _, v in ipairs(s.sources.verbs) do
    -- "lists Acme and says it took"
    local np = v.speaker and v.speaker.np or s.words[v[1] - 1] == "and" and s.phrases[1]
    local doer = event.doer
    local same = doer and doer.pronoun and doer.before - v[2] <= 1 and doer.before >= v[2] -- "said it sat and took"
    if np and v[2] < event.i and (same or of_itself(s, event, v[2])) then
      if confessed(event) then return v[1], v[2] end
      for k = np[1], np[2] do
        if s.classes[k] and s.classes[k].attacker then return v[1], v[2] end
      end
    end
  end
end

-- types that are told of in general ("phishing attacks rise"), and types whose present tense is a fact
local in_general = { phishing = true, ransom = true }
local particular = { ["vulnerability-disclosure"] = true, ["vulnerability-patch"] = true }

local contrary = sentence.words "contrary"
local apart = { [","] = true, [";"] = true, ["."] = true, ["?"] = true, ["then"] = true, ["and"] = true }

-- Is the event only thought of: "if the bank were hacked", "had it been hacked", "should they leak it"?
local function imagined(s, event)
  if event.pos ~= "verb" then return false end
  local verb
  for k = event.head - 1, 1, -1 do
    local word = s.words[k]
    if apart[word] then return false end
    if contrary[word] then
      verb = true
      if (k == 1 or apart[s.words[k - 1]]) and s.phrase_at[k + 1] then return true end
    elseif word == "if" then
      return verb or false
    end
  end
  return false
end

-- Is the event at a token in the clause that an "if" opens: "If the bank is hacked", but not "asked if it was hacked"?
local function opens_condition(s, i, head)
  if i > 1 and not apart[s.words[i - 1]] then return false end
  for k = i + 1, head do
    if apart[s.words[k]] then return false end
  end
  return true
end

local nobody = { nobody = true, nothing = true }
local no = { no = true, neither = true }
local alternative = { ["or"] = true, nor = true }

-- The phrase that another hangs on, if it does: "no data" of "no data of our staff".
local function outermost(s, np)
  for _ = 1, 6 do
    local outer = (s.tags[np.before] == "prep" or sentence.owning[s.words[np.before]]) and s.phrase_at[np.before - 1]
    if not outer then break end
    np = outer
  end
  return np
end

-- The word by which nothing and nobody is the subject that ends at token k: "no records were stolen", "none of the
-- names were taken", "neither cards nor names were taken".
local function no_subject(s, k)
  local words = s.words
  while k >= 1 do
    if nobody[words[k]] then return k end
    local np = s.phrase_at[k]
    if not np then return nil end
    if np[2] <= k then np = outermost(s, np) end
    local first = np[1]
    if words[first] == "none" then return first end
    for _, at in ipairs { np.before, first, first - 1 } do
      if no[words[at]] then return at end
    end
    if words[np.before] == "of" and words[np.before - 1] == "none" then return np.before - 1 end
    local joint = first - 1 -- "no names or further details"
    while s.tags[joint] == "adv" do joint = joint - 1 end
    if not alternative[words[joint]] then return nil end
    k = joint - 1
  end
end

-- The "no" of an event told by a noun: "no link between Ruvania and the attack", "no known breach".
local function no_noun(s, event)
  local np = s.phrase_at[event.j]
  local first, words = np and np[1] or event.i, s.words
  for at = first, first - 1, -1 do
    if no[words[at]] then return at end
  end
  return np and no[words[np.before]] and np.before or nil
end

-- Is the party that ends at token k, from i on, the event's doer, or one of those who do such?
local function does(lex, s, event, i, k)
  if s.classes[k] and s.classes[k].attacker or lex.claimants[s.words[k]] then return true end
  local name = table.concat(s.words, " ", i, k)
  for _, r in ipairs(event.roles or {}) do
    if r.role == "attacker" and r.i and table.concat(s.words, " ", r.i, r.j) == name then return true end
  end
  return false
end

-- A verb of claiming that closes the sentence ("..., the group claims") and tells all before it, as a hedge.
local function claimed_after(lex, s, event)
  local words = s.words
  local k = #words
  if k > 1 and words[k]:find "^%p+$" then k = k - 1 end
  if not lex.claiming[words[k]] or k < event.j + 3 then return nil end
  -- "the group claims" may look like one phrase
  local np = s.phrase_at[k] or s.phrase_at[k - 1]
  local i, j = np and np[1], k - 1
  if not i or i > j or i <= event.j + 1 or words[i - 1] ~= "," or parted(s, event.j, i - 1) then return nil end
  local party = sentence.is_capital(s, j) or lex.speakers[words[j]] or lex.claimants[words[j]] or s.classes[j]
  if not (party or np.pronoun) then return nil end
  return { i = k, j = k, kind = does(lex, s, event, i, j) and "claimed" or "reported", by = { i = i, j = j } }
end

-- Who only says so at the end does not do it there.
local function says_it(event, by)
  event.said_by = by
  for k = #event.roles, 1, -1 do
    local r = event.roles[k]
    if not r.own and sentence.overlaps(r, by.i, by.j) then table.remove(event.roles, k) end
  end
end

-- The month, not the verb: "In May 2024 hackers stole".
local function is_month(s, k)
  return s.words[k] == "may" and k > 1 and sentence.is_capital(s, k)
end

-- From which token on an event is taken for granted, as "the hack" or "this attack" does: only a hedge inside the
-- phrase touches it.
local function given_from(s, event)
  local np = event.pos == "noun" and s.phrase_at[event.j]
  local opinion = event.entry and event.entry.opinion
  return np and np.det and not opinion and sentence.definite[s.words[np[1]]] and np[1] or event.given and event.i or 0
end

-- From where a hedge's reach is counted: of a noun the verb that it hangs on, "may have been caused by an attack".
local function reached_at(s, event)
  if event.pos ~= "noun" then return event.head end
  if event.verb then return event.verb end
  local np = s.phrase_at[event.i]
  local k = np and np.before or 1
  return s.tags[k] == "prep" and s.tags[k - 1] == "ed" and s.tags[k - 2] == "be" and k - 1 or event.head
end

local most_behind = 8 -- tokens from an event to a hedge behind it

-- The hedge that counts for an event, and the first by which it is reported.
local function hedge_of(lex, s, event, hedges)
  local best, best_rank, reported
  local head, at, from = event.head, reached_at(s, event), given_from(s, event)
  for k = 1, #hedges, 3 do
    local i, j, phrase = hedges[k] - s.from + 1, hedges[k + 1] - s.from + 1, hedges[k + 2]
    local kind = lex.hedges_of[phrase][1]
    -- "suspect that" reaches over all of its clause
    local reach = s.words[j + 1] ~= "that" and lex.hedge_reach[phrase] or 40
    local applies = j < head and at - j <= reach and not parted(s, j, head) and not in_aside(s, event, i, j)
      or i == event.j + 1 and s.words[i] == "what" -- "is selling what he says are"
      or (i == event.j + 1 and (kind == "reported" or kind == "suspected") and s.tags[i] == "adv")
      or lex.hedge_behind[lex.hedges_phrases[phrase]] and i > event.j and i - event.j <= most_behind
    if applies and kind ~= "certain" and i >= from and not is_month(s, i) then
      if kind == "claimed" and s.words[i] ~= "what" and not (by_actor(s, i) or is_deed(event) and of_itself(s, event, i)
        or by_doer(s, event, i)) then
        kind = "reported"
      end
      if kind == "suspected" and s.tags[i] == "ed" and sentence.upright[s.words[i - 1]] then -- "is not suspected of"
        i, kind = i - 1, "denied"
      end
      local rank = lex.hedge_order[kind]
      local hedge = { i = i, j = j, kind = kind }
      if kind == "reported" then reported = reported or hedge end
      if not best or rank >= best_rank then best, best_rank = hedge, rank end
    end
  end
  return best, reported
end

-- "Urged customers to install the update": what somebody is told to do.
local function is_urged(lex, s, event)
  local k = event.head - 1
  if event.pos ~= "verb" or s.words[k] ~= "to" then return false end
  local hearer = s.phrase_at[k - 1]
  return lex.urging[s.words[hearer and hearer.before or k - 1]] or false
end

-- Is an event negated, only wanted or a condition by the words of `unreal`? And what denies it.
local function unreal_by(lex, s, event, unreal)
  local other, denied = false, nil
  local verb, head = event.pos == "verb" and event.i or event.verb, event.head
  for k = 1, #unreal, 3 do
    local i, j = unreal[k] - s.from + 1, unreal[k + 1] - s.from + 1
    if j >= head then break end
    if verb and verb - j <= 2 and not parted(s, j, head) and not is_month(s, i) then
      other = true
      local kind = lex.unreal_of[unreal[k + 2]][1]
      if kind == "threat" then event.imagined = true end
      if kind == "negated" then
        denied = denied or { i = i, j = j, kind = "denied" }
      end
    elseif s.words[i] == "if" and not parted(s, j, head) then
      other = true
      if verb and opens_condition(s, i, head) then event.imagined = true end
    end
  end
  return other, denied
end

-- What is told of things in general: a plural without a determiner, a present tense in no past.
local function realis_of(s, event)
  local entry = event.entry
  if event.pos == "noun" then
    local np = s.phrase_at[event.j]
    local bare = np and not np.det and not np.count and not np.capital
    return bare and (in_general[event.type] or not s.past and s.words[event.j]:sub(-1) == "s") and "generic" or "actual"
  end
  local tag = s.tags[event.head]
  if tag ~= "verb" and tag ~= "ing" or s.past and event.type ~= "phishing" then return "actual" end
  -- a flaw "affects", a patch "fixes" and stolen data "include" in the present
  if particular[event.type] or entry and entry.led then return "actual" end
  local deed = entry and entry.borne and sentence.subject(s, event.i)
  if deed and sentence.definite[s.words[deed[1]]] then return "actual" end -- "the attack affects"
  if tag == "ing" then return event.i == event.head and not s.past and "generic" or "actual" end
  -- a headline tells what happened in the present
  local told = s.heading and event.i > 1 and s.phrase_at[event.i - 1] and not in_general[event.type]
  return told and "actual" or "generic"
end

-- "We have taken your data": who says so is who did it.
local function is_ours(s, event)
  for _, r in ipairs(event.roles) do
    if r.role == "attacker" and s.words[r.i] == "we" then return true end
  end
  return false
end

local RARE = sentence.mask("urging", "contrary", "contrast", "nobody", "claiming", "verdicts", "we")
local CONTRAST = sentence.mask "contrast"
local CONTRARY, NOBODY, URGING = sentence.mask "contrary", sentence.mask "nobody", sentence.mask "urging"
local CLAIMING, VERDICTS, WE = sentence.mask "claiming", sentence.mask "verdicts", sentence.mask "we"

-- What weakens, denies or moves an event, in a sentence with words that may: its hedge, the first by which it is
-- reported, its realis where these words give it one, and whether nobody or nothing is its subject.
local function doubts(reading, s, event, hedges, unreal)
  local lex, sets = reading.lex, s.sets
  local best, reported, other, denied
  if hedges[1] then best, reported = hedge_of(lex, s, event, hedges) end
  if unreal[1] then other, denied = unreal_by(lex, s, event, unreal) end
  if denied and not (best and best.kind == "denied") then best = denied end
  if event.boasted and not best then best = { i = event.verb, j = event.verb, kind = "claimed" } end
  local urged = sets & URGING ~= 0 and is_urged(lex, s, event)
  if urged or sets & CONTRARY ~= 0 and imagined(s, event) then
    -- that users are urged to install an update tells of the update
    event.imagined, other = event.imagined or not urged or event.type ~= "vulnerability-patch", true
  end
  local none = sets & NOBODY ~= 0 and event.pos == "verb" and no_subject(s, event.i - 1)
  if none then
    other = true
    best = { i = none, j = none, kind = "denied" }
  elseif sets & NOBODY ~= 0 and event.pos == "noun" and not (best and best.kind == "denied") then
    local at = no_noun(s, event)
    best = at and { i = at, j = at, kind = "denied" } or best
  end
  if sets & CONTRAST ~= 0 and event.pos == "noun" and not (best and best.kind == "denied") then
    local at = contrasts.denies(s, event)
    best = at and { i = at, j = at, kind = "denied" } or best
  end
  if not best and is_deed(event) then
    local i, j = said_by_doer(s, event)
    best = i and { i = i, j = j, kind = "claimed" }
  end
  if not best and sets & CLAIMING ~= 0 then
    best = claimed_after(lex, s, event)
    if best then says_it(event, best.by) end
  end
  if sets & VERDICTS ~= 0 then
    local first, last = rumours.undone(lex, s, event, parted)
    local rumour = (not best or best.kind == "reported") and rumours.hedge(reading, s, event, parted)
    -- "speculation that it was reportedly stolen" is hedged by the nearer word
    if rumour and (not best or rumour.kind == "denied") then best, other = rumour, rumour.kind == "denied" or other end
    if first then best = { i = first, j = last, kind = "denied" } end
  end
  if not best and sets & WE ~= 0 and is_ours(s, event) then best = { kind = "claimed" } end
  return best, reported, other and "other", none
end

-- An opening "Although ..., " is a clause of its own up to its comma: where that is.
local function opening_end(s)
  for k = 2, s.tags[1] == "sub" and #s.words or 0 do
    if s.words[k] == "," then return k end
  end
end

--- Give each event its `stance`, `hedge` and `realis`.
-- @tparam table reading the document's matches: `tokens`, `lex`
-- @tparam table s the sentence, with its `sources`
-- @tparam {table,...} events with their `roles`
-- @usage stance.judge(reading, s, events)
function stance.judge(reading, s, events)
  if #events == 0 then return end
  local lex = reading.lex
  local hedges, unreal = sentence.find(reading, s, "hedges"), sentence.find(reading, s, "unreal")
  local doubted = hedges[1] or unreal[1] or s.sources.verbs[1] or s.sets & RARE ~= 0
  if doubted then s.opening = opening_end(s) end
  local verb, object = bidding.find(lex, s)
  for k = 1, #events do
    local event = events[k]
    local best, reported, realis, none
    if doubted then best, reported, realis, none = doubts(reading, s, event, hedges, unreal) end
    if verb and bidding.covers(s, event, verb, object) then event.imagined, realis = true, "other" end
    local own = event.entry and event.entry.stance
    if own and not none then
      -- "had" denies nothing without "nothing to do with"
      best = { i = event.head, j = s.tags[event.head] == "have" and event.j or event.head, kind = own }
    end
    local kind = best and best.kind or "asserted"
    event.stance = kind
    event.realis = kind == "denied" and "other" or realis or realis_of(s, event)
    -- the adverb is what the reader sees; "investigating whether" is the act itself
    event.hedge = best and (kind == "investigated" and reported or best.i and best) or nil
  end
end

return stance
