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

  it("goes on after the line whose quote is never closed", function()
    local seen = {}
    for record, position in csv.records 'a,b\n1,"x\n3,4\n' do
      seen[#seen + 1] = record and table.concat(record, "|") or position.code .. position.position
    end
    assert.same({ "a|b", "syntax7", "3|4" }, seen)
  end)

  it("gives records with what is wrong with them", function()
    local seen = {}
    for record, position, e in csv.records('a,b\n"1"x,2\n3\n4,5,6\n', { header = true, source = "f.csv" }) do
      seen[#seen + 1] = { record.a, record.b, position, e and e.message, e and e.position, e and e.source }
    end
    assert.same({ { "1x", "2", 5, "text follows a closing quote", 8, "f.csv" },
      { "3", nil, 12, "1 fields where the header has 2", 12, "f.csv" },
      { "4", "5", 14, "3 fields where the header has 2", 14, "f.csv" } }, seen)
  end)

  it("reads other dialects", function()
    local function read(bytes, options)
      local out = {}
      for record in csv.records(bytes, options) do out[#out + 1] = record end
      return out
    end
    assert.same({ { "a,b", "c" }, { "1\r2", "x;\"y\\n" } }, read("a,b;c\r\n1\r2;\"x;\\\"y\\n\"\r\n",
      { separator = ";", escape = "\\", line = "lf" }))
    assert.same({ { "a", "b\nc" }, { "d" } }, read("a,b\nc\rd", { line = "cr" }))
    assert.same({ { "a\nb", "c\r" }, { "d" } }, read("a\nb,c\r\r\nd\r\n", { line = "crlf" }))
    assert.same({ { '"a"', "b" } }, read('"a",b', { quote = false }))
    assert.same({ { "a, b", "c" }, { " x" } }, read('"a, b",  "c"\n x', { skip_space = true }))
    assert.same({ { "a|b\n", "c\\" } }, read("a\\|b\\\n|c\\\\", { separator = "|", escape = "\\" }))
    assert.same({ { [2] = "\\N", n = 3 } }, read('\\N,"\\N",\\N', { null = "\\N" }))
    assert.error_matches(function() csv.records("", { separator = ",", quote = "," }) end, "must differ")
    assert.error_matches(function() csv.records("", { separator = "ab" }) end, "one byte")
    assert.error_matches(function() csv.records("", { separator = false }) end, "one byte")
    assert.error_matches(function() csv.records("", { line = "unix" }) end, "invalid option")
  end)

  it("keeps to its limits, and reads on behind them", function()
    local seen = {}
    for record, e in csv.records("a\n" .. ("x"):rep(100) .. "\nb\n\"" .. ("\ny"):rep(50) .. "\n", { row_bytes = 20 }) do
      seen[#seen + 1] = record and record[1] or e.code .. e.position
    end
    assert.same({ "a", "limit3", "b", "syntax106" }, { table.unpack(seen, 1, 4) })
    assert.equal(54, #seen)
    local record, e = csv.records(("," ):rep(10), { fields = 5 })()
    assert.same({ false, "limit" }, { record, e.code })
  end)

  it("finds the dialect", function()
    local function found(bytes)
      local d = csv.sniff(bytes)
      return { d.separator, d.quote, d.escape, d.line, d.skip_space, d.null }
    end
    assert.same({ ";", '"', false, "lf", false }, found "a;b\n1,5;2\n2,5;3\n")
    assert.same({ "\t", '"', false, "lf", false }, found "name\tnote\nA, B\tx, y, z\nC\tw, v\n")
    assert.same({ ",", '"', false, "cr", false }, found "a,b\r1,2\r3,4")
    assert.same({ ",", "'", false, "lf", false }, found "'a','b'\n'1,2','3'\n")
    assert.same({ ",", '"', false, "lf", true }, found 'a, "b, c", d\n1, "2, 3", 4\n')
    assert.same({ "|", '"', false, "lf", false }, found "2014-11-24 10:00:00|a:b\n2014-11-25 10:00:00|c:d\n")
    assert.same({ ":", '"', false, "lf", false }, found "email:hash\na@b.example:abc\nc@d.example:def\n")
    assert.same({ ",", '"', "\\", "lf", false, "\\N" },
      found "id,text\r\n1,\"he said \\\"no\\\" twice\rand left\"\r\n2,\\N\r\n")
    assert.same({ ",", '"', false, "crlf", false }, found "a,b,c\r\n1,x\ny,3\r\n2,u\nv,4\r\n3,s\nt,5\r\n")
    assert.same({ ",", '"', false, "lf", false }, found 'path,x\n"C:\\dir\\",1\n"D:\\",2\n')
    assert.same({ ",", '"', false, "lf", false }, found "")
    assert.equal("';' between 2 fields, quote \", records end in LF", csv.sniff("a;b\n1;2\n").why)
  end)

  -- as a portal's export is: records end in CR LF, texts hold bare CR, quotes are escaped, \N is no value
  it("reads a dirty file in pieces of any size as it reads it whole", function()
    local lines = { "Name,Affected,Text\r\n" }
    for i = 1, 60 do
      lines[#lines + 1] = ('"Clinic %d, Inc.",%s,"First \\"line\\"\rsecond, ""third"""\r\n'):format(i,
        i % 3 == 0 and "\\N" or tostring(i * 1000))
    end
    local bytes = table.concat(lines)
    for _, size in ipairs { 1, 2, 7, 100, #bytes } do
      local at, count = 1, 0
      local records, s, c, closer = csv.open(function()
        local piece = bytes:sub(at, at + size - 1)
        at = at + size
        return piece ~= "" and piece or nil
      end, { header = true })
      for record, position, e in records, s, c do
        count = count + 1
        assert.same({ ("Clinic %d, Inc."):format(count), count % 3 ~= 0 and tostring(count * 1000) or nil,
          'First "line"\rsecond, "third"', nil }, { record.Name, record.Affected, record.Text, e })
        assert.equal('"', bytes:sub(position, position))
      end
      assert.equal(60, count)
      assert.equal("\\", closer.dialect.escape)
    end
  end)

  it("opens files: marks, UTF-16, a separator that is told, failures", function()
    local path = os.tmpname()
    local function each(bytes, options)
      local f = assert(io.open(path, "wb"))
      f:write(bytes)
      f:close()
      local out = {}
      for record, position in csv.open(path, options) do out[#out + 1] = { position, table.unpack(record) } end
      return out
    end
    assert.same({ { 4, "a", "b" }, { 8, "1", "2" } }, each "\xEF\xBB\xBFa;b\n1;2\n")
    assert.same({ { 8, "a,b", "c,d" } }, each "sep=;\r\na,b;c,d\r\n")
    local units = {}
    for _, code in utf8.codes("a\té\n1\t€\n") do units[#units + 1] = string.pack("<I2", code) end
    assert.same({ { 1, "a", "é" }, { 6, "1", "€" } }, each("\xff\xfe" .. table.concat(units)))
    assert.same({}, each "")
    os.remove(path)
    local none, e = csv.open(path)
    assert.same({ nil, "io", path }, { none, e.code, e.source })
    local got = {}
    local pieces = { "a,b\n1," }
    for record, why in csv.open(function()
      if pieces[1] then return table.remove(pieces) end
      return nil, "the disk is gone"
    end) do
      got[#got + 1] = record and #record or why.code .. ": " .. why.message
    end
    assert.same({ 2, "io: the disk is gone" }, got)
    assert.error_matches(function() csv.open(7) end, "path or a function expected")
    assert.error_matches(function() csv.open("x", { nonsense = 1 }) end, "unknown option 'nonsense'")
  end)

  it("decodes pairs of UTF-16 that a piece cuts", function()
    local bytes = "\xff\xfea\0,\0\x3d\xd8\x00\xde\n\0"
    local at = 0
    local record = csv.open(function()
      at = at + 1
      return at <= #bytes and bytes:sub(at, at) or nil
    end)()
    assert.same({ "a", "\u{1F600}" }, record)
  end)

  it("tells line and column", function()
    local path = os.tmpname()
    local f = assert(io.open(path, "wb"))
    f:write(("0123456789\n"):rep(10000), "ab")
    f:close()
    assert.same({ 1, 1 }, { csv.locate(path, 1) })
    assert.same({ 2, 3 }, { csv.locate(path, 14) })
    assert.same({ 10001, 2 }, { csv.locate(path, 110002) })
    os.remove(path)
    assert.equal("io", select(2, csv.locate(path, 1)).code)
  end)

  -- Two files of the suite cannot give what it expects: one expects a telephone number that the file does not have, of
  -- the other the CR LF have become LF.
  it("reads what the field collects as hard", function()
    local json = require "breachkit.json"
    local data = (os.getenv "BREACHKIT_DATA" or "../shared/data") .. "/csv-spectrum/"
    local list, count = io.popen('ls "' .. data .. 'csvs" 2>/dev/null'), 0
    for name in list:lines() do
      local f = assert(io.open(data .. "json/" .. name:gsub("csv$", "json"), "rb"))
      local wanted = f:read "a":gsub("1234567890", "2095257564"):gsub("Once upon \\r\\n", "Once upon \\n")
      f:close()
      local rows = {}
      for record in csv.open(data .. "csvs/" .. name, { header = true }) do
        local row = {}
        for key, value in pairs(record) do
          if type(key) == "string" then row[key] = value end
        end
        rows[#rows + 1] = row
      end
      local value = json.decode(wanted, { utf8 = "replace" })
      if not json.is_array(value) then value = { value } end
      assert.equal(json.encode(value), json.encode(rows, { utf8 = "replace" }), name)
      count = count + 1
    end
    list:close()
    if count == 0 then return pending "skipped: no data" end
    assert.equal(12, count)
  end)

  it("reads the portal's export without an error", function()
    local path = (os.getenv "BREACHKIT_DATA" or "../shared/data") .. "/hhs-breaches/breach_report-2023-2024.csv"
    local there = io.open(path, "rb")
    if not there then return pending "skipped: no data" end
    there:close()
    local count = 0
    for record, _, e in csv.open(path, { header = true }) do
      assert.is_nil(e)
      assert.is_truthy(record.Year:find "^20%d%d$")
      count = count + 1
    end
    assert.equal(853, count)
  end)
end)
