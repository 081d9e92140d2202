--- How sure: hedges, negation and modality around an event give its stance and realis.
-- @module breachkit.claims.stance
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

-- Does a clause boundary part token a from token b? A hedge does not reach over one.
local function parted(s, a, b)
  if s.opening and a < s.opening and b > s.opening then return true end
  for k = a + 1, b - 1 do
    local word = s.words[k]
    if word == ";" or word == "but" or word == "." or word == "?" or word == "!" then return true end
    if (word == "while" or word == "although" or word == "though") and s.words[k - 1] == "," then return true end
    -- ", who ..." and ", which ...": a clause of its own
    if word == "," and (s.words[k + 1] == "which" or s.words[k + 1] == "who") then return true end
  end
  return another_speaks(s, a, b)
end

local actor_classes = { attacker = true }

-- A "claim" is the actor's own only when the actor makes it.
local function by_actor(s, k)
  for i = #s.phrases, 1, -1 do
    local np = s.phrases[i]
    if np[2] < k then
      if k - np[2] > 4 then return false end
      for class in pairs(actor_classes) do
        if np.class and np.class[class] then return true end
      end
      return false
    end
  end
  return false
end

local deeds = { ["data-breach"] = true, leak = true, ["denial-of-service"] = true, ransom = true }
local itself = { it = true, they = true, he = true, she = true }

local aside = 6 -- words between who speaks and "that": "said on its site that it"

-- "claimed that it took", "claims to have stolen": what the claimer tells of its own deed.
local function of_itself(s, event, k)
  if event.pos ~= "verb" or event.passive or not deeds[event.type] then return false end
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
  for _, v in ipairs(s.sources and s.sources.verbs or {}) do
    local np = v.speaker and v.speaker.np
    if np and v[2] < event.i and of_itself(s, event, v[2]) then
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

local contrary = { had = true, were = true, should = true }
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

local nobody = { nobody = true, nothing = true }
local no = { no = true, neither = true }
local alternative = { ["or"] = true, nor = true }

-- The word by which nothing and nobody is the subject that ends at token k: "no records were stolen", "none of the
-- names were taken", "neither cards nor names were taken".
local function no_subject(s, k)
  local words = s.words
  while k >= 1 do
    if nobody[words[k]] then return k end
    local np = s.phrase_at[k]
    if not np then return nil end
    local first = np[1]
    for _, at in ipairs { np.before, first, first - 1 } do
      if no[words[at]] then return at end
    end
    if words[np.before] == "of" and words[np.before - 1] == "none" then return np.before - 1 end
    if not alternative[words[first - 1]] then return nil end
    k = first - 2
  end
end

local upright = { ["not"] = true, never = true, ["n't"] = true }

