-- The dates verb, as a user meets it.
require "helper"
local json = require "breachkit.json"

-- what the verb prints of one document
local function dates(options, doc)
  local path <const> = os.tmpname()
  local file = assert(io.open(path, "wb"))
  file:write(assert(json.encode(doc)), "\n")
  file:close()
  local renamed <const> = path .. ".jsonl"
  assert(os.rename(path, renamed))
  local pipe = assert(io.popen("bin/breachkit dates -q " .. options .. " " .. renamed))
  local out = pipe:read "a"
  local ok, _, status = pipe:close()
  os.remove(renamed)
  assert.is_true(ok, status)
  return out
end

local function mentions(doc)
  local list = {}
  for i, m in ipairs(assert(json.decode(dates("-o jsonl", doc))).mentions) do
    list[i] = { m.kind, m.text, m.edtf, m.start, m.stop }
  end
  return list
end

describe("breachkit dates", function()
  it("lists what a mention is made of behind it", function()
    assert.same({
      { "range", "3 May to 9 June 2014", "2014-05-03/2014-06-09", "2014-05-03", "2014-06-10" },
      { "part", "3 May", "2014-05-03", "2014-05-03", "2014-05-04" },
      { "part", "9 June 2014", "2014-06-09", "2014-06-09", "2014-06-10" },
    }, mentions { id = "a", published = "2014-12-01", text = "from 3 May to 9 June 2014" })
  end)

  it("counts from events that the document dates, and says what it cannot date", function()
    assert.same({
      { "date", "24 November 2014", "2014-11-24", "2014-11-24", "2014-11-25" },
      { "event", "A week after the attack", "2014-12-01~", "2014-12-01", "2014-12-02" },
      { "event", "ten days after the ball" },
    }, mentions { id = "a", published = "2014-12-10", language = "en", text = "The company was hacked on 24 November "
      .. "2014. A week after the attack, its staff were told, ten days after the ball." })
  end)

  it("counts from no event of several dates", function()
    local list = mentions { id = "a", published = "2014-12-10", language = "en", text = "The company was hacked on 24 "
      .. "November 2014. The company was breached on 1 December 2014. Staff left a day after the hack." }
    assert.same({ "event", "a day after the hack" }, list[#list])
  end)

  it("reads a document in its language", function()
    assert.same({
      { "relative", "vor drei Wochen", "2014-11-10~", "2014-11-10", "2014-11-11" },
      { "date", "24. November", "2014-11-24", "2014-11-24", "2014-11-25" },
    }, mentions { id = "a", published = "2014-12-01", language = "de",
      text = "Das Netz wurde vor drei Wochen abgeschaltet, am 24. November." })
  end)

  it("reads well", function()
    local out = dates("", { id = "a", title = "Told", published = "2014-12-01",
      text = "since Q3 2014, in the 19th century, after the ball" })
    assert.equal([[
Told
  1   since Q3 2014  2014-35/..  from the third quarter of 2014 on
  7     Q3 2014      2014-35     the third quarter of 2014
  10    2014         2014        2014
  23  19th century   18XX        the 19th century
]], out)
  end)
end)
