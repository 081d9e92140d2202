-- Reads the documents of one fold with a model and prints what the scorer wants, and each span's confidence.
-- lua predict.lua GOLD FOLDS FOLD MODEL JUDGEMENT: JUDGEMENT is a file like data/judgement.lua.
package.path = "./lua/?.lua;./lua/?/init.lua;" .. package.path
package.cpath = "./" .. (os.getenv "BREACHKIT_BUILD" or "build") .. "/?.so;" .. package.cpath
local json = require "breachkit.json"
local claims = require "breachkit.claims"
local engine = require "breachkit.claims.engine"
local judge = require "breachkit.claims.judge"

local gold, folds_path, fold, model_path, judgement = table.unpack(arg)
local folds = {}
for line in io.lines(folds_path) do
  local id, f = line:match "^(%S+) (%d+)"
  folds[id] = f
end
engine.model(model_path)
judge.forests(dofile(judgement))
for line in io.lines(gold) do
  local doc = json.decode(line)
  if folds[doc.id] == fold then
    local events = {}
    for _, c in ipairs(claims.list { id = doc.id, text = doc.text, title = doc.title, published = doc.published }) do
      local e = { type = c.type, first = c.first, last = c.last, text = c.text, realis = c.realis,
        confidence = c.confidence, roles = {} }
      for i, r in ipairs(c.roles) do
        e.roles[i] = { role = r.role, first = r.first, last = r.last, text = r.text, confidence = r.confidence }
      end
      events[#events + 1] = e
    end
    print(json.encode { id = doc.id, events = events })
  end
end
