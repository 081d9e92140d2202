--- Groups, campaigns and software by the names that sources give them, from `data/actors.lua`.
-- Each entry is one source's own word, with its licence. Sources contradict one another ("Lazarus Group" holds APT38
-- for MISP, and not for ATT&CK): nothing is merged here, and no name says who did what.
-- @module breachkit.actors
local data = require "breachkit.data"

local actors = {}

local kinds = { "group", "campaign", "malware", "tool" }
local is_kind = { group = true, campaign = true, malware = true, tool = true }
local options_known = { kind = true, asof = true }

local index -- folded name -> entries; made on first use

local function fold(name) return (name:lower():gsub("%s+", " ")) end

local function load()
  if index then return index end
  index = {}
  local sources = data.load("actors").sources
  for _, kind in ipairs(kinds) do
    for line in data.load("actors")[kind]:gmatch "[^\n]+" do
      local source, id, rest = line:match "^([^|]*)|([^|]*)|(.*)$"
      local entry = { kind = kind, source = source, id = id ~= "" and id or nil, licence = sources[source].licence,
        names = {} }
      for item in rest:gmatch "[^|]+" do
        local name, known = item:match "^(.*)@(%d%d%d%d[%d%-]*)$"
        name = name or item
        entry.names[#entry.names + 1] = { name = name, known = known }
        local key = fold(name)
        local list = index[key] or {}
        index[key] = list
        if list[#list] ~= entry then list[#list + 1] = entry end
      end
      entry.name = entry.names[1].name
    end
  end
  return index
end

-- Is `known`, a day, month or year, over by the day `asof`?
local function by(known, asof)
  return known and known .. ("-12-31"):sub(#known - 3) <= asof
end

--- What each source says of a name, as its own name or as an alias. Case and spaces do not count.
-- @tparam string name
-- @tparam[opt] table options `kind`: only group, campaign, malware or tool; `asof`: a day (`YYYY-MM-DD`): only names
-- that the source's own references show to have been known by then, so that a name without a date is left out
-- @treturn {table,...} by kind, then by source, `{kind, source, id, name, licence, names}`: `id` the source's, absent
-- when it gives none; `name` its main name; `names` a list of `{name, known}`, where `known` is the day,
-- month or year of the earliest document that the source cites for the name, absent when it cites none
-- @raise on an unknown option, a name that is no string, a date that is none
-- @usage for _, e in ipairs(actors.find "Guardians of Peace") do print(e.source, e.name, e.names[1].known) end
function actors.find(name, options)
  if type(name) ~= "string" then error("actors.find: a name expected, got " .. type(name), 2) end
  options = options or {}
  for key in pairs(options) do
    if not options_known[key] then error("actors.find: unknown option " .. tostring(key), 2) end
  end
  local kind, asof = options.kind, options.asof
  if kind ~= nil and not is_kind[kind] then error("actors.find: no kind " .. tostring(kind), 2) end
  if asof ~= nil and not (type(asof) == "string" and asof:find "^%d%d%d%d%-%d%d%-%d%d$") then
    error("actors.find: asof is a day, YYYY-MM-DD", 2)
  end
  local out, key = {}, fold(name)
  for _, entry in ipairs(load()[key] or {}) do
    if not kind or entry.kind == kind then
      local names, shown = {}, false
      for _, n in ipairs(entry.names) do
        if not asof or by(n.known, asof) then
          names[#names + 1] = { name = n.name, known = n.known }
          shown = shown or fold(n.name) == key
        end
      end
      if shown then
        out[#out + 1] = { kind = entry.kind, source = entry.source, id = entry.id, name = entry.name,
          licence = entry.licence, names = names }
      end
    end
  end
  return out
end

local SMALL = { of = true, the = true, ["and"] = true, ["for"] = true, de = true }

-- "guardians of peace": its words without their plural s, and its initials with and without the small words
local function forms(key)
  local singular, all, large, n = {}, {}, {}, 0
  for word in key:gmatch "[^%s%-]+" do
    n = n + 1
    singular[n] = #word > 3 and word:gsub("s$", "") or word
    all[n] = word:sub(1, 1)
    large[n] = SMALL[word] and "" or word:sub(1, 1)
  end
  return table.concat(singular, " "), n > 1 and table.concat(all) or nil, n > 1 and table.concat(large) or nil
end

local like -- from a singular form or initials to the names that have them; made on first use

local function add(form, key, why)
  if not form or #form < 3 then return end
  like[form] = like[form] or {}
  table.insert(like[form], { key = key, tie = why })
end

-- The other names that may be meant: of other number, that the name is the initials of, or that are its initials.
local function others(name)
  if not like then
    like = {}
    for key in pairs(load()) do
      local singular, all, large = forms(key)
      add(singular, key, "spelling")
      add(all, key, "initials")
      if large ~= all then add(large, key, "initials") end
    end
  end
  local key, out, seen = fold(name), {}, {}
  seen[key] = true
  local singular, all, large = forms(key)
  local function take(form, ties)
    for _, other in ipairs(form and like[form] or {}) do
      if ties[other.tie] and not seen[other.key] then
        seen[other.key] = true
        out[#out + 1] = other
      end
    end
  end
  take(singular, { spelling = true })
  if not key:find "[%s%-]" then take(key, { initials = true }) end
  for _, initials in ipairs { all or "", large or "" } do
    if #initials >= 3 and load()[initials] and not seen[initials] then
      seen[initials] = true
      out[#out + 1] = { key = initials, tie = "initials" }
    end
  end
  table.sort(out, function(a, b) return a.key < b.key end)
  return out
end

local function has(entry, name)
  for _, n in ipairs(entry.names) do
    if fold(n.name) == fold(name) then return true end
  end
  return false
end

local function called(entry) return entry.name .. (entry.id and " (" .. entry.id .. ")" or "") end

-- What source `b` keeps apart from its own entry of the name, of what source `a` holds to be one.
local function kept_apart(a, b, options)
  local apart = {}
  for _, n in ipairs(a.names) do
    for _, other in ipairs(has(b, n.name) and {} or actors.find(n.name, options)) do
      if other.source == b.source and (other.id or other.name) ~= (b.id or b.name) then apart[called(other)] = true end
    end
  end
  local list = {}
  for name in pairs(apart) do list[#list + 1] = name end
  table.sort(list)
  return list
end

local function contradictions(found, options)
  local out = {}
  for i, a in ipairs(found) do
    for j, b in ipairs(found) do
      if a.source ~= b.source and a.kind == b.kind then
        if i < j and not has(a, b.name) and not has(b, a.name) then
          out[#out + 1] = { sources = { a.source, b.source }, words = ("%s says %s is %s; %s says %s is %s"):format(
            a.source, a.by, called(a), b.source, b.by, called(b)) }
        end
        local apart = (has(a, b.name) or has(b, a.name)) and kept_apart(a, b, options) or {}
        if #apart > 0 then
          out[#out + 1] = { sources = { a.source, b.source },
            words = ("%s takes for one with %s what %s keeps apart: %s"):format(a.source, called(a), b.source,
              table.concat(apart, ", ")) }
        end
      end
    end
  end
  return out
end

--- What a name leads to: what each source says of it, of the same name in another number, and of names that it is the
-- initials of or that are its initials; and where sources contradict each other. Nothing is decided: an alias is one
-- source's word, and adds no attribution to any incident.
-- @tparam string name "GOP"; a # before it does not count
-- @tparam[opt] table options as of `find`: `asof` hides what the source's own references do not show to have been known
-- by then, with every contradiction that rests on it
-- @treturn table `{name, asof, assertions, contradictions}`: `assertions` as of `find`, each with `by`, the name
-- that leads to it, and `tie`, "spelling" or "initials" where that is another than the one asked for;
-- `contradictions` a list of `{sources, words}`
-- @raise as `find`
-- @usage for _, c in ipairs(actors.lookup("GOP").contradictions) do print(c.words) end
function actors.lookup(name, options)
  if type(name) ~= "string" then error("actors.lookup: a name expected, got " .. type(name), 2) end
  name = name:gsub("^#", "")
  local found, seen = actors.find(name, options), {}
  for _, e in ipairs(found) do
    e.by = name
    seen[e.source .. e.kind .. (e.id or e.name)] = true
  end
  for _, other in ipairs(others(name)) do
    for _, e in ipairs(actors.find(other.key, options)) do
      local key = e.source .. e.kind .. (e.id or e.name)
      if not seen[key] then
        seen[key], e.tie = true, other.tie
        for _, n in ipairs(e.names) do
          if fold(n.name) == other.key then e.by = n.name end
        end
        found[#found + 1] = e
      end
    end
  end
  return { name = name, asof = options and options.asof, assertions = found,
    contradictions = contradictions(found, options) }
end

--- Where the names come from.
-- @treturn table by source: `{title, url, version, date, licence, notice}`, `date` and `notice` where there are any
-- @usage print(actors.sources().misp.licence) --> CC0-1.0
function actors.sources()
  local out = {}
  for name, about in pairs(data.load("actors").sources) do
    out[name] = {}
    for field, value in pairs(about) do out[name][field] = value end
  end
  return out
end

local sure -- name -> its kind; false where it has two, or is no name by itself

-- A table of its own: claims ask for kinds alone, and the entries cost four times as much.
local function load_kinds()
  sure = {}
  for _, kind in ipairs(kinds) do
    for names in data.load("actors")[kind]:gmatch "[^|\n]*|[^|\n]*|([^\n]+)" do
      for item in names:gmatch "[^|]+" do
        local name = item:match "^(.*)@%d%d%d%d[%d%-]*$" or item
        local before = sure[name]
        sure[name] = (before == nil or before == kind) and kind
      end
    end
  end
  local ordinary = data.set(data.load("actors").ordinary)
  for name in pairs(sure) do
    if ordinary[name:lower()] then sure[name] = false end
  end
end

--- What a name by itself is sure to be: a group, a campaign, malware, or a tool. Names that are English words as well
-- ("Silence"), are short, or are of two kinds, are not sure; case counts.
-- @tparam string name
-- @treturn ?string group, campaign, malware or tool
-- @usage actors.kind "Turla" --> "group"
function actors.kind(name)
  if not sure then load_kinds() end
  return sure[name] or nil
end

return actors
