--- Broken XML made well-formed enough for a parser: what people who write feeds by hand or by template get wrong.
-- @module breachkit.document.feed.repair
local core = require "breachkit.core"

-- Text outside tags: an ampersand that starts no reference is one ("AT&T" is the commonest fault of feeds), characters
-- that XML forbids are none.
local function sound_text(value)
  if value:find "[%z\1-\8\11\12\14-\31]" then value = value:gsub("[%z\1-\8\11\12\14-\31]", "") end
  return (value:gsub("&", "&amp;"):gsub("&amp;(#?%w+;)", "&%1"))
end

-- Where the tag that starts at `at` ends: the position of its ">", or nil when it is no tag.
local function tag_end(bytes, at)
  local i = at + 1
  while true do
    i = bytes:find("[<>\"']", i)
    if not i then return nil end
    local c = bytes:byte(i)
    if c == 60 then return nil end
    if c == 62 then return i end
    local close = bytes:find(c == 34 and '["<>]' or "['<>]", i + 1)
    -- a ">" may stand in a value; one in a value that is not closed before the next tag ends the tag
    if close and bytes:byte(close) == 62 then
      local real = bytes:find(c == 34 and '["<]' or "['<]", close)
      close = real and bytes:byte(real) == c and real or nil
    elseif close and bytes:byte(close) == 60 then
      close = bytes:find(string.char(c), close, true)
      if close and bytes:sub(i, close):find("\n%s*<") then close = nil end
    end
    i = (close or i) + 1
  end
end

local NOTHING = { elements = " ", empty = " ", dropped = " ", attributes = " ", addresses = " ", schemes = " " }
local XML = { amp = true, lt = true, gt = true, quot = true, apos = true }

-- What stands after a tag's name: every value quoted, no name twice, HTML's references resolved.
local function sound_attributes(inside)
  local out, seen, at = {}, {}, 1
  while true do
    local _, stop, name = inside:find("^[%s/]*([%a_][%w_:.-]*)", at)
    if not stop then
      at = inside:match("^[%s/]*[^%s/]()", at) -- a stray character
      if not at then return table.concat(out) end
    else
      at = stop + 1
      local value = name
      local equals = inside:match("^%s*=%s*()", at)
      if equals then
        local quote = inside:match("^[\"']", equals)
        local close = quote and inside:find(quote, equals + 1, true)
        value = close and inside:sub(equals + 1, close - 1) or inside:match("^[^%s]*", equals)
        at = close and close + 1 or equals + #value
      end
      if not seen[name] then
        seen[name] = true
        value = sound_text(value):gsub("&(%a%w*);", function(entity)
          return not XML[entity] and core.sanitize.html("&" .. entity .. ";", NOTHING) or nil
        end)
        out[#out + 1] = (' %s="%s"'):format(name, (value:gsub('[<"]', { ["<"] = "&lt;", ['"'] = "&quot;" })))
      end
    end
  end
end

-- pieces that are no elements: how they begin and end
local ASIDE = { { "<![CDATA[", "]]>", true }, { "<!--", "-->", false }, { "<?", "?>", true } }

--- Close what is left open, drop ends that nothing opened, escape what is no markup. Costs time and memory in
-- proportion to the bytes, and is asked only when a parser has found fault.
-- @tparam string bytes XML, UTF-8
-- @treturn string
-- @usage local root = core.xml.read(repair(bytes))
local function repair(bytes)
  local out, open, at = {}, {}, 1
  local function add(piece) out[#out + 1] = piece end
  local count = {} -- how many of a name are open: an end that nothing opened costs nothing
  local function close_to(name)
    repeat
      local last = table.remove(open)
      count[last] = count[last] - 1
      add("</" .. last .. ">")
    until last == name or #open == 0
  end
  while at <= #bytes do
    local start = bytes:find("<", at, true)
    add(sound_text(bytes:sub(at, (start or #bytes + 1) - 1)))
    if not start then break end
    at = nil
    for _, aside in ipairs(ASIDE) do
      if bytes:sub(start, start + #aside[1] - 1) == aside[1] then
        local _, stop = bytes:find(aside[2], start + #aside[1], true)
        if aside[3] then add(bytes:sub(start, stop or #bytes) .. (stop and "" or aside[2])) end
        at = (stop or #bytes) + 1
      end
    end
    if not at and bytes:find("^<!%a", start) then
      local stop = bytes:find(">", start, true) or #bytes
      if bytes:sub(start, stop):find("[", 1, true) then stop = select(2, bytes:find("%]%s*>", start)) or #bytes end
      at = stop + 1 -- a declaration says nothing that is read
    end
    if not at then
      local slash, name = bytes:match("^<(/?)([%a_][%w_:.-]*)", start)
      local stop = name and tag_end(bytes, start)
      if not stop then
        add "&lt;"
        at = start + 1
      else
        at = stop + 1
        if slash == "" then
          local empty = bytes:byte(stop - 1) == 47
          add("<" .. name .. sound_attributes(bytes:sub(start + 1 + #name, stop - 1)) .. (empty and "/>" or ">"))
          if not empty then
            open[#open + 1] = name
            count[name] = (count[name] or 0) + 1
          end
        elseif (count[name] or 0) > 0 then
          close_to(name)
        end
      end
    end
  end
  if #open > 0 then close_to(nil) end
  return table.concat(out)
end

return repair
