--- Archives and compressed streams: each member is a source of its own, under limits that hold for all of an input,
-- archives within archives included. Nothing is ever written; links, folders and devices are passed over.
-- @module breachkit.document.archive
local core = require "breachkit.core".archive
local err = require "breachkit.err"
local fs = require "breachkit.fs"
local limits = require "breachkit.limits"
local source = require "breachkit.document.source"

local archive = {}

--- A member's name as it is shown: bytes that are no printable UTF-8, and backslashes, are escaped, so that a name can
-- neither move a cursor nor be taken for another.
-- @tparam string name as stored
-- @treturn string
-- @usage assert(archive.shown "a\nb" == "a\\x0ab")
function archive.shown(name)
  local function escape(byte) return ("\\x%02x"):format(byte:byte()) end
  if not utf8.len(name) then return (name:gsub("[%c\\\127-\255]", escape)) end
  name = name:gsub("[%c\\\127]", escape)
  -- C1 controls, and marks that turn the direction of writing
  return (name:gsub("\xc2[\x80-\x9f]", function(c) return c:gsub(".", escape) end)
    :gsub("\xe2\x80[\x8e\x8f\xa8-\xae]", function(c) return c:gsub(".", escape) end)
    :gsub("\xe2\x81[\xa6-\xa9]", function(c) return c:gsub(".", escape) end))
end

--- What an input may yet cost.
-- @treturn table a budget, for `each`
-- @usage local budget = archive.budget()
function archive.budget()
  return { bytes = limits.archive_bytes, entries = limits.archive_entries }
end

local function options(budget)
  return {
    entries = math.max(budget.entries, 1), unpacked = math.max(budget.bytes, 1), ratio = limits.archive_ratio,
    slack = limits.archive_slack, seconds = limits.archive_seconds,
  }
end

--- Go over the members of an archive.
-- @tparam table src the source that it is read from
-- @tparam table budget what is taken from, across archives
-- @tparam function visit called with each member's source; its `name` is "outer!/inner", or the outer name where the
--  source is merely compressed (`stream` is then true)
-- @tparam function fail called with each error value
-- @tparam[opt] function wanted told a member's name, says whether it is to be read
-- @usage archive.each(source.file "reports.zip", archive.budget(), print, print)
function archive.each(src, budget, visit, fail, wanted)
  local function refuse(e, name) return fail(err.new(e.code, e.message, name or src.name)) end
  local opened, e
  local how = options(budget)
  -- whose bytes Lua does not see holds what nobody is to see
  how.secret = src.tapped ~= nil
  if src.file and fs.type(src.file) == "file" then
    opened, e = core.open(src.file, how)
  elseif src.tapped then
    how.most = limits.document_bytes
    opened, e = core.open(src.tapped, how)
  else
    local bytes
    bytes, e = src:all(limits.document_bytes)
    how.bytes = true
    if bytes then opened, e = core.open(bytes, how) end
  end
  if not opened then return refuse(e) end
  local unpacked <close> = opened
  while true do
    local entry, problem = unpacked:next()
    if problem then return refuse(problem) end
    if not entry then return end
    budget.entries = budget.entries - 1
    if budget.entries < 0 then return refuse(err.new("limit", "holds too many entries")) end
    local stream = entry.kind == "stream"
    local name = stream and src.name or ("%s!/%s"):format(src.name or "archive", archive.shown(entry.name))
    if stream or entry.kind == "file" and (not wanted or wanted(name)) then
      local failure
      local before = unpacked:used()
      local member = source.reader(function()
        local piece, e2 = unpacked:read()
        budget.bytes = budget.bytes - #(piece or "")
        if budget.bytes < 0 then piece, e2 = nil, err.new("limit", "unpacks to too many bytes") end
        failure = e2 and err.new(e2.code, e2.message, name) or failure
        return piece, failure
      end, name, unpacked)
      member.stream, member.outer = stream, src
      visit(member)
      if member.tapped then
        budget.bytes = budget.bytes - (unpacked:used() - before)
        failure = member.tapped:failure()
      end
      -- a member's limit is the archive's: it has been told, and there is nothing more
      if failure and failure.code == "limit" then return end
      if budget.bytes < 0 then return refuse(err.new("limit", "unpacks to too many bytes"), name) end
    end
  end
end

--- Go over all that is packed in a source, through archives within archives: the source itself where it is none. Lua
-- sees none of it, unless a member's `piece` is asked for.
-- @tparam table src
-- @tparam function visit called with the source of each file, which was looked at as `tap` gives it
-- @tparam function fail called with each error value
-- @usage archive.leaves(source.file "evidence.zip", function(src) print(src.name) end, print)
function archive.leaves(src, visit, fail)
  local budget = archive.budget()
  local function go(one, depth)
    local tap, e = one:tap()
    if not tap then return fail(e) end
    local kind, failure = tap:packing()
    if kind == false then return fail(failure) end
    if kind ~= "packed" and kind ~= "archive" then return visit(one) end
    if depth >= limits.archive_depth then
      return fail(err.new("limit", ("archives are nested deeper than %d"):format(limits.archive_depth), one.name))
    end
    archive.each(one, budget, function(member) go(member, depth + 1) end, fail)
  end
  go(src, 0)
end

return archive
