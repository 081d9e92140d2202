-- Who says what, how sure, on whose word: breachkit run who-says.lua [FOLDER]
local bk = require "breachkit"
local folder = arg[1] or arg[0]:gsub("[^/]*$", "") .. "reports"
for doc in bk.document.each(folder, { on_error = print }) do
  print(doc.title)
  for claim in bk.claims.extract(doc) do
    local via = claim.via and ", via " .. claim.via.text or ""
    local speaker = claim.speaker and ", says " .. claim.speaker.text or ""
    print(("  %-14s %-12s %s%s%s"):format(claim.type, claim.stance, claim.text, speaker, via))
  end
end
