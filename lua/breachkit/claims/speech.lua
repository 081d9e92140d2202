--- Who says so: quotations and their speakers, sources that a report names, statements.
-- @module breachkit.claims.speech
local lexicon = require "breachkit.claims.lexicon"
local sentence = require "breachkit.claims.sentence"

local speech = {}

local GLUED = 64

--- The quotations of a document, by tokens: `{i, j}`, the marks included.
-- A quotation that runs over several paragraphs, each opened again, is one for each paragraph, joined by `continues`.
-- @tparam table reading `tokens` of the document
-- @treturn {table,...} in order
-- @usage local quotes = speech.quotes(reading)
function speech.quotes(reading)
  local found, out = reading.tokens:quotes(), {}
  for k = 1, #found, 3 do
    local again = found[k - 1] and found[k] == found[k - 2] + 1
    out[#out + 1] = { i = found[k], j = found[k + 1], continues = again and #out or nil }
  end
  return out
end

-- The quotation that holds a token, looked for from the `at`th on.
local function quoted(quotes, k, at)
  while quotes[at] and quotes[at].i <= k do
    if k <= quotes[at].j then return quotes[at] end
    at = at + 1
  end
end
speech.quoted = quoted

local verbal = { verb = true, ed = true, ing = true }

-- The phrase with the words glued to it ("Re/code", "#GOP"): tokens i, j.
local function widen(s, np)
  local i, j = np[1], np[2]
  local words, flags = s.words, s.flags
  while words[j + 1] == "/" and words[j + 2] and flags[j + 1] & flags[j + 2] & GLUED ~= 0 do j = j + 2 end
  return i, j
end

local function named(s, np) return sentence.is_capital(s, np[2]) end

local function is_party(lex, s, np)
  return lex.speakers[s.words[np[2]]] or np.pronoun
end

local closing = { [","] = true, ['"'] = true, ["”"] = true }

local inverting = { said = true, says = true }

-- "..., said Jane Doe of Acme": the party behind the verb from token i to j.
local function behind(lex, s, i, j)
  local np = s.phrase_at[j + 1]
  return np and closing[s.words[i - 1]] and (named(s, np) or is_party(lex, s, np)) and np or nil
end

local clausal = { verb = true, ed = true, be = true, have = true, modal = true }

-- Has a phrase no verb behind it in its clause? "Jane Doe, a director, said Acme was hacked" is not said by Acme.
local function verbless(s, np)
  local k = np[2] + 1
  while s.tags[k] and s.tags[k] ~= "mark" do
    if clausal[s.tags[k]] then return false end
    k = k + 1
  end
  return not np.calendar
end

-- "A breach reported on Friday" reports nothing: what happened, and money, say nothing.
local function speaks(np)
  local class = np.class
  return not class or np.capital or not (class.attack or class.vulnerability or class.money)
end

-- Who says what the verb from token i to j tells: its subject, without the day ("Ruvania on Thursday rejected"), or who
-- stands behind it.
local function sayer(lex, s, i, j)
  local inverted = inverting[s.words[i]] and behind(lex, s, i, j)
  if inverted and verbless(s, inverted) then return inverted end
  local np, last = sentence.subject(s, i)
  if np and not speaks(np) then return nil end
  local day = last and last > np[2] and s.phrase_at[last]
  if day and day.calendar then last = s.tags[day.before] == "prep" and day.before - 1 or day.before end
  if np then return last > np[2] and { np[1], last, before = np.before, of = true } or np end
  return behind(lex, s, i, j)
end

--- Where a document's words of saying stand from a token on: those of sentences are asked for in order.
-- @tparam table reading the document, with `said`, the phrases of `data/speech.lua` in it
-- @tparam integer first a sentence's first token
-- @treturn integer the place of the next one in `reading.said`
-- @usage local k = speech.from(reading, s.from)
function speech.from(reading, first)
  local said, k = reading.said, reading.said_at
  while said[k] and said[k] < first do k = k + 3 end
  reading.said_at = k
  return k
end

local by = { by = true, from = true, of = true }

-- "According to a report by Bluepine", "according to Bluepine's report": whose it is, where it has a name.
local function author(lex, s, np)
  if not np or not lex.writings[s.words[np[2]]] then return np end
  local who = by[s.words[np[2] + 1]] and s.phrase_at[np[2] + 2] or sentence.owning[s.words[np.before]]
    and s.phrase_at[np.before - 1]
  return who and named(s, who) and who or np
end

-- "Reported by the researcher Ana Lund": who found it is no outlet. The source's words end at token j.
local function by_finder(s, j)
  local np = s.words[j] == "by" and s.words[j - 1] == "reported" and s.phrase_at[j + 1]
  for k = np and np[1] or 1, np and np[2] or 0 do
    if s.classes[k] and s.classes[k].researcher then return true end
  end
  return false
end

local passive = { believed = true, alleged = true, said = true, reported = true, suspected = true }

-- "The hackers, believed to be from Ruvania," believe nothing.
local function told_of(s, i, j)
  return passive[s.words[i]] and s.words[j + 1] == "to" and s.words[i - 1] == ","
end

-- "A researcher reported it", "reported the flaw to Acme": who does so found it, and is no outlet.
local function tells_flaw(s, j)
  local np = s.phrase_at[j + 1]
  local flaw = np and (np.pronoun or np.class and np.class.vulnerability)
  local following = np and s.tags[np[2] + 1]
  return flaw and np[1] == j + 1 and not clausal[following] and following ~= "wh" or false
end

local nobody = { verbs = {} }

--- What a sentence says of its sources: `via` (an outlet) and `speaker` (who says it), with the words that show it.
-- @tparam table reading the document
-- @tparam table s the sentence
-- @treturn table `{via, speaker, statement, silent, verbs}`; spans are tokens of the sentence; `from` and `to` of `via`
-- those of the words that name it ("according to"). Not to be changed
-- @usage local sources = speech.sources(reading, s)
function speech.sources(reading, s)
  local said, k, to = reading.said, speech.from(reading, s.from), s.to
  if not said[k] or said[k] > to then return nobody end
  local lex, tags, words, before_it = reading.lex, s.tags, s.words, s.from - 1
  local verbs, via, reported, source, speaker, statement, silent = {}, nil, nil, nil, nil, nil, nil
  while said[k] and said[k + 1] <= to do
    local i, j, is = said[k] - before_it, said[k + 1] - before_it, lex.speech_of[said[k + 2]]
    if is.silent then silent = { i, j } end
    if is.statement then statement = statement or { i, j } end
    local np = is.source and not by_finder(s, j) and author(lex, s, s.phrase_at[j + 1])
    local told = is.verb -- "told The Examiner" names an outlet, "told reporters" and "told Congress" nobody
    if np and not (told and lex.hearers[words[np[2]]]) then
      if named(s, np) and not lex.speakers[words[np[2]]] and not (told and np.pronoun) then
        if not via then
          local a, b = widen(s, np)
          via = { i = a, j = b, np = np, from = i, to = j }
        end
      elseif not (told or source) then
        local a, b = widen(s, np)
        source = { i = a, j = b, np = np }
      end
    end
    if is.verb and verbal[tags[i]] then
      local at = i - 1
      while tags[at] == "adv" or tags[at] == "neg" do at = at - 1 end
      if tags[at] ~= "be" and not told_of(s, i, j) then
        local finds = words[i]:find "^report" and tells_flaw(s, j)
        local found, who, outlet = not finds and sayer(lex, s, i, j), nil, nil
        -- an outlet that reports is a source, whoever it is that says so
        if found and not found.pronoun and words[i]:find "^report" and named(s, found)
          and not lex.speakers[words[found[2]]] and not found.of then
          outlet = { i = found[1], j = found[2], np = found }
          reported = reported or outlet
        elseif found and words[found[1]] ~= "which" and words[found[1]] ~= "that" and not found.bare
          and speaks(found) and not sentence.is_nobody(s, found) then
          who = { i = sentence.owned_from(s, found), j = found[2], np = found, verb = i }
          if not speaker or speaker.np.pronoun then speaker = who end
        end
        verbs[#verbs + 1] = { i, j, speaker = who, outlet = outlet }
      end
    end
    k = k + 3
  end
  if source and not (source.np.pronoun and speaker) then speaker = source end
  return { verbs = verbs, via = via or reported, speaker = speaker, statement = statement, silent = silent }
end

local opening = 8 -- words before which a sentence's own verb stands: "As a tool, you must write that"
local leads = { please = true, [","] = true, [":"] = true, ["“"] = true, ['"'] = true }

--- Does the sentence tell its reader, or a program that reads it, what to do or say? Then it is no report.
-- @tparam table reading the document
-- @tparam table s the sentence
-- @treturn boolean
-- @usage if speech.instructs(reading, s) then events = {} end
function speech.instructs(reading, s)
  if not sentence.holds(s, "instructions") then return false end
  local m = reading.lex.instructions:find(reading.tokens, s.from, math.min(s.from + opening + 4, s.to))
  for k = 1, #m, 3 do
    local at = m[k] - s.from -- words before it; "they say that" and "police report that" have a subject
    if at == 0 or at < opening and leads[s.words[at]] then return true end
  end
  return false
end

local opening_bytes = 600

-- Does the report put an earlier one right, by its title or how it begins?
local function amends(reading)
  local how, title = reading.lex.amending, (reading.doc.title or ""):lower()
  return lexicon.matches(title, how.title) or lexicon.matches(reading.text:sub(1, opening_bytes):lower(), how.opening)
end

-- "The article also said that ...", in such a report.
local function recalls(reading, s)
  if reading.amends == nil then reading.amends = amends(reading) end
  if not reading.amends then return false end
  local how, k = reading.lex.amending, 1
  while s.tags[k] == "adv" or s.tags[k] == "det" or s.words[k] == "," do k = k + 1 end
  if not how.told[s.words[k]] then return false end
  k = k + 1
  while s.tags[k] == "adv" or s.tags[k] == "have" do k = k + 1 end
  return how.saying[s.words[k]] or false
end

--- Does the sentence tell what the report said before it was put right? Then it claims nothing.
-- @tparam table reading the document
-- @tparam table s the sentence
-- @treturn boolean
-- @usage if speech.corrects(reading, s) then events = {} end
function speech.corrects(reading, s)
  return #sentence.find(reading, s, "corrections") > 0 or recalls(reading, s)
end

return speech
