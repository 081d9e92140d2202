-- A folder against a manifest, sealing, signing, proving: through the library and the command line.
local fs = require "breachkit.fs"
local hash = require "breachkit.hash"
local json = require "breachkit.json"
local manifest = require "breachkit.manifest"

local root

local function shell(command)
  assert(os.execute(("cd '%s' && { %s\n}"):format(root, command)))
end

local function run(command)
  local pipe <close> = assert(io.popen(("{ %s\n} 2>&1; echo $?"):format(command)))
  local said = pipe:read "a"
  local out, status = said:match "^(.-)(%d+)\n$"
  return (out:gsub(root, "ROOT")), tonumber(status)
end

local function audit(name, folder, options)
  local rows = {}
  options = options or {}
  options.on_row = function(row)
    rows[#rows + 1] = ("%s %s%s"):format(row.status, row.path:gsub("^" .. root .. "/", ""),
      row.from and " < " .. row.from:gsub("^" .. root .. "/", "") or "")
  end
  local result = assert(manifest.audit(root .. "/" .. name, root .. "/" .. folder, options))
  -- the counts add up, whatever was found
  local both = result.matched + result.changed + result.moved + result.renamed + result.unreadable + result.unverified
  assert.equal(result.rows, both + result.missing)
  assert.equal(result.files, both + result.new + result.duplicate)
  return result, rows
end

