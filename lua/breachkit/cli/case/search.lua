--- `breachkit case search`: words and fields over a case.
-- @module breachkit.cli.case.search
local fields = require "breachkit.case.search".fields
local group = require "breachkit.cli.case"
local words = require "breachkit.export.words"

local verb = {
  summary = "search documents and claims by words, fields and dates",
  nothing = "nothing found",
  usage = "[options] DIR QUERY...",
  description = "All words must occur; \"a phrase\" stands in quotes, begin* matches beginnings, -without leaves out "
    .. "(after --), field:value names a field: " .. table.concat(fields, ", ") .. ". A query that names a field of "
    .. "claims (type, "
    .. "victim, when, ...) finds claims, any other documents. The exit status is 1 when nothing was found.",
  options = { "format", "out", "from", "to", "limit", "reveal", "quiet" },
  quotes = true, -- of reports
  formats = { "text", "json", "jsonl", "csv" },
  columns = { "document", "title", "published", "score", "claim", "first", "last", "snippet" },
  spaced = true, least = 2, wants = "name the folder of the case, and what to search for",
  examples = { "breachkit case search sony.case terabytes",
    "breachkit case search sony.case type:data-breach victim:sony",
    "breachkit case search --from 2014-12 sony.case '\"north korea\"'" },
}

--- The row of a hit in CSV.
-- @tparam table hit
-- @treturn {table,...} one
-- @usage for _, row in ipairs(verb.rows(hit)) do print(row.snippet) end
function verb.rows(hit)
  local span = hit.spans[1] or {}
  return { { document = hit.document, title = hit.title, published = hit.published, score = hit.score,
    claim = hit.claim and hit.claim.type, first = span.first, last = span.last,
    snippet = hit.snippet and hit.snippet.text } }
end

--- A hit for people.
-- @tparam table hit
-- @tparam table page a `breachkit.cli.sheet`
-- @usage verb.text(hit, page)
function verb.text(hit, page)
  page:wrap(hit.title or hit.document, "", "", "bold")
  page:wrap((hit.published and words.date(hit.published:sub(1, 10), true) .. " · " or "") .. hit.document
    .. (hit.revised_by and " · revised by " .. hit.revised_by or ""), "  ", nil, "dim")
  if hit.claim then
    page:wrap(("%s, %s"):format(words.type(hit.claim.type), hit.claim.stance or "no stance"), "  ", nil, "cyan")
  end
  if not hit.snippet then return end
  local text, out, at = hit.snippet.text, {}, 1
  for _, span in ipairs(hit.spans) do
    local first, last = span.first - hit.snippet.first + 1, span.last - hit.snippet.first + 1
    if first >= at and last <= #text then
      out[#out + 1] = text:sub(at, first - 1) .. "[" .. text:sub(first, last) .. "]"
      at = last + 1
    end
  end
  page:wrap((hit.snippet.before and "… " or "") .. (table.concat(out) .. text:sub(at)):gsub("%s+", " ")
    .. (hit.snippet.after and " …" or ""), "  ", nil)
end

--- Do it.
-- @tparam table run a `breachkit.cli.job`
-- @usage verb.run(run)
function verb.run(run)
  local case <close> = group.open(run, { readonly = true })
  if not case then return end
  local options = run.options
  local hits, e = case:search(table.concat(run.inputs, " "), { from = options.from, to = options.to,
    limit = options.limit })
  if not hits then return run:fail(e) end
  run.read, run.found = 1, #hits
  for _, hit in ipairs(hits) do run:emit(hit) end
  if hits.more then run:warn "there are more: --limit shows them" end
end

return verb
