-- Every date of a report with its doubt, and whether it lies before the report: breachkit run dates.lua FILE
local bk = require "breachkit"
local file = arg[1] or arg[0]:gsub("[^/]*$", "") .. "reports/03-signal-desk.html"
local doc = assert(bk.document.open(file))
for mention in bk.date.find(doc.text, { anchor = doc.published }) do
  local before = doc.published and bk.date.before(mention.date, doc.published) or "unknown"
  print(("%-22s %-24s before the report: %s"):format(mention.text, mention.date.edtf, before))
end
