--- Whom a text is taken from, as a whole (credit lines) or in part ("first reported by ...").
-- @module breachkit.document.origins
local data = require "breachkit.data"
local trim = require "breachkit.trim"

local origins = {}

local function agency(name)
  name = trim(name)
  local known = data.load "agencies".names[name:lower()]
  if known then return known end
  if #name >= 50 or not name:find "^[%u\x80-\xff][^().]*$" then return end
  local low = name:lower()
  for _, word in ipairs(data.load "agencies".words) do
    if low:find("%f[%a]" .. word .. "%f[%A]") then return name end
  end
end

-- "Ada Reed of the Associated Press and AFP" -> each agency among them
local function agencies(people, add)
  for part in (people:gsub("%s+and%s+", ",") .. ","):gmatch "([^,;]*)," do
    add(part)
    for _, word in ipairs { "of", "from", "for", "at", "with", "by" } do
      add(part:match("%s" .. word .. "%s+([^\n]+)$"))
    end
  end
end

-- What stands at the end of a text, or was cut from it, and says who wrote it. Who "contributed to this report" did
-- not: the text is the outlet's own, with help.
local STATEMENTS = {
  "[Rr]eporting%s+by%s+([^.;)]+)", "[Rr]eporting%s+from%s+([^.;)]+)", "^©%s*[%d%s]*([^.|]+)",
  "^[Cc]opyright%s+[©%(%)cC%s]*[%d%s]*([^.|]+)",
}

local function statement(line, add)
  if #line > 320 then return end
  line = line:gsub("^[%s(%[_*–—-]+", "")
  for _, pattern in ipairs(STATEMENTS) do
    local people = line:match(pattern)
    if people then agencies(people, add) end
  end
end

