--- `breachkit seal`: manifests sealed, signed, checked; one file proven.
-- @module breachkit.cli.seal
local bk = require "breachkit"
local err = require "breachkit.err"
local fs = require "breachkit.fs"
local json = require "breachkit.json"

local verb = {
  summary = "seal and sign manifests, check them, prove a file to be in one",
  description = "A sealed manifest ends with the root of a Merkle tree over its rows (RFC 9162), so that an edit "
    .. "shows. Seals manifests that have no seal, and checks those that have one; with --check it seals none, so that "
    .. "a manifest whose seal was cut off is told. With --sign KEY it is signed as "
    .. "well, by ssh-keygen, into MANIFEST.sig; with --signers FILE --identity NAME the signature is checked. With "
    .. "--prove PATH it prints the proof that the row of that path is in the manifest, which tells nothing of the "
    .. "others. A proof among the inputs is checked, against --root where that is given.",
  usage = "[options] MANIFEST|PROOF...",
  options = { "format", "out", "check", "sign", "signers", "identity", "prove", "root", "quiet" },
  formats = { "text", "jsonl", "json", "csv" },
  columns = { "path", "status", "rows", "root", "signer", "signature" },
  examples = { "breachkit seal --sign ~/.ssh/id_ed25519 evidence.jsonl",
    "breachkit seal --signers allowed_signers --identity me@example.org evidence.jsonl",
    "breachkit seal --prove evidence/a.txt -o jsonl --out proof.json evidence.jsonl" },
}

--- The rows of a record in CSV.
-- @tparam table record
-- @treturn {table,...} rows by the names of `columns`
-- @usage for _, row in ipairs(verb.rows(record)) do print(row.root) end
function verb.rows(record)
  return { record }
end

--- A record for people.
-- @tparam table record
-- @tparam table page a `breachkit.cli.sheet`
-- @usage verb.text(record, page)
function verb.text(record, page)
  if record.proof then
    page:line(assert(json.encode(record)))
    return
  end
  page:wrap(("%s: %s%s"):format(record.path, record.status, record.signer and " by " .. record.signer or ""), "")
  page:wrap("root " .. record.root, "  ", nil, "cyan")
  if record.signature then page:wrap("signature " .. record.signature, "  ", nil, "dim") end
end

-- A proof that is an input: one JSON object with `proof`, alone or in a list.
local function proof_in(path)
  local bytes = fs.read(path, 1 << 20)
  local value = bytes and bytes:find "^%s*[%[{]" and json.decode(bytes)
  value = type(value) == "table" and value[1] or value
  return type(value) == "table" and value.proof and value or nil
end

local function one(path, options)
  local seal = bk.manifest.seal
  local proof = proof_in(path)
  if proof then
    local row, e = seal.check_proof(proof, options.root)
    if not row then return nil, err.new(e.code, e.message, path) end
    return { path = path, status = "proves " .. row.path, root = proof.root, rows = proof.rows }
  elseif options.prove then
    return seal.prove(path, options.prove)
  end
  local result, e = seal.check(path)
  local status = "the seal holds"
  if not result and e.code == "unsealed" and not options.signers and not options.check then
    result, e = seal.seal(path)
    status = "sealed"
  end
  if result and options.root and options.root:lower() ~= result.root then
    return nil, err.new("edited", "the root is another: " .. result.root, path)
  end
  if result and options.sign then
    result, e = seal.sign(path, options.sign)
    status = "sealed and signed"
  elseif result and options.signers then
    result, e = seal.verify(path, options.signers, options.identity)
    status = "seal and signature hold, signed"
  end
  if not result then return nil, e end
  result.path, result.status = path, status
  return result
end

local CHECKS = { edited = true, unsealed = true, signature = true, cut = true }

--- Do it.
-- @tparam table run a `breachkit.cli.job`
-- @usage verb.run(run)
function verb.run(run)
  local options = run.options
  if (options.signers == nil) ~= (options.identity == nil) then
    return run:fail(err.new("usage", "--signers and --identity go together: who must have signed, by which keys"))
  end
  local holds = true
  for _, path in ipairs(run.inputs) do
    local record, e = one(path, options)
    if record then
      run.read, run.found = run.read + 1, run.found + 1
      run:emit(record)
    else
      run:fail(e)
      if CHECKS[e.code] then -- a check that does not hold: exit status 1
        run.read, run.failed, holds = run.read + 1, run.failed - 1, false
      end
    end
  end
  if not holds then run.found = 0 end
end

return verb
