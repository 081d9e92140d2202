local document = require "breachkit.document"
local anchors = require "breachkit.document.anchors"
local claims = require "breachkit.claims"
local fs = require "breachkit.fs"
local limits = require "breachkit.limits"
local mail = require "breachkit.document.mail"
local mail_text = require "breachkit.document.mail_text"
local mbox = require "breachkit.document.mbox"
local sniff = require "breachkit.document.sniff"

local function lines(...) return table.concat({ ... }, "\r\n") end

local function read(...) return assert(document.parse(lines(...), { path = "m.eml" })) end

-- all documents of a message, by way of a file
local function all(bytes, name)
  local dir = os.tmpname()
  os.remove(dir)
  assert(fs.mkdir(dir))
  assert(fs.write_atomic(dir .. "/" .. name, bytes))
  local docs, each = {}, document.each(dir .. "/" .. name)
  for doc in each do
    doc.path = doc.path:sub(#dir + 2)
    docs[#docs + 1] = doc
  end
  os.execute("rm -r " .. dir)
  return docs, each.errors
end

local REPORT = "The mill said on Monday that files were stolen from its servers, and that it will tell its customers."

describe("a message", function()
  it("is known by its fields, a mailbox by its first line", function()
    assert.equal("mail", sniff.kind "Subject: a\nFrom: b\n\nc")
    assert.equal("mail", sniff.kind "Content-Type: multipart/mixed; boundary=a\n\n--a\n")
    assert.equal("text", sniff.kind "Subject: a\n\nNothing else.")
    assert.equal("mbox", sniff.kind "From jane@a.example Sat Jan  3 01:05:34 1996\nSubject: a\n\nb")
    assert.equal("text", sniff.kind "From Monday 01:05 on the mill was closed.\nAll day.\n")
  end)

  it("has names for authors, however they are written, and never an address", function()
    for given, wanted in pairs {
      ["Jane Doe <jane@a.example>"] = { "Jane Doe" }, ["jane@a.example (Jane Doe)"] = { "Jane Doe" },
      ['"Doe, Jane" <jane@a.example>'] = { "Jane Doe" }, ["jane@a.example"] = {}, ["<jane@a.example>"] = {},
      ['"jane@a.example" <jane@a.example>'] = {}, ["=?utf-8?q?J=C3=B6_Field?= <j@a.example>"] = { "Jö Field" },
      ["=?utf-8?q?Field=2C_J=C3=B6?= <j@a.example>"] = { "Jö Field" },
      ["Jane Doe <j@a.example>, Kim Lee <k@b.example>"] = { "Jane Doe", "Kim Lee" },
      ["Desk: Jane Doe <j@a.example>, k@b.example (Kim Lee);"] = { "Jane Doe", "Kim Lee" },
      ["Jane Doe via News List <list@a.example>"] = { "Jane Doe" }, ["'Jane Doe' <j@a.example>"] = { "Jane Doe" },
      ["Jane (the editor) Doe <j@a.example>"] = { "Jane Doe" }, ["undisclosed-recipients:;"] = {}, [""] = {},
      ['"unclosed <j@a.example>'] = {},
    } do
      assert.same(wanted, mail.names(given), given)
    end
  end)

  it("has its subject without reply and forward marks as title", function()
    for given, wanted in pairs {
      ["RE: AW: Fwd: what we know"] = { "what we know", true }, ["Re[2]: PSN: an outage"] = { "PSN: an outage", false },
      ["[Fwd: leak]"] = { "leak", true }, ["Re(3): x"] = { "x", false }, ["WG: Tr: x"] = { "x", true },
      ["Report: a leak"] = { "Report: a leak", false }, ["Re : x"] = { "x", false }, ["Re:"] = { "", false },
      ["[list] Re: x"] = { "[list] Re: x", false },
    } do
      assert.same(wanted, { mail.subject(given) }, given)
    end
  end)

  it("is dated by its Date, else by when it was received, else as a mailbox notes it", function()
    local function published(...)
      local doc = read(...)
      return doc.published, doc.published_from
    end
    assert.same({ "2014-11-25T09:00:00Z", "header" }, { published("Subject: a", "Date: Tue, 25 Nov 2014 10:00:00 +0100",
      "Received: from x; Wed, 26 Nov 2014 10:00:00 +0000", "", REPORT) })
    assert.equal("2014-11-26T10:00:00Z", published("Subject: a", "Date: soon",
      "Received: from x; Wed, 26 Nov 2014 10:00:00 +0000", "", REPORT))
    assert.equal("1996-01-03T01:05:34", (select(2, pcall(published, "From jane@a.example Wed Jan  3 01:05:34 1996",
      "Subject: a", "To: b", "", REPORT))))
  end)

  it("of alternatives gives the plain one, unless that only points to the other", function()
    local function alternative(plain)
      return read("Subject: a", "From: b <b@a.example>", "Content-Type: multipart/alternative; boundary=x", "", "--x",
        "Content-Type: text/plain; charset=iso-8859-1", "Content-Transfer-Encoding: quoted-printable", "", plain, "--x",
        "Content-Type: text/html; charset=utf-8", "", "<p>" .. REPORT .. " " .. REPORT .. "</p>", "--x--").text
    end
    assert.equal("The caf\u{e9} closed. " .. REPORT, alternative("The caf=E9 clos=\r\ned. " .. REPORT))
    assert.equal(REPORT .. " " .. REPORT, alternative "See the HTML part.")
  end)

  it("joins its texts, the signed and the related too", function()
    assert.equal("One.\n\nTwo.", read("Subject: a", "To: b", "Content-Type: multipart/signed; boundary=x", "", "--x",
      "Content-Type: multipart/mixed; boundary=y", "", "--y", "", "One.", "--y", "Content-Type: text/html", "",
        "<p>Two.</p>",
      "--y--", "--x", "Content-Type: application/pgp-signature", "", "-----BEGIN", "--x--").text)
    assert.equal("Page.", read("Subject: a", "To: b", "Content-Type: multipart/related; boundary=x", "", "--x",
      "Content-Type: text/html", "", "<p>Page.</p>", "--x", "Content-Type: image/png", "", "x", "--x--").text)
  end)

  it("unfolds flowed lines (RFC 3676)", function()
    assert.equal("one two\n>> three four\nfive \n-- \nme\n",
      mail_text.unflow("one \ntwo\n>> three \n>>four\nfive \n-- \nme\n", false))
    assert.equal("onetwo\n From here\n", mail_text.unflow("one \ntwo\n  From here\n", true))
    assert.equal("The mill was closed.", read("Subject: a", "To: b", "Content-Type: text/plain; format=flowed", "",
      "The mill ", "was ", "closed.").text)
  end)

  it("has for text its own words, without what it quotes, its signature and the list's", function()
    assert.equal("Not so.\n\nThey did.", read("Subject: Re: a", "To: b", "", "On Tue, 25 Nov 2014, Jane Doe wrote:", "",
      "> Nothing was stolen.", "> Nothing.", "", "Not so.", "", "> They did not tell.", "", "They did.", "", "-- ",
      "Kim Lee, Desk").text)
    assert.equal("Agreed.", read("Subject: Re: a", "To: b", "", "Agreed.", "", "-----Original Message-----",
      "From: Jane Doe [mailto:j@a.example]", "Sent: Tuesday, November 25, 2014 10:00 AM", "To: Kim Lee",
        "Subject: a", "",
      REPORT).text)
    for _, quotation in ipairs { "<blockquote><p>" .. REPORT .. "</p></blockquote>", "<div>" .. REPORT .. "</div>" } do
      assert.equal("Agreed.", read("Subject: Re: a", "To: b", "Content-Type: text/html", "", "<p>Agreed.</p>",
        "<p>On Tue, 25 Nov 2014 Jane Doe &lt;j@a.example&gt; wrote:</p>", quotation).text)
    end
    assert.equal("Agreed.", read("Subject: Re: a", "To: b", "", "Agreed.", "_______________________________________",
      "News mailing list", "https://a.example/list").text)
    -- nothing but a quotation is what it has to say
    assert.equal(REPORT, read("Subject: a", "To: b", "", "> " .. REPORT).text)
  end)

  local FORWARD = { "Subject: Fwd: a theft", "From: Kim Lee <k@b.example>", "Date: Mon, 1 Dec 2014 10:00:00 +0000", "",
    "From a reader, last Friday.", "", "---------- Forwarded message ----------", "From: Jane Doe <j@a.example>",
    "Date: Tue, 18 Nov 2014 09:00:00 +0000", "Subject: a theft", "To: Kim Lee <k@b.example>", "",
    "Files were stolen from the mill yesterday." }

  it("that passes another on keeps its words, without its fields, hung on its date", function()
    local doc = read(table.unpack(FORWARD))
    assert.equal("From a reader, last Friday.\n\nFiles were stolen from the mill yesterday.", doc.text)
    assert.same({ "a theft", "2014-12-01T10:00:00Z" }, { doc.title, doc.published })
    assert.same({ "Kim Lee" }, doc.authors)
    assert.same({ { first = 30, last = 71, anchor = "2014-11-18T09:00:00Z" } }, doc.anchors)
    assert.is_nil(doc.anchor)
    local found = {}
    for m in anchors.find(doc, doc.text, doc.published) do
      found[#found + 1] = doc.text:sub(m.first, m.last) .. " " .. m.date.edtf
    end
    assert.same({ "last Friday 2014-11-28", "yesterday 2014-11-17" }, found)
    local times = {}
    for c in claims.extract(doc) do
      for _, role in ipairs(c.roles) do
        if role.role == "time" then times[#times + 1] = doc.text:sub(role.first,
          role.last) .. " " .. role.value.edtf end
      end
    end
    assert.same({ "yesterday 2014-11-17" }, times)
  end)

  it("that is nothing but another is anchored at its date whole", function()
    for _, head in ipairs {
      { "Begin forwarded message:", "", "From: Jane Doe", "Subject: a theft",
        "Date: 18 November 2014 at 09:00:00 GMT" },
      { "-----Original Message-----", "From: Jane Doe", "Sent: Tuesday, November 18, 2014 9:00 AM", "Subject: a" },
      { "________________________________", "From: Jane Doe", "Sent: Tuesday, November 18, 2014 9:00 AM", "To: Kim" },
      { "*From:* Jane Doe", "*Sent:* Tuesday, November 18, 2014 9:00 AM", "*To:* Kim", "*Subject:* a" },
      { "Von: Jane Doe", "Gesendet: 18. November 2014 09:00", "An: Kim", "Betreff: a" },
    } do
      local doc = read("Subject: FW: a theft", "To: b", "Date: Mon, 1 Dec 2014 10:00:00 +0000", "",
        table.concat(head, "\r\n"), "", "Files were stolen yesterday.")
      assert.equal("Files were stolen yesterday.", doc.text, head[1])
      assert.equal("2014-11-18", doc.anchor and doc.anchor:sub(1, 10), head[1])
    end
  end)

  it("that is a page is read whole, lines and all", function()
    local doc = read("Subject: FW: a theft", "To: b", "Date: Mon, 1 Dec 2014 10:00:00 +0000", "Content-Type: text/html",
      "", "<head><title>x</title><style>p {}</style></head><div class=sidebar>Seen?</div><div>",
      "<b>From:</b> Jane Doe<br>", "<b>Sent:</b> Tuesday, November 18, 2014 9:00 AM<br>",
      "<b>To:</b> Kim<br><b>Subject:</b> a</div>",
      "<p>Files were stolen<br>yesterday. <a href='http://a.example/r'>More</a></p>")
    assert.equal("Seen?\n\nFiles were stolen\nyesterday. More", doc.text)
    assert.equal("2014-11-18T09:00", doc.anchors[1].anchor)
    assert.same({ { url = "http://a.example/r", text = "More" } }, doc.links)
  end)

  it("gives what is attached as documents of their own, and lists the rest", function()
    local docs, errors = all(lines("Subject: two files", "From: Kim Lee <k@b.example>",
      "Date: Mon, 1 Dec 2014 10:00:00 +0000", "Content-Type: multipart/mixed; boundary=x", "", "--x", "",
      "See the files.", "--x", 'Content-Type: text/html; name="../../page.html"', "Content-Disposition: attachment", "",
      "<title>A theft</title><p>" .. REPORT .. "</p>", "--x", "Content-Type: image/png; name=logo.png",
      "Content-Transfer-Encoding: base64", "", "iVBORw0KGgo=", "--x", "Content-Type: message/rfc822", "",
        "Subject: inner",
      "From: Jane Doe <j@a.example>", "Date: Tue, 18 Nov 2014 09:00:00 +0000", "", REPORT, "--x",
        "Content-Type: text/plain",
      "Content-Disposition: attachment; filename*=utf-8''caf%C3%A9.txt", "", "A caf\u{e9}.", "--x--"), "two.eml")
    assert.same({}, errors)
    local got = {}
    for i, doc in ipairs(docs) do got[i] = ("%s %s %s"):format(doc.path, doc.type, doc.title) end
    assert.same({ "two.eml mail two files", "two.eml!/page.html html A theft", "two.eml!/part-3.eml mail inner",
      "two.eml!/café.txt text A café." }, got)
    assert.equal("2014-11-18T09:00:00Z", docs[3].published)
    assert.same({ { name = "page.html", type = "text/html", size = #REPORT + 29 },
      { name = "logo.png", type = "image/png", size = 8 } }, { docs[1].attachments[1], docs[1].attachments[2] })
    assert.equal(4, #docs[1].attachments)
    assert.equal("See the files.", docs[1].text)
  end)

  it("opens alone, and what is attached by its path", function()
    local path = os.tmpname()
    assert(fs.write_atomic(path, lines("Subject: a", "To: b", "Content-Type: multipart/mixed; boundary=x", "",
      "--x", "",
      "Body.", "--x", "Content-Type: text/plain; name=a.txt", "Content-Disposition: attachment", "", "Inner.",
        "--x--")))
    assert.equal("Body.", assert(document.open(path)).text)
    assert.equal("Inner.", assert(document.open(path .. "!/a.txt")).text)
    os.remove(path)
  end)

  it("that wraps archives and messages without end is left at a depth", function()
    local bytes = "Subject: innermost\r\nTo: b\r\n\r\nx"
    for i = 1, 12 do
      bytes = lines("Subject: " .. i, "To: b", "Content-Type: multipart/mixed; boundary=b" .. i, "", "--b" .. i,
        "Content-Type: message/rfc822", "", bytes, "--b" .. i .. "--")
    end
    local docs, errors = all(bytes, "deep.eml")
    assert.equal(limits.archive_depth + 1, #docs)
    assert.equal("limit", errors[1].code)
  end)

  it("cut short, mis-encoded or hostile is read as far as it goes", function()
    local whole = lines("Subject: =?utf-8?q?caf=C3=A9?=", "From: x <a@b.example>",
      "Content-Type: multipart/mixed; boundary=x", "", "--x", "Content-Type: text/plain; charset=nothing-known",
      "Content-Transfer-Encoding: base64", "", "aGVsbG8=", "--x--")
    for n = 1, #whole do
      local doc, e = document.parse(whole:sub(1, n), { type = "mail" })
      assert.truthy(doc or e.code)
    end
    for _, bytes in ipairs { "Subject:\n\n", "\n\n\n", "Content-Type: ;;;=\n\nx", "From: <<<\nTo: (((\n\nx",
      "Content-Type: multipart/mixed; boundary=\"\"\n\nx", "\0\0\0", "From: \"\\\nTo: x\n\nx" } do
      local doc, e = document.parse(bytes, { type = "mail" })
      assert.truthy(doc or e.code)
    end
    local warnings = table.concat(document.parse(whole).warnings, "\n")
    assert.truthy(warnings:find("charset label 'nothing-known' is unknown", 1, true))
  end)
end)

describe("a mailbox", function()
  local BOX = "From jane@a.example Sat Jan  3 01:05:34 1996\nSubject: one\nTo: b\n\nFrom here on.\n>From quoted\n"
    .. ">>From twice\n\n" .. "From kim@b.example Sun Jan  4 01:05:34 1996\nSubject: two\nTo: b\n\nSecond.\n"

  it("is split where a line looks like one that starts a message", function()
    local docs, errors = all(BOX, "box.mbox")
    assert.same({}, errors)
    assert.same({ "box.mbox!/1", "one", "From here on.\nFrom quoted" }, { docs[1].path, docs[1].title, docs[1].text })
    assert.same({ "box.mbox!/2", "two", "Second.", "1996-01-04T01:05:34" },
      { docs[2].path, docs[2].title, docs[2].text, docs[2].published })
    assert.equal(2, #docs)
  end)

  it("may begin behind blank lines, as lines of JSON may", function()
    for _, n in ipairs { 1, 9000, 200000 } do
      local blank = ("\n"):rep(n)
      local docs, errors = all(blank .. BOX, "box")
      assert.same({}, errors)
      assert.same({ 2, "box!/1", "one", "box!/2" }, { #docs, docs[1].path, docs[1].title, docs[2].path })
      docs, errors = all(blank .. '{"text":"Acme was hacked."}\n{"text":"So was Harrow."}\n', "lines")
      assert.same({}, errors)
      assert.same({ 2, "Acme was hacked.", "So was Harrow." }, { #docs, docs[1].text, docs[2].text })
    end
  end)

  it("has its quoted lines back as they were", function()
    local once = { BOX }
    local first = mbox.messages(function() return table.remove(once) end, 5000)()
    assert.truthy(first:find("\nFrom quoted\n>From twice\n", 1, true))
  end)

  it("is split alike whatever the pieces that it comes in", function()
    local body = ("A line of a message.\n"):rep(200)
    local big = (BOX:gsub("Second%.", body)):rep(4)
    local counts = {}
    for _, size in ipairs { 1, 7, 1000, 4096, #big } do
      local at, sizes = 1, {}
      for message in mbox.messages(function()
        local piece = big:sub(at, at + size - 1)
        at = at + size
        return piece ~= "" and piece or nil
      end, 1 << 20) do sizes[#sizes + 1] = #message end
      counts[#counts + 1] = table.concat(sizes, " ")
    end
    for i = 2, #counts do assert.equal(counts[1], counts[i]) end
    assert.equal(8, select(2, counts[1]:gsub("%d+", "")))
  end)

  it("passes over a message that is too long, and tells a failed read", function()
    local pieces, got = { BOX, ("x"):rep(100000) .. "\n\n", BOX }, {}
    for message, e in mbox.messages(function() return table.remove(pieces, 1) end, 5000) do
      got[#got + 1] = message and "message" or e.code
    end
    assert.same({ "message", "limit", "message", "message" }, got)
    local first, code = true, nil
    for message, e in mbox.messages(function()
      if not first then return nil, { code = "io" } end
      first = false
      return "From a@b.example Sat Jan  3 01:05:34 1996\nSubject: x\n\ny"
    end, 5000) do code = not message and e.code or code end
    assert.equal("io", code)
  end)
end)

describe("mail of the test data", function()
  local DATA = (os.getenv "BREACHKIT_DATA" or "../shared/data") .. "/mail/cpython-test_email"

  it("is read without an error", function()
    if fs.type(DATA) ~= "directory" then return pending "skipped: no data" end
    local each, n, kinds = document.each(DATA), 0, {}
    for doc in each do
      n = n + 1
      kinds[doc.type] = (kinds[doc.type] or 0) + 1
      assert.truthy(utf8.len(doc.text) and utf8.len(doc.title or ""), doc.path)
    end
    assert.same({}, each.errors)
    assert.same({ 79, { mail = 63, text = 16 } }, { n, kinds })
  end)
end)
