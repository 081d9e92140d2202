--- How leaked records are laid out, found in C by looking at the beginning of a file.
-- @module breachkit.dump.layout
local core = require "breachkit.core".leak
local data = require "breachkit.data"
local dialect = require "breachkit.csv.dialect"

local layout = {}

--- What columns can hold, in the order of `data/dump.lua`.
layout.classes = data.load "dump"

--- The same as the readers in C have them.
layout.of_columns = core.classes(layout.classes)

local NAMES <const> = { ["\t"] = "a tab", [" "] = "a blank" }

-- By what a layout is told, in words.
local why = {
  jsonl = function() return "a JSON object a line" end,
  json = function(l)
    if l.within then return "a list of JSON objects, each document's " .. l.within end
    return l.list and "a list of JSON objects" or "JSON objects, one after another"
  end,
  blocks = function(l) return ("%d of %d lines are a name, a colon and a value"):format(l.seen, l.of) end,
  sql = function(l) return "SQL statements as of " .. (l.dialect == "standard" and "the standard" or l.dialect) end,
  table = function(l)
    return (l.header and ("a header with %d of %d names known; "):format(l.seen, l.of)
      or ("%d columns, classed by what they hold; "):format(l.of)) .. dialect.why(l)
  end,
  combo = function(l)
    return ("%d of %d lines have %s between %s"):format(l.seen, l.of,
      NAMES[l.separator] or ("'%s'"):format(l.separator),
      (l.sites and "a site, " or "") .. (l.secret_first and "a secret and who" or "who and a secret"))
  end,
}

--- By what a layout is told, in words.
-- @tparam table found as `core.leak.find` gives it
-- @treturn string
-- @usage print(layout.why(assert(core.leak.find(tap, layout.of_columns))))
function layout.why(found) return why[found.kind](found) end

--- Find the layout: 64 KiB are looked at, where Lua does not see them.
-- @tparam userdata tap a `core.tap` at its first byte, which it still is afterwards
-- @treturn ?table `{kind, why}`: kind "combo" (`separator`, `secret_first`, `sites` where lines begin with where the
--  account is, `columns`), "table" (CSV in any dialect: `separator`, `quote`, `escape`, `line`, `header`, `columns`,
--  `classes`), "jsonl", "json" (a list of objects, or objects over several lines; `within`: the path to the list in a
--  document, as "data.users"), "blocks" (a stealer's log), "sql" (`dialect`)
-- @treturn ?table the error: "empty"; "type" when it is none of these; what the source has
-- @usage print(layout.find(core.tap.file "leak.txt").kind)
function layout.find(tap)
  local found, e = core.find(tap, layout.of_columns)
  if not found then return nil, e end
  local encoding = tap:encoding()
  found.why = why[found.kind](found) .. (encoding and ", in " .. encoding or "")
  found.seen, found.of, found.list, found.width, found.null = nil, nil, nil, nil, nil
  return found
end

return layout
