-- The timeline verb over timelines, as a user meets it.
require "helper"
local json = require "breachkit.json"

local REPORTS <const> = "spec/fixtures/cli/reports.jsonl"
local COMMAND <const> = "bin/breachkit timeline "

-- the exit status, standard output and standard error of a command line
local function shell(line)
  local out, errors = os.tmpname(), os.tmpname()
  local _, _, status = os.execute("{ " .. line .. "; } >" .. out .. " 2>" .. errors .. " </dev/null")
  local texts = {}
  for i, path in ipairs { out, errors } do
    local file <close> = assert(io.open(path, "rb"))
    texts[i] = file:read "a"
    os.remove(path)
  end
  return status, texts[1], texts[2]
end

local function records(text)
  local list = {}
  for line in text:gmatch "[^\n]+" do list[#list + 1] = assert(json.decode(line)) end
  return list
end

describe("breachkit timeline", function()
  local tln

  before_each(function()
    tln = os.tmpname()
    local file <close> = assert(io.open(tln, "wb"))
    -- between two events of the reports
    file:write "Time|Source|Host|User|Description\n1557144005|REG|ws01|-|a key\n"
  end)
  after_each(function() os.remove(tln) end)

  it("puts the events of timelines among those of reports", function()
    local status, out, errors = shell(COMMAND .. "-o jsonl " .. REPORTS .. " " .. tln)
    assert.same({ 0, "" }, { status, errors })
    local list, keys = records(out), 0
    for i, event in ipairs(list) do
      if event.what == "a key" then
        keys = keys + 1
        assert.same({ "ws01", "REG", { tln } }, { event.host, event.log_source, event.reports })
        assert.is_true(i > 1 and i < #list)
      end
    end
    assert.equal(1, keys)
  end)

  it("finds timelines in folders, beside reports", function()
    local folder = os.tmpname()
    os.remove(folder)
    local copies = "mkdir -p F/a && cp %s F/a/b.csv && cp %s F/r.jsonl"
    assert(os.execute((copies:format(tln, REPORTS):gsub("F/", folder .. "/"))))
    local _, apart = shell(COMMAND .. "-q " .. REPORTS .. " " .. tln)
    local status, out, errors = shell(COMMAND .. folder)
    assert.same({ 0, apart, "" }, { status, out, errors })
    os.execute("rm -rf " .. folder)
  end)

  it("reads what it wrote, and pipes that are reports still", function()
    local _, direct = shell(COMMAND .. "-q -o jsonl " .. REPORTS)
    assert.is_true(#records(direct) > 3)
    local status, out = shell(COMMAND .. "-q -o jsonl " .. REPORTS .. " | " .. COMMAND .. "-q -o jsonl -")
    assert.same({ 0, direct }, { status, out })
    status, out = shell("cat " .. REPORTS .. " | " .. COMMAND .. "-q -o jsonl -")
    assert.same({ 0, direct }, { status, out })
    for _, format in ipairs { "timesketch", "timesketch-jsonl", "l2tcsv" } do
      _, direct = shell(COMMAND .. "-q -o " .. format .. " " .. REPORTS)
      local verb = COMMAND .. "-q -o " .. format .. " "
      status, out = shell(verb .. REPORTS .. " | " .. verb .. "-")
      assert.same({ 0, direct }, { status, out }, format)
    end
  end)

  it("tells the same event from two timelines once, bad lines each, and does the rest", function()
    local copy = os.tmpname()
    local file <close> = assert(io.open(copy, "wb"))
    file:write "1557144005|REG|ws01|-|a key\nbad\n"
    file:flush()
    local status, out, errors = shell(COMMAND .. "-o jsonl " .. tln .. " " .. copy)
    os.remove(copy)
    assert.equal(3, status)
    assert.same({ tln, copy }, records(out)[1].reports)
    assert.equal(1, #records(out))
    assert.truthy(errors:find(copy .. ": line 2, column 1: Time|Source|Host|User|Description is expected", 1, true))
    assert.truthy(errors:find("warning: 1 repeated event: listed once, with all sources\n", 1, true))
  end)

  it("writes bodyfile and TLN", function()
    local status, out, errors = shell(COMMAND .. "-o bodyfile " .. tln)
    assert.same({ 0, "0|a key|0|0|0|0|0|0|1557144005|0|0\n" }, { status, out })
    assert.truthy(errors:find("warning: bodyfile cannot hold host: the format has no place for it (1)", 1, true))
    status, out = shell(COMMAND .. "-o tln " .. tln)
    assert.same({ 0, "1557144005|REG|ws01||a key\n" }, { status, out })
  end)

  it("counts the origins of an event beside its reports", function()
    local wire = "MARROW, 12 March 2026 (Tidal Wire) - Harrow Health was hacked on 10 March 2026, a spokesman said. "
      .. "The intruders stole the records of 40,000 patients from Harrow Health, he said."
    local path = os.tmpname()
    local file <close> = assert(io.open(path, "wb"))
    for _, doc in ipairs {
      { id = "a", published = "2026-03-12", text = wire },
      { id = "b", published = "2026-03-13", text = wire .. " The hospital asked for help." },
    } do
      doc.title = "Harrow Health hacked"
      assert(file:write(json.encode(doc), "\n"))
    end
    file:flush()
    local status, out = shell(COMMAND .. path)
    local _, rows = shell(COMMAND .. "-o csv " .. path)
    local _, lines = shell(COMMAND .. "-o jsonl " .. path)
    os.remove(path)
    assert.equal(0, status)
    assert.truthy(out:gsub("%s+", " "):find("a spokesman said. (2 reports, 1 origin)", 1, true), out)
    assert.truthy(rows:find(("a; b,1,%s; %s\r\n"):format(path, path), 1, true), rows)
    assert.same({ 1, { "a", "b" } }, { records(lines)[1].origins, records(lines)[1].reports })
  end)

  it("has a heading an incident for people, where there are several", function()
    local status, out = shell(COMMAND .. tln)
    assert.same({ 0, "2019-05-06 12:00:05Z  a key\n" }, { status, out })
    out = select(2, shell(COMMAND .. "-q " .. REPORTS .. " " .. tln))
    assert.truthy(out:find("^Orchid Bank: data breach, 5 May 2019\n5 May 2019 "), out)
    assert.truthy(out:find("\n\nOf no incident\n2019-05-06 12:00:05Z                a key\n\n", 1, true), out)
  end)

  it("says which fields CSV has no column for, and that a page is of reports", function()
    local _, out, errors = shell(COMMAND .. "-o csv " .. tln)
    local when, stop = "2019-05-06T12:00:05Z", "2019-05-06T12:00:06Z"
    assert.truthy(out:find(("\r\n%s,%s,%s,,a key,,,%s"):format(when, when, stop, tln), 1, true))
    assert.equal("breachkit: warning: csv has no column for host (1), log_source (1)\n", errors)
    _, out, errors = shell(COMMAND .. "-o html " .. REPORTS .. " " .. tln)
    assert.is_nil(out:find("a key", 1, true))
    assert.truthy(errors:find("events of timelines are left out", 1, true))
  end)
end)
