--- How often secrets were seen in breaches, by Have I Been Pwned's ranges: over the network only the first five digits
-- of a hash are ever told (k-anonymity), and the answer is padded, so that its length tells nothing either. Or from a
-- copy: a folder of range files, or one packed file.
--
-- Source: the Pwned Passwords API, https://haveibeenpwned.com/API/v3#PwnedPasswords.
-- @module breachkit.pwned
-- @usage local pwned = require "breachkit.pwned"
-- local set <close> = assert(pwned.open "ranges.bkset")
-- print(assert(set:hash "5baa61e4c9b93f3f0682250b6cf8331b7ee68fd8"))
local bare = require "breachkit.fetch.bare"
local core = require "breachkit.core"
local err = require "breachkit.err"
local fs = require "breachkit.fs"
local headers = require "breachkit.fetch.headers"
local hex = require "breachkit.hex"
local known = require "breachkit.known"
local limits = require "breachkit.limits"
local mask = require "breachkit.mask"

local pwned = {
  --- Where ranges are asked for.
  SERVICE = "https://api.pwnedpasswords.com",
}

local WIDTHS <const> = { sha1 = 20, ntlm = 16 }
local PREFIX <const> = 5 -- digits
local DIGITS <const> = "^" .. ("%x"):rep(PREFIX) .. "$"

local methods = {}
local meta = { __name = "breachkit.pwned", __index = methods }

local function check_kind(kind, who)
  kind = kind or "sha1"
  if not WIDTHS[kind] then error(who .. ": the kind of hash is sha1 or ntlm, not " .. tostring(kind), 3) end
  return kind
end

-- Counts by what follows the prefix. Rows of padding have the count 0.
local function range(text, kind, name)
  local counts, digits = {}, 2 * WIDTHS[kind] - PREFIX
  for line in text:gmatch "[^\r\n]+" do
    local suffix, count = line:match "^(%x+):(%d+)%s*$"
    if not suffix or #suffix ~= digits then
      return nil, err.new("syntax", "no range of " .. kind .. " hashes: a line is not SUFFIX:COUNT", name)
    end
    -- a count that no integer holds is one all the same
    if count:find "[1-9]" then counts[suffix:lower()] = math.tointeger(tonumber(count)) or math.maxinteger end
  end
  return counts
end

--- A copy of the ranges.
-- @tparam string path a file that `pack` made, or a folder of range files (`00000.txt` to `FFFFF.txt`; the ending and
--  the case of the name do not matter)
-- @tparam[opt] table options `kind`: the hashes of a folder, "sha1" (default) or "ntlm"
-- @treturn ?table the set, with `hash`, `secret`, `close`, `kind`; it can be a to-be-closed variable
-- @treturn ?table the error: "io", "syntax" or "range" for what is no packed set; "type" for one of other hashes
-- @raise on a wrong option
-- @usage local set <close> = assert(pwned.open "ranges/")
function pwned.open(path, options)
  options = err.options(options, { kind = true }, "pwned.open")
  local kind = check_kind(options.kind, "pwned.open")
  err.want(path, "string", "pwned.open: a path")
  if fs.type(path) == "directory" then
    return setmetatable({ kind = kind, folder = path, ranges = {}, before = {}, held = 0 }, meta)
  end
  local set, e = known.open(path)
  if not set then return nil, e end
  if not WIDTHS[set.algorithm] or not set.counts then
    set:close()
    return nil, err.new("type", ("a set of %s hashes %s counts, not one of pwned ones"):format(set.algorithm,
      set.counts and "with" or "without"), path)
  end
  return setmetatable({ kind = set.algorithm, set = set, path = path }, meta)
end

--- The ranges as the service gives them, each asked for once; of many the last some thousand are held
-- (`limits.pwned_ranges`).
-- @tparam[opt] table options `kind`: "sha1" (default) or "ntlm"; `service`: its address (default `SERVICE`); `fetch`:
--  options of `breachkit.fetch`
-- @treturn table the set, as of `open`
-- @raise on a wrong option
-- @usage local set = pwned.online() print(set:hash "5baa61e4c9b93f3f0682250b6cf8331b7ee68fd8")
function pwned.online(options)
  options = err.options(options, { kind = true, service = true, fetch = true }, "pwned.online")
  return setmetatable({
    kind = check_kind(options.kind, "pwned.online"), service = options.service or pwned.SERVICE, fetch = options.fetch,
    ranges = {}, before = {}, held = 0,
  }, meta)
end

local function address(service, prefix, kind)
  return ("%s/range/%s%s"):format(service, prefix:upper(), kind == "ntlm" and "?mode=ntlm" or "")
end

local function http_date(stat) return stat and os.date("!%a, %d %b %Y %H:%M:%S GMT", stat.modified) or nil end

local function fetch_options(given)
  local own = { headers = { ["Add-Padding"] = "true" } }
  for name, value in pairs(given or {}) do own[name] = value end
  return own
