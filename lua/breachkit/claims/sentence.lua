--- A sentence as the rules see it: folded words, tags, noun classes, noun phrases.
-- Tags are those of `data/words.lua`, and: `noun` (anything nominal), `num`, `verb` (finite or base), `ed` (past or
-- participle), `ing`, `mark`, `'s`.
-- @module breachkit.claims.sentence
local core = require "breachkit.core"
local data = require "breachkit.data"
local tagging, text = core.tagging, core.text

local sentence = {}

local calendar = [[january february march april may june july august september october november december jan feb mar apr
  jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow]]

-- The sets of words that `core.tagging` heeds, in its order.
local sets = {
  "of", "that", "'s '",
  -- adjectives after which a participle or a base form is part of the noun phrase
  [[latest last first new recent only other next second possible digital personal major massive big large public several
    previous further similar]],
  "million billion trillion thousand hundred tb gb mb terabytes gigabytes dozen",
  "hundreds dozens thousands millions billions",
  calendar,
  -- of the verbs whose base form may stand after a noun those whose does not, and forms with "s" that are no nouns
  "include contain says warns",
  "was were had has have",
  -- adjectives and determiners before what an event is called: no part of it, and part of it
  [[massive recent previous major latest similar such huge large big new another first serious ongoing successful
    widespread potential possible alleged global]],
  "the a an this these that",
  "online offline outside", -- what stands before nouns, too
}
-- And ours: a stage that is about such words, or about phrases of a lexicon that all hold one, has nothing to do in a
-- sentence without.
local ours = { contrast = "not no rather instead", relative = "which who",
  coin = "bitcoin bitcoins cryptocurrency monero",
  contrary = "had were should", nobody = "nobody nothing no neither none", we = "we", own = "we i our us my",
  opening = "", urging = "", works = "",
  hedges = "", unreal = "", naming = "", speech = "", instructions = "", corrections = "", verdicts = "",
  claiming = "", standing = "", kin = "" }
local form_bits = { base = 1, s = 2, past = 4, participle = 8, ing = 16 }

local sets_of, bits = {}, {} -- word -> its sets; name of a set -> its bit
local function put(words, bit)
  for word in words:gmatch "%S+" do sets_of[word] = (sets_of[word] or 0) | bit end
end
for i, words in ipairs(sets) do put(words, 1 << (i - 1)) end
local next_bit = 1 << #sets
for name, words in pairs(ours) do
  bits[name], next_bit = next_bit, next_bit << 1
  put(words, bits[name])
end

local auxiliary = { be = true, have = true, ["do"] = true }

-- How seldom a word is, by what it is: a function word in many sentences, "have" in most.
local function rarity(word, tag) return auxiliary[tag] and 1 or tag and 1 + #word or 100 + #word end

--- Note of a lexicon's phrases the words by which a sentence is known to hold none: of each the one that seems rarest.
-- To be called before `vocabulary`.
-- @tparam string name of the set, as `holds` takes it
-- @tparam {string,...} phrases
-- @tparam[opt={}] table tags word -> tag, of function words
-- @usage sentence.note("hedges", { "is said to" }, { is = "be", to = "prep" })
function sentence.note(name, phrases, tags)
  for _, phrase in ipairs(phrases) do
    local rarest, least = nil, 0
    for word in phrase:gmatch "%f[^%s\0]%l+%f[%s\0]" do
      local rare = rarity(word, tags and tags[word])
      if rare > least then rarest, least = word, rare end
    end
    put(rarest or text.tokens(phrase):arrays()[1], bits[name])
  end
end

--- The words of a set that is written here, so that who asks for them by `holds` has the same.
-- @tparam string name contrast, contrary, own...
-- @treturn table word -> true
-- @usage local contrary = sentence.words "contrary"
function sentence.words(name) return data.set(ours[name]) end

