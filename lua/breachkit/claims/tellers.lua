--- Who tells of a deed, and has no part in it.
-- @module breachkit.claims.tellers
local tellers = {}

local function extent(s, role) return role.first or s.first[role.i], role.last or s.last[role.j] end

local function within(first, last, span) return span and first >= span.first and last <= span.last end

-- Of the roles of one name, is there one outside a span?
local function others(s, event, name, span)
  for _, role in ipairs(event.roles) do
    if role.role == name then
      local first, last = extent(s, role)
      if first > span.last or last < span.first then return true end
    end
  end
  return false
end

local parts = { attacker = true, victim = true }
local nobody = { nobody = true, Nobody = true, ["no one"] = true, ["No one"] = true }

-- Does the word that a span ends with, or the one before "familiar with", name somebody who speaks for others?
local function bystander(lex, text)
  local words = text:lower()
  return words:find "%f[%w]familiar%f[%W]" or lex.bystanders[words:match "([%w%-]+)$"] or false
end

--- Make who attributes a deed the speaker of the attribution ("Bluepine linked the attack to ..."), and take from
-- events the roles of those who only tell of them: the official, of two attackers the one who says so; and "nobody".
-- What a rule of one's own gives stays.
-- @tparam table reading the document
-- @tparam table s the sentence
-- @tparam {table,...} events with roles, speakers and outlets
-- @usage tellers.settle(reading, s, events)
function tellers.settle(reading, s, events)
  local text, lex = reading.text, reading.lex
  for _, event in ipairs(events) do
    local speaker, kept = event.speaker, {}
    for _, role in ipairs(event.roles) do
      local first, last = extent(s, role)
      local tells = not role.own and within(first, last, speaker) and others(s, event, role.role, speaker)
      local outside = parts[role.role] and not role.own and nobody[text:sub(first, last)]
        or tells and (role.role == "attacker" or role.role == "victim" and bystander(lex, speaker.text))
      if role.role == "speaker" and not role.own then
        event.speaker = event.speaker or { text = text:sub(first, last), first = first, last = last }
      elseif not outside then
        kept[#kept + 1] = role
      end
    end
    if #kept < #event.roles then event.roles = kept end
  end
end

return tellers
