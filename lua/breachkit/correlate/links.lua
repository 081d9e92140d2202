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

-- Of a record its name and what it tells in words: the labels and values that all records of its kind share would make
-- them all alike.
local function words_of(doc)
  local text = doc.text or ""
  if not doc.claims then return text end
  local parts = { text:match "^[^\n]*" }
  for _, span in ipairs(doc.prose or {}) do parts[#parts + 1] = text:sub(span.first, span.last) end
  return table.concat(parts, "\n")
end

--- What is compared: a report.
-- @tparam table doc document
-- @tparam table model `data/correlation.lua`
-- @tparam ?string story the date of its event, where it gives one
-- @treturn table `{title, lead, body, published, story, skip}`; the dates are pairs of days, first and last
-- @usage local unit = links.unit(doc, model)
function links.unit(doc, model, story)
  local text = words_of(doc)
  local cut = text:find("[%.!?]%s", model.lead) or #text
  local published, told = links.day(doc.published), links.day(story)
  return {
    title = doc.title or "", lead = text:sub(1, cut), body = text:sub(cut + 1), skip = links.round_up(doc.title),
    published = published and { published, published }, story = told and { told, told },
  }
end

local function hull(units, field)
  local out
  for _, u in ipairs(units) do
    local d = u[field]
    if d then out = out and { math.min(out[1], d[1]), math.max(out[2], d[2]) } or { d[1], d[2] } end
  end
  return out
end

--- What is compared: several reports as one whole.
-- @tparam {table,...} units
-- @treturn table a unit
-- @usage local whole = links.whole { one, two }
function links.whole(units)
  local titles, leads, bodies = {}, {}, {}
  for i, u in ipairs(units) do titles[i], leads[i], bodies[i] = u.title, u.lead, u.body end
  return {
    title = table.concat(titles, "\n"), lead = table.concat(leads, "\n"), body = table.concat(bodies, "\n"),
    skip = #units == 1 and units[1].skip, published = hull(units, "published"), story = hull(units, "story"),
  }
end

local function index_of(units)
  local index = core.terms.new()
  for _, class in ipairs(data.load "commonness") do
    for word in class.words:gmatch "%S+" do index:prior(word, class.share) end
  end
  for _, u in ipairs(units) do assert(index:add(u.title, u.lead, u.body)) end
  return index
end

local function gap(x, y)
  return x and y and math.max(0, x[1] - y[2], y[1] - x[2])
end

-- Days between two stories: between their publications or their events, whichever is nearer, so that a summary written
-- years later joins; but of events far apart, by those: a second attack on the same victim is another story, and so
-- is what a report that looks back tells of.
local function days_between(a, b, model)
  local days, story = gap(a.published, b.published), gap(a.story or a.published, b.story or b.published)
  if not days or not story then return days or story end
  if a.story and b.story then return story > model.apart_days and story or math.min(days, story) end
  local function looks_back(u) return u.story and u.published and gap(u.story, u.published) > model.looks_back end
  return (looks_back(a) or looks_back(b)) and math.max(days, story) or days
end

local function likelihood(like, days, model, most_figures)
  local w = model.weights
  local sum = w.bias + w.cosine * like.cosine + w.focus * like.focus + w.title * like.title + w.head * like.head
    + w.names * like.names + w.best_name * like.best_name
    + w.figures * math.log(1 + math.min(like.figures, most_figures))
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
    if #list < 4 then list[#list + 1] = ("%s (in %d of %d)"):format(s.term, s.texts, all.count) end
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

--- Find the likely pairs, by inverted index: each unit is compared with its nearest ones only.
-- @tparam {table,...} units in the order that numbers them
-- @tparam table model `data/correlation.lua`
-- @tparam[opt] number most_figures how much rarity of shared figures counts at most: long texts share figures by chance
-- @treturn table list of `{a, b, score, like, days}` (numbers of units, a < b), with `index` and `count`
-- @usage local all = links.find(units, model)
function links.find(units, model, most_figures)
  local all = { index = index_of(units), count = #units }
  local seen = {}
  for i in ipairs(units) do seen[i] = {} end
  for i, unit in ipairs(units) do
    for _, j in ipairs(unit.skip and {} or all.index:near(i, model.candidates, model.common)) do
      local a, b = math.min(i, j), math.max(i, j)
      if not units[j].skip and not seen[a][b] then
        seen[a][b] = true
        local like, days = all.index:compare(a, b), days_between(units[a], units[b], model)
        local score = likelihood(like, days, model, most_figures or math.huge)
        if score >= model.link then all[#all + 1] = { a = a, b = b, score = score, like = like, days = days } end
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
