require "spec.helper"
local text = require "breachkit.core".text

local function words(s)
  local t, out = text.tokens(s), {}
  for i = 1, #t do out[i] = t:word(i) end
  return out
end

local function sentences(s)
  local out, x = {}, text.sentences(s)
  for i = 1, #x, 2 do out[#out + 1] = s:sub(x[i], x[i + 1]) end
  return out
end

describe("core.text.tokens", function()
  it("splits words, marks and possessives", function()
    assert.same({ "Acme", "'s", "network", "was", "hacked", "." }, words "Acme's network was hacked.")
    assert.same({ "Acme", "’s", "staff", "don’t", "O'Brien" }, words "Acme’s staff don’t O'Brien")
    assert.same({ "“", "We", "are", "working", ",", "”", "it", "said", "." }, words "“We are working,” it said.")
  end)

  it("splits a compound at hyphens before letters only", function()
    assert.same({ "denial", "of", "service" }, words "denial-of-service")
    assert.same({ "CVE-2014-1234", "on", "2014-11-25", "MS17-010" }, words "CVE-2014-1234 on 2014-11-25 MS17-010")
  end)

  it("keeps numbers, abbreviations and addresses whole", function()
    assert.same({ "$", "1,000.50", "in", "the", "U.S.", "at", "14:30" }, words "$1,000.50 in the U.S. at 14:30")
    assert.same({ "See", "https://example.org/a?b=c", ",", "example.com", "or", "a.b@example.org", "." },
      words "See https://example.org/a?b=c, example.com or a.b@example.org.")
    assert.same({ "10", ",", "20" }, words "10,20")
    assert.same({ "AT&T", "#GOP", "@handle", "#", "1" }, words "AT&T #GOP @handle # 1")
  end)

  it("parts two sentences that lost the space between them", function()
    assert.same({ "was", "lost", ".", "Then", "example.org" }, words "was lost.Then example.org")
  end)

  it("counts tokens by their flags", function()
    local t = text.tokens "Acme lost 40 files, it said."
    assert.same({ 5, 1, 2, 2, 0 }, { t:count(1), t:count(2), t:count(4), t:count(2 | 16, 1, 3), t:count(1, 8, 7) })
    assert.error_matches(function() t:count(1, 1, 9) end, "no such token")
  end)

  it("gives spans, folded words and flags", function()
    local t = text.tokens "Ärger bei ACME\n\nzwei"
    assert.equal(4, #t)
    assert.same({ 8, 15 }, { t:span(2, 3) })
    assert.equal("bei ACME", t:word(2, 3))
    local folded, flags, first, last = t:arrays()
    assert.same({ "ärger", "bei", "acme", "zwei" }, folded)
    assert.same({ 1 + 16, 1, 1 + 16 + 32, 1 + 128 + 256 }, flags)
    assert.same({ 1, 8, 12, 18 }, first)
    assert.same({ 6, 10, 15, 21 }, last)
    assert.same({ "bei" }, (t:arrays(2, 2)))
  end)

  it("takes any bytes and nothing at all", function()
    assert.equal(0, #text.tokens "")
    assert.equal(0, #text.tokens " \n\t\u{A0}\u{3000}")
    assert.same({ "a", "b" }, words "a\0b")
    for _, s in ipairs { "\xFF\xFE", "\xE2\x80", "caf\xE9 x", "'", "’s", "www.", "a.", "http://", "@", "#", "-" } do
      local t = text.tokens(s)
      for i = 1, #t do
        local first, last = t:span(i)
        assert.is_true(first >= 1 and last <= #s and first <= last)
      end
    end
  end)

  it("raises on misuse", function()
    local t = text.tokens "one two"
    assert.has_error(function() t:span(3) end)
    assert.has_error(function() t:span(2, 1) end)
    assert.has_error(function() t:word(0) end)
    assert.has_error(function() text.tokens() end)
  end)

  it("has no token once somebody is done with it", function()
    local t = text.tokens "one two"
    t:done()
    t:done()
    for _, asked in ipairs { function() return #t end, function() t:span(1) end, function() t:sentences() end,
      function() text.lexicon { "one" }:find(t) end } do
      assert.error_matches(asked, "the tokens are closed")
    end
    assert.equal(2, #text.tokens "one two")
  end)
end)

describe("core.text.quotes", function()
  local function quotes(s)
    local t, out = text.tokens(s), {}
    local q = t:quotes()
    for k = 1, #q, 3 do out[#out + 1] = t:word(q[k], q[k + 1]) .. (q[k + 2] and " >" or "") end
    return out
  end

  it("are found by their marks, each in its own kind", function()
    assert.same({ "“We are working,”", '"Yes."', "«Non»" },
      quotes "“We are working,” it said. \"Yes.\" He said «Non» too.")
    assert.same({ '“It is out"' }, quotes '“It is out" he said”')
    assert.same({ '"inner"' }, quotes 'a 5" disk and ("inner") one')
    assert.same({}, quotes "no marks, 7” or none")
  end)

  it("run on over a blank line, and are none when they are not closed", function()
    assert.same({ "“One. >", "“Two.”" }, quotes "“One.\n\n“Two.” Three.")
    assert.same({}, quotes('"' .. (" word"):rep(402) .. '" end'))
    assert.same({ '"' .. (" word"):rep(400) .. '"' }, quotes('"' .. (" word"):rep(400) .. '" end'))
  end)

  it("were never closed where another opens before their end, but for a new line or sentence", function()
    assert.same({ '“closed”' }, quotes "he wrote “unclosed and more. She said “closed” too.")
    assert.same({ '"closed enough"' }, quotes 'at "2 Tbps. They said "closed enough" too.')
    assert.same({ "“One >", "“Two.”" }, quotes "“One\n“Two.” Three.")
    assert.same({ "“One. >", "“Two.”" }, quotes "“One. “Two.” Three.")
    assert.same({ '" spaced out "', '"again"' }, quotes 'so " spaced out " and "again"')
  end)

  it("and blank lines are told", function()
    local t = text.tokens "One.\nTwo.\n\nThree."
    assert.is_false(t:paragraph(1))
    assert.is_false(t:paragraph(3))
    assert.is_true(t:paragraph(5))
    assert.error_matches(function() t:paragraph(7) end, "no such token")
  end)
end)

describe("core.text.sentences", function()
  it("ends at full stops, not at abbreviations, initials and decimals", function()
    assert.same({ "Mr. Smith of Acme Inc. paid 1.5 million.", "J. Doe left in Jan. 2014." },
      sentences "Mr. Smith of Acme Inc. paid 1.5 million. J. Doe left in Jan. 2014.")
    assert.same({ "It moved to the U.S. The firm agreed.", "A U.S. Senate panel met.", "Acme Inc. It failed." },
      { sentences("It moved to the U.S. The firm agreed.")[1] .. " " ..
        sentences("It moved to the U.S. The firm agreed.")[2],
        sentences("A U.S. Senate panel met.")[1],
        table.concat(sentences "Acme Inc. It failed.", " ") })
    assert.equal(2, #sentences "It moved to the U.S. The firm agreed.")
    assert.equal(1, #sentences "A U.S. Senate panel met.")
    assert.equal(2, #sentences "He works at Acme Inc. It failed.")
  end)

  it("ends with the lines of a report's head: a title before a byline, a byline, a name and a date", function()
    assert.same({ "Halden Bank hacked", "By Jane Doe, Security Reporter", "The Harrow Post, 21 November 2023",
      "Hackers stole data from Halden Bank\nin November, it said." },
      sentences("Halden Bank hacked\nBy Jane Doe, Security Reporter\nThe Harrow Post, 21 November 2023\n"
        .. "Hackers stole data from Halden Bank\nin November, it said."))
    assert.same({ "The report was written\nby Jane Doe of Acme in\n2023 for us." },
      sentences "The report was written\nby Jane Doe of Acme in\n2023 for us.")
  end)

  it("keeps closing quotes with their sentence", function()
    assert.same({ "“It is over.”", "They said: \"No.\"", "(True.)", "End" },
      sentences "“It is over.” They said: \"No.\" (True.) End")
    assert.same({ "\"What?\" he asked." }, sentences "\"What?\" he asked.")
  end)

  it("ends at blank lines and before bullets", function()
    assert.same({ "A heading", "Text of it\ngoes on.", "- one", "- two" },
      sentences "A heading\n\nText of it\ngoes on.\n- one\n- two")
    assert.same({ "A heading", "Text" }, sentences "A heading\r\n \r\nText")
  end)

  it("is bounded without a full stop, and covers every token", function()
    local t = text.tokens(("word "):rep(200000))
    local s = t:sentences()
    assert.equal(1, s[1])
    assert.equal(#t, s[#s])
    for i = 1, #s, 2 do
      assert.is_true(s[i + 1] - s[i] < 300)
      if i > 1 then assert.equal(s[i - 1] + 1, s[i]) end
    end
    assert.same({}, text.sentences "")
  end)
end)

describe("core.text.lexicon", function()
  local lexicon = text.lexicon { "denial of service", "denial", "of service attack", "don't", "data breach" }

  local function found(s, l)
    local out, m = {}, (l or lexicon):spans(s)
    for i = 1, #m, 3 do out[#out + 1] = s:sub(m[i], m[i + 1]) .. "=" .. m[i + 2] end
    return out
  end

  it("finds the leftmost, then the longest, without overlap", function()
    assert.same({ "Denial-of-Service=1", "denial=2", "DATA BREACH=5" },
      found "Denial-of-Service attack, denial of a DATA BREACH")
    assert.same({ "Don’t=4", "don't=4" }, found "Don’t, don't")
  end)

  it("gives tokens for tokens, within a range", function()
    local t = text.tokens "a denial and a data breach"
    assert.same({ 2, 2, 2, 5, 6, 5 }, lexicon:find(t))
    assert.same({ 5, 6, 5 }, lexicon:find(t, 3))
    assert.same({ 2, 2, 2 }, lexicon:find(t, 1, 5))
    assert.same({}, lexicon:find(text.tokens ""))
    local of = { [5] = 3 }
    assert.same({ 2, 1, 0 }, { lexicon:count(t), lexicon:count(t, 3), lexicon:count(text.tokens "") })
    assert.same({ 2, { [2] = 1, [5] = 4 } }, { lexicon:count(t, 1, #t, of), of })
    assert.has_error(function() lexicon:count(t, 0) end, "bad argument #2 to 'count' (no such token)")
  end)

  it("does not cross a blank line", function()
    assert.same({}, found "data\n\nbreach")
    assert.same({ "data\nbreach=5" }, found "data\nbreach")
  end)

  it("heeds case when told to", function()
    local exact = text.lexicon({ "US", "IT department" }, { exact = true })
    assert.same({ "US=1" }, found("us and US, it department", exact))
  end)

  it("raises on a damaged table", function()
    assert.has_error(function() text.lexicon { "" } end, "text.lexicon: phrase 1: a phrase without a word")
    assert.has_error(function() text.lexicon { "a", 1 } end)
    assert.has_error(function() text.lexicon({}, { nocase = true }) end)
    assert.has_error(function() text.lexicon { ("a "):rep(33) } end)
    assert.same({}, text.lexicon {}:spans "anything")
  end)
end)
