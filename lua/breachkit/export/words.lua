--- How records read to people: dates, amounts and the names of properties, in English.
-- @module breachkit.export.words
local words = {}

local months = { "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
  "November", "December" }
local seasons = { [21] = "spring", [22] = "summer", [23] = "autumn", [24] = "winter",
  [25] = "northern spring", [26] = "northern summer", [27] = "northern autumn", [28] = "northern winter",
  [29] = "southern spring", [30] = "southern summer", [31] = "southern autumn", [32] = "southern winter",
  [33] = "the first quarter of", [34] = "the second quarter of", [35] = "the third quarter of",
  [36] = "the fourth quarter of",
  [37] = "the first third of", [38] = "the second third of", [39] = "the last third of",
  [40] = "the first half of", [41] = "the second half of" }

local function ordinal(n)
  local tail = n % 100 // 10 ~= 1 and ({ "st", "nd", "rd" })[n % 10] or "th"
  return n .. tail
end

-- What a doubt says before everything, before the first day and behind the last.
local doubts = { ["~"] = { "", "about ", "" }, ["?"] = { "possibly ", "", "" }, ["%"] = { "possibly ", "about ", "" } }
local short_doubts = { ["~"] = { "", "c. ", "" }, ["?"] = { "", "", "?" }, ["%"] = { "", "c. ", "?" } }
local no_doubt = { "", "", "" }

local function doubt_of(qualifier, short)
  return (short and short_doubts or doubts)[qualifier] or no_doubt
end

local function point(text, short)
  local qualifier = text:match "[~?%%]$" or text:match "[~?%%]"
  local plain = text:gsub("[~?%%]", "")
  local doubt = doubt_of(qualifier, short)
  local y, m, d, rest = plain:match "^(%-?%d%d%d%d)%-(%d%d)%-(%d%d)(.*)$"
  local name
  if y and months[tonumber(m)] and (rest == "" or rest:find "^T%d%d:%d%d") then
    local month = months[tonumber(m)]
    name = ("%d %s %s"):format(tonumber(d), short and month:sub(1, 3) or month, y)
    local clock, zone = rest:match "^T(%d%d:%d%d)[:%d.]*(.*)$"
    if clock and not (clock == "00:00" and short) then
      name = name .. ", " .. clock .. (zone == "Z" and " UTC" or zone ~= "" and " " .. zone or "")
    end
  else
    y, m = plain:match "^(%d%d%d%d)%-(%d%d)$"
    local number = tonumber(m)
    if y and months[number] then
      name = (short and months[number]:sub(1, 3) or months[number]) .. " " .. y
    elseif y and seasons[number] then
      name = seasons[number] .. " " .. y
    elseif plain:find "^%-%d%d%d%d$" or plain == "0000" then
      name = ("%d BC"):format(1 - tonumber(plain))
    elseif plain:find "^%d%d%d%d$" then
      name = plain
    elseif plain:find "^%d%d%dX$" then
      name = plain:sub(1, 3) .. "0s"
    elseif plain:find "^%d%dXX$" then
      name = "the " .. ordinal(tonumber(plain:sub(1, 2)) + 1) .. " century"
    else
      y, m = plain:match "^(%d%d%d%d)%-(%d%d)%-XX$"
      if y and months[tonumber(m)] then
        name = "a day in " .. months[tonumber(m)] .. " " .. y
      elseif plain:find "^%d%d%d%d%-XX" then
        name = "some time in " .. plain:sub(1, 4)
      end
    end
  end
  return name and doubt[1] .. doubt[2] .. name .. doubt[3]
end

