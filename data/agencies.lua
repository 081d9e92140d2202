-- News agencies as credit lines name them: lower case to the name in its usual form. `words` are what the name of an
-- agency that is not listed has in it; `outlets` what the name of a paper, station or site has in it. Compiled by the authors; MIT.
return {
  names = {
    ["reuters"] = "Reuters", ["thomson reuters"] = "Reuters", ["ap"] = "Associated Press",
    ["associated press"] = "Associated Press", ["the associated press"] = "Associated Press", ["afp"] = "AFP",
    ["agence france-presse"] = "AFP", ["bloomberg"] = "Bloomberg", ["upi"] = "UPI", ["dpa"] = "dpa", ["efe"] = "EFE",
      ["ansa"] = "ANSA",
    ["itar-tass"] = "TASS", ["tass"] = "TASS", ["xinhua"] = "Xinhua", ["kyodo"] = "Kyodo", ["yonhap"] = "Yonhap",
    ["ians"] = "IANS", ["pti"] = "PTI", ["ani"] = "ANI", ["pa"] = "PA Media", ["press association"] = "PA Media",
    ["aap"] = "AAP", ["the canadian press"] = "The Canadian Press", ["cp"] = "The Canadian Press", ["belga"] = "Belga",
    ["apa"] = "APA", ["interfax"] = "Interfax", ["business wire"] = "Business Wire", ["pr newswire"] = "PR Newswire",
  },
  words = { "news service", "news agency", "newswire", "wire service", "press agency", "press association" },
  outlets = {
    times = true, post = true, news = true, journal = true, herald = true, tribune = true, guardian = true,
    telegraph = true, gazette = true, observer = true, courier = true, daily = true, chronicle = true, magazine = true,
    press = true, radio = true, tv = true, broadcasting = true, newspaper = true, mirror = true, standard = true,
    independent = true, examiner = true, bulletin = true, ledger = true, sentinel = true, globe = true, wire = true,
    zeitung = true, spiegel = true, monde = true, bbc = true, cnn = true, nbc = true, cbs = true, abc = true, npr = true,
    pbs = true, blog = true, techcrunch = true, zdnet = true, wired = true, bleepingcomputer = true,
    torrentfreak = true, vice = true, motherboard = true, gizmodo = true, recode = true, politico = true,
  },
}
