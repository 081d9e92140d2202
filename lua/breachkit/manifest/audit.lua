--- A folder against a manifest: what is as it was, and what is not.
--
-- Each row of the manifest and each file of the folder has one status, so that the counts add up:
-- rows = matched + changed + moved + renamed + missing + unreadable + unverified,
-- files = matched + changed + moved + renamed + new + duplicate + unreadable + unverified.
-- Unverified are those for which the manifest has no digest (it could not read them). Moved is what is in another
-- folder now, renamed what has another name in the same one; duplicate is a new file whose bytes the manifest knows
-- from a row that is accounted for. Empty files have nothing to be known by: they are missing, and new.
--
-- Memory does not grow with the manifest, but for a bit a row. It is read once to be checked and once beside the walk,
-- whose order a manifest of ours has; what has another order, and what is not in its place, goes through a database on
-- disk.
-- @module breachkit.manifest.audit
local err = require "breachkit.err"
local fs = require "breachkit.fs"
local read = require "breachkit.manifest.read"
local seal = require "breachkit.manifest.seal"
local walk = require "breachkit.manifest.walk"

local audit = {
  --- The digests that may be compared, the first that the manifest has.
  BY = { "sha512", "sha384", "sha256", "sha512-256", "blake3", "sha3-256", "sha3-512", "blake2b", "blake2s256",
    "sha224", "ripemd160", "sha1", "md5" },
}

local OPTIONS = { threads = true, on_row = true, on_progress = true, matched = true }
local SAMPLE <const>, PROBLEMS <const>, BATCH <const> = 1000, 1000, 40

local function split(path)
  return path:match "^(.*)/([^/]*)$" or "", path:match "[^/]*$"
end

local function algorithm_of(row)
  for _, name in ipairs(audit.BY) do
    if row[name] then return name end
  end
end

-- What stands for an entry that is no file.
local function other_of(row)
  return row.kind and row.kind .. "\0" .. (row.target or "")
end

-- A set of row numbers, a bit each.
local function add(set, i) set[i >> 6] = (set[i >> 6] or 0) | 1 << (i & 63) end
local function has(set, i) return (set[i >> 6] or 0) >> (i & 63) & 1 == 1 end

local function problem(m, e)
  if #m.problems < PROBLEMS then table.insert(m.problems, e) end
end

-- The manifest from end to end: what is wrong with it, whether its rows are in the order of a walk, and at least SAMPLE
-- of its paths, or all, from everywhere in it.
local function survey(path)
  local m = { path = path, rows = 0, bytes = 0, problems = {}, sample = {}, ordered = true }
  local step, before = 1, nil
  local whole, e = seal.read(path, function(row)
    m.rows = m.rows + 1
    m.algorithm = m.algorithm or algorithm_of(row)
    m.bytes = m.bytes + (row.size or 0)
    m.first, m.last = m.first or row.path, row.path
    local key = walk.key(row.path)
    if before and before >= key then m.ordered = false end
    before = key
    if m.rows % step == 0 then table.insert(m.sample, row.path) end
    if #m.sample == 2 * SAMPLE then
      for i = 1, SAMPLE do m.sample[i] = m.sample[2 * i] end
      for i = SAMPLE + 1, 2 * SAMPLE do m.sample[i] = nil end
      step = 2 * step
    end
  end, function(found)
    problem(m, found)
    return #m.problems < PROBLEMS
  end)
  if not whole then return nil, e end
  m.files_only = whole.kind == "hashdeep" or whole.kind == "sums"
  if whole.found then
    local holds, broken = seal.compare(whole.tree, whole.found, path)
    if holds then m.sealed = holds.root else problem(m, broken) end
  end
  return m
end

-- The rows again: their numbers, and they. Errors are raised.
local function rows_of(m)
  local rows, e = read.open(m.path)
  if not rows then error(e, 0) end
  local n = 0
  return function()
    while n < m.rows do
      local row, broken, line = rows()
      if row then
        n = n + 1
        return n, row
      elseif not broken and not line then
        error(err.new("changed", "the manifest became shorter while it was read", m.path), 0)
      end
    end
  end
end

-- How many of the names that one path ends with the other ends with too.
local function alike(a, b)
  local n, its = 0, b:gmatch "[^/]+"
  for name in a:gmatch "[^/]+" do
    if name ~= its() then return n end
    n = n + 1
  end
  return n
