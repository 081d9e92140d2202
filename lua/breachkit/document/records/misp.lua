--- MISP events (https://www.misp-standard.org), alone, in a server's response, and as a feed's manifest lists them.
-- @module breachkit.document.records.misp
local hedging = require "breachkit.document.hedging"
local merged = require "breachkit.document.merged"
local sheet = require "breachkit.document.sheet"

local misp = { kind = "misp" }

local UUID = "^%x%x%x%x%x%x%x%x%-%x%x%x%x%-%x%x%x%x%-%x%x%x%x%-%x%x%x%x%x%x%x%x%x%x%x%x$"

local function list(value)
  if type(value) ~= "table" then return {} end
  return value[1] ~= nil and value or next(value) ~= nil and { value } or {}
end

local function is_event(value)
  return type(value) == "table" and type(value.info) == "string" and value.type == nil
    and (value.uuid ~= nil or value.Attribute ~= nil or value.Object ~= nil or value.threat_level_id ~= nil
      or value.analysis ~= nil)
end

-- attributes and objects without an event around them
local function is_part(value)
  if type(value) ~= "table" then return false end
  local first = list(value.Attribute)[1] or list(value.Object)[1]
  return type(first) == "table" and (first.value ~= nil or first.Attribute ~= nil or first.object_relation ~= nil
    or first.name ~= nil)
end

-- uuid -> what a feed says of that event
local function manifest(value)
  local out = {}
  for name, item in pairs(value) do
    if type(name) ~= "string" or not name:find(UUID) or type(item) ~= "table" or type(item.info) ~= "string" then
      return nil
    end
    out[#out + 1] = merged(item, { uuid = name })
  end
  table.sort(out, function(a, b) return a.uuid < b.uuid end)
  return out[1] and out
end

--- The events in a value.
-- @param value
-- @treturn ?{table,...} nil when there is none
-- @usage local list = misp.records { Event = event }
function misp.records(value)
  if type(value) ~= "table" then return nil end
  if is_event(value) then return { value } end
  -- a part of an event, as servers and tests give them: nameless, and an event all the same
  if is_part(value) then return { value } end
  if type(value.Event) == "table" then
    return (is_event(value.Event) or is_part(value.Event)) and { value.Event } or nil
  end
  local many = value.response or value[1] ~= nil and value or nil
  if many then
    local out = {}
    for _, item in ipairs(list(many)) do
      local event = type(item) == "table" and (item.Event or item)
      if is_event(event) or is_part(event) then out[#out + 1] = event end
    end
    return out[1] and out
  end
  return manifest(value)
end

local function stamp(value)
  local n = sheet.number(value)
  if not n or n <= 0 or n > 253402300799 then return nil end
  return os.date("!%Y-%m-%dT%H:%M:%SZ", math.floor(n))
end

local LEVELS = { "high", "medium", "low", "undefined" }
local ANALYSIS = { [0] = "initial", "ongoing", "complete" }

local function names(value)
  local out = {}
  for _, item in ipairs(list(value)) do out[#out + 1] = type(item) == "table" and sheet.text(item.name) or nil end
  return out
end

local ROWS = {
  { "info" }, { "Orgc.name", "Organisation" }, { "date", "Date" },
  { "threat_level_id", "Threat level", show = function(v) return LEVELS[sheet.number(v)] or v end },
  { "analysis", "Analysis", show = function(v) return ANALYSIS[sheet.number(v)] or v end },
  { "published", "Published" },
  { "publish_timestamp", "Published at", show = function(v) return stamp(v) end },
  { "timestamp", "Changed at", show = function(v) return stamp(v) end },
}

-- machine tags that say how sure the event is of what it tells: unless they say very, it is suspected
local function doubted(tags)
  for _, tag in ipairs(tags) do
    local low = tag:lower()
    if low:find "^estimative%-language:likelihood" and not low:find "almost%-certain" and not low:find "very%-likely"
      or low:find "^estimative%-language:confidence" and not low:find "high"
      or low:find "^admiralty%-scale:information%-credibility=\"[3-6]\""
      or low:find "^misp:confidence%-level=" and not low:find "completely" and not low:find "usually" then
      return true
    end
  end
  return false
end

local function kind_of(tags)
  local all = table.concat(tags, "\n"):lower()
  if all:find("ransomware", 1, true) then return "ransom" end
  if all:find("phishing", 1, true) then return "phishing" end
  if all:find("ddos", 1, true) or all:find("denial-of-service", 1, true) then return "denial-of-service" end
  return "data-breach"
end

-- A line a tag; one of a group of actors is an attribution.
local function tags_of(page, event, doubt)
  local n = 0
  local function attribute(span, name)
    n = n + 1
    local key = "tag" .. n
    page:claim(key, { type = "attribution", realis = "actual", stance = doubt and "suspected" or "reported",
      trigger = span.label })
    page:role(key, span[1], { role = "suspect", type = "group", value = name })
  end
  local seen = {}
  local function tag_line(tag)
    local actor = tag:match '^misp%-galaxy:[%w-]*threat%-actor="(.-)"$'
      or tag:match '^misp%-galaxy:[%w-]*intrusion%-set="(.-)"$'
    local name = actor and actor:gsub(" %- [GA]%d+$", "")
    if name and not seen[name] then
      seen[name] = true
      attribute(page:line("Tagged actor", name), name)
    end
    return actor
  end
  local others = {}
  for _, tag in ipairs(names(event.Tag)) do
    if not tag_line(tag) then others[#others + 1] = tag end
  end
  for _, galaxy in ipairs(list(event.Galaxy)) do
    for _, cluster in ipairs(type(galaxy) == "table" and list(galaxy.GalaxyCluster) or {}) do
      if type(cluster) == "table" then tag_line(sheet.text(cluster.tag_name) or "") end
    end
  end
  page:line("Tags", others)
end

-- One indicator or observation; those that name actors and victims make claims.
local function attribute_line(page, a, path, doubt, object)
  if type(a) ~= "table" then return end
  for _, name in ipairs { "type", "value", "category", "comment" } do page.used[path .. "." .. name] = true end
  local value = sheet.text(a.value) or sheet.text(a.value1)
  local label = object and sheet.text(a.object_relation) or sheet.text(a.type) or "attribute"
  local spans = page:line(label, { value or "", sheet.text(a.category), sheet.text(a.comment) })
  if not spans[1] or not value then return end
  if a.category == "Attribution" and a.type == "threat-actor" then
    page:claim(path, { type = "attribution", realis = "actual", trigger = spans.label,
      stance = doubt and "suspected" or hedging.stance(sheet.text(a.comment)) or "reported" })
    page:role(path, spans[1], { role = "suspect", type = "group", value = value })
  elseif a.type == "target-org" or object == "victim" and a.object_relation == "name" then
    page:role("event", spans[1], { role = "victim", type = "organization", value = value })
  end
end

--- Fill a document.
-- @tparam table event
-- @tparam table doc
-- @treturn table the sheet
-- @usage local page = misp.fill(event, doc)
function misp.fill(event, doc)
  local tags = names(event.Tag)
  local doubt = doubted(tags)
  local uuid = sheet.text(event.uuid)
  doc.id = uuid and "misp:" .. uuid
  doc.title = sheet.text(event.info) or "MISP attributes"
  doc.published = stamp(event.publish_timestamp) or sheet.text(event.date)
  doc.updated = stamp(event.timestamp)
  doc.site = sheet.text(sheet.get(event, "Orgc.name"))
  doc.links = {}
  local page = sheet.new("MISP event", doc.title)
  page:claim("event", { type = kind_of(tags), realis = "actual", stance = doubt and "suspected" or "reported" })
  page:fields(event, ROWS)
  tags_of(page, event, doubt)
  page.used.Tag = true
  page:add "\n"
  for i, a in ipairs(list(event.Attribute)) do
    attribute_line(page, a, ("Attribute[%d]"):format(i), doubt)
    if type(a) == "table" and a.type == "link" and tostring(a.value):find "^https?://" then
      doc.links[#doc.links + 1] = a.value
    end
  end
  for i, object in ipairs(list(event.Object)) do
    if type(object) == "table" then
      local path = ("Object[%d]"):format(i)
      page:add "\n"
      page:line("object", sheet.text(object.name))
      page:line("description", sheet.text(object.comment))
      page.used[path .. ".name"], page.used[path .. ".comment"] = true, true
      for k, a in ipairs(list(object.Attribute)) do
        attribute_line(page, a, ("%s.Attribute[%d]"):format(path, k), doubt, sheet.text(object.name) or "object")
      end
    end
  end
  return page
end

return misp
