--- Which pairs of reports may tell of one incident, how likely, and why in words.
-- @module breachkit.correlate.links
local core = require "breachkit.core"
local data = require "breachkit.data"

local links = {}

--- Days since 0000-03-01 of the date a string begins with, nil when it begins with none.
-- @tparam ?string when "2014-11-25", RFC 3339
-- @treturn ?integer
-- @usage local d = links.day "2014-11-25T10:00:00Z"
function links.day(when)
  local y, m, d = tostring(when or ""):match "^(%d%d%d%d)-(%d%d)-(%d%d)"
  if not y then return nil end
  y, m, d = tonumber(y), tonumber(m), tonumber(d)
  if m < 3 then y, m = y - 1, m + 12 end
  return 365 * y + y // 4 - y // 100 + y // 400 + (153 * (m - 3) + 2) // 5 + d - 1
end

--- Does the title head a round-up of many incidents?
-- @tparam ?string title
-- @treturn boolean
-- @usage links.round_up "The week in breaches: a roundup"
function links.round_up(title)
  local lower = (title or ""):lower()
  for _, pattern in ipairs(data.load "correlation".round_ups) do
    if lower:find(pattern) then return true end
  end
  return false
end

local function index_of(docs, model)
  local index = core.terms.new()
  for _, class in ipairs(data.load "commonness") do
    for word in class.words:gmatch "%S+" do index:prior(word, class.share) end
  end
  for _, doc in ipairs(docs) do
    local text = doc.text or ""
    local cut = text:find("[%.!?]%s", model.lead) or #text
    assert(index:add(doc.title, text:sub(1, cut), text:sub(cut + 1)))
  end
  return index
end

-- Days between two stories. Where both reports date their event, those dates decide: a summary written years later
-- is near, a second attack on the same victim is not. Else what is nearer of publication and event.
local function days_between(a, b, story_a, story_b)
  local x, y = links.day(a.published), links.day(b.published)
  local s, t = links.day(story_a), links.day(story_b)
  if s and t then return math.abs(s - t) end
  local days = x and y and math.abs(x - y)
  if (s or x) and (t or y) and (s or t) then
    local story = math.abs((s or x) - (t or y))
    days = days and math.min(days, story) or story
  end
  return days
end

local function likelihood(like, days, model)
  local w = model.weights
  local sum = w.bias + w.cosine * like.cosine + w.focus * like.focus + w.title * like.title + w.head * like.head
    + w.names * like.names + w.best_name * like.best_name + w.figures * math.log(1 + like.figures)
    + w.codes * math.min(like.codes, 1) + w.alien * like.alien
    + w.days * math.log(1 + (days or model.unknown_days))
  return 1 / (1 + math.exp(-sum))
end

--- The reasons of a link, in words.
-- @tparam table all what links.find returned
-- @tparam table link one of its links
-- @treturn {string,...}
-- @usage for _, reason in ipairs(links.why(all, all[1])) do print(reason) end
function links.why(all, link)
  local why, names, words = {}, {}, {}
  for _, s in ipairs(all.index:shared(link.a, link.b, 12)) do
    local list = (s.name or s.term:find "%d") and names or words
    if #list < 4 then list[#list + 1] = ("%s (in %d of %d)"):format(s.term, s.texts, #all.docs) end
  end
  if #names > 0 then why[#why + 1] = "both name " .. table.concat(names, ", ") end
  if #words > 0 then why[#why + 1] = "both speak of " .. table.concat(words, ", ") end
  if link.like.title >= 0.3 then why[#why + 1] = ("titles alike: %.2f"):format(link.like.title) end
  why[#why + 1] = ("words alike: %.2f"):format(link.like.cosine)
  if link.like.alien > 0 then why[#why + 1] = "against it: each names vulnerabilities that the other does not" end
  if not link.days then
    why[#why + 1] = "when: not known of both"
  else
    why[#why + 1] = link.days == 0 and "of one day"
      or ("%d day%s apart"):format(link.days, link.days == 1 and "" or "s")
  end
  return why
end

--- Find the likely pairs, by inverted index: each report is compared with its nearest ones only.
-- @tparam {table,...} docs documents, in the order that numbers them
-- @tparam[opt] table model another `data/correlation.lua`
-- @tparam[opt] table stories by a document's number: the date of its event, where it gives one
-- @treturn table list of `{a, b, score, like, days}` (numbers of documents, a < b), with `index`, `docs`
-- @usage local all = links.find(docs)
function links.find(docs, model, stories)
  model, stories = model or data.load "correlation", stories or {}
  local all = { index = index_of(docs, model), docs = docs }
  local skip, seen = {}, {}
  for i, doc in ipairs(docs) do
    skip[i] = links.round_up(doc.title)
    seen[i] = {}
  end
  for i in ipairs(docs) do
    for _, j in ipairs(skip[i] and {} or all.index:near(i, model.candidates, model.common)) do
      local a, b = math.min(i, j), math.max(i, j)
      if not skip[j] and not seen[a][b] then
        seen[a][b] = true
        local like, days = all.index:compare(a, b), days_between(docs[a], docs[b], stories[a], stories[b])
        local score = likelihood(like, days, model)
        if score >= model.link then
          all[#all + 1] = { a = a, b = b, score = score, like = like, days = days }
        end
      end
    end
  end
  table.sort(all, function(x, y)
    if x.score ~= y.score then return x.score > y.score end
    if x.a ~= y.a then return x.a < y.a end
    return x.b < y.b
  end)
  return all
end

return links
