--- `breachkit timeline`: everything dated, of all incidents, in one order.
-- @module breachkit.cli.timeline
local bk = require "breachkit"
local terminal = require "breachkit.cli.terminal"
local sheet = require "breachkit.cli.sheet"
local words = require "breachkit.export.words"

local verb = {
  summary = "put what happened in order, with uncertain dates kept uncertain",
  description = "Builds the incidents of the reports and prints everything that happened, in order: what surely "
    .. "happened before stands before, and what has no date follows. -o html makes one page with the timeline as a "
    .. "picture, the facts with their quotes, contradictions, works and sources; -o timesketch and -o l2tcsv are for "
    .. "the tools of that name, and what they cannot hold is told on standard error.",
  options = { "format", "out", "jobs", "anchor", "asof", "offline", "reveal", "title", "quiet", "progress" },
  formats = { "text", "json", "jsonl", "csv", "html", "timesketch", "l2tcsv" },
  columns = { "when", "start", "stop", "type", "what", "stance", "incident", "reports" },
  examples = { "breachkit timeline reports/", "breachkit timeline -o html --out timeline.html reports/",
    "breachkit timeline -o timesketch --out timeline.csv reports/" },
}

--- The rows of an event in CSV.
-- @tparam table event an event
-- @treturn {table,...} rows by the names of `columns`
-- @usage for _, row in ipairs(verb.rows(event)) do print(row.id) end
function verb.rows(event)
  return { event }
end

local colours = sheet.stances
local WHEN, STANCE = 20, 12 -- columns: "c. 28 November 2014" and "investigated"

--- An event for people.
-- @tparam table event an event
-- @tparam table page a `breachkit.cli.sheet`
-- @tparam table titles titles of incidents by id, or nil for one incident
-- @usage verb.text(event, page, titles)
function verb.text(event, page, titles)
  local when = event.when and words.date(event.when, true) or "no date"
  local stance = event.stance or ""
  local first = page.paint(terminal.pad(terminal.cut(terminal.plain(when), WHEN), WHEN), "cyan") .. "  "
    .. page.paint(terminal.pad(stance, STANCE), colours[stance] or "dim") .. "  "
  page:wrap((event.what or words.type(event.type)):gsub("%s+", " "), first)
  if titles then
    local indent = WHEN + STANCE + 4
    local title = terminal.cut(terminal.plain(titles[event.incident] or ""), page.width - indent)
    page:line((" "):rep(indent) .. page.paint(title, "dim"))
  end
end

local tables = { timesketch = true, l2tcsv = true }

--- Do it.
-- @tparam table run a `breachkit.cli.job`
-- @usage verb.run(run)
function verb.run(run)
  local set = run:set()
  local format = run.options.format
  if format == "html" then return run:page(set) end
  local line <close> = bk.timeline.new()
  local titles, incidents = {}, 0
  for incident in set:incidents() do
    incidents = incidents + 1
    titles[incident.incident] = words.title(incident.title)
    for _, event in ipairs(incident.timeline or {}) do
      local added, problem = line:add {
        when = event.when, start = not event.when and event.start or nil, stop = not event.when and event.stop or nil,
        what = event.what, type = event.type, stance = event.stance, incident = incident.incident,
        reports = event.reports, claims = event.claims,
      }
      if not added then run:fail(problem) end
    end
  end
  run.found = #line
  if tables[format] then
    local lost, problem = line:write(format, function(piece) run.output:write(piece) end)
    if not lost then error(problem, 0) end
    for _, loss in ipairs(lost) do
      run:warn(("%s cannot hold %s: %s (%d)"):format(format, loss.field, loss.why, loss.count))
    end
    return
  end
  for event in line:each() do
    run:emit({ when = event.when, start = event.start, stop = event.stop, type = event.type, what = event.what,
      stance = event.stance, incident = event.incident, reports = run.array(event.reports or {}),
      claims = run.array(event.claims or {}) }, incidents > 1 and titles or nil)
  end
end

return verb
