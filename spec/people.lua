-- People nobody is, for specs that look for their values in what is printed: `people[i]` has email, phone, card, iban,
-- ssn, nino, secret and name; `people.values()` lists all that must never be seen.
local function luhn(digits)
  local sum = 0
  for i = 0, #digits - 1 do
    local d = tonumber(digits:sub(#digits - i, #digits - i))
    if i % 2 == 0 then d = d * 2 > 9 and d * 2 - 9 or d * 2 end
    sum = sum + d
  end
  return digits .. (10 - sum % 10) % 10
end

local function iban(country, account)
  local rest = 0
  for c in (account .. country .. "00"):gmatch "." do
    local value = tonumber(c, 36)
    rest = (rest * (value > 9 and 100 or 10) + value) % 97
  end
  return ("%s%02d%s"):format(country, 98 - rest, account)
end

local people = {}
for i = 1, 40 do
  people[i] = {
    email = ("person%d.family%d@mail%d-site.com"):format(i, i * 7, i),
    phone = ("+4420794%05d"):format(60000 + i * 37),
    card = luhn(("40128888%07d"):format(i * 7919)), iban = iban("DE", ("37040044%010d"):format(i * 104729)),
    ssn = ("%03d-%02d-%04d"):format(100 + i, 10 + i, 1000 + i * 97), nino = ("AB%06dC"):format(i * 11311),
    secret = ("s3cr%dt%s"):format(i * 31, ("qwzx"):sub(1 + i % 4)), name = ("Personne%d Nobody%d"):format(i, i * 13),
  }
end

--- In groups of four.
function people.grouped(text) return (text:gsub("....", "%0 "):gsub(" $", "")) end

function people.values()
  local list = {}
  for _, p in ipairs(people) do
    for _, value in pairs(p) do
      list[#list + 1] = value
      list[#list + 1] = people.grouped(value)
    end
    list[#list + 1] = p.email:match "^[^@]*"
    list[#list + 1] = p.phone:sub(2)
  end
  return list
end

--- Raise when any of their values is in a text.
function people.unseen(what, text)
  for _, value in ipairs(people.values()) do
    if text:find(value, 1, true) then error(("%s shows %s"):format(what, value), 2) end
  end
end

return people
