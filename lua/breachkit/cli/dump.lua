--- `breachkit dump`: what files of leaked records hold, without showing what must not be shown.
-- @module breachkit.cli.dump
local archive = require "breachkit.document.archive"
local dump = require "breachkit.dump"
local fs = require "breachkit.fs"
local mask = require "breachkit.mask"
local source = require "breachkit.document.source"
local words = require "breachkit.export.words"

local verb = {
  summary = "sum up files of leaked records: people, domains, kinds of secrets, overlap",
  description = "Finds how each file of leaked records is laid out (lists of logins and secrets, CSV, JSON, SQL "
    .. "dumps, logs of stealers; also packed) and sums it up: records, bad ones, different people, domains, "
    .. "how secrets are stored and how many come again, how much of it an earlier input held already, and how many "
    .. "people all inputs so far hold. "
    .. "Counts under five are folded, since they may point to persons; --exact shows them. With --domain, "
    .. "the records of an organisation's domains, masked, instead. With --unique --out FILE the lines of all inputs go "
    .. "to FILE as they are, unmasked, each but once, in their order.",
  usage = "[options] FILE|FOLDER...",
  options = { "format", "out", "domain", "unique", "exact", "reveal", "quiet", "progress" },
  writes = function(options) return options.unique end, -- the file itself, to which nothing else is printed
  formats = { "text", "json", "jsonl" },
  spaced = true,
  masks = true,
  examples = { "breachkit dump leak.txt", "breachkit dump -o jsonl --domain example.com dump.sql.gz",
    "breachkit dump --unique --out unique.txt old.txt new.txt.gz" },
}

local FOLDED <const> = 5
local DOUBTFUL <const> = 0.1 -- the share of bad records from which on the layout may be another

-- Counts under five are taken out of a list of entries or a map; how many were is returned.
local function fold(counts, count_of)
  local folded = 0
  if #counts > 0 then
    for i = #counts, 1, -1 do
      if count_of(counts[i]) < FOLDED then
        table.remove(counts, i)
        folded = folded + 1
      end
    end
  else
    for name, n in pairs(counts) do
      if n < FOLDED then
        counts[name] = nil
        folded = folded + 1
      end
    end
  end
  return folded > 0 and folded or nil
end

local function fold_all(record)
  local folded = {
    domains = fold(record.domains.top, function(e) return e.count end),
    schemes = fold(record.schemes),
    classes = fold(record.classes, function(e) return e.filled end),
    tables = record.tables and fold(record.tables) or nil,
    passed_over = record.passed_over and fold(record.passed_over) or nil,
  }
  if next(folded) then record.folded = folded end
end

local function percent(share)
  return share > 0 and share < 0.001 and "<0.1 %" or ("%.1f %%"):format(100 * share)
end

local function about(set)
  local n = words.number(set.distinct)
  return set.error > 0 and ("about %s (± %s)"):format(n, percent(set.error)) or n
end

