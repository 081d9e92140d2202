--- What one claim says of an incident's properties: names, dates, amounts, kinds of data, works, words.
-- @module breachkit.incident.items
local data = require "breachkit.data"
local names = require "breachkit.incident.names"
local scope = require "breachkit.incident.scope"
local tells = require "breachkit.tells"

local items = {}

local NAMED = { victim = true, actor = true, attribution = true }

--- The properties whose values are counts.
items.COUNTED = { records = true, people = true, ["work-count"] = true }
local COUNTED = items.COUNTED

local ARTICLE = { the = true, a = true, an = true, it = true, their = true }
local COUNT = { one = true, two = true, three = true, four = true, five = true, six = true, seven = true, eight = true,
  nine = true, ten = true, several = true, some = true, many = true, all = true, most = true, both = true }

local function contains(list, x)
  for _, y in ipairs(list) do
    if x == y then return true end
  end
  return false
end

-- the words of the sentence from the trigger to the role's words, and 24 bytes to each side; what stands before a
-- "that" is of another clause
local function around(document, claim, role)
  local first, last = math.min(claim.first, role.first), math.max(claim.last, role.last)
  local _, from = scope.sentence(document, claim)
  local text = document.text or ""
  local before = text:sub(math.max(from, first - 24), first - 1):gsub("^.* that ", "")
  return (before .. text:sub(first, last + (role.role == "time" and 0 or 24))):lower()
end

-- "on Wednesday after hackers broke in": the day is not that of the break-in
local function other_event(document, claim, role)
  local first, last = math.min(claim.last, role.last), math.max(claim.first, role.first)
  return (document.text or ""):sub(first + 1, last - 1):find "%f[%w]after%f[%W]" ~= nil
end

--- The form under which two spellings of words are one: letters and digits only, lower case.
-- @tparam string text
-- @treturn string
-- @usage items.fold "Mr. Turner" --> "mrturner"
function items.fold(text)
  return (text:lower():gsub("\226\128[\128-\191]", ""):gsub("\194[\160-\191]", ""):gsub("[^%w\128-\255]", ""))
end

--- Words without the quotation marks, commas and spaces around them.
-- @tparam ?string text
-- @treturn string
-- @usage items.bare '"Fury",' --> "Fury"
function items.bare(text)
  text = tostring(text or ""):gsub("%s+", " "):gsub("\226\128[\156\157]", "\""):gsub("\226\128[\152\153]", "'")
  return (text:gsub("^[%s\"'%(]+", ""):gsub("[%s\"',;:%)]+$", ""))
end

--- The title in the words of a role: none when they only say what it is ("the leaked films").
-- @tparam ?string text
-- @treturn ?string
-- @usage items.title "Mr Turner" --> "Mr Turner"
function items.title(text)
  local title = items.bare(text)
  for at, word in title:gmatch "()(%S+)" do
    local lower = word:lower():gsub("s$", "")
    local counts = at == 1 and COUNT[word:lower()] and #title > #word -- "Two films", but "Seven"
    if not counts and word:find "^[%u%d\195]" and not ARTICLE[lower]
      and not contains(data.load "properties".works, lower) then
      return title
    end
  end
end

