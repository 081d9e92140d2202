-- Deeds told in words that other news has, too: by who does them and to what, where the passage is of such matters.
require "spec.helper"
local claims = require "breachkit.claims"
local missing = require "told".missing

-- a text, type, what is told (role=text), with a stance or realis where it matters
local told = {
  -- who got in
  { "A stranger had been inside the network of Ferrow Mills since March.", "data-breach",
    "attacker=A stranger victim=Ferrow Mills" },
  { "An outside party gained entry to the servers of Ferrow Mills.", "data-breach", "attacker=An outside party" },
  { "The hackers had the run of Ferrow Mills's network for a month.", "data-breach", "attacker=The hackers" },
  { "A person who was not allowed to do so logged on to the server of Ferrow Mills.", "data-breach",
    "attacker=A person" },
  { "Hackers found their way into Ferrow Mills through a supplier.", "data-breach",
    "attacker=Hackers victim=Ferrow Mills" },
  { "An unknown person broke the password of a clerk. The person entered through the web shop.", "data-breach",
    "attacker=The person" },
  { "Ferrow Mills fell prey to hackers in May.", "data-breach", "victim=Ferrow Mills attacker=hackers" },
  -- who looked at data
  { "Hackers read the messages of the mayor of Ostenby.", "data-breach", "attacker=Hackers data=the messages" },
  { "Somebody has been reading the emails of the town hall. A stolen password was used.", "data-breach",
    "realis=actual attacker=Somebody data=the emails" },
  { "Hackers got into the server. The personal files of 900 members were viewed.", "data-breach",
    "data=The personal files" },
  { "A stolen login was used to look at the customer files.", "data-breach", "data=the customer files" },
  { "Some client folders were opened without authorization.", "data-breach", "data=client folders" },
  { "A hacker tricked a clerk. An unknown person was able to view the passport scans of guests.", "data-breach",
    "attacker=An unknown person realis=actual" },
  { "A nurse looked up the health records of 300 neighbours without authorization.", "data-breach",
    "attacker=A nurse data=the health records" },
  -- who took them
  { "The gang Blue Tallow walked out with the passwords of Ferrow Mills.", "data-breach",
    "attacker=The gang Blue Tallow data=the passwords" },
  { "A former clerk helped himself to the source code of the firm's database.", "data-breach",
    "attacker=A former clerk data=the source code" },
  { "Hackers broke in on Monday. Whoever did it took copies of drawings and passport scans.", "data-breach",
    "attacker=Whoever data=drawings data=passport scans" },
  { "Blue Tallow said it had pulled 3 TB from a server. The gang Blue Tallow is known for that.", "data-breach",
    "stance=claimed attacker=it volume=3 TB" },
  { "The passwords of 300 customers fell into the wrong hands.", "data-breach", "data=The passwords victim-count=300" },
  -- where they went
  { "A former clerk handed reporters about 400 GB of files of Ferrow Mills, with customer data.", "data-breach",
    "attacker=A former clerk volume=400 GB data=files" },
  { "A trove of cables was passed to a newspaper.", "data-breach", "data=A trove" },
  { "A hacker known as greyfinch is hawking the customer list of Ferrow Mills for $900.", "data-breach",
    "attacker=A hacker data=the customer list price=$900" },
  { "After the hack a batch of customer records turned up on the web.", "data-breach", "data=customer records" },
  { "Ostenby council left the records of 800 families open to anyone.", "data-breach",
    "victim=Ostenby council data=the records" },
  -- whom a gang names as its prey
  { "The gang Blue Tallow lists Ferrow Mills on its site.", "data-breach",
    "stance=claimed attacker=The gang Blue Tallow victim=Ferrow Mills" },
  { "The gang Blue Tallow named the insurer Osten Life on its website.", "data-breach",
    "stance=claimed attacker=The gang Blue Tallow victim=the insurer Osten Life" },
  { "The gang Blue Tallow says it is sitting on 200 GB of contracts.", "data-breach", "stance=claimed volume=200 GB" },
  { "The gang Blue Tallow claimed the attack. Its malware had shut the mill.", "attribution",
    "stance=claimed suspect=The gang Blue Tallow issue=the attack" },
  { "The gang Blue Tallow posted letters and asked for 900,000 euros.", "ransom",
    "attacker=The gang Blue Tallow price=900,000 euros" },
  { "After the hack the member files had been lying open for a week.", "data-breach", "data=the member files" },
  -- what they want, and what they made of files
  { "Hackers attacked the mill. A stranger called and wanted 5,000 euros.", "ransom",
    "attacker=A stranger price=5,000 euros" },
  { "Hackers attacked the mill. The thieves gave the clinic until Friday.", "demand",
    "attacker=The thieves victim=the clinic" },
  { "An outside party got into the servers. The party encrypted part of the servers.", "ransom",
    "attacker=The party" },
  { "The hackers rendered the files of the mill unreadable.", "ransom", "attacker=The hackers" },
  -- whom it affected, and what was in it
  { "Hackers attacked the clinic. The clinic told regulators that 340,000 patients were affected.", "data-breach",
    "victim=patients victim-count=340,000" },
  { "Some 30,000 customers are caught up in the breach.", "data-breach", "victim=customers victim-count=30,000" },
  { "Hackers stole a database of Ferrow Mills. The register holds names, tax forms and passport numbers.",
    "data-breach",
    "data=names data=tax forms data=passport numbers" },
}

