-- How two reports are judged to tell of one incident. Compiled by the authors; MIT licence, as the rest.
-- How much each likeness weighs, and from where on groups join, is in correlation_weights.lua.
return {
  unknown_days = 30,  -- what a missing publication date counts as
  apart_days = 60,    -- events that both reports date and that lie further apart than this are not one
  looks_back = 365,   -- days from event to publication from which a report is one that looks back
  link = 0.05,        -- pairs below this are not kept as links
  candidates = 40,    -- how many nearest reports are compared closely
  common = 0.3,       -- words in more than this share of reports find no candidates
  budget = 20000,     -- postings that are walked to find the candidates of one report, the rarest words' first
  terms = 160,        -- the most telling words of a report that are kept
  lead = 400,         -- bytes of text, up to the end of a sentence, that count as the opening
  -- the power of the number of pairs between two groups that their links are divided by: 1 is average linkage
  power = 0.65,
  -- A title with one of these (Lua patterns, on the lower-cased title) heads a round-up of many incidents
  round_ups = {
    "round%-?up", "week in review", "weekly %f[%a]digest", "weekly news", "news of the week", "in brief$", "^in brief",
    "year in review", "top %d+ ", "biggest .*breaches", "worst .*breaches", "predictions for", "list of .*breaches",
    "newsletter", "this week in", "timeline of",
  },
}