--- May a sentence hold a word of a set, or a phrase of a lexicon that was noted?
-- @tparam table s the sentence
-- @tparam string name of the set: one of `ours`, or what `note` was given
-- @treturn boolean
-- @usage if sentence.holds(s, "hedges") then ... end
function sentence.holds(s, name) return s.sets & bits[name] ~= 0 end

--- The bits of sets, as a sentence's `sets` has them, for what asks about several at once.
-- @tparam string ... names, as `holds` takes them
-- @treturn integer
-- @usage local OURS = sentence.mask("hedges", "unreal") ... if s.sets & OURS == 0 then return end
function sentence.mask(...)
  local mask = 0
  for _, name in ipairs { ... } do mask = mask | bits[name] end
  return mask
end

--- Compile what the tagger knows of words.
-- @tparam table tags word -> tag
-- @tparam table forms word -> a set of the forms of a verb that it is
-- @tparam table lex the lexicon, with `classes` and `classes_of`; where it has a `vocabulary` that one is extended
-- @treturn vocabulary
-- @usage local v = sentence.vocabulary({ the = "det" }, { steals = { s = true } }, lex)
function sentence.vocabulary(tags, forms, lex)
  local base = lex.vocabulary
  local list, n = {}, 0
  local function add(word, tag, form)
    list[n + 1], list[n + 2], list[n + 3], list[n + 4] = word, tag, form, sets_of[word] or 0
    n = n + 4
  end
  for word, tag in pairs(tags) do add(word, tag, 0) end
  for word, of in pairs(forms) do
    local form = 0
    for name in pairs(of) do form = form | form_bits[name] end
    if not tags[word] then add(word, "", form) end
  end
  for word in pairs(base and {} or sets_of) do
    if not tags[word] and not forms[word] then add(word, "", 0) end
  end
  return base and base:extend(list) or tagging.vocabulary(list, lex.classes, lex.classes_of, bits.opening, "work")
end

--- Prepare a sentence.
-- @tparam table reading what `claims` keeps of a document: `tokens`, `lex`, and where rules have verbs of their own
-- `vocabulary`
-- @tparam integer i its first token
-- @tparam integer j its last token
-- @treturn table the sentence, as `core.tagging` gives it
-- @usage local s = sentence.new(reading, 1, 20)
function sentence.new(reading, i, j)
  return (reading.vocabulary or reading.lex.vocabulary):read(reading.tokens, i, j)
end

local none = {}

--- The phrases of a lexicon in a sentence.
-- @tparam table reading
-- @tparam table s the sentence
-- @tparam string name of the lexicon, one that was noted
-- @treturn {integer,...} as `lexicon:find` gives them
-- @usage local hedges = sentence.find(reading, s, "hedges")
function sentence.find(reading, s, name)
  return s.sets & bits[name] ~= 0 and reading.lex[name]:find(reading.tokens, s.from, s.to) or none
end

local passing = { have = true, be = true, adv = true, modal = true, neg = true, ["do"] = true }

local suffixes = {} -- "Inc", "LLC"
for _, word in ipairs(data.load("names").suffixes) do suffixes[word] = true end

--- Is a phrase only what goes on with a name behind a comma: "Acme, Inc"?
-- @tparam table s the sentence
-- @tparam table np
-- @treturn boolean
-- @usage if sentence.is_suffix(s, np) then ... end
function sentence.is_suffix(s, np)
  return np[1] == np[2] and suffixes[s.words[np[1]]] and s.words[np.before] == "," or false
end

-- "Acme, a shipper in Rotterdam, said", "Ana Lund, chief executive of Acme, said", "Ana Lund, 32, said": the name
-- before the phrase that says what it is.
local function apposed(s, np, last)
  if sentence.is_suffix(s, np) then return s.phrase_at[np.before - 1] end
  local age = np[1] == np[2] and s.tags[np[1]] == "num"
  local post = not np.det and not np.capital and last > np[2]
  if np.det ~= "det" and not age and not post or s.words[np.before] ~= "," or s.words[last + 1] ~= "," then
    return nil
  end
  local name = s.phrase_at[np.before - 1]
  return name and name.capital and s.tags[name.before] ~= "prep" and name or nil