end

local function missing(prefix, path)
  return err.new("io", ("unknown: the range %s is missing"):format(prefix:upper()), path)
end

-- The text of a range in a folder, whatever its name's case and ending.
local function read_range(folder, prefix)
  for _, form in ipairs { prefix:upper() .. ".txt", prefix:upper(), prefix:lower() .. ".txt", prefix:lower() } do
    local path = folder .. "/" .. form
    if fs.type(path) then return fs.read(path) end
  end
  return nil, missing(prefix, folder)
end

local function get_range(self, prefix)
  local text, name, e
  if self.folder then
    name = self.folder .. "/" .. prefix:upper()
    text, e = read_range(self.folder, prefix)
  else
    local url = address(self.service, prefix, self.kind)
    name = bare(url)
    local page
    page, e = require "breachkit.fetch".get(url, fetch_options(self.fetch))
    if page and page.status ~= 200 then
      page, e = nil, err.new("status", "the service answers " .. page.status, name)
    end
    text = page and page.body
  end
  if not text then return nil, e end
  return range(text, self.kind, name)
end

-- The counts of a range, read or asked for where they are not held.
local function counts_of(self, prefix)
  if self.ranges[prefix] then return self.ranges[prefix] end
  local counts, e = self.before[prefix], nil
  if not counts then counts, e = get_range(self, prefix) end
  if not counts then return nil, e end
  -- those that were not asked about since half as many others were go
  if self.held >= limits.pwned_ranges // 2 then self.ranges, self.before, self.held = {}, self.ranges, 0 end
  self.ranges[prefix], self.held = counts, self.held + 1
  return counts
end

-- Whether a packed set has any hash of the range: every range of the service has hundreds.
local function holds(set, prefix)
  local place <const> = set:range(hex.decode(prefix .. "0"))
  return place <= #set and hex.encode((set:at(place))):sub(1, PREFIX) == prefix
end

--- How often a hash was seen.
-- @function pwned:hash
-- @tparam string digits the whole hash in hexadecimal: it stays here, only its range is asked for
-- @treturn ?integer 0 when it was not seen
-- @treturn ?table the error: "io" for a range that the folder or the packed set has not; of a range "syntax", "status";
--  those of `fetch`
-- @raise for what is no such hash; when closed
-- @usage local count = assert(set:hash(digits))
function methods:hash(digits)
  if type(digits) ~= "string" or #digits ~= 2 * WIDTHS[self.kind] or digits:find "%X" then
    error("pwned:hash: a whole " .. self.kind .. " hash in hexadecimal expected", 2)
  end
  digits = digits:lower()
  local prefix = digits:sub(1, PREFIX)
  if self.set then
    local count = self.set:find(digits)
    if count or holds(self.set.set, prefix) then return count or 0 end
    return nil, missing(prefix, self.path)
  end
  if not self.ranges then error("the set is closed", 2) end
  local counts, e = counts_of(self, prefix)
  if not counts then return nil, e end
  return counts[digits:sub(PREFIX + 1)] or 0
end

--- How often a secret was seen: by its SHA-1, or in a set of NTLM hashes by that.
-- @function pwned:secret
-- @tparam string|table secret as a string, or masked (it is then read for its hash alone)
-- @treturn ?integer 0 when it was not seen
-- @treturn ?table the error, as of `hash`; "encoding" for the NTLM hash of what is no UTF-8
-- @raise for anything else
-- @usage local count = assert(set:secret(record.secret))
function methods:secret(secret)
  if type(secret) == "string" then
    secret = mask.new("secret", secret)
  elseif not mask.is(secret) then
    error("pwned:secret: a string or a masked value expected", 2)
  end
  local digits, e = core.mask[self.kind](secret)
  if not digits then return nil, e end
  return self:hash(digits)
end

--- Let go of the set. Calling it twice is safe.
-- @function pwned:close
-- @usage set:close()
function methods:close()
  if self.set then self.set:close() end
  self.ranges, self.before = nil, nil
end
meta.__close = methods.close

local RANGES <const> = 16 ^ 5 | 0

