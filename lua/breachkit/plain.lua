--- Typographic marks made plain, every byte at its place, so that patterns can be simple.
-- @module breachkit.plain

-- What characters become, by their last byte: those of general punctuation and of Latin-1.
local general = {
  [0x90] = "-\1\1", [0x91] = "-\1\1", [0x93] = " - ", [0x94] = " - ", [0x95] = " - ", [0x98] = "'\1\1",
  [0x99] = "'\1\1", [0x9C] = '"  ', [0x9D] = '  "', [0xA6] = "...",
}
local latin = { [0xA0] = "  " }

-- A text with the characters that begin with `lead` replaced, by `other` where no mark is listed. Most of a text lies
-- between them: `find` passes it many times faster than a pattern does.
local function replaced(text, lead, marks, other)
  local at = text:find(lead, 1, true)
  if not at then return text end
  local pieces, n, from = {}, 0, 1
  while at do
    local last = at + #lead
    local byte = text:byte(last) or 0
    if byte & 0xC0 == 0x80 then
      pieces[n + 1], pieces[n + 2] = text:sub(from, at - 1), marks[byte] or other
      n, from = n + 2, last + 1
    end
    at = text:find(lead, last, true)
  end
  pieces[n + 1] = text:sub(from)
  return table.concat(pieces)
end

--- Replace curly quotes, dashes, ellipses and no-break spaces by their ASCII likes, padded to the same length:
-- an apostrophe and a hyphen with the byte 1, so that a word stays one word, the rest with spaces.
-- @tparam string text UTF-8
-- @treturn string of the same length
-- @usage local clean = require "breachkit.plain" (text)
return function(text)
  return replaced(replaced(text, "\226\128", general, "   "), "\194", latin, '" ')
end
