--- Sealed manifests: the last line of one in JSON Lines holds the root of a Merkle tree (RFC 9162, 2.1, over SHA-256)
-- whose leaves are the lines before it, each without its line end. So an edit anywhere shows, and that one file is in
-- the manifest can be proven by its line and a few hashes, without showing the rest. A signature is one of OpenSSH's
-- (`ssh-keygen -Y`, namespace `breachkit-manifest`) over the whole file, in `MANIFEST.sig`.
-- @module breachkit.manifest.seal
local core = require "breachkit.core"
local err = require "breachkit.err"
local format = require "breachkit.manifest.format"
local fs = require "breachkit.fs"
local hex = require "breachkit.hex"
local json = require "breachkit.json"
local read = require "breachkit.manifest.read"

local seal = {
  --- The namespace of signatures, which keeps one of a manifest from passing for one of something else.
  NAMESPACE = "breachkit-manifest",
}

local KIND <const> = "rfc9162-sha256"

local function sha256(...)
  local d <close> = core.digest.new "sha256"
  d:update((table.concat { ... }))
  return (d:binary())
end

local function leaf(line) return sha256("\0", line) end
local function node(left, right) return sha256("\1", left, right) end

local function unhex(text)
  return type(text) == "string" and hex.decode(text) or nil
end

local methods = {}
local meta = { __name = "breachkit.manifest.tree", __index = methods }

--- A Merkle tree that is fed its leaves in order, in memory that grows with the logarithm of their number.
-- @treturn table with `add(line)`, `root()`, `seal()`, `count`
-- @usage local t = seal.tree() t:add "{}" print(t:seal())
function seal.tree()
  return setmetatable({ count = 0, heights = {}, hashes = {} }, meta)
end

--- Add a leaf.
-- @function tree:add
-- @tparam string line the bytes of a row's line, without its end
-- @usage t:add(line)
function methods:add(line)
  local hash, height = leaf(line), 0
  local n = #self.hashes
  while n > 0 and self.heights[n] == height do
    hash, height = node(self.hashes[n], hash), height + 1
    self.hashes[n], self.heights[n] = nil, nil
    n = n - 1
  end
  self.hashes[n + 1], self.heights[n + 1] = hash, height
  self.count = self.count + 1
end

--- The root of what was added so far.
-- @function tree:root
-- @treturn string 32 bytes
-- @usage local root = t:root()
function methods:root()
  local n = #self.hashes
  if n == 0 then return sha256 "" end
  local hash = self.hashes[n]
  for i = n - 1, 1, -1 do hash = node(self.hashes[i], hash) end
  return hash
end

--- The line that seals what was added.
-- @function tree:seal
-- @treturn string JSON, without a line end: `{root, rows, seal}`
-- @usage print(t:seal())
function methods:seal()
  return assert(json.encode { seal = KIND, rows = self.count, root = hex.encode(self:root()) })
end

--- Whether a seal is of the rows that a tree was fed, or how they differ.
-- @tparam table tree of `seal.tree`
-- @tparam ?table found the seal as `manifest.open` gives it; nil when there was none
-- @tparam string path the manifest, for the error
-- @treturn ?table `{rows, root}`
-- @treturn ?table the error: "unsealed", "edited", "type"
-- @usage assert(seal.compare(tree, found, path))
function seal.compare(tree, found, path)
  if not found then
    return nil, err.new("unsealed", "the manifest has no seal: its end may be missing, an edit would not show", path)
  end
  local said = found.seal
  if said.seal ~= KIND then
    return nil, err.new("type", "a seal of another kind: " .. tostring(said.seal), path)
  elseif said.rows ~= tree.count then
    return nil, err.new("edited", ("the seal is of %s rows, there are %d: rows were taken away or added"):format(
      tostring(said.rows), tree.count), path)
  elseif said.root ~= hex.encode(tree:root()) then
    return nil, err.new("edited", "the root of the rows is not the sealed one: a row was changed, or their order", path)
  end
  return { rows = tree.count, root = said.root }
end

