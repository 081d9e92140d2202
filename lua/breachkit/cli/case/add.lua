--- `breachkit case add`: take reports into a case.
-- @module breachkit.cli.case.add
local address = require "breachkit.document.address"
local bare = require "breachkit.fetch.bare"
local fs = require "breachkit.fs"
local group = require "breachkit.cli.case"
local words = require "breachkit.export.words"

local verb = {
  summary = "add reports: files, folders, addresses",
  usage = "[options] DIR INPUT...",
  description = "Adds what each INPUT holds: the bytes as they came, the documents in them, their claims. The case "
    .. "is made when it is not there and something can be read. What is in the case already is not added twice. "
    .. "Each file is there whole or not at all, also when the command is killed: run it again, and it goes on. A "
    .. "file that cannot be read is told, and the rest is done. Addresses are fetched; with --offline or --store "
    .. "they are read from a store.",
  options = { "format", "out", "rules", "offline", "who", "quiet", "progress" },
  kept = function(_, inputs) return inputs[1] end,
  formats = { "text", "json", "jsonl", "csv" },
  columns = { "seq", "place", "known", "sha256", "size", "documents" },
  least = 2, wants = "name the folder of the case, and what to add",
  examples = { "breachkit case add sony.case reports/", "breachkit case add sony.case https://example.org/report" },
}

--- The row of what was added in CSV.
-- @tparam table record
-- @treturn {table,...} one
-- @usage for _, row in ipairs(verb.rows(record)) do print(row.place) end
function verb.rows(record)
  return { record }
end

--- What was added for people.
-- @tparam table record
-- @tparam table page a `breachkit.cli.sheet`
-- @usage verb.text(record, page)
function verb.text(record, page)
  page:wrap(("%s  %s"):format(record.known and "known" or "added", record.place))
  if not record.known then
    local told = #record.documents == 1 and record.documents[1] or words.count(#record.documents, "document")
    page:wrap(told, "       ", nil, "dim")
  end
end

--- Do it.
-- @tparam table run a `breachkit.cli.job`
-- @usage verb.run(run)
function verb.run(run)
  local case <close> = group.open(run, { create = true })
  if not case then return end
  local fetching, failed
  local function one(place, result, e)
    run.progress:step(bare(place))
    if not result then
      if e ~= failed then run:fail(e) end -- one for all that were to be added together
      failed = e
      return
    end
    run.read, run.found = run.read + 1, run.found + 1
    for _, problem in ipairs(result.errors) do run:warn(tostring(problem)) end
    run:emit { seq = result.seq, place = result.place, known = result.known, sha256 = result.sha256, size = result.size,
      documents = result.documents }
  end
  for _, input in ipairs(run.inputs) do
    if fs.type(input) == "directory" then
      local total, e = case:add(input, { on_each = one })
      if not total and e.code == "empty" then run:fail(e) end
    else
      if address.is(input) and not fetching then
        if not (run.options.offline or run.options.store) then run.options["no-store"] = true end
        fetching = run:network()
      end
      one(input, case:add(input, { fetch = address.is(input) and fetching or nil }))
    end
  end
  if run.read == 0 and case:abandon() then run:warn "nothing could be read, so no case was made" end
end

return verb
