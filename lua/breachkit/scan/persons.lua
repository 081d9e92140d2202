--- Values of persons in words that people read: masked, or shown for a reason that is logged.
-- @module breachkit.scan.persons
-- @usage local persons = require "breachkit.scan.persons"
-- print(persons "call jane@example.org")
local mask = require "breachkit.mask"
local scan = require "breachkit.scan"

-- an address takes what is in it, and shows it masked
local OPTIONS <const> = { kinds = { "email", "phone", "card", "iban", "us-ssn", "uk-nino", "url" }, container = "none" }

-- All of these values have one of these; few other words do.
local function may_tell(text)
  return text:find("@", 1, true) or text:find "%d[%d ().\xA0\xC2-]+%d%d%d" or text:find "[%[(] ?[aA][tT] ?[%])]"
end

--- Mask the mailboxes, telephones, cards, accounts and national ids in words.
-- @tparam string text
-- @tparam[opt] string reason to show them: then each is written to the audit log
-- @treturn string
-- @raise the error when a value may not be shown: "io" where the log cannot be written
-- @usage local said = persons(claim.quote)
return function(text, reason)
  if not may_tell(text) then return text end
  local parts, from = {}, 1
  for f in scan.bytes(text, OPTIONS) do
    if mask.is(f.text) then
      parts[#parts + 1] = text:sub(from, f.first - 1)
      if reason then
        local plain, e = f.value:reveal(reason)
        if not plain then error(e, 0) end
        parts[#parts + 1] = text:sub(f.first, f.last)
      else
        parts[#parts + 1] = tostring(f.kind == "url" and f.text or f.value)
      end
      from = f.last + 1
    end
  end
  parts[#parts + 1] = text:sub(from)
  return table.concat(parts)
end
