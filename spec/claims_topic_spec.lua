-- Claims are read where a text speaks of the field, and not from every text of arrests, releases and problems found.
require "helper"
local claims = require "breachkit.claims"
local told = require "told"

local mast = [[
The harbour board of Ostreby released its report on the ferry pier on Tuesday. Divers had found serious problems in the
piles, and the builder was accused of using poor steel. Police arrested two foremen in May and are investigating how
inspectors were paid. The pier went out of service for eleven weeks, and thousands of passengers were affected. "We
will fix the issues before the summer," said Ane Holt, who chairs the board. The report exposed years of neglect, and
documents published by the council show who knew of it. The town wants the builder to pay 4 million crowns for the
repairs, which the firm refuses to do until the court in Varnes has heard both sides in the autumn of next year. Boats
from the islands land at the old quay meanwhile, where there is room for no more than two of them at a time. Shops near
the pier say that they have lost a third of their trade, and some have closed until the work begins.
]]
local hack = "Hackers stole the records of 40,000 passengers from the Ostreby Line on 3 May 2024. "
local weather = "The day was fine, and the boats sailed on time to the islands with their guests and their dogs. "

local function types(list)
  local found = {}
  for _, c in ipairs(list) do found[c.type] = true end
  return found
end

describe("claims", function()
  it("are statements alone in a text of other matters, and that is said", function()
    local list, warnings = claims.list { text = mast }
    assert.same({ statement = true }, types(list))
    assert.equal(1, #warnings)
    assert.truthy(warnings[1]:find("^no break%-in, malware, fraud, flaw or leak is spoken of: %d+ events passed over$"))
  end)

  it("are read where a word of the field is near, in the title, or said by the record", function()
    local _, warnings = claims.list { text = mast .. hack }
    assert.same({}, warnings)
    for name, doc in pairs { near = { text = mast .. hack }, title = { title = "Ferry line hacked", text = mast },
      record = { text = mast, type = "record", claims = {}, prose = { { first = 1, last = #mast } } } } do
      assert.is_true(types(claims.list(doc)).arrest, name)
    end
  end)

  it("are read where several words hint at it, and not where one or two do", function()
    local hints = "The clerk copied folders of the archive to a laptop. "
    assert.same({ statement = true }, types(claims.list { text = mast .. "The clerk kept folders in the archive. " }))
    assert.is_true(types(claims.list { text = mast .. hints .. "Secrets of patients were among them. " }).arrest)
  end)

  it("are not read some hundreds of words away from it", function()
    local far = { text = mast .. weather:rep(25) .. hack }
    local list, warnings = claims.list(far)
    assert.same({ statement = true, ["data-breach"] = true }, types(list))
    assert.same({}, warnings)
  end)

  it("are read from a few words, whatever they speak of, and by rules of one's own", function()
    assert.is_true(types(claims.list { text = "Police arrested two men in Varnes in May." }).arrest)
    local rule = claims.rule { id = "pier", type = "outage", noun = { "ferry pier" } }
    local list = claims.list { text = mast }
    rule:remove()
    assert.equal("the ferry pier", told.find(list, "outage").text)
  end)

  it("pay no ransom in a text without a word of one, but to who takes such", function()
    local council = "The council's website was attacked in May. A new one costs 9 million euros, of which "
    assert.is_nil(types(claims.list { text = council .. "the region pays a third." }).ransom)
    assert.is_true(types(claims.list { text = council .. "the mayor paid the hackers 40,000 euros." }).ransom)
  end)
end)
