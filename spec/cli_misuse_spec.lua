-- What a command says where something is closed, full or of the wrong kind.
local scratch = require "spec.scratch"
local shell = require "spec.shell"

local BUILD <const> = os.getenv "BREACHKIT_BUILD" or "build"

describe("the command line, misused,", function()
  local dir = scratch(before_each, after_each)

  -- without what is told of progress: that depends on what else the machine does
  local function breachkit(line)
    local verb = line:match "^case %l+" or line:match "^pwned %l+" or line:match "^%l+"
    local progress = verb ~= "run" and " --progress never" or ""
    return shell(("BREACHKIT_BUILD=%s bin/breachkit %s%s%s"):format(BUILD, verb, progress, line:sub(#verb + 1)))
  end

  local function bytes_of(path)
    local file <close> = assert(io.open(path, "rb"))
    return file:read "a"
  end

  it("says that a closed standard input cannot be read, whatever the verb", function()
    for _, verb in ipairs { "read", "dates", "claims", "correlate", "incidents", "timeline", "works", "similar", "scan",
        "torrent", "pwned check --no-store", "case add " .. dir.path .. "/case" } do
      local status, said = breachkit(verb .. " - <&-")
      assert.equal("breachkit: -: cannot be read: Bad file descriptor (io)", said:match "^[^\n]*")
      assert.equal(2, status)
    end
    for _, verb in ipairs { "fetch", "poll --contact me@example.org", "dump" } do
      assert.same({ 2, "breachkit: standard input: cannot be read: Bad file descriptor (io)\n" },
        { breachkit(verb .. " - <&-") })
    end
    assert.same({ 2, "breachkit: cannot read the script from standard input: Bad file descriptor\n" },
      { breachkit "run - <&-" })
  end)

  it("writes no message into a file that is opened while standard errors are closed", function()
    local file, out = dir.write("a.txt", "abc"), dir.path .. "/m.jsonl"
    local status = breachkit(("hash -a sha256 -o jsonl --out %s %s/none %s 2>&-"):format(out, dir.path, file))
    assert.equal(3, status)
    local lines = {}
    for line in bytes_of(out):gmatch "[^\n]+" do lines[#lines + 1] = line:sub(1, 1) end
    assert.same({ "{", "{" }, lines)
  end)

  it("prints none of the lines of a file that lists no addresses, and tells ten of them", function()
    local lines = {}
    for i = 1, 12 do lines[i] = "jane" .. i .. "@corp.example:s3cret" .. i end
    local list = dir.write("leak.txt", table.concat(lines, "\n") .. "\n")
    local expected = {}
    for i = 1, 10 do expected[i] = ("breachkit: %s: line %d is no address (syntax)\n"):format(list, i) end
    expected[11] = ("breachkit: %s: and 2 more such (syntax)\n"):format(list)
    assert.same({ 2, table.concat(expected) }, { breachkit("fetch --no-store " .. list) })
  end)

  it("ends with 2 where no line is of the kind that is looked up", function()
    local file, set = dir.write("words.txt", "secret\nother\n"), dir.path .. "/set"
    os.execute("mkdir " .. dir.path .. "/ranges")
    dir.write("ranges/00000.txt", ("0"):rep(35) .. ":7\n")
    assert.equal(0, (breachkit(("pwned pack --quiet --out %s %s/ranges"):format(set, dir.path))))
    assert.same({ 2, ("breachkit: %s: line 1 is no sha1 hash; for secrets give --secrets (syntax)\n"
      .. "breachkit: %s: line 2 is no sha1 hash; for secrets give --secrets (syntax)\n"):format(file, file) },
      { breachkit(("pwned check --set %s %s"):format(set, file)) })
  end)

  it("reads no line for ever", function()
    if not io.open("/dev/full", "rb") then return pending "there is no /dev/full" end
    local status, said = breachkit "pwned check --no-store --offline --set examples/reports /dev/full"
    assert.equal(2, status)
    assert.matches("^breachkit: /dev/full: line 1 has no end within %d+ bytes: the rest is not read %(limit%)\n$", said)
  end)

  it("says of a folder in the place of a file that it is one, and at no byte", function()
    local expected = { 2, ("breachkit: %s: Is a directory (io)\n"):format(dir.path) }
    assert.same(expected, { breachkit(("works --list %s examples/reports"):format(dir.path)) })
    assert.same(expected, { breachkit(("known --set %s README.md"):format(dir.path)) })
  end)

  it("names the folder above that cannot be made", function()
    os.execute(("ln -s nowhere %s/link"):format(dir.path))
    assert.same({ 2, ("breachkit: %s/link/x/store/warc: No such file or directory, making %s/link/x (io)\n"):format(
      dir.path, dir.path) }, { breachkit(("fetch --store %s/link/x/store http://127.0.0.1:1/"):format(dir.path)) })
  end)

  it("tells when what was added to a case cannot be printed", function()
    if not io.open("/dev/full", "wb") then return pending "there is no /dev/full" end
    local report = dir.path .. "/reports"
    os.execute("mkdir " .. report)
    dir.write("reports/a.txt", "Acme was hacked on 3 May 2021.\n")
    assert.same({ 2, "breachkit: standard output: No space left on device (io)\n" },
      { breachkit(("case add %s/case %s >/dev/full"):format(dir.path, report)) })
    assert.same({ 2, "breachkit: /dev/full: No space left on device (io)\n" },
      { breachkit(("case add --out /dev/full -o jsonl %s/other %s"):format(dir.path, report)) })
  end)

  it("tells when what a script prints cannot be written, though it went on", function()
    if not io.open("/dev/full", "wb") then return pending "there is no /dev/full" end
    local script = dir.write("a.lua", "print(1, nil, {} ~= 2) io.stderr:write 'done\\n'")
    assert.same({ 0, "1\tnil\ttrue\ndone\n" }, { breachkit("run " .. script) })
    assert.same({ 2, "done\nbreachkit: standard output: No space left on device\n" },
      { breachkit("run " .. script .. " >/dev/full") })
    assert.same({ 2, "done\nbreachkit: standard output: Bad file descriptor\n" },
      { breachkit("run " .. script .. " >&-") })
  end)

  it("names the folder that held nothing, whatever the verb", function()
    for _, verb in ipairs { "dump", "works" } do
      os.execute("mkdir -p " .. dir.path .. "/none")
      local _, said = breachkit(verb .. " " .. dir.path .. "/none")
      assert.equal(("breachkit: nothing to read: no document in %s/none\n"):format(dir.path), said)
    end
  end)

  it("takes incidents for no timeline", function()
    local status, said = breachkit "incidents -q -o jsonl examples/reports | bin/breachkit timeline --progress never -"
    assert.same({ 2, "breachkit: -: line 1: JSON without a 'text' string is no document; `breachkit read -o jsonl` "
      .. "prints documents (type)" }, { status, said:match "^[^\n]*" })
  end)
end)
