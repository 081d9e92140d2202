require "spec.helper"
local claims = require "breachkit.claims"
local reading = require "told"

local read, find = reading.read, reading.find

describe("claims: the record", function()
  it("explains itself", function()
    local c = read("The studio was reportedly hacked.", { sha256 = "00ff" })[1]
    local why = c:why()
    assert.equal("The studio was reportedly hacked.", why.quote)
    assert.equal("00ff", why.sha256)
    assert.equal("breach-hack", why.rule)
    assert.equal("data/triggers.lua", why.data)
    assert.truthy(tostring(why):find("sha256 00ff", 1, true))
  end)

  it("explains a volume, which no model chose", function()
    local c = find(read "Hackers stole 40GB of sensitive data from Acme Corp.", "data-breach")
    assert.truthy(tostring(c:why()):find('volume "40GB" by volume\n', 1, true))
  end)

  it("keeps spans inside the text, on any bytes", function()
    for _, text in ipairs { "hacked", "\xFF hacked \xFE“", ("hacked "):rep(3000), ("“hacked "):rep(500),
      "THE BANK WAS HACKED AND DATA WAS STOLEN", ("(("):rep(2000) .. " was hacked", "stolen\0data was stolen" } do
      for _, c in ipairs((read(text))) do
        assert.equal(text:sub(c.first, c.last), c.text)
        assert.is_true(c.sentence.first <= c.first and c.last <= c.sentence.last)
        for _, r in ipairs(c.roles) do assert.equal(text:sub(r.first, r.last), r.text) end
      end
    end
  end)

  it("iterates, and keeps to the types asked for", function()
    local n = 0
    for c in claims.extract({ text = "The bank was hacked. Police are investigating the hack." },
      { types = { "investigation" } }) do
      n = n + 1
      assert.equal("investigation", c.type)
    end
    assert.equal(1, n)
  end)

  it("raises on misuse", function()
    assert.has_error(function() claims.list "text" end)
    assert.has_error(function() claims.list({ text = "" }, { kinds = {} }) end)
  end)
end)

