-- What pages say about themselves: contradictory and broken statements too. All pages are written by hand.
local document = require "breachkit.document"
local growth = require "growth"
local linked_data = require "breachkit.document.linked_data"
local origins = require "breachkit.document.origins"
local people = require "breachkit.document.people"

local LONG = "The firm said on Monday that the attackers had taken files from its servers, among them letters and "
  .. "contracts."

local function read(head, body, options)
  return assert(document.parse("<html><head>" .. head .. "</head><body>" .. (body or "") .. "<p>" .. LONG
    .. "</p></body></html>", options))
end

local function ld(json) return '<script type="application/ld+json">' .. json .. "</script>" end

describe("a page's dates", function()
  it("are all kept, with where they come from, the best first", function()
    local doc = read(ld '{"@type":"NewsArticle","datePublished":"2014-11-27T10:00:00Z","dateModified":"2014-11-28"}'
      .. '<meta property="article:published_time" content="2014-11-27T10:00:00Z">'
      .. '<meta name="DC.date.issued" content="2014-11-27"><meta property="og:updated_time" content="2014-11-29">',
      '<div class="byline">By Ada Reed, 26 November 2014</div><time datetime="2014-11-25">Tuesday</time>'
      .. '<span itemprop="datePublished" content="2014-11-27">27 Nov</span>',
      { url = "https://post.example/2014/11/27/leak" })
    assert.same({ "2014-11-27T10:00:00Z", "json-ld", "2014-11-28" }, { doc.published, doc.published_from, doc.updated })
    local told = {}
    for i, d in ipairs(doc.dates) do told[i] = d.of .. " " .. d.from .. " " .. d.date end
    assert.same({ "published json-ld 2014-11-27T10:00:00Z", "published meta 2014-11-27T10:00:00Z",
      "published microdata 2014-11-27", "published meta 2014-11-27", "updated json-ld 2014-11-28",
      "updated meta 2014-11-29", "published byline 2014-11-26", "published time 2014-11-25",
      "published url 2014-11-27" }, told)
    assert.is_nil(doc.warnings)
  end)

  it("that contradict each other are told of", function()
    local doc = read('<meta name="date" content="2014-11-20">'
      .. ld '{"@type":"Report","datePublished":"2014-11-27","dateModified":"2014-11-01"}')
    assert.equal("2014-11-27", doc.published)
    assert.same({ "the page says that it was published 2014-11-27 (json-ld) and 2014-11-20 (meta)",
      "updated 2014-11-01, before it was published 2014-11-27" }, doc.warnings)
    -- one day apart is another time zone
    assert.is_nil(read('<meta name="date" content="2014-11-26">'
      .. ld '{"@type":"Report","datePublished":"2014-11-27"}').warnings)
  end)

  it("that are none are passed over", function()
    local doc = read('<meta name="date" content="soon"><meta name="pubdate" content="05/02/2019">'
      .. '<meta name="dc.date" content="2014-13-41">' .. ld '{"@type":"Report","datePublished":20141127}')
    assert.is_nil(doc.published)
    assert.is_nil(doc.dates)
    assert.same({ "no publication date found" }, doc.warnings)
  end)
end)

