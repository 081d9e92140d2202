--- Which words of everyday language tell of a deed: "copied the files" and "is up for grabs" do where the passage is of
-- such matters and where who did it, or what it is done to, leaves no doubt.
-- @module breachkit.claims.everyday
local field = require "breachkit.claims.field"
local roles = require "breachkit.claims.roles"
local sentence = require "breachkit.claims.sentence"
local somebody = require "breachkit.claims.somebody"

local everyday = {}

local none = {}
local looked_at = { opened = true, saw = true, seen = true }

-- What somebody gets is opened and seen by right: "opened the email".
local function is_received(s, event)
  local np = looked_at[s.words[event.head]] and not event.passive and roles.following(s, event)
  return np and (np.class or none).lure or false
end

local before_noun = { prep = true, det = true, poss = true, quant = true, num = true }

-- Does a participle only say what the noun behind it is like: "including scrambled files"?
local function is_adjective(s, event)
  local k, adverb = event.head, false
  if s.tags[k + 1] ~= "noun" then return false end
  if s.tags[k - 1] == "adv" then k, adverb = k - 1, s.words[k - 1]:find "ly$" ~= nil end
  local led = s.tags[k - 1]
  return before_noun[led] or adverb and (led == "conj" or led == "mark") or false
end

local past_being = { was = true, were = true, been = true }
local wanting = { to = true, modal = true }

-- Does a verb tell of what was done? "Reading" needs "was", and "to read", "browse and read" only look like a past.
local function is_past(s, event)
  local k = event.head
  if is_adjective(s, event) or is_received(s, event) then return false end
  if event.form == "ing" then return past_being[s.words[k - 1]] or false end
  if event.form ~= "past" or k > event.i or s.words[k]:find "ed$" then return true end
  if wanting[s.tags[k - 1]] then return false end
  for at = k - 2, s.tags[k - 1] == "conj" and 1 or k, -1 do
    if s.tags[at] == "ed" then return true end
    if s.tags[at] == "verb" then return false end
  end
  return true
end

-- In what tense an entry lets it be told.
local function is_timely(s, event)
  if event.form == "ing" and s.tags[event.head - 1] ~= "be" then return false end
  return event.entry.timeless or is_past(s, event)
end

-- "Was viewed", "had not been opened": a passive with its auxiliary, of the past.
local function is_undergone(s, event)
  for k = event.head - 1, event.i, -1 do
    if s.tags[k] == "be" then return past_being[s.words[k]] or false end
  end
  return false
end

local reach = 40 -- tokens between a deed and the sentence that says more of what was taken

-- Does a sentence say more of an event of its type that was told shortly before, and of none here: "The files hold"?
local function follows(reading, s, event, events)
  local before = reading.told_last
  if not before or s.from - before.to > reach then return false end
  if event.passive or s.tags[event.i - 1] == "wh" or s.tags[event.j + 1] == "prep" then return false end
  local np = sentence.subject(s, event.i)
  if np and (np.class or none).lure then return false end -- what a message holds nobody took
  for _, other in ipairs(events) do
    if other ~= event and other.type == event.type then return false end
  end
  for _, other in ipairs(before.events) do
    if other.type == event.type and other.realis ~= "generic" then return true end
  end
  return false
end

local function has_class(np, classes)
  for class in pairs(np and np.class or none) do
    if classes[class] then return true end
  end
  return false
end

-- Is it told of one of its classes: "340,000 patients were affected", "a batch of records turned up"? Not "how many
-- patients".
local function is_about(s, event)
  local entry = event.entry
  local classes = entry.about or entry.undergoes
  if not classes then return true end
  if entry.undergoes and s.tags[event.head - 1] ~= "be" then return false end
  local np = sentence.subject(s, event.i)
  if not np or s.words[np.before] == "many" or s.words[np[1]] == "many" then return false end
  return has_class(np, classes) or s.words[np[2] + 1] == "of" and has_class(s.phrase_at[np[2] + 2], classes)
end

-- Is it done by somebody who does such? An event has its `doer`.
local function is_done(reading, s, event)
  local how = event.entry.doer
  if not how then return true end
  event.doer = somebody.does(reading, s, event)
  return event.doer ~= nil or how == "nobody in the passive" and is_undergone(s, event)
end

local shared = { ["data-breach"] = true, ransom = true }

-- "The gang posted letters and asked for money": who does what stands before does this, too.
local function share(reading, s, event)
  local joined = shared[event.type] and event.pos == "verb" and not event.passive and s.tags[event.i - 1] == "conj"
  if joined and not event.lemma:find "^pay" then event.doer = somebody.does(reading, s, event) end
end

--- Take out of a sentence's events those by everyday words that tell of no deed.
-- @tparam table reading the document
-- @tparam table s the sentence
-- @tparam {table,...} events as `triggers.find` gives them; those that stay get their `doer`, where the entry asks for
-- one, and are `done` where they are told in the past
-- @usage everyday.settle(reading, s, events)
function everyday.settle(reading, s, events)
  for k = #events, 1, -1 do
    local event = events[k]
    local entry = event.entry
    if entry.everyday then
      event.done = not entry.timeless
      local stays = is_timely(s, event) and is_about(s, event)
        and (not entry.field or field.told(reading, s.from, s.to))
        and (not entry.follows or follows(reading, s, event, events))
        and is_done(reading, s, event)
      if not stays then table.remove(events, k) end
      -- "was used to look at": what it does is told behind "to"
      event.passive = event.passive and not (entry.undergoes and event.lemma:find " to ")
    else
      share(reading, s, event)
    end
  end
end

return everyday