describe("claims: confidence", function()
  local story = "Hackers stole customer records from Example Bank on Monday. "
    .. "The bank paid a ransom of $50,000 in bitcoin."

  it("is a share of 1 for every claim and role that the model reads, and at least what is asked for", function()
    local all, some = read(story), claims.list({ text = story }, { min_confidence = 0.6 })
    assert.is_true(#all >= #some)
    local measured = 0
    for _, c in ipairs(all) do
      if c.confidence then
        measured = measured + 1
        assert.is_true(c.confidence > 0 and c.confidence < 1, c.text)
      end
    end
    assert.is_true(measured > 0)
    for _, c in ipairs(some) do
      assert.is_true(not c.confidence or c.confidence >= 0.6, c.text)
      for _, r in ipairs(c.roles) do assert.is_true(not r.confidence or r.confidence >= 0.6, r.text) end
    end
    assert.equal(0, #claims.list({ text = "The bank paid a ransom." }, { min_confidence = 1 }))
  end)

  it("is low where a rule that is seldom right alone sees the event", function()
    local hacked = "The studio was reportedly hacked."
    local c = read(hacked)[1]
    assert.equal("breach-hack", c:why().rule)
    assert.is_nil(c:why().model)
    assert.is_true(c.confidence > 0 and c.confidence < 0.3)
    assert.equal(0, #claims.list({ text = hacked }, { min_confidence = 0.3 }))
  end)

  it("that is no share is misuse", function()
    for _, bad in ipairs { -0.1, 1.5, "high", 0 / 0 } do
      assert.error_matches(function() claims.list({ text = story }, { min_confidence = bad }) end, "min_confidence")
    end
  end)

  it("comes with the model's version and the attributes that decided", function()
    local why = find(read(story), "ransom"):why()
    assert.matches("^claims %d%d%d%d%-%d%d%-%d%d$", why.model.version)
    assert.is_true(#why.model.reasons > 0)
    for i, r in ipairs(why.model.reasons) do
      assert.equal("string", type(r.attribute))
      assert.is_true(r.score > 0 and (i == 1 or r.score <= why.model.reasons[i - 1].score))
    end
    assert.matches("model claims %d", tostring(why))
  end)
end)

describe("claim:why()", function()
  local story = "The bank reportedly received a ransom demand of $50,000 on Monday, according to The Examiner."

  it("is complete for what the model decided", function()
    local doc = { id = "d", text = story, sha256 = ("ab"):rep(32), published = "2015-03-04" }
    local c = claims.list(doc)[1]
    local why = c:why()
    assert.equal(story, why.quote)
    assert.same({ 1, #story, "d", ("ab"):rep(32) }, { why.first, why.last, why.document, why.sha256 })
    assert.equal(require "breachkit.hash".bytes(story, { "sha256" }).sha256, why.text_sha256)
    assert.same({ "ransom", "reported", "actual" }, { why.type, why.stance, why.realis })
    assert.same({ text = "reportedly", first = 10, last = 19 }, why.spans.hedge)
    assert.same({ text = c.text, first = c.first, last = c.last }, why.spans.trigger)
    assert.equal(c.text, story:sub(why.spans.trigger.first, why.spans.trigger.last))
    assert.equal("The Examiner", story:sub(why.spans.via.first, why.spans.via.last))
    assert.matches("^claims %d%d%d%d%-%d%d%-%d%d$", why.model.version)
    assert.equal(c.confidence, why.model.confidence)
    assert.is_true(#why.roles > 0)
    for i, r in ipairs(why.roles) do
      assert.equal(r.text, story:sub(r.first, r.last))
      assert.equal(c.roles[i].confidence, r.confidence)
      assert.is_string(r.rule)
    end
  end)

  it("is exact for what a rule decided", function()
    local text = "The attackers wiped the servers."
    local rule <close> = claims.rule { id = "wiper", type = "outage", verb = { "wipe" } }
    local c = claims.list({ id = "d", text = text })[1]
    local why = c:why()
    assert.is_nil(why.model)
    assert.is_nil(why.sha256)
    assert.equal(([[
outage "wiped" (asserted), by wiper of %s
  victim "the servers" by object
  bytes 1-32 of d
  "The attackers wiped the servers."]]):format(rule.data), tostring(why))
    assert.same({ { role = "victim", text = "the servers", first = 21, last = 31, rule = "object" } }, why.roles)
    assert.same({ trigger = { text = "wiped", first = 15, last = 19 } }, why.spans)
  end)
end)

describe("claims: from run to run", function()
  it("are the same bytes in processes with other hash seeds", function()
    local text = table.concat({
      "Once the intruders, who once worked there, stole records that the bank had yet to encrypt, they left.",
      "The studio said that its network was breached and yet once again taken offline; users in China were told.",
      "Ransomware scripts and messages reached the website, a bogus email leaked the script, and a hacker group "
        .. "demanded bitcoin payment.",
      "The bank once said that hackers stole its records.", "The bank yet said that hackers stole its records.",
    }, "\n\n")
    local program = ([[local c = require "breachkit.claims"
      local j = require "breachkit.json"
      local n = require "breachkit.names"
      local d = { id = "d", text = %q, published = "2031-05-06" }
      io.write(j.encode(c.list(d)), j.encode(n.find(d.text)))]]):format(text)
    local path = os.tmpname()
    local file = assert(io.open(path, "w"))
    file:write("package.path, package.cpath = ", ("%q, %q\n"):format(package.path, package.cpath), program)
    file:close()
    local seen
    for _ = 1, 8 do
      local pipe = assert(io.popen("lua5.4 " .. path .. " 2>&1"))
      local bytes = pipe:read "a"
      pipe:close()
      assert.truthy(bytes:find '"data%-breach"')
      seen = seen or bytes
      assert.equal(seen, bytes)
    end
    os.remove(path)
  end)
end)
