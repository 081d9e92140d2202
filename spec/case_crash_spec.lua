-- A case when things go wrong: killed at any moment, a full disk, a folder that cannot be written to, two at once.
-- CASE_KILLS=200 makes it 200 moments.
local bk = require "breachkit"
local digest = require "breachkit.core".digest
local fs = require "breachkit.fs"
local json = require "breachkit.json"

local build = os.getenv "BREACHKIT_BUILD" or "build"
local KILLS = math.tointeger(tonumber(os.getenv "CASE_KILLS" or "25"))

-- adds reports that nobody else adds, and says of each that it is done; with "erase" it erases every third
local CHILD = [[
package.path = "./lua/?.lua;./lua/?/init.lua;" .. package.path
package.cpath = "./" .. (os.getenv "BREACHKIT_BUILD" or "build") .. "/?.so;" .. package.cpath
local bk = require "breachkit"
local out = assert(io.open(arg[2], "a"))
out:setvbuf "no"
local case <close> = assert(bk.case.open(arg[1], { who = arg[3] }))
local text = "Firm %s was hacked\n\nFirm %s said on 3 March 2024 that hackers stole %d gigabytes of e-mails.\n\n%s\n"
local folder = arg[1] .. "-" .. arg[3]
if arg[5] == "folder" then assert(require "breachkit.fs".mkdir(folder)) end
for i = 1, math.tointeger(tonumber(arg[4])) do
  local name = arg[3] .. "-" .. i
  local more = {}
  for k = 1, i % 9 * 20 do more[k] = ("Line %d of %s tells nothing new."):format(k, name) end
  local bytes = text:format(name, name, i, table.concat(more, "\n"))
  if arg[5] == "folder" then
    local f = assert(io.open(folder .. "/" .. name .. ".txt", "wb"))
    f:write(bytes)
    f:close()
    goto next
  end
  local entry, e = case:add { bytes = bytes, path = name .. ".txt" }
  if not entry then
    out:write("failed ", e.code, " ", tostring(e), "\n")
    os.exit(7)
  end
  out:write(entry.sha256, " ", entry.documents[1], "\n")
  if arg[5] == "erase" and i % 3 == 0 then
    assert(case:tombstone(entry.sha256, "a test"))
    out:write("erased ", entry.sha256, "\n")
  end
  ::next::
end
if arg[5] == "folder" then
  assert(case:add(folder, { on_each = function(_, entry, e)
    out:write(assert(entry, e).sha256, " ", entry.documents[1], "\n")
  end }))
end
out:write "end\n"
]]

