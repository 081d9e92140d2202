--- Progress on standard error: a line that rewrites itself on a terminal, a line a few seconds in a log.
-- @module breachkit.cli.progress
local terminal = require "breachkit.cli.terminal"
local words = require "breachkit.export.words"

local progress = {}
local methods = {}
local meta = { __name = "breachkit.cli.progress", __index = methods }

--- Start to show progress.
-- @tparam string when auto and always (a command that is quiet shows none unless told "always"), or never
-- @treturn table with `step(what)`, `clear()` and `count`
-- @usage local p = progress.new "auto"
function progress.new(when)
  local tty = when ~= "never" and terminal.is_tty(2)
  return setmetatable({ count = 0, on = when ~= "never", tty = tty, last = os.time() }, meta)
end

--- Show how far it is: at most once a second on a terminal, each five seconds in a log.
-- @tparam string text
-- @usage p:show "12 fetched"
function methods:show(text)
  if not self.on then return end
  local now = os.time()
  if now - self.last < (self.tty and 1 or 5) then return end
  self.last = now
  local line = terminal.cut(terminal.plain(text), terminal.width() - 1)
  io.stderr:write(self.tty and "\r\27[K" or "breachkit: ", line, self.tty and "" or "\n")
  self.shown = self.tty
end

--- One more document done.
-- @tparam string what its id or path
-- @usage p:step(doc.id)
function methods:step(what)
  self.count = self.count + 1
  self:show(("%s · %s"):format(words.count(self.count, "document"), what or ""))
end

--- Take the line away, before something else is written and at the end.
-- @usage p:clear()
function methods:clear()
  if self.shown then io.stderr:write "\r\27[K" end
  self.shown = false
end

return progress
