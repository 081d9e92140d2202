--- Whom a short form, an acronym, "the company" or "it" stands for, within one document: the fullest form becomes the
-- `value`, the words stay as they are. Where two readings are possible nothing is said.
-- @module breachkit.claims.coreference
local data = require "breachkit.data"
local parties = require "breachkit.claims.parties"

local coreference = {}

local function set(...)
  local out = {}
  for _, list in ipairs { ... } do
    for _, word in ipairs(list) do out[word] = true end
  end
  return out
end

local names = data.load "names"
local suffixes, first_names, titles = set(names.suffixes), set(names.first_names), set(names.titles)
local heads = set(names.heads, names.suffixes)
-- what a company's name ends in; "Microsoft Office" and "Colorado Department" are other things than their first words
local ends = set(names.suffixes, { "entertainment", "pictures", "health", "healthcare", "university", "college", "bank",
  "bancorp", "hospital", "airlines", "airways", "holdings", "foundation", "insurance", "motors", "industries",
  "pharmaceuticals", "studios", "stores", "hotels", "restaurants", "technologies", "telecom", "communications" })
local common = set(names.common)
local countries = {}
for _, forms in pairs(data.load "countries") do
  for name in forms:gmatch "[^|]+" do countries[name] = true end
end
local calendar = data.set [[
  January February March April May June July August September October November December Monday Tuesday
  Wednesday Thursday Friday Saturday Sunday I]]
local linking = { of = true, the = true, ["and"] = true, ["for"] = true, ["&"] = true }

-- "the company" may be any organization, "the bank" none that calls itself a university
local any_organization = { company = true, firm = true, organization = true, organisation = true, business = true,
  corporation = true }
local own_kind = { bank = true, hospital = true, university = true, school = true, retailer = true, agency = true,
  studio = true, clinic = true, ministry = true, airline = true, exchange = true, city = true, county = true,
  college = true, department = true, insurer = true, hotel = true }
-- who did it, once it has a name
local actors = set(data.load "hedges".claimants)
local plural = { hackers = true, attackers = true } -- others may be meant
local itself = { it = true, they = true, we = true }
local writers = { we = true, us = true }
local most_names = 300 -- of a document: each is looked for in its text
local near = 600 -- bytes between a phrase and the name it stands for
local saying = { said = true, says = true, confirmed = true, confirms = true, announced = true, announces = true,
  admitted = true, admits = true, disclosed = true, acknowledged = true, stated = true, warned = true, revealed = true }
local members = { victim = true, ["system-owner"] = true, impersonated = true, releaser = true, discoverer = true }

local SMALL_A, SMALL_T, SPACE, HYPHEN = 97, 116, 32, 45

-- The name that a span is: its words without article and possessive, all of them capitalised; nil for other words.
local function name_of(text)
  local byte = text:byte() or 0
  if (byte < 65 or byte > 90) and not (byte == SMALL_T and text:find "^the %u") then return nil end
  local name = text:match "^[Tt]he (.*)$" or text
  if name:find("'", 1, true) then name = name:gsub("'s?$", "") end
  if name:find("\226\128\153", 1, true) then name = name:gsub("\226\128\153s?$", "") end
  if #name < 2 or not name:find "^[%w ]*$" and name:find "[%c%.,;:\"()]" then return nil end
  if not name:find "^%u" or countries[name] then return nil end
  if name:find "%s[^%u%d%s]" then
    local last
    for word in name:gmatch "%S+" do
      if not word:find "^[%u%d]" and not linking[word] then return nil end
      last = word
    end
    if linking[last] then return nil end
  end
  if common[name:match "^%w+":lower()] then return nil end -- "They've"
  return name
end

-- What comes after a short form at byte `at`, as far as it ends like an organization's name: "Pictures Entertainment".
local function longer(text, at)
  local best, stop = nil, at
  for _ = 1, 6 do
    local word, past = text:match("^ (%u[%w&%-]*)()", stop)
    if not word then break end
    stop = past
    if ends[word:lower()] then best = stop - 1 end
    if text:find("^['\226]", stop) then break end
  end
  return best
end

