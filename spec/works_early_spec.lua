-- Works that got out before their release: the list, the match of release names, what reports and torrents tell.
require "helper"
local bk = require "breachkit"
local json = require "breachkit.json"
local list = require "breachkit.works.list"
local torrents = require "torrents"

local dir
local function write(path, bytes)
  local file <close> = assert(io.open(dir .. "/" .. path, "wb"))
  file:write(bytes)
  return dir .. "/" .. path
end

describe("works", function()
  before_each(function()
    dir = os.tmpname()
    os.remove(dir)
    os.execute("mkdir -p " .. dir)
  end)
  after_each(function() os.execute("rm -rf " .. dir) end)

  it("reads a list from CSV of any dialect, from Lua and from a table; a bad row is a row", function()
    local works = assert(bk.works.list(write("works.csv", "Title;Release date;Kind;Year;Aliases\n"
      .. "Grey Harbour;2015-01-16;film;2014;Harbour of Grey|Port gris\nTide;nonsense;;;\n;2015;;;\n"
      .. "Tide 2;2015-03;;20x5;\nThe Lamp;;album;;\n")))
    assert.same({ "Grey Harbour", "The Lamp" }, { works[1].title, works[2].title })
    assert.same({ "2015-01-16", "film", 2014 }, { works[1].released.edtf, works[1].kind, works[1].year })
    assert.is_nil(works[2].released)
    assert.is_true(works[1].keys.portgris)
    local said = {}
    for i, e in ipairs(works.errors) do said[i] = e.message end
    assert.same({ "'nonsense' of Tide is no date", "a work without a title", "'20x5' of Tide 2 is no year" }, said)
    assert.equal(dir .. "/works.csv", works.errors[1].source)
    works = assert(bk.works.list(write("works.lua",
      "return { { title = 'Tide', released = '2015~', aliases = { 'Ebb' } } }")))
    assert.same({ "2015~", true }, { works[1].released.edtf, works[1].keys.ebb })
    assert.equal("syntax", select(2, bk.works.list(write("bad.lua", "return {"))).code)
    assert.equal("line 1: attempt to index a nil value (global 'os')",
      select(2, bk.works.list(write("bad.lua", "return os.exit(1)"))).message)
    assert.equal("type", select(2, bk.works.list(write("bad.lua", "return 1"))).code)
    assert.equal("type", select(2, bk.works.list(write("x.csv", "a,b\n1,2\n"))).code)
    assert.equal("io", select(2, bk.works.list(dir .. "/none.csv")).code)
    assert.equal("io", select(2, bk.works.list(dir)).code)
    assert.equal("empty", select(2, bk.works.list(write("x.csv", ""))).code)
    assert.equal("empty", select(2, bk.works.list(write("x.csv", "title,released\n"))).code)
    assert.equal("io", select(2, bk.works.list(dir .. "/none.lua")).code)
    assert.has_error(function() bk.works.list(7) end)
    assert.has_error(function() bk.works.list { "Tide" } end)
  end)

  it("matches a release's name to a title whole, checks its year, and says what leaves a doubt", function()
    local index = list.index(bk.works.list {
      { title = "Still Alice", released = "2015-01-16" },
      { title = "Mr. Turner", released = "2014-12-19", year = 2014 },
      { title = "Salt & Sand", released = "2014" }, { title = "The Interview", released = "2014-12-25" },
      { title = "Dune", released = "1984-12-14" }, { title = "Dune", released = "2021-10-22" },
      { title = "Harbour Lights", kind = "TV series" }, { title = "Untold" },
    })
    local function told(name, marked)
      local out = {}
      for i, found in ipairs(list.match(index, name, marked)) do
        out[i] = found.entry.title .. ", " .. found.match .. ": " .. found.why
      end
      return table.concat(out, "; ")
    end
    assert.equal("Still Alice, sure: the same title, of 2014, the year before its release",
      told "Still.Alice.2014.DVDScr.XVID.AC3.HQ")
    assert.equal("Still Alice, sure: the same title and year, 2015", told "Still.Alice.2015.720p")
    assert.equal("Still Alice, doubtful: the same title, of 2016, a year off", told "Still.Alice.2016.720p")
    assert.equal("", told "Still.Alice.2012.720p")
    assert.equal("", told "Still.Alices.2014.DVDScr")
    assert.equal("", told "Alice.2014.DVDScr")
    assert.equal("Still Alice, doubtful: the same title, and no year to check", told "Still Alice")
    assert.equal("", told("Still Alice", true))
    assert.equal("Mr. Turner, sure: the same title and year, 2014", told "Mr.Turner.2014.DVDScr-X")
    assert.equal("Mr. Turner, doubtful: the same title, of 2013, a year off", told "Mr.Turner.2013.DVDScr-X")
    assert.equal("Salt & Sand, sure: the same title and year, 2014", told "Salt.and.Sand.2014.SCR")
    assert.equal("The Interview, doubtful: the same title and year, 2014, but for an article",
      told "Interview.2014.CAM")
    assert.equal("Dune, sure: the same title and year, 2021", told "Dune.2021.CAM")
    assert.equal("Dune, doubtful: the same title, and no year to check; but there is another work of this title; "
      .. "Dune, doubtful: the same title, and no year to check; but there is another work of this title",
      told "Dune.DVDScr")
    assert.equal("Harbour Lights, sure: the same title, and it names an episode", told "Harbour.Lights.S02E03.WEB")
    assert.equal("Untold, doubtful: the same title; whether of 2014 is not known", told "Untold.2014.DVDScr")
    assert.equal("", told "")
    assert.equal("", told "....")
  end)

  local function incident(works, claims)
    local facts = {}
    for i, work in ipairs(works) do
      facts[i] = { property = "work", of = work.of, value = work.title, origins = 2, claims = claims }
    end
    return { incident = "incident:1", works = works, facts = facts }
  end

  it("tells by how many days a work was early, as ranges where dates are uncertain", function()
    local works, silent = bk.works.early {
      list = bk.works.list { { title = "Tide", released = "2015-03" }, { title = "Fury", released = "2014-10-17" },
        { title = "Ebb", released = "2014-11" }, { title = "Silent", released = "2016" },
        { title = "Motive", released = "2016" } },
      incidents = { incident({
        { title = "TIDE", of = "leaked", leaked = { edtf = "2014-11-27", start = "2014-11-27", stop = "2014-11-28" },
          released = { edtf = "2015-04", start = "2015-04-01", stop = "2015-05-01" } },
        { title = "Fury", of = "leaked", leaked = { edtf = "2014-11-27", start = "2014-11-27", stop = "2014-11-28" } },
        { title = "Ebb", of = "leaked", leaked = { edtf = "2014-11-20/2014-11-22", start = "2014-11-20",
          stop = "2014-11-23" } },
        { title = "New", of = "leaked", kind = "film" }, { title = "Motive", of = "motive" },
      }, { { id = "a", quote = "q", stance = "reported", via = { text = "Wire" } } }) },
    }
    assert.equal(2, silent)
    local got = {}
    for i, w in ipairs(works) do
      local early = w.early or {}
      got[i] = ("%s %s %s..%s %s"):format(w.title, w.before_release, early.least, early.most, w.origins)
    end
    assert.same({ "Tide yes 94..124 2", "Ebb maybe -21..10 2", "New maybe nil..nil 2", "Fury no -41..-41 2" }, got)
    assert.same({ edtf = "2015-03", start = "2015-03-01", stop = "2015-04-01" }, works[1].released)
    assert.equal("2015-04", works[1].released_told.edtf)
    assert.same({ { id = "a", quote = "q", stance = "reported", via = "Wire" } }, works[1].told)
    assert.same({ "list", "reports", "film" }, { works[1].released_from, works[1].leaked_from, works[3].kind })
  end)

  it("tells the same words of a report once", function()
    local a = { id = "a", quote = "q", stance = "reported" }
    local works = bk.works.early { incidents = { incident({ { title = "Tide", of = "leaked" } },
      { a, a, { id = "b", quote = "q", stance = "reported" }, { id = "a", quote = "q", stance = "denied" } }) } }
    assert.same({ a, { id = "b", quote = "q", stance = "reported" }, { id = "a", quote = "q", stance = "denied" } },
      works[1].told)
  end)

  it("takes a torrent's date for a claim of its own, and only where the match is sure and no report tells", function()
    local function made(name, created, files)
      local meta = torrents.make("v1", name, files or { { "a.mkv", "a" } })
      meta["creation date"] = created
      return assert(bk.torrent.parse(torrents.encode(meta), name .. ".torrent"))
    end
    local known = bk.works.list { { title = "Tide", released = "2015-03", year = 2014 },
      { title = "Ebb", released = "2014-11-01" }, { title = "Flow", released = "2015-01-01" } }
    local ts = { made("Tide.2014.DVDScr-X", 1417392000), made("Tide.2014.SCR-Y", 1417046400),
      made("Ebb.2014.CAM", 1417392000), made("pack", 1417392000, { { "x/Flow.2016.DVDScr.avi", "a" },
        { "x/Tide.txt", "b" }, { "x/Tide.2014.SCR.nfo", "b" } }),
      assert(bk.torrent.magnet("magnet:?xt=urn:btih:" .. ("ab"):rep(20) .. "&dn=Flow")) }
    local works = bk.works.early { list = known, torrents = ts }
    local tide, ebb, flow = works[1], works[2], works[3]
    assert.same({ "Tide", "yes", "torrent", { least = 94 } },
      { tide.title, tide.before_release, tide.leaked_from, tide.early })
    assert.same({ edtf = "../2014-11-27", stop = "2014-11-28" }, tide.leaked)
    assert.equal(3, #tide.torrents)
    assert.equal("2014-12-01T00:00:00Z", tide.torrents[1].created)
    assert.equal("x/Tide.2014.SCR.nfo", tide.torrents[3].file)
    assert.same({ "Ebb", "maybe", { least = -30 } }, { ebb.title, ebb.before_release, ebb.early })
    assert.same({ "Flow", "maybe" }, { flow.title, flow.before_release })
    assert.is_nil(flow.leaked)
    assert.same({ "doubtful", "doubtful" }, { flow.torrents[1].match, flow.torrents[2].match })
    -- a report's word stands before a torrent's
    works = bk.works.early { list = known, torrents = ts, incidents = { incident({ { title = "Tide", of = "leaked",
      leaked = { edtf = "2014-12-05", start = "2014-12-05", stop = "2014-12-06" } } }, {}) } }
    assert.same({ "reports", 86 }, { works[1].leaked_from, works[1].early.least })
    assert.has_error(function() bk.works.early { lists = known } end)
  end)

  it("has each work out when a report says that it got out, not when another did", function()
    local doc = bk.document.parse('The film "The Glass Orchard" leaked online on 18 May 2024. The film "Harrow Lane" '
      .. "was leaked on torrent sites on 5 May 2024. Corvid Pictures confirmed that its films were stolen.",
      { published = "2024-05-20", id = "a" })
    local works = bk.works.early { incidents = bk.correlate { doc }, list = bk.works.list {
      { title = "The Glass Orchard", released = "2024-06-14" }, { title = "Harrow Lane", released = "2024-05-01" } } }
    local out = {}
    for i, w in ipairs(works) do out[i] = { w.title, w.leaked.edtf, w.before_release, w.early.least } end
    assert.same({ { "The Glass Orchard", "2024-05-18", "yes", 27 }, { "Harrow Lane", "2024-05-05", "no", -4 } }, out)
  end)

  it("looks for the titles of a list wherever they are quoted, and dates releases from --anchor", function()
    write("report.txt", "Quell Studios hacked, films leaked\n\nHackers broke into Quell Studios on 3 May 2024 and "
      .. "leaked its unreleased films. The film \"Salt Road\", due to be released on 12 December, leaked on 4 May. "
      .. "\"Grey Harbour\" and \"The Long Tide\" were posted on file-sharing sites, too, as \"nobody knew\".\n")
    write("works.csv", "title,released,kind\nGrey Harbour,2024-09-01,film\nThe Long Tide,2024-10-01,film\nFew,,film\n")
    local pipe <close> = assert(io.popen(
      ("bin/breachkit works -q -o jsonl --anchor 2024-05-04 --list %s/works.csv %s/report.txt"):format(dir, dir)))
    local found = {}
    for line in pipe:lines() do
      local work = assert(json.decode(line))
      found[#found + 1] = { work.title, work.released and work.released.edtf, work.released_from, work.before_release,
        #work.told }
    end
    assert.same({ { "Grey Harbour", "2024-09-01", "list", "maybe", 1 },
      { "Salt Road", "2024-12-12", "reports", "maybe", 1 },
      { "The Long Tide", "2024-10-01", "list", "maybe", 1 } }, found)
  end)

  it("takes the time of the works, not of their pairs", function()
    local growth = require "growth"
    assert.is_true(growth(500, function(n)
      local listed, told = {}, {}
      for i = 1, n do
        listed[i] = { title = "Grey Harbour " .. i, released = "2024-09-01" }
        told[i] = { title = "Salt Road " .. i, of = "leaked" }
      end
      bk.works.early { list = bk.works.list(listed), incidents = { { incident = "i", works = told } } }
    end) < 30)
  end)

  it("has a script to start from", function()
    local pipe <close> = assert(io.popen("bin/breachkit run examples/early.lua 2>&1"))
    local lines = {}
    for line in pipe:lines() do lines[#lines + 1] = line end
    assert.equal(5, #lines)
    assert.equal("Still Alice                released 2015-01-16  out 2014-11-27  early: yes    50 days at least, "
      .. "told by 1, torrents: 1", lines[3])
  end)

  it("is a verb over reports and torrents together", function()
    os.execute("cp -r examples/reports " .. dir)
    local meta = torrents.make("v1", "Still.Alice.2014.DVDScr.XVID.AC3.HQ", { { "a.avi", "a" } })
    write("reports/x.torrent", torrents.encode(meta))
    local function run(arguments)
      local _, _, status = os.execute(("bin/breachkit works %s >%s/out 2>%s/err"):format(arguments, dir, dir))
      local out <close> = assert(io.open(dir .. "/out"))
      local said <close> = assert(io.open(dir .. "/err"))
      return status, out:read "a", said:read "a"
    end
    local status, text, said = run(("-o jsonl --list examples/works.csv %s/reports"):format(dir))
    assert.equal(0, status, said)
    assert.equal("breachkit: no leak and no torrent found of 1 work of the list\n", said)
    local works = {}
    for line in text:gmatch "[^\n]+" do
      local work = assert(json.decode(line))
      works[work.title] = work
    end
    local alice = works["Still Alice"]
    assert.same({ "yes", { least = 50, most = 50 }, "list", 1, "sure" },
      { alice.before_release, alice.early, alice.released_from, alice.origins, alice.torrents[1].match })
    assert.equal("Swarmwatch", alice.told[1].via)
    assert.same({ "no", {} }, { works.Fury.before_release, works.Fury.torrents })
    status, text = run(("-q --list examples/works.csv %s/reports"):format(dir))
    assert.equal(0, status)
    assert.truthy(text:find("out before its release, 94 to 124 days early", 1, true), text)
    assert.truthy(text:find("sure: the same title and year, 2014", 1, true), text)
    status, text = run(("-q -o csv %s/reports/x.torrent"):format(dir))
    assert.equal(1, status)
    assert.equal(1, select(2, text:gsub("\n", "")))
    assert.equal(2, (run(("--list %s/none.csv %s/reports"):format(dir, dir))))
    write("bad.csv", "title,released\nTide,soon\n")
    assert.equal(3, (run(("--list %s/bad.csv %s/reports"):format(dir, dir))))
  end)
end)
