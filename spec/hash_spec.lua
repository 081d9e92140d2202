local hash = require "breachkit.hash"
local digest = require "breachkit.core".digest

-- FIPS 180-4 and 202, RFC 1321, RFC 7693, the authors' own of BLAKE3 and XXH3 for "abc"
local ABC = {
  md5 = "900150983cd24fb0d6963f7d28e17f72",
  sha1 = "a9993e364706816aba3e25717850c26c9cd0d89d",
  sha224 = "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7",
  sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  sha384 = "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7",
  sha512 = "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
    .. "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
  ["sha3-256"] = "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532",
  blake2b = "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
    .. "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923",
  blake3 = "6437b3ac38465133ffb63b75273a8db548c558465d79db03fd359c6cd5bd9d85",
  ["xxh3-128"] = "06b05ab6733a618578af5f94892f3950",
  crc32c = "364b3fb7",
}

local function temporary(bytes)
  local path = os.tmpname()
  local f = assert(io.open(path, "wb"))
  f:write(bytes)
  f:close()
  return path
end

-- 0, 1, ... 250, 0, 1, ...
local function counted(n)
  local period = {}
  for i = 0, 250 do period[i + 1] = string.char(i) end
  return (table.concat(period):rep(n // 251 + 1)):sub(1, n)
end

describe("hash", function()
  it("gives the published digests, at once and in pieces", function()
    for name, wanted in pairs(ABC) do
      assert.equal(wanted, digest.hex(name, "abc"))
      assert.equal(wanted, digest.new(name):update("a", "b"):update("c"):hex())
      assert.equal(wanted, hash.bytes("abc", name)[name])
    end
    assert.same({ size = 3, md5 = ABC.md5, sha1 = ABC.sha1 }, hash.bytes("abc", { "md5", "sha1" }))
  end)

  it("copies its state and can go on after hex", function()
    local d = digest.new "sha256":update "ab"
    local copy = d:copy()
    assert.equal(hash.bytes "ab".sha256, d:hex())
    assert.equal(ABC.sha256, copy:update "c":hex())
    assert.equal(hash.bytes "abx".sha256, d:update "x":hex())
  end)

  it("gives a file's pieces root (BEP 52): blocks of 16 KiB, in a tree filled up with zeros", function()
    local function sha256(bytes) return digest.new "sha256":update(bytes):binary() end
    local a, b, c = ("a"):rep(16384), ("b"):rep(16384), "c"
    local function root(bytes) return digest.new "bep52":update(bytes):binary() end
    assert.equal(ABC.sha256, digest.hex("bep52", "abc"))
    assert.equal(("0"):rep(64), digest.hex("bep52", ""))
    assert.equal(sha256(sha256(a) .. sha256(b)), root(a .. b))
    assert.equal(sha256(root(a .. b) .. sha256(sha256(c) .. ("\0"):rep(32))), root(a .. b .. c))
    assert.equal(sha256(root(a:rep(32)) .. root(b:rep(32))), root(a:rep(32) .. b:rep(32)))
  end)

  it("reads a file in one pass", function()
    local bytes = ("0123456789\0\r\n"):rep(50000)
    local path = temporary(bytes)
    local got = hash.file(path, { "md5", "sha256" })
    os.remove(path)
    local md5, sha256 = digest.hex("md5", bytes), digest.hex("sha256", bytes)
    assert.same({ path = path, size = #bytes, md5 = md5, sha256 = sha256 }, got)
  end)

  it("gives the same of a string, a file, an iterator and pieces of any size, for every digest", function()
    local names = digest.names()
    local bytes = counted(70001)
    local path = temporary(bytes)
    local whole = assert(hash.bytes(bytes, names))
    assert.is_nil(whole.absent)
    local from_file = assert(hash.file(path, names))
    from_file.path = nil
    os.remove(path)
    assert.same(whole, from_file)
    for _, size in ipairs { 1, 7, 63, 64, 65, 1024, 8193 } do
      local at = 1
      local function pieces()
        if at > #bytes then return nil end
        at = at + size
        return bytes:sub(at - size, at - 1)
      end
      assert.same(whole, hash.each(pieces, names))
    end
  end)

  it("gives what the standards print for nothing, and for checksums", function()
    assert.equal("af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262", digest.hex("blake3", ""))
    assert.equal("99aa06d3014798d86001c324468d497f", digest.hex("xxh3-128", ""))
    assert.equal("d41d8cd98f00b204e9800998ecf8427e", digest.hex("md5", ""))
    -- RFC 3720, B.4, and the usual check value
    assert.equal("00000000", digest.hex("crc32c", ""))
    assert.equal("8a9136aa", digest.hex("crc32c", ("\0"):rep(32)))
    assert.equal("62a8ab43", digest.hex("crc32c", ("\xff"):rep(32)))
    assert.equal("46dd794e", digest.hex("crc32c", counted(32)))
    assert.equal("e3069283", digest.hex("crc32c", "123456789"))
  end)

  it("makes HMACs as RFC 2202 and RFC 4231 have them", function()
    local what, jefe = "what do ya want for nothing?", { hmac = "Jefe" }
    local got = hash.bytes(what, { "md5", "sha1", "sha224", "sha256", "sha384", "sha512" }, jefe)
    assert.same({
      size = #what,
      md5 = "750c783e6ab0b503eaa86e310a5db738",
      sha1 = "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79",
      sha224 = "a30e01098bc6dbbf45690f3a7e9e6d0f8bbea2a39e6148008fd05e44",
      sha256 = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
      sha384 = "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649",
      sha512 = "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
        .. "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737",
    }, got)
    -- a key longer than the block is hashed first; the state can be copied and go on
    local long = { hmac = ("\xaa"):rep(131) }
    local d = digest.new("sha256", long):update "Test Using Larger Than Block-Size Key"
    local copy = d:copy():update " - Hash Key First"
    assert.equal("60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54", copy:hex())
    assert.equal(copy:hex(), d:update " - Hash Key First":hex())
    assert.equal("b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad",
      digest.hex("sha256", "", { hmac = "" }))
  end)

  it("refuses keys that an algorithm has no use for", function()
    for _, name in ipairs { "bep52", "xxh3-128", "crc32c", "tlsh", "ssdeep" } do
      assert.equal("type", select(2, digest.new(name, { hmac = "k" })).code)
    end
    assert.equal("type", select(2, digest.new("sha256", { key = ("k"):rep(32) })).code)
    assert.equal("type", select(2, hash.new({ "sha1", "blake3" }, { context = "c" })).code)
    assert.equal("type", select(2, digest.new("blake3", { key = "short" })).code)
    assert.has_error(function() digest.new("blake3", { key = ("k"):rep(32), hmac = "x" }) end)
    assert.has_error(function() digest.new("blake3", { salt = "x" }) end)
    assert.has_error(function() hash.bytes("", "md5", { hmca = "x" }) end)
  end)

  it("gives bytes, and of BLAKE3 as many as are wanted", function()
    assert.equal("\x90\x01\x50\x98\x3c\xd2\x4f\xb0\xd6\x96\x3f\x7d\x28\xe1\x7f\x72",
      digest.new "md5":update "abc":binary())
    local d = digest.new "blake3":update "abc"
    assert.equal(1000, #d:binary(1000))
    assert.equal(d:binary(), d:binary(1000):sub(1, 32))
    assert.equal("type", select(2, digest.new "md5":binary(16)).code)
    assert.equal("type", select(2, digest.new("blake3", { hmac = "k" }):binary(16)).code)
    assert.equal("type", select(2, digest.new "tlsh":binary()).code)
    assert.has_error(function() d:binary(0) end)
    assert.has_error(function() d:binary(1 << 30) end)
    local set = hash.new { "md5", "crc32c" }
    assert.same({ size = 9, md5 = digest.new "md5":update "123456789":binary(), crc32c = "\xe3\x06\x92\x83" },
      set:update("1234", "56789"):binary())
    assert.equal("type", select(2, hash.new { "md5", "ssdeep" }:binary()).code)
  end)

  it("keeps a set as an object: copies, goes on after hex, closes", function()
    local kept
    do
      local h <close> = assert(hash.new { "md5", "sha1" })
      local copy = h:update "ab":copy()
      assert.same(hash.bytes("ab", { "md5", "sha1" }), h:hex())
      assert.same({ size = 3, md5 = ABC.md5, sha1 = ABC.sha1 }, copy:update "c":hex())
      assert.same(hash.bytes("abx", { "md5", "sha1" }), h:update "x":hex())
      kept = h
    end
    kept:close()
    for _, method in ipairs { "update", "hex", "binary", "copy" } do
      assert.has_error(function() kept[method](kept, "x") end, "the hash is closed")
    end
    assert.has_error(function() hash.new "md5":update(12) end)
  end)

  it("says what an iterator failed with, and passes on what it raised", function()
    local function failing() return nil, { code = "io" } end
    assert.same({ code = "io" }, select(2, hash.each(failing, "md5")))
    assert.has_error(function() hash.each(function() error("boom", 0) end) end, "boom")
    assert.has_error(function() hash.each(function() return 1 end) end)
    assert.same(hash.bytes "", hash.each(function() end))
  end)

  it("has similarity digests in the same pass, absent with a reason when there are none", function()
    local got = hash.bytes("abc", { "md5", "tlsh", "ssdeep" })
    assert.equal(ABC.md5, got.md5)
    assert.is_nil(got.tlsh)
    assert.equal("small", got.absent.tlsh.code)
    assert.equal("3:uG:uG", got.ssdeep)
    got = hash.bytes(("\0"):rep(5000), { "tlsh", "ssdeep" })
    assert.same({ "uniform", "uniform" }, { got.absent.tlsh.code, got.absent.ssdeep.code })
  end)

  it("reports what it cannot do", function()
    assert.equal("type", select(2, hash.bytes("", "rot13")).code)
    assert.equal("io", select(2, hash.file "/nonexistent").code)
    assert.equal("/nonexistent", select(2, hash.file "/nonexistent").source)
    assert.equal("io", select(2, hash.file "/tmp").code)
    assert.equal("no path holds a NUL byte", select(2, hash.file "a\0b").message)
    local pipe = os.tmpname()
    os.remove(pipe)
    assert(os.execute("mkfifo " .. pipe))
    local result, e = hash.file(pipe)
    os.remove(pipe)
    assert.is_nil(result)
    assert.equal(pipe .. ": is a named pipe, which is not waited for (io)", tostring(e))
    local d = digest.new "md5"
    d:close()
    d:close()
    for _, method in ipairs { "update", "hex", "binary", "copy" } do
      assert.has_error(function() d[method](d, "x") end)
    end
    assert.has_error(function() digest.file("/dev/null", d) end)
    assert.has_error(function() digest.file("/dev/null", "md5") end)
  end)
end)
