-- Which facts of an incident a claim tells: by its type, the role and the words around.
-- Compiled by the authors; MIT licence, as the rest. An analyst may add rules; the first that fits wins
-- within a role. `words` are Lua patterns looked for in the lower-cased sentence between the trigger and
-- the role's words, both included; a rule without them fits any.
local INTRUSION = { "data-breach", "ransom", "phishing", "denial-of-service", "outage", "leak" }
local ANY = {
  "data-breach", "ransom", "phishing", "denial-of-service", "outage", "leak", "demand",
  "vulnerability-disclosure", "vulnerability-patch",
}
local HAPPENED = { "data-breach", "ransom", "phishing", "denial-of-service" }
local DISCOVERED = {
  "discover", "came to light", "come to light", "detect", "learn", "notice", "uncover", "became aware", "found out",
}
local DISCLOSED = {
  "disclos", "announc", "admit", "reveal", "confirm", "acknowledg", "told customers", "notif", "went public",
  "made public",
}
local GOES_ON = {
  "%f[%a]kept%f[%A]", "%f[%a]keeps%f[%A]", "remain", "stayed", "stays", "%f[%a]still%f[%A]", "continu",
  "for an? %a+ day", "for an? %a+ week", "for the %a+ day", "for the %a+ week",
}
local POSTED = { "post", "publish", "leaked online", "dump", "upload", "releas", "made public", "appeared" }
local FOR_SALE = { "for sale", "on sale", "selling", "sells", "sold", "auction", "being offered", "is offering", "are offering", "offered for" }

return {
  -- stances, the strongest first: how a fact that several origins tell is held at best
  stances = { "asserted", "reported", "claimed", "suspected", "investigated", "demanded", "denied" },

  -- events that make an incident of their own; a report is mainly about one when it is in its title or opening
  incidents = { "data-breach", "ransom", "phishing", "denial-of-service", "outage", "leak", "vulnerability-disclosure",
    "vulnerability-patch" },
  -- the type of an incident that several are told of: the first of these that a tenth of its reports tell
  opening = 700,       -- bytes of text that count as a report's opening
  earlier_days = 60,   -- an event that ended so long before the incident began is a prior incident

  rules = {
    { property = "victim", role = "victim", types = ANY },
    { property = "victim", role = "system-owner", types = { "vulnerability-disclosure", "vulnerability-patch" } },
    { property = "actor", role = "attacker", types = ANY },
    { property = "attribution", role = "suspect", types = { "attribution", "investigation", "statement" } },
    { property = "attribution", role = "attacker", types = { "attribution" } },

    -- what goes on on a day began before it; "learned on Monday that systems were disrupted" dates the learning
    { property = "none", role = "time", types = { "outage" }, words = GOES_ON },
    { property = "when", of = "discovered", role = "time", types = { "outage" }, words = DISCOVERED },
    { property = "when", of = "shutdown", role = "time", types = { "outage" } },
    -- "posted by 10 December" dates the posting, not the theft
    { property = "none", role = "time", types = HAPPENED, words = { "posted", "published", "uploaded", "released" } },
    { property = "when", of = "discovered", role = "time", types = HAPPENED, words = DISCOVERED },
    { property = "when", of = "disclosed", role = "time", types = HAPPENED, words = DISCLOSED },
    { property = "when", of = "disclosed", role = "time", types = { "vulnerability-disclosure" } },
    { property = "when", of = "happened", role = "time", types = HAPPENED },

    { property = "volume", of = "posted", role = "volume", types = { "leak", "release" } },
    { property = "volume", of = "posted", role = "volume", types = INTRUSION, words = { "post", "publish", "upload" } },
    { property = "volume", of = "stolen", role = "volume", types = { "data-breach", "ransom", "outage", "phishing" } },

    { property = "records", of = "for-sale", role = "data-count", types = INTRUSION, words = FOR_SALE },
    { property = "records", of = "posted", role = "data-count", types = INTRUSION, words = POSTED },
    { property = "records", of = "stolen", role = "data-count", types = { "data-breach" },
      words = { "stol", "steal", "theft", "took", "taken", "obtain", "exfiltrat" } },
    { property = "records", of = "affected", role = "data-count", types = INTRUSION },
    { property = "people", of = "affected", role = "victim-count", types = INTRUSION },

    { property = "data", role = "data", types = INTRUSION },

    { property = "work", of = "motive", role = "work", types = { "attribution", "investigation" } },
    { property = "work", of = "leaked", role = "work", types = { "leak", "data-breach" } },
    { property = "work", of = "other", role = "work", types = { "release", "statement" } },

    { property = "demand", sentence = true, types = { "demand" } },
    { property = "effect", sentence = true, types = { "outage" } },
    { property = "statement", sentence = true, types = { "statement" } },
  },

  -- who denies an event with one of these roles denies that, not the rest: "no customer data was stolen" is no word
  -- against there being a victim. So does who denies a payment, by the trigger's words.
  denied = { data = true, ["data-count"] = true, ["victim-count"] = true, volume = true, price = true, work = true },
  paying = { "%f[%a]pay", "%f[%a]paid" },
  -- a ransom whose trigger has one of these is a payment or a demand, and its time not that of the attack
  money = { "%f[%a]pay", "%f[%a]paid", "demand", "%f[%a]ask", "%f[%a]want", "%f[%a]seek", "sought", "negotiat" },

  -- a counted noun of these is of works, not of records
  works = { "film", "movie", "episode", "script", "album", "song", "game", "book" },
  -- and of these, of people
  people = { "people", "person", "customer", "user", "employee", "patient", "student", "passenger", "member", "voter",
    "individual", "citizen", "borrower", "holder", "subscriber", "player", "parent", "child", "client", "staff" },

  -- a work named in a sentence with one of these leaked
  leaks = { "leak", "pirat", "torrent", "posted online", "file%-sharing" },

  -- whose statements are facts of an incident, beside its victim's and its actor's; an expert's view is none.
  -- Lua patterns on the speaker's lower-cased words; a statement whose speaker is not known counts.
  speakers = { "compan", "%f[%a]firm", "studio", "spokes", "official", "diplomat", "government", "minist", "police",
    "fbi", "agency", "bureau", "department", "authorit", "commission", "chief", "executive", "president", "ceo",
    "embassy", "prosecutor", "court", "council", "mayor", "group", "hackers?%f[%A]", "bank", "hospital", "university",
    "school" },

  -- words that mark an event as an earlier one, when its time does not and somebody is named whom it befell
  earlier = { "previous attack", "previous breach", "previous hack", "previous incident", "earlier attack",
    "earlier breach", "earlier hack", "earlier incident", "prior attack", "prior breach", "prior incident", "last year",
    "years ago", "year ago", "years earlier", "year earlier", "past breach", "months after", "months ago",
    "not the first", "back in 20%d%d" },
}
