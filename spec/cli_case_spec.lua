-- `breachkit case` as users run it.
local fs = require "breachkit.fs"
local json = require "breachkit.json"

local build = os.getenv "BREACHKIT_BUILD" or "build"

describe("breachkit case", function()
  local root, case
  before_each(function()
    root = os.tmpname()
    os.remove(root)
    assert(fs.mkdir(root))
    case = root .. "/x.case"
  end)
  after_each(function() os.execute("rm -rf " .. root) end)

  -- What is told of progress depends on how long it takes, so on what else the machine does.
  local PROGRESS <const> = { add = true, verify = true }

  local function run(arguments)
    local verb = arguments:match "^%l*"
    if PROGRESS[verb] then arguments = verb .. " --progress never" .. arguments:sub(#verb + 1) end
    local command = "USER=jane BREACHKIT_BUILD=%s bin/breachkit case %s 2>%s/err"
    local pipe = assert(io.popen(command:format(build, arguments, root)))
    local out = pipe:read "a"
    local _, _, status = pipe:close()
    return status, out, assert(io.open(root .. "/err")):read "a"
  end
  local function rows(arguments)
    local status, out, errors = run(arguments .. " -o jsonl")
    assert.equal("", errors)
    local list = {}
    for line in out:gmatch "[^\n]+" do list[#list + 1] = assert(json.decode(line)) end
    return list, status
  end

  it("writes nothing over what it holds", function()
    assert.equal(8, #rows("add " .. case .. " examples/reports"))
    for _, words in ipairs { "export %s %s/audit.jsonl", "export %s %s/new.html",
      "log -o jsonl --out %s/case.db %s" } do
      local status, _, errors = run(words:format(case, case))
      assert.equal(2, status, words)
      assert.truthy(errors:find("name a file elsewhere", 1, true), errors)
    end
    assert.equal(0, (run("verify -q " .. case)))
    assert.is_nil(fs.type(case .. "/new.html"))
  end)

  it("masks persons' values in what it prints of reports", function()
    local report = root .. "/r.txt"
    assert(fs.write_atomic(report, "Norddruck hacked\n\nHackers stole data of 900 customers of Norddruck on "
      .. "3 June 2024. The hackers wrote from jane.doe@wren-harbour.net to Norddruck that data was stolen.\n"))
    assert.equal(0, (run("add -q " .. case .. " " .. report)))
    for _, words in ipairs { "search %s norddruck", "search %s type:data-breach", "incidents %s" } do
      local status, out = run(words:format(case))
      assert.equal(0, status)
      assert.is_nil(out:find("jane.doe@", 1, true), words)
      assert.truthy(out:find("orddruck", 1, true), words)
    end
  end)

  it("goes from reports to decisions to a page", function()
    assert.same({ documents = 0, claims = 0, originals = 0, erased = 0, entries = 1 }, (function()
      local record = rows("open " .. case)[1]
      record.path, record.head = nil, nil
      return record
    end)())
    local added = rows("add " .. case .. " examples/reports")
    assert.equal(8, #added)
    assert.equal("examples/reports/01-harbour-courier.html", added[1].place)
    for _, row in ipairs(rows("add " .. case .. " examples/reports")) do assert.is_true(row.known) end
    local id = added[1].documents[1]
    local entries = #rows("log " .. case) -- one for each two seconds that adding took
    local incidents = rows("incidents " .. case)
    assert.equal(2, #incidents)
    local n = rows(("decide %s %s %s same --why 'to see'"):format(case, incidents[1].incident,
      incidents[2].incident))[1].seq
    assert.equal(entries + 1, n)
    assert.equal(1, #rows("incidents " .. case))
    assert.equal(entries + 2, rows(("undo %s %d --why enough"):format(case, n))[1].seq)
    assert.equal(2, #rows("incidents " .. case))
    rows(("tag %s %s priority"):format(case, id))
    rows(("note %s %s ask the desk"):format(case, id))
    assert.equal(id, rows(("search %s tag:priority"):format(case))[1].document)
    local hits, status = rows(("search %s 'victim:\"sony pictures\"' type:outage"):format(case))
    assert.same({ 0, "outage" }, { status, hits[1].claim.type })
    hits, status = rows(("search %s zeppelin"):format(case))
    assert.same({ 1, 0 }, { status, #hits })
    local out
    status, out = run(("search %s 100 terabytes gop"):format(case))
    assert.equal(0, status)
    assert.matches("%[100%] %[terabytes%]", out)
    local log = rows("log " .. case)
    assert.same({ entries + 4, "create", "jane", "note" }, { #log, log[1].action, log[1].who, log[#log].action })
    assert.equal(3, #rows(("log %s --since %d"):format(case, n)))
    assert.equal(entries + 4, #rows("log " .. case .. " --since 2014"))
    assert.equal(0, #rows("log " .. case .. " --since 9999"))
    assert.matches(("the log has %d entries, and none is numbered 9999"):format(entries + 4),
      (select(3, run("changes " .. case .. " --since 9999"))))
    local more = #log[2].added - 1
    more = more > 0 and (" and %d more"):format(more) or ""
    assert.matches("\n2,.*,jane,add,examples/reports/01%-harbour%-courier.html" .. more .. ",\r?\n",
      (select(2, run("log -o csv " .. case))))
    local changes = rows("changes " .. case .. " --since 1")
    assert.same({ "new", "new", "entry" }, { changes[1].what, changes[2].what, changes[3].what })
    assert.equal(2 + entries + 3, #changes)
    local lost = rows(("export %s %s/a.html --title Two"):format(case, root))
    assert.equal("the full text of the reports", lost[1].field)
    assert.matches("<title>Two</title>", assert(fs.read(root .. "/a.html")), 1, true)
    assert.is_true(rows("verify " .. case)[1].holds)
    assert.same({ id }, rows(("tombstone %s %s --why 'a court order'"):format(case, id))[1].documents)
    status, out = run("verify " .. case)
    assert.equal(0, status)
    assert.matches("the case holds.*7 documents, 7 originals, 1 erased", out)
  end)

  it("is what the example runs through", function()
    local pipe <close> = assert(io.popen(("BREACHKIT_BUILD=%s bin/breachkit run examples/case.lua"):format(build)))
    local out = pipe:read "a"
    assert.matches("^8 documents\n", out)
    assert.matches("\n%d+\tundo\tnobody doubted it\nholds\ttrue\n$", out)
  end)

  it("tells tampering with the line, and exits with 1", function()
    rows("add " .. case .. " examples/reports/08-psn-outage-2011.txt examples/reports/07-analyst-mail.eml")
    os.execute(("sed -i '2s/psn/xyz/' %s/audit.jsonl"):format(case))
    local record, status = rows("verify " .. case)
    assert.same({ 1, false, 2, "tampered" }, { status, record[1].holds, record[1].problems[1].line,
      record[1].problems[1].code })
    local _, out = run("verify -o csv " .. case)
    assert.matches("\nfalse,tampered,line 2: was changed", out)
  end)

  it("says what is wrong with its usage", function()
    for arguments, told in pairs {
      ["serch x y"] = "unknown case verb 'serch', did you mean search", add = "name the folder of the case",
      ["decide x a b maybe"] = "same or different", ["decide x a b same"] = "needs %-%-why",
      ["undo x first --why y"] = "no number", ["undo x 1"] = "needs %-%-why", ["tombstone x y"] = "needs %-%-why",
      ["changes x"] = "%-%-since", ["changes x --since soon"] = "%-%-since",
      ["tag " .. case .. " x y"] = "there is no case", ["search " .. case .. " x"] = "there is no case",
      ["add " .. root .. "/y.case /nowhere/a.html"] = "/nowhere/a.html", ["search x --limit 0 y"] = "whole number",
    } do
      local status, out, errors = run(arguments)
      assert.equal(2, status, arguments)
      assert.equal("", out)
      assert.matches(told, errors)
    end
    local _, _, errors = run ""
    assert.matches("tombstone", errors)
    rows("open " .. case)
    local status
    status, _, errors = run("search " .. case .. " victm:sony")
    assert.equal(2, status)
    assert.matches("no field 'victm'", errors)
    local names = require "breachkit.cli.case".verbs
    assert.equal(13, #names)
    for _, name in ipairs(names) do
      local out
      status, out = run(name .. " --help")
      assert.equal(0, status)
      assert.matches("Usage: breachkit case " .. name .. " ", out, 1, true)
      assert.matches("\nExamples:\n  breachkit case " .. name, out, 1, true)
    end
    local out
    status, out = run "--help"
    assert.equal(0, status)
    assert.matches("case VERB --help", out, 1, true)
  end)

  it("keeps a report that fails apart from the others, and quiet", function()
    assert(fs.write_atomic(root .. "/bad.bin", ("\0\1\2\3"):rep(100)))
    local inputs = "examples/reports/08-psn-outage-2011.txt " .. root .. "/bad.bin"
    local status, out, errors = run(("add -q %s %s"):format(case, inputs))
    assert.equal(3, status)
    assert.matches("added", out)
    assert.matches("bad.bin", errors)
  end)

  it("makes no case of nothing, and leaves an older one", function()
    local absent, told = root .. "/absent.html", "warning: nothing could be read, so no case was made\n"
    local status, _, errors = run(("add %s %s"):format(case, absent))
    assert.same({ 2, told }, { status, errors:match "warning: .*" })
    assert.is_nil(fs.type(case))
    assert(fs.mkdir(case))
    assert.equal(2, (run(("add %s %s"):format(case, absent))))
    assert.equal(0, (run(("open %s"):format(case)))) -- the folder, which was there, is empty again
    status, _, errors = run(("add %s %s"):format(case, absent))
    assert.same({ 2 }, { status, errors:match "warning: .*" })
    assert.equal(0, (run(("verify %s"):format(case))))
    assert.matches("absent.html", errors, 1, true)
    local other = root .. "/other.case"
    _, _, errors = run(("add %s examples/reports/08-psn-outage-2011.txt %s"):format(other, absent))
    assert.is_nil(errors:match "warning: .*")
  end)
end)
