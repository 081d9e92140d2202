--- `breachkit case log`: who did what in a case, when and why.
-- @module breachkit.cli.case.log
local group = require "breachkit.cli.case"

local verb = {
  summary = "print the log: who did what, when and why",
  usage = "[options] DIR",
  description = "Prints the entries in order. As -o jsonl they are the lines of audit.jsonl: `previous` is the "
    .. "SHA-256 of the line before.",
  options = { "format", "out", "since", "quiet" },
  formats = { "text", "json", "jsonl", "csv" },
  columns = { "seq", "when", "who", "action", "about", "why" },
  least = 1, wants = "name the folder of the case",
  examples = { "breachkit case log sony.case", "breachkit case log --since 2026-01-02 -o csv sony.case" },
}

-- what an entry is about, in a few words
local function about(entry)
  if entry.action == "decide" then return ("%s, %s: %s"):format(entry.a, entry.b, entry.verdict) end
  if entry.action == "tag" then return ("%s: %s"):format(entry.target, entry.tag) end
  if entry.action == "add" then
    local list = #entry.added > 0 and entry.added or entry.seen
    return list[1].place .. (#list > 1 and (" and %d more"):format(#list - 1) or "")
  end
  return tostring(entry.target or entry.path or entry.of and "entry " .. entry.of or entry.sha256 or "")
end

--- The row of an entry in CSV.
-- @tparam table entry
-- @treturn {table,...} one
-- @usage for _, row in ipairs(verb.rows(entry)) do print(row.about) end
function verb.rows(entry)
  return { setmetatable({ about = about(entry) }, { __index = entry }) }
end

--- An entry for people.
-- @tparam table entry
-- @tparam table page a `breachkit.cli.sheet`
-- @usage verb.text(entry, page)
function verb.text(entry, page)
  page:wrap(about(entry), ("%5d  %s  %-10s  %s  "):format(entry.seq, entry.when, entry.who,
    page.paint(("%-9s"):format(entry.action), "cyan")))
  if entry.why then page:wrap(entry.why, "       ", nil, "dim") end
end

--- Do it.
-- @tparam table run a `breachkit.cli.job`
-- @usage verb.run(run)
function verb.run(run)
  local case <close> = group.open(run, { readonly = true })
  if not case then return end
  local since = group.since(run.options.since or "0")
  local of = math.type(since) and "seq" or "when"
  run.read = 1
  for entry in case:log() do
    if entry[of] > since then
      run.found = run.found + 1
      run:emit(entry)
    end
  end
end

return verb
