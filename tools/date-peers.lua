-- How much of four peers' own tests of dates breachkit reproduces, by kind: chrono, duckling, dateparser, timenorm.
--   lua5.4 tools/date-peers.lua [DIR] [--peer NAME] [--misses N]
-- DIR holds time/chrono and so on: $BREACHKIT_DATA, else ../shared/data. Prints a Markdown table of each peer;
-- --misses also prints N misses of each kind: the text, the reference, what the peer says, what breachkit says. The
-- spec requires this file for `load` and `evaluate`.
package.path = "./lua/?.lua;./lua/?/init.lua;./tools/?.lua;" .. package.path
package.cpath = ("./%s/?.so;"):format(os.getenv "BREACHKIT_BUILD" or "build") .. package.cpath
local breachkit = require "breachkit"
local date, json = breachkit.date, breachkit.json

local peers = { names = { "chrono", "duckling", "dateparser", "timenorm" }, readers = require "date_peers.readers" }

--- Does a mention say what the table wants? Ours is cut to the table's day, hour, minute or second and must not be
-- wider; from the week up both ends must be the table's. A clock range may end at the moment or the unit that it names.
-- Where the table drops "early" and the like, ours must lie inside.
function peers.reproduces(m, want)
  if not m or not m.date then return false end
  local lo, hi = date.bounds(m.date)
  -- a table without zones gives the reference's local time of what is told with a zone
  local zone = want.zone and (m.date.start or ""):find "Z$" and want.zone or 0
  lo, hi = lo and lo + zone, hi and hi + zone
  if want.open and not lo then return hi == want.lo or hi == want.hi end
  if want.within then return lo and hi and lo >= want.lo and hi <= want.hi or false end
  local unit = want.unit
  if not lo or lo - lo % unit ~= want.lo then return false, lo end
  if want.open then return true end
  if not hi then return false end
  return hi + -hi % unit == want.hi or (unit < 86400 and want.last > want.lo and hi == want.last)
end

-- Is the table's the next where ours is the last? A week or a year later, as holidays move.
local function forward(lo, want)
  local days = lo and (want.lo - lo) // 86400
  return days == 7 or days and days >= 357 and days <= 371
end

-- The first mention that covers the expression, else the first of all.
local function reading(c)
  local first
  local from = c.expression and c.text:find(c.expression, 1, true)
  for m in date.find(c.text, { anchor = c.anchor, custom = c.custom }) do
    if not from or m.first <= from and m.last >= from + #c.expression - 1 then return m end
    first = first or m
  end
  return first
end

