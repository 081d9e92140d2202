--- A sentence as the rules see it: folded words, tags, noun classes, noun phrases.
-- Tags are those of `data/words.lua`, and: `noun` (anything nominal), `num`, `verb` (finite or base), `ed` (past or
-- participle), `ing`, `mark`, `'s`.
-- @module breachkit.claims.sentence
local sentence = {}

local WORD, NUMBER, MARK, CAPITAL, GLUED, HYPHEN = 1, 2, 4, 16, 64, 512
local NUMBER_OR_MARK = NUMBER | MARK
local LY, LY_END = ("ly"):byte(1, 2)
local ED, ED_END = ("ed"):byte(1, 2)
local S_END = ("s"):byte()

local opening = { det = true, poss = true, quant = true, noun = true, num = true }
local before_noun = { det = true, poss = true, quant = true, prep = true, ["'s"] = true, num = true }
local before_participle = { det = true, poss = true, prep = true, quant = true, ["'s"] = true, num = true }
local before_verb = { to = true, modal = true, pron = true, neg = true, wh = true, ["do"] = true }
local after_verb = { det = true, poss = true, quant = true, pron = true, num = true }
local function set(words)
  local out = {}
  for w in words:gmatch "%S+" do out[w] = true end
  return out
end

local magnitude = set "million billion trillion thousand hundred tb gb mb terabytes gigabytes dozen"
local countish = set "hundreds dozens thousands millions billions"

-- adjectives after which a participle or a base form is part of the noun phrase
local adjectives = set [[latest last first new recent only other next second possible digital personal major massive big
  large public several previous further similar]]

local calendar = set [[january february march april may june july august september october november december jan feb
  mar apr jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday today yesterday
  tomorrow]]

local no_nouns = set "include contain" -- of the verbs whose base form may stand after a noun

-- The tag of a word with the forms of a verb, by what stands around it.
local function tag_form(s, lex, form, out, k)
  local w, f, tags, classes = s.words, s.flags, lex.tags, s.classes
  local prev, next_word = out[k - 1], w[k + 1]
  local open = next_word and f[k + 1] & MARK == 0
  local following = open and tags[next_word]
  local next_nominal = open and not following and next_word ~= "'s"
  local capital = f[k] & CAPITAL ~= 0 and k > 1 and not s.shouting
  local after_adjective = adjectives[w[k - 1]] and prev == "noun"
  if form.ing then
    return (prev == "det" or prev == "poss" or prev == "'s" or capital) and "noun" or "ing"
  elseif form.past or form.participle then
    if next_nominal and (before_participle[prev] or after_adjective) then return "noun" end
    return form.base and before_noun[prev] and "noun" or "ed"
  elseif before_noun[prev] or capital or after_adjective or next_word == "of" then
    return "noun"
  elseif before_verb[prev] or (prev == "adv" and before_verb[out[k - 2]]) then
    return "verb"
  elseif following and after_verb[following] then
    return "verb"
  elseif classes[k] or (form.base and not no_nouns[w[k]] and prev == "noun"
    and f[k - 1] & CAPITAL == 0 and w[k - 1]:sub(-1) ~= "s") then
    return "noun"
  elseif prev == "noun" and form.s and not open then
    return "noun"
  elseif prev == "noun" or prev == "adv" or prev == "conj" then
    return "verb"
  end
  return k == 1 and "verb" or "noun"
end

-- The tag of a word that no table has, by its ending.
local function tag_unknown(s, lex, out, k)
  local w, f = s.words, s.flags
  local word = w[k]
  local a, b = word:byte(-2, -1)
  local name = f[k] & CAPITAL ~= 0 and k > 1 and not s.shouting
  if b == LY_END and a == LY and k > 1 then return name and "noun" or "adv" end
  -- "which serves"
  if out[k - 1] == "wh" and b == S_END and f[k] & CAPITAL == 0 and not s.classes[k] then return "verb" end
  if b ~= ED_END or a ~= ED or #word <= 4 or s.classes[k] then return "noun" end
  if name then return "noun" end
  local next_word = w[k + 1]
  local next_nominal = next_word and f[k + 1] & MARK == 0 and not lex.tags[next_word] and next_word ~= "'s"
  return before_noun[out[k - 1]] and next_nominal and "noun" or "ed"
end

local function tag_words(s, lex)
  local w, f, tags, forms, out = s.words, s.flags, lex.tags, lex.forms, {}
  for k = 1, #w do
    local word, flag = w[k], f[k]
    local tag
    if flag & NUMBER_OR_MARK ~= 0 then
      tag = flag & MARK ~= 0 and "mark" or "num"
    elseif word == "'s" or word == "'" then
      tag = "'s"
    else
      tag = tags[word]
      if not tag then
        local form = forms[word]
        if not form then
          tag = tag_unknown(s, lex, out, k)
        else
          tag = flag & HYPHEN ~= 0 and "noun" or tag_form(s, lex, form, out, k)
        end
      elseif tag == "wh" and word == "that" and before_noun[out[k - 1]] then
        tag = "det"
      end
    end
    out[k] = tag
  end
  s.tags = out
end

