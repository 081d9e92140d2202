--- The items of feeds over time: which item is which, and what of it changed.
-- An item is known by its exact key (its guid, else its address). One without a known key may still be an item whose
-- key changed: it is held against the items of the same feed that are gone from it, the latest `CANDIDATES` of them, by
-- address and then by words; what it was taken for, and why, is said.
-- @module breachkit.fetch.revisions
local claims = require "breachkit.claims"
local core = require "breachkit.core"
local document = require "breachkit.document"
local json = require "breachkit.json"

local revisions = {}

local CANDIDATES <const> = 200
local LIKE <const> = 0.8 -- least Jaccard index of shingles of three words
local SKETCHED <const> = 65536 -- bytes of a text that are compared

-- What of an address names the same page: no scheme, no "www.", no last slash, none of what counts clicks.
local function canonical(url)
  if not url then return nil end
  url = url:gsub("#.*", ""):gsub("^%a[%w+.-]*://", ""):gsub("^www%.", "")
  url = url:gsub("([?&])utm_%w+=[^&]*", "%1"):gsub("([?&])[gf]clid=[^&]*", "%1"):gsub("&+", "&")
  return (url:gsub("?&", "?"):gsub("[?&]$", ""):gsub("/$", ""):lower())
end

local function sketch(content)
  return assert(core.sketch.new((content.title or "") .. "\n" .. (content.text or ""):sub(1, SKETCHED), 3))
end

local function content_of(doc)
  return { title = doc.title, text = doc.text, url = doc.url, published = doc.published, authors = doc.authors }
end

local function digest_of(content)
  return core.digest.hex("sha256", (content.title or "") .. "\0" .. (content.text or ""))
end

-- What a claim says, whatever words stand around it.
local function key_of(claim)
  local roles = {}
  for i, role in ipairs(claim.roles or {}) do
    local value = role.value
    if type(value) == "table" then value = assert(json.encode(value)) end
    roles[i] = role.role .. "=" .. tostring(value or role.text or ""):lower()
  end
  table.sort(roles)
  return table.concat({ claim.type, claim.realis or "", claim.stance or "", table.concat(roles, "&") }, "|")
end

