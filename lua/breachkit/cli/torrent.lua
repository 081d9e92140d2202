--- `breachkit torrent`: what torrents and magnet links are of, and whether files on disk are that.
-- @module breachkit.cli.torrent
local err = require "breachkit.err"
local fs = require "breachkit.fs"
local limits = require "breachkit.limits"
local mask = require "breachkit.mask"
local sniff = require "breachkit.document.sniff"
local source = require "breachkit.document.source"
local torrent = require "breachkit.torrent"
local words = require "breachkit.export.words"

local verb = {
  summary = "tell what torrents and magnet links are of, and check files against them",
  description = "Reads torrents of versions 1 and 2, hybrids and magnet links: infohashes, files, trackers. What does "
    .. "not fit together, or would write outside its folder, is refused with the reason and the infohash. Of a folder, "
    .. "files that are torrents by their content are read. Addresses of trackers are masked where they may hold the "
    .. "key of one person. Nothing joins a swarm or asks a tracker. With --verify, the exit status is 1 when files are "
    .. "damaged or absent. `torrent create` makes a torrent of a file or a folder, for exchange between analysts: the "
    .. "same files give the same bytes, and no time is written unless SOURCE_DATE_EPOCH is set.",
  usage = "[options] FILE|FOLDER|MAGNET...\n       breachkit torrent create [options] --out FILE.torrent FILE|FOLDER",
  options = { "format", "out", "verify", "kind", "piece-length", "private", "trackers", "comment", "reveal", "quiet",
    "progress" },
  formats = { "text", "json", "jsonl", "csv" },
  kinds = { "hybrid", "v1", "v2" },
  columns = { "path", "infohash", "infohash_v2", "kind", "name", "size", "file", "file_size", "pieces_root", "status" },
  spaced = true,
  masks = true,
  examples = { "breachkit torrent leak.torrent", "breachkit torrent --verify evidence/ -o jsonl leak.torrent",
    "breachkit torrent create --out evidence.torrent evidence/",
    "breachkit torrent 'magnet:?xt=urn:btih:0123456789abcdef0123456789abcdef01234567'" },
}

local SHOWN <const> = 20 -- files in the text form

