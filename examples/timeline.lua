-- A timeline of what a folder of reports says happened: breachkit run timeline.lua [FOLDER]
local bk = require "breachkit"
local set = bk.correlate(bk.document.each(arg[1] or "reports"))
local tl = bk.timeline.new()
for incident in set:incidents() do
  for _, event in ipairs(incident.timeline) do
    tl:add { when = event.when, what = event.what, stance = event.stance, reports = event.reports,
      incident = incident.title }
  end
end
for event in tl:between("2014-11", "2014-12") do print(event) end
