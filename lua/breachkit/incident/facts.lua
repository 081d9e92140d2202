--- From claims to facts: one per property, `of` and value, with reports and origins counted.
-- @module breachkit.incident.facts
local data = require "breachkit.data"
local items = require "breachkit.incident.items"
local names = require "breachkit.incident.names"
local scope = require "breachkit.incident.scope"
local tells = require "breachkit.tells"

local facts = {}

-- a statement of the victim, the actor or an authority; an expert's or a reporter's words are no fact of the incident
local function official(claim, named)
  local speaker = claim.speaker and (claim.speaker.value or claim.speaker.text or claim.speaker)
  if not speaker then return true end
  local name = names.clean(speaker)
  return name and named:covers(name) or tells(speaker:lower(), data.load "properties".speakers)
end

-- What the actor says is his claim: said by him, or told in the first person of one who took something.
local FIRST_PERSON = { we = true, i = true, our = true, us = true }

local function own_word(document, claim, actors)
  local stance = claim.stance or "asserted"
  if stance ~= "asserted" and stance ~= "reported" then return false end
  local speaker = claim.speaker and names.clean(claim.speaker.value or claim.speaker.text or claim.speaker)
  if speaker and actors[names.key(speaker)] and claim.type ~= "statement" then return true end
  local attacker = scope.role(claim, "attacker")
  if attacker and FIRST_PERSON[tostring(attacker.text):lower()] then return true end
  if claim.speaker or claim.type ~= "data-breach" then return false end
  return (document.text or ""):sub(math.max(1, claim.first - 4), claim.first - 1):lower():find "%f[%w]we $" ~= nil
end

local function by_place(a, b)
  if a.role.first ~= b.role.first then return a.role.first < b.role.first end
  return a.role.last < b.role.last
end

