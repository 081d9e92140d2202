--- The trained part of reading: the model in `data/claims.model`, and what its layers and labels mean.
-- The model labels tokens by their attributes (`claims.columns`): triggers (`claims.events`), phrases in their roles
-- (`claims.fillers`), the realis of events (`claims.realis`). Training uses the same functions, so both see the same.
-- @module breachkit.claims.engine
local crf = require "breachkit.core".crf
local data = require "breachkit.data"

local engine = {}

--- The types that the model knows, in its order.
engine.types = { "data-breach", "ransom", "phishing", "vulnerability-disclosure", "vulnerability-patch" }
engine.type_number = {}
for i, type in ipairs(engine.types) do engine.type_number[type] = i end

--- The places of the model's layers, by what they read.
engine.layers = { trigger = 1, role = 2, flaw_role = 3, realis = 4 }

--- Our roles, by the labels that the model's layers have for them.
engine.role_of = { Victim = "victim", Attacker = "attacker", ["Compromised-Data"] = "data",
  ["Number-of-Data"] = "data-count", ["Number-of-Victim"] = "victim-count", Time = "time", Place = "place",
  Tool = "tool", ["Attack-Pattern"] = "attack-pattern", Purpose = "purpose", ["Damage-Amount"] = "damage",
  ["Payment-Method"] = "payment-method", Price = "price", ["Trusted-Entity"] = "impersonated",
  Vulnerable_System = "system", Vulnerable_System_Version = "system-version",
  Vulnerable_System_Owner = "system-owner", Vulnerability = "vulnerability", CVE = "cve", Discoverer = "discoverer",
  Releaser = "releaser", Patch = "patch", ["Patch-Number"] = "patch-number", ["Issues-Addressed"] = "issue",
  Supported_Platform = "platform", Capabilities = "capability" }

--- The roles that the model reads: by name the number of each, by number its name, in the order of the alphabet.
engine.roles = {}
for _, role in pairs(engine.role_of) do
  if not engine.roles[role] then engine.roles[role], engine.roles[#engine.roles + 1] = 0, role end
end
table.sort(engine.roles)
for number, role in ipairs(engine.roles) do engine.roles[role] = number end

local model
local numbers = {} -- by layer, the numbers of its labels' roles

--- The model: that of `data/`, or another one's file (of cross-validation).
-- @tparam[opt] string path another model from now on
-- @treturn ?model nil when there is none
-- @raise when the model is damaged: so is the installation
-- @usage local model = engine.model()
function engine.model(path)
  if path or model == nil then
    path = path or data.path "claims.model"
    model = path and assert(crf.open(path)) or false
    for k, layer in ipairs(model and model:layers() or {}) do
      numbers[k] = {}
      for i, label in ipairs(layer.labels) do numbers[k][i] = engine.roles[engine.role_of[label]] end
    end
  end
  return model or nil
end

--- The roles of a layer's labels.
-- @tparam integer layer
-- @treturn {integer,...} the number of each label's role
-- @usage local roles = engine.roles_of(engine.layers.role)
function engine.roles_of(layer) return numbers[layer] end

return engine
