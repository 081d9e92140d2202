-- What the grammar of a sentence gives an event stands, however unlikely the model finds it: made-up sentences.
require "spec.helper"
local claims = require "breachkit.claims"
local told = require "told"

-- type, what is told (role=text), and what is not
local cases = {
  { "The stolen files include passport numbers and salaries.", "data-breach",
    "data=The stolen files data=passport numbers data=salaries" },
  { "An unauthorized individual accessed its network in March.", "data-breach",
    "attacker=An unauthorized individual victim=its network" },
  { "Hackers attacked Fernhill Bank in May.", "data-breach", "attacker=Hackers victim=Fernhill Bank" },
  { "A user of a forum claims to have 500 GB of data from the airline Skylane.", "data-breach",
    "victim=the airline Skylane volume=500 GB", "victim=A user" },
  { "Hackers posted the records of Vellmar on Telegram.", "data-breach", "attacker=Hackers", "victim=Telegram" },
  { "The gang leaked customer data on a forum for gamers.", "data-breach", "attacker=The gang", "victim=a forum" },
  { "A breach at a supplier, Parcelio, exposed data of Acme.", "data-breach", "data=data", "attacker=Parcelio" },
  { "Acme and Halden Bank were hacked by Red Anvil.", "data-breach", "victim=Acme victim=Halden Bank" },
  { "A breach at a supplier, Parcelio, exposed data of Vellmar.", "data-breach", "data=data", "attacker=Parcelio" },
  { "Hackers accessed Vellmar's database without permission.", "data-breach", "attacker=Hackers victim=Vellmar" },
  { "Vellmar was attacked by hackers, who stole employee records.", "data-breach", "attacker=hackers",
    "attacker=Vellmar" },
  { "Harbor Bank said that it was hit by Red Anvil with ransomware.", "ransom", "attacker=Red Anvil", "tool=it" },
  { "A ransomware attack hit Vellmar on Friday.", "ransom", "victim=Vellmar" },
  { "A ransomware attack crippled Harrow's hospital system.", "ransom", "victim=hospital system victim=Harrow" },
  { "Customers of Halden have been told that their card details were stolen.", "data-breach",
    "victim=Customers victim=Halden", "victim=Customers of" },
}

describe("claims: what the grammar gives", function()
  for _, case in ipairs(cases) do
    local text, type, wanted, unwanted = table.unpack(case)
    it("is told: " .. text, function()
      assert.is_nil(told.missing(text, type, wanted))
      if unwanted then assert.not_matches(unwanted, told.line(text, type), 1, true) end
    end)
  end

  it("counts what a deed affects, told in the present", function()
    local c = told.find(told.read("The attack affects about 9,000 customers of Vellmar."), "data-breach", "affects")
    assert.equal("9,000", told.role(c, "victim-count"))
    assert.equal("actual", c.realis)
  end)

  it("tells whom 'it' is that somebody hacked, by who says so", function()
    for _, text in ipairs { "Vellmar confirmed on Tuesday that Red Anvil had hacked it.",
      "Vellmar said Red Anvil hacked it." } do
      local hit
      for _, c in ipairs(claims.list { text = text }) do
        for _, r in ipairs(c.roles) do hit = r.role == "victim" and (r.value or r.text) or hit end
      end
      assert.equal("Vellmar", hit, text)
    end
  end)

  it("tells of a denial of service as 'the attack', and of no other event's", function()
    local c = told.find(told.read("Vellmar's site was hit by a denial-of-service attack on Monday. "
      .. "Red Anvil launched the attack."), "denial-of-service", "the attack")
    assert.equal("Red Anvil", told.role(c, "attacker"))
    assert.is_nil(told.find(told.read "Red Anvil launched the attack.", "denial-of-service"))
  end)

  it("leaves a sum out of who is paid it", function()
    for _, c in ipairs(told.read("Acme paid the researcher Joana Prado $5,000 for reporting the flaw.")) do
      for _, r in ipairs(c.roles) do
        assert.is_false(r.role == "discoverer" and r.text:find("$", 1, true) ~= nil, r.text)
      end
    end
  end)
end)
