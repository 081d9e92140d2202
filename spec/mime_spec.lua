local mime = require "breachkit.core".mime

-- an outline of the parts: depth and type, and what is lacking
local function outline(text, options)
  local bytes, out = text:gsub("\n", "\r\n"), {}
  local parts, cut = mime.parse(bytes, options)
  for i, part in ipairs(parts) do
    local kind = part.fields["content-type"] and mime.token(part.fields["content-type"]) or "-"
    out[i] = ("%d %s %s%s"):format(part.depth, kind, bytes:sub(part.first, part.last):gsub("%s+", " "):sub(1, 20),
      part.lacks[1] and " !" .. table.concat(part.lacks, ",") or "")
  end
  return out, cut
end

describe("core.mime", function()
  it("parts a message as RFC 2046 does: an outer boundary ends what is within", function()
    assert.same({ "0 multipart/mixed pre --a Content-Type", "1 text/plain one",
      "1 multipart/alternative --b two !close",
      "2 - two" }, (outline [[
Content-Type: multipart/mixed; boundary=a

pre
--a
Content-Type: text/plain

one
--a
Content-Type: multipart/alternative; boundary="b"

--b

two
--a--
epilogue
]]))
  end)

  it("reads bodies without the line's end that belongs to the boundary", function()
    local bytes = "Content-Type: multipart/mixed; boundary=a\n\n--a\n\n one\n\n--a \t\nX: y\n--a--\n"
    local parts = assert(mime.parse(bytes))
    assert.equal(3, #parts)
    assert.equal(" one\n", bytes:sub(parts[2].first, parts[2].last))
    assert.equal("", bytes:sub(parts[3].first, parts[3].last))
    assert.equal("y", parts[3].fields.x)
    assert.same({}, parts[1].lacks)
  end)

  it("reads messages within messages and digests", function()
    local bytes = "Content-Type: message/rfc822\n\nSubject: inner\n\nbody\n"
    local parts = assert(mime.parse(bytes))
    assert.same({ "message", "leaf", "inner", "body\n" },
      { parts[1].kind, parts[2].kind, parts[2].fields.subject, bytes:sub(parts[2].first, parts[2].last) })
    parts = assert(mime.parse "Content-Type: multipart/digest; boundary=a\n\n--a\n\nSubject: x\n\none\n--a--\n")
    assert.same({ "message", true, "x" }, { parts[2].kind, parts[2].digest, parts[3].fields.subject })
  end)

  it("says what a message lacks, and reads on", function()
    local function lacks(bytes)
      local all = {}
      for _, part in ipairs(assert(mime.parse(bytes))) do
        for _, lack in ipairs(part.lacks) do all[#all + 1] = lack end
      end
      return table.concat(all, ",")
    end
    assert.equal("", lacks "A: b\n\nc")
    assert.equal("separator", lacks "A: b\nno field\n\nmore")
    assert.equal("boundary", lacks "Content-Type: multipart/mixed\n\nx")
    assert.equal("boundary", lacks "Content-Type: multipart/mixed; boundary=a\n\nx\n--b\n")
    assert.equal("close", lacks "Content-Type: multipart/mixed; boundary=a\n\n--a\n\nx\n")
    assert.equal("encoding", lacks "Content-Transfer-Encoding: rot13\n\nx")
    assert.equal("", lacks "")
    assert.equal(1, #assert(mime.parse ""))
  end)

  it("has limits on depth and parts", function()
    local deep = {}
    for i = 1, 300 do deep[i] = ("Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n"):format(i, i) end
    local parts = assert(mime.parse(table.concat(deep), { depth = 5 }))
    assert.equal(6, #parts)
    assert.same({ "depth" }, parts[6].lacks)
    assert.equal(101, #assert(mime.parse(table.concat(deep), { depth = 100 })))
    assert.equal(301, #assert(mime.parse(("Content-Type: message/rfc822\n\n"):rep(300) .. "x", { depth = 100 })) + 200)
    local wide, cut = mime.parse("Content-Type: multipart/mixed; boundary=a\n\n" .. ("--a\n\nx\n"):rep(50),
      { parts = 10 })
    assert.same({ 10, true }, { #wide, cut })
    assert.has_error(function() mime.parse("x", { depth = 101 }) end)
  end)

  it("unfolds fields; of two of one name the first counts", function()
    local bytes = "From jane Sat Jan  3 01:05:34 1996\nSubject : a\n\tb\r\n  c\nsubject: d\nEmpty:\n\nx"
    local fields = assert(mime.parse(bytes))[1].fields
    assert.equal("a\tb  c", fields.subject)
    assert.equal("", fields.empty)
  end)

  it("decodes encoded words (RFC 2047)", function()
    for given, wanted in pairs {
      ["=?ISO-8859-1?Q?a?="] = "a", ["=?ISO-8859-1?Q?a?= b"] = "a b", ["=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?="] = "ab",
      ["=?ISO-8859-1?Q?a?=  \r\n  =?ISO-8859-1?Q?b?="] = "ab", ["=?ISO-8859-1?Q?a_b?="] = "a b",
      ["=?ISO-8859-1?Q?a?= =?ISO-8859-2?Q?_b?="] = "a b", ["=?utf-8?b?Y2Fmw6k=?="] = "café",
      ["=?utf-8?q?caf=c3?= =?utf-8?q?=a9?="] = "café", -- one character in two words
      ["=?US-ASCII*EN?Q?Keith_Moore?="] = "Keith Moore", ["x =?utf-8?q?=3D_=5F_=41?= y"] = "x = _ A y",
      ["=?utf-8?q??="] = "", ["=?utf-8?x?a?="] = "=?utf-8?x?a?=", ["=?utf-8?q?open"] = "=?utf-8?q?open",
      ["=?nothing-known?q?caf=C3=A9?="] = "café", ["a = b ?="] = "a = b ?=", ["caf\xc3\xa9"] = "café",
      ["caf\xe9 ferm\xe9"] = "café fermé", ["=?iso-2022-jp?b?GyRCJUYlOSVIGyhC?="] = "テスト", [""] = "",
    } do
      assert.equal(wanted, mime.words(given), given)
    end
  end)

  it("reads parameters, quoted, commented, in pieces and charsets (RFC 2231)", function()
    local function get(value, name) return mime.parameter(value, name) or "none" end
    assert.equal("utf-8", get("text/plain; charset=utf-8", "charset"))
    assert.equal("utf-8", get("text/plain; charset (a; \"comment\") = \"utf-8\" (more)", "charset"))
    assert.equal('a "b" c;d', get([[x/y; name="a \"b\" c;d"; other=1]], "name"))
    assert.equal("1", get([[x/y; name="a \"b\" c;d"; other=1]], "other"))
    assert.equal("none", get("text/plain; charset=utf-8", "name"))
    assert.equal("none", get('text/plain; x="; name=1"', "name"))
    assert.equal("This is even more ***fun*** isn't it!", get("application/x-stuff; title*1*=%2A%2A%2Afun%2A%2A%2A%20;"
      .. ' title*0*=us-ascii\'en\'This%20is%20even%20more%20; title*2="isn\'t it!"', "title"))
    assert.equal("café.html", get("x/y; name*=iso-8859-1''caf%E9.html", "name"))
    assert.equal("café.html", get('x/y; name="=?utf-8?q?caf=C3=A9.html?="', "name"))
    assert.equal("ab", get("x/y; name*0=a; name*1=b; name*3=d", "name"))
    assert.equal("a'b", get("x/y; name*0=a'b", "name"))
    assert.equal("message/rfc822", mime.token " Message/RFC822 (c); x")
  end)

  it("takes off transfer encodings, whatever else is in the body", function()
    assert.equal("hello world", mime.decode("aGVs\r\nbG8g*d29y\nbGQ=", "base64"))
    assert.equal("aabb", mime.decode("YWE=YmI=", "base64"))
    assert.equal("a", mime.decode("YR", "base64"))
    assert.equal("", mime.decode("!", "base64"))
    assert.equal("a=b café x=zz=", mime.decode("a=3Db caf=C3=\r\n=A9 x=zz=3d=", "quoted-printable"):gsub("=$", "=") )
    assert.equal("ab", mime.decode("a= \t\nb=", "quoted-printable"))
    assert.equal("Cat", mime.decode("begin 644 cat.txt\n#0V%T\n`\nend\n", "uuencode"))
    assert.equal("bcd", mime.decode("abcde", "plain", 2, 4))
    assert.equal("", mime.decode("abc", "base64", 3, 2))
    assert.equal("", mime.decode("", "uuencode"))
  end)

  it("costs no more than its bytes", function()
    -- each would be quadratic where an end is sought in vain
    mime.words(("=?a?q?"):rep(20000))
    mime.parse("Content-Type: multipart/mixed; boundary=a\n\n" .. ("--\n"):rep(100000))
    mime.parameter("x/y" .. ("; name*0=a"):rep(20000), "name")
    mime.parameter("x/y; name=\"" .. ("\\"):rep(50000), "name")
    mime.token(("("):rep(50000))
  end)
end)
