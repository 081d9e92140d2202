--- Who says so: quotations and their speakers, sources that a report names, statements.
-- @module breachkit.claims.speech
local sentence = require "breachkit.claims.sentence"

local speech = {}

local CAPITAL, GLUED = 16, 64

--- The quotations of a document, by tokens: `{i, j}`, the marks included.
-- A quotation that runs over several paragraphs, each opened again, is one for each paragraph, joined by `continues`.
-- @tparam table reading `tokens` of the document
-- @treturn {table,...} in order
-- @usage local quotes = speech.quotes(reading)
function speech.quotes(reading)
  local found, out = reading.tokens:quotes(), {}
  for k = 1, #found, 3 do
    out[#out + 1] = { i = found[k], j = found[k + 1], continues = found[k - 1] and #out or nil }
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

local function named(s, np) return s.flags[np[2]] & CAPITAL ~= 0 end

local function is_party(lex, s, np)
  return lex.speakers[s.words[np[2]]] or np.pronoun
end

--- What a sentence says of its sources: `via` (an outlet) and `speaker` (who says it), with the words that show it.
-- @tparam table reading the document
-- @tparam table s the sentence
-- @treturn table `{via, speaker, statement, silent, verbs}`; spans are tokens of the sentence
-- @usage local sources = speech.sources(reading, s)
function speech.sources(reading, s)
  local lex = reading.lex
  local m = sentence.find(reading, s, "speech")
  local out = { verbs = {} }
  for k = 1, #m, 3 do
    local i, j = m[k] - s.from + 1, m[k + 1] - s.from + 1
    local kinds = lex.speech_of[m[k + 2]]
    local phrase = lex.speech_phrases[m[k + 2]]
    for _, kind in ipairs(kinds) do
      if kind == "silent" then
        out.silent = { i, j }
      elseif kind == "statement" then
        out.statement = out.statement or { i, j }
      elseif kind == "source" then
        local np = s.phrase_at[j + 1]
        if np then
          local a, b = widen(s, np)
          local span = { i = a, j = b, np = np, how = phrase }
          local told = phrase == "told"
          if named(s, np) and not lex.speakers[s.words[np[2]]] and not (told and is_party(lex, s, np)) then
            out.via = out.via or span
          elseif not told then
            out.speaker = out.speaker or span
          end
        end
      end
      if kind == "verb" or phrase == "told" then
        local tag = s.tags[i]
        local before = i - 1
        while s.tags[before] == "adv" do before = before - 1 end
        if verbal[tag] and s.tags[before] ~= "be" then
          out.verbs[#out.verbs + 1] = { i, j }
        end
      end
    end
  end
  -- the subject of a verb of saying; inverted after a quotation ("..., said Jane Doe of Acme")
  for _, v in ipairs(out.verbs) do
    local found
    local np, last = sentence.subject(s, v[1])
    if np then found = last > np[2] and { np[1], last, before = np.before, of = true, head = np } or np end
    if not found then
      np = s.phrase_at[v[2] + 1]
      local before = s.words[v[1] - 1]
      local inverted = before == "”" or before == '"' or before == ","
      if np and inverted and (named(s, np) or is_party(lex, s, np)) then found = np end
    end
    -- an outlet that reports is a source, whoever it is that says so
    if found and not found.pronoun and s.words[v[1]]:match "^report" and s.flags[found[2]] & CAPITAL ~= 0
      and not lex.speakers[s.words[found[2]]] and not found.of then
      out.via = out.via or { i = found[1], j = found[2], np = found, how = "reported" }
    elseif found and s.words[found[1]] ~= "which" and s.words[found[1]] ~= "that" and not found.bare
      and not sentence.is_nobody(s, found) then
      local i, j = found[1], found[2]
      v.speaker = { i = i, j = j, np = found, verb = v, how = s.words[v[1]] }
      if not out.speaker or out.speaker.np.pronoun then out.speaker = v.speaker end
    end
  end
  return out
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

--- Does the sentence tell what the report said before it was put right? Then it claims nothing.
-- @tparam table reading the document
-- @tparam table s the sentence
-- @treturn boolean
-- @usage if speech.corrects(reading, s) then events = {} end
function speech.corrects(reading, s)
  return #sentence.find(reading, s, "corrections") > 0
end

return speech
