-- The words by which a passage shows that it speaks of the field: of break-ins by computer, malware, fraud on line, flaws
-- in software, stolen and leaked data and works. An arrest, a release, a problem found is read as one of the field's only
-- near them. Lemmas as in triggers.lua: plurals and the forms of verbs are made. Compiled by the authors from the general
-- English of the field; MIT.
return {
  verb = { "hack", "phish", "exfiltrate", "encrypt", "decrypt", "extort", "blackmail", "leak", "breach", "pirate", "deface",
    "dox", "spoof" },
  noun = {
    -- deeds and who does them
    "hacker", "hacktivist", "hacktivism", "intruder", "intrusion", "cybercriminal", "cybercrime", "cyber",
    "cyberattack", "cybersecurity", "cyberspace", "cyberespionage",
    "cyberwarfare", "threat actor", "identity theft", "identity fraud", "identity thief",
    "computer crime", "computer fraud", "computer misuse", "wire fraud", "account takeover", "sim swap", "leaker",
    "whistleblower", "wikileaks", "ransom", "extortion", "extortionist", "scam", "scammer", "fraudster", "phisher",
    "phishing", "spear-phishing", "smishing", "vishing", "spoofing", "dos attack", "ddos", "denial of service",
    "brute force", "credential stuffing", "skimming", "doxing", "doxxing", "piracy",
    -- their tools
    "malware", "ransomware", "spyware", "adware", "scareware", "wiper", "keylogger", "rootkit", "botnet", "trojan",
    "infostealer", "exploit kit", "proof-of-concept", "malicious code", "malicious software", "malicious link",
    "malicious file", "malicious app", "malicious website", "computer virus", "computer worm", "backdoor", "webshell",
    "web shell", "cryptominer", "cryptojacking", "bitcoin", "monero", "cryptocurrency", "phishing kit", "torrent",
    "dark web", "darknet", "leak site", "hacking", "hacking forum", "spam",
    -- flaws
    "vulnerability", "flaw", "cvss", "zero day", "0-day", "cve", "sql injection", "buffer overflow", "xss", "code execution",
    "privilege escalation", "bug bounty", "security flaw", "security bug", "security hole", "security issue",
    "security update", "security patch", "security advisory", "security researcher", "security firm", "security company",
    "security incident", "security team", "software update", "software bug", "software flaw", "patch tuesday",
    "firmware", "hotfix", "infosec",
    -- what they are after
    "password", "passcode", "passphrase", "credential", "login", "username", "user name", "user account", "email account",
    "mailbox", "email address", "e-mail address", "database", "source code", "social security number",
    "card number", "card detail", "bank detail", "passport number", "trade secret", "screener", "encryption", "two-factor",
    "privacy breach", "data breach",
    "data protection", "data security", "data privacy", "data dump", "gdpr", "information commissioner",
    -- what is attacked
    "website", "computer system", "computer network", "it system", "it network", "it infrastructure", "information system",
    "corporate network", "internal network", "network security", "server", "firewall", "antivirus", "anti virus",
    "misconfigured", "misconfiguration", "cloud storage", "storage bucket", "malicious", "unauthorized", "unauthorised",
    "without authorization", "without authorisation",
  },
  -- and each of the first with each of the second: "customer records", "data were stolen"
  pairs = {
    { { "customer", "client", "patient", "employee", "staff", "user", "guest", "member", "student", "subscriber", "voter",
        "passenger", "personal", "sensitive", "confidential", "private", "medical", "health", "financial", "payment",
        "card", "company", "internal", "proprietary", "stolen", "stole", "steal", "stealing", "copied" },
      { "data", "information", "record", "file", "detail", "document", "email", "photo", "picture", "message", "chat" } },
    { { "data", "information", "records", "files", "details", "documents", "emails" },
      { "stolen", "was stolen", "were stolen", "been stolen", "was copied", "were copied", "been copied",
        "was accessed", "were accessed", "been accessed", "was exposed", "were exposed", "been exposed" } },
  },
  -- several different ones of these stand where one of the others does
  hints = {
    verb = { "steal/stole/stolen", "copy", "obtain", "photograph" },
    noun = { "file", "data", "computer", "document", "record", "account number", "email", "laptop", "memory stick",
      "hard drive", "hard disk", "internet", "online", "theft", "thief", "confidential", "classified", "cable", "secret",
      "privacy", "private", "client", "customer", "patient", "backup", "network", "system", "mail", "inbox", "folder",
      "archive", "search engine", "scan", "insider", "contractor" },
  },
}
