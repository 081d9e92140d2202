--- The reports of a set that is correlated: numbered, indexed by their words, compared with those near them.
-- @module breachkit.correlate.reports
local clusters = require "breachkit.correlate.clusters"
local core = require "breachkit.core"
local data = require "breachkit.data"
local likeness = require "breachkit.correlate.likeness"
local links = require "breachkit.correlate.links"
local report = require "breachkit.correlate.report"

local reports = {}

-- FNV-1a, 64 bits: ids that stay the same from run to run and machine to machine
local function hash(s)
  local h = -3750763034362895579
  for i = 1, #s do h = (h ~ s:byte(i)) * 1099511628211 end
  return h
end

local function default_claims(anchor)
  local claims = require "breachkit.claims"
  return function(doc)
    if anchor and not doc.published then doc = setmetatable({ published = anchor }, { __index = doc }) end
    return claims.list(doc)
  end
end

--- An index of words that knows how common they are in general.
-- @tparam table model `data/correlation.lua`
-- @treturn userdata
-- @usage local index = reports.index(data.load "correlation")
function reports.index(model)
  local index = core.terms.new { most_terms = model.terms }
  for _, class in ipairs(data.load "commonness") do
    for word in class.words:gmatch "%S+" do index:prior(word, class.share) end
  end
  return index
end

--- A set without reports.
-- @tparam table options of `breachkit.correlate`
-- @treturn table its fields; by the report's number but for `number`, from an id
-- @usage local set = reports.new {}
function reports.new(options)
  local set = {
    options = options, errors = {}, documents = {}, repeats = {}, model = data.load "correlation",
    weights = data.load "correlation_weights",
    ids = {}, number = {}, stamp = {}, published = {}, event = {}, skip = {}, news = {}, -- by the report's number
    nearest = {}, follows = {}, -- by the report's number: another report and a score (`keep_best`)
    bytes = {}, -- from what makes a document to the number of the report that has been made of it
    found = links.new(),
  }
  if options.claims ~= false then
    set.claims = {}
    set.claims_of = options.claims ~= true and options.claims or default_claims(options.anchor)
  end
  set.index = reports.index(set.model)
  set.copies = assert(core.near.new(set.model.copies))
  set.join = options.join or set.weights.join
  set.groups = clusters.new(set.join, set.model.power)
  if options.recall then
    set.documents = setmetatable({}, {
      __index = function(_, i) return set.ids[i] and (options.recall(set.ids[i])) end,
      __len = function() return #set.ids end,
    })
    set.claims = set.claims and setmetatable({}, {
      __index = function(_, i) return set.ids[i] and select(2, options.recall(set.ids[i])) end,
    })
  end
  return set
end

-- The same bytes read as the same report: given twice they are one. Two outlets that print one text are two.
local function identity(doc)
  if not doc.sha256 or not doc.text then return nil end
  return core.digest.hex("sha256", table.concat({ doc.sha256, doc.url or "", doc.site or "", doc.title or "",
    doc.published or "", doc.text }, "\0")):sub(1, 32)
end

