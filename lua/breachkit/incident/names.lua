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

local MOST_WORDS <const> = 16 -- no short form has more

-- What a name is found by when it is taken for a short form: its words, and where it is one word the letters of that.
local function as_short(name)
  no_names()
  local s = tokens(name)
  if #s == 0 or #s == 1 and alone[s[1]] then return {} end
  local letters = #s == 1 and s[1]:gsub("%W", "") or ""
  return { table.concat(s, " "), #letters > 1 and "=" .. letters or nil }
end

-- The short forms that a name has: its first words, its last, its initials with the small words and without, and its
-- capitals ("PSN" is PlayStation Network: capitals inside a word are initials too).
local function as_long(name)
  local l, all, capitals = tokens(name), tokens(name, true), name:gsub("[^%u]", ""):lower()
  local forms = { #capitals > 2 and "=" .. capitals or nil }
  if #l > 1 then
    forms[#forms + 1] = "=" .. initials(all, true)
    forms[#forms + 1] = "=" .. initials(all, false)
  end
  for n = 1, math.min(#l - 1, MOST_WORDS) do
    forms[#forms + 1] = table.concat(l, " ", 1, n)
    forms[#forms + 1] = table.concat(l, " ", #l - n + 1)
  end
  return forms
end

--- Is one name a short form of the other?
-- @tparam string short
-- @tparam string long
-- @treturn boolean
-- @usage names.shortens("Sony Pictures", "Sony Pictures Entertainment")
function names.shortens(short, long)
  local forms = as_long(long)
  for _, form in ipairs(as_short(short)) do
    for _, other in ipairs(forms) do
      if form == other then return true end
    end
  end
  return false
end

local Lookup = {}
Lookup.__index = Lookup

local function put(by, key, value)
  by[key] = by[key] or {}
  table.insert(by[key], value)
end

--- Names among which those that can be one with another are found without asking each.
-- @treturn table with `add` and `find`
-- @usage local known = names.lookup(); known:add("Sony Pictures", 1)
function names.lookup()
  return setmetatable({ same = {}, short = {}, long = {} }, Lookup)
end

--- Add a name.
-- @function lookup:add
-- @tparam string name
-- @param value what is found by it, not nil
-- @usage known:add("Sony Pictures", record)
function Lookup:add(name, value)
  put(self.same, names.key(name), value)
  for _, form in ipairs(as_short(name)) do put(self.short, form, value) end
  for _, form in ipairs(as_long(name)) do put(self.long, form, value) end
end

--- What was added by a name that is this one, a short form of it, or one that this is a short form of.
-- @function lookup:find
-- @tparam string name
-- @treturn {any,...} each value once, in no order
-- @usage for _, record in ipairs(known:find "Sony") do print(record.title) end
function Lookup:find(name)
  local out, seen = {}, {}
  local function take(list)
    for _, value in ipairs(list or {}) do
      if not seen[value] then
        seen[value], out[#out + 1] = true, value
      end
    end
  end
  take(self.same[names.key(name)])
  for _, form in ipairs(as_short(name)) do take(self.long[form]) end
  for _, form in ipairs(as_long(name)) do take(self.short[form]) end
  return out
end

--- Is this name one of them, or a short form of one? Longer names than those that were added are not asked for.
-- @function lookup:covers
-- @tparam string name
-- @treturn boolean
-- @usage if known:covers(speaker) then print "the victim says so" end
function Lookup:covers(name)
  if self.same[names.key(name)] then return true end
  for _, form in ipairs(as_short(name)) do
    if self.long[form] then return true end
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

-- By the short forms that names have, the two of other keys that are told most, of those the longest: what is an
-- acronym has itself for one.
local function longest_of(order, key, count)
  local function better(a, b)
    if count[a] ~= count[b] then return count[a] > count[b] end
    if #a ~= #b then return #a > #b end
    return a < b
  end
  local by = {}
  local function keep(form, name)
    local list = by[form] or {}
    by[form] = list
    local at = #list + 1
    for i, other in ipairs(list) do
      if key[other] == key[name] then at = better(name, other) and i or nil end
    end
    if at then list[at] = name end
    table.sort(list, better)
    list[3] = nil
  end
  for _, name in ipairs(order) do
    for _, form in ipairs(as_long(name)) do keep(form, name) end
  end
  return function(short)
    local best
    for _, form in ipairs(as_short(short)) do
      for _, long in ipairs(by[form] or {}) do
        if key[long] ~= key[short] and (not best or better(long, best)) then best = long end
      end
    end
    return best
  end
end

--- Group forms of names. A short form of several longer names is that of the one told most, of those the longest.
-- @tparam {table,...} forms `{name, count}` in a fixed order
-- @tparam[opt] {table,...} ties pairs of names that a text ties
-- @treturn table from each name to its group `{name (the fullest form), aliases (sorted), count}`
-- @usage local group = names.group({ { name = "GOP", count = 1 } })["GOP"]
function names.group(forms, ties)
  local parent, by_key, count, order, key, size = {}, {}, {}, {}, {}, {}
  local function root(x)
    while parent[x] ~= x do
      parent[x] = parent[parent[x]]
      x = parent[x]
    end
    return x
  end
  for _, f in ipairs(forms) do
    local name = f.name
    if not parent[name] then
      parent[name], order[#order + 1] = name, name
      key[name], size[name] = names.key(name), #tokens(name)
      if by_key[key[name]] then parent[name] = root(by_key[key[name]]) else by_key[key[name]] = name end
    end
    count[name] = (count[name] or 0) + (f.count or 1)
  end
  for _, tie in ipairs(ties or {}) do
    if parent[tie[1]] and parent[tie[2]] then parent[root(tie[1])] = root(tie[2]) end
  end
  local longest = longest_of(order, key, count)
  for _, short in ipairs(order) do
    local best = longest(short)
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
      if size[a] ~= size[b] then return size[a] > size[b] end
      if count[a] ~= count[b] then return count[a] > count[b] end
      return a < b
    end)
    g.name, g.aliases = g.forms[1], {}
    for i = 2, #g.forms do
      if key[g.forms[i]] ~= key[g.name] then g.aliases[#g.aliases + 1] = g.forms[i] end
    end
    table.sort(g.aliases)
  end
  return out
end

return names