--- Pack a folder of range files into one sorted file, in bounded memory: it appears whole or not at all.
-- @tparam string path the file
-- @tparam string folder range files, named by their five digits
-- @tparam[opt] table options `kind`: "sha1" (default) or "ntlm"; `memory`: bytes to sort in (default 256 MiB);
--  `on_progress(files)`
-- @treturn ?table `{count, files, missing}`: different hashes, files read, and of how many of the 16^5 ranges there
--  were none: what is asked of those is unknown
-- @treturn ?table the error: "io", "memory", "syntax" (a file that is no range, by name), "empty" (no range file)
-- @raise on a wrong option
-- @usage print(assert(pwned.pack("ranges.bkset", "ranges/")).count)
function pwned.pack(path, folder, options)
  options = err.options(options, { kind = true, memory = true, on_progress = true }, "pwned.pack")
  local kind = check_kind(options.kind, "pwned.pack")
  err.want(path, "string", "pwned.pack: a path")
  err.want(folder, "string", "pwned.pack: a folder")
  local builder <close>, e = core.hashset.build(path, {
    algorithm = kind, width = WIDTHS[kind], counts = true, memory = options.memory,
  })
  if not builder then return nil, e end
  local walk, state, control, closing = fs.walk(folder)
  if not walk then return nil, state end
  local files, held = 0, 0
  for file, entry, problem in walk, state, control, closing do
    if problem then return nil, problem end
    local prefix = not entry.skipped and file:match "/(%x+)%.?[^/.]*$"
    if prefix and prefix:find(DIGITS) then
      local text
      text, e = fs.read(file)
      if not text then return nil, e end
      local counts
      counts, e = range(text, kind, file)
      if not counts then return nil, e end
      for suffix, count in pairs(counts) do
        local done
        done, e = builder:add((prefix .. suffix):gsub("%x%x", function(two) return string.char(tonumber(two, 16)) end),
          math.min(count, 0xFFFFFFFF))
        if not done then return nil, e end
      end
      files = files + 1
      held = held + (next(counts) and 1 or 0)
      if options.on_progress and files % 1024 == 0 then options.on_progress(files) end
    end
  end
  if files == 0 then return nil, err.new("empty", "no file is named by the five digits of a range", folder) end
  local count
  count, e = builder:commit()
  if not count then return nil, e end
  return { count = count, files = files, missing = math.max(0, RANGES - held) }
end

--- Fetch the ranges into a folder, a file each, whole or not at all. What is there is not fetched again, so that a
-- download that was broken off goes on; with `refresh` it is asked for on the condition that it changed.
-- @tparam string folder made when it is not there
-- @tparam[opt] table options `kind`, `service` and `fetch` as for `online`; `from`, `to`: the first and the last
--  range, in hexadecimal (default "00000" and "FFFFF"); `refresh`; `on_progress`: called with the counts so far
-- @treturn ?table `{fetched, unchanged, failed, errors}`: counts, and the first ten error values
-- @treturn ?table the error: "io" when the folder cannot be made
-- @raise on a wrong option
-- @usage local done = assert(pwned.download "ranges")
function pwned.download(folder, options)
  options = err.options(options,
    { kind = true, service = true, fetch = true, from = true, to = true, refresh = true, on_progress = true },
    "pwned.download")
  err.want(folder, "string", "pwned.download: a folder")
  local kind, service = check_kind(options.kind, "pwned.download"), options.service or pwned.SERVICE
  local from, to = options.from or "00000", options.to or "FFFFF"
  if not (err.fits(from, "string") and from:find(DIGITS) and err.fits(to, "string") and to:find(DIGITS)) then
    error("pwned.download: from and to are five hexadecimal digits", 2)
  end
  local at, last = tonumber(from, 16), tonumber(to, 16)
  if at > last then error(("pwned.download: from %s to %s is no range"):format(from, to), 2) end
  local made, e = core.fs.mkdir(folder, true)
  if not made then return nil, e end
  local result, prefix_of = { fetched = 0, unchanged = 0, failed = 0, errors = {} }, {}
  local function next_url()
    while at <= last do
      local prefix = ("%05X"):format(at)
      at = at + 1
      local stat = core.fs.stat(folder .. "/" .. prefix .. ".txt")
      if not stat or options.refresh then
        local url = address(service, prefix, kind)
        prefix_of[bare(url)] = prefix
        return { url = url, modified = http_date(stat) }
      end
      result.unchanged = result.unchanged + 1
    end
  end
  local function failed(problem)
    result.failed = result.failed + 1
    if #result.errors < 10 then table.insert(result.errors, problem) end
  end
  for url, page, problem in require "breachkit.fetch".all(next_url, fetch_options(options.fetch)) do
    local prefix = prefix_of[url]
    prefix_of[url] = nil
    if not page then
      failed(problem)
    elseif page.not_modified then
      result.unchanged = result.unchanged + 1
    elseif page.status ~= 200 then
      failed(err.new("status", "the service answers " .. page.status, url))
    else
      local counts, wrong = range(page.body, kind, url)
      local lines = {}
      for suffix, count in pairs(counts or {}) do lines[#lines + 1] = ("%s:%d\n"):format(suffix:upper(), count) end
      table.sort(lines)
      local done = counts
      if counts then
        -- it is as old as the service says: what changed since is asked for by that
        local path, time = ("%s/%s.txt"):format(folder, prefix), headers.time(page.headers["last-modified"])
        done, wrong = fs.write_atomic(path, table.concat(lines))
        if done and time then done, wrong = core.fs.set_time(path, time) end
      end
      if done then result.fetched = result.fetched + 1 else failed(wrong) end
    end
    if options.on_progress then options.on_progress(result) end
  end
  return result
end

return pwned
