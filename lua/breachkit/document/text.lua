--- Plain text: the furniture at its ends goes; title, date and byline are read from its first lines.
-- @module breachkit.document.text
local furniture = require "breachkit.document.furniture"
local meta = require "breachkit.document.meta"
local when = require "breachkit.document.when"

local text = {}

local TITLE = 120

--- A title out of a line: cut at 120 characters, never within one.
-- @tparam string line UTF-8
-- @treturn string
-- @usage text.title "Films leaked online"
function text.title(line)
  local length = utf8.len(line)
  if length and length > TITLE then line = line:sub(1, utf8.offset(line, TITLE + 1) - 1) end
  return line
end

-- "Title: What we know": labels of the lines at the head that tell of the text and are no part of it
local HEADS = { title = "title", headline = "title", subject = "title", date = "", published = "", updated = "",
  author = "", authors = "", byline = "", by = "", source = "", site = "", url = "", link = "" }

-- What a line at the head is labelled as, and what stands behind the label.
local function headed(line)
  local label, rest = line:match "^(%a+):%s+(.+)$"
  return label and HEADS[label:lower()], rest
end

-- words around a date that make its line a byline or a dateline and not a sentence about that day
local LABELS = {
  "^by%s", "^published", "^posted", "^date:?%s", "^dated?%s", "^for immediate release", "^updated", "^last updated",
  "^modified", "^first published", "^written",
}
-- the same, of a line that is a title as well
local TITLES = { "^message of%s", "^statement of%s", "^letter of%s", "^press release" }

local function begins(low, patterns)
  for _, pattern in ipairs(patterns) do
    if low:find(pattern) then return true end
  end
  return false
end

local function dated(line)
  local date = #line <= 120 and when.normal(line)
  if not date then return nil end
  local low = line:lower()
  local changed = low:find "^%s*last updated" or low:find "^%s*updated" or low:find "^%s*modified"
  if begins(low, LABELS) or begins(low, TITLES) then return date, changed end
  -- nothing but the date: digits, a month, a weekday, a clock, a zone; in a letter's head in a column of its own
  local column = low:match "%s%s%s+(%S.-)%s*$"
  if column and when.normal(column) == date then low = column end
  local words = 0
  for word in low:gmatch "%a+" do
    if #word > 1 then words = words + 1 end
  end
  if words <= 3 and not line:find "[.!?]%s*$" then return date, changed end
end

-- The names of "By Ann Lee, 3 May 2014".
local function authors(line)
  if #line >= 100 or not line:find "^[Bb]y%s+%u" or line:find "[.!?]%s*$" then return {} end
  return meta.names((line:gsub("%s*[,|-]?%s*%d.*$", "")))
end

-- Does it say who wrote when, and nothing of what? Titles begin with "By" too: "By Land or Sea, Hackers Strike".
local function is_byline(line)
  local words = " " .. line:gsub("%d.*$", ""):gsub("%f[%a]and%f[%A]", "")
  if #authors(line) > 0 and not words:sub(4):find "%s%l" then return true end
  local letter = line:find "%S%s%s%s+%S" -- who writes, and a date in a column of its own
  return headed(line) == "" or dated(line) ~= nil and not letter and not begins(line:lower(), TITLES)
end

-- "LONDON, 3 May 2014 (Wire) - The firm said": the place in capitals, a date, a dash
local function dateline(line)
  local head = line:match "^(%u%u[%u%s,.%d%a()]-)%s+[-–—]" or line:match "^(%u%u.-)%s–" or line:match "^(%u%u.-)%s—"
  return head and #head < 100 and when.normal(head) or nil
end

-- Paragraphs as {first, last} of their trimmed bytes.
local function paragraphs(bytes)
  local list = {}
  local first = bytes:find "%S"
  while first do
    local stop = bytes:find("\n", first, true) or #bytes + 1
    local last = stop - 1
    while bytes:find("^%s", last) do last = last - 1 end
    list[#list + 1] = { first, last }
    first = bytes:find("%S", stop)
  end
  return list
end

local function is_furniture(list, bytes)
  local dropped = {}
  local count = #list
  local function line(i) return bytes:sub(list[i][1], list[i][2]) end
  -- from the end: labels after a line that announces furniture ("Read more on ...") go with it
  local i = count
  while i > 1 and furniture.is_label(line(i)) and not furniture.is_end(line(i)) do i = i - 1 end
  if i > 1 and i < count + 1 and furniture.is_end(line(i)) then
    for k = i, count do dropped[k] = true end
  end
  for k = 2, count do
    if not dropped[k] and furniture.is_line(line(k)) then dropped[k] = true end
  end
  return dropped
end

--- Read plain text.
-- @tparam string bytes the text as UTF-8
-- @tparam table doc the document to fill
-- @treturn table the same document, with `title`, `text`, and where its first lines say so `published` and `authors`
-- @treturn table the lines that were cut out as furniture
-- @usage local doc = text.read("Films leaked\n\nA week after...", { warnings = {} })
function text.read(bytes, doc)
  bytes = bytes:gsub("\r\n?", "\n")
  local list = paragraphs(bytes)
  local function line(i) return bytes:sub(list[i][1], list[i][2]) end
  local heads = 0 -- lines with labels, of which the first is the title's
  if #list > 0 and not doc.title then
    local kind, rest = headed(line(1))
    local named = 1 -- the first line that is no byline, if there is one
    while named < #list and named < 4 and is_byline(line(named)) do named = named + 1 end
    if is_byline(line(named)) then named = 1 end
    doc.title = text.title(kind == "title" and rest or line(named))
    while kind == "title" and heads + 1 < #list and headed(line(heads + 1)) do heads = heads + 1 end
  end
  for i = 1, math.min(#list, 8) do
    local date, changed = dated(line(i))
    if not date and i <= 4 then date = dateline(line(i)) end
    if date and changed then
      doc.updated = doc.updated or date
    elseif date and not doc.published then
      doc.published, doc.published_from = date, i == 1 and "text" or "byline"
    end
    if not doc.authors and line(i) ~= doc.title then
      local names = authors(line(i))
      if #names > 0 then doc.authors = names end
    end
  end
  -- the furniture is cut out; what is between two kept lines stays as it was written
  local dropped, out, cut, last = is_furniture(list, bytes), {}, {}, nil
  for i, span in ipairs(list) do
    if dropped[i] or i <= heads then
      cut[#cut + 1] = line(i)
    else
      local gap = last and bytes:sub(list[last][2] + 1, list[last + 1][1] - 1)
      if gap then out[#out + 1] = select(2, gap:gsub("\n", "")) > 1 and "\n\n" or "\n" end
      out[#out + 1] = bytes:sub(span[1], span[2])
      last = i
    end
  end
  doc.text = table.concat(out)
  return doc, cut
end

return text
