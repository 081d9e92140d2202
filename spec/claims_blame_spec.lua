-- Plain sentences in which one name stands beside who did it: that one is never accused; and sentences that deny,
-- doubt or only think of a deed: none tells it as a fact.
require "helper"
local told = require "told"

local beside = {
  "%C discovered that %A had copied its customer files.",
  "%C found that %A had accessed its servers in May.",
  "%C noticed on Monday that %A was copying its files.",
  "%C says %A stole data of 4,000 customers.",
  "%C believes that %A got into its network in March.",
  "According to %C, %A copied 40 GB of files.",
  "%A copied 40 GB of files, %C said.",
  "%C blamed %A for the theft of its customer data.",
  "%C suffered a breach in which %A stole 40 GB of files.",
  "%C fell victim to %A, who encrypted its servers.",
  "%C, which %A attacked in May, has restored its systems.",
  "%A attacked %C, which runs the ports of Marrow.",
  "%C was attacked by %A, which stole the records of 4,000 patients.",
  "%C paid %A $2 million to get its files back.",
  "%C warned customers that %A had stolen their passwords.",
  "%C shut down its servers after %A encrypted 300 of them.",
  "%C lost 4 GB of customer data to %A.",
  "%C refused to pay %A, which then leaked its files.",
  "%C had its customer data stolen by %A.",
  "%C saw its files leaked by %A in June.",
  "%C asked the police to investigate how %A stole its customer data.",
  "%C told investors that %A had broken into its network.",
  "%C did not say how %A had got into its systems.",
  "%C is negotiating with %A, which holds 40 GB of its files.",
  "%A published files of %C after it refused to pay.",
  "%A has listed %C on its leak site.",
  "%C reset all passwords because %A had stolen a database.",
  "Customers of %C sued it after %A stole their data.",
  "%C was fined 2 million euros because %A could steal its data.",
  "%A demanded $2 million from %C for the stolen data.",
  "%C detected the intrusion before %A could copy any files.",
  "%C hired Oakmoor after %A had broken into its network.",
  "Oakmoor found that %A had been in the network of %C since May.",
  "%C took its website offline on Friday after %A defaced it.",
  "%C and the police are looking for %A, who stole the records.",
  "Data that %A stole from %C turned up on a forum.",
  "%C said it would not pay %A for the stolen data.",
  "%A breached %C in May, and Beta Corp in June.",
  "The breach at %C was the work of %A, Oakmoor said.",
  "%C ignored warnings before %A broke into its servers.",
}

local doubted = {
  "%C denied that %A had stolen its customer data.",
  "%C denied that its servers were hacked by %A.",
  "%C said no customer data was stolen by %A.",
  "There is no evidence that %A stole data from %C.",
  "%C has found no sign that %A copied its files.",
  "%C said it had not been hacked by %A.",
  "Reports that %A hacked %C are false.",
  "%A denied hacking %C.",
  "%A said it did not hack %C.",
  "It is not true that %A stole data from %C, a spokesman said.",
  "%C rejected claims that %A had stolen its data.",
  "%A failed to break into the network of %C.",
  "%A tried to hack %C but did not succeed.",
  "An attempt by %A to steal data from %C was foiled.",
  "%A may have stolen data from %C.",
  "%A could steal data from %C, experts warn.",
  "If %A steals data of %C, customers must be told.",
  "%A threatened to hack %C.",
  "%A plans to leak the data of %C.",
  "Police are investigating whether %A hacked %C.",
  "It is unclear if %A stole data from %C.",
  "%C would not say whether %A stole data.",
  "%C fears that %A stole its data.",
  "%C asked if %A had stolen its data.",
  "%A allegedly hacked %C.",
  "%A is suspected of hacking %C.",
  "%A reportedly hacked %C.",
  "%C believes that %A hacked its servers.",
  "%A claims to have hacked %C.",
  "%A boasted that it had hacked %C.",
  "According to rumours %A hacked %C.",
  "Had %A hacked %C, the police would know.",
  "Nobody knows whether %A hacked %C.",
  "%C cannot rule out that %A stole data.",
  "%C prevented %A from stealing its data.",
  "%C stopped %A before it could steal data.",
  "%A has never hacked %C.",
  "Neither %C nor its customers were hacked by %A.",
}

local companies = { "Acme", "Halden Bank", "The city of Marrow", "Sanova Hospital", "the retailer Kvist" }
local attackers = { "hackers", "Red Anvil", "the gang Black Heron" }

-- Every sentence of a template: with each company (%C) and each attacker (%A), and the company's bare name.
local function each(template)
  local list = {}
  for _, company in ipairs(companies) do
    for _, attacker in ipairs(attackers) do
      local text = template:gsub("%%(.)", { C = company, A = attacker })
      list[#list + 1] = { text = text:sub(1, 1):upper() .. text:sub(2), name = company:match "%u[%w ]*$" }
    end
  end
  return list
end

local accusing = { "attacker", "suspect" }

describe("claims: who stands beside who did it", function()
  for _, template in ipairs(beside) do
    it("is not accused: " .. template, function()
      for _, case in ipairs(each(template)) do
        for _, c in ipairs(told.read(case.text)) do
          for _, role in ipairs(accusing) do
            assert.is_nil(told.role(c, role):find(case.name, 1, true), case.text)
          end
        end
      end
    end)
  end
end)

describe("claims: what is denied or doubted", function()
  for _, template in ipairs(doubted) do
    it("is no fact: " .. template, function()
      for _, case in ipairs(each(template)) do
        for _, c in ipairs(told.read(case.text)) do
          local fact = c.type == "data-breach" and c.realis == "actual" and c.stance == "asserted"
          assert.is_false(fact, case.text)
        end
      end
    end)
  end
end)
