--- `breachkit hash`: digests of files, as a manifest.
-- @module breachkit.cli.hash
local bk = require "breachkit"
local err = require "breachkit.err"
local format = require "breachkit.manifest.format"
local terminal = require "breachkit.cli.terminal"
local fs = require "breachkit.fs"
local walk = require "breachkit.manifest.walk"
local words = require "breachkit.export.words"

local verb = {
  summary = "digest files and folders into a manifest",
  description = "Walks folders in a stable order and prints a row a file: path, size, digests (md5, sha1 and sha256 "
    .. "unless told otherwise, in one pass), when it was modified, its type by content. Links are recorded, not "
    .. "followed; pipes, sockets and devices are rows, not read; what cannot be read, or changes while it is, is a row "
    .. "with an error. Hard links are read once. With --out a run that was killed goes on where it was when the same "
    .. "command is given again. The formats text (lines as of sha256sum) and hashdeep have room for files alone.",
  usage = "[options] FILE|FOLDER|-...",
  options = { "format", "out", "algorithms", "follow", "seal", "jobs", "quiet", "progress" },
  formats = { "text", "jsonl", "json", "csv", "hashdeep" },
  examples = { "breachkit hash --seal -o jsonl --out evidence.jsonl evidence/",
    "breachkit hash --algorithms sha256 evidence/ | sha256sum -c -", "breachkit hash -o hashdeep evidence/" },
  kept = function(options) return options.out and options.out .. ".partial" end,
  writes = function() return true end, -- --out itself, so that it can go on
}

local function clock(seconds)
  if seconds < 3600 then return ("%d:%02d"):format(seconds // 60, seconds % 60) end
  return ("%d:%02d:%02d"):format(seconds // 3600, seconds // 60 % 60, seconds % 60)
end

-- A function that shows how far it is: files, bytes, rate and the time left.
local function shower(run, roots, follow)
  if not run.progress.on then return function() end end
  local files, bytes = walk.measure(roots, follow)
  local started, looked, shown_at = os.time(), 0, 0
  return function(done, read)
    looked = looked + 1
    if looked % 64 ~= 0 and read - shown_at < 1 << 24 then return end
    shown_at = read
    local spent = math.max(os.time() - started, 1)
    local left = read > 0 and read < bytes and spent * (bytes - read) // read
    run.progress:show(("%d of %d files, %.1f of %.1f MB, %.0f MB/s%s"):format(done, files, read / 1e6, bytes / 1e6,
      read / 1e6 / spent, left and ", " .. clock(left) .. " left" or ""))
  end
end

--- Do it.
-- @tparam table run a `breachkit.cli.job`
-- @usage verb.run(run)
function verb.run(run)
  local options, out = run.options, run.options.out
  local kind = options.format or verb.formats[1]
  run.output.format = nil -- the rows are the manifest's own
  if options.seal and kind ~= "jsonl" then return run:fail(err.new("usage", "--seal goes with -o jsonl")) end
  local threads = options.jobs
  if threads == 0 then threads = nil end
  local settings = { algorithms = options.algorithms, follow = options.follow, threads = threads }
  local others = 0
  local function fail(row) return run:fail(err.new(row.error, row.message, row.path)) end
  local writer = format.writer(kind)
  local show = shower(run, run.inputs, options.follow)
  if out then
    settings.format, settings.seal, settings.on_error, settings.on_progress = kind, options.seal, fail, show
    settings.on_resume = function(rows)
      run:warn(("going on after %s in %s.partial"):format(words.count(rows, "row"), out))
    end
    local done, e = bk.manifest.write(out, run.inputs, settings)
    if not done then return run:fail(e) end
    run.found, run.read, others = done.rows, done.files + done.others, done.others
    if done.rows == 0 then run.read = 1 end -- an empty manifest is one
  else
    local algorithms = options.algorithms or bk.manifest.ALGORITHMS
    local w <close>, e = walk.open(run.inputs, {
      algorithms = algorithms, follow = options.follow, threads = threads, types = true, lines = kind == "jsonl",
    })
    if not w then return run:fail(e) end
    local tree = options.seal and require "breachkit.manifest.seal".tree()
    local tty, first, done = fs.is_tty(io.stdout), true, 0
    local function put(bytes)
      if tty then bytes = bytes:gsub("[^\n]+", terminal.plain) end
      run.progress:clear()
      run.output:write(bytes)
      if tree then tree:add((bytes:sub(1, -2))) end
      first = false
    end
    if writer.start then run.output:write(writer.start(algorithms)) end
    for row in w.next do
      if type(row) == "string" then
        run.found, run.read, done = run.found + 1, run.read + 1, done + 1
        put(row .. "\n")
      else
        run.found = run.found + 1
        if row.error then fail(row) else run.read = run.read + 1 end
        if row.kind and not row.error then others = others + 1 end
        local digested = row.size and not row.error
        if digested then done = done + 1 end
        if digested or not writer.files_only then put(writer.row(row, algorithms, first)) end
      end
      show(done, w.bytes())
    end
    if writer.finish then run.output:write(writer.finish(first)) end
    if tree then run.output:write(tree:seal(), "\n") end
  end
  if writer.files_only and others > 0 then
    run:warn(("%s left out: the format has room for files alone"):format(words.count(others,
      "link, pipe, socket or device is", "links, pipes, sockets or devices are")))
  end
end

return verb
