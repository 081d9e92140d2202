--- What is down, where words of a state say so: "the portal was unreachable", "the attack left the site unavailable".
-- @module breachkit.claims.outages
local data = require "breachkit.data"
local roles = require "breachkit.claims.roles"
local sentence = require "breachkit.claims.sentence"

local outages = {}

local told = data.load "roles"
local serving, downtime = data.set(told.serving), data.set(told.told.downtime)
local down = data.set(told.told.down)
local causing = { by = true, because = true, due = true, result = true } -- "after" it a site is often taken down
local web = data.set [[website websites site sites portal portals page pages homepage]]
local attacking = data.set [[attack attacks cyberattack cyberattacks cyber-attack cyber-attacks]]
local by_attack = { id = "dos-led", type = "denial-of-service", roles = true, borne = true, unseen = true }
local none = {}
local falling = { by = true, from = true, to = true }

-- "The network was down 4 percent", "up and down": what falls is not down.
local function falls(s, event)
  local k = event.j + 1
  local to = s.tags[k] == "num" or falling[s.words[k]] or s.words[event.j - 1] == "and"
  return event.lemma == "be down" and to
end

-- Is what ends at token k something that serves people; or, where something failed, whose service it is: "the bank was
-- down"?
local function serves(s, event, np, k)
  if serving[s.words[k]] or (s.classes[k] or none).system then return true end
  for n = 1, event.lemma == "be down" and roles.is_party(np) and #s.words or 0 do
    if downtime[s.words[n]] then return true end
  end
  return false
end

-- "Phone lines and email were down": both were.
local function join(s, event)
  for _, r in ipairs(event.roles) do
    local np = r.role == "victim" and r.i and r.j < event.i and s.phrase_at[r.j]
    local before = np and (sentence.owning[s.words[np.before]] and s.phrase_at[np.before - 1] or np).before
    local other = before and s.words[before] == "and" and s.phrase_at[before - 1]
    if other and serves(s, event, other, other[2]) and not roles.tells(event, "victim", other[1], other[2]) then
      event.roles[#event.roles + 1] = { role = "victim", i = other[1], j = other[2], rule = "subject", np = other }
      return
    end
  end
end

-- Is something of the web down in the sentence before token k?
local function is_down(s, events, k)
  for _, e in ipairs(events) do
    local np = e.type == "outage" and e.pos == "verb" and e.j < k and sentence.subject(s, e.i)
    if np and web[s.words[np[2]]] then return true end
  end
  return false
end

--- Make a denial of service of the attack by which a website is down: "was unreachable because of an attack".
-- @tparam table s the sentence
-- @tparam {table,...} events before they have roles
-- @usage outages.read_attacks(s, events)
function outages.read_attacks(s, events)
  for _, event in ipairs(events) do
    local np = event.pos == "noun" and attacking[s.words[event.j]] and s.phrase_at[event.j]
    local before = np and np.before or 0
    local led = np and (causing[s.words[before]] or causing[s.words[before - 1]])
    local own = event.entry and event.entry.data -- a rule of one's own
    if led and not own and event.type == "data-breach" and is_down(s, events, event.i) then
      event.type, event.entry, event.span, event.trigger = by_attack.type, by_attack, nil, nil
    end
  end
end

--- Give an event that a state tells its victim; a person who is unavailable is none.
-- @tparam table s the sentence
-- @tparam table event with its roles
-- @usage outages.settle(s, event)
function outages.settle(s, event)
  if event.type ~= "outage" or event.pos ~= "verb" then return end
  local object, subject = not event.passive and roles.following(s, event), sentence.subject(s, event.i)
  if object and subject and (subject.class or none).system then -- "a server brought down the shop"
    roles.clear(event, subject, "victim")
  end
  local made = event.entry and event.entry.frame == "outage made"
  if falls(s, event) then
    event.roles = {}
  elseif not roles.tells(event, "victim") then
    local open = event.passive or not (object or s.tags[event.j + 1] == "quant")
    local np
    if made and not event.passive then
      np = object or s.phrase_at[event.j + 2] -- "left all websites unreachable"
    elseif open then
      np = subject
    end
    local k = np and np[2]
    while np and k > np[1] and down[s.words[k]] do k = k - 1 end -- "the portal unreachable" looks like one phrase
    local attacked = made and subject and (subject.class or none).attack -- "the attack made its map inaccessible"
    if np and (attacked or serves(s, event, np, k)) then
      event.roles[#event.roles + 1] = { role = "victim", i = np[1], j = k, rule = "subject", np = np }
    elseif np and event.lemma == "be unavailable" and not np.pronoun then
      event.untold = true -- "the striker is unavailable"
    end
  end
  join(s, event)
end

return outages
