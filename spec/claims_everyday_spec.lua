-- What reports say in passing, with words that other news has too: told where it is of a breach, and not else.
require "spec.helper"
local claims = require "breachkit.claims"
local missing = require "told".missing

-- type, what is told (role=text), with a stance or realis where it matters
local told = {
  -- whom it affected
  { "The incident affected 41,000 patients of Halden Clinic.", "data-breach", "victim=patients victim-count=41,000" },
  { "The attack affects about 9,000 customers of Vellmar.", "data-breach", "victim=customers victim-count=9,000" },
  { "Letters were sent to 41,000 people affected by the breach.", "data-breach", "victim=people victim-count=41,000" },
  { "Vellmar suffered a cyber incident.", "data-breach", "victim=Vellmar" },
  { "Vellmar disclosed a cybersecurity incident.", "data-breach", "victim=Vellmar" },
  { "It is said that Vellmar suffered a cyberattack last week.", "data-breach", "victim=Vellmar" },
  { "Hackers hit Halden Bank.", "data-breach", "attacker=Hackers victim=Halden Bank" },
  { "Hackers struck Halden Bank on Monday.", "data-breach", "attacker=Hackers victim=Halden Bank" },
  -- who got in, and what they looked at
  { "Hackers got into Vellmar's network.", "data-breach", "attacker=Hackers victim=Vellmar" },
  { "Hackers lurked in Vellmar's network for months.", "data-breach", "attacker=Hackers victim=Vellmar" },
  { "Intruders spent more than a year inside the networks of Vellmar.", "data-breach", "attacker=Intruders" },
  { "Attackers got in through a VPN account.", "data-breach", "realis=actual" },
  { "An unauthorised party viewed files of Vellmar.", "data-breach",
    "attacker=An unauthorised party victim=Vellmar" },
  { "An unauthorised person obtained patient records.", "data-breach",
    "attacker=An unauthorised person data=patient records" },
  -- what they took and where it went
  { "Red Anvil took 40 GB of files from Vellmar.", "data-breach",
    "attacker=Red Anvil victim=Vellmar volume=40 GB data=files" },
  { "The Grey Wolves gang said it had taken 40 GB of files.", "data-breach",
    "stance=claimed attacker=The Grey Wolves gang volume=40 GB" },
  { "Hackers put the data of 41,000 patients online.", "data-breach", "attacker=Hackers data=the data" },
  { "The Crypt0 gang had uploaded what it said were passport scans of council workers.", "data-breach",
    "attacker=The Crypt0 gang" },
  { "The stolen files appeared on a leak forum.", "data-breach", "data=The stolen files" },
  { "Customer records turned up on the dark web.", "data-breach", "data=Customer records" },
  { "Vellmar was listed on the leak site of Red Anvil.", "data-breach",
    "stance=claimed attacker=Red Anvil victim=Vellmar" },
  { "Vellmar appeared on Red Anvil's leak site.", "data-breach", "stance=claimed attacker=Red Anvil victim=Vellmar" },
  { "Attackers drained $40 million from the exchange.", "data-breach", "attacker=Attackers victim=the exchange" },
  -- who let it out himself
  { "Vellmar left a database open.", "data-breach", "victim=Vellmar" },
  { "The clinic mistakenly sent patient records to a stranger.", "data-breach",
    "victim=The clinic data=patient records" },
  { "A laptop with the records of 900 patients was lost.", "data-breach", "victim=patients data=the records" },
  -- ransomware
  { "Vellmar's files were encrypted by Red Anvil.", "ransom", "attacker=Red Anvil" },
  { "Vellmar was crippled by ransomware.", "ransom", "victim=Vellmar" },
  { "Red Anvil deployed ransomware on Vellmar's network.", "ransom", "attacker=Red Anvil tool=ransomware" },
  -- flaws
  { "A bug let anyone read the messages of other users.", "vulnerability-disclosure", "vulnerability=A bug" },
  { "Vellmar closed the hole in May.", "vulnerability-patch", "releaser=Vellmar vulnerability=the hole time=May" },
  -- whose deed it is
  { "The attack has been claimed by LockJaw.", "attribution", "stance=claimed suspect=LockJaw issue=The attack" },
}

-- the same words where nothing of the kind is told
local none = { "The storm affected 41,000 homes.", "The accident affected 300 passengers.",
  "The single hit the charts.",
  "A car hit a tree in Halden.", "He put the photos of his holiday online.", "The photos appeared in a magazine.",
  "A rumour is circulating in the town.", "She viewed the files of the museum.", "The museum left its doors open.",
  "Letters were sent to 41,000 voters.", "The tenant refused to pay the rent.",
  "Tourists got in through the main gate.",
  "A book was lost on the bus.", "The bank claimed the prize.", "The team hit its target.",
  "The files on the disk are encrypted by default." }

describe("claims: what a report says in everyday words", function()
  for _, case in ipairs(told) do
    local text, type, wanted = table.unpack(case)
    it("is told: " .. text, function()
      assert.is_nil(missing(text, type, wanted))
    end)
  end

  it("is no claim where the words are of something else", function()
    for _, text in ipairs(none) do assert.same({}, claims.list { text = text }, text) end
  end)

  it("has no attacker in who let its own data out, or is listed", function()
    for _, text in ipairs { "Vellmar left a database open.", "Vellmar appeared on Red Anvil's leak site.",
      "Vellmar accidentally published the salaries of 3,100 employees." } do
      for _, c in ipairs(claims.list { text = text }) do
        for _, r in ipairs(c.roles) do assert.is_false(r.role == "attacker" and r.text == "Vellmar", text) end
      end
    end
  end)
end)

describe("claims: words that the model has not been told of", function()
  it("leave its readings of others as they are", function()
    local text = "Hackers stole the records of Halden Bank after its staff left and leaked 40 GB of them; "
      .. "the attack was the third. Hackers stole drawings and the register of Halden Bank."
    local out = {}
    for _, seen in ipairs { true, false } do
      local code = ([[
        package.path, package.cpath = %q, %q
        local data = require "breachkit.data"
        local triggers, nouns = data.load "triggers", data.load "nouns"
        if not %s then
          for k = #triggers, 1, -1 do if triggers[k].unseen then table.remove(triggers, k) end end
          for class in pairs(nouns.unseen) do nouns.nouns[class] = nil end
          nouns.unseen = {}
        end
        for _, c in ipairs(require "breachkit.claims".list { text = %q }) do
          print(c.type, c.text, c.confidence, c.realis)
          for _, r in ipairs(c.roles) do print(r.role, r.text, r.confidence) end
        end]]):format(package.path, package.cpath, tostring(seen), text)
      local path = os.tmpname()
      local file = assert(io.open(path, "w"))
      file:write(code)
      file:close()
      local pipe = assert(io.popen("lua5.4 " .. path))
      out[#out + 1] = pipe:read "a"
      pipe:close()
      os.remove(path)
    end
    assert.matches("data%-breach", out[1])
    assert.equal(out[2], out[1])
  end)
end)
