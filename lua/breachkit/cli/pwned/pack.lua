--- `breachkit pwned pack`: a folder of ranges as one sorted file.
-- @module breachkit.cli.pwned.pack
local bk = require "breachkit"
local err = require "breachkit.err"
local words = require "breachkit.export.words"

local verb = {
  summary = "pack a folder of ranges into one sorted file",
  usage = "[options] --out FILE FOLDER",
  description = "Packs range files, named by their five digits, into a sorted file that is looked up in place. It is "
    .. "made in bounded memory and appears whole or not at all.",
  options = { "out", "kind", "quiet", "progress" },
  formats = { "text" },
  kinds = { "sha1", "ntlm" },
  wants = "name the folder of the ranges",
  examples = { "breachkit pwned pack --out ranges.bkset ranges" },
  writes = function() return true end, -- a set is a file of its own kind
}

--- Do it.
-- @tparam table run a `breachkit.cli.job`
-- @usage verb.run(run)
function verb.run(run)
  run.output.format = nil
  if not run.options.out then return run:fail(err.new("usage", "pwned pack needs --out FILE, the file to write")) end
  if #run.inputs > 1 then return run:fail(err.new("usage", "pwned pack takes one folder")) end
  local done, e = bk.pwned.pack(run.options.out, run.inputs[1], {
    kind = run.options.kind,
    on_progress = function(files) run.progress:show(words.number(files) .. " ranges read") end,
  })
  if not done then return run:fail(e) end
  run.read, run.found = 1, done.count
  run.progress:clear()
  if done.missing > 0 then
    run:warn(("%s of the %s ranges have no hash in the folder: what is asked of them will be unknown; download them "
      .. "first"):format(words.number(done.missing), words.number(16 ^ 5)))
  end
  if not run.options.quiet then
    io.stderr:write(("breachkit: %s packed, out of %s\n"):format(words.count(done.count, "hash", "hashes"),
      words.count(done.files, "range")))
  end
end

return verb