--- Read a manifest of any format from end to end.
-- @tparam string path
-- @tparam function on_row called with each row and its line
-- @tparam[opt] function on_problem called with each error of a row; it returns whether to go on (default: the first is
--  what `read` returns)
-- @treturn ?table `{kind, tree, found}`: the format; of JSON Lines the tree over the lines, and the seal as it stands
-- @treturn ?table the error: "cut", "edited", "syntax", "type", "io"
-- @usage local whole = assert(seal.read("evidence.jsonl", function(row) print(row.path) end))
function seal.read(path, on_row, on_problem)
  local rows, kind = read.open(path)
  if not rows then return nil, kind end
  local whole = { kind = kind, tree = kind == "jsonl" and seal.tree() or nil }
  while true do
    local row, problem, line = rows()
    if problem and not on_problem then return nil, problem end
    if problem then
      if not on_problem(problem) then break end
    elseif row then
      if whole.tree then whole.tree:add(line) end
      on_row(row, line)
    elseif line then
      whole.found = line
    else
      break
    end
  end
  return whole
end

local function pass() end

--- Whether a manifest is as it was sealed.
-- @tparam string path
-- @tparam[opt] function on_row called with each row and its line
-- @treturn ?table `{rows, root}`
-- @treturn ?table the error: "unsealed", "edited", "cut", "syntax", "type", "io"; the message says what differs
-- @usage print(assert(seal.check "evidence.jsonl").root)
function seal.check(path, on_row)
  local whole, e = seal.read(path, on_row or pass)
  if not whole then return nil, e end
  return seal.compare(whole.tree, whole.found, path)
end

--- Seal a manifest in JSON Lines that has no seal yet.
-- @tparam string path
-- @treturn ?table `{rows, root}`
-- @treturn ?table the error: "usage" when it has a seal, or is of another format; "cut", "syntax", "io"
-- @usage assert(seal.seal "evidence.jsonl")
function seal.seal(path)
  local whole, e = seal.read(path, pass)
  if not whole then return nil, e end
  local tree = whole.tree
  if not tree then return nil, err.new("usage", "only manifests in JSON Lines are sealed", path) end
  if whole.found then return nil, err.new("usage", "the manifest is sealed already", path) end
  local done
  done, e = fs.append(path, fs.stat(path).size, tree:seal() .. "\n")
  if not done then return nil, e end
  return { rows = tree.count, root = hex.encode(tree:root()) }
end

