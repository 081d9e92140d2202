--- `breachkit case open`: make a case, or tell what is in one.
-- @module breachkit.cli.case.open
local group = require "breachkit.cli.case"
local words = require "breachkit.export.words"

local verb = {
  summary = "make a case, or tell what is in one",
  usage = "[options] DIR",
  description = "Makes the case when there is nothing at DIR, and tells how much is in it. A case of an earlier "
    .. "breachkit is migrated.",
  options = { "format", "out", "who", "quiet" },
  formats = { "text", "json", "jsonl", "csv" },
  columns = { "path", "documents", "claims", "originals", "erased", "entries", "head" },
  least = 1, wants = "name the folder of the case",
  examples = { "breachkit case open sony.case", "breachkit case open -o jsonl sony.case" },
}

--- The row of a case in CSV.
-- @tparam table record
-- @treturn {table,...} one
-- @usage for _, row in ipairs(verb.rows(record)) do print(row.documents) end
function verb.rows(record)
  return { record }
end

--- A case for people.
-- @tparam table record
-- @tparam table page a `breachkit.cli.sheet`
-- @usage verb.text(record, page)
function verb.text(record, page)
  page:wrap(record.path, "", "", "bold")
  page:wrap(("%s, %s, %s, %d erased"):format(words.count(record.documents, "document"),
    words.count(record.claims, "claim"),
    words.count(record.originals, "original"), record.erased), "  ")
  page:wrap(("%s in the log, the last %s"):format(words.count(record.entries, "line"), record.head), "  ", nil, "dim")
end

--- Do it.
-- @tparam table run a `breachkit.cli.job`
-- @usage verb.run(run)
function verb.run(run)
  local case <close> = group.open(run, { create = true })
  if not case then return end
  local record = group.took(run, case:size())
  if record then run:emit(record) end
end

return verb
