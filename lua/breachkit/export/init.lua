--- Ways out: each takes a set of incidents and returns the file's bytes and what the format could not hold.
-- `export.html(set, options)` is `require "breachkit.export.html".render`; each format loads on first use.
-- @module breachkit.export
-- @usage local page, loss = bk.export.html(set, { title = "Sony" })
return setmetatable({}, {
  __name = "breachkit.export",
  __index = function(self, name)
    if type(name) ~= "string" or not name:match "^[a-z]+$" then return nil end
    if not package.searchpath("breachkit.export." .. name, package.path) then return nil end
    local render = require("breachkit.export." .. name).render
    rawset(self, name, render)
    return render
  end,
})