describe("case", function()
  local root
  before_each(function()
    root = os.tmpname()
    os.remove(root)
    assert(fs.mkdir(root))
    assert(fs.write_atomic(root .. "/child.lua", CHILD))
  end)
  after_each(function() os.execute("chmod -R u+w " .. root .. "; rm -rf " .. root) end)

  local function child(name, n, more)
    return ("BREACHKIT_BUILD=%s lua5.4 %s/child.lua %s/x.case %s/done-%s %s %d %s"):format(build, root, root, root,
      name, name, n, more or "")
  end

  -- What a child said to be done: digests, and those it erased.
  local function done(name)
    local kept, erased = {}, {}
    local f <close> = io.open(root .. "/done-" .. name)
    for line in f and f:lines() or function() end do
      local sha256 = line:match "^(%x+) sha256:%x+$"
      if sha256 and #sha256 == 64 then kept[#kept + 1] = sha256 end
      sha256 = line:match "^erased (%x+)$"
      if sha256 and #sha256 == 64 then erased[sha256] = true end
    end
    return kept, erased
  end

  it(("holds all that was said to be done, killed at %d moments"):format(KILLS), function()
    local random, total, promised, batched = 20141124, 0, 0, 0
    for round = 1, KILLS do
      if round % 25 == 1 then os.execute("rm -rf " .. root .. "/x.case*") end -- each round reads all that is there
      random = (random * 1103515245 + 12345) & 0x7FFFFFFF
      local kind = ({ [0] = "erase", "folder" })[round % 4]
      -- some time after so many are said to be done, however slow the machine is; of a folder, after its first batch;
      -- each fifth time at any moment, the opening among them
      local adds = kind == "folder" and 1 or round % 5 == 0 and 0 or 1 + (random >> 16) % 16
      local wait = ("until [ \"$(grep -c sha256: %s/done-r%d)\" -ge %d ] || ! kill -0 $p; do sleep 0.02; done; ")
        :format(root, round, adds)
      os.execute(("(exec 2>/dev/null; %s & p=$!; %ssleep %.3f; kill -9 $p; wait $p) 2>/dev/null"):format(
        child("r" .. round, kind == "folder" and 100 or 1000, kind), adds > 0 and wait or "", random % 1000 / 2000))
      promised = promised + adds
      local case <close> = assert(bk.case.open(root .. "/x.case"))
      local told = assert(case:verify())
      assert.same({}, told.problems)
      local kept, erased = done("r" .. round)
      for _, sha256 in ipairs(kept) do
        local bytes, e = case:original(sha256)
        if erased[sha256] then
          assert.equal("erased", e.code)
        else
          -- one whose erasure was under way may be gone already
          assert(bytes and digest.hex("sha256", bytes) == sha256 or e.code == "erased", e)
        end
      end
      total = total + #kept
      if kind == "folder" then batched = batched + #kept end
      -- whatever is there is there whole, and found
      local size = case:size()
      assert.equal(size.documents, size.originals)
      assert.equal(size.documents, #assert(case:search("hackers", { limit = math.maxinteger })))
    end
    assert(promised > 0 and total >= promised, total)
    local case <close> = assert(bk.case.open(root .. "/x.case"))
    assert(case:add { bytes = "The last one.\n", path = "last.txt" })
    assert(batched > 0, batched)
    assert.same({ true, 0 }, { assert(case:verify()).holds, #assert(case:verify()).notes })
  end)

  it("is added to by two processes at once", function()
    local _, _, status = os.execute(("%s & a=$!; %s & wait $a && wait $!"):format(child("one", 40), child("two", 40)))
    assert.equal(0, status)
    local case <close> = assert(bk.case.open(root .. "/x.case"))
    local told = assert(case:verify())
    assert.same({ {}, 81, 80, 80 }, { told.problems, told.entries, told.documents, told.originals })
    local by = {}
    for entry in case:log() do by[entry.who] = (by[entry.who] or 0) + 1 end
    assert.same({ 40, 40 }, { by.one + (by.one == 41 and -1 or 0), by.two + (by.two == 41 and -1 or 0) })
  end)

  it("takes the same report once from two processes at once", function()
    local command = ("BREACHKIT_BUILD=%s bin/breachkit case add -q -o jsonl %s/x.case examples/reports >%s/")
      :format(build, root, root)
    local _, _, status = os.execute(("%s1 & a=$!; %s2 & wait $a && wait $!"):format(command, command))
    assert.equal(0, status)
    local known = 0
    for _, name in ipairs { "/1", "/2" } do
      for _, row in assert(json.lines(root .. name)) do known = known + (row.known and 1 or 0) end
    end
    local case <close> = assert(bk.case.open(root .. "/x.case"))
    assert.same({ 8, 8 }, { known, case:size().documents })
    assert.is_true(assert(case:verify()).holds)
  end)

  -- A shell in a mount namespace of its own, at once root in it; nil where that is not allowed.
  local function namespace(script)
    assert(fs.write_atomic(root .. "/run.sh", script))
    local pipe <close> = assert(io.popen(("unshare -rm sh %s/run.sh 2>%s/err; echo $?"):format(root, root)))
    local out = pipe:read "a"
    local message = io.open(root .. "/err"):read "a"
    if message:find "unshare" or message:find "mount" then return nil, "skipped: " .. message:gsub("\n.*", "") end
    return out
  end

  it("says that the disk is full, loses nothing, and goes on when there is room", function()
    local script = ([[
      mkdir ROOT/x.case
      mount -t tmpfs -o size=4m tmpfs ROOT/x.case || exit 99
      CHILD
      echo "child $?"
      cp -r ROOT/x.case ROOT/copy.case
      mount -o remount,size=64m ROOT/x.case
      AGAIN
      echo "again $?"
      cp -r ROOT/x.case ROOT/after.case
    ]]):gsub("%u+", { ROOT = root, CHILD = child("full", 3000), AGAIN = child("room", 5) })
    local out, why = namespace(script)
    if not out then return pending(why) end
    assert.matches("child 7\n", out)
    assert.matches("again 0\n", out)
    local last
    for line in io.lines(root .. "/done-full") do last = line end
    assert.matches("^failed io .*", last)
    local kept = done "full"
    assert(#kept > 20, #kept)
    for _, name in ipairs { "copy", "after" } do
      local case <close> = assert(bk.case.open(("%s/%s.case"):format(root, name)))
      assert.same({}, assert(case:verify()).problems)
      for _, sha256 in ipairs(kept) do assert(case:original(sha256)) end
      assert.equal(#kept + (name == "after" and 5 or 0), case:size().documents)
    end
  end)

  it("is read where it cannot be written to, and says so when it should", function()
    do
      local case <close> = assert(bk.case.open(root .. "/x.case"))
      assert(case:add "examples/reports/08-psn-outage-2011.txt")
    end
    local script = ([[
      mount --bind ROOT/x.case ROOT/x.case && mount -o remount,ro,bind ROOT/x.case || exit 99
      bin/breachkit case search -o jsonl ROOT/x.case accounts | wc -l
      bin/breachkit case log -o jsonl ROOT/x.case | wc -l
      bin/breachkit case tag ROOT/x.case sha256:0 x 2>&1; echo "tag $?"
      bin/breachkit case add ROOT/x.case examples/reports/07-analyst-mail.eml 2>&1; echo "add $?"
    ]]):gsub("ROOT", root)
    local out, why = namespace("export BREACHKIT_BUILD=" .. build .. "\n" .. script)
    if not out then return pending(why) end
    assert.matches("^1\n2\n", out)
    local _, times = out:gsub("cannot be written to", "")
    assert.equal(2, times)
    assert.matches("tag 2\n", out)
    assert.matches("add 2\n", out)
    local case <close> = assert(bk.case.open(root .. "/x.case"))
    assert.same({ true, 2 }, { assert(case:verify()).holds, case:size().entries })
  end)

  it("says that its log is gone, where it would look as if nothing had been done", function()
    local case <close> = assert(bk.case.open(root .. "/x.case"))
    assert(case:add "examples/reports/08-psn-outage-2011.txt")
    local path = root .. "/x.case/audit.jsonl"
    os.remove(path)
    local fine, e = pcall(function() for _ in case:log() do error "an entry" end end)
    assert.same({ false, "io", path }, { fine, e.code, e.source })
    e = select(2, case:changes(1))
    assert.same({ "io", path }, { e.code, e.source })
  end)

  it("says which bytes of a WARC file are gone, and keeps what is left", function()
    local first, last
    do
      local case <close> = assert(bk.case.open(root .. "/x.case"))
      first = assert(case:add "examples/reports/01-harbour-courier.html")
      last = assert(case:add "examples/reports/08-psn-outage-2011.txt")
    end
    local path = root .. "/x.case/warc/00001.warc.gz"
    local f <close> = assert(io.open(path, "rb"))
    local bytes = f:read "a"
    assert(fs.write_atomic(path, bytes:sub(1, -200)))
    local case <close> = assert(bk.case.open(root .. "/x.case"))
    local told = assert(case:verify())
    assert.same({ false, 2, path, "damaged" }, { told.holds, #told.problems, told.problems[1].source,
      told.problems[2].code })
    assert(case:original(first.sha256))
    local _, e = case:original(last.sha256)
    assert.same({ "damaged", path }, { e.code, e.source })
    _, e = case:add "examples/reports/07-analyst-mail.eml"
    assert.same({ "damaged", path }, { e.code, e.source })
    assert.equal(#bytes - 199, assert(fs.stat(path)).size)
    -- what the case knows can be read still
    assert.equal(1, #assert(case:search "title:70"))
  end)
end)
