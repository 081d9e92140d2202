local core = require "breachkit.core".sanitize
local data = require "breachkit.data"

local rules = {}
for name, words in pairs(data.load "sanitize") do rules[name] = " " .. words .. " " end

local function clean(html, base) return core.html(html, rules, base) end

describe("core.sanitize.html", function()
  it("keeps what carries text and writes it anew", function()
    for _, case in ipairs {
      { "plain", "plain" }, { "<b>bold", "<b>bold</b>" }, { "</b><i><b>x</i>y", "<i><b>x</b></i>y" },
      { "<p>a<p>b<ul><li>c<li>d</ul>", "<p>a</p><p>b<ul><li>c</li><li>d</li></ul></p>" },
      { "<BR>a<br/>", "<br />a<br />" },
      { "1 < 2 & 3 &lt; 4 &eacute; &nope;", "1 &lt; 2 &amp; 3 &lt; 4 é &amp;nope;" },
      { "<A HREF=a TITLE='x&quot;<y>' HREF=b>t</A>", '<a href="a" title="x&quot;&lt;y&gt;">t</a>' },
      { "a<!-- b -->c<!doctype html><?x?>d<![CDATA[e]]>", "acd" }, { "<custom-tag>x</custom-tag>", "x" },
      { "a\0b", "ab" }, { "<a title='a\0b'>", '<a title="a\u{FFFD}b"></a>' }, { "", "" }, { "<", "&lt;" }, { "<a", "" },
    } do
      assert.equal(case[2], clean(case[1]), case[1])
    end
  end)

  it("lets nothing through that runs", function()
    for _, case in ipairs {
      { "a<script>b</script>c", "ac" }, { "a<SCRIPT >b<!--</script>c", "ac" }, { "a<script/x>b", "a" },
      { "<scr<script></script>ipt>x</scr</script>ipt>", "ipt&gt;xipt&gt;" }, { "<style>b</style>a", "a" },
      { "<svg><script>x</script><a xlink:href='javascript:x'>y</a></svg>z", "z" },
      { "<img src=a onerror=x>", '<img src="a" />' },
      { "<img/src='a'/onerror=x>", '<img src="a" />' }, { "<a href='javascript:x'>y</a>", "<a>y</a>" },
      { "<a href=' \1JaVaScRiPt:x'>y</a>", "<a>y</a>" }, { "<a href='java\n\tscript:x'>y</a>", "<a>y</a>" },
      { "<a href='java&#x0A;script&colon;x'>y</a>", "<a>y</a>" }, { "<a href='&#106avascript:x'>y</a>", "<a>y</a>" },
      { "<a href='vbscript:x' rel=r>y</a>", '<a rel="r">y</a>' }, { "<img src='data:text/html,x'>", "<img />" },
      { "<iframe src=x><b>y</b></iframe>z", "<b>y</b>z" }, { "<object data=x>y</object>", "y" },
      { "<base href=x>y", "y" },
      { "<form action=x><input value=y><button>z</button></form>", "z" },
      { "<b style='x:expression(y)'>z</b>", "<b>z</b>" },
      { "<template><b>x</b></template>y", "y" }, { "<title><b>x</title>y", "y" },
      { "<xmp><script>x</xmp>", "&lt;script&gt;x" },
      { "<noscript><p title='</noscript><img src=x onerror=y>'>",
      '<p title="&lt;/noscript&gt;&lt;img src=x onerror=y&gt;"></p>' },
      { "<math><mtext><img src=x onerror=y></math>", '<img src="x" />' },
      { "<textarea><script>x</textarea>", "&lt;script&gt;x" },
      { "<plaintext><script>x", "&lt;script&gt;x" }, { "<meta http-equiv=refresh content='0;javascript:x'>y", "y" },
    } do
      assert.equal(case[2], clean(case[1]), case[1])
    end
  end)

  it("gives the same when it reads what it wrote", function()
    local seed = "<p>a<b>&lt;script>x</b><a href=\"j&#97;vascript:x\">'\"&amp;amp;</a><table><tr><td>x<li>y<svg>z"
    for i = 1, #seed do
      for _, piece in ipairs { seed:sub(1, i), seed:sub(i) } do
        local once = clean(piece)
        assert.equal(once, clean(once), piece)
      end
    end
  end)

  it("makes addresses absolute", function()
    assert.equal("<a>y</a><a>z</a>", clean("<a href='../x'>y</a><a href='#n'>z</a>", "javascript:a/b"))
    assert.equal('<a href="https://a.example/d?x">y</a><img src="https://b.example/z" /><a href="#n"></a>',
      (clean("<a href='../d?x'>y</a><img src='//b.example/z'>", "https://a.example/b/c") .. clean "<a href='#n'>"))
  end)

  it("is bounded in depth and linear in size", function()
    local deep = clean(("<b>"):rep(100000) .. "x")
    assert.equal(("<b>"):rep(200) .. "x" .. ("</b>"):rep(200), deep)
    assert.equal(300000, #clean(("&"):rep(60000)))
    assert.equal(1, #clean("x<a " .. (" a=b"):rep(100000)))
  end)

  it("raises without rules", function()
    assert.has_error(function() core.html "x" end)
    assert.error_matches(function() core.html("x", {}) end, "rules without 'elements'")
  end)
end)

describe("core.sanitize.resolve", function()
  it("follows the examples of RFC 3986, 5.4", function()
    for reference, target in pairs {
      ["g:h"] = "g:h", g = "http://a/b/c/g", ["./g"] = "http://a/b/c/g", ["g/"] = "http://a/b/c/g/",
      ["/g"] = "http://a/g",
      ["//g"] = "http://g", ["?y"] = "http://a/b/c/d;p?y", ["g?y"] = "http://a/b/c/g?y",
      ["#s"] = "http://a/b/c/d;p?q#s",
      ["g#s"] = "http://a/b/c/g#s", ["g?y#s"] = "http://a/b/c/g?y#s", [";x"] = "http://a/b/c/;x",
      ["g;x"] = "http://a/b/c/g;x",
      [""] = "http://a/b/c/d;p?q", ["."] = "http://a/b/c/", ["./"] = "http://a/b/c/", [".."] = "http://a/b/",
      ["../"] = "http://a/b/", ["../g"] = "http://a/b/g", ["../.."] = "http://a/", ["../../g"] = "http://a/g",
      ["../../../g"] = "http://a/g", ["/./g"] = "http://a/g", ["/../g"] = "http://a/g", ["g."] = "http://a/b/c/g.",
      [".g"] = "http://a/b/c/.g", ["..g"] = "http://a/b/c/..g", ["./../g"] = "http://a/b/g",
      ["./g/."] = "http://a/b/c/g/",
      ["g/./h"] = "http://a/b/c/g/h", ["g/../h"] = "http://a/b/c/h", ["g;x=1/../y"] = "http://a/b/c/y",
      ["g?y/../x"] = "http://a/b/c/g?y/../x", ["g#s/../x"] = "http://a/b/c/g#s/../x", ["http:g"] = "http:g",
    } do
      assert.equal(target, core.resolve("http://a/b/c/d;p?q", reference), reference)
    end
  end)

  it("leaves what it cannot resolve", function()
    assert.equal("a/b", core.resolve("", "a/b"))
    assert.equal("a/b", core.resolve("/c/d", "a/b"))
    assert.equal("http://a/g", core.resolve("http://a", "g"))
    assert.equal("http://a/\u{E9}", core.resolve("http://a/", "\u{E9}"))
    assert.equal("mailto:b", core.resolve("mailto:a", "b"))
  end)
end)
