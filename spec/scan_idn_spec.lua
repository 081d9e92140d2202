-- Names in other letters than ASCII, and their xn-- form.
require "helper"
local json = require "breachkit.json"
local scan = require "breachkit.scan"
local shell = require "shell"

-- "kind value text" of what is found, and why it is held back
local function found(bytes)
  local list = {}
  for f in scan.bytes(bytes, { suppressed = true }) do
    list[#list + 1] = ("%s %s %s%s"):format(f.kind, f.value, f.text, f.suppressed_by and " " .. f.suppressed_by or "")
    assert.equal(f.kind ~= "email" and f.text or bytes:sub(f.first, f.last), bytes:sub(f.first, f.last))
  end
  return list
end

describe("a name in other letters", function()
  it("is found as a domain, with its xn-- form as its value", function()
    assert.same({
      "domain xn--bcher-kva.evil-site.de bücher.evil-site.de", "domain www.xn--e1afmkfd.xn--p1ai www.пример.рф",
      "domain xn--e1afmkfd.xn--p1ai ПРИМЕР.РФ", "domain xn--fsqu00a.xn--fiqs8s 例子.中国",
      "domain a_b.xn--bcher-kva.de a_b.bücher.de", "domain xn--fa-hia.de faß.de",
    }, found "see bücher.evil-site.de, (www.пример.рф); “ПРИМЕР.РФ”… 例子.中国 a_b.bücher.de faß.de.")
  end)

  it("is found defanged, in addresses and mailboxes", function()
    assert.same({
      "domain xn--bcher-kva.evil-site.de bücher[.]evil-site[.]de", "domain xn--e1afmkfd.xn--p1ai пример[dot]рф",
      "url http://xn--bcher-kva.evil-site.de/päth?x=1 hxxp://bücher.evil-site[.]de/päth?x=1",
      "url https://xn--e1afmkfd.xn--p1ai:8080/a https://пример.рф:8080/a",
      "email j***@x***.de j***@b***.de", "email j***@x***.xn--p1ai j***@x***.xn--p1ai",
    }, found("bücher[.]evil-site[.]de пример[dot]рф hxxp://bücher.evil-site[.]de/päth?x=1 https://пример.рф:8080/a "
      .. "jim@bücher-c2.de jo[at]пример[.]рф"))
    local f = scan.bytes("to jim@bücher-c2.de", { kinds = { "email" } })()
    local log = os.tmpname()
    require "breachkit.mask".log(log)
    assert.equal("jim@xn--bcher-c2-65a.de", f.value:reveal "a test")
    require "breachkit.mask".log(nil)
    os.remove(log)
  end)

  it("ends where its letters do, and is none without a top-level domain", function()
    assert.same({
      "domain evil-site.com evil-site.com", "domain evil-c2.com evil-c2.com", "domain evil-c3.com evil-c3.com",
    }, found "请看evil-site.com吧 →evil-c2.com ✅evil-c3.com、")
    assert.same({}, found "ende.Über слово.слово a.б конец.Да user.имя 1.ü é.")
    assert.same({ "domain xn--e1ajjd6b.xn--d1acj3b конец.Дети case" }, found "Это конец.Дети играли")
    assert.same({ "domain xn--gre-6ka8i.py größe.py file-name" }, found "größe.py")
    assert.same({}, found "\xB8\xD2\xA3.lr\x05 \xD2\xA3.lr\x05")
  end)

  it("tells how it is read, and of letters that look alike", function()
    local list = {}
    for f in scan.bytes("xn--bcher-kva.evil-site.de http://u:p@xn--pple-43d.com:80/x аpple.com evil-site.de") do
      list[#list + 1] = ("%s %s"):format(f.unicode, f.mixed_scripts)
    end
    assert.same({ "bücher.evil-site.de nil", "аpple.com true", "аpple.com true", "nil nil" }, list)
    assert.is_nil(scan.bytes("пример.рф")().mixed_scripts)
  end)

  it("is none when xn-- stands for nothing", function()
    assert.same({
      "domain xn--zzzzzzzz99999999.com xn--zzzzzzzz99999999.com punycode", "domain xn--a.com xn--a.com punycode",
      "url http://xn--a.com/x http://xn--a.com/x punycode", "email j***@x***.com j***@x***.com punycode",
      "domain xn--bcher-kva.de XN--BCHER-KVA.de", "domain xn--i-7iq.ws xn--i-7iq.ws",
      "domain x.xn--vermgensberatung-pwb x.xn--vermgensberatung-pwb",
    }, found("xn--zzzzzzzz99999999.com xn--a.com http://xn--a.com/x jim@xn--a.com XN--BCHER-KVA.de xn--i-7iq.ws "
      .. "x.xn--vermgensberatung-pwb"))
    assert.is_false(scan.bytes("xn--a.com", { suppressed = true })().valid)
  end)

  it("is the same whatever the pieces, as lines and on the command line", function()
    local text = ("пример.рф x bücher.evil-site.de é jim@bücher-c2.de\nhttp://аpple.com/ü xn--a.com\n"):rep(40)
    local core = require "breachkit.core".scan
    local function all(scanner)
      local list = {}
      for first, last, kind in scanner:flat() do list[#list + 1] = ("%d %d %d"):format(first, last, kind) end
      return table.concat(list, "\n")
    end
    local whole = all(core.bytes(text))
    for _, piece in ipairs { 1, 7, 64, 500 } do assert.equal(whole, all(core.bytes(text, { piece = piece }))) end
    local lines = {}
    for f in scan.bytes(text, { suppressed = true, kinds = { "domain", "url" } }) do
      lines[#lines + 1] = json.encode(f) .. "\n"
    end
    assert.equal(table.concat(lines),
      (scan.bytes(text, { suppressed = true, kinds = { "domain", "url" } }):json_lines()))
    local _, csv = shell "printf 'http://\\320\\260pple.com/' | bin/breachkit scan -o csv -"
    assert.truthy(csv:find(",аpple.com,true\r?\n$"), csv)
  end)
end)
