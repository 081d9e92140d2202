local helper = require "helper" -- luacheck: ignore
local claims = require "breachkit.claims"
local data = require "breachkit.data"
local incident = require "breachkit.incident"
local report = require "breachkit.correlate.report"

-- The record of reports given as `{published, title, text}`, by their number.
local function record_of(list)
  local reports = {}
  for i, r in ipairs(list) do
    local doc = { id = tostring(i), published = r[1], title = r[2], text = r[3] }
    reports[i] = { document = doc, claims = claims.list(doc) }
  end
  return incident.build(reports)
end

local function values(record, property, of)
  local out = {}
  for _, f in ipairs(record.facts) do
    if f.property == property and f.of == of then out[#out + 1] = f.value end
  end
  return out
end

describe("when an incident was", function()
  it("is not the day in a byline: a ransom paid months after is of this incident and no earlier one", function()
    local record = record_of { { "2024-08-30", "Eastmere pays", "30 August 2024\n\nThe University of Eastmere "
      .. "paid a ransom of 1.1 million euros to the Grey Lantern gang, which encrypted its servers on 7 May 2024. The "
      .. "Grey Lantern gang stole the data of 5,000 students from the University of Eastmere." } }
    assert.same({}, values(record, "prior-incident"))
    assert.same({ "Grey Lantern" }, values(record, "actor"))
  end)

  it("is one date where a report tells alternatives, and two where it tells both", function()
    local function when_of(days)
      local record = record_of { { "2024-03-12", "Example Freight hacked", "Example Freight was hacked on " .. days
        .. "." } }
      assert.equal(values(record, "when", "happened")[1], record.timeline[1].when)
      return values(record, "when", "happened")
    end
    assert.same({ "[2024-03-08,2024-03-09]" }, when_of "8 March or 9 March 2024")
    assert.same({ "[2024-03-08,2024-03-09]" }, when_of "March 8, or on March 9, 2024")
    assert.same({ "[2024-03-07,2024-03-08,2024-03-09]" }, when_of "7 March or on 8 March, or 9 March 2024")
    assert.same({ "2024-03-08", "2024-03-09" }, when_of "8 March and 9 March 2024")
  end)

  it("is the day of a sentence, though it is the report's own", function()
    local function event(text)
      local doc = { id = "x", published = "2024-08-30", text = text }
      return report.of(doc, {}, data.load "correlation").event
    end
    assert.equal(report.day "2024-08-30", event "The network failed on 30 August 2024, it said.")
    assert.is_nil(event "By Ann Lee, 30 August 2024\n\nThe network failed.")
    assert.equal(report.day "2024-05-07", event "By Ann Lee, 30 August 2024\n\nThe network failed on 7 May 2024.")
  end)

  it("is not when a ransom was paid, but the payment stands in the timeline", function()
    local record = record_of { { "2024-03-14", "Hackers attack Example Freight", "Hackers stole records of 40,000 "
      .. "customers of Example Freight. Example Freight paid a ransom of $2 million on 13 March 2024." } }
    assert.same({}, values(record, "when", "happened"))
    assert.equal("Example Freight: data breach", record.title)
    assert.same({ "2024-03-13" }, { record.timeline[1].when })
  end)

  it("is not when a ransom was asked for, wanted, sought or talked about", function()
    for _, told in ipairs { "The gang asked for a ransom of $2 million", "The gang wanted a ransom of $2 million",
      "The gang sought a ransom of $2 million", "The gang is seeking a ransom of $2 million that it set",
      "Ransom negotiators met the gang" } do
      local record = record_of { { "2024-03-20", "Hackers attack Example Freight", "Hackers stole records of 40,000 "
        .. "customers of Example Freight. " .. told .. " on 13 March 2024." } }
      assert.same({}, values(record, "when", "happened"), told)
      assert.equal("Example Freight: data breach", record.title, told)
    end
  end)

  it("is not when somebody means to publish: a plan is no row of the timeline either", function()
    local record = record_of { { "2024-03-12", "Example Freight hit by ransomware", "Example Freight said that hackers "
      .. "broke into its network on 9 March 2024 and encrypted its servers. The gang threatened to publish the data on "
      .. "20 March 2024 unless the company pays." } }
    assert.same({ "2024-03-09" }, values(record, "when", "happened"))
    assert.equal(1, #record.timeline)
    assert.equal("2024-03-09", record.timeline[1].when)
    assert.equal(1, #values(record, "demand"))
  end)
end)

describe("an actor", function()
  it("is not somebody", function()
    assert.same({}, values(record_of { { "2024-03-12", "Example Freight hacked",
      "Example Freight was hacked. Somebody broke into the network of Example Freight." } }, "actor"))
  end)
end)

describe("a report on several victims", function()
  local first = { "2024-03-12", "Example Freight hit by ransomware",
    "Example Freight was hacked on 9 March 2024. The company shut its network down on the same day." }
  local several = { "2024-03-15", "Ransomware hits three firms",
    "Example Freight, Brookvale Council and Eastmere Hospital were hit by ransomware this month. Hackers broke into "
    .. "the network of Brookvale Council on 12 March 2024 and stole data of 3,000 residents. Hackers broke into the "
    .. "network of Example Freight on 9 March 2024 and stole records of 40,000 customers." }

  it("lends none of them, nor what befell them, to the incident of one", function()
    local record = record_of { first, several }
    assert.same({ "Example Freight" }, values(record, "victim"))
    assert.same({ "2024-03-09" }, values(record, "when", "happened"))
    assert.same({ 40000 }, values(record, "people", "affected"))
  end)

  it("lends whom it tells to have been hit with the victim on one day", function()
    local record = record_of { first, { "2024-03-15", "Two firms hacked",
      "Hackers stole records from Example Freight and Eastmere Hospital on 9 March 2024." } }
    local victims = values(record, "victim")
    table.sort(victims)
    assert.same({ "Eastmere Hospital", "Example Freight" }, victims)
  end)

  it("by itself is about all of them", function()
    assert.equal(3, #values(record_of { several }, "victim"))
  end)

  it("keeps whom another report names too, as a victim or not", function()
    local record = record_of { first, several, { "2024-03-16", "Brookvale Council reels",
      "Example Freight was hacked. It keeps the payroll of Brookvale Council." } }
    local victims = values(record, "victim")
    table.sort(victims)
    assert.same({ "Brookvale Council", "Example Freight" }, victims)
  end)
end)
