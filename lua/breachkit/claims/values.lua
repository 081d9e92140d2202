--- Typed values of a sentence in the roles of its events: times, money, counts, volumes, CVE ids, works.
-- @module breachkit.claims.values
local anchors = require "breachkit.document.anchors"
local data = require "breachkit.data"
local date = require "breachkit.date"
local quantity = require "breachkit.quantity"
local tied = require "breachkit.claims.tied"
local works = require "breachkit.works"
local days = require "breachkit.claims.days"
local fillers = require "breachkit.claims.fillers"
local sentence = require "breachkit.claims.sentence"

local values = {}

-- Which events take a value, and as what role.
local money_roles = { ransom = "price", ["data-breach"] = "damage", phishing = "damage", demand = "price" }

-- Is there a "CVE-", whatever its case? Most texts have no "ve-" at all.
local function names_flaws(body)
  local near = body:find("VE-", 1, true) or body:find("ve-", 1, true) or body:find("Ve-", 1, true)
    or body:find("vE-", 1, true)
  return near and body:lower():find("cve-", 1, true) ~= nil or false
end

local function in_order(a, b)
  if a.first ~= b.first then return a.first < b.first end
  if a.last ~= b.last then return a.last > b.last end
  return a.kind < b.kind
end

-- The first and last bytes of the sentences that are told of, neighbours as one.
local function parts_of(reading, told)
  local list, tokens, parts, n = reading.sentences, reading.tokens, {}, 0
  for k = 1, #told, 3 do
    local i = told[k]
    local first, last = tokens:span(list[i], list[i + 1])
    if told[k - 3] == i - 2 then
      parts[n] = last
    else
      parts[n + 1], parts[n + 2] = first, last
      n = n + 2
    end
  end
  return parts
end

