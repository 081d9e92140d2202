-- No output of a run over people shows a plain value of theirs.
require "helper"

local people = require "people"
local shell = require "shell"

local function said(line) return (select(2, shell(line))) end

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
          p.email:gsub("@", "[at]"), p.email, p.phone:gsub("(%d%d)(%d%d)(%d%d%d%d)", " %1 %2 %3"),
          people.grouped(p.card), people.grouped(p.iban), p.ssn, p.nino:gsub("..", "%0 "),
          "https://evil-site.com/r?u=" .. p.email)
      end,
      json = function(p)
        return ('{"email":"%s","url":"ftp://%s:pass@evil-site.com/","card":"%s","nino":"%s"}\n'):format(p.email,
          p.email:match "^[^@]*", p.card:sub(1, 15) .. (tonumber(p.card:sub(16)) + 1) % 10, p.nino)
      end,
      jsonl = function(p) return ('{"id":"x%s","text":"from %s at %s, %s"}\n'):format(p.card:sub(9, 12), p.email,
        p.phone, p.iban) end,
    }
    forms.log = function(p)
      return table.concat({
        "/home/%s/.ssh/config", [["C:\Users\%s\x.txt"]], [[\\srv\share\%s\y]],
        [[HKCU\Software\Acme\%s\z]],
        "curl/7.0 (%s; for %s)", 'rule r { meta: author = "%s" tel = "%s" condition: true }',
        "https://evil-site.com/pay?card=%s&iban=%s&ssn=%s&nino=%s&tel=%s&to=%s\n",
      }, "\n"):format(p.email, p.email, p.email, p.email, p.email, p.phone, p.email, p.phone,
        p.card, p.iban, p.ssn, p.nino, p.phone:gsub("+", "%%2B"),
        (p.email:gsub("@", "%%40")))
    end
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
      for _, input in ipairs { "t", "t.tgz", "t/people.jsonl", "t/people.log" } do
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
      people.unseen(line, text)
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
