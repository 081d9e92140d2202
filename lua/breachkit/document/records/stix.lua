--- STIX 2.0 and 2.1 (https://docs.oasis-open.org/cti/stix/v2.1/): bundles, single objects, TAXII envelopes and dumps.
-- A report, grouping or incident is a document with the objects that it refers to; what none refers to is one more.
-- @module breachkit.document.records.stix
local hedging = require "breachkit.document.hedging"
local sheet = require "breachkit.document.sheet"

local stix = { kind = "stix", shows_all = true }

local DEPTH <const> = 8

local function is_object(value)
  return type(value) == "table" and type(value.type) == "string" and type(value.id) == "string"
    and value.id:find "^[%l%d-]+%-%-%x[%x-]+$" ~= nil
end

-- every object in a value: of a bundle, of an envelope, of a dump of collections
local function objects_in(value, into, depth)
  if type(value) ~= "table" or depth > DEPTH then return into end
  if is_object(value) and value.type ~= "bundle" then
    into[#into + 1] = value
    return into
  end
  if value[1] ~= nil then
    for _, item in ipairs(value) do objects_in(item, into, depth + 1) end
    return into
  end
  if value.objects ~= nil then return objects_in(value.objects, into, depth + 1) end
  if depth > 1 or not value.type then
    local names = {}
    for name, item in pairs(value) do
      if type(item) == "table" then names[#names + 1] = tostring(name) end
    end
    table.sort(names)
    for _, name in ipairs(names) do objects_in(value[name], into, depth + 1) end
  end
  return into
end

local ANCHORS = { report = true, grouping = true, incident = true }

-- what a document is made of: `{anchor, objects, bundle, by_id}`
local function part(objects, bundle)
  local by_id, links, taken, list = {}, {}, {}, {}
  for place, object in ipairs(objects) do
    -- of several versions the last one is what references mean
    local known = by_id[object.id]
    if not known or tostring(object.modified or "") >= tostring(known.modified or "") then
      by_id[object.id] = object
    end
    for _, name in ipairs(object.type == "relationship" and { "source_ref", "target_ref" } or {}) do
      local ref = object[name]
      if type(ref) == "string" then
        links[ref] = links[ref] or {}
        table.insert(links[ref], { place = place, object = object })
      end
    end
  end
  for _, object in ipairs(objects) do
    if ANCHORS[object.type] then
      local members, within, found = {}, { [object.id] = true }, {}
      taken[object] = true
      for _, id in ipairs(type(object.object_refs) == "table" and object.object_refs or {}) do
        local member = by_id[id]
        if member and member ~= object and not within[id] then
          within[id] = true
          members[#members + 1] = member
          taken[member] = true
        end
      end
      -- what ties two of them to one another, or one to the anchor, goes with them
      local ends = table.move(members, 1, #members, 2, { object })
      for _, one in ipairs(ends) do
        for _, link in ipairs(links[one.id] or {}) do
          local l = link.object
          if not within[l.id] and (within[l.source_ref] and within[l.target_ref] or one == object) then
            within[l.id] = true
            found[#found + 1] = link
          end
        end
      end
      table.sort(found, function(a, b) return a.place < b.place end)
      for _, link in ipairs(found) do
        members[#members + 1] = link.object
        taken[link.object] = true
      end
      list[#list + 1] = { anchor = object, objects = members, by_id = by_id }
    end
  end
  local rest = {}
  for _, object in ipairs(objects) do
    if not taken[object] then rest[#rest + 1] = object end
  end
  if #rest > 0 then
    list[#list + 1] = { anchor = #rest == 1 and rest[1] or nil, objects = #rest > 1 and rest or {}, by_id = by_id,
      bundle = bundle }
  end
  return list
end

--- The documents in a value: their anchors and objects.
-- @param value
-- @treturn ?{table,...} nil when it holds no STIX
-- @usage local list = stix.records(bundle)
function stix.records(value)
  if type(value) ~= "table" or value.Event or value.response then return nil end
  local known = value.type == "bundle" or value.objects ~= nil or is_object(value)
    or is_object(value[1]) or type(value[1]) == "table" and value[1].type == "bundle"
  if not known then
    -- a dump of a server: its collections hold objects
    local dump = false
    for _, root in pairs(value) do
      dump = dump or type(root) == "table" and type(root.collections) == "table"
    end
    if not dump then return nil end
  end
  local objects = objects_in(value, {}, 1)
  if #objects == 0 then return nil end
  return part(objects, type(value.id) == "string" and value.id or nil)
end

local function name_of(object)
  return sheet.text(object.name) or sheet.text(object.value) or sheet.text(object.pattern)
    or sheet.text(object.abstract) or sheet.text(object.id)
end

local function latest(record)
  local last
  for _, object in ipairs(record.objects) do
    local date = object.modified or object.created
    if type(date) == "string" and (not last or date > last) then last = date end
  end
  return last
end

-- 2.1 gives confidence as 0 to 100; its scale calls less than 70 medium and low
local function stance_of(object)
  local n = sheet.number(object.confidence)
  if n and n < 70 then return "suspected" end
  return hedging.stance(sheet.text(object.description)) or "asserted"
end

local function own_fields(page, object, path)
  for _, name in ipairs { "type", "name", "description" } do page.used[path .. "." .. name] = true end
  page:rest(object, path)
end

-- "APT1 attributed-to Comment Crew", and the claim that it makes
local function relationship(page, record, object, n)
  local function side(ref)
    return record.by_id[ref] and name_of(record.by_id[ref]) or sheet.text(ref) or "unknown"
  end
  local from, verb, to = side(object.source_ref), sheet.text(object.relationship_type) or "related-to",
    side(object.target_ref)
  local span = page:line("relationship", from .. " " .. verb .. " " .. to)[1]
  local function piece(at, text)
    return { first = span.first + at, last = span.first + at + #text - 1, text = text, line = span.line,
      stop = span.stop }
  end
  local words, target = piece(#from + 1, verb), piece(#from + #verb + 2, to)
  local key, whom = "relationship" .. n, record.by_id[object.target_ref]
  if verb == "attributed-to" then
    page:claim(key, { type = "attribution", realis = "actual", stance = stance_of(object), trigger = words })
    page:role(key, target, { role = "suspect", type = "group", value = to })
  elseif verb == "targets" and record.anchor and object.source_ref == record.anchor.id
    and record.anchor.type == "incident" and whom and whom.type == "identity" then
    page:claim(key, { type = "data-breach", realis = "actual", stance = stance_of(object), trigger = words })
    page:role(key, target, { role = "victim", type = "organization", value = to })
  end
end

local LABELS = { report = "Report", grouping = "Grouping", incident = "Incident" }

--- Fill a document.
-- @tparam table record of `records`
-- @tparam table doc
-- @treturn table the sheet
-- @usage local page = stix.fill(record, doc)
function stix.fill(record, doc)
  local anchor = record.anchor
  local page = sheet.new(anchor and (LABELS[anchor.type] or anchor.type) or "STIX bundle",
    anchor and name_of(anchor) or record.bundle or "objects")
  doc.id = anchor and anchor.id or record.bundle
  doc.title = anchor and name_of(anchor) or "STIX bundle of " .. #record.objects .. " objects"
  doc.published = anchor and (anchor.published or anchor.created) or latest(record)
  doc.updated = anchor and anchor.modified
  local author = record.by_id[anchor and anchor.created_by_ref or (record.objects[1] or {}).created_by_ref]
  doc.site = author and sheet.text(author.name)
  doc.links = {}
  local all = anchor and { anchor } or {}
  table.move(record.objects, 1, #record.objects, #all + 1, all)
  for n, object in ipairs(all) do
    if object ~= anchor then
      page:add "\n"
      if object.type == "relationship" then
        relationship(page, record, object, n)
      else
        page:line(object.type, name_of(object))
      end
    end
    page:paragraphs(sheet.text(object.description))
    if type(object.description) == "string" then page:add "\n" end
    own_fields(page, object, object.type)
    for _, reference in ipairs(type(object.external_references) == "table" and object.external_references or {}) do
      local url = type(reference) == "table" and sheet.text(reference.url)
      if url and url:find "^https?://" then doc.links[#doc.links + 1] = url end
    end
  end
  return page
end

return stix
