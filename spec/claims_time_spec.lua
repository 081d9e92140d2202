require "spec.helper"
local reading = require "told"

local read, find, role = reading.read, reading.find, reading.role

describe("claims: times", function()
  it("gives an event the date that stands by it, anchored at publication", function()
    local list = read("On Monday the bank was hacked. Its website was knocked offline on 3 March 2031 after a cyber "
      .. "attack by criminals.", { published = "2031-03-06" })
    local function time(c)
      for _, r in ipairs(c.roles) do
        if r.role == "time" then return r.text, tostring(r.value) end
      end
    end
    assert.same({ "Monday", "2031-03-03" }, { time(find(list, "data-breach", "was hacked")) })
    assert.same({ "3 March 2031", "2031-03-03" }, { time(find(list, "outage")) })
    assert.is_nil((time(find(list, "data-breach", "a cyber attack"))))
  end)

  it("reads on without an anchor that makes sense", function()
    local list = read("The bank was hacked in May 2031.", { published = "some day" })
    assert.equal(1, #list)
  end)
end)

describe("claims: whose time it is", function()
  local function times(text, trigger)
    for _, c in ipairs((read(text, { published = "2031-05-07" }))) do
      if c.text == trigger then return role(c, "time") end
    end
  end

  it("gives the day of the saying to no deed", function()
    for _, body in ipairs { "Tallow Insurance was breached, the insurer said on Monday.",
      "Tallow Insurance said on Monday it had been hacked." } do
      assert.equal("", role(find(read(body, { published = "2031-05-08" }), "data-breach"), "time"), body)
    end
    assert.equal("27 February 2021", role(find(read("Tallow Insurance was breached on 27 February 2021, the insurer "
      .. "said on Monday.", { published = "2031-05-08" }), "data-breach"), "time"))
  end)

  it("gives the day behind who says so to the saying, whatever its verb, and an aside's to no saying", function()
    assert.equal("", times("Tallow Insurance was breached, the insurer announced on Monday.", "was breached"))
    assert.equal("", times("Hackers stole records of the bank, Jane Doe told us in an email on Monday.", "stole"))
    assert.equal("Monday", times("Tallow Insurance was breached, the insurer said, on Monday.", "was breached"))
  end)

  it("gives the day behind the main verb to none that tells who is meant", function()
    assert.equal("3 May 2031", times("Acme was breached, it said on its site, on 3 May 2031.", "was breached"))
    assert.equal("", times("The hackers who stole the records raised the price on Friday.", "stole"))
    assert.equal("Friday", times("The hackers who stole the records on Friday raised the price.", "stole"))
    assert.equal("Friday", times("The bank lost records that hackers stole on Friday.", "stole"))
  end)

  it("gives the day on which a report was published, or somebody was told, to no deed", function()
    assert.equal("", times("An article published on 17 May about the attack on Harrow names nobody.", "the attack"))
    assert.equal("", times("In a letter dated 3 June 2031, Harrow Bank said that hackers stole its records.", "stole"))
    assert.equal("2 June 2031", times("Harrow told regulators on 3 June 2031 that hackers stole its records on 2 June "
      .. "2031.", "stole"))
    assert.equal("17 May 2031", times("The hackers published the records on 17 May 2031.", "published"))
  end)

  it("gives a time to the event of its clause alone", function()
    local text = "The bank shut its network down on 2 May 2031 but told users about the theft on Tuesday, "
      .. "four days later."
    assert.equal("2 May 2031", times(text, "shut"))
    assert.equal("Tuesday", times(text, "the theft"))
  end)

  it("keeps a time behind a semicolon or a relative clause from the event before it", function()
    assert.equal("", times("Hackers stole records; the report came out on 4 May 2031.", "stole"))
    assert.equal("", times("Hackers stole records of the bank, which opened on 4 May 2031.", "stole"))
    assert.equal("", times("Owls, which had posted in April 2031, denied responsibility.", "denied responsibility"))
    assert.equal("4 May 2031", times("Hackers stole records of the bank on 4 May 2031.", "stole"))
    assert.equal("4 May 2031", times("The bank said on Monday that hackers stole records on 4 May 2031.", "stole"))
  end)

  it("says of the day on which a deed came to light what it is of", function()
    local function days(text)
      local out = {}
      for _, c in ipairs((read(text, { published = "2031-07-01" }))) do
        for _, r in ipairs(c.type == "data-breach" and c.roles or {}) do
          if r.role == "time" then out[#out + 1] = r.text .. (r.of and "=" .. r.of or "") end
        end
      end
      return table.concat(out, " ")
    end
    assert.equal("5 June=disclosed May", days "Vellmar announced on 5 June that hackers had stolen data in May.")
    assert.equal("5 June=disclosed", days "On 5 June Vellmar disclosed that hackers had stolen its data.")
    assert.equal("5 June=disclosed", days "Hackers stole its data, Vellmar announced on 5 June.")
    assert.equal("3 May=discovered April", days "Vellmar learned on 3 May that hackers had stolen its data in April.")
    assert.equal("3 May=discovered", days "On 3 May, Vellmar discovered that hackers had stolen its data.")
    assert.equal("", days "Vellmar said on 3 May that hackers had stolen its data.")
  end)
end)
