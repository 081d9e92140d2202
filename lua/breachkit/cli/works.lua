--- `breachkit works`: which works got out before their release, by how long, in which torrents, told by whom.
-- @module breachkit.cli.works
local bk = require "breachkit"
local fs = require "breachkit.fs"
local sniff = require "breachkit.document.sniff"
local source = require "breachkit.document.source"
local words = require "breachkit.export.words"

local verb = {
  summary = "tell which works got out before their release, in which torrents, told by whom",
  nothing = "no work that got out",
  description = "Brings together reports, torrents and magnet links among the inputs, and a list of works with their "
    .. "official release dates (CSV with the columns title and released, and as wanted kind, year, aliases; or a Lua "
    .. "file). A release's name is matched to a title whole and checked by its year, never by likeness; a match that "
    .. "leaves a doubt says so. A torrent's own date is only what it claims. Without a list, the release dates are "
    .. "those that the reports tell. Nothing joins a swarm or asks a tracker.",
  usage = "[options] [--list FILE] REPORT|TORRENT|FOLDER|MAGNET...",
  options = { "format", "out", "list", "jobs", "anchor", "asof", "rules", "offline", "reveal", "quiet",
    "progress" },
  formats = { "text", "json", "jsonl", "csv" },
  columns = { "title", "kind", "released", "released_from", "leaked", "leaked_from", "before_release", "early_least",
    "early_most", "origins", "infohash", "name", "match", "why", "created" },
  spaced = true,
  quotes = true, -- of reports
  examples = { "breachkit works reports/", "breachkit works --list works.csv reports/ leak.torrent -o jsonl" },
}

--- The rows of a work in CSV: one a torrent, or one.
-- @tparam table work
-- @treturn {table,...} rows by the names of `columns`
-- @usage for _, row in ipairs(verb.rows(work)) do print(row.title, row.infohash) end
function verb.rows(work)
  local rows, early = {}, work.early or {}
  for i, t in ipairs(#work.torrents > 0 and work.torrents or { {} }) do
    rows[i] = {
      title = work.title, kind = work.kind, released = work.released and work.released.edtf,
      released_from = work.released_from, leaked = work.leaked and work.leaked.edtf,
      leaked_from = work.leaked_from, before_release = work.before_release, early_least = early.least,
      early_most = early.most, origins = work.origins, infohash = t.infohash or t.infohash_v2, name = t.file or t.name,
      match = t.match, why = t.why, created = t.created,
    }
  end
  return rows
end

local BEFORE = {
  yes = { "out before its release", "red" }, no = { "out after its release", "green" },
  maybe = { "perhaps out before its release", "yellow" },
}

-- "49 days early", "49 to 77 days early", "12 days late"
local function by_how_long(early)
  local least, most = early.least, early.most
  if least and most and least < 0 and most <= 0 then
    return (least == most and "%s late" or "%s to %s late"):format(
      least == most and words.count(-least, "day") or words.number(-most), words.count(-least, "day"))
  elseif least and most and least ~= most then
    return least < 0 and ("from %s late to %s early"):format(words.count(-least, "day"), words.count(most, "day"))
      or ("%s to %s early"):format(words.number(least), words.count(most, "day"))
  end
  local days = words.count(math.abs(least or most), "day")
  if least and most then return days .. " early" end
  return ("%s %s %s"):format(least and "at least" or "at most", days, (least or most) < 0 and "late" or "early")
end

local function dated(date, from, by)
  if not date then return "not known" end
  local open = date.edtf:match "^%.%./(.+)$"
  local text = open and "by " .. words.date(open) or words.date(date.edtf)
  return text .. (by[from] or "")
end

--- A work for people.
-- @tparam table work
-- @tparam table page a `breachkit.cli.sheet`
-- @tparam table documents documents by id
-- @usage verb.text(work, page, documents)
function verb.text(work, page, documents)
  page:wrap(work.title .. (work.kind and " (" .. work.kind .. ")" or ""), "", "", "bold")
  local what = BEFORE[work.before_release]
  page:wrap(what[1] .. (work.early and ", " .. by_how_long(work.early) or ""), "  ", nil, what[2])
  local rows = {
    { "released", dated(work.released, work.released_from,
      { list = ", as the list says", reports = ", as reports tell" }) },
    { "out", dated(work.leaked, work.leaked_from, { torrent = ", if the torrent's own date is true" }) },
  }
  if work.released_told then rows[#rows + 1] = { "but", "reports tell of " .. words.date(work.released_told.edtf) } end
  if #work.told > 0 then
    rows[#rows + 1] = { "told by", words.count(work.origins, "origin") }
    for _, claim in ipairs(work.told) do
      local doc = documents[claim.id] or {}
      rows[#rows + 1] = { "", "“" .. (claim.quote or ""):gsub("%s+", " ") .. "” — "
        .. (claim.via and claim.via .. ", in " or "") .. tostring(doc.site or doc.title or doc.path or claim.id) }
    end
  end
  for _, t in ipairs(work.torrents) do
    rows[#rows + 1] = { "torrent", ("%s, %s: %s%s"):format(t.file or t.name, t.match, t.why,
      t.created and ", made, it says, on " .. words.date(t.created:sub(1, 10)) or "") }
    rows[#rows + 1] = { "", t.infohash or t.infohash_v2 }
  end
  page:table(rows, "  ", { "dim" })
end

local function is_torrent(path)
  local src <close> = source.file(path)
  local _, what = sniff.kind(src:peek() or "")
  return what == "torrent"
end

-- The torrents among the inputs; the others are left to be read as reports.
local function take_torrents(run)
  local torrents, left = {}, {}
  local function take(t, e, path)
    if t then
      run.read = run.read + 1
      torrents[#torrents + 1] = t
    else
      e.source = e.source or path
      run:fail(e)
    end
  end
  local function one(path)
    if is_torrent(path) then take(bk.torrent.open(path)) else left[#left + 1] = path end
  end
  for _, input in ipairs(run.inputs) do
    local kind = input ~= "-" and fs.type(input)
    if input:lower():find "^magnet:" then
      local t, e = bk.torrent.magnet(input)
      take(t, e, "magnet link")
    elseif kind == "directory" then
      run:walk(input, one)
    elseif kind == "file" then
      one(input)
    else
      left[#left + 1] = input
    end
  end
  run.inputs = left
  return torrents
end

--- Do it.
-- @tparam table run a `breachkit.cli.job`
-- @usage verb.run(run)
function verb.run(run)
  local list = {}
  if run.options.list then
    local e
    list, e = bk.works.list(run.options.list)
    if not list then return run:fail(e) end
    for _, problem in ipairs(list.errors) do run:fail(problem) end
  end
  local torrents = take_torrents(run)
  local set, documents = run:set(function(doc)
    return bk.works.find(doc, { list = list, anchor = doc.anchor or doc.published or run.options.anchor })
  end), {}
  for _, doc in ipairs(set.documents) do documents[doc.id] = doc end
  local works, silent = bk.works.early { list = list, torrents = torrents, incidents = set }
  for _, work in ipairs(works) do
    run.found = run.found + 1
    run:emit(work, documents)
  end
  if silent > 0 then
    run:note(("no leak and no torrent found of %s of the list"):format(words.count(silent, "work")))
  end
end

return verb
