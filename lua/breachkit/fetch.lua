--- Fetch an address safely: `bk.fetch(url)`. Only http and https, certificates always checked, no address that is not
-- public unless allowed, sizes and times capped. The only module that loads libcurl, and only when it is called.
-- @module breachkit.fetch
-- @usage local page = assert(bk.fetch "https://example.org/report")
-- print(page.status, page.type, page.size, page.sha256)
local digest = require "breachkit.core".digest
local err = require "breachkit.err"
local limits = require "breachkit.limits"

local fetch = {}

local OPTIONS = {
  timeout = true, connect_timeout = true, max_bytes = true, redirects = true, user_agent = true, ca = true,
  allow_private = true, fetched = true,
}

local function read_headers(text)
  local headers = {}
  for name, value in text:gmatch "([^\r\n:]+):[ \t]*([^\r\n]*)" do
    name = name:lower()
    headers[name] = headers[name] and headers[name] .. ", " .. value or value
  end
  return headers
end

local function now()
  local epoch = math.tointeger(tonumber(os.getenv "SOURCE_DATE_EPOCH"))
  return os.date("!%Y-%m-%dT%H:%M:%SZ", epoch)
end

local function milliseconds(seconds, default)
  return math.max(1, (seconds or default) * 1000 // 1 | 0)
end

--- Get what an address leads to. `fetch(url, options)` is the same. An answer that says it failed (404, 500) is an
-- answer: look at `status`.
-- @tparam string url an http or https address
-- @tparam[opt] table options `timeout` and `connect_timeout`: seconds (default 30 and 10);
--  `max_bytes`: of the body, after decompression (default `limits.document_bytes`);
--  `redirects`: most that are followed, each checked like the first (default and most 10); `user_agent`;
--  `ca`: a file of certificates to trust instead of the system's;
--  `allow_private`: true permits loopback, private and other special addresses;
--  `fetched`: the time to note instead of now
-- @treturn ?table `{url, final_url, status, headers, body, sha256, size, fetched, type}`: headers by lower-case name;
--  sha256 and size of the body; fetched in RFC 3339; type the media type without parameters
-- @treturn ?table the error: "refused" (protocol or address), "certificate", "limit" (size, time, redirects), "io", or
--  "unavailable" when breachkit was built without libcurl
-- @raise on a wrong argument or option
-- @usage local page = assert(bk.fetch("https://example.org/", { timeout = 5, max_bytes = 1 << 20 }))
function fetch.get(url, options)
  options = err.options(options, OPTIONS, "fetch")
  local there, net = pcall(require, "breachkit.net")
  if not there then return nil, err.new("unavailable", "this breachkit is without libcurl", url) end
  local answer, e = net.get(url, {
    timeout = milliseconds(options.timeout, 30),
    connect = milliseconds(options.connect_timeout, 10),
    max_bytes = options.max_bytes or limits.document_bytes,
    redirects = options.redirects,
    user_agent = options.user_agent or "breachkit/0.1",
    ca = options.ca,
    allow_private = options.allow_private,
  })
  if not answer then return nil, e end
  local headers = read_headers(answer.headers)
  local media = headers["content-type"]
  return {
    url = url,
    final_url = answer.final_url,
    status = answer.status,
    headers = headers,
    body = answer.body,
    sha256 = digest.hex("sha256", answer.body),
    size = #answer.body,
    fetched = options.fetched or now(),
    type = media and media:match "^%s*([^;%s]+)",
  }
end

return setmetatable(fetch, { __call = function(_, url, options) return fetch.get(url, options) end })
