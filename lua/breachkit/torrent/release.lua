--- What the name of a release says: title, year, source, season, episode, group. Its words are in
-- `data/releases.lua`.
-- @module breachkit.torrent.release
local data = require "breachkit.data"
local err = require "breachkit.err"
local json = require "breachkit.json"

local release = {}

local function words_of(name)
  local list = {}
  for word in name:gsub("[%[%](){}]", " "):gmatch "[^%s._+]+" do
    if word:find "[^-]" then list[#list + 1] = word end
  end
  return list
end

local function key(word)
  return (word:lower():gsub("%-", ""))
end

-- The known word at `i`, of one word or two: its shown form, whether it is a source, how many words it takes, whether a
-- title may hold it.
local function known(table_of, words, i)
  local one = key(words[i])
  local two = words[i + 1] and one .. key(words[i + 1])
  for n = two and 2 or 1, 1, -1 do
    local word = n == 2 and two or one
    local source, tag = table_of.sources[word], table_of.tags[word]
    if source or tag then return source or tag, source ~= nil, n, n == 1 and table_of.weak[word] end
  end
end

local EPISODES = { "^s(%d%d?%d?)e(%d%d?%d?)%-?e?(%d*)$", "^(%d%d?)x(%d%d%d?)%-?(%d*)$", "^s(%d%d?)$", "^e(%d%d%d?)$" }

-- Season, episode, last episode and how many words tell them.
local function episode_at(words, i)
  local word = words[i]:lower()
  for n, pattern in ipairs(EPISODES) do
    local a, b, c = word:match(pattern)
    if a then
      if n == 4 then return nil, tonumber(a), nil, 1 end
      -- "S01 E02": the episode in a word of its own
      local apart = n == 3 and words[i + 1] and words[i + 1]:lower():match "^e(%d%d?%d?)$"
      return tonumber(a), tonumber(b or apart), tonumber(c), apart and 2 or 1
    end
  end
  local after = words[i + 1] and words[i + 1]:match "^%d%d?$"
  if word == "season" and after then return tonumber(after), nil, nil, 2 end
end

local function year_at(words, i)
  local year = words[i]:match "^%d%d%d%d$"
  year = math.tointeger(tonumber(year))
  return year and year >= 1900 and year <= 2099 and year or nil
end

-- The group is what stands after the last hyphen, unless the hyphen is within a word that is known.
local function take_group(table_of, words)
  local last = words[#words]
  if not last or table_of.sources[key(last)] or table_of.tags[key(last)] then return nil end
  local before, group = last:match "^(.-)%-(%w+)$"
  if not group then return nil end
  if before == "" then
    words[#words] = nil
  else
    words[#words] = before
  end
  return group
end

-- Where the title ends: at the last of the years that stand before any other mark, at an episode, at a word that
-- no title holds.
local function find_end(table_of, words)
  local year_from
  for i = 2, #words do
    local _, _, _, n = episode_at(words, i)
    if n then return year_from or i end
    local shown, _, _, weak = known(table_of, words, i)
    if shown and not weak and not year_at(words, i) then return year_from or i end
    if year_at(words, i) then
      year_from = i
    elseif shown and year_from == i - 1 then
      return year_from
    end
  end
  return year_from
end

--- Take a release's name apart.
-- @tparam string name of a release, its file or its folder
-- @treturn table `{title, year, season, episode, last_episode, source, group, tags}`: numbers and texts, absent where
--  the name does not tell; `tags` a list of the other words that are known; a name without any mark is all title
-- @usage local r = release.parse "Still.Alice.2014.DVDScr.XVID.AC3.HQ" print(r.title, r.year, r.source)
function release.parse(name)
  err.want(name, "string", "torrent.release: a name")
  local table_of = data.load "releases"
  local found = { tags = json.array {} }
  name = name:sub(1, 1024):match "([^/]*)/*$" or name
  local before, ending = name:match "^(.+)%.(%w+)$"
  if ending and table_of.endings[ending:lower()] then name = before end
  local leading, rest = name:match "^%[([^%[%]]+)%]%s*(.+)$" -- "[Group] Title"
  local words = words_of(rest or name)
  local whole = table.concat(words, " ")
  local group = take_group(table_of, words)
  local stop = find_end(table_of, words)
  if not stop then
    found.title = whole
    found.group = leading
    return found
  end
  found.title = table.concat(words, " ", 1, stop - 1):gsub("%s+%-$", "")
  found.group = group or leading
  local i = stop
  while i <= #words do
    local season, episode, last, n = episode_at(words, i)
    local shown, is_source, length = known(table_of, words, i)
    if n then
      found.season, found.episode = found.season or season, found.episode or episode
      found.last_episode = found.last_episode or last
    elseif i == stop and year_at(words, i) then
      found.year = year_at(words, i)
    elseif is_source then
      found.source = found.source or shown
    elseif shown then
      table.insert(found.tags, shown)
    elseif not found.year and year_at(words, i) then
      found.year = year_at(words, i)
    end
    i = i + (n or length or 1)
  end
  return found
end

return release