--- Find the document's dates and quantities once.
-- @tparam table reading the document
-- @tparam[opt] {integer,...} told the sentences to find them in, in threes, each beginning with a place in `sentences`;
-- without it all of them
-- @usage values.prepare(reading)
function values.prepare(reading, told)
  local doc = reading.doc
  local parts = told and parts_of(reading, told)
  local stop = parts and parts[#parts] or #reading.text
  reading.values = {}
  local list = reading.values
  -- a publication date that cannot be read anchors nothing
  local anchor = doc.published and date.parse(doc.published) or nil
  for m in anchors.find(doc, reading.text, anchor) do
    if m.first > stop then break end
    -- "since May", "after 24 November": the day that is named; what is open at one side dates no event but "before"
    local named = m.kind == "range" and not (m.date.start and m.date.stop) and m.parts and m.parts[1] or m
    local value = m.date.stop and not m.date.start and m.date or named.date
    list[#list + 1] = { kind = "date", first = named.first, last = named.last, value = value }
  end
  for _, q in ipairs(quantity.find(reading.text, parts)) do
    list[#list + 1] = { kind = q.type, first = q.first, last = q.last, value = q }
  end
  table.sort(list, in_order)
  reading.value_at = 1
  reading.cves = names_flaws(reading.text)
end

local leading = { ["for"] = true, of = true, to = true, with = true }

-- "Sentenced on Friday for hacking Acme", "pleaded guilty in May to stealing": what stands before is no time
-- of what stands behind it.
local function is_charge(s, event) return s.tags[event.i] == "ing" and leading[s.words[event.i - 1]] end

-- "Summoned the ambassador on Tuesday over the hack", "was fined on Tuesday after hackers stole": what a date stands
-- before "over" and "after" for.
local function is_over(s, event, value)
  for k = event.i - 1, 2, -1 do
    if s.first[k] <= value.last then return false end
    if s.words[k] == "over" or s.words[k] == "after" then return s.first[k - 1] <= value.last end
  end
  return false
end

-- The event a value belongs to: the last one before it, unless a clause ends between; else the next one.
local function owner(s, events, value, wanted)
  local before, after, charged
  for k = 1, #events do
    local event = events[k]
    if event.i and wanted(event) then
      local first, last = s.first[event.i], s.last[event.j]
      if last < value.first then
        if not before or first > s.first[before.i] then before = event end
      elseif first > value.last then
        charged = charged or value.kind == "date" and (is_charge(s, event) or is_over(s, event, value))
        if not after or first < s.first[after.i] then after = event end
      end
    end
  end
  if charged then return before end
  if before and after then
    -- "..., and on Monday it said": a comma right before the value opens the next clause
    local k = before.j + 1
    local broken = false
    while s.first[k] and s.first[k] < value.first do
      if s.words[k] == "," or s.words[k] == ";" then broken = true end
      k = k + 1
    end
    broken = broken or value.kind == "date" and days.opens(s, before, value)
    return broken and after or before
  end
  return before or after
end

values.also = { ["data-count"] = true, ["victim-count"] = true, price = true, damage = true, time = true }
local function add(event, role, value, kind, rule, normal, asked)
  local q, given = value.value, event.roles
  local noun = rule ~= "date" and q and q.noun
  local bound = rule ~= "date" and q and q.bound or nil
  for k = 1, #given do
    local r = given[k]
    if r.first and r.first <= value.last and value.first <= r.last then
      if r.own then -- by a rule of one's own: only a value is missing
        local same = r.role == role or r.first == value.first and r.last == value.last
        if same and r.value == nil then r.value, r.bound = normal, bound end
        return
      elseif r.first == value.first and r.last == value.last and (r.rule ~= "model" or r.role == role) or
        r.role == role and not r.value then
        -- the model says what the phrase is; its value is known here
        if r.role == role and not r.value then
          r.value, r.type, r.bound, r.noun = normal, kind, bound, noun and noun.head or nil
        end
        return
      elseif r.first == value.first and r.last == value.last and (kind == "volume" or asked) then
        r.role, r.value, r.type, r.bound, r.noun = role, normal, kind, bound, noun and noun.head or nil
        r.confidence, r.rule, r.decided = nil, rule, nil
        return
      end
    end
  end
  if (event.trigger or event.by_rule) and fillers.reads(role) and not values.also[role] then return end
  if rule == "count" and event.realis == "generic" then return end -- what happens in general hit no number of them
  event.roles[#event.roles + 1] = { role = role, first = value.first, last = value.last, type = kind, value = normal,
    rule = rule, bound = bound, noun = noun and noun.head or nil }
end

-- What files contain, they contain at no time.
local function dated(event) return not (event.entry and event.entry.frame == "breach contents") end

local function add_dates(body, s, events, value)
  local event = owner(s, events, value, dated)
  if not event then return end
  if days.is_release(body, s, event, value) then
    return add(event, "release-date", value, "date", "date", value.value)
  end
  local of = days.of(s, events, event, value)
  if of == "another" then return end
  -- "on Tuesday, six days later" tells one time twice
  local given = event.roles
  for k = 1, #given do
    local r = given[k]
    if r.role == "time" and body:sub(r.last + 1, value.first - 1):find "^,%s+$" then return end
  end
  add(event, "time", value, "date", "date", value.value)
  if of then days.mark(s, events, value, of) end
end

local function takes_money(e) return money_roles[e.type] end

local selling = { sell = true, sells = true, selling = true, sold = true, sale = true, auction = true, auctioned = true,
  auctioning = true, offer = true, offers = true, offered = true, offering = true }

-- "Offered on a forum for $3,000": a sum behind "for" in a sentence that tells of a sale.
local function is_asked(s, value)
  local words, sold = s.words, false
  for k = 2, #words do
    if s.first[k] == value.first then
      if words[k - 1] ~= "for" and words[k - 1] ~= "of" then return false end
      for n = 1, #words do sold = sold or selling[words[n]] or false end
      return sold
    end
  end
  return false
end

local costing = data.set [[costs expenses losses]]
local cost_reach = 10 -- tokens

-- "Expenses of $8 million related to the attack", "costs amounted to $8 million".
local function is_cost(s, value)
  local k = #s.words
  while k > 1 and s.first[k] > value.first do k = k - 1 end
  for at = k - 1, math.max(k - cost_reach, 1), -1 do
    if costing[s.words[at]] then return true end
  end
  return false
end

-- What stolen data are sold for is their price, whatever the model takes it for: nobody's damage.
local function add_money(s, events, value)
  local event = owner(s, events, value, takes_money)
  if event then
    local q, asked = value.value, event.entry and event.entry.price or selling[s.words[event.j]] or is_asked(s, value)
    local cost = not asked and is_cost(s, value)
    local role = asked and "price" or cost and "damage" or money_roles[event.type]
    add(event, role, value, "money", "money",
      { amount = q.value, currency = q.currency }, asked or cost)
  end
end

local counting = { ["data-breach"] = true, ransom = true, outage = true, phishing = true }
-- classes of what is counted, as breachkit.quantity names them
local count_roles = { people = "victim-count", organizations = "victim-count", systems = "victim-count",
  records = "data-count", accounts = "data-count", credentials = "data-count",
  identifiers = "data-count", cards = "data-count", files = "data-count", messages = "data-count", media = "data-count",
  data = "data-count" }

-- of phishing people are the victims: sites, files and messages are what it is done with
local lures = { systems = true, files = true, messages = true, media = true, data = true, records = true }

local function is_counted(e) return counting[e.type] end
local function is_leak(e) return e.type == "leak" end

local count_role = { ["data-count"] = true, ["victim-count"] = true }

-- The year of "June 10, 2024 hackers stole" and the millions of "3 million pounds" count nothing.
local function uncount(events, value)
  for _, event in ipairs(events) do
    for k = #event.roles, 1, -1 do
      local r = event.roles[k]
      if count_role[r.role] and not r.own and r.first and r.first >= value.first and r.last <= value.last then
        table.remove(event.roles, k)
      end
    end
  end
end

local OF = 102 -- the "f" of "of"
local chains, longest_chain = data.set(data.load "roles".chains), 20

-- "A chain of 40 hospitals": how many it runs were not hit.
local function is_of_chain(body, value)
  if body:byte(value.first - 2) ~= OF then return false end
  local before = body:sub(math.max(1, value.first - longest_chain), value.first - 1)
  return chains[before:match "(%l+) of $"] or false
end

local function add_count(body, s, events, value)
  if is_of_chain(body, value) then return uncount(events, value) end
  local noun = value.value.noun
  if noun and noun.class == "works" then -- "dumped ten episodes"
    local event = owner(s, events, value, is_leak)
    if event then add(event, "data-count", value, "count", "count", value.value.value) end
    return
  end
  for _, event in ipairs(not noun and events or {}) do
    local k = event.entry and event.entry.counted and tied.count_at(s, event)
    if k and s.first[k] == value.first then
      return add(event, "victim-count", value, "count", "count", value.value.value)
    end
  end
  -- "two users" is seldom how many were hit
  local role = noun and value.value.value >= 10 and count_roles[noun.class]
  local event = role and owner(s, events, value, is_counted)
  if event and event.type == "phishing" and lures[noun.class] then return end
  if event then add(event, role, value, "count", "count", value.value.value) end
end

local function takes_volume(e) return e.type == "data-breach" or e.type == "leak" end

local function add_volume(s, events, value)
  local event = owner(s, events, value, takes_volume)
  if event then add(event, "volume", value, "volume", "volume", value.value.value) end
end

local takes_work = { leak = true, release = true, attribution = true }

-- Does some event take a work? Only then they are looked for in the document.
local function take_works(s, events)
  for k = 1, #events do
    local type = events[k].type
    if takes_work[type] or type == "data-breach" and sentence.holds(s, "works") then return true end
  end
  return false
end

local no_title = { victim = true, attacker = true, data = true }

-- A title is no party: "the source code of the game X was stolen" names no victim.
local function pass_title(s, event, w)
  for k = #event.roles, 1, -1 do
    local r = event.roles[k]
    local first, last = sentence.extent(s, r)
    local inside = first >= w.first and last <= w.last or r.role ~= "data" and first <= w.first and last >= w.last
    if no_title[r.role] and not r.own and inside then table.remove(event.roles, k) end
  end
end

local function add_work(reading, s, events, w)
  local value = { first = w.first, last = w.last }
  local mark = reading.text:sub(math.max(w.first - 3, 1), w.first - 1)
  local marked = sentence.quoting[mark] or sentence.quoting[mark:sub(-1)]
  for _, event in ipairs(events) do
    local breach = event.type == "data-breach" and marked
    if event.type == "leak" or event.type == "release" or breach then
      pass_title(s, event, w)
      add(event, "work", value, "work", "work", w.title)
      if w.release and w.release_first then
        add(event, "release-date", { first = w.release_first, last = w.release_last }, "date", "work", w.release)
      end
    elseif event.type == "attribution" then
      add(event, "purpose", value, "work", "work", w.title)
    end
  end
end

-- The works between two bytes; sentences come in order, and so do works.
local function add_works(reading, s, events, first, last)
  reading.works = reading.works or works.find(reading.doc, { tokens = reading.tokens })
  local list, k = reading.works, reading.work_at or 1
  while list[k] and list[k].first < first do k = k + 1 end
  reading.work_at = k
  while list[k] and list[k].first <= last do
    if list[k].last <= last then add_work(reading, s, events, list[k]) end
    k = k + 1
  end
end

local vulnerability_event = { ["vulnerability-disclosure"] = true, ["vulnerability-patch"] = true }

local function takes_flaw(e) return vulnerability_event[e.type] end
local function takes_payment(e) return e.type == "ransom" end

local coins = { bitcoin = true, bitcoins = true, cryptocurrency = true, monero = true }
local paid_by = { ["in"] = true, via = true, using = true, with = true, by = true, through = true }

-- CVE ids, and what a ransom is paid in.
local function add_words(reading, s, events)
  local cves = reading.cves
  if not (cves or sentence.holds(s, "coin")) then return end
  local words = s.words
  for k = 1, #words do
    local word = words[k]
    if cves and #word > 9 and word:find "^cve%-%d%d%d%d%-%d+$" then
      local value = { first = s.first[k], last = s.last[k] }
      local event = owner(s, events, value, takes_flaw)
      if event then add(event, "cve", value, "vulnerability", "cve", word:upper()) end
    elseif coins[word] then
      local i = words[k - 1] == "in" and k - 1 or k
      if paid_by[words[k - 1]] then
        local value = { first = s.first[i], last = s.last[k] }
        local event = owner(s, events, value, takes_payment)
        if event then add(event, "payment-method", value, "other", "payment", word) end
      end
    end
  end
end

--- Put the values that stand in a sentence into the roles of its events.
-- @tparam table reading the document, prepared
-- @tparam table s the sentence
-- @tparam {table,...} events with their roles
-- @usage values.add(reading, s, events)
function values.add(reading, s, events)
  local list, k = reading.values, reading.value_at
  local first, last = s.first[1], s.ends
  while list[k] and list[k].first < first do
    list[k] = nil -- sentences come in order: what is passed is not asked for again
    k = k + 1
  end
  reading.value_at = k
  if #events == 0 then return end
  -- works first: the date beside a title is its release, not the event's time
  if take_works(s, events) then add_works(reading, s, events, first, last) end
  local dated_to = 0 -- where the last date ends
  while list[k] and list[k].last <= last do
    local value = list[k]
    if value.kind == "date" or value.kind == "money" then uncount(events, value) end
    if value.kind == "date" then
      dated_to = value.last
      add_dates(reading.text, s, events, value)
    elseif value.kind == "money" then add_money(s, events, value)
    elseif value.kind == "count" and value.first > dated_to then add_count(reading.text, s, events, value)
    elseif value.kind == "volume" then add_volume(s, events, value) end
    k = k + 1
  end
  add_words(reading, s, events)
end

return values
