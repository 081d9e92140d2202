--- The dialect of a CSV file, found by trying: each candidate reads the sample, and the one whose records agree best
-- wins.
-- @module breachkit.csv.dialect
local core = require "breachkit.core".csv

local dialect = {}

local SAMPLE, RECORDS = 65536, 500
local SEPARATORS = { ",", ";", "\t", "|", "\x1f", "^", "~", ":" } -- the likelier first: it wins when two are as good
local NAMES = { ["\t"] = "tab", ["\x1f"] = "unit separator" }
local RARE = { ["^"] = 0.8, ["~"] = 0.8, [":"] = 0.6 } -- how much a candidate is worth that text has of itself

-- A field that a wrong separator would not have left: a separator inside it is a number's, or followed by a blank, as
-- in prose.
local function is_clean(value)
  return not value:find "[,;\t|\x1f]" or value:find "^[-+%d.,]+$" ~= nil
    or not value:find "[\t\x1f]" and not value:find "[,;|]%S"
end

-- What a candidate makes of the sample: how alike its records are, from 0 to 1.
local function judge(sample, options, cut)
  local counts, records = {}, {}
  local cells, clean, quotes, problems = 0, 0, 0, 0
  for record, position, e in core.rows(sample, options) do
    if not record then
      -- the end of a sample is no proof that a quote is open
      if not cut or position.position < #sample / 2 then problems = problems + 1 end
    else
      records[#records + 1] = record
      if e then problems = problems + 1 end
      if #records >= RECORDS then break end
    end
  end
  if cut and #records > 1 and #records < RECORDS then records[#records] = nil end -- it may be cut in two
  for _, record in ipairs(records) do
    counts[#record] = (counts[#record] or 0) + 1
    for _, value in ipairs(record) do
      cells = cells + 1
      if is_clean(value) then clean = clean + 1 end
      if value:find("^" .. '[%s]*["\']') then quotes = quotes + 1 end
    end
  end
  if cells == 0 then return 0, 0 end
  local most, width = 0, 0
  for count, times in pairs(counts) do
    if times > most or (times == most and count > width) then most, width = times, count end
  end
  local alike = most / #records
  if #records[1] ~= width then alike = alike / 2 end -- the header is the first to agree with the rest
  local value = alike * alike * (clean / cells) * (1 - quotes / cells / 2) * (1 - math.min(1, problems / #records) / 2)
  if #records == 1 and sample:find "\n." then value = value / 2 end -- lines that no line end parts
  -- one column is what any separator gives that does not occur
  return width > 1 and value * (1 - 0.5 / width) * (RARE[options.separator] or 1) or 0.12 * value, width
end

local function count(text, pattern) return select(2, text:gsub(pattern, "")) end

-- The line ends that the sample could have, the likelier first.
local function line_ends(sample)
  local both, lf, cr = count(sample, "\r\n"), count(sample, "\n"), count(sample, "\r")
  if lf == 0 then return { cr > 0 and "cr" or "lf" } end
  return both > 0 and both < lf and { "lf", "crlf" } or { "lf" }
end

-- Values as COPY and SELECT INTO OUTFILE write them: \N for none, no quotes, backslashes.
local function is_copied(sample)
  return ("\n" .. sample):find "[\t\n]\\N[\t\r\n]" ~= nil
end

local function candidates(given, sample)
  local lines, list = given.line and { given.line } or line_ends(sample), {}
  local quotes = given.quote ~= nil and { given.quote }
    or sample:find "'" and not sample:find '"' and { '"', "'" } or { '"' }
  for _, line in ipairs(lines) do
    for _, quote in ipairs(quotes) do
      for _, separator in ipairs(given.separator and { given.separator } or SEPARATORS) do
        if given.separator or sample:find(separator, 1, true) then
          local copied = given.quote == nil and separator == "\t" and is_copied(sample)
          list[#list + 1] = {
            line = line, quote = not copied and quote, separator = separator, escape = copied and "\\" or nil,
          }
        end
      end
    end
  end
  list[1] = list[1] or { line = lines[1], quote = quotes[1], separator = "," }
  return list
end

-- "\"" inside a quoted field: followed by what no field goes on with after its closing quote
local function is_escaping(sample, separator, quote)
  if not quote then return false end
  local inside, closing = 0, 0
  for after in sample:gmatch("\\%" .. quote .. "(.)") do
    if after == separator or after == "\r" or after == "\n" then closing = closing + 1 else inside = inside + 1 end
  end
  return inside > 0 and inside >= closing
end

--- Find it; see `breachkit.csv.sniff`.
-- @tparam string bytes the beginning of the file
-- @tparam[opt] table given what is known of the dialect: it is not looked for
-- @treturn table `{separator, quote, escape, line, skip_space, null, why}`
-- @usage print(dialect.sniff("a|b\n1|2\n").why)
function dialect.sniff(bytes, given)
  if type(bytes) ~= "string" then error("csv.sniff: a string expected, got " .. type(bytes), 2) end
  given = given or {}
  local sample = bytes:gsub("^\xEF\xBB\xBF", ""):sub(1, SAMPLE)
  local cut = #bytes >= SAMPLE
  local best, value, width = nil, -1, 0
  for _, options in ipairs(candidates(given, sample)) do
    options.escape = given.escape or options.escape
    if options.escape == nil and is_escaping(sample, options.separator, options.quote) then options.escape = "\\" end
    options.skip_space = given.skip_space
    if options.skip_space == nil and options.quote then
      options.skip_space = sample:find(options.separator .. "[ \t]+%" .. options.quote) ~= nil
    end
    local worth, fields = judge(sample, options, cut)
    if worth > value + 1e-9 then best, value, width = options, worth, fields end
  end
  best.escape, best.skip_space = best.escape or false, best.skip_space or false
  best.null = given.null
  if best.null == nil and sample:find "\\N" then best.null = "\\N" end
  best.why = ("%s between %d field%s, quote %s%s, records end in %s%s"):format(
    NAMES[best.separator] or ("'%s'"):format(best.separator), width, width == 1 and "" or "s", best.quote or "none",
    best.escape and (", escape %s"):format(best.escape) or "", best.line:upper(),
    best.null and (", %s is no value"):format(best.null) or "")
  return best
end

return dialect
