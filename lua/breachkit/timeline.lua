--- Events at uncertain times: kept in order, searched, merged, folded, saved, read and written.
--
-- The order: by start, or by the last second where the start is open ("by Friday" stands at the end of Friday); then
-- by stop; then as added. What surely happened before an event stands before it. Undated events follow in a lane of
-- their own.
-- @module breachkit.timeline
-- @usage local tl = require "breachkit.timeline".new()
-- tl:add { when = "2014-11-24", what = "network shut down", source = "report.html" }
-- for e in tl:each() do print(e) end
local core = require "breachkit.core".timeline
local err = require "breachkit.err"
local limits = require "breachkit.limits"

local timeline = {}
local methods = core.methods

-- What the C side asks of breachkit.date, loaded only when a date is given in words.
local function convert(when)
  local date = require "breachkit.date"
  local d = when
  if type(when) == "string" then
    local e
    d, e = date.parse(when)
    if not d then return false, e end
  end
  local lo, hi = date.bounds(d)
  if lo == nil and hi ~= nil and type(hi) == "table" then return false, hi end
  return lo, hi, type(d) == "table" and d.edtf or nil
end

--- Make an empty timeline.
--
-- `tl:add(event)` takes a table: `when` (a date record, an EDTF or RFC 3339 string, or integer seconds since 1970), or
-- `start` and `stop` (integer seconds, days or RFC 3339; `stop` exclusive, either may be missing), `what`, `type`,
-- `stance`, `incident`, `source` or `reports` (ids), `claims` (an array of strings or records) and any further
-- fields. It returns the timeline, or nil and an error value ("syntax": no date; "range": it ends before it starts).
-- Events come out with the same fields. The other methods are in `core.timeline`.
-- @treturn userdata the timeline; `#tl` counts its events, `tl[i]` is the i-th in order
-- @usage local tl = bk.timeline.new()
function timeline.new() return core.new(convert) end

--- Load a timeline that `tl:save(path)` wrote. Nothing is parsed; everything is checked.
-- @tparam string path the file
-- @treturn ?userdata the timeline, or nil
-- @treturn ?table the error: "io", "type" (no saved timeline), "syntax" (damaged or forged), "limit" (more than
--  `limits.timeline_bytes`), "memory"
-- @usage local tl = assert(bk.timeline.load "case.timeline")
function timeline.load(path)
  err.want(path, "string", "timeline.load: a path")
  return core.load(path, convert, limits.timeline_bytes)
end

-- name -> module; each has write(tl, emit, lose, options) and, unless it is only written,
-- read(bytes, add, lose, fail, options)
local FORMATS = {
  jsonl = "jsonl", csv = "csv", text = "text", ["timesketch"] = "timesketch", ["timesketch-jsonl"] = "timesketch",
  l2tcsv = "l2tcsv", bodyfile = "bodyfile", tln = "tln",
}
timeline.formats = { "bodyfile", "csv", "jsonl", "l2tcsv", "text", "timesketch", "timesketch-jsonl", "tln" }

local function format_module(name, who)
  local file = FORMATS[name]
  if not file then
    local known = table.concat(timeline.formats, ", ")
    error(("%s: unknown format '%s' (there are %s)"):format(who, tostring(name), known), 3)
  end
  return require("breachkit.timeline." .. file)
end

