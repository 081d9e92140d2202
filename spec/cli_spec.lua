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
  local words = { quote(command) }
  for i, word in ipairs { ... } do words[i + 1] = quote(word) end
  return shell(table.concat(words, " "))
end

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

    it("tells of an output that is full, and is quiet about one that is gone", function()
      if not io.open("/dev/full", "rb") then return pending "skipped: no /dev/full" end
      local status, _, errors = shell(quote(command) .. " --help >/dev/full")
      assert.equal(2, status)
      assert.equal("breachkit: standard output: No space left on device\n", errors)
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

    it("tells of a script that is missing or broken", function()
      local status, _, errors = breachkit("run", folder .. "/none.lua")
      assert.equal(2, status)
      assert.truthy(errors:find "^breachkit: cannot open the script .*none.lua")
      status, _, errors = breachkit("run", spit(folder .. "/e.lua", "if"))
      assert.equal(2, status)
      assert.truthy(errors:find "e.lua:1: ")
      status, _, errors = breachkit "run"
      assert.equal(2, status)
      assert.equal("breachkit: run: nothing to work on; name a script; see breachkit run --help\n", errors)
    end)
  end)
end)
