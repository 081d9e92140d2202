--- `breachkit known`: which files a set of known hashes has.
-- @module breachkit.cli.known
local bk = require "breachkit"
local err = require "breachkit.err"
local format = require "breachkit.manifest.format"
local read = require "breachkit.manifest.read"
local words = require "breachkit.export.words"

local verb = {
  summary = "tell which files a set of known hashes has; pack such sets",
  description = "With --pack DIGEST --out SET the hashes of the inputs (NSRL's or HashKeeper's CSV, lists of hashes, "
    .. "manifests) are packed into a sorted file, in bounded memory. With --set SET the files of the inputs are "
    .. "digested and looked up; a manifest among the inputs is looked up row by row, without reading its files again. "
    .. "The exit status is 1 when none is known.",
  usage = "[options] --set SET FILE|FOLDER|MANIFEST... | --pack DIGEST --out SET LIST...",
  options = { "format", "out", "set", "pack", "jobs", "quiet", "progress" },
  formats = { "text", "jsonl", "json", "csv" },
  columns = { "path", "path_hex", "known", "count", "algorithm", "digest", "size", "error", "message" },
  examples = { "breachkit known --pack sha1 --out nsrl.bkset NSRLFile.txt",
    "breachkit known --set nsrl.bkset -o jsonl evidence/", "breachkit known --set nsrl.bkset evidence.jsonl" },
  writes = function(options) return options.pack end, -- a set is a file of its own kind
}

--- The rows of a record in CSV.
-- @tparam table record
-- @treturn {table,...} rows by the names of `columns`
-- @usage for _, row in ipairs(verb.rows(record)) do print(row.path) end
function verb.rows(record)
  return { record }
end

--- A record for people.
-- @tparam table record
-- @tparam table page a `breachkit.cli.sheet`
-- @usage verb.text(record, page)
function verb.text(record, page)
  local word = record.error and "failed" or record.known and "known" or "unknown"
  page:wrap(record.path, page.paint(("%-7s"):format(word), record.known and "green" or "yellow") .. "  ")
end

local function pack(run, algorithm)
  local path = run.options.out
  if not bk.known.WIDTHS[algorithm] then
    return run:fail(err.new("usage", "--pack takes md5, sha1, sha256... , not " .. algorithm))
  elseif not path then
    return run:fail(err.new("usage", "--pack needs --out SET, the file to write"))
  end
  local bad = 0
  local done, e = bk.known.pack(path, run.inputs, {
    algorithm = algorithm,
    on_bad = function(problem)
      bad = bad + 1
      if bad <= 10 then run:warn(tostring(problem)) end
    end,
    on_progress = function(added) run.progress:show(words.number(added) .. " hashes read") end,
  })
  if not done then return run:fail(e) end
  if bad > 10 then run:warn(("%d more of such"):format(bad - 10)) end
  run.read, run.found = 1, done.count
  run.progress:clear()
  if not run.options.quiet then
    io.stderr:write(("breachkit: %s packed, of %s read\n"):format(words.count(done.count, "different hash",
      "different hashes"), words.number(done.added)))
  end
end

-- The rows of an input: a manifest's own, or a walk's.
local function rows_of(run, input, algorithm)
  local rows = read.open(input)
  local first = rows and rows()
  if first and first[algorithm] then return assert(read.open(input)) end
  local threads = run.options.jobs
  return bk.manifest.rows({ input }, {
    algorithms = { algorithm }, types = false, threads = threads ~= 0 and threads or nil,
  })
end

local function look_up(run, set, input)
  local algorithm = set.algorithm
  local rows, e, _, walk = rows_of(run, input, algorithm)
  if not rows then return run:fail(e) end
  local closing <close> = walk -- luacheck: ignore
  while true do
    local row, problem, line = rows()
    if type(problem) == "table" then
      run:fail(problem)
    elseif row and not row.kind then
      run.read = run.read + 1
      local digest = row[algorithm]
      local record = { path = row.path, size = row.size, algorithm = algorithm, digest = digest, error = row.error,
        message = row.message }
      if digest then
        local count = set:find(digest)
        record.known, record.count = count ~= nil, set.counts and count or nil
        if count then run.found = run.found + 1 end
      else
        run:fail(err.new(row.error or "empty", row.message or "no " .. algorithm, row.path))
      end
      run:emit(format.record(record))
      run.progress:show(("%d files, %d known"):format(run.read, run.found))
    elseif not row and not line then
      return
    end
  end
end

--- Do it.
-- @tparam table run a `breachkit.cli.job`
-- @usage verb.run(run)
function verb.run(run)
  local options = run.options
  if (options.pack == nil) == (options.set == nil) then
    return run:fail(err.new("usage", "known takes --set SET to look up, or --pack DIGEST --out SET to make one"))
  elseif options.pack then
    run.output.format = nil
    return pack(run, options.pack)
  end
  local set <close>, e = bk.known.open(options.set)
  if not set then return run:fail(e) end
  for _, input in ipairs(run.inputs) do look_up(run, set, input) end
end

return verb
