--- From a document's bytes to UTF-8, as browsers do it: byte-order mark, the sender's label, the document's own
-- label, and only then a guess. Labels that the bytes contradict are noticed.
-- @module breachkit.document.charset
local core = require "breachkit.core".charset

local charset = {}

--- Decode a document.
-- @tparam string bytes
-- @tparam[opt] string label what the sender said (HTTP, MIME)
-- @tparam table warnings a list that warnings are added to
-- @tparam[opt] boolean|string markup look for a label in the document itself; "xml": in its XML declaration only
-- @treturn ?string UTF-8
-- @treturn string|table the encoding's name; the error
-- @usage local text, name = charset.decode(bytes, "latin1", warnings, true)
function charset.decode(bytes, label, warnings, markup)
  -- warnings quote what a sender wrote: only printable ASCII of it
  local function warn(...) warnings[#warnings + 1] = string.format(...):gsub("[^ -~]", "?") end
  local name, skip = core.mark(bytes)
  local from = name and "mark"
  if name then bytes = bytes:sub(skip + 1) end
  if not name and label then
    name, from = core.name(label), "sender"
    if not name then warn("the sender's charset label '%s' is unknown", label) end
  end
  if not name and markup then
    local unknown
    name, unknown = core.prescan(bytes, markup == "xml")
    from = name and "document"
    if unknown then warn("the charset label '%s' is unknown", unknown:sub(1, 60)) end
  end
  local guess
  if not name then
    name, from = core.detect(bytes), "guess"
  elseif from ~= "mark" and not name:find "^UTF%-16" then
    guess = core.detect(bytes)
    -- bytes beyond ASCII that are well-formed UTF-8 are UTF-8, whatever is said of them
    if guess == "UTF-8" and name ~= "UTF-8" and bytes:find "[\x80-\xff]" then
      local text, bad = core.decode(bytes, "UTF-8")
      if bad == 0 then
        warn("labelled %s, but the bytes are UTF-8", name)
        return text, "UTF-8"
      end
    end
  end
  local text, bad, first = core.decode(bytes, name)
  if not text then return nil, bad end
  if bad > 0 and from ~= "guess" and guess and guess ~= name and guess ~= "UTF-8" then
    warn("labelled %s, but the bytes look like %s", name, guess)
    local other, others = core.decode(bytes, guess)
    if other and others < bad then text, name, bad, first = other, guess, others, nil end
  end
  if bad > 0 then
    warn("%d byte sequence%s not valid %s%s: shown as U+FFFD", bad, bad == 1 and " is" or "s are", name,
      first and (", the first at byte %d"):format(first + skip) or "")
  end
  return text, name
end

return charset