--- Counts: {n, ok, forward, excluded = {reason = n}, kinds = {kind = {n, ok, forward, misses = {{case, mention}}}}};
-- `forward` counts the misses where the table takes the next one and we the last.
function peers.evaluate(cases)
  local total = { n = 0, ok = 0, forward = 0, excluded = {}, kinds = {} }
  for _, c in ipairs(cases) do
    if c.excluded then
      total.excluded[c.excluded] = (total.excluded[c.excluded] or 0) + 1
    else
      local row = total.kinds[c.kind] or { n = 0, ok = 0, forward = 0, misses = {} }
      total.kinds[c.kind] = row
      local m = reading(c)
      local ok, lo
      if c.none then ok = m == nil else ok, lo = peers.reproduces(m, c.want) end
      local later = not ok and not c.none and forward(lo, c.want)
      for _, t in ipairs { total, row } do
        t.n = t.n + 1
        t.ok = t.ok + (ok and 1 or 0)
        t.forward = t.forward + (later and 1 or 0)
      end
      if not ok then row.misses[#row.misses + 1] = { case = c, mention = m } end
    end
  end
  return total
end

local FILES = {
  chrono = { "chrono/cases.json" },
  duckling = { "duckling/time-en.json", "duckling/time-en-us.json", "duckling/time-en-gb.json" },
  dateparser = { "dateparser/date_parser.en.json", "dateparser/parser.en.json", "dateparser/search.en.json",
    "dateparser/timezone_parser.en.json" },
  timenorm = { "timenorm/datasets/en/train.tsv", "timenorm/datasets/en/test.tsv" },
}

--- The cases of a peer's files below `dir`/time, nil when there are none.
function peers.load(dir, name)
  local cases
  for _, path in ipairs(FILES[name]) do
    local f = io.open(dir .. "/time/" .. path, "rb")
    local table_
    if f and path:find "%.tsv$" then
      table_ = {}
      for line in f:lines() do table_[#table_ + 1] = line end
    elseif f then
      table_ = assert(json.decode(f:read "a"))
    end
    if f then
      f:close()
      local more = peers.readers[name](table_, path:find "gb" and "dmy" or "mdy")
      cases = table.move(more, 1, #more, cases and #cases + 1 or 1, cases or {})
    end
  end
  return cases
end

local function sorted(map, by)
  local keys = {}
  for key in pairs(map) do keys[#keys + 1] = key end
  table.sort(keys, function(a, b)
    local x, y = by(map[a]), by(map[b])
    return x > y or x == y and a < b
  end)
  return keys
end

local function moment(seconds)
  if not seconds then return "" end
  if math.abs(seconds) > 99999999999 then return seconds .. " s" end
  local d = date.parse(tostring(seconds), { unix = true })
  return d and (d.start:gsub("T00:00:00", ""):gsub("Z$", "")) or tostring(seconds)
end

local function print_misses(row, most)
  for i = 1, math.min(most, #row.misses) do
    local c, m = row.misses[i].case, row.misses[i].mention
    local want = c.none and "nothing" or c.want.open and "open at " .. moment(c.want.lo)
      or ("%s (%s)"):format(moment(c.want.lo), c.range and "until " .. moment(c.want.hi) or c.grain)
    print(("    %q @ %s: %s; breachkit: %s"):format(c.text, c.anchor or "no reference", want,
      m and ("%s [%s]"):format(m.date, m.text) or "nothing"))
  end
end

local LINE = "| %s | %d | %d | %.3f | %d |"

local function print_table(name, total, most)
  print(("| %s | n | reproduced | share | the next for our last |\n|---|--:|--:|--:|--:|"):format(name))
  for _, kind in ipairs(sorted(total.kinds, function(row) return row.n end)) do
    local row = total.kinds[kind]
    print(LINE:format(kind, row.n, row.ok, row.ok / row.n, row.forward))
    print_misses(row, most)
  end
  print(LINE:format("**total**", total.n, total.ok, total.ok / math.max(total.n, 1), total.forward))
  local reasons = {}
  for _, reason in ipairs(sorted(total.excluded, function(n) return n end)) do
    reasons[#reasons + 1] = ("%s %d"):format(reason, total.excluded[reason])
  end
  print(("\nExcluded: %s.\n"):format(#reasons > 0 and table.concat(reasons, "; ") or "none"))
end

local function main(arguments)
  local dir, only, most = os.getenv "BREACHKIT_DATA" or "../shared/data", nil, 0
  local i = 1
  while arguments[i] do
    local a = arguments[i]
    if a == "--peer" or a == "--misses" then
      i = i + 1
      if a == "--peer" then only = arguments[i] else most = math.tointeger(tonumber(arguments[i])) end
    elseif a:find "^%-" then
      most = nil
    else
      dir = a
    end
    i = i + 1
  end
  if not most or only and not FILES[only] then
    io.stderr:write(("usage: lua5.4 tools/date-peers.lua [DIR] [--misses N] [--peer %s]\n")
      :format(table.concat(peers.names, "|")))
    return 2
  end
  local seen = 0
  for _, name in ipairs(peers.names) do
    local cases = (not only or only == name) and peers.load(dir, name)
    if cases then
      seen = seen + 1
      print_table(name, peers.evaluate(cases), most)
    end
  end
  if seen == 0 then io.stderr:write(("no tables below %s/time\n"):format(dir)) end
  return seen > 0 and 0 or 1
end

if arg and arg[0] and arg[0]:find "date%-peers%.lua$" then os.exit(main(arg)) end
return peers
