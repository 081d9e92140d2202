--- The release dates that a report gives beside titles.
-- @module breachkit.works.released
local data = require "breachkit.data"
local titles = require "breachkit.works.titles"

local released = {}

local words = data.load "works"
local date_words, coming = data.set(words.date_words), data.set(words.coming)

-- breachkit.date is loaded when a date is read: titles need none
local function dates() return require "breachkit.date" end

local release_cues = {}
for i, cue in ipairs(words.release) do release_cues[i] = cue end
table.sort(release_cues, function(a, b) return #a > #b end)

--- Is it "March 2015", "due 25 December 2014", "2015-01-16": a year and nothing but date words?
-- @tparam string s
-- @treturn boolean
-- @usage if released.date_like "March 2015" then print "a date" end
function released.date_like(s)
  if #s > 48 or not (s:find "%f[%d]19%d%d%f[%D]" or s:find "%f[%d]20%d%d%f[%D]") then return false end
  for word in s:gmatch "%a+" do
    if not date_words[word:lower()] then return false end
  end
  return not s:find "[^%w ,%./%-]"
end

-- A date without a year, told of what is to come, is the next such day, not the last.
local function ahead(m, anchor)
  local d, day = m.date, anchor and tostring(anchor):sub(1, 10)
  if not (day and d.start and d.stop and d.stop <= day) or m.text:find "%d%d%d%d" then return d end
  return dates().parse(("%s %d"):format(m.text, tonumber(d.start:sub(1, 4)) + 1)) or d
end

--- The first date in a part of a text.
-- @tparam string text
-- @tparam integer from the part's first byte
-- @tparam integer to its last
-- @tparam ?string anchor the date that relative dates start from
-- @tparam[opt=false] boolean to_come whether the words tell of what is to come
-- @treturn ?table date record
-- @treturn ?integer its first byte
-- @treturn ?integer its last
-- @usage local date, first, last = released.date_in(text, 1, #text, doc.published)
function released.date_in(text, from, to, anchor, to_come)
  for m in dates().find(text:sub(from, to), { anchor = anchor }) do
    if m.date then return to_come and ahead(m, anchor) or m.date, from + m.first - 1, from + m.last - 1 end
  end
  -- "(due 2015)": a year by itself, sure here only
  local first, year, last = text:sub(from, to):match "^%l* ?%l* ?()([12][09]%d%d)()%f[%D]"
  local date = year and dates().parse(year)
  if date then return date, from + first - 1, from + last - 2 end
end

--- Give a work the date of the release clause right after its title: ", set to be released on 25 December 2014",
-- " (March 2015)".
-- @tparam string text
-- @tparam string clean the text as titles are sought in it
-- @tparam integer at where the clause would begin
-- @tparam ?string anchor the date that relative dates start from
-- @tparam table w the work, which gets `release`, `release_first` and `release_last` unless it has them
-- @usage released.after(text, clean, at, doc.published, work)
function released.after(text, clean, at, anchor, w)
  if w.release then return end
  local open, inner, close = clean:match("^\"?%s?()%(([^%(%)\n]+)()%)", at)
  if open and released.date_like(inner) then
    w.release, w.release_first, w.release_last = released.date_in(text, open + 1, close - 1, anchor)
    return
  end
  local s = clean:match("^[\"',]*%s*()", at)
  s = clean:match("^which is ()", s) or clean:match("^which was ()", s) or clean:match("^which will be ()", s)
    or clean:match("^which ()", s) or clean:match("^is ()", s) or clean:match("^that is ()", s) or s
  local soon = clean:sub(at, s - 1):find "will be"
  local lower = clean:sub(s, s + 40):lower()
  for _, cue in ipairs(release_cues) do
    if lower:sub(1, #cue) == cue and not lower:find("^%a", #cue + 1) then
      local from = s + #cue
      local stop = math.min(titles.sentence_end(clean, from), from + 60)
      local date, first, last = released.date_in(text, from, stop, anchor, soon or coming[cue:match "^%a+"])
      if date and first - from <= 30 then w.release, w.release_first, w.release_last = date, first, last end
      return
    end
  end
end

return released
