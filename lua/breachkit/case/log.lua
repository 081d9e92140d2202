--- The audit log of a case: `audit.jsonl`, an entry a line, each with the SHA-256 of the line before.
-- An entry is `{seq, when, who, action, previous, why, ...}` in canonical JSON (sorted keys, no blanks), so that
-- anyone can check the chain: `previous` is the SHA-256 of the line before without its end. The database knows the
-- last hash, so a log that was cut short shows too. A transaction adds one entry at most: more than one line past the
-- known end is no torn write but a database that is older than its log.
-- @module breachkit.case.log
local digest = require "breachkit.core".digest
local err = require "breachkit.err"
local fs = require "breachkit.fs"
local json = require "breachkit.json"
local ledger = require "breachkit.ledger"

local log = { NAME = "audit.jsonl", START = ("0"):rep(64) }

local function path_of(case)
  return case.path .. "/" .. log.NAME
end

--- A text as the log has it: JSON holds no bytes that are not UTF-8.
-- @param text anything; what is no string stays as it is
-- @return the text, with U+FFFD for such bytes
-- @usage assert(log.told(row.why) == entry.why)
function log.told(text)
  if type(text) ~= "string" or utf8.len(text) then return text end
  return assert(json.decode(assert(json.encode(text, { utf8 = "replace" }))))
end

-- What stands past the known end: how many bytes, and how many whole lines.
local function tail(case)
  local file = io.open(path_of(case), "rb")
  if not file then return 0, 0 end
  local closing <close> = file -- luacheck: ignore
  -- its end first: what another appends after that, the database may know
  local stop, start = file:seek "end", ledger.size(case, log.NAME)
  local left, lines = stop - start, 0
  file:seek("set", start)
  while left > 0 do
    local piece = file:read(math.min(left, 65536))
    if not piece then break end
    left, lines = left - #piece, lines + select(2, piece:gsub("\n", ""))
  end
  return math.max(0, stop - start), lines
end

--- Add an entry, within a transaction.
-- @tparam table case
-- @tparam string action a word
-- @tparam table what further fields of the entry
-- @treturn ?integer its number
-- @treturn string|table when it was written; or the error: "damaged" (the log is ahead of the database), "io"
-- @usage local seq = assert(log.append(case, "tag", { target = id, tag = "priority" }))
function log.append(case, action, what)
  local _, lines = tail(case)
  if lines > 1 then
    return nil, err.new("damaged",
      ("holds %d entries that case.db does not know: case.db is older than it"):format(lines),
      path_of(case))
  end
  local head = ledger.row(case, "SELECT seq, hash FROM head")
  local entry = { seq = head.seq + 1, when = case:now(), who = case.who, action = action, previous = head.hash }
  for name, value in pairs(what) do entry[name] = value end
  local line, e = json.encode(entry, { utf8 = "replace" })
  if not line then return nil, e end
  local ok
  ok, e = case.db:run("UPDATE head SET seq = ?, hash = ?", entry.seq, digest.hex("sha256", line))
  if not ok then return nil, e end
  local at
  at, e = ledger.append(case, log.NAME, line .. "\n")
  if not at then return nil, e end
  return entry.seq, entry.when
end

--- The lines of the log, up to the end that the database knows.
-- @tparam table case
-- @treturn function an iterator of (line number, entry or nil, error or nil, the line), closed by `for`
-- @usage for _, entry in log.lines(case) do print(entry.seq, entry.action) end
function log.lines(case)
  local left = ledger.size(case, log.NAME)
  local file, message = io.open(path_of(case), "rb")
  local function read()
    if not file then return nil, left > 0 and message or nil end
    local piece = left > 0 and file:read(math.min(left, 65536)) or nil
    left = left - (piece and #piece or 0)
    return piece
  end
  local step, a, b = json.lines(read, { source = path_of(case) })
  return step, a, b, setmetatable({}, { __close = function() if file then file:close() end end })
end

--- The entries of the log, up to the end that the database knows. A line that is none is passed over: `check` tells.
-- @tparam table case
-- @treturn function an iterator of entries, closed by `for`
-- @raise the error value "io" where the log cannot be read: none would look as if nothing had been done
-- @usage for entry in log.entries(case) do print(entry.seq, entry.action) end
function log.entries(case)
  local step, a, b, guard = log.lines(case)
  return function()
    while true do
      local number, entry, e = step(a, b)
      b = number
      if e and e.code == "io" then error(e, 0) end
      if not number or type(entry) == "table" then return entry end
    end
  end, nil, nil, guard
end

local function tampered(case, line, message)
  local e = err.new("tampered", ("line %d: %s"):format(line, message), path_of(case))
  e.line = line
  return e
end

--- Check the chain.
-- @tparam table case
-- @tparam function problem called with an error value for each thing that does not hold, with `line`
-- @tparam function each called with every entry that can be read, in order
-- @treturn table `{entries, head}`
-- @usage local told = log.check(case, print, function(entry) end)
function log.check(case, problem, each)
  local previous, entries = log.START, 0
  local function fail(...) problem(tampered(case, ...)) end
  local steps, a, b, guard = log.lines(case)
  local closing <close> = guard -- luacheck: ignore
  for number, entry, e, line in steps, a, b do
    entries = entries + 1
    if not line or type(entry) ~= "table" then
      fail(number, "cannot be read: " .. tostring(e and e.message or "no entry"))
      previous = nil
    else
      -- after a break the chain is taken up again, so that each break is told once
      if entry.seq ~= number then
        fail(number, ("is numbered %s: lines before it are gone, or were added or moved"):format(tostring(entry.seq)))
      elseif previous and entry.previous ~= previous then
        if number == 1 then
          fail(1, "is not the first entry of a log")
        else
          fail(number - 1, "was changed: the next line does not follow from it")
        end
      end
      previous = digest.hex("sha256", line)
      each(entry, number)
    end
  end
  local head = ledger.row(case, "SELECT seq, hash FROM head")
  local size = ledger.size(case, log.NAME)
  local info = fs.stat(path_of(case))
  if (info and info.size or 0) < size then
    fail(entries, ("the log ends here: %d of its %d bytes are gone"):format(size - (info and info.size or 0), size))
  elseif entries ~= head.seq or previous and previous ~= head.hash then
    fail(entries, ("was changed: it is not entry %d as case.db knows it"):format(head.seq))
  end
  return { entries = entries, head = head.hash }
end

--- Check what stands past the end that the database knows.
-- @tparam table case
-- @tparam function problem called with an error value where the log is ahead of the database
-- @tparam function note called with a text for what is no damage
-- @usage log.check_end(case, print, print)
function log.check_end(case, problem, note)
  local torn, lines = tail(case)
  if lines > 1 then
    problem(tampered(case, ledger.row(case, "SELECT seq FROM head").seq + 1,
      ("%d entries that case.db does not know: case.db is older than the log"):format(lines)))
  elseif torn > 0 then
    note(("%s: %d bytes of a write that was killed; the next write cuts them off"):format(log.NAME, torn))
  end
end

return log
