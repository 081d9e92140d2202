--- `breachkit fetch`: addresses fetched many at once, and kept.
-- @module breachkit.cli.fetch
local addresses = require "breachkit.cli.addresses"
local err = require "breachkit.err"
local words = require "breachkit.export.words"

local verb = {
  summary = "fetch addresses, many at once, and keep what they give",
  description = "Fetches addresses and keeps the bytes, with where they came from and when, in a store: WARC files, "
    .. "an index, and a log line a fetch. What has not changed since is not fetched again. A file as input holds an "
    .. "address a line. Only http and https, with certificates checked; addresses that are not public are refused. "
    .. "One that fails is a row with its error. Other verbs read from the same store with --offline. "
    .. "-o bytes prints what was fetched.",
  options = { "format", "out", "offline", "connections", "per-host", "timeout", "retries", "robots", "contact", "quiet",
    "progress" },
  formats = { "text", "json", "jsonl", "csv", "bytes" },
  columns = { "url", "final_url", "status", "sha256", "size", "type", "fetched", "path", "offset", "not_modified",
    "error", "message" },
  examples = { "breachkit fetch https://example.org/report",
    "breachkit fetch -o jsonl --contact me@example.org list.txt",
    "breachkit fetch --offline -o bytes https://example.org/report > report.html" },
}

--- The rows of a fetch in CSV.
-- @tparam table record
-- @treturn {table,...} one
-- @usage for _, row in ipairs(verb.rows(record)) do print(row.url) end
function verb.rows(record)
  return { record }
end

--- A fetch for people.
-- @tparam table record
-- @tparam table page a `breachkit.cli.sheet`
-- @usage verb.text(record, page)
function verb.text(record, page)
  local what
  if record.error then
    what = ("%s: %s"):format(record.error, record.message)
  else
    what = ("%s, %s%s"):format(record.status, words.count(record.size or 0, "byte"),
      record.not_modified and ", not changed since" or "")
  end
  page:wrap(record.url)
  if record.final_url and record.final_url ~= record.url then page:wrap("led to " .. record.final_url, "  ") end
  page:wrap(what, "  ", nil, record.error and "red" or "dim")
  if record.sha256 then page:wrap("sha256 " .. record.sha256, "  ", nil, "dim") end
end

--- Do it.
-- @tparam table run a `breachkit.cli.job`
-- @usage verb.run(run)
function verb.run(run)
  local options = run:network(true)
  if not options then return end
  local urls = addresses.of(run, require "breachkit.fetch.poll".feeds)
  for url, page, e in require "breachkit.fetch".all(urls, options) do
    local record = { url = url }
    if page then
      for _, name in ipairs { "final_url", "status", "sha256", "size", "type", "fetched", "path", "offset",
        "not_modified", "certificate" } do
        record[name] = page[name]
      end
      if page.status >= 400 then
        e = err.new("status", ("the server answers with status %d"):format(page.status), url)
      end
    end
    if e then
      record.error, record.message = e.code, e.message
      run:fail(e)
    else
      run.read, run.found = run.read + 1, run.found + 1
    end
    run:emit(record, page)
  end
end

return verb
