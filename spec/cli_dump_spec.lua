-- The dump verb as a user meets it.
require "spec.helper"
local json = require "breachkit.json"
local shell = require "shell"

describe("breachkit dump", function()
  local dir

  local function write(name, bytes)
    local file <close> = assert(io.open(dir .. "/" .. name, "wb"))
    file:write(bytes)
  end

  before_each(function()
    dir = os.tmpname()
    os.remove(dir)
    os.execute("mkdir -p " .. dir)
    local old, new = {}, {}
    for i = 1, 40 do old[i] = ("person%d@example.com:s3cret%d"):format(i, i % 10) end
    for i = 31, 50 do new[#new + 1] = ("person%d@example.%s:other%d"):format(i, i < 48 and "com" or "org", i) end
    write("old.txt", table.concat(old, "\n") .. "\n")
    write("new.txt", table.concat(new, "\n") .. "\nno record\n")
  end)
  after_each(function() os.execute("rm -rf " .. dir) end)

  it("sums up, and tells what an earlier input held already", function()
    os.execute("gzip " .. dir .. "/new.txt")
    local status, text = shell(("bin/breachkit dump -o jsonl %s/old.txt %s/new.txt.gz"):format(dir, dir))
    assert.equal(0, status)
    local old, new = text:match "^([^\n]+)\n([^\n]+)\n$"
    old, new = assert(json.decode(old)), assert(json.decode(new))
    assert.same({ 40, 40, 1.0 }, { old.records, old.people.distinct, old.secrets.repeated })
    assert.same({ 20, 1, 20 }, { new.records, new.bad["no-separator"], new.people.distinct })
    assert.same({ { path = dir .. "/old.txt", share = 0.5 } }, new.overlaps)
    assert.same({ nil, { distinct = 50, error = 0, dumps = 2 } }, { old.together, new.together })
    -- three addresses of example.org are too few to be told
    assert.same({ { value = "example.com", count = 17 } }, new.domains.top)
    assert.same({ domains = 1 }, new.folded)
  end)

  it("shows small counts when asked to", function()
    local _, text = shell(("bin/breachkit dump --exact -o jsonl %s/new.txt"):format(dir))
    assert.same({ { value = "example.com", count = 17 }, { value = "example.org", count = 3 } },
      assert(json.decode(text)).domains.top)
  end)

  it("lists the records of a domain, masked", function()
    local status, text = shell(("bin/breachkit dump -o jsonl --domain Example.org %s/new.txt"):format(dir))
    assert.equal(0, status)
    local lines = {}
    for line in text:gmatch "[^\n]+" do lines[#lines + 1] = assert(json.decode(line)) end
    assert.equal(3, #lines)
    assert.same({ path = dir .. "/new.txt", position = lines[1].position, email = "p***@e***.org", secret = "***",
      scheme = "plain" }, lines[1])
    assert.equal(1, (shell(("bin/breachkit dump --domain example.net %s/new.txt"):format(dir))))
  end)

  it("reveals for a reason, and writes it down", function()
    local status, text = shell(("XDG_STATE_HOME=%s bin/breachkit dump --domain example.org "
      .. "--reveal 'ticket 12' %s/new.txt"):format(dir, dir))
    assert.equal(0, status)
    assert.truthy(text:find("email person48@example.org · scheme plain · secret other48", 1, true), text)
    local file <close> = assert(io.open(dir .. "/breachkit/audit.jsonl"))
    assert.truthy(file:read("a"):find('"why":"ticket 12"', 1, true))
  end)

  it("shows no plain value", function()
    for _, format in ipairs { "text", "json", "jsonl" } do
      for _, more in ipairs { "", "--exact", "--domain example.com" } do
        local _, text = shell(("bin/breachkit dump -o %s %s %s"):format(format, more, dir))
        assert.falsy(text:find "person%d" or text:find "s3cret" or text:find "other%d", text)
      end
    end
  end)

  it("goes over a folder, and says what it passes over", function()
    write("readme", "Once upon a time there was a report.\n")
    write("empty", "")
    local status, text = shell("bin/breachkit dump " .. dir)
    assert.equal(0, status)
    assert.truthy(text:find("readme: passed over: no layout", 1, true), text)
    assert.truthy(text:find("empty: passed over: nothing in it", 1, true), text)
    assert.truthy(text:find("\n  records      40\n", 1, true), text)
  end)

  it("warns of a file that is partly something else", function()
    local lines = {}
    for i = 1, 60 do lines[i] = ("person%d@example.com:s3cret%d"):format(i, i) end
    for i = 61, 80 do lines[i] = ("%d,person%d@example.com,s3cret%d"):format(i, i, i) end
    write("mixed.txt", table.concat(lines, "\n"))
    local status, text = shell(("bin/breachkit dump %s/mixed.txt"):format(dir))
    assert.equal(0, status)
    assert.truthy(text:find("mixed.txt: 25 % of it is not read as combo: it may hold other layouts too", 1, true), text)
    assert.falsy(select(2, shell(("bin/breachkit dump %s/new.txt"):format(dir))):find "layouts")
  end)

  it("fails where it must", function()
    write("readme", "Once upon a time there was a report.\n")
    assert.equal(2, (shell(("bin/breachkit dump %s/readme"):format(dir))))
    assert.equal(2, (shell "bin/breachkit dump /nonexistent/leak"))
    assert.equal(3, (shell(("bin/breachkit dump %s/readme %s/old.txt"):format(dir, dir))))
    assert.equal(2, (shell(("bin/breachkit dump --domain '' %s/old.txt"):format(dir))))
  end)
end)
