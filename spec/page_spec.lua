-- The main text of pages: one page a rule, written by hand.
local core = require "breachkit.core"
local document = require "breachkit.document"

local LONG = "The firm said on Monday that the attackers had taken files from its servers, among them letters and "
  .. "contracts."
local OTHER = "A spokeswoman would not say on Tuesday how many people are affected, or when the intrusion had begun, "
  .. "but promised a report."

local function text(page)
  return assert(document.parse("<html><body>" .. page .. "</body></html>", { type = "html" })).text
end

describe("the main text of a page", function()
  it("is all of a text that is split into small parts", function()
    assert.equal(LONG .. "\n\nGloves\nA lamp\nString\n\n" .. OTHER, text("<div class=col><div class=step><p>" .. LONG
      .. "</p></div><ul><li>Gloves<li>A lamp<li>String</ul><div class=step><p>" .. OTHER .. "</p></div></div>"
      .. "<div class=rail><ul><li><a href=/1>Another story altogether</a><li><a href=/2>And one more of them</a></ul>"))
  end)

  it("is not dropped for an id that was made from a heading", function()
    local function section(id, words) return "<div id='" .. id .. "'><p>" .. words .. "</p></div>" end
    local parts = section("what-it-was", LONG:rep(6, " "))
      .. section("sharing-files-with-a-single-friend", OTHER:rep(3, " "))
    assert.equal(LONG:rep(6, " ") .. "\n\n" .. OTHER:rep(3, " "), text(parts))
    assert.equal(LONG:rep(6, " "), text((parts:gsub("sharing%-files%-with%-a%-single%-friend", "sharing-files"))))
  end)

  it("is what schema.org calls the article's body, unless there are several", function()
    local teasers = ("<li><h3><a href=/x>A story</a></h3><p>" .. OTHER .. "</p>"):rep(6)
    assert.equal(LONG:rep(3, " "), text("<div><div itemprop=articleBody><p>" .. LONG:rep(3, " ")
      .. "</p></div></div><div><ul>" .. teasers .. "</ul></div>"))
    local part = "<div itemprop=articleBody><p>%s</p></div>"
    assert.equal(LONG .. "\n\n" .. OTHER, text("<div>" .. part:format(LONG) .. part:format(OTHER) .. "</div>"))
  end)

  it("is the article with the page's own headline, though others are longer", function()
    local head = "<title>Files taken from the firm | Post</title>"
    local own = "<article><h1>Files taken from the firm</h1><p>" .. LONG:rep(5, " ") .. "</p></article>"
    local others = "<article>" .. ("<article><h2>Another story</h2><p>" .. OTHER:rep(3, " ") .. "</p></article>"):rep(4)
      .. "</article>"
    assert.equal(LONG:rep(5, " "), text(head .. "<div>" .. own .. others .. "</div>"))
    -- without the title, the headline says so by schema.org's name
    assert.equal(LONG:rep(5, " "), text("<div>" .. own:gsub("<h1>", "<h1 itemprop=headline>") .. others .. "</div>"))
  end)

  it("starts with the lead, where that stands before the body", function()
    local page = "<div class=article><div class=%s>" .. OTHER .. "</div><div class=article-body><p>" .. LONG:rep(3, " ")
      .. "</p></div></div>"
    assert.equal(OTHER .. "\n\n" .. LONG:rep(3, " "), text(page:format "standfirst"))
    assert.equal(LONG:rep(3, " "), text(page:format "x"))
  end)

  it("leaves out headlines, datelines and what announces nothing", function()
    assert.equal(LONG .. "\n\n" .. OTHER, text("<title>Files taken</title><div><p>Files taken</p>"
      .. "<p>05/10/2018 - Posted in: News</p><p>Updated 6 October 2018, 10:15</p><p>" .. LONG .. "</p><p>" .. OTHER
      .. "</p><h3>More of our stories</h3><ul><li><a href=/1>One story</a> we like<li><a href=/2>Two stories</a> too"
      .. "<li><a href=/3>Three of them</a></ul>"))
    assert.equal(LONG .. "\n\nWhat was taken on 5 October 2018\n\n" .. OTHER,
      text("<p>" .. LONG .. "</p><p>What was taken on 5 October 2018</p><p>" .. OTHER))
  end)

  it("keeps lists of facts, and sentences that hold a link", function()
    assert.equal(LONG .. "\n\nEleven terabytes of mail\nFive films, among them one not yet released\nContracts",
      text("<p>" .. LONG .. "</p><ul><li>Eleven terabytes of mail<li>Five films, among them <a href=/f>one</a> not yet "
        .. "released<li>Contracts</ul>"))
  end)

  it("is what a page of labels says, when it says nothing else", function()
    assert.equal("One line\n\nAnd another", text "<p><a href=/y>One line</a></p><p><a href=/x>And another</a></p>")
  end)

  it("knows links also where the markup crosses blocks", function()
    local page = assert(document.parse("<p>" .. LONG .. " <a href=/a>The letter<p>" .. OTHER .. "</p></a> "
      .. "<a href='b c'>more</a>", { url = "https://a.example/x/" }))
    assert.equal("https://a.example/a", page.links[1].url)
    assert.equal("https://a.example/x/b c", page.links[2].url)
  end)
end)

