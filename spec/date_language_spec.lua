local date = require "breachkit.date"

-- a Monday
local anchor = "2014-12-01"

describe("date.find in other languages", function()
  local cases = {
    de = {
      { "Am 24. November 2014, vor drei Wochen, letzten Dienstag und gestern.", "24. November 2014 = 2014-11-24",
        "vor drei Wochen = 2014-11-10~", "letzten Dienstag = 2014-11-25", "gestern = 2014-11-30" },
      { "Vom 12. bis 14. Mai 2014; Anfang Mai, Ende 2014, im Jahr 2012.",
        "12. bis 14. Mai 2014 = 2014-05-12/2014-05-14", "Anfang Mai = 2014-05-01~/2014-05-10~",
        "Ende 2014 = 2014-09-01~/2014-12-31~", "Jahr 2012 = 2012" },
      { "Seit 2012, bis zum 3. Mai, im ersten Quartal 2014, in den 1990er Jahren", "Seit 2012 = 2012/..",
        "bis zum 3. Mai = ../2014-05-03", "ersten Quartal 2014 = 2014-33", "1990er = 199X" },
      { "nächste Woche; um 15 Uhr am Montag; 24.11.2014; am Morgen", "nächste Woche = 2014-12-08/2014-12-14",
        "15 Uhr am Montag = 2014-12-01T15:00", "24.11.2014 = 2014-11-24" },
      { "am 24.11.14", "24.11.14 = 2014-11-24" },
      { "Heute vor einem Jahr, gestern vor zwei Wochen; vor einem Jahr", "Heute vor einem Jahr = 2013-12-01",
        "gestern vor zwei Wochen = 2014-11-16", "vor einem Jahr = 2013" },
      { "Heute in einer Woche beginnt es, morgen in einem Jahr.", "Heute in einer Woche = 2014-12-08",
        "morgen in einem Jahr = 2015-12-02" },
    },
    fr = {
      { "Le 24 novembre 2014, mardi dernier, la semaine dernière, hier, il y a trois semaines.",
        "24 novembre 2014 = 2014-11-24", "mardi dernier = 2014-11-25", "semaine dernière = 2014-11-24/2014-11-30",
        "hier = 2014-11-30", "il y a trois semaines = 2014-11-10~" },
      { "Du 12 au 14 mai 2014, le 1er mai, début mai, en 2012; depuis 2012; jusqu'au 5 mai",
        "12 au 14 mai 2014 = 2014-05-12/2014-05-14", "1er mai = 2014-05-01", "début mai = 2014-05-01~/2014-05-10~",
        "2012 = 2012", "depuis 2012 = 2012/..", "jusqu'au 5 mai = ../2014-05-05" },
      { "au premier trimestre 2014, l’année dernière, avant-hier, AOÛT 2014", "premier trimestre 2014 = 2014-33",
        "année dernière = 2013", "avant-hier = 2014-11-29", "AOÛT 2014 = 2014-08" },
      { "vendredi prochain, la semaine prochaine; Début mars. Fin mars 2014", "vendredi prochain = 2014-12-05",
        "semaine prochaine = 2014-12-08/2014-12-14", "Début mars = 2014-03-01~/2014-03-10~",
        "Fin mars 2014 = 2014-03-21~/2014-03-31~" },
      { "il y a un an aujourd'hui; aujourd'hui dans un mois", "il y a un an aujourd'hui = 2013-12-01",
        "aujourd'hui dans un mois = 2015-01-01" },
      { "Volées courant mars, vendues courant mai 2014.", "mars = 2014-03", "mai 2014 = 2014-05" },
    },
    es = {
      { "El 24 de noviembre de 2014, el martes pasado, la semana pasada, ayer, hace tres semanas.",
        "24 de noviembre de 2014 = 2014-11-24", "martes pasado = 2014-11-25", "semana pasada = 2014-11-24/2014-11-30",
        "ayer = 2014-11-30", "hace tres semanas = 2014-11-10~" },
      { "Del 12 al 14 de mayo de 2014, a finales de 2014; desde 2012; hasta el 5 de mayo; el mes próximo",
        "12 al 14 de mayo de 2014 = 2014-05-12/2014-05-14", "finales de 2014 = 2014-09-01~/2014-12-31~",
        "desde 2012 = 2012/..", "hasta el 5 de mayo = ../2014-05-05", "mes próximo = 2015-01" },
      { "el próximo viernes; hoy hace un año", "próximo viernes = 2014-12-05", "hoy hace un año = 2013-12-01" },
      { "hoy dentro de un mes", "hoy dentro de un mes = 2015-01-01" },
    },
    nl = {
      { "Op 24 november 2014, afgelopen dinsdag, vorige week, gisteren, drie weken geleden.",
        "24 november 2014 = 2014-11-24", "afgelopen dinsdag = 2014-11-25", "vorige week = 2014-11-24/2014-11-30",
        "gisteren = 2014-11-30", "drie weken geleden = 2014-11-10~" },
      { "Van 12 tot 14 mei 2014, begin mei, eind 2014; sinds 2012; om 15 uur op maandag",
        "12 tot 14 mei 2014 = 2014-05-12/2014-05-14", "begin mei = 2014-05-01~/2014-05-10~",
        "eind 2014 = 2014-09-01~/2014-12-31~", "sinds 2012 = 2012/..", "15 uur op maandag = 2014-12-01T15:00" },
      { "Vandaag een jaar geleden, vandaag over een week; een jaar geleden", "Vandaag een jaar geleden = 2013-12-01",
        "vandaag over een week = 2014-12-08", "een jaar geleden = 2013" },
    },
  }
  for language, list in pairs(cases) do
    it(language, function()
      assert.is_true(date.languages[language])
      for _, case in ipairs(list) do
        local got = {}
        for m in date.find(case[1], { anchor = anchor, language = language }) do
          got[#got + 1] = m.text .. " = " .. m.date.edtf
        end
        assert.same({ table.unpack(case, 2) }, got, case[1])
      end
    end)
  end

  it("counts from events", function()
    for language, text in pairs { de = "eine Woche nach dem Angriff", fr = "une semaine après l'attaque",
      es = "una semana después del ataque", nl = "een week na de aanval" } do
      local m = date.find(text, { anchor = anchor, language = language, events = true })()
      assert.same({ "event", 7 }, { m.kind, m.event.days }, text)
    end
  end)
end)
