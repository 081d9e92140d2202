--- Names in a report: organizations, people, groups of attackers, countries, news outlets, products.
-- Runs of capitalised words are read as names and typed by what they hold ("Ministry of ..."), what stands around
-- them ("researcher ...", "... Inc.") and the well-known names in `data/names.lua`. Forms that the document itself ties
-- together share a `key`: an acronym in parentheses, "calling itself ...", a shorter form of one longer name.
-- @module breachkit.names
local forms = require "breachkit.names.forms"
local group_cues = require "breachkit.data".load "names".group_cues
local plain = require "breachkit.plain"
local runs = require "breachkit.names.runs"
local vocabulary = require "breachkit.names.vocabulary"

local names = {}

local common, common_nouns, technical = vocabulary.common, vocabulary.common_nouns, vocabulary.technical
local heads, titles, suffixes, linkers = vocabulary.heads, vocabulary.titles, vocabulary.suffixes, vocabulary.linkers
local known, ordinary, doubtful, surface = vocabulary.known, vocabulary.ordinary, runs.doubtful, runs.surface

local function is_group_shape(name, last)
  return name:find "^APT%-?%d+$" or name:find "^FIN%d+$" or name:find "^TA%d%d+$" or name:find "^UNC%d+$"
    or name:find "^DEV%-%d+$" or name:find "^TEMP%.%u%l+" or vocabulary.group_heads[last] and name:find " "
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
  for _, cue in ipairs(group_cues) do
    if #lead > #cue and lead:sub(-#cue) == cue and lead:sub(-#cue - 1, -#cue - 1):find "[^%w]" then return "group" end
  end
  -- "Velvet Owl Group" where Velvet Owl is one already
  local stem = known[name:match "^(.+) Group$" or name:match "^(.+) Team$" or ""]
  if stem and stem.type == "group" then return "group" end
  if a ~= b and suffixes[last.lower] then return "organization" end
  local after = list[b + 1]
  local following = after and after.gap:find "^%s$" and after.lower
  if vocabulary.attackers[following] and not last.possessive and not heads[last.lower] then return "group" end
  if a == b and last.upper then
    if last.possessive and vocabulary.org_owned[following] then return "organization" end
    return "other"
  end
  if run.titled then return "person" end
  if b > a then
    if vocabulary.first_names[first.lower] and not heads[last.lower] and b - a <= 3 then return "person" end
    local before_of = name:match "^(.-) of "
    local head = before_of and forms.last_word(before_of):lower()
    if heads[last.lower] or heads[first.lower] or heads[head] then
      return "organization"
    end
    if b - a <= 2 and previous and vocabulary.person_cues[previous] and first.gap == " " and not name:find "[%d&]" then
      return previous == "by" and "other" or "person"
    end
    if following and vocabulary.product_after[following] and not last.possessive then return "product" end
    if b - a == 1 and text:find("^,? %d%d?,", last.last + 1) then return "person" end
    if text:find("^, an? [%l%- ]+ at ", last.last + 1) or text:find("^, [%l ]*researcher", last.last + 1) then
      return "person"
    end
  end
  if last.possessive and following and vocabulary.org_owned[following] then return "organization" end
  if following and vocabulary.org_after[following] then return "organization", nil, a == b end
  if vocabulary.org_before[previous] then return "organization" end
  if following and vocabulary.product_after[following] then return "product" end
  return "other"
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
  local list = runs.tokens(clean)
  runs.headings(clean, list)
  local seen = {}
  local found = runs.find(list, seen)
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
        if suffixes[t.lower] or vocabulary.file_kinds[t.word:match "%.(%w+)$"] then keep = false end
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
          first = list[a].first, last = runs.last_byte(list, text, b), type = kind, name = run.name, weak = weak,
          code = entry and entry.code,
        }
        m.text = text:sub(m.first, m.last)
        m.form = kind == "country" and forms.normal(entry.full) or forms.normal(run.name)
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
  local root, fullest, kinds = forms.tie(clean, mentions)
  for _, m in ipairs(mentions) do
    local key = root(m.form)
    if m.type == "other" or m.weak or m.type ~= kinds[key] and kinds[key] == "group" then m.type = kinds[key] end
    m.key = m.full and m.form or forms.normal(fullest[key])
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
