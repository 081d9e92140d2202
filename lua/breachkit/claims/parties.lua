--- The parties behind words: the country that a demonym names, whom "his country" and "the group" stand for, who
-- signs a text told in the first person.
-- @module breachkit.claims.parties
local data = require "breachkit.data"
local sentence = require "breachkit.claims.sentence"

local parties = {}

local nations -- name, adjective or demonym -> the country's full name
local function load()
  if nations then return nations end
  nations = {}
  local countries, codes = data.load "countries", {}
  for code in pairs(countries) do codes[#codes + 1] = code end
  table.sort(codes)
  for _, code in ipairs(codes) do
    local full = countries[code]:match "^[^|]+"
    for name in countries[code]:gmatch "[^|]+" do nations[name] = nations[name] or full end
  end
  return nations
end

local function split(words)
  local list = {}
  for word in words:gmatch "[%w%.'\128-\255]+" do list[#list + 1] = word end
  return list
end

local longest = 4

-- The first country named, and which words name it.
local function find(list)
  local known = load()
  for i = 1, #list do
    for j = math.min(#list, i + longest - 1), i, -1 do
      local full = known[table.concat(list, " ", i, j)]
      if full then return full, i, j end
    end
  end
end

--- The country that a phrase stands for: its name, or its government or people by the adjective.
-- A phrase with another name in it ("Russian group Fancy Bear") stands for that.
-- @tparam string phrase
-- @treturn ?string the country's name as `data/countries.lua` has it first
-- @usage parties.country "the North Korean government" --> "North Korea"
function parties.country(phrase)
  local list = split(phrase)
  local full, i, j = find(list)
  if not full then return nil end
  for k, word in ipairs(list) do
    if (k < i or k > j) and word:find "^%u" and not (k == 1 and word:lower() == "the") then return nil end
  end
  return full
end

-- The name in a speaker's words: "Members of Anonymous" speak for Anonymous.
local function name_in(phrase)
  local name = phrase:match "%f[%w]of (%u.*)$" or phrase:match "%f[%w]for (%u.*)$"
  if not name then
    for word in phrase:gmatch "%S+" do
      if word:find "^[%u#]" and word:lower() ~= "the" then
        name = name and name .. " " .. word or word
      else
        name = nil
      end
    end
  end
  return name
end

local own_country = { country = true, nation = true, government = true, regime = true }
local own_group = { group = true, gang = true, collective = true, it = true, they = true, organization = true,
  organisation = true }

local function words_of(reading, s, role)
  local first, last = sentence.extent(s, role)
  return reading.text:sub(first, last), first, last
end

-- May who speaks mean itself by "it", "they" or "the group"? Not in a quotation, where that is "we", nor where it
-- attributes a deed to them; and others but "it" are itself only in what it denies or claims, or "members of" it say.
local function tells_of_itself(event, head)
  local speaker = not event.quoted and not event.attributed and event.speaker
  return speaker and (head == "it" or event.stance == "denied" or event.stance == "claimed"
    or speaker.text:find "%f[%w]of %u" ~= nil)
end

local function resolve(reading, s, event, role)
  local words, first = words_of(reading, s, role)
  local country = parties.country(words)
  if country then return country, "country" end
  local head = words:lower():match "%f[%a]%a+$"
  local determined = words:find "^%a+$" or words:lower():find "^%a+ %a+$"
  if not determined then return nil end
  if own_country[head] then
    local before = reading.text:sub(s.first[1], first - 1)
    country = find(split(before))
    return country, "country"
  elseif own_group[head] and tells_of_itself(event, head) and event.speaker.first ~= first
    and not words:lower():find "^an? " then
    return name_in(event.speaker.text), "group"
  end
end

--- Give the suspects of a sentence's attributions their names, and a denial its speaker; remember whom a report
-- suspects, so that "the attribution" has a suspect too.
-- @tparam table reading the document
-- @tparam table s the sentence
-- @tparam {table,...} events with roles and speakers
-- @usage parties.attach(reading, s, events)
function parties.attach(reading, s, events)
  for k = 1, #events do
    local event = events[k]
    if event.type == "attribution" then
      local suspect
      for _, role in ipairs(event.roles) do
        if role.role == "suspect" then
          suspect = suspect or role
          local value, kind = resolve(reading, s, event, role)
          if value then role.value, role.type = value, kind end
        end
      end
      if suspect then
        local words, first, last = words_of(reading, s, suspect)
        reading.suspect = { role = "suspect", first = first, last = last, value = suspect.value, type = suspect.type,
          class = suspect.class, np = suspect.np, rule = "anaphor" }
        if event.entry.own and not event.speaker then
          event.speaker = { text = words, first = first, last = last }
        end
      elseif event.entry.opinion and reading.suspect then
        event.roles[#event.roles + 1] = reading.suspect
      end
    end
  end
end

local longest_name = 60 -- bytes of a last line that may be a name
local small = { of = true, the = true, ["and"] = true, ["for"] = true }

--- Who signs a text: its last line, when that is a name alone; else whom its "We are ..." names.
-- @tparam string body
-- @treturn ?table `{text, first, last}`
-- @usage parties.signature "We took the files.\n\nNight Owls\n" --> { text = "Night Owls", first = 21, last = 30 }
function parties.signature(body)
  local stop = #body
  while stop > 0 and body:find("^%s", stop) do stop = stop - 1 end
  local from = math.max(1, stop - longest_name - 8)
  local line = body:sub(from, stop):match "\n[ \t\r]*([^\n]*)$"
  local first = line and stop - #line + 1
  if first and line ~= "" and #line <= longest_name and line:find "^[%u#][^:]*[%w%)]$" then
    local words, name = 0, true
    for word in line:gmatch "%S+" do
      words = words + 1
      name = name and (word:find "^[%u#%d]" or small[word]) and true or false
    end
    if name and words <= 6 then return { text = line, first = first, last = stop } end
  end
  if not body:find("We are ", 1, true) then return nil end -- a pattern takes long over a whole text
  local at = body:match "%f[%w]We are the ()%u" or body:match "%f[%w]We are ()%u"
  if not at then return nil end
  local past = body:match("^%u[%w#%-]*()", at)
  for _ = 1, 5 do past = body:match("^ %u[%w#%-]*()", past) or past end
  return { text = body:sub(at, past - 1), first = at, last = past - 1 }
end

-- The name that ends before a byte: "Acme Dental Group, LLC" before " is writing to".
local function name_before(body, stop)
  local from = math.max(1, stop - longest_name)
  local first
  for at, word in body:sub(from, stop - 1):gmatch "()(%S+)" do
    local bare = word:gsub(",$", "")
    if not (bare:find "^[%u%d&]" or first and small[bare]) then first = nil else first = first or at end
    if word:find ",$" and not body:find("^%s+%u%a*%.?,?%s+is ", from + at + #word - 1) then first = nil end
  end
  return first and { text = body:sub(from + first - 1, stop - 1), first = from + first - 1, last = stop - 1 } or nil
end

--- Who writes a letter in the first person and says who that is: "Acme LLC is writing to notify you", "At Acme, we",
-- 'Acme ("we")'.
-- @tparam string body
-- @treturn ?table `{text, first, last}`
-- @usage parties.writer "Acme is writing to notify you of an incident." --> { text = "Acme", first = 1, last = 4 }
function parties.writer(body)
  local stop = body:find(" is writing to ", 1, true) or body:find ' %(["\226][^%a]*[Ww]e["\226,]'
  local name = stop and name_before(body, stop)
  if name then return name end
  local at, words = body:match "%f[%w]At ()(%u[%w%s&%-]-),? we%f[%W]"
  if at and #words <= longest_name then return { text = words, first = at, last = at + #words - 1 } end
end

local first_person = sentence.words "own"

--- What a text in the first person tells of its own deeds is claimed, by whom signs it.
-- @tparam table reading the document
-- @tparam table s the sentence
-- @tparam {table,...} events with roles, stances and speakers
-- @usage parties.own_words(reading, s, events)
function parties.own_words(reading, s, events)
  if not sentence.holds(s, "own") then return end
  for _, event in ipairs(events) do
    local own = false
    for _, role in ipairs(event.roles) do
      if role.role == "attacker" and role.i and first_person[s.words[role.i]] then own = true end
    end
    if own and event.stance == "claimed" and not event.speaker then reading.own = reading.own or true end
    -- "our demands", "we began to post": of the same hand
    local before = s.words[event.i - 1]
    local deed = own or (reading.own and event.pos == "noun" and first_person[s.words[event.i]])
      or (reading.own and (first_person[before] or first_person[s.words[event.i - 2]]) and event.type ~= "statement")
    if deed and reading.own and not event.speaker then
      if reading.signed == nil then reading.signed = parties.signature(reading.text) or false end
      event.speaker = reading.signed or nil
      if event.stance == "asserted" then event.stance = "claimed" end
      local by_own_rule = event.entry and event.entry.data
      if event.type == "release" and not by_own_rule then event.type = "leak" end -- a thief releases only the loot
    end
  end
end

return parties
