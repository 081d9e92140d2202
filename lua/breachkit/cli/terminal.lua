--- What a terminal shows: its width, colours, wrapped and aligned text, and nothing that could steer it.
-- @module breachkit.cli.terminal
local terminal = {}

-- POSIX `test -t` sees our own descriptors, which plain Lua cannot ask about
local function is_tty(descriptor)
  return (os.execute("[ -t " .. descriptor .. " ]")) == true
end

local known = {}

--- Is a stream a terminal?
-- @tparam integer descriptor 1 for standard output, 2 for standard error
-- @treturn boolean
-- @usage if terminal.is_tty(1) then print "for people" end
function terminal.is_tty(descriptor)
  if known[descriptor] == nil then known[descriptor] = is_tty(descriptor) end
  return known[descriptor]
end

--- The width to wrap to: COLUMNS, else the terminal's, else 100; between 40 and 120, as longer lines read badly.
-- @treturn integer columns
-- @usage local columns = terminal.width()
function terminal.width()
  local columns = math.tointeger(tonumber(os.getenv "COLUMNS" or ""))
  if not columns and terminal.is_tty(1) then
    local pipe = io.popen("stty size </dev/tty 2>/dev/null", "r")
    if pipe then
      columns = math.tointeger(tonumber((pipe:read "a" or ""):match "%d+ (%d+)"))
      pipe:close()
    end
  end
  return math.max(40, math.min(120, columns and columns > 0 and columns or 100))
end

local codes = {
  bold = "1", dim = "2", underline = "4", red = "31", green = "32", yellow = "33", blue = "34", magenta = "35",
  cyan = "36",
}

--- A function that colours text, or leaves it alone.
-- @tparam boolean on whether to colour
-- @treturn function `paint(text, name)`: names are bold, dim, underline, red, green, yellow, blue, magenta, cyan
-- @usage local paint = terminal.painter(true) print(paint("denied", "red"))
function terminal.painter(on)
  return function(text, name)
    if not on or text == "" then return text end
    return "\27[" .. codes[name] .. "m" .. text .. "\27[0m"
  end
end

--- Should standard output be coloured? On a terminal, unless NO_COLOR is set (no-color.org) or TERM is dumb.
-- @treturn boolean
-- @usage local paint = terminal.painter(terminal.colours())
function terminal.colours()
  local no = os.getenv "NO_COLOR"
  return not (no and no ~= "") and os.getenv "TERM" ~= "dumb" and terminal.is_tty(1)
end

--- Text from outside made harmless: control characters, escape sequences and direction overrides become U+FFFD.
-- @tparam string text UTF-8
-- @tparam[opt=false] boolean lines keep line ends and tabs
-- @treturn string
-- @usage io.write(terminal.plain(doc.title))
function terminal.plain(text, lines)
  if not lines then text = text:gsub("[\t\n\r]+", " ") end
  return (text:gsub("\r\n?", "\n"):gsub("[\0-\8\11-\31\127]", "\u{FFFD}"):gsub("\xC2[\x80-\x9F]", "\u{FFFD}")
    :gsub("\xE2\x80[\xAA-\xAE]", "\u{FFFD}"):gsub("\xE2\x81[\xA6-\xA9]", "\u{FFFD}"))
end

-- East Asian wide and combining ranges, coarse: enough to keep columns straight
local wide = { { 0x1100, 0x115F }, { 0x2E80, 0xA4CF }, { 0xAC00, 0xD7A3 }, { 0xF900, 0xFAFF }, { 0xFE30, 0xFE6F },
  { 0xFF00, 0xFF60 }, { 0xFFE0, 0xFFE6 }, { 0x1F300, 0x1FAFF }, { 0x20000, 0x3FFFD } }
local none = { { 0x0300, 0x036F }, { 0x200B, 0x200F }, { 0xFE00, 0xFE0F } }

local function within(code, ranges)
  for _, range in ipairs(ranges) do
    if code >= range[1] and code <= range[2] then return true end
  end
end

--- The columns that a text takes.
-- @tparam string text without colours
-- @treturn integer columns
-- @usage terminal.columns "café" --> 4
function terminal.columns(text)
  if not text:find "[\x80-\xFF]" then return #text end
  if not utf8.len(text) then return #text end
  local n = 0
  for _, code in utf8.codes(text) do
    if code < 0x300 then n = n + 1
    elseif within(code, wide) then n = n + 2
    elseif not within(code, none) then n = n + 1 end
  end
  return n
end

--- Pad a text to a width with spaces.
-- @tparam string text without colours
-- @tparam integer width columns
-- @treturn string
-- @usage terminal.pad("ab", 4)
function terminal.pad(text, width)
  return text .. (" "):rep(width - terminal.columns(text))
end

--- Cut a text to a width, with an ellipsis when something is lost.
-- @tparam string text without colours
-- @tparam integer width columns, at least 1
-- @treturn string
-- @usage terminal.cut(title, 40)
function terminal.cut(text, width)
  if terminal.columns(text) <= width then return text end
  local n, out = 0, {}
  for character in text:gmatch "[%z\1-\x7F\xC0-\xFF][\x80-\xBF]*" do
    n = n + terminal.columns(character)
    if n > width - 1 then break end
    out[#out + 1] = character
  end
  return (table.concat(out):gsub("%s+$", "")) .. "…"
end

--- Break a text into lines at spaces; a word longer than a line is broken too.
-- @tparam string text without colours; its own line ends are kept
-- @tparam integer width columns
-- @treturn {string,...} the lines, at least one
-- @usage for _, line in ipairs(terminal.wrap(doc.text, 80)) do print(line) end
function terminal.wrap(text, width)
  local lines = {}
  for paragraph in (text .. "\n"):gmatch "(.-)\n" do
    local line, used = {}, 0
    for word in paragraph:gmatch "%S+" do
      local n = terminal.columns(word)
      if used > 0 and used + 1 + n > width then
        lines[#lines + 1] = table.concat(line, " ")
        line, used = {}, 0
      end
      while n > width do
        local head = word:sub(1, (utf8.offset(word, width + 1) or #word + 1) - 1)
        if terminal.columns(head) > width then head = word:sub(1, (utf8.offset(word, width // 2 + 1)) - 1) end
        lines[#lines + 1] = head
        word = word:sub(#head + 1)
        n = terminal.columns(word)
      end
      used = used + (used > 0 and 1 or 0) + n
      line[#line + 1] = word
    end
    lines[#lines + 1] = table.concat(line, " ")
  end
  return lines
end

return terminal
