local json = require "breachkit.json"
local peers = dofile "tools/date-peers.lua"

-- One point below what was measured; a share that falls under its floor is a reading lost.
local FLOORS = { chrono = 0.70, duckling = 0.26, dateparser = 0.70, timenorm = 0.76 }

-- "kind: reproduced of n" of what the evaluator counted, and the excluded.
local function counted(cases)
  local total, list = peers.evaluate(cases), {}
  for kind, row in pairs(total.kinds) do list[#list + 1] = ("%s: %d of %d"):format(kind, row.ok, row.n) end
  for reason, n in pairs(total.excluded) do list[#list + 1] = ("excluded, %s: %d"):format(reason, n) end
  list[#list + 1] = ("total: %d of %d, forward %d"):format(total.ok, total.n, total.forward)
  table.sort(list)
  return list
end

local function on(day) return { kind = "value", value = day .. "T00:00:00", grain = "day" } end

describe("the comparison with peers' tables of dates", function()
  it("counts right and wrong readings of a table of values with grains", function()
    local function case(text, value, section) return { text = text, value = value, section = section or "main" } end
    assert.same({
      "day by name: 1 of 2", "day in figures: 1 of 2", "excluded, latent: 1", "month, year: 1 of 2", "no date: 1 of 2",
      "range: 1 of 2", "relative day: 2 of 2", "since, until: 1 of 1", "total: 8 of 13, forward 1",
    }, counted(peers.readers.duckling({ reference = "2013-02-12T04:30:00-02:00", cases = {
      case("yesterday", on "2013-02-11"),
      -- the hour is the reference's
      case("7 days ago", { kind = "value", value = "2013-02-05T04:00:00", grain = "hour" }),
      case("12 July 2012", on "2012-07-12"),
      -- the next for our last
      case("12 July", on "2013-07-12"),
      case("4/5/2012", on "2012-04-05"),
      case("6/5/2012", on "2012-05-06"),
      case("July 2012", { kind = "value", value = "2012-07-01T00:00:00", grain = "month" }),
      -- a year is no month
      case("2012", { kind = "value", value = "2012-01-01T00:00:00", grain = "month" }),
      case("12-14 July 2012", { kind = "interval", start = "2012-07-12T00:00:00", ["end"] = "2012-07-15T00:00:00",
        grain = "day" }),
      case("12-15 July 2012", { kind = "interval", start = "2012-07-12T00:00:00", ["end"] = "2012-07-15T00:00:00",
        grain = "day" }),
      case("since 2010", { kind = "open", value = "2010-01-01T00:00:00", grain = "year", direction = "After" }),
      case("laughing", json.null, "negativeCorpus"),
      case("12 July 2012", json.null, "negativeCorpus"),
      case("7", on "2013-02-12", "latentCorpus"),
    } }, "mdy")))
  end)

  it("asks for no more than a table of assertions is certain of", function()
    local function start(what, part, value)
      return { path = ('result.start.%s("%s")'):format(what, part), op = "toBe", value = value }
    end
    local function case(text, expect, kind)
      return { file = "", config = "chrono", kind = kind or "single", text = text, ref = { ["$date"] = "2012-08-10" },
        expect = expect, options = json.null }
    end
    local noon = { path = "result.start", op = "toBeDate", value = { ["$date"] = "2012-07-12T12:00:00.000Z" } }
    assert.same({
      "day and time of day: 2 of 3", "day by name: 1 of 1", "excluded, states no whole date: 1", "month, year: 1 of 1",
      "no date: 1 of 2", "total: 5 of 7, forward 0",
    }, counted(peers.readers.chrono { cases = {
      -- its noon is implied
      case("12 July 2012", { noon }),
      case("12 July 2012 at noon", { noon }),
      case("12 July 2012 at 11:00", { noon }),
      -- 14:00 two hours east of UTC
      case("2012-07-12T14:00+02:00", { noon }),
      case("July 2012", { start("get", "year", 2012), start("get", "month", 7), start("get", "day", 10),
        start("isCertain", "day", false) }),
      case("12 July", { start("get", "month", 7) }),
      case("the march of time", {}, "none"),
      case("12 July 2012", {}, "none"),
    } }))
  end)

  it("leaves out what a setting changes", function()
    local function case(text, expected, settings, message)
      return { fn = "", base = { 2012, 8, 10 }, test_settings = settings or json.null,
        args = { date_string = text, expected = expected, message = message } }
    end
    local day = { ["$date"] = "2012-07-12T00:00:00" }
    assert.same({
      "day by name: 1 of 1", "excluded, setting: prefers the future or this period: 1", "excluded, states no date: 1",
      "no date: 1 of 1", "total: 3 of 4, forward 0", "weekday: 1 of 2",
    }, counted(peers.readers.dateparser { cases = {
      case("12 July 2012", day),
      case("12 July", day, { PREFER_DATES_FROM = "'future'" }),
      case("12 July"),
      case("no such day", nil, nil, "Unable to parse"),
      case("Monday", { ["$date"] = "2012-08-06T00:00:00" }),
      case("Monday", { ["$date"] = "2012-08-07T00:00:00" }),
    } }))
  end)

  it("reads TIMEX3 values, each document at its own date", function()
    assert.same({
      "day by name: 1 of 1", "excluded, length of time: 1", "excluded, recurring: 1",
      "excluded, the document's own date: 2", "month, year: 2 of 3", "relative day: 2 of 2",
      "season, quarter, half: 1 of 2", "total: 6 of 8, forward 0",
    }, counted(peers.readers.timenorm {
      "2012-08-10\tDATE\t2012-08-10", "yesterday\tDATE\t2012-08-09", "a month\tDURATION\tP1M",
      "third quarter of 2011\tDATE\t2011-Q3", "third quarter of 2011\tDATE\t2011-Q4", "every day\tSET\tP1D", "",
      "2014-03-01\tDATE\t2014-03-01", "yesterday\tDATE\t2014-02-28", "12 July 2012\tDATE\t2012-07-12",
      -- the table drops "early"
      "early July 2012\tDATE\t2012-07", "July 2012\tDATE\t2012-07", "July 2012\tDATE\t2012-08",
    }))
  end)

  for _, name in ipairs(peers.names) do
    it("reproduces no less of " .. name .. " than it did", function()
      local cases = peers.load(os.getenv "BREACHKIT_DATA" or "../shared/data", name)
      if not cases then return pending "skipped: no data" end
      local total = peers.evaluate(cases)
      local share = total.ok / total.n
      assert.is_true(share >= FLOORS[name], ("%s: %.3f of %d"):format(name, share, total.n))
    end)
  end
end)
