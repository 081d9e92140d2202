--- A case as a file for others: a page, incidents as JSON Lines, a timeline as CSV or for Timesketch.
-- @module breachkit.case.export
local bk = require "breachkit"
local digest = require "breachkit.core".digest
local err = require "breachkit.err"
local fs = require "breachkit.fs"
local incidents = require "breachkit.case.incidents"
local json = require "breachkit.json"
local ledger = require "breachkit.ledger"
local log = require "breachkit.case.log"

local export = {}

local function timeline(format)
  return function(built, put)
    local line <close> = bk.timeline.new()
    for _, record in ipairs(built.incidents) do
      for _, event in ipairs(record.timeline or {}) do
        assert(line:add {
          when = event.when, start = not event.when and event.start or nil, stop = not event.when and event.stop or nil,
          what = event.what, type = event.type, stance = event.stance, incident = record.incident,
          reports = event.reports, claims = event.claims,
        })
      end
    end
    local lost = line:write(format, put)
    table.insert(lost, { field = "facts, conflicts, works", count = #built.incidents, why = "a timeline holds events" })
    return lost
  end
end

-- format -> function(built, put, options), which returns the loss report
local formats = {
  html = function(built, put, options)
    local page, lost = bk.export.html(built, { title = options.title })
    put(page)
    local report = {}
    for i, what in ipairs(lost) do
      report[i] = { field = what, count = #built.documents, why = "the page leaves it out" }
    end
    return report
  end,
  jsonl = function(built, put)
    for _, record in ipairs(built.incidents) do put(assert(json.encode(record, { utf8 = "replace" })) .. "\n") end
    return { { field = "text", count = #built.documents, why = "incidents name their documents, and quote them" } }
  end,
  csv = timeline "csv", timesketch = timeline "timesketch", ["timesketch-jsonl"] = timeline "timesketch-jsonl",
  l2tcsv = timeline "l2tcsv", bodyfile = timeline "bodyfile", tln = timeline "tln",
}

--- The formats there are, sorted.
export.formats = {}
for name in pairs(formats) do table.insert(export.formats, name) end
table.sort(export.formats)

-- "sony.html" is html, "sony.timesketch.csv" timesketch
local function told_by(path)
  local name = path:lower()
  if name:find "%.timesketch%.jsonl$" then return "timesketch-jsonl" end
  if name:find "%.timesketch%.csv$" then return "timesketch" end
  local extension = name:match "%.([%w-]+)$"
  return formats[extension] and extension or extension == "htm" and "html" or nil
end

local KNOWN = { format = true, title = true }

--- Export: see `case:export`.
-- @tparam table case
-- @tparam string path
-- @tparam ?table options `format`, `title`
-- @treturn ?table the loss report, `{field, count, why}` each, with `format` and `incidents`, their number
-- @treturn ?table the error: "type" (no format goes by that name), "io"
-- @usage local lost = assert(export.run(case, "sony.html"))
function export.run(case, path, options)
  options = err.options(options, KNOWN, "case:export")
  local format = options.format or told_by(path)
  if not format then
    return nil, err.new("type", "its name tells no format: give one of " .. table.concat(export.formats, ", "), path)
  end
  if not formats[format] then
    err.raise(("case:export: unknown format '%s' (there are %s)"):format(err.shown(tostring(format)),
      table.concat(export.formats, ", ")))
  end
  local built, lost = incidents.build(case), nil
  local sum = digest.new "sha256"
  local ok, e = fs.write_atomic(path, function(writer)
    local failed
    lost = formats[format](built, function(piece)
      if failed then return end
      sum:update(piece)
      local done, problem = writer:write(piece)
      if not done then failed = problem end
    end, options)
    if failed then return nil, failed end
    if case.readonly then return true end
    -- no file stands there that the log does not tell of
    return ledger.transaction(case, function()
      return log.append(case, "export", { path = path, format = format, sha256 = sum:hex() })
    end)
  end)
  if not ok then return nil, e end
  lost.format, lost.incidents = format, #built.incidents
  return lost
end

return export
