--- Indicators in any bytes: addresses, names, digests, identifiers, coins, refanged and checked.
-- @module breachkit.scan
-- @usage local scan = require "breachkit.scan"
-- for f in scan.bytes "hxxp://evil[.]example[.]com" do print(f.kind, f.value, f.first) end
local tap_of = require "breachkit.core".tap
local core = require "breachkit.core".scan
local data = require "breachkit.data"
local err = require "breachkit.err"
local fs = require "breachkit.fs"
require "breachkit.mask" -- what reveals the values of persons

local scan = {}

--- The kinds there are, in the order that summaries use.
scan.kinds = {
  "url", "domain", "onion", "ipv4", "ipv6", "cidr", "email", "md5", "sha1", "sha256", "sha512", "ssdeep", "tlsh",
  "cve", "cwe", "attack", "asn", "mac", "btc", "eth", "xmr", "file-path", "registry-key", "user-agent", "yara", "phone",
  "card", "iban", "us-ssn", "uk-nino", "tlp",
}

local known = {}
for _, kind in ipairs(scan.kinds) do known[kind] = true end

local function compile()
  local tables, list = data.load "suppress", {}
  local function add(name, keys, reason)
    for _, key in ipairs(keys) do list[#list + 1] = { name, key, reason } end
  end
  local reasoned = {
    { "value", tables.values }, { "name", tables.names }, { "network", tables.ranges },
    { "digest-word", tables.digest_words },
  }
  for _, of in ipairs(reasoned) do
    local reasons = {}
    for reason in pairs(of[2]) do reasons[#reasons + 1] = reason end
    table.sort(reasons)
    for _, reason in ipairs(reasons) do add(of[1], of[2][reason], reason) end
  end
  add("version-word", tables.version_words)
  add("file-ending", tables.file_endings)
  add("member", tables.members)
  local words = data.load "scan"
  add("phone-word", words.phone_words)
  add("campaign-word", words.campaign_words)
  add("agent", words.agents)
  add("folder", words.folders)
  add("secret", words.secret_words)
  add("says-word", words.says_words)
  add("header", words.mail_headers)
  add("people-folder", words.people_folders)
  add("nobody", words.nobody)
  for program, options in pairs(words.secret_options) do
    add("option", { program })
    for option in options:gmatch "%S+" do add("option", { program .. " " .. option }) end
  end
  local hidden = {}
  for _, class in ipairs(words.hidden_classes) do hidden[class] = "column" end
  for _, class in ipairs(words.secret_classes) do hidden[class] = "secret" end
  for _, class in ipairs(data.load "dump") do
    if hidden[class.class] then add(hidden[class.class], class.columns) end
  end
  return core.rules(list)
end

local rules

--- What a source may be whose escapes are undone; "auto" tells by how it begins.
scan.containers = { "auto", "none", "html", "mail", "json", "sql", "mysql" }

--- The most that the option `context` may be.
scan.context_most = 256

local OPTIONS = { kinds = "table", suppressed = "boolean", path = "string", id = true, threads = "number",
  container = "string", context = true }

local containers = {}
for _, name in ipairs(scan.containers) do containers[name] = true end

-- The options of the core, and what is set in every finding.
local function prepare(options, who)
  options = err.options(options, OPTIONS, who)
  for _, kind in ipairs(options.kinds or {}) do
    if not known[kind] then err.raise(("%s: there is no kind '%s'"):format(who, tostring(kind))) end
  end
  local container = options.container or "auto"
  if not containers[container] then err.raise(("%s: there is no container '%s'"):format(who, tostring(container))) end
  local around = options.context
  if around and not (math.type(around) == "integer" and around >= 1 and around <= scan.context_most) then
    err.raise(("%s: context: a whole number from 1 to %d expected"):format(who, scan.context_most))
  end
  rules = rules or compile()
  return {
    kinds = options.kinds, suppressed = options.suppressed, threads = options.threads, rules = rules,
    container = container,
  },
    options.path, options.id, around
end

local kind_names = core.kinds

local methods = {}
local meta = { __name = "breachkit.scan.findings" }

function meta:__index(name)
  if name == "suppressed" then return self.counted or self.scanner:suppressed() end
  return methods[name]
end

local encodings = core.encodings

-- The next finding of the bytes at hand, as a table.
local function step(self)
  local scanner = self.scanner
  local first, last, kind, flags = self.flat()
  if not first then return nil end
  local why, valid
  if flags >> 1 & 63 > 0 then
    why, valid = scanner:why()
  else
    valid = true
  end
  local value, text, token = scanner:masked()
  local before, after
  if self.context then before, after = scanner:context(self.context) end
  local name, unicode, mixed = kind_names[kind], nil, nil
  if name == "domain" or name == "url" then unicode, mixed = scanner:unicode() end
  return {
    path = self.path, id = self.id, kind = name, value = value or scanner:value(),
    unicode = unicode, mixed_scripts = mixed or nil,
    text = text or scanner:text(), first = first, last = last, defanged = flags & 1 == 1, valid = valid,
    suppressed_by = why, token = token, encoding = encodings[flags >> 7], before = before,
    after = after,
  }
end

local function shut(self)
  if self.tap then self.tap:close() end
  self.tap, self.read = nil, nil
end

-- Let a stream have its next bytes. False at its end, and when what gives them has closed it.
local function more(self)
  if self.read then
    local piece, failure = self.read()
    if not self.scanner then return false end
    if failure then
      self.error = type(failure) == "table" and failure or err.new("io", tostring(failure), self.name)
    end
    if not piece then self.read = nil end
    self.scanner:feed(piece)
    return true
  end
  if not self.tap then return false end
  local on, e = self.scanner:feed(self.tap)
  if e then self.error = e end
  if not on then shut(self) end
  return true
end

local function ended(self)
  if not self.scanner then return end
  local e, changed = self.scanner:failure()
  if e then self.error = err.new(e.code, e.message, self.name) end
  self.changed = changed
  self:close()
end

--- The next finding.
-- @treturn ?table a finding, as `scan.bytes` says; nil at the end
-- @usage local findings = scan.bytes "at 8.8.8.8"
-- local first = findings()
function meta:__call()
  if not self.scanner then return nil end
  repeat
    local found = step(self)
    if found then return found end
  until not more(self)
  ended(self)
  return nil
end

--- Some further findings as JSON Lines, written by the scanner itself: for when there are millions of them.
-- @treturn ?string lines, each with its end; nil at the end
-- @treturn ?integer how many
-- @usage for lines in function() return findings:json_lines() end do io.write(lines) end
function methods:json_lines()
  if not self.scanner then return nil end
  repeat
    local lines, n = self.scanner:json_lines(self.path, self.id, self.context)
    if lines then return lines, n end
  until not more(self)
  ended(self)
  return nil
end

--- Go through what is left with no more than may be shown of each: for tables of counts.
-- @treturn function an iterator giving the kind, the value or its masked form, and the token of a masked one
-- @usage for kind, value in scan.bytes "jane@example.com":shown() do print(kind, value) end
function methods:shown()
  return function()
    if not self.scanner then return nil end
    repeat
      local first, _, kind = self.flat()
      if first then return kind_names[kind], self.scanner:shown() end
    until not more(self)
    ended(self)
    return nil
  end
end

--- Go through what is left and count it.
-- @treturn table how many there are of each kind; none: absent
-- @usage print(scan.bytes "at 8.8.8.8":counts().ipv4)
function methods:counts()
  local counts = {}
  if not self.scanner then return counts end
  repeat
    for kind, n in pairs(self.scanner:counts()) do counts[kind] = (counts[kind] or 0) + n end
  until not more(self)
  ended(self)
  return counts
end

--- Let go of the file. Calling it twice is safe; `suppressed` stays.
-- @usage findings:close()
function methods:close()
  if not self.scanner then return end
  rawset(self, "counted", self.scanner:suppressed())
  self.scanner:close()
  self.scanner = nil
  shut(self)
end

meta.__close = methods.close

local function object(scanner, path, id, around, fields)
  local self = setmetatable(fields or {}, meta)
  self.scanner, self.flat, self.path, self.id, self.context = scanner, scanner:flat(), path, id, around
  return self, nil, nil, self
end

--- Find the indicators in bytes.
-- In order and without overlap: a URL is one finding, its host is no second one. What looks like an indicator and is
-- none by `data/suppress.lua` or by its checksum is left out, counted by reason in the iterator's `suppressed`.
-- What tells of persons (emails, telephones, cards, accounts, national ids, and whatever has one of these or a user
-- before a host in it) is masked (`breachkit.mask`).
-- @tparam string bytes any bytes
-- @tparam[opt] table opts `kinds`: a list of the kinds wanted (`scan.kinds`; default all); `suppressed`: true to give
--  what is suppressed too, with `suppressed_by`; `path`, `id`: set in every finding; `threads`: 1 to 64 (default 1),
--  which change no result; `container`: of `scan.containers` (default "auto"): in pages, mails, JSON and SQL dumps
--  the escapes are undone; `context`: so many bytes of what stands around each, 1 to 256 (of text in UTF-16
--  characters), as `before` and `after`
-- @treturn table an iterator, for `for`; `suppressed` counts by reason; `json_lines`, `counts` and `close` are its
--  methods
-- @treturn nil
-- @treturn nil
-- @treturn table the same, closed when the loop ends. A finding is `{kind, value, text, first, last, defanged, valid,
--  suppressed_by, token, encoding, unicode, mixed_scripts, path, id, before, after}`; `unicode` of domains and URLs
--  whose host has labels in their xn-- form: the host as it is read, `mixed_scripts` true where a label of it has
--  letters of two scripts that look alike (Latin, Greek, Cyrillic, Armenian); `token` of masked values only
--  (`mask.token`); `encoding` of what is written otherwise than its text says: `UTF-16LE`, `UTF-16BE`, `html`,
--  `quoted-printable`, `base64`, `json`, `sql`; `before` and `after` with `context` only, undone like the text, masked
--  values (`breachkit.mask`) where something of a person's or a secret is hidden in them, absent where nothing stands;
--  value refanged and canonical, positions 1-based inclusive bytes, from the first that it is written with to the last
-- @raise on a wrong argument, option or kind
-- @usage for f in scan.bytes("CVE-2014-0160 at 8.8.8.8", { kinds = { "cve" } }) do print(f.value) end
function scan.bytes(bytes, opts)
  if type(bytes) ~= "string" then error("scan.bytes: a string expected, got " .. type(bytes), 2) end
  local options, path, id, around = prepare(opts, "scan.bytes")
  return object(core.bytes(bytes, options), path, id, around)
end

--- Find the indicators in bytes that come piece by piece, in the memory of a few of them.
-- @tparam function|userdata read gives the next piece, and at the end nil (and a message or an error value when it
--  failed); or a `core.tap`, as `source:tap` gives it, whose bytes Lua does not see, and which is closed with the
--  iterator
-- @tparam[opt] table opts as for `scan.bytes`; `threads` does nothing
-- @treturn table an iterator as of `scan.bytes`; a read that fails ends the loop and leaves `error`, an error
--  value ("io" for a message)
-- @treturn nil
-- @treturn nil
-- @treturn table the same iterator, closed when the loop ends
-- @raise on a wrong argument, option or kind
-- @usage for f in scan.stream(function() return io.read(65536) end) do print(f.kind, f.value) end
function scan.stream(read, opts)
  local called = type(read) == "function"
  if not called and not tap_of.is(read) then
    error("scan.stream: a function or a tap expected, got " .. type(read), 2)
  end
  local options, path, id, around = prepare(opts, "scan.stream")
  options.threads = nil
  return object(core.stream(options), path, id, around, {
    read = called and read or nil, tap = not called and read or nil, name = path,
  })
end

--- Find the indicators in a file, in the memory of a few pieces of it.
-- @tparam string path a regular file, "-" for standard input (from where its descriptor is: what `io.read` has buffered
--  is gone), or what is open already below /dev/fd
-- @tparam[opt] table opts as for `scan.bytes`; `path` is the file's when not given
-- @treturn ?table an iterator as of `scan.bytes`; positions are in the file. A read that fails ends the loop and
--  leaves `error`, an error value ("io"); `changed` is true after the end of a file that became longer or shorter
-- @return nil, or the error when the file cannot be opened: "io"; also for a named pipe, which might never end
-- @treturn nil
-- @treturn table the same iterator, closed when the loop ends
-- @raise on a wrong argument, option or kind
-- @usage for f in assert(scan.file "memory.dmp") do print(f.kind, f.value, f.first) end
function scan.file(path, opts)
  if type(path) ~= "string" then error("scan.file: a path expected, got " .. type(path), 2) end
  local options, given, id, around = prepare(opts, "scan.file")
  if not given and not id then given = path end
  if path == "-" or fs.is_open(path) then
    local tap, e
    if path:find "^/dev/fd" then tap, e = tap_of.file(path) else tap, e = tap_of.of(io.stdin, path) end
    if not tap then return nil, e end
    options.threads = nil
    return object(core.stream(options), given, id, around, { tap = tap, name = path })
  end
  local scanner, e = core.file(path, options)
  if not scanner then return nil, e end
  return object(scanner, given, id, around, { name = path })
end

return scan
