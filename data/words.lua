-- Function words and common verbs, for telling noun phrases from the rest. Compiled by the authors; MIT.
-- One string of words for each tag.
return {
  -- what comes before the name that a party gives itself or is given; " | " parts them
  naming = [[calling itself | calling themselves | calls itself | call themselves | called itself | called themselves |
    identifying itself as | identifying themselves as | identifying themselves only as | identifying itself only as |
    identifies itself as | identified itself as | identified themselves as | going by the name of | going by the name |
    goes by the name | going by the handle | going by | called | known as | known only as | also known as | aka | dubbed |
    named | nicknamed | using the name | using the handle | using the alias | using the nickname | under the handle |
    under the alias | under the name | by the name of | who go by | who goes by | which goes by]],
  noun = "managing",
  det = "the a an this that these those",
  poss = "its their his her our your my whose",
  quant = [[all any some many several most more few each every both no another other much half hundreds dozens thousands
    millions billions multiple various numerous]],
  prep = [[of in on at by for with from into onto about against between through during before after over under via within
    without among across toward towards until since than per despite including upon around behind beyond along following
    like as amid inside outside near due regarding throughout worth according]],
  conj = "and or but nor so yet",
  sub = "because although though while if when where whether unless once how why whereas",
  wh = "who which what whom that",
  be = "is are was were be been being am 's 're",
  have = "has have had having 've",
  modal = "will would can could may might must should shall won't can't couldn't wouldn't 'll cannot",
  ["do"] = "do does did doing don't doesn't didn't",
  to = "to",
  neg = "not never n't isn't wasn't aren't weren't hasn't haven't hadn't",
  pron = [[it they we he she i you them him us me himself themselves itself herself someone anyone everyone nobody nothing
    anything something everything who]],
  adv = [[guilty also just only now then already still even again once reportedly allegedly apparently recently previously currently
    currently publicly privately successfully quickly later soon often always usually yesterday today tomorrow ago there here
    however therefore meanwhile instead first last actually really very too well further together away out up down off back
    online offline simply widely officially initially finally earlier yet perhaps maybe rather]],
  -- lemmas, as in data/triggers.lua
  verb = [[say/said/said tell/told/told add believe think/thought/thought know/knew/known become/became/become begin/began/begun
    start use make/made/made take/took/taken give/gave/given go/went/gone come/came/come see/saw/seen get/got/got
    keep/kept/kept let/let/let allow enable help try want need seem appear show/showed/shown mean/meant/meant
    run/ran/run continue lead/led/led cause create learn write/wrote/written read/read/read claim announce state note
    explain warn confirm deny decline refuse admit+ suggest urge advise recommend require ask answer respond reply call
    include contain involve relate concern remain stay happen occur follow work spread/spread/spread infect encrypt decrypt
    lock unlock delete destroy target attempt plan+ expect hope offer receive send/sent/sent deliver open click visit log+
    enter type download install execute launch carry perform conduct manage handle store hold/held/held protect secure
    drain prevent avoid stop+ block remove disable lose/lost/lost win/won/won buy/bought/bought sell/sold/sold spend/spent/spent
    pay/paid/paid cost/cost/cost charge earn raise grow/grew/grown rise/rose/risen increase reduce change turn move bring/brought/brought
    put/put/put set/set/set leave/left/left return join meet/met/met speak/spoke/spoken talk discuss describe appear circulate feature star+
    recruit kill interview demonstrate demand threaten issue identify determine decide choose/chose/chosen consider
    estimate assume notify inform contact alert impact settle apply address deploy publish post upload face suffer experience seek/sought/sought ]],
}
