--- Fetch addresses safely: `bk.fetch(url)`, and many at once with `bk.fetch.all(urls)`. Only http and https,
-- certificates always checked, no address that is not public unless allowed, sizes and times capped, no cookies. The
-- only module that loads libcurl, and only when it is called.
-- @module breachkit.fetch
-- @usage local page = assert(bk.fetch "https://example.org/report")
-- print(page.status, page.type, page.size, page.sha256)
local engine = require "breachkit.fetch.engine"
local bare = require "breachkit.fetch.bare"
local err = require "breachkit.err"

local fetch = {}

local OPTIONS = {
  connect = "number", first_byte = "number", stall = "number", whole = "number", timeout = "number",
  connect_timeout = "number", max_bytes = "number", ratio = "number", redirects = "number", retries = "number",
  backoff = "number", retry_after = "number", random = "function", connections = "number", per_host = "number",
  user_agent = "string", contact = "string", ca = "string", allow_private = "boolean", auth = "string",
  headers = "table", etag = "string", modified = "string", fetched = "string", store = "table", offline = "boolean",
  robots = "boolean", on_progress = "function",
}

local function checked(options, who)
  options = err.options(options, OPTIONS, who)
  local copy = {}
  for name, value in pairs(options) do
    if OPTIONS[name] == "number" and not (value >= 0 and value < math.huge) then
      err.raise(("%s: option '%s': a number from 0 on expected, got %s"):format(who, name, value))
    end
    if OPTIONS[name] == "string" and value:find "[%z\r\n]" then
      err.raise(("%s: option '%s' holds a line's end"):format(who, name))
    end
    copy[name] = value
  end
  copy.whole, copy.connect = copy.whole or copy.timeout, copy.connect or copy.connect_timeout
  for _, name in ipairs { "max_bytes", "connections", "per_host", "redirects", "retries", "ratio" } do
    local value = copy[name]
    if value and not math.tointeger(value) then
      err.raise(("%s: option '%s': an integer expected"):format(who, name))
    end
    if value and value < 1 and name ~= "redirects" and name ~= "retries" then
      err.raise(("%s: option '%s': at least 1"):format(who, name))
    end
    copy[name] = value and math.tointeger(value)
  end
  if copy.redirects and copy.redirects > 10 then err.raise(who .. ": option 'redirects': at most 10") end
  return copy
end

-- Keep what was fetched, and that something could not be.
local function keep(store, result)
  local kept, e
  if result.error then
    kept, e = store:note_failure(result.url, result.error)
  else
    kept, e = store:put(result.page)
  end
  if kept then return true end
  result.page, result.error = nil, e
  return nil, e
end

local BATCH_BYTES <const> = 1 << 24 -- of bodies that are kept at once: their records are in memory till then

-- What is done at one time is kept at once: bringing it to disk costs the same for one as for many.
local function keep_all(store, results)
  local done = store:transaction(function()
    for _, result in ipairs(results) do
      local copy = { url = result.url, page = result.page, error = result.error }
      local kept, e = keep(store, copy)
      if not kept then return nil, e end
    end
    return true
  end)
  if done then return end
  for _, result in ipairs(results) do keep(store, result) end
end

