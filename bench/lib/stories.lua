-- Made-up reports of known truth: incidents put together from a victim, an actor, numbers, data, places and days, each
-- told by several reports in other words and orders, among everyday prose that all share. Half of the incidents befall
-- a victim that was hit before, two months or more away, names are built of parts that others have too, and a tenth
-- of the incidents are told of by many. Returns documents, their claims by id, and the incident of each by id.
local function generator(seed)
  local state = seed * 7919 + 42
  return function(n) -- Lehmer, so that every run and machine makes the same reports
    state = state * 48271 % 2147483647
    return state % n + 1
  end
end

local FIRST = { "North", "Blue", "Summit", "River", "Golden", "Harbor", "Pioneer", "Granite", "Silver", "Maple",
  "Union", "Liberty", "Crescent", "Falcon", "Evergreen", "Pacific", "Atlas", "Beacon", "Copper", "Delta", "Ember",
  "Frontier",
  "Garnet", "Horizon", "Ivory", "Juniper", "Keystone", "Lakeside", "Meridian", "Noble", "Orchid", "Prairie" }
local SYLLABLES = { "ka", "lo", "mer", "vin", "tos", "dra", "bel", "nor", "qui", "sha", "pel", "gra", "zen", "fol",
  "ris", "tam", "wex", "jor", "hul", "cyn" }
local KIND = { "Bank", "Hospital", "University", "Airlines", "Games", "Telecom", "Energy", "Insurance", "Stores",
  "Hotels", "Studios", "Media", "Logistics", "Foods", "Motors", "Clinic" }
local PLACE = { "Ashford", "Brookvale", "Carrick", "Dunmore", "Eastholm", "Fairmont", "Glenrock", "Hartwell",
  "Inverley", "Jarrow", "Kingsport", "Lindale", "Marlow", "Newbury", "Oakham", "Penrith" }
local DATA = { "email addresses", "card numbers", "medical records", "passwords", "payroll files", "source code",
  "phone numbers", "loan applications" }
local EVENT = { { "data-breach", "stole", "breach" }, { "ransom", "encrypted", "ransomware attack" },
  { "leak", "published", "leak" }, { "data-breach", "copied", "intrusion" } }
local PROSE = {
  "The company said it had told the authorities and hired a firm to look into it.",
  "Experts say that such attacks have become more common in the past year.",
  "Customers were told to change their passwords and to watch their accounts.",
  "A spokesperson said that there was no sign that the information had been used.",
  "It is not clear how long the attackers had been inside the network.",
  "Security researchers have warned of weak passwords and missing updates for years.",
  "The police would not comment on the case while the investigation goes on.",
  "Systems were back after the weekend, according to a statement on its website.",
  "Many firms pay little heed to old servers until it is too late.",
  "The regulator has asked for a full account of what happened.",
  "Letters to those affected will go out in the coming weeks.",
  "Nobody has been arrested, and no money is known to have been paid.",
}

local function capital(s) return s:sub(1, 1):upper() .. s:sub(2) end

local function day(n) -- n days into 2016, as a date
  local months, y = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 }, 2016 + n // 365
  n = n % 365
  for m, length in ipairs(months) do
    if n < length then return ("%04d-%02d-%02d"):format(y, m, n + 1) end
    n = n - length
  end
end

local MONTHS = { "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
  "November", "December" }

local function long(n) -- the same, as it is told
  local y, m, d = day(n):match "(%d+)-(%d+)-(%d+)"
  return ("%d %s %s"):format(tonumber(d), MONTHS[tonumber(m)], y)
end

return function(count, seed)
  local random = generator(seed or 1)
  local function pick(list) return list[random(#list)] end
  local function name()
    local word = ""
    for _ = 1, random(2) + 1 do word = word .. pick(SYLLABLES) end
    return capital(word)
  end
  local docs, claims, truth, victims, hit, n_stories = {}, {}, {}, {}, {}, 0

  local function story()
    n_stories = n_stories + 1
    local victim
    if #victims > 10 and random(2) == 1 then
      victim = victims[random(#victims)]
    else
      victim = (random(3) == 1 and pick(FIRST) or name()) .. " " .. pick(KIND)
      victims[#victims + 1] = victim
    end
    -- nobody is hit twice within two months
    local last = random(1460)
    for _, earlier in ipairs(hit[victim] or {}) do
      if math.abs(earlier - last) < 60 then return story() end
    end
    hit[victim] = hit[victim] or {}
    table.insert(hit[victim], last)
    return { id = n_stories, victim = victim, actor = name() .. " " .. pick { "Crew", "Team", "Collective", "Squad" },
      number = (random(900) + 99) * 10 ^ random(4) // 1, data = pick(DATA), event = pick(EVENT), place = pick(PLACE),
      server = name():lower(), day = last, tool = name() }
  end

  local function tell(s, k)
    local text, list = {}, {}
    local at = 0
    local function say(format, event, ...)
      local parts, roles, sentence = { ... }, {}, format
      for i = 1, #parts, 3 do
        local role, words, value = parts[i], parts[i + 1], parts[i + 2]
        local first = sentence:find("%", 1, true)
        sentence = sentence:sub(1, first - 1) .. words .. sentence:sub(first + 1)
        roles[#roles + 1] = { role = role, first = at + first, last = at + first + #words - 1, text = words,
          value = value }
      end
      if event then
        list[#list + 1] = { type = event, realis = "actual", stance = "asserted", first = at + 1, last = at + 3,
          text = sentence:sub(1, 3), roles = roles, sentence = { first = at + 1, last = at + #sentence } }
      end
      text[#text + 1] = sentence
      at = at + #sentence + 1
    end
    local number = ("%d"):format(s.number)
    local openings = {
      function() say("Hackers broke into % in % and took %.", s.event[1], "victim", s.victim, nil, "place", s.place,
        nil, "data", s.data, nil) end,
      function() say("A group calling itself % says it hit %.", s.event[1], "attacker", s.actor, nil, "victim",
        s.victim, nil) end,
      function() say("% confirmed that % of % people are affected.", s.event[1], "victim", s.victim, nil, "data",
        s.data, nil, "victim-count", number, s.number) end,
    }
    openings[k % #openings + 1]()
    if random(3) > 1 then
      say("The attack was on %.", s.event[1], "time", long(s.day), { edtf = day(s.day), start = day(s.day),
        stop = day(s.day + 1) })
    end
    local facts = {
      function() say("In all % records are affected.", s.event[1], "data-count", number, s.number) end,
      function() say("The attackers, known as %, used a tool named %.", s.event[1], "attacker", s.actor, nil, "tool",
        s.tool, nil) end,
      function() say("They came in by way of a server named %.", nil, "system", s.server, nil) end,
      function() say("The office in % was shut for a day.", nil, "place", s.place, nil) end,
    }
    for i = 1, 6 + random(6) do
      if i <= #facts and random(4) > 1 then facts[(i + k) % #facts + 1]() end
      say(pick(PROSE))
    end
    local id = ("r%d-%d-%d"):format(seed or 1, s.id, k)
    docs[#docs + 1] = { id = id, title = ("%s: %s"):format(s.victim, k % 2 == 0 and s.event[3] or "what is known"),
      published = day(s.day + random(5) - 1), text = table.concat(text, " "), site = "outlet" .. random(50) }
    claims[id], truth[id] = list, s.id
  end

  while #docs < count do
    local s = story()
    for k = 1, math.min(random(10) == 1 and random(40) or random(4), count - #docs) do tell(s, k) end
  end
  return docs, claims, truth
end
