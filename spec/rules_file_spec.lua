-- Rules in a file of their own: bk.claims.rules, and --rules of the verbs that read claims.
require "helper"
local claims = require "breachkit.claims"
local json = require "breachkit.json"
local scratch = require "scratch"
local sh = require "shell"

local build = os.getenv "BREACHKIT_BUILD" or "build"
local TEXT = "The attackers wiped the servers."

describe("claims.rules", function()
  local folder = scratch(before_each, after_each)
  local file = folder.write

  local function types()
    local found = {}
    for claim in claims.extract { text = TEXT } do found[#found + 1] = claim.type .. " by " .. claim:why().rule end
    return found
  end

  it("holds the rules of a file until they are taken back, and names the line of each", function()
    local path = file("r.lua", 'local verbs = { "wipe" }\nrule { id = "wiper", type = "outage", verb = verbs }\n'
      .. 'rule { id = "box", role = "victim", phrase = "the servers", events = { "outage" } }\n')
    do
      local own <close> = assert(claims.rules(path))
      assert.equal(2, #own)
      assert.same({ "outage by wiper" }, types())
      local why = claims.list({ text = TEXT })[1]:why()
      assert.equal(":2", why.data:match ":%d+$")
      assert.same({ "box", ":3" }, { why.roles[1].rule, why.roles[1].data:match ":%d+$" })
    end
    assert.same({}, types())
  end)

  it("tells what is wrong with a file, where, and then holds none of its rules", function()
    local first = 'rule { id = "wiper", type = "outage", verb = { "wipe" } }\n'
    for bytes, wanted in pairs {
      [first .. 'rule { id = "b", typ = 1 }'] = { "syntax", "line 2: claims.rule: unknown field typ" },
      [first .. "rule {"] = { "syntax", "line 2: unexpected symbol near <eof>" },
      [first .. "os.exit(1)"] = { "syntax", "line 2: attempt to index a nil value (global 'os')" },
      [first .. "error { 1 }"] = { "syntax", "table" },
      ["\27Lua"] = { "syntax", "attempt to load a binary chunk (mode is 't')" },
    } do
      local path = file("bad.lua", bytes)
      local own, e = claims.rules(path)
      assert.is_nil(own)
      assert.same({ wanted[1], path, wanted[2] }, { e.code, e.source, e.message:sub(1, #wanted[2]) })
      assert.same({}, types())
    end
    for path, message in pairs { [folder.path .. "/none.lua"] = "No such file or directory",
      [folder.path] = "Is a directory" } do
      local _, e = claims.rules(path)
      assert.same({ "io", message }, { e.code, e.message })
    end
  end)

  it("reaches nothing outside of it: what a file changes of its libraries is its own", function()
    local upper = string.upper
    local own <close> = assert(claims.rules(file("r.lua", "string.upper = nil table.insert, math.pi = nil, 3")))
    assert.equal(0, #own)
    assert.equal(upper, string.upper)
    assert.same({ "A", true }, { ("a"):upper(), math.pi > 3.1 })
  end)

  it("serves the verbs that read claims, their workers and cases too", function()
    local rules = file("r.lua", 'rule { id = "wiper", type = "outage", verb = { "wipe" } }')
    local report = file("report.txt", "Attack\n\n" .. TEXT .. "\n")
    local command = ("BREACHKIT_BUILD=%s bin/breachkit %%s -q --rules %s -o jsonl %%s %s"):format(build, rules, report)
    for _, line in ipairs { command:format("claims", ""), command:format("claims", "-j 2") } do
      local status, said = sh(line)
      assert.equal(0, status)
      assert.same({ "outage", "wiped" }, { json.decode(said).events[1].type, json.decode(said).events[1].text })
    end
    assert.equal(0, (sh(command:format("case add", folder.path .. "/x.case"))))
    local status, said = sh(("BREACHKIT_BUILD=%s bin/breachkit case search %s/x.case type:outage"):format(build,
      folder.path))
    assert.equal(0, status)
    assert.truthy(said:find("wiped", 1, true), said)
    local failed, told = sh(("BREACHKIT_BUILD=%s bin/breachkit incidents --rules %s/none.lua %s"):format(build,
      folder.path, report))
    assert.same({ 2, "breachkit: " .. folder.path .. "/none.lua: No such file or directory (io)\n" }, { failed, told })
  end)
end)
