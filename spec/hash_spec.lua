local hash = require "breachkit.hash"
local digest = require "breachkit.core".digest

-- FIPS 180-4, RFC 1321 and RFC 7693 examples
local ABC = {
  md5 = "900150983cd24fb0d6963f7d28e17f72",
  sha1 = "a9993e364706816aba3e25717850c26c9cd0d89d",
  sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  sha512 = "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
    .. "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
  ["sha3-256"] = "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532",
}

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

  it("reads a file in one pass", function()
    local path = os.tmpname()
    local f = assert(io.open(path, "wb"))
    local bytes = ("0123456789\0\r\n"):rep(50000)
    f:write(bytes)
    f:close()
    local got = hash.file(path, { "md5", "sha256" })
    os.remove(path)
    local md5, sha256 = digest.hex("md5", bytes), digest.hex("sha256", bytes)
    assert.same({ path = path, size = #bytes, md5 = md5, sha256 = sha256 }, got)
  end)

  it("reports what it cannot do", function()
    assert.equal("type", select(2, hash.bytes("", "rot13")).code)
    assert.equal("io", select(2, hash.file "/nonexistent").code)
    assert.equal("io", select(2, hash.file "/tmp").code)
    local d = digest.new "md5"
    d:close()
    d:close()
    assert.has_error(function() d:update "x" end)
  end)
end)
