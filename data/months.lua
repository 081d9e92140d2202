-- Month names of other languages as pages date themselves, lower case, without the full stop of an abbreviation, for
-- translation into English, which dates are read in. A row a language or a set of its abbreviations, January to
-- December; "_" where there is no (other) form. Compiled by the authors; MIT.
return {
  english = { "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December" },
  rows = {
    "januar februar märz _ mai juni juli _ _ oktober _ dezember",
    "jänner _ mär _ _ _ _ _ _ okt _ dez",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "ene _ _ abr _ _ _ ago set _ _ dic",
    "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "_ fev _ _ mai _ _ _ _ out _ _",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "janv févr _ avr _ _ juil _ _ _ _ déc",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "gen _ _ _ mag giu lug _ _ ott _ _",
    "januari februari maart _ mei juni juli augustus _ oktober _ _",
    "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
  },
}