-- What is told of a rumour or an attempt behind the event in it undoes the event ("rumours that ... are untrue", "an
-- attempt to ... was foiled"): the words that tell it, first and last; nothing where they are not so.
local function undone(lex, s, event)
  for k = event.i - 1, 2, -1 do
    local verdict = lex.verdicts[s.words[k - 1]]
    if verdict and s.words[k] == verdict.link and not parted(s, k, event.i) then
      for at = event.j + 1, #s.words do
        local first = at - 1
        while s.tags[first] == "adv" and not upright[s.words[first]] do first = first - 1 end
        local be = s.tags[first] == "be" and first > event.j
        local holds = verdict.alone[s.words[at]] and not be and not upright[s.words[first]]
          or verdict.being[s.words[at]] and be
        if holds and not parted(s, event.j, at) then return be and first or at, at end
      end
    end
  end
end

local CAPITAL = 16

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
  local k = #s.words
  if k > 1 and s.words[k]:find "^%p+$" then k = k - 1 end
  if not lex.claiming[s.words[k]] or k < event.j + 3 then return nil end
  -- "the group claims" may look like one phrase
  local np = s.phrase_at[k] or s.phrase_at[k - 1]
  local i, j = np and np[1], k - 1
  if not i or i > j or i <= event.j + 1 or s.words[i - 1] ~= "," or parted(s, event.j, i - 1) then return nil end
  local party = s.flags[j] & CAPITAL ~= 0 or lex.speakers[s.words[j]] or lex.claimants[s.words[j]] or s.classes[j]
  if not (party or np.pronoun) then return nil end
  return { i = k, j = k, kind = does(lex, s, event, i, j) and "claimed" or "reported", by = { i = i, j = j } }
end

-- Who only says so at the end does not do it there.
local function says_it(event, by)
  event.said_by = by
  for k = #event.roles, 1, -1 do
    local r = event.roles[k]
    if r.i and r.i <= by.j and r.j >= by.i then table.remove(event.roles, k) end
  end
end

-- The month, not the verb: "In May 2024 hackers stole".
local function is_month(s, k)
  return s.words[k] == "may" and k > 1 and s.flags[k] & 16 ~= 0
end

local presupposing = { the = true, this = true, these = true, those = true, its = true, their = true, our = true,
  his = true, her = true }

--- Give each event its `stance`, `hedge` and `realis`.
-- @tparam table reading the document's matches: `tokens`, `lex`
-- @tparam table s the sentence, with its `sources`
-- @tparam {table,...} events
-- @usage stance.judge(reading, s, events)
function stance.judge(reading, s, events)
  local lex = reading.lex
  local h = sentence.find(reading, s, "hedges")
  local u = sentence.find(reading, s, "unreal")
  -- an opening "Although ..., " is a clause of its own up to its comma
  s.opening = nil
  if s.tags[1] == "sub" then
    for k = 2, #s.words do
      if s.words[k] == "," then s.opening = k break end
    end
  end
  for _, event in ipairs(events) do
    local best, best_rank, reported
    local entry = event.entry
    local np = event.pos == "noun" and s.phrase_at[event.j]
    -- "the hack", "this attack" takes its event for granted: only a hedge inside the phrase touches it
    local given = np and np.det and not (entry and entry.opinion)
      and presupposing[s.words[np[1]]] and np[1] or event.given and event.i or nil
    for k = 1, #h, 3 do
      local i, j = h[k] - s.from + 1, h[k + 1] - s.from + 1
      local kind = lex.hedges_of[h[k + 2]][1]
      local phrase = lex.hedges_phrases[h[k + 2]]
      -- "suspect that" reaches over all of its clause
      local reach = s.words[j + 1] ~= "that" and lex.nearest[phrase] or 40
      local overlaps = i <= event.head and j >= event.head
      local applies = not overlaps and j < event.head and event.head - j <= reach and not parted(s, j, event.head)
        or (i == event.j + 1 and (kind == "reported" or kind == "suspected") and s.tags[i] == "adv")
      if applies and kind ~= "certain" and not is_month(s, i) and not (given and i < given) then
        if kind == "claimed" and not (by_actor(s, i) or of_itself(s, event, j) or by_doer(s, event, i)) then
          kind = "reported"
        end
        local rank = lex.hedge_order[kind]
        local hedge = { i = i, j = j, kind = kind }
        if kind == "reported" then reported = reported or hedge end
        if not best or rank >= best_rank then best, best_rank = hedge, rank end
      end
    end
    event.realis = "actual"
    event.imagined = imagined(s, event)
    for k = 1, #u, 3 do
      local i, j = u[k] - s.from + 1, u[k + 1] - s.from + 1
      local kind = lex.unreal_of[u[k + 2]][1]
      local distance = event.i - j
      if event.pos == "verb" and j < event.head and distance <= 2 and not parted(s, j, event.head)
        and not is_month(s, i) then
        event.realis = "other"
        if kind == "negated" and (not best or best.kind ~= "denied") then
          best = { i = i, j = j, kind = "denied" }
        end
      elseif s.words[i] == "if" and j < event.head and not parted(s, j, event.head) then
        event.realis = "other"
      end
    end
    if event.imagined then event.realis = "other" end
    local none = event.pos == "verb" and no_subject(s, event.i - 1)
    if none then
      event.realis = "other"
      best = { i = none, j = none, kind = "denied" }
    end
    if not best then
      local i, j = said_by_doer(s, event)
      best = i and { i = i, j = j, kind = "claimed" } or claimed_after(lex, s, event)
      if best and best.by then says_it(event, best.by) end
    end
    local first, last = undone(lex, s, event)
    if first then best = { i = first, j = last, kind = "denied" } end
    -- a plural without a determiner, a present tense without an object in the past: things in general
    local word = s.words[event.j]
    if event.realis == "actual" then
      if event.pos == "noun" then
        local bare = np and not np.det and not np.count and not np.capital
        if bare and in_general[event.type] then event.realis = "generic"
        elseif bare and word:sub(-1) == "s" and not s.past then event.realis = "generic" end
      elseif particular[event.type] or entry and entry.led then
        event.realis = "actual" -- a flaw "affects", a patch "fixes" and stolen data "include" in the present
      elseif s.heading and s.tags[event.head] == "verb" and event.i > 1 and s.phrase_at[event.i - 1]
        and not in_general[event.type] then
        event.realis = "actual" -- a headline tells what happened in the present
      elseif s.tags[event.head] == "verb" and (not s.past or event.type == "phishing") then
        event.realis = "generic"
      elseif s.tags[event.head] == "ing" and event.i == event.head and not s.past then
        event.realis = "generic"
      end
    end
    if not best then
      -- "we have taken your data": who says so is who did it
      for _, r in ipairs(event.roles or {}) do
        if r.role == "attacker" and s.words[r.i] == "we" then best = { kind = "claimed" } end
      end
    end
    if entry and entry.stance and not none then best = { i = event.head, j = event.head, kind = entry.stance } end
    if best then
      event.stance = best.kind
      -- the adverb is what the reader sees; "investigating whether" is the act itself
      event.hedge = best.kind == "investigated" and reported or best.i and best or nil
      if best.kind == "denied" then event.realis = "other" end
    else
      event.stance = "asserted"
    end
  end
end

return stance
