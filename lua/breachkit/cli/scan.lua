--- `breachkit scan`: the indicators in any bytes, refanged, checked, and personal ones masked.
-- @module breachkit.cli.scan
local charset = require "breachkit.core".charset
local address = require "breachkit.document.address"
local archive = require "breachkit.document.archive"
local document = require "breachkit.document"
local err = require "breachkit.err"
local fs = require "breachkit.fs"
local json = require "breachkit.json"
local mask = require "breachkit.mask"
local proc = require "breachkit.core".proc
local scan = require "breachkit.scan"
local source = require "breachkit.document.source"
local state = require "breachkit.scan.state"
local tally = require "breachkit.scan.tally"
local terminal = require "breachkit.cli.terminal"

local verb = {
  summary = "find indicators in files of any kind: addresses, names, digests, identifiers",
  description = "Finds indicators in files of any kind, refangs them and checks what can be checked. Files are scanned "
    .. "as they are; in pages, mails, JSON and SQL dumps escapes are undone. Positions are in the file. Archives and "
    .. "compressed files are scanned by their members; a .jsonl file of documents by each document's text. What looks "
    .. "like an indicator and is held to be none is counted, and shown with --show-suppressed. Personal values are "
    .. "masked. The text form is a summary; -o jsonl gives every finding. With --state a scan that was killed goes on "
    .. "where it was, and ends with the same result.",
  options = { "format", "out", "as", "kinds", "container", "context", "show-suppressed", "jobs", "state", "token-key",
    "offline", "reveal", "quiet", "progress" },
  kept = function(options) return options.state end,
  formats = { "text", "json", "jsonl", "csv" },
  containers = scan.containers,
  columns = { "path", "id", "kind", "value", "text", "first", "last", "defanged", "valid", "suppressed_by", "token",
    "encoding", "before", "after", "unicode", "mixed_scripts" },
  masks = true,
  examples = { "breachkit scan report.html", "breachkit scan -o jsonl --kinds sha256,domain evidence/",
    "breachkit scan --context 60 --kinds ipv4 mails/",
    "breachkit scan -o jsonl --jobs 0 --state scan.state --out findings.jsonl evidence/" },
}

local TOP <const> = 5

-- Documents: addresses, and .jsonl files whose first line is one.
local function holds_documents(input)
  if address.is(input) then return true end
  if not input:find "%.jsonl$" or fs.type(input) ~= "file" then return false end
  local step, _, _, closer = json.lines(input, { fields = { "text" } })
  if not step then return false end
  local _ <close> = closer
  local _, _, text = step()
  return type(text) == "string"
end

-- Calls `each(findings, name)` for every document or file of the inputs; of files that `done` (a
-- `breachkit.scan.state`) knows, `again(blocks, was)`.
local function sources(run, options, each, again, done)
  local function of(fields)
    for name, value in pairs(options) do
      if fields[name] == nil then fields[name] = value end
    end
    return fields
  end
  local function take(found, name)
    local before = run.found
    each(found, name == "-" and "standard input" or name)
    if not found.error or run.found > before then run.read = run.read + 1 end
    if found.error then return run:fail(found.error) end
    if found.changed then
      run:warn(name .. ": its size changed while it was read; what was there is scanned")
    end
    run.progress:step(name)
    return true
  end
  local function plain(path)
    local found, e = scan.file(path, of {})
    if not found then return run:fail(e) end
    return take(found, path)
  end
  -- what is packed by its members: their names are the findings' paths, their bytes the positions
  local function any(path)
    local seekable = path ~= "-" and fs.type(path) == "file"
    if not seekable and path ~= "-" and not fs.is_open(path) then return plain(path) end
    local src <close> = path == "-" and source.stdin() or source.file(path)
    local whole = true
    archive.leaves(src, function(member)
      if member == src and seekable then
        whole = plain(path)
      else
        whole = take(scan.stream(assert(member:tap()), of { path = member.name }), member.name) and whole
      end
    end, function(e)
      whole = false
      run:fail(e)
    end)
    return whole
  end
  local function one_file(path)
    if done then
      local blocks, was = done:known(path)
      if blocks then
        again(blocks, was)
        run.read = run.read + 1
        return
      end
      done:begin(path)
      run.held_back = {}
    end
    local whole = any(path)
    if done and whole then
      local kept, e = done:finish(run.held_back)
      if not kept then error(e, 0) end
    end
  end
  for _, input in ipairs(run.inputs) do
    if holds_documents(input) then
      for doc in document.each(input, {
        fetch = address.is(input) and run:network() or nil, offline = run.options.offline,
        on_error = function(e) run:fail(e) end,
      }) do
        each(scan.bytes(doc.text or "", of { id = doc.id, container = "none" }), doc.id)
        run.read = run.read + 1
        run.progress:step(doc.id)
      end
    elseif fs.type(input) == "directory" then
      run:walk(input, one_file, function(path, why) run:warn(path .. ": passed over: " .. why) end)
    else
      one_file(input)
    end
  end
end

-- What stands around a finding is any bytes: in one line, as UTF-8, with nothing that steers a terminal.
local function around(text)
  return text and terminal.plain((charset.decode(tostring(text), "UTF-8")))
end

--- The row of a finding, or the rows of a document's, in CSV.
-- @tparam table record
-- @treturn {table,...} rows by the names of `columns`
-- @usage for _, row in ipairs(verb.rows(record)) do print(row.value) end
function verb.rows(record)
  local rows = {}
  for i, f in ipairs(record.indicators or { record }) do
    local row = {}
    for _, name in ipairs(verb.columns) do
      local value = f[name]
      row[name] = (type(value) == "boolean" or mask.is(value)) and tostring(value) or value
    end
    row.before, row.after = around(f.before), around(f.after)
    rows[i] = row
  end
  return rows
