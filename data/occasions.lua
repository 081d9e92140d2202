-- Which claims a noun may name when a date is counted from it ("a week after the attack"), by the types of claims.
-- Written by hand for breachkit (MIT).
local intrusion = { ["data-breach"] = true, ransom = true, ["denial-of-service"] = true, phishing = true }
local leak = { leak = true, ["data-breach"] = true }
local finding = { ["vulnerability-disclosure"] = true, statement = true }

return {
  attack = intrusion, breach = intrusion, hack = intrusion, intrusion = intrusion, incident = intrusion,
  compromise = intrusion, infection = intrusion, theft = intrusion, cyberattack = intrusion, hacking = intrusion,
  leak = leak, dump = leak, publication = leak, posting = leak,
  outage = { outage = true }, shutdown = { outage = true }, disruption = { outage = true },
  disclosure = finding, announcement = finding, statement = { statement = true },
  arrest = { arrest = true }, release = { release = true, ["vulnerability-patch"] = true },
  patch = { ["vulnerability-patch"] = true }, fix = { ["vulnerability-patch"] = true },
  demand = { demand = true, ransom = true }, investigation = { investigation = true },
}
