--- Indicators in any bytes: addresses, names, digests, identifiers, coins, refanged and checked.
-- @module breachkit.scan
-- @usage local scan = require "breachkit.scan"
-- for f in scan.bytes "hxxp://evil[.]example[.]com" do print(f.kind, f.value, f.first) end
local core = require "breachkit.core".scan
local data = require "breachkit.data"
local err = require "breachkit.err"
local mask = require "breachkit.mask"

local scan = {}

--- The kinds there are, in the order that summaries use.
scan.kinds = {
  "url", "domain", "onion", "ipv4", "ipv6", "cidr", "email", "md5", "sha1", "sha256", "sha512", "cve", "cwe", "attack",
  "asn", "mac", "btc", "eth", "tlp",
}

local known = {}
for _, kind in ipairs(scan.kinds) do known[kind] = true end

local table_of = data.load "suppress"

local function reasons(by_reason)
  local of = {}
  for reason, list in pairs(by_reason) do
    for _, value in ipairs(list) do of[value] = reason end
  end
  return of
end

local function set(list)
  local is = {}
  for _, value in ipairs(list) do is[value] = true end
  return is
end

local value_reason, name_reason = reasons(table_of.values), reasons(table_of.names)
local file_ending, member, version_word = set(table_of.file_endings), set(table_of.members), set(table_of.version_words)
local ranges = {}
for reason, list in pairs(table_of.ranges) do
  for _, cidr in ipairs(list) do ranges[#ranges + 1] = { cidr, reason } end
end
-- the narrowest first, so that ::1 is loopback, whatever holds it
table.sort(ranges, function(a, b)
  local x, y = tonumber(a[1]:match "%d+$"), tonumber(b[1]:match "%d+$")
  if x ~= y then return x > y end
  return a[1] < b[1]
end)

local range_cache, cached = {}, 0 -- the same few addresses come again and again

local function range_of(address)
  local reason = range_cache[address]
  if reason ~= nil then return reason end
  reason = false
  for _, range in ipairs(ranges) do
    if core.within(address, range[1]) then
      reason = range[2]
      break
    end
  end
  if cached == 4096 then range_cache, cached = {}, 0 end
  range_cache[address], cached = reason, cached + 1
  return reason
end

local function name_of(host)
  local at = 1
  while at do
    local reason = name_reason[host:sub(at)]
    if reason then return reason end
    at = select(2, host:find(".", at, true))
    at = at and at + 1
  end
end

local checks = {}

function checks.ipv4(bytes, first, value, defanged)
  local reason = range_of(value)
  if reason or defanged then return reason end
  local word = bytes:sub(first > 12 and first - 12 or 1, first - 1):match "(%a+)[ .:]*$"
  return word and version_word[word:lower()] and "version"
end

function checks.ipv6(_, _, value) return range_of(value) end
checks.cidr = checks.ipv6

function checks.domain(bytes, first, value, defanged, last)
  local reason = name_of(value)
  if reason or defanged then return reason end
  local before = first > 1 and bytes:sub(first - 1, first - 1)
  if before == "\\" or (before == "/" and bytes:find("^%w", first - 2)) then return "path" end
  local text = bytes:sub(first, last)
  local tld = text:match "[^.]*$"
  -- Agent.AG, System.Net: a name is written in one case
  if tld:find "%u" and text:find "%l" then return "case" end
  local _, dots = text:gsub("%.", "")
  if dots == 1 then
    if file_ending[value:match "[^.]*$"] then return "file-name" end
    if member[value:match "[^.]*$"] or bytes:find("^%(", last + 1) then return "member" end
  end
end

function checks.url(_, _, value, defanged)
  local host = value:match "^%a[%w+.-]*://([^/?#]*)" or ""
  host = host:gsub("^.*@", ""):gsub(":%d+$", "")
  if host:find "^[%d.]+$" then return range_of(host) end
  local reason = name_of(host)
  return not (defanged and reason == "namespace") and reason
end

function checks.email(_, _, value)
  return name_of(value:match "[^@]*$")
end

local digest_words = {}
for reason, list in pairs(table_of.digest_words) do
  for _, word in ipairs(list) do digest_words[#digest_words + 1] = { word, reason } end
end
table.sort(digest_words, function(x, y) return x[1] < y[1] end)

function checks.sha256(bytes, first)
  local before = bytes:sub(first > 32 and first - 32 or 1, first - 1):lower():match "([%a ]-)[%s:=|\"'`*]*$"
  if not before or before == "" then return nil end
  for _, word in ipairs(digest_words) do
    if before:sub(-#word[1]) == word[1] then return word[2] end
  end
end

function checks.md5(bytes, first, value)
  if not value:find "%D" then return "number" end
  return checks.sha256(bytes, first)
end

local repeated = set { "md5", "sha1", "sha256", "sha512" }

local function why_not(bytes, first, last, kind, value, defanged, invalid)
  if invalid then return invalid end
  local reason = value_reason[value]
  if reason then return reason end
  if repeated[kind] and value == value:sub(1, 1):rep(#value) then return "repeated" end
  local check = checks[kind]
  return check and check(bytes, first, value, defanged, last) or nil
end

local OPTIONS = { kinds = true, suppressed = true, path = true, id = true }

local function prepare(options, who)
  options = err.options(options, OPTIONS, who)
  local wanted
  if options.kinds then
    wanted = {}
    for _, kind in ipairs(options.kinds) do
      if not known[kind] then error(("%s: there is no kind '%s'"):format(who, tostring(kind)), 3) end
      wanted[kind] = true
    end
  end
  return options, wanted
end

local meta = { __name = "breachkit.scan.findings" }

function meta:__call()
  return self.step()
end

function meta:__close()
  self.close()
end

local function object(step, close)
  local self = setmetatable({ suppressed = {}, step = step, close = close or function() end }, meta)
  return self
end

-- An iterator of findings over one piece that stands `offset` bytes into its source.
local function findings(bytes, offset, options, wanted, suppressed)
  local next_one = core.each(bytes)
  local show, path, id = options.suppressed, options.path, options.id
  return function()
    while true do
      local first, last, kind, value, defanged, invalid = next_one()
      if not first then return nil end
      if not wanted or wanted[kind] then
        local reason = why_not(bytes, first, last, kind, value, defanged, invalid)
        if reason then suppressed[reason] = (suppressed[reason] or 0) + 1 end
        if not reason or show then
          local text, token = bytes:sub(first, last), nil
          if kind == "email" or (kind == "url" and value:find "^[^/]*//[^/?#]*@") then
            -- the text of a defanged one is masked as its value
            text, value = mask.new(kind, defanged and value or text), mask.new(kind, value)
            token = mask.token(value)
          end
          return {
            path = path, id = id, kind = kind, value = value, text = text,
            first = first + offset, last = last + offset,
            defanged = defanged, valid = not invalid, suppressed_by = reason, token = token,
          }
        end
      end
    end
  end
end

--- Find the indicators in bytes.
-- In order and without overlap: a URL is one finding, its host is no second one. What looks like an indicator and is
-- none by `data/suppress.lua` or by its checksum is left out, counted by reason in the iterator's `suppressed`.
-- Emails, and URLs with a user in them, are masked (`breachkit.mask`).
-- @tparam string bytes any bytes
-- @tparam[opt] table opts `kinds`: a list of the kinds wanted (`scan.kinds`; default all); `suppressed`: true to give
--  what is suppressed too, with `suppressed_by`; `path`, `id`: set in every finding
-- @treturn table an iterator, for `for`; `suppressed` counts by reason
-- @treturn nil
-- @treturn nil
-- @treturn table the same, closed when the loop ends. A finding is `{kind, value, text, first, last, defanged, valid,
--  suppressed_by, token, path, id}`; `token` of masked values only (`mask.token`); value
--  refanged and canonical, positions 1-based inclusive bytes
-- @raise on a wrong argument, option or kind
-- @usage for f in scan.bytes("CVE-2014-0160 at 8.8.8.8", { kinds = { "cve" } }) do print(f.value) end
function scan.bytes(bytes, opts)
  if type(bytes) ~= "string" then error("scan.bytes: a string expected, got " .. type(bytes), 2) end
  local options, wanted = prepare(opts, "scan.bytes")
  local self = object()
  self.step = findings(bytes, 0, options, wanted, self.suppressed)
  return self, nil, nil, self
end

local PIECE <const> = 1 << 20
local PIECES_HELD <const> = 8

-- Pieces of a file that end at a line's end, which no finding crosses, or in want of one at a blank or a control
-- character; a run of 8 MB without any is cut.
local function pieces(file)
  local held, done = "", false
  local offset = 0
  return function()
    while not done or held ~= "" do
      local chunk, failure = file:read(PIECE)
      if failure then return nil, failure end
      done = chunk == nil
      held = chunk and held .. chunk or held
      local cut = done and #held
        or held:match "^.*\n()" or held:match "^.*[%z\1-\31]()" or held:match "^.*%s()"
        or (#held >= PIECE * PIECES_HELD and #held + 1)
      if cut then
        if not done then cut = cut - 1 end
        local piece, at = held:sub(1, cut), offset
        held, offset = held:sub(cut + 1), offset + cut
        return piece, at
      end
    end
  end
end

--- Find the indicators in a file, in the memory of a few pieces of it.
-- @tparam string path a file, or "-" for standard input
-- @tparam[opt] table opts as for `scan.bytes`; `path` is the file's when not given
-- @treturn ?table an iterator as of `scan.bytes`; positions are in the file. A read that fails ends the loop and
--  leaves `error`, an error value ("io")
-- @return nil, or the error when the file cannot be opened: "io"
-- @treturn nil
-- @treturn table the same iterator, closed when the loop ends
-- @raise on a wrong argument, option or kind
-- @usage for f in assert(scan.file "memory.dmp") do print(f.kind, f.value, f.first) end
function scan.file(path, opts)
  if type(path) ~= "string" then error("scan.file: a path expected, got " .. type(path), 2) end
  local options, wanted = prepare(opts, "scan.file")
  if not options.path and not options.id then
    local copy = {}
    for name, value in pairs(options) do copy[name] = value end
    copy.path = path
    options = copy
  end
  local file = io.stdin
  if path ~= "-" then
    local message
    file, message = io.open(path, "rb")
    if not file then return nil, err.new("io", message, path) end
  end
  local self
  local next_piece = pieces(file)
  local inner
  self = object(function()
    while true do
      local found = inner and inner()
      if found then return found end
      local piece, at = next_piece()
      if not piece then
        if at then self.error = err.new("io", at, path) end
        self.close()
        return nil
      end
      inner = findings(piece, at, options, wanted, self.suppressed)
    end
  end, function()
    next_piece = function() end
    inner = nil
    if io.type(file) == "file" and path ~= "-" then file:close() end
  end)
  return self, nil, nil, self
end

return scan
