--- A timeline for people: one line an event. The mark in front says how sure the date is:
--   ●  known to the day or better    ◐  a wider span, or said with doubt    ?  no date
-- @module breachkit.timeline.text
local text = {}

local DAY = 86400
local seconds = require "breachkit.core".timeline.seconds

-- Control characters in reports must not drive the reader's terminal.
local function plain(s)
  s = s:gsub("%s+", " "):gsub("[%c\127]", "\u{FFFD}")
  -- C1 controls, as UTF-8
  return (s:gsub("\xC2[\x80-\x9F]", "\u{FFFD}"))
end

local function last_day(stop)
  return stop:match "^%-?Y?%-?%d+%-%d%d%-%d%d$" and require "breachkit.core".timeline.instant(seconds(stop) - 1, true)
    or stop
end

-- The date in words, and its mark.
local function told(e)
  local when, start, stop = e.when, e.start, e.stop
  if not start and not stop then return "no date", "?" end
  if not start then return "by " .. last_day(stop), "◐" end
  if not stop then return "since " .. start, "◐" end
  local doubt = when and when:match "[~?%%]"
  local lead = doubt and ({ ["~"] = "about ", ["?"] = "perhaps ", ["%"] = "perhaps about " })[doubt] or ""
  local options = when and when:match "^[%[{](.*)[%]}]$"
  if options then return (options:gsub(",", " or ")), "◐" end
  local width = seconds(stop) - seconds(start)
  if doubt then return lead .. when:gsub("[~?%%]", ""), "◐" end
  if width <= DAY then return (when or start):gsub("T(%d%d:%d%d:%d%d)Z$", " %1"):gsub("/", " to "), "●" end
  -- "2014-21" is a season: its months say more than its number
  local season = when and (tonumber(when:match "^%-?Y?%d+%-(%d%d)$") or 0) > 12
  if when and not season and not when:find "[/X]" then return "in " .. when, "◐" end
  return start .. " to " .. last_day(stop), "◐"
end

local function columns(s) return utf8.len(s) or #s end

local function wrap(s, width, indent)
  local lines, line = {}, ""
  for word in s:gmatch "%S+" do
    if line ~= "" and columns(line) + 1 + columns(word) > width then
      lines[#lines + 1] = line
      line = word
    else
      line = line == "" and word or line .. " " .. word
    end
  end
  lines[#lines + 1] = line
  return table.concat(lines, "\n" .. indent)
end

local WHEN = 24 -- columns of the date: "2014-11-24 to 2014-11-26"

local function line(e, width)
  local when, mark = told(e)
  when = plain(when)
  local what = plain(e.what or e.type or "(no words)")
  if e.stance and e.stance ~= "asserted" then what = what .. " (" .. plain(e.stance) .. ")" end
  local reports = e.reports
  if reports then
    what = what .. (#reports == 1 and " [" .. plain(reports[1]) .. "]" or (" [%d reports]"):format(#reports))
  end
  local head = mark .. " " .. when .. (" "):rep(WHEN - columns(when)) .. "  "
  local indent = (" "):rep(WHEN + 4)
  return head .. (width and wrap(what, math.max(width - WHEN - 4, 20), indent) or what)
end

--- An event in one line.
-- @tparam table e the event
-- @tparam[opt] integer width columns, more lines if it needs them (default: one line)
-- @treturn string the line
-- @usage print(text.line(tl[1]))
function text.line(e, width) return line(e, width) end

--- Write the timeline in this format.
-- @tparam userdata tl the timeline
-- @tparam function emit called with each piece of the output
-- @tparam function lose called with (field, why) for each thing that the format cannot hold
-- @tparam table options `width` (text) and `format`
-- @usage timeline:write("text", print)
function text.write(tl, emit, lose, options)
  local width, undated = options.width or 100, false
  for e in tl:each() do
    if not e.start and not e.stop and not undated then
      undated = true
      emit "\nWithout a date\n"
    end
    if e.claims then lose("claims", "text shows no claims") end
    emit(line(e, width) .. "\n")
  end
end

return text
