--- Bytes as hexadecimal digits, and back.
-- @module breachkit.hex
local hex = {}

local DIGITS, BYTES = {}, {}
for i = 0, 255 do
  local byte, digits = string.char(i), ("%02x"):format(i)
  DIGITS[byte], BYTES[digits] = digits, byte
end

--- The digits of bytes.
-- @tparam string bytes
-- @treturn string in lower case
-- @usage print(hex.encode "\1\255") --> 01ff
function hex.encode(bytes)
  return (bytes:gsub(".", DIGITS))
end

--- The bytes of digits.
-- @tparam string digits of either case
-- @treturn ?string nil when they are no bytes
-- @usage local bytes = hex.decode "01FF"
function hex.decode(digits)
  if #digits % 2 ~= 0 or digits:find "%X" then return nil end
  return (digits:lower():gsub("..", BYTES))
end

return hex
