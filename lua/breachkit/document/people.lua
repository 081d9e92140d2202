--- Names out of bylines: no "By", no addresses, no accounts, no roles, no dates.
-- @module breachkit.document.people
local people = {}

local MOST_WORDS, MOST_BYTES = 5, 60
local LONGEST <const> = 2000 -- bytes of a byline that are read

-- what stands before the names, in lower case
local OPENERS = { "written by", "reported by", "posted by", "published by", "story by", "words by", "text by", "by",
  "author", "authors", "von", "por", "par", "door", "przez", "oleh" }

-- Words of a part that names what somebody is, and not who. A name can hold those of the second list ("Response
-- Team"), unless it has no other words or follows a name.
local ROLES = {}
for word in ([[correspondent reporter editor writer journalist contributor columnist producer freelance columnista
  redaktion redacción redação rédaction]]):gmatch "%S+" do ROLES[word] = "never" end
for word in ("staff analyst researcher author bureau desk team newsroom senior chief director founder"):gmatch "%S+" do
  ROLES[word] = "maybe"
end

-- where the names end
local ENDS = { "%s*[|;].*$", "%s*•.*$", "%s*·.*$", "%s*—.*$", "%s+–.*$", "%s+%-%s.*$",
  "%s+[Ff]or%s+[Tt]he%s.*$", "%s+[Ii]n%s+%u.*$", "%s+[Oo]f%s+[Tt]he%s.*$", "%s*[Pp]ublished.*$", "%s*[Uu]pdated.*$" }

local function without_opener(text)
  local low = text:lower()
  for _, opener in ipairs(OPENERS) do
    if low:sub(1, #opener) == opener and low:find("^[:%s]", #opener + 1) then
      return (text:sub(#opener + 1):gsub("^[:%s]+", ""))
    end
  end
  return text
end

local function is_role(part, follows)
  if part:find "^%a+$" and without_opener(part .. ":") == "" then return true end
  local others = false
  for word in part:lower():gmatch "[^%s,/&]+" do
    local role = ROLES[word]
    if role == "never" or (role and follows) then return true end
    others = others or not role
  end
  return not others
end

--- Clean a byline into names.
-- @tparam string text as written
-- @treturn table names, maybe none
-- @usage people.names "By Joran Fields and Ines Calder, ines@a.example" --> { "Joran Fields", "Ines Calder" }
function people.names(text)
  local names = {}
  if #text > LONGEST then text = text:gsub("%s%s+", " "):sub(1, LONGEST) end
  text = text:gsub("%S+@%S+", ""):gsub("https?://%S+", ""):gsub("www%.%S+", ""):gsub("%s@[%w_]+", "")
  text = text:gsub("[\r\n]+", ", "):gsub("^[%s*_–—-]+", "")
  text = without_opener(text)
  for _, pattern in ipairs(ENDS) do text = text:gsub(pattern, "") end
  text = text:gsub("%s+[Aa][Nn][Dd]%s+", ","):gsub("%s*&%s*", ","):gsub("%s+und%s+", ","):gsub("%s+y%s+", ",")
  for part in text:gmatch "[^,]+" do
    part = part:gsub("^[%s(]+", ""):gsub("[%s)]+$", "")
    local words = select(2, part:gsub("%S+", ""))
    if part ~= "" and #part <= MOST_BYTES and words <= MOST_WORDS and not part:find "[%d@/<>{}]" and
      part:find "^[%u\x80-\xff]" and not is_role(part, #names > 0) then
      names[#names + 1] = part
    end
  end
  return names
end

return people
