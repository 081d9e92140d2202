--- Who may have done a deed that is told in words other news has too: somebody whom nobody knows ("a stranger", "the
-- person"), or of whom the document says that he does such ("the gang Red Anvil").
-- @module breachkit.claims.somebody
local data = require "breachkit.data"
local roles = require "breachkit.claims.roles"
local sentence = require "breachkit.claims.sentence"

local somebody = {}

local none = {}
local roles_of = data.load "roles"
local unknown, acting, gangs = data.set(roles_of.unknown), data.set(roles_of.acting), data.set(roles_of.gangs)
local criminal, bands = data.set(roles_of.criminal), data.set(roles_of.bands)
local most_names = 100 -- of a document that are looked for in its text
local strangers = { "someone", "somebody", "whoever", "outsider", "stranger", "unknown", "unidentified", "unauthori",
  "outside party" }

-- Does a document tell of somebody whom nobody knows? "The person" may then be who did it.
local function tells_of_unknown(reading)
  if reading.unknown == nil then
    local body = reading.text:lower()
    reading.unknown = false
    for _, word in ipairs(strangers) do
      reading.unknown = reading.unknown or body:find(word, 1, true) ~= nil
    end
  end
  return reading.unknown
end

-- By their class, or by words for anybody at all: "an outside party". "The group" may be a company.
local function is_unknown(reading, s, np)
  local class, head = np.class or none, s.words[np[2]]
  if class.attacker or class.outsider or class.hacker or class.intruder then
    return not bands[head] or criminal[s.words[np[2] - 1]] or s.words[np[2] + 1] == "of"
  end
  if np.det ~= "det" or np.capital or not unknown[head] or s.words[np[2] + 1] == "whose" then return false end
  return not sentence.definite[s.words[np[1]]] or tells_of_unknown(reading)
end

local gap = "[ \"'\226\128\152-\157]+"

-- Does a text say of a name that it is a gang's: "the gang Red Anvil", "the hacking group Red Anvil"?
local function is_told(text, name)
  local at, stop = text:find(name, 1, true)
  while at do
    local kind, word = text:sub(math.max(1, at - 40), at - 1):match("(%l*) ?(%l+)" .. gap .. "$")
    local after, more = text:match("^" .. gap .. "(%l+) ?(%l*)", stop + 1)
    if gangs[word] or gangs[after] or bands[word] and criminal[kind] or criminal[after] and bands[more] then
      return true
    end
    at, stop = text:find(name, stop + 1, true)
  end
  return false
end

--- Is a name that of a gang, by what stands with it here or elsewhere in the document: "the gang Black Heron"?
-- @tparam table reading the document
-- @tparam table s the sentence
-- @tparam table np
-- @treturn boolean
-- @usage if somebody.is_gang(reading, s, np) then ... end
function somebody.is_gang(reading, s, np)
  if not np.capital then return false end
  local first = np[1]
  for k = np[1], np[2] do
    if gangs[s.words[k]] or bands[s.words[k]] and criminal[s.words[k - 1]] then return true end
    if not sentence.is_capital(s, k) then first = k + 1 end
  end
  local known = reading.gangs or { count = 0 }
  reading.gangs = known
  local name = reading.text:sub(s.first[first], s.last[np[2]])
  if known[name] == nil and known.count < most_names then
    known[name], known.count = is_told(reading.text, name), known.count + 1
  end
  return known[name] or false
end

local function is_such(reading, s, np) return is_unknown(reading, s, np) or somebody.is_gang(reading, s, np) end

local finite = { ed = true, verb = true, have = true }
local acted = { ed = true, verb = true, ["do"] = true }
local joining = { before = true, after = true, ["while"] = true, when = true, once = true, ["until"] = true, as = true }
local saying = { saying = true, claiming = true, adding = true, boasted = true, boasting = true, boasts = true,
  bragged = true, bragging = true, brags = true }
local itself = { it = true, they = true, he = true, she = true }
local most_name = 6 -- tokens of a name with its marks
local most_aside = 12 -- tokens of an aside about who does it
local most_before = 40 -- tokens from a verb back to the one that it is joined to

-- Who is called by a name that ends before token k: the "someone" of 'someone using the name "quietfox"'.
local function called(reading, s, k)
  local m = sentence.find(reading, s, "naming")
  for n = #m - 2, 1, -3 do
    local party, last = m[n] - s.from, m[n + 1] - s.from + 1
    if last < k - 1 and k - last <= most_name then return s.phrase_at[party] end
  end
end

-- The subject of the verb at a token, a pronoun too; over an aside: "The thieves who raided Acme, a bank, made off".
local function own_subject(s, k)
  while s.tags[k - 1] == "adv" do k = k - 1 end
  local before = s.words[k - 1]
  local np = s.phrase_at[before == "who" and k - 2 or k - 1]
  local object = np and np.pronoun and acted[s.tags[np.before]] and not sentence.thought[s.words[np.before]]
  if object then return sentence.subject(s, np.before), k end -- "whoever did it took"
  if np and (itself[np.pronoun] or s.words[np.before] == "at" and s.words[np[1]] == "least") then return np, k end
  local opening = before == "," and s.phrases[1]
  if opening and opening[2] < k - 2 and s.words[opening[2] + 1] == "who" then return opening, k end
  np = before == "who" and np or sentence.subject(s, k)
  if np or s.tags[k - 1] == "conj" then return np, k end
  for n = #s.phrases, 1, -1 do -- "A person who was not allowed to logged on"
    local other = s.phrases[n]
    local aside = other[2] < k - 2 and k - other[2] <= most_aside and s.words[other[2] + 1] == "who"
    if aside then return other, k end
  end
  return nil, k
end

-- The subject of the verb at a token; of one behind "and" that of the verb before it.
local function subject(s, k)
  local np
  np, k = own_subject(s, k)
  if np or s.tags[k - 1] ~= "conj" and s.words[k - 1] ~= "," then return np end
  for at = k - 2, math.max(k - most_before, 2), -1 do
    np = finite[s.tags[at]] and s.tags[at - 1] ~= "to" and own_subject(s, at)
    if np then return s.tags[at - 1] ~= "be" and np or nil end -- "was found by Acme and exposed"
  end
end

-- Did who opens the sentence before do what that tells, or "he" somebody there?
local function goes_on(reading, s, pronoun)
  local before = reading.told_last
  if not before or before.to ~= s.from - 1 then return false end
  local opening, person = before.phrases[1], pronoun == "he" or pronoun == "she"
  for _, event in ipairs(before.events) do
    if opening and roles.tells(event, "attacker", opening[1], opening[2]) then return true end
    for _, r in ipairs(person and event.roles or none) do
      local one = r.role == "attacker" and r.i and before.words[r.j]
      if unknown[one] or acting[one] then return true end
    end
  end
  return false
end

-- May a pronoun stand for such a one: for who says so ("the crew says it sat"), who does what stands before ("wiped the
-- backups before they scrambled"), or who did what was told last?
local function means_such(reading, s, np)
  local verb = s.words[np.before] == "that" and np.before - 1 or np.before
  local says = sentence.thought[s.words[verb]] or saying[s.words[verb]]
  local speaker = says and subject(s, verb)
  if speaker then return not itself[speaker.pronoun] and is_such(reading, s, speaker) end
  for at = joining[s.words[np.before]] and np.before - 1 or 0, math.max(np.before - most_before, 2), -1 do
    local before = finite[s.tags[at]] and own_subject(s, at)
    if before and not itself[before.pronoun] then return is_such(reading, s, before) end
  end
  return np[1] == 1 and goes_on(reading, s, np.pronoun)
end

local indefinite = { a = true, an = true, one = true, another = true }

--- Who does a deed, where that is somebody who may.
-- @tparam table reading the document
-- @tparam table s the sentence
-- @tparam table event what only looks like a passive ("the person entered through") is none afterwards
-- @treturn ?table the phrase
-- @usage local np = somebody.does(reading, s, event)
function somebody.does(reading, s, event)
  local how, np = event.entry.doer, nil
  if event.passive and s.words[event.j + 1] == "by" then
    np = s.phrase_at[event.j + 2]
  elseif not event.passive then
    np = called(reading, s, event.i) or subject(s, event.i)
  elseif event.i == event.head and s.tags[event.i - 1] ~= "be" then
    np = subject(s, event.i)
    if not np or not is_unknown(reading, s, np) then return nil end
    event.passive = false
  end
  if not np or sentence.is_nobody(s, np) then return nil end
  if itself[np.pronoun] then return means_such(reading, s, np) and np or nil end
  local worker = acting[s.words[np[2]]]
  local may = is_such(reading, s, np) or how == "anybody" and (worker or roles.does(np))
    or how == "an insider" and worker and indefinite[s.words[np[1]]]
  return may and np or nil
end

return somebody