-- Maximal runs of nominal words; a determiner or possessive opens one, a number before the noun stands apart.
local function find_phrases(s)
  local tags, w, f, out = s.tags, s.words, s.flags, {}
  local at = {} -- token -> its phrase
  local n, k = #w, 1
  while k <= n do
    local tag = tags[k]
    if opening[tag] then
      local first, det, opened = k, nil, k
      if tag == "det" or tag == "poss" then
        det = tag
        k = k + 1
        tag = tags[k]
      end
      local count
      while tag == "num" or tag == "quant" or (count and magnitude[w[k]]) do
        if tag == "num" or countish[w[k]] or magnitude[w[k]] then count = count or { k, k } count[2] = k end
        if not det then first = k + 1 end
        k = k + 1
        tag = tags[k]
      end
      local start = k
      while tag == "noun" or (k > start and (tag == "num" or (tag == "prep" and w[k] == "of" and f[k - 1] & CAPITAL ~= 0
        and tags[k - 1] == "noun" and tags[k + 1] == "noun" and f[k + 1] & CAPITAL ~= 0))) do
        k = k + 1
        tag = tags[k]
      end
      if k > start then
        local head = k - 1
        local from, before = first, first - 1
        if count and not det then from, before = start, count[1] - 1 end
        local class = s.classes[head]
        local capital = f[head] & CAPITAL ~= 0 and (head > 1
          or (not class and w[head]:sub(-1) ~= "s" and not s.lex.forms[w[head]]))
        local dated = calendar[w[head]]
        local np = { from, head, det = det, count = count, start = start, before = before, class = class,
          capital = capital and not dated, calendar = dated, aside = w[before] == "(" and w[k] == ")" or nil }
        out[#out + 1] = np
        for i = opened, from - 1 do at[i] = at[i] or np end
        for i = from, head do at[i] = np end
        if count and not det then for i = count[1], count[2] do at[i] = at[i] or np end end
      elseif count or det then
        local from = det and first or count[1]
        local np = { from, k - 1, det = det, count = count, start = start, bare = true, before = from - 1 }
        out[#out + 1] = np
        for i = from, k - 1 do at[i] = np end
      elseif k == first then
        k = k + 1
      end
    elseif tag == "pron" then
      local np = { k, k, pronoun = w[k], start = k, before = k - 1 }
      out[#out + 1] = np
      at[k] = np
      k = k + 1
    else
      k = k + 1
    end
  end
  s.phrases, s.phrase_at = out, at
end

-- In capitals, or a headline In Title Case: a capital tells nothing of a name there.
local function shouting(s, tags)
  local w, f, words, capitals = s.words, s.flags, 0, 0
  for k = 2, #w do
    local flag = f[k]
    if flag & WORD ~= 0 and not tags[w[k]] then
      words = words + 1
      if flag & CAPITAL ~= 0 then capitals = capitals + 1 end
    end
  end
  return words >= 3 and capitals > 0.8 * words
end

--- Prepare a sentence.
-- @tparam table reading what `claims` keeps of a document: `tokens`, `lex`, `classes` (matches by token)
-- @tparam integer i its first token
-- @tparam integer j its last token
-- @treturn table the sentence: `words`, `flags`, `first`, `last` (bytes by token), `tags`, `classes`, `phrases`
-- @usage local s = sentence.new(reading, 1, 20)
function sentence.new(reading, i, j)
  local s = { from = i, to = j, lex = reading.tagging or reading.lex }
  s.words, s.flags, s.first, s.last = reading.tokens:arrays(i, j)
  local classes = {}
  local m = reading.lex.classes:find(reading.tokens, i, j)
  local of = reading.lex.classes_of
  -- the class belongs to the phrase's last word
  for k = 1, #m, 3 do classes[m[k + 1] - i + 1] = of[m[k + 2]] end
  s.classes = classes
  s.shouting = shouting(s, reading.lex.tags)
  tag_words(s, s.lex)
  find_phrases(s)
  return s
end

local passing = { have = true, be = true, adv = true, modal = true, neg = true, ["do"] = true }

-- "Acme, a shipper in Rotterdam, said": the name before the phrase that says what it is.
local function apposed(s, np, last)
  if np.det ~= "det" or s.words[np.before] ~= "," or s.words[last + 1] ~= "," then return nil end
  local name = s.phrase_at[np.before - 1]
  return name and name.capital and s.tags[name.before] ~= "prep" and name or nil
end

--- The subject of the verb at a token: the nearest phrase before it, out of the prepositional phrases it ends
-- ("a spokesperson for Acme said") and over an object of another verb.
-- @tparam table s the sentence
-- @tparam integer k the verb's token
-- @treturn ?table the phrase whose head is the subject
-- @treturn ?integer the last token of the whole subject
-- @usage local np, last = sentence.subject(s, 5)
function sentence.subject(s, k)
  local tags = s.tags
  local at = k - 1
  while passing[tags[at]] or s.words[at] == "," do at = at - 1 end
  if s.words[at] == ")" then
    while at > 1 and s.words[at] ~= "(" do at = at - 1 end
    at = at - 1
  end
  if tags[at] == "wh" and s.words[at - 1] == "," then at = at - 2 end -- "the clinic, which serves ..., said"
  local np, last = s.phrase_at[at], nil
  for _ = 1, 8 do
    if not np then return nil end
    last = last or np[2]
    local before = tags[np.before]
    if before == "prep" and not sentence.subordinate[s.words[np.before]] then
      local outer = s.phrase_at[np.before - 1]
      if not outer then
        -- "criticised ... in an interview with": on to the verb before
        local verb = tags[np.before - 1]
        if verb == "ed" or verb == "verb" then return sentence.subject(s, np.before - 1) end
        return nil
      end
      np = outer
    elseif before == "verb" or before == "ed" or before == "ing" then
      return sentence.subject(s, np.before)
    else
      local name = apposed(s, np, last)
      return name or np, name and name[2] or last
    end
  end
end

sentence.subordinate = { after = true, before = true, since = true, ["until"] = true, as = true, than = true }
sentence.WORD, sentence.NUMBER, sentence.MARK, sentence.CAPITAL, sentence.GLUED = WORD, NUMBER, MARK, CAPITAL, GLUED
return sentence
