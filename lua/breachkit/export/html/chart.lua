--- The timeline as SVG: a row an event, in which a date that is uncertain looks uncertain.
-- A known day is a diamond, a span that lasted a solid bar; a date known only to lie somewhere within is a hatched
-- bar that fades at its ends; one open to a side fades out there; what has no date has a lane of its own.
-- @module breachkit.export.html.chart
local escape = require "breachkit.export.html.escape"
local scale = require "breachkit.export.html.scale"
local words = require "breachkit.export.words"

local chart = {}

local ROW, HEAD, LETTER = 30, 46, 6.6 -- a row's height, the axis's, and the mean width of a letter at 12.5 pixels

local function num(n)
  return (("%.1f"):format(n):gsub("%.0$", ""))
end

--- How well an event's date is known.
-- @tparam table event of an incident's `timeline`
-- @treturn string day, span, within, before, after or none
-- @usage chart.certainty { when = "2014-11-24~", start = "2014-11-24", stop = "2014-11-25" } --> "within"
function chart.certainty(event)
  local from, to = scale.day(event.start), scale.day(event.stop)
  if not from and not to then return "none" end
  if not from then return "before" end
  if not to then return "after" end
  local when = event.when or ""
  if when:find "[~?%%X%[{]" then return "within" end
  if to - from <= 1.01 then return "day" end
  -- an EDTF interval lasted; a month or a year is where a day lies that is not known
  return when:find "/" and "span" or "within"
end

