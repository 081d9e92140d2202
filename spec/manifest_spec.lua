-- Manifests written, resumed and read, through the library and the command line, over real trees.
local fs = require "breachkit.fs"
local hash = require "breachkit.hash"
local json = require "breachkit.json"
local manifest = require "breachkit.manifest"

local root

local function shell(command)
  return os.execute(("cd '%s' && { %s\n}"):format(root, command))
end

local function run(command)
  local pipe <close> = assert(io.popen(("{ %s\n} 2>&1; echo $?"):format(command)))
  local said = pipe:read "a"
  local out, status = said:match "^(.-)(%d+)\n$"
  return out, tonumber(status)
end

local function rows_of(roots, options)
  local rows = {}
  for row in assert(manifest.rows(roots, options)) do
    assert.is_nil(rows[row.path])
    rows[#rows + 1], rows[row.path] = row, row
  end
  return rows
end

local function read(path)
  local rows, list = assert(manifest.open(path)), {}
  while true do
    local row, e, line = rows()
    if e then list.error = e return list end
    if row then list[#list + 1] = row elseif not line then return list end
  end
end

describe("a manifest", function()
  before_each(function()
    root = os.tmpname()
    os.remove(root)
    assert(fs.mkdir(root .. "/t", true))
  end)
  after_each(function() os.execute("chmod -R u+rwx '" .. root .. "'; rm -rf '" .. root .. "'") end)

  it("has a row for everything there is, in a stable order", function()
    assert(shell [[cd t; mkdir -p b a.d a; echo 1 > a/x; echo 2 > a.d/y; echo 3 > b/z; : > empty; ln a/x b/hard
      ln -s ../a b/up; ln -s nowhere dead; mkfifo p; truncate -s 1M sparse; touch -d '2014-11-24T10:00:00.25Z' b/z
      printf '%%PDF-1.7' > paper.txt; python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("s")']])
    local rows = rows_of { root .. "/t" }
    local order = {}
    for i, row in ipairs(rows) do order[i] = row.path:sub(#root + 4) end
    assert.same({ "a/x", "a.d/y", "b/hard", "b/up", "b/z", "dead", "empty", "p", "paper.txt", "s", "sparse" }, order)
    local function at(name) return rows[root .. "/t/" .. name] end
    local z = at "b/z"
    assert.same({ path = z.path, size = 2, modified = "2014-11-24T10:00:00.25Z", type = "text/plain",
      md5 = "6d7fce9fee471194aa8b5b6e47267f03", sha1 = hash.bytes("3\n", "sha1").sha1,
      sha256 = hash.bytes("3\n", "sha256").sha256 }, z)
    assert.same({ 2, 2 }, { at "a/x".links, at "b/hard".links })
    assert.equal(at "a/x".inode, at "b/hard".inode)
    assert.equal(at "a/x".sha256, at "b/hard".sha256)
    assert.same({ "link", "../a" }, { at "b/up".kind, at "b/up".target })
    assert.same({ "link", "nowhere" }, { at "dead".kind, at "dead".target })
    assert.same({ "pipe", "socket" }, { at "p".kind, at "s".kind })
    assert.is_nil(at "p".sha256)
    assert.same({ 1048576, 0 }, { at "sparse".size, at "sparse".allocated })
    assert.same({ "inode/x-empty", "application/pdf", "application/octet-stream" },
      { at "empty".type, at "paper.txt".type, at "sparse".type })
    assert.equal(hash.bytes("").sha256, at "empty".sha256)
  end)

  it("follows links only when asked, and never in circles", function()
    assert(shell "cd t; mkdir d; echo 1 > d/x; ln -s d to-d; ln -s d/x to-x; ln -s .. d/up; ln -s gone dead")
    local rows = rows_of({ root .. "/t" }, { follow = true, algorithms = "md5" })
    local got = {}
    for _, row in ipairs(rows) do
      got[#got + 1] = row.path:sub(#root + 4) .. " " .. (row.error or row.kind or row.size)
    end
    assert.same({ "d/up limit", "d/x 2", "dead link", "to-d/up limit", "to-d/x 2", "to-x 2" }, got)
  end)

  it("keeps names of any bytes, in every format", function()
    local names = { "new\nline", "bad\xff\xfe", "back\\slash", "c,o\"m", "%41 100%", "cr\rx",
      ("n"):rep(255), "=1+1", "é" }
    table.sort(names)
    for _, name in ipairs(names) do
      local f = assert(io.open(root .. "/t/" .. name, "wb"))
      f:write(name)
      f:close()
    end
    for _, format in ipairs { "jsonl", "csv", "hashdeep", "text" } do
      local out = root .. "/m." .. format
      assert(manifest.write(out, { root .. "/t" }, { format = format, algorithms = { "sha256" } }))
      local rows = read(out)
      assert.is_nil(rows.error)
      assert.equal(#names, #rows)
      for i, name in ipairs(names) do
        assert.equal(root .. "/t/" .. name, rows[i].path)
        assert.equal(hash.bytes(name).sha256, rows[i].sha256)
      end
    end
    assert.is_true(utf8.len(assert(fs.read(root .. "/m.jsonl"))) ~= nil)
    assert.truthy(run(("sha256sum -c --quiet '%s/m.text' && echo all"):format(root)):find "^all")
    -- a formula at the start of a path is no formula in the CSV
    assert(os.execute(("cd '%s/t' && mkdir ../f && cp -- '=1+1' ../f/"):format(root)))
    local bin = io.popen "pwd":read "l" .. "/bin/breachkit"
    local out = run(("cd '%s/f' && '%s' hash -o csv -a md5 -- =1+1"):format(root, bin))
    assert.truthy(out:find("\n'=1+1,3d312b31,4,", 1, true))
  end)

  it("reads paths that are longer than the system takes", function()
    local name = ("d"):rep(255)
    assert(shell(("cd t; for i in $(seq 20); do mkdir %s && cd -P %s || exit 1; done; echo deep > x; echo y > y")
      :format(name, name)))
    local rows = rows_of { root .. "/t" }
    assert.equal(2, #rows)
    assert.is_true(#rows[1].path > 5000)
    assert.equal(hash.bytes("deep\n").sha256, rows[1].sha256)
    assert.equal(hash.bytes("y\n").sha256, rows[2].sha256)
  end)

  it("has a row with an error for what cannot be read", function()
    assert(shell [[cd t; mkdir closed; echo 1 > closed/x; echo 2 > secret; echo 3 > z
      chmod 0 secret closed; chmod 755 .. .]])
    local bin = io.popen "pwd":read "l"
    local as = io.popen "id -u":read "l" == "0" and "setpriv --reuid=65534 --regid=65534 --clear-groups " or ""
    -- another user may not be let into where the checkout is
    if as ~= "" and not os.execute(as .. "test -r " .. bin .. "/bin/breachkit 2>/dev/null") then
      return pending "the checkout is closed to other users"
    end
    local out, status = run(("cd / && BREACHKIT_BUILD='%s/%s' %s'%s/bin/breachkit' hash -q -o jsonl '%s/t' 2>/dev/null")
      :format(bin, os.getenv "BREACHKIT_BUILD" or "build", as, bin, root))
    assert.equal(3, status)
    local got = {}
    for line in out:gmatch "[^\n]+" do
      local row = assert(json.decode(line))
      got[#got + 1] = { row.path:sub(#root + 4), row.error, row.message, row.size }
    end
    assert.same({ { "closed", "io", "Permission denied" }, { "secret", "io", "Permission denied", 2 },
      { "z", nil, nil, 2 } }, got)
  end)

  it("tells what changes or goes while it is walked", function()
    assert(shell "cd t; for i in $(seq 1000 3000); do echo $i > f$i; done")
    local got = {}
    for row in assert(manifest.rows({ root .. "/t" }, { algorithms = "md5" })) do
      if #got == 0 then assert(shell "cd t; rm f29*; echo longer-than-it-was > f2800; : > f2801") end
      got[#got + 1] = row
    end
    assert.equal(2001, #got)
    local gone = 0
    for _, row in ipairs(got) do
      local name = row.path:match "[^/]*$"
      if name:find "^f29" then
        gone = gone + 1
        assert.equal("io", row.error)
        assert.is_nil(row.md5)
      elseif name == "f2800" then
        assert.equal(19, row.size)
      elseif name == "f2801" then
        assert.equal(0, row.size)
      end
    end
    assert.equal(100, gone)
  end)

  it("has a row for a device, which it does not read, and for names as long as there are", function()
    local row = rows_of({ "/dev/zero" })[1]
    assert.same({ "/dev/zero", "device" }, { row.path, row.kind })
    assert.is_nil(row.size or row.sha256 or row.error)
    local name = ("n"):rep(255)
    assert(fs.write_atomic(root .. "/t/" .. name:sub(9), "x")) -- there is room for the writer's own
    assert(os.rename(root .. "/t/" .. name:sub(9), root .. "/t/" .. name))
    assert.same({ "device", root .. "/t/" .. name }, { row.kind, rows_of({ root .. "/t" })[1].path })
    assert(manifest.write(root .. "/m.jsonl", { root .. "/t", "/dev/zero" }))
    assert.is_true(assert(manifest.audit(root .. "/m.jsonl", root .. "/t")).missing == 1)
  end)

  it("tells what grows or shrinks when it comes to it, though its size was seen before", function()
    for i = 1, 400 do assert(fs.write_atomic(("%s/t/%03d"):format(root, i), ("x"):rep(70000))) end
    local done = manifest.write(root .. "/m.jsonl", { root .. "/t" }, { algorithms = "md5", on_row = function(row)
      if row.path:find "001$" then assert(shell "cd t; truncate -s 5 400; echo y >> 399; rm 398") end
    end })
    assert.same({ 400, 0 }, { done.rows, done.others })
    for row in assert(manifest.open(root .. "/m.jsonl")) do
      local bytes = fs.read(row.path)
      -- what has a digest has that of the bytes that are there, or were before
      local before = hash.bytes(("x"):rep(70000), "md5").md5
      assert.truthy(row.error or row.md5 == before or row.md5 == hash.bytes(bytes, "md5").md5, row.path)
      if not row.error then assert.equal(row.md5 == before and 70000 or #bytes, row.size) end
    end
  end)

  it("tells a root that is not there, and of nothing else is stopped", function()
    assert(shell "echo 1 > t/x")
    local rows = rows_of({ root .. "/none", root .. "/t/x" }, { algorithms = "md5" })
    assert.same({ "io", nil }, { rows[1].error, rows[2].error })
    assert.equal(2, rows[2].size)
    local nothing, e = manifest.rows({ root }, { algorithms = { "md7" } })
    assert.is_nil(nothing)
    assert.equal("type", e.code)
    assert.has_error(function() manifest.rows({ root }, { algoritm = "md5" }) end)
  end)

  it("goes on where it was killed, wherever that was, and digests nothing twice", function()
    assert(shell "cd t; for d in 1 2 3 4 5 6 7 8; do mkdir $d; for i in $(seq 200); do echo $d$i > $d/$i; done; done")
    assert(shell "cd t; ln 1/1 5/hard; ln 1/1 8/hard; ln -s x 4/link")
    local whole, out = root .. "/whole.jsonl", root .. "/killed.jsonl"
    assert(manifest.write(whole, { root .. "/t" }, { seal = true }))
    local command = ("bin/breachkit hash -q --seal -o jsonl --out '%s' '%s/t'"):format(out, root)
    local kills, longest = 0, 0
    math.randomseed(8)
    for _ = 1, 12 do
      local pause = math.random(20, 90) / 1000
      run(("%s & sleep %.3f; kill -9 $! 2>/dev/null; wait $! 2>/dev/null"):format(command, pause))
      local info = fs.stat(out .. ".partial")
      if info then
        kills = kills + 1
        if fs.stat(out) then assert.equal(fs.read(whole), fs.read(out)) end -- whole or not there
        assert.is_true(info.size >= longest - 400) -- but for a torn line nothing is lost
        longest = info.size
      end
      os.remove(out)
      if not info then os.remove(out .. ".partial") longest = 0 end
    end
    -- torn in the middle of a row, at every kind of place
    assert(os.execute(command))
    local bytes = assert(fs.read(out))
    assert.equal(fs.read(whole), bytes)
    local stopped = root .. "/stopped.jsonl"
    local seen = 0
    assert.has_error(function()
      manifest.write(stopped, { root .. "/t" }, { seal = true, on_row = function()
        seen = seen + 1
        if seen == 700 then error("stop", 0) end
      end })
    end, "stop")
    local journal = assert(fs.read(stopped .. ".partial"))
    for _, cut in ipairs { 0, 1, 50, 300, 301, 5000, #journal - 1, #journal } do
      assert(fs.write_atomic(stopped .. ".partial", journal:sub(1, cut)))
      local resumed, digested = 0, 0
      local done = assert(manifest.write(stopped, { root .. "/t" }, { seal = true,
        on_resume = function(n) resumed = n end, on_progress = function(_, n) digested = n end }))
      assert.equal(bytes, fs.read(stopped))
      assert.is_nil(fs.stat(stopped .. ".partial"))
      assert.equal(1603, done.rows)
      if cut == #journal then
        assert.equal(700, resumed)
        assert.equal(done.bytes, digested)
        assert.is_true(digested < 5000) -- of 7,000
      end
      os.remove(stopped)
    end
    -- other arguments do not go on with these rows
    assert(fs.write_atomic(stopped .. ".partial", journal))
    local nothing, e = manifest.write(stopped, { root .. "/t" }, { algorithms = "md5" })
    assert.is_nil(nothing)
    assert.equal("usage", e.code)
    assert.equal(journal, fs.read(stopped .. ".partial"))
  end)

  it("does not go on with the rows of another folder of the same path", function()
    assert(shell "mkdir -p a/ev b/ev; for i in $(seq 100); do echo $i > a/ev/$i; echo b$i > b/ev/$i; done")
    local command = ("B=$PWD; cd '%s/%%s'; $B/bin/breachkit hash -q -o jsonl --out '%s/m.jsonl' ev"):format(root, root)
    assert.equal(2, select(2, run("trap '' XFSZ; ulimit -f 16; " .. command:format "a")))
    local said, status = run(command:format "b")
    assert.equal(2, status)
    assert.truthy(said:find("holds the rows of another run", 1, true))
    assert.equal(0, select(2, run(command:format "a")))
    assert.equal(100, #read(root .. "/m.jsonl"))
  end)

  it("tells when it is interrupted where its rows are, and goes on with them", function()
    assert(shell "cd t; for i in $(seq 3000); do echo $i > $i; done")
    local out = root .. "/m.jsonl"
    local command = ("bin/breachkit hash -q -o jsonl --out '%s' '%s/t'"):format(out, root)
    local said, status = run(("setsid %s & p=$!; until [ -s '%s.partial' ] || ! kill -0 $p; do :; done; "
      .. "kill -INT $p; wait $p"):format(command, out))
    if status ~= 0 then -- it was not done before
      assert.equal(130, status)
      assert.equal(("\nbreachkit: interrupted: what is done is kept in %s.partial, and the same command goes on\n")
        :format(out), said)
    end
    assert.equal(0, select(2, run(command)))
    assert.equal(3000, #read(out))
  end)

  it("is interrupted right behind the closing of any of its files as anywhere", function()
    assert(shell "cd t; echo 1 > a")
    local closings = 0
    repeat
      local left = closings
      debug.sethook(function()
        local inner = debug.getinfo(2, "nS")
        if inner.what ~= "C" or inner.name ~= "close" then return end
        left = left - 1
        if left >= 0 then return end
        debug.sethook()
        error("interrupted!", 0)
      end, "r")
      local done, problem = pcall(manifest.write, root .. "/m.jsonl", { root .. "/t" })
      debug.sethook()
      if not done then assert.equal("interrupted!", problem) end
      closings = closings + 1
    until done
    assert.is_true(closings > 1)
  end)

  it("names no file that is not there when it is interrupted", function() -- again until it has begun to listen
    assert(shell "truncate -s 64G t/large")
    for _, delay in ipairs { 0.01, 0.03, 0.3 } do
      local said = run(("rm -f '%s/m.partial'; setsid bin/breachkit hash -q --out '%s/m' '%s/t' & p=$!; "
        .. "sleep %s; while kill -INT $p; do sleep 0.5; done 2>&-; wait $p"):format(root, root, root, delay))
      if fs.type(root .. "/m.partial") == nil then assert.is_nil(said:find("partial", 1, true)) end
    end
  end)

  it("is no row of itself, nor is its partial file, and is written to a file alone", function()
    assert(shell "cd t; echo 1 > a")
    local function paths(name)
      local found = {}
      for _, row in ipairs(read(root .. name)) do found[#found + 1] = row.path:sub(#root + 2) end
      return found
    end
    for _ = 1, 2 do -- not there before, and there
      assert(manifest.write(root .. "/t/m.jsonl", { root .. "/t" }))
      assert.same({ "t/a" }, paths "/t/m.jsonl")
    end
    assert.is_true(assert(manifest.audit(root .. "/t/m.jsonl", root .. "/t")).holds)
    assert(manifest.write(root .. "/m.jsonl", { root .. "/t" }))
    assert.same({ "t/a", "t/m.jsonl" }, paths "/m.jsonl")
    local nothing, e = manifest.write("/dev/full", { root .. "/t" })
    assert.same({ nil, "usage" }, { nothing, e.code })
    assert.is_nil(fs.stat "/dev/full.partial")
  end)

  it("lets one run at a time write a manifest, and none into what is no file", function()
    assert(shell "cd t; for i in $(seq 100); do echo $i > $i; done")
    local out, refused = root .. "/m.jsonl", nil
    local function second()
      local nothing, e = manifest.write(out, { root .. "/t" })
      assert.is_nil(nothing)
      assert.equal("io", e.code)
      local said, status = run(("bin/breachkit hash -q -o jsonl --out '%s' '%s/t'"):format(out, root))
      assert.equal(2, status)
      return said
    end
    assert(manifest.write(out, { root .. "/t" }, { on_row = function(row)
      if row.path:find "/50$" then refused = second() end
    end }))
    assert.truthy(refused:find("m.jsonl.partial: another run is writing it", 1, true))
    assert.is_nil(fs.stat(out .. ".partial"))
    local first = assert(fs.read(out))
    local function stop() error("stop", 0) end
    for _ = 1, 3 do -- raised at its first row, then at what is there of it: none keeps the file
      assert.has_error(function() manifest.write(out, { root .. "/t" }, { on_row = stop }) end, "stop")
    end
    assert(manifest.write(out, { root .. "/t" }))
    assert.equal(first, fs.read(out))
    assert(shell "mkfifo m.csv.partial")
    local nothing, e = manifest.write(root .. "/m.csv", { root .. "/t" }, { format = "csv" })
    assert.is_nil(nothing)
    assert.equal("type", e.code)
  end)

  it("goes on past roots that are not there, and takes standard input for one", function()
    assert(shell "cd t; echo 1 > a; echo 2 > b")
    local roots, out = { root .. "/none", root .. "/t/b", root .. "/t" }, root .. "/m.jsonl"
    assert(manifest.write(out, roots, { algorithms = "md5" }))
    local wanted = assert(fs.read(out))
    for stop = 1, 4 do
      local seen = 0
      pcall(manifest.write, out, roots, { algorithms = "md5", on_row = function()
        seen = seen + 1
        if seen == stop then error "stop" end
      end })
      local resumed
      local done = assert(manifest.write(out, roots, { algorithms = "md5", on_resume = function(n) resumed = n end }))
      assert.same({ stop, 4, 1 }, { resumed, done.rows, done.failed })
      assert.equal(wanted, fs.read(out))
    end
    assert.equal("d41d8cd98f00b204e9800998ecf8427e  -\n", (run "bin/breachkit hash -a md5 - < /dev/null"))
    local said = run(("printf abc | bin/breachkit hash -a md5 -o hashdeep - '%s/t/b'"):format(root))
    assert.truthy(said:find("\n3,900150983cd24fb0d6963f7d28e17f72,-\n2,26ab0db90d72e28ad0ba1e22ee510510,/", 1, true))
  end)

  it("leaves no half manifest when the disk is full, and goes on when there is room", function()
    assert(shell "cd t; for i in $(seq 100); do echo $i > $i; done")
    local out = root .. "/m.jsonl"
    local command = ("bin/breachkit hash -o jsonl --out '%s' '%s/t'"):format(out, root)
    local said, status = run("trap '' XFSZ; ulimit -f 16; " .. command)
    assert.equal(2, status)
    assert.truthy(said:find("m.jsonl.partial: File too large; what was done is kept there", 1, true))
    assert.is_nil(fs.stat(out))
    said, status = run(command)
    assert.equal(0, status)
    assert.truthy(said:find "going on after %d+ rows")
    assert.equal(100, #read(out))
    status = select(2, run(("bin/breachkit hash -o jsonl '%s/t' > /dev/full"):format(root)))
    assert.equal(2, status)
  end)

  it("prints what the library writes", function()
    assert(shell "cd t; echo 1 > a; echo 2 > b; ln -s a l")
    for _, format in ipairs { "jsonl", "json", "csv", "text", "hashdeep" } do
      local out = root .. "/m"
      assert(manifest.write(out, { root .. "/t" }, { format = format }))
      assert.equal(fs.read(out), (run(("bin/breachkit hash -q -o %s '%s/t'"):format(format, root))))
    end
    local said, status = run(("bin/breachkit hash -a md5 '%s/t'"):format(root))
    assert.equal(0, status)
    local left = "breachkit: warning: 1 link, pipe, socket or device is left out: the format has room for files alone\n"
    assert.equal(("%sb026324c6904b2a9cb4b88d6d61c81d1  %s/t/a\n26ab0db90d72e28ad0ba1e22ee510510  %s/t/b\n"):format(left,
      root, root), said)
    said, status = run(("bin/breachkit hash -o jsonl '%s/none' '%s/t/a' | cut -c -60"):format(root, root))
    assert.truthy(said:find("none: No such file or directory (io)\n", 1, true))
    assert.truthy(said:find('\n{"error":"io"', 1, true))
    assert.equal(0, status) -- that of cut
    assert.equal(3, select(2, run(("bin/breachkit hash '%s/none' '%s/t/a'"):format(root, root))))
    assert.equal(2, select(2, run(("bin/breachkit hash '%s/none'"):format(root))))
    said, status = run(("bin/breachkit hash -a md7 '%s'"):format(root))
    assert.equal(2, status)
    assert.truthy(said:find "needs digests out of md5, sha1")
    said, status = run(("bin/breachkit hash -o csv --seal '%s'"):format(root))
    assert.equal(2, status)
    assert.truthy(said:find("--seal goes with -o jsonl", 1, true))
    said = run(("bin/breachkit hash --progress always -a md5 '%s/t' 2>&1 >/dev/null"):format(root))
    assert.equal(left, said)
  end)
end)
