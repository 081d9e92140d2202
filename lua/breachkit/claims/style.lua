--- What a report's title and style say of the realis of its events: a guide tells of what happens, news of what
-- happened. These are attributes of the model's, as numbers; training uses the same, so both see the same.
-- @module breachkit.claims.style
local core = require "breachkit.core"
local data = require "breachkit.data"
local crf, text = core.crf, core.text

local style = {}

local least = 40 -- tokens: fewer have no style
local longest_title = 300 -- bytes
local NUMBER = 2 -- of a token's flags

local kinds, words, kind_of
local function load()
  local groups = data.load "style"
  local list = {}
  kinds, kind_of = {}, {}
  for kind in pairs(groups) do kinds[#kinds + 1] = kind end
  table.sort(kinds)
  for _, kind in ipairs(kinds) do
    for word in groups[kind]:gmatch "%S+" do list[#list + 1], kind_of[#list + 1] = word, kind end
  end
  words = text.lexicon(list)
end

local WIDE, NARROW = math.log(1.6), math.log(1.4)

-- The step of a number on a scale whose steps are factors, of which the logarithm is given.
local function step(x, factor) return math.floor(math.log(x) / factor + 0.5) end

-- by kind and step what they are called, made once
local styled = setmetatable({}, { __index = function(t, kind)
  t[kind] = setmetatable({}, { __index = function(names, n)
    names[n] = "style " .. kind .. n
    return names[n]
  end })
  return t[kind]
end })

local function of_text(reading, add)
  local n, count = #reading.tokens, {}
  if n < least then return end
  if not kinds then load() end
  for k = 1, #kinds do count[kinds[k]] = 0 end
  local found = {}
  words:count(reading.tokens, 1, n, found)
  for word, times in pairs(found) do
    local kind = kind_of[word]
    count[kind] = count[kind] + times
  end
  for k = 1, #kinds do add(styled[kinds[k]][step(count[kinds[k]] * 1000 / n + 1, WIDE)]) end
  add("tense " .. step((count.past + 2) / (count.present + 2), NARROW))
  add("length " .. step(n, WIDE))
  add("digits " .. step(reading.tokens:count(NUMBER, 1, n) * 1000 / n + 1, WIDE))
end

local function of_title(title, add)
  local last
  title = title:sub(1, longest_title)
  for word in title:lower():gmatch "[%w'%-]+" do
    add("title " .. word)
    if #word > 4 then add("title begins " .. word:sub(1, 4)) end
    if last then add("title " .. last .. " " .. word) end
    last = word
  end
  if title:find "%?" then add "title asks" end
  if title:find "^%d" or title:find "^How" then add "title lists" end
end

--- What a report's title and style say, for each type of event.
-- @tparam table reading
-- @treturn function of a type's number: its features, as `model:features` gives them
-- @usage local features = style.features(reading)(2)
function style.features(reading)
  local list, made = {}, {}
  local function add(s) list[#list + 1] = s end
  of_text(reading, add)
  of_title(reading.doc.title or "", add)
  return function(type)
    made[type] = made[type] or crf.named(list, "/" .. type)
    return made[type]
  end
end

return style
