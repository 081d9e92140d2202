-- A case of a spec's own: where it is, opened as by jane at a fixed time, reports to add, and what is told of it.
local bk = require "breachkit"
local fs = require "breachkit.fs"

local cases = { REPORTS = "examples/reports", NOW = { who = "jane", now = "2026-01-02T10:00:00Z" } }

-- a place where nothing is
function cases.place()
  local path = os.tmpname()
  os.remove(path)
  return path
end

function cases.remove(path) os.execute("rm -rf " .. path) end

function cases.opened(path, more)
  local options = {}
  for name, value in pairs(cases.NOW) do options[name] = value end
  for name, value in pairs(more or {}) do options[name] = value end
  return bk.case.open(path, options)
end

function cases.write(path, bytes) assert(fs.write_atomic(path, bytes)) end

function cases.read(path)
  local f <close> = assert(io.open(path, "rb"))
  return f:read "a"
end

-- what the n-th of any number of unlike reports is added as
function cases.report(n, more)
  local text = "Firm %d was hacked\n\nFirm %d said on 3 March 2024 that hackers stole %d gigabytes of e-mails.\n"
  local given = { bytes = text:format(n, n, n), path = ("firm-%d.txt"):format(n), published = "2024-03-04" }
  for name, value in pairs(more or {}) do given[name] = value end
  return given
end

-- the problems that `verify` tells, each by its code and the line of the log
function cases.problems(told)
  local list = {}
  for i, e in ipairs(told.problems) do list[i] = e.code .. (e.line and " " .. e.line or "") end
  return list
end

return cases
