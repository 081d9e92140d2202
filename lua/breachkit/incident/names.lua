--- Names of victims and actors: what is a name, and which forms the reports tie to one another.
-- Forms are tied when one is the other without its first or last words ("Sony Pictures" to "Sony
-- Pictures Entertainment"), when one is the initials of the other, or when a report itself puts one
-- beside the other: "#GOP or Guardians of Peace", "Guardians of Peace (#GOP)". No outside list is asked.
-- @module breachkit.incident.names
local data = require "breachkit.data"

local names = {}

local SMALL = { ["of"] = true, ["and"] = true, ["the"] = true, ["for"] = true, ["&"] = true, ["de"] = true }
local DROPPED = {
  inc = true, ltd = true, llc = true, corp = true, plc = true, corporation = true, company = true,
  co = true, limited = true, group = true,
}

local never, alone

local function no_names()
  if not never then
    local lists = data.load "no_names"
    never, alone = data.set(lists.never), data.set(lists.alone)
  end
end

local function capital(word)
  return word:find "^[#@]?%u" or word:find "^[#@]?%l+%u" or word:find "^\195[\128-\158]" or word:find "^%d+%u"
end

--- The name inside the words of a role: its first run of capitalised words, small words between them included.
-- @tparam ?string text
-- @treturn ?string the name, nil when there is none ("the company", "hackers", "Friday")
-- @usage names.clean "the hacker group Guardians of Peace" --> "Guardians of Peace"
function names.clean(text)
  no_names()
  local words, first, last = {}, nil, nil
  for word in tostring(text or ""):gsub("\226\128[\152\153]s%f[%A]", " ' "):gsub("'s%f[%A]", " ' "):gmatch "%S+" do
    local bare = word:gsub("\226\128[\152-\157]", ""):gsub("^[%(\"']+", ""):gsub("[%.,;:%)\"'!%?]+$", "")
    words[#words + 1] = bare
    if capital(bare) and (first or not never[bare:lower()]) then
      first = first or #words
      last = #words
    elseif first and not SMALL[bare] then
      break -- "Acme spokesman John Doe" is Acme
    end
    if first and word:find "[,;:%)]$" then break end
  end
  if not first then return nil end
  local name = table.concat(words, " ", first, last)
  if #name < 2 or #name > 80 or name:find "%l%.%u" or alone[name:lower()] or never[name:lower()] then return nil end
  return name
end

local function tokens(name, whole)
  local out = {}
  for word in name:lower():gsub("[#@\"%.,]", ""):gmatch "%S+" do
    if word ~= "the" then out[#out + 1] = word end
  end
  while not whole and #out > 1 and DROPPED[out[#out]] do out[#out] = nil end
  return out
end

--- The form under which two spellings of a name are one.
-- @tparam string name
-- @treturn string
-- @usage names.key "The Acme Corp." --> "acme"
function names.key(name)
  return table.concat(tokens(name), " ")
end

local function initials(list, small)
  local out = {}
  for i, word in ipairs(list) do
    if small or not SMALL[word] then out[#out + 1] = list[i]:sub(1, 1) end
  end
  return table.concat(out)
end

--- Is one name a short form of the other?
-- @tparam string short
-- @tparam string long
-- @treturn boolean
-- @usage names.shortens("Sony Pictures", "Sony Pictures Entertainment")
function names.shortens(short, long)
  no_names()
  local s, l = tokens(short), tokens(long)
  if #s == 1 and alone[s[1]] then return false end
  if #s == 1 and #l > 1 and #s[1] > 1 then
    local compact, all = s[1]:gsub("%W", ""), tokens(long, true)
    if compact == initials(all, true) or (#compact > 1 and compact == initials(all, false)) then return true end
  end
  -- "PSN" is PlayStation Network: capitals inside a word are initials too
  if #s == 1 and #s[1] > 2 and long:gsub("[^%u]", ""):lower() == s[1]:gsub("%W", "") then return true end
  if #s == 0 or #s >= #l then return false end
  for from = 0, #l - #s, math.max(1, #l - #s) do -- its first words, or its last
    local same = true
    for i = 1, #s do same = same and s[i] == l[from + i] end
    if same then return true end
  end
  return false
end

local TIES = {
  "^,? or $", "^ %($", "^,? also known as $", "^,? aka $", "^,? %(?a%.k%.a%.? $", "^,? or the $", "^ %(the $",
  "^,? known as $", "^,? also called $",
}

--- How far apart, in bytes, two names of one can stand.
names.reach = 24

--- Does the text put the two spans beside each other as two names of one?
-- @tparam string text
-- @tparam table a `{first, last}`
-- @tparam table b
-- @treturn boolean
-- @usage names.tied(text, { first = 1, last = 4 }, { first = 9, last = 26 })
function names.tied(text, a, b)
  if a.first > b.first then a, b = b, a end
  if b.first - a.last > names.reach or b.first <= a.last then return false end
  local between = text:sub(a.last + 1, b.first - 1):gsub("[\"#]", "")
  for _, pattern in ipairs(TIES) do
    if between:find(pattern) then return true end
  end
  return false
end

--- Group forms of names.
-- @tparam {table,...} forms `{name, count}` in a fixed order
-- @tparam[opt] {table,...} ties pairs of names that a text ties
-- @treturn table from each name to its group `{name (the fullest form), aliases (sorted), count}`
-- @usage local group = names.group({ { name = "GOP", count = 1 } })["GOP"]
function names.group(forms, ties)
  local parent, by_key, count, order = {}, {}, {}, {}
  local function root(x)
    while parent[x] ~= x do x = parent[x] end
    return x
  end
  for _, f in ipairs(forms) do
    if not parent[f.name] then
      parent[f.name], order[#order + 1] = f.name, f.name
      local key = names.key(f.name)
      if by_key[key] then parent[root(f.name)] = root(by_key[key]) else by_key[key] = f.name end
    end
    count[f.name] = (count[f.name] or 0) + (f.count or 1)
  end
  for _, tie in ipairs(ties or {}) do
    if parent[tie[1]] and parent[tie[2]] then parent[root(tie[1])] = root(tie[2]) end
  end
  for _, short in ipairs(order) do
    -- a short form of several longer names is the one told most, of those the longest
    local best
    for _, long in ipairs(order) do
      if names.shortens(short, long) and (not best or count[long] > count[best]
        or (count[long] == count[best] and (#long > #best or (#long == #best and long < best)))) then
        best = long
      end
    end
    if best and root(best) ~= root(short) then parent[root(short)] = root(best) end
  end
  local groups, out = {}, {}
  for _, name in ipairs(order) do
    local r = root(name)
    local g = groups[r] or { forms = {}, count = 0 }
    groups[r] = g
    g.forms[#g.forms + 1] = name
    g.count = g.count + count[name]
    out[name] = g
  end
  for _, g in pairs(groups) do
    table.sort(g.forms, function(a, b)
      local x, y = #tokens(a), #tokens(b)
      if x ~= y then return x > y end
      if count[a] ~= count[b] then return count[a] > count[b] end
      return a < b
    end)
    g.name, g.aliases = g.forms[1], {}
    for i = 2, #g.forms do
      if names.key(g.forms[i]) ~= names.key(g.name) then g.aliases[#g.aliases + 1] = g.forms[i] end
    end
    table.sort(g.aliases)
  end
  return out
end

return names