end

-- What a path begins with says where the folder was: what is left away of it is what lets most of the sampled rows be
-- there. Where that is open it ends like the folder's own path, or is the shortest.
local function base_of(m, folder)
  local there, best = {}, nil
  for _, path in ipairs(m.sample) do
    path = path:gsub("^%./+", "")
    for at in ("/" .. path):gmatch "()/" do
      local head = path:sub(1, at - 1)
      if fs.stat(folder .. "/" .. path:sub(at)) then there[head] = (there[head] or 0) + 1 end
    end
  end
  local reversed <const> = folder:reverse()
  local function better(a, b)
    if there[a] ~= there[b] then return there[a] > there[b] end
    local of_a, of_b = alike(a:reverse(), reversed), alike(b:reverse(), reversed)
    if of_a ~= of_b then return of_a > of_b end
    if #a ~= #b then return #a < #b end
    return a < b
  end
  for head in pairs(there) do
    if not best or better(head, best) then best = head end
  end
  if best then return best end
  local inside <const> = folder .. "/"
  return m.first and m.first:sub(1, #inside) == inside and inside or ""
end

-- A row's path from the folder on; nil for one of another folder.
local function inside_of(m, path)
  path = path:gsub("^%./+", "")
  return path:sub(1, #m.base) == m.base and path:sub(#m.base + 1) or nil
end

-- What stands for it in the order of a walk; no file has that of another folder's.
local function key_of(m, path)
  local inside = inside_of(m, path)
  return inside and walk.key(inside) or "\0" .. walk.key(path)
end

-- ---- on disk ----

local TABLES = [[
  PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = FILE; PRAGMA cache_size = -8000;
  CREATE TABLE row(n INTEGER PRIMARY KEY, key TEXT, path TEXT, digest TEXT, size INTEGER, other TEXT);
  CREATE TABLE stranger(n INTEGER PRIMARY KEY, key TEXT, path TEXT, digest TEXT, size INTEGER);
  CREATE TABLE origin(n INTEGER PRIMARY KEY, status TEXT, path TEXT);
  BEGIN]]

local function disk(m)
  if not m.db then
    m.db = assert(require "breachkit.sqlite".open "")
    assert(m.db:run(TABLES))
  end
  return m.db
end

-- Functions that add to a table, many rows at a time, since a statement costs as much as some rows; and that end it.
local function inserter(db, name, width)
  local values, n = {}, 0
  local one = "(" .. ("?,"):rep(width - 1) .. "?)"
  local function flush()
    if n == 0 then return end
    assert(db:run("INSERT INTO " .. name .. " VALUES" .. (one .. ","):rep(n - 1) .. one,
      table.unpack(values, 1, n * width)))
    n = 0
  end
  return function(...)
    for i = 1, width do values[n * width + i] = (select(i, ...)) end
    n = n + 1
    if n == BATCH then flush() end
  end, flush
end

-- Its digits, nil where they are none.
local function digest_of(m, row)
  local digits = row[m.algorithm]
  if type(digits) == "string" and #digits % 2 == 0 and not digits:find "%X" then return digits:lower() end
end

-- All rows; `of_files`: those that files with bytes can come from.
local function store(m, of_files)
  local insert, flush = inserter(disk(m), "row", 6)
  for n, row in rows_of(m) do
    local digest = digest_of(m, row)
    if not of_files or digest and row.size ~= 0 then
      insert(n, key_of(m, row.path), row.path, digest, row.size, other_of(row))
    end
  end
  flush()
  m.stored = true
end

-- The rows in the order of a walk: n, key, digest, size, other; nil at the end.
local function in_order(m)
  if m.ordered then
    local rows = rows_of(m)
    return function()
      local n, row = rows()
      if not n then return nil end
      return { n = n, key = walk.key(row.path:sub(#m.head + 1)), digest = digest_of(m, row), size = row.size,
        other = other_of(row) }
    end
  end
  store(m)
  return (disk(m):rows "SELECT n, key, digest, size, other FROM row ORDER BY key, n")
end

-- ---- what is not in its place ----

-- Of the rows with some bytes that are not accounted for, in their order: the first of a name, of a folder, of all.
local function chooser(m, taken)
  local lists = {}
  local function put(kind, of, n)
    local id = kind .. of
    local list = lists[id] or { first = 1 }
    lists[id] = list
    list[#list + 1] = n
  end
  local function first(kind, of)
    local list = lists[kind .. of]
    while list and list[list.first] and has(taken, list[list.first]) do list.first = list.first + 1 end
    return list and list[list.first]
  end
  local paths, any = {}, nil
  local self = {}
  function self.add(row)
    any = any or row.path
    if has(taken, row.n) then return end
    local folder, name = split(inside_of(m, row.path) or row.path)
    paths[row.n] = row.path
    put("name", name, row.n)
    put("folder", folder, row.n)
    put("all", "", row.n)
  end
  -- what a file is, and the path of the row that it comes from
  function self.take(relative)
    local folder, name = split(relative)
    local n, how = first("name", name), "moved"
    if not n then n, how = first("folder", folder), "renamed" end
    if not n then n, how = first("all", ""), "moved" end
    if not n then return any and "duplicate" or "new", any end
    add(taken, n)
    return how, paths[n]
  end
  return self
end

-- Find where files come from: they and the rows are read in the order of their digests.
local function find_origins(m, taken)
  if not m.stored then store(m, true) end
  local db = disk(m)
  local insert, flush = inserter(db, "origin", 3)
  local rows = db:rows "SELECT digest, n, path FROM row WHERE digest NOT NULL AND size IS NOT 0 ORDER BY digest, n"
  local row, digest, choose = rows(), nil, nil
  for file in db:rows "SELECT digest, n, key FROM stranger WHERE digest NOT NULL ORDER BY digest, n" do
    if file.digest ~= digest then
      digest, choose = file.digest, chooser(m, taken)
      while row and row.digest < digest do row = rows() end
      while row and row.digest == digest do
        choose.add(row)
        row = rows()
      end
    end
    local status, path = choose.take((file.key:gsub("%z", "/")))
    insert(file.n, status, path)
  end
  flush()
end

-- ---- the audit ----

-- What became of a file that stands where the manifest has a row.
local function status_of(m, held, row)
  if row.error then return "unreadable" end
  local other = other_of(row)
  if m.files_only and other then return "unverified" end
  if other or held.other then return other == held.other and "matched" or "changed" end
  if not held.digest then return "unverified" end
  return row[m.algorithm] == held.digest and "matched" or "changed"
end

local function compare(m, folder, options, result)
  local function tell(status, path, size, from, failed)
    result[status] = result[status] + 1
    if options.on_row and (status ~= "matched" or options.matched) then
      options.on_row { status = status, path = path, size = size, from = from, error = failed and failed.error,
        message = failed and failed.message }
    end
  end
  local taken, strangers, insert, flush = {}, 0, nil, nil
  local rows = in_order(m)
  local held = rows()
  -- the row of a key, if there is one; those before it are past
  local function row_of(key)
    while held and held.key < key do held = rows() end
    local found
    while held and held.key == key do
      if found then problem(m, err.new("edited", "two rows are of one path: " .. key:gsub("%z", "/"))) end
      found, held = held, rows()
    end
    return found
  end
  -- of what cannot be looked into: the rows below it
  local function unreadable_below(key, path, row)
    local n = 0
    while held and held.key:sub(1, #key) == key do
      local below = held.key:sub(#key + 1):gsub("%z", "/")
      n = n + 1
      add(taken, held.n)
      tell("unreadable", path .. "/" .. below, held.size, nil, row)
      held = rows()
    end
    result.files = result.files + n
    return n > 0
  end
  local w <close> = assert(walk.open({ folder }, {
    algorithms = { m.algorithm }, threads = options.threads, left_out = { m.path },
  }))
  for row in w.next do
    local relative = row.path:sub(1, #folder + 1) == folder .. "/" and row.path:sub(#folder + 2) or row.path
    if folder == "/" then relative = row.path:sub(2) end
    local key = walk.key(relative)
    local found = row_of(key)
    local inside = row.path == folder and "" or key .. "\0"
    local told = row.error and not found and unreadable_below(inside, row.path, row)
    if not told and (found or not (m.files_only and row.kind)) then
      result.files = result.files + 1
      if found then
        add(taken, found.n)
        tell(status_of(m, found, row), row.path, row.size, nil, row)
      elseif row.error then
        tell("new", row.path, nil, nil, row)
      else
        if not insert then insert, flush = inserter(disk(m), "stranger", 5) end
        strangers = strangers + 1
        insert(strangers, key, row.path, row.size and row.size > 0 and row[m.algorithm] or nil, row.size)
      end
    end
    if options.on_progress then options.on_progress(result.files, w.bytes(), m.bytes) end
  end
  while held do row_of(held.key) end
  if strangers > 0 then
    flush()
    find_origins(m, taken)
    for file in disk(m):rows [[SELECT stranger.path, size, status, origin.path AS origin
        FROM stranger LEFT JOIN origin USING(n) ORDER BY stranger.n]] do
      tell(file.status or "new", file.path, file.size, file.origin)
    end
  end
  local accounted = result.files - result.new - result.duplicate
  if accounted == result.rows then return end
  for n, row in rows_of(m) do
    if not has(taken, n) then
      tell("missing", row.path, row.size)
      if not inside_of(m, row.path) then result.outside = result.outside + 1 end
    end
  end
end

--- Compare a folder with a manifest: ours, hashdeep's, or lines as of sha256sum. Where the folder was when the manifest
-- was made is found by itself: see `base` of the result. Paths written with "\" are read with "/".
-- @tparam string path the manifest
-- @tparam string folder
-- @tparam[opt] table options `on_row` (called with each row that is not matched, of any status: `{status, path, from,
--  size, error, message}`, where `from` is the manifest's path of what was moved, renamed or duplicated), `matched`
--  (those too), `threads`, `on_progress(files, bytes, all bytes)`
-- @treturn ?table `{holds, rows, files, matched, changed, moved, renamed, missing, new, duplicate, unreadable,
--  unverified, outside, algorithm, base, sealed, problems}`: `holds` when all is matched and nothing is wrong with the
--  manifest; `base` is what stands before the folder's paths in the manifest, `outside` how many of the missing have
--  it not: of a folder beside this one; `sealed` the root of a seal that holds;
--  `problems` a list of errors of the manifest itself ("cut", "edited", "syntax"), at most 1000
-- @treturn ?table the error: "io"; "type" for what is no manifest; "empty" when it has no digest to compare;
--  "usage" for a pipe, which cannot be read twice
-- @raise on an unknown option
-- @usage local result = assert(manifest.audit("evidence.jsonl", "evidence")) print(result.holds, result.changed)
function audit.audit(path, folder, options)
  options = err.options(options, OPTIONS, "manifest.audit")
  err.want(path, "string", "manifest.audit: the path of a manifest")
  err.want(folder, "string", "manifest.audit: a folder")
  if #folder > 1 then folder = folder:gsub("/+$", "") end
  if fs.type(path) == "pipe" then
    return nil, err.new("usage", "a manifest is read twice, which a pipe cannot be: keep it in a file", path)
  end
  local m, e = survey(path)
  if not m then return nil, e end
  local info
  info, e = fs.stat(folder)
  if not info then return nil, e end
  if not m.algorithm and #m.problems == 0 and m.rows > 0 then
    return nil, err.new("empty", "the manifest has no digest that can be compared", path)
  end
  m.algorithm = m.algorithm or "sha256"
  m.base = base_of(m, folder)
  local first = m.first and inside_of(m, m.first)
  m.head = first and m.first:sub(1, #m.first - #first) or m.base
  -- what begins alike at both ends of an order does so between them
  m.ordered = m.ordered and (not m.first or first and m.last:sub(1, #m.head) == m.head) and true
  local result = { rows = m.rows, files = 0, matched = 0, changed = 0, moved = 0, renamed = 0, missing = 0, new = 0,
    duplicate = 0, unreadable = 0, unverified = 0, outside = 0, algorithm = m.algorithm, sealed = m.sealed,
    problems = m.problems, base = m.head }
  local done, failure = pcall(compare, m, folder, options, result)
  if m.db then m.db:close() end
  if not done and type(failure) == "table" then return nil, failure end
  if not done then error(failure, 0) end
  result.holds = result.matched == result.rows and result.matched == result.files and #m.problems == 0
  return result
end

return audit
