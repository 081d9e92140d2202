-- What a sentence names in passing is no claim: what somebody used, what a report takes back,
-- what a party does all the time.
require "spec.helper"
local claims = require "breachkit.claims"

local function breaches(text)
  local out = {}
  for _, c in ipairs(claims.list { text = text }) do
    if c.type == "data-breach" then out[#out + 1] = c end
  end
  return out
end

describe("claims: what is named in passing", function()
  it("tells of no theft by what somebody used to get in", function()
    for _, text in ipairs { "Intruders used stolen credentials to log in to the server of Harbor Clinic.",
      "They logged in by using the stolen passwords of a contractor." } do
      for _, c in ipairs(breaches(text)) do assert.not_equal("stolen", c.text) end
    end
    assert.equal("stole", breaches("Hackers stole the credentials of customers.")[1].text)
    assert.equal("stolen", breaches("Records of customers were stolen by using a flaw.")[1].text:match "stolen")
  end)

  it("claims nothing by what a report corrects", function()
    assert.same({}, claims.list { text = "Correction: An earlier version of this article said that hackers stole the "
      .. "records of 2 million patients." })
    local list = breaches("Hackers stole the records of 1,000 patients. A previous version of this story said that the "
      .. "records of 2,000 patients were stolen.")
    assert.equal(1, #list)
    assert.matches("1,000", list[1]:quote(), 1, true)
  end)

  it("takes the head of an aside for who says it", function()
    local c = breaches("Harbor Clinic, which serves 3 million customers, said on Monday that it was hacked.")[1]
    assert.equal("Harbor Clinic", c.speaker.text)
  end)

  it("leaves out what an exception rules out, and not the event", function()
    for _, text in ipairs { "Names and addresses were stolen from Harbor Clinic, but no payment data, it said.",
      "Names and addresses were stolen from Harbor Clinic, but not payment data, it said." } do
      local c = breaches(text)[1]
      assert.equal("actual", c.realis)
      for _, r in ipairs(c.roles) do assert.not_equal("payment data", r.text) end
    end
    -- what one could do may be a plan or a thing that happens; done it is not
    for _, text in ipairs { "Hackers could steal customer data from Harbor Clinic, but no passwords.",
      "Hackers would have stolen data from Harbor Clinic, but not passwords." } do
      assert.not_equal("actual", breaches(text)[1].realis)
    end
  end)

  it("takes who is told of in an aside for who says what follows it", function()
    local c = breaches("Harbor Clinic, which was hacked last month, said that customers were told.")[1]
    assert.equal("Harbor Clinic", c.speaker.text)
  end)

  it("heeds a flaw that is only the way in", function()
    local c = breaches("Hackers broke into Harbor Bank through a hole in its firewall.")[1]
    assert.equal("broke into", c.text)
  end)
end)
