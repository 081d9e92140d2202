--- Watch feeds: fetch each when it changed, and tell which items are new, which were revised, and how what they claim
-- changed. Everything is kept in a store; a feed that fails is a row, and the rest is done.
-- @module breachkit.fetch.poll
-- @usage local store <close> = assert(bk.fetch.store "watched")
-- for row in bk.fetch.poll({ "https://example.org/feed.xml" }, { store = store, contact = "mailto:me@example.org" }) do
--   print(row.url, row.error or row.new)
-- end
local core = require "breachkit.core"
local document = require "breachkit.document"
local err = require "breachkit.err"
local fetch = require "breachkit.fetch"
local revisions = require "breachkit.fetch.revisions"
local trim = require "breachkit.trim"

local poll = { revisions = revisions.of }

local function lines(bytes, source, on_bad)
  local list, number = {}, 0
  for line in (bytes:gsub("^\xef\xbb\xbf", "") .. "\n"):gmatch "([^\n]*)\n" do
    number = number + 1
    line = trim((line:gsub("^%s*#.*", ""):gsub("%s#.*", "")))
    if line ~= "" then
      if not line:find "^%a[%w+.-]*://" then
        local e = err.new("syntax", ("line %d is no address"):format(number), source)
        if not on_bad then return nil, e end
        on_bad(e)
      else
        list[#list + 1] = line
      end
    end
  end
  return list
end

local FEEDS <const> = 100000 -- of a list

local function outlines(element, feeds, path)
  for _, part in ipairs(element) do
    if type(part) == "table" and #feeds < FEEDS then
      local attributes = {}
      for name, value in pairs(part.attributes or {}) do attributes[name:lower()] = value end
      if part.name:lower() == "outline" and attributes.xmlurl and attributes.xmlurl:find "%S" then
        feeds[#feeds + 1] = {
          url = trim(attributes.xmlurl), title = attributes.title or attributes.text,
        }
      end
      outlines(part, feeds, path)
    end
  end
end

--- Read a list of feeds: OPML (http://opml.org/spec2.opml), or an address a line, where `#` starts a comment.
-- @tparam string bytes
-- @tparam[opt] string source its name, for errors
-- @tparam[opt] function on_bad takes the error "syntax" of each line that is no address, which is then left out
-- @treturn ?table a list of `{url, title}`, each address once
-- @treturn ?table the error: "empty" (no address in it), "syntax" (a line that is no address), "limit"
-- @usage local feeds = assert(poll.feeds(bytes, "feeds.opml"))
function poll.feeds(bytes, source, on_bad)
  err.want(bytes, "string", "poll.feeds: bytes")
  local all = {}
  if bytes:find "^[\xef\xbb\xbf%s]*<" then
    local root, e = core.xml.read(bytes)
    if not root then return nil, err.new(e.code, e.message, source, e.position) end
    outlines(root, all)
  else
    local urls, e = lines(bytes, source, on_bad)
    if not urls then return nil, e end
    for i, url in ipairs(urls) do all[i] = { url = url } end
  end
  local feeds, seen = {}, {}
  for _, feed in ipairs(all) do
    if not seen[feed.url] then feeds[#feeds + 1] = feed end
    seen[feed.url] = true
  end
  if #feeds == 0 then return nil, err.new("empty", "no address in it", source) end
  return feeds
end

local function problem_of(row, e)
  row.error, row.message = e.code, e.message
  return row
end

-- The documents of a feed that is in the store already.
local function items_of(store, url)
  local docs, problem = {}, nil
  for doc in document.each(url, { fetch = { store = store, offline = true }, on_error = function(e)
    problem = problem or e
  end }) do
    if doc.type ~= "feed" then return nil, err.new("type", "is no feed but " .. doc.type, url) end
    docs[#docs + 1] = doc
  end
  if #docs == 0 then return nil, problem end
  return docs
end

local function row_of(store, url, title, page, e)
  local row = { url = url, title = title }
  if not page then return problem_of(row, e) end
  row.status, row.sha256, row.size, row.path = page.status, page.sha256, page.size, page.path
  row.not_modified = page.not_modified
  if page.status >= 400 then
    return problem_of(row, err.new("status", ("the server answers with status %d"):format(page.status)))
  end
  row.new, row.changed, row.entries = 0, 0, {}
  if page.not_modified and store.db:row("SELECT 1 AS there FROM feed WHERE url = ?", url) then return row end
  local docs, problem = items_of(store, url)
  if not docs then return problem_of(row, problem) end
  local entries
  entries, problem = revisions.note(store, url, docs, page.fetched, page.id)
  if not entries then return problem_of(row, problem) end
  row.title, row.items, row.entries = title or docs[1].site, #docs, entries
  for _, entry in ipairs(entries) do
    if row[entry.what] then row[entry.what] = row[entry.what] + 1 end
  end
  return row
end

--- Poll feeds. The module itself can be called as this.
-- @function poll.each
-- @tparam table feeds a list of addresses, or of `{url, title}` as `feeds` gives them
-- @tparam table options those of `breachkit.fetch`, of which `store` is wanted; robots.txt is asked unless `robots` is
--  false, and `contact` says in the user agent whom a site can turn to
-- @return an iterator of rows in order of completion, given as four values so that `for` closes it: `{url, title,
--  status, sha256, size, path, not_modified, items, new, changed, entries[], error, message}`: items is how many the
--  feed holds, entries those that are new, changed or have another key: `{id, title, url, published, what, revision,
--  match, score, was, claims{added[], removed[]}}`, where what is "new", "changed" or "moved", and match says how one
--  with another key was known ("address", "words", with its score)
-- @raise on a wrong argument or option
-- @usage for row in poll({ "https://example.org/feed.xml" }, { store = store }) do print(row.url, row.new) end
function poll.each(feeds, options)
  if type(options) ~= "table" or type(options.store) ~= "table" then error("fetch.poll: needs a store", 2) end
  err.want(feeds, "table", "fetch.poll: a list of feeds")
  local titles, urls = {}, {}
  for i, feed in ipairs(feeds) do
    urls[i] = type(feed) == "table" and feed.url or feed
    titles[urls[i]] = type(feed) == "table" and feed.title or nil
  end
  local own = {}
  for name, value in pairs(options) do own[name] = value end
  if own.robots == nil then own.robots = true end
  local results = fetch.all(urls, own)
  return function()
    local url, page, e = results()
    if url then return row_of(options.store, url, titles[url], page, e) end
  end, nil, nil, results
end

return setmetatable(poll, { __call = function(_, feeds, options) return poll.each(feeds, options) end })
