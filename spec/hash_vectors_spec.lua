-- The vectors of others, where they are at hand: NIST's for SHA, BLAKE3's, TLSH's and ssdeep's.
local core = require "breachkit.core"
local digest = core.digest
local fs = require "breachkit.fs"
local similarity = require "breachkit.core".similarity
local json = require "breachkit.json"

local DATA = (os.getenv "BREACHKIT_DATA" or "../shared/data") .. "/hash/"

local function read(path)
  local f = io.open(DATA .. path, "rb")
  if not f then return nil end
  local bytes = f:read "a"
  f:close()
  return bytes
end

local function raw(hex) return (hex:gsub("%x%x", function(h) return string.char(tonumber(h, 16)) end)) end

local function hex(bytes) return (bytes:gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end

describe("vectors of NIST", function()
  local counts = {
    ["1"] = { 65, 64 }, ["224"] = { 65 }, ["256"] = { 65, 64 }, ["384"] = { 129 }, ["512"] = { 129, 128 },
  }
  for bits, wanted in pairs(counts) do
    it("hold for messages: sha" .. bits, function()
      for i, file in ipairs { "Short", "Long" } do
        if not wanted[i] then break end
        local text = read("nist-shs/SHA" .. bits .. file .. "Msg.rsp")
        if not text then return pending "skipped: no data" end
        local n = 0
        for length, message, md in text:gmatch "Len = (%d+)%s+Msg = (%x+)%s+MD = (%x+)" do
          assert.equal(md, digest.hex("sha" .. bits, raw(message):sub(1, length // 8)))
          n = n + 1
        end
        assert.equal(wanted[i], n)
      end
    end)
  end

  for _, way in ipairs(core.hasher.ways()) do
    it("hold for messages as files, many at a time: " .. way, function()
      local dir = os.tmpname()
      os.remove(dir)
      assert(fs.mkdir(dir))
      for _, bits in ipairs { "1", "224", "256" } do
        local h <close> = assert(core.hasher.new { algorithms = "sha" .. bits, way = way })
        local wanted = {}
        for _, file in ipairs { "Short", "Long" } do
          local text = read("nist-shs/SHA" .. bits .. file .. "Msg.rsp") or ""
          for length, message, md in text:gmatch "Len = (%d+)%s+Msg = (%x+)%s+MD = (%x+)" do
            wanted[#wanted + 1] = md
            local path = ("%s/%s-%d"):format(dir, bits, #wanted)
            assert(fs.write_atomic(path, raw(message):sub(1, length // 8)))
            assert.is_true(h:push(path))
          end
        end
        for i, md in ipairs(wanted) do assert.equal(md, h:next()["sha" .. bits], i) end
      end
      os.execute("rm -rf " .. dir)
    end)
  end

  for _, bits in ipairs { "1", "256", "512" } do
    it("hold for chains of a thousand: sha" .. bits, function()
      local text = read("nist-shs/SHA" .. bits .. "Monte.rsp")
      if not text then return pending "skipped: no data" end
      local seed = raw(text:match "Seed = (%x+)")
      local n = 0
      for md in text:gmatch "MD = (%x+)" do
        local a, b, c = seed, seed, seed
        for _ = 1, 1000 do
          local d <close> = digest.new("sha" .. bits)
          a, b, c = b, c, d:update(a, b, c):binary()
        end
        seed, n = c, n + 1
        assert.equal(md, hex(c))
      end
      assert.equal(100, n)
    end)
  end
end)

describe("vectors of BLAKE3", function()
  it("hold for the hash, the keyed hash and key derivation, 131 bytes long", function()
    local text = read "blake3/test_vectors/test_vectors.json"
    if not text then return pending "skipped: no data" end
    local vectors = json.decode(text)
    local period = {}
    for i = 0, 250 do period[i + 1] = string.char(i) end
    period = table.concat(period)
    for _, case in ipairs(vectors.cases) do
      local bytes = period:rep(case.input_len // 251 + 1):sub(1, case.input_len)
      local modes = { hash = {}, keyed_hash = { key = vectors.key }, derive_key = { context = vectors.context_string } }
      for mode, options in pairs(modes) do
        local d <close> = assert(digest.new("blake3", options))
        assert.equal(case[mode], hex(d:update(bytes):binary(131)))
      end
    end
    assert.equal(35, #vectors.cases)
  end)
end)

describe("vectors of TLSH", function()
  -- 80 texts; of two the wide form is not given
  for form, name in pairs { ["128.1"] = "tlsh", ["256.3"] = "tlsh-256-3" } do
    it("hold for digests and distances: " .. name, function()
      local list = read("tlsh/Testing/exp/example_data." .. form .. ".len.out_EXP")
      if not list then return pending "skipped: no data" end
      local digests, n = {}, 0
      for wanted, path in list:gmatch "(%x+)\t([^\n]+)" do
        path = path:gsub("^%.%./Testing/", "")
        local got = digest.hex(name, read("tlsh/Testing/" .. path))
        if name == "tlsh" then got, wanted = got:sub(2), wanted:gsub("^T", "") end
        assert.equal(wanted, got)
        digests[path], n = wanted, n + 1
      end
      -- the pattern leaves the T out, since T is no hexadecimal digit
      if name == "tlsh" then for path, d in pairs(digests) do digests[path] = "T" .. d end end
      assert.equal(name == "tlsh" and 80 or 78, n)
      for kind, length in pairs { len = true, xlen = false } do
        local scores = read("tlsh/Testing/exp/example_data." .. form .. "." .. kind .. ".xref.scores_EXP")
          or read("tlsh/Testing/exp/example_data." .. form .. "." .. kind .. ".scores_EXP") or ""
        local pairs_of = 0
        for a, b, wanted in scores:gmatch "([^\t\n]+)\t([^\t\n]+)\t(%d+)" do
          local x, y = digests[a:gsub("^%.%./Testing/", "")], digests[b:gsub("^%.%./Testing/", "")]
          assert.equal(math.tointeger(wanted), similarity.distance(x, y, { length = length }))
          pairs_of = pairs_of + 1
        end
        assert.equal(name == "tlsh" and 3160 or length and 78 or 0, pairs_of)
      end
    end)
  end
end)

describe("vectors of ssdeep", function()
  it("hold for the form that ssdeep writes", function()
    -- flags: 1 the second part is cut to 32 pieces, as ssdeep does; 2 it is not; 4 runs are shortened
    local list = read "ssdeep-ffuzzy/ffuzzy/data/testsuite/generate-small.ssdeep.txt"
    if not list then return pending "skipped: no data" end
    local n, shortened = 0, 0
    for path, flags, wanted in list:gmatch "(data/%S+)%s+(%d+)%s+(%S+)" do
      flags = tonumber(flags)
      local got, e = similarity.ctph(read("ssdeep-ffuzzy/ffuzzy/" .. path))
      if wanted == "3::" then
        assert.equal("uniform", e.code)
        n = n + 1
      elseif flags & 5 == 1 then
        assert.equal(wanted, got)
        n = n + 1
      elseif flags & 5 == 5 then
        assert.equal(100, similarity.score(wanted, got))
        shortened = shortened + 1
      end
    end
    assert.same({ 236, 204 }, { n, shortened })
  end)
end)
