local language = require "breachkit.document.language"

-- one sentence each, written for this spec
local SENTENCES = {
  en = "The firm said on Monday that the attackers had taken files from its servers, among them letters and "
    .. "contracts.",
  de = "Die Firma sagte am Montag, dass die Angreifer Dateien von ihren Servern genommen hätten, darunter auch "
    .. "Briefe und Verträge der Kunden.",
  fr = "L'entreprise a déclaré lundi que les pirates avaient pris des fichiers sur ses serveurs, dont des "
    .. "lettres et des contrats avec les clients.",
  es = "La empresa dijo el lunes que los atacantes se habían llevado archivos de sus servidores, entre ellos "
    .. "cartas y contratos con los clientes.",
  pt = "A empresa disse na segunda-feira que os atacantes levaram ficheiros dos seus servidores, entre eles "
    .. "cartas e contratos com os clientes.",
  it = "L'azienda ha detto lunedì che gli aggressori hanno preso dei file dai suoi server, tra cui lettere e "
    .. "contratti con i clienti.",
  nl = "Het bedrijf zei maandag dat de aanvallers bestanden van de servers hadden gehaald, onder andere brieven "
    .. "en contracten met klanten.",
  sv = "Företaget sade på måndagen att angriparna hade tagit filer från dess servrar, bland annat brev och "
    .. "avtal med kunder som inte är offentliga.",
  da = "Firmaet sagde mandag, at angriberne havde taget filer fra dets servere, blandt andet breve og aftaler "
    .. "med kunder, som ikke er offentlige.",
  nb = "Selskapet sa mandag at angriperne hadde tatt filer fra serverne, blant annet brev og avtaler med kunder "
    .. "som ikke er offentlige, og at det ble anmeldt.",
  pl = "Firma powiedziała w poniedziałek, że napastnicy zabrali pliki z jej serwerów, w tym listy i umowy, "
    .. "które nie są publiczne.",
  tr = "Şirket pazartesi günü saldırganların sunucularından dosyalar aldığını söyledi; bu dosyalar "
    .. "için bir açıklama daha yapılacak ve dava açılacak.",
  id = "Perusahaan itu mengatakan pada hari Senin bahwa para penyerang telah mengambil berkas dari servernya, "
    .. "dan surat yang tidak untuk umum.",
  ro = "Firma a spus luni că atacatorii au luat fișiere de pe serverele sale, între care scrisori și "
    .. "contracte cu clienții, dar nu a spus care sunt.",
  cs = "Firma v pondělí uvedla, že útočníci vzali soubory z jejích serverů, mezi nimi dopisy a smlouvy, "
    .. "které se týkají klientů.",
  sk = "Firma v pondelok uviedla, že útočníci vzali súbory z jej serverov, medzi nimi aj listy a zmluvy, "
    .. "ktoré sa týkajú klientov a sú tajné.",
  hr = "Tvrtka je u ponedjeljak rekla da su napadači uzeli datoteke s njezinih poslužitelja, među njima pisma "
    .. "i ugovore koje nije objavila, ali će to učiniti.",
  hu = "A cég hétfőn azt mondta, hogy a támadók fájlokat vittek el a szervereiről, és nem csak "
    .. "leveleket, de szerződéseket is.",
  fi = "Yhtiö sanoi maanantaina, että hyökkääjät olivat vieneet tiedostoja sen palvelimilta, ja että se "
    .. "on ilmoittanut asiasta, mutta ei ole saanut vastausta.",
  ca = "L'empresa va dir dilluns que els atacants s'havien endut fitxers dels seus servidors, entre els quals "
    .. "cartes i contractes amb els clients, però no va dir més.",
  vi = "Công ty cho biết hôm thứ Hai rằng những kẻ tấn công đã lấy các tệp từ máy chủ "
    .. "của họ, trong đó có thư và hợp đồng với khách hàng.",
  ru = "Компания сообщила в понедельник, что злоумышленники "
    .. "похитили файлы.",
  uk = "Компанія повідомила в понеділок, що зловмисники викрали "
    .. "її файли.",
  el = "Η εταιρεία είπε τη Δευτέρα ότι πήραν αρχεία.",
  ja = "会社は月曜日、攻撃者がサーバーからファイルを取ったと発表した。",
  zh = "公司周一表示，攻击者从其服务器上取走了文件。",
  ko = "회사는 월요일에 공격자들이 서버에서 파일을 가져갔다고 말했다.",
  ar = "قالت الشركة يوم الاثنين إن المهاجمين أخذوا ملفات.",
  he = "החברה אמרה ביום שני שהתוקפים לקחו קבצים.",
  hi = "कंपनी ने सोमवार को कहा कि हमलावरों ने "
    .. "फाइलें ले लीं।",
  th = "บริษัทกล่าวเมื่อวันจันทร์ว่าผู้โจมตีได้นำไฟล์ไป",
}

describe("document.language", function()
  it("tells languages by one sentence", function()
    for code, sentence in pairs(SENTENCES) do assert.equal(code, language.of(sentence), code) end
  end)

  it("says nothing of what is too short, mixed or no text", function()
    for _, text in ipairs { "", "ok", "42 1 7", "Sony Pictures Entertainment", "\255\254",
      "SHA-256 MD5 SHA-1 CRC32 ab12" } do
      assert.is_nil(language.of(text), text)
    end
  end)

  it("reads the start of a text only, and never cuts a character", function()
    assert.equal("ru", language.of((SENTENCES.ru .. " "):rep(500)))
    for pad = 0, 3 do assert.equal("en", language.of(("x"):rep(pad) .. " " .. (SENTENCES.en .. " é€"):rep(1000))) end
  end)
end)
