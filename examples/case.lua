-- A case: reports kept, searched, decided about, verified: breachkit run case.lua [FOLDER]
local bk = require "breachkit"
local folder = arg[1] or arg[0]:gsub("[^/]*$", "") .. "reports"
local path = os.tmpname()
os.remove(path)
do
  local case <close> = assert(bk.case.open(path, { who = "jane" }))
  local added = assert(case:add(folder))
  print(("%d documents"):format(#added.documents))
  for _, hit in ipairs(assert(case:search("stance:denied type:attribution", { limit = 2 }))) do
    print(hit.title .. ": " .. hit.snippet.text)
  end
  local a, b = added.documents[1], added.documents[#added.documents]
  local n = assert(case:decide(a, b, "different", "one is of 2014, one of 2011"))
  assert(case:undo(n, "nobody doubted it"))
  for incident in case:incidents() do print(incident.title, #incident.reports, incident.origins) end
  for entry in case:log() do print(entry.seq, entry.action, entry.why or "") end
  print("holds", assert(case:verify()).holds)
end
os.execute("rm -r " .. path)
