--- The people of a feed: elements with a name inside, or a line with a name, an address, or both.
-- @module breachkit.document.feed.people
local names = require "breachkit.document.feed.names"
local text = require "breachkit.document.feed.text"

local people = {}

local LINE = 300 -- bytes; what is longer names nobody
local EMAIL = "[%w!#$%%&'*+/=?^_`{|}~.-]+@[%w-]+%.[%w.-]*%w"

--- A line that names a person: "jo@a.example (Jo Field)", "Jo Field <jo@a.example>", "Jo Field (jo@a.example)".
-- @tparam string line
-- @treturn ?table `{name, email}`; what there is not is absent; nil when there is neither
-- @usage people.parse("jo@a.example (Jo Field)").name --> "Jo Field"
function people.parse(line)
  if #line > LINE then return { name = line:sub(1, utf8.offset(line, 0, LINE) - 1) } end
  local first, last = line:find(EMAIL)
  local email = first and line:sub(first, last)
  local name = line
  if first then
    local before = line:sub(1, first - 1):gsub("[<(%[]?%s*[mM]?[aA]?[iI]?[lL]?[tT]?[oO]?:?%s*$", function(mark)
      return mark:find "^%a" and not mark:find ":" and mark or ""
    end)
    name = before .. " " .. line:sub(last + 1):gsub("^%s*[>)%]]", "")
  end
  name = text.trim(name)
  if name then name = text.trim(name:match "^%((.*)%)$" or name:match '^"(.*)"$' or name) end
  return (name or email) and { name = name, email = email } or nil
end

local function address(element)
  return text.address(text.of(element), element.base)
end

local NAME = { "atom:name", "name", "itunes:name", "foaf:name" }
local EMAILS = { "atom:email", "email", "itunes:email" }
local URLS = { "atom:uri", "atom:url", "atom:homepage", "uri", "url", "homepage" }

--- The person that an element is about.
-- @tparam table element settled
-- @treturn ?table `{name, email, url}`
-- @usage people.of(by["atom:author"][1])
function people.of(element)
  local by = names.children(element)
  local person = { name = names.first(by, text.of, NAME), email = names.first(by, text.of, EMAILS),
    url = names.first(by, address, URLS) }
  if next(person) then return person end
  local line = text.of(element)
  return line and people.parse(text.plain(line) or line)
end

--- Everyone that elements of some keys are about: of each key all, until a key has one.
-- @tparam table by what `names.children` gave
-- @tparam {{string,...},...} groups lists of keys; the first group that names somebody counts
-- @treturn ?table a list of people, none twice
-- @usage people.all(by, { { "atom:author" }, { "dc:creator" } })
function people.all(by, groups)
  for _, group in ipairs(groups) do
    local list, seen = {}, {}
    for _, key in ipairs(group) do
      for _, element in ipairs(by[key] or {}) do
        local person = people.of(element)
        local mark = person and (person.name or "") .. "\0" .. (person.email or "") .. "\0" .. (person.url or "")
        if person and not seen[mark] then
          seen[mark] = true
          list[#list + 1] = person
        end
      end
    end
    if list[1] then return list end
  end
end

return people
