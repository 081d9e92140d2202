--- Who did it where a sentence leaves no doubt, however likely the model finds that: by verbs of `data/roles.lua`.
-- @module breachkit.claims.doers
local data = require "breachkit.data"
local lexicon = require "breachkit.claims.lexicon"
local roles = require "breachkit.claims.roles"
local sentence = require "breachkit.claims.sentence"

local doers = {}

local reach = 16 -- tokens between an event and the phrase that a preposition ties to it
local verbal = { verb = true, ed = true, ing = true, be = true }
local personal = { i = true, we = true, he = true, she = true, it = true, they = true }
local none = {}

local parties = { victim = true, attacker = true }
local seated

-- Take from an event the places that its parties are told to sit in: "Acme, based in Kiel, was hacked".
local function pass_seats(s, event)
  seated = seated or data.load("roles").seated
  local given, words = event.roles, s.words
  for k = #given, 1, -1 do
    local r = given[k]
    local word = parties[r.role] and r.i and words[r.i - 1] == "in" and words[r.i - 2]
    if word and seated:find(" " .. word .. " ", 1, true) then table.remove(given, k) end
  end
end

local sure -- by type, and word that tells the event, the word behind it that leads to who did it
local function load_sure()
  sure = {}
  for type, told in pairs(data.load("roles").sure) do
    sure[type] = {}
    for lemma in told.verbs:gmatch "%S+" do
      for _, form in pairs(lexicon.verb(lemma)) do sure[type][form] = told.behind end
    end
  end
end

local ruled_out = { ["not"] = true, than = true }

-- Who is told behind the verb: "was hacked on Monday by Red Anvil", "paid $2 million to Red Anvil".
local function told_behind(s, event, preposition)
  for k = event.j + 1, math.min(event.j + reach, #s.words) do
    local np = s.words[k] == preposition and not ruled_out[s.words[k - 1]] and s.phrase_at[k + 1]
    if np and np[1] == k + 1 and roles.does(np) then return np end
    if verbal[s.tags[k]] or s.words[k] == ";" then return nil end
  end
end

-- Whom the verb has for its subject: "Red Anvil hacked Acme", "Red Anvil claims to have hacked Acme".
local function subject(s, event)
  if not roles.following(s, event) then return nil end
  local k = event.i
  if s.words[k - 1] == "to" then
    k = k - 2
    while s.tags[k] == "adv" do k = k - 1 end
    if not roles.thought[s.words[k]] then return nil end
  end
  local np = sentence.subject(s, k)
  local own = np and (roles.does(np) or personal[np.pronoun])
  return own and not sentence.is_nobody(s, np) and np or nil
end

-- Make a phrase the event's attacker, and no victim.
local function blame(event, np, rule)
  local known
  for k = #event.roles, 1, -1 do
    local r = event.roles[k]
    if r.i and r.i <= np[2] and r.j >= np[1] then
      if r.role == "victim" then table.remove(event.roles, k) else known = true end
    end
  end
  if not known then
    event.roles[#event.roles + 1] =
      { role = "attacker", i = np[1], j = np[2], class = "attacker", rule = rule, np = np }
  end
end

local hit_by = { object = true, passive = true }

-- Whom the verb itself has for its object is hit, where the model told nothing of the event.
local function keep_hit(event)
  for _, r in ipairs(event.roles) do
    if r.confidence or r.role ~= "attacker" then return end
  end
  for _, r in ipairs(event.by_rule or none) do
    if r.role == "victim" and hit_by[r.rule] and r.np.capital then event.roles[#event.roles + 1] = r end
  end
end

--- Set right who did it where the sentence leaves no doubt: whom the verb has for its subject, or behind "by", is not
-- whom it hit, and whom a ransom is paid to took it, however likely the model finds that. Nor is where a party sits
-- a party.
-- @tparam table s the sentence
-- @tparam {table,...} events with their roles
-- @usage doers.settle(s, events)
function doers.settle(s, events)
  if not sure then load_sure() end
  for k = 1, #events do
    local event = events[k]
    local verbs = event.pos == "verb" and sure[event.type]
    local preposition = verbs and verbs[s.words[event.head]]
    if preposition then
      local behind = preposition == "to" or event.passive or s.words[event.j + 1] == preposition
      local np
      if behind then np = told_behind(s, event, preposition) else np = subject(s, event) end
      if np then blame(event, np, behind and preposition or "subject") end
      if preposition == "by" then keep_hit(event) end
    end
    pass_seats(s, event)
  end
end

return doers
