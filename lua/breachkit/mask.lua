--- Personal values that do not show themselves: printing, joining and encoding give `j***@e***.com`.
-- @module breachkit.mask
-- @usage local mask = require "breachkit.mask"
-- print(mask.new("email", "jane@example.com")) --> j***@e***.com
local core = require "breachkit.core"
local err = require "breachkit.err"
local json = require "breachkit.json"

local mask = {}

local hidden = setmetatable({}, { __mode = "k" }) -- value -> {kind, plain}
local told = {} -- what was revealed why, once in the log for each kind and reason of a process
local log_path

-- the first character, whole where it is UTF-8
local function initial(text)
  return text:match "^[%z\1-\127\194-\244][\128-\191]*" or ""
end

local forms = {
  email = function(plain)
    local at, host = plain:match "^(.-)@(.+)$"
    if not at then return "***" end
    return ("%s***@%s***%s"):format(initial(at), initial(host), host:match "%.[%w-]+$" or "")
  end,
  -- only what stands before the @ is personal
  url = function(plain)
    return (plain:gsub("^(%a[%w+.-]*://)[^/?#]*@", "%1***@"))
  end,
  -- the host and the words that every tracker has; whatever else is in it may be the key of one person
  tracker = function(plain)
    local scheme, host, rest = plain:match "^(%a[%w+.-]*://)([^/?#]*)(.*)$"
    if not scheme then return "***" end
    local path, query = rest:match "^([^?#]*)(.*)$"
    path = path:gsub("[^/]+", function(part)
      return part:lower():find "^announce%.?%a*$" and part or "***"
    end)
    return scheme .. host:gsub("^.*@", "***@") .. path .. (query ~= "" and "?***" or "")
  end,
}

local methods = {}
local meta = { __name = "breachkit.mask", __index = methods, __metatable = "breachkit.mask" }

local function shown(value)
  local of = hidden[value]
  if not of then return tostring(value) end
  local form = forms[of[1]]
  return form and form(of[2]) or "***"
end

meta.__tostring = shown
meta.__tojson = shown
meta.__concat = function(a, b) return shown(a) .. shown(b) end
meta.__len = function(value) return #shown(value) end
meta.__eq = function(a, b)
  local x, y = hidden[a], hidden[b]
  return x ~= nil and y ~= nil and x[1] == y[1] and x[2] == y[2]
end
meta.__newindex = function() error("a masked value does not change", 2) end

--- Mask a value.
-- @tparam string kind "email", "url" (what stands before the `@` of its host), "tracker" (all but its host and the
--  word "announce"), or any other, shown as `***`
-- @tparam string plain
-- @treturn table the masked value: `tostring`, `..` and every encoder give its masked form; equal to another
--  of the same kind and plain value
-- @raise when kind or plain is no string
-- @usage local who = mask.new("email", "jane@example.com")
function mask.new(kind, plain)
  if type(kind) ~= "string" or type(plain) ~= "string" then error("mask.new: two strings expected", 2) end
  local value = setmetatable({}, meta)
  hidden[value] = { kind, plain }
  return value
end

--- Whether a value is masked.
-- @param value anything
-- @treturn boolean
-- @usage if mask.is(finding.value) then print "personal" end
function mask.is(value)
  return hidden[value] ~= nil
end

local TOKENS_KEPT <const> = 4096
local tokens, kept = {}, 0 -- the same few people come again and again
local inner_key, outer_key -- random, of this process

local function xor(bytes, with)
  return (bytes:gsub(".", function(c) return string.char(c:byte() ~ with) end))
end

local function unhex(hex)
  return (hex:gsub("%x%x", function(pair) return string.char(tonumber(pair, 16)) end))
end

local function digest(bytes)
  return assert(core.digest.hex("sha256", bytes))
end

--- What stands for a masked value: two of the same kind and plain value have the same token, and nobody can work out
-- the value without the key. HMAC-SHA-256 (RFC 2104) under a random key of this process, cut to 128 bits.
-- @tparam table value a masked value
-- @treturn string 32 hex digits
-- @raise when the value is not masked, or the system gives no random bytes
-- @usage if mask.token(a) == mask.token(b) then print "the same person" end
function mask.token(value)
  if not mask.is(value) then error("mask.token: a masked value expected", 2) end
  if not inner_key then
    local random <close> = assert(io.open("/dev/urandom", "rb"))
    local key = assert(random:read(64))
    inner_key, outer_key = xor(key, 0x36), xor(key, 0x5C)
  end
  local of = hidden[value]
  local message = of[1] .. "\0" .. of[2]
  local token = tokens[message]
  if not token then
    token = digest(outer_key .. unhex(digest(inner_key .. message))):sub(1, 32)
    if kept == TOKENS_KEPT then tokens, kept = {}, 0 end
    tokens[message], kept = token, kept + 1
  end
  return token
end

local function default_log()
  local state = os.getenv "XDG_STATE_HOME"
  if not state or state == "" then state = (os.getenv "HOME" or ".") .. "/.local/state" end
  return state .. "/breachkit/audit.jsonl"
end

--- Where reveals are written down.
-- @tparam[opt] string path a file that lines are added to; none: as it was at first, `breachkit/audit.jsonl` below
--  `$XDG_STATE_HOME` or `~/.local/state`
-- @treturn string the path in use
-- @usage mask.log "case/audit.jsonl"
function mask.log(path)
  log_path, told = path, {}
  return log_path or default_log()
end

local function write_down(kind, reason)
  local key = kind .. "\0" .. reason
  if told[key] then return true end
  local path = log_path or default_log()
  local folder = path:match "^(.*)/[^/]*$"
  if folder and folder ~= "" then
    local made, e = core.fs.mkdir(folder, true)
    if not made then return nil, e end
  end
  local file, message = io.open(path, "ab")
  if not file then return nil, err.new("io", message, path) end
  local line = assert(json.encode {
    when = os.date "!%Y-%m-%dT%H:%M:%SZ", who = os.getenv "USER" or os.getenv "LOGNAME", action = "reveal",
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
-- @tparam string reason why it must be seen
-- @treturn ?string the plain value
-- @treturn ?table the error: "io"
-- @raise when there is no reason
-- @usage local plain = assert(finding.value:reveal "ticket 4711: notify the person")
function methods:reveal(reason)
  if type(reason) ~= "string" or not reason:find "%S" then error("reveal: a reason expected", 2) end
  local of = hidden[self]
  local done, e = write_down(of[1], reason)
  if not done then return nil, e end
  return of[2]
end

return mask
