-- Capitalised words that name nobody: they begin sentences, head titles, tell days, or are kinds of things.
-- Compiled by the authors; MIT licence, as the rest. Lower case. `never` words are no part of a name at its
-- start; `alone` words are no name by themselves but may be part of one ("City of Atlanta", "Bank of Ireland").
return {
  never = [[
    the a an it its they their them we our us he his she her you your i my me this that these those who which what when
    where why how some many most all both each every several no not if in on at by for from to of and or but as with
    after before during since while although because once now then there here also however according meanwhile
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december today yesterday tomorrow hackers hacker attackers attacker criminals
    cybercriminals scammers researchers someone somebody anyone anybody everyone everybody nobody victims users
    customers people employees latest new recent massive
    one two three four five six seven eight nine ten more another other such ]],
  alone = [[
    company companies firm city county state states town bank university college school hospital department ministry
    government authority agency council office officials internet web network networks online bitcoin bitcoins btc
    ceo cto ciso chief president director spokesman spokeswoman spokesperson group groups team organization
    organizations organisation organisations business businesses individuals staff federal national international
    global security data information personal email emails mail website site server servers computer computers system
    systems software app apps device devices phone phones account accounts dr mr ms mrs sir it us eu tv pc pcs dns
    vpn ddos fake police court judge member members parents children students patients asian german dutch french
    american european korean mexican british english irish spanish turkish polish chinese japanese vietnamese russian
    ukrainian iranian indian italian canadian australian latvian lithuanian estonian brazilian egyptian
    nigerian syrian palestinian israeli iraqi pakistani saudi swiss swedish danish finnish ios mac macs ]],
}
