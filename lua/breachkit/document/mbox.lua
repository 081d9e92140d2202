--- Mailboxes: mbox and mboxrd (RFC 4155), split into their messages as they are read.
-- @module breachkit.document.mbox
local err = require "breachkit.err"

local mbox = {}

local LINE = 1024 -- more than a "From " line and the field after it take

-- Does a message start here? Its line names a sender and a time, and a field follows: a sentence that begins with
-- "From " does not.
local function starts(bytes, at)
  local head = bytes:sub(at, at + LINE)
  return head:find "^From [^\n]-%d%d?:%d%d[^\n]*\r?\n>?[%w-]+[ \t]*:" ~= nil
    or head:find "^From [^\n]-%d%d?:%d%d[^\n]*\r?\n>?From [^\n]*\n[%w-]+:" ~= nil
end

--- Split a mailbox. Runs in the memory of one message and a piece.
-- @tparam function read returns the next piece of the bytes; nil at the end, nil and an error when it fails
-- @tparam integer limit most bytes of a message; a longer one is an error, and the next is read
-- @treturn function an iterator of (message), or (false, error): messages with their "From " line, `>From ` unquoted
-- @usage for message, e in mbox.messages(read, limits.document_bytes) do print(e or #message) end
function mbox.messages(read, limit)
  local held, size, buffer, from, done, failure = {}, 0, "", 1, false, nil
  local function take(last)
    held[#held + 1] = buffer:sub(1, last)
    size = size + last
    local message = size <= limit and table.concat(held)
    held, size, buffer, from = {}, 0, buffer:sub(last + 1), 1
    if not message then return false, err.new("limit", ("a message is longer than %d bytes"):format(limit)) end
    return (message:gsub("(\n>*)>From ", "%1From "))
  end
  return function()
    while true do
      local at = buffer:find("\nFrom ", from, true)
      if at and (done or #buffer - at > LINE) then
        if starts(buffer, at + 1) then
          local message, e = take(at)
          if not message or message:find "%S" then return message, e end -- blank lines before the first
        else
          from = at + 1
        end
      elseif done then
        if failure then
          local e = failure
          failure = nil
          return false, e
        end
        if #held == 0 and not buffer:find "%S" then return nil end
        return take(#buffer)
      else
        local piece
        piece, failure = read()
        done = not piece
        if piece then
          -- what cannot be the start of a "From " line is put aside
          local keep = at and at or math.max(#buffer - 5, 1)
          if keep > 1 then
            if size <= limit then held[#held + 1] = buffer:sub(1, keep - 1) end
            size = size + keep - 1
            buffer, from = buffer:sub(keep), 1
          end
          buffer = buffer .. piece
        end
      end
    end
  end
end

return mbox
