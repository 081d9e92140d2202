--- A folder against a manifest: what is as it was, and what is not.
--
-- Each row of the manifest and each file of the folder has one status, so that the counts add up:
-- rows = matched + changed + moved + renamed + missing + unreadable + unverified,
-- files = matched + changed + moved + renamed + new + duplicate + unreadable + unverified.
-- Unverified are those for which the manifest has no digest (it could not read them). Moved is what is in another
-- folder now, renamed what has another name in the same one; duplicate is a new file whose bytes the manifest knows
-- from a row that is accounted for. Empty files have nothing to be known by: they are missing, and new.
--
-- The manifest is held in memory, about 160 bytes a row once it is read.
-- @module breachkit.manifest.audit
local err = require "breachkit.err"
local fs = require "breachkit.fs"
local hex = require "breachkit.hex"
local seal = require "breachkit.manifest.seal"
local walk = require "breachkit.manifest.walk"

local audit = {
  --- The digests that may be compared, the first that the manifest has.
  BY = { "sha512", "sha384", "sha256", "sha512-256", "blake3", "sha3-256", "sha3-512", "blake2b", "blake2s256",
    "sha224", "ripemd160", "sha1", "md5" },
}

local OPTIONS = { threads = true, on_row = true, on_progress = true, matched = true }
local SAMPLE <const>, PROBLEMS <const>, BLOCK <const> = 1000, 1000, 1000

local function split(path)
  return path:match "^(.*)/([^/]*)$" or "", path:match "[^/]*$"
end

local function algorithm_of(row)
  for _, name in ipairs(audit.BY) do
    if row[name] then return name end
  end
end

-- Digests in memory: those of the usual width end to end, a thousand a string, which takes half of what as many strings
-- do. What is of another width, or none (false), is kept by itself.
local digests = {}
digests.__index = digests

local function new_digests()
  return setmetatable({ count = 0, blocks = {}, last = {}, odd = {} }, digests)
end