--- Number a report and take it into the index.
-- @tparam table set
-- @tparam table doc
-- @treturn ?integer its number; nil when the set has it
-- @treturn ?integer then that one's number
-- @treturn ?table the error of the index
-- @usage local i, first, e = reports.take(set, doc)
function reports.take(set, doc)
  local key, id = identity(doc), tostring(doc.id)
  local first = key and set.bytes[key] or set.number[id]
  if first then
    local other = set.number[id] and doc.text ~= (set.documents[first] or {}).text
    set.repeats[#set.repeats + 1] = { id = doc.id, of = first, other = other or nil }
    return nil, first
  end
  local claims
  if set.claims_of then claims = type(doc.text) == "string" and set.claims_of(doc) or {} end
  local one = report.of(doc, claims, set.model)
  local i, e = set.index:add(one.title, one.lead, one.body, one.facets)
  if not i then return nil, nil, e end
  assert(set.copies:add(one.lead .. one.body))
  set.ids[i], set.number[id], set.stamp[i] = doc.id, i, doc.published or false
  set.published[i], set.event[i] = one.published or false, one.event or false
  set.skip[i], set.news[i] = one.skip or nil, one.news
  if key then set.bytes[key] = i end
  if not set.options.recall then
    set.documents[i] = doc
    if claims then set.claims[i] = claims end
  end
  return i
end

--- When a report was published, and what it tells happened.
-- @tparam table set
-- @tparam integer i
-- @treturn table `{published, event, news}`
-- @usage local days = likeness.days(reports.dates(set, i), reports.dates(set, j), set.model)
function reports.dates(set, i)
  return { published = set.published[i] or nil, event = set.event[i] or nil, news = set.news[i] }
end

--- How alike two reports are.
-- @tparam table set
-- @tparam integer i
-- @tparam integer j
-- @treturn table of `likeness.measure`
-- @usage local like = reports.compare(set, i, j)
function reports.compare(set, i, j)
  return likeness.measure(set.index:compare(i, j), reports.dates(set, i), reports.dates(set, j), set.model)
end

-- The reports that may be near one: by the rare words they share, and near-copies by their shingles; and of those how
-- alike they are.
local function candidates(set, i)
  local model = set.model
  local list = set.index:near(i, model.candidates, model.common, model.budget)
  local seen = { [i] = true }
  for _, j in ipairs(list) do seen[j] = true end
  local copies, alike = assert(set.copies:find(i, model.candidates)), {}
  for k = 1, #copies, 2 do
    alike[copies[k]] = copies[k + 1]
    if not seen[copies[k]] then list[#list + 1] = copies[k] end
  end
  return list, alike
end

--- Is a report earlier than another, or as early and before it by its id?
-- @tparam table set
-- @tparam integer a
-- @tparam integer b
-- @treturn boolean
-- @usage if reports.earlier(set, b, a) then a, b = b, a end
function reports.earlier(set, a, b)
  local x, y = set.stamp[a] or "9999", set.stamp[b] or "9999"
  if x ~= y then return x < y end
  return tostring(set.ids[a]) < tostring(set.ids[b])
end

-- Keep report j as the best of report i in a list of such, packed: likelier, or as likely and earlier.
local function keep_best(set, list, i, j, score)
  local best = list[i]
  local x, y = math.floor(score * 65535 + 0.5), best and best & 0xffff or -1
  if x > y or (x == y and reports.earlier(set, j, best >> 16)) then list[i] = j << 16 | x end
end

--- The best that was kept for a report.
-- @tparam table list `set.nearest` or `set.follows`
-- @tparam integer i
-- @treturn ?integer the other report
-- @treturn ?number the score
-- @usage local near, score = reports.best_of(set.nearest, i)
function reports.best_of(list, i)
  if list[i] then return list[i] >> 16, (list[i] & 0xffff) / 65535 end
end

--- Each likely link of a report with those near it. What is nearest is kept of reports without links too, and of the
-- later of two that would likelier be one than not but for that each tells of what was new then, the earlier.
-- @tparam table set
-- @tparam integer i
-- @tparam function use called with the lesser number, the greater and the score
-- @usage reports.each_link(set, i, print)
function reports.each_link(set, i, use)
  if set.skip[i] then return end
  local list, alike = candidates(set, i)
  for _, j in ipairs(list) do
    if not set.skip[j] then
      local like = reports.compare(set, i, j)
      local score = math.max(likeness.score(like, set.weights), likeness.copy(like, alike[j] or 0, set.model))
      keep_best(set, set.nearest, i, j, score)
      keep_best(set, set.nearest, j, i, score)
      if like.again > 0 and score < set.join then
        like.again = 0
        local but = likeness.score(like, set.weights)
        local first, last = i, j
        if reports.earlier(set, j, i) then first, last = j, i end
        if but >= 0.5 then keep_best(set, set.follows, last, first, but) end
      end
      if score >= set.model.link then use(math.min(i, j), math.max(i, j), links.step(score)) end
    end
  end
end

--- The reports, earliest first.
-- @tparam table set
-- @treturn {integer,...}
-- @usage for _, i in ipairs(reports.canonical(set)) do print(set.ids[i]) end
function reports.canonical(set)
  local order = {}
  for i = 1, #set.ids do order[i] = i end
  table.sort(order, function(a, b) return reports.earlier(set, a, b) end)
  return order
end

--- The reports of a group, earliest first.
-- @tparam table set
-- @tparam integer g
-- @treturn {integer,...}
-- @usage local first = reports.in_order(set, g)[1]
function reports.in_order(set, g)
  local list = set.groups:list(g)
  list = table.move(list, 1, #list, 1, {})
  table.sort(list, function(a, b) return reports.earlier(set, a, b) end)
  return list
end

--- The id of an incident: after its earliest report, so that later ones joining it do not rename it.
-- @tparam table set
-- @tparam integer first
-- @treturn string
-- @usage local id = reports.name(set, first)
function reports.name(set, first)
  return ("incident:%016x"):format(hash(tostring(set.ids[first])))
end

--- A report as it was given.
-- @tparam table set
-- @tparam integer i
-- @treturn table `{document, claims}`
-- @usage local doc = reports.whole(set, i).document
function reports.whole(set, i)
  return { document = set.documents[i], claims = set.claims and set.claims[i] }
end

return reports
