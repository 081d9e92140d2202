-- Running prose of wires, the trade press, advisories and courts: who speaks, through whom, and whose time it is.
require "spec.helper"
local claims = require "breachkit.claims"

-- A text, and what is told in it: type, trigger, and what is asked of that claim: `speaker`, `via`, `hedge`, `stance`,
-- `realis` or a role, its phrases parted by " | "; false where there is none.
local texts = {
  -- who says a quotation, however long they are called
  { '"We will not pay," chief financial officer Nils Aune told Shipping Daily.',
    { "statement", "told", speaker = "chief financial officer Nils Aune", via = "Shipping Daily" } },
  { '"We are deeply sorry," Ana Lund, chief executive of the car maker Orvella, told Shipping Daily.',
    { "statement", "told", speaker = "Ana Lund", via = "Shipping Daily" } },
  { '"There are many people who fall for it," says Kessem, noting how old the trick is.',
    { "statement", "says", speaker = "Kessem" } },
  { '"We knew of the hack of Acme," Vellmar\'s Jane Holm told reporters.',
    { "statement", "told", speaker = "Vellmar's Jane Holm", via = false } },
  -- and who says what else is told
  { "Norland's intelligence service said on Tuesday that Ruvania was behind the attacks on the country's parliament.",
    { "attribution", "was behind", speaker = "Norland's intelligence service", time = false } },
  { "Bluepine attributes the campaign to Sable Fox, a group that it believes works for Varania's military.",
    { "attribution", "attributes", speaker = "Bluepine" } },
  { "The flaw affected the Tern chip, which Bluepine said was built by Halvor.",
    { "vulnerability-disclosure", "affected", speaker = false } },
  -- whom it is taken from
  { "Acme was hacked in May, according to a report by the security company Bluepine.",
    { "data-breach", "was hacked", via = "the security company Bluepine", time = "May" } },
  { "Acme was hacked, according to Bluepine's report.", { "data-breach", "was hacked", via = "Bluepine" } },
  { "CERT Norland warns of a phishing campaign that began in May.",
    { "phishing", "a phishing campaign", speaker = "CERT Norland" } },
  { "Varania's foreign ministry rejected suggestions that it was behind the attack.",
    { "attribution", "was behind", stance = "denied", speaker = "Varania's foreign ministry" } },
  { "Bluepine attributes the campaign with moderate confidence to Sable Fox.",
    { "attribution", "attributes", stance = "suspected", hedge = "with moderate confidence", suspect = "Sable Fox" } },
  -- whom an attack took offline, and what officials have not lost
  { "Officials say no data was taken when the county's website was knocked offline by a denial-of-service attack.",
    { "data-breach", "was taken", stance = "denied", realis = "other", data = "data", victim = false },
    { "outage", "was knocked offline", stance = "asserted", victim = "the county's website" },
    { "denial-of-service", "denial-of-service attack", victim = "the county's website" } },
  { "A denial-of-service attack took the website of the port offline.",
    { "denial-of-service", "denial-of-service attack", victim = "the website" } },
  { "The outage may have been caused by a denial-of-service attack, two officials said.",
    { "denial-of-service", "denial-of-service attack", stance = "suspected", hedge = "may have" } },
  { "Acme's site was hit by a denial-of-service attack. A group calling itself Freedom Cell boasted about the attack "
    .. "on Telegram.", { "denial-of-service", "the attack", stance = "claimed", victim = false,
    attacker = "A group | Freedom Cell", speaker = "Freedom Cell" }, { "data-breach", "the attack", none = true } },
  { "He is suspected of launching denial-of-service attacks against his own school.",
    { "denial-of-service", "denial-of-service attacks", attacker = "He", victim = "his own school" } },
  -- who answers for it, who found it, and who only tells of it
  { "Police in Drummond arrested two men, aged 19 and 23, on Monday on suspicion of hacking Acme.",
    { "arrest", "arrested", suspect = "two men", discoverer = "Police", time = "Monday" },
    { "data-breach", "hacking", attacker = "two men", victim = "Acme", time = false } },
  { "The court heard of two clerks charged with hacking Acme.",
    { "arrest", "charged with", suspect = "two clerks", discoverer = false } },
  { "A federal court sentenced Ilya Marn to seven years in prison on Friday for breaking into three hospitals.",
    { "data-breach", "breaking into", attacker = "Ilya Marn", time = false } },
  { "Detectives said the pair had demanded 2 million pounds after stealing the records of customers in April.",
    { "data-breach", "stealing", attacker = "the pair", time = "April", speaker = "Detectives" } },
  { "The attacker exploited a bug in the bridge's smart contract and drained $38 million.",
    { "vulnerability-disclosure", "exploited", discoverer = false, vulnerability = "a bug" } },
  { "The airline, which is owned by Nordline, patched the flaw on 30 August after a researcher, Tom Ede, reported it.",
    { "vulnerability-patch", "patched", releaser = "The airline", via = false, time = "30 August" },
    { "vulnerability-disclosure", "reported", discoverer = "a researcher | Tom Ede", via = false, speaker = false } },
  { "The insurer advised the clinic to pay the ransom.", { "ransom", "pay the ransom", realis = "other" } },
  { "The maker urged miners to shut down their servers.", { "outage", "shut down", realis = "other" } },
  { "Bluepine researchers have uncovered a spear-phishing campaign against law firms.",
    { "phishing", "a spear-phishing campaign", attacker = false, victim = "law firms" } },
  { "The Ministry of Finance was the target of a phishing campaign in May.",
    { "phishing", "a phishing campaign", victim = "The Ministry of Finance", time = "May" } },
  { "Ransomware attacks on schools rose by 30% last year.", { "ransom", "Ransomware attacks", victim = "schools" } },
  { "The extortion group Hollow Crown claims to have stolen 300 GB of data from Pellworth Insurance.",
    { "data-breach", "have stolen", attacker = "The extortion group Hollow Crown", stance = "claimed" } },
  { "Prosecutors in Lessia have charged a former engineer of the chip maker Silbern with leaking trade secrets.",
    { "arrest", "have charged", discoverer = "Prosecutors", suspect = "a former engineer" },
    { "data-breach", "leaking", attacker = "a former engineer", data = "trade secrets" } },
  { "The man was paid 20 euros for each address in bitcoin by hackers.", { "ransom", "was paid", none = true } },
  { "Bluepine believes that Varania is behind the group.", { "attribution", "is behind", suspect = "Varania",
    stance = "suspected", speaker = "Bluepine" } },
  { "A denial-of-service attack shut down the online shop of the bakery Korn.",
    { "outage", "shut down", victim = "the online shop | the bakery Korn" } },
  { "Trains stood still after an outage at the signalling supplier Railtek.",
    { "outage", "an outage", victim = "the signalling supplier Railtek" } },
  { '"We thank the students," managing director Ole Brun said, adding that there was no sign of abuse.',
    { "statement", "said", speaker = "managing director Ole Brun" } },
  { "Ruvania on Thursday rejected claims by Norland that it had carried out the attack on its parliament.",
    { "attribution", "had carried out", stance = "denied", hedge = "rejected claims", speaker = "Ruvania",
      time = false } },
  { "A jury in Port Ansel found Tomas Reel guilty on Thursday of hacking into the mail accounts of Acme.",
    { "data-breach", "hacking", attacker = "Tomas Reel", time = false } },
  { "Police in four countries shut down the service Lurebox and arrested its administrator.",
    { "arrest", "arrested", discoverer = "Police", suspect = "its administrator" } },
  { "The app Kvitter fixed a bug two months after it was reported by the researcher Mina Osei.",
    { "vulnerability-patch", "fixed", releaser = "The app Kvitter", via = false },
    { "vulnerability-disclosure", "was reported", discoverer = "the researcher Mina Osei", via = false } },
  { "Hackers found the flaw. Kvitter paid them a reward of $5,000 in bitcoin.", { "ransom", "paid", none = true } },
  { "The health minister said last week that the attackers had demanded 1 million euros in ransom.",
    { "ransom", "had demanded", victim = false, speaker = "The health minister", time = false } },
  -- the day on which it was said, charged or admitted
  { "The operator Vellmar was hacked in March, the newspaper Morgenblatt reported on Sunday, citing two people.",
    { "data-breach", "was hacked", time = "March", via = "the newspaper Morgenblatt" } },
  { "The car maker Orvella admitted on Monday that it had paid a ransom of 3 million euros to hackers.",
    { "ransom", "had paid a ransom", time = false, attacker = "hackers",
      speaker = "The car maker Orvella" } },
  { "Ilya Marn pleaded guilty in March to stealing the records of 90,000 patients in 2023.",
    { "data-breach", "stealing", time = "2023" } },
  { "On Monday, Halden Bank said it was hacked by Red Anvil.", { "data-breach", "was hacked", time = false } },
  { "In a filing on 3 March, Halden Bank disclosed that attackers had stolen the data of customers in January.",
    { "data-breach", "had stolen", time = "January", speaker = "Halden Bank" } },
  { "A clerk sold the addresses of customers to a burglary ring, a court in Marrow heard on Tuesday.",
    { "data-breach", "sold", time = false } },
  { "The bank warned customers on Monday about messages that claim to come from its fraud team.",
    { "phishing", "claim to come from", time = false, impersonated = "its fraud team" } },
  { "Estland summoned the Varanian ambassador on Tuesday over phishing attacks on its diplomats.",
    { "phishing", "phishing attacks", time = false } },
  { "German police accused Varania in 2015 of hacking the parliament and stealing its mails.",
    { "data-breach", "stealing", time = false } },
}

local plain = { speaker = true, via = true, hedge = true }
local asis = { stance = true, realis = true }

-- What a claim says of what is asked.
local function told(claim, what)
  if asis[what] then return claim[what] end
  if plain[what] then return claim[what] and claim[what].text or false end
  local found = {}
  for _, r in ipairs(claim.roles) do
    if (r.of or r.role) == what then found[#found + 1] = r.text end
  end
  return #found > 0 and table.concat(found, " | ") or false
end

describe("claims of running prose", function()
  for _, text in ipairs(texts) do
    it("tells: " .. text[1], function()
      local list = claims.list { text = text[1], published = "2026-11-20" }
      for n = 2, #text do
        local want, found = text[n], nil
        for _, c in ipairs(list) do
          if c.type == want[1] and c.text == want[2] then found = c end
        end
        assert.equal(not want.none, found ~= nil, want[1] .. ": " .. want[2])
        for what, words in pairs(found and want or {}) do
          if type(what) == "string" then assert.equal(words, told(found, what), what) end
        end
      end
    end)
  end
end)
