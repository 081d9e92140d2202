local growth = require "growth"
local robots = require "breachkit.fetch.robots"

local function allows(text, path, agent) return robots.parse(text, agent or "breachkit/0.1 (+x)"):allows(path) end

describe("fetch.robots", function()
  it("takes the group of its own name, all of them together, else that for all", function()
    local text = "User-agent: other\nDisallow: /\n\nuser-agent: BreachKit\nDisallow: /a\n\n"
      .. "User-agent: *\nDisallow: /b\n\nUser-agent: third\nUser-Agent: breachkit/1.0 # two names\n"
      .. "Disallow: /c\n"
    for path, holds in pairs { ["/"] = true, ["/a"] = false, ["/a/x"] = false, ["/b"] = true, ["/c1"] = false } do
      assert.equal(holds, allows(text, path), path)
    end
    assert.is_false(allows(text, "/b", "unnamed"))
    assert.is_false(allows(text, "/anything", "Other/2.0"))
    assert.is_true(allows("", "/x"))
    assert.is_true(allows("Disallow: /\n", "/x")) -- of nobody's group
    assert.is_true(allows("User-agent: *\nDisallow:\n", "/x"))
    assert.is_true(allows("User-agent: *\nDisallow: /\n", "/robots.txt"))
  end)

  it("lets the longest pattern decide, and of two as long the one that allows", function()
    local text = "User-agent: *\nAllow: /example/page/\nDisallow: /example/page/disallowed.gif\nDisallow: /\n"
      .. "Allow: /p\nDisallow: /folder\nAllow: /folder\n"
    for path, holds in pairs { ["/example/page/"] = true, ["/example/page/x"] = true, ["/folder/x"] = true,
      ["/example/page/disallowed.gif"] = false, ["/other"] = false, ["/page"] = true } do
      assert.equal(holds, allows(text, path), path)
    end
  end)

  it("knows * and a last $, and nothing else", function()
    local function matches(pattern, path) return not allows("User-agent: *\nDisallow: " .. pattern .. "\n", path) end
    for _, case in ipairs { { "/*.php", "/a/b.php5", true }, { "/*.php$", "/b.php", true },
      { "/*.php$", "/b.php?x", false },
      { "/a*b*c", "/axxbyyc/more", true }, { "/a*b*c", "/acb", false }, { "/fish*", "/fishheads", true },
      { "/a*$", "/abc", true }, { "/a$b", "/a$b", true }, { "/x$", "/x", true }, { "/x$", "/xx", false },
      { "/**z", "/a/z", true }, { "/.", "/ab", false }, { "/[a]", "/a", false }, { "/%41", "/A", true },
      { "/caf\xc3\xa9", "/caf%C3%A9", true }, { "/caf%c3%a9", "/caf\xc3\xa9", true }, { "/a%2Fb", "/a/b", false },
      { "/a*a$", "/a", false }, { "/ab*ba$", "/aba", false }, { "*", "/x", true } } do
      assert.equal(case[3], matches(case[1], case[2]), case[1] .. " " .. case[2])
    end
    -- many stars cost no more than the path for each
    assert.is_false(matches("/" .. ("a*"):rep(2000) .. "b$", "/" .. ("a"):rep(20000)))
  end)

  it("reads files that are broken, and no more than the limit of large ones", function()
    assert.is_false(allows("\xef\xbb\xbfUser-agent:*\rDisallow:/a\r", "/a"))
    assert.is_false(allows("junk\nUSER-AGENT : *\n  disallow  :  /a  # why\nSitemap: x\n", "/a"))
    assert.is_true(growth(20000, function(n)
      assert.is_false(allows("User-agent: *\nDisallow: /a" .. (" "):rep(n) .. "b\nDisallow: /c\n", "/c"))
    end) < 30)
    assert.is_true(allows(("# x\n"):rep(200000) .. "User-agent: *\nDisallow: /\n", "/a"))
  end)

  it("takes a file that is not there as leave, and one that cannot be had as none", function()
    assert.is_true(robots.of({ status = 404 }, nil, "x"):allows "/a")
    assert.is_true(robots.of(nil, { code = "redirects" }, "x"):allows "/a")
    assert.is_false(robots.of({ status = 503 }, nil, "x"):allows "/a")
    assert.is_false(robots.of(nil, { code = "reset", message = "cut" }, "x"):allows "/a")
    assert.is_false(robots.of({ status = 200, body = "User-agent: x\nDisallow: /a" }, nil, "x"):allows "/a")
  end)
end)
