--- `breachkit pwned download`: a copy of the ranges.
-- @module breachkit.cli.pwned.download
local bk = require "breachkit"
local err = require "breachkit.err"
local network = require "breachkit.cli.network"
local words = require "breachkit.export.words"

local verb = {
  summary = "fetch the ranges into a folder; goes on where it was broken off",
  usage = "[options] FOLDER",
  description = "Fetches the ranges, 1,048,576 files of 20 to 40 KB each, many at once. What is there is not fetched "
    .. "again, unless --refresh asks for what changed since.",
  options = { "kind", "refresh", "service", "allow-private", "ca", "contact", "connections", "per-host", "timeout",
    "retries", "quiet", "progress" },
  formats = { "text" },
  kinds = { "sha1", "ntlm" },
  wants = "name the folder",
  examples = { "breachkit pwned download ranges", "breachkit pwned download --refresh --kind ntlm ntlm-ranges" },
}

--- Do it.
-- @tparam table run a `breachkit.cli.job`
-- @usage verb.run(run)
function verb.run(run)
  run.output.format = nil
  if #run.inputs > 1 then return run:fail(err.new("usage", "pwned download takes one folder")) end
  local done, e = bk.pwned.download(run.inputs[1], {
    kind = run.options.kind, service = run.options.service, refresh = run.options.refresh,
    fetch = network.fetch(run.options),
    on_progress = function(so_far)
      run.progress:show(("%d fetched, %d there already, %d failed"):format(so_far.fetched, so_far.unchanged,
        so_far.failed))
    end,
  })
  if not done then return run:fail(e) end
  for _, problem in ipairs(done.errors) do run:fail(problem) end
  run.read, run.found = done.fetched + done.unchanged, done.fetched + done.unchanged
  run.progress:clear()
  if not run.options.quiet then
    io.stderr:write(("breachkit: %s fetched, %d there already, %d failed\n"):format(
      words.count(done.fetched, "range"), done.unchanged, done.failed))
  end
end

return verb
