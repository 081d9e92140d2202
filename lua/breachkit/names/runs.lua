--- Words of a text, and the runs of them that are capitalised.
-- @module breachkit.names.runs
local vocabulary = require "breachkit.names.vocabulary"

local runs = {}

local common, common_nouns, suffixes = vocabulary.common, vocabulary.common_nouns, vocabulary.suffixes
local heads, titles, known = vocabulary.heads, vocabulary.titles, vocabulary.known
local linkers, particles, ordinary = vocabulary.linkers, vocabulary.particles, vocabulary.ordinary

local WORD = "^[%w_\195-\244][%w_\128-\244&'\1%-]*"

--- The words of a text.
-- @tparam string text plain
-- @treturn {table,...} `{first, last, word, lower, possessive, gap, cap, upper, start, tag}`: `gap` stands before it,
--  `start` says that a sentence begins here
-- @usage local list = runs.tokens(text)
function runs.tokens(text)
  local list, at, n = {}, 1, 0
  local size = #text
  while true do
    local s = text:find("[%w_\195-\244]", at)
    if not s then break end
    local _, e = text:find(WORD, s)
    -- "U.S.", "Re/code", "Booking.com", "Inc."
    while e < size do
      local more = text:match("^%.%u%f[^%w]()", e + 1)
      if more and text:find("^%u%f[^%w]", e) and (e == s or text:sub(e - 1, e - 1) == ".") then
        e = more - 1
      else
        local _, inner = text:find("^[%./][%a\195-\244][%w_&'\1%-]*", e + 1)
        if not inner or (text:find("^%.%u", e + 1) and text:find("^%l", e)) then break end
        e = inner
      end
    end
    -- "Chinese-linked": the name is what stands before
    local compound = text:sub(s, e):match "^%u[%w\128-\244]+()%-%l"
    if compound then e = s + compound - 2 end
    if text:sub(e, e):find "[%-'\1&]" then
      e = s - 1 + #(text:sub(s, e):gsub("[%-'\1&]+$", ""))
    end
    local word = text:sub(s, e)
    local dotted = word:find "^%u[%.%u]*$" and word:find "%." or suffixes[word:lower() .. "."]
    if dotted and text:sub(e + 1, e + 1) == "." then
      e = e + 1
    end
    local bare = word:gsub("'\1*[sS]?\1*$", "")
    local gap = text:sub(at, s - 1)
    n = n + 1
    list[n] = {
      first = s, last = e, word = bare, lower = bare:lower(), possessive = #bare < #word, gap = gap,
      cap = bare:find "^%u" ~= nil or bare:find "^\195[\128-\158]" ~= nil or bare:find "^%l%l?%u%l%l" ~= nil,
      upper = #bare >= 2 and bare:find "^[%u%d&%-]+$" ~= nil and bare:find "%u" ~= nil,
      start = n == 1 or gap:find '[%.!%?:\n"]' ~= nil or gap:find "[\226%*]" ~= nil,
    }
    if gap:find "#$" then list[n].tag = true end
    at = e + 1
  end
  return list
end

--- Mark the words of headings: in lines in Title Case or ALL CAPS capitals prove nothing.
-- @tparam string text
-- @tparam {table,...} list its words
-- @usage runs.headings(text, list)
function runs.headings(text, list)
  local i, at = 1, 1
  while at <= #text do
    local stop = text:find("\n", at, true) or #text + 1
    local from, long, caps, upper = i, 0, 0, 0
    while list[i] and list[i].first < stop do
      local t = list[i]
      if #t.word > 3 then
        long = long + 1
        if t.cap then caps = caps + 1 end
        if t.upper then upper = upper + 1 end
      end
      i = i + 1
    end
    local last = text:sub(stop - 1, stop - 1)
    if long >= 3 and i - from <= 30 and ((caps >= long * 0.75 and not last:find "[%.!%?]") or upper >= long * 0.75) then
      for j = from, i - 1 do list[j].heading = true end
    end
    at = stop + 1
  end
end

