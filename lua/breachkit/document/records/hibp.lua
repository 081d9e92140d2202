--- Breaches as Have I Been Pwned lists them (https://haveibeenpwned.com/API/v3#BreachModel), as JSON or as a table.
-- @module breachkit.document.records.hibp
local sheet = require "breachkit.document.sheet"

local hibp = { kind = "hibp", site = "Have I Been Pwned", header = { "Name", "BreachDate", "PwnCount" } }

--- Is this such a breach?
-- @param value
-- @treturn boolean
-- @usage hibp.is { Name = "Acme", BreachDate = "2014-11-24" }
function hibp.is(value)
  return type(value) == "table" and type(value.Name) == "string"
    and (type(value.BreachDate) == "string" or value.PwnCount ~= nil and value.AddedDate ~= nil)
end

-- flags are booleans, and in tables words
local function is(flag)
  if type(flag) == "string" then return flag:lower() == "true" end
  return flag == true
end

local function yes(flag) return is(flag) end

-- the list's dates of breaches are approximate, whatever they look like
local function about(date) return type(date) == "string" and date .. " (approximate)" or nil end

local ROWS = {
  { "Title" }, { "Name" },
  { "Domain", "Domain" },
  { "BreachDate", "Breach date", claim = "event", role = "time", type = "date", of = "happened", show = about,
    value = function(_, record) return sheet.date(record.BreachDate .. "~") end },
  { "PwnCount", "Accounts", claim = "event", role = "data-count", type = "count", of = "affected", noun = "account",
    value = function(n) return sheet.number(n) end },
  { "DataClasses", "Data", claim = "event", role = "data", type = "data" },
  { "IsVerified", "Verified", claim = "event", show = yes, hedge = function(flag) return not is(flag) end },
  { "IsFabricated", "Fabricated", claim = "event", show = yes, hedge = is },
  { "IsSensitive", "Sensitive", show = yes }, { "IsRetired", "Retired", show = yes },
  { "IsSpamList", "Spam list", show = yes }, { "IsMalware", "From malware", show = yes },
  { "IsStealerLog", "Stealer logs", show = yes }, { "IsSubscriptionFree", "Free of subscription", show = yes },
  { "Attribution", "Attribution" }, { "AddedDate", "Added" }, { "ModifiedDate", "Modified" }, { "Description" },
}

--- Fill a document.
-- @tparam table record
-- @tparam table doc
-- @treturn table the sheet
-- @usage local page = hibp.fill(record, doc)
function hibp.fill(record, doc)
  local name = sheet.text(record.Title) or record.Name
  doc.id = "hibp:" .. record.Name
  doc.title = "Data breach: " .. name
  doc.published, doc.updated = record.AddedDate, record.ModifiedDate
  local page = sheet.new("Data breach", name)
  -- what the list doubts is suspected, and what it holds to be made up is denied
  local fabricated = is(record.IsFabricated)
  local stance = fabricated and "denied" or (record.IsVerified == nil or is(record.IsVerified)) and "asserted"
    or "suspected"
  page:claim("event", { type = "data-breach", realis = fabricated and "other" or "actual", stance = stance })
  page:role("event", page.name, { role = "victim", type = "organization", value = name })
  page:fields(record, ROWS)
  local text, links = sheet.plain(type(record.Description) == "string" and record.Description or "")
  page:paragraphs(text, stance ~= "asserted" and stance or nil)
  doc.links = links
  return page
end

return hibp
