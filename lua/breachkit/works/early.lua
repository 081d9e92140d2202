--- Which works got out before their release, by how long, in which torrents, told by whom.
-- @module breachkit.works.early
local err = require "breachkit.err"
local json = require "breachkit.json"
local list = require "breachkit.works.list"
local when = require "breachkit.incident.when"

local early = {}

local function plain(d) return d and { edtf = d.edtf, start = d.start, stop = d.stop } end

local function take_incident(works, by_key, incident)
  for _, work in ipairs(incident.works or {}) do
    if work.of == "leaked" then
      local key = list.key(work.title)
      local entry = by_key[key]
      if not entry then
        entry = { title = work.title, from = "reports", keys = { [key] = true } }
        works[#works + 1], by_key[key] = entry, entry
      end
      entry.kind = entry.kind or work.kind
      if work.released then
        if not entry.released then
          entry.released, entry.released_from = plain(work.released), "reports"
        elseif not when.meet(entry.released, work.released) then
          entry.released_told = plain(work.released)
        end
      end
      entry.leaks = entry.leaks or {}
      local leak = { incident = incident.incident, leaked = work.leaked, told = json.array {}, origins = 0 }
      local told = {} -- two facts may rest on the same words
      for _, fact in ipairs(incident.facts or {}) do
        if fact.property == "work" and fact.of == "leaked" and entry.keys[list.key(tostring(fact.value))] then
          leak.origins = math.max(leak.origins, fact.origins or 0)
          for _, claim in ipairs(fact.claims or {}) do
            local via = claim.via and claim.via.text
            local words = ("%s\0%s\0%s\0%s"):format(claim.id, claim.quote, claim.stance, via)
            if not told[words] then
              told[words] = true
              table.insert(leak.told, { id = claim.id, quote = claim.quote, stance = claim.stance, via = via })
            end
          end
        end
      end
      table.insert(entry.leaks, leak)
    end
  end
end

local function take_torrent(index, t)
  local seen = {}
  local function add(name, file, marked)
    for _, found in ipairs(list.match(index, name, marked)) do
      local entry = found.entry
      if not seen[entry] then
        seen[entry] = true
        entry.torrents = entry.torrents or json.array {}
        table.insert(entry.torrents, { path = t.path, infohash = t.infohash, infohash_v2 = t.infohash_v2, name = t.name,
          file = file, match = found.match, why = found.why,
          created = t.created and t.created >= 0 and t.created < 1 << 36 and os.date("!%Y-%m-%dT%H:%M:%SZ", t.created)
            or nil })
      end
    end
  end
  if t.name then add(t.name) end
  for file in (t.files and t.kind and t.count) and t:files() or function() end do
    if not file.padding then add(file.path:match "[^/]*$", file.path, true) end
  end
end

-- By how many days it was early: at least and at most, negative after the release; a bound that is not known is absent.
local function lead(leaked, released)
  local least = leaked.stop and released.start
    and when.days(leaked.stop, released.start)
  local most = leaked.start and released.stop and when.days(leaked.start, released.stop)
  -- the ends are the first days that are not in it; a moment within a day counts as that day
  local function day_after(d) return d.stop and d.stop:match "^%d+%-%d+%-%d+$" and 1 or 0 end
  least = least and least + day_after(leaked)
  most = most and most - day_after(released)
  return (least or most) and { least = least, most = most } or nil
end

-- When it was out: as reports tell, else by the earliest date that a torrent of it claims to be made at.
local function settle(entry)
  local leaked, from
  for _, leak in ipairs(entry.leaks or {}) do
    if leak.leaked and (not leaked or when.key(leak.leaked) < when.key(leaked)) then
      leaked, from = plain(leak.leaked), "reports"
    end
  end
  if not leaked then
    for _, t in ipairs(entry.torrents or {}) do
      local day = t.match == "sure" and t.created and t.created:sub(1, 10)
      local stop = day and when.shift(day, 1)
      if stop and (not leaked or stop < leaked.stop) then
        leaked, from = { edtf = "../" .. day, stop = stop }, "torrent"
      end
    end
  end
  return leaked, from
end

local function record_of(entry)
  local leaked, from = settle(entry)
  local released = plain(entry.released)
  local record = {
    title = entry.title, kind = entry.kind, released = released, released_told = entry.released_told,
    released_from = released and (entry.released_from or entry.from) or nil, leaked = leaked, leaked_from = from,
    before_release = leaked and released and when.before(leaked, released) or "maybe",
    early = leaked and released and lead(leaked, released) or nil, origins = 0, incidents = json.array {},
    told = json.array {}, torrents = entry.torrents or json.array {},
  }
  for _, leak in ipairs(entry.leaks or {}) do
    record.origins = math.max(record.origins, leak.origins)
    table.insert(record.incidents, leak.incident)
    table.move(leak.told, 1, #leak.told, #record.told + 1, record.told)
  end
  return record
end

local ORDER = { yes = 1, maybe = 2, no = 3 }
local OPTIONS = { list = "table", incidents = "table", torrents = "table" }

--- Bring together a list of works, incidents and torrents. A torrent's own date is only what it claims: it counts as
-- the last day on which the work can have got out, and only where no report tells.
-- @tparam table options `list`: of `works.list`; `incidents`: a list of incident records, or a set of
--  `breachkit.correlate`; `torrents`: a list of torrents or magnet links of `breachkit.torrent`
-- @treturn {table,...} works that are out, those certainly early first, then by title: `{title, kind, released,
--  released_from ("list", "reports"), released_told (where reports contradict the list), leaked, leaked_from
--  ("reports", "torrent"), before_release ("yes", "no", "maybe"), early {least, most} (days, absent where not known),
--  origins (that hold it, in the incident that has most), incidents[], told[{id, quote, stance, via}],
--  torrents[{path, infohash, infohash_v2, name, file, match ("sure", "doubtful"), why, created}]}`
-- @treturn integer of how many works of the list there is no leak and no torrent
-- @raise on an unknown option
-- @usage local out = early.of { list = assert(bk.works.list "works.csv"), incidents = set }
function early.of(options)
  options = err.options(options, OPTIONS, "works.early")
  local works = {}
  for _, entry in ipairs(options.list or {}) do -- a list may be asked again
    if type(entry) ~= "table" or type(entry.keys) ~= "table" then
      err.raise "works.early: option 'list': what works.list gives is expected"
    end
    works[#works + 1] = setmetatable({}, { __index = entry })
  end
  -- the works there are to look for: those of the list, and those that reports say leaked
  local by_key, incidents = list.by_key(works), options.incidents or {}
  if type(incidents.incidents) == "function" then
    for incident in incidents:incidents() do take_incident(works, by_key, incident) end
  else
    for _, incident in ipairs(incidents) do take_incident(works, by_key, incident) end
  end
  local index = list.index(works)
  for _, t in ipairs(options.torrents or {}) do take_torrent(index, t) end
  local out, silent = {}, 0
  for _, entry in ipairs(works) do
    if entry.leaks or entry.torrents then out[#out + 1] = record_of(entry) else silent = silent + 1 end
  end
  table.sort(out, function(a, b)
    local x, y = ORDER[a.before_release], ORDER[b.before_release]
    if x ~= y then return x < y end
    if a.title ~= b.title then return a.title < b.title end
    return (a.released and a.released.edtf or "") < (b.released and b.released.edtf or "")
  end)
  return out, silent
end

return early
