-- Of the same sentence a report that tells what happened says that it did, a guide that it does.
require "spec.helper"
local claims = require "breachkit.claims"

local news = "The bank was closed on Monday. It had told the police, and the police had been there on Tuesday. The "
  .. "mayor said that the office was open. There were queues in the street, and staff were sent home at noon. "
local guide = "You should call your bank. You can often tell by the address, and most people do. Many banks have a "
  .. "page that says how. If you are not sure, you may always ask, and you will usually get help at once. "

local function realis(text, title)
  local list = claims.list { text = text, title = title }
  return list[#list].text, list[#list].realis
end

describe("claims: the style of a report", function()
  it("decides where the sentence may be meant either way", function()
    local ransom = "The attackers demand a ransom."
    assert.same({ "demand a ransom", "actual" }, { realis(news .. ransom) })
    assert.same({ "demand a ransom", "generic" }, { realis(guide .. ransom) })
  end)

  it("is told by the title, too", function()
    local ransom = "The attackers demand a ransom."
    assert.same({ "demand a ransom", "actual" }, { realis(news .. ransom, "Bank closed for two days") })
    assert.same({ "demand a ransom", "generic" },
      { realis(news .. ransom, "What is ransomware and how do you protect yourself?") })
  end)

  it("does not change what the sentence says plainly, and short texts have none", function()
    local plain = "Scammers have sent phishing emails to customers of banks."
    for _, body in ipairs { news, guide, "" } do
      assert.same({ "have sent", "actual" }, { realis(body .. plain) })
    end
  end)
end)
