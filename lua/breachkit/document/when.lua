--- The date of a document as its page, feed or header writes it: one short normal form.
-- A day is `2014-11-25`; a time without zone `2014-11-30T16:15`; with a zone, RFC 3339 in UTC.
-- @module breachkit.document.when
local data = require "breachkit.data"
local dates = require "breachkit.date"

local when = {}

local months -- month name of another language -> English

local function index()
  months = {}
  local table = data.load "months"
  for _, row in ipairs(table.rows) do
    local m = 0
    for name in row:gmatch "%S+" do
      m = m + 1
      if name ~= "_" then months[name] = table.english[m] end
    end
  end
  return months
end

-- dates are found in English: "25 de noviembre de 2014" -> "25 November 2014"
local function in_english(text)
  local known = months or index()
  local out = text:gsub("[%a\x80-\xff]+%.?", function(word) return known[word:lower():gsub("%.$", "")] end)
  return (out:gsub("(%d)%.%s", "%1 "):gsub("%sdel?%s", " "))
end

-- a day at least, in this calendar: no year alone, no season, no doubt
local function plain(date)
  local month = date and date:match "^%d%d%d%d%-(%d%d)$" or date and date:match "^%d%d%d%d%-(%d%d)%-%d%d[%dT:Z]*$"
  return month and tonumber(month) <= 12 and date or nil
end

-- the first full date in a text, if it can only be one day
local function within(text)
  for mention in dates.find(text) do
    local found = mention.date.edtf
    if (mention.kind == "date" or mention.kind == "time") and found:find "^%d%d%d%d%-%d%d%-%d%d" then
      -- scripts write "10:00:00 GMT+0100 (CET)"
      local offset = mention.kind == "time" and text:match("^%s*([+-]%d%d:?%d%d)%f[%D]", mention.last + 1)
      return plain(dates.normalize(offset and found:gsub("Z$", "") .. offset or found))
    end
  end
  return nil
end

--- Normalise a date that stands for when a document was published or changed.
-- @tparam ?string text as written: ISO 8601, RFC 5322, or with the month in words
-- @treturn ?string `2014-11-25`, `2014-11-30T16:15` (no zone known), `2014-11-30T16:15:00Z`; nil when it is no date, or
--  one that could be two (05/02/2019)
-- @usage assert(when.normal "Tue, 25 Nov 2014 10:00:00 +0100" == "2014-11-25T09:00:00Z")
function when.normal(text)
  if type(text) ~= "string" or #text > 300 or not text:find "%d" then return nil end
  local date = plain(dates.normalize(text)) or within(text)
  if date then return date end
  local english = in_english(text)
  return english ~= text and within(english) or nil
end

--- The date that an address carries in its path, as many news sites write them.
-- @tparam ?string url
-- @treturn ?string `2014-11-25`
-- @usage assert(when.from_url "https://x.example/2014/11/25/story" == "2014-11-25")
function when.from_url(url)
  local y, m, d = (url or ""):match "[/_-](%d%d%d%d)[/-]?(%d%d)[/-]?(%d%d)%f[%D]"
  if not y or tonumber(y) < 1990 then return nil end
  return plain(dates.normalize(("%s-%s-%s"):format(y, m, d)))
end

return when
