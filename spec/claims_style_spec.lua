-- Of the same sentence a report that tells what happened says that it did, a guide that it does.
require "spec.helper"
local claims = require "breachkit.claims"
local style = require "breachkit.claims.style"

local news = "The bank was closed on Monday. It had told the police, and the police had been there on Tuesday. The "
  .. "mayor said that the office was open. There were queues in the street, and staff were sent home at noon. "
local guide = "You should call your bank. You can often tell by the address, and most people do. Many banks have a "
  .. "page that says how. If you are not sure, you may always ask, and you will usually get help at once. "

local told, asking = "Bank closed for two days", "What is ransomware and how do you protect yourself?"

local function realis(text, title)
  local list = claims.list { text = text, title = title }
  return list[#list].text, list[#list].realis
end

-- what may be meant either way: of which of these a model takes the style for decisive is its training's
local either = { "The attackers demand a ransom.", "The hackers steal personal data.", "The victims pay the ransom.",
  "A ransom is demanded.", "Criminals trick employees into giving away passwords.",
  "Hackers gain access to accounts.", "Hackers steal the passwords of customers.", "The malware encrypts files.",
  "The criminals encrypt the files.", "The attackers demand money.", "Scammers send emails to customers.",
  "The attackers steal data." }

-- Of how many of them it says that they happen in general.
local function in_general(body, title)
  local n = 0
  for _, sentence in ipairs(either) do
    local _, found = realis(body .. sentence, title)
    if found == "generic" then n = n + 1 end
  end
  return n
end

describe("claims: the style of a report", function()
  it("decides where the sentence may be meant either way", function()
    assert.is_true(in_general(guide, asking) > in_general(news, told))
  end)

  it("is told by the title, too", function()
    assert.is_true(in_general(guide, asking) > in_general(guide, told))
  end)

  it("is told by its words and by its title", function()
    local function features(body, title)
      return style.features(claims.reading { text = body .. either[1], title = title })(1)
    end
    assert.equal(features(guide, told), features(guide, told))
    assert.not_equal(features(news, told), features(guide, told))
    assert.not_equal(features(guide, told), features(guide, asking))
  end)

  it("does not change what the sentence says plainly, and short texts have none", function()
    local plain = "Scammers have sent phishing emails to customers of banks."
    for _, body in ipairs { news, guide, "" } do
      assert.same({ "have sent", "actual" }, { realis(body .. plain) })
    end
  end)
end)
