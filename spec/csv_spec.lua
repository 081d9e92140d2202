local csv = require "breachkit.csv"

local function all(bytes)
  local out = {}
  for record, e in csv.records(bytes) do
    if not record then return out, e end
    out[#out + 1] = record
  end
  return out
end

describe("csv", function()
  it("quotes what needs it, and only that", function()
    assert.equal('a,"b,c","say ""no""","two\nlines",,4\r\n',
      csv.row({ "a", "b,c", 'say "no"', "two\nlines", nil, 4 }, 6))
    assert.equal('" lead","trail "\r\n', csv.row { " lead", "trail " })
    assert.equal('""\r\n', csv.row { "" })
  end)

  it("reads back what it writes, all bytes included", function()
    local every = {}
    for i = 0, 255 do every[#every + 1] = string.char(i) end
    local record = { table.concat(every), "", "\r", '"', ",", "x" }
    assert.same({ record, { "" } }, all(csv.row(record) .. csv.row { "" }))
  end)

  it("takes any line end, a byte order mark and no last line end", function()
    assert.same({ { "a", "b" }, { "c", "" }, { "d" } }, all "\xEF\xBB\xBFa,b\nc,\r\n\r\rd")
    assert.same({}, all "")
    assert.same({ { 'a"b' } }, all 'a"b')
    assert.same({ { "ab" } }, all '"a"b')
  end)

  it("says where a quote is never closed, after the records before it", function()
    local records, e = all 'a\nb,"c\n'
    assert.same({ { "a" } }, records)
    assert.equal("syntax", e.code)
    assert.equal(5, e.position)
  end)

  it("raises on misuse", function()
    assert.error_matches(function() csv.records(1) end, "string expected")
    assert.error_matches(function() csv.records("", { nonsense = 1 }) end, "unknown option 'nonsense'")
  end)
end)