end

-- A finding with what stands around it.
local function found_text(f, page)
  local value, text = tostring(f.value), around(f.text)
  page:wrap(("%s:%d  %s%s"):format(f.path or f.id or "-", f.first, f.suppressed_by and f.suppressed_by .. ": " or "",
    f.kind .. "  " .. value), nil, "  ", "bold")
  page:wrap((around(f.before) or "") .. text .. (around(f.after) or ""), "    ")
end

--- The summary for people, or a finding with its context.
-- @tparam table record a `breachkit.scan.tally`, or a finding
-- @tparam table page a `breachkit.cli.sheet`
-- @usage verb.text(record, page)
function verb.text(record, page)
  if record.kind then return found_text(record, page) end
  local any
  for _, kind in ipairs(scan.kinds) do
    local of = record:of(kind, TOP)
    if of then
      any = true
      page:line(page.paint(kind, "bold") .. ("  %d found, %s%d distinct"):format(of.count, of.exact and "" or "about ",
        of.distinct))
      local rows = {}
      for i, e in ipairs(of.top) do rows[i] = { ("%6d"):format(e.count), e.value } end
      page:table(rows, "  ", { "dim", "cyan" })
      local more = of.distinct - #of.top
      if more > 0 then page:line("  " .. page.paint(("       and %d more"):format(more), "dim")) end
    end
  end
  if not any then page:line(page.paint("no indicator", "dim")) end
  local reasons = {}
  for reason in pairs(record.suppressed) do reasons[#reasons + 1] = reason end
  if #reasons > 0 then
    table.sort(reasons)
    local parts = {}
    for i, reason in ipairs(reasons) do parts[i] = ("%d %s"):format(record.suppressed[reason], reason) end
    page:wrap("suppressed: " .. table.concat(parts, ", "), nil, nil, "dim")
  end
end

-- What to do with findings, and with those that are lines of JSON by now, and counted.
local takers = {}

function takers.summary(run)
  local counts = tally.new()
  return function(found)
    run.found = run.found + counts:take(found)
  end, function(lines)
    for line in lines:gmatch "[^\n]+" do
      local f = assert(json.decode(line))
      counts:add(f.kind, f.value, f.token)
    end
  end, function(suppressed) counts:hold_back(suppressed) end, function() run:emit(counts) end
end

function takers.lines(run)
  return function(found)
    for text, n in function() return found:json_lines() end do
      run:print(text)
      run.found = run.found + n
    end
  end, function(lines) run:print(lines) end
end

function takers.records(run)
  local reason = run.options.reveal
  return function(found)
    for f in found do
      for _, name in ipairs(reason and { "value", "text", "before", "after" } or {}) do
        if mask.is(f[name]) then
          local plain, e = f[name]:reveal(reason)
          if not plain then error(e, 0) end
          f[name] = plain
        end
      end
      run:emit(f)
      run.found = run.found + 1
    end
  end, function(lines)
    for line in lines:gmatch "[^\n]+" do run:emit(assert(json.decode(line))) end
  end
end

-- A record a document, or a file.
function takers.documents(run)
  local list
  local take = takers.records({ options = run.options, found = 0, emit = function(_, f)
    f.path, f.id = nil, nil
    list[#list + 1] = f
  end })
  return function(found, id)
    list = {}
    take(found)
    run.found = run.found + #list
    run:emit { id = id, indicators = run.array(list) }
  end
end

--- Do it.
-- @tparam table run a `breachkit.cli.job`
-- @usage verb.run(run)
function verb.run(run)
  local opts = run.options
  local threads = opts.jobs == 0 and proc.cpus() or opts.jobs
  local options = {
    kinds = opts.kinds, suppressed = opts["show-suppressed"], threads = threads and math.min(threads, 64),
    container = opts.container, context = opts.context,
  }
  local format = opts.format or verb.formats[1]
  local how = format == "text" and (opts.context and "records" or "summary") or opts.as == "documents" and "documents"
    or format == "jsonl" and not opts.reveal and "lines" or "records"
  local done
  if how == "summary" and opts.reveal then
    run:warn "the summary shows no masked value: --reveal goes with -o jsonl, json or csv, or with --context"
  end
  if opts.state then
    if opts.reveal then error(err.new("usage", "--state keeps findings in a file, so it goes with no --reveal"), 0) end
    if how == "documents" then error(err.new("usage", "--state goes with no --as documents"), 0) end
  end
  local key = opts["token-key"] or opts.state and opts.state .. ".key"
  if key then
    local made, e = mask.key_file(key)
    if not made then error(e, 0) end
  end
  if opts.state then
    local e
    done, e = state.open(opts.state, {
      kinds = opts.kinds, suppressed = opts["show-suppressed"], container = opts.container,
      context = opts.context,
    })
    if not done then error(e, 0) end
  end
  local take, again, hold_back, finish = takers[how](run)
  sources(run, options, function(found, name)
    if not done then return take(found, name) end
    for lines, n in function() return found:json_lines() end do
      local kept, e = done:add(lines, n)
      if not kept then error(e, 0) end
      again(lines)
      run.found = run.found + n
    end
    for reason, n in pairs(found.suppressed) do run.held_back[reason] = (run.held_back[reason] or 0) + n end
    if hold_back then hold_back(found.suppressed) end
  end, function(blocks, was)
    for lines in blocks do again(lines) end
    run.found = run.found + was.n
    if hold_back then hold_back(was.suppressed) end
  end, done)
  if done then
    local kept, e = done:flush()
    if not kept then error(e, 0) end
  end
  if finish and run.read > 0 then finish() end
end

return verb
