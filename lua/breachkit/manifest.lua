--- Manifests: what files there are and their digests, written resumably; audited, sealed and proven later.
--
-- A row is `{path, size, modified, [algorithm] = digest, type, allocated, links, inode}` for a file, `{path, kind,
-- target, modified}` for what is none ("link", "pipe", "socket", "device"), with `error` and `message` for what cannot
-- be read, or changed while it was. `type` is the media type by content, `modified` RFC 3339, `allocated` the bytes on
-- disk where a file is sparse, `links` and `inode` are there for hard links, which are digested once.
-- @module breachkit.manifest
-- @usage local manifest = require "breachkit.manifest"
-- for row in assert(manifest.rows { "evidence" }) do print(row.path, row.sha256 or row.message) end
local err = require "breachkit.err"
local format = require "breachkit.manifest.format"
local fs = require "breachkit.fs"
local journal = require "breachkit.manifest.journal"
local read = require "breachkit.manifest.read"
local walk = require "breachkit.manifest.walk"

local manifest = {
  --- What is digested unless told otherwise.
  ALGORITHMS = { "md5", "sha1", "sha256" },
  open = read.open,
}

local ROWS = { algorithms = true, follow = true, threads = true, types = true }
local WRITE = { algorithms = true, follow = true, threads = true, types = true, format = true, seal = true,
  on_progress = true, on_row = true, on_error = true, on_resume = true }

local function listed(names)
  if type(names) == "string" then return { names } end
  return names or manifest.ALGORITHMS
end

local function opened(roots, options, more)
  return walk.open(roots, {
    algorithms = listed(options.algorithms), follow = options.follow, threads = options.threads,
    types = options.types ~= false, after = more and more.after, inodes = more and more.inodes,
    lines = more and not options.on_row, left_out = more and { more.path, more.out },
  })
end

--- The rows of trees: directories walked depth first, names in the order of their bytes, in memory that does not grow
-- with the number of files (the names of one directory a level are held, and a row for each inode some of whose hard
-- links are still to come).
-- @tparam {string,...} roots directories and files; "-" is standard input
-- @tparam[opt] table options `algorithms` (a list of names as in `breachkit.hash`, default `ALGORITHMS`), `follow`
--  (links are what they lead to, default false), `threads` (default: as many as processors), `types` (default true)
-- @return an iterator of rows, with what else `for` takes to close it; or nil
-- @return the error: "type" for an unknown digest
-- @raise on an unknown option
-- @usage for row in assert(manifest.rows({ "evidence" }, { algorithms = { "sha256" } })) do print(row.sha256) end
function manifest.rows(roots, options)
  err.want(roots, "table", "manifest.rows: a list of files and folders")
  options = err.options(options, ROWS, "manifest.rows")
  local w, e = opened(roots, options)
  if not w then return nil, e end
  return w.next, nil, nil, w
end

-- The journal's rows in the format asked for, whole or not at all.
local function publish(path, j, options, algorithms)
  local writer = format.writer(options.format or "jsonl")
  return fs.write_atomic(path, function(out)
    local function put(bytes)
      local done, e = out:write(bytes)
      if not done then error(e, 0) end
    end
    local tree = options.seal and require "breachkit.manifest.seal".tree()
    local first = true
    if writer == format.writer "jsonl" then
      for line in j:lines() do
        if tree then tree:add(line) end
        put(line .. "\n")
      end
      return put(tree and tree:seal() .. "\n" or "")
    end
    if writer.start then put(writer.start(algorithms)) end
    for row in j:rows() do
      if not writer.files_only or row.size and not row.error then
        put(writer.row(row, algorithms, first))
        first = false
      end
    end
    if writer.finish then put(writer.finish(first)) end
  end)
end

--- Write the manifest of trees to a file. Rows are kept in `PATH.partial` as they come, so that what is killed, or ran
-- out of disk, goes on where it was when it is called again with the same arguments; the file itself appears whole.
-- Files that were digested before are then not looked at again. The manifest and its partial file are no rows of it.
-- @tparam string path the manifest
-- @tparam {string,...} roots directories and files; "-" is standard input
-- @tparam[opt] table options those of `rows`; `format`: "jsonl" (default), "json", "csv", "text" or "hashdeep", the
--  last two for files without an error only; `seal` (of "jsonl"): end with the seal, see `breachkit.manifest.seal`;
--  `on_row(row)`, which takes time; `on_error(row)`, of rows with an error; `on_resume(rows)`;
--  `on_progress(files, bytes)`, bytes of this run
-- @treturn ?table `{rows, files, failed, others, bytes}`: counts; of digested bytes those of this run
-- @treturn ?table the error: "io" (full disk: make room and call again), "type" for an unknown digest, "usage" when
--  the partial file is of other arguments
-- @raise on an unknown option
-- @usage assert(manifest.write("evidence.jsonl", { "evidence" }, { seal = true }))
function manifest.write(path, roots, options)
  err.want(path, "string", "manifest.write: a path")
  err.want(roots, "table", "manifest.write: a list of files and folders")
  options = err.options(options, WRITE, "manifest.write")
  if options.format and not format.writer(options.format) then
    error("manifest.write: no format '" .. tostring(options.format) .. "'", 2)
  end
  local kind = options.format or "jsonl"
  if options.seal and kind ~= "jsonl" then error("manifest.write: only JSON Lines are sealed", 2) end
  local algorithms = listed(options.algorithms)
  local what = fs.type(path)
  if what and what ~= "file" then
    return nil, err.new("usage", "a manifest is written to a file, and what is there is none but a " .. what, path)
  end
  local function on_row(row)
    if options.on_row then options.on_row(row) end
    if row.error and options.on_error then options.on_error(row) end
  end
  local j <close>, e = journal.open(path .. ".partial", {
    roots = roots, algorithms = algorithms, follow = options.follow or false, types = options.types ~= false,
  }, on_row)
  if not j then return nil, e end
  j.out = path
  if j.count > 0 and options.on_resume then options.on_resume(j.count) end
  do
    local w <close>, problem = opened(roots, options, j)
    if not w then
      if j.count == 0 then j:remove() end
      return nil, problem
    end
    for row, root in w.next do
      local done
      done, problem = j:add(row, root)
      if not done then return nil, problem end
      if options.on_progress then options.on_progress(j.files, w.bytes()) end
      if type(row) ~= "string" then on_row(row) end
    end
    j.bytes = w.bytes()
  end
  local done, problem = publish(path, j, options, algorithms)
  if not done then return nil, problem end
  j:remove()
  return { rows = j.count, files = j.files, failed = j.failed, others = j.others, bytes = j.bytes }
end

manifest.audit = function(...) return require "breachkit.manifest.audit".audit(...) end

return setmetatable(manifest, {
  __name = "breachkit.manifest",
  -- sealing: `manifest.seal.check`, `sign`, `verify`, `prove`...
  __index = function(_, name)
    if name == "seal" then return require "breachkit.manifest.seal" end
  end,
})
