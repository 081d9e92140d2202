-- Secrets of leaked records in the memory of the process that read them: there are none left.
require "helper"
local scratch = require "scratch"

local SAMPLE <const> = 65536 -- by which the layout is told
local MARK <const> = "zq7Kf%dWx9"
local TAIL <const> = "Kf%d+Wx9" -- what is let go of has its first bytes overwritten at times

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

-- does what it is told, and writes all that it can of its memory
local CHILD <const> = [[
package.path, package.cpath = %q, %q
%s
collectgarbage()
collectgarbage()
local memory, out = assert(io.open("/proc/self/mem", "rb")), assert(io.open(arg[2], "wb"))
for line in io.lines "/proc/self/maps" do
  local from, to = line:match "^(%%x+)%%-(%%x+) rw"
  from, to = from and tonumber(from, 16), to and tonumber(to, 16)
  local all = from and to - from <= 1 << 30 -- not what a sanitizer has set aside
  while all and from < to and from >= 0 and memory:seek("set", from) do
    local piece = memory:read(math.min(to - from, 1 << 20))
    if not piece then break end
    out:write(piece)
    from = from + #piece
  end
end
out:close()
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

describe("the memory of a process that read a dump", function()
  local dir = scratch(before_each, after_each)

  -- what the process printed, and how many secrets are in its memory; `packed` is a command for the shell that makes
  -- the file from "leak"
  local function left(text, does, packed)
    local child, leak = dir.write("child.lua", CHILD:format(package.path, package.cpath, does)), dir.write("leak", text)
    local seen = dir.path .. "/memory"
    if packed then
      assert(os.execute(("cd %s && %s"):format(dir.path, packed)))
      leak = dir.path .. "/packed"
    end
    -- a sanitizer keeps what is let go of, and overwrites it when it is told to
    local pipe = assert(io.popen(("ASAN_OPTIONS=detect_leaks=0:max_free_fill_size=1073741824 lua5.4 %s %s %s <%s 2>&1")
      :format(child, leak, seen, leak)))
    local printed = pipe:read "a"
    assert(pipe:close(), printed)
    local file <close> = assert(io.open(seen, "rb"))
    local found = 0
    for _ in file:read "a":gmatch(TAIL) do found = found + 1 end
    return printed, found
  end

  for kind, text in pairs(files) do
    it("holds no secret of its records, laid out as " .. kind, function()
      assert.same({ kind .. "\n", 0 }, { left(text, READS) })
    end)
  end

  local COMMAND <const> = 'assert(require "breachkit.cli".main { "dump", "-q", "-o", "jsonl", %s } == 0)'

  local function command(text, kind, given, packed)
    local printed, found = left(text, COMMAND:format(given), packed)
    assert.truthy(printed:find('"kind":"' .. kind .. '"', 1, true), printed)
    assert.equal(0, found, kind .. " " .. given)
  end

  it("holds none of a command's, of a plain file", function()
    for kind, text in pairs(files) do command(text, kind, "arg[1]") end
  end)

  for how, packed in pairs { ["standard input"] = "cp leak packed", gzip = "gzip -c leak >packed",
    xz = "xz -c leak >packed", tar = "tar cf packed leak",
    ["archives in archives"] = "tar czf inner.tgz leak && tar cf packed inner.tgz" } do
    it("holds none of a command's, of " .. how, function()
      for _, given in ipairs { "arg[1]", "'-'" } do command(files.sql, "sql", given, packed) end
    end)
  end

  it("would show them", function()
    assert.is_true(select(2, left(files.table, "whole = io.open(arg[1]):read 'a'")) > 1000)
  end)
end)