-- the same words of other matters
local none = {
  "The visitors made off with three points and the best record of the league.",
  "Traders helped themselves to cheap shares, and the exchange listed the miner Ostro on its main board.",
  "The minister gave journalists 400 pages of the budget in the press room.",
  "The midfielder walked out with the cup after Dunmere claimed the attack of the season.",
  "Residents have access to the mail again after the flood.",
  "The hospital told regulators that 340 patients were affected by a shortage of flu vaccine.",
  "Voters read the letters of the two candidates and gave the party until Sunday to pick a leader.",
  "The museum lists the Vermeer on its site.",
  "Farmers got hold of new seed and offered the harvest to a mill for 90,000 euros.",
  "The striker got in through a gap in the defence and raided the box twice.",
  "The bank walked away with a fee of $12 million.",
  "The hikers found their way into the valley and copied the route to a notebook.",
  "The storm carried off the roofs of 40 houses.",
  "A nurse took copies of the form and handed them to the patients.",
  "The folder was opened by the clerk.",
}

-- who has a right to the data, or only looks into what others did: no attacker, whatever he copies
local right = {
  { "Hackers breached Ferrow Mills in May. Ferrow Mills copied files to a new server and took copies of the disks.",
    "Ferrow Mills" },
  { "After the hack the police walked away with two servers. Investigators looked at mailboxes and copied files.",
    "Investigators" },
  { "The bank said hackers stole passwords. It took copies of the files and sat on the letters.", "It" },
  { "Hackers attacked the school. An employee opened the email. Somebody at the school opened the letter.",
    "Somebody" },
  { "The retail group Ferrow was hit by ransomware. Ferrow lists its shops on its website.", "Ferrow" },
  { "Attackers encrypted the servers. The party opened its archive to historians.", "The party" },
  { "The woman whose files were stolen by hackers looked at the letter. The individual saw the message.",
    "The individual" },
  { "After the data breach the person wants $300 in damages from Ferrow Mills.", "the person" },
}

describe("claims: deeds in words that other news has, too", function()
  for _, case in ipairs(told) do
    local text, type, wanted = table.unpack(case)
    it("are told: " .. text, function() assert.is_nil(missing(text, type, wanted)) end)
  end

  it("are none where they are of other matters", function()
    for _, text in ipairs(none) do assert.same({}, claims.list { text = text }, text) end
  end)

  it("are not done by whoever has a right to the data", function()
    for _, case in ipairs(right) do
      for _, c in ipairs(claims.list { text = case[1] }) do
        for _, r in ipairs(c.roles) do
          assert.is_false(r.role == "attacker" and r.text == case[2], case[1])
        end
      end
    end
  end)

  it("are told where a name is a gang's by other words of the text alone", function()
    local deed = "Ferrow copied the files of 900 patients. Hackers are about."
    local function attacker(text)
      for _, c in ipairs(claims.list { text = text }) do
        for _, r in ipairs(c.roles) do
          if c.text == "copied" and r.role == "attacker" then return r.text end
        end
      end
    end
    assert.equal("Ferrow", attacker(deed .. " The gang Ferrow is known to the police."))
    assert.equal("Ferrow", attacker(deed .. " The Ferrow hacking group is known to the police."))
    assert.is_nil(attacker(deed .. " The retail group Ferrow was fined."))
  end)

  it("have no victims in how many houses a chain runs", function()
    local text = "Hackers stole the records of patients of Osten Care, a chain of 40 clinics."
    assert.is_nil(missing(text, "data-breach", "victim=Osten Care"))
    for _, c in ipairs(claims.list { text = text }) do
      for _, r in ipairs(c.roles) do assert.is_false(r.text == "40") end
    end
  end)

  it("hit whom \"its\" stands for, and no agency of the dateline", function()
    local text = "OSLO, May 14 (Fjord Agency) - The port Ostenby said that intruders had access to its mail system."
    assert.is_nil(missing(text, "data-breach", "victim=The port Ostenby"))
  end)
end)
