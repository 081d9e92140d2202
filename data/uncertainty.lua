-- Cues of uncertainty by class, and how much each weighs for a sentence. The semantic classes are those of Szarvas, Vincze,
-- Farkas, Móra and Gurevych, "Cross-genre and cross-domain detection of semantic uncertainty" (Computational Linguistics 38,
-- 2012), the discourse classes those of Vincze, "Weasels, hedges and peacocks" (IJCNLP 2013). The words were compiled by
-- the authors; which of them count in full and which by half was settled on one half of the CoNLL-2010 sentences from
-- Wikipedia (docs/claims.md tells the figures on the other half). MIT.
--
-- A sentence is uncertain where its cues weigh `least` or more. `weak` cues weigh half, `mild` ones nothing: they are told, but
-- most sentences with them say what they say for certain. Phrases are folded; the longest that begins at a word counts.
return {
  least = 1,
  -- beside these words, adverbs and auxiliaries left out, a cue weighs less: `after` stands before it, `before` behind it
  contexts = {
    -- somebody in particular holds it
    { cues = [[argue|argues|argued|contend|contends|contended|asserted|suggest|suggests|suggested|speculate|speculated|
        speculates|allege|alleges|claim that|claimed to|reported that|believe|believes|think|thinks|feel|felt|claim|
        claimed|consider|considers|reported]],
      after = "i|you|he|she|we", weighs = "mild" },
    -- who the others are has been told
    { cues = "others", after = "and|or|among|amongst|of|with|the|for|by|from|to|in|than", weighs = "weak" },
    -- so many of a measure are about so many
    { cues = "some|several|many", before = [[time|times|seconds|minutes|hours|days|weeks|months|years|decades|miles|
        reason|extent|point]], weighs = "weak" },
    -- the superlative
    { cues = "most", after = "the|his|her|its|their|one|at", weighs = "mild" },
  },
  passing = "also|always|even|ever|further|had|has|have|later|never|now|often|once|then",
  classes = {
    -- possible, as far as is known
    epistemic = {
      strong = [[probably|possibly|presumably|perhaps|may have|might have|might|may well|seems|seem|seemed|seemingly|
        likely|unlikely|probable|improbable|suggests|suggested|suggesting|unclear|not clear|uncertain|
        doubtful|in doubt|possibility|probability|conceivably|plausible|plausibly|arguably|debatable|
        questionable|disputed|tends to|tend to|tended to|must have been|could have been|ostensibly|apparently|
        unconfirmed|evidence|potentially|appears to|appears|it is possible|is possible that|apparent|
        controversial]],
      weak = [[may|could|appear to|appeared to|appear|would have|suggest|indicated|maybe|expected to|unknown|would]],
      mild = [[can|should|possible|potential|indicate|indicates]],
    },
    -- what somebody believes, thinks or claims
    doxastic = {
      strong = [[believed|is thought|are thought|was thought|were thought|been thought|thought to|considered|regarded as|
        regarded by|perceived|viewed as|said to|it is said|is said|are said|allegedly|alleged|alleges|allege|
        supposedly|supposed to|reputedly|reputed|rumoured|rumored|purported|purportedly|claim that|claimed to|
        contend|contends|contended|argue|argues|argued|speculate|speculated|speculates|speculation|hypothesis|
        hypothesized|theory|theories|theorized|assumed|suspect|suspected|suspects|reported to|reported that|
        so-called|credited with|accused of|credited as|asserted|legend has it|deemed|reportedly|well known|
        well-known|accepted|beliefs|been said|been reported|been suggested|been argued|been claimed|been noted|been called|
        been described|been criticized|been criticised]],
      weak = [[controversy|criticized|criticised|believe|believes|belief|consider|considers|think|thinks|feel|felt|claim|claimed|claiming|reported|
        opinion|view|accused|credited|known for|according to|estimated|attributed to|allegations|interpreted|
        proposed|rumours|rumors|legend]],
      mild = [[known as|described as|referred to as|predicted|seen as|claims]],
    },
    -- what is asked, not answered
    investigation = {
      strong = [[whether|debate over|debated|under debate|under investigation]],
      weak = [[question|debate|investigating|study|examining]],
    },
    -- what holds only if something else does
    condition = {
      mild = [[if|unless|in case|provided that|otherwise|depending on|depends on|depend on]],
    },
    -- who, which or how many is left open
    weasel = {
      strong = [[some|many|several|others|certain|most people|in some cases|in many cases|one of the most|
        one of the greatest|critics|scholars|experts|scientists|observers|historians|researchers say|analysts|
        commentators|sources say|sources close to|officials say|a few people|researchers|
        in recent years|a wide variety|a wide range|a broad range]],
      weak = [[one of the|officials|fans|supporters|opponents|a number of|somewhat|most|most of|numerous|
        one of the best]],
      mild = [[people|someone|something|majority of|the majority|hundreds of|thousands of|few|various|a variety of|
        much|individuals|sources|
        countries]],
    },
    -- how far it holds is left open
    hedge = {
      strong = [[generally|widely|in general|largely|to some extent|more or less|essentially|kind of|
        commonly known|commonly called|commonly referred to|popularly known|popularly called|sometimes called|
        sometimes referred to|sometimes described|sometimes known|sometimes seen]],
      weak = [[often called|often referred to|often described|often known|often seen|often credited|often cited|
        usually called|usually referred to|usually described|usually known|frequently called|frequently referred to|
        frequently described|particularly|historically|highly|popularly|recent|mainly|relatively|sometimes|commonly|rarely|fairly]],
      mild = [[usually|about|around|approximately|roughly|nearly|almost|normally|primarily|regularly|often|
        frequently|typically|rather|mostly|partly|partially|in part|slightly]],
    },
    -- praise and blame without measure
    peacock = {
      strong = [[finest|most popular|most famous|most notable|legendary|interesting|inferior]],
      weak = [[famous|best known|significant|influential|important|renowned|beautiful|brilliant|extraordinary|
        severely|strange|difficult|very|mixed|unfortunately|interestingly]],
      mild = [[good|major|successful|prominent|unique|popular|best|greatest|great|poor|better|extremely|notable]],
    },
  },
}
