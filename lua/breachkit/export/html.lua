--- One HTML file for a set of incidents: timeline, facts with their quotes, contradictions, works and sources.
-- It asks nothing of any server, has no script, and reads in light, dark, on a telephone and on paper. The same set
-- gives the same bytes: a date of making is printed only when one is given, or SOURCE_DATE_EPOCH is set.
-- @module breachkit.export.html
local err = require "breachkit.err"
local chart = require "breachkit.export.html.chart"
local escape = require "breachkit.export.html.escape"
local facts = require "breachkit.export.html.facts"
local hash = require "breachkit.hash"
local sources = require "breachkit.export.html.sources"
local style = require "breachkit.export.html.style"
local words = require "breachkit.export.words"

local html = {}

local text = escape.text

local LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

-- RFC 4648, for the policy's hash
local function base64(bytes)
  local out = {}
  for i = 1, #bytes, 3 do
    local a, b, c = bytes:byte(i, i + 2)
    local n = a << 16 | (b or 0) << 8 | (c or 0)
    for k = 3, 0, -1 do
      local at = (n >> 6 * k & 63) + 1
      out[#out + 1] = (k == 1 and not b or k == 0 and not c) and "=" or LETTERS:sub(at, at)
    end
  end
  return table.concat(out)
end

-- nothing is loaded, sent or run: only the style sheet with this very hash is obeyed
local function policy()
  local bytes = hash.bytes(style, "sha256").sha256:gsub("%x%x", function(x) return string.char(tonumber(x, 16)) end)
  return "default-src 'none'; style-src 'sha256-" .. base64(bytes) .. "'; base-uri 'none'; form-action 'none'"
end

local function incidents_of(set)
  if set.incidents == nil then return {} end
  if type(set.incidents) == "table" and not (getmetatable(set.incidents) or {}).__call then return set.incidents end
  local list = {}
  for incident in set:incidents() do list[#list + 1] = incident end
  return list
end

local function key(id, out)
  out('<p class="key" aria-hidden="true">',
    '<span class="s-asserted"><svg class="chart" viewBox="0 0 46 16"><path class="mark" ',
    'd="M23 1l7 7-7 7-7-7z"/></svg>on that day</span>',
    '<span class="s-asserted"><svg class="chart" viewBox="0 0 46 16"><rect class="mark" x="2" y="2" width="42" ',
    'height="12" rx="2"/></svg>all that time</span>',
    '<span class="s-asserted"><svg class="chart" viewBox="0 0 46 16"><defs><linearGradient id="', id, '-kg">',
    '<stop offset="0" stop-color="#fff" stop-opacity="0.12"/><stop offset="0.28" stop-color="#fff"/>',
    '<stop offset="0.72" stop-color="#fff"/>',
    '<stop offset="1" stop-color="#fff" stop-opacity="0.12"/></linearGradient>',
    '<mask id="', id, '-km" maskContentUnits="objectBoundingBox"><rect width="1" height="1" fill="url(#', id,
    '-kg)"/></mask>',
    '<pattern id="', id, '-kh" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">',
    '<rect width="5" height="5" class="tint"/><rect width="2" height="5" class="ink"/></pattern></defs>',
    '<rect x="0" y="2" width="46" height="12" rx="2" fill="url(#', id, '-kh)" mask="url(#', id, '-km)"/></svg>',
    'somewhere within, not known closer</span>',
    '<span class="s-reported"><svg class="chart" viewBox="0 0 46 16"><rect class="undated" x="10" y="2" width="26" ',
    'height="12" rx="6"/></svg>no date</span></p>')
end

local function event_list(events, numbered, out)
  out('<ol class="events">')
  for i, event in ipairs(events) do
    local known = event.when or event.start
    out('<li><span class="n">', tostring(i), '</span><span class="when', known and "" or " none", '">')
    out(known and text(words.date(known)) or "no date")
    out('</span><span class="what">', text(event.what or words.type(event.type)), '</span><span class="marks">',
      facts.stance(event.stance), ' ', facts.references(event.reports, numbered), '</span></li>')
  end
  out('</ol>')
end

local function describe(events)
  local uncertain, undated = 0, 0
  for _, event in ipairs(events) do
    local kind = chart.certainty(event)
    if kind == "none" then
      undated = undated + 1
    elseif kind ~= "day" and kind ~= "span" then
      uncertain = uncertain + 1
    end
  end
  return ("%s; %d known only within bounds, %d without a date. The list that follows tells the same."):format(
    words.count(#events, "event"), uncertain, undated)
end

local function vital(out, name, value)
  out('<div><dt>', name, '</dt><dd>', value, '</dd></div>')
end

-- `level` is that of the headings within: a page on one incident has its title as the page's
local function section(incident, number, total, level, numbered, out)
  local id = facts.anchor(incident.incident or number)
  local name = words.title(incident.title) or "Incident without a title"
  out('<article class="incident', level == 2 and " solo" or "", '" id="', text(id),
    '" aria-labelledby="', level > 2 and text(id) or "page", '-h">',
    '<header><p class="kicker">')
  if total > 1 then out('Incident ', tostring(number), ' of ', tostring(total), incident.type and " · " or "") end
  out(text(words.type(incident.type)), '</p>')
  if level > 2 then out('<h2 id="', text(id), '-h">', text(name), '</h2>') end
  out('<dl class="vitals">')
  vital(out, "When", incident.when and text(words.date(incident.when)) or "not known")
  vital(out, "Reports", words.number(#(incident.reports or {})))
  vital(out, "Origins", incident.origins and text(words.number(incident.origins)) or "–")
  vital(out, "Contradictions", words.number(#(incident.conflicts or {})))
  for _, first in ipairs(incident.follows or {}) do
    local name_of = text(words.title(first.title) or first.incident)
    local anchor = numbered.incidents[first.incident] and facts.anchor(first.incident)
    vital(out, "May follow up", anchor and ('<a href="#%s">%s</a>'):format(text(anchor), name_of) or name_of)
  end
  out('</dl></header>')

  local function part(title)
    out('<section><h', tostring(level), ' class="part">', title, '</h', tostring(level), '>')
  end
  local events = incident.timeline or {}
  if #events > 0 then
    local prefix = "c" .. number
    part "Timeline"
    local title, desc = "Timeline: " .. name, describe(events)
    out(chart.draw(events, {
      id = prefix .. "w", class = "wide", width = 900, title = title, desc = desc, labels = true,
    }), chart.draw(events, { id = prefix .. "n", class = "narrow", width = 370, title = title, desc = desc }))
    key(prefix, out)
    event_list(events, numbered, out)
    out('</section>')
  end
  if #(incident.conflicts or {}) > 0 then
    part "Where the reports contradict each other"
    out('<div class="conflicts">')
    facts.conflicts(incident.conflicts, level + 1, numbered, out)
    out('</div></section>')
  end
  if #(incident.changes or {}) > 0 then
    part "What was told first, and what later"
    for _, change in ipairs(incident.changes) do
      local reports = change.reports or {}
      out('<p class="change">', text(words.change(change)), ' <span class="refs">',
        facts.references(reports.from, numbered), facts.references(reports.to, numbered), '</span></p>')
    end
    out('</section>')
  end
  if #(incident.facts or {}) > 0 then
    part "What the reports say"
    facts.write(incident.facts, level + 1, numbered, out)
    out('</section>')
  end
  if #(incident.works or {}) > 0 then
    part "Works"
    facts.works(incident.works, out)
    out('</section>')
  end
  out('</article>')
end

local function span_of(list)
  local first, last
  for _, source in ipairs(list) do
    local day = source.document.published and source.document.published:sub(1, 10)
    if day and day:find "^%d%d%d%d%-%d%d" then
      if not first or day < first then first = day end
      if not last or day > last then last = day end
    end
  end
  if not first then return "" end
  if first == last then return ", published " .. words.date(first) end
  return ", published from " .. words.date(first) .. " to " .. words.date(last)
end

local function contents(incidents, out)
  out('<nav class="contents" aria-label="Incidents"><ul>')
  for i, incident in ipairs(incidents) do
    out('<li><a href="#', text(facts.anchor(incident.incident or i)), '">',
      text(words.title(incident.title) or "Incident without a title"), '</a><span class="when">',
      incident.when and text(words.date(incident.when, true)) or "date not known",
      '</span><span class="weight">', text(words.type(incident.type)), incident.type and " · " or "",
      words.count(#(incident.reports or {}), "report"),
      incident.origins and ", " .. text(words.count(incident.origins, "origin")) or "")
    local conflicts = #(incident.conflicts or {})
    if conflicts > 0 then out(', ', words.count(conflicts, "contradiction")) end
    out('</span></li>')
  end
  out('</ul></nav>')
end

local function stances(out)
  out('<dl class="stances">')
  for _, name in ipairs(words.stances) do
    out('<dt>', facts.stance(name), '</dt><dd>', words.stance_means[name], '</dd>')
  end
  out('</dl>')
end

local function made(options)
  local now = options.now
  if not now and os.getenv "SOURCE_DATE_EPOCH" then
    local epoch = math.tointeger(tonumber(os.getenv "SOURCE_DATE_EPOCH"))
    if epoch then now = os.date("!%Y-%m-%dT%H:%M:%SZ", epoch) end
  end
  return now
end

local known = { title = true, now = true, reveal = true }

--- Write a set as one HTML page.
-- @tparam table set what `breachkit.correlate` returns, or `{incidents = {...}, documents = {...}}`
-- @tparam[opt] table options `title`; `now`, an RFC 3339 time of making (else SOURCE_DATE_EPOCH, else none); `reveal`:
--  why values of persons are shown, which is logged (else they are masked)
-- @treturn string the page, UTF-8
-- @treturn {string,...} the loss report: what the page does not hold
-- @raise on an unknown option
-- @usage local page = bk.export.html(set, { title = "Sony Pictures, 2014" })
function html.render(set, options)
  err.want(set, "table", "export.html: a set")
  options = err.options(options, known, "export.html")
  escape.reveal = options.reveal
  local incidents = incidents_of(set)
  local numbered = sources.number(set.documents, incidents)
  local parts = {}
  local function out(...)
    for i = 1, select("#", ...) do parts[#parts + 1] = (select(i, ...)) end
  end
  local title = options.title or #incidents == 1 and words.title(incidents[1].title) or "Incident timeline"
  local single = #incidents == 1 and title == words.title(incidents[1].title)

  out('<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n',
    '<meta http-equiv="Content-Security-Policy" content="', policy(), '">\n',
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
    '<meta name="color-scheme" content="light dark">\n<meta name="referrer" content="no-referrer">\n',
    '<meta name="generator" content="breachkit ', text(require "breachkit"._VERSION), '">\n',
    '<title>', text(title), '</title>\n<style>', style, '</style>\n</head>\n<body>\n',
    '<a class="skip" href="#main">To the incidents</a>\n<div class="page">\n<header class="masthead">')
  out('<p class="kicker">Incident briefing</p><h1 id="page-h">', text(title), '</h1><p class="dek">')
  if #incidents == 0 then
    out('No incident was found.')
  else
    out('Drawn from ', words.count(#numbered.list, "report"), text(span_of(numbered.list)),
      '. Every statement stands with the words it rests on; a copy of a report counts once.')
  end
  out('</p>')
  if #incidents > 1 then contents(incidents, out) end
  out('</header>\n<main id="main">\n')
  for i, incident in ipairs(incidents) do
    section(incident, i, #incidents, single and 2 or 3, numbered, out)
    out('\n')
  end
  if #numbered.list > 0 then
    out('<section aria-labelledby="sources-h"><h2 class="part" id="sources-h">Sources</h2>')
    sources.write(numbered, out)
    out('</section>\n')
  end
  out('</main>\n<footer class="colophon"><p>How sure a statement is goes by the firmest origin that holds it:</p>')
  stances(out)
  out('<p>An origin is a report’s own reporting, or what it takes its word from: a wire story carried ten times ',
    'is one. SHA-256 is of the bytes that were read.</p><p>Made with breachkit ', text(require "breachkit"._VERSION))
  local now = made(options)
  if now then out(', ', '<time datetime="', text(now), '">', text(words.date(now)), '</time>') end
  out('.</p></footer>\n</div>\n</body>\n</html>\n')
  return table.concat(parts), { "the full text of the reports", "why each claim was made (byte positions)" }
end

return html
