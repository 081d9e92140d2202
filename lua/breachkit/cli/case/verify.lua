--- `breachkit case verify`: does a case hold?
-- @module breachkit.cli.case.verify
local group = require "breachkit.cli.case"
local words = require "breachkit.export.words"

local verb = {
  summary = "check a case: database, log, originals",
  usage = "[options] DIR",
  description = "Checks the database and its indexes, the chain of the log, every original against its SHA-256, and "
    .. "every document, decision, tag and note against the log. What does not hold is told with the file and the "
    .. "line or the place in it, and the exit status is 1. The head that is printed, kept elsewhere, proves the log "
    .. "up to here.",
  options = { "format", "out", "quiet", "progress" },
  formats = { "text", "json", "jsonl", "csv" },
  columns = { "holds", "code", "message", "source", "line", "position" },
  least = 1, wants = "name the folder of the case",
  examples = { "breachkit case verify sony.case" },
}

--- The rows in CSV: one a problem, or one that says that there is none.
-- @tparam table record
-- @treturn {table,...}
-- @usage for _, row in ipairs(verb.rows(record)) do print(row.message) end
function verb.rows(record)
  if record.holds then return { { holds = "true" } } end
  local rows = {}
  for i, e in ipairs(record.problems) do
    rows[i] = { holds = "false", code = e.code, message = e.message, source = e.source, line = e.line,
      position = e.position }
  end
  return rows
end

--- What was found, for people.
-- @tparam table record
-- @tparam table page a `breachkit.cli.sheet`
-- @usage verb.text(record, page)
function verb.text(record, page)
  page:wrap(record.holds and "the case holds" or words.count(#record.problems, "problem"), "", "",
    record.holds and "green" or "red")
  for _, e in ipairs(record.problems) do page:wrap(("%s: %s (%s)"):format(e.source, e.message, e.code), "  ") end
  for _, note in ipairs(record.notes) do page:wrap(note, "  ", nil, "dim") end
  if record.documents and record.originals then
    page:wrap(("%s, %s, %d erased"):format(words.count(record.documents, "document"),
      words.count(record.originals, "original"), record.erased), "  ")
  end
  if record.entries then
    page:wrap(("%s in the log, the last %s"):format(words.count(record.entries, "line"), record.head), "  ")
  end
end

--- Do it.
-- @tparam table run a `breachkit.cli.job`
-- @usage verb.run(run)
function verb.run(run)
  local case <close> = group.open(run)
  if not case then return end
  local told, e = case:verify { on_progress = function(done, all)
    run.progress:show(("%d of %d originals"):format(done, all))
  end }
  if not told then return run:fail(e) end
  for i, problem in ipairs(told.problems) do
    told.problems[i] = { code = problem.code, message = problem.message, source = problem.source, line = problem.line,
      position = problem.position }
  end
  run.array(told.problems)
  run.array(told.notes)
  run.read, run.found = 1, told.holds and 1 or 0
  run:emit(told)
end

return verb
