-- Sentences whose grammar leaves no doubt who did what to whom, told of many parties: no luck of training decides them.
require "spec.helper"
local claims = require "breachkit.claims"
local missing = require "told".missing

local victims = { "Acme", "Halden Bank", "Vellmar", "Harrow Freight", "Northlight Hospital", "the city of Marrow",
  "the company" }
local attackers = { "Red Anvil", "Dark Heron", "hackers", "an unknown group", "a former employee", "criminals" }

-- V and A stand for the parties; what is behind the bar, the data
local plain = {
  ["data-breach"] = { "V was hacked by A.", "V was hacked by A, the group claims.", "A hacked V.", "A breached V.",
    "V was breached by A on Monday.", "V said that it was hacked by A.", "A stole the data of V.",
    "A stole customer records from V.|customer records", "A stole 40 GB of data from V on 3 May 2024.",
    "A leaked customer data of V.", "A gained access to V's systems.", "A infiltrated V's servers.",
    "A broke into the network of V." },
  ransom = { "V paid A a ransom of $2 million.", "V paid a ransom of $2 million to A.",
    "A demanded a ransom of $2 million from V." },
}

local function bare(name) return name:lower():gsub("^the ", ""):gsub("^an? ", ""), nil end

-- what else is plain: type, and what is told, role=text; stance and realis where it matters
local more = {
  { "The ransomware gang Black Heron hit Acme in May.", "data-breach",
    "attacker=The ransomware gang Black Heron victim=Acme" },
  { "Acme has been under attack by hackers since Tuesday.", "data-breach", "attacker=hackers victim=Acme" },
  { "Acme was the victim of hackers.", "data-breach", "attacker=hackers victim=Acme" },
  { "The gang Black Heron attacked Acme.", "data-breach", "attacker=The gang Black Heron victim=Acme" },
  { "The gang Black Heron leaked files of Acme. Black Heron hit Valdo in March.", "data-breach",
    "attacker=Black Heron victim=Valdo" },
  { "The gang Black Heron demanded $2 million from Acme.", "demand", "attacker=The gang Black Heron victim=Acme" },
  { "The hacker group Lazy Owls leaked three episodes of \"Kill Switch\".", "leak",
    "attacker=The hacker group Lazy Owls" },
  { "Hackers breach Halden Bank", "data-breach", "attacker=Hackers victim=Halden Bank" },
  { "Halden Bank confirms breach", "data-breach", "victim=Halden Bank" },
  { "The company confirmed that it had been hacked.", "data-breach", "victim=it" },
  { "The FBI is investigating the breach at Acme.", "data-breach", "victim=Acme" },
  { "Police arrested a man on suspicion of hacking Acme.", "data-breach", "victim=Acme" },
  { "A ransomware attack hit Acme on Friday.", "ransom", "victim=Acme" },
  { "The ransom was paid by Acme to Red Anvil.", "ransom", "victim=Acme attacker=Red Anvil" },
  { "Officials suspect that hackers hacked Acme.", "data-breach", "stance=suspected attacker=hackers victim=Acme" },
  { "Red Anvil tried to hack Acme.", "data-breach", "realis=other attacker=Red Anvil victim=Acme" },
  { "Red Anvil is reported to have hacked Acme.", "data-breach", "stance=reported attacker=Red Anvil victim=Acme" },
  { "Acme and Halden Bank were hacked by thieves.", "data-breach", "victim=Acme victim=Halden Bank attacker=thieves" },
  { "Red Anvil knocked the website of Acme offline.", "outage", "attacker=Red Anvil" },
  { "If Halden Bank is hacked, customers will leave.", "data-breach", "realis=other" },
  { "Reporters asked if Halden Bank was hacked.", "data-breach", "victim=Halden Bank" },
  { "Red Anvil has listed Acme on its leak site.", "data-breach", "stance=claimed attacker=Red Anvil victim=Acme" },
  { "Acme's customer database is for sale for $5,000.", "data-breach", "data=customer database" },
  { "It was not known whether Acme was hacked.", "data-breach", "stance=suspected victim=Acme" },
  { "We do not have any evidence that customer data was stolen.", "data-breach", "stance=denied" },
  { "No names or further details were stolen.", "data-breach", "stance=denied" },
  { "Acme said it could not confirm that data was stolen.", "data-breach", "stance=suspected" },
  { "Vellmar got hacked by Red Anvil.", "data-breach", "victim=Vellmar attacker=Red Anvil" },
  { "Ana Lund, 32, hacked Halden Bank.", "data-breach", "attacker=Ana Lund" },
  { "Harrow Freight, which runs two ports, has suffered an outage.", "outage", "victim=Harrow Freight" },
  { "Staff of Harrow Freight fell prey to a phishing attack.", "phishing", "victim=Staff" },
  { "Ruvania was not behind the attack on Vellmar.", "attribution", "stance=denied suspect=Ruvania" },
  { "Vellmar said it was not responsible for the breach.", "attribution", "stance=denied suspect=Vellmar" },
  { "Red Anvil demanded an apology from Vellmar.", "demand", "victim=Vellmar" },
}

