-- Prints the phrases that a model finds in the documents of one fold, as 32-bit words: {fold, 1 if right, number of
-- features, feature...}, to learn from them which of the phrases to believe.
-- lua rank.lua GOLD FOLDS FOLD MODEL RULES: as predict.lua.
package.path = "./lua/?.lua;./lua/?/init.lua;" .. package.path
package.cpath = "./" .. (os.getenv "BREACHKIT_BUILD" or "build") .. "/?.so;" .. package.cpath
local json = require "breachkit.json"
local claims = require "breachkit.claims"
local engine = require "breachkit.claims.engine"

local gold_path, folds_path, fold, model_path, rules = table.unpack(arg)
local right = dofile(rules)
engine.rule_confidence = function() return right end
local folds = {}
for line in io.lines(folds_path) do
  local id, f = line:match "^(%S+) (%d+)"
  folds[id] = f
end
local model = engine.model(model_path)
local classes = {}
for _, l in ipairs(model:layers()) do
  if l.name == "role" then classes = l.labels end
end
local types = { "Databreach", "Ransom", "Phishing", "DiscoverVulnerability", "PatchVulnerability" }

local gold -- of the document at hand
local phrases = engine.phrases
function engine.phrases(reading, s, events, type)
  local found = phrases(reading, s, events, type)
  for _, p in ipairs(found) do
    local key = ("%s %s %d %d"):format(types[type], classes[p.role], s.first[p.i], s.last[p.j])
    io.write(string.pack("<I4I4I4", tonumber(fold), gold[key] and 1 or 0, #p.features // 4), p.features)
  end
  return found
end

for line in io.lines(gold_path) do
  local doc = json.decode(line)
  if folds[doc.id] == fold then
    gold = {}
    for _, e in ipairs(doc.events) do
      for _, r in ipairs(e.roles) do gold[("%s %s %d %d"):format(e.type, r.role, r.first, r.last)] = true end
    end
    claims.list { id = doc.id, text = doc.text, title = doc.title, published = doc.published }
  end
end
