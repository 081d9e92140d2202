-- The scan verb as a user meets it.
require "helper"
local json = require "breachkit.json"
local shell = require "shell"

describe("breachkit scan", function()
  local path, log

  before_each(function()
    path, log = os.tmpname(), os.tmpname()
    os.remove(log)
    local file <close> = assert(io.open(path, "wb"))
    file:write "hxxp://evil-site[.]com/a, CVE-2014-0160, jane@evil-site.com, jim@evil-site.com, 10.0.0.1\n"
  end)
  after_each(function()
    os.remove(path)
    os.execute("rm -rf '" .. log .. "'")
  end)

  it("gives a finding a line, persons masked", function()
    local status, text = shell("bin/breachkit scan -o jsonl " .. path)
    assert.equal(0, status)
    local kinds = {}
    for line in text:gmatch "[^\n]+" do
      local f = assert(json.decode(line))
      kinds[#kinds + 1] = f.kind .. " " .. f.value
      assert.equal(path, f.path)
    end
    assert.same({ "url http://evil-site.com/a", "cve CVE-2014-0160", "email j***@e***.com", "email j***@e***.com" },
      kinds)
    assert.is_nil(text:find("jane", 1, true))
  end)

  it("finds in what is packed, by its members", function()
    local status, text = shell("gzip -kf " .. path .. " && bin/breachkit scan -o jsonl --kinds cve " .. path .. ".gz")
    os.remove(path .. ".gz")
    assert.equal(0, status)
    local f = assert(json.decode((text:gsub("\n.*", ""))))
    assert.same({ "CVE-2014-0160", path .. ".gz", 27, 39 }, { f.value, f.path, f.first, f.last })
  end)

  it("finds in what is packed and piped, by its members", function()
    local name = path:match "[^/]+$"
    local status, text = shell("tar -czf - -C /tmp " .. name .. " | bin/breachkit scan -o jsonl --kinds cve -")
    assert.equal(0, status)
    local f = assert(json.decode((text:gsub("\n.*", ""))))
    assert.same({ "CVE-2014-0160", "-!/" .. name, 27, 39 }, { f.value, f.path, f.first, f.last })
  end)

  it("reads standard input by each of its names, whatever files there are", function()
    local here = assert(io.popen "pwd"):read "l"
    local status, text = shell(("cd $(mktemp -d) && : >./- && for name in - /dev/stdin; do "
      .. "gzip -c %s | %s/bin/breachkit scan -o jsonl --kinds cve $name; done; rm -r $PWD"):format(path, here))
    assert.equal(0, status)
    assert.equal(2, select(2, text:gsub('"value":"CVE%-2014%-0160"', "")), text)
  end)

  it("tells where what is packed ends too early, after what it found", function()
    local packed = path .. ".gz"
    local status, text = shell(("{ cat %s; head -c 300000 /dev/urandom; } | gzip -c | head -c 200000 >%s && "
      .. "bin/breachkit scan -o jsonl --kinds cve %s; rc=$?; rm %s; exit $rc"):format(path, packed, packed, packed))
    assert.equal(3, status)
    assert.truthy(text:find('"value":"CVE-2014-0160"', 1, true), text)
    assert.truthy(text:find("breachkit: " .. packed .. ": ", 1, true), text)
  end)

  it("writes what is not UTF-8 with U+FFFD in every form of JSON", function()
    do
      local file <close> = assert(io.open(path, "wb"))
      file:write "/home/\xe9lan/x\n"
    end
    for _, options in ipairs { "-o json", "-o jsonl", "-o jsonl --reveal x" } do
      local status, text = shell("XDG_STATE_HOME=" .. log .. " bin/breachkit scan " .. options .. " " .. path)
      assert.equal(0, status)
      assert.truthy(text:find('"value":"/home/\u{FFFD}lan/x"', 1, true), options)
    end
  end)

  it("shows no person in any form", function()
    for _, form in ipairs { "text", "json", "jsonl", "csv" } do
      local status, text = shell("bin/breachkit scan -o " .. form .. " " .. path)
      assert.equal(0, status)
      assert.is_nil(text:find("jane", 1, true), form)
      assert.truthy(text:find("j***@e***.com", 1, true), form)
    end
  end)

  it("sums up, counting persons apart that look the same", function()
    local _, text = shell("bin/breachkit scan " .. path)
    assert.truthy(text:find("email  2 found, 2 distinct", 1, true))
    assert.truthy(text:find("suppressed: 1 private", 1, true))
  end)

  it("reveals for a reason, and writes that down", function()
    local status, text = shell("env -u USER -u LOGNAME XDG_STATE_HOME=" .. log .. " bin/breachkit scan -o csv "
      .. "--kinds email --reveal 'to warn them' " .. path)
    assert.equal(0, status)
    assert.truthy(text:find("jane@evil-site.com", 1, true))
    local file <close> = assert(io.open(log .. "/breachkit/audit.jsonl"))
    local entry = assert(json.decode(file:read "l"))
    assert.same({ "to warn them", (io.popen "id -un":read "l") }, { entry.why, entry.who })
    assert.is_nil(file:read "l")
    status, text = shell("XDG_STATE_HOME=" .. log .. " bin/breachkit scan --kinds email --reveal 'to warn them' "
      .. path .. " 2>&1")
    assert.equal(0, status)
    assert.truthy(text:find("the summary shows no masked value: --reveal goes with -o jsonl", 1, true), text)
    assert.is_nil(file:read "l")
  end)

  it("gives a line a document of JSON Lines", function()
    local name = os.tmpname()
    local documents = name .. ".jsonl"
    local file = assert(io.open(documents, "wb"))
    file:write('{"id":"a","text":"at 8.8.8.8"}\n{"id":"b","text":"none"}\n')
    file:close()
    local status, text = shell("bin/breachkit scan --as documents -o jsonl " .. documents)
    os.remove(documents)
    os.remove(name)
    assert.equal(0, status)
    local lines = {}
    for line in text:gmatch "[^\n]+" do lines[#lines + 1] = line end
    assert.equal('{"id":"a","indicators":[{"defanged":false,"first":4,"kind":"ipv4","last":10,"text":"8.8.8.8",'
      .. '"valid":true,"value":"8.8.8.8"}]}', lines[1])
    assert.equal('{"id":"b","indicators":[]}', lines[2])
  end)

  it("shows what is suppressed, and ends by what was found", function()
    local _, text = shell("bin/breachkit scan -o jsonl --kinds ipv4 --show-suppressed " .. path)
    assert.equal("private", assert(json.decode(text)).suppressed_by)
    assert.equal(1, (shell("bin/breachkit scan -o jsonl --kinds md5 " .. path)))
    assert.equal(2, (shell("bin/breachkit scan --kinds md6 " .. path)))
    assert.equal(2, (shell("bin/breachkit scan " .. path .. ".not")))
    assert.equal(3, (shell("bin/breachkit scan " .. path .. " " .. path .. ".not")))
  end)
end)
