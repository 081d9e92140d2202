--- The works that reports of an incident name (films, episodes, songs, books) and whether they got out early.
-- @module breachkit.incident.works
local data = require "breachkit.data"
local date = require "breachkit.date"
local items = require "breachkit.incident.items"
local scope = require "breachkit.incident.scope"
local text = require "breachkit.core".text
local when = require "breachkit.incident.when"

local works = {}

local STRENGTH = { leaked = 3, motive = 2, other = 1 }

local NUMBER = {
  a = 1, one = 1, two = 2, three = 3, four = 4, five = 5, six = 6, seven = 7, eight = 8, nine = 9, ten = 10,
}
local UNIT = { day = 1, week = 7, month = 30 }

local fold = items.fold

--- The date of a leak told by its distance to the incident: "a week after the studio was hacked".
-- @tparam string sentence
-- @tparam ?string begins when the incident began, YYYY-MM-DD
-- @treturn ?table date record, as wide as half the distance to each side
-- @usage works.after("leaked a week after the hack", "2014-11-25")
function works.after(sentence, begins)
  local n, unit = sentence:lower():match "%f[%w](%w+) (%a+) after"
  n = n and (NUMBER[n] or tonumber(n))
  local days = n and unit and UNIT[(unit:gsub("s$", ""))]
  if not days or not begins or n > 100 then return nil end
  local span = math.tointeger(n * days // 1)
  local start = when.shift(begins, span - span // 2)
  local stop = when.shift(begins, span + (span + 1) // 2 + 1)
  return start and { edtf = when.shift(begins, span) .. "~", start = start, stop = stop }
end

-- narrow `known` by another statement of the same date when they agree
local function narrow(known, other)
  if not known or when.within(other, known) then return other end
  return known
end

-- a leak happened after the incident began and before a report told of it
local function bounds(parts, first_told)
  local start = parts.begins
  local told = when.of_day(first_told)
  if not start and not told then return nil end
  return { edtf = (start or "") .. "/" .. (told and told.start or ""), start = start, stop = told and told.stop }
end

local function release_of(claim, role)
  if type(role.release) == "table" then return role.release end
  -- the release date that follows the title most closely, before the next title
  local best, next_title
  for _, r in ipairs(claim.roles or {}) do
    if r.role == "work" and r.first > role.last and (not next_title or r.first < next_title) then
      next_title = r.first
    end
  end
  for _, r in ipairs(claim.roles or {}) do
    local v = r.role == "release-date" and r.value
    if type(v) == "table" and r.first > role.last and (not next_title or r.first < next_title)
      and (not best or r.first < best.first) then
      best = { first = r.first, value = v }
    end
  end
  return best and best.value
end

local Date = getmetatable(assert(date.parse "2014"))

-- a date record of its own: prints as EDTF, and `breachkit.date` takes it
local function plain(d)
  return d and setmetatable({ edtf = d.edtf, start = d.start, stop = d.stop }, Date) or nil
end

-- the time of a leak that is not the release date of a work beside it
local function leak_date(claim)
  for _, r in ipairs(claim.roles or {}) do
    if r.role == "time" and type(r.value) == "table" and (r.value.start or r.value.stop) then
      local release = false
      for _, w in ipairs(claim.roles) do
        release = release or w.role == "release-date" and w.first <= r.last and r.first <= w.last
          or w.role == "work" and type(w.release) == "table" and w.release.edtf == r.value.edtf
      end
      if not release then return r.value end
    end
  end
end

local function role_of(work)
  return { role = "work", type = "work", text = work.title, first = work.first, last = work.last, kind = work.kind,
    release = work.release }
end

-- The least number from 1 to n of which a test that stays true is true, else n + 1.
local function least(n, test)
  local from, to = 1, n + 1
  while from < to do
    local middle = (from + to) // 2
    if test(middle) then to = middle else from = middle + 1 end
  end
  return from
end

-- A function from a span to an iterator of the works that it meets, in their order.
local function meeting(found)
  local sorted, reach, most = table.move(found, 1, #found, 1, {}), {}, 0
  table.sort(sorted, function(a, b)
    if a.first ~= b.first then return a.first < b.first end
    return a.last < b.last
  end)
  for i, work in ipairs(sorted) do
    most = math.max(most, work.last)
    reach[i] = most
  end
  return function(first, last)
    local i = least(#sorted, function(k) return reach[k] >= first end) - 1
    return function()
      repeat i = i + 1 until not sorted[i] or sorted[i].last >= first
      if sorted[i] and sorted[i].first <= last then return sorted[i] end
    end
  end
end

-- A work that stands in a sentence without a claim is named all the same: as leaked where the sentence says so.
local function naming(document, work, sentences)
  local first, last = work.first, work.last
  local i = 2 * least(#sentences // 2, function(k) return sentences[2 * k] >= last end) - 1
  if sentences[i] and sentences[i] <= first then first, last = sentences[i], sentences[i + 1] end
  local sentence, kind = document.text:sub(first, last):lower(), "release"
  for _, word in ipairs(data.load "properties".leaks) do
    if sentence:find(word) then kind = "leak" end
  end
  return { type = kind, first = work.first, last = work.last, text = work.title, realis = "actual", stance = "asserted",
    sentence = { first = first, last = last }, roles = { role_of(work) } }
end

--- The claims of a report with the works that stand in their sentences as roles, and a claim for each other work.
-- @tparam table report `{document, claims}`
-- @tparam {table,...} found the works that its document names (`breachkit.works.find`)
-- @treturn table the report itself where it names none
-- @usage local joined = works.join(report, require "breachkit.works".find(report.document))
function works.join(report, found)
  if #found == 0 then return report end
  local claims, used, among = {}, {}, meeting(found)
  for i, c in ipairs(report.claims) do
    local first, last = c.sentence and c.sentence.first or c.first, c.sentence and c.sentence.last or c.last
    local roles
    for work in among(first, last) do
      if work.first >= first and work.last <= last then
        roles, used[work] = roles or {}, true
        roles[#roles + 1] = role_of(work)
      end
    end
    if roles then
      for _, r in ipairs(c.roles or {}) do
        if r.role ~= "work" or not among(r.first, r.last)() then roles[#roles + 1] = r end
      end
      c = setmetatable({ roles = roles }, { __index = c })
    end
    claims[i] = c
  end
  local sentences = text.sentences(report.document.text)
  for _, work in ipairs(found) do
    if not used[work] then claims[#claims + 1] = naming(report.document, work, sentences) end
  end
  return { document = report.document, claims = claims }
end

--- Gather the works of an incident.
-- @tparam table parts of scope.part
-- @treturn {table,...} `{title, kind, of, released, leaked, before_release}`, leaked ones first, then by title
-- @treturn table from folded title to the claims `{document, claim}` that name it
-- @treturn {table,...} leak dates worked out of the words, `{date, told}`: no claim has them as its time
-- @usage local list = works.build(parts)
function works.build(parts)
  local by, order, told = {}, {}, {}
  local function get(title)
    local key = fold(title)
    if key == "" then return nil end
    if not by[key] then
      by[key], told[key] = { title = title, of = "other" }, {}
      order[#order + 1] = key
    end
    return by[key], key
  end
  local first_leak, leaked, worked_out = nil, nil, {}
  for _, m in ipairs(parts.main) do
    local c, day = m.claim, nil
    if c.type == "leak" and c.realis ~= "generic" then
      local p = m.document.published
      if p and (not first_leak or p < first_leak) then first_leak = p end
      day = scope.role(c, "time") and leak_date(c)
      if not day then
        day = works.after(scope.sentence(m.document, c), parts.begins)
        if day then worked_out[#worked_out + 1] = { date = day, told = m } end
      end
      if day then leaked = narrow(leaked, day) end
    end
    for _, item in ipairs(items.of(m.document, c)) do
      if item.property == "work" then
        local w, key = get(item.value)
        if w then
          if STRENGTH[item.of] > STRENGTH[w.of] then w.of = item.of end
          w.kind = w.kind or item.role.kind
          if day then w.leaked = narrow(w.leaked, day) end
          w.released = narrow(w.released, release_of(c, item.role) or w.released)
          table.insert(told[key], m)
        end
      end
    end
  end
  local list = {}
  leaked = leaked or bounds(parts, first_leak)
  for _, key in ipairs(order) do
    local w = by[key]
    w.released = plain(w.released)
    if w.of == "leaked" then
      -- each its own date; what is told of none of them by name is of all
      w.leaked = plain(w.leaked and leaked and narrow(w.leaked, leaked) or w.leaked or leaked)
      w.before_release = w.leaked and w.released and when.before(w.leaked, w.released) or "maybe"
    else
      w.leaked = nil
    end
    list[#list + 1] = w
  end
  table.sort(list, function(a, b)
    if a.of ~= b.of then return STRENGTH[a.of] > STRENGTH[b.of] end
    return a.title < b.title
  end)
  return list, told, worked_out
end

return works
