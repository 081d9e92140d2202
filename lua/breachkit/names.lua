--- Names in a report: organizations, people, groups of attackers, countries, news outlets, products.
-- Runs of capitalised words are read as names and typed by what they hold ("Ministry of ..."), what stands around
-- them ("researcher ...", "... Inc.") and the well-known names in `data/names.lua`. Forms that the document itself ties
-- together share a `key`: an acronym in parentheses, "calling itself ...", a shorter form of one longer name.
-- @module breachkit.names
local data = require "breachkit.data"
local plain = require "breachkit.plain"
local words, countries = data.load "names", data.load "countries"

local names = {}

local function set(list)
  local s = {}
  for _, word in ipairs(list) do s[word] = true end
  return s
end
local common, technical, suffixes = set(words.common), set(words.technical), set(words.suffixes)
local common_nouns = set(words.common_nouns)
local heads, titles, first_names = set(words.heads), set(words.titles), set(words.first_names)
local person_cues, group_heads = set(words.person_cues), set(words.group_heads)
local org_after, org_owned, product_after = set(words.org_after), set(words.org_owned), set(words.product_after)
local attackers = set { "gang", "gangs", "collective" }
local org_before = set { "company", "firm", "giant", "maker", "retailer", "vendor", "bank", "startup", "provider" }
-- alone or first, such a word may owe its capital to the sentence
local function ordinary(t)
  return common[t.lower] or common_nouns[t.lower]
end

local file_kinds = set {
  "exe", "dll", "js", "doc", "docx", "xls", "xlsx", "pdf", "zip", "txt", "bat", "ps1", "vbs", "php",
}
local linkers = set { "of", "the", "and", "for", "&", "de", "von", "van", "der", "del", "la", "bin", "al", "di", "da" }
local particles = set { "de", "von", "van", "der", "del", "la", "bin", "al", "di", "da" }

-- name -> {type, key}
local known = {}
for _, list in ipairs { "products", "organizations", "outlets", "groups" } do
  local kind = ({ products = "product", organizations = "organization", outlets = "outlet", groups = "group" })[list]
  for _, name in ipairs(words[list]) do known[name] = { type = kind } end
