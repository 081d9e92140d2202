local core = require "breachkit.core"
local noise = require "noise"
local similarity, digest = core.similarity, core.digest

local FIRST, SECOND = noise(1, 20000), noise(2, 20000)
local EDITED = FIRST:sub(1, 8000) .. noise(3, 40) .. FIRST:sub(8200)

describe("TLSH", function()
  it("tells copies from strangers", function()
    local a, b, c = similarity.tlsh(FIRST), similarity.tlsh(EDITED), similarity.tlsh(SECOND)
    assert.equal(72, #a)
    assert.equal("T1", a:sub(1, 2))
    assert.equal(0, similarity.distance(a, a))
    assert.is_true(similarity.distance(a, b) < 30)
    assert.is_true(similarity.distance(a, c) > 100)
    assert.equal(similarity.distance(a, b), similarity.distance(b, a))
  end)

  it("leaves the length out of the distance when asked to, and reads older and lower-case forms", function()
    -- the header after the checksum: the length's class, then the two ratios; one step and five steps of it
    local code = ("0123456789ABCDEF"):rep(4)
    local a, b, c = "T100" .. "10" .. "00" .. code, "T100" .. "20" .. "00" .. code, "T100" .. "60" .. "00" .. code
    assert.same({ 1, 60, 0 }, { similarity.distance(a, b), similarity.distance(a, c),
      similarity.distance(a, c, { length = false }) })
    -- around the end of the scale; ratios by steps above one; a checksum counts once
    assert.equal(24, similarity.distance("T100" .. "FF" .. "00" .. code, "T100" .. "10" .. "00" .. code))
    assert.equal(25, similarity.distance("T100" .. "10" .. "00" .. code, "T1FF" .. "10" .. "30" .. code))
    assert.equal(0, similarity.distance(a, a:sub(3):lower()))
    -- 0 against 3 in one of 128 places counts 6, 0 against 2 counts 2
    assert.equal(8, similarity.distance("T1000000" .. ("0"):rep(64), "T1000000" .. "E" .. ("0"):rep(63)))
  end)

  it("answers too small and too uniform", function()
    local _, e = similarity.tlsh ""
    assert.equal("small", e.code)
    assert.equal("too small for TLSH: 49 of 50 bytes", select(2, similarity.tlsh(noise(4, 49))).message)
    assert.equal("uniform", select(2, similarity.tlsh(("ab"):rep(100000))).code)
    assert.equal("string", type(similarity.tlsh(noise(4, 256))))
  end)

  it("refuses what is no digest", function()
    local a = similarity.tlsh(FIRST)
    local wide = digest.hex("tlsh-256-3", FIRST)
    assert.equal(138, #wide)
    assert.equal(0, similarity.distance(wide, wide))
    assert.equal("type", select(2, similarity.distance(a, wide)).code)
    for _, bad in ipairs { "", "T1", a:sub(1, -2), a .. "0", a:gsub("^T1", "T2"),
      "T1" .. ("G"):rep(70), ("\0"):rep(70) } do
      assert.equal("syntax", select(2, similarity.distance(a, bad)).code)
      assert.equal("syntax", select(2, similarity.distance(bad, a)).code)
    end
    assert.has_error(function() similarity.distance(a, a, { len = false }) end)
  end)
end)

describe("CTPH", function()
  it("tells copies from strangers", function()
    local a, b, c = similarity.ctph(FIRST), similarity.ctph(EDITED), similarity.ctph(SECOND)
    assert.equal(100, similarity.score(a, a))
    assert.is_true(similarity.score(a, b) > 80)
    assert.equal(similarity.score(a, b), similarity.score(b, a))
    assert.equal(0, similarity.score(a, c))
  end)

  it("scores by the edits of pieces, and no more than the block size bears", function()
    -- 3 of 32 pieces replaced: 6 edits of 64 characters
    local x = "abcdefghijklmnopqrstuvwxyz012345"
    local y = "ABCdefghijklmnopqrstuvwxyz012345"
    assert.equal(91, similarity.score("1536:" .. x .. ":", "1536:" .. y .. ":"))
    assert.equal(32, similarity.score("3:" .. x .. ":", "3:" .. y .. ":"))
    -- the second part stands for twice the block size
    assert.equal(91, similarity.score("1536:AAA:" .. x, "3072:" .. y .. ":BBB,\"a name\""))
    -- runs count as three; equal after that is alike, however short
    assert.equal(100, similarity.score("3:aaaab:c", "3:aaab:c"))
    assert.equal(0, similarity.score("1536:" .. x .. ":", "1536:" .. x:upper() .. ":"))
  end)

  it("has no score where nothing can be compared", function()
    local x = "abcdefghijklmnopqrstuvwxyz012345"
    assert.equal("range", select(2, similarity.score("3:" .. x .. ":", "12:" .. x .. ":")).code)
    assert.equal("small", select(2, similarity.score("3:abc:ab", "3:abd:ab")).code)
    assert.equal("small", select(2, similarity.score("3:aaaaaaaaaaaa:", "3:" .. x .. ":")).code)
    assert.equal("small", select(2, similarity.score("3::", "3::")).code)
  end)

  it("answers empty and uniform", function()
    assert.equal("empty", select(2, similarity.ctph "").code)
    assert.equal("uniform", select(2, similarity.ctph(("\0"):rep(100000))).code)
    assert.equal("3:uG:uG", similarity.ctph "abc")
  end)

  it("refuses what is no digest", function()
    local good = "3:abc:ab"
    for _, bad in ipairs { "", "3", "3:", "3:abc", "x:abc:ab", "4:abc:ab", "0:a:b", ":a:b", "99999999999:a:b",
      "6442450944:a:b",
      "3:ab\0:c", "3:a-b:c", "3:" .. ("ab"):rep(33) .. ":c", "3:a:b:c", "-3:a:b" } do
      assert.equal("syntax", select(2, similarity.score(good, bad)).code)
      assert.equal("syntax", select(2, similarity.score(bad, good)).code)
    end
    assert.equal("small", select(2, similarity.score("3221225472:a:b", "3221225472:b:b")).code)
  end)
end)
