-- The words that name an event, by type. Compiled by the authors from the general English of the field; MIT.
--
-- Each entry: `type`, and `verb` (a lemma; irregular as "steal/stole/stolen", doubling as "plug+"; what follows the
-- first word stays as it is) and `noun` (a singular; its plural is made) lists. What must hold besides:
--   near   a word of one of these classes (data/nouns.lua) stands in the sentence
--   object a word of one of these classes stands within eight words after it, or before it in the passive
--   topic  the document is mainly about this (classes are counted)
--   subject  a phrase before it has one of these classes
--   led      the phrase right before it has one of these words ("the stolen data include")
--   direct   `object` is the verb's own object (or its subject in the passive), not just near
--   forms    only these forms of the verb
--   later    this word follows within eight words ("knocked its website offline")
--   absorb   a passive subject of these classes belongs to the trigger ("a ransom was paid")
--   adjective it may stand before its noun ("the leaked films")
--   roles    an anaphor ("the attack") counts only where the sentence gives it a role
--   frame    the entry of data/roles.lua to use instead of the type's
--   stance   what the words themselves say of the event ("denied responsibility")
--   own      whom it is about is who says it
--   needs    it counts only where the sentence fills a role out of each of these; what is denied, out of one of them
--   beside   of what prepositions tie to it, only what stands right behind it fills a role
--   borne    who suffered it or was hit by it is its victim (`borne` in data/roles.lua)
--   told_passive  it is told in the passive, whatever stands before it ("hackers linked to")
--   opinion  it names a judgement, so that a hedge reaches it though it has an article ("doubt the attribution")
--   price    a sum beside it is asked, and no damage
--   unseen   the model was trained without it: it is no feature of the model's
--   unless no word of these classes may stand within reach
-- `id` names the entry for why(). `extend = true`: the noun's modifiers belong to the trigger ("the X attack");
-- "common": but not names among them.
-- Earlier entries win over later ones that name the same words.
return {
  -- works that get out, before "leak" as a breach of data
  { id = "leak-work", type = "leak", object = { "work" }, adjective = true, verb = { "leak" } },
  { id = "leak-work", type = "leak", subject = { "work" }, unless = { "data" }, verb = { "leak" } },
  { id = "post-work", type = "leak", object = { "work" },
    verb = { "appear online", "appear on file sharing sites", "appear on torrent sites", "surface online", "pirate", "post online", "publish online", "share online", "upload" }, noun = { "leak" } },
  { id = "post-work", type = "leak", subject = { "work" },
    verb = { "appear online", "appear on file sharing sites", "appear on torrent sites", "surface online" } },
  { id = "surface-work", type = "leak", unseen = true, subject = { "work" }, forms = { "past", "participle", "ing" },
    verb = { "surface", "circulate" } },
  { id = "surface-work", type = "leak", unseen = true, subject = { "work" }, near = { "venue", "market" },
    forms = { "past", "participle" }, verb = { "appear", "turn up" } },
  { id = "leak-work", type = "leak", near = { "work" }, later = "online", unless = { "data" }, verb = { "leak" } },
  { id = "dump-work", type = "leak", unseen = true, subject = { "attacker" }, object = { "work" }, unless = { "patch", "vulnerability" },
    verb = { "publish", "post", "release" } },
  { id = "dump-work", type = "leak", unseen = true, object = { "work" }, verb = { "dump", "put/put/put online" } },
  { id = "release-work", type = "release", object = { "work" }, unless = { "patch", "vulnerability" },
    verb = { "release", "premiere", "debut", "open in cinemas" }, noun = { "release", "premiere" } },
  { id = "release-due", type = "release", unseen = true, subject = { "work" }, unless = { "patch", "vulnerability" },
    verb = { "be due out", "be due", "come/came/come out", "open" } },
  { id = "theft-work", type = "data-breach", verb = {}, noun = { "theft" } },

  -- denial of service and outage
  { id = "dos", type = "denial-of-service", extend = true, borne = true,
    noun = { "denial of service attack", "distributed denial of service", "denial of service", "ddos attack", "ddos",
      "dos attack", "distributed denial of service attack", "distributed denial of service (ddos) attack", "denial of service (dos) attack" } },
  { id = "outage", type = "outage", borne = true,
    verb = { "take/took/taken offline", "take/took/taken down", "force offline", "knock offline", "go/went/gone offline",
      "bring/brought/brought down", "shut+/shut/shut down", "knock out", "be unavailable", "go/went/gone dark" },
    noun = { "outage", "shutdown", "system disruption", "service disruption", "disruption", "downtime" } },

  { id = "outage-particle", type = "outage", later = "offline",
    verb = { "knock", "take/took/taken", "force", "bring/brought/brought", "keep/kept/kept", "pull" } },
  { id = "outage-shut-down", type = "outage", later = "down", near = { "system" },
    verb = { "shut+/shut/shut", "bring/brought/brought" } },
  { id = "outage-shut", type = "outage", near = { "system" }, verb = { "be shut" } },

  -- demands
  { id = "demand", type = "demand", unless = { "ransom", "money" }, verb = { "blackmail", "threaten" },
    noun = { "demand", "ultimatum", "list of demands" } },

  -- ransom
  { id = "ransom-demand", type = "ransom", absorb = { "ransom" }, near = { "ransom", "money" },
    verb = { "demand", "extort", "demand payment", "demand money", "demand a ransom", "demand ransom", "ask for",
      "pay/paid/paid", "pay/paid/paid up", "pay/paid/paid the ransom", "pay/paid/paid a ransom", "pay/paid/paid ransom",
      "pay/paid/paid the ransom demand", "ask", "hold/held/held for ransom", "hold/held/held to ransom",
      "hold/held/held hostage", "request payment" } },
  { id = "ransom-paid", type = "ransom", object = { "attacker" }, direct = true, verb = { "pay/paid/paid" } },
  { id = "ransom-encrypt", type = "ransom", subject = { "attacker", "malware" }, object = { "system", "haul", "data" }, direct = true,
    verb = { "encrypt", "lock up" } },
  { id = "extort", type = "ransom", verb = { "extort", "hold/held/held for ransom", "hold/held/held to ransom",
    "extort money" } },
  { id = "ransom-noun", type = "ransom", extend = true,
    noun = { "ransomware attack", "ransom attack", "ransom demand", "ransom payment", "ransomware infection",
      "ransomware incident", "ransomware outbreak", "extortion attempt", "extortion", "ransom", "cyber extortion",
      "ransomware payment", "ransomware campaign", "extortion demand" } },
  { id = "ransom-payment", type = "ransom", near = { "ransom" }, noun = { "payment", "demand", "payment demand" } },
  { id = "ransom-hit", type = "ransom", near = { "ransom" }, verb = { "hit/hit/hit", "strike/struck/struck", "attack" } },
  { id = "ransom-topic", roles = true, type = "ransom", topic = "ransom", extend = true, noun = { "attack", "cyberattack",
    "cyber attack", "incident" } },

  -- what is demanded besides money
  { id = "demand-other", type = "demand", verb = { "demand" } },

  -- phishing
  { id = "phish-noun", type = "phishing", extend = true,
    noun = { "phishing attack", "phishing scam", "phishing campaign", "phishing attempt", "phishing scheme", "phishing",
      "spear phishing", "spear phishing attack", "spear phishing campaign", "phish", "bec scam",
      "business email compromise", "bec attack", "email scam", "phishing operation", "smishing", "vishing" } },
  { id = "phish-pose", type = "phishing", frame = "phishing as",
    verb = { "pose as", "disguise as", "masquerade as", "pretend to be", "purport to be", "claim to be",
      "claim to come from", "purport to come from", "impersonate", "mimic", "imitate", "spoof", "look like", "appear to be",
      "appear to come from", "design to look like", "come/came/come from", "pretend", "purport" },
    near = { "phishing", "lure", "malware" } },
  { id = "phish-trick", type = "phishing",
    verb = { "trick", "dupe", "lure", "fool", "deceive", "take/took/taken the bait", "fall/fell/fallen for", "entice",
      "convince" }, near = { "phishing", "lure", "malware", "victim",
      "person", "data" } },
  { id = "phish-send", type = "phishing", near = { "phishing" }, object = { "lure", "phishing" },
    verb = { "send/sent/sent", "send/sent/sent out", "receive", "distribute", "deliver" } },
  { id = "phish-topic", roles = true, type = "phishing", topic = "phishing", extend = true,
    noun = { "attack", "campaign", "scam", "scheme" } },

  -- patches
  { id = "patch-verb", type = "vulnerability-patch", near = { "vulnerability", "patch" },
    verb = { "patch", "fix", "plug+", "remedy", "mitigate", "resolve", "address", "correct", "remediate", "hotfix" } },
  { id = "patch-release", type = "vulnerability-patch", object = { "patch" },
    verb = { "release", "issue", "publish", "push out", "roll out", "provide", "make/made/made available", "ship+",
      "deliver", "apply", "install", "deploy", "put/put/put out", "receive", "download", "offer", "push", "introduce", "develop", "implement" } },
  { id = "patch-available", type = "vulnerability-patch", near = { "patch" }, verb = { "be available" } },
  { id = "patch-update", type = "vulnerability-patch", near = { "vulnerability", "patch" },
    verb = { "update", "upgrade" } },

  -- vulnerabilities
  { id = "vuln-find", type = "vulnerability-disclosure", near = { "vulnerability" },
    verb = { "discover", "find/found/found", "identify", "uncover", "disclose", "report", "reveal", "detect", "spot+",
      "publish", "describe", "unearth", "notice", "detail", "publicly disclose", "privately disclose" } },
  { id = "vuln-affect", type = "vulnerability-disclosure", near = { "vulnerability" },
    verb = { "affect", "impact", "exist in", "reside in", "be present in" } },
  { id = "vuln-exploited", type = "vulnerability-disclosure", near = { "vulnerability" }, forms = { "past", "participle" },
    verb = { "exploit" } },
  { id = "vuln-track", type = "vulnerability-disclosure", near = { "cve" },
    verb = { "track as", "identify as", "assign", "rate" } },
  { id = "vuln-noun", type = "vulnerability-disclosure", near = { "vulnerability" }, extend = false,
    noun = { "disclosure", "public disclosure", "vulnerability disclosure", "discovery" } },
  { id = "vuln-adjective", type = "vulnerability-disclosure", verb = { "be vulnerable" } },
  { id = "vuln-say", type = "vulnerability-disclosure", near = { "vulnerability" }, topic = "vulnerability",
    verb = { "confirm", "warn", "acknowledge", "explain" } },

  -- breaches of data
  { id = "breach-noun", roles = true, type = "data-breach", extend = "common",
    noun = { "breach", "hack", "hacking", "intrusion", "leak", "hacker intrusion", "compromise", "cyber intrusion",
      "break-in", "identity theft", "exposure" } },
  { id = "breach-of-data", type = "data-breach", extend = "common",
    noun = { "data breach", "data leak", "data theft", "data leakage", "security breach", "information theft",
      "unauthorized access", "unauthorised access", "data exposure", "exfiltration", "data exfiltration", "data dump",
      "cyber theft", "email leak", "password leak", "credential theft" } },
  { id = "breach-verb", type = "data-breach",
    verb = { "steal/stole/stolen", "exfiltrate", "breach", "compromise", "leak", "ransack", "loot" }, unless = { "vulnerability" } },
  { id = "breach-hack", type = "data-breach", roles = true, unless = { "vulnerability" },
    verb = { "hack", "hack into", "break/broke/broken into" } },
  { id = "breach-through", type = "data-breach", subject = { "attacker" }, later = "through", forms = { "past" },
    verb = { "hack", "hack into", "break/broke/broken into", "breach" } },
  { id = "breach-expose", type = "data-breach", forms = { "past", "participle", "ing" }, unless = { "vulnerability" },
    verb = { "expose" } },
  { id = "breach-object", type = "data-breach", object = { "data" }, direct = true,
    verb = { "steal/stole/stolen", "access", "obtain", "collect", "harvest", "intercept", "gain access",
      "take/took/taken", "dump", "publish", "post", "copy", "download", "release", "grab+", "siphon",
      "siphon off", "capture", "extract", "get/got/got access", "acquire", "swipe",
      "sell/sold/sold", "make/made/made off with", "compromise", "leak", "expose", "gather", "exfiltrate", "pilfer",
      "get/got/got hold of" } },
  { id = "breach-access", type = "data-breach", subject = { "intruder" }, object = { "system", "haul", "data" }, direct = true,
    unless = { "vulnerability" },
    verb = { "access", "gain access", "gain access to", "get/got/got access", "get/got/got access to", "get/got/got into", "infiltrate", "penetrate", "log+ into" } },
  { id = "breach-listed", type = "data-breach", stance = "claimed", near = { "venue" }, needs = { "attacker", "victim" },
    forms = { "past", "participle", "s" }, verb = { "list", "add" } },
  { id = "breach-sale", type = "data-breach", subject = { "data" }, roles = true,
    verb = { "be for sale", "be up for sale", "be on sale", "be offered for sale", "go/went/gone on sale", "be being sold" } },
  { id = "sale-by", type = "data-breach", unseen = true, price = true, subject = { "attacker", "seller" }, object = { "data", "haul" },
    unless = { "vulnerability" },
    verb = { "sell/sold/sold", "auction", "auction off", "put/put/put up for sale" } },
  { id = "sale-by", type = "data-breach", unseen = true, price = true, subject = { "attacker", "seller" }, object = { "data", "haul" }, direct = true,
    unless = { "vulnerability" }, verb = { "offer", "advertise" } },
  { id = "sale-at", type = "data-breach", unseen = true, price = true, near = { "venue", "market" }, object = { "data", "haul" },
    unless = { "vulnerability" }, forms = { "participle", "past", "ing" },
    verb = { "sell/sold/sold", "auction", "auction off", "offer", "put/put/put up for sale", "advertise" } },
  { id = "sale-asked", type = "data-breach", unseen = true, price = true, subject = { "attacker", "seller" }, object = { "data", "haul" },
    later = "for", verb = { "want", "ask" } },
  { id = "handed", type = "data-breach", unseen = true, subject = { "discloser" }, object = { "data" }, near = { "press" },
    verb = { "give/gave/given", "hand", "hand over", "pass", "pass on", "turn over" } },
  { id = "turn-up", type = "data-breach", unseen = true, near = { "venue", "market" }, subject = { "data", "haul" },
    verb = { "turn up", "surface", "appear", "show up", "emerge", "resurface" } },
  { id = "hold-claimed", type = "data-breach", unseen = true, price = true, stance = "claimed", object = { "data", "haul" }, direct = true,
    verb = { "claim to have", "claim to possess", "claim to hold" } },
  { id = "breach-entry", type = "data-breach", object = { "system" }, direct = true, needs = { "attacker victim" },
    forms = { "past", "participle" }, unless = { "vulnerability" },
    verb = { "gain access to", "get/got/got access to", "infiltrate", "penetrate" } },
  { id = "breach-access-told", type = "data-breach", object = { "system" }, direct = true, needs = { "attacker" },
    forms = { "past", "participle" }, unless = { "vulnerability" }, verb = { "access" } },
  { id = "breach-contents", type = "data-breach", frame = "breach contents", topic = "breach", subject = { "haul" }, object = { "data" }, direct = true,
    verb = { "include", "contain" } },
  { id = "breach-contents", type = "data-breach", frame = "breach contents", subject = { "data", "haul" }, object = { "data" }, direct = true,
    led = { "stolen", "leaked", "exposed", "compromised", "exfiltrated", "hacked" }, verb = { "include", "contain" } },
  { id = "breach-notified", type = "data-breach", topic = "breach", subject = { "person" }, needs = { "victim" },
    verb = { "be notified" } },
  { id = "breach-topic", roles = true, type = "data-breach", topic = "breach", extend = true,
    noun = { "attack", "incident", "cyberattack", "cyber attack", "dump" } },
  { id = "attack-any", roles = true, type = "data-breach", extend = true,
    noun = { "cyberattack", "cyber attack", "cyber intrusion" } },
  { id = "attack-verb", roles = true, type = "data-breach", subject = { "attacker" }, unless = { "vulnerability" },
    verb = { "attack" } },
  { id = "attack-verb", roles = true, type = "data-breach", topic = "breach", unless = { "vulnerability" },
    verb = { "be attacked by" } },

  -- who did it; what is done about it
  { id = "attribution", type = "attribution", told_passive = true, forms = { "past", "participle" }, needs = { "suspect purpose work" }, beside = true,
    verb = { "link to", "tie to", "attribute to", "blame on", "trace to", "trace back to", "pin+ on", "connect to" },
    near = { "attack", "attacker", "country", "haul" } },
  { id = "attribution-apart", type = "attribution", frame = "attribution apart", later = "to", needs = { "suspect", "issue" },
    verb = { "link", "tie", "attribute", "trace", "connect" }, near = { "attack", "attacker", "country", "haul", "malware" } },
  { id = "attribution-deed", type = "attribution", frame = "attribution apart", later = "to",
    needs = { "suspect", "issue" }, verb = { "attribute" } },
  { id = "attribution-accused", type = "attribution", frame = "attribution blame", told_passive = true,
    forms = { "past", "participle" }, needs = { "suspect" }, verb = { "blame for", "accuse of" },
    near = { "attack", "attacker", "country", "haul" } },
  { id = "attribution-blame", type = "attribution", frame = "attribution blame", later = "for", verb = { "blame" },
    needs = { "suspect" }, near = { "attack", "attacker", "country", "haul", "malware" } },
  { id = "attribution-accuse", type = "attribution", frame = "attribution blame", later = "of", verb = { "accuse" },
    needs = { "suspect" }, near = { "attack", "attacker", "country", "haul", "malware" } },
  { id = "attribution-carried", type = "attribution", frame = "attribution behind", object = { "attack" }, direct = true,
    needs = { "suspect" }, verb = { "carry out", "perpetrate", "orchestrate", "mastermind" } },
  { id = "attribution-work", type = "attribution", frame = "attribution work", needs = { "suspect" },
    near = { "attack", "attacker", "haul", "data", "malware" }, verb = { "be the work of", "be the handiwork of" } },
  { id = "attribution-denied", type = "attribution", frame = "attribution own", stance = "denied", own = true,
    verb = { "deny responsibility", "deny any responsibility", "deny involvement", "deny any involvement",
      "deny any role", "deny any part", "deny being behind", "deny being involved" } },
  { id = "attribution-nothing", type = "attribution", frame = "attribution behind", stance = "denied", own = true,
    verb = { "have/had/had nothing to do with" } },
  { id = "attribution-not-behind", type = "attribution", frame = "attribution behind", stance = "denied",
    near = { "attack", "attacker", "country", "nation" },
    verb = { "be not behind", "be not responsible", "be not involved", "be not to blame" } },
  { id = "attribution-claimed", type = "attribution", frame = "attribution own", stance = "claimed", own = true,
    verb = { "claim responsibility", "claim credit", "take/took/taken credit", "admit+ responsibility" },
    near = { "attack", "attacker", "country", "haul" } },
  { id = "attribution-noun", type = "attribution", opinion = true, frame = "attribution noun",
    needs = { "suspect" }, noun = { "attribution" } },
  { id = "attribution-behind", type = "attribution", near = { "attack", "attacker", "country", "nation" },
    needs = { "suspect" }, frame = "attribution behind", verb = { "be behind", "be responsible", "be involved", "be to blame" } },
  { id = "link", type = "attribution", frame = "attribution link", near = { "attack", "attacker", "country", "work" },
    needs = { "suspect purpose work" }, beside = true, noun = { "link", "connection", "tie" } },
  { id = "investigation", type = "investigation",
    verb = { "investigate", "look into", "probe" }, noun = { "investigation", "probe", "inquiry", "enquiry" },
    near = { "attack", "attacker", "authority", "data" } },
  { id = "arrest-charge", type = "arrest", later = "with", near = { "attack", "attacker", "authority" }, verb = { "charge" } },
  { id = "arrest-charged", type = "arrest", told_passive = true, forms = { "past", "participle" }, verb = { "charge with" } },
  { id = "arrest", type = "arrest", verb = { "arrest", "indict", "charge with", "extradite", "detain" },
    noun = { "arrest", "indictment" } },
}
