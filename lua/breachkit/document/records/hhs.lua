--- Breaches as the portal of the US Department of Health and Human Services gives them as CSV
-- (https://ocrportal.hhs.gov/ocr/breach/breach_report.jsf).
-- @module breachkit.document.records.hhs
local dates = require "breachkit.date"
local sheet = require "breachkit.document.sheet"

local hhs = { kind = "hhs", site = "HHS Office for Civil Rights",
  header = { "Name of Covered Entity", "Breach Submission Date" } }

--- Is this such a record?
-- @param value
-- @treturn boolean
-- @usage hhs.is(record)
function hhs.is(value)
  return type(value) == "table" and value["Name of Covered Entity"] ~= nil and value["Breach Submission Date"] ~= nil
end

-- the portal writes 12/03/2024 as Americans do; its copies 2024-12-03
local function day(text)
  local d = type(text) == "string" and dates.parse(text, { custom = "mdy" })
  return d or nil
end

local ROWS = {
  { "Name of Covered Entity" },
  { "Individuals Affected", "Individuals affected", claim = "event", role = "victim-count", type = "count",
    of = "affected", noun = "individual", value = function(n) return sheet.number(n) end },
  { "Type of Breach", "Type of breach" }, { "Location of Breached Information", "Location of the information" },
  { "State", "State", claim = "event", role = "place", type = "other" },
  { "Breach Submission Date", "Submitted", claim = "disclosed", role = "time", type = "date", of = "disclosed",
    value = day },
  { "Covered Entity Type", "Type of entity" }, { "Business Associate Present", "Business associate present" },
  { "Web Description" }, { "Year" },
}

--- Fill a document.
-- @tparam table record
-- @tparam table doc
-- @treturn table the sheet
-- @usage local page = hhs.fill(record, doc)
function hhs.fill(record, doc)
  local name = sheet.text(record["Name of Covered Entity"])
  local submitted = day(record["Breach Submission Date"])
  doc.title = "Health data breach: " .. (name or "unnamed")
  doc.published = submitted and submitted.edtf
  local key = {}
  for i, field in ipairs { "Name of Covered Entity", "Breach Submission Date", "Individuals Affected", "Type of Breach",
    "State", "Location of Breached Information" } do key[i] = sheet.text(record[field]) or "" end
  doc.key = table.concat(key, "\0")
  local page = sheet.new("Health data breach", name)
  page:claim("event", { type = "data-breach", realis = "actual", stance = "asserted" })
  page:claim("disclosed", { type = "data-breach", realis = "actual", stance = "asserted" })
  page:role("event", page.name, { role = "victim", type = "organization", value = name })
  page:fields(record, ROWS)
  page:paragraphs((sheet.plain(sheet.text(record["Web Description"]) or "")))
  return page
end

return hhs
