--- What is told as a rumour, a claim or an attempt, and what is then said of it: by `verdicts` in `data/hedges.lua`.
-- @module breachkit.claims.rumours
local data = require "breachkit.data"
local lexicon = require "breachkit.claims.lexicon"
local sentence = require "breachkit.claims.sentence"

local rumours = {}

local verbal = { verb = true, ed = true, be = true, ing = true, modal = true, have = true }
local upright = sentence.upright

--- Does the "that" of a noun follow, right behind or behind where and by whom it is told: "claims on social media,
-- repeated by a site, that"?
-- @tparam table s the sentence
-- @tparam integer k the noun's token
-- @tparam integer stop up to which token
-- @treturn boolean
-- @usage if rumours.leads(s, 4, event.head) then ... end
function rumours.leads(s, k, stop)
  local apart = false
  for at = k + 1, stop - 1 do
    local word = s.words[at]
    if word == "," then
      apart = not apart
    elseif not apart then
      if word == "that" then return not verbal[s.tags[at + 1]] end -- "a claim that prompted him"
      if verbal[s.tags[at]] then return false end
    end
  end
  return false
end

local calling = lexicon.verb_set(data.load("roles").calling)
local about = { of = true, about = true }

-- Does a word at token k, behind a form of "be" and "not", say what a rumour is not: "are not true"?
local function is_untrue(s, verdict, k)
  local at = k - 1
  while s.tags[at] == "adv" do at = at - 1 end
  return verdict.lacking[s.words[k]] and upright[s.words[at]] and s.tags[at - 1] == "be" and at - 1
end

-- "Prevented hackers from stealing": the verb by which somebody is kept from a deed.
local function kept_from(lex, s, event)
  local np = s.tags[event.i] == "ing" and s.words[event.i - 1] == "from" and s.phrase_at[event.i - 2]
  return np and lex.keeping[s.words[np.before]] and s.tags[np.before - 1] ~= "neg" and np.before
end

-- Does a verdict's word lead to the event: "rumours that", "an attempt to", "an attempt by hackers to"?
local function leads_on(s, verdict, k)
  local by = s.words[k] == "by" and s.phrase_at[k + 1]
  return s.words[by and by[2] + 1 or k] == verdict.link
end

--- What is told of a rumour or an attempt behind the event in it undoes the event ("rumours that ... are untrue",
-- "rumours of a hack are not true", "an attempt to ... was foiled"), and so does who keeps somebody from it.
-- @tparam table lex
-- @tparam table s the sentence
-- @tparam table event
-- @tparam function parted does a clause end between two tokens of the sentence?
-- @treturn ?integer the first token of the words that tell it; nil where they are not so
-- @treturn ?integer the last
-- @usage local first, last = rumours.undone(lex, s, event, parted)
function rumours.undone(lex, s, event, parted)
  local kept = kept_from(lex, s, event)
  if kept then return kept, kept end
  local noun = event.pos == "noun" and s.phrase_at[event.j]
  for k = event.i - 1, 2, -1 do
    local verdict = lex.verdicts[s.words[k - 1]]
    local leads = verdict and (leads_on(s, verdict, k) or noun and noun.before == k and about[s.words[k]])
    if leads and not parted(s, k, event.i) then
      local called = calling[s.words[k - 2]] -- "called reports of a hack false"
      for at = event.j + 1, #s.words do
        local first = at - 1
        if s.tags[first] == "det" then first = first - 1 end -- "turned out to be a hoax"
        while s.tags[first] == "adv" and not upright[s.words[first]] do first = first - 1 end
        local be = s.tags[first] == "be" and first > event.j
        local holds = verdict.alone[s.words[at]] and not be and not upright[s.words[first]]
          or verdict.being[s.words[at]] and (be or called)
        local untrue = is_untrue(s, verdict, at)
        if (holds or untrue) and not parted(s, event.j, at) then return untrue or be and first or at, at end
      end
    end
  end
end

local recalling = { these = true, those = true, this = true, that = true, such = true, the = true, all = true,
  both = true, of = true }
local being = { is = true, are = true, was = true, were = true }
local next_words = 9 -- of the next sentence, within which the verdict stands

-- Does the next sentence say that they are false: "These claims are entirely false"?
local function false_then(lex, text, at)
  local noun, be
  local n = 0
  for word in text:sub(at, at + 120):lower():gmatch "[^%s\"]+" do
    local bare = word:gsub("[%.,;:]+$", "")
    n = n + 1
    if n > next_words then return false end
    if not noun then
      if n > 1 and lex.verdicts[bare] then noun = lex.verdicts[bare] elseif not recalling[bare] then return false end
    elseif being[bare] then
      be = true
    elseif be and noun.being[bare] then
      return true
    elseif upright[bare] or not (be and bare:find "ly$") then
      return false
    end
    if bare ~= word then return false end
  end
  return false
end

--- The rumour or claim that tells an event, as a hedge: reported, and denied where the next sentence says that it is
-- false.
-- @tparam table reading the document
-- @tparam table s the sentence
-- @tparam table event
-- @tparam function parted does a clause end between two tokens of the sentence?
-- @treturn ?table `{i, j, kind}`
-- @usage local hedge = rumours.hedge(reading, s, event, parted)
function rumours.hedge(reading, s, event, parted)
  local lex = reading.lex
  for k = event.i - 2, 1, -1 do
    local verdict = lex.verdicts[s.words[k]]
    if verdict and verdict.weak[s.words[k]] and not verbal[s.tags[k]] and rumours.leads(s, k, event.head)
      and not parted(s, k, event.head) then
      return { i = k, j = k, kind = false_then(lex, reading.text, s.last[#s.words] + 1) and "denied" or "reported" }
    end
  end
end

return rumours