-- bytes that are part of a word
local of_word = {}
for byte = 0, 255 do of_word[byte] = byte >= 128 or string.char(byte):find "%w" ~= nil end

-- Where a text has a name: the first bytes, in order.
local function places(text, name)
  local list = {}
  local i, j = text:find(name, 1, true)
  while i do
    local before = i > 1 and text:byte(i - 1)
    if not of_word[text:byte(j + 1)] and not (before and (of_word[before] or before == HYPHEN)) then
      list[#list + 1] = i
    end
    i, j = text:find(name, j + 1, true)
  end
  return list
end

-- The longer name that a text ties to a short one: "Acme" to "Acme Software Inc", where there is one chain of them.
local function full_form(text, name, at)
  local best, first, last
  for k = 1, #at do
    local i = at[k]
    local stop = longer(text, i + #name)
    if stop then
      local form = text:sub(i, stop)
      if not best or #form > #best and form:sub(1, #best) == best then
        best, first, last = form, i, stop
      elseif best:sub(1, #form) ~= form then
        return nil -- two companies begin so
      end
    end
  end
  -- a place has companies that begin with its name
  if not best or text:find(" in " .. name, 1, true) then return nil end
  return best, first, last
end

local spelled = 240 -- bytes before an acronym in which its words stand

-- "SPE" after "Sony Pictures Entertainment (SPE)".
local function spelled_out(text, name)
  local at = text:find("(" .. name .. ")", 1, true)
  if not at then return nil end
  local from = math.max(1, at - spelled)
  local list = {}
  for i, word, past in text:sub(from, at - 1):gmatch "()([^%s]+)()" do
    list[#list + 1] = { word = word, first = from + i - 1, last = from + past - 2 }
  end
  local letters = #name
  for k = #list, 1, -1 do
    local word = list[k].word
    if word:find "[%.;:()]" then return nil end
    if word:sub(1, 1) == name:sub(letters, letters) then
      letters = letters - 1
      if letters == 0 then
        local first, last = list[k].first, list[#list].last
        return text:sub(first, last), first, last
      end
    elseif not linking[word] then
      return nil
    end
  end
end

-- The one person of that surname whose first name is told: "Pascal" to "Amy Pascal".
local function whole_person(text, name, at)
  local best, first, last
  for k = 1, #at do
    local i = at[k]
    local start, given
    if text:byte(i - 1) == SPACE then
      start, given = text:sub(math.max(1, i - 24), i - 1):match "()(%u[%w\128-\255]+)%.? $"
    end
    local lower = given and given:lower()
    if lower and not first_names[lower] and not titles[lower] and not common[lower] then return nil end
    if lower and first_names[lower] then
      local form = given .. " " .. name
      if best and best ~= form then return nil end
      if not best then best, first, last = form, math.max(1, i - 24) + start - 1, i + #name - 1 end
    end
  end
  return best, first, last
end

-- The fullest form of a name in the text, how it is known, and where it stands.
local function fullest(text, name, at)
  if name:find "^%u[%u%d]+$" and #name <= 6 then
    local form, first, last = spelled_out(text, name)
    if form then return form, "acronym", first, last end
  end
  local form, first, last = full_form(text, name, at)
  if form then return form, "short form", first, last end
  if not name:find " " and not suffixes[name:lower()] then
    form, first, last = whole_person(text, name, at)
    if form then return form, "surname", first, last end
  end
end

-- Another name between two bytes, that is no part of `name`: a second candidate.
local function another(text, from, to, name)
  for word in text:sub(from, to):gmatch "[%l%d,;\"'%)] (%u[%w%-]+)" do
    if not name:find(word, 1, true) and not calendar[word] then return true end
  end
  return false
end

-- May it be a person's name, for all that can be seen? "the company" is none. Of several words one must be an
-- organization's; one word alone must not stand after another name.
local function personal(text, name, at)
  local first, last
  for word in name:gmatch "%S+" do
    local lower = word:lower()
    if lower:find("%.$") then lower = lower:sub(1, -2) end
    if titles[lower] or first_names[lower] then return true end
    first, last = first or lower, lower
  end
  if first ~= last then return not (heads[first] or heads[last]) end
  for k = 1, #at do
    local i = at[k]
    local before = i > 1 and text:byte(i - 1) == SPACE and text:sub(math.max(1, i - 16), i - 2):match "%S+$"
    if before and before:find "^%u%l" and before ~= "The" then return true end
  end
  return false
end

-- "Acme said that it", "Acme confirmed it", "Acme disclosed in a filing that it": whoever speaks tells of itself.
local function of_itself(between)
  local verb, rest = between:match "^ (%l+) (.*)$"
  if not saying[verb] then return false end
  return rest == "" or rest == "that " or rest:find "^[iot][ngo] [^,.;:]*that $" ~= nil and not rest:find "that .*that "
end

-- Where what a speaker says of "it" begins: at "it", or at who did it, "Acme said that Red Anvil hacked it".
local function said_from(c, own, span)
  if span.first ~= c.last + 2 then return span.first end
  for _, r in ipairs(c.roles) do
    if r.role == "attacker" and r.first > own.last and r.last < c.first then return r.first end
  end
  return span.first
end

local function agrees(noun, name)
  if any_organization[noun] then return not name:find "^%u%u%u?%u?$" end -- "the DOJ" is no company
  local lower = name:lower()
  if lower:find(noun, 1, true) then return true end
  for other in pairs(own_kind) do
    if lower:find(other, 1, true) then return false end
  end
  return true
end

-- The name that a phrase says what it is: "Acme, a shipper in Rotterdam, said". In a list the phrase is one more.
local function apposed(text, span)
  if span.text:byte() ~= SMALL_A or not span.text:find "^an? %l" then return nil end
  local from = math.max(1, span.first - 80)
  local at, name = text:sub(from, span.first - 1):match "()%f[%w]([%u%d][%w%-&'. ]*), $"
  while name do -- the capitals next to the comma
    if name_of(name) then break end
    local skip, rest = name:match "^%S+%s+()(.*)$"
    at, name = skip and at + skip - 1, rest
  end
  local after = name and text:match("^[^,.;:\n]*[,.;]", span.last + 1)
  if not after or after:find "%f[%w]and%f[%W]" or after:find "%f[%w]or%f[%W]" then return nil end
  return name, from + at - 1
end

-- Whom "the group" that did it, or "it" and "we" in what is claimed by who did it, stands for: the name of who did it
-- that was told last, or of who claims it; and how that is known.
local function actor_of(span, claimed, by, last_actor)
  local words = span.text:lower()
  if claimed and itself[words] then
    by = by and name_of(by.text) and by or last_actor
    return by, "pronoun"
  end
  local noun = words:match "^the (%l+)$"
  if last_actor and actors[noun] and not plural[noun] and span.first - last_actor.last <= near then
    return last_actor, "definite phrase"
  end
end

-- Who writes in the first person: who says so, or who signs the text, where that is an organization by its words or
-- heads the text; and how it is known.
local function writer_of(text)
  local writer = parties.writer(text)
  if writer then return writer, "introduction" end
  local signed = parties.signature(text)
  local name = signed and name_of(signed.text)
  if not name then return nil end
  local organization = text:find(name, 1, true) < signed.first
  for word in name:gmatch "%S+" do
    local lower = word:lower():gsub("%W+$", "")
    if first_names[lower] or titles[lower] then return nil end
    organization = organization or ends[lower] or heads[lower]
  end
  return organization and signed or nil, "signature"
end

-- "We were hacked", "our network": whom it hit wrote the text, where nobody is quoted. That "our bank accounts were not
-- touched" leaves open whether the writer was hit.
local function is_writer(span, c)
  if not members[span.role] or c.speaker or c.stance == "claimed" then return false end
  local words = span.text:lower()
  return writers[words] or c.stance ~= "denied" and words:find "^our " ~= nil
end

--- Resolve the names, phrases and pronouns of a document's claims; each that is gets `value` and `antecedent`.
-- @tparam string text the document's
-- @tparam {table,...} list claims in order
-- @treturn boolean is one known by an apposition?
-- @usage coreference.resolve(doc.text, list)
function coreference.resolve(text, list)
  local forms, persons, standing, count = {}, {}, {}, 0
  local function places_of(name)
    standing[name] = standing[name] or places(text, name)
    return standing[name]
  end
  local function known(name)
    local found = forms[name]
    if found == nil and count < most_names then
      count = count + 1
      local form, how, first, last = fullest(text, name, places_of(name))
      found = form and { form = form, how = how, first = first, last = last } or false
      forms[name] = found
    end
    return found
  end
  local spans, claims, order, n = {}, {}, {}, 0 -- by number, and the numbers by where the spans begin
  for k = 1, #list do
    local c = list[k]
    local own, count_own, speaker = c.roles, #c.roles, c.speaker
    for m = 1, speaker and count_own + 1 or count_own do
      local span = own[m] or speaker
      if m > count_own or span.value == nil then
        n = n + 1
        spans[n], claims[n], order[n] = span, c, span.first << 24 | n
      end
    end
  end
  table.sort(order)
  local any_apposed = false
  local last_name -- the organization that was named last
  local last_actor -- who did it, as named last
  local told = {} -- words -> their name, false for none
  local writer, known_by -- who writes the text, false for nobody
  for k = 1, n do
    local m = order[k] & 0xffffff
    local span, c = spans[m], claims[m]
    local speaks, claimed = span == c.speaker, c.stance == "claimed"
    local party, acts = speaks or members[span.role], span.role == "attacker" or speaks and claimed
    local name = told[span.text]
    local apposition, at
    if party and span.value == nil then apposition, at = apposed(text, span) end
    if apposition then
      any_apposed = true
      span.value = apposition
      span.antecedent = { text = apposition, first = at, last = at + #apposition - 1, how = "apposition" }
      last_name = { name = apposition, value = apposition, first = at, last = span.last }
    end
    if name == nil then
      name = name_of(span.text) or false
      told[span.text] = name
    end
    if name then
      if acts then last_actor = span end
      local found = known(name)
      if found and span.value == nil then
        span.value = found.form
        span.antecedent = { text = found.form, first = found.first, last = found.last, how = found.how }
      end
      if party and (speaks or span.type ~= "person") then
        if persons[name] == nil then persons[name] = personal(text, name, places_of(name)) end
        last_name = not persons[name] and { name = name, value = found and found.form or name,
          first = span.first, last = span.last } or nil
      end
      goto next
    end
    if acts and span.value == nil then
      local by, how = actor_of(span, claimed, not speaks and c.speaker, last_actor)
      if by then
        span.value = by.value or by.text
        span.antecedent = { text = by.text, first = by.first, last = by.last, how = how }
      end
    end
    local own = c.speaker
    if members[span.role] and span.text == "it" and span.value == nil and own and own.last < span.first
      and of_itself(text:sub(own.last + 1, said_from(c, own, span) - 1)) then
      span.value = own.value or own.text
      span.antecedent = { text = own.text, first = own.first, last = own.last, how = "pronoun" }
    end
    if span.value == nil and is_writer(span, c) then
      if writer == nil then
        writer, known_by = writer_of(text)
        writer = writer or false
      end
      if writer then
        span.value = writer.text
        span.antecedent = { text = writer.text, first = writer.first, last = writer.last, how = known_by }
      end
    end
    if party and last_name and span.value == nil and span.first > last_name.last
      and span.first - last_name.last <= near then
      local noun = span.text:match "^[Tt]he (%l+)$"
      local phrase = noun and (any_organization[noun] or own_kind[noun]) and agrees(noun, last_name.value)
        and not another(text, last_name.last + 1, span.first - 1, last_name.value)
      if phrase or span.text == "it" and of_itself(text:sub(last_name.last + 1, span.first - 1))
        or speaks and span.text:lower() == "it"
        and not another(text, last_name.last + 1, span.first - 1, last_name.value) then
        span.value = last_name.value
        span.antecedent = { text = text:sub(last_name.first, last_name.last), first = last_name.first,
          last = last_name.last, how = phrase and "definite phrase" or "pronoun" }
      end
    end
    ::next::
  end
  return any_apposed
end

return coreference
