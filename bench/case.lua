-- Cases: documents a second added, what of it is reading claims, search at 10,000 documents, growth of cost and size.
package.path = "./lua/?.lua;./lua/?/init.lua;" .. package.path
package.cpath = "./" .. (os.getenv "BREACHKIT_BUILD" or "build") .. "/?.so;" .. package.cpath
local bk = require "breachkit"
local claims = require "breachkit.claims"

local firms = { "Harbour", "Lighthouse", "Meridian", "Northgate", "Orchard", "Pinnacle", "Quarry", "Riverside" }
local kinds = { "Bank", "Films", "Clinic", "Airlines", "Energy", "Stores" }

local function report(i)
  local name = ("%s %s %d"):format(firms[i % #firms + 1], kinds[i % #kinds + 1], i)
  return ([[%s discloses a breach

%s said on %d March 2024 that hackers stole %d gigabytes of e-mails and the records of %d customers from its network.
The company shut down its systems on the next day, according to the Courier. A group that calls itself Copper Rain %d
claimed responsibility and demanded a ransom. Investigators suspect a former employee.
]]):format(name, name, i % 28 + 1, i % 900 + 1, i * 17 + 1000, i % 40)
end

-- a clock on the wall, for what waits for the disk
local function now()
  local f <close> = assert(io.open("/proc/uptime"))
  return f:read "n"
end

local path = os.tmpname()
os.remove(path)
local case = assert(bk.case.open(path, { who = "bench" }))

local function singly(from, to)
  local began = now()
  for i = from, to do assert(case:add { bytes = report(i), path = i .. ".txt" }) end
  return (to - from + 1) / (now() - began)
end

local function folder(from, to)
  local place = path .. "-in"
  os.execute("mkdir -p " .. place)
  for i = from, to do
    local f = assert(io.open(("%s/%d.txt"):format(place, i), "wb"))
    f:write(report(i))
    f:close()
  end
  local began = now()
  assert(case:add(place))
  local took = now() - began
  os.execute("rm -r " .. place)
  return (to - from + 1) / took
end

-- Seconds that the incidents take: asked first, again, and after one more document.
local function incidents(number)
  local took = {}
  for i = 1, 3 do
    if i == 3 then assert(case:add { bytes = report(number), path = number .. ".txt" }) end
    local from = os.clock()
    for _ in assert(case:incidents()) do end -- luacheck: ignore 542
    took[i] = os.clock() - from
  end
  return ("%.2f s, again %.2f s, after one more %.2f s"):format(table.unpack(took))
end

local function size()
  local pipe <close> = assert(io.popen("du -sk " .. path))
  return pipe:read "n"
end

local one_early, early = singly(1, 200), folder(201, 1000)
local at_first = size()
print("case, incidents of 1,000 documents: " .. incidents(20001))
local began = os.clock()
for i = 1, 1000 do claims.list(assert(bk.document.parse(report(i), { path = "x.txt" }))) end
local reading = 1000 / (os.clock() - began)
folder(1001, 9000)
local late, one_late, at_last = folder(9001, 9800), singly(9801, 10000), size()
print(("case, added    %5.0f documents/s of a folder at 1,000, %.0f at 10,000; %.0f and %.0f one by one")
  :format(early, late, one_early, one_late))
print(("case, claims   %5.0f documents/s read without a case (processor time)"):format(reading))
print(("case, size     %5.1f KB a document of %.1f KB at 1,000, %.1f KB at 10,000")
  :format(at_first / 1000, #report(1) / 1024, at_last / 10000))
for _, query in ipairs { "lighthouse ransom", "lighthouse 4242", "\"former employee\" -harbour", "victim:meridian data",
  "type:data-breach stance:claimed when:2024-03-05" } do
  local times = {}
  for i = 1, 21 do
    began = os.clock()
    assert(case:search(query))
    times[i] = os.clock() - began
  end
  table.sort(times)
  print(("case, search   %6.2f ms of 10,000 documents, 20 hits: %s"):format(times[11] * 1000, query))
end
began = now()
assert(assert(case:verify()).holds)
print(("case, verify   %5.0f documents/s"):format(10000 / (now() - began)))
case:close()
os.execute("rm -r " .. path)
