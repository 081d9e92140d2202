--- Incidents in VERIS (https://verisframework.org, schema 1.3 to 1.4), as the VERIS Community Database has them.
-- @module breachkit.document.records.veris
local sheet = require "breachkit.document.sheet"

local veris = { kind = "veris" }

local get = sheet.get

--- Is this such an incident?
-- @param value
-- @treturn boolean
-- @usage veris.is(record)
function veris.is(value)
  return type(value) == "table" and value.type == nil
    and (type(value.security_incident) == "string" or type(value.incident_id) == "string"
      or type(value.schema_version) == "string")
    and (type(value.action) == "table" or type(value.actor) == "table" or type(value.timeline) == "table")
end

--- The incident in what wraps it: lines of a database, cases of a test suite.
-- @param value
-- @treturn ?table
-- @usage local record = veris.unwrap { file = "x.json", incident = record }
function veris.unwrap(value)
  local inner = type(value) == "table" and value.incident
  return veris.is(inner) and inner or nil
end

local function day(parts)
  local year = type(parts) == "table" and sheet.number(parts.year)
  if not year or year < 1 or year > 9999 then return nil end
  local month, of_month = sheet.number(parts.month), sheet.number(parts.day)
  if not month or month < 1 or month > 12 then return ("%04d"):format(year) end
  if not of_month or of_month < 1 or of_month > 31 then return ("%04d-%02d"):format(year, month) end
  return ("%04d-%02d-%02d"):format(year, month, of_month)
end

local function duration(part)
  if type(part) ~= "table" then return nil end
  local value, unit = sheet.text(part.value), sheet.text(part.unit)
  return value and unit and value .. " " .. unit or unit or value
end

local function name_list(value)
  return type(value) == "table" and value or value ~= nil and { value } or nil
end

-- a name that says that there is none
local function known(name)
  local low = type(name) == "string" and name:lower()
  return low and low ~= "" and low ~= "unknown" and low ~= "other" and low ~= "na" and name or nil
end

local ROWS = {
  { "victim.victim_id" }, { "summary" },
  { "timeline.incident", "Date of the incident", claim = "event", role = "time", type = "date", of = "happened",
    show = day, value = sheet.date },
  { "security_incident", "Security incident", claim = "event", hedge = function(v) return v ~= "Confirmed" end },
  { "confidence", "Confidence", claim = "event", hedge = function(v) return v == "Low" or v == "None" end },
  { "actor.external.name", "Actor", show = name_list, claim = "event", role = "attacker", type = "group",
    value = known },
  { "attribute.confidentiality.data_disclosure", "Data disclosed", claim = "disclosure",
    hedge = function(v) return v ~= "Yes" end },
  { "attribute.confidentiality.data_total", "Records", claim = "disclosure", role = "data-count", type = "count",
    of = "affected", noun = "record", value = function(n) return sheet.number(n) end },
  { "attribute.confidentiality.data", "Data", claim = "disclosure", role = "data", type = "data",
    show = function(list)
      local out = {}
      for _, item in ipairs(type(list) == "table" and list or {}) do
        out[#out + 1] = type(item) == "table" and sheet.text(item.variety) or nil
      end
      return out
    end, value = known },
  { "plus.timeline.notification", "Notified", claim = "notified", role = "time", type = "date", of = "disclosed",
    show = day, value = sheet.date },
  { "timeline.compromise", "From the first action to the compromise", show = duration },
  { "timeline.exfiltration", "To the exfiltration", show = duration },
  { "timeline.discovery", "To the discovery", show = duration },
  { "timeline.containment", "To the containment", show = duration },
  { "reference" }, { "incident_id", "Incident id" },
}

local function any(list, ...)
  for _, value in ipairs(type(list) == "table" and list or { list }) do
    for _, wanted in ipairs { ... } do
      if type(value) == "string" and value:lower():find(wanted, 1, true) then return true end
    end
  end
  return false
end

-- what kind of incident it is, by its actions and what they touched
local function type_of(record)
  if any(get(record, "action.malware.variety"), "ransomware") then return "ransom", "Ransomware" end
  if any(get(record, "action.hacking.variety"), "dos") then return "denial-of-service", "Denial of service" end
  if type(get(record, "attribute.confidentiality")) == "table" then return "data-breach", "Data breach" end
  if any(get(record, "action.social.variety"), "phishing") then return "phishing", "Phishing" end
  if type(get(record, "attribute.availability")) == "table" and not get(record, "attribute.integrity") then
    return "outage", "Outage"
  end
  return "data-breach", "Security incident"
end

local REALIS = { ["Near miss"] = "other", ["False positive"] = "other" }
local DISCLOSED = { Yes = false, No = "denied", Potentially = "suspected", Unknown = "suspected" }

-- "http://a.example/x (20140501); http://b.example/y"
local function links_of(record)
  local links = {}
  for part in (sheet.text(record.reference) or ""):gmatch "[^;]+" do
    links[#links + 1] = part:match "https?://[^%s()]+"
  end
  return links
end

--- Fill a document.
-- @tparam table record
-- @tparam table doc
-- @treturn table the sheet
-- @usage local page = veris.fill(record, doc)
function veris.fill(record, doc)
  local kind, words = type_of(record)
  local name = known(sheet.text(get(record, "victim.victim_id")))
  local key = sheet.text(record.incident_id)
  doc.id = key and "veris:" .. key
  doc.title = words .. ": " .. (name or "an unnamed victim")
  doc.published, doc.updated = get(record, "plus.created"), get(record, "plus.modified")
  doc.site = record.source_id == "vcdb" and "VERIS Community Database" or nil
  doc.links = links_of(record)
  local page = sheet.new(words, name or "an unnamed victim")
  local status, confidence = record.security_incident, record.confidence
  local stance = status == "False positive" and "denied"
    or (status ~= "Confirmed" or confidence == "Low" or confidence == "None") and "suspected" or "asserted"
  local realis = REALIS[status] or "actual"
  page:claim("event", { type = kind, realis = realis, stance = stance })
  local disclosure = DISCLOSED[get(record, "attribute.confidentiality.data_disclosure") or "Unknown"]
  page:claim("disclosure", { type = "data-breach", realis = disclosure == "denied" and "other" or realis,
    stance = disclosure or stance })
  page:claim("notified", { type = "data-breach", realis = realis, stance = stance })
  if name then page:role("event", page.name, { role = "victim", type = "organization", value = name }) end
  page:fields(record, ROWS)
  page:paragraphs(sheet.text(record.summary))
  page:line("Reference", sheet.text(record.reference))
  return page
end

return veris
