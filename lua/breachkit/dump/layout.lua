--- How leaked records are laid out, found by looking at the beginning of a file.
-- @module breachkit.dump.layout
local core = require "breachkit.core".dump
local csv = require "breachkit.csv"
local data = require "breachkit.data"
local json = require "breachkit.json"
local values = require "breachkit.core".jsonlines.values

local layout = {}

--- What columns can hold, in the order of `data/dump.lua`.
layout.classes = data.load "dump"

--- The same as the readers in C have them.
layout.of_columns = require "breachkit.core".leak.classes(layout.classes)

-- what the programs whose logs these are call the address of an account
local SITES <const> = { url = "site", host = "site", hostname = "site", website = "site", link = "site" }
local SAMPLE <const> = 65536
local MOST_LINES <const> = 500

--- The class that a column's name stands for.
-- @tparam string name
-- @treturn ?string
-- @usage assert(layout.class_of "E-Mail_Address" == "email")
function layout.class_of(name)
  return layout.of_columns:of(name)
end

-- What a value is by its form alone.
local function form(value)
  if value:find "^[^%s@]+@[^%s@]+%.[^%s@]+$" then return "email" end
  if value:find "^%d+%.%d+%.%d+%.%d+$" then return "ip" end
  if value:find "^%d%d%d%d%-%d%d%-%d%d" then return "date" end
  local scheme = core.scheme(value)
  if scheme ~= "plain" and scheme ~= "empty" then return "secret" end
end

--- Classes of the columns of rows without names: what four fifths of the filled values are by their form.
-- @tparam table rows lists of values
-- @tparam integer width how many columns
-- @treturn table by place: "email", "ip", "date", "secret" (stored as a hash), or false
-- @usage local classes = layout.classes_by_form({ { "1", "jane@example.com" } }, 2)
function layout.classes_by_form(rows, width)
  local classes = {}
  for i = 1, width do
    local filled, counts = 0, {}
    for _, row in ipairs(rows) do
      local value = row[i]
      if value and value ~= "" then
        filled = filled + 1
        local kind = form(value)
        if kind then counts[kind] = (counts[kind] or 0) + 1 end
      end
    end
    for kind, n in pairs(counts) do
      if n >= 0.8 * filled then classes[i] = kind end
    end
    classes[i] = classes[i] or false
  end
  return classes
end

--- Classes of named columns: false for what is not known.
-- @tparam {string,...} columns
-- @treturn table by place
-- @treturn integer how many are known
-- @usage local classes = layout.classes_of { "id", "email", "passwd" }
function layout.classes_of(columns)
  local classes, known = {}, 0
  for i, name in ipairs(columns) do
    classes[i] = layout.class_of(name) or false
    if classes[i] then known = known + 1 end
  end
  return classes, known
end

