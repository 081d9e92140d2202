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

local ordinary

--- What a name by itself is sure to be: a group, a campaign, malware, or a tool. Names that are English words as well
-- ("Silence"), are short, or are of two kinds, are not sure; case counts.
-- @tparam string name
-- @treturn ?string group, campaign, malware or tool
-- @usage actors.kind "Turla" --> "group"
function actors.kind(name)
  if not ordinary then
    ordinary = {}
    for word in data.load("actors").ordinary:gmatch "%S+" do ordinary[word] = true end
  end
  if ordinary[name:lower()] then return nil end
  local kind
  for _, entry in ipairs(load()[fold(name)] or {}) do
    for _, n in ipairs(entry.names) do
      if n.name == name then
        if kind and kind ~= entry.kind then return nil end
        kind = entry.kind
      end
    end
  end
  return kind
end

return actors
