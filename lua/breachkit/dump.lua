--- Leaked records: how a file of them is laid out, what it holds in sum, and record by record with personal values
-- masked.
-- @module breachkit.dump
-- @usage local dump = require "breachkit.dump"
-- local leak <close> = assert(dump.open "leak.txt")
-- print(leak.layout.kind, assert(leak:summary()).people.distinct)
local core = require "breachkit.core"
local err = require "breachkit.err"
local fs = require "breachkit.fs"
local layouts = require "breachkit.dump.layout"
local limits = require "breachkit.limits"
local sketch = require "breachkit.sketch"
local source = require "breachkit.document.source"
local unique = require "breachkit.dump.unique"

local dump = {}
local methods = {}
local meta = { __name = "breachkit.dump", __index = methods }

local OPTIONS = { layout = "table" }
local KINDS <const> = { combo = true, table = true, jsonl = true, json = true, blocks = true, sql = true }
local BATCH <const> = 8192 -- records between two reports of progress
local STEP <const> = 32 * core.dump.PIECE -- bytes between two reports of progress

local function hold(src, options, who)
  options = err.options(options, OPTIONS, who)
  local tap, e = src:tap()
  if not tap then return nil, e end
  local found
  found, e = layouts.find(tap)
  -- one that is given needs no telling, but bytes that can be read
  if options.layout and (found or e.code == "type" or e.code == "empty") then found = options.layout end
  if not found then
    e.source = e.source or src.name
    return nil, e
  end
  if not KINDS[found.kind] then err.raise(who .. ": there is no layout of kind " .. tostring(found.kind)) end
  return setmetatable({ path = src.name, layout = found, source = src, encoding = tap:encoding() }, meta)
end

--- Open a file of leaked records. Its layout is found by its first 64 KiB.
-- @tparam string path
-- @tparam[opt] table options `layout`: the layout, where it is known, as `layout` of what this returns
-- @treturn ?table the dump: `path`, `layout` (`{kind, why, ...}`, see `breachkit.dump.layout`), `encoding` where it is
--  "UTF-16LE" or "UTF-16BE" (positions are then those of its characters in UTF-8), and the methods below; it can be a
--  to-be-closed variable
-- @treturn ?table the error: "io"; "type" when no layout is told; "empty"
-- @raise on a wrong argument or option
-- @usage local leak <close> = assert(dump.open("leak.txt"))
function dump.open(path, options)
  if type(path) ~= "string" then error("dump.open: a path expected, got " .. type(path), 2) end
  return hold(source.file(path), options, "dump.open")
end

--- The same of a source: bytes at hand, a member of an archive, standard input. It can be gone over once.
-- @tparam table src a `breachkit.document.source`
-- @tparam[opt] table options as for `open`
-- @treturn ?table the dump
-- @treturn ?table the error: as `open`, and the source's
-- @raise on a wrong option
-- @usage local leak = assert(dump.of(source.bytes("jane@example.com:secret\n", "leak")))
function dump.of(src, options)
  return hold(src, options, "dump.of")
end

--- Take equal lines out of dumps: begin a file with what is different in them.
-- @function unique
-- @tparam string path the file to be written
-- @treturn table see `breachkit.dump.unique`
-- @raise when it is no path
-- @usage local merged <close> = dump.unique "unique.txt"
-- assert(merged:add(assert(dump.open "leak.txt")))
-- print(assert(merged:write()).unique)
dump.unique = unique.new

-- A reader of the records from the first on.
local function read(self, domains)
  local src = self.source
  if self.gone_over then
    if not src.file then error("the dump's bytes come from a stream and were gone over", 3) end
    src:close()
    src = source.file(src.file)
    self.source = src
  end
  self.gone_over = true
  local tap, e = src:tap()
  if not tap then error(e, 0) end
  return core.leak.reader(tap, self.layout, layouts.of_columns, {
    line_bytes = limits.dump_line, record_bytes = limits.csv_row_bytes, fields = limits.csv_fields, domains = domains,
  })
end

local function domains_of(given)
  local wanted = {}
  for i, name in ipairs(type(given) == "table" and given or { given }) do wanted[i] = name:lower() .. "\0" end
  return table.concat(wanted)
end

