-- A timeline of what a folder of reports says happened: breachkit run timeline.lua [FOLDER]
local bk = require "breachkit"
local folder = arg[1] or arg[0]:gsub("[^/]*$", "") .. "reports"
local set = bk.correlate(bk.document.each(folder, { on_error = print }))
local tl = bk.timeline.new()
for incident in set:incidents() do
  for _, event in ipairs(incident.timeline) do
    tl:add { when = event.when, what = event.what, stance = event.stance, reports = event.reports,
      incident = incident.title }
  end
end
for event in tl:between("2014-11", "2014-12") do print(event) end
