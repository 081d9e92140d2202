-- What is built to harm a scan: it ends, in little memory, says what was amiss, and scans the rest.
require "helper"
local growth = require "growth"
local json = require "breachkit.json"
local scan = require "breachkit.scan"
local scratch = require "scratch"
local shell = require "shell"

local valgrind = os.getenv "BREACHKIT_DATA" == "none"
local LONG <const> = valgrind and 1 << 24 or 1 << 28 -- bytes that take no room on disk
local MANY <const> = valgrind and 1 << 16 or 1 << 20

describe("a scan of what is hostile", function()
  local dir = scratch(before_each, after_each)

  -- "value first" of the findings that the command prints, and how it ended
  local function found(arguments, before)
    local status, out = shell((before or "") .. "bin/breachkit scan -o jsonl --kinds ipv4 " .. arguments)
    local list = {}
    for line in out:gmatch "[^\n]+" do
      local f = json.decode(line)
      if f then list[#list + 1] = f.value .. " " .. f.first end
    end
    return status, list, out
  end

  it("holds no long line of a container", function()
    for name, head in pairs { json = '{"a":"9.9.9.9 ', html = "<html>9.9.9.9 " } do
      local path = dir.write(name, head)
      local f <close> = assert(io.open(path, "r+b"))
      f:seek("set", LONG)
      f:write " 8.8.8.8 "
      f:close()
      -- a checked build takes terabytes of addresses
      local limit = (os.getenv "LD_PRELOAD" or valgrind) and "" or "ulimit -v 100000 && "
      local status, list, out = found(path, limit)
      assert.equal(0, status, out)
      assert.same({ "9.9.9.9 " .. head:find "9", "8.8.8.8 " .. LONG + 2 }, list, name)
    end
  end)

  it("undoes endless escapes, and what never is one, in the time of their length", function()
    local quoted, base64 = "A: b\nContent-Transfer-Encoding: quoted-printable\n\n",
      "A: b\nContent-Transfer-Encoding: base64\n\n"
    local multipart = "Content-Type: multipart/mixed; boundary=b\n\n"
    -- container, what stands before, what is repeated, what stands behind; whether what follows is said otherwise
    for name, case in pairs {
      references = { "html", "", "&" }, numbers = { "html", "", "&#" }, number = { "html", "&#", "0" },
      names = { "html", "", "&CounterClockwiseContourIntegra" },
      backslashes = { "json", "", "\\" }, halves = { "json", "", "\\ud83d" },
      quotes = { "sql", "", "''" }, comments = { "sql", "", "/**/--\n" }, copies = { "sql", "", "COPY " },
      equals = { "mail", quoted, "=" }, breaks = { "mail", quoted, "=\n" },
      blanks = { "mail", quoted .. "=", " " }, padding = { "mail", base64, "=", "\n--b\n", encoded = true },
      fields = { "mail", "", "Subject: x\n" }, field = { "mail", "Subject: ", "x" },
      boundaries = { "mail", multipart, "--b\n\n" }, nest = { "mail", "", multipart .. "--b\n" },
    } do
      assert.is_true(growth(MANY // 10, function(n)
        local text, list = case[2] .. case[3]:rep(n // #case[3]) .. (case[4] or ""), {}
        for f in scan.bytes(text .. " 8.8.8.8\n", { container = case[1], kinds = { "ipv4" } }) do
          list[#list + 1] = f.first
        end
        assert.same(case.encoded and {} or { #text + 2 }, list, name)
      end) < 30, name)
    end
  end)

  it("ends at what a nest or a bomb may unpack to, and does the rest", function()
    assert(os.execute(("cp spec/fixtures/archive/nested.zip spec/fixtures/archive/bomb.zip "
      .. "spec/fixtures/archive/bomb.tar.gz %s"):format(dir.path)))
    dir.write("z.txt", "8.8.8.8")
    local status, list, out = found(dir.path)
    assert.equal(3, status)
    assert.equal("8.8.8.8 1", list[#list])
    assert.truthy(out:find("archives are nested deeper than 8", 1, true))
    local _, bombs = out:gsub("unpacks to too many times its size", "")
    assert.equal(2, bombs)
  end)

  it("takes a file that becomes shorter as far as it goes, and tells", function()
    for _, head in ipairs { "", '{"a":"' } do
      for _, threads in ipairs { 1, 2 } do
        local path = dir.write("f", head .. "9.9.9.9 " .. (" "):rep(40 << 20) .. "8.8.8.8")
        local findings = assert(scan.file(path, { threads = threads }))
        assert.equal("9.9.9.9", findings().value)
        assert(os.execute(("truncate -s 20000000 %s"):format(path)))
        assert.is_nil(findings())
        assert.is_true(findings.changed)
        assert.is_nil(findings.error)
      end
    end
  end)

  it("takes a file that grows as it was found, and tells", function()
    for _, head in ipairs { "", '{"a":"' } do
      local path = dir.write("f", head .. "9.9.9.9 " .. (" "):rep(4 << 20))
      local findings = assert(scan.file(path))
      assert.equal("9.9.9.9", findings().value)
      local f <close> = assert(io.open(path, "ab"))
      f:write "8.8.8.8"
      f:close()
      assert.is_nil(findings())
      assert.is_true(findings.changed)
    end
  end)

  it("tells of files that cannot be read, and does the rest", function()
    local path = dir.write("a.txt", "9.9.9.9")
    dir.write("b.txt", "8.8.8.8")
    os.execute("chmod 0 " .. path)
    local nobody = ""
    if io.open(path) then -- root reads all files
      nobody = "setpriv --reuid=65534 --regid=65534 --clear-groups "
      if shell(nobody .. "true") ~= 0 then return pending "skipped: root without setpriv" end
    end
    local status, list, out = found(dir.path, nobody)
    assert.equal(3, status)
    assert.same({ "8.8.8.8 1" }, list)
    assert.truthy(out:find("a.txt", 1, true))
  end)
end)
