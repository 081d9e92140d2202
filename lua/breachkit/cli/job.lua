--- One run of a verb: its documents, its output, what failed, and the exit status that follows.
-- @module breachkit.cli.job
local bk = require "breachkit"
local address = require "breachkit.document.address"
local csv = require "breachkit.csv"
local err = require "breachkit.err"
local fs = require "breachkit.fs"
local json = require "breachkit.json"
local output = require "breachkit.cli.output"
local progress = require "breachkit.cli.progress"
local terminal = require "breachkit.cli.terminal"
local words = require "breachkit.export.words"

local UNDATED <const> = require "breachkit.document.record".UNDATED

local job = {}
local methods = {}
local meta = { __name = "breachkit.cli.job", __index = methods }

-- A job's `sources`: by name, the inputs that its verb has looked at and that cannot be read again.

--- Begin.
-- @tparam table verb
-- @tparam table options of the command line
-- @tparam {string,...} inputs
-- @tparam ?userdata writer of `fs.write_atomic`; standard output when absent
-- @treturn table the job
-- @usage local run = job.new(verb, options, { "reports/" })
function job.new(verb, options, inputs, writer)
  local takes_anchor, guard = false, nil
  if verb.quotes then
    local persons = require "breachkit.scan.persons"
    guard = function(text) return persons(text, options.reveal) end
  end
  for _, name in ipairs(verb.options) do takes_anchor = takes_anchor or name == "anchor" end
  return setmetatable({
    verb = verb, takes_anchor = takes_anchor, options = options, inputs = inputs,
    named = table.concat(inputs, ", "), failed = 0, read = 0, found = 0,
    output = output.open(verb, options.format, writer, guard),
    progress = progress.new(options.progress or options.quiet and "never" or "auto"),
  }, meta)
end

-- Without the name and password that addresses of the command line may have.
local function say(self, text)
  self.progress:clear()
  io.stderr:write("breachkit: ", terminal.plain((text:gsub("(%a[%w+.-]*://)[^/?#%s]*@", "%1"))), "\n")
end

--- Tell of something that an analyst should know but that stops nothing.
-- @tparam string text
-- @usage run:warn "page 3 has no date"
function methods:warn(text)
  if not self.options.quiet then say(self, "warning: " .. text) end
end

--- Tell of what was done, where the output does not.
-- @tparam string text
-- @usage run:note "12 files"
function methods:note(text)
  if not self.options.quiet then say(self, text) end
end

local LOCATED <const> = 256 << 20 -- bytes that are read to tell a line

-- An error as one line: in a file of text the place is told as editors have it.
local function in_words(problem)
  local at = type(problem) == "table" and problem.position
  if not at or at > LOCATED or not problem.source or fs.type(problem.source) ~= "file" then return tostring(problem) end
  local file = io.open(problem.source, "rb")
  local near = file and file:seek("set", math.max(0, at - 1024)) and file:read(2048) or "\0"
  if file then file:close() end
  local line, column = csv.locate(problem.source, at)
  if not line or near:find("\0", 1, true) then return tostring(problem) end
  local place = ("%s: line %d, column %d"):format(problem.source, line, column)
  return tostring(err.new(problem.code, problem.message, place))
end

local ALIKE <const> = 10 -- errors of one kind in one input that are told, one after the other

-- How many more there were, once there is something else to tell.
local function tell_alike(self)
  local alike = self.alike
  self.alike = nil
  if alike and alike.n > ALIKE then
    say(self, ("%s: and %s more such (%s)"):format(alike.source, words.number(alike.n - ALIKE), alike.code))
  end
end

--- Tell of an input that failed; the rest is done. Of errors of one kind in the same input the first ten are told, and
-- how many more there are.
-- @param problem an error value
-- @usage run:fail(err.new("io", "cannot be read", path))
function methods:fail(problem)
  self.failed = self.failed + 1
  local alike = self.alike
  local source, code
  if type(problem) == "table" then source, code = problem.source, problem.code end
  if not alike or not source or alike.source ~= source or alike.code ~= code then
    tell_alike(self)
    alike = { source = source, code = code, n = 0 }
    self.alike = alike
  end
  alike.n = alike.n + 1
  if alike.n <= ALIKE then say(self, in_words(problem)) end
