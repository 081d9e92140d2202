-- What reports count, and what stands after a number without being counted.
-- Source: compiled by the authors from the vocabulary of breach reports. Licence: MIT.
--
-- nouns: a class and its words, singular; the plural is found by rule or given in `plurals`.
-- never: measures of time, length, share and the like, which are no counts of things.
-- labels: words before a bare number that make it a name ("Windows 10", "version 3", "page 4").
-- stops: words that end the counted noun's phrase.
return {
  nouns = {
    people = {
      "person", "people", "individual", "man", "woman", "child", "adult", "customer", "client", "consumer", "user",
      "subscriber", "member", "employee", "worker", "staff", "staffer", "patient", "student", "pupil", "teacher",
      "citizen", "resident", "voter", "taxpayer", "guest", "visitor", "passenger", "driver", "player", "gamer",
      "shopper", "buyer", "seller", "merchant", "cardholder", "policyholder", "borrower", "applicant", "candidate",
      "victim", "donor", "investor", "owner", "holder", "viewer", "follower", "contact", "contractor", "veteran",
      "soldier", "official", "officer", "agent", "actor", "celebrity", "celebrities", "doctor", "nurse", "provider",
      "beneficiary", "enrollee", "beneficiaries", "parent", "family", "household", "home", "american", "australian",
      "briton", "canadian", "european", "german", "indian", "alumni", "alumnus", "athlete", "attendee", "hacker",
      "attacker", "researcher", "developer", "defendant", "suspect", "recipient", "freelancer", "musician",
      "professional", "delegate", "traveller", "traveler", "account holder", "folk", "prisoner", "inmate", "refugee",
    },
    records = {
      "record", "row", "entry", "line", "profile", "transaction", "detail", "item", "log", "listing", "dataset",
      "database", "table", "order", "booking", "reservation", "claim", "application", "form",
    },
    accounts = { "account", "login", "handle", "membership", "mailbox", "inbox", "wallet", "subscription" },
    credentials = {
      "credential", "password", "username", "passcode", "hash", "key", "token", "certificate", "pin", "secret",
      "combo",
    },
    identifiers = {
      "number", "address", "name", "ssn", "id", "passport", "licence", "license", "identity", "email", "e-mail",
      "birthdate", "birthday", "fingerprint", "plate",
    },
    cards = { "card" },
    files = {
      "file", "document", "pdf", "spreadsheet", "page", "archive", "folder", "attachment", "scan", "backup",
      "contract",
      "paper", "invoice", "report", "letter", "memo", "memorandum",
    },
    messages = { "message", "text", "tweet", "post", "comment", "chat", "conversation", "mail", "sms", "call",
      "voicemail" },
    media = { "image", "photo", "photograph", "picture", "video", "recording", "clip", "selfie", "screenshot" },
    works = {
      "film", "movie", "album", "song", "track", "game", "book", "series", "episode", "script", "screenplay", "title",
      "show",
    },
    systems = {
      "computer", "server", "device", "machine", "system", "workstation", "laptop", "pc", "desktop", "phone",
      "smartphone", "handset", "router", "camera", "host", "endpoint", "terminal", "printer", "modem", "node",
      "website", "site", "domain", "network", "webcam", "installation", "instance", "bot", "switch", "sensor", "car",
      "vehicle", "tablet", "app", "application", "store", "atm", "kiosk", "register", "port", "url", "ip", "link",
      "webpage", "forum", "gadget", "hotspot", "unit", "meter",
    },
    organizations = {
      "company", "organization", "organisation", "firm", "business", "bank", "hospital", "school", "university",
      "agency", "government", "institution", "vendor", "customer organization", "hotel", "restaurant", "retailer",
      "clinic", "enterprise", "entity", "practice", "exchange", "municipality", "city", "town", "council",
      "department",
      "branch", "office", "partner", "supplier", "airline", "franchise", "corporation", "group", "team",
    },
    places = { "country", "nation", "state", "location", "region", "county", "province", "territory" },
    events = {
      "attack", "incident", "breach", "attempt", "infection", "intrusion", "hack", "compromise", "complaint", "case",
      "visit", "download", "request", "install", "query", "hit", "lawsuit", "arrest", "charge", "count", "report",
    },
    flaws = {
      "vulnerability", "flaw", "bug", "hole", "issue", "exploit", "patch", "fix", "update", "cve", "advisory",
      "bulletin",
      "weakness",
    },
    data = { "data", "information", "material", "content", "intelligence", "traffic", "code" },
    malware = { "sample", "variant", "virus", "strain", "trojan", "payload" },
  },
  plurals = {
    person = "persons", man = "men", woman = "women", child = "children", staff = "staff", alumni = "alumni",
    people = "people", data = "data", information = "information", code = "code", celebrities = "celebrities",
      series = "series", beneficiaries = "beneficiaries",
  },
  never = {
    "second", "minute", "hour", "day", "night", "week", "weekend", "fortnight", "month", "quarter", "year", "decade",
    "century", "mile", "metre", "meter", "kilometre", "kilometer", "km", "foot", "feet", "inch", "degree", "percent",
    "percentage", "point", "time", "am", "pm", "a.m", "p.m", "o'clock", "ghz", "mhz", "pixel", "watt", "volt", "bit",
    "kg", "kilogram", "gram", "pound", "ton", "tonne", "cent", "bps", "fps", "th", "st", "nd", "rd", "per", "times",
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "gmt", "utc",
      "est",
    "edt", "pst", "pdt", "cet", "bst", "ist", "years-old", "hours", "mins", "hrs", "secs", "step", "way", "thing",
    "reason", "half", "third", "fold", "other", "of", "chance", "place", "cm", "mm", "ms",
  },
  labels = {
    "version", "versions", "v", "ver", "build", "release", "page", "pages", "section", "sections", "article",
      "chapter",
    "room", "step", "level", "phase", "tier", "type", "no", "number", "figure", "fig", "table", "part", "season",
    "episode", "grade", "aged", "age", "windows", "ios", "android", "macos", "office", "explorer", "ie", "firefox",
    "chrome", "port", "ports", "category", "class", "line", "lines", "flight", "route", "area", "unit", "article",
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "fortune", "top",
    "layer", "day", "week", "round", "option", "vol", "volume", "issue", "appendix", "item", "code", "error", "id",
    "highway", "interstate", "exit", "stage", "generation", "series", "model", "sha", "md", "base", "utf", "rfc",
      "iso",
  },
  stops = {
    "in", "on", "at", "from", "by", "with", "for", "to", "into", "via", "per", "was", "were", "is", "are", "be",
      "been",
    "has", "have", "had", "that", "who", "which", "whose", "when", "where", "while", "after", "before", "since",
      "during",
    "using", "between", "within", "without", "across", "through", "under", "over", "about", "but", "as", "if", "than",
    "then", "could", "may", "might", "can", "will", "would", "should", "did", "do", "does", "said", "says", "because",
    "so", "not", "it", "they", "he", "she", "we", "this", "belonging", "containing", "including", "affected",
    "stolen", "leaked", "exposed", "worth", "until", "around", "against", "ago", "later", "earlier", "old", "more",
      "or",
  },
  -- between the number and the noun: "of its", "of the"
  openers = {
    "of", "the", "its", "our", "their", "his", "her", "these", "those", "such", "all", "both", "your", "my", "other",
    "more",
  },
}