-- A loss report: an array of {field, count, why}, in order of first loss.
local function losses()
  local report, by = {}, {}
  return report, function(name, why)
    local key = name .. "\0" .. why
    local row = by[key]
    if not row then
      row = { field = name, count = 0, why = why }
      by[key] = row
      report[#report + 1] = row
    end
    row.count = row.count + 1
  end
end

local WRITE = { width = "number", color = true, format = true }

--- Write the timeline in a format, piece by piece, in constant memory.
-- @function timeline:write
-- @tparam string format one of `timeline.formats`
-- @tparam function|file emit called with each piece of the output, or a file open for writing
-- @tparam[opt] table options for text: `width` (columns, default 100)
-- @treturn ?table what the format could not hold: an array of `{field, count, why}`; nil when writing failed
-- @treturn ?table the error: "io"
-- @raise on an unknown format or option
-- @usage local lost = assert(tl:write("timesketch", io.stdout))
function methods:write(format, emit, options)
  options = err.options(options, WRITE, "timeline:write")
  local module = format_module(format, "timeline:write")
  local put, failed = emit, nil
  if type(emit) ~= "function" then
    if not err.fits(emit, "userdata or table") then
      err.raise("timeline:write: a function or a file expected, got " .. type(emit))
    end
    put = function(piece)
      if failed then return end
      local ok, message = emit:write(piece)
      if not ok then failed = message end
    end
  end
  local report, lose = losses()
  module.write(self, put, lose, { width = options.width, format = format })
  if failed then return nil, err.new("io", failed) end
  return report
end

local function to_string(format)
  return function(self, options)
    local parts = {}
    local report = self:write(format, function(piece) parts[#parts + 1] = piece end, options)
    return table.concat(parts), report
  end
end

--- The timeline for a terminal: a line an event, uncertain dates marked. Control characters are shown, not sent.
-- @function timeline:text
-- @tparam[opt] table options `width`: columns (default 100)
-- @treturn string the text
-- @treturn table the loss report
-- @usage print((tl:text { width = 80 }))
methods.text = to_string "text"

--- The timeline as JSON Lines: `{when, start, stop, what, type, stance, incident, reports[], claims[], ...}`.
-- @function timeline:jsonl
-- @treturn string a line an event
-- @treturn table the loss report
-- @usage io.write((tl:jsonl()))
methods.jsonl = to_string "jsonl"

--- The timeline as CSV (RFC 4180) with a head line.
-- @function timeline:csv
-- @treturn string the records
-- @treturn table the loss report
-- @usage io.write((tl:csv()))
methods.csv = to_string "csv"

local READ = { source = "string", into = "userdata" }

-- What gives the input piece by piece: from a string, a file or such a function.
local function pieces(input)
  local kind = io.type(input) or type(input)
  if kind == "function" then return input end
  if kind == "file" then return function() return input:read(65536) end end
  if kind ~= "string" then error("timeline.read: bytes, a file or a function expected, got " .. kind, 3) end
  local rest = input
  return function()
    local all = rest
    rest = nil
    return all
  end
end

--- Read events of a format. A bad line is reported and the rest is read. What is read goes straight into the timeline:
-- no more of the input than one record is held besides.
-- @tparam string format one of `timeline.formats` but text
-- @tparam string|file|function input the bytes, a file open for reading, or a function that gives the next piece, and
--  nil at the end (with a message when it failed)
-- @tparam[opt] table options `source`: its name, which errors and events without a source of their own carry;
--  `into`: the timeline to add to (default: a new one)
-- @treturn userdata the timeline
-- @treturn table the loss report: an array of `{field, count, why}`
-- @treturn table errors of lines that could not be read, each with `source` and `position`: at most
--  `limits.timeline_errors`; `more` counts those beyond
-- @raise on an unknown format or option
-- @usage local tl, lost, errors = bk.timeline.read("l2tcsv", bytes, { source = "disk.csv" })
function timeline.read(format, input, options)
  options = err.options(options, READ, "timeline.read")
  local module = format_module(format, "timeline.read")
  if not module.read then error("timeline.read: " .. format .. " is only written", 2) end
  local read = pieces(input)
  local tl = options.into or timeline.new()
  local report, lose = losses()
  local errors, kept = {}, limits.timeline_errors
  local function fail(position, e)
    if #errors == kept then
      errors.more = (errors.more or 0) + 1
      return
    end
    if type(e) == "string" then e = err.new("syntax", e) end
    e.source, e.position = options.source, position
    errors[#errors + 1] = e
  end
  local function add(event, position)
    if event.source == nil and event.reports == nil then event.source = options.source end
    -- what would be misuse in a script (a field of the wrong type, too deep a table) is bad data here
    local fine, ok, e = pcall(tl.add, tl, event)
    if not fine then
      fail(position, (tostring(ok):gsub("^event: ", "")))
    elseif not ok then
      fail(position, e)
    end
  end
  module.read(read, add, lose, fail, { format = format })
  return tl, report, errors
end

-- The beginning of a file -> its format, by what its first line looks like.
local function by_columns(line)
  local has = {}
  for name in line:gmatch '[^,;\t"\r]+' do has[name] = true end
  if line:find "^date,time,timezone,MACB," then return "l2tcsv" end
  if has.message and (has.datetime or has.timestamp) then return "timesketch" end
  if has.what and (has.when or has.start) then return "csv" end
end

local function by_bars(line)
  local _, bars = line:gsub("|", "")
  if line:find "^Time|Source|Host|User|Description" then return "tln" end
  if bars >= 10 and line:find "|%-?%d+%.?%d*|%-?%d+%.?%d*|%-?%d+%.?%d*|%-?%d+%.?%d*\r?$" then return "bodyfile" end
  if (bars == 4 or bars == 6) and line:find "^%-?%d+%.?%d*|" then return "tln" end
end

local function by_object(line)
  local object = require "breachkit.json".decode(line, { utf8 = "replace" })
  if type(object) ~= "table" or type(object.text) == "string" then return nil end
  if type(object.message) == "string" and (object.datetime or object.timestamp) then return "timesketch-jsonl" end
  if object.what ~= nil and (object.when or object.start or object.stop or object.reports) then return "jsonl" end
end

--- Tell a timeline from other files by its beginning.
-- @tparam string head its first bytes: the first line at least, a line that begins with # does not count
-- @treturn ?string one of `timeline.formats`, or "saved" for what `tl:save` writes; nil when it is none of them
-- @usage print(bk.timeline.detect "Time|Source|Host|User|Description\n")   --> tln
function timeline.detect(head)
  if type(head) ~= "string" then error("timeline.detect: a string expected, got " .. type(head), 2) end
  if head:sub(1, 8) == "bkTime1\n" then return "saved" end
  for line in head:gsub("^\xEF\xBB\xBF", ""):gmatch "[^\r\n]+" do
    if line:find "^%s*{" then return by_object(line) end
    if line:sub(1, 1) ~= "#" then return by_columns(line) or by_bars(line) end
  end
end

local OPEN = { format = "string", into = "userdata" }

--- Read a timeline from a file of any of the formats, or one that was saved.
-- @tparam string path the file, "-" for standard input
-- @tparam[opt] table options `format`: one of `timeline.formats` or "saved" (default: told from its beginning);
--  `into`: the timeline to add to (default: a new one)
-- @treturn ?userdata the timeline, or nil
-- @treturn ?table the loss report, or the error: "io", "type" (not recognised, or not a saved timeline), and those of
--  `load`
-- @treturn ?table errors of lines, as `read` gives them
-- @treturn ?string the format
-- @raise on an unknown format or option
-- @usage local tl, lost, errors = assert(bk.timeline.open "supertimeline.csv")
function timeline.open(path, options)
  if type(path) ~= "string" then error("timeline.open: a path expected, got " .. type(path), 2) end
  options = err.options(options, OPEN, "timeline.open")
  local source = require "breachkit.document.source"
  local src <close> = path == "-" and source.stdin() or source.file(path)
  return timeline.take(src, options)
end

--- The same from a `breachkit.document.source`, which may have been looked at.
-- @tparam table src the source
-- @tparam[opt] table options as for `open`
-- @treturn ?userdata the timeline, or nil
-- @treturn ?table the loss report, or the error
-- @treturn ?table errors of lines
-- @treturn ?string the format
-- @usage local tl = assert(bk.timeline.take(src))
function timeline.take(src, options)
  options = err.options(options, OPEN, "timeline.take")
  local head, e = src:peek(limits.first_line)
  if not head then return nil, e end
  local format = options.format or timeline.detect(head)
  if not format then
    return nil, err.new("type", "is no timeline: none of " .. table.concat(timeline.formats, ", "), src.name)
  end
  if format == "saved" then
    if not src.file then return nil, err.new("type", "a saved timeline is loaded from a file", src.name) end
    local tl, problem = timeline.load(src.file)
    if not tl then return nil, problem end
    local ok = not options.into
    if options.into then
      ok, problem = options.into:merge(tl)
      tl:close()
      tl = options.into
    end
    if not ok then return nil, problem end
    return tl, {}, {}, format
  end
  local failure
  local function read()
    local piece, problem = src:piece()
    failure = failure or problem
    return piece
  end
  local tl, report, errors = timeline.read(format, read, { source = src.name, into = options.into })
  if failure then return nil, failure end
  return tl, report, errors, format
end

local describe
local event_methods = {
  --- The event's bounds.
  -- @function event:bounds
  -- @treturn ?integer first second since 1970-01-01T00:00:00Z that it may lie in, nil when open
  -- @treturn ?integer the second after the last, nil when open
  bounds = function(self) return (core.seconds(self.start)), (core.seconds(self.stop)) end,
}
core.event.__name = "breachkit.event"
core.event.__index = function(self, key)
  if key == "source" then
    local reports = rawget(self, "reports")
    return reports and reports[1]
  end
  return event_methods[key]
end
core.event.__tostring = function(self)
  describe = describe or require "breachkit.timeline.text".line
  return describe(self)
end

return timeline
