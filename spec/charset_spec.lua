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

  it("decodes the East Asian encodings as the standard's indexes do", function()
    local names = { big5 = "Big5", euc_kr = "EUC-KR", gb18030 = "gb18030", iso_2022_jp = "ISO-2022-JP",
      jis0208 = "EUC-JP", jis0212 = "EUC-JP", shift_jis = "Shift_JIS" }
    local lines = 0
    for file, name in pairs(names) do
      local bytes = slurp(("%sencoding_rs/tests/test_data/%s_in.txt"):format(DATA, file))
      if not bytes then return pending "skipped: no data" end
      local wanted = slurp(("%sencoding_rs/tests/test_data/%s_in_ref.txt"):format(DATA, file))
      assert.is_true(core.decode(bytes, name) == wanted, file)
      lines = lines + select(2, wanted:gsub("\n", ""))
      -- what an encoder made of every character; ISO-2022-JP has no way back for its half-width katakana
      bytes = slurp(("%sencoding_rs/tests/test_data/%s_out_ref.txt"):format(DATA, file))
      wanted = slurp(("%sencoding_rs/tests/test_data/%s_out.txt"):format(DATA, file))
      if bytes and file ~= "iso_2022_jp" then assert.is_true(core.decode(bytes, name) == wanted, file) end
    end
    assert.equal(105478, lines)
  end)

  it("passes over broken characters as the standard says", function()
    local bad = "\u{FFFD}"
    for _, case in ipairs {
      { "gb18030", "\x80\xff", "€" .. bad }, { "gb18030", "\x81\x30\x81\x30", "\u{80}" },
      { "gb18030", "\x90\x30\x81\x30\xe3\x32\x9a\x35", "\u{10000}\u{10FFFF}" },
      { "gb18030", "\x81\x30\x81<", bad .. "0" .. bad .. "<" }, { "gb18030", "\x81\x30\x81", bad },
      { "gb18030", "\x81\x30", bad }, { "gb18030", "\x810<", bad .. "0<" }, { "gb18030", "\xfe\x39\xfe\x39", bad },
      { "gb18030", "\x84\x31\xa4\x39a", "\u{FFFF}a" }, { "gb18030", "\x84\x31\xa5\x30", bad },
      { "GBK", "\xc4\xe3\x81\x30\x81\x30", "你\u{80}" },
      { "Big5", "\x88\x62\x88\xa5\x87\x40", "\u{CA}\u{304}\u{EA}\u{30C}䏰" }, { "Big5", "\xa1<", bad .. "<" },
      { "Big5", "\x80\xff\xa4", bad .. bad .. bad }, { "Big5", "\x88\x45\x81\xfe", "\u{2010C}" .. bad },
      { "EUC-JP", "\x8e\xb1\x8e<\x8f\xb0\xa1\x8f\xa1a\x8f\xa1", "ｱ" .. bad .. "<丂" .. bad .. "a" .. bad },
      { "EUC-JP", "\xa1\xe2\xa0\xff\xa4", "≠" .. bad .. bad .. bad },
      { "Shift_JIS", "\x80\xa0\xb1\xfd\xf0\x40\x81\xad", "\u{80}" .. bad .. "ｱ" .. bad .. "\u{E000}" .. bad },
      { "EUC-KR", "\xb0\xa1\x81\x41\xc9\xa1\xfeA\x80", "가갂" .. bad .. bad .. "A" .. bad },
      { "ISO-2022-JP", "a\27$B$\"\27(J\\~\27(I1\27(Bb", "aあ¥‾ｱb" }, { "ISO-2022-JP", "\27$B$\27(Ba", bad .. "a" },
      { "ISO-2022-JP", "\27(B\27(Ba\27x\14\0", bad .. "a" .. bad .. "x" .. bad .. "\0" },
      { "ISO-2022-JP", "\27$B$", bad }, { "ISO-2022-JP", "\27$", bad .. "$" }, { "ISO-2022-JP", "\xe9", bad },
      { "UTF-16LE", "\x3d\xd8\x00\xdea\0\0\xdc\0\xd8b\0", "\u{1F600}a" .. bad .. bad .. "b" },
      { "UTF-16BE", "\xd8\0a", bad }, { "UTF-16BE", "\0ab", "a" .. bad }, { "windows-1253", "\xd2", bad },
      { "x-user-defined", "a\x80\xff", "a\u{F780}\u{F7FF}" }, { "replacement", "<script>", bad },
      { "ISO-8859-8-I", "\xe0", "א" }, { "replacement", "", "" }, { "UTF-8", "\xed\xa0\x80\xf4\x90", bad:rep(5) },
    } do
      assert.equal(case[3], core.decode(case[2], case[1]), ("%s %q"):format(case[1], case[2]))
    end
  end)

  it("finds the label of a page as browsers do", function()
    for _, case in ipairs {
      { "<meta charset=latin2>", "ISO-8859-2" }, { "<META/CHARSET = 'koi8-r'>", "KOI8-R" },
      { '<meta content="text/html; charset = &quot; charset=sjis;x" http-equiv=Content-Type>', nil },
      { '<meta content="text/html; charset=sjis;x" http-equiv=Content-Type>', "Shift_JIS" },
      { '<meta content="text/html; charset=sjis">', nil }, { "<metacharset=latin2>", nil },
      { "<!-- <meta charset=latin2> --><meta charset=gbk>", "GBK" }, { "<!--><meta charset=gbk>", "GBK" },
      { "<a b='<meta charset=latin2>'><p/><meta charset=gbk>", "GBK" }, { "<meta charset=utf-16>", "UTF-8" },
      { "<meta charset=x-user-defined>", "windows-1252" }, { "<meta charset=latin2", nil }, { "<meta charset='", nil },
      { "<?xml version='1.0' encoding = \"big5\"?><a/>", "Big5" }, { "<\0?\0x\0", "UTF-16LE" },
      { "<?xml encoding='big5'?><meta charset=gbk>", "GBK" }, { "<" .. ("x"):rep(70000) .. "><meta charset=gbk>", nil },
      { "<head>" .. (" "):rep(2000) .. "<meta charset=gbk>", "GBK" },
      { "<body>" .. (" "):rep(2000) .. "<meta charset=gbk>", "GBK" },
      { (" "):rep(2000) .. "<body><meta charset=gbk>", nil }, { "", nil }, { "<", nil }, { "</", nil }, { "<!", nil },
    } do
      assert.equal(case[2], (core.prescan(case[1])), case[1])
    end
    assert.equal("Big5", core.prescan("\n<?xml encoding='big5'?><meta charset=gbk>", true))
    assert.is_nil(core.prescan("<meta charset=gbk>", true))
    assert.same({ nil, "klingon" }, { core.prescan "<meta charset='klingon'>" })
  end)

  it("passes html5lib's tests of encoding sniffing, but for the one that runs a script", function()
    local count = 0
    for _, file in ipairs { "tests1.dat", "tests2.dat", "test-yahoo-jp.dat" } do
      local tests = slurp(DATA .. "../html5lib-tests/encoding/" .. file)
      if not tests then return pending "skipped: no data" end
      for bytes, label in ("\n" .. tests):gmatch "\n#data\n(.-)\n#encoding\n([^\n]*)" do
        assert.equal(core.name(label), core.mark(bytes) or core.prescan(bytes) or "windows-1252", bytes)
        count = count + 1
      end
    end
    assert.equal(82, count)
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