local function told(text, type)
  local found = { attacker = {}, victim = {}, data = {} }
  for _, c in ipairs(claims.list { text = text }) do
    for _, r in ipairs(c.type == type and c.roles or {}) do
      local list = found[r.role]
      if list then list[#list + 1] = (r.text .. " " .. (r.value or "")):lower() end
    end
  end
  return table.concat(found.attacker, "; "), table.concat(found.victim, "; "), table.concat(found.data, "; ")
end

describe("claims: a plain sentence", function()
  for type, templates in pairs(plain) do
    for _, template in ipairs(templates) do
      it("tells who did what to whom: " .. template, function()
        local told_of, data = template:match "^([^|]*)|?(.*)$"
        for _, victim in ipairs(victims) do
          for _, attacker in ipairs(attackers) do
            local text = told_of:gsub("%f[%w][AV]%f[%W]", { A = attacker, V = victim }):gsub("^%l", string.upper)
            local by, hit, taken = told(text, type)
            assert.matches(bare(attacker), by, 1, true, text)
            assert.matches(bare(victim), hit, 1, true, text)
            assert.not_matches(bare(attacker), hit, 1, true, text)
            assert.not_matches(bare(victim), by, 1, true, text)
            assert.matches(data, taken, 1, true, text)
          end
        end
      end)
    end
  end
end)

describe("claims: what a sentence says plainly", function()
  for _, case in ipairs(more) do
    local text, type, wanted = table.unpack(case)
    it("is told: " .. text, function()
      assert.is_nil(missing(text, type, wanted))
    end)
  end

  it("hacks no hacking group, and no town that a company is based in", function()
    for text, who in pairs { ["The hacking group TA505 is back with a new loader."] = "TA505",
      ["Red Anvil sold access to the network of a Kiel-based company."] = "Kiel" } do
      for _, c in ipairs(claims.list { text = text }) do
        for _, r in ipairs(c.roles) do
          assert.is_false(r.role == "victim" and r.text:sub(-#who) == who, text)
        end
      end
    end
  end)

  it("blames nobody for telling those affected, and counts whom a notice is for", function()
    local list = claims.list { text = "Acme is notifying 587,412 individuals of a data breach." }
    for _, c in ipairs(list) do
      for _, r in ipairs(c.roles) do assert.not_equal("attacker", r.role) end
    end
    local counts = {}
    local notice = "Acme found that an unauthorized party had gained access to its network. "
      .. "587,412 individuals are being notified."
    for _, c in ipairs(claims.list { title = "Notice of Data Breach", text = notice }) do
      for _, r in ipairs(c.roles) do
        if r.role == "victim-count" then counts[#counts + 1] = c.text .. ": " .. r.text end
      end
    end
    assert.same({ "are being notified: 587,412" }, counts)
  end)

  it("suspects of an attack's noun nobody whom it is blamed on", function()
    for _, c in ipairs(claims.list { text = "Officials blamed the attacks on a group called Red Anvil." }) do
      for _, r in ipairs(c.roles) do assert.not_equal("victim", r.role) end
    end
  end)
end)

describe("claims: who is told only to say who another is", function()
  for _, case in ipairs {
    { "Vellmar, a customer of Tarn Logistics, was breached on 3 May 2024.", "Vellmar", "Tarn" },
    { "Halden Bank, a client of Tarn Logistics, said its data was stolen.", "Halden Bank", "Tarn" },
    { "The breach of Halden Bank's subsidiary Oak Trust lasted for weeks.", "Oak Trust", "Halden" },
    { "A hack by Vellmar's rival Beta Corp exposed customer data.", "Beta Corp", "Vellmar" },
  } do
    local text, party, none = table.unpack(case)
    it("is no party: " .. text, function()
      local found = {}
      for _, c in ipairs(claims.list { text = text }) do
        for _, r in ipairs(c.roles) do found[#found + 1] = r.text end
      end
      found = table.concat(found, "; ")
      assert.matches(party, found, 1, true)
      assert.not_matches(none, found, 1, true)
    end)
  end
end)

describe("claims: who gets into systems", function()
  it("has a breach where somebody is told to have done it, and where it is done", function()
    for text, wanted in pairs {
      ["Red Anvil accessed Acme's network."] = "breach",
      ["A former employee accessed Acme's servers."] = "breach",
      ["Customers can access Acme's website."] = "none",
      ["The contractor accessed the company's servers to repair them."] = "none",
    } do
      assert.equal(wanted, claims.list({ text = text })[1] and "breach" or "none", text)
    end
  end)
end)
