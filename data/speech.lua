-- Who says so: verbs of saying, ways of naming a source, words for spokespeople, and news outlets' marks.
-- Compiled by the authors; MIT. Verbs are lemmas as in data/triggers.lua.
return {
  verbs = { "say/said/said", "tell/told/told", "state", "add", "write/wrote/written", "claim", "announce", "confirm", "note", "explain",
    "warn", "report", "admit+", "argue", "insist", "criticise", "criticize", "condemn", "comment", "declare", "deny", "reveal",
    "acknowledge", "tweet", "post", "believe", "allege", "respond", "reply", "describe", "suggest", "estimate", "recall",
    "maintain", "stress", "conclude", "observe", "boast", "disclose that", "denounce", "reiterate", "brag+",
    "reject claims", "reject suggestions", "reject allegations", "reject accusations", "dismiss claims", "dismiss suggestions",
    "dismiss allegations", "dismiss accusations", "read/read/read" },
  -- of these the saying itself is a statement worth a claim when a quotation goes with it
  sources = { "according to", "as reported by", "first reported by", "reported by", "citing", "as per", "in an interview with",
    "told", "speaking to", "in a report by", "in comments to", "in a statement to" },
  -- the party that speaks, not an outlet it speaks through
  speakers = { "spokesperson", "spokesman", "spokeswoman", "representative", "official", "ceo", "chief executive", "executive",
    "researcher", "analyst", "expert", "hacker", "group", "company", "firm", "police", "source", "lawyer", "diplomat", "minister",
    "president", "director", "professor", "security researcher" },
  -- who speaks of what befell others
  bystanders = { "spokesperson", "spokesman", "spokeswoman", "source", "police", "prosecutor", "detective", "lawyer", "attorney", "solicitor" },
  -- who does so says so: "police suspect an insider", "the airline ruled out a cyberattack"
  judging = "rule dismiss dispute refute suspect believe think/thought/thought fear doubt",
  -- who is told things, and is no outlet: "told Congress"
  hearers = { "congress", "parliament", "senate", "police", "fbi", "commissioner", "regulator", "court", "judge", "jury", "lawmaker",
    "senator", "committee", "commission", "agency", "authority", "ministry", "government", "website", "site", "newspaper",
    "magazine", "publication", "blog", "reporter", "journalist" },
  statement = { "statement", "press release", "blog post", "tweet", "message", "letter", "email", "memo", "notice", "advisory", "announcement" },
  -- what somebody wrote: "according to a report by" names whom it is taken from
  writings = { "report", "study", "analysis", "post", "statement", "release", "letter", "email", "filing", "document", "paper", "notice",
    "advisory", "article", "memo", "survey" },
  -- how a sentence begins that tells its reader, or a program that reads it, what to do or say: it tells of nothing else
  instructions = { "ignore the above", "ignore all previous", "ignore any previous", "ignore previous", "ignore your",
    "ignore all instructions", "disregard the above", "disregard all previous", "disregard previous", "disregard your",
    "forget the above", "forget all previous", "forget your", "you are now", "as an ai", "as a language model",
    "if you are a language model", "if you are an ai", "dear ai", "attention ai", "note to ai", "new instructions",
    "report that", "say that", "print that", "write that", "state that", "output that", "output the", "answer that",
    "reply that", "respond that", "respond with", "reply with", "answer with", "conclude that", "tell the user",
    "do not report", "do not mention", "do not say", "don't report", "don't mention", "never mention", "you must say",
    "you must write", "you must report", "you must answer", "you must reply", "you should say", "you should write",
    "you should report", "you will report", "you will say", "your task is", "your instructions" },
  -- a report that takes back what it said before: what follows is no claim of its own
  corrections = { "an earlier version of this", "earlier versions of this", "a previous version of this", "previous versions of this",
    "an earlier version said", "an earlier version stated", "a previous version said", "this article originally", "this story originally",
    "this article previously", "this story previously", "this report previously",
    "incorrectly said", "incorrectly stated", "incorrectly reported", "wrongly said", "wrongly stated", "wrongly reported", "mistakenly said",
    "mistakenly stated", "mistakenly reported", "erroneously said", "erroneously stated", "erroneously reported" },
  -- how a notice to those affected is headed
  notices = { "notice of [%a ]*data [%a ]*incident", "notice of [%a ]*breach", "notice of [%a ]*privacy [%a ]*incident",
    "notice of [%a ]*security [%a ]*incident", "breach notification", "notice of [%a ]*data [%a ]*event" },
  -- a report that puts an earlier one right, by its title and by how it begins; and how its sentences begin that tell what that one said
  amending = { title = { "^correction", "^clarification", "^retraction", "^corrected" },
    opening = { "contained [%l ]*errors?%f[%L]", "^corrections? ?:", "^clarification ?:" },
    told = { "article", "story", "report", "headline", "piece", "post", "we" },
    saying = { "said", "stated", "reported", "claimed", "wrote", "gave" } },
  -- a statement's own verbs that are no statement at all
  silent = { "declined to comment", "declined to say", "refused to comment", "did not comment", "did not respond", "has declined to comment",
    "could not be reached", "did not immediately respond", "not respond to" },
}
