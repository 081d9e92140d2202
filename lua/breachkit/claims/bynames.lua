--- The names that a party is given in a sentence: "a group calling itself Red Anvil or Dusk".
-- @module breachkit.claims.bynames
local data = require "breachkit.data"
local roles = require "breachkit.claims.roles"
local sentence = require "breachkit.claims.sentence"

local bynames = {}

local most_names = 13
local reach = 6 -- tokens between the party and what says that it is called so
local doing = { attacker = true, suspect = true }
local banded = data.set(data.load("roles").banded)

-- "A group called Red Anvil", but not "the hackers called Halden Bank" or "named the bank": is the phrase that ends at
-- a token called so?
local function is_called(s, party, np)
  local word = s.words[party + 1]
  return not (word == "named" and np.det) and (word ~= "called" or banded[s.words[party]])
end

local function is_name(s, np) return np.capital or sentence.is_capital(s, np[1]) end

-- The names from a phrase on, "Night Owls or Dusk", and a short form behind the last, "Night Owls (#NO)".
local function names_from(s, np)
  local names = {}
  while np and #names < most_names do
    names[#names + 1] = np
    np = roles.next_joined(s, np, true)
  end
  local at = names[#names][2] + 1
  local short = s.words[at] == "(" and (s.phrase_at[at + 1] or s.phrase_at[at + 2])
  if short and s.words[short[2] + 1] == ")" then names[#names + 1] = short end
  return names
end

-- "Guardians of the Dawn" is one name: its last token.
local function name_end(s, np)
  local part = s.words[np[2] + 1] == "of" and s.phrase_at[np[2] + 2]
  return part and sentence.is_capital(s, part[2]) and part[2] or np[2]
end

-- Give an event a name in a role, or the whole of one that it has: who is called so was not hit by it.
local function give(s, event, role, np)
  local last = name_end(s, np)
  roles.clear(event, np, "victim")
  for _, r in ipairs(event.roles) do
    if r.role == role and r.i == np[1] and r.j == np[2] then
      r.j = last
      return
    end
  end
  event.roles[#event.roles + 1] = { role = role, i = np[1], j = last, class = "attacker", rule = "naming", np = np }
end

-- Take from an event what stands within tokens i to j: of "going by the name of" nothing has a role.
local function pass_within(event, i, j)
  for k = #event.roles, 1, -1 do
    local r = event.roles[k]
    if r.i and r.i >= i and r.j <= j then table.remove(event.roles, k) end
  end
end

-- What the party that ends at a token did in an event, or is suspected of.
local function part_of(event, party)
  local part
  for _, r in ipairs(event.roles) do
    if doing[r.role] and r.j <= party and party - r.j <= reach then part = r.role end
  end
  return part
end

local deeds = { ["data-breach"] = true, leak = true }

-- "Activists calling themselves X have posted the addresses": is a name the subject of what is done?
local function does_it(s, event, name)
  return event.pos == "verb" and not event.passive and deeds[event.type] and not roles.tells(event, "attacker")
    and sentence.subject(s, event.i) == name
end

--- Add the names of who did it, or is suspected, to every event that they are in.
-- @tparam table reading the document
-- @tparam table s the sentence
-- @tparam {table,...} events with their roles
-- @usage bynames.settle(reading, s, events)
function bynames.settle(reading, s, events)
  local m = sentence.find(reading, s, "naming")
  for k = 1, #m, 3 do
    local party, last = m[k] - s.from, m[k + 1] - s.from + 1 -- the tokens before the words, and their last
    local marked = sentence.quoting[s.words[last + 1]] -- 'using the name "quietfox"'
    local np = s.phrase_at[marked and last + 2 or last + 1]
    local names = np and (marked or is_name(s, np)) and is_called(s, party, np)
    for _, event in ipairs(names and events or {}) do
      pass_within(event, party + 1, last)
      local part = part_of(event, party) or does_it(s, event, np) and "attacker"
      for _, name in ipairs(part and names_from(s, np) or {}) do
        if marked or is_name(s, name) then give(s, event, part, name) end
      end
    end
  end
end

return bynames
