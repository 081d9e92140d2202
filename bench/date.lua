-- Finding dates: MB/s over text as dense in dates as news is and over a far denser one, how cost grows from n to 10 n,
-- and the same text through ripgrep, which merely looks for eight patterns, and dateparser's search (PyPI), where they
-- are.
local measure = dofile "bench/lib/measure.lua"
local date = require "breachkit.date"

local dense <const> = [[The company shut its network down on 25 November 2014 after an attack that began, it said last
week, around 3 a.m. ET on Monday. Reports from March 2011 to May 2012 told of 77 million accounts and version 2.0.14;
three months ago a spokesman declined to comment on the figure, and nothing more was heard of it until early this year.
The files, which the group posted to a public site, hold contracts, salaries and mail of several hundred people.

]]
-- one mention in 700 bytes or so, as in a threat report
local news <const> = [[
Researchers said on Tuesday that the group behind the intrusion had used a loader which they had not seen before,
and that it talks to its server over a channel of its own making. The files that were posted hold contracts, letters
and the mail of several hundred people; one of the people named in them told this paper that the letters are real. A
spokeswoman for the company said that it had called in a firm to help, that customers were not at risk, and that it
would not pay. The first of the samples was compiled in August 2014. It unpacks itself in memory, looks for the
tools of analysts, and sleeps when it finds one of them. What it steals it sends in small pieces, each under a key
of its own, and the keys are kept on a machine that was rented with a stolen card. The police of two countries are
looking for its owner.

]]

local function found(text)
  local count = 0
  for _ in date.find(text, { anchor = "2014-12-01" }) do count = count + 1 end
  return count
end

local function seconds(text)
  return measure.typical(function() assert(found(text) > 0) end)
end

for name, paragraph in pairs { dense = dense, news = news } do
  local small, large = paragraph:rep(300), paragraph:rep(3000)
  local a, b = seconds(small), seconds(large)
  print(("date.find, %-5s  %5.1f MB/s  %d bytes a mention  growth n to 10 n: %.2f"):format(name, #large / b / 1e6,
    #paragraph // found(paragraph), b / a))
end

-- peers, on the news: whole processes, timed by themselves
local large <const> = news:rep(3000)
local path <const> = measure.file(large)
local own <const> = #large / seconds(large) / 1e6
local months <const> = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\\.?"
local patterns <const> = { "\\d{4}-\\d\\d-\\d\\d", "\\d{1,2}/\\d{1,2}/\\d{2,4}", "\\d{1,2}(?:st|nd|rd|th)? " .. months,
  months .. " \\d{1,2}", months .. " \\d{4}", "(?:last|next|this) (?:week|month|year|[A-Z][a-z]+day)",
  "(?:yesterday|today|tomorrow)", "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day" }
local rg = measure.output("rg --version") ~= "" and tonumber(measure.output(([[python3 - <<'EOF'
import subprocess, time
times = []
for _ in range(5):
    began = time.perf_counter()
    subprocess.run(["rg", "-a", "-o", "-c", "-j1"] + [x for p in %s for x in ("-e", p)] + ["%s"],
                   stdout=subprocess.DEVNULL)
    times.append(time.perf_counter() - began)
print(sorted(times)[2])
EOF]]):format("[r'" .. table.concat(patterns, "', r'") .. "']", path)))
print(rg
  and ("ripgrep, 8 patterns %5.1f MB/s  ours is %.2f of it"):format(#large / rg / 1e6, own / (#large / rg / 1e6))
  or "ripgrep: not installed, skipped")

measure.file(news:rep(10), path)
local venv <const> = (os.getenv "BREACHKIT_BUILD" or "build") .. "/bench-venv"
measure.output(("{ [ -x %s/bin/pip ] || python3 -m venv %s; } && %s/bin/pip install -q dateparser"):format(venv, venv,
  venv))
local parser = tonumber(measure.output(([[%s/bin/python - <<'EOF'
import time
from dateparser.search import search_dates
text = open("%s").read()
search_dates("on 3 May 2014", languages=["en"])
began = time.perf_counter()
search_dates(text, languages=["en"])
print(time.perf_counter() - began)
EOF]]):format(venv, path)))
local size <const> = #news * 10
print(parser
  and ("dateparser          %5.2f MB/s  ours is %.0f times it"):format(size / parser / 1e6, own / (size / parser / 1e6))
  or "dateparser: not installed, skipped")
os.remove(path)