--- The rows of a torrent in CSV: one a file.
-- @tparam table record
-- @treturn {table,...} rows by the names of `columns`
-- @usage for _, row in ipairs(verb.rows(record)) do print(row.file) end
function verb.rows(record)
  local rows = {}
  for i, file in ipairs(record.files and #record.files > 0 and record.files or { {} }) do
    rows[i] = {
      path = record.path, infohash = record.infohash, infohash_v2 = record.infohash_v2, kind = record.kind,
      name = record.name, size = record.size, file = file.path, file_size = file.size, pieces_root = file.pieces_root,
      status = record.verified and record.verified.files[i] and record.verified.files[i].status,
    }
  end
  return rows
end

local function bytes(n)
  return words.number(n) .. (n == 1 and " byte" or " bytes")
end

local COLOURS = { complete = "green", damaged = "red", absent = "yellow", unsure = "yellow", link = "dim" }

-- The files of the record, with their state when they were checked: what does not hold comes first.
local function show_files(record, page)
  local order = {}
  for i, file in ipairs(record.files) do
    local state = record.verified and record.verified.files[i]
    order[i] = { file = file, state = state, at = i, holds = not state or state.status == "complete" }
  end
  table.sort(order, function(a, b)
    if a.holds ~= b.holds then return b.holds end
    return a.at < b.at
  end)
  for i = 1, math.min(SHOWN, #order) do
    local file, state = order[i].file, order[i].state
    local head = ("  %18s  "):format(file.link and "link" or words.number(file.size))
    if state then head = head .. page.paint(("%-8s"):format(state.status), COLOURS[state.status]) .. "  " end
    local note = state and (state.reason or state.bad_pieces and words.count(state.bad_pieces, "bad piece"))
    page:wrap(file.path .. (file.link and " -> " .. file.link or "") .. (note and " (" .. note .. ")" or ""), head)
  end
  if #order > SHOWN then page:line("  " .. page.paint(("and %d more"):format(#order - SHOWN), "dim")) end
end

-- What the name says, where it says more than a title.
local function described(name)
  local r = torrent.release(name)
  local parts = { r.title }
  if r.year then parts[#parts + 1] = tostring(r.year) end
  if r.season then parts[#parts + 1] = "season " .. r.season end
  if r.episode then parts[#parts + 1] = "episode " .. r.episode .. (r.last_episode and "-" .. r.last_episode or "") end
  if r.source then parts[#parts + 1] = r.source end
  if r.group then parts[#parts + 1] = "by " .. r.group end
  return #parts > 1 and table.concat(parts, " · ") or nil
end

--- A torrent for people.
-- @tparam table record
-- @tparam table page a `breachkit.cli.sheet`
-- @usage verb.text(record, page)
function verb.text(record, page)
  page:wrap(record.name or record.path or "a torrent without a name", "", "", "bold")
  local release = record.name and described(record.name)
  if release then page:wrap(release, "  ") end
  local count = record.files and words.count(#record.files, "file") .. ", " or ""
  local size = record.size and count .. bytes(record.size) or "size not told"
  page:wrap(("%s · %s%s"):format(record.kind, size, record.path and " · " .. record.path or ""), "  ", nil, "dim")
  local rows = {}
  if record.infohash then rows[#rows + 1] = { "infohash", record.infohash } end
  if record.infohash_v2 then rows[#rows + 1] = { "infohash v2", record.infohash_v2 } end
  for i, address in ipairs(record.trackers) do rows[#rows + 1] = { i == 1 and "trackers" or "", tostring(address) } end
  page:table(rows, "  ", { "dim", "cyan" })
  local v = record.verified
  if v then
    local line = ("%d complete, %d damaged, %d absent"):format(v.complete, v.damaged, v.absent)
    if v.unsure > 0 then line = line .. (", %d unsure: their bad pieces are others' too"):format(v.unsure) end
    page:wrap(line, "  ", nil, v.holds and "green" or "red")
  end
  if record.files then show_files(record, page) end
  for _, warning in ipairs(record.warnings) do page:wrap("warning: " .. warning, "  ", nil, "yellow") end
end

local function reveal(record, reason)
  for i, address in ipairs(record.trackers) do
    if mask.is(address) then
      local plain, e = address:reveal(reason)
      if not plain then error(e, 0) end
      record.trackers[i] = plain
    end
  end
end

local function emit(run, record)
  run.read, run.found = run.read + 1, run.found + 1
  if run.options.reveal then reveal(record, run.options.reveal) end
  run:emit(record)
end

-- an error that can name the torrent does
local function refuse(run, e, path)
  local hash = e.infohash or e.infohash_v2
  run:fail(err.new(e.code, e.message .. (hash and " (infohash " .. hash .. ")" or ""), e.source or path, e.position))
end

local function one_file(run, path, searching)
  local all, e
  if path == "-" then
    all, e = source.stdin():all(limits.document_bytes)
  else
    if searching then
      local src <close> = source.file(path)
      local _, what = sniff.kind(src:peek() or "")
      if what ~= "torrent" then return end
    end
    all, e = fs.read(path)
  end
  if not all then return run:fail(e) end
  local t
  t, e = torrent.parse(all, path)
  if not t then return refuse(run, e, path) end
  local record = t:record()
  if run.options.verify then
    record.verified, e = t:verify(run.options.verify, {
      on_progress = function(done, total)
        run.progress:show(("%s: %.1f of %.1f MB"):format(t.name, done / 1e6, total / 1e6))
      end,
    })
    if not record.verified then return run:fail(e) end
    run.holds = run.holds and record.verified.holds
  end
  emit(run, record)
end

local function make(run, inputs)
  local options = run.options
  if #inputs ~= 1 then return run:fail(err.new("usage", "create takes one file or folder")) end
  if not options.out and fs.is_tty(1) then return run:fail(err.new("usage", "name a file with --out FILE.torrent")) end
  local made, warnings = torrent.create(inputs[1], {
    version = options.kind, piece_length = options["piece-length"], private = options.private,
    trackers = options.trackers, comment = options.comment,
    on_progress = function(done, total)
      run.progress:show(("%.1f of %.1f MB"):format(done / 1e6, total / 1e6))
    end,
  })
  if not made then return run:fail(warnings) end
  for _, warning in ipairs(warnings) do run:warn(warning) end
  run.read, run.found = 1, 1
  run.output.format = nil -- what is printed is no record
  run.output:write(made)
  local t = assert(torrent.parse(made))
  run:note(("%s, %s in %s, %s"):format(t.kind, words.count(t.count, "file"),
    words.count((t.size + t.piece_length - 1) // t.piece_length, "piece"), t.infohash_v2 and t.infohash
      and ("infohash %s, v2 %s"):format(t.infohash, t.infohash_v2) or "infohash " .. (t.infohash or t.infohash_v2)))
end

local MAKING = { "kind", "piece-length", "private", "trackers", "comment" }

--- Do it.
-- @tparam table run a `breachkit.cli.job`
-- @usage verb.run(run)
function verb.run(run)
  if run.inputs[1] == "create" then return make(run, table.move(run.inputs, 2, #run.inputs, 1, {})) end
  for _, name in ipairs(MAKING) do
    if run.options[name] then return run:fail(err.new("usage", ("--%s is for 'torrent create'"):format(name))) end
  end
  run.holds = true
  for _, input in ipairs(run.inputs) do
    if input:lower():find "^magnet:" then
      local record, e = torrent.magnet(input)
      if record then
        if run.options.verify then run:warn "a magnet link holds no hashes of files, so --verify passes it over" end
        emit(run, record)
      else
        refuse(run, e, "magnet link") -- its trackers may hold keys
      end
    elseif fs.type(input) == "directory" then
      run:walk(input, function(path) one_file(run, path, true) end)
    else
      one_file(run, input)
    end
  end
  if not run.holds then run.found = 0 end -- a check that does not hold: exit status 1
end

return verb
