--- `breachkit pwned check`: hashes or secrets, a line each.
-- @module breachkit.cli.pwned.check
local bk = require "breachkit"
local err = require "breachkit.err"
local limits = require "breachkit.limits"
local lines = require "breachkit.lines"
local source = require "breachkit.document.source"

local verb = {
  summary = "look up hashes or secrets, a line each",
  description = "Looks up the hashes in the inputs, a line each (SHA-1, or NTLM with --kind ntlm), or secrets with "
    .. "--secrets, and tells how often each was seen. Neither is printed: a record names the line. With --set nothing "
    .. "is asked over the network. The exit status is 1 when none was seen.",
  options = { "format", "out", "set", "secrets", "kind", "service", "offline", "contact", "quiet", "progress" },
  formats = { "text", "jsonl", "json", "csv" },
  kinds = { "sha1", "ntlm" },
  columns = { "path", "line", "count" },
  nothing = "no line that is not empty",
  examples = { "breachkit pwned check hashes.txt",
    "breachkit pwned check --secrets --set ranges.bkset -o jsonl passwords.txt" },
}

--- The rows of a record in CSV.
-- @tparam table record
-- @treturn {table,...} one
-- @usage for _, row in ipairs(verb.rows(record)) do print(row.count) end
function verb.rows(record)
  return { record }
end

--- A record for people.
-- @tparam table record
-- @tparam table page a `breachkit.cli.sheet`
-- @usage verb.text(record, page)
function verb.text(record, page)
  local seen = record.count > 0
  page:line(("%s:%d  %s"):format(record.path, record.line,
    page.paint(seen and ("seen %d times"):format(record.count) or "not seen", seen and "red" or "dim")))
end

local function open(run)
  local options = run.options
  if options.set then return bk.pwned.open(options.set, { kind = options.kind }) end
  if options.offline then
    return nil, err.new("offline", "ranges are not fetched: offline was asked for, and no --set is given")
  end
  return bk.pwned.online { kind = options.kind, service = options.service, fetch = run:network() }
end

local function one_input(run, set, path)
  local src <close> = path == "-" and source.stdin() or source.file(path)
  local asked, failed = 0, run.failed
  for number, line, _, failure in lines.each(function() return src:piece() end, limits.dump_line) do
    if failure then return run:fail(failure.source and failure or err.new(failure.code, failure.message, path)) end
    line = line and line:gsub("\r$", "")
    if line ~= "" then
      local count, e
      if not line then
        e = err.new("limit", ("line %d is longer than %d bytes"):format(number, limits.dump_line), path)
      elseif run.options.secrets then
        count, e = set:secret(line)
      elseif line:find "^%x+$" and #line == (set.kind == "ntlm" and 32 or 40) then
        count, e = set:hash(line)
      else
        e = err.new("syntax", ("line %d is no %s hash; for secrets give --secrets"):format(number, set.kind), path)
      end
      if e and e.source ~= path then
        e = err.new(e.code, ("line %d: %s%s"):format(number, e.source and e.source .. ": " or "", e.message), path)
      end
      if count then
        run.found = run.found + (count > 0 and 1 or 0)
        run:emit { path = path, line = number, count = count }
      else
        run:fail(e)
      end
      asked = asked + 1
      run.progress:show(("%d looked up, %d seen"):format(asked, run.found))
    end
  end
  if asked == 0 or run.failed - failed < asked then run.read = run.read + 1 end
end

--- Do it.
-- @tparam table run a `breachkit.cli.job`
-- @usage verb.run(run)
function verb.run(run)
  local set <close>, e = open(run)
  if not set then return run:fail(e) end
  for _, path in ipairs(run.inputs) do one_input(run, set, path) end
end

return verb