end

--- The phrase that a name in commas says the name of: "A breach at a supplier, Acme, exposed".
-- @tparam table s the sentence
-- @tparam table np
-- @treturn ?table
-- @usage np = sentence.named_by(s, np) or np
function sentence.named_by(s, np)
  local words, noun = s.words, np.capital and s.phrase_at[np.before - 1]
  local said = noun and noun[2] == np.before - 1 and noun.det and not noun.capital
  return said and words[np.before] == "," and words[np[2] + 1] == "," and noun or nil
end

--- Where the words of a role stand: a value's own bytes, or those of its tokens.
-- @tparam table s the sentence
-- @tparam table role
-- @treturn integer the first byte
-- @treturn integer the last byte
-- @usage local first, last = sentence.extent(s, role)
function sentence.extent(s, role) return role.first or s.first[role.i], role.last or s.last[role.j] end

--- Does a role stand on some of a sentence's tokens?
-- @tparam table role
-- @tparam integer i the first token
-- @tparam integer j the last token
-- @treturn boolean false for one that has only bytes
-- @usage if sentence.overlaps(role, np[1], np[2]) then ... end
function sentence.overlaps(role, i, j) return role.i and role.i <= j and role.j >= i or false end

--- The words of a sentence's tokens with where they stand.
-- @tparam table reading the document
-- @tparam table s the sentence
-- @tparam integer i the first token
-- @tparam integer j the last token
-- @treturn table `{text, first, last}`
-- @usage local hedge = sentence.span(reading, s, 3, 4)
function sentence.span(reading, s, i, j)
  local first, last = s.first[i], s.last[j]
  return { text = reading.text:sub(first, last), first = first, last = last }
end

local CAPITAL = 16 -- of a token's flags

--- A name that is part of a phrase, as a phrase of its own.
-- @tparam table s the sentence
-- @tparam integer first its first token
-- @tparam integer last its last
-- @treturn table the phrase
-- @usage local np = sentence.name_at(s, 3, 4)
function sentence.name_at(s, first, last)
  return { first, last, capital = true, before = first - 1, class = s.classes[last] }
end

--- Does a token begin with a capital?
-- @tparam table s the sentence
-- @tparam integer k
-- @treturn boolean
-- @usage if sentence.is_capital(s, np[1]) then ... end
function sentence.is_capital(s, k) return s.flags[k] & CAPITAL ~= 0 end

--- Words that turn the one behind them round.
sentence.upright = { ["not"] = true, never = true, ["n't"] = true }

--- Is a phrase "no one"?
-- @tparam table s the sentence
-- @tparam table np
-- @treturn boolean
-- @usage if sentence.is_nobody(s, np) then return nil end
function sentence.is_nobody(s, np)
  local word = s.words[np[2]]
  return word == "nobody" or word == "one" and (s.words[np[2] - 1] == "no" or s.words[np.before] == "no")
end

local longest_aside = 24 -- tokens

--- Words that take for granted what their noun names: "the hack", "this attack", "its breach".
sentence.definite = { the = true, this = true, that = true, these = true, those = true, its = true, their = true,
  our = true, his = true, her = true }

--- Names of months and days.
sentence.calendar = data.set(calendar)

--- The marks of a quotation.
sentence.quoting = { ['"'] = true, ["“"] = true, ["”"] = true, ["'"] = true, ["‘"] = true }

--- The marks of a genitive.
sentence.owning = { ["'s"] = true, ["'"] = true, ["’"] = true, ["’s"] = true }
local owned = sentence.owning

-- "Acme, which was hacked last month, said": the token before the aside that ends at the comma before token k.
local function before_aside(s, k)
  local words = s.words
  if words[k - 1] ~= "," then return nil end
  for n = k - 2, math.max(k - longest_aside, 2), -1 do
    if words[n] == "," then return (words[n + 1] == "which" or words[n + 1] == "who") and n - 1 or nil end
  end