--- The credits in a text: "(Reuters)" in its dateline, "Reporting by AFP". Nothing is guessed out of sentences: only a
-- dateline, a line of its own, or a statement of who reported is a credit, and only an agency is credited. "AP
-- contributed to this report" credits nobody with the whole.
-- @tparam string text
-- @tparam[opt] table cut paragraphs that stood in the report and were cut from its text as furniture
-- @treturn ?table a list of `{name, kind = "credit"}`, or nil
-- @usage origins.credits "LONDON (Reuters) - The firm said..." --> { { name = "Reuters", kind = "credit" } }
function origins.credits(text, cut)
  local found, seen = {}, {}
  local function add(name)
    name = name and agency(name)
    if name and not seen[name] then
      seen[name] = true
      found[#found + 1] = { name = name, kind = "credit" }
    end
  end
  local function whole(line)
    if #line >= 60 then return end
    local by = line:match "^[Bb][Yy]%s+(.+)$"
    if by then return agencies(by, add) end
    add(line:gsub("^[Ss]ource:%s*", ""):gsub("^[(%[-]+%s*", ""):gsub("[)%].]+$", ""))
  end
  local head = text:sub(1, 600)
  for line in head:gmatch "[^\n]+" do
    -- PLACE (Agency) - text; (Agency) — text
    add(line:match "^%u[^()]-%(([^()]+)%)%s*[-–—]" or line:match "^%u[^()]-%(([^()]+)%)%s*\xe2\x80[\x93\x94]")
    add(line:match "^%(([^()]+)%)%s*[-–—:]" or line:match "^%(([^()]+)%)%s*\xe2\x80[\x93\x94]")
    whole(line)
  end
  for line in text:sub(-300):gmatch "[^\n]+" do whole(line) end
  for line in text:sub(-800):gmatch "[^\n]+" do statement(line, add) end
  for _, line in ipairs(cut or {}) do
    whole(line)
    statement(line, add)
  end
  return #found > 0 and found or nil
end

-- Where an outlet is named as a source: before and after the name. In `sure` ones any name is an outlet's; in the
-- others ("according to ...", "told ...") it must look like one. They stand under a word that all of them hold, so that
-- most need not be looked for.
local PHRASES = {
  report = {
    { before = "first reported by ", sure = true }, { before = "as reported by ", sure = true },
    { before = "originally reported by ", sure = true }, { before = "first reported in ", sure = true },
    { before = "according to a report by ", sure = true }, { before = "according to a report in ", sure = true },
    { after = " first reported", sure = true }, { after = " was first to report", sure = true },
    { after = " was the first to report", sure = true }, { after = " were first to report", sure = true },
    { after = " earlier reported", sure = true }, { after = " reported earlier", sure = true },
    { after = " originally reported", sure = true }, { before = "reported by " }, { before = "reports in " },
  },
  publish = { { before = "first published by ", sure = true }, { before = "first published in ", sure = true } },
  ["h/t"] = { { before = "h/t ", sure = true } },
  ["hat tip"] = { { before = "hat tip to ", sure = true } },
  ["(via"] = { { before = "(via ", sure = true } }, according = { { before = "according to " } },
  ["told "] = { { before = "told " } }, interview = { { before = "interview with " } },
  citing = { { before = "citing " } },
  statement = { { before = "statement to " } }, email = { { before = "email to " } },
  ["seen by"] = { { before = "seen by " } }, obtained = { { before = "obtained by " } },
  reviewed = { { before = "reviewed by " } }, confirmed = { { before = "confirmed to " } },
}
local KEYWORDS = {}
for word in pairs(PHRASES) do KEYWORDS[#KEYWORDS + 1] = word end
table.sort(KEYWORDS)

local LOWER = { on = true, of = true, the = true, ["for"] = true, ["and"] = true }
local NAME_WORDS = 5
local TEXT = 65536 -- bytes of a text that are searched

-- A name that starts at a position: words that begin upper, and little words between them.
local function name_from(text, at)
  local words, last = {}, 0
  local position = text:match("^[Tt]he%s+()", at) or at
  while #words < NAME_WORDS do
    local word, after = text:match("^([%w\x80-\xff][%w\x80-\xff&'’.-]*)()", position)
    if not word then break end
    if word:find "^%u" or word:find "^%d%w*%u" or word:find "%.%a%a%a?$" then
      words[#words + 1] = word
      last = #words
    elseif LOWER[word] and #words > 0 and word ~= "and" then
      words[#words + 1] = word
    else
      break
    end
    if word:find "%.$" and #word > 3 then break end
    position = text:match("^[ \t]+()", after)
    if not position then break end
  end
  local name = table.concat(words, " ", 1, last):gsub(" on %u%a+day.*$", ""):gsub("['’]s$", ""):gsub("[.'’-]+$", "")
  return name ~= "" and name or nil
end

-- The name that ends at a position, found from the start of its sentence's words.
local function name_before(text, stop)
  local start = math.max(1, stop - 80)
  local head = text:sub(start, stop)
  local from = #head
  for position in head:gmatch "()%f[%w\x80-\xff]%u[%w\x80-\xff&'’.-]*" do
    local name = name_from(head, position)
    if name and head:sub(position):gsub("^[Tt]he%s+", "") == name and position < from then from = position end
  end
  return from < #head and (head:sub(from):gsub("^[Tt]he%s+", "")) or nil
end

local function is_outlet(name)
  local low = name:lower()
  if data.load "agencies".names[low] then return true end
  for word in low:gmatch "[%a]+" do
    if data.load "agencies".outlets[word] then return true end
  end
  return low:find "^[%w-]+%.%a%a%a?$" ~= nil
end

--- The outlets that a text names as sources of some of what it tells.
-- @tparam string text of which the first 64 KiB are searched
-- @treturn ?table a list of `{name, kind = "via"}` in order of appearance, or nil
-- @usage origins.named "The leak was first reported by Torrentfreak." --> { { name = "Torrentfreak", kind = "via" } }
function origins.named(text)
  local hits, found, seen = {}, {}, {}
  text = text:sub(1, TEXT)
  local low = text:lower()
  local function look(phrase)
    local words, at = phrase.before or phrase.after, 1
    while true do
      local first, last = low:find(words, at, true)
      if not first then return end
      hits[#hits + 1] = { phrase = phrase, first = first, last = last }
      at = last + 1
    end
  end
  for _, word in ipairs(KEYWORDS) do
    for _, phrase in ipairs(low:find(word, 1, true) and PHRASES[word] or {}) do look(phrase) end
  end
  table.sort(hits, function(a, b) return a.first < b.first or (a.first == b.first and a.last < b.last) end)
  for _, hit in ipairs(hits) do
    local name
    if hit.phrase.before then name = name_from(text, hit.last + 1) else name = name_before(text, hit.first - 1) end
    if name and (hit.phrase.sure or is_outlet(name)) then
      name = data.load "agencies".names[name:lower()] or name
      if not seen[name] then
        seen[name] = true
        found[#found + 1] = { name = name, kind = "via" }
      end
    end
  end
  return #found > 0 and found or nil
end

--- All origins of a text: its credits, then the outlets it draws on.
-- @tparam string text
-- @tparam[opt] table cut as for `credits`
-- @tparam[opt] table known credits that are known already, instead of those of the text
-- @treturn ?table a list, or nil
-- @usage doc.origins = origins.of(doc.text)
function origins.of(text, cut, known)
  local list, seen = {}, {}
  for _, origin in ipairs(known or origins.credits(text, cut) or {}) do
    list[#list + 1] = origin
    if origin.name then seen[origin.name] = true end
  end
  for _, origin in ipairs(origins.named(text) or {}) do
    if not seen[origin.name] then list[#list + 1] = origin end
  end
  return #list > 0 and list or nil
end

return origins