--- The VERIS varieties of data that words name.
-- @tparam string text
-- @treturn {string,...} in the order of `data/veris_data.lua`
-- @usage items.varieties "names and card numbers" --> { "Payment", "Personal" }
function items.varieties(text)
  local out, rest = {}, " " .. text:lower() .. " "
  for _, row in ipairs(data.load "veris_data") do
    local found = false
    for _, pattern in ipairs(row[2]) do
      local n
      rest, n = rest:gsub(pattern, "\0")
      found = found or n > 0
    end
    if found then out[#out + 1] = row[1] end
  end
  return out
end

local function number(value)
  if type(value) == "table" then return value.value or value.bytes or value.amount, value.bound end
  return tonumber(value)
end

local function integral(x)
  return math.type(x) == "float" and math.tointeger(x) or x
end

-- what a role says under a rule: a list of { value, key, extra fields }
local function values(rule, role)
  local property = rule.property
  if NAMED[property] then
    -- a suspect's words may have a name that they stand for: "the group", a demonym
    local name = role.exact and role.value or names.clean(type(role.value) == "string" and role.value or role.text)
    return name and { { name = name } } or {}
  elseif property == "when" or property == "none" then
    local v = role.value
    if type(v) ~= "table" or not v.edtf or not (v.start or v.stop) then return {} end
    -- "on Friday" hangs on the day of publication; only a date told in figures, or "the same day" as one, is set
    -- against another
    local told = tells(tostring(role.text):lower(), { "%d", "same day", "that day" })
    return { { value = v.edtf, key = v.edtf, start = v.start, stop = v.stop, explicit = told } }
  elseif property == "volume" then
    local bytes, bound = number(role.value)
    if not bytes then return {} end
    return { {
      value = items.bare(role.text), key = ("%.0f"):format(bytes), bytes = integral(bytes), bound = role.bound or bound,
    } }
  elseif COUNTED[property] then
    local n, bound = number(role.value)
    if not n then return {} end
    return { { value = integral(n), key = ("%.0f"):format(n), bound = role.bound or bound } }
  elseif property == "data" then
    local out = {}
    local classes = items.varieties(role.text or "")
    -- a record names the class itself, or something that is none of the words
    if role.exact and #classes == 0 then classes = { role.text } end
    for _, class in ipairs(classes) do out[#out + 1] = { value = class, key = class } end
    return out
  elseif property == "work" then
    local title = items.title(role.text)
    return title and { { value = title, key = items.fold(title) } } or {}
  end
  error("data/properties.lua: no such property: " .. tostring(property))
end

-- A quotation in the sentence, else the sentence: the words of a statement, demand or effect.
local function words(document, claim, property)
  local sentence = scope.sentence(document, claim):gsub("%s+", " ")
  if property == "statement" then
    local role = scope.role(claim, "statement")
    if role then return items.bare(role.text) end
    local plain = sentence:gsub("\226\128[\156\157]", "\"")
    local quoted = plain:match "\"([^\"]+)\"?"
    if not quoted or select(2, quoted:gsub("%S+", "")) < 4 then return nil end
    return items.bare(quoted)
  end
  return items.bare(scope.clause(document, claim))
end

local function counted_property(rule, policy, document, role)
  local noun = type(role.value) == "table" and role.value.noun or role.noun
  noun = (tostring(noun or "") .. " " .. tostring(role.text or "") .. " "
    .. (document.text or ""):sub(role.last + 1, role.last + 20)):lower()
  if tells(noun, policy.works) then return "work-count", "leaked" end
  if rule.property == "records" and tells(noun, policy.people) and not tells(noun, { "account", "record" }) then
    return "people", rule.of == "stolen" and "affected" or rule.of
  end
  return rule.property, rule.of
end

-- what is counted: the last word of the role's words, else the word after them, singular
local function noun_of(document, role)
  local noun = type(role.value) == "table" and role.value.noun or role.noun
    or tostring(role.text):match "%f[%a](%a+)%W*$" or (document.text or ""):match("^%W*(%a+)", role.last + 1) or ""
  noun = noun:lower()
  return (noun == "million" or noun == "billion" or noun == "thousand") and "" or (noun:gsub("s$", ""))
end

-- A field of a record says itself what it is of, and so does a day on which a deed came to light; of other words those
-- around decide.
local function fits(rule, document, claim, role)
  if role.exact or role.of then return not role.of or rule.of == role.of end
  return not rule.words or tells(around(document, claim, role), rule.words)
end

-- Is it only some of its roles that a claim denies?
local function denies_part(claim, policy)
  if claim.stance ~= "denied" then return false end
  for _, role in ipairs(claim.roles or {}) do
    if policy.denied[role.role] then return true end
  end
  return claim.type == "ransom" and tells(tostring(claim.text):lower(), policy.paying)
end

--- What one claim says, by the rules of `data/properties.lua`.
-- @tparam table document
-- @tparam table claim
-- @treturn {table,...} `{property, of, value | name, key, ...}`
-- @usage for _, item in ipairs(items.of(doc, claim)) do print(item.property, item.value) end
function items.of(document, claim)
  local policy, out, done = data.load "properties", {}, {}
  local part = denies_part(claim, policy)
  for _, rule in ipairs(policy.rules) do
    if contains(rule.types, claim.type) and not (part and rule.role and not policy.denied[rule.role]) then
      if rule.sentence then
        local value = words(document, claim, rule.property)
        if value then
          out[#out + 1] = { property = rule.property, value = value, key = items.fold(value) }
        end
      else
        for _, role in ipairs(claim.roles or {}) do
          if role.role == "time" and not role.exact
            and (other_event(document, claim, role) or not scope.happened(document, claim)) then
            done[role] = true
          end
          if role.role == rule.role and not done[role] and fits(rule, document, claim, role) then
            for _, item in ipairs(values(rule, role)) do
              item.property, item.of, item.role = rule.property, rule.of, role
              done[role] = true
              if COUNTED[rule.property] and not role.exact then
                item.property, item.of = counted_property(rule, policy, document, role)
                item.noun = noun_of(document, role)
              elseif role.exact then
                item.noun = role.noun
              end
              if item.property ~= "none" then out[#out + 1] = item end
            end
          end
        end
      end
    end
  end
  return out
end

return items