-- The audit by its definition, all in memory: of the rows of some bytes a file that has none takes the first of its
-- name, else of its folder, else of all.
local function by_definition(rows, files)
  local at, taken, out = {}, {}, {}
  local function tell(status, path, from)
    out[#out + 1] = status .. " t/" .. path .. (from and " < t/" .. from or "")
  end
  for i, row in ipairs(rows) do at[row.path] = i end
  for _, file in ipairs(files) do
    local i = at[file.path]
    if i then taken[i] = true end
    if i and rows[i].bytes ~= file.bytes then tell("changed", file.path) end
  end
  local function split(path) return path:match "^(.*)/([^/]*)$" end
  for _, file in ipairs(files) do
    local found, best, any = nil, 0, nil
    for i, row in ipairs(at[file.path] and {} or rows) do
      if row.bytes == file.bytes and row.bytes ~= "" then
        any = any or row.path
        local folder, name = split(row.path)
        local its_folder, its_name = split(file.path)
        local rank = name == its_name and 3 or folder == its_folder and 2 or 1
        if not taken[i] and rank > best then found, best = i, rank end
      end
    end
    if found then taken[found] = true end
    if not at[file.path] then
      tell(found and (best == 2 and "renamed" or "moved") or any and "duplicate" or "new", file.path,
        found and rows[found].path or any)
    end
  end
  for i, row in ipairs(rows) do
    if not taken[i] then tell("missing", row.path) end
  end
  return out
end

local function codes(result)
  local list = {}
  for i, e in ipairs(result.problems) do list[i] = e.code end
  return list
end

describe("an audit", function()
  before_each(function()
    root = os.tmpname()
    os.remove(root)
    assert(fs.mkdir(root .. "/t", true))
    shell [[cd t; mkdir d e; echo a > a; echo b > d/b; echo c > d/c; echo d > e/d; echo same > s1; echo same > s2
      : > nil; ln -s a l]]
    assert(manifest.write(root .. "/m.jsonl", { root .. "/t" }, { seal = true }))
  end)
  after_each(function() os.execute("rm -rf '" .. root .. "'") end)

  it("keeps thousands of rows apart, with a digest, without, or with what is none of that kind", function()
    local lines = {}
    local function add(path, fields)
      fields.path = "was/" .. path
      lines[#lines + 1] = json.encode(fields) .. "\n"
    end
    add("x/1", { error = "io", message = "once" })
    for i = 2, 2499 do add("gone/" .. i, { size = 3, sha256 = hash.bytes("gone" .. i).sha256 }) end
    add("d/b", { size = 2, sha256 = "abcd" }) -- of another width
    add("d/c", { size = 2, sha256 = "none" })
    add("a", { size = 2, sha256 = hash.bytes("a\n").sha256:upper() })
    for i = 2503, 3100 do add("gone/" .. i, { size = 3, sha256 = hash.bytes("gone" .. i).sha256 }) end
    assert(fs.write_atomic(root .. "/large.jsonl", table.concat(lines)))
    shell [[rm -r t/s1 t/s2 t/nil t/l t/e; mkdir t/x; echo 1 > t/x/1; printf gone777 > t/new
      printf gone3100 > t/x/last]]
    local result, rows = audit("large.jsonl", "t")
    assert.same({ "changed t/d/b", "unverified t/d/c", "unverified t/x/1", "moved t/new < was/gone/777",
      "moved t/x/last < was/gone/3100", "missing was/gone/2" }, table.move(rows, 1, 6, 1, {}))
    assert.same({ 3100, 6, 1, 3094, 2, "was/" },
      { result.rows, result.files, result.matched, result.missing, result.moved, result.base })
  end)

  it("holds for what is as it was, also elsewhere", function()
    shell "cp -a t copy"
    for _, folder in ipairs { "t", "t/", "copy" } do
      local result, rows = audit("m.jsonl", folder)
      assert.is_true(result.holds)
      assert.same({}, rows)
      assert.same({ 8, 8, 8, "sha256", root .. "/t/" }, { result.rows, result.files, result.matched, result.algorithm,
        result.base })
      assert.equal(64, #result.sealed)
    end
    local out, status = run(("bin/breachkit audit '%s/m.jsonl' '%s/copy'"):format(root, root))
    assert.equal(0, status)
    assert.truthy(out:find("^8 rows and 8 files by sha256: 8 matched\n"))
  end)

  it("tells what was changed, moved, renamed, what is missing, new, duplicate", function()
    shell "cd t; echo A > a; mv d/b d/bb; mv d/c e/c; rm e/d; echo new > n; cp s1 s3; rm nil; : > nil2; ln -sf d l"
    local result, rows = audit("m.jsonl", "t")
    assert.is_false(result.holds)
    assert.same({ "changed t/a", "changed t/l", "renamed t/d/bb < t/d/b", "moved t/e/c < t/d/c", "new t/n",
      "new t/nil2", "duplicate t/s3 < t/s1", "missing t/e/d", "missing t/nil" }, rows)
    local out, status = run(("bin/breachkit audit -o jsonl '%s/m.jsonl' '%s/t'"):format(root, root))
    assert.equal(1, status)
    local last
    for line in out:gmatch "[^\n]+" do last = assert(json.decode(line)) end
    assert.same({ "summary", 8, 9, 2, 2, 1, 1, 2, 2, 1, 0 }, { last.status, last.rows, last.files, last.matched,
      last.changed, last.moved, last.renamed, last.missing, last.new, last.duplicate, last.problems })
    out = run(("bin/breachkit audit -o csv '%s/m.jsonl' '%s/t'"):format(root, root))
    assert.truthy(out:find("\nmoved,ROOT/t/e/c,ROOT/t/d/c,2,,,,\r\n", 1, true))
  end)

  it("is what its definition says of any two trees, in whatever order the manifest has its rows", function()
    math.randomseed(8)
    local all, contents = {}, { "", "x", "y", "z", "same", "zero" }
    for _, folder in ipairs { "d", "d.d", "d/e", "d/e/f", "e", "e-e" } do
      for i = 1, 7 do all[#all + 1] = folder .. "/" .. i end
    end
    table.sort(all, function(a, b) return a:gsub("/", "\0") < b:gsub("/", "\0") end)
    local function tree(share)
      local list = {}
      for _, path in ipairs(all) do
        if math.random() < share then list[#list + 1] = { path = path, bytes = contents[math.random(#contents)] } end
      end
      return list
    end
    for round = 1, 12 do
      local rows, files = tree(round / 12), tree(1 - round / 15)
      for i, file in ipairs(files) do -- most are where they were
        for _, row in ipairs(rows) do
          if row.path == file.path and math.random() < 0.7 then files[i].bytes = row.bytes end
        end
      end
      shell "rm -rf t; mkdir -p t/d/e/f t/d.d t/e t/e-e"
      for _, file in ipairs(files) do assert(fs.write_atomic(root .. "/t/" .. file.path, file.bytes)) end
      for _, order in ipairs { "of a walk", "any" } do
        local lines = {}
        for i = #rows, 2, -1 do
          local k = order == "any" and math.random(i) or i
          rows[i], rows[k] = rows[k], rows[i]
        end
        for i, row in ipairs(rows) do
          lines[i] = json.encode { path = "t/" .. row.path, size = #row.bytes, md5 = hash.bytes(row.bytes, "md5").md5 }
        end
        assert(fs.write_atomic(root .. "/r.jsonl", table.concat(lines, "\n") .. "\n"))
        local result, told = audit("r.jsonl", "t")
        assert.same(by_definition(rows, files), told)
        assert.same({}, result.problems)
      end
    end
  end)

  it("takes the last of rows of one path, and tells of them", function()
    local function row(path, bytes)
      return json.encode { path = path, size = #bytes, md5 = hash.bytes(bytes, "md5").md5 }
    end
    local rows = { row("t/a", "x"), row("t/a", "a\n"), row("t/d/b", "b\n"), row("t/d/b", "y") }
    for _, text in ipairs { table.concat(rows, "\n"), table.concat({ rows[3], rows[1], rows[4], rows[2] }, "\n") } do
      assert(fs.write_atomic(root .. "/r.jsonl", text .. "\n"))
      shell "rm -rf t/d/c t/e t/s1 t/s2 t/nil t/l"
      local result, told = audit("r.jsonl", "t")
      assert.same({ "edited", "edited" }, codes(result))
      table.sort(told)
      assert.same({ "changed t/d/b", "missing t/a", "missing t/d/b" }, told)
    end
  end)

  it("gives each missing row to one file, of two copies the one of its name", function()
    shell "cd t; mkdir f; mv d/b f/x; cp f/x f/b; mv s1 f/s1; cp f/s1 f/s9"
    local _, rows = audit("m.jsonl", "t")
    -- f/b has the name of what is missing; s2 is still there
    table.sort(rows)
    assert.same({ "duplicate t/f/s9 < t/s1", "duplicate t/f/x < t/d/b", "moved t/f/b < t/d/b",
      "moved t/f/s1 < t/s1" }, rows)
  end)

  it("takes the lines of one file for one row, and what is between them for what it is", function()
    local function sums(...)
      assert(fs.write_atomic(root .. "/sums", table.concat({ ... }, "\n")))
      return audit("sums", "t")
    end
    local md5, sha1 = hash.bytes("a\n", "md5").md5, hash.bytes("a\n", "sha1").sha1
    shell "rm -r t/d t/e t/s1 t/s2 t/nil t/l"
    local result = sums("MD5 (a) = " .. md5, "# tagged", "", "SHA1 (a) = " .. sha1, "")
    assert.same({ true, 1, "sha1" }, { result.holds, result.rows, result.algorithm })
    result = sums(md5 .. "  a", sha1 .. "  a", "")
    assert.same({ true, 1 }, { result.holds, result.rows })
    result = sums("MD5 (a) = " .. md5, "nonsense", "SHA1 (a) = " .. sha1, "")
    assert.same({ { "syntax", "edited" }, 2 }, { codes(result), result.rows })
    result = sums("MD5 (a) = " .. md5, "SHA1 (a) = " .. sha1)
    assert.same({ { "cut" }, 1, 1 }, { codes(result), result.rows, result.matched })
    result = sums("MD5 (a) = " .. md5, "MD5 (a) = " .. md5, "")
    assert.same({ { "edited" }, 2 }, { codes(result), result.rows })
  end)

  it("finds a part of the folder in its place, however deep, and says what is outside of it", function()
    shell [[cd t; mkdir -p d/x/y f; for n in d d/x d/x/y f; do echo $n > $n/readme; done; echo same > d/x/y/s1]]
    assert(manifest.write(root .. "/m.jsonl", { root .. "/t" }))
    for folder, counts in pairs { ["t"] = { 13, 13, 0, 0 }, ["t/d"] = { 13, 6, 7, 7 }, ["t/d/x"] = { 13, 3, 10, 10 },
      ["t/d/x/y"] = { 13, 2, 11, 11 }, ["t/f"] = { 13, 1, 12, 12 } } do
      local result = audit("m.jsonl", folder)
      assert.same(counts, { result.rows, result.matched, result.missing, result.outside }, folder)
      assert.equal(result.matched, result.files)
      assert.equal(("%s/%s/"):format(root, folder), result.base)
      assert.same({}, result.problems)
    end
    local out = run(("bin/breachkit audit '%s/m.jsonl' '%s/t/d/x/y'"):format(root, root))
    assert.truthy(out:find("\n13 rows and 2 files by sha256: 2 matched, 11 missing\npaths in the manifest begin with "
      .. "ROOT/t/d/x/y/, but 11 of those missing\n", 1, true), out)
  end)

  it("reads hashdeep's manifests with either slash, and the lines of sha256sum", function()
    local function line(path, bytes)
      return ("%d,%s,%s,%s\n"):format(#bytes, hash.bytes(bytes, "md5").md5, hash.bytes(bytes).sha256, path)
    end
    local head = "%%%% HASHDEEP-1.0\n%%%% size,md5,sha256,filename\n## Invoked from: C:\\case\n## \n"
    assert(fs.write_atomic(root .. "/w.hd", head .. line("C:\\case\\ev\\a", "a\n") .. line("C:\\case\\ev\\d\\b", "b\n")
      .. line("C:\\case\\ev\\d\\c", "changed\n") .. line("C:\\case\\ev\\gone,1", "gone")))
    local result, rows = audit("w.hd", "t")
    assert.equal("C:/case/ev/", result.base)
    assert.same({ "changed t/d/c", "new t/e/d", "new t/nil", "new t/s1", "new t/s2",
      "missing C:/case/ev/gone,1" }, rows)
    assert(fs.write_atomic(root .. "/u.hd", head .. line("./a", "a\n") .. line("./d/b", "b\n")))
    assert.equal(2, (audit("u.hd", "t")).matched)
    assert(os.execute(("cd '%s/t' && sha256sum a d/b d/c e/d nil s1 s2 > ../sums"):format(root)))
    assert.is_true((audit("sums", "t")).holds)
    for _, format in ipairs { "csv", "hashdeep", "text" } do
      assert(manifest.write(root .. "/m." .. format, { root .. "/t" }, { format = format }))
      local read = audit("m." .. format, "t")
      local expected = format == "csv" and 8 or 7 -- the others leave out the link
      assert.same({ true, expected, expected, "sha256" }, { read.holds, read.rows, read.files, read.algorithm })
    end
  end)

  it("detects a manifest that is cut or edited", function()
    local bytes = assert(fs.read(root .. "/m.jsonl"))
    local lines = {}
    for line in bytes:gmatch "[^\n]+" do lines[#lines + 1] = line end
    local function with(changed, ...)
      assert(fs.write_atomic(root .. "/x.jsonl", changed))
      local got = audit("x.jsonl", "t")
      assert.is_false(got.holds)
      assert.same({ ... }, codes(got))
      return got
    end
    with(bytes:sub(1, -2), "cut")
    with(bytes:sub(1, 700), "cut")
    local result = with((bytes:gsub('"modified":"2', '"modified":"1', 1)), "edited")
    assert.truthy(result.problems[1].message:find "was changed")
    result = with(bytes:gsub(lines[2]:gsub("%p", "%%%0") .. "\n", ""), "edited")
    assert.truthy(result.problems[1].message:find "8 rows, there are 7")
    with(bytes .. lines[1] .. "\n", "edited")
    with(lines[2] .. "\n" .. lines[1] .. "\n" .. table.concat(lines, "\n", 3) .. "\n", "edited")
    with((bytes:gsub("\n{", "\n[", 1)), "syntax", "edited")
    local out, status = run(("bin/breachkit audit '%s/x.jsonl' '%s/t'"):format(root, root))
    assert.equal(1, status)
    assert.truthy(out:find("ROOT/x.jsonl:", 1, true))
  end)

  it("tells of rows that cannot be, whatever is in them", function()
    local good = ('{"path":"t/a","sha256":"%s","size":2}\n'):format(hash.bytes("a\n", { "sha256" }).sha256)
    for _, row in ipairs { '{"path":"x","size":"abc"}', '{"path":"x","size":-1}', '{"path":"x","size":1.5}',
      '{"path":"x","kind":{}}', '{"path":"x","kind":"link","target":[1]}', '{"path":"x\\u0000y"}',
      '{"path":"x","path_hex":"6100"}' } do
      assert(fs.write_atomic(root .. "/x.jsonl", good .. row .. "\n"))
      local result = assert(manifest.audit(root .. "/x.jsonl", root .. "/t"))
      assert.same({ "syntax" }, codes(result))
      assert.same({ false, 1, 1 }, { result.holds, result.rows, result.matched })
    end
    assert(fs.write_atomic(root .. "/x.csv", "path,path_hex,size,md5\nx,,abc,00\n"))
    assert.same({ "syntax" }, codes(assert(manifest.audit(root .. "/x.csv", root .. "/t"))))
    local line = "d41d8cd98f00b204e9800998ecf8427e  x\n"
    assert(fs.write_atomic(root .. "/sums", line:rep(1200)))
    assert.equal(1000, #assert(manifest.audit(root .. "/sums", root .. "/t")).problems)
  end)

  it("refuses what is no manifest, and other misuse", function()
    assert(fs.write_atomic(root .. "/x", "hello\n"))
    local nothing, e = manifest.audit(root .. "/x", root)
    assert.is_nil(nothing)
    assert.equal("type", e.code)
    assert.equal("io", select(2, manifest.audit(root .. "/none", root)).code)
    assert.equal("io", select(2, manifest.audit(root .. "/m.jsonl", root .. "/none")).code)
    assert.has_error(function() manifest.audit(root .. "/m.jsonl", root, { on_rows = print }) end)
    for _, arguments in ipairs { "'%s/x' '%s'", "'%s/none' '%s'", "'%s/m.jsonl'", "'%s/x' '%s' c" } do
      assert.equal(2, select(2, run("bin/breachkit audit " .. arguments:format(root, root))))
    end
  end)

  it("says unreadable of all that is in a folder that cannot be read, and refuses a pipe", function()
    shell "mkdir -p u/no/x; echo 1 > u/no/a; echo 2 > u/no/x/b; echo 3 > u/yes"
    assert(manifest.write(root .. "/u.jsonl", { root .. "/u" }))
    local as = (run "id -u") == "0\n" and "setpriv --reuid 65534 --clear-groups " or ""
    run(("chmod -R a+rX '%s'; chmod 700 '%s/u/no'; [ -z '%s' ] && chmod 0 '%s/u/no'"):format(root, root, as, root))
    local said, status = run(("%sbin/breachkit audit -q -o csv '%s/u.jsonl' '%s/u'"):format(as, root, root))
    run(("chmod 755 '%s/u/no'"):format(root))
    assert.equal("status,path,from,size,error,message,path_hex,from_hex\n"
      .. "unreadable,ROOT/u/no/a,,2,io,Permission denied,,\n"
      .. "unreadable,ROOT/u/no/x/b,,2,io,Permission denied,,\n", (said:gsub("\r", "")))
    assert.equal(3, status)
    said, status = run(("mkfifo '%s/p'; bin/breachkit audit '%s/p' '%s/u'"):format(root, root, root))
    assert.equal(2, status)
    assert.truthy(said:find("a manifest is read twice, which a pipe cannot be", 1, true))
  end)

  it("shows a line end in a name, and has the bytes of names that are no UTF-8", function()
    shell "mkdir n; echo 1 > n/a; sha256sum n/a > n.sums"
    assert(fs.write_atomic(root .. "/n/x\nmatched  y", "2\n"))
    assert(fs.write_atomic(root .. "/n/\xE9", "3\n"))
    local said = run(("bin/breachkit audit '%s/n.sums' '%s/n'"):format(root, root))
    assert.truthy(said:find("new         ROOT/n/x\\x0amatched y\n", 1, true), said)
    said = run(("bin/breachkit audit -o csv '%s/n.sums' '%s/n'"):format(root, root))
    local hex = (root .. "/n/\xE9"):gsub(".", function(c) return ("%02x"):format(c:byte()) end)
    assert.truthy(said:find(("new,ROOT/n/\u{FFFD},,2,,,%s,"):format(hex), 1, true), said)
  end)

  it("says unverified of a link where a manifest of files alone has a file", function()
    shell "mkdir l; echo 1 > l/a; ln -s a l/b; sha256sum l/a l/b > l.sums"
    local result, rows = audit("l.sums", "l")
    assert.same({ 1, 1, false }, { result.matched, result.unverified, result.holds })
    assert.same({ "unverified l/b" }, rows)
  end)

  it("says unverified of what the manifest itself could not read", function()
    local bytes = assert(fs.read(root .. "/m.jsonl"))
    local row = assert(json.decode(bytes:match "[^\n]+"))
    row.md5, row.sha1, row.sha256, row.error, row.message = nil, nil, nil, "io", "Permission denied"
    assert(fs.write_atomic(root .. "/x.jsonl", bytes:match "\n(.*\n).-\n$" .. json.encode(row) .. "\n"))
    local result, rows = audit("x.jsonl", "t")
    assert.is_false(result.holds)
    assert.same({ "unverified t/a" }, rows)
  end)
end)

describe("a seal", function()
  local seal = manifest.seal

  before_each(function()
    root = os.tmpname()
    os.remove(root)
    assert(fs.mkdir(root .. "/t", true))
  end)
  after_each(function() os.execute("rm -rf '" .. root .. "'") end)

  it("is the root of RFC 9162's tree", function()
    -- the test vectors of certificate transparency's own implementations: leaves and the roots of 0 to 8 of them
    local leaves = { "", "\x00", "\x10", "\x20\x21", "\x30\x31", "\x40\x41\x42\x43", "\x50\x51\x52\x53\x54\x55\x56\x57",
      "\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f" }
    local roots = { [0] = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
      "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
      "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
      "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
      "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
      "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
      "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328" }
    local tree = seal.tree()
    for i = 0, #leaves do
      if i > 0 then tree:add(leaves[i]) end
      assert.equal(roots[i], assert(json.decode(tree:seal())).root)
    end
  end)

  it("proves each file, in trees of every size, and nothing else", function()
    for n = 1, 17 do
      local lines, tree = {}, seal.tree()
      for i = 1, n do
        lines[i] = json.encode { path = "f" .. i, size = i }
        tree:add(lines[i])
      end
      local path = root .. "/m.jsonl"
      assert(fs.write_atomic(path, table.concat(lines, "\n") .. "\n" .. tree:seal() .. "\n"))
      local trusted = assert(seal.check(path)).root
      for i = 1, n do
        local proof = assert(seal.prove(path, "f" .. i))
        assert.same({ path = "f" .. i, size = i }, seal.check_proof(proof, trusted))
        assert.equal(i - 1, proof.index)
        for name, wrong in pairs { row = '{"path":"x"}', index = i % n + (n == 1 and 1 or 0), rows = 2 * n + 40,
          root = ("0"):rep(64) } do
          local right = proof[name]
          proof[name] = wrong
          assert.equal("edited", select(2, seal.check_proof(proof)).code)
          proof[name] = right
        end
        proof.hashes[#proof.hashes + 1] = ("0"):rep(64)
        assert.equal("edited", select(2, seal.check_proof(proof)).code)
        assert.is_true(#proof.hashes <= 6)
      end
    end
    assert.equal("empty", select(2, seal.prove(root .. "/m.jsonl", "f18")).code)
    for _, wrong in ipairs { {}, { proof = "rfc9162-sha256" }, 5, "x", { proof = "rfc9162-sha256", root = "0g",
      row = "", index = 0, rows = 1, hashes = {} }, { proof = "rfc9162-sha256", row = "5", index = 0, rows = 1,
      root = hash.bytes("\0005", { "sha256" }).sha256, hashes = {} } } do
      assert.equal("syntax", select(2, seal.check_proof(wrong)).code)
    end
  end)

  it("is signed and checked with OpenSSH's keys", function()
    if not os.execute "command -v ssh-keygen >/dev/null" then return pending "no ssh-keygen" end
    shell "echo a > t/a; ssh-keygen -q -t ed25519 -N '' -f key; ssh-keygen -q -t ed25519 -N '' -f other"
    shell "echo \"me@example.org $(cat key.pub)\" > signers; echo \"me@example.org $(cat other.pub)\" > others"
    local path = root .. "/it's.jsonl"
    assert(manifest.write(path, { root .. "/t" }))
    assert.equal("unsealed", select(2, seal.sign(path, root .. "/key")).code)
    local sealed = assert(seal.seal(path))
    assert.equal("usage", select(2, seal.seal(path)).code)
    assert.equal(sealed.root, assert(seal.check(path)).root)
    assert.equal("key", select(2, seal.sign(path, root .. "/nokey")).code)
    assert.equal(path .. ".sig", assert(seal.sign(path, root .. "/key")).signature)
    assert.same({ rows = 1, root = sealed.root, signer = "me@example.org" }, seal.verify(path, root .. "/signers",
      "me@example.org"))
    -- a signature that cannot be made takes none away, and one that can replaces it
    assert.equal("key", select(2, seal.sign(path, root .. "/nokey")).code)
    assert(seal.verify(path, root .. "/signers", "me@example.org"))
    assert(seal.sign(path, root .. "/key"))
    assert.is_nil(fs.stat(path .. ".sig.before"))
    assert.equal("signature", select(2, seal.verify(path, root .. "/signers", "you@example.org")).code)
    assert.equal("signature", select(2, seal.verify(path, root .. "/others", "me@example.org")).code)
    -- OpenSSH alone says the same
    shell [[ssh-keygen -Y verify -n breachkit-manifest -f signers -I me@example.org \
      -s "it's.jsonl.sig" < "it's.jsonl" >/dev/null]]
    -- another manifest, sealed as well, under the same signature
    local row = assert(fs.read(path)):match "^[^\n]*\n":gsub('"size":2', '"size":3')
    assert(fs.write_atomic(path, row))
    assert(seal.seal(path))
    local nothing, e = seal.verify(path, root .. "/signers", "me@example.org")
    assert.is_nil(nothing)
    assert.equal("signature", e.code)
    assert.truthy(e.message:find "incorrect signature")
  end)

  it("is a verb", function()
    shell(("echo a > t/a; echo b > t/b; cd t; '%s/bin/breachkit' hash -o jsonl a b > ../m.jsonl"):format(
      io.popen "pwd":read "l"))
    local verb = "bin/breachkit seal "
    local out, status = run(verb .. "--prove a '" .. root .. "/m.jsonl'")
    assert.equal(1, status)
    assert.truthy(out:find "has no seal")
    local bare = assert(fs.read(root .. "/m.jsonl"))
    out, status = run(verb .. "--check '" .. root .. "/m.jsonl'")
    assert.equal(1, status)
    assert.truthy(out:find "has no seal")
    assert.equal(bare, fs.read(root .. "/m.jsonl"))
    out, status = run(verb .. "'" .. root .. "/m.jsonl'")
    assert.equal(0, status)
    local digest = out:match "sealed\n  root (%x+)\n$"
    out, status = run(verb .. "--root " .. digest .. " '" .. root .. "/m.jsonl'")
    assert.same({ "ROOT/m.jsonl: the seal holds\n  root " .. digest .. "\n", 0 }, { out, status })
    assert.equal(1, select(2, run(verb .. "--root " .. ("0"):rep(64) .. " '" .. root .. "/m.jsonl'")))
    assert.equal(0, select(2, run(verb .. "--prove b -o jsonl --out '" .. root .. "/p.json' '" .. root .. "/m.jsonl'")))
    out, status = run(verb .. "--root " .. digest .. " '" .. root .. "/p.json'")
    assert.same({ "ROOT/p.json: proves b\n  root " .. digest .. "\n", 0 }, { out, status })
    assert.equal(0, select(2, run(verb .. "--prove b -o json --out '" .. root .. "/l.json' '" .. root .. "/m.jsonl'")))
    out, status = run(verb .. "--root " .. digest .. " '" .. root .. "/l.json'")
    assert.same({ "ROOT/l.json: proves b\n  root " .. digest .. "\n", 0 }, { out, status })
    shell "sed -i 's/:2,/:3,/' m.jsonl; sed -i 's/:2,/:3,/' p.json"
    assert.equal(1, select(2, run(verb .. "'" .. root .. "/m.jsonl'")))
    assert.equal(1, select(2, run(verb .. "'" .. root .. "/p.json'")))
    assert.equal(2, select(2, run(verb .. "'" .. root .. "/none'")))
    assert.equal(2, select(2, run(verb .. "--signers x '" .. root .. "/m.jsonl'")))
  end)
end)
