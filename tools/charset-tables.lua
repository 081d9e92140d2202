-- Writes src/core/bk_charset_tables.c: the indexes of the WHATWG Encoding Standard as a browser that implements it
-- decodes them, every pointer of every legacy encoding asked one by one.
--   lua5.4 tools/charset-tables.lua > src/core/bk_charset_tables.c      (needs Chromium; for maintainers)
local PAGE = [[<!doctype html><meta charset=utf-8><pre id=out></pre><script>
const lines = [];
function ask(label) {
  const decoder = new TextDecoder(label, { fatal: true, ignoreBOM: true });
  return (...bytes) => {
    try { return [...decoder.decode(new Uint8Array(bytes))].map(c => c.codePointAt(0)); } catch (e) { return []; }
  };
}
const say = (name, list) => lines.push(name + " " + list.map(c => c.length == 1 ? c[0].toString(16) : "-").join(" "));
const range = (a, b) => Array.from({ length: b - a + 1 }, (_, i) => a + i);
for (const label of %s) say(label, range(128, 255).map(b => ask(label)(b)));
function rows(name, label, leads, trails, keep) {
  const decode = ask(label);
  let pointer = 0;
  for (const lead of leads) {
    say(name, trails.map(trail => keep(pointer++) ? decode(lead, trail) : []));
  }
}
const all = () => true;
const sjis = [...range(0x40, 0x7e), ...range(0x80, 0xfc)];
rows("jis0208", "shift_jis", [...range(0x81, 0x9f), ...range(0xe0, 0xfc)], sjis, p => p < 8836 || p > 10715);
{
  const decode = ask("euc-jp");
  for (const lead of range(0xa1, 0xfe)) say("jis0212", range(0xa1, 0xfe).map(trail => decode(0x8f, lead, trail)));
}
rows("gb18030", "gb18030", range(0x81, 0xfe), [...range(0x40, 0x7e), ...range(0x80, 0xfe)], all);
rows("big5", "big5", range(0x81, 0xfe), [...range(0x40, 0x7e), ...range(0xa1, 0xfe)], all);
rows("euc_kr", "euc-kr", range(0x81, 0xfe), range(0x41, 0xfe), all);
{
  const decode = ask("gb18030");
  say("ranges", range(0, 39419).map(p => decode(
    0x81 + Math.floor(p / 12600), 0x30 + Math.floor(p / 1260) % 10, 0x81 + Math.floor(p / 10) % 126, 0x30 + p % 10)));
}
document.getElementById("out").textContent = "BEGIN\n" + lines.join("\n") + "\nEND\n";
</script>]]

-- the standard's names, in the order of its section 4.2; ISO-8859-8-I shares the table of ISO-8859-8
local SINGLE = { "ibm866", "iso-8859-2", "iso-8859-3", "iso-8859-4", "iso-8859-5", "iso-8859-6", "iso-8859-7",
  "iso-8859-8", "iso-8859-10", "iso-8859-13", "iso-8859-14", "iso-8859-15", "iso-8859-16", "koi8-r", "koi8-u",
  "macintosh", "windows-874", "windows-1250", "windows-1251", "windows-1252", "windows-1253", "windows-1254",
  "windows-1255", "windows-1256", "windows-1257", "windows-1258", "x-mac-cyrillic" }

local folder = os.tmpname()
os.remove(folder)
assert(os.execute(("mkdir -p '%s'"):format(folder)))
local page = assert(io.open(folder .. "/page.html", "w"))
page:write((PAGE:gsub("%%s", '["' .. table.concat(SINGLE, '", "') .. '"]')))
page:close()
local pipe = assert(io.popen(("chromium --headless --no-sandbox --disable-gpu --user-data-dir='%s/profile' "
  .. "--virtual-time-budget=600000 --dump-dom 'file://%s/page.html' 2>'%s/errors'"):format(folder, folder, folder)))
local dump = pipe:read "a"
pipe:close()
os.execute(("rm -rf '%s'"):format(folder))
local body = assert(dump:match "BEGIN\n(.*)\nEND", "the browser gave no tables")

