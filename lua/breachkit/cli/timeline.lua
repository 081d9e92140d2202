--- `breachkit timeline`: everything dated, of all incidents, in one order.
-- @module breachkit.cli.timeline
local bk = require "breachkit"
local fs = require "breachkit.fs"
local limits = require "breachkit.limits"
local source = require "breachkit.document.source"
local terminal = require "breachkit.cli.terminal"
local sheet = require "breachkit.cli.sheet"
local words = require "breachkit.export.words"

local verb = {
  summary = "put what happened in order, with uncertain dates kept uncertain",
  nothing = "no event",
  description = "Builds the incidents of the reports and prints everything that happened, in order: what surely "
    .. "happened before stands before, and what has no date follows. An input that is a timeline itself (JSON Lines, "
    .. "CSV, Timesketch, plaso's l2tcsv, bodyfile, TLN, or one that the library saved) is told by its content, and its "
    .. "events take their places among those of the reports; the same event from two sources is one. -o html makes one "
    .. "page of the reports, with the timeline as a picture, the facts with their quotes, contradictions, works and "
    .. "sources. What a format cannot hold is told on standard error.",
  options = { "format", "out", "jobs", "anchor", "asof", "rules", "offline", "reveal", "title", "quiet", "progress" },
  formats = { "text", "json", "jsonl", "csv", "html", "timesketch", "timesketch-jsonl", "l2tcsv", "bodyfile", "tln" },
  columns = { "when", "start", "stop", "type", "what", "stance", "incident", "reports", "origins",
    "paths" },
  quotes = true, -- of reports
  examples = { "breachkit timeline reports/", "breachkit timeline -o html --out timeline.html reports/",
    "breachkit timeline -o timesketch --out timeline.csv reports/ disk.l2tcsv" },
}

--- The rows of an event in CSV.
-- @tparam table event an event
-- @tparam table context `paths`: the files of the reports by their ids
-- @treturn {table,...} rows by the names of `columns`
-- @usage for _, row in ipairs(verb.rows(event, { paths = {} })) do print(row.id) end
function verb.rows(event, context)
  local paths = {}
  for i, id in ipairs(event.reports) do paths[i] = context.paths[id] or id end
  return { setmetatable({ paths = paths }, { __index = event }) }
end

local colours = sheet.stances
local WHEN, STANCE = 20, 12 -- columns: "c. 28 November 2014" and "investigated"

