--- `breachkit case export`: a case as a file for others.
-- @module breachkit.cli.case.export
local err = require "breachkit.err"
local fs = require "breachkit.fs"
local group = require "breachkit.cli.case"

local verb = {
  summary = "export a case: a page, incidents, a timeline",
  usage = "[options] DIR FILE",
  description = "The ending of FILE tells the format: .html one page with timeline, facts, contradictions and "
    .. "sources; .jsonl the incidents; .csv, .timesketch.csv, .timesketch.jsonl, .l2tcsv, .bodyfile and .tln the "
    .. "timeline. FILE is there complete, or left as it was. What the format cannot hold is printed: the loss report.",
  options = { "format", "out", "title", "who", "quiet" },
  formats = { "text", "json", "jsonl", "csv" },
  columns = { "field", "count", "why" },
  least = 2, wants = "name the folder of the case, and the file to write",
  examples = { "breachkit case export sony.case sony.html", "breachkit case export sony.case sony.timesketch.csv" },
}

--- The row of a loss in CSV.
-- @tparam table loss
-- @treturn {table,...} one
-- @usage for _, row in ipairs(verb.rows(loss)) do print(row.field) end
function verb.rows(loss)
  return { loss }
end

--- A loss for people.
-- @tparam table loss
-- @tparam table page a `breachkit.cli.sheet`
-- @usage verb.text(loss, page)
function verb.text(loss, page)
  page:wrap(("not in it: %s (%d): %s"):format(loss.field, loss.count, loss.why))
end

--- Do it.
-- @tparam table run a `breachkit.cli.job`
-- @usage verb.run(run)
function verb.run(run)
  local folder, file = run.inputs[1], run.inputs[2]
  if fs.within(file, folder) then
    return run:fail(err.new("usage", "would be written into the case itself; name a file elsewhere", file))
  end
  local case <close> = group.open(run)
  if not case then return end
  local lost, e = case:export(run.inputs[1], { title = run.options.title })
  if not lost then return run:fail(e) end
  run.read, run.found = 1, 1
  for _, loss in ipairs(lost) do run:emit(loss) end
end

return verb
