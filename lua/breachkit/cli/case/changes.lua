--- `breachkit case changes`: what is new in a case.
-- @module breachkit.cli.case.changes
local group = require "breachkit.cli.case"
local words = require "breachkit.export.words"

local verb = {
  summary = "tell what changed since a time or an entry of the log",
  usage = "[options] DIR --since WHEN",
  description = "Compares the incidents then with those now: new ones, reports that joined, facts that came, went and "
    .. "changed; documents that were revised, with the claims that differ; and the entries of the log since. All "
    .. "documents are held in memory.",
  options = { "format", "out", "since", "quiet" },
  formats = { "text", "json", "jsonl", "csv" },
  columns = { "what", "id", "title", "property", "of", "value", "stance", "was", "stance_was" },
  least = 1, wants = "name the folder of the case", spaced = true,
  examples = { "breachkit case changes sony.case --since 2026-01-02",
    "breachkit case changes sony.case --since 12 -o jsonl" },
}

local function value_of(fact)
  return words.value(fact.property, fact.value, fact.bound):gsub("%s+", " ")
end

--- The rows of a change in CSV.
-- @tparam table change
-- @treturn {table,...}
-- @usage for _, row in ipairs(verb.rows(change)) do print(row.what) end
function verb.rows(change)
  local id = change.incident or change.document or change.seq
  local rows = { { what = change.what, id = id, title = change.title or change.action or change.revises } }
  for _, id_of in ipairs(change.reports or {}) do rows[#rows + 1] = { what = "report", id = id, value = id_of } end
  for _, sign in ipairs { "added", "gone" } do
    for _, fact in ipairs(change.incident and change[sign] or {}) do
      rows[#rows + 1] = { what = sign, id = id, property = fact.property, of = fact.of, value = fact.value,
        stance = fact.stance }
    end
  end
  for _, fact in ipairs(change.incident and change.changed or {}) do
    rows[#rows + 1] = { what = "altered", id = id, property = fact.property, of = fact.of, value = fact.to.value,
      stance = fact.to.stance, was = fact.from.value, stance_was = fact.from.stance }
  end
  return rows
end

local function in_words(fact)
  return ("%s (%s)"):format(value_of(fact), fact.stance or "no stance")
end

local function show_facts(facts, sign, page, colour)
  for _, fact in ipairs(facts) do
    page:wrap(("%s%s: %s"):format(words.heading(fact.property), fact.of and " (" .. words.of(fact.of) .. ")" or "",
      fact.to and in_words(fact.from) .. " became " .. in_words(fact.to) or in_words(fact)),
      "  " .. page.paint(sign .. " ", colour))
  end
end

--- A change for people.
-- @tparam table change
-- @tparam table page a `breachkit.cli.sheet`
-- @usage verb.text(change, page)
function verb.text(change, page)
  if change.what == "entry" then
    page:wrap(("entry %d, %s, %s: %s"):format(change.seq, change.when, change.who, change.action))
    return
  elseif change.what == "revised" then
    page:wrap(("revised: %s by %s"):format(change.revises, change.document), "", "", "bold")
    for _, claim in ipairs(change.added) do page:wrap(claim.text, "  + ", nil, "green") end
    for _, claim in ipairs(change.removed) do page:wrap(claim.text, "  - ", nil, "red") end
    return
  end
  page:wrap(("%s: %s"):format(change.what, words.title(change.title) or change.incident), "", "", "bold")
  for _, id in ipairs(change.reports or {}) do page:wrap("report " .. id, "  + ", nil, "dim") end
  show_facts(change.changed or {}, "~", page, "yellow")
  show_facts(change.added or {}, "+", page, "green")
  show_facts(change.gone or {}, "-", page, "red")
end

--- What is wrong with the arguments.
-- @tparam {string,...} inputs
-- @tparam table options
-- @treturn ?string
-- @usage local wrong = verb.check(inputs, options)
function verb.check(_, options)
  if not options.since then return "--since WHEN says what to compare with" end
  if not options.since:find "^%d" then return "--since needs a time or the number of an entry" end
end

--- Do it.
-- @tparam table run a `breachkit.cli.job`
-- @usage verb.run(run)
function verb.run(run)
  local case <close> = group.open(run, { readonly = true })
  if not case then return end
  local told, e = case:changes(group.since(run.options.since))
  if not told then return run:fail(e) end
  run.read = 1
  local function emit(list, what)
    for _, change in ipairs(list) do
      change.what = change.what or what
      run.found = run.found + 1
      run:emit(change)
    end
  end
  emit(told.incidents)
  emit(told.gone)
  emit(told.revised, "revised")
  emit(told.entries, "entry")
end

return verb