-- The words of two dates and of the doubt that both have; a year or month that both share is said once.
local function both(a, b, short)
  local qualifier = a:match "[~?%%]$"
  if qualifier and qualifier == b:match "[~?%%]$" then a, b = a:sub(1, -2), b:sub(1, -2) else qualifier = nil end
  local from, to = point(a, short), point(b, short)
  if not (from and to) then return nil end
  local y1, m1, d1 = a:match "^(%d%d%d%d)%-(%d%d)%-?(%d?%d?)$"
  local y2, m2, d2 = b:match "^(%d%d%d%d)%-(%d%d)%-?(%d?%d?)$"
  local shared
  if y1 and y1 == y2 and months[tonumber(m1)] and months[tonumber(m2)] and (d1 == "") == (d2 == "") then
    shared = d1 ~= "" and m1 == m2 and "month" or "year"
    from = shared == "month" and from:match "^%d+" or from:sub(1, -2 - #y1)
  elseif y1 and y2 and a:sub(5) == b:sub(5) then
    shared = "day"
  end
  return from, to, doubt_of(qualifier, short), shared
end

-- "24–28 November 2014", "1 September – 31 December 2014"
local function range(a, b, short)
  if a == b and a == "" then return nil end
  if a == "" then return "until " .. (point(b, short) or b) end
  if b == "" then return "from " .. (point(a, short) or a) .. " on" end
  local from, to, doubt, shared = both(a, b, short)
  if not from then return nil end
  local dash = (shared == "month" or (short and shared == "year")) and "–" or " – "
  return doubt[1] .. doubt[2] .. from .. dash .. to .. doubt[3]
end

-- "between 29 February and 30 March 2024", "29 February 2024 or before"
local function among(a, b, short)
  if a == b and a == "" then return nil end
  if a == "" then return (point(b, short) or b) .. " or before" end
  if b == "" then return (point(a, short) or a) .. " or after" end
  local from, to, doubt = both(a, b, short)
  return from and doubt[1] .. "between " .. doubt[2] .. from .. " and " .. to .. doubt[3]
end

-- "5 February or 2 May 2019", "3 March 2013 or 2014"
local function either(a, b, short)
  local from, to, doubt, shared = both(a, b, short)
  return from and doubt[1] .. doubt[2] .. from .. " or " .. (shared == "day" and b:sub(1, 4) or to) .. doubt[3]
end

local function set(members, all, short)
  local a, b = members:match "^([^,.]+),([^,.]+)$"
  if a and not all then return either(a, b, short) end
  local said = {}
  for member in members:gmatch "[^,]+" do
    if member == ".." then return nil end
    local first, last = member:match "^(.-)%.%.(.*)$"
    said[#said + 1] = not first and point(member, short) or first and (all and range or among)(first, last, short)
      or member
  end
  local latest = table.remove(said)
  return latest and (said[1] and table.concat(said, ", ") .. (all and " and " or " or ") or "") .. latest
end

--- A date as a reader would say it; an EDTF string that has no simple English stays as it is.
-- @tparam string edtf EDTF or RFC 3339
-- @tparam[opt=false] boolean short months of three letters, "c." for about
-- @treturn string
-- @usage words.date "2014-11-24~" --> "about 24 November 2014"
function words.date(edtf, short)
  local kind, members = edtf:match "^([%[{])(.*)[%]}]$"
  if kind then return set(members, kind == "{", short) or edtf end
  local a, b = edtf:match "^(.-)/(.*)$"
  if a then return range(a ~= ".." and a or "", b ~= ".." and b or "", short) or edtf end
  return point(edtf, short) or edtf
end

--- The title of an incident, with the date at its end as a reader would say it.
-- @tparam ?string title
-- @treturn ?string
-- @usage words.title "Sony: data breach, 2014-11-24" --> "Sony: data breach, 24 November 2014"
function words.title(title)
  return title and (title:gsub(", ([%[{%d.][%dTXZ:~?%%/.,%[%]{}-]*)$", function(edtf)
    return edtf:find "%d%d%d%d" and ", " .. words.date(edtf)
  end))
end

--- A whole number with its thousands apart.
-- @tparam number n
-- @treturn string
-- @usage words.number(77000000) --> "77,000,000"
function words.number(n)
  local whole = math.tointeger(n)
  if not whole then return tostring(n) end
  local sign, digits = tostring(whole):match "^(%-?)(%d+)$"
  digits = digits:reverse():gsub("(%d%d%d)", "%1,"):reverse():gsub("^,", "")
  return sign .. digits
end

--- A count with its noun.
-- @tparam integer n
-- @tparam string one the noun for one
-- @tparam[opt] string many the noun for more; `one` with an s when absent
-- @treturn string
-- @usage words.count(2, "report") --> "2 reports"
function words.count(n, one, many)
  return words.number(n) .. " " .. (n == 1 and one or many or one .. "s")
end

--- The properties of a fact, in the order in which a reader asks, with their headings.
words.properties = {
  { "victim", "Victim" }, { "actor", "Actor" }, { "attribution", "Attribution" }, { "when", "When" },
  { "volume", "Volume" }, { "records", "Records" }, { "people", "People" }, { "data", "Kinds of data" },
  { "work-count", "Number of works" }, { "work", "Works" }, { "demand", "Demands" }, { "effect", "Effects" },
  { "statement", "Statements" }, { "prior-incident", "Earlier incidents" },
}

local headings = {}
for _, pair in ipairs(words.properties) do headings[pair[1]] = pair[2] end

--- The heading of a property.
-- @tparam string property
-- @treturn string
-- @usage words.heading "work-count" --> "Number of works"
function words.heading(property)
  return headings[property] or (property:sub(1, 1):upper() .. property:sub(2):gsub("%-", " "))
end

local ofs = {
  shutdown = "network shut down", ["for-sale"] = "for sale", disclosed = "made public", other = "named only",
}

--- What a fact's `of` means.
-- @tparam ?string of
-- @treturn string empty when there is none
-- @usage words.of "for-sale" --> "for sale"
function words.of(of)
  return of and (ofs[of] or (of:gsub("%-", " "))) or ""
end

local bounds = { about = "about ", ["at-least"] = "at least ", ["at-most"] = "at most " }

--- A value as a reader would say it.
-- @tparam string property
-- @tparam string|number value
-- @tparam[opt] string bound about, at-least or at-most
-- @treturn string
-- @usage words.value("people", 77000000, "about") --> "about 77,000,000"
function words.value(property, value, bound)
  local text
  if type(value) == "number" then
    text = words.number(value)
  elseif property == "when" then
    text = words.date(tostring(value))
  else
    text = tostring(value)
  end
  -- "more than 11 TB" already says its bound
  local says = text:lower():find "^about" or text:lower():find "^at " or text:lower():find "^more"
    or text:lower():find "^over" or text:lower():find "^up to"
  return (bounds[bound] and not says and bounds[bound] or "") .. text
end

--- A side of a contradiction as a reader would say it.
-- @tparam string property
-- @tparam table side of a conflict's `sides`
-- @treturn string
-- @usage words.side("data", { value = "Payment", stance = "denied" }) --> "Payment (denied)"
function words.side(property, side)
  return words.value(property, side.value, side.bound) .. (side.stance == "denied" and " (denied)" or "")
end

--- Who says what a side of a conflict has, as far as the reports tell.
-- @tparam table side of a conflict's `sides`
-- @treturn ?string
-- @usage words.said_by { speakers = { "Grey Heron" } } --> "said by Grey Heron"
function words.said_by(side)
  return side.speakers and "said by " .. table.concat(side.speakers, ", ") or nil
end

--- Why two values contradict each other, with dates and amounts as a reader would say them.
-- @tparam table conflict of an incident's `conflicts`
-- @treturn ?string
-- @usage page:wrap(words.why(conflict), "    ")
function words.why(conflict)
  local said = {}
  for _, side in ipairs(conflict.sides or {}) do
    said[tostring(side.value)] = words.value(conflict.property, side.value)
  end
  return conflict.why and (conflict.why:gsub("%S+", said))
end

--- What was told first and what later, as a reader would say it.
-- @tparam table change of an incident's `changes`
-- @treturn string
-- @usage words.change(change) --> "People (affected): 212,000, then about 200,000 from 19 May 2025 on"
function words.change(change)
  return ("%s%s: %s, then %s%s"):format(words.heading(change.property),
    change.of and " (" .. words.of(change.of) .. ")" or "",
    words.value(change.property, change.from, change.from_bound),
    words.value(change.property, change.to, change.to_bound),
    change.when and " from " .. words.date(change.when, true) .. " on" or "")
end

--- What makes two wordings the same to a reader: letters and digits only.
-- @tparam string text
-- @treturn string
-- @usage if words.key(a) == words.key(b) then print "the same words" end
function words.key(text)
  -- dashes, quotation marks and ellipses of other kinds are punctuation too
  return (text:lower():gsub("\xE2\x80[\x90-\xA7]", " "):gsub("\xC2\xA0", " "):gsub("[%s%p]+", " "):gsub("^ ", "")
    :gsub(" $", ""))
end

local types = { ransom = "extortion" }

--- The name of a type of incident or event.
-- @tparam ?string type
-- @treturn string empty when there is none
-- @usage words.type "data-breach" --> "data breach"
function words.type(type)
  return type and (types[type] or (type:gsub("%-", " "))) or ""
end

--- The stances from the firmest to the denial, as facts order them.
words.stances = { "asserted", "reported", "claimed", "suspected", "investigated", "demanded", "denied" }

--- How many origins hold which stance, where they differ.
-- @tparam ?table stances numbers of origins by stance, as a fact has them
-- @treturn ?string "1 asserted, 2 denied"; nil when they agree
-- @usage print(words.division(fact.stances) or "all agree")
function words.division(stances)
  local parts = {}
  for _, stance in ipairs(words.stances) do
    local n = stances and stances[stance] or 0
    if n > 0 then parts[#parts + 1] = n .. " " .. stance end
  end
  return #parts > 1 and table.concat(parts, ", ") or nil
end

--- What a stance means, for a legend.
words.stance_means = {
  asserted = "stated as fact by the report itself",
  reported = "passed on from others",
  claimed = "said by the actor",
  suspected = "believed, not known",
  investigated = "being looked into",
  demanded = "asked for by the actor",
  denied = "said not to be so",
}

return words