describe("core.html.read", function()
  local rules = assert(core.html.rules { drop = { "nav" } })

  it("lists the links of the article, or on request of the page", function()
    local page = "<nav><a href=/>Home</a></nav><div><p>" .. LONG .. " <a href=/x>More</a></div>"
    local function links(options)
      local out = {}
      for _, fact in ipairs(assert(core.html.read(page, rules, options)).facts) do
        if fact.kind == "link" then out[#out + 1] = fact.value .. " " .. fact.text .. " " .. tostring(fact.inside) end
      end
      return out
    end
    assert.same({ "/x More true" }, links())
    assert.same({ "/ Home false", "/x More true" }, links { links = true })
    assert.has_error(function() core.html.read(page, rules, { link = true }) end)
  end)

  it("gives an error value past a limit", function()
    local page, e = core.html.read(("<p>x"):rep(100), rules, { nodes = 50 })
    assert.is_nil(page)
    assert.equal("limit", e.code)
    assert.equal("page has more than 50 elements (limit)", tostring(e))
  end)

  it("is held to the limits of pages", function()
    local limits = require "breachkit.limits"
    local before = limits.page_nodes
    limits.page_nodes = 50
    local doc, e = document.parse(("<p>x"):rep(100), { path = "p.html" })
    limits.page_nodes = before
    assert.is_nil(doc)
    assert.equal("p.html: page has more than 50 elements (limit)", tostring(e))
    assert.truthy(document.parse(("<p>x"):rep(100)))
  end)

  it("reads what is broken, cut short or hostile", function()
    local whole = "<html><head><title>A &amp; B</title></head><body><div class='post-body' id=\"x\"><p>" .. LONG
      .. "<!-- c --><script>x</script><table><tr><td>1<td>2</table><svg><path d='M0'/></svg></div></body></html>"
    for cut = 1, #whole do assert.truthy(core.html.read(whole:sub(1, cut), rules)) end
    for name, page in pairs {
      deep = ("<div>"):rep(100000) .. LONG .. ("</div>"):rep(100000), unclosed = ("<b><i><u>"):rep(200000) .. LONG,
      ends = LONG .. ("</x></p></table>"):rep(100000), attributes = "<p" .. (" a=b"):rep(200000) .. ">" .. LONG,
      value = "<p title='" .. ("x"):rep(5000000) .. "'>" .. LONG, quote = LONG .. "<p title='" .. ("x>"):rep(1000000),
      nul = "<p>" .. LONG:gsub(" ", " \0"), entities = "<p>" .. LONG .. ("<i>&"):rep(200000),
      comments = ("<!--"):rep(200000) .. "-->" .. LONG, scripts = "<p>" .. LONG .. ("<script><!--"):rep(100000),
      tables = LONG .. ("<table><tr><td>"):rep(50000), cells = "<table>" .. ("<td><table>"):rep(50000) .. LONG,
      selects = LONG .. ("<select><option>"):rep(100000),
      forms = ("<form><a href=x><button>"):rep(50000) .. "<p>" .. LONG,
      lists = ("<ul><li><dl><dt>"):rep(50000) .. LONG, foreign = LONG .. ("<svg><title><p>"):rep(50000),
    } do
      local read = assert(core.html.read(page, rules))
      assert.truthy(name == "forms" or #read.blocks > 0, name)
      if name ~= "forms" then assert.equal(LONG, (read.blocks[1].text:gsub("&$", ""):sub(1, #LONG)), name) end
    end
  end)
end)
