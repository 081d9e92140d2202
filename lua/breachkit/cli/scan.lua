--- `breachkit scan`: the indicators in any bytes, refanged, checked, and personal ones masked.
-- @module breachkit.cli.scan
local address = require "breachkit.document.address"
local archive = require "breachkit.document.archive"
local document = require "breachkit.document"
local fs = require "breachkit.fs"
local json = require "breachkit.json"
local limits = require "breachkit.limits"
local mask = require "breachkit.mask"
local scan = require "breachkit.scan"
local sniff = require "breachkit.document.sniff"
local source = require "breachkit.document.source"

local verb = {
  summary = "find indicators in files of any kind: addresses, names, digests, identifiers",
  description = "Finds indicators in files of any kind, refangs them and checks what can be checked. Files are scanned "
    .. "as they are, so that positions are in the file; archives and compressed files by their members; a .jsonl file "
    .. "of documents by each document's text. What looks like an indicator and is held to be none is counted, and "
    .. "shown with --show-suppressed. Personal values are masked. The text form is a summary; -o jsonl gives every "
    .. "finding.",
  options = { "format", "out", "as", "kinds", "show-suppressed", "offline", "reveal", "quiet", "progress" },
  formats = { "text", "json", "jsonl", "csv" },
  columns = { "path", "id", "kind", "value", "text", "first", "last", "defanged", "valid", "suppressed_by", "token" },
  masks = true,
  examples = { "breachkit scan report.html", "breachkit scan -o jsonl --kinds sha256,domain evidence/" },
}

local TOP <const> = 5

-- Documents: addresses, and .jsonl files whose first line is one.
local function holds_documents(input)
  if address.is(input) then return true end
  if not input:find "%.jsonl$" or fs.type(input) ~= "file" then return false end
  local step, _, _, closer = json.lines(input)
  if not step then return false end
  local _ <close> = closer
  local _, value = step()
  return type(value) == "table" and type(value.text) == "string"
end

-- Calls `each(findings, id, name)` for every document or file of the inputs.
local function sources(run, options, each)
  -- what is packed, by its members: their names are the findings' paths, their bytes the positions
  local function packed(path)
    archive.leaves(source.file(path), function(member)
      local bytes, e = member:all(limits.document_bytes)
      if not bytes then return run:fail(e) end
      local of_member = { kinds = options.kinds, suppressed = options.suppressed, path = member.name }
      each(scan.bytes(bytes, of_member), member.name)
      run.read = run.read + 1
      run.progress:step(member.name)
    end, function(e) run:fail(e) end)
  end
  local function one_file(path)
    if fs.type(path) == "file" then
      local src <close> = source.file(path)
      local kind = sniff.kind(src:peek() or "")
      if kind == "packed" or kind == "archive" then return packed(path) end
    end
    local found, e = scan.file(path, options)
    if not found then return run:fail(e) end
    each(found, path == "-" and "standard input" or path)
    if found.error then return run:fail(found.error) end
    run.read = run.read + 1
    run.progress:step(path)
  end
  for _, input in ipairs(run.inputs) do
    local kind = fs.type(input)
    if holds_documents(input) then
      for doc in document.each(input, {
        fetch = address.is(input) and run:network() or nil, offline = run.options.offline,
        on_error = function(e) run:fail(e) end,
      }) do
        local of_document = { kinds = options.kinds, suppressed = options.suppressed, id = doc.id }
        each(scan.bytes(doc.text or "", of_document), doc.id)
        run.read = run.read + 1
        run.progress:step(doc.id)
      end
    elseif kind == "directory" then
      run:walk(input, one_file, function(path, why) run:warn(path .. ": passed over: " .. why) end)
    else
      one_file(input)
    end
  end
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
    rows[i] = row
  end
  return rows
end

-- Counts by kind and value. Masked values are counted by their tokens.
local function tally()
  local kinds = {}
  return function(f)
    local of = kinds[f.kind]
    if not of then
      of = { count = 0, distinct = 0, values = {}, shown = {} }
      kinds[f.kind] = of
    end
    local key = f.token or f.value
    if not of.values[key] then
      of.distinct = of.distinct + 1
      of.shown[key] = tostring(f.value)
    end
    of.count = of.count + 1
    of.values[key] = (of.values[key] or 0) + 1
  end, kinds
end

--- The summary for people.
-- @tparam table record `{kinds, suppressed, sources}`
-- @tparam table page a `breachkit.cli.sheet`
-- @usage verb.text(record, page)
function verb.text(record, page)
  local any
  for _, kind in ipairs(scan.kinds) do
    local of = record.kinds[kind]
    if of then
      any = true
      page:line(page.paint(kind, "bold") .. ("  %d found, %d distinct"):format(of.count, of.distinct))
      local keys = {}
      for key in pairs(of.values) do keys[#keys + 1] = key end
      table.sort(keys, function(a, b)
        if of.values[a] ~= of.values[b] then return of.values[a] > of.values[b] end
        if of.shown[a] ~= of.shown[b] then return of.shown[a] < of.shown[b] end
        return a < b
      end)
      local rows = {}
      for i = 1, math.min(TOP, #keys) do rows[i] = { ("%6d"):format(of.values[keys[i]]), of.shown[keys[i]] } end
      page:table(rows, "  ", { "dim", "cyan" })
      if #keys > TOP then page:line("  " .. page.paint(("       and %d more"):format(#keys - TOP), "dim")) end
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

--- Do it.
-- @tparam table run a `breachkit.cli.job`
-- @usage verb.run(run)
function verb.run(run)
  local opts = run.options
  local options = { kinds = opts.kinds, suppressed = opts["show-suppressed"] }
  local summary = (opts.format or verb.formats[1]) == "text"
  local together = opts.as == "documents"
  local add, kinds = tally()
  local suppressed = {}
  sources(run, options, function(found, id)
    local list = {}
    for f in found do
      if opts.reveal and mask.is(f.value) then
        for _, name in ipairs { "value", "text" } do
          local plain, e = f[name]:reveal(opts.reveal)
          if not plain then error(e, 0) end
          f[name] = plain
        end
      end
      run.found = run.found + 1
      if summary then
        add(f)
      elseif together then
        f.path, f.id = nil, nil
        list[#list + 1] = f
      else
        run:emit(f)
      end
    end
    for reason, n in pairs(found.suppressed) do suppressed[reason] = (suppressed[reason] or 0) + n end
    if together and not summary then run:emit { id = id, indicators = run.array(list) } end
  end)
  if summary and run.read > 0 then run:emit { kinds = kinds, suppressed = suppressed } end
end

return verb
