-- Secrets of leaked material in the memory of the process that read it: there are none left.
require "helper"
local scratch = require "scratch"

local SAMPLE <const> = 65536 -- by which the layout is told
local MARK <const> = "zq7Kf%dWx9"

local function made(head, row, between, tail)
  local parts, size, n = { head }, #head, 0
  while size < 4 * SAMPLE do
    n = n + 1
    parts[#parts + 1] = row:gsub("#", tostring(n)):gsub("@@", (MARK:format(n):gsub("%%", "%%%%"))) .. between
    size = size + #parts[#parts]
  end
  parts[#parts] = parts[#parts]:sub(1, #parts[#parts] - #between)
  return table.concat(parts) .. tail
end

local files = {
  combo = made("", "u#@example.com:@@", "\n", "\n"),
  table = made("email,password\n", "u#@example.com,\"@@\"", "\n", "\n"),
  jsonl = made("", '{"email":"u#@example.com","password":"@@"}', "\n", "\n"),
  json = made("[", '{"email":"u#@example.com","a":{"password":"@@"}}', ",\n", "]\n"),
  sql = made("CREATE TABLE users (id int, email text, password text);\n",
    "INSERT INTO users VALUES (#,'u#@example.com','@@');", "\n", "\n"),
  blocks = made("", "URL: https://example.com/\nUsername: u#@example.com\nPassword: @@\n", "\n", "\n"),
}

-- Does what it is told, and counts what is left of secrets in all of its memory that it can write to. Each is told by
-- its end, since what is let go of has its first bytes overwritten at times.
local CHILD <const> = [[
package.path, package.cpath = %q, %q
%s
collectgarbage()
collectgarbage()
local ENDS <const> = { ["Wx9"] = "Kf%%d+$", ["W\0x\0009"] = "K\0f\0[%%d\0]+$" }
local PIECE <const>, LONGEST <const> = 1 << 18, 64
local memory, found = assert(io.open("/proc/self/mem", "rb")), 0
for line in io.lines "/proc/self/maps" do
  local from, to = line:match "^(%%x+)%%-(%%x+) rw"
  from, to = from and tonumber(from, 16), to and tonumber(to, 16)
  -- not what a sanitizer has set aside: its shadows, whose lower part ends below 0x8fff8000
  local all = from and to - from <= 1 << 30 and not (from >= 0x7fff7000 and to <= 0x8fff8000)
  while all and from < to and from >= 0 and memory:seek("set", from) do
    local piece = memory:read(math.min(to - from, PIECE))
    if not piece then break end
    for tail, before in pairs(ENDS) do
      local at = piece:find(tail, 1, true)
      while at do
        if piece:sub(math.max(at - LONGEST, 1), at - 1):find(before) then found = found + 1 end
        at = piece:find(tail, at + 1, true)
      end
    end
    from = from + (#piece == PIECE and PIECE - LONGEST or #piece) -- one may lie across two
  end
end
print("left " .. found)
]]

local READS <const> = [[
do
  local leak <close> = assert(require "breachkit.dump".open(arg[1]))
  local n = 0
  for record in leak:records() do n = n + (record and record.secret and 1 or 0) end
  local sum = assert(leak:summary())
  assert(n > 1000 and sum.records == n and sum.secrets.seen == n, n)
  print(leak.layout.kind)
end
]]

describe("the memory of a process that", function()
  local dir = scratch(before_each, after_each)

  -- what the process printed, and how many secrets are in its memory; `packed` is a command for the shell that makes
  -- the file from "leak"
  local function left(text, does, packed)
    local child, leak = dir.write("child.lua", CHILD:format(package.path, package.cpath, does)), dir.write("leak", text)
    if packed then
      assert(os.execute(("cd %s && %s"):format(dir.path, packed)))
      leak = dir.path .. "/packed"
    end
    -- a sanitizer keeps what is let go of, and overwrites it when it is told to; it is to keep little
    local pipe = assert(io.popen(("ASAN_OPTIONS=detect_leaks=0:max_free_fill_size=1073741824:quarantine_size_mb=1"
      .. ":thread_local_quarantine_size_kb=64 lua5.4 %s %s <%s 2>&1"):format(child, leak, leak)))
    local said = pipe:read "a"
    assert(pipe:close(), said)
    local printed, found = said:match "^(.*)left (%d+)\n$"
    return printed, tonumber(found)
  end

  for kind, text in pairs(files) do
    it("read a dump holds no secret of its records, laid out as " .. kind, function()
      assert.same({ kind .. "\n", 0 }, { left(text, READS) })
    end)
  end

  local COMMAND <const> = 'assert(require "breachkit.cli".main { %q, "-q", "-o", "jsonl", %s } == 0)'

  local function command(verb, text, kind, given, packed)
    local printed, found = left(text, COMMAND:format(verb, given), packed)
    assert.truthy(printed:find('"kind":"' .. kind .. '"', 1, true), printed)
    assert.equal(0, found, kind .. " " .. given)
  end

  local PACKED <const> = { ["standard input"] = "cp leak packed", gzip = "gzip -c leak >packed",
    xz = "xz -c leak >packed", tar = "tar cf packed leak",
    ["archives in archives"] = "tar czf inner.tgz leak && tar cf packed inner.tgz" }

  it("ran `dump` holds none, of a plain file", function()
    for kind, text in pairs(files) do command("dump", text, kind, "arg[1]") end
  end)
  for how, packed in pairs(PACKED) do
    it("ran `dump` holds none, of " .. how, function()
      for _, given in ipairs { "arg[1]", "'-'" } do command("dump", files.sql, "sql", given, packed) end
    end)
  end

  local scanned = {
    plain = files.combo, json = files.json, sql = files.sql, jsonl = files.jsonl,
    page = made("<html>\n", "<p>u#@example.com https://u:@@@example.com/ curl -u u:@@</p>", "\n", "</html>\n"),
    mail = made("From: a@example.org\nSubject: leak\nTo: b@example.org\n\n", "u#@example.com password: @@", "\n", "\n"),
  }
  scanned["UTF-16"] = "\xff\xfe" .. files.combo:gsub(".", "%0\0")

  for how, text in pairs(scanned) do
    it("ran `scan` holds none, of what is " .. how, function()
      for _, given in ipairs { "arg[1]", "'-'", '"--context", "60", arg[1]' } do
        command("scan", text, "email", '"--show-suppressed", ' .. given)
      end
    end)
  end
  for how, packed in pairs(PACKED) do
    it("ran `scan` holds none, of " .. how, function()
      for _, given in ipairs { "arg[1]", "'-'" } do
        command("scan", files.combo, "email", '"--show-suppressed", ' .. given, packed)
      end
    end)
  end

  it("scans by several threads has locked what they read, as far as half of the system's limit goes", function()
    if (os.getenv "LD_PRELOAD" or ""):find "asan" then pending "skipped: a sanitizer lets nothing be locked" return end
    local printed = left((("x "):rep(1 << 19) .. "a@evil-site.com "):rep(8), [[
      local function locked()
        for line in io.lines "/proc/self/status" do
          local kilobytes = line:match "^VmLck:%s*(%d+)"
          if kilobytes then return tonumber(kilobytes) end
        end
      end
      local most = 0
      for line in io.lines "/proc/self/limits" do
        local soft = line:match "^Max locked memory%s+(%S+)"
        most = soft and (tonumber(soft) or math.huge) / 1024 or most
      end
      local before, n, held = locked(), 0, 0
      for _ in require "breachkit.scan".file(arg[1], { threads = 4 }) do
        n = n + 1
        held = math.max(held, locked() - before)
      end
      assert(n == 8, n)
      -- pieces are of a megabyte, of which two at least are at hand
      print(most < 6000 or held >= 2000 or held)
    ]])
    assert.equal("true\n", printed)
  end)

  -- under a sanitizer one process in three shows less, whose maps lie otherwise: what is too large is not searched
  it("would show them", function()
    for _, text in ipairs { files.table, scanned["UTF-16"] } do
      local most = 0
      for _ = 1, 8 do
        if most <= 1000 then most = math.max(most, (select(2, left(text, "whole = io.open(arg[1]):read 'a'")))) end
      end
      assert.is_true(most > 1000, most)
    end
  end)
end)