-- characters that an editor shows as one glyph of their own stand for themselves
local PLAIN = { { 0xA1, 0xAC }, { 0xAE, 0x2AF }, { 0x391, 0x482 }, { 0x48A, 0x52F }, { 0x2010, 0x2027 },
  { 0x2030, 0x205E }, { 0x20A0, 0x20CF }, { 0x2100, 0x2BFF }, { 0x2E80, 0x2FD5 }, { 0x3001, 0x3029 },
  { 0x3030, 0x3096 }, { 0x309B, 0x3163 }, { 0x3165, 0x9FFF }, { 0xAC00, 0xD7A3 }, { 0xF900, 0xFAFF },
  { 0xFF01, 0xFF9F } }

local function literal(codes)
  local out, open = {}, false -- open: a \x that a hexadecimal digit would prolong
  for _, code in ipairs(codes) do
    local text
    if code == "-" then
      text = "."
    else
      local n = tonumber(code, 16) & 0xFFFF
      for _, span in ipairs(PLAIN) do
        if n >= span[1] and n <= span[2] then text = utf8.char(n) end
      end
      if not text then
        text = (n < 0xA0 or (n >= 0xD800 and n <= 0xDFFF)) and ("\\x%02X"):format(n) or ("\\u%04X"):format(n)
      end
    end
    if open and text:find "^%x" then text = '" u"' .. text end
    open = text:find "^\\x" ~= nil
    out[#out + 1] = text
  end
  return 'u"' .. table.concat(out) .. '"'
end

local tables, planes, ranges = {}, {}, {}
local pointer = 0
for line in body:gmatch "[^\n]+" do
  local name, list = line:match "^(%S+) (.*)$"
  local codes = {}
  for code in list:gmatch "%S+" do codes[#codes + 1] = code end
  tables[name] = tables[name] or {}
  if name == "ranges" then
    local last
    for p, code in ipairs(codes) do
      local offset = tonumber(code, 16) - (p - 1)
      if offset ~= last then ranges[#ranges + 1] = ("{%d, 0x%04X}"):format(p - 1, tonumber(code, 16)) end
      last = offset
    end
  else
    table.insert(tables[name], literal(codes))
  end
  if name == "big5" then
    for _, code in ipairs(codes) do
      local astral = code ~= "-" and tonumber(code, 16) > 0xFFFF
      assert(not astral or tonumber(code, 16) >> 16 == 2)
      if astral and planes[#planes] and planes[#planes][2] == pointer - 1 then
        planes[#planes][2] = pointer
      elseif astral then
        planes[#planes + 1] = { pointer, pointer }
      end
      pointer = pointer + 1
    end
  end
end

local function emit(...) io.write(string.format(...)) end
emit [[
/* Generated by tools/charset-tables.lua; do not edit. The indexes of the WHATWG Encoding Standard
 * (https://encoding.spec.whatwg.org/#indexes), as Chromium decodes them, a row for each lead byte. '.' is unmapped. */
#include "bk_charset_tables.h"

/* clang-format off */
]]
local function rows(c_name, width, list, count)
  emit("const uint_least16_t bk_charset_%s[%d][%d] = {\n    %s};\n\n", c_name, count, width + 1,
    table.concat(list, ",\n    "))
end
local single = {}
for i, name in ipairs(SINGLE) do single[i] = tables[name][1] end
rows("single", 128, single, #SINGLE)
rows("jis0208", 188, tables.jis0208, 60)
rows("jis0212", 94, tables.jis0212, 94)
rows("gb18030", 190, tables.gb18030, 126)
rows("big5", 157, tables.big5, 126)
rows("euc_kr", 190, tables.euc_kr, 126)

local function wrapped(list)
  local lines, line = {}, ""
  for _, item in ipairs(list) do
    if #line + #item > 92 then
      lines[#lines + 1] = line
      line = ""
    end
    line = line .. item .. ", "
  end
  lines[#lines + 1] = line
  return (table.concat(lines, "\n    "):gsub(" \n", "\n"):gsub(", $", ""))
end
for i, span in ipairs(planes) do planes[i] = ("{%d, %d}"):format(span[1], span[2]) end
emit("const bk_charset_range bk_charset_big5_plane2[] = {\n    %s};\n", wrapped(planes))
emit("const size_t bk_charset_big5_plane2_count = %d;\n\n", #planes)
emit("const bk_charset_range bk_charset_gb18030_ranges[] = {\n    %s};\n", wrapped(ranges))
emit("const size_t bk_charset_gb18030_ranges_count = %d;\n", #ranges)
