local core = require "breachkit.core"
local json = require "breachkit.json"

local DATA = (os.getenv "BREACHKIT_DATA" or "../shared/data") .. "/html5lib-tests/tokenizer/"

-- The tokens in the form of html5lib's tests, text that follows text glued.
local function tokens(bytes, options)
  local out = {}
  for t in core.html.tokens(bytes, options) do
    local last = out[#out]
    if t.kind == "text" and last and last[1] == "Character" then last[2] = last[2] .. t.data
    elseif t.kind == "text" then out[#out + 1] = { "Character", t.data }
    elseif t.kind == "start" then out[#out + 1] = { "StartTag", t.name, t.attributes, t.self_closing }
    elseif t.kind == "end" then out[#out + 1] = { "EndTag", t.name }
    elseif t.kind == "comment" then out[#out + 1] = { "Comment", t.data }
    else
      out[#out + 1] = { "DOCTYPE", t.name or false, t.public or false, t.system or false, not t.quirks }
    end
  end
  return out
end

-- \uHHHH once more; a surrogate pair is one character, a lone surrogate stays what it is
local function unescape(s)
  s = s:gsub("\\u([dD][89abAB]%x%x)\\u([dD][c-fC-F]%x%x)", function(a, b)
    return utf8.char(0x10000 + ((tonumber(a, 16) - 0xD800) << 10) + tonumber(b, 16) - 0xDC00)
  end)
  return (s:gsub("\\u(%x%x%x%x)", function(h) return utf8.char(tonumber(h, 16)) end))
end

local function each_string(value, change)
  if type(value) == "string" then return change(value) end
  if type(value) ~= "table" then return value end
  local out = {}
  for k, v in pairs(value) do out[each_string(k, change)] = each_string(v, change) end
  return out
end

local MODELS = { ["Data state"] = "data", ["PLAINTEXT state"] = "plaintext", ["RCDATA state"] = "rcdata",
  ["RAWTEXT state"] = "rawtext", ["Script data state"] = "script", ["CDATA section state"] = "cdata" }

-- what a tree for XML would hold instead, for the tests that ask for that
local function for_xml(value)
  return each_string(value, function(s)
    return (s:gsub("\f", " "):gsub("\u{FFFF}", "\u{FFFD}"))
  end)
end

local function wanted(list, change)
  local out = {}
  for i, t in ipairs(each_string(list, change)) do
    if t[1] == "DOCTYPE" then
      for k = 2, 4 do
        if t[k] == json.null or t[k] == nil then t[k] = false end
      end
    end
    out[i] = t
  end
  return out
end

describe("html.tokens", function()
  for name in ([[contentModelFlags domjs entities escapeFlag namedEntities numericEntities pendingSpecChanges test1
    test2 test3 test4 unicodeChars unicodeCharsProblematic xmlViolation]]):gmatch "%S+" do
    it("gives the tokens of html5lib's " .. name, function()
      local f = io.open(DATA .. name .. ".test", "rb")
      if not f then return pending "skipped: no data" end
      local set = assert(json.decode(f:read "a"))
      f:close()
      local count = 0
      for _, test in ipairs(set.tests or set.xmlViolationTests) do
        local change = test.doubleEscaped and unescape or function(s) return s end
        for _, state in ipairs(test.initialStates or { "Data state" }) do
          local got = tokens(change(test.input), { model = assert(MODELS[state]), last = test.lastStartTag })
          if set.xmlViolationTests then
            got = for_xml(got)
            for _, t in ipairs(got) do
              if t[1] == "Comment" then t[2] = t[2]:gsub("%-%-", "- -") end
            end
          end
          assert.same(wanted(test.output, change), got, test.description .. " in " .. state)
          count = count + 1
        end
      end
      assert.truthy(count > 0)
    end)
  end

  it("reads markup as browsers do", function()
    assert.same({ { "DOCTYPE", "html", false, false, true },
      { "StartTag", "a", { href = "?a=1&b&lt=2", class = "" } }, { "Character", "x < y & z\u{20AC}\u{20AC}" },
      { "Comment", " b -" }, { "EndTag", "a" }, { "StartTag", "br", {}, true } },
      tokens "<!DocType HTML><A HREF='?a=1&amp;b&lt=2' class href=2>x < y & z&euro;&#128;<!-- b ---></A x></><br/><p")
    assert.same({ { "Character", "<p>&amp;\u{FFFD}\n</a>" }, { "EndTag", "title" }, { "Character", "&\0" } },
      tokens("<p>&amp;amp;\0\r\n</a></TITLE\n>&amp;\0", { model = "rcdata", last = "title" }))
    assert.same({ { "Character", "<!--<script></script>-->" }, { "EndTag", "script" } },
      tokens("<!--<script></script>--></script>", { model = "script", last = "script" }))
  end)

  it("keeps 256 attributes of a tag, and passes over the rest", function()
    local written = {}
    for i = 1, 10000 do written[i] = ("a%d=%d"):format(i, i) end
    local got = tokens("<p " .. table.concat(written, " ") .. ">x")
    local count = 0
    for name, value in pairs(got[1][3]) do
      assert.equal("a" .. value, name)
      count = count + 1
    end
    assert.equal(256, count)
    assert.same({ "Character", "x" }, got[2])
  end)

  it("refuses misuse", function()
    assert.has_error(function() core.html.tokens {} end)
    assert.has_error(function() core.html.tokens("x", { model = "svg" }) end)
    assert.has_error(function() core.html.tokens("x", { colour = 1 }) end)
  end)
end)
