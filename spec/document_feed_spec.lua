local core = require "breachkit.core"
local document = require "breachkit.document"
local feed = require "breachkit.document.feed"
local json = require "breachkit.json"

local LONG = "The firm said on Monday that the attackers had taken files from its servers, among them letters and "
  .. "contracts."

local function write(bytes)
  local path = os.tmpname()
  local f = assert(io.open(path, "wb"))
  f:write(bytes)
  f:close()
  return path
end

local function all(bytes)
  local path, docs = write(bytes), {}
  local reports = document.each(path)
  for doc in reports do docs[#docs + 1] = doc end
  os.remove(path)
  return docs, reports.errors
end

describe("core.xml.read", function()
  it("gives elements as tables", function()
    local tree, sound = core.xml.read '<a x="1" y:z="2"><b xmlns="urn:n">t</b> &amp; u</a>'
    assert.is_true(sound) -- though the prefix y is not declared
    assert.same({ name = "a", attributes = { x = "1", ["y:z"] = "2" }, { name = "b", space = "urn:n", "t" },
      " & u" }, tree)
    assert.is_false(select(2, core.xml.read "<a><b></a>"))
  end)

  it("keeps its limits and raises on misuse", function()
    assert.equal("limit", select(2, core.xml.read("<a><b/></a>", { nodes = 1 })).code)
    assert.equal("limit", select(2, core.xml.read(("<a>"):rep(100000))).code)
    assert.equal("empty", select(2, core.xml.read "").code)
    assert.truthy(core.xml.read(("<a>"):rep(200)))
    assert.has_error(function() core.xml.read("<a/>", { colour = 1 }) end)
    assert.has_error(function() core.xml.read("<a/>", { depth = 201 }) end)
  end)
end)

describe("feeds", function()
  it("keeps a short paragraph beside a long one", function()
    local short = "The company did not pay a ransom."
    for text, html in pairs {
      [LONG .. "\n\n" .. short] = ("<p>%s</p><p>%s</p>"):format(LONG, short),
      [short .. "\n\n" .. LONG] = ("<p>%s</p><p><b>%s</b></p>"):format(short, LONG),
    } do
      local docs = all(("<rss version='2.0'><channel><item><title>T</title><description><![CDATA[%s]]></description>"
        .. "</item></channel></rss>"):format(html))
      assert.equal(text, docs[1].text)
    end
  end)

  it("RSS 2.0: guid, source, names of authors, content before its summary", function()
    local docs = all([[<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
      xmlns:d="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom"><channel>
      <atom:link href="https://n.example/feed" rel="self"/><title>Notes</title><link>https://n.example/</link>
      <item><title>Q&amp;#8217;s &amp; A</title><guid>https://n.example/1</guid><description>short</description>
      <content:encoded><![CDATA[<p>]] .. LONG .. [[</p>]].. "]]" .. [[></content:encoded><d:creator>Jo Field</d:creator>
      <source url="https://o.example/feed">Harbour Courier</source>
      <pubDate>Fri, 19 Dec 2014 17:45:00 +0100</pubDate></item></channel></rss>]])
    assert.equal(1, #docs)
    local doc = docs[1]
    assert.same({ "Q’s & A", "https://n.example/1", LONG, "Notes", "2014-12-19T16:45:00Z", "feed" },
      { doc.title, doc.url, doc.text, doc.site, doc.published, doc.published_from })
    assert.same({ "Jo Field" }, doc.authors)
    assert.same({ { name = "Harbour Courier", kind = "credit" } }, doc.origins)
    assert.equal("sha256:" .. core.digest.hex("sha256", "https://n.example/1"):sub(1, 16), doc.id)
    assert.is_nil(doc.warnings)
  end)

  it("RSS 1.0: items beside the channel", function()
    local docs = all([[<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
      xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x">
      <title>Notes</title></channel><item rdf:about="https://n.example/2"><title>Two</title>
      <link>https://n.example/2</link><description>]] .. LONG .. [[</description>
      <dc:date>2014-12-19T10:00+01:00</dc:date></item></rdf:RDF>]])
    assert.same({ "Two", "https://n.example/2", LONG, "Notes", "2014-12-19T09:00:00Z" },
      { docs[1].title, docs[1].url, docs[1].text, docs[1].site, docs[1].published })
  end)

  it("Atom: updated alone is no publication; markup as elements, escaped, or plain", function()
    local docs = all([[<feed xmlns="http://www.w3.org/2005/Atom"><title>Notes</title>
      <entry><id>tag:1</id><title type="html">A &amp;lt;b> &lt;i>c&lt;/i></title><updated>2014-12-20T00:00:00Z</updated>
      <link rel="replies" href="https://n.example/r"/><link href="https://n.example/3"/>
      <author><name>Ada Reed</name><email>a@n.example</email></author><author><name>Bo Lind</name></author>
      <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>]] .. LONG .. [[</p><p>It <a href="/x">said</a>
      more &lt;later&gt; on the same day, in a letter to its staff.</p></div></content></entry>
      <entry><id>tag:2</id><published>2014-12-19T00:00:00Z</published><updated>2014-12-20T00:00:00Z</updated>
      <content>]] .. LONG .. [[ 1 &lt; 2.</content></entry></feed>]])
    assert.same({ "A <b> c", "https://n.example/3", nil, "2014-12-20T00:00:00Z" },
      { docs[1].title, docs[1].url, docs[1].published, docs[1].updated })
    assert.equal(LONG .. "\n\nIt said more <later> on the same day, in a letter to its staff.", docs[1].text)
    assert.same({ "Ada Reed", "Bo Lind" }, docs[1].authors)
    assert.equal("no publication date found", docs[1].warnings[1])
    assert.equal(LONG .. " 1 < 2.", docs[2].text)
    assert.same({ "2014-12-19T00:00:00Z", "2014-12-20T00:00:00Z" }, { docs[2].published, docs[2].updated })
  end)

  it("JSON Feed", function()
    local docs = all(json.encode { version = "https://jsonfeed.org/version/1.1", title = "Notes", items = {
      { id = 7, url = "https://n.example/7", title = "Seven", content_html = "<p>" .. LONG,
        authors = { { name = "Jo" } }, date_published = "2014-12-19T17:45:00Z", date_modified = "2014-12-21" },
      { id = "8", content_text = LONG .. "\n\n" .. LONG .. " 1 < 2." },
    } })
    assert.same({ "feed", "Seven", LONG, "2014-12-19T17:45:00Z", "feed", "2014-12-21", "Notes" }, { docs[1].type,
      docs[1].title, docs[1].text, docs[1].published, docs[1].published_from, docs[1].updated, docs[1].site })
    assert.same({ "Jo" }, docs[1].authors)
    assert.equal(LONG .. "\n\n" .. LONG .. " 1 < 2.", docs[2].text)
  end)

  it("reads what is left of a broken feed, and says so", function()
    local docs = all("<rss><channel><item><title>R&amp;D at AT&T, Q&amp;A</title><description>" .. LONG ..
      " caf&eacute;</description><link>https://n.example/?a=1&b=2</link>" ..
      "<author><![CDATA[A&B &amp; C]]></author></item><item><title>cut")
    assert.equal(2, #docs)
    assert.equal(LONG .. " café", docs[1].text)
    assert.equal("R&D at AT&T, Q&A", docs[1].title)
    assert.same({ "https://n.example/?a=1&b=2", "A&B & C" }, { docs[1].url, docs[1].authors[1] })
    assert.equal("cut", docs[2].title)
    assert.equal("the feed is broken XML: what could be read of it was", docs[1].warnings[1])
    assert.not_equal(docs[1].id, docs[2].id)
    local _, errors = all "<rss><channel><title>none</title></channel></rss>"
    assert.equal("empty", errors[1].code)
  end)

  it("knows RSS 0.91 by its doctype, and takes over language and bad dates", function()
    local docs = all([[<?xml version="1.0"?>
      <!DOCTYPE rss PUBLIC "-//N//DTD RSS 0.91//EN" "http://n.example/rss-0.91.dtd">
      <rss version="0.91"><channel><language>tlh</language><item><title>t</title><pubDate>soon</pubDate>
      <description>qo' vIvan</description></item></channel></rss>]])
    assert.same({ "feed", "t", "tlh" }, { docs[1].type, docs[1].title, docs[1].language })
    assert.same({ "<pubDate> is no date: soon", "no publication date found" }, docs[1].warnings)
  end)

  it("never expands what the feed declares", function()
    local items = assert(feed.items [[<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
      <!ENTITY f SYSTEM "file:///etc/hostname">]>
      <rss><channel><item><title>x&b;&f;y</title></item></channel></rss>]])
    assert.equal("xy", items[1].title)
  end)

  it("takes ten thousand items and no more", function()
    local bytes = "<rss><channel>" .. ("<item><title>t</title></item>"):rep(10001) .. "</channel></rss>"
    assert.equal(10000, #feed.items(bytes))
  end)
end)
