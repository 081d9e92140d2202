--- From claims to facts: one per property, `of` and value, with reports and origins counted.
-- @module breachkit.incident.facts
local data = require "breachkit.data"
local names = require "breachkit.incident.names"
local scope = require "breachkit.incident.scope"
local tells = require "breachkit.tells"

local facts = {}

local NAMED = { victim = true, actor = true, attribution = true }
local COUNTED = { records = true, people = true, ["work-count"] = true }

local ARTICLE = { the = true, a = true, an = true, it = true, their = true }
local COUNT = { one = true, two = true, three = true, four = true, five = true, six = true, seven = true, eight = true,
  nine = true, ten = true, several = true, some = true, many = true, all = true, most = true, both = true }

local function contains(list, x)
  for _, y in ipairs(list) do
    if x == y then return true end
  end
  return false
end

-- the words of the sentence from the trigger to the role's words, and 24 bytes to each side; what stands before a
-- "that" is of another clause
local function around(document, claim, role)
  local first, last = math.min(claim.first, role.first), math.max(claim.last, role.last)
  local _, from = scope.sentence(document, claim)
  local text = document.text or ""
  local before = text:sub(math.max(from, first - 24), first - 1):gsub("^.* that ", "")
  return (before .. text:sub(first, last + (role.role == "time" and 0 or 24))):lower()
end

-- "on Wednesday after hackers broke in": the day is not that of the break-in
local function other_event(document, claim, role)
  local first, last = math.min(claim.last, role.last), math.max(claim.first, role.first)
  return (document.text or ""):sub(first + 1, last - 1):find "%f[%w]after%f[%W]" ~= nil
end

--- The form under which two spellings of words are one: letters and digits only, lower case.
-- @tparam string text
-- @treturn string
-- @usage facts.fold "Mr. Turner" --> "mrturner"
function facts.fold(text)
  return (text:lower():gsub("\226\128[\128-\191]", ""):gsub("\194[\160-\191]", ""):gsub("[^%w\128-\255]", ""))
end

--- Words without the quotation marks, commas and spaces around them.
-- @tparam ?string text
-- @treturn string
-- @usage facts.bare '"Fury",' --> "Fury"
function facts.bare(text)
  text = tostring(text or ""):gsub("%s+", " "):gsub("\226\128[\156\157]", "\""):gsub("\226\128[\152\153]", "'")
  return (text:gsub("^[%s\"'%(]+", ""):gsub("[%s\"',;:%)]+$", ""))
end

--- The title in the words of a role: none when they only say what it is ("the leaked films").
-- @tparam ?string text
-- @treturn ?string
-- @usage facts.title "Mr Turner" --> "Mr Turner"
function facts.title(text)
  local title = facts.bare(text)
  for at, word in title:gmatch "()(%S+)" do
    local lower = word:lower():gsub("s$", "")
    local counts = at == 1 and COUNT[word:lower()] and #title > #word -- "Two films", but "Seven"
    if not counts and word:find "^[%u%d\195]" and not ARTICLE[lower]
      and not contains(data.load "properties".works, lower) then
      return title
    end
  end
end

