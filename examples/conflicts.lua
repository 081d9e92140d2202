-- Where the reports contradict each other: breachkit run conflicts.lua [FOLDER]
local bk = require "breachkit"
for incident in bk.correlate(bk.document.each(arg[1] or "reports")):incidents() do
  print(("%s: %d reports, %d origins"):format(incident.title, #incident.reports, incident.origins))
  for _, conflict in ipairs(incident.conflicts) do
    print("  " .. conflict.property .. ": " .. conflict.why)
    for _, side in ipairs(conflict.sides) do
      print(("    %s  (%d of its own origins)"):format(side.value, side.origins))
    end
  end
end
