--- Which texts are lists of leaked records and no reports: nobody is to read logins and secrets as news by mistake.
-- @module breachkit.document.leaked
local core = require "breachkit.core"

local LEAST <const> = 3 -- lines of a list
local HEAD <const> = 65536 -- bytes that are looked at

local STATEMENTS <const> = { begin = true, copy = true, create = true, drop = true, insert = true, lock = true,
  pragma = true, replace = true, set = true, start = true, use = true }

-- Does a line begin statements of SQL, or a comment before them?
local function begins_sql(line)
  local low = line:lower()
  if low:find "^%-%-" or low:find "^/%*" or low:find "^insert into%s" or low:find "^replace into%s" then return true end
  return STATEMENTS[low:match "^%a+"] and low:find "[;,()%]`]%s*$" ~= nil -- a title ends otherwise
end

-- Do statements put values into tables? A sentence about such does not.
local function fills_tables(bytes)
  local head = bytes:sub(1, HEAD):lower()
  return head:find "%f[%w]values%s*%(" or head:find "%f[%w]from%s+stdin%s*;" or head:find "create%s+table%s+%S+%s*%("
end

-- Are nearly all lines one word each? Labels have words behind them.
local function of_single_words(bytes)
  local lines, single = 0, 0
  for line in bytes:sub(1, HEAD):gmatch "[^\r\n]+" do
    lines = lines + 1
    if not line:find "%s" then single = single + 1 end
  end
  return single * 10 >= lines * 9
end

-- May there be secrets? Most reports have no "@", and a first line of several words.
local function may_have_secrets(bytes)
  if bytes:find("@", 1, true) then return true end
  local line = bytes:match "^%s*([^\r\n]*)"
  return not line:find "%s" or begins_sql(line)
end

-- The layout says that there are secrets beside who they are of, or values of tables.
local function has_secrets(found, bytes)
  if found.kind == "sql" then return begins_sql(bytes:match "^%s*([^\r\n]*)") and fills_tables(bytes) end
  if found.kind == "combo" then
    -- "Press: jane@example.org" is a label and who
    local listed = not found.secret_first and found.seen >= LEAST
    return listed and (bytes:find("@", 1, true) or of_single_words(bytes))
  end
  if found.kind ~= "table" or not found.header or found.seen * 2 < found.of then return false end
  local who, secret = false, false
  for _, class in ipairs(found.classes) do
    who = who or class == "email" or class == "user"
    secret = secret or class == "secret"
  end
  return who and secret
end

--- Is it one?
-- @tparam string bytes
-- @treturn ?string by what that is told, in words; nil for other texts
-- @usage local why = leaked "jane@example.org:secret\nbo@example.org:other\nal@example.org:third\n"
return function(bytes)
  if not bytes:find "\n." or not may_have_secrets(bytes) then return nil end
  local layout = require "breachkit.dump.layout"
  local piece = bytes
  local found = core.leak.find(core.tap.of(function()
    local given = piece
    piece = nil
    return given
  end), layout.of_columns)
  return found and has_secrets(found, bytes) and layout.why(found) or nil
end
