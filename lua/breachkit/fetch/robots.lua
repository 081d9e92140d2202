--- robots.txt (RFC 9309): what a site lets programs fetch.
-- @module breachkit.fetch.robots
-- @usage local rules = robots.parse("User-agent: *\nDisallow: /private", "breachkit/0.1")
-- print(rules:allows "/private/x") --> false
local limits = require "breachkit.limits"
local trim = require "breachkit.trim"

local robots = {}
local methods = {}
local Rules = { __name = "breachkit.robots", __index = methods }

-- Octets in one form: what is escaped without need is not, what must be is, in upper case.
local function normal(path)
  path = path:gsub("%%(%x%x)", function(hex)
    local c = string.char(tonumber(hex, 16))
    return c:find "[%w._~-]" and c or "%" .. hex:upper()
  end)
  return (path:gsub("[\x80-\xff%c ]", function(c) return ("%%%02X"):format(c:byte()) end))
end

-- Does a pattern of literal bytes, `*` and a last `$` match the start of a path? Each star takes the least it can, so
-- the cost is the path's length for each star.
local function matches(pattern, path)
  local anchored = pattern:sub(-1) == "$"
  if anchored then pattern = pattern:sub(1, -2) end
  if pattern:sub(-1) == "*" then anchored = false end
  local at, first = 1, true
  for piece, star in pattern:gmatch "([^*]*)(%*?)" do
    if first then
      if path:sub(1, #piece) ~= piece then return false end
      at = #piece + 1
    elseif piece ~= "" or star == "" then
      if anchored and star == "" then return #path - #piece + 1 >= at and path:sub(#path - #piece + 1) == piece end
      local start, stop = path:find(piece, at, true)
      if not start then return false end
      at = stop + 1
    end
    first = false
    if star == "" then break end
  end
  return not anchored or at == #path + 1
end

--- Read a robots.txt, for one user agent.
-- @tparam string bytes the file; what is past `limits.robots_bytes` is not read
-- @tparam string agent the user agent: its product token (what stands before "/") is what groups are looked up by
-- @treturn table the rules, with `allows(path)`
-- @usage local rules = robots.parse(bytes, "breachkit/0.1")
function robots.parse(bytes, agent)
  local token = (agent:match "^[%w_-]+" or agent):lower()
  local own, all, sections, within = {}, {}, {}, false
  local has_own
  bytes = bytes:sub(1, limits.robots_bytes):gsub("^\xef\xbb\xbf", "")
  for line in bytes:gmatch "[^\r\n]+" do
    local name, value = line:gsub("#.*", ""):match "^%s*([%w-]+)%s*:(.*)"
    name, value = name and name:lower(), value and trim(value)
    if name == "user-agent" then
      if not within then sections = {} end
      within = true
      value = value:lower()
      if value == "*" then
        sections[#sections + 1] = all
      elseif value:match "^[%w_-]+" == token then
        sections[#sections + 1], has_own = own, true
      end
    elseif name == "allow" or name == "disallow" then
      within = false
      if value ~= "" then
        for _, section in ipairs(sections) do
          section[#section + 1] = { allow = name == "allow", pattern = normal(value) }
        end
      end
    end
  end
  return setmetatable({ list = has_own and own or all, why = "the site's robots.txt asks not to fetch it" }, Rules)
end

--- May this be fetched? The longest pattern that matches decides; of two as long the one that allows.
-- @tparam string path the address's path, with its query
-- @treturn boolean
-- @usage if rules:allows "/feed.xml" then ... end
function methods:allows(path)
  if self.none then return false end
  path = normal(path)
  if path == "/robots.txt" then return true end
  local best, allow = -1, true
  for _, rule in ipairs(self.list) do
    local length = #rule.pattern
    if (length > best or length == best and rule.allow) and matches(rule.pattern, path) then
      best, allow = length, rule.allow
    end
  end
  return allow
end

--- The rules that follow from what asking for the file gave: 4xx allows all; 5xx, or no answer, nothing (2.3.1).
-- @tparam ?table page the answer
-- @tparam ?table problem the error
-- @tparam string agent the user agent
-- @treturn table the rules
-- @usage local rules = robots.of(bk.fetch "https://example.org/robots.txt", nil, "me")
function robots.of(page, problem, agent)
  local too_many = problem and problem.code == "redirects"
  if page and page.status >= 200 and page.status < 300 then return robots.parse(page.body, agent) end
  if too_many or page and page.status < 500 then return robots.parse("", agent) end
  local what = problem and tostring(problem.message) or "status " .. page.status
  return setmetatable({ none = true, list = {}, why = "the site's robots.txt cannot be read: " .. what }, Rules)
end

return robots
