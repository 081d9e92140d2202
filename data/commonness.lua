-- How common words are in reports on security incidents: the share of such reports that hold a word.
-- The prior of word rarity, so that a handful of reports can be compared; counts of the reports at hand
-- take over as they grow. Words are folded: lower case, singular.
-- Compiled by the authors from general knowledge of English news; MIT licence, as the rest.
return {
  { share = 0.95, words = [[
    the of to and in that is for it on with as was by from this be are has have an at or not which we
    its their they will been were but also can you who more about said one all other after than when
    if would there what our up out no he so had how some into new may could now do does did she his her
    them these those then us your my me because over only just any most such many while where through
    before being even both between during under since like get make made here own same very each next
    first last two three several well use used using way year time day week month people need say says
    told according still back against off down too much another around without within however including
    although though until should must might what whose him am im re ve ll don isn won didn doesn
    able already yet per every few among via per cent due upon whether rather today ago later recently
    never always often again further away little long take taken took give given came come go going gone
    see seen know known work working found find help part following based available ]] },
  { share = 0.5, words = [[
    security attack attacker hacker hack hacked hacking data information system computer user company
    network cyber breach malware software access internet online report reported researcher
    website site service government file email password account vulnerability threat
    personal customer public group business firm organization organisation official agency ]] },
  { share = 0.25, words = [[
    ransomware phishing ransom cyberattack cybersecurity leak leaked stolen steal theft exploit patch flaw
    bug update version device server database code malicious victim criminal crime fraud scam money
    bitcoin payment paid pay dollar million thousand billion number card credit bank financial address
    name phone mobile app application web browser window microsoft google apple android link message mail
    statement spokesperson spokesman spokeswoman president director chief executive officer expert
    investigation investigating investigate police fbi federal authority law enforcement department
    state country world global international national city united american russia russian china chinese
    us uk eu usa america washington york london monday tuesday wednesday thursday friday saturday sunday
    january february march april june july august september october november december 2014 2015 2016
    2017 2018 2019 incident affected issue problem risk target targeted infected infection campaign
    technology tool technique remote control download click attachment open install installed run running
    release released publish published post posted blog twitter facebook tweet wrote written warned
    warning alert discovered disclosed confirmed believe believed claim claimed alleged response
    protect protection secure encrypt encrypted encryption key backup lost loss cost impact
    news media story article read share ceo cto inc ltd corp llc ]] },
  { share = 0.08, words = [[
    amazon yahoo symantec kaspersky cisco adobe oracle intel ibm nsa cia dhs cert gdpr
    wikileaks anonymous ukraine north korea korean iran iranian india indian germany german french france
    britain british australia australian canada canadian japan japanese israel hospital health patient
    medical school university student county election political party democratic republican
    court judge justice lawsuit attorney senate congress minister parliament prime
    tor dark linux mac ios iphone java wordpress router iot camera botnet ddos denial trojan worm virus
    banking wallet cryptocurrency blockchain exchange currency retailer store hotel airline
    employee staff worker identity social credential login authentication token certificate
    reuters bloomberg bbc guardian times post journal ]] },
}
