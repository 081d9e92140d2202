--- `breachkit poll`: feeds watched for what is new and what was revised.
-- @module breachkit.cli.poll
local addresses = require "breachkit.cli.addresses"
local err = require "breachkit.err"
local words = require "breachkit.export.words"

local verb = {
  summary = "watch feeds: what is new, what was revised, and how its claims changed",
  description = "Fetches feeds, tells which items are new and which were revised since the last time, and how what a "
    .. "revised item claims changed. An input is a feed's address, or a file that lists feeds: OPML, or an address a "
    .. "line. Everything is kept in the store. The sites' robots.txt is respected, and --contact tells them whom they "
    .. "can turn to. A feed that fails is a row with its error; the rest is done.",
  options = { "format", "out", "offline", "connections", "per-host", "timeout", "retries", "no-robots", "contact",
    "quiet", "progress" },
  formats = { "text", "json", "jsonl", "csv" },
  columns = { "url", "title", "status", "sha256", "size", "path", "not_modified", "items", "new", "changed", "error",
    "message" },
  examples = { "breachkit poll --contact me@example.org feeds.opml",
    "breachkit poll -o jsonl https://example.org/feed.xml" },
}

--- The rows of a feed in CSV.
-- @tparam table record
-- @treturn {table,...} one
-- @usage for _, row in ipairs(verb.rows(record)) do print(row.url) end
function verb.rows(record)
  return { record }
end

local marks = { new = "+", changed = "~", moved = ">" }

--- A feed for people.
-- @tparam table record
-- @tparam table page a `breachkit.cli.sheet`
-- @usage verb.text(record, page)
function verb.text(record, page)
  page:wrap(record.title or record.url, "", "", "bold")
  if record.error then return page:wrap(("%s: %s"):format(record.error, record.message), "  ", nil, "red") end
  page:wrap(("%s · %s new, %d changed%s"):format(record.url, record.new, record.changed,
    record.not_modified and ", feed not changed since" or ""), "  ", nil, "dim")
  for _, entry in ipairs(record.entries) do
    local day = entry.published and words.date(entry.published) .. "  " or ""
    page:wrap(day .. (entry.title or entry.url or entry.id), "  " .. marks[entry.what] .. " ")
    for _, side in ipairs { { "added", "now: " }, { "removed", "no longer: " } } do
      for _, claim in ipairs(entry.claims and entry.claims[side[1]] or {}) do
        page:wrap(claim.text, "      " .. side[2], nil, "dim")
      end
    end
  end
end

--- Do it.
-- @tparam table run a `breachkit.cli.job`
-- @usage verb.run(run)
function verb.run(run)
  local poll = require "breachkit.fetch.poll"
  local options = run:network(true)
  if not options then return end
  if not options.store then
    return run:fail(err.new("usage", "needs a store to tell what is new: --store names a folder"))
  end
  if not options.contact and not options.offline then
    run:warn "without --contact the sites cannot tell whom to turn to"
  end
  options.robots = not run.options["no-robots"]
  local feeds = addresses.of(run, poll.feeds)
  for record in poll.each(feeds, options) do
    if record.error then
      run:fail(err.new(record.error, record.message, record.url))
    else
      run.read = run.read + 1
      if record.new + record.changed > 0 then run.found = run.found + 1 end
    end
    if record.entries then run.array(record.entries) end
    run:emit(record)
  end
end

return verb