end

local SINGULAR = 115 -- the "s" of "says"

--- Forms of verbs of thinking and saying, behind which a clause of its own may stand.
sentence.thought = data.set [[think thinks thought believe believes believed say says said suspect suspects suspected
  fear fears feared claim claims claimed know knows knew known learns learned learnt discovers discovered realised
  realized noticed heard confirms confirmed admits admitted told]]

local finite = { ed = true, verb = true }

-- The verb that has the subject: "tried to sell" before what is sold; "sell stolen" where a participle stands there.
local function governing(s, k)
  local tags = s.tags
  if tags[k] == "ed" and tags[k - 1] == "verb" then k = k - 1 end
  return s.words[k - 1] == "to" and finite[tags[k - 2]] and k - 2 or k
end

local against = { against = true, by = true, with = true, to = true, from = true }

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
  while passing[tags[at]] do at = at - 1 end
  local aside = before_aside(s, at + 1)
  while passing[tags[at]] or s.words[at] == "," do at = at - 1 end
  if s.words[at] == ")" then
    while at > 1 and s.words[at] ~= "(" do at = at - 1 end
    at = at - 1
  end
  if s.words[at] == "." and suffixes[s.words[at - 1]] then at = at - 1 end -- "Acme Inc. said"
  local relative = tags[at] == "wh" and s.words[at - 1] == "," -- "the clinic, which serves ..., said"
  if relative then at = at - 2 end
  at = aside or at
  local np, last = s.phrase_at[at], nil
  for _ = 1, 8 do
    if not np then return nil end
    last = last or np[2]
    np = sentence.named_by(s, np) or np
    local whole = owned[s.words[np.before]] and s.phrase_at[np.before - 1] or np -- "on employees' screens"
    local before = tags[whole.before]
    local to = before == "to" and s.words[whole.before - 1] ~= "according"
    -- "the charges against Ilya Marn, who was accused of it"
    if relative and not aside and np.capital and against[s.words[whole.before]] then return np, last end
    if (to or before == "prep") and not sentence.subordinate[s.words[whole.before]] then
      local outer = s.phrase_at[whole.before - 1]
      if not outer then
        if relative and not aside then return np, last end -- "was attacked by hackers, who stole"
        -- "criticised ... in an interview with": on to the verb before
        local verb = tags[whole.before - 1]
        if verb == "ed" or verb == "verb" then return sentence.subject(s, whole.before - 1) end
        return nil
      end
      np = outer
    elseif before == "ing" and np.before == 1 and np.capital and not sentence.is_capital(s, np[1]) then
      return np, last -- "Shipping line Acme said"
    elseif before == "verb" or before == "ed" or before == "ing" then
      -- "Acme said Red Anvil stole", but not "Acme claimed the attack, saying", nor "said the Ruvanian state"
      local own_clause = sentence.thought[s.words[np.before]] and not np.pronoun and s.words[k - 1] ~= ","
        and (tags[k] ~= "verb" or s.words[k]:byte(-1) == SINGULAR)
      if own_clause then return np, last end
      return sentence.subject(s, governing(s, np.before))
    else
      local name = apposed(s, np, last)
      return name or np, name and name[2] or last
    end
  end
end

--- Where a phrase begins with whose it is: "the county's website", "Norland's intelligence service".
-- @tparam table s the sentence
-- @tparam table np
-- @treturn integer its first token, or that of its owner
-- @usage local i = sentence.owned_from(s, np)
function sentence.owned_from(s, np)
  local owner = owned[s.words[np.before]] and s.phrase_at[np.before - 1]
  while owner and not owner.calendar and not owner.pronoun do
    np = owner
    owner = owned[s.words[np.before]] and s.phrase_at[np.before - 1]
  end
  return np[1]
end

sentence.subordinate = { after = true, before = true, since = true, ["until"] = true, as = true, than = true }
return sentence
