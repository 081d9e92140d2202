-- Where the reports contradict each other: breachkit run conflicts.lua [FOLDER]
local bk = require "breachkit"
local folder = arg[1] or arg[0]:gsub("[^/]*$", "") .. "reports"
for incident in bk.correlate(bk.document.each(folder, { on_error = print })):incidents() do
  print(("%s: %d reports, %d origins"):format(incident.title, #incident.reports, incident.origins))
  for _, conflict in ipairs(incident.conflicts) do
    print("  " .. conflict.property .. ": " .. conflict.why)
    for _, side in ipairs(conflict.sides) do
      print(("    %s  (%d of its own origins)"):format(side.value, side.origins))
    end
  end
end