end

-- many documents may come out of one file of JSON, records or a feed; elsewhere the file says more than the id
local function name_of(doc)
  if doc.type == "json" or doc.type == "feed" or doc.claims then return doc.id end
  return doc.path or doc.id
end

--- Warn of a document, by the name that a user knows it by.
-- @tparam table doc
-- @tparam string message
-- @usage run:warn_of(doc, "no publication date found")
function methods:warn_of(doc, message) self:warn(name_of(doc) .. ": " .. message) end

local BATCH = 256 -- documents that are in memory at once, with --jobs

--- The files below a folder, one after the other; what cannot be read is told and counted.
-- @tparam string folder
-- @tparam function each takes a file's path
-- @tparam[opt] function skipped takes a path that is passed over, and why
-- @usage run:walk("evidence", function(path) print(path) end)
function methods:walk(folder, each, skipped)
  local walk, state, control, closing = fs.walk(folder)
  if not walk then return self:fail(state) end
  for path, entry, problem in walk, state, control, closing do
    if problem then
      self:fail(problem)
    elseif not entry.skipped then
      each(path)
    elseif skipped then
      skipped(path, entry.skipped)
    end
  end
end

--- How addresses are fetched; the store is opened when it is first asked for.
-- @tparam[opt] boolean must whether a store that cannot be opened is a failure, not a warning
-- @treturn ?table options of `breachkit.fetch`; nil when that failed, which was told
-- @usage local options = run:network()
function methods:network(must)
  if self.fetching then return self.fetching end
  local network = require "breachkit.cli.network"
  local store, e = network.store(self.options)
  if e and must then
    self:fail(e)
    return nil
  elseif e then
    self:warn("nothing fetched is kept: " .. tostring(e))
  end
  self.store = store
  self.fetching = network.fetch(self.options, store)
  self.fetching.on_progress = function(p)
    self.progress:show(("%d fetched, %d failed, %d under way, %d waiting · %.1f MB"):format(p.done, p.failed, p.active,
      p.waiting, p.bytes / 1e6))
  end
  return self.fetching
end

