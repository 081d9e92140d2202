-- No output of a run over people shows a plain value of theirs.
require "helper"

local shell = require "shell"

local function said(line) return (select(2, shell(line))) end

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

local function grouped(text) return (text:gsub("....", "%0 "):gsub(" $", "")) end

-- people nobody is: their values in the forms that files have them
local people = {}
for i = 1, 40 do
  local p = {
    email = ("person%d.family%d@mail%d-site.com"):format(i, i * 7, i),
    phone = ("+4420794%05d"):format(60000 + i * 37),
    card = luhn(("40128888%07d"):format(i * 7919)), iban = iban("DE", ("37040044%010d"):format(i * 104729)),
    ssn = ("%03d-%02d-%04d"):format(100 + i, 10 + i, 1000 + i * 97), nino = ("AB%06dC"):format(i * 11311),
  }
  people[i] = p
end

local function secrets()
  local list = {}
  for _, p in ipairs(people) do
    for _, value in pairs(p) do
      list[#list + 1] = value
      list[#list + 1] = grouped(value)
    end
    list[#list + 1] = p.email:match "^[^@]*"
    list[#list + 1] = p.phone:sub(2)
  end
  return list
end

describe("a run over people", function()
  local folder

  setup(function()
    folder = os.tmpname()
    os.remove(folder)
    assert(os.execute("mkdir -p " .. folder .. "/t"))
    local forms = {
      csv = function(p) return ("%s,%s,%s,%s,%s,%s\n"):format(p.email, p.phone, p.card, p.iban, p.ssn, p.nino) end,
      txt = function(p)
        return ("Mail %s or <%s>, call %s, card %s, account %s, SSN %s, NI %s, see %s\n"):format(
          p.email:gsub("@", "[at]"), p.email, p.phone:gsub("(%d%d)(%d%d)(%d%d%d%d)", " %1 %2 %3"), grouped(p.card),
          grouped(p.iban), p.ssn, p.nino:gsub("..", "%0 "), "https://evil-site.com/r?u=" .. p.email)
      end,
      json = function(p)
        return ('{"email":"%s","url":"ftp://%s:pass@evil-site.com/","card":"%s","nino":"%s"}\n'):format(p.email,
          p.email:match "^[^@]*", p.card:sub(1, 15) .. (tonumber(p.card:sub(16)) + 1) % 10, p.nino)
      end,
      jsonl = function(p) return ('{"id":"x%s","text":"from %s at %s, %s"}\n'):format(p.card:sub(9, 12), p.email,
        p.phone, p.iban) end,
    }
    for name, form in pairs(forms) do
      local file <close> = assert(io.open(folder .. "/t/people." .. name, "wb"))
      for _, p in ipairs(people) do file:write(form(p)) end
    end
    os.execute(("cd %s/t && tar czf ../t.tgz ."):format(folder))
  end)
  teardown(function() os.execute("rm -rf " .. folder) end)

  it("shows none of their values, in any format, state, log or message", function()
    local outputs = {}
    for _, format in ipairs { "text", "json", "jsonl", "csv" } do
      for _, input in ipairs { "t", "t.tgz", "t/people.jsonl" } do
        local state = "--state " .. folder .. "/s." .. format
        for _, options in ipairs { "", "--show-suppressed", "--as documents", state } do
          local line = ("bin/breachkit scan -o %s --progress always %s %s/%s"):format(format, options, folder, input)
          if not (format == "text" and options:find "as doc") then outputs[line] = said(line) end
        end
      end
    end
    outputs.state = said("cat " .. folder .. "/s.*l " .. folder .. "/s.text " .. folder .. "/s.json")
    outputs.stdin = said("cat " .. folder .. "/t/people.txt | bin/breachkit scan -o jsonl --show-suppressed -")
    local found = 0
    for line, text in pairs(outputs) do
      if text:find("***", 1, true) then found = found + 1 end
      for _, secret in ipairs(secrets()) do
        if text:find(secret, 1, true) then error(("%s shows %s"):format(line, secret)) end
      end
    end
    assert.truthy(found > 40)
  end)

  it("finds them all, told apart by their tokens", function()
    local text = said("bin/breachkit scan " .. folder .. "/t/people.csv")
    for _, kind in ipairs { "email", "phone", "card", "iban", "us-ssn", "uk-nino" } do
      assert.truthy(text:find(kind .. "  40 found, 40 distinct", 1, true), kind .. ": " .. text)
    end
  end)
end)
