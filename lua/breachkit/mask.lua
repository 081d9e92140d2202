--- Personal values that do not show themselves: printing, joining and encoding give `j***@e***.com`.
-- @module breachkit.mask
-- @usage local mask = require "breachkit.mask"
-- print(mask.new("email", "jane@example.com")) --> j***@e***.com
local core = require "breachkit.core"
local err = require "breachkit.err"
local json = require "breachkit.json"

local mask = {}

local told = {} -- what was revealed why, once in the log for each kind and reason of a process
local log_path

--- Mask a value. Its bytes lie in memory that is locked and wiped (`mlock`), not in a Lua string.
-- @tparam string kind "email", "url" (what stands before the `@` of its host, and mailboxes in what follows), "tracker"
--  (all but its host and the word "announce"), "phone" (all but its country), "card" (all but four digits), "iban" (all
--  but its country), or any other, shown as `***`
-- @tparam string plain
-- @treturn userdata the masked value: `tostring`, `..` and every encoder give its masked form; equal to another
--  of the same kind and plain value
-- @raise when kind or plain is no string
-- @usage local who = mask.new("email", "jane@example.com")
function mask.new(kind, plain)
  if type(kind) ~= "string" or type(plain) ~= "string" then error("mask.new: two strings expected", 2) end
  return core.mask.new(kind, plain)
end

--- Whether a value is masked.
-- @param value anything
-- @treturn boolean
-- @usage if mask.is(finding.value) then print "personal" end
function mask.is(value)
  return core.mask.is(value)
end

--- What stands for a masked value: two of the same kind and plain value have the same token, and nobody can work out
-- the value without the key. HMAC-SHA-256 (RFC 2104) under a key of this process, or of `mask.key_file`, cut to
-- 128 bits.
-- @tparam userdata value a masked value
-- @treturn string 32 hex digits
-- @raise when the value is not masked, or the system gives no random bytes
-- @usage if mask.token(a) == mask.token(b) then print "the same person" end
function mask.token(value)
  if not mask.is(value) then error("mask.token: a masked value expected", 2) end
  return core.mask.token(value)
end

--- Make tokens with the key in a file from now on, so that they join between runs. A file that is not there is made,
-- with random bytes, for its owner alone.
-- @tparam string path
-- @treturn ?boolean true
-- @treturn ?table the error: "io"; "type" when it holds no key of 32 bytes, or others may read it
-- @raise when path is no string
-- @usage assert(mask.key_file "sony.case/tokens.key")
function mask.key_file(path)
  if type(path) ~= "string" then error("mask.key_file: a path expected, got " .. type(path), 2) end
  return core.mask.key_file(path)
end

local function default_log()
  local state = os.getenv "XDG_STATE_HOME"
  if not state or state == "" then state = (os.getenv "HOME" or ".") .. "/.local/state" end
  return state .. "/breachkit/audit.jsonl"
end

--- Where reveals are written down.
-- @tparam[opt] string|function path a file that lines are added to, or what is called with the kind and the reason and
--  returns true, or nil and an error (`case:log_reveals` writes into a case's log); none: as it was at first,
--  `breachkit/audit.jsonl` below `$XDG_STATE_HOME` or `~/.local/state`
-- @treturn string|function what is in use
-- @usage mask.log "reveals.jsonl"
function mask.log(path)
  log_path, told = path, {}
  return log_path or default_log()
end

local function write_down(kind, reason)
  local key = kind .. "\0" .. reason
  if told[key] then return true end
  local path = log_path or default_log()
  if type(path) == "function" then
    local done, e = path(kind, reason)
    told[key] = done and true or nil
    return done, e
  end
  local folder = path:match "^(.*)/[^/]*$"
  if folder and folder ~= "" then
    local made, e = core.fs.mkdir(folder, true)
    if not made then return nil, e end
  end
  local file, message = io.open(path, "ab")
  if not file then return nil, err.new("io", message, path) end
  local line = assert(json.encode {
    when = os.date "!%Y-%m-%dT%H:%M:%SZ", who = os.getenv "USER" or os.getenv "LOGNAME" or core.proc.user(),
    action = "reveal",
    kind = kind, why = reason,
  })
  local wrote, failed = file:write(line, "\n")
  local closed, unclosed = file:close()
  if not wrote or not closed then return nil, err.new("io", failed or unclosed, path) end
  told[key] = true
  return true
end

--- The plain value. Who, when, what kind and why go to the audit log first, once for each kind and reason of a
-- process; where that cannot be written nothing is revealed.
-- @tparam userdata value a masked value; also as a method of it
-- @tparam string reason why it must be seen
-- @treturn ?string the plain value
-- @treturn ?table the error: "io"
-- @raise when there is no reason
-- @usage local plain = assert(finding.value:reveal "ticket 4711: notify the person")
function mask.reveal(value, reason)
  if type(reason) ~= "string" or not reason:find "%S" then error("reveal: a reason expected", 2) end
  local done, e = write_down(core.mask.kind(value), reason)
  if not done then return nil, e end
  return (core.mask.plain(value))
end

core.mask.methods.reveal = mask.reveal

return mask
