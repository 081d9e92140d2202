--- `breachkit case`: the verbs that work on a case.
-- @module breachkit.cli.case
local bk = require "breachkit"

local group = {
  summary = "keep reports, decisions and a log of both in a case",
  usage = "DIR ...",
  description = "A case is a folder: the reports as they came (WARC), what they claim (SQLite, with full-text "
    .. "search), what analysts decided, tagged and noted, and a log in which each entry holds the hash of the one "
    .. "before. Several may work in one case. What a command has said to be done is there after a crash.",
  verbs = { "open", "add", "search", "incidents", "decide", "tag", "note", "undo", "changes", "log", "verify", "export",
    "tombstone" },
  examples = { "breachkit case open sony.case", "breachkit case add sony.case reports/",
    "breachkit case search sony.case victim:sony terabytes",
    "breachkit case decide sony.case ID ID same --why 'one letter, two outlets'",
    "breachkit case export sony.case sony.html" },
}

--- One of the verbs.
-- @tparam string name
-- @treturn table the verb, as `breachkit.cli` wants it
-- @usage local verb = group.verb "add"
function group.verb(name)
  return require("breachkit.cli.case." .. name)
end

--- Open the case that a command is about; what comes after its folder is left as the inputs.
-- @tparam table run a `breachkit.cli.job`
-- @tparam[opt] table options of `case.open` (default: it must be there)
-- @treturn ?table the case; nil when that failed, which was told
-- @usage local case <close> = group.open(run)
function group.open(run, options)
  local path = table.remove(run.inputs, 1)
  options = options or {}
  if options.create == nil then options.create = false end
  options.who = run.options.who
  local case, e = bk.case.open(path, options)
  if not case then run:fail(e) end
  return case
end

--- What `--since` means: a whole number is that of a log entry, unless it is a year.
-- @tparam string text
-- @treturn integer|string the number, or the time as it stands
-- @usage case:changes(group.since(run.options.since))
function group.since(text)
  local number = text:find "^%d+$" and math.tointeger(tonumber(text))
  return number and (number < 1900 or number > 2100) and number or text
end

--- Take what a method of a case gave: an error is told, else something was done.
-- @tparam table run
-- @param result
-- @param e
-- @return the result
-- @usage local n = group.took(run, case:tag(id, tag))
function group.took(run, result, e)
  if result == nil then
    run:fail(e)
    return nil
  end
  run.read, run.found = run.read + 1, run.found + 1
  return result
end

--- The verb of a change that makes one entry of the log: it prints the entry's number.
-- @tparam table verb `summary`, `description`, `usage`, `least`, `wants`, `examples`, and `change(case, run)`, which
--  returns
--  what the case's method does
-- @treturn table the verb
-- @usage return group.change { summary = "tag a report", change = function(case, run) ... end }
function group.change(verb)
  verb.options = { "format", "out", "why", "who", "quiet" }
  verb.formats = { "text", "json", "jsonl", "csv" }
  verb.columns = { "seq", "done", "documents" }
  function verb.rows(record) return { record } end
  function verb.text(record, page)
    page:wrap(("entry %d: %s"):format(record.seq, record.done))
    for _, id in ipairs(record.documents or {}) do page:wrap(id, "  ") end
  end
  function verb.run(run)
    local case <close> = group.open(run)
    if not case then return end
    local result = group.took(run, verb.change(case, run))
    if not result then return end
    run:emit { seq = type(result) == "table" and result.seq or result, done = verb.done,
      documents = type(result) == "table" and result.documents or nil }
  end
  return verb
end

return group
