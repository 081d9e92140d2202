--- What kind of document some bytes are, by the bytes themselves; names and labels only break ties.
-- One table of recognisers, tried in order: the first that fits says the kind. What is JSON is told apart further when
-- it is decoded, by `document.structured`.
-- @module breachkit.document.sniff
local packing_of = require "breachkit.core".archive.packing
local structured = require "breachkit.document.structured"

local sniff = {}

local HEAD = 8192

local CONTROLS = {}
for code = 0, 31 do
  if code < 9 or (code > 13 and code ~= 27) then CONTROLS[#CONTROLS + 1] = string.char(code) end
end

-- nearly all texts hold none: a plain search for each is far sooner done than counting them by a pattern
local function holds_controls(head)
  for _, control in ipairs(CONTROLS) do
    if head:find(control, 1, true) then return true end
  end
  return false
end

local function control_share(head)
  if not holds_controls(head) then return 0 end
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
      if line:lower():find "^content%-type:%s*multipart/" then known = known + 1 end
    end
    lines = lines + 1
  end
  return known >= 2
end

-- The bytes as text, for the recognisers that look for words; nil when they are no text.
local function as_text(head)
  if head:find "^\xfe\xff" or head:find "^\xff\xfe" then return (head:gsub("%z", "")) end
  if control_share(head) > 0.05 then
    local zeros = select(2, head:gsub("%z", ""))
    if zeros < #head * 0.3 or zeros > #head * 0.6 then return nil end
    head = head:gsub("%z", "") -- UTF-16 without a mark
    if control_share(head) > 0.05 then return nil end
  end
  return head
end

-- what a page starts with, comments and processing instructions passed over
local function outermost(input)
  return input.low:find "^<" and input.low:gsub("<!%-%-.-%-%->", ""):gsub("<%?.-%?>", ""):gsub("^%s+", "") or ""
end

local function named(pattern)
  return function(input) return input.name:find(pattern) end
end

local function starts(...)
  local patterns = { ... }
  return function(input)
    for _, pattern in ipairs(patterns) do
      if input.outer:find(pattern) then return true end
    end
    return false
  end
end

local function contains(...)
  local patterns = { ... }
  return function(input)
    for _, pattern in ipairs(patterns) do
      if input.low:find(pattern) then return true end
    end
    return false
  end
end

-- `magic`: first bytes, at `at` (1). `test`: a function of `{head, text, start, low, outer, name}`; of what is no text
-- only `head` and `name` are there. `what` names a kind that is not read.
local RECOGNISERS = {
  { kind = "binary", what = "PDF", magic = "%PDF-" }, { kind = "binary", what = "rar", magic = "Rar!" },
  { kind = "binary", what = "PNG image", magic = "\x89PNG" }, { kind = "binary", what = "GIF image", magic = "GIF8" },
  { kind = "binary", what = "JPEG image", magic = "\xff\xd8\xff" },
  { kind = "binary", what = "ELF program", magic = "\x7fELF" },
  { kind = "binary", what = "Windows program",
    test = function(i) return i.head:find "^MZ" and control_share(i.head) > 0.02 end },
  { kind = "binary", what = "Office document", magic = "\xd0\xcf\x11\xe0" },
  { kind = "binary", what = "SQLite database", magic = "SQLite format 3" },
  { kind = "binary", what = "torrent", test = function(i)
    -- a list of trackers may fill the head
    return i.head:find "^d%d+:" and (i.head:find "4:infod" or i.head:find "^d8:announce%d+:"
      or i.head:find "^d13:announce%-listl")
  end },
  { kind = "warc", magic = "WARC/1." }, { kind = "warc", magic = "WARC/0." },
  { kind = "binary", test = function(i) return not i.text end },

  { kind = "jsonl", test = function(i) return i.json and (i.name:find "%.jsonl$" or i.name:find "%.ndjson$") end },
  { kind = "jsonl", test = function(i)
    local line, rest = i.start:match "^(%b{})[ \t]*\r?\n%s*({?)"
    return line and rest == "{"
  end },
  { kind = "json", test = function(i)
    return i.json and (i.start:find '^{%s*["}]' or i.start:find '^%[%s*[%[{"%]%d]' or i.name:find "json")
  end },
  { kind = "jsonl", test = named "%.jsonl$" }, { kind = "jsonl", test = named "%.ndjson$" },
  { kind = "feed", test = starts("^<rss[%s>]", "^<feed[%s>]", "^<%w+:feed[%s>]", "^<rdf:rdf[%s>]",
    "^<!doctype rss", "^<!doctype rdf") },
  { kind = "html", test = starts("^<!doctype html", "^<html", "^</?%a", "^<!") },
  { kind = "mbox", test = function(i) return i.start:find "^From %S+[^\n]-%d%d:%d%d[^\n]*\r?\n[%w-]+:" end },
  { kind = "mail", test = function(i) return is_mail(i.start) end },
  { kind = "csv", test = function(i) return structured.is_header(i.start:match "^[^\r\n]*") end },
  { kind = "html", test = contains("<html[%s>]", "<body[%s>]", "</p>", "</div>", "<br ?/?>") },
  { kind = "html", test = named "%.html?$" }, { kind = "html", test = named "text/html" },
  { kind = "text", test = function() return true end },
}

--- Tell the kind.
-- @tparam string bytes the document, or its first 8 KiB
-- @tparam[opt] string name the file's name or the label of a sender, asked only when the bytes leave it open
-- @treturn string "html", "text", "json", "jsonl", "feed", "mail", "mbox", "csv" (of records that are known), "warc",
-- "archive" (tar, zip, 7z), "packed" (gzip, bzip2, xz, zstd, lz4), "empty", "binary"
-- @treturn ?string of binary: what it is, where known
-- @usage assert(sniff.kind "<!doctype html><p>Hello" == "html")
function sniff.kind(bytes, name)
  local head = bytes:sub(1, HEAD)
  if not head:find "%S" then return #bytes <= HEAD and "empty" or "text" end
  local packing, packed = packing_of(head)
  if packing then return packing, packed end
  local input = { head = head, text = as_text(head), name = (name or ""):lower() }
  if input.text then
    input.start = input.text:gsub("^\xef\xbb\xbf", ""):gsub("^[\xff\xfe]+", ""):gsub("^%s+", "")
    input.low = input.start:lower()
    input.outer = outermost(input)
    input.json = input.start:find "^[{%[]"
  end
  for _, row in ipairs(RECOGNISERS) do
    local at = row.at or 1
    if row.magic and head:sub(at, at + #row.magic - 1) == row.magic or row.test and row.test(input) then
      return row.kind, row.what
    end
  end
end

return sniff
