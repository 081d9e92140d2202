--- Why two reports may tell of one incident, in words that an analyst reads.
-- What their claims both say comes first (victim, actor, numbers), then names and figures of the texts in the reports'
-- own spelling, then when, and last what speaks against it. Digests, addresses and everyday words are no reasons.
-- @module breachkit.correlate.reasons
local data = require "breachkit.data"
local names = require "breachkit.incident.names"

local reasons = {}

local MOST = 3 -- names, and figures, that a reason lists

local ROLES = { victim = "victim", ["system-owner"] = "victim", attacker = "actor", suspect = "actor" }
local NUMBERED = { ["data-count"] = true, ["victim-count"] = true, volume = true, price = true, payment = true,
  damage = true }

-- what the claims of a report say: names by class, numbers, types of event up front
local function said(claims)
  local out, opening = { victim = {}, actor = {}, number = {}, event = {} }, data.load "properties".opening
  for _, c in ipairs(claims or {}) do
    if c.realis ~= "generic" then
      if c.first <= opening then out.event[c.type] = true end
      for _, r in ipairs(c.roles or {}) do
        local class = ROLES[r.role]
        if class then
          local name = r.exact and r.value or names.clean(r.text)
          if type(name) == "string" then table.insert(out[class], name) end
        elseif NUMBERED[r.role] then
          local v = r.value
          local n = type(v) == "table" and (v.value or v.bytes or v.amount) or v
          if math.type(n) then table.insert(out.number, { n = n, text = tostring(r.text):gsub("%s+", " ") }) end
        end
      end
    end
  end
  return out
end

-- the fullest form of a name that both lists have
local function shared_name(a, b)
  local best
  for _, x in ipairs(a) do
    for _, y in ipairs(b) do
      local full = names.key(x) == names.key(y) and (#x >= #y and x or y) or names.shortens(x, y) and y
        or names.shortens(y, x) and x
      if full and (not best or #full > #best or (#full == #best and full < best)) then best = full end
    end
  end
  return best
end

local function shared_numbers(a, b)
  local out, seen = {}, {}
  for _, x in ipairs(a) do
    for _, y in ipairs(b) do
      if x.n == y.n and x.n >= 100 and not seen[x.n] then
        seen[x.n] = true
        out[#out + 1] = #x.text <= #y.text and x.text or y.text
      end
    end
  end
  return out
end

-- "both say 11 TB and 47,000", from a list
local function series(list)
  if #list == 1 then return list[1] end
  return table.concat(list, ", ", 1, #list - 1) .. " and " .. list[#list]
end

-- A folded term as a text spells it: the first place where it stands as a word, and no abbreviation ("Calif.").
local function spelling(text, low, term)
  local at = 1
  while true do
    local first, last = low:find(term, at, true)
    if not first then return nil end
    if not low:sub(first - 1, first - 1):find "[%w\128-\255]" then
      local rest = low:match("^[%w\128-\255]*", last + 1)
      local stop = last + #rest
      local short = text:find("^%.[,;:)%-]", stop + 1) or text:find("^%. %l", stop + 1)
      if #rest <= 2 and not short then return text:sub(first, stop) end
    end
    at = last + 1
  end
end

-- Digests, keys, addresses and the like say nothing to a reader.
local function legible(term)
  return #term > 2 and #term <= 24 and not (#term >= 8 and term:find "^%x+$" and term:find "%d")
end

local function common(term)
  for _, class in ipairs(data.load "commonness") do
    if class.share >= 0.25 and (" " .. class.words:gsub("%s+", " ") .. " "):find(" " .. term .. " ", 1, true) then
      return true
    end
  end
  return false
end

-- names and figures that both texts have, as the first spells them, less what has been said
local function in_both(text, shared, told)
  local low, listed, figures = text:lower(), {}, {}
  told = told:lower()
  table.sort(shared, function(x, y)
    if x.weight ~= y.weight then return x.weight > y.weight end
    return x.term < y.term
  end)
  for _, s in ipairs(shared) do
    local number = s.term:find "^%d[%d%.]*$" ~= nil
    if (s.name or s.term:find "%d") and legible(s.term) and not told:find(s.term, 1, true) then
      local word
      if number then
        local grouped = s.term:reverse():gsub("(%d%d%d)", "%1,"):reverse():gsub("^,", "")
        word = spelling(text, low, s.term:find "%." and s.term or grouped) or spelling(text, low, s.term)
      elseif not common(s.term) then
        word = spelling(text, low, s.term)
      end
      local list = number and figures or listed
      if word and #list < MOST and not (number and (#s.term < 3 or s.term:find "^[12]%d%d%d$")) then
        list[#list + 1] = word
      end
    end
  end
  return listed, figures
end

local function apart(days)
  if not days then return "when: not known of both" end
  return days == 0 and "on the same day" or days <= 30 and ("within %d day%s"):format(days, days == 1 and "" or "s")
    or ("%d days apart"):format(days)
end

--- The reasons of a link.
-- @tparam table a `{document, claims}`
-- @tparam table b
-- @tparam table like the pair's features (`likeness.measure`)
-- @tparam ?integer days between them
-- @tparam {table,...} shared the terms that both hold, of the index's `shared`
-- @treturn {string,...} "same victim: Sony Pictures", "both say 11 TB", "within 2 days"
-- @usage for _, why in ipairs(reasons.of(one, two, like, 2, index:shared(1, 2, 12))) do print(why) end
function reasons.of(a, b, like, days, shared)
  local x, y, why = said(a.claims), said(b.claims), {}
  local victim, actor = shared_name(x.victim, y.victim), shared_name(x.actor, y.actor)
  if victim then why[#why + 1] = "same victim: " .. victim end
  if actor then why[#why + 1] = "same actor: " .. actor end
  local numbers = shared_numbers(x.number, y.number)
  local told = table.concat({ victim or "", actor or "", table.concat(numbers, " "):gsub(",", "") }, " ")
  local text = (a.document.title or "") .. "\n" .. (a.document.text or "")
  local listed, figures = in_both(text, shared, told)
  for _, figure in ipairs(#numbers == 0 and figures or {}) do numbers[#numbers + 1] = figure end
  if #numbers > 0 then why[#why + 1] = "both say " .. series(table.move(numbers, 1, MOST, 1, {})) end
  if #listed > 0 then why[#why + 1] = "both name " .. series(listed) end
  local events = {}
  for _, kind in ipairs(data.load "properties".incidents) do
    if x.event[kind] and y.event[kind] then events[#events + 1] = kind:gsub("%-", " ") end
  end
  if #events > 0 then why[#why + 1] = "both tell of " .. series(table.move(events, 1, 2, 1, {})) end
  if like.cosine >= 0.8 then
    why[#why + 1] = "nearly the same words"
  elseif like.title >= 0.3 then
    why[#why + 1] = "titles alike"
  end
  why[#why + 1] = apart(days)
  if not victim and like.victim_clash > 0 and like.victim == 0 then
    why[#why + 1] = ("against it: of one the victim is %s, of the other %s"):format(x.victim[1] or "another",
      y.victim[1] or "another")
  end
  if like.alien > 0 then why[#why + 1] = "against it: each names vulnerabilities that the other does not" end
  if like.again > 0 then why[#why + 1] = "against it: each tells of an attack that was new then" end
  if like.apart > 0 then why[#why + 1] = "against it: the events they date lie far apart" end
  return why
end

return reasons
