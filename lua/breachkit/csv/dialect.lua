--- The dialect of a CSV file, found by trying, in C: each candidate reads the sample, and the one whose records agree
-- best wins.
-- @module breachkit.csv.dialect
local core = require "breachkit.core".csv

local dialect = {}

local SAMPLE <const> = 65536
local NAMES <const> = { ["\t"] = "tab", ["\x1f"] = "unit separator" }

--- A dialect in words.
-- @tparam table d as `core.csv.sniff` gives it
-- @treturn string
-- @usage print(dialect.why(core.csv.sniff("a|b\n1|2\n", false)))
function dialect.why(d)
  return ("%s between %d field%s, quote %s%s, records end in %s%s"):format(
    NAMES[d.separator] or ("'%s'"):format(d.separator), d.width, d.width == 1 and "" or "s", d.quote or "none",
    d.escape and (", escape %s"):format(d.escape) or "", d.line:upper(),
    d.null and (", %s is no value"):format(d.null) or "")
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
  local best = core.sniff(sample, #bytes >= SAMPLE, given)
  if given.null ~= nil then best.null = given.null end
  best.why, best.width = dialect.why(best), nil
  return best
end

return dialect