describe("linked data", function()
  local function titles(text)
    local list = {}
    for i, article in ipairs(linked_data.read(text)) do list[i] = article.title or "?" end
    return table.concat(list, "|")
  end

  it("is found in lists, graphs and pages, the fullest description first", function()
    assert.equal("A", titles '[{"@type":"Organization","name":"X"},{"@type":["Thing","NewsArticle"],"headline":"A"}]')
    assert.equal("B", titles '{"@graph":[{"@type":"http://schema.org/Report","headline":"B"}]}')
    assert.equal("D|C", titles('{"@type":"WebPage","name":"C","mainEntity":{"@type":"Article","headline":"D",'
      .. '"datePublished":"2014-11-27"}}'))
    assert.equal("", titles '{"@type":"Product","headline":"E"}')
  end)

  it("follows references to people and publishers", function()
    local article = linked_data.read('{"@graph":[{"@type":"Article","author":{"@id":"#a"},"publisher":{"@id":"#p"},'
      .. '"articleSection":["Security","Film"],"inLanguage":"en-GB"},{"@id":"#a","@type":"Person","name":"Ada Reed"},'
      .. '{"@id":"#p","name":"Harbour Post"}]}')[1]
    assert.same({ authors = { "Ada Reed" }, site = "Harbour Post", section = "Security", language = "en-GB" }, article)
  end)

  it("is read however it is wrapped or broken", function()
    assert.equal("A b", titles '\n//<![CDATA[\n{"@type":"NewsArticle","headline":"A\nb",}\n//]]>\n')
    assert.equal("C", titles '<!-- [{"@type":"Report","headline":"C"}] -->')
    assert.equal("D", titles '{"@type":"NewsArticle",,"headline":"D","datePublished":"2014-11-27"')
    for _, text in ipairs { "", "null", "[]", "{}", "[[[[[[[[[[1]]]]]]]]]]", ("["):rep(100000), '{"@graph":7}', "{",
      '{"@type":"Article","author":[{},7,null,{"name":{"name":1}}],"headline":[]}', ("{\"a\":"):rep(50000) } do
      assert.equal("", (titles(text):gsub("%?", "")))
    end
  end)
end)

describe("a page's people", function()
  it("are names, never addresses, roles or accounts", function()
    for written, names in pairs {
      ["By Joran Fields and Ines Calder, ines@a.example"] = "Joran Fields|Ines Calder",
      ["Written by: ADA REED, Security Correspondent"] = "ADA REED",
      ["Von Jürgen Köhler und Ève Noël"] = "Jürgen Köhler|Ève Noël",
      ["Por María Díaz y Juan Sol"] = "María Díaz|Juan Sol",
      ["By Ada Reed @adareed | 26 Nov 2014"] = "Ada Reed", ["https://social.example/ada"] = "",
      ["Ada Reed for the Harbour Post"] = "Ada Reed", ["By Ada Reed in London"] = "Ada Reed",
      ["Ada Reed • Senior Editor"] = "Ada Reed", ["jo@a.example"] = "",
      ["Staff Writer"] = "", ["By"] = "", ["Staff"] = "",
      ["Incident Response Team"] = "Incident Response Team", ["Ada Reed, Chief of Research"] = "Ada Reed",
      ["Bylined People"] = "Bylined People",
    } do
      assert.equal(names, table.concat(people.names(written), "|"), written)
    end
  end)

  it("come from linked data, then meta elements, then the byline", function()
    local byline, meta = '<p class="byline">By Cy Wren</p>', '<meta name="author" content="Bo Lind">'
      .. '<meta name="author" content="Di Moss"><meta property="article:author" content="https://social.example/x">'
    assert.same({ "Ada Reed" }, read(ld '{"@type":"Article","author":"Ada Reed"}' .. meta, byline).authors)
    assert.same({ "Bo Lind", "Di Moss" }, read(meta, byline).authors)
    assert.same({ "Cy Wren" }, read('<meta name="author" content="jo@a.example">', byline).authors)
    assert.is_nil(read("").authors)
  end)
end)

