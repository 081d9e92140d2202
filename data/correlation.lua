-- How two reports are judged to tell of one incident. Compiled by the authors; MIT licence, as the rest.
-- How much each likeness weighs, and from where on groups join, is in correlation_weights.lua.
return {
  unknown_days = 30,  -- what a missing publication date counts as
  apart_days = 60,    -- events that both reports date and that lie further apart than this are not one
  -- A second attack on a victim is another incident: where two reports each date their event to within `news_days` of
  -- their publication, but were published more than `again_days` apart, again[4] is taken off the log of the odds;
  -- where one has no date, again[3]; where neither, again[2]. It is not fitted, since news read by hand has hardly a
  -- second attack in it.
  news_days = 14, again_days = 21, again = { [4] = 4, [3] = 2, [2] = 0.5 },
  link = 0.05,        -- pairs below this are not kept as links
  candidates = 40,    -- how many nearest reports are compared closely
  common = 0.3,       -- words in more than this share of reports find no candidates
  budget = 20000,     -- postings that are walked to find the candidates of one report, the rarest words' first
  -- near-copies are candidates too, whatever words they share (breachkit.core.near)
  copies = { method = "minhash", threshold = 0.7, size = 32, crowd = 64 },
  copied = { alike = 0.7, days = 7 }, -- as alike by shingles, and as near in time: copies of one text
  terms = 160,        -- the most telling words of a report that are kept
  lead = 400,         -- bytes of text, up to the end of a sentence, that count as the opening
  -- the power of the number of pairs between two groups that their links are divided by: 1 is average linkage
  power = 0.35,
  -- A title with one of these (Lua patterns, on the lower-cased title) tells of what came of an incident, and what is new
  -- in it is not the attack
  follow_ups = {
    "indict", "%f[%a]charge[ds]?%f[%A]", "arrest", "sentence", "plead", "guilty", "convict", "extradit", "settle",
    "lawsuit", "%f[%a]sue[ds]?%f[%A]", "class action", "%f[%a]fine[ds]?%f[%A]", "%f[%a]court", "%f[%a]cost", "hearing",
    "accus", "blame", "investigat", "inquiry", "probe", "lessons", "aftermath", "anniversary", "years? after",
    "months? after", "years? later", "months? later", "recover", "restor",
  },
  -- A title with one of these heads a round-up of many incidents
  round_ups = {
    "round%-?up", "week in review", "weekly %f[%a]digest", "weekly news", "news of the week", "in brief$", "^in brief",
    "year in review", "top %d+ ", "biggest .*breaches", "worst .*breaches", "predictions for", "list of .*breaches",
    "newsletter", "this week in", "timeline of", "of the week%f[%A]", "digest:", "daily digest", "the week's", "weekly recap",
  },
}
