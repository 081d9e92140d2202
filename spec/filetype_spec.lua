-- What files are by their first bytes.
local core = require "breachkit.core"
local filetype = require "breachkit.manifest.filetype"

describe("a file's type", function()
  it("is what the table says of its first bytes, or of those further on, whatever comes first in it", function()
    assert.equal("application/pdf", filetype.of "%PDF-1.7")
    assert.equal("application/x-tar", filetype.of(("\0"):rep(257) .. "ustar"))
    assert.equal("application/zip", filetype.of "PK\3\4" )
    assert.equal("application/java-archive", filetype.of("PK\3\4" .. ("\0"):rep(26) .. "META-INF/"))
    local types = core.filetype.new { { "b", "xy" }, { "a", "x" }, { "late", "end", 509 }, { "never", "out", 510 } }
    assert.same({ "b", "a", "text/plain" }, { types:of "xyz", types:of "x", types:of "y" })
    assert.equal("late", types:of((" "):rep(509) .. "end"))
    assert.equal("text/plain", types:of((" "):rep(510) .. "out")) -- over the 512 bytes
  end)

  it("is text when the bytes are UTF-8 without control characters, also cut in a character", function()
    assert.equal("inode/x-empty", filetype.of "")
    for _, text in ipairs { "a", "a\tb\r\n\27[1m", "gr\u{fc}n", "\u{1F600}", ("x"):rep(511) .. "\u{fc}",
      "\xf0\x9f\x98" } do
      assert.equal("text/plain", filetype.of(text))
    end
    for _, bytes in ipairs { "a\0", "\1", "\127\255", "\x80", "\xc3(", "\xed\xa0\x80x", "\xf0\x9f\x98x" } do
      assert.equal("application/octet-stream", filetype.of(bytes))
    end
  end)

  it("raises on a table that is none", function()
    for _, bad in ipairs { { "x" }, { { "x" } }, { { "x", 1 } }, { { "x", "y", -1 } }, { { "x", "y", "z" } } } do
      assert.has_error(function() core.filetype.new(bad) end)
    end
    assert.has_error(function() core.hasher.new { algorithms = "md5", types = {} } end)
  end)
end)
