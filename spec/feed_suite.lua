-- The assertions of feedparser's well-formed suite and of gofeed's cases about what a feed's record holds: read from
-- the suites' own files, compared, counted by element. `lua5.4 spec/feed_suite.lua` prints the shares, with -v also
-- what fails and which expressions are not understood.
--
-- feedparser: a Python expression in each file's first comment. Those of the form `not bozo and PATH == LITERAL and
-- ...` are understood, each comparison is an assertion. gofeed: every leaf of the expected JSON, of the common form
-- and of its parsers', is an assertion.
--
-- HTML is compared after both sides went through our own sanitizer, since each project keeps other attributes and
-- writes them in another way; what ours lets through and the suite does not shows as a difference. Titles are text
-- here: the markup that a suite expects is compared by the text it shows. Dates are compared as instants.
if not package.path:find("./lua/?.lua", 1, true) then dofile "spec/helper.lua" end
local core = require "breachkit.core"
local charset = require "breachkit.document.charset"
local expectation = require "feed_expectation"
local feed = require "breachkit.document.feed"
local json = require "breachkit.json"
local text = require "breachkit.document.feed.text"
local when = require "breachkit.document.when"

local suite = {}
local DATA = (os.getenv "BREACHKIT_DATA" or "../shared/data") .. "/feeds/"

local function slurp(path)
  local f = io.open(path, "rb")
  if not f then return nil end
  local bytes = f:read "a"
  f:close()
  return bytes
end

local function files(folder, pattern)
  local list = {}
  for path in io.popen(("find '%s' -name '%s' 2>/dev/null | LC_ALL=C sort"):format(folder, pattern)):lines() do
    list[#list + 1] = path
  end
  return list
end

-- ---- comparing ----

-- a div around everything says nothing
local function as_html(value)
  value = text.safe(value) or ""
  return value:match "^<div>(.*)</div>$" or value
end
local function squash(value) return (value:gsub("%s+", " "):gsub("^ ", ""):gsub(" $", "")) end

-- naked markup and markup that is shown differ only in who escapes it: text is what claims read
local COMPARE = {
  html = function(ours, wanted)
    ours = ours or ""
    return squash(as_html(ours)) == squash(as_html(wanted))
      or squash(as_html(ours)) == squash(as_html(text.paragraphs(wanted)))
  end,
  title = function(ours, wanted)
    ours = squash(ours or "")
    return ours == squash(wanted) or ours == squash(text.plain(wanted, true) or "")
  end,
  date = function(ours, wanted)
    if type(wanted) == "table" then
      wanted = ("%04d-%02d-%02dT%02d:%02d:%02dZ"):format(table.unpack(wanted, 1, 6))
    else
      wanted = when.normal(wanted) or wanted
    end
    ours = ours or ""
    -- a day, or a time without zone, is its first instant in UTC to the suites
    if #ours == 10 then ours = ours .. "T00:00:00Z" end
    if #ours == 16 then ours = ours .. ":00Z" end
    if #wanted == 10 then wanted = wanted .. "T00:00:00Z" end
    if #wanted == 16 then wanted = wanted .. ":00Z" end
    return ours == wanted
  end,
  same = function(ours, wanted) return (ours or "") == wanted end,
}

-- ---- feedparser ----

local function person_line(person)
  if not person then return nil end
  if person.name and person.email then return ("%s (%s)"):format(person.name, person.email) end
  return person.name or person.email
end

-- feedparser's names for what a record holds: element, kind of comparison, value
local FIELDS = {}
local function field(keys, element, kind, read)
  for key in keys:gmatch "%S+" do FIELDS[key] = { element = element, kind = kind, read = read } end
end
field("title", "title", "title", function(r) return r.title end)
field("id guid", "identity", "same", function(r) return r.id or r.guid end)
field("link", "address", "same", function(r) return r.url end)
field("language", "language", "same", function(r) return r.language end)
field("summary description subtitle tagline", "summary", "html", function(r)
  return r.summary or r.description or r.html -- where there is no summary, feedparser takes the content for it
end)
field("info", "summary", "html", function(r) return r.info or r.description end)
field("copyright rights", "rights", "html", function(r) return r.rights end)
field("published published_parsed issued", "dates", "date", function(r) return r.published end)
field("updated updated_parsed modified", "dates", "date", function(r) return r.updated or r.published end)
field("author", "authors", "same", function(r) return person_line((r.authors or {})[1]) end)
field("category", "categories", "same", function(r) return ((r.categories or {})[1] or {}).term end)

local LISTS = { authors = "authors", contributors = "authors", tags = "categories", categories = "categories",
  enclosures = "enclosures", links = "links" }

-- what a path of keys leads to: element, comparison, value; or nil when it is nothing that a record holds
local function follow(record, path)
  local element, at = nil, 1
  local function key() return path[at] end
  if key() == "feed" then
    at = at + 1
  elseif key() == "entries" then
    record, at = record.items[path[2] + 1] or {}, 3
  elseif key() == "version" then
    return nil
  else
    return nil
  end
  if key() == "source" then
    element = "source"
    record, at = record.source or {}, at + 1
    if key() == "href" then return "source", "same", record.url end
  end
  local name = key()
  if name == nil then return nil end
  local detail = name:match "^(%a+)_detail$"
  if detail then name, at = detail, at + 1 end
  if name == "content" and not detail then
    local part = (record.content or {})[(path[at + 1] or 0) + 1] or {}
    local leaf = path[at + 2]
    if leaf == "value" then return "content", "html", part.html end
    if leaf == "language" then return "language", "same", part.language end
    if leaf == "src" then return "content", "same", part.src end
    return nil
  end
  if (name == "author" or name == "publisher") and detail then
    if name == "publisher" then return nil end
    local leaf = key()
    if leaf == "href" then leaf = "url" end
    return element or "authors", "same", ((record.authors or {})[1] or {})[leaf]
  end
  if detail then
    local leaf = key()
    if leaf == "value" and FIELDS[name] then
      local f = FIELDS[name]
      return element or f.element, f.kind, f.read(record)
    end
    local as = ({ tagline = "description", subtitle = "description", copyright = "rights" })[name] or name
    if leaf == "language" then return "language", "same", (record.languages or {})[as] end
    return nil
  end
  if LISTS[name] then
    local list = record[name == "tags" and "categories" or name] or {}
    local index, leaf = path[at + 1], path[at + 2]
    if index == nil then return element or LISTS[name], "list", list end
    local one = list[index + 1] or {}
    if leaf == nil then return element or LISTS[name], "object", one end
    if leaf == "href" then leaf = "url" elseif leaf == "hreflang" then leaf = "language" end
    return element or LISTS[name], "same", one[leaf]
  end
  local f = FIELDS[name]
  if not f or path[at + 1] ~= nil then return nil end
  return element or f.element, f.kind, f.read(record)
end

local function check(tally, name, element, ok, detail, exact)
  local row = tally[element] or { passed = 0, failed = 0, exact = 0 }
  tally[element] = row
  if exact then row.exact = row.exact + 1 end
  if ok then
    row.passed = row.passed + 1
  else
    row.failed = row.failed + 1
    tally.failures[#tally.failures + 1] = ("%s: %s"):format(name, detail)
  end
end

local function show(value)
  if type(value) == "table" then return json.encode(value, { utf8 = "replace" }) or "table" end
  return tostring(value)
end

local function matches(kind, ours, wanted, length)
  if wanted == expectation.NONE then return ours == nil end
  if kind == "list" then return length and #ours == wanted end
  if kind == "object" then
    for key, value in pairs(wanted) do
      local name = key == "href" and "url" or key == "hreflang" and "language" or key
      if ours[name] ~= value then return false end
    end
    return true
  end
  return COMPARE[kind](ours, wanted)
end

--- feedparser's assertions.
-- @treturn ?table by element `{passed, failed, exact}`, `failures`, `other`: how many are about what a record does not
--  hold, and `unread`: how many expressions are of another form; nil without the data
function suite.feedparser()
  local tally = { failures = {}, other = 0, unread = 0 }
  local paths = files(DATA .. "feedparser/wellformed", "*.xml")
  if #paths == 0 then return nil end
  for _, path in ipairs(paths) do
    local bytes = slurp(path)
    local short = path:match "wellformed/(.*)$"
    local decoded = charset.decode(bytes, nil, {}, "xml")
    local expression = decoded:match "Expect:%s*(.-)%s*\n%-%->" or decoded:match "Expect:%s*(.-)%s*%-%->"
    -- the suite serves its files from here; a header says otherwise
    local url = "http://127.0.0.1:8097/tests/wellformed/" .. short
    local location = decoded:match "Header:%s+Content%-[lL]ocation:%s*(%S+)"
    if location then url = core.sanitize.resolve(url, location) end
    local list = expression and expectation.assertions(expression)
    if not list then
      tally.unread = tally.unread + 1
      tally.forms = tally.forms or {}
      table.insert(tally.forms, short .. ": " .. tostring(expression))
    else
      local record = feed.read(decoded, { url = url })
      for _, one in ipairs(list) do
        local element, kind, ours = nil, nil, nil
        if record then element, kind, ours = follow(record, one[1]) end
        if not element or (kind == "list") ~= one[2] then
          tally.other = tally.other + 1
        else
          check(tally, short, element, matches(kind, ours, one[3], one[2]),
            ("%s is %s, not %s"):format(table.concat(one[1], "."), show(ours), show(one[3])), ours == one[3])
        end
      end
    end
  end
  return tally
end

-- ---- gofeed ----

local PERSON = { name = "name", email = "email", uri = "url", url = "url" }

local function people(element, list, wanted)
  local out = {}
  for i, person in ipairs(wanted) do
    for key, value in pairs(person) do
      if PERSON[key] then out[#out + 1] = { element, "same", ((list or {})[i] or {})[PERSON[key]], value } end
    end
  end
  return out
end

local function link_urls(record, rel)
  local list = {}
  for _, link in ipairs(record.links or {}) do
    if not rel or link.rel == rel then list[#list + 1] = link.url end
  end
  return list
end

-- gofeed's names: each gives a list of {element, comparison, ours, wanted}
local function one(element, kind, read)
  return function(record, wanted)
    if type(wanted) ~= "string" then return {} end
    return { { element, kind, read(record), wanted } }
  end
end

local GOFEED = {
  title = one("title", "title", function(r) return r.title end),
  guid = function(record, wanted)
    return { { "identity", "same", record.guid, type(wanted) == "table" and (wanted.value or "") or wanted } }
  end,
  id = one("identity", "same", function(r) return r.id or r.guid end),
  link = one("address", "same", function(r) return r.url end),
  description = one("summary", "html", function(r) return r.summary or r.description end),
  summary = one("summary", "html", function(r) return r.summary end),
  subtitle = one("summary", "html", function(r) return r.description end),
  tagline = one("summary", "html", function(r) return r.description end),
  language = one("language", "same", function(r) return r.language end),
  copyright = one("rights", "html", function(r) return r.rights end),
  rights = one("rights", "html", function(r) return r.rights end),
  published = one("dates", "date", function(r) return r.published end),
  publishedParsed = one("dates", "date", function(r) return r.published end),
  pubDate = one("dates", "date", function(r) return r.published end),
  pubDateParsed = one("dates", "date", function(r) return r.published end),
  updated = one("dates", "date", function(r) return r.updated or r.published end),
  updatedParsed = one("dates", "date", function(r) return r.updated or r.published end),
  lastBuildDate = one("dates", "date", function(r) return r.updated end),
  lastBuildDateParsed = one("dates", "date", function(r) return r.updated end),
  managingEditor = function(record, wanted)
    local person = (record.authors or {})[1] or {}
    return { { "authors", "title", person.name or person.email, wanted } }
  end,
  -- JSON Feed's own names
  url = one("address", "same", function(r) return r.url end),
  home_page_url = one("address", "same", function(r) return r.url end),
  feed_url = one("identity", "same", function(r) return r.id end),
  external_url = one("links", "same", function(r) return (r.links[2] or {}).url end),
  date_published = one("dates", "date", function(r) return r.published end),
  date_modified = one("dates", "date", function(r) return r.updated end),
  content_html = one("content", "html", function(r) return ((r.content or {})[1] or {}).html end),
  tags = function(record, wanted)
    local out = {}
    for i, value in ipairs(wanted) do
      out[i] = { "categories", "same", ((record.categories or {})[i] or {}).term, value }
    end
    return out
  end,
  attachments = function(record, wanted)
    local out = {}
    for i, value in ipairs(wanted) do
      local ours = (record.enclosures or {})[i] or {}
      out[#out + 1] = { "enclosures", "same", ours.url, value.url }
      out[#out + 1] = { "enclosures", "same", ours.type, value.mime_type }
      out[#out + 1] = { "enclosures", "same", ours.length, value.size_in_bytes and tostring(value.size_in_bytes) }
    end
    return out
  end,
  content = function(record, wanted)
    if type(wanted) == "table" then wanted = wanted.value end
    if type(wanted) ~= "string" then return {} end
    return { { "content", "html", ((record.content or {})[1] or {}).html, wanted } }
  end,
  author = function(record, wanted)
    if type(wanted) == "string" then
      local person = (record.authors or {})[1] or {}
      return { { "authors", "title", person.name or person.email, wanted } }
    end
    return people("authors", record.authors, { wanted })
  end,
  authors = function(record, wanted) return people("authors", record.authors, wanted) end,
  contributors = function(record, wanted) return people("authors", record.contributors, wanted) end,
  categories = function(record, wanted)
    local out = {}
    for i, value in ipairs(wanted) do
      local ours = (record.categories or {})[i] or {}
      if type(value) == "string" then
        out[#out + 1] = { "categories", "title", ours.term, value }
      else
        for key, inner in pairs(value) do
          local name = key == "domain" and "scheme" or key == "value" and "term" or key
          out[#out + 1] = { "categories", "title", ours[name], inner }
        end
      end
    end
    return out
  end,
  enclosures = function(record, wanted)
    local out = {}
    for i, value in ipairs(wanted) do
      for key, inner in pairs(value) do
        if type(inner) == "string" then
          out[#out + 1] = { "enclosures", "same", ((record.enclosures or {})[i] or {})[key], inner }
        end
      end
    end
    return out
  end,
  enclosure = function(record, wanted)
    local out = {}
    for key, inner in pairs(wanted) do
      if type(inner) == "string" then
        -- of several, gofeed's single one is the last
        local list = record.enclosures or {}
        out[#out + 1] = { "enclosures", "same", (list[#list] or {})[key], inner }
      end
    end
    return out
  end,
  links = function(record, wanted)
    local out = {}
    for i, value in ipairs(wanted) do
      local link = (record.links or {})[i] or {}
      if type(value) == "string" then
        out[#out + 1] = { "links", "same", link_urls(record)[i], value }
      else
        for key, inner in pairs(value) do
          local name = key == "href" and "url" or key == "hreflang" and "language" or key
          out[#out + 1] = { "links", "same", link[name], inner }
        end
      end
    end
    return out
  end,
  source = function(record, wanted)
    local source, out = record.source or {}, {}
    if type(wanted.title) == "string" then out[#out + 1] = { "source", "title", source.title, wanted.title } end
    if type(wanted.url) == "string" then out[#out + 1] = { "source", "same", source.url, wanted.url } end
    for _, name in ipairs { "id", "updated", "subtitle" } do
      if type(wanted[name]) == "string" then
        local ours = name == "subtitle" and source.description or source[name]
        local kind = name == "updated" and "date" or name == "subtitle" and "html" or "same"
        out[#out + 1] = { "source", kind, ours, wanted[name] }
      end
    end
    return out
  end,
}

local function against(tally, name, record, wanted, where)
  local keys = {}
  for key in pairs(wanted) do keys[#keys + 1] = key end
  table.sort(keys)
  for _, key in ipairs(keys) do
    local value = wanted[key]
    local items = (key == "items" or key == "entries") and value
    if items then
      for i, item in ipairs(items) do
        against(tally, name, record.items[i] or {}, item, ("%s[%d]"):format(where, i))
      end
    elseif GOFEED[key] then
      for _, case in ipairs(GOFEED[key](record, value)) do
        check(tally, name, case[1], matches(case[2], case[3], case[4]),
          ("%s.%s is %s, not %s"):format(where, key, show(case[3]), show(case[4])), case[3] == case[4])
      end
    else
      tally.other = tally.other + 1
    end
  end
end

--- gofeed's assertions, as `feedparser`.
function suite.gofeed()
  local tally = { failures = {}, other = 0, unread = 0 }
  local paths = files(DATA .. "gofeed/testdata", "*.json")
  if #paths == 0 then return nil end
  for _, path in ipairs(paths) do
    local stem = path:gsub("_expected%.json$", ""):gsub("%.json$", "")
    local bytes = slurp(stem .. ".xml")
    local record, wanted
    if bytes then
      wanted = json.decode(slurp(path), { utf8 = "replace" })
      local decoded = charset.decode(bytes, nil, {}, "xml")
      record = feed.read(decoded)
    elseif path:find "_expected%.json$" then
      wanted = json.decode(slurp(path))
      local value = json.decode(slurp(stem .. ".json"))
      record = value and feed.read_json(value)
    end
    if record and type(wanted) == "table" then
      against(tally, path:match "testdata/(.*)$", record, wanted, "feed")
    elseif bytes then
      tally.unread = tally.unread + 1
    end
  end
  return tally
end

--- Passed and all of a tally.
function suite.sum(tally)
  local passed, all = 0, 0
  for _, row in pairs(tally) do
    if type(row) == "table" and row.passed then passed, all = passed + row.passed, all + row.passed + row.failed end
  end
  return passed, all
end

if arg and arg[0] and arg[0]:find "feed_suite%.lua$" then
  for _, name in ipairs { "feedparser", "gofeed" } do
    local tally = suite[name]()
    if not tally then
      print(name .. ": no data")
    else
      local passed, all = suite.sum(tally)
      print(("%s: %d of %d assertions (%.1f %%); %d about what a record does not hold, %d of another form"):format(name,
        passed, all, 100 * passed / all, tally.other, tally.unread))
      local elements = {}
      for element, row in pairs(tally) do
        if type(row) == "table" and row.passed then elements[#elements + 1] = element end
      end
      table.sort(elements)
      for _, element in ipairs(elements) do
        local row = tally[element]
        print(("  %-11s %4d of %4d  %5.1f %%   the same to the byte %4d"):format(element, row.passed,
          row.passed + row.failed, 100 * row.passed / (row.passed + row.failed), row.exact))
      end
      if arg[1] == "-v" then
        print("  not understood:\n  " .. table.concat(tally.forms or {}, "\n  "))
        print("  failed:\n  " .. table.concat(tally.failures, "\n  "))
      end
    end
  end
end

return suite