end
local codes = {}
for code in pairs(countries) do codes[#codes + 1] = code end
table.sort(codes) -- a name of two countries is one and the same in every run
for _, code in ipairs(codes) do
  local full = countries[code]:match "^[^|]+"
  for name in countries[code]:gmatch "[^|]+" do known[name] = { type = "country", full = full, code = code } end
end

local WORD = "^[%w_\195-\244][%w_\128-\244&'\1%-]*"

-- Sought from each of its letters on a word without end would take its length squared.
local function last_word(phrase) return phrase:match "%f[^%s\0][^%s\0]+$" or phrase end

-- Tokens: {first, last, word, cap, start} where `start` says that a sentence begins here.
local function tokens(text)
  local list, at, n = {}, 1, 0
  local size = #text
  while true do
    local s = text:find("[%w_\195-\244]", at)
    if not s then break end
    local _, e = text:find(WORD, s)
    -- "U.S.", "Re/code", "Booking.com", "Inc."
    while e < size do
      local more = text:match("^%.%u%f[^%w]()", e + 1)
      if more and text:find("^%u%f[^%w]", e) and (e == s or text:sub(e - 1, e - 1) == ".") then
        e = more - 1
      else
        local _, inner = text:find("^[%./][%a\195-\244][%w_&'\1%-]*", e + 1)
        if not inner or (text:find("^%.%u", e + 1) and text:find("^%l", e)) then break end
        e = inner
      end
    end
    -- "Chinese-linked": the name is what stands before
    local compound = text:sub(s, e):match "^%u[%w\128-\244]+()%-%l"
    if compound then e = s + compound - 2 end
    if text:sub(e, e):find "[%-'\1&]" then
      e = s - 1 + #(text:sub(s, e):gsub("[%-'\1&]+$", ""))
    end
    local word = text:sub(s, e)
    local dotted = word:find "^%u[%.%u]*$" and word:find "%." or suffixes[word:lower() .. "."]
    if dotted and text:sub(e + 1, e + 1) == "." then
      e = e + 1
    end
    local bare = word:gsub("'\1*[sS]?\1*$", "")
    local gap = text:sub(at, s - 1)
    n = n + 1
    list[n] = {
      first = s, last = e, word = bare, lower = bare:lower(), possessive = #bare < #word, gap = gap,
      cap = bare:find "^%u" ~= nil or bare:find "^\195[\128-\158]" ~= nil or bare:find "^%l%l?%u%l%l" ~= nil,
      upper = #bare >= 2 and bare:find "^[%u%d&%-]+$" ~= nil and bare:find "%u" ~= nil,
      start = n == 1 or gap:find '[%.!%?:\n"]' ~= nil or gap:find "[\226%*]" ~= nil,
    }
    if gap:find "#$" then list[n].tag = true end
    at = e + 1
  end
  return list
end

-- Lines in Title Case or ALL CAPS: capitals there prove nothing. Marks their tokens.
local function headings(text, list)
  local i, at = 1, 1
  while at <= #text do
    local stop = text:find("\n", at, true) or #text + 1
    local from, long, caps, upper = i, 0, 0, 0
    while list[i] and list[i].first < stop do
      local t = list[i]
      if #t.word > 3 then
        long = long + 1
        if t.cap then caps = caps + 1 end
        if t.upper then upper = upper + 1 end
      end
      i = i + 1
    end
    local last = text:sub(stop - 1, stop - 1)
    if long >= 3 and i - from <= 30 and ((caps >= long * 0.75 and not last:find "[%.!%?]") or upper >= long * 0.75) then
      for j = from, i - 1 do list[j].heading = true end
    end
    at = stop + 1
  end
end

-- Whether a capital at this token may be only the sentence's or the heading's.
local function doubtful(t)
  return t.start or t.heading
end

local function surface(text, list, a, b)
  local s = text:sub(list[a].first, list[b].last)
  if list[b].possessive then s = s:gsub("'\1*[sS]?$", "") end
  return (s:gsub("%s+", " "):gsub("\1", ""))
end

local function last_byte(list, text, b)
  local t = list[b]
  if not t.possessive then return t.last end
  local s = text:sub(t.first, t.last)
  return t.first - 1 + #s:gsub("'s?$", ""):gsub("\226\128\153s?$", "")
end

-- No name has more words; what has is a list or a table.
local RUN_WORDS = 12

-- Runs of capitalised tokens, {a, b} token indexes.
local function runs(list, seen)
  local found, i = {}, 1
  while list[i] do
    local t = list[i]
    local second = list[i + 1]
    if t.cap and (not ordinary(t) or t.upper or not doubtful(t) and second and second.cap and common_nouns[t.lower]
      or second and second.cap and known[t.word .. " " .. second.word]) then
      local a, b = i, i
      local function joined(j) return list[j] and (list[j].gap == " " or list[j].gap == "  " and not list[j].start) end
      -- "Lowell's Hospital" goes on past the possessive
      local function open()
        return not list[b].possessive or list[b + 1] and list[b + 1].cap and heads[list[b + 1].lower]
      end
      while b - a < RUN_WORDS and open() do
        local nxt = list[b + 1]
        if joined(b + 1) and (nxt.cap or nxt.word:find "^%d+$" and list[b].cap)
          and (nxt.upper or not common[nxt.lower] or heads[nxt.lower] or nxt.lower == "new") then
          if nxt.word:find "^%d" and not known[t.word .. " " .. nxt.word] then break end
          b = b + 1
        elseif nxt and suffixes[nxt.lower] and nxt.cap and nxt.gap == ", " then
          b = b + 1
          break
        elseif joined(b + 1) and linkers[nxt.lower] then
          local j = b + 1
          while list[j] and joined(j) and linkers[list[j].lower] and j < b + 3 do j = j + 1 end
          local after = list[j]
          if not (after and joined(j) and after.cap and not common[after.lower]) then break end
          local l = nxt.lower
          local head = heads[list[b].lower] or heads[list[a].lower]
          -- "Department of Health and Human Services"
          local in_office = heads[list[a].lower] and list[a + 1].lower == "of"
          if l == "of" and list[b].start and a == b and (heads[after.lower] or known[after.word]) then break end
          if l == "of" and not titles[list[b].lower] and not known[list[b].word]
            or l == "for" and head or particles[l] or l == "&"
            or l == "and" and (heads[after.lower] and not suffixes[after.lower] or in_office) then
            b = j
          else
            break
          end
        else
          break
        end
      end
      found[#found + 1] = { a = a, b = b }
      for j = a, b do
        if not doubtful(list[j]) or j > a and not list[j].heading then
          seen[list[j].word] = (seen[list[j].word] or 0) + 1
        end
      end
      i = b + 1
    else
      i = i + 1
    end
  end
  return found
end

local function is_group_shape(name, last)
  return name:find "^APT%-?%d+$" or name:find "^FIN%d+$" or name:find "^TA%d%d+$" or name:find "^UNC%d+$"
    or name:find "^DEV%-%d+$" or name:find "^TEMP%.%u%l+" or group_heads[last] and name:find " "
end

-- What a run is, by its words and its neighbours.
local function classify(text, list, run)
  local a, b = run.a, run.b
  local first, last = list[a], list[b]
  local name = run.name
  local entry = known[name] or known[(name:gsub("^The ", ""))]
  if entry then return entry.type, entry end
  if is_group_shape(name, last.lower) then return "group" end
  local before = list[a - 1]
  local previous = before and before.lower
  local lead = text:sub(first.first > 60 and first.first - 60 or 1, first.first - 1):lower()
  lead = lead:gsub('[%s"#]+$', "")
  for _, cue in ipairs(words.group_cues) do
    if #lead > #cue and lead:sub(-#cue) == cue and lead:sub(-#cue - 1, -#cue - 1):find "[^%w]" then return "group" end
  end
  -- "Velvet Owl Group" where Velvet Owl is one already
  local stem = known[name:match "^(.+) Group$" or name:match "^(.+) Team$" or ""]
  if stem and stem.type == "group" then return "group" end
  if a ~= b and suffixes[last.lower] then return "organization" end
  local after = list[b + 1]
  local following = after and after.gap:find "^%s$" and after.lower
  if attackers[following] and not last.possessive and not heads[last.lower] then return "group" end
  if a == b and last.upper then
    if last.possessive and org_owned[following] then return "organization" end
    return "other"
  end
  if run.titled then return "person" end
  if b > a then
    if first_names[first.lower] and not heads[last.lower] and b - a <= 3 then return "person" end
    local before_of = name:match "^(.-) of "
    local head = before_of and last_word(before_of):lower()
    if heads[last.lower] or heads[first.lower] or heads[head] then
      return "organization"
    end
    if b - a <= 2 and previous and person_cues[previous] and first.gap == " " and not name:find "[%d&]" then
      return previous == "by" and "other" or "person"
    end
    if following and product_after[following] and not last.possessive then return "product" end
    if b - a == 1 and text:find("^,? %d%d?,", last.last + 1) then return "person" end
    if text:find("^, an? [%l%- ]+ at ", last.last + 1) or text:find("^, [%l ]*researcher", last.last + 1) then
      return "person"
    end
  end
  if last.possessive and following and org_owned[following] then return "organization" end
  if following and org_after[following] then return "organization", nil, a == b end
  if org_before[previous] then return "organization" end
  if following and product_after[following] then return "product" end
  return "other"
end

local function initials(name)
  local with, without = "", ""
  for word in name:gmatch "[^%s%-]+" do
    local lower = word:lower()
    local letters = word:find "^%l+$" and "" or word:sub(1, 1):upper() .. word:sub(2):gsub("[^%u]", "")
    if word:upper() == word then letters = word:sub(1, 1) end
    if linkers[lower] then
      with = with .. lower:sub(1, 1):upper()
    elseif not suffixes[lower] then
      with, without = with .. letters, without .. letters
    end
  end
  return with, without
end

local function normal(name)
  local n = name:lower():gsub("\226\128\153", "'"):gsub("^the ", ""):gsub("[%.,]", "")
  while true do
    local cut, word = n:match "^(.+) (%S+)$"
    if not (cut and suffixes[word]) then return n end
    n = cut
  end
end

-- Join forms that the text ties together; returns a function form -> key form, and fullest forms.
local function tie(text, mentions)
  local parent, fullest, kinds, firm = {}, {}, {}, {}
  local function root(form)
    while parent[form] ~= form do form = parent[form] end
    return form
  end
  local order = {}
  for _, m in ipairs(mentions) do
    local form = m.form
    if not parent[form] then
      parent[form], fullest[form], kinds[form] = form, m.name, m.type
      order[#order + 1] = form
    elseif kinds[form] == "other" then
      kinds[form] = m.type
    end
    if not m.weak and m.type ~= "other" then firm[form] = true end
  end
  local function join(long, short)
    local a, b = root(long), root(short)
    if a == b then return end
    if kinds[a] == "country" or kinds[b] == "country" then return end
    if #fullest[b] > #fullest[a] then fullest[a] = fullest[b] end
    if kinds[a] == "other" or kinds[b] == "group" then kinds[a] = kinds[b] end
    parent[b] = a
  end
  for i = 2, #mentions do
    local m, before = mentions[i], mentions[i - 1]
    local between = text:sub(before.last + 1, m.first - 1)
    if #between <= 60 and before.type ~= "country" and m.type ~= "country" then
      local with, without = initials(before.name)
      local with2, without2 = initials(m.name)
      local up, up2 = m.name:upper():gsub("[^%w]", ""), before.name:upper():gsub("[^%w]", "")
      local acronym = #up >= 2 and (up == with or up == without) or #up2 >= 2 and (up2 == with2 or up2 == without2)
      local plainly = between:find '^,? or "?#?$' or between:find "^[%s\"]*%(#?\"?$"
      local said = between:find "known as \"?$" or between:find "a%.k%.a%.? $" or between:find "aka \"?$"
        or between:find "calls? itself \"?$" or between:find "calling itself \"?#?$" or between:find "formerly \"?$"
      if plainly and acronym or (between:find "^[%s\"]*%([^%)]*$" and said) or said and between:find "^,? "
        and (m.type == before.type or before.type == "other" or m.type == "other") then
        join(before.form, m.form)
      end
    end
  end
  -- shorter forms and acronyms used without their longer name beside them
  local longer, by_initials = {}, {}
  for _, form in ipairs(order) do
    local kind = kinds[form]
    -- a name by its own words, not "Harrow Protection Engine", lends itself to a shorter form
    local own = kind == "person" or kind == "group" or heads[last_word(form)] or form:find " of "
      or suffixes[last_word(fullest[form]:lower())]
    if kind ~= "country" and kind ~= "outlet" and form:find " " then
      local with, without = initials(fullest[form])
      for _, letters in ipairs { with, without ~= with and without or nil } do
        if #letters >= 3 then
          by_initials[letters] = by_initials[letters] == nil and form or by_initials[letters] == form and form or false
        end
      end
      local shorts = {}
      if not own then
        kind = nil
      elseif kind == "person" then
        shorts[1] = last_word(form)
      end
      if kind and kind ~= "person" then
        local at = 1
        while true do
          at = form:find(" ", at, true)
          if not at then break end
          shorts[#shorts + 1] = form:sub(1, at - 1)
          at = at + 1
        end
      end
      for _, short in ipairs(shorts) do
        longer[short] = longer[short] or {}
        table.insert(longer[short], form)
      end
    end
  end
  for _, form in ipairs(order) do
    local longs = longer[form]
    if longs and kinds[form] ~= "country" and kinds[form] ~= "outlet" then
      local at, same, best = nil, true, nil
      for _, long in ipairs(longs) do
        local compatible = kinds[long] ~= "product" and kinds[form] ~= "product"
          and (kinds[long] == kinds[form] or not firm[form] or kinds[long] == "other")
        if not compatible then same = false end
        at = at or root(long)
        best = best or long
        -- "Sony Pictures" below "Sony Pictures Entertainment": one chain is no doubt
        local chained = long:find(best, 1, true) == 1 or best:find(long, 1, true) == 1
        if root(long) ~= at and not chained then same = false end
        if #long > #best then best = long end
      end
      if same then join(best, form) end
    end
    local bare = form:upper()
    if not form:find " " and by_initials[bare] then join(by_initials[bare], form) end
  end
  return root, fullest, kinds
end

local found_meta = { __name = "breachkit.names" }
found_meta.__index = { fullest = function(self, key) return names.fullest(self, key) end }

--- Find the names in a text.
-- @tparam string|table text the text, or a document
-- @treturn table a list in order of `{first, last, text, type, key, code}`: `type` organization, person, group,
--   country, outlet, product or other; mentions with one `key` are one name in this document; `code` is ISO 3166-1
--   of a country. Positions are 1-based inclusive bytes, without "'s" and titles. `list:fullest(key)`.
-- @raise when text is neither a string nor a document
-- @usage for _, m in ipairs(names.find "Sony Pictures Entertainment (SPE) said") do print(m.text, m.key) end
function names.find(text)
  if type(text) == "table" then text = text.text end
  if type(text) ~= "string" then error("names.find: a string or a document expected", 2) end
  local clean = plain(text)
  local list = tokens(clean)
  headings(clean, list)
  local seen = {}
  local found = runs(list, seen)
  local mentions, keys = {}, {}
  for _, run in ipairs(found) do
    local a, b = run.a, run.b
    -- titles before a name make it a person's; at a sentence's start a common word goes
    while a < b and common[list[a].lower] and not known[surface(clean, list, a, b)] do a = a + 1 end
    while a < b and common_nouns[list[a].lower] and doubtful(list[a]) and not known[surface(clean, list, a, b)] do
      a = a + 1
    end
    local article = list[a - 1]
    if article and article.word == "The" and known["The " .. surface(clean, list, a, b)] then a = a - 1 end
    while a < b and titles[list[a].lower] and not known[surface(clean, list, a, b)] and not heads[list[b].lower] do
      a, run.titled = a + 1, true
    end
    if a == b and a > run.a and list[a].lower == "of" then a = b + 1 end
    while b > a and common[list[b].lower] and not list[b].upper and not heads[list[b].lower] do b = b - 1 end
    if a <= b then
      -- a country's name before the rest is the country: "North Korean leader", "US Department of Justice" stays whole
      local t = list[a]
      run.a, run.b, run.name = a, b, surface(clean, list, a, b)
      local single = a == b
      local keep = true
      local all_technical = true
      for j = a, b do all_technical = all_technical and technical[list[j].lower] end
      if all_technical and not known[run.name] then keep = false end
      if single and not known[run.name] then
        local sure = seen[t.word] and seen[t.word] > 0
        local camel = t.word:find "^%l*%u%l+%u"
        if doubtful(t) and not sure and not t.upper and not camel and not t.possessive then keep = false end
        if doubtful(t) and not sure and t.heading then keep = false end
        if ordinary(t) and not t.upper or #t.word < 2 or titles[t.lower] then keep = false end
        if heads[t.lower] then keep = false end
        if suffixes[t.lower] or file_kinds[t.word:match "%.(%w+)$"] then keep = false end
        if t.word:find "^%u+%d*%-%d" or t.word:find "^%x+$" and #t.word > 8 then keep = false end
      elseif not single and list[a].heading and not known[run.name] then
        -- in a heading only what the body repeats
        local all = true
        for j = a, b do all = all and (seen[list[j].word] or linkers[list[j].lower]) end
        all = all or suffixes[list[b].lower] or heads[list[a].lower] and list[a + 1].lower == "of"
        keep = all
      end
      if keep then
        local kind, entry, weak = classify(clean, list, run)
        local m = {
          first = list[a].first, last = last_byte(list, text, b), type = kind, name = run.name, weak = weak,
          code = entry and entry.code,
        }
        m.text = text:sub(m.first, m.last)
        m.form = kind == "country" and normal(entry.full) or normal(run.name)
        if kind == "country" then m.full = entry.full end
        mentions[#mentions + 1] = m
      end
    end
  end
  -- "researchers Odd Fjelltveit and Una Harwick": who stands beside a person is one
  for i = 2, #mentions do
    local m, before = mentions[i], mentions[i - 1]
    local beside = m.type == "other" and before.type == "person" and before.name:find " "
    if beside and m.name:find "^%u%S+ %u%l+$" and clean:sub(before.last + 1, m.first - 1):find "^,? and $" then
      m.type = "person"
    end
  end
  local root, fullest, kinds = tie(clean, mentions)
  for _, m in ipairs(mentions) do
    local key = root(m.form)
    if m.type == "other" or m.weak or m.type ~= kinds[key] and kinds[key] == "group" then m.type = kinds[key] end
    m.key = m.full and m.form or normal(fullest[key])
    keys[m.key] = m.full or fullest[key]
    m.form, m.name, m.full, m.weak = nil, nil, nil, nil
  end
  mentions.keys = keys
  return setmetatable(mentions, found_meta)
end

--- The fullest form of a name in a document.
-- @tparam table found what `names.find` returned
-- @tparam string key a mention's key
-- @treturn ?string the longest form that the document ties to it
-- @usage local found = names.find(doc); print(found:fullest(found[1].key))
function names.fullest(found, key)
  return found.keys[key]
end

return names
