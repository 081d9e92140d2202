-- Which part of a sentence fills which role of an event. Compiled by the authors; MIT.
--
-- By type of event, for each place in the sentence a list tried in order: the class of the noun phrase's head
-- (data/nouns.lua; several are alternatives), or `name` (a capitalised phrase), `party` (a name that is of no thing), `pronoun`, `third` (they,
-- he, she), `we`, `you`, `any`; and the role it fills, or false for none. Places: `subject` (who
-- does it), `object` (what it is done to; the subject of a passive), `by`, and after a preposition `from`, `of`, `at`
-- (at, against, into), `to`, `on`, `as`, `with`, `for`, `in`, `of noun` (`of`, when the event is told by a noun); `near`: anywhere in the sentence within `reach` words, for the
-- nearest event of the type.
local hit = "person victim organization system" -- what can be hit
local hit_or_name = hit .. " name"

return {
  reach = 14,
  -- what an organisation does all the time: ", which employs 400 people," tells of no event
  standing = [[ employs serves has operates runs owns manages represents counts covers treats insures provides offers
    houses handles ]],
  -- and what it always is: ", which is owned by Acme,"
  owned = "owned run operated controlled managed backed headed led based headquartered listed",
  -- "used stolen credentials": what got somebody in is not told as taken
  means = { by = [[ use uses used using via through ]], things = [[ credential credentials password passwords login
    logins username usernames account accounts cookie cookies key keys token tokens certificate certificates ]] },
  -- "Acme's rival Beta Corp", "Acme, a customer of Beta Corp": one who is told only to say who the other is
  kin = [[ rival competitor supplier vendor contractor subcontractor subsidiary affiliate partner client customer
    provider ]],
  -- what is paid to do so ends a lawsuit, and is no ransom: "$5 million to settle claims"
  settling = "settle resolve compensate",
  -- nor is the price of work: "paid Oakmoor $2 million to rebuild its network"
  working = [[clean cleanse investigate rebuild help assist repair test secure audit monitor advise host build develop
    design train protect write find guard negotiate manage upgrade modernise modernize]],
  -- or a reward: "was paid for reporting the flaw"
  finding = "finding reporting disclosing discovering spotting flagging",
  -- nor are these: "paid her a reward of $5,000"
  rewards = "visit visits attention reward rewards bounty bounties bonus salary fee fees compensation damages refund refunds wages",
  -- "it is not clear who was behind it" suspects nobody
  open = "indicate suggest clear unclear known unknown certain uncertain sure unsure obvious apparent",
  -- whom an attack told by a noun befell: who "suffered" it, or "was hit by" it; and who "launched" it
  borne = { suffering = [[ suffer face experience sustain endure withstand/withstood/withstood weather report confirm mitigate
      disclose acknowledge admit+ ]],
    hitting = [[ hit/hit/hit strike/struck/struck target attack bombard cripple knock disrupt paralyse paralyze batter swamp
      overwhelm/overwhelmed/overwhelmed overload flood plague affect ]],
    launching = "launch mount stage conduct unleash begin/began/begun", boasting = "boast brag+" },
  -- what a regulator does about it
  fining = { verbs = "fine penalise penalize sanction reprimand", nouns = "fine fines penalty penalties" },
  -- a demand of buyers, nobody's
  wanting = "high strong heavy growing rising low weak consumer in popular unprecedented",
  -- what is said of an attack told by a noun: who found it, who heard of it, what it did, how it came to light
  told = { finding = "detect discover identify uncover notice find/found/found", hearing = "learn notify inform tell/told/told",
    handling = "investigate contain respond deal recover look",
    happening = "occur+ happen begin/began/begun take/took/taken involve affect impact compromise expose hit/hit/hit",
    -- whom one reports to what befell oneself
    reported_to = [[ police fbi ico regulator regulators authority authorities department ministry commission commissioner
      office general agency watchdog ]],
    down = "unreachable unavailable inaccessible unusable offline",
    downtime = "outage outages disruption disruptions fault glitch failure failures blackout malfunction cut",
    costing = "cost costs expense expenses loss losses",
    light = "came comes discovered detected disclosed revealed uncovered noticed" },
  -- where somebody boasts of it: "about the attack on Telegram"
  media = "telegram twitter facebook instagram youtube discord signal whatsapp reddit mastodon linkedin",
  -- what an outage comes of: "went offline after a denial-of-service attack", which hit the same
  causing = "by after following in during with because due result",
  -- what is down besides machines: who is "unavailable" is no outage
  serving = [[ site sites page pages portal portals service services email emails e-mail mail line lines hotline helpline
    internet intranet wifi till tills terminal terminals kiosk kiosks checkout store shop
    banking booking bookings ticketing payments payroll records files ]],
  -- what is attributed besides attacks and malware
  deeds = "campaign campaigns operation operations activity espionage exploitation sabotage heist heists email emails",
  -- where somebody sits is hit by nothing: "based in Kiel"; nor is what one becomes, "fell victim to", who names it, "what
  -- officials call", where loot is put, "on its leak site", and who gets it, "sold to"
  seated = "based headquartered located incorporated situated",
  -- who is "hired to investigate", "told to pay": the object of these does what follows
  charging = "hired hires hire asked asks ask told tells tell tasked engaged appointed retained ordered orders urged urges forced",
  -- who is only told to do so has done nothing yet
  urging = "urge advise recommend encourage remind instruct",
  -- "in exchange for a key", "in prison": nobody
  -- "the city of Marrow" is one name
  titled = [[ city town village state county province district republic kingdom university college school institute bank
    ministry department bureau government parliament church diocese port museum library ]],
  -- and "a group of hackers" one phrase
  banded = "group gang band team collective ring",
  -- who may be anybody: "an outside party", "the person"
  unknown = "person individual party man woman visitor figure finder sender caller",
  -- these do where they are called so: "the hacking group Red Anvil"
  bands = "group groups collective outfit ring actor actors operation",
  -- who does such for a living, with a name: "the gang Red Anvil"
  gangs = "gang crew hackers cybercriminals extortionists",
  -- "a chain of 40 hospitals" is one
  chains = "chain network operator owner family alliance federation consortium association",
  returning = "exchange return response addition prison jail custody",
  fated = "victim victims target targets prey",
  falling = "become/became/become fall/fell/fallen",
  calling = "call describe term label dub+ name track",
  venues = "site sites website list forum forums marketplace marketplaces blog page channel",
  -- who takes servers down by law
  policing = "police fbi europol interpol prosecutors authorities officers",
  criminal = "leak leaks extortion ransomware shaming hacking hacker underground crime cybercrime criminal web",
  -- what those affected get by post is no lure: "letters were sent to"
  posted = "letter letters notification notifications notice notices",
  notifying = "notify inform alert", -- those affected: who does so has done nothing else
  parting = "sell/sold/sold send/sent/sent give/gave/given post publish leak hand pass",
  -- who does so on a forum has not hit it
  publishing = "post publish leak share upload dump offer release advertise list sell/sold/sold put/put/put",
  -- verbs that leave no doubt who did it, as in data/triggers.lua: by the type of event, and by the word that leads to who
  -- that is ("was hacked by", "paid to"); those with "by" have it for their subject, too
  sure = {
    ["data-breach"] = { by = "hack break/broke/broken breach steal/stole/stolen exfiltrate ransack loot infiltrate penetrate" },
    outage = { by = "knock force crash cripple" },
    ransom = { by = "hit/hit/hit strike/struck/struck encrypt extort demand deploy unleash", to = "pay/paid/paid" },
    phishing = { by = "trick dupe fool deceive lure" },
  },
  -- "tried to hack", "is reported to have hacked": who tries does it
  striving = "report allege rumour rumor try attempt manage seek/sought/sought threaten plan begin/began/begun continue",
  -- those of them whose object is always a party, whatever it is called like
  hacking = "hack breach ransack break/broke/broken infiltrate penetrate hit/hit/hit strike/struck/struck",
  -- who may do it, too, where the grammar says so: "was stolen by a former employee"
  acting = [[ employee employees worker workers contractor contractors staffer staffers staff student students teenager
    teenagers teen teens man men woman women boy boys girl girls engineer engineers administrator administrators admin
    technician clerk programmer developer consultant nurse officer officers soldier official officials executive
    executives intern freelancer associate rival rivals competitor competitors partner someone somebody pair duo trio ]],
  -- what is done to a deed is none; who does so suffered it
  concealing = "hide/hid/hidden conceal",
  -- who by his office has to do with what befell others
  onlooking = [[ lawmaker lawmakers legislator legislators senator senators congressman congresswoman congressmen deputies
    regulator regulators insurer insurers underwriters analyst analysts economist economists investor investors
    shareholder shareholders lawyer lawyers attorney attorneys prosecutor prosecutors judge judges parents pupils teachers
    nurses doctors reporter reporters journalist journalists historian expert experts volunteers researcher researchers
    detectives investigators critics readers viewers residents neighbours neighbors professor ambassador diplomats
    campaigners activists students recruiters negotiators auditors ]],
  -- who tells somebody of a deed told by a noun has not done it: "told its bank about the theft"
  informing = "tell/told/told inform warn notify alert brief learn/learnt/learnt learn hear/heard/heard",
  -- nor who is got for work: "hired Oakmoor after the attack"
  hiring = "hire engage retain ask appoint contract commission pay/paid/paid employ",
  -- what an employee does with data, where it is nobody's office: "an employee sold the addresses"
  taking = [[ sell/sold/sold take/took/taken copy steal/stole/stolen leak download access email forward photograph
    exfiltrate misuse ]],
  -- the same of nouns: "the hack of Acme by Red Anvil"
  done = "breach breaches hack hacks hacking attack attacks cyberattack cyberattacks theft intrusion intrusions break-in",
  -- those of them that are called after whom they hit: "the Acme breach"
  befalling = "breach breaches hack",
  -- who says so of data says it of its own: "Acme confirmed that data was stolen"
  owning_up = "confirmed confirms admitted admits acknowledged acknowledges disclosed discloses",
  -- those whose data one keeps: "customers of Acme"
  served = [[ customer customers client clients user users patient patients guest guests subscriber subscribers shopper shoppers employee
    employees staff student students passenger passengers policyholders ]],
  -- who answers for a deed: "denied hacking"; "was charged with hacking", "accused somebody of hacking"
  answering = { own = "deny admit+ confess plead", others = "charge accuse convict suspect jail arrest find/found/found sentence indict imprison extradite" },
  -- and who is thanked for what he found
  thanking = "thank credit praise reward pay/paid/paid honour",
  -- what hangs on a phrase that has a role already: after a preposition, or as its owner ("Example's network")
  complement = {
    vulnerability = { ["in"] = "system", within = "system", on = "system", affecting = "system", of = "system" },
    patch = { ["for"] = "system", ["in"] = "system", to = "system" },
    data = { of = "victim", from = "victim", on = "victim", about = "victim", belonging = "victim", relating = "victim" },
    system = { of = "system-owner", from = "system-owner" },
    work = { from = "victim" },
  },
  -- the classes that may hang there
  complements = { system = { { "system name", "system" } }, victim = { { hit_or_name, "victim" } },
    ["system-owner"] = { { "organization name", "system-owner" } } },
  owner = { data = "victim", system = "system-owner", vulnerability = "system-owner" },
  ["data-breach"] = {
    subject = { { "malware", "tool" }, { "attacker outsider", "attacker" }, { "data", "data" }, { "third we", "attacker" },
      { "name", "attacker" } },
    object = { { "work", "work" }, { "person victim organization", "victim" }, { "data haul", "data" }, { "system name", "victim" } },
    by = { { "malware", "tool" }, { "attacker", "attacker" }, { "name", "attacker" }, { "country", "attacker" } },
    from = { { hit_or_name, "victim" } },
    of = { { "data haul", "data" }, { hit_or_name, "victim" } },
    at = { { hit_or_name, "victim" } },
    near = { { "data", "data" }, { "person", "victim" }, { "attacker", "attacker" } },
  },
  ["breach contents"] = { -- "the files contained": files do nothing
    subject = { { "data haul", "data" } },
    object = { { "data", "data" } },
    of = { { "data", "data" }, { hit_or_name, "victim" } },
    near = { { "data", "data" }, { "person", "victim" } },
  },
  ["breach involved"] = { -- "the information involved may include"
    subject = { { "data haul", "data" } },
    object = { { "person", "victim" }, { "any", "data" } },
  },
  ["breach counted"] = { -- "12,000 members were affected", "the number of members affected is 12,000"
    subject = { { "person", "victim" } },
    object = { { "person", "victim" } },
  },
  ["breach activity"] = {
    ["in"] = { { hit, "victim" } },
    on = { { hit_or_name, "victim" } },
    at = { { hit_or_name, "victim" } },
    of = { { hit, "victim" } },
  },
  ["breach taken"] = { -- by words that say so of anything: what is taken are data here
    subject = { { "malware", "tool" }, { "attacker outsider", "attacker" }, { "third", "attacker" }, { "data haul loot", "data" },
      { "name", "attacker" } },
    object = { { "person victim organization", "victim" }, { "data haul loot", "data" }, { "system name", "victim" } },
    by = { { "attacker outsider name country", "attacker" } },
    from = { { hit_or_name, "victim" } },
    of = { { "data haul loot", "data" }, { hit_or_name, "victim" } },
    at = { { hit_or_name, "victim" } },
    near = { { "data haul loot", "data" }, { "person", "victim" } },
  },
  ["breach used"] = { -- "a login was used to look at"
    subject = { { "data system haul loot", "tool" } },
    object = { { "data haul loot", "data" } },
  },
  ["breach prey"] = { -- "fell victim to"
    subject = { { "person organization name", "victim" } },
    object = { { "attacker hacker", "attacker" } },
  },
  ["breach kept"] = { -- let out by whoever kept it: he is who was hit
    subject = { { "data haul", "data" }, { "organization name", "victim" } },
    object = { { "data", "data" }, { "person", "victim" } },
    of = { { "data", "data" }, { hit_or_name, "victim" } },
    near = { { "data", "data" }, { "person", "victim" } },
  },
  ["ransom"] = {
    subject = { { "malware", "tool" }, { "attacker", "attacker" }, { "person", "victim" }, { "victim", "victim" },
      { "organization", "victim" }, { "pronoun you", "victim" }, { "name", "victim" } },
    object = { { hit_or_name, "victim" } },
    by = { { "malware", "tool" }, { "attacker", "attacker" } },
    from = { { hit_or_name, "victim" } },
    at = { { hit_or_name, "victim" } },
    near = { { "victim", "victim" }, { "person", "victim" }, { "organization", "victim" }, { "system", "victim" }, { "attacker", "attacker" },
      { "malware", "tool" } },
  },
  ["breach shown"] = { -- "the files appeared on", "Acme appeared on", which may look like a passive
    subject = { { "data haul", "data" }, { "organization name", "victim" } },
    object = { { "data haul", "data" }, { "organization name", "victim" } },
    near = { { "data", "data" }, { "person", "victim" } },
  },
  ["ransom deployed"] = { -- who does so is no victim, whatever it is called like
    subject = { { "malware", "tool" }, { "attacker name", "attacker" } },
    object = { { "malware", "tool" }, { hit_or_name, "victim" } },
    by = { { "attacker name", "attacker" } },
    on = { { hit_or_name, "victim" } },
    at = { { hit_or_name, "victim" } },
  },
  ["phishing"] = {
    subject = { { "malware", "tool" }, { "lure", "tool" }, { "attacker", "attacker" }, { "third", "attacker" } },
    object = { { "victim", "victim" }, { "person", "victim" }, { "pronoun you", "victim" } },
    by = { { "attacker", "attacker" } },
    as = { { "any", "impersonated" } },
    at = { { "person", "victim" }, { "victim", "victim" } },
    near = { { "person", "victim" }, { "victim", "victim" }, { "attacker", "attacker" }, { "lure", "tool" } },
  },
  ["phishing as"] = { -- posing as somebody: what follows is the one posed as
    subject = { { "malware", "tool" }, { "lure", "tool" }, { "attacker", "attacker" }, { "third", "attacker" } },
    object = { { "any", "impersonated" } },
    from = { { "any", "impersonated" } },
    by = { { "attacker", "attacker" } },
    near = { { "victim", "victim" }, { "attacker", "attacker" }, { "lure", "tool" } },
  },
  ["vulnerability-disclosure"] = {
    subject = { { "vulnerability", "vulnerability" }, { "researcher", "discoverer" }, { "attacker", "discoverer" },
      { "organization", "discoverer" }, { "pronoun", "discoverer" }, { "name", "discoverer" } },
    object = { { "vulnerability", "vulnerability" }, { "system", "system" } },
    by = { { "researcher", "discoverer" }, { "attacker", "discoverer" }, { "organization", "discoverer" }, { "name", "discoverer" } },
    ["in"] = { { "system", "system" }, { "name", "system" } },
    at = { { "system", "system" } },
    near = { { "vulnerability", "vulnerability" }, { "system", "system" } },
  },
  ["vulnerability-patch"] = {
    subject = { { "patch", "patch" }, { "vulnerability", "vulnerability" }, { "organization", "releaser" }, { "pronoun", "releaser" },
      { "name", "releaser" } },
    object = { { "patch", "patch" }, { "vulnerability", "vulnerability" }, { "system", "system" } },
    by = { { "organization", "releaser" }, { "name", "releaser" } },
    ["in"] = { { "system", "system" }, { "name", "system" } },
    ["for"] = { { "system", "system" } },
    near = { { "patch", "patch" }, { "vulnerability", "vulnerability" }, { "system", "system" } },
  },
  ["denial-of-service"] = {
    subject = { { "attacker", "attacker" }, { "name", "victim" } },
    at = { { hit_or_name, "victim" } },
    on = { { hit_or_name, "victim" } },
    by = { { "attacker", "attacker" }, { "name", "attacker" } },
    near = { { "attacker", "attacker" } },
  },
  ["outage"] = {
    subject = { { "organization", "victim" }, { "name", "victim" }, { "system", "victim" } },
    object = { { "any", "victim" } },
    by = { { "attacker", "attacker" } },
    of = { { hit_or_name, "victim" } },
    at = { { hit_or_name, "victim" } },
  },
  ["outage made"] = { -- "made the site unreachable"
    subject = { { "attacker", "attacker" } },
    object = { { "system", "victim" } },
    by = { { "attacker", "attacker" } },
  },
  ["flooded"] = { -- "flooded it with traffic": with what is no party
    subject = { { "attacker", "attacker" } },
    object = { { "any", "victim" } },
    by = { { "attacker", "attacker" } },
  },
  ["outage state"] = { subject = { { "system", "victim" } } }, -- "went down": prices do, too
  ["leak"] = {
    subject = { { "work", "work" }, { "attacker", "attacker" }, { "pronoun", "attacker" } },
    object = { { "work", "work" } },
    by = { { "attacker", "attacker" }, { "name", "attacker" } },
    of = { { "work", "work" } },
    from = { { "organization name", "victim" } },
  },
  ["release"] = {
    subject = { { "work", "work" }, { "organization", "releaser" }, { "name", "releaser" } },
    object = { { "work", "work" }, { "name", "work" } },
    by = { { "organization", "releaser" }, { "name", "releaser" } },
    of = { { "work", "work" } },
  },
  ["demand"] = {
    subject = { { "attacker", "attacker" }, { "pronoun", "attacker" } },
    object = { { "person victim organization pronoun name", "victim" } },
    by = { { "attacker", "attacker" }, { "name", "attacker" } },
    from = { { "attacker", "attacker" }, { "organization name", "victim" } },
    near = { { "attacker", "attacker" }, { "organization", "victim" } },
  },
  ["attribution"] = { -- "was linked to": to who did it, or to the deed
    object = { { "attack malware", "issue" }, { "attacker party", "suspect" } },
    by = { { "authority researcher organization name", "speaker" } },
    to = { { "attack", "issue" }, { "work", "purpose" }, { "country nation attacker party", "suspect" } },
    on = { { "country nation attacker party", "suspect" } },
    with = { { "country nation attacker party", "suspect" }, { "work", "work" } },
  },
  ["attribution link"] = { -- "links to", "a connection between"
    to = { { "work", "purpose" }, { "country nation attacker party", "suspect" } },
    with = { { "country nation attacker party", "suspect" }, { "work", "work" } },
    between = { { "attack", "issue" }, { "country nation attacker party", "suspect" } },
  },
  ["attribution noun"] = {
    of = { { "attack", "issue" } },
    to = { { "country nation attacker party", "suspect" } },
  },
  ["attribution work"] = { -- "was the work of"
    subject = { { "attack", "issue" } },
    object = { { "country nation attacker party", "suspect" }, { "any", "suspect" } },
  },
  ["attribution apart"] = { -- "attributed the attack to": what stands between, too
    subject = { { "authority researcher organization person name pronoun", "speaker" } },
    object = { { "attack malware", "issue" }, { "country nation attacker party", "suspect" }, { "any", "issue" } },
    to = { { "attack malware", "issue" }, { "country nation attacker party", "suspect" } },
  },
  ["attribution blame"] = { -- "blamed somebody for it", "was accused of it"
    subject = { { "any", "speaker" } },
    object = { { "country nation attacker party", "suspect" }, { "any", "suspect" } },
    by = { { "any", "speaker" } },
    ["for"] = { { "any", "issue" } },
    of = { { "any", "issue" } },
  },
  ["attribution behind"] = {
    subject = { { "country nation attacker party", "suspect" }, { "system data vulnerability lure", false }, { "any", "suspect" } },
    at = { { "attack", "issue" } },
    ["for"] = { { "attack", "issue" } },
    ["in"] = { { "attack", "issue" } },
    object = { { "attack", "issue" } },
    by = { { "country nation attacker party", "suspect" } },
  },
  ["attribution own"] = { -- denying it, or taking the credit
    subject = { { "country attacker name", "suspect" }, { "any", "suspect" } },
    ["for"] = { { "attack", "issue" } },
    ["in"] = { { "attack", "issue" } },
  },
  ["attribution claimed"] = { -- "was claimed by"
    object = { { "attack", "issue" } },
    by = { { "attacker name", "suspect" } },
  },
  ["investigation"] = {
    subject = { { "authority", "discoverer" }, { "organization", "discoverer" }, { "name", "discoverer" } },
    by = { { "authority", "discoverer" }, { "name", "discoverer" } },
  },
  ["arrest own"] = { subject = { { "any", "suspect" } } },
  ["arrest"] = {
    subject = { { "any", "discoverer" } },
    object = { { "any", "suspect" } },
    by = { { "any", "discoverer" } },
    ["of noun"] = { { "any", "suspect" } }, -- "the arrest of", not "arrested over the hack of"
  },
}
