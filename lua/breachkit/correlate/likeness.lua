--- How likely two reports tell of one incident.
-- @module breachkit.correlate.likeness
local likeness = {}

--- What is weighed, in the order in which it is summed; `data/correlation_weights.lua` has a weight for each.
likeness.features = {
  "cosine",       -- all words, by rarity, 0 to 1
  "focus",        -- what both dwell on
  "title",        -- words in both titles
  "head",         -- words in both openings
  "names",        -- names
  "best_name",    -- the most telling name in both
  "missing",      -- the most telling name of one that the other lacks
  "rare",         -- twice the log of 1 + rarity of the five rarest words in both, names or not
  "rare_name",    -- rarity of the rarest name in both, about 1 for one that is in few reports
  "figures",      -- log of 1 + rarity of shared figures
  "victim", "actor", "number", "event", -- log of 1 + rarity of what claims of both say
  "days",         -- log of 1 + days between them
  "near",         -- 1 on the same day, a third a week later
  "best_near", "names_near", -- best_name and names, times near
}

local CLASSES = { "victim", "actor", "number", "event" }

local function gap(x, y)
  return x and y and math.abs(x - y)
end

--- Days between two stories: between their publications or their events, whichever is nearer; but of events far apart,
-- by those: a second attack on the same victim is another story.
-- @tparam table a `published` and `event`, as days, and `news`, where known (`report.of`)
-- @tparam table b
-- @tparam table model `data/correlation.lua`
-- @treturn ?integer
-- @treturn ?integer days between the events, where both are known
-- @usage likeness.days({ published = 736300 }, { published = 736302 }, model) --> 2
function likeness.days(a, b, model)
  local days, events = gap(a.published, b.published), gap(a.event, b.event)
  if not days then return gap(a.event or a.published, b.event or b.published), events end
  if events then return events > model.apart_days and events or math.min(days, events), events end
  return days
end

--- The features of a pair.
-- @tparam table like of the index's `compare`: it is filled up
-- @tparam table a dates, as for `days`
-- @tparam table b dates
-- @tparam table model
-- @treturn table `like`, with all of `likeness.features`, `apart` (1 when both date their events, and too far apart)
--  and `again`: what is taken off because both tell of what was new then, but at different times
-- @usage local f = likeness.measure(index:compare(1, 2), one, two, model)
function likeness.measure(like, a, b, model)
  local days, events = likeness.days(a, b, model)
  like.figures = math.log(1 + like.figures)
  like.rare, like.rare_name = 2 * math.log(1 + like.rare), like.rare_name / 6
  for _, class in ipairs(CLASSES) do like[class] = math.log(1 + like[class]) end
  like.days = math.log(1 + (days or model.unknown_days))
  like.apart = events and events > model.apart_days and 1 or 0
  like.again = days and days > model.again_days and model.again[(a.news or 0) + (b.news or 0)] or 0
  like.near = days and math.exp(-days / 7) or 0
  like.best_near, like.names_near = like.best_name * like.near, like.names * like.near
  return like
end

--- How likely a pair with these features tells of one incident.
-- @tparam table f features
-- @tparam table weights by feature, and `bias`
-- @treturn number 0 to 1
-- @usage likeness.score(f, weights)
function likeness.score(f, weights)
  local sum = weights.bias - f.again
  for _, name in ipairs(likeness.features) do sum = sum + weights[name] * f[name] end
  return 1 / (1 + math.exp(-sum))
end

--- How likely a pair is one as copies of one text: much the same words within a week tell of one incident, however
-- common those words are in a set that has them many times; unless their claims, or names, say otherwise.
-- @tparam table f features
-- @tparam number alike share of the shingles of both that both have, where it is known
-- @tparam table model
-- @treturn number 0 for what are no copies
-- @usage local score = math.max(likeness.score(f, weights), likeness.copy(f, alike, model))
function likeness.copy(f, alike, model)
  if f.days > math.log(1 + model.copied.days) or f.apart > 0 or f.missing > 0 then return 0 end
  for _, class in ipairs(CLASSES) do
    if f[class .. "_clash"] > 0 then return 0 end
  end
  return alike >= model.copied.alike and alike or 0
end

return likeness
