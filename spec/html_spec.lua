local chart = require "breachkit.export.html.chart"
local escape = require "breachkit.export.html.escape"
local export = require "breachkit.export"
local html = require "breachkit.export.html"
local scale = require "breachkit.export.html.scale"
local words = require "breachkit.export.words"

local function fixture()
  return dofile "spec/fixtures/html/set.lua"
end

local function has(page, part)
  assert.truthy(page:find(part, 1, true), "missing: " .. part)
end

local function lacks(page, part)
  assert.falsy(page:find(part, 1, true), "found: " .. part)
end

-- a text that tries every way out of an element, an attribute, a comment, a style and a script
local HOSTILE = [[</title></style></svg><script>alert(1)</script><img src=x onerror='alert(2)'>" ' onload="x" -->]]
  .. "]]>&amp;\0\27[31m\u{202E}evil\255"

local kept = { id = true, incident = true, see = true, property = true, start = true, stop = true }

local function hostile()
  local set = fixture()
  local function poison(t)
    for k, v in pairs(t) do
      if type(v) == "table" then
        poison(v)
      elseif type(v) == "string" and type(k) == "string" and not kept[k] then
        t[k] = HOSTILE
      end
    end
  end
  poison(set)
  return set
end

-- every tag of a page is one we write, closed in order: returns how many there are
local void = { meta = true, br = true }
local ours = {}
for name in ([[html head meta title style body a div header p h1 h2 h3 h4 nav ul ol li span main article section dl dt
  dd svg desc defs pattern rect linearGradient stop mask path g text figure blockquote figcaption mark b details summary
  table thead tbody tr th td cite footer time br]]):gmatch "%S+" do ours[name] = true end

local function tags(page)
  local stack, n = {}, 0
  page = page:gsub("<!DOCTYPE html>", ""):gsub("<style>.-</style>", "")
  for close, name, rest in page:gmatch "<(/?)(%a%w*)([^<>]*)>" do
    n = n + 1
    assert.truthy(ours[name], "a tag that is not ours: " .. name)
    if close == "/" then
      assert.equal(name, table.remove(stack))
    elseif not void[name] and not rest:find "/$" then
      stack[#stack + 1] = name
    end
  end
  assert.same({}, stack)
  assert.equal(select(2, page:gsub("<", "")), n)
  return n
end

describe("export.html", function()
  it("is one well-formed file with every part of the records", function()
    local page, loss = export.html(fixture())
    assert.equal("table", type(loss))
    assert.truthy(tags(page) > 400)
    has(page, "<title>Incident timeline</title>")
    has(page, ">Intrusion at Sony Pictures Entertainment</h2>")
    has(page, "Drawn from 6 reports, published from 2 May 2011 to 2 December 2014.")
    has(page, "2 contradictions")
    has(page, "also called Sony Pictures, SPE")
    has(page, ">about 77,000,000</span>")
    has(page, "1 suspected, 1 investigated, 1 denied")
    has(page, "100 TB is the actor&#39;s own claim")
    has(page, ">11 TB</p>")
    has(page, "<mark>reportedly</mark>")
    has(page, "taken from <b>Clearline</b>")
    has(page, '<a href="#i-psn-2011-04">its own record</a>')
    has(page, 'id="i-psn-2011-04"')
    has(page, "the same words in <a class=\"ref\" href=\"#s3\"")
    has(page, ("a1"):rep(32))
    has(page, "a copy of <a href=\"#s2\">Harbour Courier</a>")
    has(page, "labelled iso-8859-1, read as windows-1252")
    lacks(page, "About something else")
  end)

  it("says of each work whether it was out before its release", function()
    local page = html.render(fixture())
    local function row(title)
      return page:match("<cite>" .. title .. "</cite>.-</tr>")
    end
    has(row "Fury", '<span class="verdict v-no">after release</span>')
    has(row "Annie", '<span class="verdict v-yes">before release</span>')
    has(row "To Write Love on Her Arms", "<td>March 2015</td>")
    lacks(row "The Interview", "verdict")
  end)

  it("links what an incident may follow up where the page has it, and names it where not", function()
    local page = export.html { documents = {}, incidents = { { incident = "inc:1", title = "Acme hit <hard>" },
      { incident = "inc:2", title = "Acme hit again", follows = { { incident = "inc:1", title = "Acme hit <hard>" },
        { incident = "inc:0", title = "Acme hit before" } } } } }
    has(page, '<dt>May follow up</dt><dd><a href="#i-inc-3a1">Acme hit &lt;hard&gt;</a></dd>')
    has(page, '<dt>May follow up</dt><dd>Acme hit before</dd>')
    has(page, 'id="i-inc-3a1"')
  end)

  it("tells what was told first and what later", function()
    local page = export.html { documents = { { id = "a", title = "A" } }, incidents = { { incident = "inc:1",
      reports = { "a" }, changes = { { property = "people", of = "affected", from = 212000, to = 200000,
        to_bound = "about", when = "2025-05-19", reports = { from = { "a" }, to = { "<b>" } } } } } } }
    has(page, ">What was told first, and what later</h")
    has(page, '<p class="change">People (affected): 212,000, then about 200,000 from 19 May 2025 on <span class="refs">'
      .. '<a class="ref" href="#s1"')
    has(page, '<span class="ref">&lt;b&gt;</span></span></p>')
  end)

  it("gives a page on one incident that incident's title", function()
    local set = fixture()
    local page = html.render { incidents = { set.incidents[2] }, documents = set.documents }
    has(page, '<h1 id="page-h">Intrusion into the PlayStation Network</h1>')
    lacks(page, "<nav")
    lacks(page, "Signal Desk")
    tags(page)
    page = html.render({ incidents = { set.incidents[2] }, documents = set.documents }, { title = "A <case>" })
    has(page, "<title>A &lt;case&gt;</title>")
    has(page, ">Intrusion into the PlayStation Network</h2>")
  end)

  it("holds no heading that skips a level, and no id twice", function()
    for _, set in ipairs { fixture(), { incidents = { fixture().incidents[1] }, documents = fixture().documents } } do
      local page = html.render(set)
      local last = 0
      for level in page:gmatch "<h(%d)" do
        assert.truthy(tonumber(level) <= last + 1)
        last = tonumber(level)
      end
      local seen = {}
      for id in page:gmatch '%sid="([^"]*)"' do
        assert.falsy(seen[id], "twice: " .. id)
        seen[id] = true
      end
      for target in page:gmatch 'href="#([^"]*)"' do assert.truthy(seen[target], "no target: " .. target) end
      for target in page:gmatch "url%(#([^)]*)%)" do assert.truthy(seen[target], "no target: " .. target) end
    end
  end)

  it("asks for nothing from outside", function()
    local page = html.render(fixture())
    has(page, "default-src 'none'; style-src 'sha256-")
    local links = 0
    for tag in page:gmatch "<[^>]+>" do
      lacks(tag, " src=")
      lacks(tag, "style=")
      if tag:find "https?://" then
        links = links + 1
        assert.truthy(tag:find '^<a href="https?://[^"]*" rel="noreferrer noopener external">$', tag)
      end
    end
    assert.equal(3, links)
    local style = page:match "<style>(.-)</style>"
    lacks(style, "url(")
    lacks(style, "@import")
    lacks(page, "<script")
  end)

  it("holds hostile text as text, everywhere", function()
    local set = hostile()
    local page = html.render(set, { title = HOSTILE, now = HOSTILE })
    tags(page)
    assert.truthy(utf8.len(page))
    lacks(page, "\27")
    lacks(page, "\0")
    lacks(page, "\u{202E}")
    for tag in page:gsub("<style>.-</style>", ""):gmatch "<[^>]+>" do
      assert.falsy(tag:gsub('"[^"]*"', ""):find "%son%a+=", tag)
      for value in tag:gmatch 'class="([^"]*)"' do assert.truthy(value:find "^[%w -]*$", value) end
    end
  end)

  it("links only to http and https", function()
    assert.equal("https://a.example/?a=1&amp;b=&quot;", escape.link 'https://a.example/?a=1&b="')
    assert.is_nil(escape.link "javascript:alert(1)")
    assert.is_nil(escape.link " https://a.example/")
    assert.is_nil(escape.link "https://a.example/\nx")
    assert.is_nil(escape.link "data:text/html,x")
    assert.is_nil(escape.link "file:///etc/passwd")
    assert.is_nil(escape.link "http://")
    assert.is_nil(escape.link(nil))
  end)

  it("repairs bytes that are no UTF-8, one for one", function()
    assert.equal("a\u{FFFD}b\u{FFFD}\u{FFFD}é", escape.text "a\255b\xE2\x82é")
  end)

  it("gives the same bytes for the same records, and a date only when told", function()
    local a, b = html.render(fixture()), html.render(fixture())
    assert.equal(a, b)
    if not os.getenv "SOURCE_DATE_EPOCH" then lacks(a, "<time") end
    has(html.render(fixture(), { now = "2026-11-23T11:00:00Z" }),
      '<time datetime="2026-11-23T11:00:00Z">23 November 2026, 11:00 UTC</time>')
  end)

  it("stands records with next to nothing in them", function()
    tags(html.render {})
    has(html.render {}, "No incident was found.")
    tags(html.render { incidents = { {} } })
    tags(html.render { incidents = { { incident = "x",
      timeline = { {} }, facts = { { property = "other", value = 1 } },
      conflicts = { { property = "when" } }, works = { { title = "T" } }, reports = { "gone" } } } })
    assert.has_error(function() html.render({}, { colour = 1 }) end, "export.html: unknown option 'colour'")
  end)

  it("takes a set with an iterator of incidents and documents by id", function()
    local set = fixture()
    local by_id = {}
    for _, doc in ipairs(set.documents) do by_id[doc.id] = doc end
    local list = set.incidents
    local object = { documents = by_id, incidents = function()
      local i = 0
      return function() i = i + 1 return list[i] end
    end }
    assert.equal(html.render(set), html.render(object))
  end)
end)

describe("the chart", function()
  it("tells how well a date is known", function()
    local function kind(when, start, stop) return chart.certainty { when = when, start = start, stop = stop } end
    assert.equal("day", kind("2014-11-24", "2014-11-24", "2014-11-25"))
    assert.equal("day", kind("2014-11-24T10:00:00Z", "2014-11-24T10:00:00Z", "2014-11-24T10:00:01Z"))
    assert.equal("within", kind("2014-11-24~", "2014-11-24", "2014-11-25"))
    assert.equal("within", kind("2014-11", "2014-11-01", "2014-12-01"))
    assert.equal("within", kind("[2019-02-05,2019-05-02]", "2019-02-05", "2019-05-03"))
    assert.equal("span", kind("2011-04-17/2011-04-19", "2011-04-17", "2011-04-20"))
    assert.equal("after", kind("2014-12-02/..", "2014-12-02", nil))
    assert.equal("before", kind("../2014-12-02", nil, "2014-12-03"))
    assert.equal("none", kind(nil, nil, nil))
  end)

  it("draws each kind in its own way, and stays within its box", function()
    for _, width in ipairs { 370, 1024 } do
      local svg = chart.draw(fixture().incidents[1].timeline,
        { id = "x", width = width, title = "T", desc = "D", labels = width > 500 })
      assert.equal(10, select(2, svg:gsub('class="number"', "")))
      assert.equal(3, select(2, svg:gsub('mask="url%(#x%-m%-', "")))
      assert.equal(1, select(2, svg:gsub('class="undated"', "")))
      assert.equal(1, select(2, svg:gsub('class="strike"', "")))
      has(svg, '<title id="x-t">T</title><desc id="x-d">D</desc>')
      for x in svg:gmatch ' x="(%-?[%d.]+)"' do assert.truthy(tonumber(x) >= 0 and tonumber(x) <= width, x) end
    end
  end)

  it("draws nothing where no event has a date", function()
    assert.equal("", chart.draw({ { what = "x" } }, { id = "x", width = 300, title = "", desc = "" }))
    assert.equal("", chart.draw({}, { id = "x", width = 300, title = "", desc = "" }))
  end)

  it("keeps time in order and cuts only long empty stretches", function()
    local axis = scale.new({ 15000, 16398, 16399, 16405, 16420 }, 0, 600)
    assert.equal(1, #axis.breaks)
    local last = -1
    for _, day in ipairs { 15000, 15500, 16398, 16399, 16405, 16420, 17000 } do
      local x = axis:x(day)
      assert.truthy(x >= last and x <= 600)
      last = x
    end
    assert.equal(0, #scale.new({ 16398, 16420 }, 0, 600).breaks)
    assert.equal(0, #scale.new({ 16398 }, 0, 600).breaks)
    for _, tick in ipairs(axis.ticks) do assert.truthy(tick.x >= 0 and tick.x <= 600) end
  end)

  it("reads the days that records hold", function()
    assert.equal(0, scale.day "1970-01-01")
    assert.equal(16398, scale.day "2014-11-24")
    assert.equal(16398.5, scale.day "2014-11-24T12:00:00Z")
    assert.equal(-719528, scale.day "0000-01-01")
    assert.is_nil(scale.day "2014")
    assert.is_nil(scale.day(nil))
  end)
end)

describe("words", function()
  it("say a date as a reader would", function()
    for edtf, said in pairs {
      ["2014-11-24"] = "24 November 2014", ["2014-11"] = "November 2014", ["2014"] = "2014", ["201X"] = "2010s",
      ["2014-11-24~"] = "about 24 November 2014", ["2014-11?"] = "possibly November 2014",
      ["2014-11-24/2014-11-28"] = "24–28 November 2014",
      ["2014-11-30/2014-12-02"] = "30 November – 2 December 2014",
      ["2014-12-30/2015-01-02"] = "30 December 2014 – 2 January 2015",
      ["2013-09-01~/2013-12-31~"] = "about 1 September – 31 December 2013",
      ["2014-12-02/.."] = "from 2 December 2014 on", ["../2014"] = "until 2014",
      ["2013-09/2013-12"] = "September – December 2013", ["2013-12/2014-01"] = "December 2013 – January 2014",
      ["[2019-02-05,2019-05-02]"] = "5 February or 2 May 2019", ["[2019-02-05,2019-02-07]"] = "5 or 7 February 2019",
      ["[2013-03-03,2014-03-03]"] = "3 March 2013 or 2014", ["[2013-03,2014-03]"] = "March 2013 or 2014",
      ["[2013-03~,2014-03~]"] = "about March 2013 or 2014", ["[2013,2014]"] = "2013 or 2014",
      ["[2014-11-24..2014-11-26]"] = "between 24 and 26 November 2014", ["2014-21"] = "spring 2014",
      ["[2024-02-29..2024-03-30]"] = "between 29 February and 30 March 2024",
      ["[2014-01-07%..2015-01-06%]"] = "possibly between about 7 January 2014 and 6 January 2015",
      ["[2014-01-07~..2014-02-06~]"] = "between about 7 January and 6 February 2014",
      ["[2013-05..2014-05]"] = "between May 2013 and May 2014", ["{2014-11-24..2014-11-26}"] = "24–26 November 2014",
      ["[2014-11-24,2014-11-26..2014-11-28]"] = "24 November 2014 or between 26 and 28 November 2014",
      ["{2014,2016}"] = "2014 and 2016", ["{2014,2015,2017}"] = "2014, 2015 and 2017", ["{2014..}"] = "from 2014 on",
      ["{..2014-03}"] = "until March 2014", ["[2014,2016,2018]"] = "2014, 2016 or 2018",
      ["{2014,2016..}"] = "2014 and from 2016 on", ["[..2014-11-24]"] = "24 November 2014 or before",
      ["[2014-11..]"] = "November 2014 or after",
      ["2014-11-XX"] = "a day in November 2014",
      ["2014-11-30T16:15"] = "30 November 2014, 16:15", ["2014-11-30T16:15:00Z"] = "30 November 2014, 16:15 UTC",
      ["nonsense"] = "nonsense", [""] = "",
    } do
      assert.equal(said, words.date(edtf))
    end
    assert.equal("c. 24 Nov 2014", words.date("2014-11-24~", true))
    assert.equal("c. 1 Sep–31 Dec 2013", words.date("2013-09-01~/2013-12-31~", true))
    assert.equal("between c. 7 Jan 2014 and 6 Jan 2015?", words.date("[2014-01-07%..2015-01-06%]", true))
  end)

  it("say the date that ends a title", function()
    assert.equal("Sony: data breach, 24 November 2014", words.title "Sony: data breach, 2014-11-24")
    assert.equal("A, 17–19 April 2011", words.title "A, 2011-04-17/2011-04-19")
    assert.equal("Leak of 2014, part 2", words.title "Leak of 2014, part 2")
    assert.equal("A, 5 February or 2 May 2019", words.title "A, [2019-02-05,2019-05-02]")
    assert.equal("A, until 2014", words.title "A, ../2014")
    assert.equal("Leak, again", words.title "Leak, again")
    assert.equal("Hacked, again and again, ...", words.title "Hacked, again and again, ...")
    assert.is_nil(words.title(nil))
  end)

  it("say why values contradict each other", function()
    assert.equal("24 November 2014 (asserted) against about 25 November 2014 (claimed): not all",
      words.why { property = "when", sides = { { value = "2014-11-24" }, { value = "2014-11-25~" } },
        why = "2014-11-24 (asserted) against 2014-11-25~ (claimed): not all" })
    assert.equal("77,000,000 (asserted) against 70,000,000 (claimed); 70,000,000 is the actor's own claim",
      words.why { property = "people", sides = { { value = 77000000 }, { value = 70000000 } },
        why = "77000000 (asserted) against 70000000 (claimed); 70000000 is the actor's own claim" })
    assert.is_nil(words.why { property = "people", sides = {} })
  end)

  it("know the same words by their letters and digits", function()
    assert.equal("culver city news it s out 5", words.key "Culver City (News) - “It’s out”, 5…")
    assert.equal("culver city news it s out 5", words.key "CULVER CITY, (News) — \"It's out\": 5")
    assert.not_equal(words.key "5 GB", words.key "6 GB")
  end)

  it("say amounts and counts", function()
    assert.equal("77,000,000", words.number(77000000))
    assert.equal("-1,000", words.number(-1000))
    assert.equal("999", words.number(999))
    assert.equal("1 report", words.count(1, "report"))
    assert.equal("2 reports", words.count(2, "report"))
    assert.equal("at least 5", words.value("people", 5, "at-least"))
    assert.equal("more than 11 TB", words.value("volume", "more than 11 TB", "at-least"))
    assert.equal("Payment (denied)", words.side("data", { value = "Payment", stance = "denied" }))
    assert.equal("at least 5", words.side("people", { value = 5, bound = "at-least", stance = "asserted" }))
  end)
end)

describe("the page in a browser", function()
  it("has no message for the console", function()
    local found = io.popen "command -v chromium 2>/dev/null"
    local browser = found:read "l"
    found:close()
    if not browser then return pending "skipped: no chromium" end
    local folder = os.tmpname()
    os.remove(folder)
    assert(os.execute("mkdir -p " .. folder))
    local f = assert(io.open(folder .. "/page.html", "wb"))
    f:write((html.render(hostile(), { title = HOSTILE })))
    f:close()
    local pipe = assert(io.popen(("env -u LD_PRELOAD timeout 50 chromium --headless --no-sandbox "
      .. "--disable-gpu --no-first-run --disable-background-networking --user-data-dir=%s/profile "
      .. "--enable-logging=stderr --v=0 --screenshot=%s/page.png file://%s/page.html 2>&1; "
      .. "test -s %s/page.png && echo drawn")
      :format(folder, folder, folder, folder)))
    local log = pipe:read "a"
    pipe:close()
    os.execute("rm -rf " .. folder)
    has(log, "drawn")
    assert.falsy(log:find "CONSOLE", log)
  end)
end)

describe("export.html, a quote whose hedging words stand in an address too", function()
  it("masks the address whole", function()
    local set = fixture()
    for _, inc in ipairs(set.incidents) do
      for _, fact in ipairs(inc.facts) do
        for _, claim in ipairs(fact.claims or {}) do
          claim.quote, claim.hedge = "Ask jane.allegedly@haldenbank.com, who allegedly knows.", "allegedly"
        end
      end
    end
    local page = export.html(set)
    has(page, "Ask j***@h***.com, who <mark>allegedly</mark> knows.")
    lacks(page, "haldenbank.com")
  end)
end)

describe("export.html, of words from outside,", function()
  local bk = require "breachkit"

  local function page(fields)
    local incident = { incident = "i1", title = "Quell", reports = { "d" }, origins = 1, facts = {}, conflicts = {},
      works = {}, timeline = {} }
    for name, value in pairs(fields) do incident[name] = value end
    return (bk.export.html {
      incidents = { incident }, documents = { { id = "d", title = fields.title, text = "x" } },
    })
  end
  local function events(what)
    local function event(day, told)
      return { when = day, start = day, stop = day .. "T23", type = "leak", what = told, reports = { "d" } }
    end
    return { event("2024-05-03", what), event("2024-06-03", "x") }
  end

  it("masks values of persons before it cuts them", function()
    local values = { "card 4111 1111 1111 1111", "phone +1 415 555 0134" }
    for _, value in ipairs(values) do
      for room = 1, 90 do
        local told = ("x "):rep(room) .. value .. (" and more"):rep(30)
        for _, given in ipairs { { timeline = events(told) }, { title = told } } do
          local text = page(given)
          assert.is_nil(text:find("4111 1111", 1, true) or text:find("415 555", 1, true))
        end
      end
    end
  end)

  it("cuts what is no UTF-8", function()
    for _, bytes in ipairs { "\x80", "\xE9\xE9", "\xF0\x9F" } do
      local told = bytes .. ("abc " .. bytes):rep(100)
      local text = page { timeline = events(told), title = told }
      assert.truthy(utf8.len(text))
      assert.truthy(text:find("\u{FFFD}abc", 1, true))
    end
  end)

  it("leaves a date as it is that says nothing, and counts the year 0 as 1 BC", function()
    local date = require "breachkit.export.words".date
    for _, edtf in ipairs { "", "[]", "{}", "[,]", "[..]", "/", "../..", "~" } do assert.equal(edtf, date(edtf)) end
    assert.equal("1 BC", date "0000")
    assert.equal("2 BC", date "-0001")
    assert.equal("until 3 May 2024", date "../2024-05-03")
  end)

  it("makes no markup of any field", function()
    local mark = "<img src=x onerror='x'>\""
    local claim = { id = mark, quote = mark, hedge = mark, speaker = mark, via = mark, stance = mark }
    local text = page {
      incident = mark, title = mark, type = mark, when = mark, origins = mark, timeline = events(mark),
      facts = { { property = mark, value = mark, of = mark, stance = mark, bound = mark, asof = mark, type = mark,
        when = mark, victim = mark, aliases = { mark }, see = mark, stances = {}, claims = { claim } } },
      conflicts = { { property = mark, of = mark, why = mark,
        sides = { { value = mark, origins = mark, reports = { mark }, speakers = { mark } } } } },
      changes = { { property = mark, of = mark, from = mark, to = mark, when = mark,
        reports = { from = { mark }, to = { mark } } } },
      works = { { title = mark, kind = mark, of = mark, released = mark, leaked = { edtf = mark } } },
      follows = { { title = mark, incident = mark } },
    }
    assert.is_nil(text:find("<img", 1, true))
    assert.is_nil(text:find("'x'", 1, true))
    local other = bk.export.html {
      incidents = { { incident = "a", reports = { mark }, origins = mark }, { incident = "b" } },
      documents = { { id = mark, path = "p", size = mark, url = "javascript:x", site = mark, authors = { mark },
        sha256 = mark, published = mark, updated = mark, warnings = { mark },
        origins = { { kind = mark, name = mark } } } } }
    assert.is_nil(other:find("<img", 1, true))
    assert.is_nil(other:find("javascript:", 1, true))
  end)
end)
