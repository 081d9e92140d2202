--- Many fetches at once over one pool of connections: limits per host, redirects, retries, conditions, resumption.
-- What scripts use is `breachkit.fetch`.
-- @module breachkit.fetch.engine
local bare = require "breachkit.fetch.bare"
local digest = require "breachkit.core".digest
local err = require "breachkit.err"
local headers = require "breachkit.fetch.headers"
local limits = require "breachkit.limits"
local robots = require "breachkit.fetch.robots"

local engine = {}
local methods = {}
local Engine = { __name = "breachkit.fetch.engine", __index = methods }

-- addresses that are taken ahead of those under way, for each connection: so that one slow host holds up no other
local AHEAD = 16
local TICK = 200 -- milliseconds in C at most, so that an interrupt is noticed
local REDIRECTS = { [301] = true, [302] = true, [303] = true, [307] = true, [308] = true }
-- the server says that a later try may help
local LATER = { [408] = true, [425] = true, [429] = true, [500] = true, [502] = true, [503] = true, [504] = true }

local function now()
  local epoch = math.tointeger(tonumber(os.getenv "SOURCE_DATE_EPOCH"))
  return os.date("!%Y-%m-%dT%H:%M:%SZ", epoch)
end

local function milliseconds(seconds)
  return math.floor(math.max(1, math.min(86400000, seconds * 1000)))
end

local function limit(options, name)
  local value = options[name]
  return value == nil and limits["fetch_" .. name] or value
end

--- Start.
-- @tparam table options those of `breachkit.fetch`
-- @tparam function source gives the next address (and what belongs to it), nil at the end
-- @treturn ?table the engine, with `next` and `close`
-- @treturn ?table the error: "unavailable" without libcurl, "memory"
-- @usage local e = assert(engine.new({}, ipairs { "https://example.org/" }))
function engine.new(options, source)
  local there, net = pcall(require, "breachkit.net")
  if not there then return nil, err.new("unavailable", "this breachkit is without libcurl") end
  local connections = options.connections or limits.fetch_connections
  local agent = options.user_agent or ("breachkit/%s%s"):format(require "breachkit"._VERSION,
    options.contact and (" (+%s)"):format(options.contact) or "")
  local pool, e = net.pool(connections, {
    user_agent = agent, ca = options.ca, connect = milliseconds(limit(options, "connect")),
    first_byte = milliseconds(limit(options, "first_byte")), stall = milliseconds(limit(options, "stall")),
    max_bytes = options.max_bytes or limits.document_bytes, ratio = limit(options, "ratio"),
    allow_private = options.allow_private,
  })
  if not pool then return nil, e end
  return setmetatable({
    net = net, pool = pool, agent = agent, whole = milliseconds(limit(options, "whole")),
    options = options, source = source, connections = connections,
    per_host = options.per_host or limits.fetch_per_host, random = options.random or math.random,
    jobs = {}, active = 0, waiting = 0, delayed = 0, robots = {}, hosts = {}, order = {}, ready = {},
    bytes = 0, done = 0, failed = 0,
  }, Engine)
end

-- ---- one job ----