--- Go over the records.
-- @function dump:records
-- @tparam[opt] table options `domain`: only records whose e-mail address is of this domain, or of one of a list
--  of them, or of one below them, whatever the case
-- @treturn function an iterator of (record, position, table's name in SQL): a record has the values by class: `email`,
--  `user`, `secret`, `salt`, `name`, `address`, `phone`, `birth-date`, `national-id`, `card`, `iban`, `ip`, `date`, ...
--  (see `data/dump.lua`), personal ones masked (`breachkit.mask`), and `scheme`: how the secret is stored; or
--  of (false, position, why) for what could not be read: "no-separator", "no-login", "long", "binary", "syntax"
-- @raise an error value ("io") when reading fails; on a wrong option; when a stream was gone over before
-- @usage for record, position in leak:records() do print(position, record and record.email) end
function methods:records(options)
  options = err.options(options, { domain = true }, "dump:records")
  local reader = read(self, options.domain and domains_of(options.domain))
  return function() return reader:next() end
end

-- A combo list in a plain file is summed up by threads in C, from the file itself.
local function tally_file(self, tally, progress)
  local file, message = io.open(self.source.file, "rb")
  if not file then return nil, err.new("io", message, self.path) end
  local _ <close> = file
  local size = file:seek "end"
  local layout = self.layout
  for from = 0, size - 1, STEP do
    local to = math.min(size, from + STEP)
    local done, e = tally:file(file, from, to, layout.separator, layout.secret_first)
    if not done then
      e.source = self.path
      return nil, e
    end
    if progress then progress(to, size) end
  end
  local now = file:seek "end"
  if now ~= size then self.changed = ("it was %d bytes and is %d now"):format(size, now) end
  return true
end

-- Returns what `reader:counts` gives, and the error of a source that broke off.
local function tally_records(self, tally, progress)
  local reader <close> = read(self)
  local position, e
  repeat
    position, e = reader:tally(tally, BATCH)
    if progress and position then progress(position) end
  until not position
  return reader:counts(), e
end

local function sum(map)
  local n = 0
  for _, count in pairs(map) do n = n + count end
  return n
end

--- What the dump holds, in constant memory (20 MB for each thread).
-- @function dump:summary
-- @tparam[opt] table options `threads`: for combo lists in a plain file, 1 to 64 (default: as many as there are
--  processors, 4 at most; the result does not depend on it); `top`: how many domains to list (default 10);
--  `on_progress`: called with bytes done, and of how many where that is known
-- @treturn ?table `{path, layout, records, emails, bad, bad_records, samples, people, secrets, domains, schemes,
--  classes, dates, tables, passed_over, stray, changed, incomplete}`: `bad` counts by reason what could not be read,
--  `samples` are places of the first eight; `people`, `secrets` and `domains` are `{distinct, error, seen, repeated}`
--  (see `core.dump`), `domains.top` the most frequent ones; `schemes` counts secrets by how they are stored; `classes`
--  is a list of `{class, filled, hibp, veris}`; `dates` `{first, last}` of the date columns; `tables` counts records
--  by table in SQL, `passed_over` rows of the tables that have no column of who or of a secret; `stray` is `{lines,
--  samples}`: lines of a log that are of no known name, and the positions of the first eight; `changed` says that the
--  file changed meanwhile; `incomplete` is the error of a source that broke off, as a packed one that is cut does:
--  what came before it is summed up. Its method `overlap(other)` compares the people
-- @treturn ?table the error: "io" and what the source has
-- @raise on a wrong option; when a stream was gone over before
-- @usage local s = assert(leak:summary()) print(s.records, s.people.distinct, s.schemes.plain)
function methods:summary(options)
  options = err.options(options, { threads = true, top = true, on_progress = true }, "dump:summary")
  local threads = options.threads or math.min(4, core.proc.cpus())
  local combo = self.layout.kind == "combo"
  local as_it_is = combo and not self.layout.sites and not self.encoding
  local plain = as_it_is and self.source.file and fs.type(self.source.file) == "file"
  local tally <close> = assert(core.dump.tally(plain and threads or 1))
  local counts, broken = { filled = {} }, nil
  if plain then
    local done, e = tally_file(self, tally, options.on_progress)
    if not done then return nil, e end
  else
    counts, broken = tally_records(self, tally, options.on_progress)
  end
  local filled = counts.filled
  local result = tally:result(options.top or 10)
  if broken and result.records == 0 then return nil, broken end
  result.incomplete, result.path, result.layout = broken, self.path, self.layout
  result.dates, result.tables = counts.dates, counts.tables
  result.passed_over, result.stray = counts.passed, counts.stray
  result.bad_records, result.changed = sum(result.bad), self.changed
  if combo and not self.layout.sites then
    filled.email, filled.user = result.emails, result.records - result.emails
    filled.secret = result.records - (result.schemes.empty or 0)
  end
  result.classes = {}
  for _, class in ipairs(layouts.classes) do
    local n = filled[class.class]
    if n and n > 0 then
      result.classes[#result.classes + 1] = { class = class.class, filled = n, hibp = class.hibp, veris = class.veris }
    end
  end
  local people = assert(sketch.load(tally:people()))
  local summary = { __index = {} }
  --- The share of people that two dumps have in common, by their sketches.
  -- @function summary:overlap
  -- @tparam table other another summary
  -- @treturn number people in both, estimated
  -- @treturn number the share of this one's people that the other has too, 0 to 1
  -- @treturn number the share of the other's people that this one has too
  -- @usage local both, ours = a:overlap(b)
  function summary.__index.overlap(_, other)
    return people:overlap(getmetatable(other).people)
  end
  summary.people = people
  return setmetatable(result, summary)
end

--- Count the people of several dumps together: who is in more than one of them counts once.
-- @treturn function takes a summary of `dump:summary`, and returns `{distinct, error, dumps}` of all that it was
--  given; it raises when that is no summary
-- @usage local count = dump.together()
-- count(a:summary()) print(count(b:summary()).distinct)
function dump.together()
  local people
  local dumps = 0
  return function(summary)
    local own = type(summary) == "table" and (getmetatable(summary) or {}).people
    if not own then error("dump.together: a summary expected, got " .. type(summary), 2) end
    people = people and people:merge(own) or assert(sketch.load(own:save()))
    dumps = dumps + 1
    local n, off = people:count()
    return { distinct = math.floor(n + 0.5), error = off, dumps = dumps }
  end
end

--- Let go of the file. Calling it twice is safe.
-- @function dump:close
-- @usage leak:close()
function methods:close()
  self.source:close()
end
meta.__close = methods.close

return dump