function digests:add(digest)
  self.count = self.count + 1
  self.width = self.width or digest and #digest
  local usual = digest and #digest == self.width
  if not usual then self.odd[self.count] = digest end
  table.insert(self.last, usual and digest or "")
  if #self.last < BLOCK then return end
  for i, held in ipairs(self.last) do
    if held == "" then self.last[i] = ("\0"):rep(self.width or 0) end
  end
  self.blocks[#self.blocks + 1], self.last = table.concat(self.last), {}
end

function digests:get(i)
  local odd = self.odd[i]
  if odd ~= nil then return odd end
  local block, at = self.blocks[(i - 1) // BLOCK + 1], (i - 1) % BLOCK
  return block and block:sub(at * self.width + 1, (at + 1) * self.width) or self.last[at + 1]
end

-- What stands for an entry that is no file.
local function other_of(row)
  return row.kind and row.kind .. "\0" .. (row.target or "")
end

-- The manifest in memory: lists of paths, digests, sizes, kinds; what is wrong with it.
local function load(path)
  local m = { paths = {}, digests = new_digests(), sizes = {}, others = {}, problems = {}, bytes = 0 }
  local whole, e = seal.read(path, function(row)
    local n = #m.paths + 1
    m.algorithm = m.algorithm or algorithm_of(row)
    local digits = m.algorithm and row[m.algorithm]
    m.paths[n], m.sizes[n] = row.path, row.size or false
    m.digests:add(type(digits) == "string" and hex.decode(digits) or false)
    m.others[n] = other_of(row)
    m.bytes = m.bytes + (row.size or 0)
  end, function(problem)
    table.insert(m.problems, problem)
    return #m.problems < PROBLEMS
  end)
  if not whole then return nil, e end
  m.files_only = whole.kind == "hashdeep" or whole.kind == "sums"
  if whole.found then
    local holds, problem = seal.compare(whole.tree, whole.found, path)
    if holds then m.sealed = holds.root else table.insert(m.problems, problem) end
  end
  return m
end

-- The leading parts of a manifest's paths say where the folder was: as many are left away as make most of the first
-- rows be there.
local function strip(path, parts)
  path = path:gsub("^%./+", "")
  local at = 1
  for _ = 1, parts do
    local slash = path:find("/", at, true)
    if not slash then return path end
    at = slash + 1
  end
  return path:sub(at)
end

local function base_of(m, folder)
  local deepest, best, most = 0, nil, 0
  local step = math.max(1, #m.paths // SAMPLE)
  for i = 1, #m.paths, step do deepest = math.max(deepest, select(2, m.paths[i]:gsub("/", ""))) end
  for parts = 0, deepest do
    local there = 0
    for i = 1, #m.paths, step do
      if fs.stat(folder .. "/" .. strip(m.paths[i], parts)) then there = there + 1 end
    end
    if there > most then best, most = parts, there end
  end
  if best then return best end
  local first = m.paths[1] or ""
  if first:sub(1, #folder + 1) == folder .. "/" then return select(2, folder:gsub("/", "")) + 1 end
  return 0
end

-- Of the rows with these bytes one that is not accounted for: best of the same name, then of the same folder.
local function origin(m, candidates, path, taken)
  local folder, name = split(path)
  local found, rank, any = nil, 0, nil
  for _, i in ipairs(candidates or {}) do
    any = any or i
    if not taken[i] then
      local its_folder, its_name = split(m.paths[i])
      local its_rank = its_name == name and 3 or its_folder == folder and 2 or 1
      if its_rank > rank then found, rank = i, its_rank end
    end
  end
  return found, found and (rank == 2 and "renamed" or "moved"), any
end

-- The paths become those below the folder, and their numbers are found by them. What stood before most of them is
-- `head`, and `heads` what stood before the others.
local function index(m, folder)
  local parts = base_of(m, folder)
  m.by_path, m.heads = {}, {}
  for i, path in ipairs(m.paths) do
    local relative = strip(path, parts)
    local head = path:sub(1, #path - #relative)
    m.head = m.head or head
    if head ~= m.head then m.heads[i] = head end
    if m.by_path[relative] and #m.problems < PROBLEMS then
      m.problems[#m.problems + 1] = err.new("edited", "two rows are of one path: " .. relative)
    end
    m.paths[i], m.by_path[relative] = relative, i
  end
  return m.head or ""
end

-- A path as the manifest has it.
local function whole_path(m, i)
  return (m.heads[i] or m.head) .. m.paths[i]
end

-- The rows that have the bytes of any of the files, by their digest.
local function rows_with_bytes_of(m, files)
  local rows = {}
  for _, file in ipairs(files) do
    if file.digest then rows[file.digest] = {} end
  end
  for i = 1, next(rows) and #m.paths or 0 do
    local list = m.sizes[i] ~= 0 and rows[m.digests:get(i)]
    if list then list[#list + 1] = i end
  end
  return rows
end

-- What became of a file that stands where the manifest has a row.
local function status_of(m, i, row)
  if row.error then return "unreadable" end
  local other = other_of(row)
  if other or m.others[i] then return other == m.others[i] and "matched" or "changed" end
  local digest = m.digests:get(i)
  if not digest then return "unverified" end
  return hex.decode(row[m.algorithm]) == digest and "matched" or "changed"
end

--- Compare a folder with a manifest: ours, hashdeep's, or lines as of sha256sum. Where the folder was when the manifest
-- was made is found by itself: see `base` of the result. Paths written with "\" are read with "/".
-- @tparam string path the manifest
-- @tparam string folder
-- @tparam[opt] table options `on_row` (called with each row that is not matched, of any status: `{status, path, from,
--  size, error, message}`, where `from` is the manifest's path of what was moved, renamed or duplicated), `matched`
--  (those too), `threads`, `on_progress(files, bytes, all bytes)`
-- @treturn ?table `{holds, rows, files, matched, changed, moved, renamed, missing, new, duplicate, unreadable,
--  unverified, algorithm, base, sealed, problems}`: `holds` when all is matched and nothing is wrong with the
--  manifest; `base` is what stands before the folder's paths in the manifest; `sealed` the root of a seal that holds;
--  `problems` a list of errors of the manifest itself ("cut", "edited", "syntax"), at most 1000
-- @treturn ?table the error: "io"; "type" for what is no manifest; "empty" when it has no digest to compare
-- @raise on an unknown option
-- @usage local result = assert(manifest.audit("evidence.jsonl", "evidence")) print(result.holds, result.changed)
function audit.audit(path, folder, options)
  options = err.options(options, OPTIONS, "manifest.audit")
  if #folder > 1 then folder = folder:gsub("/+$", "") end
  local m, e = load(path)
  if not m then return nil, e end
  local info
  info, e = fs.stat(folder)
  if not info then return nil, e end
  if not m.algorithm and #m.problems == 0 and #m.paths > 0 then
    return nil, err.new("empty", "the manifest has no digest that can be compared", path)
  end
  m.algorithm = m.algorithm or "sha256"
  local result = { rows = #m.paths, files = 0, matched = 0, changed = 0, moved = 0, renamed = 0, missing = 0, new = 0,
    duplicate = 0, unreadable = 0, unverified = 0, algorithm = m.algorithm, sealed = m.sealed, problems = m.problems }
  result.base = index(m, folder)
  local function tell(status, row)
    result[status] = result[status] + 1
    row.status = status
    if options.on_row and (status ~= "matched" or options.matched) then options.on_row(row) end
  end
  local taken, strangers = {}, {}
  local w <close>, problem = walk.open({ folder }, { algorithms = { m.algorithm }, threads = options.threads })
  if not w then return nil, problem end
  for row in w.next do
    local relative = row.path:sub(1, #folder + 1) == folder .. "/" and row.path:sub(#folder + 2) or row.path
    if folder == "/" then relative = row.path:sub(2) end
    local i = m.by_path[relative]
    if i or not (m.files_only and row.kind) then
      result.files = result.files + 1
      if i then
        taken[i] = true
        tell(status_of(m, i, row), { path = row.path, size = row.size, error = row.error, message = row.message })
      elseif row.error then
        tell("new", { path = row.path, error = row.error, message = row.message })
      else
        strangers[#strangers + 1] = { path = row.path, relative = relative, size = row.size,
          digest = row.size and row.size > 0 and hex.decode(row[m.algorithm]) or nil }
      end
    end
    if options.on_progress then options.on_progress(result.files, w.bytes(), m.bytes) end
  end
  local known_bytes = rows_with_bytes_of(m, strangers)
  for _, file in ipairs(strangers) do
    local from, how, known = origin(m, file.digest and known_bytes[file.digest], file.relative, taken)
    if from then taken[from] = true end
    tell(how or known and "duplicate" or "new", { path = file.path, size = file.size,
      from = (from or known) and whole_path(m, from or known) or nil })
  end
  for i = 1, #m.paths do
    if not taken[i] then tell("missing", { path = whole_path(m, i), size = m.sizes[i] or nil }) end
  end
  result.holds = result.matched == result.rows and result.matched == result.files and #m.problems == 0
  return result
end

return audit