-- an event with its day numbers; an open side reaches to the chart's edge
local function placed(events)
  local list, ends = {}, {}
  for i, event in ipairs(events) do
    local kind = chart.certainty(event)
    local from, to = scale.day(event.start), scale.day(event.stop)
    if from and to and to <= from then to = from + 1 end
    list[i] = { event = event, kind = kind, from = from, to = to, number = i }
    if from then ends[#ends + 1] = from end
    if to then ends[#ends + 1] = to end
  end
  return list, ends
end

local function clipped(text, room)
  local most = math.floor(room / LETTER)
  if most < 4 and utf8.len(text) > most then return "" end
  return escape.clipped(text, most)
end

local function stance(event)
  for _, name in ipairs(words.stances) do
    if name == event.stance then return name end
  end
  return "reported"
end

-- hatching and fades, once a chart
local function definitions(id, rows, out)
  out('<defs>')
  local used = {}
  for _, row in ipairs(rows) do used[stance(row.event)] = true end
  for _, name in ipairs(words.stances) do
    if used[name] then out('<pattern id="', id, '-h-', name, '" class="s-', name,
      '" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">',
      '<rect width="5" height="5" class="tint"/><rect width="2" height="5" class="ink"/></pattern>') end
  end
  local fades = { both = { 0, 1, 1, 0 }, left = { 0, 1, 1, 1 }, right = { 1, 1, 1, 0 } }
  for _, name in ipairs { "both", "left", "right" } do
    local f = fades[name]
    local far = name == "both" and { "0", "0.28", "0.72", "1" } or { "0", "0.6", "0.6", "1" }
    if name == "right" then far = { "0", "0.4", "0.4", "1" } end
    out('<linearGradient id="', id, '-g-', name, '">')
    for i = 1, 4 do
      out('<stop offset="', far[i], '" stop-color="#fff" stop-opacity="', f[i] == 1 and "1" or "0.12", '"/>')
    end
    out('</linearGradient><mask id="', id, '-m-', name, '" maskContentUnits="objectBoundingBox">',
      '<rect width="1" height="1" fill="url(#', id, '-g-', name, ')"/></mask>')
  end
  out('</defs>')
end

local function diamond(out, x, y, denied)
  out('<path class="mark" d="M', num(x), ' ', num(y - 7), 'l7 7-7 7-7-7z"/>')
  if denied then
    out('<path class="strike" d="M', num(x - 9), ' ', num(y + 9), 'l18-18"/>')
  end
end

local function bar(out, id, left, right, y, name, fade, solid)
  out('<rect x="', num(left), '" y="', num(y - 6), '" width="', num(right - left), '" height="12" rx="2"')
  if solid then
    out(' class="mark"/>')
  else
    out(' fill="url(#', id, '-h-', name, ')" mask="url(#', id, '-m-', fade, ')"/>')
  end
  if name == "denied" then
    local middle = (left + right) / 2
    out('<path class="strike" d="M', num(middle - 9), ' ', num(y + 9), 'l18-18"/>')
  end
end

-- draws an event's mark and returns the pixels it takes, from and to
local function mark(out, id, axis, row, y)
  local name = stance(row.event)
  if row.kind == "none" then
    out('<rect class="undated" x="', num(axis.left), '" y="', num(y - 6), '" width="26" height="12" rx="6"/>',
      '<text class="query" x="', num(axis.left + 13), '" y="', num(y + 4), '" text-anchor="middle">?</text>')
    return axis.left, axis.left + 26
  end
  local left = row.from and axis:x(row.from) or axis.left
  local right = row.to and axis:x(row.to) or axis.right
  if row.kind == "day" then
    local x = (left + right) / 2
    diamond(out, x, y, name == "denied")
    return x - 7, x + 7
  end
  if right - left < 22 then left, right = (left + right) / 2 - 11, (left + right) / 2 + 11 end
  local fade = row.kind == "before" and "left" or row.kind == "after" and "right" or "both"
  bar(out, id, left, right, y, name, fade, row.kind == "span")
  return left, right
end

local function tell(out, axis, row, y, left, right, width)
  local text = escape.masked(row.event.what or words.type(row.event.type))
  local long = utf8.len(text) * LETTER
  local after, before = width - right - 10, left - axis.left - 10
  local class = '<text class="what'
  if long <= after or after >= before then
    out(class, '" x="', num(right + 10), '" y="', num(y + 4), '">', escape.text(clipped(text, after)), '</text>')
  else
    out(class, '" x="', num(left - 10), '" y="', num(y + 4), '" text-anchor="end">',
      escape.text(clipped(text, before)), '</text>')
  end
end

local function grid(out, axis, top, bottom)
  for _, stretch in ipairs(axis.stretches) do
    out('<path class="axis" d="M', num(stretch.left), ' ', num(top), 'H', num(stretch.right), '"/>')
  end
  for _, tick in ipairs(axis.ticks) do
    out('<path class="grid" d="M', num(tick.x), ' ', num(top), 'V', num(bottom), '"/>')
    if tick.top then
      out('<text class="tick" x="', num(tick.x), '" y="', num(top - 20), '" text-anchor="middle">', tick.top, '</text>')
    end
    if tick.below then
      out('<text class="year" x="', num(tick.x), '" y="', num(top - 7), '" text-anchor="middle">', tick.below,
        '</text>')
    end
  end
  for _, cut in ipairs(axis.breaks) do
    local middle = (cut.left + cut.right) / 2
    out('<rect class="cut" x="', num(cut.left), '" y="', num(top), '" width="', num(cut.right - cut.left),
      '" height="', num(bottom - top), '"/>')
    out('<path class="axis" d="M', num(cut.left), ' ', num(top), 'h', num(middle - cut.left - 5), 'l3-6 5 12 3-6H',
      num(cut.right), '"/>')
  end
end

--- Draw a chart.
-- @tparam {table,...} events an incident's `timeline`
-- @tparam table how `id` (unique in the page), `width` in pixels, `class`, `title`, `desc`, `labels` (tell in the
-- chart when and what; else only the numbers of the list beside it)
-- @treturn string an `svg` element, empty when there is nothing to draw
-- @usage out(chart.draw(incident.timeline, { id = "c1", width = 960, title = "Timeline", labels = true }))
function chart.draw(events, how)
  local rows, ends = placed(events)
  if #rows == 0 or #ends == 0 then return "" end
  local parts = {}
  local function out(...)
    for i = 1, select("#", ...) do parts[#parts + 1] = (select(i, ...)) end
  end
  local id, width = how.id, how.width
  local left = how.labels and 172 or 30
  local axis = scale.new(ends, left, width - 4, how.labels and 62 or 54)
  local undated = 0
  for _, row in ipairs(rows) do undated = undated + (row.kind == "none" and 1 or 0) end
  local bottom = HEAD + (#rows - undated) * ROW + 6
  local height = bottom + (undated > 0 and undated * ROW + 12 or 0) + 4

  out('<svg class="chart ', how.class or "", '" viewBox="0 0 ', num(width), ' ', num(height),
    '" role="img" aria-labelledby="', id, '-t ', id, '-d"><title id="', id, '-t">', escape.text(how.title),
    '</title><desc id="', id, '-d">', escape.text(how.desc), '</desc>')
  definitions(id, rows, out)
  grid(out, axis, HEAD, bottom)

  local y, lane = HEAD + ROW / 2 + 3, false
  for pass = 1, 2 do
    for _, row in ipairs(rows) do
      if (row.kind == "none") == (pass == 2) then
        if pass == 2 and not lane then
          lane = true
          out('<path class="axis" d="M0 ', num(bottom), 'H', num(width), '"/>')
          y = bottom + ROW / 2 + 6
        end
        out('<g class="s-', stance(row.event), '">')
        if pass == 1 then
          out('<path class="guide" d="M', num(left - 6), ' ', num(y), 'H', num(width - 4), '"/>')
        end
        out('<text class="number" x="', how.labels and "22" or "20", '" y="', num(y + 4), '" text-anchor="end">',
          tostring(row.number), '</text>')
        if how.labels then
          local when = row.kind == "none" and "no date" or words.date(row.event.when or row.event.start or "", true)
          out('<text class="when" x="', num(left - 14), '" y="', num(y + 4), '" text-anchor="end">',
            escape.text(clipped(escape.masked(when), 132)), '</text>')
        end
        local from, to = mark(out, id, axis, row, y)
        if how.labels then tell(out, axis, row, y, from, to, width - 4) end
        out('</g>')
        y = y + ROW
      end
    end
  end
  out('</svg>')
  return table.concat(parts)
end

return chart
