local document = require "breachkit.document"
local growth = require "growth"
local when = require "breachkit.document.when"
local mail = require "breachkit.document.mail"
local furniture = require "breachkit.document.furniture"
local language = require "breachkit.document.language"
local meta = require "breachkit.document.meta"
local json = require "breachkit.json"

local LONG = "The firm said on Monday that the attackers had taken files from its servers, among them letters and "
  .. "contracts."

local function tmp(files)
  local dir = os.tmpname()
  os.remove(dir)
  assert(require "breachkit.fs".mkdir(dir))
  for name, bytes in pairs(files) do
    local f = assert(io.open(dir .. "/" .. name, "wb"))
    f:write(bytes)
    f:close()
  end
  return dir
end

describe("document.parse of pages", function()
  local PAGE = [[<!doctype html><html lang="de"><head><meta charset="utf-8">
<title>Files leak after intrusion | Harbour Post</title><meta property="og:site_name" content="Harbour Post">
<script type="application/ld+json">{"@graph":[{"@type":"NewsArticle","headline":"Files leak after intrusion",
"datePublished":"2014-11-26T18:20:00-08:00","dateModified":"2014-11-28",
"author":[{"name":"Ada Reed"},{"name":"Bo Lind"}]}]}</script>
</head><body><nav><a href="/">Home</a> <a href="/x">World</a></nav>
<div class="content"><h1>Files leak after intrusion</h1><p class="byline">By Ada Reed and Bo Lind</p>
<div class="share-bar"><a href="#">Tweet</a> this story to everyone you know, they will like it a lot.</div>
<p>]] .. LONG .. [[ <a href="/docs/1?a=b#c">The letter</a> says more.</p>
<figure><img src="x"><figcaption>The headquarters, seen from the street on a rainy day last year.</figcaption></figure>
<h2>What was taken</h2><ul><li>Eleven terabytes of mail and
  other files of the company</li><li>Five films that had not been
released</li></ul><p>]] .. LONG .. [[</p><p><a href="/more">Read more on hackers</a></p></div>
<div class="comments"><p>]] .. LONG .. [[</p></div>
<div id="cookie-notice"><p>We use cookies to make this site better, and you can read about it in our policy.</p></div>
</body></html>]]

  it("gives the report's own words and leaves the furniture", function()
    local doc = assert(document.parse(PAGE, { url = "https://post.example/a/b.html" }))
    assert.equal(LONG .. " The letter says more.\n\nWhat was taken\n\n" ..
      "Eleven terabytes of mail and other files of the company\nFive films that had not been released\n\n" .. LONG,
      doc.text)
    assert.equal("Files leak after intrusion", doc.title)
    assert.equal("2014-11-27T02:20:00Z", doc.published)
    assert.equal("json-ld", doc.published_from)
    assert.equal("2014-11-28", doc.updated)
    assert.same({ "Ada Reed", "Bo Lind" }, doc.authors)
    assert.equal("Harbour Post", doc.site)
    assert.equal("en", doc.language)
    assert.equal("https://post.example/docs/1?a=b", doc.links[1].url)
    assert.equal("The letter", doc.links[1].text)
    assert.equal(#PAGE, doc.size)
    assert.equal("sha256:" .. doc.sha256:sub(1, 16), doc.id)
    assert.equal("html", doc.type)
    assert.is_nil(doc.warnings)
    assert.equal(LONG:sub(1, 8), doc:quote(1, 8))
  end)

  it("keeps what was given and says so", function()
    local doc = assert(document.parse(PAGE, { id = "r1", published = "2014-12-01", title = "Mine" }))
    assert.same({ "r1", "2014-12-01", "given", "Mine" }, { doc.id, doc.published, doc.published_from, doc.title })
  end)

  it("takes dates from where they stand, published and updated apart", function()
    local function dates(head, body)
      local page = "<html><head>" .. head .. "</head><body>" .. body .. "<p>" .. LONG .. "</p></body></html>"
      local doc = assert(document.parse(page))
      return { doc.published, doc.published_from, doc.updated }
    end
    assert.same({ "2014-11-27", "meta" }, dates('<meta name="DC.date.issued" content="2014-11-27">', ""))
    assert.same({ nil, nil, "2014-11-27" }, dates('<meta property="article:modified_time" content="2014-11-27">', ""))
    assert.same({ "2014-11-27T09:00:00Z", "microdata" },
      dates("", '<meta itemprop="datePublished" content="2014-11-27T10:00+01:00">'))
    assert.same({ "2014-11-27T10:00", "time" }, dates("", '<time datetime="2014-11-27T10:00">yesterday</time>'))
    assert.same({ "2014-11-27", "byline", "2014-11-28" },
      dates("", '<div class="date">27 November 2014</div><div class="updated">Updated 28 November 2014</div>'))
    assert.same({ nil, nil, "2014-11-28" }, dates('<script type="application/ld+json">{"@type":"NewsArticle",'
      .. '"dateModified":"2014-11-28"}</script>', ""))
    assert.same({ nil, nil, "2014-11-28" }, dates('<script type="application/ld+json">{"@type":"NewsArticle",,'
      .. '"dateModified":"2014-11-28"}</script>', ""))
    assert.same({ "2014-11-27", "url" }, dates('<link rel="canonical" href="https://a.example/2014/11/27/x">', ""))
  end)

  it("keeps the other dates that a page gives itself", function()
    local page = '<html><head><meta name="date" content="2014-11-27"></head><body>'
      .. '<time datetime="2014-11-26">x</time><p>' .. LONG .. "</p></body></html>"
    local doc = assert(document.parse(page, { url = "https://a.example/2014/11/25/x" }))
    assert.same({ "2014-11-27", "meta" }, { doc.published, doc.published_from })
    assert.same({ { of = "published", from = "meta", date = "2014-11-27" },
      { of = "published", from = "time", date = "2014-11-26" },
      { of = "published", from = "url", date = "2014-11-25" } }, doc.dates)
    assert.is_nil(assert(document.parse(page)).dates[3])
    assert.is_nil(assert(document.parse("<p>" .. LONG, { url = "https://a.example/2014/11/25/x" })).dates)
  end)

  it("survives what browsers survive", function()
    for _, opener in ipairs { "<div>", "<b>", "<a href=x>", "<ul><li>", "<table><tr><td>", "<span class=byline>" } do
      local doc = assert(document.parse(opener:rep(100000) .. LONG))
      assert.equal(LONG, doc.text)
    end
    assert.equal("", assert(document.parse "<html></html>").text)
    assert.truthy(document.parse("<p" .. (" a=b"):rep(50000)))
  end)
end)

describe("document.parse of plain text", function()
  it("drops furniture by general rules and keeps the rest as it stands", function()
    local doc = assert(document.parse("Films leaked\n\n" .. LONG .. "\n\nMore on data theft\n\n" .. LONG ..
      " \n\nA heading of the report\n\n" .. LONG .. "\n\nRead more on Storage and backup\n\nServers\nNetworks\n"))
    assert.equal("Films leaked\n\n" .. LONG .. "\n\n" .. LONG .. "\n\nA heading of the report\n\n" .. LONG, doc.text)
    assert.equal("Films leaked", doc.title)
    assert.same({ "no publication date found" }, doc.warnings)
  end)

  it("takes the date in a letter's head for its own", function()
    local head = "Halden Bank and its Daughters%s16 May 2025\n\n" .. LONG
    local doc = assert(document.parse(head:format((" "):rep(20))))
    assert.same({ "2025-05-16", "text" }, { doc.published, doc.published_from })
    assert.truthy(doc.title:find "^Halden Bank")
    assert.is_nil(assert(document.parse(head:format " ")).published)
    doc = assert(document.parse("Data of 14 May 2025      Copy for Halden Bank and its Daughters\n\n" .. LONG))
    assert.is_nil(doc.published)
  end)

  it("takes no byline for its title", function()
    for title, lines in pairs {
      ["Halden Bank hacked"] = "By Ann Lee\n\nHalden Bank hacked\n\n" .. LONG,
      ["Orchid Bank hacked"] = "By Ann Lee and Tom Ray, 3 March 2024\n4 March 2024\nOrchid Bank hacked\n\n" .. LONG,
      ["Bank hacked"] = "Published: 3 March 2024\n\nAuthor: Ann Lee\n\nBank hacked\n\n" .. LONG,
      ["By Land or Sea, Hackers Strike"] = "By Land or Sea, Hackers Strike\n\nBy Ann Lee\n\n" .. LONG,
      ["Message of 3 March 2024"] = "Message of 3 March 2024\n\n" .. LONG, ["By Ann Lee"] = "By Ann Lee",
    } do assert.equal(title, assert(document.parse(lines)).title) end
    local doc = assert(document.parse("By Ann Lee, 3 March 2024\n\nHalden Bank hacked\n\n" .. LONG))
    assert.same({ "2024-03-03", "Ann Lee" }, { doc.published, doc.authors[1] })
    assert.equal("By Ann Lee, 3 March 2024", doc.text:match "^[^\n]+")
    doc = assert(document.parse("By Land or Sea, Hackers Strike\n\nBy Ann Lee\n\n" .. LONG))
    assert.same({ "Ann Lee" }, doc.authors)
  end)

  it("cuts a long first line at 120 characters, not bytes", function()
    local doc = assert(document.parse(("é"):rep(200) .. "\n" .. LONG))
    assert.equal(("é"):rep(120), doc.title)
  end)

  it("takes a label of the first line for no part of the title", function()
    for _, label in ipairs { "Title: ", "HEADLINE: ", "Subject:\t" } do
      local doc = assert(document.parse(label .. "Films: what we know\nDate: 6 May 2022\n\n" .. LONG))
      assert.same({ "Films: what we know", "2022-05-06", LONG }, { doc.title, doc.published, doc.text })
    end
    local doc = assert(document.parse("Hack: films leaked\n\n" .. LONG))
    assert.same({ "Hack: films leaked", "Hack: films leaked\n\n" .. LONG }, { doc.title, doc.text })
  end)

  it("reads byline and dateline, and takes no day of a sentence", function()
    local doc = assert(document.parse("Title\n\nBy Joran Fields\n27 April 2011\n\n" .. LONG))
    assert.same({ "2011-04-27", "byline" }, { doc.published, doc.published_from })
    assert.same({ "Joran Fields" }, doc.authors)
    doc = assert(document.parse("Title\n\nThe network was shut down on 25 November 2014 after an attack.\n\n" .. LONG))
    assert.is_nil(doc.published)
    doc = assert(document.parse("Title\n\nLast updated: 3 May 2012\nPublished: 2 May 2012\n\n" .. LONG))
    assert.same({ "2012-05-02", "2012-05-03" }, { doc.published, doc.updated })
  end)

  it("names the agency of a credit line", function()
    local doc = assert(document.parse("Title\n\nLONDON (Reuters) - " .. LONG))
    assert.same({ { name = "Reuters", kind = "credit" } }, doc.origins)
    assert.is_nil(assert(document.parse("Title\n\nThe firm (Sony) - " .. LONG)).origins)
  end)

  it("reads no list of leaked records as a report, unless told that it is text", function()
    local list = "jane@corp.example:s3cret\nbo@corp.example:0ther\nal@corp.example:th1rd\n"
    local doc, e = document.parse(list, { path = "a.txt" })
    assert.is_nil(doc)
    assert.equal("a.txt: leaked records (3 of 3 lines have ':' between who and a secret) are not read as a report; "
      .. "see breachkit dump (type)", tostring(e))
    assert.equal("leaked records (a header with 2 of 2 names known; ';' between 2 fields, quote \", records end in LF)"
      .. " are not read as a report; see breachkit dump",
      select(2, document.parse "E-Mail;Password\njane@corp.example;s3cret\n").message)
    assert.equal("jane@corp.example:s3cret", document.parse(list, { type = "text" }).title)
    for _, leak in ipairs {
      "jane:s3cret\nbo:0ther\nal:th1rd\n",
      "https://a.example/in:jane:s3cret\nhttps://b.example/in:bo:0ther\nhttps://c.example:al:x\n",
      "username,password\njane,s3cret\nbo,0ther\n",
      "-- MySQL dump 10.13\nCREATE TABLE `users` (\n`name` text);\nINSERT INTO `users` VALUES ('jane','s3cret');\n",
      "SET statement_timeout = 0;\nCOPY public.users (name, secret) FROM stdin;\njane\ts3cret\n\\.\n",
      "insert into users (name, secret)\nvalues ('jane', 's3cret');\n",
    } do
      doc, e = document.parse(leak)
      assert.is_nil(doc)
      assert.matches("^leaked records %(.*%) are not read as a report", e.message)
    end
    for _, report in ipairs {
      "Title: Acme\nVictim: Harrow Bank\nDate: today\nData: names\n", "Acme.example\n\nIt said: we were hacked.\n",
      "Insert malware into firmware\n\nINSERT INTO users VALUES (1) was in the logs.\n",
      "Harrow\n\nA log had this line:\nINSERT INTO users VALUES (1);\n",
      "https://a.example/1\nhttps://a.example/2\nhttps://a.example/3\n",
    } do
      assert.is_string(assert(document.parse(report)).text)
    end
    -- mailboxes and colons alone make none
    assert.is_string(assert(document.parse
      "Desk: jane@corp.example\nPress: bo@corp.example\nSales: al@corp.example\n").text)
    assert.is_string(assert(document.parse("Name;E-Mail\nJane;jane@corp.example\nBo;bo@corp.example\n")).text)
  end)

  it("names the agencies of a closing statement, also where it is cut from the text", function()
    local function credits(closing)
      local doc = assert(document.parse("Title\n\n" .. LONG .. "\n\n" .. closing))
      local names = {}
      for i, origin in ipairs(doc.origins or {}) do
        names[i] = origin.name
        assert.equal("credit", origin.kind)
      end
      return table.concat(names, ","), doc.text
    end
    local names, text = credits "Reuters and the Associated Press contributed to this report."
    assert.same({ "", "Title\n\n" .. LONG }, { names, text }) -- who helped is no origin of the whole
    assert.equal("AFP", (credits "(Additional reporting by AFP; Editing by Jo Field)"))
    assert.equal("Associated Press", (credits "Reporting by Ada Reed of the Associated Press"))
    assert.equal("Reuters", (credits "© 2014 Thomson Reuters. All rights reserved."))
    assert.equal("United News Service", (credits "By United News Service"))
    assert.equal("Associated Press", (credits "By Ada Reed of the Associated Press"))
    assert.equal("", (credits "By the way, the news service was down."))
    assert.equal("", (credits "Ada Reed and Bo Lind contributed to this report."))
    assert.equal("", (credits "Reuters asked the firm for a comment and was told to wait for its report."))
    local page = "<html><body><p>" .. LONG .. "</p><figure><figcaption>A tower. (Reuters)</figcaption></figure><p>"
      .. LONG .. "</p><p>Reporting by AFP.</p></body></html>"
    assert.same({ { name = "AFP", kind = "credit" } }, assert(document.parse(page)).origins)
  end)
end)

describe("document.parse of JSON, mail and feeds", function()
  it("passes a JSON document's fields through and its text untouched", function()
    local text = "  Read more on this\r\n" .. LONG .. "\n"
    local doc = assert(document.parse(json.encode { id = "a", text = text, title = "T", published = "2014-11-25",
      url = "u" }))
    assert.same({ "a", text, "T", "2014-11-25", "given", "json" },
      { doc.id, doc.text, doc.title, doc.published, doc.published_from, doc.type })
  end)

  it("warns of duplicate keys and of a date that is none", function()
    local doc = assert(document.parse '{"text":"a","text":"b","published":"soon"}')
    assert.equal("b", doc.text)
    assert.equal("'published' is no date: soon", doc.warnings[1])
    assert.truthy(doc.warnings[3]:find("twice", 1, true))
  end)

  it("reads what begins behind thousands of empty lines", function()
    local lines = ("\n"):rep(30000)
    assert.equal("Acme was hacked.", document.parse(lines .. "Acme was hacked.").text:match "%S.*%S")
    local doc = document.parse(lines .. "<html><title>Acme</title><body><p>It was hacked.</p></body></html>")
    assert.same({ "html", "Acme" }, { doc.type, doc.title })
    doc = document.parse(lines .. "Subject: Acme\nFrom: Jane Doe\n\nIt was hacked.\n")
    assert.same({ "mail", "Acme", "It was hacked." }, { doc.type, doc.title, doc.text })
  end)

  it("finds the first line of a text behind blanks without end", function()
    -- squared, it would take minutes
    local doc = assert(document.parse(json.encode { text = (" "):rep(300000) .. "\n Acme was hacked. \nToday." }))
    assert.equal("Acme was hacked.", doc.title)
  end)

  it("reads text with a million blank lines at once", function()
    assert.is_true(growth(2 ^ 17, function(n)
      assert.equal("Films leaked\n\nThey were.",
        assert(document.parse("Films leaked" .. ("\n"):rep(n) .. "They were.")).text)
    end) < 30)
  end)

  it("reads a line a document, however long the first is and whatever braces stand in it", function()
    local path = os.tmpname()
    for _, words in ipairs { ("Halden Bank was hacked. "):rep(3000), "a } or {{ in words" } do
      for _, mark in ipairs { "", "\xEF\xBB\xBF" } do
        local file <close> = assert(io.open(path, "wb"))
        for i = 1, 2 do
          file:write(i == 1 and mark or "", require "breachkit.json".encode { id = i, text = words }, "\n\n")
        end
        file:close()
        local ids, each = {}, document.each(path)
        for doc in each do ids[#ids + 1] = doc.id .. #doc.text end
        assert.same({ { "1" .. #words, "2" .. #words }, {} }, { ids, each.errors })
      end
    end
    os.remove(path)
    assert.equal("d", document.parse('{"id":"d",\n"text":"{"}').id)
  end)

  it("refuses what is no document, with its source", function()
    local function code(bytes, options)
      local doc, e = document.parse(bytes, options)
      assert.is_nil(doc)
      return e.code
    end
    assert.equal("empty", code "")
    assert.equal("empty", code " \n\t ")
    assert.equal("empty", code(("\n"):rep(30000)))
    assert.equal("type", code(("\n"):rep(30000) .. ("\0\1\2\255"):rep(100)))
    assert.equal("type", code(("\0\1\2\255"):rep(100)))
    assert.equal("type", code "%PDF-1.7 ...")
    assert.equal("PDF is not read as a report: pdftotext makes text of it",
      select(2, document.parse "%PDF-1.7 ...").message)
    assert.equal("type", code '{"a":1}')
    assert.equal("limit", code(("["):rep(1000000)))
    assert.equal("limit", code(("x"):rep(100), { limit = 99 }))
    assert.equal("x.json: JSON without a 'text' string is no document; `breachkit read -o jsonl` prints documents "
      .. "(type)", tostring(select(2, document.parse('{"a":1}', { path = "x.json" }))))
    assert.has_error(function() document.parse("x", { colour = 1 }) end, "document.parse: unknown option 'colour'")
  end)

  it("reads a message: subject, date, name, the text of its parts", function()
    local doc = assert(document.parse(table.concat({
      "From: =?utf-8?q?J=C3=B6_Field?= <jo@a.example>", "To: x@b.example", "Subject: Re: Fwd:  what", " we know",
      "Date: Tue, 25 Nov 2014 10:00:00 +0100", "MIME-Version: 1.0",
      'Content-Type: multipart/alternative; boundary="b1"', "",
      "--b1", "Content-Type: text/html", "", "<p>no</p>", "--b1", "Content-Type: text/plain; charset=iso-8859-1",
      "Content-Transfer-Encoding: quoted-printable", "", "The caf=E9 was clos=", "ed on Monday.", "--b1--", "",
    }, "\r\n")))
    assert.same({ "what we know", "2014-11-25T09:00:00Z", "header", "mail" },
      { doc.title, doc.published, doc.published_from, doc.type })
    assert.same({ "Jö Field" }, doc.authors)
    assert.equal("The café was closed on Monday.", doc.text)
  end)

  it("reads a feed: a document an item", function()
    local feed = [[<?xml version="1.0"?><rss version="2.0"><channel><title>Notes</title><item><title>A &amp; B</title>
<link>https://n.example/1</link><guid>g1</guid><pubDate>Fri, 19 Dec 2014 17:45:00 GMT</pubDate>
<author>jo@a.example (Jo Field)</author>
<description><![CDATA[<p>]] .. LONG .. [[</p><item>]].. "]]" .. [[></description></item>
<item><guid>g2</guid><description>]] .. LONG .. [[</description></item></channel></rss>]]
    local doc, e = document.parse(feed)
    assert.is_nil(doc)
    assert.equal("holds 2 documents: use document.each (type)", tostring(e))
    local dir = tmp { ["f.xml"] = feed }
    local docs = {}
    for item in document.each(dir) do docs[#docs + 1] = item end
    assert.equal(2, #docs)
    assert.same({ "A & B", "https://n.example/1", "2014-12-19T17:45:00Z", "feed", LONG, "Notes" },
      { docs[1].title, docs[1].url, docs[1].published, docs[1].published_from, docs[1].text, docs[1].site })
    assert.same({ "Jo Field" }, docs[1].authors)
    assert.not_equal(docs[1].id, docs[2].id)
    os.execute("rm -r " .. dir)
  end)
end)

describe("document.each", function()
  it("goes on after failures and tells of each", function()
    local dir = tmp { ["a.txt"] = "One\n\n" .. LONG, ["b.txt"] = "", ["c.bin"] = ("\0\1"):rep(50),
      ["d.jsonl"] = '{"id":"x","text":"p"}\n{"id":\n{"id":"x","text":"q"}\n' }
    local told, ids = 0, {}
    local reports = document.each({ dir, dir .. "/missing" }, { on_error = function() told = told + 1 end })
    for doc in reports do ids[#ids + 1] = doc.id end
    assert.equal(3, #ids)
    assert.same({ "x", "x#2" }, { ids[2], ids[3] })
    assert.equal(4, #reports.errors)
    assert.equal(4, told)
    assert.same({ "empty", "type", "syntax", "io" }, { reports.errors[1].code, reports.errors[2].code,
      reports.errors[3].code,
      reports.errors[4].code })
    for _, e in ipairs(reports.errors) do assert.equal(dir, e.source:sub(1, #dir)) end
    reports:close()
    reports:close()
    os.execute("rm -r " .. dir)
  end)

  it("says when a directory holds nothing", function()
    local dir = tmp {}
    local reports = document.each(dir)
    assert.is_nil(reports())
    assert.equal("empty", reports.errors[1].code)
    os.execute("rm -r " .. dir)
  end)

  it("can be left early", function()
    local dir = tmp { ["a.txt"] = LONG, ["b.txt"] = LONG }
    local reports = document.each(dir)
    assert.equal(LONG, reports().text)
    reports:close()
    assert.is_nil(reports())
    os.execute("rm -r " .. dir)
  end)
end)

describe("document.when", function()
  it("has one normal form for each kind of date", function()
    for given, wanted in pairs {
      ["2014-11-25"] = "2014-11-25", ["20141125"] = "2014-11-25", ["2014-11"] = "2014-11", ["2014/1/5"] = "2014-01-05",
      ["2014-11-30T16:15"] = "2014-11-30T16:15", ["2014-11-30T16:15:20.5Z"] = "2014-11-30T16:15:20Z",
      ["2014-12-31 23:30:00 -0800"] = "2015-01-01T07:30:00Z", ["2014-11-30T16:15+05:30"] = "2014-11-30T10:45:00Z",
      ["Tue, 25 Nov 2014 10:00:00 GMT"] = "2014-11-25T10:00:00Z",
        ["Nov. 25, 2014, 3:05 p.m. EST"] = "2014-11-25T20:05:00Z",
      ["Thu Nov 27 2014 10:00:00 GMT+0100 (CET)"] = "2014-11-27T09:00:00Z",
      ["Posted on November 27th, 2014 by Jo"] = "2014-11-27", ["Nov 27, 2014 at 3:05 PM"] = "2014-11-27T15:05",
      ["25. März 2014"] = "2014-03-25", ["25 de noviembre de 2014"] = "2014-11-25",
        ["November 25th, 2014"] = "2014-11-25",
    } do
      assert.equal(wanted, when.normal(given), given)
    end
  end)

  it("refuses what is no date or could be two", function()
    for _, given in ipairs { "", "soon", "05/02/2019", "2014-13-01", "2014-02-30", "1 2 3", "May", "2014", "2014-21",
      "yesterday", ("9"):rep(400) } do
      assert.is_nil(when.normal(given), given)
    end
  end)
end)

describe("the small readers", function()
  it("strips reply and forward marks only", function()
    assert.equal("what we know", mail.subject "RE: AW: Fwd: what we know")
    assert.equal("PSN: an outage", mail.subject "Re[2]: PSN: an outage")
    assert.equal("", mail.subject "Re:")
  end)

  it("tells furniture from sentences", function()
    assert.is_true(furniture.is_line "Read more on hackers")
    assert.is_true(furniture.is_line "Advertisement")
    assert.is_false(furniture.is_line "More on this would be said next week, the company promised.")
    assert.is_false(furniture.is_line "Sony cyber attacks")
  end)

  it("tells languages by their little words and scripts", function()
    assert.equal("en", language.of(LONG))
    assert.equal("de",
      language.of "Die Angreifer haben nach Angaben der Firma eine Menge Daten von den Servern geholt.")
    assert.equal("ru", language.of "Компания сообщила, что злоумышленники похитили файлы.")
    assert.equal("ja", language.of "これはテストです。会社は発表した。")
    assert.is_nil(language.of "ok")
  end)

  it("makes names of bylines and addresses absolute", function()
    assert.same({ "Joran Fields", "Ines Calder" }, meta.names "By Joran Fields and Ines Calder, ines@a.example")
    assert.same({}, meta.names "jo@a.example")
    assert.same({ "Полина Гагарина" }, meta.names "Полина Гагарина · редактор")
    assert.equal("https://a.example/d?x", meta.absolute("https://a.example/b/c", "../d?x#y"))
    assert.is_nil(meta.absolute("https://a.example/", "javascript:void(0)"))
  end)
end)