--- An event for people.
-- @tparam table event an event
-- @tparam table page a `breachkit.cli.sheet`
-- @tparam table context `titles` of incidents by id, nil for one incident; `last`: the incident told last; `stances`:
--  whether any event has one
-- @usage verb.text(event, page, { titles = titles })
function verb.text(event, page, context)
  local incident = event.incident or ""
  if context.titles and incident ~= context.last then
    if context.last then page:line() end
    local title = context.titles[incident] or (incident == "" and "Of no incident") or incident
    page:line(page.paint(terminal.cut(terminal.plain(title), page.width), "bold"))
    context.last = incident
  end
  local when = event.when and words.date(event.when, true) or "no date"
  -- of a second no part may be missing
  local day, time, zone = (event.when or ""):match "^(%d%d%d%d%-%d%d%-%d%d)T(%d%d:%d%d:%d%d)(Z?)$"
  if day then when = day .. " " .. time .. zone end
  local stance = event.stance or ""
  local first = page.paint(terminal.pad(terminal.cut(terminal.plain(when), WHEN), WHEN), "cyan") .. "  "
  if context.stances then
    first = first .. page.paint(terminal.pad(stance, STANCE), colours[stance] or "dim") .. "  "
  end
  local told = (event.what or words.type(event.type)):gsub("%s+", " ")
  if #event.reports > 1 then
    local number = words.count(#event.reports, event.origins and "report" or "source")
    if event.origins then number = number .. ", " .. words.count(event.origins, "origin") end
    told = ("%s (%s)"):format(told, number)
  end
  page:wrap(told, first)
end

-- Take the events of a source; false when it is no timeline.
local function take(run, line, src)
  local head = src:peek(limits.first_line)
  if not head or not bk.timeline.detect(head) then return false end
  run.read = run.read + 1
  local taken, lost, errors = bk.timeline.take(src, { into = line })
  if not taken then
    run:fail(lost)
    return true
  end
  for _, e in ipairs(errors) do run:fail(e) end
  if errors.more then run:fail(("%s: %d more lines that cannot be read"):format(src.name, errors.more)) end
  for _, loss in ipairs(lost) do
    run:warn(("%s: %s is not kept: %s (%d)"):format(src.name, loss.field, loss.why, loss.count))
  end
  return true
end

local function take_file(run, line, path)
  local src <close> = source.file(path)
  return take(run, line, src)
end

-- The files of a folder that are left to be read as documents; nil when none of them is a timeline.
local function take_folder(run, line, folder)
  local walk, state, control, closing = fs.walk(folder)
  if not walk then return nil end
  local guard <close> = closing -- luacheck: ignore
  local left, problems, taken = {}, {}, false
  for path, entry, e in walk, state, control do
    if e then
      problems[#problems + 1] = e
    elseif not entry.skipped then
      if take_file(run, line, path) then taken = true else left[#left + 1] = path end
    end
  end
  if not taken then return nil end
  for _, e in ipairs(problems) do run:fail(e) end
  return left
end

-- Events of the inputs that are timelines themselves. The others are left to be read as documents.
local function read_timelines(run, line)
  run.sources = {}
  local inputs = {}
  for _, input in ipairs(run.inputs) do
    local kind = input == "-" and "pipe" or fs.type(input)
    local files
    if kind == "directory" then
      files = take_folder(run, line, input)
    elseif kind == "file" then
      files = take_file(run, line, input) and {} or nil
    elseif kind and not run.sources[input] then
      -- what is read of a pipe cannot be read again
      local src = input == "-" and source.stdin() or source.file(input)
      if take(run, line, src) then files = {} else run.sources[input] = src end
    end
    table.move(files or { input }, 1, files and #files or 1, #inputs + 1, inputs)
  end
  run.inputs = inputs
end

-- Events of one identity have the same reports too.
local function identity(incident, event)
  return table.concat({ incident or "", event.when or "", event.type or "", event.what or "",
    table.concat(event.reports or {}, "\0") }, "\0\0")
end

-- The incidents' titles by id, and the origins of their events by what tells these apart. They are none of a timeline's
-- fields: an event that a file tells, too, is the same one.
local function add_incidents(run, set, line)
  local titles, origins = {}, {}
  for incident in set:incidents() do
    titles[incident.incident] = words.title(incident.title)
    for _, event in ipairs(incident.timeline or {}) do
      local added, problem = line:add {
        when = event.when, start = not event.when and event.start or nil, stop = not event.when and event.stop or nil,
        what = event.what, type = event.type, stance = event.stance, incident = incident.incident,
        reports = event.reports, claims = event.claims,
      }
      if not added then run:fail(problem) end
      origins[identity(incident.incident, event)] = event.origins
    end
  end
  return titles, origins
end

local tables = { timesketch = true, ["timesketch-jsonl"] = true, l2tcsv = true, bodyfile = true, tln = true }

local function write_table(run, line, format)
  local lost, problem = line:write(format, function(piece) run.output:write(piece) end)
  if not lost then error(problem, 0) end
  for _, loss in ipairs(lost) do
    run:warn(("%s cannot hold %s: %s (%d)"):format(format, loss.field, loss.why, loss.count))
  end
end

local function print_events(run, line, titles, origins, paths)
  local incidents, stances, lost, order = {}, false, {}, {}
  for event in line:each() do
    incidents[event.incident or ""] = true
    stances = stances or event.stance ~= nil
  end
  local several = next(incidents, next(incidents)) ~= nil
  local context = { titles = several and titles or nil, stances = stances, paths = paths }
  local held = { claims = true }
  for _, name in ipairs(verb.columns) do held[name] = true end
  for event in line:each() do
    if run.options.format == "csv" then
      for name in pairs(event) do
        if not held[name] then
          if not lost[name] then order[#order + 1] = name end
          lost[name] = (lost[name] or 0) + 1
        end
      end
    end
    local record = {}
    for name, value in pairs(event) do record[name] = value end
    record.origins = record.origins or origins[identity(event.incident, event)]
    record.reports, record.claims = run.array(event.reports or {}), run.array(event.claims or {})
    run:emit(record, context)
  end
  table.sort(order)
  for i, name in ipairs(order) do order[i] = ("%s (%d)"):format(name, lost[name]) end
  if order[1] then run:warn(("csv has no column for %s"):format(table.concat(order, ", "))) end
end

--- Do it.
-- @tparam table run a `breachkit.cli.job`
-- @usage verb.run(run)
function verb.run(run)
  local format = run.options.format
  local line <close> = bk.timeline.new()
  read_timelines(run, line)
  local from_files = #line
  local set = run:set()
  if format == "html" then
    if from_files > 0 then run:warn "the page is of reports: events of timelines are left out of it" end
    return run:page(set)
  end
  local titles, origins = add_incidents(run, set, line)
  if from_files > 0 then
    local folded = line:fold()
    if folded > 0 then run:warn(words.count(folded, "repeated event") .. ": listed once, with all sources") end
  end
  run.found = #line
  if tables[format] then return write_table(run, line, format) end
  local paths = {}
  for _, doc in ipairs(set.documents) do paths[doc.id] = doc.path end
  print_events(run, line, titles, origins, paths)
end

return verb
