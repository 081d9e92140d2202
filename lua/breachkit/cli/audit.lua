--- `breachkit audit`: whether a folder is what a manifest says.
-- @module breachkit.cli.audit
local bk = require "breachkit"
local err = require "breachkit.err"
local format = require "breachkit.manifest.format"
local words = require "breachkit.export.words"

local verb = {
  summary = "check a folder against a manifest of `hash`, hashdeep or sha256sum",
  description = "Digests the files of a folder and tells what is not as the manifest says: changed, moved (to another "
    .. "folder), renamed, missing, new, duplicate (new, of bytes that the manifest knows), unreadable, unverified (the "
    .. "manifest has no digest of it); then the counts, which add up to the manifest's rows and to the folder's files. "
    .. "Where the folder was when the manifest was made is found by itself. A manifest that was cut, or edited after "
    .. "it was sealed, is told. The exit status is 0 only when all is matched.",
  usage = "[options] MANIFEST FOLDER",
  options = { "format", "out", "jobs", "quiet", "progress" },
  formats = { "text", "jsonl", "json", "csv" },
  columns = { "status", "path", "from", "size", "error", "message", "path_hex", "from_hex" },
  examples = { "breachkit audit evidence.jsonl /mnt/evidence", "breachkit audit -o jsonl old.hashdeep evidence/" },
}

local COLOURS = { changed = "red", missing = "red", unreadable = "red", new = "yellow", duplicate = "yellow",
  moved = "cyan", renamed = "cyan", unverified = "yellow" }
local ORDER = { "matched", "changed", "moved", "renamed", "missing", "new", "duplicate", "unreadable", "unverified" }

--- The rows of a record in CSV; the summary is none.
-- @tparam table record
-- @treturn {table,...} rows by the names of `columns`
-- @usage for _, row in ipairs(verb.rows(record)) do print(row.status) end
function verb.rows(record)
  return record.status == "summary" and {} or { record }
end

-- A name whose line ends and the like are seen, so that none looks like a row.
local function in_line(path)
  return (path:gsub("%c", function(c) return ("\\x%02x"):format(c:byte()) end))
end

--- A record for people.
-- @tparam table record
-- @tparam table page a `breachkit.cli.sheet`
-- @usage verb.text(record, page)
function verb.text(record, page)
  if record.status ~= "summary" then
    local from = record.from and (record.status == "duplicate" and " (as " or " (from ") .. in_line(record.from) .. ")"
    local why = record.message and " (" .. record.message .. ")"
    local status = page.paint(("%-10s"):format(record.status), COLOURS[record.status])
    page:wrap(in_line(record.path) .. (from or why or ""), status .. "  ")
    return
  end
  local parts = {}
  for _, name in ipairs(ORDER) do
    if record[name] > 0 then parts[#parts + 1] = ("%s %s"):format(words.number(record[name]), name) end
  end
  page:wrap(("%s and %s by %s: %s"):format(words.count(record.rows, "row"), words.count(record.files, "file"),
    record.algorithm, #parts > 0 and table.concat(parts, ", ") or "nothing"), "", "", record.holds and "green" or "red")
  if record.base ~= "" then
    local outside = record.outside > 0 and (", but %s of those missing"):format(words.number(record.outside)) or ""
    page:wrap("paths in the manifest begin with " .. record.base .. outside, "", "", "dim")
  end
  if record.sealed then page:wrap("the seal holds: " .. record.sealed, "", "", "dim") end
end

--- Do it.
-- @tparam table run a `breachkit.cli.job`
-- @usage verb.run(run)
function verb.run(run)
  if #run.inputs ~= 2 then
    return run:fail(err.new("usage", "audit takes a manifest and a folder; see breachkit audit --help"))
  end
  local threads = run.options.jobs
  if threads == 0 then threads = nil end
  local result, e = bk.manifest.audit(run.inputs[1], run.inputs[2], {
    threads = threads,
    on_row = function(row)
      run:emit(format.record(row))
      if row.error then run.failed = run.failed + 1 end
    end,
    on_progress = function(files, bytes, all)
      run.progress:show(("%d files, %.1f of %.1f MB"):format(files, bytes / 1e6, all / 1e6))
    end,
  })
  if not result then return run:fail(e) end
  run.read = 1
  for _, problem in ipairs(result.problems) do
    run.progress:clear()
    io.stderr:write("breachkit: ", tostring(problem):gsub("%c", " "), "\n")
  end
  result.problems, result.status = #result.problems, "summary"
  run:emit(result)
  run.found = result.holds and 1 or 0
end

return verb
