-- Prints the training data of one layer of the claim model as 32-bit words (see crf-train.c).
-- lua features.lua GOLD FOLDS MODEL LAYER OUT: MODEL gives the word table and the templates; FOLDS is a file of
-- `id fold` lines; LAYER is trigger, role or realis. PREDICTED (optional): triggers by the model itself, for the roles.
package.path = "./lua/?.lua;./lua/?/init.lua;" .. package.path
package.cpath = "./" .. (os.getenv "BREACHKIT_BUILD" or "build") .. "/?.so;" .. package.cpath
local json = require "breachkit.json"
local claims = require "breachkit.claims"
local columns = require "breachkit.claims.columns"
local engine = require "breachkit.claims.engine"
local features_of = require "breachkit.claims.realis".features

local gold_path, folds_path, model_path, layer_name, out_path, predicted_path = table.unpack(arg)
local model = engine.model(model_path)
local layer, layers = nil, model:layers()
for i, l in ipairs(layers) do if l.name == layer_name then layer = i end end
assert(layer, "no such layer")

-- the names of the training corpus
local types = { Databreach = 1, Ransom = 2, Phishing = 3, DiscoverVulnerability = 4, PatchVulnerability = 5 }
local realis = { Actual = 1, Generic = 2, General = 2, Other = 3 }
local class, classes = {}, 0
for _, l in ipairs(layers) do
  for _, name in ipairs(l.name:find(layer_name .. "$") and l.labels or {}) do -- those of roles are joint
    if not class[name] then
      classes = classes + 1
      class[name] = classes
    end
  end
end

local folds = {}
for line in io.lines(folds_path) do
  local id, fold = line:match "^(%S+) (%d+)"
  folds[id] = tonumber(fold)
end
local predicted
if predicted_path then
  predicted = {}
  for line in io.lines(predicted_path) do
    local r = json.decode(line)
    predicted[r.id] = r.triggers
  end
end

local out = assert(io.open(out_path, "wb"))
local function words(...) out:write(string.pack("<" .. ("I4"):rep(select("#", ...)), ...)) end

local documents = 0
for line in io.lines(gold_path) do
  local doc = json.decode(line)
  documents = documents + 1
  local reading = claims.reading { text = doc.text, title = doc.title, published = doc.published, id = doc.id }
  local tokens, c = reading.tokens, reading.columns
  local starts, stops = {}, {}
  for i = 1, #tokens do
    local first, last = tokens:span(i)
    starts[first], stops[last] = i, i
  end
  local function token_span(x)
    return starts[x.first], stops[x.last]
  end
  local triggers = {} -- {first, last, type, realis, roles}
  local seen = {}
  for _, e in ipairs(doc.events) do
    local i, j = token_span(e)
    if i and j then
      local key = types[e.type] .. ":" .. i .. ":" .. j
      local t = seen[key]
      if not t then
        t = { first = i, last = j, type = types[e.type], realis = realis[e.realis], roles = {} }
        seen[key] = t
        triggers[#triggers + 1] = t
      end
      for _, r in ipairs(e.roles) do t.roles[#t.roles + 1] = r end
    end
  end
  table.sort(triggers, function(a, b) return a.first < b.first end)
  local events = triggers
  if predicted then
    events = {}
    for _, t in ipairs(predicted[doc.id] or {}) do events[#events + 1] = { first = t[1], last = t[2], type = t[3] } end
  end
  -- roles by type and place
  local roles = {}
  for _, t in ipairs(triggers) do
    for _, r in ipairs(t.roles) do
      local i, j = token_span(r)
      if i and j and class[r.role] then
        roles[t.type] = roles[t.type] or {}
        roles[t.type][i] = { i, j, class[r.role] }
      end
    end
  end
  local sentences = reading.sentences
  local chain = {} -- realis: the triggers of a document in order
  local fold = folds[doc.id] or 0
  for k = 1, #sentences, 2 do
    local lo, hi = sentences[k], sentences[k + 1]
    local here = {}
    for _, e in ipairs(events) do
      if e.first >= lo and e.last <= hi then here[#here + 1] = e end
    end
    if layer_name == "trigger" then
      local label = {}
      for _, e in ipairs(here) do
        for i = e.first, e.last do label[i] = 2 * e.type - (i == e.first and 1 or 0) end
      end
      words(documents, fold, 0, hi - lo + 1)
      for i = lo, hi do
        local f = model:features(layer, c, i, lo, hi)
        words(label[i] or 0, #f // 4)
        out:write(f)
      end
    elseif layer_name == "role" then
      local has = {}
      for _, e in ipairs(here) do has[e.type] = true end
      for type = 1, 5 do
        if has[type] then
          columns.relate(reading, lo, hi, here, type)
          local label = {}
          for i, r in pairs(roles[type] or {}) do
            if i >= lo and r[2] <= hi then
              for x = i, r[2] do label[x] = 2 * r[3] - (x == i and 1 or 0) end
            end
          end
          words(documents, fold, type - 1, hi - lo + 1)
          for i = lo, hi do
            local f = model:features(layer, c, i, lo, hi)
            words(label[i] or 0, #f // 4)
            out:write(f)
          end
        end
      end
    elseif layer_name == "realis" then
      for _, e in ipairs(here) do
        if e.realis then
          chain[#chain + 1] = { e.realis - 1, features_of(reading, lo, hi, here, e) }
        end
      end
    end
  end
  if #chain > 0 then
    words(documents, folds[doc.id] or 0, 0, math.min(#chain, 300))
    for k = 1, math.min(#chain, 300) do
      words(chain[k][1], #chain[k][2] // 4)
      out:write(chain[k][2])
    end
  end
end
out:close()
