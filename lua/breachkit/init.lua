--- breachkit: from breach reports and breach evidence to facts an analyst can defend.
-- Modules load on first use: `require "breachkit"` itself only makes one table.
-- @module breachkit
-- @usage local bk = require "breachkit"
-- local doc = assert(bk.document.open "report.html")
local breachkit = {
  --- The version, as `breachkit --version` prints it.
  _VERSION = "0.1.0",
}

return setmetatable(breachkit, {
  __name = "breachkit",
  __index = function(self, name)
    if type(name) ~= "string" or not name:match "^[a-z]+$" then return nil end
    local found = package.searchpath("breachkit." .. name, package.path)
    if not found then return nil end
    local module = require("breachkit." .. name)
    rawset(self, name, module)
    return module
  end,
})
