local feed = require "breachkit.document.feed"
local json = require "breachkit.json"
local suite = require "feed_suite"

local function rss(inside, root)
  return assert(feed.read(("<rss version='2.0' %s><channel>%s</channel></rss>"):format(root or "", inside),
    { url = "https://a.example/feeds/all.xml" }))
end

local function item(inside, root) return rss("<item>" .. inside .. "</item>", root).items[1] end

local function atom(inside, root)
  return assert(feed.read(("<feed xmlns='http://www.w3.org/2005/Atom' %s>%s</feed>"):format(root or "", inside),
    { url = "https://a.example/feeds/all.xml" }))
end

local function entry(inside, root) return atom("<entry>" .. inside .. "</entry>", root).items[1] end

describe("feed.read", function()
  it("tells format and version", function()
    local function version(bytes)
      local record = assert(feed.read(bytes))
      return record.format, record.version
    end
    assert.same({ "rss", "2.0" }, { version "<rss version='2.0'><channel/></rss>" })
    assert.same({ "rss", "0.91" },
      { version '<!DOCTYPE rss PUBLIC "-//N//DTD RSS 0.91//EN" "http://x.example/rss.dtd"><rss version="0.91"/>' })
    assert.same({ "rss", "1.0" }, { version [[<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
      xmlns="http://purl.org/rss/1.0/"><channel/></rdf:RDF>]] })
    assert.same({ "rss", "0.90" }, { version [[<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
      xmlns="http://my.netscape.com/rdf/simple/0.9/"><channel/></rdf:RDF>]] })
    assert.same({ "atom", "1.0" }, { version '<feed xmlns="http://www.w3.org/2005/Atom"/>' })
    assert.same({ "atom", "0.3" }, { version '<feed version="0.3" xmlns="http://purl.org/atom/ns#"/>' })
    assert.same({ "atom", "1.0" }, { version '<a:feed xmlns:a="http://www.w3.org/2005/Atom"/>' })
    assert.same({ "cdf" }, { version "<CHANNEL/>" })
  end)

  it("reads what a feed says about itself", function()
    local record = rss([==[<title>Notes &amp;amp; more</title><link>/notes/</link>
      <description>On <![CDATA[<b>leaks</b>]]>
      </description><language>en-GB</language><pubDate>Fri, 19 Dec 2014 17:45:00 GMT</pubDate>
      <lastBuildDate>Sat, 20 Dec 2014 00:00:00 GMT</lastBuildDate><copyright>A</copyright>
      <managingEditor>jo@a.example (Jo Field)</managingEditor><category domain="d">Security</category>
      <category>Security</category>]==])
    assert.same({ "Notes & more", "https://a.example/notes/", "On <b>leaks</b>", "en-GB", "2014-12-19T17:45:00Z",
      "2014-12-20T00:00:00Z", "A" }, { record.title, record.url, record.description, record.language, record.published,
      record.updated, record.rights })
    assert.same({ { name = "Jo Field", email = "jo@a.example" } }, record.authors)
    assert.same({ { term = "Security", scheme = "d" }, { term = "Security" } }, record.categories)
    assert.same({}, record.items)
  end)

  it("reads an item of RSS with its modules", function()
    local one = item([[<guid isPermaLink="false">7</guid><link>x?a=1</link><title>T</title>
      <description>short</description><c:encoded>&lt;p&gt;long &lt;a href="y"&gt;z&lt;/a&gt;</c:encoded>
      <dc:creator>Ada Reed</dc:creator><author>bo@a.example</author><dc:date>2014-12-19</dc:date>
      <dcterms:modified>2014-12-20T10:00+01:00</dcterms:modified><source url="https://o.example/feed">Courier</source>
      <enclosure url="/m.mp3" type="audio/mpeg" length="12"/><media:category>m</media:category>
      <itunes:keywords>leak, film</itunes:keywords><atom:link rel="alternate" href="/atom"/>]],
      [[xmlns:c="http://purl.org/rss/1.0/modules/content/" xmlns:atom="http://www.w3.org/2005/Atom"]])
    assert.same({ "7", "https://a.example/atom", "T", "short", '<p>long <a href="https://a.example/feeds/y">z</a></p>',
      "2014-12-19", "2014-12-20T09:00:00Z" }, { one.guid, one.url, one.title, one.summary, one.html, one.published,
      one.updated })
    assert.same({ { name = "Ada Reed" } }, one.authors)
    assert.same({ title = "Courier", url = "https://o.example/feed" }, one.source)
    assert.same({ { url = "https://a.example/m.mp3", type = "audio/mpeg", length = "12" } }, one.enclosures)
    local terms = {}
    for i, category in ipairs(one.categories) do terms[i] = category.term end
    assert.same({ "leak", "film", "m" }, terms)
  end)

  it("takes a guid for the address unless it says that it is none", function()
    assert.equal("https://a.example/1", item("<guid>https://a.example/1</guid>").url)
    assert.is_nil(item('<guid isPermaLink="false">https://a.example/1</guid>').url)
    assert.is_nil(item('<guid ispermalink="FALSE">https://a.example/1</guid>').url)
    assert.is_nil(item("<guid>1</guid>").url)
  end)

  it("reads an entry of Atom, its source and links", function()
    local one = entry([[<id>tag:a.example,2014:1</id><link href="1"/>
      <link rel="enclosure" href="/v" length="3" type="video/x"/>
      <link rel="via" hreflang="en" href="https://o.example/"/><published>2014-12-19T00:00:00Z</published>
      <updated>2014-12-20T00:00:00Z</updated><author><name>Ada</name><email>a@a.example</email><uri>/ada</uri></author>
      <author><name>Bo</name></author><contributor><name>Cy</name></contributor>
      <category term="t" scheme="s" label="L"/><summary type="html">&lt;i>s&lt;/i></summary>
      <source><id>urn:x</id><title>Courier</title><link href="https://o.example/"/>
      <updated>2014-12-18T00:00:00Z</updated></source><content type="text">1 &lt; 2</content><rights>R</rights>]])
    assert.same({ "tag:a.example,2014:1", "https://a.example/feeds/1", "2014-12-19T00:00:00Z", "2014-12-20T00:00:00Z",
      "<i>s</i>", "1 &lt; 2", "R" }, { one.guid, one.url, one.published, one.updated, one.summary, one.html,
        one.rights })
    assert.same({ { name = "Ada", email = "a@a.example", url = "https://a.example/ada" },
      { name = "Bo" } }, one.authors)
    assert.same({ { name = "Cy" } }, one.contributors)
    assert.same({ { term = "t", scheme = "s", label = "L" } }, one.categories)
    assert.same({ "urn:x", "Courier", "https://o.example/", "2014-12-18T00:00:00Z" },
      { one.source.id, one.source.title, one.source.url, one.source.updated })
    assert.same({ { url = "https://a.example/v", type = "video/x", length = "3" } }, one.enclosures)
    assert.same({ rel = "via", url = "https://o.example/", language = "en" }, one.links[3])
  end)

  it("unwraps content in each of its modes", function()
    local function content(attributes, inside)
      local record = assert(feed.read(("<feed version='0.3' xmlns='http://purl.org/atom/ns#'><entry><content %s>%s"
        .. "</content></entry></feed>"):format(attributes, inside)))
      return record.items[1].html
    end
    assert.equal("<b>x</b>", content("type='text/html' mode='escaped'", "&lt;b>x&lt;/b>"))
    assert.equal("<b>x</b>", content("type='text/html' mode='escaped'", "<![CDATA[<b>x</b>]]>"))
    assert.equal("<b>x</b> &amp; y", content("type='text/html' mode='base64'", "PGI+eDwvYj4g\nJmFtcDsgeQ=="))
    assert.equal("&lt;b&gt;x", content("type='text/plain'", "&lt;b>x"))
    assert.equal("<p>1</p><p>2 &gt;</p>", content("", "1\n\n2 >"))
    assert.equal('<p>a <a href="b" title="c">d</a><br /></p>',
      content("type='application/xhtml+xml' mode='xml'", '<div xmlns="http://www.w3.org/1999/xhtml"><p>a '
        .. '<a title="c" href="b">d</a><br/></p></div>'))
    assert.equal("<div>a</div> b", content("type='xhtml'", "<div>a</div> b"))
    assert.equal("!!!", content("mode='base64'", "!!!"))
    assert.is_nil(content("", ""))
  end)

  it("makes addresses absolute by xml:base, and languages hold where xml:lang says", function()
    local one = entry([[<link href="c"/><content type="html" xml:lang="de">&lt;img src="d"&gt;</content>]],
      'xml:base="https://b.example/x/" xml:lang="en_GB"')
    assert.same({ "https://b.example/x/c", '<img src="https://b.example/x/d" />', "de" },
      { one.url, one.html, one.language })
    assert.equal("en-GB", entry("<title>x</title>", 'xml:lang="en_GB"').language)
    assert.equal("https://a.example/feeds/c", entry('<link href="c"/>', 'xml:base="javascript:x"').url)
    assert.equal("https://a.example/b/c", entry('<link href="c"/>', 'xml:base="../b/"').url)
  end)

  it("tells which text is in which language", function()
    local one = entry('<title xml:lang="fr">x</title><summary>y</summary><rights xml:lang="">z</rights>',
      'xml:lang="en"')
    assert.same({ { title = "fr", summary = "en" }, "en" }, { one.languages, one.language })
  end)

  it("reads what a video's group says", function()
    local one = entry([[<title>t</title><media:group><media:title>no</media:title>
      <media:description>d</media:description></media:group>]], 'xmlns:media="http://search.yahoo.com/mrss/"')
    assert.same({ "t", "d" }, { one.title, one.summary })
  end)

  it("knows HTML's names, in values too", function()
    local one = entry [[<title>&semi;&NotEqualTilde;&nosuch;x</title>
      <category term="Caf&eacute; &amp; &nosuch; &quot;b&quot;"/>]]
    assert.same({ ";≂̸x", { { term = 'Café & &nosuch; "b"' } } }, { one.title, one.categories })
  end)

  it("reads ampersands in values as they are meant", function()
    assert.equal("https://b.example/?a=1&b=2&#38;", entry('<link href="https://b.example/?a=1&amp;b=2&amp;#38;"/>').url)
    assert.equal("https://b.example/?a=1&b=2", entry('<link href="https://b.example/?a=1&#38;b=2"/>').url)
    assert.equal("https://b.example/?a=1&b=2", entry('<link href="https://b.example/?a=1&b=2"/>').url)
  end)

  it("gives nothing that runs", function()
    local one = item([[<title>&lt;script&gt;x&lt;/script&gt;t</title><link>javascript:x</link>
      <description>&lt;a href="javascript:x" onclick="x"&gt;y&lt;/a&gt;&lt;script&gt;z&lt;/script&gt;</description>
      <enclosure url="data:text/html,x"/>]])
    assert.same({ "t", nil, "<a>y</a>", nil }, { one.title, one.url, one.summary, one.enclosures })
  end)

  it("tells titles from markup", function()
    local function title(text) return item("<title>" .. text .. "</title>").title end
    assert.equal("Q&A", title "Q&amp;amp;A")
    assert.equal("1 < 2 > 0", title "1 &lt; 2 > 0")
    assert.equal("a <b> tag", title "a &lt;b> tag")
    assert.equal("a b", title "a &lt;b>b&lt;/b>")
    assert.equal("a b", title "a <b>b</b>")
    assert.equal("R&D", title "R&D")
  end)

  it("keeps a bad date as a warning", function()
    local one = item "<pubDate>yesterday, é</pubDate><dc:date>2014-12-19</dc:date>"
    assert.same({ "2014-12-19", { "<pubDate> is no date: yesterday, ??" } }, { one.published, one.warnings })
    assert.is_nil(item("<pubDate/>").warnings)
  end)

  it("reads persons as they are written", function()
    local function author(text)
      local person = (item("<author>" .. text .. "</author>").authors or {})[1] or {}
      return { person.name, person.email }
    end
    assert.same({ "Jo Field", "jo@a.example" }, author "jo@a.example (Jo Field)")
    assert.same({ "Jo Field", "jo@a.example" }, author "Jo Field &lt;jo@a.example&gt;")
    assert.same({ "Jo Field", "jo@a.example" }, author "Jo Field (jo@a.example)")
    assert.same({ "Jo Field", "jo@a.example" }, author "&quot;Jo Field&quot; &lt;mailto:jo@a.example&gt;")
    assert.same({ nil, "jo@a.example" }, author "jo@a.example")
    assert.same({ "Jo Mail" }, author "Jo Mail")
  end)

  it("knows elements by namespace, not by name alone", function()
    local one = item([[<x:title>no</x:title><title>yes</title><x:description>no</x:description>]], 'xmlns:x="urn:x"')
    assert.same({ "yes", nil }, { one.title, one.summary })
    assert.equal("yes", item("<foo:title xmlns:foo='http://purl.org/dc/elements/1.1/'>yes</foo:title>").title)
  end)

  it("recovers what a broken feed still says", function()
    local function titles(bytes)
      local record, e = feed.read(bytes)
      if not record then return e.code end
      local list = {}
      for i, one in ipairs(record.items) do list[i] = one.title or "-" end
      return table.concat(list, "|"), record.sound
    end
    assert.same({ "AT&T|é – x", false }, { titles [[<rss><channel><item><title>AT&T</title></item><item>
      <title>&eacute; &ndash; x</title>]] })
    assert.same({ "a|b", false }, { titles "<rss><channel><item><title>a</item><item><title>b</title></item></rss>" })
    assert.same({ "a|b", false },
      { titles "<rss><channel><item><title>a\8</title></item><item><title>b</title></item>" })
    assert.same({ "a|b", false },
      { titles "<rss><channel><item><title x=1 y>a</title></item><item><title>b</title></item>" })
    assert.same({ "a", false }, { titles "<rss><channel><item><title>a</title></item></channel></rss>trailing" })
    assert.equal("empty", titles "no feed")
    assert.equal("limit", titles(("<a>"):rep(1000)))
    local whole = "<rss><channel>" .. ("<item><title>t</title><link>http://a.example/</link></item>"):rep(3)
      .. "</channel></rss>"
    local most = 0
    for n = 1, #whole do
      local record = feed.read(whole:sub(1, n))
      local count = record and #record.items or 0
      assert.is_true(count >= most, n)
      most = count
    end
    assert.equal(3, most)
  end)

  it("expands nothing that a feed declares, and fetches nothing", function()
    local laughs = { '<!DOCTYPE rss [<!ENTITY a0 "ha">' }
    for i = 1, 30 do laughs[#laughs + 1] = ('<!ENTITY a%d "%s">'):format(i, ("&a" .. i - 1 .. ";"):rep(10)) end
    laughs[#laughs + 1] = '<!ENTITY f SYSTEM "file:///etc/hostname">]><rss><channel><item>'
      .. '<title a="&a30;">x&a30;&f;y</title>'
      .. "<description>z&a30;</description></item></channel></rss>"
    local record = assert(feed.read(table.concat(laughs)))
    assert.same({ "xy", "z" }, { record.items[1].title, record.items[1].summary })
  end)

  it("raises on an unknown option", function()
    assert.error_matches(function() feed.read("<rss/>", { nonsense = 1 }) end, "unknown option 'nonsense'")
  end)
end)

describe("feed.read_json", function()
  it("reads a JSON Feed", function()
    local record = feed.read_json(json.decode [[{"version":"https://jsonfeed.org/version/1","title":"N","language":"en",
      "home_page_url":"https://a.example/","feed_url":"https://a.example/feed.json","author":{"name":"Jo"},"items":[
      {"id":7,"url":"https://a.example/7/","content_html":"<p onclick=x>a <a href='b'>c</a>","summary":"1 < 2",
      "date_published":"2014-12-19T17:45:00+01:00","date_modified":"soon","tags":["t",1],"authors":[{"name":"Ada"}],
      "external_url":"https://o.example/","attachments":[{"url":"https://a.example/m","mime_type":"x/y",
      "size_in_bytes":3}]},
      "no item",{"id":"8","content_text":"1 < 2","language":"de"}]}]])
    assert.same({ "json", "1", "N", "https://a.example/", "https://a.example/feed.json", "en", 2 }, { record.format,
      record.version, record.title, record.url, record.id, record.language, #record.items })
    local one, two = record.items[1], record.items[2]
    assert.same({ "7", '<p>a <a href="https://a.example/7/b">c</a></p>', "1 &lt; 2", "2014-12-19T16:45:00Z", nil,
      "en" },
      { one.guid, one.html, one.summary, one.published, one.updated, one.language })
    assert.same({ "date_modified is no date: soon" }, one.warnings)
    assert.same({ { term = "t" } }, one.categories)
    assert.same({ { name = "Ada" } }, one.authors)
    assert.same({ { url = "https://a.example/m", type = "x/y", length = "3" } }, one.enclosures)
    assert.same({ rel = "related", url = "https://o.example/" }, one.links[2])
    assert.same({ "1 &lt; 2", "de" }, { two.html, two.language })
  end)
end)

describe("the suites of the field", function()
  for _, name in ipairs { "feedparser", "gofeed" } do
    it(name .. ": at least 97 of 100 assertions about what a record holds", function()
      local tally = suite[name]()
      if not tally then return pending "skipped: no data" end
      local passed, all = suite.sum(tally)
      assert.is_true(all >= 800)
      assert.is_true(passed >= 0.97 * all, ("%d of %d:\n%s"):format(passed, all, table.concat(tally.failures, "\n")))
    end)
  end
end)
