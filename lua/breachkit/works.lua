--- Works that a report names: films, albums, games, books, series, with the release dates it gives.
-- Read from lists with dates in parentheses, from quoted titles, from "the film X, set to be released on ...", and from
-- "season 5 of X". The words are in `data/works.lua`.
-- @module breachkit.works
local data = require("breachkit.data").load "works"
local checked = require "breachkit.document.checked"
local core = require("breachkit.core").text
local err = require "breachkit.err"
local plain = require "breachkit.plain"
local released = require "breachkit.works.released"
local titles = require "breachkit.works.titles"
local trim = require "breachkit.trim"

local works = {}

local kinds = data.kinds

-- The words of two kinds as a lexicon, with the list of them.
local function lexicon_of(one, other)
  local list = {}
  for word, kind in pairs(kinds) do
    if kind == one or kind == other then list[#list + 1] = word end
  end
  table.sort(list)
  return { core.lexicon(list), list }
end
local direct = { core.lexicon(data.direct), data.direct }
local mentioned = { core.lexicon(data.quoted), data.quoted }
local serial, scripts = lexicon_of("series", "episode"), { core.lexicon(data.parts), data.parts }

local CELL = 128

local function add(found, text, a, b, kind, fields)
  if b < a or b - a > 120 then return end
  local title = text:sub(a, b):gsub("%s+", " ")
  -- a title is shorter than a cell, so that it can meet only those of the cells around it
  local cells = found.cells
  for cell = a // CELL - 1, b // CELL do
    for _, w in ipairs(cells[cell] or {}) do
      if a <= w.last and b >= w.first then
        w.kind = w.kind or kind
        return w
      end
    end
  end
  local w = { title = title, kind = kind or nil, first = a, last = b }
  for k, v in pairs(fields or {}) do w[k] = v end
  found[#found + 1] = w
  cells[a // CELL] = cells[a // CELL] or {}
  table.insert(cells[a // CELL], w)
  return w
end

-- What stands in parentheses on one line: where they open, the words, where they close.
local function asides(clean)
  local at = 1
  return function()
    while true do
      local open = clean:find("(", at, true)
      if not open then return nil end
      local inner, close = clean:match("^%(([^%(%)\n]+)()%)", open)
      at = (close or open) + 1
      if inner then return open, inner, close end
    end
  end
end

-- Titles before dates in parentheses, in a sentence that says what they are.
local function dated_lists(text, clean, found, anchor)
  local previous, kind, ok, start = nil, nil, false, nil
  for open, inner, close in asides(clean) do
    if released.date_like(inner) then
      local begins = titles.sentence_start(clean, open)
      if start ~= begins then
        start, previous = begins, nil
        kind, ok = titles.kind_in(clean:sub(begins, open))
        if not ok then
          -- a line above it that is no sentence: "Films leaked:"
          local lines = clean:sub(begins > 160 and begins - 160 or 1, begins - 1)
          local above = lines:match "^(.*)\n[%s\"%*%-]*$"
          local heading = above and trim(above):reverse():match "^[^\n%.!%?]+"
          if heading then kind, ok = titles.kind_in(heading:reverse()) end
        end
      end
      if ok then
        local a, b
        if previous and open - previous < 160 then
          a, b = titles.trim(clean, previous + 1, open - 1)
        else
          local lead = clean:sub(begins, open - 1)
          local colon = lead:match "^.*:%s()"
          local quote = lead:match '^.*%f["]"()[^"]+"%s*$'
          if quote then
            a, b = titles.trim(clean, begins + quote - 1, open - 1)
          elseif colon and not lead:sub(colon):find "%f[%w]%l+ %l+ %l+ %l+" then
            a, b = titles.trim(clean, begins + colon - 1, open - 1)
          else
            -- the earliest run of title words that reaches the parenthesis
            for s in lead:gmatch "()%f[%w][%u%d]" do
              local from = begins + s - 1
              local e = titles.run(clean, from)
              if e and clean:find("^[%s\"]*%(", e + 1) and clean:find("%(", e + 1) <= open then
                a, b = from, e
                break
              end
            end
          end
        end
        if a and b >= a then
          local w = add(found, text, a, b, kind)
          if w then w.release, w.release_first, w.release_last = released.date_in(text, open + 1, close - 1, anchor) end
        end
      end
      previous = close
    end
  end
end

-- Where the words of a lexicon stand in a text: first byte, last byte and word of each, in order.
local function places(tokens, words)
  local found, matches = {}, words[1]:find(tokens)
  for k = 1, #matches, 3 do
    local first, last = tokens:span(matches[k])
    found[#found + 1] = { first, last, words[2][matches[k + 2]] }
  end
  return found
end

local longest_word = 200

-- Has a text a word that long? One that is stands over two of the bytes that are half as far apart.
local function has_longer_word(text)
  local step = longest_word // 2
  for at = step, #text, step do
    local stop = text:match("^[%w%-]+()", at)
    if stop and stop - at >= step
      and stop - at + #text:sub(math.max(at - longest_word, 1), at - 1):match "[%w%-]*$" > longest_word then
      return true
    end
  end
  return false
end

-- "films A, B and C", "the film X", quoted or not, from a kind word on.
local function after_kind(text, clean, found, anchor, words)
  local latest = {}
  for _, place in ipairs(words) do
    local s, e, kind = place[1], place[2] + 1, kinds[place[3]]
    local plural = place[3]:find "s$"
    local at = e
    local opened = false
    at = clean:match("^:? ?()", at)
    for _, opener in ipairs(data.openers) do
      if clean:sub(at, at + #opener):lower() == opener .. " " and (plural or opener:find "ed$") then
        at, opened = at + #opener + 1, true
        break
      end
    end
    local any = false
    for _ = 1, plural and 40 or 1 do
      local a, b, after
      local quoted, close = clean:match('^"%s*([^"\n]+)()"', at)
      if quoted and #quoted <= 90 and quoted:find "^[%w\195-\244]" then
        b = close - 1
        a = close - #quoted
        a, b = titles.trim(clean, a, b)
        after = close + 1
      elseif not quoted then
        b = titles.run(clean, at)
        -- "the games Sony makes" names none: after a bare plural, only a list
        local bare = plural and not (opened or any or clean:find("^:", e))
        if b and bare and not clean:find("^,? %u", b + 1) and not clean:sub(at, b):find " and " then b = nil end
        if b then a, after = at, b + 1 end
      end
      if not a then break end
      -- "Mr Turner and Annie": in a list the last "and" divides
      local divide = not quoted and plural and clean:sub(a, b):match "() and "
      if divide then b, after = a + divide - 2, a + divide - 1 end
      local w = add(found, text, a, b, kind)
      if w then
        any = true
        if not plural then latest[kind] = w end
        released.after(text, clean, after, anchor, w)
      end
      local aside = clean:sub(after, after + titles.REACH):match "^%s*%([^%)\n]*%)()"
      at = aside and after + aside - 1 or after
      local rest = clean:match("^,? and ()", at) or clean:match("^,\"? ()", at) or clean:match('^%s+and ()', at)
      if not (plural and rest) then break end
      at = rest
    end
    -- "The film, set to be released on ...": the one last named
    local anaphor = s > 4 and clean:sub(s - 4, s - 2):lower() == "the"
    if not any and not plural and latest[kind] and anaphor then
      -- "The film, which stars Ida Quill, is due out on ..."
      released.after(text, clean, clean:match("^, which %l+ [^,\n]*()", e) or e, anchor, latest[kind])
    end
  end
end

local MENTION = { '^ ?"()', '^ of "()', '^ for "()', '^ from "()' }

-- 'the series "X"', 'a screener of "X"'; not 'the documents show "lapses"'
local function quoted_after(text, clean, found, anchor, words)
  for _, place in ipairs(words) do
    for _, pattern in ipairs(MENTION) do
      local a = clean:match(pattern, place[2] + 1)
      local title = a and clean:match('^%s*([%u%d][^"\n]*)"', a)
      if title and #title <= 90 then
        local b
        a, b = titles.trim(clean, a, a + #title - 1)
        local w = add(found, text, a, b, kinds[place[3]])
        if w then released.after(text, clean, b + 1, anchor, w) end
      end
    end
  end
end

-- "season 5 of X", ", episodes of X"; not "the season of X"
local function parts_of(text, clean, found, anchor, words)
  for _, place in ipairs(words) do
    local s, last, word = place[1], place[2], place[3]
    local number, at = clean:match('^( ?[%w%-]*) of "?()', last + 1)
    local part = number and number:match "^ (%S+)$"
    local joined = number and not number:find "^ " and clean:sub(s > 40 and s - 40 or 1, s - 1):find "%a ?[%w%-]*$"
    if number and not joined and not (part and part:find "^%u%l") then
      local e = titles.run(clean, at)
      if e then
        local w = add(found, text, at, e, kinds[word], { part = part and text:sub(s, at - 5):gsub('"', "") or nil })
        if w then released.after(text, clean, e + 1, anchor, w) end
      end
    end
  end
end

-- "the script for X", "a trailer for X"
local function scripts_for(text, clean, found, words)
  for _, place in ipairs(words) do
    local at = clean:match("^ for \"?()", place[2] + 1)
    if at then
      for opener, from in clean:sub(at, at + 24):gmatch "^(t?h?e? ?%l* ?%l* ?film \"?)()" do
        if #opener > 0 then at = at + from - 1 end
      end
      local e = titles.run(clean, at)
      if e then add(found, text, at, e, kinds[place[3]]) end
    end
  end
end

-- Titles of an analyst's list that stand in quotation marks, whatever word stands beside them.
local function listed(text, clean, found, anchor, list)
  local titled, open = require "breachkit.works.list".titled, 0
  while true do
    open = clean:find('"', open + 1, true)
    if not open then return end
    local inner, close = clean:sub(open + 1, open + titles.REACH):match '^([^"\n]+)()"'
    local work = inner and titled(list, inner:gsub("\1", ""))
    if work then
      local a, b = titles.trim(clean, open + 1, open + #inner:gsub("%.$", ""))
      local w = add(found, text, a, b, work.kind)
      if w then released.after(text, clean, open + close + 1, anchor, w) end
    end
  end
end

--- Find the works that a text names.
-- @tparam string|table text the text, or a document (whose `published` anchors relative dates)
-- @tparam[opt] table options `anchor`: the date that relative dates start from, EDTF or RFC 3339; `list`: of
--  `works.list`, whose titles are works wherever they are quoted; `tokens`: the text's, where it has been split already
-- @treturn {table,...} in order, `{title, kind, first, last, release, release_first, release_last, part}`: `kind`
--   film, album, song, game, book, series, episode or script, absent when not said; `release` the date record
--   given for it, with its place; `part` "season 5". A title is listed where it is first named as a work
-- @raise when text is neither a string nor a document, or an option is unknown
-- @usage for _, w in ipairs(works.find "the film Grey Harbour (March 2015)") do print(w.title, w.release) end
function works.find(text, options)
  options = err.options(options, { anchor = "string", list = "table", tokens = "userdata" }, "works.find")
  local anchor = options.anchor
  if type(text) == "table" then
    text = checked.document(text, "works.find")
    anchor = anchor or text.anchor or text.published
    text = text.text
  end
  if type(text) ~= "string" then err.raise "works.find: a string or a document expected" end
  -- no title holds a word this long; patterns that step back in one would take its length squared
  local clean = plain(text)
  if has_longer_word(clean) then
    clean = clean:gsub("[%w%-]+", function(word) return #word > longest_word and ("\1"):rep(#word) or nil end)
  end
  local found = { cells = {} }
  dated_lists(text, clean, found, anchor)
  local tokens = options.tokens or core.tokens(text)
  after_kind(text, clean, found, anchor, places(tokens, direct))
  quoted_after(text, clean, found, anchor, places(tokens, mentioned))
  parts_of(text, clean, found, anchor, places(tokens, serial))
  scripts_for(text, clean, found, places(tokens, scripts))
  if options.list then listed(text, clean, found, anchor, options.list) end
  found.cells = nil
  table.sort(found, function(a, b)
    if a.first ~= b.first then return a.first < b.first end
    return a.last < b.last
  end)
  return found
end

--- Whether a work leaked before it was released, as far as the dates can tell.
-- @param leaked when it leaked: a date record, EDTF or RFC 3339
-- @param official when it was, or is to be, released
-- @treturn string "yes", "no" or "maybe"; "maybe" too when a date is not known
-- @usage works.before_release("2014-11-26", "2015-03") --> "yes"
function works.before_release(leaked, official)
  if not leaked or not official then return "maybe" end
  return require "breachkit.date".before(leaked, official)
end

--- An analyst's list of works with their official release dates: see `works.list.open` and `works.list.of`.
-- @tparam string|table from a path (CSV, or a Lua file), or a list of `{title, released, kind, year, aliases}`
-- @treturn ?table the list, with `errors`: works that cannot be used
-- @treturn ?table the error: "io", "type", "empty", "syntax"
-- @usage local list = assert(bk.works.list "works.csv")
function works.list(from)
  local list = require "breachkit.works.list"
  if type(from) == "string" then return list.open(from) end
  return list.of(from)
end

--- Which works got out before their release, by how long, in which torrents, told by whom: see `works.early.of`.
-- @tparam table options `list`, `incidents`, `torrents`
-- @treturn {table,...} works that are out
-- @treturn integer of how many works of the list there is no leak and no torrent
-- @raise on an unknown option
-- @usage for _, w in ipairs(bk.works.early { list = list, incidents = set, torrents = torrents }) do print(w.title) end
function works.early(options)
  return require "breachkit.works.early".of(options)
end

return works
