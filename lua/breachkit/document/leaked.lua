--- Which texts are lists of leaked records and no reports: nobody is to read logins and secrets as news by mistake.
-- @module breachkit.document.leaked
local core = require "breachkit.core"

local LEAST <const> = 3 -- lines of a list

-- The layout says that there are secrets beside who they are of.
local function has_secrets(found)
  -- "Press: jane@example.org" is a label and who
  if found.kind == "combo" then return not found.secret_first and found.seen >= LEAST end
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
  if not bytes:find("@", 1, true) or not bytes:find "\n." then return nil end
  local layout = require "breachkit.dump.layout"
  local piece = bytes
  local found = core.leak.find(core.tap.of(function()
    local given = piece
    piece = nil
    return given
  end), layout.of_columns)
  return found and has_secrets(found) and layout.why(found) or nil
end