-- Results of an engine one at a time, each after it is in the store.
local function kept_results(running, store)
  local batch, at = {}, 0
  return function()
    at = at + 1
    if not batch[at] then
      batch, at = { running:next() }, 1
      if not batch[1] then return nil end
      local size = 0
      while size < BATCH_BYTES do
        local result = running:ready_now()
        if not result then break end
        batch[#batch + 1] = result
        size = size + (result.page and result.page.size or 0)
      end
      keep_all(store, batch)
    end
    return batch[at]
  end
end

local Results = { __name = "breachkit.fetch.results" }
Results.__index = Results

--- End all that is under way. Calling it twice is safe.
-- @usage results:close()
function Results:close()
  if self.engine then self.engine:close() end
  self.engine, self.next = nil, nil
end
Results.__close = Results.close

function Results:__call()
  if self.next then return self.next() end
end

local function list_source(urls)
  local i = 0
  return function()
    i = i + 1
    return urls[i]
  end
end

local function from_store(options, source)
  return function()
    local item = source()
    if item == nil then return nil end
    local url = bare(type(item) == "table" and item.url or item)
    if not options.store then return url, nil, err.new("offline", "is not fetched: offline was asked for", url) end
    local page, e = options.store:get(url)
    return url, page, e
  end
end

--- Fetch many addresses, as many at once as the limits allow.
-- @tparam table|function urls a list of addresses, or a function that gives one a call and nil at the end (asked as
--  there is room, so that a list without end is no trouble); an address may be a table `{url, etag, modified}`
-- @tparam[opt] table options as for `get`, and `connections` (most at once, default `limits.fetch_connections`),
--  `per_host` (of them, default `limits.fetch_per_host`), `on_progress`: called with `{done, failed, active, waiting,
--  bytes, url}` each time that something is done, and while nothing is
-- @return an iterator of (url, page or nil, error), in order of completion, given as four values so that `for` closes
--  it; `close()` ends what is under way
-- @raise on a wrong argument or option
-- @usage for url, page, e in bk.fetch.all { "https://example.org/a", "https://example.org/b" } do
--   print(url, page and page.size or e)
-- end
function fetch.all(urls, options)
  options = checked(options, "fetch.all")
  if type(urls) ~= "table" and type(urls) ~= "function" then
    error("fetch.all: a list or a function expected, got " .. type(urls), 2)
  end
  local source = type(urls) == "table" and list_source(urls) or urls
  local self = setmetatable({}, Results)
  if options.offline then
    self.next = from_store(options, source)
    return self, nil, nil, self
  end
  local running, e = engine.new(options, source)
  if not running then
    self.next = function()
      local item = source()
      if item ~= nil then return bare(type(item) == "table" and item.url or item), nil, e end
    end
  else
    self.engine = running
    local next_result = options.store and kept_results(running, options.store) or function() return running:next() end
    self.next = function()
      local result = next_result()
      if result then return result.url, result.page, result.error end
    end
  end
  return self, nil, nil, self
end

--- Get what an address leads to. `fetch(url, options)` is the same. An answer that says it failed (404, 500) is an
-- answer: look at `status`.
-- @tparam string url an http or https address; a name and password in it are sent, and never kept
-- @tparam[opt] table options times in seconds: `connect`, `first_byte` (from connecting to the end of the answer's
--  head), `stall` (a body without a byte), `whole` (one try with its redirects; `timeout` is the same);
--  `max_bytes` of the body (default `limits.document_bytes`) and `ratio` of unpacking; `redirects` (at most 10);
--  `retries`, `backoff`, `retry_after` and `random` (a function as math.random, for the jitter);
--  `user_agent`, or `contact`: an address or mail that goes into ours; `ca`: a file of certificates to trust instead of
--  the system's; `allow_private`: true permits loopback, private and other special addresses; `auth`: "name:password"
--  and `headers`: a table of more, neither of which goes to another host; `etag` and `modified`: the condition that the
--  answer is another (without one, a `store`'s is used); `store`: of `breachkit.fetch.store`, where it is kept;
--  `offline`: only from that, and without one not at all; `robots`: true asks the site's robots.txt first; `fetched`:
--  the time to note, not now
-- @treturn ?table `{url, final_url, status, headers, head, body, raw, sha256, size, fetched, type, redirects[{url,
--  status}], address, certificate, http, elapsed, tries, resumed, not_modified}`: headers by lower-case name, head as
--  received; body as meant, raw as sent when that was compressed; sha256 and size of the body; fetched in RFC 3339;
--  type the media type without parameters; address the server's; certificate the SHA-256 of the server's; elapsed in
--  seconds; resumed the bytes that an earlier try had brought; not_modified when the condition failed: then the body is
--  the store's, or absent
-- @treturn ?table the error, `{code, message, source, status, tries, redirects}`: "refused" (protocol or address),
--  "syntax" (no address), "resolve", "connect", "tls", "certificate", "certificate-expired", "certificate-host",
--  "connect-timeout", "first-byte-timeout", "stall-timeout", "timeout", "reset", "truncated", "excess", "chunk",
--  "headers", "http09", "encoding", "size", "ratio", "range", "redirects", "not-modified", "robots", "memory", "io",
--  "unavailable" (built without libcurl); of the store "offline" (not there), "damaged"
-- @raise on a wrong argument or option
-- @usage local page = assert(bk.fetch("https://example.org/", { timeout = 5, max_bytes = 1 << 20 }))
function fetch.get(url, options)
  if type(url) ~= "string" then error("fetch: an address expected, got " .. type(url), 2) end
  if url:find "%z" then error("fetch: the address holds a NUL byte", 2) end
  local results <close> = fetch.all({ url }, checked(options, "fetch"))
  local _, page, e = results()
  return page, e
end

return setmetatable(fetch, {
  __call = function(_, url, options) return fetch.get(url, options) end,
  -- fetch.store, fetch.poll, fetch.robots: loaded when first used
  __index = function(self, name)
    if name ~= "store" and name ~= "poll" and name ~= "robots" then return nil end
    self[name] = require("breachkit.fetch." .. name)
    return self[name]
  end,
})
