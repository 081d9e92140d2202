-- The report the project was conceived from: all that an analyst expects of it, with its words and its certainty.
require "spec.helper"
local claims = require "breachkit.claims"
local role = require "told".role

local path = (os.getenv "BREACHKIT_SEED" or "../shared/seed") .. "/sony-pictures-2014.txt"

describe("the seed report", function()
  local file = io.open(path, "rb")
  if not file then
    pending "skipped: no seed report"
    return
  end
  local text = file:read "a"
  file:close()
  local list = claims.list { id = "seed", text = text, published = "2014-12-01" }

  -- the first claim of a type in whose sentence the words stand
  local function find(kind, words, trigger)
    for _, c in ipairs(list) do
      if c.type == kind and c:quote():find(words, 1, true) and (not trigger or c.text == trigger) then return c end
    end
    error(("no %s with %q"):format(kind, words))
  end

  it("has the victim, and the shutdown of its network", function()
    local c = find("data-breach", "reportedly hacked")
    assert.equal("Sony Pictures Entertainment", role(c, "victim"))
    assert.equal("reported", c.stance)
    local down = find("outage", "25 November 2014")
    assert.equal("shut down", down.text)
    assert.equal("asserted", down.stance)
    assert.equal("25 November 2014", role(down, "time"))
    assert.equal("The firm; its entire computer network", role(down, "victim"))
  end)

  it("has the actor under both of its names", function()
    local c = find("data-breach", "identifying themselves")
    assert.equal("a group of hackers; #GOP; Guardians of Peace", role(c, "attacker"))
  end)

  it("has the demands and the threat, as reported", function()
    local c = find("demand", "unspecified demands")
    assert.equal("reported", c.stance)
    assert.equal("The group", role(c, "attacker"))
    local threat = find("data-breach", "unspecified demands")
    assert.equal("other", threat.realis)
    assert.equal("reported", threat.stance)
    assert.equal("sensitive data", role(threat, "data"))
  end)

  it("has the volume as reported, and what it holds as suspected", function()
    local c = find("data-breach", "11TBs")
    assert.equal("reported", c.stance)
    assert.equal("reportedly", c.hedge.text)
    assert.equal("11TBs", role(c, "volume"))
    for _, r in ipairs(c.roles) do
      if r.role == "volume" then assert.equal(11000000000000, r.value) end
    end
    local held = find("data-breach", "believed to include")
    assert.equal("suspected", held.stance)
    assert.equal("The files; sensitive financial data; emails; personal information", role(held, "data"))
    assert.equal("cast; crew", role(held, "victim"))
  end)

  it("has the leak of the films via Torrentfreak", function()
    local c = find("leak", "torrent sites")
    assert.equal("Torrentfreak", c.via.text)
    assert.equal("asserted", c.stance)
    local released, title = {}, nil
    for _, r in ipairs(c.roles) do
      if r.role == "work" then title = r.text end
      if r.role == "release-date" then released[title] = tostring(r.value) end
    end
    assert.same({ ["To Write Love on Her Arms"] = "2015-03", ["Still Alice"] = "2015-01-16",
      ["Mr Turner"] = "2014-12-19", Annie = "2014-12-19", Fury = "2014-10-17" }, released)
    assert.equal("", role(c, "time"))
  end)

  it("has no confirmed link between the leak and the intrusion", function()
    local c = find("attribution", "no confirmed link")
    assert.equal("denied", c.stance)
    assert.equal("no confirmed", c.hedge.text)
    assert.equal("leaked films", role(c, "work"))
  end)

  it("has the possible link to North Korea, investigated, via Re/code, and its motive", function()
    local c = find("attribution", "North Korea")
    assert.equal("investigated", c.stance)
    assert.equal("reportedly", c.hedge.text)
    assert.equal("Re/code", c.via.text)
    assert.equal("North Korea", role(c, "suspect"))
    local motive = find("attribution", "The Interview")
    assert.equal("suspected", motive.stance)
    assert.equal("The company", motive.speaker.text)
    assert.equal("Re/code", motive.via.text)
    assert.truthy(role(motive, "purpose"):find "The Interview")
  end)

  it("has the unofficial spokesperson via The Telegraph", function()
    local c = find("statement", "unofficial spokesperson")
    assert.equal("An unofficial spokesperson for North Korea", c.speaker.text)
    assert.equal("The Telegraph", c.via.text)
  end)

  it("has both statements of the company, verbatim", function()
    for _, quotation in ipairs { text:match "a statement which said: (“.-”)", text:match 'leaks said: (".-")' } do
      local c = find("statement", quotation)
      assert.equal(quotation, role(c, "statement"))
      assert.equal("Sony", c.speaker.text)
    end
  end)

  it("has the prior incidents", function()
    local c = find("denial-of-service", "August 2014")
    assert.equal("asserted", c.stance)
    assert.equal("August 2014", role(c, "time"))
    assert.equal("PlayStation Network", role(find("outage", "August 2014"), "victim"))
    local older = find("outage", "three weeks in 2011")
    assert.equal("PSN", role(older, "victim"))
    assert.equal("2011", role(older, "time"))
    local data = find("data-breach", "three weeks in 2011", "compromised")
    assert.equal("the personal information", role(data, "data"))
    assert.equal("customers", role(data, "victim"))
    assert.equal("millions", role(data, "victim-count"))
  end)

  it("makes no claim of its furniture", function()
    for _, c in ipairs(list) do
      assert.is_nil(c:quote():match "^More on cyber attacks")
      assert.is_nil(c:quote():match "^Read more on")
      assert.is_nil(c:quote():match "^Data Center")
      assert.is_nil(c:quote():match "^Data Management")
      assert.is_nil(c:quote():match "^Sony cyber attacks")
    end
  end)
end)
