-- The command line as a user meets it: a process of its own, its two streams and its exit status.
local function quote(word)
  return "'" .. word:gsub("'", "'\\''") .. "'"
end

local function slurp(path)
  local f = assert(io.open(path, "rb"))
  local bytes = f:read "a"
  f:close()
  return bytes
end

local function spit(path, bytes)
  local f = assert(io.open(path, "wb"))
  f:write(bytes)
  f:close()
  return path
end

local here = assert(io.popen("pwd")):read "l"
local command = here .. "/bin/breachkit"

-- whoever runs the specs may have a store of their own
local STORE = "BREACHKIT_STORE=/nowhere/store "

-- the exit status, standard output and standard error of a command line
local function shell(line)
  local out, errors = os.tmpname(), os.tmpname()
  local _, _, status = os.execute("{ " .. line .. "; } >" .. out .. " 2>" .. errors .. " </dev/null")
  local a, b = slurp(out), slurp(errors)
  os.remove(out)
  os.remove(errors)
  return status, a, b
end

local function breachkit(...)
  local words = { STORE .. quote(command) }
  for i, word in ipairs { ... } do words[i + 1] = quote(word) end
  return shell(table.concat(words, " "))
end

local json = require "breachkit.json"

-- the records of JSON Lines
local function records(text)
  local list = {}
  for line in text:gmatch "[^\n]+" do list[#list + 1] = assert(json.decode(line)) end
  return list
end

local REPORTS = "spec/fixtures/cli/reports.jsonl"

describe("breachkit", function()
  local folder

  setup(function()
    folder = os.tmpname()
    os.remove(folder)
    assert(os.execute("mkdir -p " .. folder))
  end)
  teardown(function() os.execute("rm -rf " .. folder) end)

  describe("itself", function()
    it("tells its version and its verbs", function()
      local status, out = breachkit "--version"
      assert.equal(0, status)
      assert.equal("breachkit " .. require "breachkit"._VERSION .. "\n", out)
      status, out = breachkit "--help"
      assert.equal(0, status)
      assert.truthy(out:find("Usage: breachkit VERB [options] INPUT...", 1, true))
      assert.truthy(out:find "\n  run  ")
    end)

    it("has help for each verb, by two ways", function()
      local _, list = breachkit "--help"
      local n = 0
      for verb in list:match("INPUT%.%.%.\n\n(.-)\n\n"):gmatch "\n?  (%l+)  [^\n]*" do
        n = n + 1
        local status, out, errors = breachkit(verb, "--help")
        assert.equal(0, status)
        assert.equal("", errors)
        assert.truthy(out:find("Usage: breachkit " .. verb, 1, true))
        assert.truthy(out:find("--help", 1, true))
        local _, same = breachkit("help", verb)
        assert.equal(out, same)
      end
      assert.truthy(n >= 1)
    end)

    it("says what a mistyped verb or option was meant to be", function()
      local status, out, errors, _ = breachkit "rnu"
      assert.equal(2, status)
      assert.equal("", out)
      assert.equal("breachkit: unknown verb 'rnu', did you mean run?; see breachkit --help\n", errors)
      status, _, errors = breachkit "--verison"
      assert.equal(2, status)
      assert.truthy(errors:find("did you mean --version?", 1, true))
      status, _, errors = breachkit "zzzzzzzz"
      assert.equal(2, status)
      assert.equal("breachkit: unknown verb 'zzzzzzzz'; see breachkit --help\n", errors)
    end)

    it("prints its help on standard error when nothing is asked", function()
      local status, out, errors = breachkit()
      assert.equal(2, status)
      assert.equal("", out)
      assert.truthy(errors:find("Usage:", 1, true))
    end)

    it("works through a symbolic link, from any folder", function()
      assert(os.execute("ln -s " .. quote(command) .. " " .. folder .. "/one && ln -s one " .. folder .. "/two"))
      local status, out = shell("cd / && " .. folder .. "/two --version")
      assert.equal(0, status)
      assert.truthy(out:find "^breachkit %d")
      status, out = shell("cd " .. folder .. " && PATH=.:$PATH two --version")
      assert.equal(0, status)
      assert.truthy(out:find "^breachkit %d")
    end)

    it("says in a line that it is not built", function()
      local status, out = shell("BREACHKIT_BUILD=/nowhere " .. quote(command) .. " read " .. REPORTS .. " 2>&1")
      assert.equal(2, status)
      assert.truthy(out:find "^breachkit: its own modules cannot be loaded %(in a checkout, run `make` first%): .")
      assert.equal(1, select(2, out:gsub("\n", "")))
      status, out = shell("BREACHKIT_BUILD= " .. quote(command) .. " --version")
      assert.equal(0, status)
      assert.truthy(out:find "^breachkit %d")
    end)

    it("writes over none of its inputs", function()
      local path = spit(os.tmpname(), "ann@wren-harbour.net:pw\nann@wren-harbour.net:pw\n")
      for _, words in ipairs { { "dump", "--unique" }, { "scan" }, { "hash" }, { "read" } } do
        local status, out, errors = breachkit(words[1], words[2] or "-q", "--out", (path:gsub("^/", "//")), path)
        assert.same({ 2, "" }, { status, out })
        assert.truthy(errors:find("is one of the inputs, which would be lost; name another file", 1, true))
        assert.equal("ann@wren-harbour.net:pw\nann@wren-harbour.net:pw\n", slurp(path))
      end
      os.remove(path)
    end)

    it("writes over no file within its inputs, and reads not what it writes", function()
      local dir = os.tmpname()
      os.remove(dir)
      assert(os.execute("cp -r examples/reports " .. dir))
      local file = dir .. "/" .. assert(io.popen("ls " .. dir)):read "l"
      local before = slurp(file)
      local status, out, errors = breachkit("claims", "-q", "--out", file, dir)
      assert.same({ 2, "" }, { status, out })
      assert.truthy(errors:find("is a file within the input " .. dir .. ", which would be lost", 1, true))
      assert.equal(before, slurp(file))
      assert.same({ 0, "", "" }, { breachkit("claims", "-q", "-o", "jsonl", "--out", dir .. "/new.jsonl", dir) })
      os.execute("rm -r " .. dir)
    end)

    it("clears away beside its output what a killed run left there", function()
      local dir = os.tmpname()
      os.remove(dir)
      os.execute("mkdir " .. dir)
      spit(dir .. "/in", "8.8.8.8\n")
      spit(dir .. "/.breachkit-1-a-0.tmp", "half")
      assert.equal(0, (breachkit("scan", "-q", "--state", dir .. "/state", "--out", dir .. "/out", dir .. "/in")))
      local _, names = shell("ls -A " .. dir)
      assert.equal("in\nout\nstate\nstate.key\n", names)
      os.execute("rm -r " .. dir)
    end)

    it("tells of an output that is full, and is quiet about one that is gone", function()
      if not io.open("/dev/full", "rb") then return pending "skipped: no /dev/full" end
      local status, _, errors = shell(quote(command) .. " --help >/dev/full")
      assert.equal(2, status)
      assert.equal("breachkit: standard output: No space left on device\n", errors)
      local input = spit(os.tmpname(), "ann@wren-harbour.net:pw\nbob@wren-harbour.net:pw\n")
      for _, words in ipairs { "dump", "dump --unique", "scan", "scan -o jsonl", "read -o jsonl" } do
        local line = ("%s %s --out /dev/full %s"):format(quote(command), words, input)
        assert.same({ 2, "", "breachkit: /dev/full: No space left on device (io)\n" }, { shell(line) }, words)
      end
      os.remove(input)
      status, _, errors = shell("(trap '' PIPE; " .. quote(command) .. " --help; echo $? >&2) | true")
      assert.equal(0, status)
      -- the reader may be gone before or after the help is in the pipe
      assert.truthy(errors == "0\n" or errors == "141\n", errors)
    end)
  end)

  describe("run", function()
    it("gives a script bk, require and its own arguments", function()
      local script = spit(folder .. "/a.lua",
        'print(bk == require "breachkit", arg[0] == ..., arg[1], select("#", ...), select(2, ...)) return 7')
      local status, out, errors = breachkit("run", script, script, "--jobs", "-x")
      assert.equal("", errors)
      assert.equal("true\ttrue\t" .. script .. "\t3\t--jobs\t-x\n", out)
      assert.equal(7, status)
    end)

    it("reads a script from standard input", function()
      local status, out = shell("echo 'print(bk._VERSION)' | " .. quote(command) .. " run -")
      assert.equal(0, status)
      assert.equal(require "breachkit"._VERSION .. "\n", out)
    end)

    it("tells of an error with the script's own frames only", function()
      local script = spit(folder .. "/b.lua", "local function f()\n  error 'boom'\nend\nf()\nprint 'never'\n")
      local status, out, errors = breachkit("run", script)
      assert.equal(1, status)
      assert.equal("", out)
      assert.equal(("breachkit: %s:2: boom\n\t%s:2: in local 'f'\n\t%s:4: in main chunk\n")
        :format(script, script, script), errors)
    end)

    it("tells of error values and of errors that are no text", function()
      local status, _, errors = breachkit("run", spit(folder .. "/c.lua",
        'error(require "breachkit.err".new("io", "gone", "x.html"))'))
      assert.equal(1, status)
      assert.equal("breachkit: x.html: gone (io)\n", errors)
      status, _, errors = breachkit("run", spit(folder .. "/d.lua", "error {}"))
      assert.equal(1, status)
      assert.equal("breachkit: (an error that is a table)\n", errors)
    end)

    it("tells what cannot be read, unless the script takes the errors itself", function()
      local each = "for d in bk.document.each('/nowhere/x'%s) do print(d) end"
      local status, out, errors = breachkit("run", spit(folder .. "/each.lua", each:format ""))
      assert.same({ 0, "", "breachkit: /nowhere/x: cannot be read: No such file or directory (io)\n" },
        { status, out, errors })
      status, out, errors = breachkit("run", spit(folder .. "/each.lua",
        each:format ", { on_error = function(e) print(e.code) end }"))
      assert.same({ 0, "io\n", "" }, { status, out, errors })
    end)

    it("tells of a script that is missing or broken", function()
      local status, _, errors = breachkit("run", folder .. "/none.lua")
      assert.equal(2, status)
      assert.truthy(errors:find "^breachkit: cannot open the script .*none.lua")
      assert(os.execute("mkfifo " .. folder .. "/script"))
      status, _, errors = breachkit("run", folder .. "/script")
      assert.equal(2, status)
      assert.equal(("breachkit: %s/script: is a named pipe, which is not waited for (io)\n"):format(folder), errors)
      status, _, errors = breachkit("run", spit(folder .. "/e.lua", "if"))
      assert.equal(2, status)
      assert.truthy(errors:find "e.lua:1: ")
      status, _, errors = breachkit "run"
      assert.equal(2, status)
      assert.equal("breachkit: run: nothing to work on; name a script; see breachkit run --help\n", errors)
    end)
  end)

  describe("a verb", function()
    it("prints a record a line, in the order of the input", function()
      local status, out, errors = breachkit("read", "-o", "jsonl", REPORTS)
      assert.equal(0, status)
      assert.equal("", errors)
      local list = records(out)
      assert.equal(3, #list)
      assert.equal("orchid-1", list[1].id)
      assert.equal("2019-05-07", list[1].published)
      assert.equal("https://news.example/1", list[1].url)
      assert.equal("quarry", list[3].id)
    end)

    it("names the file of every row in CSV, what contradicts a fact, and the reports that it cannot read", function()
      local place = os.tmpname()
      os.remove(place)
      assert(os.execute("mkdir " .. place))
      local texts = {
        ["a.txt"] = "12 March 2026\n\nHackers stole 40,000 records from Harrow Bank on 10 March 2026, it said.\n",
        ["b.txt"] = "13 March 2026\n\nHackers stole 70,000 records from Harrow Bank on 10 March 2026, police said.\n",
        ["c.txt"] = "Der Angriff wurde am Dienstag von der Bank bemerkt und die Polizei ist nun dabei.\n",
      }
      for name, text in pairs(texts) do
        local file <close> = assert(io.open(place .. "/" .. name, "wb"))
        assert(file:write(text))
      end
      for _, verb in ipairs { "claims", "correlate", "incidents", "timeline" } do
        local _, out, errors = breachkit(verb, "-o", "csv", place)
        assert.truthy(out:find(place .. "/a.txt", 1, true), verb .. ": " .. out)
        assert.truthy(errors:find(place .. "/c.txt: no running English text", 1, true), verb .. ": " .. errors)
        if verb == "incidents" then
          assert.truthy(out:find("/a.txt,\"40,000 (asserted by 1 origin) against 70,000", 1, true), out)
        end
      end
      os.execute("rm -rf " .. place)
    end)

    it("prints the same in every format of every verb, and by any number of jobs", function()
      local n = 0
      for _, verb in ipairs { "read", "dates", "claims", "correlate", "incidents", "timeline" } do
        local _, lines = breachkit(verb, "-o", "jsonl", REPORTS)
        local status, array, errors = breachkit(verb, "--format=json", REPORTS)
        assert.equal(0, status, errors)
        assert.same(records(lines), assert(json.decode(array)))
        local _, csv = breachkit(verb, "-ocsv", REPORTS)
        assert.truthy(csv:find "^[%l_]+,[%w_,]+\r\n.+\r\n$")
        local _, text = breachkit(verb, REPORTS)
        assert.truthy(#text > 100)
        assert.falsy(text:find "\27", verb)
        for line in text:gmatch "[^\n]+" do assert.truthy(utf8.len(line) <= 100, line) end
        local _, help = breachkit(verb, "--help")
        if help:find("--jobs", 1, true) then
          n = n + 1
          local _, several = breachkit(verb, "-o", "jsonl", "--jobs", "3", REPORTS)
          assert.equal(lines, several)
        end
      end
      assert.equal(5, n)
    end)

    it("wraps text to COLUMNS", function()
      local _, out = shell("COLUMNS=50 " .. quote(command) .. " incidents " .. REPORTS)
      for line in out:gmatch "[^\n]+" do assert.truthy(utf8.len(line) <= 50, line) end
    end)

    it("anchors dates at the document's anchor, else its publication, else --anchor", function()
      local input = spit(folder .. "/anchors.jsonl", '{"id":"a","text":"It began yesterday.","anchor":"2014-11-26",'
        .. '"published":"2010-01-02"}\n{"id":"b","text":"It began yesterday.","published":"2010-01-02"}\n'
        .. '{"id":"c","text":"It began yesterday."}\n')
      local status, out = breachkit("dates", "-o", "jsonl", "--anchor", "2001-01-01", input)
      assert.equal(0, status)
      local found = {}
      for i, record in ipairs(records(out)) do found[i] = record.id .. " " .. record.mentions[1].edtf end
      assert.same({ "a 2014-11-25", "b 2010-01-01", "c 2000-12-31" }, found)
      assert.same({ edtf = "2014-11-25", first = 10, last = 18, kind = records(out)[1].mentions[1].kind,
        start = "2014-11-25", stop = "2014-11-26", text = "yesterday" }, records(out)[1].mentions[1])
    end)

    it("leaves out with --asof what was published later, and says so", function()
      local status, out, errors = breachkit("read", "-o", "jsonl", "--asof", "2019-05-07", REPORTS)
      assert.equal(0, status)
      assert.equal(1, #records(out))
      assert.equal("breachkit: warning: 2 documents were published after --asof and are left out\n", errors)
      status, out, errors = breachkit("read", "-q", "-o", "jsonl", "--asof", "2019-05-08", REPORTS)
      assert.equal(0, status)
      assert.equal(1, #records(out))
      assert.equal("", errors)
      errors = select(3, breachkit("read", "-o", "json", "--asof", "2019-05-07", spit(folder .. "/asof", "A bank.\n")))
      assert.equal("breachkit: warning: 1 document has no date of publication, and no --asof leaves what has none "
        .. "out\n", errors)
    end)

    it("reads no page of its own making as one more report", function()
      local page = folder .. "/own.html"
      assert.equal(0, (breachkit("timeline", "-q", "-o", "html", "--out", page, REPORTS)))
      local status, out, errors = breachkit("read", page)
      assert.same({ 2, "" }, { status, out })
      assert.equal(("breachkit: %s: is a page that breachkit made of reports, and no report (type)\n"):format(page),
        errors)
    end)

    it("puts facts with stance and quote, and the sides of a contradiction, in its text", function()
      local status, out = breachkit("incidents", REPORTS)
      assert.equal(0, status)
      assert.truthy(out:find("WHERE THE REPORTS CONTRADICT EACH OTHER", 1, true))
      assert.truthy(out:find "5 May 2019%s+│ 6 May 2019" or out:find "6 May 2019%s+│ 5 May 2019")
      assert.truthy(out:find("Orchid Bank", 1, true))
      assert.truthy(out:find "“[^”]+”%s—")
      assert.truthy(out:find "origin in %d report")
    end)

    it("makes one page of the timeline, the same each time", function()
      local page = folder .. "/page.html"
      local status, out, errors = breachkit("timeline", "-o", "html", "--title", "Orchid & co", "--out", page, REPORTS)
      assert.equal(0, status)
      assert.equal("", out .. errors)
      local bytes = slurp(page)
      assert.truthy(bytes:find("<title>Orchid &amp; co</title>", 1, true))
      assert.truthy(bytes:find("<svg", 1, true))
      assert.truthy(bytes:find "</html>\n$")
      status, out = breachkit("incidents", "-o", "html", "--title=Orchid & co", REPORTS)
      assert.equal(0, status)
      assert.equal(bytes, out)
    end)

    it("writes timelines for other tools, and tells what they cannot hold", function()
      local status, out, errors = breachkit("timeline", "-o", "timesketch", REPORTS)
      assert.equal(0, status)
      assert.truthy(out:find "^message,datetime,timestamp_desc")
      assert.truthy(errors:find "warning: timesketch cannot hold claims")
      status, out = breachkit("timeline", "-q", "-o", "l2tcsv", REPORTS)
      assert.equal(0, status)
      assert.truthy(out:find "^date,time,timezone,MACB")
    end)

    it("reads standard input, and names that begin with a hyphen after --", function()
      local status, out = shell("cat " .. REPORTS .. " | " .. quote(command) .. " read -o jsonl -")
      assert.equal(0, status)
      assert.equal(3, #records(out))
      spit(folder .. "/-o", slurp(REPORTS))
      status, out = shell("cd " .. folder .. " && " .. quote(command) .. " read -o jsonl -- -o")
      assert.equal(0, status)
      assert.equal(3, #records(out))
    end)

    it("guards cells that a spreadsheet would run", function()
      local input = spit(folder .. "/formula.jsonl", '{"id":"=1+1","title":"@SUM(A1)","text":"-5, \\"quoted\\""}\n')
      local status, out = breachkit("read", "-q", "-o", "csv", input)
      assert.equal(0, status)
      assert.truthy(out:find("\r\n'=1+1,", 1, true))
      assert.truthy(out:find(",'@SUM(A1),", 1, true))
      assert.truthy(out:find([["'-5, ""quoted"""]], 1, true))
    end)

    it("keeps control characters of a report from the terminal", function()
      local input = spit(folder .. "/escape.jsonl",
        '{"id":"x","title":"a\\u001b[2Jb","text":"one\\u001b]0;owned\\u0007two \\u202Eevil \\u009b31m"}\n')
      local _, out = breachkit("read", "-q", input)
      assert.falsy(out:find "[\27\7]")
      assert.falsy(out:find("\u{202E}", 1, true))
      assert.falsy(out:find("\u{9B}", 1, true))
      assert.truthy(out:find("\u{FFFD}", 1, true))
    end)
  end)

  describe("wrong usage", function()
    local function says(expected, ...)
      local status, out, errors = breachkit(...)
      assert.equal(2, status)
      assert.equal("", out)
      assert.equal(expected, errors)
    end

    it("is told with what would be right", function()
      says("breachkit: read: unknown option '--ofline', did you mean --offline?; see breachkit read --help\n",
        "read", "--ofline", REPORTS)
      says("breachkit: option '--jobs' goes after the verb; see breachkit --help\n", "--jobs", "2", "read", REPORTS)
      says("breachkit: read: option '--jobs' is not one of read (--format, --out, --asof, --offline, --store, "
        .. "--no-store, --allow-private, --ca, --reveal, --quiet, --progress, --help, --version); see breachkit read "
        .. "--help\n", "read", "--jobs", "2", REPORTS)
      says("breachkit: read: option '-o' cannot be 'jsnol', did you mean jsonl? (one of: text, json, jsonl, csv); "
        .. "see breachkit read --help\n", "read", "-o", "jsnol", REPORTS)
      says("breachkit: read: option '--out' needs a value (FILE); see breachkit read --help\n",
        "read", REPORTS, "--out")
      says("breachkit: read: option '--out' needs a name, not ''; see breachkit read --help\n",
        "read", "--out=", REPORTS)
      says("breachkit: read: an input is named by the empty string; - is standard input\n", "read", "")
      says("breachkit: read: option '--quiet' takes no value; see breachkit read --help\n",
        "read", "--quiet=1", REPORTS)
      says("breachkit: dates: option '--jobs' needs a whole number from 0 to 256, not 'two'; "
        .. "see breachkit dates --help\n", "dates", "--jobs", "two", REPORTS)
      says("breachkit: dates: option '--anchor' needs a date, such as 2014-11-25, 2014-11 or 2014-11-25T10:00:00Z, "
        .. "not 'soon'; see breachkit dates --help\n", "dates", "--anchor=soon", REPORTS)
      says("breachkit: claims: option '--progress' cannot be 'sometimes' (one of: auto, always, never); "
        .. "see breachkit claims --help\n", "claims", "--progress", "sometimes", REPORTS)
      says("breachkit: claims: nothing to work on; name files, folders, or - for standard input; "
        .. "see breachkit claims --help\n", "claims")
    end)
  end)

  describe("input that is bad", function()
    local many

    setup(function()
      many = folder .. "/many"
      assert(os.execute("mkdir -p " .. many .. "/sub"))
      spit(many .. "/a-empty.html", "")
      spit(many .. "/b-binary.html", "\127ELF" .. ("\0\1\2\255"):rep(500))
      spit(many .. "/c-good.txt", "Orchid Bank hacked\n\nHackers broke into Orchid Bank on 6 May 2019.\n")
      spit(many .. "/sub/d-broken.json", '{"text": "a",')
    end)

    it("is reported file by file, and the rest is done", function()
      local status, out, errors = breachkit("read", "-q", "-o", "jsonl", many, folder .. "/none.html")
      assert.equal(3, status)
      local list = records(out)
      assert.equal(1, #list)
      assert.equal("Orchid Bank hacked", list[1].title)
      local lines = {}
      for line in errors:gmatch "[^\n]+" do lines[#lines + 1] = line end
      assert.equal(4, #lines, errors)
      for i, name in ipairs { "a-empty.html", "b-binary.html", "d-broken.json", "none.html" } do
        assert.truthy(lines[i]:find(name, 1, true), errors)
        assert.truthy(lines[i]:find "^breachkit: ")
      end
    end)

    it("has the same exit status in every verb", function()
      for _, verb in ipairs { "dates", "claims", "correlate", "incidents", "timeline" } do
        assert.equal(3, (breachkit(verb, "-q", "-o", "jsonl", many)), verb)
        assert.equal(2, (breachkit(verb, "-q", "-o", "jsonl", many .. "/a-empty.html")), verb)
      end
    end)

    it("leaves nothing and touches nothing when nothing can be read", function()
      local out = spit(folder .. "/kept.jsonl", "as it was\n")
      assert(os.execute("mkdir -p " .. folder .. "/nothing"))
      for _, input in ipairs { folder .. "/nothing", folder .. "/none", many .. "/b-binary.html" } do
        local status, _, errors = breachkit("read", "-o", "jsonl", "--out", out, input)
        assert.equal(2, status)
        assert.truthy(errors:find(input, 1, true), errors)
        assert.equal("as it was\n", slurp(out))
      end
      local _, list = shell("ls -a " .. folder .. " | grep -c kept")
      assert.equal("1\n", list)
    end)

    it("is nothing found when documents hold nothing", function()
      local input = spit(folder .. "/dull.txt", "The weather was fine and the sea was calm.\n")
      for _, verb in ipairs { "dates", "claims", "incidents", "timeline" } do
        assert.equal(1, (breachkit(verb, "-q", "-o", "jsonl", input)), verb)
      end
      local out = select(2, breachkit("dates", "-q", "-o", "json", input))
      assert.same({}, json.decode(out)[1].mentions)
      assert.truthy(out:find('"mentions":[]', 1, true))
      out = select(2, breachkit("incidents", "-q", "-o", "json", input))
      assert.equal("[]\n", out)
    end)

    it("does not leave part of a file where the output cannot be written", function()
      local status, out, errors = breachkit("read", "-o", "jsonl", "--out", folder .. "/no/such/x.jsonl", REPORTS)
      assert.equal(2, status)
      assert.equal("", out)
      assert.equal("breachkit: cannot write " .. folder .. "/no/such/x.jsonl: No such file or directory (io); "
        .. "there is no folder " .. folder .. "/no/such\n", errors)
      status, out, errors = breachkit("read", "-o", "jsonl", "--out", folder, REPORTS)
      assert.equal(2, status)
      assert.equal("", out)
      assert.truthy(errors:find(folder, 1, true))
      if io.open("/dev/full", "rb") then
        status, out, errors = shell(quote(command) .. " read -o jsonl " .. REPORTS .. " >/dev/full")
        assert.equal("", out)
        assert.equal(2, status)
        assert.truthy(errors:find "No space left on device")
      end
    end)

    it("never uses the network with --offline", function()
      local status, out, errors = breachkit("read", "--offline", "-o", "jsonl", "https://host.invalid/x", REPORTS)
      assert.equal(3, status)
      assert.equal(3, #records(out))
      assert.equal("breachkit: https://host.invalid/x: is not fetched: offline was asked for (offline)\n", errors)
    end)

    it("masks persons in what reports say, where people read it, and shows them for a reason", function()
      local report = spit(folder .. "/quoted.txt", "Acme hacked\n15 March 2024\n\nAcme Corp said on 3 March 2024 that "
        .. "hackers stole the data of 5,000 customers: write to jane.doe@acme-corp.com, call +44 20 7946 0958. The "
        .. "hackers posted card 4012 8888 8888 1881 of a customer of Acme Corp on 4 March 2024.\n")
      for _, words in ipairs { { "claims" }, { "incidents" }, { "timeline" }, { "timeline", "-o", "html" } } do
        local _, out = breachkit(words[1], words[2] or "-q", words[3] or "-q", report)
        assert.is_nil(out:find "jane%.doe" or out:find "7946" or out:find "8888", words[1])
        assert.truthy(out:find("j***@a***.com", 1, true) or words[1] == "timeline" and not words[2], out)
      end
      local _, records_out = breachkit("claims", "-o", "jsonl", report)
      local claim = records(records_out)[1].events[1]
      assert.equal(slurp(report):sub(claim.first, claim.last), claim.text) -- records have the report's own words
      local line = "XDG_STATE_HOME=%s/state %s claims --reveal 'case 7' %s"
      local _, told = shell(line:format(folder, quote(command), report))
      assert.truthy(told:find("jane.doe@acme-corp.com, call +44 20 7946 0958", 1, true), told)
      local log = slurp(folder .. "/state/breachkit/audit.jsonl")
      assert.truthy(log:find('"kind":"email"', 1, true) and log:find("case 7", 1, true))
      os.remove(report)
    end)

    it("says that --reveal changes nothing where nothing is masked", function()
      local status, _, errors = breachkit("read", "--reveal", "case 7", "-o", "jsonl", REPORTS)
      assert.equal(0, status)
      assert.equal("breachkit: warning: no value of this verb is masked, so --reveal changes nothing\n", errors)
      assert.equal(2, (breachkit("read", "--reveal", " ", REPORTS)))
      for verb, listed in pairs { read = false, dates = false, claims = true, scan = true } do
        local _, help = breachkit(verb, "--help")
        assert.equal(listed, help:find("--reveal", 1, true) ~= nil, verb)
      end
    end)

    it("of extreme shape ends in order", function()
      local huge = folder .. "/huge.txt"
      assert(os.execute("truncate -s 1G " .. huge))
      local deep = spit(folder .. "/deep.html", "<html><body>" .. ("<div>"):rep(100000) .. "Orchid Bank was hacked.")
      local json_deep = spit(folder .. "/deep.json", ("["):rep(1000000))
      local invalid = spit(folder .. "/invalid.txt", "Orchid Bank \xFF\xFE\xC3 was hacked on 6 May 2019. \xE2\x82")
      local twice = spit(folder .. "/twice.jsonl", '{"id":"x","text":"Orchid Bank was hacked."}\n'
        .. '{"id":"x","text":"Quarry Airlines was hacked."}\n{"id":"y","text":"a","text":"b"}\n')
      for _, verb in ipairs { "read", "dates", "claims", "incidents" } do
        local status, out, errors = breachkit(verb, "-o", "jsonl", huge, json_deep)
        assert.equal(2, status, verb)
        assert.equal("", out)
        assert.truthy(errors:find(huge, 1, true) and errors:find(json_deep, 1, true), errors)
        local least = verb == "read" and 0 or 3
        status, _, errors = breachkit(verb, "-o", "jsonl", deep)
        assert.truthy(status <= least, verb .. errors)
        status, out = breachkit(verb, "-q", "-o", "jsonl", invalid)
        assert.truthy(status <= 1, verb)
        assert.truthy(utf8.len(out), verb)
        records(out)
      end
      local status, out = breachkit("read", "-q", "-o", "jsonl", twice)
      assert.equal(0, status)
      local list = records(out)
      assert.equal(3, #list)
      assert.not_equal(list[1].id, list[2].id)
      assert.truthy(#list[2].warnings >= 1)
      assert.truthy(#list[3].warnings >= 1)
    end)

    it("tells which claims --min-confidence has no say in", function()
      local _, help = breachkit("claims", "--help")
      assert.truthy(help:gsub("%s+", " "):find("what has no confidence, such as claims of types", 1, true))
      local input = spit(folder .. "/hibp.json", '{"Name":"Halden","Title":"Halden","Domain":"halden.example",'
        .. '"BreachDate":"2024-01-02","AddedDate":"2024-02-01T00:00:00Z","PwnCount":4000,"DataClasses":["Names"]}')
      local _, out = breachkit("claims", "-o", "csv", "--min-confidence", "0.99", input)
      assert.truthy(out:find("data%-breach"), out)
    end)

    it("says in text that nothing was found, and lacks no date where none is asked for", function()
      local input = spit(folder .. "/plain.txt", "Nothing happened here.\n")
      for verb, said in pairs { incidents = "no incident\n", timeline = "no event\n", works = "no work that got out\n",
        similar = "no near-duplicates\n" } do
        local status, out = breachkit(verb, input)
        assert.same({ 1, said }, { status, out }, verb)
        assert.equal("[]\n", select(2, breachkit(verb, "-o", "json", input)), verb)
      end
      assert.equal("", (select(3, breachkit("similar", input))))
    end)

    it("says what a document without a date lacks, once", function()
      local input = spit(folder .. "/undated.jsonl", '{"id":"a","text":"Orchid Bank was hacked yesterday."}\n'
        .. '{"id":"b","text":"Orchid Bank was hacked."}\n')
      local hint = "breachkit: warning: 2 documents without a date of publication: \"yesterday\" there is no day, "
        .. "unless --anchor DATE gives one\n"
      for _, verb in ipairs { "dates", "claims", "correlate", "incidents", "timeline" } do
        local _, _, errors = breachkit(verb, "-o", "jsonl", input)
        assert.truthy(errors:find(hint, 1, true), verb .. errors)
        assert.truthy(errors:find("a: no publication date found", 1, true), verb .. errors)
        _, _, errors = breachkit(verb, "-o", "jsonl", "--anchor", "2019-05-07", input)
        assert.equal("", errors, verb)
      end
      assert.falsy(select(3, breachkit("read", "-o", "jsonl", input)):find("--anchor", 1, true))
    end)

    it("is told where, in every verb, and charset labels that lie are seen through", function()
      local label = spit(folder .. "/label.html", '<meta charset="utf-8"><title>Caf\xE9 hacked</title>'
        .. "<p>Hackers broke into the Caf\xE9 \x93Orchid\x94 on 6 May 2019 and took 5 million records.</p>")
      local deep = spit(folder .. "/line.jsonl", '{"id":"a","text":"Orchid Bank was hacked on 6 May 2019."}\n'
        .. '{"id":"b","text":"x","y":' .. ("["):rep(1000000) .. "\n")
      for _, verb in ipairs { "dates", "claims", "correlate", "incidents", "timeline" } do
        local status, out, errors = breachkit(verb, "-o", "jsonl", label)
        assert.equal(0, status, verb .. errors)
        assert.truthy(errors:find("label.html: labelled UTF-8, but the bytes look like windows-1252", 1, true), errors)
        assert.falsy(out:find("\u{FFFD}", 1, true), out)
        status, out, errors = breachkit(verb, "-o", "jsonl", deep)
        assert.equal(3, status, verb .. errors)
        assert.equal(1, #records(out))
        assert.truthy(errors:find("line%.jsonl: line 2, column %d+: nested deeper than 1000"), errors)
      end
    end)

    it("leaves nothing of a file when interrupted, with any number of jobs", function()
      local many_lines = folder .. "/slow.jsonl"
      local f = assert(io.open(many_lines, "wb"))
      for i = 1, 200000 do f:write(('{"id":"%d","text":"Orchid Bank was hacked on 6 May 2019."}\n'):format(i)) end
      f:close()
      for words, whom in pairs {
        read = "$p", claims = "$p", ["claims --jobs 2"] = "$p", ["claims --jobs 3"] = "-$p", incidents = "$p",
      } do
        local out = folder .. "/interrupted.jsonl"
        -- interrupted as soon as its half-written file is there; -$p: with all its workers, as a terminal does
        local status, _, errors = shell(("setsid %s %s -q -o jsonl --out %s %s & p=$!; "
          .. "while kill -0 $p && ! ls -A %s | grep -q ^.breachkit-; do sleep 0.02; done; kill -s INT -- %s; wait $p")
          :format(quote(command), words, quote(out), quote(many_lines), folder, whom))
        assert.equal(130, status, words .. errors)
        assert.equal("\nbreachkit: interrupted\n", errors)
        assert.is_nil(io.open(out, "rb"))
        assert.equal("0\n", select(2, shell("ls -A " .. folder .. "| grep -c -e inter -e ^.breachkit-")))
      end
      os.remove(many_lines)
    end)

    it("that never ends is left when the reader goes", function()
      local many_lines = folder .. "/long.jsonl"
      local f = assert(io.open(many_lines, "wb"))
      for i = 1, 3000 do f:write(('{"id":"%d","text":"Orchid Bank was hacked on 6 May 2019."}\n'):format(i)) end
      f:close()
      local status, out, errors = shell(quote(command) .. " read -q -o jsonl " .. many_lines .. " | head -n 2")
      assert.equal(0, status)
      assert.equal(2, #records(out))
      assert.equal("", errors)
    end)
  end)
end)