--- The documents of the inputs, one at a time. Failures are told and counted.
-- @treturn function an iterator over documents
-- @usage for doc in run:documents() do print(doc.title) end
function methods:documents()
  local options, inputs, late, undated = self.options, {}, 0, 0
  local anchored = self.takes_anchor and options.anchor
  local fetching
  for _, input in ipairs(self.inputs) do
    local looked_at = self.sources and self.sources[input]
    if not looked_at then
      inputs[#inputs + 1] = input
      if address.is(input) then fetching = self:network() end
    elseif looked_at.peek then
      inputs[#inputs + 1] = looked_at
    end
  end
  return coroutine.wrap(function()
    if #inputs == 0 then return end
    for doc in bk.document.each(inputs, {
      fetch = fetching, offline = options.offline, on_error = function(problem) self:fail(problem) end,
    }) do
      self.read = self.read + 1
      if options.asof and doc.published and bk.date.before(options.asof, doc.published) == "yes" then
        late = late + 1
      else
        if self.verb.name ~= "read" then
          for _, warning in ipairs(doc.warnings or {}) do
            local message = type(warning) == "table" and warning.message or tostring(warning)
            local told = message ~= UNDATED or self.takes_anchor and not anchored
            if told then self:warn_of(doc, message) end
          end
        end
        if not doc.published and not doc.anchor then undated = undated + 1 end
        coroutine.yield(doc)
      end
      self.progress:step(doc.path or doc.id)
    end
    if undated > 0 and self.takes_anchor and not anchored then
      self:warn(("%s without a date of publication: \"yesterday\" there is no day, unless --anchor DATE gives one")
        :format(words.count(undated, "document")))
    end
    if undated > 0 and options.asof then
      self:warn(words.count(undated, "document has", "documents have") .. " no date of publication, and no --asof "
        .. "leaves what has none out")
    end
    if late > 0 then self:warn(("%d documents were published after --asof and are left out"):format(late)) end
  end)
end

--- Do `work(doc)` on every document, with --jobs at a time, and hand the results on in order. An error within the work
-- on one document is told as that document's failure, and does not lose the others.
-- @tparam function work takes a document, returns a plain record
-- @tparam function hand takes the record and its document
-- @usage run:map(function(doc) return { id = doc.id } end, function(record) run:emit(record) end)
function methods:map(work, hand)
  local n = self.options.jobs or 1

  local function failed(doc, problem)
    local message = type(problem) == "table" and problem.message or tostring(problem)
    self:fail(err.new("internal", message, doc.id))
  end

  if n == 1 then
    for doc in self:documents() do
      local done, record = pcall(work, doc)
      if done then
        hand(record, doc)
      elseif type(record) == "string" and record:find "interrupted!$" then
        error(record, 0)
      else
        failed(doc, record)
      end
    end
    return
  end
  local batch = {}
  local function flush()
    if #batch == 0 then return end
    local results, errors = bk.jobs.map(n, batch, work)
    for i, doc in ipairs(batch) do
      if results[i] then hand(results[i], doc) else failed(doc, errors[i]) end
    end
    batch = {}
  end
  for doc in self:documents() do
    batch[#batch + 1] = doc
    if #batch == BATCH then flush() end
  end
  flush()
end

--- Mark a list, so that it is written as `[]` when it is empty.
-- @tparam table list
-- @treturn table the same list
-- @usage record.events = run.array(events)
methods.array = json.array

--- Correlate the documents. With --jobs, their claims are extracted by as many workers.
-- @tparam[opt] function works from a document to its works, as `breachkit.correlate` takes it
-- @treturn table what `breachkit.correlate` returns
-- @usage local set = run:set()
function methods:set(works)
  local options = { anchor = self.options.anchor, works = works }
  local fallback = self.options.anchor
  local function read(doc)
    if fallback and not doc.published then doc = setmetatable({ published = fallback }, { __index = doc }) end
    local list, warnings = bk.claims.list(doc)
    return { list = list, warnings = warnings }
  end
  local function told(record, doc)
    for _, warning in ipairs(record.warnings or {}) do self:warn_of(doc, warning) end
    return record.list
  end
  if not self.options.jobs then
    options.claims = function(doc) return told(read(doc), doc) end
    return bk.correlate(self:documents(), options)
  end
  local docs, found, n = {}, {}, 0
  self:map(read, function(record, doc)
    n = n + 1
    docs[n], found[doc.id] = doc, told(record, doc)
  end)
  options.claims = function(doc) return found[doc.id] end
  return bk.correlate(docs, options)
end

--- Print a set as one HTML page.
-- @tparam table set what `run:set` gives
-- @usage run:page(set)
function methods:page(set)
  for _ in set:incidents() do self.found = self.found + 1 end
  self.progress:clear()
  self.output:write((bk.export.html(set, { title = self.options.title, reveal = self.options.reveal })))
end

--- Print a record.
-- @tparam table record
-- @param[opt] context what the verb's `text` wants beside it
-- @usage run:emit(record, doc)
function methods:emit(record, context)
  self.progress:clear()
  self.output:record(record, context)
end

--- Print lines that are records already.
-- @tparam string lines each with its end
-- @usage run:print '{"id":"a"}\n'
function methods:print(lines)
  self.progress:clear()
  self.output:lines(lines)
end

--- Print an incident, which counts as found.
-- @tparam table incident
-- @tparam table documents by id
-- @usage run:emit_incident(incident, documents)
function methods:emit_incident(incident, documents)
  self.found = self.found + 1
  self:emit(incident, documents)
end

--- End: the output is put in place, and the exit status follows.
-- @treturn integer 0 done, 1 nothing found, 2 nothing could be read, 3 some inputs failed
-- @usage os.exit(run:finish())
function methods:finish()
  self.progress:clear()
  tell_alike(self)
  if self.store then self.store:close() end
  if self.read == 0 then
    if self.failed == 0 then say(self, "nothing to read: no document in " .. self.named) end
    if self.output.records > 0 then self.output:finish() end -- rows of what failed
    return 2
  end
  self.output:finish()
  if self.failed > 0 then return 3 end
  return self.found > 0 and 0 or 1
end

return job
