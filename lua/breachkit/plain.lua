--- Typographic marks made plain, every byte at its place, so that patterns can be simple.
-- @module breachkit.plain

local marks = {
  [0x90] = "-\1\1", [0x91] = "-\1\1", [0x93] = " - ", [0x94] = " - ", [0x95] = " - ", [0x98] = "'\1\1",
  [0x99] = "'\1\1", [0x9C] = '"  ', [0x9D] = '  "', [0xA6] = "...",
}

--- Replace curly quotes, dashes, ellipses and no-break spaces by their ASCII likes, padded to the same length:
-- an apostrophe and a hyphen with the byte 1, so that a word stays one word, the rest with spaces.
-- @tparam string text UTF-8
-- @treturn string of the same length
-- @usage local clean = require "breachkit.plain" (text)
return function(text)
  if text:find("\226\128", 1, true) then
    text = text:gsub("\226\128[\128-\191]", function(mark) return marks[mark:byte(3)] or "   " end)
  end
  if not text:find("\194", 1, true) then return text end
  return (text:gsub("\194[\128-\191]", function(mark) return mark == "\194\160" and "  " or '" ' end))
end
