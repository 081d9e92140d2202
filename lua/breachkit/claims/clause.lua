--- The part of a sentence that tells an event: its clause, and a sentence without the dateline before it.
-- @module breachkit.claims.clause
local contrasts = require "breachkit.claims.contrasts"
local data = require "breachkit.data"
local lexicon = require "breachkit.claims.lexicon"
local sentence = require "breachkit.claims.sentence"

local clause = {}

local dashes = { " \226\128\148 ", " \226\128\147 ", " %-%-? ", "\226\128\148" }
local reach = 90

--- Where a paragraph's words begin, past a dateline: "LONDON, Dec. 3 (Agency) — ".
-- A dateline is a place in capitals, then at most names, a date and an agency in parentheses, then a dash.
-- @tparam string text
-- @tparam integer first where the paragraph begins
-- @treturn integer `first`, or the byte after the dash
-- @usage clause.dateline("PARIS (Agency) - The bank said", 1) --> 18
function clause.dateline(text, first)
  local head = text:sub(first, first + reach)
  if not head:find "^%u%u" and not head:find "^%(%u" then return first end
  for _, dash in ipairs(dashes) do
    local at, stop = head:find(dash)
    if at then
      local place = head:sub(1, at - 1)
      local agency
      place = place:gsub("%s*%(([^()]*)%)$", function(name)
        agency = name
        return ""
      end)
      local city = place:match "^%u[%u%s%.'/%-]*%f[^%u%.]"
      local rest = city and place:sub(#city + 1) or place
      local names = true
      for word in rest:gmatch "[^%s,]+" do names = names and word:find "^[%u%d]" ~= nil end
      local plain = rest == "" and not agency
      if names and (city or agency and place == "") and not (plain and #place < 4) then return first + stop end
    end
  end
  return first
end

local parting = { [";"] = true, but = true, although = true, though = true, whereas = true }
local before_clause = { after = true, before = true, because = true, since = true, ["until"] = true, ["while"] = true }
-- words that may open a clause; so may those of the tag "conj"
for _, set in ipairs { parting, before_clause } do
  for word in pairs(set) do sentence.note("opening", { word }) end
end
local verbal = { ed = true, verb = true, be = true, have = true, modal = true, ["do"] = true }

-- Does a word open a clause of its own: one that parts, a conjunction before a verb, "after hackers broke in"?
local function opens(s, k, at)
  local word = s.words[k]
  if parting[word] then return true end
  if s.tags[k] == "conj" then
    local n = k + 1
    while s.tags[n] == "adv" do n = n + 1 end
    return verbal[s.tags[n]] or false
  end
  return before_clause[word] and k > 1 and math.abs(k - at) > 1
end

--- The tokens of the clause that an event stands in.
-- @tparam table s the sentence
-- @tparam table event
-- @treturn integer the first token
-- @treturn integer the last token
-- @usage local i, j = clause.of(s, event)
function clause.of(s, event)
  local words, openers, i, j = s.words, s.openers, 1, #s.words
  for n = 1, #openers do
    local k = openers[n]
    if k < event.i then
      if opens(s, k, event.i) then i = k + 1 end
    elseif k > event.j and opens(s, k, event.j) then
      j = k - 1
      break
    end
  end
  while j > event.j and (words[j] == "," or words[j] == ".") do j = j - 1 end
  return i, j
end

local roles = data.load "roles"
local means = { by = data.set(roles.means.by), things = data.set(roles.means.things) }
local standing, owned = data.set(roles.standing), data.set(roles.owned)
for _, set in ipairs { standing, owned } do
  for word in pairs(set) do sentence.note("standing", { word }) end
end

-- Does an event only name what somebody used? "Used stolen credentials" tells of no theft.
local function is_means(s, e)
  local words, at = s.words, e.i - 1
  if not (means.by[words[at]] or (s.tags[at] == "det" and means.by[words[at - 1]])) then return false end
  local np = s.phrase_at[e.j + 1]
  return np and np[2] > e.j and means.things[words[np[2]]]
end

-- Does it only name who told first? "The attack, first reported by The Examiner" tells of no flaw that somebody found;
-- "as first reported by The Examiner, she found a flaw" does.
local function is_report(s, e, events)
  local words, j = s.words, e.j
  if words[j] ~= "reported" or words[j - 1] ~= "first" or words[j + 1] ~= "by" then return false end
  for k = 1, e.i - 1 do
    if s.classes[k] and s.classes[k].vulnerability then return false end
  end
  for _, other in ipairs(words[j - 2] == "as" and events or {}) do
    if other ~= e and other.type == e.type then return false end
  end
  return true
end

local robbing = { ["data-breach"] = true, ransom = true }
local disclosing = { disclosed = true, revealed = true, reported = true, announced = true, confirmed = true,
  said = true }

-- "Acme has disclosed that data was stolen" discloses no flaw.
local function tells_of_breach(s, e, events)
  if not disclosing[s.words[e.j]] or s.words[e.j + 1] ~= "that" then return false end
  for k = 1, #s.words do
    local class = s.classes[k]
    if class and (class.vulnerability or class.patch or class.cve) then return false end
  end
  for _, other in ipairs(events) do
    if robbing[other.type] and other.i > e.j then return true end
  end
  return false
end

local rewards = data.set(roles.rewards)
local settling, acting, working = data.set(roles.settling), data.set(roles.acting), data.set(roles.working)
local finding, concealing = data.set(roles.finding), lexicon.verb_set(roles.concealing)
local settled_to, reward_within = 14, 6 -- tokens behind the payment

-- Does it end a lawsuit, or pay for work? "Will pay $5 million to settle claims", "paid a fine" and "paid Oakmoor to
-- rebuild its network" pay no ransom.
local function is_settlement(s, e)
  local words = s.words
  if not words[e.j]:find "^pa[yi]" then return false end
  local np = s.phrase_at[e.j + 1]
  if np and np.class and np.class.legal then return true end
  local hostile = np and np.class and np.class.attacker
  local payee = e.passive and sentence.subject(s, e.i)
  if payee and acting[s.words[payee[2]]] then return true end -- "the employee was paid 20 euros"
  for k = e.j + 1, math.min(e.j + settled_to, #words) do
    if words[k] == "to" and (settling[words[k + 1]] or not hostile and working[words[k + 1]]) then return true end
    if words[k] == "for" and finding[words[k + 1]] then return true end
    if k <= e.j + reward_within and rewards[words[k]] then return true end
  end
  return false
end

local asking = { my = true, your = true }

-- Does somebody only ask something? "Respond to my inquiry" investigates nothing.
local function is_question(s, e)
  return e.pos == "noun" and (asking[s.words[e.i]] or asking[s.words[e.i - 1]]) or false
end

local cared_for = 16 -- tokens: "the security and integrity of our customers' details very"

-- "We take the security of your data very seriously" takes nothing.
local function is_care(s, e)
  if e.pos ~= "verb" or not s.words[e.j]:find "^t[ao][ko]" then return false end
  for k = e.j + 1, math.min(e.j + cared_for, #s.words) do
    if s.words[k] == "seriously" then return true end
    if s.words[k] == ";" or s.words[k] == "." then return false end
  end
  return false
end

local wanting = data.set(roles.wanting)

-- "Because of high demand": of buyers.
local function is_market(s, e) return e.pos == "noun" and (wanting[s.words[e.i]] or wanting[s.words[e.i - 1]]) end

local own = { their = true, his = true, her = true }

-- "Customers were unable to access their accounts" breaks into none.
local function is_own_access(s, e)
  if e.pos ~= "verb" or not s.words[e.j]:find "^access" then return false end
  local np, k = s.phrase_at[e.j + 1], e.i
  while k > 1 and s.words[e.i - 1] == "to" and s.tags[k] ~= "be" do k = k - 1 end -- "were unable to"
  local who = sentence.subject(s, k)
  local theirs = np and own[s.words[np[1]]] and not sentence.owning[s.words[np[2] + 1]]
  local cannot = s.tags[e.i - 1] == "neg" and s.tags[e.i - 2] == "modal" or s.words[e.i - 2] == "unable"
  return (theirs or cannot) and who and who.class and who.class.person and not who.class.attacker or false
end

local policing = data.set(roles.policing)

-- Is it the police's doing? "Police took down three servers" is no outage that befell a victim.
local function is_raid(s, e)
  if e.pos ~= "verb" then return false end
  local np = e.passive and s.words[e.j + 1] == "by" and s.phrase_at[e.j + 2]
    or not e.passive and sentence.subject(s, e.i)
  for k = np and np[1] or 1, np and np[2] or 0 do
    if policing[s.words[k]] then return true end
  end
  return false
end

local posted = data.set(roles.posted)
local sending = { send = true, sent = true, sends = true, sending = true, receive = true, received = true }

-- Does a message, whose last token is j, tell somebody something: "to reporters", "to The Courier, saying"?
local function is_message(s, j)
  local whom = s.words[j + 1] == "to" and s.phrase_at[j + 2]
  if whom and whom.class and whom.class.press then return true end
  j = whom and whom[2] or j
  return s.words[j + 1] == "," and s.words[j + 2] == "saying"
end

-- Are letters sent to those affected, or messages to the press? Where nothing is said of phishing they are no lure.
local function is_letter(s, e)
  if e.pos ~= "verb" or e.entry or not sending[s.words[e.j]] then return false end
  local np = e.passive and sentence.subject(s, e.i) or not e.passive and s.phrase_at[e.j + 1]
  return np and (posted[s.words[np[2]]] or not e.passive and is_message(s, np[2])) or false
end

--- The events without those that tell of nothing that happened: what somebody used, who told of it first, what was
-- paid to settle, what a reader asked, and what somebody takes seriously. What the police shut down is marked `untold`.
-- @tparam table s the sentence
-- @tparam {table,...} events
-- @treturn {table,...}
-- @usage events = clause.pass_idle(s, events)
function clause.pass_idle(s, events)
  local kept = {}
  for k = 1, #events do
    local e = events[k]
    local discloses = e.type == "vulnerability-disclosure"
    local told = discloses and (is_report(s, e, events) or tells_of_breach(s, e, events))
    local settled = e.type == "ransom" and is_settlement(s, e)
    local asked = e.type == "investigation" and is_question(s, e)
    e.untold = e.type == "outage" and is_raid(s, e) -- what stands by it, its day, is no other event's
    local cared = e.type == "data-breach" and (is_care(s, e) or is_own_access(s, e) or concealing[s.words[e.head]])
      or e.type == "demand" and is_market(s, e)
    local letter = e.type == "phishing" and is_letter(s, e)
    if not (told or settled or asked or cared or letter or is_means(s, e)) then kept[#kept + 1] = e end
  end
  return kept
end

-- "Has been hacked" is an event, "is owned by Acme" is none.
local function is_standing(s, k)
  if s.tags[k] == "be" and owned[s.words[k + 1]] then return true end
  if not standing[s.words[k]] then return false end
  for n = k + 1, k + 3 do
    if s.tags[n] == "ed" or s.tags[n] == "be" then return false end
  end
  return true
end

-- Take from an event the roles of which `passed` says so, but none of a rule of one's own: the list is a new one where
-- some go.
local function drop_roles(s, event, passed, ...)
  local keep
  for n, r in ipairs(event.roles) do
    if not r.own and passed(s, r, ...) then
      keep = keep or table.move(event.roles, 1, n - 1, 1, {})
    elseif keep then
      keep[#keep + 1] = r
    end
  end
  event.roles = keep or event.roles
end

local function within(s, r, k, stop)
  local first = sentence.extent(s, r)
  return first >= s.first[k] and first <= s.last[stop]
end

local ASIDE = { sentence.mask "relative", sentence.mask "standing" }

local function in_dateline(s, r)
  local _, last = sentence.extent(s, r)
  return last < s.begins
end

local function behind(s, r, opening)
  local first = sentence.extent(s, r)
  return first > s.first[opening]
end

--- Take from events the roles that stand in a dateline, "LONDON, May 3 -", and in an aside about somebody at large:
-- "Acme, which employs 400 people, ..."; and from what an opening clause denies what stands behind it.
-- @tparam table s the sentence
-- @tparam {table,...} events with their roles
-- @usage clause.pass_asides(s, events)
function clause.pass_asides(s, events)
  for k = 1, s.begins > s.first[1] and #events or 0 do drop_roles(s, events[k], in_dateline) end
  for k = 1, s.opening and #events or 0 do -- "Although nothing was misused, the account contained names"
    local event = events[k]
    if event.stance == "denied" and event.j < s.opening then drop_roles(s, event, behind, s.opening) end
  end
  if s.sets & ASIDE[1] == 0 or s.sets & ASIDE[2] == 0 then return end
  local words = s.words
  for k = 2, #words - 2 do
    local word = words[k]
    if (word == "which" or word == "who") and words[k - 1] == "," and is_standing(s, k + 1) then
      local stop = k + 1
      while words[stop + 1] and words[stop + 1] ~= "," do stop = stop + 1 end
      for _, e in ipairs(events) do
        if e.i < k or e.i > stop then drop_roles(s, e, within, k, stop) end
      end
    end
  end
end

-- The token that begins at a byte.
local function token_at(s, first)
  local lo, hi = 1, #s.first
  while lo < hi do
    local mid = (lo + hi + 1) // 2
    if s.first[mid] <= first then lo = mid else hi = mid - 1 end
  end
  return s.first[lo] == first and lo or nil
end

-- Is the phrase of a role told only to be ruled out?
local function contrasted(s, r)
  local k = r.i or token_at(s, r.first)
  return k and contrasts.at(s, k)
end

-- "Were stolen, but no card data": what stands behind "but" is denied, the event is not.
local function excepts(s, event)
  local words = s.words
  for k = event.j + 1, #words - 1 do
    if words[k] == "but" and (words[k + 1] == "no" or words[k + 1] == "not") then return true end
  end
  return false
end

--- Take from events the roles whose words are only there to be ruled out: "on 1 May, not on 3 May"; an event with an
-- exception, "but no card data", `happened`.
-- @tparam table s the sentence
-- @tparam {table,...} events with their roles
-- @usage clause.pass_contrasts(s, events)
function clause.pass_contrasts(s, events)
  if not sentence.holds(s, "contrast") then return end
  for _, e in ipairs(events) do
    drop_roles(s, e, contrasted)
    e.happened = e.stance == "asserted" and e.realis == "actual" and excepts(s, e)
  end
end

return clause