--- The VERIS varieties of data that words name.
-- @tparam string text
-- @treturn {string,...} in the order of `data/veris_data.lua`
-- @usage facts.varieties "names and card numbers" --> { "Payment", "Personal" }
function facts.varieties(text)
  local out, rest = {}, " " .. text:lower() .. " "
  for _, row in ipairs(data.load "veris_data") do
    local found = false
    for _, pattern in ipairs(row[2]) do
      local n
      rest, n = rest:gsub(pattern, "\0")
      found = found or n > 0
    end
    if found then out[#out + 1] = row[1] end
  end
  return out
end

local function number(value)
  if type(value) == "table" then return value.value or value.bytes or value.amount, value.bound end
  return tonumber(value)
end

local function integral(x)
  return math.type(x) == "float" and math.tointeger(x) or x
end

-- what a role says under a rule: a list of { value, key, extra fields }
local function values(rule, role)
  local property = rule.property
  if NAMED[property] then
    -- a suspect's words may have a name that they stand for: "the group", a demonym
    local name = role.exact and role.value or names.clean(type(role.value) == "string" and role.value or role.text)
    return name and { { name = name } } or {}
  elseif property == "when" or property == "none" then
    local v = role.value
    if type(v) ~= "table" or not v.edtf or not (v.start or v.stop) then return {} end
    -- "on Friday" hangs on the day of publication; only a date told in figures, or "the same day" as one, is set
    -- against another
    local told = tells(tostring(role.text):lower(), { "%d", "same day", "that day" })
    return { { value = v.edtf, key = v.edtf, start = v.start, stop = v.stop, explicit = told } }
  elseif property == "volume" then
    local bytes, bound = number(role.value)
    if not bytes then return {} end
    return { {
      value = facts.bare(role.text), key = ("%.0f"):format(bytes), bytes = integral(bytes), bound = role.bound or bound,
    } }
  elseif COUNTED[property] then
    local n, bound = number(role.value)
    if not n then return {} end
    return { { value = integral(n), key = ("%.0f"):format(n), bound = role.bound or bound } }
  elseif property == "data" then
    local out = {}
    local classes = facts.varieties(role.text or "")
    -- a record names the class itself, or something that is none of the words
    if role.exact and #classes == 0 then classes = { role.text } end
    for _, class in ipairs(classes) do out[#out + 1] = { value = class, key = class } end
    return out
  elseif property == "work" then
    local title = facts.title(role.text)
    return title and { { value = title, key = facts.fold(title) } } or {}
  end
  error("data/properties.lua: no such property: " .. tostring(property))
end

-- A quotation in the sentence, else the sentence: the words of a statement, demand or effect.
local function words(document, claim, property)
  local sentence = scope.sentence(document, claim):gsub("%s+", " ")
  if property == "statement" then
    local role = scope.role(claim, "statement")
    if role then return facts.bare(role.text) end
    local plain = sentence:gsub("\226\128[\156\157]", "\"")
    local quoted = plain:match "\"([^\"]+)\"?"
    if not quoted or select(2, quoted:gsub("%S+", "")) < 4 then return nil end
    return facts.bare(quoted)
  end
  return facts.bare(scope.clause(document, claim))
end

local function counted_property(rule, policy, document, role)
  local noun = type(role.value) == "table" and role.value.noun or role.noun
  noun = (tostring(noun or "") .. " " .. tostring(role.text or "") .. " "
    .. (document.text or ""):sub(role.last + 1, role.last + 20)):lower()
  if tells(noun, policy.works) then return "work-count", "leaked" end
  if rule.property == "records" and tells(noun, policy.people) and not tells(noun, { "account", "record" }) then
    return "people", rule.of == "stolen" and "affected" or rule.of
  end
  return rule.property, rule.of
end

-- what is counted: the last word of the role's words, else the word after them, singular
local function noun_of(document, role)
  local noun = type(role.value) == "table" and role.value.noun or role.noun
    or tostring(role.text):match "%f[%a](%a+)%W*$" or (document.text or ""):match("^%W*(%a+)", role.last + 1) or ""
  noun = noun:lower()
  return (noun == "million" or noun == "billion" or noun == "thousand") and "" or (noun:gsub("s$", ""))
end

-- A field of a record says itself what it is of, and so does a day on which a deed came to light; of other words those
-- around decide.
local function fits(rule, document, claim, role)
  if role.exact or role.of then return not role.of or rule.of == role.of end
  return not rule.words or tells(around(document, claim, role), rule.words)
end

-- Is it only some of its roles that a claim denies?
local function denies_part(claim, policy)
  if claim.stance ~= "denied" then return false end
  for _, role in ipairs(claim.roles or {}) do
    if policy.denied[role.role] then return true end
  end
  return claim.type == "ransom" and tells(tostring(claim.text):lower(), policy.paying)
end

--- What one claim says, by the rules of `data/properties.lua`.
-- @tparam table document
-- @tparam table claim
-- @treturn {table,...} `{property, of, value | name, key, ...}`
-- @usage for _, item in ipairs(facts.items(doc, claim)) do print(item.property, item.value) end
function facts.items(document, claim)
  local policy, out, done = data.load "properties", {}, {}
  local part = denies_part(claim, policy)
  for _, rule in ipairs(policy.rules) do
    if contains(rule.types, claim.type) and not (part and rule.role and not policy.denied[rule.role]) then
      if rule.sentence then
        local value = words(document, claim, rule.property)
        if value then
          out[#out + 1] = { property = rule.property, value = value, key = facts.fold(value) }
        end
      else
        for _, role in ipairs(claim.roles or {}) do
          if role.role == "time" and not role.exact
            and (other_event(document, claim, role) or not scope.happened(document, claim)) then
            done[role] = true
          end
          if role.role == rule.role and not done[role] and fits(rule, document, claim, role) then
            for _, item in ipairs(values(rule, role)) do
              item.property, item.of, item.role = rule.property, rule.of, role
              done[role] = true
              if COUNTED[rule.property] and not role.exact then
                item.property, item.of = counted_property(rule, policy, document, role)
                item.noun = noun_of(document, role)
              elseif role.exact then
                item.noun = role.noun
              end
              if item.property ~= "none" then out[#out + 1] = item end
            end
          end
        end
      end
    end
  end
  return out
end

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

local function tie_names(items)
  local by_property, mentions = {}, {}
  for _, item in ipairs(items) do
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
  for _, item in ipairs(items) do
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
local function standing(items)
  local known, victims, added, weighed, out = names.lookup(), names.lookup(), {}, {}, {}
  for _, item in ipairs(items) do
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
  for _, item in ipairs(items) do
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
  local items, saying = {}, {}
  for _, m in ipairs(main) do
    local _, at = scope.sentence(m.document, m.claim)
    if m.claim.type == "statement" then saying[m.document.id .. "/" .. at] = true end
  end
  for _, m in ipairs(main) do
    local _, at = scope.sentence(m.document, m.claim)
    for _, item in ipairs(scope.counts(m.claim) and facts.items(m.document, m.claim) or {}) do
      item.document, item.claim = m.document, m.claim
      -- what is quoted in a statement is the statement's, no effect told beside it
      local said = item.property == "effect" and saying[m.document.id .. "/" .. at]
      local strange = item.property == "victim" and foreign and foreign[item.name]
      if not said and not strange then items[#items + 1] = item end
    end
  end
  tie_names(items)
  local actors, by, list = {}, {}, {}
  for _, item in ipairs(items) do
    if item.property == "actor" then actors[names.key(item.name)], actors[item.key] = true, true end
  end
  for _, item in ipairs(items) do
    if own_word(item.document, item.claim, actors) then item.stance = "claimed" end
  end
  for _, item in ipairs(standing(items)) do
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
      asof = (item.bytes or COUNTED[item.property]) and earliest or nil,
      stance = c.stance, stances = c.stances, reports = c.reports, origins = c.origins, claims = c.claims,
    }
  end
  table.sort(out, before)
  return out
end

facts.before = before

return facts
