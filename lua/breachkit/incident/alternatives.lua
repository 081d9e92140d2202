--- Dates that a report tells as alternatives ("on 29 April or 30 April") are one date that may be either.
-- @module breachkit.incident.alternatives
local alternatives = {}

-- Words between two dates that leave it open which of them it was, in the languages whose dates are read.
local OR <const> = { ["or"] = true, ["oder"] = true, ["ou"] = true, ["of"] = true, ["o"] = true }

-- A date without doubt, or alternatives; and what stands in the brackets of these.
local function plain(role)
  local v = role.value
  if type(v) ~= "table" or not (v.start and v.stop) then return nil end
  local inner = tostring(v.edtf):match "^%[(%d%d%d%d[%-%d,]*)%]$"
  return (inner or tostring(v.edtf):find "^%d%d%d%d[%-%d]*$") and v, inner
end

-- The role of either, or nil. In "on 28 April or 29 April or 30 April" the last two are alternatives already.
local function either(text, a, b)
  local one, other, inner = plain(a), plain(b)
  if not (one and other) or a.last >= b.first then return nil end
  local between = text:sub(a.last + 1, b.first - 1)
  local word = between:match "^[,%s]*(%a+)%s+$" or between:match "^[,%s]*(%a+)%s+on%s+$"
  if not (word and OR[word:lower()]) or one.start > other.start then return nil end
  return { role = "time", text = text:sub(a.first, b.last), first = a.first, last = b.last,
    value = { edtf = ("[%s,%s]"):format(one.edtf, inner or other.edtf), start = one.start,
      stop = one.stop > other.stop and one.stop or other.stop } }
end

--- The claims of a report, those that tell alternatives with one date for them.
-- @tparam table report `{document, claims}`
-- @treturn table the report itself where there are none
-- @usage local joined = alternatives.join(report)
function alternatives.join(report)
  local text, claims = report.document.text or "", nil
  for i, c in ipairs(report.claims) do
    local times, rest = {}, {}
    for _, role in ipairs(c.roles or {}) do table.insert(role.role == "time" and times or rest, role) end
    local joined = false
    if #times > 1 then
      table.sort(times, function(a, b) return a.first < b.first end)
      for k = #times - 1, 1, -1 do
        local both = either(text, times[k], times[k + 1])
        if both then
          times[k] = both
          table.remove(times, k + 1)
          joined = true
        end
      end
    end
    if joined then
      claims = claims or table.move(report.claims, 1, #report.claims, 1, {})
      claims[i] = setmetatable({ roles = table.move(times, 1, #times, #rest + 1, rest) }, { __index = c })
    end
  end
  return claims and { document = report.document, claims = claims } or report
end

return alternatives
