--- A report as correlation sees it: three zones of words, what its claims say as facets, and its dates as days.
-- @module breachkit.correlate.report
local data = require "breachkit.data"
local names = require "breachkit.incident.names"
local scope = require "breachkit.incident.scope"
local tells = require "breachkit.tells"
local trim = require "breachkit.trim"

local report = {}

--- Days since 0000-03-01 of the date a string begins with, nil when it begins with none.
-- @tparam ?string when "2014-11-25", RFC 3339
-- @treturn ?integer
-- @usage local d = report.day "2014-11-25T10:00:00Z"
function report.day(when)
  local y, m, d = tostring(when or ""):match "^(%d%d%d%d)-(%d%d)-(%d%d)"
  if not y then return nil end
  y, m, d = tonumber(y), tonumber(m), tonumber(d)
  if m < 3 then y, m = y - 1, m + 12 end
  return 365 * y + y // 4 - y // 100 + y // 400 + (153 * (m - 3) + 2) // 5 + d - 1
end

--- Does the title head a round-up of many incidents?
-- @tparam ?string title
-- @treturn boolean
-- @usage report.round_up "The week in breaches: a roundup"
function report.round_up(title)
  return tells((title or ""):lower(), data.load "correlation".round_ups)
end

-- Of a record its name and what it tells in words: the labels and values that all records of its kind share would make
-- them all alike.
local function words_of(doc)
  local text = doc.text or ""
  if not doc.claims then return text end
  local parts = { text:match "^[^\n]*" }
  for _, span in ipairs(doc.prose or {}) do parts[#parts + 1] = text:sub(span.first, span.last) end
  return table.concat(parts, "\n")
end

local LONGEST <const> = 1000 -- bytes of a title that are read

local NAMED = { victim = "victim", ["system-owner"] = "victim", attacker = "actor", suspect = "actor" }
local NUMBERED = {
  ["data-count"] = true, ["victim-count"] = true, volume = true, price = true, payment = true, damage = true,
}

-- Two digits of a number: what is told round and exactly is one.
local function rounded(value)
  local n = type(value) == "table" and (value.value or value.bytes or value.amount) or value
  n = math.type(n) and n or nil
  return n and n >= 100 and n < 1e18 and ("%.1e"):format(n) or nil
end

--- What the claims of a report say, by class, each once.
-- @tparam {table,...} claims
-- @treturn table lists: `victim`, `actor` (words of names in lower case), `number` (two digits), `event` (types of
--  claim)
-- @usage index:add(doc.title, lead, rest, report.facets(claims))
function report.facets(claims)
  local out, seen = { victim = {}, actor = {}, number = {}, event = {} }, {}
  local opening = data.load "properties".opening
  local function add(class, value)
    if value and not seen[class .. value] then
      seen[class .. value] = true
      table.insert(out[class], value)
    end
  end
  for _, c in ipairs(claims) do
    if c.realis ~= "generic" then
      -- that somebody is held responsible is told of every other incident: no kind of one
      if c.first <= opening and c.type ~= "attribution" then add("event", c.type) end
      for _, r in ipairs(c.roles or {}) do
        if NAMED[r.role] then
          local key = names.key(r.exact and tostring(r.value) or names.clean(r.text) or "")
          for word in key:gmatch "%S+" do
            if #word > 2 then add(NAMED[r.role], word) end
          end
        elseif NUMBERED[r.role] then
          add("number", rounded(r.value))
        end
      end
    end
  end
  return out
end

--- Everything that is compared of a report.
-- @tparam table doc document
-- @tparam ?{table,...} claims of it
-- @tparam table model `data/correlation.lua`
-- @treturn table `{title, lead, body, facets, published, event, news, skip}`; `published` and `event` are days
--  (`report.day`); `news` is 2 when it tells of an event that was new when it was published, 1 when it may, else 0
-- @usage local one = report.of(doc, claims, model)
function report.of(doc, claims, model)
  local text, title = words_of(doc), trim((doc.title or ""):sub(1, LONGEST):gsub("%s+", " "))
  local cut = text:find("[%.!?]%s", model.lead) or #text
  local story, close
  if claims then story, close = scope.story(doc, claims) end
  local published, event = report.day(doc.published), close and report.day(story) or nil
  local news = 0
  if not tells((doc.title or ""):lower(), model.follow_ups) then
    if not event then news = 1 elseif published and math.abs(published - event) <= model.news_days then news = 2 end
  end
  return {
    -- "Acme hacked | The Courier": the outlet's name is no word of the story
    title = title:gsub("%s+| .*$", ""):gsub("%s+%- %u[%w ]+$", ""),
    lead = text:sub(1, cut), body = text:sub(cut + 1),
    facets = claims and report.facets(claims), skip = report.round_up(doc.title),
    published = published, event = event, news = news,
  }
end

return report
