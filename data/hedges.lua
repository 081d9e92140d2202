-- Words that weaken, deny or move a claim onto somebody else, with the stance they give. Compiled by the authors; MIT.
-- Where several stand in one clause the later stance of this order wins: reported, claimed, suspected, investigated,
-- demanded, denied. `nearest` hedges count only within that many words before the trigger (or directly after it).
return {
  order = { "reported", "claimed", "suspected", "investigated", "demanded", "denied" },
  phrases = {
    reported = { "reportedly", "is said to", "are said to", "was said to", "were said to", "reports say", "reports said",
      "media reports", "media speculation", "according to reports", "it was reported", "it is reported", "is reported to",
      "are reported to", "were reported to", "was reported to have", "reported that", "rumoured", "rumored", "apparently",
      "reports that", "it has been reported" },
    claimed = { "what he says", "what she says", "what it says", "what they say", "what he said", "what she said", "what it said",
      "what they said", "claimed", "claims", "claim", "claiming", "claims to have", "claimed to have", "purportedly", "supposedly", "boasted", "boasts",
      "allegedly", "alleged", "alleges that", "allege that", "alleging that", "it is alleged that", "it's alleged that", "it was alleged that", "is alleged to",
      "was alleged to", "were alleged to", "claimed responsibility", "claim responsibility", "claimed credit" },
    suspected = { "believed to", "believes", "believe", "believed", "suspected", "suspects", "suspect", "thought to",
      "likely", "possibly", "possible", "potentially", "potential", "probably", "may", "might", "could have", "may have",
      "might have", "appears to", "appear to", "appeared to", "seems to", "seem to", "perhaps", "presumably", "speculated",
      "speculation", "suggests", "suggest", "suggested", "fears", "feared", "unconfirmed", "not yet confirmed", "seemingly", "it is thought", "thinks", "think",
      "unclear whether", "not clear whether", "whether", "could not confirm", "couldn't confirm", "cannot confirm", "can't confirm", "not confirm", "not confirmed",
      "hasn't confirmed", "haven't confirmed", "unable to confirm", "possibility", "theory",
      "not rule out", "not ruled out", "cannot rule out", "can't rule out", "couldn't rule out", "hasn't ruled out",
      "haven't ruled out", "unable to rule out", "not exclude", "not excluded", "cannot exclude", "can't exclude",
      "with low confidence", "with moderate confidence", "with medium confidence", "with some confidence" },
    investigated = { "investigating whether", "investigate whether", "investigates whether", "looking into whether",
      "examining whether", "probing whether", "investigating if", "looking into the possibility", "exploring whether",
      "investigating a possible", "investigating possible", "exploring the possibility", "investigating the possibility",
      "trying to determine whether", "investigated whether", "weighing whether" },
    demanded = { "demanded that", "demands that", "demanding that", "insisted that", "called on" },
    denied = { "denied", "denies", "deny", "denying", "no evidence", "no confirmed", "no indication", "no sign", "no proof", "not involved",
      "had nothing to do with", "has nothing to do with", "nothing to do with", "rejected", "dismissed", "rejected claims", "rejected suggestions", "rejected allegations", "rejected accusations",
      "dismissed claims", "dismissed suggestions", "dismissed allegations", "dismissed accusations", "refuted", "disputed", "disputes",
      "rules out", "ruled out", "denial of any", "no link", "no known", "not caused by", "not the result of",
      "not a result of", "not due to", "nothing to suggest", "nothing to indicate", "no suggestion", "not seen", "do not believe", "does not believe", "don't believe",
      "doesn't believe", "did not believe", "no reason to believe", "not aware of any", "did not result in", "didn't result in",
      "has not resulted in",
      "not any evidence", "not have any evidence", "not have evidence", "don't have any evidence", "doesn't have any evidence",
      "not seen any evidence", "not seen evidence", "haven't seen any evidence", "hasn't seen any evidence", "not found any evidence",
      "not found evidence", "not find any evidence", "not find evidence", "haven't found any evidence", "hasn't found any evidence",
      "without any evidence", "not seen any indication", "not found any indication", "not have any indication", "not been able to confirm", "doubt", "doubts", "doubted", "doubting", "sceptical of", "skeptical of",
      "not true that", "untrue that", "false that", "no truth" },
  },
  -- what holds a word of these lists that weakens nothing
  certain = { "no doubt", "little doubt", "without doubt", "beyond doubt", "few doubt", "settle claims", "settled claims",
    "settles claims", "settling claims", "resolve claims", "resolved claims", "legal claims", "insurance claims",
    "claims for damages", "claims for compensation" },
  -- of these, those that the model was trained without: they are no features of its
  unseen = { ["not caused by"] = true, ["not the result of"] = true, ["not a result of"] = true, ["not due to"] = true,
    ["nothing to suggest"] = true, ["nothing to indicate"] = true, ["no suggestion"] = true, ["not seen"] = true },
  -- adverbs whose reach is the verb beside them
  nearest = { may = 4, might = 4, likely = 4, whether = 20, possible = 3, potential = 2, potentially = 4, suspected = 4, alleged = 3, claim = 8,
    claims = 12, suspect = 6, believe = 20, ["no confirmed"] = 6, ["no known"] = 6, ["no link"] = 6, ["not seen"] = 4, ["not caused by"] = 4,
    ["not the result of"] = 4, ["not a result of"] = 4, ["not due to"] = 4, rejected = 6, dismissed = 6, denied = 12, doubt = 8, doubts = 8, doubted = 8, doubting = 8,
    ["could have"] = 3, ["may have"] = 3, ["might have"] = 3 },
  -- hedges that stand behind what they weaken, too: "attributes the attack with moderate confidence to"
  behind = { "with low confidence", "with moderate confidence", "with medium confidence", "with some confidence" },
  -- the event did not happen, has not yet, or only if
  negations = { "not", "never", "n't", "no", "wasn't", "weren't", "isn't", "aren't", "hasn't", "haven't", "hadn't",
    "didn't", "doesn't", "don't", "won't", "wouldn't", "couldn't", "yet to", "without", "failed to", "cannot", "can't", "refused to", "declined to", "prevented", "thwarted",
    "unable to", "avoid", "stopped" },
  unreal = { "would", "will", "if", "unless", "should", "could", "can", "may", "might", "plan to", "attempt to",
    "attempting to", "trying to",
    "wants to", "hopes to", "set to", "expected to", "want to", "must", "going to", "due to be", "unless", "be able to", "able to" },
  -- of these, what is only threatened or meant has not happened, whatever the model finds
  threats = { "threatened to", "threatening to", "threatens to", "threaten to", "vowed to", "vows to", "promised to", "intends to",
    "plans to", "planned to", "offered to", "tried to", "attempted to", "sought to" },
  -- what is told of a thing undoes the event in it ("rumours that X was hacked are untrue", "an attempt to hack X
  -- failed"): its words, the word that leads to the event, what it is then said to be or to have been, and what it did
  -- and by which of its words the event is only reported ("rumours in the press that X was hacked")
  verdicts = {
    { of = { "rumour", "rumours", "rumor", "rumors", "report", "reports", "claim", "claims", "allegation", "allegations",
        "suggestion", "suggestions", "speculation", "assertion", "assertions", "accusation", "accusations", "charge",
        "story", "stories" }, link = "that",
      being = { "untrue", "false", "unfounded", "baseless", "groundless", "incorrect", "wrong", "fabricated", "debunked",
        "hoax", "fabrication", "nonsense", "absurd", "invented", "ridiculous" },
      lacking = { "true", "correct", "accurate" },
      weak = { "rumour", "rumours", "rumor", "rumors", "claim", "claims", "allegation", "allegations", "suggestion",
        "suggestions", "speculation" }, alone = {} },
    { of = { "attempt", "attempts", "bid", "bids", "plot", "plots", "effort", "efforts" }, link = "to",
      being = { "foiled", "thwarted", "stopped", "blocked", "prevented", "averted", "repelled", "unsuccessful" },
      alone = { "failed" }, weak = {} },
  },
  -- verbs that close a sentence and tell what stands before them ("..., the group claims")
  claiming = { "claims", "claimed", "claim", "boasts", "boasted", "alleges", "alleged" },
  -- who claims so of its own deed, whatever its name
  claimants = { "group", "gang", "crew", "collective", "hackers", "attackers" },
}
