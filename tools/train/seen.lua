-- Prints what a model sees in the documents of one fold, to learn from it what to believe: a line of JSON for each
-- event of the model's types, `{x, right}`, with its phrases, `phrases`, each `{x, right}`.
-- lua seen.lua GOLD FOLDS FOLD MODEL: as predict.lua.
package.path = "./lua/?.lua;./lua/?/init.lua;" .. package.path
package.cpath = "./" .. (os.getenv "BREACHKIT_BUILD" or "build") .. "/?.so;" .. package.cpath
local json = require "breachkit.json"
local claims = require "breachkit.claims"
local engine = require "breachkit.claims.engine"
local fillers = require "breachkit.claims.fillers"
require "breachkit.claims.judge".in_words = true

local gold_path, folds_path, fold, model_path = table.unpack(arg)
local folds = {}
for line in io.lines(folds_path) do
  local id, f = line:match "^(%S+) (%d+)"
  folds[id] = f
end
engine.model(model_path)
local names = {} -- the corpus's names of our roles
for name, role in pairs(engine.role_of) do names[role] = name end
local types = { ["data-breach"] = "Databreach", ransom = "Ransom", phishing = "Phishing",
  ["vulnerability-disclosure"] = "DiscoverVulnerability", ["vulnerability-patch"] = "PatchVulnerability" }

local gold -- of the document at hand
local described = fillers.described
function fillers.described(reading, s, events)
  local own, groups = described(reading, s, events)
  local group_of, place = {}, {}
  for _, group in ipairs(groups) do
    for at, e in ipairs(group.events) do group_of[e], place[e] = group, at end
  end
  for _, e in ipairs(own) do
    local type, phrases = types[e.type], {}
    for _, p in ipairs(group_of[e].list) do
      if p.event == place[e] then
        local key = ("%s %s %d %d"):format(type, names[engine.roles[p.role]], s.first[p.i], s.last[p.j])
        phrases[#phrases + 1] = { x = p.x, right = gold[key] or false }
      end
    end
    local key = ("%s %d %d"):format(type, s.first[e.i], s.last[e.j])
    print(json.encode { x = e.x, right = gold[key] or false, phrases = phrases })
  end
  return {}, {} -- nothing is judged yet
end

for line in io.lines(gold_path) do
  local doc = json.decode(line)
  if folds[doc.id] == fold then
    gold = {}
    for _, e in ipairs(doc.events) do
      gold[("%s %d %d"):format(e.type, e.first, e.last)] = true
      for _, r in ipairs(e.roles) do gold[("%s %s %d %d"):format(e.type, r.role, r.first, r.last)] = true end
    end
    claims.list { id = doc.id, text = doc.text, title = doc.title, published = doc.published }
  end
end
