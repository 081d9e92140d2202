-- Month names in the languages of the pages we meet, lower case, without the full stop of an abbreviation; and the zone
-- names of RFC 5322 and of news pages, in minutes east of Greenwich. Names that two zones share (IST, BST in Asia) are
-- left out or stand for the one that English-language news means. Compiled by the authors; MIT.
return {
  -- a row a language, January to December; "_" where the language has no (other) form
  months = {
    "january february march april may june july august september october november december",
    "jan feb mar apr may jun jul aug sep oct nov dec",
    "_ _ _ _ _ _ _ _ sept _ _ _",
    "januar februar märz april mai juni juli august september oktober november dezember",
    "jänner _ mär _ _ _ _ _ _ okt _ dez",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "ene _ _ abr _ _ _ ago set _ _ dic",
    "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "_ fev _ _ mai _ _ _ _ out _ _",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "janv févr _ avr _ _ juil _ _ _ _ déc",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "gen _ _ _ mag giu lug _ _ ott _ _",
    "januari februari maart april mei juni juli augustus september oktober november december",
    "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
  },
  zones = {
    Z = 0, UT = 0, UTC = 0, GMT = 0, WET = 0, BST = 60, CET = 60, CEST = 120, EET = 120, EEST = 180, MSK = 180,
    EST = -300, EDT = -240, CST = -360, CDT = -300, MST = -420, MDT = -360, PST = -480, PDT = -420, AKST = -540,
    HST = -600, JST = 540, KST = 540, SGT = 480, HKT = 480, AEST = 600, AEDT = 660,
  },
}
