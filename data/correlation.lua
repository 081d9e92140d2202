-- How two reports are judged to tell of one incident. Compiled by the authors; MIT licence, as the rest.
-- The weights are of a logistic model: their sum over the features is the log of the odds that both
-- tell of one incident. They were fitted on news reports read by hand and rounded.
return {
  weights = {
    bias = -2.5,
    cosine = 1.8,     -- all words, by rarity, 0 to 1
    focus = 0.9,      -- what both dwell on
    title = 1.4,      -- words in both titles
    head = -2.0,      -- words in both openings: openings of reports on any attack are alike
    names = 1.2,      -- names
    best_name = 5.3,  -- the most telling name in both
    figures = 1.8,    -- log of 1 + rarity of shared figures
    codes = 0.3,      -- a shared CVE or bulletin number
    alien = -2.0,     -- both name such codes up front, but not one in common
    days = -1.1,      -- log of 1 + days between the publications
  },
  unknown_days = 30,  -- what a missing publication date counts as
  apart_days = 60,    -- events that both reports date and that lie further apart than this are not one
  looks_back = 365,   -- days from event to publication from which a report is one that looks back
  link = 0.05,        -- pairs below this are not kept as links
  join = 0.4,         -- groups join while the average of all links between them is at least this
  -- then groups are compared as wholes, so that the many sides of a big story, whose reports are not alike one by one,
  -- come together: they join while the average is at least this
  join_wholes = 0.75,
  whole_figures = 2,  -- rarity of shared figures counts no more than this between wholes
  candidates = 40,    -- how many nearest texts are compared closely
  common = 0.3,       -- words in more than this share of texts find no candidates
  lead = 400,         -- bytes of text, up to the end of a sentence, that count as the opening
  -- A title with one of these (Lua patterns, on the lower-cased title) heads a round-up of many incidents
  round_ups = {
    "round%-?up", "week in review", "weekly %f[%a]digest", "weekly news", "news of the week", "in brief$", "^in brief",
    "year in review", "top %d+ ", "biggest .*breaches", "worst .*breaches", "predictions for", "list of .*breaches",
    "newsletter", "this week in", "timeline of",
  },
}