describe("a page's other fields", function()
  it("are its title without the site, its section, its canonical address", function()
    local doc = read('<title>Files leak - Harbour Post</title><meta property="og:site_name" content="Harbour Post">'
      .. '<meta property="article:section" content="Security"><link rel="canonical" href="/leak">', "",
      { url = "https://post.example/leak?utm=1" })
    assert.same({ "Files leak", "Security", "https://post.example/leak", "https://post.example/leak?utm=1" },
      { doc.title, doc.section, doc.canonical, doc.url })
    doc = read('<link rel="canonical" href="https://post.example/leak">')
    assert.same({ "https://post.example/leak" }, { doc.url, doc.canonical })
    doc = read("", '<div itemscope><h2 itemprop="headline">Files &amp; mail leak</h2>'
      .. '<meta itemprop="articleSection" content="Film"></div>')
    assert.same({ "Files & mail leak", "Film" }, { doc.title, doc.section })
  end)

  it("tell the language where the text does not", function()
    assert.equal("en", read('<meta property="og:locale" content="de_DE">').language)
    local short = assert(document.parse('<html lang="pt-BR"><p>Nada.</p></html>'))
    assert.equal("pt", short.language)
  end)

  it("hold the article's links once each, with their words", function()
    local doc = read('<base href="https://cdn.example/x/">', '<nav><a href="/home">Home</a></nav><p>' .. LONG
      .. ' <a href="a?b=1&amp;c=2#d">the <b>letter</b></a> <a href="a?b=1&c=2">again</a>'
      .. ' <a href="mailto:jo@a.example">Jo</a>'
      .. ' <a href="//other.example/">x</a></p>')
    assert.same({ { url = "https://cdn.example/x/a?b=1&c=2", text = "the letter" },
      { url = "https://other.example/", text = "x" } }, doc.links)
  end)

  it("are given once when the page repeats them, and never empty", function()
    local doc = read('<meta property="og:title" content=" "><meta property="og:title" content="Second">'
      .. '<meta name="author" content=""><title></title>')
    assert.equal("Second", doc.title)
    assert.is_nil(doc.authors)
    assert.is_nil(doc.site)
  end)
end)

describe("outlets named as sources", function()
  local function named(text)
    local names = {}
    for i, origin in ipairs(origins.named(text) or {}) do
      assert.equal("via", origin.kind)
      names[i] = origin.name
    end
    return table.concat(names, "|")
  end

  it("are found by the phrase, whatever they are called", function()
    assert.equal("Torrentfreak", named "The leak was first reported by Torrentfreak. More is known.")
    assert.equal("New York Times|9to5Mac",
      named "As reported by the New York Times on Sunday, it was large (via 9to5Mac).")
    assert.equal("Wall Street Journal", named "The Wall Street Journal first reported the news on Monday.")
    assert.equal("Krebs on Security", named "Krebs on Security was first to report the breach.")
    assert.equal("Harbour Courier", named "On Tuesday, Harbour Courier earlier reported, the files were gone.")
  end)

  it("are outlets where the phrase fits others too", function()
    assert.equal("Harbour Post|Reuters", named("It told the Harbour Post that it was sorry, according to Reuters. "
      .. "He told Ada Reed so, according to police, according to Sony Pictures."))
    assert.equal("", named "Nothing was reported. According to him, the firm told everybody.")
    assert.equal("", named "")
  end)

  it("stand in the document after its credits", function()
    local doc = read("", "<p>LONDON (Reuters) - " .. LONG .. " The leak was first reported by Torrentfreak.</p>")
    assert.same({ { name = "Reuters", kind = "credit" }, { name = "Torrentfreak", kind = "via" } }, doc.origins)
  end)
end)

describe("the head of a page", function()
  it("costs its length, however much white space stands in it", function()
    local head = "<html><head><title>%s</title><base href='%s'><link rel='canonical' href='%s'>"
      .. "<meta name='author' content='%s'><meta property='og:title' content='%s'>"
      .. "<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"author\":\"%s\",\"headline\":\"%s\"}</script>"
      .. "</head><body><p>Halden Bank was hacked, it said on Monday.</p></body></html>"
    assert.is_true(growth(3000, function(n)
      local html = head:gsub("%%s", "Halden" .. (" "):rep(n) .. "- x")
      local doc = assert(require "breachkit".document.parse(html, { url = "https://a.example/" }))
      assert.equal("Halden Bank was hacked, it said on Monday.", doc.text)
    end) < 30)
  end)
end)
