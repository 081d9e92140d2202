-- Which leaked films were out before their release: breachkit run films.lua [FOLDER]
local bk = require "breachkit"
local folder = arg[1] or arg[0]:gsub("[^/]*$", "") .. "reports"
for incident in bk.correlate(bk.document.each(folder, { on_error = print })):incidents() do
  for _, work in ipairs(incident.works) do
    if work.of == "leaked" then
      print(("%-32s released %-12s leaked %-12s before its release: %s"):format(
        work.title, work.released or "?", work.leaked or "?", work.before_release or "?"))
    end
  end
end
