--- An analyst's list of works with their official release dates, and which of them the name of a release means.
-- @module breachkit.works.list
-- @usage local list = assert(require "breachkit.works.list".open "works.csv")
local csv = require "breachkit.csv"
local data = require "breachkit.data"
local date = require "breachkit.date"
local err = require "breachkit.err"
local release = require "breachkit.torrent.release"
local trim = require "breachkit.trim"

local list = {}

-- what columns and fields may be called, without case, spaces and underscores
local NAMES = {
  title = "title", work = "title", name = "title", released = "released", release = "released",
  releasedate = "released", date = "released", kind = "kind", type = "kind", year = "year", aliases = "aliases",
  alias = "aliases",
}

--- The form under which two spellings of a title are one: letters and digits in lower case, "&" as "and".
-- @tparam string title
-- @treturn string
-- @usage list.key "Mr. Turner" --> "mrturner"
function list.key(title)
  return (title:gsub("&", " and "):lower():gsub("\226\128[\128-\191]", ""):gsub("\194[\160-\191]", "")
    :gsub("[^%w\128-\255]", ""))
end

-- without its article, under which a title may be filed
local function bare(key) return (key:gsub("^the", "")) end

-- A work as it is kept; or what is wrong with it.
local function entry_of(row)
  local title = type(row.title) == "string" and trim(row.title) or ""
  local key = list.key(title)
  if key == "" then return nil, "a work without a title" end
  local entry = { title = title, kind = row.kind ~= "" and row.kind or nil, from = "list", keys = { [key] = true } }
  local released = row.released
  if type(released) == "string" and released:find "%S" then
    released = date.parse(trim(released))
    if not released then return nil, ("'%s' of %s is no date"):format(row.released, title) end
  end
  entry.released = type(released) == "table" and released or nil
  entry.year = math.tointeger(tonumber(row.year))
  if row.year and row.year ~= "" and not entry.year then
    return nil, ("'%s' of %s is no year"):format(row.year, title)
  end
  local aliases = row.aliases or {}
  if type(aliases) == "string" then
    local text = aliases
    aliases = {}
    for alias in text:gmatch "[^;|]+" do aliases[#aliases + 1] = alias end
  end
  for _, alias in ipairs(aliases) do
    if list.key(alias) ~= "" then entry.keys[list.key(alias)] = true end
  end
  return entry
end

local function from_rows(rows, source)
  local out = { errors = {} }
  for i, row in ipairs(rows) do
    local named = {}
    for name, value in pairs(row) do
      local known = type(name) == "string" and NAMES[(name:lower():gsub("[%s_]", ""))]
      if known and named[known] == nil then named[known] = value end
    end
    local entry, problem = entry_of(named)
    if entry then out[#out + 1] = entry
    else out.errors[#out.errors + 1] = err.new("syntax", problem, source, row.position or i) end
  end
  return out
end

local function read_csv(path)
  local records, e = csv.open(path, { header = true })
  if not records then return nil, e end
  local rows, failed = {}, {}
  for record, position, problem in records do
    if record and not problem then
      record.position = position
      rows[#rows + 1] = record
    else
      failed[#failed + 1] = problem or position
    end
  end
  local first = rows[1]
  if not first then return nil, failed[1] or err.new("empty", "no work in it", path) end
  local titled = false
  for name in pairs(first) do
    titled = titled or type(name) == "string" and NAMES[(name:lower():gsub("[%s_]", ""))] == "title"
  end
  if not titled then return nil, err.new("type", "no column is called title", path) end
  local out = from_rows(rows, path)
  table.move(failed, 1, #failed, #out.errors + 1, out.errors)
  return out
end

--- Make a list of works at hand.
-- @tparam {table,...} works `{title, released, kind, year, aliases}`: `released` EDTF or another date that
--  `breachkit.date` parses; `year` that of production, where it differs from that of the release; `aliases` other
--  titles, a list or a text with semicolons
-- @treturn table the list, with `errors`: a row a work that is left out
-- @raise when it is no table of tables
-- @usage local known = list.of { { title = "Still Alice", released = "2015-01-16" } }
function list.of(works)
  if type(works) ~= "table" then error("works.list: a table or a path expected, got " .. type(works), 2) end
  for _, work in ipairs(works) do
    if type(work) ~= "table" then error("works.list: works are tables, got " .. type(work), 2) end
  end
  return from_rows(works)
end

--- Read a list: CSV of any dialect with a head (`title`, `released`, and as wanted `kind`, `year`, `aliases`), or a Lua
-- file, named so, that returns works as for `of`.
-- @tparam string path
-- @treturn ?table the list, with `errors`: a row a work that cannot be used
-- @treturn ?table the error: "io", "type" (no column of titles, no table), "empty", "syntax" (Lua that is none, or
--  raises)
-- @usage local known, e = list.open "works.csv"
function list.open(path)
  if not path:find "%.lua$" then return read_csv(path) end
  local done, works = data.run(path, {})
  if not done then return nil, works end
  if type(works) ~= "table" then return nil, err.new("type", "it returns no table", path) end
  return from_rows(works, path)
end

local function years_of(entry)
  local first, last = entry.year, entry.year
  local released = entry.released
  if not first and released then
    first = released.start and math.tointeger(tonumber(released.start:match "^%d%d%d%d"))
    last = released.stop and math.tointeger(tonumber(released.stop:match "^%d%d%d%d"))
    -- the end is the first day that is not in it
    if last and released.stop:match "^%d+%-01%-01" then last = last - 1 end
  end
  return first, last
end

-- Whether a release's year can be the work's: "sure", "doubtful" or nil, and why in words.
local function judge(entry, r)
  local first, last = years_of(entry)
  if not r.year then
    local kind = (entry.kind or ""):lower()
    if r.season and (kind:find "series" or kind:find "season" or kind:find "episode" or kind:find "show") then
      return "sure", "the same title, and it names an episode"
    end
    return "doubtful", "the same title, and no year to check"
  elseif not first and not last then
    return "doubtful", ("the same title; whether of %d is not known"):format(r.year)
  elseif r.year >= (first or r.year) and r.year <= (last or r.year) then
    return "sure", ("the same title and year, %d"):format(r.year)
  elseif not entry.year and first and r.year == first - 1 then
    return "sure", ("the same title, of %d, the year before its release"):format(r.year)
  elseif math.abs(r.year - (first or last)) <= 1 or math.abs(r.year - (last or first)) <= 1 then
    return "doubtful", ("the same title, of %d, a year off"):format(r.year)
  end
end

--- What names are matched against.
-- @tparam table works of `of` or `open`
-- @treturn table the index
-- @usage local index = list.index(works)
function list.index(works)
  local index = {}
  for _, entry in ipairs(works) do
    local seen = {}
    for key in pairs(entry.keys) do
      key = bare(key)
      if not seen[key] then
        seen[key], index[key] = true, index[key] or {}
        table.insert(index[key], entry)
      end
    end
  end
  return index
end

--- The works of a list by the keys of their titles, the first of each.
-- @tparam table works of `of` or `open`
-- @treturn table `list.key` of a title -> the work
-- @usage local work = list.by_key(works)[list.key "Still Alice"]
function list.by_key(works)
  local found = {}
  for _, entry in ipairs(works) do
    for key in pairs(entry.keys) do found[key] = found[key] or entry end
  end
  return found
end

local by_key = setmetatable({}, { __mode = "k" }) -- list -> what `titled` looks up

--- The first work of a list that goes by a title.
-- @tparam table works of `of` or `open`
-- @tparam string title
-- @treturn ?table the work
-- @usage local work = list.titled(works, "Still Alice")
function list.titled(works, title)
  by_key[works] = by_key[works] or list.by_key(works)
  return by_key[works][list.key(title)]
end

--- Which works a release's name means. Titles are compared whole, never by likeness; what leaves a doubt says so.
-- @tparam table index of `index`
-- @tparam string name of a release: "Still.Alice.2014.DVDScr.XVID.AC3.HQ"
-- @tparam[opt=false] boolean marked whether a name without year, episode, source or the like means nothing
-- @treturn {table,...} `{entry, match, why}`: match "sure" or "doubtful"
-- @usage for _, found in ipairs(list.match(list.index(works), name)) do print(found.entry.title, found.why) end
function list.match(index, name, marked)
  local r = release.parse(name)
  if marked and not (r.year or r.season or r.source or #r.tags > 0) then return {} end
  local key, found = list.key(r.title), {}
  for _, entry in ipairs(key ~= "" and index[bare(key)] or {}) do
    local match, why = judge(entry, r)
    if match and not entry.keys[key] then match, why = "doubtful", why .. ", but for an article" end
    if match then found[#found + 1] = { entry = entry, match = match, why = why } end
  end
  if #found > 1 then
    for _, f in ipairs(found) do f.match, f.why = "doubtful", f.why .. "; but there is another work of this title" end
  end
  return found
end

return list