local function by_count(map)
  local rows = {}
  for name, n in pairs(map) do rows[#rows + 1] = { name = name, n = n } end
  table.sort(rows, function(a, b)
    if a.n ~= b.n then return a.n > b.n end
    return a.name < b.name
  end)
  return rows
end

local function listed(map)
  local parts = {}
  for i, row in ipairs(by_count(map)) do parts[i] = row.name .. " " .. words.number(row.n) end
  return table.concat(parts, ", ")
end

local function show_record(record, page)
  local parts = {}
  for name, value in pairs(record) do
    if name ~= "position" and name ~= "path" then parts[#parts + 1] = name .. " " .. tostring(value) end
  end
  table.sort(parts)
  page:wrap(("%s: byte %d  %s"):format(record.path, record.position, table.concat(parts, " · ")))
end

--- A summary, or a record, for people.
-- @tparam table record
-- @tparam table page a `breachkit.cli.sheet`
-- @usage verb.text(record, page)
function verb.text(record, page)
  if record.position then return show_record(record, page) end
  if record.lines then
    return page:wrap(("%s: %s lines, different ones of %s"):format(record.path, words.number(record.unique),
      words.number(record.lines)))
  end
  page:wrap(record.path, "", "", "bold")
  page:wrap(record.layout.kind .. ": " .. record.layout.why, "  ", nil, "dim")
  local rows = {
    { "records", words.number(record.records) },
    { "bad records", record.bad_records > 0 and words.number(record.bad_records) .. ": " .. listed(record.bad) or "0" },
    { "people", about(record.people) },
  }
  local function row(name, text) rows[#rows + 1] = { name, text } end
  if record.domains.distinct > 0 then row("domains", about(record.domains)) end
  for _, e in ipairs(record.domains.top) do row("", ("%s %s"):format(e.value, words.number(e.count))) end
  if record.secrets.seen > 0 then
    row("secrets", ("%s different, %s of them more than once"):format(about(record.secrets),
      percent(record.secrets.repeated)))
  end
  if next(record.schemes) then row("stored as", listed(record.schemes)) end
  local classes = {}
  for i, e in ipairs(record.classes) do classes[i] = e.class .. " " .. words.number(e.filled) end
  if #classes > 0 then row("fields", table.concat(classes, ", ")) end
  if record.dates then row("dates", record.dates.first .. " to " .. record.dates.last) end
  if next(record.tables or {}) then row("tables", listed(record.tables)) end
  if record.stray then
    row("stray lines", ("%s, the first at byte %d"):format(words.number(record.stray.lines), record.stray.samples[1]))
  end
  if next(record.passed_over or {}) then row("passed over", listed(record.passed_over)) end
  for _, e in ipairs(record.overlaps or {}) do
    row("overlap", ("%s of these people were in %s"):format(percent(e.share), e.path))
  end
  if record.together then
    row("in all", ("%s people in these %d, who is in several counted once"):format(about(record.together),
      record.together.dumps))
  end
  if record.samples[1] then
    local places = {}
    for i, e in ipairs(record.samples) do places[i] = ("byte %d %s"):format(e.position, e.why) end
    row("bad ones at", table.concat(places, ", "))
  end
  if record.incomplete then row("warning", "it broke off, and is summed up as far: " .. record.incomplete) end
  if record.changed then row("warning", "the file changed while it was read: " .. record.changed) end
  page:table(rows, "  ", { "dim" })
  if record.folded then page:wrap("counts under five are not shown (--exact)", "  ", nil, "dim") end
end

local function show_domain(run, leak)
  for record, position in leak:records { domain = run.options.domain } do
    if record then
      for name, value in pairs(record) do
        if run.options.reveal and mask.is(value) then
          local plain, e = value:reveal(run.options.reveal)
          if not plain then error(e, 0) end
          record[name] = plain
        end
      end
      record.path, record.position = leak.path, position
      run.found = run.found + 1
      run:emit(record)
    end
  end
  return true
end

local function sum_up(run, leak, earlier)
  local summary, e = leak:summary {
    on_progress = function(done, size)
      run.progress:show(("%s: %.1f %sMB"):format(leak.path, done / 1e6, size and ("of %.1f "):format(size / 1e6) or ""))
    end,
  }
  if not summary then return nil, e end
  for _, other in ipairs(earlier) do
    local _, share = summary:overlap(other)
    if share > 0 then
      summary.overlaps = summary.overlaps or {}
      table.insert(summary.overlaps, { path = other.path, share = share })
    end
  end
  earlier[#earlier + 1] = summary
  local together = earlier.together(summary)
  if together.dumps > 1 then summary.together = together end
  if not run.options.exact then fold_all(summary) end
  run.found = run.found + (summary.records > 0 and 1 or 0)
  local bad = summary.bad_records / math.max(1, summary.records + summary.bad_records)
  if bad > DOUBTFUL then
    run:warn(("%s: %.0f %% of it is not read as %s: it may hold other layouts too"):format(leak.path, 100 * bad,
      leak.layout.kind))
  end
  local broken = summary.incomplete
  if broken then
    run:fail(broken)
    summary.incomplete = broken.message
  end
  run:emit(summary)
  return true
end

-- Tell of an input that failed; what the output cannot take ends the run.
local function fail(run, e)
  if type(e) ~= "table" or not e.code or e.code == "pipe" or e.source == (run.options.out or "standard output") then
    error(e, 0)
  end
  run:fail(e)
end

-- `merged`: where the lines go, instead of being summed up
local function one(run, src, earlier, walked, merged)
  local leak <close>, e = dump.of(src)
  if not leak then
    if walked and e.code == "type" or e.code == "empty" then
      run.read = run.read + 1
      return run:warn(("%s: passed over: %s"):format(src.name, e.message))
    end
    return run:fail(e)
  end
  local work = merged and function() return merged:add(leak) end or run.options.domain and show_domain or sum_up
  local done, held, problem = pcall(work, run, leak, earlier)
  if not done or not held then return fail(run, not done and held or problem) end
  run.read = run.read + 1
end

-- Write what was added, unless something could not be: the file would lack its lines.
local function merge(run, merged)
  local _ <close> = merged
  if run.failed > 0 then return run:note("nothing is written, since some inputs failed") end
  local record, e = merged:write {
    on_progress = function(phase, done, size)
      run.progress:show(("%s: %.1f of %.1f MB"):format(phase, done / 1e6, size / 1e6))
    end,
  }
  if not record then return fail(run, e) end
  run.found = run.found + (record.lines > 0 and 1 or 0)
  run:emit(record)
end

--- Check the options.
-- @tparam {string,...} _ inputs
-- @tparam table options
-- @treturn ?string what is wrong
-- @usage print(verb.check({ "leak.txt" }, { unique = true }))
function verb.check(_, options)
  if options.unique and not options.out then return "--unique needs --out FILE, to which the lines go unmasked" end
  if options.unique and options.domain then return "--unique and --domain do not go together" end
end

--- Do it.
-- @tparam table run a `breachkit.cli.job`
-- @usage verb.run(run)
function verb.run(run)
  local earlier = { together = dump.together() }
  local merged = run.options.unique and dump.unique(run.options.out)
  local function file(path, walked)
    local src = path == "-" and source.stdin "standard input"
      or source.file(path)
    archive.leaves(src, function(member)
      one(run, member, earlier, walked or member.outer ~= nil, merged)
    end, function(e) run:fail(e) end)
  end
  for _, input in ipairs(run.inputs) do
    if fs.type(input) == "directory" then
      run:walk(input, function(path) file(path, true) end, function(path, why)
        run:warn(path .. ": passed over: " .. why)
      end)
    else
      file(input)
    end
  end
  if merged then merge(run, merged) end
end

return verb
