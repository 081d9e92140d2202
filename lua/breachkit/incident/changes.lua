--- What was told first, and what later instead: "40,000 on Monday, 3.1 million on Friday".
-- A number changes when a report is revised (the same address read again with other words), or when every report that
-- tells the one was published on an earlier day than every report that tells the other. What the actor claims, and what
-- is denied, changes nothing. Changes are shown beside conflicts, not in their stead: only a report that was revised no
-- longer contradicts itself.
-- @module breachkit.incident.changes
local conflicts = require "breachkit.incident.conflicts"

local changes = {}

local COUNTED = { volume = true, records = true, people = true, ["work-count"] = true }

--- What makes documents revisions of one report: its address.
-- @tparam {table,...} documents
-- @treturn function from a document's id to a key that revisions share
-- @usage local report_of = changes.reports(documents)
function changes.reports(documents)
  local key = {}
  for _, doc in ipairs(documents) do
    if doc.url and not doc.claims then key[doc.id] = "url:" .. doc.url end
  end
  return function(id) return key[id] or id end
end

-- when a document said what it says: a revision by when it was updated or read
local function day_of(doc, revised)
  local told = revised and (doc.updated or doc.fetched) or doc.published
  return tostring(told or ""):match "^%d%d%d%d%-%d%d%-%d%d"
end

-- who tells a fact, and from which day to which
local function tellers(fact, documents, order)
  local ids, seen, first, last, undated = {}, {}, nil, nil, false
  for _, c in ipairs(fact.claims) do
    if not seen[c.id] then
      seen[c.id] = true
      ids[#ids + 1] = c.id
      local day = documents[c.id] and day_of(documents[c.id])
      undated = undated or not day
      if day and (not first or day < first) then first = day end
      if day and (not last or day > last) then last = day end
    end
  end
  table.sort(ids, function(a, b) return (order[a] or 0) < (order[b] or 0) end)
  return { fact = fact, ids = ids, first = not undated and first or nil, last = not undated and last or nil }
end

local function row(from, to, kind, day, why)
  return { property = to.fact.property, of = to.fact.of, noun = to.fact.noun, from = from.fact.value,
    to = to.fact.value, from_bound = from.fact.bound, to_bound = to.fact.bound, kind = kind, when = day,
    reports = { from = from.ids, to = to.ids }, why = why }
end

-- the first revision that tells `to` after one of the same report that tells `from`
local function revision(from, to, documents, order, report_of)
  for _, a in ipairs(from.ids) do
    for _, b in ipairs(to.ids) do
      if a ~= b and report_of(a) == report_of(b) then
        local x, y = documents[a], documents[b]
        local earlier, later = day_of(x, true) or day_of(x) or "", day_of(y, true) or day_of(y) or ""
        if earlier < later or (earlier == later and order[a] < order[b]) then
          return later ~= "" and later or nil, true
        end
      end
    end
  end
end

--- Find the changes among facts.
-- @tparam {table,...} facts of one incident
-- @tparam {table,...} documents its reports, earliest first
-- @treturn {table,...} `{property, of, noun, from, to, from_bound, to_bound, kind, when, reports{from[], to[]}, why}`:
--  bounds as of facts; kind "revision" or "later"; `when` the day from which the new value is told
-- @usage for _, c in ipairs(changes.find(record.facts, documents)) do print(c.from, c.to, c.when) end
function changes.find(facts, documents)
  local by_id, order, groups, keys, out = {}, {}, {}, {}, {}
  for i, doc in ipairs(documents) do by_id[doc.id], order[doc.id] = doc, i end
  local report_of = changes.reports(documents)
  for _, f in ipairs(facts) do
    if COUNTED[f.property] and f.stance ~= "denied" and f.stance ~= "claimed" then
      local key = f.property .. "\0" .. (f.of or "") .. "\0" .. (f.noun or "")
      if not groups[key] then
        groups[key] = {}
        keys[#keys + 1] = key
      end
      table.insert(groups[key], tellers(f, by_id, order))
    end
  end
  for _, key in ipairs(keys) do
    local list = groups[key]
    table.sort(list, function(a, b)
      local x, y = a.first or "9999", b.first or "9999"
      if x ~= y then return x < y end
      return tostring(a.fact.value) < tostring(b.fact.value)
    end)
    for i, to in ipairs(list) do
      local before -- the value told last before this one, by others
      for j, from in ipairs(list) do
        -- of one report that is no revision nothing changes, however many figures it has
        local alone = from.ids[1] == to.ids[1] and #from.ids == 1 and #to.ids == 1
        if i ~= j and not alone and not conflicts.agree(from.fact, to.fact) then
          local day, revised = revision(from, to, by_id, order, report_of)
          if revised then
            out[#out + 1] = row(from, to, "revision", day, ("%s became %s when the report was revised%s"):format(
              conflicts.told(from.fact), conflicts.told(to.fact), day and " on " .. day or ""))
          elseif from.last and to.first and from.last < to.first and (not before or from.last > before.last) then
            before = from
          end
        end
      end
      if before then
        out[#out + 1] = row(before, to, "later", to.first, ("%s was told until %s, %s from %s on"):format(
          conflicts.told(before.fact), before.last, conflicts.told(to.fact), to.first))
      end
    end
  end
  return out
end

return changes