local function tie_names(told)
  local by_property, mentions = {}, {}
  for _, item in ipairs(told) do
    if item.name then
      local p = by_property[item.property] or { forms = {}, by_doc = {}, ties = {} }
      by_property[item.property] = p
      p.forms[#p.forms + 1] = { name = item.name }
      local here = p.by_doc[item.document]
      if not here then
        here = {}
        p.by_doc[item.document], mentions[#mentions + 1] = here, { of = p, list = here }
      end
      here[#here + 1] = item
    end
  end
  -- two names of one stand beside each other, so each is held against its neighbours only
  for _, m in ipairs(mentions) do
    table.sort(m.list, by_place)
    for i, one in ipairs(m.list) do
      local text = one.document.text or ""
      for j = i + 1, #m.list do
        local other = m.list[j]
        if other.role.first - one.role.last > names.reach then break end
        if names.tied(text, one.role, other.role) then m.of.ties[#m.of.ties + 1] = { one.name, other.name } end
      end
    end
  end
  for _, p in pairs(by_property) do p.groups = names.group(p.forms, p.ties) end
  for _, item in ipairs(told) do
    if item.name then
      local g = by_property[item.property].groups[item.name]
      item.value, item.key, item.aliases = g.name, names.key(g.name), g.aliases
      item.weight = g.count
    end
  end
end

--- A claim as a fact lists it.
-- @tparam table document
-- @tparam table claim
-- @treturn table `{id, first, last, quote, stance, hedge, speaker, via}`
-- @usage local row = facts.cite(doc, claim)
function facts.cite(document, claim)
  return {
    id = document.id, first = claim.first, last = claim.last,
    quote = (scope.sentence(document, claim):gsub("%s+", " ")),
    stance = claim.stance, hedge = claim.hedge, speaker = claim.speaker, via = claim.via,
  }
end

--- Count a list of `{document, claim}` into reports, origins and stances.
-- @tparam {table,...} told
-- @tparam function origin_of from origins.resolver
-- @treturn table `{reports, origins, stance, stances, claims, ids, origin_keys}`
-- @usage local c = facts.count(told, origin_of)
function facts.count(told, origin_of)
  local rank, policy = {}, data.load "properties"
  for i, s in ipairs(policy.stances) do rank[s] = i end
  local out = { reports = 0, origins = 0, stances = {}, claims = {}, ids = {}, origin_keys = {} }
  local reports, origins, cited = {}, {}, {}
  for _, t in ipairs(told) do
    local id, stance = t.document.id, t.stance or t.claim.stance or "asserted"
    local origin = origin_of(t.document, t.claim)
    if not reports[id] then
      reports[id], out.reports = true, out.reports + 1
      out.ids[#out.ids + 1] = id
    end
    if not origins[origin] then
      origins[origin], out.origins = {}, out.origins + 1
      out.origin_keys[#out.origin_keys + 1] = origin
    end
    if not origins[origin][stance] then
      origins[origin][stance] = true
      out.stances[stance] = (out.stances[stance] or 0) + 1
    end
    if rank[stance] and (not out.stance or rank[stance] < rank[out.stance]) then out.stance = stance end
    local key = id .. "/" .. t.claim.first .. "/" .. t.claim.last
    if not cited[key] then
      cited[key] = true
      out.claims[#out.claims + 1] = facts.cite(t.document, t.claim)
      out.claims[#out.claims].stance = stance
    end
  end
  -- the surest first: what makes the fact's stance is what a reader looks for
  local at = {}
  for i, c in ipairs(out.claims) do at[c] = i end
  table.sort(out.claims, function(a, b)
    local x, y = rank[a.stance] or 99, rank[b.stance] or 99
    if x ~= y then return x < y end
    return at[a] < at[b]
  end)
  return out
end

local PLACE = {
  victim = 1, actor = 2, attribution = 3, when = 4, volume = 5, records = 6, people = 7, ["work-count"] = 8,
  data = 9, work = 10, demand = 11, effect = 12, statement = 13, ["prior-incident"] = 14,
}

local function before(a, b)
  if a.property ~= b.property then return PLACE[a.property] < PLACE[b.property] end
  if (a.of or "") ~= (b.of or "") then return (a.of or "") < (b.of or "") end
  if a.origins ~= b.origins then return a.origins > b.origins end
  if a.reports ~= b.reports then return a.reports > b.reports end
  if math.type(a.value) and math.type(b.value) then return a.value < b.value end
  return tostring(a.value) < tostring(b.value)
end

-- The items that stand: of statements those of who the incident is about, or of an official; and of a name that is
-- read as victim and as actor the more frequent reading, for nobody attacks himself.
local function standing(told)
  local known, victims, added, weighed, out = names.lookup(), names.lookup(), {}, {}, {}
  for _, item in ipairs(told) do
    local victim = item.property == "victim"
    for _, name in ipairs((victim or item.property == "actor") and { item.name, item.value } or {}) do
      if not added[name] then
        added[name] = true
        known:add(name, name)
      end
    end
    if victim and not weighed[item.value] then
      weighed[item.value] = true
      victims:add(item.value, item.weight)
    end
  end
  local function stands(item)
    if item.property == "statement" then return official(item.claim, known) end
    for _, weight in ipairs(item.property == "actor" and victims:find(item.value) or {}) do
      if weight >= item.weight then return false end
    end
    return true
  end
  for _, item in ipairs(told) do
    if stands(item) then out[#out + 1] = item end
  end
  return out
end

--- Build the facts of an incident.
-- @tparam {table,...} main `{document, claim}` as scope.part gives them
-- @tparam function origin_of from origins.resolver
-- @tparam[opt] table foreign set of names that are no victims of it
-- @treturn {table,...} facts as in an incident record, in a fixed order
-- @usage local list = facts.build(parts.main, origin_of, parts.foreign)
function facts.build(main, origin_of, foreign)
  local told, saying = {}, {}
  for _, m in ipairs(main) do
    local _, at = scope.sentence(m.document, m.claim)
    if m.claim.type == "statement" then saying[m.document.id .. "/" .. at] = true end
  end
  for _, m in ipairs(main) do
    local _, at = scope.sentence(m.document, m.claim)
    for _, item in ipairs(scope.counts(m.claim) and items.of(m.document, m.claim) or {}) do
      item.document, item.claim = m.document, m.claim
      -- what is quoted in a statement is the statement's, no effect told beside it
      local said = item.property == "effect" and saying[m.document.id .. "/" .. at]
      local strange = item.property == "victim" and foreign and foreign[item.name]
      if not said and not strange then told[#told + 1] = item end
    end
  end
  tie_names(told)
  local actors, by, list = {}, {}, {}
  for _, item in ipairs(told) do
    if item.property == "actor" then actors[names.key(item.name)], actors[item.key] = true, true end
  end
  for _, item in ipairs(told) do
    if own_word(item.document, item.claim, actors) then item.stance = "claimed" end
  end
  for _, item in ipairs(standing(told)) do
    local key = item.property .. "\0" .. (item.of or "") .. "\0" .. item.key .. "\0" .. (item.noun or "")
    local f = by[key]
    if not f then
      f = { item = item, told = {} }
      by[key] = f
      list[#list + 1] = f
    end
    f.told[#f.told + 1] = item
  end
  local out = {}
  for _, f in ipairs(list) do
    local item, c = f.item, facts.count(f.told, origin_of)
    local earliest, explicit, bound = nil, nil, item.bound
    for _, t in ipairs(f.told) do
      explicit = explicit or t.explicit
      if t.bound ~= bound then bound = nil end -- told exactly, or in two ways
      local p = t.document.published
      if p and (not earliest or p < earliest) then earliest = p end
    end
    out[#out + 1] = {
      property = item.property, of = item.of, value = item.value, bound = bound, bytes = item.bytes,
      noun = item.noun ~= "" and item.noun or nil,
      start = item.start, stop = item.stop, explicit = explicit,
      aliases = item.aliases and #item.aliases > 0 and item.aliases or nil,
      asof = (item.bytes or items.COUNTED[item.property]) and earliest or nil,
      stance = c.stance, stances = c.stances, reports = c.reports, origins = c.origins, claims = c.claims,
    }
  end
  table.sort(out, before)
  return out
end

facts.before = before

return facts