-- The hashes that lead from a leaf to the root (RFC 9162, 2.1.3.1): siblings, from the leaf up, level by level; the
-- odd one at the end of a level moves up as it is.
local function path_of(leaves, index)
  local level, at, hashes = leaves, index, {}
  while #level > 1 do
    local sibling = (at - 1 ~ 1) + 1
    if level[sibling] then hashes[#hashes + 1] = hex.encode(level[sibling]) end
    local above = {}
    for i = 1, #level, 2 do above[#above + 1] = level[i + 1] and node(level[i], level[i + 1]) or level[i] end
    level, at = above, (at + 1) // 2
  end
  return hashes, level[1]
end

--- Prove that a file is in a sealed manifest. The hashes of all rows are held: about 75 bytes a row.
-- @tparam string path the manifest
-- @tparam string file the file's path, as in the manifest
-- @treturn ?table the proof, to be kept as JSON: `{proof, row, index, rows, root, hashes[]}`; `row` is the line itself,
--  `index` counts from 0
-- @treturn ?table the error: "empty" when there is no such row; those of `check`
-- @usage print(json.encode(assert(seal.prove("evidence.jsonl", "evidence/a.txt"))))
function seal.prove(path, file)
  local leaves, index, wanted = {}, nil, nil
  local sealed, e = seal.check(path, function(row, line)
    leaves[#leaves + 1] = leaf(line)
    if row.path == file and not index then index, wanted = #leaves, line end
  end)
  if not sealed then return nil, e end
  if not index then return nil, err.new("empty", "there is no row of " .. file, path) end
  local hashes = path_of(leaves, index)
  return { proof = KIND, row = wanted, index = index - 1, rows = sealed.rows, root = sealed.root,
    hashes = json.array(hashes) }
end

--- Whether a proof holds (RFC 9162, 2.1.3.2). It shows that the row is in the manifest of that root; whose root that
-- is, a signature or a trusted copy says: give it as `root`.
-- @tparam table proof as `prove` gives it
-- @tparam[opt] string root the root that is trusted, in hexadecimal
-- @treturn ?table the row
-- @treturn ?table the error: "syntax" for what is no proof, "edited" when it does not hold
-- @usage local row = assert(seal.check_proof(proof, root))
function seal.check_proof(proof, root)
  local wanted = type(proof) == "table" and unhex(proof.root)
  if not wanted or proof.proof ~= KIND or type(proof.row) ~= "string" or math.type(proof.index) ~= "integer"
    or math.type(proof.rows) ~= "integer" or type(proof.hashes) ~= "table" then
    return nil, err.new("syntax", "not a proof that a row is in a manifest")
  end
  local fn, sn, hash = proof.index, proof.rows - 1, leaf(proof.row)
  local bad = fn < 0 or fn > sn
  for _, text in ipairs(proof.hashes) do
    local sibling = unhex(text)
    bad = bad or not sibling or #sibling ~= 32 or sn == 0
    if bad then break end
    if fn & 1 == 1 or fn == sn then
      hash = node(sibling, hash)
      while fn & 1 == 0 and fn ~= 0 do fn, sn = fn >> 1, sn >> 1 end
    else
      hash = node(hash, sibling)
    end
    fn, sn = fn >> 1, sn >> 1
  end
  if bad or sn ~= 0 or hash ~= wanted then
    return nil, err.new("edited", "the proof does not hold: its row, or a hash, is not of that root")
  elseif root and root:lower() ~= proof.root then
    return nil, err.new("edited", "the proof is of another root: " .. proof.root)
  end
  local row, e = json.decode(proof.row)
  if e then return nil, e end
  if type(row) ~= "table" then return nil, err.new("syntax", "a proof of what is no row of a manifest") end
  row.path = format.path(row)
  return row
end

-- ---- signatures ----

local function quote(text)
  return "'" .. text:gsub("'", "'\\''") .. "'"
end

-- What a program says on both its outputs, and whether it went well.
local function ssh_keygen(arguments)
  local pipe <close> = assert(io.popen("LC_ALL=C ssh-keygen " .. arguments .. " 2>&1"))
  local said = pipe:read "a"
  local done, _, status = pipe:close()
  if not done and status == 127 then said = "ssh-keygen is not there: install OpenSSH's client" end
  return done, (said:gsub("%s+$", ""):gsub("%s*\n%s*", "; "))
end

--- Sign a manifest that is sealed with an OpenSSH key. An agent is asked for keys that it holds; a passphrase is asked
-- for on the terminal.
-- @tparam string path the manifest; the signature goes to `path .. ".sig"`
-- @tparam string key the file of the private key, or of the public one whose private one an agent has
-- @treturn ?table `{rows, root, signature}`, the last a path
-- @treturn ?table the error: "key" with what ssh-keygen said; those of `check`
-- @usage assert(seal.sign("evidence.jsonl", os.getenv "HOME" .. "/.ssh/id_ed25519"))
function seal.sign(path, key)
  local sealed, e = seal.check(path)
  if not sealed then return nil, e end
  sealed.signature = path .. ".sig"
  local before = sealed.signature .. ".before" -- ssh-keygen would ask; and one that fails loses nothing
  local had = os.rename(sealed.signature, before)
  local done, said = ssh_keygen(("-Y sign -f %s -n %s -- %s"):format(quote(key), seal.NAMESPACE, quote(path)))
  if not done then
    if had then os.rename(before, sealed.signature) end
    return nil, err.new("key", "the manifest could not be signed: " .. said, key)
  end
  if had then os.remove(before) end
  return sealed
end

--- Whether a manifest is as it was sealed and signed.
-- @tparam string path the manifest
-- @tparam string signers a file of allowed signers (ssh-keygen(1)): lines of a name and a public key
-- @tparam string identity the name of who must have signed
-- @tparam[opt] string signature the signature's file (default: `path .. ".sig"`)
-- @treturn ?table `{rows, root, signer}`
-- @treturn ?table the error: "signature" with what ssh-keygen said; those of `check`
-- @usage assert(seal.verify("evidence.jsonl", "allowed_signers", "analyst@example.org"))
function seal.verify(path, signers, identity, signature)
  local sealed, e = seal.check(path)
  if not sealed then return nil, e end
  signature = signature or path .. ".sig"
  local info
  info, e = fs.stat(signature)
  if not info then return nil, e end
  local done, said = ssh_keygen(("-Y verify -f %s -I %s -n %s -s %s < %s"):format(quote(signers), quote(identity),
    seal.NAMESPACE, quote(signature), quote(path)))
  if not done then return nil, err.new("signature", "the signature does not hold: " .. said, signature) end
  sealed.signer = identity
  return sealed
end

return seal
