-- Which leaked films were out before their release: breachkit run films.lua [FOLDER]
local bk = require "breachkit"
for incident in bk.correlate(bk.document.each(arg[1] or "reports")):incidents() do
  for _, work in ipairs(incident.works) do
    if work.of == "leaked" then
      print(("%-32s released %-12s leaked %-12s before its release: %s"):format(
        work.title, work.released or "?", work.leaked or "?", work.before_release or "?"))
    end
  end
end
