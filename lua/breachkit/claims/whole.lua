--- Parties told by the whole phrase that names them: "the city of Marrow", "dental chain SmileWorks", "a group of
-- hackers".
-- @module breachkit.claims.whole
local data = require "breachkit.data"
local roles = require "breachkit.claims.roles"
local sentence = require "breachkit.claims.sentence"

local whole = {}

local parties = { victim = true, attacker = true, discoverer = true }
local titled, banded = data.set(data.load("roles").titled), data.set(data.load("roles").banded)
local none = {}
local currency = { ["$"] = true, ["€"] = true, ["£"] = true }

-- The phrases of which a party's name is one, "the city of Marrow", "a group of hackers": the first and the last.
local function name_of(s, r)
  local words, phrase_at = s.words, s.phrase_at
  local np = r.i and parties[r.role] and phrase_at[r.j]
  local head = np
  if np and r.role == "victim" and not titled[words[r.j]] then
    head = titled[words[r.i - 2]] and phrase_at[r.i - 2]
  elseif np and r.role == "attacker" and not banded[words[r.j]] then
    return nil
  end
  local name = head and words[head[2] + 1] == "of" and phrase_at[head[2] + 2]
  if not name or name[1] ~= head[2] + 2 then return nil end
  local fits = r.role == "victim" and name.capital or r.role == "attacker" and (name.class or none).attacker
  if fits then return head, name end
end

-- "The extortion group Hollow Crown": the name belongs to the group, where it has no role of its own.
local function take_name(s, event, r)
  local np = r.role == "attacker" and r.i and banded[s.words[r.j]] and s.phrase_at[r.j]
  if not np or np[2] == r.j then return end
  for k = r.j + 1, np[2] do
    if not sentence.is_capital(s, k) or roles.tells(event, "attacker", k, k) then return end
  end
  r.j, r.last = np[2], s.last[np[2]]
end

-- "The city of Marrow" is hit, not "the city" or "Marrow", and "a group of hackers" did it.
local function in_one(s, event)
  local given = event.roles
  for k = #given, 1, -1 do
    local r = given[k]
    take_name(s, event, r)
    local head, name = name_of(s, r)
    if head then
      for n = #given, 1, -1 do
        local part = n ~= k and given[n].role == r.role and sentence.overlaps(given[n], head[1], name[2])
        if part then table.remove(given, n) end
      end
      r.i, r.j, r.first, r.last = head[1], name[2], s.first[head[1]], s.last[name[2]]
    end
  end
end

local now = { current = true, present = true, active = true }

-- "Current and former employees" are one.
local function with_current(s, event)
  for _, r in ipairs(event.roles) do
    local np = r.role == "victim" and r.i and not r.own and s.phrase_at[r.j]
    local before = np and np[1] == r.i and np.before or 0
    if s.words[r.i] == "former" and s.words[before] == "and" and now[s.words[before - 1]] then
      r.i, r.first = before - 1, s.first[before - 1]
      for k = #event.roles, 1, -1 do
        local other = event.roles[k]
        if other ~= r and sentence.overlaps(other, before - 1, before) then table.remove(event.roles, k) end
      end
      return
    end
  end
end

-- "Acme, Inc." is told with its name.
local function whole_suffix(s, event)
  for k = #event.roles, 1, -1 do
    local r = event.roles[k]
    local np = r.i and r.i == r.j and parties[r.role] and s.phrase_at[r.i]
    local name = np and sentence.is_suffix(s, np) and s.phrase_at[np.before - 1]
    if name and roles.tells(event, r.role, name[1], name[2]) then
      table.remove(event.roles, k)
    elseif name then
      r.i, r.first = name[1], s.first[name[1]]
    end
  end
end

-- "Dental chain SmileWorks" is told with its name.
local function with_name(s, event)
  for _, r in ipairs(event.roles) do
    local np = r.i and parties[r.role] and s.phrase_at[r.i]
    if np and r.i == np[1] and r.j < np[2] and np.capital and not r.own and not sentence.is_capital(s, r.j) then
      local k = r.j + 1
      while k <= np[2] and s.tags[k] == "noun" and sentence.is_capital(s, k) do k = k + 1 end
      if k > np[2] then r.j, r.first, r.last = np[2], s.first[r.i], s.last[np[2]] end
    end
  end
end

-- "Paid the researcher $5,000": a sum is no part of who gets it.
local function without_sum(s, event)
  for _, r in ipairs(event.roles) do
    local party = r.i and parties[r.role] and not r.own
    for k = party and r.i + 1 or 1, party and r.j or 0 do
      if currency[s.words[k]] then
        r.j, r.last = k - 1, s.last[k - 1]
        break
      end
    end
  end
end

--- Make the parts of a party's name that an event tells of one.
-- @tparam table s the sentence
-- @tparam table event with its roles
-- @usage whole.settle(s, event)
function whole.settle(s, event)
  without_sum(s, event)
  in_one(s, event)
  with_current(s, event)
  whole_suffix(s, event)
  with_name(s, event)
end

return whole