local function finish(self, job, page, problem)
  if job.internal then return job.internal(page, problem) end
  if problem then self.failed = self.failed + 1 else self.done = self.done + 1 end
  if page and page.size then self.bytes = self.bytes + page.size end
  self.ready[#self.ready + 1] = { url = job.url, page = page, error = problem, job = job }
end

local function fail(self, job, code, message)
  local e = err.new(code, message, job.at and job.at.url or job.url)
  e.status, e.tries, e.final_url = job.status, job.tries, job.at and job.at.url
  e.redirects = job.hops[1] and job.hops or nil
  finish(self, job, nil, e)
end

local function host_of(self, place)
  local key = place.scheme .. "://" .. place.host .. ":" .. place.port
  local host = self.hosts[key]
  if not host then
    host = { key = key, active = 0, queue = {}, not_before = 0 }
    self.hosts[key] = host
    self.order[#self.order + 1] = host
  end
  return host
end

local function enqueue(self, job, delay)
  local host = host_of(self, job.at)
  job.host, job.not_before = host, delay and self.net.clock() + delay or 0
  if delay then self.delayed = self.delayed + 1 end
  host.queue[#host.queue + 1] = job
  self.waiting = self.waiting + 1
end

-- Go to an address: the first, or where a redirect leads. What was given for one host stays with it.
local function go(self, job, address, base)
  local place, why = self.net.url(address, base)
  if not place then
    return fail(self, job, "syntax", ("'%s' is no address: %s"):format(bare(address):sub(1, 200), why))
  end
  if place.scheme ~= "http" and place.scheme ~= "https" then
    job.at = job.at or place
    return fail(self, job, "refused", ("only http and https are fetched, not %s"):format(place.scheme))
  end
  if not base and place.user then
    job.user = place.user .. ":" .. (place.password or "")
  elseif base then
    local from = job.at
    if from.scheme ~= place.scheme or from.host ~= place.host or from.port ~= place.port then
      job.user, job.headers = nil, nil
    end
    job.etag, job.modified = nil, nil
  end
  job.at, job.partial = place, nil
  enqueue(self, job)
end

local function take_job(self)
  local item = self.source()
  if item == nil then
    self.exhausted = true
    return
  end
  if type(item) == "string" then item = { url = item } end
  local options = self.options
  -- a name and password in an address are sent and nowhere kept
  go(self, {
    url = bare(item.url), given = item, tries = 1, hops = {}, user = options.auth,
    headers = options.headers, etag = item.etag or options.etag, modified = item.modified or options.modified,
  }, item.url)
end

local function request_headers(self, job)
  local lines
  if job.headers then
    lines = {}
    for name, value in pairs(job.headers) do lines[#lines + 1] = name .. ": " .. value end
    table.sort(lines)
  end
  local etag, modified = job.etag, job.modified
  local store = self.options.store
  job.from_store = store and not etag and not modified and not job.internal and not job.unheld
  if job.from_store then etag, modified = store:validators(job.at.url) end
  job.conditional = (etag or modified) and not job.partial
  if job.conditional then
    lines = lines or {}
    if etag then lines[#lines + 1] = "If-None-Match: " .. etag end
    if modified then lines[#lines + 1] = "If-Modified-Since: " .. modified end
  end
  return lines
end

local function start(self, job)
  local clock = self.net.clock()
  job.deadline = job.deadline or clock + self.whole
  local partial = job.partial
  local lines, special = request_headers(self, job), nil
  if lines or partial or job.user or job.max_bytes then
    special = {
      user = job.user, headers = lines, prefix = partial and partial.raw, validator = partial and partial.validator,
      max_bytes = job.max_bytes,
    }
  end
  local number, e = self.pool:add(job.at.url, math.max(1, job.deadline - clock), special)
  if not number then return fail(self, job, e.code, e.message) end
  self.jobs[number] = job
  self.active = self.active + 1
  job.host.active = job.host.active + 1
end

-- Another try, or the failure that the last one came to.
local function again(self, job, wait)
  if job.tries > limit(self.options, "retries") then return false end
  local delay = limit(self.options, "backoff") * 2 ^ (job.tries - 1) * (0.5 + self.random() / 2)
  if wait then
    if wait > limit(self.options, "retry_after") then return false end
    -- the server speaks for all that is asked of it
    job.host.not_before = math.max(job.host.not_before, self.net.clock() + wait * 1000)
    delay = math.max(delay, wait)
  end
  job.tries, job.deadline = job.tries + 1, nil
  enqueue(self, job, milliseconds(delay))
  return true
end

-- What came before a body broke off, when the server names something to hold the rest against.
local function keep_partial(job, answer, fields)
  local status = job.partial and answer.status == 206 and 200 or answer.status
  local first = job.partial and answer.status == 206 and job.partial or { head = answer.headers, fields = fields }
  job.partial = nil
  if status ~= 200 or #answer.raw == 0 or first.fields["content-encoding"] then return end
  local validator = headers.strong(first.fields)
  if first.fields["accept-ranges"] == "none" or not validator then return end
  job.partial = { raw = answer.raw, validator = validator, head = first.head, fields = first.fields }
end

local function settle_failure(self, job, answer, fields)
  job.status = answer.status ~= 0 and answer.status or nil
  if answer.failure == "range" then job.partial = nil else keep_partial(job, answer, fields) end
  if answer.again and again(self, job) then return end
  fail(self, job, answer.failure, answer.message)
end

local function page_of(self, job, answer, fields)
  local head, status = answer.headers, answer.status
  local resumed
  if job.partial and status == 206 then
    head, fields, status, resumed = job.partial.head, job.partial.fields, 200, #job.partial.raw
  end
  local media = fields["content-type"]
  return {
    url = job.url, final_url = job.at.url, status = status, headers = fields, head = head,
    body = answer.body, raw = answer.raw, sha256 = digest.hex("sha256", answer.body), size = #answer.body,
    fetched = self.options.fetched or now(), type = media and media:match "^%s*([^;%s]+)",
    redirects = job.hops[1] and job.hops or nil, address = answer.address, certificate = answer.certificate,
    http = answer.http, elapsed = answer.elapsed, tries = job.tries, resumed = resumed, unheld = job.unheld,
  }
end

-- What the store holds for an address whose server says that it is the same still.
local function unchanged(self, job, answer, fields)
  local page = page_of(self, job, answer, fields)
  page.not_modified, page.type, page.body, page.sha256, page.size = true, nil, nil, nil, nil
  if job.from_store then
    local kept, e = self.options.store:get(job.at.url)
    if not kept then return nil, e end
    page.body, page.sha256, page.size, page.type = kept.body, kept.sha256, kept.size, kept.type
    page.headers["content-type"] = page.headers["content-type"] or kept.headers["content-type"]
    page.revisits = kept
  end
  return page
end

-- What a rest must not contradict: the validator that its beginning came with (RFC 9110, 15.3.7.3). Some servers send
-- the rest of whatever they have now.
local function of_another(partial, fields)
  local own = fields[partial.validator == partial.fields.etag and "etag" or "last-modified"]
  return own ~= nil and own ~= partial.validator
end

local function settle(self, job, answer)
  local status, fields = answer.status, headers.read(answer.headers)
  if job.partial and status == 206 and not answer.failure and of_another(job.partial, fields) then
    answer.failure, answer.again = "range", true
    answer.message, answer.raw = "the server goes on with another version than it began with", ""
  end
  if answer.failure then return settle_failure(self, job, answer, fields) end
  job.status = status
  if REDIRECTS[status] and fields.location then
    local base = job.at.url
    job.hops[#job.hops + 1] = { url = base, status = status }
    local most = limit(self.options, "redirects")
    if #job.hops > most then return fail(self, job, "redirects", ("more than %d redirects"):format(most)) end
    return go(self, job, fields.location, base)
  end
  if LATER[status] then
    local wait = headers.retry_after(fields["retry-after"], os.time())
    if again(self, job, wait) then return end
  end
  if status == 304 then
    if not job.conditional then
      return fail(self, job, "not-modified", "the server says 304 (unchanged) to a request without a condition")
    end
    local page, e = unchanged(self, job, answer, fields)
    if page then return finish(self, job, page) end
    if e.code ~= "damaged" then return fail(self, job, e.code, e.message) end
    -- what the server holds to be here is not: asked for whole, and kept whole
    job.unheld = true
    return enqueue(self, job)
  end
  finish(self, job, page_of(self, job, answer, fields))
end

-- ---- the queue ----

-- What a host lets robots do, asked once (RFC 9309): 4xx allows all, no answer or 5xx nothing.
local function ask_robots(self, host)
  self.robots[host.key] = "asked"
  local address = host.key .. "/robots.txt"
  go(self, {
    url = address, given = {}, tries = 1, hops = {}, max_bytes = 1 << 22, internal = function(page, problem)
      self.robots[host.key] = robots.of(page, problem, self.agent)
    end,
  }, address)
end

-- Whether a job of this host may start now; one that robots may not is settled here.
local function may_start(self, host, job, clock)
  if job.not_before > clock or host.not_before > clock then return false end
  if not self.options.robots or job.internal then return true end
  local rules = self.robots[host.key]
  if not rules then ask_robots(self, host) end
  if not rules or rules == "asked" then return false end
  if rules:allows(job.at.url:match "^%a[%w+.-]*://[^/?]*([^#]*)") then return true end
  return false, rules.why
end

local function start_from(self, host, clock)
  local i = 1
  while i <= #host.queue and self.active < self.connections and host.active < self.per_host do
    local job = host.queue[i]
    local may, refused = may_start(self, host, job, clock)
    if may or refused then
      table.remove(host.queue, i)
      self.waiting = self.waiting - 1
      if job.not_before > 0 then self.delayed = self.delayed - 1 end
      if may then start(self, job) else fail(self, job, "robots", refused) end
    else
      i = i + 1
    end
  end
end

local function fill(self)
  while not self.exhausted and self.active + self.waiting < AHEAD * self.connections do take_job(self) end
  local clock = self.net.clock()
  local i = 1
  while i <= #self.order do
    local host = self.order[i]
    start_from(self, host, clock)
    if #host.queue == 0 and host.active == 0 and host.not_before <= clock then
      -- forgotten, so that a long list of hosts costs nothing
      self.hosts[host.key] = nil
      self.order[i] = self.order[#self.order]
      self.order[#self.order] = nil
    else
      i = i + 1
    end
  end
end

-- milliseconds until a job that waits may start
local function patience(self)
  if self.delayed == 0 then return TICK end
  local clock, least = self.net.clock(), TICK
  for _, host in ipairs(self.order) do
    for _, job in ipairs(host.queue) do
      local wait = math.max(job.not_before, host.not_before) - clock
      if wait > 0 and wait < least then least = wait end
    end
  end
  return least
end

local function tell(self, url)
  local on_progress = self.options.on_progress
  if not on_progress then return end
  on_progress {
    done = self.done, failed = self.failed, active = self.active, waiting = self.waiting, bytes = self.bytes, url = url,
  }
end

--- The next fetch that is done, in the order of completion.
-- @treturn ?table `{url, page, error, job}`, or nil when all are done
-- @usage for result in function() return e:next() end do print(result.url) end
function methods:next()
  while true do
    local result = table.remove(self.ready, 1)
    if result then
      tell(self, result.url)
      return result
    end
    if not self.pool then return nil end
    fill(self)
    if #self.ready == 0 then
      if self.active + self.waiting == 0 and self.exhausted then
        self:close()
        return nil
      end
      local fine, e = self.pool:step(patience(self))
      if not fine then error(e, 0) end
      for answer in function() return self.pool:take() end do
        local job = self.jobs[answer.id]
        self.jobs[answer.id] = nil
        self.active = self.active - 1
        job.host.active = job.host.active - 1
        settle(self, job, answer)
      end
      if #self.ready == 0 then
        tell(self)
      else
        -- the next requests are on their way while the caller works on these
        fill(self)
        assert(self.pool:step(0))
      end
    end
  end
end

--- What is done already, and can be had without waiting.
-- @treturn ?table as `next`
-- @usage for result in function() return e:ready_now() end do print(result.url) end
function methods:ready_now()
  if self.ready[1] then return self:next() end
end

--- End all that is under way. Calling it twice is safe.
-- @usage e:close()
function methods:close()
  if self.pool then self.pool:close() end
  self.pool = nil
end

return engine