local function claims_of(content, id)
  local list, by_key = {}, {}
  if not content.text or content.text == "" then return list, by_key end
  local doc = document.parse(assert(json.encode { id = id, text = content.text, title = content.title,
    published = content.published }), { type = "json" })
  for _, claim in ipairs(doc and claims.list(doc) or {}) do
    local key = key_of(claim)
    if not by_key[key] then
      by_key[key] = true
      list[#list + 1] = { key = key, type = claim.type, stance = claim.stance, text = claim:quote() }
    end
  end
  return list, by_key
end

local function without(list, others)
  local left = {}
  for _, claim in ipairs(list) do
    if not others[claim.key] then
      left[#left + 1] = { type = claim.type, stance = claim.stance, text = claim.text }
    end
  end
  return json.array(left)
end

--- What two revisions claim that the other does not.
-- @tparam table before content `{title, text, published}`
-- @tparam table after
-- @treturn table `{added[], removed[]}` of `{type, stance, text}`: text the sentence
-- @usage local changed = revisions.compare({ text = "Files leaked." }, { text = "No files leaked." })
function revisions.compare(before, after)
  local old, old_keys = claims_of(before, "before")
  local new, new_keys = claims_of(after, "after")
  return { added = without(new, old_keys), removed = without(old, new_keys) }
end

local function last_revision(store, item)
  local row = store.db:row("SELECT * FROM revision WHERE item = ? ORDER BY n DESC LIMIT 1", item)
  if row then row.content = assert(json.decode(row.content)) end
  return row
end

-- The items of the feed that were there and are not any more, the latest first.
local function gone(store, feed, present)
  local list, by_address = {}, {}
  for row in store.db:rows("SELECT * FROM item WHERE feed = ? ORDER BY last DESC, id DESC LIMIT 1000", feed) do
    if not present[row.key] and #list < CANDIDATES then
      list[#list + 1] = row
      local address = canonical(row.url)
      if address and not by_address[address] then by_address[address] = row end
    end
  end
  return { list = list, by_address = by_address, compared = 0 }
end

-- The item that this one was, when its key changed; with how that is known and how near it is. No more than
-- `CANDIDATES` items of a feed are held against the others' words, so that the cost has a bound.
local function was(store, candidates, content)
  local row = candidates.by_address[canonical(content.url) or ""]
  if row and not row.taken then return row, "address", 1 end
  if #candidates.list == 0 or candidates.compared >= CANDIDATES then return nil end
  candidates.compared = candidates.compared + 1
  local own, best, near = sketch(content), 0, nil
  if #own == 0 then return nil end
  for _, other in ipairs(candidates.list) do
    if not other.taken then
      local last = not other.sketch and last_revision(store, other.id)
      other.sketch = other.sketch or sketch(last and last.content or {})
      local jaccard = own:compare(other.sketch)
      if jaccard >= LIKE and jaccard > best then best, near = jaccard, other end
    end
  end
  if near then return near, "words", best end
end

local function add_revision(store, item, n, sha256, content, seen, fetch)
  return store.db:run("INSERT INTO revision VALUES(?, ?, ?, ?, ?, ?)", item, n, sha256, seen, fetch,
    assert(json.encode(content)))
end

-- One item: its entry, or nil when nothing of it is new; and what it was before, where it changed.
local function note_item(store, feed, doc, seen, fetch, candidates)
  local db, content = store.db, content_of(doc)
  local sha256 = digest_of(content)
  local entry = { id = doc.id, title = doc.title, url = doc.url, published = doc.published }
  local row, how, score = db:row("SELECT * FROM item WHERE feed = ? AND key = ?", feed, doc.id), nil, nil
  if not row then
    row, how, score = was(store, candidates, content)
    if row then row.taken = true end
  end
  if not row then
    assert(db:run("INSERT INTO item(feed, key, url, title, first, last) VALUES(?, ?, ?, ?, ?, ?)", feed, doc.id,
      doc.url, doc.title, seen, seen))
    assert(add_revision(store, db:last_id(), 1, sha256, content, seen, fetch))
    entry.what, entry.revision = "new", 1
    return entry
  end
  entry.match, entry.score, entry.was = how, how and score, how and row.key
  assert(db:run("UPDATE item SET key = ?, url = ?, title = ?, last = ? WHERE id = ?", doc.id, doc.url, doc.title, seen,
    row.id))
  local last = last_revision(store, row.id)
  entry.revision = last.n
  if last.sha256 == sha256 then return how and entry or nil end
  entry.what, entry.revision = "changed", last.n + 1
  assert(add_revision(store, row.id, entry.revision, sha256, content, seen, fetch))
  return entry, { before = last.content, after = content }
end

--- Note what a feed holds now.
-- @tparam table store of `breachkit.fetch.store`
-- @tparam string feed its address
-- @tparam table docs a document an item
-- @tparam string seen when: RFC 3339
-- @tparam[opt] integer fetch the fetch that it came with
-- @treturn ?table the entries that are new, changed, or have another key: `{id, title, url, published, what, revision,
--  match, score, was, claims}`
-- @treturn ?table the error: "limit", "io"; then nothing of it is noted
-- @usage local entries = assert(revisions.note(store, feed, docs, "2026-01-01T00:00:00Z"))
function revisions.note(store, feed, docs, seen, fetch)
  local changed = {} -- by entry; their claims are read when others may write again
  local noted, problem = store:transaction(function()
    local present, entries = {}, {}
    for _, doc in ipairs(docs) do present[doc.id] = true end
    local candidates = gone(store, feed, present)
    for _, doc in ipairs(docs) do
      local entry, change = note_item(store, feed, doc, seen, fetch, candidates)
      if entry then
        changed[entry] = change
        entry.what = entry.what or "moved"
        entries[#entries + 1] = entry
      end
    end
    assert(store.db:run("INSERT OR REPLACE INTO feed VALUES(?, ?, ?)", feed, docs[1] and docs[1].site, seen))
    return entries
  end)
  for _, entry in ipairs(noted or {}) do
    local change = changed[entry]
    if change then entry.claims = revisions.compare(change.before, change.after) end
  end
  return noted, problem
end

--- All revisions of an item, the first first.
-- @tparam table store
-- @tparam string feed its address
-- @tparam string id of the item, as in the entries
-- @treturn table a list of `{n, seen, sha256, fetch, title, text, url, published, authors}`
-- @usage for _, r in ipairs(revisions.of(store, feed, id)) do print(r.n, r.seen, r.title) end
function revisions.of(store, feed, id)
  local list = {}
  for row in store.db:rows([[SELECT r.* FROM revision r JOIN item i ON i.id = r.item WHERE i.feed = ? AND i.key = ?
    ORDER BY r.n]], feed, id) do
    local revision = assert(json.decode(row.content))
    revision.n, revision.seen, revision.sha256, revision.fetch = row.n, row.seen, row.sha256, row.fetch
    list[#list + 1] = revision
  end
  return list
end

return revisions