--- Whether a capital may be only the sentence's or the heading's.
-- @tparam table t a word
-- @treturn ?boolean
-- @usage if runs.doubtful(t) then print "perhaps no name" end
function runs.doubtful(t)
  return t.start or t.heading
end

--- A run as it stands in the text, on one line, without "'s".
-- @tparam string text
-- @tparam {table,...} list its words
-- @tparam integer a number of the first
-- @tparam integer b of the last
-- @treturn string
-- @usage local name = runs.surface(text, list, run.a, run.b)
function runs.surface(text, list, a, b)
  local s = text:sub(list[a].first, list[b].last)
  if list[b].possessive then s = s:gsub("'\1*[sS]?$", "") end
  return (s:gsub("%s+", " "):gsub("\1", ""))
end

--- Where a run ends, without "'s".
-- @tparam {table,...} list words
-- @tparam string text
-- @tparam integer b number of the run's last
-- @treturn integer byte
-- @usage local last = runs.last_byte(list, text, run.b)
function runs.last_byte(list, text, b)
  local t = list[b]
  if not t.possessive then return t.last end
  local s = text:sub(t.first, t.last)
  return t.first - 1 + #s:gsub("'s?$", ""):gsub("\226\128\153s?$", "")
end

-- No name has more words; what has is a list or a table.
local RUN_WORDS = 12

--- Runs of capitalised words.
-- @tparam {table,...} list words
-- @tparam table seen gets how often each word of a run stands where its capital is its own
-- @treturn {table,...} `{a, b}`: numbers of the first word and the last
-- @usage for _, run in ipairs(runs.find(list, {})) do print(run.a, run.b) end
function runs.find(list, seen)
  local found, i = {}, 1
  while list[i] do
    local t = list[i]
    local second = list[i + 1]
    if t.cap and (not ordinary(t) or t.upper or not runs.doubtful(t) and second and second.cap and common_nouns[t.lower]
      or second and second.cap and known[t.word .. " " .. second.word]) then
      local a, b = i, i
      local function joined(j) return list[j] and (list[j].gap == " " or list[j].gap == "  " and not list[j].start) end
      -- "Lowell's Hospital" goes on past the possessive
      local function open()
        return not list[b].possessive or list[b + 1] and list[b + 1].cap and heads[list[b + 1].lower]
      end
      while b - a < RUN_WORDS and open() do
        local nxt = list[b + 1]
        if joined(b + 1) and (nxt.cap or nxt.word:find "^%d+$" and list[b].cap)
          and (nxt.upper or not common[nxt.lower] or heads[nxt.lower] or nxt.lower == "new") then
          if nxt.word:find "^%d" and not known[t.word .. " " .. nxt.word] then break end
          b = b + 1
        elseif nxt and suffixes[nxt.lower] and nxt.cap and nxt.gap == ", " then
          b = b + 1
          break
        elseif joined(b + 1) and linkers[nxt.lower] then
          local j = b + 1
          while list[j] and joined(j) and linkers[list[j].lower] and j < b + 3 do j = j + 1 end
          local after = list[j]
          if not (after and joined(j) and after.cap and not common[after.lower]) then break end
          local l = nxt.lower
          local head = heads[list[b].lower] or heads[list[a].lower]
          -- "Department of Health and Human Services"
          local in_office = heads[list[a].lower] and list[a + 1].lower == "of"
          if l == "of" and list[b].start and a == b and (heads[after.lower] or known[after.word]) then break end
          if l == "of" and not titles[list[b].lower] and not known[list[b].word]
            or l == "for" and head or particles[l] or l == "&"
            or l == "and" and (heads[after.lower] and not suffixes[after.lower] or in_office) then
            b = j
          else
            break
          end
        else
          break
        end
      end
      found[#found + 1] = { a = a, b = b }
      for j = a, b do
        if not runs.doubtful(list[j]) or j > a and not list[j].heading then
          seen[list[j].word] = (seen[list[j].word] or 0) + 1
        end
      end
      i = b + 1
    else
      i = i + 1
    end
  end
  return found
end

return runs
