--- The forms of a name in one document: which of them the text ties together.
-- @module breachkit.names.forms
local vocabulary = require "breachkit.names.vocabulary"

local forms = {}

local heads, suffixes, linkers = vocabulary.heads, vocabulary.suffixes, vocabulary.linkers

--- The last word of a phrase. Sought from each of its letters on a word without end would take its length squared.
-- @tparam string phrase
-- @treturn string
-- @usage assert(forms.last_word "Bank of Kiel" == "Kiel")
function forms.last_word(phrase) return phrase:match "%f[^%s\0][^%s\0]+$" or phrase end

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

--- The form under which spellings of a name are one.
-- @tparam string name
-- @treturn string
-- @usage assert(forms.normal "The Acme Corp." == "acme")
function forms.normal(name)
  local n = name:lower():gsub("\226\128\153", "'"):gsub("^the ", ""):gsub("[%.,]", "")
  while true do
    local cut, word = n:match "^(.+) (%S+)$"
    if not (cut and suffixes[word]) then return n end
    n = cut
  end
end

--- Join forms that the text ties together.
-- @tparam string text
-- @tparam {table,...} mentions in order, `{form, name, type, first, last, weak}`
-- @treturn function from a form to its key form
-- @treturn table the fullest name by key form
-- @treturn table the kind by key form
-- @usage local root, fullest, kinds = forms.tie(text, mentions)
function forms.tie(text, mentions)
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
    local own = kind == "person" or kind == "group" or heads[forms.last_word(form)] or form:find " of "
      or suffixes[forms.last_word(fullest[form]:lower())]
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
        shorts[1] = forms.last_word(form)
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

return forms
