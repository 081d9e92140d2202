local core = require "breachkit.core".charset
local charset = require "breachkit.document.charset"
local json = require "breachkit.json"
local DATA = (os.getenv "BREACHKIT_DATA" or "../shared/data") .. "/encodings/"

local function slurp(path)
  local f = io.open(path, "rb")
  if not f then return nil end
  local bytes = f:read "a"
  f:close()
  return bytes
end

describe("core.charset", function()
  it("knows labels in any case and spacing, and refuses others", function()
    assert.equal("windows-1252", core.name " Latin1\n")
    assert.equal("UTF-8", core.name "UTF8")
    assert.equal("Shift_JIS", core.name "x-sjis")
    assert.is_nil(core.name "klingon")
    assert.is_nil(core.name "")
    assert.is_nil(core.name "latin1 utf-8")
  end)

  it("knows every label of the standard", function()
    local table_of = slurp(DATA .. "whatwg/encodings.json")
    if not table_of then return pending "skipped: no data" end
    for _, group in ipairs(assert(json.decode(table_of))) do
      for _, encoding in ipairs(group.encodings) do
        for _, label in ipairs(encoding.labels) do assert.equal(encoding.name, core.name(label)) end
      end
    end
  end)

  it("decodes single-byte encodings as the standard's tables do", function()
    local found = false
    for _, name in ipairs { "IBM866", "ISO-8859-2", "ISO-8859-3", "ISO-8859-4", "ISO-8859-5", "ISO-8859-6",
      "ISO-8859-7",
      "ISO-8859-8", "ISO-8859-10", "ISO-8859-13", "ISO-8859-14", "ISO-8859-15", "ISO-8859-16", "KOI8-R", "KOI8-U",
      "macintosh", "windows-874", "windows-1250", "windows-1251", "windows-1252", "windows-1253", "windows-1254",
      "windows-1255", "windows-1256", "windows-1257", "windows-1258", "x-mac-cyrillic" } do
      local index = slurp(DATA .. "whatwg/index-" .. name:lower() .. ".txt")
      if index then
        found = true
        for pointer, code in index:gmatch "\n%s*(%d+)\t0x(%x+)" do
          local text = core.decode(string.char(tonumber(pointer) + 128), name)
          assert.equal(utf8.char(tonumber(code, 16)), text, ("%s byte %02X"):format(name, tonumber(pointer) + 128))
        end
      end
    end
    if not found then return pending "skipped: no data" end
  end)

  it("puts U+FFFD where bytes are none of the encoding, and says where", function()
    local text, bad, first = core.decode("ab\xffcd\xe2\x82", "UTF-8")
    assert.same({ "ab\u{FFFD}cd\u{FFFD}", 2, 3 }, { text, bad, first })
    text, bad = core.decode("\x83", "Shift_JIS")
    assert.same({ "\u{FFFD}", 1 }, { text, bad })
    text, bad = core.decode("\x81<", "Shift_JIS")
    assert.same({ "\u{FFFD}<", 1 }, { text, bad })
    text, bad = core.decode("h\0i\0", "UTF-16LE")
    assert.same({ "hi", 0 }, { text, bad })
  end)

  it("refuses an encoding it does not know", function()
    local text, e = core.decode("a", "klingon")
    assert.is_nil(text)
    assert.equal("type", e.code)
  end)

  it("reads byte-order marks", function()
    assert.same({ "UTF-8", 3 }, { core.mark "\xef\xbb\xbfa" })
    assert.same({ "UTF-16BE", 2 }, { core.mark "\xfe\xff" })
    assert.same({ nil, 0 }, { core.mark "a" })
  end)

  it("guesses by the bytes", function()
    assert.equal("UTF-8", core.detect "plain")
    assert.equal("UTF-8", core.detect "na\xc3\xafve caf\xc3\xa9 \xff")
    assert.equal("windows-1252", core.detect "na\xefve caf\xe9")
    assert.equal("windows-1251",
      core.detect "\xcf\xf0\xe8\xe2\xe5\xf2, \xea\xe0\xea \xe4\xe5\xeb\xe0 \xf1\xe5\xe3\xee\xe4\xed\xff")
    assert.equal("KOI8-R",
      core.detect "\xf0\xd2\xc9\xd7\xc5\xd4, \xcb\xc1\xcb \xc4\xc5\xcc\xc1 \xd3\xc5\xc7\xcf\xc4\xce\xd1")
    assert.equal("Shift_JIS", core.detect "\x82\xb1\x82\xea\x82\xcd\x83\x65\x83\x58\x83\x67\x82\xc5\x82\xb7")
    assert.equal("UTF-16LE", core.detect "p\0l\0a\0i\0n\0")
  end)

  it("unpacks gzip under a limit and tells damage", function()
    local packed = "\31\139\8\0\0\0\0\0\0\3\203\72\205\201\201\7\0\134\166\16\54\5\0\0\0"
    assert.equal("hello", core.gunzip(packed, 5))
    assert.equal("hellohello", core.gunzip(packed .. packed, 100))
    assert.equal("limit", select(2, core.gunzip(packed, 4)).code)
    assert.equal("syntax", select(2, core.gunzip(packed:sub(1, 14), 100)).code)
    assert.equal("syntax", select(2, core.gunzip("hello", 100)).code)
  end)
end)

describe("document.charset", function()
  local function decode(...)
    local warnings = {}
    local bytes, label, markup = ...
    local text, name = charset.decode(bytes, label, warnings, markup)
    return { text, name, warnings[1] }
  end

  it("believes the mark before the sender, and the sender before the page", function()
    assert.same({ "é", "UTF-8" }, decode("\xef\xbb\xbf\xc3\xa9", "koi8-r"))
    assert.equal("ISO-8859-2", decode("<meta charset=koi8-r>\xb1", "latin2", true)[2])
    assert.equal("KOI8-R", decode("<meta charset=koi8-r>\xc1", nil, true)[2])
  end)

  it("notices labels that the bytes contradict", function()
    assert.same({ "café", "UTF-8", "labelled windows-1252, but the bytes are UTF-8" }, decode("caf\xc3\xa9", "latin1"))
    assert.same({ "café", "windows-1252", "labelled UTF-8, but the bytes look like windows-1252" }, decode("caf\xe9",
      "utf-8"))
    assert.same({ "é", "UTF-8", "the sender's charset label 'klingon' is unknown" }, decode("\xc3\xa9", "klingon"))
  end)
end)
