--- The timeline of an incident: every dated event that its reports tell.
-- @module breachkit.incident.events
local data = require "breachkit.data"
local facts = require "breachkit.incident.facts"
local items = require "breachkit.incident.items"
local scope = require "breachkit.incident.scope"
local when = require "breachkit.incident.when"

local events = {}

local function clip(text)
  if #text <= 160 then return text end
  local cut = text:sub(1, 157):gsub("[\128-\191]*$", ""):gsub("[\194-\244]$", ""):gsub("%s+%S*$", "")
  -- of a number in groups nothing is left: half of a card's is not known for one, and not masked
  if text:find("^%s*[(%d]", #cut + 1) then cut = cut:gsub("[%s%d().+-]+$", "") end
  return cut .. "..."
end

local function row(date, kind, what, told, origin_of)
  local c = facts.count(told, origin_of)
  return {
    when = date.edtf, start = date.start, stop = date.stop, type = kind, what = clip(what),
    stance = c.stance, reports = c.ids, origins = c.origins, claims = c.claims,
  }
end

-- The clause, where the time stands in it; else the sentence.
local function words(m)
  local c = m.claim
  local time = scope.role(c, "time")
  if c.clause and time and time.first >= c.clause.first and time.last <= c.clause.last then
    return scope.clause(m.document, c)
  end
  return (scope.sentence(m.document, c):gsub("%s+", " "))
end

--- Build the timeline.
-- Claims of one type and one date are one event, in the words of the earliest report of those that are surest of it;
-- releases of works and prior incidents stand in it too.
-- @tparam table parts of scope.part
-- @tparam {table,...} works of works.build
-- @tparam table told the claims by folded title, of works.build
-- @tparam {table,...} leaks the dates of leaks that works.build worked out
-- @tparam function origin_of from origins.resolver
-- @treturn {table,...} `{when, start, stop, type, what, stance, reports[], origins, claims[]}` in order of time
-- @usage local timeline = events.build(parts, list, told, leaks, origin_of)
function events.build(parts, works, told, leaks, origin_of)
  local by, order, rank, sentences = {}, {}, {}, {}
  local stances = data.load "properties".stances
  for i, stance in ipairs(stances) do rank[stance] = i end
  -- The same words in a copy are the same event, though they were taken for one of another kind there.
  local function add(date, kind, what, entry)
    local day = tostring(date.edtf) .. "\0" .. (date.start or "") .. (date.stop or "")
    local key, said = kind .. "\0" .. day, items.fold(what) .. "\0" .. day
    local first = sentences[said]
    if first and first.document ~= entry.document.id then key = first.key end
    sentences[said] = first or { key = key, document = entry.document.id }
    local place = rank[entry.claim.stance or "asserted"] or #stances
    if not by[key] then
      by[key] = { date = date, kind = kind, what = what, place = place, told = {} }
      order[#order + 1] = by[key]
    elseif place < by[key].place then
      by[key].what, by[key].place = what, place
    end
    table.insert(by[key].told, entry)
  end
  local released = {}
  for _, w in ipairs(works) do
    if w.released then released[w.released.edtf] = true end
  end
  for _, m in ipairs(parts.main) do
    local date, c = scope.past(m.document, m.claim), m.claim
    -- a work's release has its own row below
    if date and date.edtf and not (c.type == "release" and released[date.edtf]) then
      add(date, c.type, words(m), m)
    end
  end
  for _, l in ipairs(leaks) do
    add(l.date, "leak", (scope.sentence(l.told.document, l.told.claim):gsub("%s+", " ")), l.told)
  end
  local out = {}
  for _, e in ipairs(order) do out[#out + 1] = row(e.date, e.kind, e.what, e.told, origin_of) end
  for _, w in ipairs(works) do
    if w.released then
      local entries = told[items.fold(w.title)] or {}
      out[#out + 1] = row(w.released, "release", w.title .. " released officially", entries, origin_of)
    end
  end
  table.sort(out, function(a, b)
    local x, y = when.key(a), when.key(b)
    if x ~= y then return x < y end
    if a.type ~= b.type then return a.type < b.type end
    return a.what < b.what
  end)
  return out
end

return events
