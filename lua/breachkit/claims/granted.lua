--- What the grammar gives events whose conditions leave no doubt (`plain` in `data/triggers.lua`): it stands, however
-- unlikely the model finds it.
-- @module breachkit.claims.granted
local owners = require "breachkit.claims.owners"
local roles = require "breachkit.claims.roles"
local sentence = require "breachkit.claims.sentence"
local tied = require "breachkit.claims.tied"

local granted = {}

local none = {}
local told_by_grammar = { object = true, subject = true, passive = true, by = true }
local leading_on = { of = true, from = true }
-- frames whose objects are a list of data; of the first two with whom they are about
local contents = { ["breach contents"] = true, ["breach involved"] = true }
local holding = { ["breach contents"] = true, ["breach taken"] = true }

-- May a phrase that the grammar gives stand, of an event that tells some roles? What stolen data hold is told as it is
-- listed, with whom it is about; whom a verb has behind it was hit.
local function is_free(event, r, tells)
  local frame = event.entry.frame
  local by_grammar = told_by_grammar[r.rule] and (r.role ~= "victim" or r.rule == "object")
    or r.rule == "of" and r.role == "data" -- "thousands of documents"
  local listed = contents[frame] and (r.rule == "complement" or by_grammar)
    or by_grammar and holding[frame] and r.role == "data" and r.rule ~= "subject"
  if not (listed or by_grammar and not tells[r.role]) then return false end
  for _, other in ipairs(event.roles) do
    if sentence.overlaps(other, r.i, r.j) then return false end
  end
  return true
end

-- The roles that an event tells; "58,000 orders were viewed": orders are data, whom the model takes for a victim.
local function told_roles(event)
  local tells = {}
  for _, r in ipairs(event.roles) do
    tells[r.role] = true
    if r.role == "victim" and r.rule == "model" and r.np and (r.np.class or none).loot then r.role = "data" end
  end
  return tells
end

-- Where a phrase comes among an event's others: as its sentence has them.
local function place(event, r)
  local k = 1
  while event.roles[k] and event.roles[k].i and event.roles[k].i < r.i do k = k + 1 end
  return k
end

-- "A user claims to have 500 GB of data": who sells or holds it was not hit.
local function pass_seller(s, event)
  local np = event.entry.price and event.pos == "verb" and not event.passive and sentence.subject(s, event.i)
  if np then roles.clear(event, np, "victim") end
end

local upon = { of = true, at = true, on = true, ["in"] = true }

-- "Unusual activity on its network", "an incident at Acme"; "we detected an intrusion" into our own.
local function keep_place(s, event)
  for _, r in ipairs(event.by_rule or none) do
    if r.role == "victim" and upon[r.rule] then return owners.hit(event, r.np, r.rule) end
  end
  local np, told_you = tied.finder(s, event)
  if np and (np.pronoun == "we" or told_you and roles.is_party(np)) then owners.hit(event, np, "borne") end
end

-- Whose the data are: "8 million customer records of the retailer BuyMore".
local function keep_robbed(s, event)
  for _, r in ipairs(event.roles) do
    local np = r.role == "data" and r.i and leading_on[s.words[r.j + 1]] and s.phrase_at[r.j + 2]
    if np and np[1] == r.j + 2 and roles.is_party(np) then return owners.hit(event, np, "of") end
  end
end

--- Keep what the grammar gives an event where it tells nothing else there, whose the data are that it finds, and whom
-- what a noun names befell; who offers data was not hit.
-- @tparam table s the sentence
-- @tparam table event with its roles and `by_rule`
-- @usage if event.entry.plain then granted.settle(s, event) end
function granted.settle(s, event)
  local tells = told_roles(event)
  for _, r in ipairs(event.by_rule or none) do
    if is_free(event, r, tells) then table.insert(event.roles, place(event, r), r) end
  end
  pass_seller(s, event)
  if roles.tells(event, "victim") then return end
  if event.pos == "noun" then keep_place(s, event) else keep_robbed(s, event) end
end

return granted
