require "spec.helper"
local reading = require "told"

local read, find, role = reading.read, reading.find, reading.role

describe("claims: sources and statements", function()
  it("names the outlet that the report takes it from", function()
    local c = read("Emails were stolen from the studio, according to Examplefreak.")[1]
    assert.equal("Examplefreak", c.via.text)
    assert.is_nil(c.speaker)
  end)

  it("carries an outlet back to the hedged sentence before it", function()
    local list = read("The studio is reportedly looking into whether the attack is tied to North Korea. "
      .. "The studio believes the attack may be linked to a comedy, according to Re/view.")
    assert.equal("Re/view", find(list, "attribution", "is tied to").via.text)
  end)

  it("gives a quotation its speaker, verbatim", function()
    local list, doc = read 'Example Corp said in a statement: "We are looking into an issue with our systems."'
    local c = find(list, "statement")
    assert.equal("Example Corp", c.speaker.text)
    assert.equal('"We are looking into an issue with our systems."', role(c, "statement"))
    assert.equal(doc.text, c:quote())
  end)

  it("gives an unnamed statement to the party that spoke before", function()
    local list = read("Example declined to comment beyond a statement which said: “We had a disruption.” "
      .. "A statement on the leak said: “The theft of our files is a criminal matter.”")
    local speakers = {}
    for _, c in ipairs(list) do
      if c.type == "statement" then speakers[#speakers + 1] = c.speaker.text end
    end
    assert.same({ "Example", "Example" }, speakers)
    assert.equal("Example", find(list, "data-breach", "The theft").speaker.text)
  end)

  it("keeps a name whole that ends like an adverb", function()
    assert.equal("Dockside Daily",
      find(read "Fernhill Bank was hacked in May, according to Dockside Daily.", "data-breach").via.text)
  end)

  it("takes the name, not what the name is said to be, for who speaks and who was hit", function()
    local c = read("Orchard Freight, a shipping company in Rotterdam, said it was hacked in April 2022.")[1]
    assert.equal("Orchard Freight", c.speaker.text)
    assert.equal("Orchard Freight", role(c, "victim")) -- once
    assert.equal(#c.roles, #c:why().roles)
    for _, r in ipairs(read("Hackers breached Fernhill Bank, a hospital and a school.")[1].roles) do
      assert.is_nil(r.value) -- a list
    end
  end)

  it("takes the nearer of two who speak, and for \"it\" the name that it stands for", function()
    local two = read "Grey Lantern claimed responsibility, and Fernhill Bank said it had been hacked."
    assert.equal("Fernhill Bank", find(two, "data-breach").speaker.text)
    local it = find(read "Hackers broke into Fernhill Bank. It said hackers stole names and addresses.", "data-breach",
      "stole").speaker
    assert.same({ "It", "Fernhill Bank", "pronoun" }, { it.text, it.value, it.antecedent.how })
  end)

  it("finds who speaks behind the verb, and before it where another verb follows", function()
    local function speaker(text) return read(text)[1].speaker.text end
    assert.equal("Jane Doe of Acme", speaker "Records were stolen from the bank, said Jane Doe of Acme.")
    assert.equal("Jane Doe", speaker "Records were stolen from the bank, Jane Doe, a director, said Monday.")
    assert.equal("Jane Doe", speaker "Jane Doe, a director, said Acme was hacked.")
  end)

  it("gives who only speaks behind an event no role in it", function()
    local function victim(text) return role(find(read(text), "data-breach"), "victim") end
    assert.equal("Halden Bank", victim "Halden Bank was hacked, the company said on Friday.")
    assert.equal("Acme", victim "Hackers breached Acme, which said on Monday that it had closed its shops.")
  end)

  it("does not take declining to comment for a claim", function()
    assert.is_nil(find(read "The bank declined to comment on the rumours.", "statement"))
  end)

  it("knows a spokesperson and the outlet spoken to", function()
    local c = find(read('A spokesman for the ministry criticised the film in an interview with The Examiner, saying it '
      .. '"shows how desperate they are now".'), "statement")
    assert.equal("A spokesman for the ministry", c.speaker.text)
    assert.equal("The Examiner", c.via.text)
  end)
end)