local function sample_lines(sample, cut)
  local lines, at = {}, 1
  while at <= #sample and #lines < MOST_LINES do
    local stop = sample:find("\n", at, true)
    if not stop and cut and #lines > 0 then break end -- the end of the sample, not of the line
    local line = sample:sub(at, (stop or #sample + 1) - 1):gsub("\r$", "")
    if line ~= "" then lines[#lines + 1] = line end
    at = (stop or #sample) + 1
  end
  return lines
end

local function of_json(sample)
  local first = sample:match "^%s*([^\n]+)"
  if not first then return nil end
  if first:find "^{" then
    local value = json.decode((first:gsub("\r$", "")))
    if type(value) == "table" and not json.is_array(value) then
      return { kind = "jsonl", why = "a JSON object a line" }
    end
  end
  if not sample:find "^%s*%[%s*{" and not sample:find "^%s*{%s*\"" then return nil end
  local _, value, e = values(sample, { utf8 = "replace" })()
  -- one that the sample does not hold to its end has a beginning at least
  if type(value) == "table" and not json.is_array(value) or e and e.message:find "no end" then
    local list = sample:find "^%s*%["
    return { kind = "json", why = list and "a list of JSON objects" or "JSON objects, one after another" }
  end
end

--- The class of a name in the blocks of a stealer's log: that of a column, or "site".
-- @tparam string name
-- @treturn ?string
-- @usage assert(layout.block_class "URL" == "site")
function layout.block_class(name)
  return SITES[name:lower()] or layout.class_of(name)
end

--- A line of such a block in its parts.
-- @tparam string line
-- @treturn ?string the name; nil for a line without one
-- @treturn ?string the value
-- @usage local name, value = layout.block_line "URL: https://example.com/"
function layout.block_line(line)
  local name, value = line:match "^%s*(%a[%w _-]*):%s*(.-)%s*$"
  if name and #name <= 30 and value:sub(1, 2) ~= "//" then return name, value end
end

-- A stealer's log: blocks of `Name: value`, of which one at least tells both who and a secret.
local function of_blocks(lines)
  local named, told, best = 0, 0, false
  local seen = {}
  for _, line in ipairs(lines) do
    local name = layout.block_line(line)
    local class = name and layout.block_class(name)
    if line:find "%w" then told = told + 1 end
    if name then named = named + 1 end
    if class then
      if seen[class] then seen = {} end
      seen[class] = true
    end
    best = best or seen.secret and (seen.email or seen.user) and true
  end
  if best and named >= 0.5 * told then
    return { kind = "blocks", why = ("%d of %d lines are a name, a colon and a value"):format(named, told) }
  end
end

-- What tells a dialect, at the beginning of a line: the first of them counts, since any may stand in a value.
local DIALECTS <const> = {
  { "mysql", "%-%- MySQL dump" }, { "mysql", "%-%- MariaDB dump" }, { "mysql", "%-%- phpMyAdmin" },
  { "mysql", "/%*!%d" }, { "mysql", "%) ENGINE ?=" }, { "mysql", "INSERT [%u ]*INTO `" }, { "mysql", "REPLACE INTO `" },
  { "postgresql", "COPY [^\n]+ FROM stdin;" }, { "postgresql", "%-%- PostgreSQL" },
  { "postgresql", "SET standard_conforming_strings" },
  { "sqlserver", "USE %[" }, { "sqlserver", "SET IDENTITY_INSERT " }, { "sqlserver", "[%u ]+%[" },
  { "sqlite", "PRAGMA foreign_keys" },
}
local STATEMENTS <const> = { "INSERT%s+[%u%s]*INTO%s", "REPLACE%s+INTO%s", "INSERT%s+%[", "CREATE%s+TABLE%s",
  "COPY%s[^\n]+FROM%s+STDIN" }

local function of_sql(sample)
  sample = "\n" .. sample
  local upper, statement = sample:upper(), nil
  for _, begin in ipairs(STATEMENTS) do statement = statement or upper:find("\n%s*" .. begin) end
  if not statement then return nil end
  local dialect, first = "standard", #sample + 1
  for _, of in ipairs(DIALECTS) do
    local at = sample:find("\n[ \t]*" .. of[2])
    if at and at < first then dialect, first = of[1], at end
  end
  if dialect == "standard" then
    -- \' within a string rather than at its end
    local _, within = sample:gsub("\\'[%w%s]", "")
    local _, ends = sample:gsub("\\'%s*[,)]", "")
    if within > ends then dialect = "mysql" end
  end
  return { kind = "sql", dialect = dialect, why = "SQL statements as of " .. (dialect == "standard" and "the standard"
    or dialect) }
end

local SEPARATORS <const> = { ":", ";", "|", "\t", ",", " " }
local ARROWS <const> = { ["=>"] = true, ["->"] = true, [">>"] = true }
local MOST_BYTES <const> = 8 -- of a separator
local NAMES <const> = { ["\t"] = "a tab", [" "] = "a blank" }

-- Whether bytes beside an address may separate: one sign, again and again, an arrow, blanks around them.
local function separates(run)
  local sign = run:match "^%s*(.-)%s*$"
  return not run:find "[@\n\r]" and (sign == "" or ARROWS[sign] or sign == sign:sub(1, 1):rep(#sign)
    or utf8.len(sign) == 1)
end

-- What is no letter or digit behind the address that a line begins with, and in front of the one that it ends with
-- (that one from right to left). Parts of an address have single signs between.
local function beside(line)
  local function run(text, part)
    local at = text:find("@", 1, true)
    local behind = at and text:match("^@%w+()", at)
    local further = behind
    while further do
      behind, further = further, text:match(part, further)
    end
    return behind and text:match("^[^%w]+", behind)
  end
  return run(line, "^[.-]%w+()"), run(line:reverse(), "^[._+-]%w+()")
end

local function as_it_is(run) return run end

-- The longest bytes that stand beside the addresses of four fifths of the lines that have one on that side, if half of
-- all lines have.
local function common(runs, turn, lines)
  local counts, best = {}, nil
  for _, run in ipairs(runs) do
    for n = 1, math.min(#run, MOST_BYTES) do
      local part = run:sub(1, n)
      counts[part] = (counts[part] or 0) + 1
    end
  end
  for part, n in pairs(counts) do
    part = turn(part)
    if n >= 0.8 * #runs and n >= 0.5 * lines and (not best or #part > #best) and separates(part) then best = part end
  end
  return best
end

-- Separators to try, the likelier first: those that addresses have beside them, then those that are usual.
local function candidates(lines)
  local behind, before, list, seen = {}, {}, {}, {}
  for _, line in ipairs(lines) do
    local b, f = beside(line)
    behind[#behind + 1], before[#before + 1] = b, f
  end
  local function add(separator)
    if separator and not seen[separator] then list[#list + 1] = separator end
    seen[separator or ""] = true
  end
  add(common(behind, as_it_is, #lines))
  add(common(before, string.reverse, #lines))
  for _, separator in ipairs(SEPARATORS) do add(separator) end
  return list
end

-- Whether the first of two parts is a stored secret, and the other is not.
local function is_stored(login, secret)
  local scheme, other = core.scheme(login), core.scheme(secret)
  return scheme ~= "plain" and scheme ~= "empty" and (other == "plain" or other == "empty")
end

-- A combo list: nearly every line has a separator, with an e-mail address on one side of it, or two parts.
local function of_combo(lines)
  local best
  for rank, separator in ipairs(candidates(lines)) do
    local first, last, two, stored, any = 0, 0, 0, 0, 0
    for _, line in ipairs(lines) do
      local login, secret = core.split(line, separator)
      if login then
        any = any + 1
        if form(login) == "email" then first = first + 1 end
        local behind, before = core.split(line, separator, true)
        if behind and before ~= "" and form(behind) == "email" then last = last + 1 end
        if not secret:find(separator, 1, true) and not login:find "%s" then two = two + 1 end
        if is_stored(login, secret) then stored = stored + 1 end
      end
    end
    local emails = math.max(first, last)
    local score = emails / #lines + (emails == 0 and two / #lines * 0.5 or 0) - rank * 0.001
    if any >= 0.6 * #lines and (emails >= 0.5 * #lines or two >= 0.9 * #lines and #lines > 1)
      and (not best or score > best.score) then
      best = {
        score = score, separator = separator, emails = emails, lines = any,
        secret_first = last > first or emails == 0 and stored >= 0.8 * any,
      }
    end
  end
  if not best then return nil end
  local login = best.emails > 0 and "email" or "user"
  return {
    kind = "combo", separator = best.separator, secret_first = best.secret_first,
    columns = best.secret_first and { "secret", login } or { login, "secret" },
    why = ("%d of %d lines have %s between %s"):format(best.lines, #lines,
      NAMES[best.separator] or ("'%s'"):format(best.separator),
      best.secret_first and "a secret and who" or "who and a secret"),
  }, best.emails / #lines
end

-- A table: a header whose names are known, or rows of at least three equal parts of which one is an e-mail address.
local function of_table(sample)
  local dialect = csv.sniff(sample)
  local rows, widths = {}, {}
  local options = { separator = dialect.separator, quote = dialect.quote, escape = dialect.escape, line = dialect.line }
  for row in csv.records(sample, options) do
    if row then
      rows[#rows + 1] = row
      widths[#row] = (widths[#row] or 0) + 1
    end
    if #rows == MOST_LINES then break end
  end
  if #rows == 0 then return nil end
  local width = #rows[1]
  local classes, known = layout.classes_of(rows[1])
  if width > 1 and known >= 2 then
    options.kind, options.header, options.columns, options.classes = "table", true, rows[1], classes
    options.why = ("a header with %d of %d names known; %s"):format(known, width, dialect.why)
    return options
  end
  if width >= 3 and (widths[width] or 0) >= 0.9 * #rows then
    classes = layout.classes_by_form(rows, width)
    for i = 1, width do
      if classes[i] == "email" then
        options.kind, options.columns, options.classes = "table", {}, classes
        options.why = ("%d columns, classed by what they hold; %s"):format(width, dialect.why)
        return options
      end
    end
  end
end

--- Find the layout.
-- @tparam string sample the beginning of the file; 64 KiB of it are looked at
-- @treturn ?table `{kind, why}`: kind "combo" (`separator`, `secret_first`, `columns`), "table" (CSV in any dialect:
--  `separator`, `quote`, `escape`, `line`, `header`, `columns`, `classes`), "jsonl", "json" (a list of objects, or
--  objects over several lines), "blocks" (a stealer's log), "sql" (`dialect`); nil when it is none of these
-- @usage print(layout.find("jane@example.com:secret\n").kind)   --> combo
function layout.find(sample)
  local cut = #sample >= SAMPLE
  sample = sample:gsub("^\xEF\xBB\xBF", ""):sub(1, SAMPLE)
  local found = of_json(sample) or of_sql(sample)
  if found then return found end
  local lines = sample_lines(sample, cut)
  if #lines == 0 then return nil end
  local blocks = of_blocks(lines)
  if blocks then return blocks end
  local named = of_table(sample)
  if named and named.header then return named end
  local combo, share = of_combo(lines)
  if named and (not combo or named.separator == combo.separator and not combo.secret_first) then return named end
  if combo and share >= 0.5 then return combo end
  return named or combo
end

return layout
