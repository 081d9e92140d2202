-- A scan of a tree that is killed and goes on, and what hostile trees do to it.
require "helper"
local json = require "breachkit.json"
local shell = require "shell"

local function read(path)
  local file = assert(io.open(path, "rb"))
  local text = file:read "a"
  file:close()
  return text
end

local function write(path, text)
  local file = assert(io.open(path, "wb"))
  file:write(text)
  file:close()
end

describe("breachkit scan of a tree", function()
  local folder

  before_each(function()
    folder = os.tmpname()
    os.remove(folder)
    assert(os.execute("mkdir -p " .. folder .. "/t/sub"))
  end)
  after_each(function() os.execute("chmod -R u+rwx " .. folder .. " 2>/dev/null; rm -rf " .. folder) end)

  local function tree(n, repeats)
    for i = 1, n do
      write(("%s/t/%s%02d.txt"):format(folder, i % 3 == 0 and "sub/" or "", i),
        ("hxxp://evil-site[.]com/%d jane%d@evil-site.com 10.0.0.%d\n"):format(i, i, i):rep(repeats))
    end
  end

  it("goes on after its state was cut anywhere, to the same result in every format", function()
    tree(6, 3)
    local line = ("bin/breachkit scan -o %s --quiet --state %s/s --out %s/%s %s/t")
    for _, format in ipairs { "jsonl", "text", "csv", "json" } do
      assert.equal(0, (shell(line:format(format, folder, folder, "whole." .. format, folder))))
    end
    local whole = read(folder .. "/s")
    assert.truthy(whole:find('{"done":', 1, true))
    assert.is_nil(whole:find("jane", 1, true))
    for at = 1, #whole, 197 do
      write(folder .. "/s", whole:sub(1, at))
      assert.equal(0, (shell(line:format("jsonl", folder, folder, "again", folder))), at)
      assert.equal(read(folder .. "/whole.jsonl"), read(folder .. "/again"), at)
      assert.equal(whole, read(folder .. "/s"), at)
    end
    for _, format in ipairs { "text", "csv", "json" } do
      write(folder .. "/s", whole:sub(1, #whole // 2))
      assert.equal(0, (shell(line:format(format, folder, folder, "again", folder))))
      assert.equal(read(folder .. "/whole." .. format), read(folder .. "/again"), format)
    end
  end)

  it("goes on after SIGKILL", function()
    tree(40, 4000)
    local line = ("bin/breachkit scan -o jsonl --quiet --token-key %s/key --state %s/s --out %s/again %s/t")
      :format(folder, folder, folder, folder)
    for i = 1, 3 do -- as soon as the state holds so much, however fast the machine is
      shell(("%s & pid=$!; until [ \"$(stat -c %%s %s/s 2>/dev/null || echo 0)\" -gt %d ] || ! kill -0 $pid; do :; "
        .. "done; kill -9 $pid; wait $pid"):format(line, folder, i << 17))
      assert.is_nil(io.open(folder .. "/again")) -- an output is whole or not there
    end
    assert.equal(0, (shell(line)))
    assert.equal(0, (shell(("bin/breachkit scan -o jsonl --quiet --token-key %s/key --out %s/whole %s/t")
      :format(folder, folder, folder))))
    assert.is_true(read(folder .. "/whole") == read(folder .. "/again"))
    local state = read(folder .. "/s")
    assert.truthy(#state > 1 << 20)
    assert.equal(0, (shell(line)))
    assert.is_true(read(folder .. "/whole") == read(folder .. "/again"))
    assert.is_true(state == read(folder .. "/s"))
  end)

  it("scans again what has changed, and refuses the state of another scan", function()
    tree(2, 1)
    local line = "bin/breachkit scan -o jsonl --quiet --kinds url --state " .. folder .. "/s " .. folder .. "/t"
    shell(line)
    write(folder .. "/t/01.txt", "http://other-site.com/ and more")
    local status, text = shell(line)
    assert.equal(0, status)
    assert.truthy(text:find("http://other-site.com/", 1, true))
    assert.is_nil(text:find("evil-site.com/1", 1, true))
    status, text = shell((line:gsub("%-%-kinds url", "")))
    assert.equal(2, status)
    assert.truthy(text:find("is the state of another scan", 1, true))
    write(folder .. "/s", "some text\n")
    assert.equal(2, (shell(line)))
    assert.equal("some text\n", read(folder .. "/s"))
    assert.equal(2, (shell(line .. " --reveal because")))
  end)

  it("takes no file for another one of that path, size and time, nor for itself when it was another", function()
    assert(os.execute(("mkdir -p %s/a/d %s/b/d"):format(folder, folder)))
    write(folder .. "/a/d/x", "at 8.8.4.4\n")
    write(folder .. "/b/d/x", "at 9.9.9.9\n")
    assert(os.execute(("touch -d 2020-01-01 %s/a/d/x %s/b/d/x"):format(folder, folder)))
    local here = select(2, shell "pwd"):gsub("\n", "")
    local line = "cd " .. folder .. "/%s && " .. here .. "/bin/breachkit scan -o csv --quiet --state "
      .. folder .. "/s d"
    local function found(where) return (select(2, shell(line:format(where)))):match "ipv4,([%d.]+)" end
    assert.equal("8.8.4.4", found "a")
    assert.equal("9.9.9.9", found "b")
    assert.equal("8.8.4.4", found "a")
    write(folder .. "/a/d/x", "at 1.1.1.1\n")
    assert(os.execute(("touch -d 2020-01-01 %s/a/d/x"):format(folder)))
    assert.equal("1.1.1.1", found "a")
  end)

  it("passes over pipes and loops of links, tells of what cannot be read, and does the rest", function()
    tree(2, 1)
    assert(os.execute(("mkfifo %s/t/pipe; ln -s ../t %s/t/sub/loop; ln -s nowhere %s/t/dangling"):format(folder, folder,
      folder)))
    local text = ("gzip -kc %s/t/01.txt | head -c 30 >%s/t/cut.txt.gz"):format(folder, folder)
    assert(os.execute(text))
    local status, out = shell("bin/breachkit scan -o jsonl --kinds url " .. folder .. "/t")
    assert.equal(3, status)
    local urls = {}
    for line in out:gmatch "[^\n]+" do
      local f = json.decode(line)
      if f then urls[#urls + 1] = f.value end
    end
    assert.same({ "http://evil-site.com/1", "http://evil-site.com/2" }, urls)
    assert.truthy(out:find("pipe", 1, true))
    assert.truthy(out:find("cut.txt.gz", 1, true))
    assert.truthy(out:find("dangling", 1, true))
    assert.equal(2, (shell("timeout 20 bin/breachkit scan " .. folder .. "/t/pipe")))
  end)

  it("scans standard input and members of archives as files, whatever their size", function()
    local long = ("x"):rep(3 << 20) .. " at 8.8.8.8\0\xff\n"
    write(folder .. "/t/long.bin", long)
    shell(("cd %s/t && tar czf ../a.tgz long.bin"):format(folder))
    local file = folder .. "/t/long.bin"
    for _, how in ipairs { " - <" .. file, " " .. folder .. "/a.tgz", " -j 2 " .. file, " /dev/fd/3 3<" .. file } do
      local status, out = shell("bin/breachkit scan -o jsonl --kinds ipv4" .. how)
      assert.equal(0, status, how)
      local f = assert(json.decode((out:gsub("\n.*", ""))))
      assert.same({ "8.8.8.8", (3 << 20) + 5 }, { f.value, f.first }, how)
    end
  end)
end)
