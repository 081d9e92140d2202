--- What kind of document some bytes are, by the bytes themselves; names and labels only break ties.
-- @module breachkit.document.sniff
local sniff = {}

local HEAD = 8192

local MAGIC = {
  { "\x1f\x8b", "gzip" }, { "%PDF-", "PDF" }, { "PK\x03\x04", "zip" }, { "7z\xbc\xaf\x27\x1c", "7z" }, { "Rar!",
    "rar" },
  { "\x89PNG", "PNG image" }, { "\xff\xd8\xff", "JPEG image" }, { "GIF8", "GIF image" }, { "\x7fELF", "ELF program" },
  { "MZ", "Windows program" }, { "BZh", "bzip2" }, { "\xfd7zXZ", "xz" }, { "\xd0\xcf\x11\xe0", "Office document" },
  { "SQLite format 3", "SQLite database" },
}

local function control_share(head)
  local bad = select(2, head:gsub("[%z\1-\8\14-\26\28-\31]", ""))
  return bad / math.max(#head, 1)
end

local HEADERS = { from = true, to = true, subject = true, date = true, received = true, ["message-id"] = true,
  ["mime-version"] = true, ["return-path"] = true, ["delivered-to"] = true, ["content-type"] = true }

local function is_mail(head)
  local known, lines = 0, 0
  for line in (head .. "\n"):gmatch "([^\n]*)\n" do
    line = line:gsub("\r$", "")
    if line == "" then break end
    if not line:find "^[ \t]" and not (lines == 0 and line:find "^From ") then
      local name = line:match "^([%w-]+):"
      if not name then return false end
      if HEADERS[name:lower()] then known = known + 1 end
    end
    lines = lines + 1
  end
  return known >= 2
end

--- Tell the kind.
-- @tparam string bytes the document, or its first 8 KiB
-- @tparam[opt] string name the file's name or the label of a sender, asked only when the bytes leave it open
-- @treturn string "html", "text", "json", "jsonl", "feed", "mail", "gzip", "empty", "binary"
-- @treturn ?string of binary: what it is, where known
-- @usage assert(sniff.kind "<!doctype html><p>Hello" == "html")
function sniff.kind(bytes, name)
  local head = bytes:sub(1, HEAD)
  if not head:find "%S" then return #bytes <= HEAD and "empty" or "text" end
  for _, magic in ipairs(MAGIC) do
    if head:sub(1, #magic[1]) == magic[1] and (magic[2] ~= "Windows program" or control_share(head) > 0.02) then
      if magic[2] == "gzip" then return "gzip" end
      return "binary", magic[2]
    end
  end
  if head:find "^\xfe\xff" or head:find "^\xff\xfe" then
    head = head:gsub("%z", "")
  elseif control_share(head) > 0.05 then
    local zeros = select(2, head:gsub("%z", ""))
    if zeros < #head * 0.3 or zeros > #head * 0.6 then return "binary" end
    head = head:gsub("%z", "") -- UTF-16 without a mark
    if control_share(head) > 0.05 then return "binary" end
  end
  name = (name or ""):lower()
  local start = head:gsub("^\xef\xbb\xbf", ""):gsub("^[\xff\xfe]+", ""):gsub("^%s+", "")
  local low = start:lower()
  if start:find "^[{%[]" then
    if name:find "%.jsonl$" or name:find "%.ndjson$" then return "jsonl" end
    local line, rest = start:match "^(%b{})[ \t]*\r?\n%s*({?)"
    if line and rest == "{" and start:find "^{" then return "jsonl" end
    if start:find '^{%s*["}]' or start:find '^%[%s*[%[{"%]%d]' or name:find "json" then return "json" end
  end
  if name:find "%.jsonl$" or name:find "%.ndjson$" then return "jsonl" end
  if low:find "^<" then
    local bare = low:gsub("<!%-%-.-%-%->", ""):gsub("<%?.-%?>", ""):gsub("^%s+", "")
    if bare:find "^<rss[%s>]" or bare:find "^<feed[%s>]" or bare:find "^<rdf:rdf[%s>]" then return "feed" end
    if bare:find "^<!doctype html" or bare:find "^<html" or bare:find "^</?%a" or bare:find "^<!" then return "html" end
  end
  if is_mail(start) then return "mail" end
  if low:find "<html[%s>]" or low:find "<body[%s>]" or low:find "</p>" or low:find "</div>" or low:find "<br ?/?>" then
    return "html"
  end
  if name:find "%.html?$" or name:find "text/html" then return "html" end
  return "text"
end

return sniff
